//! What becomes of acquaintances: the steps from a first meeting to a relationship, exchanges, thanks, asking and giving, and who
//! introduced whom.
//!
//! A contact's history begins with its first dated touch that is an acquaintance (a meeting, an introduction, a conversation by
//! appointment) or a message or call of either side: people are *met* first, *written to* first, or they *wrote first*. The steps
//! of those met or written to come in this order:
//!
//! 1. *first message*: my first message, call or invitation that arrived, on the day that we met or later;
//! 2. *reply*: as in [`super::episode`], on any channel, however late;
//! 3. *conversation*: a meeting, a call by appointment or a call that was answered, after the first message;
//! 4. *ongoing*: the second exchange after that conversation.
//!
//! An *exchange* is a touch of one that the other answers: each change of sides counts one, and a conversation, on which both speak,
//! is one by itself (those of one day together). A call that nobody took is no touch of it.
//!
//! Where these sentences leave something open, it is decided so:
//!
//! - Of a meeting or an introduction and a message on one day, of which not both have a clock time, the message was later.
//! - A later step's touch counts only when its turn has come: to meet again before the first message is no reply. With one exception:
//!   who wrote to me between the meeting and my first message had replied on the day of that message.
//! - One touch may be several steps: an answered call is message, reply and conversation; a meeting after the message is reply and
//!   conversation.
//! - What bounced is no message: somebody whom no message reached has not been written to yet. A bounce belongs to the latest
//!   message on its channel since they were last heard of, and to all of that day there.
//! - Automatic answers, bounces and bulk mail are no touches of this; an invitation that they sent or accepted is one, and no step.
//! - A reply without a day counts as reached on a day unknown, where no reply with a day does; what follows it is not timed.
//! - Everything is known of a contact up to the earliest `as_of` of the feeds, calendars aside, that had not ended when it began:
//!   a message may come on any channel. What did not come by then is still waited for, and no *no*.
//! - Who wrote first, and whom I wrote to after a long silence, still wrote first: whether I answered does not decide who is counted.
//! - An interview is a meeting whose event's name says so: elsewhere logs write meeting, coffee and interview as one kind.

mod balance;
mod columns;
mod exchanges;
mod introductions;
mod meetings;
mod steps;
mod wait;

pub use balance::Balance;
pub use introductions::{Introduction, Link};
pub use meetings::Meeting;
pub use wait::Wait;

use super::history::{Event, Histories, bucket};
use super::people::People;
use super::settings::Settings;
use super::touch::{Source, Touches, epoch_day};
use super::words::{Direction, Kind, Outcome};
use crate::error::Result;
use columns::Columns;
use std::collections::{BTreeMap, BTreeSet};

/// How a contact's history began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Somebody introduced us.
    Introduced,
    /// An interview.
    Interviewed,
    /// We met at an event that has a name.
    AtEvent,
    /// We met or talked otherwise.
    Met,
    /// I wrote first.
    Written,
    /// They wrote first.
    WroteFirst,
    /// None of these: an invitation of theirs, a reply without a day.
    Nothing,
}

impl Origin {
    /// Every one of them, in order.
    pub const ALL: [Origin; 7] = [
        Origin::Introduced,
        Origin::Interviewed,
        Origin::AtEvent,
        Origin::Met,
        Origin::Written,
        Origin::WroteFirst,
        Origin::Nothing,
    ];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        ["introduced", "interviewed", "at_event", "met", "written", "wrote_first", "nothing"][self as usize]
    }

    /// The one of a word.
    pub fn parse(word: &str) -> Option<Origin> {
        Origin::ALL.into_iter().find(|origin| origin.word() == word)
    }

    /// Whether we met or were introduced before anybody wrote.
    pub fn is_met(self) -> bool {
        matches!(self, Origin::Introduced | Origin::Interviewed | Origin::AtEvent | Origin::Met)
    }
}

