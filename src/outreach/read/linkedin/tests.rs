//! Whole exports: folders as LinkedIn has written them over the years, with invented people.

use crate::input::archive::Item;
use crate::input::damage::{self, Dice};
use crate::outreach::gather::{Given, gather};
use crate::outreach::mine::Me;
use crate::outreach::only::Only;
use crate::outreach::read::{ColumnMap, Context, read};
use crate::outreach::record::{Found, Record, When, Who};
use crate::outreach::touch::{Feed, Until};
use crate::outreach::words::{Ask, Channel};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::io::Write;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sources/linkedin").join(name)
}

fn read_from(path: &Path, name: &str) -> crate::error::Result<Vec<Found>> {
    let map = ColumnMap::new();
    Ok(read(path, name, &Context::new(&TimeZone::UTC, &map))?.found)
}

fn of(path: &Path) -> Vec<Found> {
    read_from(path, "export").unwrap_or_else(|e| panic!("{e}"))
}

/// One file of which the text is given.
fn of_text(name: &str, text: &str) -> crate::error::Result<Vec<Found>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read_from(&path, name)
}

fn part<'a>(found: &'a [Found], file: &str) -> &'a Found {
    found.iter().find(|f| f.account.source.ends_with(file)).unwrap_or_else(|| panic!("no {file}"))
}

/// A record in a line: row, who to whom, kind, words and questions.
fn line(record: &Record) -> String {
    let who = match &record.who {
        Who::Message(e) => {
            let name = |p: &crate::outreach::record::Party| {
                p.profile.as_deref().map_or(p.name.clone().unwrap_or_default(), |p| p.replace("linkedin.com/in/", "@"))
            };
            let to: Vec<String> = e.to.iter().map(name).collect();
            format!("{} > {}", name(&e.from), to.join(" + "))
        }
        Who::Contact(p, direction) => {
            format!("{direction:?} {} {}", p.name.as_deref().unwrap_or(""), p.address.as_deref().unwrap_or("-"))
        }
        Who::Meeting(_) => "meeting".into(),
    };
    let number = |name| record.details.numbers.get(name).map_or("-".into(), u32::to_string);
    format!("{} {who} {} {}/{}", record.row, record.kind.word(), number("words"), number("questions"))
}

fn lines(found: &Found) -> Vec<String> {
    found.records.iter().map(line).collect()
}

fn at(text: &str) -> When {
    When::At(text.parse::<Timestamp>().unwrap().as_millisecond())
}

#[test]
fn an_export_of_2025_is_read_as_one() {
    let found = of(&fixture("export_2025"));
    let names: Vec<&str> = found.iter().map(|f| f.account.source.as_str()).collect();
    let files = ["Connections.csv", "Invitations.csv", "Jobs/Job Applications.csv", "messages.csv"];
    assert_eq!(names, files.map(|f| format!("export/{f}")));
    assert_eq!(
        found[0].account.notes,
        ["guide_messages.csv holds chats with a machine: passed over", "files beside it that are no outreach: 4"]
    );
    for found in found.iter().filter(|f| !f.records.is_empty()) {
        let mine = &found.mine[0];
        assert_eq!(
            (mine.party.profile.as_deref(), mine.how.as_ref()),
            (Some("linkedin.com/in/nora-quist"), "outgoing invitations")
        );
    }
}

