//! Two ordered answers: whether they rise together, and how closely.
//!
//! Everything about ranks is counted from a table of the distinct answers, never from pairs of people: a question of
//! five answers against one of seven has 35 cells, however many people gave them, and a table of `m` different pairs of
//! answers takes `m log m` steps. p-values are two-sided.

use super::distribution::{normal_two_sided, t_two_sided};
use super::{Interval, Level, StatsError};
use std::collections::BTreeMap;

mod exact;

/// People by two ordered answers, x and y.
///
/// # Example
///
/// ```
/// use hearback::stats::rank::Ordered;
///
/// // rows: x from low to high; columns: y from low to high
/// let answers = Ordered::from_table(&[vec![40, 12, 3], vec![10, 33, 14], vec![2, 16, 51]])?;
/// assert!(answers.pairs().gamma().is_some_and(|gamma| gamma > 0.7));
/// assert!(answers.kendall()?.p < 1e-10);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Number of x, number of y, people: in ascending order, none of them empty.
    cells: Vec<(usize, usize, u64)>,
    x: Vec<u64>,
    y: Vec<u64>,
    n: u64,
}

/// All pairs of two people, by how their answers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    /// Who has more of x has more of y.
    pub concordant: u64,
    /// Who has more of x has less of y.
    pub discordant: u64,
    /// The same x, another y.
    pub ties_x_only: u64,
    /// The same y, another x.
    pub ties_y_only: u64,
    /// The same x and the same y.
    pub ties_both: u64,
}

/// Kendall's tau-b with its normal approximation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kendall {
    /// The coefficient, -1 to 1.
    pub tau_b: f64,
    /// The standard normal statistic with the variance for ties.
    pub z: f64,
    /// Its p-value.
    pub p: f64,
    /// The statistic with one pair less, for continuity.
    pub z_continuity: f64,
    /// The p-value of that.
    pub p_continuity: f64,
}

/// A correlation and the p-value of its t on `n - 2` degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// The coefficient, -1 to 1.
    pub r: f64,
    /// How many people it comes from.
    pub n: u64,
    /// The p-value.
    pub p: f64,
}

impl Ordered {
    /// People one by one, each with an x and a y; only the order of the values counts.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] unless each has both, [`StatsError::NotFinite`], [`StatsError::TooFew`] for less than 3
    /// people.
    pub fn from_values(x: &[f64], y: &[f64]) -> Result<Self, StatsError> {
        check(x, y, 3)?;
        let (x, y) = (numbered(x), numbered(y));
        Self::count(x.into_iter().zip(y).map(|(x, y)| (x, y, 1)))
    }

    /// People counted by x (rows, from low to high) and y (columns, from low to high); answers of nobody may be there.
    ///
    /// # Errors
    ///
    /// [`StatsError::Ragged`], [`StatsError::TooFew`] for less than 3 people, [`StatsError::TooManyPeople`] for more
    /// than 4 thousand million.
    pub fn from_table(rows: &[Vec<u64>]) -> Result<Self, StatsError> {
        super::contingency::rectangular(rows)?;
        let cell = |(x, row): (usize, &Vec<u64>)| -> Vec<(usize, usize, u64)> {
            row.iter().enumerate().map(|(y, count)| (x, y, *count)).collect()
        };
        Self::count(rows.iter().enumerate().flat_map(cell))
    }

    fn count(cells: impl Iterator<Item = (usize, usize, u64)>) -> Result<Self, StatsError> {
        let (mut distinct, mut n) = (BTreeMap::new(), 0_u64);
        for (x, y, count) in cells.filter(|(_, _, count)| *count > 0) {
            // so that all pairs fit into 64 bits
            n = n.checked_add(count).filter(|n| *n <= u64::from(u32::MAX)).ok_or(StatsError::TooManyPeople)?;
            *distinct.entry((x, y)).or_insert(0) += count;
        }
        if n < 3 {
            return Err(StatsError::TooFew { n, least: 3 });
        }
        let cells: Vec<(usize, usize, u64)> = distinct.into_iter().map(|((x, y), count)| (x, y, count)).collect();
        let x = margin(cells.iter().map(|(x, _, count)| (*x, *count)));
        let y = margin(cells.iter().map(|(_, y, count)| (*y, *count)));
        Ok(Self { cells, x, y, n })
    }

    /// How many people there are.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// All `n(n-1)/2` pairs of two people, by how their answers differ.
    pub fn pairs(&self) -> Pairs {
        let concordant = self.concordant();
        let ties_both = self.cells.iter().map(|(_, _, count)| pairs_among(*count)).sum::<u64>();
        let ties_x_only = tied(&self.x) - ties_both;
        let ties_y_only = tied(&self.y) - ties_both;
        let discordant = pairs_among(self.n) - concordant - ties_x_only - ties_y_only - ties_both;
        Pairs { concordant, discordant, ties_x_only, ties_y_only, ties_both }
    }

