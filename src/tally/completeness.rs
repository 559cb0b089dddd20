//! The completeness tally: by question, how many people answered it, how many did not, and how many answered nothing after it.
//!
//! No answer is in it, only whether there is one.

use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::survey::responses::Reached;
use crate::survey::{Kind, Question, Responses};
use std::collections::BTreeMap;

/// The completeness tally.
pub type Completeness = Tally<CompletenessKey, Count>;

/// What the completeness tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompletenessKey {
    /// The question's id; empty for people who answered no question at all.
    pub question: String,
    /// What people did with it.
    pub reached: Reached,
    /// Whether it is the last that they answered, though they were asked more.
    pub stopped: bool,
}

const WORDS: [(Reached, &str); 4] = [
    (Reached::Answered, "answered"),
    (Reached::Open, "open"),
    (Reached::NoAnswer, "no_answer"),
    (Reached::NotAsked, "not_asked"),
];

impl Key for CompletenessKey {
    const KIND: &'static str = "completeness";

    fn columns(_: &Header) -> Vec<String> {
        ["question", "reached", "stopped"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        let word = WORDS.iter().find(|(reached, _)| *reached == self.reached).map_or("", |(_, word)| word);
        vec![self.question.clone(), word.to_owned(), self.stopped.to_string()]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [question, word, stopped] = values else { return None };
        let (reached, _) = WORDS.iter().find(|(_, w)| w == word)?;
        Some(CompletenessKey { question: (*question).to_owned(), reached: *reached, stopped: stopped.parse().ok()? })
    }
}

impl Completeness {
    /// Counts who answered which of the codebook's questions. Somebody *stopped* at the last question that they answered when
    /// at least one later question was asked of them that is no free text: to leave the last remark empty is no stopping.
    /// Boxes that were all left empty, where that counts as an answer, say neither that somebody was there nor that they
    /// were not.
    ///
    /// # Errors
    /// When the responses were changed from outside.
    pub fn count(responses: &Responses) -> Result<Completeness> {
        let questions = &responses.codebook.questions;
        let reached = questions.iter().map(|q| responses.reached(q)).collect::<Result<Vec<_>>>()?;
        let last = (0..responses.len()).map(|row| last(questions, &reached, row)).collect::<Vec<_>>();
        let mut counts: BTreeMap<CompletenessKey, u64> = BTreeMap::new();
        for (place, (question, reached)) in questions.iter().zip(&reached).enumerate() {
            for (reached, last) in reached.iter().zip(&last) {
                let stopped = *last == Last::Stopped(place);
                let key = (question, *reached, stopped);
                *counts.entry(CompletenessKey::of(key)).or_default() += 1;
            }
        }
        let silent = last.iter().filter(|last| **last == Last::Silent).count() as u64;
        if silent > 0 {
            let key = CompletenessKey { question: String::new(), reached: Reached::NoAnswer, stopped: false };
            counts.insert(key, silent);
        }
        let mut tally = Completeness::empty(header(responses));
        for (key, n) in counts {
            tally.add(key, &Count { n })?;
        }
        Ok(tally)
    }
}

impl CompletenessKey {
    fn of((question, reached, stopped): (&Question, Reached, bool)) -> Self {
        CompletenessKey { question: question.id.clone(), reached, stopped }
    }
}

/// How far somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// They answered nothing.
    Silent,
    /// They answered this question and nothing after it, though they were asked.
    Stopped(usize),
    /// They came to the end.
    Through,
}

fn last(questions: &[Question], reached: &[Vec<Reached>], row: usize) -> Last {
    let Some(last) = reached.iter().rposition(|r| r[row] == Reached::Answered) else { return Last::Silent };
    let mut later = questions.iter().zip(reached).skip(last + 1);
    let asked = later.any(|(question, r)| question.kind != Kind::Text && r[row] == Reached::NoAnswer);
    if asked { Last::Stopped(last) } else { Last::Through }
}

fn header(responses: &Responses) -> Header {
    Header {
        schema: SCHEMA,
        tally: CompletenessKey::KIND.into(),
        codebook: responses.codebook.digest(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: String::new(),
        by: Vec::new(),
        settings: BTreeMap::new(),
    }
}
