//! The cells of one variable. Survey answers repeat: each different one is kept once, which is what lets a packed file of a
//! few megabytes be read in a few hundred.

use super::budget::Budget;
use std::collections::HashMap;

/// Beyond this many different values a column is looked at: where most of its cells differ, looking each up is in vain.
const MANY: usize = 1024;

/// Bytes that one cell costs, the growth of its column included.
const CELL: usize = 5;

/// Bytes that one different value costs besides its text.
const VALUE: usize = 80;

/// The code of an empty cell.
const NONE: u32 = 0;

/// The code, while a column is read, of a value that the file declares missing.
const DECLARED: u32 = u32::MAX;

/// The cells of one variable, one a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    values: Vec<String>,
    /// 0 for an empty cell, else the place of its value, counted from 1.
    codes: Vec<u32>,
}

impl Cells {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The cell of a row, counted from 0; `None` where it is empty or there is no such row.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.value(*self.codes.get(row)?)
    }

    /// The cells in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> + Clone {
        self.codes.iter().map(|code| self.value(*code))
    }

    /// The values that occur, in the order in which they first do; one may stand twice where nearly all differ.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The cells as text of their own: 24 bytes a row and more.
    pub fn to_vec(&self) -> Vec<Option<String>> {
        self.iter().map(|cell| cell.map(str::to_owned)).collect()
    }

    fn value(&self, code: u32) -> Option<&str> {
        self.values.get((code as usize).checked_sub(1)?).map(String::as_str)
    }
}

/// What one stored value means.
pub enum Meaning {
    /// A value, as it is written.
    Value(String),
    /// No answer.
    Nothing,
    /// A value that the file declares to be no answer.
    Declared,
}

/// A column being read.
#[derive(Debug, Default)]
pub struct Column {
    cells: Cells,
    known: Option<HashMap<Box<[u8]>, u32>>,
    last: Option<(Box<[u8]>, u32)>,
    looked_at: bool,
    declared: usize,
}

impl Column {
    /// A column without rows.
    pub fn new() -> Self {
        Column { known: Some(HashMap::new()), ..Column::default() }
    }

    /// Adds the cell of the next row, given as the file stores it; what that means is asked once for each different one.
    ///
    /// # Errors
    /// When the budget is used up.
    pub fn push(&mut self, stored: &[u8], budget: &Budget, meaning: impl FnOnce() -> Meaning) -> Result<(), String> {
        budget.memory(CELL)?;
        let code = match self.code(stored) {
            Some(code) => code,
            None => self.learn(stored, budget, meaning())?,
        };
        self.declared += usize::from(code == DECLARED);
        self.append(if code == DECLARED { NONE } else { code });
        Ok(())
    }

    /// The cells, and how many of them the file declared missing.
    pub fn finish(self) -> (Cells, usize) {
        (self.cells, self.declared)
    }

    fn code(&self, stored: &[u8]) -> Option<u32> {
        match (&self.last, &self.known) {
            (Some((last, code)), _) if **last == *stored => Some(*code),
            (_, Some(known)) => known.get(stored).copied(),
            _ => None,
        }
    }

    fn learn(&mut self, stored: &[u8], budget: &Budget, meaning: Meaning) -> Result<u32, String> {
        let code = match meaning {
            Meaning::Nothing => NONE,
            Meaning::Declared => DECLARED,
            Meaning::Value(text) => self.keep(text, budget)?,
        };
        if let Some(known) = &mut self.known {
            budget.memory(VALUE + stored.len())?;
            known.insert(stored.into(), code);
        }
        self.last = Some((stored.into(), code));
        self.give_up_looking();
        Ok(code)
    }

    fn keep(&mut self, text: String, budget: &Budget) -> Result<u32, String> {
        budget.memory(VALUE + text.len())?;
        self.cells.values.push(text);
        u32::try_from(self.cells.values.len()).map_err(|_| "has too many rows".into())
    }

    /// Forgets what is known where it does not help: a column of names or of times.
    fn give_up_looking(&mut self) {
        let different = self.known.as_ref().map_or(0, HashMap::len);
        if !self.looked_at && different >= MANY {
            self.looked_at = true;
            if different * 2 > self.cells.codes.len() {
                self.known = None;
            }
        }
    }

    /// Grows by an eighth, not by half of what there will be.
    fn append(&mut self, code: u32) {
        let codes = &mut self.cells.codes;
        if codes.len() == codes.capacity() {
            codes.reserve_exact(codes.len() / 8 + 32);
        }
        codes.push(code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(stored: &[&[u8]]) -> (Cells, usize) {
        let budget = Budget::of(0);
        let mut column = Column::new();
        for cell in stored {
            let meaning = || match *cell {
                b"" => Meaning::Nothing,
                b"9" => Meaning::Declared,
                text => Meaning::Value(String::from_utf8_lossy(text).into_owned()),
            };
            column.push(cell, &budget, meaning).unwrap();
        }
        column.finish()
    }

    #[test]
    fn values_are_kept_once() {
        let (cells, declared) = column(&[b"1", b"2", b"", b"1", b"9", b"9", b"1"]);
        assert_eq!(declared, 2);
        assert_eq!(cells.values(), ["1", "2"]);
        let wanted = [Some("1"), Some("2"), None, Some("1"), None, None, Some("1")];
        assert!(cells.iter().eq(wanted) && cells.get(7).is_none() && cells.len() == 7);
        assert_eq!(cells.to_vec()[1].as_deref(), Some("2"));
    }

    #[test]
    fn a_column_of_names_is_not_looked_up() {
        let names: Vec<String> = (0..3000).map(|n| format!("{n:04}")).collect();
        let stored: Vec<&[u8]> = names.iter().map(|n| n.as_bytes()).collect();
        let (cells, _) = column(&stored);
        assert!(cells.iter().flatten().eq(&names));
    }

    #[test]
    fn the_budget_ends_it() {
        let (budget, mut column) = (Budget::of(0), Column::new());
        let long = "x".repeat(1 << 20);
        let done = (0..100u8).try_for_each(|n| column.push(&[n], &budget, || Meaning::Value(long.clone())));
        assert!(done.is_err());
    }
}
