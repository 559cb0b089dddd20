//! From a sample to the shares of everyone and of groups.

use super::{Group, Median, Named};
use crate::error::Result;
use crate::estimate::figures::{self, Base, Designed, Scale, counted_share, designed_share};
use crate::estimate::groups::Place;
use crate::estimate::quantiles::Among;
use crate::estimate::sample::{Cell, Part, Ratios, Sample};
use crate::stats::Level;
use crate::survey::{Kind, Question};
use crate::view::{Figure, Flag, Method};

/// What one cell of the tally says, as the estimates read it.
pub(super) struct Said {
    pub(super) answered: bool,
    asked: bool,
    /// Options that were chosen, by their place in the order in which they are shown.
    pub(super) chosen: Vec<bool>,
    /// Options chosen, "none of these" left out; of an ordinal question the place of the answer, from 1.
    pub(super) amount: f64,
    pub(super) group: Option<usize>,
}

/// People of a group, or everyone, counted in one pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    /// Those who answered.
    pub(super) answered: Base,
    /// Of these, those who chose anything that counts.
    mentioning: Base,
    /// Of those who answered, who chose each option.
    pub(super) chosen: Vec<u64>,
    rows: u64,
    not_asked: u64,
    mentions: u64,
}

impl Counted {
    fn none(options: usize) -> Self {
        Counted { chosen: vec![0; options], ..Counted::default() }
    }

    fn add(&mut self, said: &Said, cell: &Cell) {
        let n = cell.sums.n;
        self.rows += n;
        self.not_asked += if said.asked { 0 } else { n };
        if !said.answered {
            return;
        }
        self.answered = self.answered.with(cell);
        self.mentions += n * said.amount as u64;
        if said.amount > 0.0 {
            self.mentioning = self.mentioning.with(cell);
        }
        self.chosen.iter_mut().zip(&said.chosen).for_each(|(count, yes)| *count += if *yes { n } else { 0 });
    }
}

/// A sample with what its cells say.
pub(super) struct Making<'a> {
    pub(super) question: &'a Question,
    pub(super) sample: Sample<'a>,
    pub(super) said: Vec<Said>,
    /// The codebook's options in the order in which they are shown.
    pub(super) order: Vec<usize>,
    pub(super) places: Vec<Place>,
    /// Everyone counted.
    pub(super) all: Counted,
    /// The groups counted, in the order of the places.
    pub(super) counted: Vec<Counted>,
    pub(super) scale: Scale,
    pub(super) level: Level,
}

impl<'a> Making<'a> {
    pub(super) fn new(
        question: &'a Question,
        sample: Sample<'a>,
        places: Vec<Place>,
        scale: Scale,
        level: Level,
    ) -> Self {
        let chosen: Vec<Vec<bool>> = sample.cells.iter().map(|c| chosen(question, &c.key.answer)).collect();
        let order = order(question, &sample, &chosen);
        let said = sample.cells.iter().zip(chosen).map(|(cell, chosen)| Said {
            answered: cell.key.is_answered(),
            asked: cell.key.is_asked(),
            amount: amount(question, &chosen),
            chosen: order.iter().map(|o| chosen.get(*o) == Some(&true)).collect(),
            group: places.iter().position(|p| p.holds(cell)),
        });
        let said: Vec<Said> = said.collect();
        let mut all = Counted::none(order.len());
        let mut counted = vec![Counted::none(order.len()); places.len()];
        for (said, cell) in said.iter().zip(&sample.cells) {
            all.add(said, cell);
            said.group.into_iter().for_each(|group| counted[group].add(said, cell));
        }
        Making { said, question, order, places, all, counted, scale, level, sample }
    }

    pub(super) fn options(&self) -> usize {
        self.order.len()
    }

    fn is_multi(&self) -> bool {
        self.question.kind == Kind::Multi
    }

    /// Whether an option, by its place, counts as a mention.
    pub(super) fn is_mention(&self, option: usize) -> bool {
        Some(self.order[option]) != self.question.none_option
    }

