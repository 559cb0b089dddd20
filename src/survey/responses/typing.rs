//! Typing one sheet by its codebook: what does not fit is left out and counted.

use super::boxes::{Tick, ticks};
use super::{asked_name, find, flag_name};
use crate::error::{Fault, Result};
use crate::input::accounting::Reason;
use crate::input::dates::{self, Order, Told};
use crate::input::numbers::{self, number};
use crate::input::{Sheet, enums, labels, sheet};
use crate::survey::codebook::{BlankMeans, Codebook, Kind, Place, Question};
use crate::survey::joined::Splitter;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The sheet without the columns that the codebook drops.
pub(super) fn without_personal(mut sheet: Sheet, codebook: &Codebook) -> Result<Sheet> {
    let dropped = codebook.drop.iter().filter_map(|wanted| sheet.find(wanted)).collect::<BTreeSet<_>>();
    sheet.frame = sheet.frame.drop_many(dropped.iter().map(String::as_str));
    Ok(sheet)
}

/// The work of typing one sheet.
pub(super) struct Typing<'a> {
    pub(super) sheet: Sheet,
    pub(super) codebook: &'a Codebook,
    /// Header in the file by the name that the codebook uses.
    headers: BTreeMap<String, String>,
    /// Rows to keep, and the row number of each; changed once, by the row checks.
    good: Vec<bool>,
    pub(super) rows: Vec<u64>,
}

impl<'a> Typing<'a> {
    pub(super) fn begin(sheet: Sheet, codebook: &'a Codebook) -> Result<Self> {
        let mut headers = BTreeMap::new();
        for column in codebook.columns().into_iter().chain(codebook.design.columns().cloned()) {
            let by = match codebook.weight_by.as_ref().filter(|_| codebook.weight.as_ref() == Some(&column)) {
                Some(recipe) => recipe.clone(),
                None => format!("the codebook {}", codebook.name),
            };
            let header = sheet.named(&column, &by)?;
            headers.insert(column, header);
        }
        let rows = (0..sheet.height()).map(|i| sheet.row(i)).collect();
        Ok(Typing { good: vec![true; sheet.height()], rows, sheet, codebook, headers })
    }

    pub(super) fn undeclared(&self) -> Vec<String> {
        let known: BTreeSet<String> = self
            .headers
            .values()
            .chain(&self.codebook.ignore)
            .chain(&self.codebook.drop)
            .map(|h| labels::normal(h))
            .collect();
        self.sheet.headers().into_iter().filter(|h| !known.contains(&labels::normal(h))).collect()
    }

    pub(super) fn strings(&self, column: &str) -> Result<StringChunked> {
        self.sheet.strings(self.headers.get(column).map_or(column, String::as_str))
    }

    /// A question's cells; those that the codebook calls blank are null like empty ones.
    fn answers(&self, question: &Question, column: &str) -> Result<StringChunked> {
        let cells = self.strings(column)?;
        if question.blank.is_empty() {
            return Ok(cells);
        }
        let blank: Vec<String> = question.blank.iter().map(|b| labels::normal(b)).collect();
        // Written as in the codebook mostly, so that few cells need their normal form.
        let says =
            |c: &str| question.blank.iter().any(|b| b == c) || c.len() <= 40 && blank.contains(&labels::normal(c));
        Ok(cells.apply(|cell| cell.filter(|c| !says(c)).map(std::borrow::Cow::Borrowed)))
    }

    pub(super) fn leave_out_row(&mut self, i: usize, words: &str, fault: Fault) {
        if std::mem::replace(&mut self.good[i], false) {
            self.sheet.account.leave_out_row(Reason::fault(words), fault.row(self.rows[i]));
        }
    }

