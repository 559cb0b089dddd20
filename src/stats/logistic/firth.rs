//! Logistic regression whose estimates are always finite: Firth's penalised likelihood.
//!
//! The likelihood times Jeffreys' prior √|X′WX| takes the first-order bias from the estimates and has a maximum also
//! where the likelihood has none. Source: Firth 1993; Heinze & Schemper 2002; R package `logistf`.

use super::irls::{MOST_STEPS, STEP, climb, dot, information, is_noise, length_in_errors};
use super::{Coefficient, Grouped, Link, coefficients, inverse};
use crate::stats::distribution::chi_squared_quantile_upper;
use crate::stats::matrix::Matrix;
use crate::stats::{Interval, Level, StatsError};

/// The length of a step, measured in standard errors, below which Newton's own steps are taken: farther off they may lead
/// astray.
const NEAR: f64 = 0.1;

/// A logistic regression by penalised likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct Penalised {
    /// The columns of the design that are estimated, from 0, ascending.
    pub kept: Vec<usize>,
    /// The columns left out since they depend on those before them.
    pub aliased: Vec<usize>,
    /// The estimates of the kept columns, in their order: log odds ratios.
    pub coef: Vec<f64>,
    /// Their covariance, the inverse of X′WX.
    pub vcov: Matrix,
    /// The fitted probability of every row.
    pub fitted: Vec<f64>,
    /// The log-likelihood of single people plus ½ ln |X′WX|.
    pub penalised_log_likelihood: f64,
}

/// Estimates a logistic regression by Firth's penalised likelihood, grouped rows counting like single people.
///
/// Columns that depend on those before them are left out and listed in [`Penalised::aliased`].
///
/// # Errors
///
/// [`StatsError::NoMaximum`] when the iteration does not settle.
///
/// # Example
///
/// ```
/// use hearback::stats::logistic::{Grouped, firth};
/// use hearback::stats::matrix::Matrix;
///
/// // everybody of the second group replied; adding ½ to each cell is Firth's answer for two groups
/// let design = Matrix::new(2, 2, vec![1.0, 0.0, 1.0, 1.0]).expect("two rows of two");
/// let found = firth(&Grouped::new(design, &[6.0, 8.0], &[2.0, 8.0])?)?;
/// assert!((found.coef[1] - (8.5_f64 * 4.5 / (0.5 * 2.5)).ln()).abs() < 1e-10);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn firth(data: &Grouped) -> Result<Penalised, StatsError> {
    let kept = data.independent_columns();
    let reduced = data.with_columns(&kept);
    let peak = maximise(&reduced, &vec![0.0; kept.len()], None)?;
    Ok(Penalised {
        aliased: (0..data.design.columns()).filter(|column| !kept.contains(column)).collect(),
        vcov: inverse(&information(&reduced, &peak.coef, Link::Logit))?,
        fitted: reduced.design.iter_rows().map(|row| Link::Logit.inverse(dot(row, &peak.coef))).collect(),
        penalised_log_likelihood: peak.height,
        coef: peak.coef,
        kept,
    })
}

impl Penalised {
    /// The estimates with Wald's errors and tests, which are poor for a separated column: see [`Penalised::profile`].
    pub fn coefficients(&self) -> Vec<Coefficient> {
        coefficients(&self.kept, &self.coef, &self.vcov)
    }

    /// The interval of a column's coefficient within which the penalised likelihood, maximised over all others, is
    /// not significantly smaller: `logistf`'s default. `data` is what was fitted; `None` for a column left out.
    ///
    /// # Errors
    ///
    /// [`StatsError::NoMaximum`] when an iteration does not settle.
    pub fn profile(&self, data: &Grouped, column: usize, level: Level) -> Result<Option<Interval>, StatsError> {
        let Some(place) = self.kept.iter().position(|kept| *kept == column) else { return Ok(None) };
        let drop = chi_squared_quantile_upper(level.alpha(), 1.0)? / 2.0;
        let reduced = data.with_columns(&self.kept);
        let se = self.vcov.get(place, place).unwrap_or(f64::NAN).sqrt();
        let search = Search { data: &reduced, peak: self, place, floor: self.penalised_log_likelihood - drop };
        Ok(Some(Interval { low: search.limit(-se)?, high: search.limit(se)? }))
    }
}

/// The search for the two places where a profile falls to a certain height.
struct Search<'a> {
    data: &'a Grouped,
    peak: &'a Penalised,
    place: usize,
    floor: f64,
}

impl Search<'_> {
    /// How far the profile is above the floor when the coefficient has a given value.
    fn above(&self, value: f64) -> Result<f64, StatsError> {
        let mut start = self.peak.coef.clone();
        start.iter_mut().skip(self.place).take(1).for_each(|coef| *coef = value);
        Ok(maximise(self.data, &start, Some(self.place))?.height - self.floor)
    }

    /// The limit on the side of `stride`: out by ever longer strides, then bisected and interpolated in turn.
    fn limit(&self, stride: f64) -> Result<f64, StatsError> {
        let estimate = self.peak.coef.get(self.place).copied().unwrap_or(f64::NAN);
        let (mut inside, mut outside) = (estimate, estimate + stride);
        let mut height = self.above(outside)?;
        for _ in 0..40 {
            if height <= 0.0 {
                break;
            }
            (inside, outside) = (outside, outside + 2.0 * (outside - estimate));
            height = self.above(outside)?;
        }
        if height > 0.0 {
            return Err(StatsError::NoMaximum);
        }
        while (outside - inside).abs() > 1e-13 * (outside.abs() + stride.abs()) {
            let middle = 0.5 * (inside + outside);
            if middle == inside || middle == outside {
                break;
            }
            if self.above(middle)? > 0.0 { inside = middle } else { outside = middle }
        }
        Ok(0.5 * (inside + outside))
    }
}

