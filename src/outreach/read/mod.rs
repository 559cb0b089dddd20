//! The registry of outreach sources: one reader a file, one line here. A reader is chosen by content, not by name.

mod known;
mod linkedin;
mod log;

pub use known::{ARCHIVES, archive, archived_table, log_header};
pub use log::{COLUMNS, ColumnMap};

use super::record::Found;
use crate::error::Result;
use crate::input::Opened;
use crate::input::archive::{self, Item};
use crate::input::dates::Order;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;

/// What a reader needs to know beside the files.
pub struct Context<'a> {
    /// The timezone in which days are counted.
    pub timezone: &'a jiff::tz::TimeZone,
    /// The user's own names for columns.
    pub map: &'a ColumnMap,
    /// The order of day and month, where the user says it.
    pub order: Option<Order>,
    /// The last day that can have happened, where it is known: what repeats without an end is followed up to it.
    pub last: Option<Date>,
}

/// A reader of one source's format.
struct Reader {
    /// Whether a file, with its first bytes, is of this format.
    knows: fn(&Item, &[u8]) -> bool,
    /// Reads those files of one source that it knows: in the order of their names, one account each, or one for a folder of
    /// single messages.
    read: fn(&[Item], &Context) -> Result<Vec<Found>>,
    /// The folders that belong to the files that it knows: what nobody knows in them, it takes too.
    folders: fn(&[Item]) -> BTreeSet<String>,
}

/// The readers, the most particular first; the last one takes everything.
const READERS: &[Reader] = &[
    Reader { knows: linkedin::knows, read: linkedin::read, folders: linkedin::folders },
    Reader { knows: log::knows, read: log::read, folders: |_| BTreeSet::new() },
];

/// Reads one source: a file, a folder or a zip archive.
///
/// # Errors
/// When it cannot be read, or no reader can read it.
pub fn read(path: &Path, name: &str, context: &Context) -> Result<Vec<Found>> {
    let items = archive::items(path, name)?;
    let mut of_reader: Vec<Vec<Item>> = READERS.iter().map(|_| Vec::new()).collect();
    for item in items.items {
        let start = item.start()?;
        if let Some(i) = READERS.iter().position(|r| (r.knows)(&item, &start)) {
            of_reader[i].push(item);
        }
    }
    leave_to_neighbours(&mut of_reader)?;
    let mut found = Vec::new();
    for (reader, items) in READERS.iter().zip(of_reader).filter(|(_, items)| !items.is_empty()) {
        found.extend((reader.read)(&items, context)?);
    }
    Ok(found)
}

/// Files that only the last reader would take, and that are no log, go to the reader in whose folder they lie: an export is mostly
/// made of tables and pictures that are no outreach.
fn leave_to_neighbours(of_reader: &mut [Vec<Item>]) -> Result<()> {
    let folders: Vec<BTreeSet<String>> = READERS.iter().zip(&*of_reader).map(|(r, items)| (r.folders)(items)).collect();
    let Some((unknown, others)) = of_reader.split_last_mut() else { return Ok(()) };
    for item in std::mem::take(unknown) {
        let mut above = std::iter::successors(Some(item.folder()), |f| f.rsplit_once('/').map(|(above, _)| above));
        let owner = above.find_map(|folder| folders.iter().position(|own| own.contains(folder)));
        match owner.and_then(|i| others.get_mut(i)) {
            Some(neighbours) if !is_log(&item)? => neighbours.push(item),
            _ => unknown.push(item),
        }
    }
    Ok(())
}

fn is_log(item: &Item) -> Result<bool> {
    let opened = Opened::of_bytes(item.start()?, Path::new(&item.name), &item.name, None);
    Ok(opened.is_ok_and(|opened| log_header(&opened).is_some()))
}
