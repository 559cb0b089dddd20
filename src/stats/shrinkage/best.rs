//! Which of several shares is the highest, when a beta distribution is what is known of each.
//!
//! Everything is integrated over the log odds of the share, where a beta density is smooth and falls off on both sides,
//! however small its parameters: `∫ f_i(z) ∏ F_j(z) dz`, by Gauss and Kronrod's 7 and 15 points on pieces that are
//! halved until both agree. There is no chance in it: the same groups give the same numbers.

use super::kronrod::{GAUSS, KRONROD, POINTS};
use crate::stats::StatsError;
use crate::stats::beta::Beta;
use statrs::function::gamma::ln_gamma;

/// How near both rules come to each other before a piece is good; Kronrod's is then far nearer to the truth.
const AGREEMENT: f64 = 1e-10;
/// How often a piece is halved at most.
const HALVINGS: u32 = 40;
/// The probability that may be left out at either end.
const LEFT_OUT: f64 = 1e-17;
/// Where a distribution is cut into pieces, in its standard deviations from its middle.
const CUTS: [f64; 7] = [-9.0, -5.0, -2.0, 0.0, 2.0, 5.0, 9.0];
/// Up to this whole parameter a comparison of two is a sum.
const MOST_TERMS: f64 = 10_000.0;
/// The logarithm of the smallest first term of that sum.
const LEAST_LOG: f64 = -600.0;

/// The probability that a share distributed as `a` is higher than one distributed as `b`, to 1e-10.
///
/// A finite sum where one of the parameters is a whole number of up to 10,000 (Miller 2015, *Formulas for Bayesian A/B
/// testing*), an integral otherwise.
///
/// # Example
///
/// ```
/// use hearback::stats::{beta::Beta, shrinkage::probability_greater};
///
/// let (a, b) = (Beta::new(43.0, 59.0)?, Beta::new(34.0, 68.0)?);
/// assert!((probability_greater(a, b) - 0.904497444800589).abs() < 1e-12);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn probability_greater(a: Beta, b: Beta) -> f64 {
    // turned round: a > b as 1 - b > 1 - a
    let sums = [(a, b, false), (b.mirrored(), a.mirrored(), false), (b, a, true), (a.mirrored(), b.mirrored(), true)];
    let shortest = sums.into_iter().filter(|(one, ..)| is_whole(one.a())).min_by(|x, y| x.0.a().total_cmp(&y.0.a()));
    let summed = shortest.and_then(|(one, other, turned)| {
        let p = sum(one, other)?.min(1.0);
        Some(if turned { 1.0 - p } else { p })
    });
    summed.unwrap_or_else(|| integral(&[a, b]).first().copied().unwrap_or_default())
}

/// The probability of each share to be the highest of all, to 1e-10; together they are 1.
///
/// `shares` are the distributions, such as [posteriors](super::Prior::posterior); one alone is the highest for sure.
///
/// # Errors
///
/// [`StatsError::TooFew`] without any.
pub fn best(shares: &[Beta]) -> Result<Vec<f64>, StatsError> {
    match shares {
        [] => Err(StatsError::TooFew { n: 0, least: 1 }),
        [_] => Ok(vec![1.0]),
        _ => Ok(integral(shares)),
    }
}

fn is_whole(parameter: f64) -> bool {
    parameter.fract() == 0.0 && parameter <= MOST_TERMS
}

/// P(A > B) for a whole first parameter of A, as a sum of positive terms; `None` where the first of them underflows.
fn sum(a: Beta, b: Beta) -> Option<f64> {
    let others = a.b() + b.b();
    let first = ln_gamma(others) + ln_gamma(b.a() + b.b()) - ln_gamma(b.a() + others) - ln_gamma(b.b());
    if first < LEAST_LOG {
        return None;
    }
    let (mut term, mut total, mut i) = (first.exp(), 0.0, 0.0);
    while i < a.a() {
        total += term;
        term *= (b.a() + i) / (b.a() + others + i) * ((a.b() + i) / (1.0 + i));
        i += 1.0;
    }
    Some(total)
}

/// `∫ f_i ∏ F_j` for each i, over all log odds.
fn integral(shares: &[Beta]) -> Vec<f64> {
    let cuts = cuts(shares);
    let mut total = vec![0.0; shares.len()];
    let pieces = cuts.iter().zip(cuts.iter().skip(1)).map(|(low, high)| (*low, *high, 0));
    let mut open: Vec<(f64, f64, u32)> = pieces.rev().collect();
    while let Some((low, high, halvings)) = open.pop() {
        let (kronrod, apart) = rules(shares, low, high);
        if apart <= AGREEMENT || halvings >= HALVINGS {
            total.iter_mut().zip(kronrod).for_each(|(total, part)| *total += part);
        } else {
            let middle = 0.5 * (low + high);
            open.push((middle, high, halvings + 1));
            open.push((low, middle, halvings + 1));
        }
    }
    total
}

