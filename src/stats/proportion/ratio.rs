//! The ratio of two independent shares: how many times as often.

use super::{Interval, Level, Share, StatsError};

/// Doublings, and then halvings, in the search of a limit: the first reach from any ratio to any double, the second
/// leave nothing between two doubles.
const DOUBLINGS: usize = 2200;
const HALVINGS: usize = 200;

/// Katz's interval for the ratio `(count1/n1) / (count2/n2)` of two independent shares, on the log scale.
///
/// Counts of people, or of effective people. `None` if either count is 0, and if both shares are 1: the formula has no
/// standard error there, and [`koopman`] has an answer. Source: Katz, Baptista, Azen & Pike 1978, *Obtaining confidence
/// intervals for the risk ratio in cohort studies*, Biometrics 34:469–474: `log ratio ± z sqrt(1/x1 − 1/n1 + 1/x2 −
/// 1/n2)`.
///
/// # Errors
///
/// See the [module](super); either share may be at fault.
pub fn katz(count1: f64, n1: f64, count2: f64, n2: f64, level: Level) -> Result<Option<Interval>, StatsError> {
    let (first, second) = (Share::new(count1, n1)?, Share::new(count2, n2)?);
    // 1/x − 1/n without cancellation
    let variance = first.q() / first.count + second.q() / second.count;
    if first.count == 0.0 || second.count == 0.0 || variance == 0.0 {
        return Ok(None);
    }
    let (ratio, factor) = (first.p() / second.p(), (level.z() * variance.sqrt()).exp());
    Ok(Some(Interval { low: ratio / factor, high: ratio * factor }))
}

/// Koopman's score interval for the ratio `(count1/n1) / (count2/n2)` of two independent shares, always containing it.
///
/// Counts of people, or of effective people. Exactly 0 below if `count1` is 0, infinite above if `count2` is 0: a
/// share of nobody may be any small share. `None` if both are 0, since any ratio fits. Source: Koopman 1984,
/// *Confidence intervals for the ratio of two binomial proportions*, Biometrics 40:513–517; without the factor `N/(N −
/// 1)` of Miettinen & Nurminen 1985.
///
/// # Errors
///
/// See the [module](super); either share may be at fault.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, proportion::koopman};
///
/// // Koopman's own example: 36 of 40 against 16 of 80, 2.94 to 7.15
/// let ratio = koopman(36.0, 40.0, 16.0, 80.0, Level::NINETY_FIVE)?.expect("somebody was counted");
/// assert!((ratio.low - 2.94).abs() < 5e-3 && (ratio.high - 7.15).abs() < 5e-3);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn koopman(count1: f64, n1: f64, count2: f64, n2: f64, level: Level) -> Result<Option<Interval>, StatsError> {
    let (first, second) = (Share::new(count1, n1)?, Share::new(count2, n2)?);
    if first.count == 0.0 && second.count == 0.0 {
        return Ok(None);
    }
    let high = upper(first, second, level);
    // the ratio turned round has the same statistic
    let low = upper(second, first, level).recip();
    Ok(Some(Interval { low, high }))
}

/// The largest ratio that the two shares do not reject.
fn upper(first: Share, second: Share, level: Level) -> f64 {
    if second.count == 0.0 {
        return f64::INFINITY;
    }
    let rejected = |ratio: f64| score(first, second, ratio) < -level.z();
    let mut low = first.p() / second.p();
    let mut high = if low == 0.0 { 1.0 / second.n } else { 2.0 * low };
    for _ in 0..DOUBLINGS {
        if rejected(high) || high == f64::INFINITY {
            break;
        }
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        if rejected(middle) { high = middle } else { low = middle }
    }
    high
}

/// The score statistic of a ratio, falling in it: `(p1 − ratio p2)` over its standard error if that is the ratio.
fn score(first: Share, second: Share, ratio: f64) -> f64 {
    let p2 = restricted(first, second, ratio);
    let p1 = (ratio * p2).min(1.0);
    let variance = p1 * (1.0 - p1) / first.n + ratio * ratio * p2 * (1.0 - p2) / second.n;
    let gap = first.p() - ratio * second.p();
    if gap == 0.0 { 0.0 } else { gap / variance.max(0.0).sqrt() }
}