    /// What a cell adds to the statistics of one group: each option's share, then what [`Summary`] says.
    fn block(&self, said: &Said, start: usize, row: &mut Vec<Part>) {
        if !said.answered {
            return;
        }
        let one = |yes: bool| f64::from(u8::from(yes));
        row.extend(said.chosen.iter().enumerate().map(|(j, yes)| (start + j, one(*yes), 1.0)));
        let next = start + self.options();
        row.push((next, said.amount, 1.0));
        if self.question.kind == Kind::Ordinal {
            let (k, most) = (said.amount as usize, self.options());
            let (top, bottom) = (one(k + 2 > most), one(k <= 2));
            row.extend([(next + 1, top, 1.0), (next + 2, bottom, 1.0), (next + 3, top - bottom, 1.0)]);
        }
    }

    fn width(&self) -> usize {
        self.options() + if self.question.kind == Kind::Ordinal { 4 } else { 1 }
    }

    /// Shares of everyone, and each option's share of all mentions behind them.
    pub(super) fn everyone(&self) -> Result<Ratios> {
        let (width, options) = (self.width(), self.options());
        let mentions = if self.is_multi() { options } else { 0 };
        self.sample.ratios(width + mentions, |i, _: &Cell, row| {
            let said = &self.said[i];
            self.block(said, 0, row);
            if said.answered && mentions > 0 {
                let ranked = (0..options).filter(|j| self.is_mention(*j));
                row.extend(ranked.map(|j| (width + j, f64::from(u8::from(said.chosen[j])), said.amount)));
            }
        })
    }

    /// Shares of a group.
    fn of_group(&self, group: usize) -> Result<Ratios> {
        self.sample.ratios(self.width(), |i, _: &Cell, row| {
            let said = &self.said[i];
            if said.group == Some(group) {
                self.block(said, 0, row);
            }
        })
    }

    /// Everyone, from the ratios of [`Making::everyone`].
    pub(super) fn total(&self, ratios: &Ratios) -> Result<Group> {
        let words = format!("people who answered \"{}\"", self.question.text);
        let mut group = self.made(Named::new("total", "Everyone"), &[], ratios, &self.all, &words, &|_| true)?;
        if self.is_multi() {
            let df = self.sample.df();
            group.of_mentions =
                (0..self.options()).map(|j| self.is_mention(j).then(|| self.of_mentions(ratios, j, df))).collect();
        }
        Ok(group)
    }

    /// A group, by its place.
    pub(super) fn group(&self, group: usize) -> Result<Group> {
        let Place { name, values } = &self.places[group];
        let words = format!("{}: people who answered \"{}\"", name.label, self.question.text);
        let inside = |i: usize| self.said[i].group == Some(group);
        self.made(name.clone(), values, &self.of_group(group)?, &self.counted[group], &words, &inside)
    }

    fn made(
        &self,
        name: Named,
        values: &[String],
        ratios: &Ratios,
        counted: &Counted,
        words: &str,
        inside: &dyn Fn(usize) -> bool,
    ) -> Result<Group> {
        let (base, rows) = (counted.answered, counted.rows);
        let df = self.sample.degrees_of_freedom(values, inside);
        let share = |j: usize| {
            let count = counted.chosen[j];
            if !self.sample.designed {
                return counted_share(count, base.n, words, self.scale, self.level);
            }
            let (share, variance) = (ratios.value(j), ratios.variance(j));
            let made = Designed { share, variance, df, count, base: &base, rows, words };
            self.flagged(designed_share(&made, self.scale, self.level))
        };
        let score = |k: usize| {
            let at = self.options() + k;
            self.flagged(figures::linearised(ratios.value(at), ratios.variance(at), df, &base, words, self.level))
        };
        Ok(Group {
            median: self.median(base, rows, df, words, inside)?,
            people: Vec::new(),
            not_asked: Some(counted.not_asked),
            no_answer: Some(rows - counted.not_asked - base.n),
            answered: Some(base.n),
            mentions: Some(counted.mentions),
            cases: (0..self.options()).map(share).collect(),
            of_mentions: Vec::new(),
            scores: match self.question.kind {
                Kind::Multi => vec![score(0)],
                Kind::Ordinal => (0..4).map(score).collect(),
                _ => Vec::new(),
            },
            name,
        })
    }

