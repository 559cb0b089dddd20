//! The same people asked twice, or asked about several options: comparisons within people.
//!
//! People who gave the same answer both times say nothing about the difference of two shares; only how many changed in
//! one direction and in the other matters ([`Pairs`]). [`paired_mean`] is the same for means, [`cochran_q`] for more
//! than two shares.

use super::distribution::{binomial_cdf, binomial_pmf, chi_squared_sf, t_quantile_upper, t_two_sided};
use super::proportion::Share;
use super::{Interval, Level, StatsError};

/// A chi-squared statistic with its degrees of freedom and its p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    /// The statistic, 0 or more.
    pub statistic: f64,
    /// The degrees of freedom, a whole number from 1.
    pub df: u64,
    /// The chance of a statistic at least as large if nothing differs.
    pub p: f64,
}

impl ChiSquared {
    fn new(statistic: f64, df: u64) -> Self {
        Self { statistic, df, p: chi_squared_sf(statistic, df as f64) }
    }
}

/// People counted by two yes/no answers: at least one person, and counts that add up in 64 bits.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, paired::Pairs};
///
/// // 36 said yes twice, 12 only the first time, 2 only the second time
/// let pairs = Pairs::new(36, 12, 2, 0)?;
/// assert!((pairs.difference() - 0.2).abs() < 1e-15);
/// let interval = pairs.newcombe(Level::NINETY_FIVE);
/// assert!((interval.low - 0.0569).abs() < 5e-5 && (interval.high - 0.3404).abs() < 5e-5);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    both: u64,
    first: u64,
    second: u64,
    neither: u64,
    people: u64,
}

impl Pairs {
    /// Counts of people by yes to both, to the first only, to the second only, and to neither: the cells a, b, c, d of
    /// the table with the first answer in rows and yes first.
    ///
    /// # Errors
    ///
    /// [`StatsError::EmptyBase`] if all are 0, [`StatsError::TooManyPeople`] if the sum passes 64 bits.
    pub fn new(both: u64, first: u64, second: u64, neither: u64) -> Result<Self, StatsError> {
        let people = [both, first, second, neither].into_iter().try_fold(0_u64, u64::checked_add);
        match people.ok_or(StatsError::TooManyPeople)? {
            0 => Err(StatsError::EmptyBase),
            people => Ok(Self { both, first, second, neither, people }),
        }
    }

    /// McNemar's test without continuity correction, `(b − c)²/(b + c)` on 1 degree of freedom.
    ///
    /// `None` if nobody changed: R's statistic is NaN then. Source: McNemar 1947; R `mcnemar.test(m, correct = FALSE)`.
    pub fn mcnemar(&self) -> Option<ChiSquared> {
        self.mcnemar_less(0)
    }

    /// McNemar's test with Edwards' continuity correction, `(|b − c| − 1)²/(b + c)`, and no correction if b = c.
    ///
    /// `None` if nobody changed. Source: R `mcnemar.test(m)`, whose rule for b = c it is.
    pub fn mcnemar_corrected(&self) -> Option<ChiSquared> {
        self.mcnemar_less(1)
    }

    fn mcnemar_less(&self, correction: u64) -> Option<ChiSquared> {
        let gap = self.first.abs_diff(self.second).saturating_sub(correction) as f64;
        let changed = self.changed();
        (changed > 0).then(|| ChiSquared::new(gap * gap / changed as f64, 1))
    }

    /// The p-value of the exact test of McNemar: b of b + c by a fair coin, both sides; 1 if nobody changed.
    ///
    /// Source: R `binom.test(b, b + c, 0.5)$p.value`.
    pub fn exact_p(&self) -> f64 {
        let rarer = self.first.min(self.second);
        (2.0 * binomial_cdf(rarer, self.changed(), 0.5)).min(1.0)
    }

