//! `hearback init`: what a discovery would write, and writing it. What is there stays as it is; only what is new is added.

use super::discover::{Discovery, FoundOutreach, FoundSurvey, codebook_name, file_in};
use super::ids::Ids;
use super::keep::{How, about, counted, guesses, read_if_there, write_whole};
use super::text;
use super::{FILE, InputFile, RawProject};
use crate::error::{Error, Fault, Result};
use crate::input::toml_file;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use toml_edit::{ArrayOfTables, DocumentMut, Item};

/// Of a codebook that no longer fits, so many things are said.
const MOST_SAID: usize = 8;

/// What is to be written for a folder.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What was found, a line each: what it is, its name, and what is known of it.
    pub found: Vec<[String; 3]>,
    /// The files, in the order in which they are written.
    pub files: Vec<Planned>,
    /// What should be known, in sentences.
    pub said: Vec<String>,
    /// Whether a survey is in the project.
    pub has_survey: bool,
}

/// A file of a plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Where it is, or will be.
    pub path: PathBuf,
    /// How messages call it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it is new, changed or as it was.
    pub how: How,
    /// What is to be known of it, in a few words.
    pub about: String,
}

impl Plan {
    /// Plans the project file and the codebooks of a folder.
    ///
    /// # Errors
    /// When a `hearback.toml` that is there is wrong, or cannot be added to.
    pub fn of(found: &Discovery) -> Result<Plan> {
        let path = found.folder.join(FILE);
        let name = file_in(&found.folder).display().to_string();
        let mut planning = Planning::begin(read_if_there(&path)?, &name)?;
        for survey in &found.surveys {
            planning.survey(&found.folder, survey)?;
        }
        for outreach in &found.outreach {
            planning.outreach(outreach)?;
        }
        planning.end(found, path, name)
    }

    /// Writes what is new or changed.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn write(&self) -> Result<()> {
        for file in self.files.iter().filter(|f| f.how != How::Same) {
            write_whole(&file.path, &file.text)?;
        }
        Ok(())
    }

    /// Whether everything was there already.
    pub fn is_nothing_new(&self) -> bool {
        self.files.iter().all(|f| f.how == How::Same)
    }
}

/// A plan on its way.
struct Planning {
    /// The project file that is there.
    there: Option<String>,
    document: DocumentMut,
    /// New sections, as text behind the document: they keep their comments.
    new: String,
    raw: RawProject,
    ids: Ids,
    /// Files that the project names already.
    known: BTreeSet<String>,
    codebooks: Vec<Planned>,
    said: Vec<String>,
}

impl Planning {
    fn begin(there: Option<String>, name: &str) -> Result<Planning> {
        let text = there.clone().unwrap_or_default();
        let raw: RawProject = toml_file::parse(&text, name)?;
        let document = text.parse().map_err(|e: toml_edit::TomlError| {
            Fault::new("is not valid TOML").file(name).found(e.message()).remedy("correct it")
        })?;
        let known = files_of(&raw);
        let ids =
            raw.survey.iter().enumerate().map(|(i, s)| s.id.clone().unwrap_or_else(|| format!("survey_{}", i + 1)));
        let ids = Ids(ids.collect());
        let (codebooks, said) = (Vec::new(), Vec::new());
        Ok(Planning { there, document, new: String::new(), raw, ids, known, codebooks, said })
    }

