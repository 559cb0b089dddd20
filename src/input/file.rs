//! A file opened once: what it is, its first rows, and a sheet of it wherever its header stands.

use super::labelled::{spss, stata};
use super::scan::{self, Header};
use super::sheet::Sheet;
use super::{delimited, labels, text, workbook};
use crate::error::{Fault, Result};
use std::path::{Path, PathBuf};

/// Rows that are looked at before anything is read.
const HEAD: usize = 40;

/// Stands between the cells of a workbook while it is read as text: no survey has it.
const BETWEEN_CELLS: u8 = 0x1f;

/// A workbook's table may have this many cells, blank ones among them.
const MOST_CELLS: usize = 32_000_000;

/// What a file holds, told by its first bytes.
enum Content {
    /// Delimited text, decoded; a workbook's table becomes this too.
    Text { text: Vec<u8>, start: usize, delimiter: u8 },
    /// Parquet, read when it is wanted.
    Parquet,
    /// Anything else, for the reader that knows it.
    Bytes(Vec<u8>),
}

/// An opened file.
pub struct Opened {
    /// Where it is.
    pub path: PathBuf,
    /// How messages call it.
    pub name: String,
    /// Its first rows as cells, blank rows as none; empty when it is no table of rows.
    pub head: Vec<Vec<String>>,
    /// Whether it is a workbook.
    pub is_workbook: bool,
    /// The sheet that is read, where a workbook has several.
    pub sheet_of_several: Option<String>,
    notes: Vec<String>,
    content: Content,
}

impl Opened {
    /// Opens a file. `sheet` names a workbook's sheet; without it, the one with the largest table is taken.
    ///
    /// # Errors
    /// When it is missing, empty, a damaged workbook, or neither text nor anything that a reader might know.
    pub fn open(path: &Path, name: &str, sheet: Option<&str>) -> Result<Opened> {
        Opened::of(path, name, sheet).map_err(|e| e.in_file(name))
    }

    fn of(path: &Path, name: &str, sheet: Option<&str>) -> Result<Opened> {
        // What comes through a pipe can be read once only.
        if path.is_file() && first_bytes(path).starts_with(b"PAR1") {
            let (path, name) = (path.to_owned(), name.to_owned());
            let (content, head, notes) = (Content::Parquet, Vec::new(), Vec::new());
            return Ok(Opened { path, name, content, head, notes, is_workbook: false, sheet_of_several: None });
        }
        let bytes = text::read_bytes(path).map_err(|mut e| {
            e.set_file(name);
            e
        })?;
        Opened::of_bytes(bytes, path, name, sheet)
    }

    /// Opens what was read already, anything but Parquet. `path` says where companions of the file would lie.
    ///
    /// # Errors
    /// As [`Opened::open`].
    pub fn of_bytes(bytes: Vec<u8>, path: &Path, name: &str, sheet: Option<&str>) -> Result<Opened> {
        let new = |content, head, notes, is_workbook| Opened {
            path: path.to_owned(),
            name: name.to_owned(),
            content,
            head,
            notes,
            is_workbook,
            sheet_of_several: None,
        };
        if spss::is_spss(&bytes) || stata::is_stata(&bytes) {
            return Ok(new(Content::Bytes(bytes), Vec::new(), Vec::new(), false));
        }
        if workbook::is_workbook(&bytes) {
            let (text, note, of_several) = workbook_text(&bytes, sheet)?;
            let head = delimited::head(&text, BETWEEN_CELLS, HEAD);
            let mut opened = new(Content::Text { text, start: 0, delimiter: BETWEEN_CELLS }, head, note, true);
            opened.sheet_of_several = Some(of_several).filter(|name| !name.is_empty());
            return Ok(opened);
        }
        refuse_archives(&bytes)?;
        if let Some(sheet) = sheet {
            return Err(Fault::new("is no workbook, so it has no sheets")
                .found(sheet)
                .remedy("leave the sheet out")
                .into());
        }
        let decoded = text::decode(bytes)?;
        refuse_markup(&decoded.text)?;
        let (body, declared) = scan::declared_delimiter(&decoded.text);
        let delimiter = declared.unwrap_or_else(|| scan::delimiter(body));
        let head = delimited::head(body, delimiter, HEAD);
        let start = decoded.text.len() - body.len();
        let notes = decoded.note.into_iter().collect();
        Ok(new(Content::Text { text: decoded.text, start, delimiter }, head, notes, false))
    }

    /// The bytes of a file that is neither text, workbook nor Parquet.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether it is Parquet.
    pub fn is_parquet(&self) -> bool {
        matches!(self.content, Content::Parquet)
    }

    /// The file as one header and its rows, the header found by its width.
    ///
    /// # Errors
    /// When it is no table.
    pub fn table(&self) -> Result<Sheet> {
        let header = Header { skip: workbook::header_row(&self.head), depth: 1 };
        let mut sheet = self.sheet(header)?.0;
        let passed = self.head.iter().take(header.skip).filter(|row| !row.is_empty()).count();
        if passed > 0 {
            sheet
                .account
                .note(format!("the header was found in row {}; {passed} above it were passed over", header.skip + 1));
        }
        Ok(sheet)
    }

