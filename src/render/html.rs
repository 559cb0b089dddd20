//! HTML: the parts of a table that a template puts together. Escaping is the template engine's.

use super::{HIDDEN, UNKNOWN, cell_text, is_small, notes};
use crate::view::{self, Cell, Kind, Shown, Table, Unit};
use serde::Serialize;

/// A table as a template sees it.
#[derive(Clone, Debug, Serialize)]
pub struct HtmlTable {
    /// Its id, for links.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Of whom.
    pub base: String,
    /// Headings, with `num` for numbers.
    pub columns: Vec<HtmlColumn>,
    /// Rows of cells.
    pub rows: Vec<Vec<HtmlCell>>,
    /// Notes.
    pub notes: Vec<String>,
}

/// A heading.
#[derive(Clone, Debug, Serialize)]
pub struct HtmlColumn {
    /// Its text.
    pub label: String,
    /// Whether numbers stand under it.
    pub number: bool,
}

/// A cell.
#[derive(Clone, Debug, Serialize)]
pub struct HtmlCell {
    /// Its main text.
    pub text: String,
    /// The interval, smaller.
    pub interval: String,
    /// What a pointer that rests on it is told.
    pub title: String,
    /// Whether it is a number.
    pub number: bool,
    /// Whether it is hidden or unknown.
    pub faint: bool,
}

/// The parts of a table.
pub fn table(table: &Table) -> HtmlTable {
    let number = |kind: Kind| kind != Kind::Text;
    let columns = table.columns.iter().map(|c| HtmlColumn { label: c.label.clone(), number: number(c.kind) });
    let rows = table.rows.iter().map(|row| {
        row.iter()
            .zip(&table.columns)
            .map(|(cell, column)| match cell {
                Cell::Figure(figure) => figure.shown().map_or_else(hidden, |s| shown(s, column.unit)),
                _ => {
                    let text = cell_text(cell, column);
                    let faint = text == UNKNOWN;
                    HtmlCell { text, interval: String::new(), title: String::new(), number: number(column.kind), faint }
                }
            })
            .collect()
    });
    HtmlTable {
        id: table.id.clone(),
        title: table.title.clone(),
        base: table.base.clone(),
        columns: columns.collect(),
        rows: rows.collect(),
        notes: notes(table),
    }
}

fn hidden() -> HtmlCell {
    let title = "too few people to be shown".to_owned();
    HtmlCell { text: HIDDEN.into(), interval: String::new(), title, number: true, faint: true }
}

fn shown(shown: &Shown, unit: Option<Unit>) -> HtmlCell {
    let said = view::figure(shown, unit);
    let star = if is_small(shown) { "*" } else { "" };
    let interval =
        said.as_ref().and_then(|(_, interval)| interval.as_ref()).map_or(String::new(), |i| format!("{i}{star}"));
    let mut title = format!("n = {}; {}; {}", view::whole(shown.n), shown.base, shown.method.name());
    for flag in &shown.flags {
        title.push_str(&format!("; {}", flag.name().replace('_', " ")));
    }
    let text = said.map_or_else(|| UNKNOWN.into(), |(value, _)| value);
    HtmlCell { faint: shown.value.is_none(), text, interval, title, number: true }
}
