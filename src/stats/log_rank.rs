//! Whether groups wait equally long, when some still wait: the log-rank test.
//!
//! At every time of an event it compares how many of a group had theirs with how many would have, were all those still
//! waiting alike. Source: Mantel 1966; Harrington & Fleming 1982 for the weights S(t−)^ρ; R `survdiff`.

use super::StatsError;
use super::distribution::{chi_squared_sf, normal_two_sided};
use super::matrix::Matrix;
use super::waits::{Entry, Waits};

/// Observed and expected events by group, and what chance alone would make of their differences.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The groups, by number.
    pub groups: Vec<GroupEvents>,
    /// The covariance of observed minus expected, groups by groups, symmetric and singular: R's `var`.
    pub covariance: Matrix,
    /// The test of no difference; `None` when fewer than two groups can be compared, or the differences of some of them
    /// do not vary at all (no stratum has people of both).
    pub test: Option<Test>,
}

/// One group's people and events, over all strata.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupEvents {
    /// How many people there are.
    pub people: u64,
    /// Their events, each weighted by S(t−)^ρ: a whole number for ρ = 0.
    pub observed: f64,
    /// The events expected if groups made no difference, weighted alike. A group with 0 here is left out of the test.
    pub expected: f64,
}

/// The test of no difference between the groups with expected events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The chi-squared statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom: one less than there are groups with expected events.
    pub df: usize,
    /// The probability of one as large or larger.
    pub p: f64,
    /// Of exactly two groups with expected events, observed minus expected of the first over its standard error: above 0
    /// when events come sooner in the first. Its square is the chi-squared statistic.
    pub z: Option<f64>,
}

/// Sums over times and strata.
struct Sums {
    people: Vec<u64>,
    observed: Vec<f64>,
    expected: Vec<f64>,
    covariance: Vec<f64>,
}

/// Tests whether the groups wait equally long, within strata (one for a plain test), with weights S(t−)^`rho`.
///
/// `rho` 0 is the log-rank test, 1 that of Peto & Peto, which gives early events more weight. S is the Kaplan–Meier curve of
/// everybody in the stratum, just before the event. As in R, groups without expected events count for nothing; where R
/// then finds less than two groups, or a singular matrix, there is no test. Near times are put together stratum by
/// stratum. Source: R `survdiff(Surv(time, event) ~ group + strata(stratum), rho = rho)`.
///
/// # Errors
///
/// [`StatsError::FlemingHarrington`] for a negative or infinite `rho`, [`StatsError::NoObservations`] without a single
/// person, [`StatsError::TooManyPeople`] when the strata together exceed 64 bits.
///
/// # Example
///
/// ```
/// use hearback::stats::{log_rank::log_rank, waits::Waits};
///
/// // group 0 replies on days 1, 2 and 3, group 1 on days 4, 5 and not at all in 9
/// let waits = Waits::from_people(&[1.0, 2.0, 3.0, 4.0, 5.0, 9.0], &[true, true, true, true, true, false], &[0, 0, 0, 1, 1, 1])?;
/// let result = log_rank(&[waits], 0.0)?;
/// assert_eq!((result.groups[0].observed, result.groups[0].expected), (3.0, 0.5 + 0.4 + 0.25));
/// let test = result.test.expect("two groups with events");
/// assert!(test.z.is_some_and(|z| z > 2.0) && test.p < 0.05);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn log_rank(strata: &[Waits], rho: f64) -> Result<LogRank, StatsError> {
    if !(rho >= 0.0 && rho.is_finite()) {
        return Err(StatsError::FlemingHarrington { rho });
    }
    let groups = strata.iter().map(Waits::groups).max().unwrap_or(0);
    if groups == 0 {
        return Err(StatsError::NoObservations);
    }
    let total = strata.iter().try_fold(0_u64, |sum, stratum| sum.checked_add(stratum.people()));
    total.ok_or(StatsError::TooManyPeople)?;
    let mut sums = Sums::zero(groups);
    strata.iter().for_each(|stratum| sums.add_stratum(stratum, rho));
    Ok(sums.result())
}

impl Sums {
    fn zero(groups: usize) -> Self {
        Self {
            people: vec![0; groups],
            observed: vec![0.0; groups],
            expected: vec![0.0; groups],
            covariance: vec![0.0; groups * groups],
        }
    }

    /// Goes through the times of a stratum, from the first to the last.
    fn add_stratum(&mut self, stratum: &Waits, rho: f64) {
        let people = stratum.people_by_group(self.people.len());
        self.people.iter_mut().zip(&people).for_each(|(sum, count)| *sum += count);
        let mut at_risk: Vec<f64> = people.iter().map(|count| *count as f64).collect();
        let (mut n, mut survival) = (stratum.people() as f64, 1.0_f64);
        for moment in stratum.by_time() {
            let events = moment.iter().map(|entry| entry.events).sum::<u64>() as f64;
            if events > 0.0 {
                let weight = if rho == 0.0 { 1.0 } else { survival.powf(rho) };
                self.add_moment(moment, &at_risk, (n, events), weight);
                survival *= (n - events) / n;
            }
            for entry in moment {
                let people = entry.people() as f64;
                n -= people;
                if let Some(left) = at_risk.get_mut(entry.group as usize) {
                    *left -= people;
                }
            }
        }
    }

