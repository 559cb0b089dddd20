//! The structural scan of a delimited file: where records end and how many fields they have.
//!
//! polars stops at the first surplus field and fills short rows in silence. So the records are counted here first, by
//! the rules of RFC 4180 (a quote opens only at the start of a field; inside it, two quotes are one), and rows with
//! too many or too few fields are known before anything is read.

use super::threads::{in_threads, workers};
use crate::error::Fault;
use std::collections::BTreeMap;

/// The delimiters that are tried, in the order of preference.
const DELIMITERS: [u8; 7] = [b',', b';', b'\t', b'|', b'^', b'~', 0x1f];

/// Lines looked at when the delimiter is told.
const SAMPLE_LINES: usize = 200;

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

/// The records of a file, one after the other.
pub struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
}

impl<'a> Records<'a> {
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
        let (mut fields, mut regular, mut i) = (1, true, start);
        loop {
            // Up to the next line end or quote nothing matters but delimiters, which are counted many bytes at a time.
            let rest = &self.bytes[i..];
            let stretch = memchr::memchr3(b'\n', b'\r', b'"', rest).unwrap_or(rest.len());
            fields += memchr::memchr_iter(self.delimiter, &rest[..stretch]).count();
            i += stretch;
            match self.bytes.get(i) {
                Some(b'"') if i == start || self.bytes[i - 1] == self.delimiter => {
                    let Some(closed) = self.behind_quotes(i) else {
                        self.at = self.bytes.len();
                        return Some(Err(i));
                    };
                    i = closed;
                    regular &= self.bytes.get(i).is_none_or(|b| [self.delimiter, b'\n', b'\r'].contains(b));
                    // Behind a closed quote another one opens nothing.
                    if self.bytes.get(i) == Some(&b'"') {
                        i += 1;
                    }
                }
                Some(b'"') => (regular, i) = (false, i + 1),
                ended => {
                    let crlf = ended == Some(&b'\r') && self.bytes.get(i + 1) == Some(&b'\n');
                    regular &= ended != Some(&b'\r') || crlf;
                    self.at = i + usize::from(ended.is_some()) + usize::from(crlf);
                    return Some(Ok(Record { start, end: i, next: self.at, fields, regular }));
                }
            }
        }
    }
}

impl Records<'_> {
    /// One past the quote that closes the field that the quote at `open` opens; two quotes inside are one. `None` when none
    /// closes it.
    fn behind_quotes(&self, open: usize) -> Option<usize> {
        let mut i = open + 1;
        loop {
            i += memchr::memchr(b'"', self.bytes.get(i..)?)? + 1;
            if self.bytes.get(i) != Some(&b'"') {
                return Some(i);
            }
            i += 1;
        }
    }
}

/// Tells the delimiter: the one by which most of the first lines are in records of one and the same number of fields, above
/// one.
///
/// Lines are counted and not records: by any other delimiter a quoted text falls apart into its lines, of which each would
/// count as much as the whole record that it belongs to.
pub fn delimiter(bytes: &[u8]) -> u8 {
    let mut best = (b',', (0, 0));
    for candidate in DELIMITERS {
        let explained = lines_explained(bytes, candidate);
        if explained > best.1 {
            best = (candidate, explained);
        }
    }
    best.0
}

/// Lines in records of the commonest number of fields above one, and that number. What stands behind a quote that is not closed,
/// as in the beginning of a long file, is taken for one such record.
fn lines_explained(bytes: &[u8], delimiter: u8) -> (usize, usize) {
    let (mut widths, mut left, mut open) = (BTreeMap::<usize, usize>::new(), SAMPLE_LINES, 0);
    for record in Records::new(bytes, delimiter) {
        let Ok(record) = record.map_err(|at| open = lines(&bytes[at..], left)) else { break };
        if record.is_blank(bytes) {
            continue;
        }
        // a stray quote swallows lines by a delimiter that is none
        let lines = if record.regular { lines(&bytes[record.start..record.end], left) } else { 1 };
        *widths.entry(record.fields).or_default() += lines;
        left -= lines;
        if left == 0 {
            break;
        }
    }
    let wide = widths.into_iter().filter(|(width, _)| *width > 1);
    wide.map(|(width, lines)| (lines + open, width)).max().unwrap_or((0, 0))
}

