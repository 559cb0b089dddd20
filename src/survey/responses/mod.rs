//! Responses: one row a respondent, one typed column a question.
//!
//! Columns: `respondent` (String), where the codebook names it; a single or ordinal question as an Enum of option ids; a multi-select as one Boolean
//! an option, `question/option`; numbers as f64; text as String; `weight` (f64, 1 when there is none); `design/stratum` and
//! `design/cluster` (Enum), `design/fpc` (f64), `replicate/1` … (f64), where the codebook has a design; and `asked/question`
//! (Boolean) for a question that was not asked of everyone. Null means *no answer*, never *no*.

pub(super) mod boxes;
mod reached;
mod sampling;
mod typing;
mod weighted;

use super::codebook::{Codebook, Question};
use super::draft::Draft;
use super::read::{self, Export};
use super::weighting::Calibration;
use crate::error::{Fault, Result};
use crate::input::accounting::{Accounting, Reason};
use crate::input::{Rows, Sheet, enums};
use polars::prelude::*;
pub use reached::Reached;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use typing::{Typing, without_personal};

/// The largest weight that is believed: one respondent standing for 16 million people.
pub const LARGEST_WEIGHT: f64 = 16_777_216.0;

/// The smallest weight above 0 that fixed point keeps to six digits.
pub const SMALLEST_WEIGHT: f64 = 1.0 / 16_384.0;

/// A column of words as small numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// One place in `words` a respondent.
    pub codes: Vec<u32>,
    /// The words.
    pub words: Vec<String>,
}

/// Typed answers of a survey, with the account of what was left out.
#[derive(Clone, Debug)]
pub struct Responses {
    /// What the columns mean.
    pub codebook: Codebook,
    /// One row a respondent.
    pub frame: DataFrame,
    /// One account a file.
    pub accounts: Vec<Accounting>,
    /// Columns that no question declares and the codebook does not ignore.
    pub undeclared: Vec<String>,
    /// The margins that the weights were made to meet, where they were.
    pub calibration: Option<Calibration>,
    /// Row of each respondent in the file.
    rows: Rows,
    /// What tells rows apart where no column does: a number made of all cells of each row.
    keys: Option<Vec<u64>>,
}

impl Responses {
    /// Reads one file by its codebook. `name` is how messages call it.
    ///
    /// # Errors
    /// When the file cannot be read, has no rows, or the codebook contradicts it. Single rows and answers that do not
    /// fit are left out and counted instead; nobody may be left.
    pub fn read(path: &Path, name: &str, codebook: &Codebook) -> Result<Responses> {
        let export = read::read(path, name, codebook.sheet.as_deref())?;
        Responses::from_sheet(export.kept(&codebook.keep)?, codebook)
    }

    /// Reads one of several files of a survey: rows that stand in two of them, the same in every cell, are told when the
    /// files are put together.
    ///
    /// # Errors
    /// As [`Responses::read`].
    pub fn read_one_of_several(path: &Path, name: &str, codebook: &Codebook) -> Result<Responses> {
        let sheet = read::read(path, name, codebook.sheet.as_deref())?.kept(&codebook.keep)?;
        let keys = if codebook.respondent.is_none() { Some(row_keys(&sheet)?) } else { None };
        let rows = sheet.rows().clone();
        let mut responses = Responses::from_sheet(sheet, codebook)?;
        // Rows that were left out meanwhile have no key.
        responses.keys = keys.map(|keys| {
            let by_row: BTreeMap<u64, u64> = keys.into_iter().enumerate().map(|(i, key)| (rows.get(i), key)).collect();
            (0..responses.len()).map(|i| by_row.get(&responses.rows.get(i)).copied().unwrap_or(0)).collect()
        });
        Ok(responses)
    }

    /// Reads one file by a codebook that is drafted from it.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no question.
    pub fn drafted(path: &Path, name: &str) -> Result<Responses> {
        Responses::of_draft(read::read(path, name, None)?)
    }

    /// Types an export by a codebook that is drafted from it.
    ///
    /// # Errors
    /// When it holds no question.
    pub fn of_draft(export: Export) -> Result<Responses> {
        let codebook = Draft::of(export.clone())?.codebook()?;
        let mut responses = Responses::from_sheet(export.kept(&[])?, &codebook)?;
        for account in &mut responses.accounts {
            account.note(
                "its codebook was drafted from the file itself; `hearback codebook` writes it down to be corrected",
            );
        }
        Ok(responses)
    }

