//! From a sketch to a picture, on the one path that there is: plotters writes an SVG, usvg reads it with our fonts
//! only and turns every letter into its outline.
//!
//! plotters counts in whole pixels, so the sketch is drawn four times as large and shown at a quarter.

use super::error::ChartError;
use super::fonts::{FAMILY, Fonts};
use super::outline;
use super::sketch::{Anchor, Pen, Shape, Sketch, Spot, Words};
use super::text::directed;
use super::theme::{Color, Theme};
use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBAColor, RGBColor, ShapeStyle, TextStyle};
use resvg::usvg;

/// How many units of plotters make a pixel.
const FINE: f64 = 4.0;

/// plotters divides the size of letters by this.
const PLOTTERS_SIZE: f64 = 1.24;

/// plotters moves the baseline down by this share of the letter size when text hangs from its top.
const PLOTTERS_TOP: f64 = 0.76;

/// No chart is higher than this, px.
pub(super) const MOST_HEIGHT: u32 = 20_000;

/// A sketch with its size and name.
pub(super) struct Sheet<'a> {
    pub sketch: &'a Sketch,
    pub title: &'a str,
    pub height: f64,
}

/// The outlined SVG of a sheet.
pub(super) fn print(sheet: &Sheet, theme: &Theme, fonts: &Fonts) -> Result<String, ChartError> {
    let fault = |reason: String| ChartError::Engine { title: sheet.title.to_owned(), reason };
    let drawn = plot(sheet, theme).map_err(fault)?;
    let tree = usvg::Tree::from_str(&drawn, &fonts.options()).map_err(|error| fault(error.to_string()))?;
    Ok(outline::write(&tree, (theme.width, sheet.height), FINE, sheet.title))
}

fn plot(sheet: &Sheet, theme: &Theme) -> Result<String, String> {
    let mut svg = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut svg, (units(theme.width) as u32, units(sheet.height) as u32));
        for shape in &sheet.sketch.shapes {
            draw(&mut backend, shape)?;
        }
        backend.present().map_err(|error| error.to_string())?;
    }
    Ok(svg)
}

fn draw(backend: &mut SVGBackend, shape: &Shape) -> Result<(), String> {
    let drawn = match shape {
        Shape::Rect { from, to, color } => backend.draw_rect(spot(*from), spot(*to), &filled(*color, 1.0), true),
        Shape::Line { from, to, width, color } => backend.draw_line(spot(*from), spot(*to), &stroked(*color, *width)),
        Shape::Path { points, width, color } => {
            backend.draw_path(points.iter().map(|p| spot(*p)), &stroked(*color, *width))
        }
        Shape::Area { points, opacity, color } => {
            backend.fill_polygon(points.iter().map(|p| spot(*p)), &filled(*color, *opacity))
        }
        Shape::Dot { at, radius, color } => {
            backend.draw_circle(spot(*at), units(*radius) as u32, &filled(*color, 1.0), true)
        }
        Shape::Words(words) => {
            let (text, at) = placed(words);
            backend.draw_text(&text, &style(words.pen), at)
        }
    };
    drawn.map_err(|error| error.to_string())
}

/// The text and where plotters hangs it.
fn placed(words: &Words) -> (String, (i32, i32)) {
    let top = words.at.1 - PLOTTERS_TOP * words.pen.lettering.size;
    (directed(&words.text, words.rtl), spot((words.at.0, top)))
}

fn style(pen: Pen) -> TextStyle<'static> {
    let weight = if pen.lettering.bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::Name(FAMILY), pen.lettering.size * FINE * PLOTTERS_SIZE, weight);
    let h_pos = match pen.anchor {
        Anchor::Left => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::Right => HPos::Right,
    };
    let color = RGBColor(pen.color.0, pen.color.1, pen.color.2);
    font.color(&color).pos(Pos::new(h_pos, VPos::Top))
}

fn filled(color: Color, opacity: f64) -> ShapeStyle {
    ShapeStyle { color: ink(color, opacity), filled: true, stroke_width: 0 }
}

fn stroked(color: Color, width: f64) -> ShapeStyle {
    ShapeStyle { color: ink(color, 1.0), filled: false, stroke_width: units(width).max(1) as u32 }
}

fn ink(color: Color, opacity: f64) -> RGBAColor {
    RGBAColor(color.0, color.1, color.2, opacity)
}

fn spot((x, y): Spot) -> (i32, i32) {
    (units(x), units(y))
}

fn units(px: f64) -> i32 {
    (px * FINE).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Lettering;

    const LABEL: Lettering = Lettering { size: 16.0, bold: false };

    /// The text as usvg lays it out.
    fn laid_out(text: &str, lettering: Lettering, fonts: &Fonts) -> usvg::Text {
        let mut sketch = Sketch::default();
        sketch.words(text, (0.0, 50.0), Pen::left(lettering, Color(0, 0, 0)));
        let sheet = Sheet { sketch: &sketch, title: "", height: 100.0 };
        let svg = plot(&sheet, &Theme::light()).unwrap();
        let tree = usvg::Tree::from_str(&svg, &fonts.options()).unwrap();
        match tree.root().children().first() {
            Some(usvg::Node::Text(text)) => (**text).clone(),
            other => panic!("no text: {other:?}"),
        }
    }

    #[test]
    fn text_is_never_wider_than_measured_and_hardly_narrower() {
        let fonts = Fonts::bundled();
        let texts = [
            "Feeling like I'm bothering someone",
            "AVATAR: To Wave, Yes! (42%)",
            "Страх отказа: боюсь",
            "Φόβος απόρριψης",
            "פחד מדחייה (42 תשובות)!",
            "الخوف من الرفض أو من عدم الرد",
            "naïve Ǆ ñ",
        ];
        for text in texts {
            for lettering in [LABEL, Lettering { bold: true, ..LABEL }] {
                let drawn = f64::from(laid_out(text, lettering, &fonts).bounding_box().width()) / FINE;
                let measured = fonts.width(text, lettering);
                assert!(drawn <= measured * 1.005 + 0.5 && drawn >= measured * 0.85, "{text}: {drawn} {measured}");
            }
        }
    }

    #[test]
    fn a_line_that_begins_in_hebrew_runs_from_right_to_left() {
        let text = laid_out("שלום hello!", LABEL, &Fonts::bundled());
        let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
        let places: Vec<(String, f32)> = glyphs.map(|glyph| (glyph.text.clone(), glyph.transform().tx)).collect();
        let x = |letter: &str| places.iter().find(|(text, _)| text == letter).map(|(_, x)| *x).unwrap();
        assert!(x("!") < x("h") && x("h") < x("o") && x("o") < x("ם") && x("ם") < x("ש"), "{places:?}");
    }

    #[test]
    fn an_added_font_sets_what_ours_lack() {
        let glyphs = |fonts: &Fonts| {
            let text = laid_out("Reply ⌒", LABEL, fonts);
            text.layouted().iter().flat_map(|s| &s.positioned_glyphs).filter(|glyph| glyph.id.0 != 0).count()
        };
        let bare = Fonts::bundled();
        let added = bare.with_bytes("mono", dejavu::sans_mono::regular().to_vec()).unwrap();
        assert_eq!((bare.missing("Reply ⌒"), added.missing("Reply ⌒")), (vec!['⌒'], vec![]));
        assert_eq!((glyphs(&bare), glyphs(&added)), (6, 7));
    }

    #[test]
    fn sizes_are_kept() {
        let text = laid_out("H", LABEL, &Fonts::bundled());
        let size = text.layouted()[0].positioned_glyphs[0].font_size();
        assert!((size - 64.0).abs() < 0.001, "{size}");
    }
}