    /// Adds what happens at one time of events: `n` people at risk, of whom `events` had theirs.
    fn add_moment(&mut self, moment: &[Entry], at_risk: &[f64], (n, events): (f64, f64), weight: f64) {
        for entry in moment.iter().filter(|entry| entry.events > 0) {
            if let Some(sum) = self.observed.get_mut(entry.group as usize) {
                *sum += weight * entry.events as f64;
            }
        }
        self.expected.iter_mut().zip(at_risk).for_each(|(sum, risk)| *sum += weight * events * risk / n);
        // the last one at risk has the event for certain
        if n > 1.0 {
            let scale = weight * weight * events * (n - events) / (n * n * (n - 1.0));
            self.add_hypergeometric(at_risk, n, scale);
        }
    }

    /// Adds `scale` times the covariance of one drawn from those at risk, times n².
    fn add_hypergeometric(&mut self, at_risk: &[f64], n: f64, scale: f64) {
        let lines = self.covariance.chunks_exact_mut(at_risk.len().max(1)).zip(at_risk).enumerate();
        for (row, (line, risk)) in lines.filter(|(_, (_, risk))| **risk > 0.0) {
            let factor = scale * risk;
            for (column, (sum, other)) in line.iter_mut().zip(at_risk).enumerate() {
                *sum += factor * if row == column { n - risk } else { -other };
            }
        }
    }

    fn result(self) -> LogRank {
        let size = self.people.len();
        let events = self.people.iter().zip(&self.observed).zip(&self.expected);
        let group = |((people, observed), expected): ((&u64, &f64), &f64)| GroupEvents {
            people: *people,
            observed: *observed,
            expected: *expected,
        };
        let groups: Vec<GroupEvents> = events.map(group).collect();
        let covariance = Matrix::from_fn(size, size, |i, j| self.covariance.get(i * size + j).copied().unwrap_or(0.0));
        let test = Test::of(&groups, &covariance);
        LogRank { groups, covariance, test }
    }
}

impl Test {
    /// The test among the groups with expected events, of which one follows from the others.
    fn of(groups: &[GroupEvents], covariance: &Matrix) -> Option<Self> {
        let tested = groups.iter().enumerate().filter(|(_, group)| group.expected > 0.0);
        let (tested, differences): (Vec<usize>, Vec<f64>) =
            tested.map(|(index, group)| (index, group.observed - group.expected)).unzip();
        if let [first, _] = tested.as_slice() {
            let variance = covariance.get(*first, *first).filter(|variance| *variance > 0.0)?;
            let z = differences.first()? / variance.sqrt();
            return Some(Self { chi_squared: z * z, df: 1, p: normal_two_sided(z), z: Some(z) });
        }
        let (others, differences) = (tested.get(1..)?, differences.get(1..)?);
        let chi_squared = covariance.among(others)?.inverse_form(differences).filter(|_| !others.is_empty())?;
        let df = others.len();
        Some(Self { chi_squared, df, p: chi_squared_sf(chi_squared, df as f64), z: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(rows: &[(f64, u32, u64, u64)]) -> Waits {
        Waits::from_counts(rows.iter().copied()).unwrap()
    }

    #[test]
    fn without_two_groups_that_meet_there_is_no_test() {
        let alone = log_rank(&[waits(&[(1.0, 0, 3, 1)])], 0.0).unwrap();
        assert_eq!((alone.test, alone.groups[0].observed, alone.groups[0].expected), (None, 3.0, 3.0));
        let apart = log_rank(&[waits(&[(1.0, 0, 3, 1)]), waits(&[(1.0, 1, 2, 2)])], 0.0).unwrap();
        assert_eq!((apart.test, apart.covariance), (None, Matrix::zeros(2, 2)));
        let nothing = log_rank(&[waits(&[(1.0, 0, 0, 3), (2.0, 1, 0, 3)])], 0.0).unwrap();
        assert_eq!((nothing.test, nothing.groups[1].expected), (None, 0.0));
        // of four groups, two and two meet: no one knows how the pairs compare
        let pairs = [waits(&[(1.0, 0, 1, 3), (2.0, 1, 2, 2)]), waits(&[(1.0, 2, 1, 3), (2.0, 3, 2, 2)])];
        assert_eq!(log_rank(&pairs, 0.0).unwrap().test, None);
    }

    #[test]
    fn a_group_of_nobody_is_left_out() {
        let two = log_rank(&[waits(&[(1.0, 0, 1, 3), (2.0, 1, 2, 2)])], 0.0).unwrap();
        let gap = log_rank(&[waits(&[(1.0, 0, 1, 3), (2.0, 4, 2, 2)]), Waits::default()], 0.0).unwrap();
        assert_eq!((gap.test, gap.groups.len(), gap.groups[2].people), (two.test, 5, 0));
        assert!(two.test.is_some());
    }

    #[test]
    fn what_cannot_be_tested_is_refused() {
        for rho in [-0.5, f64::NAN, f64::INFINITY] {
            let refused = log_rank(&[waits(&[(1.0, 0, 3, 1)])], rho);
            assert!(matches!(refused, Err(StatsError::FlemingHarrington { .. })), "{rho}");
        }
        assert_eq!(log_rank(&[], 0.0), Err(StatsError::NoObservations));
        assert_eq!(log_rank(&[Waits::default()], 0.0), Err(StatsError::NoObservations));
        let most = waits(&[(1.0, 0, u64::MAX, 0)]);
        assert_eq!(log_rank(&[most.clone(), most], 0.0), Err(StatsError::TooManyPeople));
    }
}
