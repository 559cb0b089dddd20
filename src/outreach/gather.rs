//! From what sources say to touches: who is me, who is who, what narrows a source, and whose answer an answer is.

use super::mine::{Me, Mine};
use super::only::{Chosen, Only, is_of};
use super::people::People;
use super::proposals::{Proposal, proposals};
use super::record::{Card, Envelope, Found, Party, Record, When, Who};
use super::threads::Threads;
use super::touch::{Feed, Made, Touch, Touches, Until, no_reply};
use super::typed::Typed;
use super::words::{Direction, Kind};
use crate::error::{Fault, Result};
use crate::input::distinct::Distinct;
use crate::input::{Accounting, Reason};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use polars::prelude::PlHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// A meeting of more people than this is a gathering, not a meeting with each.
const MOST_AT_A_MEETING: usize = 4;

/// What was found in one file, with what its part of the project says of it.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// The feed that it belongs to.
    pub feed: Feed,
    /// What of it counts.
    pub only: &'a Only,
    /// Senders and lists who are people although their mail looks like bulk.
    pub people: &'a [String],
    /// What was found.
    pub found: Found,
}

/// Touches, and who takes part in them.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The touches.
    pub touches: Touches,
    /// Who is who.
    pub people: People,
    /// Contacts who may be one person.
    pub proposals: Vec<Proposal>,
}

/// Makes touches of all that was found.
///
/// # Errors
/// When the table of touches cannot be built.
pub fn gather(mut given: Vec<Given>, me: &Me, timezone: &TimeZone, until: Until) -> Result<Gathered> {
    let alone = given.iter().filter(|g| !g.found.is_empty()).count() == 1;
    spell_out(&mut given, |g| !alone || *g.only != Only::default() || !g.people.is_empty())?;
    let mine = Mine::settle(me, given.iter_mut().map(|g| (g.feed.index, &mut g.found)));
    spell_out(&mut given, |g| g.found.parties().any(|p| mine.is(p)))?;
    let people = people(&mut given, &mine);
    let threads = Threads::of(&given, &mine, &people);
    let mut maker = Maker { mine: &mine, people: &people, threads: &threads, timezone, chosen: BTreeMap::new() };
    maker.chosen = maker.choose(&given);
    let made: Vec<(Made, Option<Typed>)> = given.into_iter().map(|source| maker.source(source)).collect();
    let last = until.as_of.or_else(|| last_day(made.iter().map(|(made, _)| made), until.today));
    let mut touches = Touches::default();
    for (mut made, typed) in made {
        if let Some(typed) = typed {
            let name = |p| people.contact(p, made.feed.index).unwrap_or_default().to_owned();
            let contacts: Vec<String> = typed.parties.iter().map(name).collect();
            typed.add_to(&mut touches, &contacts, made.account, made.feed, until)?;
            continue;
        }
        if made.is_calendar {
            leave_plans_out(&mut made, last);
        }
        touches.add(made, until)?;
    }
    touches.describe(&people)?;
    let proposals = propose(&mut touches, &people)?;
    tell_timezone(&mut touches, timezone)?;
    Ok(Gathered { touches, people, proposals })
}

/// Makes records of the rows of logs that were read by their columns, where a log is not alone, or where what is said of it or of me
/// asks for more than its columns know.
fn spell_out(given: &mut [Given], asks_for_more: impl Fn(&Given) -> bool) -> Result<()> {
    given.iter_mut().filter(|g| g.found.typed.is_some() && asks_for_more(g)).try_for_each(|g| g.found.spell_out())
}

/// What a calendar plans for after the last day of which anything is known is no touch yet.
fn leave_plans_out(made: &mut Made, last: Option<Date>) {
    let (kept, plans) =
        std::mem::take(&mut made.touches).into_iter().partition(|t: &Touch| last.is_none_or(|last| t.day <= last));
    made.touches = kept;
    made.left_out.extend(plans.into_iter().map(|t| {
        let fault = Fault::new("planned for after the last day of which anything is known").found(t.day.to_string());
        (Reason::rule("still to come"), fault.row(t.row))
    }));
}

