//! The difference of two shares of different people: two samples, or a sample and a published share.
//!
//! Of two plain samples: Newcombe's interval and the score test with the pooled share. As soon as one of them is weighted or
//! designed: the difference ± t·√(se₁² + se₂²), its degrees of freedom after Satterthwaite, and p from the same t.
//!
//! A published share is rounded, and the true one lies in a box around it. The interval is made wide enough for every true
//! share of the box, and p is the largest over it: both lie at its ends, since the limits fall, and the test's statistic grows,
//! as the two shares move apart.

use crate::stats::distribution::{t_quantile_upper, t_two_sided};
use crate::stats::proportion::{newcombe, score_test};
use crate::stats::{Interval, Level};
use crate::view::{Method, Shown};

/// One of the two shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arm {
    /// The share, 0–1.
    pub share: f64,
    /// People, or the effective number of them.
    pub n: f64,
    /// The variance of the share.
    variance: f64,
    /// Its degrees of freedom.
    df: f64,
    /// Whether it is counted from a simple random sample.
    plain: bool,
}

impl Arm {
    /// A share of `n` people drawn at random.
    pub fn plain(share: f64, n: f64) -> Self {
        Arm { share, n, variance: share * (1.0 - share) / n, df: (n - 1.0).max(1.0), plain: true }
    }

    /// The share that a figure shows; `None` where it is of nobody, or unknown.
    pub fn of(shown: &Shown) -> Option<Self> {
        let (share, n) = (shown.value?, shown.n as f64);
        if n <= 0.0 {
            return None;
        }
        if shown.method == Method::Wilson {
            return Some(Arm::plain(share, n));
        }
        let effective = shown.precision.and_then(|p| p.effective_n).filter(|e| *e > 0.0).unwrap_or(n).min(n);
        let df = shown.precision.map_or(n - 1.0, |p| p.df).max(1.0);
        Some(Arm { share, n: effective, variance: shown.se.map_or(0.0, |se| se * se), df, plain: false })
    }

    fn count(self) -> f64 {
        (self.share * self.n).clamp(0.0, self.n)
    }
}

/// A share less a reference, which may be anything within a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    share: Arm,
    reference: Arm,
    ends: [Arm; 2],
}

impl Gap {
    /// The difference of two samples.
    pub fn of_samples(share: Arm, reference: Arm) -> Self {
        Gap { share, reference, ends: [reference; 2] }
    }

    /// The difference from a published share of `n` people, which may be off by `rounding` (0–1).
    pub fn from_published(share: Arm, published: f64, n: f64, rounding: f64) -> Self {
        let at = |true_share: f64| Arm::plain(true_share.clamp(0.0, 1.0), n);
        Gap { share, reference: at(published), ends: [at(published - rounding), at(published + rounding)] }
    }

    /// The difference, −1 to 1.
    pub fn value(&self) -> f64 {
        self.share.share - self.reference.share
    }

    /// Its standard error, the published share taken as it was printed.
    pub fn standard_error(&self) -> f64 {
        (self.share.variance + self.reference.variance).sqrt()
    }

    /// How the interval is made.
    pub fn method(&self) -> Method {
        let linear = self.ends.iter().all(|end| is_linear(self.share, *end));
        if linear { Method::Linearised } else { Method::Newcombe }
    }

    /// The chance of so large a difference, at the least, if there is none.
    pub fn p(&self) -> f64 {
        let [low, high] = self.ends;
        if (low.share..=high.share).contains(&self.share.share) {
            return 1.0;
        }
        self.ends.iter().map(|end| p_value(self.share, *end)).fold(0.0, f64::max)
    }

    /// The limits of the difference, for every reference within the box.
    pub fn interval(&self, level: Level) -> Option<Interval> {
        let mut all: Option<Interval> = None;
        for end in self.ends {
            let one = limits(self.share, end, level)?;
            all = Some(all.map_or(one, |all| Interval { low: all.low.min(one.low), high: all.high.max(one.high) }));
        }
        all
    }
}

/// Whether the difference has a linearised variance. Where a weighted share is 0 or 100 %, that says nothing, and the
/// effective number of people stands in.
fn is_linear(one: Arm, two: Arm) -> bool {
    let known = |arm: Arm| arm.plain || arm.variance > 0.0;
    !(one.plain && two.plain) && known(one) && known(two) && one.variance + two.variance > 0.0
}

fn p_value(one: Arm, two: Arm) -> f64 {
    if is_linear(one, two) {
        let (se, df) = satterthwaite(one, two);
        return t_two_sided((one.share - two.share) / se, df);
    }
    // Nobody on both sides, or everybody: nothing speaks for a difference.
    let test = score_test(one.count(), one.n, two.count(), two.n).ok().flatten();
    test.map_or(1.0, |test| test.p)
}

fn limits(one: Arm, two: Arm, level: Level) -> Option<Interval> {
    if !is_linear(one, two) {
        return newcombe(one.count(), one.n, two.count(), two.n, level).ok();
    }
    let (se, df) = satterthwaite(one, two);
    let (middle, half) = (one.share - two.share, t_quantile_upper(level.alpha() / 2.0, df).ok()? * se);
    Some(Interval { low: (middle - half).max(-1.0), high: (middle + half).min(1.0) })
}

