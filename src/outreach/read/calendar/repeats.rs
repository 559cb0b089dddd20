//! What repeats, as its single meetings.
//!
//! The rules are expanded by `calcard`, each alone, as local times without a timezone and with an end: of a whole calendar it
//! would read an end in UTC as local time (a meeting east of Greenwich loses its last one), match moved meetings by their
//! version (a moved one counts twice), mix up those of different series, let one endless series take the places of all
//! others, and read a time that the change of clocks repeats as UTC. Exceptions and moved meetings are dealt with here.

use super::event::Event;
use super::zones::{Moment, Start, local, offset};
use crate::input::dates;
use crate::input::guard::guarded;
use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarFrequency, ICalendarProperty,
    ICalendarRecurrenceRule, ICalendarValue,
};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Meetings of one series, and of all series of a file, that are followed.
pub const MOST_OF_ONE: usize = 5_000;
/// See [`MOST_OF_ONE`].
pub const MOST_OF_ALL: usize = 200_000;
/// Times of the day at which a rule may repeat: the parser lists all of a year at once.
const MOST_TIMES: usize = 48;
/// Steps of all rules of a file: of a rule that leads nowhere the parser goes a hundred thousand,
/// and those of years and months are long ones.
const MOST_STEPS: u64 = 20_000_000;
const STEPS_TO_NOWHERE: u64 = 400_000;

/// Follows the series of a file, as far as it is willing to.
pub struct Repeats<'a> {
    /// The timezone in which days are counted.
    zone: &'a TimeZone,
    /// The last day to which they are followed.
    last: Date,
    left: usize,
    /// Steps that may still be gone.
    pub steps: u64,
    /// Series, and the meetings that they stand for.
    pub series: (usize, usize),
    /// Series of which only the first meetings were taken.
    pub cut: usize,
}

/// A meeting of a series: its start, and the local time by which it is written.
pub type Meeting = (Start, DateTime);