/// Lines that a record takes, at most so many: one, and one more for every line end within its quotes.
fn lines(record: &[u8], most: usize) -> usize {
    let ends = memchr::memchr2_iter(b'\n', b'\r', record);
    let ends = ends.filter(|at| record[*at] == b'\n' || record.get(at + 1) != Some(&b'\n'));
    1 + ends.take(most.saturating_sub(1)).count()
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
    /// Fields in the widest record of the header.
    pub fn width(&self) -> usize {
        self.header.iter().map(|h| h.fields).max().unwrap_or(0)
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
    let mut records = Records::new(bytes, delimiter);
    let (mut heads, mut row) = (Vec::new(), 0);
    while heads.len() < header.depth {
        let Some(record) = records.next() else { break };
        row += 1;
        let record = record.map_err(|at| open_quote(row, &bytes[at..]))?;
        if row as usize > header.skip && !(record.is_blank(bytes) && heads.is_empty()) {
            heads.push(record);
        }
    }
    let Some(width) = heads.iter().map(|h| h.fields).max() else {
        return Err(Fault::new("has no header row").remedy("export it again with its header"));
    };
    let body = heads.last().map_or(0, |h| h.next);
    let mut layout =
        Layout { header: heads, first_row: row + 1, records: 0, blank: Vec::new(), ragged: Vec::new(), regular: true };
    for part in parts(bytes, delimiter, width, body) {
        layout.add(part, bytes)?;
    }
    layout.regular &= layout.blank.is_empty() && layout.ragged.is_empty();
    Ok(layout)
}

impl Layout {
    fn add(&mut self, part: Part, bytes: &[u8]) -> Result<(), Fault> {
        let first = self.first_row + self.records;
        if let Some((records, at)) = part.open {
            return Err(open_quote(first + records, &bytes[at..]));
        }
        self.blank.extend(part.blank.iter().map(|n| first + n));
        self.ragged.extend(part.ragged.iter().map(|(n, fields)| (first + n, *fields)));
        self.records += part.records;
        self.regular &= part.regular;
        Ok(())
    }
}

/// What a stretch of the body holds; rows are counted from its beginning.
#[derive(Default)]
struct Part {
    records: u64,
    blank: Vec<u64>,
    ragged: Vec<(u64, usize)>,
    regular: bool,
    /// One past its last record.
    end: usize,
    /// A quote that never closes: records before it, and where it opens.
    open: Option<(u64, usize)>,
}

/// Scans the records that begin in `start..stop`.
fn part(bytes: &[u8], delimiter: u8, width: usize, start: usize, stop: usize) -> Part {
    let mut part = Part { regular: true, end: start, ..Part::default() };
    let mut records = Records { bytes, delimiter, at: start };
    while records.at < stop {
        match records.next() {
            None => break,
            Some(Err(at)) => {
                part.open = Some((part.records, at));
                return part;
            }
            Some(Ok(record)) => {
                if (record.fields != width || width == 1) && record.is_blank(bytes) {
                    part.blank.push(part.records);
                } else if record.fields != width {
                    part.ragged.push((part.records, record.fields));
                }
                part.regular &= record.regular;
                part.records += 1;
                part.end = record.next;
            }
        }
    }
    part
}

/// Smaller bodies are scanned in one go.
const WORTH_SPLITTING: usize = 8 << 20;

/// Scans the body on all processors. Where a stretch begins is told by counting quotes, and checked: unless the one before
/// ends just there, all is scanned in one go.
fn parts(bytes: &[u8], delimiter: u8, width: usize, body: usize) -> Vec<Part> {
    let begins = if bytes.len() - body < WORTH_SPLITTING { vec![body] } else { beginnings(bytes, body, workers()) };
    let scan = |k: usize| {
        let stop = begins.get(k + 1).copied().unwrap_or(bytes.len());
        part(bytes, delimiter, width, begins[k], stop)
    };
    let parts = in_threads(begins.len(), scan);
    let meet = parts.iter().zip(begins.iter().skip(1)).all(|(part, next)| part.open.is_none() && part.end == *next);
    if meet && parts.len() == begins.len() { parts } else { vec![part(bytes, delimiter, width, body, bytes.len())] }
}

/// Where stretches of about equal length begin: behind a line end outside quotes, as far as counting them tells.
fn beginnings(bytes: &[u8], body: usize, n: usize) -> Vec<usize> {
    let length = (bytes.len() - body) / n;
    let near: Vec<usize> = (0..n).map(|k| body + k * length).collect();
    let quotes = in_threads(n, |k| {
        let stop = near.get(k + 1).copied().unwrap_or(bytes.len());
        memchr::memchr_iter(b'"', &bytes[near[k]..stop]).count()
    });
    let mut begins = vec![body];
    let mut before = 0;
    for k in 1..n.min(quotes.len()) {
        before += quotes[k - 1];
        let mut inside = before % 2 == 1;
        let line_end = memchr::memchr2_iter(b'"', b'\n', &bytes[near[k]..]).find(|at| {
            let quote = bytes[near[k] + at] == b'"';
            inside ^= quote;
            !quote && !inside
        });
        let Some(at) = line_end.map(|at| near[k] + at + 1).filter(|at| *at < bytes.len()) else { break };
        if begins.last().is_some_and(|last| *last < at) {
            begins.push(at);
        }
    }
    begins
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
    fn a_body_scanned_in_stretches_is_the_body_scanned_in_one_go() {
        let rows = ["a,b\n", "\"x\ny\",\"1,2\"\n", "\n", "1,2,3\n", "\"say \"\"hi\"\"\",\n", "5\" pipe,6\r\n"];
        for seed in 0..200_usize {
            let pick = |i: usize| rows[(seed * 31 + i * i * 7 + i / 3) % if seed % 3 == 0 { 6 } else { 5 }];
            let text = (0..60).map(pick).collect::<String>();
            let whole = part(text.as_bytes(), b',', 2, 0, text.len());
            for n in 2..5 {
                let begins = beginnings(text.as_bytes(), 0, n);
                let stops = begins.iter().skip(1).copied().chain([text.len()]);
                let parts: Vec<Part> =
                    begins.iter().zip(stops).map(|(b, s)| part(text.as_bytes(), b',', 2, *b, s)).collect();
                let meet = parts.iter().zip(begins.iter().skip(1)).all(|(p, next)| p.open.is_none() && p.end == *next);
                let records: u64 = parts.iter().map(|p| p.records).sum();
                assert!(
                    !meet || records == whole.records && parts.iter().all(|p| p.regular) == whole.regular,
                    "{text:?}"
                );
                assert!(meet || seed % 3 == 0, "regular text is split well: {text:?}");
            }
        }
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

    #[test]
    fn the_lines_of_a_quoted_text_do_not_outvote_its_record() {
        assert_eq!(delimiter(b"a,b\n1,\"x; y\nx; y\n\nx; y\"\n"), b',');
        assert_eq!(delimiter(b"a;b\r\n1;\"x, y\r\nx, y\r\nx, y\"\r\n"), b';');
        assert_eq!([lines(b"a", 9), lines(b"a\nb\r\nc\rd", 9), lines(b"\n\n", 9), lines(b"\n\n", 2)], [1, 4, 3, 2]);
    }

    #[test]
    fn neither_a_text_that_is_cut_off_nor_a_stray_quote_tells_another_delimiter() {
        let cut_off = ["a,b\n1,\"x; y\n", &"x; y\n".repeat(300)].concat();
        assert_eq!(delimiter(cut_off.as_bytes()), b',');
        let stray = ["id;text;z\n1;I like this,\"quoted;a\n", &"2;b;c\n3;d\n".repeat(30), "50;and,\"more;b\n"].concat();
        assert_eq!(delimiter(stray.as_bytes()), b';');
    }
}
