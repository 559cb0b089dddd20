//! Vertical bars with whiskers, for categories in an order of their own.
//!
//! Where there are too many categories, or their names are too long to stand under a column, the same values are
//! drawn as horizontal bars in the same order.

use super::axis::Axis;
use super::bars;
use super::counts;
use super::page::{Page, Swatch};
use super::points::{self, Seen};
use super::sketch::{Pen, Sketch};
use super::text::{Lettering, MOST_LINES, clean, wrap};
use super::theme::Tone;
use crate::view::{Bar, Bars, Columns, Point};
use crate::view::{percent, whole};

/// Share of a slot that its columns take: alone, and as a group.
const ALONE: f64 = 0.55;
const GROUPED: f64 = 0.8;

/// No column is wider or narrower, px.
const WIDEST: f64 = 84.0;
const NARROWEST: f64 = 9.0;

/// Space between the columns of one group, between names, and between the axis and its numbers.
const GROUP_GAP: f64 = 3.0;
const NAME_GAP: f64 = 10.0;
const TICK_GAP: f64 = 10.0;

/// Heading of the table under the axis.
const HEADING: &str = "People behind each column (n)";

/// Where things stand on the sheet, px.
struct Plot {
    axis: Axis,
    series: usize,
    left: f64,
    right: f64,
    slot: f64,
    /// Step from column to column within a group.
    pitch: f64,
    top: f64,
    bottom: f64,
}

impl Plot {
    fn middle(&self, category: usize) -> f64 {
        self.left + self.slot * (category as f64 + 0.5)
    }

    fn column(&self, category: usize, series: usize) -> f64 {
        self.middle(category) + self.pitch * (series as f64 - (self.series - 1) as f64 / 2.0)
    }

    fn height(&self, share: f64) -> f64 {
        self.axis.place(share, self.bottom, self.top)
    }
}

/// Draws the columns on a page that has its title.
pub(super) fn draw(mut page: Page, form: &Columns) -> (Sketch, f64) {
    let form = &Columns { bars: form.bars.iter().map(unmarked).collect(), ..form.clone() };
    if form.bars.is_empty() {
        page.nothing();
        page.notes(&form.notes);
        return page.finish();
    }
    let plot = plot(&page, form);
    let names = names(&page, form, &plot);
    if !fits(&page, form, &plot, &names) {
        return bars::draw(page, &lying(form), &form.x_label);
    }
    page.legend(&legend(&page, form, &plot));
    body(&mut page, form, plot, &names);
    page.notes(&form.notes);
    page.finish()
}

fn unmarked(bar: &Bar) -> Bar {
    Bar { mark: None, ..bar.clone() }
}

/// The same values as horizontal bars.
fn lying(form: &Columns) -> Bars {
    let named = |bar: &Bar| match bar.points.as_slice() {
        [Some(point)] => Bar { label: format!("{} (n = {})", bar.label, whole(point.n)), ..bar.clone() },
        _ => bar.clone(),
    };
    Bars {
        id: form.id.clone(),
        title: form.title.clone(),
        subtitle: form.subtitle.clone(),
        series: form.series.clone(),
        bars: form.bars.iter().map(named).collect(),
        mark_label: None,
        notes: form.notes.clone(),
    }
}

fn plot(page: &Page, form: &Columns) -> Plot {
    let theme = page.theme;
    let series = points::series(&form.series, &form.bars);
    let axis = Axis::above(points::highest(&form.bars));
    let ticks = page.fonts.width(&percent(axis.max()), theme.tick) + TICK_GAP;
    let named = form.series.iter().map(String::as_str).filter(|_| series > 1);
    let left = theme.margin + ticks.max(counts::gutter(page, named));
    let right = theme.width - theme.margin;
    let slot = (right - left) / form.bars.len() as f64;
    let pitch = if series == 1 { slot * ALONE } else { slot * GROUPED / series as f64 };
    Plot { axis, series, left, right, slot, pitch: pitch.min(WIDEST), top: 0.0, bottom: 0.0 }
}

fn names(page: &Page, form: &Columns, plot: &Plot) -> Vec<Vec<String>> {
    let width = plot.slot - NAME_GAP;
    form.bars.iter().map(|bar| wrap(page.fonts, &bar.label, page.theme.label, width, MOST_LINES)).collect()
}

