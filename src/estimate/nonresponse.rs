//! Who answered which question: item response rates with their bases, and where people stopped.
//!
//! The rates are of the respondents as they came, without weights: they describe the sample, not the population.

use super::figures::{Scale, counted_share};
use super::{Estimate, Member, Named, Partition};
use crate::stats::Level;
use crate::survey::responses::Reached;
use crate::survey::{Codebook, Kind, Question};
use crate::tally::Completeness;
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Form, Point, Row, Table, Unit};

/// How completely a survey was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Nonresponse {
    /// Respondents.
    pub people: u64,
    /// Respondents who answered no question at all.
    pub silent: u64,
    /// The questions, in the codebook's order.
    pub items: Vec<Item>,
    /// The share of those who answered anything that stopped before the end.
    pub stopped: Figure,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The question.
    pub question: Named,
    /// What its answers are.
    pub kind: Kind,
    /// People who were asked.
    pub asked: Option<u64>,
    /// People who were not, or who left open whether they were.
    pub not_asked: Option<u64>,
    /// People who gave a usable answer; where a blank counts as one, those who ticked something.
    pub answered: Option<u64>,
    /// People who were asked and gave none.
    pub no_answer: Option<u64>,
    /// People who ticked nothing where that counts as an answer: whether they skipped it cannot be told.
    pub open: Option<u64>,
    /// Answered ÷ asked; `None` where skipping cannot be told from an answer.
    pub rate: Option<Figure>,
    /// The share of those who answered anything for whom this was the last answer, though they were asked more.
    pub stopped: Figure,
}

impl Nonresponse {
    /// The figures of a tally.
    pub fn estimate(tally: &Completeness, codebook: &Codebook, level: Level) -> Nonresponse {
        let silent = count(tally, "", |_, _| true);
        let people = codebook.questions.first().map_or(0, |q| count(tally, &q.id, |_, _| true));
        let base = people - silent.min(people);
        let share = |n: u64| counted_share(n, base, "respondents who answered anything", Scale::Usual, level);
        let item = |question: &Question| {
            let n = |wanted: Reached| count(tally, &question.id, |reached, _| reached == wanted);
            let (answered, open, no_answer) = (n(Reached::Answered), n(Reached::Open), n(Reached::NoAnswer));
            let asked = answered + open + no_answer;
            let words = format!("respondents who were asked \"{}\"", question.text);
            let rate = || counted_share(answered, asked, &words, Scale::Usual, level);
            Item {
                question: Named::new(&question.id, &question.text),
                kind: question.kind,
                asked: Some(asked),
                not_asked: Some(n(Reached::NotAsked)),
                answered: Some(answered),
                no_answer: Some(no_answer),
                open: question.blank_is_an_answer().then_some(open),
                rate: (!question.blank_is_an_answer()).then(rate),
                stopped: share(count(tally, &question.id, |_, stopped| stopped)),
            }
        };
        let all = codebook.questions.iter().map(|q| count(tally, &q.id, |_, stopped| stopped)).sum();
        Nonresponse { people, silent, items: codebook.questions.iter().map(item).collect(), stopped: share(all) }
    }

    fn base_words(&self) -> String {
        format!("respondents whose row was used, without weights (n = {})", view::whole(self.people))
    }

    fn main_table(&self) -> Table {
        let people = |name: &str, label: &str| Column::integer(name, label, Unit::People);
        let columns = vec![
            Column::text("question", "Question"),
            Column::figure("rate", "Answered", Unit::Share),
            people("asked", "Asked (base)"),
            people("answered", "Answers"),
            people("no_answer", "No usable answer"),
            people("not_asked", "Not asked"),
            Column::figure("stopped", "Stopped here", Unit::Share),
        ];
        let row = |item: &Item| -> Row {
            vec![
                item.question.label.as_str().into(),
                item.rate.as_ref().map_or(Cell::Null, Cell::from),
                item.asked.into(),
                item.answered.into(),
                item.no_answer.filter(|_| item.open.is_none()).into(),
                item.not_asked.into(),
                (&item.stopped).into(),
            ]
        };
        Table {
            id: "response".into(),
            title: "Who answered which question".into(),
            base: self.base_words(),
            columns,
            rows: self.items.iter().map(row).collect(),
            notes: self.notes(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "Answered: usable answers ÷ people asked.".to_owned(),
            "Stopped here: of those who answered anything, the share whose last answer this is though more was asked of them, in the \
             codebook's order; a last question for free text that was left empty is no stopping."
                .to_owned(),
        ];
        notes.extend(self.headline());
        if self.silent > 0 {
            notes.push(format!("{} answered no question at all.", view::whole(self.silent)));
        }
        for item in &self.items {
            if let Some(open) = item.open {
                notes.push(format!(
                    "\"{}\": nothing ticked counts as an answer, so {} who ticked nothing cannot be told from people who skipped it.",
                    item.question.label,
                    view::whole(open)
                ));
            }
        }
        notes
    }

    fn bars(&self) -> Option<Bars> {
        let bar = |item: &Item| {
            let point = Point::of(item.rate.as_ref()?);
            Some(Bar { label: item.question.label.clone(), points: vec![point], mark: None })
        };
        let bars: Vec<Bar> = self.items.iter().filter_map(bar).collect();
        let level = self.items.iter().find_map(|i| i.rate.as_ref()?.shown().map(|s| s.level)).unwrap_or(0.95);
        (!bars.is_empty()).then(|| Bars {
            id: "response".into(),
            title: "Who answered which question".into(),
            subtitle: format!("Share of the people who were asked; whiskers: {} interval", view::percent(level)),
            series: vec![String::new()],
            bars,
            mark_label: None,
            notes: Vec::new(),
        })
    }
}

/// How many people a question's cells count.
fn count(tally: &Completeness, question: &str, fits: impl Fn(Reached, bool) -> bool) -> u64 {
    let cells = tally.cells().filter(|(key, _)| key.question == question && fits(key.reached, key.stopped));
    cells.map(|(_, sum)| sum.n).sum()
}

impl Estimate for Nonresponse {
    fn tables(&self) -> Vec<Table> {
        vec![self.main_table()]
    }

    fn forms(&self) -> Vec<Form> {
        self.bars().map(Form::Bars).into_iter().collect()
    }

    fn headline(&self) -> Option<String> {
        let shown = self.stopped.shown().filter(|s| s.n > 0)?;
        let share = view::share_with_interval(shown)?;
        Some(format!(
            "{} of {} who answered anything stopped before the end: {share}.",
            view::whole(shown.count?),
            view::whole(shown.n)
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut partitions = vec![Partition::alone(&mut self.stopped)];
        for item in &mut self.items {
            let mut stopped = Member::of(&mut item.stopped);
            match &mut item.rate {
                Some(rate) => partitions.push(Partition::alone(rate)),
                // Without a rate the question is told of those who were asked all the same.
                None => stopped.people = item.asked.unwrap_or(0).min(stopped.people),
            }
            partitions.push(Partition::one(stopped));
        }
        partitions
    }

    fn settle(&mut self) {
        for item in &mut self.items {
            if item.rate.as_ref().unwrap_or(&item.stopped).is_suppressed() {
                (item.asked, item.not_asked, item.answered, item.no_answer) = (None, None, None, None);
                item.open = None;
                item.stopped.suppress();
            }
        }
    }
}
