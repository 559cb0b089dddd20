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

use super::history::{Event, Histories, bucket};
use super::settings::Settings;
use super::touch::{Source, Touches, epoch_day};
use super::words::{Channel, Kind};
use crate::error::Result;
use crate::input::threads;
use std::collections::BTreeMap;
use std::ops::AddAssign;

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
    /// The contact's place in the order in which contacts are met: the same for all episodes with one person.
    pub contact: u32,
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
    /// The last day of which everything is known, counted from attempt 1, whatever came before it: how long the episode
    /// could have been watched.
    pub known: u32,
    /// The row of attempt 1 in the table of touches: its attributes are those of the episode
    /// (see [`super::attributes`]).
    pub first: u32,
    /// Minutes from attempt 1 to the reply, where both have a clock time.
    pub minutes: Option<u32>,
}

impl Episode {
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

impl AddAssign for Contacts {
    fn add_assign(&mut self, more: Contacts) {
        self.all += more.all;
        self.written_to += more.written_to;
        self.wrote_first += more.wrote_first;
        self.never_written_to += more.never_written_to;
    }
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

/// One attempt: a message, or several on one channel within `same_attempt_hours`.
struct Attempt {
    first: Event,
    /// How many messages of it the source of the first one has.
    messages: u32,
    /// The same of others: two sources have the same ones.
    elsewhere: Vec<(u32, u32)>,
    bounces: u32,
}

impl Attempt {
    fn new(first: &Event) -> Self {
        Attempt { first: *first, messages: 1, elsewhere: Vec::new(), bounces: 0 }
    }

    /// Takes another message of it.
    fn add(&mut self, event: &Event) {
        if event.source == self.first.source {
            self.messages += 1;
            return;
        }
        match self.elsewhere.iter_mut().find(|(source, _)| *source == event.source) {
            Some((_, n)) => *n += 1,
            None => self.elsewhere.push((event.source, 1)),
        }
    }

    fn bounced(&self) -> bool {
        self.elsewhere.iter().map(|(_, n)| *n).fold(self.messages, u32::max) == self.bounces
    }
}

/// An episode while it is open.
struct Open {
    attempts: Vec<Attempt>,
    /// The reply.
    reply: Option<Event>,
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
    let histories = Histories::of(touches)?;
    let reach = Reach::of(&touches.sources);
    let parts = histories.parts();
    let found = threads::in_threads(parts.len(), |k| of_part(histories.within(parts[k].clone()), &reach, settings));
    let mut all = (Vec::with_capacity(found.iter().map(|(e, _)| e.len()).sum()), Contacts::default());
    for (episodes, contacts) in found {
        all.0.extend(episodes);
        all.1 += contacts;
    }
    Ok(all)
}

/// The episodes of some contacts.
fn of_part<'a>(
    histories: impl Iterator<Item = (&'a str, &'a [Event])>,
    reach: &Reach,
    settings: &Settings,
) -> (Vec<Episode>, Contacts) {
    let (mut episodes, mut contacts) = (Vec::new(), Contacts::default());
    for (name, history) in histories {
        let found = of_contact(history, settings);
        contacts.add(history, !found.is_empty());
        if found.is_empty() {
            continue;
        }
        let known = Known { contact: history[0].contact, bucket: bucket(&settings.owner, name), reach, settings };
        for (i, open) in found.iter().enumerate() {
            let next = found.get(i + 1).map(|o| o.attempts[0].first.day);
            episodes.push(known.close(open, next));
        }
    }
    (episodes, contacts)
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
            Some(i) => self.attempts[i].add(event),
            None => self.attempts.push(Attempt::new(event)),
        }
        if event.is_answered_call() {
            self.replied(event);
        }
    }

    fn replied(&mut self, event: &Event) {
        self.reply = Some(*event);
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

/// What is known of a contact and the sources when an episode is closed.
struct Known<'a> {
    contact: u32,
    bucket: u8,
    reach: &'a Reach,
    settings: &'a Settings,
}

