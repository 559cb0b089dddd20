//! The registry of survey platforms: one reader a file, one line here. A reader is chosen by content, not by name.
//!
//! A reader hands on an [`Export`]: a sheet of one header and one row a respondent, and what the platform says of each
//! column. What the columns mean together is told later, in `draft`, the same way for every platform.

mod alchemer;
mod forms;
mod headers;
mod labelled;
mod lime_survey;
mod plain;
mod qualtrics;
mod redcap;
mod spss;
mod stata;
mod survey_monkey;
mod typeform;

use super::codebook::Aside;
use crate::error::{Fault, Result};
use crate::input::accounting::Reason;
use crate::input::{Opened, Sheet};
use std::collections::BTreeMap;
use std::path::Path;

/// Cells that are looked at where a platform writes one word in all of a column.
const SAMPLE: usize = 5_000;

/// A reader of one platform's export.
struct Reader {
    /// Whether the opened file is of this platform.
    knows: fn(&Opened) -> bool,
    /// Reads it.
    read: fn(&Opened) -> Result<Export>,
}

/// The readers, the most particular first; the last one takes everything.
const READERS: &[Reader] = &[
    Reader { knows: spss::knows, read: spss::read },
    Reader { knows: stata::knows, read: stata::read },
    Reader { knows: qualtrics::knows, read: qualtrics::read },
    Reader { knows: survey_monkey::knows, read: survey_monkey::read },
    Reader { knows: survey_monkey::is_condensed, read: survey_monkey::read_condensed },
    Reader { knows: lime_survey::knows, read: lime_survey::read },
    Reader { knows: alchemer::knows, read: alchemer::read },
    Reader { knows: typeform::knows, read: typeform::read },
    Reader { knows: redcap::knows, read: redcap::read },
    Reader { knows: forms::is_microsoft, read: forms::read_microsoft },
    Reader { knows: forms::is_google, read: forms::read_google },
    Reader { knows: plain::knows, read: plain::read },
];

/// Reads a survey export of any known platform. `sheet` names a workbook's sheet.
///
/// # Errors
/// When no reader can read it.
pub fn read(path: &Path, name: &str, sheet: Option<&str>) -> Result<Export> {
    export(&Opened::open(path, name, sheet)?)
}

/// Reads an opened survey export of any known platform.
///
/// # Errors
/// When no reader can read it.
pub fn export(opened: &Opened) -> Result<Export> {
    let last = &READERS[READERS.len() - 1];
    let reader = READERS.iter().find(|r| (r.knows)(opened)).unwrap_or(last);
    let mut export = (reader.read)(opened).map_err(|e| e.in_file(&opened.name))?;
    export.workbook_sheet = opened.sheet_of_several.clone();
    Ok(export)
}

/// An export as its platform's reader hands it on.
#[derive(Clone, Debug)]
pub struct Export {
    /// The platform, as people call it.
    pub platform: &'static str,
    /// One header, one row a response.
    pub sheet: Sheet,
    /// What the platform says of each column, in the sheet's order.
    pub columns: Vec<About>,
    /// Responses that are left out unless they are kept.
    pub aside: Vec<SetAside>,
    /// The survey's title.
    pub title: Option<String>,
    /// The sheet that it stands on, where a workbook has several.
    pub workbook_sheet: Option<String>,
}

/// What a platform says of a column. Nothing is known of a column of a plain file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What it holds.
    pub holds: Option<Holds>,
    /// The question that it belongs to: columns of one question share this, and stand next to each other.
    pub question: Option<String>,
    /// The question's wording.
    pub text: Option<String>,
    /// The wording of the option, or of the row of a grid, that the column is for.
    pub part: Option<String>,
    /// What the codes in its cells stand for, in the platform's order.
    pub labels: Vec<(String, String)>,
    /// Cells that mean a ticked box, where the column is an option and its usual words would not say so.
    pub ticked: Option<String>,
}

/// What a column holds, where the platform says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// The platform's own affairs: dates of submission, collectors, scores.
    Platform,
    /// What tells responses apart.
    Respondent,
    /// A person's name, address or place.
    Personal,
    /// A weight.
    Weight,
    /// Free text beside an option ("Other: …") that has a column of its own.
    WriteInText,
    /// Free text.
    Text,
    /// One option of a multi-select: ticked or not.
    Box,
    /// One option of a multi-select, ticked by writing into it.
    WriteInBox,
    /// A multi-select's first, second, … choice.
    Mention,
    /// One answer, such as that of a grid's row, and no box.
    Row,
    /// A number.
    Number,
    /// A day.
    Date,
}

