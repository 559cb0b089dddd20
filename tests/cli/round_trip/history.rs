//! One person's outreach as no format has it: who, when, which way, what. Every seed gives another history.

use super::people::{Contact, people};
use super::random::Random;
use hearback::outreach::words::{Direction, Kind};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// Where it happens: the clocks change twice within a history.
pub const TIMEZONE: &str = "America/New_York";

/// The day from which on people are written to: a Monday.
const FIRST: Date = date(2025, 1, 6);

/// What a history may hold, so that a format can say all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// People are written to again after 90 quiet days or more, write first, write back and forth; several messages are one attempt.
    pub free: bool,
    /// Delivery notices and automatic answers, which only mail and logs have.
    pub notices: bool,
    /// Invitations to connect, which only LinkedIn and logs have.
    pub invitations: bool,
}

/// Messages only: every format with a row or a message a touch says all of it.
pub const MESSAGES: Shape = Shape { free: true, notices: false, invitations: false };
/// What mailboxes hold.
pub const MAIL: Shape = Shape { free: true, notices: true, invitations: false };
/// What LinkedIn holds.
pub const LINKEDIN: Shape = Shape { free: true, notices: false, invitations: true };
/// One episode a person, begun by me, ended by the first reply, no two attempts on one day: a row a person says all of it.
pub const ONE_EPISODE: Shape = Shape { free: false, notices: false, invitations: false };

/// One event with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The contact's place among the contacts.
    pub contact: usize,
    /// When, to the second.
    pub at: Timestamp,
    /// `out` or `in`.
    pub direction: Direction,
    /// What.
    pub kind: Kind,
    /// The place among the events of what it answers: the message before it in its thread, or what was not delivered.
    pub answers: Option<usize>,
}

/// One person's outreach.
pub struct History {
    /// Its number.
    pub seed: u64,
    /// What it holds.
    pub shape: Shape,
    /// The people.
    pub contacts: Vec<Contact>,
    /// What happened, in order of time.
    pub events: Vec<Event>,
    /// The last day of which everything is known; later events are in the files all the same.
    pub as_of: Option<Date>,
    /// Whether the files hold everything since the first message ever.
    pub complete: bool,
    /// The timezone of its days.
    pub timezone: TimeZone,
}

impl History {
    /// The history of a seed.
    pub fn of(seed: u64, shape: Shape) -> History {
        let mut random = Random::new(seed);
        let contacts = people(60 + random.below(91));
        let timezone = TimeZone::get(TIMEZONE).expect("a timezone");
        let mut teller = Teller { random, shape, timezone, events: Vec::new() };
        (0..contacts.len()).for_each(|contact| teller.contact(contact));
        let Teller { timezone, mut events, .. } = teller;
        events.sort_by_key(|e| (e.at, e.contact));
        link(&mut events, &timezone);
        let late = events[events.len() * 9 / 10].at;
        let as_of = (seed % 2 == 1).then(|| late.to_zoned(timezone.clone()).date());
        History { seed, shape, contacts, events, as_of, complete: seed % 4 < 2, timezone }
    }

    /// The local day of an event.
    pub fn day(&self, event: &Event) -> Date {
        event.at.to_zoned(self.timezone.clone()).date()
    }
}

/// Finds what each event answers. After 90 quiet days, and after a notice, whoever writes begins anew or goes on with the last message.
fn link(events: &mut [Event], timezone: &TimeZone) {
    for i in 0..events.len() {
        let event = events[i];
        let mut before = (0..i).rev().filter(|j| events[*j].contact == event.contact);
        let earlier = match event.kind {
            Kind::Bounce | Kind::AutoReply => before.find(|j| events[*j].direction == Direction::Out),
            _ => before.find(|j| events[*j].kind == Kind::Message),
        };
        let day = |e: &Event| e.at.to_zoned(timezone.clone()).date();
        events[i].answers = earlier.filter(|j| day(&event).duration_since(day(&events[*j])).as_hours() / 24 < 85);
    }
}

/// Tells what happens with one contact after the other.
struct Teller {
    random: Random,
    shape: Shape,
    timezone: TimeZone,
    events: Vec<Event>,
}

impl Teller {
    fn contact(&mut self, contact: usize) {
        let start = FIRST.checked_add(Span::new().days(self.random.between(0, 250))).expect("a day");
        let start = self.moment(start);
        let first = self.events.len();
        let mut last = if self.shape.free && self.random.chance(12) {
            self.written_to(contact, start)
        } else {
            self.episode(contact, start, self.shape.invitations)
        };
        // On day 89 the episode goes on, on day 90 another one opens.
        while self.shape.free && self.events.len() < first + 20 && self.random.chance(30) {
            let quiet = self.random.pick(&[89, 90, 90, 91, 120]);
            let again = self.days_after(last, quiet, 60);
            last = self.episode(contact, again, false);
        }
    }

