//! Standard errors of figures whose weights were calibrated to known margins (raked, post-stratified).
//!
//! What the margins already fix cannot vary any more: the variance is that of the residuals of each variable from its
//! weighted regression on the margins' categories (Deville & Särndal 1992; Deville, Särndal & Sautory 1993 for raking). For
//! one margin that is the deviation from its categories' weighted means, as R `postStratify` has it. After `rake`, R `survey`
//! 4.1-1 takes residuals from an *unweighted* regression instead; ours are weighted there too.
//!
//! Fitted values depend on nothing but the raking cell, so everything is computed from sums by cell.

use super::matrix::Matrix;

/// How short what is left of an indicator may be, against its length, before it counts as following from the others.
const DEPENDENT: f64 = 1e-6;

/// The regression of variables on the categories of all margins, from sums by cell.
#[derive(Clone, Debug)]
pub struct Regression {
    /// By cell, the places of its categories among all categories of all margins.
    places: Vec<Vec<usize>>,
    /// Categories of all margins together.
    categories: usize,
    /// Those whose indicator does not follow from the ones before it.
    independent: Vec<usize>,
    /// The inverse of the indicators' sums of products.
    inverse: Matrix,
}

impl Regression {
    /// Prepares the regression. `codes` has, by margin, the category of each cell (as [`Cells`](super::rake::Cells) gives them),
    /// `weights` the sum of weights of each cell. `None` when they are not of one length, or all weights are 0.
    ///
    /// The categories of a further margin sum to those of the first; whatever follows from others is left out.
    pub fn new(codes: &[Vec<u32>], weights: &[f64]) -> Option<Regression> {
        let (places, categories) = places(codes, weights.len())?;
        let mut products = vec![0.0; categories * categories];
        for (of_cell, w) in places.iter().zip(weights) {
            for a in of_cell {
                of_cell.iter().for_each(|b| products[a * categories + b] += w);
            }
        }
        let products = Matrix::new(categories, categories, products)?;
        let independent = products.independent_of_gram(DEPENDENT)?;
        let kept = products.among(&independent)?;
        let inverse = kept.solve_matrix(&Matrix::identity(independent.len()))?;
        (!independent.is_empty()).then_some(Regression { places, categories, independent, inverse })
    }

    /// The fitted value of each cell, from a variable's weighted sum in each. `None` unless there is one sum a cell.
    pub fn fitted(&self, sums: &[f64]) -> Option<Vec<f64>> {
        if sums.len() != self.places.len() {
            return None;
        }
        let mut by_category = vec![0.0; self.categories];
        for (of_cell, sum) in self.places.iter().zip(sums) {
            of_cell.iter().for_each(|place| by_category[*place] += sum);
        }
        let right: Vec<f64> = self.independent.iter().map(|place| by_category[*place]).collect();
        let mut slopes = vec![0.0; self.categories];
        let solved = self.inverse.apply(&right)?;
        self.independent.iter().zip(solved).for_each(|(place, slope)| slopes[*place] = slope);
        Some(self.places.iter().map(|of_cell| of_cell.iter().map(|place| slopes[*place]).sum()).collect())
    }
}

/// By cell, the places of its categories among those of all margins; and how many there are.
fn places(codes: &[Vec<u32>], cells: usize) -> Option<(Vec<Vec<usize>>, usize)> {
    let mut places = vec![Vec::with_capacity(codes.len()); cells];
    let mut before = 0;
    for margin in codes {
        if margin.len() != cells {
            return None;
        }
        places.iter_mut().zip(margin).for_each(|(of_cell, code)| of_cell.push(before + *code as usize));
        before += margin.iter().max().map_or(0, |most| *most as usize + 1);
    }
    Some((places, before))
}

/// What is summed of a variable z over the rows of one cell, w being the final weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CellSums {
    /// Rows.
    pub n: f64,
    /// Σw.
    pub w: f64,
    /// Σw².
    pub w2: f64,
    /// Σw·z.
    pub wz: f64,
    /// Σw²·z.
    pub w2z: f64,
    /// Σw²·z².
    pub w2z2: f64,
}

impl CellSums {
    /// Adds a row.
    pub fn add(&mut self, w: f64, z: f64) {
        self.n += 1.0;
        self.w += w;
        self.w2 += w * w;
        self.wz += w * z;
        self.w2z += w * w * z;
        self.w2z2 += w * w * z * z;
    }
}

/// The variance of the total Σw·z of a variable after calibration, rows being drawn one by one (no strata, no clusters):
/// n/(n − 1)·[Σ(w·e)² − (Σw·e)²/n], e being the residual z − ẑ.
///
/// For a ratio such as a mean or a share, z is its linearised variable: (y − ȳ)/Σw, and 0 outside a domain. `None` below two
/// rows, and where [`Regression`] gives none.
///
/// # Example
///
/// ```
/// use hearback::stats::calibrate::{CellSums, Regression, variance_of_total};
///
/// let mut cells = [CellSums::default(); 2];
/// for (cell, weight, z) in [(0, 2.0, 1.0), (0, 2.0, 0.0), (1, 3.0, 1.0), (1, 3.0, 1.0)] {
///     cells[cell].add(weight, z);
/// }
/// // Residuals are ±0.5 in the first cell and 0 in the second.
/// let regression = Regression::new(&[vec![0, 1]], &cells.map(|c| c.w)).expect("weights");
/// let variance = variance_of_total(&regression, &cells).expect("a variance");
/// assert!((variance - 4.0 / 3.0 * 2.0).abs() < 1e-14);
/// ```
pub fn variance_of_total(regression: &Regression, cells: &[CellSums]) -> Option<f64> {
    let sums: Vec<f64> = cells.iter().map(|c| c.wz).collect();
    let fitted = regression.fitted(&sums)?;
    let n: f64 = cells.iter().map(|c| c.n).sum();
    let (mut squares, mut total) = (0.0, 0.0);
    for (cell, fit) in cells.iter().zip(fitted) {
        // Rounding must not leave a variance below 0 where everyone of a cell answers alike.
        squares += (cell.w2z2 - 2.0 * fit * cell.w2z + fit * fit * cell.w2).max(0.0);
        total += cell.wz - fit * cell.w;
    }
    (n > 1.0).then(|| n / (n - 1.0) * (squares - total * total / n).max(0.0))
}
