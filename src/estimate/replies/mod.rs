//! What share of people reply, when some are still waiting.
//!
//! Beside the naive share stands the Kaplan–Meier share by day: someone written to yesterday counts for one day of
//! waiting, not as a no.

use super::figures::{is_known, plain_share, replied_by, unknown};
use super::undated::{Undated, curve, is_undated, wait};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::outreach::End;
use crate::outreach::attributes::{self, UNKNOWN, Words};
use crate::stats::Level;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::tally::{PathKey, Paths};
use crate::view::{self, Cell, Column, Curve, CurveLine, Figure, Flag, Form, Step, Table, Unit};
use std::collections::BTreeMap;

/// At most so many lines are drawn in one chart; the table has them all.
const MOST_LINES: usize = 4;

/// Bands of more lines than this cover each other.
const MOST_BANDS: usize = 3;

/// Days at which a curve's axis is labelled, as far as they lie before the horizon.
const TICKS: [u32; 5] = [0, 7, 14, 30, 45];

/// Reply shares of people, overall and by an attribute of their first message.
#[derive(Clone, Debug, PartialEq)]
pub struct Replies {
    /// The attribute by which they are broken down.
    pub by: Option<Named>,
    /// The days by which shares are given, the horizon last.
    pub days: Vec<u32>,
    /// H: "ever" means by this day.
    pub horizon: u32,
    /// Everyone.
    pub total: Group,
    /// The groups, the largest first.
    pub groups: Vec<Group>,
    /// What became of every episode, in the order in which it is told: words, count.
    pub became: Vec<(Named, Option<u64>)>,
    /// Days of silence after which a message opens a new episode.
    pub quiet_days: String,
    /// The last day of which anything is known.
    pub as_of: String,
}

/// One group of episodes, or all.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name; of everyone, `total`.
    pub name: Named,
    /// Episodes in the base.
    pub n: Option<u64>,
    /// Of these, replied by the horizon.
    pub replied: Option<u64>,
    /// Of these, no reply yet and the horizon not reached: not a no.
    pub waiting: Option<u64>,
    /// Of those who replied, those of whom the day is not known; `None` when there are none.
    pub undated: Option<Undated>,
    /// Replies by the horizon ÷ base, which counts everyone who still waits as a no.
    pub naive: Figure,
    /// The share who have replied by each day.
    pub by_day: Vec<Figure>,
    /// The whole curve.
    pub line: Option<CurveLine>,
}

impl Replies {
    /// Whether the sources know the attribute by which it is broken down, of anybody at all.
    pub fn is_broken_down(&self) -> bool {
        self.groups.iter().any(|group| group.name.id != UNKNOWN)
    }

    /// Estimates reply shares from a paths tally that was counted by at most one attribute.
    ///
    /// # Errors
    /// When the waits are no waits, which no log yields.
    pub fn estimate(tally: &Paths, horizon: u32, transform: Transform, level: Level) -> Result<Replies> {
        let by = tally.header().by.first().map(|b| Named::new(b, b.replace('_', " ")));
        let mut days: Vec<u32> = [7, 14, 30].into_iter().filter(|d| *d < horizon).collect();
        days.push(horizon);
        let make = |name: Named, paths: &[(&PathKey, u64)]| {
            let analysed: Vec<_> = paths.iter().copied().filter(|(k, _)| is_analysed(k)).collect();
            Group::new(name, &analysed, &days, transform, level)
        };
        let paths: Vec<(&PathKey, u64)> = tally.cells().map(|(k, c)| (k, c.n)).collect();
        let total = make(Named::new("total", "Everyone"), &paths)?;
        let mut parts: BTreeMap<&str, Vec<(&PathKey, u64)>> = BTreeMap::new();
        for (key, n) in &paths {
            if let Some(value) = key.by.first() {
                parts.entry(value).or_default().push((key, *n));
            }
        }
        let mut groups = parts
            .into_iter()
            .map(|(value, paths)| make(Named::new(value, value.replace('_', " ")), &paths))
            .collect::<Result<Vec<_>>>()?;
        groups.retain(|g| g.n != Some(0));
        groups.sort_by_key(|g| std::cmp::Reverse(g.n));
        let as_of = tally.header().as_of.clone();
        let quiet_days = tally.header().settings.get("quiet_days").cloned().unwrap_or_default();
        Ok(Replies { quiet_days, by, became: became(&paths, horizon), days, horizon, total, groups, as_of })
    }

