//! Touches: one row an event with a contact.

use super::people::People;
use super::record::Details;
use super::typed::{Cells, date};
use super::words::{Ask, Channel, Direction, Kind, Outcome, Precision, Warmth};
use super::written::Written;
use crate::error::{Fault, Result};
use crate::input::accounting::{Accounting, Reason};
use crate::input::distinct::Distinct;
use crate::input::{enums, hex};
use jiff::civil::Date;
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

/// One event with a contact, as a reader hands it over.
#[derive(Clone, Debug)]
pub struct Touch {
    /// The source's own id of it, where there is one.
    pub id: Option<String>,
    /// The person.
    pub contact: String,
    /// The local calendar day; of a touch that has none, the first on which it can have been.
    pub day: Date,
    /// The moment, in milliseconds since 1970 UTC; `None` where only the day is known.
    pub at: Option<i64>,
    /// Whether the day is not known: it was on `day` or later.
    pub undated: bool,
    /// Who reached out.
    pub direction: Direction,
    /// On what way.
    pub channel: Channel,
    /// What kind of event.
    pub kind: Kind,
    /// What else is known of it.
    pub details: Details,
    /// The row in its source.
    pub row: u64,
}

/// The columns of [`Details::texts`].
pub const TEXTS: [&str; 7] = ["thread", "campaign", "template", "via", "event", "organisation", "title"];
/// The columns of [`Details::flags`].
pub const FLAGS: [&str; 3] = ["offer", "thanks", "ai_assisted"];
/// The columns of [`Details::numbers`].
pub const NUMBERS: [&str; 3] = ["words", "questions", "subject_words"];

impl Touch {
    /// How exactly it is known when it happened.
    pub fn precision(&self) -> Precision {
        match (self.undated, self.at) {
            (true, _) => Precision::After,
            (false, Some(_)) => Precision::Time,
            (false, None) => Precision::Day,
        }
    }

    /// What makes this touch the one it is, when its source gives it no id.
    fn content(&self) -> String {
        let words = [
            self.contact.as_str(),
            self.direction.word(),
            self.channel.word(),
            self.kind.word(),
            self.details.outcome.map_or("", Outcome::word),
        ];
        let texts = self.details.texts.iter().flat_map(|(name, text)| [*name, text.as_str()]);
        let all: Vec<&str> = words.into_iter().chain(texts).collect();
        let or_later = if self.undated { "+" } else { "" };
        format!("{}{or_later}\u{1f}{}\u{1f}{}", self.day, self.at.unwrap_or(-1), all.join("\u{1f}"))
    }
}

/// What is known of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its file, as the user named it.
    pub name: String,
    /// Day of its first touch.
    pub first: Date,
    /// The last day of which it knows everything.
    pub as_of: Date,
    /// The channels it has touches on.
    pub channels: BTreeSet<Channel>,
    /// The feed that it belongs to.
    pub feed: Feed,
    /// A calendar does not say up to which day all is known.
    pub is_calendar: bool,
}

/// What belongs together: the files of one `[[outreach]]`. They may be years of one log, or an older export beside a newer
/// one, so that what a feed knows of a channel begins with the first of its files that have it and ends with the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its place among the feeds.
    pub index: usize,
    /// Whether it holds everything since the first message that was ever sent.
    pub complete: bool,
}

/// All touches, with their sources and what was left out.
#[derive(Clone, Debug, Default)]
pub struct Touches {
    /// One row a touch, in the order of the sources. Their hashes, which nothing but telling touches apart needs: [`Touches::ids`].
    pub frame: DataFrame,
    /// The sources, in the order in which they were read.
    pub sources: Vec<Source>,
    /// One account a source.
    pub accounts: Vec<Accounting>,
    /// What I wrote, where the source has its text: by row of the table, in order.
    pub written: Vec<(u32, Box<Written>)>,
    /// Each touch's hash, in the order of the table; empty where one source alone has touches that are told by their columns.
    ids: Vec<String>,
    /// The same, to look up.
    seen: BTreeSet<String>,
    /// The moment of each touch that has one, with the source that has it, and whether its id was made.
    moments: BTreeMap<Moment, (usize, bool)>,
}

/// Contact, moment, who reached out, on what way.
type Moment = (String, i64, Direction, Channel);

/// Begins an id that a reader made, because the source has none: a copy of the message may have one.
pub const MADE_ID: &str = "none:";

