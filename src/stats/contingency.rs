//! Tables of two questions: whether they hang together, where, and how closely.
//!
//! Cells are people or sums of weights. Strengths ([`Table::cramers_v`]) are the same for weights of any scale; a
//! p-value from weights as they stand is not to be trusted, since weights are not people.

mod fisher;

pub use fisher::fisher_exact;

use super::StatsError;
use super::distribution::chi_squared_sf;

/// A table of counts with at least two rows and two columns, none of them empty.
///
/// # Example
///
/// ```
/// use hearback::stats::contingency::Table;
///
/// let table = Table::new(&[vec![30.0, 14.0], vec![22.0, 41.0]])?;
/// assert!((table.chi_squared().statistic - 11.4732474596111).abs() < 1e-12);
/// assert!((table.cramers_v() - 0.327454747670676).abs() < 1e-14);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    cells: Vec<Vec<f64>>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    total: f64,
}

/// A chi-squared statistic and its upper tail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    /// The statistic, 0 or more.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: f64,
    /// The probability of a statistic at least as large, if nothing hangs together.
    pub p: f64,
}

impl ChiSquared {
    fn new(statistic: f64, df: f64) -> Self {
        Self { statistic, df, p: chi_squared_sf(statistic, df) }
    }
}

impl Table {
    /// Checks a table, given row by row.
    ///
    /// # Errors
    ///
    /// [`StatsError::Ragged`], [`StatsError::Cell`], [`StatsError::TableSize`] for less than 2 × 2, and
    /// [`StatsError::EmptyMargin`] for a row or column without anybody.
    pub fn new(rows: &[Vec<f64>]) -> Result<Self, StatsError> {
        let width = rectangular(rows)?;
        if let Some(value) = rows.iter().flatten().copied().find(|cell| !(*cell >= 0.0 && cell.is_finite())) {
            return Err(StatsError::Cell { value });
        }
        if rows.len() < 2 || width < 2 {
            return Err(StatsError::TableSize { rows: rows.len(), columns: width });
        }
        let row_totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let columns = column_totals(rows, width);
        if row_totals.iter().chain(&columns).any(|total| *total <= 0.0) {
            return Err(StatsError::EmptyMargin);
        }
        let total = row_totals.iter().sum();
        Ok(Self { cells: rows.to_vec(), rows: row_totals, columns, total })
    }

    /// Checks a table after leaving out the rows and columns without anybody, as answers that no one chose.
    ///
    /// # Errors
    ///
    /// As [`Table::new`]; what is left may be smaller than 2 × 2.
    pub fn without_empty(rows: &[Vec<f64>]) -> Result<Self, StatsError> {
        let columns = column_totals(rows, rectangular(rows)?);
        let kept = |row: &Vec<f64>| -> Vec<f64> {
            row.iter().zip(&columns).filter(|(_, total)| **total != 0.0).map(|(cell, _)| *cell).collect()
        };
        let full: Vec<Vec<f64>> = rows.iter().filter(|row| row.iter().any(|cell| *cell != 0.0)).map(kept).collect();
        Self::new(&full)
    }

    /// All people or weights together.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// What each cell would hold if the two questions had nothing to do with each other.
    pub fn expected(&self) -> Vec<Vec<f64>> {
        self.each(|cell| cell.expected)
    }

    /// Pearson's chi-squared without correction: R `chisq.test(m, correct = FALSE)`.
    pub fn chi_squared(&self) -> ChiSquared {
        self.chi_squared_less(0.0)
    }

    /// Pearson's chi-squared with Yates's correction where the table is 2 × 2, none elsewhere: R `chisq.test(m)`.
    ///
    /// The correction is one half, but never more than the smallest distance of a cell from what is expected.
    pub fn chi_squared_yates(&self) -> ChiSquared {
        if self.rows.len() != 2 || self.columns.len() != 2 {
            return self.chi_squared();
        }
        let distances = self.each(Cell::distance);
        self.chi_squared_less(distances.iter().flatten().copied().fold(0.5, f64::min))
    }

    /// `(observed - expected) / √expected`, cell by cell: R `chisq.test(m)$residuals`.
    pub fn pearson_residuals(&self) -> Vec<Vec<f64>> {
        self.each(|cell| (cell.observed - cell.expected) / cell.expected.sqrt())
    }

    /// Residuals that are standard normal if nothing hangs together, so that 2 is much: R `chisq.test(m)$stdres`.
    pub fn standardized_residuals(&self) -> Vec<Vec<f64>> {
        self.each(|cell| (cell.observed - cell.expected) / (cell.expected * cell.outside).sqrt())
    }

    /// Cramér's V, from 0 (nothing in common) to 1 (one question tells the other), whatever the scale of weights.
    pub fn cramers_v(&self) -> f64 {
        (self.chi_squared().statistic / self.total / self.least_df()).sqrt().min(1.0)
    }

