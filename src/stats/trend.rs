//! Whether a share rises or falls along ordered groups.

use super::StatsError;
use super::distribution::normal_two_sided;

/// A trend and how easily chance alone would show one as strong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The standard normal statistic, above 0 when the share rises with the scores.
    pub z: f64,
    /// The two-sided p-value.
    pub p: f64,
}

impl Trend {
    /// `z²`, chi-squared on one degree of freedom: R `prop.trend.test(x, n, score)$statistic`.
    pub fn chi_squared(self) -> f64 {
        self.z * self.z
    }
}

/// The Cochran–Armitage test for a linear trend of the share `counts / bases` along `scores`, one of each a group.
///
/// Groups without anybody count for nothing. Source: Cochran 1954; Armitage 1955; R `prop.trend.test(x, n, score)`.
///
/// # Errors
///
/// [`StatsError::Lengths`] unless there is one of each a group; [`StatsError::Base`] for a base that is negative,
/// infinite or NaN; [`StatsError::Count`] unless `0 <= count <= base`; [`StatsError::NotFinite`] for a score that is
/// no number; [`StatsError::EmptyBase`] when nobody was asked; [`StatsError::NoVariation`] when everybody or nobody
/// is counted, or all stand at one score.
///
/// # Example
///
/// ```
/// use hearback::stats::trend::cochran_armitage;
///
/// // non-smokers among patients of four hospitals, as in R's help page
/// let trend = cochran_armitage(&[83.0, 90.0, 129.0, 70.0], &[86.0, 93.0, 136.0, 82.0], &[1.0, 2.0, 3.0, 4.0])?;
/// assert!(trend.z < -2.8 && trend.p < 0.005);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn cochran_armitage(counts: &[f64], bases: &[f64], scores: &[f64]) -> Result<Trend, StatsError> {
    check(counts, bases, scores)?;
    let n: f64 = bases.iter().sum();
    if n == 0.0 {
        return Err(StatsError::EmptyBase);
    }
    let share = counts.iter().sum::<f64>() / n;
    let mean = bases.iter().zip(scores).map(|(base, score)| base * score).sum::<f64>() / n;
    let spread: f64 = bases.iter().zip(scores).map(|(base, score)| base * (score - mean).powi(2)).sum();
    let variance = share * (1.0 - share) * spread;
    // a single score has a spread of rounding errors only
    if spread <= n * (8.0 * f64::EPSILON * mean).powi(2) || share <= 0.0 || share >= 1.0 {
        return Err(StatsError::NoVariation);
    }
    let slope: f64 = counts.iter().zip(scores).map(|(count, score)| count * (score - mean)).sum();
    let z = slope / variance.sqrt();
    Ok(Trend { z, p: normal_two_sided(z) })
}

fn check(counts: &[f64], bases: &[f64], scores: &[f64]) -> Result<(), StatsError> {
    for right in [bases.len(), scores.len()] {
        if counts.len() != right {
            return Err(StatsError::Lengths { left: counts.len(), right });
        }
    }
    for (&count, &n) in counts.iter().zip(bases) {
        if !(n >= 0.0 && n.is_finite()) {
            return Err(StatsError::Base { n });
        }
        if !(0.0..=n).contains(&count) {
            return Err(StatsError::Count { count, n });
        }
    }
    match scores.iter().find(|score| !score.is_finite()) {
        Some(&value) => Err(StatsError::NotFinite { value }),
        None => Ok(()),
    }
}
