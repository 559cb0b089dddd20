//! Shares of many groups, small ones drawn towards what the groups have in common: the beta-binomial model.
//!
//! Each group has a share of its own, drawn from one beta distribution, the prior. Its parameters are those under which
//! the counts of all groups are most likely (empirical Bayes), and what is then known of one group's share is the beta
//! distribution [`Prior::posterior`]. The likelihood is the beta-binomial's, in its products (Griffiths 1973,
//! *Biometrics* 29): with the mean `p` and the spread `t = 1/(alpha + beta)`, the logarithms of `p + rt`, `1 - p + rt`
//! and `1 + rt`, added over whole numbers `r`. So it has its digits also where `t` is next to 0 and differences of
//! log-gammas have none left, and `t = 0`, one share for all groups, is a place like any other.

use super::StatsError;
use super::beta::Beta;
use super::distribution::binomial_pmf;

mod best;
mod kronrod;
mod maximum;

pub use best::{best, probability_greater};

/// Checked groups: how many people each has, and how many of them count as hits.
///
/// # Example
///
/// ```
/// use hearback::stats::Level;
/// use hearback::stats::shrinkage::{Groups, Spread};
///
/// let groups = Groups::new(&[20, 31, 18, 44, 9, 27, 33], &[60, 62, 59, 75, 41, 50, 48])?;
/// let Spread::Varied(fit) = groups.fit() else { unreachable!("these differ") };
/// // a group of nobody has the prior; 9 of 41 are 22 %, drawn up to 27 %
/// let fifth = fit.prior.posterior(9, 41)?;
/// assert!((fifth.mean() - 0.27307287317434).abs() < 1e-9);
/// assert!(fifth.interval(Level::NINETY_FIVE).contains(0.22));
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    hits: Vec<Point>,
    misses: Vec<Point>,
    people: Vec<Point>,
    /// Hits and people of each group that has people.
    counts: Vec<(u64, u64)>,
    /// The logarithms of the binomial coefficients, added.
    log_choose: f64,
}

/// A place where a function is taken, and its weight in the sum over all whole numbers below all counts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    r: f64,
    weight: f64,
}

/// The beta distribution from which the shares of groups are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The first parameter, above 0: worth so many hits.
    pub alpha: f64,
    /// The second parameter, above 0: worth so many misses.
    pub beta: f64,
}

/// The prior under which the counts are most likely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The prior itself.
    pub prior: Prior,
    /// The log-likelihood there.
    pub log_likelihood: f64,
    /// Its second derivatives there, by alpha and beta: minus the inverse of their covariance.
    pub hessian: [[f64; 2]; 2],
}

/// How much the shares of groups differ, beyond what chance makes of one share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// They differ: the likelihood has a maximum.
    Varied(Fit),
    /// No over-dispersion is seen: every group has the pooled share.
    ///
    /// The likelihood has no maximum at finite parameters, it rises towards one share for all groups. So it is with
    /// groups that differ no more than chance lets them, with a single group, and when nobody or everybody is a hit.
    Pooled {
        /// Hits over people, all groups together, 0 to 1.
        share: f64,
        /// The log-likelihood of that one share, which no prior exceeds.
        log_likelihood: f64,
    },
    /// Each group speaks with one voice, some of them as hits and some not, and one of them has two people or more.
    ///
    /// The likelihood rises towards a prior with all its mass on 0 and 1.
    AllOrNothing {
        /// Groups of hits over groups with people, above 0 and below 1.
        share: f64,
        /// The log-likelihood of that, which no prior exceeds.
        log_likelihood: f64,
    },
}

/// Sums over the points of a count: of `ln u`, with `u = base + r step`, and its derivatives.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    log: f64,
    by_base: f64,
    by_step: f64,
    /// Second derivatives, all of them with the opposite sign.
    base_base: f64,
    base_step: f64,
    step_step: f64,
}

impl Groups {
    /// Checks the hits among the people of each group; a group of nobody may be there and says nothing.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] unless both lists are equally long, [`StatsError::Count`] for more hits than people,
    /// [`StatsError::EmptyBase`] when no group has anybody.
    pub fn new(hits: &[u64], people: &[u64]) -> Result<Self, StatsError> {
        if hits.len() != people.len() {
            return Err(StatsError::Lengths { left: hits.len(), right: people.len() });
        }
        let counts: Vec<(u64, u64)> = hits.iter().copied().zip(people.iter().copied()).collect();
        if let Some((x, n)) = counts.iter().find(|(x, n)| x > n) {
            return Err(StatsError::Count { count: *x as f64, n: *n as f64 });
        }
        let counts: Vec<(u64, u64)> = counts.into_iter().filter(|(_, n)| *n > 0).collect();
        if counts.is_empty() {
            return Err(StatsError::EmptyBase);
        }
        Ok(Self {
            hits: below(counts.iter().map(|(x, _)| *x)),
            misses: below(counts.iter().map(|(x, n)| n - x)),
            people: below(counts.iter().map(|(_, n)| *n)),
            log_choose: counts.iter().map(|(x, n)| log_choose(*n, *x)).sum(),
            counts,
        })
    }

    /// Hits over people, all groups together, 0 to 1.
    pub fn pooled_share(&self) -> f64 {
        let total = |count: fn(&(u64, u64)) -> u64| self.counts.iter().map(|pair| count(pair) as f64).sum::<f64>();
        total(|(x, _)| *x) / total(|(_, n)| *n)
    }

