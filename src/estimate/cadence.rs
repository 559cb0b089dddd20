//! What came of the first message, the second, the third: described, not explained.
//!
//! Replies are credited to the latest attempt, so a late answer to message 1 that comes after message 2 counts for
//! message 2, and whoever gets a second message is someone who did not answer the first. Every figure is therefore
//! flagged `descriptive`.

use super::figures::{plain_share, unknown};
use super::{Estimate, Member, Partition};
use crate::outreach::End;
use crate::stats::Level;
use crate::tally::{PathKey, Paths};
use crate::view::{self, Bar, Cell, Column, Columns, Figure, Flag, Form, Point, Table, Unit};

/// Replies by attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Cadence {
    /// Attempt 1, 2, …, as far as any was made.
    pub attempts: Vec<Attempt>,
    /// Episodes whose attempts are numbered.
    pub n: u64,
    /// Episodes whose attempts are not, because they may have begun before the log.
    pub truncated: u64,
    /// Replies to them whose day is not known, so that no reply can be put to a message.
    pub undated: u64,
    /// Replies to them, each within the horizon of the latest message before it.
    pub all_replies: u64,
    /// H: a reply counts when it came within so many days of its message; a wait shorter than this is not over.
    pub horizon: u32,
    /// Confidence level of the intervals.
    pub level: Level,
    /// By how long one waited before the message, as far as any was written so.
    pub gaps: Vec<Gap>,
    /// Of all replies, those that came on the first so many messages, and after.
    pub strikes: Option<Strikes>,
    /// The last day of which anything is known.
    pub as_of: String,
}

/// What came of messages that followed another one after some days.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The days, in words.
    pub label: String,
    /// Messages.
    pub made: Option<u64>,
    /// Of these, replied to before the next.
    pub replied: Option<u64>,
    /// Of these, the wait is shorter than the horizon.
    pub waiting: Option<u64>,
    /// Replied ÷ made.
    pub share: Figure,
    /// The people who got them.
    pub people: u64,
}

/// Of all replies, where they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Strikes {
    /// Messages 1 to this one, against all later ones.
    pub most: u32,
    /// Share of all replies that came on them.
    pub within: Figure,
    /// Share that came after.
    pub after: Figure,
    /// Share of those who got them all and then got more who replied to those.
    pub later: Figure,
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// 1 for the first message.
    pub number: usize,
    /// Whether all later messages are counted with it.
    pub and_later: bool,
    /// People who got it.
    pub made: Option<u64>,
    /// Of these, replied before the next.
    pub replied: Option<u64>,
    /// Of these, it is the latest so far, and its wait is shorter than the horizon.
    pub waiting: Option<u64>,
    /// Replied ÷ made.
    pub share: Figure,
    /// Share of all people who had replied by this attempt.
    pub cumulative: Figure,
    /// Share of all replies that had come by this attempt.
    pub of_replies: Figure,
}

impl Cadence {
    /// Describes replies by attempt, by the gap before it, and on the first `strikes` attempts.
    pub fn estimate(tally: &Paths, windows: &[(u32, u32)], strikes: u32, horizon: u32, level: Level) -> Cadence {
        let truncated = tally.cells().filter(|(k, _)| k.is_analysed() && k.truncated).map(|(_, c)| c.n).sum();
        let paths: Vec<(&PathKey, u64)> =
            tally.cells().filter(|(k, _)| k.is_numbered()).map(|(k, c)| (k, c.n)).collect();
        let count = |f: &dyn Fn(&PathKey) -> bool| -> u64 { paths.iter().filter(|(k, _)| f(k)).map(|(_, n)| n).sum() };
        let (n, all_replies) = (count(&|_| true), count(&|k| replied(k, horizon)));
        let most = paths.iter().map(|(k, _)| k.attempts.len()).max().unwrap_or(0);
        let undated = count(&|k| matches!(k.end, End::RepliedSometime(_)));
        let making = Making { n, all_replies, undated, level };
        let attempt = |number: usize| {
            let counts = Counts {
                made: count(&|k| k.attempts.len() >= number),
                replied: count(&|k| k.attempts.len() == number && replied(k, horizon)),
                by_now: count(&|k| k.attempts.len() <= number && replied(k, horizon)),
                waiting: count(&|k| k.attempts.len() == number && still_waits(k, horizon)),
            };
            making.attempt(number, false, counts)
        };
        let as_of = tally.header().as_of.clone();
        let attempts = (1..=most).map(attempt).collect();
        let gaps = making.gaps(&paths, windows, horizon);
        let strikes = making.strikes(&paths, strikes, horizon);
        Cadence { attempts, gaps, strikes, n, undated, all_replies, truncated, horizon, as_of, level }
    }

