//! Calendars (iCalendar, `.ics`): what Google, Outlook and Apple export. Every meeting with other people is a record.

mod event;
mod guests;
mod pieces;
mod place;
mod repeats;
mod zones;

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;

use super::Context;
use crate::error::{Fault, Result};
use crate::input::accounting::{Accounting, Reason};
use crate::input::{Item, text};
use crate::outreach::record::{self, Found, Party, Record, When, Who};
use crate::outreach::words::Kind;
use event::Event;
use guests::{Answer, Guest};
use jiff::civil::Date;
use pieces::Piece;
use repeats::{Except, Repeats};
use std::collections::{BTreeMap, BTreeSet};
use zones::{Moment, Start, Zones};

/// Bytes that a calendar may have.
const MOST_BYTES: u64 = 512 << 20;
/// More people than this are no meeting with each, whoever of them is me.
const MOST_PEOPLE: usize = 12;

/// Calendars by their first words.
pub fn knows(_: &Item, start: &[u8]) -> bool {
    is_of(start, "BEGIN:VCALENDAR")
}

/// Whether a file begins with a line, after blank ones and in any case and width of letters.
pub(super) fn is_of(start: &[u8], line: &str) -> bool {
    let letters = start.iter().filter(|b| **b != 0 && !matches!(**b, 0xef | 0xbb | 0xbf | 0xfe | 0xff));
    let mut letters = letters.skip_while(|b| b.is_ascii_whitespace()).map(u8::to_ascii_uppercase);
    line.bytes().all(|b| letters.next() == Some(b))
}

/// Reads calendars, each on its own.
///
/// # Errors
/// When one cannot be read or is no text.
pub fn read(items: &[Item], context: &Context) -> Result<Vec<Found>> {
    items.iter().map(|item| read_one(item, context)).collect()
}

fn read_one(item: &Item, context: &Context) -> Result<Found> {
    let decoded = text::decode(item.read(MOST_BYTES)?).map_err(|fault| fault.file(&item.name))?;
    let mut found = Found { is_calendar: true, ..Found::new(&item.name) };
    if let Some(note) = decoded.note {
        found.account.note(note);
    }
    let text = String::from_utf8_lossy(&decoded.text);
    let mut file = File::of(&text, item, context, &mut found.account);
    found.mine = file.mine();
    file.leave_out_versions(&mut found.account);
    file.records(context, &mut found);
    Ok(found)
}

/// One of the calendars in a file.
struct Calendar {
    name: String,
    /// Whoever owns it.
    owner: Option<String>,
    /// It says what comes of an invitation: nothing, or an answer.
    method: String,
}

/// A file's calendars and events.
struct File {
    calendars: Vec<Calendar>,
    events: Vec<Event>,
    usual_owner: Option<String>,
}

impl File {
    fn of(text: &str, item: &Item, context: &Context, account: &mut Accounting) -> File {
        let pieces = pieces::pieces(text);
        let mut zones = Zones::of(&pieces, context.timezone);
        let stem = item.base().rsplit_once('.').map_or(item.base(), |(stem, _)| stem);
        let mut file = File { calendars: Vec::new(), events: Vec::new(), usual_owner: None };
        for piece in &pieces {
            match piece.kind {
                pieces::Kind::Zone => {}
                pieces::Kind::Calendar => file.calendars.push(calendar(piece, stem)),
                pieces::Kind::Event => file.event(piece, &mut zones, account),
                pieces::Kind::Other => {
                    account.read += 1;
                    account.leave_out_row(Reason::rule(NO_MEETING), Fault::new("a task or the like").row(account.read));
                }
            }
        }
        if !zones.unknown.is_empty() {
            let names: Vec<String> = zones.unknown.iter().cloned().collect();
            let names = crate::input::sheet::list(&names, 4);
            account.note(format!("unknown timezones, read as the project's: {names}"));
        }
        let series = |e: &Event| e.uid.clone().unwrap_or_else(|| e.row.to_string());
        file.usual_owner = guests::usual_owner(file.events.iter().map(|e| (series(e), e.guests.as_slice())));
        file
    }

    fn event(&mut self, piece: &Piece, zones: &mut Zones, account: &mut Accounting) {
        account.read += 1;
        let row = account.read;
        let unread = || Fault::new("an event that cannot be read");
        let Some(component) = piece.component() else {
            return account.leave_out_row(Reason::fault(unread().what), unread().row(row));
        };
        let calendar = self.calendars.len().saturating_sub(1);
        match event::event(&component, row, zones) {
            // One meeting of a series may be called off without saying again who was to come.
            Ok(event) if !event.guests.is_empty() || event.instead.is_some() => {
                self.events.push(Event { calendar, ..event });
            }
            Err(fault) if !guests::guests(&component).is_empty() => {
                account.leave_out_row(Reason::fault(fault.what.clone()), fault.row(row));
            }
            // Birthdays, holidays, reminders: their dates may be any.
            _ => account.leave_out_row(Reason::rule(NO_MEETING), Fault::new("it names nobody").row(row)),
        }
    }

