//! Charts: from a [`Form`], which says what to draw, to a picture.
//!
//! ```text
//! Form ─▶ bars | columns | curve ─▶ sketch ─▶ press (plotters ─▶ usvg) ─▶ Drawing ─▶ .svg, .png
//!            text, fonts: measured      theme: every colour and size
//! ```
//!
//! A form is laid out from measured text, so nothing is clipped and nothing overlaps, however long a label is. The
//! picture is the same on every machine: fonts travel with the program, and the SVG holds outlines only.

mod axis;
mod bars;
mod columns;
mod counts;
mod curve;
mod drawing;
mod error;
mod fonts;
mod outline;
mod page;
mod points;
mod press;
mod sketch;
mod text;
mod theme;

pub use drawing::Drawing;
pub use error::ChartError;
pub use fonts::Fonts;
pub use text::Lettering;
pub use theme::{Theme, Tone};

#[cfg(test)]
mod tests;

use crate::view::Form;
use page::Page;
use sketch::Sketch;
use std::path::Path;

/// A form together with its look.
#[derive(Clone, Debug)]
pub struct Chart {
    form: Form,
    theme: Theme,
    fonts: Fonts,
}

impl Chart {
    /// A chart of `form` in the bundled fonts.
    pub fn new(form: Form, theme: Theme) -> Chart {
        Chart { form, theme, fonts: Fonts::bundled() }
    }

    /// The same chart in other fonts.
    pub fn fonts(self, fonts: Fonts) -> Chart {
        Chart { fonts, ..self }
    }

    /// Draws it.
    ///
    /// # Errors
    ///
    /// See [`draw`].
    pub fn draw(&self) -> Result<Drawing, ChartError> {
        draw(&self.form, &self.theme, &self.fonts)
    }

    /// Draws it into a file that ends in `.svg` or `.png`.
    ///
    /// # Errors
    ///
    /// When the file has another ending, or cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ChartError> {
        self.draw()?.save(path)
    }
}

/// Draws a form. The same form, theme and fonts give the same bytes.
///
/// # Errors
///
/// When the chart would be higher than a picture can be.
pub fn draw(form: &Form, theme: &Theme, fonts: &Fonts) -> Result<Drawing, ChartError> {
    let (sketch, height) = lay_out(form, theme, fonts);
    if height > f64::from(press::MOST_HEIGHT) {
        let (title, height, most) = (form.title().to_owned(), height as u32, press::MOST_HEIGHT);
        return Err(ChartError::TooHigh { title, height, most });
    }
    let svg = press::print(&press::Sheet { sketch: &sketch, title: form.title(), height }, theme, fonts)?;
    Ok(Drawing { svg, width: theme.width as u32, height: height as u32, missing_glyphs: missing(&sketch, fonts) })
}

fn lay_out(form: &Form, theme: &Theme, fonts: &Fonts) -> (Sketch, f64) {
    let page = |title: &str, subtitle: &str| Page::new(theme, fonts, title, subtitle);
    match form {
        Form::Bars(form) => bars::draw(page(&form.title, &form.subtitle), form, ""),
        Form::Columns(form) => columns::draw(page(&form.title, &form.subtitle), form),
        Form::Curve(form) => curve::draw(page(&form.title, &form.subtitle), form),
    }
}

fn missing(sketch: &Sketch, fonts: &Fonts) -> Vec<char> {
    let text: String = sketch.texts().map(|words| words.text.as_str()).collect();
    fonts.missing(&text)
}