    fn new_of<'a>(&self, files: &'a [InputFile]) -> Vec<&'a InputFile> {
        files.iter().filter(|f| !self.known.contains(&f.name)).collect()
    }

    fn survey(&mut self, folder: &Path, survey: &FoundSurvey) -> Result<()> {
        if survey.draft.respondent.is_none() && survey.files.len() > 1 && !self.new_of(&survey.files).is_empty() {
            let names: Vec<&str> = survey.files.iter().map(|f| f.name.as_str()).collect();
            self.said.push(format!(
                "{}: no column tells people apart, so only rows that are the same in every cell are known to be the \
                 same person's; if one of them has everyone, take the others out of hearback.toml and of this folder",
                names.join(", ")
            ));
        }
        let of = |files: &[String]| files.iter().any(|f| survey.files.iter().any(|s| s.name == plain(f)));
        if let Some(i) = self.raw.survey.iter().position(|s| of(&s.files)) {
            let new = self.new_of(&survey.files);
            self.add("survey", i, &new)?;
            return match self.raw.survey[i].codebook.clone() {
                Some(codebook) if !folder.join(&codebook).exists() => self.codebook(folder, survey, codebook),
                Some(codebook) => {
                    self.misfits(folder, survey, &codebook);
                    Ok(())
                }
                None => Ok(()),
            };
        }
        if self.new_of(&survey.files).is_empty() {
            // The project reads them as a log, by its own map.
            return Ok(());
        }
        let codebook = match &survey.codebook {
            Some(file) => file.name.clone(),
            None => self.free_codebook(survey),
        };
        let id = self.ids.of(&survey.files);
        self.new.push_str(&text::survey(survey, &id, &codebook));
        match &survey.codebook {
            Some(file) => {
                self.kept(file);
                Ok(())
            }
            None => self.codebook(folder, survey, codebook),
        }
    }

    /// Says what a codebook that is kept does not know of its survey's files, or why it cannot be used.
    fn misfits(&mut self, folder: &Path, survey: &FoundSurvey, codebook: &str) {
        let said = std::fs::read_to_string(folder.join(codebook))
            .map_err(|e| Error::reading(&folder.join(codebook), e))
            .and_then(|text| survey.draft.merge_into(&text, codebook));
        match said {
            Ok(merged) if merged.said.is_empty() => {}
            Ok(merged) => {
                self.said.push(format!(
                    "{codebook} no longer fits {}: `hearback codebook` with `--out` adds what it can, and `hearback check` lists \
                     what is left out",
                    survey.draft.file
                ));
                let lines = merged.said.iter().take(MOST_SAID);
                self.said.extend(lines.map(|line| format!("  {}", line.replace(" added", " would be added"))));
                if merged.said.len() > MOST_SAID {
                    self.said.push(format!("  and {} more", merged.said.len() - MOST_SAID));
                }
            }
            Err(error) => self.said.push(error.fault().line()),
        }
    }

    fn outreach(&mut self, found: &FoundOutreach) -> Result<()> {
        let new = self.new_of(&found.files);
        if new.is_empty() {
            return Ok(());
        }
        let of = |files: &[String]| files.iter().any(|f| found.files.iter().any(|l| l.name == plain(f)));
        match self.raw.outreach.iter().position(|o| of(&o.files)) {
            Some(i) => self.add("outreach", i, &new)?,
            None => self.new.push_str(&text::outreach(found)),
        }
        Ok(())
    }

    /// Adds files to a section that is there.
    fn add(&mut self, section: &str, i: usize, new: &[&InputFile]) -> Result<()> {
        let tables = self.document.get_mut(section).and_then(Item::as_array_of_tables_mut);
        let files = tables.and_then(|t: &mut ArrayOfTables| t.get_mut(i)).and_then(|t| t.get_mut("files"));
        let Some(files) = files.and_then(Item::as_array_mut) else {
            let names: Vec<&str> = new.iter().map(|f| f.name.as_str()).collect();
            return match names.as_slice() {
                [] => Ok(()),
                _ => Err(Fault::new(format!("its {section} is written in a way that cannot be added to"))
                    .file(FILE)
                    .found(names.join(", "))
                    .accepted(format!("[[{section}]] with files = […]"))
                    .remedy("add the file by hand")
                    .into()),
            };
        };
        files.extend(new.iter().map(|f| f.name.as_str()));
        Ok(())
    }

    /// A name for a codebook that nothing else has.
    fn free_codebook(&self, survey: &FoundSurvey) -> String {
        let name = survey.files.first().map_or_else(String::new, codebook_name);
        let stem = name.trim_end_matches(".codebook.toml").to_owned();
        let taken = |name: &String| self.codebooks.iter().any(|c| c.name == *name);
        let mut names = (2..).map(|n| format!("{stem}_{n}.codebook.toml"));
        if taken(&name) { names.find(|n| !taken(n)).unwrap_or(name) } else { name }
    }

    /// Drafts a codebook: of the first file, with what only the others have.
    fn codebook(&mut self, folder: &Path, survey: &FoundSurvey, name: String) -> Result<()> {
        let mut text = survey.draft.toml();
        for further in &survey.further {
            let merged = further.merge_into(&text, &name)?;
            text = merged.toml;
            self.said.extend(merged.said.into_iter().map(|s| format!("{}: {s}", further.file)));
        }
        let about = match guesses(&survey.draft) {
            0 => String::new(),
            1 => "look at the line marked \"check\"".into(),
            n => format!("look at the {n} lines marked \"check\""),
        };
        self.codebooks.push(Planned { path: folder.join(&name), name, text, how: How::New, about });
        Ok(())
    }

    fn kept(&mut self, file: &InputFile) {
        self.codebooks.push(Planned {
            path: file.path.clone(),
            name: file.name.clone(),
            text: String::new(),
            how: How::Same,
            about: "was there already".into(),
        });
    }

    fn end(self, found: &Discovery, path: PathBuf, name: String) -> Result<Plan> {
        let before = match &self.there {
            Some(_) => self.document.to_string(),
            None => text::HEAD.to_owned(),
        };
        let after = if self.there.is_some() { "" } else { text::REPORT };
        let gap = if self.new.is_empty() || before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let text = format!("{before}{gap}{}{after}", self.new);
        // What was written must be as good as what was there.
        let project = toml_file::parse::<RawProject>(&text, &name)?.check(&name, &found.folder)?;
        let how = match &self.there {
            None => How::New,
            Some(there) if *there == text => How::Same,
            Some(_) => How::Changed,
        };
        let about = match how {
            How::New => "",
            How::Changed => "what is new was added",
            How::Same => "was there already",
        };
        let file = Planned { path, name: FILE.into(), text, how, about: about.into() };
        // The project file comes last: it never names a codebook that is not there yet.
        let files = self.codebooks.into_iter().chain([file]).collect();
        Ok(Plan { found: lines(found), files, said: self.said, has_survey: !project.surveys.is_empty() })
    }
}

