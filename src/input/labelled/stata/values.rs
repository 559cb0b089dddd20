//! What a stored value means: numbers with their missing-value codes, dates, texts.

use super::labels::LongTexts;
use super::layout::Layout;
use super::schema::Field;
use crate::input::labelled::bytes::{trimmed, until_zero};
use crate::input::labelled::cells::Meaning;
use crate::input::labelled::charset::Charset;
use crate::input::labelled::{Measure, written};
use jiff::civil::{Date, date};

/// The types of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// One byte, up to 100.
    Byte,
    /// Two bytes, up to 32740.
    Int,
    /// Four bytes, up to 2147483620.
    Long,
    /// Single precision.
    Float,
    /// Double precision.
    Double,
}

/// How the values of a variable are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As numbers.
    Number(Number),
    /// As text in the row, of so many bytes.
    Text(usize),
    /// As the place of a text that stands elsewhere.
    Long,
}

impl Kind {
    /// The type that this code stands for; `None` when it is not known.
    pub fn of(code: &[u8], big: bool) -> Option<Self> {
        use Number::{Byte, Double, Float, Int, Long};
        let code = match code {
            [code] => match u16::from(*code) {
                251 => 65530,
                252 => 65529,
                253 => 65528,
                254 => 65527,
                255 => 65526,
                text @ 1..=244 => text,
                _ => return None,
            },
            [a, b] => {
                if big {
                    u16::from_be_bytes([*a, *b])
                } else {
                    u16::from_le_bytes([*a, *b])
                }
            }
            _ => return None,
        };
        Some(match code {
            1..=2045 => Kind::Text(usize::from(code)),
            32768 => Kind::Long,
            65526 => Kind::Number(Double),
            65527 => Kind::Number(Float),
            65528 => Kind::Number(Long),
            65529 => Kind::Number(Int),
            65530 => Kind::Number(Byte),
            _ => return None,
        })
    }

    /// Bytes in a row.
    pub fn size(self) -> usize {
        match self {
            Kind::Number(Number::Byte) => 1,
            Kind::Number(Number::Int) => 2,
            Kind::Number(Number::Long | Number::Float) => 4,
            Kind::Number(Number::Double) | Kind::Long => 8,
            Kind::Text(size) => size,
        }
    }

    /// The bytes that tell one value from another.
    pub fn significant(self, stored: &[u8]) -> &[u8] {
        if matches!(self, Kind::Text(_)) { trimmed(until_zero(stored)) } else { stored }
    }
}

/// What a variable's format makes of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What they are.
    Plain,
    /// Days since 1960.
    Days,
    /// Milliseconds since 1960.
    Milliseconds,
    /// Weeks since 1960, of which each year has 52.
    Weeks,
    /// So many months each, since 1960.
    Months(i64),
}

impl Shown {
    /// What a display format says, such as "%td" or "%-tcCCYY".
    pub fn of(format: &[u8]) -> Self {
        let format = format.strip_prefix(b"%").unwrap_or(format);
        match format.strip_prefix(b"-").unwrap_or(format) {
            [b'd', ..] | [b't', b'd', ..] => Shown::Days,
            [b't', b'c' | b'C', ..] => Shown::Milliseconds,
            [b't', b'w', ..] => Shown::Weeks,
            [b't', b'm', ..] => Shown::Months(1),
            [b't', b'q', ..] => Shown::Months(3),
            [b't', b'h', ..] => Shown::Months(6),
            _ => Shown::Plain,
        }
    }

    /// What cells of this type and format hold.
    pub fn measure(self, kind: Kind) -> Measure {
        match (kind, self) {
            (Kind::Number(_), Shown::Plain) => Measure::Number,
            (Kind::Number(_), _) => Measure::Date,
            _ => Measure::Text,
        }
    }
}

/// A number, `.`, or `.a` to `.z`.
enum Value {
    Number(f64, String),
    Missing,
    Coded,
}

/// What a stored value means.
pub fn meaning(stored: &[u8], field: &Field, layout: &Layout, texts: &LongTexts, charset: &Charset) -> Meaning {
    let text = match field.kind {
        Kind::Number(number) => return of_number(value(stored, number, texts.big), field.shown),
        Kind::Text(_) => charset.text(stored),
        Kind::Long => charset.text(trimmed(texts.get(stored, layout).unwrap_or_default())),
    };
    if text.is_empty() { Meaning::Nothing } else { Meaning::Value(text) }
}

fn of_number(value: Value, shown: Shown) -> Meaning {
    let (value, text) = match value {
        Value::Number(value, text) => (value, text),
        Value::Missing => return Meaning::Nothing,
        Value::Coded => return Meaning::Declared,
    };
    match shown {
        Shown::Plain => Some(text),
        _ => dated(value, shown),
    }
    .map_or(Meaning::Nothing, Meaning::Value)
}

