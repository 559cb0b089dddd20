//! How people reply, and how somebody writes to them: the truth from which logs are drawn.
//!
//! Time runs in days; within a day a reply comes at a constant rate, and a message stands anywhere in its day. A share of the people
//! never replies. Of the others the rate falls with the days since the first message, is higher for warm people, and, where the
//! world says so, for people whom the writer likes, which no log tells. Each further message adds to the rate (it helps), or
//! multiplies what is there (it harms). Who is still silent is written to again with a chance that depends on the days since the last
//! message, on warmth, and on liking. Channels make no difference.

use super::draw::Dice;

/// Nobody gets more messages.
const MOST_MESSAGES: usize = 4;

/// Nobody is written to again after so many silent days.
const LONGEST_GAP: u32 = 60;

/// The days within which a message that harms does.
const HARM_DAYS: u32 = 14;

/// By how much liking moves the rate of replies, and the chance to be written to again: of their logarithms, a standard deviation.
const LIKING: [f64; 2] = [0.8, 0.7];

/// A truth.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// Its name; its numbers hang on it.
    pub name: &'static str,
    /// The share of warm people; `None`: every second one.
    pub warm: Option<f64>,
    /// The share who never reply: of the cold, of the warm.
    pub never: [f64; 2],
    /// The logarithm of how much faster the warm reply.
    pub faster: f64,
    /// Whether anybody is written to again.
    pub follows: bool,
    /// How much more often the warm are written to again: 1 for as often.
    pub eager: f64,
    /// What a further message adds to the rate of replies on its first day.
    pub helps: f64,
    /// By what it multiplies the rate for 14 days.
    pub harms: f64,
    /// Whether liking moves both replies and messages.
    pub liking: bool,
    /// Days before the last one that is known on which people are first written to.
    pub opened: (u32, u32),
}

/// Warm people reply sooner and more often, and are written to again more readily.
pub const CONFOUNDED: World = World {
    name: "none",
    warm: Some(0.4),
    never: [0.45, 0.2],
    faster: 0.7,
    follows: true,
    eager: 1.8,
    helps: 0.0,
    harms: 1.0,
    liking: false,
    opened: (1, 200),
};

/// The same, where a further message helps, harms, or does nothing while liking stands behind both.
pub const HELPING: World = World { name: "helping", helps: 0.06, ..CONFOUNDED };
/// See [`HELPING`].
pub const HARMING: World = World { name: "harming", harms: 0.4, ..CONFOUNDED };
/// See [`HELPING`].
pub const LIKED: World = World { name: "none, liking unseen", liking: true, ..CONFOUNDED };

/// Nothing makes a difference; the warm are still written to again more readily.
pub const NULL: World = World { name: "null", never: [0.4; 2], faster: 0.0, ..CONFOUNDED };

/// Somebody to write to.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Warm, or cold.
    pub warm: bool,
    /// The first channel, or the second.
    pub by_mail: bool,
    /// The day of the first message, before the last day that is known.
    pub opened: u32,
    /// What their rate of replies is multiplied by; 0 of those who never reply.
    rate: f64,
    /// What the chance to write to them again is multiplied by.
    eager: f64,
}

/// When a message was written: the day since the first one, and where in the day, 0–1.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The day.
    pub day: u32,
    /// Where in the day.
    within: f64,
}

/// What became of one person.
#[derive(Clone, Debug)]
pub struct History {
    /// Messages, the first on day 0.
    pub messages: Vec<Moment>,
    /// The day of the reply, after all messages.
    pub reply: Option<u32>,
}

/// When the second message is written.
#[derive(Clone, Copy, Debug)]
pub enum Second {
    /// As the writer does.
    Own,
    /// On this day, to whoever is still silent; later ones as the writer does.
    On(u32),
    /// Never.
    Never,
}

/// The rate at which the cold reply, by the days since the first message.
fn base(day: u32) -> f64 {
    0.05 * (-f64::from(day) / 5.0).exp() + 0.004
}

