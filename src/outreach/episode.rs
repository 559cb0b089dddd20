//! Episodes, attempts and replies: the definitions.
//!
//! An *episode* opens with an outbound message, call or invitation when no message or call passed in either direction
//! for `quiet_days`. Meetings, events, introductions, bounces, auto-replies and bulk do not count as passing. Outbound
//! touches before the first reply are its *attempts*. A *reply* is an inbound human message or call, a mutual meeting
//! after the attempt, or an answered outbound call, on any channel. Waits are differences of local calendar days.
//!
//! Where these sentences leave something open, it is decided so:
//!
//! - *For 90 days*: day 90 after the last message opens an episode, day 89 does not. *Within 12 hours*: 12 hours
//!   exactly are within. *Within 90 days of the first day*: day 90 is not, since all the silence before it was seen.
//! - An invitation that was sent passes, since it opens an episode: the message that follows it is attempt 2. An
//!   invitation that they accepted or sent does not pass and is no reply.
//! - A call that is logged as mutual (a conversation by appointment) passes like any call, and replies like a meeting.
//! - Of several messages within 12 hours, the hours are counted from the first of them. Where one has no clock time,
//!   calendar days of 24 hours are counted: with 12 hours, those of one day are one.
//! - Messages of one attempt that two sources have are copies: a log and a mailbox have the same mail.
//! - A bounce belongs to the latest message on its channel that has not bounced, and an attempt of several messages
//!   bounced when all of them did: as many as the source with most of them has. Nobody can reply to what never arrived: who writes while every attempt has bounced
//!   is in the base no more than anyone else whose messages bounced, or else people would enter it *because* they
//!   wrote. Once they have replied, a notice that comes late takes nothing back.
//! - A meeting on the day of the message is after it only where both have clock times.
//! - A reply whose day is not known answers the episode that was open on the first day on which it can have been. It counts
//!   only where no reply with a day does, and its silence is not counted: it neither ends attempts nor breaks the quiet.

use super::settings::Settings;
use super::touch::{Source, Touches, epoch_day};
use super::words::{Ask, Channel, Direction, Kind, Outcome, Precision, Warmth};
use crate::error::Result;
use crate::input::{enums, labels};
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Contacts are put into this many buckets, for errors by groups of contacts.
pub const BUCKETS: u8 = 64;

/// The value of an attribute that is not known.
pub const UNKNOWN: &str = "unknown";

/// Attributes of attempt 1 by which episodes can be broken down.
pub const ATTRIBUTES: [&str; 7] = ["channel", "warmth", "ask", "template", "campaign", "ai_assisted", "weekday"];

/// Of these, attributes whose values are the user's own words, which are not for others.
pub const OWN_WORDS: [&str; 2] = ["template", "campaign"];

/// How an episode ended, with the day, counted from attempt 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// They wrote back, met or picked up.
    Replied(u32),
    /// They replied, and nothing says on which day: by this one, `as_of`, they had.
    RepliedSometime(u32),
    /// Nothing came until the next episode opened: censored on that day.
    GivenUp(u32),
    /// Nothing had come by `as_of`: censored on that day. Not a no.
    Waiting(u32),
    /// Every attempt bounced: out of the base, and shown.
    Bounced,
}

impl End {
    /// The end as a tally's file writes it.
    pub fn text(self) -> String {
        match self {
            End::Replied(day) => format!("replied:{day}"),
            End::RepliedSometime(day) => format!("replied_by:{day}"),
            End::GivenUp(day) => format!("given_up:{day}"),
            End::Waiting(day) => format!("waiting:{day}"),
            End::Bounced => "bounced".into(),
        }
    }

    /// Reads what [`End::text`] wrote.
    pub fn parse(text: &str) -> Option<End> {
        if text == "bounced" {
            return Some(End::Bounced);
        }
        let (how, day) = text.split_once(':')?;
        let day = day.parse().ok()?;
        match how {
            "replied" => Some(End::Replied(day)),
            "replied_by" => Some(End::RepliedSometime(day)),
            "given_up" => Some(End::GivenUp(day)),
            "waiting" => Some(End::Waiting(day)),
            _ => None,
        }
    }
}

