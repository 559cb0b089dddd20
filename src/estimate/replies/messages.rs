//! Of messages, as people count for themselves: replies ÷ messages that have had their time.
//!
//! A message is *matured* when the horizon has passed since it was sent and everything until then is known, whether or
//! not a reply came before: what came of younger messages is counted apart, or the quick replies to them would make a share of
//! their own. A reply is credited to the latest message at or before it and counts within the horizon, so that a late answer to
//! message 1 that comes after message 2 is one to message 2: the share is `descriptive`. Episodes that may have begun before
//! the log are in it, since no message has a number here, and the messages of them that are known are messages like others.

use super::super::figures::{Base, Designed, Scale, designed_share, plain_share, unknown};
use super::super::undated::is_undated;
use crate::outreach::End;
use crate::stats::Level;
use crate::tally::PathKey;
use crate::view::{self, Cell, Column, Figure, Flag, Table, Unit};

/// Replies per message.
#[derive(Clone, Debug, PartialEq)]
pub struct Messages {
    /// Replies to matured messages ÷ matured messages; episodes are its clusters.
    pub share: Figure,
    /// Episodes with a matured message.
    pub people: u64,
    /// What is counted.
    pub counts: Option<Counts>,
    /// H: a message is matured after so many days, and a reply counts within them.
    pub horizon: u32,
}

/// Messages and the replies that are credited to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that are matured.
    pub matured: u64,
    /// Replies to them, within the horizon; `None` where a reply has no day.
    pub replied: Option<u64>,
    /// Replies to them that came later than that.
    pub late: u64,
    /// Messages that are not matured.
    pub young: u64,
    /// Replies to them so far.
    pub young_replied: Option<u64>,
}

/// What one episode adds.
#[derive(Clone, Copy, Default)]
struct OfOne {
    matured: u64,
    young: u64,
    /// The message that the reply is credited to was matured, and the reply within the horizon.
    replied: u64,
    late: u64,
    young_replied: u64,
}

impl OfOne {
    fn of(path: &PathKey, horizon: u32) -> OfOne {
        let is_matured = |sent: u32| path.known.saturating_sub(sent) >= horizon && sent <= path.known;
        let matured = path.attempts.iter().filter(|sent| is_matured(**sent)).count() as u64;
        let mut one = OfOne { matured, young: path.attempts.len() as u64 - matured, ..OfOne::default() };
        if let End::Replied(day) = path.end
            && let Some(sent) = path.attempts.iter().copied().rfind(|sent| *sent <= day)
        {
            let in_time = day - sent <= horizon;
            one.replied = u64::from(is_matured(sent) && in_time);
            one.late = u64::from(is_matured(sent) && !in_time);
            one.young_replied = u64::from(!is_matured(sent));
        }
        one
    }
}

impl Messages {
    /// Counts the messages of all episodes.
    pub(super) fn of(paths: &[(&PathKey, u64)], horizon: u32, level: Level) -> Messages {
        let found: Vec<(OfOne, u64)> = paths.iter().map(|(path, n)| (OfOne::of(path, horizon), *n)).collect();
        let sum = |of: fn(&OfOne) -> u64| -> u64 { found.iter().map(|(one, n)| of(one) * n).sum() };
        let is_dated = !paths.iter().any(|(path, _)| is_undated(path.end));
        let (matured, replied) = (sum(|one| one.matured), sum(|one| one.replied));
        let counts = Counts {
            matured,
            replied: is_dated.then_some(replied),
            late: sum(|one| one.late),
            young: sum(|one| one.young),
            young_replied: is_dated.then(|| sum(|one| one.young_replied)),
        };
        let words = format!("messages that have had {horizon} days");
        let share = match is_dated {
            true => clustered(&found, matured, replied, &words, level),
            false => unknown(matured, &words, level, &[Flag::Descriptive]),
        };
        let people = found.iter().filter(|(one, _)| one.matured > 0).map(|(_, n)| n).sum();
        Messages { share, people, counts: Some(counts), horizon }
    }

    pub(super) fn hide(&mut self) {
        if self.share.is_suppressed() {
            self.counts = None;
        }
    }

