//! Qualtrics: three header rows. The first has names (`Q3_1`), the second wordings in the survey's language, the third
//! JSON with an `ImportId`, by which the file is known and its columns are told.
//!
//! Shape: "Understanding Your Dataset" and "Exporting Response Data" in Qualtrics' support pages.

use super::{About, Export, Holds};
use crate::error::Result;
use crate::input::{Header, Opened};
use crate::survey::codebook::Aside;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Rows that may stand above the three.
const ABOVE: usize = 3;

/// What stands between a question and its option in the second row.
const BETWEEN: &str = " - ";
/// Stands between them when the question has an option with a text field.
const SELECTED: &str = "Selected Choice";

/// The third row's cell.
#[derive(Deserialize)]
struct Import {
    #[serde(rename = "ImportId")]
    id: String,
    #[serde(rename = "choiceId")]
    choice: Option<String>,
}

/// The row of the import ids.
fn import_row(opened: &Opened) -> Option<usize> {
    (2..ABOVE + 3).find(|i| {
        let row = opened.head.get(*i).map_or(&[][..], Vec::as_slice);
        let ids = row.iter().filter(|cell| import_id(cell).is_some()).count();
        ids > 0 && ids * 2 > row.len()
    })
}

fn import_id(cell: &str) -> Option<String> {
    let import = serde_json::from_str::<Import>(cell.trim()).ok()?;
    // Where the choice stands apart, a grid's id is that of its row.
    Some(match import.choice {
        Some(choice) if import.id.contains('#') => format!("{}_{choice}", import.id),
        _ => import.id,
    })
}

/// Whether the third row has import ids, or the first two rows are those of exports before 2016.
pub fn knows(opened: &Opened) -> bool {
    import_row(opened).is_some() || is_legacy(opened)
}

/// Exports before 2016: `V1`, `V2`, … above `ResponseID`, `ResponseSet`, …, and questions above `Question-Option`.
fn is_legacy(opened: &Opened) -> bool {
    let cell = |row: usize, i: usize| opened.head.get(row).and_then(|r| r.get(i)).map_or("", |c| c.trim());
    cell(0, 0) == "V1" && cell(0, 1) == "V2" && cell(1, 0) == "ResponseID"
}

/// What the ten columns that begin an old export hold.
const LEGACY: [Holds; 10] = [
    Holds::Respondent,
    Holds::Platform,
    Holds::Personal,
    Holds::Platform,
    Holds::Personal,
    Holds::Personal,
    Holds::Platform,
    Holds::Platform,
    Holds::Platform,
    Holds::Platform,
];

fn read_legacy(opened: &Opened) -> Result<Export> {
    let (sheet, header) = opened.sheet(Header { skip: 0, depth: 2 })?;
    let mut export = Export::new("Qualtrics", sheet);
    let (names, wordings) = (&header[0], &header[1]);
    let stem = |name: &str| name.rsplit_once('_').map_or(name, |(stem, _)| stem).trim_end_matches("_TEXT").to_owned();
    let mut of: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, wording) in names.iter().zip(wordings).filter(|(n, _)| !n.ends_with("_TEXT")) {
        of.entry(stem(name)).or_default().push(wording);
    }
    for (i, about) in export.columns.iter_mut().enumerate() {
        let (Some(name), Some(wording)) = (names.get(i), wordings.get(i)) else { continue };
        if let Some(holds) = LEGACY.get(i).filter(|_| name.starts_with('V')) {
            *about = About::of(*holds);
            continue;
        }
        let key = stem(name);
        let shared = shared_to(of.get(&key).map_or(&[], Vec::as_slice), "-");
        let part = wording.strip_prefix(shared).unwrap_or(wording).trim_start_matches('-').trim();
        *about = About {
            holds: if name.starts_with("Location") {
                Some(Holds::Personal)
            } else {
                name.ends_with("_TEXT").then_some(Holds::WriteInText)
            },
            text: Some(if shared.is_empty() { wording } else { shared }.trim_end_matches('-').trim().to_owned()),
            part: (key != *name && !shared.is_empty()).then(|| part.to_owned()),
            question: Some(key),
            ..About::default()
        };
    }
    let open = |cell: Option<&str>| cell.is_some_and(|c| c == "0");
    export.set_aside(Aside::Partial, "V10", open)?;
    export.set_aside(Aside::Preview, "V7", |cell| cell.is_some_and(|c| c == "1"))?;
    Ok(export)
}

