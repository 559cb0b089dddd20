//! Who is at a meeting, and whose calendar it is.

use super::pieces::text_of;
use crate::outreach::record::{self, Party};
use calcard::icalendar::{
    ICalendarComponent, ICalendarEntry, ICalendarParameterName as Name, ICalendarParameterValue as Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody says to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They come, or may; or nobody asked.
    Comes,
    /// They do not come.
    Declined,
    /// They have not answered.
    Silent,
    /// They send somebody else.
    Delegated,
}

/// Somebody at a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Who.
    pub party: Party,
    /// They called it.
    pub called_it: bool,
    /// What they say.
    pub answer: Answer,
}

impl Guest {
    /// Whether they are there: who called it need not answer.
    pub fn is_there(&self) -> bool {
        match self.answer {
            Answer::Comes => true,
            Answer::Silent => self.called_it,
            Answer::Declined | Answer::Delegated => false,
        }
    }
}

/// The people of an event, each once: rooms, groups and addresses that nobody reads are none.
pub fn guests(event: &ICalendarComponent) -> Vec<Guest> {
    let mut guests: BTreeMap<Party, Guest> = BTreeMap::new();
    for entry in &event.entries {
        let called_it = match entry.name.as_str() {
            "ORGANIZER" => true,
            "ATTENDEE" => false,
            _ => continue,
        };
        let (Some(party), Some(answer)) = (party(entry), answer(entry, called_it)) else { continue };
        let key = Party { name: party.name.clone().filter(|_| party.address.is_none()), ..party.clone() };
        let guest = guests.entry(key).or_insert_with(|| Guest { party: party.clone(), called_it, answer });
        guest.called_it |= called_it;
        guest.party.name = guest.party.name.take().or(party.name);
        if !called_it {
            guest.answer = answer;
        }
    }
    guests.into_values().collect()
}

fn parameter(entry: &ICalendarEntry, name: &Name) -> String {
    entry.parameters(name).filter_map(Value::as_text).collect::<Vec<_>>().join(", ")
}

/// `None` of what is no person.
fn party(entry: &ICalendarEntry) -> Option<Party> {
    let kind = parameter(entry, &Name::Cutype);
    if ["GROUP", "RESOURCE", "ROOM"].iter().any(|k| kind.eq_ignore_ascii_case(k)) {
        return None;
    }
    let value = text_of(entry);
    // A server's calendar names people by an address of its own, and writes the mail address beside it.
    let written = [parameter(entry, &Name::Email), value.clone()];
    let is_mail = |a: &String| record::address(a).is_some_and(|a| !is_stand_in(&a));
    let address = written.into_iter().find(is_mail).unwrap_or_default();
    let name = parameter(entry, &Name::Cn);
    // Who has no name is called by the address.
    let name =
        if record::address(&name).is_some() { String::new() } else { name.trim_matches(['\'', '"', ' ']).to_owned() };
    let party = Party::new(&name, &address, "");
    let told = match (&party.address, &party.name) {
        (Some(address), _) => !is_nobody(address),
        (None, Some(name)) => is_of_one_person(name, &value),
        (None, None) => false,
    };
    told.then_some(party)
}

/// Addresses that a server writes for its own use, and to which nobody writes.
fn is_stand_in(address: &str) -> bool {
    address.ends_with("@imip.me.com") || address.starts_with('/')
}

/// Whether a name without an address tells who it was: a first name alone is anybody's, and what stands in an old directory or
/// has but a telephone is not known by its name elsewhere.
fn is_of_one_person(name: &str, value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let value = value.strip_prefix("mailto:").unwrap_or(&value);
    let is_of_directory =
        value.contains("/cn=") || ["/o=", "ex:", "x500:", "tel:", "urn:"].iter().any(|s| value.starts_with(s));
    !is_of_directory && name.split_whitespace().count() > 1
}

/// Addresses of calendars and of programs.
fn is_nobody(address: &str) -> bool {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let local = local.replace(['-', '_', '.'], "");
    domain == "calendar.google.com"
        || domain.ends_with(".calendar.google.com")
        || ["noreply", "donotreply"].contains(&local.as_str())
}

/// `None` of those who are only told of it.
fn answer(entry: &ICalendarEntry, called_it: bool) -> Option<Answer> {
    if called_it {
        return Some(Answer::Comes);
    }
    if parameter(entry, &Name::Role).eq_ignore_ascii_case("NON-PARTICIPANT") {
        return None;
    }
    Some(match parameter(entry, &Name::Partstat).to_ascii_uppercase().as_str() {
        "DECLINED" => Answer::Declined,
        "NEEDS-ACTION" => Answer::Silent,
        "DELEGATED" => Answer::Delegated,
        _ => Answer::Comes,
    })
}

/// Events that must tell whose calendar it is, and the share of events in percent.
const FEWEST: usize = 3;
const SHARE: usize = 60;

/// The address of whoever owns a calendar: its name, where that is an address.
pub fn named_owner(calendar: &str) -> Option<String> {
    record::address(calendar).filter(|a| !is_nobody(a))
}

