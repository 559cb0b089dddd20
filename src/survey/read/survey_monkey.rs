//! SurveyMonkey: two header rows. The first has each question above its first column and nothing above the others; the
//! second has the options, or `Response`. A ticked cell repeats the option, or holds its number.
//!
//! Shape: "Exporting Survey Results" in SurveyMonkey's help pages, and a published export.

use super::headers::{has, header, own};
use super::{About, Export, Holds};
use crate::error::Result;
use crate::input::{Header, Opened, labels};

/// What the second row says above a question with one column, in the languages of the platform.
const RESPONSE: [&str; 9] =
    ["response", "réponse", "antwort", "respuesta", "resposta", "risposta", "antwoord", "svar", "odpowiedź"];

/// What it says above free text.
const OPEN_ENDED: [&str; 8] = [
    "open-ended response",
    "réponse ouverte",
    "réponse à une question ouverte",
    "antwort auf offene frage",
    "offene antwort",
    "respuesta abierta",
    "resposta aberta",
    "risposta aperta",
];

/// Where the two rows stand.
fn first_row(opened: &Opened) -> Option<usize> {
    let (row, _) = header(opened);
    let (questions, options) = (opened.head.get(row)?, opened.head.get(row + 1)?);
    are_headers(questions, options).then_some(row)
}

/// Whether two rows are the two headers: the second is empty under the response's number, filled wherever the first is
/// empty, and says `Response` or holds options.
fn are_headers(questions: &[String], options: &[String]) -> bool {
    let filled = |row: &[String], i: usize| row.get(i).is_some_and(|cell| !labels::is_blank(cell));
    let width = questions.len().max(options.len());
    if width < 2 || !filled(questions, 0) || filled(options, 0) {
        return false;
    }
    let above_nothing = (0..width).filter(|i| !filled(questions, *i)).count();
    let none_empty = (0..width).all(|i| filled(questions, i) || filled(options, i));
    let answered = options.iter().filter(|cell| is_response(cell)).count();
    // Rows of answers may complement each other too: only the platform's own words tell.
    let own = questions.iter().take(3).any(|q| OWN.iter().any(|(name, _)| *name == labels::normal(q)));
    let filled_below = (0..width).filter(|i| filled(options, *i)).count();
    none_empty && (answered > 0 || own && above_nothing * 3 >= filled_below && above_nothing > 0)
}

fn is_response(cell: &str) -> bool {
    let cell = labels::normal(cell);
    RESPONSE.contains(&cell.as_str()) || OPEN_ENDED.contains(&cell.as_str())
}

/// Whether it has the two header rows.
pub fn knows(opened: &Opened) -> bool {
    first_row(opened).is_some()
}

/// The platform's own columns.
const OWN: [(&str, Holds); 9] = [
    ("respondent id", Holds::Respondent),
    ("respondentid", Holds::Respondent),
    ("collector id", Holds::Platform),
    ("start date", Holds::Platform),
    ("end date", Holds::Platform),
    ("ip address", Holds::Personal),
    ("email address", Holds::Personal),
    ("first name", Holds::Personal),
    ("last name", Holds::Personal),
];

/// Whether it is the condensed form: one header row, which begins with the platform's own columns.
pub fn is_condensed(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    let begins = header.first().is_some_and(|h| h == "respondent id" || h == "respondentid");
    begins && has(&header, &["collector id", "start date", "end date", "ip address"], 2)
}

/// Reads the condensed form: `Question - Option`, whose cells repeat the option or say `Not selected`.
pub fn read_condensed(opened: &Opened) -> Result<Export> {
    let (skip, _) = header(opened);
    let (sheet, header) = opened.sheet(Header { skip, depth: 1 })?;
    let mut export = Export::new("SurveyMonkey", sheet);
    let own_columns = header[0].iter().take_while(|h| own(h, &OWN).is_some() || h.starts_with("Custom")).count();
    for (about, header) in export.columns.iter_mut().zip(&header[0]).take(own_columns) {
        *about = own(header, &OWN).unwrap_or_else(|| About::of(Holds::Platform));
    }
    for (header, about) in export.sheet.headers().iter().zip(&mut export.columns).skip(own_columns) {
        let cells = export.sheet.cells(header)?;
        let says = |word: &str| cells.iter().flatten().any(|c| c.trim().eq_ignore_ascii_case(word));
        if says("no") && !says("not selected") {
            about.holds = Some(Holds::Row);
        }
    }
    Ok(export)
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let (mut sheet, header) = opened.sheet(Header { skip: first_row(opened).unwrap_or(0), depth: 2 })?;
    let columns = columns(&header[0], &header[1]);
    sheet.rename(&columns.iter().map(|(header, _)| header.clone()).collect::<Vec<_>>())?;
    let mut export = Export::new("SurveyMonkey", sheet);
    export.columns = columns.into_iter().map(|(_, about)| about).collect();
    export.columns[0].holds = Some(Holds::Respondent);
    export.denials_are_rows()?;
    Ok(export)
}

/// Each column's header, and what the two rows say of it.
fn columns(questions: &[String], options: &[String]) -> Vec<(String, About)> {
    let mut out: Vec<(String, About)> = Vec::new();
    let mut question = (String::new(), 0);
    for (i, (asked, option)) in questions.iter().zip(options).enumerate() {
        if !labels::is_blank(asked) {
            question = (asked.trim().to_owned(), i);
        }
        out.push(column(&question, option.trim()));
    }
    out
}

fn column((text, place): &(String, usize), option: &str) -> (String, About) {
    if labels::is_blank(option) {
        return (text.clone(), About::of(Holds::Platform));
    }
    let mut about = About { question: Some(place.to_string()), text: Some(text.clone()), ..About::default() };
    if is_response(option) {
        about.holds = OPEN_ENDED.contains(&labels::normal(option).as_str()).then_some(Holds::Text);
        // A question of one column has a wording of its own; what it holds is told by its cells.
        return (text.clone(), about);
    }
    about.part = Some(option.to_owned());
    (format!("{text} [{option}]"), about)
}