/// What wordings begin with, up to the last separator that all share.
fn shared_to<'a>(wordings: &[&'a str], separator: &str) -> &'a str {
    let Some(first) = wordings.first().copied().filter(|_| wordings.len() > 1) else { return "" };
    let ends = first.match_indices(separator).map(|(at, _)| &first[..at]);
    ends.filter(|stem| wordings.iter().all(|w| w.starts_with(stem))).last().unwrap_or("")
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    if is_legacy(opened) {
        return read_legacy(opened);
    }
    let skip = import_row(opened).map_or(0, |row| row - 2);
    let (sheet, header) = opened.sheet(Header { skip, depth: 3 })?;
    let mut export = Export::new("Qualtrics", sheet);
    let (wordings, imports) = (&header[1], &header[2]);
    let ids: Vec<Option<String>> = imports.iter().map(|cell| import_id(cell)).collect();
    let parts = Questions::of(&ids, wordings);
    let headers = export.sheet.headers();
    for (i, about) in export.columns.iter_mut().enumerate() {
        let wording = wordings.get(i).map_or("", String::as_str);
        *about = match ids.get(i).and_then(Option::as_deref) {
            Some(id) => own(id).map(About::of).unwrap_or_else(|| parts.about(id, wording)),
            None => About::default(),
        };
    }
    export.denials_are_rows()?;
    let of = |id: &str| ids.iter().position(|i| i.as_deref() == Some(id)).and_then(|i| headers.get(i)).cloned();
    if let Some(status) = of("status") {
        export.set_aside_as(&status, kind_of)?;
    }
    unfinished(&mut export, of("finished"), of("progress"))?;
    Ok(export)
}

/// What a status sets a response aside for.
fn kind_of(status: &str) -> Option<Aside> {
    match status {
        "0" | "IP Address" => None,
        "1" | "17" | "Survey Preview" | "Offline Survey Preview" | "Preview" => Some(Aside::Preview),
        "2" | "Survey Test" | "Test" => Some(Aside::Test),
        "8" | "9" | "Spam" | "Possible Spam" | "Survey Preview Spam" => Some(Aside::Spam),
        _ => None,
    }
}

/// Sets unfinished responses aside: by the column that says so, in any language by its progress.
fn unfinished(export: &mut Export, finished: Option<String>, progress: Option<String>) -> Result<()> {
    let said = |cell: &str| ["0", "1", "true", "false"].iter().any(|word| cell.eq_ignore_ascii_case(word));
    let tells = match &finished {
        Some(header) => export.sheet.cells(header)?.iter().flatten().all(said),
        None => false,
    };
    match (finished, progress) {
        (Some(header), _) if tells => {
            let open = |cell: Option<&str>| cell.is_some_and(|c| c == "0" || c.eq_ignore_ascii_case("false"));
            export.set_aside(Aside::Partial, &header, open)
        }
        (_, Some(header)) => {
            let open = |cell: Option<&str>| cell.and_then(|c| c.parse::<f64>().ok()).is_some_and(|p| p < 100.0);
            export.set_aside(Aside::Partial, &header, open)
        }
        _ => Ok(()),
    }
}

