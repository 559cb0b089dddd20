//! The view: the one vocabulary in which results are shown.
//!
//! A [`Figure`] is a number with its uncertainty and its base, a [`Table`] is rows of figures, a [`Form`] is a
//! chart as data. Estimates speak it, [`crate::disclosure`] rewrites it, and every renderer and every chart knows
//! nothing else: a new estimate appears in every output at once.

mod figure;
mod form;
mod source;
mod table;
mod words;

pub use figure::{Figure, Flag, Method, Precision, Shown};
pub use form::{Bar, Bars, Columns, Curve, CurveLine, Form, Mark, Point, Step};
pub use source::{ReasonRecord, SourceRecord};
pub use table::{Cell, Column, Kind, Row, Table, Unit};
pub use words::{figure, percent, scalar, share_and_interval, share_with_interval, whole};
