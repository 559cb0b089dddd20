//! Numbers, dates and durations as text.

/// The last day that spreadsheets know, 9999-12-31, counted from 1899-12-30.
const LAST_DAY: f64 = 2_958_466.0;

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A number.
    Number,
    /// Days since the epoch.
    Date,
    /// Days that passed.
    Duration,
}

/// The shortest text that reads back as the number; without an exponent up to 21 digits. Empty for what is no number.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        String::new()
    } else if value == 0.0 {
        "0".to_owned()
    } else if (1e-9..1e21).contains(&size) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// A number as its format shows it: a date and time of day in ISO form, a time of day alone below one day.
pub fn serial(value: f64, meaning: Meaning, since_1904: bool) -> String {
    match meaning {
        Meaning::Number => number(value),
        Meaning::Duration if value.abs() < LAST_DAY => clock((value * 86_400.0).round() as i64),
        Meaning::Date if (0.0..1.0).contains(&value) => clock((value * 86_400.0).round() as i64),
        Meaning::Date if (0.0..LAST_DAY).contains(&value) => moment(value, since_1904),
        _ => number(value),
    }
}

/// Days since the epoch as a date, with the time of day where there is one.
fn moment(value: f64, since_1904: bool) -> String {
    let seconds = (value * 86_400.0).round() as i64;
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let from_1900 = match days {
        _ if since_1904 => days + 1_462,
        // Excel takes 1900 for a leap year.
        ..60 => days + 1,
        _ => days,
    };
    let date = date(from_1900 - 25_569);
    if time == 0 { date } else { format!("{date}T{}", clock(time)) }
}

/// A date from days since 1970-01-01, after Howard Hinnant's `civil_from_days`.
fn date(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Seconds as hours, minutes and seconds.
fn clock(seconds: i64) -> String {
    let (sign, seconds) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A date that a file wrote in ISO form: without parts of a second, and without a time of day that is midnight.
pub fn iso_date(text: &str) -> String {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    whole.strip_suffix("T00:00:00").unwrap_or(whole).to_owned()
}

/// An ISO duration (`PT12H30M00S`) as hours, minutes and seconds; other text as it is.
pub fn iso_duration(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    match rest.strip_prefix('P').and_then(duration_seconds) {
        Some(seconds) => clock(sign * seconds),
        None => text.to_owned(),
    }
}

fn duration_seconds(parts: &str) -> Option<i64> {
    let (mut total, mut digits) = (0.0, String::new());
    for c in parts.chars() {
        let unit = match c {
            'D' => 86_400.0,
            'H' => 3_600.0,
            'M' => 60.0,
            'S' => 1.0,
            'T' => continue,
            '0'..='9' | '.' => {
                digits.push(c);
                continue;
            }
            _ => return None,
        };
        total += digits.parse::<f64>().ok()? * unit;
        digits.clear();
    }
    (digits.is_empty() && total < LAST_DAY * 86_400.0).then_some(total.round() as i64)
}

/// What a number format of Excel's, by its number and, for a workbook's own, its code, makes of numbers.
pub fn meaning(format: u16, code: Option<&str>) -> Meaning {
    match (code, format) {
        (Some(code), _) => meaning_of_code(code),
        (None, 46) => Meaning::Duration,
        (None, 14..=22 | 27..=36 | 45 | 47 | 50..=58) => Meaning::Date,
        _ => Meaning::Number,
    }
}

/// Looks for letters of dates in a format's first section, outside of literal text and brackets.
fn meaning_of_code(code: &str) -> Meaning {
    let mut chars = code.chars();
    let mut date = false;
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            ';' => break,
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    return Meaning::Duration;
                }
            }
            // The first letter of "General" is none of these; its "e" is of scientific notation too.
            'y' | 'm' | 'd' | 'h' | 's' => date = true,
            _ => (),
        }
    }
    if date { Meaning::Date } else { Meaning::Number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_plain() {
        let texts = [5.0, -0.0, 0.1, 1e15, 123456789012345680.0, 1e-7, 1e300, f64::NAN].map(number);
        assert_eq!(texts, ["5", "0", "0.1", "1000000000000000", "123456789012345680", "0.0000001", "1e300", ""]);
    }

    #[test]
    fn serial_numbers_are_dates_in_both_systems() {
        let date = |value| serial(value, Meaning::Date, false);
        assert_eq!(date(45717.0), "2025-03-01");
        assert_eq!(date(45717.520833333336), "2025-03-01T12:30:00");
        assert_eq!(date(45717.999999999), "2025-03-02");
        assert_eq!([date(1.0), date(59.0), date(61.0)], ["1900-01-01", "1900-02-28", "1900-03-01"]);
        assert_eq!([date(2958465.0), date(2958466.0), date(-1.0)], ["9999-12-31", "2958466", "-1"]);
        assert_eq!(date(0.5208333333333334), "12:30:00");
        assert_eq!(serial(44255.0, Meaning::Date, true), "2025-03-01");
        assert_eq!(serial(1.5208333333333334, Meaning::Duration, false), "36:30:00");
        assert_eq!(serial(-0.5, Meaning::Duration, false), "-12:00:00");
    }

    #[test]
    fn iso_text_is_shortened() {
        assert_eq!(iso_date("2025-03-01T00:00:00"), "2025-03-01");
        assert_eq!(iso_date("2025-03-01T12:30:00.000000"), "2025-03-01T12:30:00");
        assert_eq!(iso_duration("PT12H30M00S"), "12:30:00");
        assert_eq!(iso_duration("-P1DT1H"), "-25:00:00");
        assert_eq!(iso_duration("PT99999999999999999999H"), "PT99999999999999999999H");
        assert_eq!(iso_duration("noon"), "noon");
    }

    #[test]
    fn formats_of_dates_are_known() {
        for code in ["yyyy-mm-dd", "h:mm AM/PM", "[$-409]d\\-mmm;@", "mm/dd/yy"] {
            assert_eq!(meaning(164, Some(code)), Meaning::Date, "{code}");
        }
        for code in ["General", "0.00E+00", "#,##0 \"days\"", "[Red]0;[Blue]-0", "0_d", "@"] {
            assert_eq!(meaning(164, Some(code)), Meaning::Number, "{code}");
        }
        assert_eq!(meaning(164, Some("[h]:mm:ss")), Meaning::Duration);
        assert_eq!([meaning(14, None), meaning(0, None)], [Meaning::Date, Meaning::Number]);
    }
}
