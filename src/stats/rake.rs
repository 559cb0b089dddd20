//! Raking: weights that meet the totals of several margins at once, by iterative proportional fitting (Deming & Stephan
//! 1940; R `survey::rake`); trimming (R `survey::trimWeights`); and what weights cost (Kish 1965).
//!
//! Everyone in the same category of every margin is weighted by the same factor, so sweeps run over those *cells*, of
//! which there are few, and never over rows. Post-stratification is raking to one margin of crossed categories.

use super::StatsError;
use std::collections::BTreeMap;

/// How near every category of every margin comes to its total, relative to it, before raking is done.
pub const TOLERANCE: f64 = 1e-10;

/// Sweeps after which raking is given up.
pub const MOST_SWEEPS: u32 = 1000;

/// How far the totals of two margins may differ, relative to them: both are of the same people.
const TOTALS_AGREE: f64 = 1e-11;

/// Passes after which strict trimming takes its way out.
const MOST_PASSES: u32 = 500;

/// Halvings of an interval until its ends are neighbours.
const HALVINGS: u32 = 200;

/// Pairs up to which cells are numbered through a table instead of by search.
const DENSE: usize = 1 << 22;

/// Rounds of trimming and raking again after which both are given up.
const MOST_ROUNDS: u32 = 300;

/// How far outside its bounds a weight may lie that was trimmed and raked again, relative to the bound.
pub const WITHIN: f64 = 1e-6;

/// No cell yet.
const NONE: u32 = u32::MAX;

/// One margin: where everyone stands in it, and what its categories are to sum to.
#[derive(Clone, Copy, Debug)]
pub struct Margin<'a> {
    /// One category a row.
    pub codes: &'a [u32],
    /// What the weights of each category are to sum to: finite, 0 or more.
    pub totals: &'a [f64],
}

/// When sweeps end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// When every category of every margin is this near to its total, relative to it.
    Margins(f64),
    /// When no cell's sum changed by as much as this in a sweep: the rule of R `survey::rake`, whose default is 1. It tells how
    /// far the sums moved, and not how far the margins are off.
    CellChange(f64),
}

/// Where weights are furthest from a margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// The margin, by its place.
    pub margin: usize,
    /// Its category.
    pub category: usize,
    /// What its weights sum to.
    pub sum: f64,
    /// What they should sum to.
    pub total: f64,
}

impl Apart {
    /// How far the sum is from the total, relative to it.
    pub fn relative(&self) -> f64 {
        let off = (self.sum - self.total).abs();
        if off == 0.0 { 0.0 } else { off / self.total.abs() }
    }
}

/// Why there are no such weights.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RakeError {
    /// There are no rows, or no margin.
    #[error("raking needs at least one row and one margin")]
    Nothing,
    /// A margin has not one code a row.
    #[error("margin {margin} has {codes} codes for {rows} rows")]
    Length {
        /// The margin, by its place.
        margin: usize,
        /// Its codes.
        codes: usize,
        /// Rows there are.
        rows: usize,
    },
    /// A code that is no category.
    #[error("row {row} is in category {code} of margin {margin}, which has none of that number")]
    Code {
        /// The margin, by its place.
        margin: usize,
        /// The row, from 0.
        row: usize,
        /// The code as given.
        code: u32,
    },
    /// A starting weight that is negative, infinite or not a number.
    #[error("the starting weight of row {row} is {weight}, not a finite number of 0 or more")]
    Weight {
        /// The row, from 0.
        row: usize,
        /// The weight as given.
        weight: f64,
    },
    /// A total that is negative, infinite or not a number; or all of a margin's are 0.
    #[error("category {category} of margin {margin} is to sum to {total}, not to a finite number of 0 or more")]
    Total {
        /// The margin, by its place.
        margin: usize,
        /// Its category.
        category: usize,
        /// The total as given.
        total: f64,
    },
    /// Margins whose totals are of different sums.
    #[error("margin {margin} sums to {total}, the first to {first}")]
    Sums {
        /// The margin, by its place.
        margin: usize,
        /// What its totals sum to.
        total: f64,
        /// What those of the first margin sum to.
        first: f64,
    },
    /// A category that is to weigh something and in which nobody has a starting weight.
    #[error("nobody is in category {category} of margin {margin}")]
    Empty {
        /// The margin, by its place.
        margin: usize,
        /// Its category.
        category: usize,
    },
    /// The margins are not met after so many sweeps.
    #[error(
        "after {sweeps} sweeps, category {} of margin {} sums to {}, not to {}",
        apart.category, apart.margin, apart.sum, apart.total
    )]
    Apart {
        /// Sweeps that were made.
        sweeps: u32,
        /// Where the weights are furthest from a margin.
        apart: Apart,
    },
    /// Trimming and raking in turn does not come to weights that meet both bounds and margins.
    #[error("after {rounds} rounds of trimming and raking, a weight is outside the bounds by {excess} of its bound")]
    Outside {
        /// Rounds that were made.
        rounds: u32,
        /// How far outside the furthest weight is, relative to its bound.
        excess: f64,
    },
    /// No weights between the bounds have this sum.
    #[error("no {n} weights between {lower} and {upper} sum to {sum}")]
    Bounds {
        /// How many weights there are.
        n: usize,
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
        /// What they sum to.
        sum: f64,
    },
}

