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
    findings: Option<&'a [String]>,
    sources: Vec<SourceRecord<'a>>,
}

/// The result of a command as JSON, ending in a newline. `findings` is what a report adds.
///
/// # Errors
/// Never for tables that estimates make.
pub fn document(
    command: &str,
    tables: &[Table],
    findings: Option<&[String]>,
    sources: Vec<SourceRecord>,
) -> Result<String> {
    let document = Document { hearback: SCHEMA, command, tables, findings, sources };
    let mut text = serde_json::to_string_pretty(&document).map_err(internal)?;
    text.push('\n');
    Ok(text)
}