/// The likeliest second share if the first is `ratio` times as large: the smaller root of
/// `N r p² − (r (n1 + x2) + x1 + n2) p + x1 + x2`.
fn restricted(first: Share, second: Share, ratio: f64) -> f64 {
    let a = (first.n + second.n) * ratio;
    let b = ratio * (first.n + second.count) + first.count + second.n;
    let c = first.count + second.count;
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    // from the product of the roots, without cancellation
    (2.0 * c / (b + root)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{RELATIVE, REORDERED, assert_close, is_close};
    use proptest::prelude::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    /// Counts and bases; Koopman's limits; Katz's.
    type Golden = ([f64; 4], [f64; 2], Option<[f64; 2]>);

    /// R 4.2.2, at 0.95. Koopman: `uniroot(tol = 1e-15)` over the log of the ratio `r` of
    /// `(x1/n1 - r*x2/n2)/sqrt(p1*(1-p1)/n1 + r^2*p2*(1-p2)/n2) -+ qnorm(.975)`, where
    /// `p2 = (-b - sqrt(b^2 - 4*a*(x1+x2)))/(2*a)`, `a = (n1+n2)*r`, `b = -(r*(n1+x2)+x1+n2)`, `p1 = r*p2`.
    /// Katz: `(x1/n1)/(x2/n2)*exp(c(-1,1)*qnorm(.975)*sqrt(1/x1-1/n1+1/x2-1/n2))`.
    const GOLDEN: [Golden; 7] = [
        ([36.0, 40.0, 16.0, 80.0], [2.93956919221499, 7.15222343486603], Some([2.86855019860348, 7.05931519338879])),
        ([56.0, 70.0, 48.0, 80.0], [1.0798215063619, 1.67080557801911], Some([1.07662642276319, 1.65124851126639])),
        ([5.0, 56.0, 0.0, 29.0], [0.725688883593619, f64::INFINITY], None),
        ([0.0, 10.0, 3.0, 20.0], [0.0, 2.1792222756778], None),
        ([10.0, 10.0, 10.0, 10.0], [0.722467200137111, 1.38414588206941], None),
        (
            [3.0, 400.0, 9.0, 380.0],
            [0.0932105943735189, 1.07198719332944],
            Some([0.0863813868311072, 1.16087251497641]),
        ),
        ([10.0, 10.0, 7.0, 20.0], [1.76154753174852, 5.51901281948641], Some([1.57235215655471, 5.19175381424066])),
    ];

    #[test]
    fn ratios_match_r() {
        for ([x1, n1, x2, n2], score, log) in GOLDEN {
            let found = koopman(x1, n1, x2, n2, LEVEL).unwrap().unwrap();
            assert_close(found.low, score[0], RELATIVE, &format!("{x1}/{n1} low"));
            assert_close(found.high, score[1], RELATIVE, &format!("{x1}/{n1} high"));
            let found = katz(x1, n1, x2, n2, LEVEL).unwrap();
            assert_eq!(found.is_some(), log.is_some(), "{x1}/{n1}");
            if let (Some(found), Some(log)) = (found, log) {
                assert_close(found.low, log[0], RELATIVE, "Katz low");
                assert_close(found.high, log[1], RELATIVE, "Katz high");
            }
        }
    }

    #[test]
    fn nothing_is_known_of_nobody_over_nobody() {
        assert_eq!(koopman(0.0, 10.0, 0.0, 20.0, LEVEL), Ok(None));
        assert_eq!(katz(0.0, 10.0, 0.0, 20.0, LEVEL), Ok(None));
        assert!(koopman(3.0, 2.0, 1.0, 2.0, LEVEL).is_err() && katz(1.0, 2.0, 1.0, 0.0, LEVEL).is_err());
    }

    proptest! {
        #[test]
        fn the_limits_are_rejected_just_outside_and_turn_round(
            (n1, n2) in (1_u32..400, 1_u32..400), (p1, p2) in (0.0..=1.0_f64, 0.0..=1.0_f64),
        ) {
            let (n1, n2) = (f64::from(n1), f64::from(n2));
            let (x1, x2) = ((p1 * n1).round(), (p2 * n2).round());
            let Some(interval) = koopman(x1, n1, x2, n2, LEVEL).unwrap() else { return Ok(()) };
            let back = koopman(x2, n2, x1, n1, LEVEL).unwrap().unwrap();
            prop_assert!(is_close(interval.low, back.high.recip(), REORDERED));
            prop_assert!(is_close(interval.high, back.low.recip(), REORDERED));
            prop_assert!(interval.low < interval.high);
            prop_assert!(x2 == 0.0 || interval.contains(x1 / n1 / (x2 / n2)));
            let z = |ratio| score(Share::new(x1, n1).unwrap(), Share::new(x2, n2).unwrap(), ratio);
            if x1 > 0.0 {
                prop_assert!((z(interval.low) - LEVEL.z()).abs() < 1e-6, "{:?}", interval);
            }
            if x2 > 0.0 {
                prop_assert!((z(interval.high) + LEVEL.z()).abs() < 1e-6, "{:?}", interval);
            }
        }
    }
}
