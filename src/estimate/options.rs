//! What share chose each option: of a barrier question or any other, overall and by other questions.
//!
//! A multi-select is one question: its shares are % of cases (of those who answered) and % of mentions (of all options
//! that were chosen), and its base is everyone who answered, not everyone who ticked.

use super::figures::{Ratio, Share, ratio, share};
use super::{Estimate, Named, Partition};
use crate::published::Mark;
use crate::stats::Level;
use crate::survey::{Codebook, Kind, Question, Role};
use crate::tally::answers::{AnswerKey, Answers, Weighted};
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Form, Point, Table, Unit};
use std::collections::BTreeMap;

/// More groups than this cannot be told apart by colour; the table has them all.
const MOST_SERIES: usize = 7;

/// Shares of the options of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionShares {
    /// The question.
    pub question: Named,
    /// What its answers are.
    pub kind: Kind,
    /// What it is for.
    pub role: Option<Role>,
    /// The question by which it is broken down.
    pub by: Option<Named>,
    /// Its options as they are shown: the largest first, but in their own order where they have one.
    pub options: Vec<Named>,
    /// The option that says "none of these"; it stands last and is no mention.
    pub none: Option<String>,
    /// Published values for its options, by option id.
    pub marks: BTreeMap<String, Mark>,
    /// Everyone.
    pub total: Group,
    /// The groups, in the order of the by-question's options.
    pub groups: Vec<Group>,
    /// People who did not answer the by-question: in the total, in no group.
    pub outside: Option<u64>,
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
    /// Each option's share of all mentions, `None` for "none of these"; empty unless several options could be chosen.
    pub of_mentions: Vec<Option<Figure>>,
}

/// One cell of the tally, as the estimate reads it.
struct Pattern<'a> {
    key: &'a AnswerKey,
    sums: &'a Weighted,
    chosen: Vec<bool>,
    /// Options chosen, "none of these" left out.
    mentions: usize,
}

impl OptionShares {
    /// Estimates the shares of `question` from a tally that was counted by at most one question.
    pub fn estimate(tally: &Answers, codebook: &Codebook, question: &Question, weighted: bool, level: Level) -> Self {
        let by = tally.header().by.first().and_then(|id| codebook.questions.iter().find(|q| &q.id == id));
        let cells: Vec<Pattern> = tally
            .cells()
            .filter(|(k, _)| *k.question == *question.id)
            .map(|(key, sums)| Pattern::new(question, key, sums))
            .collect();
        let sample = cells.iter().map(|c| c.sums.n).sum();
        let all: Vec<&Pattern> = cells.iter().collect();
        let order = order(question, &all);
        let making = Making { question, order: &order, sample, weighted, level };
        let group = |name: Named, cells: &[&Pattern]| making.group(name, cells);
        let groups = by.map_or(Vec::new(), |by| {
            let named = by.options.iter().map(|o| Named::new(&o.id, &o.label));
            let groups = named.map(|name| {
                let cells: Vec<&Pattern> =
                    cells.iter().filter(|c| c.key.by.first().is_some_and(|b| **b == *name.id)).collect();
                group(name, &cells)
            });
            groups.filter(|g| !g.is_empty()).collect()
        });
        let inside = |c: &&Pattern| {
            by.is_some_and(|by| by.options.iter().any(|o| c.key.by.first().is_some_and(|b| **b == *o.id)))
        };
        let outside = by.map(|_| cells.iter().filter(|c| !inside(c) && c.key.is_answered()).map(|c| c.sums.n).sum());
        OptionShares {
            question: Named::new(&question.id, &question.text),
            kind: question.kind,
            role: question.role,
            by: by.map(|b| Named::new(&b.id, &b.label)),
            options: order.iter().map(|i| Named::new(&question.options[*i].id, &question.options[*i].label)).collect(),
            none: question.none_option.map(|i| question.options[i].id.clone()),
            marks: BTreeMap::new(),
            total: group(Named::new("total", "Everyone"), &all),
            groups,
            outside,
        }
    }

    fn is_multi(&self) -> bool {
        self.kind == Kind::Multi
    }

    fn base_words(&self) -> String {
        let n = |g: &Group| g.answered.map_or("—".into(), view::whole);
        let weighted =
            self.total.cases.iter().filter_map(Figure::shown).any(|f| f.method == view::Method::WilsonEffective);
        let weights = if weighted { ", weighted" } else { "" };
        format!("people who answered this question{weights} (n = {})", n(&self.total))
    }

    /// Options with their place, "none of these" left out.
    fn ranked(&self) -> impl Iterator<Item = (usize, &Named)> {
        self.options.iter().enumerate().filter(|(_, o)| Some(&o.id) != self.none.as_ref())
    }

