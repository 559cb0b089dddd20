//! A sheet: one file as named columns of text, with the number of every row.

use super::accounting::{Accounting, Reason};
use super::{labels, parquet, scan, text};
use crate::error::{Error, Fault, Result, nearest};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;

/// A file as columns, before anything is known of their meaning.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The file, as the user named it.
    pub name: String,
    /// The columns: all String from delimited text, as stored from Parquet.
    pub frame: DataFrame,
    /// Row accounting so far: blank lines and rows of the wrong width are left out already.
    pub account: Accounting,
    /// Headers that occur more than once in the file.
    duplicates: BTreeSet<String>,
    /// The first header of each normal form.
    normal: BTreeMap<String, String>,
    /// Row numbers where they do not simply count on from 2.
    rows: Option<Vec<u64>>,
}

impl Sheet {
    /// Reads CSV or TSV of any delimiter, or Parquet; told by content, not by name. `name` is how messages call it.
    ///
    /// # Errors
    /// When the file is missing, empty, not UTF-8, has no header, or has a quote that never closes.
    pub fn read(path: &Path, name: &str) -> Result<Sheet> {
        let sheet = if is_parquet(path) { Sheet::parquet(path, name) } else { Sheet::delimited(path, name) };
        sheet.map_err(|e| e.in_file(name))
    }

    fn parquet(path: &Path, name: &str) -> Result<Sheet> {
        let (frame, _) = parquet::read(path)?;
        let mut account = Accounting::new(name);
        account.read = frame.height() as u64;
        let rows = Some((1..=account.read).collect());
        Ok(Sheet {
            name: name.into(),
            normal: by_normal_form(&frame),
            frame,
            account,
            duplicates: BTreeSet::new(),
            rows,
        })
    }

    fn delimited(path: &Path, name: &str) -> Result<Sheet> {
        let bytes = text::read(path).map_err(|e| rename(e, name))?;
        Sheet::from_text(&bytes, name)
    }

    /// Reads delimited UTF-8 text.
    ///
    /// # Errors
    /// As [`Sheet::read`].
    pub fn from_text(bytes: &[u8], name: &str) -> Result<Sheet> {
        let (bytes, declared) = scan::declared_delimiter(bytes);
        let delimiter = declared.unwrap_or_else(|| scan::delimiter(bytes));
        let layout = scan::layout(bytes, delimiter)?;
        let (headers, duplicates) = headers(bytes, &layout, delimiter)?;
        let mut account = Accounting::new(name);
        account.read = layout.records;
        for &row in &layout.blank {
            account.leave_out_row(Reason::rule("blank line"), Fault::new("blank line").row(row));
        }
        for &(row, fields) in &layout.ragged {
            leave_out_ragged(&mut account, row, fields, headers.len());
        }
        for header in &duplicates {
            account.note(format!("the header \"{header}\" occurs more than once; the later ones were renamed"));
        }
        let frame = if layout.regular {
            read_with_polars(&bytes[layout.header.next..], delimiter, &headers, layout.records as usize)?
        } else {
            read_record_by_record(&bytes[layout.header.next..], delimiter, &headers)?
        };
        let rows = (!layout.regular).then(|| kept_rows(bytes, delimiter, &layout));
        Ok(Sheet { name: name.into(), normal: by_normal_form(&frame), frame, account, duplicates, rows })
    }

    /// Number of rows that were kept.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The row of the file in which kept row `i` stands.
    pub fn row(&self, i: usize) -> u64 {
        self.rows.as_ref().map_or(i as u64 + 2, |rows| rows.get(i).copied().unwrap_or(0))
    }

    /// Headers as the file has them, duplicates renamed.
    pub fn headers(&self) -> Vec<String> {
        self.frame.get_column_names().into_iter().map(|n| n.to_string()).collect()
    }

    /// The header that `wanted` means: the same text, or the same but for white space and case.
    pub fn find(&self, wanted: &str) -> Option<String> {
        if self.frame.schema().contains(wanted) {
            return Some(wanted.to_owned());
        }
        self.normal.get(&labels::normal(wanted)).cloned()
    }

