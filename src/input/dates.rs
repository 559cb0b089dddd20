//! A column of dates, read as one: the order of day and month is told from the whole column, never cell by cell.

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
        let Some((a, b)) = slashed(cell) else { continue };
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
    cell.trim().split([' ', 'T']).next().unwrap_or("")
}

fn parts(date: &str) -> Vec<&str> {
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    if parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) { parts } else { Vec::new() }
}

/// A date with a month in English words: `Mar 5, 2025`, `3 March 2025`, `09-Feb-2025`, `Sunday, February 9, 2025`.
fn named_month(cell: &str) -> Option<(&str, i8, &str)> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words: Vec<&str> = cell.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_month = |word: &str| {
        let start = word.get(..3)?.to_ascii_lowercase();
        let month = MONTHS.iter().position(|m| *m == start)?;
        word.bytes().all(|b| b.is_ascii_alphabetic()).then_some(month as i8 + 1)
    };
    let month = words.iter().find_map(|w| is_month(w))?;
    let mut numbers = words.iter().filter(|w| w.bytes().all(|b| b.is_ascii_digit()));
    let (a, b) = (numbers.next()?, numbers.next()?);
    if a.len() == 4 { Some((b, month, a)) } else { Some((a, month, b)) }
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
    let cell = cell.trim().to_ascii_lowercase();
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
        return cell.contains(':').then(|| cell.rsplit(' ').find(|word| word.contains(':'))).flatten();
    }
    let rest = cell.trim().split_once([' ', 'T'])?.1.trim();
    (!rest.is_empty()).then_some(rest)
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
        assert_eq!(time("10:00:00.000"), Some(hms(10, 0, 0, 0)));
        assert_eq!(time("2:05 PM"), Some(hms(14, 5, 0, 0)));
        assert_eq!(time("12:00am"), Some(hms(0, 0, 0, 0)));
        assert_eq!(time("25:00"), None);
        assert_eq!(time_part("2025-04-03T10:00"), Some("10:00"));
    }
}
