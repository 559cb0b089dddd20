//! Two options of one question, of which only the published shares are known.
//!
//! 42 % and 33 % of 1,000 people chose two options of a multi-select question. Whether that difference can be told from
//! chance depends on how many chose *both*, which tables do not print: the answers are paired, and only the people
//! who chose one of the two without the other speak about the difference. If b people chose the first only and c the
//! second only, the two are compared by McNemar's statistic without continuity correction,
//!
//! > z = (b − c) / √(b + c) = √n · d / √s,  with d = (b − c)/n = p₁ − p₂ and s = (b + c)/n.
//!
//! It is the score test: its variance, s/n, is the one that holds *if the two shares are the same*, which is what a
//! p-value is about. Wald's variance, (s − d²)/n, is that of the observed table: it suits an interval, and for a test it
//! is the smaller one and rejects too often.
//!
//! d is known and s is not: s = |d| if everyone who chose the rarer option chose the other one, too (the largest
//! overlap), and s = min(p₁ + p₂, 2 − p₁ − p₂) if as few as possible chose both. Of a single-choice question nobody
//! chose both, and s = p₁ + p₂.
//!
//! Published shares are rounded. While p₁ > p₂, z rises with p₁ and falls with p₂ at the largest overlap, at the
//! smallest and without any: the derivative of d²/s has the sign of 2s − d or 2s + d, and d ≤ s. So over all shares
//! that are rounded to the published ones, z is smallest where they are nearest and largest where they are farthest,
//! and it is enough to look at these two corners. Counts are taken as real numbers: that some shares cannot be reached
//! with n people is not used, which can only make the answer more careful.
//!
//! The normal approximation is rough where b + c is below about 10: four people against none have p = 0.046 here, and
//! 0.125 by the exact test. At the largest overlap that happens often, and the smallest p is too small then; at the
//! smallest overlap, on which [`Told::Always`] rests, only if both options together have fewer than about ten people.
//!
//! Source: McNemar 1947, *Note on the sampling error of the difference between correlated proportions or percentages*,
//! Psychometrika 12:153–157; the bounds of the overlap are Fréchet's.

use super::distribution::normal_two_sided;
use super::{Interval, Level, StatsError};
use serde::{Deserialize, Serialize};

/// How many options of the question a person could choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Choice {
    /// One: nobody chose both.
    Single,
    /// Several: how many chose both is not known.
    Multiple,
}

/// Whether two options can be told apart, for all that is not known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// However many chose both, and whatever was rounded away.
    Always,
    /// It depends on how many chose both, or on what was rounded away.
    Depends,
    /// However many chose both, they cannot.
    Never,
}

/// What published shares say about two options: see [`Published::compare`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Whether the two can be told apart.
    pub told: Told,
    /// The smallest and the largest p-value that the published numbers allow.
    pub p: Interval,
    /// The smallest difference of two shares with this sum, this rounding and this base that would always be told;
    /// `None` if no difference could be, the shares being too small (or too near to everybody).
    pub smallest: Option<f64>,
}

/// The shares of two options as published, with the base of their question; checked.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, overlap::{Choice, Published, Told}};
///
/// let level = Level::NINETY_FIVE;
/// // 42 % and 33 % of 1,000, rounded to whole percents: apart, whoever chose both
/// let apart = Published::new(0.42, 0.33, 1000.0, 0.005)?.compare(Choice::Multiple, level)?;
/// assert_eq!(apart.told, Told::Always);
/// // 33 % and 29 %: that depends
/// let near = Published::new(0.33, 0.29, 1000.0, 0.005)?.compare(Choice::Multiple, level)?;
/// assert_eq!(near.told, Told::Depends);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    larger: f64,
    smaller: f64,
    n: f64,
    rounding: f64,
}

/// Two true shares, the larger first.
#[derive(Debug, Clone, Copy)]
struct Pair {
    larger: f64,
    smaller: f64,
}

impl Pair {
    fn difference(self) -> f64 {
        self.larger - self.smaller
    }

    fn sum(self) -> f64 {
        self.larger + self.smaller
    }
}