    /// The column that a codebook or a project names.
    ///
    /// # Errors
    /// When there is none, or the file has it twice.
    pub fn named(&self, wanted: &str, by: &str) -> Result<String> {
        let found = self.find(wanted).ok_or_else(|| self.missing(wanted, by))?;
        if self.duplicates.contains(&found) {
            return Err(Fault::new(format!("{by} names this column, but the header occurs more than once"))
                .file(&self.name)
                .column(found)
                .accepted("a header of its own for every column that is used")
                .remedy("rename one of them in the file, or name the renamed one (check lists them)")
                .into());
        }
        Ok(found)
    }

    fn missing(&self, wanted: &str, by: &str) -> Error {
        let headers = self.headers();
        let hint = match nearest(wanted, headers.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"? Otherwise correct the name in {by}"),
            None => format!("correct the name in {by}"),
        };
        Fault::new(format!("there is no such column, but {by} names it"))
            .file(&self.name)
            .column(wanted)
            .accepted(format!("one of: {}", list(&headers, 12)))
            .remedy(hint)
            .into()
    }

    /// A column as text; blank cells are null.
    ///
    /// # Errors
    /// When the column is not there or cannot be shown as text.
    pub fn strings(&self, header: &str) -> Result<StringChunked> {
        let column = self.frame.column(header)?;
        let text = column.cast(&DataType::String)?;
        let whole = column.dtype().is_float();
        let text = text.str()?.apply(|cell| cell.filter(|c| !labels::is_blank(c)).map(std::borrow::Cow::Borrowed));
        Ok(if whole { text.apply(|c| c.map(|c| c.strip_suffix(".0").unwrap_or(c).into())) } else { text })
    }
}

/// The first `most` of a list, and how many more there are.
pub fn list(items: &[String], most: usize) -> String {
    let shown = items.iter().take(most).map(|i| format!("\"{i}\"")).collect::<Vec<_>>().join(", ");
    if items.len() > most { format!("{shown} and {} more", items.len() - most) } else { shown }
}

fn rename(mut error: Error, name: &str) -> Error {
    error.set_file(name);
    error
}

/// The first header of each normal form.
fn by_normal_form(frame: &DataFrame) -> BTreeMap<String, String> {
    let mut normal = BTreeMap::new();
    for header in frame.get_column_names() {
        normal.entry(labels::normal(header)).or_insert_with(|| header.to_string());
    }
    normal
}

fn is_parquet(path: &Path) -> bool {
    let mut magic = [0; 4];
    std::fs::File::open(path).and_then(|mut f| std::io::Read::read_exact(&mut f, &mut magic)).is_ok()
        && &magic == b"PAR1"
}

fn leave_out_ragged(account: &mut Accounting, row: u64, fields: usize, width: usize) {
    let words = if fields > width { "too many fields" } else { "too few fields" };
    let fault = Fault::new(words)
        .row(row)
        .found(format!("{fields} fields"))
        .accepted(format!("{width} fields, as in the header"))
        .remedy("put quotes around text that contains the delimiter, or complete the row");
    account.leave_out_row(Reason::fault(words), fault);
}

/// The headers, each made unique; and those that had to be.
fn headers(bytes: &[u8], layout: &scan::Layout, delimiter: u8) -> Result<(Vec<String>, BTreeSet<String>)> {
    let record = &bytes[layout.header.start..layout.header.end];
    let raw = fields(record, delimiter)?;
    let mut names: Vec<String> = Vec::with_capacity(raw.len());
    let mut taken = BTreeSet::new();
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    let mut duplicates = BTreeSet::new();
    for (i, header) in raw.iter().enumerate() {
        let header = header.trim();
        let wanted = if header.is_empty() { format!("column_{}", i + 1) } else { header.to_owned() };
        let mut name = wanted.clone();
        let again = next.entry(wanted.clone()).or_insert(2);
        while !taken.insert(name.clone()) {
            duplicates.insert(wanted.clone());
            name = format!("{wanted}_{again}");
            *again += 1;
        }
        names.push(name);
    }
    Ok((names, duplicates))
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

fn fields(record: &[u8], delimiter: u8) -> Result<Vec<String>> {
    let first = reader(record, delimiter).into_records().next();
    let record = first.transpose().map_err(unreadable)?.unwrap_or_default();
    Ok(record.iter().map(str::to_owned).collect())
}

fn unreadable(error: csv::Error) -> Error {
    Fault::new(format!("cannot be read as delimited text: {error}")).remedy("export it again as CSV").into()
}

/// The fast path: every record is regular and has the header's width.
fn read_with_polars(body: &[u8], delimiter: u8, headers: &[String], height: usize) -> Result<DataFrame> {
    if height == 0 {
        let columns = headers.iter().map(|h| Column::new_empty(h.as_str().into(), &DataType::String)).collect();
        return Ok(DataFrame::new(0, columns)?);
    }
    let schema = headers.iter().map(|h| Field::new(h.as_str().into(), DataType::String)).collect::<Schema>();
    let parse = CsvParseOptions::default().with_separator(delimiter).with_missing_is_null(false);
    let frame = CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(Arc::new(schema)))
        .with_parse_options(parse)
        .into_reader_with_file_handle(Cursor::new(body))
        .finish()?;
    if frame.height() != height {
        // The scan and polars disagree on where a row ends: the record reader follows the scan's rules.
        return read_record_by_record(body, delimiter, headers);
    }
    Ok(frame)
}

