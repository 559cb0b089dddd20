//! Plain tables: one header row, nothing said of the columns.

use super::{Table, boxes, each, joined, labels, without_other, without_yes_no_grids, writings};
use crate::questionnaire::model::{Multi, Questionnaire};

/// How a box is marked, and how a header is made of question and option.
struct Marks {
    yes: fn(&str) -> &str,
    no: &'static str,
    /// What stands in the boxes of who skipped the question.
    skipped: &'static str,
    head: fn(&str, &str) -> String,
    /// Whether people write into the last box.
    written: bool,
}

pub fn zero_one(survey: &Questionnaire) -> Table {
    export(survey, &Marks { yes: |_| "1", no: "0", skipped: "0", head: dashed, written: false })
}

pub fn true_false(survey: &Questionnaire) -> Table {
    export(survey, &Marks { yes: |_| "TRUE", no: "FALSE", skipped: "", head: coloned, written: false })
}

pub fn yes_no(survey: &Questionnaire) -> Table {
    export(survey, &Marks { yes: |_| "Yes", no: "No", skipped: "", head: bracketed, written: false })
}

pub fn x_blank(survey: &Questionnaire) -> Table {
    export(survey, &Marks { yes: |_| "x", no: "", skipped: "", head: dashed, written: true })
}

pub fn text_blank(survey: &Questionnaire) -> Table {
    export(survey, &Marks { yes: |option| option, no: "", skipped: "", head: bracketed, written: true })
}

pub fn not_selected(survey: &Questionnaire) -> Table {
    export(
        survey,
        &Marks { yes: |option| option, no: "Not selected", skipped: "Not selected", head: spaced, written: false },
    )
}

fn dashed(question: &str, option: &str) -> String {
    format!("{question} - {option}")
}

fn coloned(question: &str, option: &str) -> String {
    format!("{question}: {option}")
}

fn bracketed(question: &str, option: &str) -> String {
    format!("{question} [{option}]")
}

fn spaced(question: &str, option: &str) -> String {
    format!("{question} {option}")
}

fn export(survey: &Questionnaire, marks: &Marks) -> Table {
    let mut table = Table::default();
    table.own(["respondent"], "#", survey.people);
    each(
        &mut table,
        &without_yes_no_grids(survey),
        |table, _, text, multi| split(table, text, multi, marks),
        |_, text, row| vec![row.map_or(text.to_owned(), |row| (marks.head)(text, row))],
    );
    table
}

fn split(table: &mut Table, text: &str, multi: &Multi, marks: &Marks) {
    let multi = if marks.written { multi.clone() } else { without_other(multi) };
    let mut columns = Vec::new();
    for (i, option) in multi.options.iter().enumerate() {
        let mut cells = boxes(&multi, i, (marks.yes)(option), marks.no);
        for (row, cell) in cells.iter_mut().enumerate() {
            if multi.rows[row].is_none() {
                marks.skipped.clone_into(cell);
            }
        }
        columns.push(table.add([(marks.head)(text, option)], cells));
    }
    if let Some(other) = &multi.other {
        columns.push(table.add([(marks.head)(text, other)], writings(&multi)));
    }
    table.multi(columns, &multi, labels(&multi));
}

/// Codes of what was chosen, `1;2;5;`; what they mean is not in the file.
pub fn code_sets(survey: &Questionnaire) -> Table {
    let mut table = Table::default();
    table.own(["respondent"], "#", survey.people);
    each(
        &mut table,
        &without_yes_no_grids(survey),
        |table, _, text, multi| {
            let multi = without_other(multi);
            let codes: Vec<String> = (1..=multi.options.len()).map(|n| n.to_string()).collect();
            let column = table.add([text], joined(&multi, &codes, ";", ";"));
            table.multi(vec![column], &multi, codes);
        },
        |_, text, row| vec![row.map_or(text.to_owned(), |row| format!("{text} [{row}]"))],
    );
    table
}
