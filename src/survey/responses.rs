//! Responses: one row a respondent, one typed column a question.
//!
//! Columns: `respondent` (String); a single or ordinal question as an Enum of option ids; a multi-select as one Boolean
//! an option, `question/option`; numbers as f64; text as String; `weight` (f64, 1 when there is none); and
//! `asked/question` (Boolean) for a question that was not asked of everyone. Null means *no answer*, never *no*.

use super::codebook::{BlankMeans, Codebook, Kind, Place, Question};
use super::joined::Splitter;
use super::read;
use crate::error::{Fault, Result};
use crate::input::accounting::{Accounting, Reason};
use crate::input::{Sheet, enums, labels, sheet};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// Words that mean a ticked box.
const TICKED: [&str; 9] = ["1", "true", "yes", "y", "x", "checked", "selected", "ticked", "✓"];
/// Words that mean a box left empty.
const UNTICKED: [&str; 9] = ["0", "false", "no", "n", "not selected", "unchecked", "not checked", "unticked", "none"];

/// The largest weight that is believed: one respondent standing for 16 million people.
pub const LARGEST_WEIGHT: f64 = 16_777_216.0;

/// The smallest weight above 0 that fixed point keeps to six digits.
pub const SMALLEST_WEIGHT: f64 = 1.0 / 16_384.0;

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
    /// Row of each respondent in the file.
    rows: Vec<u64>,
}

impl Responses {
    /// Reads one file by its codebook. `name` is how messages call it.
    ///
    /// # Errors
    /// When the file cannot be read, has no rows, or the codebook contradicts it. Single rows and answers that do not
    /// fit are left out and counted instead; nobody may be left.
    pub fn read(path: &Path, name: &str, codebook: &Codebook) -> Result<Responses> {
        Responses::from_sheet(read::read(path, name)?, codebook)
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
        let mut typing = Typing::begin(sheet, codebook)?;
        let undeclared = typing.undeclared();
        let mut columns = vec![typing.respondents()?, typing.weights()?];
        typing.keep_good_rows(&mut columns)?;
        for question in &codebook.questions {
            columns.extend(typing.question(question, &columns)?);
        }
        let frame = DataFrame::new(typing.sheet.height(), columns)?;
        let (accounts, rows) = (vec![typing.sheet.account], typing.rows);
        Ok(Responses { codebook: codebook.clone(), frame, accounts, undeclared, rows })
    }

    /// Adds the respondents of another file of the same survey. Who is in this one already is left out and counted.
    ///
    /// # Errors
    /// When the two were read by different codebooks.
    pub fn append(&mut self, mut other: Responses) -> Result<()> {
        other.leave_out_those_of(self)?;
        self.frame.vstack_mut_owned(other.frame)?;
        self.rows.extend(other.rows);
        self.accounts.extend(other.accounts);
        self.undeclared.extend(other.undeclared);
        self.undeclared.sort();
        self.undeclared.dedup();
        Ok(())
    }

