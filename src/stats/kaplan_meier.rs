//! The share that has replied by day *t*, when some are still waiting: the Kaplan–Meier curve.
//!
//! Someone still waiting is *censored*: no reply yet is not a no. The curve lets such a person count for as
//! long as they have been watched and no longer, which neither dropping them nor counting them as a no does.
//! Source: Kaplan & Meier 1958; Greenwood 1926 for the variance; the conventions are those of R's
//! `survival::survfit` (3.5-3), tested value by value:
//!
//! - events come before censorings at the same time, and `n_risk` counts everybody with `time >= t`;
//! - times closer than about 1.5e-8 (relative to the mean time, if that is above 1) are one time;
//! - the standard error kept in a [`Step`] is that of log S, as `fit$std.err`;
//! - limits by [`Transform`]; where a limit does not exist, it is `None`, and not NaN.
//!
//! One thing is stricter than in R: the curve is *known* only up to the last time observed (unless it has
//! reached 0), and [`KaplanMeier::survival_at`], [`KaplanMeier::share_by`] and
//! [`KaplanMeier::restricted_mean`] are `None` beyond. R's `extend = TRUE` is [`KaplanMeier::extended`].

mod clustered;
mod limits;
mod mean;
mod quantile;

pub use limits::Transform;
pub use mean::MeanEstimate;
pub use quantile::QuantileEstimate;

use super::waits::{Wait, Waits};
use super::{Interval, Level, StatsError};

/// A Kaplan–Meier curve: one [`Step`] for each distinct time, in time order, at least one.
///
/// # Example
///
/// Ten people were written to. Two replied after 1 day and one after 4; one has been silent for 3 days so far,
/// six for 30 days.
///
/// ```
/// use hearback::stats::{Level, kaplan_meier::{KaplanMeier, Transform}};
///
/// let curve = KaplanMeier::fit([(1.0, 2, 0), (3.0, 0, 1), (4.0, 1, 0), (30.0, 0, 6)])?;
/// let replied = curve.share_by(7.0, Transform::LogLog, Level::NINETY_FIVE).expect("7 days are observed");
/// assert!((replied.value - (1.0 - 0.8 * 6.0 / 7.0)).abs() < 1e-15);
/// assert!(curve.share_by(60.0, Transform::LogLog, Level::NINETY_FIVE).is_none(), "nobody was watched for 60 days");
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    steps: Vec<Step>,
    people: u64,
}

/// What happens to the curve at one distinct time, and where it stands afterwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time, 0 or more, in the unit of the waits (days throughout this program).
    pub time: f64,
    /// People at risk just before: those whose wait is this long or longer.
    pub n_risk: u64,
    /// People whose event (reply) came at this time.
    pub n_event: u64,
    /// People last seen without an event at this time, after the events.
    pub n_censor: u64,
    /// The estimated probability S of no event up to and including this time, 0–1.
    pub survival: f64,
    /// Greenwood's variance of log S, `Σ d / (n (n - d))`; infinite once S is 0.
    pub variance_log_survival: f64,
    /// The Nelson–Aalen cumulative hazard, `Σ d / n`.
    pub cumulative_hazard: f64,
    /// The variance of the cumulative hazard, `Σ d / n²`, as R's `std.chaz` squared.
    pub variance_cumulative_hazard: f64,
}

/// The curve at one time: a share between 0 and 1 with its standard error and limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveEstimate {
    /// The estimated share.
    pub value: f64,
    /// Its standard error (Greenwood), on the scale of shares; `None` once nobody is left (S = 0).
    pub std_err: Option<f64>,
    /// Its limits; `None` where the transform has none (see [`Transform`]).
    pub interval: Option<Interval>,
}

/// The curve continued flat beyond the last time observed, as R's `summary(fit, times =, extend = TRUE)`.
///
/// For comparison with R: what it says beyond the last time is not supported by anyone's wait.
#[derive(Debug, Clone, Copy)]
pub struct Extended<'a>(&'a KaplanMeier);

impl Step {
    /// The standard error of log S, as R's `fit$std.err`; infinite once S is 0.
    pub fn std_err(&self) -> f64 {
        self.variance_log_survival.sqrt()
    }

