//! A question of numbers: mean, median, quartiles and spread, for everyone and by other questions; totals where the weights sum to
//! a population.
//!
//! Under weights or a design, means and totals are linearised like shares; without one, means have Student's interval and gaps
//! Welch's. The smallest and the largest number are single persons', and for nobody else's eyes.

mod making;
mod tables;

use super::groups::{places, together};
use super::sample::{Degrees, Sample};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::stats::Level;
use crate::survey::{Codebook, Question};
use crate::tally::answers::Answers;
use crate::view::{self, Figure, Form, Table};
use making::Making;

/// Fewer people than this, and somebody's own number could be read from a quartile, or from the limits of a median, by others.
pub(super) const FEW_FOR_QUANTILES: u64 = 20;

/// The numbers that were given to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// The question.
    pub question: Named,
    /// The question by which it is broken down; of several, all of them together.
    pub by: Option<Named>,
    /// Whether people have weights, or were drawn otherwise than one by one from all.
    pub designed: bool,
    /// Whether people have weights.
    pub weighted: bool,
    /// Everyone.
    pub total: Group,
    /// The groups, in the order of the by-question's options.
    pub groups: Vec<Group>,
    /// People who answered and did not answer the by-question: in the total, in no group.
    pub outside: Option<u64>,
    /// Each group's mean against the rest; of two groups, the first's against the second's.
    pub gaps: Vec<MeanGap>,
    /// The level of decisions, all of a table together.
    pub level: Level,
}

/// One group of people, or everyone.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name; of everyone, `total`.
    pub name: Named,
    /// People who were not asked, or who left open whether they were.
    pub not_asked: Option<u64>,
    /// People who were asked and did not answer, or not so that it could be read.
    pub no_answer: Option<u64>,
    /// People who answered: the base.
    pub answered: Option<u64>,
    /// The mean.
    pub mean: Figure,
    /// The median: the smallest number up to which at least half of the people lie.
    pub median: Figure,
    /// The first and the third quartile, in the same sense.
    pub quartiles: Option<(f64, f64)>,
    /// The standard deviation among people; `None` of fewer than two.
    pub deviation: Option<f64>,
    /// The smallest and the largest number.
    pub extremes: Option<(f64, f64)>,
    /// The sum over the population, where the weights sum to one.
    pub total: Option<Figure>,
}

/// One group's mean against another, or the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanGap {
    /// The group, by its place.
    pub group: usize,
    /// Against whom.
    pub against: Named,
    /// The group's mean less the others'.
    pub difference: Figure,
    /// The chance of so large a difference where there is none.
    pub p: Option<f64>,
    /// The same, corrected over the table (Holm).
    pub holm: Option<f64>,
    /// Whether it differs.
    pub differs: bool,
}

/// How numbers are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// What the columns mean.
    pub codebook: &'a Codebook,
    /// The question, of kind number.
    pub question: &'a Question,
    /// Whether weights are used.
    pub weighted: bool,
    /// The confidence level.
    pub level: Level,
    /// Degrees of freedom of replicate weights.
    pub degrees: &'a Degrees,
}

impl Numbers {
    /// Estimates a question of numbers from a tally that was counted by any number of questions.
    ///
    /// # Errors
    /// When the design does not let errors be computed: see [`Sample::new`].
    pub fn estimate(tally: &Answers, asking: &Asking) -> Result<Self> {
        let Asking { codebook, question, level, .. } = *asking;
        let by: Vec<&Question> =
            tally.header().by.iter().filter_map(|id| codebook.questions.iter().find(|q| &q.id == id)).collect();
        let sample = Sample::new(tally, &question.id, codebook, asking.weighted, asking.degrees)?;
        let places = places(&by, &sample);
        let making = Making::new(question, sample, places, level);
        let population = codebook.design.population;
        Ok(Numbers {
            question: Named::new(&question.id, &question.text),
            by: together(&by),
            designed: making.sample.designed,
            weighted: asking.weighted,
            total: making.everyone(population)?,
            groups: making.groups(population)?,
            outside: (!by.is_empty()).then(|| making.outside()),
            gaps: making.gaps()?,
            level,
        })
    }

    fn id(&self) -> String {
        self.by.as_ref().map_or(self.question.id.clone(), |by| format!("{}_by_{}", self.question.id, by.id))
    }

    fn title(&self) -> String {
        match &self.by {
            Some(by) => format!("{} — by {}", self.question.label, by.label),
            None => self.question.label.clone(),
        }
    }

    fn everybody(&self) -> impl Iterator<Item = &Group> {
        [&self.total].into_iter().chain(&self.groups)
    }
}

impl Estimate for Numbers {
    fn tables(&self) -> Vec<Table> {
        [self.main_table()].into_iter().chain(self.gap_table()).chain([self.base_table()]).collect()
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        let shown = self.total.mean.shown()?;
        let (value, interval) = view::figure(shown, Some(view::Unit::Score))?;
        let interval = interval.map_or(String::new(), |interval| format!(" ({interval})"));
        let question = self.question.label.trim_end_matches('?');
        Some(format!("{question}: {value}{interval} on average of {} people.", view::whole(shown.n)))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let outside = self.outside.unwrap_or(0);
        let figures = self.groups.iter_mut().map(|g| Member::of(&mut g.mean)).collect();
        vec![Partition { figures, total_is_shown: true, outside }, Partition::alone(&mut self.total.mean)]
    }

    fn conceal(&mut self) {
        for group in self.groups.iter_mut().chain([&mut self.total]) {
            group.extremes = None;
            if group.mean.shown().is_some_and(|s| s.n > 0 && s.n < FEW_FOR_QUANTILES) {
                group.quartiles = None;
                group.median.suppress();
            }
        }
    }

    fn settle(&mut self) {
        let mut hidden = false;
        for group in self.groups.iter_mut().chain([&mut self.total]).filter(|g| g.mean.is_suppressed()) {
            hidden = true;
            group.hide();
        }
        if !hidden {
            return;
        }
        // Otherwise the size of a single hidden group could be worked out from the rest.
        self.outside = None;
        for gap in &mut self.gaps {
            // Every gap counts the hidden group on one of its sides.
            gap.difference.suppress();
            (gap.p, gap.holm, gap.differs) = (None, None, false);
        }
    }
}

impl Group {
    /// Hides every number of it.
    fn hide(&mut self) {
        (self.not_asked, self.no_answer, self.answered) = (None, None, None);
        (self.quartiles, self.deviation, self.extremes) = (None, None, None);
        self.mean.suppress();
        self.median.suppress();
        self.total.iter_mut().for_each(Figure::suppress);
    }
}
