//! REDCap: labels (`Question (choice=Option)`, `Checked`), or raw codes (`field___1`, `0` and `1`) with the data dictionary
//! beside them. A box that was not checked says nothing of whether the question was seen. Nobody writes into an option.

use super::{Table, boxes, each, labels, on_one_line, without_other};
use crate::questionnaire::model::{Answers, Multi, One, Questionnaire};
use std::fmt::Write;

fn own(survey: &Questionnaire, heads: [&str; 3]) -> Table {
    let mut table = Table::default();
    let [id, identifier, submitted] = heads;
    table.own([id], "#", survey.people);
    table.own([identifier], "", survey.people);
    table.dates([submitted], survey.people);
    table
}

/// The cells of a box; who skipped the question left it unchecked.
fn unchecked(multi: &Multi, i: usize, yes: &str, no: &str) -> Vec<String> {
    let cells = boxes(multi, i, yes, no).into_iter();
    cells.map(|cell| if cell.is_empty() { no.to_owned() } else { cell }).collect()
}

pub fn with_labels(survey: &Questionnaire) -> Table {
    let mut table = own(survey, ["Record ID", "Survey Identifier", "Survey Timestamp"]);
    each(
        &mut table,
        survey,
        |table, _, text, multi| {
            let multi = without_other(multi);
            let options = multi.options.iter().enumerate();
            let columns = options
                .map(|(i, o)| table.add([format!("{text} (choice={o})")], unchecked(&multi, i, "Checked", "Unchecked")))
                .collect();
            table.multi(columns, &multi, labels(&multi));
        },
        // The row of a matrix is a field of its own.
        |_, text, row| vec![row.unwrap_or(text).to_owned()],
    );
    table.own(["Complete?"], "Complete", survey.people);
    table
}

const DICTIONARY: &str = "\"Variable / Field Name\",\"Form Name\",\"Section Header\",\"Field Type\",\"Field Label\",\
    \"Choices, Calculations, OR Slider Labels\",\"Field Note\",\"Text Validation Type OR Show Slider Number\",\
    \"Text Validation Min\",\"Text Validation Max\",\"Identifier?\",\"Branching Logic (Show field only if...)\",\
    \"Required Field?\",\"Custom Alignment\",\"Question Number (surveys only)\",\"Matrix Group Name\",\"Matrix Ranking?\",\
    \"Field Annotation\"\n";

pub fn raw(survey: &Questionnaire) -> Table {
    let mut table = own(survey, ["record_id", "redcap_survey_identifier", "networking_timestamp"]);
    let mut dictionary = DICTIONARY.to_owned() + &line("record_id", "text", "Record ID", &[], "");
    for (n, question) in survey.questions.iter().enumerate() {
        let (field, text) = (format!("field_{}", n + 1), question.text.as_str());
        match &question.answers {
            Answers::Multi(multi) => {
                let multi = without_other(multi);
                let columns = (0..multi.options.len())
                    .map(|i| table.add([format!("{field}___{}", i + 1)], unchecked(&multi, i, "1", "0")))
                    .collect();
                table.multi(columns, &multi, labels(&multi));
                dictionary += &line(&field, "checkbox", text, &multi.options, "");
            }
            Answers::One(one) => {
                coded(&mut table, &field, one);
                dictionary += &line(&field, "radio", text, &one.options, "");
            }
            Answers::Grid(rows) => {
                for (i, (row, one)) in rows.iter().enumerate() {
                    let field = format!("{field}_{}", char::from(b'a' + i as u8));
                    coded(&mut table, &field, one);
                    dictionary += &line(&field, "radio", row, &one.options, &format!("matrix_{n}"));
                }
            }
            answers => {
                let kind = if matches!(answers, Answers::Number(_)) { "text" } else { "notes" };
                table.written([&field], answers);
                dictionary += &line(&field, kind, text, &[], "");
            }
        }
    }
    table.own(["networking_complete"], "2", survey.people);
    table.beside = Some(("survey_DataDictionary.csv", dictionary));
    table
}

fn coded(table: &mut Table, field: &str, one: &One) {
    let codes: Vec<String> = (1..=one.options.len()).map(|n| n.to_string()).collect();
    table.one_as([field], one, &codes, one.options.clone());
}

/// One line of the dictionary. REDCap writes a field's choices on one line, with ` | ` between them.
fn line(field: &str, kind: &str, label: &str, options: &[String], matrix: &str) -> String {
    let mut choices = String::new();
    for (i, option) in options.iter().enumerate() {
        let _ = write!(choices, "{}{}, {}", if i > 0 { " | " } else { "" }, i + 1, on_one_line(option));
    }
    let cells = [field, "networking", "", kind, label, &choices, "", "", "", "", "", "", "", "", "", matrix, "", ""];
    let cells = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    cells.join(",") + "\n"
}