#[test]
fn messages_of_2025_are_told_apart() {
    let found = of(&fixture("export_2025"));
    let messages = part(&found, "/messages.csv");
    assert_eq!(
        messages.account.line(),
        "export/messages.csv: 18 rows read, 12 used; left out: 1 a draft, 4 a group conversation, 1 impossible date"
    );
    assert_eq!(
        lines(messages),
        [
            "2 @ada-byron > @nora-quist message 11/2",
            "3 @nora-quist > @ada-byron message 8/1",
            "8 @nora-quist > @bo-berg message 3/1",
            "11 Casey Morgan > @nora-quist bulk 6/0",
            "12 @nora-quist > LinkedIn conversation 2-fff message 5/1",
            "13 LinkedIn conversation 2-fff > @nora-quist message 1/0",
            "14 @rex-dorn > @nora-quist bulk 2/0",
            "15 LinkedIn > @nora-quist bulk 4/0",
            "16 @nora-quist > @eve-ngo message 3/1",
            "17 @eve-ngo > @nora-quist message 3/0",
            "18 @nora-quist > @eve-ngo message 1/0",
            "19 @nora-quist > @eve-ngo message 1/0",
        ]
    );
    let inmail = &messages.records[1];
    assert_eq!((inmail.when, inmail.channel), (at("2025-03-01T14:05:10Z"), Channel::Linkedin));
    assert_eq!((inmail.thread.as_deref(), inmail.topic.is_some()), (Some("2-aaa"), true));
    assert_eq!(messages.records[9].labels, ["SPAM"]);
    assert_eq!(
        messages.account.notes,
        [
            "1 InMail (a message with a subject)",
            "3 messages are spam, sponsored or of a campaign",
            "1 conversation is with a member who is no longer there: it goes by its id",
        ]
    );
    let ids: std::collections::BTreeSet<_> = messages.records.iter().filter_map(|r| r.id.as_ref()).collect();
    assert_eq!(ids.len(), 12, "also of two messages that say the same");
}

#[test]
fn connections_are_people_and_no_touches() {
    let found = of(&fixture("export_2025"));
    let connections = part(&found, "/Connections.csv");
    assert!(connections.records.is_empty() && connections.mine.is_empty());
    assert_eq!(
        connections.account.line(),
        "export/Connections.csv: 4 rows read, 3 used; left out: 1 a member who hid or closed their profile; \
         answers left out: 1 impossible date"
    );
    let ada = &connections.cards[0];
    assert_eq!(
        (ada.row, &ada.names[..], &ada.addresses[..]),
        (5, &["Ada Byron, PhD".to_owned()][..], &["ada@engines.example".to_owned()][..])
    );
    assert_eq!(ada.profiles, ["linkedin.com/in/ada-byron"]);
    assert_eq!((ada.organisation.as_deref(), ada.met), (Some("Engines, Inc."), Some(date(2023, 6, 5))));
    assert_eq!(ada.how.as_deref(), Some("connected on LinkedIn"));
    assert_eq!((connections.cards[1].organisation.as_deref(), connections.cards[2].met), (None, None));
}

#[test]
fn invitations_and_applications_are_records() {
    let found = of(&fixture("export_2025"));
    let invitations = part(&found, "/Invitations.csv");
    assert_eq!(
        lines(invitations),
        ["2 @nora-quist > @bo-berg invitation 3/1", "3 @ama-owusu > @nora-quist invitation 0/0"]
    );
    assert_eq!(invitations.records[0].when, at("2025-02-07T14:37:00Z"));
    assert_eq!(
        invitations.account.line(),
        "export/Invitations.csv: 3 rows read, 2 used; left out: 1 with a member who is no longer there"
    );
    assert_eq!(invitations.account.notes, ["dates were read with the month first, as LinkedIn writes them"]);
    let applications = part(&found, "/Job Applications.csv");
    assert_eq!(lines(applications), ["2 Out Acme Corp - message -/-", "3 Out Looms jobs@looms.example message -/-"]);
    let first = &applications.records[0];
    assert_eq!(
        (first.when, first.channel, first.details.ask),
        (When::Day(date(2025, 3, 13)), Channel::Other, Some(Ask::Job))
    );
    assert_eq!(first.details.texts["organisation"], "Acme Corp");
    assert_eq!(applications.account.faults(), 1);
}

#[test]
fn an_export_of_2019_has_neither_ids_nor_profiles() {
    let found = of(&fixture("export_2019"));
    let messages = part(&found, "/Messages.csv");
    assert_eq!(
        lines(messages),
        [
            "2 Nora Quist > Ada Byron, PhD message 2/0",
            "3 Ada Byron, PhD > Nora Quist message 2/0",
            "6 Bo Berg > Nora Quist message 1/0",
        ]
    );
    assert_eq!(
        messages.account.line(),
        "export/Messages.csv: 5 rows read, 3 used; left out: 1 a group conversation, 1 with a member who is no longer there"
    );
    assert_eq!(messages.records[2].when, at("2019-03-07T12:30:00Z"));
    assert_eq!(
        (messages.mine[0].party.name.as_deref(), messages.mine[0].how.as_ref()),
        (Some("Nora Quist"), "outgoing messages")
    );
    assert_eq!(part(&found, "/Connections.csv").cards[0].met, Some(date(2019, 2, 8)));
}

