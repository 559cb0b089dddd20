//! Before and after: the answers of the same people to two questions, and how they changed.
//!
//! Ordinal answers and numbers: the mean change with its paired interval, and how many went up, down or stayed. Single choices
//! and multi-selects: each option's share before and after, the difference with Newcombe's paired interval and McNemar's
//! mid-p, corrected (Holm) for the options. Under weights or a design (`designed`) a person's change is one more answer of theirs.

mod designed;

use super::corrected::holm_levels;
use super::figures::{blank, plain_share};
use super::sample::Sample;
use super::{Estimate, Named, Partition};
use crate::error::{Result, internal};
use crate::stats::Level;
use crate::stats::paired::{MeanDifference, Pairs, paired_mean};
use crate::survey::{Kind, Question};
use crate::tally::Answers;
use crate::tally::answers::AnswerKey;
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Form, Method, Point, Row, Shown, Table, Unit};

/// How the same people's answers changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The question asked before.
    pub before: Named,
    /// The question asked after.
    pub after: Named,
    /// What changed.
    pub what: What,
    /// People who answered both.
    pub both: Option<u64>,
    /// People who answered the first only.
    pub only_before: Option<u64>,
    /// People who answered the second only.
    pub only_after: Option<u64>,
    /// Whether people have weights, or were drawn otherwise than one by one from all.
    pub designed: bool,
    level: Level,
}

/// What is compared before and after.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A number, or a place on an ordinal scale.
    Score(Box<Score>),
    /// Options that are chosen or not.
    Options(Vec<Chosen>),
}

/// A change of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The mean before.
    pub before: Figure,
    /// The mean after.
    pub after: Figure,
    /// The mean of each person's change.
    pub change: Figure,
    /// The chance of so large a mean change if there is none.
    pub p: Option<f64>,
    /// The shares that went up, stayed the same, and went down.
    pub moved: [Figure; 3],
    /// The ends of the scale, in words; `None` of numbers.
    pub scale: Option<(String, String)>,
}

/// A change of an option's share.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The option.
    pub option: Named,
    /// The share before.
    pub before: Figure,
    /// The share after.
    pub after: Figure,
    /// After less before.
    pub change: Figure,
    /// The corrected p-value; `None` where nobody could be counted.
    pub p: Option<f64>,
}

/// One pair of answers and how many gave it.
struct Answered<'a> {
    before: &'a str,
    after: &'a str,
    n: u64,
}

impl Change {
    /// Estimates the change from a tally of the question `after`, counted by the question `before`, and its sample; the two are of
    /// one kind, and have the same options where they have any.
    ///
    /// # Errors
    /// When a level is so near 1 that it cannot be corrected, or the design does not let errors be computed.
    pub fn estimate(
        tally: &Answers,
        sample: &Sample,
        before: &Question,
        after: &Question,
        level: Level,
    ) -> Result<Self> {
        let cells: Vec<(&AnswerKey, u64)> =
            tally.cells().filter(|(k, _)| *k.question == *after.id).map(|(k, sums)| (k, sums.n)).collect();
        let by = |key: &AnswerKey| key.with_answer(key.by.first().map_or("", |b| b));
        let count = |first: bool, second: bool| {
            let fits = |key: &AnswerKey| by(key).is_answered() == first && key.is_answered() == second;
            cells.iter().filter(|(key, _)| fits(key)).map(|(_, n)| n).sum()
        };
        let both = cells.iter().filter(|(key, _)| by(key).is_answered() && key.is_answered());
        let answers: Vec<Answered> = both
            .map(|(key, n)| Answered { before: key.by.first().map_or("", |b| b), after: &key.answer, n: *n })
            .collect();
        let designed = designed::Both { sample, before, after, level };
        let what = match after.kind {
            Kind::Ordinal | Kind::Number if sample.designed => What::Score(Box::new(designed.score()?)),
            _ if sample.designed => What::Options(designed.options()?),
            Kind::Ordinal | Kind::Number => What::Score(Box::new(score(&answers, before, after, level)?)),
            _ => What::Options(options(&answers, before, after, level)?),
        };
        Ok(Change {
            before: Named::new(&before.id, &before.label),
            after: Named::new(&after.id, &after.label),
            what,
            designed: sample.designed,
            both: Some(count(true, true)),
            only_before: Some(count(true, false)),
            only_after: Some(count(false, true)),
            level,
        })
    }

