//! Columns of a closed set of words, kept as small codes: polars Enums.

use crate::error::{Fault, Result};
use polars::prelude::*;
use std::collections::BTreeMap;

/// A column of words, from their codes; a code is a place in `words`, null is unknown.
///
/// # Errors
/// When a word stands twice in `words`.
pub fn column(name: &str, words: &[&str], codes: impl Iterator<Item = Option<u32>>) -> Result<Column> {
    let dtype = DataType::from_frozen_categories(FrozenCategories::new(words.iter().copied())?);
    let series = match dtype.cat_physical()? {
        CategoricalPhysical::U8 => {
            let codes = physical::<UInt8Type>(name, words.len(), codes, |c| c as u8);
            CategoricalChunked::<Categorical8Type>::from_cats_and_dtype(codes, dtype).into_series()
        }
        CategoricalPhysical::U16 => {
            let codes = physical::<UInt16Type>(name, words.len(), codes, |c| c as u16);
            CategoricalChunked::<Categorical16Type>::from_cats_and_dtype(codes, dtype).into_series()
        }
        CategoricalPhysical::U32 => {
            let codes = physical::<UInt32Type>(name, words.len(), codes, |c| c);
            CategoricalChunked::<Categorical32Type>::from_cats_and_dtype(codes, dtype).into_series()
        }
    };
    Ok(series.into_column())
}

/// Codes in as few bytes as they need; codes without a word are null.
fn physical<T: PolarsNumericType>(
    name: &str,
    words: usize,
    codes: impl Iterator<Item = Option<u32>>,
    narrow: impl Fn(u32) -> T::Native,
) -> ChunkedArray<T> {
    let mut null = Vec::new();
    let code = |(i, code): (usize, Option<u32>)| {
        let code = code.filter(|c| (*c as usize) < words);
        if code.is_none() {
            null.push(i);
        }
        narrow(code.unwrap_or(0))
    };
    let codes: Vec<T::Native> = codes.enumerate().map(code).collect();
    let mut valid = vec![true; if null.is_empty() { 0 } else { codes.len() }];
    null.iter().for_each(|i| valid[*i] = false);
    let codes = ChunkedArray::from_vec(name.into(), codes);
    match BooleanChunked::from_slice("valid".into(), &valid).downcast_iter().next() {
        Some(valid) if !null.is_empty() => codes.with_validity(Some(valid.values().clone())),
        _ => codes,
    }
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

/// The codes of such a column, with `none` in place of null.
///
/// # Errors
/// When the column is of another kind.
pub fn codes_or(column: &Column, none: u32) -> Result<Vec<u32>> {
    let series = column.as_materialized_series();
    let codes = match column.dtype().cat_physical()? {
        CategoricalPhysical::U8 => series.cat8()?.physical().cast(&DataType::UInt32)?,
        CategoricalPhysical::U16 => series.cat16()?.physical().cast(&DataType::UInt32)?,
        CategoricalPhysical::U32 => series.cat32()?.physical().clone().into_series(),
    };
    let mut out = Vec::with_capacity(column.len());
    for array in codes.u32()?.downcast_iter() {
        match column.null_count() {
            0 => out.extend_from_slice(array.values()),
            _ => out.extend(array.iter().map(|code| code.copied().unwrap_or(none))),
        }
    }
    Ok(out)
}

/// The words of such a column, in the order of their codes.
///
/// # Errors
/// When the column is of another kind.
pub fn words(column: &Column) -> Result<Vec<String>> {
    let DataType::Enum(words, _) = column.dtype() else {
        return Err(Fault::new(format!("column \"{}\" holds no words of a closed set", column.name())).into());
    };
    Ok(words.categories().values_iter().map(str::to_owned).collect())
}

/// Two columns of different closed sets, one under the other.
///
/// # Errors
/// When one of them is of another kind.
pub fn stacked(upper: &Column, lower: &Column) -> Result<Column> {
    let mut all = words(upper)?;
    let mut places: BTreeMap<String, u32> = all.iter().cloned().zip(0..).collect();
    let mut place = |word: String| {
        *places.entry(word).or_insert_with_key(|word| {
            all.push(word.clone());
            all.len() as u32 - 1
        })
    };
    let moved: Vec<u32> = words(lower)?.into_iter().map(&mut place).collect();
    let below = codes(lower)?.into_iter().map(|code| code.and_then(|c| moved.get(c as usize).copied()));
    let codes: Vec<Option<u32>> = codes(upper)?.into_iter().chain(below).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    column(upper.name(), &all, codes.into_iter())
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
    fn columns_of_different_words_are_stacked() {
        let upper = column("w", &["a", "b"], [Some(1), None].into_iter()).unwrap();
        let lower = column("w", &["c", "b"], [Some(0), Some(1)].into_iter()).unwrap();
        let all = stacked(&upper, &lower).unwrap();
        assert_eq!(codes(&all).unwrap(), [Some(1), None, Some(2), Some(1)]);
        assert_eq!(words(&all).unwrap(), ["a", "b", "c"]);
    }

    #[test]
    fn many_words_take_wider_codes() {
        let words: Vec<String> = (0..300).map(|i| format!("w{i}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let column = column("w", &words, [Some(299)].into_iter()).unwrap();
        assert_eq!(codes(&column).unwrap(), [Some(299)]);
    }
}
