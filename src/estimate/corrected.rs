//! The correction over a table of tests: one helper for every table.

use crate::error::{Result, internal};
use crate::stats::Level;
use crate::stats::multiple::Family;

/// p-values corrected over a table (Holm 1979), in the order given; those that are missing stay so.
///
/// # Errors
/// When one of them is no probability.
pub(super) fn holm(p: &[Option<f64>]) -> Result<Vec<Option<f64>>> {
    Ok(Family::new(p).map_err(internal)?.holm())
}

/// The same, each with the level of the interval that agrees with its decision: `level` itself where it was not rejected.
///
/// # Errors
/// When one of them is no probability, or the level is so near 1 that it cannot be corrected.
pub(super) fn holm_levels(p: &[Option<f64>], level: Level) -> Result<Vec<(Option<f64>, Level)>> {
    let family = Family::new(p).map_err(internal)?;
    let levels = family.holm_levels(level).map_err(internal)?;
    Ok(family.holm().into_iter().zip(levels.into_iter().map(|own| own.unwrap_or(level))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_probability_is_told_and_not_left_out() {
        assert!(holm(&[Some(0.01), Some(f64::NAN)]).is_err());
        assert!(holm_levels(&[Some(1.5)], Level::NINETY_FIVE).is_err());
    }

    #[test]
    fn a_missing_test_does_not_count() {
        let found = holm_levels(&[Some(0.01), None, Some(0.5)], Level::NINETY_FIVE).expect("probabilities");
        assert_eq!(found.iter().map(|(p, _)| *p).collect::<Vec<_>>(), [Some(0.02), None, Some(0.5)]);
        assert_eq!(found[1].1, Level::NINETY_FIVE);
        assert!((found[0].1.alpha() - 0.025).abs() < 1e-12);
    }
}
