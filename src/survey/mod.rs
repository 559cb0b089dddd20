//! The survey wing: from an export and its codebook to typed responses.
//!
//! [`read`] knows the platforms' formats (one file each), [`codebook`] says what the columns mean, [`draft`] guesses that
//! from the columns themselves, [`joined`] takes cells with several answers apart, and [`responses`] types everything,
//! collecting what does not fit. [`weighting`] makes their weights meet known margins. [`taxonomy`] is the common list of barriers that surveys' wordings map to.

pub mod codebook;
pub mod draft;
pub mod joined;
pub mod read;
pub mod responses;
pub mod taxonomy;
pub mod weighting;
mod words;

pub use codebook::{BlankMeans, Choice, Codebook, Kind, Question, Role};
pub use draft::Draft;
pub use responses::Responses;
pub use weighting::Weighting;
