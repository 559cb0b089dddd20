//! Two shares of different people compared: groups of one sample, two samples, or a sample and a published share.
//!
//! Without weights or a design: Newcombe's interval and the score test with the pooled share. Under one: the difference ± t
//! standard errors. A share of 0 or 100 % has no variance that says anything: there, people count as far as weights and design
//! leave them. Where few are expected to say yes, or no, Fisher's exact test has a say.

use crate::estimate::figures::{Base, blank, linearised, logarithmic};
use crate::estimate::sample::Ratios;
use crate::stats::contingency::fisher_exact;
use crate::stats::distribution::{t_quantile_upper, t_two_sided};
use crate::stats::{Interval, Level, proportion};
use crate::view::{Figure, Method, Shown};

const WORDS: &str = "people of both groups who answered";

/// Fewer people than this expected to say yes, or no, in the smaller of two groups, as their sum says: counts come in steps too
/// large for a normal approximation, and the test is Fisher's.
const FEW_COUNTED: f64 = 5.0;

/// The same under weights or a design: a single yes of little weight makes a linearised variance far too small
/// (`examples/coverage`).
const FEW_DESIGNED: f64 = 10.0;

/// Fewer clusters than this behind a share: its t has degrees of freedom of its own.
const FEW_UNITS: f64 = 30.0;

/// How many people must be expected to say yes, and no, in the smaller group before a normal approximation is trusted.
pub(super) fn few(designed: bool) -> f64 {
    if designed { FEW_DESIGNED } else { FEW_COUNTED }
}

/// A share of people, and how sure it is by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arm {
    /// The share, 0–1.
    pub share: f64,
    /// How many of the people have it.
    count: u64,
    /// The people, by what unequal weights leave of them.
    base: Base,
    /// The variance of the share; `None` where it says nothing, at 0 and 100 %.
    variance: Option<f64>,
    /// Its degrees of freedom.
    df: f64,
    /// Whether it is counted from a simple random sample.
    plain: bool,
}

impl Arm {
    /// A share of `n` people drawn at random.
    pub fn plain(share: f64, n: f64) -> Self {
        let base = Base { n: n as u64, w: n, w2: n };
        let variance = Some(share * (1.0 - share) / n);
        Arm { share, count: (share * n).round() as u64, base, variance, df: (n - 1.0).max(1.0), plain: true }
    }

    /// The share that a figure shows; `None` where it is of nobody, or unknown.
    pub fn of(shown: &Shown) -> Option<Self> {
        let (share, n) = (shown.value?, shown.n as f64);
        if shown.n == 0 {
            return None;
        }
        let inside = shown.count.map_or(share > 0.0 && share < 1.0, |count| count > 0 && count < shown.n);
        let precision = shown.precision;
        if shown.method == Method::Wilson || precision.is_some_and(|p| p.df.is_infinite()) {
            let plain = Arm::plain(share, n);
            return Some(Arm { variance: plain.variance.filter(|_| inside), ..plain });
        }
        let people = precision.map_or(n, |p| p.weighted_n).clamp(0.0, n);
        Some(Arm {
            share,
            count: shown.count.unwrap_or((share * n).round() as u64),
            base: Base { n: shown.n, w: people, w2: people },
            variance: shown.se.map(|se| se * se).filter(|v| inside && *v > 0.0),
            df: precision.map_or(n - 1.0, |p| p.df).max(1.0),
            plain: false,
        })
    }

    /// The variance of the share, 0 where it says nothing.
    pub fn variance(&self) -> f64 {
        self.variance.unwrap_or(0.0)
    }

    /// The variance over that of as many people as Kish's effective n, at least 1; `None` where it says nothing.
    fn design_effect(&self) -> Option<f64> {
        if self.plain {
            return Some(1.0);
        }
        // A linearised variance has n − 1 in it.
        let at_random = self.share * (1.0 - self.share) / (self.base.effective_n() - 1.0).max(1.0);
        self.variance.filter(|_| at_random > 0.0).map(|variance| (variance / at_random).max(1.0))
    }
}