/// The standard error of the difference, and its degrees of freedom (Satterthwaite 1946; Welch 1947).
fn satterthwaite(one: Arm, two: Arm) -> (f64, f64) {
    let variance = one.variance + two.variance;
    let df = variance * variance / (one.variance * one.variance / one.df + two.variance * two.variance / two.df);
    (variance.sqrt(), df)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::proportion::{score_test_against, wilson};
    use crate::stats::tolerance::{RELATIVE, REORDERED, assert_close};
    use proptest::prelude::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    fn designed(share: f64, se: f64, df: f64) -> Arm {
        Arm { share, n: share * (1.0 - share) / (se * se), variance: se * se, df, plain: false }
    }

    #[test]
    fn a_published_share_of_everybody_is_the_test_of_one_sample() {
        let gap = Gap::from_published(Arm::plain(0.42, 1000.0), 0.38, 1e15, 0.0);
        assert_close(gap.p(), score_test_against(420.0, 1000.0, 0.38).unwrap().p, 1e-6, "p");
        let (here, one) = (gap.interval(LEVEL).unwrap(), wilson(420.0, 1000.0, LEVEL).unwrap());
        assert_close(here.low, one.low - 0.38, 1e-6, "low");
        assert_close(here.high, one.high - 0.38, 1e-6, "high");
    }

    /// R 4.2.2: `se <- sqrt(.021^2 + .3*.7/1000); df <- se^4/(.021^4/38 + (.3*.7/1000)^2/999);
    /// 2*pt(-.06/se, df)`; `.06 + c(-1,1)*qt(.975, df)*se`.
    #[test]
    fn a_designed_share_is_compared_on_welchs_t() {
        let gap = Gap::of_samples(designed(0.36, 0.021, 38.0), Arm::plain(0.30, 1000.0));
        assert_eq!(gap.method(), Method::Linearised);
        assert_close(gap.p(), 0.0210897620332835, RELATIVE, "p");
        let interval = gap.interval(LEVEL).unwrap();
        assert_close(interval.low, 0.00924404797556765, RELATIVE, "low");
        assert_close(interval.high, 0.11075595202443234, RELATIVE, "high");
    }

    #[test]
    fn a_weighted_share_of_nobody_is_compared_by_its_effective_people() {
        let nobody = Arm { share: 0.0, n: 40.0, variance: 0.0, df: 60.0, plain: false };
        let gap = Gap::of_samples(nobody, Arm::plain(0.2, 100.0));
        assert_eq!(gap.method(), Method::Newcombe);
        assert_close(gap.p(), score_test(0.0, 40.0, 20.0, 100.0).unwrap().unwrap().p, REORDERED, "p");
        assert_eq!(Gap::of_samples(nobody, nobody).p(), 1.0, "nothing speaks for a difference");
    }

    #[test]
    fn within_the_rounding_nothing_differs() {
        let gap = Gap::from_published(Arm::plain(0.4249, 1e9), 0.42, 1e9, 0.005);
        assert_eq!(gap.p(), 1.0);
        assert!(gap.interval(LEVEL).unwrap().contains(0.0));
    }

    proptest! {
        #[test]
        fn the_ends_of_the_box_are_the_extremes(
            x in 0_u32..=200, published in 0_u32..=100, n in 5_u32..3000, weighted in any::<bool>(),
        ) {
            let (share, published, n) = (f64::from(x) / 200.0, f64::from(published) / 100.0, f64::from(n));
            let arm = if weighted && x > 0 && x < 200 { designed(share, 0.03, 40.0) } else { Arm::plain(share, 200.0) };
            let gap = Gap::from_published(arm, published, n, 0.005);
            let all = gap.interval(LEVEL).unwrap();
            for step in 0..=20 {
                let at = (published - 0.005 + 0.0005 * f64::from(step)).clamp(0.0, 1.0);
                let one = Gap::of_samples(arm, Arm::plain(at, n));
                prop_assert!(one.p() <= gap.p() + 1e-12, "p {} > {} at {at}", one.p(), gap.p());
                let limits = one.interval(LEVEL).unwrap();
                prop_assert!(all.low <= limits.low + 1e-12 && limits.high <= all.high + 1e-12, "{limits:?} {all:?} {at}");
            }
        }

        #[test]
        fn turned_round_the_sign_turns(x in 0_u32..=50, y in 0_u32..=80) {
            let (one, two) = (Arm::plain(f64::from(x) / 50.0, 50.0), Arm::plain(f64::from(y) / 80.0, 80.0));
            let (there, back) = (Gap::of_samples(one, two), Gap::of_samples(two, one));
            prop_assert!((there.p() - back.p()).abs() < 1e-12);
            let (a, b) = (there.interval(LEVEL).unwrap(), back.interval(LEVEL).unwrap());
            prop_assert!((a.low + b.high).abs() < 1e-12 && (a.high + b.low).abs() < 1e-12);
        }
    }
}
