//! Whether one more message brings replies.

use super::jackknifed;
use super::silences::Judged;
use crate::error::{Result, internal};
use crate::estimate::corrected::holm_levels;
use crate::estimate::evidence::{Evidence, Told, more_needed, more_would_tell, told_above};
use crate::estimate::figures::plain_share;
use crate::estimate::{Estimate, Member, Partition};
use crate::stats::Level;
use crate::stats::trials::{Asked, Day, Effect, Ended, Silence, Trials};
use crate::view::{self, Cell, Column, Figure, Flag, Form, Row, Table, Unit};

/// Days of watching by which the effect is judged.
pub const DAYS: u32 = 14;

/// Numbers of days, [`DAYS`] among them, to see how much hangs on that one.
const BY_DAYS: [u32; 6] = [3, 7, 14, 21, 30, 45];

/// Fewer treated than this tell nothing.
const LEAST: u64 = 10;

/// Days of a silence that are looked at: who is written to again later than that is compared with nobody.
fn longest(horizon: u32) -> u32 {
    let watched = BY_DAYS.into_iter().fold(horizon, u32::max);
    2 * watched + 30
}

/// What one more message does.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    /// After any message; `None` where fewer than 10 were written to again, or nobody can be compared.
    pub any: Option<Comparison>,
    /// After message 1, 2, and later ones; `None` as for any.
    pub after: [Option<Comparison>; 3],
    /// After any message, by other numbers of days.
    pub by_days: Vec<Comparison>,
    /// The same by [`DAYS`], without those who reply on the day itself.
    pub day_left_out: Option<Comparison>,
    /// The comparison that misleads: shares of those written to again, and of those who were not.
    pub naive: [Figure; 2],
    /// How many groups of people were left out in turn, and whether those are owners.
    pub by_owner: bool,
    /// People who are not in it: the day of their reply, or their first message, is not known.
    pub left_out: [u64; 2],
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// After which message, or by how many days.
    pub label: String,
    /// Written to again, and compared.
    pub treated: Option<u64>,
    /// Written to again, with nobody to be compared with.
    pub unmatched: Option<u64>,
    /// Share who reply when written to again.
    pub with: Figure,
    /// Share who reply when not.
    pub without: Figure,
    /// The difference.
    pub difference: Figure,
    /// The ratio.
    pub ratio: Figure,
    /// p-value of the difference; in the main table corrected (Holm) over its rows.
    pub p: Option<f64>,
    /// The people who were written to again.
    pub people: u64,
}

impl FollowUp {
    /// Judges what became of the silences after messages.
    ///
    /// # Errors
    /// Never for tallies of logs.
    pub fn estimate(judged: &Judged, horizon: u32, level: Level) -> Result<FollowUp> {
        let silences = judged.silences();
        let mut found = FollowUp {
            any: None,
            after: [const { None }; 3],
            by_days: Vec::new(),
            day_left_out: None,
            naive: naive(&silences, level),
            by_owner: judged.by_owner,
            left_out: [judged.undated, judged.truncated],
        };
        if silences.is_empty() {
            return Ok(found);
        }
        let trials = Trials::new(&silences, longest(horizon)).map_err(internal)?;
        let any = Asked { after: |_| true, days: DAYS, day: Day::Counted };
        let mut asked = vec![Asked { day: Day::LeftOut, ..any }];
        asked.extend(AFTER.map(|(_, after)| Asked { after, ..any }));
        asked.extend(BY_DAYS.map(|days| Asked { days, ..any }));
        let effects = trials.effects(&asked, level).map_err(internal)?;
        let mut effects = effects.into_iter().map(|effect| effect.filter(|effect| effect.treated >= LEAST));
        let people = judged.people_after(&|_| true);
        let row = |label: String, effect: Effect| Comparison::new(label, &effect, people, level);
        let left_out = effects.next().flatten();
        found.day_left_out = left_out.map(|effect| row(format!("{DAYS}, without the day itself"), effect));
        let after: Vec<Option<Effect>> = effects.by_ref().take(AFTER.len()).collect();
        for (days, effect) in BY_DAYS.into_iter().zip(effects) {
            let Some(of_days) = effect.map(|effect| row(days.to_string(), effect)) else { continue };
            if days == DAYS {
                found.any = Some(Comparison { label: "any message".into(), ..of_days.clone() });
            }
            found.by_days.push(of_days);
        }
        found.after = corrected(after, found.any.as_mut(), judged, level)?;
        Ok(found)
    }