/// What was found, a line a file.
fn lines(found: &Discovery) -> Vec<[String; 3]> {
    let line = |what: &str, name: &str, about: &str| [what.to_owned(), name.to_owned(), about.to_owned()];
    let mut lines = Vec::new();
    for survey in &found.surveys {
        let drafts = std::iter::once(&survey.draft).chain(&survey.further);
        lines.extend(survey.files.iter().zip(drafts).map(|(f, d)| line("survey", &f.name, &about(d))));
        lines.extend(survey.codebook.iter().map(|c| line("codebook", &c.name, "")));
    }
    lines.extend(found.outreach.iter().flat_map(|o| o.files.iter().map(|f| line(&o.what, &f.name, ""))));
    lines.extend(found.aside.iter().map(|a| line("not read", &a.name, &a.why)));
    if found.others > 0 {
        lines.push(line("left alone", &counted(found.others, "file"), "of other kinds"));
    }
    lines
}

/// Files that a folder's project names already; none where it has no project that can be read.
pub(super) fn named_in(folder: &Path) -> BTreeSet<String> {
    let text = read_if_there(&folder.join(FILE)).ok().flatten().unwrap_or_default();
    let Ok(raw) = toml_file::parse::<RawProject>(&text, FILE) else { return BTreeSet::new() };
    files_of(&raw)
}

fn files_of(raw: &RawProject) -> BTreeSet<String> {
    let files = raw.survey.iter().flat_map(|s| &s.files).chain(raw.outreach.iter().flat_map(|o| &o.files));
    files.map(|f| plain(f)).collect()
}

/// A path as discovery writes it: without `./`, with `/`.
fn plain(path: &str) -> String {
    let parts = Path::new(path).components().filter(|c| *c != Component::CurDir);
    let parts: Vec<String> = parts.map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}