/// What became of one contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The contact's bucket, 0–63.
    pub bucket: u8,
    /// How it began.
    pub origin: Origin,
    /// It began so early in its source that it may have begun before.
    pub early: bool,
    /// Waits for first message, reply, conversation and ongoing, each from the step before, as far as they were reached and the first
    /// one that was not; of who wrote first, only the wait for my answer.
    pub steps: Vec<Wait>,
    /// How many exchanges there have been.
    pub exchanges: u32,
    /// There has been a single touch; those of one day, kind, channel and direction count as one.
    pub single: bool,
    /// Days from the first touch to the last day that is known.
    pub watched: u32,
}

impl Relation {
    /// Whether its steps are those that follow a meeting or a first message of mine.
    pub fn is_followed(&self) -> bool {
        self.origin.is_met() || self.origin == Origin::Written
    }
}

/// What became of all contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    /// Every contact with a touch that is no bounce, automatic answer or bulk mail.
    pub people: Vec<Relation>,
    /// Every meeting and conversation by appointment.
    pub meetings: Vec<Meeting>,
    /// Of everybody to whom I turned, what I asked and gave.
    pub balances: Vec<Balance>,
    /// Of the same contacts as `people`, in their order, who introduced them and at which event we met.
    pub introductions: Vec<Introduction>,
    /// How introducers are called, by what a tally has.
    pub introducers: BTreeMap<String, String>,
    /// How events are called, by what a tally has.
    pub events: BTreeMap<String, String>,
}

impl Relations {
    /// Follows every contact's history.
    ///
    /// # Errors
    /// When the table of touches was changed from outside.
    pub fn of(touches: &Touches, people: &People, settings: &Settings) -> Result<Relations> {
        if touches.is_empty() {
            return Ok(Relations::default());
        }
        let columns = Columns::of(touches)?;
        let feeds = Feeds::of(&touches.sources);
        let context = Context { columns: &columns, feeds: &feeds, settings, sources: &touches.sources };
        let histories = Histories::of(touches)?;
        let mut found = Relations::default();
        let mut named = Vec::new();
        for (name, history) in histories.iter() {
            let (events, undated) = heard(history);
            let Some(first) = events.first().or(undated.as_ref()) else { continue };
            let bucket = bucket(&settings.owner, name);
            found.people.push(context.relation(&events, undated, first, bucket));
            found.meetings.extend(columns.meetings(&events, bucket, &feeds));
            found.balances.extend(columns.balance(&events, bucket));
            named.push(columns.named(name, history));
        }
        introductions::trace(&mut found, &named, touches, people)?;
        Ok(found)
    }
}

/// What every contact's history is looked at with.
struct Context<'a> {
    columns: &'a Columns,
    feeds: &'a Feeds,
    settings: &'a Settings,
    sources: &'a [Source],
}

impl Context<'_> {
    fn relation(&self, events: &[Event], undated: Option<Event>, first: &Event, bucket: u8) -> Relation {
        let (start, origin) = start(events, self.columns);
        let began = start.and_then(|i| events.get(i)).unwrap_or(first);
        let known = self.feeds.known(began.day);
        let steps = match start {
            Some(start) if origin == Origin::WroteFirst => vec![steps::answer(events, start, known)],
            Some(start) => steps::steps(events, start, undated, known),
            None => Vec::new(),
        };
        let is_same = |e: &Event| {
            (e.day, e.direction, e.channel, e.kind) == (first.day, first.direction, first.channel, first.kind)
        };
        Relation {
            bucket,
            origin,
            early: self.is_early(began),
            steps,
            exchanges: exchanges::count(events, undated),
            single: events.iter().all(is_same) && (undated.is_none() || events.is_empty()),
            watched: (known - first.day).max(0) as u32,
        }
    }

    /// Whether a touch lies so early in its feed that others may have come before it.
    fn is_early(&self, event: &Event) -> bool {
        let Some(source) = self.sources.get(event.source as usize) else { return false };
        let of_feed =
            self.sources.iter().filter(|s| s.feed.index == source.feed.index && s.channels.contains(&event.channel));
        let begins = of_feed.map(|s| epoch_day(s.first)).min().unwrap_or(event.day);
        !source.feed.complete && event.day - begins < self.settings.quiet_days as i32
    }
}

