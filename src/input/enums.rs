//! Columns of a closed set of words, kept as small codes: polars Enums.

use crate::error::{Fault, Result};
use polars::prelude::*;

/// A column of words, from their codes; a code is a place in `words`, null is unknown.
///
/// # Errors
/// When a word stands twice in `words`, or there are more than 65,535 of them.
pub fn column(name: &str, words: &[&str], codes: impl Iterator<Item = Option<u32>>) -> Result<Column> {
    let dtype = DataType::from_frozen_categories(FrozenCategories::new(words.iter().copied())?);
    let series = match dtype.cat_physical()? {
        CategoricalPhysical::U8 => {
            let codes = codes.map(|c| c.and_then(|c| u8::try_from(c).ok()));
            let codes = UInt8Chunked::from_iter_options(name.into(), codes);
            CategoricalChunked::<Categorical8Type>::from_cats_and_dtype(codes, dtype).into_series()
        }
        CategoricalPhysical::U16 => {
            let codes = codes.map(|c| c.and_then(|c| u16::try_from(c).ok()));
            let codes = UInt16Chunked::from_iter_options(name.into(), codes);
            CategoricalChunked::<Categorical16Type>::from_cats_and_dtype(codes, dtype).into_series()
        }
        CategoricalPhysical::U32 => {
            let n = words.len();
            return Err(Fault::new("more options than a question can have")
                .found(n.to_string())
                .accepted("at most 65535")
                .into());
        }
    };
    Ok(series.into_column())
}

/// The codes of such a column.
///
/// # Errors
/// When the column is of another kind.
pub fn codes(column: &Column) -> Result<Vec<Option<u32>>> {
    let series = column.as_materialized_series();
    Ok(match column.dtype().cat_physical()? {
        CategoricalPhysical::U8 => series.cat8()?.physical().iter().map(|c| c.map(u32::from)).collect(),
        CategoricalPhysical::U16 => series.cat16()?.physical().iter().map(|c| c.map(u32::from)).collect(),
        CategoricalPhysical::U32 => series.cat32()?.physical().iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_also_after_filtering_and_stacking() {
        let given = [Some(1), None, Some(0)];
        let mut words = column("w", &["a", "b"], given.into_iter()).unwrap();
        assert_eq!(codes(&words).unwrap(), given);
        let kept = words.filter(&BooleanChunked::from_slice("k".into(), &[true, true, false])).unwrap();
        words.append(&kept).unwrap();
        assert_eq!(codes(&words).unwrap(), [Some(1), None, Some(0), Some(1), None]);
    }

    #[test]
    fn many_words_take_wider_codes() {
        let words: Vec<String> = (0..300).map(|i| format!("w{i}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let column = column("w", &words, [Some(299)].into_iter()).unwrap();
        assert_eq!(codes(&column).unwrap(), [Some(299)]);
    }
}
