//! Variances from replicate weights: how far the estimate moves when the sample is reweighted.
//!
//! A survey that may not publish its strata and clusters publishes instead, beside the weight, some dozens of
//! *replicate weights*: half samples, samples with one cluster left out, resamples. Every estimate is made once with
//! the weight and once with each of them; the spread of these replicates, times what the [`Scheme`] says, is its
//! covariance:
//!
//! V = scale · Σ rscaleᵣ (θᵣ − c)(θᵣ − c)′, where c is the full-sample estimate, or the replicates' mean.
//!
//! Source: Wolter 2007, *Introduction to Variance Estimation*; Rust & Rao 1996; R's `survey::svrepdesign` and `svrVar`
//! (4.1-1), tested value by value. The replicate weights are *combined*: the weight is in them already.

use super::StatsError;
use super::matrix::Matrix;
use serde::Serialize;
use std::collections::BTreeMap;

/// R's tolerance in `qr(weights, tol = 1e-05)$rank`: the part of a replicate's weights that is new in it.
const RANK_TOLERANCE: f64 = 1e-5;

/// How the replicate weights were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Balanced half samples of two clusters a stratum (McCarthy 1969).
    Brr,
    /// Half samples in which the other half keeps a share ρ of its weight (Judkins 1990).
    Fay,
    /// One cluster left out, without strata.
    Jk1,
    /// One cluster left out, the rest of its stratum making up for it.
    Jkn,
    /// Clusters drawn again with replacement (Rao & Wu 1988).
    Bootstrap,
    /// Successive differences along a sorted list (Fay & Train 1995).
    SuccessiveDifference,
    /// Another scheme, by the scales that its publisher states.
    Explicit,
}

/// How replicates become a variance: checked scales, one rscale for each replicate, and what deviations are taken from.
///
/// # Example
///
/// Ten people, each left out once: the jackknife of a mean is the usual variance of a mean.
///
/// ```
/// use hearback::stats::{matrix::Matrix, replicates::{Scheme, covariance}};
///
/// let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0];
/// let total: f64 = values.iter().sum();
/// let without = Matrix::from_fn(10, 1, |person, _| (total - values[person]) / 9.0);
/// let variance = covariance(&[total / 10.0], &without, &Scheme::jk1(10)?)?.matrix;
/// let usual = values.iter().map(|value| (value - total / 10.0).powi(2)).sum::<f64>() / 9.0 / 10.0;
/// assert!((variance.values()[0] - usual).abs() < 1e-12);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scheme {
    kind: Kind,
    scale: f64,
    rscales: Vec<f64>,
    mse: bool,
}

/// A covariance from replicates, and how many of them could not take part in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplicateCovariance {
    /// The covariance of the estimates, as wide as there are estimates, symmetric.
    pub matrix: Matrix,
    /// Replicates in which an estimate does not exist, since nobody of its base has weight there. They are left out
    /// and the scale stays as it is, as in R (which warns), so the variance is somewhat too small if there are any.
    pub without_estimate: usize,
}

impl Scheme {
    /// Balanced half samples: scale 1/R, every rscale 1. R's `type = "BRR"`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Replicates`] for fewer than 2 replicates.
    pub fn brr(replicates: usize) -> Result<Self, StatsError> {
        Self::even(Kind::Brr, replicates, |r| 1.0 / r)
    }

    /// Fay's half samples, weighing 2 − ρ and ρ: scale 1/(R (1 − ρ)²), every rscale 1. R's `type = "Fay"`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Rho`] unless 0 ≤ `rho` < 1; [`StatsError::Replicates`] for fewer than 2 replicates.
    pub fn fay(replicates: usize, rho: f64) -> Result<Self, StatsError> {
        if !(0.0..1.0).contains(&rho) {
            return Err(StatsError::Rho { rho });
        }
        Self::even(Kind::Fay, replicates, |r| 1.0 / (r * (1.0 - rho).powi(2)))
    }

