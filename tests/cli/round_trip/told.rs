//! What the library makes of a history, in words that do not depend on the format; and what it ought to make of it.

use super::history::{History, TIMEZONE};
use super::people::by_label;
use hearback::api::Outreach;
use hearback::estimate::replies::Asking;
use hearback::estimate::{Cadence, Estimate, Replies};
use hearback::input::Accounting;
use hearback::outreach::record::Details;
use hearback::outreach::touch::{Feed, Made, Until};
use hearback::outreach::words::Channel;
use hearback::outreach::{Episode, Settings, Touch, Touches, episodes};
use hearback::stats::Level;
use hearback::stats::kaplan_meier::Transform;
use hearback::tally::{Clock, Paths};
use hearback::view::Table;
use jiff::Timestamp;
use polars::prelude::{DataFrame, DataType};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Touches and episodes, sorted, and the tables of both questions as JSON.
pub struct Told {
    pub touches: Vec<String>,
    pub episodes: Vec<String>,
    pub tables: Vec<Value>,
}

/// The settings under which a history is read.
pub fn settings(history: &History) -> Settings {
    Settings { timezone: TIMEZONE.into(), as_of: history.as_of, ..Settings::default() }
}

impl Told {
    /// What was read.
    pub fn read(outreach: &Outreach, history: &History, has_clock: bool) -> Told {
        let replies = outreach.replies().estimate().expect("shares").tables();
        let cadence = outreach.cadence().estimate().expect("attempts").tables();
        let contacts = by_label(&history.contacts);
        Told {
            touches: touches(&outreach.owners()[0].touches().frame, &contacts, has_clock),
            episodes: sorted(outreach.owners()[0].episodes().iter().map(episode)),
            tables: json(replies.into_iter().chain(cadence)),
        }
    }

    /// What ought to be read: the definitions applied to the history itself, in one source.
    pub fn expected(history: &History, has_clock: bool) -> Told {
        let (settings, touches_of) = (settings(history), one_source(history, has_clock));
        let (found, _) = episodes(&touches_of, &settings).expect("episodes");
        let as_of = touches_of.as_of().map_or(String::new(), |d| d.to_string());
        let paths = Paths::count(&found, &settings, &as_of, &[]).expect("paths");
        let level = Level::NINETY_FIVE;
        let clock = Clock::count(&found, &settings, &as_of).expect("clock times");
        let asking = Asking { horizon: settings.horizon, transform: Transform::LogLog, level, by: None };
        let replies = Replies::estimate(&paths, Some(&clock), &asking).expect("shares");
        let cadence = Cadence::estimate(&paths, &settings.gaps, settings.strikes, settings.horizon, level);
        Told {
            touches: touches(&touches_of.frame, &by_label(&history.contacts), has_clock),
            episodes: sorted(found.iter().map(episode)),
            tables: json(replies.tables().into_iter().chain(cadence.tables())),
        }
    }

    /// Fails where two differ, with what only one of them has.
    pub fn assert_is(&self, expected: &Told, what: &str) {
        for (mine, theirs, of) in
            [(&self.touches, &expected.touches, "touches"), (&self.episodes, &expected.episodes, "episodes")]
        {
            assert!(mine == theirs, "{what}: {of} differ\n{}", difference(mine, theirs));
        }
        assert_eq!(self.tables.len(), expected.tables.len(), "{what}: tables");
        for (mine, theirs) in self.tables.iter().zip(&expected.tables) {
            assert_eq!(mine, theirs, "{what}: {} differs", theirs["id"]);
        }
    }
}

/// The history as touches of one source, without any file.
fn one_source(history: &History, has_clock: bool) -> Touches {
    let touch = |(event, row): (&super::history::Event, u64)| Touch {
        id: Some(format!("event {row}")),
        contact: history.contacts[event.contact].name(),
        day: history.day(event),
        undated: false,
        at: has_clock.then(|| event.at.as_millisecond()),
        direction: event.direction,
        channel: Channel::Other,
        kind: event.kind,
        details: Details::default(),
        row,
    };
    let all: Vec<Touch> = history.events.iter().zip(1..).map(touch).collect();
    let mut account = Accounting::new("history");
    account.read = all.len() as u64;
    let (until, feed) = (Until { as_of: history.as_of, today: None }, Feed { index: 0, complete: history.complete });
    let mut touches = Touches::default();
    touches.add(Made { touches: all, account, feed, ..Made::default() }, until).expect("touches");
    touches
}

/// Contact, day, clock, direction and kind of every touch.
fn touches(frame: &DataFrame, contacts: &BTreeMap<String, usize>, has_clock: bool) -> Vec<String> {
    let texts = |name: &str| frame.column(name).and_then(|c| c.cast(&DataType::String)).expect("a column");
    let [names, days, directions, kinds] = ["contact", "day", "direction", "kind"].map(texts);
    let [names, days, directions, kinds] = [&names, &days, &directions, &kinds].map(|c| c.str().expect("text"));
    let moments = frame.column("at").and_then(|c| c.cast(&DataType::Int64)).expect("a column");
    let moments = moments.i64().expect("numbers");
    let row = |i: usize| {
        let name = names.get(i).unwrap_or("");
        let who = contacts.get(name).map_or_else(|| format!("unknown contact {name:?}"), |c| format!("person {c}"));
        let at = moments.get(i).map(|at| Timestamp::from_millisecond(at).expect("a moment").to_string());
        assert!(has_clock || at.is_none(), "{who}: a clock time from nowhere");
        let rest = [&days, &directions, &kinds].map(|column| column.get(i).unwrap_or("?"));
        format!("{who} {} {}", at.unwrap_or_default(), rest.join(" "))
    };
    sorted((0..frame.height()).map(row))
}

fn episode(episode: &Episode) -> String {
    let Episode { opened, attempts, end, truncated, fresh, .. } = episode;
    format!("opened {opened} attempts {attempts:?} {} truncated {truncated} fresh {fresh}", end.text())
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

fn json(tables: impl Iterator<Item = Table>) -> Vec<Value> {
    tables.map(|table| serde_json::to_value(table).expect("JSON")).collect()
}

/// The first lines that only one of two lists has.
fn difference(mine: &[String], theirs: &[String]) -> String {
    let counts = |lines: &[String]| {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let number = |line: &String| {
            let n = seen.entry(line.clone()).and_modify(|n| *n += 1).or_insert(1);
            format!("{line} ({n})")
        };
        lines.iter().map(number).collect::<BTreeSet<String>>()
    };
    let (mine, theirs) = (counts(mine), counts(theirs));
    let list =
        |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).take(8).cloned().collect::<Vec<_>>().join("\n  ");
    format!("read, and ought not to be:\n  {}\nnot read:\n  {}", list(&mine, &theirs), list(&theirs, &mine))
}
