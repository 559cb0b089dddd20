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
//! Days are whole, a message falls somewhere within its day, and so does a reply. Someone not written to replies on average
//! at noon, when half of those written to on that day have been: such replies have the mean of the weights before and after
//! their day, over all at risk at its beginning with the weights before it; and of those who reply on a day half a day could
//! have been written on, so λ(t) is of the silent less half of them. Whoever has been written to keeps the one weight, and is
//! at risk from the next day on; a reply on the day of that message counts, for they are at risk among the silent that day.
//!
//! Sources: Cain et al. 2010 (grace periods); Hernán et al. 2006 and Robins, Hernán & Brumback 2000 (cloning, weights).

use super::distribution::t_quantile_upper;
use super::jackknife::{Jackknife, share_limits};
use super::matrix::Matrix;
use super::propensity::{Days, PRECISION};
use super::{Level, StatsError};

/// A strategy is refused when fewer than this followed it to the letter…
pub const LEAST: f64 = 10.0;

/// … or when their weights leave fewer than this of them, or of those of whom all is known up to day H.
pub const LEAST_EFFECTIVE: f64 = 10.0;

/// Days beyond this are taken for unknown.
const MOST_DAYS: u32 = 3650;

/// What became of one person after a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Course {
    /// The group of people that is left out together, from 0.
    pub group: u32,
    /// The stratum: what is known at the message, from 0.
    pub stratum: u32,
    /// The day on which they were written to again, counted from the message; at least 1.
    pub written: Option<u32>,
    /// The day up to which they were silent, counted from the message too: not before `written`.
    pub days: u32,
    /// Whether a reply ended that, else no more is known.
    pub replied: bool,
    /// How many courses like this there are; sums are exact up to 2⁵³.
    pub n: u64,
}

/// When to write again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Within these days after the message, both included, the first at least 1 and the second at most the horizon.
    Within(u32, u32),
    /// Not at all.
    Never,
}

/// What a strategy leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The strategy.
    pub strategy: Strategy,
    /// How many followed it to the letter: written to within its days; for *never*, not written to by day H as far as is known,
    /// those lost sight of earlier among them.
    pub followed: u64,
    /// What their weights leave of them: Kish's effective n.
    pub effective: f64,
    /// The same of those who were silent and watched up to day H, on that day.
    pub effective_to_the_end: f64,
    /// The lowest and the highest weight among them, their mean being 1.
    pub weights: Option<(f64, f64)>,
    /// The share who reply by day H; `None` where support is too thin, nothing is known until then, or the strategy's days are not
    /// over by then. It has no error where it needs people of one group.
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
/// `design` has one row a stratum: what is known at the message, as main effects without an intercept. λ is fitted again
/// without each group. People of one group alone give no shares, for they would have no errors.
///
/// # Errors
/// [`StatsError::NoObservations`] without anybody not written to again on the same day; [`StatsError::Lengths`] for a stratum
/// without a row in `design`; errors of [`Days`] for a design that does not fit.
pub fn compare(
    courses: &[Course],
    design: &Matrix,
    strategies: &[Strategy],
    horizon: u32,
) -> Result<Strategies, StatsError> {
    let mut courses: Vec<&Course> = courses.iter().filter(|c| c.written != Some(0) && c.n > 0).collect();
    if courses.is_empty() {
        return Err(StatsError::NoObservations);
    }
    if let Some(course) = courses.iter().find(|c| c.stratum as usize >= design.rows()) {
        return Err(StatsError::Lengths { left: course.stratum as usize + 1, right: design.rows() });
    }
    courses.sort_unstable_by_key(|c| c.group);
    let task = Task::new(&courses, design, strategies, horizon);
    let mut all = Counts::zeros(design.rows(), strategies.len(), task.last);
    courses.iter().for_each(|course| task.enter(&mut all, course, 1.0));
    let (hazards, beta) = task.hazards(&all, None)?;
    let mut outcomes: Vec<Outcome> = (0..strategies.len()).map(|i| task.outcome(&all, &hazards, i)).collect();
    let places: Vec<usize> = (0..outcomes.len()).filter(|i| outcomes[*i].share.is_some()).collect();
    let mut left_out = Vec::new();
    for group in courses.chunk_by(|a, b| a.group == b.group) {
        let mut without = all.clone();
        group.iter().for_each(|course| task.enter(&mut without, course, -1.0));
        let (hazards, _) = task.hazards(&without, Some(&beta))?;
        left_out.push(places.iter().map(|i| task.share(&without, &hazards, *i)).collect::<Vec<_>>());
    }
    let full: Vec<Option<f64>> = places.iter().map(|i| outcomes[*i].share).collect();
    let jackknife = if left_out.len() > 1 { Some(Jackknife::new(&full, &left_out)?) } else { None };
    if jackknife.is_none() {
        outcomes.iter_mut().for_each(|o| o.share = None);
    }
    let n = courses.iter().fold(0, |n: u64, course| n.saturating_add(course.n));
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

    /// The interval of a strategy's share: [`share_limits`], with Student's t on [`Strategies::df`].
    pub fn interval(&self, strategy: usize, level: Level) -> Option<super::Interval> {
        let share = self.outcomes.get(strategy)?.share?;
        let reach = t_quantile_upper(level.alpha() / 2.0, self.df(&[strategy])).ok()? * self.std_err(strategy)?;
        Some(share_limits(share, reach))
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
    fn zeros(strata: usize, strategies: usize, last: usize) -> Counts {
        let days = last + 1;
        let ends = vec![[0.0; 3]; days];
        Counts { silent: vec![ends.clone(); strata], followed: vec![vec![(vec![0.0; days], ends); strata]; strategies] }
    }
}

struct Task<'a> {
    design: &'a Matrix,
    strategies: &'a [Strategy],
    horizon: u32,
    /// The last day looked at: the horizon, or the first day of which nothing is known.
    last: usize,
}

