//! Intervals of a share whose variance is that of a sampling design: R `svyciprop`, method by method.

use super::beta::{Beta, Tail};
use super::distribution::t_quantile_upper;
use super::proportion::wilson;
use super::{Interval, Level, StatsError};

/// A share under a design: strictly between 0 and 1, with a variance above 0, since at the ends no linearised variance says
/// anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Designed {
    share: f64,
    variance: f64,
    df: f64,
}

impl Designed {
    /// A share of 0–1, its variance, and the degrees of freedom of the design (above 0; infinite for none to account for).
    ///
    /// # Errors
    /// [`StatsError::Designed`] unless 0 < `share` < 1 and `variance` > 0 and `df` > 0.
    pub fn new(share: f64, variance: f64, df: f64) -> Result<Self, StatsError> {
        let sound = share > 0.0 && share < 1.0 && variance > 0.0 && variance.is_finite() && df > 0.0;
        if sound { Ok(Designed { share, variance, df }) } else { Err(StatsError::Designed { share, variance, df }) }
    }

    /// People drawn at random who would tell as much: p(1 − p)/V.
    pub fn effective_n(self) -> f64 {
        self.share * (1.0 - self.share) / self.variance
    }

    fn t(self, level: Level) -> Result<f64, StatsError> {
        t_quantile_upper(level.alpha() / 2.0, self.df)
    }

    /// On the scale of log odds, back to shares: within 0–1. R `svyciprop(method = "xlogit")`.
    ///
    /// # Errors
    /// Never for a share that [`Designed::new`] has checked.
    pub fn logit(self, level: Level) -> Result<Interval, StatsError> {
        let odds = self.share * (1.0 - self.share);
        let (middle, half) = ((self.share / (1.0 - self.share)).ln(), self.t(level)? * self.variance.sqrt() / odds);
        let back = |x: f64| 1.0 / (1.0 + (-x).exp());
        Ok(Interval { low: back(middle - half), high: back(middle + half) })
    }

    /// Korn & Graubard 1998: Clopper–Pearson's limits on the effective n, made smaller as the design's degrees of freedom are
    /// fewer than those of `rows` people. R `svyciprop(method = "beta")`.
    ///
    /// # Errors
    /// When `rows` is below 2.
    pub fn korn_graubard(self, rows: f64, level: Level) -> Result<Interval, StatsError> {
        korn_graubard(self.share, self.effective_n(), self.df, rows, level)
    }

    /// Wilson's interval on the effective n.
    ///
    /// # Errors
    /// Never for a share that [`Designed::new`] has checked.
    pub fn wilson(self, level: Level) -> Result<Interval, StatsError> {
        let n = self.effective_n();
        wilson(self.share * n, n, level)
    }

    /// Share ± t·se, which may reach below 0 and above 1. R `svyciprop(method = "mean")`.
    ///
    /// # Errors
    /// Never for a share that [`Designed::new`] has checked.
    pub fn plain(self, level: Level) -> Result<Interval, StatsError> {
        let half = self.t(level)? * self.variance.sqrt();
        Ok(Interval { low: self.share - half, high: self.share + half })
    }

    /// On the scale on which a share's variance is the same everywhere. R `svyciprop(method = "asin")`.
    ///
    /// # Errors
    /// Never for a share that [`Designed::new`] has checked.
    pub fn arcsine(self, level: Level) -> Result<Interval, StatsError> {
        let (middle, half) = (self.share.sqrt().asin(), self.t(level)? / (2.0 * self.effective_n().sqrt()));
        let back = |x: f64| x.sin().powi(2);
        Ok(Interval { low: back(middle - half), high: back(middle + half) })
    }

    /// All shares that the likelihood of as many people as the effective n does not rule out, on t² of the design's degrees of
    /// freedom. R `svyciprop(method = "likelihood")` finds the same limits on a spline.
    ///
    /// # Errors
    /// Never for a share that [`Designed::new`] has checked.
    pub fn likelihood(self, level: Level) -> Result<Interval, StatsError> {
        let (p, n, most) = (self.share, self.effective_n(), self.t(level)?.powi(2));
        let deviance = |x: f64| 2.0 * n * (p * (p / x).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - x)).ln());
        let edge = |mut outside: f64, mut inside: f64| {
            // Two numbers next to each other are reached long before.
            for _ in 0..200 {
                let middle = 0.5 * (outside + inside);
                if deviance(middle) > most { outside = middle } else { inside = middle }
            }
            inside
        };
        Ok(Interval { low: edge(0.0, p), high: edge(1.0, p) })
    }
}

/// Clopper–Pearson's limits of a share on `effective_n` people, times (t of `rows` − 1 / t of `df`)²; also of 0 and 1, where
/// the caller says how many people the data are worth.
///
/// # Errors
/// [`StatsError::EmptyBase`] without people, [`StatsError::Designed`] for a share outside 0–1.
pub fn korn_graubard(share: f64, effective_n: f64, df: f64, rows: f64, level: Level) -> Result<Interval, StatsError> {
    if effective_n.is_nan() || effective_n <= 0.0 || rows <= 1.0 {
        return Err(StatsError::EmptyBase);
    }
    if !(0.0..=1.0).contains(&share) {
        return Err(StatsError::Designed { share, variance: 0.0, df });
    }
    let tail = level.alpha() / 2.0;
    let n = effective_n * (t_quantile_upper(tail, rows - 1.0)? / t_quantile_upper(tail, df)?).powi(2);
    let (yes, no) = (n * share, n * (1.0 - share));
    let low = if share == 0.0 { 0.0 } else { Beta::new(yes, no + 1.0)?.cut(Tail::Lower, tail) };
    let high = if share == 1.0 { 1.0 } else { Beta::new(yes + 1.0, no)?.cut(Tail::Upper, tail) };
    Ok(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVEL: Level = Level::NINETY_FIVE;

    #[test]
    fn shares_at_the_ends_are_refused_and_korn_and_graubard_still_have_limits() {
        for share in [0.0, 1.0, f64::NAN] {
            assert!(Designed::new(share, 0.01, 10.0).is_err(), "{share}");
        }
        let none = korn_graubard(0.0, 40.0, 9.0, 100.0, LEVEL).unwrap();
        let all = korn_graubard(1.0, 40.0, 9.0, 100.0, LEVEL).unwrap();
        assert!(none.low == 0.0 && none.high > 0.08 && none.high < 0.15, "{none:?}");
        assert!((all.low + none.high - 1.0).abs() < 1e-12 && all.high == 1.0, "{all:?}");
    }

    #[test]
    fn every_interval_holds_its_share_and_fewer_degrees_make_it_wider() {
        for share in [0.01, 0.3, 0.97] {
            let (few, many) = (Designed::new(share, 1e-4, 3.0).unwrap(), Designed::new(share, 1e-4, 300.0).unwrap());
            let all = |d: Designed| {
                [d.logit(LEVEL), d.korn_graubard(500.0, LEVEL), d.plain(LEVEL), d.arcsine(LEVEL), d.likelihood(LEVEL)]
            };
            for (few, many) in all(few).into_iter().zip(all(many)) {
                let (few, many) = (few.unwrap(), many.unwrap());
                assert!(few.contains(share) && many.contains(share) && few.width() > many.width());
            }
        }
    }
}
