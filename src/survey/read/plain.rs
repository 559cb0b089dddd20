//! Plain CSV, TSV, Parquet and workbooks: one header row, one row a respondent, nothing said of the columns.

use super::Export;
use crate::error::Result;
use crate::input::{Opened, Sheet};

/// Everything may be plain; this reader stands last.
pub fn knows(_: &Opened) -> bool {
    true
}

/// Reads it as it stands.
pub fn read(opened: &Opened) -> Result<Export> {
    let mut sheet = opened.table()?;
    blank_na(&mut sheet)?;
    Ok(Export::new("plain", sheet))
}

/// R writes `NA` for every missing value: where several columns have it and no empty cell beside it, it is one.
fn blank_na(sheet: &mut Sheet) -> Result<()> {
    let mut missing = Vec::new();
    for header in sheet.headers() {
        let cells = sheet.cells(&header)?;
        let (mut na, mut empty) = (0, 0);
        for cell in cells.iter() {
            na += usize::from(cell == Some("NA"));
            empty += usize::from(cell.is_none());
        }
        if na > 0 && empty == 0 {
            missing.push(header);
        }
    }
    if missing.len() < 2 {
        return Ok(());
    }
    for header in &missing {
        sheet.blank(header, &["na"])?;
    }
    sheet.account.note(format!("NA in {} columns was read as an empty cell", missing.len()));
    Ok(())
}
