//! What a folder holds: surveys, logs, codebooks, and what is none of them. Told by content; nothing is written.

use super::walk::{Aside, walk};
use super::{FILE, InputFile, Origin, OutreachPart, Project, SurveyPart};
use crate::error::{Fault, Result};
use crate::input::{Opened, archive, labels};
use crate::outreach::read as outreach;
use crate::survey::weighting::{self, Weighting};
use crate::survey::{Codebook, Draft};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is taken for data, as messages list it.
const ACCEPTED: &str = "a survey export (CSV, TSV, Excel, OpenDocument, SPSS, Stata, Parquet) with a question that has \
                        options; a LinkedIn export, a mailbox, a calendar; or an outreach log with the columns contact, date \
                        and direction";

/// Why weights, and recipes for them, are no data.
const WEIGHTS: &str = "weights, or a recipe for them: write weighting = \"…\" under the [[survey]] that they are for";

/// What a folder, or a list of files, holds.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// The folder; the working folder for files that were named.
    pub folder: PathBuf,
    /// Its surveys.
    pub surveys: Vec<FoundSurvey>,
    /// Its outreach: archives and logs.
    pub outreach: Vec<FoundOutreach>,
    /// What is not read, and why not.
    pub aside: Vec<Aside>,
    /// Files of other kinds.
    pub others: usize,
}

/// Files of one survey: their headers are the same.
#[derive(Clone, Debug)]
pub struct FoundSurvey {
    /// Its files.
    pub files: Vec<InputFile>,
    /// The codebook drafted from the first of them.
    pub draft: Draft,
    /// Codebooks drafted from the others.
    pub further: Vec<Draft>,
    /// The codebook that was there already.
    pub codebook: Option<InputFile>,
}

/// What belongs together of outreach: archives of one kind, or logs whose headers are the same.
#[derive(Clone, Debug)]
pub struct FoundOutreach {
    /// What it is, in a few words.
    pub what: String,
    /// Its files, or folders that are one source as a whole.
    pub files: Vec<InputFile>,
    header: Vec<String>,
}

/// What a file is.
enum Content {
    Survey(Box<Draft>),
    /// What it is; of a log, its header.
    Outreach(String, Vec<String>),
    Aside(String),
}

/// Looks through a folder.
///
/// # Errors
/// When the folder cannot be read, or holds nothing that can be used.
pub fn discover(folder: &Path) -> Result<Discovery> {
    let walked = walk(folder)?;
    let mut found = Discovery::empty(folder);
    (found.aside, found.others) = (walked.aside, walked.others);
    let (books, mut files): (Vec<InputFile>, Vec<InputFile>) = walked.files.into_iter().partition(is_toml);
    // Of two copies, the one that the project names already is the one that counts.
    let named = super::init::named_in(folder);
    files.sort_by_key(|f| !named.contains(&f.name));
    for file in files {
        let content = look(&file).unwrap_or_else(|e| Content::Aside(e.fault().what.clone()));
        found.take(file, content);
    }
    found.match_codebooks(books);
    if found.surveys.is_empty() && found.outreach.is_empty() {
        return Err(found.nothing().into());
    }
    Ok(found)
}

/// Tells of files that were named what they are.
///
/// # Errors
/// When one of them cannot be read, or is neither a survey nor a log.
pub fn discover_files(files: &[InputFile]) -> Result<Discovery> {
    let mut found = Discovery::empty(Path::new(""));
    for file in files {
        match look(file)? {
            Content::Aside(why) => return Err(neither(file, &why).into()),
            content => found.take(file.clone(), content),
        }
    }
    Ok(found)
}

/// What a file of outreach is, in a few words, by its content; `None` of anything else.
///
/// # Errors
/// When it cannot be read.
pub fn outreach_of(file: &InputFile) -> Result<Option<String>> {
    if let Some(what) = outreach::archive_of(&file.path, &file.name)? {
        return Ok(Some(what));
    }
    Ok(outreach::log_header(&Opened::open(&file.path, &file.name, None)?).map(|_| "a log".into()))
}

