//! Step curves over days, with a band, and the number of people still waiting under the axis.

use super::axis::Axis;
use super::columns::{axis_name, grid};
use super::counts;
use super::page::{Page, Swatch};
use super::sketch::{Pen, Sketch, Spot};
use super::text::{Lettering, MOST_LINES, wrap};
use super::theme::{Tone, day};
use crate::view::percent;
use crate::view::{Curve, CurveLine, Step};

/// Labels at the ends of curves take at most this width, px.
const LABEL_WIDTH: f64 = 150.0;

/// Space between a curve's end and its label, and between the axis and its numbers.
const LABEL_GAP: f64 = 12.0;
const TICK_GAP: f64 = 10.0;

/// A label may stand this far from its curve's end, px; else there is a legend.
const MOST_SHIFT: f64 = 14.0;

/// Curves that all end in this last share of the axis are labelled at their ends.
const END_SHARE: f64 = 0.08;

/// Heading of the table under the axis.
const HEADING: &str = "At risk: no reply yet, still watched";

/// A line that can be drawn: finite steps by day, at least one.
struct Track<'f> {
    line: &'f CurveLine,
    steps: Vec<Step>,
    end: f64,
    tone: Tone,
}

impl Track<'_> {
    fn last(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.value)
    }
}

/// Where things stand on the sheet, px.
struct Plot {
    axis: Axis,
    horizon: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Plot {
    fn x(&self, day: f64) -> f64 {
        self.left + (self.right - self.left) * (day / self.horizon).clamp(0.0, 1.0)
    }

    fn y(&self, share: f64) -> f64 {
        self.axis.place(share, self.bottom, self.top)
    }
}

/// A label at a curve's end.
struct EndLabel {
    lines: Vec<String>,
    y: f64,
    tone: Tone,
}

/// Draws the curves on a page that has its title.
pub(super) fn draw(mut page: Page, form: &Curve) -> (Sketch, f64) {
    let tracks = tracks(&page, form);
    match horizon(form, &tracks) {
        Some(horizon) => body(&mut page, form, &tracks, horizon),
        None => page.nothing(),
    }
    page.notes(&form.notes);
    page.finish()
}

fn tracks<'f>(page: &Page, form: &'f Curve) -> Vec<Track<'f>> {
    let track = |(i, line): (usize, &'f CurveLine)| {
        let end = if form.horizon.is_finite() { line.end.min(form.horizon) } else { line.end };
        let steps = steps(line, end);
        (!steps.is_empty()).then(|| Track { line, steps, end, tone: page.theme.tone(i) })
    };
    form.lines.iter().enumerate().filter_map(track).collect()
}

fn steps(line: &CurveLine, end: f64) -> Vec<Step> {
    let known = |step: &&Step| step.day.is_finite() && step.value.is_finite() && step.day >= 0.0 && step.day <= end;
    let mut steps: Vec<Step> = line.steps.iter().filter(known).map(tidy).collect();
    steps.sort_by(|a, b| a.day.total_cmp(&b.day));
    steps
}

fn tidy(step: &Step) -> Step {
    let value = step.value.clamp(0.0, 1.0);
    let limit = |limit: f64| if limit.is_finite() { limit.clamp(0.0, 1.0) } else { value };
    Step { day: step.day, value, low: limit(step.low).min(value), high: limit(step.high).max(value) }
}

/// The last day of the axis, if there is anything to draw.
fn horizon(form: &Curve, tracks: &[Track]) -> Option<f64> {
    let end = tracks.iter().map(|track| track.end).fold(0.0, f64::max);
    let horizon = if form.horizon.is_finite() && form.horizon > 0.0 { form.horizon } else { end };
    (!tracks.is_empty() && horizon.is_finite() && horizon > 0.0).then_some(horizon)
}

fn body(page: &mut Page, form: &Curve, tracks: &[Track], horizon: f64) {
    let theme = page.theme;
    let plot = plot(page, tracks, horizon);
    let labels = end_labels(page, &plot, tracks);
    if labels.is_none() {
        let entry = |track: &Track| (Swatch::Line(track.tone.fill), track.line.name.clone());
        page.legend(&tracks.iter().map(entry).collect::<Vec<_>>());
    }
    let drop = page.y + 10.0;
    let plot = Plot { top: drop, bottom: drop + theme.plot_height, ..plot };
    grid(page, plot.axis, (plot.left, plot.right), (plot.top, plot.bottom));
    bands(page, &plot, tracks);
    for track in tracks {
        curve(page, &plot, track);
    }
    for label in labels.unwrap_or_default() {
        let at = (last_x(&plot, tracks) + LABEL_GAP, plot.top + label.y);
        page.lines_around(&label.lines, at, Pen::left(lettering(page), label.tone.line));
    }
    page.y = plot.bottom;
    foot(page, form, &plot, tracks);
}

/// The plot with its top at 0; labels at the ends take their room from the right.
fn plot(page: &Page, tracks: &[Track], horizon: f64) -> Plot {
    let theme = page.theme;
    let highs = tracks.iter().flat_map(|track| track.steps.iter().map(|step| step.high));
    let axis = Axis::above(highs.fold(0.0, f64::max));
    let ticks = page.fonts.width(&percent(axis.max()), theme.tick) + TICK_GAP;
    let left = theme.margin + ticks.max(counts::gutter(page, tracks.iter().map(|track| track.line.name.as_str())));
    let edge = theme.width - theme.margin;
    let plot = Plot { axis, horizon, left, right: edge - 16.0, top: 0.0, bottom: theme.plot_height };
    let widest = tracks.iter().map(|t| page.widest(&label(page, t), lettering(page))).fold(0.0, f64::max);
    let room = if ends_together(tracks, horizon) { widest + LABEL_GAP } else { 0.0 };
    if last_x(&plot, tracks) + room > edge { Plot { right: edge - room, ..plot } } else { plot }
}

