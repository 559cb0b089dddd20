//! The structural scan of a delimited file: where records end and how many fields they have.
//!
//! polars stops at the first surplus field and fills short rows in silence. So the records are counted here first, by
//! the rules of RFC 4180 (a quote opens only at the start of a field; inside it, two quotes are one), and rows with
//! too many or too few fields are known before anything is read.

use crate::error::Fault;
use std::collections::BTreeMap;

/// The delimiters that are tried, in the order of preference.
const DELIMITERS: [u8; 7] = [b',', b';', b'\t', b'|', b'^', b'~', 0x1f];

/// Records looked at when the delimiter is told.
const SAMPLE_RECORDS: usize = 100;

/// One record of a delimited file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// First byte.
    pub start: usize,
    /// One past the last byte, line end left out.
    pub end: usize,
    /// One past the line end.
    pub next: usize,
    /// Fields in it.
    pub fields: usize,
    /// Whether every CSV reader would read it alike: no quote inside an unquoted field, no lone carriage return.
    pub regular: bool,
}

impl Record {
    /// Whether it is a line with nothing on it.
    pub fn is_blank(&self, bytes: &[u8]) -> bool {
        self.fields == 1 && bytes[self.start..self.end].iter().all(u8::is_ascii_whitespace)
    }
}

/// Where the scan stands inside a record.
#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    QuoteClosed,
}

/// The records of a file, one after the other.
pub struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
}

impl<'a> Records<'a> {
    /// A record in which no quote stands, as most are: its end and its delimiters are found many bytes at a time.
    fn unquoted(&mut self, start: usize) -> Option<Record> {
        let rest = &self.bytes[start..];
        let end = memchr::memchr3(b'\n', b'\r', b'"', rest).unwrap_or(rest.len());
        let next = match rest.get(end) {
            Some(b'"') => return None,
            Some(b'\r') if rest.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) => end + 1,
            None => end,
        };
        let regular = rest.get(end) != Some(&b'\r') || next == end + 2;
        let fields = 1 + memchr::memchr_iter(self.delimiter, &rest[..end]).count();
        self.at = start + next;
        Some(Record { start, end: start + end, next: self.at, fields, regular })
    }

    /// Scans `bytes`, whose fields are separated by `delimiter`.
    pub fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        Records { bytes, delimiter, at: 0 }
    }
}

impl Iterator for Records<'_> {
    /// A record, or the byte at which a quote opens that never closes.
    type Item = Result<Record, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        if let Some(record) = self.unquoted(start) {
            return Some(Ok(record));
        }
        let (mut state, mut fields, mut regular, mut opened) = (State::FieldStart, 1, true, start);
        let mut i = start;
        while i < self.bytes.len() {
            let byte = self.bytes[i];
            if state == State::Quoted {
                // Jump to the next quote: nothing else matters inside.
                match memchr::memchr(b'"', &self.bytes[i..]) {
                    Some(skip) => i += skip,
                    None => {
                        self.at = self.bytes.len();
                        return Some(Err(opened));
                    }
                }
                state = State::QuoteClosed;
            } else if byte == self.delimiter {
                fields += 1;
                state = State::FieldStart;
            } else if byte == b'\n' || byte == b'\r' {
                let crlf = byte == b'\r' && self.bytes.get(i + 1) == Some(&b'\n');
                regular &= byte == b'\n' || crlf;
                self.at = i + if crlf { 2 } else { 1 };
                return Some(Ok(Record { start, end: i, next: self.at, fields, regular }));
            } else if byte == b'"' {
                match state {
                    State::FieldStart => opened = i,
                    // Two quotes inside a quoted field: the field goes on.
                    State::QuoteClosed if self.bytes[i - 1] == b'"' => {}
                    _ => regular = false,
                }
                if state != State::Unquoted {
                    state = State::Quoted;
                }
            } else {
                regular &= state != State::QuoteClosed;
                state = State::Unquoted;
            }
            i += 1;
        }
        self.at = self.bytes.len();
        if state == State::Quoted {
            return Some(Err(opened));
        }
        Some(Ok(Record { start, end: i, next: i, fields, regular }))
    }
}

/// Tells the delimiter: the one by which most of the first records have one and the same number of fields, above one.
pub fn delimiter(bytes: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let records = Records::new(bytes, delimiter).map_while(Result::ok).filter(|r| !r.is_blank(bytes));
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        records.take(SAMPLE_RECORDS).for_each(|r| *widths.entry(r.fields).or_default() += 1);
        let commonest = widths.into_iter().filter(|(width, _)| *width > 1).map(|(width, n)| (n, width)).max();
        commonest.unwrap_or((0, 0))
    };
    let mut best = (b',', (0, 0));
    for candidate in DELIMITERS {
        let s = score(candidate);
        if s > best.1 {
            best = (candidate, s);
        }
    }
    best.0
}

/// The delimiter that Excel's first line `sep=;` names, and the text behind that line. Row numbers then count from there.
pub fn declared_delimiter(bytes: &[u8]) -> (&[u8], Option<u8>) {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or(bytes);
    match line.strip_suffix(b"\r").unwrap_or(line) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => {
            (bytes.get(line.len() + 1..).unwrap_or(&[]), Some(*delimiter))
        }
        _ => (bytes, None),
    }
}

/// Where the header of a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Records above it: titles, notes and blank lines.
    pub skip: usize,
    /// Records that it takes, at least 1.
    pub depth: usize,
}

impl Header {
    /// One record, the first that is not blank.
    pub const FIRST: Header = Header { skip: 0, depth: 1 };
}