    /// The standard error of S itself, as R's `summary(fit)$std.err`; `None` once S is 0, where Greenwood's is 0·∞.
    pub fn std_err_survival(&self) -> Option<f64> {
        (self.survival > 0.0).then(|| self.survival * self.std_err())
    }

    /// The limits of S, as R's `fit$lower` and `fit$upper`.
    pub fn interval(&self, transform: Transform, level: Level) -> Option<Interval> {
        transform.limits(self.survival, self.std_err(), level)
    }

    /// Where the curve stands before anything has happened: S = 1, `people` at risk, no events.
    fn start(people: u64) -> Self {
        Self {
            time: 0.0,
            n_risk: people,
            n_event: 0,
            n_censor: 0,
            survival: 1.0,
            variance_log_survival: 0.0,
            cumulative_hazard: 0.0,
            variance_cumulative_hazard: 0.0,
        }
    }

    /// The step that follows this one when `wait` is what happens next.
    fn next(&self, wait: Wait) -> Self {
        let n_risk = self.n_risk - self.n_event - self.n_censor;
        let (risk, events) = (n_risk as f64, wait.events as f64);
        let staying = (n_risk - wait.events) as f64;
        let greenwood = if wait.events == 0 { 0.0 } else { events / (risk * staying) };
        Self {
            time: wait.time,
            n_risk,
            n_event: wait.events,
            n_censor: wait.censored,
            survival: self.survival * (staying / risk),
            variance_log_survival: self.variance_log_survival + greenwood,
            cumulative_hazard: self.cumulative_hazard + events / risk,
            variance_cumulative_hazard: self.variance_cumulative_hazard + events / (risk * risk),
        }
    }
}

impl CurveEstimate {
    /// The same estimate for 1 minus the share.
    fn complement(self) -> Self {
        Self { value: 1.0 - self.value, interval: self.interval.map(Interval::complement), ..self }
    }
}

impl KaplanMeier {
    /// Fits the curve to grouped waits `(time, events, censored)`: how many had their event at `time`, and how many
    /// were last seen without one at `time`.
    ///
    /// Rows may come in any order and repeat a time; rows of nobody are skipped. Grouped counts give exactly what the
    /// same people one by one give. Source: R `survfit(Surv(time, event) ~ 1)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Wait`] for a time that is negative, infinite or NaN, [`StatsError::NoObservations`] when no row
    /// has anybody in it, [`StatsError::TooManyPeople`] when the counts exceed 64 bits.
    pub fn fit(waits: impl IntoIterator<Item = (f64, u64, u64)>) -> Result<Self, StatsError> {
        Self::of(&Waits::from_counts(waits.into_iter().map(|(time, events, censored)| (time, 0, events, censored)))?)
    }

    /// Fits the curve to all groups of sorted waits together; what is sorted once serves all curves and tests.
    ///
    /// # Errors
    ///
    /// [`StatsError::NoObservations`] when there is nobody.
    pub fn of(waits: &Waits) -> Result<Self, StatsError> {
        Self::through(waits.people(), waits.totals(None), waits.entries().len())
    }

    /// Fits the curve to one group of sorted waits.
    ///
    /// Times are near each other as they are among all groups, as R `survfit(Surv(time, event) ~ group)` has it.
    ///
    /// # Errors
    ///
    /// [`StatsError::NoObservations`] when nobody is in the group.
    pub fn of_group(waits: &Waits, group: u32) -> Result<Self, StatsError> {
        let here = waits.entries().iter().filter(|entry| entry.group == group);
        let (people, entries) = here.fold((0, 0), |(people, entries), entry| (people + entry.people(), entries + 1));
        Self::through(people, waits.totals(Some(group)), entries)
    }

    /// The curve through `waits` of `people`, at most `most` of them.
    fn through(people: u64, waits: impl Iterator<Item = Wait>, most: usize) -> Result<Self, StatsError> {
        if people == 0 {
            return Err(StatsError::NoObservations);
        }
        let mut last = Step::start(people);
        let mut steps = Vec::with_capacity(most);
        steps.extend(waits.map(|wait| {
            last = last.next(wait);
            last
        }));
        Ok(Self { steps, people })
    }

