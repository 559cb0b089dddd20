//! The linked tally: what people answered in a survey, beside what their own outreach came to. No name, no respondent key and no
//! date is in it; an answer that one person alone gave is confidential all the same.

use super::coded::NO_ANSWER;
use super::paths::Matured;
use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::survey::{Kind, Question, Responses};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The linked tally.
pub type Linked = Tally<LinkedKey, Count>;

/// What the linked tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkedKey {
    /// The question's id.
    pub question: Arc<str>,
    /// The option's id; the pattern (one 1 or 0 an option) of a multi-select; `?` for no answer.
    pub answer: String,
    /// Messages of the respondent's own that had their time, and how many were replied to.
    pub own: Matured,
}

impl LinkedKey {
    /// Which options were chosen, in the codebook's order; `None` of no answer.
    pub fn chosen(&self, question: &Question) -> Option<Vec<bool>> {
        if self.answer == NO_ANSWER {
            return None;
        }
        Some(match question.kind {
            Kind::Multi => self.answer.bytes().map(|b| b == b'1').collect(),
            _ => question.options.iter().map(|o| o.id == self.answer).collect(),
        })
    }
}

impl Key for LinkedKey {
    const KIND: &'static str = "linked";

    fn columns(_: &Header) -> Vec<String> {
        ["question", "answer", "messages", "replies"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.question.to_string(),
            self.answer.clone(),
            self.own.messages.to_string(),
            self.own.replies.to_string(),
        ]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [question, answer, messages, replies] = values else { return None };
        let own = Matured { messages: messages.parse().ok()?, replies: replies.parse().ok()? };
        Some(LinkedKey { question: (*question).into(), answer: (*answer).to_owned(), own })
    }
}

impl Linked {
    /// Counts respondents who have outreach of their own by what they answered; of others nothing is counted. `as_of` and `horizon`
    /// are those of the outreach.
    ///
    /// # Errors
    /// When the responses were changed from outside.
    pub fn count(
        responses: &Responses,
        question: &Question,
        own: &BTreeMap<Arc<str>, Matured>,
        as_of: &str,
        horizon: u32,
    ) -> Result<Linked> {
        let mut tally = Linked::empty(header(responses, as_of, horizon));
        if responses.codebook.respondent.is_none() {
            return Ok(tally);
        }
        let id: Arc<str> = question.id.as_str().into();
        for (respondent, answer) in responses.respondents()?.into_iter().zip(answers(responses, question)?) {
            if let Some(own) = own.get(respondent.trim()) {
                tally.add(LinkedKey { question: id.clone(), answer, own: *own }, &Count { n: 1 })?;
            }
        }
        Ok(tally)
    }
}

/// Everyone's answer, as [`LinkedKey::answer`] has it.
fn answers(responses: &Responses, question: &Question) -> Result<Vec<String>> {
    if question.kind == Kind::Multi {
        let flags = responses.flags(question)?;
        let pattern = |row: usize| -> Option<String> {
            flags.iter().map(|flag| flag.get(row).map(|yes| if yes { '1' } else { '0' })).collect()
        };
        return Ok((0..responses.len()).map(|row| pattern(row).unwrap_or_else(|| NO_ANSWER.to_owned())).collect());
    }
    let option = |code: Option<u32>| question.options.get(code? as usize).map(|o| o.id.clone());
    let codes = responses.codes(question)?;
    Ok(codes.into_iter().map(|code| option(code).unwrap_or_else(|| NO_ANSWER.to_owned())).collect())
}

fn header(responses: &Responses, as_of: &str, horizon: u32) -> Header {
    Header {
        schema: SCHEMA,
        tally: LinkedKey::KIND.into(),
        codebook: responses.codebook.digest(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: as_of.into(),
        by: Vec::new(),
        settings: BTreeMap::from([("horizon".to_owned(), horizon.to_string())]),
    }
}
