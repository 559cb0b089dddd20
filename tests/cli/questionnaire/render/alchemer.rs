//! Alchemer: `Option:Question`, `Row:Question`, and what people write instead of a tick.

use super::{Table, boxes, each, labels, writings};
use crate::questionnaire::model::Questionnaire;

pub fn export(survey: &Questionnaire) -> Table {
    let (mut table, people) = (Table::default(), survey.people);
    table.own(["Response ID"], "#", people);
    table.dates(["Time Started"], people);
    table.dates(["Date Submitted"], people);
    table.own(["Status"], "Complete", people);
    table.own(["Contact ID"], "", people);
    table.own(["Legacy Comments"], "", people);
    table.own(["Comments"], "", people);
    table.own(["Language"], "English", people);
    table.own(["Referer"], "", people);
    table.own(["SessionID"], "17095392_#", people);
    table.own(["User Agent"], "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", people);
    table.own(["IP Address"], "192.0.2.#", people);
    table.own(["Longitude"], "13.4#", people);
    table.own(["Latitude"], "52.5#", people);
    table.own(["Country"], "Germany", people);
    table.own(["City"], "Berlin", people);
    table.own(["State/Region"], "", people);
    table.own(["Postal"], "101#", people);
    each(
        &mut table,
        survey,
        |table, _, text, multi| {
            let options = multi.options.iter().enumerate();
            let mut columns: Vec<usize> =
                options.map(|(i, o)| table.add([format!("{o}:{text}")], boxes(multi, i, o, ""))).collect();
            if let Some(other) = &multi.other {
                columns.push(table.add([format!("{other}:{text}")], writings(multi)));
            }
            table.multi(columns, multi, labels(multi));
        },
        |_, text, row| vec![row.map_or(text.to_owned(), |row| format!("{row}:{text}"))],
    );
    table
}
