//! Whether two groups lie apart, or more than two: by ranks, by distribution, by means.
//!
//! p-values are two-sided.

use super::distribution::{chi_squared_sf, normal_two_sided, t_quantile_upper, t_two_sided};
use super::quantile::{Sample, TiedRank, finite, mean, ranks, variance};
use super::{Interval, Level, StatsError};
use std::f64::consts::PI;

/// Wilcoxon's rank-sum test, Mann and Whitney's U, and how likely one group is above the other.
///
/// # Example
///
/// ```
/// use hearback::stats::location::rank_sum;
///
/// let test = rank_sum(&[1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0], &[2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 5.0, 1.0])?;
/// assert!((test.a12 - 0.303571428571429).abs() < 1e-12);
/// assert!(test.p.is_some_and(|p| p > 0.19));
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSum {
    /// Pairs of one of each in which x is above y, ties as half: R's W.
    pub w: f64,
    /// The p-value of the normal approximation, for ties: R `wilcox.test(x, y, exact = FALSE, correct = FALSE)`; `None`
    /// when all values are the same.
    pub p: Option<f64>,
    /// The same with half a pair less, for continuity: R `wilcox.test(x, y, exact = FALSE)`.
    pub p_continuity: Option<f64>,
    /// The probability of x above y, ties as half, 0 to 1 (Vargha & Delaney 2000): 0.5 is no difference.
    pub a12: f64,
    /// The probability of x above y less that of y above x, -1 to 1 (Cliff 1993).
    pub cliffs_delta: f64,
}

/// Kolmogorov and Smirnov's test of one distribution for two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KolmogorovSmirnov {
    /// The largest distance of both shares up to any value, 0 to 1.
    pub d: f64,
    /// The p-value of the limiting distribution: R `ks.test(x, y, exact = FALSE)`; too large with ties or few values.
    pub p: f64,
}

/// Welch's test of one mean for two groups of different variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Welch {
    /// The mean of x less that of y.
    pub difference: f64,
    /// Its standard error, above 0.
    pub se: f64,
    /// The statistic: R `t.test(x, y)$statistic`.
    pub t: f64,
    /// Welch and Satterthwaite's degrees of freedom.
    pub df: f64,
    /// The p-value.
    pub p: f64,
}

/// Kruskal and Wallis's test of one location for several groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KruskalWallis {
    /// The statistic, for ties: R `kruskal.test(groups)$statistic`.
    pub h: f64,
    /// Groups less 1.
    pub df: f64,
    /// The p-value of chi-squared.
    pub p: f64,
}

/// Wilcoxon's rank-sum test of x against y.
///
/// # Errors
///
/// [`StatsError::TooFew`] for an empty group, [`StatsError::NotFinite`].
pub fn rank_sum(x: &[f64], y: &[f64]) -> Result<RankSum, StatsError> {
    let all = pooled(&[x, y])?;
    let (m, n) = (x.len() as f64, y.len() as f64);
    let sum: f64 = all.ranks.iter().take(x.len()).sum();
    let w = sum - m * (m + 1.0) / 2.0;
    let excess = w - m * n / 2.0;
    let sd = (m * n / 12.0 * (m + n + 1.0) * all.untied).sqrt();
    let p = |excess: f64| (all.untied > 0.0).then(|| normal_two_sided(excess / sd));
    let a12 = w / (m * n);
    let continuous = (excess.abs() - 0.5).max(0.0);
    Ok(RankSum { w, p: p(excess), p_continuity: p(continuous), a12, cliffs_delta: 2.0 * excess / (m * n) })
}

/// Kolmogorov and Smirnov's test of x against y.
///
/// # Errors
///
/// [`StatsError::TooFew`] for an empty group, [`StatsError::NotFinite`].
pub fn kolmogorov_smirnov(x: &[f64], y: &[f64]) -> Result<KolmogorovSmirnov, StatsError> {
    let (one, other) = (Sample::new(x)?, Sample::new(y)?);
    let apart = |at: &f64| (one.share_up_to(*at) - other.share_up_to(*at)).abs();
    let d = x.iter().chain(y).map(apart).fold(0.0, f64::max);
    let (m, n) = (x.len() as f64, y.len() as f64);
    Ok(KolmogorovSmirnov { d, p: kolmogorov_sf((m / (m + n) * n).sqrt() * d) })
}