    /// Types a sheet by its codebook.
    ///
    /// # Errors
    /// As [`Responses::read`].
    pub fn from_sheet(sheet: Sheet, codebook: &Codebook) -> Result<Responses> {
        if sheet.account.read == 0 {
            return Err(Fault::new("has a header but no row")
                .file(&sheet.name)
                .remedy("export the answers, not only the questions")
                .into());
        }
        let mut typing = Typing::begin(without_personal(sheet, codebook)?, codebook)?;
        let undeclared = typing.undeclared();
        let mut columns: Vec<Column> = typing.respondents()?.into_iter().collect();
        columns.push(typing.weights()?);
        columns.extend(typing.design()?);
        typing.keep_good_rows(&mut columns)?;
        for question in &codebook.questions {
            columns.extend(typing.question(question, &columns)?);
        }
        let frame = DataFrame::new(typing.sheet.height(), columns)?;
        let (accounts, rows) = (vec![typing.sheet.account], typing.rows);
        Ok(Responses { codebook: codebook.clone(), frame, accounts, undeclared, calibration: None, rows, keys: None })
    }

    /// Adds the respondents of another file of the same survey. Who is in this one already is left out and counted.
    ///
    /// # Errors
    /// When the two were read by different codebooks.
    pub fn append(&mut self, mut other: Responses) -> Result<()> {
        other.leave_out_those_of(self)?;
        other.leave_out_rows_of(self)?;
        self.stack_design(&mut other)?;
        if let (Some(keys), Some(more)) = (&mut self.keys, &other.keys) {
            keys.extend(more);
        }
        self.rows = self.rows.stacked(self.len(), &other.rows, other.len());
        self.frame.vstack_mut_owned(other.frame)?;
        self.accounts.extend(other.accounts);
        self.undeclared.extend(other.undeclared);
        self.undeclared.sort();
        self.undeclared.dedup();
        Ok(())
    }

    /// Leaves out rows that an earlier file has too, the same in every cell: an older export beside a newer one. Where rows of
    /// one file are the same already, two people may have given the same answers, and all are kept.
    fn leave_out_rows_of(&mut self, earlier: &Responses) -> Result<()> {
        let (Some(mine), Some(theirs)) = (&self.keys, &earlier.keys) else { return Ok(()) };
        let known: BTreeSet<u64> = theirs.iter().copied().collect();
        let own: BTreeSet<u64> = mine.iter().copied().collect();
        if known.len() < theirs.len() || own.len() < mine.len() {
            return Ok(());
        }
        let new: Vec<bool> = mine.iter().map(|key| !known.contains(key)).collect();
        if let Some(account) = self.accounts.first_mut() {
            for (i, _) in new.iter().enumerate().filter(|(_, new)| !**new) {
                let row = self.rows.get(i);
                let fault =
                    Fault::new("the same row stands in an earlier file").row(row).remedy("nothing: it counts once");
                account.leave_out_row(Reason::rule("same row as in an earlier file"), fault);
            }
        }
        let kept = mine.iter().zip(&new).filter(|(_, new)| **new).map(|(key, _)| *key).collect();
        self.keys = Some(kept);
        self.rows = self.rows.kept(&new);
        self.frame = self.frame.filter(&BooleanChunked::from_slice("new".into(), &new))?;
        Ok(())
    }

    fn leave_out_those_of(&mut self, earlier: &Responses) -> Result<()> {
        let Some(name) = &self.codebook.respondent else { return Ok(()) };
        let earlier: BTreeSet<&str> = earlier.frame.column("respondent")?.str()?.iter().flatten().collect();
        let ids = self.frame.column("respondent")?.str()?;
        let new: Vec<bool> = ids.iter().map(|id| id.is_none_or(|id| !earlier.contains(id))).collect();
        if let Some(account) = self.accounts.first_mut() {
            for (i, (id, _)) in ids.iter().zip(&new).enumerate().filter(|(_, (_, new))| !**new) {
                let fault = Fault::new("this respondent is in an earlier file already")
                    .row(self.rows.get(i))
                    .column(name)
                    .found(id.unwrap_or(""))
                    .remedy("keep one of the two rows");
                account.leave_out_row(Reason::fault("respondent twice"), fault);
            }
        }
        self.rows = self.rows.kept(&new);
        self.frame = self.frame.filter(&BooleanChunked::from_slice("new".into(), &new))?;
        Ok(())
    }