    /// The jackknife without strata, one replicate for each cluster: scale (R − 1)/R, every rscale 1. R's `type = "JK1"`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Replicates`] for fewer than 2 replicates.
    pub fn jk1(replicates: usize) -> Result<Self, StatsError> {
        Self::even(Kind::Jk1, replicates, |r| (r - 1.0) / r)
    }

    /// The jackknife with strata: scale 1, and for each replicate its own rscale, as a rule (n − 1)/n of the n clusters
    /// in the stratum where it leaves one out. R's `type = "JKn"`.
    ///
    /// # Errors
    ///
    /// As for [`Scheme::explicit`].
    pub fn jkn(rscales: Vec<f64>) -> Result<Self, StatsError> {
        Ok(Self { kind: Kind::Jkn, ..Self::explicit(1.0, rscales)? })
    }

    /// The bootstrap: scale 1/(R − 1), every rscale 1. R's `type = "bootstrap"`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Replicates`] for fewer than 2 replicates.
    pub fn bootstrap(replicates: usize) -> Result<Self, StatsError> {
        Self::even(Kind::Bootstrap, replicates, |r| 1.0 / (r - 1.0))
    }

    /// Successive differences: scale 4/R, every rscale 1. R's `type = "successive-difference"` and `"ACS"`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Replicates`] for fewer than 2 replicates.
    pub fn successive_difference(replicates: usize) -> Result<Self, StatsError> {
        Self::even(Kind::SuccessiveDifference, replicates, |r| 4.0 / r)
    }

    /// Scales as the publisher of the weights states them. R's `type = "other"`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Replicates`] for fewer than 2 rscales; [`StatsError::ReplicateScale`] for a scale that is not
    /// positive and finite, an rscale that is negative or not finite, or rscales that are all 0.
    pub fn explicit(scale: f64, rscales: Vec<f64>) -> Result<Self, StatsError> {
        if rscales.len() < 2 {
            return Err(StatsError::Replicates { found: rscales.len() });
        }
        if let Some(&scale) = rscales.iter().find(|&&rscale| !(rscale >= 0.0 && rscale.is_finite())) {
            return Err(StatsError::ReplicateScale { scale });
        }
        let all: f64 = rscales.iter().sum();
        match [scale, all].into_iter().find(|&value| !(value > 0.0 && value.is_finite())) {
            Some(scale) => Err(StatsError::ReplicateScale { scale }),
            None => Ok(Self { kind: Kind::Explicit, scale, rscales, mse: true }),
        }
    }

    /// A scheme whose replicates count alike.
    fn even(kind: Kind, replicates: usize, scale: impl Fn(f64) -> f64) -> Result<Self, StatsError> {
        if replicates < 2 {
            return Err(StatsError::Replicates { found: replicates });
        }
        Ok(Self { kind, ..Self::explicit(scale(replicates as f64), vec![1.0; replicates])? })
    }

    /// The same with deviations from the full-sample estimate (`true`: a mean squared error, how every scheme starts
    /// here and what most publishers tell users to do) or from the replicates' mean (`false`, R's default).
    #[must_use]
    pub fn with_mse(self, mse: bool) -> Self {
        Self { mse, ..self }
    }

    /// How the replicate weights were made.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The factor of the sum, positive.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The factor of each replicate, 0 or more, at least one of them positive.
    pub fn rscales(&self) -> &[f64] {
        &self.rscales
    }

    /// Whether deviations are from the full-sample estimate; else from the replicates' mean.
    pub fn mse(&self) -> bool {
        self.mse
    }

    /// The number of replicates, 2 or more.
    pub fn replicates(&self) -> usize {
        self.rscales.len()
    }

    /// What deviations are taken from. The mean is over the replicates with a positive rscale, each counting once.
    fn centre(&self, full: &[f64], used: &[(&[f64], f64)]) -> Vec<f64> {
        if self.mse {
            return full.to_vec();
        }
        let mut sums = vec![0.0; full.len()];
        let mut count = 0_u32;
        for (estimates, _) in used.iter().filter(|(_, rscale)| *rscale > 0.0) {
            sums.iter_mut().zip(*estimates).for_each(|(sum, estimate)| *sum += estimate);
            count += 1;
        }
        sums.iter().map(|sum| sum / f64::from(count)).collect()
    }
}

