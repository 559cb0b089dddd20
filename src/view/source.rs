//! Where results come from: rows read = rows used + rows left out, by reason. Part of the JSON contract.

use serde::Serialize;

/// The row accounting of one source, as JSON prints it under `sources`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRecord<'a> {
    /// The source, as the user named it.
    pub source: &'a str,
    /// Rows there were.
    pub rows_read: u64,
    /// Rows that every figure is made from.
    pub rows_used: u64,
    /// The rest, by reason.
    pub rows_left_out: Vec<ReasonRecord>,
    /// Single answers of used rows that were left out, by reason.
    pub answers_left_out: Vec<ReasonRecord>,
    /// What else a reader should know.
    pub notes: &'a [String],
}

/// How many were left out for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonRecord {
    /// The reason.
    pub reason: String,
    /// Whether it is a fault.
    pub fault: bool,
    /// How many.
    pub n: u64,
}
