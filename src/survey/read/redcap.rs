//! REDCap: `field___code` with 0 and 1, or `Question (choice=Option)` with `Checked` and `Unchecked`. The data dictionary
//! that lies beside a raw export has the wordings.
//!
//! A box that was never shown, or not looked at, is exported as 0 too: so 0 says no more than an empty cell, and is read
//! as one.
//!
//! Shape: "Data Export" and "Data Dictionary" in REDCap's help and training pages.

mod dictionary;

use super::headers::{has, header, own};
use super::{About, Export, Holds, SetAside};
use crate::error::Result;
use crate::input::{Header, Opened, labels};
use crate::survey::codebook::Aside;
use dictionary::Dictionary;

/// The platform's own columns.
const OWN: [(&str, Holds); 10] = [
    ("record_id", Holds::Respondent),
    ("record id", Holds::Respondent),
    ("redcap_repeat_instrument", Holds::Platform),
    ("redcap_repeat_instance", Holds::Platform),
    ("repeat instrument", Holds::Platform),
    ("repeat instance", Holds::Platform),
    ("redcap_survey_identifier", Holds::Platform),
    ("survey identifier", Holds::Platform),
    ("survey timestamp", Holds::Platform),
    ("complete?", Holds::Platform),
];

/// Between a field and its code.
const CODE: &str = "___";

/// Whether it has the platform's own columns or boxes.
pub fn knows(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    let boxes = header.iter().filter(|h| h.contains(CODE) || h.contains("(choice=")).count();
    let own =
        has(&header, &["record_id", "record id", "redcap_survey_identifier", "redcap_event_name", "complete?"], 1);
    let complete = header.iter().any(|h| h.ends_with("_complete"));
    boxes >= 2 && (own || complete) || has(&header, &["redcap_survey_identifier", "redcap_event_name"], 1)
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let (skip, _) = header(opened);
    let (mut sheet, header) = opened.sheet(Header { skip, depth: 1 })?;
    let dictionary = Dictionary::beside(&opened.path, &header[0]);
    if let Some(name) = &dictionary.name {
        sheet.account.note(format!("wordings from the data dictionary {name}"));
    }
    let mut export = Export::new("REDCap", sheet);
    export.columns = header[0].iter().map(|h| about(h, &dictionary)).collect();
    let headers = export.sheet.headers();
    for (column, about) in headers.iter().zip(&export.columns) {
        if about.holds == Some(Holds::Box) {
            export.sheet.blank(column, &["0", "unchecked"])?;
        }
    }
    let is_end = |raw: &String| raw.ends_with("_complete") || labels::normal(raw) == "complete?";
    let ends: Vec<String> =
        header[0].iter().zip(&headers).filter(|(raw, _)| is_end(raw)).map(|(_, name)| name.clone()).collect();
    unfinished(&mut export, &ends)?;
    Ok(export)
}

fn about(header: &str, dictionary: &Dictionary) -> About {
    if let Some(own) = own(header, &OWN) {
        return own;
    }
    if header.ends_with("_timestamp") || header.ends_with("_complete") {
        return About::of(Holds::Platform);
    }
    if let Some((field, code)) = header.split_once(CODE) {
        let known = dictionary.field(field);
        let label = known.and_then(|f| f.choice(code));
        return About {
            holds: Some(Holds::Box),
            question: Some(field.to_owned()),
            text: Some(known.map_or(field, |f| f.label.as_str()).to_owned()),
            part: Some(label.unwrap_or(code).to_owned()),
            ..About::default()
        };
    }
    if let Some((question, option)) =
        header.contains("(choice=").then(|| crate::survey::draft::bracketed(header)).flatten()
    {
        return About {
            holds: Some(Holds::Box),
            question: Some(question.to_owned()),
            text: Some(question.to_owned()),
            part: Some(option.to_owned()),
            ..About::default()
        };
    }
    dictionary.field(header).map(dictionary::Field::about).unwrap_or_default()
}

/// Sets records aside of which an instrument was begun and not completed; one that was never begun is no fault of the others.
fn unfinished(export: &mut Export, complete: &[String]) -> Result<()> {
    let mut open = vec![false; export.sheet.height()];
    let begun_by_absence = complete.len() == 1;
    for header in complete {
        for (open, cell) in open.iter_mut().zip(export.sheet.cells(header)?.iter()) {
            let word = cell.map(str::to_lowercase);
            *open |= match word.as_deref() {
                Some("0" | "1" | "incomplete" | "unverified") => true,
                None => begun_by_absence,
                _ => false,
            };
        }
    }
    if open.contains(&true) {
        export.aside.push(SetAside { kind: Aside::Partial, rows: open });
    }
    Ok(())
}