/// The last day of which anything but a calendar knows something.
fn last_day<'a>(made: impl Iterator<Item = &'a Made>, today: Option<Date>) -> Option<Date> {
    let days = made.filter(|m| !m.is_calendar).flat_map(|m| &m.touches).map(|t| t.day);
    days.filter(|day| today.is_none_or(|today| *day <= today)).max().or(today)
}

fn people(given: &mut [Given], mine: &Mine) -> People {
    let mut people = People::default();
    let lists: Vec<(usize, &[Card])> = given.iter().map(|g| (g.feed.index, g.found.cards.as_slice())).collect();
    let shared = people.list(&lists);
    if let (1.., Some(first)) = (shared, given.iter_mut().find(|g| !g.found.cards.is_empty())) {
        first.found.account.note(format!(
            "addresses, profiles or names that stand for several people in a list, and so join nobody: {shared}"
        ));
    }
    for Given { feed, found, .. } in given {
        for party in found.parties().filter(|p| !mine.is(p)) {
            people.meet(party, feed.index);
        }
    }
    people.settle();
    people
}

/// Why a record is no touch: the reason, and what was found.
type No = (&'static str, String);

/// The reason where nobody can tell who of two is me: a fault, since a word of the user's mends it.
const UNDECIDED: &str = "it cannot be told who you are";

/// Makes the touches of records.
struct Maker<'a> {
    mine: &'a Mine,
    people: &'a People,
    threads: &'a Threads,
    timezone: &'a TimeZone,
    /// By feed, the correspondents that count, where not all do.
    chosen: BTreeMap<usize, Chosen>,
}

