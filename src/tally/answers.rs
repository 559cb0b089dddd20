//! The answers tally: by question, pattern of answers, by-variables, stratum and cluster: how many people, Σw and Σw², and
//! Σw of each replicate.
//!
//! Rows without an answer are kept, so that every base can be told from it, and every stratum and cluster is there. From patterns
//! follow the options' shares, their pairs and the number of options chosen, each with its error under the whole design.

use super::coded::{Coded, NO_ANSWER, NOT_ASKED};
use super::{Header, Key, SCHEMA, Sums, Tally, fixed, overflow};
use crate::error::Result;
use crate::survey::Responses;
use crate::survey::responses::Labelled;
use polars::prelude::Float64Chunked;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The answers tally.
pub type Answers = Tally<AnswerKey, Weighted>;

/// What the answers tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerKey {
    /// The question's id.
    pub question: Arc<str>,
    /// The option's id; the pattern (one 1 or 0 an option) of a multi-select; a number; `?` for no answer, `-` for not asked.
    pub answer: Arc<str>,
    /// One value a by-variable, in the same words.
    pub by: Arc<[Arc<str>]>,
    /// How those people were drawn.
    pub unit: Arc<Unit>,
}

/// What people were drawn from; all of it empty without a design.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Their stratum.
    pub stratum: String,
    /// Their cluster, within the stratum.
    pub cluster: String,
    /// Of how many the stratum's clusters or people were drawn, or what share; empty where the design does not say.
    pub fpc: String,
    /// Their category of each margin that the weights meet, such as `0.2`.
    pub cell: String,
}

impl AnswerKey {
    /// Whether the question was asked.
    pub fn is_asked(&self) -> bool {
        &*self.answer != NOT_ASKED
    }

    /// Whether it was answered.
    pub fn is_answered(&self) -> bool {
        self.is_asked() && &*self.answer != NO_ANSWER
    }
}

impl Key for AnswerKey {
    const KIND: &'static str = "answers";

    fn columns(header: &Header) -> Vec<String> {
        let by = header.by.iter().map(|b| format!("by:{b}"));
        let own = ["question", "answer", "stratum", "cluster", "fpc", "cell"];
        own.into_iter().map(str::to_owned).chain(by).collect()
    }

    fn values(&self) -> Vec<String> {
        let Unit { stratum, cluster, fpc, cell } = &*self.unit;
        let own = [&*self.question, &*self.answer, stratum, cluster, fpc, cell];
        own.into_iter().chain(self.by.iter().map(|b| &**b)).map(str::to_owned).collect()
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [question, answer, stratum, cluster, fpc, cell, by @ ..] = values else { return None };
        let text = |word: &&str| (*word).to_owned();
        let unit = Unit { stratum: text(stratum), cluster: text(cluster), fpc: text(fpc), cell: text(cell) };
        let by = by.iter().map(|b| Arc::from(*b)).collect();
        Some(AnswerKey { question: (*question).into(), answer: (*answer).into(), by, unit: Arc::new(unit) })
    }
}

/// People, and their weights in fixed point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighted {
    /// People.
    pub n: u64,
    /// Σw, see [`fixed`].
    pub w: i128,
    /// Σw², see [`fixed`].
    pub w2: i128,
    /// Σw of each replicate; empty where there are none.
    pub replicates: Vec<i128>,
}

