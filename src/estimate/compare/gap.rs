//! The difference of two shares of different people: two samples, or a sample and a published share.
//!
//! A published share is rounded, and the true one lies in a box around it. The interval is made wide enough for every true
//! share of the box, and p is the largest over it: both lie at its ends, since the limits fall, and the test's statistic grows,
//! as the two shares move apart.

use crate::estimate::two_shares::{Arm, TwoShares};
use crate::stats::{Interval, Level};
use crate::view::Method;

/// A share less a reference, which may be anything within a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    share: Arm,
    reference: Arm,
    /// The reference at the ends of the box.
    ends: [Arm; 2],
    /// The shares compared there, and with the reference as it is.
    tests: [TwoShares; 3],
}

impl Gap {
    /// The difference of two samples.
    pub fn of_samples(share: Arm, reference: Arm) -> Self {
        Gap::within(share, reference, [reference; 2])
    }

    /// The difference from a published share of `n` people, which may be off by `rounding` (0–1).
    pub fn from_published(share: Arm, published: f64, n: f64, rounding: f64) -> Self {
        let at = |true_share: f64| Arm::plain(true_share.clamp(0.0, 1.0), n);
        Gap::within(share, at(published), [at(published - rounding), at(published + rounding)])
    }

    /// Where few say yes at one end of the box, they are few everywhere in it.
    fn within(share: Arm, reference: Arm, ends @ [low, high]: [Arm; 2]) -> Self {
        let mut tests = [low, reference, high].map(|reference| TwoShares::of_samples(share, reference));
        if tests.iter().any(|test| test.few) {
            tests = tests.map(TwoShares::held_few);
        }
        Gap { share, reference, ends, tests }
    }

    /// The difference, −1 to 1.
    pub fn value(&self) -> f64 {
        self.share.share - self.reference.share
    }

    /// Its standard error, the published share taken as it was printed.
    pub fn standard_error(&self) -> f64 {
        (self.share.variance() + self.reference.variance()).sqrt()
    }

    /// How the interval is made.
    pub fn method(&self) -> Method {
        if self.tests.iter().all(TwoShares::is_linear) { Method::Linearised } else { Method::Newcombe }
    }

    /// Whether so few say yes, or no, that Fisher's exact test had a say.
    pub fn few(&self) -> bool {
        self.tests.iter().any(|test| test.few)
    }

    /// The chance of so large a difference, at the least, if there is none.
    pub fn p(&self) -> f64 {
        let [low, high] = self.ends;
        if (low.share..=high.share).contains(&self.share.share) {
            return 1.0;
        }
        // Nobody on both sides, or everybody: nothing speaks for a difference.
        self.tests.iter().map(|test| test.p.unwrap_or(1.0)).fold(0.0, f64::max)
    }

