//! Many tests at once: adjusted p-values, and the confidence levels that go with them.
//!
//! A p-value is missing where no test could be made; it stays missing and does not count among the tests (as in R's
//! `p.adjust`). [`Family::holm`] is the default of the house: it keeps the chance of *any* false finding below alpha
//! without assuming anything of how the tests depend on each other. [`Family::benjamini_hochberg`] is for screens,
//! where a known share of false findings is accepted.

use super::{Level, StatsError};

/// The p-values of tests that are read together, checked to be within 0–1.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, multiple::Family};
///
/// let family = Family::new(&[Some(0.01), None, Some(0.04), Some(0.03)])?;
/// assert_eq!(family.holm(), [Some(0.03), None, Some(0.06), Some(0.06)]);
/// // the first is rejected at level 1 - 0.05/3; the second step fails, at 1 - 0.05/2
/// let levels = family.holm_levels(Level::NINETY_FIVE)?;
/// assert_eq!(levels[1], None);
/// assert_eq!(levels[0], Some(Level::new(1.0 - Level::NINETY_FIVE.alpha() / 3.0)?));
/// assert_eq!(levels[2], Some(Level::new(1.0 - Level::NINETY_FIVE.alpha() / 2.0)?));
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// The p-values that are there, in ascending order, with their place in the list; ties in the list's order.
    sorted: Vec<(f64, usize)>,
    /// How long the list is, missing ones included.
    length: usize,
    /// How many tests there are in all, at least as many as `sorted` holds.
    tests: usize,
}

impl Family {
    /// A family of as many tests as there are p-values: R `p.adjust(p, method)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::PValue`] for one that is below 0, above 1 or NaN.
    pub fn new(p: &[Option<f64>]) -> Result<Self, StatsError> {
        Self::among(p, 0)
    }

    /// A family of `tests` tests of which these are the p-values looked at: R `p.adjust(p, method, n = tests)`.
    ///
    /// The tests left out count as if their p-value were 1. Fewer tests than p-values are raised to that number.
    ///
    /// # Errors
    ///
    /// As [`Family::new`].
    pub fn among(p: &[Option<f64>], tests: usize) -> Result<Self, StatsError> {
        let mut sorted = Vec::with_capacity(p.len());
        for (place, p) in p.iter().enumerate() {
            let Some(p) = *p else { continue };
            if !(0.0..=1.0).contains(&p) {
                return Err(StatsError::PValue { p });
            }
            sorted.push((p, place));
        }
        sorted.sort_by(|one, two| one.0.total_cmp(&two.0));
        let tests = tests.max(sorted.len());
        Ok(Self { sorted, length: p.len(), tests })
    }

    /// How many tests the family has: the p-values that are there, or more if [`Family::among`] said so.
    pub fn tests(&self) -> usize {
        self.tests
    }

    /// Bonferroni's adjusted p-values, `n p`, at most 1: the family-wise error is kept, at more cost than with Holm.
    ///
    /// Source: R `p.adjust(p, "bonferroni")`.
    pub fn bonferroni(&self) -> Vec<Option<f64>> {
        self.placed(self.scaled(|_| self.tests as f64))
    }

    /// Holm's step-down adjusted p-values: the family-wise error is kept under any dependence.
    ///
    /// Source: Holm 1979; R `p.adjust(p, "holm")`.
    pub fn holm(&self) -> Vec<Option<f64>> {
        self.placed(self.stepped_down())
    }

    /// Hochberg's step-up adjusted p-values: the family-wise error is kept when the tests are independent or
    /// positively dependent.
    ///
    /// Source: Hochberg 1988; R `p.adjust(p, "hochberg")`.
    pub fn hochberg(&self) -> Vec<Option<f64>> {
        self.stepped_up(|rank| self.left(rank))
    }

    /// Hommel's adjusted p-values: as Hochberg's, and never larger.
    ///
    /// The adjusted p-value is the largest Simes p-value among all sets of tests that hold the test. Of the sets of
    /// one size, the worst is the test with the largest others, so that looking at one set a size is enough: n² steps.
    /// Source: Hommel 1988; R `p.adjust(p, "hommel")`.
    pub fn hommel(&self) -> Vec<Option<f64>> {
        let mut p: Vec<f64> = self.sorted.iter().map(|(p, _)| *p).collect();
        p.resize(self.tests, 1.0);
        let mut adjusted = p.clone();
        for size in 2..=p.len() {
            let (outside, set) = p.split_at(p.len() - size);
            let size = size as f64;
            let others = set.iter().zip(1..).skip(1).map(|(p, rank)| size * p / f64::from(rank));
            let others = others.fold(f64::INFINITY, f64::min);
            let smallest = set.first().copied().unwrap_or(1.0);
            let worst = outside.iter().copied().chain(set.iter().map(|_| smallest));
            for (adjusted, p) in adjusted.iter_mut().zip(worst) {
                *adjusted = adjusted.max((size * p).min(others));
            }
        }
        self.placed(adjusted)
    }

    /// Benjamini and Hochberg's adjusted p-values: the expected share of false findings among the findings is kept,
    /// when the tests are independent or positively dependent.
    ///
    /// Source: Benjamini & Hochberg 1995; R `p.adjust(p, "BH")`.
    pub fn benjamini_hochberg(&self) -> Vec<Option<f64>> {
        self.stepped_up(|rank| self.tests as f64 / rank as f64)
    }

    /// Benjamini and Yekutieli's adjusted p-values: the share of false findings is kept under any dependence.
    ///
    /// Source: Benjamini & Yekutieli 2001; R `p.adjust(p, "BY")`.
    pub fn benjamini_yekutieli(&self) -> Vec<Option<f64>> {
        let harmonic: f64 = (1..=self.tests).map(|rank| 1.0 / rank as f64).sum();
        self.stepped_up(|rank| harmonic * self.tests as f64 / rank as f64)
    }