/// Whether every name stands whole under its column, with its number of people.
fn fits(page: &Page, form: &Columns, plot: &Plot, names: &[Vec<String>]) -> bool {
    let whole = |(bar, lines): (&Bar, &Vec<String>)| {
        clean(&bar.label).split(' ').filter(|w| !w.is_empty()).eq(lines.iter().flat_map(|line| line.split(' ')))
    };
    let people = form.bars.iter().flat_map(|bar| bar.points.iter().flatten());
    let widest = people.map(|point| page.fonts.width(&behind(plot, point.n), page.theme.tick)).fold(0.0, f64::max);
    let narrow = plot.pitch < NARROWEST || widest + NAME_GAP > plot.slot;
    !narrow && form.bars.iter().zip(names).all(whole)
}

fn behind(plot: &Plot, n: u64) -> String {
    if plot.series == 1 { format!("n = {}", whole(n)) } else { whole(n) }
}

fn legend(page: &Page, form: &Columns, plot: &Plot) -> Vec<(Swatch, String)> {
    if plot.series == 1 {
        return Vec::new();
    }
    let series = form.series.iter().enumerate();
    let mut entries: Vec<_> = series.map(|(i, n)| (Swatch::Square(page.theme.tone(i).fill), n.clone())).collect();
    let absent = absences(form, plot).next();
    if let Some(words) = absent.filter(|words| !has_room(page, plot, words)) {
        entries.push((Swatch::Square(page.theme.grid), words.to_owned()));
    }
    entries
}

fn absences<'f>(form: &'f Columns, plot: &'f Plot) -> impl Iterator<Item = &'static str> + 'f {
    form.bars.iter().flat_map(|bar| (0..plot.series).filter_map(|i| points::seen(bar, i).absence()))
}

/// Whether small words stand above a column without touching its neighbours.
fn has_room(page: &Page, plot: &Plot, words: &str) -> bool {
    page.fonts.width(words, value(page, plot)) + 4.0 <= if plot.series == 1 { plot.slot } else { plot.pitch }
}

fn value(page: &Page, plot: &Plot) -> Lettering {
    if plot.series == 1 { page.theme.value } else { page.theme.small_value }
}

fn body(page: &mut Page, form: &Columns, plot: Plot, names: &[Vec<String>]) {
    let theme = page.theme;
    let top = page.y + theme.line(theme.value) + 4.0;
    let plot = Plot { top, bottom: top + theme.plot_height, ..plot };
    grid(page, plot.axis, (plot.left, plot.right), (plot.top, plot.bottom));
    let valued = values_fit(page, form, &plot);
    for (category, bar) in form.bars.iter().enumerate() {
        for series in 0..plot.series {
            let x = plot.column(category, series);
            match points::seen(bar, series) {
                Seen::Value(point) => one(page, &plot, &point, (x, theme.tone(series)), valued),
                seen => absent(page, &plot, seen, x),
            }
        }
    }
    let zero = ((plot.left, plot.bottom), (plot.right, plot.bottom));
    page.sketch.line(zero.0, zero.1, theme.hairline, theme.zero);
    page.y = plot.bottom + 8.0;
    foot(page, form, &plot, names);
}

/// Horizontal grid lines with their shares at the left.
pub(super) fn grid(page: &mut Page, axis: Axis, (left, right): (f64, f64), (top, bottom): (f64, f64)) {
    let theme = page.theme;
    for tick in axis.ticks() {
        let y = axis.place(tick, bottom, top);
        let color = if tick == 0.0 { theme.zero } else { theme.grid };
        page.sketch.line((left, y), (right, y), theme.hairline, color);
        let baseline = super::page::middle(y, theme.tick);
        page.sketch.words(percent(tick), (left - TICK_GAP, baseline), Pen::right(theme.tick, theme.muted));
    }
}

fn values_fit(page: &Page, form: &Columns, plot: &Plot) -> bool {
    let points = form.bars.iter().flat_map(|bar| (0..plot.series).map(|i| points::seen(bar, i)));
    points.into_iter().all(|seen| match seen {
        Seen::Value(point) => has_room(page, plot, &percent(point.value)),
        _ => true,
    })
}