    /// The limits of the difference, for every reference within the box.
    pub fn interval(&self, level: Level) -> Option<Interval> {
        let mut all: Option<Interval> = None;
        for test in self.tests {
            let one = test.interval(level)?;
            all = Some(all.map_or(one, |all| Interval { low: all.low.min(one.low), high: all.high.max(one.high) }));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::figures::blank;
    use crate::stats::contingency::fisher_exact;
    use crate::stats::proportion::{score_test, score_test_against, wilson};
    use crate::stats::tolerance::{RELATIVE, REORDERED, assert_close};
    use crate::view::Precision;
    use proptest::prelude::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    /// The figure of a share under weights or a design.
    fn shown(count: u64, share: f64, se: f64, df: f64, n: u64, weighted_n: f64) -> Arm {
        let mut shown = blank(n, n as f64, "", LEVEL);
        (shown.value, shown.se, shown.count, shown.method) = (Some(share), Some(se), Some(count), Method::Logit);
        shown.precision = Some(Precision { deff: None, effective_n: None, weighted_n, df });
        Arm::of(&shown).unwrap()
    }

    fn designed(share: f64, se: f64, df: f64) -> Arm {
        let n = share * (1.0 - share) / (se * se);
        shown((share * n) as u64, share, se, df, n.ceil() as u64, n)
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
        let nobody = shown(0, 0.0, 0.0, 60.0, 61, 40.0);
        let gap = Gap::of_samples(nobody, Arm::plain(0.5, 100.0));
        assert_eq!((gap.method(), gap.few()), (Method::Newcombe, false));
        assert_close(gap.p(), score_test(0.0, 40.0, 50.0, 100.0).unwrap().unwrap().p, REORDERED, "p");
        assert_eq!(Gap::of_samples(nobody, nobody).p(), 1.0, "nothing speaks for a difference");
    }

    /// One of 80 people says yes, with weight 0.01 where others have about 1, against 37 of 920 (linearised alone: 6 standard
    /// errors). R 4.2.2: `fisher.test(matrix(c(0, 79, 37, 883), 2))$p.value` of effective people.
    #[test]
    fn a_single_yes_of_little_weight_in_a_wave_claims_nothing() {
        let share: f64 = 0.01 / 79.01;
        let se = (1e-4 + 79.0 * share * share).sqrt() / 79.01;
        let wave = shown(1, share, se, 79.0, 80, 79.01 * 79.01 / 79.0001);
        let other = shown(37, 37.0 / 920.0, (37.0 / 920.0 * 883.0 / 920.0 / 919.0_f64).sqrt(), 919.0, 920, 920.0);
        let gap = Gap::of_samples(wave, other);
        assert!(gap.few());
        assert_eq!(gap.method(), Method::Newcombe);
        assert_close(gap.p(), 0.109467913635724, RELATIVE, "p");
        assert!(gap.interval(LEVEL).unwrap().contains(0.0));
    }

    /// R 4.2.2: `fisher.test(matrix(c(2, 8, 0, 110), 2))$p.value`.
    #[test]
    fn few_people_of_two_plain_samples_are_compared_exactly() {
        let gap = Gap::of_samples(Arm::plain(0.2, 10.0), Arm::plain(0.0, 110.0));
        assert_close(gap.p(), 0.00630252100840337, RELATIVE, "p");
    }

    #[test]
    fn clusters_of_one_wave_alone_take_its_people_and_leave_the_other_its_own() {
        // 4 % of 200 in clusters with a design effect of 4: fifty people; 2 expected.
        let wave = shown(8, 0.04, (0.04 * 0.96 / 50.0_f64).sqrt(), 19.0, 200, 200.0);
        let gap = Gap::of_samples(wave, Arm::plain(0.2, 100.0));
        let exact = fisher_exact(&[vec![2, 48], vec![20, 80]]).unwrap();
        assert!(gap.few() && gap.p() >= exact * (1.0 - 1e-12), "{} {exact}", gap.p());
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
                let one = Gap::from_published(arm, at, n, 0.0);
                // Counts of few people come in steps: Fisher's p need not grow with the distance.
                if gap.few() {
                    continue;
                }
                prop_assert!(one.p() <= gap.p() + 1e-12, "p {} > {} at {at}", one.p(), gap.p());
                let limits = one.interval(LEVEL).unwrap();
                prop_assert!(all.low <= limits.low + 1e-12 && limits.high <= all.high + 1e-12, "{limits:?} {all:?} {at}");
            }
        }

        #[test]
        fn few_or_many_no_end_claims_more(x in 1_u32..30, published in 0_u32..=20, n in 5_u32..300) {
            let arm = designed(f64::from(x) / 200.0, 0.03, 40.0);
            let (published, n) = (f64::from(published) / 100.0, f64::from(n));
            let gap = Gap::from_published(arm, published, n, 0.005);
            let all = gap.interval(LEVEL).unwrap();
            for test in gap.tests {
                prop_assert!(gap.p() >= test.p.unwrap_or(1.0));
                let limits = test.interval(LEVEL).unwrap();
                prop_assert!(all.low <= limits.low && limits.high <= all.high);
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
