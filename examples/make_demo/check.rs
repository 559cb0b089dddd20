//! Reads back what was written and fails the run when it is not as described.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use crate::random::Random;

pub mod log;
pub mod survey;

/// What a check gives: nothing, or what is wrong.
pub type Checked = Result<(), Box<dyn Error>>;

/// The largest file that the demo may have, in bytes.
const LARGEST: u64 = 200_000;

/// The first number of stream 1: what "the same for ever" rests on.
const FIRST_DRAW: usize = 353_090_115;

/// One row by column name.
pub type Row = BTreeMap<String, String>;

/// Nothing, or this complaint.
pub fn must(holds: bool, complaint: impl Into<String>) -> Checked {
    if holds { Ok(()) } else { Err(complaint.into().into()) }
}

/// That a count is the one expected.
pub fn same(what: &str, found: usize, expected: usize) -> Checked {
    must(found == expected, format!("{what}: expected {expected}, found {found}"))
}

/// The rows of a file, which must have exactly these columns.
pub fn rows(path: &Path, columns: &[&str]) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut file = csv::Reader::from_path(path)?;
    let headers = file.headers()?.clone();
    must(headers.iter().eq(columns.iter().copied()), format!("{}: other columns than described", path.display()))?;
    let mut rows = Vec::new();
    for record in file.records() {
        let record = record?;
        rows.push(headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect());
    }
    Ok(rows)
}

/// How many rows have this value in this column.
pub fn count(rows: &[Row], column: &str, value: &str) -> usize {
    rows.iter().filter(|row| row[column] == value).count()
}

/// That a column holds nothing but these words.
pub fn only(rows: &[Row], column: &str, words: &[&str]) -> Checked {
    let found: BTreeSet<&str> = rows.iter().map(|row| row[column].as_str()).collect();
    let strange = found.into_iter().find(|word| !words.contains(word));
    must(strange.is_none(), format!("{column}: {strange:?} is not a word for it"))
}

/// What holds for every file: small, line feeds alone, no byte order mark, and it says that it is synthetic.
pub fn file(path: &Path) -> Checked {
    let name = path.display();
    must(fs::metadata(path)?.len() < LARGEST, format!("{name}: larger than {LARGEST} bytes"))?;
    let text = fs::read_to_string(path)?;
    must(
        !text.contains('\r') && !text.starts_with('\u{feff}'),
        format!("{name}: carriage returns or a byte order mark"),
    )?;
    must(text.ends_with('\n'), format!("{name}: no line feed at the end"))?;
    must(text.to_lowercase().contains("synthetic"), format!("{name}: does not say that it is synthetic"))
}

/// That the generator still draws what it drew when the demo was made.
pub fn generator() -> Checked {
    same("first draw of stream 1", Random::stream(1).below(1_000_000_000), FIRST_DRAW)
}