    /// Cramér's V less what chance alone would give it, for a table of so many `people` (with weights: the effective
    /// number of people); `None` when there are not more people than rows and than columns.
    ///
    /// Source: Bergsma 2013, *A bias-correction for Cramér's V and Tschuprow's T*.
    pub fn cramers_v_corrected(&self, people: f64) -> Option<f64> {
        let (r, c) = (self.rows.len() as f64, self.columns.len() as f64);
        if !(people > r.max(c) && people.is_finite()) {
            return None;
        }
        let chance = (r - 1.0) * (c - 1.0) / (people - 1.0);
        let strength = (self.chi_squared().statistic / self.total - chance).max(0.0);
        let corrected = |levels: f64| levels - 1.0 - (levels - 1.0).powi(2) / (people - 1.0);
        Some((strength / corrected(r).min(corrected(c))).sqrt().min(1.0))
    }

    fn chi_squared_less(&self, correction: f64) -> ChiSquared {
        let parts = self.each(|cell| (cell.distance() - correction).powi(2) / cell.expected);
        let df = (self.rows.len() - 1) as f64 * (self.columns.len() - 1) as f64;
        ChiSquared::new(parts.iter().flatten().sum(), df)
    }

    /// The smaller number of rows or columns, less one.
    fn least_df(&self) -> f64 {
        (self.rows.len().min(self.columns.len()) - 1) as f64
    }

    /// A value for each cell.
    fn each(&self, value: impl Fn(Cell) -> f64) -> Vec<Vec<f64>> {
        let in_row = |(row, row_total): (&Vec<f64>, &f64)| -> Vec<f64> {
            row.iter().zip(&self.columns).map(|(&seen, &column)| value(self.cell(seen, *row_total, column))).collect()
        };
        self.cells.iter().zip(&self.rows).map(in_row).collect()
    }

    fn cell(&self, observed: f64, row: f64, column: f64) -> Cell {
        let outside = (1.0 - row / self.total) * (1.0 - column / self.total);
        Cell { observed, expected: row * (column / self.total), outside }
    }
}

/// What a cell holds, what it would hold, and the share of people in other rows times that in other columns.
#[derive(Debug, Clone, Copy)]
struct Cell {
    observed: f64,
    expected: f64,
    outside: f64,
}

impl Cell {
    fn distance(self) -> f64 {
        (self.observed - self.expected).abs()
    }
}

/// Whether counts follow given shares: R `chisq.test(observed, p = shares)`.
///
/// Counts of 0 or more with positive shares that add up to 1, as many of either.
///
/// # Errors
///
/// [`StatsError::Lengths`], [`StatsError::TooFew`] for less than two, [`StatsError::Cell`], [`StatsError::Share`],
/// [`StatsError::Shares`], [`StatsError::EmptyBase`] when nobody is counted.
pub fn goodness_of_fit(observed: &[f64], shares: &[f64]) -> Result<ChiSquared, StatsError> {
    if observed.len() != shares.len() {
        return Err(StatsError::Lengths { left: observed.len(), right: shares.len() });
    }
    if observed.len() < 2 {
        return Err(StatsError::TooFew { n: observed.len() as u64, least: 2 });
    }
    if let Some(&value) = observed.iter().find(|count| !(**count >= 0.0 && count.is_finite())) {
        return Err(StatsError::Cell { value });
    }
    if let Some(&share) = shares.iter().find(|share| !(**share > 0.0 && **share < 1.0)) {
        return Err(StatsError::Share { share });
    }
    let (n, total) = (observed.iter().sum::<f64>(), shares.iter().sum::<f64>());
    if (total - 1.0).abs() > 1e-8 {
        return Err(StatsError::Shares { total });
    }
    if n == 0.0 {
        return Err(StatsError::EmptyBase);
    }
    let parts = observed.iter().zip(shares).map(|(count, share)| (count - n * share).powi(2) / (n * share));
    Ok(ChiSquared::new(parts.sum(), (observed.len() - 1) as f64))
}

/// The width of a table whose rows are equally long.
pub(super) fn rectangular<T>(rows: &[Vec<T>]) -> Result<usize, StatsError> {
    let expected = rows.first().map_or(0, Vec::len);
    match rows.iter().position(|row| row.len() != expected) {
        Some(index) => Err(StatsError::Ragged { row: index + 1, cells: rows.get(index).map_or(0, Vec::len), expected }),
        None => Ok(expected),
    }
}

/// The sum of each column.
fn column_totals(rows: &[Vec<f64>], width: usize) -> Vec<f64> {
    let mut totals = vec![0.0; width];
    for row in rows {
        for (total, cell) in totals.iter_mut().zip(row) {
            *total += cell;
        }
    }
    totals
}