/// Files of outreach as the parts of a project: archives of one kind are one, and so are all logs.
///
/// # Errors
/// When one of them cannot be read.
pub fn parts_of(files: &[InputFile]) -> Result<Vec<OutreachPart>> {
    let mut parts: BTreeMap<String, OutreachPart> = BTreeMap::new();
    for file in files {
        let what = outreach::archive_of(&file.path, &file.name)?.unwrap_or_default();
        parts.entry(what).or_default().files.push(file.clone());
    }
    Ok(parts.into_values().collect())
}

impl Discovery {
    fn empty(folder: &Path) -> Discovery {
        Discovery { folder: folder.to_owned(), surveys: Vec::new(), outreach: Vec::new(), aside: Vec::new(), others: 0 }
    }

    fn take(&mut self, file: InputFile, content: Content) {
        if let Some(twin) = self.twin(&file) {
            return self.aside.push(Aside::new(file.name, format!("the same bytes as {twin}: counted once")));
        }
        match content {
            Content::Aside(why) => self.aside.push(Aside::new(file.name, why)),
            Content::Survey(draft) => match self.surveys.iter_mut().find(|s| same(&s.draft.columns, &draft.columns)) {
                Some(survey) => {
                    // The fullest file says most of what the columns mean.
                    let mut draft = *draft;
                    if draft.responses > survey.draft.responses {
                        std::mem::swap(&mut draft, &mut survey.draft);
                    }
                    survey.files.push(file);
                    survey.further.push(draft);
                }
                None => self.surveys.push(FoundSurvey {
                    files: vec![file],
                    draft: *draft,
                    further: Vec::new(),
                    codebook: None,
                }),
            },
            Content::Outreach(what, header) => {
                let together = |o: &&mut FoundOutreach| o.what == what && same(&o.header, &header);
                match self.outreach.iter_mut().find(together) {
                    Some(outreach) => outreach.files.push(file),
                    None => self.outreach.push(FoundOutreach { what, files: vec![file], header }),
                }
            }
        }
    }

    /// A file that was taken already and has the same bytes: people save an export twice.
    fn twin(&self, file: &InputFile) -> Option<String> {
        let taken = self.surveys.iter().flat_map(|s| &s.files).chain(self.outreach.iter().flat_map(|o| &o.files));
        let mut taken = taken.filter(|t| t.path.is_file() && length(t) == length(file));
        taken.find(|t| same_bytes(&t.path, &file.path).unwrap_or(false)).map(|t| t.name.clone())
    }

    /// Gives each survey the codebook that lies beside it under its name, else one whose columns it has.
    fn match_codebooks(&mut self, books: Vec<InputFile>) {
        let mut left = Vec::new();
        for file in books {
            let named = |s: &&mut FoundSurvey| s.files.iter().any(|f| codebook_name(f) == file.name);
            match self.surveys.iter_mut().find(named) {
                Some(survey) => survey.codebook = Some(file),
                None => left.push(file),
            }
        }
        for file in left {
            let Ok(book) = Codebook::read(&file.path, &file.name) else {
                let why = match Weighting::read(&file.path, &file.name) {
                    Ok(_) => WEIGHTS,
                    Err(_) => "TOML, but no codebook",
                };
                self.aside.push(Aside::new(file.name, why));
                continue;
            };
            let fits = |s: &&mut FoundSurvey| s.codebook.is_none() && has_columns(&s.draft, &book);
            match self.surveys.iter_mut().find(fits) {
                Some(survey) => survey.codebook = Some(file),
                None => self.aside.push(Aside::new(file.name, "a codebook, of no survey here")),
            }
        }
    }

    fn nothing(&self) -> Fault {
        let fault = Fault::new("holds neither a survey nor an outreach log").path(&self.folder).accepted(ACCEPTED);
        let fault = match self.aside.first() {
            Some(Aside { name, why }) => fault.found(format!("{name}: {why}{}", more(self.aside.len() - 1))),
            None if self.others > 0 => fault.found(format!("{} files of other kinds", self.others)),
            None => fault.found("no file"),
        };
        fault.remedy("put the exports into it, or name one: `hearback codebook FILE`")
    }

