//! Address books (vCard 2.1, 3.0 and 4.0), card by card: what is damaged in one of them does not touch the others.

use super::{add, personal};
use crate::error::{Fault, Result};
use crate::input::accounting::Reason;
use crate::input::guard::guarded;
use crate::input::{Item, labels, text};
use crate::outreach::record::{self, Card, Found};
use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardValue};
use calcard::{Entry, Parser};

/// Bytes that an address book may have: pictures are most of them.
const MOST_BYTES: u64 = 1 << 30;

/// Properties whose values are pictures, sounds and keys.
const LARGE: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];

pub fn read(item: &Item) -> Result<Found> {
    let decoded = text::decode(item.read(MOST_BYTES)?).map_err(|fault| fault.file(&item.name))?;
    let mut found = Found::new(&item.name);
    if let Some(note) = decoded.note {
        found.account.note(note);
    }
    for card in cards(&String::from_utf8_lossy(&decoded.text)) {
        found.account.read += 1;
        let row = found.account.read;
        match read_one(&card, row) {
            Ok(card) => found.cards.push(card),
            Err(reason) => {
                let fault = Fault::new(&reason.words).row(row);
                found.account.leave_out_row(reason, fault);
            }
        }
    }
    Ok(found)
}

/// The text of each card, without pictures.
fn cards(text: &str) -> Vec<String> {
    let mut cards: Vec<String> = Vec::new();
    let mut skips = false;
    for line in text.split_inclusive('\n') {
        let name = line.split([':', ';']).next().unwrap_or("").trim();
        let begins = name.eq_ignore_ascii_case("BEGIN");
        if begins && line.split_once(':').is_some_and(|(_, v)| v.trim().eq_ignore_ascii_case("VCARD")) {
            cards.push(String::new());
        }
        // vCard 2.1 goes on with lines of base64, which have no colon; others go on with lines that are indented.
        let goes_on = line.starts_with([' ', '\t']) || skips && !line.contains(':');
        if !goes_on {
            let plain = name.rsplit_once('.').map_or(name, |(_, name)| name);
            skips = LARGE.iter().any(|large| plain.eq_ignore_ascii_case(large));
        }
        if let (Some(card), false) = (cards.last_mut(), skips) {
            card.push_str(line);
        }
    }
    cards
}

fn read_one(text: &str, row: u64) -> Result<Card, Reason> {
    let parsed = guarded(|| match Parser::new(text).entry() {
        Entry::VCard(card) => Some(card),
        _ => None,
    });
    let card = parsed.flatten().ok_or_else(|| Reason::fault("a card that cannot be read"))?;
    let kind = [value(&card, "KIND"), value(&card, "X-ADDRESSBOOKSERVER-KIND")].concat().to_lowercase();
    if kind == "group" {
        return Err(Reason::rule("a group, no person"));
    }
    if ["org", "location", "application", "device"].contains(&kind.as_str())
        || value(&card, "X-ABShowAs").eq_ignore_ascii_case("COMPANY")
    {
        return Err(Reason::rule("an organisation or a thing, no person"));
    }
    let card = person(&card, row);
    let is_empty = card.names.is_empty() && card.addresses.is_empty() && card.profiles.is_empty();
    if is_empty { Err(Reason::rule(super::NOBODY)) } else { Ok(card) }
}

fn person(card: &VCard, row: u64) -> Card {
    let mut person = Card { row, ..Card::default() };
    for entry in &card.entries {
        let name = entry.name.as_str().to_ascii_uppercase();
        match name.as_str() {
            "FN" => add(&mut person.names, spaced(&first(entry))),
            "EMAIL" => {
                person.addresses.extend(record::address(&first(entry)).filter(|a| !person.addresses.contains(a)))
            }
            "URL" | "IMPP" | "SOCIALPROFILE" | "X-SOCIALPROFILE" => {
                person.profiles.extend(profile(entry).filter(|p| !person.profiles.contains(p)));
            }
            "ORG" if person.organisation.is_none() => {
                person.organisation = Some(spaced(&first(entry))).filter(|o| !labels::is_blank(o));
            }
            "TITLE" if person.title.is_none() => {
                person.title = Some(spaced(&first(entry))).filter(|t| !labels::is_blank(t));
            }
            "CATEGORIES" => texts(entry).for_each(|group| add(&mut person.groups, group.trim())),
            _ => {}
        }
    }
    if person.names.is_empty() {
        let parts: Vec<&str> = card.entries.iter().filter(|e| e.name.as_str() == "N").flat_map(texts).collect();
        // Family, given, additional.
        let part = |i: usize| parts.get(i).copied().unwrap_or("");
        add(&mut person.names, spaced(&[part(1), part(2), part(0)].join(" ")));
    }
    person
}

/// The words of a text with one space between them.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts(entry: &VCardEntry) -> impl Iterator<Item = &str> {
    entry.values.iter().flat_map(|value| match value {
        VCardValue::Component(parts) => parts.iter().map(String::as_str).collect::<Vec<_>>(),
        value => value.as_text().into_iter().collect(),
    })
}

fn first(entry: &VCardEntry) -> String {
    texts(entry).next().unwrap_or("").to_owned()
}

fn value(card: &VCard, name: &str) -> String {
    let entry = card.entries.iter().find(|e| e.name.as_str().eq_ignore_ascii_case(name));
    entry.map_or(String::new(), |e| first(e).trim().to_owned())
}

/// The profile behind a link, or behind a name on LinkedIn.
fn profile(entry: &VCardEntry) -> Option<String> {
    let parameter = |wanted: &str| {
        let all = entry.params.iter().filter(|p| p.name.as_str().eq_ignore_ascii_case(wanted));
        all.filter_map(|p| p.value.as_text()).collect::<Vec<_>>().join(",")
    };
    // Apple escapes the colon of a link.
    let link = entry.values.iter().filter_map(VCardValue::as_text).collect::<Vec<_>>().join(";").replace('\\', "");
    personal(link.trim()).or_else(|| {
        let services =
            [parameter(VCardParameterName::Type.as_str()), parameter("SERVICE-TYPE"), parameter("X-SERVICE-TYPE")];
        if !services.iter().any(|s| s.to_lowercase().contains("linkedin")) {
            return None;
        }
        let user = [parameter("X-USER"), parameter("USERNAME")].concat();
        let plain = !user.is_empty() && user.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        plain.then(|| personal(&format!("linkedin.com/in/{user}"))).flatten()
    })
}
