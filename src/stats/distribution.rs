//! Tails and quantiles of the distributions that p-values are read from.
//!
//! A p-value is a survival function, never 1 minus a distribution function, so that 1e-200 is 1e-200 and not 0. Tails
//! agree with R (`pnorm`, `pt`, `pchisq`, `pf`, `pbinom`) to better than 1e-11 relative, quantiles to 1e-12.
//!
//! Degrees of freedom are any positive number, also a fraction. As in R, a tail of anything else is NaN, and so is a
//! tail at NaN: check the degrees of freedom where they enter.

use super::beta::{Beta, Tail, deviance, stirling_error};
use super::gamma::Gamma;
use super::{StatsError, upper_normal_quantile};
use std::f64::consts::TAU;

/// P(Z > z) of the standard normal distribution: R `pnorm(z, lower.tail = FALSE)`.
///
/// # Example
///
/// ```
/// use hearback::stats::distribution::normal_sf;
///
/// assert!((normal_sf(30.0) / 4.90671392714819e-198 - 1.0).abs() < 1e-11);
/// ```
pub fn normal_sf(z: f64) -> f64 {
    one_side(z, normal_two_sided(z))
}

/// P(|Z| > |z|) of the standard normal distribution: R `2 * pnorm(-abs(z))`.
pub fn normal_two_sided(z: f64) -> f64 {
    chi_squared_sf(z * z, 1.0)
}

/// P(T > t) of Student's t on `df` degrees of freedom, infinite ones being the normal distribution: R
/// `pt(t, df, lower.tail = FALSE)`.
pub fn t_sf(t: f64, df: f64) -> f64 {
    one_side(t, t_two_sided(t, df))
}

/// P(|T| > |t|) of Student's t on `df` degrees of freedom, infinite ones being the normal distribution: R
/// `2 * pt(-abs(t), df)`.
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    f_sf(t * t, 1.0, df)
}

/// The t with probability `tail` above it, negative for a tail above one half: R `qt(tail, df, lower.tail = FALSE)`.
///
/// # Errors
///
/// [`StatsError::Probability`] unless `0 < tail < 1`, [`StatsError::DegreesOfFreedom`] unless `df > 0`.
///
/// # Example
///
/// ```
/// use hearback::stats::distribution::t_quantile_upper;
///
/// assert!((t_quantile_upper(0.025, 10.0)? - 2.22813885198627).abs() < 1e-13);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn t_quantile_upper(tail: f64, df: f64) -> Result<f64, StatsError> {
    if !(tail > 0.0 && tail < 1.0) {
        return Err(StatsError::Probability { probability: tail });
    }
    let df = checked(df)?;
    if tail == 0.5 {
        return Ok(0.0);
    }
    if df == f64::INFINITY {
        return Ok(upper_normal_quantile(tail));
    }
    let size = t_size(2.0 * tail.min(1.0 - tail), df)?;
    Ok(if tail < 0.5 { size } else { -size })
}

/// The t > 0 with probability `both` outside -t and t.
///
/// `t²/(df + t²)` and its complement are beta distributed; whichever is the smaller is searched, and so exact.
fn t_size(both: f64, df: f64) -> Result<f64, StatsError> {
    let part = Beta::new(0.5, df / 2.0)?.cut(Tail::Upper, both);
    let odds = if part < 0.5 {
        part / (1.0 - part)
    } else {
        let rest = Beta::new(df / 2.0, 0.5)?.cut(Tail::Lower, both);
        (1.0 - rest) / rest
    };
    Ok((df * odds).sqrt())
}

/// P(X² > x) of chi-squared on `df` degrees of freedom: R `pchisq(x, df, lower.tail = FALSE)`.
pub fn chi_squared_sf(x: f64, df: f64) -> f64 {
    Gamma::new(df / 2.0).map_or(f64::NAN, |gamma| gamma.upper_tail(x / 2.0))
}

/// The chi-squared with probability `tail` above it: R `qchisq(tail, df, lower.tail = FALSE)`.
///
/// # Errors
///
/// [`StatsError::Probability`] unless `0 < tail < 1`, [`StatsError::DegreesOfFreedom`] unless `df` is positive and
/// finite.
pub fn chi_squared_quantile_upper(tail: f64, df: f64) -> Result<f64, StatsError> {
    let gamma = Gamma::new(df / 2.0).map_err(|_| StatsError::DegreesOfFreedom { df })?;
    Ok(2.0 * gamma.quantile_upper(tail)?)
}

/// P(F > f) of the F distribution on `df1` (finite) and `df2` degrees of freedom, an infinite `df2` being chi-squared
/// over `df1`: R `pf(f, df1, df2, lower.tail = FALSE)`.
pub fn f_sf(f: f64, df1: f64, df2: f64) -> f64 {
    if df2 == f64::INFINITY {
        return chi_squared_sf(f * df1, df1);
    }
    let Ok(beta) = Beta::new(df2 / 2.0, df1 / 2.0) else { return f64::NAN };
    if f.is_nan() {
        return f64::NAN;
    }
    if f <= 0.0 {
        return 1.0;
    }
    // df2/(df2 + df1 f) and its complement, neither by subtraction
    let ratio = df1 / df2 * f;
    beta.tails_between(1.0 / (1.0 + ratio), 1.0 / (1.0 + 1.0 / ratio)).0
}

