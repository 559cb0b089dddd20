//! What makes an event more likely: binomial regression of grouped rows, with a logit or a complementary log-log link.
//!
//! A row stands for `trials` people (or person-days) with the same explanatory values, of whom `events` had the event;
//! one row a person gives the same coefficients, errors and likelihood. [`fit`] is R's `glm(cbind(events, trials -
//! events) ~ design, binomial(link))`, but for three things:
//!
//! - When some combination of columns tells events from non-events without fail, no maximum exists; R "converges" to a
//!   coefficient that depends on its settings. Here the answer is [`Fit::Separated`], which says which rows and columns
//!   are concerned, and [`firth`] is the estimate to use instead.
//! - The log-likelihood, AIC and BIC are those of single people, without the number of ways to have `events` of
//!   `trials`, so that they do not depend on how rows were grouped. The deviance compares with one free probability a
//!   row, as in R, and so does depend on it.
//! - A column of which no more than a millionth is not a sum of those before it is left out; R keeps columns down to 1e-11,
//!   with errors that are rounding.
//!
//! Source: McCullagh & Nelder 1989, *Generalized Linear Models*; for separation see `separation.rs`.

mod firth;
mod irls;
mod link;
mod robust;
mod separation;

pub use firth::{Penalised, firth};
pub use link::Link;
pub use robust::Clustered;

use super::contingency::ChiSquared;
use super::distribution::{chi_squared_sf, normal_two_sided};
use super::matrix::Matrix;
use super::{Interval, Level, StatsError};
use irls::dot;

/// The length of what is left of a column, as a share of it, below which it depends on those before it.
const ALIASED: f64 = 1e-6;

/// Rows of explanatory values, each with how many were watched and how many of these had the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    design: Matrix,
    trials: Vec<f64>,
    events: Vec<f64>,
}

impl Grouped {
    /// Checks rows: a column of ones for the intercept, if there is to be one, stands in the design like any other.
    ///
    /// Trials are people or weights of 0 or more; a row of 0 trials says nothing and is left out of the estimation.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`], [`StatsError::NotFinite`] for a design value, [`StatsError::Base`] for trials,
    /// [`StatsError::Count`] for events, and [`StatsError::EmptyBase`] when nobody was watched at all.
    pub fn new(design: Matrix, trials: &[f64], events: &[f64]) -> Result<Self, StatsError> {
        for right in [trials.len(), events.len()] {
            if design.rows() != right {
                return Err(StatsError::Lengths { left: design.rows(), right });
            }
        }
        if let Some(&value) = design.values().iter().find(|value| !value.is_finite()) {
            return Err(StatsError::NotFinite { value });
        }
        for (&n, &count) in trials.iter().zip(events) {
            if !(n >= 0.0 && n.is_finite()) {
                return Err(StatsError::Base { n });
            }
            if !(0.0..=n).contains(&count) {
                return Err(StatsError::Count { count, n });
            }
        }
        if trials.iter().sum::<f64>() <= 0.0 {
            return Err(StatsError::EmptyBase);
        }
        Ok(Self { design, trials: trials.to_vec(), events: events.to_vec() })
    }

    /// The people of all rows together.
    pub fn people(&self) -> f64 {
        self.trials.iter().sum()
    }

    fn rows(&self) -> impl Iterator<Item = (&[f64], f64, f64)> {
        let counts = self.trials.iter().zip(&self.events);
        self.design.iter_rows().zip(counts).map(|(row, (trials, events))| (row, *trials, *events))
    }

    /// The log-likelihood of single people at these coefficients.
    fn log_likelihood(&self, coef: &[f64], link: Link) -> f64 {
        self.rows().map(|(row, trials, events)| row_log_likelihood(link.at(dot(row, coef)), trials, events)).sum()
    }

    /// The log-likelihood with one free probability a row.
    fn saturated(&self) -> f64 {
        let part = |count: f64, n: f64| if count > 0.0 { count * (count / n).ln() } else { 0.0 };
        self.rows().map(|(_, n, events)| part(events, n) + part(n - events, n)).sum()
    }

