//! The one tolerance table, for tests; public only so that the integration tests share it with the unit tests.

/// Relative tolerance of every golden value, unless its case notes another.
pub const RELATIVE: f64 = 1e-9;

/// Absolute difference that is rounding noise for quantities of order 1, where the expected value is 0.
pub const FLOOR: f64 = 1e-15;

/// Relative tolerance between two exact ways to compute one number, which differ in the order of operations.
pub const REORDERED: f64 = 1e-12;

/// Whether two numbers agree: relative to the expected one, with [`FLOOR`] below; NaN agrees with NaN only,
/// an infinity only with itself.
pub fn is_close(actual: f64, expected: f64, tolerance: f64) -> bool {
    if actual.is_nan() || expected.is_nan() {
        return actual.is_nan() && expected.is_nan();
    }
    if actual.is_infinite() || expected.is_infinite() {
        return actual == expected;
    }
    (actual - expected).abs() <= (tolerance * expected.abs()).max(FLOOR)
}

/// Fails the test unless two numbers agree as [`is_close`] has it.
#[track_caller]
pub fn assert_close(actual: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        is_close(actual, expected, tolerance),
        "{what}: got {actual:e}, expected {expected:e} within {tolerance:e}"
    );
}

/// Fails the test unless both are missing, or both are there and agree.
///
/// A number is never close to a missing one: 0 and "unknown" are not the same.
#[track_caller]
pub fn assert_close_or_missing(actual: Option<f64>, expected: Option<f64>, tolerance: f64, what: &str) {
    match (actual, expected) {
        (Some(actual), Some(expected)) => assert_close(actual, expected, tolerance, what),
        _ => assert!(actual.is_none() && expected.is_none(), "{what}: got {actual:?}, expected {expected:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_relatively_and_zero_within_the_floor() {
        assert!(is_close(1.0 + 5e-10, 1.0, RELATIVE));
        assert!(!is_close(1.0 + 5e-9, 1.0, RELATIVE));
        assert!(!is_close(1.1e-8, 1e-8, RELATIVE), "small numbers are not close just because they are small");
        assert!(is_close(5e-16, 0.0, RELATIVE) && !is_close(1e-9, 0.0, RELATIVE));
    }

    #[test]
    fn specials_agree_only_with_themselves() {
        assert!(is_close(f64::NAN, f64::NAN, RELATIVE) && is_close(f64::INFINITY, f64::INFINITY, RELATIVE));
        assert!(!is_close(f64::NAN, 0.0, RELATIVE) && !is_close(1.0, f64::NAN, RELATIVE));
        assert!(!is_close(f64::INFINITY, f64::NEG_INFINITY, RELATIVE) && !is_close(1e300, f64::INFINITY, RELATIVE));
    }

    #[test]
    #[should_panic(expected = "got Some(0.0), expected None")]
    fn a_missing_value_is_not_zero() {
        assert_close_or_missing(Some(0.0), None, RELATIVE, "limit");
    }
}
