//! From a sample to means, medians and totals.

use super::{Group, MeanGap};
use crate::error::Result;
use crate::estimate::Named;
use crate::estimate::corrected::holm_levels;
use crate::estimate::figures::{Base, linearised, student};
use crate::estimate::groups::Place;
use crate::estimate::quantiles::Among;
use crate::estimate::sample::{Part, Ratios, Sample};
use crate::estimate::two_shares::{degrees_of_freedom, satterthwaite};
use crate::stats::Level;
use crate::stats::distribution::t_two_sided;
use crate::survey::Question;
use crate::view::{Figure, Method};

/// What one cell of the tally says.
struct Said {
    asked: bool,
    /// The number; `None` of whom gave none.
    value: Option<f64>,
    group: Option<usize>,
}

/// A sample with the numbers of its cells.
pub(super) struct Making<'a> {
    question: &'a Question,
    pub(super) sample: Sample<'a>,
    said: Vec<Said>,
    places: Vec<Place>,
    level: Level,
}

/// A mean and how sure it is.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    value: Option<f64>,
    variance: Option<f64>,
    df: f64,
    base: Base,
}

impl<'a> Making<'a> {
    pub(super) fn new(question: &'a Question, sample: Sample<'a>, places: Vec<Place>, level: Level) -> Self {
        let said = sample.cells.iter().map(|cell| Said {
            asked: cell.key.is_asked(),
            value: cell.key.answer.parse().ok().filter(|_| cell.key.is_answered()),
            group: places.iter().position(|p| p.holds(cell)),
        });
        Making { said: said.collect(), question, sample, places, level }
    }

    /// Everyone.
    pub(super) fn everyone(&self, population: bool) -> Result<Group> {
        let sums = self.sums(1, population, |_| Some(0))?;
        let words = format!("people who answered \"{}\"", self.question.text);
        self.group(Named::new("total", "Everyone"), &[], &sums, 0, &words, &|_| true)
    }

    /// Every group.
    pub(super) fn groups(&self, population: bool) -> Result<Vec<Group>> {
        let sums = self.sums(self.places.len(), population, |said| said.group)?;
        let group = |(g, place): (usize, &Place)| {
            let words = format!("{}: people who answered \"{}\"", place.name.label, self.question.text);
            let inside = |said: &Said| said.group == Some(g);
            self.group(place.name.clone(), &place.values, &sums, g, &words, &inside)
        };
        self.places.iter().enumerate().map(group).collect()
    }

    /// People who answered and are in no group.
    pub(super) fn outside(&self) -> u64 {
        self.base(&|said| said.value.is_some() && said.group.is_none()).n
    }

    /// Means, and totals where the weights sum to a population, of those whom `place` puts somewhere.
    fn sums(&self, count: usize, population: bool, place: impl Fn(&Said) -> Option<usize>) -> Result<Sums> {
        let part = |i: usize, row: &mut Vec<Part>| {
            let said = &self.said[i];
            row.extend(place(said).zip(said.value).map(|(at, value)| (at, value, 1.0)));
        };
        let means = self.sample.ratios(count, |i, _, row| part(i, row))?;
        let totals = if population { Some(self.sample.totals(count, |i, _, row| part(i, row))?) } else { None };
        Ok(Sums { means, totals })
    }

    fn group(
        &self,
        name: Named,
        values: &[String],
        sums: &Sums,
        at: usize,
        words: &str,
        inside: &dyn Fn(&Said) -> bool,
    ) -> Result<Group> {
        let people = |fits: &dyn Fn(&Said) -> bool| self.base(&|said| inside(said) && fits(said));
        let numbers: Vec<Option<f64>> = self.said.iter().map(|said| said.value.filter(|_| inside(said))).collect();
        let mean = self.mean(&sums.means, at, values, &numbers);
        let among = Among {
            sample: &self.sample,
            values: &numbers,
            df: mean.df,
            base: mean.base,
            rows: people(&|_| true).n,
            words,
            level: self.level,
        };
        let sorted = among.sorted();
        let total = |totals: &Ratios| {
            let (value, variance) = (finite(totals.value(at)), finite(totals.variance(at)));
            linearised(value.filter(|_| mean.base.n > 0), variance, mean.df, &mean.base, words, self.level)
        };
        Ok(Group {
            name,
            not_asked: Some(people(&|s| !s.asked).n),
            no_answer: Some(people(&|s| s.asked && s.value.is_none()).n),
            answered: Some(mean.base.n),
            mean: self.figure(&mean, words),
            median: among.quantile(0.5)?,
            quartiles: sorted.at(0.25).zip(sorted.at(0.75)),
            deviation: self.square(&numbers, &mean).map(f64::sqrt),
            extremes: sorted.extremes(),
            total: sums.totals.as_ref().map(total),
        })
    }

    /// The mean of some numbers. Without a design its variance is s²/n, on n − 1 degrees of freedom; under one it is linearised.
    fn mean(&self, means: &Ratios, at: usize, values: &[String], numbers: &[Option<f64>]) -> Mean {
        let base = self.base_of(numbers);
        let mut mean = Mean { value: finite(means.value(at)), base, ..Mean::default() };
        mean.df = self.sample.degrees_of_freedom(values, |i| numbers[i].is_some());
        mean.variance = finite(means.variance(at));
        if !self.sample.designed {
            mean.variance = self.square(numbers, &mean).map(|square| square / base.n as f64);
        }
        mean
    }