    /// Counts message `from` (a place in the list) and all later ones together.
    fn put_together(&mut self, from: usize) {
        let tail = self.attempts.split_off(from);
        let sum = |f: fn(&Attempt) -> Option<u64>| tail.iter().filter_map(f).sum();
        let counts = Counts {
            made: tail.iter().find_map(|a| a.made).unwrap_or(0),
            replied: sum(|a| a.replied),
            by_now: self.all_replies,
            waiting: sum(|a| a.waiting),
        };
        let making = Making { n: self.n, all_replies: self.all_replies, undated: self.undated, level: self.level };
        let mut together = making.attempt(from + 1, true, counts);
        // All attempts have the replies for a base: where those are too few for one, they are for this one too.
        if tail.iter().any(|a| a.of_replies.is_suppressed()) {
            together.of_replies.suppress();
        }
        self.attempts.push(together);
    }

    fn base_words(&self) -> String {
        let hidden = self.attempts.first().is_some_and(|a| a.made.is_none());
        let n = if hidden { "—".into() } else { view::whole(self.n) };
        format!("people written to whose first message is known (n = {n})")
    }

    /// What someone at the keyboard can do about episodes that are left out.
    fn advice(&self) -> Option<String> {
        let text = "If the log holds everything since the first message, say so: --complete, or complete = true under [[outreach]].";
        (self.truncated > 0).then(|| text.into())
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "Descriptive: a reply counts when it came within {} days of the latest message before it, and who gets another \
             message is who has not answered. This does not say what a further message does.",
            self.horizon
        )];
        if self.truncated > 0 {
            notes.push(format!(
                "{} are left out: they were first written to so early in the log that earlier messages may not be in it.",
                view::whole(self.truncated)
            ));
        }
        if self.undated > 0 && self.attempts.first().is_some_and(|a| a.made.is_some()) {
            notes.push(format!(
                "{} of the replies {} no day, so it cannot be told which message is answered: write the days into a column \
                 \"Replied on\".",
                view::whole(self.undated),
                if self.undated == 1 { "has" } else { "have" }
            ));
        }
        if self.attempts.is_empty() {
            notes.push(
                "There is nothing to number yet: nobody whose first message is known has had a day to answer.".into(),
            );
        }
        notes
    }
}

impl Cadence {
    fn gaps_table(&self) -> Option<Table> {
        let row = |gap: &Gap| -> Vec<Cell> {
            let label = gap.label.as_str().into();
            vec![label, (&gap.share).into(), gap.made.into(), gap.replied.into(), gap.waiting.into()]
        };
        (!self.gaps.is_empty()).then(|| Table {
            id: "gaps".into(),
            title: "Replies by days since the message before".into(),
            base: "messages to people who had not replied to the one before".into(),
            columns: vec![
                Column::text("gap", "Days since"),
                Column::figure("share", "Replied to it", Unit::Share),
                Column::integer("made", "Messages", Unit::Touches),
                Column::integer("replied", "Replied", Unit::Touches),
                Column::integer("waiting", "Waiting", Unit::Touches),
            ],
            rows: self.gaps.iter().map(row).collect(),
            notes: vec![
                "Descriptive: late replies to the message before count for this one, so short gaps look good;                  `--table gaps_after_1` compares like with like."
                    .into(),
            ],
        })
    }

    fn strikes_table(&self) -> Option<Table> {
        let strikes = self.strikes.as_ref()?;
        let row = |label: String, figure: &Figure| -> Vec<Cell> { vec![label.into(), figure.into()] };
        Some(Table {
            id: "strikes".into(),
            title: format!("Of all replies: on messages 1 to {}, and after", strikes.most),
            base: format!("people who replied, within {} days of the latest message", self.horizon),
            columns: vec![Column::text("which", "Which"), Column::figure("share", "Share", Unit::Share)],
            rows: vec![
                row(format!("on messages 1 to {}", strikes.most), &strikes.within),
                row("after".into(), &strikes.after),
                row(format!("of those who got more than {}: replied to those", strikes.most), &strikes.later),
            ],
            notes: vec!["Descriptive: how many got so many messages decides it too.".into()],
        })
    }
}