/// What the platform's own columns hold, by their import id.
fn own(id: &str) -> Option<Holds> {
    Some(match id {
        "_recordId" => Holds::Respondent,
        "ipAddress" | "recipientLastName" | "recipientFirstName" | "recipientEmail" | "locationLatitude"
        | "locationLongitude" => Holds::Personal,
        "startDate"
        | "endDate"
        | "status"
        | "progress"
        | "duration"
        | "finished"
        | "recordedDate"
        | "externalDataReference"
        | "distributionChannel"
        | "userLanguage" => Holds::Platform,
        id if id.starts_with("Q_")
            || id.contains("_DO_")
            || id.ends_with("_DO")
            || id.contains("_FIRST_CLICK")
            || id.contains("_PAGE_SUBMIT") =>
        {
            Holds::Platform
        }
        id if ["_LAST_CLICK", "_CLICK_COUNT", "_BROWSER", "_VERSION", "_OS", "_RESOLUTION"]
            .iter()
            .any(|end| id.ends_with(end)) =>
        {
            Holds::Platform
        }
        _ => return None,
    })
}

/// The questions of an export: what the wordings of each one's columns share.
struct Questions(BTreeMap<String, String>);

impl Questions {
    fn of(ids: &[Option<String>], wordings: &[String]) -> Questions {
        let mut columns: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (id, wording) in ids.iter().zip(wordings) {
            if let Some(key) = id.as_deref().filter(|id| !is_text(id) && own(id).is_none()).and_then(key) {
                columns.entry(key.to_owned()).or_default().push(wording);
            }
        }
        Questions(columns.into_iter().map(|(key, wordings)| (key, shared(&wordings).to_owned())).collect())
    }

    fn about(&self, id: &str, wording: &str) -> About {
        let Some(key) = key(id) else { return About::default() };
        let stem = self.0.get(key).map_or("", String::as_str);
        let rest = wording.strip_prefix(stem).unwrap_or(wording);
        let rest = rest.trim_start_matches(BETWEEN).trim();
        let part = Some(rest.strip_prefix(SELECTED).unwrap_or(rest).trim_start_matches(BETWEEN).trim().to_owned());
        let text = if stem.is_empty() { wording } else { stem }.trim_end_matches(SELECTED).trim_end_matches(BETWEEN);
        let write_in = is_text(id) && id != format!("{key}_TEXT");
        About {
            holds: if write_in { Some(Holds::WriteInText) } else { is_text(id).then_some(Holds::Text) },
            question: Some(key.to_owned()),
            text: Some(text.trim().to_owned()),
            part: part.filter(|p| !p.is_empty() && (write_in || !is_text(id))),
            ..About::default()
        }
    }
}

/// The part of an import id that a question's columns share: `QID3`, or `2_QID3` in the second turn of a loop.
fn key(id: &str) -> Option<&str> {
    let at = id.find("QID")?;
    let loops = at == 0 || id[..at].strip_suffix('_').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let digits = id[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
    let end = at + 3 + digits;
    // A grid with several answers a row: `QID7#1_2_3` is the third answer of the second row.
    let row = id[end..].starts_with('#').then(|| id.rfind('_')).flatten().filter(|last| *last > end);
    (loops && digits > 0).then(|| &id[..row.unwrap_or(end)])
}

/// Whether a column holds what was typed into a field.
fn is_text(id: &str) -> bool {
    id.ends_with("_TEXT")
}

/// What wordings begin with, up to the last separator that all share; the whole wording where there is one only.
fn shared<'a>(wordings: &[&'a str]) -> &'a str {
    let Some(first) = wordings.first().copied() else { return "" };
    if wordings.len() == 1 {
        return first.find(SELECTED).map_or(first, |at| &first[..at]);
    }
    let all = |stem: &str| wordings.iter().all(|w| w.starts_with(stem));
    // Options may hold the separator too: the marker that only Qualtrics writes is surer.
    let marked = first.find(SELECTED).map(|at| &first[..at + SELECTED.len()]).filter(|stem| all(stem));
    marked.unwrap_or_else(|| shared_to(wordings, BETWEEN))
}