/// Kronrod's integrals over a piece, and how far Gauss's are from them at most.
fn rules(shares: &[Beta], low: f64, high: f64) -> (Vec<f64>, f64) {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let mut kronrod = vec![0.0; shares.len()];
    let mut gauss = vec![0.0; shares.len()];
    for ((point, by_kronrod), by_gauss) in POINTS.into_iter().zip(KRONROD).zip(GAUSS) {
        let sides: &[f64] = if point == 0.0 { &[0.0] } else { &[-1.0, 1.0] };
        for side in sides {
            let values = integrands(shares, middle + side * half * point);
            for ((kronrod, gauss), value) in kronrod.iter_mut().zip(&mut gauss).zip(values) {
                *kronrod += half * by_kronrod * value;
                *gauss += half * by_gauss * value;
            }
        }
    }
    let apart = kronrod.iter().zip(&gauss).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
    (kronrod, apart)
}

/// Each density times the distribution functions of all others, which may be 0.
fn integrands(shares: &[Beta], z: f64) -> Vec<f64> {
    let here: Vec<(f64, f64)> =
        shares.iter().map(|share| share.at_log_odds(z)).map(|at| (at.density, at.lower)).collect();
    // the product of those before each, then of those after it
    let mut values = Vec::with_capacity(here.len());
    let mut product = 1.0;
    for (_, lower) in &here {
        values.push(product);
        product *= lower;
    }
    product = 1.0;
    for (value, (density, lower)) in values.iter_mut().zip(&here).rev() {
        *value *= density * product;
        product *= lower;
    }
    values
}

/// The ends of the pieces: from where the highest can begin to where it ends, cut where a distribution turns.
fn cuts(shares: &[Beta]) -> Vec<f64> {
    let reach = |tail: fn(Beta, f64) -> f64, direction: f64| {
        let ends = shares.iter().map(move |share| end(*share, direction, tail));
        ends.fold(f64::NEG_INFINITY, f64::max)
    };
    let low = reach(|share, z| share.at_log_odds(z).lower, -1.0);
    let high = reach(|share, z| share.at_log_odds(z).upper, 1.0);
    let narrowest = shares.iter().map(|share| log_odds_sd(*share)).fold(f64::INFINITY, f64::min);
    let turns = shares.iter().flat_map(|share| CUTS.map(|sd| log_odds(*share) + sd * log_odds_sd(*share)));
    let mut cuts: Vec<f64> = turns.filter(|z| *z > low && *z < high).chain([low, high]).collect();
    cuts.sort_unstable_by(f64::total_cmp);
    // pieces far below the narrowest are of no use
    cuts.dedup_by(|next, kept| *next - *kept < 0.5 * narrowest && *next < high);
    cuts
}

/// Where next to nothing of a distribution is left in one direction.
fn end(share: Beta, direction: f64, tail: fn(Beta, f64) -> f64) -> f64 {
    let mut steps = 8.0;
    loop {
        let z = log_odds(share) + direction * steps * log_odds_sd(share);
        if tail(share, z) <= LEFT_OUT || steps > 1e9 {
            return z;
        }
        steps *= 1.5;
    }
}

/// The log odds of the mean.
fn log_odds(share: Beta) -> f64 {
    (share.a() / share.b()).ln()
}

/// About the standard deviation of the log odds.
fn log_odds_sd(share: Beta) -> f64 {
    (1.0 / share.a() + 1.0 / share.b()).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    #[test]
    fn sum_and_integral_agree() {
        for (a, b, c, d) in
            [(3.0, 0.7, 2.5, 1.9), (40.0, 60.5, 33.3, 70.0), (1.0, 0.01, 0.02, 5.0), (900.0, 1e4, 800.5, 9e3)]
        {
            let (one, other) = (Beta::new(a, b).unwrap(), Beta::new(c, d).unwrap());
            let by_integral = integral(&[one, other]);
            assert_close(sum(one, other).unwrap(), by_integral[0], 1e-10, "sum");
            assert_close(by_integral[0] + by_integral[1], 1.0, REORDERED * 10.0, "together");
        }
    }
}