const EPOCH: Date = date(1960, 1, 1);

fn dated(value: f64, shown: Shown) -> Option<String> {
    match shown {
        Shown::Milliseconds => written::time(EPOCH, value / 1000.0),
        Shown::Weeks => {
            let weeks = value.floor() as i64;
            let year = month(weeks.div_euclid(52).checked_mul(12)?)?;
            written::day(year, (weeks.rem_euclid(52) * 7 * 86_400) as f64)
        }
        Shown::Months(length) => Some(month((value.floor() as i64).checked_mul(length)?)?.to_string()),
        _ => written::day(EPOCH, value.floor() * 86_400.0),
    }
}

/// The first day of the month that comes so many after January 1960.
fn month(months: i64) -> Option<Date> {
    let year = i16::try_from(months.div_euclid(12).checked_add(1960)?).ok()?;
    Date::new(year, i8::try_from(months.rem_euclid(12) + 1).ok()?, 1).ok()
}

/// The bytes, lowest first.
fn lowest_first<const N: usize>(stored: &[u8], big: bool) -> Option<[u8; N]> {
    let mut bytes: [u8; N] = stored.try_into().ok()?;
    if big {
        bytes.reverse();
    }
    Some(bytes)
}

fn value(stored: &[u8], number: Number, big: bool) -> Value {
    let found = match number {
        Number::Byte => lowest_first(stored, big).map(|bytes| whole(i8::from_le_bytes(bytes).into(), 100)),
        Number::Int => lowest_first(stored, big).map(|bytes| whole(i16::from_le_bytes(bytes).into(), 32_740)),
        Number::Long => lowest_first(stored, big).map(|bytes| whole(i32::from_le_bytes(bytes).into(), 2_147_483_620)),
        Number::Float => lowest_first(stored, big).map(|bytes| single(f32::from_le_bytes(bytes))),
        Number::Double => lowest_first(stored, big).map(|bytes| double(f64::from_le_bytes(bytes))),
    };
    found.unwrap_or(Value::Missing)
}

/// The code after the largest number is `.`, those after it are `.a` to `.z`.
fn whole(value: i64, most: i64) -> Value {
    match value - most {
        ..=0 => Value::Number(value as f64, value.to_string()),
        1 => Value::Missing,
        _ => Value::Coded,
    }
}

fn single(value: f32) -> Value {
    let dot = f32::from_bits(0x7f00_0000);
    match value {
        value if !value.is_finite() || value == dot => Value::Missing,
        value if value > dot => Value::Coded,
        value => Value::Number(value.into(), written::single(value)),
    }
}

fn double(value: f64) -> Value {
    let dot = f64::from_bits(0x7fe0_0000_0000_0000);
    match value {
        value if !value.is_finite() || value == dot => Value::Missing,
        value if value > dot => Value::Coded,
        value => Value::Number(value, written::number(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_kinds() {
        let text = |value: f64, format: &str| dated(value, Shown::of(format.as_bytes()));
        assert_eq!(text(0.0, "%td").as_deref(), Some("1960-01-01"));
        assert_eq!(text(23_801.0, "%-dD_m_Y").as_deref(), Some("2025-03-01"));
        assert_eq!(text(1_000.0 * 45_000.0, "%tc").as_deref(), Some("1960-01-01T12:30:00"));
        assert_eq!(text(-1.0, "%tm").as_deref(), Some("1959-12-01"));
        assert_eq!(text(5.0, "%tq").as_deref(), Some("1961-04-01"));
        assert_eq!(text(1.0, "%th").as_deref(), Some("1960-07-01"));
        assert_eq!(text(53.0, "%tw").as_deref(), Some("1961-01-08"));
        for format in ["%td", "%tc", "%tw", "%tm", "%tq", "%th"] {
            assert_eq!((text(1e300, format), text(-1e300, format)), (None, None));
        }
    }

    #[test]
    fn the_largest_numbers_are_missing() {
        let of = |value| match value {
            Value::Number(_, text) => text,
            Value::Missing => ".".into(),
            Value::Coded => ".a".into(),
        };
        assert_eq!(
            [of(whole(100, 100)), of(whole(101, 100)), of(whole(127, 100)), of(whole(-127, 100))],
            ["100", ".", ".a", "-127"]
        );
        assert_eq!(
            [of(single(0.1)), of(single(f32::from_bits(0x7f00_0000))), of(single(f32::from_bits(0x7f00_0800)))],
            ["0.1", ".", ".a"]
        );
        assert_eq!(of(double(f64::from_bits(0x7fe0_0100_0000_0000))), ".a");
    }
}
