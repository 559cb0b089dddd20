//! What was read of a large source, kept beside the project so that a second run need not read it again. Safe to delete.
//!
//! One Parquet file a source: its records, which hold no word of any message but the first ones of those that I may have written,
//! and in its metadata the account and what the source was when it was read: size, time, inode and a hash of both ends of the file, or of all files of a folder. When
//! any of that, this program's version, or how the source is to be read has changed, it is read anew.

use super::read::{self, Context};
use super::record::{Card, Details, Envelope, Found, Mine, Party, Record, When, Who};
use super::touch::{FLAGS, NUMBERS, TEXTS};
use super::words::{Ask, Channel, Direction, Kind, Outcome, Warmth};
use super::written::Written;
use crate::error::{Error, Fault, Result};
use crate::input::accounting::{Accounting, LeftOut, Reason};
use crate::input::archive::MOST_DEPTH;
use crate::input::{hex, parquet};
use jiff::civil::Date;
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Counts on whenever what is kept changes its form, or readers change what they read.
const VERSION: u32 = 3;
const METADATA: &str = "hearback source";
/// Smaller sources are read as fast as their copy would be.
const WORTH_KEEPING: u64 = 1 << 20;
/// Bytes at either end of a file that are compared.
const END: u64 = 64 << 10;
/// Stand between the parts of a cell; no header field has them.
const PART: char = '\u{1f}';
const PIECE: char = '\u{1e}';

/// Reads a source, or takes what is kept of it in `folder`.
///
/// # Errors
/// As [`read::read`]. What cannot be kept is not an error: it is read again next time.
pub fn read(path: &Path, name: &str, context: &Context, folder: Option<&Path>) -> Result<Vec<Found>> {
    let Some((folder, key)) = folder.zip(key(path, name, context)) else {
        return Ok(read::read(path, name, context)?.found);
    };
    let file = file_of(folder, name);
    if let Some(found) = load(&file, &key, context.last) {
        return Ok(found);
    }
    let mut read = read::read(path, name, context)?;
    if !read.is_table {
        // What is kept are records.
        read.found.iter_mut().try_for_each(Found::spell_out)?;
        // A folder that cannot be written to costs time, nothing else.
        let _ = save(&file, &key, context.last, &read);
    }
    Ok(read.found)
}

/// What a source is kept as: a name that says nothing of it.
fn file_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.parquet", &hex(Sha256::digest(name).as_slice())[..32]))
}

/// What a source is, and how it is to be read. `None` of one that is not worth keeping.
fn key(path: &Path, name: &str, context: &Context) -> Option<String> {
    let mut sum = Sha256::new();
    let mut size = 0;
    match path.is_dir() {
        true => folder_into(path, &mut sum, &mut size, 0).ok()?,
        false if path.is_file() => file_into(path, &mut sum, &mut size, true).ok()?,
        // A pipe can be read once only.
        false => return None,
    }
    let how = format!("{name}\n{}", context.identity());
    sum.update(how);
    sum.update(format!("{} {VERSION}", env!("CARGO_PKG_VERSION")));
    (size >= WORTH_KEEPING).then(|| hex(sum.finalize().as_slice()))
}

fn folder_into(folder: &Path, sum: &mut Sha256, size: &mut u64, depth: usize) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.flatten().collect();
    entries.sort_by_key(|e| e.file_name());
    for entry in entries {
        sum.update(entry.file_name().as_encoded_bytes());
        match entry.file_type()?.is_dir() {
            true if depth < MOST_DEPTH => folder_into(&entry.path(), sum, size, depth + 1)?,
            true => {}
            false => file_into(&entry.path(), sum, size, false)?,
        }
    }
    Ok(())
}

fn file_into(path: &Path, sum: &mut Sha256, size: &mut u64, with_ends: bool) -> std::io::Result<()> {
    let about = std::fs::metadata(path)?;
    let time = about.modified()?.duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    sum.update(format!("{} {time} {:?}", about.len(), inode(&about)));
    *size += about.len();
    if with_ends {
        let mut file = File::open(path)?;
        let mut ends = Vec::new();
        Read::by_ref(&mut file).take(END).read_to_end(&mut ends)?;
        file.seek(SeekFrom::Start(about.len().saturating_sub(END)))?;
        file.take(END).read_to_end(&mut ends)?;
        sum.update(ends);
    }
    Ok(())
}