/// Weights that meet their margins.
#[derive(Clone, Debug, PartialEq)]
pub struct Raked {
    /// One a row.
    pub weights: Vec<f64>,
    /// Sweeps that were made.
    pub sweeps: u32,
}

/// How the sweeps ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended {
    /// Sweeps that were made.
    pub sweeps: u32,
    /// The largest change of a cell's sum in the last sweep.
    pub change: f64,
    /// Whether the rule was met.
    pub converged: bool,
}

/// Rakes starting weights to margins, to [`TOLERANCE`] on every one.
///
/// # Errors
/// When an argument is none of its kind, a category is empty, or the margins cannot be met in [`MOST_SWEEPS`] sweeps.
///
/// # Example
///
/// ```
/// use hearback::stats::rake::{Margin, rake};
///
/// let (age, sex) = ([0, 0, 1, 1], [0, 1, 0, 1]);
/// let margins =
///     [Margin { codes: &age, totals: &[3.0, 1.0] }, Margin { codes: &sex, totals: &[2.0, 2.0] }];
/// assert_eq!(rake(&[1.0; 4], &margins)?.weights, [1.5, 1.5, 0.5, 0.5]);
/// # Ok::<(), hearback::stats::rake::RakeError>(())
/// ```
pub fn rake(start: &[f64], margins: &[Margin]) -> Result<Raked, RakeError> {
    let mut raking = Raking::new(start, margins)?;
    let ended = raking.run(Stop::Margins(TOLERANCE), MOST_SWEEPS);
    match raking.furthest() {
        Some(apart) if !ended.converged => Err(RakeError::Apart { sweeps: ended.sweeps, apart }),
        _ => Ok(Raked { weights: raking.weights(), sweeps: ended.sweeps }),
    }
}

/// Raking under way: rows put together by cells.
#[derive(Clone, Debug)]
pub struct Raking<'a> {
    start: &'a [f64],
    totals: Vec<&'a [f64]>,
    cells: Cells,
    /// Starting weights and weights, by cell.
    before: Vec<f64>,
    now: Vec<f64>,
}

