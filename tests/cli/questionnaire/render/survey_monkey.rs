//! SurveyMonkey: two header rows, the question above the first column of its block; or one, "Question - Option".

use super::{Table, boxes, each, labels, without_other, writings};
use crate::questionnaire::model::{Answers, Questionnaire};

const OWN: [(&str, &str); 5] = [
    ("Respondent ID", "11840000#"),
    ("Collector ID", "412345678"),
    ("IP Address", "192.0.2.#"),
    ("Email Address", ""),
    ("Custom Data 1", ""),
];

pub fn export(survey: &Questionnaire) -> Table {
    let mut table = Table::default();
    for (head, cell) in OWN {
        table.own([head, ""], cell, survey.people);
    }
    for question in &survey.questions {
        // The question stands above its first column only.
        let mut text = question.text.clone();
        let mut heads = |second: &str| [std::mem::take(&mut text), second.to_owned()];
        match &question.answers {
            Answers::Multi(multi) => {
                let mut columns = Vec::new();
                for (i, option) in multi.options.iter().enumerate() {
                    columns.push(table.add(heads(option), boxes(multi, i, option, "")));
                }
                if let Some(other) = &multi.other {
                    columns.push(table.add(heads(other), writings(multi)));
                }
                table.multi(columns, multi, labels(multi));
            }
            Answers::One(one) => table.one(heads("Response"), one),
            Answers::Grid(rows) => rows.iter().for_each(|(row, one)| table.one(heads(row), one)),
            answers => table.written(heads("Open-Ended Response"), answers),
        }
    }
    table
}

/// One header row; a cell that was not ticked says so. What people write is not in it.
pub fn condensed(survey: &Questionnaire) -> Table {
    let mut table = Table::default();
    for (head, cell) in OWN {
        table.own([head], cell, survey.people);
    }
    each(
        &mut table,
        survey,
        |table, _, text, multi| {
            let multi = without_other(multi);
            let options = multi.options.iter().enumerate();
            let columns = options
                .map(|(i, o)| table.add([format!("{text} - {o}")], boxes(&multi, i, o, "Not selected")))
                .collect();
            table.multi(columns, &multi, labels(&multi));
        },
        |_, text, row| vec![row.map_or(text.to_owned(), |row| format!("{text} - {row}"))],
    );
    table
}
