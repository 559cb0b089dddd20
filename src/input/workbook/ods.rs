//! OpenDocument sheets (`.ods`): the events of `content.xml`, one cell at a time.

use super::grid::{Budget, Grid, MOST_COLUMNS, MOST_ROWS};
use super::package::Package;
use super::value;
use super::{MOST_SHEETS, Worksheet, damaged, excessive};
use crate::error::{Error, Result};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

/// Bytes of text in one cell; spaces that are written as a number could make more of a few bytes.
const MOST_CELL_TEXT: usize = 4 << 20;
/// Elements within a sheet or a cell whose text is not the cell's.
const ASIDE: [&str; 5] =
    ["office:annotation", "table:shapes", "office:forms", "table:tracked-changes", "text:ruby-text"];

fn told(error: impl std::fmt::Display) -> Error {
    damaged(Some(error.to_string())).into()
}

/// Reads the sheets.
///
/// # Errors
/// When they are damaged or ask for too much.
pub fn read(package: &mut Package, budget: &mut Budget) -> Result<Vec<Worksheet>> {
    let mut reader = Reader::from_reader(BufReader::new(package.part("content.xml")?));
    reader.config_mut().expand_empty_elements = true;
    let mut content = Content { reader, buffer: Vec::new(), style: None, hidden: BTreeSet::new() };
    let mut sheets = Vec::new();
    while let Some((name, visible)) = content.next_sheet()? {
        if sheets.len() >= MOST_SHEETS {
            return Err(excessive("sheets", MOST_SHEETS).into());
        }
        sheets.push(content.sheet(Grid::new(&name, visible, budget))?);
    }
    Ok(sheets)
}

struct Content<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    /// The style that is being defined.
    style: Option<String>,
    /// Styles of sheets that are not shown.
    hidden: BTreeSet<String>,
}

/// A cell as its element describes it.
#[derive(Default)]
struct Cell {
    value: Option<String>,
    /// Whether its paragraphs are its value.
    textual: bool,
    error: bool,
    covered: bool,
    repeated: u32,
}

impl<R: BufRead> Content<R> {
    /// Name and visibility of the sheet that begins next.
    fn next_sheet(&mut self) -> Result<Option<(String, bool)>> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(told)? {
                Event::Start(e) => match e.name().as_ref() {
                    "style:style" => self.style = attribute(&e, "style:name")?,
                    "style:table-properties" if attribute(&e, "table:display")?.as_deref() == Some("false") => {
                        self.hidden.extend(self.style.take());
                    }
                    "table:table" => {
                        let style = attribute(&e, "table:style-name")?;
                        let visible = style.is_none_or(|style| !self.hidden.contains(&style));
                        return Ok(Some((attribute(&e, "table:name")?.unwrap_or_default(), visible)));
                    }
                    _ => (),
                },
                Event::Eof => return Ok(None),
                _ => (),
            }
        }
    }

    /// Reads a sheet to its end.
    fn sheet(&mut self, mut grid: Grid) -> Result<Worksheet> {
        let mut row = 0u32;
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(told)? {
                Event::Start(e) if e.name().as_ref() == "table:table-row" => {
                    let times = repeated(&e, "table:number-rows-repeated")?;
                    self.row(&mut grid, row, times)?;
                    row = row.saturating_add(times);
                }
                Event::Start(e) if ASIDE.contains(&e.name().as_ref()) => {
                    let end = e.to_end().into_owned();
                    self.skip(end.name().as_ref())?;
                }
                Event::End(e) if e.name().as_ref() == "table:table" => return grid.finish(),
                Event::Eof => return Err(told("a sheet that does not end")),
                _ => (),
            }
        }
    }

    fn row(&mut self, grid: &mut Grid, row: u32, times: u32) -> Result<()> {
        let mut column = 0u32;
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(told)? {
                Event::Start(e) if matches!(e.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => {
                    let cell = described(&e)?;
                    let text = self.paragraphs(&cell)?;
                    place(grid, (row, times), column, cell.repeated, &cell, text)?;
                    column = column.saturating_add(cell.repeated);
                }
                Event::End(e) if e.name().as_ref() == "table:table-row" => return Ok(()),
                Event::Eof => return Err(told("a row that does not end")),
                _ => (),
            }
        }
    }

    /// Reads a cell to its end: its value, or its paragraphs where these are the value.
    fn paragraphs(&mut self, cell: &Cell) -> Result<String> {
        let (mut text, mut paragraphs, mut inside) = (String::new(), 0u64, false);
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(told)? {
                Event::Start(e) if ASIDE.contains(&e.name().as_ref()) => {
                    let end = e.to_end().into_owned();
                    self.skip(end.name().as_ref())?;
                }
                Event::Start(e) => {
                    inside |= e.name().as_ref() == "text:p";
                    paragraphs += u64::from(e.name().as_ref() == "text:p");
                    spacing(&e, paragraphs, &mut text)?;
                }
                Event::Text(t) if inside => text.push_str(&t.xml10_content()),
                Event::CData(t) if inside => text.push_str(&t.xml10_content()),
                Event::GeneralRef(r) if inside => text.push_str(&entity(&r)?),
                Event::End(e) => match e.name().as_ref() {
                    "text:p" => inside = false,
                    "table:table-cell" | "table:covered-table-cell" => break,
                    _ => (),
                },
                Event::Eof => return Err(told("a cell that does not end")),
                _ => (),
            }
            if text.len() > MOST_CELL_TEXT {
                return Err(excessive("text of one cell", MOST_CELL_TEXT).found(text.len().to_string()).into());
            }
        }
        Ok(match &cell.value {
            Some(value) => value.clone(),
            None if cell.textual => text,
            None => String::new(),
        })
    }

    /// Passes over an element whose start was read.
    fn skip(&mut self, name: &str) -> Result<()> {
        let mut depth = 1u64;
        while depth > 0 {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(told)? {
                Event::Start(e) if e.name().as_ref() == name => depth += 1,
                Event::End(e) if e.name().as_ref() == name => depth -= 1,
                Event::Eof => return Err(told("a note that does not end")),
                _ => (),
            }
        }
        Ok(())
    }
}

