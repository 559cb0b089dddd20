//! The dates of an export: written by a machine, in one of several ways over the years.

use super::table::Column;
use crate::error::Result;
use crate::input::dates::{self, Order, Told};
use crate::outreach::read::log;
use crate::outreach::record::When;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// What a machine writes it means, as long as it is of this time at all.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2099;

/// Nothing on LinkedIn is older.
const FIRST_YEAR: i16 = 2003;

/// How a column of dates is to be read.
pub(super) struct Dates {
    order: Order,
    why: &'static str,
}

/// A day, and the moment where the clock is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The day as it is written.
    pub day: Date,
    /// Milliseconds since 1970 UTC.
    pub at: Option<i64>,
}

impl Moment {
    /// As records have it.
    pub fn when(self) -> When {
        self.at.map_or(When::Day(self.day), When::At)
    }

    /// To the minute, as all exports have it: some give no seconds.
    pub fn minute(self) -> String {
        self.at.map_or_else(|| self.day.to_string(), |at| at.div_euclid(60_000).to_string())
    }

    /// Whether it is dated before there was a LinkedIn.
    pub fn is_early(self) -> bool {
        self.day.year() < FIRST_YEAR
    }
}

impl Dates {
    /// Tells the order of day and month: as the user says, else from the whole column, else by LinkedIn's own style.
    ///
    /// # Errors
    /// When none of these tells it.
    pub fn told(column: &Column, header: &str, file: &str, said: Option<Order>) -> Result<Dates> {
        if let Some(order) = said {
            return Ok(Dates { order, why: "as told" });
        }
        let cells: Vec<String> = column.iter().map(tidy).collect();
        let all = || cells.iter().map(String::as_str);
        if matches!(dates::order(all()), Told::Ambiguous(_)) && all().filter(|c| c.contains('/')).all(is_own_style) {
            return Ok(Dates { order: Order::MonthFirst, why: "as LinkedIn writes them" });
        }
        let order = log::told_order(all(), header, file)?;
        Ok(Dates { order, why: "as the whole column says" })
    }

    /// What the account should say of it.
    pub fn note(&self) -> Option<String> {
        let words = match self.order {
            Order::YearFirst => return None,
            Order::DayFirst => "day",
            Order::MonthFirst => "month",
        };
        Some(format!("dates were read with the {words} first, {}", self.why))
    }

    /// Reads a date, with its time where there is one: in UTC, as LinkedIn writes it.
    ///
    /// # Errors
    /// When it is none, or none that can be; in a few words.
    pub fn read(&self, cell: &str) -> Result<Moment, &'static str> {
        let cell = tidy(cell);
        if let Ok(stamp) = cell.parse::<Timestamp>() {
            let day = plausible(stamp.to_zoned(TimeZone::UTC).date())?;
            return Ok(Moment { day, at: Some(stamp.as_millisecond()) });
        }
        let what = match (cell.is_empty(), dates::looks_like_a_date(&cell)) {
            (true, _) => "no date",
            (_, true) => "impossible date",
            _ => "not a date",
        };
        let day = plausible(dates::date(&cell, self.order).ok_or(what)?)?;
        let at = clock(&cell).and_then(|time| day.to_datetime(time).to_zoned(TimeZone::UTC).ok());
        Ok(Moment { day, at: at.map(|at| at.timestamp().as_millisecond()) })
    }
}

fn plausible(day: Date) -> Result<Date, &'static str> {
    if YEARS.contains(&day.year()) { Ok(day) } else { Err("impossible date") }
}

/// `3/4/19, 10:11 AM` without its comma, and with plain spaces.
fn tidy(cell: &str) -> String {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let mut words = words.into_iter();
    let first = words.next().unwrap_or("");
    let is_number = first.starts_with(|c: char| c.is_ascii_digit());
    let first = if is_number { first.trim_end_matches(',') } else { first };
    std::iter::once(first).chain(words).collect::<Vec<_>>().join(" ")
}

/// `3/4/19 10:11 AM`: month, day and a year of two digits, with a clock of twelve hours.
fn is_own_style(cell: &str) -> bool {
    let year = cell.split(' ').next().and_then(|date| date.rsplit('/').next());
    year.is_some_and(|y| y.len() == 2) && (cell.ends_with(" AM") || cell.ends_with(" PM"))
}

/// The time of day behind a date, in UTC.
fn clock(cell: &str) -> Option<Time> {
    let start = cell.find(':').map(|colon| cell[..colon].rfind([' ', 'T']).map_or(0, |before| before + 1))?;
    let zones = ["UTC", "GMT", "Z"];
    let clock = zones.iter().fold(&cell[start..], |rest, zone| rest.strip_suffix(zone).unwrap_or(rest));
    dates::time(clock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(cell: &str, order: Order) -> Result<Moment, &'static str> {
        Dates { order, why: "" }.read(cell)
    }

    fn at(text: &str) -> Option<i64> {
        Some(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn every_way_of_writing_is_read() {
        let day = date(2019, 3, 4);
        let with_clock = Ok(Moment { day, at: at("2019-03-04T10:11:12Z") });
        for cell in ["2019-03-04 10:11:12 UTC", "2019-03-04 10:11:12", "2019-03-04T10:11:12Z", "2019-03-04T10:11:12"] {
            assert_eq!(read(cell, Order::YearFirst), with_clock, "{cell}");
        }
        let to_the_minute = Ok(Moment { day, at: at("2019-03-04T22:11:00Z") });
        for cell in ["3/4/19, 10:11 PM", "3/4/19, 10:11\u{202f}PM", "Mar 4, 2019, 10:11 PM", "03/04/2019 22:11"] {
            assert_eq!(read(cell, Order::MonthFirst), to_the_minute, "{cell}");
        }
        for cell in ["04 Mar 2019", "04/03/2019", "2019-03-04"] {
            assert_eq!(read(cell, Order::DayFirst), Ok(Moment { day, at: None }), "{cell}");
        }
    }

    #[test]
    fn what_cannot_be_is_told_apart_from_what_is_no_date() {
        assert_eq!(read("1842-07-10 08:14:00 UTC", Order::YearFirst).map(|m| m.is_early()), Ok(true));
        for cell in ["1601-01-01 00:00:00 UTC", "2106-02-07 06:28:15 UTC", "2019-02-30", "2019-13-01 10:00:00 UTC"] {
            assert_eq!(read(cell, Order::YearFirst), Err("impossible date"), "{cell}");
        }
        assert_eq!(read("", Order::YearFirst), Err("no date"));
        for cell in ["soon", "é:é", ":", "T:"] {
            assert_eq!(read(cell, Order::YearFirst), Err("not a date"), "{cell}");
        }
    }

    #[test]
    fn only_linkedins_own_style_says_by_itself_which_is_the_month() {
        assert!(is_own_style("3/4/19 10:11 AM"));
        for cell in ["04/03/2019", "3/4/19", "04/03/2019 10:11 AM", "3/4/19 10:11 am"] {
            assert!(!is_own_style(cell), "{cell}");
        }
    }
}
