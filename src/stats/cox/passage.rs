//! One passage through the people of a Cox model, from the longest wait to the shortest in each stratum.

use super::{People, Ties};
use crate::stats::matrix::Matrix;
use std::ops::Range;

/// The people by stratum, time, and then those with an event first.
pub(super) struct Sorted {
    rows: Matrix,
    clusters: Option<Vec<u32>>,
    moments: Vec<Moment>,
}

/// The people who leave at one time: where they stand, and how many of them, from the first, have an event.
struct Moment {
    people: Range<usize>,
    events: usize,
    /// Whether nobody of the stratum waits longer.
    last: bool,
}

/// The partial likelihood's logarithm, its slope and minus its curvature, at some coefficients.
#[derive(Clone)]
pub(super) struct Fit {
    pub log_likelihood: f64,
    pub score: Vec<f64>,
    pub information: Matrix,
}

/// Sums of the hazards of some people, of these times their covariates, and times products of those.
struct Sums {
    hazard: f64,
    first: Vec<f64>,
    second: Matrix,
}

/// Sorted people, and how events at one time are taken.
pub(super) struct Passage<'a> {
    pub sorted: &'a Sorted,
    pub ties: Ties,
}

/// One of the events at a time: its share of those with an event who are taken off those at risk, the hazard left, and the mean
/// of the covariates by hazard.
struct Turn {
    off: f64,
    hazard: f64,
    mean: Vec<f64>,
}

/// How a time moves the residuals: of those at risk, by hazard and by hazard times covariates; and its turns.
struct Moves {
    hazard: f64,
    means: Vec<f64>,
    turns: Vec<Turn>,
}

impl Sorted {
    /// Sorts checked people whose near times are one. Covariates are kept as deviations from their means, which changes
    /// no coefficient and keeps the exponentials small.
    pub fn new(times: &[f64], people: &People<'_>) -> Self {
        let stratum = |person: usize| people.strata.and_then(|strata| strata.get(person)).copied().unwrap_or(0);
        let mut keys: Vec<(u32, u64, bool, usize)> = times
            .iter()
            .zip(people.events)
            .enumerate()
            // the bits of times, 0 or more, are in their order
            .map(|(person, (time, event))| (stratum(person), time.to_bits(), !event, person))
            .collect();
        keys.sort_unstable();
        let n = times.len().max(1) as f64;
        let mut means = vec![0.0; people.covariates.columns()];
        for row in people.covariates.iter_rows() {
            means.iter_mut().zip(row).for_each(|(mean, value)| *mean += value / n);
        }
        let mut values = Vec::with_capacity(people.covariates.values().len());
        for (.., person) in &keys {
            let row = people.covariates.row(*person).unwrap_or_default();
            values.extend(row.iter().zip(&means).map(|(value, mean)| value - mean));
        }
        let rows = Matrix::new(keys.len(), means.len(), values).unwrap_or_else(|| Matrix::zeros(0, means.len()));
        let cluster = |clusters: &[u32]| keys.iter().filter_map(|key| clusters.get(key.3).copied()).collect();
        Self { rows, clusters: people.clusters.map(cluster), moments: moments(&keys) }
    }

    fn among(&self, people: Range<usize>) -> impl Iterator<Item = &[f64]> {
        people.filter_map(|person| self.rows.row(person))
    }
}

/// The moments of sorted keys of stratum, time, no event, and person.
fn moments(keys: &[(u32, u64, bool, usize)]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::new();
    let (mut start, mut before) = (0, None);
    for chunk in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let stratum = chunk.first().map(|key| key.0);
        if let Some(previous) = moments.last_mut() {
            previous.last = before != stratum;
        }
        let people = start..start + chunk.len();
        moments.push(Moment { people, events: chunk.partition_point(|key| !key.2), last: true });
        (start, before) = (start + chunk.len(), stratum);
    }
    moments
}

impl Fit {
    /// The score test of what is left to the maximum; `None` if a covariate follows from the others.
    pub fn remaining(&self) -> Option<f64> {
        self.information.inverse_form(&self.score)
    }
}

impl Sums {
    fn zero(columns: usize) -> Self {
        Self { hazard: 0.0, first: vec![0.0; columns], second: Matrix::zeros(columns, columns) }
    }

    fn clear(&mut self) {
        *self = Self::zero(self.first.len());
    }

    fn add(&mut self, row: &[f64], hazard: f64) {
        self.hazard += hazard;
        self.first.iter_mut().zip(row).for_each(|(sum, value)| *sum += hazard * value);
        self.second.add_products(row, hazard);
    }
}

