//! A file, a folder or a zip archive as its files, each read within a limit and never unpacked to disk.

use super::file::Opened;
use super::text;
use crate::error::{Error, Fault, Result};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes by which a file is told.
pub const START: usize = 16 << 10;

/// Files that a folder or an archive may have.
const MOST_FILES: usize = 1_000_000;
/// Folders below the first one that are walked into.
pub const MOST_DEPTH: usize = 12;
/// How much a packed byte may unpack to, and unpacked bytes that the smallest file may have: mail unpacks to 2 to 20, bombs
/// to 1,000.
const MOST_RATIO: u64 = 200;
const FEW_BYTES: u64 = 64 << 20;

/// One file, wherever it lies.
#[derive(Clone, Debug)]
pub struct Item {
    /// How messages call it: its path, in an archive or folder behind the name of that.
    pub name: String,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    File(PathBuf),
    /// An entry of a zip archive, and how much it may unpack to.
    Entry {
        archive: ZipArchive<Shared>,
        index: usize,
        most: u64,
    },
    /// Bytes at hand.
    Bytes(Vec<u8>),
}

/// The files of a source, and what of it cannot be read.
#[derive(Debug, Default)]
pub struct Items {
    /// The files, in the order of their names.
    pub items: Vec<Item>,
    /// What was passed over, and why.
    pub aside: Vec<String>,
    /// They lie in a folder or a zip archive.
    pub is_archive: bool,
}

/// The files of a file, a folder or a zip archive. Workbooks, which are archives too, are single files.
///
/// # Errors
/// When it cannot be read, is a pipe or a damaged archive, or has too many files.
pub fn items(path: &Path, name: &str) -> Result<Items> {
    let mut items = Items { is_archive: true, ..Items::default() };
    if path.is_dir() {
        items.folder(path, name, 0)?;
    } else if is_zip(path) {
        items.zip(path, name)?;
    } else {
        text::refuse_pipe(path).map_err(|fault| fault.file(name))?;
        items = Items { items: vec![Item::file(path, name)], ..Items::default() };
    }
    items.items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

/// Whether a file is a packed folder and no workbook.
pub fn is_zip(path: &Path) -> bool {
    let mut start = Vec::new();
    // What cannot be read is told when it is opened; what comes through a pipe can be read once only.
    if path.is_file()
        && let Ok(file) = File::open(path)
    {
        let _ = file.take(64).read_to_end(&mut start);
    }
    is_packed(&start)
}

/// The same by a file's first bytes.
pub fn is_packed(start: &[u8]) -> bool {
    let first_name = start.get(30..).unwrap_or_default();
    let workbook = [b"[Content_Types]".as_slice(), b"mimetype", b"_rels/", b"xl/", b"docProps/"];
    // An empty archive has nothing but its end.
    start.starts_with(b"PK\x05\x06")
        || start.starts_with(b"PK\x03\x04") && !workbook.iter().any(|name| first_name.starts_with(name))
}

impl Items {
    fn folder(&mut self, folder: &Path, name: &str, depth: usize) -> Result<()> {
        let entries = std::fs::read_dir(folder).map_err(|e| Error::reading(folder, e))?;
        let mut entries: Vec<_> = entries.flatten().collect();
        // What is passed over is told in this order.
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            if self.items.len() >= MOST_FILES {
                return Err(Fault::new("is a folder of too many files")
                    .file(name)
                    .found(format!("more than {MOST_FILES}"))
                    .accepted(format!("at most {MOST_FILES}"))
                    .remedy("name its folders one by one")
                    .into());
            }
            let file = entry.file_name();
            let file = file.to_string_lossy();
            let name = format!("{}/{file}", name.trim_end_matches('/'));
            let Ok(kind) = entry.file_type() else { continue };
            if file.starts_with('.') && !kind.is_dir() {
                continue;
            }
            // Maildir++ keeps its folders as hidden ones; links to folders are not followed, so it ends.
            if !kind.is_dir() {
                if entry.path().is_file() {
                    self.items.push(Item { name, place: Place::File(entry.path()) });
                }
            } else if depth < MOST_DEPTH {
                self.folder(&entry.path(), &name, depth + 1)?;
            } else {
                self.aside.push(format!("{name} lies deeper than {MOST_DEPTH} folders"));
            }
        }
        Ok(())
    }

    fn zip(&mut self, path: &Path, name: &str) -> Result<()> {
        let listed = open_zip(path).map_err(|e| e.in_file(name))?;
        let mut archive = listed.clone();
        if archive.len() > MOST_FILES {
            return Err(Fault::new("is an archive of too many files")
                .file(name)
                .found(archive.len().to_string())
                .accepted(format!("at most {MOST_FILES}"))
                .remedy("unpack it, and name its folder")
                .into());
        }
        for index in 0..archive.len() {
            let entry = match archive.by_index_raw(index) {
                Ok(entry) => entry,
                Err(error) => {
                    self.aside.push(told(error).what);
                    continue;
                }
            };
            let (Ok(inner), false) = (entry.name().map(|n| n.into_owned()), entry.is_dir()) else { continue };
            let inner = inner.replace('\\', "/");
            if is_junk(&inner) {
                continue;
            }
            let most = entry.compressed_size().saturating_mul(MOST_RATIO).saturating_add(FEW_BYTES);
            let place = Place::Entry { archive: listed.clone(), index, most };
            self.items.push(Item { name: format!("{name}/{inner}"), place });
        }
        Ok(())
    }
}

