//! Columns as small codes with a dictionary: what a tally groups by.

use crate::error::Result;
use crate::input::threads;
use crate::survey::responses::Labelled;
use crate::survey::{Kind, Question, Responses};
use polars::prelude::{BooleanChunked, ChunkFullNull, PlHashMap};
use std::sync::Arc;

/// The key part of someone who was asked and did not answer.
pub const NO_ANSWER: &str = "?";
/// The key part of someone who was not asked.
pub const NOT_ASKED: &str = "-";

/// Options whose ticks make a byte, with one bit for having answered at all.
const OPTIONS_A_BYTE: usize = 7;

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

    /// The pairs of both: those that somebody has, and all where one of the two has a single key.
    pub fn pairs<L>(&self, other: &Coded<L>) -> Coded<(u32, u32)> {
        if self.keys.len() == 1 {
            return Coded { codes: other.codes.clone(), keys: (0..other.keys.len() as u32).map(|b| (0, b)).collect() };
        }
        if other.keys.len() == 1 {
            return Coded { codes: self.codes.clone(), keys: (0..self.keys.len() as u32).map(|a| (a, 0)).collect() };
        }
        match self.keys.len().saturating_mul(other.keys.len()) {
            possible if possible <= MOST_PAIRS => self.pairs_by_table(other, possible),
            _ => {
                let (mut keys, mut known) = (Vec::new(), PlHashMap::default());
                let code = |pair: (u32, u32)| {
                    *known.entry(pair).or_insert_with(|| {
                        keys.push(pair);
                        keys.len() as u32 - 1
                    })
                };
                let codes = self.codes.iter().zip(&other.codes).map(|(&a, &b)| (a, b)).map(code).collect();
                Coded { codes, keys }
            }
        }
    }

    /// The pairs that somebody has, by a table of all that are possible.
    fn pairs_by_table<L>(&self, other: &Coded<L>, possible: usize) -> Coded<(u32, u32)> {
        let (stretches, of) = (threads::stretches(self.codes.len()), other.keys.len());
        let place = |a: u32, b: u32| a as usize * of + b as usize;
        let (mine, theirs) = (self.codes.as_slice(), other.codes.as_slice());
        let rows = |k: usize| mine[stretches[k].clone()].iter().zip(&theirs[stretches[k].clone()]);
        let seen = threads::in_threads(stretches.len(), |k| {
            let mut seen = vec![false; possible];
            rows(k).for_each(|(&a, &b)| seen[place(a, b)] = true);
            seen
        });
        let (mut keys, mut known) = (Vec::new(), vec![0; possible]);
        for (a, b) in (0..self.keys.len() as u32).flat_map(|a| (0..of as u32).map(move |b| (a, b))) {
            if seen.iter().any(|seen| seen[place(a, b)]) {
                known[place(a, b)] = keys.len() as u32;
                keys.push((a, b));
            }
        }
        let mut codes = vec![0; self.codes.len()];
        threads::over(&mut codes, &stretches, |k, codes| {
            codes.iter_mut().zip(rows(k)).for_each(|(code, (&a, &b))| *code = known[place(a, b)]);
        });
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
        match question.kind {
            Kind::Multi => multi(responses, question),
            Kind::Number => numbers(responses, question),
            _ => one_choice(responses, question),
        }
    }

    /// Words of a column.
    pub fn words(labelled: Labelled) -> Self {
        Coded { codes: labelled.codes, keys: labelled.words.into_iter().map(Arc::from).collect() }
    }
}

/// Codes and keys of answers whose missing ones, of code `none`, are told apart: not answered, or not asked.
fn told_apart(
    responses: &Responses,
    question: &Question,
    mut codes: Vec<u32>,
    mut keys: Vec<Arc<str>>,
    none: u32,
) -> Result<Coded<Arc<str>>> {
    if let Some(asked) = responses.asked(question)? {
        let rows = codes.iter_mut().zip(asked.iter());
        rows.filter(|(code, asked)| **code == none && *asked != Some(true))
            .for_each(|(code, _)| *code = keys.len() as u32);
        keys.push(NOT_ASKED.into());
    }
    Ok(Coded { codes, keys })
}

