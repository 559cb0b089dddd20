//! The registry of outreach sources: one reader a file, one line here. A reader is chosen by content, not by name.

mod calendar;
mod contacts;
mod known;
mod linkedin;
mod log;
pub mod mail;
mod outlook;

pub use contacts::write as contacts_csv;
pub use known::log_header;
pub use log::{COLUMNS, ColumnMap, Preset};

use super::record::Found;
use crate::error::{Fault, Result};
use crate::input::Opened;
use crate::input::archive::{self, Item};
use crate::input::dates::Order;
use jiff::civil::Date;
use std::path::Path;

/// What a reader needs to know beside the files.
pub struct Context<'a> {
    /// The timezone in which days are counted.
    pub timezone: &'a jiff::tz::TimeZone,
    /// The user's own names for columns.
    pub map: &'a ColumnMap,
    /// The program whose export it is, where the user says it.
    pub preset: Option<Preset>,
    /// The order of day and month, where the user says it.
    pub order: Option<Order>,
    /// The last day that can have happened, where it is known: what repeats without an end is followed up to it.
    pub last: Option<Date>,
}

impl<'a> Context<'a> {
    /// How a source is read that says nothing special.
    pub fn new(timezone: &'a jiff::tz::TimeZone, map: &'a ColumnMap) -> Context<'a> {
        Context { timezone, map, preset: None, order: None, last: None }
    }

    /// All of it but the last day in words: what is read one way may not be used where it is to be read another.
    pub fn identity(&self) -> String {
        format!("{:?} {:?} {:?} {:?}", self.timezone.iana_name(), self.map, self.preset, self.order)
    }
}

/// Endings of archives; what they are is told by content.
pub const ARCHIVES: [&str; 10] = ["zip", "mbox", "eml", "ics", "vcf", "pst", "ost", "olm", "msg", "mbx"];

/// What was read of one source.
#[derive(Debug, Default)]
pub struct Read {
    /// What was found, one a file.
    pub found: Vec<Found>,
    /// All of it was a table.
    pub is_table: bool,
    /// What was found depends on the last day that can have happened.
    pub follows_last: bool,
}

/// A reader of one source's format.
struct Reader {
    /// What it reads, in a few words.
    word: &'static str,
    /// Whether a file, with its first bytes, is of this format.
    knows: fn(&Item, &[u8]) -> bool,
    /// Reads those files of one source that it knows: in the order of their names, one account each, or one for a folder of
    /// single messages.
    read: fn(&[Item], &Context) -> Result<Vec<Found>>,
}

/// The word of calendars.
const CALENDAR: &str = "calendar";

/// The word of lists of people.
pub const CONTACTS: &str = "list of contacts";

/// The word of tables of one's own.
const LOG: &str = "log";

/// The readers, the most particular first; the last one takes everything.
const READERS: &[Reader] = &[
    Reader { word: "mail", knows: mail::knows, read: mail::read },
    Reader { word: "LinkedIn export", knows: linkedin::knows, read: linkedin::read },
    Reader { word: CALENDAR, knows: calendar::knows, read: calendar::read },
    Reader { word: CONTACTS, knows: contacts::knows, read: contacts::read },
    Reader { word: outlook::WORD, knows: outlook::knows, read: outlook::read },
    Reader { word: LOG, knows: log::knows, read: log::read },
];

/// Reads one source: a file, a folder or a zip archive.
///
/// # Errors
/// When it cannot be read, or no reader can read it.
pub fn read(path: &Path, name: &str, context: &Context) -> Result<Read> {
    let items = archive::items(path, name)?;
    let mut read = read_items(items.items, items.is_archive, context)?;
    match read.found.first_mut() {
        Some(first) => items.aside.into_iter().for_each(|aside| first.account.note(format!("not read: {aside}"))),
        None => return Err(nothing_known(name).into()),
    }
    Ok(read)
}

fn nothing_known(name: &str) -> Fault {
    Fault::new("holds no mail, no LinkedIn export, no calendar and no list of contacts")
        .file(name)
        .accepted("an archive with an mbox, .eml, messages.csv, .ics or .vcf in it")
        .remedy("name the archive as it was downloaded, or the files in it one by one")
}

