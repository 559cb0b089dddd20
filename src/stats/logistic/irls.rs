//! Maximum likelihood by Newton's steps (for the logit, iteratively reweighted least squares) with step halving.

use super::{Grouped, Link};
use crate::stats::StatsError;
use crate::stats::matrix::Matrix;

/// The length of a step, measured in standard errors, below which a maximum is found.
pub(super) const STEP: f64 = 1e-12;

/// The length of a step, measured in standard errors, below which one no shorter than the last is rounding.
const NOISE: f64 = 1e-6;

/// Steps after which there is no maximum in sight.
pub(super) const MOST_STEPS: usize = 500;

/// Halvings of one step after which no shorter one is tried.
pub(super) const MOST_HALVINGS: usize = 50;

/// Where the likelihood is largest: coefficients, the expected information and the logarithm of the likelihood there.
#[derive(Debug)]
pub(super) struct Maximum {
    pub coef: Vec<f64>,
    pub information: Matrix,
    pub log_likelihood: f64,
}

/// Maximises the likelihood of a design without dependent columns.
pub(super) fn maximise(data: &Grouped, link: Link) -> Result<Maximum, StatsError> {
    let mut coef = vec![0.0; data.design.columns()];
    let mut log_likelihood = data.log_likelihood(&coef, link);
    let mut before = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let (score, slope) = score_and_slope(data, &coef, link);
        let step = slope.solve(&score).ok_or(StatsError::NoMaximum)?;
        let length = length_in_errors(&score, &step);
        if length <= STEP || is_noise(length, before) {
            return Ok(Maximum { information: information(data, &coef, link), coef, log_likelihood });
        }
        before = length;
        (coef, log_likelihood) =
            climb(&coef, &step, log_likelihood, |coef| data.log_likelihood(coef, link)).ok_or(StatsError::NoMaximum)?;
    }
    Err(StatsError::NoMaximum)
}

/// Whether steps no longer shrink where they are so short that only rounding is left in them.
pub(super) fn is_noise(length: f64, before: f64) -> bool {
    length <= NOISE && length >= before
}

/// √(score′ step): how far a step goes, in standard errors.
pub(super) fn length_in_errors(score: &[f64], step: &[f64]) -> f64 {
    score.iter().zip(step).map(|(score, step)| score * step).sum::<f64>().max(0.0).sqrt()
}

/// Goes along `step`, or a half, a quarter of it and so on, until the `height` is not below the one before.
pub(super) fn climb(
    from: &[f64],
    step: &[f64],
    before: f64,
    height: impl Fn(&[f64]) -> f64,
) -> Option<(Vec<f64>, f64)> {
    let slack = 1e-13 * before.abs();
    let mut factor = 1.0;
    for _ in 0..MOST_HALVINGS {
        let to: Vec<f64> = from.iter().zip(step).map(|(from, step)| from + factor * step).collect();
        let reached = height(&to);
        if reached >= before - slack {
            return Some((to, reached));
        }
        factor *= 0.5;
    }
    None
}

/// The score and how fast it falls: the observed information. With the expected one, steps of the complementary log-log
/// can swing about the maximum for ever in a handful of people.
fn score_and_slope(data: &Grouped, coef: &[f64], link: Link) -> (Vec<f64>, Matrix) {
    let columns = data.design.columns();
    let (mut score, mut slope) = (vec![0.0; columns], Matrix::zeros(columns, columns));
    for (row, trials, events) in data.rows() {
        let point = link.at(dot(row, coef));
        let pull = point.gain * (events - trials * point.share);
        score.iter_mut().zip(row).for_each(|(sum, x)| *sum += pull * x);
        slope.add_products(row, events * point.event_slope + (trials - events) * point.other_slope);
    }
    slope.mirror_upper();
    (score, slope)
}

/// The expected information, whose inverse is the covariance: that of R `glm`.
pub(super) fn information(data: &Grouped, coef: &[f64], link: Link) -> Matrix {
    let mut information = Matrix::zeros(coef.len(), coef.len());
    for (row, trials, _) in data.rows() {
        information.add_products(row, trials * link.at(dot(row, coef)).weight);
    }
    information.mirror_upper();
    information
}

/// The sum of products.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