#[cfg(unix)]
fn inode(about: &std::fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    // The time of the last change of any kind cannot be set back as that of the content can.
    (about.ino(), about.ctime(), about.ctime_nsec())
}

#[cfg(not(unix))]
fn inode(_: &std::fs::Metadata) -> u64 {
    0
}

/// What is kept beside the records.
#[derive(Serialize, Deserialize)]
struct Saved {
    key: String,
    /// The day up to which what repeats was followed.
    last: Option<Date>,
    /// Whether what was read depends on that day: calendars and sheets do.
    follows_last: bool,
    files: Vec<SavedFile>,
}

#[derive(Serialize, Deserialize)]
struct SavedFile {
    records: usize,
    cards: Vec<Card>,
    mine: Vec<(Party, String)>,
    source: String,
    read: u64,
    rows: Vec<SavedLeftOut>,
    answers: Vec<SavedLeftOut>,
    notes: Vec<String>,
    is_calendar: bool,
}

/// Words, whether a fault, how many, examples.
type SavedLeftOut = (String, bool, u64, Vec<Fault>);

fn left_out(map: &BTreeMap<Reason, LeftOut>) -> Vec<SavedLeftOut> {
    map.iter().map(|(r, l)| (r.words.clone(), r.fault, l.n, l.examples.clone())).collect()
}

fn left_out_again(saved: Vec<SavedLeftOut>) -> BTreeMap<Reason, LeftOut> {
    saved.into_iter().map(|(words, fault, n, examples)| (Reason { words, fault }, LeftOut { n, examples })).collect()
}

impl SavedFile {
    fn of(found: &Found) -> SavedFile {
        let account = &found.account;
        SavedFile {
            records: found.records.len(),
            cards: found.cards.clone(),
            mine: found.mine.iter().map(|m| (m.party.clone(), m.how.to_string())).collect(),
            source: account.source.clone(),
            read: account.read,
            rows: left_out(&account.rows),
            answers: left_out(&account.answers),
            notes: account.notes.clone(),
            is_calendar: found.is_calendar,
        }
    }

    fn again(self, records: Vec<Record>) -> Found {
        let account = Accounting {
            source: self.source,
            read: self.read,
            rows: left_out_again(self.rows),
            answers: left_out_again(self.answers),
            notes: self.notes,
            own: Vec::new(),
        };
        let mine = self.mine.into_iter().map(|(party, how)| Mine { party, how: how.into() }).collect();
        Found { records, typed: None, cards: self.cards, mine, account, is_calendar: self.is_calendar }
    }
}

fn save(path: &Path, key: &str, last: Option<Date>, read: &read::Read) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private(folder).map_err(|e| Error::writing(folder, e))?;
    let files = read.found.iter().map(SavedFile::of).collect();
    let saved = Saved { key: key.to_owned(), last, follows_last: read.follows_last, files };
    let saved = serde_json::to_string(&saved).map_err(crate::error::internal)?;
    let metadata = KeyValueMetadata::from_static(vec![(METADATA.into(), saved)]);
    let mut frame = frame(&read.found)?;
    // Written beside and renamed, so that what is there is whole.
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).with_key_value_metadata(Some(metadata)).finish(&mut frame)?;
    let write = |path: &Path, bytes: &[u8]| private_file(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    write(path, &bytes).map_err(|e| Error::writing(path, e))?;
    let sum = sum_of(path);
    write(&sum, hex(Sha256::digest(&bytes).as_slice()).as_bytes()).map_err(|e| Error::writing(&sum, e))
}

/// Where the hash of a kept file lies: a damaged one is no cache.
fn sum_of(path: &Path) -> PathBuf {
    path.with_extension("sum")
}

/// A file that only its owner can read.
fn private_file(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// A folder that only its owner can look into, and that no repository takes in.
fn private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    let ignore = folder.join(".gitignore");
    if ignore.exists() { Ok(()) } else { std::fs::write(ignore, "*\n") }
}