impl Maker<'_> {
    /// The correspondents that count.
    fn choose(&self, given: &[Given]) -> BTreeMap<usize, Chosen> {
        let mut all: BTreeMap<usize, Chosen> = BTreeMap::new();
        for source in given.iter().filter(|g| g.only.chooses()) {
            let feed = source.feed.index;
            let chosen = all.entry(feed).or_default();
            for record in &source.found.records {
                let contacts = || self.contacts(record, feed).unwrap_or_default();
                chosen.enter(source.only, record, || contacts().into_iter().map(|(contact, _)| contact).collect());
            }
        }
        all
    }

    /// What becomes of a file; its rows as they are, where it was read by its columns.
    fn source(&self, mut given: Given) -> (Made, Option<Typed>) {
        let typed = given.found.typed.take();
        let mut made = Made { feed: given.feed, is_calendar: given.found.is_calendar, ..Made::default() };
        for record in &given.found.records {
            match self.record(record, &given) {
                Ok(touches) => made.touches.extend(touches),
                Err((reason, found)) => {
                    let fault = Fault::new(reason).row(record.row);
                    let fault = if found.is_empty() { fault } else { fault.found(found) };
                    made.left_out.push(if reason == UNDECIDED {
                        (Reason::fault(reason), fault.remedy("say who you are under [me] in hearback.toml"))
                    } else {
                        (Reason::rule(reason), fault)
                    });
                }
            }
        }
        let days = given.found.records.iter().map(|r| self.day(r.when).0).filter(|day| given.only.has_day(*day));
        made.span = days.clone().min().zip(days.max());
        made.account = given.found.account;
        no_replies(&made.touches, &mut made.account);
        (made, typed)
    }

    fn record(&self, record: &Record, given: &Given) -> Result<Vec<Touch>, No> {
        let (day, at) = self.day(record.when);
        if !given.only.has_day(day) {
            return Err(("outside the days of only", String::new()));
        }
        let feed = given.feed.index;
        let mut contacts = self.contacts(record, feed)?;
        if let Some(chosen) = self.chosen.get(&feed) {
            let refused = contacts.iter().find_map(|(contact, _)| chosen.refuses(contact));
            contacts.retain(|(contact, _)| chosen.refuses(contact).is_none());
            if let (true, Some(reason)) = (contacts.is_empty(), refused) {
                return Err((reason, String::new()));
            }
        }
        // A notice stands where the message is that was not delivered, so that it is charged to no other.
        let undelivered = self.threads.answered(record).filter(|_| record.kind == Kind::Bounce);
        let undelivered = undelivered.filter(|(_, to, _)| contacts.iter().any(|(c, _)| c == to));
        let (day, at) = undelivered.map_or((day, at), |(_, _, when)| self.day(when));
        let kind = if self.is_from_a_person(record, given, &contacts) { Kind::Message } else { record.kind };
        let thread = self.threads.name(record);
        let touch = |(contact, direction): (String, Direction)| {
            let mut details = record.details.clone();
            if let Some(thread) = &thread {
                details.texts.entry("thread").or_insert_with(|| thread.clone());
            }
            // What others wrote is nobody's template.
            details.written = details.written.filter(|_| direction == Direction::Out);
            // Several notices of one message are one.
            let id = undelivered.map(|(id, _, _)| format!("bounce of {id}")).or_else(|| record.id.clone());
            let id = id.map(|id| format!("{id}\u{1f}{contact}\u{1f}{}", direction.word()));
            Touch {
                id,
                contact,
                day,
                at,
                undated: matches!(record.when, When::After(_)),
                direction,
                channel: record.channel,
                kind,
                details,
                row: record.row,
            }
        };
        Ok(contacts.into_iter().map(touch).collect())
    }

    /// Mail that looks like bulk is a person's where the user says so, where it answers what I wrote to that very contact, and
    /// where I wrote it: tools that send for people add the marks of mailings.
    fn is_from_a_person(&self, record: &Record, given: &Given, contacts: &[(String, Direction)]) -> bool {
        let is_said = || record.who.parties().any(|p| given.people.iter().any(|wanted| is_of(p, wanted)));
        let answers = || self.threads.written_to(record).is_some_and(|to| contacts.iter().any(|(c, _)| *c == to));
        // What a log calls bulk, its owner called so.
        let is_mail = matches!(record.who, Who::Message(_));
        let is_mine = || is_mail && contacts.iter().any(|(_, direction)| *direction == Direction::Out);
        record.kind == Kind::Bulk && (is_mine() || is_said() || answers())
    }

    fn day(&self, when: When) -> (Date, Option<i64>) {
        match when {
            When::Day(day) | When::After(day) => (day, None),
            When::At(at) => {
                let stamp = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
                (stamp.to_zoned(self.timezone.clone()).date(), Some(at))
            }
        }
    }

    fn name(&self, party: &Party, feed: usize) -> Option<String> {
        self.people.contact(party, feed).map(str::to_owned)
    }

    /// With whom something passed, and who reached out.
    fn contacts(&self, record: &Record, feed: usize) -> Result<Vec<(String, Direction)>, No> {
        match &record.who {
            Who::Contact(party, direction) => self.contact(record, party, *direction, feed),
            Who::Message(_) if self.mine.is_undecided(feed) => Err((UNDECIDED, String::new())),
            Who::Message(envelope) => self.message(record, envelope, feed),
            Who::Meeting(people) => self.meeting(people, feed),
        }
    }

    fn contact(
        &self,
        record: &Record,
        party: &Party,
        direction: Direction,
        feed: usize,
    ) -> Result<Vec<(String, Direction)>, No> {
        let named = if self.mine.is(party) { None } else { self.name(party, feed) };
        let known = match record.kind {
            // A notice need not name whom the message did not reach, or names whom it was passed on to: then the message says it.
            Kind::Bounce => named
                .clone()
                .filter(|contact| self.threads.is_written_to(contact))
                .or_else(|| self.threads.written_to(record))
                .or(named),
            _ => named,
        };
        match known {
            Some(contact) => Ok(vec![(contact, direction)]),
            None if record.kind == Kind::Bounce => {
                Err(("a delivery notice of a message that is not here", String::new()))
            }
            None => Err(("to or from yourself", String::new())),
        }
    }

    fn message(&self, record: &Record, envelope: &Envelope, feed: usize) -> Result<Vec<(String, Direction)>, No> {
        if !self.mine.is(&envelope.from) {
            if record.kind == Kind::Bounce {
                return self.contact(record, &Party::default(), Direction::In, feed);
            }
            let contact = self.threads.stands_for(record, &envelope.from, feed, self.people);
            let contact = contact.or_else(|| self.name(&envelope.from, feed));
            return contact.map(|c| vec![(c, Direction::In)]).ok_or(("no sender", String::new()));
        }
        let to = recipients(envelope, self.mine);
        let contact = |party: &&Party| {
            self.threads.stands_for(record, party, feed, self.people).or_else(|| self.name(party, feed))
        };
        let contacts: BTreeSet<String> = to.people.iter().filter_map(contact).collect();
        match contacts.len() {
            0 => Err(("to or from yourself", String::new())),
            n if n > 1 && !to.apart => Err(("to several people at once", format!("{n} people"))),
            _ => Ok(contacts.into_iter().map(|c| (c, Direction::Out)).collect()),
        }
    }

    fn meeting(&self, people: &[Party], feed: usize) -> Result<Vec<(String, Direction)>, No> {
        let others = people.iter().filter(|p| !self.mine.is(p));
        let contacts: BTreeSet<String> = others.filter_map(|p| self.name(p, feed)).collect();
        match contacts.len() {
            0 => Err(("a meeting that names nobody else", String::new())),
            n if n > MOST_AT_A_MEETING => Err(("a meeting of many", format!("{n} people"))),
            _ => Ok(contacts.into_iter().map(|c| (c, Direction::Mutual)).collect()),
        }
    }
}

