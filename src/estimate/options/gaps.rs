//! Whether answers depend on the group: one test of the whole question first, then each option, then each group against the rest.

use super::making::{Making, Said};
use crate::error::Result;
use crate::estimate::Named;
use crate::estimate::corrected::{holm, holm_levels};
use crate::estimate::figures::{Base, linearised};
use crate::estimate::sample::{Part, Ratios};
use crate::estimate::two_shares::{TwoShares, few};
use crate::stats::Level;
use crate::stats::distribution::t_two_sided;
use crate::stats::rao_scott::{Deviations, RaoScott, cramers_v, independence, modified_pearson};
use crate::survey::Kind;
use crate::view::Figure;

/// Beyond so many steps (options times groups, cubed), the test of the whole question would take minutes.
const MOST_WORK: usize = 4_000_000_000;

/// How the answers depend on the group.
#[derive(Clone, Debug, PartialEq)]
pub struct Associations {
    /// All options at once: Rao & Scott's F; for a multi-select the modified Pearson statistic of Bilder & Loughin.
    pub overall: Option<Association>,
    /// Each option, in the order of the options.
    pub options: Vec<OptionTest>,
    /// Each option in each group against everyone else in a group; of two groups, the first against the second.
    pub gaps: Vec<Gap>,
    /// Whether the groups have an order, so that trends are tested.
    pub ordered: bool,
    /// The level of decisions, all of a table together.
    pub level: Level,
}

/// A test of association.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// The F statistic.
    pub f: f64,
    /// Its degrees of freedom.
    pub df: (f64, f64),
    /// The chance of an F at least as large where there is no association.
    pub p: f64,
    /// Cramér's V, where one table is tested.
    pub v: Option<f64>,
}

/// The test of one option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionTest {
    /// Whether those who chose it are spread over the groups like everyone; `None` where nobody or everybody chose it.
    pub association: Option<Association>,
    /// Its p, corrected over the options (Holm).
    pub p: Option<f64>,
    /// How much the share rises from one group to the next, where groups have an order.
    pub slope: Option<Figure>,
    /// The p of that slope, corrected over the options (Holm).
    pub slope_p: Option<f64>,
}

/// One option in one group, against the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The option, by its place.
    pub option: usize,
    /// The group, by its place.
    pub group: usize,
    /// Against whom.
    pub against: Named,
    /// Difference of the shares, −1 to 1.
    pub difference: Figure,
    /// The group's share over the others'.
    pub ratio: Figure,
    /// The chance of so large a difference where there is none.
    pub p: Option<f64>,
    /// The same, corrected over the table (Holm).
    pub holm: Option<f64>,
    /// Whether it differs: by this test, after the overall one.
    pub differs: bool,
    /// Whether so few say yes, or no, that Fisher's exact test had a say.
    pub few: bool,
}

impl Associations {
    /// Whether the question depends on the group at all; only then single differences are told.
    pub fn is_told(&self) -> bool {
        self.overall.is_none_or(|test| test.p <= self.level.alpha())
    }

    /// Takes out every number: the tests count all groups, and a gap against the rest counts those that are hidden.
    pub(super) fn hide(&mut self) {
        self.overall = None;
        for test in &mut self.options {
            *test = OptionTest { association: None, p: None, slope: None, slope_p: None };
        }
        for gap in &mut self.gaps {
            gap.difference.suppress();
            gap.ratio.suppress();
            (gap.p, gap.holm, gap.differs, gap.few) = (None, None, false, false);
        }
    }
}