impl<'a> Task<'a> {
    fn new(courses: &[&Course], design: &'a Matrix, strategies: &'a [Strategy], horizon: u32) -> Task<'a> {
        let longest = courses.iter().map(|c| c.days.max(c.written.unwrap_or(0)).min(MOST_DAYS)).max().unwrap_or(0);
        Task { design, strategies, horizon, last: horizon.min(longest + 1) as usize }
    }

    /// The day of something and how it ends a course; what lies beyond the horizon is cut there.
    fn cut(&self, day: u32, how: usize) -> (usize, usize) {
        let known = self.horizon.min(MOST_DAYS);
        if day > known { (known as usize, GONE) } else { (day as usize, how) }
    }

    /// Enters a course so many times; −1 takes it out.
    fn enter(&self, counts: &mut Counts, course: &Course, times: f64) {
        let (n, s) = (times * course.n as f64, course.stratum as usize);
        let add = |ends: &mut Ends, (day, how): (usize, usize)| {
            if let Some(ended) = ends.get_mut(day) {
                ended[how] += n;
            }
        };
        let end = if course.replied { REPLIED } else { GONE };
        if let Some(silent) = counts.silent.get_mut(s) {
            add(silent, course.written.map_or_else(|| self.cut(course.days, end), |day| self.cut(day, WRITTEN)));
        }
        for (followed, strategy) in counts.followed.iter_mut().zip(self.strategies) {
            let (Strategy::Within(first, to), Some(on)) = (strategy, course.written) else { continue };
            let (on_time, (start, how)) = ((*first..=*to).contains(&on), self.cut(on, WRITTEN));
            let Some((starts, ends)) = followed.get_mut(s).filter(|_| on_time && how == WRITTEN) else { continue };
            add(ends, self.cut(course.days.max(on), end));
            if let Some(starts) = starts.get_mut(start) {
                *starts += n;
            }
        }
    }

    /// The chance to be written to, by stratum and day; and the effects, to start from elsewhere.
    fn hazards(&self, counts: &Counts, warm: Option<&[f64]>) -> Result<(Vec<Vec<f64>>, Vec<f64>), StatsError> {
        let days = self.last + 1;
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
        let share = self.share(counts, hazards, strategy);
        // Where all have replied nobody is left to be watched on.
        let effective_to_the_end = match share {
            Some(1.0) => effective,
            _ => kish(self.at_the_end(counts, hazards, strategy).into_iter()),
        };
        let relative = |w: f64| w * n / sum;
        let lowest = weights.iter().map(|(_, w)| relative(*w)).min_by(f64::total_cmp);
        let highest = weights.iter().map(|(_, w)| relative(*w)).max_by(f64::total_cmp);
        let is_open = matches!(self.strategies[strategy], Strategy::Within(_, to) if to > self.horizon);
        let is_thin = n < LEAST || effective.min(effective_to_the_end) < LEAST_EFFECTIVE;
        Outcome {
            strategy: self.strategies[strategy],
            followed: n as u64,
            effective,
            effective_to_the_end,
            weights: lowest.zip(highest),
            share: share.filter(|_| !is_open && !is_thin),
        }
    }

    /// Those at risk on the last day, with their weights; who is written to on that day is still among the silent.
    fn at_the_end(&self, counts: &Counts, hazards: &[Vec<f64>], strategy: usize) -> Vec<(f64, f64)> {
        let last = self.last;
        let sum = |ends: &Ends| ends.get(last).map_or(0.0, |e| e.iter().sum::<f64>());
        let of = |s: usize| {
            let silent = self.silent_weights(&hazards[s], strategy).get(last).copied().unwrap_or(0.0);
            let weight = self.followed_weight(&hazards[s], strategy);
            let (starts, ends) = &counts.followed[strategy][s];
            let followed = sum(ends) - starts.get(last).copied().unwrap_or(0.0);
            [(sum(&counts.silent[s]), silent), (followed, if weight.is_finite() { weight } else { 0.0 })]
        };
        (0..counts.silent.len()).flat_map(of).filter(|(n, w)| *n > 0.0 && *w > 0.0).collect()
    }

    /// The weight of whoever followed a strategy to the letter.
    fn followed_weight(&self, hazard: &[f64], strategy: usize) -> f64 {
        let stayed = |to: u32| hazard.iter().take(to as usize + 1).map(|h| 1.0 - h).product::<f64>();
        match self.strategies[strategy] {
            Strategy::Within(first, last) => 1.0 / (stayed(first.saturating_sub(1)) - stayed(last)),
            Strategy::Never => 1.0 / stayed(self.last as u32),
        }
    }

    /// The weighted share who reply by the horizon.
    fn share(&self, counts: &Counts, hazards: &[Vec<f64>], strategy: usize) -> Option<f64> {
        let days = self.last + 1;
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
            if silent <= 1e-12 {
                // All have replied: nobody has to be watched on.
                return Some(1.0);
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    /// In each of two groups: 10 written to on day 1, never heard of; 5 written to on day 2, who reply on day 3; 10 who
    /// reply on day 2 unasked; 25 silent throughout.
    fn courses() -> Vec<Course> {
        let kinds = [(Some(1), 9, false, 10), (Some(2), 3, true, 5), (None, 2, true, 10), (None, 9, false, 25)];
        let course = |group| {
            kinds.map(move |(written, days, replied, n)| Course { group, stratum: 0, written, days, replied, n })
        };
        (0..2).flat_map(course).collect()
    }

    fn found(strategies: &[Strategy], horizon: u32) -> Strategies {
        compare(&courses(), &Matrix::zeros(1, 0), strategies, horizon).unwrap()
    }

    /// λ is 20/100 on day 1 and 10/(80 − 20/2) = 1/7 on day 2, so G is 1, 4/5, 24/35.
    ///
    /// Never: the 20 replies on day 2 weigh (5/4 + 35/24)/2 each, the 80 at risk 5/4: 13/48, and no more come.
    ///
    /// Days 1 to 2: who wrote weighs 1/(1 − 24/35) = 35/11, who has not yet on day 2 (4/35)/(11/35)/(4/5) = 5/11, later 0. On day 2
    /// 20 · (5/11)/2 reply of 80 · 5/11 + 20 · 35/11 = 100: 1/22. On day 3 ten of 30: 1/3. Together 1 − 21/22 · 2/3 = 4/11.
    #[test]
    fn a_hundred_people() {
        let found = found(&[Strategy::Within(1, 2), Strategy::Never], 4);
        let [within, never] = [&found.outcomes[0], &found.outcomes[1]];
        assert_close(within.share.unwrap(), 4.0 / 11.0, REORDERED, "within days 1 to 2");
        assert_close(never.share.unwrap(), 13.0 / 48.0, REORDERED, "never");
        assert_eq!((found.n, within.followed, never.followed), (100, 30, 70));
        assert_eq!((within.weights, never.weights), (Some((1.0, 1.0)), Some((1.0, 1.0))), "one stratum, one weight");
        for (outcome, effective, to_the_end) in [(within, 30.0, 20.0), (never, 70.0, 50.0)] {
            assert_close(outcome.effective, effective, REORDERED, "effective n");
            assert_close(outcome.effective_to_the_end, to_the_end, REORDERED, "effective n at the end");
        }
        let (difference, error) = found.difference(0, 1).unwrap();
        assert_close(difference, 4.0 / 11.0 - 13.0 / 48.0, REORDERED, "difference");
        assert!(error < 1e-12, "two groups that are the same");
        assert_eq!(found.df(&[0, 1]), 1.0);
    }

    /// On day 2, the last, ten of those written to are still among the silent: at its beginning 80 weigh 5/11 and 20 weigh 35/11.
    #[test]
    fn who_is_written_to_on_the_last_day_is_at_risk_once() {
        let outcome = &found(&[Strategy::Within(1, 2)], 2).outcomes[0];
        let (sum, squares) = (80.0 * 5.0 + 20.0 * 35.0, 80.0 * 25.0 + 20.0 * 1225.0);
        assert_close(outcome.effective_to_the_end, sum * sum / squares, REORDERED, "effective n");
        assert_close(outcome.share.unwrap(), 1.0 / 22.0, REORDERED, "share");
    }

    #[test]
    fn without_people_or_time_there_is_no_share() {
        let days = [(3, 4), (1, 3), (0, 0), (2, 1), (u32::MAX, u32::MAX), (0, u32::MAX)];
        let strategies: Vec<Strategy> = days.iter().map(|(a, b)| Strategy::Within(*a, *b)).collect();
        let outcomes = found(&strategies, 2).outcomes;
        assert!(outcomes.iter().all(|outcome| outcome.share.is_none()), "{outcomes:?}");
        for horizon in [10, u32::MAX] {
            assert_eq!(found(&[Strategy::Within(1, 2), Strategy::Never], horizon).outcomes[1].share, None, "{horizon}");
        }
        assert_eq!(found(&[Strategy::Never], 0).outcomes[0].share, Some(0.0));
    }

    #[test]
    fn one_group_has_no_errors_and_so_no_share() {
        let alone: Vec<Course> = courses().into_iter().filter(|course| course.group == 1).collect();
        let found = compare(&alone, &Matrix::zeros(1, 0), &[Strategy::Never], 4).unwrap();
        assert_eq!((found.outcomes[0].share, found.jackknife.clone(), found.std_err(0)), (None, None, None));
    }

    #[test]
    fn a_stratum_without_a_row_of_the_design_is_refused() {
        let refused = compare(&courses(), &Matrix::zeros(0, 0), &[Strategy::Never], 4).unwrap_err();
        assert_eq!(refused, StatsError::Lengths { left: 1, right: 0 });
        let nobody = [Course { written: Some(0), ..courses()[0] }];
        let refused = compare(&nobody, &Matrix::zeros(1, 0), &[Strategy::Never], 4).unwrap_err();
        assert_eq!(refused, StatsError::NoObservations);
    }
}
