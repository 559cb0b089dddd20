//! Which row of the file each kept row stands in.

/// Row numbers, written down only where they do not simply count on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// From this row on, one after the other.
    From(u64),
    /// One by one.
    Listed(Vec<u64>),
}

impl Rows {
    /// The row of the file in which kept row `i` stands.
    pub fn get(&self, i: usize) -> u64 {
        match self {
            Rows::From(first) => first + i as u64,
            Rows::Listed(rows) => rows.get(i).copied().unwrap_or(0),
        }
    }

    /// Only those rows whose place is kept.
    pub fn kept(&self, kept: &[bool]) -> Rows {
        Rows::Listed(kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(i, _)| self.get(i)).collect())
    }

    /// `here` of these rows, and behind them `there` of others.
    pub fn stacked(&self, here: usize, other: &Rows, there: usize) -> Rows {
        Rows::Listed((0..here).map(|i| self.get(i)).chain((0..there).map(|i| other.get(i))).collect())
    }
}