    /// The prior under which these counts are most likely, or what stands in its place where there is none.
    ///
    /// A maximum is sought along the spread `t`, with the best mean for each; where the likelihood has several, it is
    /// the highest.
    pub fn fit(&self) -> Spread {
        let unanimous = self.counts.iter().all(|(x, n)| *x == 0 || x == n);
        if unanimous && !self.hits.is_empty() && !self.misses.is_empty() && self.counts.iter().any(|(_, n)| *n > 1) {
            return self.all_or_nothing();
        }
        let varied = maximum::highest(self).and_then(|prior| self.described(prior));
        varied.map_or_else(|| self.pooled(), Spread::Varied)
    }

    fn described(&self, prior: Prior) -> Option<Fit> {
        let log_likelihood = prior.log_likelihood(self);
        log_likelihood.is_finite().then(|| Fit { prior, log_likelihood, hessian: prior.hessian(self) })
    }

    fn pooled(&self) -> Spread {
        let share = self.pooled_share();
        let log_likelihood = self.counts.iter().map(|(x, n)| binomial_pmf(*x, *n, share).ln()).sum();
        Spread::Pooled { share, log_likelihood }
    }

    fn all_or_nothing(&self) -> Spread {
        let hits = self.counts.iter().filter(|(x, _)| *x > 0).count() as f64;
        let all = self.counts.len() as f64;
        let share = hits / all;
        Spread::AllOrNothing { share, log_likelihood: hits * share.ln() + (all - hits) * (1.0 - share).ln() }
    }
}

impl Prior {
    /// Checks the parameters, both positive and finite.
    ///
    /// # Errors
    ///
    /// [`StatsError::BetaShape`] for anything else, NaN included.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, StatsError> {
        Beta::new(alpha, beta).map(|_| Self { alpha, beta })
    }

    /// The mean of the shares, 0 to 1.
    pub fn mean(self) -> f64 {
        self.alpha / self.strength()
    }

    /// How many people the prior is worth: a group of so many is drawn halfway.
    pub fn strength(self) -> f64 {
        self.alpha + self.beta
    }

    /// What is known of the share of a group with these hits among its people: `Beta(alpha + x, beta + n - x)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Count`] for more hits than people, [`StatsError::BetaShape`] for a prior that is none.
    pub fn posterior(self, hits: u64, people: u64) -> Result<Beta, StatsError> {
        let misses = people.checked_sub(hits).ok_or(StatsError::Count { count: hits as f64, n: people as f64 })?;
        Beta::new(self.alpha + hits as f64, self.beta + misses as f64)
    }

    /// The beta-binomial log-likelihood of the counts, with the binomial coefficients: R
    /// `sum(lchoose(n, x) + lbeta(x + alpha, n - x + beta) - lbeta(alpha, beta))`.
    pub fn log_likelihood(self, groups: &Groups) -> f64 {
        let sum = |points: &[Point], base: f64| sums(points, base, 1.0).log;
        let ratio = sum(&groups.hits, self.alpha) + sum(&groups.misses, self.beta);
        groups.log_choose + ratio - sum(&groups.people, self.strength())
    }

    /// The second derivatives of the log-likelihood by alpha and beta.
    fn hessian(self, groups: &Groups) -> [[f64; 2]; 2] {
        let second = |points: &[Point], base: f64| sums(points, base, 1.0).base_base;
        let both = second(&groups.people, self.strength());
        let (alpha, beta) = (second(&groups.hits, self.alpha), second(&groups.misses, self.beta));
        [[both - alpha, both], [both, both - beta]]
    }
}

impl Spread {
    /// What is known of the share of a group; `None` without a prior, when the group has the pooled share or is of one
    /// voice like all others.
    ///
    /// # Errors
    ///
    /// [`StatsError::Count`] for more hits than people.
    pub fn posterior(&self, hits: u64, people: u64) -> Result<Option<Beta>, StatsError> {
        match self {
            Self::Varied(fit) => fit.prior.posterior(hits, people).map(Some),
            _ if hits > people => Err(StatsError::Count { count: hits as f64, n: people as f64 }),
            _ => Ok(None),
        }
    }
}

/// The points of a sum over all whole numbers below each of the counts.
fn below(counts: impl Iterator<Item = u64>) -> Vec<Point> {
    let mut counts: Vec<u64> = counts.collect();
    counts.sort_unstable();
    let (mut points, mut from) = (Vec::new(), 0);
    for (index, &to) in counts.iter().enumerate() {
        let groups = (counts.len() - index) as f64;
        let part = kronrod::sum_points(from, to).into_iter();
        points.extend(part.map(|(r, weight)| Point { r, weight: groups * weight }));
        from = to;
    }
    points
}

fn sums(points: &[Point], base: f64, step: f64) -> Sums {
    let mut total = Sums::default();
    for Point { r, weight } in points {
        let value = base + r * step;
        let inverse = weight / value;
        let square = inverse / value;
        total.log += weight * value.ln();
        total.by_base += inverse;
        total.by_step += r * inverse;
        total.base_base += square;
        total.base_step += r * square;
        total.step_step += r * r * square;
    }
    total
}

/// The logarithm of a binomial coefficient, from the probability of `x` at its most likely, which never underflows.
fn log_choose(n: u64, x: u64) -> f64 {
    if x == 0 || x == n {
        return 0.0;
    }
    let (hits, misses, people) = (x as f64, (n - x) as f64, n as f64);
    binomial_pmf(x, n, hits / people).ln() - hits * (hits / people).ln() - misses * (misses / people).ln()
}
