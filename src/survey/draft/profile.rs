//! What stands in a column: its distinct cells with how often they occur, from a sample or from all rows.

use crate::error::Result;
use crate::input::sheet::sampled;
use crate::input::{Sheet, labels};
use crate::survey::read::About;
use polars::prelude::*;
use std::collections::HashMap;

/// Rows that a guess is made from; of larger files, rows from all parts alike.
const SAMPLE: usize = 20_000;

/// More distinct cells than this are not told apart any further: no question has so many options.
const MOST_DISTINCT: usize = 20_000;

/// A cell's text and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    /// As it is most often written, line ends and all.
    pub text: String,
    /// In the form in which texts are compared.
    pub normal: String,
    /// Rows that hold it.
    pub n: usize,
}

/// A column's content.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// Its header.
    pub header: String,
    /// What the platform says of it.
    pub about: About,
    /// Rows looked at.
    pub rows: usize,
    /// Rows that are not blank.
    pub answered: usize,
    /// Distinct cells, the most frequent first; of equals, the one that comes first in the file.
    pub values: Vec<Value>,
    /// Whether there are more distinct cells than are kept.
    pub overflow: bool,
}

impl Profile {
    /// Looks at a sample of a column.
    ///
    /// # Errors
    /// When the column cannot be shown as text.
    pub fn sample(sheet: &Sheet, header: &str, about: About) -> Result<Profile> {
        Profile::of_rows(SAMPLE, sheet, header, about)
    }

    /// Looks at all cells of a column.
    ///
    /// # Errors
    /// As [`Profile::sample`].
    pub fn whole(&self, sheet: &Sheet) -> Result<Profile> {
        if self.rows == sheet.height() {
            return Ok(self.clone());
        }
        Profile::of_rows(usize::MAX, sheet, &self.header, self.about.clone())
    }

    fn of_rows(most: usize, sheet: &Sheet, header: &str, about: About) -> Result<Profile> {
        let column = sheet.frame.column(header)?;
        let cast;
        let counted = match column.str() {
            Ok(text) => count(text, most),
            Err(_) => {
                cast = sheet.strings(header)?;
                count(&cast, most)
            }
        };
        let (rows, answered, overflow) = (counted.rows, counted.answered, counted.overflow);
        Ok(Profile { header: header.to_owned(), about, rows, answered, values: counted.values(), overflow })
    }

    /// Share of the rows looked at that are not blank.
    pub fn answer_rate(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { self.answered as f64 / self.rows as f64 }
    }

    /// Share of the answers for which `is` holds; 0 when there are none.
    pub fn share(&self, is: impl Fn(&Value) -> bool) -> f64 {
        let n: usize = self.values.iter().filter(|v| is(v)).map(|v| v.n).sum();
        if self.answered == 0 { 0.0 } else { n as f64 / self.answered as f64 }
    }

    /// The distinct cells as texts.
    pub fn texts(&self) -> Vec<&str> {
        self.values.iter().map(|v| v.text.as_str()).collect()
    }
}

/// Counts while cells come in.
struct Counted<'a> {
    rows: usize,
    answered: usize,
    overflow: bool,
    /// Count and order of appearance by cell. Looked up, and sorted before it is shown.
    cells: HashMap<&'a str, (usize, usize)>,
}

fn count(cells: &StringChunked, most: usize) -> Counted<'_> {
    let counted = Counted { rows: 0, answered: 0, overflow: false, cells: HashMap::new() };
    if cells.len() <= most {
        counted.take(cells.iter())
    } else {
        counted.take(sampled(cells.len(), most).map(|i| cells.get(i)))
    }
}

impl<'a> Counted<'a> {
    fn take(mut self, cells: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut last: Option<&str> = None;
        let mut again = 0;
        for cell in cells {
            self.rows += 1;
            // Most cells say what the one above them says.
            if cell == last && cell.is_some() {
                again += 1;
                continue;
            }
            self.add(last, again);
            (last, again) = (cell, usize::from(cell.is_some()));
        }
        self.add(last, again);
        self
    }

    fn add(&mut self, cell: Option<&'a str>, n: usize) {
        let Some(cell) = cell.filter(|c| n > 0 && !labels::is_blank(c)) else { return };
        self.answered += n;
        let order = self.cells.len();
        if let Some(known) = self.cells.get_mut(cell) {
            known.0 += n;
        } else if order < MOST_DISTINCT {
            self.cells.insert(cell, (n, order));
        } else {
            self.overflow = true;
        }
    }

    /// Spellings that differ by white space and case only are one value.
    fn values(self) -> Vec<Value> {
        let mut cells: Vec<(&str, usize, usize)> =
            self.cells.into_iter().map(|(c, (n, order))| (c, n, order)).collect();
        cells.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        let mut place: HashMap<String, usize> = HashMap::new();
        let mut values: Vec<Value> = Vec::new();
        for (cell, n, _) in cells {
            let normal = labels::normal(cell);
            match place.get(&normal) {
                Some(&i) => values[i].n += n,
                None => {
                    place.insert(normal.clone(), values.len());
                    values.push(Value { text: cell.trim().to_owned(), normal, n });
                }
            }
        }
        values.sort_by_key(|v| std::cmp::Reverse(v.n));
        values
    }
}

/// A text on one line, for showing: white space of every kind as single spaces.
pub(super) fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_value_and_blank_cells_none() {
        let sheet = Sheet::from_text(b"a,b\nYes,1\nyes ,1\n\" \",1\nNo,1\nYes,1\n", "s.csv").unwrap();
        let profile = Profile::sample(&sheet, "a", About::default()).unwrap();
        let told: Vec<(&str, usize)> = profile.values.iter().map(|v| (v.text.as_str(), v.n)).collect();
        assert_eq!((told, profile.rows, profile.answered), (vec![("Yes", 3), ("No", 1)], 5, 4));
    }
}
