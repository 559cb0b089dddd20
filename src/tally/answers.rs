//! The answers tally: by question, pattern of answers and by-variables: how many people, Σw and Σw².
//!
//! Rows without an answer are kept, so that every base can be told from it. From patterns follow the options' shares,
//! their pairs and the number of options chosen.

use super::coded::{Coded, NO_ANSWER, NOT_ASKED};
use super::{Header, Key, SCHEMA, Sums, Tally, fixed};
use crate::error::Result;
use crate::survey::Responses;
use std::collections::BTreeMap;

/// The answers tally.
pub type Answers = Tally<AnswerKey, Weighted>;

/// What the answers tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerKey {
    /// The question's id.
    pub question: String,
    /// The option's id; the pattern (one 1 or 0 an option) of a multi-select; `?` for no answer, `-` for not asked.
    pub answer: String,
    /// One value a by-variable, in the same words.
    pub by: Vec<String>,
}

impl AnswerKey {
    /// Whether the question was asked.
    pub fn is_asked(&self) -> bool {
        self.answer != NOT_ASKED
    }

    /// Whether it was answered.
    pub fn is_answered(&self) -> bool {
        self.is_asked() && self.answer != NO_ANSWER
    }
}

impl Key for AnswerKey {
    const KIND: &'static str = "answers";

    fn columns(header: &Header) -> Vec<String> {
        let by = header.by.iter().map(|b| format!("by:{b}"));
        ["question", "answer"].into_iter().map(str::to_owned).chain(by).collect()
    }

    fn values(&self) -> Vec<String> {
        [&self.question, &self.answer].into_iter().chain(&self.by).cloned().collect()
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [question, answer, by @ ..] = values else { return None };
        let by = by.iter().map(|b| (*b).to_owned()).collect();
        Some(AnswerKey { question: (*question).into(), answer: (*answer).into(), by })
    }
}

/// People, and their weights in fixed point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighted {
    /// People.
    pub n: u64,
    /// Σw, see [`fixed`].
    pub w: i128,
    /// Σw², see [`fixed`].
    pub w2: i128,
}

impl Weighted {
    /// One person of this weight.
    pub fn one(weight: f64) -> Self {
        let w = fixed::from_weight(weight);
        Weighted { n: 1, w, w2: w * w }
    }

    /// Σw as a number.
    pub fn weight(&self) -> f64 {
        fixed::weight(self.w)
    }

    /// Σw² as a number.
    pub fn squared_weight(&self) -> f64 {
        fixed::squared_weight(self.w2)
    }
}

impl Sums for Weighted {
    const COLUMNS: &'static [&'static str] = &["n", "w", "w2"];

    fn values(&self) -> Vec<i128> {
        vec![i128::from(self.n), self.w, self.w2]
    }

    fn from_values(values: &[i128]) -> Option<Self> {
        let [n, w, w2] = values else { return None };
        Some(Weighted { n: u64::try_from(*n).ok()?, w: *w, w2: *w2 })
    }
}

impl Answers {
    /// Counts the answers to some questions, by the answers to others. Questions are given by their ids.
    ///
    /// # Errors
    /// When a question is not in the codebook.
    pub fn count(responses: &Responses, questions: &[&str], by: &[&str]) -> Result<Answers> {
        let book = &responses.codebook;
        let mut groups = Coded::constant(responses.len());
        for id in by {
            let question = &book.questions[book.position(id)?];
            groups = groups.combine(&Coded::answers(responses, question)?);
        }
        let mut tally = Answers::empty(header(responses, by));
        for id in questions {
            let question = &book.questions[book.position(id)?];
            let coded = Coded::answers(responses, question)?.combine(&groups);
            for (code, sums) in sums(responses, &coded)? {
                let [answer, by @ ..] = coded.keys[code as usize].as_slice() else { continue };
                let key = AnswerKey { question: question.id.clone(), answer: answer.clone(), by: by.to_vec() };
                tally.add(key, &sums)?;
            }
        }
        Ok(tally)
    }
}

fn header(responses: &Responses, by: &[&str]) -> Header {
    Header {
        schema: SCHEMA,
        tally: AnswerKey::KIND.into(),
        codebook: responses.codebook.digest(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: String::new(),
        by: by.iter().map(|b| (*b).to_owned()).collect(),
        settings: BTreeMap::new(),
    }
}

/// Sums by code; codes that nobody has are left out.
fn sums(responses: &Responses, coded: &Coded) -> Result<impl Iterator<Item = (u32, Weighted)>> {
    let mut sums = vec![Weighted::default(); coded.keys.len()];
    for (code, weight) in coded.codes.iter().zip(responses.weights()?.iter()) {
        let cell = &mut sums[*code as usize];
        let one = Weighted::one(weight.unwrap_or(0.0));
        // At most 2^57 a weight: 2^127 is out of reach for any number of rows that fits into memory.
        *cell = Weighted { n: cell.n + 1, w: cell.w + one.w, w2: cell.w2.saturating_add(one.w2) };
    }
    Ok((0..).zip(sums).filter(|(_, s)| s.n > 0))
}
