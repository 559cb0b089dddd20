//! What of it can be acted on: how many messages, how far apart, and what would tell where the data do not.

use super::effect::{Comparison, FollowUp};
use super::gaps::{AfterMessage, Gaps, Pair, words};
use crate::estimate::evidence::{WORTH, more_needed, told_above};
use crate::estimate::{Estimate, Partition};
use crate::stats::strategies::Strategy;
use crate::view::{self, Cell, Column, Figure, Form, Row, Shown, Table, Unit};

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
        let mut answers: Vec<Answer> = effect.after.iter().flatten().map(another).collect();
        if !answers.is_empty() {
            answers.splice(0..0, how_many(&effect.after, gaps));
        } else {
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
}

/// Whether one more message brings replies: more, fewer, or not to be told.
fn brings(row: &Comparison) -> Option<bool> {
    row.difference.shown().and_then(told_above)
}

/// How many messages the data support, and when: the first, and each further one as long as one more is told to bring replies.
fn how_many(after: &[Option<Comparison>; 3], gaps: &Gaps) -> Option<Answer> {
    const NUMBERS: [&str; 4] = ["one", "two", "three", "four or more"];
    let brings_more = |row: &&Option<Comparison>| row.as_ref().is_some_and(|row| brings(row) == Some(true));
    let further = after.iter().take_while(brings_more).count();
    let mut told = NUMBERS.get(further).map(|number| (*number).to_owned())?;
    for number in 1..=further.min(2) {
        let gap = gaps.after.iter().find(|gap| gap.number == number && !gap.is_hidden());
        let when = gap.map(|gap| match best_gap(gap).filter(|best| is_better_than_never(gap, *best)) {
            Some(best) => format!(", number {} {}", number + 1, words(gap.strategies[best].strategy)),
            None => format!(", when to write number {} cannot be told", number + 1),
        });
        told.extend(when);
    }
    let next = after.get(further);
    told.push_str(match next {
        None => "",
        Some(None) => "; too few got another and can be compared to tell more",
        Some(Some(row)) if brings(row).is_some() => "; another brings fewer replies than silence",
        Some(Some(_)) => "; whether another brings replies cannot be told",
    });
    let last = further.checked_sub(1).and_then(|last| after.get(last));
    let deciding = next.and_then(Option::as_ref).or(last.and_then(Option::as_ref));
    let is_told = further > 0 || next.and_then(Option::as_ref).and_then(brings).is_some();
    let (told, otherwise) = if is_told { (Some(told), String::new()) } else { (None, told) };
    Some(Answer {
        question: "How many messages?".into(),
        told,
        otherwise,
        evidence: deciding.map(|row| row.difference.clone()),
        more: None,
        table: "follow_up".into(),
    })
}

/// The place of the days that are told to bring more replies than any others that can be compared.
fn best_gap(after: &AfterMessage) -> Option<usize> {
    let known = windows_by_share(after);
    let (best, others) = known.split_first()?;
    let is_beaten = |other: &usize| pair_of(after, [*best, *other]).is_some_and(is_told);
    (!others.is_empty() && others.iter().all(is_beaten)).then_some(*best)
}

/// Whether a window is told to bring more replies than not writing again, where that can be compared.
fn is_better_than_never(after: &AfterMessage, window: usize) -> bool {
    let share = |place: usize| after.strategies[place].share.shown().and_then(|shown| shown.value);
    let never = after.strategies.iter().position(|f| f.strategy == Strategy::Never);
    let never = never.filter(|place| share(*place).is_some());
    never.is_none_or(|never| share(window) > share(never) && pair_of(after, [window, never]).is_some_and(is_told))
}

/// Places of the windows that have a share, the highest first.
fn windows_by_share(after: &AfterMessage) -> Vec<usize> {
    let share = |i: &usize| after.strategies[*i].share.shown().and_then(|s| s.value);
    let is_window = |i: &usize| after.strategies[*i].strategy != Strategy::Never;
    let mut known: Vec<usize> = (0..after.strategies.len()).filter(|i| is_window(i) && share(i).is_some()).collect();
    known.sort_by(|a, b| share(b).unwrap_or(0.0).total_cmp(&share(a).unwrap_or(0.0)));
    known
}

fn pair_of(after: &AfterMessage, places: [usize; 2]) -> Option<&Pair> {
    after.pairs.iter().find(|pair| places.iter().all(|place| pair.of.contains(place)))
}

/// Whether to write once more.
fn another(row: &Comparison) -> Answer {
    let per_100 = row.difference.shown().and_then(per_100);
    let told =
        brings(row).zip(per_100).map(|(more, per_100)| format!("{}: {per_100}", if more { "yes" } else { "no" }));
    Answer {
        question: format!("Another message after {}?", row.label),
        more: told.is_none().then(|| row.difference.shown().and_then(more_needed)).flatten(),
        told,
        otherwise: "cannot be told".into(),
        evidence: Some(row.difference.clone()),
        table: "follow_up".into(),
    }
}

