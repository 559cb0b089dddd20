//! Lists of people: address books (vCard), and tables of them: the user's own `contacts.csv`, and what Google and Outlook export.

mod own;
mod table;
mod vcard;

#[cfg(test)]
mod tests;

pub use own::write;

use super::Context;
use super::calendar::is_of;
use crate::error::Result;
use crate::input::{Item, Opened, labels};
use crate::outreach::record::Found;
use memchr::memmem;
use std::path::Path;

/// Bytes in which a table's header names its columns.
const HEADER: usize = 4 << 10;

/// The lists of people that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// vCard.
    Cards,
    /// `contacts.csv`.
    Own,
    /// What Google Contacts exports.
    Google,
    /// What Outlook exports.
    Outlook,
}

/// Address books by their first words, tables by their columns.
pub fn knows(item: &Item, start: &[u8]) -> bool {
    list(&item.name, start).is_some()
}

fn list(name: &str, start: &[u8]) -> Option<List> {
    if is_of(start, "BEGIN:VCARD") {
        return Some(List::Cards);
    }
    // Most files are none; they are told without opening them as a table.
    let letters: Vec<u8> = start.iter().take(HEADER).filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    if !["e-mail", "addresses"].iter().any(|word| memmem::find(&letters, word.as_bytes()).is_some()) {
        return None;
    }
    let opened = Opened::of_bytes(start.to_vec(), Path::new(name), name, None).ok()?;
    let header = opened.head.iter().find(|row| !row.is_empty())?;
    table_of(&header.iter().map(|h| labels::normal(h)).collect::<Vec<_>>())
}

/// Columns of which Outlook's export has many, and no other table.
const OUTLOOKS: [&str; 8] = [
    "e-mail 2 address",
    "e-mail display name",
    "e-mail type",
    "business phone",
    "home phone",
    "mobile phone",
    "business street",
    "web page",
];

fn table_of(header: &[String]) -> Option<List> {
    let has = |name: &str| header.iter().any(|h| h == name);
    // A date and a direction are a log's.
    if has("direction") {
        return None;
    }
    let named = has("first name") && has("last name");
    if has("contact") && has("addresses") {
        Some(List::Own)
    } else if has("e-mail 1 - value") && (named || has("name") || has("given name")) {
        Some(List::Google)
    } else if has("e-mail address") && named && OUTLOOKS.iter().filter(|c| has(c)).count() >= 2 {
        Some(List::Outlook)
    } else {
        None
    }
}

/// Reads lists of people, each on its own.
///
/// # Errors
/// When one cannot be read.
pub fn read(items: &[Item], context: &Context) -> Result<Vec<Found>> {
    let one = |item: &Item| match list(&item.name, &item.start()?) {
        Some(List::Cards) | None => vcard::read(item),
        Some(List::Own) => own::read(item, context),
        Some(List::Google) => table::read(item, &table::GOOGLE),
        Some(List::Outlook) => table::read(item, &table::OUTLOOK),
    };
    items.iter().map(one).collect()
}

/// Of whom an address book has but a telephone number, say.
const NOBODY: &str = "a contact without a name, an address and a profile";

/// Adds a text that is not there yet.
fn add(texts: &mut Vec<String>, text: impl Into<String>) {
    let text = text.into();
    if !labels::is_blank(&text) && !texts.contains(&text) {
        texts.push(text);
    }
}

/// The profile that a link leads to, where it is one person's: colleagues share their employer's page.
fn personal(link: &str) -> Option<String> {
    let profile = crate::outreach::record::profile(link)?;
    let own = ["linkedin.com/in/", "linkedin.com/pub/"].iter().any(|p| profile.starts_with(p));
    own.then_some(profile)
}
