//! A questionnaire as a platform would export it: columns with their cells, and what a reader must find in them.
//!
//! Each platform is a function from a [`Questionnaire`] to a [`Table`]; [`Format`] then makes bytes of the table.

pub mod alchemer;
pub mod forms;
pub mod lime_survey;
pub mod plain;
pub mod qualtrics;
pub mod redcap;
pub mod survey_monkey;
pub mod typeform;

use super::model::{Answers, Multi, One, Questionnaire};
use proptest::prelude::*;
use proptest::sample::select;

/// An export's columns, and the questions in them.
#[derive(Default)]
pub struct Table {
    columns: Vec<Column>,
    /// What must be found.
    pub asked: Vec<Asked>,
    /// A file beside it: its name and its text.
    pub beside: Option<(&'static str, String)>,
}

struct Column {
    heads: Vec<String>,
    cells: Vec<String>,
}

/// A question as it must be found: its columns by place, and everyone's answers.
pub struct Asked {
    pub columns: Vec<usize>,
    pub found: Found,
}

/// What must be found of a question.
pub enum Found {
    /// Options by label, and who ticked what.
    Ticks {
        labels: Vec<String>,
        rows: Vec<Option<Vec<bool>>>,
    },
    /// Options by label, and who chose which.
    Choice {
        labels: Vec<String>,
        rows: Vec<Option<usize>>,
    },
    Number,
    Text,
}

impl Table {
    /// Adds a column and says where it stands.
    pub fn add<H: Into<String>>(&mut self, heads: impl IntoIterator<Item = H>, cells: Vec<String>) -> usize {
        self.columns.push(Column { heads: heads.into_iter().map(Into::into).collect(), cells });
        self.columns.len() - 1
    }

    /// A column of the platform's own; `#` stands for the number of the row, from 1.
    pub fn own<H: Into<String>>(&mut self, heads: impl IntoIterator<Item = H>, cell: &str, people: usize) {
        self.add(heads, (1..=people).map(|n| cell.replace('#', &n.to_string())).collect());
    }

    /// A column of dates, a minute apart.
    pub fn dates<H: Into<String>>(&mut self, heads: impl IntoIterator<Item = H>, people: usize) {
        self.add(
            heads,
            (0..people).map(|n| format!("2024-03-{:02} {:02}:{:02}:30", 4 + n / 50, 8 + n % 12, n % 60)).collect(),
        );
    }

    pub fn multi(&mut self, columns: Vec<usize>, multi: &Multi, labels: Vec<String>) {
        self.asked.push(Asked { columns, found: Found::Ticks { labels, rows: multi.matrix() } });
    }

    /// A question with one answer, in a column of its own.
    pub fn one<H: Into<String>>(&mut self, heads: impl IntoIterator<Item = H>, one: &One) {
        self.one_as(heads, one, &one.options, one.options.clone());
    }

    /// The same; its cells say `texts`, which a reader must take for `labels`.
    pub fn one_as<H: Into<String>>(
        &mut self,
        heads: impl IntoIterator<Item = H>,
        one: &One,
        texts: &[String],
        labels: Vec<String>,
    ) {
        let cells = one.rows.iter().map(|row| row.map_or(String::new(), |i| texts[i].clone())).collect();
        let column = self.add(heads, cells);
        self.asked.push(Asked { columns: vec![column], found: Found::Choice { labels, rows: one.rows.clone() } });
    }

    /// A number or a text, in a column of its own.
    pub fn written<H: Into<String>>(&mut self, heads: impl IntoIterator<Item = H>, answers: &Answers) {
        let (cells, found) = match answers {
            Answers::Number(rows) => {
                (rows.iter().map(|n| n.map_or(String::new(), |n| n.to_string())).collect(), Found::Number)
            }
            Answers::Text(rows) => (rows.iter().map(|t| t.clone().unwrap_or_default()).collect(), Found::Text),
            _ => unreachable!("only what was written has no options"),
        };
        let column = self.add(heads, cells);
        self.asked.push(Asked { columns: vec![column], found });
    }

