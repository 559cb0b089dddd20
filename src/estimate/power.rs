//! How many respondents, or messages, a preset difference takes; and what data at hand could have told.
//!
//! The difference is set beforehand, never the one observed: the power to find what was found says nothing new.

use super::{Estimate, Named, OptionShares, Partition};
use crate::error::{Fault, Result, internal};
use crate::stats::power::{Alternative, MarginPlan, ShareTest, whole_people};
use crate::stats::{Level, StatsError};
use crate::view::{self, Cell, Column, Figure, Form, Row, Table, Unit};

/// What is planned. Shares, differences and rates in percent, as people say them.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The share that is expected, 0–100; 50 is the safe guess.
    pub share: f64,
    /// Differences to be told, in percentage points.
    pub differences: Vec<f64>,
    /// The chance to tell a difference that is there, in percent.
    pub power: f64,
    /// The level of tests and intervals.
    pub level: Level,
    /// How many times the variance of people drawn at random.
    pub design_effect: f64,
    /// How many people there are at all; `None` for far more than are asked.
    pub population: Option<f64>,
    /// Of those who are asked, how many answer, in percent.
    pub response_rate: f64,
    /// Whether people are written to rather than asked.
    pub messages: bool,
}

impl Plan {
    /// Five points from 50 %, told four times of five, of people drawn at random who all answer.
    pub fn new(level: Level) -> Self {
        Plan {
            share: 50.0,
            differences: vec![5.0],
            power: 80.0,
            level,
            design_effect: 1.0,
            population: None,
            response_rate: 100.0,
            messages: false,
        }
    }

    /// The words of a plan that cannot be.
    ///
    /// # Errors
    /// The first value that is out of its range, with that range.
    fn check(&self) -> Result<(), Fault> {
        let within = |flag: &str, value: f64, fits: bool, accepted: &str| match fits {
            true => Ok(()),
            false => Err(Fault::new(format!("{flag} is out of range"))
                .found(value.to_string())
                .accepted(accepted)
                .remedy(format!("give {flag} such a value, or leave it out"))),
        };
        let percent = |x: f64| x > 0.0 && x < 100.0;
        within("--share", self.share, percent(self.share), "percent, above 0 and below 100, such as 42")?;
        for d in &self.differences {
            within("--difference", *d, percent(*d), "percentage points, above 0 and below 100, such as 5")?;
            let most = self.share.max(100.0 - self.share);
            let words = format!("at most {} points, which is all there is from {} %", said(most), said(self.share));
            within("--difference", *d, *d <= most, &words)?;
        }
        let alpha = 100.0 * self.level.alpha();
        let words = format!("percent, above {} and below 100, such as 80", view::percent(alpha / 100.0));
        within("--power", self.power, self.power > alpha && self.power < 100.0, &words)?;
        let deff = self.design_effect;
        within("--deff", deff, deff > 0.0 && deff.is_finite(), "a number above 0, such as 1.4")?;
        let rate = self.response_rate;
        within("--response-rate", rate, rate > 0.0 && rate <= 100.0, "percent, above 0 and at most 100, such as 25")?;
        let people = self.population.unwrap_or(f64::MAX);
        within("--population", people, people >= 4.0, "at least 4 people")
    }

    fn test(&self, tests: usize) -> Result<ShareTest> {
        ShareTest::new(self.level.alpha() / tests.max(1) as f64, Alternative::TwoSided).map_err(internal)
    }
}

/// How many people a plan takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Needed {
    /// The plan.
    pub plan: Plan,
    /// For each difference between two groups.
    pub gaps: Vec<Gap>,
    /// For each margin of one share.
    pub margins: Vec<Margin>,
}

/// People that it takes to tell two groups apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The difference, 0–1.
    pub difference: f64,
    /// The other share, in the direction that takes more people.
    pub other: f64,
    /// In each group, of people drawn at random from very many.
    pub plain: f64,
    /// In each group, with the design effect and of the people there are.
    pub each: f64,
    /// Whom to invite for both groups.
    pub invited: f64,
}

/// People that it takes to know one share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// Half the interval's width, 0–1.
    pub margin: f64,
    /// Who must answer.
    pub needed: f64,
    /// Whom to invite for that.
    pub invited: f64,
}

impl Needed {
    /// Computes what a plan takes.
    ///
    /// # Errors
    /// When a value of the plan is out of its range.
    pub fn estimate(plan: Plan) -> Result<Self> {
        plan.check()?;
        let gaps = plan.differences.iter().map(|d| gap(&plan, d / 100.0)).collect::<Result<_>>()?;
        let margins = plan.differences.iter().map(|d| margin(&plan, d / 100.0)).collect::<Result<_>>()?;
        Ok(Needed { plan, gaps, margins })
    }

