//! A log by its columns, from its reader to the table of touches, without a record or a touch of its own for any row.
//!
//! It is used where one log alone has touches, so that nothing is to be told apart; otherwise its rows are spelled out as
//! records, and go the way of all sources. Both ways give the same.

use super::record::{Details, Party, Record, When, Who};
use super::touch::{self, FLAGS, Feed, NUMBERS, Seen, TEXTS, Touches, Until};
use super::words::{Ask, Channel, Direction, Kind, Outcome, Warmth};
use crate::error::{Fault, Result};
use crate::input::accounting::{Accounting, Reason};
use crate::input::enums;
use jiff::Span;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::BTreeMap;

/// The rows of a log that are touches, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// Everyone whom they name, in the order in which they are met.
    pub parties: Vec<Party>,
    /// Of each row, its party's place.
    pub who: Vec<u32>,
    /// Those columns of the table of touches that the log has: `day`, `at`, `precision`, `direction`, `channel`, `kind`, `outcome`,
    /// `ask`, `warmth` and `row`, and any of the others.
    pub frame: DataFrame,
}

impl Typed {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.who.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.who.is_empty()
    }

    /// The rows as records.
    ///
    /// # Errors
    /// When the table was changed from outside.
    pub fn records(&self) -> Result<Vec<Record>> {
        let cells = Cells::of(&self.frame)?;
        let record = |i: usize| Record {
            when: cells.at.get(i).map_or(When::Day(cells.day(i)), When::At),
            who: Who::Contact(self.parties.get(self.who[i] as usize).cloned().unwrap_or_default(), cells.direction(i)),
            channel: cells.channel(i),
            kind: cells.kind(i),
            details: cells.details(i),
            ..Record::of_row(u64::from(cells.rows.get(i).unwrap_or(0)), cells.day(i))
        };
        Ok((0..self.len()).map(record).collect())
    }

    /// Adds the rows to touches of which there are none yet. `contacts` says how each party is called.
    ///
    /// # Errors
    /// When the table was changed from outside.
    pub fn add_to(
        self,
        touches: &mut Touches,
        contacts: &[String],
        mut account: Accounting,
        feed: Feed,
        until: Until,
    ) -> Result<()> {
        let Typed { mut who, mut frame, .. } = self;
        no_replies(&frame, &who, contacts, &mut account)?;
        if is_newest_first(&frame)? {
            frame = frame.reverse();
            who.reverse();
        }
        let span = Seen::span(days(&frame)?.iter().flatten());
        let kept = within(&frame, until, &mut account)?;
        if kept.contains(&false) {
            frame = frame.filter(&BooleanChunked::from_slice("kept".into(), &kept))?;
            let mut kept = kept.into_iter();
            who.retain(|_| kept.next().unwrap_or(false));
        }
        let seen = seen(&frame)?;
        let source = touch::source(&account.source, seen, until, feed, false, span);
        touches.accounts.push(account);
        let Some(source) = source else { return Ok(()) };
        touches.frame = whole(frame, &who, contacts, touches.sources.len() as u32)?;
        touches.sources.push(source);
        Ok(())
    }
}

/// The table of touches, with the columns that the log has not.
fn whole(frame: DataFrame, who: &[u32], contacts: &[String], source: u32) -> Result<DataFrame> {
    let height = frame.height();
    let names = StringChunked::from_iter_values("contact".into(), contacts.iter().map(String::as_str));
    let contact = names.take(&IdxCa::from_slice("who".into(), who))?.into_column();
    let mut given = frame.into_columns();
    given.push(contact);
    given.push(Column::new_scalar("source".into(), Scalar::from(source), height));
    let columns = touch::frame(&[], source)?.into_columns().into_iter().map(|like| {
        let found = given.iter().position(|column| column.name() == like.name());
        found
            .map(|i| given.swap_remove(i))
            .unwrap_or_else(|| Column::full_null(like.name().clone(), height, like.dtype()))
    });
    Ok(DataFrame::new(height, columns.collect())?)
}

fn days(frame: &DataFrame) -> Result<Int32Chunked> {
    Ok(frame.column("day")?.cast(&DataType::Int32)?.i32()?.clone())
}

/// Whether more rows are followed by one of an earlier day than by one of a later day.
fn is_newest_first(frame: &DataFrame) -> Result<bool> {
    let days: Vec<i32> = days(frame)?.iter().flatten().collect();
    let count = |f: fn(&i32, &i32) -> bool| days.windows(2).filter(|pair| f(&pair[0], &pair[1])).count();
    Ok(count(|a, b| a > b) > count(|a, b| a < b))
}

/// Enters what came in and is nobody's answer.
fn no_replies(frame: &DataFrame, who: &[u32], contacts: &[String], account: &mut Accounting) -> Result<()> {
    let (directions, kinds) = (codes(frame, "direction")?, codes(frame, "kind")?);
    let rows = frame.column("row")?.u32()?;
    for (i, _) in directions.iter().enumerate().filter(|(_, d)| **d == Direction::In as u32) {
        let kind = Kind::ALL.get(kinds[i] as usize).copied();
        if let Some(words) = kind.and_then(touch::no_reply) {
            let contact = contacts.get(who[i] as usize).map_or("", String::as_str);
            let fault = Fault::new(words).row(u64::from(rows.get(i).unwrap_or(0))).found(contact);
            account.leave_out_answer(Reason::rule(words), fault);
        }
    }
    Ok(())
}

