//! `Profile.csv`: the owner's name; it has no profile URL.

use super::connections::full;
use super::table::Table;
use crate::error::Result;

/// The owner's name.
///
/// # Errors
/// When a column cannot be read.
pub(super) fn name(table: &Table) -> Result<Option<String>> {
    if table.sheet.height() == 0 {
        return Ok(None);
    }
    let (first, last) = (table.column("First Name")?, table.column("Last Name")?);
    Ok(Some(full(first.get(0), last.get(0))).filter(|name| !name.is_empty()))
}
