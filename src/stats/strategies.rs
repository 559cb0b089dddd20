//! When to write again: strategies "write again within days *a* to *b*" compared in what people did.
//!
//! Everyone who got a message and was not written to again on the same day follows every strategy for a while: each is *cloned*
//! into every one, *censored* there on deviating (being written to too early, or not at all within the days), and those who stay
//! are *weighted* by the inverse probability of having stayed, so that they stand for everybody. Under the strategy *never*,
//! whoever is written to again is censored. Weighted Kaplan–Meier shares by day H follow.
//!
//! A strategy leaves open on which of its days one writes. Here the days are those on which the log's own messages were written, among
//! those written within the window: with λ(t) the chance to be written to on day t while silent and G(t) = ∏(1 − λ), whoever wrote
//! within the window has weight 1/(G(a − 1) − G(b)), whatever the day, and whoever has not yet written by day t the share of the
//! window that is still to come, over G(t − 1) of it. A rule that everybody who is left writes on the last day would put
//! all the weight on those few who did. λ depends on the day and on what is known at the message (see [`super::propensity`]).
//!
//! Days are whole, a message falls somewhere within its day, and so does a reply.
//!
//! Sources: Cain et al. 2010 (grace periods); Hernán et al. 2006 and Robins, Hernán & Brumback 2000 (cloning, weights).

use super::distribution::t_quantile_upper;
use super::jackknife::Jackknife;
use super::matrix::Matrix;
use super::propensity::{Days, PRECISION};
use super::{Level, StatsError};

/// A strategy is refused when fewer than this followed it to the letter…
pub const LEAST: f64 = 10.0;

/// … or when their weights leave fewer than this of them, or of those of whom all is known up to day H.
pub const LEAST_EFFECTIVE: f64 = 10.0;

/// What became of one person after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Course {
    /// The group of people that is left out together, from 0.
    pub group: u32,
    /// The stratum: what is known at the message, from 0.
    pub stratum: u32,
    /// The day on which they were written to again, counted from the message; at least 1.
    pub written: Option<u32>,
    /// The day up to which they were silent.
    pub days: u32,
    /// Whether a reply ended that, else no more is known.
    pub replied: bool,
    /// How many courses like this there are.
    pub n: u64,
}

/// When to write again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Within these days after the message, the first at least 1.
    Within(u32, u32),
    /// Not at all.
    Never,
}

/// What a strategy leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The strategy.
    pub strategy: Strategy,
    /// How many followed it to the letter: written to within its days; for *never*, silent or replying unasked to the end.
    pub followed: u64,
    /// What their weights leave of them: Kish's effective n.
    pub effective: f64,
    /// The same of those who were silent and watched up to day H.
    pub effective_to_the_end: f64,
    /// The lowest and the highest weight among them, their mean being 1.
    pub weights: Option<(f64, f64)>,
    /// The share who reply by day H; `None` where support is too thin or nothing is known until then.
    pub share: Option<f64>,
}

/// Outcomes of strategies, with the errors of leaving out groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Strategies {
    /// One outcome a strategy, in order.
    pub outcomes: Vec<Outcome>,
    /// People who got the message and were not written to again on the same day.
    pub n: u64,
    /// The errors of the shares that exist, by place among those.
    pub jackknife: Option<Jackknife>,
}

/// By day: how many silences ended by a reply, by another message, unseen.
type Ends = Vec<[f64; 3]>;

const REPLIED: usize = 0;
const WRITTEN: usize = 1;
const GONE: usize = 2;

/// The counts of one group, or of all.
#[derive(Clone, Debug)]
struct Counts {
    /// By stratum: those not written to again (yet).
    silent: Vec<Ends>,
    /// By strategy and stratum: those written to within its days, by the day of that, and by how it ended.
    followed: Vec<Vec<(Vec<f64>, Ends)>>,
}