    fn owner(&self, event: &Event) -> Option<&str> {
        let calendar = self.calendars.get(event.calendar);
        calendar.and_then(|c| c.owner.as_deref()).or(self.usual_owner.as_deref())
    }

    fn mine(&self) -> Vec<record::Mine> {
        let named: BTreeSet<&str> = self.calendars.iter().filter_map(|c| c.owner.as_deref()).collect();
        let all_named = self.calendars.iter().all(|c| c.owner.is_some());
        let usual = self.usual_owner.as_deref().filter(|_| !all_named);
        let owners = named.into_iter().chain(usual).collect::<BTreeSet<_>>();
        owners
            .into_iter()
            .map(|a| record::Mine { party: Party::new("", a, ""), how: "the calendar's owner".into() })
            .collect()
    }

    /// Of several versions of an event the latest counts. Events of one id that differ in nothing but their start are
    /// different ones all the same: some programs give all of a timetable one id.
    fn leave_out_versions(&mut self, account: &mut Accounting) {
        let mut latest: BTreeMap<(String, Option<Start>), i64> = BTreeMap::new();
        for event in &self.events {
            let Some(uid) = &event.uid else { continue };
            let version = latest.entry((uid.clone(), event.part())).or_insert(event.version);
            *version = event.version.max(*version);
        }
        let mut seen: BTreeSet<(String, Option<Start>, Start)> = BTreeSet::new();
        self.events.retain(|event| {
            let Some(uid) = &event.uid else { return true };
            let is_old = latest.get(&(uid.clone(), event.part())).is_some_and(|version| event.version < *version);
            let is_new = !is_old && seen.insert((uid.clone(), event.part(), event.moment.start));
            if !is_new {
                let what = if is_old { "an older version of an event" } else { "the same event again" };
                account.leave_out_row(Reason::rule(what), Fault::new(what).row(event.row));
            }
            is_new
        });
    }

    fn records(&self, context: &Context, found: &mut Found) {
        let moved = self.moved();
        let mut repeats = Repeats::new(context.timezone, self.last(context));
        for event in &self.events {
            if let Err((reason, seen)) = self.is_meeting(event) {
                let fault = Fault::new(reason).row(event.row);
                let fault = if seen.is_empty() { fault } else { fault.found(seen) };
                found.account.leave_out_row(Reason::rule(reason), fault);
                continue;
            }
            let meetings = self.meetings(event, &moved, &mut repeats, &mut found.account);
            if meetings.is_empty() {
                let what = "a series of which every meeting was moved or called off";
                found.account.leave_out_row(Reason::rule(what), Fault::new(what).row(event.row));
            }
            found
                .records
                .extend(meetings.into_iter().map(|(event, start, as_planned)| self.record(event, start, as_planned)));
        }
        note(&repeats, &mut found.account);
    }