    /// They write first; I may answer.
    fn written_to(&mut self, contact: usize, at: Timestamp) -> Timestamp {
        let mut last = self.push(contact, at, Direction::In, Kind::Message);
        if self.random.chance(70) {
            let wait = self.random.between(0, 10);
            let at = self.days_after(last, wait, 60);
            last = self.push(contact, at, Direction::Out, Kind::Message);
        }
        last
    }

    /// I write, and write again, until they reply or I give up.
    fn episode(&mut self, contact: usize, at: Timestamp, may_invite: bool) -> Timestamp {
        let invites = may_invite && self.random.chance(35);
        let kind = if invites { Kind::Invitation } else { Kind::Message };
        let mut last = self.push(contact, at, Direction::Out, kind);
        let attempts = self.random.pick(&[1, 1, 2, 2, 3, 4, 6]);
        for attempt in 1..=attempts {
            last = self.burst(contact, last);
            last = self.notice(contact, last);
            let gap = self.random.pick(&[1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60]);
            let wait = self.random.pick(&[0, 0, 1, 1, 2, 3, 4, 7, 12, 20, 33, 60]);
            if self.random.chance(30) && (attempt == attempts || wait < gap) {
                return self.reply(contact, last, wait);
            }
            if attempt < attempts {
                let at = self.days_after(last, gap, if self.shape.free { 60 } else { 13 * 3600 });
                last = self.push(contact, at, Direction::Out, Kind::Message);
            }
        }
        last
    }

    /// More messages of the same attempt, or just not of it: up to 12 hours exactly, and a second more.
    fn burst(&mut self, contact: usize, first: Timestamp) -> Timestamp {
        let mut last = first;
        while self.shape.free && self.random.chance(12) {
            let seconds = self.random.pick(&[40, 900, 5400, 21_600, 43_200, 43_201]);
            let at = self.told_once(last + SignedDuration::from_secs(seconds));
            last = self.push(contact, at, Direction::Out, Kind::Message);
        }
        last
    }

    fn notice(&mut self, contact: usize, sent: Timestamp) -> Timestamp {
        if !self.shape.notices || !self.random.chance(16) {
            return sent;
        }
        let kind = self.random.pick(&[Kind::Bounce, Kind::AutoReply]);
        let seconds = self.random.pick(&[3, 61, 7_207]);
        let at = self.told_once(sent + SignedDuration::from_secs(seconds));
        self.push(contact, at, Direction::In, kind)
    }

    /// They reply, and we may write back and forth.
    fn reply(&mut self, contact: usize, sent: Timestamp, wait: i64) -> Timestamp {
        let at = self.days_after(sent, wait, 60);
        let mut last = self.push(contact, at, Direction::In, Kind::Message);
        let mut direction = Direction::Out;
        while self.shape.free && self.random.chance(45) {
            let wait = self.random.pick(&[0, 0, 1, 3, 9]);
            let at = self.days_after(last, wait, 60);
            last = self.push(contact, at, direction, Kind::Message);
            direction = if direction == Direction::Out { Direction::In } else { Direction::Out };
        }
        last
    }

    fn push(&mut self, contact: usize, at: Timestamp, direction: Direction, kind: Kind) -> Timestamp {
        // Invitations are dated to the minute.
        let second = if kind == Kind::Invitation { at.as_second() / 60 * 60 } else { at.as_second() };
        let at = Timestamp::from_second(second).expect("a moment");
        self.events.push(Event { contact, at, direction, kind, answers: None });
        at
    }

    /// Some moment so many local days later, at least so many seconds.
    fn days_after(&mut self, before: Timestamp, days: i64, least: i64) -> Timestamp {
        let day = before.to_zoned(self.timezone.clone()).date();
        let at = self.moment(day.checked_add(Span::new().days(days)).expect("a day"));
        let soonest = before + SignedDuration::from_secs(least);
        if at >= soonest {
            at
        } else {
            let seconds = self.random.between(0, 5_000);
            self.told_once(soonest + SignedDuration::from_secs(seconds))
        }
    }

    /// Some moment of a local day: often just before or after midnight.
    fn moment(&mut self, day: Date) -> Timestamp {
        let second = match self.random.below(10) {
            0 => self.random.between(86_400 - 1200, 86_399),
            1 => self.random.between(0, 1200),
            _ => self.random.between(8 * 3600, 20 * 3600),
        };
        let time = jiff::civil::Time::midnight() + Span::new().seconds(second);
        let at = day.to_datetime(time).to_zoned(self.timezone.clone()).expect("a moment");
        self.told_once(at.timestamp())
    }

    /// What happens in the hour that the clocks show twice cannot be told by a local time, as logs have it: it happens an hour later.
    fn told_once(&self, at: Timestamp) -> Timestamp {
        let local = at.to_zoned(self.timezone.clone()).datetime();
        let twice = self.timezone.to_ambiguous_zoned(local).is_ambiguous();
        if twice { self.told_once(at + SignedDuration::from_hours(1)) } else { at }
    }
}