impl Published {
    /// Two shares (0–1, in any order) of `n` people, each of which may be off by up to `rounding`: 0.005 for whole
    /// percents, 0 for exact shares. `n` may be an effective number of people.
    ///
    /// # Errors
    ///
    /// [`StatsError::Share`] unless both shares and `rounding` are within 0–1, [`StatsError::EmptyBase`] and
    /// [`StatsError::Base`] unless `n` is positive and finite.
    pub fn new(first: f64, second: f64, n: f64, rounding: f64) -> Result<Self, StatsError> {
        for share in [first, second, rounding] {
            if !(0.0..=1.0).contains(&share) {
                return Err(StatsError::Share { share });
            }
        }
        check_base(n)?;
        Ok(Self { larger: first.max(second), smaller: first.min(second), n, rounding })
    }

    /// Whether the two options can be told apart at a level: under every overlap and every rounding, under some, or
    /// under none.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotExclusive`] if two options of a single-choice question have more than everybody between them,
    /// more than rounding explains.
    pub fn compare(self, choice: Choice, level: Level) -> Result<Comparison, StatsError> {
        let sum = self.larger + self.smaller;
        // two roundings of decimals may add up to a little more than their sum in binary
        if choice == Choice::Single && sum - 2.0 * self.rounding > 1.0 + 4.0 * f64::EPSILON {
            return Err(StatsError::NotExclusive { sum });
        }
        let p = Interval { low: self.p_farthest(choice), high: self.p_nearest(choice) };
        let told = match level.alpha() {
            alpha if p.high <= alpha => Told::Always,
            alpha if p.low <= alpha => Told::Depends,
            _ => Told::Never,
        };
        Ok(Comparison { told, p, smallest: self.smallest(choice, level) })
    }

    /// The p-value where the shares are nearest and as few as possible chose both.
    fn p_nearest(self, choice: Choice) -> f64 {
        let larger = (self.larger - self.rounding).max(0.0);
        let mut smaller = (self.smaller + self.rounding).min(1.0);
        if choice == Choice::Single {
            smaller = smaller.min(1.0 - larger);
        }
        if smaller >= larger {
            return 1.0;
        }
        let pair = Pair { larger, smaller };
        p_value(self.n, pair.difference(), most_discordant(choice, pair.sum()))
    }

    /// The p-value where the shares are farthest and as many as possible chose both.
    fn p_farthest(self, choice: Choice) -> f64 {
        let smaller = (self.smaller - self.rounding).max(0.0);
        let larger = (self.larger + self.rounding).min(1.0);
        match choice {
            Choice::Multiple => p_value(self.n, larger - smaller, larger - smaller),
            Choice::Single => {
                let pair = Pair { larger: larger.min(1.0 - smaller), smaller };
                p_value(self.n, pair.difference(), pair.sum())
            }
        }
    }

    fn smallest(self, choice: Choice, level: Level) -> Option<f64> {
        let most = most_discordant(choice, self.larger + self.smaller);
        let difference = level.z() * (most.max(0.0) / self.n).sqrt();
        (difference <= most && most > 0.0).then_some(difference + 2.0 * self.rounding)
    }
}

/// The smallest difference of two published shares that is always told apart in a question of `n` people, whatever the
/// two shares and however many chose both: `z / √n + 2 · rounding`.
///
/// It is the difference that two options with 100 % between them need; others need less ([`Comparison::smallest`]).
/// Above 1 if `n` is too small for any difference.
///
/// # Errors
///
/// [`StatsError::EmptyBase`] and [`StatsError::Base`] unless `n` is positive and finite, [`StatsError::Share`] unless
/// `rounding` is within 0–1.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, overlap::always_told};
///
/// // of 1,000 people, in whole percents: 7.2 percentage points
/// assert!((always_told(1000.0, 0.005, Level::NINETY_FIVE)? - 0.072).abs() < 1e-4);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn always_told(n: f64, rounding: f64, level: Level) -> Result<f64, StatsError> {
    check_base(n)?;
    if !(0.0..=1.0).contains(&rounding) {
        return Err(StatsError::Share { share: rounding });
    }
    Ok(level.z() / n.sqrt() + 2.0 * rounding)
}

/// The largest share of people who chose exactly one of two options, by the sum of their shares.
fn most_discordant(choice: Choice, sum: f64) -> f64 {
    match choice {
        Choice::Single => sum,
        Choice::Multiple => sum.min(2.0 - sum),
    }
}

