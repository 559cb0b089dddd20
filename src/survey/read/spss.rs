//! SPSS `.sav` and `.zsav`: variable and value labels, user-missing values, the weight, multiple-response sets.
//!
//! Shape: "System File Format" in the PSPP Developer's Guide.

use super::{Export, labelled};
use crate::error::{Fault, Result};
use crate::input::Opened;
use crate::input::labelled::spss;

/// Whether it begins as SPSS files do.
pub fn knows(opened: &Opened) -> bool {
    opened.bytes().is_some_and(spss::is_spss)
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let read = spss::read_spss(opened.bytes().unwrap_or_default());
    let damaged = |what| Fault::new("is an SPSS file that cannot be read").found(what).remedy("save it again, or as CSV");
    labelled::export("SPSS", read.map_err(damaged)?, &opened.name)
}