    /// Header rows and rows.
    fn rows(&self) -> Vec<Vec<&str>> {
        let depth = self.columns.iter().map(|c| c.heads.len()).max().unwrap_or(0);
        let people = self.columns.first().map_or(0, |c| c.cells.len());
        let head = |d: usize| self.columns.iter().map(|c| c.heads.get(d).map_or("", String::as_str)).collect();
        let row = |i: usize| self.columns.iter().map(|c| c.cells[i].as_str()).collect();
        (0..depth).map(head).chain((0..people).map(row)).collect()
    }
}

/// The labels of a multi-select, the write-in last.
pub fn labels(multi: &Multi) -> Vec<String> {
    multi.options.iter().chain(&multi.other).cloned().collect()
}

/// The cells of option `i`: `yes` where it was ticked, `no` where it was not, nothing for who skipped the question.
pub fn boxes(multi: &Multi, i: usize, yes: &str, no: &str) -> Vec<String> {
    let cell = |row| match multi.ticked(row, i) {
        Some(true) => yes,
        Some(false) => no,
        None => "",
    };
    (0..multi.rows.len()).map(|row| cell(row).to_owned()).collect()
}

/// The cells of what people wrote.
pub fn writings(multi: &Multi) -> Vec<String> {
    (0..multi.rows.len()).map(|row| multi.written(row).unwrap_or("").to_owned()).collect()
}

/// One cell a person: `texts` of what they ticked and what they wrote, joined.
pub fn joined(multi: &Multi, texts: &[String], separator: &str, end: &str) -> Vec<String> {
    let cell = |row: usize| {
        let ticked = texts.iter().enumerate().filter(|(i, _)| multi.ticked(row, *i) == Some(true));
        let parts: Vec<&str> = ticked.map(|(_, text)| text.as_str()).chain(multi.written(row)).collect();
        if parts.is_empty() { String::new() } else { parts.join(separator) + end }
    };
    (0..multi.rows.len()).map(cell).collect()
}

/// Options without anybody's way to write into them, where the shape has none: write-ins are taken away, and who did
/// nothing but write skipped the question.
pub fn without_other(multi: &Multi) -> Multi {
    let mut multi = multi.clone();
    multi.other = None;
    for row in &mut multi.rows {
        if let Some(ticks) = row {
            ticks.written = None;
            if !ticks.chosen.contains(&true) {
                *row = None;
            }
        }
    }
    multi
}

/// The same without grids of "Yes" and "No", where a multi-select's cells say so too: in `Question [Row]` with `Yes` and
/// `No`, nothing tells a row that was answered from a box that was ticked.
pub fn without_yes_no_grids(survey: &Questionnaire) -> Questionnaire {
    let mut survey = survey.clone();
    for question in &mut survey.questions {
        let Answers::Grid(rows) = &mut question.answers else { continue };
        for (_, one) in rows.iter_mut().filter(|(_, one)| one.options == ["No", "Yes"]) {
            one.options = ["Rather not", "Rather so"].map(str::to_owned).to_vec();
        }
    }
    survey
}

/// The same without single answers worded `N/A`, where the shape says by that word that a question was not shown.
pub fn without_not_shown(mut survey: Questionnaire) -> Questionnaire {
    let reword =
        |one: &mut One| one.options.iter_mut().filter(|o| *o == "N/A").for_each(|o| *o = "Not relevant".into());
    for question in &mut survey.questions {
        match &mut question.answers {
            Answers::One(one) => reword(one),
            Answers::Grid(rows) => rows.iter_mut().for_each(|(_, one)| reword(one)),
            _ => {}
        }
    }
    survey
}

/// Every wording on one line, where the shape has no line ends.
pub fn on_one_line(text: &str) -> String {
    text.replace('\n', " ")
}

/// How a table is written down.
#[derive(Clone, Debug)]
pub struct Format {
    delimiter: char,
    end: &'static str,
    quote_all: bool,
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Utf8,
    Utf8Bom,
    Utf16,
    /// UTF-8 where it has no character for something.
    Windows1252,
}

/// Any format with one of these delimiters.
pub fn format(delimiters: &'static [char]) -> impl Strategy<Value = Format> {
    let encoding = select(vec![Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16, Encoding::Windows1252]);
    (select(delimiters), select(vec!["\n", "\r\n"]), any::<bool>(), encoding)
        .prop_map(|(delimiter, end, quote_all, encoding)| Format { delimiter, end, quote_all, encoding })
}

impl Format {
    pub fn bytes(&self, table: &Table) -> Vec<u8> {
        let text = self.text(&table.rows());
        match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Utf8Bom => format!("\u{feff}{text}").into_bytes(),
            Encoding::Utf16 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Windows1252 => windows_1252(&text).unwrap_or_else(|| text.into_bytes()),
        }
    }

    fn text(&self, rows: &[Vec<&str>]) -> String {
        let mut text = String::new();
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
            text.push_str(&cells.join(&self.delimiter.to_string()));
            text.push_str(self.end);
        }
        text
    }

    fn cell(&self, cell: &str) -> String {
        if self.quote_all || cell.contains([self.delimiter, '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    }
}

fn windows_1252(text: &str) -> Option<Vec<u8>> {
    let byte = |c: char| match c {
        '\u{2018}' => Some(0x91),
        '\u{2019}' => Some(0x92),
        '\u{2013}' => Some(0x96),
        '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ => None,
    };
    text.chars().map(byte).collect()
}

/// Writes every question in turn: options in columns or a cell by `multi`, the others by a header each.
pub fn each(
    table: &mut Table,
    survey: &Questionnaire,
    mut multi: impl FnMut(&mut Table, usize, &str, &Multi),
    mut head: impl FnMut(usize, &str, Option<&str>) -> Vec<String>,
) {
    for (n, question) in survey.questions.iter().enumerate() {
        let text = question.text.as_str();
        match &question.answers {
            Answers::Multi(m) => multi(table, n, text, m),
            Answers::One(one) => table.one(head(n, text, None), one),
            Answers::Grid(rows) => rows.iter().for_each(|(row, one)| table.one(head(n, text, Some(row)), one)),
            answers => table.written(head(n, text, None), answers),
        }
    }
}