/// The touches of one file, on their way.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The touches, in the order of the file.
    pub touches: Vec<Touch>,
    /// What became no touch by rule.
    pub left_out: Vec<LeftOut>,
    /// The account of its rows so far.
    pub account: Accounting,
    /// The feed that it belongs to.
    pub feed: Feed,
    /// It is a calendar.
    pub is_calendar: bool,
    /// The first and the last day of which the file knows anything, where that is more than its touches tell: `only` narrows what
    /// counts, not what is known.
    pub span: Option<(Date, Date)>,
}

/// The days up to which a source is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Until {
    /// The project's `as_of`.
    pub as_of: Option<Date>,
    /// Nothing can have happened later.
    pub today: Option<Date>,
}

impl Touches {
    /// Adds the touches of one file of a feed. Touches that an earlier source had, and touches after `as_of`, are left out by rule.
    ///
    /// # Errors
    /// When the table cannot be built.
    pub fn add(&mut self, made: Made, until: Until) -> Result<()> {
        let Made { mut touches, mut left_out, mut account, feed, is_calendar, span } = made;
        oldest_first(&mut touches);
        let last = touches.iter().map(|t| t.day).max();
        let touches = within(touches, until, &mut left_out);
        account.notes.extend(undated_beyond(&touches, last, until));
        let ids = ids(touches.iter());
        // What a source knows, it knows also where an earlier one had the touch.
        let span = span.map(|(first, last)| (epoch_day(first), epoch_day(last)));
        let source = source(&account.source, Seen::of(&touches), until, feed, is_calendar, span);
        let (touches, ids) = self.unseen(touches, ids, &mut left_out);
        enter(left_out, &touches, &mut account);
        self.accounts.push(account);
        let Some(source) = source else { return Ok(()) };
        let index = self.sources.len() as u32;
        self.sources.push(source);
        self.ids.extend(ids);
        let frame = frame(&touches, index)?;
        let first = self.len();
        let written =
            touches.into_iter().enumerate().filter_map(|(i, t)| Some(((first + i) as u32, t.details.written?)));
        self.written.extend(written);
        if self.frame.width() == 0 {
            self.frame = frame;
        } else {
            self.frame.vstack_mut_owned(frame)?;
        }
        Ok(())
    }

    /// The hash of each touch: of its source's own id, else of its content and how often that content came before in its source.
    ///
    /// # Errors
    /// When the table was changed from outside.
    pub fn ids(&self) -> Result<Vec<String>> {
        if self.ids.len() == self.len() {
            return Ok(self.ids.clone());
        }
        let (cells, contacts) = (Cells::of(&self.frame)?, self.frame.column("contact")?.str()?);
        let touch = |i: usize| Touch {
            id: None,
            contact: contacts.get(i).unwrap_or_default().to_owned(),
            day: cells.day(i),
            at: cells.at.get(i),
            undated: false,
            direction: cells.direction(i),
            channel: cells.channel(i),
            kind: cells.kind(i),
            details: cells.details(i),
            row: u64::from(cells.rows.get(i).unwrap_or(0)),
        };
        Ok(ids((0..self.len()).map(touch)))
    }

    fn unseen(
        &mut self,
        touches: Vec<Touch>,
        ids: Vec<String>,
        left_out: &mut Vec<LeftOut>,
    ) -> (Vec<Touch>, Vec<String>) {
        let mut kept = (Vec::new(), Vec::new());
        for (touch, id) in touches.into_iter().zip(ids) {
            if !self.is_copy(&touch) && self.seen.insert(id.clone()) {
                kept.0.push(touch);
                kept.1.push(id);
            } else {
                let fault = Fault::new("read already, from an earlier file").row(touch.row);
                left_out.push((Reason::rule("read already"), fault));
            }
        }
        kept
    }

    /// Whether another source has a touch at the same moment, and one of the two has no id of its own: some programs drop it.
    fn is_copy(&mut self, touch: &Touch) -> bool {
        let (Some(at), Some(id)) = (touch.at, &touch.id) else { return false };
        let (made, source) = (id.starts_with(MADE_ID), self.accounts.len());
        let moment = (touch.contact.clone(), at, touch.direction, touch.channel);
        let (first, first_made) = *self.moments.entry(moment).or_insert((source, made));
        first != source && (made || first_made)
    }