    /// The meetings of an event: by which event each is described, when it is, and when it was planned.
    fn meetings<'a>(
        &'a self,
        event: &'a Event,
        moved: &BTreeMap<&str, Moved<'a>>,
        repeats: &mut Repeats,
        account: &mut Accounting,
    ) -> Vec<(&'a Event, Start, Start)> {
        let once = vec![(event, event.moment.start, event.part().unwrap_or(event.moment.start))];
        if let Some(rule) = &event.unread_rule {
            account.leave_out_answer(Reason::fault(UNREAD_RULE), Fault::new(UNREAD_RULE).row(event.row).found(rule));
            return once;
        }
        if event.instead.is_some() || !event.repeats() {
            return once;
        }
        let none = Moved::default();
        let moved = event.uid.as_deref().and_then(|uid| moved.get(uid)).unwrap_or(&none);
        let Some(meetings) = repeats.meetings(event, &moved.except) else {
            account.leave_out_answer(Reason::fault(UNREAD_RULE), Fault::new(UNREAD_RULE).row(event.row));
            return once;
        };
        meetings.into_iter().filter_map(|(start, local)| moved.now(event, start, local)).collect()
    }

    /// What is said of single meetings of each series.
    fn moved(&self) -> BTreeMap<&str, Moved<'_>> {
        let mut all: BTreeMap<&str, Moved> = BTreeMap::new();
        for event in &self.events {
            let (Some(uid), Some(instead)) = (&event.uid, &event.instead) else { continue };
            let moved = all.entry(uid).or_default();
            moved.except.add(instead.start);
            if event.and_later {
                moved.later.push((instead, event));
            }
        }
        for moved in all.values_mut() {
            moved.later.sort_by_key(|(instead, _)| instead.start);
        }
        all
    }

    /// The day up to which series are followed.
    fn last(&self, context: &Context) -> Date {
        let single = self.events.iter().filter(|e| !e.repeats()).map(|e| e.moment.start.day(context.timezone));
        context.last.or_else(|| single.max()).unwrap_or(Date::MIN)
    }

    fn is_meeting(&self, event: &Event) -> Result<(), (&'static str, String)> {
        let no = |reason: &'static str| Err((reason, String::new()));
        let method = self.calendars.get(event.calendar).map_or("", |c| c.method.as_str());
        if event.is_off || method == "CANCEL" {
            return no("cancelled");
        }
        if ["REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"].contains(&method) {
            return no("an answer to an invitation");
        }
        if event.guests.is_empty() {
            return no(NO_MEETING);
        }
        let is_owner = |g: &&Guest| g.party.address.as_deref().is_some_and(|a| self.owner(event) == Some(a));
        let owner = event.guests.iter().find(is_owner);
        if let Some(owner) = owner.filter(|g| !g.is_there()) {
            return no(match owner.answer {
                Answer::Declined => "you declined",
                Answer::Delegated => "you sent somebody else",
                Answer::Comes | Answer::Silent => "you never answered",
            });
        }
        let others = event.guests.iter().filter(|g| g.is_there() && !is_owner(g)).count();
        match others {
            0 => no("a meeting that names nobody else"),
            n if n > MOST_PEOPLE => Err(("a meeting of many", format!("{n} people"))),
            _ => Ok(()),
        }
    }

    fn record(&self, event: &Event, start: Start, as_planned: Start) -> Record {
        let people = event.guests.iter().filter(|g| g.is_there()).map(|g| g.party.clone()).collect();
        let when = match start {
            Start::Day(day) => When::Day(day),
            Start::At(at) => When::At(at.as_millisecond()),
        };
        Record {
            id: event.uid.as_ref().map(|uid| format!("{uid}\u{1f}{}", as_planned.id())),
            when,
            who: Who::Meeting(people),
            channel: event.channel,
            kind: Kind::Meeting,
            topic: event.topic,
            labels: self.calendars.get(event.calendar).map(|c| c.name.clone()).into_iter().collect(),
            ..Record::of_row(event.row, Date::MIN)
        }
    }
}

const NO_MEETING: &str = "no meeting";
const UNREAD_RULE: &str = "a rule of repetition that cannot be followed";

fn calendar(piece: &Piece, stem: &str) -> Calendar {
    let component = piece.component().unwrap_or_default();
    let name = pieces::text(&component, "X-WR-CALNAME").trim().to_owned();
    let owner = guests::named_owner(&name);
    let method = pieces::text(&component, "METHOD").to_ascii_uppercase();
    Calendar { name: if name.is_empty() { stem.to_owned() } else { name }, owner, method }
}

fn note(repeats: &Repeats, account: &mut Accounting) {
    let events = |n: usize| format!("{n} recurring event{}", if n == 1 { "" } else { "s" });
    let (series, meetings) = repeats.series;
    if series > 0 {
        let stand = if series == 1 { "stands" } else { "stand" };
        account.note(format!(
            "{} {stand} for {meetings} meeting{}",
            events(series),
            if meetings == 1 { "" } else { "s" }
        ));
    }
    if repeats.cut > 0 {
        account.note(format!(
            "{} {} cut: at most {} meetings of each and {} of a file are followed",
            events(repeats.cut),
            if repeats.cut == 1 { "was" } else { "were" },
            repeats::MOST_OF_ONE,
            repeats::MOST_OF_ALL
        ));
    }
}

/// What is said of single meetings of a series.
#[derive(Default)]
struct Moved<'a> {
    /// Those that an event of their own stands for.
    except: Except,
    /// Changes of all meetings from one on, in their order.
    later: Vec<(&'a Moment, &'a Event)>,
}

impl<'a> Moved<'a> {
    /// A meeting of a series as it is after the changes of the series. `None` when it was called off.
    fn now(
        &self,
        series: &'a Event,
        planned: Start,
        local: jiff::civil::DateTime,
    ) -> Option<(&'a Event, Start, Start)> {
        let Some((from, event)) = self.later.iter().rev().find(|(from, _)| from.start <= planned) else {
            return Some((series, planned, planned));
        };
        let by = event.moment.local.since(from.local).ok()?;
        let start = event.moment.at(local.checked_add(by).ok()?)?;
        (!event.is_off).then_some((event, start, planned))
    }
}
