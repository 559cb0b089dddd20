//! The outreach wing: from people's own archives to touches, and from touches to episodes.
//!
//! [`touch`] is the table of events, `read/` knows the sources' formats (one file each), [`episode`] holds the
//! definitions of episode, attempt and reply.

pub mod attributes;
pub mod cache;
pub mod cards;
pub mod episode;
pub mod gather;
pub mod history;
pub mod keep_in_touch;
pub mod mine;
pub mod only;
pub mod people;
pub mod proposals;
pub mod read;
pub mod record;
pub mod relations;
pub mod seniority;
mod sets;
pub mod settings;
pub mod templates;
mod threads;
pub mod touch;
pub mod typed;
pub mod words;
pub mod written;

pub use episode::{End, Episode, episodes};
pub use mine::Me;
pub use only::Only;
pub use read::{COLUMNS, ColumnMap, Preset};
pub use settings::{ME, Search, Settings};
pub use touch::{Touch, Touches};