/// A zip of a folder, its files under a folder of its own.
fn zipped(folder: &Path, into: &Path) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(into).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for inner in
        ["messages.csv", "Connections.csv", "Invitations.csv", "Profile.csv", "Jobs/Job Applications.csv", "Skills.csv"]
    {
        zip.start_file(format!("Basic_LinkedInDataExport_03-20-2025/{inner}"), options).unwrap();
        zip.write_all(&std::fs::read(folder.join(inner)).unwrap()).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn a_zip_is_read_like_the_folder_that_it_holds() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("Basic.zip");
    zipped(&fixture("export_2025"), &path);
    let (packed, plain) = (of(&path), of(&fixture("export_2025")));
    assert_eq!(packed.len(), 4);
    for (packed, plain) in packed.iter().zip(&plain) {
        assert_eq!((&packed.records, &packed.cards, &packed.mine), (&plain.records, &plain.cards, &plain.mine));
    }
    assert_eq!(packed[0].account.source, "export/Basic_LinkedInDataExport_03-20-2025/Connections.csv");
    assert_eq!(packed[0].account.notes, ["files beside it that are no outreach: 1"]);
}

#[test]
fn an_older_and_a_newer_export_have_each_message_once() {
    let newer = of(&fixture("export_2025"));
    // Nine columns, as until 2023: no recipients' profiles, line breaks as spaces, no seconds.
    let older = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n\
        x,,Nora Quist,https://www.linkedin.com/in/nora-quist,\"Ada Byron, PhD\",2025-03-01 14:05:00 UTC,,\"Dear Ada,  may I ask you about engines?\",INBOX\n";
    let older = of_text("messages.csv", older).unwrap();
    assert_eq!(older[0].records[0].id, part(&newer, "/messages.csv").records[1].id);
    let only = Only::default();
    let feed = Feed { index: 0, complete: false };
    let given = older.into_iter().chain(newer).map(|found| Given { feed, only: &only, people: &[], found }).collect();
    let gathered = gather(given, &Me::default(), &TimeZone::UTC, Until::default()).unwrap();
    let lines: Vec<String> = gathered.touches.accounts.iter().map(|a| a.line()).collect();
    assert!(lines.iter().any(|l| l.contains("1 read already")), "{lines:?}");
}

#[test]
fn who_is_meant_is_told_by_the_whole_conversation() {
    let header = "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,CONTENT\n";
    let me = "Nora Quist,https://www.linkedin.com/in/nora-quist";
    let rows = format!(
        "{header}1,{me},Bo Berg,2021-03-01 10:00:00 UTC,a\n\
         1,Bo Berg,https://www.linkedin.com/in/bo-1,Nora Quist,2021-03-02 10:00:00 UTC,b\n\
         2,{me},Bo Berg,2021-03-03 10:00:00 UTC,c\n\
         2,Bo Berg,https://www.linkedin.com/in/bo-2,Nora Quist,2021-03-04 10:00:00 UTC,d\n\
         3,{me},,2021-03-05 10:00:00 UTC,e\n\
         3,Eve Ngo,https://www.linkedin.com/in/eve,Nora Quist,2021-03-06 10:00:00 UTC,f\n"
    );
    let found = of_text("messages.csv", &rows).unwrap();
    assert_eq!(found[0].mine[0].how, "takes part in most conversations");
    let sent: Vec<String> = lines(&found[0]).into_iter().step_by(2).collect();
    assert_eq!(
        sent,
        ["2 @nora-quist > @bo-1 message 1/0", "4 @nora-quist > @bo-2 message 1/0", "6 @nora-quist > @eve message 1/0"]
    );
}

