//! Excel workbooks of 2007 and later, by calamine's readers that hand out one cell at a time.

use super::grid::{Budget, Grid};
use super::value::{self, Meaning};
use super::{MOST_SHEETS, Worksheet, damaged, encrypted, excessive};
use crate::error::{Error, Fault, Result};
use calamine::{Cell, DataRef, Reader, Sheet, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, SeekFrom};

/// How often one part may be opened. A sheet has a part of its own; a hostile workbook names one for a thousand sheets.
const MOST_OPENINGS: u32 = 3;

/// The file's bytes, and how often was read from which place.
struct Watched<'a> {
    bytes: Cursor<&'a [u8]>,
    places: BTreeMap<u64, u32>,
}

impl<'a> Watched<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Watched { bytes: Cursor::new(bytes), places: BTreeMap::new() }
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.bytes.read(into)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        if let SeekFrom::Start(place) = to {
            let times = self.places.entry(place).or_default();
            *times += 1;
            if *times > MOST_OPENINGS {
                return Err(std::io::Error::other("one part for several sheets"));
            }
        }
        self.bytes.seek(to)
    }
}

/// Reads a workbook of XML parts.
///
/// # Errors
/// When it is protected, damaged, or asks for too much.
pub fn xlsx(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Worksheet>> {
    let mut book: Xlsx<_> = Xlsx::new(Watched::new(bytes)).map_err(xml_fault)?;
    let since_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for sheet in listed(book.sheets_metadata())? {
        let mut reader = match book.worksheet_cells_reader(&sheet.name) {
            Err(XlsxError::NotAWorksheet(_)) => continue,
            reader => reader.map_err(xml_fault)?,
        };
        let grid = Grid::new(&sheet.name, sheet.visible == SheetVisible::Visible, budget);
        sheets.push(fill(grid, since_1904, || reader.next_cell().map_err(|e| xml_fault(e).into()))?);
    }
    Ok(sheets)
}

/// Reads a workbook of binary parts.
///
/// # Errors
/// When it is protected, damaged, or asks for too much.
pub fn xlsb(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Worksheet>> {
    let mut book: Xlsb<_> = Xlsb::new(Watched::new(bytes)).map_err(binary_fault)?;
    let since_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for sheet in listed(book.sheets_metadata())? {
        let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(binary_fault)?;
        let grid = Grid::new(&sheet.name, sheet.visible == SheetVisible::Visible, budget);
        sheets.push(fill(grid, since_1904, || reader.next_cell().map_err(|e| binary_fault(e).into()))?);
    }
    Ok(sheets)
}

/// The sheets that have cells.
fn listed(sheets: &[Sheet]) -> Result<Vec<Sheet>> {
    if sheets.len() > MOST_SHEETS {
        return Err(excessive("sheets", MOST_SHEETS).found(sheets.len().to_string()).into());
    }
    Ok(sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect())
}

fn fill<'a>(
    mut grid: Grid,
    since_1904: bool,
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, Error>,
) -> Result<Worksheet> {
    while let Some(cell) = next()? {
        let (row, column) = cell.get_position();
        match cell.get_value() {
            DataRef::Error(_) => grid.error(1),
            value => grid.put(row, column, text(value, since_1904))?,
        }
    }
    grid.finish()
}

fn text(value: &DataRef, since_1904: bool) -> String {
    match value {
        DataRef::Int(whole) => whole.to_string(),
        DataRef::Float(number) => value::number(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => {
            let meaning = if moment.is_duration() { Meaning::Duration } else { Meaning::Date };
            value::serial(moment.as_f64(), meaning, since_1904)
        }
        DataRef::DateTimeIso(text) => value::iso_date(text),
        DataRef::DurationIso(text) => value::iso_duration(text),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn xml_fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => encrypted(),
        error => damaged(Some(error.to_string())),
    }
}

fn binary_fault(error: XlsbError) -> Fault {
    match error {
        XlsbError::Password => encrypted(),
        error => damaged(Some(error.to_string())),
    }
}