/// When to write again.
fn when(after: &AfterMessage) -> Option<Answer> {
    let known = windows_by_share(after);
    let question = format!("How long after message {}?", after.number);
    let table = format!("gaps_after_{}", after.number);
    let says = |i: usize| words(after.strategies[i].strategy);
    if after.is_hidden() {
        let evidence = after.strategies.first().map(|f| f.share.clone());
        return Some(Answer { question, told: None, otherwise: String::new(), evidence, more: None, table });
    }
    let [best, others @ ..] = known.as_slice() else {
        let otherwise = "too few were written to again within any of the days".to_owned();
        return Some(Answer { question, told: None, otherwise, evidence: None, more: None, table });
    };
    let pair = |other: usize| pair_of(after, [*best, other]);
    let worse: Vec<usize> = others.iter().copied().filter(|o| pair(*o).is_some_and(is_told)).collect();
    if best_gap(after).is_some() {
        let told = Some(format!("{}: more replies than at any other gap", says(*best)));
        let evidence = others.first().and_then(|o| pair(*o)).map(|p| p.difference.clone());
        return Some(Answer { question, told, otherwise: String::new(), evidence, more: None, table });
    }
    let untold: Vec<usize> = others.iter().copied().filter(|o| !worse.contains(o)).collect();
    let evidence = untold.first().and_then(|o| pair(*o)).map(|p| p.difference.clone());
    let most = untold.iter().filter_map(|o| pair(*o)?.difference.shown().and_then(more_needed));
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
    pair.difference.shown().and_then(told_above).is_some()
}

/// A difference as replies per 100 messages.
fn per_100(shown: &Shown) -> Option<String> {
    Some(format!("{} extra replies per 100 messages", view::scalar(100.0 * shown.value?, Some(Unit::Replies))))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::figures::blank;
    use crate::estimate::follow_up::gaps::Followed;
    use crate::stats::Level;

    /// A difference with its limits.
    fn figure(low: f64, high: f64) -> Figure {
        let mut shown = blank(100, 100.0, "messages", Level::NINETY_FIVE);
        (shown.value, shown.low, shown.high) = (Some((low + high) / 2.0), Some(low), Some(high));
        shown.se = Some((high - low) / 4.0);
        Figure::Shown(shown)
    }

    fn after(differences: [Option<(f64, f64)>; 3]) -> [Option<Comparison>; 3] {
        let row = |(low, high): (f64, f64)| Comparison {
            label: "a message".into(),
            treated: Some(100),
            unmatched: Some(0),
            with: figure(0.2, 0.3),
            without: figure(0.1, 0.2),
            difference: figure(low, high),
            ratio: figure(1.1, 2.0),
            p: None,
            people: 100,
        };
        differences.map(|difference| difference.map(row))
    }

    /// After message 1: three windows of which the second brings most, told from the others or not.
    fn gaps(is_told: bool) -> Gaps {
        let share = |strategy, share: f64| Followed {
            strategy,
            followed: Some(50),
            effective: Some(40.0),
            weights: Some((0.5, 2.0)),
            share: figure(share - 0.1, share + 0.1),
            difference: None,
            p: None,
        };
        let windows = [((2, 4), 0.3), ((5, 8), 0.5), ((9, 15), 0.2)];
        let mut strategies: Vec<Followed> = windows.map(|((a, b), s)| share(Strategy::Within(a, b), s)).into();
        strategies.push(share(Strategy::Never, 0.1));
        let low = if is_told { 0.05 } else { -0.05 };
        let pairs = [[0, 1], [0, 2], [1, 2], [1, 3]].map(|of| Pair { of, difference: figure(low, 0.4), p: None });
        let after = vec![AfterMessage { number: 1, n: Some(300), strategies, pairs: pairs.into() }];
        Gaps { after, horizon: 60, level: Level::NINETY_FIVE }
    }

    fn said(differences: [Option<(f64, f64)>; 3], is_told: bool) -> String {
        how_many(&after(differences), &gaps(is_told)).map_or_else(String::new, |answer| answer.text())
    }

    const MORE: Option<(f64, f64)> = Some((0.02, 0.1));
    const FEWER: Option<(f64, f64)> = Some((-0.1, -0.02));
    const UNKNOWN: Option<(f64, f64)> = Some((-0.05, 0.05));

    #[test]
    fn messages_are_supported_as_long_as_one_more_brings_replies() {
        let cannot = "whether another brings replies cannot be told";
        let too_few = "too few got another and can be compared to tell more";
        let when = "when to write number 2 cannot be told";
        assert_eq!(said([UNKNOWN, MORE, None], false), format!("one; {cannot}"));
        assert_eq!(said([FEWER, MORE, None], false), "one; another brings fewer replies than silence");
        assert_eq!(said([MORE, UNKNOWN, None], true), format!("two, number 2 after 5–8 days; {cannot}"));
        assert_eq!(said([MORE, FEWER, MORE], false), format!("two, {when}; another brings fewer replies than silence"));
        assert_eq!(said([MORE, MORE, MORE], true), "four or more, number 2 after 5–8 days");
        assert_eq!(said([MORE, None, MORE], true), format!("two, number 2 after 5–8 days; {too_few}"));
        assert_eq!(said([None, MORE, MORE], true), format!("one; {too_few}"), "of the second nothing is known");
    }

    #[test]
    fn a_gap_is_named_where_it_is_told_and_nothing_of_it_where_it_is_hidden() {
        let mut gaps = gaps(true);
        gaps.after[0].pairs.retain(|pair| pair.of != [1, 3]);
        let said = |gaps: &Gaps| how_many(&after([MORE, UNKNOWN, None]), gaps).map(|a| a.text()).unwrap_or_default();
        assert!(said(&gaps).contains("when to write number 2 cannot be told"), "no better than never: {}", said(&gaps));
        gaps.after[0].strategies[2].share.suppress();
        assert_eq!(said(&gaps), "two; whether another brings replies cannot be told");
    }

    #[test]
    fn what_decides_is_hidden_with_its_figure() {
        let mut rows = after([MORE, UNKNOWN, None]);
        rows[1].as_mut().unwrap().difference.suppress();
        assert_eq!(how_many(&rows, &gaps(true)).map(|answer| answer.text()), Some("hidden".into()));
    }
}