impl World {
    /// The `place`-th person.
    pub fn person(&self, place: usize, dice: &mut Dice) -> Person {
        let warm = self.warm.map_or(place % 2 == 1, |share| dice.chance(share));
        let by_mail = dice.chance(0.5);
        let never = dice.chance(self.never[usize::from(warm)]);
        let liked = dice.normal() * f64::from(u8::from(self.liking));
        let faster = if warm { self.faster } else { 0.0 };
        Person {
            warm,
            by_mail,
            opened: dice.between(self.opened),
            rate: if never { 0.0 } else { (faster + LIKING[0] * liked).exp() },
            eager: if warm { self.eager } else { 1.0 } * (LIKING[1] * liked).exp(),
        }
    }

    /// The rate of replies on a day, so many days after the latest of several messages; `None` after the first one.
    fn rate(&self, person: &Person, day: u32, since: Option<u32>) -> f64 {
        if person.rate == 0.0 {
            return 0.0;
        }
        let own = base(day) * person.rate;
        match since {
            None => own,
            Some(since) => {
                let harm = if since <= HARM_DAYS { self.harms } else { 1.0 };
                own * harm + self.helps * (-f64::from(since) / 4.0).exp()
            }
        }
    }

    /// The chance to be written to again on a day, so many days after the last message.
    fn again(&self, person: &Person, gap: u32, messages: usize) -> f64 {
        if !self.follows || gap == 0 || gap > LONGEST_GAP || messages >= MOST_MESSAGES {
            return 0.0;
        }
        let habit = if gap == 3 || gap == 7 { 0.10 } else { 0.0 };
        ((0.03 + habit) * person.eager).min(0.9)
    }

    /// What becomes of a person in so many days.
    pub fn history(&self, person: &Person, days: u32, second: Second, dice: &mut Dice) -> History {
        let mut messages = vec![Moment { day: 0, within: dice.unit() }];
        let mut last = messages[0];
        for day in 0..=days {
            let several = messages.len() > 1;
            let start = if day == 0 { last.within } else { 0.0 };
            let reply = start + dice.exponential() / self.rate(person, day, several.then(|| day - last.day));
            let chance = match second {
                Second::On(on) if !several => f64::from(u8::from(day == on)),
                Second::Never => 0.0,
                _ => self.again(person, day - last.day, messages.len()),
            };
            if chance > 0.0 && dice.chance(chance) {
                let within = dice.unit();
                if reply >= within {
                    last = Moment { day, within };
                    messages.push(last);
                    // From here on the rate is another one.
                    let rest = within + dice.exponential() / self.rate(person, day, Some(0));
                    if rest < 1.0 {
                        return History { messages, reply: Some(day) };
                    }
                    continue;
                }
            }
            if reply < 1.0 {
                return History { messages, reply: Some(day) };
            }
        }
        History { messages, reply: None }
    }

    /// The day on which somebody silent would be written to again: within these days.
    pub fn second_within(&self, person: &Person, (first, last): (u32, u32), dice: &mut Dice) -> u32 {
        loop {
            let day = (1..=last).find(|gap| dice.chance(self.again(person, *gap, 1)));
            if let Some(day) = day.filter(|day| *day >= first) {
                return day;
            }
        }
    }

    /// What each message but the first changes: the chance of a reply until day `h` after it, with it and without it, if no other
    /// follows.
    pub fn effects(&self, person: &Person, history: &History, h: u32) -> Vec<[f64; 2]> {
        let chance = |before: Option<Moment>, at: Moment| {
            let rate = |day: u32| self.rate(person, day, before.map(|before| day - before.day));
            let rest = (1..=h).map(|later| rate(at.day + later)).sum::<f64>();
            -(-(rate(at.day) * (1.0 - at.within) + rest)).exp_m1()
        };
        let of = |place: usize| {
            let at = history.messages[place];
            let before = Some(history.messages[place - 1]).filter(|_| place > 1);
            [chance(Some(at), at), chance(before, at)]
        };
        (1..history.messages.len()).map(of).collect()
    }

    /// The share of the cold, or of the warm, who would reply by a day if nobody were written to again, of those who reply at all.
    pub fn ever(&self, warm: bool, day: u32) -> f64 {
        let faster = if warm { self.faster.exp() } else { 1.0 };
        let later = (1..=day).map(base).sum::<f64>() * faster;
        let first = base(0) * faster;
        // The first message stands anywhere in its day: the mean of exp(−first · u).
        1.0 - (-later).exp() * -(-first).exp_m1() / first
    }
}