impl About {
    /// A column of which only this is known.
    pub fn of(holds: Holds) -> About {
        About { holds: Some(holds), ..About::default() }
    }
}

/// Responses of one kind that are left out by default.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// Their kind.
    pub kind: Aside,
    /// Which rows, by place in the sheet.
    pub rows: Vec<bool>,
}

impl Export {
    /// An export of which only the sheet is known yet.
    pub fn new(platform: &'static str, sheet: Sheet) -> Export {
        let columns = vec![About::default(); sheet.frame.width()];
        Export { platform, sheet, columns, aside: Vec::new(), title: None, workbook_sheet: None }
    }

    /// The sheet of the responses that count: those set aside are left out by rule and counted, unless `keep` names their
    /// kind. A response of two kinds counts as left out for the first.
    ///
    /// # Errors
    /// Never, for an export of a reader.
    pub fn kept(mut self, keep: &[Aside]) -> Result<Sheet> {
        let mut gone = vec![false; self.sheet.height()];
        let mut out: Vec<(Aside, Vec<bool>)> = Vec::new();
        for SetAside { kind, rows } in self.aside.into_iter().filter(|a| !keep.contains(&a.kind)) {
            let new: Vec<bool> = rows.iter().zip(&gone).map(|(row, gone)| *row && !gone).collect();
            gone.iter_mut().zip(&new).for_each(|(gone, new)| *gone |= new);
            out.push((kind, new));
        }
        for i in 0..out.len() {
            let (kind, rows) = (out[i].0, out[i].1.clone());
            if !rows.contains(&true) {
                continue;
            }
            let words = format!("{} response", kind.word());
            let fault = |_| {
                let remedy = format!("to count it, add keep = [\"{}\"] to the codebook", kind.word());
                Fault::new(format!("{} response", kind.word())).remedy(remedy)
            };
            self.sheet.leave_out(&rows, &Reason::rule(words), fault)?;
            // What is left has new places.
            for (_, later) in &mut out[i + 1..] {
                *later = later.iter().zip(&rows).filter(|(_, gone)| !**gone).map(|(row, _)| *row).collect();
            }
        }
        Ok(self.sheet)
    }

    /// Says of the parts of questions that hold a denial that they are rows of a grid: for platforms that leave a box that was
    /// not ticked empty, or write something else into it.
    fn denials_are_rows(&mut self) -> Result<()> {
        const DENIALS: [&str; 8] = ["no", "false", "nein", "non", "não", "nao", "nee", "nie"];
        for (header, about) in self.sheet.headers().iter().zip(&mut self.columns) {
            let Some(part) = about.part.as_deref().filter(|_| about.holds.is_none()) else { continue };
            // An option may be worded "No" itself.
            let denies = |cell: &str| {
                let cell = cell.trim().to_lowercase();
                DENIALS.contains(&cell.as_str()) && cell != part.trim().to_lowercase()
            };
            if self.sheet.cells(header)?.sample(SAMPLE).flatten().any(|c| c.len() <= 8 && denies(c)) {
                about.holds = Some(Holds::Row);
            }
        }
        Ok(())
    }

    /// Sets responses aside by the cells of a column, each for what its cell says.
    fn set_aside_as(&mut self, header: &str, kind: impl Fn(&str) -> Option<Aside>) -> Result<()> {
        let mut found: BTreeMap<Aside, Vec<bool>> = BTreeMap::new();
        let height = self.sheet.height();
        for (i, cell) in self.sheet.cells(header)?.iter().enumerate() {
            if let Some(kind) = cell.and_then(|c| kind(c.trim())) {
                found.entry(kind).or_insert_with(|| vec![false; height])[i] = true;
            }
        }
        self.aside.extend(found.into_iter().map(|(kind, rows)| SetAside { kind, rows }));
        Ok(())
    }

    /// Sets responses aside by the cells of a column; a column that is not there sets nobody aside.
    fn set_aside(&mut self, kind: Aside, header: &str, is: impl Fn(Option<&str>) -> bool) -> Result<()> {
        let Some(header) = self.sheet.find(header) else { return Ok(()) };
        let rows: Vec<bool> = self.sheet.cells(&header)?.iter().map(|cell| is(cell.map(str::trim))).collect();
        if rows.contains(&true) {
            self.aside.push(SetAside { kind, rows });
        }
        Ok(())
    }
}
