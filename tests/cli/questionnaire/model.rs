//! A random questionnaire with everyone's answers: what was asked and answered, whatever file it is written into.
//!
//! Proptest draws (and shrinks) the questions; each question draws its answers from a seed of its own, so that a question
//! keeps its answers when the others are shrunk away.

use super::words::{COMMENTS, FAMILIES, NONES, OTHERS, ROWS, SCALES, TEXTS, WRITTEN};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::fmt;

/// People who choose each option, at least: cells that hold what was chosen say nothing of an option that nobody chose,
/// and next to nothing of one that was chosen twice.
const CHOOSERS: usize = 6;

/// What was asked, and what each of `people` answered.
#[derive(Clone)]
pub struct Questionnaire {
    pub people: usize,
    pub questions: Vec<Question>,
}

#[derive(Clone)]
pub struct Question {
    pub text: String,
    pub answers: Answers,
}

/// What was answered; `None` where somebody skipped the question.
#[derive(Clone)]
pub enum Answers {
    Multi(Multi),
    One(One),
    /// One scale for several rows.
    Grid(Vec<(String, One)>),
    Number(Vec<Option<u32>>),
    Text(Vec<Option<String>>),
}

/// Any number of several options.
#[derive(Clone)]
pub struct Multi {
    pub options: Vec<String>,
    /// The label of the option that people write into.
    pub other: Option<String>,
    pub rows: Vec<Option<Ticks>>,
}

#[derive(Clone, Default)]
pub struct Ticks {
    pub chosen: Vec<bool>,
    pub written: Option<String>,
}

/// One of several options.
#[derive(Clone)]
pub struct One {
    pub options: Vec<String>,
    pub rows: Vec<Option<usize>>,
}

impl Multi {
    /// The cell of option `i` in row `row`: `None` for who skipped the question.
    pub fn ticked(&self, row: usize, i: usize) -> Option<bool> {
        self.rows[row].as_ref().map(|ticks| ticks.chosen[i])
    }

    pub fn written(&self, row: usize) -> Option<&str> {
        self.rows[row].as_ref().and_then(|ticks| ticks.written.as_deref())
    }

    /// What everyone ticked, the write-in last where there is one.
    pub fn matrix(&self) -> Vec<Option<Vec<bool>>> {
        let flags = |ticks: &Ticks| {
            let written = self.other.as_ref().map(|_| ticks.written.is_some());
            ticks.chosen.iter().copied().chain(written).collect()
        };
        self.rows.iter().map(|row| row.as_ref().map(flags)).collect()
    }
}

/// Only what was asked: the answers of two hundred people help nobody.
impl fmt::Debug for Questionnaire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} people", self.people)?;
        for question in &self.questions {
            write!(f, "\n    {:?}: ", question.text)?;
            match &question.answers {
                Answers::Multi(m) => write!(f, "multi {:?}, other {:?}", m.options, m.other)?,
                Answers::One(one) => write!(f, "one of {:?}", one.options)?,
                Answers::Grid(rows) => {
                    let texts: Vec<&String> = rows.iter().map(|(text, _)| text).collect();
                    write!(f, "grid {texts:?} of {:?}", rows[0].1.options)?;
                }
                Answers::Number(_) => write!(f, "number")?,
                Answers::Text(_) => write!(f, "text")?,
            }
        }
        Ok(())
    }
}

