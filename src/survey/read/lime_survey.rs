//! LimeSurvey: `Q1[SQ001]` with `Y` or nothing, or `Question [Option]` with `Yes`, `No` and `N/A` for what was not shown.
//! A response without a submission date was not finished.
//!
//! Shape: "Export responses" in LimeSurvey's manual.

use super::headers::{has, header, own};
use super::{About, Export, Holds};
use crate::error::Result;
use crate::input::{Header, Opened, labels};
use crate::survey::codebook::Aside;
use std::collections::BTreeMap;

/// The platform's own columns, by code and by wording.
const OWN: [(&str, Holds); 27] = [
    ("id", Holds::Respondent),
    ("response id", Holds::Respondent),
    ("antwort id", Holds::Respondent),
    ("token", Holds::Platform),
    ("access code", Holds::Platform),
    ("submitdate", Holds::Platform),
    ("date submitted", Holds::Platform),
    ("datum abgeschickt", Holds::Platform),
    ("lastpage", Holds::Platform),
    ("last page", Holds::Platform),
    ("letzte seite", Holds::Platform),
    ("startlanguage", Holds::Platform),
    ("start language", Holds::Platform),
    ("start-sprache", Holds::Platform),
    ("seed", Holds::Platform),
    ("startdate", Holds::Platform),
    ("date started", Holds::Platform),
    ("datestamp", Holds::Platform),
    ("date last action", Holds::Platform),
    ("ipaddr", Holds::Personal),
    ("ip address", Holds::Personal),
    ("ip-adresse", Holds::Personal),
    ("refurl", Holds::Platform),
    ("referrer url", Holds::Platform),
    ("interviewtime", Holds::Platform),
    ("total time", Holds::Platform),
    ("lastname", Holds::Personal),
];

/// Headers of the submission's date.
const SUBMITTED: [&str; 3] = ["submitdate", "date submitted", "datum abgeschickt"];

/// A header without the code that stands before the wording where both are exported: `id. Antwort ID`.
fn wording(header: &str) -> &str {
    match header.split_once(". ") {
        Some((code, wording)) if !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
            wording
        }
        _ => header,
    }
}

/// Whether its header has the platform's own columns.
pub fn knows(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    let header: Vec<String> = header.iter().map(|h| wording(h).to_owned()).collect();
    let first = header.first().map_or("", String::as_str);
    ["id", "response id", "antwort id"].contains(&first)
        && has(&header, &SUBMITTED, 1)
        && has(
            &header,
            &["lastpage", "last page", "letzte seite", "startlanguage", "start language", "start-sprache", "seed"],
            1,
        )
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let (skip, _) = header(opened);
    let (sheet, header) = opened.sheet(Header { skip, depth: 1 })?;
    let mut export = Export::new("LimeSurvey", sheet);
    export.columns = header[0].iter().map(|h| own(wording(h), &OWN).unwrap_or_else(|| asked(h))).collect();
    not_shown(&mut export)?;
    blank_denials(&mut export)?;
    if let Some(submitted) = header[0].iter().find(|h| SUBMITTED.contains(&labels::normal(wording(h)).as_str())) {
        let never = |cell: Option<&str>| cell.is_none_or(|c| c == "N/A" || c.starts_with("1980-01-01"));
        export.set_aside(Aside::Partial, submitted, never)?;
    }
    Ok(export)
}

/// `N/A` says that a question was not shown, where answers are exported as texts. Codes of boxes are `Y` or nothing: an `N`
/// answers a row of a grid.
fn not_shown(export: &mut Export) -> Result<()> {
    for (i, header) in export.sheet.headers().iter().enumerate() {
        if export.columns[i].holds.is_some_and(|h| h != Holds::WriteInText) {
            continue;
        }
        let (mut hidden, mut denies) = (false, false);
        for cell in export.sheet.cells(header)?.iter().flatten() {
            hidden |= cell == "N/A";
            denies |= cell == "N";
        }
        if hidden {
            export.sheet.blank(header, &["n/a"])?;
        }
        if denies && export.columns[i].part.is_some() {
            export.columns[i].holds = Some(Holds::Row);
        }
    }
    Ok(())
}

/// The boxes of a question that nobody answered are exported as `No` like those that were left empty, so `No` says no more
/// than an empty cell.
fn blank_denials(export: &mut Export) -> Result<()> {
    let headers = export.sheet.headers();
    let mut boxes: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (header, about) in headers.iter().zip(&export.columns) {
        let Some(question) = &about.question else { continue };
        let says = |cell: &str| {
            ["yes", "no", "n/a", "ja", "nein", "oui", "non", "si", "sí"].contains(&cell.trim().to_lowercase().as_str())
        };
        if export.sheet.cells(header)?.iter().flatten().all(says) {
            boxes.entry(question.clone()).or_default().push(header);
        }
    }
    for header in boxes.values().filter(|columns| columns.len() > 1).flatten() {
        export.sheet.blank(header, &["no", "n/a", "nein", "non"])?;
    }
    Ok(())
}

/// A question's column: `Q1[SQ001]`, `Q1[other]`, `Q1[SQ001comment]`, `Q1`.
fn asked(header: &str) -> About {
    let Some((stem, part)) = crate::survey::draft::bracketed(header) else { return About::default() };
    let holds = part.ends_with("comment").then_some(Holds::WriteInText);
    About {
        holds,
        question: Some(stem.to_owned()),
        text: Some(wording(stem).to_owned()),
        part: Some(part.to_owned()),
        ..About::default()
    }
}
