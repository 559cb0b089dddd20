//! Points as they can be drawn: finite, ordered and within 0–1, or said to be hidden.

use crate::view::{Bar, Point};

/// What is seen of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seen {
    /// A value to draw.
    Value(Point),
    /// Suppressed, or not known: its place stays empty and says so.
    Hidden,
    /// Not a number: there is nobody behind it.
    Empty,
}

impl Seen {
    /// The words in the place of a value.
    pub(super) fn absence(self) -> Option<&'static str> {
        match self {
            Seen::Value(_) => None,
            Seen::Hidden => Some("hidden"),
            Seen::Empty => Some("no value"),
        }
    }
}

/// The point of one series.
pub(super) fn seen(bar: &Bar, series: usize) -> Seen {
    match bar.points.get(series).copied().flatten() {
        None => Seen::Hidden,
        Some(point) if !point.value.is_finite() => Seen::Empty,
        Some(point) => Seen::Value(tidy(point)),
    }
}

/// A published share that can be drawn.
pub(super) fn mark(bar: &Bar) -> Option<f64> {
    bar.mark.map(|mark| mark.value).filter(|value| value.is_finite()).map(|value| value.clamp(0.0, 1.0))
}

fn tidy(point: Point) -> Point {
    let value = point.value.clamp(0.0, 1.0);
    let limit = |limit: f64| if limit.is_finite() { limit.clamp(0.0, 1.0) } else { value };
    Point { value, low: limit(point.low).min(value), high: limit(point.high).max(value), n: point.n }
}

/// How many series the bars have.
pub(super) fn series(names: &[String], bars: &[Bar]) -> usize {
    bars.iter().map(|bar| bar.points.len()).fold(names.len(), usize::max).max(1)
}

/// The highest share that is drawn, marks included.
pub(super) fn highest(bars: &[Bar]) -> f64 {
    let points = bars.iter().flat_map(|bar| (0..bar.points.len()).map(|i| seen(bar, i)));
    let highs = points.map(|seen| if let Seen::Value(point) = seen { point.high } else { 0.0 });
    highs.chain(bars.iter().filter_map(mark)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: f64, low: f64, high: f64) -> Bar {
        Bar { label: String::new(), points: vec![Some(Point { value, low, high, n: 1 })], mark: None }
    }

    #[test]
    fn limits_enclose_the_value_and_the_whole_encloses_them() {
        let Seen::Value(point) = seen(&bar(0.4, 0.5, f64::INFINITY), 0) else { panic!("a value") };
        assert_eq!((point.low, point.value, point.high), (0.4, 0.4, 0.4));
        let Seen::Value(point) = seen(&bar(1.2, -1.0, 3.0), 0) else { panic!("a value") };
        assert_eq!((point.low, point.value, point.high), (0.0, 1.0, 1.0));
    }

    #[test]
    fn a_missing_point_is_hidden_and_a_nan_is_empty() {
        assert_eq!(seen(&bar(0.4, 0.3, 0.5), 1), Seen::Hidden);
        assert_eq!(seen(&bar(f64::NAN, 0.3, 0.5), 0), Seen::Empty);
    }

    #[test]
    fn the_highest_is_the_highest_limit_or_mark() {
        let marked = Bar { mark: Some(crate::view::Mark { value: 0.7 }), ..bar(0.4, 0.3, 0.5) };
        assert_eq!([highest(&[bar(0.4, 0.3, 0.5)]), highest(&[marked]), highest(&[])], [0.5, 0.7, 0.0]);
    }
}
