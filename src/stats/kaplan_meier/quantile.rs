//! The time by which a given share has had the event, with its limits.

use super::{KaplanMeier, Step, Transform};
use crate::stats::{Level, StatsError};

/// How near a level of the curve must be to count as hit exactly; R's `sqrt(.Machine$double.eps)`.
const HIT: f64 = 1.490_116_119_384_765_6e-8;

/// A quantile of the waits, in the unit of the waits; `None` for what the data do not reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileEstimate {
    /// The time by which the share is reached.
    pub value: Option<f64>,
    /// Its lower limit: where the lower limit of the curve crosses.
    pub low: Option<f64>,
    /// Its upper limit: where the upper limit of the curve crosses, often never.
    pub high: Option<f64>,
}

/// The curve, or one of its limits, at one time: `reached` is 1 − S, `None` where a limit does not exist.
#[derive(Debug, Clone, Copy)]
struct Point {
    time: f64,
    reached: Option<f64>,
}

impl KaplanMeier {
    /// The time by which a share `p` of the people has had the event, `0 < p < 1`, with the limits of
    /// Brookmeyer & Crowley: the times at which the curve's limits cross.
    ///
    /// When the curve hits `p` exactly, the time is halfway to the next drop; when it then stays there to the end,
    /// halfway to the last time. A time that is not reached is `None`. Source: Brookmeyer & Crowley 1982; R
    /// `quantile(survfit, probs = p)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Probability`] unless `0 < p < 1`.
    ///
    /// # Example
    ///
    /// ```
    /// use hearback::stats::{Level, kaplan_meier::{KaplanMeier, Transform}};
    ///
    /// let curve = KaplanMeier::fit((1..=4).map(|day| (f64::from(day), 1, 0)))?;
    /// let median = curve.quantile(0.5, Transform::LogLog, Level::new(0.95)?)?;
    /// assert_eq!((median.value, median.low, median.high), (Some(2.5), Some(1.0), None));
    /// # Ok::<(), hearback::stats::StatsError>(())
    /// ```
    pub fn quantile(&self, p: f64, transform: Transform, level: Level) -> Result<QuantileEstimate, StatsError> {
        if !(p > 0.0 && p < 1.0) {
            return Err(StatsError::Probability { probability: p });
        }
        Ok(self.crossings(transform, level, |points| crossing(points, p)))
    }

    /// The median wait as R prints it, `summary(fit)$table`.
    ///
    /// It is [`quantile(0.5)`](Self::quantile), except where the curve (or a limit of it) hits one half exactly and
    /// stays there to the end: this one then takes the first such time.
    pub fn median_as_printed(&self, transform: Transform, level: Level) -> QuantileEstimate {
        self.crossings(transform, level, printed_median)
    }

    /// Where the curve and its two limits cross, by the given rule.
    fn crossings(
        &self,
        transform: Transform,
        level: Level,
        rule: impl Fn(&[Point]) -> Option<f64>,
    ) -> QuantileEstimate {
        let cross = |height: &dyn Fn(&Step) -> Option<f64>| rule(&self.points(height));
        QuantileEstimate {
            value: cross(&|step| Some(step.survival)),
            low: cross(&|step| step.interval(transform, level).map(|limits| limits.low)),
            high: cross(&|step| step.interval(transform, level).map(|limits| limits.high)),
        }
    }

    /// The curve or a limit as points, from time 0 on.
    fn points(&self, height: &dyn Fn(&Step) -> Option<f64>) -> Vec<Point> {
        let start = Point { time: 0.0, reached: Some(0.0) };
        let later = self.steps().iter().map(|step| Point { time: step.time, reached: height(step).map(|s| 1.0 - s) });
        std::iter::once(start).chain(later).collect()
    }
}

