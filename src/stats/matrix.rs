//! A small dense matrix: what covariances and the tests built on them need, and no more.
//!
//! Meant for tens of rows and columns. Shapes that do not fit, and systems without one answer, give `None`. Whether a
//! column depends on those before it is decided as R's `qr` (LINPACK) does: what is left of it, once they are taken
//! out, is compared with its own length, so that rows and columns in very different units do no harm.

/// A matrix of `rows` by `columns` numbers, kept row by row; either may be 0.
///
/// # Example
///
/// ```
/// use hearback::stats::matrix::Matrix;
///
/// let covariance = Matrix::new(2, 2, vec![4.0, 2.0, 2.0, 3.0]).expect("four numbers");
/// let gap = Matrix::new(1, 2, vec![1.0, -1.0]).expect("two numbers");
/// assert_eq!(gap.sandwich(&covariance).and_then(|variance| variance.trace()), Some(3.0));
/// let solution = covariance.solve(&[8.0, 8.0]).expect("a covariance that is not singular");
/// assert!((solution[0] - 1.0).abs() < 1e-14 && (solution[1] - 2.0).abs() < 1e-14);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

/// What is left of a variance, as a share of it, below which its variable follows from the others.
///
/// Rounding leaves about 1e-15 of an exact dependence, such as that of shares which add up to 1.
const SINGULAR: f64 = 1e-12;

/// A column that does not depend on those before it: where it stands, and its row of the Cholesky factor.
struct Pivot {
    index: usize,
    line: Vec<f64>,
}

impl Matrix {
    /// A matrix from its values, row by row; `None` unless there are `rows * columns` of them.
    pub fn new(rows: usize, columns: usize, values: Vec<f64>) -> Option<Self> {
        (rows.checked_mul(columns)? == values.len()).then_some(Self { rows, columns, values })
    }