/// One episode: from its first attempt to its reply, or as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// The contact's bucket, 0–63.
    pub bucket: u8,
    /// Day of attempt 1, counted from 1970; of the first message that bounced when all did.
    pub opened: i32,
    /// Days of the attempts that arrived, counted from the first.
    pub attempts: Vec<u32>,
    /// How it ended.
    pub end: End,
    /// It opened within `quiet_days` of its source's first day: it may have begun before, so its attempts are not numbered.
    pub truncated: bool,
    /// It opened on its `as_of` day: shown, not analysed.
    pub fresh: bool,
    /// Attributes of attempt 1.
    attributes: BTreeMap<&'static str, String>,
}

impl Episode {
    /// An attribute of attempt 1 (see [`ATTRIBUTES`]), or [`UNKNOWN`].
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or(UNKNOWN, String::as_str)
    }

    /// Whether it belongs to the base of reply shares: it did not bounce, and there was time to hear back.
    pub fn is_analysed(&self) -> bool {
        self.end != End::Bounced && !self.fresh
    }
}

/// What became of contacts beside their episodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// People in the log.
    pub all: u64,
    /// People I wrote to first, at least once.
    pub written_to: u64,
    /// People who wrote or called first, and with whom I never opened an episode: reciprocity, not outreach.
    pub wrote_first: u64,
    /// People met or introduced, or talked to by appointment, and never written to: the follow-through funnel.
    pub never_written_to: u64,
}

impl Contacts {
    fn add(&mut self, history: &[Event], written_to: bool) {
        let first = history.iter().find(|e| e.passes());
        let wrote_first = !written_to && first.is_some_and(Event::is_inbound);
        let never = !written_to && !wrote_first && history.iter().any(Event::is_acquaintance);
        self.all += 1;
        self.written_to += u64::from(written_to);
        self.wrote_first += u64::from(wrote_first);
        self.never_written_to += u64::from(never);
    }
}

/// One touch, as the definitions look at it.
#[derive(Clone, Copy, Debug)]
struct Event {
    contact: u32,
    day: i32,
    at: Option<i64>,
    undated: bool,
    direction: Direction,
    channel: Channel,
    kind: Kind,
    outcome: Option<Outcome>,
    source: u32,
    index: u32,
}

impl Event {
    fn passes(&self) -> bool {
        matches!(self.kind, Kind::Message | Kind::Call) || self.is_attempt()
    }

    fn is_attempt(&self) -> bool {
        self.direction == Direction::Out && matches!(self.kind, Kind::Message | Kind::Call | Kind::Invitation)
    }

    fn is_answered_call(&self) -> bool {
        self.is_attempt() && self.kind == Kind::Call && self.outcome == Some(Outcome::Answered)
    }

    /// They wrote or called.
    fn is_inbound(&self) -> bool {
        self.direction == Direction::In && matches!(self.kind, Kind::Message | Kind::Call)
    }

    /// We met or talked; a call that nobody took is no conversation.
    fn is_conversation(&self) -> bool {
        let missed = matches!(self.outcome, Some(Outcome::Voicemail | Outcome::NoAnswer));
        self.direction == Direction::Mutual && (self.kind == Kind::Meeting || self.kind == Kind::Call && !missed)
    }

    /// We met, talked or were introduced: what may be followed by a first message.
    fn is_acquaintance(&self) -> bool {
        matches!(self.kind, Kind::Meeting | Kind::Introduction) || self.is_conversation()
    }

    /// Whether it answers an attempt that was made before it.
    fn is_reply_to(&self, attempt: &Event) -> bool {
        self.is_inbound()
            || self.is_conversation()
                && match (attempt.at, self.at) {
                    (Some(sent), Some(met)) => met > sent,
                    // Of a meeting and a message on one day without clock times, the meeting was first.
                    _ => self.day > attempt.day,
                }
    }
}

/// One attempt: a message, or several on one channel within `same_attempt_hours`.
struct Attempt {
    first: Event,
    /// How many messages of it each source has: two sources have the same ones.
    messages: BTreeMap<u32, u32>,
    bounces: u32,
}

impl Attempt {
    fn bounced(&self) -> bool {
        self.messages.values().max() == Some(&self.bounces)
    }
}

/// An episode while it is open.
struct Open {
    attempts: Vec<Attempt>,
    /// The day of the reply.
    reply: Option<i32>,
    /// They have replied, and it is not known when.
    replied_sometime: bool,
    /// They have written or met: what follows is correspondence, no attempt.
    over: bool,
}

