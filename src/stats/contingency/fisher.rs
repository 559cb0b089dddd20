//! Fisher's exact test: the probability of all tables with the same totals that are no more likely than the one seen.
//!
//! A table larger than 2 × 2 is cut between two columns. How many of each row lie left of the cut decides both halves,
//! which are independent then: each is listed by itself and sorted, and pairs are counted by moving along both lists.
//! A way of cutting that is no more likely as a whole than the table seen is added as a whole. So a 3 × 4 table of
//! 226 people takes some million steps instead of going through 10⁹ tables.

use super::{StatsError, rectangular};
use crate::stats::beta::stirling_error;
use crate::stats::distribution::binomial_pmf;
use std::f64::consts::TAU;

/// Tables as likely as the one seen but for rounding count as no more likely: R's `fisher.test` has the same.
const SAME: f64 = 1e-7;
/// Halves of tables that are listed before the test gives up, a second or two of work.
const MOST_TABLES: u64 = 3_000_000;

/// The p-value of Fisher's exact test of a table given row by row: R `fisher.test(m)$p.value`.
///
/// Rows and columns without anybody are left out. Meant for small tables: 2 × 2 of any size, others up to a few
/// hundred people in a dozen cells.
///
/// # Errors
///
/// [`StatsError::Ragged`], [`StatsError::TableSize`] for less than 2 × 2, [`StatsError::TooManyPeople`], and
/// [`StatsError::TooManyTables`] for a table too large to go through.
///
/// # Example
///
/// ```
/// use hearback::stats::contingency::fisher_exact;
///
/// // Fisher's tea tasting lady: of the 70 ways to choose, 2 · (1 + 16) are no more likely
/// assert!((fisher_exact(&[vec![3, 1], vec![1, 3]])? - 34.0 / 70.0).abs() < 1e-14);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn fisher_exact(rows: &[Vec<u64>]) -> Result<f64, StatsError> {
    let cells = without_empty(rows)?;
    let (row_totals, column_totals) = (totals(&cells)?, totals(&transposed(&cells))?);
    // also all together fit into 64 bits
    totals(std::slice::from_ref(&row_totals))?;
    let p = match (row_totals.as_slice(), column_totals.as_slice()) {
        ([], _) | ([_], _) | (_, [] | [_]) => {
            return Err(StatsError::TableSize { rows: row_totals.len(), columns: column_totals.len() });
        }
        (&[first, second], &[left, _]) => two_by_two(cells.concat().first().copied().unwrap_or(0), first, second, left),
        (rows, columns) if rows.len() <= columns.len() => Halves::new(rows, columns, &cells).p()?,
        (rows, columns) => Halves::new(columns, rows, &cells).p()?,
    };
    Ok(p.min(1.0))
}

/// Hypergeometric probabilities no larger than that of `seen` in the first cell, from binomial ones (Loader 2000).
fn two_by_two(seen: u64, first: u64, second: u64, left: u64) -> f64 {
    let n = first + second;
    let share = left as f64 / n as f64;
    let whole = binomial_pmf(left, n, share);
    let probability = |x: u64| binomial_pmf(x, first, share) * binomial_pmf(left - x, second, share) / whole;
    let limit = probability(seen) * (1.0 + SAME);
    (left.saturating_sub(second)..=left.min(first)).map(probability).filter(|p| *p <= limit).sum()
}

/// A table cut in two between columns.
#[derive(Debug)]
struct Halves<'a> {
    rows: &'a [u64],
    left: &'a [u64],
    right: &'a [u64],
    /// The logarithm of the probability up to which tables count.
    limit: f64,
    /// `ln k!` for k up to the largest total of a row.
    ln_cells: Vec<f64>,
    /// How many more half tables may be listed.
    budget: u64,
}

impl<'a> Halves<'a> {
    /// `rows` and `columns` are totals; the cells may lie either way round.
    fn new(rows: &'a [u64], columns: &'a [u64], cells: &[Vec<u64>]) -> Self {
        let (left, right) = columns.split_at(columns.len() / 2);
        let seen = -cells.iter().map(|row| ln_factorials(row)).sum::<f64>() - ln_all(rows, columns);
        let most = rows.iter().copied().max().unwrap_or(0).min(MOST_TABLES);
        let ln_cells = (0..=most).map(ln_factorial).collect();
        Self { rows, left, right, limit: seen + SAME.ln_1p(), ln_cells, budget: MOST_TABLES }
    }

    fn p(&mut self) -> Result<f64, StatsError> {
        let rows = self.rows;
        let left: u64 = self.left.iter().sum();
        if cuts(rows, left) > MOST_TABLES as f64 {
            return Err(StatsError::TooManyTables { limit: MOST_TABLES });
        }
        let mut p = 0.0;
        let columns: Vec<u64> = self.left.iter().chain(self.right).copied().collect();
        let all = ln_all(rows, &columns);
        spread(rows, left, &mut Vec::new(), &mut |left_rows| {
            p += self.p_of_cut(left_rows, all)?;
            Ok(())
        })?;
        Ok(p)
    }

    /// The probability of the tables that count and have these row totals left of the cut.
    fn p_of_cut(&mut self, left_rows: &[u64], all: f64) -> Result<f64, StatsError> {
        self.spend()?;
        let right_rows = rest(self.rows, left_rows);
        let (left, right) = (ln_all(left_rows, self.left), ln_all(&right_rows, self.right));
        let cut = left + right - all;
        if cut <= self.limit {
            return Ok(cut.exp());
        }
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        self.list(left_rows, self.left, -left, &mut lefts)?;
        self.list(&right_rows, self.right, -right, &mut rights)?;
        Ok(cut.exp() * pairs_up_to(&mut lefts, &mut rights, self.limit - cut))
    }