    /// Calls the groups 1, 2, … instead of by the user's own words.
    fn number_groups(&mut self) {
        let by = self.by.as_ref().map_or(String::new(), |by| by.label.clone());
        for (group, number) in self.groups.iter_mut().filter(|g| g.name.id != UNKNOWN).zip(1..) {
            group.name = Named::new(format!("{by}_{number}"), format!("{by} {number}"));
            if let Some(line) = &mut group.line {
                line.name.clone_from(&group.name.label);
            }
        }
    }

    fn id(&self) -> String {
        self.by.as_ref().map_or("replies".into(), |by| format!("replies_by_{}", by.id))
    }

    fn title(&self) -> String {
        match &self.by {
            Some(by) => format!("Who hears back, by {} of the first message", by.label),
            None => "Who hears back".into(),
        }
    }

    fn base_words(&self) -> String {
        let n = self.total.n.map_or("—".into(), view::whole);
        format!(
            "people written to; someone written to again after {} quiet days counts again (n = {n})",
            self.quiet_days
        )
    }

    fn main_table(&self) -> Table {
        let mut columns = vec![Column::text("group", self.by.as_ref().map_or("", |b| b.label.as_str()))];
        columns.extend(
            self.days
                .iter()
                .map(|d| Column::figure(&format!("replied_by_day_{d}"), &format!("By day {d}"), Unit::Share)),
        );
        columns.push(Column::figure("naive_share", "Naive share", Unit::Share));
        columns.push(Column::integer("n", "Written to", Unit::Episodes));
        columns.push(Column::integer("replied", "Replied", Unit::Episodes));
        columns.push(Column::integer("waiting", "Waiting", Unit::Episodes));
        let row = |g: &Group| {
            let mut row: Vec<Cell> = vec![g.name.label.as_str().into()];
            row.extend(g.by_day.iter().map(Cell::from));
            row.push((&g.naive).into());
            row.extend([g.n.into(), g.replied.into(), g.waiting.into()]);
            row
        };
        Table {
            id: self.id(),
            title: self.title(),
            base: self.base_words(),
            columns,
            rows: [&self.total].into_iter().chain(&self.groups).map(row).collect(),
            notes: self.notes(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "By day: the share who have replied by then (Kaplan–Meier); whoever still waits on {} counts for the days \
             waited, not as a no. The naive share, replied by day {} ÷ written to, counts them as a no.",
            self.as_of, self.horizon
        )];
        let truncated = self.became.iter().find(|(name, _)| name.id == "truncated").and_then(|(_, n)| *n);
        if let (None, Some(n @ 1..)) = (&self.by, truncated) {
            notes.push(format!(
                "{} of them were written to so early in the log that it may not have been the first time; they are counted \
                 from the first message that is known.",
                view::whole(n)
            ));
        }
        notes.extend(self.undated_note());
        let groups = [&self.total].into_iter().chain(&self.groups).filter(|g| g.undated.is_none());
        if groups.flat_map(|g| &g.by_day).filter_map(Figure::shown).any(|s| s.value.is_none()) {
            notes.push("— : nobody in this group has been watched for that long, so nothing can be said.".into());
        }
        notes
    }

    /// What replies without a day leave untold, and what they do not.
    fn undated_note(&self) -> Option<String> {
        let undated = self.total.undated?;
        Some(format!(
            "{} of the replies {} no day, so shares by day cannot be told, of everyone or of a group with such a reply: \
             write the days into a column \"Replied on\". In the naive share they count as replied.{}",
            view::whole(undated.n),
            if undated.n == 1 { "has" } else { "have" },
            undated.extremes(self.horizon)
        ))
    }

    fn became_table(&self) -> Table {
        let rows = self.became.iter().map(|(name, n)| vec![name.label.as_str().into(), (*n).into()]);
        Table {
            id: "became".into(),
            title: "What became of those written to".into(),
            base: "every episode in the log".into(),
            columns: vec![Column::text("what", "What"), Column::integer("n", "Episodes", Unit::Episodes)],
            rows: rows.collect(),
            notes: vec![format!("As of {}.", self.as_of)],
        }
    }

