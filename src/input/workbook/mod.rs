//! Excel and OpenDocument workbooks as text, distrusted: every part is measured before anything is built from it.
//!
//! `.xlsx`, `.xlsm` and `.xlsb` are read by calamine, cell by cell. `.ods` and `.xls` are read here: calamine loads those
//! whole, and a few bytes of them can ask for more memory than there is, or for a loop without end.

mod excel;
mod grid;
mod header;
mod ods;
mod ole;
mod package;
mod parts;
mod sst;
mod value;
mod xls;

use super::guard::guarded;
use crate::error::{Fault, Result};
use grid::Budget;
pub use header::{header_row, table_sheet};
use package::{Kind, Package};

/// What is read, in words.
const ACCEPTED: &str =
    "an Excel workbook (.xlsx, .xlsm, .xlsb, .xls of Excel 97 or later) or OpenDocument sheets (.ods)";

/// More sheets than this are no survey.
const MOST_SHEETS: usize = 1_000;

/// One sheet of a workbook as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worksheet {
    /// The sheet's name, as on its tab.
    pub name: String,
    /// Whether the workbook shows it.
    pub visible: bool,
    /// Cells by row. Row 1 of the sheet is the first, so rows number as the spreadsheet numbers them; blank cells at the
    /// end of a row, and blank rows at the end, are cut, so rows differ in length.
    ///
    /// Numbers are the shortest text that reads back as the same number. Dates are ISO: `2025-03-01`, with a time of day
    /// `2025-03-01T12:30:00`; times and durations are `12:30:00`. Formulas show the value that was last calculated.
    pub rows: Vec<Vec<String>>,
    /// Cells that held an error, as `#N/A` does; they are empty text in `rows`.
    pub errors: u64,
}

/// Whether these are the bytes of a workbook: a zip archive that names a workbook's parts, or an OLE2 container (in which
/// other old Office files lie too; [`read`] tells them apart). Give it the whole file, or its first 64 KiB.
pub fn is_workbook(bytes: &[u8]) -> bool {
    let holds = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    let zip = bytes.starts_with(b"PK\x03\x04");
    bytes.starts_with(&ole::MAGIC)
        || zip
            && (holds(b"xl/work") || holds(b"xl\\work") || holds(b"mimetypeapplication/vnd.oasis.opendocument.spread"))
}

/// Reads all sheets of a workbook, in its order; chart sheets and macros are left out.
///
/// # Errors
/// When it is no workbook, is protected by a password, is damaged, or asks for more cells, text or unpacked bytes than a
/// file of its length may.
pub fn read(bytes: &[u8]) -> Result<Vec<Worksheet>> {
    guarded(|| dispatch(bytes)).unwrap_or_else(|| Err(damaged(None).into()))
}

fn dispatch(bytes: &[u8]) -> Result<Vec<Worksheet>> {
    let mut budget = Budget::of(bytes.len());
    if bytes.starts_with(&ole::MAGIC) {
        return xls::read(bytes, &mut budget);
    }
    if !bytes.starts_with(b"PK") {
        return Err(Fault::new("is no workbook").accepted(ACCEPTED).into());
    }
    let mut package = Package::open(bytes)?;
    match package.check()? {
        Kind::Ods => ods::read(&mut package, &mut budget),
        Kind::Xlsx => excel::xlsx(bytes, &mut budget),
        Kind::Xlsb => excel::xlsb(bytes, &mut budget),
    }
}

fn damaged(found: Option<String>) -> Fault {
    let fault =
        Fault::new("is a damaged workbook").remedy("open it in a spreadsheet program and save it again, or as CSV");
    match found {
        Some(found) => fault.found(found),
        None => fault,
    }
}

fn encrypted() -> Fault {
    Fault::new("is a workbook protected by a password")
        .accepted(ACCEPTED)
        .remedy("open it in a spreadsheet program, remove the password and save it, or save the sheet as CSV")
}

fn excessive(what: &str, most: impl std::fmt::Display) -> Fault {
    Fault::new(format!("is a workbook that asks for too much: {what}"))
        .accepted(format!("at most {most}"))
        .remedy("delete what lies far off the table, or save the sheet as CSV")
}