/// What is counted of one attempt.
struct Counts {
    made: u64,
    replied: u64,
    by_now: u64,
    waiting: u64,
}

/// What the attempts of one estimate share.
struct Making {
    n: u64,
    all_replies: u64,
    undated: u64,
    level: Level,
}

impl Making {
    fn attempt(&self, number: usize, and_later: bool, counts: Counts) -> Attempt {
        let mut flags = vec![Flag::Descriptive];
        flags.extend((counts.waiting > 0).then_some(Flag::Censored));
        let later = if and_later { " or a later one" } else { "" };
        let words = format!("people who got message {number}{later}");
        Attempt {
            number,
            and_later,
            made: Some(counts.made),
            replied: (self.undated == 0).then_some(counts.replied),
            waiting: Some(counts.waiting),
            share: self.share(counts.replied, counts.made, &words, &flags),
            cumulative: self.share(counts.by_now, self.n, "people written to", &flags),
            of_replies: self.share(
                counts.by_now,
                self.all_replies + self.undated,
                "people who replied",
                &[Flag::Descriptive],
            ),
        }
    }
}

impl Making {
    /// Messages by the days since the one before.
    fn gaps(&self, paths: &[(&PathKey, u64)], windows: &[(u32, u32)], horizon: u32) -> Vec<Gap> {
        let first = windows.first().map_or(1, |w| w.0);
        let last = windows.last().map_or(0, |w| w.1);
        let ends = windows.iter().map(|w| (w.0, w.1));
        let bands = [(0, first.saturating_sub(1))].into_iter().chain(ends).chain([(last + 1, u32::MAX)]);
        let gap = |(from, to): (u32, u32)| {
            let (mut counts, mut people) = ([0; 3], 0);
            for (key, n) in paths {
                let is_in = |pair: &[u32]| (from..=to).contains(&(pair[1] - pair[0]));
                people += if key.attempts.windows(2).any(is_in) { *n } else { 0 };
                for (i, pair) in key.attempts.windows(2).enumerate() {
                    if !(from..=to).contains(&(pair[1] - pair[0])) {
                        continue;
                    }
                    let is_last = i + 2 == key.attempts.len();
                    counts[0] += n;
                    counts[1] += if is_last && replied(key, horizon) { *n } else { 0 };
                    counts[2] += if is_last && still_waits(key, horizon) { *n } else { 0 };
                }
            }
            let [made, answered, waiting] = counts;
            let mut flags = vec![Flag::Descriptive];
            flags.extend((waiting > 0).then_some(Flag::Censored));
            let label = match to {
                u32::MAX => format!("{from} and more"),
                _ if from == to => from.to_string(),
                _ => format!("{from}–{to}"),
            };
            let share = self.share(answered, made, "messages that followed another one", &flags);
            let replied = (self.undated == 0).then_some(answered);
            Gap { label, made: Some(made), replied, waiting: Some(waiting), share, people }
        };
        bands.filter(|(from, to)| from <= to).map(gap).filter(|gap| gap.made != Some(0)).collect()
    }

    /// Where replies came: on the first messages, or after.
    fn strikes(&self, paths: &[(&PathKey, u64)], most: u32, horizon: u32) -> Option<Strikes> {
        let beyond = |key: &PathKey| key.attempts.len() > most as usize;
        let count = |f: &dyn Fn(&PathKey) -> bool| -> u64 { paths.iter().filter(|(k, _)| f(k)).map(|(_, n)| n).sum() };
        let later = count(&|k| beyond(k) && replied(k, horizon));
        let all = self.all_replies + self.undated;
        let flags = [Flag::Descriptive];
        (all > 0).then(|| Strikes {
            most,
            within: self.share(self.all_replies - later, all, "people who replied", &flags),
            after: self.share(later, all, "people who replied", &flags),
            later: self.share(later, count(&beyond), &format!("people who got more than {most} messages"), &flags),
        })
    }

    /// A share of replies; one without a day may belong to any message.
    fn share(&self, count: u64, n: u64, words: &str, flags: &[Flag]) -> Figure {
        match self.undated {
            0 => plain_share(count, n, words, self.level, flags),
            _ => unknown(n, words, self.level, flags),
        }
    }
}

