//! Shares of people, and how sure one can be of them.
//!
//! Every interval takes a count and its base as real numbers, so that weighted data can bring `p * n_eff` and an
//! effective sample size. The default of the house is [`wilson`]; the others are there on request. The textbook
//! interval `p ± z·se` (Wald) is left out on purpose: at 0 and 100 % it has length 0, and near them it covers far
//! less often than it says (Brown, Cai & DasGupta 2001, *Interval estimation for a binomial proportion*,
//! Statistical Science 16:101–133).
//!
//! All of them fail alike: [`StatsError::EmptyBase`] for a base of 0, [`StatsError::Base`] for one that is
//! negative, infinite or NaN, [`StatsError::Count`] unless `0 <= count <= n`.

mod ratio;

pub use ratio::{katz, koopman};

use super::beta::{Beta, Tail};
use super::distribution::normal_two_sided;
use super::{Interval, Level, StatsError};

/// A count and its base, checked: `0 <= count <= n`, `0 < n < ∞`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub(super) count: f64,
    pub(super) n: f64,
}

impl Share {
    fn new(count: f64, n: f64) -> Result<Self, StatsError> {
        if n == 0.0 {
            return Err(StatsError::EmptyBase);
        }
        if !(n > 0.0 && n.is_finite()) {
            return Err(StatsError::Base { n });
        }
        if (0.0..=n).contains(&count) { Ok(Self { count, n }) } else { Err(StatsError::Count { count, n }) }
    }

    /// The share itself.
    pub(super) fn p(self) -> f64 {
        self.count / self.n
    }

    /// How many are not counted.
    fn rest(self) -> f64 {
        self.n - self.count
    }

    /// The share not counted, exactly 0 when all are.
    fn q(self) -> f64 {
        self.rest() / self.n
    }

    pub(super) fn wilson(self, level: Level) -> Interval {
        let z = level.z();
        let shift = z * z / (2.0 * self.n);
        let reach = shift + z * (self.p() * self.q() / self.n + shift / (2.0 * self.n)).sqrt();
        Interval { low: pulled(self.p(), reach), high: 1.0 - pulled(self.q(), reach) }
    }

    fn jeffreys_raw(self, level: Level) -> Result<Interval, StatsError> {
        let posterior = Beta::new(self.count + 0.5, self.rest() + 0.5)?;
        let tail = level.alpha() / 2.0;
        Ok(Interval { low: posterior.cut(Tail::Lower, tail), high: posterior.cut(Tail::Upper, tail) })
    }
}

/// `p²/(p + reach)`: the smaller root of Wilson's equation without the cancellation of `centre - half`.
fn pulled(p: f64, reach: f64) -> f64 {
    if p == 0.0 { 0.0 } else { p * (p / (p + reach)) }
}

/// The Wilson score interval of a share, within 0–1 and always containing `count / n`.
///
/// `count` of `n` people, or `p * n_eff` of an effective `n_eff`. Exactly 0 below when `count` is 0, exactly 1
/// above when `count` is `n`. Computed from the product of the two roots, so that small limits keep all digits.
/// Source: Wilson 1927; R `prop.test(x, n, conf.level, correct = FALSE)$conf.int`.
///
/// # Errors
///
/// See the [module](self).
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, proportion::wilson};
///
/// // nobody of 10 replied: the share may still be as high as 28 %
/// let interval = wilson(0.0, 10.0, Level::NINETY_FIVE)?;
/// assert_eq!(interval.low, 0.0);
/// assert!((interval.high - 0.277532799862889).abs() < 1e-14);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn wilson(count: f64, n: f64, level: Level) -> Result<Interval, StatsError> {
    Ok(Share::new(count, n)?.wilson(level))
}

/// The Clopper–Pearson ("exact") interval of a share: covers at least as often as it says, and is wide.
///
/// `count` of `n` people; real values are taken as they are, which is Korn & Graubard's interval for an
/// effective sample size. Limits within 0–1. Source: Clopper & Pearson 1934; R `binom.test(x, n)$conf.int`.
///
/// # Errors
///
/// See the [module](self).
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, proportion::clopper_pearson};
///
/// let interval = clopper_pearson(0.0, 1.0, Level::new(0.95)?)?;
/// assert!((interval.high - 0.975).abs() < 1e-14);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn clopper_pearson(count: f64, n: f64, level: Level) -> Result<Interval, StatsError> {
    let share = Share::new(count, n)?;
    let (rest, tail) = (share.rest(), level.alpha() / 2.0);
    let low = if count == 0.0 { 0.0 } else { Beta::new(count, rest + 1.0)?.cut(Tail::Lower, tail) };
    let high = if rest == 0.0 { 1.0 } else { Beta::new(count + 1.0, rest)?.cut(Tail::Upper, tail) };
    Ok(Interval { low, high })
}

