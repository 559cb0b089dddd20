//! The outreach log: 150 invented contacts, who they are and when they were first written to.

use crate::names;
use crate::random::Random;
use crate::story::{Luck, Opening, Person, Story};
use crate::touch::{LAST_DAY, Touch, working_day};
use crate::warmth::Warmth;

/// What the first row says, so that nobody who opens the file takes it for real.
pub const SYNTHETIC: &str = "Synthetic data: neither this person nor any other in this file exists.";

/// The log's stream: chosen so that groups of some twenty people come out near the chances they were given.
const STREAM: u128 = 279;

const INTRODUCERS: [&str; 6] = [
    "Prof. Odalys Fenwright",
    "Marguerite Ashvale",
    "Dele Pinecroft",
    "Sunniva Karrel",
    "Hoshi Brandeau",
    "Teo Vantavul",
];

/// An event: its day, its hours, and how many met there were written to afterwards or never.
struct Event {
    name: &'static str,
    day: i64,
    minutes: (i64, i64),
    written: usize,
    unwritten: usize,
}

const DAYTIME: (i64, i64) = (660, 900);
const EVENING: (i64, i64) = (1080, 1200);

const EVENTS: [Event; 6] = [
    Event { name: "Winter career fair", day: 31, minutes: DAYTIME, written: 3, unwritten: 2 },
    Event { name: "Data and design meetup", day: 72, minutes: EVENING, written: 3, unwritten: 2 },
    Event { name: "Alumni evening", day: 108, minutes: EVENING, written: 4, unwritten: 2 },
    Event { name: "Summer internship mixer", day: 156, minutes: EVENING, written: 5, unwritten: 2 },
    Event { name: "Industry night", day: 233, minutes: EVENING, written: 4, unwritten: 2 },
    Event { name: "Autumn career fair", day: 261, minutes: DAYTIME, written: 3, unwritten: 2 },
];

/// Everyone's touches so far, and the names not yet given to anyone.
struct Log {
    random: Random,
    names: Vec<String>,
    touches: Vec<Touch>,
}

/// The whole log, in no particular order.
pub fn touches() -> Vec<Touch> {
    let mut random = Random::stream(STREAM);
    let names = names::people(&mut random);
    let mut log = Log { random, names, touches: Vec::new() };
    log.special_cases();
    log.group(Warmth::Cold, (13, 40, 7));
    log.group(Warmth::WarmIntro, (5, 14, 2));
    log.group(Warmth::Alumni, (4, 14, 2));
    log.events();
    log.first_writers();
    log.auto_replies(6);
    log.bulk();
    log.forget_some_clocks();
    log.touches.sort_by_key(|touch| (touch.day, touch.minute));
    log.touches[0].note = SYNTHETIC;
    log.touches
}

impl Log {
    /// The next contact.
    fn person(&mut self, warmth: Warmth, event: &'static str) -> Person {
        let number = 151 - self.names.len();
        let name = self.names.pop().unwrap_or_default();
        let via = if matches!(warmth, Warmth::WarmIntro) { self.random.pick(&INTRODUCERS) } else { "" };
        Person { number, name, organisation: names::organisation(&mut self.random), warmth, via, event }
    }