fn load(path: &Path, key: &str, last: Option<Date>) -> Option<Vec<Found>> {
    let bytes = std::fs::read(path).ok()?;
    if std::fs::read_to_string(sum_of(path)).ok()? != hex(Sha256::digest(&bytes).as_slice()) {
        return None;
    }
    drop(bytes);
    let (frame, texts) = parquet::read(path).ok()?;
    let saved: Saved = serde_json::from_str(texts.get(METADATA)?).ok()?;
    if saved.key != key || saved.follows_last && saved.last != last {
        return None;
    }
    let mut records = records(&frame)?.into_iter();
    saved
        .files
        .into_iter()
        .map(|file| {
            let of_file: Vec<Record> = records.by_ref().take(file.records).collect();
            (of_file.len() == file.records).then(|| file.again(of_file))
        })
        .collect()
}

fn frame(found: &[Found]) -> Result<DataFrame> {
    let all: Vec<&Record> = found.iter().flat_map(|f| &f.records).collect();
    let text = |name: &str, f: &dyn Fn(&Record) -> Option<String>| {
        Column::new(name.into(), all.iter().map(|r| f(r)).collect::<Vec<Option<String>>>())
    };
    let columns = vec![
        Column::new("row".into(), all.iter().map(|r| r.row).collect::<Vec<_>>()),
        Column::new("at".into(), all.iter().map(|r| moment(r.when)).collect::<Vec<_>>()),
        Column::new("topic".into(), all.iter().map(|r| r.topic).collect::<Vec<_>>()),
        text("day", &|r| day(r.when)),
        text("id", &|r| r.id.clone()),
        text("who", &|r| Some(who(&r.who))),
        text("channel", &|r| Some(r.channel.word().into())),
        text("kind", &|r| Some(r.kind.word().into())),
        text("answers", &|r| joined(r.answers.iter().cloned())),
        text("thread", &|r| r.thread.clone()),
        text("labels", &|r| joined(r.labels.iter().cloned())),
        text("details", &|r| details(&r.details)),
        text("excerpt", &|r| r.details.written.as_ref().map(|w| w.excerpt.to_string())),
        BinaryChunked::from_iter_options(
            "sketch".into(),
            all.iter().map(|r| Some(r.details.written.as_ref()?.bytes())),
        )
        .into_column(),
    ];
    Ok(DataFrame::new(all.len(), columns)?)
}

fn moment(when: When) -> Option<i64> {
    match when {
        When::At(at) => Some(at),
        When::Day(_) | When::After(_) => None,
    }
}

fn day(when: When) -> Option<String> {
    match when {
        When::At(_) => None,
        When::Day(day) => Some(day.to_string()),
        When::After(day) => Some(format!("{day}+")),
    }
}

/// Several texts in one cell; nothing for none.
fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(&PART.to_string()))
}

fn split(cell: Option<&str>) -> Vec<String> {
    cell.into_iter().flat_map(|c| c.split(PART)).map(str::to_owned).collect()
}

fn party(party: &Party) -> String {
    let parts = [&party.name, &party.address, &party.profile];
    parts.map(|p| p.as_deref().unwrap_or("").replace([PART, PIECE], " ")).join(&PIECE.to_string())
}

fn party_again(text: &str) -> Party {
    let mut parts = text.split(PIECE).map(|p| (!p.is_empty()).then(|| p.to_owned()));
    let mut next = || parts.next().flatten();
    Party { name: next(), address: next(), profile: next() }
}

/// Who took part, in one cell: what kind of list, then each with the list that they stand in.
fn who(who: &Who) -> String {
    let one = |list: &str, p: &Party| format!("{list}{PIECE}{}", party(p));
    let parts: Vec<String> = match who {
        Who::Contact(party, direction) => vec![one(direction.word(), party)],
        Who::Message(e) => {
            let lists = [("to", &e.to), ("cc", &e.cc), ("bcc", &e.bcc)];
            let others = lists.iter().flat_map(|(list, people)| people.iter().map(|p| one(list, p)));
            std::iter::once(one("from", &e.from)).chain(others).collect()
        }
        Who::Meeting(people) => std::iter::once("met".to_owned()).chain(people.iter().map(|p| one("met", p))).collect(),
    };
    parts.join(&PART.to_string())
}