impl Making<'_> {
    /// Tests whether answers depend on the group; `None` for fewer than two groups. Gaps are those of the named group alone.
    pub(super) fn associations(&self, ordered: bool, group: Option<&str>) -> Result<Option<Associations>> {
        let filled: Vec<usize> =
            (0..self.places.len()).filter(|g| self.said.iter().any(|s| s.answered && s.group == Some(*g))).collect();
        if filled.len() < 2 {
            return Ok(None);
        }
        let df = self.sample.df();
        let overall = match self.question.kind {
            Kind::Multi => self.all_options(&filled, df)?,
            _ => self.one_choice(&filled, df)?,
        };
        let mut found = Associations {
            options: self.option_tests(&filled, df, ordered)?,
            gaps: self.gaps(&filled, group, df)?,
            overall,
            ordered,
            level: self.level,
        };
        let told = found.is_told();
        found.gaps.iter_mut().for_each(|gap| gap.differs &= told);
        Ok(Some(found))
    }

    fn in_groups(&self) -> impl Fn(&Said) -> Option<usize> {
        |said: &Said| said.group.filter(|_| said.answered)
    }

    /// One choice: the table of options by groups.
    fn one_choice(&self, groups: &[usize], df: f64) -> Result<Option<Association>> {
        let (rows, width) = (self.rows(groups), groups.len());
        let count = rows.iter().max().map_or(0, |most| most + 1) * width;
        if count.pow(3) > MOST_WORK {
            return Ok(None);
        }
        let shares = self.sample.shares(count, |i| {
            let said = &self.said[i];
            let at = self.in_groups()(said).and_then(|g| groups.iter().position(|o| *o == g))?;
            Some(rows[said.chosen.iter().position(|yes| *yes)?] * width + at)
        })?;
        Ok(self.association(&shares, width, df))
    }

    fn association(&self, shares: &Ratios, width: usize, df: f64) -> Option<Association> {
        let values: Option<Vec<f64>> = shares.values.iter().copied().collect();
        let (values, covariance) = (values?, shares.covariance.as_ref()?);
        let RaoScott { f, df1, df2, p, .. } =
            independence(&values, width, covariance, self.sample.people() as f64, df)?;
        Some(Association { f, df: (df1, df2), p, v: cramers_v(&values, width) })
    }

    /// Whether so few people are expected to say yes, or no, to an option in the smallest group that a linearised variance says too
    /// little: the option is left out of the tests that rest on one. Its gaps are tested by counting.
    fn are_few(&self, option: usize, groups: &[usize]) -> bool {
        let (mut chosen, mut all, mut least) = (0.0, 0.0, f64::INFINITY);
        for group in groups {
            let counted = &self.counted[*group];
            chosen += counted.chosen[option] as f64;
            all += counted.answered.n as f64;
            least = least.min(counted.answered.effective_n());
        }
        let share = chosen / all;
        least * share.min(1.0 - share) < few(self.sample.designed)
    }

    /// The row of each option in a table by groups: options that few chose stand in one row together.
    fn rows(&self, groups: &[usize]) -> Vec<usize> {
        let few: Vec<bool> = (0..self.options()).map(|j| self.are_few(j, groups)).collect();
        let mut next = usize::from(few.contains(&true));
        few.iter()
            .map(|few| {
                next += usize::from(!few);
                if *few { 0 } else { next - 1 }
            })
            .collect()
    }

    /// A multi-select: all options at once.
    fn all_options(&self, groups: &[usize], df: f64) -> Result<Option<Association>> {
        let options: Vec<usize> = (0..self.options()).filter(|j| !self.are_few(*j, groups)).collect();
        let width = groups.len();
        if options.is_empty() || (options.len() * width).pow(3) > MOST_WORK {
            return Ok(None);
        }
        let inside = |i: usize| self.in_groups()(&self.said[i]);
        let all = groups.iter().fold(Base::default(), |all, g| all.and(&self.counted[*g].answered));
        if all.w <= 0.0 {
            return Ok(None);
        }
        let place = |group: usize| groups.iter().position(|g| *g == group);
        let mut of_options = vec![0.0; options.len()];
        for (said, cell) in self.said.iter().zip(&self.sample.cells).filter(|(s, _)| self.in_groups()(s).is_some()) {
            let chosen = options.iter().map(|j| if said.chosen[*j] { cell.weight() / all.w } else { 0.0 });
            of_options.iter_mut().zip(chosen).for_each(|(share, w)| *share += w);
        }
        let of_groups: Vec<f64> = groups.iter().map(|g| self.counted[*g].answered.w / all.w).collect();
        let deviations = self.sample.ratios(options.len() * width, |i, _, row| {
            let Some(at) = inside(i).and_then(place) else { return };
            for (j, (option, p)) in options.iter().zip(&of_options).enumerate() {
                let y = f64::from(u8::from(self.said[i].chosen[*option])) - p;
                let part = |(k, a): (usize, &f64)| (j * width + k, (f64::from(u8::from(k == at)) - a) * y, 1.0);
                row.extend(of_groups.iter().enumerate().map(part));
            }
        })?;
        let values: Option<Vec<f64>> = deviations.values.iter().copied().collect();
        let (Some(values), Some(covariance)) = (values, &deviations.covariance) else { return Ok(None) };
        let table = Deviations { groups: &of_groups, options: &of_options, deviations: &values, covariance };
        let test = modified_pearson(&table, all.n as f64, df);
        Ok(test.map(|t| Association { f: t.f, df: (t.df1, t.df2), p: t.p, v: None }))
    }

    fn option_tests(&self, groups: &[usize], df: f64, ordered: bool) -> Result<Vec<OptionTest>> {
        let mut tests = Vec::with_capacity(self.options());
        for option in 0..self.options() {
            let width = groups.len();
            if self.are_few(option, groups) {
                tests.push(OptionTest { association: None, p: None, slope: None, slope_p: None });
                continue;
            }
            let shares = self.sample.shares(2 * width, |i| {
                let said = &self.said[i];
                let at = self.in_groups()(said).and_then(|g| groups.iter().position(|o| *o == g))?;
                Some(if said.chosen[option] { at } else { width + at })
            })?;
            let association = self.association(&shares, width, df);
            let slope = if ordered && association.is_some() { self.slope(option, df)? } else { None };
            let (slope, slope_p) = slope.map_or((None, None), |(figure, p)| (Some(figure), p));
            tests.push(OptionTest { p: association.map(|a| a.p), association, slope, slope_p });
        }
        let corrected = |p: Vec<Option<f64>>| holm(&p);
        let p = corrected(tests.iter().map(|t| t.p).collect())?;
        let slopes = corrected(tests.iter().map(|t| t.slope_p).collect())?;
        for (test, (p, slope)) in tests.iter_mut().zip(p.into_iter().zip(slopes)) {
            (test.p, test.slope_p) = (p, slope);
        }
        Ok(tests)
    }

    /// The slope of an option's share over the groups' places, 1, 2, …: a regression under the design. One degree of freedom goes.
    fn slope(&self, option: usize, df: f64) -> Result<Option<(Figure, Option<f64>)>> {
        let one = |yes: bool| f64::from(u8::from(yes));
        let group = |said: &Said| self.in_groups()(said).map(|g| g as f64 + 1.0);
        let means = self.sample.ratios(2, |i, _, row| {
            let said = &self.said[i];
            let Some(score) = group(said) else { return };
            row.extend([(0, score, 1.0), (1, one(said.chosen[option]), 1.0)]);
        })?;
        let (Some(score), Some(share)) = (means.value(0), means.value(1)) else { return Ok(None) };
        if df < 2.0 {
            return Ok(None);
        }
        let slope = self.sample.ratios(1, |i, _, row| {
            let said = &self.said[i];
            let Some(s) = group(said) else { return };
            row.push((0, (s - score) * (one(said.chosen[option]) - share), (s - score).powi(2)));
        })?;
        let base = self.base(&|i| self.in_groups()(&self.said[i]).is_some());
        let words = "people who answered and are in a group: change of the share from one group to the next";
        let figure = linearised(slope.value(0), slope.variance(0), df - 1.0, &base, words, self.level);
        let p = slope
            .value(0)
            .zip(slope.variance(0))
            .filter(|(_, v)| *v > 0.0)
            .map(|(b, v)| t_two_sided(b / v.sqrt(), (df - 1.0).max(1.0)));
        Ok(Some((figure, p)))
    }

    fn gaps(&self, groups: &[usize], group: Option<&str>, df: f64) -> Result<Vec<Gap>> {
        let named = group.and_then(|id| groups.iter().find(|g| self.places[**g].name.id == id));
        let pairs: Vec<(usize, Option<usize>)> = match groups {
            _ if group.is_some() => named.map(|g| (*g, None)).into_iter().collect(),
            [a, b] => vec![(*a, Some(*b))],
            _ => groups.iter().map(|g| (*g, None)).collect(),
        };
        let mut found: Vec<(Gap, TwoShares)> = Vec::new();
        for (group, other) in &pairs {
            let (sides, df) = (self.sides(*group, *other)?, (df, self.df_of_sides(*group, *other)));
            for option in 0..self.options() {
                let tested = self.tested(&sides, (*group, *other), option, df);
                found.push((self.untold(option, *group, *other, &tested), tested));
            }
        }
        let p: Vec<Option<f64>> = found.iter().map(|(gap, _)| gap.p).collect();
        let corrected = holm_levels(&p, self.level)?;
        let told = found.into_iter().zip(corrected).map(|((gap, tested), (holm, level))| Gap {
            difference: tested.difference(level),
            ratio: tested.ratio(level),
            differs: holm.is_some_and(|p| p <= self.level.alpha()),
            holm,
            ..gap
        });
        Ok(told.collect())
    }

    /// A gap before the correction over the table.
    fn untold(&self, option: usize, group: usize, other: Option<usize>, tested: &TwoShares) -> Gap {
        let against = other.map_or(Named::new("rest", "the rest"), |other| self.places[other].name.clone());
        let (difference, ratio) = (tested.difference(self.level), tested.ratio(self.level));
        Gap { option, group, against, difference, ratio, p: tested.p, holm: None, differs: false, few: tested.few }
    }

    /// Shares in a group (first) and in another or the rest (behind), option by option.
    fn sides(&self, group: usize, other: Option<usize>) -> Result<Ratios> {
        let options = self.options();
        self.sample.ratios(2 * options, |i, _, row: &mut Vec<Part>| {
            let said = &self.said[i];
            let start = match self.in_groups()(said) {
                Some(g) if g == group => 0,
                Some(g) if other.is_none_or(|other| other == g) => options,
                _ => return,
            };
            row.extend(said.chosen.iter().enumerate().map(|(j, yes)| (start + j, f64::from(u8::from(*yes)), 1.0)));
        })
    }

    /// Degrees of freedom of each side by itself. Of replicate weights only the whole design's are known of "the rest".
    fn df_of_sides(&self, group: usize, other: Option<usize>) -> [f64; 2] {
        let inside = |i: usize| self.in_groups()(&self.said[i]);
        let there = |i: usize| inside(i).is_some_and(|g| g != group && other.is_none_or(|other| other == g));
        [
            self.sample.degrees_of_freedom(&self.places[group].values, |i| inside(i) == Some(group)),
            self.sample.degrees_of_freedom(&[], there),
        ]
    }

    fn tested(
        &self,
        sides: &Ratios,
        (group, other): (usize, Option<usize>),
        option: usize,
        (df, of_sides): (f64, [f64; 2]),
    ) -> TwoShares {
        let others = |g: &usize| *g != group && other.is_none_or(|other| other == *g);
        let there = (0..self.counted.len()).filter(others).map(|g| &self.counted[g]);
        let here = &self.counted[group];
        let (base, chosen) = there.fold((Base::default(), 0), |(base, chosen), counted| {
            (base.and(&counted.answered), chosen + counted.chosen[option])
        });
        TwoShares::of_sample(
            sides,
            (option, self.options() + option),
            [here.answered, base],
            [here.chosen[option], chosen],
            self.sample.designed,
            df,
            of_sides,
        )
    }
}
