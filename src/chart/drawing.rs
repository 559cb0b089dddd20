//! The finished picture and its files.

use super::error::ChartError;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;
use std::path::Path;

/// Scales at which a PNG can be made.
const SCALES: std::ops::RangeInclusive<f32> = 0.1..=8.0;

/// The scale of a saved PNG: sharp on screens and slides.
const SAVED_SCALE: f32 = 2.0;

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The picture as an SVG of paths; it holds no text and needs no font.
    pub svg: String,
    /// Width at 1×, px.
    pub width: u32,
    /// Height at 1×, px.
    pub height: u32,
    /// Characters that no font has, each once; they are drawn as boxes.
    pub missing_glyphs: Vec<char>,
}

impl Drawing {
    /// The picture as a PNG, `scale` times as large as the SVG; 2 is right for screens and slides.
    ///
    /// # Errors
    ///
    /// When the scale is not within 0.1–8.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, ChartError> {
        let refused = || ChartError::Scale { scale, width: self.width, height: self.height };
        if !SCALES.contains(&scale) {
            return Err(refused());
        }
        let fault = |reason: String| ChartError::Engine { title: "PNG".to_owned(), reason };
        let tree = usvg::Tree::from_str(&self.svg, &usvg::Options::default()).map_err(|e| fault(e.to_string()))?;
        let pixels = |length: u32| ((length as f32 * scale).round() as u32).max(1);
        let mut pixmap = Pixmap::new(pixels(self.width), pixels(self.height)).ok_or_else(refused)?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        pixmap.encode_png().map_err(|error| fault(error.to_string()))
    }

    /// Saves the picture as the ending of the file name says: `.svg`, or `.png` at twice the size.
    ///
    /// # Errors
    ///
    /// When the ending is another one, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ChartError> {
        let path = path.as_ref();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let bytes = match ending.as_deref() {
            Some("svg") => self.svg.clone().into_bytes(),
            Some("png") => self.png(SAVED_SCALE)?,
            Some(other) => return Err(unknown(path, format!("`.{other}`"))),
            None => return Err(unknown(path, "a file without an ending".to_owned())),
        };
        std::fs::write(path, bytes).map_err(|source| ChartError::Write { path: path.to_owned(), source })
    }
}

fn unknown(path: &Path, found: String) -> ChartError {
    ChartError::Extension { path: path.to_owned(), found }
}