fn lettering(page: &Page) -> Lettering {
    Lettering { bold: true, ..page.theme.label }
}

fn label(page: &Page, track: &Track) -> Vec<String> {
    let text = format!("{} {}", track.line.name, percent(track.last()));
    wrap(page.fonts, &text, lettering(page), LABEL_WIDTH, MOST_LINES)
}

fn last_x(plot: &Plot, tracks: &[Track]) -> f64 {
    plot.x(tracks.iter().map(|track| track.end).fold(0.0, f64::max))
}

fn ends_together(tracks: &[Track], horizon: f64) -> bool {
    let last = tracks.iter().map(|track| track.end).fold(0.0, f64::max);
    tracks.iter().all(|track| track.end >= last - horizon * END_SHARE)
}

/// The labels at the ends, moved apart where they touch; none when they would stand too far from their curves.
fn end_labels(page: &Page, plot: &Plot, tracks: &[Track]) -> Option<Vec<EndLabel>> {
    if !ends_together(tracks, plot.horizon) {
        return None;
    }
    let mut sorted: Vec<&Track> = tracks.iter().collect();
    sorted.sort_by(|a, b| b.last().total_cmp(&a.last()));
    let leading = page.theme.line(page.theme.label);
    let mut labels: Vec<EndLabel> = Vec::new();
    let mut free = f64::NEG_INFINITY;
    for track in sorted {
        let lines = label(page, track);
        let half = leading * lines.len() as f64 / 2.0;
        let wanted = plot.y(track.last());
        let y = wanted.max(free + half);
        if y - wanted > MOST_SHIFT {
            return None;
        }
        free = y + half + 2.0;
        labels.push(EndLabel { lines, y, tone: track.tone });
    }
    Some(labels)
}

fn bands(page: &mut Page, plot: &Plot, tracks: &[Track]) {
    let opacity = if tracks.len() == 1 { page.theme.band_opacity } else { page.theme.band_opacity * 0.65 };
    for track in tracks.iter().filter(|track| track.steps.iter().any(|step| step.high > step.low)) {
        let mut points = stairs(plot, track, |step| step.high);
        let lower = stairs(plot, track, |step| step.low);
        points.extend(lower.into_iter().rev());
        page.sketch.area(points, opacity, track.tone.fill);
    }
}

fn curve(page: &mut Page, plot: &Plot, track: &Track) {
    let points = stairs(plot, track, |step| step.value);
    if let Some(end) = points.last().copied() {
        page.sketch.path(points, page.theme.curve, track.tone.fill);
        page.sketch.dot(end, page.theme.curve * 1.6, track.tone.fill);
    }
}

/// The corners of a step line: level until the next step, then up.
fn stairs(plot: &Plot, track: &Track, share: impl Fn(&Step) -> f64) -> Vec<Spot> {
    let mut points: Vec<Spot> = Vec::new();
    for step in &track.steps {
        let (x, y) = (plot.x(step.day), plot.y(share(step)));
        if let Some((_, level)) = points.last().copied() {
            points.push((x, level));
        }
        points.push((x, y));
    }
    if let Some((_, level)) = points.last().copied() {
        points.push((plot.x(track.end), level));
    }
    points
}

/// Days, name of the axis, people still waiting.
fn foot(page: &mut Page, form: &Curve, plot: &Plot, tracks: &[Track]) {
    let theme = page.theme;
    page.y += 6.0;
    let shown = days(page, form, plot);
    page.y += theme.line(theme.tick) + 4.0;
    axis_name(page, &form.x_label, (plot.left, plot.right));
    let row = |track: &Track| counts::Row {
        name: track.line.name.clone(),
        color: track.tone.line,
        cells: shown.iter().map(|(i, x)| (*x, track.line.at_risk.get(*i).copied())).collect(),
    };
    let rows: Vec<counts::Row> = tracks.iter().map(row).collect();
    if rows.iter().any(|row| row.cells.iter().any(|(_, n)| n.is_some())) {
        counts::draw(page, HEADING, &rows);
    }
}

/// Draws the labels of the days that have room; gives their places in [`Curve::ticks`] and their x.
fn days(page: &mut Page, form: &Curve, plot: &Plot) -> Vec<(usize, f64)> {
    let theme = page.theme;
    let mut ticks: Vec<(usize, f64)> = form.ticks.iter().copied().enumerate().collect();
    ticks.retain(|(_, tick)| tick.is_finite() && (0.0..=plot.horizon).contains(tick));
    ticks.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (mut shown, mut free) = (Vec::new(), f64::NEG_INFINITY);
    for (i, tick) in ticks {
        let (x, text) = (plot.x(tick), day(tick));
        let half = page.fonts.width(&text, theme.tick) / 2.0;
        if x - half >= free {
            page.sketch.line((x, plot.bottom), (x, plot.bottom + 5.0), theme.hairline, theme.zero);
            page.sketch.words(text, (x, page.y + theme.tick.size), Pen::middle(theme.tick, theme.muted));
            shown.push((i, x));
            free = x + half + 8.0;
        }
    }
    shown
}
