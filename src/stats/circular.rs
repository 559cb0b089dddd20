//! Times of day, on a circle: 23:30 and 0:30 are an hour apart, and their mean is midnight.
//!
//! A time is an angle, 24 hours all the way round, and a point on the unit circle; the mean of the points has a direction,
//! the mean time, and a length, 1 when all times are the same and 0 when they balance (Mardia & Jupp 2000,
//! *Directional Statistics*, chapter 2).

use super::StatsError;
use std::f64::consts::TAU;

/// The hours of the circle.
const HOURS: f64 = 24.0;
/// A resultant below this is 0 but for rounding, and has no direction.
const NO_DIRECTION: f64 = 1e-12;

/// The mean of points on the circle of 24 hours.
///
/// # Example
///
/// ```
/// use hearback::stats::circular::TimesOfDay;
///
/// let late = TimesOfDay::new(&[23.5, 0.5, 1.0, 23.0])?;
/// assert!(late.mean_hour().is_some_and(|hour| hour < 1e-9 || hour > 24.0 - 1e-9));
/// // morning and evening balance
/// assert_eq!(TimesOfDay::new(&[6.0, 18.0])?.mean_hour(), None);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimesOfDay {
    /// How many times there are.
    pub n: u64,
    /// The mean cosine, -1 to 1: 1 is midnight, -1 is noon.
    pub cosine: f64,
    /// The mean sine, -1 to 1: 1 is 6 in the morning, -1 is 6 in the evening.
    pub sine: f64,
    /// `1 - R`, without cancellation.
    variance: f64,
}

/// Rayleigh's test of times spread evenly round the clock, against one time that is preferred.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rayleigh {
    /// The statistic `n R²`.
    pub z: f64,
    /// Its approximate p-value (Zar 1999, *Biostatistical Analysis*, 27.1).
    pub p: f64,
}

impl TimesOfDay {
    /// Times one by one, each from 0 to below 24 hours.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] for none, [`StatsError::Hour`].
    pub fn new(hours: &[f64]) -> Result<Self, StatsError> {
        Self::counted(hours, &vec![1; hours.len()])
    }

    /// Times, each from 0 to below 24 hours, with how often each occurs.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] unless each time has its count, [`StatsError::Hour`], [`StatsError::TooFew`] when nothing
    /// is counted, [`StatsError::TooManyPeople`].
    pub fn counted(hours: &[f64], counts: &[u64]) -> Result<Self, StatsError> {
        if hours.len() != counts.len() {
            return Err(StatsError::Lengths { left: hours.len(), right: counts.len() });
        }
        if let Some(&hour) = hours.iter().find(|hour| !(0.0..HOURS).contains(*hour)) {
            return Err(StatsError::Hour { hour });
        }
        let n = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count)).ok_or(StatsError::TooManyPeople)?;
        if n == 0 {
            return Err(StatsError::TooFew { n, least: 1 });
        }
        let angles = hours.iter().zip(counts).map(|(hour, count)| (hour / HOURS * TAU, *count as f64));
        Ok(Self::of(angles, n))
    }

    fn of(angles: impl Iterator<Item = (f64, f64)> + Clone, n: u64) -> Self {
        let average = |value: &dyn Fn(f64) -> f64| {
            let sum: f64 = angles.clone().map(|(angle, count)| count * value(angle)).sum();
            sum / n as f64
        };
        let (cosine, sine) = (average(&f64::cos), average(&f64::sin));
        let direction = sine.atan2(cosine);
        // 1 - cos, as a square that keeps its digits near the mean
        let variance = average(&|angle| 2.0 * (0.5 * (angle - direction)).sin().powi(2)).min(1.0);
        Self { n, cosine, sine, variance }
    }

    /// The length R of the mean of the points, 0 to 1.
    pub fn resultant_length(&self) -> f64 {
        self.cosine.hypot(self.sine).min(1.0)
    }

    /// The mean time, 0 to below 24 hours; `None` when the times balance and have none.
    pub fn mean_hour(&self) -> Option<f64> {
        let turn = self.sine.atan2(self.cosine) / TAU;
        let hour = turn.rem_euclid(1.0) * HOURS;
        // a time just before midnight may round up to it
        self.has_direction().then_some(if hour < HOURS { hour } else { 0.0 })
    }

    /// The circular variance `1 - R`, 0 to 1.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// The circular standard deviation `√(-2 ln R)`, in hours, 0 or more; `None` when the times balance.
    pub fn sd_hours(&self) -> Option<f64> {
        self.has_direction().then(|| (-2.0 * (-self.variance).ln_1p()).sqrt() / TAU * HOURS)
    }

    /// Whether one time of day is preferred.
    pub fn rayleigh(&self) -> Rayleigh {
        let (n, length) = (self.n as f64, self.resultant_length());
        let ends = 1.0 + 2.0 * n;
        let resultant = 2.0 * n * length;
        // √(ends² - resultant²) - ends, by its conjugate
        let root = ((ends - resultant) * (ends + resultant)).sqrt();
        Rayleigh { z: n * length * length, p: (-resultant / (root + ends) * resultant).exp() }
    }

    fn has_direction(&self) -> bool {
        self.resultant_length() >= NO_DIRECTION
    }
}