    /// Pairs with more of both: each cell with all those before it in x and below it in y.
    fn concordant(&self) -> u64 {
        let mut seen = Running::new(self.y.len());
        let mut pairs = 0;
        for row in self.cells.chunk_by(|one, other| one.0 == other.0) {
            pairs += row.iter().map(|(_, y, count)| count * seen.below(*y)).sum::<u64>();
            row.iter().for_each(|(_, y, count)| seen.add(*y, *count));
        }
        pairs
    }

    /// Kendall's tau-b: R `cor.test(x, y, method = "kendall", exact = FALSE)`, with and without `continuity`.
    ///
    /// # Errors
    ///
    /// [`StatsError::NoVariation`] when all have the same x or the same y.
    pub fn kendall(&self) -> Result<Kendall, StatsError> {
        let (pairs, all) = (self.pairs(), pairs_among(self.n));
        let (x, y) = (all - tied(&self.x), all - tied(&self.y));
        if x == 0 || y == 0 {
            return Err(StatsError::NoVariation);
        }
        let excess = pairs.excess();
        let spread = self.kendall_variance().sqrt();
        let z = excess / spread;
        let z_continuity = excess.signum() * (excess.abs() - 1.0).max(0.0) / spread;
        let tau_b = excess / ((x as f64).sqrt() * (y as f64).sqrt());
        let (p, p_continuity) = (normal_two_sided(z), normal_two_sided(z_continuity));
        Ok(Kendall { tau_b, z, p, z_continuity, p_continuity })
    }

    /// The variance of concordant less discordant pairs if x and y have nothing in common (Kendall 1970, chapter 4).
    fn kendall_variance(&self) -> f64 {
        let n = self.n as f64;
        let sum = |totals: &[u64], term: fn(f64) -> f64| totals.iter().map(|t| term(*t as f64)).sum::<f64>();
        let triples = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
        let both = |term: fn(f64) -> f64| sum(&self.x, term) * sum(&self.y, term);
        (triples(n) - sum(&self.x, triples) - sum(&self.y, triples)) / 18.0
            + both(|t| t * (t - 1.0)) / (2.0 * n * (n - 1.0))
            + both(|t| t * (t - 1.0) * (t - 2.0)) / (9.0 * n * (n - 1.0) * (n - 2.0))
    }

    /// The exact p-value of Kendall's tau without ties: R `cor.test(x, y, method = "kendall", exact = TRUE)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Ties`] when two people share an x or a y; [`StatsError::TooManyForExact`] for more than 200 people.
    pub fn kendall_exact_p(&self) -> Result<f64, StatsError> {
        self.without_ties(exact::MOST_FOR_KENDALL)?;
        let pairs = self.pairs();
        Ok(exact::kendall_p(self.n, pairs.concordant.min(pairs.discordant)))
    }

    /// Spearman's rho, the correlation of midranks: R `cor.test(x, y, method = "spearman", exact = FALSE)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::NoVariation`] when all have the same x or the same y.
    pub fn spearman(&self) -> Result<Correlation, StatsError> {
        let (x, y) = (midranks(&self.x), midranks(&self.y));
        let rank = |ranks: &[f64], index: usize| ranks.get(index).copied().unwrap_or_default();
        let points = self.cells.iter().map(|(i, j, count)| (rank(&x, *i), rank(&y, *j), *count as f64));
        Correlation::of(points, self.n)
    }

    /// The exact p-value of Spearman's rho without ties: R `cor.test(x, y, method = "spearman", exact = TRUE)`, which
    /// is exact up to 9 people.
    ///
    /// # Errors
    ///
    /// [`StatsError::Ties`] when two people share an x or a y; [`StatsError::TooManyForExact`] for more than 12 people.
    pub fn spearman_exact_p(&self) -> Result<f64, StatsError> {
        self.without_ties(exact::MOST_FOR_SPEARMAN)?;
        let squares = self.cells.iter().map(|(x, y, _)| x.abs_diff(*y).pow(2)).sum();
        Ok(exact::spearman_p(self.cells.len(), squares))
    }

    fn without_ties(&self, most: u64) -> Result<(), StatsError> {
        if self.x.iter().chain(&self.y).any(|count| *count > 1) {
            return Err(StatsError::Ties);
        }
        if self.n > most { Err(StatsError::TooManyForExact { n: self.n, most }) } else { Ok(()) }
    }
}

impl Pairs {
    /// Concordant less discordant pairs.
    fn excess(self) -> f64 {
        self.concordant as f64 - self.discordant as f64
    }

    /// Goodman and Kruskal's gamma, -1 to 1, which leaves ties out; `None` when every pair is tied.
    pub fn gamma(self) -> Option<f64> {
        over(self.excess(), self.concordant + self.discordant)
    }

    /// Somers' d of y given x, -1 to 1: among pairs with another x; `None` when all have the same x.
    pub fn somers_d_y_given_x(self) -> Option<f64> {
        over(self.excess(), self.concordant + self.discordant + self.ties_y_only)
    }

    /// Somers' d of x given y, -1 to 1: among pairs with another y; `None` when all have the same y.
    pub fn somers_d_x_given_y(self) -> Option<f64> {
        over(self.excess(), self.concordant + self.discordant + self.ties_x_only)
    }
}

