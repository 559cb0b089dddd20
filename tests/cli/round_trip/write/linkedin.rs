//! A history as LinkedIn's data export.

use super::{row, save};
use crate::round_trip::history::{Event, History};
use hearback::outreach::words::{Direction, Kind};
use jiff::tz::TimeZone;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MESSAGES: [&str; 12] = [
    "CONVERSATION ID",
    "CONVERSATION TITLE",
    "FROM",
    "SENDER PROFILE URL",
    "TO",
    "RECIPIENT PROFILE URLS",
    "DATE",
    "SUBJECT",
    "CONTENT",
    "FOLDER",
    "ATTACHMENTS",
    "IS MESSAGE DRAFT",
];
const INVITATIONS: [&str; 7] =
    ["From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"];
const CONNECTIONS: [&str; 7] =
    ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"];

const ME: [&str; 2] = ["Robin Vega", "https://www.linkedin.com/in/robin-vega"];

/// The export unpacked.
pub fn folder(history: &History, folder: &Path) -> PathBuf {
    let root = folder.join("Basic_LinkedInDataExport_03-04-2026");
    files(history).into_iter().for_each(|(name, text)| save(&root, name, text));
    root
}

/// The export as it is downloaded.
pub fn zip(history: &History, folder: &Path) -> PathBuf {
    let path = folder.join("Basic_LinkedInDataExport_03-04-2026.zip");
    let mut zip = ZipWriter::new(File::create(&path).expect("a file"));
    for (name, text) in files(history) {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("an entry");
    }
    zip.finish().expect("an archive");
    path
}

fn files(history: &History) -> Vec<(&'static str, String)> {
    let mut files = vec![("messages.csv", messages(history)), ("Connections.csv", connections(history))];
    if history.shape.invitations {
        files.push(("Invitations.csv", invitations(history)));
    }
    files
}

/// The newest first, and a draft on top.
fn messages(history: &History) -> String {
    let draft = [
        "2-draft==",
        "",
        ME[0],
        ME[1],
        "Some Stranger",
        "https://www.linkedin.com/in/stranger",
        "2026-03-04 10:11:12 UTC",
        "",
        "Never sent",
        "INBOX",
        "",
        "Yes",
    ];
    let mut text = row(&MESSAGES) + &row(&draft);
    for event in history.events.iter().rev().filter(|e| e.kind == Kind::Message) {
        let contact = &history.contacts[event.contact];
        let (name, url) = (contact.name(), contact.url());
        let [from, to] = match event.direction {
            Direction::Out => [ME, [name.as_str(), url.as_str()]],
            _ => [[name.as_str(), url.as_str()], ME],
        };
        let conversation = format!("2-{:08x}==", event.contact * 2_654_435);
        let date = event.at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        let content = "Hello, \"once\" more:\nwould you have time next week?\n\nRobin";
        let inbox = if event.contact % 7 == 2 { "ARCHIVE" } else { "INBOX" };
        text += &row(&[&conversation, "", from[0], from[1], to[0], to[1], &date, "", content, inbox, "", "No"]);
    }
    text
}

/// Sent invitations, the newest first; times in UTC to the minute.
fn invitations(history: &History) -> String {
    let mut text = row(&INVITATIONS);
    for event in history.events.iter().rev().filter(|e| e.kind == Kind::Invitation) {
        let (name, url) = (history.contacts[event.contact].name(), history.contacts[event.contact].url());
        let at = event.at.to_zoned(TimeZone::UTC).strftime("%-m/%-d/%y, %-I:%M %p").to_string();
        text += &row(&[ME[0], &name, &at, "", "OUTGOING", ME[1], &url]);
    }
    text
}

/// Everyone who ever wrote back, the newest first, behind LinkedIn's preamble. Few show their address.
fn connections(history: &History) -> String {
    let mut text = "Notes:\n\"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see email addresses for connections who have allowed their connections to see or download their email address using this setting https://www.linkedin.com/psettings/privacy/email. You can learn more here https://www.linkedin.com/help/linkedin/answer/261\"\n\n".to_owned();
    text += &row(&CONNECTIONS);
    let replied = |e: &&Event| e.direction == Direction::In;
    let mut listed = Vec::new();
    for event in history.events.iter().rev().filter(replied) {
        if listed.contains(&event.contact) {
            continue;
        }
        listed.push(event.contact);
        let contact = &history.contacts[event.contact];
        let address = if event.contact % 11 == 5 { contact.address.as_str() } else { "" };
        let on = event.at.strftime("%d %b %Y").to_string();
        let [first, last] = contact.names;
        text += &row(&[first, last, &contact.url(), address, "Acme, Inc.", "Research \"Lead\"", &on]);
    }
    text
}
