//! The registry of outreach sources: one reader a file, one line here. A reader is chosen by content, not by name.

mod known;
mod log;

pub use known::{ARCHIVES, archive, archived_table, is_packed, log_header};
pub use log::{COLUMNS, ColumnMap};

use super::touch::Touch;
use crate::error::Result;
use crate::input::Accounting;
use crate::input::dates::Order;
use std::path::Path;

/// What a reader needs to know beside the file.
pub struct Context<'a> {
    /// How messages call the file.
    pub name: &'a str,
    /// The timezone in which days are counted.
    pub timezone: &'a jiff::tz::TimeZone,
    /// The user's own names for columns.
    pub map: &'a ColumnMap,
    /// The order of day and month, where the user says it.
    pub order: Option<Order>,
}

/// What a reader found in one file, and the account of its rows.
pub type Found = (Vec<Touch>, Accounting);

/// A reader of one source's format.
struct Reader {
    /// Whether the file at this path is of this format.
    knows: fn(&Path) -> bool,
    /// Reads it.
    read: fn(&Path, &Context) -> Result<Found>,
}

/// The readers, the most particular first; the last one takes everything.
const READERS: &[Reader] = &[Reader { knows: log::knows, read: log::read }];

/// Reads one file of any known source.
///
/// # Errors
/// When no reader can read it.
pub fn read(path: &Path, context: &Context) -> Result<Found> {
    let last = &READERS[READERS.len() - 1];
    let reader = READERS.iter().find(|r| (r.knows)(path)).unwrap_or(last);
    (reader.read)(path, context)
}