/// Puts a cell as often as it is repeated. Blank cells cost nothing: programs repeat them to the sheet's end.
fn place(grid: &mut Grid, rows: (u32, u32), column: u32, columns: u32, cell: &Cell, text: String) -> Result<()> {
    if cell.covered {
        return Ok(());
    }
    if cell.error {
        grid.error(u64::from(columns) * u64::from(rows.1));
        return Ok(());
    }
    if text.is_empty() {
        return Ok(());
    }
    for row in rows.0..rows.0.saturating_add(rows.1) {
        for column in column..column.saturating_add(columns) {
            grid.put(row, column, text.clone())?;
        }
    }
    Ok(())
}

/// Breaks and spaces that have elements of their own.
fn spacing(element: &BytesStart, paragraphs: u64, text: &mut String) -> Result<()> {
    match element.name().as_ref() {
        "text:p" if paragraphs > 1 => text.push('\n'),
        "text:line-break" => text.push('\n'),
        "text:tab" => text.push('\t'),
        "text:s" => {
            let count = attribute(element, "text:c")?.and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
            text.extend(std::iter::repeat_n(' ', count.min(1_000)));
        }
        _ => (),
    }
    Ok(())
}

fn described(element: &BytesStart) -> Result<Cell> {
    let kind = attribute(element, "office:value-type")?.unwrap_or_default();
    let value = match kind.as_str() {
        "float" | "percentage" | "currency" => attribute(element, "office:value")?.map(plain),
        "boolean" => attribute(element, "office:boolean-value")?.map(|text| text.to_ascii_uppercase()),
        "date" => attribute(element, "office:date-value")?.map(|text| value::iso_date(&text)),
        "time" => attribute(element, "office:time-value")?.map(|text| value::iso_duration(&text)),
        "string" => attribute(element, "office:string-value")?,
        _ => None,
    };
    Ok(Cell {
        textual: !kind.is_empty(),
        value,
        error: attribute(element, "calcext:value-type")?.as_deref() == Some("error"),
        covered: element.name().as_ref() == "table:covered-table-cell",
        repeated: repeated(element, "table:number-columns-repeated")?.min(MOST_COLUMNS + 1),
    })
}

/// A number as other cells show it; text that is none as it is.
fn plain(text: String) -> String {
    text.parse().map_or(text, value::number)
}

/// How often a row or cell stands, at most once more than a sheet is long.
fn repeated(element: &BytesStart, name: &str) -> Result<u32> {
    let text = attribute(element, name)?;
    let count = text.map_or(Ok(1), |text| text.parse::<u64>()).map_err(|e| told(format!("{name}: {e}")))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX).min(MOST_ROWS + 1))
}

fn attribute(element: &BytesStart, name: &str) -> Result<Option<String>> {
    match element.try_get_attribute(name).map_err(told)? {
        Some(found) => Ok(Some(found.normalized_value(XmlVersion::Implicit1_0).map_err(told)?.into_owned())),
        None => Ok(None),
    }
}

/// The character that a reference stands for: a number, or one of XML's five names.
fn entity(reference: &BytesRef) -> Result<String> {
    if let Some(c) = reference.resolve_char_ref().map_err(told)? {
        return Ok(c.to_string());
    }
    let name = reference.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| told(format!("&{name};")))
}
