//! What happens between the owner of the log and one contact: messages, silence, replies, meetings.
//!
//! Every attempt has a chance of its own of being answered, and a reply takes its time, so that a reply to the first
//! message may come after the second, and following up does help in this invented world.

use crate::random::Random;
use crate::touch::{LAST_DAY, Touch, is_weekend, working_day};
use crate::warmth::Warmth;

/// Days from an attempt to its reply, with how often each occurs.
const WAITS: [(i64, usize); 17] = [
    (0, 15),
    (1, 20),
    (2, 13),
    (3, 10),
    (4, 8),
    (5, 6),
    (6, 5),
    (7, 5),
    (8, 3),
    (10, 3),
    (12, 2),
    (14, 3),
    (17, 2),
    (21, 2),
    (26, 1),
    (33, 1),
    (40, 1),
];

/// Days from an attempt to the next, with how often each occurs.
const GAPS: [(i64, usize); 13] =
    [(2, 3), (3, 7), (4, 12), (5, 14), (6, 12), (7, 20), (8, 9), (9, 6), (10, 7), (12, 4), (14, 4), (17, 1), (21, 1)];

const ANSWER_NOTES: [&str; 6] = [
    "Suggests a call next week",
    "Kind no: too busy this term",
    "Asks for my resume",
    "Points me to a colleague",
    "Likes the question, will think about it",
    "Remembers the same professor",
];

const MEETING_NOTES: [&str; 5] = [
    "Half an hour; suggested two people to write to",
    "Coffee near campus",
    "About the team and how they hire",
    "Went through my portfolio",
    "Told me how they changed fields",
];

/// A contact.
pub struct Person {
    /// Their number, which their threads are named after.
    pub number: usize,
    pub name: String,
    pub organisation: &'static str,
    pub warmth: Warmth,
    pub via: &'static str,
    pub event: &'static str,
}

/// Whether anything comes back.
#[derive(Clone, Copy)]
pub enum Luck {
    /// Nothing will.
    Silent,
    /// A number from 0 to 1: the first attempt is answered when its chance is above it, a later one by chance.
    Draw(f64),
}

/// How an episode begins. `None` leaves it to chance.
pub struct Opening {
    pub day: i64,
    pub channel: Option<&'static str>,
    pub attempts: Option<usize>,
    pub luck: Luck,
}

/// A local day and the minute of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    day: i64,
    minute: i64,
}

/// When and where a reply comes.
#[derive(Clone, Copy)]
struct Reply {
    at: Moment,
    channel: &'static str,
    note: &'static str,
}

/// The touches with one contact, told in order.
pub struct Story<'a> {
    random: &'a mut Random,
    person: Person,
    episode: usize,
    last: Moment,
    touches: Vec<Touch>,
}

impl<'a> Story<'a> {
    /// A contact with whom nothing has happened yet.
    pub fn of(person: Person, random: &'a mut Random) -> Self {
        Self { random, person, episode: 0, last: Moment { day: -1, minute: 0 }, touches: Vec::new() }
    }

    /// Everything that happened by the last day of the log.
    pub fn told(self) -> Vec<Touch> {
        self.touches
    }

    /// They meet at the person's event.
    pub fn meet_at_event(&mut self, day: i64, minutes: (i64, i64)) {
        let at = Moment { day, minute: self.random.between(minutes.0, minutes.1) };
        let met = Touch { event: self.person.event, ..self.touch(at, "mutual", "in_person", "meeting") };
        self.log(met);
    }

    /// Somebody introduces them, some days before the first message.
    pub fn introduced_before(&mut self, opening: i64) {
        let gap = self.random.weighted(&[(0, 20), (1, 40), (2, 25), (4, 15)]);
        let day = if is_weekend(opening - gap) { opening } else { opening - gap };
        let at = Moment { day: day.max(0), minute: self.random.between(500, 600) };
        let direction = self.random.weighted(&[("mutual", 70), ("in", 30)]);
        let mut row = Touch { via: self.person.via, ..self.touch(at, direction, "email", "introduction") };
        row.thread = self.thread("email");
        self.log(row);
    }