fn who_again(cell: &str) -> Option<Who> {
    let people = || cell.split(PART).filter_map(|p| p.split_once(PIECE)).map(|(list, p)| (list, party_again(p)));
    let first = cell.split(PART).next()?.split(PIECE).next()?;
    let of = |wanted: &str| people().filter(|(list, _)| *list == wanted).map(|(_, p)| p).collect::<Vec<_>>();
    Some(match first {
        "met" => Who::Meeting(of("met")),
        "from" => {
            Who::Message(Box::new(Envelope { from: of("from").pop()?, to: of("to"), cc: of("cc"), bcc: of("bcc") }))
        }
        word => Who::Contact(people().next()?.1, of_words(Direction::ALL, Direction::WORDS, word)?),
    })
}

fn of_words<W: Copy>(all: &[W], words: &[&str], word: &str) -> Option<W> {
    words.iter().position(|w| *w == word).and_then(|i| all.get(i)).copied()
}

/// What else is known, as `key=value` parts.
fn details(details: &Details) -> Option<String> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    parts.extend(details.outcome.map(|o| ("outcome", o.word().to_owned())));
    parts.extend(details.ask.map(|a| ("ask", a.word().to_owned())));
    parts.extend(details.warmth.map(|w| ("warmth", w.word().to_owned())));
    parts.extend(details.texts.iter().map(|(k, v)| (*k, v.replace(PART, " "))));
    parts.extend(details.flags.iter().map(|(k, v)| (*k, v.to_string())));
    parts.extend(details.numbers.iter().map(|(k, v)| (*k, v.to_string())));
    joined(parts.into_iter().map(|(k, v)| format!("{k}={v}")))
}

