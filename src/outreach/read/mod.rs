//! The registry of outreach sources: one reader a file, one line here. A reader is chosen by content, not by name.

mod known;
mod log;
mod outlook;

pub use known::{ARCHIVES, archive, archived_table, log_header};
pub use log::{COLUMNS, ColumnMap, Preset};

use super::record::Found;
use crate::error::Result;
use crate::input::archive::{self, Item};
use crate::input::dates::Order;
use jiff::civil::Date;
use std::path::Path;

/// What a reader needs to know beside the files.
pub struct Context<'a> {
    /// The timezone in which days are counted.
    pub timezone: &'a jiff::tz::TimeZone,
    /// The user's own names for columns.
    pub map: &'a ColumnMap,
    /// The program whose export it is, where the user says it.
    pub preset: Option<Preset>,
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
}

/// The readers, the most particular first; the last one takes everything.
const READERS: &[Reader] =
    &[Reader { knows: outlook::knows, read: outlook::read }, Reader { knows: log::knows, read: log::read }];

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
    let mut found = Vec::new();
    for (reader, items) in READERS.iter().zip(of_reader).filter(|(_, items)| !items.is_empty()) {
        found.extend((reader.read)(&items, context)?);
    }
    Ok(found)
}
