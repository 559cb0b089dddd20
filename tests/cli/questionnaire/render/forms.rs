//! Google Forms and Microsoft Forms: one header row, answers joined in one cell, what people write among them.

use super::{Table, each, joined, labels};
use crate::questionnaire::model::Questionnaire;

/// The download: joined by `;`.
pub fn google_download(survey: &Questionnaire) -> Table {
    google(survey, ";")
}

/// Through the sheet: joined by `, `.
pub fn google_sheet(survey: &Questionnaire) -> Table {
    google(survey, ", ")
}

fn google(survey: &Questionnaire, separator: &str) -> Table {
    let mut table = Table::default();
    table.dates(["Timestamp"], survey.people);
    table.own(["Username"], "person#@example.org", survey.people);
    answers(&mut table, survey, separator, "", |text, row| {
        row.map_or(text.to_owned(), |row| format!("{text} [{row}]"))
    });
    table
}

/// Joined by `;`, with one more behind the last. A row of a grid is headed by its own wording alone.
pub fn microsoft(survey: &Questionnaire) -> Table {
    let mut table = Table::default();
    table.own(["ID"], "#", survey.people);
    table.dates(["Start time"], survey.people);
    table.dates(["Completion time"], survey.people);
    table.own(["Email"], "person#@example.org", survey.people);
    table.own(["Name"], "Ana Böhm", survey.people);
    answers(&mut table, survey, ";", ";", |text, row| row.unwrap_or(text).to_owned());
    table
}

fn answers(
    table: &mut Table,
    survey: &Questionnaire,
    separator: &str,
    end: &str,
    head: fn(&str, Option<&str>) -> String,
) {
    each(
        table,
        survey,
        |table, _, text, multi| {
            let column = table.add([text], joined(multi, &multi.options, separator, end));
            table.multi(vec![column], multi, labels(multi));
        },
        |_, text, row| vec![head(text, row)],
    );
}
