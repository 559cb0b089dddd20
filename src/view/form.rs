//! A chart as data: what to draw, never how. [`crate::chart`] draws it.

use super::figure::Figure;

/// The chart forms there are. An estimate names those that suit it.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Horizontal bars with whiskers: one bar a category, largest on top.
    Bars(Bars),
    /// Vertical bars with whiskers, for categories in an order of their own (attempt 1, 2, …).
    Columns(Columns),
    /// Step curves over days with a band, and the number at risk under the axis.
    Curve(Curve),
}

impl Form {
    /// A short name that is unique in a report; charts are saved under it.
    pub fn id(&self) -> &str {
        match self {
            Form::Bars(f) => &f.id,
            Form::Columns(f) => &f.id,
            Form::Curve(f) => &f.id,
        }
    }

    /// Gives the chart another name.
    pub fn set_id(&mut self, id: String) {
        match self {
            Form::Bars(f) => f.id = id,
            Form::Columns(f) => f.id = id,
            Form::Curve(f) => f.id = id,
        }
    }

    /// The chart's title.
    pub fn title(&self) -> &str {
        match self {
            Form::Bars(f) => &f.title,
            Form::Columns(f) => &f.title,
            Form::Curve(f) => &f.title,
        }
    }
}

/// One value with its interval, all shares of 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The share.
    pub value: f64,
    /// Lower limit; equal to `value` where there is no interval.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
    /// People behind it, unweighted.
    pub n: u64,
}

impl Point {
    /// The point that a figure makes; `None` where it is suppressed or unknown.
    pub fn of(figure: &Figure) -> Option<Point> {
        let shown = figure.shown()?;
        let value = shown.value?;
        Some(Point { value, low: shown.low.unwrap_or(value), high: shown.high.unwrap_or(value), n: shown.n })
    }
}

/// A published value to set beside a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The published share, 0–1.
    pub value: f64,
}

/// One category of [`Bars`] or [`Columns`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The category, as the survey words it.
    pub label: String,
    /// One point a series, in the order of the series; `None` where suppressed or unknown.
    pub points: Vec<Option<Point>>,
    /// A published value for this category.
    pub mark: Option<Mark>,
}

/// Horizontal bars with whiskers.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Short name, unique in a report.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Of whom, and what the whisker means.
    pub subtitle: String,
    /// Names of the series; one unnamed series when nothing is broken down.
    pub series: Vec<String>,
    /// Categories, in the order in which they are drawn from the top.
    pub bars: Vec<Bar>,
    /// What the marks are (`Resume Now 2025, n = 1,000`); shown in the legend when any bar has one.
    pub mark_label: Option<String>,
    /// Small print under the chart.
    pub notes: Vec<String>,
}

/// Vertical bars with whiskers.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// Short name, unique in a report.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Of whom, and what the whisker means.
    pub subtitle: String,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Names of the series.
    pub series: Vec<String>,
    /// Categories, from left to right.
    pub bars: Vec<Bar>,
    /// Small print under the chart.
    pub notes: Vec<String>,
}

/// One step of a curve: from `day` on, the share is `value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Day, counted from the first message.
    pub day: f64,
    /// Share of 0–1.
    pub value: f64,
    /// Lower limit of the band.
    pub low: f64,
    /// Upper limit of the band.
    pub high: f64,
}

/// One line of a [`Curve`].
#[derive(Clone, Debug, PartialEq)]
pub struct CurveLine {
    /// Its name in the legend; empty when it is the only one.
    pub name: String,
    /// Steps by day, the first at day 0.
    pub steps: Vec<Step>,
    /// Last day on which the line is known; it is not drawn further.
    pub end: f64,
    /// People still at risk, at the days of [`Curve::ticks`].
    pub at_risk: Vec<u64>,
}

/// Step curves over days, with a band and the number at risk.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Short name, unique in a report.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Of whom, and what the band means.
    pub subtitle: String,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Last day of the axis.
    pub horizon: f64,
    /// Days at which the axis is labelled and the number at risk is written.
    pub ticks: Vec<f64>,
    /// The lines.
    pub lines: Vec<CurveLine>,
    /// Small print under the chart.
    pub notes: Vec<String>,
}