impl Correlation {
    fn of(points: impl Iterator<Item = (f64, f64, f64)> + Clone, n: u64) -> Result<Self, StatsError> {
        let r = correlation(points, n as f64)?;
        let df = n as f64 - 2.0;
        let t = r * (df / ((1.0 - r) * (1.0 + r))).sqrt();
        Ok(Self { r, n, p: t_two_sided(t, df) })
    }

    /// Fisher's interval `tanh(atanh r ± z/√(n-3))`: R `cor.test(x, y)$conf.int`; `None` for less than 4 people.
    pub fn interval(self, level: Level) -> Option<Interval> {
        let df = self.n.checked_sub(3).filter(|df| *df > 0)? as f64;
        let (centre, half) = (self.r.atanh(), level.z() / df.sqrt());
        Some(Interval { low: (centre - half).tanh(), high: (centre + half).tanh() })
    }
}

/// Pearson's correlation of the values themselves: R `cor.test(x, y)`.
///
/// # Errors
///
/// [`StatsError::Lengths`] unless each has both, [`StatsError::NotFinite`], [`StatsError::TooFew`] for less than 3
/// people, [`StatsError::NoVariation`] when all have the same x or the same y.
pub fn pearson(x: &[f64], y: &[f64]) -> Result<Correlation, StatsError> {
    check(x, y, 3)?;
    Correlation::of(x.iter().zip(y).map(|(x, y)| (*x, *y, 1.0)), x.len() as u64)
}

/// Pearson's coefficient of points with their counts, `size` in all.
///
/// # Errors
///
/// [`StatsError::NoVariation`] when all have the same x or the same y.
pub(super) fn correlation(points: impl Iterator<Item = (f64, f64, f64)> + Clone, size: f64) -> Result<f64, StatsError> {
    let mean = |value: fn((f64, f64)) -> f64| points.clone().map(|(x, y, w)| w * value((x, y))).sum::<f64>() / size;
    let (mx, my) = (mean(|point| point.0), mean(|point| point.1));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y, count) in points {
        xx += count * (x - mx).powi(2);
        yy += count * (y - my).powi(2);
        xy += count * (x - mx) * (y - my);
    }
    // equal values are off their mean by rounding only
    let flat = |square: f64, mean: f64| square <= size * (8.0 * f64::EPSILON * mean).powi(2);
    if flat(xx, mx) || flat(yy, my) {
        return Err(StatsError::NoVariation);
    }
    Ok((xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0))
}

fn check(x: &[f64], y: &[f64], least: u64) -> Result<(), StatsError> {
    if x.len() != y.len() {
        return Err(StatsError::Lengths { left: x.len(), right: y.len() });
    }
    if let Some(&value) = x.iter().chain(y).find(|value| !value.is_finite()) {
        return Err(StatsError::NotFinite { value });
    }
    let n = x.len() as u64;
    if n < least { Err(StatsError::TooFew { n, least }) } else { Ok(()) }
}

/// Each value's place among the distinct ones, from 0.
pub(super) fn numbered(values: &[f64]) -> Vec<usize> {
    // 0 and -0 are one value
    let mut distinct: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    values.iter().map(|value| distinct.partition_point(|other| other < value)).collect()
}

/// People by answer, answers of nobody included as 0.
pub(super) fn margin(counts: impl Iterator<Item = (usize, u64)>) -> Vec<u64> {
    let mut totals = Vec::new();
    for (index, count) in counts {
        if totals.len() <= index {
            totals.resize(index + 1, 0);
        }
        if let Some(total) = totals.get_mut(index) {
            *total += count;
        }
    }
    totals
}

/// The mean rank of those who gave each answer, from 1.
pub(super) fn midranks(totals: &[u64]) -> Vec<f64> {
    let mut before = 0;
    let midrank = |&count: &u64| {
        before += count;
        before as f64 - (count as f64 - 1.0) / 2.0
    };
    totals.iter().map(midrank).collect()
}

/// Pairs of two people among so many.
fn pairs_among(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Pairs of two people with the same answer.
fn tied(totals: &[u64]) -> u64 {
    totals.iter().map(|total| pairs_among(*total)).sum()
}

fn over(excess: f64, base: u64) -> Option<f64> {
    (base > 0).then(|| excess / base as f64)
}

/// Counts by place of which the sum below a place is at hand: a binary indexed tree (Fenwick 1994).
#[derive(Debug)]
struct Running {
    sums: Vec<u64>,
}

impl Running {
    fn new(places: usize) -> Self {
        Self { sums: vec![0; places + 1] }
    }

    fn add(&mut self, place: usize, count: u64) {
        let mut node = place + 1;
        while let Some(sum) = self.sums.get_mut(node) {
            *sum += count;
            node += node & node.wrapping_neg();
        }
    }

    fn below(&self, place: usize) -> u64 {
        let (mut node, mut sum) = (place, 0);
        while node > 0 {
            sum += self.sums.get(node).copied().unwrap_or_default();
            node &= node - 1;
        }
        sum
    }
}
