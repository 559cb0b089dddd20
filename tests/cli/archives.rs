//! One's own archive: a folder with a LinkedIn export, a mailbox, a calendar and a spreadsheet in it.

use super::fixture::Fixture;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAIL: &str = include_str!("../fixtures/archive/mail.mbox");
const CALENDAR: &str = include_str!("../fixtures/archive/calendar.ics");
const TRACKER: &str = include_str!("../fixtures/archive/tracker.csv");
const MESSAGES: &str = include_str!("../fixtures/archive/linkedin/messages.csv");
const CONNECTIONS: &str = include_str!("../fixtures/archive/linkedin/Connections.csv");
const INVITATIONS: &str = include_str!("../fixtures/archive/linkedin/Invitations.csv");

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn linkedin() -> Vec<u8> {
    let files = [("messages.csv", MESSAGES), ("Connections.csv", CONNECTIONS), ("Invitations.csv", INVITATIONS)];
    zipped(&[&files[..], &[("Skills.csv", "Name\nWriting\n")]].concat())
}

fn archive() -> Fixture {
    Fixture::new()
        .file("linkedin.zip", linkedin())
        .file("mail.mbox", MAIL)
        .file("calendar.ics", CALENDAR)
        .file("tracker.csv", TRACKER)
}

#[test]
fn init_and_report_take_all_of_it() {
    let fixture = archive();
    let run = fixture.hearback(&["init"]).done();
    insta::assert_snapshot!("archive_init", run.to_string());
    insta::assert_snapshot!("archive_toml", fixture.read("hearback.toml"));
    insta::assert_snapshot!("archive_check", fixture.hearback(&["check"]).to_string());
    insta::assert_snapshot!("archive_replies", fixture.hearback(&["replies"]).done().to_string());
    let report = fixture.hearback(&["report"]).done();
    assert!(report.stdout.contains("reports/index.html"), "{report}");
    let json = fixture.read("reports/report.json");
    for source in ["linkedin.zip/messages.csv", "mail.mbox", "calendar.ics", "tracker.csv"] {
        assert!(json.contains(&format!("\"source\": \"{source}\"")), "{source}");
    }
}

#[test]
fn people_on_two_channels_are_one_and_names_are_only_proposed() {
    let fixture = archive();
    fixture.hearback(&["init"]).done();
    insta::assert_snapshot!("contacts", fixture.hearback(&["contacts"]).done().to_string());
    insta::assert_snapshot!("proposed", fixture.hearback(&["contacts", "--propose"]).done().to_string());
    let refused = fixture.hearback(&["contacts", "--accept", "99"]).refused();
    assert!(refused.stderr.contains("there is no such pair"), "{refused}");
    insta::assert_snapshot!("accepted", fixture.hearback(&["contacts", "--accept"]).done().to_string());
    insta::assert_snapshot!("contacts_csv", fixture.read("contacts.csv"));
    let after = fixture.hearback(&["contacts", "--propose"]).done();
    assert!(after.stdout.contains("0 pairs"), "{after}");
    let again = fixture.hearback(&["contacts", "--accept"]).done();
    assert!(again.stdout.contains("nothing to write"), "{again}");
}

#[test]
fn the_same_archive_twice_adds_nothing() {
    let once = archive();
    let twice =
        archive().file("copy/mail (1).mbox", MAIL).file("older/linkedin.zip", zipped(&[("messages.csv", MESSAGES)]));
    let replies = |fixture: &Fixture| fixture.hearback(&["replies", "--format", "csv"]).done().stdout;
    assert_eq!(replies(&once), replies(&twice));
    let named = |files: &[&str]| once.hearback(&[&["replies", "--format", "csv"], files].concat()).done().stdout;
    assert_eq!(named(&["mail.mbox", "linkedin.zip"]), named(&["linkedin.zip", "mail.mbox", "mail.mbox"]));
}

#[test]
fn a_folder_of_messages_and_an_unpacked_export_are_archives() {
    let message = |day: u8, from: &str, to: &str| {
        format!(
            "From: {from}\nTo: {to}\nDate: {day} Mar 2025 10:00:00 +0000\nSubject: Hello\nMessage-ID: <{day}@x>\n\nHello\n"
        )
    };
    let fixture = Fixture::new()
        .file("mail/cur/1.a:2,S", message(1, "me@x.example", "ada@y.example"))
        .file("mail/cur/2.a:2,S", message(3, "ada@y.example", "me@x.example"))
        .file("mail/new/3.a", message(9, "me@x.example", "bo@y.example"))
        .file("mail/tmp/x", "")
        .file("eml/first.eml", message(12, "me@x.example", "cy@y.example"))
        .file("eml/second.eml", message(14, "cy@y.example", "me@x.example"))
        .file("Basic_LinkedInDataExport/messages.csv", MESSAGES)
        .file("Basic_LinkedInDataExport/Connections.csv", CONNECTIONS);
    let run = fixture.hearback(&["init"]).done();
    insta::assert_snapshot!("folders", run.to_string());
    insta::assert_snapshot!("folders_check", fixture.hearback(&["check"]).to_string());
    let named = fixture.hearback(&["replies", "mail", "--format", "csv", "--complete"]).done();
    assert!(named.stdout.contains("\nEveryone,1,"), "{named}");
}

#[test]
fn what_is_no_archive_is_told() {
    let fixture = Fixture::new()
        .file("empty.zip", zipped(&[]))
        .file("photos.zip", zipped(&[("photo.txt", "not a table at all")]))
        .file("cut.zip", &linkedin()[..300])
        .file("empty.mbox", "")
        .file("old.pst", b"!BDN\x00\x01\x02".as_slice())
        .file("outlook.csv", "\"Subject\",\"Body\",\"From: (Name)\",\"From: (Address)\",\"From: (Type)\",\"To: (Name)\",\"To: (Address)\",\"To: (Type)\",\"CC: (Name)\"\nHello,Hi,A,a@x.example,SMTP,B,b@x.example,SMTP,\n");
    let mut all = String::new();
    for file in ["empty.zip", "photos.zip", "cut.zip", "empty.mbox", "old.pst", "outlook.csv", "missing.mbox"] {
        all.push_str(&format!("{}\n", fixture.hearback(&["replies", file]).refused()));
    }
    insta::assert_snapshot!("no_archives", all);
}

/// What was read of a large source is kept beside the project, and says the same.
#[test]
fn a_second_run_says_the_same_from_what_is_kept() {
    let padding = "x".repeat(2 << 20);
    let large = format!(
        "{MAIL}From ada@ames.example Fri May 23 10:00:00 2025\nFrom: ada@ames.example\nTo: sam@sender.example\nDate: Fri, 23 May 2025 10:00:00 +0000\nSubject: Large\nMessage-ID: <large@ames>\n\n{padding}\n"
    );
    let fixture = archive().file("mail.mbox", &large);
    fixture.hearback(&["init"]).done();
    let run = || fixture.hearback(&["check", "--format", "json"]).stdout;
    let first = run();
    let kept: Vec<String> = fixture.tree(".hearback").into_iter().map(|(name, _)| name).collect();
    assert_eq!(kept.len(), 3, "one source, its hash, and .gitignore: {kept:?}");
    assert_eq!(run(), first);
    let fixture = fixture.file("mail.mbox", large.replace("ada@ames.example", "zoe@zoo.example"));
    let changed = fixture.hearback(&["contacts", "--format", "csv"]).done();
    assert!(changed.stdout.contains("zoe@zoo.example"), "{changed}");
}