impl Weighted {
    /// One person of this weight.
    pub fn one(weight: f64) -> Self {
        let w = fixed::from_weight(weight);
        Weighted { n: 1, w, w2: w * w, replicates: Vec::new() }
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
    fn columns(header: &Header) -> Vec<String> {
        let replicates = header.settings.get(REPLICATES).and_then(|r| r.parse().ok()).unwrap_or(0_usize);
        ["n", "w", "w2"].into_iter().map(str::to_owned).chain((1..=replicates).map(|r| format!("w_{r}"))).collect()
    }

    fn values(&self) -> Vec<i128> {
        [i128::from(self.n), self.w, self.w2].into_iter().chain(self.replicates.iter().copied()).collect()
    }

    fn from_values(values: &[i128]) -> Option<Self> {
        let [n, w, w2, replicates @ ..] = values else { return None };
        Some(Weighted { n: u64::try_from(*n).ok()?, w: *w, w2: *w2, replicates: replicates.to_vec() })
    }

    fn add(&mut self, other: &Self) -> Option<()> {
        self.n = self.n.checked_add(other.n)?;
        self.w = self.w.checked_add(other.w)?;
        self.w2 = self.w2.checked_add(other.w2)?;
        if self.replicates.len() < other.replicates.len() {
            self.replicates.resize(other.replicates.len(), 0);
        }
        for (sum, more) in self.replicates.iter_mut().zip(&other.replicates) {
            *sum = sum.checked_add(*more)?;
        }
        Some(())
    }
}

/// The setting that says how many replicate weights there are.
const REPLICATES: &str = "replicates";

/// The setting that says which margins the weights meet.
const MARGINS: &str = "margins";

impl Answers {
    /// Counts the answers to some questions, by the answers to others. Questions are given by their ids.
    ///
    /// # Errors
    /// When a question is not in the codebook.
    pub fn count(responses: &Responses, questions: &[&str], by: &[&str]) -> Result<Answers> {
        let book = &responses.codebook;
        let units = units(responses)?;
        let groups = groups(responses, by)?;
        let places = groups.pairs(&units);
        let weights = Weights::of(responses)?;
        let mut tally = Answers::empty(header(responses, by, weights.replicates.len()));
        for id in questions {
            let question = &book.questions[book.position(id)?];
            let id: Arc<str> = question.id.as_str().into();
            let answers = Coded::answers(responses, question)?;
            let cells = answers.pairs(&places);
            for ((answer, place), sums) in cells.keys.iter().zip(weights.sums(&cells.codes, cells.keys.len())?) {
                let (group, unit) = places.keys[*place as usize];
                let key = AnswerKey {
                    question: id.clone(),
                    answer: answers.keys[*answer as usize].clone(),
                    by: groups.keys[group as usize].clone(),
                    unit: units.keys[unit as usize].clone(),
                };
                tally.add(key, &sums)?;
            }
        }
        Ok(tally)
    }

    /// Whether its weights meet margins, by which every cell has a place.
    pub fn is_calibrated(&self) -> bool {
        self.header().settings.contains_key(MARGINS)
    }