/// Up to which day each feed is known, calendars aside.
struct Feeds(Vec<i32>);

impl Feeds {
    fn of(sources: &[Source]) -> Feeds {
        let mut feeds: BTreeMap<usize, i32> = BTreeMap::new();
        for source in sources.iter().filter(|s| !s.is_calendar) {
            let as_of = feeds.entry(source.feed.index).or_insert(i32::MIN);
            *as_of = (*as_of).max(epoch_day(source.as_of));
        }
        Feeds(feeds.into_values().collect())
    }

    /// The last day of which everything is known of what began on a day.
    fn known(&self, day: i32) -> i32 {
        self.0.iter().copied().filter(|as_of| *as_of >= day).min().unwrap_or(day)
    }
}

/// A history without what nobody said: bounces and what they took back, automatic answers, bulk mail; and the first message of theirs
/// that has no day.
fn heard(history: &[Event]) -> (Vec<Event>, Option<Event>) {
    let mut lost: BTreeSet<u32> = BTreeSet::new();
    for (i, bounce) in history.iter().enumerate().filter(|(_, e)| e.kind == Kind::Bounce) {
        let since = history[..i].iter().rposition(|e| e.is_inbound() || e.is_conversation()).unwrap_or(0);
        let open = |e: &&Event| e.is_attempt() && e.channel == bounce.channel && !lost.contains(&e.index);
        if let Some(latest) = history[since..i].iter().rev().find(open) {
            let day = latest.day;
            let same: Vec<u32> =
                history[since..i].iter().filter(open).filter(|e| e.day == day).map(|e| e.index).collect();
            lost.extend(same);
        }
    }
    let is_said = |e: &&Event| !matches!(e.kind, Kind::Bounce | Kind::AutoReply | Kind::Bulk);
    let events = history.iter().filter(is_said).filter(|e| !e.undated && !lost.contains(&e.index));
    (events.copied().collect(), history.iter().find(|e| e.undated && e.is_inbound()).copied())
}

/// Where a history begins, and how.
fn start(events: &[Event], columns: &Columns) -> (Option<usize>, Origin) {
    let Some(first) = events.iter().position(|e| e.passes() || e.is_acquaintance()) else {
        return (None, Origin::Nothing);
    };
    let met = events.iter().position(Event::is_acquaintance);
    let met = met.filter(|met| *met == first || !is_before(&events[first], &events[*met]));
    match met.map(|i| (i, &events[i])) {
        Some((i, event)) if event.kind == Kind::Introduction => (Some(i), Origin::Introduced),
        Some((i, event)) => match columns.event(event) {
            Some(name) if is_interview(name) => (Some(i), Origin::Interviewed),
            Some(_) => (Some(i), Origin::AtEvent),
            None => (Some(i), Origin::Met),
        },
        None if events[first].is_attempt() => (Some(first), Origin::Written),
        None if events[first].is_inbound() => (Some(first), Origin::WroteFirst),
        None => (None, Origin::Nothing),
    }
}

/// Whether a message came before a meeting: of one day, only clocks tell.
fn is_before(message: &Event, meeting: &Event) -> bool {
    match (message.at, meeting.at) {
        (Some(message), Some(meeting)) => message < meeting,
        _ => message.day < meeting.day,
    }
}

/// Words for an interview, in a name of an event.
const INTERVIEWS: [&str; 4] = ["interview", "vorstellungsgespräch", "entretien", "entrevista"];

fn is_interview(event: &str) -> bool {
    let event = event.to_lowercase();
    INTERVIEWS.iter().any(|word| event.contains(word))
}

/// Both spoke.
fn is_talk(event: &Event) -> bool {
    event.is_conversation()
        || event.kind == Kind::Call && event.direction != Direction::Mutual && event.outcome == Some(Outcome::Answered)
}
