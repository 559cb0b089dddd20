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
    let is_value = |cell: &str| cell.parse::<f64>().is_ok() || cell == "TRUE" || cell == "FALSE";
    let (mut missing, mut values) = (Vec::new(), false);
    for header in sheet.headers() {
        if !sheet.holds(&header, "NA")? {
            continue;
        }
        let cells = sheet.cells(&header)?;
        let (mut na, mut empty, mut words) = (0, 0, 0);
        for cell in cells.iter() {
            na += usize::from(cell == Some("NA"));
            empty += usize::from(cell.is_none());
            words += usize::from(cell.is_some_and(|c| c != "NA" && !is_value(c)));
        }
        // In a column of words it may be a country's code; R writes it into numbers and TRUE and FALSE too.
        values |= na > 0 && words == 0;
        if na > 0 && empty == 0 {
            missing.push(header);
        }
    }
    if missing.len() < 2 || !values {
        return Ok(());
    }
    for header in &missing {
        sheet.blank(header, &["na"])?;
    }
    sheet.account.note(format!("NA in {} columns was read as an empty cell", missing.len()));
    Ok(())
}
