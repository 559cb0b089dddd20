//! Keeping what was drafted: codebooks in files, written whole or not at all, and never over somebody's edits.

use crate::error::{Error, Fault, Result};
use crate::survey::Draft;
use crate::survey::codebook::Kind;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What became of a file that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Whether it is new, changed or as it was.
    pub how: How,
    /// What was added, and what should be known, in sentences.
    pub said: Vec<String>,
}

/// How a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It was not there.
    New,
    /// Something was added to it.
    Changed,
    /// Nothing was added.
    Same,
}

/// Writes a draft into a file. Into a codebook that is there, only what is new is added: edits stay.
///
/// # Errors
/// When what is there is no codebook, or the file cannot be written.
pub fn keep_codebook(draft: &Draft, path: &Path) -> Result<Kept> {
    let name = path.display().to_string();
    let there = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => {
            write_whole(path, &draft.toml())?;
            return Ok(Kept { how: How::New, said: Vec::new() });
        }
        Err(e) => return Err(unreadable(path, e).into()),
    };
    let merged = draft.merge_into(&there, &name)?;
    let how = if merged.toml == there { How::Same } else { How::Changed };
    if how == How::Changed {
        write_whole(path, &merged.toml)?;
    }
    Ok(Kept { how, said: merged.said })
}

fn unreadable(path: &Path, error: std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::IsADirectory => Fault::new("is a folder, not a file").path(path).remedy("name the file inside it"),
        ErrorKind::InvalidData => Fault::new("is there already, and is no codebook: it is not UTF-8 text")
            .path(path)
            .remedy("name another file"),
        _ => Error::reading(path, error).fault().clone(),
    }
}

/// Reads a file that may not be there.
///
/// # Errors
/// When it is there and cannot be read.
pub(super) fn read_if_there(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::reading(path, e)),
    }
}

/// Writes a file whole or not at all: beside it first, then in its place.
///
/// # Errors
/// When the folder is not there, or cannot be written to.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<()> {
    // A link stays a link: what it leads to is written.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let beside = beside(&target);
    let written = write_new(&beside, text).and_then(|()| {
        if let Ok(there) = std::fs::metadata(&target) {
            std::fs::set_permissions(&beside, there.permissions())?;
        }
        std::fs::rename(&beside, &target)
    });
    written.map_err(|e| {
        // Nothing may be left beside it; what cannot be removed was never made.
        let _ = std::fs::remove_file(&beside);
        Error::writing(path, e)
    })
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    path.with_file_name(format!(".{name}.{}.new", std::process::id()))
}

/// A draft in a line: platform, responses, questions, what was dropped, what to look at.
pub fn about(draft: &Draft) -> String {
    let multi = draft.questions.iter().filter(|q| q.question.kind == Kind::Multi).count();
    let mut parts = vec![of_multi(draft.questions.len(), multi)];
    if !draft.drop.is_empty() {
        parts.push(format!("{} of personal data dropped", counted(draft.drop.len(), "column")));
    }
    let checks = guesses(draft);
    if checks > 0 {
        parts.push(format!("{} marked check", counted(checks, "guess")));
    }
    let platform = if draft.platform == "plain" { "a plain table" } else { draft.platform };
    format!("{platform}, {}; {}", counted(draft.responses, "response"), parts.join(", "))
}

/// Guesses that a person should look at.
pub fn guesses(draft: &Draft) -> usize {
    draft.questions.iter().map(|q| q.check.len()).sum()
}

fn of_multi(questions: usize, multi: usize) -> String {
    let questions = counted(questions, "question");
    if multi == 0 { questions } else { format!("{questions} ({})", counted(multi, "multi-select")) }
}

pub(super) fn counted(n: usize, what: &str) -> String {
    match n {
        1 => format!("1 {what}"),
        n if what.ends_with('s') => format!("{n} {what}es"),
        n => format!("{n} {what}s"),
    }
}
