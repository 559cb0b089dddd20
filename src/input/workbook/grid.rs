//! Rows that grow as cells come, within a budget: a file may ask for as much as a file of its length can honestly hold.

use super::{Worksheet, excessive};
use crate::error::Result;

/// Rows of a sheet, in every spreadsheet program.
pub const MOST_ROWS: u32 = 1 << 20;
/// Columns of a sheet: LibreOffice's and Excel's most.
pub const MOST_COLUMNS: u32 = 1 << 14;
/// Cells that are built of one workbook: those up to the last filled one of each row.
const MOST_CELLS: u64 = 20_000_000;
/// Cells of the rectangle around one sheet's filled cells.
const MOST_AREA: u64 = 100_000_000;
/// Bytes of text in one workbook.
const MOST_TEXT: u64 = 1 << 30;

/// What may still be built of a workbook.
pub struct Budget {
    cells: u64,
    text: u64,
}

impl Budget {
    /// The budget of a file of so many bytes: four cells and 64 bytes of text a byte, and what small files may need.
    pub fn of(length: usize) -> Self {
        let length = length as u64;
        Budget {
            cells: length.saturating_mul(4).saturating_add(1_000_000).min(MOST_CELLS),
            text: length.saturating_mul(64).saturating_add(64 << 20).min(MOST_TEXT),
        }
    }

    /// Takes the cost of more cells.
    ///
    /// # Errors
    /// When there is not as much left.
    pub fn cells(&mut self, count: u64) -> Result<()> {
        match self.cells.checked_sub(count) {
            Some(left) => self.cells = left,
            None => return Err(excessive("cells", format!("{MOST_CELLS}, and four a byte of the file")).into()),
        }
        Ok(())
    }

    /// Takes the cost of more bytes of text.
    ///
    /// # Errors
    /// When there is not as much left.
    pub fn text(&mut self, bytes: usize) -> Result<()> {
        match self.text.checked_sub(bytes as u64) {
            Some(left) => self.text = left,
            None => return Err(excessive("text", "1 GiB, and 64 times the file").into()),
        }
        Ok(())
    }
}

/// A sheet that is being built.
pub struct Grid<'a> {
    sheet: Worksheet,
    budget: &'a mut Budget,
}

impl<'a> Grid<'a> {
    /// A sheet without cells.
    pub fn new(name: &str, visible: bool, budget: &'a mut Budget) -> Self {
        Grid { sheet: Worksheet { name: name.to_owned(), visible, ..Worksheet::default() }, budget }
    }

    /// Counts cells that hold an error.
    pub fn error(&mut self, cells: u64) {
        self.sheet.errors = self.sheet.errors.saturating_add(cells);
    }

    /// Fills a cell; row and column count from 0. Blank text leaves it as it is.
    ///
    /// # Errors
    /// When it lies where no spreadsheet has cells, or the budget is spent.
    pub fn put(&mut self, row: u32, column: u32, text: String) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            let found = format!("row {}, column {}", u64::from(row) + 1, u64::from(column) + 1);
            return Err(excessive("a far cell", format!("row {MOST_ROWS}, column {MOST_COLUMNS}")).found(found).into());
        }
        self.budget.text(text.len())?;
        let cell = self.cell(row as usize, column as usize)?;
        if let Some(cell) = cell {
            *cell = text;
        }
        Ok(())
    }

    /// The cell, after its row and the sheet are long enough.
    fn cell(&mut self, row: usize, column: usize) -> Result<Option<&mut String>> {
        let rows = &mut self.sheet.rows;
        if rows.len() <= row {
            self.budget.cells((row + 1 - rows.len()) as u64)?;
            rows.resize_with(row + 1, Vec::new);
        }
        let Some(cells) = rows.get_mut(row) else { return Ok(None) };
        if cells.len() <= column {
            self.budget.cells((column + 1 - cells.len()) as u64)?;
            cells.resize_with(column + 1, String::new);
        }
        Ok(cells.get_mut(column))
    }

    /// The sheet.
    ///
    /// # Errors
    /// When the rectangle around its filled cells is absurd, so that nothing could be made of it.
    pub fn finish(mut self) -> Result<Worksheet> {
        let rows = self.sheet.rows.len() as u64;
        let widest = self.sheet.rows.iter().map(Vec::len).max().unwrap_or(0) as u64;
        if rows.saturating_mul(widest) > MOST_AREA {
            let most = format!("{MOST_AREA} cells in all");
            return Err(excessive("a far cell", most).found(format!("{rows} rows by {widest} columns")).into());
        }
        self.sheet.rows.iter_mut().for_each(Vec::shrink_to_fit);
        Ok(self.sheet)
    }
}
