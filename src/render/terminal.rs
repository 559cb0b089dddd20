//! The terminal: a table with bars, as wide as the terminal is.

use super::cell_text;
use crate::error::excerpt;
use crate::view::{Cell, Kind, Table};
use comfy_table::{Cell as TermCell, CellAlignment, ContentArrangement, Table as TermTable, presets};

/// How the terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Columns of text; `None` when nobody looks (a pipe, a file): then nothing is cut.
    pub width: Option<u16>,
    /// Whether bold and colour may be used.
    pub styled: bool,
}

/// Widest bar, in characters.
const BAR: usize = 24;

/// The table as text, ending in a newline.
pub fn table(table: &Table, screen: Screen) -> String {
    let mut term = TermTable::new();
    term.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    match screen.width {
        Some(width) => term.set_width(width.max(40)),
        None => term.set_content_arrangement(ContentArrangement::Disabled),
    };
    let bar = bar_column(table, screen);
    let mut header: Vec<TermCell> = table.columns.iter().map(|c| head(&c.label)).collect();
    if bar.is_some() {
        header.insert(1, head(""));
    }
    term.set_header(header);
    let most = bar.map_or(0.0, |column| largest(table, column));
    for row in &table.rows {
        let mut cells: Vec<TermCell> = row
            .iter()
            .zip(&table.columns)
            .map(|(cell, column)| {
                let text = excerpt(&cell_text(cell, column), 120);
                let align = if column.kind == Kind::Text { CellAlignment::Left } else { CellAlignment::Right };
                TermCell::new(text).set_alignment(align)
            })
            .collect();
        if let Some(column) = bar {
            cells.insert(1, TermCell::new(drawn(value(&row[column]), most)));
        }
        term.add_row(cells);
    }
    let table_text: String = term.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let title = excerpt(&table.title, 200);
    let title = if screen.styled { format!("\u{1b}[1m{title}\u{1b}[0m") } else { title };
    let mut out = format!("{title}\n");
    if !table.base.is_empty() {
        out.push_str(&wrapped(&format!("Base: {}", table.base), screen));
    }
    out.push('\n');
    out.push_str(&table_text);
    if !table.notes.is_empty() {
        out.push('\n');
    }
    for note in &table.notes {
        out.push_str(&wrapped(note, screen));
    }
    out
}

fn head(label: &str) -> TermCell {
    TermCell::new(excerpt(label, 60))
}

/// The first column of figures, when there is room for bars and no further column of figures to compare with.
fn bar_column(table: &Table, screen: Screen) -> Option<usize> {
    let room = screen.width.is_none_or(|w| w >= 70);
    table.columns.iter().position(|c| c.kind == Kind::Figure).filter(|_| room)
}

fn value(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Figure(figure) => figure.shown()?.value,
        _ => None,
    }
}

fn largest(table: &Table, column: usize) -> f64 {
    table.rows.iter().filter_map(|row| value(&row[column])).fold(0.0, f64::max)
}

/// A bar in eighths of a character; the largest value fills it.
fn drawn(value: Option<f64>, most: f64) -> String {
    let Some(value) = value.filter(|_| most > 0.0) else { return String::new() };
    let eighths = (value / most * (BAR * 8) as f64).round() as usize;
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{}{rest}", "█".repeat(eighths / 8))
}

/// Text in lines of the terminal's width.
fn wrapped(text: &str, screen: Screen) -> String {
    let text = excerpt(text, 600);
    let width = usize::from(screen.width.unwrap_or(u16::MAX)).max(40);
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let long = unicode_width::UnicodeWidthStr::width(word);
        if used > 0 && used + 1 + long > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += long;
    }
    out.push('\n');
    out
}

impl std::fmt::Display for Table {
    /// The table as a notebook or a pipe gets it: nothing cut, no colour.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&table(self, Screen { width: None, styled: false }))
    }
}
