//! Typeform: one column an option, headed by the option's text alone.
//!
//! The wording of a multi-select is not in the file, so two of them side by side are one run of columns. Where no header
//! comes back and no "Other" or "None" closes the first, nothing says where the second begins: an export in which everybody
//! answers both is the export of one question with more options. Here a number is asked between two multi-selects.

use super::{Table, boxes, labels, writings};
use crate::questionnaire::model::{Answers, Questionnaire};

pub fn export(survey: &Questionnaire) -> Table {
    let (mut table, people) = (Table::default(), survey.people);
    table.own(["#"], "k3#x9qwz", people);
    let mut after_multi = false;
    for (n, question) in survey.questions.iter().enumerate() {
        let text = question.text.as_str();
        let is_multi = matches!(question.answers, Answers::Multi(_));
        if is_multi && after_multi {
            let numbers = (0..people).map(|i| Some(20 + (i * 7 + n) as u32 % 90)).collect();
            table.written([format!("How many, as far as you know? ({n})")], &Answers::Number(numbers));
        }
        after_multi = is_multi;
        match &question.answers {
            Answers::Multi(multi) => {
                let options = multi.options.iter().enumerate();
                let mut columns: Vec<usize> = options.map(|(i, o)| table.add([o], boxes(multi, i, o, ""))).collect();
                if let Some(other) = &multi.other {
                    columns.push(table.add([other], writings(multi)));
                }
                table.multi(columns, multi, labels(multi));
            }
            Answers::One(one) => table.one([text], one),
            Answers::Grid(rows) => rows.iter().for_each(|(row, one)| table.one([row], one)),
            answers => table.written([text], answers),
        }
    }
    table.own(["Response Type"], "completed", people);
    table.dates(["Start Date (UTC)"], people);
    table.own(["Stage Date (UTC)"], "", people);
    table.dates(["Submit Date (UTC)"], people);
    table.own(["Network ID"], "4d#f0a", people);
    table.own(["Tags"], "", people);
    table.own(["Ending"], "Thank you!", people);
    table
}
