//! stub
use crate::error::Fault;
pub struct Worksheet { pub name: String, pub visible: bool, pub rows: Vec<Vec<String>> }
pub fn is_workbook(_: &[u8]) -> bool { false }
pub fn read(_: &[u8]) -> Result<Vec<Worksheet>, Fault> { Err(Fault::new("no")) }
pub fn table_sheet(_: &[Worksheet]) -> Option<usize> { None }
pub fn header_row(rows: &[Vec<String>]) -> usize { rows.iter().position(|r| !r.is_empty()).unwrap_or(0) }
