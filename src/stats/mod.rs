//! Numbers only: no tables, no files, no data frames.
//!
//! Everything that estimates something comes here with plain counts and times and leaves with plain
//! numbers. Arguments are checked once, where they enter ([`Level::new`], [`Beta::new`](beta::Beta::new),
//! [`KaplanMeier::fit`](kaplan_meier::KaplanMeier::fit)), so the formulas behind them cannot fail.
//!
//! | module | question | reference |
//! |---|---|---|
//! | [`proportion`] | what share, and how sure? | Brown, Cai & DasGupta 2001; Newcombe 1998 |
//! | [`kaplan_meier`] | what share by day *t*, when some still wait? | Kaplan & Meier 1958; R `survival` |
//! | [`rake`], [`calibrate`] | which weights meet known margins, and what errors then are? | Deming & Stephan 1940; Deville & Särndal 1992 |
//! | [`beta`] | beta tails and quantiles, for the exact intervals | Loader 2000; DLMF 8.17 |
//! | [`matrix`] | small matrices, for covariances and the tests on them | LINPACK `dqrdc2` for the rank |
//!
//! Shares run from 0 to 1, never 0 to 100. What cannot be known is `None`; it is never 0 and never NaN.
//!
//! ```
//! use hearback::stats::{Level, proportion::wilson};
//!
//! let replied = wilson(12.0, 47.0, Level::new(0.95)?)?;
//! assert!(replied.low > 0.15 && replied.high < 0.40);
//! # Ok::<(), hearback::stats::StatsError>(())
//! ```

pub mod beta;
pub mod calibrate;
pub mod kaplan_meier;
pub mod matrix;
pub mod proportion;
pub mod rake;
#[doc(hidden)]
pub mod tolerance;

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

/// An argument for which no statistic exists: what stood there and what would be accepted.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatsError {
    /// A confidence level that is not strictly between 0 and 1.
    #[error("confidence level {level} is not strictly between 0 and 1: write 0.95 for 95 %")]
    Level {
        /// The level as given.
        level: f64,
    },
    /// A base of nobody: there is no share of nothing (which is not a share of 0).
    #[error("the base is 0: nobody was asked, so no share can be given")]
    EmptyBase,
    /// A base that is negative, infinite or not a number.
    #[error("base {n} is not a positive finite number")]
    Base {
        /// The base as given.
        n: f64,
    },
    /// A count below 0, above its base, or not a number.
    #[error("count {count} is not between 0 and its base {n}")]
    Count {
        /// The count as given.
        count: f64,
        /// The base it belongs to.
        n: f64,
    },
    /// A wait that is negative, infinite or not a number.
    #[error("wait {time} is not a finite number of 0 or more")]
    Wait {
        /// The wait as given.
        time: f64,
    },
    /// A curve asked for without a single person.
    #[error("no one is observed: a survival curve needs at least one person")]
    NoObservations,
    /// More people than a 64-bit count can hold.
    #[error("the counts add up to more than {}", u64::MAX)]
    TooManyPeople,
    /// A probability that is not strictly between 0 and 1.
    #[error("probability {probability} is not strictly between 0 and 1: write 0.5 for the median")]
    Probability {
        /// The probability as given.
        probability: f64,
    },
    /// Parameters of a beta distribution that are not both positive and finite.
    #[error("beta parameters {a} and {b} are not both positive and finite")]
    BetaShape {
        /// The first parameter as given.
        a: f64,
        /// The second parameter as given.
        b: f64,
    },
}

/// A two-sided confidence level, checked to be strictly between 0 and 1.
///
/// # Example
///
/// ```
/// use hearback::stats::Level;
///
/// let level = Level::new(0.95)?;
/// assert!((level.z() - 1.959963984540054).abs() < 1e-14);
/// assert!(Level::new(95.0).is_err());
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

impl Level {
    /// The level 0.95.
    pub const NINETY_FIVE: Level = Level(0.95);

    /// Checks a confidence level, 0 < `level` < 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::Level`] for anything else, NaN included, and for levels so near 0 or 1 that `1 - level`
    /// is 1 or 0 in double precision.
    pub fn new(level: f64) -> Result<Self, StatsError> {
        let alpha = 1.0 - level;
        if level > 0.0 && alpha > 0.0 && alpha < 1.0 { Ok(Self(level)) } else { Err(StatsError::Level { level }) }
    }

    /// The level itself, between 0 and 1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The probability left outside the interval, `1 - level`.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// The standard normal quantile with `alpha / 2` above it: R `qnorm(1 - (1 - level)/2)`.
    pub fn z(self) -> f64 {
        upper_normal_quantile(self.alpha() / 2.0)
    }
}

impl TryFrom<f64> for Level {
    type Error = StatsError;

    fn try_from(level: f64) -> Result<Self, StatsError> {
        Self::new(level)
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> f64 {
        level.0
    }
}

/// An interval of plain numbers, `low <= high`, in the units of what it is an interval for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Interval {
    /// The length of the interval.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether `value` lies inside, limits included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The same interval for 1 minus the quantity: limits of a share that replied from those of a share silent.
    #[must_use]
    pub fn complement(self) -> Self {
        Self { low: 1.0 - self.high, high: 1.0 - self.low }
    }

    /// The interval cut off at 0 and 1.
    #[must_use]
    pub fn clipped(self) -> Self {
        Self { low: self.low.clamp(0.0, 1.0), high: self.high.clamp(0.0, 1.0) }
    }
}

/// The normal quantile with `tail` above it, for `0 < tail < 1`.
///
/// statrs's inverse is good to 1e-14; a Newton step on its survival function would spoil it, since its `erfc`
/// (statrs 0.19) is good to 1e-10 only.
fn upper_normal_quantile(tail: f64) -> f64 {
    -Normal::standard().inverse_cdf(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 30 digits: `sqrt(2) * erfinv(level)`.
    #[test]
    fn z_is_the_normal_quantile() {
        let expected = [
            (0.5, 0.6744897501960817),
            (0.9, 1.6448536269514728),
            (0.95, 1.959963984540054),
            (0.99, 2.5758293035489004),
            (0.999, 3.290526731491895),
        ];
        for (level, z) in expected {
            tolerance::assert_close(Level(level).z(), z, 2e-14, "z");
        }
    }

    #[test]
    fn levels_outside_0_to_1_are_refused() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY, 1e-20, 1.0 - 1e-18] {
            assert!(matches!(Level::new(level), Err(StatsError::Level { .. })), "{level}");
        }
    }

    #[test]
    fn an_error_says_what_would_be_accepted() {
        let error = Level::new(95.0).unwrap_err().to_string();
        assert_eq!(error, "confidence level 95 is not strictly between 0 and 1: write 0.95 for 95 %");
    }

    #[test]
    fn a_level_read_from_json_is_checked_too() {
        assert_eq!(serde_json::from_str::<Level>("0.9").unwrap(), Level(0.9));
        assert!(serde_json::from_str::<Level>("90").is_err());
    }

    #[test]
    fn complement_swaps_the_limits() {
        let interval = Interval { low: 0.25, high: 0.5 }.complement();
        assert_eq!(interval, Interval { low: 0.5, high: 0.75 });
        assert!(interval.contains(0.5) && interval.width() == 0.25);
    }
}
