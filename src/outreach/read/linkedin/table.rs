//! One table of an export: its columns by name, its dates, and the ids of its rows.

use super::shape::{Shape, squashed};
use crate::error::{Fault, Result};
use crate::input::sheet::Cells;
use crate::input::{Accounting, Header, Item, Reason, Sheet, hex, sheet};
use crate::outreach::record::Found;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A file of an export, read but not yet understood.
pub(super) struct Table {
    /// Which file of the export it is.
    pub shape: Shape,
    /// Its rows.
    pub sheet: Sheet,
    /// The row of its header.
    header: u64,
    /// Headers in the form in which they are looked for → as the sheet has them.
    headers: BTreeMap<String, String>,
}

impl Table {
    /// Reads a file; `None` of one that is no table of an export after all.
    ///
    /// # Errors
    /// When it is damaged: a quote that never closes, no text.
    pub fn open(item: &Item) -> Result<Option<Table>> {
        let opened = item.opened()?;
        let Some((shape, skip)) = Shape::of(&opened) else { return Ok(None) };
        let (sheet, _) = opened.sheet(Header { skip, depth: 1 })?;
        let mut headers = BTreeMap::new();
        for header in sheet.headers() {
            headers.entry(squashed(&header)).or_insert(header);
        }
        Ok(Some(Table { shape, sheet, header: skip as u64 + 1, headers }))
    }

    /// What is found in it, so far nothing but its account.
    pub fn found(&self) -> Found {
        let mut account = self.sheet.account.clone();
        if account.read == 0 {
            account.note("has a header but no row");
        }
        Found { account, ..Found::default() }
    }

    /// The header that is meant, as the file has it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(&squashed(name)).map(String::as_str)
    }

    /// A column; one that the file does not have is blank.
    ///
    /// # Errors
    /// When it cannot be shown as text.
    pub fn column(&self, name: &str) -> Result<Column<'_>> {
        Ok(Column(self.header(name).map(|header| self.sheet.cells(header)).transpose()?))
    }

    /// Of each group one column must be there.
    ///
    /// # Errors
    /// When one is not: names the headers that are.
    pub fn need(&self, groups: &[&[&str]]) -> Result<()> {
        let Some(missing) = groups.iter().find(|names| names.iter().all(|n| self.header(n).is_none())) else {
            return Ok(());
        };
        Err(Fault::new(format!("no column \"{}\", without which this cannot be read", missing.join("\" or \"")))
            .file(&self.sheet.name)
            .row(self.header)
            .found(sheet::list(&self.sheet.headers(), 20))
            .accepted(groups.iter().map(|names| names.join(" or ")).collect::<Vec<_>>().join(", "))
            .remedy("export it again from LinkedIn, or give the column its name back")
            .into())
    }
}

/// A column's cells, one of each row.
pub(super) struct Column<'a>(Option<Cells<'a>>);

impl Column<'_> {
    /// The cell of kept row `i`, trimmed; empty when it is blank.
    pub fn get(&self, i: usize) -> &str {
        self.0.as_ref().and_then(|cells| cells.get(i)).map_or("", str::trim)
    }

    /// All cells that are not blank.
    pub fn iter(&self) -> impl Iterator<Item = &str> + '_ {
        self.0.iter().flat_map(|cells| cells.iter().flatten())
    }
}

/// Why a row is left out, and what stood there.
pub(super) type No = (Reason, Fault);

/// What is longer is no date and no name, and is not shown.
const LONGEST_SHOWN: usize = 40;

/// Something is wrong with a row.
pub(super) fn wrong(what: &str, column: &str, found: &str) -> No {
    // In a damaged row a message's text may stand where a date should.
    let found = match found.chars().count() {
        0 => "(blank)".to_owned(),
        n if n > LONGEST_SHOWN || !found.bytes().any(|b| b.is_ascii_digit()) => format!("({n} characters)"),
        _ => found.to_owned(),
    };
    (Reason::fault(what), Fault::new(what).column(column).found(found))
}

/// A row is left out by rule.
pub(super) fn by_rule(words: &'static str) -> No {
    (Reason::rule(words), Fault::new(words))
}

/// Enters a row that is left out.
pub(super) fn leave_out(account: &mut Accounting, (reason, fault): No, row: u64) {
    account.leave_out_row(reason, fault.row(row));
}

/// Makes ids of what rows say, so that an older and a newer export give the same row the same one.
#[derive(Default)]
pub(super) struct Ids(BTreeMap<String, u32>);

impl Ids {
    /// The id of a row that says this; of rows that say the same, the second and later ones get others.
    pub fn next(&mut self, parts: &[&str]) -> String {
        let id = hash(&parts.join("\u{1f}"));
        let times = self.0.entry(id.clone()).or_default();
        *times += 1;
        if *times == 1 { id } else { hash(&format!("{id}\u{1f}{times}")) }
    }
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_say_the_same_get_ids_of_their_own_and_the_same_in_every_export() {
        let (mut older, mut newer) = (Ids::default(), Ids::default());
        let first = older.next(&["2025-01-01", "Ada"]);
        let second = older.next(&["2025-01-01", "Ada"]);
        assert_ne!(first, second);
        assert_eq!(first.len(), 64);
        newer.next(&["2024-12-31", "Ada"]);
        assert_eq!([newer.next(&["2025-01-01", "Ada"]), newer.next(&["2025-01-01", "Ada"])], [first, second]);
    }
}
