//! The registry of survey platforms: one reader a file, one line here. A reader is chosen by content, not by name.

mod plain;

use crate::error::Result;
use crate::input::Sheet;
use std::path::Path;

/// A reader of one platform's export.
struct Reader {
    /// Whether the file at this path is of this platform.
    knows: fn(&Path) -> bool,
    /// Reads it; the second argument is how messages call the file.
    read: fn(&Path, &str) -> Result<Sheet>,
}

/// The readers, the most particular first; the last one takes everything.
const READERS: &[Reader] = &[Reader { knows: plain::knows, read: plain::read }];

/// Reads a survey export of any known platform as a sheet of one header and one row a respondent.
///
/// # Errors
/// When no reader can read it.
pub fn read(path: &Path, name: &str) -> Result<Sheet> {
    let last = &READERS[READERS.len() - 1];
    let reader = READERS.iter().find(|r| (r.knows)(path)).unwrap_or(last);
    (reader.read)(path, name)
}
