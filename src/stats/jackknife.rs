//! The jackknife that leaves out one group of people at a time: errors when people of a group are alike.
//!
//! Everything is estimated again without each group in turn. With G groups the covariance is
//!
//! (G − 1)/G · Σ (θ₍g₎ − θ̄)(θ₍g₎ − θ̄)′
//!
//! around θ̄, the mean of the G estimates, and not around the full one. What all G have in common against the full
//! estimate is the bias of a statistic that is not linear, or of groups of uneven size; it is no uncertainty, and squares
//! around the full estimate would count it as some, G − 1 times. Source: Tukey 1958; Wolter 2007, chapter 4; the same
//! as R `survey`'s `JK1` with `mse = FALSE`.

use super::distribution::t_quantile_upper;
use super::matrix::Matrix;
use super::{Interval, Level, StatsError};

/// Estimates with the errors that leaving out groups gives them.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, jackknife::Jackknife};
///
/// // a mean of three groups of two: 1, 2; 3, 3; 5, 4
/// let left_out = [vec![Some(15.0 / 4.0)], vec![Some(3.0)], vec![Some(9.0 / 4.0)]];
/// let mean = Jackknife::new(&[Some(3.0)], &left_out)?;
/// assert_eq!((mean.std_err(0), mean.df()), (Some(0.75_f64.sqrt()), 2.0));
/// assert!(mean.interval(0, Level::NINETY_FIVE).is_some_and(|limits| limits.low < 0.0 && limits.high > 6.0));
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Jackknife {
    groups: usize,
    statistics: Vec<Statistic>,
}

/// An estimate, and how far those without each group are from their mean.
#[derive(Debug, Clone, PartialEq)]
struct Statistic {
    full: Option<f64>,
    deviations: Option<Vec<f64>>,
}

impl Jackknife {
    /// From the full estimates, one a statistic, and the same estimates without each group that has anybody in it.
    ///
    /// An estimate that does not exist is `None` (a number that is not finite counts as such). A statistic that does
    /// not exist in full, or without some group, has no error: leaving those groups out of the sum would hide just the
    /// ones it depends on most.
    ///
    /// # Errors
    ///
    /// [`StatsError::JackknifeGroups`] for fewer than 2 groups; [`StatsError::Lengths`] for another number of estimates
    /// without a group than in full.
    pub fn new(full: &[Option<f64>], left_out: &[Vec<Option<f64>>]) -> Result<Self, StatsError> {
        let groups = left_out.len();
        if groups < 2 {
            return Err(StatsError::JackknifeGroups { found: groups });
        }
        if let Some(other) = left_out.iter().find(|estimates| estimates.len() != full.len()) {
            return Err(StatsError::Lengths { left: full.len(), right: other.len() });
        }
        let statistic = |(index, full): (usize, &Option<f64>)| {
            let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
            let without = left_out.iter().map(|estimates| finite(estimates.get(index).copied().flatten()));
            let full = finite(*full);
            Statistic { full, deviations: full.and_then(|_| without.collect::<Option<Vec<f64>>>()).map(centred) }
        };
        Ok(Self { groups, statistics: full.iter().enumerate().map(statistic).collect() })
    }

    /// How many groups there are, at least 2.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The degrees of freedom, one less than there are groups.
    pub fn df(&self) -> f64 {
        (self.groups - 1) as f64
    }

    /// The full estimate of a statistic, by number from 0.
    pub fn estimate(&self, index: usize) -> Option<f64> {
        self.statistics.get(index)?.full
    }

    /// The covariance of two statistics; `None` if one of them has no error.
    pub fn covariance(&self, first: usize, second: usize) -> Option<f64> {
        let [first, second] = [first, second].map(|index| self.statistics.get(index)?.deviations.as_ref());
        let products: f64 = first?.iter().zip(second?).map(|(a, b)| a * b).sum();
        Some(products * self.df() / self.groups as f64)
    }

    /// The covariance of all statistics; `None` if one of them has no error. Its rank is at most [`Jackknife::df`].
    pub fn covariance_matrix(&self) -> Option<Matrix> {
        let size = self.statistics.len();
        let values = (0..size).flat_map(|i| (0..size).map(move |j| self.covariance(i, j)));
        Matrix::new(size, size, values.collect::<Option<Vec<f64>>>()?)
    }