    fn main_table(&self) -> Table {
        let mut columns = vec![Column::text("option", "Option")];
        let total = if self.is_multi() { "% of cases" } else { "Share" };
        columns.push(Column::figure("share", if self.by.is_some() { "Everyone" } else { total }, Unit::Share));
        if self.by.is_none() && self.is_multi() {
            columns.push(Column::figure("share_of_mentions", "% of mentions", Unit::Share));
        }
        if self.by.is_none() && !self.marks.is_empty() {
            columns.push(Column::number("published", "Published", Unit::Share));
        }
        columns.extend(
            self.groups.iter().map(|g| Column::figure(&format!("by_{}", g.name.id), &g.heading(), Unit::Share)),
        );
        let rows = self.options.iter().enumerate().map(|(i, option)| {
            let mut row: Vec<Cell> = vec![option.label.as_str().into(), (&self.total.cases[i]).into()];
            if self.by.is_none() && self.is_multi() {
                row.push(self.total.of_mentions.get(i).and_then(Option::as_ref).map_or(Cell::Null, Cell::from));
            }
            if self.by.is_none() && !self.marks.is_empty() {
                row.push(self.marks.get(&option.id).map_or(Cell::Null, |m| Cell::Number(m.share)));
            }
            row.extend(self.groups.iter().map(|g| Cell::from(&g.cases[i])));
            row
        });
        Table {
            id: self.id(),
            title: self.title(),
            base: self.base_words(),
            columns,
            rows: rows.collect(),
            notes: self.notes(),
        }
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

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.is_multi() {
            notes.push("Several answers were possible, so the shares of cases add up to more than 100%.".into());
        }
        if let (Some(by), Some(outside @ 1..)) = (&self.by, self.outside) {
            let people = if outside == 1 { "person" } else { "people" };
            notes.push(format!(
                "{} {people} gave no answer to \"{}\": in the total, in no group.",
                view::whole(outside),
                by.label
            ));
        }
        if self.by.is_none()
            && let Some(mark) = self.marks.values().next()
        {
            notes.push(format!("Published: {}. Shown beside, not tested.", mark.source));
        }
        notes
    }

    fn base_table(&self) -> Table {
        let mut columns = vec![
            Column::text("group", self.by.as_ref().map_or("Group", |b| b.label.as_str())),
            Column::integer("not_asked", "Not asked", Unit::People),
            Column::integer("no_answer", "No usable answer", Unit::People),
            Column::integer("answered", "Answered (base)", Unit::People),
        ];
        if self.is_multi() {
            columns.push(Column::integer("mentions", "Options chosen", Unit::Mentions));
        }
        let rows = [&self.total].into_iter().chain(&self.groups).map(|g| {
            let mut row: Vec<Cell> =
                vec![g.name.label.as_str().into(), g.not_asked.into(), g.no_answer.into(), g.answered.into()];
            if self.is_multi() {
                row.push(g.mentions.into());
            }
            row
        });
        Table {
            id: format!("{}_base", self.id()),
            title: format!("Who answered: {}", self.title()),
            base: "everyone whose row was used".into(),
            columns,
            rows: rows.collect(),
            notes: Vec::new(),
        }
    }

    fn bars(&self) -> Bars {
        let answered: Vec<&Group> = self.groups.iter().filter(|g| g.answered != Some(0)).collect();
        let drawn: Vec<&Group> = answered.iter().copied().take(MOST_SERIES).collect();
        let shown = if self.groups.is_empty() { vec![&self.total] } else { drawn.clone() };
        let bar = |(i, option): (usize, &Named)| Bar {
            label: option.label.clone(),
            points: shown.iter().map(|g| Point::of(&g.cases[i])).collect(),
            mark: self.marks.get(&option.id).filter(|_| self.groups.is_empty()).map(|m| view::Mark { value: m.share }),
        };
        let level = self.total.cases.iter().find_map(|f| f.shown().map(|s| s.level)).unwrap_or(0.95);
        let mut notes = self.notes();
        notes.retain(|n| !n.starts_with("Published"));
        if drawn.len() < answered.len() {
            notes.push(format!(
                "The first {} of {} groups are drawn; the table has them all.",
                drawn.len(),
                answered.len()
            ));
        }
        if shown.iter().flat_map(|g| &g.cases).any(Figure::is_suppressed) {
            notes.push("hidden: too few people to be shown.".into());
        }
        Bars {
            id: self.id(),
            title: self.title(),
            subtitle: format!("Share of {}; whiskers: {} interval", self.base_words(), view::percent(level)),
            series: if self.groups.is_empty() {
                vec![String::new()]
            } else {
                drawn.iter().map(|g| g.heading()).collect()
            },
            bars: self.options.iter().enumerate().map(bar).collect(),
            mark_label: self.marks.values().next().map(|m| m.source.clone()),
            notes,
        }
    }
}