/// R's `quantile.survfit` rule: the midpoint of where `p` is reached and where it is passed, which differ only when
/// the curve hits `p` exactly; on a last, flat stretch at `p`, the midpoint to the end.
fn crossing(points: &[Point], p: f64) -> Option<f64> {
    let reached = lowest(points, |level| level + HIT >= p)?;
    let last = points.last()?;
    if last.reached.is_some_and(|level| (p - level).abs() < HIT) {
        return Some((reached.time + last.time) / 2.0);
    }
    let passed = lowest(points, |level| level - HIT >= p)?;
    Some((reached.time + passed.time) / 2.0)
}

/// The lowest level that satisfies a condition, at the first time it stands there.
///
/// The curve itself only rises, so this is its first such time; a limit may turn back, and then R takes the lowest
/// level too, not the first.
fn lowest(points: &[Point], condition: impl Fn(f64) -> bool) -> Option<Point> {
    let fitting = points.iter().filter_map(|point| point.reached.filter(|level| condition(*level)).map(|y| (y, point)));
    fitting.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, point)| *point)
}

/// R's `survmean` rule for the printed median.
fn printed_median(points: &[Point]) -> Option<f64> {
    let mut beyond = points.iter().filter_map(|point| point.reached.map(|level| (point.time, level)));
    let (time, level) = beyond.find(|(_, level)| *level > 0.5 - HIT)?;
    let next = if (level - 0.5).abs() < HIT { beyond.find(|(_, later)| *later > level) } else { None };
    Some(next.map_or(time, |(later, _)| (time + later) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    #[test]
    fn a_probability_outside_0_to_1_is_refused() {
        let curve = KaplanMeier::fit([(1.0, 1, 0)]).unwrap();
        for p in [0.0, 1.0, -0.1, 50.0, f64::NAN] {
            assert!(matches!(curve.quantile(p, Transform::Log, LEVEL), Err(StatsError::Probability { .. })), "{p}");
        }
    }

    #[test]
    fn an_exact_half_goes_halfway_to_the_next_drop() {
        let curve = KaplanMeier::fit([(1.0, 1, 0), (3.0, 1, 0)]).unwrap();
        assert_eq!(curve.quantile(0.5, Transform::Log, LEVEL).unwrap().value, Some(2.0));
        assert_eq!(curve.median_as_printed(Transform::Log, LEVEL).value, Some(2.0));
    }

    #[test]
    fn a_half_that_stays_flat_to_the_end_differs_between_the_two_r_functions() {
        let curve = KaplanMeier::fit([(2.0, 1, 0), (6.0, 0, 1)]).unwrap();
        assert_eq!(curve.quantile(0.5, Transform::Log, LEVEL).unwrap().value, Some(4.0));
        assert_eq!(curve.median_as_printed(Transform::Log, LEVEL).value, Some(2.0));
    }

    #[test]
    fn a_share_never_reached_has_no_time() {
        let curve = KaplanMeier::fit([(2.0, 1, 0), (6.0, 0, 9)]).unwrap();
        assert_eq!(curve.quantile(0.5, Transform::LogLog, LEVEL).unwrap().value, None);
        assert_eq!(curve.quantile(0.05, Transform::LogLog, LEVEL).unwrap().value, Some(2.0));
    }

    /// From reading R's `quantile.survfit`, whose `approx` sorts the levels; no golden case has such a limit.
    #[test]
    fn where_a_limit_turns_back_the_lowest_sufficient_level_counts() {
        let levels = [(0.0, 0.0), (1.0, 0.1), (2.0, 0.5), (3.0, 0.4)];
        let points = levels.map(|(time, level)| Point { time, reached: Some(level) });
        assert_eq!(crossing(&points, 0.35), Some(3.0));
        assert_eq!(crossing(&points, 0.45), Some(2.0));
    }

    #[test]
    fn a_limit_that_does_not_exist_is_passed_over() {
        let points = [(0.0, Some(0.0)), (1.0, None), (2.0, Some(0.6)), (3.0, None)];
        let points = points.map(|(time, reached)| Point { time, reached });
        assert_eq!((crossing(&points, 0.5), printed_median(&points)), (Some(2.0), Some(2.0)));
        assert_eq!(crossing(&points, 0.7), None);
    }
}
