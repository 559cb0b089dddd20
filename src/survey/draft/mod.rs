//! Drafts a codebook from an export: what the questions are, with the evidence for every guess.
//!
//! `profile` looks at the cells of each column (a sample first), `blocks` finds the columns that are one question,
//! `guess` says what a single column is, `build` makes the questions from all rows, `asked` finds the
//! ones that were not asked of everyone, and `write` makes the TOML that a
//! person reads and corrects. `merge` keeps what they corrected when it is drafted again.

mod adjacent;
mod alike;
mod asked;
mod blocks;
mod boxes;
mod build;
mod guess;
mod ids;
mod joined;
mod mentions;
mod merge;
mod personal;
mod profile;
mod scale;
mod stems;
mod wording;
mod write;

pub use merge::Merged;
pub(super) use stems::bracketed;

use super::codebook::{Aside, Codebook, Question};
use super::read::{self, Export};
use crate::error::{Fault, Result};
use crate::input::Sheet;
use blocks::Block;
use guess::Guess;
use ids::Taken;
use profile::Profile;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;

/// A drafted codebook: every guess with its evidence.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The file, as the user named it.
    pub file: String,
    /// The platform, as people call it.
    pub platform: &'static str,
    /// The survey's title.
    pub title: Option<String>,
    /// The sheet of a workbook, where one was named.
    pub sheet: Option<String>,
    /// Headers of the file's columns, in their order, as the codebook names them.
    pub columns: Vec<String>,
    /// Responses that count.
    pub responses: usize,
    /// Responses that are left out by default, by kind.
    pub aside: Vec<(Aside, usize)>,
    /// The column that tells responses apart.
    pub respondent: Option<Told>,
    /// The column of weights.
    pub weight: Option<Told>,
    /// Columns of personal data.
    pub drop: Vec<Told>,
    /// Columns that are of no use to an analysis.
    pub ignore: Vec<Told>,
    /// Columns that nobody answered, so that nothing is known of them yet.
    pub empty: Vec<String>,
    /// The questions, in the order of the file.
    pub questions: Vec<Drafted>,
}

/// A column, and why it is taken for what it is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its header.
    pub column: String,
    /// The evidence, in a few words.
    pub evidence: String,
}

/// A drafted question.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The question.
    pub question: Question,
    /// How often each option was chosen, in the order of the options.
    pub counts: Vec<usize>,
    /// Whether the export holds its wording; else `text` lists its options.
    pub is_worded: bool,
    /// What speaks for it.
    pub evidence: Vec<String>,
    /// What a person should look at, because the evidence is weak.
    pub check: Vec<String>,
}