    fn people(&self) -> &'static str {
        if self.plan.messages { "people written to" } else { "respondents" }
    }

    fn gap_table(&self) -> Table {
        let Plan { messages, .. } = self.plan;
        let group = if messages { "Written to each way" } else { "Respondents in each group" };
        let mut columns = vec![
            Column::number("difference", "Difference (points)", Unit::Margin),
            Column::text("shares", "Between"),
            Column::integer("plain", "Drawn at random", Unit::People),
            Column::integer("each", group, Unit::People),
            Column::integer("both", "Both together", Unit::People),
        ];
        if !messages {
            columns.push(Column::integer("invited", "To invite", Unit::People));
        }
        let row = |gap: &Gap| {
            let between = format!("{}% and {}%", said(self.plan.share), said(gap.other * 100.0));
            let mut row: Row = vec![
                Cell::Number(gap.difference),
                between.into(),
                people(gap.plain),
                people(gap.each),
                people(2.0 * gap.each),
            ];
            if !messages {
                row.push(people(gap.invited));
            }
            row
        };
        Table {
            id: "needed".into(),
            title: match messages {
                true => "People to write to, to tell two ways of writing apart".into(),
                false => "Respondents needed, to tell two groups apart".into(),
            },
            base: self.base(),
            columns,
            rows: self.gaps.iter().map(row).collect(),
            notes: self.notes(),
        }
    }

    fn base(&self) -> String {
        let Plan { power, level, design_effect, population, response_rate, messages, .. } = &self.plan;
        let mut parts = vec![format!(
            "told in {} of 100 samples, by a two-sided test at {}",
            said(*power),
            view::percent(level.alpha())
        )];
        if *design_effect != 1.0 {
            parts.push(format!("design effect {}", said(*design_effect)));
        }
        if let Some(n) = population {
            parts.push(format!("of {} people there are", view::whole(*n as u64)));
        }
        if *response_rate < 100.0 && !messages {
            parts.push(format!("{} in 100 answer", said(*response_rate)));
        }
        parts.join("; ")
    }

    fn notes(&self) -> Vec<String> {
        let Plan { messages, population, .. } = &self.plan;
        let mut notes = vec![
            "Set the difference that would matter to you beforehand; the one that was found afterwards is no guide."
                .to_owned(),
            "Of the two directions, the one that takes more people is shown. For one comparison; several take more."
                .to_owned(),
        ];
        if population.is_some() {
            notes.push("Each group is taken to be half of the people there are.".into());
        }
        let people = population.unwrap_or(f64::INFINITY);
        let asked = self.gaps.iter().map(|g| g.invited).chain(self.margins.iter().map(|m| m.invited));
        if asked.fold(0.0, f64::max) > people {
            notes.push(
                "Where more would have to be invited than there are people, it cannot be told here: raise the response rate, or \
                 look for a larger difference."
                    .into(),
            );
        }
        if *messages {
            notes.push(
                "Count only people whose reply had time to come; who writes which way must be left to chance, or the groups \
                 differ by more than the message."
                    .into(),
            );
        }
        notes
    }

    fn margin_table(&self) -> Table {
        let Plan { messages, level, share, .. } = &self.plan;
        let mut columns = vec![
            Column::number("margin", "Margin (± points)", Unit::Margin),
            Column::integer("needed", if *messages { "People written to" } else { "Respondents" }, Unit::People),
        ];
        if !messages {
            columns.push(Column::integer("invited", "To invite", Unit::People));
        }
        let row = |m: &Margin| {
            let mut row: Row = vec![Cell::Number(m.margin), people(m.needed)];
            if !messages {
                row.push(people(m.invited));
            }
            row
        };
        Table {
            id: "needed_margin".into(),
            title: format!(
                "{} needed, to know one share",
                if *messages { "People to write to" } else { "Respondents" }
            ),
            base: format!("a share of about {}%; {} interval", said(*share), view::percent(level.value())),
            columns,
            rows: self.margins.iter().map(row).collect(),
            notes: Vec::new(),
        }
    }
}

