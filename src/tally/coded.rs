//! Columns as small codes with a dictionary: what a tally groups by.

use crate::error::Result;
use crate::survey::{Kind, Question, Responses};
use std::collections::HashMap;

/// The key part of someone who was asked and did not answer.
pub const NO_ANSWER: &str = "?";
/// The key part of someone who was not asked.
pub const NOT_ASKED: &str = "-";

/// One code a row, and what the codes stand for.
pub struct Coded {
    /// One code a row.
    pub codes: Vec<u32>,
    /// The key parts that a code stands for.
    pub keys: Vec<Vec<String>>,
}

impl Coded {
    /// Everyone alike, under a key of no parts.
    pub fn constant(height: usize) -> Coded {
        Coded { codes: vec![0; height], keys: vec![Vec::new()] }
    }

    /// The answers to a question: an option's id; for a multi-select a string of 1 and 0, one an option; or
    /// [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn answers(responses: &Responses, question: &Question) -> Result<Coded> {
        let asked = responses.asked(question)?;
        let missing: Vec<bool> = match asked {
            Some(asked) => asked.iter().map(|a| a == Some(true)).collect(),
            None => vec![true; responses.len()],
        };
        match question.kind {
            Kind::Multi => multi(responses, question, &missing),
            _ => one_choice(responses, question, &missing),
        }
    }

    /// The pair of both, its key the parts of both.
    pub fn combine(&self, other: &Coded) -> Coded {
        let mut seen: HashMap<(u32, u32), u32> = HashMap::new();
        let mut keys = Vec::new();
        let pair = |(&a, &b): (&u32, &u32)| {
            *seen.entry((a, b)).or_insert_with(|| {
                keys.push([self.keys[a as usize].as_slice(), other.keys[b as usize].as_slice()].concat());
                keys.len() as u32 - 1
            })
        };
        let codes = self.codes.iter().zip(&other.codes).map(pair).collect();
        Coded { codes, keys }
    }
}

/// The two codes that stand behind the options.
fn absent(asked: bool, options: usize) -> u32 {
    options as u32 + u32::from(!asked)
}

fn one_choice(responses: &Responses, question: &Question, asked: &[bool]) -> Result<Coded> {
    let options = question.options.len();
    let answers = responses.codes(question)?;
    let codes = answers.into_iter().zip(asked).map(|(code, asked)| code.unwrap_or(absent(*asked, options))).collect();
    let words = question.options.iter().map(|o| o.id.as_str()).chain([NO_ANSWER, NOT_ASKED]);
    Ok(Coded { codes, keys: words.map(|w| vec![w.to_owned()]).collect() })
}

/// Patterns of 64 options at a time, each a bit mask, so that a row costs a few operations.
fn multi(responses: &Responses, question: &Question, asked: &[bool]) -> Result<Coded> {
    let flags = responses.flags(question)?;
    let mut coded = Coded::constant(responses.len());
    let answered: Vec<bool> = flags.first().map_or(Vec::new(), |f| f.iter().map(|tick| tick.is_some()).collect());
    for chunk in flags.chunks(64) {
        let mut masks = vec![0u64; responses.len()];
        for (bit, flag) in chunk.iter().enumerate() {
            masks.iter_mut().zip(flag.iter()).for_each(|(m, tick)| *m |= u64::from(tick == Some(true)) << bit);
        }
        coded = coded.combine(&patterns(&masks, chunk.len(), &answered, asked));
    }
    for key in &mut coded.keys {
        *key = vec![whole(key)];
    }
    Ok(coded)
}

/// The pattern of all options from those of the chunks; without an answer each chunk says the same.
fn whole(chunks: &[String]) -> String {
    match chunks.first().map(String::as_str) {
        Some(absent @ (NO_ANSWER | NOT_ASKED)) => absent.to_owned(),
        _ => chunks.concat(),
    }
}

fn patterns(masks: &[u64], options: usize, answered: &[bool], asked: &[bool]) -> Coded {
    let mut seen: HashMap<(u64, bool, bool), u32> = HashMap::new();
    let mut keys = Vec::new();
    let codes = masks.iter().zip(answered).zip(asked).map(|((&mask, &answered), &asked)| {
        *seen.entry((mask, answered, asked)).or_insert_with(|| {
            keys.push(vec![pattern(mask, options, answered, asked)]);
            keys.len() as u32 - 1
        })
    });
    let codes = codes.collect();
    Coded { codes, keys }
}

fn pattern(mask: u64, options: usize, answered: bool, asked: bool) -> String {
    match (answered, asked) {
        (true, _) => (0..options).map(|bit| if mask >> bit & 1 == 1 { '1' } else { '0' }).collect(),
        (false, true) => NO_ANSWER.into(),
        (false, false) => NOT_ASKED.into(),
    }
}