/// Compares strategies by the share who reply by day `horizon`.
///
/// `design` has one row a stratum: what is known at the message, as main effects without an intercept.
///
/// # Errors
/// [`StatsError::NoObservations`] without anybody; errors of [`Days`] for a design that does not fit.
pub fn compare(
    courses: &[Course],
    design: &Matrix,
    strategies: &[Strategy],
    horizon: u32,
) -> Result<Strategies, StatsError> {
    let groups = courses.iter().map(|c| c.group as usize + 1).max().ok_or(StatsError::NoObservations)?;
    let empty = Counts::zeros(design.rows(), strategies.len(), horizon);
    let mut by_group = vec![empty.clone(); groups];
    let mut all = empty;
    for course in courses.iter().filter(|c| c.written != Some(0)) {
        if let Some(counts) = by_group.get_mut(course.group as usize) {
            counts.enter(course, strategies, horizon);
        }
        all.enter(course, strategies, horizon);
    }
    let task = Task { design, strategies, horizon };
    let (hazards, beta) = task.hazards(&all, None)?;
    let mut outcomes: Vec<Outcome> = (0..strategies.len()).map(|i| task.outcome(&all, &hazards, i)).collect();
    let known = |outcomes: &[Outcome]| {
        outcomes.iter().enumerate().filter(|(_, o)| o.share.is_some()).map(|(i, _)| i).collect::<Vec<_>>()
    };
    let places = known(&outcomes);
    let mut left_out = Vec::new();
    for counts in by_group.iter().filter(|c| c.any()) {
        let mut without = all.clone();
        without.subtract(counts);
        let (hazards, _) = task.hazards(&without, Some(&beta))?;
        left_out.push(places.iter().map(|i| task.share(&without, &hazards, *i)).collect::<Vec<_>>());
    }
    let full: Vec<Option<f64>> = places.iter().map(|i| outcomes[*i].share).collect();
    let jackknife = if left_out.len() > 1 { Some(Jackknife::new(&full, &left_out)?) } else { None };
    if jackknife.is_none() {
        outcomes.iter_mut().for_each(|o| o.share = None);
    }
    let n = courses.iter().filter(|c| c.written != Some(0)).map(|c| c.n).sum();
    Ok(Strategies { outcomes, n, jackknife })
}

impl Strategies {
    /// The place of a strategy among those that have a share.
    pub fn place(&self, strategy: usize) -> Option<usize> {
        let outcome = self.outcomes.get(strategy)?;
        outcome.share?;
        Some(self.outcomes.iter().take(strategy).filter(|o| o.share.is_some()).count())
    }

    /// The share under one strategy minus that under another, with its standard error.
    pub fn difference(&self, one: usize, other: usize) -> Option<(f64, f64)> {
        let (a, b) = (self.place(one)?, self.place(other)?);
        let jackknife = self.jackknife.as_ref()?;
        let variance = jackknife.covariance(a, a)? + jackknife.covariance(b, b)? - 2.0 * jackknife.covariance(a, b)?;
        Some((jackknife.estimate(a)? - jackknife.estimate(b)?, variance.max(0.0).sqrt()))
    }

    /// The interval of a strategy's share, within 0 to 1: Student's t on [`Strategies::df`].
    pub fn interval(&self, strategy: usize, level: Level) -> Option<super::Interval> {
        let share = self.outcomes.get(strategy)?.share?;
        let reach = t_quantile_upper(level.alpha() / 2.0, self.df(&[strategy])).ok()? * self.std_err(strategy)?;
        Some(super::Interval { low: (share - reach).max(0.0), high: (share + reach).min(1.0) })
    }

    /// Degrees of freedom of the errors of some strategies: one less than there are groups, or than the weights leave of the
    /// people who decide the end of the curve, where a few late replies with large weights are most of the error.
    pub fn df(&self, strategies: &[usize]) -> f64 {
        let groups = self.jackknife.as_ref().map_or(1.0, Jackknife::df);
        let ends = strategies.iter().filter_map(|s| self.outcomes.get(*s)).map(|o| o.effective_to_the_end - 1.0);
        ends.fold(groups, f64::min).max(1.0)
    }

    /// The standard error of a strategy's share.
    pub fn std_err(&self, strategy: usize) -> Option<f64> {
        self.jackknife.as_ref()?.std_err(self.place(strategy)?)
    }
}

impl Counts {
    fn zeros(strata: usize, strategies: usize, horizon: u32) -> Counts {
        let days = horizon as usize + 1;
        let ends = vec![[0.0; 3]; days];
        Counts { silent: vec![ends.clone(); strata], followed: vec![vec![(vec![0.0; days], ends); strata]; strategies] }
    }

