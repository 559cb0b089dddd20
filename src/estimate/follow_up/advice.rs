//! What of it can be acted on: how many messages, how far apart, and what would tell where the data do not.

use super::effect::{FollowUp, Row1};
use super::gaps::{AfterMessage, Gaps, Pair, words};
use crate::estimate::evidence::{WORTH, two_digits};
use crate::estimate::{Estimate, Partition};
use crate::stats::Level;
use crate::stats::distribution::t_quantile_upper;
use crate::stats::strategies::Strategy;
use crate::view::{self, Cell, Column, Figure, Form, Row, Shown, Table, Unit};

/// The chance to find such a difference that "would tell" stands for.
const POWER: f64 = 0.8;

/// What the data support, question by question.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// One answer a question.
    pub answers: Vec<Answer>,
}

/// A question with what the data say to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question.
    pub question: String,
    /// What the data support; `None` where they tell nothing.
    pub told: Option<String>,
    /// What is said where they tell nothing.
    pub otherwise: String,
    /// The difference that decides it, where there is one.
    pub evidence: Option<Figure>,
    /// How many more people would tell a difference of 5 points.
    pub more: Option<u64>,
    /// The table it rests on.
    pub table: String,
}

impl Advice {
    /// Puts together what effect and gaps say; both as they may be shown.
    pub fn of(effect: &FollowUp, gaps: &Gaps) -> Advice {
        let mut answers: Vec<Answer> = effect.after.iter().map(another).collect();
        if answers.is_empty() {
            answers.push(Answer {
                question: "Write again at all?".into(),
                told: None,
                otherwise: match effect.left_out[1] {
                    0 => "too few were written to again to say anything".into(),
                    _ => "too few were written to again to say anything; most may have been written to before the log began".into(),
                },
                evidence: None,
                more: None,
                table: "follow_up".into(),
            });
        }
        answers.extend(gaps.after.iter().filter_map(when));
        Advice { answers }
    }

    /// How many messages the data support: one more than the last of those, from the first on, after which another helps.
    pub fn messages(&self) -> usize {
        let of_effect = self.answers.iter().take_while(|a| a.table == "follow_up");
        1 + of_effect.take_while(|a| a.told.as_deref().is_some_and(|t| t.starts_with("yes"))).count()
    }
}

/// Whether to write once more.
fn another(row: &Row1) -> Answer {
    let limits = row.difference.shown().and_then(|s| s.low.zip(s.high));
    let per_100 = row.difference.shown().map_or_else(String::new, extra);
    let told = match limits {
        Some((low, _)) if low > 0.0 => Some(format!("yes: {per_100}")),
        Some((_, high)) if high < 0.0 => Some(format!("no: {per_100}")),
        _ => None,
    };
    Answer {
        question: format!("Another message after {}?", row.label),
        more: told.is_none().then(|| row.difference.shown().and_then(more_messages)).flatten(),
        told,
        otherwise: match limits {
            Some(_) => format!("cannot be told ({per_100})"),
            None => "cannot be told".into(),
        },
        evidence: Some(row.difference.clone()),
        table: "follow_up".into(),
    }
}

/// When to write again.
fn when(after: &AfterMessage) -> Option<Answer> {
    let share = |i: &usize| after.strategies[*i].share.shown().and_then(|s| s.value);
    let is_window = |i: &usize| after.strategies[*i].strategy != Strategy::Never;
    let mut known: Vec<usize> = (0..after.strategies.len()).filter(|i| is_window(i) && share(i).is_some()).collect();
    known.sort_by(|a, b| share(b).unwrap_or(0.0).total_cmp(&share(a).unwrap_or(0.0)));
    let question = format!("How long after message {}?", after.number);
    let table = format!("gaps_after_{}", after.number);
    let says = |i: usize| words(after.strategies[i].strategy);
    if after.strategies.iter().any(|f| f.share.is_suppressed()) {
        let evidence = after.strategies.first().map(|f| f.share.clone());
        return Some(Answer { question, told: None, otherwise: String::new(), evidence, more: None, table });
    }
    let [best, others @ ..] = known.as_slice() else {
        let otherwise = "too few were written to again within any of the days".to_owned();
        return Some(Answer { question, told: None, otherwise, evidence: None, more: None, table });
    };
    let pair =
        |other: usize| -> Option<&Pair> { after.pairs.iter().find(|p| p.of.contains(best) && p.of.contains(&other)) };
    let worse: Vec<usize> = others.iter().copied().filter(|o| pair(*o).is_some_and(is_told)).collect();
    if !others.is_empty() && worse.len() == others.len() {
        let told = Some(format!("{}: more replies than at any other gap", says(*best)));
        let evidence = others.first().and_then(|o| pair(*o)).map(|p| p.difference.clone());
        return Some(Answer { question, told, otherwise: String::new(), evidence, more: None, table });
    }
    let untold: Vec<usize> = others.iter().copied().filter(|o| !worse.contains(o)).collect();
    let evidence = untold.first().and_then(|o| pair(*o)).map(|p| p.difference.clone());
    let most = untold.iter().filter_map(|o| pair(*o)?.difference.shown().and_then(more_messages));
    let more = most.max();
    let apart: Vec<String> = untold.iter().map(|o| says(*o)).collect();
    let mut otherwise = match apart.is_empty() {
        true => format!("nothing to compare {} with", says(*best)),
        false => format!("your data cannot tell \"{}\" from \"{}\"", says(*best), apart.join("\", \"")),
    };
    if !worse.is_empty() {
        let worse: Vec<String> = worse.iter().map(|o| says(*o)).collect();
        otherwise.push_str(&format!("; fewer replies {}", worse.join(", ")));
    }
    Some(Answer { question, told: None, otherwise, evidence, more, table })
}