/// Finds all episodes, in the order of contacts and time, and what became of the contacts.
///
/// # Errors
/// When the table of touches was changed from outside.
pub fn episodes(touches: &Touches, settings: &Settings) -> Result<(Vec<Episode>, Contacts)> {
    if touches.is_empty() {
        return Ok((Vec::new(), Contacts::default()));
    }
    let (events, names) = events(&touches.frame)?;
    let attributes = Attributes::new(&touches.frame)?;
    let mut episodes = Vec::new();
    let mut contacts = Contacts::default();
    for history in events.chunk_by(|a, b| a.contact == b.contact) {
        let found = of_contact(history, settings);
        contacts.add(history, !found.is_empty());
        let bucket = bucket(&settings.owner, names[history[0].contact as usize]);
        for (i, open) in found.iter().enumerate() {
            let next = found.get(i + 1).map(|o| o.attempts[0].first.day);
            episodes.push(close(open, next, bucket, &touches.sources, settings, &attributes));
        }
    }
    Ok((episodes, contacts))
}

/// All touches in the order of contacts and time, and the contacts' names.
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

/// The episodes of one contact, whose touches stand in order of time.
fn of_contact(history: &[Event], settings: &Settings) -> Vec<Open> {
    let mut found: Vec<Open> = Vec::new();
    let mut last_passed: Option<i32> = None;
    for event in history.iter().filter(|e| !e.undated) {
        let quiet = last_passed.is_none_or(|day| event.day - day >= settings.quiet_days as i32);
        if event.is_attempt() && quiet {
            found.push(Open::new(event));
        } else if let Some(open) = found.last_mut() {
            open.take(event, settings);
        }
        if event.passes() {
            last_passed = Some(event.day);
        }
    }
    for event in history.iter().filter(|e| e.undated && e.is_inbound()) {
        // Whatever was written later does not answer an episode that had not begun.
        let open = found.iter_mut().rev().find(|open| open.attempts[0].first.day <= event.day);
        open.into_iter().for_each(|open| open.replied_sometime = true);
    }
    found
}

impl Open {
    fn new(event: &Event) -> Self {
        let mut open = Open { attempts: Vec::new(), reply: None, replied_sometime: false, over: false };
        open.attempt(event, None);
        open
    }

    fn take(&mut self, event: &Event, settings: &Settings) {
        if self.over {
            return;
        }
        let on_channel = self.attempts.iter().rposition(|a| a.first.channel == event.channel && !a.bounced());
        if event.kind == Kind::Bounce {
            on_channel.into_iter().for_each(|i| self.attempts[i].bounces += 1);
        } else if event.is_attempt() {
            self.attempt(event, on_channel.filter(|i| is_same_attempt(&self.attempts[*i].first, event, settings)));
        } else if self.attempts.iter().any(|a| !a.bounced() && event.is_reply_to(&a.first)) {
            self.replied(event);
        } else {
            self.over = event.is_inbound();
        }
    }

    /// Adds a message to an attempt, or as a new one.
    fn attempt(&mut self, event: &Event, same: Option<usize>) {
        match same {
            Some(i) => *self.attempts[i].messages.entry(event.source).or_insert(0) += 1,
            None => {
                let messages = BTreeMap::from([(event.source, 1)]);
                self.attempts.push(Attempt { first: *event, messages, bounces: 0 });
            }
        }
        if event.is_answered_call() {
            self.replied(event);
        }
    }

    fn replied(&mut self, event: &Event) {
        self.reply = Some(event.day);
        self.over = true;
    }
}

/// Several messages on one channel within `same_attempt_hours` are one attempt.
fn is_same_attempt(first: &Event, later: &Event, settings: &Settings) -> bool {
    let hours = i64::from(settings.same_attempt_hours);
    match (first.at, later.at) {
        (Some(a), Some(b)) => b - a <= hours * 3_600_000,
        _ => i64::from(later.day - first.day) * 24 <= hours,
    }
}