impl<'a> Repeats<'a> {
    /// Follows series up to a day.
    pub fn new(zone: &'a TimeZone, last: Date) -> Repeats<'a> {
        Repeats { zone, last, left: MOST_OF_ALL, steps: MOST_STEPS, series: (0, 0), cut: 0 }
    }

    /// The meetings of a series up to the last day, in their order, without those that are moved; one that begins later has
    /// its first one. `None` when its rule cannot be followed.
    pub fn meetings(&mut self, event: &Event, moved: &Except) -> Option<Vec<Meeting>> {
        let own = &event.moment;
        let last = self.last.max(own.start.day(self.zone));
        let rule = match &event.rule {
            Some(rule) if self.left > 0 => Some(self.follow(rule, own, last)?),
            _ => None,
        };
        let mut all: BTreeMap<Start, DateTime> = BTreeMap::new();
        for local in rule.unwrap_or_else(|| vec![own.local]) {
            all.extend(own.at(local).map(|start| (start, local)));
        }
        all.extend(event.more.iter().map(|start| (*start, written(*start, own))));
        let except = Except::of(event.except.iter().copied());
        let stays = |start: &Start, local: &DateTime| {
            let day = start.day(self.zone);
            day <= last
                && dates::YEARS.contains(&day.year())
                && !except.has(*start, local.date())
                && !moved.has(*start, local.date())
        };
        let mut meetings: Vec<Meeting> = all.into_iter().filter(|(start, local)| stays(start, local)).collect();
        let most = MOST_OF_ONE.min(self.left).max(1);
        if meetings.len() > most || self.left == 0 {
            self.cut += 1;
            meetings.truncate(most);
        }
        self.left = self.left.saturating_sub(meetings.len());
        self.series = (self.series.0 + 1, self.series.1 + meetings.len());
        Some(meetings)
    }

    /// The local times that a rule gives, up to a day.
    fn follow(&mut self, rule: &ICalendarRecurrenceRule, own: &Moment, last: Date) -> Option<Vec<DateTime>> {
        let step = days_of_a_step(rule)?;
        let times = [&rule.byhour, &rule.byminute, &rule.bysecond].map(|list| list.len().max(1));
        if times.into_iter().fold(1, usize::saturating_mul) > MOST_TIMES {
            return None;
        }
        // A day more, because local days are not everywhere the same; what is too late is left out by its own day.
        let last = last.tomorrow().ok()?.to_datetime(Time::MAX);
        let until = match &rule.until {
            Some(until) => end(until, own)?.min(last),
            None => last,
        };
        if until < own.local {
            return Some(Vec::new());
        }
        let days = until.duration_since(own.local).as_hours().unsigned_abs() / 24;
        self.steps = self.steps.checked_sub(1 + days / step)?;
        let rule = ICalendarRecurrenceRule { until: Some(partial(until)), ..rule.clone() };
        let found = expand(own.local, own.start, &rule)?;
        if found.len() <= 1 && may_lead_nowhere(&rule) {
            self.steps = self.steps.saturating_sub(STEPS_TO_NOWHERE);
        }
        Some(found)
    }
}

/// Days between two steps of a rule, at least. `None` of what repeats several times a day: nobody meets like that.
fn days_of_a_step(rule: &ICalendarRecurrenceRule) -> Option<u64> {
    let days = match rule.freq {
        ICalendarFrequency::Yearly => 365,
        ICalendarFrequency::Monthly => 28,
        ICalendarFrequency::Weekly => 7,
        ICalendarFrequency::Daily => 1,
        ICalendarFrequency::Hourly | ICalendarFrequency::Minutely | ICalendarFrequency::Secondly => return None,
    };
    Some(days * u64::from(rule.interval.unwrap_or(1).max(1)))
}

/// Whether a rule may name days that never come, such as 30 February; not so the rules that programs offer.
fn may_lead_nowhere(rule: &ICalendarRecurrenceRule) -> bool {
    let every = rule.interval.unwrap_or(1) <= 1;
    let by_month = matches!(rule.freq, ICalendarFrequency::Monthly | ICalendarFrequency::Yearly);
    let usual_days = rule.byyearday.is_empty()
        && rule.byweekno.is_empty()
        && rule.bymonthday.iter().all(|day| (-28..=28).contains(day))
        && rule.byday.iter().all(|day| day.ordwk.is_none_or(|n| (-4..=4).contains(&n)));
    let usual_places = rule.bysetpos.is_empty()
        || by_month && !rule.byday.is_empty() && rule.bysetpos.iter().all(|n| (-4..=4).contains(n));
    let apart = rule.bymonthday.is_empty() || rule.byday.is_empty();
    // Every twelfth month from March on is never February; every seventh day from Monday on never Tuesday.
    let reaches_months = rule.bymonth.is_empty() || every || rule.freq == ICalendarFrequency::Yearly;
    let reaches_days = rule.freq != ICalendarFrequency::Daily || every || rule.byday.is_empty();
    !(usual_days && usual_places && apart && reaches_months && reaches_days)
}

/// The end of a rule in the local time of its series; a day counts to its end.
fn end(until: &PartialDateTime, own: &Moment) -> Option<DateTime> {
    let written = local(until)?;
    match (until.hour, offset(until)) {
        (None, _) => Some(written.date().to_datetime(Time::MAX)),
        (Some(_), Some(zone)) if !matches!(own.start, Start::Day(_)) => {
            Some(own.zone.to_datetime(zone.to_timestamp(written).ok()?))
        }
        _ => Some(written),
    }
}

/// A start in the local time of its series.
fn written(start: Start, own: &Moment) -> DateTime {
    match start {
        Start::Day(day) => day.to_datetime(Time::midnight()),
        Start::At(at) => own.zone.to_datetime(at),
    }
}

/// The parser's own expansion of one rule, as times without a timezone.
fn expand(first: DateTime, start: Start, rule: &ICalendarRecurrenceRule) -> Option<Vec<DateTime>> {
    let mut written = partial(first);
    if matches!(start, Start::Day(_)) {
        (written.hour, written.minute, written.second) = (None, None, None);
    }
    let entry = |name, value| ICalendarEntry { name, params: Vec::new(), values: vec![value] };
    let event = ICalendarComponent {
        component_type: ICalendarComponentType::VEvent,
        entries: vec![
            entry(ICalendarProperty::Dtstart, ICalendarValue::PartialDateTime(Box::new(written))),
            entry(ICalendarProperty::Rrule, ICalendarValue::RecurrenceRule(Box::new(rule.clone()))),
        ],
        component_ids: Vec::new(),
    };
    let calendar = ICalendar { components: vec![event] };
    // One more tells that there are more.
    let expanded = guarded(|| calendar.expand_dates(Tz::Floating, MOST_OF_ONE + 1))?;
    if !expanded.errors.is_empty() {
        return None;
    }
    let utc = |seconds: i64| Timestamp::from_second(seconds).ok().map(|at| TimeZone::UTC.to_datetime(at));
    Some(expanded.events.iter().filter_map(|e| utc(e.start.timestamp())).collect())
}

fn partial(at: DateTime) -> PartialDateTime {
    let part = |n: i8| u8::try_from(n).ok();
    PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: part(at.month()),
        day: part(at.day()),
        hour: part(at.hour()),
        minute: part(at.minute()),
        second: part(at.second()),
        ..PartialDateTime::default()
    }
}

/// Meetings that a series does not have: by their start, or by their day where only that is said.
#[derive(Clone, Debug, Default)]
pub struct Except {
    moments: BTreeSet<Timestamp>,
    days: BTreeSet<Date>,
}

impl Except {
    /// Those with these starts.
    pub fn of(starts: impl Iterator<Item = Start>) -> Except {
        let mut except = Except::default();
        starts.for_each(|start| except.add(start));
        except
    }

    /// Adds one.
    pub fn add(&mut self, start: Start) {
        match start {
            Start::Day(day) => drop(self.days.insert(day)),
            Start::At(at) => drop(self.moments.insert(at)),
        }
    }

    fn has(&self, start: Start, local: Date) -> bool {
        self.days.contains(&local) || matches!(start, Start::At(at) if self.moments.contains(&at))
    }
}
