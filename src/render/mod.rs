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
        Cell::Number(x) if column.unit == Some(Unit::Share) => view::percent(*x),
        Cell::Number(x) if column.unit.is_none() => plain(*x),
        Cell::Number(x) => format!("{x:.1}"),
        Cell::Figure(figure) => figure_text(figure),
    }
}

/// A number of no unit, such as a weight: the smaller it is, the more its decimals say.
fn plain(x: f64) -> String {
    match x.abs() {
        size if size < 10.0 => format!("{x:.3}"),
        size if size < 100.0 => format!("{x:.2}"),
        _ => format!("{x:.1}"),
    }
}

fn figure_text(figure: &Figure) -> String {
    let Some(shown) = figure.shown() else { return HIDDEN.into() };
    let text = view::share_with_interval(shown).unwrap_or_else(|| UNKNOWN.into());
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
    let level = figures.iter().find(|s| s.low.is_some()).map(|s| s.level);
    let level = level.map(|level| format!("Ranges are {} intervals.", view::percent(level)));
    let small = figures.into_iter().any(is_small).then(|| format!("* fewer than {} people.", Figure::SMALL_BASE));
    table.notes.iter().cloned().chain(level).chain(small).collect()
}
