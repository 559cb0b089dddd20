//! A sheet: one file as named columns of text, with the number of every row.

use super::accounting::{Accounting, Reason};
use super::delimited::{self, Body};
use super::distinct::{self, Distinct};
use super::file::Opened;
use super::scan::{self, Header};
use super::{Rows, labels, numbers, parquet};
use crate::error::{Error, Fault, Result, nearest};
use polars::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
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
    /// Headers that occur more than once in the file, in their normal form, with the names that they have here.
    repeated: BTreeMap<String, Vec<String>>,
    /// The first header of each normal form.
    normal: BTreeMap<String, String>,
    rows: Rows,
}

impl Sheet {
    /// Reads delimited text of any encoding and delimiter, a workbook's table, or Parquet; told by content, not by name.
    /// The header is the first row that is about as wide as the table below it. `name` is how messages call the file.
    ///
    /// # Errors
    /// When the file is missing, empty, no table, has no header, or has a quote that never closes.
    pub fn read(path: &Path, name: &str) -> Result<Sheet> {
        Opened::open(path, name, None)?.table()
    }

    /// Reads delimited UTF-8 text whose header is its first line.
    ///
    /// # Errors
    /// As [`Sheet::read`].
    pub fn from_text(bytes: &[u8], name: &str) -> Result<Sheet> {
        let (bytes, declared) = scan::declared_delimiter(bytes);
        let delimiter = declared.unwrap_or_else(|| scan::delimiter(bytes));
        Ok(Sheet::delimited(bytes, delimiter, Header::FIRST, name)?.0)
    }

    /// Reads delimited UTF-8 text; all records of the header come with the sheet, the first one names the columns.
    pub(super) fn delimited(
        bytes: &[u8],
        delimiter: u8,
        header: Header,
        name: &str,
    ) -> Result<(Sheet, Vec<Vec<String>>)> {
        let Body { header, frame, rows, account } = delimited::read(bytes, delimiter, header, name)?;
        let mut sheet =
            Sheet { name: name.into(), frame, account, repeated: BTreeMap::new(), normal: BTreeMap::new(), rows };
        sheet.rename(header.first().map_or(&[], Vec::as_slice))?;
        Ok((sheet, header))
    }

    pub(super) fn parquet(path: &Path, name: &str) -> Result<Sheet> {
        let (frame, _) = parquet::read(path)?;
        Ok(Sheet::of_frame(frame, name))
    }

    /// A sheet of columns that a reader made, rows counting from 1.
    ///
    /// # Errors
    /// When the columns differ in length.
    pub fn from_columns(columns: Vec<(String, Vec<Option<String>>)>, name: &str) -> Result<Sheet> {
        let height = columns.first().map_or(0, |(_, cells)| cells.len());
        let headers: Vec<String> = columns.iter().map(|(header, _)| header.clone()).collect();
        let series = columns.into_iter().enumerate();
        let series = series.map(|(i, (_, cells))| Column::new(i.to_string().into(), cells)).collect();
        let mut sheet = Sheet::of_frame(DataFrame::new(height, series)?, name);
        sheet.rename(&headers)?;
        Ok(sheet)
    }

    fn of_frame(frame: DataFrame, name: &str) -> Sheet {
        let mut account = Accounting::new(name);
        account.read = frame.height() as u64;
        let normal = by_normal_form(&frame);
        Sheet { name: name.into(), frame, account, repeated: BTreeMap::new(), normal, rows: Rows::From(1) }
    }

    /// Gives the columns headers, in their order. Empty ones get the column's number, repeated ones a number each.
    ///
    /// # Errors
    /// Never for as many headers as columns.
    pub fn rename(&mut self, headers: &[String]) -> Result<()> {
        let (names, repeated) = unique(headers);
        self.frame.set_column_names(&names)?;
        self.repeated = repeated;
        for names in self.repeated.values() {
            let numbered = list(names, 4);
            self.account.note(format!("the same header occurs {} times; they are called {numbered}", names.len()));
        }
        self.normal = by_normal_form(&self.frame);
        Ok(())
    }

    /// Leaves rows out for one reason; `rows` says which, by place.
    ///
    /// # Errors
    /// When `rows` is not as long as the sheet.
    pub fn leave_out(&mut self, rows: &[bool], reason: &Reason, example: impl Fn(u64) -> Fault) -> Result<()> {
        for (i, _) in rows.iter().enumerate().filter(|(_, out)| **out) {
            let row = self.row(i);
            self.account.leave_out_row(reason.clone(), example(row).row(row));
        }
        let kept: Vec<bool> = rows.iter().map(|out| !out).collect();
        self.frame = self.frame.filter(&BooleanChunked::from_slice("kept".into(), &kept))?;
        self.rows = self.rows.kept(&kept);
        Ok(())
    }