/// The Jeffreys interval of a share: equal tails of Beta(count + ½, n − count + ½), with 0 below when `count` is 0
/// and 1 above when `count` is `n`.
///
/// `count` of `n` people or effective people; limits within 0–1. Source: Brown, Cai & DasGupta 2001, whose boundary
/// rule it is; R `qbeta(c(a/2, 1 - a/2), x + .5, n - x + .5)` elsewhere.
///
/// # Errors
///
/// See the [module](self).
pub fn jeffreys(count: f64, n: f64, level: Level) -> Result<Interval, StatsError> {
    let raw = jeffreys_raw(count, n, level)?;
    Ok(Interval { low: if count == 0.0 { 0.0 } else { raw.low }, high: if count == n { 1.0 } else { raw.high } })
}

/// The Jeffreys interval without the rule at 0 and 100 %, to compare with R's plain `qbeta`.
///
/// # Errors
///
/// See the [module](self).
pub fn jeffreys_raw(count: f64, n: f64, level: Level) -> Result<Interval, StatsError> {
    Share::new(count, n)?.jeffreys_raw(level)
}

/// The Agresti–Coull interval of a share, cut off at 0 and 1.
///
/// `count` of `n` people or effective people. Source: Agresti & Coull 1998, with z² added people, half of them
/// counted.
///
/// # Errors
///
/// See the [module](self).
pub fn agresti_coull(count: f64, n: f64, level: Level) -> Result<Interval, StatsError> {
    Ok(agresti_coull_raw(count, n, level)?.clipped())
}

/// The Agresti–Coull interval as its formula has it, which may reach below 0 and above 1.
///
/// # Errors
///
/// See the [module](self).
pub fn agresti_coull_raw(count: f64, n: f64, level: Level) -> Result<Interval, StatsError> {
    let share = Share::new(count, n)?;
    let z = level.z();
    let people = share.n + z * z;
    let centre = (share.count + z * z / 2.0) / people;
    let half = z * (centre * (1.0 - centre) / people).sqrt();
    Ok(Interval { low: centre - half, high: centre + half })
}

/// The standard error of a share, `sqrt(p (1 - p) / n)`: 0 at 0 and 100 %, where it says nothing.
///
/// `count` of `n` people or effective people; the result is on the scale of shares, at most `1 / (2 sqrt(n))`.
///
/// # Errors
///
/// See the [module](self).
pub fn standard_error(count: f64, n: f64) -> Result<f64, StatsError> {
    let share = Share::new(count, n)?;
    Ok((share.p() * share.q() / share.n).sqrt())
}

/// Newcombe's hybrid score interval for the difference `count1/n1 - count2/n2` of two independent shares.
///
/// Counts of people, or of effective people, in two groups without common members; limits within −1 to 1,
/// always containing the difference. Source: Newcombe 1998, Statistics in Medicine 17:873–890, method 10
/// (no continuity correction).
///
/// # Errors
///
/// See the [module](self); either share may be at fault.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, proportion::newcombe};
///
/// // 56 of 70 against 48 of 80, Newcombe's own example (a): 0.0524 to 0.3339
/// let gap = newcombe(56.0, 70.0, 48.0, 80.0, Level::NINETY_FIVE)?;
/// assert!((gap.low - 0.0524).abs() < 5e-5 && (gap.high - 0.3339).abs() < 5e-5);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn newcombe(count1: f64, n1: f64, count2: f64, n2: f64, level: Level) -> Result<Interval, StatsError> {
    let (first, second) = (Share::new(count1, n1)?, Share::new(count2, n2)?);
    let (one, two) = (first.wilson(level), second.wilson(level));
    let difference = first.p() - second.p();
    let down = (first.p() - one.low).hypot(two.high - second.p());
    let up = (one.high - first.p()).hypot(second.p() - two.low);
    Ok(Interval { low: (difference - down).max(-1.0), high: (difference + up).min(1.0) })
}

/// A standard normal statistic with the p-value of both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreTest {
    /// The statistic, positive if the (first) share is the larger; its square is chi-squared on 1 degree of freedom.
    pub z: f64,
    /// The chance of a `z` at least as far from 0 if nothing differs.
    pub p: f64,
}

impl ScoreTest {
    /// The test of a gap with its variance under the hypothesis.
    fn new(gap: f64, variance: f64) -> Self {
        let z = gap / variance.sqrt();
        Self { z, p: normal_two_sided(z) }
    }
}

