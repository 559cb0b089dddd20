//! Waits as they come in: checked, sorted, and those at one time put together.

use crate::stats::StatsError;

/// Times nearer than this are one time; relative to the mean of the distinct times where that is above 1. R's
/// `aeqSurv`, which `survfit` applies (`timefix = TRUE`): `sqrt(.Machine$double.eps)`.
const SAME_TIME: f64 = 1.490_116_119_384_765_6e-8;

/// How many had their event, and how many were last seen without one, at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wait {
    pub time: f64,
    pub events: u64,
    pub censored: u64,
}

/// The waits by distinct time, in time order, each with at least one person.
pub(super) fn grouped(waits: impl IntoIterator<Item = (f64, u64, u64)>) -> Result<Vec<Wait>, StatsError> {
    let mut checked = waits.into_iter().map(check).collect::<Result<Vec<_>, _>>()?;
    checked.retain(|wait| wait.events > 0 || wait.censored > 0);
    checked.sort_by(|a, b| a.time.total_cmp(&b.time));
    merged(&checked)
}

/// How many people there are, at least one.
pub(super) fn people(waits: &[Wait]) -> Result<u64, StatsError> {
    let total = waits.iter().try_fold(0, |sum, wait| add(add(sum, wait.events)?, wait.censored))?;
    if total == 0 { Err(StatsError::NoObservations) } else { Ok(total) }
}

fn check((time, events, censored): (f64, u64, u64)) -> Result<Wait, StatsError> {
    if time >= 0.0 && time.is_finite() {
        // abs: a negative zero is a zero
        Ok(Wait { time: time.abs(), events, censored })
    } else {
        Err(StatsError::Wait { time })
    }
}

fn add(a: u64, b: u64) -> Result<u64, StatsError> {
    a.checked_add(b).ok_or(StatsError::TooManyPeople)
}

/// Sorted waits with those at one time put together; a chain of near times takes its first one.
fn merged(sorted: &[Wait]) -> Result<Vec<Wait>, StatsError> {
    let nearest = SAME_TIME * mean_distinct(sorted).max(1.0);
    let mut groups: Vec<Wait> = Vec::new();
    let mut previous = f64::NEG_INFINITY;
    for wait in sorted {
        match groups.last_mut() {
            Some(group) if wait.time - previous <= nearest => {
                group.events = add(group.events, wait.events)?;
                group.censored = add(group.censored, wait.censored)?;
            }
            _ => groups.push(*wait),
        }
        previous = wait.time;
    }
    Ok(groups)
}

/// The mean of the distinct times among sorted waits; 0 when there are none.
fn mean_distinct(sorted: &[Wait]) -> f64 {
    let mut times: Vec<f64> = sorted.iter().map(|wait| wait.time).collect();
    times.dedup();
    times.iter().sum::<f64>() / (times.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(waits: &[(f64, u64, u64)]) -> Vec<f64> {
        grouped(waits.iter().copied()).unwrap().iter().map(|wait| wait.time).collect()
    }

    #[test]
    fn rows_may_come_in_any_order_and_repeat() {
        let waits = grouped([(3.0, 1, 0), (1.0, 0, 2), (3.0, 2, 5), (2.0, 0, 0)]).unwrap();
        let expected = [Wait { time: 1.0, events: 0, censored: 2 }, Wait { time: 3.0, events: 3, censored: 5 }];
        assert_eq!(waits, expected);
        assert_eq!(people(&waits), Ok(10));
    }

    #[test]
    fn times_within_rounding_are_one_time_and_take_the_first() {
        assert_eq!(times(&[(0.1 + 0.2, 1, 0), (0.3, 1, 0), (0.7, 1, 0), (1.0 - 0.3, 0, 1)]), [0.3, 0.7]);
        // relative to the mean time when that is large
        assert_eq!(times(&[(1e6, 1, 0), (1e6 + 1e-3, 1, 0)]), [1e6]);
        assert_eq!(times(&[(1.0, 1, 0), (1.0 + 1e-7, 1, 0)]).len(), 2);
        assert_eq!(times(&[(0.0, 1, 0), (-0.0, 1, 0)]), [0.0]);
    }

    #[test]
    fn illegal_waits_are_refused_even_without_people() {
        for time in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(grouped([(time, 0, 0)]), Err(StatsError::Wait { .. })), "{time}");
        }
    }

    #[test]
    fn nobody_and_too_many_are_refused() {
        assert_eq!(people(&grouped([(1.0, 0, 0)]).unwrap()), Err(StatsError::NoObservations));
        assert_eq!(people(&[]), Err(StatsError::NoObservations));
        assert_eq!(grouped([(1.0, u64::MAX, 0), (1.0, 1, 0)]), Err(StatsError::TooManyPeople));
        let apart = grouped([(1.0, u64::MAX, 0), (2.0, 0, 1)]).unwrap();
        assert_eq!(people(&apart), Err(StatsError::TooManyPeople));
    }
}