/// The covariance of some estimates, from their full-sample values (as many as there are estimates) and `replicates`
/// (one row a replicate in the scheme's order, one column an estimate; NaN where it does not exist): R's `svrVar`.
///
/// Every estimate of one call must come from the same replicates; so does the covariance of a gap between groups or
/// options, whatever they share.
///
/// # Errors
///
/// [`StatsError::ReplicateShape`] unless `replicates` has the scheme's number of rows and as many columns as `full`;
/// [`StatsError::NoReplicate`] if no replicate with a positive rscale has all estimates, or the full sample has not.
pub fn covariance(full: &[f64], replicates: &Matrix, scheme: &Scheme) -> Result<ReplicateCovariance, StatsError> {
    for (expected, found) in [(scheme.replicates(), replicates.rows()), (full.len(), replicates.columns())] {
        if expected != found {
            return Err(StatsError::ReplicateShape { expected, found });
        }
    }
    let all = replicates.iter_rows().zip(scheme.rscales.iter().copied());
    let used: Vec<(&[f64], f64)> = all.filter(|(estimates, _)| exist(estimates)).collect();
    if !exist(full) || !used.iter().any(|(_, rscale)| *rscale > 0.0) {
        return Err(StatsError::NoReplicate);
    }
    let centre = scheme.centre(full, &used);
    let mut sums = Matrix::zeros(full.len(), full.len());
    for (estimates, rscale) in &used {
        let deviations: Vec<f64> = estimates.iter().zip(&centre).map(|(estimate, centre)| estimate - centre).collect();
        sums.add_products(&deviations, *rscale);
    }
    sums.mirror_upper();
    Ok(ReplicateCovariance { matrix: sums.scaled(scheme.scale), without_estimate: scheme.replicates() - used.len() })
}

/// The covariance as [`covariance`] has it, but of each two estimates from the replicates in which these two exist: a group that a
/// replicate drew nobody of does not take that replicate from the others. So R's `svyby` has each group's variance; two estimates
/// that no replicate has together are taken to vary apart.
///
/// # Errors
///
/// As for [`covariance`], where an estimate exists in no replicate.
pub fn pairwise(full: &[f64], replicates: &Matrix, scheme: &Scheme) -> Result<Matrix, StatsError> {
    let mut alike: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
    for column in 0..replicates.columns() {
        let there = replicates.iter_rows().map(|row| row[column].is_finite()).collect();
        alike.entry(there).or_default().push(column);
    }
    if alike.len() < 2 {
        return Ok(covariance(full, replicates, scheme)?.matrix);
    }
    let mut found = vec![0.0; full.len() * full.len()];
    let sets: Vec<Vec<usize>> = alike.into_values().collect();
    for (k, one) in sets.iter().enumerate() {
        for (l, other) in sets.iter().enumerate().skip(k) {
            let both: Vec<usize> = if k == l { one.clone() } else { one.iter().chain(other).copied().collect() };
            let of_both: Vec<f64> = both.iter().filter_map(|c| full.get(*c).copied()).collect();
            let rows =
                Matrix::from_fn(replicates.rows(), both.len(), |r, c| replicates.get(r, both[c]).unwrap_or(f64::NAN));
            let matrix = match covariance(&of_both, &rows, scheme) {
                Ok(found) => found.matrix,
                Err(error) if k == l => return Err(error),
                Err(_) => continue,
            };
            // What the two sets share; each set alone is in its own turn.
            let entries =
                both.iter().enumerate().flat_map(|(a, i)| both.iter().enumerate().map(move |(b, j)| (a, i, b, j)));
            for (a, i, b, j) in entries.filter(|(a, _, b, _)| k == l || (*a < one.len()) != (*b < one.len())) {
                found[i * full.len() + j] = matrix.get(a, b).unwrap_or(f64::NAN);
            }
        }
    }
    Matrix::new(full.len(), full.len(), found).ok_or(StatsError::NoReplicate)
}