#[test]
fn exports_side_by_side_have_owners_of_their_own() {
    let temp = tempfile::tempdir().unwrap();
    for (folder, name) in [("a", "Ada Byron"), ("b", "Bo Berg")] {
        let folder = temp.path().join(folder);
        std::fs::create_dir(&folder).unwrap();
        let rows = format!("From,To,Sent At,Message,Direction\n{name},Eve Ngo,2025-03-01,,OUTGOING\n");
        std::fs::write(folder.join("Invitations.csv"), rows).unwrap();
    }
    std::fs::write(temp.path().join("log.csv"), "date,contact,direction\n2025-03-01,Ada,out\n").unwrap();
    let found = of(temp.path());
    let owners: Vec<Option<String>> = found.iter().map(|f| f.mine.first().and_then(|m| m.party.name.clone())).collect();
    assert_eq!(owners, [Some("Ada Byron".to_owned()), Some("Bo Berg".to_owned()), None]);
    assert_eq!(found[2].account.source, "export/log.csv");
}

#[test]
fn a_log_beside_an_export_stays_a_log() {
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("Invitations.csv"), "From,To,Sent At,Direction\nA,B,2025-03-01,OUTGOING\n")
        .unwrap();
    std::fs::write(temp.path().join("log.csv"), "date,contact,direction\n2025-03-01,Ada,out\n").unwrap();
    std::fs::write(temp.path().join("Skills.csv"), "Name\nEngines\n").unwrap();
    let found = of(temp.path());
    let lines: Vec<String> = found.iter().map(|f| f.account.line()).collect();
    assert_eq!(lines, ["export/Invitations.csv: 1 rows read, 1 used", "export/log.csv: 1 rows read, 1 used"]);
    assert_eq!(found[0].account.notes, ["files beside it that are no outreach: 1"]);
}

#[test]
fn what_looks_like_messages_beside_messages_is_passed_over_and_said() {
    let temp = tempfile::tempdir().unwrap();
    let text = "CONVERSATION ID,FROM,TO,DATE\n1,Ada,Bo,2025-03-01\n";
    for name in ["messages.csv", "hiring_assistant_messages.csv"] {
        std::fs::write(temp.path().join(name), text).unwrap();
    }
    let found = of(temp.path());
    assert_eq!(found.len(), 1);
    assert!(found[0].account.notes[0].starts_with("hiring_assistant_messages.csv stands beside messages.csv"));
    assert_eq!(lines(&found[0]), ["2 Ada > Bo message -/-"]);
    let alone = read_from(&temp.path().join("hiring_assistant_messages.csv"), "hiring_assistant_messages.csv");
    assert_eq!(alone.unwrap()[0].records.len(), 1);
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let told = |name: &str, text: &str| of_text(name, text).map(|f| f.len()).unwrap_err().to_string();
    let text = told("messages.csv", "CONVERSATION ID,FROM,SUBJECT,CONTENT\n1,Ada,,x\n");
    assert!(text.starts_with("messages.csv, row 1: no column \"TO\", without which"), "{text}");
    assert!(text.contains("CONVERSATION ID") && text.contains("SUBJECT"), "{text}");
    let text = told("messages.csv", "CONVERSATION ID,FROM,TO,DATE,CONTENT\n1,Ada,Bo,2025-01-01,\"x\n");
    assert!(text.contains("row 2"), "{text}");
    let text = told("messages.csv", "CONVERSATION ID,FROM,TO,DATE,CONTENT\n");
    assert!(text.contains("without any message"), "{text}");
    let ambiguous = "From,To,Date,Content,Folder\nAda,Bo,03/04/2019,x,INBOX\n";
    assert!(told("messages.csv", ambiguous).contains("which is the day"));
    let text = told("guide_messages.csv", "CONVERSATION ID,FROM,TO,DATE,CONTENT\n1,A,B,2025-01-01,x\n");
    assert!(text.contains("without any message"), "{text}");
}

