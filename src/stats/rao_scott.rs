//! Tests of tables whose cells vary as the design has them, not as people drawn one by one would: Rao & Scott 1984.
//!
//! A Pearson statistic of a sample with weights and clusters is about Σ λ χ²₁, λ being the eigenvalues of Δ, the cells' covariance
//! over that of a simple random sample. Divided by tr Δ it is an F with `(tr Δ)²/tr Δ²` and that times the design's degrees of
//! freedom (Satterthwaite), as in R `svychisq(statistic = "F")`.

use super::distribution::f_sf;
use super::matrix::Matrix;

/// A Pearson statistic and what the design makes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaoScott {
    /// The Pearson statistic of the weighted table, on as many people as were asked for.
    pub pearson: f64,
    /// The trace of Δ.
    pub trace: f64,
    /// The F statistic.
    pub f: f64,
    /// Its first degrees of freedom, no whole number.
    pub df1: f64,
    /// Its second ones; infinite where the design's are.
    pub df2: f64,
    /// The chance of an F at least as large where there is no association.
    pub p: f64,
}

impl RaoScott {
    /// From a Pearson statistic, Δ, and the design's degrees of freedom; `None` where Δ says nothing.
    fn new(pearson: f64, delta: &Matrix, df: f64) -> Option<Self> {
        let (trace, squares) = (delta.trace()?, delta.multiply(delta)?.trace()?);
        if !(trace > 0.0 && squares > 0.0 && df > 0.0) {
            return None;
        }
        let (f, df1) = (pearson / trace, trace * trace / squares);
        Some(RaoScott { pearson, trace, f, df1, df2: df1 * df, p: f_sf(f, df1, df1 * df) })
    }
}

/// Tests the rows and columns of a table for independence: R `svychisq(~row + column, design, statistic = "F")`.
///
/// `shares` are the cells' shares of everyone in the table, row by row (0–1, adding up to 1), `covariance` is theirs, `n` the
/// number of people, `df` the design's degrees of freedom. Rows and columns that nobody is in are left out; `None` where then
/// fewer than two of either are left, or the covariance does not tell.
pub fn independence(shares: &[f64], columns: usize, covariance: &Matrix, n: f64, df: f64) -> Option<RaoScott> {
    let table = Table::new(shares, columns)?;
    let (rows, cols) = (table.rows.len(), table.columns.len());
    if rows < 2 || cols < 2 {
        return None;
    }
    // Contrasts whose row and column sums are 0: any basis of them gives the same traces.
    let contrast = |cell: (usize, usize), k: usize| {
        let (r, c) = (k / (cols - 1), k % (cols - 1));
        let side = |at: usize, one: usize, last: usize| f64::from(i8::from(at == one) - i8::from(at == last));
        side(cell.0, r, rows - 1) * side(cell.1, c, cols - 1)
    };
    let cells: Vec<(usize, usize)> = (0..rows).flat_map(|r| (0..cols).map(move |c| (r, c))).collect();
    let inverse = |r: usize, c: usize| match table.share(r, c) {
        p if p > 0.0 => 1.0 / p,
        _ => 0.0,
    };
    let scaled = Matrix::from_fn((rows - 1) * (cols - 1), cells.len(), |k, i| {
        contrast(cells[i], k) * inverse(cells[i].0, cells[i].1)
    });
    let plain = Matrix::from_fn(cells.len(), (rows - 1) * (cols - 1), |i, k| contrast(cells[i], k) / n);
    let places: Vec<usize> = cells.iter().map(|(r, c)| table.rows[*r] * columns + table.columns[*c]).collect();
    let numerator = scaled.sandwich(&covariance.among(&places)?)?;
    let delta = scaled.multiply(&plain)?.solve_matrix(&numerator)?;
    RaoScott::new(n * table.deviation(), &delta, df)
}

/// Cramér's V of a table of shares: 0 for no association, 1 for the strongest. `None` for fewer than two rows or columns.
pub fn cramers_v(shares: &[f64], columns: usize) -> Option<f64> {
    let table = Table::new(shares, columns)?;
    let least = table.rows.len().min(table.columns.len());
    (least > 1).then(|| (table.deviation() / (least - 1) as f64).sqrt())
}

/// A table without its empty rows and columns.
struct Table<'a> {
    shares: &'a [f64],
    width: usize,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl<'a> Table<'a> {
    fn new(shares: &'a [f64], width: usize) -> Option<Self> {
        if width == 0 || !shares.len().is_multiple_of(width) || shares.iter().any(|s| !s.is_finite()) {
            return None;
        }
        let rows = (0..shares.len() / width).filter(|r| shares[r * width..(r + 1) * width].iter().any(|s| *s > 0.0));
        let columns = (0..width).filter(|c| shares.iter().skip(*c).step_by(width).any(|s| *s > 0.0));
        Some(Table { shares, width, rows: rows.collect(), columns: columns.collect() })
    }

    fn share(&self, row: usize, column: usize) -> f64 {
        self.shares[self.rows[row] * self.width + self.columns[column]]
    }

    /// Σ (share − expected)²/expected.
    fn deviation(&self) -> f64 {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let row: Vec<f64> = (0..rows).map(|r| (0..columns).map(|c| self.share(r, c)).sum()).collect();
        let column: Vec<f64> = (0..columns).map(|c| (0..rows).map(|r| self.share(r, c)).sum()).collect();
        let cells =
            row.iter().enumerate().flat_map(|(r, a)| column.iter().enumerate().map(move |(c, b)| (r, c, a * b)));
        cells.map(|(r, c, expected)| (self.share(r, c) - expected).powi(2) / expected).sum()
    }
}

/// The groups by which a multi-select is broken down, and how far its options are from not depending on them.
pub struct Deviations<'a> {
    /// The groups' shares of everyone, adding up to 1.
    pub groups: &'a [f64],
    /// The options' shares.
    pub options: &'a [f64],
    /// (share in group i who chose option j) − groups\[i\]·options\[j\], option by option.
    pub deviations: &'a [f64],
    /// The deviations' covariance.
    pub covariance: &'a Matrix,
}

/// Tests all options of a multi-select at once for independence of the groups: the modified Pearson statistic of Bilder & Loughin
/// 2004 (Agresti & Liu 1999), the sum over options of their 2 × groups Pearson statistics, corrected as above.
///
/// Options that nobody or everybody chose, and groups that nobody is in, are left out. `n` is the number of people, `df` the
/// design's degrees of freedom. `None` where nothing is left.
pub fn modified_pearson(table: &Deviations, n: f64, df: f64) -> Option<RaoScott> {
    let count = table.groups.len();
    let cells = table
        .options
        .iter()
        .enumerate()
        .flat_map(|(j, p)| table.groups.iter().enumerate().map(move |(i, a)| (j * count + i, a * p * (1.0 - p))));
    // An end that is not exactly 0 or 1 after rounding varies as little.
    let (places, expected): (Vec<usize>, Vec<f64>) = cells.filter(|(_, e)| *e > 1e-12).unzip();
    if places.is_empty() {
        return None;
    }
    let deviation = |k: usize| table.deviations.get(places[k]).copied();
    let pearson = (0..places.len()).map(|k| Some(n * deviation(k)?.powi(2) / expected[k])).sum::<Option<f64>>()?;
    let covariance = table.covariance.among(&places)?;
    let value = |i: usize, j: usize| covariance.get(i, j).unwrap_or(f64::NAN) * n / expected[i];
    RaoScott::new(pearson, &Matrix::from_fn(places.len(), places.len(), value), df)
}
