//! Medians and quartiles of some people of a sample, and between which values a median lies.

use super::figures::{Base, Designed, Scale, blank, counted_share, designed_share};
use super::sample::Sample;
use crate::error::Result;
use crate::stats::Level;
use crate::stats::distribution::t_quantile_upper;
use crate::view::{Figure, Method};

/// What rounding may do to a share of weights.
const ROUNDING: f64 = 1e-12;

/// The weights below each value.
pub(super) struct Sorted {
    /// Values, the smallest first, each with the weight of everyone up to it. Exact: whole numbers.
    up_to: Vec<(f64, i128)>,
}

impl Sorted {
    /// Values with their weights, in any order. Whoever weighs nothing plays no part.
    pub(super) fn new(values: impl Iterator<Item = (f64, i128)>) -> Sorted {
        let mut sorted: Vec<(f64, i128)> = values.filter(|(_, w)| *w > 0).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut up_to: Vec<(f64, i128)> = Vec::with_capacity(sorted.len());
        let mut sum = 0;
        for (value, w) in sorted {
            sum += w;
            match up_to.last_mut() {
                Some(last) if last.0 == value => last.1 = sum,
                _ => up_to.push((value, sum)),
            }
        }
        Sorted { up_to }
    }

    /// The smallest value up to which at least the share `p` of the weight lies; `None` of nobody. Source: R `svyquantile`
    /// with `qrule = "math"`.
    pub(super) fn at(&self, p: f64) -> Option<f64> {
        let all = self.up_to.last()?.1 as f64;
        let reached = |(_, w): &&(f64, i128)| *w as f64 / all >= p - ROUNDING;
        self.up_to.iter().find(reached).or(self.up_to.last()).map(|(value, _)| *value)
    }

    /// The smallest and the largest value.
    pub(super) fn extremes(&self) -> Option<(f64, f64)> {
        Some((self.up_to.first()?.0, self.up_to.last()?.0))
    }

    /// Values below `x`, the largest first.
    fn below(&self, x: f64) -> impl Iterator<Item = f64> {
        self.up_to.iter().rev().map(|(value, _)| *value).filter(move |value| *value < x)
    }
}

/// Some people of a sample, each with a value.
pub(super) struct Among<'a> {
    pub(super) sample: &'a Sample<'a>,
    /// Each cell's value; `None` of whom is not among them.
    pub(super) values: &'a [Option<f64>],
    /// Degrees of freedom of the design among them.
    pub(super) df: f64,
    pub(super) base: Base,
    /// Everyone who was drawn for it, whether they answered or not.
    pub(super) rows: u64,
    pub(super) words: &'a str,
    pub(super) level: Level,
}

impl Among<'_> {
    /// Their values with their weights.
    pub(super) fn sorted(&self) -> Sorted {
        Sorted::new(self.sample.cells.iter().zip(self.values).filter_map(|(cell, v)| Some(((*v)?, cell.sums.w))))
    }

    /// The quantile at the share `p`, with limits: the interval of the share up to it, turned back into values (Woodruff 1952; R
    /// `svyquantile` with `qrule = "math"`, `interval.type` of `xlogit`, of few people `beta`).
    ///
    /// Where so many people share the quantile's value that even the lower limit of the share up to it is above `p`, that
    /// interval would not be one around `p`: the limits are then those values whose share up to them may be `p`. So few people
    /// that all of them may lie on one side of it have no limits.
    pub(super) fn quantile(&self, p: f64) -> Result<Figure> {
        let sorted = self.sorted();
        let mut shown = blank(self.base.n, self.base.w, self.words, self.level);
        (shown.method, shown.value) = (Method::Woodruff, sorted.at(p));
        let (Some(value), true) = (shown.value, self.is_told(p)) else { return Ok(Figure::Shown(shown)) };
        let Some((low, high)) = self.share_up_to(value)? else { return Ok(Figure::Shown(shown)) };
        let limits = if low > p {
            (self.lowest(&sorted, value, p)?, value)
        } else {
            (sorted.at(low).unwrap_or(value), sorted.at(high).unwrap_or(value))
        };
        (shown.low, shown.high) = (Some(limits.0), Some(limits.1));
        let t = t_quantile_upper(self.level.alpha() / 2.0, self.df.max(1.0));
        shown.se = t.ok().map(|t| (limits.1 - limits.0) / (2.0 * t));
        Ok(Figure::Shown(shown))
    }

    /// Whether so many people answered that hardly ever all of them lie on one side.
    fn is_told(&self, p: f64) -> bool {
        let n = self.base.n.min(10_000) as i32;
        p.max(1.0 - p).powi(n) <= self.level.alpha() / 2.0
    }

    /// The smallest value of which the share up to it may be as high as `p`.
    fn lowest(&self, sorted: &Sorted, value: f64, p: f64) -> Result<f64> {
        let mut lowest = value;
        for below in sorted.below(value) {
            match self.share_up_to(below)? {
                Some((_, high)) if high >= p => lowest = below,
                _ => break,
            }
        }
        Ok(lowest)
    }

    /// The limits of the share of people up to a value.
    fn share_up_to(&self, x: f64) -> Result<Option<(f64, f64)>> {
        let is_in = |i: usize| self.values[i].map(|value| value <= x);
        let cells = self.sample.cells.iter().enumerate().filter(|(i, _)| is_in(*i) == Some(true));
        let count = cells.map(|(_, cell)| cell.sums.n).sum();
        let share = if self.sample.designed {
            let shares = self.sample.ratios(1, |i, _, row| {
                row.extend(is_in(i).map(|yes| (0, f64::from(u8::from(yes)), 1.0)));
            })?;
            let (share, variance) = (shares.value(0), shares.variance(0));
            let (df, rows) = (self.df, self.rows);
            let made = Designed { share, variance, df, count, base: &self.base, rows, words: self.words };
            designed_share(&made, Scale::Usual, self.level)
        } else {
            counted_share(count, self.base.n, self.words, Scale::Exact, self.level)
        };
        Ok(share.shown().and_then(|s| s.low.zip(s.high)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_first_value_that_reaches_its_share() {
        let of = |values: &[(f64, i128)], p| Sorted::new(values.iter().copied()).at(p);
        let four = [(4.0, 1), (1.0, 1), (3.0, 1), (2.0, 1)];
        assert_eq!([0.0, 0.25, 0.26, 0.5, 0.75, 1.0].map(|p| of(&four, p).unwrap()), [1.0, 1.0, 2.0, 2.0, 3.0, 4.0]);
        assert_eq!(of(&[(1.0, 1), (9.0, 2)], 0.5), Some(9.0), "weights count");
        assert_eq!(of(&[(1.0, 0), (9.0, 2)], 0.0), Some(9.0), "who weighs nothing plays no part");
        assert_eq!(of(&[], 0.5), None);
    }
}
