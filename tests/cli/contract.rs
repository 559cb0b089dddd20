//! What every output keeps, whatever the command: the JSON contract, and CSV that no spreadsheet takes for formulas.
//! Every JSON and CSV that any test reads goes through here.

use super::output::Output;
use serde_json::Value;

const TABLE: [&str; 6] = ["base", "columns", "id", "notes", "rows", "title"];
const COLUMN: [&str; 4] = ["label", "name", "type", "unit"];
const FIGURE: [&str; 11] =
    ["base", "count", "flags", "high", "level", "low", "method", "n", "n_weighted", "se", "value"];
const NUMBERS: [&str; 8] = ["value", "se", "low", "high", "level", "n", "n_weighted", "count"];
const FLAGS: [&str; 7] = ["unranked", "uncalibrated", "small_base", "suppressed", "censored", "tie", "descriptive"];
const SOURCE: [&str; 6] = ["answers_left_out", "notes", "rows_left_out", "rows_read", "rows_used", "source"];

/// A command's JSON.
#[track_caller]
pub fn command(text: &str) -> Output {
    document(text, &["command", "hearback", "sources", "tables"])
}

/// A report's JSON.
#[track_caller]
pub fn report(text: &str) -> Output {
    let report = document(text, &["command", "findings", "hearback", "sources", "tables"]);
    assert_eq!(report.at("/command"), "report");
    report
}

#[track_caller]
fn document(text: &str, keys: &[&str]) -> Output {
    assert!(text.ends_with("}\n"), "JSON ends in a newline");
    let json: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_keys(&json, keys);
    assert_eq!(json["hearback"], 1, "the version of the contract");
    let tables = json["tables"].as_array().expect("tables");
    tables.iter().for_each(table);
    let mut ids: Vec<&str> = tables.iter().map(|t| t["id"].as_str().expect("an id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), tables.len(), "ids of tables are unique");
    json["sources"].as_array().expect("sources").iter().for_each(source);
    Output::new(json)
}

#[track_caller]
fn assert_keys(value: &Value, keys: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut found: Vec<&str> = object.keys().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, keys, "keys of {value}");
}

fn table(table: &Value) {
    assert_keys(table, &TABLE);
    let columns = table["columns"].as_array().expect("columns");
    columns.iter().for_each(|column| assert_keys(column, &COLUMN));
    for row in table["rows"].as_array().expect("rows") {
        let cells = row.as_array().expect("a row");
        assert_eq!(cells.len(), columns.len(), "a cell a column in {row}");
        cells.iter().zip(columns).for_each(|(c, column)| cell(c, column));
    }
}

/// A cell is of its column's type; only a figure is an object, and null is unknown.
fn cell(cell: &Value, column: &Value) {
    let fits = match column["type"].as_str().expect("a type") {
        "text" => cell.is_string(),
        "integer" => cell.is_u64() || cell.is_i64() || cell.is_null(),
        "number" => cell.is_number() || cell.is_null(),
        "figure" => cell.is_object() || cell.is_null(),
        other => panic!("unknown type {other}"),
    };
    assert!(fits, "{cell} in {column}");
    if cell.is_object() {
        figure(cell, column["unit"].as_str().unwrap_or(""));
    }
}

fn figure(figure: &Value, unit: &str) {
    assert_keys(figure, &FIGURE);
    let flags: Vec<&str> =
        figure["flags"].as_array().expect("flags").iter().map(|f| f.as_str().expect("text")).collect();
    assert!(flags.iter().all(|f| FLAGS.contains(f)), "{figure}");
    assert!(figure["base"].is_string(), "a figure says of whom: {figure}");
    if flags.contains(&"suppressed") {
        assert_eq!(flags, ["suppressed"], "{figure}");
        assert!(NUMBERS.iter().all(|key| figure[*key].is_null()) && figure["method"].is_null(), "{figure}");
        return;
    }
    assert!(figure["n"].is_u64() && figure["level"].is_f64() && figure["method"].is_string(), "{figure}");
    let number = |key: &str| figure[key].as_f64();
    if let (Some(low), Some(value), Some(high)) = (number("low"), number("value"), number("high")) {
        let (least, most) = match unit {
            "share" => (0.0, 1.0),
            "difference" => (-1.0, 1.0),
            "ratio" | "people" | "episodes" | "days" => (0.0, f64::INFINITY),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        // A linearised interval may reach beyond what a difference can be.
        let within = figure["method"] == "linearised" || least <= low && high <= most;
        assert!(within && low <= value && value <= high, "{figure}");
    }
    assert!(unit != "share" || number("value").is_none() || number("low").is_some(), "no bare share: {figure}");
    assert!(figure["count"].as_u64().is_none_or(|c| Some(c) <= figure["n"].as_u64()), "{figure}");
}

/// Rows read = rows used + rows left out.
fn source(source: &Value) {
    assert_keys(source, &SOURCE);
    let left: u64 = source["rows_left_out"].as_array().expect("a list").iter().map(|r| r["n"].as_u64().unwrap()).sum();
    let count = |key: &str| source[key].as_u64().expect("a count");
    assert_eq!(count("rows_read"), count("rows_used") + left, "{source:#}");
}

/// The rows of a CSV, its header first; every row is as wide as the header and no cell is a formula.
#[track_caller]
pub fn csv(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|record| record.expect("rows of one width").iter().map(str::to_owned).collect()).collect();
    assert!(!rows.is_empty(), "a header at least");
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    let formula =
        rows.iter().flatten().find(|cell| cell.trim_start().starts_with(['=', '+', '-', '@']) && !is_number(cell));
    assert_eq!(formula, None, "a spreadsheet would run this");
    rows
}
