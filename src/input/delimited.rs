//! Delimited text to columns of text: by polars where every record is regular, record by record where not.

use super::Rows;
use super::accounting::{Accounting, Reason};
use super::scan::{self, Header, Layout};
use crate::error::{Fault, Result};
use polars::prelude::*;
use std::io::Cursor;

/// What delimited text holds.
pub(super) struct Body {
    /// The header's records, each as wide as the widest.
    pub header: Vec<Vec<String>>,
    /// Columns of text, named `0`, `1`, ….
    pub frame: DataFrame,
    /// Where its rows stand.
    pub rows: Rows,
    /// Records read, and left out for their width.
    pub account: Accounting,
}

/// Reads valid UTF-8.
pub(super) fn read(bytes: &[u8], delimiter: u8, header: Header, name: &str) -> Result<Body> {
    let layout = scan::layout(bytes, delimiter, header)?;
    let header = header_records(bytes, &layout, delimiter);
    let width = layout.width();
    let mut account = Accounting::new(name);
    account.read = layout.records;
    for &row in &layout.blank {
        account.leave_out_row(Reason::rule("blank line"), Fault::new("blank line").row(row));
    }
    for &(row, fields) in &layout.ragged {
        leave_out_ragged(&mut account, row, fields, width);
    }
    let body = &bytes[layout.body()..];
    let frame = if layout.regular {
        read_with_polars(body, delimiter, width, layout.records as usize)?
    } else {
        read_record_by_record(body, delimiter, width)?
    };
    let rows = match layout.regular {
        true => Rows::From(layout.first_row),
        false => Rows::Listed(kept_rows(body, delimiter, width, layout.first_row)),
    };
    Ok(Body { header, frame, rows, account })
}

/// The first records of a text as fields; blank lines as no fields.
pub(super) fn head(bytes: &[u8], delimiter: u8, most: usize) -> Vec<Vec<String>> {
    let records = scan::Records::new(bytes, delimiter).map_while(Result::ok).take(most);
    let mut splitter = Splitter::new(delimiter);
    let read = |r: scan::Record| match r.is_blank(bytes) {
        true => Vec::new(),
        false => splitter.fields(&bytes[r.start..r.end]),
    };
    records.map(read).collect()
}

fn header_records(bytes: &[u8], layout: &Layout, delimiter: u8) -> Vec<Vec<String>> {
    let (width, mut splitter) = (layout.width(), Splitter::new(delimiter));
    let read = |r: &scan::Record| {
        let mut fields = splitter.fields(&bytes[r.start..r.end]);
        fields.resize(width, String::new());
        fields
    };
    layout.header.iter().map(read).collect()
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

/// Takes records apart into their fields, one after the other with the same tables.
struct Splitter {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Splitter {
    fn new(delimiter: u8) -> Splitter {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Splitter { reader, text: Vec::new(), ends: Vec::new() }
    }

    /// The fields of one record, which the scan has found.
    fn fields(&mut self, record: &[u8]) -> Vec<String> {
        self.reader.reset();
        // No field grows by being taken out of its quotes, and no record has more fields than bytes and one.
        self.text.resize(record.len() + 1, 0);
        self.ends.resize(record.len() + 2, 0);
        let (_, _, text, ends) = self.reader.read_record(record, &mut self.text, &mut self.ends);
        // An empty input tells the reader that the record is over.
        let (_, _, _, last) = self.reader.read_record(&[], &mut self.text[text..], &mut self.ends[ends..]);
        let ends = ends + last;
        let mut start = 0;
        let mut fields = Vec::with_capacity(ends);
        for end in &self.ends[..ends] {
            fields.push(String::from_utf8_lossy(&self.text[start..*end]).into_owned());
            start = *end;
        }
        fields
    }
}

/// Columns are named by their place until the sheet knows their headers.
fn place_name(i: usize) -> PlSmallStr {
    i.to_string().into()
}

/// The fast path: every record is regular and has the header's width.
fn read_with_polars(body: &[u8], delimiter: u8, width: usize, height: usize) -> Result<DataFrame> {
    if height == 0 {
        let columns = (0..width).map(|i| Column::new_empty(place_name(i), &DataType::String)).collect();
        return Ok(DataFrame::new(0, columns)?);
    }
    let schema = (0..width).map(|i| Field::new(place_name(i), DataType::String)).collect::<Schema>();
    let parse = CsvParseOptions::default().with_separator(delimiter).with_missing_is_null(false);
    let frame = CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(Arc::new(schema)))
        .with_parse_options(parse)
        .into_reader_with_file_handle(Cursor::new(body))
        .finish()?;
    if frame.height() != height {
        // The scan and polars disagree on where a row ends: the record reader follows the scan's rules.
        return read_record_by_record(body, delimiter, width);
    }
    Ok(frame)
}

/// The slow path: blank, ragged or irregular records are there.
fn read_record_by_record(body: &[u8], delimiter: u8, width: usize) -> Result<DataFrame> {
    let mut columns: Vec<StringChunkedBuilder> =
        (0..width).map(|i| StringChunkedBuilder::new(place_name(i), 0)).collect();
    let (mut height, mut splitter) = (0, Splitter::new(delimiter));
    for record in kept(body, delimiter, width) {
        let values = splitter.fields(&body[record.start..record.end]);
        height += 1;
        for (i, column) in columns.iter_mut().enumerate() {
            column.append_value(values.get(i).map_or("", String::as_str));
        }
    }
    let columns = columns.into_iter().map(|c| c.finish().into_series().into_column()).collect();
    Ok(DataFrame::new(height, columns)?)
}

fn kept(body: &[u8], delimiter: u8, width: usize) -> impl Iterator<Item = scan::Record> + '_ {
    let records = scan::Records::new(body, delimiter).map_while(Result::ok);
    records.filter(move |r| r.fields == width && !r.is_blank(body))
}

fn kept_rows(body: &[u8], delimiter: u8, width: usize, first_row: u64) -> Vec<u64> {
    let numbered = (first_row..).zip(scan::Records::new(body, delimiter).map_while(Result::ok));
    numbered.filter(|(_, r)| r.fields == width && !r.is_blank(body)).map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_taken_apart_one_after_the_other() {
        let mut splitter = Splitter::new(b';');
        assert_eq!(splitter.fields(b"\"a;\"\"b\"\"\nc\";d;"), ["a;\"b\"\nc", "d", ""]);
        assert_eq!(splitter.fields(b"5\" pipe;\"x\"y"), ["5\" pipe", "xy"]);
        assert_eq!(splitter.fields("é".as_bytes()), ["é"]);
    }

    #[test]
    fn both_paths_read_the_same() {
        let regular = b"a,b\r\n1,\"x, y\"\r\n2,\"say \"\"hi\"\"\nthere\"\r\n,z\r\n";
        let fast = read(regular, b',', Header::FIRST, "s.csv").unwrap();
        let slow = read_record_by_record(&regular[5..], b',', 2).unwrap();
        assert!(slow.equals_missing(&fast.frame), "{slow:?} {:?}", fast.frame);
        assert_eq!(fast.header, [["a", "b"]]);
    }
}
