//! How likely one still at risk acts today: a logistic hazard with a free level each day and effects of strata.
//!
//! logit λ(t, s) = α_t + x_s′β for days t and strata s, for weights that make people who acted early comparable with
//! those who could have. The levels α_t are not penalised, so that Σ_s n_ts λ_ts is the number who acted, day by day;
//! the effects β are drawn towards 0 by a normal prior with [`PRECISION`] by default, so that a stratum in which
//! nobody ever acts still has a small chance and its weights stay finite. Days on which nobody acted have hazard 0 and
//! days on which everybody did have 1, whatever β is; they say nothing about it.
//!
//! Source: Cox 1972 (discrete time); Robins, Hernán & Brumback 2000 (the weights); Gelman et al. 2008 (the scale 2.5).
//! α_t appears in one day's terms only, so each Newton step eliminates the days exactly (a Schur complement) and solves
//! for as many unknowns as there are columns.

use super::StatsError;
use super::logistic::Link;
use super::matrix::Matrix;

/// The prior precision 1/2.5² of an effect: 95 % of log odds ratios lie within ±4.9.
pub const PRECISION: f64 = 1.0 / (2.5 * 2.5);

/// √(gradient′ step), the length of a step in standard errors, below which the maximum is reached.
const STEP: f64 = 1e-11;
const MOST_STEPS: usize = 200;
const MOST_HALVINGS: usize = 40;

/// The length of what is left of a column beside the days and the columns before it, below which it has no effect.
const ALIASED: f64 = 1e-6;

/// People at risk and people who acted, by day and stratum, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    at_risk: Vec<Vec<f64>>,
    acted: Vec<Vec<f64>>,
    strata: Matrix,
}

/// The fitted hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct Propensity {
    /// λ by day and stratum: the chance that one at risk acts, 0–1. 0 on a day without anybody at risk.
    pub hazard: Vec<Vec<f64>>,
    /// The effect of each column; a column that the days or the columns before it imply has 0.
    pub beta: Vec<f64>,
}

impl Days {
    /// Checks counts (or weights) `at_risk[day][stratum]` and `acted[day][stratum]`, and a design of one row a stratum
    /// without an intercept; a design without columns gives each day the plain share of those who acted.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] for days or strata that do not go together, [`StatsError::Base`],
    /// [`StatsError::Count`] for more who acted than were at risk, [`StatsError::NotFinite`] for a design value.
    pub fn new(at_risk: &[Vec<f64>], acted: &[Vec<f64>], strata: Matrix) -> Result<Self, StatsError> {
        same_length(at_risk.len(), acted.len())?;
        for (people, actors) in at_risk.iter().zip(acted) {
            same_length(strata.rows(), people.len())?;
            same_length(people.len(), actors.len())?;
            for (&n, &count) in people.iter().zip(actors) {
                if !(n >= 0.0 && n.is_finite()) {
                    return Err(StatsError::Base { n });
                }
                if !(0.0..=n).contains(&count) {
                    return Err(StatsError::Count { count, n });
                }
            }
        }
        match strata.values().iter().find(|value| !value.is_finite()) {
            Some(&value) => Err(StatsError::NotFinite { value }),
            None => Ok(Self { at_risk: at_risk.to_vec(), acted: acted.to_vec(), strata }),
        }
    }

    /// Fits the hazard with a prior of this precision (0 for none) on each column's effect, starting from `warm`
    /// effects if they are given, such as those of a similar table; the result does not depend on them but for
    /// rounding.
    ///
    /// # Errors
    ///
    /// [`StatsError::Precision`], [`StatsError::Lengths`] for `warm` effects in another number than columns, and
    /// [`StatsError::NoMaximum`] when the precision is 0 and an effect has no finite estimate.
    ///
    /// # Example
    ///
    /// ```
    /// use hearback::stats::matrix::Matrix;
    /// use hearback::stats::propensity::{Days, PRECISION};
    ///
    /// // two strata; on the first day 5 of 50 and 10 of 50 act, on the second 3 of 45 and 6 of 40
    /// let strata = Matrix::new(2, 1, vec![0.0, 1.0]).expect("two rows of one");
    /// let (at_risk, acted) = ([vec![50.0, 50.0], vec![45.0, 40.0]], [vec![5.0, 10.0], vec![3.0, 6.0]]);
    /// let fitted = Days::new(&at_risk, &acted, strata)?.fit(PRECISION, None)?;
    /// assert!(fitted.hazard[0][1] > fitted.hazard[0][0] && fitted.beta[0] > 0.0);
    /// let expected: f64 = 50.0 * fitted.hazard[0][0] + 50.0 * fitted.hazard[0][1];
    /// assert!((expected - 15.0).abs() < 1e-9, "the day's number is met");
    /// # Ok::<(), hearback::stats::StatsError>(())
    /// ```
    pub fn fit(&self, precision: f64, warm: Option<&[f64]>) -> Result<Propensity, StatsError> {
        if !(precision >= 0.0 && precision.is_finite()) {
            return Err(StatsError::Precision { precision });
        }
        let columns = self.strata.columns();
        same_length(columns, warm.map_or(columns, <[f64]>::len))?;
        let task = Task::new(self, precision);
        let beta = warm.map_or_else(|| vec![0.0; columns], <[f64]>::to_vec);
        let found = task.maximise(task.start(beta))?;
        Ok(Propensity { hazard: task.hazards(&found), beta: found.beta })
    }
}

