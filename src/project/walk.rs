//! Walking a folder: which files are looked at, in an order that does not depend on the disk.

use super::{FILE, InputFile};
use crate::error::{Error, Fault, Result};
use crate::outreach::read::{ARCHIVES, is_archive};
use std::fs::DirEntry;
use std::path::Path;

/// Folders below the first one that are walked into.
const DEPTH: usize = 4;

/// Data files that are looked at, and entries that are walked over.
const FILES: usize = 1_000;
const ENTRIES: usize = 50_000;

/// Endings of files that may hold a table or a codebook; what they are is told by content.
const ENDINGS: [&str; 14] =
    ["csv", "tsv", "tab", "txt", "dat", "parquet", "xlsx", "xlsm", "xls", "ods", "sav", "zsav", "dta", "toml"];

/// Folders that are not anybody's data. `reports` is where reports are written.
const NOT_WALKED: [&str; 4] = ["reports", "target", "node_modules", "__MACOSX"];

/// Something in a folder that is not read, and why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its name from the folder.
    pub name: String,
    /// Why, in a few words.
    pub why: String,
}

impl Aside {
    pub(super) fn new(name: impl Into<String>, why: impl Into<String>) -> Aside {
        Aside { name: name.into(), why: why.into() }
    }
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Files that may hold data or a codebook, in the order of their names.
    pub files: Vec<InputFile>,
    /// What was passed over and should be known.
    pub aside: Vec<Aside>,
    /// Files of other kinds: pictures, texts, programs.
    pub others: usize,
    entries: usize,
}

/// Looks through a folder. Links to folders are not followed, so it ends.
///
/// # Errors
/// When the folder itself cannot be read.
pub(super) fn walk(folder: &Path) -> Result<Walked> {
    if folder.is_file() {
        return Err(Fault::new("is a file, not a folder")
            .path(folder)
            .remedy("name the folder that it lies in, or draft its codebook: `hearback codebook FILE`")
            .into());
    }
    let mut walked = Walked::default();
    if is_archive(folder) {
        walked.files.push(InputFile { path: folder.to_owned(), name: ".".into() });
        return Ok(walked);
    }
    walked.folder(folder, "", 0).map_err(|e| Error::reading(folder, e))?;
    if walked.is_full() {
        walked.aside.push(Aside::new(".", format!("holds very many files: only the first {FILES} were looked at")));
    }
    walked.files.truncate(FILES);
    Ok(walked)
}

impl Walked {
    fn is_full(&self) -> bool {
        self.files.len() > FILES || self.entries > ENTRIES
    }

    /// Files first, then the folders in it.
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> std::io::Result<()> {
        let mut entries: Vec<DirEntry> = std::fs::read_dir(folder)?.take(ENTRIES).flatten().collect();
        entries.sort_by_key(DirEntry::file_name);
        self.entries += entries.len();
        let mut folders = Vec::new();
        for entry in entries.iter().filter(|e| !is_hidden(e)) {
            let Some(name) = self.name(entry, prefix) else { continue };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push((entry.path(), name)),
                // A link to a file is as good as the file; sockets and devices are not.
                Ok(_) if entry.path().is_file() => self.file(InputFile { path: entry.path(), name }),
                _ => self.others += 1,
            }
        }
        for (path, name) in folders {
            self.subfolder(&path, &name, depth + 1);
        }
        Ok(())
    }

    fn subfolder(&mut self, path: &Path, name: &str, depth: usize) {
        if self.is_full() || NOT_WALKED.iter().any(|n| path.file_name().is_some_and(|f| f == *n)) || is_report(path) {
            return;
        }
        if path.join(FILE).exists() {
            self.aside.push(Aside::new(name, "a project of its own"));
        } else if is_archive(path) {
            self.files.push(InputFile { path: path.to_owned(), name: name.to_owned() });
        } else if depth > DEPTH {
            self.aside.push(Aside::new(name, format!("lies deeper than {DEPTH} folders: not looked at")));
        } else if let Err(error) = self.folder(path, &format!("{name}/"), depth) {
            self.aside.push(Aside::new(name, Error::reading(path, error).fault().what.clone()));
        }
    }

    fn file(&mut self, file: InputFile) {
        let ending = file.path.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
        let may_be_data = ending.is_none_or(|e| ENDINGS.iter().chain(&ARCHIVES).any(|known| e == *known));
        if file.name == FILE {
            return;
        }
        if may_be_data { self.files.push(file) } else { self.others += 1 }
    }

    /// An entry's name from the first folder, with `/` on every system.
    fn name(&mut self, entry: &DirEntry, prefix: &str) -> Option<String> {
        let name = entry.file_name();
        if let Some(name) = name.to_str().filter(|n| !n.chars().any(char::is_control)) {
            return Some(format!("{prefix}{name}"));
        }
        let shown = format!("{prefix}{}", name.to_string_lossy());
        self.aside.push(Aside::new(shown, "its name cannot be written in hearback.toml: rename it"));
        None
    }
}

/// Hidden files, and those that an office program leaves beside an open workbook.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.starts_with(b"~$")
}

/// Whether a folder is a report of ours.
fn is_report(folder: &Path) -> bool {
    folder.join("index.html").is_file() && folder.join("report.json").is_file()
}