/// Two shares and what is known of their difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TwoShares {
    shares: Option<[f64; 2]>,
    counts: [u64; 2],
    bases: [Base; 2],
    /// Variances of the two and their covariance; `None` where people were drawn one by one, or too few say yes or no.
    covariance: Option<[f64; 3]>,
    /// How many people of either side, or of Kish's effective n, tell as much as one drawn at random; at least 1.
    deff: [f64; 2],
    df: f64,
    pub(super) p: Option<f64>,
    /// Whether few say yes, or no, so that Fisher's test has a say.
    pub(super) few: bool,
}

impl TwoShares {
    /// Compares two ratios of one sample, by their places. Without a design: the pooled score test. Under one: t of the
    /// difference. Where either share is 0 or 100 %, whose variance says nothing: the score test on effective people. Where few
    /// are expected to say yes, or no: Fisher's exact test; under a design on effective people, or t, whichever is more careful.
    pub(super) fn of_sample(
        ratios: &Ratios,
        (a, b): (usize, usize),
        bases: [Base; 2],
        counts: [u64; 2],
        designed: bool,
        df: f64,
        of_sides: [f64; 2],
    ) -> TwoShares {
        let shares = ratios.value(a).zip(ratios.value(b)).map(|(a, b)| [a, b]);
        let at = |i: usize, j: usize| ratios.covariance.as_ref().and_then(|c| c.get(i, j));
        let covariance = designed.then(|| Some([ratios.variance(a)?, ratios.variance(b)?, at(a, b)?])).flatten();
        let mut two = TwoShares { shares, counts, bases, covariance, deff: [1.0; 2], df, p: None, few: false };
        two.deff = [two.design_effect().unwrap_or(1.0); 2];
        two.df = covariance.map_or(df, |[a, b, _]| degrees_of_freedom([a, b], of_sides, df));
        let inside = counts.iter().zip(&bases).all(|(count, base)| *count > 0 && *count < base.n);
        two.covariance = covariance.filter(|_| inside);
        two.decided(designed)
    }

    /// Compares the shares of two samples, by the same rules; degrees of freedom are always Satterthwaite's.
    pub(super) fn of_samples(one: Arm, two: Arm) -> TwoShares {
        let arms = [one, two];
        let designed = !(one.plain && two.plain);
        let variances = arms.map(|arm| arm.variance());
        let covariance = designed.then_some([variances[0], variances[1], 0.0]);
        let mut both = TwoShares {
            shares: Some(arms.map(|arm| arm.share)),
            counts: arms.map(|arm| arm.count),
            bases: arms.map(|arm| arm.base),
            covariance,
            deff: [1.0; 2],
            df: satterthwaite(variances, arms.map(|arm| arm.df)),
            p: None,
            few: false,
        };
        // Of nobody and of everybody the other side, as far as it goes, says what the design does.
        let together = both.design_effect().unwrap_or(1.0);
        both.deff = arms.map(|arm| arm.design_effect().unwrap_or(together));
        let known = arms.iter().all(|arm| arm.variance.is_some()) && variances.iter().sum::<f64>() > 0.0;
        both.covariance = covariance.filter(|_| known);
        both.decided(designed)
    }

    fn decided(mut self, designed: bool) -> Self {
        self.few = self.least_expected().is_some_and(|e| e < few(designed));
        self.p = self.decide();
        self
    }

    /// The p that decides, and with it which interval is shown.
    fn decide(&mut self) -> Option<f64> {
        let [a, b] = self.shares?;
        let t = self.variance().filter(|v| *v > 0.0).map(|v| t_two_sided((a - b) / v.sqrt(), self.df.max(1.0)));
        if !self.few {
            return if self.covariance.is_some() { t } else { self.score_test() };
        }
        let exact = self.exact_test();
        // Of two tests that few people make unsure, the more careful one; the interval is its own.
        if exact.is_some_and(|exact| t.is_none_or(|t| exact > t)) {
            self.covariance = None;
        }
        exact.into_iter().chain(t).reduce(f64::max)
    }

    /// The same where few are taken to say yes, or no.
    pub(super) fn held_few(mut self) -> Self {
        if !self.few {
            self.few = true;
            self.p = self.decide();
        }
        self
    }