impl Attempt {
    /// Its number, as people read it.
    fn label(&self) -> String {
        if self.and_later { format!("{} and later", self.number) } else { self.number.to_string() }
    }

    fn hide(&mut self) {
        (self.made, self.replied, self.waiting) = (None, None, None);
        [&mut self.share, &mut self.cumulative, &mut self.of_replies].into_iter().for_each(Figure::suppress);
    }
}

/// Whether a reply came within the horizon of the latest message before it.
fn replied(key: &PathKey, horizon: u32) -> bool {
    let latest = key.attempts.last().copied().unwrap_or(0);
    matches!(key.end, End::Replied(day) if day.saturating_sub(latest) <= horizon)
}

/// Whether the latest attempt may still be answered within the horizon.
fn still_waits(key: &PathKey, horizon: u32) -> bool {
    let latest = key.attempts.last().copied().unwrap_or(0);
    matches!(key.end, End::Waiting(day) if day.saturating_sub(latest) < horizon)
}

impl Estimate for Cadence {
    fn tables(&self) -> Vec<Table> {
        let columns = vec![
            Column::text("attempt", "Message"),
            Column::figure("share", "Replied to it", Unit::Share),
            Column::figure("cumulative_share", "Replied by then", Unit::Share),
            Column::figure("share_of_replies", "Of all replies", Unit::Share),
            Column::integer("made", "Got it", Unit::People),
            Column::integer("replied", "Replied", Unit::People),
            Column::integer("waiting", "Waiting", Unit::People),
        ];
        let row = |a: &Attempt| -> Vec<Cell> {
            vec![
                a.label().into(),
                (&a.share).into(),
                (&a.cumulative).into(),
                (&a.of_replies).into(),
                a.made.into(),
                a.replied.into(),
                a.waiting.into(),
            ]
        };
        let table = Table {
            id: "attempts".into(),
            title: "Replies by message: the first, the second, …".into(),
            base: self.base_words(),
            columns,
            rows: self.attempts.iter().map(row).collect(),
            notes: self.notes().into_iter().chain(self.advice()).collect(),
        };
        [table].into_iter().chain(self.gaps_table()).chain(self.strikes_table()).collect()
    }

    fn forms(&self) -> Vec<Form> {
        let level = self.attempts.iter().find_map(|a| a.share.shown().map(|s| s.level)).unwrap_or(0.95);
        let bars =
            self.attempts.iter().map(|a| Bar { label: a.label(), points: vec![Point::of(&a.share)], mark: None });
        vec![Form::Columns(Columns {
            id: "attempts".into(),
            title: "Replies by message: the first, the second, …".into(),
            subtitle: format!(
                "Share of those who got it who replied before the next; whiskers: {} interval",
                view::percent(level)
            ),
            x_label: "Message".into(),
            series: vec![String::new()],
            bars: bars.collect(),
            notes: self.notes(),
        })]
    }

    fn headline(&self) -> Option<String> {
        let first = self.attempts.first()?.share.shown()?;
        let last = self.attempts.iter().rev().find_map(|a| a.cumulative.shown())?;
        Some(format!(
            "{} replied to the first message, {} by the latest one (a description, not an effect).",
            view::share_with_interval(first)?,
            view::share_with_interval(last)?
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let figures = self.attempts.iter_mut().flat_map(|a| [&mut a.share, &mut a.cumulative, &mut a.of_replies]);
        let gaps = self.gaps.iter_mut().map(|gap| Member { people: gap.people, figure: &mut gap.share });
        let strikes = self.strikes.iter_mut().flat_map(|s| [&mut s.within, &mut s.after, &mut s.later]);
        figures.chain(strikes).map(Partition::alone).chain(gaps.map(Partition::one)).collect()
    }

    fn settle(&mut self) {
        // Messages by gap add up to those that followed another one, which the attempts tell: one hidden, none is told.
        if self.gaps.iter().any(|gap| gap.share.is_suppressed()) {
            self.gaps.clear();
        }
        if self.strikes.as_ref().is_some_and(|s| s.later.is_suppressed() || s.within.is_suppressed()) {
            self.strikes = None;
        }
        match self.attempts.iter().position(|a| a.share.is_suppressed()) {
            None => {}
            Some(0) => self.attempts.iter_mut().for_each(Attempt::hide),
            // What few people got is put together with the message before: hiding it alone would leave it to be worked
            // out from the replies that are missing.
            Some(few) => self.put_together(few - 1),
        }
    }
}
