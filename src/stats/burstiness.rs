//! Gaps between events: evenly spaced, as chance has it, or in bursts?

use super::StatsError;
use super::quantile::{amounts, mean, squares};
use super::rank::correlation;

/// How unevenly events follow each other, from the gaps between them.
///
/// A coefficient is -1 for gaps all alike, about 0 for events independent of each other, and nears 1 for bursts with long
/// pauses.
///
/// # Example
///
/// ```
/// use hearback::stats::burstiness::Burstiness;
///
/// // days between answers: a few on one day, then nothing for weeks
/// let bursts = Burstiness::of(&[0.1, 0.1, 0.2, 12.0, 0.1, 0.3, 40.0, 0.2, 0.1, 9.0])?;
/// assert!(bursts.is_some_and(|bursts| bursts.finite_size > 0.6));
/// assert_eq!(Burstiness::of(&[4.0])?, None);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burstiness {
    /// How many gaps there are, at least 2.
    pub n: usize,
    /// Their mean, above 0, in their unit.
    pub mean: f64,
    /// Their standard deviation with `n`.
    pub sd_population: f64,
    /// Their standard deviation with `n - 1`.
    pub sd_sample: f64,
    /// `(s - m)/(s + m)` with the standard deviation of `n` (Goh & Barabási 2008, *EPL* 81).
    pub population: f64,
    /// The same with the standard deviation of `n - 1`.
    pub sample: f64,
    /// The form whose range does not depend on the number of gaps (Kim & Jo 2016, *Physical Review E* 94, with the
    /// population's standard deviation): 1 when all gaps but one are 0.
    pub finite_size: f64,
    /// The correlation of each gap with the next, -1 to 1 (Goh & Barabási 2008); `None` for less than 3 gaps, or when
    /// those before the last or those after the first are all alike.
    pub memory: Option<f64>,
}

impl Burstiness {
    /// From the gaps in their order, in any unit; `None` for less than 2 gaps, and when all of them are 0.
    ///
    /// # Errors
    ///
    /// [`StatsError::Amount`] for a gap that is negative, infinite or not a number.
    pub fn of(gaps: &[f64]) -> Result<Option<Self>, StatsError> {
        amounts(gaps)?;
        let mean = mean(gaps);
        if gaps.len() < 2 || mean <= 0.0 {
            return Ok(None);
        }
        let (n, squares) = (gaps.len() as f64, squares(gaps));
        let (sd_population, sd_sample) = ((squares / n).sqrt(), (squares / (n - 1.0)).sqrt());
        let coefficient = |sd: f64| (sd - mean) / (sd + mean);
        Ok(Some(Self {
            n: gaps.len(),
            mean,
            sd_population,
            sd_sample,
            population: coefficient(sd_population),
            sample: coefficient(sd_sample),
            finite_size: finite_size(sd_population / mean, n),
            memory: memory(gaps),
        }))
    }
}

/// Kim & Jo's form, of the relative standard deviation of `n` gaps.
fn finite_size(relative: f64, n: f64) -> f64 {
    let (up, down) = ((n + 1.0).sqrt(), (n - 1.0).sqrt());
    (up * relative - down) / ((up - 2.0) * relative + down)
}

fn memory(gaps: &[f64]) -> Option<f64> {
    let pairs = gaps.iter().zip(gaps.iter().skip(1)).map(|(one, next)| (*one, *next, 1.0));
    if gaps.len() < 3 { None } else { correlation(pairs, gaps.len() as f64 - 1.0).ok() }
}
