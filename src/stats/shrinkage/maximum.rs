//! Where the beta-binomial likelihood is highest.
//!
//! For a given spread `t` it is concave in the mean `p`, so that the best mean is the one root of its derivative. What
//! remains is a function of `t` alone, whose derivative is looked at on a grid and solved between the points where it
//! turns from rising to falling.

use super::{Groups, Prior, Sums, sums};

/// The grid of spreads: `10^(FIRST + k/2)`.
const FIRST: f64 = -6.0;
/// How many spreads the grid has, up to 1e7.
const POINTS: u32 = 27;
/// Steps after which a search gives its best value; Newton needs about five.
const SEARCH_STEPS: usize = 300;
/// Relative change at which a search stands still.
const SEARCH_PRECISION: f64 = 1e-15;
/// Rounding noise of a derivative, relative to what it is the difference of.
const NOISE: f64 = 1e-12;

/// The likelihood at one spread and its best mean.
#[derive(Debug, Clone, Copy)]
struct Profile {
    spread: f64,
    mean: f64,
    log: f64,
    /// The derivative by the spread, and its own derivative along the best means.
    slope: f64,
    curvature: f64,
}

/// The prior with the highest likelihood; `None` if one share for all groups has a higher one.
pub(super) fn highest(groups: &Groups) -> Option<Prior> {
    if groups.hits.is_empty() || groups.misses.is_empty() {
        return None;
    }
    let pooled = profile(groups, 0.0, groups.pooled_share());
    let rises = rises_from_pooled(groups, pooled);
    let mut best: Option<Profile> = None;
    let (mut before, mut rising) = (pooled, rises);
    for point in 0..POINTS {
        let here = profile(groups, 10.0_f64.powf(FIRST + 0.5 * f64::from(point)), before.mean);
        if rising && here.slope <= 0.0 {
            let top = between(groups, before, here);
            best = Some(best.filter(|best| best.log >= top.log).unwrap_or(top));
        }
        (before, rising) = (here, here.slope > 0.0);
    }
    let best = best.filter(|top| rises || top.log > pooled.log + NOISE * pooled.log.abs())?;
    Some(Prior { alpha: best.mean / best.spread, beta: (1.0 - best.mean) / best.spread })
}

/// Whether some spread is likelier than none: Tarone's score (1979), beyond rounding.
fn rises_from_pooled(groups: &Groups, pooled: Profile) -> bool {
    pooled.slope > NOISE * sums(&groups.people, 1.0, 0.0).by_step
}

/// The likelihood at a spread, with its best mean searched from a guess.
fn profile(groups: &Groups, spread: f64, guess: f64) -> Profile {
    let (mut low, mut high) = (0.0, 1.0);
    let mut mean = guess;
    for _ in 0..SEARCH_STEPS {
        let (hits, misses) = (sums(&groups.hits, mean, spread), sums(&groups.misses, 1.0 - mean, spread));
        let slope = hits.by_base - misses.by_base;
        if slope > 0.0 {
            low = mean
        } else {
            high = mean
        }
        let next = mean + slope / (hits.base_base + misses.base_base);
        // the negation catches NaN too
        let next = if next > low && next < high { next } else { 0.5 * (low + high) };
        let still = (next - mean).abs() <= SEARCH_PRECISION * mean;
        mean = next;
        if still {
            break;
        }
    }
    let (hits, misses) = (sums(&groups.hits, mean, spread), sums(&groups.misses, 1.0 - mean, spread));
    described(spread, mean, hits, misses, sums(&groups.people, 1.0, spread))
}

fn described(spread: f64, mean: f64, hits: Sums, misses: Sums, people: Sums) -> Profile {
    let along_mean = -(hits.base_base + misses.base_base);
    let across = misses.base_step - hits.base_step;
    let along_spread = people.step_step - hits.step_step - misses.step_step;
    Profile {
        spread,
        mean,
        log: hits.log + misses.log - people.log,
        slope: hits.by_step + misses.by_step - people.by_step,
        curvature: along_spread - across * across / along_mean,
    }
}

/// The top between two spreads, at the first of which the likelihood rises and at the second of which it does not.
fn between(groups: &Groups, rising: Profile, falling: Profile) -> Profile {
    let (mut low, mut high) = (rising.spread, falling.spread);
    let mut here = rising;
    for _ in 0..SEARCH_STEPS {
        let next = here.spread - here.slope / here.curvature;
        // the negation catches NaN too
        let next = if next > low && next < high { next } else { middle(low, high) };
        let still = (next - here.spread).abs() <= SEARCH_PRECISION * here.spread;
        here = profile(groups, next, here.mean);
        if still {
            break;
        }
        if here.slope > 0.0 { low = next } else { high = next }
    }
    here
}

/// A spread between two: of the same order of magnitude, or a large step down while the lower one is 0.
fn middle(low: f64, high: f64) -> f64 {
    if low == 0.0 { high / 16.0 } else { (low * high).sqrt() }
}
