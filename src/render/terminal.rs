//! The terminal: a table with bars, as wide as the terminal is.
//!
//! Where room is short, bars get shorter, then go; then intervals move under their values; then the last columns are left
//! out, and that is said. Numbers are never broken in the middle.

use super::{cell_text, notes};
use crate::error::excerpt;
use crate::view::{Cell, Column, Kind, Table, Unit};
use comfy_table::{
    Cell as TermCell, CellAlignment, ColumnConstraint, ContentArrangement, Table as TermTable, Width, presets,
};
use unicode_width::UnicodeWidthStr;

/// How the terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Columns of text; `None` when nobody looks (a pipe, a file): then nothing is cut.
    pub width: Option<u16>,
    /// Whether bold may be used.
    pub styled: bool,
}

/// Widest and narrowest bar, in characters.
const BAR: std::ops::RangeInclusive<usize> = 8..=24;

/// Columns of words are broken no narrower than this.
const LEAST_WORDS: usize = 12;

/// Spaces that stand around a column.
const PADDING: usize = 2;

/// The table as text, ending in a newline.
pub fn table(table: &Table, screen: Screen) -> String {
    let title = excerpt(&table.title, 200);
    let title = wrapped(&title, screen);
    let mut out = if screen.styled { format!("\u{1b}[1m{}\u{1b}[0m\n", title.trim_end()) } else { title };
    if !table.base.is_empty() {
        out.push_str(&wrapped(&format!("Base: {}", table.base), screen));
    }
    out.push('\n');
    let grid = Grid::new(table, screen);
    out.push_str(&grid.text());
    let notes: Vec<String> = notes(table).into_iter().chain(grid.left_out()).collect();
    if !notes.is_empty() {
        out.push('\n');
    }
    for note in notes {
        out.push_str(&wrapped(&note, screen));
    }
    out
}

/// A table's texts, laid out for a screen.
struct Grid {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether words stand in each column; numbers are set to the right.
    words: Vec<bool>,
    /// Headings of columns for which there was no room.
    dropped: Vec<String>,
    screen: Screen,
}

impl Grid {
    fn new(table: &Table, screen: Screen) -> Grid {
        let longest = if screen.width.is_some() { 120 } else { 1000 };
        let text = |cell: &Cell, i: usize| excerpt(&cell_text(cell, &table.columns[i]), longest);
        let mut grid = Grid {
            header: table.columns.iter().map(|c| excerpt(&c.label, 60)).collect(),
            rows: table.rows.iter().map(|r| r.iter().enumerate().map(|(i, c)| text(c, i)).collect()).collect(),
            words: table.columns.iter().map(|c| c.kind == Kind::Text).collect(),
            dropped: Vec::new(),
            screen,
        };
        let room = screen.width.map_or(usize::MAX, |w| usize::from(w.max(40)));
        let left = room.saturating_sub(grid.width() + PADDING);
        if left >= *BAR.start() {
            grid.add_bars(table, left.min(*BAR.end()));
        } else if grid.width() > room {
            grid.stack();
            grid.drop_last_columns(room);
        }
        grid
    }

    /// Leaves out columns from the right until the rest fits, words being broken where they can be.
    fn drop_last_columns(&mut self, room: usize) {
        while self.header.len() > 2 && self.least_width() > room {
            self.words.pop();
            self.dropped.extend(self.header.pop().map(|h| h.replace('\n', " ")));
            self.rows.iter_mut().for_each(|row| drop(row.pop()));
        }
    }

    /// Columns of text that the grid takes when words are broken.
    fn least_width(&self) -> usize {
        let least = |i: usize| if self.words[i] { self.widest(i).min(LEAST_WORDS) } else { self.widest(i) };
        (0..self.header.len()).map(|i| least(i) + PADDING).sum()
    }

    /// What a reader is told of the columns for which there was no room.
    fn left_out(&self) -> Option<String> {
        let names: Vec<&str> = self.dropped.iter().rev().map(String::as_str).collect();
        (!names.is_empty())
            .then(|| format!("No room here for: {}. A wider window or `--format csv` has them.", names.join(", ")))
    }

    /// The longest line of a column.
    fn widest(&self, i: usize) -> usize {
        self.cells(i).flat_map(str::lines).map(UnicodeWidthStr::width).max().unwrap_or(0)
    }

    /// Columns of text that the grid takes when nothing is broken.
    fn width(&self) -> usize {
        (0..self.header.len()).map(|i| self.widest(i) + PADDING).sum()
    }

    fn cells(&self, i: usize) -> impl Iterator<Item = &str> {
        [&self.header].into_iter().chain(&self.rows).map(move |row| row[i].as_str())
    }

    /// Draws the first column of figures as bars, behind the first column.
    fn add_bars(&mut self, table: &Table, width: usize) {
        let is_share = |c: &Column| c.kind == Kind::Figure && c.unit == Some(Unit::Share);
        let Some(column) = table.columns.iter().position(is_share) else { return };
        let values: Vec<Option<f64>> = table.rows.iter().map(|row| value(&row[column])).collect();
        let most = values.iter().flatten().fold(0.0, |a: f64, b| a.max(*b));
        self.header.insert(1, String::new());
        self.words.insert(1, true);
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.insert(1, drawn(value, most, width));
        }
    }

    /// Sets intervals under their values, and headings in lines of one word.
    fn stack(&mut self) {
        for (i, words) in self.words.iter().enumerate() {
            if !words {
                self.rows.iter_mut().for_each(|row| row[i] = row[i].replace(" (", "\n("));
                let cells = self.rows.iter().flat_map(|row| row[i].lines()).map(UnicodeWidthStr::width);
                self.header[i] = broken(&self.header[i], cells.max().unwrap_or(0)).trim_end().to_owned();
            }
        }
    }

    fn text(&self) -> String {
        let mut term = TermTable::new();
        term.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        term.set_header(self.header.iter().map(TermCell::new));
        for row in &self.rows {
            term.add_row(row.iter().zip(&self.words).map(|(text, words)| {
                let align = if *words { CellAlignment::Left } else { CellAlignment::Right };
                TermCell::new(text).set_alignment(align)
            }));
        }
        if let Some(width) = self.screen.width {
            term.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.max(40));
            self.keep_numbers_whole(&mut term);
        }
        term.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// Only columns of words may be broken.
    fn keep_numbers_whole(&self, term: &mut TermTable) {
        for (i, words) in self.words.iter().enumerate() {
            let widest = self.widest(i);
            if let (false, Some(column)) = (*words, term.column_mut(i)) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed((widest + PADDING) as u16)));
            }
        }
    }
}

fn value(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Figure(figure) => figure.shown()?.value,
        _ => None,
    }
}

/// A bar in eighths of a character; the largest value fills it.
fn drawn(value: Option<f64>, most: f64, width: usize) -> String {
    let Some(value) = value.filter(|_| most > 0.0) else { return String::new() };
    let eighths = (value / most * (width * 8) as f64).round() as usize;
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{}{rest}", "█".repeat(eighths / 8))
}

/// Text in lines of the terminal's width.
fn wrapped(text: &str, screen: Screen) -> String {
    broken(&excerpt(text, 600), usize::from(screen.width.unwrap_or(u16::MAX)).max(40))
}

/// Text in lines of at most this width, words being kept whole.
fn broken(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let long = word.width();
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
