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
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'a [Finding<'a>]>,
    sources: Vec<SourceRecord<'a>>,
}

/// A finding that a report adds, or a question that it leaves open.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Finding<'a> {
    /// Whether it is certain once corrected over the whole report.
    pub is_certain: bool,
    /// The sentence; of what is not certain, the question and what would tell.
    pub sentence: &'a str,
    /// The id of its table.
    pub table: &'a str,
    /// The difference of shares, 0–1; `None` of what is not certain.
    pub difference: Option<f64>,
    /// Its p-value, corrected over its table and over the tables.
    pub p: Option<f64>,
}

/// The result of a command as JSON, ending in a newline. `findings` is what a report adds.
///
/// # Errors
/// Never for tables that estimates make.
pub fn document(
    command: &str,
    tables: &[Table],
    findings: Option<&[Finding]>,
    sources: Vec<SourceRecord>,
) -> Result<String> {
    let document = Document { hearback: SCHEMA, command, tables, findings, sources };
    let mut text = serde_json::to_string_pretty(&document).map_err(internal)?;
    text.push('\n');
    Ok(text)
}
