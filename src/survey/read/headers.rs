//! What readers ask of a file's header row.

use super::{About, Holds};
use crate::input::{Opened, labels};

/// The row in which a table's header stands, with its cells in the form in which texts are compared.
pub(super) fn header(opened: &Opened) -> (usize, Vec<String>) {
    let row = crate::input::workbook::header_row(&opened.head);
    let cells = opened.head.get(row).map_or(&[][..], Vec::as_slice);
    (row, cells.iter().map(|cell| labels::normal(cell)).collect())
}

/// Whether the header has at least `least` of these.
pub(super) fn has(header: &[String], wanted: &[&str], least: usize) -> bool {
    wanted.iter().filter(|w| header.iter().any(|h| h == *w)).count() >= least
}

/// What a platform's own column holds, from a list of its headers.
pub(super) fn own(header: &str, list: &[(&str, Holds)]) -> Option<About> {
    let normal = labels::normal(header);
    list.iter().find(|(name, _)| *name == normal).map(|(_, holds)| About::of(*holds))
}