impl<'a> Raking<'a> {
    /// Puts rows together that are in the same category of every margin.
    ///
    /// # Errors
    /// When an argument is none of its kind, or a category is empty.
    pub fn new(start: &'a [f64], margins: &[Margin<'a>]) -> Result<Raking<'a>, RakeError> {
        check(start, margins)?;
        let cells = Cells::of(start.len(), margins.iter().map(|m| (m.codes, m.totals.len())));
        let mut before = vec![0.0; cells.len()];
        start.iter().zip(&cells.of_row).for_each(|(w, cell)| before[*cell as usize] += w);
        let totals = margins.iter().map(|m| m.totals).collect();
        let raking = Raking { start, totals, cells, now: before.clone(), before };
        raking.check_empty()?;
        Ok(raking)
    }

    /// Fits every margin once, in their order; returns the largest change of a cell's sum.
    pub fn sweep(&mut self) -> f64 {
        let old = self.now.clone();
        for margin in 0..self.totals.len() {
            let sums = self.sums(margin);
            let factors: Vec<f64> = sums
                .iter()
                .zip(self.totals[margin])
                .map(|(sum, total)| if *sum > 0.0 { total / sum } else { 0.0 })
                .collect();
            let codes = &self.cells.codes[margin];
            self.now.iter_mut().zip(codes).for_each(|(w, code)| *w *= factors[*code as usize]);
        }
        old.iter().zip(&self.now).fold(0.0, |most, (old, new)| f64::max(most, (old - new).abs()))
    }

    /// Sweeps until the rule is met, at most so many times.
    pub fn run(&mut self, stop: Stop, most: u32) -> Ended {
        let mut ended = Ended { sweeps: 0, change: f64::INFINITY, converged: false };
        while ended.sweeps < most && !ended.converged {
            ended.change = self.sweep();
            ended.sweeps += 1;
            ended.converged = match stop {
                Stop::Margins(tolerance) => self.furthest().is_none_or(|apart| apart.relative() <= tolerance),
                Stop::CellChange(change) => ended.change < change,
            };
        }
        ended
    }

    /// What the weights of a margin's categories sum to.
    pub fn sums(&self, margin: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.totals.get(margin).map_or(0, |t| t.len())];
        let codes = self.cells.codes.get(margin).map_or(&[][..], Vec::as_slice);
        codes.iter().zip(&self.now).for_each(|(code, w)| sums[*code as usize] += w);
        sums
    }

    /// The category that is furthest from its total, relative to it.
    pub fn furthest(&self) -> Option<Apart> {
        let of_margin = |margin: usize| {
            let apart =
                move |(category, (sum, total)): (usize, (f64, &f64))| Apart { margin, category, sum, total: *total };
            self.sums(margin).into_iter().zip(self.totals[margin]).enumerate().map(apart).collect::<Vec<_>>()
        };
        (0..self.totals.len()).flat_map(of_margin).max_by(|a, b| a.relative().total_cmp(&b.relative()))
    }

    /// The weights, one a row.
    pub fn weights(&self) -> Vec<f64> {
        let factors: Vec<f64> =
            self.before.iter().zip(&self.now).map(|(b, n)| if *b > 0.0 { n / b } else { 0.0 }).collect();
        self.start.iter().zip(&self.cells.of_row).map(|(w, cell)| w * factors[*cell as usize]).collect()
    }

    /// Refuses a category that is to weigh something and has nobody in it.
    fn check_empty(&self) -> Result<(), RakeError> {
        for (margin, totals) in self.totals.iter().enumerate() {
            let mut sums = self.sums(margin).into_iter().zip(*totals);
            if let Some(category) = sums.position(|(sum, total)| *total > 0.0 && sum <= 0.0) {
                return Err(RakeError::Empty { margin, category });
            }
        }
        Ok(())
    }
}

/// Rows put together by the categories that they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The cell of each row; cells are numbered in the order of the rows.
    pub of_row: Vec<u32>,
    /// By margin, the category of each cell.
    pub codes: Vec<Vec<u32>>,
}

impl Cells {
    /// Puts `rows` rows together, by margins of (one code a row, number of categories).
    pub fn of<'a>(rows: usize, margins: impl Iterator<Item = (&'a [u32], usize)>) -> Cells {
        let mut cells = Cells { of_row: vec![0; rows], codes: Vec::new() };
        let mut count = 1;
        for (codes, categories) in margins {
            count = cells.cross(codes, count, categories);
        }
        cells
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.codes.first().map_or(usize::from(!self.of_row.is_empty()), Vec::len)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Divides every cell by a further margin; returns how many there are then.
    fn cross(&mut self, codes: &[u32], count: usize, categories: usize) -> usize {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut numbers = Numbers::new(count, categories);
        for (cell, code) in self.of_row.iter_mut().zip(codes) {
            let number = numbers.of(*cell, *code, pairs.len() as u32);
            if number as usize == pairs.len() {
                pairs.push((*cell, *code));
            }
            *cell = number;
        }
        for earlier in &mut self.codes {
            *earlier = pairs.iter().map(|(cell, _)| earlier[*cell as usize]).collect();
        }
        self.codes.push(pairs.iter().map(|(_, code)| *code).collect());
        pairs.len()
    }
}

/// Numbers given to pairs of cell and category: by a table where it is small, else by search.
enum Numbers {
    Table { categories: usize, numbers: Vec<u32> },
    Search(BTreeMap<(u32, u32), u32>),
}