    fn leave_out_those_of(&mut self, earlier: &Responses) -> Result<()> {
        let Some(name) = &self.codebook.respondent else { return Ok(()) };
        let earlier: BTreeSet<&str> = earlier.frame.column("respondent")?.str()?.iter().flatten().collect();
        let ids = self.frame.column("respondent")?.str()?;
        let new: Vec<bool> = ids.iter().map(|id| id.is_none_or(|id| !earlier.contains(id))).collect();
        if let Some(account) = self.accounts.first_mut() {
            for ((id, row), _) in ids.iter().zip(&self.rows).zip(&new).filter(|(_, new)| !**new) {
                let fault = Fault::new("this respondent is in an earlier file already")
                    .row(*row)
                    .column(name)
                    .found(id.unwrap_or(""))
                    .remedy("keep one of the two rows");
                account.leave_out_row(Reason::fault("respondent twice"), fault);
            }
        }
        self.rows = self.rows.iter().zip(&new).filter(|(_, new)| **new).map(|(row, _)| *row).collect();
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

    /// Whether a weight column is used.
    pub fn is_weighted(&self) -> bool {
        self.codebook.weight.is_some()
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

/// The work of typing one sheet.
struct Typing<'a> {
    sheet: Sheet,
    codebook: &'a Codebook,
    /// Header in the file by the name that the codebook uses.
    headers: BTreeMap<String, String>,
    /// Rows to keep, and the row number of each; changed once, by the row checks.
    good: Vec<bool>,
    rows: Vec<u64>,
}

impl<'a> Typing<'a> {
    fn begin(sheet: Sheet, codebook: &'a Codebook) -> Result<Self> {
        let mut headers = BTreeMap::new();
        for column in codebook.columns() {
            let header = sheet.named(&column, &format!("the codebook {}", codebook.name))?;
            headers.insert(column, header);
        }
        let rows = (0..sheet.height()).map(|i| sheet.row(i)).collect();
        Ok(Typing { good: vec![true; sheet.height()], rows, sheet, codebook, headers })
    }

    fn undeclared(&self) -> Vec<String> {
        let known: Vec<String> =
            self.headers.values().chain(&self.codebook.ignore).map(|h| labels::normal(h)).collect();
        self.sheet.headers().into_iter().filter(|h| !known.contains(&labels::normal(h))).collect()
    }

    fn strings(&self, column: &str) -> Result<StringChunked> {
        self.sheet.strings(self.headers.get(column).map_or(column, String::as_str))
    }

    fn leave_out_row(&mut self, i: usize, words: &str, fault: Fault) {
        if std::mem::replace(&mut self.good[i], false) {
            self.sheet.account.leave_out_row(Reason::fault(words), fault.row(self.rows[i]));
        }
    }

    fn respondents(&mut self) -> Result<Column> {
        let Some(name) = &self.codebook.respondent else {
            let ids = self.rows.iter().map(|row| format!("row {row}")).collect::<Vec<_>>();
            return Ok(Column::new("respondent".into(), ids));
        };
        let ids = self.strings(name)?;
        let mut seen: HashMap<&str, u64> = HashMap::new();
        for (i, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            if let Some(first) = seen.get(id) {
                let fault = Fault::new(format!("this respondent is in row {first} already"))
                    .column(name)
                    .found(id)
                    .remedy("keep one of the two rows");
                self.leave_out_row(i, "respondent twice", fault);
            } else {
                seen.insert(id, self.rows[i]);
            }
        }
        Ok(ids.clone().with_name("respondent".into()).into_series().into_column())
    }

    fn weights(&mut self) -> Result<Column> {
        let Some(name) = &self.codebook.weight else {
            return Ok(Column::new("weight".into(), vec![1.0; self.sheet.height()]));
        };
        let cells = self.strings(name)?;
        let mut weights = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let weight = cell.and_then(number).filter(|w| *w == 0.0 || (SMALLEST_WEIGHT..=LARGEST_WEIGHT).contains(w));
            if weight.is_none() {
                let words = match cell.map(number) {
                    None => "no weight",
                    Some(Some(w)) if w < 0.0 => "negative weight",
                    Some(Some(w)) if w > 0.0 => "weight out of range",
                    _ => "not a weight",
                };
                let fault = Fault::new(words)
                    .column(name)
                    .found(cell.unwrap_or("(blank)"))
                    .accepted("0, or a number from 0.0001 to 16777216")
                    .remedy(if words == "weight out of range" {
                        "scale the weights to a mean of 1"
                    } else {
                        "correct the cell, or take the weight out of the codebook"
                    });
                self.leave_out_row(i, words, fault);
            }
            weights.push(weight.unwrap_or(0.0));
        }
        Ok(Column::new("weight".into(), weights))
    }

    /// Drops the rows that the row checks left out, here and in the columns made so far.
    fn keep_good_rows(&mut self, columns: &mut [Column]) -> Result<()> {
        if self.good.iter().all(|g| *g) {
            return Ok(());
        }
        let mask = BooleanChunked::from_slice("good".into(), &self.good);
        self.sheet.frame = self.sheet.frame.filter(&mask)?;
        for column in columns {
            *column = column.filter(&mask)?;
        }
        let kept = self.rows.iter().zip(&self.good).filter(|(_, good)| **good).map(|(row, _)| *row);
        self.rows = kept.collect();
        Ok(())
    }

    fn question(&mut self, question: &Question, before: &[Column]) -> Result<Vec<Column>> {
        let asked = self.who_was_asked(question, before)?;
        let answers = match (&question.kind, &question.place) {
            (Kind::Single | Kind::Ordinal, Place::Column(c)) => self.one_choice(question, c, asked.as_deref())?,
            (Kind::Number, Place::Column(c)) => self.numbers(c, asked.as_deref())?,
            (Kind::Multi, Place::Joined(c, separator)) => self.joined(question, c, separator, asked.as_deref())?,
            (Kind::Multi, _) => self.split(question, asked.as_deref())?,
            (_, Place::Column(c)) => {
                vec![self.strings(c)?.with_name(question.id.as_str().into()).into_series().into_column()]
            }
            _ => Vec::new(),
        };
        let asked = asked.map(|a| Column::new(asked_name(question).into(), a));
        Ok(asked.into_iter().chain(answers.into_iter().map(|c| named(c, question))).collect())
    }

    /// Who was asked, from the answers to the questions that decide it; `None` when everyone was.
    fn who_was_asked(&self, question: &Question, before: &[Column]) -> Result<Option<Vec<bool>>> {
        if question.asked_if.is_empty() {
            return Ok(None);
        }
        let mut asked = vec![true; self.sheet.height()];
        for (at, wanted) in &question.asked_if {
            let fits = chose_one_of(&self.codebook.questions[*at], wanted, before, asked.len())?;
            asked.iter_mut().zip(fits).for_each(|(a, fits)| *a &= fits);
        }
        Ok(Some(asked))
    }

    fn leave_out_answer(&mut self, i: usize, reason: Reason, fault: Fault) {
        self.sheet.account.leave_out_answer(reason, fault.row(self.rows[i]));
    }

    /// Whether the cell of someone who was not asked is answered all the same; it is left out by rule.
    fn answered_unasked(&mut self, i: usize, column: &str, cell: Option<&str>, asked: Option<&[bool]>) -> bool {
        if asked.is_none_or(|a| a[i]) {
            return false;
        }
        if let Some(cell) = cell {
            let fault = Fault::new("answered, though the codebook says it was not asked")
                .column(column)
                .found(cell)
                .remedy("correct asked_if in the codebook");
            self.leave_out_answer(i, Reason::rule("answered though not asked"), fault);
        }
        true
    }

    fn unknown_option(&mut self, i: usize, question: &Question, column: &str, found: &str) {
        let fault = Fault::new("no option of the codebook")
            .column(column)
            .found(found)
            .accepted(sheet::list(&question.labels(), 12))
            .remedy("add the option to the codebook, or correct the cell");
        self.leave_out_answer(i, Reason::fault("unknown option"), fault);
    }

    fn one_choice(&mut self, question: &Question, column: &str, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = self.strings(column)?;
        let mut known: HashMap<&str, Option<usize>> = HashMap::new();
        let mut codes: Vec<Option<u32>> = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let mut code = None;
            if !self.answered_unasked(i, column, cell, asked)
                && let Some(cell) = cell
            {
                code = *known.entry(cell).or_insert_with(|| question.option(cell));
                if code.is_none() {
                    self.unknown_option(i, question, column, cell);
                }
            }
            codes.push(code.map(|c| c as u32));
        }
        let ids: Vec<&str> = question.options.iter().map(|o| o.id.as_str()).collect();
        Ok(vec![enums::column(&question.id, &ids, codes.into_iter())?])
    }