    /// Respondents in it.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What tells respondents apart: a cell of the codebook's column, or a number where it names none.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn respondents(&self) -> Result<Vec<&str>> {
        Ok(self.frame.column("respondent")?.str()?.iter().flatten().collect())
    }

    /// Whether a weight column is used, or weights were made.
    pub fn is_weighted(&self) -> bool {
        self.codebook.weight.is_some() || self.calibration.is_some()
    }

    /// Each respondent's stratum, by its place in the list of strata; `None` where the design has none.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn strata(&self) -> Result<Option<Labelled>> {
        self.labelled(sampling::STRATUM)
    }

    /// Each respondent's cluster, by its place in the list of clusters; `None` where the design has none.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn clusters(&self) -> Result<Option<Labelled>> {
        self.labelled(sampling::CLUSTER)
    }

    /// Of how many each respondent's stratum was drawn, or what share; `None` where the design does not say.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn fpc(&self) -> Result<Option<&Float64Chunked>> {
        Ok(find(self.frame.columns(), sampling::FPC).map(|c| c.f64()).transpose()?)
    }

    /// The replicate weights, one column a replicate; empty where the design has none.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn replicates(&self) -> Result<Vec<&Float64Chunked>> {
        let columns = (1..).map_while(|r| find(self.frame.columns(), &sampling::replicate(r)));
        columns.map(|c| Ok(c.f64()?)).collect()
    }

    fn labelled(&self, name: &str) -> Result<Option<Labelled>> {
        let Some(column) = find(self.frame.columns(), name) else { return Ok(None) };
        Ok(Some(Labelled { codes: enums::codes_or(column, 0)?, words: enums::words(column)? }))
    }

    /// The weights, 1 for everyone when there is no weight column.
    ///
    /// # Errors
    /// When the frame was changed from outside and has no weights.
    pub fn weights(&self) -> Result<&Float64Chunked> {
        Ok(self.frame.column("weight")?.f64()?)
    }

    /// Who was asked a question; `None` when everyone was.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn asked(&self, question: &Question) -> Result<Option<&BooleanChunked>> {
        asked_of(self.frame.columns(), question)
    }

    /// Option codes of a single or ordinal question, in the codebook's order; null is no answer.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn codes(&self, question: &Question) -> Result<Vec<Option<u32>>> {
        enums::codes(self.frame.column(&question.id)?)
    }

    /// The same, with `none` for no answer.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn codes_or(&self, question: &Question, none: u32) -> Result<Vec<u32>> {
        enums::codes_or(self.frame.column(&question.id)?, none)
    }

    /// The numbers given to a question of numbers; null is no answer.
    ///
    /// # Errors
    /// When the question is of another kind.
    pub fn numbers(&self, question: &Question) -> Result<&Float64Chunked> {
        Ok(self.frame.column(&question.id)?.f64()?)
    }

    /// One Boolean column an option of a multi-select, in the codebook's order; null is no answer.
    ///
    /// # Errors
    /// When the frame was changed from outside.
    pub fn flags(&self, question: &Question) -> Result<Vec<&BooleanChunked>> {
        let column = |option: &super::Choice| Ok(self.frame.column(&flag_name(question, &option.id))?.bool()?);
        question.options.iter().map(column).collect()
    }
}

/// The column of one option of a multi-select.
fn flag_name(question: &Question, option: &str) -> String {
    format!("{}/{option}", question.id)
}

fn asked_name(question: &Question) -> String {
    format!("asked/{}", question.id)
}

fn find<'a>(columns: &'a [Column], name: &str) -> Option<&'a Column> {
    columns.iter().find(|c| c.name() == name)
}

fn asked_of<'a>(columns: &'a [Column], question: &Question) -> Result<Option<&'a BooleanChunked>> {
    Ok(find(columns, &asked_name(question)).map(|c| c.bool()).transpose()?)
}

/// A number made of all cells of each row; the same in every run.
fn row_keys(sheet: &Sheet) -> Result<Vec<u64>> {
    let mut hashers = vec![DefaultHasher::new(); sheet.height()];
    for header in sheet.headers() {
        let cells = sheet.cells(&header)?;
        hashers.iter_mut().zip(cells.iter()).for_each(|(hasher, cell)| cell.unwrap_or("").trim().hash(hasher));
    }
    Ok(hashers.into_iter().map(|h| h.finish()).collect())
}
