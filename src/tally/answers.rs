//! The answers tally: by question, pattern of answers, by-variables, stratum and cluster: how many people, Σw and Σw², and
//! Σw of each replicate.
//!
//! Rows without an answer are kept, so that every base can be told from it, and every stratum and cluster is there. From patterns
//! follow the options' shares, their pairs and the number of options chosen, each with its error under the whole design.

use super::coded::{Coded, NO_ANSWER, NOT_ASKED};
use super::{Header, Key, SCHEMA, Sums, Tally, fixed, overflow};
use crate::error::Result;
use crate::input::threads;
use crate::survey::Responses;
use crate::survey::responses::Labelled;
use polars::prelude::{ChunkAgg, Float64Chunked};
use std::collections::BTreeMap;
use std::ops::Range;
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

    /// The key of the same people, had they given this answer.
    pub fn with_answer(&self, answer: &str) -> AnswerKey {
        AnswerKey { answer: answer.into(), ..self.clone() }
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
            let mut sums = weights.sums(&cells.codes, cells.keys.len())?;
            // In the order of the keys by their ranks, of which comparing costs less.
            let (by_answer, by_group, by_unit) = (ranks(&answers.keys), ranks(&groups.keys), ranks(&units.keys));
            let parts = |cell: usize| {
                let (answer, place) = cells.keys[cell];
                let (group, unit) = places.keys[place as usize];
                [answer as usize, group as usize, unit as usize]
            };
            let found = sums.iter().enumerate().filter(|(_, sums)| sums.n > 0);
            let mut order: Vec<_> = found
                .map(|(cell, _)| {
                    let [answer, group, unit] = parts(cell);
                    (by_answer[answer], by_group[group], by_unit[unit], cell)
                })
                .collect();
            order.sort_unstable();
            let keyed = order.into_iter().map(|(.., cell)| {
                let [answer, group, unit] = parts(cell);
                let key = AnswerKey {
                    question: id.clone(),
                    answer: answers.keys[answer].clone(),
                    by: groups.keys[group].clone(),
                    unit: units.keys[unit].clone(),
                };
                (key, std::mem::take(&mut sums[cell]))
            });
            tally.extend(keyed.collect())?;
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

/// The place of each key in their order; equal keys have the same.
fn ranks<K: Ord>(keys: &[K]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    let (mut ranks, mut rank) = (vec![0; keys.len()], 0);
    for (k, &i) in order.iter().enumerate() {
        rank += u32::from(k > 0 && keys[order[k - 1]] != keys[i]);
        ranks[i] = rank;
    }
    ranks
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

/// Everyone's weights.
struct Weights<'a> {
    weights: &'a Float64Chunked,
    replicates: Vec<&'a Float64Chunked>,
}

/// Σw and Σw² in fixed point, and people.
type Sum = (i128, i128, u64);

impl<'a> Weights<'a> {
    fn of(responses: &'a Responses) -> Result<Self> {
        let weights = responses.weights()?;
        // Where the largest squares of everyone fit, so does the sum over any cell.
        let largest = fixed::from_weight(weights.max().unwrap_or(0.0));
        (largest * largest).checked_mul(weights.len().max(1) as i128).ok_or_else(overflow)?;
        Ok(Weights { weights, replicates: responses.replicates()? })
    }

    /// Sums by code. Whole numbers add up to the same in any order, so that the rows can be shared out.
    fn sums(&self, codes: &[u32], cells: usize) -> Result<Vec<Weighted>> {
        // Where nearly every row has a cell of its own, a list of cells for each thread would be larger than the rows.
        let shares: Vec<Range<usize>> = match cells > codes.len() / 8 {
            true => std::iter::once(0..codes.len()).collect(),
            false => threads::stretches(codes.len()),
        };
        let part = |k: usize| {
            let rows: &Range<usize> = &shares[k];
            let codes = &codes[rows.clone()];
            let mut sums: Vec<Sum> = vec![(0, 0, 0); cells];
            each(codes, &self.weights.slice(rows.start as i64, rows.len()), |code, w| {
                let sum = &mut sums[code];
                *sum = (sum.0 + w, sum.1 + w * w, sum.2 + 1);
            });
            let mut sums: Vec<Weighted> =
                sums.into_iter().map(|(w, w2, n)| Weighted { n, w, w2, replicates: Vec::new() }).collect();
            for replicate in &self.replicates {
                let mut further = vec![0; cells];
                each(codes, &replicate.slice(rows.start as i64, rows.len()), |code, w| further[code] += w);
                sums.iter_mut().zip(further).for_each(|(cell, sum)| cell.replicates.push(sum));
            }
            sums
        };
        let mut parts = threads::in_threads(shares.len(), part).into_iter();
        let mut all = parts.next().unwrap_or_default();
        for part in parts {
            for (cell, more) in all.iter_mut().zip(&part) {
                cell.add(more).ok_or_else(overflow)?;
            }
        }
        Ok(all)
    }
}

/// Hands on each row's code with its weight in fixed point. Typing leaves nobody without a weight.
fn each(codes: &[u32], weights: &Float64Chunked, mut take: impl FnMut(usize, i128)) {
    let mut rest = codes;
    for array in weights.downcast_iter() {
        let (here, behind) = rest.split_at(array.len());
        here.iter().zip(array.values().iter()).for_each(|(code, w)| take(*code as usize, fixed::from_weight(*w)));
        rest = behind;
    }
}