    /// The variance among people: Σw(x − m)²/Σw · n/(n − 1). Source: R `svyvar`, without weights `var`.
    fn square(&self, numbers: &[Option<f64>], mean: &Mean) -> Option<f64> {
        let (middle, n) = (mean.value?, mean.base.n as f64);
        let cells = self.sample.cells.iter().zip(numbers);
        let sum: f64 = cells.filter_map(|(cell, x)| Some(cell.sums.weight() * ((*x)? - middle).powi(2))).sum();
        finite(Some(sum / mean.base.w * n / (n - 1.0)).filter(|_| n > 1.0))
    }

    fn figure(&self, mean: &Mean, words: &str) -> Figure {
        if self.sample.designed {
            return linearised(mean.value, mean.variance, mean.df, &mean.base, words, self.level);
        }
        student(mean.value, mean.variance, mean.df, &mean.base, words, Method::Student, self.level)
    }

    /// Each group against the rest; of two groups, the first against the second.
    pub(super) fn gaps(&self) -> Result<Vec<MeanGap>> {
        let filled = |g: &usize| self.said.iter().any(|s| s.value.is_some() && s.group == Some(*g));
        let groups: Vec<usize> = (0..self.places.len()).filter(filled).collect();
        let pairs: Vec<(usize, Option<usize>)> = match groups.as_slice() {
            [] | [_] => Vec::new(),
            [a, b] => vec![(*a, Some(*b))],
            _ => groups.iter().map(|g| (*g, None)).collect(),
        };
        let tested = pairs.iter().map(|(g, other)| self.gap(*g, *other)).collect::<Result<Vec<_>>>()?;
        let p: Vec<Option<f64>> = tested.iter().map(Gap::p).collect();
        let rows = pairs.iter().zip(&tested).zip(holm_levels(&p, self.level)?);
        let made = rows.map(|((pair, gap), (holm, level))| MeanGap {
            group: pair.0,
            against: pair.1.map_or_else(|| Named::new("rest", "the rest"), |other| self.places[other].name.clone()),
            difference: gap.figure(self.sample.designed, level),
            p: gap.p(),
            holm,
            differs: holm.is_some_and(|p| p <= self.level.alpha()),
        });
        Ok(made.collect())
    }

    /// The means on both sides, and what is known of their difference.
    fn gap(&self, group: usize, other: Option<usize>) -> Result<Gap> {
        let side = |said: &Said| match said.group {
            Some(g) if g == group => Some(0),
            Some(g) if other.is_none_or(|other| other == g) => Some(1),
            _ => None,
        };
        let means = self.sums(2, false, side)?.means;
        let numbers = |at: usize| -> Vec<Option<f64>> {
            self.said.iter().map(|said| said.value.filter(|_| side(said) == Some(at))).collect()
        };
        // Of replicate weights only the whole design's degrees of freedom are known of "the rest".
        let values = |g: usize| self.places[g].values.as_slice();
        let values = [values(group), other.map_or(&[][..], values)];
        let sides = [0, 1].map(|at| self.mean(&means, at, values[at], &numbers(at)));
        let [a, b] = sides;
        let base = a.base.and(&b.base);
        let mut gap = Gap { value: a.value.zip(b.value).map(|(a, b)| a - b), variance: None, df: 0.0, base };
        if self.sample.designed {
            gap.variance = finite(means.difference(0, 1).and_then(|(_, variance)| variance));
            let everyone = self.sample.df();
            let variances = a.variance.zip(b.variance).map(|(a, b)| [a, b]);
            gap.df = variances.map_or(everyone, |v| degrees_of_freedom(v, [a.df, b.df], everyone));
        } else if let (Some(va), Some(vb)) = (a.variance, b.variance) {
            gap.variance = Some(va + vb);
            gap.df = satterthwaite([va, vb], [a.df, b.df]);
        }
        Ok(gap)
    }

    fn base(&self, fits: &dyn Fn(&Said) -> bool) -> Base {
        self.sample.base(|i| fits(&self.said[i]))
    }

    fn base_of(&self, numbers: &[Option<f64>]) -> Base {
        self.sample.base(|i| numbers[i].is_some())
    }
}

/// Means and totals, place by place.
struct Sums {
    means: Ratios,
    totals: Option<Ratios>,
}

/// A difference of two means. Without a design: Welch 1947; under one, the design's t.
struct Gap {
    value: Option<f64>,
    variance: Option<f64>,
    df: f64,
    base: Base,
}

impl Gap {
    fn p(&self) -> Option<f64> {
        let (value, variance) = (self.value?, self.variance.filter(|v| *v > 0.0)?);
        Some(t_two_sided(value / variance.sqrt(), self.df.max(1.0)))
    }

    fn figure(&self, designed: bool, level: Level) -> Figure {
        let words = "people of both groups who answered";
        let method = if designed { Method::Linearised } else { Method::Welch };
        // Where nobody differs from the own group's mean, nothing is known of how much people vary.
        let variance = self.variance.filter(|v| *v > 0.0);
        student(self.value, variance, self.df, &self.base, words, method, level)
    }
}

/// Numbers so large that their sum is none are unknown, not infinite.
fn finite(x: Option<f64>) -> Option<f64> {
    x.filter(|x| x.is_finite())
}
