//! Renderers: a table in, text out. One file a format; each knows [`crate::view`] and nothing else.

pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
pub mod terminal;

use crate::view::{self, Cell, Column, Figure, Unit};

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
        Cell::Number(x) => format!("{x:.1}"),
        Cell::Figure(figure) => figure_text(figure),
    }
}

fn figure_text(figure: &Figure) -> String {
    let Some(shown) = figure.shown() else { return HIDDEN.into() };
    let text = view::share_with_interval(shown).unwrap_or_else(|| UNKNOWN.into());
    // A small base is marked where it stands, not in a footnote that nobody reads.
    if shown.flags.contains(&view::Flag::SmallBase) && shown.value.is_some() {
        return format!("{text} n={}", view::whole(shown.n));
    }
    text
}