fn p_value(n: f64, difference: f64, discordant: f64) -> f64 {
    if difference <= 0.0 || discordant <= 0.0 { 1.0 } else { normal_two_sided(difference * (n / discordant).sqrt()) }
}

fn check_base(n: f64) -> Result<(), StatsError> {
    match n {
        0.0 => Err(StatsError::EmptyBase),
        n if n > 0.0 && n.is_finite() => Ok(()),
        n => Err(StatsError::Base { n }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};
    use proptest::prelude::*;

    const LEVEL: Level = Level::NINETY_FIVE;
    const STEPS: u32 = 24;

    fn compare(shares: [f64; 2], n: f64, rounding: f64, choice: Choice) -> Comparison {
        Published::new(shares[0], shares[1], n, rounding).unwrap().compare(choice, LEVEL).unwrap()
    }

    fn told(first: f64, second: f64, n: f64) -> Told {
        compare([first, second], n, 0.005, Choice::Multiple).told
    }

    /// `low` to `high` in equal steps, both ends exact.
    fn grid(low: f64, high: f64) -> impl Iterator<Item = f64> {
        (0..=STEPS).map(move |step| {
            let t = f64::from(step) / f64::from(STEPS);
            low * (1.0 - t) + high * t
        })
    }

    fn near(share: f64, rounding: f64) -> impl Iterator<Item = f64> {
        grid((share - rounding).max(0.0), (share + rounding).min(1.0))
    }

    /// McNemar's p-value by counts, for one pair of true shares and one overlap.
    fn mcnemar(n: f64, first: f64, second: f64, both: f64) -> f64 {
        let (b, c) = (n * (first - both), n * (second - both));
        if b + c <= 1e-9 { 1.0 } else { normal_two_sided((b - c) / (b + c).sqrt()) }
    }

    /// The smallest and largest p-value over the whole box of true shares, its inside too, and over all overlaps.
    fn by_brute_force(shares: [f64; 2], n: f64, rounding: f64, choice: Choice) -> (f64, f64) {
        let (mut low, mut high) = (1.0_f64, 0.0_f64);
        for first in near(shares[0], rounding) {
            for second in near(shares[1], rounding) {
                let overlaps = match choice {
                    Choice::Single if first + second > 1.0 => continue,
                    Choice::Single => (0.0, 0.0),
                    Choice::Multiple => ((first + second - 1.0).max(0.0), first.min(second)),
                };
                for both in grid(overlaps.0, overlaps.1) {
                    let p = mcnemar(n, first, second, both);
                    (low, high) = (low.min(p), high.max(p));
                }
            }
        }
        (low, high)
    }

    #[test]
    fn forty_two_and_thirty_three_of_a_thousand_are_always_told_and_thirty_three_and_twenty_nine_depend() {
        assert_eq!(told(0.42, 0.33, 1000.0), Told::Always);
        assert_eq!(told(0.33, 0.29, 1000.0), Told::Depends);
        assert_eq!(told(0.29, 0.33, 1000.0), Told::Depends);
        assert_eq!(told(0.33, 0.33, 100.0), Told::Never);
    }

    /// 420 and 330 of 1,000, nobody both: b = 420, c = 330; everyone possible both: b = 90, c = 0.
    /// R 4.2.2: `pchisq(90^2/750, 1, lower.tail=FALSE)` and `pchisq(90, 1, lower.tail=FALSE)`.
    #[test]
    fn exact_shares_give_mcnemars_test_at_both_ends() {
        let p = compare([0.42, 0.33], 1000.0, 0.0, Choice::Multiple).p;
        assert_close(p.high, 0.00101500094711307, 1e-9, "nobody both");
        assert_close(p.low, 2.3816001643963e-21, 1e-9, "as many as possible both");
    }

    #[test]
    fn single_choice_is_the_smallest_overlap() {
        let single = compare([0.42, 0.33], 1000.0, 0.0, Choice::Single).p;
        assert_close(single.high, compare([0.42, 0.33], 1000.0, 0.0, Choice::Multiple).p.high, REORDERED, "p");
        assert_eq!(single.low, single.high, "nothing is unknown");
        // z = 1.61; but 33.5 and 28.5, which print alike, have z = 2.01
        assert_eq!(compare([0.33, 0.29], 1000.0, 0.0, Choice::Single).told, Told::Never);
        assert_eq!(compare([0.33, 0.29], 1000.0, 0.005, Choice::Single).told, Told::Depends);
    }

    #[test]
    fn nobody_and_everybody_cannot_be_told_from_themselves() {
        for share in [0.0, 1.0] {
            let same = compare([share, share], 1000.0, 0.0, Choice::Multiple);
            assert_eq!((same.told, same.p.low, same.smallest), (Told::Never, 1.0, None));
        }
        assert_eq!(compare([1.0, 0.0], 1000.0, 0.005, Choice::Multiple).told, Told::Always);
    }

    #[test]
    fn the_smallest_difference_is_where_always_begins() {
        for choice in [Choice::Single, Choice::Multiple] {
            let smallest = compare([0.33, 0.29], 1000.0, 0.005, choice).smallest.unwrap();
            let with = |gap: f64| compare([0.31 + gap / 2.0, 0.31 - gap / 2.0], 1000.0, 0.005, choice).told;
            assert_eq!(with(smallest + 1e-9), Told::Always);
            assert_ne!(with(smallest - 1e-9), Told::Always);
        }
        assert_eq!(
            compare([0.01, 0.0], 100.0, 0.0, Choice::Multiple).smallest,
            None,
            "one person of 100 proves nothing"
        );
    }

    #[test]
    fn shares_are_checked() {
        for share in [-0.1, 42.0, f64::NAN] {
            assert!(matches!(Published::new(share, 0.3, 10.0, 0.0), Err(StatsError::Share { .. })), "{share}");
            assert!(matches!(Published::new(0.3, 0.3, 10.0, share), Err(StatsError::Share { .. })), "{share}");
        }
        assert_eq!(Published::new(0.3, 0.2, 0.0, 0.0), Err(StatsError::EmptyBase));
        assert_eq!(always_told(-1.0, 0.0, LEVEL), Err(StatsError::Base { n: -1.0 }));
        let over = |second| Published::new(0.6, second, 10.0, 0.005).unwrap().compare(Choice::Single, LEVEL);
        assert!(matches!(over(0.42), Err(StatsError::NotExclusive { .. })));
        assert!(over(0.41).is_ok(), "0.595 and 0.405 add up to 1");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_range_of_p_is_that_of_the_whole_box(
            first in 0.0..=1.0_f64, second in 0.0..=1.0_f64, n in 2.0..3000.0_f64, rounding in 0.0..0.06_f64,
        ) {
            for choice in [Choice::Single, Choice::Multiple] {
                let Ok(found) = Published::new(first, second, n, rounding).unwrap().compare(choice, LEVEL) else {
                    prop_assert!(choice == Choice::Single && first + second > 1.0);
                    continue;
                };
                let (low, high) = by_brute_force([first, second], n, rounding, choice);
                let same = |one: f64, two: f64| (one - two).abs() <= 1e-6 * two || two < 1e-250;
                prop_assert!(found.p.low <= low * (1.0 + 1e-9) && high <= found.p.high * (1.0 + 1e-9) + 1e-250);
                // the grid hits the corners, unless everybody is shared out or the shares may be the same
                if first + second <= 1.0 || choice == Choice::Multiple {
                    prop_assert!(same(found.p.low, low), "{:?} {}", found, low);
                    prop_assert!(found.p.high == 1.0 || same(found.p.high, high), "{:?} {}", found, high);
                    let alike = (first - second).abs() <= 2.0 * rounding;
                    prop_assert!((found.p.high == 1.0) == alike || found.p.high > 0.999, "{:?}", found);
                }
            }
        }

        #[test]
        fn what_is_always_told_is_told_whatever_the_shares(
            smaller in 0.0..=1.0_f64, n in 10.0..3000.0_f64, rounding in 0.0..0.01_f64,
        ) {
            let larger = smaller + always_told(n, rounding, LEVEL).unwrap() + 1e-9;
            if larger <= 1.0 {
                let found = compare([larger, smaller], n, rounding, Choice::Multiple);
                prop_assert_eq!(found.told, Told::Always);
                prop_assert!(found.smallest.is_some_and(|smallest| smallest <= larger - smaller));
            }
        }
    }
}
