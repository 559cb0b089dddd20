//! Single cells of a row, read for what they are to say.

use super::rows::Log;
use super::status;
use crate::error::{Fault, nearest};
use crate::input::dates;
use crate::outreach::words::{Direction, Kind};
use jiff::Timestamp;
use jiff::civil::Date;

impl Log<'_> {
    /// A cell as it stands.
    pub(super) fn raw(&self, our: &'static str, i: usize) -> Option<&str> {
        self.cells.get(our).and_then(|c| c.get(i)).map(str::trim)
    }

    /// A cell, in our words where a preset knows its own.
    pub(super) fn cell(&self, our: &'static str, i: usize) -> Option<&str> {
        let cell = self.raw(our, i)?;
        let sketch = self.columns.sketch.filter(|_| !self.columns.mapped.contains(&our));
        Some(sketch.map_or(cell, |sketch| sketch.value(our, cell)))
    }

    /// A cell that says something: `-` and `n/a` do not.
    pub(super) fn said(&self, our: &'static str, i: usize) -> Option<&str> {
        self.cell(our, i).filter(|c| !status::is_nothing(c))
    }

    pub(super) fn wrong(&self, our: &'static str, i: usize, what: &str) -> Fault {
        let column = self.columns.of.get(our).map_or(our, String::as_str);
        Fault::new(what).column(column).found(self.raw(our, i).unwrap_or("(blank)"))
    }

    /// The day of a row; and the moment, where the date cell holds one with its offset.
    pub(super) fn day(&self, i: usize) -> Result<(Date, Option<i64>), Fault> {
        let wrong = |what: &str| {
            self.wrong("date", i, what).accepted("a date such as 2025-03-14 or 14 Mar 2025").remedy("correct the date")
        };
        let cell = self.said("date", i).ok_or_else(|| wrong("no date"))?;
        let (day, at) = match cell.parse::<Timestamp>() {
            Ok(stamp) => (stamp.to_zoned(self.context.timezone.clone()).date(), Some(stamp.as_millisecond())),
            Err(_) => {
                let day = self.days.date("date", cell).ok_or_else(|| match () {
                    _ if dates::looks_like_a_date(cell) => wrong("impossible date"),
                    _ if dates::lacks_year(cell) => wrong("date without a year").remedy("write the year too"),
                    _ => wrong("not a date"),
                })?;
                (day, None)
            }
        };
        plausible(day).map(|day| (day, at)).ok_or_else(|| {
            let (first, last) = (dates::YEARS.start(), dates::YEARS.end());
            wrong("impossible date").accepted(format!("a year from {first} to {last}"))
        })
    }

    /// The moment of a row whose time of day is known, from the time column or from behind the date.
    pub(super) fn clock(&self, day: Date, i: usize) -> Result<Option<i64>, Fault> {
        let own = self.cell("time", i);
        let Some(clock) = own.or_else(|| self.cell("date", i).and_then(dates::time_part)) else { return Ok(None) };
        let time = dates::time(clock).ok_or_else(|| {
            self.wrong(if own.is_some() { "time" } else { "date" }, i, "not a time")
                .accepted("a time such as 14:05 or 2:05 PM")
                .remedy("correct the time; the day is used without it")
        })?;
        let at = day.to_datetime(time).to_zoned(self.context.timezone.clone());
        Ok(at.ok().map(|z| z.timestamp().as_millisecond()))
    }

    pub(super) fn word<W>(
        &self,
        our: &'static str,
        i: usize,
        parse: fn(&str) -> Option<W>,
        words: &[&str],
    ) -> Result<Option<W>, Fault> {
        let Some(cell) = self.cell(our, i) else { return Ok(None) };
        if self.columns.one_row_a_person() && status::is_nothing(cell) {
            return Ok(None);
        }
        let word = parse(cell).ok_or_else(|| {
            let near = nearest(cell, words.iter().copied());
            let remedy = near.map_or("use one of those words".to_owned(), |n| format!("did you mean \"{n}\"?"));
            self.wrong(our, i, &format!("unknown {our}")).accepted(words.join(", ")).remedy(remedy)
        })?;
        Ok(Some(word))
    }

    pub(super) fn direction(&self, i: usize, said: Option<Direction>, kind: Kind) -> Result<Direction, Fault> {
        let usual = match kind {
            Kind::Meeting => Some(Direction::Mutual),
            Kind::Bounce | Kind::AutoReply => Some(Direction::In),
            // A row with its own reply column is a message that was sent.
            _ if !self.columns.has("direction") => Some(Direction::Out),
            _ => None,
        };
        said.or(usual).ok_or_else(|| {
            self.wrong("direction", i, "no direction")
                .accepted(Direction::WORDS.join(", "))
                .remedy("say who wrote: out is you, in is them")
        })
    }

    pub(super) fn number(&self, name: &'static str, i: usize) -> Result<Option<u32>, Fault> {
        let Some(cell) = self.cell(name, i) else { return Ok(None) };
        let number = cell.parse().map_err(|_| {
            self.wrong(name, i, "not a count").accepted("a whole number").remedy("correct the cell or leave it blank")
        })?;
        Ok(Some(number))
    }
}

/// A day of a year that a log can honestly hold.
pub(super) fn plausible(day: Date) -> Option<Date> {
    dates::YEARS.contains(&day.year()).then_some(day)
}
