//! CSV: one table, a figure spread over columns: `name` is its value, then `name_se`, `name_low`, `name_high`, `name_level`,
//! `name_n`, `name_n_weighted`, `name_count`, `name_flags`.
//! Text that a spreadsheet would take for a formula is put behind an apostrophe.

use crate::error::{Result, internal};
use crate::view::{Cell, Figure, Kind, Table};

const PARTS: [&str; 8] = ["se", "low", "high", "level", "n", "n_weighted", "count", "flags"];

/// The table as CSV.
///
/// # Errors
/// Never for tables that estimates make.
pub fn table(table: &Table) -> Result<String> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let header = table.columns.iter().flat_map(|column| {
        let parts: &[&str] = if column.kind == Kind::Figure { &PARTS } else { &[] };
        [column.name.clone()].into_iter().chain(parts.iter().map(|p| format!("{}_{p}", column.name)))
    });
    writer.write_record(header).map_err(internal)?;
    for row in &table.rows {
        let cells = row.iter().zip(&table.columns).flat_map(|(cell, column)| fields(cell, column.kind));
        writer.write_record(cells).map_err(internal)?;
    }
    String::from_utf8(writer.into_inner().map_err(internal)?).map_err(internal)
}

fn fields(cell: &Cell, kind: Kind) -> Vec<String> {
    match cell {
        Cell::Figure(figure) => figure_fields(figure),
        Cell::Null if kind == Kind::Figure => vec![String::new(); PARTS.len() + 1],
        Cell::Null => vec![String::new()],
        Cell::Text(text) => vec![harmless(text)],
        Cell::Integer(n) => vec![n.to_string()],
        Cell::Number(x) => vec![x.to_string()],
    }
}

fn figure_fields(figure: &Figure) -> Vec<String> {
    let shown = figure.shown();
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let whole = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
    let flags: Vec<&str> = figure.flags().iter().map(|f| f.name()).collect();
    vec![
        number(shown.and_then(|s| s.value)),
        number(shown.and_then(|s| s.se)),
        number(shown.and_then(|s| s.low)),
        number(shown.and_then(|s| s.high)),
        number(shown.map(|s| s.level)),
        whole(shown.map(|s| s.n)),
        number(shown.map(|s| s.n_weighted)),
        whole(shown.and_then(|s| s.count)),
        flags.join(" "),
    ]
}

/// Text that no spreadsheet takes for a formula.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_is_never_a_formula() {
        assert_eq!(harmless("=SUM(1)"), "'=SUM(1)");
        assert_eq!(harmless("@me"), "'@me");
        assert_eq!(harmless("42"), "42");
    }
}
