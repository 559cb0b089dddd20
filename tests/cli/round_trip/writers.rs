//! The writers' own work, checked by parsers that are not ours: a round trip proves little if the writer writes what only our
//! reader understands.

use super::history::{History, LINKEDIN, MAIL, MESSAGES};
use super::{WRITTEN, seeds, write};
use hearback::outreach::words::{Direction, Kind};
use mail_parser::MessageParser;
use std::collections::BTreeSet;
use std::path::Path;

/// Moment, sender, recipient and id of each event, as a mailbox must have them.
fn sent(texts: impl Iterator<Item = Vec<u8>>) -> BTreeSet<String> {
    let tell = |text: Vec<u8>| {
        let message = MessageParser::default().parse(&text).expect("a message");
        let first =
            |a: Option<&mail_parser::Address>| a.and_then(|a| a.first()?.address()).unwrap_or("").to_lowercase();
        let at = message.date().expect("a date").to_timestamp();
        let id = message.message_id().expect("an id");
        format!("{at} {} {} {id} {:?}", first(message.from()), first(message.to()), message.in_reply_to().as_text())
    };
    texts.map(tell).collect()
}

/// The messages of an mbox, told apart by what stands in its own envelopes.
fn messages(mbox: &str, mark: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for line in mbox.split_inclusive('\n') {
        if line.starts_with("From ") && line.contains(mark) {
            all.push(Vec::new());
        } else {
            all.last_mut().expect("an envelope").extend_from_slice(line.as_bytes());
        }
    }
    all
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(std::fs::read(&path).expect("a file"));
        }
    }
}

#[test]
fn mailboxes_of_three_kinds_hold_the_same_messages() {
    for seed in seeds() {
        let history = History::of(seed, MAIL);
        let folder = tempfile::tempdir().expect("a folder");
        let gmail = messages(&read(&write::mbox::gmail(&history, folder.path())), "@xxx ");
        let bird = write::mbox::thunderbird(&history, folder.path());
        let bird = messages(&(read(&bird.join("Inbox")) + &read(&bird.join("Sent"))), "From - ");
        let root = write::maildir::maildir(&history, folder.path());
        let mut single = Vec::new();
        [root.join("cur"), root.join("new"), root.join(".Sent/cur")].iter().for_each(|f| files(f, &mut single));
        let undrafted = |text: &Vec<u8>| !String::from_utf8_lossy(text).contains("<draft@");
        let gmail = sent(gmail.into_iter().filter(undrafted));
        assert_eq!(gmail.len(), history.events.len());
        assert_eq!(gmail, sent(bird.into_iter()));
        assert_eq!(gmail, sent(single.into_iter()));
        for (event, i) in history.events.iter().zip(0..) {
            let line = gmail.iter().find(|l| l.contains(&format!(" {seed:x}.{i}@"))).expect("a message");
            let contact = &history.contacts[event.contact];
            assert!(line.starts_with(&event.at.as_second().to_string()), "{line}");
            assert!(
                line.contains(&contact.address) || line.contains(contact.writes_from()) || event.kind == Kind::Bounce
            );
        }
    }
}

#[test]
fn an_export_of_linkedin_has_a_row_an_event() {
    for seed in seeds() {
        let history = History::of(seed, LINKEDIN);
        let folder = tempfile::tempdir().expect("a folder");
        let root = write::linkedin::folder(&history, folder.path());
        let mut rows = csv::Reader::from_path(root.join("messages.csv")).expect("a table");
        let rows: Vec<csv::StringRecord> =
            rows.records().map(|r| r.expect("a row")).filter(|r| &r[11] == "No").collect();
        let is_message = |e: &&super::history::Event| e.kind == Kind::Message;
        assert_eq!(rows.len(), history.events.iter().filter(is_message).count());
        for (row, event) in rows.iter().zip(history.events.iter().rev().filter(is_message)) {
            let theirs = if event.direction == Direction::Out { &row[5] } else { &row[3] };
            assert_eq!(theirs, history.contacts[event.contact].url());
            assert_eq!(row[6].replace(' ', "T").replace("TUTC", "Z"), event.at.to_string());
        }
        let invitations = csv::Reader::from_path(root.join("Invitations.csv")).expect("a table").into_records().count();
        assert_eq!(invitations + rows.len(), history.events.len());
    }
}

/// Every format is written, also one that nothing reads yet; the same seed gives the same bytes.
#[test]
fn what_is_written_follows_from_the_seed() {
    for format in &WRITTEN {
        let bytes = |seed| {
            let folder = tempfile::tempdir().expect("a folder");
            let path = (format.write)(&History::of(seed, *format.says.last().unwrap_or(&MESSAGES)), folder.path());
            let mut found = Vec::new();
            if path.is_dir() {
                files(&path, &mut found)
            } else {
                found.push(std::fs::read(path).expect("a file"))
            }
            found.sort();
            found
        };
        assert!(bytes(1) == bytes(1), "{}", format.name);
        assert!(bytes(1) != bytes(2), "{}", format.name);
    }
}