impl Known<'_> {
    fn close(&self, open: &Open, next: Option<i32>) -> Episode {
        let arrived = || open.attempts.iter().filter(|a| !a.bounced()).map(|a| &a.first);
        let all_bounced = arrived().next().is_none();
        let first = arrived().next().unwrap_or(&open.attempts[0].first);
        let as_of = self.reach.known_until(arrived(), first);
        let offset = |day: i32| (day - first.day).max(0) as u32;
        let reply = open.reply.filter(|reply| reply.day <= as_of);
        let end = match (reply, next) {
            _ if all_bounced => End::Bounced,
            (Some(reply), _) => End::Replied(offset(reply.day)),
            _ if open.replied_sometime => End::RepliedSometime(offset(as_of)),
            (_, Some(day)) if day <= as_of => End::GivenUp(offset(day)),
            _ => End::Waiting(offset(as_of)),
        };
        Episode {
            contact: self.contact,
            bucket: self.bucket,
            opened: first.day,
            attempts: arrived().filter(|e| e.day <= as_of).map(|e| offset(e.day)).collect(),
            end,
            truncated: self.reach.may_have_begun_before(first, self.settings),
            fresh: first.day >= as_of,
            known: offset(as_of),
            first: first.index,
            minutes: reply.filter(|_| !all_bounced).and_then(|reply| minutes(first, &reply)),
        }
    }
}

/// Minutes from a message to its answer; none where a clock is missing, or runs backwards.
fn minutes(first: &Event, reply: &Event) -> Option<u32> {
    let (sent, answered) = (first.at?, reply.at?);
    u32::try_from((answered - sent).div_euclid(60_000)).ok()
}

/// What the sources know of each channel, in days counted from 1970.
#[derive(Debug)]
struct Reach {
    /// By channel, the last day of each feed.
    last: Vec<Vec<i32>>,
    /// By source and channel, the first day of its feed, where that does not hold everything since the first message.
    first: Vec<Vec<Option<i32>>>,
}

impl Reach {
    fn of(sources: &[Source]) -> Reach {
        let with = |channel: Channel| sources.iter().filter(move |s| s.channels.contains(&channel));
        let last = |channel: &Channel| {
            let mut feeds: BTreeMap<usize, i32> = BTreeMap::new();
            for source in with(*channel).filter(|s| !s.is_calendar) {
                let as_of = feeds.entry(source.feed.index).or_insert(i32::MIN);
                *as_of = (*as_of).max(epoch_day(source.as_of));
            }
            feeds.into_values().collect()
        };
        let first = |source: &Source| {
            let feed = source.feed.index;
            let days =
                |channel: &Channel| with(*channel).filter(|s| s.feed.index == feed).map(|s| epoch_day(s.first)).min();
            // A message on a channel that its feed does not have begins it.
            Channel::ALL.iter().map(|c| days(c).or(Some(i32::MAX)).filter(|_| !source.feed.complete)).collect()
        };
        Reach { last: Channel::ALL.iter().map(last).collect(), first: sources.iter().map(first).collect() }
    }

    /// The earliest day up to which the feeds of the attempts' channels are known. A feed that ended before the first attempt claims to
    /// know nothing of the time after it: an old log beside a mailbox takes nothing away.
    fn known_until<'a>(&self, arrived: impl Iterator<Item = &'a Event>, first: &'a Event) -> i32 {
        let of_channel = |event: &Event| {
            let feeds = self.last.get(event.channel as usize).into_iter().flatten();
            feeds.copied().filter(|as_of| *as_of >= first.day).min()
        };
        arrived.chain([first]).filter_map(of_channel).min().unwrap_or(first.day)
    }

    /// Whether an episode opened so early in its feed that it may have begun before it.
    fn may_have_begun_before(&self, first: &Event, settings: &Settings) -> bool {
        let begins =
            self.first.get(first.source as usize).and_then(|days| days.get(first.channel as usize).copied().flatten());
        begins.is_some_and(|begins| first.day.saturating_sub(begins.min(first.day)) < settings.quiet_days as i32)
    }
}