    /// The confidence level of each test's own interval, so that the interval leaves out "no difference" exactly when
    /// Holm rejects it.
    ///
    /// Of m tests in order of p, the r-th rejected has level `1 - alpha/(m - r + 1)`; all that are not rejected have
    /// the level of the step that failed. Tests with one p-value share the level of the first of them, so that the
    /// order of the list never matters. The intervals agree with the decisions; that all of them hold at once is
    /// promised only at Bonferroni's level. Source: Holm 1979; Serlin 1993, *Confidence intervals and the scientific
    /// method: a case for Holm on the range*, Journal of Experimental Education 61:350–360.
    ///
    /// # Errors
    ///
    /// [`StatsError::Level`] if `level` is so near 1 that `1 - alpha/m` is 1 in double precision.
    pub fn holm_levels(&self, level: Level) -> Result<Vec<Option<Level>>, StatsError> {
        let mut levels = vec![None; self.length];
        let mut step: Option<(f64, bool, Level)> = None;
        for ((rank, (p, place)), adjusted) in (1..).zip(&self.sorted).zip(self.stepped_down()) {
            let current = match step {
                Some((before, rejected, level)) if !rejected || before == *p => (before, rejected, level),
                _ => (*p, adjusted <= level.alpha(), Level::new(1.0 - level.alpha() / self.left(rank))?),
            };
            step = Some(current);
            if let Some(slot) = levels.get_mut(*place) {
                *slot = Some(current.2);
            }
        }
        Ok(levels)
    }

    /// How many tests are left when the one of this rank (from 1) is looked at, itself included.
    fn left(&self, rank: usize) -> f64 {
        (self.tests + 1 - rank) as f64
    }

    /// The sorted p-values, each times its factor, at most 1.
    fn scaled(&self, factor: impl Fn(usize) -> f64) -> Vec<f64> {
        (1..).zip(&self.sorted).map(|(rank, (p, _))| (factor(rank) * p).min(1.0)).collect()
    }

    fn stepped_down(&self) -> Vec<f64> {
        let mut largest = 0.0_f64;
        let mut adjusted = self.scaled(|rank| self.left(rank));
        for p in &mut adjusted {
            largest = largest.max(*p);
            *p = largest;
        }
        adjusted
    }

    fn stepped_up(&self, factor: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
        let mut smallest = 1.0_f64;
        let mut adjusted = self.scaled(factor);
        for p in adjusted.iter_mut().rev() {
            smallest = smallest.min(*p);
            *p = smallest;
        }
        self.placed(adjusted)
    }

    /// Values in the order of `sorted`, back in the order of the list.
    fn placed(&self, values: Vec<f64>) -> Vec<Option<f64>> {
        let mut list = vec![None; self.length];
        for (value, (_, place)) in values.into_iter().zip(&self.sorted) {
            if let Some(slot) = list.get_mut(*place) {
                *slot = Some(value);
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    fn levels(p: &[Option<f64>]) -> Vec<Option<f64>> {
        let levels = Family::new(p).unwrap().holm_levels(Level::NINETY_FIVE).unwrap();
        levels.into_iter().map(|level| level.map(Level::value)).collect()
    }

    fn assert_levels(p: &[Option<f64>], left: &[Option<f64>]) {
        for (actual, left) in levels(p).into_iter().zip(left) {
            assert_eq!(actual.is_some(), left.is_some());
            if let (Some(actual), Some(left)) = (actual, left) {
                assert_close(actual, 1.0 - 0.05 / left, REORDERED, "level");
            }
        }
    }

    #[test]
    fn each_rejected_step_has_its_level_and_the_rest_that_of_the_first_failure() {
        // 0.001 <= 0.05/5, 0.012 <= 0.05/4, 0.03 > 0.05/3; 0.04 would pass alone but comes after the failure
        let p = [Some(0.04), Some(0.001), None, Some(0.9), Some(0.012), Some(0.03)];
        assert_levels(&p, &[Some(3.0), Some(5.0), None, Some(3.0), Some(4.0), Some(3.0)]);
    }

    #[test]
    fn all_rejected_end_at_the_level_itself() {
        assert_levels(&[Some(0.04), Some(0.001)], &[Some(1.0), Some(2.0)]);
    }

    #[test]
    fn tied_tests_share_the_stricter_level() {
        assert_levels(&[Some(0.001), Some(0.04), Some(0.001)], &[Some(3.0), Some(1.0), Some(3.0)]);
        assert_levels(&[Some(0.5), Some(0.5)], &[Some(2.0), Some(2.0)]);
    }

    #[test]
    fn p_values_outside_0_to_1_are_refused() {
        for p in [-0.1, 1.1, f64::INFINITY, f64::NAN] {
            assert!(matches!(Family::new(&[Some(0.5), Some(p)]), Err(StatsError::PValue { .. })), "{p}");
        }
    }

    #[test]
    fn a_level_that_cannot_be_split_is_refused() {
        let family = Family::new(&[Some(0.5), Some(0.5), Some(0.5)]).unwrap();
        assert!(family.holm_levels(Level::new(1.0 - f64::EPSILON / 2.0).unwrap()).is_err());
    }

    #[test]
    fn no_tests_have_no_p_values() {
        for p in [vec![], vec![None; 3]] {
            let family = Family::new(&p).unwrap();
            let adjusted = [family.holm(), family.hommel(), family.benjamini_yekutieli()];
            assert!(adjusted.iter().all(|list| *list == p));
            assert_eq!(family.holm_levels(Level::NINETY_FIVE).unwrap().len(), p.len());
        }
    }
}
