//! The options of one question beside each other: which cannot be told apart, and which are chosen together.

use super::making::Making;
use crate::error::Result;
use crate::estimate::corrected::holm_levels;
use crate::estimate::figures::{Designed, blank, counted_share, designed_share, linearised};
use crate::estimate::sample::Ratios;
use crate::stats::Level;
use crate::stats::distribution::{f_sf, t_two_sided};
use crate::stats::letters::letters;
use crate::stats::matrix::Matrix;
use crate::stats::paired::{Pairs as Counts, cochran_q};
use crate::survey::Kind;
use crate::view::{Figure, Method};

/// From so many people who chose one of the two alone, McNemar's statistic is as good as normal.
const MANY: u64 = 100;

/// The options beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Letters by option: options that share one cannot be told apart. "None of these" has none.
    pub letters: Vec<String>,
    /// Whether the options differ at all: Cochran's Q; under a design a Wald F.
    pub overall: Option<Differ>,
    /// Every pair, the more often chosen one first.
    pub pairs: Vec<Pair>,
    /// Of those who chose the first, who also chose the second: by the options' places; empty unless several could be chosen.
    pub together: Vec<Together>,
}

/// Whether all options are chosen equally often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Differ {
    /// Its name.
    pub name: &'static str,
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom, of a Q only the first.
    pub df: (f64, Option<f64>),
    /// The chance of one at least as large where they are.
    pub p: f64,
}

/// Two options of the same people.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The first option, by its place.
    pub first: usize,
    /// The second.
    pub second: usize,
    /// Difference of the shares, −1 to 1, with its paired interval.
    pub difference: Figure,
    /// The chance of so large a difference where there is none.
    pub p: Option<f64>,
    /// The same, corrected over the table (Holm).
    pub holm: Option<f64>,
}

/// Who chose two options.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// Of those who chose this option …
    pub first: usize,
    /// … who chose that one too.
    pub second: usize,
    /// Their share.
    pub share: Figure,
}

impl Pairs {
    /// Hides who chose two options in both directions where it is hidden in one: both count the same people.
    pub(super) fn hide_both_ways(&mut self) {
        let hidden = self.together.iter().filter(|t| t.share.is_suppressed());
        let hidden: Vec<(usize, usize)> = hidden.map(|t| (t.second, t.first)).collect();
        for together in self.together.iter_mut().filter(|t| hidden.contains(&(t.first, t.second))) {
            together.share.suppress();
        }
    }
}

