//! Which questions each respondent answered, whatever the answers are: dates and free text count too, and nothing of what
//! stands in them is looked at.

use super::{Question, Responses};
use crate::error::Result;
use crate::survey::codebook::{BlankMeans, Kind};

/// What a respondent did with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// They answered it.
    Answered,
    /// They ticked nothing where that counts as an answer: they may have skipped it as well.
    Open,
    /// They were asked and gave no usable answer.
    NoAnswer,
    /// They were not asked.
    NotAsked,
}

impl Question {
    /// Whether leaving it blank counts as an answer, so that skipping it cannot be told from having none to give.
    pub fn blank_is_an_answer(&self) -> bool {
        self.kind == Kind::Multi && self.blank_means == BlankMeans::None
    }
}

impl Responses {
    /// What each respondent did with a question.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn reached(&self, question: &Question) -> Result<Vec<Reached>> {
        let mut reached = match question.kind {
            Kind::Multi => self.ticked(question)?,
            _ => {
                let is_answer = self.frame.column(&question.id)?.is_not_null();
                is_answer.iter().map(|yes| said(yes == Some(true))).collect()
            }
        };
        if let Some(asked) = self.asked(question)? {
            let unasked = reached.iter_mut().zip(asked.iter()).filter(|(_, asked)| *asked != Some(true));
            unasked.for_each(|(reached, _)| *reached = Reached::NotAsked);
        }
        Ok(reached)
    }

    fn ticked(&self, question: &Question) -> Result<Vec<Reached>> {
        let flags = self.flags(question)?;
        let mut reached = vec![Reached::NoAnswer; self.len()];
        let nothing = if question.blank_is_an_answer() { Reached::Open } else { Reached::Answered };
        for flag in flags {
            for (reached, tick) in reached.iter_mut().zip(flag.iter()) {
                match tick {
                    Some(true) => *reached = Reached::Answered,
                    Some(false) if *reached == Reached::NoAnswer => *reached = nothing,
                    _ => {}
                }
            }
        }
        Ok(reached)
    }
}

fn said(answered: bool) -> Reached {
    if answered { Reached::Answered } else { Reached::NoAnswer }
}
