//! Two shares of different people compared, and the correction over a table.

use crate::estimate::figures::{Base, blank, linearised, logarithmic};
use crate::estimate::sample::Ratios;
use crate::stats::contingency::fisher_exact;
use crate::stats::distribution::t_two_sided;
use crate::stats::multiple::Family;
use crate::stats::{Interval, Level, proportion};
use crate::view::{Figure, Method};

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

/// p-values corrected over a table (Holm 1979).
pub(in crate::estimate) fn holm(p: &[Option<f64>]) -> Vec<Option<f64>> {
    Family::new(p).map_or_else(|_| vec![None; p.len()], |family| family.holm())
}

/// The levels of intervals that agree with those decisions.
pub(in crate::estimate) fn holm_levels(p: &[Option<f64>], level: Level) -> Vec<Level> {
    let levels = Family::new(p).and_then(|family| family.holm_levels(level));
    let levels = levels.unwrap_or_else(|_| vec![None; p.len()]);
    levels.into_iter().map(|l| l.unwrap_or(level)).collect()
}

/// Two shares and what is known of their difference.
pub(super) struct Tested {
    shares: Option<[f64; 2]>,
    counts: [u64; 2],
    bases: [Base; 2],
    /// Variances of the two and their covariance; `None` where people were drawn one by one, or too few say yes or no.
    covariance: Option<[f64; 3]>,
    /// How many people of the sample, or of Kish's effective n, tell as much as one drawn at random; at least 1.
    deff: f64,
    df: f64,
    pub(super) p: Option<f64>,
    /// Whether few say yes, or no, so that Fisher's test has a say.
    pub(super) few: bool,
}

impl Tested {
    /// Compares two ratios, by their places. Without a design: the pooled score test. Under one: t of the difference. Where either
    /// share is 0 or 100 %, whose variance says nothing: the score test on effective people. Where few are expected to say
    /// yes, or no: Fisher's exact test; under a design on effective people, or t, whichever is more careful.
    pub(super) fn new(
        ratios: &Ratios,
        (a, b): (usize, usize),
        bases: [Base; 2],
        counts: [u64; 2],
        designed: bool,
        df: f64,
        of_sides: [f64; 2],
    ) -> Tested {
        let shares = ratios.value(a).zip(ratios.value(b)).map(|(a, b)| [a, b]);
        let at = |i: usize, j: usize| ratios.covariance.as_ref().and_then(|c| c.get(i, j));
        let covariance = designed.then(|| Some([ratios.variance(a)?, ratios.variance(b)?, at(a, b)?])).flatten();
        let mut tested = Tested { shares, counts, bases, covariance, deff: 1.0, df, p: None, few: false };
        tested.deff = tested.design_effect().unwrap_or(1.0);
        tested.few = tested.least_expected().is_some_and(|e| e < few(designed));
        tested.df = tested.degrees_of_freedom(of_sides);
        let inside = counts.iter().zip(&bases).all(|(count, base)| *count > 0 && *count < base.n);
        tested.covariance = covariance.filter(|_| inside);
        tested.p = tested.decide();
        tested
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

    fn variance(&self) -> Option<f64> {
        self.covariance.map(|[a, b, ab]| (a + b - 2.0 * ab).max(0.0))
    }

    /// Satterthwaite's degrees of freedom where few clusters are behind a group: the design's are those of everyone, and three
    /// clusters of forty say little of how much clusters vary.
    fn degrees_of_freedom(&self, [of_a, of_b]: [f64; 2]) -> f64 {
        let Some([a, b, _]) = self.covariance.filter(|_| of_a.min(of_b) < FEW_UNITS) else { return self.df };
        let own = (a + b).powi(2) / (a * a / of_a.max(1.0) + b * b / of_b.max(1.0));
        // Not a number where neither share varies.
        own.min(self.df)
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
            let n = self.bases[k].effective_n().min(self.bases[k].n as f64) / self.deff;
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
        Base { n: a.n + b.n, w: a.w + b.w, w2: a.w2 + b.w2 }
    }

    /// The difference with its interval: Newcombe's, or under a design t standard errors to either side.
    pub(super) fn difference(&self, level: Level) -> Figure {
        let (base, value) = (self.together(), self.shares.map(|[a, b]| a - b));
        if self.covariance.is_some() {
            return linearised(value, self.variance(), self.df, &base, WORDS, level);
        }
        let interval = self.people().and_then(|[a, b]| proportion::newcombe(a.0, a.1, b.0, b.1, level).ok());
        self.by_score(value, interval, Method::Newcombe, level)
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

#[cfg(test)]
mod checks {
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
        let tested = Tested::new(
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
        let tested = Tested::new(&made, (0, 1), bases, [1, 37], true, 999.0, [79.0, 919.0]);
        assert!(tested.p.is_some_and(|p| p > 0.05), "{:?}", tested.p);
    }

    #[test]
    fn three_clusters_have_two_degrees_of_freedom() {
        let made = ratios([0.5, 0.3], [0.0049, 0.0]);
        let tested = Tested::new(&made, (0, 1), [people(80), people(920)], [40, 276], true, 39.0, [2.0, 36.0]);
        assert_close(tested.p.unwrap(), t_two_sided(0.2 / 0.07, 2.0), REORDERED, "p");
        let many = Tested::new(&made, (0, 1), [people(80), people(920)], [40, 276], true, 39.0, [38.0, 39.0]);
        assert_close(many.p.unwrap(), t_two_sided(0.2 / 0.07, 39.0), REORDERED, "p of the design");
    }
}
