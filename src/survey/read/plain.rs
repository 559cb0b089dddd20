//! Plain CSV, TSV, Parquet and workbooks: one header row, one row a respondent, nothing said of the columns.

use super::Export;
use crate::error::Result;
use crate::input::Opened;

/// Everything may be plain; this reader stands last.
pub fn knows(_: &Opened) -> bool {
    true
}

/// Reads it as it stands.
pub fn read(opened: &Opened) -> Result<Export> {
    Ok(Export::new("plain", opened.table()?))
}
