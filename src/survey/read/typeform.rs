//! Typeform: a multi-select is one column an option, headed by the option's text alone; the question's own wording is not in
//! the file, and its end is told by its neighbours only.
//!
//! Shape: "Export your responses" in Typeform's help center.

use super::headers::{has, header, own};
use super::{Export, Holds};
use crate::error::Result;
use crate::input::{Header, Opened};
use crate::survey::codebook::Aside;

/// The platform's own columns.
const OWN: [(&str, Holds); 9] = [
    ("#", Holds::Respondent),
    ("response type", Holds::Platform),
    ("start date (utc)", Holds::Platform),
    ("stage date (utc)", Holds::Platform),
    ("submit date (utc)", Holds::Platform),
    ("network id", Holds::Platform),
    ("tags", Holds::Platform),
    ("ending", Holds::Platform),
    ("score", Holds::Platform),
];

/// Whether its header has the platform's own columns.
pub fn knows(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    header.first().is_some_and(|h| h == "#") && has(&header, &["submit date (utc)", "start date (utc)", "network id"], 2)
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let (skip, _) = header(opened);
    let (sheet, header) = opened.sheet(Header { skip, depth: 1 })?;
    let mut export = Export::new("Typeform", sheet);
    export.columns = header[0].iter().map(|h| own(h, &OWN).unwrap_or_default()).collect();
    export.set_aside(Aside::Partial, "Response Type", |cell| {
        cell.is_some_and(|c| ["started", "partial"].contains(&c.to_lowercase().as_str()))
    })?;
    Ok(export)
}
