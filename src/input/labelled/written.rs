//! How numbers and dates are written, in cells and in codes alike.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

/// A number as text: the fewest digits that say it exactly.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".into()
    } else if (1e-6..1e16).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// A single-precision number as text.
pub fn single(value: f32) -> String {
    if value == 0.0 {
        "0".into()
    } else if (1e-6..1e16).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// The day so many seconds after the beginning of another; `None` beyond the years −9999 to 9999.
pub fn day(from: Date, seconds: f64) -> Option<String> {
    Some(after(from, seconds)?.date().to_string())
}

/// The time so many seconds after the beginning of a day, to the millisecond; `None` beyond the years −9999 to 9999.
pub fn time(from: Date, seconds: f64) -> Option<String> {
    Some(after(from, seconds)?.to_string())
}

fn after(from: Date, seconds: f64) -> Option<DateTime> {
    let milliseconds = (seconds * 1000.0).round();
    // Beyond this, no year has four digits; the conversion is exact.
    if milliseconds.is_nan() || milliseconds.abs() >= 1e15 {
        return None;
    }
    from.to_datetime(jiff::civil::Time::midnight()).checked_add(SignedDuration::from_millis(milliseconds as i64)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers() {
        for (value, text) in
            [(1.0, "1"), (2.5, "2.5"), (-0.0, "0"), (0.1, "0.1"), (1e20, "1e20"), (-99.0, "-99"), (1e-300, "1e-300")]
        {
            assert_eq!(number(value), text);
        }
        assert_eq!(single(0.1), "0.1");
    }

    #[test]
    fn dates() {
        let from = date(1582, 10, 14);
        assert_eq!(day(from, 12_219_379_200.0).as_deref(), Some("1970-01-01"));
        assert_eq!(time(from, 12_219_379_200.0 + 45_000.0).as_deref(), Some("1970-01-01T12:30:00"));
        assert_eq!(time(date(1960, 1, 1), -0.5).as_deref(), Some("1959-12-31T23:59:59.5"));
        assert_eq!((day(from, f64::NAN), day(from, 1e300), day(from, 9e11)), (None, None, None));
    }
}