    fn id(&self) -> String {
        format!("{}_{}", self.before.id, self.after.id)
    }

    fn title(&self) -> String {
        format!("Before and after: {} → {}", self.before.label, self.after.label)
    }

    fn base(&self) -> String {
        format!("people who answered both questions (n = {})", self.both.map_or("—".into(), view::whole))
    }

    fn table(&self, id: &str, title: String, columns: Vec<Column>, rows: Vec<Row>, notes: Vec<String>) -> Table {
        let id = if id.is_empty() { self.id() } else { format!("{}_{id}", self.id()) };
        Table { id, title, base: self.base(), columns, rows, notes }
    }

    fn score_tables(&self, score: &Score) -> Vec<Table> {
        let columns = vec![
            Column::text("question", "Mean"),
            Column::figure("before", "Before", Unit::Score),
            Column::figure("after", "After", Unit::Score),
            Column::figure("change", "Change", Unit::Score),
            Column::number("p", "p", Unit::Probability),
        ];
        let p = score.p.map_or(Cell::Null, Cell::Number);
        let row = vec![
            self.after.label.as_str().into(),
            (&score.before).into(),
            (&score.after).into(),
            (&score.change).into(),
            p,
        ];
        let moved = ["Went up", "Stayed the same", "Went down"].iter().zip(&score.moved);
        let rows = moved.map(|(word, figure)| vec![Cell::from(*word), figure.into()]).collect();
        let shares = vec![Column::text("moved", "Of the same people"), Column::figure("share", "Share", Unit::Share)];
        vec![
            self.table("", self.title(), columns, vec![row], self.score_notes(score)),
            self.table("moved", format!("Who went up or down: {}", self.after.label), shares, rows, Vec::new()),
        ]
    }

    fn score_notes(&self, score: &Score) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some((first, last)) = &score.scale {
            notes.push(format!("Answers count by their place: 1 is \"{first}\", the last is \"{last}\"."));
        }
        let range = if self.designed { "the range that the design allows" } else { "the paired t interval" };
        notes.push(format!("Change: each person's answer after less that before, with {range}."));
        if score.change.shown().is_some_and(|s| s.value.is_none()) {
            notes.push(
                "Where all changed alike, or only one person answered, there is no range, and no mean is shown.".into(),
            );
        }
        notes.push(CAUTION.into());
        notes
    }

    fn option_table(&self, options: &[Chosen]) -> Table {
        let columns = vec![
            Column::text("option", "Option"),
            Column::figure("before", "Before", Unit::Share),
            Column::figure("after", "After", Unit::Share),
            Column::figure("change", "Change (points)", Unit::Difference),
            Column::number("p", if options.len() > 1 { "p, corrected" } else { "p" }, Unit::Probability),
        ];
        let row = |c: &Chosen| {
            let p = c.p.map_or(Cell::Null, Cell::Number);
            vec![c.option.label.as_str().into(), (&c.before).into(), (&c.after).into(), (&c.change).into(), p]
        };
        let (range, test) = match self.designed {
            true => ("the range that the design allows", "t of the change, under the design"),
            false => ("Newcombe's paired range", "McNemar, mid-p"),
        };
        let mut notes = vec![format!("Change: after less before, of the same people, with {range}.")];
        if options.len() == 1 {
            notes.push(format!("p: {test}."));
        } else {
            notes.push(format!(
                "p ({test}) and the ranges of the changes are corrected for the {} options (Holm 1979): the chance that \
                 even one is a false alarm is at most {}.",
                options.len(),
                view::percent(self.level.alpha())
            ));
        }
        notes.push(CAUTION.into());
        self.table("", self.title(), columns, options.iter().map(row).collect(), notes)
    }

    fn base_table(&self) -> Table {
        let column = |name: &str, label: &str| Column::integer(name, label, Unit::People);
        let columns = vec![
            Column::text("group", "Group"),
            column("both", "Answered both (base)"),
            column("only_before", "Only before"),
            column("only_after", "Only after"),
        ];
        let row = vec!["Everyone".into(), self.both.into(), self.only_before.into(), self.only_after.into()];
        Table {
            base: "everyone who answered at least one of the two".into(),
            ..self.table("base", format!("Who answered: {}", self.title()), columns, vec![row], Vec::new())
        }
    }

    fn figures(&mut self) -> Vec<&mut Figure> {
        match &mut self.what {
            What::Score(score) => {
                let Score { before, after, change, moved, .. } = &mut **score;
                [before, after, change].into_iter().chain(moved).collect()
            }
            What::Options(options) => {
                options.iter_mut().flat_map(|c| [&mut c.before, &mut c.after, &mut c.change]).collect()
            }
        }
    }
}

