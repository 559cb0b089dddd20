//! A column of dates, read as one: the order of day and month is told from the whole column, never cell by cell.

use jiff::Span;
use jiff::civil::{Date, Time};

/// The earliest and latest years that a log of outreach can honestly hold.
pub const YEARS: std::ops::RangeInclusive<i16> = 1970..=2099;

/// In which order day and month stand in dates such as 03/04/2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 2025-04-03.
    YearFirst,
    /// 03/04/2025 is the third of April.
    DayFirst,
    /// 03/04/2025 is the fourth of March.
    MonthFirst,
}

/// What the whole column says about the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Every date fits this order.
    Order(Order),
    /// Both orders fit every date; an example.
    Ambiguous(String),
    /// Some dates fit only one order and some only the other; an example of each.
    Mixed(String, String),
}

/// Tells the order from all cells. Cells that are no dates at all do not count.
pub fn order<'a>(cells: impl Iterator<Item = &'a str>) -> Told {
    let (mut day_first, mut month_first, mut either) = (None, None, None);
    for cell in cells {
        let Some((a, b)) = slashed(cell).filter(|_| !is_missing(cell)) else { continue };
        if a > 12 && b <= 12 {
            day_first.get_or_insert(cell);
        } else if b > 12 && a <= 12 {
            month_first.get_or_insert(cell);
        } else if a != b {
            either.get_or_insert(cell);
        }
    }
    match (day_first, month_first, either) {
        (Some(d), Some(m), _) => Told::Mixed(d.to_owned(), m.to_owned()),
        (Some(_), None, _) => Told::Order(Order::DayFirst),
        (None, Some(_), _) => Told::Order(Order::MonthFirst),
        (None, None, Some(cell)) => Told::Ambiguous(cell.to_owned()),
        (None, None, None) => Told::Order(Order::YearFirst),
    }
}

/// Whether a cell is written like a date, possible or not.
pub fn looks_like_a_date(cell: &str) -> bool {
    parts(date_part(cell)).len() == 3 || named_month(cell).is_some()
}

/// The first two numbers of a date whose year stands last. Dates with dots have the day first nearly everywhere.
fn slashed(cell: &str) -> Option<(u32, u32)> {
    if date_part(cell).contains('.') {
        return None;
    }
    let parts = parts(date_part(cell));
    match parts.as_slice() {
        [a, b, year] if a.len() <= 2 && b.len() <= 2 && year.len() >= 2 => Some((a.parse().ok()?, b.parse().ok()?)),
        _ => None,
    }
}

fn date_part(cell: &str) -> &str {
    // `3/5/2025, 3:04 PM`.
    cell.trim().split([' ', 'T']).next().unwrap_or("").trim_end_matches(',')
}

/// Whether a cell is what databases and spreadsheets show for a day that is missing: `0000-00-00`, `00/00/0000`, `1/0/1900`.
pub fn is_missing(cell: &str) -> bool {
    let mut numbers: Vec<u32> = parts(date_part(cell)).iter().filter_map(|p| p.parse().ok()).collect();
    numbers.sort_unstable();
    matches!(numbers.as_slice(), [0, 0, 0] | [0, 1, 1900] | [12, 30, 1899])
}

fn parts(date: &str) -> Vec<&str> {
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    if parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) { parts } else { Vec::new() }
}

/// The months' names: English, German, French and Spanish, each also by its first letters.
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "jänner", "janvier", "enero"],
    &["february", "februar", "février", "fevrier", "febrero"],
    &["march", "märz", "maerz", "mrz", "mars", "marzo"],
    &["april", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["june", "juni", "juin", "junio"],
    &["july", "juli", "juillet", "julio"],
    &["august", "août", "aout", "agosto"],
    &["september", "septembre", "septiembre", "setiembre"],
    &["october", "oktober", "octobre", "octubre"],
    &["november", "novembre", "noviembre"],
    &["december", "dezember", "décembre", "decembre", "diciembre"],
];

/// The month that a word names: in full or by its first three letters or more.
fn month(word: &str) -> Option<i8> {
    if !(3..=12).contains(&word.len()) || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let word = word.to_lowercase();
    let meant = |names: &&[&str]| names.iter().any(|name| name.starts_with(&word));
    let mut months = (1..).zip(MONTHS.iter()).filter(|(_, names)| meant(names)).map(|(n, _)| n);
    // `jui` may be June or July.
    months.next().filter(|_| word.chars().count() >= 3 && months.next().is_none())
}

/// A number of a date in words: `5`, `5th`, `1er`.
fn number(word: &str) -> Option<&str> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (digits, rest) = word.split_at(end);
    let ordinal = ["", "st", "nd", "rd", "th", "er"].iter().any(|ending| rest.eq_ignore_ascii_case(ending));
    (!digits.is_empty() && ordinal).then_some(digits)
}

