//! Columns as small codes with a dictionary: what a tally groups by.

use crate::error::Result;
use crate::survey::responses::Labelled;
use crate::survey::{Kind, Question, Responses};
use std::collections::HashMap;
use std::sync::Arc;

/// The key part of someone who was asked and did not answer.
pub const NO_ANSWER: &str = "?";
/// The key part of someone who was not asked.
pub const NOT_ASKED: &str = "-";

/// Up to so many options, a code a pattern is given in advance.
const FEW_OPTIONS: usize = 12;

/// Up to so many possible pairs, a table tells which have a code already.
const MOST_PAIRS: usize = 1 << 22;

/// One code a row, and what the codes stand for.
pub struct Coded<K> {
    /// One code a row.
    pub codes: Vec<u32>,
    /// What a code stands for.
    pub keys: Vec<K>,
}

impl<K> Coded<K> {
    /// Everyone alike.
    pub fn constant(height: usize, key: K) -> Self {
        Coded { codes: vec![0; height], keys: vec![key] }
    }

    /// The pairs of both that somebody has.
    pub fn pairs<L>(&self, other: &Coded<L>) -> Coded<(u32, u32)> {
        let (rows, of) = (self.codes.iter().zip(&other.codes), other.keys.len());
        let mut keys = Vec::new();
        let mut new = |a: u32, b: u32| {
            keys.push((a, b));
            keys.len() as u32 - 1
        };
        let codes = if self.keys.len().saturating_mul(of) <= MOST_PAIRS {
            let mut known = vec![u32::MAX; self.keys.len() * of];
            let code = |(&a, &b): (&u32, &u32)| {
                let known = &mut known[a as usize * of + b as usize];
                if *known == u32::MAX {
                    *known = new(a, b);
                }
                *known
            };
            rows.map(code).collect()
        } else {
            let mut known: HashMap<(u32, u32), u32> = HashMap::new();
            rows.map(|(&a, &b)| *known.entry((a, b)).or_insert_with(|| new(a, b))).collect()
        };
        Coded { codes, keys }
    }

    /// The same rows under other keys.
    pub fn map<L>(self, key: impl FnMut(K) -> L) -> Coded<L> {
        Coded { codes: self.codes, keys: self.keys.into_iter().map(key).collect() }
    }
}

impl Coded<Arc<str>> {
    /// The answers to a question: an option's id; for a multi-select a string of 1 and 0, one an option; a number; or
    /// [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn answers(responses: &Responses, question: &Question) -> Result<Self> {
        let asked: Vec<bool> = match responses.asked(question)? {
            Some(asked) => asked.iter().map(|a| a == Some(true)).collect(),
            None => vec![true; responses.len()],
        };
        match question.kind {
            Kind::Multi => multi(responses, question, &asked),
            Kind::Number => numbers(responses, question, &asked),
            _ => one_choice(responses, question, &asked),
        }
    }

    /// Words of a column.
    pub fn words(labelled: Labelled) -> Self {
        Coded { codes: labelled.codes, keys: labelled.words.into_iter().map(Arc::from).collect() }
    }
}

/// The two codes that stand behind the options.
fn absent(asked: bool, options: usize) -> u32 {
    options as u32 + u32::from(!asked)
}

fn one_choice(responses: &Responses, question: &Question, asked: &[bool]) -> Result<Coded<Arc<str>>> {
    let options = question.options.len();
    let answers = responses.codes(question)?;
    let codes = answers.into_iter().zip(asked).map(|(code, asked)| code.unwrap_or(absent(*asked, options))).collect();
    let words = question.options.iter().map(|o| o.id.as_str()).chain([NO_ANSWER, NOT_ASKED]);
    Ok(Coded { codes, keys: words.map(Arc::from).collect() })
}

/// Each number that was given, as text that reads back as the same number.
fn numbers(responses: &Responses, question: &Question, asked: &[bool]) -> Result<Coded<Arc<str>>> {
    let mut keys: Vec<Arc<str>> = vec![NO_ANSWER.into(), NOT_ASKED.into()];
    let mut known: HashMap<u64, u32> = HashMap::new();
    let code = |(number, asked): (Option<f64>, &bool)| match number {
        None => u32::from(!asked),
        // Minus zero is zero.
        Some(number) => *known.entry((number + 0.0).to_bits()).or_insert_with(|| {
            keys.push((number + 0.0).to_string().into());
            keys.len() as u32 - 1
        }),
    };
    let codes = responses.numbers(question)?.iter().zip(asked).map(code).collect();
    Ok(Coded { codes, keys })
}

/// Patterns of 64 options at a time, each a bit mask, so that a row costs a few operations.
fn multi(responses: &Responses, question: &Question, asked: &[bool]) -> Result<Coded<Arc<str>>> {
    let flags = responses.flags(question)?;
    let answered: Vec<bool> = flags.first().map_or(Vec::new(), |f| f.iter().map(|tick| tick.is_some()).collect());
    let mut coded: Option<Coded<Arc<str>>> = None;
    for chunk in flags.chunks(64) {
        let mut masks = vec![0u64; responses.len()];
        for (bit, flag) in chunk.iter().enumerate() {
            masks.iter_mut().zip(flag.iter()).for_each(|(m, tick)| *m |= u64::from(tick == Some(true)) << bit);
        }
        let patterns = patterns(&masks, chunk.len(), &answered, asked);
        coded = Some(match coded {
            None => patterns,
            Some(before) => {
                before.pairs(&patterns).map(|(a, b)| both(&before.keys[a as usize], &patterns.keys[b as usize]))
            }
        });
    }
    Ok(coded.unwrap_or_else(|| Coded::constant(responses.len(), NO_ANSWER.into())))
}

/// The pattern of all options from those of two chunks; without an answer each chunk says the same.
fn both(first: &str, second: &str) -> Arc<str> {
    match first {
        NO_ANSWER | NOT_ASKED => first.into(),
        _ => [first, second].concat().into(),
    }
}

fn patterns(masks: &[u64], options: usize, answered: &[bool], asked: &[bool]) -> Coded<Arc<str>> {
    let rows = masks.iter().zip(answered).zip(asked);
    if options <= FEW_OPTIONS {
        let all = 1 << options;
        let code = |((&mask, &answered), &asked): ((&u64, &bool), &bool)| {
            if answered { mask as u32 } else { absent(asked, all) }
        };
        let keys = (0..all as u64).map(|mask| pattern(mask, options)).chain([NO_ANSWER.into(), NOT_ASKED.into()]);
        return Coded { codes: rows.map(code).collect(), keys: keys.collect() };
    }
    let mut known: HashMap<u64, u32> = HashMap::new();
    let mut keys: Vec<Arc<str>> = vec![NO_ANSWER.into(), NOT_ASKED.into()];
    let code = |((&mask, &answered), &asked): ((&u64, &bool), &bool)| {
        if !answered {
            return u32::from(!asked);
        }
        *known.entry(mask).or_insert_with(|| {
            keys.push(pattern(mask, options));
            keys.len() as u32 - 1
        })
    };
    let codes = rows.map(code).collect();
    Coded { codes, keys }
}

fn pattern(mask: u64, options: usize) -> Arc<str> {
    (0..options).map(|bit| if mask >> bit & 1 == 1 { '1' } else { '0' }).collect::<String>().into()
}
