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

/// The first two numbers of a date whose year stands last.
fn slashed(cell: &str) -> Option<(u32, u32)> {
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

/// Reads one date in the given order. A two-digit year is of this century.
pub fn date(cell: &str, order: Order) -> Option<Date> {
    let parts = parts(date_part(cell));
    let [a, b, c] = parts.as_slice() else { return None };
    let (year, month, day) = match order {
        _ if a.len() == 4 => (*a, *b, *c),
        Order::DayFirst => (*c, *b, *a),
        Order::MonthFirst => (*c, *a, *b),
        // No cell of the column tells day from month: only 04/04/2025 comes here.
        Order::YearFirst => (*c, *a, *b),
    };
    let full = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
    Date::new(full.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Reads a time of day: `14:05`, `14:05:09`, `2:05 PM`.
pub fn time(cell: &str) -> Option<Time> {
    let cell = cell.trim().to_ascii_lowercase();
    let (clock, half) =
        match cell.strip_suffix("am").map(|c| (c, 0)).or_else(|| cell.strip_suffix("pm").map(|c| (c, 12))) {
            Some((clock, half)) => (clock.trim(), Some(half)),
            None => (cell.as_str(), None),
        };
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
        assert_eq!(time("2:05 PM"), Some(hms(14, 5, 0, 0)));
        assert_eq!(time("12:00am"), Some(hms(0, 0, 0, 0)));
        assert_eq!(time("25:00"), None);
        assert_eq!(time_part("2025-04-03T10:00"), Some("10:00"));
    }
}