    /// How many replicate weights it holds.
    pub fn replicates(&self) -> usize {
        self.header().settings.get(REPLICATES).and_then(|r| r.parse().ok()).unwrap_or(0)
    }
}

fn header(responses: &Responses, by: &[&str], replicates: usize) -> Header {
    let mut settings = BTreeMap::new();
    if replicates > 0 {
        settings.insert(REPLICATES.into(), replicates.to_string());
    }
    if let Some(margins) = responses.calibration.as_ref().filter(|c| c.exact) {
        settings.insert(MARGINS.into(), serde_json::to_string(margins).unwrap_or_default());
    }
    Header {
        schema: SCHEMA,
        tally: AnswerKey::KIND.into(),
        codebook: responses.codebook.digest(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: String::new(),
        by: by.iter().map(|b| (*b).to_owned()).collect(),
        settings,
    }
}

/// Everyone's answers to the by-questions, together.
fn groups(responses: &Responses, by: &[&str]) -> Result<Coded<Arc<[Arc<str>]>>> {
    let book = &responses.codebook;
    let mut groups: Coded<Vec<Arc<str>>> = Coded::constant(responses.len(), Vec::new());
    for id in by {
        let answers = Coded::answers(responses, &book.questions[book.position(id)?])?;
        let further = |(group, answer): (u32, u32)| {
            let mut key = groups.keys[group as usize].clone();
            key.push(answers.keys[answer as usize].clone());
            key
        };
        groups = groups.pairs(&answers).map(further);
    }
    Ok(groups.map(Arc::from))
}

/// How everyone was drawn.
fn units(responses: &Responses) -> Result<Coded<Arc<Unit>>> {
    let mut units = Coded::constant(responses.len(), Unit::default());
    let parts = [responses.strata()?, responses.clusters()?, fpc(responses)?, margins(responses)?];
    let places: [fn(&mut Unit) -> &mut String; 4] =
        [|u| &mut u.stratum, |u| &mut u.cluster, |u| &mut u.fpc, |u| &mut u.cell];
    for (part, place) in parts.into_iter().zip(places) {
        let Some(words) = part.map(Coded::words) else { continue };
        let further = |(unit, word): (u32, u32)| {
            let mut unit: Unit = units.keys[unit as usize].clone();
            words.keys[word as usize].as_ref().clone_into(place(&mut unit));
            unit
        };
        units = units.pairs(&words).map(further);
    }
    Ok(units.map(Arc::new))
}

/// Everyone's category of each margin that the weights meet, by its place in the header's list.
fn margins(responses: &Responses) -> Result<Option<Labelled>> {
    let Some(cells) = responses.raking_cells()? else { return Ok(None) };
    let count = cells.codes.first().map_or(0, Vec::len);
    let word = |cell: usize| cells.codes.iter().map(|codes| codes[cell].to_string()).collect::<Vec<_>>().join(".");
    Ok(Some(Labelled { codes: cells.of_row, words: (0..count).map(word).collect() }))
}

fn fpc(responses: &Responses) -> Result<Option<Labelled>> {
    let Some(sizes) = responses.fpc()? else { return Ok(None) };
    let mut known: BTreeMap<u64, u32> = BTreeMap::new();
    let mut words = Vec::new();
    let code = |size: Option<f64>| {
        let size = size.unwrap_or(1.0);
        *known.entry(size.to_bits()).or_insert_with(|| {
            words.push(size.to_string());
            words.len() as u32 - 1
        })
    };
    let codes = sizes.iter().map(code).collect();
    Ok(Some(Labelled { codes, words }))
}

/// Everyone's weights in fixed point.
struct Weights<'a> {
    weights: Vec<i64>,
    replicates: Vec<&'a Float64Chunked>,
}

impl<'a> Weights<'a> {
    fn of(responses: &'a Responses) -> Result<Self> {
        let weights: Vec<i64> = match responses.is_weighted() {
            true => responses.weights()?.iter().map(|w| fixed::from_weight(w.unwrap_or(0.0)) as i64).collect(),
            false => vec![fixed::from_weight(1.0) as i64; responses.len()],
        };
        // Where the largest squares of everyone fit, so does the sum over any cell.
        let largest = i128::from(weights.iter().copied().max().unwrap_or(0));
        (largest * largest).checked_mul(weights.len().max(1) as i128).ok_or_else(overflow)?;
        Ok(Weights { weights, replicates: responses.replicates()? })
    }

    /// Sums by code, each of which somebody has.
    fn sums(&self, codes: &[u32], cells: usize) -> Result<Vec<Weighted>> {
        let mut sums = vec![Weighted::default(); cells];
        for (code, weight) in codes.iter().zip(&self.weights) {
            let (cell, w) = (&mut sums[*code as usize], i128::from(*weight));
            (cell.n, cell.w, cell.w2) = (cell.n + 1, cell.w + w, cell.w2 + w * w);
        }
        for replicate in &self.replicates {
            sums.iter_mut().for_each(|cell| cell.replicates.push(0));
            for (code, weight) in codes.iter().zip(replicate.iter()) {
                if let Some(sum) = sums[*code as usize].replicates.last_mut() {
                    *sum += fixed::from_weight(weight.unwrap_or(0.0));
                }
            }
        }
        Ok(sums)
    }
}