struct Peak {
    coef: Vec<f64>,
    height: f64,
}

/// Maximises the penalised likelihood from a start, with one coefficient `fixed` there if so wanted.
fn maximise(data: &Grouped, start: &[f64], fixed: Option<usize>) -> Result<Peak, StatsError> {
    let free: Vec<usize> = (0..start.len()).filter(|column| fixed != Some(*column)).collect();
    let mut coef = start.to_vec();
    let mut height = penalised(data, &coef);
    let mut before = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let (step, length) = step_upwards(data, &coef, &free).ok_or(StatsError::NoMaximum)?;
        if length <= STEP || is_noise(length, before) {
            return Ok(Peak { coef, height });
        }
        before = length;
        (coef, height) = climb(&coef, &step, height, |coef| penalised(data, coef)).ok_or(StatsError::NoMaximum)?;
    }
    Err(StatsError::NoMaximum)
}

/// The step that the modified score X′(r − nμ + h(½ − μ)) asks of the free coefficients, h being a row's leverage,
/// and its length in standard errors.
fn step_upwards(data: &Grouped, coef: &[f64], free: &[usize]) -> Option<(Vec<f64>, f64)> {
    let information = information(data, coef, Link::Logit);
    let covariance = information.solve_matrix(&Matrix::identity(coef.len()))?;
    // the score is that of rows with h more trials, half of them events, and so is its slope while h stands still;
    // with the information alone, steps would go twice too far where there are as many columns as people
    let (mut score, mut slope) = (vec![0.0; coef.len()], Matrix::zeros(coef.len(), coef.len()));
    for (row, trials, events) in data.rows().filter(|(_, trials, _)| *trials > 0.0) {
        let point = Link::Logit.at(dot(row, coef));
        let leverage = trials * point.weight * dot(&covariance.apply(row)?, row);
        let pull = events - trials * point.share + leverage * (0.5 - point.share);
        score.iter_mut().zip(row).for_each(|(sum, x)| *sum += pull * x);
        slope.add_products(row, (trials + leverage) * point.weight);
    }
    slope.mirror_upper();
    let score: Vec<f64> = free.iter().filter_map(|column| score.get(*column).copied()).collect();
    let mut moved = slope.among(free)?.solve(&score)?;
    let length = length_in_errors(&score, &moved);
    // the leverage does not stand still: such steps may shrink by a few percent each, and never arrive
    if length < NEAR
        && let Some(newton) = curvature(data, coef, information, &covariance)?.among(free)?.solve(&score)
    {
        moved = newton;
    }
    let mut step = vec![0.0; coef.len()];
    for (column, value) in free.iter().zip(moved) {
        *step.get_mut(*column)? = value;
    }
    Some((step, length))
}

/// How fast the modified score falls, the change of the leverage included: minus the second derivatives of the penalised
/// log-likelihood, I − ½ Σ w″vxx′ + ½ tr(C İᵣ C İₛ), where w is a row's weight, v = x′Cx, C = I⁻¹ and İᵣ the derivative of I.
fn curvature(data: &Grouped, coef: &[f64], information: Matrix, covariance: &Matrix) -> Option<Matrix> {
    let (size, mut curvature) = (coef.len(), information);
    let mut changes = vec![Matrix::zeros(size, size); size];
    let mut bends = Matrix::zeros(size, size);
    for (row, trials, _) in data.rows().filter(|(_, trials, _)| *trials > 0.0) {
        let point = Link::Logit.at(dot(row, coef));
        let weight = trials * point.weight;
        let (turn, bend) = (weight * (1.0 - 2.0 * point.share), weight * (1.0 - 6.0 * point.weight));
        bends.add_products(row, bend * dot(&covariance.apply(row)?, row));
        changes.iter_mut().zip(row).for_each(|(change, x)| change.add_products(row, turn * x));
    }
    bends.mirror_upper();
    changes.iter_mut().for_each(Matrix::mirror_upper);
    let turned = changes.iter().map(|change| covariance.multiply(change)).collect::<Option<Vec<_>>>()?;
    // tr(AB) is the sum of A′'s values times B's
    let backwards: Vec<Matrix> = turned.iter().map(Matrix::transposed).collect();
    let trace = |r: usize, s: usize| match (backwards.get(r), turned.get(s)) {
        (Some(a), Some(b)) => dot(a.values(), b.values()),
        _ => f64::NAN,
    };
    curvature.add_scaled(&bends, -0.5);
    curvature.add_scaled(&Matrix::from_fn(size, size, trace), 0.5);
    Some(curvature)
}

/// The penalised log-likelihood; minus infinity where the information has no inverse.
fn penalised(data: &Grouped, coef: &[f64]) -> f64 {
    let penalty = information(data, coef, Link::Logit).log_determinant();
    penalty.map_or(f64::NEG_INFINITY, |log| data.log_likelihood(coef, Link::Logit) + 0.5 * log)
}