/// What is asked, before anybody answers.
#[derive(Clone, Debug)]
enum Plan {
    Multi { options: Vec<String>, none: Option<&'static str>, other: Option<&'static str> },
    One { options: Vec<String> },
    Grid { rows: Vec<&'static str>, scale: Vec<String> },
    Number,
    Text,
}

/// Two to seven questions, at least one of them a multi-select, answered by 40 to 200 people.
pub fn questionnaire() -> impl Strategy<Value = Questionnaire> {
    let seed = || any::<u64>().no_shrink();
    let first = (multi(), seed());
    let others = prop::collection::vec((plan(), seed()), 1..=6);
    let texts = Just(TEXTS.to_vec()).prop_shuffle();
    // Mostly few: a file of two hundred is read four times as long, and says little more.
    let people = prop_oneof![3 => 40..=80_usize, 1 => 81..=200_usize];
    (people, first, others, any::<prop::sample::Index>(), texts).prop_map(|(people, first, mut plans, at, texts)| {
        plans.insert(at.index(plans.len() + 1), first);
        let questions = plans.into_iter().zip(texts);
        let questions = questions.map(|((plan, seed), text)| Question {
            text: text.to_owned(),
            answers: plan.answered(people, &mut Dice(seed)),
        });
        Questionnaire { people, questions: questions.collect() }
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    let scale = || select(SCALES.to_vec()).prop_map(|scale| scale.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
    let rows = subsequence(ROWS.to_vec(), 2..=4);
    prop_oneof![
        4 => multi(),
        1 => options(2..=5).prop_map(|options| Plan::One { options }),
        1 => scale().prop_map(|options| Plan::One { options }),
        1 => (rows, scale()).prop_map(|(rows, scale)| Plan::Grid { rows, scale }),
        1 => Just(Plan::Number),
        1 => Just(Plan::Text),
    ]
}

fn multi() -> impl Strategy<Value = Plan> {
    let none = prop::option::weighted(0.4, select(NONES.to_vec()));
    let other = prop::option::weighted(0.4, select(OTHERS.to_vec()));
    (options(2..=6), none, other).prop_map(|(mut options, none, other)| {
        // One "Other" is enough for a question.
        options.retain(|o| other.is_none() || o != "Other");
        if options.len() < 2 {
            options.push("Something in between".into());
        }
        options.truncate(if none.is_some() { 8 } else { 9 });
        options.extend(none.map(str::to_owned));
        Plan::Multi { options, none, other }
    })
}

/// Options of so many families; a family is one option, or two of which one begins the other.
fn options(families: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<String>> {
    let families = subsequence(FAMILIES.to_vec(), families).prop_shuffle();
    let listed =
        families.prop_map(|families| families.concat().into_iter().map(str::to_owned).collect::<Vec<String>>());
    // A form has "Other" at the end.
    listed.prop_map(|mut options| {
        options.sort_by_key(|o| o == "Other");
        options
    })
}

impl Plan {
    fn answered(self, people: usize, dice: &mut Dice) -> Answers {
        let skip = [0, 10, 30][dice.below(3)];
        match self {
            Plan::Multi { options, none, other } => {
                let rows = ticks(&options, none.is_some(), other.is_some(), people, skip, dice);
                Answers::Multi(Multi { options, other: other.map(str::to_owned), rows })
            }
            Plan::One { options } => Answers::One(one(&options, people, skip, dice)),
            Plan::Grid { rows, scale } => {
                let row = |text: &&str| ((*text).to_owned(), one(&scale, people, skip, dice));
                Answers::Grid(rows.iter().map(row).collect())
            }
            Plan::Number => {
                // The first is no point of a scale from 0 to 10.
                let number = |i| if i == 0 { 111 } else { dice.below(240) as u32 };
                let numbers: Vec<u32> = (0..people).map(number).collect();
                Answers::Number(
                    numbers.into_iter().enumerate().map(|(i, n)| (i == 0 || !dice.chance(skip)).then_some(n)).collect(),
                )
            }
            Plan::Text => {
                let comment = |i: usize| format!("{} ({i})", COMMENTS[i % COMMENTS.len()]);
                Answers::Text((0..people).map(|i| (!dice.chance(skip)).then(|| comment(i))).collect())
            }
        }
    }
}

/// One answer each, every option chosen by a few.
fn one(options: &[String], people: usize, skip: usize, dice: &mut Dice) -> One {
    let mut rows: Vec<Option<usize>> =
        (0..people).map(|_| (!dice.chance(skip)).then(|| dice.below(options.len()))).collect();
    let first = dice.below(people);
    for i in 0..options.len() * CHOOSERS.min(people / options.len()) {
        rows[(first + i) % people] = Some(i % options.len());
    }
    One { options: options.to_vec(), rows }
}

/// Ticks of everyone: the none-option (the last one) alone, every option chosen by a few, and some who chose several.
fn ticks(
    options: &[String],
    none: bool,
    other: bool,
    people: usize,
    skip: usize,
    dice: &mut Dice,
) -> Vec<Option<Ticks>> {
    let usual = options.len() - usize::from(none);
    let popular: Vec<usize> = (0..usual).map(|_| 15 + dice.below(45)).collect();
    let mut rows: Vec<Option<Ticks>> = Vec::new();
    let mut several = Vec::new();
    for i in 0..people {
        if dice.chance(skip) {
            rows.push(None);
            continue;
        }
        let mut ticks = Ticks { chosen: vec![false; options.len()], written: None };
        if none && (dice.chance(8) || i % 11 == 0) {
            ticks.chosen[usual] = true;
        } else {
            several.push(i);
            (0..usual).for_each(|o| ticks.chosen[o] = dice.chance(popular[o]));
            ticks.written = (other && dice.chance(8)).then(|| written(i));
            if !ticks.chosen.contains(&true) && ticks.written.is_none() {
                ticks.chosen[dice.below(usual)] = true;
            }
        }
        rows.push(Some(ticks));
    }
    // A few choosers for every option, in the company of others and alone, and a few who write.
    for k in 0..if other { 3 } else { 0 } {
        let row = several[k * several.len() / 3];
        if let Some(ticks) = &mut rows[row] {
            ticks.written = Some(written(row));
        }
    }
    for o in 0..usual {
        for k in 0..CHOOSERS.min(several.len()) {
            let row = several[(o * 7 + k * 5) % several.len()];
            if let Some(ticks) = &mut rows[row] {
                ticks.chosen[o] = true;
            }
        }
    }
    rows
}

/// What person `i` wrote; nobody else wrote it, for what two people write is an option as far as joined cells tell.
fn written(i: usize) -> String {
    WRITTEN[i % WRITTEN.len()].replace('#', &i.to_string())
}

/// Small numbers that depend on the seed alone (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}