impl<'a> Pattern<'a> {
    fn new(question: &Question, key: &'a AnswerKey, sums: &'a Weighted) -> Self {
        let chosen = chosen(question, key);
        let mentions = chosen.iter().enumerate().filter(|(i, t)| **t && Some(*i) != question.none_option).count();
        Pattern { key, sums, chosen, mentions }
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

    /// Whether nobody is in it, not even someone who was not asked.
    fn is_empty(&self) -> bool {
        [self.not_asked, self.no_answer, self.answered].into_iter().all(|n| n == Some(0))
    }
}

/// Which options a cell of the tally chose, in the codebook's order.
fn chosen(question: &Question, key: &AnswerKey) -> Vec<bool> {
    match question.kind {
        Kind::Multi => key.answer.bytes().map(|b| b == b'1').collect(),
        _ => question.options.iter().map(|o| *o.id == *key.answer).collect(),
    }
}

/// Options as they are shown: by size, but in their own order where they have one; "none of these" last.
fn order(question: &Question, cells: &[&Pattern]) -> Vec<usize> {
    let weight = |i: usize| -> i128 {
        cells.iter().filter(|c| c.key.is_answered() && c.chosen.get(i) == Some(&true)).map(|c| c.sums.w).sum()
    };
    let mut order: Vec<usize> = (0..question.options.len()).collect();
    if question.kind != Kind::Ordinal {
        order.sort_by_key(|i| (Some(*i) == question.none_option, std::cmp::Reverse(weight(*i)), *i));
    }
    order
}

/// What all groups of one estimate share.
struct Making<'a> {
    question: &'a Question,
    order: &'a [usize],
    sample: u64,
    weighted: bool,
    level: Level,
}

impl Making<'_> {
    fn group(&self, name: Named, cells: &[&Pattern]) -> Group {
        let sum = |f: &dyn Fn(&AnswerKey) -> bool| cells.iter().filter(|c| f(c.key)).map(|c| c.sums.n).sum::<u64>();
        let answered: Vec<&Pattern> = cells.iter().copied().filter(|c| c.key.is_answered()).collect();
        let base = total(&answered, &|_| true);
        let words = if name.id == "total" {
            format!("people who answered \"{}\"", self.question.text)
        } else {
            format!("{}: people who answered \"{}\"", name.label, self.question.text)
        };
        let cases = self.order.iter().map(|i| {
            let yes = total(&answered, &|c| c.chosen[*i]);
            share(
                &Share { yes, base: base.clone(), sample: self.sample, weighted: self.weighted, words: &words },
                self.level,
            )
        });
        let several = self.order.iter().filter(|_| self.question.kind == Kind::Multi);
        let of_mentions = several
            .map(|i| (Some(*i) != self.question.none_option).then(|| self.of_mentions(*i, &answered, base.clone())));
        Group {
            not_asked: Some(sum(&|k| !k.is_asked())),
            no_answer: Some(sum(&|k| k.is_asked() && !k.is_answered())),
            answered: Some(base.n),
            mentions: Some(answered.iter().map(|c| c.sums.n * c.mentions as u64).sum()),
            cases: cases.collect(),
            of_mentions: of_mentions.collect(),
            name,
        }
    }

    fn of_mentions(&self, option: usize, answered: &[&Pattern], base: Weighted) -> Figure {
        let yes = |c: &Pattern| f64::from(u8::from(c.chosen[option]));
        let numerator: f64 = answered.iter().map(|c| c.sums.weight() * yes(c)).sum();
        let denominator: f64 = answered.iter().map(|c| c.sums.weight() * c.mentions as f64).sum();
        let r = if denominator > 0.0 { numerator / denominator } else { 0.0 };
        let residual = |c: &Pattern| c.sums.squared_weight() * (yes(c) - r * c.mentions as f64).powi(2);
        let figure = Ratio {
            numerator,
            denominator,
            residual_squares: answered.iter().map(|c| residual(c)).sum(),
            base,
            sample: self.sample,
            counted: total(answered, &|c| c.mentions > 0).n,
            count: total(answered, &|c| c.chosen[option]).n,
            words: "options chosen by people who answered (n counts people)",
        };
        ratio(&figure, self.level)
    }
}

/// The sums of the cells that fit.
fn total(cells: &[&Pattern], fits: &dyn Fn(&Pattern) -> bool) -> Weighted {
    cells.iter().filter(|c| fits(c)).fold(Weighted::default(), |mut a, c| {
        (a.n, a.w, a.w2) = (a.n + c.sums.n, a.w + c.sums.w, a.w2 + c.sums.w2);
        a
    })
}

impl Estimate for OptionShares {
    fn tables(&self) -> Vec<Table> {
        vec![self.main_table(), self.base_table()]
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form::Bars(self.bars())]
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
        let mut sets: Vec<Vec<&mut Figure>> = (0..options).map(|_| Vec::new()).collect();
        for group in &mut self.groups {
            group.cases.iter_mut().zip(&mut sets).for_each(|(figure, set)| set.push(figure));
        }
        partitions.extend(sets.into_iter().map(|figures| Partition { figures, total_is_shown: true, outside }));
        let of_mentions = self.total.of_mentions.iter_mut().flatten();
        partitions.extend(self.total.cases.iter_mut().chain(of_mentions).map(Partition::alone));
        partitions
    }

    fn settle(&mut self) {
        let mut hidden = false;
        for group in self.groups.iter_mut().chain([&mut self.total]) {
            if group.cases.iter().any(Figure::is_suppressed) {
                hidden = true;
                (group.not_asked, group.no_answer, group.answered, group.mentions) = (None, None, None, None);
                group.of_mentions.iter_mut().flatten().for_each(Figure::suppress);
            }
        }
        if hidden {
            // Otherwise the size of a single hidden group could be worked out from the rest.
            self.outside = None;
        }
    }
}