    /// The mid-p-value of the exact test: what was observed counts half; 1 if nobody changed.
    ///
    /// Nearer to its level than the exact test, which rejects too rarely, and hardly ever above it. Source: Fagerland,
    /// Lydersen & Laake 2013, BMC Medical Research Methodology 13:91; R
    /// `min(1, 2 * pbinom(min(b, c), b + c, .5) - dbinom(min(b, c), b + c, .5))`.
    pub fn mid_p(&self) -> f64 {
        let (rarer, changed) = (self.first.min(self.second), self.changed());
        (2.0 * binomial_cdf(rarer, changed, 0.5) - binomial_pmf(rarer, changed, 0.5)).min(1.0)
    }

    /// The share that said yes first minus the share that said yes second, −1 to 1: `(b − c)/n`.
    pub fn difference(&self) -> f64 {
        (self.first as f64 - self.second as f64) / self.people as f64
    }

    /// Wald's standard error of [`Pairs::difference`], `sqrt(b + c − (b − c)²/n)/n`: 0 if nobody changed, where it
    /// says nothing.
    pub fn standard_error(&self) -> f64 {
        let n = self.people as f64;
        let gap = self.first as f64 - self.second as f64;
        // b + c >= |b - c| >= (b - c)²/n, but for rounding
        (self.changed() as f64 - gap * gap / n).max(0.0).sqrt() / n
    }

    /// Newcombe's score interval for [`Pairs::difference`]; limits within −1 to 1, always containing the difference.
    ///
    /// The Wilson intervals of the two shares, put together with their correlation phi, which is corrected for
    /// continuity if it is positive (`ad − bc − n/2`, at least 0) and 0 if a share is 0 or 1. Source: Newcombe 1998,
    /// *Improved confidence intervals for the difference between binomial proportions based on paired data*,
    /// Statistics in Medicine 17:2635–2650, method 10.
    pub fn newcombe(&self, level: Level) -> Interval {
        let (one, two) = (self.share(self.first), self.share(self.second));
        let (first, second) = (one.wilson(level), two.wilson(level));
        let (down1, up1) = (one.p() - first.low, first.high - one.p());
        let (down2, up2) = (two.p() - second.low, second.high - two.p());
        let (difference, phi) = (self.difference(), self.corrected_phi());
        let low = difference - third_side(down1, up2, phi);
        let high = difference + third_side(up1, down2, phi);
        Interval { low: low.max(-1.0), high: high.min(1.0) }
    }

    fn changed(&self) -> u64 {
        self.first + self.second
    }

    /// The share of people who said yes one of the two times: to both, or only then.
    fn share(&self, only: u64) -> Share {
        Share { count: (self.both + only) as f64, n: self.people as f64 }
    }

    fn corrected_phi(&self) -> f64 {
        let [a, b, c, d] = [self.both, self.first, self.second, self.neither].map(|count| count as f64);
        let margins = ((a + b) * (c + d)).sqrt() * ((a + c) * (b + d)).sqrt();
        let product = a * d - b * c;
        let corrected = if product > 0.0 { (product - self.people as f64 / 2.0).max(0.0) } else { product };
        if margins == 0.0 { 0.0 } else { corrected / margins }
    }
}

/// The side of a triangle opposite to an angle of cosine `phi`, from the other two, without a negative root.
fn third_side(one: f64, two: f64, phi: f64) -> f64 {
    let gap = one - two;
    (gap * gap + 2.0 * (1.0 - phi) * one * two).max(0.0).sqrt()
}

/// The mean of differences within people, how sure it is, and whether it may be 0: see [`paired_mean`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanDifference {
    /// The mean difference, in the unit of the answers.
    pub mean: f64,
    /// Its standard error, in the same unit.
    pub standard_error: f64,
    /// The limits of its t interval.
    pub interval: Interval,
    /// Student's t, `mean / standard_error`.
    pub t: f64,
    /// The degrees of freedom, `n − 1`.
    pub df: u64,
    /// The chance of a t at least as far from 0 if the mean difference is 0.
    pub p: f64,
}