/// Enters what came in and is nobody's answer, so that it can be looked up.
fn no_replies(touches: &[Touch], account: &mut Accounting) {
    for touch in touches.iter().filter(|t| t.direction == Direction::In) {
        let Some(words) = no_reply(touch.kind) else { continue };
        account.leave_out_answer(Reason::rule(words), Fault::new(words).row(touch.row).found(&touch.contact));
    }
}

/// Without a timezone of their own, days are those of UTC: near midnight that may be another day.
fn tell_timezone(touches: &mut Touches, timezone: &TimeZone) -> Result<()> {
    let has_clock = !touches.is_empty() && touches.frame.column("at")?.null_count() < touches.len();
    if let (true, true, Some(first)) = (has_clock, timezone.iana_name() == Some("UTC"), touches.accounts.first_mut()) {
        first.note(
            "in all sources, days are counted in UTC: say timezone under [project] in hearback.toml to count in yours",
        );
    }
    Ok(())
}

/// Pairs of contacts that may be one person would be counted twice.
fn propose(touches: &mut Touches, people: &People) -> Result<Vec<Proposal>> {
    let columns = touches.frame.columns().iter().filter(|column| column.name() == "contact");
    let distinct = columns.map(Distinct::of).collect::<Result<Vec<_>>>()?;
    let contacts: PlHashSet<&str> = distinct.iter().flat_map(Distinct::said).collect();
    let proposals = proposals(people, |contact| contacts.contains(contact));
    if let (n @ 1.., Some(first)) = (proposals.len(), touches.accounts.first_mut()) {
        let pairs = if n == 1 { "1 pair of contacts".to_owned() } else { format!("{n} pairs of contacts") };
        first.note(format!(
            "{pairs} in all sources may be one person, and count twice: see `hearback contacts --propose`"
        ));
    }
    Ok(proposals)
}

/// To whom a message of mine is.
pub(super) struct Recipients<'a> {
    pub people: Vec<&'a Party>,
    /// None of them sees the others: each was written to alone.
    pub apart: bool,
}

/// Those it is addressed to; of one that is addressed to nobody but me, those who were sent a blind copy, else a copy.
pub(super) fn recipients<'a>(envelope: &'a Envelope, mine: &Mine) -> Recipients<'a> {
    let others = |list: &'a [Party]| list.iter().filter(|p| !p.is_unknown() && !mine.is(p)).collect::<Vec<_>>();
    let (to, bcc) = (others(&envelope.to), others(&envelope.bcc));
    match (to.is_empty(), bcc.is_empty()) {
        (false, _) => Recipients { people: to, apart: false },
        (true, false) => Recipients { people: bcc, apart: true },
        (true, true) => Recipients { people: others(&envelope.cc), apart: false },
    }
}

#[cfg(test)]
mod tests;