/// Whoever is on most events, by address; of two who are on as many, none can be told. Each series counts once.
pub fn usual_owner<'a>(events: impl Iterator<Item = (String, &'a [Guest])>) -> Option<String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (id, guests) in events.filter(|(_, guests)| !guests.is_empty()) {
        for address in guests.iter().filter_map(|g| g.party.address.as_deref()) {
            seen.entry(address).or_default().insert(id.clone());
        }
        all.insert(id);
    }
    let most = seen.values().map(BTreeSet::len).max()?;
    let mut owners = seen.iter().filter(|(_, ids)| ids.len() == most).map(|(address, _)| *address);
    let owner = owners.next().filter(|_| most >= FEWEST && most * 100 >= all.len() * SHARE)?;
    owners.next().is_none().then(|| owner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;

    fn of(lines: &str) -> Vec<(String, bool, Answer)> {
        let text = format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
        let guests = guests(&pieces(&text)[0].component().unwrap());
        let shown = |g: Guest| {
            let named = [g.party.name.as_deref(), g.party.address.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            (named, g.called_it, g.answer)
        };
        guests.into_iter().map(shown).collect()
    }

    #[test]
    fn people_are_told_from_rooms_and_programs() {
        let people = of(
            "ORGANIZER;CN=\"Ada Lovelace\":MAILTO:Ada@x.org\nATTENDEE;CN=ada@x.org;PARTSTAT=NEEDS-ACTION:mailto:ada@x.org\n\
             ATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:room5@x.org\nATTENDEE;PARTSTAT=DECLINED:mailto:bo+cal@x.org\n\
             ATTENDEE;EMAIL=cy@x.org;CN=Cy:/principals/123/\nATTENDEE;CN=Lovelace, Dee:invalid:nomail\n\
             ATTENDEE:mailto:no-reply@x.org\nATTENDEE:mailto:abc@group.calendar.google.com\nATTENDEE;ROLE=NON-PARTICIPANT:mailto:eve@x.org",
        );
        let expected = [
            ("Ada Lovelace ada@x.org", true, Answer::Silent),
            ("bo@x.org", false, Answer::Declined),
            ("Cy cy@x.org", false, Answer::Comes),
            ("Lovelace, Dee", false, Answer::Comes),
        ];
        let mut people = people;
        people.sort_by_key(|(name, ..)| name.to_lowercase());
        assert_eq!(people, expected.map(|(name, called, answer)| (name.to_owned(), called, answer)));
    }

    #[test]
    fn the_mail_address_beside_a_servers_own_one_is_the_true_one() {
        let people = of("ORGANIZER;CN=\"Jon Kay\";EMAIL=\"jon@x.org\":mailto:2_HEZDKNJU@imip.me.com\n\
             ATTENDEE;CN=Jon;EMAIL=jon@x.org;PARTSTAT=ACCEPTED:/aMTA0/principal/\n\
             ATTENDEE;CN=Ida Low:mailto:2_GE3DS@imip.me.com\nATTENDEE;CN=Kim;EMAIL=kim@x.org:urn:uuid:0E1F");
        let expected = [("Ida Low", false), ("Jon Kay jon@x.org", true), ("Kim kim@x.org", false)];
        let mut people: Vec<(String, bool)> = people.into_iter().map(|(name, called, _)| (name, called)).collect();
        people.sort();
        assert_eq!(people, expected.map(|(name, called)| (name.to_owned(), called)));
    }

    #[test]
    fn a_name_without_an_address_must_tell_who_it_was() {
        let people = of("ATTENDEE;CN=Old:invalid:nomail\nATTENDEE;CN=Gus Hay:invalid:nomail\n\
             ATTENDEE;CN=Old Way:/o=Acme/ou=First/cn=Recipients/cn=old\n\
             ATTENDEE;CN=Older Way:MAILTO:/O=ACME/OU=EX/CN=RECIPIENTS/CN=OLDER\n\
             ATTENDEE;CN=Tel Ephone:tel:+491\nATTENDEE;CN=Ur Ned:urn:uuid:1\nATTENDEE;CN=Bo:mailto:bo@x.org");
        let mut people: Vec<String> = people.into_iter().map(|(name, ..)| name).collect();
        people.sort();
        assert_eq!(people, ["Bo bo@x.org", "Gus Hay"]);
    }

    #[test]
    fn the_owner_is_on_most_events_and_alone_in_that() {
        let guest =
            |address: &str| Guest { party: Party::new("", address, ""), called_it: false, answer: Answer::Comes };
        let owner = |events: &[&[&str]]| {
            let events: Vec<Vec<Guest>> = events.iter().map(|e| e.iter().map(|a| guest(a)).collect()).collect();
            usual_owner(events.iter().enumerate().map(|(i, guests)| (i.to_string(), guests.as_slice())))
        };
        let (me, ada, bo) = ("me@x.org", "ada@x.org", "bo@x.org");
        assert_eq!(owner(&[&[me, ada], &[me, bo], &[me], &[]]).as_deref(), Some(me));
        assert_eq!(owner(&[&[me, ada], &[me, ada], &[me, ada]]), None);
        assert_eq!(owner(&[&[me, ada], &[me, bo]]), None);
        assert_eq!(owner(&[&[me], &[me], &[me], &[ada], &[bo], &[bo]]), None, "half is not most");
    }
}
