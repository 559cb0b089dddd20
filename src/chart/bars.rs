//! Horizontal bars with whiskers.

use super::axis::Axis;
use super::page::{Page, Swatch, middle};
use super::points::{self, Seen};
use super::sketch::{Pen, Sketch};
use super::text::{MOST_LINES, is_rtl, wrap};
use super::theme::Tone;
use crate::view::percent;
use crate::view::{Bars, Point};

/// Labels take at most this share of the width.
const LABEL_SHARE: f64 = 0.38;

/// Space between labels and bars, and between a whisker and its value.
const LABEL_GAP: f64 = 14.0;
const VALUE_GAP: f64 = 8.0;

/// Space between the bars of one group.
const GROUP_GAP: f64 = 3.0;

/// Where things stand on the sheet, px.
struct Plot {
    axis: Axis,
    series: usize,
    zero: f64,
    end: f64,
    thickness: f64,
}

/// One category with its place.
struct Row {
    lines: Vec<String>,
    top: f64,
    height: f64,
}

impl Row {
    fn middle(&self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// Draws the bars on a page that has its title; `heading` stands over the names of the categories.
pub(super) fn draw(mut page: Page, form: &Bars, heading: &str) -> (Sketch, f64) {
    if form.bars.is_empty() {
        page.nothing();
    } else {
        page.legend(&legend(&page, form));
        body(&mut page, form, heading);
    }
    page.notes(&form.notes);
    page.finish()
}

fn legend(page: &Page, form: &Bars) -> Vec<(Swatch, String)> {
    let mut entries = Vec::new();
    if form.series.len() > 1 {
        let series = form.series.iter().enumerate();
        entries.extend(series.map(|(i, name)| (Swatch::Square(page.theme.tone(i).fill), name.clone())));
    }
    if let Some(label) = form.mark_label.as_ref().filter(|_| form.bars.iter().any(|bar| points::mark(bar).is_some())) {
        entries.push((Swatch::Diamond(page.theme.mark), label.clone()));
    }
    entries
}

fn body(page: &mut Page, form: &Bars, heading: &str) {
    let series = points::series(&form.series, &form.bars);
    let labels = labels(page, form);
    let plot = plot(page, form, series, &labels);
    page.y += page.theme.line(page.theme.tick);
    let rows = rows(page, &plot, labels);
    let bottom = rows.last().map_or(page.y, |row| row.top + row.height);
    grid(page, &plot, bottom);
    head(page, &plot, heading);
    for (row, bar) in rows.iter().zip(&form.bars) {
        name(page, &plot, row);
        group(page, &plot, row, bar);
    }
    page.y = bottom;
}

fn labels(page: &Page, form: &Bars) -> Vec<Vec<String>> {
    let width = page.theme.inner() * LABEL_SHARE;
    form.bars.iter().map(|bar| wrap(page.fonts, &bar.label, page.theme.label, width, MOST_LINES)).collect()
}

fn plot(page: &Page, form: &Bars, series: usize, labels: &[Vec<String>]) -> Plot {
    let theme = page.theme;
    let widest = labels.iter().map(|lines| page.widest(lines, theme.label)).fold(0.0, f64::max);
    let value = page.fonts.width("100%", theme.value).max(page.fonts.width("100%", theme.small_value));
    Plot {
        axis: Axis::above(points::highest(&form.bars)),
        series,
        zero: theme.margin + widest + LABEL_GAP,
        end: theme.width - theme.margin - value - VALUE_GAP - theme.diamond - 4.0,
        thickness: if series == 1 { theme.bar } else { 15.0 },
    }
}

fn rows(page: &Page, plot: &Plot, labels: Vec<Vec<String>>) -> Vec<Row> {
    let theme = page.theme;
    let bars = plot.series as f64 * (plot.thickness + GROUP_GAP) - GROUP_GAP;
    let step = if plot.series == 1 { theme.step } else { bars + 20.0 };
    let mut top = page.y + 6.0;
    let row = |lines: Vec<String>| {
        let text = lines.len() as f64 * theme.line(theme.label);
        let row = Row { lines, top, height: step.max(text + 12.0) };
        top += row.height;
        row
    };
    labels.into_iter().map(row).collect()
}

fn grid(page: &mut Page, plot: &Plot, bottom: f64) {
    let theme = page.theme;
    for tick in plot.axis.ticks() {
        let x = plot.axis.place(tick, plot.zero, plot.end);
        let color = if tick == 0.0 { theme.zero } else { theme.grid };
        page.sketch.line((x, page.y), (x, bottom), theme.hairline, color);
        page.sketch.words(percent(tick), (x, page.y - 6.0), Pen::middle(theme.tick, theme.muted));
    }
}

/// The heading, in the line of the ticks.
fn head(page: &mut Page, plot: &Plot, heading: &str) {
    let theme = page.theme;
    let room = plot.zero - theme.margin - page.fonts.width("0%", theme.tick);
    let lines = wrap(page.fonts, heading, theme.tick, room, 1);
    let leading = theme.line(theme.tick);
    page.sketch.lines(&lines, (theme.margin, page.y - 6.0), leading, Pen::left(theme.tick, theme.muted));
}

/// The category: from the margin, or up to the bars when it is written from right to left.
fn name(page: &mut Page, plot: &Plot, row: &Row) {
    let (lettering, color) = (page.theme.label, page.theme.ink);
    let (x, pen) = match row.lines.first() {
        Some(line) if is_rtl(line) => (plot.zero - LABEL_GAP, Pen::right(lettering, color)),
        _ => (page.theme.margin, Pen::left(lettering, color)),
    };
    page.lines_around(&row.lines, (x, row.middle()), pen);
}

fn group(page: &mut Page, plot: &Plot, row: &Row, bar: &crate::view::Bar) {
    let pitch = plot.thickness + GROUP_GAP;
    let first = row.middle() - pitch * (plot.series - 1) as f64 / 2.0;
    let mark = points::mark(bar).map(|value| plot.axis.place(value, plot.zero, plot.end));
    for series in 0..plot.series {
        let y = first + pitch * series as f64;
        let seen = points::seen(bar, series);
        match seen {
            Seen::Value(point) => one(page, plot, &point, (series, y), mark),
            Seen::Hidden | Seen::Empty => absent(page, plot, (seen, y), mark),
        }
    }
    if let Some(x) = mark {
        marked(page, plot, row, x);
    }
}

/// A bar, its whisker and its value.
fn one(page: &mut Page, plot: &Plot, point: &Point, (series, y): (usize, f64), mark: Option<f64>) {
    let theme = page.theme;
    let tone = theme.tone(series);
    let half = plot.thickness / 2.0;
    let place = |share| plot.axis.place(share, plot.zero, plot.end);
    let end = place(point.value).max(plot.zero + 1.5);
    page.sketch.rect((plot.zero, y - half), (end, y + half), tone.fill);
    if point.high > point.low {
        whisker(page, place(point.low), place(point.high), y, plot, tone);
    }
    let lettering = if plot.series == 1 { theme.value } else { theme.small_value };
    let text = percent(point.value);
    let x = value_at(place(point.high), page.fonts.width(&text, lettering), mark, theme.diamond);
    page.value(text, (x, middle(y, lettering)), Pen::left(lettering, theme.ink));
}

fn whisker(page: &mut Page, low: f64, high: f64, y: f64, plot: &Plot, tone: Tone) {
    let theme = page.theme;
    let half = theme.cap.min(plot.thickness - 6.0) / 2.0;
    page.sketch.line((low, y), (high, y), theme.whisker, tone.line);
    for x in [low, high] {
        page.sketch.line((x, y - half), (x, y + half), theme.whisker, tone.line);
    }
}

/// Where a value begins: behind the whisker, and behind the mark where that stands in the way.
fn value_at(high: f64, width: f64, mark: Option<f64>, diamond: f64) -> f64 {
    let x = high + VALUE_GAP;
    match mark {
        Some(mark) if mark + diamond + 3.0 > x && mark - diamond - 3.0 < x + width => mark + diamond + VALUE_GAP - 2.0,
        _ => x,
    }
}

fn absent(page: &mut Page, plot: &Plot, (seen, y): (Seen, f64), mark: Option<f64>) {
    let theme = page.theme;
    let lettering = theme.small_value;
    if let Some(words) = seen.absence() {
        let x = value_at(plot.zero, page.fonts.width(words, lettering), mark, theme.diamond);
        page.value(words.to_owned(), (x, middle(y, lettering)), Pen::left(lettering, theme.muted));
    }
}

fn marked(page: &mut Page, plot: &Plot, row: &Row, x: f64) {
    let theme = page.theme;
    let half = (plot.series as f64 * (plot.thickness + GROUP_GAP) - GROUP_GAP) / 2.0;
    if plot.series > 1 {
        page.sketch.line((x, row.middle() - half), (x, row.middle() + half), theme.whisker, theme.mark);
    }
    page.sketch.diamond((x, row.middle()), theme.diamond + 1.75, theme.ground);
    page.sketch.diamond((x, row.middle()), theme.diamond, theme.mark);
}