impl Draft {
    /// Reads an export of any known platform and drafts its codebook. `name` is how messages call the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path, name: &str, sheet: Option<&str>) -> Result<Draft> {
        let mut draft = Draft::of(read::read(path, name, sheet)?).map_err(|e| e.in_file(name))?;
        draft.sheet = draft.sheet.or(sheet.map(str::to_owned));
        Ok(draft)
    }

    /// Drafts the codebook of an export.
    ///
    /// # Errors
    /// When a column cannot be shown as text.
    pub fn of(export: Export) -> Result<Draft> {
        let (file, platform, title) = (export.sheet.name.clone(), export.platform, export.title.clone());
        let aside = export.aside.iter().map(|a| (a.kind, a.rows.iter().filter(|r| **r).count())).collect();
        let (about, workbook_sheet) = (export.columns.clone(), export.workbook_sheet.clone());
        let sheet = export.kept(&[])?;
        if sheet.height() == 0 {
            let of = if platform == "plain" { String::new() } else { format!("is an export of {platform} and ") };
            return Err(Fault::new(format!("{of}has no response to count"))
                .file(&file)
                .found(sheet.account.line())
                .remedy("export it again when there are some")
                .into());
        }
        let headers = sheet.headers();
        let sampled = in_parallel(headers.len(), |i| {
            Profile::sample(&sheet, &headers[i], about.get(i).cloned().unwrap_or_default())
        })?;
        let mut draft = Draft {
            file,
            platform,
            title,
            sheet: workbook_sheet,
            columns: headers.clone(),
            responses: sheet.height(),
            aside,
            respondent: None,
            weight: None,
            drop: Vec::new(),
            ignore: Vec::new(),
            empty: Vec::new(),
            questions: Vec::new(),
        };
        let blocks = draft.without_the_rest(&sheet, &sampled, blocks::blocks(&sheet, &sampled)?)?;
        draft.ask(&sheet, &sampled, blocks)?;
        Ok(draft)
    }

    /// Sets aside the columns that are no questions, and says of the others what they are.
    fn without_the_rest(
        &mut self,
        sheet: &Sheet,
        profiles: &[Profile],
        blocks: Vec<Block>,
    ) -> Result<Vec<(Block, Guess)>> {
        let mut asked = Vec::new();
        let contacts = contact_blocks(profiles);
        for block in blocks {
            let Block::One(i) = block else {
                asked.push((block, Guess::Several));
                continue;
            };
            let column = profiles[i].header.clone();
            let guess = match &profiles[i].about.question {
                Some(q) if contacts.contains(q) => Guess::Drop("part of a block of contact details".into()),
                _ => guess::guess(&profiles[i]),
            };
            match guess {
                Guess::Drop(evidence) => self.drop.push(Told { column, evidence }),
                Guess::Respondent(evidence) if self.respondent.is_none() && is_unique(sheet, &column)? => {
                    self.respondent = Some(Told { column, evidence });
                }
                Guess::Weight(evidence) if self.weight.is_none() => self.weight = Some(Told { column, evidence }),
                Guess::Empty => self.empty.push(column),
                Guess::Ignore(evidence) | Guess::Respondent(evidence) | Guess::Weight(evidence) => {
                    self.ignore.push(Told { column, evidence });
                }
                guess => asked.push((block, guess)),
            }
        }
        Ok(asked)
    }

    /// Makes the questions, now from all rows.
    fn ask(&mut self, sheet: &Sheet, sampled: &[Profile], blocks: Vec<(Block, Guess)>) -> Result<()> {
        let needed: Vec<usize> = blocks.iter().flat_map(|(block, guess)| guess.columns_to_count(block)).collect();
        let whole = in_parallel(needed.len(), |k| sampled[needed[k]].whole(sheet))?;
        let mut profiles = sampled.to_vec();
        for (i, profile) in needed.into_iter().zip(whole) {
            profiles[i] = profile;
        }
        let mut taken = Taken::default();
        let mut questions = Vec::new();
        for (block, guess) in blocks {
            if let Some(drafted) = build::question(sheet, &profiles, &block, &guess)? {
                questions.push(drafted);
            }
        }
        asked::conditions(sheet, &mut questions)?;
        build::codes(&mut questions);
        build::roles(&mut questions);
        build::name(&mut questions, &mut taken);
        self.questions = questions;
        Ok(())
    }

    /// The draft as a codebook, checked like one that was written by hand.
    ///
    /// # Errors
    /// When nothing in the file could be made a question.
    pub fn codebook(&self) -> Result<Codebook> {
        Codebook::parse(&self.toml(), &format!("the draft for {}", self.file))
    }
}

/// Questions of the platform that ask for contact details: two of their columns at least are personal.
fn contact_blocks(profiles: &[Profile]) -> BTreeSet<String> {
    let mut personal: BTreeMap<&String, usize> = BTreeMap::new();
    for profile in profiles.iter().filter(|p| p.about.part.is_some()) {
        if let (Some(question), Guess::Drop(_)) = (&profile.about.question, guess::guess(profile)) {
            *personal.entry(question).or_default() += 1;
        }
    }
    personal.into_iter().filter(|(_, n)| *n >= 2).map(|(question, _)| question.clone()).collect()
}

/// Whether no cell of a column occurs twice.
fn is_unique(sheet: &Sheet, header: &str) -> Result<bool> {
    let cells = sheet.cells(header)?;
    let mut seen: Vec<&str> = cells.iter().flatten().collect();
    let n = seen.len();
    seen.sort_unstable();
    seen.dedup();
    Ok(seen.len() == n)
}

/// Runs one piece of work a column on all processors; the results come in the order of the columns.
fn in_parallel<T: Send>(n: usize, work: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(n.max(1));
    let work = &work;
    let parts: Vec<Vec<(usize, Result<T>)>> = thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|w| scope.spawn(move || (w..n).step_by(workers).map(|i| (i, work(i))).collect::<Vec<_>>()))
            .collect();
        started.into_iter().map(|t| t.join().unwrap_or_default()).collect()
    });
    let mut all: Vec<(usize, Result<T>)> = parts.into_iter().flatten().collect();
    all.sort_by_key(|(i, _)| *i);
    if all.len() < n {
        return Err(crate::error::internal("a column could not be looked at"));
    }
    all.into_iter().map(|(_, result)| result).collect()
}
