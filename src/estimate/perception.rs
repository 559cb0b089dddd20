//! Perception beside reality: do those who name a barrier really hear back less?
//!
//! Where a survey and logs know the same people, those who chose an option stand against the rest in *their own* measured reply
//! share: replies ÷ matured messages, one number a person. The difference of the means has Welch's interval, the test is
//! Wilcoxon's, corrected by Holm over the options. It says who differs, not why: who expects no answer may also write otherwise.

use super::corrected::holm_levels;
use super::figures::{Base, student};
use super::{Estimate, Member, Named, Partition};
use crate::error::{Result, internal};
use crate::stats::location::{rank_sum, welch};
use crate::stats::quantile::Sample;
use crate::stats::{Level, StatsError};
use crate::survey::Question;
use crate::tally::Linked;
use crate::view::{self, Bar, Bars, Column, Figure, Flag, Form, Method, Point, Row, Table, Unit};

/// With fewer matured messages, a person's own reply share says too little.
pub const FEWEST_MESSAGES: u64 = 5;

/// With fewer people on either side nothing is compared.
pub const FEWEST_PEOPLE: usize = 5;

/// Those who chose an option against the rest, for every option of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Perception {
    /// The question.
    pub question: Named,
    /// Its options, in the codebook's order.
    pub options: Vec<Believers>,
    /// People in the survey and in the logs.
    pub linked: Option<u64>,
    /// Of these, with too few matured messages.
    pub too_few: Option<u64>,
    /// Of the others, without an answer.
    pub no_answer: Option<u64>,
    /// Days that a message has for its reply.
    pub horizon: u32,
    /// Confidence level of the intervals.
    pub level: Level,
}

/// Those who chose one option against those who did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Believers {
    /// The option.
    pub option: Named,
    /// The mean of the reply shares of those who chose it.
    pub believers: Figure,
    /// The same of the rest.
    pub rest: Figure,
    /// The former less the latter.
    pub difference: Figure,
    /// Wilcoxon's p-value; `None` where too few, or all shares are the same.
    pub p: Option<f64>,
    /// The same, corrected over the options.
    pub holm: Option<f64>,
}

/// One person: which options they chose, and their own reply share.
struct Linking {
    chosen: Vec<bool>,
    share: f64,
}

/// The reply shares of both sides, and what is known of their difference.
struct Sides {
    believers: Vec<f64>,
    rest: Vec<f64>,
    p: Option<f64>,
}

impl Perception {
    /// Compares those who chose an option with the rest; `None` where nobody is in the survey and in the logs.
    ///
    /// # Errors
    /// When the p-values cannot be corrected at this level.
    pub fn estimate(tally: &Linked, question: &Question, horizon: u32, level: Level) -> Result<Option<Perception>> {
        let (mut people, mut linked, mut too_few, mut no_answer) = (Vec::new(), 0, 0, 0);
        for (key, count) in tally.cells().filter(|(key, _)| *key.question == question.id) {
            linked += count.n;
            match key.chosen(question) {
                _ if key.own.messages < FEWEST_MESSAGES => too_few += count.n,
                None => no_answer += count.n,
                Some(chosen) => {
                    let share = key.own.replies as f64 / key.own.messages as f64;
                    people.extend((0..count.n).map(|_| Linking { chosen: chosen.clone(), share }));
                }
            }
        }
        if linked == 0 {
            return Ok(None);
        }
        let sides = (0..question.options.len()).map(|at| Sides::of(&people, at)).collect::<Result<Vec<_>>>()?;
        let p: Vec<Option<f64>> = sides.iter().map(|side| side.p).collect();
        let corrected = holm_levels(&p, level)?;
        let rows = question.options.iter().zip(&sides).zip(corrected);
        let options = rows.map(|((option, side), (holm, own_level))| {
            let option = Named::new(&option.id, &option.label);
            side.row(option, holm, level, own_level)
        });
        Ok(Some(Perception {
            question: Named::new(&question.id, &question.text),
            options: options.collect::<Result<_>>()?,
            linked: Some(linked),
            too_few: Some(too_few),
            no_answer: Some(no_answer),
            horizon,
            level,
        }))
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "One's own reply share: replies within {} days ÷ messages that have had so long, one number a person. Who differs is \
             told, not why.",
            self.horizon
        )];
        let left = [
            (self.too_few, format!("have fewer than {FEWEST_MESSAGES} such messages")),
            (self.no_answer, "did not answer the question".to_owned()),
        ];
        for (n, words) in left {
            if let (Some(n @ 1..), Some(linked)) = (n, self.linked) {
                notes.push(format!("Left out: {} of {} {words}.", view::whole(n), view::whole(linked)));
            }
        }
        if self.options.iter().any(|row| row.difference.shown().is_some_and(|s| s.value.is_none())) {
            notes.push(format!("—: fewer than {FEWEST_PEOPLE} people on one side, which compares nothing."));
        }
        notes.push("p: Wilcoxon's rank-sum test; corrected: by Holm over the options. Interval: Welch's.".into());
        notes
    }
}