    /// A message from someone who was never written to; `answered` when the owner writes back.
    pub fn written_to(&mut self, day: i64, channel: &'static str, answered: bool) {
        self.person.warmth = Warmth::Existing;
        let at = Moment { day, minute: self.random.between(9 * 60, 20 * 60) };
        self.receive(Reply { at, channel, note: "" });
        if answered {
            self.answer(channel);
        }
    }

    /// A message to an address that does not exist, and what the mail server says a moment later.
    pub fn bounce(&mut self, day: i64) {
        let sent = self.attempt(1, day, "email");
        let at = Moment { day, minute: sent.minute.unwrap_or_default() + 1 };
        let thread = sent.thread.clone();
        self.log(sent);
        self.log(Touch { thread, note: "Address not found", ..self.touch(at, "in", "email", "bounce") });
    }

    /// From now on the contact is someone known, whoever introduced them.
    pub fn now_existing(&mut self) {
        self.person.warmth = Warmth::Existing;
        self.person.via = "";
    }

    /// An episode: attempts until a reply comes or patience ends, and what follows from a reply.
    pub fn reach_out(&mut self, opening: &Opening) {
        self.episode += 1;
        let Some(reply) = self.attempts(opening) else { return };
        if reply.at > self.last {
            self.receive(reply);
        }
        if self.random.chance(0.46) {
            self.answer(reply.channel);
        }
        if self.random.chance(0.27) {
            self.meet();
        }
    }

    /// The attempts of an episode, and the earliest reply to any of them.
    fn attempts(&mut self, opening: &Opening) -> Option<Reply> {
        let mut channel = opening.channel.unwrap_or_else(|| self.random.weighted(self.person.warmth.channels()));
        let planned = opening.attempts.unwrap_or_else(|| self.random.weighted(self.person.warmth.persistence()));
        let (mut day, mut reply) = (opening.day, None::<Reply>);
        for number in 1..=planned {
            if day > LAST_DAY || reply.is_some_and(|reply| reply.at.day <= day) {
                break;
            }
            let sent = self.attempt(number, day, channel);
            let (answered, answer) = (sent.outcome == "answered", self.answer_to(&sent, number, opening.luck));
            if let Some(pending) = reply.as_mut() {
                pending.note = "Answers what I wrote before the reminder";
            }
            self.log(sent);
            if answered {
                return Some(Reply { at: self.last, channel, note: "" });
            }
            reply = earlier(reply, answer);
            day = self.next_attempt(day);
            channel = self.next_channel(channel);
        }
        reply
    }

    /// One attempt: a message, an invitation or, later on, a call.
    fn attempt(&mut self, number: usize, day: i64, channel: &'static str) -> Touch {
        let at = Moment { day, minute: self.minute_on(day) };
        let warmth = self.person.warmth;
        let calls = if matches!(warmth, Warmth::Cold) { 0.08 } else { 0.22 };
        if number > 1 && self.random.chance(calls) {
            let outcome = self.random.weighted(&[("voicemail", 45), ("no_answer", 30), ("answered", 25)]);
            return Touch { outcome, ..self.sent(at, "phone", "call") };
        }
        let invites = number == 1 && channel == "linkedin" && self.random.chance(0.5);
        let mut row = self.sent(at, channel, if invites { "invitation" } else { "message" });
        self.compose(&mut row, number, invites || channel == "text");
        if number == 1 {
            row.ask = self.random.weighted(warmth.asks());
            row.via = self.person.via;
            row.event = self.person.event;
        }
        row
    }

