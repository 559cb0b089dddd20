//! Alchemer, once SurveyGizmo: `Option:Question` columns whose ticked cells repeat the option, `Other - Write In:Question`,
//! and a status by which partial and disqualified responses are told.
//!
//! Shape: "CSV/Excel Exports" in Alchemer's help pages.

use super::headers::{has, header, own};
use super::{About, Export, Holds};
use crate::error::Result;
use crate::input::{Header, Opened, labels};
use crate::survey::codebook::Aside;

/// The platform's own columns.
const OWN: [(&str, Holds); 26] = [
    ("response id", Holds::Respondent),
    ("time started", Holds::Platform),
    ("date started", Holds::Platform),
    ("date submitted", Holds::Platform),
    ("status", Holds::Platform),
    ("contact id", Holds::Platform),
    ("legacy comments", Holds::Platform),
    ("comments", Holds::Platform),
    ("language", Holds::Platform),
    ("referer", Holds::Platform),
    ("sessionid", Holds::Platform),
    ("session id", Holds::Platform),
    ("user agent", Holds::Platform),
    ("extended referer", Holds::Platform),
    ("tags", Holds::Platform),
    ("link name", Holds::Platform),
    ("url redirect", Holds::Platform),
    ("ip address", Holds::Personal),
    ("longitude", Holds::Personal),
    ("latitude", Holds::Personal),
    ("country", Holds::Personal),
    ("country auto", Holds::Personal),
    ("city", Holds::Personal),
    ("state/region", Holds::Personal),
    ("region", Holds::Personal),
    ("postal", Holds::Personal),
];

/// Whether its header begins with the platform's own columns.
pub fn knows(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    let begins = header.first().is_some_and(|h| h == "response id");
    begins
        && has(&header, &["status"], 1)
        && has(&header, &["time started", "date submitted", "sessionid", "user agent", "legacy comments"], 2)
}

/// Reads it.
pub fn read(opened: &Opened) -> Result<Export> {
    let (skip, _) = header(opened);
    let (sheet, header) = opened.sheet(Header { skip, depth: 1 })?;
    let mut export = Export::new("Alchemer", sheet);
    let headers = &header[0];
    let own_columns = headers.iter().take_while(|h| own(h, &OWN).is_some()).count();
    export.columns = headers
        .iter()
        .enumerate()
        .map(|(i, h)| if i < own_columns { own(h, &OWN).unwrap_or_default() } else { asked(headers, own_columns, h) })
        .collect();
    grids_of_boxes(&mut export)?;
    export.denials_are_rows()?;
    for (kind, word) in [(Aside::Partial, "partial"), (Aside::Disqualified, "disqualified")] {
        export.set_aside(kind, "Status", |cell| cell.is_some_and(|c| labels::normal(c) == word))?;
    }
    export.set_aside(Aside::Test, "Status", |cell| cell.is_some_and(|c| labels::normal(c).contains("test")))?;
    Ok(export)
}

/// A grid of boxes is headed `Option:Row:Question`, and its ticked cells repeat the option alone: each row is a question.
fn grids_of_boxes(export: &mut Export) -> Result<()> {
    for (header, about) in export.sheet.headers().iter().zip(&mut export.columns) {
        let Some((option, row)) = about.part.as_deref().and_then(|part| part.split_once(':')) else { continue };
        let cells = export.sheet.cells(header)?;
        let mut said = cells.iter().flatten().map(labels::normal).peekable();
        if said.peek().is_some() && said.all(|cell| cell == labels::normal(option)) {
            let text = format!("{} [{}]", about.text.as_deref().unwrap_or_default(), row.trim());
            (about.question, about.text, about.part) = (Some(text.clone()), Some(text), Some(option.trim().to_owned()));
        }
    }
    Ok(())
}

/// A question's column. Options and questions may hold colons themselves: the right one is that behind which most other
/// columns end alike.
fn asked(headers: &[String], from: usize, header: &str) -> About {
    let ends = |tail: &str| {
        headers[from..]
            .iter()
            .filter(|h| h.len() > tail.len() + 1 && h.ends_with(tail) && h[..h.len() - tail.len()].ends_with(':'))
            .count()
    };
    let cuts = header.match_indices(':').filter(|(at, _)| *at > 0 && *at + 1 < header.len());
    let best = cuts.map(|(at, _)| (ends(&header[at + 1..]), at)).filter(|(n, _)| *n > 1).reduce(|best, next| {
        // Of equals the longest question: it stands first.
        if next.0 > best.0 { next } else { best }
    });
    let Some((_, at)) = best else { return About::default() };
    let (part, question) = (header[..at].trim(), header[at + 1..].trim());
    let write_in = labels::normal(part).ends_with("write in") || labels::normal(part).ends_with("write in (required)");
    About {
        holds: write_in.then_some(Holds::WriteInBox),
        question: Some(question.to_owned()),
        text: Some(question.to_owned()),
        part: Some(part.to_owned()),
        ..About::default()
    }
}