    /// The columns that do not depend on those before them, over the rows that count.
    fn independent_columns(&self) -> Vec<usize> {
        let (mut kept, mut basis) = (Vec::new(), Vec::new());
        for column in 0..self.design.columns() {
            let rows = self.rows().filter(|(_, trials, _)| *trials > 0.0);
            let values = rows.filter_map(|(row, _, _)| row.get(column).copied()).collect();
            if let Some(free) = separation::freed(values, &basis, ALIASED) {
                kept.push(column);
                basis.push(free);
            }
        }
        kept
    }

    /// The same rows with these columns only.
    fn with_columns(&self, kept: &[usize]) -> Self {
        let column = |index: usize| kept.get(index).copied().unwrap_or(usize::MAX);
        let value = |row: usize, index: usize| self.design.get(row, column(index)).unwrap_or(f64::NAN);
        Self { design: Matrix::from_fn(self.design.rows(), kept.len(), value), ..self.clone() }
    }

    /// The same rows, some of them without anybody.
    fn without_rows(&self, emptied: &[usize]) -> Self {
        let keep = |counts: &[f64]| -> Vec<f64> {
            let count = |(row, count): (usize, &f64)| if emptied.contains(&row) { 0.0 } else { *count };
            counts.iter().enumerate().map(count).collect()
        };
        Self { design: self.design.clone(), trials: keep(&self.trials), events: keep(&self.events) }
    }

    /// Whether a column has the same value, not 0, in every row.
    fn has_intercept(&self) -> bool {
        (0..self.design.columns()).any(|column| {
            let first = self.design.get(0, column);
            first != Some(0.0) && (1..self.design.rows()).all(|row| self.design.get(row, column) == first)
        })
    }

    /// The log-likelihood of the intercept alone, or of a linear predictor of 0 where there is no intercept.
    fn null_log_likelihood(&self, link: Link) -> f64 {
        if !self.has_intercept() {
            return self.rows().map(|(_, trials, events)| row_log_likelihood(link.at(0.0), trials, events)).sum();
        }
        let events: f64 = self.events.iter().sum();
        let whole = Self { design: Matrix::zeros(1, 0), trials: vec![self.people()], events: vec![events] };
        whole.saturated()
    }
}

fn row_log_likelihood(point: link::Point, trials: f64, events: f64) -> f64 {
    // 0 times an infinite logarithm is 0 here
    let part = |count: f64, log: f64| if count > 0.0 { count * log } else { 0.0 };
    part(events, point.log_share) + part(trials - events, point.log_rest)
}

/// What maximum likelihood has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Fit {
    /// The maximum exists.
    Ml(Box<Model>),
    /// It does not: some coefficient has no finite estimate.
    Separated(Box<Separation>),
}

/// How far events and non-events are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every row is: all fitted probabilities run to 0 or 1.
    Complete,
    /// Some rows are.
    Quasi,
}

/// Data on which the likelihood has no maximum but grows along some direction of the coefficients for ever.
#[derive(Debug, Clone, PartialEq)]
pub struct Separation {
    /// How many rows are concerned.
    pub kind: Kind,
    /// The rows whose fitted probability runs to 0 or 1, from 0, ascending.
    pub rows: Vec<usize>,
    /// The columns whose coefficient has no finite limit, from 0, ascending.
    pub columns: Vec<usize>,
    /// The limit along that direction: the model of the other rows, whose likelihood, deviance and fitted
    /// probabilities are those of all rows in the limit. Of its coefficients only those outside `columns` mean
    /// anything. `None` when no row is left.
    pub limit: Option<Model>,
}

/// A coefficient with its standard error and Wald test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// The column of the design, from 0.
    pub column: usize,
    /// The estimate: a log odds ratio (logit) or a log hazard ratio (complementary log-log) per unit of the column.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The estimate over its standard error.
    pub z: f64,
    /// The two-sided p-value of `z` on the normal distribution.
    pub p: f64,
}

