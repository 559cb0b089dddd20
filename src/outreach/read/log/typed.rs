//! Logs by their columns: each text of a column is read once, by what reads the cells of a row, and every row takes what its texts
//! mean. A row in which any cell cannot be read is read as a row after all, so that faults are told in one place.
//!
//! It serves logs that have the tracker's columns and no others of ours: sheets of people, columns of replies and presets are
//! read row by row.

use super::columns::Columns;
use super::days::{Cells, Days};
use super::names::COLUMNS;
use super::rows::{Counted, Log, usual_kind};
use crate::error::Result;
use crate::input::distinct::Distinct;
use crate::input::{Sheet, dates, enums, threads};
use crate::outreach::read::Context;
use crate::outreach::record::{Found, Party, Record, When, Who};
use crate::outreach::touch::{FLAGS, NUMBERS, TEXTS, epoch_day};
use crate::outreach::typed::Typed;
use crate::outreach::words::{self, Ask, Channel, Direction, Kind, Outcome, Precision, Warmth};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use polars::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// In place of a word: a blank cell.
const BLANK: u8 = 254;
/// In place of a word: a cell that its row must be asked about.
const ODD: u8 = 255;
/// In place of a moment: none.
const NO_MOMENT: i64 = i64::MIN;

/// Reads a log by its columns; `None` of one that must be read row by row.
///
/// # Errors
/// When the order of day and month cannot be told.
pub(super) fn read(sheet: &Sheet, columns: &Columns, context: &Context) -> Result<Option<Found>> {
    if !columns.has("direction") || columns.sketch.is_some() || !columns.of.keys().all(|our| COLUMNS.contains(our)) {
        return Ok(None);
    }
    let Some(texts) = Texts::of(sheet, columns)? else { return Ok(None) };
    let days = Days::of(&texts.cells, columns, context.order, &sheet.name)?;
    let log = Log::of_messages(sheet, columns, context, texts.cells.clone(), days);
    let mut account = sheet.account.clone();
    log.notes(&mut account);
    let (mut rows, odd) = rows(&log, &texts)?;
    let Log { days, .. } = log;
    let sheet_of_odd = sheet.at(&odd)?;
    let mut cells = Cells::new();
    for (our, header) in columns.of.iter().filter(|_| !odd.is_empty()) {
        cells.insert(*our, sheet_of_odd.strings(header)?);
    }
    let log = Log::of_messages(&sheet_of_odd, columns, context, cells, days);
    let mut counted = Counted::default();
    for (k, place) in odd.iter().enumerate() {
        let (mut unread, row) = (Vec::new(), sheet_of_odd.row(k));
        match log.records(k, &mut unread, &mut counted) {
            Ok(records) => {
                let [record] = records.as_slice() else { return Ok(None) };
                rows.patch(*place as usize, record, context.timezone);
                unread.into_iter().for_each(|left| account.leave_out_answer(left.reason, left.fault.row(row)));
            }
            Err(left) => {
                rows.kept[*place as usize] = false;
                account.leave_out_row(left.reason, left.fault.row(row));
            }
        }
    }
    counted.notes().into_iter().for_each(|note| account.note(note));
    let typed = rows.finish(sheet, columns)?;
    Ok(Some(Found { typed: Some(typed), account, ..Found::default() }))
}

/// The columns whose cells mean something, by their texts.
struct Texts {
    distinct: BTreeMap<&'static str, Distinct>,
    /// The texts themselves, in the order of their codes: a sheet in which each text stands once.
    cells: Cells,
}

impl Texts {
    /// `None` where serial numbers stand among the dates: whether they are dates depends on how many rows have them.
    fn of(sheet: &Sheet, columns: &Columns) -> Result<Option<Texts>> {
        let mut texts = Texts { distinct: BTreeMap::new(), cells: Cells::new() };
        for (our, header) in columns.of.iter().filter(|(our, _)| !TEXTS.contains(our) && **our != "note") {
            let distinct = sheet.distinct(header)?;
            if *our == "date" && distinct.said().any(|text| dates::serial(text).is_some()) {
                return Ok(None);
            }
            let all = distinct.texts().iter().map(Option::as_deref);
            texts.cells.insert(our, StringChunked::from_iter_options((*our).into(), all));
            texts.distinct.insert(our, distinct);
        }
        Ok(Some(texts))
    }