    /// Whether the interval is t linearised standard errors to either side.
    pub(super) fn is_linear(&self) -> bool {
        self.covariance.is_some()
    }

    fn variance(&self) -> Option<f64> {
        self.covariance.map(|[a, b, ab]| (a + b - 2.0 * ab).max(0.0))
    }

    /// Both groups' share together, by weight.
    fn pooled(&self) -> Option<f64> {
        let ([a, b], [of_a, of_b]) = (self.shares?, self.bases);
        let all = of_a.w + of_b.w;
        (all > 0.0).then(|| (a * of_a.w + b * of_b.w) / all)
    }

    /// The variance of the pooled share over what it would be for as many people as Kish's effective n, at least 1: clusters say of
    /// few people in a group next to nothing by themselves.
    fn design_effect(&self) -> Option<f64> {
        let ([va, vb, ab], p, all) = (self.covariance?, self.pooled()?, self.together());
        let (a, b) = (self.bases[0].w / all.w, self.bases[1].w / all.w);
        let variance = a * a * va + b * b * vb + 2.0 * a * b * ab;
        let at_random = p * (1.0 - p) / all.effective_n();
        (at_random > 0.0).then(|| (variance / at_random).max(1.0))
    }

    /// People expected to say yes, or no, in the smaller group, if both are alike.
    fn least_expected(&self) -> Option<f64> {
        let (p, [(_, a), (_, b)]) = (self.pooled()?, self.people()?);
        Some(a.min(b) * p.min(1.0 - p))
    }

    /// Counts and bases, of effective people under weights or a design, never more than there are.
    fn people(&self) -> Option<[(f64, f64); 2]> {
        let shares = self.shares?;
        let side = |k: usize| {
            let n = self.bases[k].effective_n().min(self.bases[k].n as f64) / self.deff[k];
            ((shares[k] * n).clamp(0.0, n), n)
        };
        Some([side(0), side(1)])
    }

    fn score_test(&self) -> Option<f64> {
        let [(x1, n1), (x2, n2)] = self.people()?;
        proportion::score_test(x1, n1, x2, n2).ok().flatten().map(|test| test.p)
    }

    /// Fisher's test, of whole people.
    fn exact_test(&self) -> Option<f64> {
        let row = |(x, n): (f64, f64)| vec![x.round() as u64, (n.round() - x.round()).max(0.0) as u64];
        fisher_exact(&self.people()?.map(row)).ok()
    }

    fn together(&self) -> Base {
        let [a, b] = self.bases;
        a.and(&b)
    }

    /// The difference with its interval: Newcombe's, or under a design t standard errors to either side.
    pub(super) fn difference(&self, level: Level) -> Figure {
        let (base, value) = (self.together(), self.shares.map(|[a, b]| a - b));
        if self.covariance.is_some() {
            return linearised(value, self.variance(), self.df, &base, WORDS, level);
        }
        self.by_score(value, self.newcombe(level), Method::Newcombe, level)
    }

    /// The limits of that difference, −1 to 1.
    pub(super) fn interval(&self, level: Level) -> Option<Interval> {
        let Some(variance) = self.variance() else { return self.newcombe(level) };
        let half = t_quantile_upper(level.alpha() / 2.0, self.df.max(1.0)).ok()? * variance.sqrt();
        let [a, b] = self.shares?;
        Some(Interval { low: (a - b - half).max(-1.0), high: (a - b + half).min(1.0) })
    }

    fn newcombe(&self, level: Level) -> Option<Interval> {
        let [a, b] = self.people()?;
        proportion::newcombe(a.0, a.1, b.0, b.1, level).ok()
    }

    /// The first share over the second: Koopman's interval, or under a design on the scale of logarithms.
    pub(super) fn ratio(&self, level: Level) -> Figure {
        let base = self.together();
        let value = self.shares.filter(|[_, b]| *b > 0.0).map(|[a, b]| a / b);
        if let (Some([a, b, ab]), Some([p, q])) = (self.covariance, self.shares) {
            let log_variance = (a / (p * p) + b / (q * q) - 2.0 * ab / (p * q)).max(0.0);
            return logarithmic(value, Some(log_variance), self.df, &base, WORDS, level);
        }
        let interval = self.people().and_then(|[a, b]| proportion::koopman(a.0, a.1, b.0, b.1, level).ok().flatten());
        self.by_score(value, interval.filter(|i| i.high.is_finite()), Method::Koopman, level)
    }