impl Coefficient {
    /// Wald's interval: R `confint.default`.
    pub fn interval(&self, level: Level) -> Interval {
        let reach = level.z() * self.se;
        Interval { low: self.estimate - reach, high: self.estimate + reach }
    }
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The link.
    pub link: Link,
    /// The columns of the design that are estimated, from 0, ascending.
    pub kept: Vec<usize>,
    /// The columns left out since they depend on those before them: NA in R's `coef`.
    pub aliased: Vec<usize>,
    /// The estimates of the kept columns, in their order.
    pub coef: Vec<f64>,
    /// The covariance of `coef`, from the expected information: R `vcov`.
    pub vcov: Matrix,
    /// The fitted probability of every row: R `fitted`.
    pub fitted: Vec<f64>,
    /// Twice the log-likelihood that one free probability a row would gain.
    pub deviance: f64,
    /// The same for the intercept alone, or for a linear predictor of 0 when no column of the design is constant.
    pub null_deviance: f64,
    /// Rows with trials, less the coefficients.
    pub df_residual: usize,
    /// Rows with trials, less 1 for an intercept.
    pub df_null: usize,
    /// The log-likelihood of single people, whatever the grouping.
    pub log_likelihood: f64,
    /// The people of all rows together.
    pub people: f64,
}

/// A linear predictor with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The link it is on.
    pub link: Link,
    /// The linear predictor.
    pub eta: f64,
    /// Its standard error.
    pub se: f64,
}

impl Prediction {
    /// The probability, 0–1.
    pub fn share(&self) -> f64 {
        self.link.inverse(self.eta)
    }

    /// The limits of the probability, those of the linear predictor carried over.
    pub fn interval(&self, level: Level) -> Interval {
        let reach = level.z() * self.se;
        Interval { low: self.link.inverse(self.eta - reach), high: self.link.inverse(self.eta + reach) }
    }
}

/// Fits a regression by maximum likelihood, if a maximum exists: R `glm(..., family = binomial(link))`.
///
/// Columns that depend on those before them are left out and listed in [`Model::aliased`].
///
/// # Errors
///
/// [`StatsError::NoMaximum`] when the iteration does not settle although a maximum exists (columns that differ by
/// little more than rounding).
///
/// # Example
///
/// ```
/// use hearback::stats::logistic::{Fit, Grouped, Link, fit};
/// use hearback::stats::matrix::Matrix;
///
/// // 12 of 40 replied to a cold message, 15 of 25 to a warm one
/// let design = Matrix::new(2, 2, vec![1.0, 0.0, 1.0, 1.0]).expect("two rows of two");
/// let Fit::Ml(model) = fit(&Grouped::new(design, &[40.0, 25.0], &[12.0, 15.0])?, Link::Logit)? else {
///     panic!("both groups have replies and none");
/// };
/// assert!((model.coef[1] - (15.0_f64 * 28.0 / (10.0 * 12.0)).ln()).abs() < 1e-12, "the log odds ratio");
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn fit(data: &Grouped, link: Link) -> Result<Fit, StatsError> {
    let kept = data.independent_columns();
    let reduced = data.with_columns(&kept);
    let rows = separation::separated_rows(&reduced);
    if rows.is_empty() {
        return Ok(Fit::Ml(Box::new(model(data, link)?)));
    }
    let undetermined = separation::undetermined_columns(&reduced, &rows);
    let rest = data.without_rows(&rows);
    let limit = if rest.people() > 0.0 { Some(model(&rest, link)?) } else { None };
    Ok(Fit::Separated(Box::new(Separation {
        kind: if limit.is_some() { Kind::Quasi } else { Kind::Complete },
        rows,
        columns: undetermined.iter().filter_map(|column| kept.get(*column).copied()).collect(),
        limit,
    })))
}