    /// Fills in what lists of people say of contacts, where a touch itself does not say it.
    ///
    /// # Errors
    /// When the table was changed from outside.
    pub fn describe(&mut self, people: &People) -> Result<()> {
        let about = people.about();
        if self.is_empty() || about.is_empty() {
            return Ok(());
        }
        let contacts = self.frame.column("contact")?.str()?;
        let of_rows: Vec<_> = contacts.iter().map(|contact| about.get(contact?)).collect();
        for (name, of) in [("organisation", 0), ("title", 1)] {
            let own = self.frame.column(name)?.str()?;
            let filled = own.iter().zip(&of_rows).map(|(own, about)| own.or_else(|| (*about)?[of]));
            let column = StringChunked::from_iter_options(name.into(), filled).into_column();
            self.frame.replace(name, column)?;
        }
        Ok(())
    }

    /// Everyone with whom something passed.
    ///
    /// # Errors
    /// When the table was changed from outside.
    pub fn contacts(&self) -> Result<BTreeSet<String>> {
        if self.is_empty() {
            return Ok(BTreeSet::new());
        }
        let contacts = Distinct::of(self.frame.column("contact")?)?;
        Ok(contacts.said().map(str::to_owned).collect())
    }

    /// Number of touches.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The days up to which all is known, in words: one, or the earliest and the latest where the feeds do not end on one day.
    pub fn known_until(&self) -> String {
        known_until(self.sources.iter())
    }

    /// The last day of which anything is known.
    pub fn as_of(&self) -> Option<Date> {
        as_of(self.sources.iter())
    }
}

/// The days up to which all is known of some sources, also of several people's, in words; see [`Touches::known_until`].
pub fn known_until<'a>(sources: impl Iterator<Item = &'a Source> + Clone) -> String {
    let mut feeds: BTreeMap<usize, Date> = BTreeMap::new();
    for source in sources.clone().filter(|s| !s.is_calendar) {
        let as_of = feeds.entry(source.feed.index).or_insert(source.as_of);
        *as_of = (*as_of).max(source.as_of);
    }
    match (feeds.values().min(), feeds.values().max()) {
        (Some(first), Some(last)) if first < last => format!("{first} to {last}, the last day of each source"),
        _ => as_of(sources).map_or(String::new(), |day| day.to_string()),
    }
}

/// The last day of which some sources know anything; calendars only where there is nothing else.
fn as_of<'a>(sources: impl Iterator<Item = &'a Source> + Clone) -> Option<Date> {
    let of = |calendars: bool| sources.clone().filter(|s| s.is_calendar == calendars).map(|s| s.as_of).max();
    of(false).or_else(|| of(true))
}

/// What is known of a contact: how much passed, when last, and in which sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Touches from me.
    pub out: u32,
    /// What they wrote.
    pub inbound: u32,
    /// What came from them and is no reply: delivery failures about them, automatic answers, mailings.
    pub no_replies: u32,
    /// Meetings and the like.
    pub mutual: u32,
    /// The day of the last touch.
    pub last: Option<Date>,
    /// The sources, by their place among [`Touches::sources`].
    pub sources: BTreeSet<u32>,
}

/// What is known of each contact.
///
/// # Errors
/// When the table was changed from outside.
pub fn known(touches: &Touches) -> Result<BTreeMap<String, Known>> {
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    if touches.is_empty() {
        return Ok(all);
    }
    let frame = &touches.frame;
    let (contacts, sources) = (frame.column("contact")?.str()?, frame.column("source")?.u32()?);
    let days = frame.column("day")?.cast(&DataType::Int32)?;
    let (days, directions) = (days.i32()?, enums::codes(frame.column("direction")?)?);
    let kinds = enums::codes(frame.column("kind")?)?;
    for (i, direction) in directions.iter().enumerate() {
        let known = all.entry(contacts.get(i).unwrap_or("").to_owned()).or_default();
        let kind = kinds[i].and_then(|k| Kind::ALL.get(k as usize));
        if matches!(kind, Some(Kind::Bounce | Kind::AutoReply | Kind::Bulk))
            && direction.is_some_and(|d| d == Direction::In as u32)
        {
            known.no_replies += 1;
            known.sources.extend(sources.get(i));
            continue;
        }
        match direction.and_then(|d| Direction::ALL.get(d as usize)) {
            Some(Direction::Out) => known.out += 1,
            Some(Direction::In) => known.inbound += 1,
            _ => known.mutual += 1,
        }
        let day = days.get(i).and_then(|d| Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(d)).ok());
        known.last = known.last.max(day);
        known.sources.extend(sources.get(i));
    }
    Ok(all)
}