/// The degrees of freedom that replicate weights leave to a variance: the rank of their matrix, minus 1.
///
/// `rows` are the people of the base, each with their `replicates` weights; the base is the domain's when the estimate
/// is of a domain. The rank is R's `qr(weights, tol = 1e-05)$rank` (`degf` of `survey`), found from the sums of
/// products, in one pass over the people: 100,000 of them with 80 replicates take a quarter of a second, optimised.
///
/// # Errors
///
/// [`StatsError::ReplicateShape`] for a row of another length; [`StatsError::ReplicateWeight`] for weights that are not
/// finite; [`StatsError::EmptyBase`] if there are no rows, or no weight in any.
pub fn degrees_of_freedom<'a>(
    replicates: usize,
    rows: impl IntoIterator<Item = &'a [f64]>,
) -> Result<usize, StatsError> {
    let mut products = Matrix::zeros(replicates, replicates);
    for row in rows {
        if row.len() != replicates {
            return Err(StatsError::ReplicateShape { expected: replicates, found: row.len() });
        }
        products.add_products(row, 1.0);
    }
    products.mirror_upper();
    if !products.values().iter().all(|product| product.is_finite()) {
        return Err(StatsError::ReplicateWeight);
    }
    let rank = products.rank_of_gram(RANK_TOLERANCE).unwrap_or(0);
    rank.checked_sub(1).ok_or(StatsError::EmptyBase)
}

/// Whether every estimate is there.
fn exist(estimates: &[f64]) -> bool {
    estimates.iter().all(|estimate| estimate.is_finite())
}

#[cfg(test)]
mod tests {
    use super::super::tolerance::{REORDERED, assert_close};
    use super::*;

    #[test]
    fn scales_are_those_of_the_schemes() {
        let schemes = [
            (Scheme::brr(16), Kind::Brr, 1.0 / 16.0),
            (Scheme::fay(16, 0.5), Kind::Fay, 0.25),
            (Scheme::jk1(24), Kind::Jk1, 23.0 / 24.0),
            (Scheme::jkn(vec![0.5; 4]), Kind::Jkn, 1.0),
            (Scheme::bootstrap(11), Kind::Bootstrap, 0.1),
            (Scheme::successive_difference(80), Kind::SuccessiveDifference, 0.05),
            (Scheme::explicit(0.3, vec![1.0, 0.0]), Kind::Explicit, 0.3),
        ];
        for (scheme, kind, scale) in schemes {
            let scheme = scheme.unwrap();
            assert_eq!((scheme.kind(), scheme.mse()), (kind, true));
            assert_close(scheme.scale(), scale, REORDERED, "scale");
        }
    }

    #[test]
    fn schemes_without_a_variance_are_refused() {
        assert_eq!(Scheme::jk1(1), Err(StatsError::Replicates { found: 1 }));
        assert_eq!(Scheme::bootstrap(0), Err(StatsError::Replicates { found: 0 }));
        assert_eq!(Scheme::jkn(vec![0.5]), Err(StatsError::Replicates { found: 1 }));
        for rho in [-0.1, 1.0, f64::INFINITY] {
            assert_eq!(Scheme::fay(16, rho), Err(StatsError::Rho { rho }));
        }
        assert!(matches!(Scheme::fay(16, f64::NAN), Err(StatsError::Rho { .. })));
        for (scale, rscales) in [(0.0, [1.0, 1.0]), (f64::NAN, [1.0, 1.0]), (1.0, [-1.0, 2.0]), (1.0, [0.0, 0.0])] {
            let refused = Scheme::explicit(scale, rscales.to_vec());
            assert!(matches!(refused, Err(StatsError::ReplicateScale { .. })), "{scale} {rscales:?}");
        }
    }

