//! What all forms have in common: title, subtitle, legend and small print, stacked from the top.

use super::fonts::Fonts;
use super::sketch::{Anchor, Pen, Sketch};
use super::text::{Lettering, MOST_LINES, wrap};
use super::theme::{Color, Theme};

/// Share of the letter size from the top of a line to its baseline.
const BASELINE: f64 = 0.98;

/// Half the height of a digit as a share of the letter size.
const HALF_DIGIT: f64 = 0.365;

/// Small print is cut after that many lines a note.
const MOST_NOTE_LINES: usize = 8;

/// Edge of a swatch in the legend, and the space behind it.
const SWATCH: f64 = 14.0;
const SWATCH_GAP: f64 = 8.0;

/// Space between the entries of a legend.
const ENTRY_GAP: f64 = 26.0;

/// The picture beside a name in the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Swatch {
    Square(Color),
    Line(Color),
    Diamond(Color),
}

/// A chart that grows from the top.
pub(super) struct Page<'a> {
    pub theme: &'a Theme,
    pub fonts: &'a Fonts,
    pub sketch: Sketch,
    /// Lower end of what is on the page so far, px.
    pub y: f64,
}

impl<'a> Page<'a> {
    /// A page with its title and subtitle.
    pub(super) fn new(theme: &'a Theme, fonts: &'a Fonts, title: &str, subtitle: &str) -> Page<'a> {
        let mut page = Page { theme, fonts, sketch: Sketch::default(), y: theme.margin };
        page.block(title, theme.title, theme.ink, MOST_LINES);
        page.y += 3.0;
        page.block(subtitle, theme.subtitle, theme.muted, MOST_LINES + 1);
        page.y += 14.0;
        page
    }

    /// Lines of text from margin to margin.
    fn block(&mut self, text: &str, lettering: Lettering, color: Color, most: usize) {
        let lines = wrap(self.fonts, text, lettering, self.theme.inner(), most);
        self.lines(&lines, self.theme.margin, lettering, color);
    }

    fn lines(&mut self, lines: &[String], x: f64, lettering: Lettering, color: Color) {
        let leading = self.theme.line(lettering);
        self.sketch.lines(lines, (x, self.y + BASELINE * lettering.size), leading, Pen::left(lettering, color));
        self.y += leading * lines.len() as f64;
    }

    /// A value on its own piece of ground, so that no grid line runs through it.
    pub(super) fn value(&mut self, text: String, at: (f64, f64), pen: Pen) {
        let width = self.fonts.width(&text, pen.lettering);
        let left = match pen.anchor {
            Anchor::Left => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::Right => at.0 - width,
        };
        let top = at.1 - 2.0 * HALF_DIGIT * pen.lettering.size;
        self.sketch.rect((left - 2.0, top - 2.0), (left + width + 2.0, at.1 + 2.0), self.theme.ground);
        self.sketch.words(text, at, pen);
    }

    /// Lines of text around the middle `y`.
    pub(super) fn lines_around(&mut self, lines: &[String], (x, y): (f64, f64), pen: Pen) {
        let leading = self.theme.line(pen.lettering);
        let first = middle(y, pen.lettering) - leading * (lines.len().max(1) - 1) as f64 / 2.0;
        self.sketch.lines(lines, (x, first), leading, pen);
    }

    /// A legend, as many entries to a row as fit.
    pub(super) fn legend(&mut self, entries: &[(Swatch, String)]) {
        let lettering = self.theme.label;
        let most = self.theme.inner() - SWATCH - SWATCH_GAP;
        let (mut x, mut tallest) = (self.theme.margin, 0);
        for (swatch, name) in entries {
            let lines = wrap(self.fonts, name, lettering, most, MOST_LINES);
            let width = SWATCH + SWATCH_GAP + self.widest(&lines, lettering);
            if x > self.theme.margin && x + width > self.theme.width - self.theme.margin {
                self.y += self.theme.line(lettering) * tallest as f64 + 4.0;
                (x, tallest) = (self.theme.margin, 0);
            }
            self.entry(*swatch, &lines, x);
            tallest = tallest.max(lines.len()).max(1);
            x += width + ENTRY_GAP;
        }
        if tallest > 0 {
            self.y += self.theme.line(lettering) * tallest as f64 + 12.0;
        }
    }

    fn entry(&mut self, swatch: Swatch, lines: &[String], x: f64) {
        let lettering = self.theme.label;
        let baseline = self.y + BASELINE * lettering.size;
        let y = baseline - HALF_DIGIT * lettering.size;
        let half = SWATCH / 2.0;
        match swatch {
            Swatch::Square(color) => self.sketch.rect((x, y - half), (x + SWATCH, y + half), color),
            Swatch::Line(color) => self.sketch.line((x, y), (x + SWATCH, y), 4.0, color),
            Swatch::Diamond(color) => self.sketch.diamond((x + half, y), self.theme.diamond, color),
        }
        let pen = Pen::left(lettering, self.theme.ink);
        self.sketch.lines(lines, (x + SWATCH + SWATCH_GAP, baseline), self.theme.line(lettering), pen);
    }

    /// Width of the widest line, px.
    pub(super) fn widest(&self, lines: &[String], lettering: Lettering) -> f64 {
        lines.iter().map(|line| self.fonts.width(line, lettering)).fold(0.0, f64::max)
    }

    /// Says that there is nothing to draw.
    pub(super) fn nothing(&mut self) {
        self.y += 14.0;
        self.block("Nothing to show", self.theme.label, self.theme.muted, 1);
        self.y += 14.0;
    }

    /// The small print.
    pub(super) fn notes(&mut self, notes: &[String]) {
        self.y += 16.0;
        for note in notes {
            self.block(note, self.theme.note, self.theme.muted, MOST_NOTE_LINES);
            self.y += 3.0;
        }
    }

    /// The finished sketch and its height, px: even, so that half the size is whole pixels too.
    pub(super) fn finish(mut self) -> (Sketch, f64) {
        let height = ((self.y + self.theme.margin - 10.0) / 2.0).ceil() * 2.0;
        let ground =
            super::sketch::Shape::Rect { from: (0.0, 0.0), to: (self.theme.width, height), color: self.theme.ground };
        self.sketch.shapes.insert(0, ground);
        (self.sketch, height)
    }
}

/// The baseline of a line of text whose digits stand around `y`.
pub(super) fn middle(y: f64, lettering: Lettering) -> f64 {
    y + HALF_DIGIT * lettering.size
}