/// Turns a log that is kept newest first, so that touches of one day stand in the order in which they happened. The
/// touches of one row (a message, and the reply that its row states) keep their order.
fn oldest_first(touches: &mut [Touch]) {
    let days: Vec<Date> = touches.chunk_by(|a, b| a.row == b.row).map(|row| row[0].day).collect();
    let count = |f: fn(&Date, &Date) -> bool| days.windows(2).filter(|pair| f(&pair[0], &pair[1])).count();
    if count(|a, b| a > b) > count(|a, b| a < b) {
        touches.sort_by_key(|t| std::cmp::Reverse(t.row));
    }
}

/// What the touches of a source tell of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// The first and the last day, counted from 1970.
    pub span: Option<(i32, i32)>,
    /// The channels.
    pub channels: BTreeSet<Channel>,
    /// Whether a touch that has no day was on the last one or later.
    pub last_is_undated: bool,
}

impl Seen {
    fn of(touches: &[Touch]) -> Seen {
        let last = touches.iter().map(|t| t.day).max();
        Seen {
            span: Seen::span(touches.iter().map(|t| epoch_day(t.day))),
            channels: touches.iter().map(|t| t.channel).collect(),
            last_is_undated: touches.iter().any(|t| t.undated && Some(t.day) == last),
        }
    }

    /// The first and the last of some days.
    pub fn span(days: impl Iterator<Item = i32>) -> Option<(i32, i32)> {
        days.fold(None, |span, day| Some(span.map_or((day, day), |(a, b): (i32, i32)| (a.min(day), b.max(day)))))
    }
}

/// What a source knows, from all its touches, and from the days of which it knows anything.
pub(super) fn source(
    name: &str,
    seen: Seen,
    until: Until,
    feed: Feed,
    is_calendar: bool,
    span: Option<(i32, i32)>,
) -> Option<Source> {
    let latest = until.as_of.or(until.today).map(epoch_day);
    let spanned = span.map(|(_, last)| last).filter(|last| latest.is_none_or(|latest| *last <= latest));
    let last_touch = seen.span.map(|(_, last)| last);
    let last = last_touch.max(spanned)?;
    let first = seen.span.into_iter().chain(span).map(|(first, _)| first).min()?;
    // Who replied to a message of the last day did so on no earlier a day than the next: so far the file is known.
    let is_answered = seen.last_is_undated && last_touch == Some(last);
    Some(Source {
        name: name.to_owned(),
        first: date(first),
        as_of: until.as_of.unwrap_or(date(last + i32::from(is_answered))),
        channels: seen.channels,
        feed,
        is_calendar,
    })
}

/// A source that goes on after `as_of` does not tell of replies without a day whether they had come by then.
fn undated_beyond(kept: &[Touch], last: Option<Date>, until: Until) -> Option<String> {
    let undated = kept.iter().filter(|t| t.undated).count();
    let (last, as_of) = (last?, until.as_of?);
    (undated > 0 && last > as_of).then(|| {
        format!(
            "{undated} replies have no day, and the file goes on to {last}: some may have come after as_of ({as_of}), and \
             count as if they had come before"
        )
    })
}

/// A touch that is left out, and why; its fault names the row.
pub type LeftOut = (Reason, Fault);

/// Enters in the account what was left out. A row may have several touches, a message and its reply, the days of a meeting that
/// repeats: it is left out once, and only when all are; otherwise the row is used and an answer of it is left out.
fn enter(left_out: Vec<LeftOut>, kept: &[Touch], account: &mut Accounting) {
    let kept: BTreeSet<u64> = kept.iter().map(|t| t.row).collect();
    let mut gone = BTreeSet::new();
    for (reason, fault) in left_out {
        let row = fault.place.row.unwrap_or(0);
        if kept.contains(&row) {
            account.leave_out_answer(reason, fault);
        } else if gone.insert(row) {
            account.leave_out_row(reason, fault);
        }
    }
}