    /// Enters a course; what lies beyond the horizon is cut there.
    fn enter(&mut self, course: &Course, strategies: &[Strategy], horizon: u32) {
        let (n, s) = (course.n as f64, course.stratum as usize);
        let cut = |day: u32, how: usize| if day > horizon { (horizon as usize, GONE) } else { (day as usize, how) };
        let last = if course.replied { REPLIED } else { GONE };
        let Some(silent) = self.silent.get_mut(s) else { return };
        let (day, how) = match course.written {
            Some(day) => cut(day, WRITTEN),
            None => cut(course.days, last),
        };
        silent[day][how] += n;
        for (followed, strategy) in self.followed.iter_mut().zip(strategies) {
            let (Strategy::Within(first, to), Some(on)) = (strategy, course.written) else { continue };
            if (*first..=*to).contains(&on) && on <= horizon {
                let (starts, ends) = &mut followed[s];
                let (day, how) = cut(course.days.max(on), last);
                starts[on as usize] += n;
                ends[day][how] += n;
            }
        }
    }

    fn subtract(&mut self, other: &Counts) {
        let minus = |here: &mut Ends, there: &Ends| {
            for (a, b) in here.iter_mut().zip(there) {
                (0..3).for_each(|i| a[i] -= b[i]);
            }
        };
        self.silent.iter_mut().zip(&other.silent).for_each(|(a, b)| minus(a, b));
        for ((starts, ends), (less, fewer)) in self.followed.iter_mut().flatten().zip(other.followed.iter().flatten()) {
            starts.iter_mut().zip(less).for_each(|(a, b)| *a -= b);
            minus(ends, fewer);
        }
    }

    fn any(&self) -> bool {
        self.silent.iter().flatten().flatten().any(|n| *n > 0.0)
    }
}

struct Task<'a> {
    design: &'a Matrix,
    strategies: &'a [Strategy],
    horizon: u32,
}

