//! Typing one sheet by its codebook: what does not fit is left out and counted.

use super::boxes::{Tick, ticks};
use super::{asked_name, find, flag_name};
use crate::error::{Fault, Result};
use crate::input::accounting::Reason;
use crate::input::dates::{self, Order, Told};
use crate::input::distinct::Distinct;
use crate::input::numbers::{self, number};
use crate::input::{Rows, Sheet, enums, labels, sheet};
use crate::survey::codebook::{BlankMeans, Codebook, Kind, Place, Question};
use crate::survey::joined::Splitter;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

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
    pub(super) rows: Rows,
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
        let rows = sheet.rows().clone();
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

    /// The header in the file of a column that the codebook names.
    pub(super) fn header<'b>(&'b self, column: &'b str) -> &'b str {
        self.headers.get(column).map_or(column, String::as_str)
    }

    fn strings(&self, column: &str) -> Result<StringChunked> {
        self.sheet.strings(self.header(column))
    }

    pub(super) fn cells(&self, column: &str) -> Result<Distinct> {
        self.sheet.distinct(self.header(column))
    }

    /// A question's cells; those that the codebook calls blank are like empty ones.
    fn answers(&self, question: &Question, column: &str) -> Result<Distinct> {
        let mut cells = self.cells(column)?;
        let blank: Vec<String> = question.blank.iter().map(|b| labels::normal(b)).collect();
        cells.blank(|cell| {
            question.blank.iter().any(|b| b == cell) || cell.len() <= 40 && blank.contains(&labels::normal(cell))
        });
        Ok(cells)
    }

    pub(super) fn leave_out_row(&mut self, i: usize, words: &str, fault: Fault) {
        if std::mem::replace(&mut self.good[i], false) {
            self.sheet.account.leave_out_row(Reason::fault(words), fault.row(self.rows.get(i)));
        }
    }

    /// What tells respondents apart, where the codebook names it.
    pub(super) fn respondents(&mut self) -> Result<Option<Column>> {
        let Some(name) = &self.codebook.respondent else { return Ok(None) };
        let ids = self.strings(name)?;
        let mut seen: PlHashMap<&str, u64> = PlHashMap::default();
        for (i, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            if let Some(first) = seen.get(id) {
                let fault = Fault::new(format!("this respondent is in row {first} already"))
                    .column(name)
                    .found(id)
                    .remedy("keep one of the two rows");
                self.leave_out_row(i, "respondent twice", fault);
            } else {
                seen.insert(id, self.rows.get(i));
            }
        }
        Ok(Some(ids.clone().with_name("respondent".into()).into_series().into_column()))
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
        self.rows = self.rows.kept(&self.good);
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
        self.sheet.account.leave_out_answer(reason, fault.row(self.rows.get(i)));
    }

    /// Leaves out by rule what those answered who were not asked; `cell` is what stands in row `i`, and its column.
    fn answered_unasked<'c>(&mut self, asked: Option<&[bool]>, cell: impl Fn(usize) -> Option<(&'c str, &'c str)>) {
        for i in asked.into_iter().flatten().enumerate().filter(|(_, asked)| !**asked).map(|(i, _)| i) {
            let Some((column, cell)) = cell(i) else { continue };
            let fault = Fault::new("answered, though the codebook says it was not asked")
                .column(column)
                .found(cell)
                .remedy("correct asked_if in the codebook");
            self.leave_out_answer(i, Reason::rule("answered though not asked"), fault);
        }
    }

    /// What each row of a column means: what its text does. Texts of those who were asked that mean nothing are left out by
    /// `unknown`.
    fn meant<T: Copy>(
        &mut self,
        (column, cells): (&str, &Distinct),
        asked: Option<&[bool]>,
        meaning: impl Fn(&str) -> Option<T>,
        mut unknown: impl FnMut(&mut Self, usize, &str),
    ) -> Vec<Option<T>> {
        self.answered_unasked(asked, |i| Some((column, cells.get(i)?)));
        let meanings: Vec<Option<T>> = cells.texts().iter().map(|text| text.as_deref().and_then(&meaning)).collect();
        let is_unknown = |code: usize| cells.texts()[code].is_some() && meanings[code].is_none();
        for i in places(&cells.is(is_unknown)).filter(|i| asked.is_none_or(|a| a[*i])) {
            unknown(self, i, cells.get(i).unwrap_or(""));
        }
        let mut meant: Vec<Option<T>> = cells.codes().iter().map(|code| meanings[*code as usize]).collect();
        if let Some(asked) = asked {
            meant.iter_mut().zip(asked).filter(|(_, asked)| !**asked).for_each(|(meant, _)| *meant = None);
        }
        meant
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
        let option = |cell: &str| question.option(cell).or(question.write_in).map(|o| o as u32);
        let codes = self.meant((column, &cells), asked, option, |typing, i, cell| {
            typing.unknown_option(i, question, column, cell);
        });
        let ids: Vec<&str> = question.options.iter().map(|o| o.id.as_str()).collect();
        Ok(vec![enums::column(&question.id, &ids, codes.into_iter())?])
    }

    fn numbers(&mut self, question: &Question, column: &str, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = self.answers(question, column)?;
        let decimal = numbers::decimal(cells.said());
        let values = self.meant(
            (column, &cells),
            asked,
            |cell| number(cell, decimal),
            |typing, i, cell| {
                let fault = Fault::new("not a number")
                    .column(column)
                    .found(cell)
                    .accepted("a number such as 12 or 3.5")
                    .remedy("correct the cell, or declare the question as text");
                typing.leave_out_answer(i, Reason::fault("not a number"), fault);
            },
        );
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
        self.answered_unasked(asked, |i| Some((column, cells.get(i)?)));
        let chosen: Vec<_> = cells.texts().iter().map(|text| text.as_deref().map(|t| splitter.split(t))).collect();
        let mut flags = Flags::new(question, cells.len());
        let mut written: BTreeMap<String, usize> = BTreeMap::new();
        for (i, code) in cells.codes().iter().enumerate() {
            if asked.is_some_and(|a| !a[i]) {
                flags.push_null();
                continue;
            }
            let Some(chosen) = &chosen[*code as usize] else {
                flags.push_blank(question);
                continue;
            };
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
        Ok(self.flags(question, flags.ticks()))
    }

    /// One column a mention: each cell holds one option, and a blank cell says nothing.
    fn mentions(&mut self, question: &Question, columns: &[String], asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = columns.iter().map(|c| self.answers(question, c)).collect::<Result<Vec<_>>>()?;
        self.answered_unasked(asked, |i| {
            columns.iter().zip(&cells).find_map(|(column, cells)| Some((column.as_str(), cells.get(i)?)))
        });
        let option = |cell: &String| question.option(cell).or(question.write_in);
        let known: Vec<Vec<Option<usize>>> =
            cells.iter().map(|c| c.texts().iter().map(|text| text.as_ref().and_then(option)).collect()).collect();
        let codes: Vec<_> = cells.iter().map(Distinct::codes).collect();
        let mut flags = Flags::new(question, self.sheet.height());
        for i in 0..self.sheet.height() {
            if asked.is_some_and(|a| !a[i]) {
                flags.push_null();
                continue;
            }
            let mut ticks = vec![false; question.options.len()];
            let (mut unknown, mut blank) = (None, true);
            for (m, codes) in codes.iter().enumerate() {
                let code = codes[i] as usize;
                let Some(cell) = &cells[m].texts()[code] else { continue };
                blank = false;
                match known[m][code] {
                    Some(option) => ticks[option] = true,
                    None => unknown = Some((&columns[m], cell)),
                }
            }
            match unknown {
                Some((column, cell)) => {
                    self.unknown_option(i, question, column, cell);
                    flags.push_null();
                }
                None if blank => flags.push_blank(question),
                None => flags.push(ticks),
            }
        }
        Ok(self.flags(question, flags.ticks()))
    }

    /// One column an option: what a text says is told column by column, who answered from all columns together.
    fn split(&mut self, question: &Question, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let names: Vec<&str> = question.options.iter().filter_map(|o| o.column.as_deref()).collect();
        let cells = names.iter().map(|c| self.answers(question, c)).collect::<Result<Vec<_>>>()?;
        let ticks: Vec<Vec<Tick>> = cells.iter().enumerate().map(|(o, c)| ticks(question, o, c)).collect();
        self.answered_unasked(asked, |i| names.iter().zip(&cells).find_map(|(name, c)| Some((*name, c.get(i)?))));
        let that = |tick: Tick| -> Vec<BooleanChunked> {
            cells.iter().zip(&ticks).map(|(c, ticks)| c.is(|code| ticks[code] == tick)).collect()
        };
        let (yes, no, unknown) = (that(Tick::Yes), that(Tick::No), that(Tick::Unknown));
        let none = BooleanChunked::full("none".into(), false, self.sheet.height());
        let any = |of: &[BooleanChunked]| of.iter().fold(none.clone(), |any, cells| &any | cells);
        let refused = any(&unknown);
        for i in places(&refused).filter(|i| asked.is_none_or(|a| a[*i])) {
            let o = unknown.iter().position(|cells| cells.get(i) == Some(true)).unwrap_or(0);
            self.no_tick(i, question, o, names[o], cells[o].get(i).unwrap_or(""));
        }
        let mut answered = match question.blank_means {
            BlankMeans::Skipped => &(&any(&yes) | &any(&no)) & &!&refused,
            BlankMeans::None => !&refused,
        };
        if let Some(asked) = asked {
            answered = &answered & &BooleanChunked::from_slice("asked".into(), asked);
        }
        let answered = answered.rechunk();
        let validity = answered.downcast_iter().next().map(|bits| bits.values().clone());
        let flags = yes.into_iter().map(|ticks| ticks.rechunk().into_owned().with_validity(validity.clone()));
        Ok(self.flags(question, flags.collect()))
    }

    /// Days, the order of day and month told from the whole column.
    fn dates(&mut self, question: &Question, column: &str, asked: Option<&[bool]>) -> Result<Vec<Column>> {
        let cells = self.answers(question, column)?;
        let order = match dates::order(cells.said()) {
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
        let days = self.meant(
            (column, &cells),
            asked,
            |cell| date(cell, order),
            |typing, i, cell| {
                let fault = Fault::new("not a date")
                    .column(column)
                    .found(cell)
                    .accepted("a day such as 2025-04-03")
                    .remedy("correct the cell, or declare the question as text");
                typing.leave_out_answer(i, Reason::fault("not a date"), fault);
            },
        );
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

    /// The columns of a multi-select, one an option.
    fn flags(&mut self, question: &Question, flags: Vec<BooleanChunked>) -> Vec<Column> {
        self.note_contradictions(question, &flags);
        let named = question.options.iter().zip(flags);
        named.map(|(o, ticks)| ticks.with_name(flag_name(question, &o.id).into()).into_series().into_column()).collect()
    }

    /// Answers that contradict what the question allowed are kept as they were given, and counted.
    fn note_contradictions(&mut self, question: &Question, flags: &[BooleanChunked]) {
        let alone = question.none_option.into_iter().chain(question.exclusive.iter().copied());
        for option in alone.collect::<BTreeSet<_>>() {
            let others = flags.iter().enumerate().filter(|(o, _)| *o != option);
            let any = others.map(|(_, ticks)| ticks.clone()).reduce(|any, ticks| &any | &ticks);
            let n = any.and_then(|any| (&any & &flags[option]).sum()).unwrap_or(0);
            if n > 0 {
                let label = &question.options[option].label;
                self.sheet
                    .account
                    .note(format!("{}: {n} chose \"{label}\" and other options too; kept as answered", question.id));
            }
        }
        if let Some(most) = question.choose_at_most {
            let mut chosen = vec![0_usize; self.sheet.height()];
            for ticks in flags {
                chosen.iter_mut().zip(ticks.iter()).for_each(|(n, tick)| *n += usize::from(tick == Some(true)));
            }
            let n = chosen.into_iter().filter(|n| *n > most).count();
            if n > 0 {
                self.sheet.account.note(format!(
                    "{}: {n} chose more than {most} options, the most that could be chosen; kept as answered",
                    question.id
                ));
            }
        }
    }
}

/// The places of the rows that are true.
pub(super) fn places(rows: &BooleanChunked) -> impl Iterator<Item = usize> + '_ {
    // Mostly there are none.
    let any = rows.any();
    let rows = any.then(|| rows.iter().enumerate()).into_iter().flatten();
    rows.filter(|(_, row)| *row == Some(true)).map(|(i, _)| i)
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

    fn ticks(self) -> Vec<BooleanChunked> {
        self.ticks.into_iter().map(|ticks| BooleanChunked::from_slice_options("ticks".into(), &ticks)).collect()
    }
}