    fn curve(&self) -> Curve {
        let level = self.total.naive.shown().map_or(0.95, |s| s.level);
        let mut lines: Vec<CurveLine> = match &self.by {
            None => self.total.line.iter().cloned().map(|l| CurveLine { name: String::new(), ..l }).collect(),
            Some(_) => self.groups.iter().filter_map(|g| g.line.clone()).take(MOST_LINES).collect(),
        };
        let drawn = lines.len();
        let banded = drawn <= MOST_BANDS;
        if !banded {
            let flat = |s: &mut Step| (s.low, s.high) = (s.value, s.value);
            lines.iter_mut().flat_map(|l| &mut l.steps).for_each(flat);
        }
        let band = if banded {
            format!("; band: {} interval", view::percent(level))
        } else {
            "; intervals in the table".into()
        };
        let mut notes =
            vec![format!("Known up to {}. Whoever still waits is in the curve for the days waited.", self.as_of)];
        if let Some(undated) = self.total.undated {
            let n = view::whole(undated.n);
            notes.push(format!("Replies without a day: {n}. No curve is drawn where there are any."));
        }
        if self.by.is_some() && self.groups.len() > drawn {
            notes.push(format!(
                "{drawn} of {} groups are drawn; the table has all that may be shown.",
                self.groups.len()
            ));
        }
        Curve {
            id: self.id(),
            title: self.title(),
            subtitle: format!("Share who have replied by each day after the first message{band}"),
            x_label: "Days since the first message".into(),
            horizon: f64::from(self.horizon),
            ticks: ticks(self.horizon).collect(),
            lines,
            notes,
        }
    }
}

/// The days at which a curve's axis is labelled, the horizon last.
fn ticks(horizon: u32) -> impl Iterator<Item = f64> {
    TICKS.into_iter().filter(move |d| *d + 5 < horizon).chain([horizon]).map(f64::from)
}

/// Whether an episode belongs to the base.
fn is_analysed(key: &PathKey) -> bool {
    key.end != End::Bounced && !key.fresh
}

impl Group {
    fn new(name: Named, paths: &[(&PathKey, u64)], days: &[u32], transform: Transform, level: Level) -> Result<Group> {
        let horizon = days.last().copied().unwrap_or(60);
        let n: u64 = paths.iter().filter(|(k, _)| wait(k.end).is_some()).map(|(_, n)| n).sum();
        let undated = Undated::of(paths, horizon)?;
        let by_horizon = |end| matches!(end, End::Replied(day) if day <= horizon) || is_undated(end);
        let replied: u64 = paths.iter().filter(|(k, _)| by_horizon(k.end)).map(|(_, n)| n).sum();
        let waiting: u64 =
            paths.iter().filter(|(k, _)| matches!(k.end, End::Waiting(d) if d < horizon)).map(|(_, n)| n).sum();
        let words = "people written to";
        let flags = if waiting > 0 { vec![Flag::Censored] } else { vec![] };
        let naive = plain_share(replied, n, words, level, &flags);
        let mut group = Group {
            n: Some(n),
            replied: Some(replied),
            waiting: Some(waiting),
            undated,
            by_day: days.iter().map(|_| plain_share(0, 0, words, level, &[])).collect(),
            line: None,
            naive,
            name,
        };
        if undated.is_some() {
            // Without their days nobody can say who still waited on which day: a curve would make a silence of them.
            group.by_day = days.iter().map(|_| unknown(n, words, level, &flags)).collect();
        } else if n > 0 {
            let curve = curve(paths, wait)?;
            group.by_day = days.iter().map(|d| replied_by(&curve, f64::from(*d), transform, words, level)).collect();
            group.line = Some(line(&group.name.label, &curve, horizon, transform, level));
        }
        Ok(group)
    }
}

/// The curve's steps for drawing, from day 0 to the horizon or the last day that anyone was watched.
fn line(name: &str, curve: &KaplanMeier, horizon: u32, transform: Transform, level: Level) -> CurveLine {
    let end = f64::from(horizon);
    let last = if is_known(curve, end) { end } else { curve.last_time().min(end) };
    let days = curve.steps().iter().filter(|s| s.n_event > 0 && s.time <= last).map(|s| s.time);
    let step = |day: f64| {
        let figure = replied_by(curve, day, transform, "", level);
        let shown = figure.shown();
        let value = shown.and_then(|s| s.value).unwrap_or(0.0);
        let limit = |l: Option<f64>| l.unwrap_or(value);
        Step { day, value, low: limit(shown.and_then(|s| s.low)), high: limit(shown.and_then(|s| s.high)) }
    };
    let mut steps: Vec<Step> = days.map(step).collect();
    if steps.first().is_none_or(|s| s.day > 0.0) {
        // Before the first reply the share is 0, and how sure that is depends on how many were watched until then.
        let watched = if steps.is_empty() { last } else { 0.0 };
        steps.insert(0, Step { day: 0.0, ..step(watched) });
    }
    CurveLine { name: name.to_owned(), steps, end: last, at_risk: ticks(horizon).map(|t| curve.n_risk_at(t)).collect() }
}