    /// The steps of the curve, one for each distinct time, in time order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many people the curve is made of.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// How many events came by time `t`, `t` included.
    pub fn events_by(&self, t: f64) -> u64 {
        self.until(t).iter().map(|step| step.n_event).sum()
    }

    /// How many were last seen without an event by time `t`, `t` included.
    pub fn censored_by(&self, t: f64) -> u64 {
        self.until(t).iter().map(|step| step.n_censor).sum()
    }

    /// How many are still at risk at `t`: those with `time >= t` (0 beyond the last time), as R's `n.risk`.
    pub fn n_risk_at(&self, t: f64) -> u64 {
        let next = self.steps.partition_point(|step| step.time < t);
        self.steps.get(next).map_or(0, |step| step.n_risk)
    }

    /// The longest wait observed, with or without an event.
    pub fn last_time(&self) -> f64 {
        self.end().time
    }

    /// Whether the data say where the curve stands at `t`: up to the last time observed, and beyond it only if S
    /// is 0 by then. Negative times and NaN are never known.
    pub fn is_known_at(&self, t: f64) -> bool {
        t >= 0.0 && (t <= self.last_time() || self.end().survival == 0.0)
    }

    /// The share without an event up to and including `t`; `None` where the curve is not [known](Self::is_known_at).
    ///
    /// The log-log transform has no limits while S is 1, so none are given then, not even before the first time.
    pub fn survival_at(&self, t: f64, transform: Transform, level: Level) -> Option<CurveEstimate> {
        let step = self.step_at(t);
        self.is_known_at(t).then(|| estimate(&step, step.interval(transform, level)))
    }

    /// The share whose event came by `t`, `t` included: 1 − S, with the limits of S mirrored.
    ///
    /// `None` beyond the last time observed, unless everybody left had the event by then (S = 0): whether a
    /// share had replied by day 60 cannot be said when the longest wait is 30 days. Also `None` for a negative `t` or
    /// NaN. At 0 (nobody yet) and 1 (everybody) the log-log interval does not exist.
    pub fn share_by(&self, t: f64, transform: Transform, level: Level) -> Option<CurveEstimate> {
        self.survival_at(t, transform, level).map(CurveEstimate::complement)
    }

    /// The curve continued flat beyond the last time, as R's `extend = TRUE`; for comparison with R only.
    pub fn extended(&self) -> Extended<'_> {
        Extended(self)
    }

    /// The steps at or before `t`; none for NaN.
    fn until(&self, t: f64) -> &[Step] {
        let passed = self.steps.partition_point(|step| step.time <= t);
        &self.steps[..passed]
    }

    /// Where the curve stands at `t`.
    fn step_at(&self, t: f64) -> Step {
        self.until(t).last().copied().unwrap_or_else(|| Step::start(self.people))
    }

    /// Where the curve stands at the end.
    fn end(&self) -> Step {
        self.steps.last().copied().unwrap_or_else(|| Step::start(self.people))
    }
}

impl Extended<'_> {
    /// The share without an event up to and including `t`, also beyond the last time: R's
    /// `summary(fit, times = t, extend = TRUE)`.
    ///
    /// Before the first time R gives the limits 1 to 1 for every transform, and so does this.
    pub fn survival_at(&self, t: f64, transform: Transform, level: Level) -> CurveEstimate {
        let step = self.0.step_at(t);
        if self.0.until(t).is_empty() {
            return estimate(&step, Some(Interval { low: 1.0, high: 1.0 }));
        }
        estimate(&step, step.interval(transform, level))
    }

    /// The mean time without an event within `horizon`, the curve continued flat: R's
    /// `summary(fit, rmean = horizon)$table`. A horizon of 0 or less, or NaN, gives 0.
    pub fn restricted_mean(&self, horizon: f64) -> MeanEstimate {
        mean::restricted(self.0.steps(), horizon)
    }
}

