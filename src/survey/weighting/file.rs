//! Weights as a file: CSV with `respondent,weight`, behind lines that hold the margins.
//!
//! The margins come along, as TOML behind `# `, because errors of figures follow from them: weights alone do not tell what they
//! were calibrated to.

use super::{Calibration, apply};
use crate::error::{Error, Fault, Result, internal};
use crate::input::toml_file;
use crate::survey::Responses;
use crate::survey::responses::{LARGEST_WEIGHT, SMALLEST_WEIGHT};
use std::io::Read;
use std::path::Path;

/// The first line, up to the version.
const FIRST: &str = "# hearback weights ";

/// The version of the file's layout.
const VERSION: &str = "1";

/// The columns.
const HEADER: [&str; 2] = ["respondent", "weight"];

/// What stands before names that a spreadsheet would take for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Weights that were read from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The file, as the user named it.
    pub name: String,
    /// The margins that they were made to meet.
    pub calibration: Calibration,
    /// Row in the file, respondent, weight.
    pub(super) weights: Vec<(u64, String, f64)>,
}

/// Whether a text is such a file, of whatever version.
pub(super) fn knows(text: &str) -> bool {
    text.starts_with(FIRST.trim_end())
}

/// Whether such a file lies there.
///
/// # Errors
/// When it cannot be read.
pub fn is_file(path: &Path) -> Result<bool> {
    let mut first = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| Error::reading(path, e))?;
    file.take(FIRST.len() as u64).read_to_end(&mut first).map_err(|e| Error::reading(path, e))?;
    Ok(knows(&String::from_utf8_lossy(&first)))
}

/// The weights of weighted responses as a file. Numbers come back exactly.
///
/// # Errors
/// When the responses were not weighted to margins.
pub fn text(responses: &Responses) -> Result<String> {
    let calibration = toml::to_string(apply::calibration(responses)?).map_err(internal)?;
    let mut text = format!("{FIRST}{VERSION}\n");
    for line in calibration.lines() {
        text.push_str(format!("# {line}").trim_end());
        text.push('\n');
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(internal)?;
    for (name, weight) in apply::rows(responses)? {
        writer.write_record([quoted(name), weight.to_string()]).map_err(internal)?;
    }
    let rows = String::from_utf8(writer.into_inner().map_err(internal)?).map_err(internal)?;
    Ok(text + &rows)
}

/// A name that no spreadsheet takes for a formula. What begins with an apostrophe gets another, so that it comes back.
fn quoted(name: String) -> String {
    if name.starts_with(FORMULA) || name.starts_with('\'') { format!("'{name}") } else { name }
}

fn unquoted(name: &str) -> &str {
    name.strip_prefix('\'').unwrap_or(name)
}

impl Weights {
    /// Reads such a file. `name` is how messages call it.
    ///
    /// # Errors
    /// When it is of another version, its header is damaged, or a row is no respondent with a weight.
    pub fn parse(text: &str, name: &str) -> Result<Weights> {
        let end = text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum();
        let (header, rows) = text.split_at(end);
        let calibration = calibration(header, name)?;
        let before = header.lines().count() as u64;
        let weights = weights(rows, before).map_err(|fault| fault.file(name))?;
        Ok(Weights { name: name.into(), calibration, weights })
    }
}

fn calibration(header: &str, name: &str) -> Result<Calibration> {
    let first = header.lines().next().unwrap_or("");
    if first.strip_prefix(FIRST).map(str::trim_end) != Some(VERSION) {
        return Err(Fault::new(
            "its weights were written by another version of hearback, or its first line was changed",
        )
        .file(name)
        .row(1)
        .found(first)
        .accepted(format!("{FIRST}{VERSION}"))
        .remedy("make the weights again with `hearback weight --out`")
        .into());
    }
    // The first line stays, empty, so that messages count lines as the file has them.
    let lines = header.lines().skip(1).map(|line| line.trim_start_matches('#').trim());
    let toml: String = std::iter::once("").chain(lines).flat_map(|line| [line, "\n"]).collect();
    toml_file::parse(&toml, name)
}

fn weights(rows: &str, before: u64) -> Result<Vec<(u64, String, f64)>, Fault> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rows.as_bytes());
    let mut weights = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record =
            record.map_err(|e| Fault::new(format!("cannot be read as CSV: {e}")).remedy("make the weights again"))?;
        let row = record.position().map_or(0, csv::Position::line) + before;
        let wrong = |what: &str| Fault::new(what).row(row).found(record.iter().collect::<Vec<_>>().join(","));
        if i == 0 {
            if record.iter().ne(HEADER) {
                return Err(wrong("these are not the columns of weights")
                    .accepted(HEADER.join(","))
                    .remedy("make the weights again"));
            }
            continue;
        }
        let weight = record.get(1).and_then(|w| w.parse::<f64>().ok());
        let weight = weight.filter(|w| *w == 0.0 || (SMALLEST_WEIGHT..=LARGEST_WEIGHT).contains(w));
        match (record.get(0), weight, record.len()) {
            (Some(name), Some(weight), 2) => weights.push((row, unquoted(name).to_owned(), weight)),
            _ => {
                return Err(wrong("this row is no respondent with a weight")
                    .accepted("0, or a number from 0.0001 to 16777216")
                    .remedy("make the weights again"));
            }
        }
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_are_no_formulas() {
        for name in ["r1", "=1+1", "'quoted", "@me", "-5", "it's"] {
            let written = quoted(name.to_owned());
            assert!(!written.starts_with(['=', '@', '-']), "{written}");
            assert_eq!(unquoted(&written), name);
        }
    }
}
