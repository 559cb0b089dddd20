//! `.xls` workbooks of Excel 97 and later (BIFF8), record by record.

use super::grid::{Budget, Grid};
use super::ole::{Ole, u16_at, u32_at};
use super::value::{self, Meaning};
use super::{ACCEPTED, MOST_SHEETS, Worksheet, damaged, encrypted, excessive, sst};
use crate::error::{Fault, Result};
use std::collections::BTreeMap;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
/// The version that a sheet of Excel 97 or later begins with.
const BIFF8: u16 = 0x0600;

/// What holds for the whole workbook.
#[derive(Default)]
struct Globals {
    since_1904: bool,
    codes: BTreeMap<u16, String>,
    formats: Vec<u16>,
    strings: Vec<String>,
    sheets: Vec<Listed>,
}

struct Listed {
    name: String,
    visible: bool,
    start: usize,
}

/// The records of a stream from some place on.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.rest, 0)?;
        let length = usize::from(u16_at(self.rest, 2)?);
        let (record, rest) = self.rest.split_at_checked(4 + length)?;
        self.rest = rest;
        Some((kind, record.get(4..)?))
    }
}

/// Reads a workbook.
///
/// # Errors
/// When it is no workbook, is older than Excel 97, is protected, damaged, or asks for too much.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Worksheet>> {
    let ole = Ole::open(bytes).ok_or_else(|| damaged(Some("its directory".to_owned())))?;
    if ole.has("EncryptedPackage") {
        return Err(encrypted().into());
    }
    let Some(stream) = ole.stream("Workbook").or_else(|| ole.stream("Book")) else {
        return Err(Fault::new("is an old Office file, and no workbook").accepted(ACCEPTED).into());
    };
    let globals = globals(&stream)?;
    let mut walked = 0usize;
    let mut sheets = Vec::new();
    for listed in &globals.sheets {
        let rest = stream.get(listed.start..).unwrap_or(&[]);
        let mut records = Records { rest };
        let mut sheet =
            Sheet { globals: &globals, grid: Grid::new(&listed.name, listed.visible, budget), pending: None };
        sheet.fill(&mut records)?;
        sheets.push(sheet.grid.finish()?);
        walked = walked.saturating_add(rest.len() - records.rest.len());
        if walked > stream.len().saturating_mul(2) {
            return Err(damaged(Some("sheets that lie on each other".to_owned())).into());
        }
    }
    Ok(sheets)
}

fn globals(stream: &[u8]) -> Result<Globals> {
    let mut globals = Globals::default();
    let mut records = Records { rest: stream };
    match records.next() {
        Some((BOF, data)) if u16_at(data, 0) == Some(BIFF8) => (),
        Some((BOF | 0x0009 | 0x0209 | 0x0409, _)) => {
            let fault = Fault::new("is a workbook of Excel 95 or earlier").accepted(ACCEPTED);
            return Err(fault.remedy("open it in a spreadsheet program and save it as .xlsx or CSV").into());
        }
        _ => return Err(damaged(Some("its first record".to_owned())).into()),
    }
    while let Some((kind, data)) = records.next() {
        match kind {
            EOF => break,
            // FilePass
            0x002F if u16_at(data, 0) != Some(0) => return Err(encrypted().into()),
            // SST
            0x00FC => globals.strings = sst::table(&continued(data, &mut records)),
            _ => globals.note(kind, data),
        }
    }
    match globals.sheets.len() {
        0 => Err(damaged(Some("no sheet".to_owned())).into()),
        count if count > MOST_SHEETS => Err(excessive("sheets", MOST_SHEETS).found(count.to_string()).into()),
        _ => Ok(globals),
    }
}

/// A record's bytes, and those of the records that continue it.
fn continued<'a>(first: &'a [u8], records: &mut Records<'a>) -> Vec<&'a [u8]> {
    let mut pieces = vec![first];
    while u16_at(records.rest, 0) == Some(CONTINUE) {
        let Some((_, more)) = records.next() else { break };
        pieces.push(more);
    }
    pieces
}

impl Globals {
    fn note(&mut self, kind: u16, data: &[u8]) {
        match kind {
            // Date1904
            0x0022 => self.since_1904 = u16_at(data, 0) == Some(1),
            // Format
            0x041E => {
                let code = data.get(2..).and_then(|text| sst::short(text, 2));
                self.codes.extend(u16_at(data, 0).zip(code));
            }
            // XF
            0x00E0 => self.formats.push(u16_at(data, 2).unwrap_or(0)),
            // BoundSheet8: worksheets only
            0x0085 if data.get(5) == Some(&0) => self.sheets.extend(listed(data)),
            _ => (),
        }
    }

