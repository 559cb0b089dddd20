//! The gamma distribution: both tails and their quantiles, each with all its digits.
//!
//! statrs 0.19 has an incomplete gamma function, but its upper tail is 1 minus the lower one for small arguments, its
//! quantile a bisection, and its `erfc` is good to 1e-10 only. Here the series (DLMF 8.11.4) and the continued fraction
//! (DLMF 8.9.2) run until they stand still, and the factor before them comes from a deviance (Loader 2000, as in
//! [`beta`](super::beta)), so that a tail of 1e-200 is as good as one of 0.1.

use super::StatsError;
use super::beta::{Tail, deviance, nonzero, stirling_error};
use std::f64::consts::TAU;

/// Steps after which a quantile search gives its best value; Newton needs about five.
const SEARCH_STEPS: usize = 2_000;
/// Relative change at which a quantile search stands still.
const SEARCH_PRECISION: f64 = 1e-14;
/// Terms after which a series gives its best value; it needs a few times the root of the shape.
const TERMS: u32 = 1_000_000;
/// Below this argument the fraction is slow, and the series loses next to nothing in its complement.
const FRACTION_FROM: f64 = 0.75;

/// A gamma distribution of scale 1 with a checked, positive and finite shape.
///
/// # Example
///
/// ```
/// use hearback::stats::gamma::Gamma;
///
/// // shape 1 is the exponential distribution
/// let gamma = Gamma::new(1.0)?;
/// assert!((gamma.upper_tail(460.0) / (-460.0_f64).exp() - 1.0).abs() < 1e-12);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
}

/// Both tails at one value, each without cancellation, and the density there.
#[derive(Debug, Clone, Copy)]
struct Tails {
    lower: f64,
    upper: f64,
    density: f64,
}

impl Gamma {
    /// Checks the shape, positive and finite.
    ///
    /// # Errors
    ///
    /// [`StatsError::GammaShape`] for anything else, NaN included.
    pub fn new(shape: f64) -> Result<Self, StatsError> {
        if shape > 0.0 && shape.is_finite() { Ok(Self { shape }) } else { Err(StatsError::GammaShape { shape }) }
    }

    /// P(X <= x), the regularised incomplete gamma function: R `pgamma(x, shape)`; 0 for `x` below 0.
    pub fn lower_tail(&self, x: f64) -> f64 {
        self.tails(x).lower
    }

    /// P(X > x), without the loss of `1 - cdf`: R `pgamma(x, shape, lower.tail = FALSE)`; 1 for `x` below 0.
    pub fn upper_tail(&self, x: f64) -> f64 {
        self.tails(x).upper
    }

    /// The value with probability `tail` above it: R `qgamma(tail, shape, lower.tail = FALSE)`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Probability`] unless `0 < tail < 1`.
    pub fn quantile_upper(&self, tail: f64) -> Result<f64, StatsError> {
        if !(tail > 0.0 && tail < 1.0) {
            return Err(StatsError::Probability { probability: tail });
        }
        // the complement of a tail above one half is exact
        Ok(if tail > 0.5 { self.cut(Tail::Lower, 1.0 - tail) } else { self.cut(Tail::Upper, tail) })
    }

    /// The value with probability `p` in the given tail, for `0 < p < 1`.
    fn cut(&self, tail: Tail, p: f64) -> f64 {
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let mut x = self.shape;
        for _ in 0..SEARCH_STEPS {
            let tails = self.tails(x);
            let too_far = match tail {
                Tail::Lower => tails.lower > p,
                Tail::Upper => tails.upper < p,
            };
            if too_far {
                high = x
            } else {
                low = x
            }
            let next = newton(tail, p, x, tails);
            // the negation catches NaN too
            let next = if next > low && next < high { next } else { middle(low, high) };
            if (next - x).abs() <= SEARCH_PRECISION * x {
                return next;
            }
            x = next;
        }
        x
    }

    /// Both tails; the one that is cheap and small is summed, the other is its complement.
    fn tails(&self, x: f64) -> Tails {
        if x.is_nan() {
            return Tails { lower: x, upper: x, density: x };
        }
        if x <= 0.0 {
            return Tails { lower: 0.0, upper: 1.0, density: 0.0 };
        }
        if x == f64::INFINITY {
            return Tails { lower: 1.0, upper: 0.0, density: 0.0 };
        }
        let front = poisson(self.shape, x);
        let density = front * self.shape / x;
        if x < FRACTION_FROM || x < self.shape {
            let lower = front * series(self.shape, x);
            Tails { lower, upper: 1.0 - lower, density }
        } else {
            let upper = front * self.shape * fraction(self.shape, x);
            Tails { lower: 1.0 - upper, upper, density }
        }
    }
}

/// `mean^count e^-mean / Γ(count + 1)` for a real count above 0, from a deviance: R `dpois` continued to real counts.
fn poisson(count: f64, mean: f64) -> f64 {
    (-stirling_error(count) - deviance(count, mean)).exp() / (TAU * count).sqrt()
}

/// `1 + x/(a+1) + x²/((a+1)(a+2)) + …` (DLMF 8.11.4).
fn series(shape: f64, x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for index in 1..TERMS {
        term *= x / (shape + f64::from(index));
        sum += term;
        if term <= 0.5 * f64::EPSILON * sum {
            break;
        }
    }
    sum
}

/// The continued fraction of the upper incomplete gamma function (DLMF 8.9.2, its even part) by Lentz's method.
fn fraction(shape: f64, x: f64) -> f64 {
    let base = x + 1.0 - shape;
    let mut inverse = nonzero(base).recip();
    let mut ratio = f64::INFINITY;
    let mut value = inverse;
    for term in 1..TERMS {
        let m = f64::from(term);
        let (above, below) = (m * (shape - m), base + 2.0 * m);
        inverse = nonzero(below + above * inverse).recip();
        ratio = nonzero(below + above / ratio);
        value *= inverse * ratio;
        if (inverse * ratio - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    value
}

/// One Newton step towards tail probability `p`, on logarithms, where the tails are nearly straight.
fn newton(tail: Tail, p: f64, x: f64, tails: Tails) -> f64 {
    match tail {
        // ln P against ln x: exact for a power of x
        Tail::Lower => x * ((p / tails.lower).ln() * tails.lower / (x * tails.density)).exp(),
        Tail::Upper => x + (tails.upper / p).ln() * tails.upper / tails.density,
    }
}

/// A point between two bounds: halfway, or a large step up or down while one side is still open.
fn middle(low: f64, high: f64) -> f64 {
    if high == f64::INFINITY {
        2.0 * low
    } else if low == 0.0 {
        high / 1024.0
    } else {
        0.5 * (low + high)
    }
}