    fn by_score(&self, value: Option<f64>, interval: Option<Interval>, method: Method, level: Level) -> Figure {
        let base = self.together();
        let mut shown = blank(base.n, base.w, WORDS, level);
        (shown.value, shown.method) = (value, method);
        shown.count = Some(self.counts.iter().sum());
        (shown.low, shown.high) = (interval.map(|i| i.low), interval.map(|i| i.high));
        Figure::Shown(shown)
    }
}

/// Degrees of freedom of the difference of two sides, from their variances and their own (Satterthwaite 1946; Welch 1947). Not a
/// number where neither side varies.
pub(super) fn satterthwaite([a, b]: [f64; 2], [of_a, of_b]: [f64; 2]) -> f64 {
    (a + b).powi(2) / (a * a / of_a.max(1.0) + b * b / of_b.max(1.0))
}

/// Those of two sides of one sample: the design's, which are those of everyone, unless few clusters are behind a side: three
/// of forty say little of how much clusters vary. Then Satterthwaite's, never more than the design's.
pub(super) fn degrees_of_freedom(variances: [f64; 2], of_sides: [f64; 2], of_all: f64) -> f64 {
    let [a, b] = of_sides;
    if a.min(b) < FEW_UNITS { satterthwaite(variances, of_sides).min(of_all) } else { of_all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::matrix::Matrix;
    use crate::stats::tolerance::{REORDERED, assert_close};

    fn people(n: u64) -> Base {
        Base { n, w: n as f64, w2: n as f64 }
    }

    fn ratios(shares: [f64; 2], variances: [f64; 2]) -> Ratios {
        let covariance = Matrix::from_fn(2, 2, |i, j| if i == j { variances[i] } else { 0.0 });
        Ratios { values: shares.map(Some).to_vec(), covariance: Some(covariance) }
    }

    #[test]
    fn few_people_are_compared_exactly() {
        let tested = TwoShares::of_sample(
            &ratios([0.2, 0.0], [0.0; 2]),
            (0, 1),
            [people(10), people(110)],
            [2, 0],
            false,
            119.0,
            [9.0, 109.0],
        );
        // Of all pairs of 120 people, those within the ten: 45 of 7140. The score test says 0.000002.
        assert_close(tested.p.unwrap(), 45.0 / 7140.0, REORDERED, "p");
    }

    #[test]
    fn a_single_yes_of_little_weight_claims_nothing() {
        // 80 people of whom one of weight 0.01 says yes, against 4 % of 920: by t, 6 standard errors.
        let (share, rest) = (0.01 / 79.01, 0.04);
        let variance = (1e-4 + 79.0 * share * share) / (79.01 * 79.01);
        let bases = [Base { n: 80, w: 79.01, w2: 79.0001 }, people(920)];
        let made = ratios([share, rest], [variance, rest * (1.0 - rest) / 920.0]);
        let tested = TwoShares::of_sample(&made, (0, 1), bases, [1, 37], true, 999.0, [79.0, 919.0]);
        assert!(tested.p.is_some_and(|p| p > 0.05), "{:?}", tested.p);
    }

    #[test]
    fn three_clusters_have_two_degrees_of_freedom() {
        let made = ratios([0.5, 0.3], [0.0049, 0.0]);
        let tested = TwoShares::of_sample(&made, (0, 1), [people(80), people(920)], [40, 276], true, 39.0, [2.0, 36.0]);
        assert_close(tested.p.unwrap(), t_two_sided(0.2 / 0.07, 2.0), REORDERED, "p");
        let many = TwoShares::of_sample(&made, (0, 1), [people(80), people(920)], [40, 276], true, 39.0, [38.0, 39.0]);
        assert_close(many.p.unwrap(), t_two_sided(0.2 / 0.07, 39.0), REORDERED, "p of the design");
    }
}
