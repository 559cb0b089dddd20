//! One event, as its component says it.

use super::guests::{Guest, guests};
use super::pieces::text;
use super::place::channel;
use super::zones::{Moment, Start, Zones};
use crate::error::Fault;
use crate::input::{dates, labels};
use crate::outreach::record;
use crate::outreach::words::Channel;
use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendarComponent, ICalendarEntry, ICalendarParameterName as Name, ICalendarPeriod, ICalendarRecurrenceRule,
    ICalendarValue,
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// An event that has a start.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its number in the file.
    pub row: u64,
    /// The calendar's own id of it.
    pub uid: Option<String>,
    /// Which meeting of a series it stands for.
    pub instead: Option<Moment>,
    /// It stands for all later ones too.
    pub and_later: bool,
    /// Which version of it this is.
    pub version: i64,
    /// When it begins.
    pub moment: Moment,
    /// How it repeats.
    pub rule: Option<ICalendarRecurrenceRule>,
    /// The rule cannot be read.
    pub unread_rule: Option<String>,
    /// Further starts.
    pub more: Vec<Start>,
    /// Starts that it does not have.
    pub except: Vec<Start>,
    /// It was called off.
    pub is_off: bool,
    /// Its people.
    pub guests: Vec<Guest>,
    /// On what way people met.
    pub channel: Channel,
    /// Its subject.
    pub topic: Option<u64>,
    /// Its calendar, by number in the file.
    pub calendar: usize,
}

/// Reads an event.
///
/// # Errors
/// When it has no start that can be.
pub fn event(component: &ICalendarComponent, row: u64, zones: &mut Zones) -> Result<Event, Fault> {
    let entry = |name: &str| component.entries.iter().find(|e| e.name.as_str() == name);
    let moment = start(entry("DTSTART"), entry("RECURRENCE-ID"), zones)?;
    let instead = entry("RECURRENCE-ID").and_then(|e| moments(e, zones, &moment).into_iter().next());
    let rule = entry("RRULE").filter(|_| instead.is_none()).and_then(|e| e.values.first());
    let (rule, unread_rule) = match rule {
        Some(ICalendarValue::RecurrenceRule(rule)) => (Some((**rule).clone()), None),
        Some(other) => (None, Some(other.as_text().unwrap_or("RRULE").to_owned())),
        None => (None, None),
    };
    let mut starts = |name: &str| -> Vec<Start> {
        let entries = component.entries.iter().filter(|e| e.name.as_str() == name);
        entries.flat_map(|e| moments(e, zones, &moment)).map(|m| m.start).collect()
    };
    let (more, except) = (starts("RDATE"), starts("EXDATE"));
    let uid = text(component, "UID");
    Ok(Event {
        row,
        uid: (!labels::is_blank(&uid)).then_some(uid),
        and_later: entry("RECURRENCE-ID").is_some_and(|e| e.has_parameter(&Name::Range)),
        version: entry("SEQUENCE").and_then(|e| e.values.first()).and_then(ICalendarValue::as_integer).unwrap_or(0),
        instead,
        moment,
        rule,
        unread_rule,
        more,
        except,
        is_off: text(component, "STATUS").eq_ignore_ascii_case("CANCELLED"),
        guests: guests(component),
        channel: channel(component),
        topic: record::topic(&text(component, "SUMMARY")),
        calendar: 0,
    })
}

/// The start; that of the meeting that it stands for, where it says none.
fn start(start: Option<&ICalendarEntry>, instead: Option<&ICalendarEntry>, zones: &mut Zones) -> Result<Moment, Fault> {
    let Some(entry) = start.or(instead) else {
        return Err(Fault::new("an event without a start").accepted("DTSTART").remedy("export the calendar again"));
    };
    let written = |e: &ICalendarEntry| e.values.first().and_then(ICalendarValue::as_partial_date_time).cloned();
    let moment = written(entry).and_then(|w| zones.moment(&w, entry.tz_id(), None));
    let is_set = |m: &Moment| dates::YEARS.contains(&m.local.year()) && m.start != Start::At(Timestamp::UNIX_EPOCH);
    moment.filter(is_set).ok_or_else(|| {
        let found = entry.values.first().map_or(String::new(), |v| match v {
            ICalendarValue::PartialDateTime(w) => shown(w),
            other => other.as_text().unwrap_or("").to_owned(),
        });
        Fault::new("an event without a date that can be")
            .column("DTSTART")
            .found(found)
            .accepted(format!("a date from {} to {}", dates::YEARS.start(), dates::YEARS.end()))
            .remedy("correct it in the calendar, and export that again")
    })
}

fn shown(written: &PartialDateTime) -> String {
    let part = |n: Option<u8>| n.map_or("?".to_owned(), |n| format!("{n:02}"));
    format!("{:04}-{}-{}", written.year.unwrap_or(0), part(written.month), part(written.day))
}

/// The times that a property lists; those without a timezone are in that of the event's own start.
fn moments(entry: &ICalendarEntry, zones: &mut Zones, of: &Moment) -> Vec<Moment> {
    let tzid = entry.tz_id();
    let mut seen = BTreeSet::new();
    let mut moments = Vec::new();
    for value in &entry.values {
        let written = match value {
            ICalendarValue::PartialDateTime(written) => written.as_ref(),
            ICalendarValue::Period(ICalendarPeriod::Range { start, .. } | ICalendarPeriod::Duration { start, .. }) => {
                start
            }
            _ => continue,
        };
        let Some(mut moment) = zones.moment(written, tzid, Some(&of.zone)) else { continue };
        // Of what is all day long, some programs write the midnight of a meeting.
        if matches!(of.start, Start::Day(_)) {
            moment.start = Start::Day(moment.local.date());
        }
        if seen.insert(moment.start) {
            moments.push(moment);
        }
    }
    moments
}

impl Event {
    /// Which of the events of its id it is: the series itself, or the meeting that it stands for.
    pub fn part(&self) -> Option<Start> {
        self.instead.as_ref().map(|m| m.start)
    }

    /// Whether it has several meetings.
    pub fn repeats(&self) -> bool {
        self.rule.is_some() || !self.more.is_empty()
    }
}