    /// The option of the person in the middle, where options have an order.
    fn median(
        &self,
        base: Base,
        rows: u64,
        df: f64,
        words: &str,
        inside: &dyn Fn(usize) -> bool,
    ) -> Result<Option<Median>> {
        if self.question.kind != Kind::Ordinal {
            return Ok(None);
        }
        let place = |(i, said): (usize, &Said)| (said.answered && inside(i)).then_some(said.amount);
        let values: Vec<Option<f64>> = self.said.iter().enumerate().map(place).collect();
        let among = Among { sample: &self.sample, values: &values, df, base, rows, words, level: self.level };
        let figure = among.quantile(0.5)?;
        let label = |place: Option<f64>| {
            let option = self.order.get((place? as usize).checked_sub(1)?)?;
            Some(self.question.options.get(*option)?.label.clone())
        };
        let Some(shown) = figure.shown() else { return Ok(None) };
        Ok(label(shown.value).map(|value| Median { value, low: label(shown.low), high: label(shown.high) }))
    }

    /// A figure as the sample has it: without an interval to speak of where everyone was drawn, and flagged where it is not known
    /// what made the weights.
    pub(super) fn flagged(&self, mut figure: Figure) -> Figure {
        let Figure::Shown(shown) = &mut figure else { return figure };
        if self.sample.uncalibrated {
            shown.flags.push(Flag::Uncalibrated);
        }
        if self.sample.census {
            (shown.method, shown.low, shown.high) = (Method::Linearised, shown.value, shown.value);
        }
        figure
    }

    fn of_mentions(&self, ratios: &Ratios, option: usize, df: f64) -> Figure {
        let base = self.all.answered;
        // Whoever chose nothing is in no share of mentions.
        let counted = self.all.mentioning;
        let at = self.width() + option;
        let count = self.all.chosen[option];
        let words = "options chosen by people who answered (n counts people)";
        let (share, variance) = (ratios.value(at), ratios.variance(at));
        let made = Designed { share, variance, df, count, base: &counted, rows: counted.n, words };
        let mut figure = self.flagged(designed_share(&made, Scale::Logit, self.level));
        if let Figure::Shown(shown) = &mut figure {
            (shown.n, shown.n_weighted, shown.precision) = (base.n, base.w, None);
        }
        figure
    }

    /// The people of some cells.
    pub(super) fn base(&self, inside: &dyn Fn(usize) -> bool) -> Base {
        self.sample.base(inside)
    }
}

/// Which options a cell of the tally chose, in the codebook's order.
fn chosen(question: &Question, answer: &str) -> Vec<bool> {
    match question.kind {
        Kind::Multi => answer.bytes().map(|b| b == b'1').collect(),
        _ => question.options.iter().map(|o| o.id == answer).collect(),
    }
}

fn amount(question: &Question, chosen: &[bool]) -> f64 {
    let ticked = || chosen.iter().enumerate().filter(|(_, t)| **t).map(|(i, _)| i);
    match question.kind {
        Kind::Ordinal => ticked().next().map_or(0.0, |i| i as f64 + 1.0),
        _ => ticked().filter(|i| Some(*i) != question.none_option).count() as f64,
    }
}

/// Options as they are shown: by size, but in their own order where they have one; "none of these" last.
fn order(question: &Question, sample: &Sample, chosen: &[Vec<bool>]) -> Vec<usize> {
    let weight = |i: usize| -> i128 {
        let cells = sample.cells.iter().zip(chosen);
        cells
            .filter(|(cell, chosen)| cell.key.is_answered() && chosen.get(i) == Some(&true))
            .map(|(c, _)| c.sums.w)
            .sum()
    };
    let mut order: Vec<usize> = (0..question.options.len()).collect();
    if question.kind != Kind::Ordinal {
        order.sort_by_cached_key(|i| (Some(*i) == question.none_option, std::cmp::Reverse(weight(*i)), *i));
    }
    order
}
