//! The mean wait within a horizon: the area under the survival curve.

use super::{KaplanMeier, Step};

/// A mean wait and its standard error, in the unit of the waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanEstimate {
    /// The mean of the smaller of wait and horizon.
    pub value: f64,
    /// Its standard error.
    pub std_err: f64,
}

impl KaplanMeier {
    /// The mean time without an event within `horizon` (in the unit of the waits), with its standard error.
    ///
    /// It is the mean of the smaller of wait and horizon. `None` when the curve is not
    /// [known](Self::is_known_at) up to the horizon, or the horizon is not a positive finite number.
    /// Source: R `summary(fit, rmean = horizon)$table`; the variance is Greenwood's, `Σ A(t)² d / (n (n − d))` with
    /// `A(t)` the area from `t` to the horizon.
    ///
    /// # Example
    ///
    /// ```
    /// use hearback::stats::kaplan_meier::KaplanMeier;
    ///
    /// let curve = KaplanMeier::fit([(1.0, 1, 0), (3.0, 0, 1)])?;
    /// assert_eq!(curve.restricted_mean(3.0).map(|mean| mean.value), Some(2.0));
    /// assert_eq!(curve.restricted_mean(4.0), None);
    /// # Ok::<(), hearback::stats::StatsError>(())
    /// ```
    pub fn restricted_mean(&self, horizon: f64) -> Option<MeanEstimate> {
        let answerable = horizon > 0.0 && horizon.is_finite() && self.is_known_at(horizon);
        answerable.then(|| restricted(self.steps(), horizon))
    }
}

/// The area under the curve up to `horizon`, summed from the right, with the curve continued flat.
pub(super) fn restricted(steps: &[Step], horizon: f64) -> MeanEstimate {
    let (mut area, mut variance, mut right) = (0.0, 0.0, horizon.max(0.0));
    for step in steps.iter().rev().filter(|step| step.time <= horizon) {
        area += step.survival * (right - step.time);
        // once S is 0 there is no area to the right, and nothing to vary
        if step.survival > 0.0 {
            variance += area * area * greenwood(step);
        }
        right = step.time;
    }
    MeanEstimate { value: area + right, std_err: variance.sqrt() }
}

/// One term of Greenwood's sum, `d / (n (n - d))`, for `d < n`.
fn greenwood(step: &Step) -> f64 {
    let (risk, staying) = (step.n_risk as f64, (step.n_risk - step.n_event) as f64);
    step.n_event as f64 / (risk * staying)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    #[test]
    fn without_censoring_it_is_the_mean_of_the_waits_cut_at_the_horizon() {
        let waits = [1.0, 2.0, 2.0, 7.0, 11.0];
        let curve = KaplanMeier::fit(waits.map(|wait| (wait, 1, 0))).unwrap();
        for horizon in [0.5, 2.0, 6.5, 11.0, 40.0] {
            let cut = waits.map(|wait: f64| wait.min(horizon));
            let mean = cut.iter().sum::<f64>() / 5.0;
            let spread = cut.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
            let estimate = curve.restricted_mean(horizon).unwrap();
            assert_close(estimate.value, mean, REORDERED, "mean");
            assert_close(estimate.std_err, spread.sqrt() / 5.0, REORDERED, "standard error");
        }
    }

    #[test]
    fn beyond_the_last_wait_it_is_unknown_and_only_r_extends_it() {
        let curve = KaplanMeier::fit([(1.0, 1, 0), (3.0, 0, 1)]).unwrap();
        for horizon in [3.5, 0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(curve.restricted_mean(horizon), None, "{horizon}");
        }
        assert_close(curve.extended().restricted_mean(5.0).value, 3.0, REORDERED, "extended");
        assert_eq!(curve.extended().restricted_mean(f64::NAN).value, 0.0);
    }
}