    /// The project that a `hearback.toml` for this folder would make, without one.
    pub fn project(&self) -> Project {
        let mut ids = super::ids::Ids::default();
        let surveys = self.surveys.iter().map(|s| SurveyPart {
            id: ids.of(&s.files),
            files: s.files.clone(),
            codebook: s.codebook.clone(),
            by: Vec::new(),
            weighting: None,
        });
        let surveys = surveys.collect();
        let part = |o: &FoundOutreach| OutreachPart { files: o.files.clone(), ..OutreachPart::default() };
        Project {
            name: self.folder.display().to_string(),
            origin: if self.folder.as_os_str().is_empty() { Origin::Files } else { Origin::Folder },
            surveys,
            outreach: self.outreach.iter().map(part).collect(),
            title: super::TITLE.into(),
            out: self.folder.join("reports"),
            audience: None,
            aside: self.aside.clone(),
            ..Project::of_files()
        }
    }
}

fn more(n: usize) -> String {
    if n == 0 { String::new() } else { format!("; and {n} more") }
}

fn neither(file: &InputFile, why: &str) -> Fault {
    Fault::new("is neither a survey nor an outreach log")
        .file(&file.name)
        .found(why)
        .accepted(ACCEPTED)
        .remedy("name such a file; `hearback codebook FILE` shows what is seen in one")
}

/// What a file is, by its content.
fn look(file: &InputFile) -> Result<Content> {
    if is_toml(file) {
        return Ok(Content::Aside("TOML: no data".into()));
    }
    if let Some(what) = outreach::archive_of(&file.path, &file.name)? {
        return Ok(Content::Outreach(what, Vec::new()));
    }
    if weighting::file::is_file(&file.path).unwrap_or(false) {
        return Ok(Content::Aside(WEIGHTS.into()));
    }
    if archive::is_zip(&file.path) {
        return Ok(Content::Aside("a zip archive without mail, a LinkedIn export or a calendar in it".into()));
    }
    let opened = Opened::open(&file.path, &file.name, None)?;
    if let Some(header) = outreach::log_header(&opened) {
        return Ok(Content::Outreach("log".into(), header));
    }
    if is_dictionary(&opened) {
        return Ok(Content::Aside("a data dictionary: read with the export that it belongs to".into()));
    }
    drop(opened);
    let draft = Draft::read(&file.path, &file.name, None)?;
    Ok(match draft.questions.iter().any(|q| q.question.is_categorical()) {
        true if draft.responses > 0 => Content::Survey(Box::new(draft)),
        true => Content::Aside("has a header but no row".into()),
        false => Content::Aside("a table without a question that has options".into()),
    })
}

/// A table that says what another table's columns mean.
fn is_dictionary(opened: &Opened) -> bool {
    let first = opened.head.first().and_then(|row| row.first());
    first.is_some_and(|cell| labels::normal(cell) == "variable / field name")
}

fn is_toml(file: &InputFile) -> bool {
    file.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

/// Whether two files have the same bytes; large ones are compared piece by piece.
fn same_bytes(one: &Path, other: &Path) -> std::io::Result<bool> {
    let mut files = [std::fs::File::open(one)?, std::fs::File::open(other)?];
    let mut pieces = [Vec::new(), Vec::new()];
    loop {
        for (file, piece) in files.iter_mut().zip(&mut pieces) {
            piece.clear();
            file.by_ref().take(1 << 20).read_to_end(piece)?;
        }
        match pieces[0] == pieces[1] {
            true if pieces[0].is_empty() => return Ok(true),
            true => {}
            false => return Ok(false),
        }
    }
}

fn length(file: &InputFile) -> Option<u64> {
    std::fs::metadata(&file.path).ok().map(|m| m.len())
}

fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| labels::normal(a) == labels::normal(b))
}

fn has_columns(draft: &Draft, book: &Codebook) -> bool {
    let there: BTreeSet<String> = draft.columns.iter().map(|c| labels::normal(c)).collect();
    let columns = book.columns();
    !columns.is_empty() && columns.iter().all(|c| there.contains(&labels::normal(c)))
}

/// The name of the codebook that is drafted for a file: `responses.csv` → `responses.codebook.toml`.
pub(super) fn codebook_name(file: &InputFile) -> String {
    let (folder, name) = file.name.rsplit_once('/').map_or(("", file.name.as_str()), |(f, n)| (f, n));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{stem}.codebook.toml")
}

/// How a folder's project file is called in messages.
pub(super) fn file_in(folder: &Path) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(FILE) } else { folder.join(FILE) }
}