impl Numbers {
    fn new(cells: usize, categories: usize) -> Numbers {
        match cells.checked_mul(categories).filter(|pairs| *pairs <= DENSE) {
            Some(pairs) => Numbers::Table { categories, numbers: vec![NONE; pairs] },
            None => Numbers::Search(BTreeMap::new()),
        }
    }

    /// The number of a pair; `next` where it has none yet.
    fn of(&mut self, cell: u32, code: u32, next: u32) -> u32 {
        match self {
            Numbers::Table { categories, numbers } => {
                let number = &mut numbers[cell as usize * *categories + code as usize];
                if *number == NONE {
                    *number = next;
                }
                *number
            }
            Numbers::Search(map) => *map.entry((cell, code)).or_insert(next),
        }
    }
}

fn check(start: &[f64], margins: &[Margin]) -> Result<(), RakeError> {
    if start.is_empty() || margins.is_empty() {
        return Err(RakeError::Nothing);
    }
    let is_amount = |x: f64| x.is_finite() && x >= 0.0;
    if let Some((row, weight)) = start.iter().enumerate().find(|(_, w)| !is_amount(**w)) {
        return Err(RakeError::Weight { row, weight: *weight });
    }
    let first: f64 = margins[0].totals.iter().sum();
    for (i, margin) in margins.iter().enumerate() {
        let (rows, codes) = (start.len(), margin.codes.len());
        if codes != rows {
            return Err(RakeError::Length { margin: i, codes, rows });
        }
        if let Some((row, code)) = margin.codes.iter().enumerate().find(|(_, c)| **c as usize >= margin.totals.len()) {
            return Err(RakeError::Code { margin: i, row, code: *code });
        }
        let total: f64 = margin.totals.iter().sum();
        let wrong = margin.totals.iter().position(|t| !is_amount(*t)).or((total <= 0.0).then_some(0));
        if let Some(category) = wrong {
            return Err(RakeError::Total { margin: i, category, total: margin.totals[category] });
        }
        if (total - first).abs() > TOTALS_AGREE * first {
            return Err(RakeError::Sums { margin: i, total, first });
        }
    }
    Ok(())
}

/// Bounds that no weight is to lie outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No weight is below it.
    pub lower: f64,
    /// No weight is above it.
    pub upper: f64,
}

impl Bounds {
    /// Whether a weight lies outside.
    pub fn excludes(&self, weight: f64) -> bool {
        weight < self.lower || weight > self.upper
    }

    /// How many weights lie below, and how many above.
    pub fn outside(&self, weights: &[f64]) -> (u64, u64) {
        let count = |fits: &dyn Fn(f64) -> bool| weights.iter().filter(|w| fits(**w)).count() as u64;
        (count(&|w| w < self.lower), count(&|w| w > self.upper))
    }

    /// How far outside the furthest weight lies, relative to its bound; 0 where all lie inside.
    pub fn excess(&self, weights: &[f64]) -> f64 {
        let excess = |w: &f64| {
            if *w > self.upper {
                w / self.upper - 1.0
            } else if *w < self.lower {
                1.0 - w / self.lower
            } else {
                0.0
            }
        };
        weights.iter().map(excess).fold(0.0, f64::max)
    }
}

/// Sets weights outside the bounds to them, once, and spreads what was taken off (or put on) equally over the others, by
/// addition: R `trimWeights(strict = FALSE)`. That may push others outside. Returns whether any weight was outside.
///
/// # Errors
/// When all weights lie outside.
pub fn trim_once(weights: &mut [f64], bounds: Bounds) -> Result<bool, RakeError> {
    let inside = weights.iter().filter(|w| !bounds.excludes(**w)).count();
    if inside == weights.len() {
        return Ok(false);
    }
    if inside == 0 {
        return Err(unreachable_sum(weights, bounds));
    }
    let taken: f64 = weights.iter().map(|w| w - w.clamp(bounds.lower, bounds.upper)).sum();
    let share = taken / inside as f64;
    let trimmed = |w: f64| if bounds.excludes(w) { w.clamp(bounds.lower, bounds.upper) } else { w + share };
    weights.iter_mut().for_each(|w| *w = trimmed(*w));
    Ok(true)
}

