//! Pointwise limits of a survival curve.

use crate::stats::{Interval, Level};
use serde::{Deserialize, Serialize};

/// The scale on which the limits of a survival curve are symmetric; `conf.type` in R's `survfit`.
///
/// | | scale | while S = 1 | at S = 0 |
/// |---|---|---|---|
/// | `Plain` | S, cut off at 0 and 1 | 1 to 1 | none |
/// | `Log` | log S, cut off at 1 (R's default) | 1 to 1 | none |
/// | `LogLog` | log(−log S), always within 0–1 | none | none |
///
/// An interval of 1 to 1 is of length 0, not certainty: that is why this program uses `LogLog`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// Symmetric around S itself: R `conf.type = "plain"`.
    Plain,
    /// Symmetric around log S: R `conf.type = "log"`.
    Log,
    /// Symmetric around log(−log S): R `conf.type = "log-log"`.
    #[default]
    LogLog,
}

impl Transform {
    /// The limits of S from its value (0–1) and the standard error of log S; `None` where there are none.
    pub fn limits(self, survival: f64, std_err_log: f64, level: Level) -> Option<Interval> {
        let exist = survival > 0.0 && survival <= 1.0 && std_err_log.is_finite();
        if !exist {
            return None;
        }
        let reach = level.z() * std_err_log;
        match self {
            Self::Plain => Some(plain(survival, reach)),
            Self::Log => Some(log(survival, reach)),
            Self::LogLog => (survival < 1.0).then(|| log_log(survival, reach)),
        }
    }
}

fn plain(survival: f64, reach: f64) -> Interval {
    Interval { low: survival - survival * reach, high: survival + survival * reach }.clipped()
}

fn log(survival: f64, reach: f64) -> Interval {
    Interval { low: survival * (-reach).exp(), high: survival * reach.exp() }.clipped()
}

/// `S^exp(±reach / log S)`; log S is negative, so the first exponent is the smaller one.
fn log_log(survival: f64, reach: f64) -> Interval {
    let log = survival.ln();
    let factor = (reach / log).exp();
    Interval { low: (log / factor).exp(), high: (log * factor).exp() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    const LEVEL: Level = Level::NINETY_FIVE;
    const ALL: [Transform; 3] = [Transform::Plain, Transform::Log, Transform::LogLog];

    #[test]
    fn every_transform_brackets_the_curve_within_0_and_1() {
        for transform in ALL {
            for survival in [0.001, 0.3, 0.5, 0.99] {
                for std_err in [0.0, 0.01, 0.5, 20.0] {
                    let limits = transform.limits(survival, std_err, LEVEL).unwrap();
                    assert!(0.0 <= limits.low && limits.high <= 1.0, "{transform:?} {survival} {std_err}");
                    assert!(limits.low <= survival * (1.0 + 1e-15) && survival * (1.0 - 1e-15) <= limits.high);
                }
            }
        }
    }

    #[test]
    fn there_are_no_limits_at_zero() {
        for transform in ALL {
            assert_eq!(transform.limits(0.0, f64::INFINITY, LEVEL), None);
            assert_eq!(transform.limits(f64::NAN, 0.1, LEVEL), None);
        }
    }

    #[test]
    fn while_nothing_has_happened_only_log_log_admits_to_know_nothing() {
        let point = Some(Interval { low: 1.0, high: 1.0 });
        assert_eq!(Transform::Plain.limits(1.0, 0.0, LEVEL), point);
        assert_eq!(Transform::Log.limits(1.0, 0.0, LEVEL), point);
        assert_eq!(Transform::LogLog.limits(1.0, 0.0, LEVEL), None);
    }

    #[test]
    fn the_limits_are_symmetric_on_their_own_scale() {
        let limits = Transform::LogLog.limits(0.4, 0.2, LEVEL).unwrap();
        let scale = |s: f64| (-s.ln()).ln();
        assert_close(scale(limits.low) - scale(0.4), scale(0.4) - scale(limits.high), REORDERED, "log-log");
        let limits = Transform::Log.limits(0.4, 0.2, LEVEL).unwrap();
        assert_close(0.4 / limits.low, limits.high / 0.4, REORDERED, "log");
    }

    #[test]
    fn names_are_those_of_r() {
        assert_eq!(serde_json::to_string(&Transform::LogLog).unwrap(), "\"log-log\"");
    }
}
