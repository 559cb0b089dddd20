//! What can go wrong when a chart is drawn, said so that it can be put right.

use crate::error::{Error as Told, Fault, internal};
use std::path::PathBuf;
use thiserror::Error;

/// Why a chart could not be drawn or saved.
#[derive(Debug, Error)]
pub enum ChartError {
    /// The file name ends in something that is no picture format of ours.
    #[error(
        "{path}: a chart cannot be saved as {found}; `.svg` and `.png` are accepted: end the file name in one of them",
        path = .path.display()
    )]
    Extension {
        /// The file that was asked for.
        path: PathBuf,
        /// What its name ends in, in words.
        found: String,
    },
    /// The picture is drawn and the file cannot be written.
    #[error("{path}: the chart cannot be written: {source}; check that the folder exists and may be written to", path = .path.display())]
    Write {
        /// The file that was asked for.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The font file cannot be read.
    #[error("{path}: the font cannot be read: {source}; check the path under `[report] font`", path = .path.display())]
    FontFile {
        /// The font file that was asked for.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The bytes are not a font.
    #[error(
        "{name}: this is no font; a TrueType or OpenType file (`.ttf`, `.otf`, `.ttc`) is accepted: name one under `[report] font`"
    )]
    NoFont {
        /// Where the bytes came from.
        name: String,
    },
    /// A picture of that size cannot be made.
    #[error(
        "a PNG at scale {scale} cannot be made of a chart of {width} × {height} px; a scale from 0.1 to 8 is accepted: use 2 for screens and slides"
    )]
    Scale {
        /// The scale that was asked for.
        scale: f32,
        /// Width of the chart, px.
        width: u32,
        /// Height of the chart, px.
        height: u32,
    },
    /// The chart is longer than a picture can be.
    #[error(
        "the chart “{title}” would be {height} px high; at most {most} px is accepted: show fewer categories or series"
    )]
    TooHigh {
        /// The chart's title.
        title: String,
        /// How high it would be, px.
        height: u32,
        /// How high it may be, px.
        most: u32,
    },
    /// The drawing libraries refused; never the reader's fault.
    #[error(
        "the chart “{title}” could not be drawn: {reason}; this is a fault of hearback: please report it with the data that made it"
    )]
    Engine {
        /// The chart's title.
        title: String,
        /// What the library said.
        reason: String,
    },
}

/// The same in the words of all errors.
impl From<ChartError> for Told {
    fn from(error: ChartError) -> Self {
        let font = "name a TrueType or OpenType file (.ttf, .otf, .ttc) under [report] font";
        match error {
            ChartError::Extension { path, found } => Fault::new(format!("a chart cannot be saved as {found}"))
                .path(&path)
                .accepted("a file name that ends in .svg or .png")
                .remedy("end the file name in one of them")
                .into(),
            ChartError::Write { path, source } => Told::writing(&path, source),
            ChartError::FontFile { path, source } => Told::reading(&path, source),
            ChartError::NoFont { name } => Fault::new("is no font").file(name).remedy(font).into(),
            ChartError::TooHigh { title, height, most } => Fault::new("a chart would be too high")
                .found(title)
                .accepted(format!("at most {most} px; it would be {height} px"))
                .remedy("show fewer options or groups")
                .into(),
            ChartError::Engine { title, reason } => internal(format!("the chart \"{title}\": {reason}")),
            scale @ ChartError::Scale { .. } => internal(scale),
        }
    }
}
