//! Google Forms and Microsoft Forms: one header row of questions. Google's begins with a timestamp; several answers are
//! joined by `;` (its download) or `, ` (its sheet), and a grid is `Question [Row]`. Microsoft's begins with `ID`, two
//! times, an address and a name; several answers are joined by `;`, one behind the last too.
//!
//! Shape: "View & manage form responses" in Google's help, "Check and share your form results" in Microsoft's.

use super::headers::{header, own};
use super::{About, Export, Holds};
use crate::error::Result;
use crate::input::{Header, Opened};
use std::collections::BTreeSet;

/// Google's first column, in the languages of its users.
const TIMESTAMP: [&str; 12] = [
    "timestamp",
    "zeitstempel",
    "horodateur",
    "marca temporal",
    "carimbo de data/hora",
    "informazioni cronologiche",
    "tijdstempel",
    "tidsstämpel",
    "tidsstempel",
    "sygnatura czasowa",
    "отметка времени",
    "タイムスタンプ",
];

/// Google's column of addresses, where it collects them.
const GOOGLE: [(&str, Holds); 9] = [
    ("username", Holds::Personal),
    ("email address", Holds::Personal),
    ("e-mail-adresse", Holds::Personal),
    ("adresse e-mail", Holds::Personal),
    ("dirección de correo electrónico", Holds::Personal),
    ("nome de usuário", Holds::Personal),
    ("nutzername", Holds::Personal),
    ("nom d'utilisateur", Holds::Personal),
    ("score", Holds::Platform),
];

/// Microsoft's own columns.
const MICROSOFT: [(&str, Holds); 28] = [
    ("id", Holds::Respondent),
    ("start time", Holds::Platform),
    ("completion time", Holds::Platform),
    ("email", Holds::Personal),
    ("name", Holds::Personal),
    ("language", Holds::Platform),
    ("last modified time", Holds::Platform),
    ("total points", Holds::Platform),
    ("quiz feedback", Holds::Platform),
    ("startzeit", Holds::Platform),
    ("fertigstellungszeit", Holds::Platform),
    ("abschlusszeit", Holds::Platform),
    ("e-mail", Holds::Personal),
    ("sprache", Holds::Platform),
    ("zeitpunkt der letzten änderung", Holds::Platform),
    ("heure de début", Holds::Platform),
    ("heure de fin", Holds::Platform),
    ("adresse de messagerie", Holds::Personal),
    ("nom", Holds::Personal),
    ("heure de la dernière modification", Holds::Platform),
    ("hora de inicio", Holds::Platform),
    ("hora de finalización", Holds::Platform),
    ("correo electrónico", Holds::Personal),
    ("nombre", Holds::Personal),
    ("hora da última modificação", Holds::Platform),
    ("hora de início", Holds::Platform),
    ("hora de conclusão", Holds::Platform),
    ("hora de la última modificación", Holds::Platform),
];

/// Whether it begins with Google's timestamp.
pub fn is_google(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    header.first().is_some_and(|h| TIMESTAMP.contains(&h.as_str())) && header.len() > 1
}

/// Whether it begins with Microsoft's own columns.
pub fn is_microsoft(opened: &Opened) -> bool {
    let (_, header) = header(opened);
    let known = header.iter().take(5).filter(|h| MICROSOFT.iter().any(|(name, _)| name == h)).count();
    header.len() > 4 && header[0] == "id" && known >= 4
}

/// Reads Google's.
pub fn read_google(opened: &Opened) -> Result<Export> {
    let mut export = read(opened, "Google Forms", &GOOGLE, 2)?;
    export.columns[0] = About::of(Holds::Platform);
    // Several answers stand in one cell here, so the rows of a grid are no boxes.
    for (header, about) in export.sheet.headers().iter().zip(&mut export.columns).filter(|(_, a)| a.part.is_some()) {
        let cells = export.sheet.cells(header)?;
        let said: BTreeSet<&str> = cells.sample(5_000).flatten().take(500).collect();
        // One mark and nothing else is a box all the same, in a sheet that only begins like Google's.
        if said.len() != 1 {
            about.holds = Some(Holds::Row);
        }
    }
    Ok(export)
}

/// Reads Microsoft's.
pub fn read_microsoft(opened: &Opened) -> Result<Export> {
    read(opened, "Microsoft Forms", &MICROSOFT, 8)
}

/// Reads a form whose own columns are among the first `first`.
fn read(opened: &Opened, platform: &'static str, list: &[(&str, Holds)], first: usize) -> Result<Export> {
    let (skip, _) = header(opened);
    let (sheet, header) = opened.sheet(Header { skip, depth: 1 })?;
    let mut export = Export::new(platform, sheet);
    let about = |(i, header): (usize, &String)| match own(header, list).filter(|_| i < first) {
        Some(own) => own,
        None => asked(header),
    };
    export.columns = header[0].iter().enumerate().map(about).collect();
    Ok(export)
}

/// A question's column; a grid's has its row in brackets.
fn asked(header: &str) -> About {
    match crate::survey::draft::bracketed(header) {
        Some((stem, row)) => About {
            question: Some(stem.to_owned()),
            text: Some(stem.to_owned()),
            part: Some(row.to_owned()),
            ..About::default()
        },
        None => About::default(),
    }
}