    /// A matrix whose value in row `i` and column `j`, both from 0, is `value(i, j)`.
    pub fn from_fn(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f64) -> Self {
        let value = &value;
        let values = (0..rows).flat_map(|row| (0..columns).map(move |column| value(row, column))).collect();
        Self { rows, columns, values }
    }

    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self::from_fn(rows, columns, |_, _| 0.0)
    }

    /// The square matrix with ones on its diagonal.
    pub fn identity(size: usize) -> Self {
        Self::from_fn(size, size, |row, column| if row == column { 1.0 } else { 0.0 })
    }

    /// The square matrix with these values on its diagonal and zeros elsewhere.
    pub fn diagonal_of(values: &[f64]) -> Self {
        let mut matrix = Self::zeros(values.len(), values.len());
        matrix.values.iter_mut().step_by(values.len() + 1).zip(values).for_each(|(cell, value)| *cell = *value);
        matrix
    }

    /// The sums of products of columns, X′X, of the `columns` wide rows of X; `None` if a row has another length.
    ///
    /// Reads the rows once, in order, so X may be much longer than would fit a matrix of its own.
    pub fn gram<'a>(columns: usize, rows: impl IntoIterator<Item = &'a [f64]>) -> Option<Self> {
        let mut sums = Self::zeros(columns, columns);
        for row in rows {
            if row.len() != columns {
                return None;
            }
            sums.add_products(row, 1.0);
        }
        sums.mirror_upper();
        Some(sums)
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All values, row by row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value in a row and a column, both from 0; `None` outside.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        self.row(row)?.get(column).copied()
    }

    /// A row, from 0; `None` outside.
    pub fn row(&self, row: usize) -> Option<&[f64]> {
        let start = row.checked_mul(self.columns)?;
        (row < self.rows).then(|| self.values.get(start..start + self.columns)).flatten()
    }

    /// The rows in order.
    pub fn iter_rows(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.rows).filter_map(|row| self.row(row))
    }

    /// The values whose row and column have the same number, from the first on.
    pub fn diagonal(&self) -> impl Iterator<Item = f64> {
        (0..self.rows.min(self.columns)).filter_map(|index| self.get(index, index))
    }

    /// The sum of the diagonal; `None` unless the matrix is square.
    pub fn trace(&self) -> Option<f64> {
        (self.rows == self.columns).then(|| self.diagonal().sum())
    }

    /// Rows and columns exchanged.
    #[must_use]
    pub fn transposed(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |row, column| self.get(column, row).unwrap_or(f64::NAN))
    }

    /// Every value times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { values: self.values.iter().map(|value| value * factor).collect(), ..*self }
    }

    /// The product with a matrix of as many rows as this one has columns; else `None`.
    pub fn multiply(&self, right: &Self) -> Option<Self> {
        if self.columns != right.rows {
            return None;
        }
        let mut product = Self::zeros(self.rows, right.columns);
        for (sums, row) in product.values.chunks_exact_mut(right.columns.max(1)).zip(self.iter_rows()) {
            for (factor, line) in row.iter().zip(right.iter_rows()) {
                sums.iter_mut().zip(line).for_each(|(sum, value)| *sum += factor * value);
            }
        }
        Some(product)
    }

    /// The product with a column of as many numbers as the matrix has columns; else `None`.
    pub fn apply(&self, vector: &[f64]) -> Option<Vec<f64>> {
        (self.columns == vector.len()).then(|| self.iter_rows().map(|row| dot(row, vector)).collect())
    }

    /// The covariance of the combinations A·x, A V A′, where V is that of x; `None` unless V is square and fits.
    pub fn sandwich(&self, covariance: &Self) -> Option<Self> {
        self.multiply(covariance)?.multiply(&self.transposed())
    }

    /// The matrix of these rows and columns only, in this order; `None` if one of them is not there.
    pub fn among(&self, indices: &[usize]) -> Option<Self> {
        let line = |row: &usize| indices.iter().map(|column| self.get(*row, *column)).collect::<Option<Vec<f64>>>();
        let values = indices.iter().map(line).collect::<Option<Vec<_>>>()?.concat();
        Self::new(indices.len(), indices.len(), values)
    }

    /// The x with V x = `right`, where V is this matrix, symmetric and positive definite, by Cholesky's factor.
    ///
    /// Only the lower half of V is read. `None` when V is not square, of another size than `right`, or singular (or
    /// not positive definite) in the sense that less than 1e-12 of a variance is left once the others before it are known.
    pub fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        (self.rows == right.len()).then(|| substitute(&self.definite_factor()?, right))?
    }

    /// The X with V X = `right`, column by column as [`Matrix::solve`]; `None` in the same cases.
    pub fn solve_matrix(&self, right: &Self) -> Option<Self> {
        if self.rows != right.rows {
            return None;
        }
        let factor = self.definite_factor()?;
        let columns = right.transposed();
        let solved = columns.iter_rows().map(|column| substitute(&factor, column)).collect::<Option<Vec<_>>>()?;
        Some(Self::new(right.columns, right.rows, solved.concat())?.transposed())
    }

    /// The quadratic form x′V⁻¹x of a Wald statistic, V as for [`Matrix::solve`]; `None` in the same cases.
    pub fn inverse_form(&self, x: &[f64]) -> Option<f64> {
        Some(dot(&self.solve(x)?, x))
    }

    /// The rank of X, where this matrix is X′X: how many of its columns do not depend on the columns before them.
    ///
    /// A column depends on those before it when the part of it that is orthogonal to them is shorter than `tolerance`
    /// times the column: R's `qr(X, tol = tolerance)$rank`. Products lose half the digits, so `tolerance` should not
    /// be below 1e-7. `None` unless the matrix is square.
    pub fn rank_of_gram(&self, tolerance: f64) -> Option<usize> {
        Some(self.factor(tolerance * tolerance)?.len())
    }

    /// Which columns of X do not depend on the columns before them, where this matrix is X′X; else as
    /// [`Matrix::rank_of_gram`], which is how many they are.
    pub fn independent_of_gram(&self, tolerance: f64) -> Option<Vec<usize>> {
        Some(self.factor(tolerance * tolerance)?.iter().map(|pivot| pivot.index).collect())
    }

    /// Cholesky's factor, if no column is missing in it.
    fn definite_factor(&self) -> Option<Vec<Pivot>> {
        self.factor(SINGULAR).filter(|factor| factor.len() == self.rows)
    }

    /// Cholesky's factor in the order of the columns, without those of which at most `left` of their square is left.
    fn factor(&self, left: f64) -> Option<Vec<Pivot>> {
        if self.rows != self.columns {
            return None;
        }
        let mut factor: Vec<Pivot> = Vec::with_capacity(self.rows);
        for (index, row) in self.iter_rows().enumerate() {
            let mut line = Vec::with_capacity(factor.len() + 1);
            for earlier in &factor {
                let rest = row.get(earlier.index)? - dot(&earlier.line, &line);
                line.push(rest / earlier.line.last()?);
            }
            let whole = *row.get(index)?;
            let rest = whole - dot(&line, &line);
            if rest > left * whole {
                line.push(rest.sqrt());
                factor.push(Pivot { index, line });
            }
        }
        Some(factor)
    }

    /// Adds `factor` times the products of a row's values to the upper half of a square matrix as wide as the row.
    pub(super) fn add_products(&mut self, row: &[f64], factor: f64) {
        let lines = self.values.chunks_exact_mut(self.columns.max(1)).enumerate();
        for ((index, sums), value) in lines.zip(row).filter(|(_, value)| **value != 0.0) {
            if let (Some(sums), Some(others)) = (sums.get_mut(index..), row.get(index..)) {
                let weight = factor * value;
                sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += weight * other);
            }
        }
    }

    /// Adds `factor` times a matrix of the same shape.
    pub(super) fn add_scaled(&mut self, other: &Self, factor: f64) {
        self.values.iter_mut().zip(&other.values).for_each(|(sum, value)| *sum += factor * value);
    }

    /// Copies the upper half of a square matrix to the lower one.
    pub(super) fn mirror_upper(&mut self) {
        *self = Self::from_fn(self.rows, self.columns, |row, column| {
            self.get(row.min(column), row.max(column)).unwrap_or(f64::NAN)
        });
    }
}