    fn len(&self, our: &str) -> usize {
        self.distinct.get(our).map_or(1, |d| d.texts().len())
    }

    /// What each row's text means, by what each text means; of a column that is not there, every row is blank.
    fn column<M>(&self, our: &str, meaning: impl Fn(usize) -> M) -> Meant<'_, M> {
        let codes = self.distinct.get(our).map_or(Cow::Borrowed(&[][..]), Distinct::codes);
        Meant { codes, meanings: (0..self.len(our)).map(meaning).collect() }
    }

    /// A column of words.
    fn words<W>(&self, log: &Log, our: &'static str, word: fn(&str) -> Option<W>, code: fn(W) -> u8) -> Meant<'_, u8> {
        self.column(our, |k| match log.word(our, k, word, &[]) {
            Ok(word) => word.map_or(BLANK, code),
            Err(_) => ODD,
        })
    }
}

/// A column, by what its texts mean.
struct Meant<'a, M> {
    codes: Cow<'a, [u32]>,
    meanings: Vec<M>,
}

impl<M: Copy> Meant<'_, M> {
    /// What row `i` says.
    fn get(&self, i: usize) -> M {
        self.meanings[self.codes.get(i).map_or(0, |code| *code as usize)]
    }
}

/// What a time of day may be.
#[derive(Clone, Copy, PartialEq)]
enum Clock {
    None,
    At(Time),
    Odd,
}

impl Clock {
    fn of(cell: Option<&str>) -> Clock {
        cell.map_or(Clock::None, |cell| dates::time(cell).map_or(Clock::Odd, Clock::At))
    }
}

/// What a date says.
#[derive(Clone, Copy)]
struct Dated {
    day: Date,
    number: i32,
    /// The moment, where the cell holds one with its offset.
    stamp: Option<i64>,
    /// The time of day that stands behind the date.
    clock: Clock,
    /// The day's beginning in milliseconds since 1970 UTC, where all of the day and the hours beside it have one offset.
    midnight: Option<i64>,
}

impl Dated {
    fn of(log: &Log, k: usize) -> Option<Dated> {
        let (day, stamp) = log.day(k).ok()?;
        let clock = Clock::of(log.cell("date", k).and_then(dates::time_part));
        let midnight = steady_midnight(day, log.context.timezone);
        Some(Dated { day, number: epoch_day(day), stamp, clock, midnight })
    }

    /// The day and the moment of a row with this date and a time column's cell; `None` of an odd one.
    fn moment(&self, own: Clock, timezone: &TimeZone) -> Option<(i32, i64)> {
        if let Some(at) = self.stamp {
            return Some((self.number, at));
        }
        let time = match if own == Clock::None { self.clock } else { own } {
            Clock::None => return Some((self.number, NO_MOMENT)),
            Clock::Odd => return None,
            Clock::At(time) => time,
        };
        if let Some(midnight) = self.midnight {
            let [hours, minutes, seconds] = [time.hour(), time.minute(), time.second()].map(i64::from);
            return Some((self.number, midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000));
        }
        Some(match self.day.to_datetime(time).to_zoned(timezone.clone()) {
            Ok(zoned) => (epoch_day(zoned.date()), zoned.timestamp().as_millisecond()),
            Err(_) => (self.number, NO_MOMENT),
        })
    }
}

/// When a day began, unless clocks are changed in it or near it.
fn steady_midnight(day: Date, timezone: &TimeZone) -> Option<i64> {
    let noon = day.at(12, 0, 0, 0).to_zoned(timezone.clone()).ok()?.timestamp();
    let near: Span = 36.hours();
    let (from, to) = (noon.checked_sub(near).ok()?, noon.checked_add(near).ok()?);
    let next = timezone.following(from).next().map(|change| change.timestamp());
    next.is_none_or(|change| change > to).then(|| noon.as_millisecond() - 12 * 3_600_000)
}

