//! Messages that are files of their own: in a Maildir, or in a folder as they were saved one by one.

use super::message::Place;
use crate::input::Item;
use std::collections::{BTreeMap, BTreeSet};

/// Messages that make one account.
#[derive(Debug)]
pub struct Group<'a> {
    /// How messages call it.
    pub name: String,
    /// Its messages in the order of their names, each with where it lies.
    pub messages: Vec<(&'a Item, Place)>,
}

/// The folder whose `cur`, `new` or `tmp` a file lies in, and which of them.
pub fn box_of(item: &Item) -> Option<(&str, &str)> {
    item.folder().rsplit_once('/').filter(|(_, kind)| matches!(*kind, "cur" | "new" | "tmp"))
}

/// The Maildirs among files: folders of which `cur` or `new` has some. What lies in their `tmp` is still being delivered.
pub fn boxes(items: &[Item]) -> BTreeSet<&str> {
    items.iter().filter_map(box_of).filter(|(_, kind)| *kind != "tmp").map(|(folder, _)| folder).collect()
}

/// Groups messages: those of a Maildir, and all others.
pub fn groups(items: Vec<&Item>) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(bool, String), Vec<(&Item, Place)>> = BTreeMap::new();
    let others: Vec<&Item> = items.iter().copied().filter(|item| maildir(item).is_none()).collect();
    let root = common(&others);
    for item in items {
        let (key, place) = match maildir(item) {
            Some((root, place)) => ((true, root), place),
            None => ((false, root.clone()), Place::folder(&below(item.folder(), &root))),
        };
        groups.entry(key).or_default().push((item, place));
    }
    let named = groups.into_iter().map(|((is_maildir, name), mut messages)| {
        messages.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        let name = match messages.as_slice() {
            // A message on its own is called by its own name.
            [(one, _)] if !is_maildir => one.name.clone(),
            _ => name,
        };
        Group { name, messages }
    });
    named.collect()
}

/// The Maildir that a message lies in, and the place there: Maildir++ keeps folders as `.Sent/cur`, others as `Sent/cur`.
fn maildir(item: &Item) -> Option<(String, Place)> {
    let (folder, _) = box_of(item).filter(|(_, kind)| *kind != "tmp")?;
    let flags = item.base().rsplit_once([':', ';', '!']).and_then(|(_, info)| info.strip_prefix("2,")).unwrap_or("");
    let name = last(folder);
    let (root, name) = match (name.strip_prefix('.'), folder.rsplit_once('/')) {
        (Some(name), Some((root, _))) if !name.is_empty() => (root, name),
        _ => (folder, name),
    };
    let (is_draft, is_trashed) = (flags.contains('D'), flags.contains('T'));
    let place = Place { is_draft, is_trashed, ..Place::folder(name) };
    Some((root.to_owned(), place))
}

/// The folder that all files lie in or below.
fn common(items: &[&Item]) -> String {
    let mut folders = items.iter().map(|item| item.folder().split('/').collect::<Vec<_>>());
    let Some(mut root) = folders.next() else { return String::new() };
    for folder in folders {
        let same = root.iter().zip(&folder).take_while(|(a, b)| a == b).count();
        root.truncate(same);
    }
    root.join("/")
}

/// What a folder is called below another; that one itself, by its own name.
fn below(folder: &str, root: &str) -> String {
    let rest = folder.strip_prefix(root).unwrap_or(folder).trim_matches('/');
    if rest.is_empty() { last(root).to_owned() } else { rest.to_owned() }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