fn within(touches: Vec<Touch>, until: Until, left_out: &mut Vec<LeftOut>) -> Vec<Touch> {
    let mut kept = Vec::with_capacity(touches.len());
    for touch in touches {
        match beyond(touch.day, until) {
            Some((reason, fault)) => left_out.push((reason, fault.row(touch.row))),
            None => kept.push(touch),
        }
    }
    kept
}

/// Why a day does not count.
pub(super) fn beyond(day: Date, until: Until) -> Option<LeftOut> {
    match (until.as_of, until.today) {
        (Some(as_of), _) if day > as_of => {
            let fault = Fault::new(format!("after as_of ({as_of})")).found(day.to_string());
            Some((Reason::rule("after as_of"), fault))
        }
        (None, Some(today)) if day > today => {
            let fault = Fault::new("lies in the future")
                .found(day.to_string())
                .accepted(format!("a day up to today ({today})"))
                .remedy("correct the date");
            Some((Reason::fault("date in the future"), fault))
        }
        _ => None,
    }
}

/// What came in and is nobody's answer, in words; `None` of what may be one.
pub(super) fn no_reply(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Bounce => Some("a delivery failure, no reply"),
        Kind::AutoReply => Some("automatic, no reply"),
        Kind::Bulk => Some("a mailing, no reply"),
        _ => None,
    }
}

/// The hash of a touch's own id, else of its content and how often that content came before in its source.
fn ids<T: Borrow<Touch>>(touches: impl Iterator<Item = T>) -> Vec<String> {
    let mut occurrences: BTreeMap<String, u32> = BTreeMap::new();
    let id = |touch: T| {
        let touch = touch.borrow();
        let text = touch.id.clone().unwrap_or_else(|| {
            let content = touch.content();
            let n = occurrences.entry(content.clone()).or_insert(0);
            *n += 1;
            format!("{content}\u{1f}{n}")
        });
        hex(&Sha256::digest(text)[..16])
    };
    touches.map(id).collect()
}

/// The table of some touches of one source.
pub(super) fn frame(touches: &[Touch], source: u32) -> Result<DataFrame> {
    let strings = |f: &dyn Fn(&Touch) -> Option<String>| touches.iter().map(f).collect::<Vec<Option<String>>>();
    let days: Vec<i32> = touches.iter().map(|t| epoch_day(t.day)).collect();
    let at = Int64Chunked::from_iter_options("at".into(), touches.iter().map(|t| t.at));
    let mut columns = vec![
        Column::new("contact".into(), strings(&|t| Some(t.contact.clone()))),
        Column::new("day".into(), days).cast(&DataType::Date)?,
        at.into_series().cast(&DataType::Datetime(TimeUnit::Milliseconds, None))?.into_column(),
        enums::column("precision", Precision::WORDS, touches.iter().map(|t| Some(t.precision() as u32)))?,
        enums::column("direction", Direction::WORDS, touches.iter().map(|t| Some(t.direction as u32)))?,
        enums::column("channel", Channel::WORDS, touches.iter().map(|t| Some(t.channel as u32)))?,
        enums::column("kind", Kind::WORDS, touches.iter().map(|t| Some(t.kind as u32)))?,
        enums::column("outcome", Outcome::WORDS, touches.iter().map(|t| t.details.outcome.map(|o| o as u32)))?,
        enums::column("ask", Ask::WORDS, touches.iter().map(|t| t.details.ask.map(|a| a as u32)))?,
        enums::column("warmth", Warmth::WORDS, touches.iter().map(|t| t.details.warmth.map(|w| w as u32)))?,
    ];
    columns.extend(TEXTS.map(|name| Column::new(name.into(), strings(&|t| t.details.texts.get(name).cloned()))));
    for name in FLAGS {
        let flags: Vec<Option<bool>> = touches.iter().map(|t| t.details.flags.get(name).copied()).collect();
        columns.push(Column::new(name.into(), flags));
    }
    for name in NUMBERS {
        let numbers: Vec<Option<u32>> = touches.iter().map(|t| t.details.numbers.get(name).copied()).collect();
        columns.push(Column::new(name.into(), numbers));
    }
    columns.push(Column::new("source".into(), vec![source; touches.len()]));
    columns.push(Column::new("row".into(), touches.iter().map(|t| t.row as u32).collect::<Vec<_>>()));
    Ok(DataFrame::new(touches.len(), columns)?)
}

/// Days since 1970-01-01.
pub fn epoch_day(date: Date) -> i32 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours().div_euclid(24) as i32
}
