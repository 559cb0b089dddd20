//! The exact test: events in the first group, given all totals of every stratum.
//!
//! The number in each stratum is hypergeometric, tilted by the odds ratio, and their sum over strata is what the test
//! and the limits are about. Probabilities are held tilted by the odds ratio of interest, from the most likely value
//! outwards, so that neither large strata nor strong effects leave nothing but underflow.

use super::{Strata, Stratum};
use crate::stats::{Interval, Level, StatsError};

/// Sums as likely as the one seen but for rounding count as no more likely: as R's `mantelhaen.test`.
const SAME: f64 = 1e-7;

/// Products that spreading the strata over one another may take, about a second of work.
const MOST_PRODUCTS: u64 = 1_000_000_000;

/// The conditional odds ratio with its exact interval and test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactOdds {
    /// The odds ratio that makes the events seen the most likely ones; 0 or infinite at the ends.
    pub estimate: f64,
    /// The limits, each leaving half of what the level leaves; 0 and infinity where there is none.
    pub interval: Interval,
    /// The probability of all sums that are no more likely than the one seen, if the groups do not differ.
    pub p: f64,
}

impl Strata {
    /// The exact conditional test and odds ratio: R `mantelhaen.test(t, exact = TRUE)`, whose roots are good to 1e-4.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooManyTables`] for strata so large that they cannot be gone through; the test without
    /// correction is as good there.
    pub fn exact(&self, level: Level) -> Result<ExactOdds, StatsError> {
        let estimate = self.odds_ratio(level).estimate;
        let near = if estimate > 0.0 && estimate.is_finite() { estimate.ln() } else { 0.0 };
        let (none, found) = (self.sums(0.0)?, self.sums(near)?);
        let seen = self.strata.iter().map(|stratum| stratum.exposed_events).sum::<u64>();
        let seen = (seen - self.strata.iter().map(|stratum| least(*stratum)).sum::<u64>()) as usize;
        let outside = level.alpha() / 2.0;
        let low = found.root(seen == 0, f64::NEG_INFINITY, |tilted| outside - tilted.from(seen));
        let high = found.root(seen == found.last(), f64::INFINITY, |tilted| tilted.to(seen) - outside);
        let end = if seen == 0 { f64::NEG_INFINITY } else { f64::INFINITY };
        let peak = found.root(seen == 0 || seen == found.last(), end, |tilted| seen as f64 - tilted.mean());
        Ok(ExactOdds { estimate: peak.exp(), interval: Interval { low: low.exp(), high: high.exp() }, p: none.p(seen) })
    }

    /// The sum over strata when the log odds ratio is `tilt`.
    fn sums(&self, tilt: f64) -> Result<Sums, StatsError> {
        let mut products = 0_u64;
        let mut weights = vec![1.0];
        for stratum in &self.strata {
            let own = (greatest(*stratum) - least(*stratum)).saturating_add(1);
            products = products.saturating_add(own.saturating_mul(weights.len() as u64));
            if products > MOST_PRODUCTS {
                return Err(StatsError::TooManyTables { limit: MOST_PRODUCTS });
            }
            weights = spread(&weights, &hypergeometric(*stratum, tilt));
        }
        Ok(Sums { tilt, weights })
    }
}

/// The fewest events the first group of a stratum can have, given its totals.
fn least(stratum: Stratum) -> u64 {
    (stratum.exposed_events + stratum.reference_events)
        .saturating_sub(stratum.reference_events + stratum.reference_others)
}

/// The most events the first group of a stratum can have, given its totals.
fn greatest(stratum: Stratum) -> u64 {
    let events = stratum.exposed_events + stratum.reference_events;
    events.min(stratum.exposed_events + stratum.exposed_others)
}

/// The probabilities of the events of the first group, from the fewest possible on, at a log odds ratio.
fn hypergeometric(stratum: Stratum, tilt: f64) -> Vec<f64> {
    let (low, high) = (least(stratum), greatest(stratum));
    let exposed = (stratum.exposed_events + stratum.exposed_others) as f64;
    let events = (stratum.exposed_events + stratum.reference_events) as f64;
    let reference = (stratum.reference_events + stratum.reference_others) as f64;
    // the logarithms of the probabilities but for a constant, each from the one before
    let mut logs = vec![0.0];
    let mut log = 0.0;
    for count in low..high {
        let x = count as f64;
        log += tilt + ((exposed - x) * (events - x) / ((x + 1.0) * (reference - events + x + 1.0))).ln();
        logs.push(log);
    }
    normalised(&logs)
}

/// Probabilities in proportion to the exponentials.
fn normalised(logs: &[f64]) -> Vec<f64> {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - largest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// The probabilities of the sum of two independent counts.
fn spread(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; left.len() + right.len() - 1];
    for (start, probability) in left.iter().enumerate().filter(|(_, probability)| **probability > 0.0) {
        for (sum, other) in sums.iter_mut().skip(start).zip(right) {
            *sum += probability * other;
        }
    }
    sums
}

/// The probabilities of the sum, from its least value on, at a log odds ratio.
struct Sums {
    tilt: f64,
    weights: Vec<f64>,
}

impl Sums {
    fn last(&self) -> usize {
        self.weights.len() - 1
    }

    /// The same at another log odds ratio.
    fn tilted(&self, tilt: f64) -> Self {
        let by = tilt - self.tilt;
        let logs: Vec<f64> = self.weights.iter().enumerate().map(|(x, weight)| weight.ln() + by * x as f64).collect();
        Self { tilt, weights: normalised(&logs) }
    }

    fn mean(&self) -> f64 {
        self.weights.iter().enumerate().map(|(x, weight)| x as f64 * weight).sum()
    }

    /// The probability of `x` or more.
    fn from(&self, x: usize) -> f64 {
        self.weights.iter().skip(x).sum()
    }

    /// The probability of `x` or less.
    fn to(&self, x: usize) -> f64 {
        self.weights.iter().take(x + 1).sum()
    }

    fn p(&self, seen: usize) -> f64 {
        let limit = self.weights.get(seen).copied().unwrap_or(0.0) * (1.0 + SAME);
        self.weights.iter().filter(|weight| **weight <= limit).sum::<f64>().min(1.0)
    }

    /// The log odds ratio at which a falling function of the tilted sums is 0; `end` where there is none.
    fn root(&self, none: bool, end: f64, falling: impl Fn(&Self) -> f64) -> f64 {
        if none {
            return end;
        }
        let mut stride = 1.0;
        let (mut low, mut high) = (self.tilt - stride, self.tilt + stride);
        while falling(&self.tilted(low)) < 0.0 && stride < 1e3 {
            stride *= 2.0;
            low = self.tilt - stride;
        }
        stride = 1.0;
        while falling(&self.tilted(high)) > 0.0 && stride < 1e3 {
            stride *= 2.0;
            high = self.tilt + stride;
        }
        while high - low > 1e-13 * (1.0 + low.abs().max(high.abs())) {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if falling(&self.tilted(middle)) > 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}