    fn numbers(&mut self, column: &str, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = self.strings(column)?;
        let mut numbers: Vec<Option<f64>> = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let mut value = None;
            if !self.answered_unasked(i, column, cell, asked)
                && let Some(cell) = cell
            {
                value = number(cell);
                if value.is_none() {
                    let fault = Fault::new("not a number")
                        .column(column)
                        .found(cell)
                        .accepted("a number such as 12 or 3.5")
                        .remedy("correct the cell, or declare the question as text");
                    self.leave_out_answer(i, Reason::fault("not a number"), fault);
                }
            }
            numbers.push(value);
        }
        Ok(vec![Column::new("number".into(), numbers)])
    }

    fn joined(
        &mut self,
        question: &Question,
        column: &str,
        separator: &str,
        asked: Option<&[bool]>,
    ) -> Result<Vec<Column>> {
        let cells = self.strings(column)?;
        let splitter = Splitter::new(question, separator);
        let mut known = HashMap::new();
        let mut flags = Flags::new(question, cells.len());
        for (i, cell) in cells.iter().enumerate() {
            if self.answered_unasked(i, column, cell, asked) {
                flags.push_null();
                continue;
            }
            let Some(cell) = cell else {
                flags.push_blank(question);
                continue;
            };
            let chosen = known.entry(cell).or_insert_with(|| splitter.split(cell));
            let mut ticks = chosen.options.clone();
            if let (Some(other), false) = (question.write_in, chosen.unknown.is_empty()) {
                ticks[other] = true;
            } else if let Some(piece) = chosen.unknown.first() {
                self.unknown_option(i, question, column, piece);
                flags.push_null();
                continue;
            }
            flags.push(ticks);
        }
        self.note_contradictions(question, &flags);
        Ok(flags.columns(question))
    }

    fn split(&mut self, question: &Question, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let names: Vec<&str> = question.options.iter().filter_map(|o| o.column.as_deref()).collect();
        let cells = names.iter().map(|c| self.strings(c)).collect::<Result<Vec<_>>>()?;
        let mut flags = Flags::new(question, self.sheet.height());
        for i in 0..self.sheet.height() {
            let row: Vec<Option<&str>> = cells.iter().map(|c| c.get(i)).collect();
            let first = row.iter().position(Option::is_some);
            if self.answered_unasked(i, names[first.unwrap_or(0)], row[first.unwrap_or(0)], asked) {
                flags.push_null();
            } else if first.is_none() {
                flags.push_blank(question);
            } else {
                let ticks: Vec<Option<bool>> = row
                    .iter()
                    .enumerate()
                    .map(|(o, cell)| cell.map_or(Some(false), |c| ticked(question, o, c)))
                    .collect();
                match ticks.iter().position(Option::is_none) {
                    Some(o) => {
                        self.no_tick(i, question, o, names[o], row[o].unwrap_or(""));
                        flags.push_null();
                    }
                    None => flags.push(ticks.into_iter().flatten().collect()),
                }
            }
        }
        self.note_contradictions(question, &flags);
        Ok(flags.columns(question))
    }

    fn no_tick(&mut self, i: usize, question: &Question, option: usize, column: &str, found: &str) {
        let label = &question.options[option].label;
        let fault = Fault::new("neither ticked nor empty")
            .column(column)
            .found(found)
            .accepted(format!("\"{label}\", 1, TRUE, Yes or x for ticked; blank, 0, FALSE, No for not"))
            .remedy("correct the cell, or the option's label in the codebook");
        self.leave_out_answer(i, Reason::fault("unknown option"), fault);
    }

    fn note_contradictions(&mut self, question: &Question, flags: &Flags) {
        let Some(none) = question.none_option else { return };
        let both = |i: usize| {
            flags.ticks[none][i] == Some(true)
                && flags.ticks.iter().enumerate().any(|(o, t)| o != none && t[i] == Some(true))
        };
        let n = (0..flags.ticks[none].len()).filter(|i| both(*i)).count();
        if n > 0 {
            let label = &question.options[none].label;
            self.sheet
                .account
                .note(format!("{}: {n} chose \"{label}\" and other options too; kept as answered", question.id));
        }
    }
}

