//! A column of numbers, read as one: whether a comma is the decimal mark is told from the whole column.

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
        match (cell.split_once(','), cell.contains('.')) {
            (Some((whole, rest)), false) => {
                comma |= rest.len() != 3 || whole == "0" || whole == "-0" || whole.len() > 3
            }
            (None, true) => return Decimal::Point,
            _ => {}
        }
    }
    if comma { Decimal::Comma } else { Decimal::Point }
}

/// A number, with a thousands mark between groups of three or without.
pub fn number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.trim();
    let plain = cell.parse::<f64>().ok().filter(|x| x.is_finite());
    match decimal {
        Decimal::Point if cell.contains(',') => grouped(cell, ',').and_then(|c| c.parse().ok()),
        Decimal::Point => plain,
        Decimal::Comma if cell.contains(',') && !cell.contains('.') => cell.replace(',', ".").parse().ok(),
        Decimal::Comma => plain,
    }
    .filter(|x: &f64| x.is_finite())
}

/// `1,234,567` without its marks; `None` where they do not stand between groups of three.
fn grouped(cell: &str, mark: char) -> Option<String> {
    let (whole, rest) = cell.split_once('.').map_or((cell, ""), |(w, r)| (w, r));
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
        assert_eq!(decimal(["1.5", "2"].into_iter()), Decimal::Point);
    }

    #[test]
    fn numbers_are_read_with_either_mark() {
        assert_eq!(number("1,042", Decimal::Comma), Some(1.042));
        assert_eq!(number("1,042", Decimal::Point), Some(1042.0));
        assert_eq!(number("1,042.5", Decimal::Point), Some(1042.5));
        assert_eq!(number("1,2,3", Decimal::Point), None);
        assert_eq!(number("12 apples", Decimal::Point), None);
        assert_eq!(number("inf", Decimal::Point), None);
        assert_eq!(number(" 3 ", Decimal::Comma), Some(3.0));
    }
}