/// A delimited file as the scan sees it.
#[derive(Debug)]
pub struct Layout {
    /// The header's records.
    pub header: Vec<Record>,
    /// Row of the first record behind the header.
    pub first_row: u64,
    /// Records after the header, blank lines and ragged ones among them.
    pub records: u64,
    /// Blank lines, by row.
    pub blank: Vec<u64>,
    /// Rows whose number of fields is not the header's, with that number.
    pub ragged: Vec<(u64, usize)>,
    /// Whether polars can read the body as it is.
    pub regular: bool,
}

impl Layout {
    /// Fields in the header's first record.
    pub fn width(&self) -> usize {
        self.header.first().map_or(0, |h| h.fields)
    }

    /// Where the body begins.
    pub fn body(&self) -> usize {
        self.header.last().map_or(0, |h| h.next)
    }
}

/// Scans a whole file. Rows are numbered as a spreadsheet numbers them, blank lines among them.
///
/// # Errors
/// When there is no header, or a quote opens and never closes.
pub fn layout(bytes: &[u8], delimiter: u8, header: Header) -> Result<Layout, Fault> {
    let (mut blank, mut ragged, mut heads) = (Vec::new(), Vec::new(), Vec::new());
    let (mut row, mut records, mut first_row, mut width, mut regular) = (0, 0, 0, 0, true);
    for record in Records::new(bytes, delimiter) {
        row += 1;
        let record = record.map_err(|at| open_quote(row, &bytes[at..]))?;
        if heads.len() < header.depth {
            if row as usize > header.skip && !(record.is_blank(bytes) && heads.is_empty()) {
                width = width.max(record.fields);
                heads.push(record);
                first_row = row + 1;
            }
            continue;
        }
        records += 1;
        if record.fields != width {
            if record.is_blank(bytes) { blank.push(row) } else { ragged.push((row, record.fields)) }
        } else if width == 1 && record.is_blank(bytes) {
            blank.push(row);
        }
        regular &= record.regular;
    }
    if heads.is_empty() {
        return Err(Fault::new("has no header row").remedy("export it again with its header"));
    }
    regular &= blank.is_empty() && ragged.is_empty();
    Ok(Layout { header: heads, first_row, records, blank, ragged, regular })
}

fn open_quote(row: u64, rest: &[u8]) -> Fault {
    let text: String = String::from_utf8_lossy(&rest[..rest.len().min(160)]).into_owned();
    Fault::new("a quote opens here and never closes, so the end of the row cannot be told")
        .row(row)
        .found(text)
        .remedy("close the quote, or double it (\"\") where it belongs to the text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<usize> {
        Records::new(text.as_bytes(), b',').map(|r| r.map_or(0, |r| r.fields)).collect()
    }

    #[test]
    fn quoted_delimiters_newlines_and_quotes_belong_to_the_field() {
        assert_eq!(fields("a,b\n\"x,\ny\",\"say \"\"hi\"\"\"\r\n1,2"), [2, 2, 2]);
        assert_eq!(fields("a\r1\r"), [1, 1]);
        assert_eq!(fields(""), Vec::<usize>::new());
    }

    #[test]
    fn a_quote_that_never_closes_is_an_error_at_its_row() {
        let fault = layout(b"a,b\n1,2\n3,\"x\n4,5\n", b',', Header::FIRST).err();
        assert_eq!(fault.and_then(|f| f.place.row), Some(3));
    }

    #[test]
    fn ragged_and_blank_rows_are_found() {
        let l = layout(b"\na,b\n1\n\n1,2,3\n1,2\n", b',', Header::FIRST);
        let l = l.map(|l| (l.records, l.blank, l.ragged, l.regular));
        assert_eq!(l, Ok((4, vec![4], vec![(3, 1), (5, 3)], false)));
    }

    #[test]
    fn stray_quotes_are_irregular() {
        let regular = |text: &str| layout(text.as_bytes(), b',', Header::FIRST).map(|l| l.regular);
        assert_eq!(regular("a,b\n5\" pipe,x\n"), Ok(false));
        assert_eq!(regular("a,b\n\"x\"y,z\n"), Ok(false));
        assert_eq!(regular("a,b\n\"x\",z\n"), Ok(true));
    }

    #[test]
    fn a_header_may_stand_below_a_title_and_take_several_records() {
        let l = layout(b"Title\n\na,b\nc,d\n1,2\n", b',', Header { skip: 1, depth: 2 }).unwrap();
        assert_eq!((l.header.len(), l.width(), l.first_row, l.records, l.body()), (2, 2, 5, 1, 15));
        assert_eq!(delimiter(b"A title, with a comma\n\na;b;c\n1;2;3\n4;5;6\n"), b';');
    }

    #[test]
    fn the_delimiter_is_the_one_that_explains_the_rows() {
        assert_eq!(delimiter(b"a;b;c\n1,5;2;3\n1,6;2;3\n"), b';');
        assert_eq!(delimiter(b"a\tb\n1\t2\n"), b'\t');
        assert_eq!(delimiter(b"a^b\n1^2\n"), b'^');
        assert_eq!(declared_delimiter(b"sep=;\r\na;b\n"), (b"a;b\n".as_slice(), Some(b';')));
        assert_eq!(declared_delimiter(b"a;b\n"), (b"a;b\n".as_slice(), None));
        assert_eq!(delimiter(b"question\nyes\n"), b',');
        assert_eq!(delimiter(b"a,b;c,d\n1,2,3\n1,2,3\n"), b',');
    }
}
