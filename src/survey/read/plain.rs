//! Plain CSV, TSV and Parquet: one header row, one row a respondent.

use crate::error::Result;
use crate::input::Sheet;
use std::path::Path;

/// Everything may be plain; this reader stands last.
pub fn knows(_: &Path) -> bool {
    true
}

/// Reads it as it stands.
pub fn read(path: &Path, name: &str) -> Result<Sheet> {
    Sheet::read(path, name)
}