    /// The standard error of a statistic, if it has one.
    pub fn std_err(&self, index: usize) -> Option<f64> {
        self.covariance(index, index).map(f64::sqrt)
    }

    /// The interval of Student's t on [`Jackknife::df`] degrees of freedom around the full estimate, not cut off
    /// anywhere; `None` for a statistic without an error.
    pub fn interval(&self, index: usize, level: Level) -> Option<Interval> {
        let reach = t_quantile_upper(level.alpha() / 2.0, self.df()).ok()? * self.std_err(index)?;
        let full = self.estimate(index)?;
        Some(Interval { low: full - reach, high: full + reach })
    }
}

/// The limits of a share (0–1) that are symmetric in ln(−ln(1 − share)), as those of Kaplan–Meier shares: `reach` is Student's t
/// times the standard error. They stay within 0 to 1; of a share of 0 or 1, which has no such scale, they are the share itself.
///
/// A share that comes out low has a low error too, so limits symmetric around it would miss above far more often than below.
/// Source: Kalbfleisch & Prentice 1980; R `survfit` with `conf.type = "log-log"`.
pub fn share_limits(share: f64, reach: f64) -> Interval {
    let log = (-share).ln_1p();
    let scale = reach / ((1.0 - share) * log);
    if !(share > 0.0 && share < 1.0 && scale.is_finite()) {
        return Interval { low: share, high: share };
    }
    let limit = |scale: f64| -(log * scale.exp()).exp_m1();
    Interval { low: limit(scale), high: limit(-scale) }
}

fn centred(values: Vec<f64>) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.into_iter().map(|value| value - mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statistic_missing_somewhere_has_no_error_and_takes_none_from_others() {
        let full = [Some(2.0), Some(1.0), None];
        let left_out = [vec![Some(1.0), Some(1.0), Some(0.0)], vec![Some(3.0), None, Some(0.0)]];
        let jackknife = Jackknife::new(&full, &left_out).unwrap();
        assert_eq!((jackknife.std_err(0), jackknife.df()), (Some(1.0), 1.0));
        assert_eq!(
            (jackknife.estimate(1), jackknife.std_err(1), jackknife.interval(1, Level::NINETY_FIVE)),
            (Some(1.0), None, None)
        );
        assert_eq!((jackknife.std_err(2), jackknife.std_err(3), jackknife.covariance(0, 1)), (None, None, None));
        assert_eq!(jackknife.covariance_matrix(), None);
        let nan = Jackknife::new(&[Some(1.0)], &[vec![Some(f64::NAN)], vec![Some(1.0)]]).unwrap();
        assert_eq!(nan.std_err(0), None);
    }

    #[test]
    fn limits_of_a_share_are_those_of_a_curve() {
        use crate::stats::kaplan_meier::Transform;
        use crate::stats::tolerance::{REORDERED, assert_close};
        for share in [0.001, 0.3, 0.97] {
            let found = share_limits(share, Level::NINETY_FIVE.z() * share * 0.02);
            let curve =
                Transform::LogLog.limits(1.0 - share, share * 0.02 / (1.0 - share), Level::NINETY_FIVE).unwrap();
            assert_close(found.low, curve.complement().low, REORDERED, "low");
            assert_close(found.high, curve.complement().high, REORDERED, "high");
            assert!(0.0 < found.low && found.low < share && share < found.high && found.high < 1.0);
        }
        for share in [0.0, 1.0, 0.4] {
            assert_eq!(share_limits(share, 0.0), Interval { low: share, high: share });
        }
    }

    #[test]
    fn one_group_is_too_few() {
        for found in 0..2 {
            let refused = Jackknife::new(&[Some(1.0)], &vec![vec![Some(1.0)]; found]).unwrap_err();
            assert_eq!(refused, StatsError::JackknifeGroups { found });
        }
        let uneven = Jackknife::new(&[Some(1.0)], &[vec![Some(1.0)], vec![]]).unwrap_err();
        assert_eq!(uneven, StatsError::Lengths { left: 1, right: 0 });
    }
}
