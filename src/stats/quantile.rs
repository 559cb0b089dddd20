//! Numbers in order: quantiles, the median and its interval, spread, ranks.
//!
//! Values count one each; quantiles of a weighted survey are another matter (`estimate::quantiles`).

use super::distribution::binomial_cdf;
use super::rank::{margin, midranks, numbered};
use super::{Interval, Level, StatsError};

/// What makes a median absolute deviation the standard deviation of normal values: R `mad`'s `constant`.
pub const MAD_CONSTANT: f64 = 1.4826;

/// Finite values in ascending order, at least one.
///
/// # Example
///
/// ```
/// use hearback::stats::quantile::{Kind, Sample};
///
/// let days = Sample::new(&[3.2, 1.0, 4.5, 4.5, 9.1, 2.2, 7.0])?;
/// assert_eq!(days.median(), 4.5);
/// assert!((days.quantile(0.25, Kind::Linear)? - 2.7).abs() < 1e-12);
/// assert!((days.mad() - 2.3).abs() < 1e-12);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    sorted: Vec<f64>,
}

/// What lies between two neighbouring values (the types of Hyndman & Fan 1996, *American Statistician* 50).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Always a value that occurs: the least with at least so many at or below it; type 1.
    Inverse,
    /// As [`Inverse`](Self::Inverse), but halfway to the next where exactly so many are below; type 2, SAS's default.
    Averaged,
    /// Straight lines between `k/(n+1)`, the mean places of the values in their distribution; type 6, SPSS's default.
    Weibull,
    /// Straight lines between `(k-1)/(n-1)`; type 7, R's and spreadsheets' default.
    Linear,
}

/// The rank of equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TiedRank {
    /// The mean of the places they share: R `rank(x)`.
    Average,
    /// The first of them, as in sports: R `rank(x, ties.method = "min")`.
    Min,
    /// The last of them: R `rank(x, ties.method = "max")`.
    Max,
}

/// An interval for a median that ends at two of the values, whatever the distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MedianInterval {
    /// The values at both ends.
    pub interval: Interval,
    /// How often such an interval holds the median, at least the level, 0 to 1.
    pub coverage: f64,
}

impl Sample {
    /// Puts values in order.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] for none, [`StatsError::NotFinite`].
    pub fn new(values: &[f64]) -> Result<Self, StatsError> {
        finite(values)?;
        if values.is_empty() {
            return Err(StatsError::TooFew { n: 0, least: 1 });
        }
        Ok(Self::in_order(values.to_vec()))
    }

    fn in_order(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self { sorted: values }
    }

    /// The values in ascending order.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The value with the share `p` of all below it: R `quantile(x, p, type)`; the least for 0 and the greatest for 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::QuantileAt`] unless `0 <= p <= 1`.
    pub fn quantile(&self, p: f64, kind: Kind) -> Result<f64, StatsError> {
        if (0.0..=1.0).contains(&p) { Ok(self.at(p, kind)) } else { Err(StatsError::QuantileAt { p }) }
    }

    fn at(&self, p: f64, kind: Kind) -> f64 {
        let n = self.sorted.len() as f64;
        let place = match kind {
            Kind::Inverse | Kind::Averaged => n * p,
            Kind::Weibull => (n + 1.0) * p,
            Kind::Linear => 1.0 + (n - 1.0) * p,
        };
        // a place that is a whole number but for rounding is one
        let whole = (place * (1.0 + 4.0 * f64::EPSILON)).floor();
        let beyond = if place - whole < 4.0 * f64::EPSILON * place { 0.0 } else { place - whole };
        let part = match kind {
            Kind::Inverse => beyond.ceil(),
            Kind::Averaged => 0.5 * (beyond.ceil() + 1.0),
            Kind::Weibull | Kind::Linear => beyond,
        };
        self.between(whole, part)
    }

    /// The value so far on the way from the `place`th value (from 1, ends repeated) to the next.
    fn between(&self, place: f64, part: f64) -> f64 {
        let value = |place: f64| {
            let index = (place.max(1.0) as usize).min(self.sorted.len()) - 1;
            self.sorted.get(index).copied().unwrap_or_default()
        };
        let (this, next) = (value(place), value(place + 1.0));
        // equal ones stay what they are
        if this == next { this } else { (1.0 - part) * this + part * next }
    }

    /// The value in the middle, or the mean of the two there: R `median`.
    pub fn median(&self) -> f64 {
        self.at(0.5, Kind::Averaged)
    }