impl Making<'_> {
    /// The options beside each other, from the ratios of [`Making::everyone`]; `None` where they have an order of their own.
    pub(super) fn pairs(&self, everyone: &Ratios) -> Result<Option<Pairs>> {
        let ranked: Vec<usize> = (0..self.options()).filter(|j| self.is_mention(*j)).collect();
        if self.question.kind == Kind::Ordinal || ranked.len() < 2 || !self.said.iter().any(|s| s.answered) {
            return Ok(None);
        }
        let df = self.sample.df();
        let both = ranked.iter().enumerate().flat_map(|(k, a)| ranked[k + 1..].iter().map(move |b| (*a, *b)));
        let found: Vec<(usize, usize, Option<f64>)> = both.map(|(a, b)| (a, b, self.p(everyone, a, b, df))).collect();
        let p: Vec<Option<f64>> = found.iter().map(|(.., p)| *p).collect();
        let pairs: Vec<Pair> = found
            .into_iter()
            .zip(holm_levels(&p, self.level)?)
            .map(|((first, second, p), (holm, level))| {
                let difference = self.paired_difference(everyone, first, second, df, level);
                Pair { first, second, difference, p, holm }
            })
            .collect();
        let differ = |a: usize, b: usize| {
            let pair = pairs.iter().find(|p| (p.first, p.second) == (ranked[a], ranked[b]));
            pair.and_then(|p| p.holm).is_some_and(|p| p <= self.level.alpha())
        };
        let mut of_options = vec![String::new(); self.options()];
        ranked.iter().zip(letters(ranked.len(), differ)).for_each(|(option, letters)| of_options[*option] = letters);
        let together = if self.question.kind == Kind::Multi { self.together(&ranked)? } else { Vec::new() };
        Ok(Some(Pairs { letters: of_options, overall: self.differ(everyone, &ranked, df), pairs, together }))
    }

    /// People by what they say to two options: yes to both, to the first only, to the second only, to neither.
    fn counts(&self, a: usize, b: usize) -> [u64; 4] {
        let mut cells = [0; 4];
        for (said, cell) in self.said.iter().zip(&self.sample.cells).filter(|(said, _)| said.answered) {
            cells[usize::from(!said.chosen[a]) * 2 + usize::from(!said.chosen[b])] += cell.sums.n;
        }
        cells
    }

    fn p(&self, everyone: &Ratios, a: usize, b: usize, df: f64) -> Option<f64> {
        if self.sample.designed {
            let (difference, variance) = everyone.difference(a, b)?;
            let variance = variance.filter(|v| *v > 0.0)?;
            return Some(t_two_sided(difference / variance.sqrt(), df.max(1.0)));
        }
        let cells = self.counts(a, b);
        let counts = pairs(cells)?;
        if cells[1] + cells[2] >= MANY { counts.mcnemar().map(|test| test.p) } else { Some(counts.mid_p()) }
    }

    fn paired_difference(&self, everyone: &Ratios, a: usize, b: usize, df: f64, level: Level) -> Figure {
        let base = self.all.answered;
        let words = "people who answered";
        let difference = everyone.difference(a, b);
        if self.sample.designed {
            let (value, variance) = difference.map_or((None, None), |(value, variance)| (Some(value), variance));
            return self.flagged(linearised(value, variance, df, &base, words, level));
        }
        let mut shown = blank(base.n, base.w, words, level);
        shown.method = Method::NewcombePaired;
        if let Some(counts) = pairs(self.counts(a, b)) {
            let interval = counts.newcombe(level);
            (shown.value, shown.se) = (Some(counts.difference()), Some(counts.standard_error()));
            (shown.low, shown.high) = (Some(interval.low), Some(interval.high));
        }
        Figure::Shown(shown)
    }

    /// Whether all ranked options are chosen equally often.
    fn differ(&self, everyone: &Ratios, ranked: &[usize], df: f64) -> Option<Differ> {
        if self.sample.designed {
            return wald(everyone, ranked, df);
        }
        let mut columns = vec![0; ranked.len()];
        let mut rows = vec![0; ranked.len() + 1];
        for (said, cell) in self.said.iter().zip(&self.sample.cells).filter(|(said, _)| said.answered) {
            let chosen: Vec<usize> = (0..ranked.len()).filter(|k| said.chosen[ranked[*k]]).collect();
            chosen.iter().for_each(|k| columns[*k] += cell.sums.n);
            rows[chosen.len()] += cell.sums.n;
        }
        let q = cochran_q(&columns, &rows).ok().flatten()?;
        Some(Differ { name: "Cochran's Q", statistic: q.statistic, df: (q.df as f64, None), p: q.p })
    }

    /// Of those who chose each option, who chose each other one.
    fn together(&self, ranked: &[usize]) -> Result<Vec<Together>> {
        let mut found = Vec::new();
        for first in ranked {
            let inside = |i: usize| self.said[i].answered && self.said[i].chosen[*first];
            let base = self.base(&inside);
            let df = self.sample.df();
            let shares = self.sample.ratios(if self.sample.designed { self.options() } else { 0 }, |i, _, row| {
                if self.sample.designed && inside(i) {
                    row.extend(ranked.iter().map(|j| (*j, f64::from(u8::from(self.said[i].chosen[*j])), 1.0)));
                }
            })?;
            for second in ranked.iter().filter(|second| *second != first) {
                let count = self.base(&|i| inside(i) && self.said[i].chosen[*second]).n;
                let words = "people who chose the first option";
                let share = if self.sample.designed {
                    let (share, variance) = (shares.value(*second), shares.variance(*second));
                    let made = Designed { share, variance, df, count, base: &base, rows: base.n, words };
                    self.flagged(designed_share(&made, self.scale, self.level))
                } else {
                    counted_share(count, base.n, words, self.scale, self.level)
                };
                found.push(Together { first: *first, second: *second, share });
            }
        }
        Ok(found)
    }
}

fn pairs([both, first, second, neither]: [u64; 4]) -> Option<Counts> {
    Counts::new(both, first, second, neither).ok()
}

/// All shares equal to the last one: W = d′V⁻¹d, as an F with as many degrees of freedom less as there are differences.
fn wald(everyone: &Ratios, ranked: &[usize], df: f64) -> Option<Differ> {
    let (last, others) = ranked.split_last()?;
    let q = others.len();
    let differences: Option<Vec<f64>> =
        others.iter().map(|j| Some(everyone.value(*j)? - everyone.value(*last)?)).collect();
    let contrasts = Matrix::from_fn(q, ranked.len(), |i, j| match j {
        j if j == i => 1.0,
        j if j == q => -1.0,
        _ => 0.0,
    });
    let covariance = contrasts.sandwich(&everyone.covariance.as_ref()?.among(ranked)?)?;
    let left = df - q as f64 + 1.0;
    let f = covariance.inverse_form(&differences?)? * left / (df * q as f64);
    (left > 0.0).then(|| Differ {
        name: "Wald F",
        statistic: f,
        df: (q as f64, Some(left)),
        p: f_sf(f, q as f64, left),
    })
}
