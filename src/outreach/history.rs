//! Touches in the order of contacts and time, as the definitions of [`super::episode`] look at them.

use super::touch::Touches;
use super::words::{Channel, Direction, Kind, Outcome, Precision};
use crate::error::Result;
use crate::input::distinct::Distinct;
use crate::input::{enums, labels, threads};
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// Contacts are put into this many buckets, for errors by groups of contacts.
pub const BUCKETS: u8 = 64;

/// One touch, as the definitions look at it.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// The contact's place in the order in which contacts are met.
    pub contact: u32,
    /// The local day, counted from 1970.
    pub day: i32,
    /// The moment, in milliseconds since 1970 UTC, where there is a clock time.
    pub at: Option<i64>,
    /// Whether it was on that day or later, nobody knows when.
    pub undated: bool,
    /// Who reached out.
    pub direction: Direction,
    /// On what way.
    pub channel: Channel,
    /// What kind of event.
    pub kind: Kind,
    /// How a call went.
    pub outcome: Option<Outcome>,
    /// The source, by its place.
    pub source: u32,
    /// Its row in the table of touches.
    pub index: u32,
}

impl Event {
    /// Stands where no touch was put yet.
    const NONE: Event = Event {
        contact: 0,
        day: 0,
        at: None,
        undated: false,
        direction: Direction::Out,
        channel: Channel::Other,
        kind: Kind::Message,
        outcome: None,
        source: 0,
        index: 0,
    };

    /// Whether it is a message or a call, or opens an episode: it breaks the quiet.
    pub fn passes(&self) -> bool {
        matches!(self.kind, Kind::Message | Kind::Call) || self.is_attempt()
    }

    /// I wrote, called or invited.
    pub fn is_attempt(&self) -> bool {
        self.direction == Direction::Out && matches!(self.kind, Kind::Message | Kind::Call | Kind::Invitation)
    }

    /// I called, and they picked up.
    pub fn is_answered_call(&self) -> bool {
        self.is_attempt() && self.kind == Kind::Call && self.outcome == Some(Outcome::Answered)
    }

    /// They wrote or called.
    pub fn is_inbound(&self) -> bool {
        self.direction == Direction::In && matches!(self.kind, Kind::Message | Kind::Call)
    }

    /// We met or talked; a call that nobody took is no conversation.
    pub fn is_conversation(&self) -> bool {
        let missed = matches!(self.outcome, Some(Outcome::Voicemail | Outcome::NoAnswer));
        self.direction == Direction::Mutual && (self.kind == Kind::Meeting || self.kind == Kind::Call && !missed)
    }

    /// We met, talked or were introduced: what may be followed by a first message.
    pub fn is_acquaintance(&self) -> bool {
        matches!(self.kind, Kind::Meeting | Kind::Introduction) || self.is_conversation()
    }

    /// Whether it answers an attempt that was made before it.
    pub fn is_reply_to(&self, attempt: &Event) -> bool {
        self.is_inbound()
            || self.is_conversation()
                && match (attempt.at, self.at) {
                    (Some(sent), Some(met)) => met > sent,
                    // Of a meeting and a message on one day without clock times, the meeting was first.
                    _ => self.day > attempt.day,
                }
    }
}

/// All touches in the order of contacts and time.
#[derive(Clone, Debug)]
pub struct Histories<'a> {
    events: Vec<Event>,
    names: Vec<&'a str>,
}

impl<'a> Histories<'a> {
    /// Puts touches in the order of contacts and time.
    ///
    /// # Errors
    /// When the table of touches was changed from outside.
    pub fn of(touches: &'a Touches) -> Result<Self> {
        if touches.is_empty() {
            return Ok(Histories { events: Vec::new(), names: Vec::new() });
        }
        let (contacts, names) = contacts(&touches.frame)?;
        let mut events = events(&touches.frame, &contacts, names.len())?;
        let stretches = stretches(&events);
        threads::over(&mut events, &stretches, |_, events| sort(events));
        Ok(Histories { events, names })
    }

    /// Each contact's name and touches, in order of time; contacts in the order in which they are met.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &[Event])> {
        self.within(0..self.events.len())
    }

    /// Stretches of touches, one a thread, that together are all of them: no contact is in two.
    pub fn parts(&self) -> Vec<Range<usize>> {
        stretches(&self.events)
    }

    /// As [`Histories::iter`], of one of the [parts](Histories::parts).
    pub fn within(&self, stretch: Range<usize>) -> impl Iterator<Item = (&'a str, &[Event])> {
        let histories = self.events[stretch].chunk_by(|a, b| a.contact == b.contact);
        histories.map(|history| (self.names[history[0].contact as usize], history))
    }
}