/// What Apple's archiver adds.
fn is_junk(inner: &str) -> bool {
    inner.split('/').any(|part| part == "__MACOSX" || part == ".DS_Store")
}

fn open_zip(path: &Path) -> Result<ZipArchive<Shared>> {
    let file = File::open(path).map_err(|e| Error::reading(path, e))?;
    let length = file.metadata().map_err(|e| Error::reading(path, e))?.len();
    ZipArchive::new(Shared { file: Arc::new(file), at: 0, length }).map_err(|e| told(e).into())
}

/// An open file that several read from, each at a place of their own: an archive's directory is parsed once, whatever the number of its
/// entries.
#[derive(Clone, Debug)]
struct Shared {
    file: Arc<File>,
    at: u64,
    length: u64,
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        #[cfg(unix)]
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, into, self.at)?;
        #[cfg(windows)]
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, into, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = at.ok_or(std::io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The archive's fault in our words.
fn told(error: ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Fault::new("is protected by a password").remedy("unpack it, and name its folder")
        }
        error => Fault::new("is a damaged zip archive").found(error.to_string()).remedy("download or copy it again"),
    }
}

impl Item {
    /// A file on the disk.
    pub fn file(path: &Path, name: &str) -> Item {
        Item { name: name.to_owned(), place: Place::File(path.to_owned()) }
    }

    /// Bytes at hand.
    pub fn bytes(bytes: Vec<u8>, name: &str) -> Item {
        Item { name: name.to_owned(), place: Place::Bytes(bytes) }
    }

    /// The last part of its name.
    pub fn base(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// The folder that it lies in, as messages call it; empty when its name has none.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its first [`START`] bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn start(&self) -> Result<Vec<u8>> {
        self.with_stream(|stream| {
            let mut start = Vec::new();
            stream.take(START as u64).read_to_end(&mut start).map_err(|e| self.reading(e))?;
            Ok(start)
        })
    }

    /// All of it, when it has at most so many bytes.
    ///
    /// # Errors
    /// When it cannot be read, or is larger.
    pub fn read(&self, most: u64) -> Result<Vec<u8>> {
        self.with_stream(|stream| {
            let mut bytes = Vec::new();
            stream.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| self.reading(e))?;
            if bytes.len() as u64 > most {
                return Err(self.too_large(most));
            }
            Ok(bytes)
        })
    }

    /// Hands its bytes over as a stream: what is large need not be in memory at once.
    ///
    /// # Errors
    /// When it cannot be opened, and whatever the call gives.
    pub fn with_stream<T>(&self, call: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
        match &self.place {
            Place::File(path) => {
                let mut file = File::open(path).map_err(|e| self.reading(e))?;
                call(&mut file)
            }
            Place::Entry { archive, index, most } => {
                let mut archive = archive.clone();
                let entry = archive.by_index(*index).map_err(|e| Error::from(told(e).file(&self.name)))?;
                call(&mut Limited { inner: entry, left: *most })
            }
            Place::Bytes(bytes) => call(&mut bytes.as_slice()),
        }
    }

    /// Opens it as a table.
    ///
    /// # Errors
    /// As [`Opened::open`].
    pub fn opened(&self) -> Result<Opened> {
        match &self.place {
            Place::File(path) => Opened::open(path, &self.name, None),
            _ => {
                let bytes = self.read(text::MOST_BYTES)?;
                Opened::of_bytes(bytes, Path::new(&self.name), &self.name, None).map_err(|e| e.in_file(&self.name))
            }
        }
    }

    /// Its path, where it is a file of its own.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            _ => None,
        }
    }

    /// An error of its stream, in our words.
    pub fn reading(&self, error: std::io::Error) -> Error {
        Error::reading(Path::new(&self.name), error)
    }

    fn too_large(&self, most: u64) -> Error {
        Fault::new("is too large to be read at once")
            .file(&self.name)
            .accepted(format!("at most {} MB", most >> 20))
            .remedy("split it, or leave out what is no outreach")
            .into()
    }
}

/// A stream that ends in an error where an honest archive would have ended.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(into)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other("it unpacks to far more than any honest archive")),
        }
        Ok(n)
    }
}
