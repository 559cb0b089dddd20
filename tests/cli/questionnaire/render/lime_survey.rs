//! LimeSurvey: codes (`G1Q1[SQ001]`, `Y` or nothing) or full text (`Question [Option]`, `Yes`, `No`, `N/A`).

use super::{Table, boxes, each, labels, without_not_shown, without_yes_no_grids, writings};
use crate::questionnaire::model::{Answers, Questionnaire};

fn own(survey: &Questionnaire, heads: [&str; 7]) -> Table {
    let mut table = Table::default();
    let [id, submitted, page, language, seed, started, address] = heads;
    table.own([id], "#", survey.people);
    table.dates([submitted], survey.people);
    table.own([page], "4", survey.people);
    table.own([language], "en", survey.people);
    table.own([seed], "9#", survey.people);
    table.dates([started], survey.people);
    table.own([address], "192.0.2.#", survey.people);
    table
}

/// Neither the wordings of questions nor those of options are in the file.
pub fn codes(survey: &Questionnaire) -> Table {
    let mut table = own(survey, ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "ipaddr"]);
    let sub = |i: usize| format!("SQ{:03}", i + 1);
    for (n, question) in survey.questions.iter().enumerate() {
        let code = format!("G1Q{}", n + 1);
        let answers = |n: usize| (1..=n).map(|i| format!("AO{i:02}")).collect::<Vec<_>>();
        match &question.answers {
            Answers::Multi(multi) => {
                let options = 0..multi.options.len();
                let mut columns: Vec<usize> = options
                    .clone()
                    .map(|i| table.add([format!("{code}[{}]", sub(i))], boxes(multi, i, "Y", "")))
                    .collect();
                if multi.other.is_some() {
                    columns.push(table.add([format!("{code}[other]")], writings(multi)));
                }
                let labels = options.map(sub).chain(multi.other.as_ref().map(|_| "other".to_owned())).collect();
                table.multi(columns, multi, labels);
            }
            Answers::One(one) => table.one_as([code], one, &answers(one.options.len()), answers(one.options.len())),
            Answers::Grid(rows) => {
                for (i, (_, one)) in rows.iter().enumerate() {
                    let codes = answers(one.options.len());
                    table.one_as([format!("{code}[{}]", sub(i))], one, &codes, codes.clone());
                }
            }
            answers => table.written([code], answers),
        }
    }
    table
}

/// Who skipped a question was not shown it (`N/A`) or ticked nothing (`No`); neither is an answer.
pub fn full_text(survey: &Questionnaire) -> Table {
    let heads = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "IP address"];
    let mut table = own(survey, heads);
    each(
        &mut table,
        &without_not_shown(without_yes_no_grids(survey)),
        |table, n, text, multi| {
            let skipped = if n % 2 == 0 { "N/A" } else { "No" };
            let shown = |cells: Vec<String>| {
                cells.into_iter().map(|cell| if cell.is_empty() { skipped.to_owned() } else { cell }).collect()
            };
            let options = multi.options.iter().enumerate();
            let mut columns: Vec<usize> = options
                .map(|(i, o)| table.add([format!("{text} [{o}]")], shown(boxes(multi, i, "Yes", "No"))))
                .collect();
            if let Some(other) = &multi.other {
                columns.push(table.add([format!("{text} [{other}]")], writings(multi)));
            }
            table.multi(columns, multi, labels(multi));
        },
        |_, text, row| vec![row.map_or(text.to_owned(), |row| format!("{text} [{row}]"))],
    );
    table
}