/// Stretches of about equal length, one a thread, that end where another contact begins.
fn stretches(events: &[Event]) -> Vec<Range<usize>> {
    let mut start = 0;
    let ends = threads::stretches(events.len()).into_iter().map(|stretch| {
        let last = events[..stretch.end].last().map(|e| e.contact);
        let more = events[stretch.end..].iter().take_while(|e| Some(e.contact) == last).count();
        let end = (stretch.end + more).max(start);
        std::mem::replace(&mut start, end)..end
    });
    ends.collect()
}

/// Of each touch, its contact's place in the order in which contacts are met, and how they are called.
fn contacts(frame: &DataFrame) -> Result<(Vec<u32>, Vec<&str>)> {
    let column = frame.column("contact")?;
    let (called, distinct) = (column.str()?, Distinct::of(column)?);
    let mut known: PlHashMap<String, u32> = PlHashMap::default();
    let mut places = vec![u32::MAX; distinct.texts().len()];
    let mut names = Vec::new();
    let place = |(i, code): (usize, &u32)| {
        let place = &mut places[*code as usize];
        if *place == u32::MAX {
            let name = called.get(i).unwrap_or("");
            *place = *known.entry(labels::normal(name)).or_insert_with(|| {
                names.push(name);
                names.len() as u32 - 1
            });
        }
        *place
    };
    let contacts = distinct.codes().iter().enumerate().map(place).collect();
    Ok((contacts, names))
}

/// All touches by contact; those of one contact as they stand in the table.
fn events(frame: &DataFrame, contacts: &[u32], people: usize) -> Result<Vec<Event>> {
    let days = frame.column("day")?.cast(&DataType::Int32)?;
    let at = frame.column("at")?.cast(&DataType::Int64)?;
    let code = |name: &str| enums::codes_or(frame.column(name)?, u32::MAX);
    let (directions, channels, kinds, outcomes) =
        (code("direction")?, code("channel")?, code("kind")?, code("outcome")?);
    let precisions = code("precision")?;
    let (days, at, sources) = (days.i32()?.iter(), at.i64()?.iter(), frame.column("source")?.u32()?.iter());
    let mut next = vec![0_usize; people + 1];
    contacts.iter().for_each(|contact| next[*contact as usize + 1] += 1);
    (0..people).for_each(|contact| next[contact + 1] += next[contact]);
    let mut events = vec![Event::NONE; contacts.len()];
    for (i, ((day, at), source)) in days.zip(at).zip(sources).enumerate() {
        let place = &mut next[contacts[i] as usize];
        events[*place] = Event {
            contact: contacts[i],
            day: day.unwrap_or(0),
            at,
            undated: precisions[i] == Precision::After as u32,
            direction: word(Direction::ALL, directions[i]).unwrap_or(Direction::Out),
            channel: word(Channel::ALL, channels[i]).unwrap_or(Channel::Other),
            kind: word(Kind::ALL, kinds[i]).unwrap_or(Kind::Message),
            outcome: word(Outcome::ALL, outcomes[i]),
            source: source.unwrap_or(0),
            index: i as u32,
        };
        *place += 1;
    }
    Ok(events)
}

fn word<W: Copy>(all: &[W], code: u32) -> Option<W> {
    all.get(code as usize).copied()
}

/// Touches that stand by contact, each contact's by day; within a day by the clock.
fn sort(events: &mut [Event]) {
    for history in events.chunk_by_mut(|a, b| a.contact == b.contact) {
        if !history.is_sorted_by_key(|e| e.day) {
            history.sort_by_key(|e| e.day);
        }
        history.chunk_by_mut(|a, b| a.day == b.day).filter(|day| day.len() > 1).for_each(sort_day);
    }
}

/// By the clock. A touch without one stands where its source has it: after the touch before it in its source on that
/// day; the day's first ones at local midnight. Without any clock, a day stays as the sources have it.
fn sort_day(day: &mut [Event]) {
    let mut before: (u32, Option<i64>) = (0, None);
    let moment = |event: &Event| {
        let at = event.at.or(before.1.filter(|_| before.0 == event.source));
        before = (event.source, at);
        (at, *event)
    };
    let mut moments: Vec<(Option<i64>, Event)> = day.iter().map(moment).collect();
    moments.sort_by_key(|(at, event)| (*at, event.index));
    day.iter_mut().zip(moments).for_each(|(place, (_, event))| *place = event);
}

/// The bucket of a contact: the first bits of a hash of the owner and the contact. It groups a person's episodes for
/// errors; with 64 buckets it tells nobody who the contact is, and it is no secret either.
pub fn bucket(owner: &str, contact: &str) -> u8 {
    let digest = Sha256::digest(format!("hearback\u{1f}{owner}\u{1f}{}", labels::normal(contact)));
    digest.iter().next().copied().unwrap_or(0) % BUCKETS
}