    /// A cell's number as its format shows it.
    fn number(&self, format: Option<u16>, value: f64) -> String {
        let format = format.and_then(|index| self.formats.get(usize::from(index)));
        let meaning = format.map_or(Meaning::Number, |f| value::meaning(*f, self.codes.get(f).map(String::as_str)));
        value::serial(value, meaning, self.since_1904)
    }
}

fn listed(data: &[u8]) -> Option<Listed> {
    let name = sst::short(data.get(6..)?, 1)?;
    Some(Listed { name, visible: data.get(4)? & 3 == 0, start: u32_at(data, 0)? as usize })
}

/// A sheet that is being read.
struct Sheet<'a> {
    globals: &'a Globals,
    grid: Grid<'a>,
    /// The cell whose formula gave the text that the next record holds.
    pending: Option<(u32, u32)>,
}

impl Sheet<'_> {
    fn fill(&mut self, records: &mut Records) -> Result<()> {
        let mut depth = 0u64;
        for (kind, data) in records {
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                // Charts within the sheet have records of their own.
                _ if depth > 1 => (),
                _ => self.record(kind, data)?,
            }
        }
        Ok(())
    }

    fn record(&mut self, kind: u16, data: &[u8]) -> Result<()> {
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return Ok(()) };
        let (row, column, format) = (u32::from(row), u32::from(column), u16_at(data, 4));
        let text = match kind {
            // Number
            0x0203 => f64_at(data, 6).map(|value| self.globals.number(format, value)),
            // RK
            0x027E => u32_at(data, 6).map(|bits| self.globals.number(format, packed(bits))),
            // MulRk
            0x00BD => return self.many(row, column, data),
            // Label, RString
            0x0204 | 0x00D6 => data.get(6..).and_then(|text| sst::short(text, 2)),
            // LabelSst
            0x00FD => u32_at(data, 6).and_then(|index| self.globals.strings.get(index as usize).cloned()),
            // BoolErr
            0x0205 => data.get(6..8).and_then(|cell| self.flag(cell)),
            // Formula
            0x0006 => self.formula(row, column, data),
            // String: what a formula gave
            0x0207 => {
                let Some((row, column)) = self.pending.take() else { return Ok(()) };
                return self.grid.put(row, column, sst::short(data, 2).unwrap_or_default());
            }
            _ => None,
        };
        self.grid.put(row, column, text.unwrap_or_default())
    }

    /// Several numbers in a row: format and packed number of each, and the last one's column.
    fn many(&mut self, row: u32, first: u32, data: &[u8]) -> Result<()> {
        for (column, cell) in (first..).zip(data.get(4..).unwrap_or(&[]).chunks_exact(6)) {
            if let Some(bits) = u32_at(cell, 2) {
                self.grid.put(row, column, self.globals.number(u16_at(cell, 0), packed(bits)))?;
            }
        }
        Ok(())
    }

    /// A truth value, or an error, which is no text.
    fn flag(&mut self, cell: &[u8]) -> Option<String> {
        if cell.get(1) != Some(&0) {
            self.grid.error(1);
            return None;
        }
        Some(if cell.first() == Some(&0) { "FALSE" } else { "TRUE" }.to_owned())
    }

    /// The value that a formula gave when it was last calculated.
    fn formula(&mut self, row: u32, column: u32, data: &[u8]) -> Option<String> {
        self.pending = None;
        let value = data.get(6..14)?;
        if u16_at(value, 6) != Some(0xFFFF) {
            return f64_at(data, 6).map(|number| self.globals.number(u16_at(data, 4), number));
        }
        let held = *value.get(2)?;
        match value.first()? {
            0 => self.pending = Some((row, column)),
            1 => return self.flag(&[held, 0]),
            2 => return self.flag(&[held, 1]),
            _ => (),
        }
        None
    }
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at + 8)?.try_into().ok().map(f64::from_le_bytes)
}

/// A number packed into 30 bits: whole, or the upper part of a float, and perhaps hundredths.
fn packed(bits: u32) -> f64 {
    let value = match bits & 2 {
        0 => f64::from_bits(u64::from(bits & !3) << 32),
        _ => f64::from(bits as i32 >> 2),
    };
    if bits & 1 == 0 { value } else { value / 100.0 }
}