/// What no interval says.
const CAUTION: &str =
    "A change is not yet an effect: without people who had no training, nobody knows what would have changed anyway.";

/// Numbers of an answer: its value, or its place among the options, from 1.
fn number(question: &Question, answer: &str) -> Option<f64> {
    match question.kind {
        Kind::Number => answer.parse().ok(),
        _ => question.options.iter().position(|o| o.id == answer).map(|place| (place + 1) as f64),
    }
}

fn score(answers: &[Answered], before: &Question, after: &Question, level: Level) -> Result<Score> {
    let both = |a: &Answered| Some((number(before, a.before)?, number(after, a.after)?, a.n));
    let numbers: Vec<(f64, f64, u64)> = answers.iter().filter_map(both).collect();
    let n: u64 = numbers.iter().map(|(_, _, n)| n).sum();
    let words = format!("people who answered \"{}\" and \"{}\"", before.text, after.text);
    let mean = |of: fn(&(f64, f64, u64)) -> f64| mean(numbers.iter().map(|x| (of(x), x.2)), level);
    let change = mean(|(b, a, _)| a - b)?;
    let share = |fits: fn(f64) -> bool| {
        let count = numbers.iter().filter(|(b, a, _)| fits(a - b)).map(|(_, _, n)| n).sum();
        plain_share(count, n, &words, level, &[])
    };
    Ok(Score {
        before: mean_figure(mean(|(b, _, _)| *b)?, n, &words, level),
        after: mean_figure(mean(|(_, a, _)| *a)?, n, &words, level),
        p: change.map(|m| m.p),
        change: mean_figure(change, n, &words, level),
        moved: [share(|d| d > 0.0), share(|d| d == 0.0), share(|d| d < 0.0)],
        scale: scale(after),
    })
}

/// The ends of an ordinal question's scale.
fn scale(question: &Question) -> Option<(String, String)> {
    question.options.first().zip(question.options.last()).map(|(a, b)| (a.label.clone(), b.label.clone()))
}

/// The mean of numbers with how often each was given, and its t interval; `None` where they do not vary.
fn mean(numbers: impl Iterator<Item = (f64, u64)> + Clone, level: Level) -> Result<Option<MeanDifference>> {
    let n: u64 = numbers.clone().map(|(_, n)| n).sum();
    if n == 0 {
        return Ok(None);
    }
    let mean = numbers.clone().map(|(x, n)| x * n as f64).sum::<f64>() / n as f64;
    let squares: f64 = numbers.map(|(x, n)| (x - mean).powi(2) * n as f64).sum();
    let sd = if n > 1 { (squares / (n - 1) as f64).sqrt() } else { 0.0 };
    paired_mean(n, mean, sd, level).map_err(internal)
}

/// The figure of a mean, which is unknown where its error is.
fn mean_figure(mean: Option<MeanDifference>, n: u64, words: &str, level: Level) -> Figure {
    Figure::Shown(Shown {
        value: mean.map(|m| m.mean),
        se: mean.map(|m| m.standard_error),
        low: mean.map(|m| m.interval.low),
        high: mean.map(|m| m.interval.high),
        method: Method::Linearised,
        ..blank(n, n as f64, words, level)
    })
}

fn options(answers: &[Answered], before: &Question, after: &Question, level: Level) -> Result<Vec<Chosen>> {
    let common = after.options.iter().filter(|option| before.options.iter().any(|o| o.id == option.id));
    // Of yes and no, one says it all.
    let most = if is_yes_no(before) && is_yes_no(after) { 1 } else { usize::MAX };
    let common = common.take(most);
    let counted: Vec<(Named, Turns)> =
        common.map(|o| (Named::new(&o.id, &o.label), Turns::count(answers, before, after, &o.id))).collect();
    let p: Vec<Option<f64>> = counted.iter().map(|(_, turns)| turns.pairs().map(|p| p.mid_p())).collect();
    let words = format!("people who answered \"{}\" and \"{}\"", before.text, after.text);
    let lines = counted.into_iter().zip(holm_levels(&p, level)?);
    let chosen = lines.map(|((option, turns), (p, own))| Chosen {
        option,
        before: plain_share(turns.both + turns.left, turns.people(), &words, level, &[]),
        after: plain_share(turns.both + turns.came, turns.people(), &words, level, &[]),
        change: turns.figure(&words, own),
        p,
    });
    Ok(chosen.collect())
}

