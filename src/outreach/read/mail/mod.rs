//! Mail: mboxes (Gmail's takeout, Thunderbird, Apple Mail), Maildirs, and messages saved one by one.

mod body;
mod dates;
mod decode;
mod fields;
mod folders;
mod html;
mod kind;
mod maildir;
mod mbox;
mod message;
mod part;
mod parts;
mod quoted;
#[cfg(test)]
mod tests;

pub use body::{Counts, counts, in_text};
pub use fields::Head;
pub use kind::{Judged, kind};

use super::Context;
use crate::error::{Fault, Result};
use crate::input::Item;
use crate::outreach::record::Found;
use dates::Postmark;
use maildir::Group;
use mbox::{Breaks, Splitter};
use message::Place;
use part::Part;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// The most bytes of a body that are looked at.
pub(crate) const LOOKED_AT: usize = 256 << 10;

/// Bytes of an mbox that one worker reads in one turn, at most; an eighth of the file where that is no less than the other.
const SHARE: u64 = 32 << 20;
const LEAST_SHARE: u64 = 4 << 20;
/// Messages that are files of their own, which are read in one turn.
const FILES: usize = 64;

/// Fields of which a message has some.
const USUAL: [&[u8]; 12] = [
    b"From",
    b"To",
    b"Date",
    b"Subject",
    b"Received",
    b"Message-ID",
    b"Return-Path",
    b"MIME-Version",
    b"Delivered-To",
    b"Content-Type",
    b"Reply-To",
    b"Cc",
];

/// What a whole message is, as it lies in a mailbox: see [`kind()`].
pub fn judge(bytes: &[u8]) -> Judged {
    let (head, start) = Head::parse(bytes);
    let body = bytes.get(start..).unwrap_or_default();
    kind(&head, body.get(..LOOKED_AT).unwrap_or(body))
}

/// Whether a file is an mbox or a message, by its beginning.
pub fn knows(item: &Item, start: &[u8]) -> bool {
    if start.is_empty() {
        return item.base().to_ascii_lowercase().ends_with(".mbox");
    }
    // A saved web page has the form of a message.
    let is_page = [".mht", ".mhtml"].iter().any(|ending| item.base().to_ascii_lowercase().ends_with(ending));
    !is_page && (is_mbox(start) || is_message(start))
}

/// Whether it begins with an envelope.
fn is_mbox(start: &[u8]) -> bool {
    let start = without_mark(start);
    let end = start.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(start.len());
    Postmark::read(&start[..end]).is_some()
}

/// Whether it begins with fields, two of which messages have.
fn is_message(start: &[u8]) -> bool {
    let start = part::with_line_feeds(without_mark(start));
    let first = start.split(|b| *b == b'\n').next().unwrap_or_default();
    if fields::field(first).is_none() && length(first).is_none() {
        return false;
    }
    let (head, _) = Head::parse(&start);
    USUAL.iter().filter(|usual| head.names().any(|name| name.eq_ignore_ascii_case(usual))).count() >= 2
}

/// The length that Apple Mail puts in front of a message.
fn length(line: &[u8]) -> Option<usize> {
    let line = line.trim_ascii();
    let is_number = line.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(line).ok().filter(|_| is_number)?.parse().ok()
}

/// A message without the length in front of it, and without Apple Mail's own notes behind it.
fn without_length(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().take(32).position(|b| *b == b'\n');
    let Some((line, rest)) = end.and_then(|end| bytes.split_at_checked(end + 1)) else { return bytes };
    length(line).map_or(bytes, |length| &rest[..length.min(rest.len())])
}

fn without_mark(start: &[u8]) -> &[u8] {
    start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start()
}

/// Reads mail: an account for each mbox, for each Maildir, and for all messages that were saved one by one.
///
/// # Errors
/// When a file cannot be read.
pub fn read(items: &[Item], _: &Context) -> Result<Vec<Found>> {
    let (mut found, mut single) = (Vec::new(), Vec::new());
    let boxes = maildir::boxes(items);
    for item in items {
        match maildir::box_of(item) {
            Some((folder, "tmp")) if boxes.contains(folder) => {}
            Some((_, "cur" | "new")) => single.push(item),
            _ if item.base().to_ascii_lowercase().ends_with(".eml") => single.push(item),
            _ => {
                let start = item.start()?;
                if start.is_empty() || is_mbox(&start) {
                    found.push(read_mbox(item, &start, SHARE)?);
                } else {
                    single.push(item);
                }
            }
        }
    }
    for group in maildir::groups(single) {
        found.push(read_group(&group)?);
    }
    Ok(found)
}

/// Reads an mbox; a large one on all processors.
fn read_mbox(item: &Item, start: &[u8], most: u64) -> Result<Found> {
    let breaks = Breaks::of(start);
    let place = Place::folder(&folders::of_mbox(&item.name));
    let size = item.path().and_then(|path| path.metadata().ok()).filter(|m| m.is_file()).map_or(0, |m| m.len());
    let share = most.min((size / 8).max(LEAST_SHARE));
    let parts = match item.path() {
        Some(path) if size > share => {
            let shares = size.div_ceil(share);
            part::made(shares as usize, &|i| {
                let from = i as u64 * share;
                let end = if i as u64 + 1 == shares { u64::MAX } else { from + share };
                let at = from.saturating_sub(mbox::BEHIND);
                let splitter = Splitter { at, span: from..end, ..Splitter::whole(breaks) };
                read_share(item, path, &splitter, &place).map_err(|e| item.reading(e))
            })?
        }
        _ => {
            let splitter = Splitter::whole(breaks);
            vec![item.with_stream(|stream| split(item, stream, &splitter, &place).map_err(|e| item.reading(e)))?]
        }
    };
    Ok(Part::join(&item.name, parts))
}

fn read_share(item: &Item, path: &Path, splitter: &Splitter, place: &Place) -> std::io::Result<Part> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(splitter.at))?;
    split(item, &mut file, splitter, place)
}

fn split(item: &Item, stream: &mut dyn Read, splitter: &Splitter, place: &Place) -> std::io::Result<Part> {
    let mut part = Part::new(&item.name);
    splitter.split(stream, &mut |message, ends_file| part.take(message, place, ends_file))?;
    Ok(part)
}

/// Reads messages that are files of their own.
fn read_group(group: &Group) -> Result<Found> {
    let turns = group.messages.len().div_ceil(FILES);
    let parts = part::made(turns, &|i| {
        let (mut part, mut bytes) = (Part::new(&group.name), Vec::new());
        for (item, place) in group.messages.iter().skip(i * FILES).take(FILES) {
            bytes.clear();
            let read = item.with_stream(|stream| {
                stream.take(mbox::KEPT as u64).read_to_end(&mut bytes).map_err(|e| item.reading(e))
            });
            match read {
                Ok(_) => part.take(without_length(without_mark(&bytes)), place, true),
                Err(error) => part.take_unread(Fault::clone(error.fault())),
            }
        }
        Ok(part)
    })?;
    Ok(Part::join(&group.name, parts))
}