/// P(X = k) for `k` successes among `n` with probability `p` each: R `dbinom(k, n, p)`; NaN unless `0 <= p <= 1`.
///
/// From deviances (Loader 2000), exact to the last digits also for a million trials.
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if k > n {
        return 0.0;
    }
    let (hits, misses, trials) = (k as f64, (n - k) as f64, n as f64);
    // 0 ln 0 is 0 here
    if k == 0 {
        return if n == 0 { 1.0 } else { (trials * (-p).ln_1p()).exp() };
    }
    if k == n {
        return p.powf(trials);
    }
    let corrections = stirling_error(trials) - stirling_error(hits) - stirling_error(misses);
    let deviances = deviance(hits, trials * p) + deviance(misses, trials * (1.0 - p));
    (corrections - deviances).exp() * (trials / (TAU * hits * misses)).sqrt()
}

/// P(X <= k) for the successes among `n` with probability `p` each: R `pbinom(k, n, p)`; NaN unless `0 <= p <= 1`.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    binomial_tails(k, n, p).0
}

/// P(X > k) for the successes among `n` with probability `p` each: R `pbinom(k, n, p, lower.tail = FALSE)`; NaN
/// unless `0 <= p <= 1`.
pub fn binomial_sf(k: u64, n: u64, p: f64) -> f64 {
    binomial_tails(k, n, p).1
}

/// P(X <= k) and P(X > k): the tails of a beta distribution, swapped.
fn binomial_tails(k: u64, n: u64, p: f64) -> (f64, f64) {
    if !(0.0..=1.0).contains(&p) {
        return (f64::NAN, f64::NAN);
    }
    if k >= n {
        return (1.0, 0.0);
    }
    Beta::new(k as f64 + 1.0, (n - k) as f64)
        .map_or((f64::NAN, f64::NAN), |beta| (beta.upper_tail(p), beta.lower_tail(p)))
}

/// The upper tail of a symmetric distribution from both tails together.
fn one_side(value: f64, both: f64) -> f64 {
    if value < 0.0 { 1.0 - 0.5 * both } else { 0.5 * both }
}

/// Positive degrees of freedom, which may be infinite.
fn checked(df: f64) -> Result<f64, StatsError> {
    if df > 0.0 { Ok(df) } else { Err(StatsError::DegreesOfFreedom { df }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::RELATIVE;

    #[test]
    fn quantiles_have_their_tail_above_them() {
        for df in [0.3, 1.0, 4.4, 25.0, 1e4, 1e7] {
            for tail in [1e-150, 1e-9, 0.01, 0.4, 0.8] {
                let back = chi_squared_sf(chi_squared_quantile_upper(tail, df).unwrap(), df);
                assert!((back / tail - 1.0).abs() < RELATIVE, "chi-squared on {df}: {back:e} for {tail:e}");
                let back = t_sf(t_quantile_upper(tail, df.max(1.0)).unwrap(), df.max(1.0));
                assert!((back / tail - 1.0).abs() < RELATIVE, "t on {df}: {back:e} for {tail:e}");
            }
        }
    }

    #[test]
    fn binomial_ends_are_exact() {
        assert_eq!((binomial_pmf(0, 0, 0.3), binomial_pmf(0, 4, 1.0), binomial_pmf(4, 4, 1.0)), (1.0, 0.0, 1.0));
        assert_eq!((binomial_cdf(4, 4, 0.2), binomial_sf(4, 4, 0.2), binomial_pmf(5, 4, 0.2)), (1.0, 0.0, 0.0));
        assert_eq!((binomial_cdf(2, 4, 0.0), binomial_cdf(2, 4, 1.0)), (1.0, 0.0));
    }

    #[test]
    fn what_is_no_distribution_has_no_tail() {
        for df in [0.0, -1.0, f64::NAN] {
            assert!(t_sf(1.0, df).is_nan() && chi_squared_sf(1.0, df).is_nan() && f_sf(1.0, df, 3.0).is_nan(), "{df}");
            assert!(matches!(t_quantile_upper(0.1, df), Err(StatsError::DegreesOfFreedom { .. })), "{df}");
            assert!(matches!(chi_squared_quantile_upper(0.1, df), Err(StatsError::DegreesOfFreedom { .. })), "{df}");
        }
        for tail in [0.0, 1.0, f64::NAN] {
            assert!(matches!(t_quantile_upper(tail, 3.0), Err(StatsError::Probability { .. })), "{tail}");
            assert!(matches!(chi_squared_quantile_upper(tail, 3.0), Err(StatsError::Probability { .. })), "{tail}");
        }
        assert!(normal_sf(f64::NAN).is_nan() && f_sf(f64::NAN, 1.0, 1.0).is_nan() && binomial_cdf(1, 2, 1.5).is_nan());
        assert_eq!((normal_sf(f64::INFINITY), normal_sf(f64::NEG_INFINITY)), (0.0, 1.0));
        assert_eq!((chi_squared_sf(-1.0, 2.0), f_sf(0.0, 2.0, 3.0)), (1.0, 1.0));
    }
}