/// Reads the files of one source; of an archive, only those that a reader knows.
///
/// # Errors
/// As [`read`].
pub fn read_items(items: Vec<Item>, is_archive: bool, context: &Context) -> Result<Read> {
    let mut sorted = sorted(items)?;
    let alone = if is_archive { leave_alone(&mut sorted)? } else { 0 };
    let mut read = Read { is_table: true, ..Read::default() };
    let mut refused = Vec::new();
    for (reader, items) in READERS.iter().zip(sorted).filter(|(_, items)| !items.is_empty()) {
        match (reader.read)(&items, context) {
            Ok(found) => read.found.extend(found),
            Err(error) if reader.word == outlook::WORD => refused.push(error),
            Err(error) => return Err(error),
        }
        read.is_table &= reader.word == LOG;
        read.follows_last |= [LOG, CALENDAR].contains(&reader.word);
    }
    match (read.found.first_mut(), refused.pop()) {
        // What can be read is read; alone, a form that cannot be is refused.
        (Some(first), Some(error)) => first.account.note(format!("not read: {}", error.fault().line())),
        (None, Some(error)) => return Err(error),
        (_, None) => {}
    }
    if let (1.., Some(first)) = (alone, read.found.first_mut()) {
        first.account.note(format!("files beside it that are no outreach: {alone}"));
    }
    Ok(read)
}

/// The files of a source, each with the first reader that knows it.
fn sorted(items: Vec<Item>) -> Result<Vec<Vec<Item>>> {
    let mut of_reader: Vec<Vec<Item>> = READERS.iter().map(|_| Vec::new()).collect();
    for item in items {
        let start = item.start()?;
        if let Some(i) = READERS.iter().position(|r| (r.knows)(&item, &start)) {
            of_reader[i].push(item);
        }
    }
    Ok(of_reader)
}

/// Of an archive's files, those that only the last reader would take and that are no log: an export is mostly made of pictures and
/// tables that are no outreach. A file of its own is read, if only to say what is wrong with it. How many were left alone is
/// returned.
fn leave_alone(sorted: &mut [Vec<Item>]) -> Result<usize> {
    let Some(last) = sorted.last_mut() else { return Ok(0) };
    let before = last.len();
    let mut logs = Vec::new();
    for item in std::mem::take(last) {
        let opened = Opened::of_bytes(item.start()?, Path::new(&item.name), &item.name, None);
        if opened.is_ok_and(|opened| log_header(&opened).is_some()) {
            logs.push(item);
        }
    }
    *last = logs;
    Ok(before - last.len())
}

/// What an archive is, in a few words: "LinkedIn export", "mail and calendar". `None` of what no reader of archives knows; tables
/// of one's own are told by [`log_header`].
///
/// # Errors
/// When it cannot be read, or is of a kind that is refused.
pub fn archive_of(path: &Path, name: &str) -> Result<Option<String>> {
    if is_maildir(path) {
        return Ok(Some("mail".into()));
    }
    let sorted = sorted(archive::items(path, name)?.items)?;
    let known = || READERS.iter().zip(&sorted).filter(|(r, items)| r.word != LOG && !items.is_empty());
    let words: Vec<&str> = known().map(|(r, _)| r.word).filter(|word| *word != outlook::WORD).collect();
    match (words.is_empty(), known().next()) {
        (false, _) => Ok(Some(words.join(" and "))),
        (true, Some((_, refused))) => Err(outlook::refusal_of(refused)),
        (true, None) => Ok(None),
    }
}

/// Whether a folder is one source as a whole: a Maildir, an unpacked LinkedIn export, or single messages and nothing else.
pub fn is_archive(folder: &Path) -> bool {
    let named = |name: &str| folder.join(name).is_file();
    let linkedin =
        named("messages.csv") && ["Connections.csv", "Invitations.csv", "Profile.csv"].into_iter().any(named);
    linkedin || is_maildir(folder) || is_messages(folder)
}

fn is_maildir(folder: &Path) -> bool {
    ["cur", "new"].iter().all(|name| folder.join(name).is_dir())
}

fn is_messages(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let mut names = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| !p.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".")));
    let is_message = |path: &Path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("eml"));
    names.next().is_some_and(|first| is_message(&first)) && names.all(|path| is_message(&path))
}
