//! Qualtrics: three header rows; multi-selects split by text, split by codes, or joined by commas.

use super::{Table, boxes, joined, labels, writings};
use crate::questionnaire::model::{Answers, Multi, Questionnaire};

/// How choices are written.
#[derive(Clone, Copy, PartialEq)]
enum Choices {
    Text,
    Codes,
    Joined,
}

pub fn text(survey: &Questionnaire) -> Table {
    export(survey, Choices::Text)
}

pub fn codes(survey: &Questionnaire) -> Table {
    export(survey, Choices::Codes)
}

pub fn joined_text(survey: &Questionnaire) -> Table {
    export(survey, Choices::Joined)
}

fn export(survey: &Questionnaire, choices: Choices) -> Table {
    let mut table = Table::default();
    own(&mut table, survey.people, choices == Choices::Codes);
    for (n, question) in survey.questions.iter().enumerate() {
        let (n, text) = (n + 1, question.text.as_str());
        let heads = |row: Option<(usize, &str)>, end: &str| match row {
            Some((r, row)) => [format!("Q{n}_{r}"), format!("{text} - {row}"), import(&format!("QID{n}_{r}{end}"))],
            None => [format!("Q{n}"), text.to_owned(), import(&format!("QID{n}{end}"))],
        };
        let mut one = |heads, one: &crate::questionnaire::model::One| {
            let codes: Vec<String> = (1..=one.options.len()).map(|n| n.to_string()).collect();
            let cells = if choices == Choices::Codes { codes } else { one.options.clone() };
            table.one_as(heads, one, &cells, cells.clone());
        };
        match &question.answers {
            Answers::One(answers) => one(heads(None, ""), answers),
            Answers::Grid(rows) => {
                rows.iter().enumerate().for_each(|(r, (row, a))| one(heads(Some((r + 1, row)), ""), a))
            }
            Answers::Multi(multi) if choices == Choices::Joined => in_one_cell(&mut table, n, text, multi),
            Answers::Multi(multi) => split(&mut table, n, text, multi, choices),
            answers => table.written(heads(None, "_TEXT"), answers),
        }
    }
    table
}

fn import(id: &str) -> String {
    format!("{{\"ImportId\":\"{id}\"}}")
}

fn own(table: &mut Table, people: usize, codes: bool) {
    table.dates(["StartDate", "Start Date", &import("startDate")], people);
    table.own(["Status", "Response Type", &import("status")], if codes { "0" } else { "IP Address" }, people);
    table.own(["IPAddress", "IP Address", &import("ipAddress")], "192.0.2.#", people);
    table.own(["Progress", "Progress", &import("progress")], "100", people);
    table.own(["Finished", "Finished", &import("finished")], if codes { "1" } else { "True" }, people);
    table.own(["ResponseId", "Response ID", &import("_recordId")], "R_3kf#x", people);
    table.own(["RecipientEmail", "Recipient Email", &import("recipientEmail")], "", people);
    table.own(["UserLanguage", "User Language", &import("userLanguage")], "EN", people);
}

fn split(table: &mut Table, n: usize, text: &str, multi: &Multi, choices: Choices) {
    // "Selected Choice" stands in the label only where the question has a field to write into.
    let middle = if multi.other.is_some() { " - Selected Choice - " } else { " - " };
    let labels = labels(multi);
    let cell = |label: &str| if choices == Choices::Codes { "1".to_owned() } else { label.to_owned() };
    let mut columns = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        let k = i + 1;
        let heads = [
            format!("Q{n}_{k}"),
            format!("{text}{middle}{label}"),
            format!("{{\"ImportId\":\"QID{n}\",\"choiceId\":\"{k}\"}}"),
        ];
        let cells = if i < multi.options.len() {
            boxes(multi, i, &cell(label), "")
        } else {
            (0..multi.rows.len()).map(|row| multi.written(row).map_or(String::new(), |_| cell(label))).collect()
        };
        columns.push(table.add(heads, cells));
    }
    write_in(table, n, text, multi);
    table.multi(columns, multi, labels);
}

/// The cell says "Other" where something was written; what it was stands in a column of its own.
fn in_one_cell(table: &mut Table, n: usize, text: &str, multi: &Multi) {
    let mut said = multi.clone();
    for ticks in said.rows.iter_mut().flatten().filter(|t| t.written.is_some()) {
        ticks.written.clone_from(&multi.other);
    }
    let marked = if multi.other.is_some() { format!("{text} - Selected Choice") } else { text.to_owned() };
    let column =
        table.add([format!("Q{n}"), marked, import(&format!("QID{n}"))], joined(&said, &said.options, ",", ""));
    write_in(table, n, text, multi);
    table.multi(vec![column], multi, labels(multi));
}

fn write_in(table: &mut Table, n: usize, text: &str, multi: &Multi) {
    if let Some(other) = &multi.other {
        let k = multi.options.len() + 1;
        let heads = [format!("Q{n}_{k}_TEXT"), format!("{text} - {other} - Text"), import(&format!("QID{n}_{k}_TEXT"))];
        table.add(heads, writings(multi));
    }
}