fn same_length(left: usize, right: usize) -> Result<(), StatsError> {
    if left == right { Ok(()) } else { Err(StatsError::Lengths { left, right }) }
}

/// What a day has to say.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// Nobody acted, or nobody was at risk.
    Never,
    /// Everybody at risk acted.
    Always,
    /// Some did: the place of the day's α.
    Free(usize),
}

/// A likelihood to maximise: the days on which some but not all acted.
struct Task<'a> {
    levels: Vec<Level>,
    days: Vec<(&'a [f64], &'a [f64])>,
    strata: &'a Matrix,
    precision: f64,
}

#[derive(Debug, Clone)]
struct Point {
    alpha: Vec<f64>,
    beta: Vec<f64>,
}

/// A Newton step and its length.
struct Step {
    by: Point,
    length: f64,
}

impl<'a> Task<'a> {
    fn new(days: &'a Days, precision: f64) -> Self {
        let mut task = Self { levels: Vec::new(), days: Vec::new(), strata: &days.strata, precision };
        for (at_risk, acted) in days.at_risk.iter().zip(&days.acted) {
            let stays = at_risk.iter().zip(acted).any(|(n, count)| count < n);
            task.levels.push(if acted.iter().all(|count| *count == 0.0) {
                Level::Never
            } else if stays {
                task.days.push((at_risk, acted));
                Level::Free(task.days.len() - 1)
            } else {
                Level::Always
            });
        }
        task
    }

    /// Levels at which each day has about the number who acted.
    fn start(&self, beta: Vec<f64>) -> Point {
        let effects = self.effects(&beta);
        let level = |(at_risk, acted): &(&[f64], &[f64])| {
            let (n, count): (f64, f64) = (at_risk.iter().sum(), acted.iter().sum());
            let mean = at_risk.iter().zip(&effects).map(|(n, effect)| n * effect).sum::<f64>() / n;
            (count / (n - count)).ln() - mean
        };
        Point { alpha: self.days.iter().map(level).collect(), beta }
    }

    fn effects(&self, beta: &[f64]) -> Vec<f64> {
        self.strata.apply(beta).unwrap_or_default()
    }

    fn maximise(&self, mut at: Point) -> Result<Point, StatsError> {
        let free = self.free_columns(&mut at)?;
        let mut height = self.height(&at);
        let mut before = f64::INFINITY;
        for _ in 0..MOST_STEPS {
            let step = self.step(&at, &free).ok_or(StatsError::NoMaximum)?;
            // steps of rounding noise do not get shorter
            if step.length <= STEP || (step.length <= 1e3 * STEP && step.length >= before) {
                return Ok(at);
            }
            before = step.length;
            (at, height) = self.climb(&at, &step, height).ok_or(StatsError::NoMaximum)?;
        }
        Err(StatsError::NoMaximum)
    }

    /// The columns whose effect is determined; the effect of the others is set to 0.
    fn free_columns(&self, at: &mut Point) -> Result<Vec<usize>, StatsError> {
        // where people and not the start decide: all effects 0
        let origin = self.start(vec![0.0; at.beta.len()]);
        let (curvature, _) = self.profiled(&origin).ok_or(StatsError::NoMaximum)?;
        let raw = self.raw_lengths(&origin);
        let stands_out = |column: &usize| {
            let whole = raw.get(*column).copied().unwrap_or(f64::INFINITY);
            curvature.get(*column, *column).is_some_and(|left| left > ALIASED * ALIASED * whole)
        };
        let independent = curvature.independent_of_gram(ALIASED).ok_or(StatsError::NoMaximum)?;
        let free: Vec<usize> = independent.into_iter().filter(stands_out).collect();
        if free.len() < at.beta.len() {
            at.beta.iter_mut().enumerate().filter(|(column, _)| !free.contains(column)).for_each(|(_, b)| *b = 0.0);
            *at = self.start(at.beta.clone());
        }
        Ok(free)
    }

    /// The information on each effect alone, before the days are taken out of it.
    fn raw_lengths(&self, at: &Point) -> Vec<f64> {
        let sums = self.sums(at);
        let mut lengths = vec![self.precision; at.beta.len()];
        for (row, weight) in self.strata.iter_rows().zip(&sums.stratum_weights) {
            lengths.iter_mut().zip(row).for_each(|(length, x)| *length += weight * x * x);
        }
        lengths
    }

    fn height(&self, at: &Point) -> f64 {
        let effects = self.effects(&at.beta);
        let day = |((at_risk, acted), alpha): (&(&[f64], &[f64]), &f64)| -> f64 {
            let cells = at_risk.iter().zip(*acted).zip(&effects);
            cells.map(|((n, count), effect)| count * (alpha + effect) - n * softplus(alpha + effect)).sum()
        };
        let prior: f64 = at.beta.iter().map(|effect| effect * effect).sum();
        self.days.iter().zip(&at.alpha).map(day).sum::<f64>() - 0.5 * self.precision * prior
    }