fn model(data: &Grouped, link: Link) -> Result<Model, StatsError> {
    let kept = data.independent_columns();
    let reduced = data.with_columns(&kept);
    let maximum = irls::maximise(&reduced, link)?;
    let saturated = data.saturated();
    let rows = data.trials.iter().filter(|trials| **trials > 0.0).count();
    Ok(Model {
        link,
        aliased: (0..data.design.columns()).filter(|column| !kept.contains(column)).collect(),
        vcov: inverse(&maximum.information)?,
        fitted: reduced.design.iter_rows().map(|row| link.inverse(dot(row, &maximum.coef))).collect(),
        deviance: 2.0 * (saturated - maximum.log_likelihood),
        null_deviance: 2.0 * (saturated - data.null_log_likelihood(link)),
        df_residual: rows.saturating_sub(kept.len()),
        df_null: rows.saturating_sub(usize::from(data.has_intercept())),
        log_likelihood: maximum.log_likelihood,
        people: data.people(),
        coef: maximum.coef,
        kept,
    })
}

fn inverse(information: &Matrix) -> Result<Matrix, StatsError> {
    information.solve_matrix(&Matrix::identity(information.rows())).ok_or(StatsError::NoMaximum)
}

/// Estimates with the tests of each.
fn coefficients(kept: &[usize], coef: &[f64], vcov: &Matrix) -> Vec<Coefficient> {
    let of = |((column, estimate), variance): ((&usize, &f64), f64)| {
        let (se, z) = (variance.sqrt(), estimate / variance.sqrt());
        Coefficient { column: *column, estimate: *estimate, se, z, p: normal_two_sided(z) }
    };
    kept.iter().zip(coef).zip(vcov.diagonal()).map(of).collect()
}

impl Model {
    /// The estimates of the kept columns with their errors and tests: R `summary(fit)$coefficients`.
    pub fn coefficients(&self) -> Vec<Coefficient> {
        coefficients(&self.kept, &self.coef, &self.vcov)
    }

    /// Akaike's criterion, the smaller the better: R `AIC` of one row a person.
    pub fn aic(&self) -> f64 {
        2.0 * self.coef.len() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion with the number of people: R `BIC` of one row a person.
    pub fn bic(&self) -> f64 {
        self.people.ln() * self.coef.len() as f64 - 2.0 * self.log_likelihood
    }

    /// The linear predictor of a row as wide as the design: R `predict(fit, row, se.fit = TRUE)`; aliased columns do
    /// not count. `None` for a row of another width.
    pub fn predict(&self, row: &[f64]) -> Option<Prediction> {
        if row.len() != self.kept.len() + self.aliased.len() {
            return None;
        }
        let row: Vec<f64> = self.kept.iter().filter_map(|column| row.get(*column).copied()).collect();
        let variance = dot(&self.vcov.apply(&row)?, &row);
        Some(Prediction { link: self.link, eta: dot(&row, &self.coef), se: variance.sqrt() })
    }

    /// Whether the columns that `smaller` lacks matter, both fitted to the same people: R `anova(smaller, self,
    /// test = "Chisq")`.
    ///
    /// # Errors
    ///
    /// [`StatsError::NotNested`] unless this model has more coefficients, the same people and no smaller likelihood.
    pub fn likelihood_ratio(&self, smaller: &Self) -> Result<ChiSquared, StatsError> {
        let (small, large) = (smaller.coef.len(), self.coef.len());
        let gain = self.log_likelihood - smaller.log_likelihood;
        let noise = 1e-9 * self.log_likelihood.abs();
        let same_people = (self.people - smaller.people).abs() <= 1e-9 * self.people;
        if small >= large || !same_people || self.link != smaller.link || gain < -noise {
            return Err(StatsError::NotNested { small, large });
        }
        let (statistic, df) = (2.0 * gain.max(0.0), (large - small) as f64);
        Ok(ChiSquared { statistic, df, p: chi_squared_sf(statistic, df) })
    }
}

impl Fit {
    /// The model, if the maximum exists.
    pub fn model(&self) -> Option<&Model> {
        match self {
            Self::Ml(model) => Some(model),
            Self::Separated(_) => None,
        }
    }
}