/// Trims until no weight lies outside the bounds, their sum being kept: R `trimWeights(strict = TRUE)`. The margins are no
/// longer met then.
///
/// # Errors
/// When no such weights have this sum.
pub fn trim(weights: &mut [f64], bounds: Bounds) -> Result<(), RakeError> {
    let (n, sum) = (weights.len() as f64, weights.iter().sum::<f64>());
    if bounds.upper.partial_cmp(&bounds.lower).is_none_or(std::cmp::Ordering::is_lt)
        || sum < n * bounds.lower
        || sum > n * bounds.upper
    {
        return Err(unreachable_sum(weights, bounds));
    }
    for _ in 0..MOST_PASSES {
        match trim_once(weights, bounds) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            // Nobody is left within the bounds to take what others lose: R's passes end in NaN.
            Err(_) => break,
        }
    }
    shift(weights, bounds, sum);
    Ok(())
}

/// Adds the same number to every weight and sets what is outside the bounds then to them, so that they have this sum; found by
/// halving. The way out where [`trim_once`] leads nowhere.
fn shift(weights: &mut [f64], bounds: Bounds, sum: f64) {
    let shifted = |w: f64, by: f64| (w + by).clamp(bounds.lower, bounds.upper);
    let (least, most) =
        weights.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), w| (f64::min(a, *w), f64::max(b, *w)));
    // Shifted so far, all weights are at the upper bound, or at the lower one; without a bound, the sum is reached before.
    let (mut low, mut high) = (bounds.lower.max(0.0) - most - sum, bounds.upper.min(sum) - least + sum);
    for _ in 0..HALVINGS {
        let by = f64::midpoint(low, high);
        if weights.iter().map(|w| shifted(*w, by)).sum::<f64>() < sum { low = by } else { high = by }
    }
    weights.iter_mut().for_each(|w| *w = shifted(*w, high));
}

/// Trims raked weights and rakes them again, in turn, until they meet the margins to [`TOLERANCE`] and lie within the bounds to
/// [`WITHIN`]. `sweeps` counts those of all rounds.
///
/// # Errors
/// When no weights within the bounds have this sum, or the two are not met together after 300 rounds.
pub fn rake_within(weights: &[f64], margins: &[Margin], bounds: Bounds) -> Result<Raked, RakeError> {
    let mut raked = Raked { weights: weights.to_vec(), sweeps: 0 };
    for _ in 0..MOST_ROUNDS {
        trim(&mut raked.weights, bounds)?;
        let again = rake(&raked.weights, margins)?;
        raked = Raked { sweeps: raked.sweeps + again.sweeps, weights: again.weights };
        if bounds.excess(&raked.weights) <= WITHIN {
            return Ok(raked);
        }
    }
    Err(RakeError::Outside { rounds: MOST_ROUNDS, excess: bounds.excess(&raked.weights) })
}

fn unreachable_sum(weights: &[f64], bounds: Bounds) -> RakeError {
    let Bounds { lower, upper } = bounds;
    RakeError::Bounds { n: weights.len(), lower, upper, sum: weights.iter().sum() }
}

/// How weights spread, and what that costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Weights there are.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// The least.
    pub min: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// The largest.
    pub max: f64,
    /// Kish's design effect n·Σw²/(Σw)²: by how much the variance grows through weights that have nothing to do with what
    /// is estimated. 1 where all are equal.
    pub deff: f64,
    /// Kish's effective n, (Σw)²/Σw².
    pub effective_n: f64,
}

impl Spread {
    /// The spread of weights.
    ///
    /// # Errors
    /// [`StatsError::EmptyBase`] when there are none, or all are 0.
    pub fn of(weights: &[f64]) -> Result<Spread, StatsError> {
        let (sum, squares) = weights.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
        let mut sorted = weights.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (Some(min), Some(max)) = (sorted.first().copied(), sorted.last().copied()) else {
            return Err(StatsError::EmptyBase);
        };
        if squares <= 0.0 {
            return Err(StatsError::EmptyBase);
        }
        let middle = sorted.len() / 2;
        let median =
            if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
        let effective_n = sum * sum / squares;
        let n = weights.len() as u64;
        Ok(Spread { n, sum, min, median, max, deff: n as f64 / effective_n, effective_n })
    }
}

#[cfg(test)]
mod tests;