/// What all rows say, column by column.
struct Rows {
    parties: Vec<Party>,
    who: Vec<u32>,
    day: Vec<i32>,
    at: Vec<i64>,
    direction: Vec<u8>,
    channel: Vec<u8>,
    kind: Vec<u8>,
    outcome: Vec<u8>,
    ask: Vec<u8>,
    warmth: Vec<u8>,
    flags: BTreeMap<&'static str, Vec<Option<bool>>>,
    numbers: BTreeMap<&'static str, Vec<Option<u32>>>,
    /// Whether a row is used.
    kept: Vec<bool>,
}

/// All rows, and the places of those that must be asked about.
fn rows(log: &Log, texts: &Texts) -> Result<(Rows, Vec<IdxSize>)> {
    let height = log.sheet.height();
    let dates = texts.column("date", |k| Dated::of(log, k));
    let clocks = texts.column("time", |k| Clock::of(log.cell("time", k)));
    let parties: Vec<Party> =
        threads::in_stretches(texts.len("contact"), |stretch| stretch.map(|k| log.person(k)).collect());
    let who = texts.column("contact", |k| (k as u32, !parties[k].is_unknown()));
    let directions = texts.words(log, "direction", Direction::parse, |w| w as u8);
    let channels = texts.words(log, "channel", Channel::parse, |w| w as u8);
    let mut kinds = texts.words(log, "kind", Kind::parse, |w| w as u8);
    for (k, kind) in kinds.meanings.iter_mut().enumerate() {
        *kind = if log.cell("kind", k).is_some_and(super::is_note) { ODD } else { *kind };
    }
    let outcomes = texts.words(log, "outcome", Outcome::parse, |w| w as u8);
    let asks = texts.words(log, "ask", Ask::parse, |w| w as u8);
    let warmths = texts.words(log, "warmth", Warmth::parse, |w| w as u8);
    let numbers = NUMBERS.map(|name| texts.column(name, |k| log.number(name, k).map_err(drop)));
    let usual = Usual::table(log);
    let part = |stretch: Range<usize>| {
        let mut rows = Rows::with_capacity(stretch.len());
        let mut odd = Vec::new();
        for i in stretch {
            let said = [directions.get(i), channels.get(i), kinds.get(i)];
            let (place, is_known) = who.get(i);
            let moment = dates.get(i).and_then(|date| date.moment(clocks.get(i), log.context.timezone));
            let told = [outcomes.get(i), asks.get(i), warmths.get(i)];
            let usual = usual.get(said);
            if !is_known
                || moment.is_none()
                || usual.is_none()
                || told.contains(&ODD)
                || numbers.iter().any(|n| n.get(i).is_err())
            {
                odd.push(i as IdxSize);
            }
            rows.push(place, moment.unwrap_or_default(), usual.unwrap_or_default(), told);
        }
        vec![(rows, odd)]
    };
    let mut parts = threads::in_stretches(height, part).into_iter();
    let (mut rows, mut odd) = parts.next().unwrap_or_else(|| (Rows::with_capacity(0), Vec::new()));
    for (part, odd_of_part) in parts {
        rows.append(part);
        odd.extend(odd_of_part);
    }
    rows.parties = parties;
    rows.columns_of_details(log, texts, &numbers);
    Ok((rows, odd))
}

/// Direction, channel and kind of a row, by what its cells say of each; a blank may follow from the others.
struct Usual(Vec<Option<[u8; 3]>>);

impl Usual {
    /// Words of the longest list, and blank.
    const WIDTH: usize = 16;