/// The sum of products, as far as the shorter one goes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves L L′ x = `right`, forwards through L and backwards through L′.
fn substitute(factor: &[Pivot], right: &[f64]) -> Option<Vec<f64>> {
    let mut forward = Vec::with_capacity(right.len());
    for (pivot, value) in factor.iter().zip(right) {
        let rest = value - dot(&pivot.line, &forward);
        forward.push(rest / pivot.line.last()?);
    }
    let mut solution = Vec::with_capacity(right.len());
    for pivot in factor.iter().rev() {
        let (last, before) = pivot.line.split_last()?;
        let value = forward.pop()? / last;
        forward.iter_mut().zip(before).for_each(|(rest, line)| *rest -= line * value);
        solution.push(value);
    }
    solution.reverse();
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::super::tolerance::{REORDERED, assert_close};
    use super::*;

    fn hilbert(size: usize) -> Matrix {
        Matrix::from_fn(size, size, |row, column| 1.0 / (row + column + 1) as f64)
    }

    /// The inverse of the 3 by 3 Hilbert matrix is whole: 9, −36, 30; −36, 192, −180; 30, −180, 180.
    #[test]
    fn the_inverse_of_a_hilbert_matrix_is_known() {
        let inverse = hilbert(3).solve_matrix(&Matrix::identity(3)).unwrap();
        let expected = [9.0, -36.0, 30.0, -36.0, 192.0, -180.0, 30.0, -180.0, 180.0];
        for (actual, expected) in inverse.values().iter().zip(expected) {
            assert_close(*actual, expected, REORDERED, "inverse");
        }
        assert_close(hilbert(3).inverse_form(&[1.0, 1.0, 1.0]).unwrap(), 9.0, REORDERED, "sum of the inverse");
    }

    #[test]
    fn products_need_shapes_that_fit() {
        let wide = Matrix::new(2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
        assert_eq!(wide.multiply(&wide), None);
        assert_eq!(wide.multiply(&wide.transposed()).unwrap().values(), [14.0, 32.0, 32.0, 77.0]);
        assert_eq!(wide.apply(&[1.0, 0.0, -1.0]), Some(vec![-2.0, -2.0]));
        assert_eq!((wide.apply(&[1.0]), wide.trace(), wide.solve(&[1.0, 1.0])), (None, None, None));
        assert_eq!(wide.sandwich(&Matrix::identity(3)).unwrap().values(), [14.0, 32.0, 32.0, 77.0]);
        assert_eq!((Matrix::new(2, 2, vec![1.0]), wide.get(0, 3), wide.get(2, 0)), (None, None, None));
    }

    #[test]
    fn a_gram_matrix_is_the_product_with_the_transposed() {
        let x = Matrix::from_fn(5, 3, |row, column| (row * row + 2 * column) as f64);
        assert_eq!(Matrix::gram(3, x.iter_rows()), x.transposed().multiply(&x));
        assert_eq!(Matrix::gram(2, x.iter_rows()), None);
    }

    #[test]
    fn an_empty_matrix_is_nothing_and_no_failure() {
        let empty = Matrix::zeros(0, 0);
        assert_eq!((empty.trace(), empty.solve(&[]), empty.rank_of_gram(1e-5)), (Some(0.0), Some(vec![]), Some(0)));
        assert_eq!(Matrix::zeros(2, 0).multiply(&Matrix::zeros(0, 2)), Some(Matrix::zeros(2, 2)));
        assert_eq!(Matrix::zeros(0, 2).multiply(&Matrix::zeros(2, 0)), Some(empty));
    }

    /// Shares of one choice add up to 1, so their covariance is singular; without one of them it is not.
    #[test]
    fn a_singular_covariance_has_no_solution() {
        let shares = [0.1, 0.2, 0.3, 0.4];
        let diagonal = Matrix::diagonal_of(&shares);
        let covariance = Matrix::from_fn(4, 4, |i, j| diagonal.get(i, j).unwrap() - shares[i] * shares[j]);
        assert_eq!(covariance.solve(&[1.0, 0.0, 0.0, 0.0]), None);
        assert_eq!(covariance.rank_of_gram(1e-6), Some(3));
        let rest = covariance.among(&[3, 1, 0]).unwrap();
        // the inverse of diag(p) - p p' is diag(1/p) + 1/(1 - sum p)
        assert_close(rest.inverse_form(&[1.0, 0.0, 0.0]).unwrap(), 1.0 / 0.4 + 1.0 / 0.3, REORDERED, "form");
        assert_eq!(covariance.among(&[4]), None);
        let indefinite = Matrix::new(2, 2, vec![1.0, 2.0, 2.0, 1.0]).unwrap();
        assert_eq!(indefinite.solve(&[1.0, 1.0]), None);
        assert_eq!(Matrix::new(1, 1, vec![f64::NAN]).unwrap().solve(&[1.0]), None);
    }

    /// `qr(X, tol = 1e-5)$rank` compares with the column's own length: units do not matter, nearness does.
    #[test]
    fn the_rank_does_not_depend_on_units() {
        let rows = |last: f64| {
            (0..6).map(move |i| [1.0, i as f64 * 1e9, 1e-9 * f64::from(i * i), last * f64::from(i % 2) + 3.0])
        };
        for (last, rank) in [(1.0, 4), (1e-4, 4), (1e-6, 3), (0.0, 3)] {
            let rows: Vec<[f64; 4]> = rows(last).collect();
            let gram = Matrix::gram(4, rows.iter().map(|row| row.as_slice())).unwrap();
            assert_eq!(gram.rank_of_gram(1e-5), Some(rank), "{last}");
        }
        assert_eq!(Matrix::zeros(2, 2).rank_of_gram(1e-5), Some(0), "columns of zeros depend on nothing else");
    }
}
