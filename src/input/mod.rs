//! From files to sheets: what both wings need before they know what a row means.
//!
//! [`text`] decodes, [`scan`] finds the rows of a delimited file and those with too many or too few fields, [`workbook`]
//! reads the cells of Excel and OpenDocument, [`mod@file`] opens any of them once and tells what it is, [`sheet`] reads all that
//! as strings or as each column's [`distinct`] texts, [`archive`] lists the files of a folder or a zip, [`parquet`] distrusts what it reads ([`guard`]ed, because its reader panics),
//! [`dates`] and [`numbers`] read a column as one, and [`accounting`] keeps count: rows read = rows used + rows left out.

pub mod accounting;
pub mod archive;
#[cfg(test)]
pub mod damage;
pub mod dates;
mod delimited;
pub mod distinct;
pub mod enums;
pub mod file;
pub mod guard;
mod hex;
pub mod labelled;
pub mod labels;
pub mod numbers;
pub mod parquet;
mod rows;
pub mod scan;
pub mod sheet;
pub mod text;
pub mod threads;
pub mod toml_file;
pub mod workbook;

pub use accounting::{Accounting, Reason};
pub use archive::Item;
pub use file::Opened;
pub use hex::hex;
pub use rows::Rows;
pub use scan::Header;
pub use sheet::Sheet;