/// A date with a month in words: `Mar 5, 2025`, `3rd March 2025`, `09-Feb-2025`, `Sunday, February 9, 2025`, `3. März 2025`.
fn named_month(cell: &str) -> Option<(&str, i8, &str)> {
    // A time of day may stand before the date, and its numbers are none of it.
    let is_clock = |word: &str| {
        word.split_once(':')
            .is_some_and(|(hour, _)| (1..=2).contains(&hour.len()) && hour.bytes().all(|b| b.is_ascii_digit()))
    };
    let apart = || cell.split_whitespace().filter(|w| !is_clock(w));
    let words = || apart().flat_map(|w| w.split(|c: char| !c.is_alphanumeric())).filter(|w| !w.is_empty());
    // The last one: `mar. 3 juin 2025` begins with a weekday.
    let month = words().filter_map(month).next_back()?;
    let mut numbers = words().filter_map(number);
    let (a, b) = (numbers.next()?, numbers.next()?);
    if a.len() == 4 { Some((b, month, a)) } else { Some((a, month, b)) }
}

/// Whether a cell names a day and no year: `3/14`, `14 Mar`.
pub fn lacks_year(cell: &str) -> bool {
    let cell = cell.trim();
    let two = |cell: &str| match parts(cell.trim_end_matches('.')).as_slice() {
        [a, b] => a.len() <= 2 && b.len() <= 2,
        _ => false,
    };
    let words = || cell.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let named = || {
        let mut numbers = words().filter_map(number);
        words().count() <= 4 && numbers.next().is_some_and(|n| n.len() <= 2) && numbers.next().is_none()
    };
    cell.len() <= 40 && (two(cell) || words().any(|w| month(w).is_some()) && named())
}

/// The day of a spreadsheet's serial number: days since 1899-12-30, as a cell shows them when its format is lost. Only those
/// of the years 1982 to 2119 are taken for one.
pub fn serial(cell: &str) -> Option<Date> {
    let whole = cell.trim().split_once('.').map_or(cell.trim(), |(whole, _)| whole);
    let digits = cell.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let days: i32 = whole.parse().ok().filter(|d| digits && (30_000..80_000).contains(d))?;
    Date::constant(1899, 12, 30).checked_add(Span::new().days(days)).ok()
}

