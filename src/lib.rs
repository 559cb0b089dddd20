//! **hearback**: do you hear back?
//!
//! Data goes one way, and so do imports:
//!
//! ```text
//! files ─▶ input ─▶ survey, outreach ─▶ tally ─▶ estimate ─▶ disclosure ─▶ view ─▶ render, chart ─▶ report
//! ```
//!
//! [`input`] reads files as columns of text; [`survey`] types responses by a codebook and [`outreach`] turns logs into
//! episodes; [`tally`] counts, exactly and mergeably; [`stats`] knows numbers only; [`estimate`] makes figures;
//! [`disclosure`] hides what others may not see; [`view`] is the vocabulary of results; [`render`] and [`chart`] show
//! them; [`report`] puts them together. [`api`] composes all this for notebooks and for [`cli`].

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod api;
pub mod chart;
pub mod cli;
pub mod disclosure;
pub mod error;
pub mod estimate;
pub mod input;
pub mod outreach;
pub mod project;
pub mod published;
pub mod render;
pub mod report;
pub mod stats;
pub mod survey;
pub mod tally;
pub mod view;