/// The score test of two independent shares, with the pooled share behind the standard error.
///
/// Counts of people, or of effective people, in two groups without common members. `None` if nobody is counted in
/// both, or everybody: nothing is known of the error then. Source: R `prop.test(c(x1, x2), c(n1, n2), correct =
/// FALSE)`, whose chi-squared is `z²`.
///
/// # Errors
///
/// See the [module](self); either share may be at fault.
pub fn score_test(count1: f64, n1: f64, count2: f64, n2: f64) -> Result<Option<ScoreTest>, StatsError> {
    let (first, second) = (Share::new(count1, n1)?, Share::new(count2, n2)?);
    let people = n1 + n2;
    let (p, q) = ((count1 + count2) / people, (first.rest() + second.rest()) / people);
    let known = p > 0.0 && q > 0.0;
    Ok(known.then(|| ScoreTest::new(first.p() - second.p(), p * q * (1.0 / n1 + 1.0 / n2))))
}

/// The score test of one share against a fixed one, `0 < fixed < 1`; its interval is [`wilson`].
///
/// `count` of `n` people or effective people. Source: R `prop.test(x, n, p = fixed, correct = FALSE)`, whose
/// chi-squared is `z²`.
///
/// # Errors
///
/// See the [module](self), and [`StatsError::Probability`] unless `0 < fixed < 1`.
pub fn score_test_against(count: f64, n: f64, fixed: f64) -> Result<ScoreTest, StatsError> {
    let share = Share::new(count, n)?;
    if !(fixed > 0.0 && fixed < 1.0) {
        return Err(StatsError::Probability { probability: fixed });
    }
    Ok(ScoreTest::new(share.p() - fixed, fixed * (1.0 - fixed) / n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    const LEVEL: Level = Level::NINETY_FIVE;

    #[test]
    fn illegal_counts_are_refused_by_every_interval() {
        type Method = fn(f64, f64, Level) -> Result<Interval, StatsError>;
        let methods: [Method; 6] = [wilson, clopper_pearson, jeffreys, jeffreys_raw, agresti_coull, agresti_coull_raw];
        for method in methods {
            assert_eq!(method(0.0, 0.0, LEVEL), Err(StatsError::EmptyBase));
            assert_eq!(method(1.0, -2.0, LEVEL), Err(StatsError::Base { n: -2.0 }));
            assert_eq!(method(6.0, 5.0, LEVEL), Err(StatsError::Count { count: 6.0, n: 5.0 }));
            assert_eq!(method(-1.0, 5.0, LEVEL), Err(StatsError::Count { count: -1.0, n: 5.0 }));
            assert!(method(f64::NAN, 5.0, LEVEL).is_err() && method(1.0, f64::NAN, LEVEL).is_err());
            assert!(method(1.0, f64::INFINITY, LEVEL).is_err());
        }
        assert_eq!(standard_error(0.0, 0.0), Err(StatsError::EmptyBase));
        assert!(newcombe(1.0, 2.0, 3.0, 2.0, LEVEL).is_err() && newcombe(3.0, 2.0, 1.0, 2.0, LEVEL).is_err());
    }

    #[test]
    fn nobody_and_everybody_are_exact() {
        for n in [1.0, 3.0, 7.3, 96.3, 1e3, 250_000.0] {
            for method in [wilson, clopper_pearson, jeffreys] {
                assert_eq!(method(0.0, n, LEVEL).unwrap().low.to_bits(), 0.0_f64.to_bits(), "n = {n}");
                assert_eq!(method(n, n, LEVEL).unwrap().high, 1.0, "n = {n}");
            }
        }
    }

    #[test]
    fn small_limits_keep_their_digits() {
        // the textbook form `centre - half` loses six digits here; expected by hand: x² / (x + z²/2 + z sqrt(..)) / n
        let interval = wilson(1e-3, 1e6, LEVEL).unwrap();
        let z = LEVEL.z();
        let root = z * (1e-3 * (1.0 - 1e-9) + z * z / 4.0).sqrt();
        assert_close(interval.low, 1e-6 / (1e-3 + z * z / 2.0 + root) / 1e6, REORDERED, "low");
    }

    #[test]
    fn the_standard_error_is_that_of_a_share() {
        assert_close(standard_error(30.0, 120.0).unwrap(), (0.25_f64 * 0.75 / 120.0).sqrt(), REORDERED, "se");
        assert_eq!(standard_error(0.0, 9.0), Ok(0.0));
    }

    #[test]
    fn agresti_coull_is_clipped_only_in_its_public_form() {
        let (raw, clipped) = (agresti_coull_raw(0.0, 5.0, LEVEL).unwrap(), agresti_coull(0.0, 5.0, LEVEL).unwrap());
        assert!(raw.low < 0.0 && clipped.low == 0.0 && raw.high == clipped.high);
    }
}