impl Task<'_> {
    /// The chance to be written to, by stratum and day; and the effects, to start from elsewhere.
    fn hazards(&self, counts: &Counts, warm: Option<&[f64]>) -> Result<(Vec<Vec<f64>>, Vec<f64>), StatsError> {
        let days = self.horizon as usize + 1;
        let strata = counts.silent.len();
        let mut at_risk = vec![vec![0.0; strata]; days];
        let mut written = at_risk.clone();
        for (s, ends) in counts.silent.iter().enumerate() {
            let mut silent = 0.0;
            for t in (0..days).rev() {
                silent += ends[t].iter().sum::<f64>();
                // whoever replied that day could be written to for half of it
                at_risk[t][s] = (silent - ends[t][REPLIED] / 2.0).max(ends[t][WRITTEN]).max(0.0);
                written[t][s] = ends[t][WRITTEN];
            }
        }
        let fitted = Days::new(&at_risk, &written, self.design.clone())?.fit(PRECISION, warm)?;
        let by_stratum = (0..strata).map(|s| fitted.hazard.iter().map(|day| day[s]).collect()).collect();
        Ok((by_stratum, fitted.beta))
    }

    fn outcome(&self, counts: &Counts, hazards: &[Vec<f64>], strategy: usize) -> Outcome {
        let weights: Vec<(f64, f64)> = (0..counts.silent.len())
            .map(|s| {
                let n: f64 = match self.strategies[strategy] {
                    Strategy::Within(..) => counts.followed[strategy][s].0.iter().sum(),
                    Strategy::Never => counts.silent[s].iter().map(|e| e[REPLIED] + e[GONE]).sum(),
                };
                (n, self.followed_weight(&hazards[s], strategy))
            })
            .filter(|(n, weight)| *n > 0.0 && weight.is_finite())
            .collect();
        let n: f64 = weights.iter().map(|(n, _)| n).sum();
        let sum: f64 = weights.iter().map(|(n, w)| n * w).sum();
        let effective = kish(weights.iter().copied());
        let effective_to_the_end = kish(self.at_the_end(counts, hazards, strategy).into_iter());
        let relative = |w: f64| w * n / sum;
        let lowest = weights.iter().map(|(_, w)| relative(*w)).min_by(f64::total_cmp);
        let highest = weights.iter().map(|(_, w)| relative(*w)).max_by(f64::total_cmp);
        let is_thin = n < LEAST || effective.min(effective_to_the_end) < LEAST_EFFECTIVE;
        Outcome {
            strategy: self.strategies[strategy],
            followed: n as u64,
            effective,
            effective_to_the_end,
            weights: lowest.zip(highest),
            share: if is_thin { None } else { self.share(counts, hazards, strategy) },
        }
    }

    /// Those at risk on the last day, with their weights.
    fn at_the_end(&self, counts: &Counts, hazards: &[Vec<f64>], strategy: usize) -> Vec<(f64, f64)> {
        let last = self.horizon as usize;
        let sum = |ends: &Ends| ends.get(last).map_or(0.0, |e| e.iter().sum::<f64>());
        let of = |s: usize| {
            let silent = self.silent_weights(&hazards[s], strategy).get(last).copied().unwrap_or(0.0);
            let followed = self.followed_weight(&hazards[s], strategy);
            let followed = if followed.is_finite() { followed } else { 0.0 };
            [(sum(&counts.silent[s]), silent), (sum(&counts.followed[strategy][s].1), followed)]
        };
        (0..counts.silent.len()).flat_map(of).filter(|(n, w)| *n > 0.0 && *w > 0.0).collect()
    }

    /// The weight of whoever followed a strategy to the letter.
    fn followed_weight(&self, hazard: &[f64], strategy: usize) -> f64 {
        let stayed = |to: u32| hazard.iter().take(to as usize + 1).map(|h| 1.0 - h).product::<f64>();
        match self.strategies[strategy] {
            Strategy::Within(first, last) => 1.0 / (stayed(first.saturating_sub(1)) - stayed(last)),
            Strategy::Never => 1.0 / stayed(self.horizon),
        }
    }

    /// The weighted share who reply by the horizon.
    fn share(&self, counts: &Counts, hazards: &[Vec<f64>], strategy: usize) -> Option<f64> {
        let days = self.horizon as usize + 1;
        let (mut replied, mut at_risk) = (vec![0.0; days], vec![0.0; days]);
        for (s, hazard) in hazards.iter().enumerate() {
            self.add_silent(&counts.silent[s], hazard, strategy, &mut replied, &mut at_risk);
            let (starts, ends) = &counts.followed[strategy][s];
            let weight = self.followed_weight(hazard, strategy);
            if let (Strategy::Within(..), true) = (self.strategies[strategy], weight.is_finite()) {
                add_followed(starts, ends, weight, &mut replied, &mut at_risk);
            }
        }
        let mut silent = 1.0;
        for (events, risk) in replied.iter().zip(&at_risk) {
            if *risk <= 1e-9 {
                return None;
            }
            silent *= 1.0 - (events / risk).clamp(0.0, 1.0);
        }
        Some(1.0 - silent)
    }

    /// Those who have not been written to again. Who replies does so on average in the middle of the day, when half of those
    /// who are written to on it have been: with the mean of the weights before and after it.
    fn add_silent(&self, ends: &Ends, hazard: &[f64], strategy: usize, replied: &mut [f64], at_risk: &mut [f64]) {
        let weights = self.silent_weights(hazard, strategy);
        let mut silent = 0.0;
        for t in (0..ends.len()).rev() {
            silent += ends[t].iter().sum::<f64>();
            replied[t] += (weights[t] + weights[t + 1]) / 2.0 * ends[t][REPLIED];
            at_risk[t] += weights[t] * silent;
        }
    }

    /// The weight of those not written to before day 0, 1, … and one day beyond the last.
    fn silent_weights(&self, hazard: &[f64], strategy: usize) -> Vec<f64> {
        let mut stayed = vec![1.0];
        for h in hazard {
            stayed.push(stayed[stayed.len() - 1] * (1.0 - h));
        }
        // stayed[t] is G(t - 1)
        let inverse = |t: usize| if stayed[t] > 0.0 { 1.0 / stayed[t] } else { 0.0 };
        let weight = |t: usize| match self.strategies[strategy] {
            Strategy::Within(first, last) if t >= first as usize => {
                let beyond = stayed.get(last as usize + 1).copied().unwrap_or(0.0);
                let all = stayed.get(first as usize).map_or(0.0, |g| g - beyond);
                let left = (stayed[t] - beyond).max(0.0);
                if all > 0.0 { left / all * inverse(t) } else { 0.0 }
            }
            Strategy::Within(..) | Strategy::Never => inverse(t),
        };
        (0..stayed.len()).map(weight).collect()
    }
}

/// Kish's effective n of so many people with a weight each.
fn kish(weights: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), (n, w)| (sum + n * w, squares + n * w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Those who were written to within the days, from then on.
fn add_followed(starts: &[f64], ends: &Ends, weight: f64, replied: &mut [f64], at_risk: &mut [f64]) {
    let mut among = 0.0;
    for t in 0..ends.len() {
        replied[t] += weight * ends[t][REPLIED];
        at_risk[t] += weight * among;
        among += starts[t] - ends[t].iter().sum::<f64>();
    }
}
