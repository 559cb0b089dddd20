//! Two groups compared within strata (attempts, channels), and what the strata say together.
//!
//! Strata may be as small as they like: the estimates weigh them, and only sums over strata have to be large. Strata
//! with people in one group only, or with events for all or for none, add nothing and do no harm. Source: Mantel &
//! Haenszel 1959; Robins, Breslow & Greenland 1986 for the interval; Sato 1989 for that of the risk difference; Birch
//! 1964 for the general table; tested against R `mantelhaen.test`.

mod exact;

pub use exact::ExactOdds;

use super::contingency::ChiSquared;
use super::distribution::chi_squared_sf;
use super::matrix::Matrix;
use super::{Interval, Level, StatsError};

/// The smallest part of a row's variance that is left when it is not implied by the other rows, as its root.
const DEPENDENT: f64 = 1e-6;

/// Two groups of one stratum, each with how many had the event and how many had not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// Events among the first group (the exposed).
    pub exposed_events: u64,
    /// The others of the first group.
    pub exposed_others: u64,
    /// Events among the second group.
    pub reference_events: u64,
    /// The others of the second group.
    pub reference_others: u64,
}

/// A stratum's cells and totals as numbers.
#[derive(Debug, Clone, Copy)]
struct Cells {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    exposed: f64,
    reference: f64,
    events: f64,
    others: f64,
    n: f64,
}

impl From<Stratum> for Cells {
    fn from(stratum: Stratum) -> Self {
        let [a, b, c, d] =
            [stratum.exposed_events, stratum.exposed_others, stratum.reference_events, stratum.reference_others]
                .map(|count| count as f64);
        Self { a, b, c, d, exposed: a + b, reference: c + d, events: a + c, others: b + d, n: a + b + c + d }
    }
}

impl Cells {
    /// The part of `a` over what is expected of it if the groups do not differ.
    fn surplus(self) -> f64 {
        (self.a * self.d - self.b * self.c) / self.n
    }

    /// The variance of `a` given all totals.
    fn variance(self) -> f64 {
        self.exposed * self.reference * self.events * self.others / (self.n * self.n * (self.n - 1.0))
    }
}

/// A common effect with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The estimate.
    pub estimate: f64,
    /// Its limits; `None` where the formula has none (an odds ratio of 0 or infinity).
    pub interval: Option<Interval>,
}

/// Strata of two groups, at least one of which can say something.
///
/// # Example
///
/// ```
/// use hearback::stats::Level;
/// use hearback::stats::mantel_haenszel::{Strata, Stratum};
///
/// let stratum = |a, b, c, d| Stratum { exposed_events: a, exposed_others: b, reference_events: c, reference_others: d };
/// let strata = Strata::new(&[stratum(9, 36, 4, 40), stratum(5, 50, 3, 62)])?;
/// let odds = strata.odds_ratio(Level::NINETY_FIVE);
/// assert!(odds.estimate > 2.1 && odds.estimate < 2.4);
/// assert!(strata.test().p > 0.05, "so few replies show no difference");
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Strata {
    strata: Vec<Stratum>,
}

impl Strata {
    /// Checks strata.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooManyPeople`] for totals beyond 2⁵³, [`StatsError::NothingToCompare`] unless some stratum has
    /// people in both groups, and both events and others.
    pub fn new(strata: &[Stratum]) -> Result<Self, StatsError> {
        let cells = |s: &Stratum| [s.exposed_events, s.exposed_others, s.reference_events, s.reference_others];
        let total = strata.iter().flat_map(cells).try_fold(0_u64, u64::checked_add);
        if total.is_none_or(|total| total > 1 << 53) {
            return Err(StatsError::TooManyPeople);
        }
        let found = Self { strata: strata.to_vec() };
        let says = |cells: Cells| [cells.exposed, cells.reference, cells.events, cells.others].iter().all(|n| *n > 0.0);
        if found.cells().any(says) { Ok(found) } else { Err(StatsError::NothingToCompare) }
    }

    /// The strata with at least two people.
    fn cells(&self) -> impl Iterator<Item = Cells> {
        self.strata.iter().map(|stratum| Cells::from(*stratum)).filter(|cells| cells.n > 1.0)
    }

    fn sum(&self, part: impl Fn(Cells) -> f64) -> f64 {
        self.cells().map(part).sum()
    }