/// The paired t test and interval from `n` differences within people, their mean and their standard deviation (with
/// `n − 1` below the sum of squares).
///
/// `None` for fewer than two people, and for differences that are all the same, about which t knows nothing. Source:
/// R `t.test(after, before, paired = TRUE, conf.level)`.
///
/// # Errors
///
/// [`StatsError::EmptyBase`] if `n` is 0, [`StatsError::Moments`] unless `mean` is finite and `sd` finite and not
/// negative.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, paired::paired_mean};
///
/// // R's sleep data: ten people, 1.58 hours more with the second drug
/// let gain = paired_mean(10, 1.58, 1.2299955, Level::NINETY_FIVE)?.expect("two people or more");
/// assert!((gain.t - 4.0621).abs() < 1e-4 && (gain.p - 0.002833).abs() < 1e-6);
/// assert!((gain.interval.low - 0.7001142).abs() < 1e-6 && (gain.interval.high - 2.4598858).abs() < 1e-6);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn paired_mean(n: u64, mean: f64, sd: f64, level: Level) -> Result<Option<MeanDifference>, StatsError> {
    if n == 0 {
        return Err(StatsError::EmptyBase);
    }
    if !mean.is_finite() || !(0.0..f64::INFINITY).contains(&sd) {
        return Err(StatsError::Moments { mean, sd });
    }
    if n == 1 || sd == 0.0 {
        return Ok(None);
    }
    let df = n - 1;
    let standard_error = sd / (n as f64).sqrt();
    let half = t_quantile_upper(level.alpha() / 2.0, df as f64)? * standard_error;
    let t = mean / standard_error;
    let interval = Interval { low: mean - half, high: mean + half };
    Ok(Some(MeanDifference { mean, standard_error, interval, t, df, p: t_two_sided(t, df as f64) }))
}