    fn climb(&self, at: &Point, step: &Step, height: f64) -> Option<(Point, f64)> {
        let slack = 1e-13 * height.abs();
        let moved = |from: &[f64], by: &[f64], factor: f64| -> Vec<f64> {
            from.iter().zip(by).map(|(from, by)| from + factor * by).collect()
        };
        let mut factor = 1.0;
        for _ in 0..MOST_HALVINGS {
            let alpha = moved(&at.alpha, &step.by.alpha, factor);
            let to = Point { alpha, beta: moved(&at.beta, &step.by.beta, factor) };
            let reached = self.height(&to);
            if reached >= height - slack {
                return Some((to, reached));
            }
            factor *= 0.5;
        }
        None
    }

    /// First and second derivatives, summed as far as the strata share them.
    fn sums(&self, at: &Point) -> Sums {
        let (effects, columns) = (self.effects(&at.beta), self.strata.columns());
        let strata = self.strata.rows();
        let mut sums = Sums { stratum_weights: vec![0.0; strata], stratum_pulls: vec![0.0; strata], days: Vec::new() };
        for ((at_risk, acted), alpha) in self.days.iter().zip(&at.alpha) {
            let mut day = DaySums { weight: 0.0, pull: 0.0, cross: vec![0.0; columns] };
            let totals = sums.stratum_weights.iter_mut().zip(sums.stratum_pulls.iter_mut());
            let cells = at_risk.iter().zip(*acted).zip(&effects).zip(self.strata.iter_rows()).zip(totals);
            for ((((n, count), effect), row), (weights, pulls)) in cells.filter(|((((n, _), _), _), _)| **n > 0.0) {
                let point = Link::Logit.at(alpha + effect);
                let (weight, pull) = (n * point.weight, count - n * point.share);
                *weights += weight;
                *pulls += pull;
                day.weight += weight;
                day.pull += pull;
                day.cross.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x);
            }
            sums.days.push(day);
        }
        sums
    }

    /// The curvature and the gradient in β once every α is at its best for it, to first order.
    fn profiled(&self, at: &Point) -> Option<(Matrix, (Vec<f64>, Sums))> {
        let sums = self.sums(at);
        let columns = self.strata.columns();
        let mut curvature = Matrix::diagonal_of(&vec![self.precision; columns]);
        let mut gradient: Vec<f64> = at.beta.iter().map(|effect| -self.precision * effect).collect();
        let totals = sums.stratum_weights.iter().zip(&sums.stratum_pulls);
        for (row, (weight, pull)) in self.strata.iter_rows().zip(totals) {
            curvature.add_products(row, *weight);
            gradient.iter_mut().zip(row).for_each(|(sum, x)| *sum += pull * x);
        }
        for day in &sums.days {
            if day.weight <= 0.0 {
                return None;
            }
            curvature.add_products(&day.cross, -1.0 / day.weight);
            gradient.iter_mut().zip(&day.cross).for_each(|(sum, cross)| *sum -= cross * day.pull / day.weight);
        }
        curvature.mirror_upper();
        Some((curvature, (gradient, sums)))
    }

    fn step(&self, at: &Point, free: &[usize]) -> Option<Step> {
        let (curvature, (gradient, sums)) = self.profiled(at)?;
        let gradient: Vec<f64> = free.iter().filter_map(|column| gradient.get(*column).copied()).collect();
        let solved = curvature.among(free)?.solve(&gradient)?;
        let mut length: f64 = solved.iter().zip(&gradient).map(|(step, slope)| step * slope).sum();
        let mut beta = vec![0.0; at.beta.len()];
        for (column, value) in free.iter().zip(solved) {
            *beta.get_mut(*column)? = value;
        }
        let mut alpha = Vec::with_capacity(sums.days.len());
        for day in &sums.days {
            let through: f64 = day.cross.iter().zip(&beta).map(|(cross, step)| cross * step).sum();
            alpha.push((day.pull - through) / day.weight);
            length += day.pull * day.pull / day.weight;
        }
        Some(Step { by: Point { alpha, beta }, length: length.max(0.0).sqrt() })
    }

    fn hazards(&self, at: &Point) -> Vec<Vec<f64>> {
        let effects = self.effects(&at.beta);
        let day = |level: &Level| match level {
            Level::Never => vec![0.0; effects.len()],
            Level::Always => vec![1.0; effects.len()],
            Level::Free(place) => {
                let alpha = at.alpha.get(*place).copied().unwrap_or(f64::NAN);
                effects.iter().map(|effect| Link::Logit.inverse(alpha + effect)).collect()
            }
        };
        self.levels.iter().map(day).collect()
    }
}

/// Information and residuals by stratum over all days, and by day.
struct Sums {
    stratum_weights: Vec<f64>,
    stratum_pulls: Vec<f64>,
    days: Vec<DaySums>,
}

/// A day's information on its level, its residual, and the information it shares with each effect.
struct DaySums {
    weight: f64,
    pull: f64,
    cross: Vec<f64>,
}

/// ln(1 + eˣ) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