    /// The odds of an event in the first group over those in the second, the same in every stratum, with the limits of
    /// Robins, Breslow & Greenland on the log scale: R `mantelhaen.test(t)$estimate`, `$conf.int`.
    ///
    /// Infinite when no stratum has both first-group others and second-group events.
    pub fn odds_ratio(&self, level: Level) -> Effect {
        let (r, s) = (self.sum(|x| x.a * x.d / x.n), self.sum(|x| x.b * x.c / x.n));
        let estimate = r / s;
        if r == 0.0 || s == 0.0 {
            return Effect { estimate, interval: None };
        }
        let pr = self.sum(|x| (x.a + x.d) * x.a * x.d / (x.n * x.n));
        let crossed = self.sum(|x| ((x.a + x.d) * x.b * x.c + (x.b + x.c) * x.a * x.d) / (x.n * x.n));
        let qs = self.sum(|x| (x.b + x.c) * x.b * x.c / (x.n * x.n));
        let variance = pr / (2.0 * r * r) + crossed / (2.0 * r * s) + qs / (2.0 * s * s);
        let reach = level.z() * variance.sqrt();
        let interval = Interval { low: estimate * (-reach).exp(), high: estimate * reach.exp() };
        Effect { estimate, interval: Some(interval) }
    }

    /// Whether the groups differ, after Cochran, Mantel & Haenszel: R `mantelhaen.test(t, correct = FALSE)`.
    pub fn test(&self) -> ChiSquared {
        self.test_less(0.0)
    }

    /// The same with the continuity correction of one half, none when the sum is within one half of what is expected:
    /// R `mantelhaen.test(t)`.
    pub fn test_corrected(&self) -> ChiSquared {
        let distance = self.sum(Cells::surplus).abs();
        self.test_less(if distance >= 0.5 { 0.5 } else { 0.0 })
    }

    fn test_less(&self, correction: f64) -> ChiSquared {
        let statistic = (self.sum(Cells::surplus).abs() - correction).powi(2) / self.sum(Cells::variance);
        ChiSquared { statistic, df: 1.0, p: chi_squared_sf(statistic, 1.0) }
    }

    /// The share with the event in the first group minus that in the second, strata weighed by n₁n₀/n, with Sato's
    /// variance, which holds for few large strata and for many small ones.
    pub fn risk_difference(&self, level: Level) -> Effect {
        let weight = self.sum(|x| x.exposed * x.reference / x.n);
        let estimate = self.sum(Cells::surplus) / weight;
        let p = self.sum(|x| {
            let (one, zero) = (x.exposed / x.n, x.reference / x.n);
            x.c * one * one - x.a * zero * zero + one * zero * (x.reference - x.exposed) / 2.0
        });
        let q = self.sum(|x| (x.a * (x.reference - x.c) + x.c * (x.exposed - x.a)) / (2.0 * x.n));
        let reach = level.z() * (estimate * p + q).max(0.0).sqrt() / weight;
        Effect { estimate, interval: Some(Interval { low: estimate - reach, high: estimate + reach }) }
    }
}

/// Whether the groups of any stratum differ, for more than two of them: strata of one `[events, others]` a group, in
/// the same order in all. R `mantelhaen.test` of a r × 2 × K table.
///
/// Groups that no stratum compares do not count towards the degrees of freedom.
///
/// # Errors
///
/// [`StatsError::Ragged`] for strata (rows) with other groups, [`StatsError::Cell`],
/// [`StatsError::NothingToCompare`] when no stratum can say anything.
pub fn generalised(strata: &[Vec<[f64; 2]>]) -> Result<ChiSquared, StatsError> {
    let groups = super::contingency::rectangular(strata)?;
    if let Some(&value) = strata.iter().flatten().flatten().find(|cell| !(**cell >= 0.0 && cell.is_finite())) {
        return Err(StatsError::Cell { value });
    }
    let (mut surplus, mut covariance) = (vec![0.0; groups], Matrix::zeros(groups, groups));
    for stratum in strata {
        let events: f64 = stratum.iter().map(|[events, _]| events).sum();
        let others: f64 = stratum.iter().map(|[_, others]| others).sum();
        let n = events + others;
        if n <= 1.0 {
            continue;
        }
        let sizes: Vec<f64> = stratum.iter().map(|[events, others]| events + others).collect();
        for ((sum, [seen, _]), size) in surplus.iter_mut().zip(stratum).zip(&sizes) {
            *sum += seen - size * events / n;
        }
        let factor = events * others / (n * n * (n - 1.0));
        let part = Matrix::from_fn(groups, groups, |i, j| match (sizes.get(i), sizes.get(j)) {
            (Some(one), Some(_)) if i == j => factor * one * (n - one),
            (Some(one), Some(other)) => -factor * one * other,
            _ => f64::NAN,
        });
        covariance = covariance.plus(&part).unwrap_or(covariance);
    }
    let telling = covariance.independent_of_gram(DEPENDENT).unwrap_or_default();
    let deviations: Vec<f64> = telling.iter().filter_map(|index| surplus.get(*index).copied()).collect();
    let form = covariance.among(&telling).and_then(|covariance| covariance.inverse_form(&deviations));
    match form {
        Some(statistic) if !telling.is_empty() => {
            let df = telling.len() as f64;
            Ok(ChiSquared { statistic, df, p: chi_squared_sf(statistic, df) })
        }
        _ => Err(StatsError::NothingToCompare),
    }
}