/// Reads one date in the given order. A two-digit year is of this century; it stands last.
pub fn date(cell: &str, order: Order) -> Option<Date> {
    if let Some((day, month, year)) = named_month(cell) {
        return Date::new(full_year(year).parse().ok()?, month, day.parse().ok()?).ok();
    }
    let order = if date_part(cell).contains('.') { Order::DayFirst } else { order };
    let parts = parts(date_part(cell));
    let [a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = match order {
        _ if a.len() == 4 => (*a, *b, *c),
        Order::DayFirst => (*c, *b, *a),
        Order::MonthFirst => (*c, *a, *b),
        // No cell of the column tells day from month: only 04/04/2025 comes here.
        Order::YearFirst => (*c, *a, *b),
    };
    // 25-01-15 may begin with the year: with dashes, a year has four digits.
    if year.len() != 4 && date_part(cell).contains('-') {
        return None;
    }
    Date::new(full_year(year).parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn full_year(year: &str) -> String {
    if year.len() == 2 { format!("20{year}") } else { year.to_owned() }
}

/// Reads a time of day: `14:05`, `14:05:09`, `2:05 PM`.
pub fn time(cell: &str) -> Option<Time> {
    let cell = cell.trim().to_ascii_lowercase().replace("a.m.", "am").replace("p.m.", "pm");
    let (clock, half) =
        match cell.strip_suffix("am").map(|c| (c, 0)).or_else(|| cell.strip_suffix("pm").map(|c| (c, 12))) {
            Some((clock, half)) => (clock.trim(), Some(half)),
            None => (cell.as_str(), None),
        };
    // Fractions of a second say nothing here.
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let mut numbers = clock.split(':').map(|p| p.parse::<i8>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().unwrap_or(Some(0))?;
    if numbers.next().is_some() {
        return None;
    }
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// The time of day in a cell that holds date and time; `None` where there is only a date.
pub fn time_part(cell: &str) -> Option<&str> {
    if named_month(cell).is_some() {
        return clock(cell);
    }
    let rest = cell.trim().split_once([' ', 'T'])?.1.trim();
    (!rest.is_empty()).then_some(rest)
}

/// The first time of day in a text, with the `AM` or `PM` behind it.
fn clock(text: &str) -> Option<&str> {
    let is_clock = |at: usize| {
        text.split_at_checked(at).is_some_and(|(before, after)| {
            before.ends_with(|c: char| c.is_ascii_digit()) && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
        })
    };
    let (colon, _) = text.match_indices(':').find(|(at, _)| is_clock(*at))?;
    let start = text.get(..colon)?.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let clock = text.get(start..)?;
    let word = clock.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(clock.len());
    let half = clock.get(word..)?.trim_start();
    let end = half.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(half.len());
    let is_half =
        ["am", "pm", "a.m.", "p.m."].iter().any(|h| half.get(..end).is_some_and(|w| w.eq_ignore_ascii_case(h)));
    clock.get(..if is_half { clock.len() - half.len() + end } else { word })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date as ymd, time as hms};

    #[test]
    fn the_order_is_told_from_the_whole_column() {
        assert_eq!(order(["03/04/2025", "25/04/2025"].into_iter()), Told::Order(Order::DayFirst));
        assert_eq!(order(["03/04/2025", "04/25/2025"].into_iter()), Told::Order(Order::MonthFirst));
        assert_eq!(order(["2025-04-03", "soon"].into_iter()), Told::Order(Order::YearFirst));
        assert_eq!(order(["03/04/2025"].into_iter()), Told::Ambiguous("03/04/2025".into()));
        assert!(matches!(order(["25/04/2025", "04/25/2025"].into_iter()), Told::Mixed(..)));
    }

    #[test]
    fn dates_and_times_are_read() {
        assert_eq!(date("2025-04-03 10:00", Order::YearFirst), Some(ymd(2025, 4, 3)));
        assert_eq!(date("3.4.25", Order::DayFirst), Some(ymd(2025, 4, 3)));
        assert_eq!(date("2025-02-30", Order::YearFirst), None);
        for cell in ["Mar 5, 2025", "5 March 2025", "05-Mar-2025", "Wednesday, March 5, 2025", "2025 Mar 5", "5.3.2025"]
        {
            assert_eq!(date(cell, Order::YearFirst), Some(ymd(2025, 3, 5)), "{cell}");
        }
        assert_eq!(date("25-01-15", Order::YearFirst), None);
        for cell in
            ["3. März 2025", "3 mars 2025", "3 de marzo de 2025", "3rd March 2025", "Mon 3-MRZ-25", "2025-Mar-03"]
        {
            assert_eq!(date(cell, Order::YearFirst), Some(ymd(2025, 3, 3)), "{cell}");
        }
        assert_eq!(date("1er août 2025", Order::YearFirst), Some(ymd(2025, 8, 1)));
        assert_eq!(date("1 juil. 2025", Order::YearFirst), Some(ymd(2025, 7, 1)));
        assert_eq!([date("1 jui 2025", Order::YearFirst), date("Marketing 3 and 2025", Order::YearFirst)], [None; 2]);
        assert_eq!(time("10:00:00.000"), Some(hms(10, 0, 0, 0)));
        assert_eq!(time("2:05 PM"), Some(hms(14, 5, 0, 0)));
        assert_eq!(time("12:00am"), Some(hms(0, 0, 0, 0)));
        assert_eq!(time("25:00"), None);
        assert_eq!(time_part("2025-04-03T10:00"), Some("10:00"));
    }

    #[test]
    fn the_half_of_the_day_stays_with_the_time() {
        for cell in [
            "Mar 5, 2025, 3:04 PM",
            "March 5, 2025 at 3:04\u{202f}PM",
            "3:04 p.m., 5 March 2025",
            "Wed: Mar 5, 2025 15:04 +01:00",
            "3/5/2025, 3:04 PM",
        ] {
            assert_eq!(time_part(cell).and_then(time), Some(hms(15, 4, 0, 0)), "{cell}");
            assert_eq!(date(cell, Order::MonthFirst), Some(ymd(2025, 3, 5)), "{cell}");
        }
        assert_eq!([time_part("Mar 5, 2025"), time_part("Mar 5, 2025: call")], [None, None]);
    }

    #[test]
    fn a_day_of_zeros_is_missing_and_tells_no_order() {
        for cell in ["0000-00-00", "00/00/0000", "0000-00-00 00:00:00", "00.00.0000", "1/0/1900", "1899-12-30"] {
            assert!(is_missing(cell), "{cell}");
        }
        assert!(!["0", "", "2025-00-00", "1/1/1900", "2000-01-01"].into_iter().any(is_missing));
        assert_eq!(order(["1/0/1900", "2025-04-03"].into_iter()), Told::Order(Order::YearFirst));
    }

    #[test]
    fn a_day_without_a_year_and_a_serial_number_are_told() {
        assert!(["3/14", "14.3.", "14 Mar", "Mar 14th", "3-14"].into_iter().all(lacks_year));
        assert!(!["3/14/2025", "14 Mar 2025", "14", "soon", "", "2025-03", "1/2/3"].into_iter().any(lacks_year));
        assert_eq!(serial("45721"), Some(ymd(2025, 3, 5)));
        assert_eq!(serial("45721.5"), Some(ymd(2025, 3, 5)));
        assert_eq!([serial("2025"), serial("99999"), serial("45,721"), serial("-45721"), serial("")], [None; 5]);
    }
}