/// The slow path: blank, ragged or irregular records are there.
fn read_record_by_record(body: &[u8], delimiter: u8, headers: &[String]) -> Result<DataFrame> {
    let mut columns: Vec<StringChunkedBuilder> =
        headers.iter().map(|h| StringChunkedBuilder::new(h.as_str().into(), 0)).collect();
    let mut height = 0;
    for record in scan::Records::new(body, delimiter).map_while(Result::ok) {
        if record.is_blank(body) || record.fields != headers.len() {
            continue;
        }
        let values = fields(&body[record.start..record.end], delimiter)?;
        height += 1;
        for (i, column) in columns.iter_mut().enumerate() {
            column.append_value(values.get(i).map_or("", String::as_str));
        }
    }
    let columns = columns.into_iter().map(|c| c.finish().into_series().into_column()).collect();
    Ok(DataFrame::new(height, columns)?)
}

fn kept_rows(bytes: &[u8], delimiter: u8, layout: &scan::Layout) -> Vec<u64> {
    let numbered = (1..).zip(scan::Records::new(bytes, delimiter).map_while(Result::ok));
    numbered
        .filter(|(_, r)| r.start >= layout.header.next && !r.is_blank(bytes) && r.fields == layout.header.fields)
        .map(|(row, _)| row)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(sheet: &Sheet, header: &str) -> Vec<Option<String>> {
        sheet.strings(header).unwrap().iter().map(|c| c.map(str::to_owned)).collect()
    }

    #[test]
    fn both_paths_read_the_same() {
        let regular = b"a,b\r\n1,\"x, y\"\r\n2,\"say \"\"hi\"\"\nthere\"\r\n,z\r\n";
        let sheet = Sheet::from_text(regular, "s.csv").unwrap();
        let body = &regular[5..];
        let slow = read_record_by_record(body, b',', &sheet.headers()).unwrap();
        assert!(slow.equals_missing(&sheet.frame), "{slow:?} {:?}", sheet.frame);
        assert_eq!(cells(&sheet, "b"), [Some("x, y".into()), Some("say \"hi\"\nthere".into()), Some("z".into())]);
        assert_eq!(cells(&sheet, "a")[2], None);
    }

    #[test]
    fn ragged_rows_are_left_out_and_counted_and_the_rest_keeps_its_row_numbers() {
        let sheet = Sheet::from_text(b"a,b\n1,2\n3\n\n4,5,6\n7,8\n", "s.csv").unwrap();
        assert_eq!(cells(&sheet, "a"), [Some("1".into()), Some("7".into())]);
        assert_eq!((sheet.row(0), sheet.row(1)), (2, 6));
        assert_eq!((sheet.account.read, sheet.account.used(), sheet.account.faults()), (5, 2, 2));
    }

    #[test]
    fn a_header_that_occurs_twice_is_renamed_and_may_not_be_named() {
        let sheet = Sheet::from_text(b"a,a,\n1,2,3\n", "s.csv").unwrap();
        assert_eq!(sheet.headers(), ["a", "a_2", "column_3"]);
        assert!(sheet.named("a", "the codebook").is_err());
        assert!(sheet.named("a_2", "the codebook").is_ok());
    }
}