/// Which rows count; the account says why the others do not.
fn within(frame: &DataFrame, until: Until, account: &mut Accounting) -> Result<Vec<bool>> {
    let (days, rows) = (days(frame)?, frame.column("row")?.u32()?);
    let last = until.as_of.or(until.today).map_or(i32::MAX, touch::epoch_day);
    let mut kept = Vec::with_capacity(frame.height());
    for (i, day) in days.iter().enumerate() {
        let day = day.unwrap_or(0);
        kept.push(day <= last);
        if let Some((reason, fault)) =
            Some(day).filter(|day| *day > last).and_then(|day| touch::beyond(date(day), until))
        {
            account.leave_out_row(reason, fault.row(u64::from(rows.get(i).unwrap_or(0))));
        }
    }
    Ok(kept)
}

/// What the rows that count tell of their source.
fn seen(frame: &DataFrame) -> Result<Seen> {
    let days = days(frame)?;
    let mut has = vec![false; Channel::ALL.len()];
    for code in codes(frame, "channel")? {
        if let Some(has) = has.get_mut(code as usize) {
            *has = true;
        }
    }
    let channels = Channel::ALL.iter().zip(has).filter(|(_, has)| *has).map(|(channel, _)| *channel).collect();
    Ok(Seen { span: Seen::span(days.iter().flatten()), channels, last_is_undated: false })
}

/// The codes of a column of words; what is null has none.
fn codes(frame: &DataFrame, name: &str) -> Result<Vec<u32>> {
    enums::codes_or(frame.column(name)?, u32::MAX)
}

/// A day counted from 1970.
pub(super) fn date(day: i32) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(Span::new().days(day)).unwrap_or(epoch)
}

/// The cells of the table of touches, row by row, for what looks at single rows.
pub(super) struct Cells<'a> {
    days: Int32Chunked,
    pub at: Int64Chunked,
    pub rows: &'a UInt32Chunked,
    words: BTreeMap<&'static str, Vec<u32>>,
    texts: BTreeMap<&'static str, &'a StringChunked>,
    flags: BTreeMap<&'static str, &'a BooleanChunked>,
    numbers: BTreeMap<&'static str, &'a UInt32Chunked>,
}

impl<'a> Cells<'a> {
    pub fn of(frame: &'a DataFrame) -> Result<Cells<'a>> {
        let mut cells = Cells {
            days: days(frame)?,
            at: frame.column("at")?.cast(&DataType::Int64)?.i64()?.clone(),
            rows: frame.column("row")?.u32()?,
            words: BTreeMap::new(),
            texts: BTreeMap::new(),
            flags: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        for name in ["direction", "channel", "kind", "outcome", "ask", "warmth"] {
            cells.words.insert(name, codes(frame, name)?);
        }
        let has = |name: &&'static str| frame.schema().contains(name);
        for name in TEXTS.into_iter().filter(has) {
            cells.texts.insert(name, frame.column(name)?.str()?);
        }
        for name in FLAGS.into_iter().filter(has) {
            cells.flags.insert(name, frame.column(name)?.bool()?);
        }
        for name in NUMBERS.into_iter().filter(has) {
            cells.numbers.insert(name, frame.column(name)?.u32()?);
        }
        Ok(cells)
    }

    pub fn day(&self, i: usize) -> Date {
        date(self.days.get(i).unwrap_or(0))
    }

    pub fn direction(&self, i: usize) -> Direction {
        self.word("direction", Direction::ALL, i).unwrap_or(Direction::Out)
    }

    pub fn channel(&self, i: usize) -> Channel {
        self.word("channel", Channel::ALL, i).unwrap_or(Channel::Other)
    }

    pub fn kind(&self, i: usize) -> Kind {
        self.word("kind", Kind::ALL, i).unwrap_or(Kind::Message)
    }

    pub fn details(&self, i: usize) -> Details {
        Details {
            outcome: self.word("outcome", Outcome::ALL, i),
            ask: self.word("ask", Ask::ALL, i),
            warmth: self.word("warmth", Warmth::ALL, i),
            texts: self.texts.iter().filter_map(|(name, c)| Some((*name, c.get(i)?.to_owned()))).collect(),
            flags: self.flags.iter().filter_map(|(name, c)| Some((*name, c.get(i)?))).collect(),
            numbers: self.numbers.iter().filter_map(|(name, c)| Some((*name, c.get(i)?))).collect(),
            written: None,
        }
    }

    fn word<W: Copy>(&self, name: &str, all: &[W], i: usize) -> Option<W> {
        let code = self.words.get(name).and_then(|codes| codes.get(i))?;
        all.get(*code as usize).copied()
    }
}