    fn table(log: &Log) -> Usual {
        let of = |place: usize| {
            let [direction, channel, kind] =
                [place / Self::WIDTH / Self::WIDTH, place / Self::WIDTH % Self::WIDTH, place % Self::WIDTH];
            let direction = Direction::ALL.get(direction).copied();
            let channel = Channel::ALL.get(channel).copied().unwrap_or(Channel::Other);
            let kind = Kind::ALL.get(kind).copied().unwrap_or_else(|| usual_kind(channel, direction));
            let direction = log.direction(0, direction, kind).ok()?;
            Some([direction as u8, channel as u8, kind as u8])
        };
        Usual((0..Self::WIDTH.pow(3)).map(of).collect())
    }

    /// `None` where one of them cannot be told.
    fn get(&self, said: [u8; 3]) -> Option<[u8; 3]> {
        if said.contains(&ODD) {
            return None;
        }
        let place = said.iter().fold(0, |place, word| place * Self::WIDTH + (*word as usize).min(Self::WIDTH - 1));
        self.0.get(place).copied().flatten()
    }
}

impl Rows {
    fn with_capacity(height: usize) -> Rows {
        let bytes = || Vec::with_capacity(height);
        Rows {
            parties: Vec::new(),
            who: Vec::with_capacity(height),
            day: Vec::with_capacity(height),
            at: Vec::with_capacity(height),
            direction: bytes(),
            channel: bytes(),
            kind: bytes(),
            outcome: bytes(),
            ask: bytes(),
            warmth: bytes(),
            flags: BTreeMap::new(),
            numbers: BTreeMap::new(),
            kept: vec![true; height],
        }
    }

    fn push(&mut self, who: u32, (day, at): (i32, i64), [direction, channel, kind]: [u8; 3], told: [u8; 3]) {
        self.who.push(who);
        self.day.push(day);
        self.at.push(at);
        self.direction.push(direction);
        self.channel.push(channel);
        self.kind.push(kind);
        let [outcome, ask, warmth] = told;
        self.outcome.push(outcome);
        self.ask.push(ask);
        self.warmth.push(warmth);
    }

    /// Adds the rows that follow.
    fn append(&mut self, mut more: Rows) {
        self.who.append(&mut more.who);
        self.day.append(&mut more.day);
        self.at.append(&mut more.at);
        for (all, more) in self.words().into_iter().zip(more.words()) {
            all.append(more);
        }
        self.kept.append(&mut more.kept);
    }

    /// The columns of words.
    fn words(&mut self) -> [&mut Vec<u8>; 6] {
        let Rows { direction, channel, kind, outcome, ask, warmth, .. } = self;
        [direction, channel, kind, outcome, ask, warmth]
    }

    /// Flags and numbers, as far as the log has them.
    fn columns_of_details(&mut self, log: &Log, texts: &Texts, numbers: &[Meant<Result<Option<u32>, ()>>]) {
        let height = self.who.len();
        for name in FLAGS.into_iter().filter(|name| texts.distinct.contains_key(name)) {
            let flags = texts.column(name, |k| log.cell(name, k).and_then(words::flag));
            self.flags.insert(name, (0..height).map(|i| flags.get(i)).collect());
        }
        for (name, numbers) in NUMBERS.into_iter().zip(numbers).filter(|(name, _)| texts.distinct.contains_key(name)) {
            self.numbers.insert(name, (0..height).map(|i| numbers.get(i).ok().flatten()).collect());
        }
    }

    /// Puts a record in the place of its row. Texts and flags can be read in any row.
    fn patch(&mut self, i: usize, record: &Record, timezone: &TimeZone) {
        (self.day[i], self.at[i]) = match record.when {
            When::Day(day) | When::After(day) => (epoch_day(day), NO_MOMENT),
            When::At(at) => {
                let stamp = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
                (epoch_day(stamp.to_zoned(timezone.clone()).date()), at)
            }
        };
        if let Who::Contact(party, direction) = &record.who {
            self.who[i] = self.parties.len() as u32;
            self.parties.push(party.clone());
            self.direction[i] = *direction as u8;
        }
        (self.channel[i], self.kind[i]) = (record.channel as u8, record.kind as u8);
        let details = &record.details;
        self.outcome[i] = details.outcome.map_or(BLANK, |w| w as u8);
        self.ask[i] = details.ask.map_or(BLANK, |w| w as u8);
        self.warmth[i] = details.warmth.map_or(BLANK, |w| w as u8);
        for (name, numbers) in &mut self.numbers {
            numbers[i] = details.numbers.get(name).copied();
        }
    }