/// A column, its whisker and its value.
fn one(page: &mut Page, plot: &Plot, point: &Point, (x, tone): (f64, Tone), valued: bool) {
    let half = if plot.series == 1 { plot.pitch / 2.0 } else { (plot.pitch - GROUP_GAP) / 2.0 };
    let top = plot.height(point.value).min(plot.bottom - 1.5);
    page.sketch.rect((x - half, top), (x + half, plot.bottom), tone.fill);
    let (low, high) = (plot.height(point.low), plot.height(point.high));
    if point.high > point.low {
        whisker(page, x, (low, high), half, tone);
    }
    if valued {
        let pen = Pen::middle(value(page, plot), page.theme.ink);
        page.value(percent(point.value), (x, high.min(top) - 7.0), pen);
    }
}

fn whisker(page: &mut Page, x: f64, (low, high): (f64, f64), half: f64, tone: Tone) {
    let width = page.theme.whisker;
    let cap = (page.theme.cap / 2.0).min(half - 1.0);
    page.sketch.line((x, low), (x, high), width, tone.line);
    for y in [low, high] {
        page.sketch.line((x - cap, y), (x + cap, y), width, tone.line);
    }
}

fn absent(page: &mut Page, plot: &Plot, seen: Seen, x: f64) {
    let theme = page.theme;
    let words = seen.absence().unwrap_or_default();
    if has_room(page, plot, words) {
        page.sketch.words(words, (x, plot.bottom - 7.0), Pen::middle(theme.small_value, theme.muted));
    } else {
        let half = (plot.pitch - GROUP_GAP) / 2.0;
        page.sketch.rect((x - half, plot.bottom - 6.0), (x + half, plot.bottom), theme.grid);
    }
}

/// Names of the categories, people behind them, name of the axis.
fn foot(page: &mut Page, form: &Columns, plot: &Plot, names: &[Vec<String>]) {
    let theme = page.theme;
    let leading = theme.line(theme.label);
    for (category, lines) in names.iter().enumerate() {
        let at = (plot.middle(category), page.y + theme.label.size);
        page.sketch.lines(lines, at, leading, Pen::middle(theme.label, theme.ink));
    }
    page.y += leading * names.iter().map(Vec::len).max().unwrap_or(0) as f64;
    if plot.series == 1 {
        people(page, form, plot);
    }
    axis_name(page, &form.x_label, (plot.left, plot.right));
    if plot.series > 1 {
        counts::draw(page, HEADING, &rows(page, form, plot));
    }
}

fn people(page: &mut Page, form: &Columns, plot: &Plot) {
    let theme = page.theme;
    for (category, bar) in form.bars.iter().enumerate() {
        if let Some(point) = bar.points.first().copied().flatten() {
            let at = (plot.middle(category), page.y + theme.tick.size);
            page.sketch.words(behind(plot, point.n), at, Pen::middle(theme.tick, theme.muted));
        }
    }
    page.y += theme.line(theme.tick) + 4.0;
}

/// The name of the horizontal axis, in the middle under it.
pub(super) fn axis_name(page: &mut Page, name: &str, (left, right): (f64, f64)) {
    let theme = page.theme;
    let lines = wrap(page.fonts, name, theme.tick, right - left, MOST_LINES);
    let at = ((left + right) / 2.0, page.y + theme.tick.size);
    page.sketch.lines(&lines, at, theme.line(theme.tick), Pen::middle(theme.tick, theme.muted));
    page.y += theme.line(theme.tick) * lines.len() as f64 + 4.0;
}

fn rows(page: &Page, form: &Columns, plot: &Plot) -> Vec<counts::Row> {
    let n = |bar: &Bar, series: usize| bar.points.get(series).copied().flatten().map(|point| point.n);
    let row = |series: usize| counts::Row {
        name: form.series.get(series).cloned().unwrap_or_default(),
        color: page.theme.tone(series).line,
        cells: form.bars.iter().enumerate().map(|(i, bar)| (plot.middle(i), n(bar, series))).collect(),
    };
    (0..plot.series).map(row).collect()
}