    pub(super) fn respondents(&mut self) -> Result<Column> {
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

    /// Drops the rows that the row checks left out, here and in the columns made so far.
    pub(super) fn keep_good_rows(&mut self, columns: &mut [Column]) -> Result<()> {
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

    pub(super) fn question(&mut self, question: &Question, before: &[Column]) -> Result<Vec<Column>> {
        let asked = self.who_was_asked(question, before)?;
        let answers = match (&question.kind, &question.place) {
            (Kind::Single | Kind::Ordinal, Place::Column(c)) => self.one_choice(question, c, asked.as_deref())?,
            (Kind::Number, Place::Column(c)) => self.numbers(question, c, asked.as_deref())?,
            (Kind::Multi, Place::Joined(c, separator)) => self.joined(question, c, separator, asked.as_deref())?,
            (Kind::Multi, Place::Mentions(columns)) => self.mentions(question, columns, asked.as_deref())?,
            (Kind::Multi, _) => self.split(question, asked.as_deref())?,
            (Kind::Date, Place::Column(c)) => self.dates(question, c, asked.as_deref())?,
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
        let cells = self.answers(question, column)?;
        let mut known: HashMap<&str, Option<usize>> = HashMap::new();
        let mut codes: Vec<Option<u32>> = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let mut code = None;
            if !self.answered_unasked(i, column, cell, asked)
                && let Some(cell) = cell
            {
                code = *known.entry(cell).or_insert_with(|| question.option(cell).or(question.write_in));
                if code.is_none() {
                    self.unknown_option(i, question, column, cell);
                }
            }
            codes.push(code.map(|c| c as u32));
        }
        let ids: Vec<&str> = question.options.iter().map(|o| o.id.as_str()).collect();
        Ok(vec![enums::column(&question.id, &ids, codes.into_iter())?])
    }

    fn numbers(&mut self, question: &Question, column: &str, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = self.answers(question, column)?;
        let decimal = numbers::decimal(cells.iter().flatten());
        let mut values: Vec<Option<f64>> = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let mut value = None;
            if !self.answered_unasked(i, column, cell, asked)
                && let Some(cell) = cell
            {
                value = number(cell, decimal);
                if value.is_none() {
                    let fault = Fault::new("not a number")
                        .column(column)
                        .found(cell)
                        .accepted("a number such as 12 or 3.5")
                        .remedy("correct the cell, or declare the question as text");
                    self.leave_out_answer(i, Reason::fault("not a number"), fault);
                }
            }
            values.push(value);
        }
        Ok(vec![Column::new("number".into(), values)])
    }

    fn joined(
        &mut self,
        question: &Question,
        column: &str,
        separator: &str,
        asked: Option<&[bool]>,
    ) -> Result<Vec<Column>> {
        let cells = self.answers(question, column)?;
        let splitter = Splitter::new(question, separator);
        let mut known = HashMap::new();
        let mut flags = Flags::new(question, cells.len());
        let mut written: BTreeMap<String, usize> = BTreeMap::new();
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
                chosen.unknown.iter().for_each(|piece| *written.entry(labels::normal(piece)).or_default() += 1);
            } else if let Some(piece) = chosen.unknown.first() {
                self.unknown_option(i, question, column, piece);
                flags.push_null();
                continue;
            }
            flags.push(ticks);
        }
        self.note_frequent(question, &written);
        self.note_contradictions(question, &flags);
        Ok(flags.columns(question))
    }

    /// One column a mention: each cell holds one option, and a blank cell says nothing.
    fn mentions(&mut self, question: &Question, columns: &[String], asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = columns.iter().map(|c| self.answers(question, c)).collect::<Result<Vec<_>>>()?;
        let mut known: HashMap<&str, Option<usize>> = HashMap::new();
        let mut flags = Flags::new(question, self.sheet.height());
        let mut walks: Vec<_> = cells.iter().map(|c| c.iter()).collect();
        for i in 0..self.sheet.height() {
            let row: Vec<Option<&str>> = walks.iter_mut().map(|w| w.next().flatten()).collect();
            let first = row.iter().position(Option::is_some).unwrap_or(0);
            if self.answered_unasked(i, &columns[first], row[first], asked) {
                flags.push_null();
                continue;
            }
            let mut ticks = vec![false; question.options.len()];
            let mut unknown = None;
            for (column, cell) in columns.iter().zip(&row).filter_map(|(c, cell)| Some((c, (*cell)?))) {
                match *known.entry(cell).or_insert_with(|| question.option(cell).or(question.write_in)) {
                    Some(option) => ticks[option] = true,
                    None => unknown = Some((column, cell)),
                }
            }
            match unknown {
                Some((column, cell)) => {
                    self.unknown_option(i, question, column, cell);
                    flags.push_null();
                }
                None if row.iter().all(Option::is_none) => flags.push_blank(question),
                None => flags.push(ticks),
            }
        }
        self.note_contradictions(question, &flags);
        Ok(flags.columns(question))
    }

    /// One column an option: what every cell says is told column by column, who answered row by row.
    fn split(&mut self, question: &Question, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let names: Vec<&str> = question.options.iter().filter_map(|o| o.column.as_deref()).collect();
        let cells = names.iter().map(|c| self.answers(question, c)).collect::<Result<Vec<_>>>()?;
        let boxes: Vec<Vec<Tick>> = cells.iter().enumerate().map(|(o, c)| ticks(question, o, c)).collect();
        let mut flags = Flags::new(question, self.sheet.height());
        for i in 0..self.sheet.height() {
            let first = boxes.iter().position(|b| b[i] != Tick::Blank);
            let cell = |o: usize| cells[o].get(i);
            if self.answered_unasked(i, names[first.unwrap_or(0)], cell(first.unwrap_or(0)), asked) {
                flags.push_null();
            } else if first.is_none() {
                flags.push_blank(question);
            } else if let Some(o) = boxes.iter().position(|b| b[i] == Tick::Unknown) {
                self.no_tick(i, question, o, names[o], cell(o).unwrap_or(""));
                flags.push_null();
            } else {
                flags.push(boxes.iter().map(|b| b[i] == Tick::Yes).collect());
            }
        }
        self.note_contradictions(question, &flags);
        Ok(flags.columns(question))
    }

    /// Days, the order of day and month told from the whole column.
    fn dates(&mut self, question: &Question, column: &str, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = self.answers(question, column)?;
        let order = match dates::order(cells.iter().flatten()) {
            Told::Order(order) => order,
            Told::Ambiguous(cell) | Told::Mixed(cell, _) => {
                return Err(Fault::new("the order of day and month cannot be told from this column")
                    .file(&self.sheet.name)
                    .column(column)
                    .found(cell)
                    .accepted("dates such as 2025-04-03")
                    .remedy("declare the question as text, or write the dates with the year first")
                    .into());
            }
        };
        let mut days: Vec<Option<i32>> = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let mut day = None;
            if !self.answered_unasked(i, column, cell, asked)
                && let Some(cell) = cell
            {
                day = date(cell, order);
                if day.is_none() {
                    let fault = Fault::new("not a date")
                        .column(column)
                        .found(cell)
                        .accepted("a day such as 2025-04-03")
                        .remedy("correct the cell, or declare the question as text");
                    self.leave_out_answer(i, Reason::fault("not a date"), fault);
                }
            }
            days.push(day);
        }
        let days = Int32Chunked::from_slice_options("date".into(), &days);
        Ok(vec![days.cast(&DataType::Date)?.into_column()])
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

    /// What many people wrote in is an option that the codebook has under another label, or not at all.
    fn note_frequent(&mut self, question: &Question, written: &BTreeMap<String, usize>) {
        let least = (self.sheet.height() / 100).max(4);
        let Some(other) = question.write_in.map(|i| question.options[i].label.clone()) else { return };
        for (piece, n) in written.iter().filter(|(_, n)| **n >= least) {
            self.sheet.account.note(format!(
                "{}: {n} people gave \"{piece}\", which is none of the options, so it counts as \"{other}\"; if it is one, add it, \
                 or put it into an option's code",
                question.id
            ));
        }
    }

    /// Answers that contradict what the question allowed are kept as they were given, and counted.
    fn note_contradictions(&mut self, question: &Question, flags: &Flags) {
        let alone = question.none_option.into_iter().chain(question.exclusive.iter().copied());
        for option in alone.collect::<BTreeSet<_>>() {
            let n = flags.rows_with(|row| row.contains(&option) && row.len() > 1);
            if n > 0 {
                let label = &question.options[option].label;
                self.sheet
                    .account
                    .note(format!("{}: {n} chose \"{label}\" and other options too; kept as answered", question.id));
            }
        }
        if let Some(most) = question.choose_at_most {
            let n = flags.rows_with(|row| row.len() > most);
            if n > 0 {
                self.sheet.account.note(format!(
                    "{}: {n} chose more than {most} options, the most that could be chosen; kept as answered",
                    question.id
                ));
            }
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

/// A day as the number that polars keeps.
fn date(cell: &str, order: Order) -> Option<i32> {
    let day = dates::date(cell, order)?;
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(day).ok().map(|span| span.get_days())
}

/// The ticks of a multi-select, by option and respondent.
struct Flags {
    ticks: Vec<Vec<Option<bool>>>,
}

impl Flags {
    fn new(question: &Question, height: usize) -> Self {
        Flags { ticks: question.options.iter().map(|_| Vec::with_capacity(height)).collect() }
    }

    /// How many respondents ticked options of which something holds.
    fn rows_with(&self, holds: impl Fn(&[usize]) -> bool) -> usize {
        let height = self.ticks.first().map_or(0, Vec::len);
        let mut row = Vec::new();
        let mut holds_at = |i: &usize| {
            row.clear();
            row.extend((0..self.ticks.len()).filter(|o| self.ticks[*o][*i] == Some(true)));
            holds(&row)
        };
        (0..height).filter(|i| holds_at(i)).count()
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
