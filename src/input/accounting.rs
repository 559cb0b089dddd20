//! Row accounting: nothing is lost in silence.

use crate::error::{Fault, Place};
use crate::view::{ReasonRecord, SourceRecord};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many examples of a reason are kept for `check`.
pub const EXAMPLES: usize = 20;

/// Why a row, or an answer, was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// In a few words, the same words for every row of its kind.
    pub words: String,
    /// Whether it is a fault; leaving out by rule (a draft, a blank line) is none.
    pub fault: bool,
}

impl Reason {
    /// Something is wrong with the row.
    pub fn fault(words: impl Into<String>) -> Self {
        Reason { words: words.into(), fault: true }
    }

    /// The row is left out by rule.
    pub fn rule(words: impl Into<String>) -> Self {
        Reason { words: words.into(), fault: false }
    }
}

/// What was left out for one reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeftOut {
    /// How many.
    pub n: u64,
    /// The first of them, at most [`EXAMPLES`].
    pub examples: Vec<Fault>,
}

impl LeftOut {
    fn add(&mut self, example: Fault) {
        self.n += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(example);
        }
    }
}

/// The account of one source: rows read = rows used + rows left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounting {
    /// The source, as the user named it.
    pub source: String,
    /// Rows (respondents, messages) there were.
    pub read: u64,
    /// Rows left out, by reason.
    pub rows: BTreeMap<Reason, LeftOut>,
    /// Single answers of used rows that were left out, by reason.
    pub answers: BTreeMap<Reason, LeftOut>,
    /// What else a reader should know (a header that was renamed, an encoding).
    pub notes: Vec<String>,
    /// The same with names in it: for the eyes of whoever runs the program, and in no report.
    pub own: Vec<String>,
}

impl Accounting {
    /// The account of a source of which nothing was read yet.
    pub fn new(source: impl Into<String>) -> Self {
        Accounting { source: source.into(), ..Accounting::default() }
    }

    /// Leaves a row out.
    pub fn leave_out_row(&mut self, reason: Reason, mut example: Fault) {
        self.complete(&mut example.place);
        self.rows.entry(reason).or_default().add(example);
    }

    /// Leaves one answer of a row out; the row itself is used.
    pub fn leave_out_answer(&mut self, reason: Reason, mut example: Fault) {
        self.complete(&mut example.place);
        self.answers.entry(reason).or_default().add(example);
    }

    fn complete(&self, place: &mut Place) {
        place.file.get_or_insert_with(|| self.source.clone());
    }

    /// Adds a note once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Adds a note that names somebody, once.
    pub fn tell(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.own.contains(&note) {
            self.own.push(note);
        }
    }

    /// Rows left out.
    pub fn left_out(&self) -> u64 {
        self.rows.values().map(|l| l.n).sum()
    }

    /// Rows used.
    pub fn used(&self) -> u64 {
        self.read.saturating_sub(self.left_out())
    }

    /// Rows and answers left out for a fault.
    pub fn faults(&self) -> u64 {
        self.rows.iter().chain(&self.answers).filter(|(reason, _)| reason.fault).map(|(_, l)| l.n).sum()
    }

    /// The account as JSON prints it under `sources`.
    pub fn record(&self) -> SourceRecord<'_> {
        let list = |map: &'_ BTreeMap<Reason, LeftOut>| {
            map.iter().map(|(r, l)| ReasonRecord { reason: r.words.clone(), fault: r.fault, n: l.n }).collect()
        };
        SourceRecord {
            source: &self.source,
            rows_read: self.read,
            rows_used: self.used(),
            rows_left_out: list(&self.rows),
            answers_left_out: list(&self.answers),
            notes: &self.notes,
        }
    }

    /// One line for standard error: `survey.csv: 1,000 rows read, 998 used; left out: 2 too few fields`.
    pub fn line(&self) -> String {
        let mut line = format!("{}: {} rows read, {} used", self.source, self.read, self.used());
        let said = |map: &BTreeMap<Reason, LeftOut>| {
            map.iter().map(|(r, l)| format!("{} {}", l.n, r.words)).collect::<Vec<_>>().join(", ")
        };
        if !self.rows.is_empty() {
            line.push_str(&format!("; left out: {}", said(&self.rows)));
        }
        if !self.answers.is_empty() {
            line.push_str(&format!("; answers left out: {}", said(&self.answers)));
        }
        line
    }
}

/// Several accounts as JSON prints them under `sources`.
pub fn records(accounts: &[Accounting]) -> Vec<SourceRecord<'_>> {
    accounts.iter().map(Accounting::record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_are_rows_used_and_rows_left_out() {
        let mut account = Accounting::new("log.csv");
        account.read = 5;
        account.leave_out_row(Reason::fault("impossible date"), Fault::new("year 0202").row(3));
        account.leave_out_row(Reason::rule("blank line"), Fault::new("blank").row(4));
        assert_eq!((account.used(), account.left_out(), account.faults()), (3, 2, 1));
        assert_eq!(account.line(), "log.csv: 5 rows read, 3 used; left out: 1 blank line, 1 impossible date");
    }
}