    /// Tells the story of one new contact.
    fn tell(&mut self, warmth: Warmth, event: &'static str, story: impl FnOnce(&mut Story<'_>)) {
        let person = self.person(warmth, event);
        let mut told = Story::of(person, &mut self.random);
        story(&mut told);
        self.touches.extend(told.told());
    }

    /// People of one warmth: so many first written to in the first 90 days, in the middle, in the last ten days.
    fn group(&mut self, warmth: Warmth, (early, middle, late): (usize, usize, usize)) {
        let mut days = self.days(0, 90, early);
        days.extend(self.days(90, 260, middle));
        days.extend(self.days(260, LAST_DAY + 1, late));
        let luck = self.random.spread(days.len());
        for (day, luck) in days.into_iter().zip(luck) {
            self.tell(warmth, "", |story| {
                if matches!(warmth, Warmth::WarmIntro) {
                    story.introduced_before(day);
                }
                story.reach_out(&opening(day, luck));
            });
        }
    }

    /// Working days spread evenly over `from..to`.
    fn days(&mut self, from: i64, to: i64, count: usize) -> Vec<i64> {
        let length = (to - from) as f64;
        self.random.spread(count).into_iter().map(|part| working_day(from + (part * length) as i64)).collect()
    }

    /// People met at events; those written to hear within days.
    fn events(&mut self) {
        let mut luck = self.random.spread(EVENTS.iter().map(|event| event.written).sum()).into_iter();
        for event in &EVENTS {
            for luck in luck.by_ref().take(event.written) {
                let gap = self.random.weighted(&[(1, 35), (2, 25), (4, 15), (5, 15), (8, 10)]);
                self.tell(Warmth::Event, event.name, |story| {
                    story.meet_at_event(event.day, event.minutes);
                    story.reach_out(&opening(working_day(event.day + gap), luck));
                });
            }
            for _ in 0..event.unwritten {
                self.tell(Warmth::Event, event.name, |story| story.meet_at_event(event.day, event.minutes));
            }
        }
    }

    /// Six people who wrote first; four of them are answered.
    fn first_writers(&mut self) {
        let days = self.days(20, 250, 6);
        for (place, day) in days.into_iter().enumerate() {
            let channel = if place % 3 == 0 { "email" } else { "linkedin" };
            self.tell(Warmth::Existing, "", |story| story.written_to(day, channel, place < 4));
        }
    }

    /// Bounces, second episodes, and the first and the last day of the log.
    fn special_cases(&mut self) {
        self.tell(Warmth::Cold, "", |story| story.bounce(130));
        for (warmth, day, luck) in [(Warmth::Cold, 95, 0.9), (Warmth::Alumni, 205, 0.1), (Warmth::Alumni, 164, 0.8)] {
            self.tell(warmth, "", |story| {
                story.bounce(day);
                story.reach_out(&Opening { channel: Some("linkedin"), ..opening(working_day(day + 2), luck) });
            });
        }
        // Given up in winter; tried again months later, once with a reply and once without.
        for (day, again, luck) in [(23, 143, Luck::Draw(0.0)), (50, 190, Luck::Silent)] {
            self.tell(Warmth::Cold, "", |story| {
                story.reach_out(&Opening { day, channel: None, attempts: Some(2), luck: Luck::Silent });
                story.reach_out(&Opening { day: again, channel: None, attempts: Some(2), luck });
            });
        }
        // Answered in spring; asked for something else in autumn.
        self.tell(Warmth::WarmIntro, "", |story| {
            story.introduced_before(36);
            story.reach_out(&opening(36, 0.0));
            story.now_existing();
            story.reach_out(&opening(239, 0.0));
        });
        self.tell(Warmth::Cold, "", |story| story.reach_out(&opening(0, 0.9)));
        self.tell(Warmth::Cold, "", |story| story.reach_out(&opening(LAST_DAY, 0.9)));
    }

    /// Gives `count` mails an automatic answer a minute or two later, on days when nothing else happened with the contact.
    fn auto_replies(&mut self, count: usize) {
        let mut mails: Vec<Touch> =
            self.alone().filter(|row| row.direction == "out" && row.channel == "email").collect();
        self.random.shuffle(&mut mails);
        for mail in mails.into_iter().take(count) {
            let minute = mail.minute.map(|minute| minute + 1);
            self.touches.push(Touch {
                day: mail.day,
                minute,
                contact: mail.contact,
                direction: "in",
                channel: "email",
                kind: "auto_reply",
                thread: mail.thread,
                organisation: mail.organisation,
                note: self.random.pick(&["Out of office until Monday", "On leave", "Reads mail once a day"]),
                ..Touch::default()
            });
        }
    }

    /// A newsletter from one contact, and a round mail to another.
    fn bulk(&mut self) {
        let met: Vec<Touch> = self.touches.iter().filter(|row| row.kind == "meeting").cloned().collect();
        for (direction, day, note) in [("in", 198, "Newsletter"), ("out", 254, "Round mail about my new portfolio")] {
            let known: Vec<&Touch> = met.iter().filter(|row| row.day + 20 < day).collect();
            let contact = self.random.pick(&known);
            self.touches.push(Touch {
                day,
                minute: Some(self.random.between(540, 1020)),
                contact: contact.contact.clone(),
                direction,
                channel: "email",
                kind: "bulk",
                warmth: if direction == "out" { "existing" } else { "" },
                organisation: contact.organisation,
                note,
                ..Touch::default()
            });
        }
    }

    /// Rows that are the only one of their contact on their day.
    fn alone(&self) -> impl Iterator<Item = Touch> {
        let same_day = |one: &Touch, other: &Touch| one.day == other.day && one.contact == other.contact;
        self.touches
            .iter()
            .filter(move |one| self.touches.iter().filter(|other| same_day(one, other)).count() == 1)
            .cloned()
    }

    /// Blanks the time of some rows, as people do; never of two rows that need it to be told apart.
    fn forget_some_clocks(&mut self) {
        let alone: Vec<Touch> = self.alone().collect();
        for row in alone {
            let forgets = match row.channel {
                "in_person" => 0.5,
                "linkedin" => 0.15,
                _ => 0.04,
            };
            let forgotten = self.random.chance(forgets);
            let place = self.touches.iter_mut().find(|other| other.day == row.day && other.contact == row.contact);
            if let (true, Some(place)) = (forgotten, place) {
                place.minute = None;
            }
        }
    }
}

/// An episode left to chance but for its day and its luck.
fn opening(day: i64, luck: f64) -> Opening {
    Opening { day, channel: None, attempts: None, luck: Luck::Draw(luck) }
}
