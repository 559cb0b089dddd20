//! A chart as shapes on a sheet, before it becomes a picture: everything measured, nothing drawn yet.
//!
//! Lengths are px at 1×, y grows downwards.

use super::text::Lettering;
use super::theme::Color;

/// Which end of a text stands at its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Middle,
    Right,
}

/// How a text is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pen {
    pub lettering: Lettering,
    pub color: Color,
    pub anchor: Anchor,
}

impl Pen {
    pub(super) fn left(lettering: Lettering, color: Color) -> Pen {
        Pen { lettering, color, anchor: Anchor::Left }
    }

    pub(super) fn middle(lettering: Lettering, color: Color) -> Pen {
        Pen { lettering, color, anchor: Anchor::Middle }
    }

    pub(super) fn right(lettering: Lettering, color: Color) -> Pen {
        Pen { lettering, color, anchor: Anchor::Right }
    }
}

/// A place on the sheet.
pub(super) type Spot = (f64, f64);

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub text: String,
    pub rtl: bool,
    /// Where the anchored end of the baseline is.
    pub at: Spot,
    pub pen: Pen,
}

/// Something on the sheet. What comes later lies on top.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Rect { from: Spot, to: Spot, color: Color },
    Line { from: Spot, to: Spot, width: f64, color: Color },
    Path { points: Vec<Spot>, width: f64, color: Color },
    Area { points: Vec<Spot>, opacity: f64, color: Color },
    Dot { at: Spot, radius: f64, color: Color },
    Words(Words),
}

/// The sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sketch {
    pub shapes: Vec<Shape>,
}

impl Sketch {
    pub(super) fn rect(&mut self, from: Spot, to: Spot, color: Color) {
        self.shapes.push(Shape::Rect { from, to, color });
    }

    pub(super) fn line(&mut self, from: Spot, to: Spot, width: f64, color: Color) {
        self.shapes.push(Shape::Line { from, to, width, color });
    }

    pub(super) fn path(&mut self, points: Vec<Spot>, width: f64, color: Color) {
        self.shapes.push(Shape::Path { points, width, color });
    }

    pub(super) fn area(&mut self, points: Vec<Spot>, opacity: f64, color: Color) {
        self.shapes.push(Shape::Area { points, opacity, color });
    }

    pub(super) fn dot(&mut self, at: Spot, radius: f64, color: Color) {
        self.shapes.push(Shape::Dot { at, radius, color });
    }

    /// A diamond, `half` as wide as its width and height.
    pub(super) fn diamond(&mut self, (x, y): Spot, half: f64, color: Color) {
        let points = vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)];
        self.area(points, 1.0, color);
    }

    /// One line of clean text, its baseline at `at`.
    pub(super) fn words(&mut self, text: impl Into<String>, at: Spot, pen: Pen) {
        let text = text.into();
        let rtl = super::text::is_rtl(&text);
        self.shapes.push(Shape::Words(Words { text, rtl, at, pen }));
    }

    /// Lines of one text, the first baseline at `at`; they share the direction of the first.
    pub(super) fn lines(&mut self, lines: &[String], at: Spot, leading: f64, pen: Pen) {
        let rtl = lines.first().is_some_and(|line| super::text::is_rtl(line));
        for (i, text) in lines.iter().enumerate() {
            let at = (at.0, at.1 + i as f64 * leading);
            self.shapes.push(Shape::Words(Words { text: text.clone(), rtl, at, pen }));
        }
    }

    /// Every text on the sheet.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Words> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Words(words) => Some(words),
            _ => None,
        })
    }
}