fn is_told(pair: &Pair) -> bool {
    pair.difference.shown().is_some_and(|s| s.low.is_some_and(|l| l > 0.0) || s.high.is_some_and(|h| h < 0.0))
}

/// A difference as replies per 100 messages, with its interval.
fn extra(shown: &Shown) -> String {
    let per_100 = |x: Option<f64>| x.map_or("—".into(), |x| view::scalar(100.0 * x, Some(Unit::Replies)));
    format!(
        "{} extra replies per 100 messages, {} to {}",
        per_100(shown.value),
        per_100(shown.low),
        per_100(shown.high)
    )
}

/// How many more people would tell [`WORTH`] with a power of 80 %, the error shrinking with the root of their number.
pub(super) fn more_messages(shown: &Shown) -> Option<u64> {
    let level = Level::new(shown.level).ok()?;
    let reach = level.z() + t_quantile_upper(1.0 - POWER, f64::INFINITY).ok()?;
    let times = (shown.se? * reach / WORTH).powi(2);
    let n = shown.n as f64;
    Some(two_digits((n * times - n).max(0.0).ceil() as u64))
}

impl Answer {
    fn is_hidden(&self) -> bool {
        self.evidence.as_ref().is_some_and(Figure::is_suppressed)
    }

    /// What is said.
    pub fn text(&self) -> String {
        match (&self.told, self.more) {
            _ if self.is_hidden() => "hidden".into(),
            (Some(told), _) => told.clone(),
            (None, Some(more)) if more > 0 => format!(
                "{}; about {} more {} would, for a difference of {} points",
                self.otherwise,
                view::whole(more),
                if self.table == "follow_up" { "such messages" } else { "people" },
                100.0 * WORTH
            ),
            (None, Some(_)) => {
                format!("{}; a difference of {} points would most likely have been seen", self.otherwise, 100.0 * WORTH)
            }
            (None, None) => self.otherwise.clone(),
        }
    }
}

impl Estimate for Advice {
    fn tables(&self) -> Vec<Table> {
        let row = |answer: &Answer| -> Row {
            vec![
                answer.question.as_str().into(),
                answer.text().into(),
                answer.evidence.as_ref().map_or(Cell::Null, Cell::from),
                answer.more.filter(|_| answer.told.is_none() && !answer.is_hidden()).into(),
                answer.table.as_str().into(),
            ]
        };
        vec![Table {
            id: "advice".into(),
            title: "What the data support".into(),
            base: "people written to whose first message is known".into(),
            columns: vec![
                Column::text("question", "Question"),
                Column::text("answer", "Answer"),
                Column::figure("evidence", "Difference", Unit::Difference),
                Column::integer("more", "More needed", Unit::People),
                Column::text("table", "Table"),
            ],
            rows: self.answers.iter().map(row).collect(),
            notes: vec![
                "Corrected (Holm) over the questions that rest on one table, not over all tables of a report; said only where the corrected interval leaves out no \
                 difference. More needed: such messages, or people, for a chance of 80 % to see a difference of 5 points, not the one that was found."
                    .into(),
            ],
        }]
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        None
    }

    /// Made of figures that may be shown already.
    fn partitions(&mut self) -> Vec<Partition<'_>> {
        Vec::new()
    }

    fn settle(&mut self) {}
}
