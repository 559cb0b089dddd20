//! What share chose each option: of a barrier question or any other, overall and by other questions.
//!
//! A multi-select is one question: its shares are % of cases (of those who answered) and % of mentions (of all options
//! that were chosen), and its base is everyone who answered, not everyone who ticked. Its options are compared as answers of the
//! same people (`pairs`), and by groups with one test of the whole question first (`gaps`).

mod comparisons;
mod gaps;
mod making;
mod pairs;
mod people;
mod tables;

pub use super::figures::Scale;
pub(super) use comparisons::p_words;
pub use gaps::{Association, Associations, Gap, OptionTest};
pub use pairs::{Differ, Pair, Pairs, Together};

use super::evidence::{Evidence, Told, people_needed, told_above};
use super::groups::{places, together};
use super::sample::{Degrees, Sample};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::published::Mark;
use crate::stats::Level;
use crate::survey::{Codebook, Kind, Question, Role};
use crate::tally::answers::Answers;
use crate::view::{self, Figure, Form, Table, Unit};
use making::Making;
use std::collections::BTreeMap;

/// Shares of the options of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionShares {
    /// The question.
    pub question: Named,
    /// What its answers are.
    pub kind: Kind,
    /// What it is for.
    pub role: Option<Role>,
    /// The question by which it is broken down; of several, all of them together.
    pub by: Option<Named>,
    /// Its options as they are shown: the largest first, but in their own order where they have one.
    pub options: Vec<Named>,
    /// The option that says "none of these"; it stands last and is no mention.
    pub none: Option<String>,
    /// How many options could be chosen, where there is a limit.
    pub at_most: Option<usize>,
    /// Published values for its options, by option id.
    pub marks: BTreeMap<String, Mark>,
    /// Whether people have weights, or were drawn otherwise than one by one from all.
    pub designed: bool,
    /// Whether people have weights.
    pub weighted: bool,
    /// The confidence level.
    pub level: Level,
    /// Everyone.
    pub total: Group,
    /// The groups, in the order of the by-question's options.
    pub groups: Vec<Group>,
    /// People who did not answer the by-question: in the total, in no group.
    pub outside: Option<u64>,
    /// Its options beside each other; `None` where they have an order, or there are fewer than two.
    pub pairs: Option<Pairs>,
    /// Whether answers depend on the group; `None` for fewer than two groups.
    pub associations: Option<Associations>,
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
    /// Options that they chose, counted without the none-option.
    pub mentions: Option<u64>,
    /// Share of the base that chose each option, in the order of [`OptionShares::options`].
    pub cases: Vec<Figure>,
    /// Each option's share of all mentions, `None` for "none of these"; of everyone, and empty unless several options could be
    /// chosen.
    pub of_mentions: Vec<Option<Figure>>,
    /// Of a multi-select the mean number of options chosen; of an ordinal question the mean place (1 for the first option), the
    /// share of the last two options, of the first two, and the difference of these.
    pub scores: Vec<Figure>,
    /// Of an ordinal question the option that the person in the middle chose.
    pub median: Option<Median>,
    /// How many people of the population each option stands for, in the order of [`OptionShares::options`]; empty unless the
    /// weights sum to a population.
    pub people: Vec<Figure>,
}

/// The option of the person in the middle, and those between which it lies, by their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Median {
    /// The option.
    pub value: String,
    /// The first that it may be; `None` where too few answered to tell.
    pub low: Option<String>,
    /// The last that it may be.
    pub high: Option<String>,
}

/// How shares are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// What the columns mean.
    pub codebook: &'a Codebook,
    /// The question.
    pub question: &'a Question,
    /// Whether weights are used.
    pub weighted: bool,
    /// The confidence level.
    pub level: Level,
    /// Which interval shares get.
    pub scale: Scale,
    /// The group, by its id, that alone is compared with everyone else in a group; all of them where none is named.
    pub group: Option<&'a str>,
    /// Degrees of freedom of replicate weights.
    pub degrees: &'a Degrees,
}

impl OptionShares {
    /// Estimates the shares of a question from a tally that was counted by any number of questions.
    ///
    /// # Errors
    /// When the design does not let errors be computed: see [`Sample::new`].
    pub fn estimate(tally: &Answers, asking: &Asking) -> Result<Self> {
        let Asking { codebook, question, .. } = *asking;
        let by: Vec<&Question> =
            tally.header().by.iter().filter_map(|id| codebook.questions.iter().find(|q| &q.id == id)).collect();
        let sample = Sample::new(tally, &question.id, codebook, asking.weighted, asking.degrees)?;
        let places = places(&by, &sample);
        let making = Making::new(question, sample, places, asking.scale, asking.level);
        let everyone = making.everyone()?;
        let mut total = making.total(&everyone)?;
        let mut groups = (0..making.places.len()).map(|g| making.group(g)).collect::<Result<Vec<_>>>()?;
        if codebook.design.population {
            making.people(&mut total, &mut groups)?;
        }
        let outside = making.base(&|i| making.said[i].answered && making.said[i].group.is_none()).n;
        let ordered = matches!(by.as_slice(), [one] if one.kind == Kind::Ordinal);
        let option = |i: &usize| Named::new(&question.options[*i].id, &question.options[*i].label);
        Ok(OptionShares {
            question: Named::new(&question.id, &question.text),
            kind: question.kind,
            role: question.role,
            by: together(&by),
            options: making.order.iter().map(option).collect(),
            none: question.none_option.map(|i| question.options[i].id.clone()),
            at_most: question.choose_at_most,
            marks: BTreeMap::new(),
            designed: making.sample.designed,
            weighted: asking.weighted,
            level: asking.level,
            total,
            groups,
            outside: (!by.is_empty()).then_some(outside),
            pairs: making.pairs(&everyone)?,
            associations: making.associations(ordered, asking.group)?,
        })
    }

