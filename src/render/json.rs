//! JSON: `{hearback, command, tables, sources}`, the contract for programs.

use crate::error::{Result, internal};
use crate::view::{SourceRecord, Table};
use serde::Serialize;

/// The version of the contract.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    hearback: u32,
    command: &'a str,
    tables: &'a [Table],
    #[serde(flatten)]
    findings: Option<Findings<'a>>,
    sources: Vec<SourceRecord<'a>>,
}

/// What a report adds: what is certain, and what is not.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Findings<'a> {
    /// The findings, the foremost first.
    pub findings: &'a [Finding<'a>],
    /// Questions that are not decided, with what would decide them.
    pub open: &'a [String],
}

/// A finding.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Finding<'a> {
    /// The sentence.
    pub sentence: &'a str,
    /// The id of its table.
    pub table: &'a str,
    /// The difference of shares, 0–1.
    pub difference: f64,
    /// Its p-value, corrected over its table and over the tables.
    pub p: f64,
}

/// The result of a command as JSON, ending in a newline. `findings` is what a report adds.
///
/// # Errors
/// Never for tables that estimates make.
pub fn document(
    command: &str,
    tables: &[Table],
    findings: Option<Findings>,
    sources: Vec<SourceRecord>,
) -> Result<String> {
    let document = Document { hearback: SCHEMA, command, tables, findings, sources };
    let mut text = serde_json::to_string_pretty(&document).map_err(internal)?;
    text.push('\n');
    Ok(text)
}
