//! A column as the texts that stand in it, and which of them stands in each row: whatever the file stores (text, numbers,
//! Booleans, categories), what follows looks at each text once, and never at a row's.

use super::{labels, threads};
use crate::error::Result;
use polars::prelude::*;
use std::borrow::Cow;
use std::hash::Hash;

/// A column by its distinct texts. A row's code is a place in the texts; code 0 is always blank.
#[derive(Clone, Debug)]
pub struct Distinct {
    texts: Vec<Option<String>>,
    rows: Rows,
    /// Whether any row has code 0.
    nulls: bool,
}

#[derive(Clone, Debug)]
enum Rows {
    /// As stored: null, true and false are 0, 1 and 2.
    Bits(BooleanChunked),
    Codes(Vec<u32>),
}

impl Distinct {
    /// Tells the texts of a column apart, in the order in which they first stand in it.
    ///
    /// # Errors
    /// When the column cannot be shown as text.
    pub fn of(column: &Column) -> Result<Distinct> {
        let nulls = column.null_count() > 0;
        let (codes, firsts) = match column.dtype() {
            DataType::Boolean => {
                let texts = [None, Some("true"), Some("false")].map(|t| t.map(str::to_owned)).into();
                let rows = Rows::Bits(column.bool()?.rechunk().into_owned());
                return Ok(Distinct { texts, rows, nulls });
            }
            DataType::String => of_texts(column.str()?),
            DataType::Float64 => {
                encoded(&parts(column.f64()?), |part| part.downcast_iter().map(|a| a.iter().map(|c| c.map(bits))))
            }
            whole if whole.is_integer() && *whole != DataType::UInt64 => {
                let column = column.cast(&DataType::Int64)?;
                encoded(&parts(column.i64()?), |part| part.downcast_iter().map(|a| a.iter().map(|c| c.copied())))
            }
            DataType::Date | DataType::Datetime(..) => {
                let column = column.to_physical_repr().cast(&DataType::Int64)?;
                encoded(&parts(column.i64()?), |part| part.downcast_iter().map(|a| a.iter().map(|c| c.copied())))
            }
            _ => of_texts(column.cast(&DataType::String)?.str()?),
        };
        let texts = texts(&column.take_slice(&firsts)?)?;
        let texts = std::iter::once(None).chain(texts.iter().map(|text| text.map(str::to_owned))).collect();
        Ok(Distinct { texts, rows: Rows::Codes(codes), nulls })
    }

    /// The texts by code; `None` is a blank cell. A Boolean column has both its texts, whether or not they occur.
    pub fn texts(&self) -> &[Option<String>] {
        &self.texts
    }

    /// The texts that are no blanks.
    pub fn said(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().flatten().map(String::as_str)
    }

    /// Takes the texts that say no more than a blank cell for blank.
    pub fn blank(&mut self, says_nothing: impl Fn(&str) -> bool) {
        self.texts.iter_mut().filter(|t| t.as_deref().is_some_and(&says_nothing)).for_each(|t| *t = None);
    }

    /// Rows.
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Bits(bits) => bits.len(),
            Rows::Codes(codes) => codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of every row.
    pub fn codes(&self) -> Cow<'_, [u32]> {
        match &self.rows {
            Rows::Codes(codes) => Cow::Borrowed(codes),
            Rows::Bits(bits) => bits.iter().map(|bit| bit.map_or(0, |bit| 2 - u32::from(bit))).collect(),
        }
    }

    /// What stands in row `i`.
    pub fn get(&self, i: usize) -> Option<&str> {
        let code = match &self.rows {
            Rows::Codes(codes) => codes.get(i).copied().unwrap_or(0),
            Rows::Bits(bits) => bits.get(i).map_or(0, |bit| 2 - u32::from(bit)),
        };
        self.texts.get(code as usize)?.as_deref()
    }

    /// Whether each row's code is one of those wanted. No row is null.
    pub fn is(&self, wanted: impl Fn(usize) -> bool) -> BooleanChunked {
        let wanted: Vec<bool> = (0..self.texts.len()).map(|code| (code > 0 || self.nulls) && wanted(code)).collect();
        let none = || BooleanChunked::full("is".into(), false, self.len());
        match &self.rows {
            _ if !wanted.contains(&true) => none(),
            Rows::Codes(codes) => {
                BooleanChunked::from_iter_values("is".into(), codes.iter().map(|c| wanted[*c as usize]))
            }
            Rows::Bits(bits) => {
                let (known, values) = (bits.is_not_null(), bits.clone().with_validity(None));
                let each = [&!&known, &(&known & &values), &(&known & &!&values)];
                each.into_iter().zip(wanted).filter(|(_, w)| *w).fold(none(), |all, (rows, _)| &all | rows)
            }
        }
    }
}

/// A column's cells as text; blank ones are null, and whole numbers have no decimals.
///
/// # Errors
/// When they cannot be shown as text.
pub fn texts(column: &Column) -> Result<StringChunked> {
    let text = column.cast(&DataType::String)?;
    let text = text.str()?.apply(|cell| cell.filter(|c| !labels::is_blank(c)).map(Cow::Borrowed));
    let whole = column.dtype().is_float();
    Ok(if whole { text.apply(|c| c.map(|c| c.strip_suffix(".0").unwrap_or(c).into())) } else { text })
}

/// A code a row, and the row in which each code first stands, from code 1 on.
type Encoded = (Vec<u32>, Vec<IdxSize>);

/// What tells numbers apart: whatever is no number is one and the same.
fn bits(number: &f64) -> u64 {
    if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
}