    /// The columns of the rows that are used, and everyone whom they name in the order in which they do.
    fn finish(mut self, sheet: &Sheet, columns: &Columns) -> Result<Typed> {
        let mut frame = vec![
            Column::new("day".into(), std::mem::take(&mut self.day)).cast(&DataType::Date)?,
            moments(&self.at)?,
            enums::column("precision", Precision::WORDS, self.at.iter().map(|at| Some(precision(*at) as u32)))?,
        ];
        let told = |code: &u8| (*code < BLANK).then_some(u32::from(*code));
        let columns_of_words = [
            ("direction", Direction::WORDS, &self.direction),
            ("channel", Channel::WORDS, &self.channel),
            ("kind", Kind::WORDS, &self.kind),
            ("outcome", Outcome::WORDS, &self.outcome),
            ("ask", Ask::WORDS, &self.ask),
            ("warmth", Warmth::WORDS, &self.warmth),
        ];
        let column = |k: usize| {
            let (name, words, codes) = columns_of_words[k];
            enums::column(name, words, codes.iter().map(told))
        };
        for column in threads::in_threads(columns_of_words.len(), column) {
            frame.push(column?);
        }
        for name in TEXTS {
            if let Some(header) = columns.of.get(name) {
                frame.push(trimmed(sheet.strings(header)?).with_name(name.into()).into_column());
            }
        }
        frame.extend(std::mem::take(&mut self.flags).into_iter().map(|(name, f)| Column::new(name.into(), f)));
        frame.extend(std::mem::take(&mut self.numbers).into_iter().map(|(name, n)| Column::new(name.into(), n)));
        let row: Vec<u32> = (0..sheet.height()).map(|i| sheet.row(i) as u32).collect();
        frame.push(Column::new("row".into(), row));
        let mut frame = DataFrame::new(sheet.height(), frame)?;
        if self.kept.contains(&false) {
            frame = frame.filter(&BooleanChunked::from_slice("kept".into(), &self.kept))?;
            let mut kept = self.kept.iter();
            self.who.retain(|_| kept.next().is_some_and(|kept| *kept));
        }
        let parties = first_met(&mut self.who, self.parties);
        Ok(Typed { parties, who: self.who, frame })
    }
}

fn precision(at: i64) -> Precision {
    if at == NO_MOMENT { Precision::Day } else { Precision::Time }
}

fn moments(at: &[i64]) -> Result<Column> {
    let at = at.iter().map(|at| (*at != NO_MOMENT).then_some(*at));
    let at = Int64Chunked::from_iter_options("at".into(), at).into_series();
    Ok(at.cast(&DataType::Datetime(TimeUnit::Milliseconds, None))?.into_column())
}

fn trimmed(cells: StringChunked) -> StringChunked {
    if cells.iter().flatten().all(|cell| cell.trim().len() == cell.len()) {
        return cells;
    }
    cells.apply(|cell| cell.map(|c| c.trim().into()))
}

/// Those of some people who are met, in the order in which they are; `who` says of each row whom it names.
fn first_met(who: &mut [u32], parties: Vec<Party>) -> Vec<Party> {
    let mut places = vec![u32::MAX; parties.len()];
    let mut met = Vec::new();
    for who in who {
        let place = &mut places[*who as usize];
        if *place == u32::MAX {
            *place = met.len() as u32;
            met.push(*who);
        }
        *who = *place;
    }
    let mut parties: Vec<Option<Party>> = parties.into_iter().map(Some).collect();
    met.into_iter().map(|i| parties[i as usize].take().unwrap_or_default()).collect()
}
