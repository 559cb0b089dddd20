//! Touches in the order of contacts and time, as the definitions of [`super::episode`] look at them.

use super::touch::Touches;
use super::words::{Channel, Direction, Kind, Outcome, Precision};
use crate::error::Result;
use crate::input::{enums, labels};
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

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
        let (events, names) = events(&touches.frame)?;
        Ok(Histories { events, names })
    }

    /// Each contact's name and touches, in order of time; contacts in the order in which they are met.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &[Event])> {
        let histories = self.events.chunk_by(|a, b| a.contact == b.contact);
        histories.map(|history| (self.names[history[0].contact as usize], history))
    }
}

fn events(frame: &DataFrame) -> Result<(Vec<Event>, Vec<&str>)> {
    let contacts = frame.column("contact")?.str()?;
    let mut codes: BTreeMap<String, u32> = BTreeMap::new();
    let mut names = Vec::new();
    let days = frame.column("day")?.cast(&DataType::Int32)?;
    let at = frame.column("at")?.cast(&DataType::Int64)?;
    let code = |name: &str| enums::codes(frame.column(name)?);
    let (directions, channels, kinds, outcomes) =
        (code("direction")?, code("channel")?, code("kind")?, code("outcome")?);
    let precisions = code("precision")?;
    let sources = frame.column("source")?.u32()?;
    let (days, at) = (days.i32()?, at.i64()?);
    let mut events = Vec::with_capacity(frame.height());
    for i in 0..frame.height() {
        let name = contacts.get(i).unwrap_or("");
        let contact = *codes.entry(labels::normal(name)).or_insert_with(|| {
            names.push(name);
            names.len() as u32 - 1
        });
        events.push(Event {
            contact,
            day: days.get(i).unwrap_or(0),
            at: at.get(i),
            undated: precisions[i] == Some(Precision::After as u32),
            direction: word(Direction::ALL, directions[i], Direction::Out),
            channel: word(Channel::ALL, channels[i], Channel::Other),
            kind: word(Kind::ALL, kinds[i], Kind::Message),
            outcome: outcomes[i].and_then(|c| Outcome::ALL.get(c as usize)).copied(),
            source: sources.get(i).unwrap_or(0),
            index: i as u32,
        });
    }
    sort(&mut events);
    Ok((events, names))
}

fn word<W: Copy>(all: &[W], code: Option<u32>, otherwise: W) -> W {
    code.and_then(|c| all.get(c as usize)).copied().unwrap_or(otherwise)
}

/// By contact and day; within a day by the clock.
fn sort(events: &mut [Event]) {
    events.sort_by_key(|e| (e.contact, e.day, e.index));
    events.chunk_by_mut(|a, b| a.contact == b.contact && a.day == b.day).for_each(sort_day);
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
