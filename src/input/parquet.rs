//! Parquet files, distrusted: polars' reader panics on damaged ones, or asks for more memory than there is, which ends the
//! program. So what the footer promises is compared with the file before anything is read.

use super::guard::guarded;
use crate::error::{Error, Fault, Result};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Rows and values beyond this are no survey and no log.
const MOST_VALUES: u64 = 1 << 31;

/// A table, and the text that its writer put into the footer.
pub type Contents = (DataFrame, BTreeMap<String, String>);

/// Reads a Parquet file.
///
/// # Errors
/// When it cannot be opened, or is damaged.
pub fn read(path: &Path) -> Result<Contents> {
    let file = File::open(path).map_err(|e| Error::reading(path, e))?;
    let length = file.metadata().map_err(|e| Error::reading(path, e))?.len();
    let contents = guarded(|| -> PolarsResult<Option<Contents>> {
        let mut reader = ParquetReader::new(file);
        let footer = reader.get_metadata()?.clone();
        let groups = footer.row_groups.iter();
        let rows: u64 = groups.clone().map(|g| g.num_rows() as u64).fold(0, u64::saturating_add);
        let sound = rows == footer.num_rows as u64
            && rows <= MOST_VALUES
            && groups.flat_map(|g| g.parquet_columns()).all(|column| {
                let (values, start, size) = (column.num_values(), column.data_page_offset(), column.compressed_size());
                (0..=MOST_VALUES as i64).contains(&values)
                    && (0..=length as i64).contains(&start)
                    && (0..=length as i64).contains(&size)
                    && (0..=MOST_VALUES as i64 * 16).contains(&column.uncompressed_size())
            });
        if !sound {
            return Ok(None);
        }
        let texts = footer.key_value_metadata().iter().flatten();
        let texts = texts.filter_map(|kv| Some((kv.key.clone(), kv.value.clone()?))).collect();
        Ok(Some((reader.finish()?, texts)))
    });
    match contents {
        Some(Ok(Some(contents))) => Ok(contents),
        Some(Err(error)) => Err(damaged(Some(&error)).into()),
        _ => Err(damaged(None).into()),
    }
}

fn damaged(error: Option<&PolarsError>) -> Fault {
    let fault = Fault::new("is Parquet, and damaged").remedy("export it again, or as CSV");
    match error {
        Some(error) => fault.found(error.to_string()),
        None => fault,
    }
}