fn named(mut column: Column, question: &Question) -> Column {
    if question.kind != Kind::Multi {
        column.rename(question.id.as_str().into());
    }
    column
}

/// Whether each respondent chose one of the wanted options of an earlier question.
fn chose_one_of(question: &Question, wanted: &[usize], before: &[Column], height: usize) -> Result<Vec<bool>> {
    let missing = || Fault::new(format!("the answers to \"{}\" are not typed yet", question.id));
    if question.kind == Kind::Multi {
        let mut fits = vec![false; height];
        for option in wanted {
            let name = flag_name(question, &question.options[*option].id);
            let flags = find(before, &name).ok_or_else(missing)?.bool()?;
            fits.iter_mut().zip(flags.iter()).for_each(|(f, flag)| *f |= flag == Some(true));
        }
        return Ok(fits);
    }
    let codes = enums::codes(find(before, &question.id).ok_or_else(missing)?)?;
    Ok(codes.into_iter().map(|c| c.is_some_and(|c| wanted.contains(&(c as usize)))).collect())
}

fn ticked(question: &Question, option: usize, cell: &str) -> Option<bool> {
    let cell = labels::normal(cell);
    let choice = &question.options[option];
    match cell.as_str() {
        // The label first: an option may be worded "No". The id last: it may be a number.
        text if text == labels::normal(&choice.label) && choice.label != choice.id => Some(true),
        text if TICKED.contains(&text) => Some(true),
        text if UNTICKED.contains(&text) => Some(false),
        text => (text == labels::normal(&choice.id)).then_some(true),
    }
}

fn number(cell: &str) -> Option<f64> {
    cell.trim().parse::<f64>().ok().filter(|x| x.is_finite())
}

/// The ticks of a multi-select, by option and respondent.
struct Flags {
    ticks: Vec<Vec<Option<bool>>>,
}

impl Flags {
    fn new(question: &Question, height: usize) -> Self {
        Flags { ticks: question.options.iter().map(|_| Vec::with_capacity(height)).collect() }
    }

    fn push(&mut self, row: Vec<bool>) {
        self.ticks.iter_mut().zip(row).for_each(|(t, tick)| t.push(Some(tick)));
    }

    fn push_null(&mut self) {
        self.ticks.iter_mut().for_each(|t| t.push(None));
    }

    fn push_blank(&mut self, question: &Question) {
        match question.blank_means {
            BlankMeans::Skipped => self.push_null(),
            BlankMeans::None => self.push(vec![false; self.ticks.len()]),
        }
    }

    fn columns(self, question: &Question) -> Vec<Column> {
        let options = question.options.iter().zip(self.ticks);
        options.map(|(o, ticks)| Column::new(flag_name(question, &o.id).into(), ticks)).collect()
    }
}