    /// The logarithms of the probabilities of all half tables with these totals.
    fn list(&mut self, rows: &[u64], columns: &[u64], log: f64, out: &mut Vec<f64>) -> Result<(), StatsError> {
        match columns {
            [] => Ok(()),
            [_] => {
                self.spend()?;
                out.push(log - self.ln_cells(rows));
                Ok(())
            }
            [first, _] => spread(rows, *first, &mut Vec::new(), &mut |column| {
                self.spend()?;
                let cell = |(total, here): (&u64, &u64)| self.ln_cell(*here) + self.ln_cell(total - here);
                out.push(log - rows.iter().zip(column).map(cell).sum::<f64>());
                Ok(())
            }),
            [first, others @ ..] => spread(rows, *first, &mut Vec::new(), &mut |column| {
                self.list(&rest(rows, column), others, log - self.ln_cells(column), out)
            }),
        }
    }

    fn ln_cells(&self, cells: &[u64]) -> f64 {
        cells.iter().map(|cell| self.ln_cell(*cell)).sum()
    }

    fn ln_cell(&self, cell: u64) -> f64 {
        self.ln_cells.get(cell as usize).copied().unwrap_or_else(|| ln_factorial(cell))
    }

    fn spend(&mut self) -> Result<(), StatsError> {
        self.budget = self.budget.checked_sub(1).ok_or(StatsError::TooManyTables { limit: MOST_TABLES })?;
        Ok(())
    }
}

/// The sum of products of one probability from each list whose logarithms add up to `limit` at most.
fn pairs_up_to(lefts: &mut [f64], rights: &mut [f64], limit: f64) -> f64 {
    lefts.sort_unstable_by(f64::total_cmp);
    rights.sort_unstable_by(|a, b| b.total_cmp(a));
    let mut smaller = lefts.iter().peekable();
    let (mut below, mut sum) = (0.0, 0.0);
    // the likelier the right half, the fewer left halves go with it
    for right in rights.iter() {
        while let Some(left) = smaller.next_if(|left| **left + right <= limit) {
            below += left.exp();
        }
        sum += below * right.exp();
    }
    sum
}

/// How many ways there are to put `total` people into places with so much room, without going through them; infinitely
/// many of them for more people than could be gone through.
fn cuts(room: &[u64], total: u64) -> f64 {
    if room.iter().sum::<u64>() > MOST_TABLES {
        return f64::INFINITY;
    }
    let mut ways = vec![0.0; total as usize + 1];
    ways.iter_mut().take(1).for_each(|none| *none = 1.0);
    for &most in room {
        // each sum of the last `most + 1` numbers of ways
        let mut recent = 0.0;
        let before = ways.clone();
        let mut leaving = before.iter();
        for (placed, (now, new)) in ways.iter_mut().zip(&before).enumerate() {
            recent += new;
            if placed as u64 > most {
                recent -= leaving.next().copied().unwrap_or(0.0);
            }
            *now = recent;
        }
    }
    ways.last().copied().unwrap_or(0.0)
}

/// Calls `visit` with every way to put `total` people into places with so much room.
fn spread(
    room: &[u64],
    total: u64,
    placed: &mut Vec<u64>,
    visit: &mut dyn FnMut(&[u64]) -> Result<(), StatsError>,
) -> Result<(), StatsError> {
    let Some((first, others)) = room.split_first() else { return visit(placed) };
    let later: u64 = others.iter().sum();
    for here in total.saturating_sub(later)..=total.min(*first) {
        placed.push(here);
        spread(others, total - here, placed, visit)?;
        placed.pop();
    }
    Ok(())
}

/// The logarithm of the sum of `1/Π cell!` over all tables with these totals, `n!/(Π row! Π column!)`.
fn ln_all(rows: &[u64], columns: &[u64]) -> f64 {
    ln_factorial(rows.iter().sum()) - ln_factorials(rows) - ln_factorials(columns)
}

fn ln_factorials(values: &[u64]) -> f64 {
    values.iter().map(|value| ln_factorial(*value)).sum()
}

/// `ln k!` by Stirling's formula with its correction.
fn ln_factorial(k: u64) -> f64 {
    if k < 2 {
        return 0.0;
    }
    let k = k as f64;
    (k + 0.5) * k.ln() - k + 0.5 * TAU.ln() + stirling_error(k)
}

/// What is left of each total.
fn rest(totals: &[u64], taken: &[u64]) -> Vec<u64> {
    totals.iter().zip(taken).map(|(total, taken)| total - taken).collect()
}

fn totals(rows: &[Vec<u64>]) -> Result<Vec<u64>, StatsError> {
    let sum = |row: &Vec<u64>| row.iter().try_fold(0_u64, |sum, cell| sum.checked_add(*cell));
    rows.iter().map(|row| sum(row).ok_or(StatsError::TooManyPeople)).collect()
}

fn transposed(rows: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|column| rows.iter().filter_map(|row| row.get(column).copied()).collect()).collect()
}

/// The table without the rows and columns where nobody is.
fn without_empty(rows: &[Vec<u64>]) -> Result<Vec<Vec<u64>>, StatsError> {
    rectangular(rows)?;
    let full = |rows: Vec<Vec<u64>>| -> Vec<Vec<u64>> {
        rows.into_iter().filter(|row| row.iter().any(|cell| *cell > 0)).collect()
    };
    let columns = full(transposed(&full(rows.to_vec())));
    Ok(transposed(&columns))
}
