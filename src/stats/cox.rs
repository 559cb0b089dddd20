//! How much sooner events come for some than for others, other things being equal: Cox's proportional hazards.
//!
//! Source: Cox 1972; Efron 1977 and Breslow 1974 for ties; Lin & Wei 1989 for the robust covariance; R `survival`
//! 3.5-3 `coxph`, with which times that differ by rounding are one time.

mod passage;

use super::StatsError;
use super::matrix::Matrix;
use super::waits::joined_times;
use passage::{Fit, Passage, Sorted};

/// Newton steps until a fit is given up. It takes about 5; where a coefficient runs away, every step adds about 1 to it.
const MOST_STEPS: usize = 25;
/// Halvings of a step that makes the likelihood smaller.
const MOST_HALVINGS: usize = 20;
/// The score test of what is left to go below which one step more is the last: it then leaves nothing that shows.
const NEAR: f64 = 1e-12;

/// How events at one time are taken: as if they had come one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ties {
    /// Those who have had theirs count for less and less among those at risk. R's default.
    #[default]
    Efron,
    /// All of them stay at risk to the end of that time: simpler, and biased towards 0 where there are many ties.
    Breslow,
}

/// The people a model is fitted to, one entry a person everywhere.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// How long each waited, 0 or more.
    pub times: &'a [f64],
    /// Whether the event came then; else they were last seen without it.
    pub events: &'a [bool],
    /// A row a person, a column a covariate, finite.
    pub covariates: &'a Matrix,
    /// The stratum of each, with a baseline of its own; one for all without it.
    pub strata: Option<&'a [u32]>,
    /// The cluster of each, from 0, for the robust covariance.
    pub clusters: Option<&'a [u32]>,
}

/// A fitted model. Coefficients are logarithms of hazard ratios, one a covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct Cox {
    /// The coefficients.
    pub coefficients: Vec<f64>,
    /// Their covariance, from the information: R's `vcov`, or `naive.var` where there are clusters.
    pub covariance: Matrix,
    /// Their covariance when people of a cluster are alike, where clusters are given. It needs many of them.
    pub robust: Option<Matrix>,
    /// The logarithm of the partial likelihood with all coefficients 0.
    pub null_log_likelihood: f64,
    /// The same of the fitted coefficients.
    pub log_likelihood: f64,
    /// The score test of all coefficients being 0, chi-squared on as many degrees of freedom as there are. With groups as
    /// covariates, no ties and no strata it is the log-rank test.
    pub score_test: f64,
}

impl Cox {
    /// Fits the model by Newton's method from 0, halving steps that make the likelihood smaller.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] unless there is one of each a person; [`StatsError::Wait`] for a time that is negative,
    /// infinite or NaN; [`StatsError::NotFinite`] for such a covariate; [`StatsError::NoCoefficients`] when a covariate
    /// follows from the others, nobody has an event, or the likelihood has no maximum.
    ///
    /// # Example
    ///
    /// ```
    /// use hearback::stats::{cox::{Cox, People, Ties}, matrix::Matrix};
    ///
    /// let covariates = Matrix::new(5, 1, vec![1.0, 1.0, 0.0, 1.0, 0.0]).expect("five people");
    /// let (times, events) = ([1.0, 2.0, 3.0, 4.0, 9.0], [true, true, true, true, false]);
    /// let people = People { times: &times, events: &events, covariates: &covariates, strata: None, clusters: None };
    /// let model = Cox::fit(people, Ties::Efron)?;
    /// assert!(model.coefficients[0] > 0.0 && model.likelihood_ratio_test() > 0.0);
    /// # Ok::<(), hearback::stats::StatsError>(())
    /// ```
    pub fn fit(people: People<'_>, ties: Ties) -> Result<Self, StatsError> {
        people.check()?;
        let sorted = Sorted::new(&joined_times(people.times)?, &people);
        let passage = Passage { sorted: &sorted, ties };
        let start = vec![0.0; people.covariates.columns()];
        let null = passage.at(&start);
        let score_test = null.remaining().ok_or(StatsError::NoCoefficients)?;
        let (coefficients, fit) = maximum(&passage, start, null.clone()).ok_or(StatsError::NoCoefficients)?;
        let covariance = fit.information.solve_matrix(&Matrix::identity(coefficients.len()));
        let covariance = covariance.ok_or(StatsError::NoCoefficients)?;
        let robust = match people.clusters {
            Some(_) => covariance.sandwich(&passage.score_products(&coefficients)),
            None => None,
        };
        Ok(Self {
            coefficients,
            covariance,
            robust,
            null_log_likelihood: null.log_likelihood,
            log_likelihood: fit.log_likelihood,
            score_test,
        })
    }

    /// The standard errors of the coefficients, from [`Cox::covariance`].
    pub fn std_errs(&self) -> Vec<f64> {
        self.covariance.diagonal().map(f64::sqrt).collect()
    }

    /// The likelihood-ratio test of all coefficients being 0, chi-squared on as many degrees of freedom as there are.
    pub fn likelihood_ratio_test(&self) -> f64 {
        2.0 * (self.log_likelihood - self.null_log_likelihood)
    }

    /// The Wald test of the same, with the robust covariance where there is one; `None` if that one is singular, as it
    /// is with no more clusters than coefficients.
    pub fn wald_test(&self) -> Option<f64> {
        self.robust.as_ref().unwrap_or(&self.covariance).inverse_form(&self.coefficients)
    }
}

impl People<'_> {
    fn check(&self) -> Result<(), StatsError> {
        let left = self.times.len();
        let others = [self.strata, self.clusters].into_iter().flatten().map(<[u32]>::len);
        if let Some(right) = [self.events.len(), self.covariates.rows()].into_iter().chain(others).find(|n| *n != left)
        {
            return Err(StatsError::Lengths { left, right });
        }
        match self.covariates.values().iter().find(|value| !value.is_finite()) {
            Some(&value) => Err(StatsError::NotFinite { value }),
            None if self.covariates.columns() == 0 => Err(StatsError::NoCoefficients),
            None => Ok(()),
        }
    }
}

/// The coefficients of the largest likelihood, from `start` on, where the passage found `fit`; `None` if they are not found.
fn maximum(passage: &Passage<'_>, start: Vec<f64>, fit: Fit) -> Option<(Vec<f64>, Fit)> {
    let (mut coefficients, mut fit) = (start, fit);
    for _ in 0..MOST_STEPS {
        let near = fit.remaining()? < NEAR;
        let mut step = fit.information.solve(&fit.score)?;
        let mut next = moved(&coefficients, &step);
        let mut found = passage.at(&next);
        // rounding may take a little from the likelihood where it is flat
        let least = fit.log_likelihood - 1e-10 * fit.log_likelihood.abs();
        for _ in 0..MOST_HALVINGS {
            if found.log_likelihood >= least {
                break;
            }
            step.iter_mut().for_each(|value| *value /= 2.0);
            next = moved(&coefficients, &step);
            found = passage.at(&next);
        }
        (coefficients, fit) = (next, found);
        if near {
            return fit.log_likelihood.is_finite().then_some((coefficients, fit));
        }
    }
    None
}

fn moved(from: &[f64], step: &[f64]) -> Vec<f64> {
    from.iter().zip(step).map(|(value, step)| value + step).collect()
}