fn gap(plan: &Plan, difference: f64) -> Result<Gap> {
    let (test, share, power) = (plan.test(1)?, plan.share / 100.0, plan.power / 100.0);
    let mut most: Option<(f64, f64)> = None;
    for other in [share + difference, share - difference].into_iter().filter(|s| (-1e-12..=1.0 + 1e-12).contains(s)) {
        let other = other.clamp(0.0, 1.0);
        let n = test.people_per_group(share, other, power).map_err(internal)?;
        // From 50 % both directions take as many; the one above is shown.
        if most.is_none_or(|(_, already)| n > already * (1.0 + 1e-9)) {
            most = Some((other, n));
        }
    }
    let (other, plain) = most.ok_or_else(|| internal("no direction"))?;
    let designed = plain * plan.design_effect;
    let finite = plan.population.map_or(designed, |all| designed / (1.0 + (designed - 1.0) / (all / 2.0)));
    let each = whole_people(finite);
    let invited = whole_people(2.0 * each / (plan.response_rate / 100.0));
    Ok(Gap { difference, other, plain: whole_people(plain), each, invited })
}

fn margin(plan: &Plan, margin: f64) -> Result<Margin> {
    let of = MarginPlan {
        design_effect: plan.design_effect,
        population: plan.population,
        response_rate: plan.response_rate / 100.0,
        ..MarginPlan::new(plan.share / 100.0, margin, plan.level)
    };
    let found = of.people().map_err(internal)?;
    Ok(Margin { margin, needed: found.required, invited: found.invited })
}

/// A number as it was typed.
fn said(x: f64) -> String {
    format!("{}", (x * 1e6).round() / 1e6)
}

fn people(n: f64) -> Cell {
    Cell::from(n as u64)
}

impl Estimate for Needed {
    fn tables(&self) -> Vec<Table> {
        vec![self.gap_table(), self.margin_table()]
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        let gap = self.gaps.first()?;
        Some(format!(
            "{} {} in each group tell {} points apart in {} of 100 samples.",
            view::whole(gap.each as u64),
            self.people(),
            said(gap.difference * 100.0),
            said(self.plan.power)
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        Vec::new()
    }

    fn settle(&mut self) {}
}

/// What data at hand could have told.
#[derive(Clone, Debug, PartialEq)]
pub struct Tellable {
    question: Named,
    by: Option<Named>,
    /// Each option, with its margin.
    pub options: Vec<Known>,
    /// Pairs of groups, or two halves of everyone.
    pub pairs: Vec<Between>,
    tests: usize,
    plan: Plan,
}

/// How well a share is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The option.
    pub option: Named,
    /// Its share.
    pub share: Figure,
}

/// The least difference that two groups could have told.
#[derive(Clone, Debug, PartialEq)]
pub struct Between {
    /// The groups.
    pub groups: [Named; 2],
    /// How many people answered in each; `None` where hidden.
    pub n: [Option<u64>; 2],
    /// Of so many drawn at random they tell as much.
    pub effective: [Option<f64>; 2],
    /// The difference that would be told, 0–1; `None` where none would.
    pub alone: Option<f64>,
    /// The same, as one of all comparisons of the table.
    pub corrected: Option<f64>,
}

impl Tellable {
    /// What the shares of a question, by at most one other, could have told.
    ///
    /// # Errors
    /// When a value of the plan is out of its range.
    pub fn estimate(shares: &OptionShares, plan: Plan) -> Result<Self> {
        plan.check()?;
        let mut groups: Vec<(Named, Option<u64>, Option<f64>)> =
            shares.groups.iter().map(|g| (g.name.clone(), g.answered, effective(&g.cases, g.answered))).collect();
        if shares.by.is_none() {
            let (n, effective) = (shares.total.answered, effective(&shares.total.cases, shares.total.answered));
            let half = |label: &str| (Named::new("half", label), n.map(|n| n / 2), effective.map(|e| e / 2.0));
            groups = vec![half("One half"), half("The other half")];
        }
        let comparisons = groups.len() * groups.len().saturating_sub(1) / 2 * shares.options.len();
        let tests = if shares.by.is_none() { shares.options.len() } else { comparisons };
        let mut pairs = Vec::new();
        for (i, one) in groups.iter().enumerate() {
            for two in groups.iter().skip(i + 1) {
                let effective = [one.2, two.2];
                pairs.push(Between {
                    groups: [one.0.clone(), two.0.clone()],
                    n: [one.1, two.1],
                    effective,
                    alone: told(&plan, effective, 1)?,
                    corrected: told(&plan, effective, tests)?,
                });
            }
        }
        let options = shares.options.iter().zip(&shares.total.cases);
        let options = options.map(|(option, share)| Known { option: option.clone(), share: share.clone() }).collect();
        Ok(Tellable { question: shares.question.clone(), by: shares.by.clone(), options, pairs, tests, plan })
    }

