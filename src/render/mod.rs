//! Renderers: a table in, text out. One file a format; each knows [`crate::view`] and nothing else.

pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
pub mod terminal;

use crate::view::{self, Cell, Column, Figure, Shown, Table, Unit};

/// What stands for a hidden number.
pub const HIDDEN: &str = "hidden";
/// What stands for an unknown number.
pub const UNKNOWN: &str = "—";

/// A cell as people read it; a figure with its interval.
pub fn cell_text(cell: &Cell, column: &Column) -> String {
    match cell {
        Cell::Null => UNKNOWN.into(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(n) => u64::try_from(*n).map_or_else(|_| n.to_string(), view::whole),
        Cell::Number(x) => view::scalar(*x, column.unit),
        Cell::Figure(figure) => figure_text(figure, column.unit),
    }
}

fn figure_text(figure: &Figure, unit: Option<Unit>) -> String {
    let Some(shown) = figure.shown() else { return HIDDEN.into() };
    let said = view::figure(shown, unit).map(|(value, interval)| match interval {
        Some(interval) => format!("{value} ({interval})"),
        None => value,
    });
    let text = said.unwrap_or_else(|| UNKNOWN.into());
    if is_small(shown) { format!("{text}*") } else { text }
}

/// Whether so few people stand behind a figure that it is marked.
fn is_small(shown: &Shown) -> bool {
    shown.value.is_some() && shown.flags.contains(&view::Flag::SmallBase)
}

/// The notes of a table, with what the marks in its cells mean.
fn notes(table: &Table) -> Vec<String> {
    let figures = table.rows.iter().flatten().filter_map(|cell| match cell {
        Cell::Figure(figure) => figure.shown(),
        _ => None,
    });
    let figures: Vec<&Shown> = figures.collect();
    let mut levels: Vec<f64> = figures.iter().filter(|s| s.low.is_some()).map(|s| s.level).collect();
    levels.dedup();
    // Where levels differ, the table itself says why.
    let level = (levels.len() == 1).then(|| format!("Ranges are {} intervals.", view::percent(levels[0])));
    let small: Vec<&Shown> = figures.into_iter().filter(|s| is_small(s)).collect();
    let worth = if small.iter().any(|s| s.n >= Figure::SMALL_BASE) {
        ", or worth fewer under the weights and the design"
    } else {
        ""
    };
    let small = (!small.is_empty()).then(|| format!("* fewer than {} people{worth}.", Figure::SMALL_BASE));
    table.notes.iter().cloned().chain(level).chain(small).collect()
}