    pub(super) fn table(&self) -> Table {
        let counts = self.counts;
        let count = |of: fn(Counts) -> Option<u64>| Cell::from(counts.and_then(of));
        Table {
            id: "messages".into(),
            title: "Replies to messages".into(),
            base: format!("messages that have had {} days, whatever came of them", self.horizon),
            columns: vec![
                Column::text("what", "What"),
                Column::figure("replies_per_matured_message", "Replies ÷ matured messages", Unit::Share),
                Column::integer("matured", "Matured", Unit::Touches),
                Column::integer("replied", "Replies to them", Unit::Touches),
                Column::integer("late", "Later replies", Unit::Touches),
                Column::integer("not_matured", "Not matured", Unit::Touches),
                Column::integer("not_matured_replied", "Replies to those", Unit::Touches),
            ],
            rows: vec![vec![
                "Messages".into(),
                (&self.share).into(),
                count(|c| Some(c.matured)),
                count(|c| c.replied),
                count(|c| Some(c.late)),
                count(|c| Some(c.young)),
                count(|c| c.young_replied),
            ]],
            notes: self.notes(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "A message is matured when {} days are known after it; a reply counts for the latest message before it, and within \
             so many days. This is no share of people: somebody written to four times is in it four times.",
            self.horizon
        )];
        if self.counts.is_some_and(|c| c.replied.is_none()) {
            notes.push("Some replies have no day, so it cannot be told which message they answer.".into());
        }
        if let (Some(Counts { matured: 0, young, .. }), true) = (self.counts, self.people == 0) {
            notes.push(format!(
                "None of {} messages has had {} days, so nothing is claimed.",
                view::whole(young),
                self.horizon
            ));
        }
        notes
    }
}

/// The ratio of replies to messages, with episodes as its clusters where some have several: Taylor's variance `n/(n − 1) Σ (y − R m)² / (Σ m)²`.
fn clustered(found: &[(OfOne, u64)], matured: u64, replied: u64, words: &str, level: Level) -> Figure {
    let people = found.iter().filter(|(one, _)| one.matured > 0).map(|(_, n)| *n).sum::<u64>() as f64;
    if matured == 0 {
        return plain_share(0, 0, words, level, &[Flag::Descriptive]);
    }
    let (m, share) = (matured as f64, replied as f64 / matured as f64);
    // Whole sums, so that the order of the episodes makes no difference.
    let whole = |of: fn(&OfOne) -> u64| found.iter().map(|(one, n)| of(one) * n).sum::<u64>() as f64;
    let (yy, ym, mm) =
        (whole(|o| o.replied * o.replied), whole(|o| o.replied * o.matured), whole(|o| o.matured * o.matured));
    if mm == m {
        // One message each: its people are drawn one by one.
        return plain_share(replied, matured, words, level, &[Flag::Descriptive]);
    }
    let squares = (yy - 2.0 * share * ym + share * share * mm).max(0.0);
    let variance = (people > 1.0).then(|| people / (people - 1.0) * squares / (m * m));
    let base = Base { n: matured, w: m, w2: m };
    let designed =
        Designed { share: Some(share), variance, df: people - 1.0, count: replied, base: &base, rows: matured, words };
    let mut figure = designed_share(&designed, Scale::Usual, level);
    if let Figure::Shown(shown) = &mut figure {
        shown.precision = None;
        shown.flags.push(Flag::Descriptive);
        shown.flags.sort();
    }
    figure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(paths: &[(PathKey, u64)]) -> Counts {
        let paths: Vec<(&PathKey, u64)> = paths.iter().map(|(path, n)| (path, *n)).collect();
        Messages::of(&paths, 60, Level::NINETY_FIVE).counts.expect("nothing is hidden")
    }

    #[test]
    fn a_reply_is_one_to_the_latest_message_and_counts_when_that_has_had_its_time() {
        // Watched for 70 days: the message of day 0 is matured, that of day 20 is not.
        let both = counts(&[(PathKey::of(&[0, 20], End::Replied(25), 70), 1)]);
        assert_eq!(both, Counts { matured: 1, replied: Some(0), young: 1, young_replied: Some(1), late: 0 });
        let later = counts(&[(PathKey::of(&[0, 20], End::Replied(25), 80), 1)]);
        assert_eq!(later, Counts { matured: 2, replied: Some(1), young: 0, young_replied: Some(0), late: 0 });
        let late = counts(&[(PathKey::of(&[0], End::Replied(61), 100), 2)]);
        assert_eq!(late, Counts { matured: 2, replied: Some(0), late: 2, young: 0, young_replied: Some(0) });
    }

    /// Four messages to one person who stays silent tell less than four messages to four people.
    #[test]
    fn several_messages_to_one_person_widen_the_interval() {
        let width = |paths: &[(PathKey, u64)]| {
            let paths: Vec<(&PathKey, u64)> = paths.iter().map(|(path, n)| (path, *n)).collect();
            let share = Messages::of(&paths, 60, Level::NINETY_FIVE).share;
            let shown = share.shown().expect("nothing is hidden");
            (shown.n, shown.value, shown.high.unwrap() - shown.low.unwrap())
        };
        let silent = || (PathKey::of(&[0, 7, 14, 21], End::Waiting(200), 81), 20);
        let once = (PathKey::of(&[0], End::Waiting(200), 60), 80);
        let (few, many) = (
            width(&[silent(), (PathKey::of(&[0], End::Replied(2), 60), 40)]),
            width(&[once, (PathKey::of(&[0], End::Replied(2), 60), 40)]),
        );
        assert_eq!((few.0, few.1), (120, Some(40.0 / 120.0)));
        assert_eq!((many.0, many.1), (few.0, few.1));
        assert!(few.2 > many.2 * 1.1, "{few:?} {many:?}");
    }
}