impl Sides {
    fn of(people: &[Linking], option: usize) -> Result<Sides> {
        let side = |believes: bool| -> Vec<f64> {
            let side = people.iter().filter(|p| (p.chosen.get(option) == Some(&true)) == believes);
            side.map(|p| p.share).collect()
        };
        let (believers, rest) = (side(true), side(false));
        let mut sides = Sides { believers, rest, p: None };
        if sides.are_enough() {
            sides.p = rank_sum(&sides.believers, &sides.rest).map_err(internal)?.p_continuity;
        }
        Ok(sides)
    }

    fn are_enough(&self) -> bool {
        self.believers.len().min(self.rest.len()) >= FEWEST_PEOPLE
    }

    fn row(&self, option: Named, holm: Option<f64>, level: Level, own_level: Level) -> Result<Believers> {
        let label = &option.label;
        Ok(Believers {
            believers: mean(&self.believers, &format!("people who chose \"{label}\""), level)?,
            rest: mean(&self.rest, &format!("people who did not choose \"{label}\""), level)?,
            difference: self.difference(own_level)?,
            p: self.p,
            holm,
            option,
        })
    }

    fn difference(&self, level: Level) -> Result<Figure> {
        let n = (self.believers.len() + self.rest.len()) as u64;
        let base = Base { n, w: n as f64, w2: n as f64 };
        let make = |value, variance, df| {
            descriptive(student(
                value,
                variance,
                df,
                &base,
                "people in the survey and in the logs",
                Method::Welch,
                level,
            ))
        };
        if !self.are_enough() {
            return Ok(make(None, None, 0.0));
        }
        match welch(&self.believers, &self.rest) {
            Ok(test) => Ok(make(Some(test.difference), Some(test.se * test.se), test.df)),
            // Everyone on each side has the same share: nothing tells how much people vary.
            Err(StatsError::NoVariation) => {
                let first = |side: &[f64]| side.first().copied().unwrap_or(0.0);
                Ok(make(Some(first(&self.believers) - first(&self.rest)), None, 0.0))
            }
            Err(error) => Err(internal(error)),
        }
    }
}

/// The mean of people's shares, with Student's interval; nothing of fewer than [`FEWEST_PEOPLE`].
fn mean(shares: &[f64], words: &str, level: Level) -> Result<Figure> {
    let n = shares.len() as u64;
    let base = Base { n, w: n as f64, w2: n as f64 };
    let sample = if shares.len() >= FEWEST_PEOPLE { Some(Sample::new(shares).map_err(internal)?) } else { None };
    let value = sample.as_ref().map(Sample::mean);
    let variance = sample.as_ref().and_then(Sample::sd).map(|sd| sd * sd / n as f64).filter(|v| *v > 0.0);
    Ok(descriptive(student(value, variance, n as f64 - 1.0, &base, words, Method::Student, level)))
}