    /// What is in a message: its length, its questions, how it was written. Invitations and texts are short.
    fn compose(&mut self, row: &mut Touch, number: usize, short: bool) {
        let (words, questions): (i64, &[(i64, usize)]) = match (number, short) {
            (_, true) => (self.random.between(18, 48), &[(0, 45), (1, 55)]),
            (1, _) => {
                (self.random.between(60, 130) + self.random.between(0, 70), &[(0, 12), (1, 50), (2, 28), (3, 10)])
            }
            _ => (self.random.between(25, 85), &[(0, 40), (1, 50), (2, 10)]),
        };
        row.words = Some(words);
        row.questions = Some(self.random.weighted(questions));
        row.ai_assisted = words > 50 && self.random.chance(0.3);
        row.offer = self.random.chance(0.1);
        row.template = if short { "" } else { self.template(number) };
    }

    /// T1 to T3 open, T4 reminds; many messages follow no template.
    fn template(&mut self, number: usize) -> &'static str {
        let usual = match self.person.warmth {
            Warmth::Cold => 0.8,
            Warmth::Alumni => 0.6,
            _ => 0.25,
        };
        if !self.random.chance(usual) {
            ""
        } else if number == 1 {
            self.random.pick(&["T1", "T2", "T3"])
        } else {
            "T4"
        }
    }

    /// The reply that this attempt will bring, if any.
    fn answer_to(&mut self, sent: &Touch, number: usize, luck: Luck) -> Option<Reply> {
        let brevity = if sent.words.is_some_and(|words| words > 120) { 0.85 } else { 1.1 };
        let heard = if sent.outcome == "no_answer" { 0.3 } else { 1.0 };
        let chance = self.person.warmth.chances()[number - 1] * brevity * heard;
        let comes = match luck {
            Luck::Silent => false,
            Luck::Draw(number_drawn) if number == 1 => number_drawn < chance,
            Luck::Draw(_) => self.random.chance(chance),
        };
        comes.then(|| self.reply_to(sent))
    }

    /// A reply after its wait, seldom at a weekend, mostly on the same channel.
    fn reply_to(&mut self, sent: &Touch) -> Reply {
        let mut day = sent.day + self.random.weighted(&WAITS);
        if is_weekend(day) && self.random.chance(0.75) {
            day = working_day(day);
        }
        let asked_at = sent.minute.unwrap_or_default();
        let minute = if day == sent.day {
            (asked_at + self.random.between(12, 260)).min(23 * 60 + 40)
        } else {
            self.random.between(7 * 60 + 30, 21 * 60)
        };
        let channel = match sent.channel {
            "phone" => self.random.pick(&["text", "email"]),
            "linkedin" if self.random.chance(0.12) => "email",
            "email" if self.random.chance(0.08) => self.random.pick(&["linkedin", "text"]),
            same => same,
        };
        let note = if self.random.chance(0.25) { self.random.pick(&ANSWER_NOTES) } else { "" };
        Reply { at: Moment { day, minute }, channel, note }
    }

    /// A human message from the contact.
    fn receive(&mut self, reply: Reply) {
        let (thread, note) = (self.thread(reply.channel), reply.note);
        self.log(Touch { thread, note, ..self.touch(reply.at, "in", reply.channel, "message") });
    }

    /// The owner writes back, and perhaps hears again.
    fn answer(&mut self, channel: &'static str) {
        let channel = if channel == "phone" { "email" } else { channel };
        let at = self.later(&[(0, 45), (1, 40), (2, 15)]);
        let mut row = self.sent(at, channel, "message");
        (row.words, row.questions) = (Some(self.random.between(15, 75)), Some(self.random.between(0, 2)));
        (row.offer, row.campaign) = (self.random.chance(0.12), "");
        self.log(row);
        if self.random.chance(0.36) {
            let at = self.later(&[(0, 30), (1, 35), (2, 20), (5, 15)]);
            self.receive(Reply { at, channel, note: "" });
        }
    }

    /// A conversation, and mostly a thank-you afterwards.
    fn meet(&mut self) {
        let mut at = self.later(&[(3, 15), (5, 25), (7, 30), (9, 20), (13, 10)]);
        at.minute = self.random.between(36, 66) * 15;
        let channel = self.random.weighted(&[("video", 65), ("in_person", 35)]);
        let note = self.random.pick(&MEETING_NOTES);
        self.log(Touch { note, ..self.touch(at, "mutual", channel, "meeting") });
        if !self.random.chance(0.85) {
            return;
        }
        let at = self.later(&[(0, 45), (1, 55)]);
        let by = self.random.weighted(&[("email", 75), ("linkedin", 10), ("mail", 15)]);
        let words = Some(self.random.between(30, 95));
        self.log(Touch { thanks: true, words, questions: Some(0), campaign: "", ..self.sent(at, by, "message") });
        if by != "mail" && self.random.chance(0.4) {
            let at = self.later(&[(0, 40), (1, 40), (3, 20)]);
            self.receive(Reply { at, channel: by, note: "" });
        }
    }

    /// A row with what every row has.
    fn touch(&self, at: Moment, direction: &'static str, channel: &'static str, kind: &'static str) -> Touch {
        let (contact, organisation) = (self.person.name.clone(), self.person.organisation);
        let minute = Some(at.minute);
        Touch { day: at.day, minute, contact, direction, channel, kind, organisation, ..Touch::default() }
    }

    /// An outbound row with what every outbound row has.
    fn sent(&self, at: Moment, channel: &'static str, kind: &'static str) -> Touch {
        let campaign = match at.day {
            ..146 => "spring",
            146..222 => "summer",
            _ => "autumn",
        };
        let (warmth, thread) = (self.person.warmth.word(), self.thread(channel));
        Touch { warmth, thread, campaign, ..self.touch(at, "out", channel, kind) }
    }

    /// The name of the episode's thread on a channel, where the channel has threads.
    fn thread(&self, channel: &str) -> String {
        let series = if self.episode > 1 { "b" } else { "" };
        match channel {
            "email" => format!("em-{:03}{series}", self.person.number),
            "linkedin" => format!("li-{:03}{series}", self.person.number),
            "text" => format!("tx-{:03}{series}", self.person.number),
            _ => String::new(),
        }
    }

    /// Keeps the row, if the log still ran on that day.
    fn log(&mut self, row: Touch) {
        self.last = Moment { day: row.day, minute: row.minute.unwrap_or_default() };
        if row.day <= LAST_DAY {
            self.touches.push(row);
        }
    }

    /// A minute of the day on which one writes; after whatever else happened that day.
    fn minute_on(&mut self, day: i64) -> i64 {
        if self.last.day == day {
            self.last.minute + self.random.between(40, 150)
        } else {
            self.random.between(8 * 60, 18 * 60 + 30)
        }
    }

    /// A moment after the last one, so many working days on.
    fn later(&mut self, waits: &[(i64, usize)]) -> Moment {
        let wait = self.random.weighted(waits);
        let today = Moment { day: self.last.day, minute: self.last.minute + self.random.between(20, 170) };
        if wait == 0 && today.minute < 23 * 60 {
            return today;
        }
        Moment { day: working_day(self.last.day + wait.max(1)), minute: self.random.between(8 * 60, 19 * 60) }
    }

    /// The day of the next attempt: a working day, two to twenty-one days on.
    fn next_attempt(&mut self, day: i64) -> i64 {
        let next = day + self.random.weighted(&GAPS);
        if next % 7 == 5 && next - day > 2 { next - 1 } else { working_day(next) }
    }

    /// Mostly the same channel, sometimes the other one.
    fn next_channel(&mut self, channel: &'static str) -> &'static str {
        match channel {
            "email" if self.random.chance(0.12) => "linkedin",
            "linkedin" if self.random.chance(0.25) => "email",
            same => same,
        }
    }
}

/// The earlier of two replies that may not come.
fn earlier(one: Option<Reply>, other: Option<Reply>) -> Option<Reply> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.at < one.at { other } else { one }),
        (one, other) => one.or(other),
    }
}