/// What tells texts apart. Short ones stand in the column itself, as one number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Text<'a> {
    Short(u128),
    Long(&'a str),
}

/// Bytes of the longest text that stands in the column itself.
const SHORT: u32 = 12;

fn of_texts(cells: &StringChunked) -> Encoded {
    encoded(&parts(cells), |part| {
        part.downcast_iter().map(|array| {
            array.iter().zip(array.views().iter()).map(|(cell, view)| {
                cell.map(|c| if view.length <= SHORT { Text::Short(view.as_u128()) } else { Text::Long(c) })
            })
        })
    })
}

/// A column in one part a thread.
fn parts<T: PolarsDataType>(column: &ChunkedArray<T>) -> Vec<ChunkedArray<T>> {
    threads::stretches(column.len()).iter().map(|s| column.slice(s.start as i64, s.len())).collect()
}

/// Codes in the order in which the keys first stand in the column, on however many threads; null is code 0. `cells` walks through
/// a part, array by array.
fn encoded<'a, T, K, A>(parts: &'a [ChunkedArray<T>], cells: impl Fn(&'a ChunkedArray<T>) -> A + Sync) -> Encoded
where
    T: PolarsDataType,
    K: Hash + Eq + Copy + Send,
    A: Iterator<Item: Iterator<Item = Option<K>>>,
{
    let ends = parts.iter().scan(0, |end, part| {
        *end += part.len();
        Some(*end)
    });
    let stretches: Vec<_> = ends.zip(parts).map(|(end, part)| end - part.len()..end).collect();
    let mut codes = vec![0; parts.iter().map(ChunkedArray::len).sum()];
    // Each part by a list of its own, ...
    let lists: Vec<Vec<(K, usize)>> = threads::over(&mut codes, &stretches, |k, codes| {
        let (mut list, mut known) = (Vec::new(), PlHashMap::default());
        let mut rows = codes.iter_mut().zip(stretches[k].clone());
        for array in cells(&parts[k]) {
            for (cell, (code, row)) in array.zip(&mut rows) {
                let Some(key) = cell else { continue };
                *code = *known.entry(key).or_insert_with(|| {
                    list.push((key, row));
                    list.len() as u32
                });
            }
        }
        list
    });
    // ... then all by one.
    let (mut firsts, mut known) = (Vec::new(), PlHashMap::default());
    let mut place = |(key, row): (K, usize)| {
        *known.entry(key).or_insert_with(|| {
            firsts.push(row as IdxSize);
            firsts.len() as u32
        })
    };
    let moved: Vec<Vec<u32>> =
        lists.into_iter().map(|list| std::iter::once(0).chain(list.into_iter().map(&mut place)).collect()).collect();
    threads::over(&mut codes, &stretches, |k, codes| {
        // The first part's list is how all begins.
        if k > 0 {
            codes.iter_mut().for_each(|code| *code = moved[k][*code as usize]);
        }
    });
    (codes, firsts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(distinct: &Distinct) -> Vec<Option<&str>> {
        (0..distinct.len()).map(|i| distinct.get(i)).collect()
    }

    #[test]
    fn every_kind_of_column_says_what_its_text_says() {
        let columns = [
            Column::new("t".into(), [Some("b"), None, Some(" "), Some("a"), Some("b")]),
            Column::new("f".into(), [Some(1.0), None, Some(1.5), Some(-0.0), Some(f64::NAN)]),
            Column::new("g".into(), [Some(0.1f32), None, Some(2.0), Some(1e20), Some(0.1)]),
            Column::new("i".into(), [Some(3i32), None, Some(-1), Some(3), Some(0)]),
            Column::new("u".into(), [Some(u64::MAX), None, Some(1), Some(3), Some(0)]),
            Column::new("b".into(), [Some(true), None, Some(false), Some(true), None]),
            Column::new("d".into(), [Some(20_000i32), None, Some(-1), Some(20_000), Some(0)])
                .cast(&DataType::Date)
                .unwrap(),
            Column::new("s".into(), [Some(86_400_000i64), None, Some(1), Some(1), Some(0)])
                .cast(&DataType::Datetime(TimeUnit::Milliseconds, None))
                .unwrap(),
        ];
        for column in columns {
            let distinct = Distinct::of(&column).unwrap();
            let texts = texts(&column).unwrap();
            assert_eq!(cells(&distinct), texts.iter().collect::<Vec<_>>(), "{}", column.name());
            let by_code: Vec<_> = distinct.codes().iter().map(|c| distinct.texts()[*c as usize].as_deref()).collect();
            assert_eq!(by_code, texts.iter().collect::<Vec<_>>(), "{}", column.name());
            for wanted in 0..3 {
                let is: Vec<bool> = distinct.is(|code| code == wanted).iter().flatten().collect();
                assert_eq!(is, distinct.codes().iter().map(|c| *c as usize == wanted).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn codes_do_not_depend_on_the_number_of_parts() {
        let cells: Vec<Option<String>> =
            (0..1000).map(|i| (i % 7 > 0).then(|| format!("{}", i * i % 31 + i / 500))).collect();
        let column = StringChunked::from_iter_options("c".into(), cells.into_iter());
        let by = |n: usize| {
            let length = column.len().div_ceil(n);
            let parts: Vec<_> = (0..n).map(|k| column.slice((k * length) as i64, length)).collect();
            encoded(&parts, |part| part.downcast_iter().map(|a| a.iter()))
        };
        assert_eq!(by(1), by(2));
        assert_eq!(by(1), by(7));
    }
}