fn descriptive(mut figure: Figure) -> Figure {
    if let Figure::Shown(shown) = &mut figure {
        shown.flags.push(Flag::Descriptive);
        shown.flags.sort();
    }
    figure
}

impl Believers {
    /// Both sides are together everyone who is compared.
    fn partitions(&mut self) -> [Partition<'_>; 2] {
        let figures = vec![Member::of(&mut self.believers), Member::of(&mut self.rest)];
        [Partition { figures, total_is_shown: true, outside: 0 }, Partition::alone(&mut self.difference)]
    }
}

impl Estimate for Perception {
    fn tables(&self) -> Vec<Table> {
        let row = |b: &Believers| -> Row {
            let people = |figure: &Figure| figure.shown().map(|shown| shown.n);
            let number = |p: Option<f64>| p.map_or(view::Cell::Null, view::Cell::Number);
            vec![
                b.option.label.as_str().into(),
                (&b.believers).into(),
                (&b.rest).into(),
                (&b.difference).into(),
                number(b.p),
                number(b.holm),
                people(&b.believers).into(),
                people(&b.rest).into(),
            ]
        };
        let n = self.linked.map_or("—".into(), view::whole);
        vec![Table {
            id: format!("perception_{}", self.question.id),
            title: format!("Who says so, and who hears back: {}", self.question.label),
            base: format!("people in the survey and in the logs (n = {n})"),
            columns: vec![
                Column::text("option", "Option"),
                Column::figure("believers", "Own reply share: chose it", Unit::Share),
                Column::figure("rest", "did not", Unit::Share),
                Column::figure("difference", "Difference (points)", Unit::Difference),
                Column::number("p", "p", Unit::Probability),
                Column::number("holm", "corrected", Unit::Probability),
                Column::integer("n_believers", "Chose it", Unit::People),
                Column::integer("n_rest", "Did not", Unit::People),
            ],
            rows: self.options.iter().map(row).collect(),
            notes: self.notes(),
        }]
    }

    fn forms(&self) -> Vec<Form> {
        let bar = |b: &Believers| Bar {
            label: b.option.label.clone(),
            points: vec![Point::of(&b.believers), Point::of(&b.rest)],
            mark: None,
        };
        vec![Form::Bars(Bars {
            id: format!("perception_{}", self.question.id),
            title: format!("Who says so, and who hears back: {}", self.question.label),
            subtitle: format!(
                "Mean of people's own reply shares; whiskers: {} interval",
                view::percent(self.level.value())
            ),
            series: vec!["Chose it".into(), "Did not".into()],
            bars: self.options.iter().map(bar).collect(),
            mark_label: None,
            notes: self.notes(),
        })]
    }

    fn headline(&self) -> Option<String> {
        let told = |b: &&Believers| b.holm.is_some_and(|p| p <= self.level.alpha());
        let least = |a: &&Believers, b: &&Believers| a.holm.unwrap_or(1.0).total_cmp(&b.holm.unwrap_or(1.0));
        let row = self.options.iter().filter(told).min_by(least)?;
        let (chose, rest) = (row.believers.shown()?.value?, row.rest.shown()?.value?);
        Some(format!(
            "Those who say \"{}\" hear back on {} of their messages, the rest on {} (a description, not an effect).",
            row.option.label,
            view::percent(chose),
            view::percent(rest)
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        self.options.iter_mut().flat_map(Believers::partitions).collect()
    }

    fn settle(&mut self) {
        for row in &mut self.options {
            if [&row.believers, &row.rest, &row.difference].into_iter().any(Figure::is_suppressed) {
                [&mut row.believers, &mut row.rest, &mut row.difference].into_iter().for_each(Figure::suppress);
                (row.p, row.holm) = (None, None);
            }
        }
        if self.options.iter().all(|row| row.believers.is_suppressed()) {
            (self.linked, self.too_few, self.no_answer) = (None, None, None);
        }
    }
}