fn one_choice(responses: &Responses, question: &Question) -> Result<Coded<Arc<str>>> {
    let none = question.options.len() as u32;
    let keys = question.options.iter().map(|o| o.id.as_str()).chain([NO_ANSWER]).map(Arc::from).collect();
    told_apart(responses, question, responses.codes_or(question, none)?, keys, none)
}

/// Each number that was given, as text that reads back as the same number.
fn numbers(responses: &Responses, question: &Question) -> Result<Coded<Arc<str>>> {
    let mut keys: Vec<Arc<str>> = vec![NO_ANSWER.into()];
    let mut known: PlHashMap<u64, u32> = PlHashMap::default();
    let code = |number: Option<f64>| match number {
        None => 0,
        // Minus zero is zero.
        Some(number) => *known.entry((number + 0.0).to_bits()).or_insert_with(|| {
            keys.push((number + 0.0).to_string().into());
            keys.len() as u32 - 1
        }),
    };
    let codes = responses.numbers(question)?.iter().map(code).collect();
    told_apart(responses, question, codes, keys, 0)
}

/// Patterns of a few options at a time, each a byte, so that a row costs a few operations.
fn multi(responses: &Responses, question: &Question) -> Result<Coded<Arc<str>>> {
    let flags = responses.flags(question)?;
    let mut coded: Option<Coded<Arc<str>>> = None;
    for some in flags.chunks(OPTIONS_A_BYTE) {
        let patterns = patterns(some);
        coded = Some(match coded {
            None => patterns,
            Some(before) => {
                before.pairs(&patterns).map(|(a, b)| both(&before.keys[a as usize], &patterns.keys[b as usize]))
            }
        });
    }
    let Coded { codes, keys } = coded.unwrap_or_else(|| Coded::constant(responses.len(), NO_ANSWER.into()));
    let none = keys.iter().position(|key| &**key == NO_ANSWER).map_or(u32::MAX, |code| code as u32);
    told_apart(responses, question, codes, keys, none)
}

/// The pattern of all options from those of two lots; without an answer each lot says the same.
fn both(first: &str, second: &str) -> Arc<str> {
    match first {
        NO_ANSWER => first.into(),
        _ => [first, second].concat().into(),
    }
}

/// What each row ticked of at most seven options. Code 0 is no answer.
fn patterns(flags: &[&BooleanChunked]) -> Coded<Arc<str>> {
    let answered = flags.first().map_or_else(|| BooleanChunked::full_null("none".into(), 0), |f| f.is_not_null());
    let ticks = flags.iter().map(|f| &(*f).clone().with_validity(None) & &answered);
    let bits: Vec<BooleanChunked> = ticks.chain([answered.clone()]).collect();
    let answers = (0..1 << flags.len()).map(|mask| pattern(mask, flags.len()));
    // Without the last bit all others are 0.
    let codes = bytes(&bits).map(|byte| (u32::from(byte) + 1).saturating_sub(1 << flags.len()));
    Coded { codes: codes.collect(), keys: std::iter::once(NO_ANSWER.into()).chain(answers).collect() }
}

/// The bits of eight rows, each in a byte of its own.
const SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= ((byte as u64 >> bit) & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

/// One byte a row: what at most eight columns without nulls say in it, the first in the lowest bit.
fn bytes(columns: &[BooleanChunked]) -> impl Iterator<Item = u8> {
    let height = columns.first().map_or(0, BooleanChunked::len);
    let mut eights = vec![[0; 8]; height.div_ceil(64)];
    for (bit, column) in columns.iter().enumerate() {
        let column = column.rechunk();
        for array in column.downcast_iter() {
            let mut words = array.values().fast_iter_u64();
            let whole: Vec<u64> = words.by_ref().collect();
            let words = whole.into_iter().chain(words.remainder().0);
            for (eight, word) in eights.iter_mut().zip(words) {
                eight.iter_mut().zip(word.to_le_bytes()).for_each(|(rows, byte)| *rows |= SPREAD[byte as usize] << bit);
            }
        }
    }
    eights.into_iter().flatten().flat_map(u64::to_le_bytes).take(height)
}

fn pattern(mask: u32, options: usize) -> Arc<str> {
    (0..options).map(|bit| if mask >> bit & 1 == 1 { '1' } else { '0' }).collect::<String>().into()
}