fn close(
    open: &Open,
    next: Option<i32>,
    bucket: u8,
    sources: &[Source],
    settings: &Settings,
    attributes: &Attributes,
) -> Episode {
    let arrived: Vec<&Event> = open.attempts.iter().filter(|a| !a.bounced()).map(|a| &a.first).collect();
    let first = arrived.first().copied().unwrap_or(&open.attempts[0].first);
    let as_of = known_until(&arrived, first, sources);
    let offset = |day: i32| (day - first.day).max(0) as u32;
    let end = match (open.reply, next) {
        _ if arrived.is_empty() => End::Bounced,
        (Some(day), _) if day <= as_of => End::Replied(offset(day)),
        _ if open.replied_sometime => End::RepliedSometime(offset(as_of)),
        (_, Some(day)) if day <= as_of => End::GivenUp(offset(day)),
        _ => End::Waiting(offset(as_of)),
    };
    Episode {
        bucket,
        opened: first.day,
        attempts: arrived.iter().filter(|e| e.day <= as_of).map(|e| offset(e.day)).collect(),
        end,
        truncated: may_have_begun_before(first, sources, settings),
        fresh: first.day >= as_of,
        attributes: attributes.of(first),
    }
}

/// The earliest day up to which the feeds of the attempts' channels are known. A feed that ended before the first attempt claims to
/// know nothing of the time after it: an old log beside a mailbox takes nothing away.
fn known_until(arrived: &[&Event], first: &Event, sources: &[Source]) -> i32 {
    let channels = arrived.iter().copied().chain([first]).map(|e| e.channel);
    let of_channel = |channel: Channel| {
        let mut feeds: BTreeMap<usize, i32> = BTreeMap::new();
        for source in sources.iter().filter(|s| !s.is_calendar && s.channels.contains(&channel)) {
            let as_of = feeds.entry(source.feed.index).or_insert(i32::MIN);
            *as_of = (*as_of).max(epoch_day(source.as_of));
        }
        feeds.into_values().filter(|as_of| *as_of >= first.day).min()
    };
    channels.filter_map(of_channel).min().unwrap_or(first.day)
}

/// Whether an episode opened so early in its feed that it may have begun before it.
fn may_have_begun_before(first: &Event, sources: &[Source], settings: &Settings) -> bool {
    let feed = sources[first.source as usize].feed;
    let files = sources.iter().filter(|s| s.feed.index == feed.index && s.channels.contains(&first.channel));
    let begins = files.map(|s| epoch_day(s.first)).min().unwrap_or(first.day);
    !feed.complete && first.day - begins < settings.quiet_days as i32
}

/// The bucket of a contact: the first bits of a hash of the owner and the contact. It groups a person's episodes for
/// errors; with 64 buckets it tells nobody who the contact is, and it is no secret either.
fn bucket(owner: &str, contact: &str) -> u8 {
    let digest = Sha256::digest(format!("hearback\u{1f}{owner}\u{1f}{}", labels::normal(contact)));
    digest.iter().next().copied().unwrap_or(0) % BUCKETS
}

/// The columns from which attributes of attempt 1 are read.
struct Attributes<'a> {
    template: &'a StringChunked,
    campaign: &'a StringChunked,
    ai_assisted: &'a BooleanChunked,
    ask: Vec<Option<u32>>,
    warmth: Vec<Option<u32>>,
}

impl<'a> Attributes<'a> {
    fn new(frame: &'a DataFrame) -> Result<Self> {
        Ok(Attributes {
            template: frame.column("template")?.str()?,
            campaign: frame.column("campaign")?.str()?,
            ai_assisted: frame.column("ai_assisted")?.bool()?,
            ask: enums::codes(frame.column("ask")?)?,
            warmth: enums::codes(frame.column("warmth")?)?,
        })
    }

    fn of(&self, attempt: &Event) -> BTreeMap<&'static str, String> {
        let i = attempt.index as usize;
        let ask = self.ask[i].map(|c| Ask::WORDS[c as usize].to_owned());
        let warmth = self.warmth[i].map(|c| Warmth::WORDS[c as usize].to_owned());
        let ai = self.ai_assisted.get(i).map(|yes| if yes { "yes" } else { "no" }.to_owned());
        let weekday = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        // 1970-01-01 was a Thursday.
        let weekday = weekday[(attempt.day + 3).rem_euclid(7) as usize];
        let known = [
            ("channel", Some(attempt.channel.word().to_owned())),
            ("warmth", warmth),
            ("ask", ask),
            ("template", self.template.get(i).map(str::to_owned)),
            ("campaign", self.campaign.get(i).map(str::to_owned)),
            ("ai_assisted", ai),
            ("weekday", Some(weekday.to_owned())),
        ];
        known.into_iter().filter_map(|(name, value)| value.map(|v| (name, v))).collect()
    }
}
