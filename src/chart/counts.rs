//! The table of people under an axis: one row a series, its numbers under the ticks they belong to.

use super::page::{Page, middle};
use super::sketch::Pen;
use super::text::{Lettering, wrap};
use super::theme::Color;
use crate::view::whole;

/// Names take at most this width, px, and this many lines.
const NAME_WIDTH: f64 = 150.0;
const NAME_LINES: usize = 2;

/// Space between two numbers, and between a name and a number.
const GAP: f64 = 8.0;

/// One row of the table.
pub(super) struct Row {
    /// Name of the series; may be empty.
    pub name: String,
    /// Colour of the name and the numbers.
    pub color: Color,
    /// Where each number stands, px, and the number.
    pub cells: Vec<(f64, Option<u64>)>,
}

/// Width that the names need left of the plot, px; 0 when there are none.
pub(super) fn gutter<'n>(page: &Page, names: impl Iterator<Item = &'n str>) -> f64 {
    let widest = names.map(|name| page.widest(&lines(page, name), lettering(page))).fold(0.0, f64::max);
    let number = page.fonts.width("00,000", page.theme.tick) / 2.0;
    if widest > 0.0 { widest + GAP + number } else { 0.0 }
}

/// Draws the table at the lower end of the page.
pub(super) fn draw(page: &mut Page, heading: &str, rows: &[Row]) {
    let theme = page.theme;
    let bold = Lettering { bold: true, ..theme.note };
    page.y += theme.line(bold);
    page.sketch.words(heading, (theme.margin, page.y - 4.0), Pen::left(bold, theme.muted));
    for row in rows {
        self::row(page, row);
    }
}

fn row(page: &mut Page, row: &Row) {
    let theme = page.theme;
    let names = lines(page, &row.name);
    let height = theme.line(theme.tick) * names.len().max(1) as f64 + 2.0;
    let y = page.y + height / 2.0;
    page.lines_around(&names, (theme.margin, y), Pen::left(lettering(page), row.color));
    let mut free = f64::NEG_INFINITY;
    for (x, n) in row.cells.iter().filter_map(|(x, n)| n.map(|n| (*x, n))) {
        let text = whole(n);
        let half = page.fonts.width(&text, theme.tick) / 2.0;
        if x - half >= free {
            page.sketch.words(text, (x, middle(y, theme.tick)), Pen::middle(theme.tick, row.color));
            free = x + half + GAP;
        }
    }
    page.y += height;
}

fn lines(page: &Page, name: &str) -> Vec<String> {
    wrap(page.fonts, name, lettering(page), NAME_WIDTH, NAME_LINES)
}

fn lettering(page: &Page) -> Lettering {
    page.theme.tick
}