    fn base(&self) -> String {
        let n = self.any.as_ref().and_then(|any| any.treated).map_or("—".into(), view::whole);
        format!("messages to people who had not replied to the one before (n = {n})")
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.any.is_none() {
            notes.push(format!(
                "Nothing can be said: fewer than {LEAST} people were written to again and can be compared with others who \
                 were as silent and were not."
            ));
            notes.extend(self.left_out_notes());
            return notes;
        }
        notes.push(format!(
            "Each message is compared with people of the same warmth and channel who were as silent on that day and were not \
             written to; both are watched for {DAYS} days, or until the next message. Errors: one group of {} left out in turn.",
            if self.by_owner { "one person's contacts" } else { "contacts" }
        ));
        notes.push(
            "An association: if you write again to those whom you expect to answer, for reasons that no column tells, it \
             shows as an effect."
                .into(),
        );
        notes.push(
            "Not compared: nobody as silent is known for long enough. Ranges of single messages are widened for their number (Holm). \
             A message is taken to fall in the middle of its day."
                .into(),
        );
        notes.extend(self.left_out_notes());
        notes
    }

    fn left_out_notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let [undated, truncated] = self.left_out;
        if truncated > 0 {
            notes.push(format!(
                "{} people are left out: they were first written to so early in the log that earlier messages may not be in it.",
                view::whole(truncated)
            ));
        }
        if undated > 0 {
            notes.push(format!("{} people are left out: their reply has no day.", view::whole(undated)));
        }
        notes
    }

    fn table(&self, id: &str, title: &str, first: Column, rows: &[&Comparison], notes: Vec<String>) -> Table {
        let columns = vec![
            first,
            Column::figure("with", "Written to again", Unit::Share),
            Column::figure("without", "Not written to", Unit::Share),
            Column::figure("difference", "Difference", Unit::Difference),
            Column::figure("ratio", "Ratio", Unit::Ratio),
            Column::figure("extra_per_100", "Extra replies per 100 messages", Unit::Replies),
            Column::number("p", "p", Unit::Probability),
            Column::integer("treated", "Messages", Unit::Touches),
            Column::integer("unmatched", "Not compared", Unit::Touches),
        ];
        Table {
            id: id.into(),
            title: title.into(),
            base: self.base(),
            columns,
            rows: rows.iter().map(|row| row.cells()).collect(),
            notes,
        }
    }

    fn naive_table(&self) -> Table {
        let row = |label: &str, figure: &Figure| -> Row { vec![label.into(), figure.into()] };
        let rows = vec![
            row("written to again: replied to that message", &self.naive[0]),
            row("not written to again: replied", &self.naive[1]),
        ];
        Table {
            id: "follow_up_naive".into(),
            title: "The comparison that misleads".into(),
            base: format!("messages; a reply counts within {DAYS} days"),
            columns: vec![Column::text("who", "Who"), Column::figure("share", "Share", Unit::Share)],
            rows,
            notes: vec![
                "Whoever is written to again is someone who had not answered, and whoever answers at once is never written \
                 to again: the two shares say nothing about what the message did. Recent messages count as unanswered in them."
                    .into(),
            ],
        }
    }
}

/// Whether a message of this number counts.
type Counts = fn(u32) -> bool;

/// The messages after which another one is judged by itself.
const AFTER: [(&str, Counts); 3] =
    [("message 1", |k| k == 1), ("message 2", |k| k == 2), ("message 3 and later", |k| k > 2)];

/// Rows of [`AFTER`], corrected (Holm) together with that of any message.
fn corrected(
    effects: Vec<Option<Effect>>,
    any: Option<&mut Comparison>,
    judged: &Judged,
    level: Level,
) -> Result<[Option<Comparison>; 3]> {
    let of_any = any.as_ref().and_then(|row| row.p);
    let p: Vec<Option<f64>> = effects.iter().map(|e| e.as_ref().and_then(|e| e.p)).chain([of_any]).collect();
    let mut corrected = holm_levels(&p, level)?;
    if let (Some(any), Some((p, _))) = (any, corrected.pop()) {
        any.p = p;
    }
    let mut rows = [const { None }; 3];
    for (row, (((label, counts), effect), (p, own))) in
        rows.iter_mut().zip(AFTER.into_iter().zip(effects).zip(corrected))
    {
        let people = judged.people_after(&counts);
        *row = effect.map(|e| Comparison { p, ..Comparison::new(label.into(), &e.at(own), people, own) });
    }
    Ok(rows)
}

impl Comparison {
    fn new(label: String, effect: &Effect, people: u64, level: Level) -> Comparison {
        let n = effect.treated;
        let figure = |estimate, words| jackknifed(estimate, n, words, level, &[Flag::Censored]);
        Comparison {
            label,
            treated: Some(n),
            unmatched: Some(effect.unmatched),
            with: figure(effect.with, "messages to people who had not replied"),
            without: figure(effect.without, "people who were as silent and were not written to"),
            difference: figure(effect.difference, "messages to people who had not replied"),
            ratio: figure(effect.ratio, "messages to people who had not replied"),
            p: effect.p,
            people: people.min(n),
        }
    }

    fn cells(&self) -> Row {
        vec![
            self.label.as_str().into(),
            (&self.with).into(),
            (&self.without).into(),
            (&self.difference).into(),
            (&self.ratio).into(),
            Cell::Figure(per_100(&self.difference)),
            self.p.into(),
            self.treated.into(),
            self.unmatched.into(),
        ]
    }