    /// A sheet of some of the kept rows, by place, with their numbers.
    ///
    /// # Errors
    /// When a place lies beyond the sheet.
    pub fn at(&self, places: &[IdxSize]) -> Result<Sheet> {
        Ok(Sheet {
            frame: self.frame.take(&IdxCa::from_slice("places".into(), places))?,
            rows: Rows::Listed(places.iter().map(|i| self.row(*i as usize)).collect()),
            ..self.clone()
        })
    }

    /// Empties the cells of a column that say one of these words, which say no more than an empty cell does.
    ///
    /// # Errors
    /// When the column is not there.
    pub fn blank(&mut self, header: &str, words: &[&str]) -> Result<()> {
        let says = |cell: &str| words.contains(&cell.trim().to_lowercase().as_str());
        let cells = self.strings(header)?.apply(|cell| cell.filter(|c| !says(c)).map(Cow::Borrowed));
        self.frame.replace(header, cells.with_name(header.into()).into_series().into_column())?;
        Ok(())
    }

    /// Number of rows that were kept.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The row of the file in which kept row `i` stands.
    pub fn row(&self, i: usize) -> u64 {
        self.rows.get(i)
    }

    /// The rows of the file in which the kept rows stand.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Headers as the file has them, repeated ones numbered.
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

    /// Whether the file has this header more than once, so that it does not name one column.
    pub fn is_repeated(&self, wanted: &str) -> bool {
        self.repeated.contains_key(&labels::normal(wanted)) && self.find(wanted).is_none()
    }

    /// The column that a codebook or a project names.
    ///
    /// # Errors
    /// When there is none, or the file has it twice.
    pub fn named(&self, wanted: &str, by: &str) -> Result<String> {
        if let Some(found) = self.find(wanted) {
            return Ok(found);
        }
        let Some(names) = self.repeated.get(&labels::normal(wanted)) else { return Err(self.missing(wanted, by)) };
        Err(Fault::new(format!("{by} names this column, but the header occurs more than once"))
            .file(&self.name)
            .column(wanted)
            .accepted(list(names, 12))
            .remedy("name one of these: they are numbered in the order of the columns")
            .into())
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

    /// A column's cells, one after the other; blank ones are none. Nothing is copied from delimited text.
    ///
    /// # Errors
    /// As [`Sheet::strings`].
    pub fn cells(&self, header: &str) -> Result<Cells<'_>> {
        match self.frame.column(header)?.str() {
            Ok(text) => Ok(Cells(Cow::Borrowed(text))),
            Err(_) => Ok(Cells(Cow::Owned(self.strings(header)?))),
        }
    }

    /// A column as text; blank cells are null.
    ///
    /// # Errors
    /// When the column is not there or cannot be shown as text.
    pub fn strings(&self, header: &str) -> Result<StringChunked> {
        distinct::texts(self.frame.column(header)?)
    }

    /// A column as the texts that stand in it, and which of them stands in each row.
    ///
    /// # Errors
    /// As [`Sheet::strings`].
    pub fn distinct(&self, header: &str) -> Result<Distinct> {
        Distinct::of(self.frame.column(header)?)
    }

    /// A column as finite numbers; null is a cell that is blank or no number.
    ///
    /// # Errors
    /// As [`Sheet::strings`].
    pub fn numbers(&self, header: &str) -> Result<Float64Chunked> {
        numbers::of(self.frame.column(header)?)
    }

    /// Whether this text stands in a column, just so.
    ///
    /// # Errors
    /// As [`Sheet::strings`].
    pub fn holds(&self, header: &str, text: &str) -> Result<bool> {
        let column = self.frame.column(header)?;
        match column.dtype() {
            DataType::Boolean => Ok(false),
            number if number.is_primitive_numeric() => Ok(false),
            _ => Ok(column.cast(&DataType::String)?.str()?.equal(text).any()),
        }
    }

    /// The text of one cell.
    ///
    /// # Errors
    /// As [`Sheet::strings`].
    pub fn text(&self, header: &str, i: usize) -> Result<Option<String>> {
        let cell = distinct::texts(&self.frame.column(header)?.slice(i as i64, 1))?;
        Ok(cell.get(0).map(str::to_owned))
    }
}

