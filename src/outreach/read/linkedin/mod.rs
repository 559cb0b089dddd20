//! LinkedIn's data export: a folder or a zip of tables, or one of them. What a table is, its columns tell ([`shape`]); whose export
//! it is ([`owner`]) and who takes part in a conversation ([`conversations`]), all of its files and rows tell together.

mod applications;
mod connections;
mod conversations;
mod dates;
mod invitations;
mod messages;
mod owner;
mod people;
mod profile;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod text;

use super::Context;
use crate::error::{Error, Fault, Result};
use crate::input::archive::Item;
use crate::input::labels;
use crate::outreach::record::Found;
use invitations::Invitations;
use messages::Messages;
use owner::{Evidence, Owner};
use shape::{Shape, squashed};
use std::collections::{BTreeMap, BTreeSet};
use table::Table;

/// Whether a file, with its first bytes, is one of an export.
pub fn knows(item: &Item, start: &[u8]) -> bool {
    Shape::of_start(item, start).is_some()
}

/// The folder of the export: `Jobs` is a folder in it.
fn folder(item: &Item) -> &str {
    match item.folder() {
        "Jobs" => "",
        folder => folder.strip_suffix("/Jobs").unwrap_or(folder),
    }
}

/// Reads exports, each on its own.
///
/// # Errors
/// When a file of one is damaged, lacks a column that is needed, or has dates that cannot be told apart; or when an export holds
/// nothing that could be read.
pub fn read(items: &[Item], context: &Context) -> Result<Vec<Found>> {
    let mut exports: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in items {
        exports.entry(folder(item)).or_default().push(item);
    }
    let mut found = Vec::new();
    for items in exports.into_values() {
        found.extend(Export::open(&items)?.read(context)?);
    }
    Ok(found)
}

/// The files of one export.
struct Export {
    tables: Vec<Table>,
    /// Chats with a machine: what is said of each.
    machines: Vec<String>,
    /// How messages call its first file.
    name: String,
}

impl Export {
    fn open(items: &[&Item]) -> Result<Export> {
        let name = items.first().map_or(String::new(), |item| item.name.clone());
        let mut export = Export { tables: Vec::new(), machines: Vec::new(), name };
        let has_messages = items.iter().any(|item| stem(item) == "messages");
        for item in items {
            if let Some(why) = machine(item, has_messages) {
                export.machines.push(format!("{} {why}", item.base()));
            } else {
                export.tables.extend(Table::open(item).map_err(|e| e.in_file(&item.name))?);
            }
        }
        Ok(export)
    }

    fn of(&self, shape: Shape) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(move |table| table.shape == shape)
    }

    fn read(&self, context: &Context) -> Result<Vec<Found>> {
        let invitations = self.of(Shape::Invitations).map(Invitations::new).collect::<Result<Vec<_>>>()?;
        let names = self.names(&invitations)?;
        let messages = self.of(Shape::Messages).map(|t| Messages::new(t, &names)).collect::<Result<Vec<_>>>()?;
        let mut evidence = Evidence::default();
        for messages in &messages {
            messages.evidence(&mut evidence)?;
        }
        invitations.iter().for_each(|i| i.evidence(&mut evidence));
        for table in self.of(Shape::Profile) {
            evidence.name = evidence.name.or(profile::name(table)?);
        }
        let owner = evidence.owner();
        let (owner, order) = (owner.as_ref(), context.order);
        let mut found = Vec::new();
        for messages in messages {
            found.push(messages.found(owner, order)?);
        }
        for table in self.of(Shape::Connections) {
            found.push(connections::found(table, order)?);
        }
        for invitations in invitations {
            found.push(invitations.found(owner, order)?);
        }
        for table in self.of(Shape::Applications) {
            found.push(applications::found(table, order)?);
        }
        self.complete(found, owner)
    }

    /// The names that the export has anywhere, in their normal form.
    fn names(&self, invitations: &[Invitations]) -> Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for table in self.of(Shape::Messages) {
            messages::names(table, &mut names)?;
        }
        for table in self.of(Shape::Connections) {
            connections::names(table, &mut names)?;
        }
        invitations.iter().for_each(|i| i.names(&mut names));
        for table in self.of(Shape::Profile) {
            names.extend(profile::name(table)?.map(|name| labels::normal(&name)));
        }
        Ok(names)
    }

    /// Adds to what was found whose it is, and what was passed over.
    fn complete(&self, mut found: Vec<Found>, owner: Option<&Owner>) -> Result<Vec<Found>> {
        if found.iter().all(|f| f.account.read == 0) {
            return Err(self.nothing());
        }
        found.sort_by(|a, b| a.account.source.cmp(&b.account.source));
        for found in found.iter_mut().filter(|f| !f.records.is_empty()) {
            found.mine.extend(owner.map(Owner::mine));
        }
        if let Some(first) = found.first_mut() {
            self.machines.iter().for_each(|said| first.account.note(said));
        }
        Ok(found)
    }

    fn nothing(&self) -> Error {
        Fault::new("is part of a LinkedIn export without any message, invitation, application or connection")
            .file(&self.name)
            .accepted("messages.csv, Invitations.csv, Job Applications.csv or Connections.csv with rows")
            .remedy("ask LinkedIn for the larger data archive, and name its zip file or folder")
            .into()
    }
}

/// A file's name without ending, in lower case and letters only.
fn stem(item: &Item) -> String {
    squashed(item.base().rsplit_once('.').map_or(item.base(), |(stem, _)| stem))
}

/// Why a table of messages is passed over as a chat with a machine (`guide_messages.csv`, `LearningCoachMessages.csv`): only the
/// name says so, its columns are those of `messages.csv`.
fn machine(item: &Item, has_messages: bool) -> Option<&'static str> {
    let stem = stem(item);
    let of = stem.strip_suffix("messages").filter(|of| !of.is_empty())?;
    if ["guide", "learning", "coach", "roleplay"].iter().any(|word| of.contains(word)) {
        return Some("holds chats with a machine: passed over");
    }
    has_messages
        .then_some("stands beside messages.csv, as chats with a machine do: passed over; to read it, name it alone")
}