#[test]
fn odd_bytes_and_old_dates_are_read_and_told() {
    let text = "\u{feff}CONVERSATION ID,FROM,TO,DATE,CONTENT\r\n\
        1,Ada,Bo,1842-07-10 08:14:00 UTC,\"a\0b\r\nc?\"\r\n\
        1,Bo,Ada,2106-02-07 06:28:15 UTC,x\r\n\
        1,Bo,Ada,,x\r\n\
        1,Bo,Ada\r\n";
    let found = of_text("messages.csv", text).unwrap();
    assert_eq!(lines(&found[0]), ["2 Ada > Bo message 2/1"]);
    assert_eq!(found[0].records[0].when, at("1842-07-10T08:14:00Z"));
    assert_eq!(
        found[0].account.line(),
        "messages.csv: 4 rows read, 1 used; left out: 1 impossible date, 1 no date, 1 too few fields"
    );
    assert_eq!(found[0].account.notes, ["1 message is dated before LinkedIn existed (2003)"]);
}

#[test]
fn whole_exports_become_touches() {
    let only = Only::default();
    let feed = Feed { index: 0, complete: false };
    let found = of(&fixture("export_2025"));
    let given = found.into_iter().map(|found| Given { feed, only: &only, people: &[], found }).collect();
    let gathered = gather(given, &Me::default(), &TimeZone::UTC, Until::default()).unwrap();
    assert_eq!(gathered.touches.len(), 12 + 2 + 2);
    let used: Vec<u64> = gathered.touches.accounts.iter().map(|a| a.used()).collect();
    assert_eq!(used, [3, 2, 2, 12]);
}

/// What hurts where it stands.
const HOSTILE: &[&[u8]] = &[b"\"", b"\n", b";", b":", b"2106", b"\xe2\x80\xaf"];

/// 300 damaged files of each good one, or as many as DAMAGED asks for.
#[test]
fn damaged_exports_never_panic() {
    let (mut dice, map, mut counts) = (Dice::default(), ColumnMap::new(), [0, 0]);
    let zone = TimeZone::UTC;
    let context = Context::new(&zone, &map);
    let files = ["messages.csv", "Connections.csv", "Invitations.csv", "Profile.csv", "Jobs/Job Applications.csv"];
    let good: Vec<(&str, Vec<u8>)> =
        files.iter().map(|f| (*f, std::fs::read(fixture("export_2025").join(f)).unwrap())).collect();
    let old = std::fs::read(fixture("export_2019/Messages.csv")).unwrap();
    for i in 0..=good.len() {
        for _ in 0..damage::times(300) {
            let hit = |(j, (name, bytes)): (usize, &(&str, Vec<u8>)), dice: &mut Dice| {
                let bytes = if i == j { dice.damaged(bytes, HOSTILE) } else { bytes.clone() };
                Item::bytes(bytes, &format!("export/{name}"))
            };
            // With all its neighbours now and then, mostly alone: whose it is, is told differently.
            let items: Vec<Item> = match good.get(i) {
                None => vec![Item::bytes(dice.damaged(&old, HOSTILE), "export/Messages.csv")],
                Some(_) if dice.below(4) == 0 => good.iter().enumerate().map(|g| hit(g, &mut dice)).collect(),
                Some(one) => vec![hit((i, one), &mut dice)],
            };
            match super::read(&items, &context) {
                Ok(found) => {
                    counts[0] += 1;
                    for found in found {
                        let used = found.records.len() + found.cards.len();
                        assert_eq!(found.account.used(), used as u64, "{}", found.account.line());
                    }
                }
                Err(_) => counts[1] += 1,
            }
        }
    }
    assert!(counts[0] > 100 && counts[1] > 100, "{counts:?}");
}

#[test]
fn what_the_owner_wrote_is_kept_and_connections_have_titles() {
    let found = of(&fixture("export_2025"));
    let messages = &part(&found, "messages.csv").records;
    assert!(messages.iter().any(|r| r.details.written.is_some()), "some are the owner's");
    assert!(messages.iter().any(|r| r.details.written.is_none()), "some are others'");
    let header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
    let row = "Ada,Lovelace,https://www.linkedin.com/in/ada,,Engines,Chief Analyst,05 Mar 2025\n";
    let cards = of_text("Connections.csv", &format!("{header}{row}")).unwrap().remove(0).cards;
    let card = &cards[0];
    assert_eq!((card.organisation.as_deref(), card.title.as_deref()), (Some("Engines"), Some("Chief Analyst")));
}
