//! Errors that allow for people who appear in several rows.

use super::{Coefficient, Grouped, Model, coefficients, dot};
use crate::stats::StatsError;
use crate::stats::matrix::Matrix;
use std::collections::BTreeMap;

/// The sandwich covariance of a model whose rows come in clusters, such as the messages to one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Clustered {
    kept: Vec<usize>,
    coef: Vec<f64>,
    /// How many clusters there are.
    pub clusters: usize,
    /// The covariance without correction.
    pub cr0: Matrix,
    /// The covariance times G/(G−1), G being the number of clusters.
    pub cr1: Matrix,
}

impl Clustered {
    /// The estimates with errors and tests from [`Clustered::cr1`].
    pub fn coefficients(&self) -> Vec<Coefficient> {
        coefficients(&self.kept, &self.coef, &self.cr1)
    }
}

impl Model {
    /// The covariance when rows of one cluster hang together: B U′U B, B being the covariance of the model and U the
    /// scores summed by cluster. Source: Liang & Zeger 1986; R `sandwich::vcovCL(type = "HC0")`.
    ///
    /// `data` is what the model was fitted to, `clusters` names the cluster of each of its rows.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] unless there is a cluster for each row of that data, [`StatsError::TooFew`] for less
    /// than two clusters.
    pub fn clustered(&self, data: &Grouped, clusters: &[usize]) -> Result<Clustered, StatsError> {
        let rows = self.fitted.len();
        if let Some(right) = [data.design.rows(), clusters.len()].into_iter().find(|length| *length != rows) {
            return Err(StatsError::Lengths { left: rows, right });
        }
        let reduced = data.with_columns(&self.kept);
        let mut scores: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for ((row, trials, events), cluster) in reduced.rows().zip(clusters).filter(|((_, n, _), _)| *n > 0.0) {
            let point = self.link.at(dot(row, &self.coef));
            let pull = point.gain * (events - trials * point.share);
            let sums = scores.entry(*cluster).or_insert_with(|| vec![0.0; row.len()]);
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += pull * x);
        }
        let count = scores.len();
        if count < 2 {
            return Err(StatsError::TooFew { n: count as u64, least: 2 });
        }
        let meat = Matrix::gram(self.coef.len(), scores.values().map(Vec::as_slice)).ok_or(StatsError::NoMaximum)?;
        let cr0 = self.vcov.sandwich(&meat).ok_or(StatsError::NoMaximum)?;
        let cr1 = cr0.scaled(count as f64 / (count as f64 - 1.0));
        Ok(Clustered { kept: self.kept.clone(), coef: self.coef.clone(), clusters: count, cr0, cr1 })
    }
}