/// Welch's t test of x against y.
///
/// # Errors
///
/// [`StatsError::TooFew`] for less than two values in a group, [`StatsError::NotFinite`], [`StatsError::NoVariation`]
/// when each group has one value only.
pub fn welch(x: &[f64], y: &[f64]) -> Result<Welch, StatsError> {
    let part = |values: &[f64]| -> Result<(f64, f64, f64), StatsError> {
        finite(values)?;
        let n = values.len() as u64;
        let variance = variance(values).ok_or(StatsError::TooFew { n, least: 2 })?;
        Ok((mean(values), variance / n as f64, n as f64 - 1.0))
    };
    let ((mx, vx, fx), (my, vy, fy)) = (part(x)?, part(y)?);
    let (difference, se) = (mx - my, (vx + vy).sqrt());
    // equal values are off their mean by rounding only
    if se <= 10.0 * f64::EPSILON * mx.abs().max(my.abs()) {
        return Err(StatsError::NoVariation);
    }
    // shares of the variance, so that no fourth power over- or underflows
    let (sx, sy) = (vx / (vx + vy), vy / (vx + vy));
    let df = 1.0 / (sx * sx / fx + sy * sy / fy);
    let t = difference / se;
    Ok(Welch { difference, se, t, df, p: t_two_sided(t, df) })
}

impl Welch {
    /// The interval of the difference: R `t.test(x, y)$conf.int`.
    ///
    /// # Errors
    ///
    /// [`StatsError::DegreesOfFreedom`] for a record that was not made by [`welch`].
    pub fn interval(self, level: Level) -> Result<Interval, StatsError> {
        let half = t_quantile_upper(level.alpha() / 2.0, self.df)? * self.se;
        Ok(Interval { low: self.difference - half, high: self.difference + half })
    }
}

/// Kruskal and Wallis's test of several groups.
///
/// # Errors
///
/// [`StatsError::TooFew`] for less than two groups or an empty one, [`StatsError::NotFinite`],
/// [`StatsError::NoVariation`] when all values are the same.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Result<KruskalWallis, StatsError> {
    if groups.len() < 2 {
        return Err(StatsError::TooFew { n: groups.len() as u64, least: 2 });
    }
    let all = pooled(groups)?;
    if all.untied <= 0.0 {
        return Err(StatsError::NoVariation);
    }
    let total = all.ranks.len() as f64;
    let mut ranks = all.ranks.iter();
    let mut between = 0.0;
    for group in groups {
        let n = group.len() as f64;
        let sum: f64 = ranks.by_ref().take(group.len()).sum();
        // the mean rank's distance from the middle, without cancellation
        between += n * (sum / n - (total + 1.0) / 2.0).powi(2);
    }
    let h = 12.0 / (total * (total + 1.0)) * between / all.untied;
    let df = groups.len() as f64 - 1.0;
    Ok(KruskalWallis { h, df, p: chi_squared_sf(h, df) })
}

/// The ranks of all values together, group after group.
#[derive(Debug)]
struct Pooled {
    ranks: Vec<f64>,
    /// What ties leave of the ranks' variance: 1 without ties, 0 when all values are the same.
    untied: f64,
}

fn pooled(groups: &[&[f64]]) -> Result<Pooled, StatsError> {
    if groups.iter().any(|group| group.is_empty()) {
        return Err(StatsError::TooFew { n: 0, least: 1 });
    }
    let values = groups.concat();
    let ranks = ranks(&values, TiedRank::Average)?;
    let n = ranks.len() as f64;
    let sorted = Sample::new(&ranks)?;
    let ties = sorted.sorted().chunk_by(|one, other| one == other).map(|tied| tied.len() as f64);
    let tied: f64 = ties.map(|t| t * (t - 1.0) * (t + 1.0)).sum();
    Ok(Pooled { ranks, untied: 1.0 - tied / (n * (n - 1.0) * (n + 1.0)) })
}

/// P(K > x) of Kolmogorov's limiting distribution, by whichever of its two series is the shorter (Feller 1948, *Annals of
/// Mathematical Statistics* 19).
fn kolmogorov_sf(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let odd = |k: i32| f64::from(2 * k - 1);
    if x < 1.0 {
        let terms = (1..20).map(|k| (-(odd(k) * PI / x).powi(2) / 8.0).exp());
        return 1.0 - (2.0 * PI).sqrt() / x * terms.sum::<f64>();
    }
    let terms = (1..20).map(|k| (if k % 2 == 0 { -1.0 } else { 1.0 }) * (-2.0 * (f64::from(k) * x).powi(2)).exp());
    2.0 * terms.sum::<f64>()
}
