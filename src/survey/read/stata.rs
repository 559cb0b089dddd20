//! Stata `.dta` of releases 113 to 119: variable and value labels, missing codes.
//!
//! Shape: `help dta` in Stata's documentation.

use super::{Export, labelled};
use crate::error::{Fault, Result};
use crate::input::Opened;
use crate::input::labelled::stata;

/// Whether it begins as Stata files do.
pub fn knows(opened: &Opened) -> bool {
    opened.bytes().is_some_and(stata::is_stata)
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let read = stata::read_stata(opened.bytes().unwrap_or_default());
    let damaged = |what| Fault::new("is a Stata file that cannot be read").found(what).remedy("save it again, or as CSV");
    labelled::export("Stata", read.map_err(damaged)?, &opened.name)
}