    #[test]
    fn an_error_says_what_would_be_accepted() {
        let errors = [
            (Scheme::brr(1).unwrap_err(), "1 replicate weight is no scheme: a variance needs at least 2"),
            (
                Scheme::fay(8, 1.5).unwrap_err(),
                "rho 1.5 is not in 0 <= rho < 1: write the share of its weight that the half left out keeps",
            ),
            (
                Scheme::explicit(-2.0, vec![1.0, 1.0]).unwrap_err(),
                "replicate scale -2 does not do: the scale and the sum of the rscales are positive and finite, \
                 and no rscale is negative",
            ),
        ];
        for (error, text) in errors {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn replicates_without_an_estimate_are_left_out_and_counted() {
        let scheme = Scheme::explicit(2.0, vec![1.0, 5.0, 0.5]).unwrap().with_mse(false);
        let replicates = Matrix::new(3, 1, vec![1.0, f64::NAN, 3.0]).unwrap();
        let found = covariance(&[10.0], &replicates, &scheme).unwrap();
        assert_eq!((found.matrix.values(), found.without_estimate), ([3.0].as_slice(), 1));
        let none = Matrix::from_fn(3, 1, |_, _| f64::NAN);
        assert_eq!(covariance(&[10.0], &none, &scheme), Err(StatsError::NoReplicate));
        assert_eq!(covariance(&[f64::NAN], &replicates, &scheme), Err(StatsError::NoReplicate));
        assert_eq!(
            covariance(&[1.0, 2.0], &replicates, &scheme),
            Err(StatsError::ReplicateShape { expected: 2, found: 1 })
        );
    }

    #[test]
    fn an_estimate_that_a_replicate_lacks_leaves_that_replicate_to_the_others() {
        let scheme = Scheme::brr(3).unwrap();
        let lacking = Matrix::new(3, 3, vec![1.0, f64::NAN, 4.0, 3.0, 5.0, 8.0, 2.0, 9.0, 6.0]).unwrap();
        let full = [2.0, 7.0, 5.0];
        let found = pairwise(&full, &lacking, &scheme).unwrap();
        // By hand: thirds of squares around the full sample's; those with the second estimate over two replicates.
        let by_hand = [2.0, -2.0, 4.0, -2.0, 8.0, -4.0, 4.0, -4.0, 11.0].map(|sum: f64| sum / 3.0);
        for (found, by_hand) in found.values().iter().zip(by_hand) {
            assert_close(*found, by_hand, REORDERED, "entry");
        }
        let whole = Matrix::new(3, 1, vec![1.0, 3.0, 2.0]).unwrap();
        assert_eq!(pairwise(&[2.0], &whole, &scheme), covariance(&[2.0], &whole, &scheme).map(|c| c.matrix));
        let nowhere = Matrix::new(3, 2, vec![1.0, f64::NAN, 2.0, f64::NAN, 3.0, f64::NAN]).unwrap();
        assert_eq!(pairwise(&[2.0, 1.0], &nowhere, &scheme), Err(StatsError::NoReplicate));
        assert_eq!(pairwise(&[], &Matrix::zeros(3, 0), &scheme), Ok(Matrix::zeros(0, 0)));
    }

    #[test]
    fn weights_of_nobody_leave_no_degrees_of_freedom() {
        assert_eq!(degrees_of_freedom(3, []), Err(StatsError::EmptyBase));
        assert_eq!(degrees_of_freedom(2, [[0.0, 0.0].as_slice()]), Err(StatsError::EmptyBase));
        assert_eq!(degrees_of_freedom(2, [[1.0, 2.0].as_slice()]), Ok(0));
        let odd = degrees_of_freedom(2, [[1.0, 2.0].as_slice(), &[1.0]]);
        assert_eq!(odd, Err(StatsError::ReplicateShape { expected: 2, found: 1 }));
        assert_eq!(degrees_of_freedom(2, [[1.0, f64::NAN].as_slice()]), Err(StatsError::ReplicateWeight));
    }
}