fn estimate(step: &Step, interval: Option<Interval>) -> CurveEstimate {
    CurveEstimate { value: step.survival, std_err: step.std_err_survival(), interval }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    fn value(curve: &KaplanMeier, t: f64) -> Option<f64> {
        curve.share_by(t, Transform::LogLog, LEVEL).map(|estimate| estimate.value)
    }

    #[test]
    fn beyond_the_last_wait_nothing_is_known_unless_everybody_replied() {
        let waiting = KaplanMeier::fit([(2.0, 1, 0), (9.0, 0, 1)]).unwrap();
        assert_eq!(value(&waiting, 9.0), Some(0.5));
        assert_eq!(value(&waiting, 9.5), None);
        assert_eq!(waiting.extended().survival_at(9.5, Transform::Log, LEVEL).value, 0.5);
        let replied = KaplanMeier::fit([(2.0, 1, 0), (9.0, 1, 0)]).unwrap();
        assert_eq!(value(&replied, 9.5), Some(1.0));
    }

    #[test]
    fn a_curve_of_nobody_is_refused() {
        assert_eq!(KaplanMeier::fit([(1.0, 0, 0)]), Err(StatsError::NoObservations));
        assert_eq!(KaplanMeier::fit([]), Err(StatsError::NoObservations));
        let waits = Waits::from_counts([(1.0, 0, 1, 0), (2.0, 2, 1, 1)]).unwrap();
        assert_eq!(KaplanMeier::of_group(&waits, 1), Err(StatsError::NoObservations));
        assert_eq!(KaplanMeier::of_group(&waits, 2), KaplanMeier::fit([(2.0, 1, 1)]));
        assert_eq!(KaplanMeier::of(&waits), KaplanMeier::fit([(2.0, 1, 1), (1.0, 1, 0)]));
    }

    #[test]
    fn negative_times_and_nan_are_unknown() {
        let curve = KaplanMeier::fit([(2.0, 1, 0)]).unwrap();
        assert_eq!(value(&curve, -1.0), None);
        assert_eq!(value(&curve, f64::NAN), None);
        assert_eq!(value(&curve, 0.0), Some(0.0));
    }

    #[test]
    fn log_log_has_no_limits_at_0_and_1_and_none_are_made_up() {
        let curve = KaplanMeier::fit([(1.0, 0, 1), (2.0, 3, 0)]).unwrap();
        for t in [0.0, 1.0, 2.0, 50.0] {
            let replied = curve.share_by(t, Transform::LogLog, LEVEL).unwrap();
            assert_eq!(replied.interval, None, "t = {t}");
        }
        // R prepends a row of its own, with limits, before the first time
        let start = curve.extended().survival_at(0.5, Transform::LogLog, LEVEL);
        assert_eq!(start.interval, Some(Interval { low: 1.0, high: 1.0 }));
    }

    #[test]
    fn counts_by_a_time_include_it() {
        let curve = KaplanMeier::fit([(1.0, 2, 1), (3.0, 1, 4)]).unwrap();
        assert_eq!((curve.events_by(0.5), curve.events_by(1.0), curve.events_by(3.0)), (0, 2, 3));
        assert_eq!((curve.censored_by(0.5), curve.censored_by(1.0), curve.censored_by(99.0)), (0, 1, 5));
        assert_eq!((curve.n_risk_at(0.0), curve.n_risk_at(1.0)), (8, 8));
        assert_eq!((curve.n_risk_at(1.5), curve.n_risk_at(3.0), curve.n_risk_at(3.5)), (5, 5, 0));
        assert_eq!((curve.people(), curve.last_time()), (8, 3.0));
    }

    #[test]
    fn share_is_the_mirror_of_survival() {
        let curve = KaplanMeier::fit([(1.0, 2, 1), (3.0, 1, 4)]).unwrap();
        let silent = curve.survival_at(2.0, Transform::Plain, LEVEL).unwrap();
        let replied = curve.share_by(2.0, Transform::Plain, LEVEL).unwrap();
        assert_eq!((replied.value, replied.std_err), (1.0 - silent.value, silent.std_err));
        assert_eq!(replied.interval.unwrap().low, 1.0 - silent.interval.unwrap().high);
    }
}