/// At most `most` of `0..n`: one from each stretch of the same length, at a place that differs from stretch to stretch, so
/// that no rhythm of the rows is taken for the whole. The same in every run.
pub fn sampled(n: usize, most: usize) -> impl Iterator<Item = usize> {
    let step = n.div_ceil(most.max(1)).max(1);
    (0..n).step_by(step).enumerate().map(move |(k, start)| {
        let scattered = (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
        (start + scattered as usize % step).min(n - 1)
    })
}

/// The cells of a column.
#[derive(Clone, Debug)]
pub struct Cells<'a>(Cow<'a, StringChunked>);

impl Cells<'_> {
    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> + '_ {
        self.0.iter().map(|cell| cell.filter(|c| !labels::is_blank(c)))
    }

    /// At most `most` of them, from all parts of the column alike: the same rows of every column.
    pub fn sample(&self, most: usize) -> impl Iterator<Item = Option<&str>> + '_ {
        sampled(self.0.len(), most).map(|i| self.0.get(i).filter(|c| !labels::is_blank(c)))
    }

    /// The cell of kept row `i`.
    pub fn get(&self, i: usize) -> Option<&str> {
        self.0.get(i).filter(|c| !labels::is_blank(c))
    }
}

/// The first `most` of a list, and how many more there are.
pub fn list(items: &[String], most: usize) -> String {
    let shown = items.iter().take(most).map(|i| format!("\"{i}\"")).collect::<Vec<_>>().join(", ");
    if items.len() > most { format!("{shown} and {} more", items.len() - most) } else { shown }
}

/// The first header of each normal form.
fn by_normal_form(frame: &DataFrame) -> BTreeMap<String, String> {
    let mut normal = BTreeMap::new();
    for header in frame.get_column_names() {
        normal.entry(labels::normal(header)).or_insert_with(|| header.to_string());
    }
    normal
}

/// The headers, each made unique; and those that had to be, in their normal form.
fn unique(headers: &[String]) -> (Vec<String>, BTreeMap<String, Vec<String>>) {
    let named = headers.iter().enumerate();
    let wanted: Vec<String> = named.map(|(i, h)| header_or_number(h, i)).collect();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    wanted.iter().for_each(|h| *times.entry(labels::normal(h)).or_default() += 1);
    let mut taken: BTreeSet<String> = wanted.iter().cloned().collect();
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    let mut repeated: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut names = Vec::with_capacity(wanted.len());
    for header in wanted {
        let normal = labels::normal(&header);
        if times.get(&normal).is_none_or(|n| *n == 1) {
            names.push(header);
            continue;
        }
        let number = next.entry(normal.clone()).or_insert(1);
        let mut name = format!("{header}_{number}");
        while !taken.insert(name.clone()) {
            *number += 1;
            name = format!("{header}_{number}");
        }
        *number += 1;
        repeated.entry(normal).or_default().push(name.clone());
        names.push(name);
    }
    (names, repeated)
}

fn header_or_number(header: &str, i: usize) -> String {
    let header = header.trim();
    if header.is_empty() { format!("column_{}", i + 1) } else { header.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(sheet: &Sheet, header: &str) -> Vec<Option<String>> {
        sheet.strings(header).unwrap().iter().map(|c| c.map(str::to_owned)).collect()
    }

    #[test]
    fn ragged_rows_are_left_out_and_counted_and_the_rest_keeps_its_row_numbers() {
        let sheet = Sheet::from_text(b"a,b\n1,2\n3\n\n4,5,6\n7,8\n", "s.csv").unwrap();
        assert_eq!(cells(&sheet, "a"), [Some("1".into()), Some("7".into())]);
        assert_eq!((sheet.row(0), sheet.row(1)), (2, 6));
        assert_eq!((sheet.account.read, sheet.account.used(), sheet.account.faults()), (5, 2, 2));
    }

    #[test]
    fn a_header_that_occurs_twice_is_numbered_and_names_no_column() {
        let sheet = Sheet::from_text(b"a,A ,,a_1\n1,2,3,4\n", "s.csv").unwrap();
        assert_eq!(sheet.headers(), ["a_2", "A_3", "column_3", "a_1"]);
        assert!(sheet.is_repeated("a"));
        assert!(sheet.named("a", "the codebook").is_err());
        assert!(sheet.named("A_3", "the codebook").is_ok());
    }

    #[test]
    fn rows_left_out_keep_the_numbers_of_the_others() {
        let mut sheet = Sheet::from_text(b"a\n1\n2\n3\n", "s.csv").unwrap();
        sheet.leave_out(&[false, true, false], &Reason::rule("preview"), |_| Fault::new("preview")).unwrap();
        assert_eq!((sheet.height(), sheet.row(0), sheet.row(1), sheet.account.used()), (2, 2, 4, 2));
    }
}