    /// The length of the middle half: R `IQR` (type 7).
    pub fn iqr(&self) -> f64 {
        self.at(0.75, Kind::Linear) - self.at(0.25, Kind::Linear)
    }

    /// The median distance from the median: R `mad(x, constant = 1)`; times [`MAD_CONSTANT`] it is R's `mad(x)`.
    pub fn mad(&self) -> f64 {
        let median = self.median();
        Self::in_order(self.sorted.iter().map(|value| (value - median).abs()).collect()).median()
    }

    /// Least, lower hinge, median, upper hinge, greatest (Tukey 1977): R `fivenum`.
    pub fn five_numbers(&self) -> [f64; 5] {
        let n = self.sorted.len() as f64;
        let hinge = ((n + 3.0) / 2.0).floor() / 2.0;
        [1.0, hinge, (n + 1.0) / 2.0, n + 1.0 - hinge, n].map(|place| self.between(place.floor(), place.fract()))
    }

    /// The share of values at or below one, 0 to 1: R `ecdf(x)(at)`.
    pub fn share_up_to(&self, at: f64) -> f64 {
        self.sorted.partition_point(|value| *value <= at) as f64 / self.sorted.len() as f64
    }

    /// The arithmetic mean.
    pub fn mean(&self) -> f64 {
        mean(&self.sorted)
    }

    /// The standard deviation with `n - 1`: R `sd`; `None` for a single value.
    pub fn sd(&self) -> Option<f64> {
        variance(&self.sorted).map(f64::sqrt)
    }

    /// The interval of the median from the `k`th lowest to the `k`th highest value, `k` being as large as the level
    /// allows: R `qbinom((1 - level)/2, n, 0.5)`; `None` when there are too few values for the level.
    pub fn median_interval(&self, level: Level) -> Option<MedianInterval> {
        let (n, tail) = (self.sorted.len(), level.alpha() / 2.0);
        let below = |k: usize| binomial_cdf(k as u64, n as u64, 0.5);
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = low.midpoint(high);
            if below(middle) >= tail { high = middle } else { low = middle + 1 }
        }
        let before = low.checked_sub(1)?;
        let interval = Interval { low: *self.sorted.get(before)?, high: *self.sorted.get(n - low)? };
        Some(MedianInterval { interval, coverage: 1.0 - 2.0 * below(before) })
    }
}

/// The rank of each value, from 1 for the least: R `rank`.
///
/// # Errors
///
/// [`StatsError::NotFinite`].
pub fn ranks(values: &[f64], ties: TiedRank) -> Result<Vec<f64>, StatsError> {
    finite(values)?;
    let places = numbered(values);
    let totals = margin(places.iter().map(|place| (*place, 1)));
    let middle = midranks(&totals);
    let half = |place: usize| (totals.get(place).copied().unwrap_or_default() as f64 - 1.0) / 2.0;
    let rank = |&place: &usize| {
        let middle = middle.get(place).copied().unwrap_or_default();
        match ties {
            TiedRank::Average => middle,
            TiedRank::Min => middle - half(place),
            TiedRank::Max => middle + half(place),
        }
    };
    Ok(places.iter().map(rank).collect())
}

/// Refuses values that are infinite or not a number.
pub(super) fn finite(values: &[f64]) -> Result<(), StatsError> {
    match values.iter().find(|value| !value.is_finite()) {
        Some(&value) => Err(StatsError::NotFinite { value }),
        None => Ok(()),
    }
}

/// Refuses amounts that are negative, infinite or not a number.
pub(super) fn amounts(values: &[f64]) -> Result<(), StatsError> {
    match values.iter().find(|value| !(**value >= 0.0 && value.is_finite())) {
        Some(&amount) => Err(StatsError::Amount { amount }),
        None => Ok(()),
    }
}

/// The arithmetic mean, corrected once for rounding as in R; NaN for nothing.
pub(super) fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let rough = values.iter().sum::<f64>() / n;
    rough + values.iter().map(|value| value - rough).sum::<f64>() / n
}

/// The squares of the distances from the mean, added.
pub(super) fn squares(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean).powi(2)).sum()
}

/// The variance with `n - 1`; `None` for less than two values.
pub(super) fn variance(values: &[f64]) -> Option<f64> {
    (values.len() > 1).then(|| squares(values) / (values.len() as f64 - 1.0))
}