    fn is_multi(&self) -> bool {
        self.kind == Kind::Multi
    }

    /// Options with their place, "none of these" left out.
    fn ranked(&self) -> impl Iterator<Item = (usize, &Named)> {
        self.options.iter().enumerate().filter(|(_, o)| Some(&o.id) != self.none.as_ref())
    }
}

impl Group {
    /// Its name with its base: `First year (n = 240)`.
    fn heading(&self) -> String {
        match self.answered {
            Some(n) => format!("{} (n = {})", self.name.label, view::whole(n)),
            None => self.name.label.clone(),
        }
    }
}

impl OptionShares {
    /// What the tests of groups tell; nothing where they were not made, or are hidden.
    fn told_by(&self, found: &Associations) -> Option<Evidence> {
        let by = self.by.as_ref()?;
        let tests = found.gaps.iter().filter(|gap| gap.holm.is_some()).count();
        let told = found.gaps.iter().filter(|gap| gap.differs).filter_map(|gap| self.told_of(gap));
        let smallest = self.groups.iter().filter_map(|group| group.answered).min().filter(|_| tests > 0)?;
        Some(Evidence {
            table: self.id(),
            question: format!("whether \"{}\" depends on {}", self.question.label, by.label),
            told: told.collect(),
            would_tell: people_needed(0.5, smallest, tests, found.level),
        })
    }

    /// A group that chose an option more or less often than others.
    fn told_of(&self, gap: &Gap) -> Option<Told> {
        let shown = gap.difference.shown()?;
        let value = shown.value?;
        told_above(shown)?;
        let (option, group) = (self.options.get(gap.option)?, self.groups.get(gap.group)?);
        let by = self.by.as_ref().map_or("", |by| by.label.as_str());
        let share = group.cases.get(gap.option)?.shown()?.value?;
        let sentence = format!(
            "{} ({by}): {} say \"{}\", {} points {} than {}.",
            group.name.label,
            view::percent(share),
            option.label,
            view::scalar(value.abs(), Some(Unit::Difference)).trim_start_matches('+'),
            if value > 0.0 { "more" } else { "fewer" },
            gap.against.label
        );
        Some(Told { sentence, size: value.abs(), p: gap.holm? })
    }
}

impl Estimate for OptionShares {
    fn tables(&self) -> Vec<Table> {
        self.all_tables()
    }

    fn reported(&self) -> Vec<Table> {
        self.report_tables()
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form::Bars(self.bars())]
    }

    fn evidence(&self) -> Vec<Evidence> {
        self.associations.iter().filter_map(|found| self.told_by(found)).collect()
    }

    fn headline(&self) -> Option<String> {
        let (i, option) = match self.kind {
            Kind::Ordinal => return None,
            _ => self.ranked().next()?,
        };
        let shown = self.total.cases.get(i)?.shown()?;
        let said = view::share_with_interval(shown)?;
        Some(format!(
            "{}: {said} of {} say \"{}\".",
            self.question.label.trim_end_matches('?'),
            view::whole(shown.n),
            option.label
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut partitions: Vec<Partition> = Vec::new();
        let (options, outside) = (self.options.len(), self.outside.unwrap_or(0));
        let mut sets: Vec<Vec<Member>> = (0..options).map(|_| Vec::new()).collect();
        for group in &mut self.groups {
            group.cases.iter_mut().zip(&mut sets).for_each(|(figure, set)| set.push(Member::of(figure)));
        }
        partitions.extend(sets.into_iter().map(|figures| Partition { figures, total_is_shown: true, outside }));
        let of_mentions = self.total.of_mentions.iter_mut().flatten();
        partitions.extend(self.total.cases.iter_mut().chain(of_mentions).map(Partition::alone));
        // What is chosen together is shown of everyone only.
        let together = self.pairs.iter_mut().filter(|_| self.by.is_none()).flat_map(|pairs| &mut pairs.together);
        partitions.extend(together.map(|t| Partition::alone(&mut t.share)));
        partitions
    }

    fn settle(&mut self) {
        let mut hidden = false;
        for group in self.groups.iter_mut().chain([&mut self.total]) {
            if group.cases.iter().any(Figure::is_suppressed) {
                hidden = true;
                (group.not_asked, group.no_answer, group.answered, group.mentions) = (None, None, None, None);
                group.of_mentions.iter_mut().flatten().for_each(Figure::suppress);
                group.scores.iter_mut().chain(&mut group.people).for_each(Figure::suppress);
                group.median = None;
            }
        }
        if hidden {
            // Otherwise the size of a single hidden group could be worked out from the rest.
            self.outside = None;
        }
        self.settle_comparisons();
    }
}