impl Passage<'_> {
    /// The likelihood at some coefficients.
    pub fn at(&self, coefficients: &[f64]) -> Fit {
        let size = coefficients.len();
        let mut fit = Fit { log_likelihood: 0.0, score: vec![0.0; size], information: Matrix::zeros(size, size) };
        self.each_moment(coefficients, |moment, at_risk, with_event| {
            for row in self.sorted.among(with_event_range(moment)) {
                fit.log_likelihood += dot(row, coefficients);
                fit.score.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
            }
            self.each_turn(moment.events, at_risk, with_event, |turn, times| {
                fit.log_likelihood -= times * turn.hazard.ln();
                fit.score.iter_mut().zip(&turn.mean).for_each(|(sum, mean)| *sum -= times * mean);
                let scale = times / turn.hazard;
                fit.information.add_scaled(&at_risk.second, scale);
                fit.information.add_scaled(&with_event.second, -turn.off * scale);
                fit.information.add_products(&turn.mean, -times);
            });
        });
        fit.information.mirror_upper();
        fit
    }

    /// The sums of products of the clusters' score residuals: the middle of the robust covariance.
    pub fn score_products(&self, coefficients: &[f64]) -> Matrix {
        let size = coefficients.len();
        let clusters = self.sorted.clusters.as_deref().unwrap_or_default();
        let mut scores = vec![0.0; size * clusters.iter().max().map_or(0, |last| *last as usize + 1)];
        let mut moves = self.moves(coefficients);
        let (mut hazard, mut means) = (0.0, vec![0.0; size]);
        for moment in &self.sorted.moments {
            let now = moves.pop();
            if let Some(now) = &now {
                hazard += now.hazard;
                means.iter_mut().zip(&now.means).for_each(|(sum, value)| *sum += value);
            }
            for (place, person) in moment.people.clone().enumerate() {
                let (Some(row), Some(cluster)) = (self.sorted.rows.row(person), clusters.get(person)) else { continue };
                let start = *cluster as usize * size;
                let Some(score) = scores.get_mut(start..start + size) else { continue };
                let own = dot(row, coefficients).exp();
                score.iter_mut().zip(row).zip(&means).for_each(|((sum, x), mean)| *sum -= own * (x * hazard - mean));
                if let Some(now) = now.as_ref().filter(|_| place < moment.events) {
                    now.add_event(score, row, own);
                }
            }
            if moment.last {
                hazard = 0.0;
                means.fill(0.0);
            }
        }
        let gram = Matrix::gram(size, scores.chunks_exact(size.max(1)));
        gram.unwrap_or_else(|| Matrix::zeros(size, size))
    }

    /// How each moment moves the residuals, the last moment first.
    fn moves(&self, coefficients: &[f64]) -> Vec<Moves> {
        let mut all = Vec::with_capacity(self.sorted.moments.len());
        self.each_moment(coefficients, |moment, at_risk, with_event| {
            let mut moves = Moves { hazard: 0.0, means: vec![0.0; coefficients.len()], turns: Vec::new() };
            self.each_turn(moment.events, at_risk, with_event, |turn, times| {
                let hazard = times / turn.hazard;
                moves.hazard += hazard;
                moves.means.iter_mut().zip(&turn.mean).for_each(|(sum, mean)| *sum += hazard * mean);
                // from here on, the turn's hazard is that of one unit of risk, and each event is a share of the turns
                moves.turns.push(Turn { hazard, mean: turn.mean.clone(), off: turn.off });
            });
            all.push(moves);
        });
        all
    }

    /// Goes through the moments from the last to the first, with the sums of those at risk and of those with an event.
    fn each_moment(&self, coefficients: &[f64], mut visit: impl FnMut(&Moment, &Sums, &Sums)) {
        let mut at_risk = Sums::zero(coefficients.len());
        let mut with_event = Sums::zero(coefficients.len());
        for moment in self.sorted.moments.iter().rev() {
            if moment.last {
                at_risk.clear();
            }
            with_event.clear();
            for (place, row) in self.sorted.among(moment.people.clone()).enumerate() {
                let hazard = dot(row, coefficients).exp();
                at_risk.add(row, hazard);
                if place < moment.events {
                    with_event.add(row, hazard);
                }
            }
            visit(moment, &at_risk, &with_event);
        }
    }

    /// Takes the events of one time in turn; `visit` also gets how many of them the turn stands for.
    fn each_turn(&self, events: usize, at_risk: &Sums, with_event: &Sums, mut visit: impl FnMut(&Turn, f64)) {
        let (turns, times) = match self.ties {
            Ties::Efron => (events, 1.0),
            Ties::Breslow => (events.min(1), events as f64),
        };
        for turn in 0..turns {
            let off = turn as f64 / turns as f64;
            let hazard = at_risk.hazard - off * with_event.hazard;
            let mean = at_risk.first.iter().zip(&with_event.first).map(|(all, some)| (all - off * some) / hazard);
            visit(&Turn { off, hazard, mean: mean.collect() }, times);
        }
    }
}

impl Moves {
    /// Adds what the event of a person at this time is to their score, beyond what being at risk is.
    fn add_event(&self, score: &mut [f64], row: &[f64], own: f64) {
        let share = 1.0 / self.turns.len() as f64;
        for turn in &self.turns {
            let kept = own * turn.off * turn.hazard;
            for ((sum, x), mean) in score.iter_mut().zip(row).zip(&turn.mean) {
                *sum += (share + kept) * (x - mean);
            }
        }
    }
}

fn with_event_range(moment: &Moment) -> Range<usize> {
    moment.people.start..moment.people.start + moment.events
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