/// What became of every episode; the counts add up to the first.
fn became(paths: &[(&PathKey, u64)], horizon: u32) -> Vec<(Named, Option<u64>)> {
    let count = |f: &dyn Fn(&PathKey) -> bool| -> u64 { paths.iter().filter(|(k, _)| f(k)).map(|(_, n)| n).sum() };
    let ended = |f: fn(End, u32) -> bool| count(&|k| is_analysed(k) && f(k.end, horizon));
    let undated = ended(|e, _| is_undated(e));
    let rows = [
        ("opened", "Opened".to_owned(), count(&|_| true)),
        ("replied", format!("Replied by day {horizon}"), ended(|e, h| matches!(e, End::Replied(d) if d <= h))),
        ("replied_later", format!("Replied after day {horizon}"), ended(|e, h| matches!(e, End::Replied(d) if d > h))),
        (
            "waiting",
            format!("Still waiting, for less than {horizon} days"),
            ended(|e, h| matches!(e, End::Waiting(d) if d < h)),
        ),
        ("silent", format!("Silent for {horizon} days or more"), ended(|e, h| matches!(e, End::Waiting(d) if d >= h))),
        ("given_up", "Given up, and written to again later".to_owned(), ended(|e, _| matches!(e, End::GivenUp(_)))),
        ("bounced", "Bounced: never arrived".to_owned(), count(&|k| k.end == End::Bounced)),
        (
            "fresh",
            "Opened on the last day: no time yet to hear back".to_owned(),
            count(&|k| k.fresh && k.end != End::Bounced),
        ),
        (
            "truncated",
            "Of all: opened so early that they may have begun before the log".to_owned(),
            count(&|k| k.truncated),
        ),
    ];
    let mut rows: Vec<_> = rows.into_iter().map(|(id, label, n)| (Named::new(id, label), Some(n))).collect();
    if undated > 0 {
        rows.insert(3, (Named::new("undated", "Replied, on a day that is not known"), Some(undated)));
    }
    rows
}

impl Estimate for Replies {
    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.main_table()];
        if self.by.is_none() {
            tables.push(self.became_table());
        }
        tables
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form::Curve(self.curve())]
    }

    fn headline(&self) -> Option<String> {
        if self.by.is_some() {
            return None;
        }
        let shown = self.total.by_day.last()?.shown()?;
        let n = view::whole(shown.n);
        let waiting = self.total.waiting.unwrap_or(0);
        if let Some(undated) = self.total.undated {
            let said = view::share_with_interval(self.total.naive.shown()?)?;
            return Some(format!(
                "{said} of those written to have replied (n = {n}); {} of the replies have no day, so how soon cannot be \
                 told, and {} still wait.",
                view::whole(undated.n),
                view::whole(waiting)
            ));
        }
        Some(match view::share_with_interval(shown) {
            Some(said) => format!(
                "{said} of those written to reply within {} days (n = {n}; {} still wait and are not counted as a no).",
                self.horizon,
                view::whole(waiting)
            ),
            None => format!(
                "Of {n} written to, nobody has been watched for {} days yet, so the final share is unknown.",
                self.horizon
            ),
        })
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut sets: Vec<Vec<Member>> = (0..=self.days.len()).map(|_| Vec::new()).collect();
        for group in &mut self.groups {
            let figures = [&mut group.naive].into_iter().chain(&mut group.by_day);
            figures.zip(&mut sets).for_each(|(figure, set)| set.push(Member::of(figure)));
        }
        let mut partitions: Vec<Partition> =
            sets.into_iter().map(|figures| Partition { figures, total_is_shown: true, outside: 0 }).collect();
        let total = [&mut self.total.naive].into_iter().chain(&mut self.total.by_day);
        partitions.extend(total.map(Partition::alone));
        partitions
    }

    fn conceal(&mut self) {
        if self.by.as_ref().and_then(|by| attributes::find(&by.id).ok()).is_some_and(|a| a.words != Words::Common) {
            self.number_groups();
        }
    }

    fn settle(&mut self) {
        for group in self.groups.iter_mut().chain([&mut self.total]) {
            if group.naive.is_suppressed() {
                (group.n, group.replied, group.waiting, group.line) = (None, None, None, None);
                group.undated = None;
            }
        }
        if self.total.naive.is_suppressed() {
            self.became.iter_mut().for_each(|(_, n)| *n = None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_drawn_as_far_as_the_table_knows_it() {
        let end = |waits: [(f64, u64, u64); 2]| {
            let curve = KaplanMeier::fit(waits).expect("a curve");
            line("", &curve, 60, Transform::LogLog, Level::NINETY_FIVE).end
        };
        assert_eq!(end([(1.0, 0, 2), (4.0, 1, 0)]), 4.0, "two left it before the last one replied");
        assert_eq!(end([(1.0, 2, 0), (4.0, 1, 0)]), 60.0, "everybody replied");
    }
}
