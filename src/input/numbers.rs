//! A column of numbers, read as one: whether a comma is the decimal mark is told from the whole column.

use super::threads;
use crate::error::Result;
use polars::prelude::*;
use std::borrow::Cow;

/// The mark before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// 1.5, and 1,000 is a thousand.
    Point,
    /// 1,5, and 1.000 is a thousand.
    Comma,
}

/// Tells the mark from all cells: a comma that cannot stand before thousands, where no point contradicts it.
pub fn decimal<'a>(cells: impl Iterator<Item = &'a str>) -> Decimal {
    let mut comma = false;
    for cell in cells.map(str::trim) {
        let commas = cell.matches(',').count();
        match (commas, cell.find('.'), cell.find(',')) {
            (0, Some(_), _) | (_, Some(_), Some(_)) if cell.rfind('.') > cell.rfind(',') => return Decimal::Point,
            (1, point, Some(at)) => {
                let (whole, rest) = (&cell[..at], &cell[at + 1..]);
                comma |= point.is_some() || rest.len() != 3 || ["0", "-0"].contains(&whole) || whole.len() > 3;
            }
            _ => {}
        }
    }
    if comma { Decimal::Comma } else { Decimal::Point }
}

/// A number, with thousands marks between groups of three or without.
pub fn number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.trim();
    let (mark, point) = match decimal {
        Decimal::Point => (',', '.'),
        Decimal::Comma => ('.', ','),
    };
    let plain = if cell.contains(mark) { grouped(cell, mark, point)?.into() } else { Cow::Borrowed(cell) };
    let plain = if point == '.' { plain } else { plain.replace(point, ".").into() };
    plain.parse::<f64>().ok().filter(|x| x.is_finite())
}

/// A column as finite numbers; null is a cell that is blank or no number. What is stored as numbers is taken as it is.
///
/// # Errors
/// When the column can be shown neither as numbers nor as text.
pub(super) fn of(column: &Column) -> Result<Float64Chunked> {
    if column.dtype().is_integer() || *column.dtype() == DataType::Float64 {
        let numbers = column.cast(&DataType::Float64)?;
        let numbers = numbers.f64()?;
        let finite = numbers.downcast_iter().all(|array| array.values().iter().all(|x| x.is_finite()));
        return Ok(if finite { numbers.clone() } else { numbers.apply(|x| x.filter(|x| x.is_finite())) });
    }
    let text = column.cast(&DataType::String)?;
    let text = text.str()?;
    let mark = decimal(text.iter().flatten());
    let stretches = threads::stretches(text.len());
    let mut numbers = vec![None; text.len()];
    threads::over(&mut numbers, &stretches, |k, numbers| {
        let part = text.slice(stretches[k].start as i64, numbers.len());
        numbers.iter_mut().zip(part.iter()).for_each(|(n, cell)| *n = cell.and_then(|c| number(c, mark)));
    });
    Ok(Float64Chunked::from_slice_options(column.name().clone(), &numbers))
}

/// `1,234,567.8` without its marks; `None` where they do not stand between groups of three.
fn grouped(cell: &str, mark: char, point: char) -> Option<String> {
    let (whole, rest) = cell.split_once(point).unwrap_or((cell, ""));
    let mut groups = whole.trim_start_matches('-').split(mark);
    let first = groups.next()?;
    let digits = |g: &str, most: usize| (1..=most).contains(&g.len()) && g.bytes().all(|b| b.is_ascii_digit());
    let fits = digits(first, 3) && groups.all(|g| g.len() == 3 && digits(g, 3)) && !rest.contains(mark);
    fits.then(|| cell.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_told_from_the_column() {
        assert_eq!(decimal(["1,042", "0,857"].into_iter()), Decimal::Comma);
        assert_eq!(decimal(["181,5", "170"].into_iter()), Decimal::Comma);
        assert_eq!(decimal(["1,042", "2,000"].into_iter()), Decimal::Point);
        assert_eq!(decimal(["1,234,567", "85,000", "60,500"].into_iter()), Decimal::Point);
        assert_eq!(decimal(["1.234,50"].into_iter()), Decimal::Comma);
        assert_eq!(decimal(["1,234.50", "7,5"].into_iter()), Decimal::Point);
        assert_eq!(decimal(["1.5", "2"].into_iter()), Decimal::Point);
    }

    #[test]
    fn numbers_are_read_with_either_mark() {
        assert_eq!(number("1,042", Decimal::Comma), Some(1.042));
        assert_eq!(number("1.234,5", Decimal::Comma), Some(1234.5));
        assert_eq!(number("1,042", Decimal::Point), Some(1042.0));
        assert_eq!(number("1,234,567.5", Decimal::Point), Some(1_234_567.5));
        assert_eq!(number("1,2,3", Decimal::Point), None);
        assert_eq!(number("12 apples", Decimal::Point), None);
        assert_eq!(number("inf", Decimal::Point), None);
        assert_eq!(number(" 3 ", Decimal::Comma), Some(3.0));
    }
}