    fn margin_table(&self) -> Table {
        let columns = vec![
            Column::text("option", "Option"),
            Column::figure("share", "Share", Unit::Share),
            Column::number("margin", "Margin (± points)", Unit::Margin),
            Column::integer("n", "n", Unit::People),
            Column::number("deff", "Design effect", Unit::Ratio),
            Column::integer("effective_n", "Tells as much as", Unit::People),
        ];
        let row = |known: &Known| {
            let shown = known.share.shown();
            let precision = shown.and_then(|s| s.precision);
            let margin = shown.and_then(|s| Some((s.high? - s.low?) / 2.0));
            let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
            vec![
                known.option.label.as_str().into(),
                (&known.share).into(),
                number(margin),
                shown.map(|s| s.n).into(),
                number(precision.and_then(|p| p.deff)),
                precision.and_then(|p| p.effective_n).map_or(Cell::Null, |n| people(n.round())),
            ]
        };
        Table {
            id: format!("{}_margins", self.question.id),
            title: format!("How well each share is known: {}", self.question.label),
            base: "people who answered this question".into(),
            columns,
            rows: self.options.iter().map(row).collect(),
            notes: vec![
                "Design effect: how many times the variance of as many people drawn at random. \"Tells as much as\" so many \
                 people drawn at random."
                    .into(),
            ],
        }
    }

    fn pair_table(&self) -> Table {
        let columns = vec![
            Column::text("one", "Group"),
            Column::text("two", "and group"),
            Column::integer("one_n", "n", Unit::People),
            Column::integer("two_n", "and n", Unit::People),
            Column::number("alone", "Told from (points)", Unit::Margin),
            Column::number("corrected", "corrected", Unit::Margin),
        ];
        let row = |pair: &Between| {
            let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
            let [one, two] = &pair.groups;
            let mut row: Row = vec![one.label.as_str().into(), two.label.as_str().into()];
            row.extend(pair.n.map(Cell::from));
            row.extend([number(pair.alone), number(pair.corrected)]);
            row
        };
        let by = self.by.as_ref().map_or("two halves".to_owned(), |by| format!("groups of \"{}\"", by.label));
        Table {
            id: format!("{}_told", self.question.id),
            title: format!("Differences that these data could tell: {}", self.question.label),
            base: format!("{by}; a share of about {}%", said(self.plan.share)),
            columns,
            rows: self.pairs.iter().map(row).collect(),
            notes: vec![
                format!(
                    "A difference of so many points between the two would be told in {} of 100 samples, by a two-sided test at \
                     {}; smaller ones are missed more often.",
                    said(self.plan.power),
                    view::percent(self.plan.level.alpha())
                ),
                format!("corrected: as one of {} comparisons, for every option.", self.tests),
                "—: hidden, or too few people for any difference.".into(),
            ],
        }
    }
}

/// The least effective number of people among the options: what the design leaves of them.
fn effective(cases: &[Figure], n: Option<u64>) -> Option<f64> {
    let n = n? as f64;
    let known = cases.iter().filter_map(|f| f.shown()?.precision?.effective_n);
    known.min_by(f64::total_cmp).map(|e| e.min(n)).or(Some(n)).filter(|n| *n > 0.0)
}

/// The least difference from the planned share that two groups tell, in the direction that takes more.
fn told(plan: &Plan, effective: [Option<f64>; 2], tests: usize) -> Result<Option<f64>> {
    let [Some(one), Some(two)] = effective else { return Ok(None) };
    // Groups of two sizes tell as much as two of their harmonic mean.
    let n = 2.0 * one * two / (one + two);
    let (test, share, power) = (plan.test(tests)?, plan.share / 100.0, plan.power / 100.0);
    let found = |difference: Result<f64, StatsError>| match difference {
        Ok(other) => Ok(Some((other - share).abs())),
        Err(StatsError::Undetectable { .. }) => Ok(None),
        Err(error) => Err(internal(error)),
    };
    let (up, down) = (found(test.detectable_above(share, n, power))?, found(test.detectable_below(share, n, power))?);
    Ok(up.zip(down).map(|(up, down)| up.max(down)).or(up).or(down))
}

impl Estimate for Tellable {
    fn tables(&self) -> Vec<Table> {
        vec![self.pair_table(), self.margin_table()]
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        None
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        self.options.iter_mut().map(|known| Partition::alone(&mut known.share)).collect()
    }

    fn settle(&mut self) {
        if self.options.iter().any(|known| known.share.is_suppressed()) {
            self.pairs.clear();
        }
    }
}