/// People by whether they chose an option before, and after.
#[derive(Clone, Copy, Debug, Default)]
struct Turns {
    both: u64,
    came: u64,
    left: u64,
    neither: u64,
}

impl Turns {
    fn count(answers: &[Answered], before: &Question, after: &Question, option: &str) -> Turns {
        let mut turns = Turns::default();
        for a in answers {
            let cell = match (chose(before, a.before, option), chose(after, a.after, option)) {
                (true, true) => &mut turns.both,
                (false, true) => &mut turns.came,
                (true, false) => &mut turns.left,
                (false, false) => &mut turns.neither,
            };
            *cell += a.n;
        }
        turns
    }

    fn people(self) -> u64 {
        self.both + self.came + self.left + self.neither
    }

    /// After in the first place, so that the difference is after less before.
    fn pairs(self) -> Option<Pairs> {
        Pairs::new(self.both, self.came, self.left, self.neither).ok()
    }

    fn figure(self, words: &str, level: Level) -> Figure {
        let (n, pairs) = (self.people(), self.pairs());
        let interval = pairs.map(|p| p.newcombe(level));
        Figure::Shown(Shown {
            value: pairs.map(|p| p.difference()),
            se: pairs.map(|p| p.standard_error()),
            low: interval.map(|i| i.low),
            high: interval.map(|i| i.high),
            method: Method::NewcombePaired,
            ..blank(n, n as f64, words, level)
        })
    }
}

/// Whether one of two options has to be chosen, so that one share is what the other leaves.
pub fn is_yes_no(question: &Question) -> bool {
    question.kind == Kind::Single && question.options.len() == 2
}

fn chose(question: &Question, answer: &str, option: &str) -> bool {
    match question.kind {
        Kind::Multi => {
            let place = question.options.iter().position(|o| o.id == option);
            place.and_then(|place| answer.as_bytes().get(place)) == Some(&b'1')
        }
        _ => answer == option,
    }
}

impl Estimate for Change {
    fn tables(&self) -> Vec<Table> {
        let mut tables = match &self.what {
            What::Score(score) => self.score_tables(score),
            What::Options(options) => vec![self.option_table(options)],
        };
        tables.push(self.base_table());
        tables
    }

    fn forms(&self) -> Vec<Form> {
        let bar = |label: &str, figures: &[&Figure]| Bar {
            label: label.to_owned(),
            points: figures.iter().map(|f| Point::of(f)).collect(),
            mark: None,
        };
        let (series, bars) = match &self.what {
            What::Score(score) => {
                let moved = ["Went up", "Stayed the same", "Went down"].into_iter().zip(&score.moved);
                (vec![String::new()], moved.map(|(word, figure)| bar(word, &[figure])).collect())
            }
            What::Options(options) => (
                vec!["Before".to_owned(), "After".to_owned()],
                options.iter().map(|c| bar(&c.option.label, &[&c.before, &c.after])).collect(),
            ),
        };
        vec![Form::Bars(Bars {
            id: self.id(),
            title: self.title(),
            subtitle: format!("Share of {}; whiskers: {} interval", self.base(), view::percent(self.level.value())),
            series,
            bars,
            mark_label: None,
            notes: vec![CAUTION.into()],
        })]
    }

    fn headline(&self) -> Option<String> {
        let What::Score(score) = &self.what else { return None };
        let (value, interval) = view::figure(score.change.shown()?, Some(Unit::Score))?;
        Some(format!("{}: changed by {value} ({}) on average.", self.after.label, interval?))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        self.figures().into_iter().map(Partition::alone).collect()
    }

    fn settle(&mut self) {
        if !self.figures().iter().any(|f| f.is_suppressed()) {
            return;
        }
        self.figures().into_iter().for_each(Figure::suppress);
        (self.both, self.only_before, self.only_after) = (None, None, None);
        match &mut self.what {
            What::Score(score) => score.p = None,
            What::Options(options) => options.iter_mut().for_each(|c| c.p = None),
        }
    }
}