fn details_again(cell: Option<&str>) -> Option<Details> {
    let mut details = Details::default();
    let Some(cell) = cell else { return Some(details) };
    for part in cell.split(PART) {
        let (key, value) = part.split_once('=')?;
        let own = |keys: &[&'static str]| keys.iter().copied().find(|k| *k == key);
        match key {
            "outcome" => details.outcome = Some(of_words(Outcome::ALL, Outcome::WORDS, value)?),
            "ask" => details.ask = Some(of_words(Ask::ALL, Ask::WORDS, value)?),
            "warmth" => details.warmth = Some(of_words(Warmth::ALL, Warmth::WORDS, value)?),
            _ => {
                if let Some(key) = own(&TEXTS) {
                    details.texts.insert(key, value.to_owned());
                } else if let Some(key) = own(&FLAGS) {
                    details.flags.insert(key, value == "true");
                } else {
                    details.numbers.insert(own(&NUMBERS)?, value.parse().ok()?);
                }
            }
        }
    }
    Some(details)
}

fn records(frame: &DataFrame) -> Option<Vec<Record>> {
    let text = |name: &str| frame.column(name).ok()?.str().ok();
    let (rows, at, topics) = (
        frame.column("row").ok()?.u64().ok()?,
        frame.column("at").ok()?.i64().ok()?,
        frame.column("topic").ok()?.u64().ok()?,
    );
    let (days, ids, who, channels, kinds) = (text("day")?, text("id")?, text("who")?, text("channel")?, text("kind")?);
    let (answers, threads, labels, details) = (text("answers")?, text("thread")?, text("labels")?, text("details")?);
    let (excerpts, sketches) = (text("excerpt")?, frame.column("sketch").ok()?.binary().ok()?);
    let written = |i: usize| match (sketches.get(i), excerpts.get(i)) {
        (Some(sketch), Some(excerpt)) => Written::of_bytes(sketch, excerpt).map(|w| Some(Box::new(w))),
        _ => Some(None),
    };
    let record = |i: usize| {
        Some(Record {
            row: rows.get(i)?,
            id: ids.get(i).map(str::to_owned),
            when: match at.get(i) {
                Some(at) => When::At(at),
                None => match days.get(i)?.strip_suffix('+') {
                    Some(day) => When::After(day.parse().ok()?),
                    None => When::Day(days.get(i)?.parse().ok()?),
                },
            },
            who: who_again(who.get(i)?)?,
            channel: of_words(Channel::ALL, Channel::WORDS, channels.get(i)?)?,
            kind: of_words(Kind::ALL, Kind::WORDS, kinds.get(i)?)?,
            answers: split(answers.get(i)),
            thread: threads.get(i).map(str::to_owned),
            topic: topics.get(i),
            labels: split(labels.get(i)),
            details: Details { written: written(i)?, ..details_again(details.get(i))? },
        })
    };
    (0..frame.height()).map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn some() -> Vec<Found> {
        let ada = Party::new("Ada, Countess", "ada@x.org", "linkedin.com/in/ada");
        let bo = Party::new("Bo", "", "");
        let envelope =
            Envelope { from: ada.clone(), to: vec![bo.clone(), ada.clone()], cc: vec![bo.clone()], bcc: vec![] };
        let details = Details {
            ask: Some(Ask::Advice),
            texts: BTreeMap::from([("campaign", "spring = 1".to_owned())]),
            flags: BTreeMap::from([("offer", true), ("thanks", false)]),
            numbers: BTreeMap::from([("words", 7)]),
            written: Written::of("May I ask you something?", []).map(Box::new),
            ..Details::default()
        };
        let first = Record {
            id: Some("a@b".into()),
            when: When::At(-5),
            who: Who::Message(Box::new(envelope)),
            answers: vec!["x".into(), "y".into()],
            thread: Some("t".into()),
            topic: Some(u64::MAX),
            labels: vec!["Sent".into()],
            details,
            ..Record::of_row(1, date(2025, 3, 4))
        };
        let second = Record {
            who: Who::Contact(bo.clone(), Direction::In),
            kind: Kind::Bounce,
            ..Record::of_row(2, date(2025, 3, 5))
        };
        let third = Record { who: Who::Meeting(vec![ada.clone(), bo]), ..Record::of_row(1, date(2025, 3, 6)) };
        let mut account = Accounting::new("mail.mbox");
        account.read = 3;
        account.leave_out_row(Reason::rule("a draft"), Fault::new("a draft").row(3));
        account.note("a note");
        let mine = vec![Mine { party: ada.clone(), how: "the sent folder".into() }];
        let cards = vec![Card { names: vec!["Ada".into()], met: Some(date(2024, 1, 2)), ..Card::default() }];
        let mail = Found { records: vec![first, second], mine, account, ..Found::default() };
        let calendar = Found { records: vec![third], cards, is_calendar: true, ..Found::new("a.ics") };
        vec![mail, calendar, Found::new("empty")]
    }

    #[test]
    fn what_is_kept_comes_back_as_it_was_and_only_under_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept/a.parquet");
        let read = read::Read { found: some(), is_table: false, follows_last: true };
        save(&path, "key", None, &read).unwrap();
        assert_eq!(load(&path, "key", None).unwrap(), some());
        assert_eq!(load(&path, "another key", None), None);
        assert_eq!(load(&path, "key", Some(date(2025, 1, 1))), None, "a calendar is followed further");
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(load(&path, "key", None), None, "damaged");
    }

    #[test]
    fn a_source_has_another_key_when_it_or_how_it_is_read_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mail.mbox");
        let write = |byte: u8| std::fs::write(&path, vec![byte; 2 << 20]).unwrap();
        let utc = jiff::tz::TimeZone::UTC;
        let map = BTreeMap::new();
        let context = Context::new(&utc, &map);
        write(b'a');
        let first = key(&path, "mail.mbox", &context).unwrap();
        assert_eq!(key(&path, "mail.mbox", &context).unwrap(), first);
        let map = BTreeMap::from([("date".to_owned(), "day".to_owned())]);
        assert_ne!(key(&path, "mail.mbox", &Context::new(&utc, &map)).unwrap(), first);
        write(b'b');
        assert_ne!(key(&path, "mail.mbox", &context).unwrap(), first);
        std::fs::write(&path, "small").unwrap();
        assert_eq!(key(&path, "mail.mbox", &context), None);
    }
}