/// Cochran's Q: whether the same people choose `k` options equally often, on `k − 1` degrees of freedom.
///
/// `columns` holds how many people chose each option, and `rows` how many people chose 0, 1, …, k of them. `None` for
/// fewer than two options, and if everybody chose all or none of them (or nobody was asked): nobody tells the options
/// apart then. With two options it is McNemar's test without correction. Source: Cochran 1950, *The comparison of
/// percentages in matched samples*, Biometrika 37:256–266.
///
/// # Errors
///
/// [`StatsError::Totals`] unless there are `k + 1` row counts and both lists add up to as many answers.
///
/// # Example
///
/// ```
/// use hearback::stats::paired::cochran_q;
///
/// // 10 people chose none of 3 options, 20 one, 8 two and 2 all three
/// let q = cochran_q(&[24, 10, 8], &[10, 20, 8, 2])?.expect("some chose one or two");
/// assert_eq!(q.df, 2);
/// assert!((q.statistic - 2.0 * (3.0 * 740.0 - 42.0 * 42.0) / (3.0 * 42.0 - 70.0)).abs() < 1e-12);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn cochran_q(columns: &[u64], rows: &[u64]) -> Result<Option<ChiSquared>, StatsError> {
    let answers: u128 = columns.iter().map(|count| u128::from(*count)).sum();
    let by_rows = (0_u128..).zip(rows).map(|(chosen, people)| chosen * u128::from(*people)).sum::<u128>();
    if rows.len() != columns.len() + 1 || by_rows != answers {
        return Err(StatsError::Totals { columns: answers as f64, rows: by_rows as f64 });
    }
    let k = columns.len() as f64;
    let mean = answers as f64 / k;
    let between: f64 = columns.iter().map(|count| (*count as f64 - mean).powi(2)).sum();
    // k T − Σ L² person by person: a person with L of k adds L (k − L), and 0 if that is all or none
    let chosen = (0_u128..).zip(rows).map(|(chosen, people)| (chosen as f64, *people as f64));
    let within: f64 = chosen.map(|(chosen, people)| people * chosen * (k - chosen)).sum();
    let known = columns.len() >= 2 && within > 0.0;
    Ok(known.then(|| ChiSquared::new(k * (k - 1.0) * between / within, columns.len() as u64 - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};
    use proptest::prelude::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    fn pairs() -> impl Strategy<Value = Pairs> {
        [0_u64..40, 0_u64..40, 0_u64..40, 0_u64..40]
            .prop_filter_map("somebody", |[a, b, c, d]| Pairs::new(a, b, c, d).ok())
    }

    fn swapped(pairs: Pairs) -> Pairs {
        Pairs::new(pairs.both, pairs.second, pairs.first, pairs.neither).unwrap()
    }

    #[test]
    fn counts_are_checked() {
        assert_eq!(Pairs::new(0, 0, 0, 0), Err(StatsError::EmptyBase));
        assert_eq!(Pairs::new(u64::MAX, 0, 1, 0), Err(StatsError::TooManyPeople));
        assert!(matches!(cochran_q(&[1, 2], &[0, 3]), Err(StatsError::Totals { .. })));
        assert!(matches!(cochran_q(&[1, 2], &[0, 2, 1]), Err(StatsError::Totals { .. })));
        assert_eq!(paired_mean(0, 1.0, 1.0, LEVEL), Err(StatsError::EmptyBase));
        for (mean, sd) in [(f64::NAN, 1.0), (1.0, -1.0), (1.0, f64::NAN), (f64::INFINITY, 1.0), (0.0, f64::INFINITY)] {
            assert!(matches!(paired_mean(5, mean, sd, LEVEL), Err(StatsError::Moments { .. })), "{mean} {sd}");
        }
    }

    #[test]
    fn what_says_nothing_is_missing() {
        assert_eq!(paired_mean(1, 2.0, 0.0, LEVEL), Ok(None));
        assert_eq!(paired_mean(9, 2.0, 0.0, LEVEL), Ok(None));
        assert_eq!(cochran_q(&[7, 7, 7], &[5, 0, 0, 7]), Ok(None));
        assert_eq!(cochran_q(&[], &[3]), Ok(None));
        assert_eq!(cochran_q(&[2], &[3, 2]), Ok(None));
    }

    #[test]
    fn a_correction_never_passes_zero() {
        let test = Pairs::new(4, 3, 4, 1).unwrap().mcnemar_corrected().unwrap();
        assert_eq!((test.statistic, test.p), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn turning_round_turns_the_difference_and_keeps_p(pairs in pairs()) {
            let back = swapped(pairs);
            let (there, here) = (pairs.newcombe(LEVEL), back.newcombe(LEVEL));
            prop_assert!((there.low + here.high).abs() < 1e-14 && (there.high + here.low).abs() < 1e-14);
            prop_assert_eq!(pairs.mcnemar(), back.mcnemar());
            prop_assert_eq!((pairs.exact_p(), pairs.mid_p()), (back.exact_p(), back.mid_p()));
        }

        #[test]
        fn the_interval_contains_the_difference_and_p_is_a_probability(pairs in pairs()) {
            let interval = pairs.newcombe(LEVEL);
            prop_assert!(-1.0 <= interval.low && interval.high <= 1.0 && interval.low < interval.high);
            prop_assert!(interval.contains(pairs.difference()));
            prop_assert!(0.0 < pairs.mid_p() && pairs.mid_p() <= pairs.exact_p() && pairs.exact_p() <= 1.0);
            prop_assert!(pairs.mcnemar().is_some() == (pairs.changed() > 0));
        }

        #[test]
        fn two_options_are_mcnemars_test(pairs in pairs()) {
            let columns = [pairs.both + pairs.first, pairs.both + pairs.second];
            let q = cochran_q(&columns, &[pairs.neither, pairs.changed(), pairs.both]).unwrap();
            prop_assert_eq!(q.is_some(), pairs.mcnemar().is_some());
            if let (Some(q), Some(test)) = (q, pairs.mcnemar()) {
                assert_close(q.statistic, test.statistic, REORDERED, "Q");
            }
        }
    }
}