    fn figures(&mut self) -> [&mut Figure; 4] {
        [&mut self.with, &mut self.without, &mut self.difference, &mut self.ratio]
    }

    fn hide(&mut self) {
        (self.treated, self.unmatched, self.p) = (None, None, None);
        self.figures().into_iter().for_each(Figure::suppress);
    }
}

/// A difference of shares as replies per 100 messages.
fn per_100(difference: &Figure) -> Figure {
    let mut figure = difference.clone();
    if let Figure::Shown(shown) = &mut figure {
        for number in [&mut shown.value, &mut shown.se, &mut shown.low, &mut shown.high] {
            *number = number.map(|x| 100.0 * x);
        }
    }
    figure
}

/// Shares who replied within [`DAYS`], of those written to again, and of those never written to after a message.
fn naive(silences: &[Silence], level: Level) -> [Figure; 2] {
    let share = |chosen: &dyn Fn(&Silence) -> bool, words: &str| {
        let n = silences.iter().filter(|s| chosen(s)).map(|s| s.n).sum();
        let in_time = |s: &&Silence| s.end == Ended::Replied && s.days <= DAYS;
        let replied = silences.iter().filter(|s| chosen(s)).filter(in_time).map(|s| s.n).sum();
        plain_share(replied, n, words, level, &[Flag::Descriptive])
    };
    [
        share(&|s| s.attempt > 1, "messages to people who had not replied to the one before"),
        share(&|s| s.end != Ended::WrittenAgain, "messages that no other one followed"),
    ]
}

impl Estimate for FollowUp {
    fn tables(&self) -> Vec<Table> {
        let rows: Vec<&Comparison> = self.any.iter().chain(self.after.iter().flatten()).collect();
        let main = self.table(
            "follow_up",
            &format!("What one more message does, by day {DAYS} after it"),
            Column::text("after", "After"),
            &rows,
            self.notes(),
        );
        let mut notes = vec!["The same comparison, watched for fewer or more days.".to_owned()];
        let mut rows: Vec<&Comparison> = self.by_days.iter().collect();
        if self.day_left_out.is_some() {
            notes.push(
                "Without the day itself: whoever replies on the day of the message is left out of both arms. That leaves out the \
                 quickest answers to it, so it shows less than the message does."
                    .into(),
            );
        }
        rows.extend(&self.day_left_out);
        let by_days = self.table(
            "follow_up_by_days",
            "The same by other numbers of days",
            Column::text("days", "Days"),
            &rows,
            notes,
        );
        vec![main, by_days, self.naive_table()]
    }

    fn reported(&self) -> Vec<Table> {
        let mut tables = self.tables();
        tables.swap(1, 2);
        tables
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        let shown = self.any.as_ref()?.difference.shown()?;
        let points = |x: f64| view::scalar(100.0 * x, Some(Unit::Replies));
        Some(format!(
            "One more message, against silence: {} extra replies per 100 messages within {DAYS} days ({} to {}), an association.",
            points(shown.value?),
            points(shown.low?),
            points(shown.high?)
        ))
    }

    fn evidence(&self) -> Vec<Evidence> {
        let of = |any: &Comparison| -> Option<Evidence> {
            let shown = any.difference.shown()?;
            shown.low.zip(shown.high)?;
            let sentence = || {
                let per_100 = view::scalar(100.0 * shown.value?.abs(), Some(Unit::Replies));
                let more = if shown.value? > 0.0 { "more" } else { "fewer" };
                Some(format!(
                    "One more message goes with {per_100} {more} replies per 100 messages within {DAYS} days than silence does."
                ))
            };
            let told =
                told_above(shown).map(|_| Some(Told { sentence: sentence()?, size: shown.value?.abs(), p: any.p? }));
            Some(Evidence {
                table: "follow_up".into(),
                question: "whether one more message brings replies".into(),
                told: told.flatten().into_iter().collect(),
                would_tell: more_needed(shown).map(|more| more_would_tell(more, "such messages")),
            })
        };
        self.any.iter().filter_map(of).collect()
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut partitions = Vec::new();
        let is_total_shown = self.any.is_some();
        let of_rows = self.after.iter_mut().flatten();
        let figures = of_rows.map(|row| Member { people: row.people, figure: &mut row.difference }).collect();
        partitions.push(Partition { figures, total_is_shown: is_total_shown, outside: 0 });
        let rest = self.any.iter_mut().chain(&mut self.by_days).chain(&mut self.day_left_out);
        for row in rest {
            partitions.push(Partition::one(Member { people: row.people, figure: &mut row.difference }));
        }
        partitions.extend(self.naive.iter_mut().map(Partition::alone));
        partitions
    }

    fn settle(&mut self) {
        let rows = self
            .any
            .iter_mut()
            .chain(self.after.iter_mut().flatten())
            .chain(&mut self.by_days)
            .chain(&mut self.day_left_out);
        rows.filter(|row| row.difference.is_suppressed()).for_each(Comparison::hide);
    }
}