    /// The file as a sheet whose header stands as told; all its records come with it, and the first names the columns.
    ///
    /// # Errors
    /// When it is no table, has no header, or a quote never closes.
    pub fn sheet(&self, header: Header) -> Result<(Sheet, Vec<Vec<String>>)> {
        let read = match &self.content {
            Content::Text { text, start, delimiter } => {
                Sheet::delimited(&text[*start..], *delimiter, header, &self.name)
            }
            Content::Parquet => Sheet::parquet(&self.path, &self.name).map(|sheet| {
                let headers = sheet.headers();
                (sheet, vec![headers])
            }),
            Content::Bytes(_) => Err(unknown().into()),
        };
        let (mut sheet, header) = read.map_err(|e| e.in_file(&self.name))?;
        self.notes.iter().for_each(|note| sheet.account.note(note));
        Ok((sheet, header))
    }
}

/// The first bytes of a file; none of one that cannot be read, which is told when it is.
fn first_bytes(path: &Path) -> Vec<u8> {
    let mut magic = vec![0; 4];
    let read = std::fs::File::open(path).and_then(|mut f| std::io::Read::read(&mut f, &mut magic));
    magic.truncate(read.unwrap_or(0));
    magic
}

fn refuse_archives(bytes: &[u8]) -> Result<(), Fault> {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Ok(());
    }
    Err(unknown())
}

/// Pages, drawings and data for programs are text too, and no table.
fn refuse_markup(text: &[u8]) -> Result<(), Fault> {
    let start: String = String::from_utf8_lossy(&text[..text.len().min(200)]).trim_start().to_lowercase();
    let what = if ["<!doctype html", "<html", "<table", "<head", "<meta"].iter().any(|tag| start.starts_with(tag)) {
        "is a web page, whatever its name says"
    } else if start.starts_with("<?xml") || start.starts_with("<svg") {
        "is XML, and no table"
    } else if (start.starts_with('{') || start.starts_with("[{")) && start.contains("\":") {
        "is JSON, and no table"
    } else if start.chars().all(|c| c == '\0') && !start.is_empty() {
        "holds nothing but zero bytes: it was not copied whole"
    } else {
        return Ok(());
    };
    Err(Fault::new(what)
        .accepted("delimited text, Parquet, a workbook (.xlsx, .ods), SPSS (.sav) or Stata (.dta)")
        .remedy("open it in a spreadsheet program and save it as .xlsx, or export it again as CSV"))
}

fn unknown() -> Fault {
    Fault::new("is no table that can be read")
        .accepted("delimited text, Parquet, a workbook (.xlsx, .ods), SPSS (.sav) or Stata (.dta)")
        .remedy("unpack it, or export it again as CSV")
}

/// A workbook's table as delimited text, so that rows are numbered and counted like any others.
fn workbook_text(bytes: &[u8], wanted: Option<&str>) -> Result<(Vec<u8>, Vec<String>, String)> {
    let sheets = workbook::read(bytes)?;
    let names: Vec<String> = sheets.iter().map(|s| s.name.clone()).collect();
    let chosen = match wanted {
        Some(name) => sheets.iter().position(|s| labels::normal(&s.name) == labels::normal(name)).ok_or_else(|| {
            Fault::new("there is no such sheet in the workbook")
                .found(name)
                .accepted(super::sheet::list(&names, 12))
                .remedy("name one of these, after --sheet or as sheet in the codebook")
        })?,
        None => workbook::table_sheet(&sheets)
            .ok_or_else(|| Fault::new("has no table: every sheet is empty").remedy("export it again"))?,
    };
    let mut note = Vec::new();
    if names.len() > 1 {
        let others = sheets.iter().enumerate().filter(|(i, _)| *i != chosen);
        let others: Vec<String> = others.map(|(_, s)| format!("\"{}\" ({} rows)", s.name, s.rows.len())).collect();
        note.push(format!("sheet \"{}\" was read; not read: {}", names[chosen], others.join(", ")));
    }
    Ok((joined(&sheets[chosen].rows)?, note, if names.len() > 1 { names[chosen].clone() } else { String::new() }))
}

fn joined(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.len().saturating_mul(width) > MOST_CELLS {
        return Err(Fault::new("is a sheet that asks for too many cells")
            .found(format!("{} rows, {width} columns", rows.len()))
            .accepted(format!("at most {MOST_CELLS} cells"))
            .remedy("delete what stands far to the right or far below the table, or save it as CSV")
            .into());
    }
    let mut out = Vec::new();
    for row in rows {
        if row.iter().all(|cell| cell.is_empty()) {
            out.push(b'\n');
            continue;
        }
        let mut writer = csv::WriterBuilder::new().delimiter(BETWEEN_CELLS).from_writer(&mut out);
        let blank = std::iter::repeat_n("", width - row.len());
        writer.write_record(row.iter().map(String::as_str).chain(blank)).map_err(crate::error::internal)?;
    }
    Ok(out)
}
