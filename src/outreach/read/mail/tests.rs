//! Mail, read from whole files.

use super::*;
use crate::input::damage::{self, Dice};
use crate::outreach::record::{self, When, Who};
use crate::outreach::words::{Channel, Kind};
use jiff::tz::TimeZone;

const ENVELOPE: &str = "From ada@x.org Mon Mar  3 10:00:00 2025\n";

fn all(items: &[Item]) -> Vec<Found> {
    let (timezone, map) = (TimeZone::UTC, Default::default());
    let context = Context::new(&timezone, &map);
    read(items, &context).expect("bytes can be read")
}

fn one(name: &str, text: &str) -> Found {
    all(&[Item::bytes(text.as_bytes().to_vec(), name)]).remove(0)
}

/// A message with some fields and a body of three words.
fn message(fields: &str) -> String {
    format!("{ENVELOPE}{fields}\n\nShall we talk?\n\n")
}

fn plain(n: usize) -> String {
    message(&format!(
        "From: Ada <ada@x.org>\nTo: bob@x.org\nDate: Mon, {n} Mar 2025 10:00:00 +0000\nSubject: Coffee {n}\nMessage-ID: <{n}@x.org>"
    ))
}

fn left_out(found: &Found) -> Vec<(&str, u64)> {
    found.account.rows.iter().map(|(reason, left)| (reason.words.as_str(), left.n)).collect()
}

#[test]
fn a_message_is_a_record_with_all_that_its_head_says() {
    let text = message(
        "From: =?utf-8?Q?Ad=C3=A0?= <Ada@x.org>\nTo: Bob <bob+jobs@y.org>, c@y.org\nCc: d@y.org\nBcc: e@y.org\nDate: Mon, 3 Mar 2025 \
         10:00:00 +0100\nSubject: Re: Coffee?\nMessage-ID: <1@x.org>\nIn-Reply-To: <0@y.org>\nReferences: <a@y.org> <0@y.org>\nX-GM-THRID: \
         77\nX-Gmail-Labels: =?UTF-8?Q?Posteingang,\"Jobs,_offen\",Ge=C3=B6ffnet?=",
    );
    let found = one("Takeout/Inbox.mbox", &text);
    let [record] = &found.records[..] else { panic!("one record, not {:?}", found.records) };
    let Who::Message(envelope) = &record.who else { panic!("a message, not {:?}", record.who) };
    assert_eq!(envelope.from, record::Party::new("Adà", "ada@x.org", ""));
    assert_eq!(envelope.to, [record::Party::new("Bob", "bob@y.org", ""), record::Party::new("", "c@y.org", "")]);
    assert_eq!((envelope.cc.len(), envelope.bcc.len()), (1, 1));
    assert_eq!(record.when, When::At(1_740_992_400_000));
    assert_eq!(record.id.as_deref(), Some("1@x.org"));
    assert_eq!(record.answers, ["0@y.org", "a@y.org"]);
    assert_eq!(record.thread.as_deref(), Some("77"));
    assert_eq!(record.topic, record::topic("coffee?"));
    assert_eq!(record.labels, ["Inbox", "Posteingang", "Jobs, offen", "Geöffnet"]);
    assert_eq!((record.row, record.channel, record.kind), (1, Channel::Email, Kind::Message));
    assert_eq!((record.details.numbers["words"], record.details.numbers["questions"]), (3, 1));
    assert_eq!((found.account.read, found.account.used()), (1, 1));
}

#[test]
fn what_pine_keeps_for_itself_is_no_message() {
    let note = "From: Mail System Internal Data <MAILER-DAEMON@x.org>\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL \
                DATA\nMessage-ID: <1@x.org>\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nX-IMAP: 1700000000 0000000001\nStatus: RO";
    let found = one("Inbox", &(message(note) + &plain(3)));
    assert_eq!((found.records.len(), left_out(&found)), (1, vec![("no message", 1)]));
    let marked = plain(3).replace("Subject", "X-IMAP: 1 2\nSubject");
    assert_eq!(one("Inbox", &marked).records.len(), 1, "a message that bears the program's mark");
}

#[test]
fn line_ends_and_blocks_change_nothing() {
    let text: String = (1..=9).map(plain).collect();
    let records = one("Inbox", &text).records;
    assert_eq!(records.iter().map(|r| r.row).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert_eq!(records[8].topic, record::topic("Coffee 9"));
    for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
        assert_eq!(one("Inbox", &other).records, records);
    }
}

#[test]
fn a_large_file_that_is_read_in_shares_gives_what_the_whole_gives() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Sent");
    let trashed = message("Date: Mon, 3 Mar 2025 10:00:00 +0000\nX-Gmail-Labels: Trash");
    let text = (1..=9).map(|n| plain(n) + &trashed).collect::<String>() + &message("Subject: no date of its own");
    std::fs::write(&path, &text).expect("written");
    let item = Item::file(&path, "Sent");
    let whole = read_mbox(&item, text.as_bytes(), u64::MAX).expect("readable");
    assert_eq!((whole.account.read, whole.records.len(), left_out(&whole)), (19, 10, vec![("in the trash", 9)]));
    assert_eq!(whole.mine.len(), 1);
    for share in [1, 7, 100, 333, 1_000] {
        assert_eq!(read_mbox(&item, text.as_bytes(), share).expect("readable"), whole, "shares of {share}");
    }
}

#[test]
fn what_a_message_lacks_is_found_elsewhere_or_counted() {
    let dates = |found: Found| found.records.iter().map(|r| r.when).collect::<Vec<_>>();
    let noon = When::At(1_740_996_000_000);
    // The envelope's date, then that of whoever received it last.
    assert_eq!(dates(one("a", &message("Subject: 1"))), [noon]);
    assert_eq!(dates(one("a", &message("Date: Thu, 1 Jan 1970 00:00:00 +0000"))), [noon]);
    let received =
        "Subject: 1\nReceived: from x by y;\n Mon, 3 Mar 2025 10:00:00 +0000\nReceived: z; 1 Mar 2025 1:00 GMT\n\nHi\n";
    assert_eq!(dates(one("a.eml", received)), [noon]);
    for (fields, reason) in [
        ("Subject: 1\nTo: b@x.org", "no date"),
        ("Date: soon\nTo: b@x.org", "not a date"),
        ("Date: Thu, 1 Jan 1970 00:00:00 +0000", "impossible date"),
        ("Date: Fri, 1 Jan 1601 00:00:00 +0000", "impossible date"),
        ("Date: Mon, 1 Feb 2106 00:00:00 +0000", "impossible date"),
    ] {
        let found = one("a.eml", &format!("{fields}\n\nHi\n"));
        assert_eq!((left_out(&found), found.account.faults()), (vec![(reason, 1)], 1), "{fields}");
    }
    // Without an id, the same message has the same one in every export.
    let id = |text: &str| one("a", text).records[0].id.clone().expect("an id");
    let bare = "From: ada@x.org\nTo: bob@x.org\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nSubject: Hi";
    assert!(id(&message(bare)).starts_with("none:") && id(&message(bare)).len() == 37);
    assert_eq!(id(&message(bare)), id(&message(&bare.replace("10:00:00 +0000", "11:00:00 +0100"))));
    assert_ne!(id(&message(bare)), id(&message(&bare.replace("Hi", "Ho"))));
    assert_eq!(id(&message("Message-ID: odd-one")), "odd-one");
    let sender = one("a", &message("Sender: Ada <ada@x.org>"));
    assert!(matches!(&sender.records[0].who, Who::Message(e) if e.from.address.as_deref() == Some("ada@x.org")));
}

/// The ids of all messages of a file.
fn ids(name: &str, text: &str) -> Vec<String> {
    one(name, text).records.into_iter().filter_map(|record| record.id).collect()
}

#[test]
fn copies_without_an_id_have_the_same_made_id_wherever_they_lie() {
    let bare = "From: Ada <ada@x.org>\nTo: Bob <bob@x.org>, c@x.org\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nSubject: Hi";
    let other = "From: ADA@x.org\nTo: c@x.org,\n Robert <bob@X.org>\nDate: 3 Mar 2025 11:00 +0100\nSubject:  hi";
    let here = ids("Sent", &message(bare));
    assert_eq!(here, ids("Archive", &(plain(1) + &message(other)))[1..]);
    // Of what has no date, the envelope is that of one copy.
    let undated = bare.replace("Date: Mon", "X: Mon");
    let later = message(&undated).replace("Mon Mar  3 10:00:00", "Tue Mar  4 10:00:00");
    assert_eq!(ids("Sent", &message(&undated)), ids("Archive", &later));
    let named = |name: &str| ids("a", &message(&format!("From: {name}\nDate: Mon, 3 Mar 2025 10:00:00 +0000")));
    assert_eq!(named("Ada  Lovelace"), named("ada lovelace"));
}

#[test]
fn messages_that_differ_in_their_text_alone_are_numbered() {
    let bare = "From: ada@x.org\nTo: bob@x.org\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nSubject: Hi";
    let text = |body: &str| message(bare).replace("Shall we talk?", body);
    let here = ids("Sent", &(text("One") + &text("Two") + &text("Two \n") + &text("Three")));
    let first = here[0].clone();
    assert_eq!(here, [first.clone(), format!("{first}:2"), format!("{first}:2"), format!("{first}:3")]);
    assert_eq!(ids("Archive", &(text("One") + &plain(1) + &text("Two")))[2], here[1]);
    // Without a date the same words may have been written twice.
    let undated = message("From: ada@x.org\nTo: bob@x.org\nSubject: Hi");
    let twice = ids("Sent", &undated.repeat(2));
    assert_eq!(twice[1], format!("{}:2", twice[0]));
    // Folders of a Maildir are files: each begins anew.
    let item = |name: &str, body: &str| Item::bytes(text(body).into_bytes(), name);
    let found = all(&[item("m/cur/1.x:2,S", "One"), item("m/.Old/cur/1.x:2,S", "One"), item("m/cur/2.x:2,S", "Two")]);
    let of_boxes: Vec<Option<String>> = found[0].records.iter().map(|r| r.id.clone()).collect();
    assert_eq!(of_boxes, [&here[0], &here[0], &here[1]].map(|id| Some(id.clone())));
    // A notice is one message, however many it names.
    let notice = message("From: mailer-daemon@x.org\nX-Failed-Recipients: b@y.org, a@y.org");
    let both = ids("x", &notice);
    assert!(both.len() == 2 && both[0] == both[1] && both[0].len() == 37);
}

#[test]
fn a_message_in_whose_head_the_file_ends_is_cut_off() {
    for (last, n) in [
        ("From: Kim ", 1),
        ("From: kim@x.org\n", 1),
        ("From: kim@x.org\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nSubj", 1),
        ("", 1),
        ("From: kim@x.org\nDate: Mon, 3 Mar 2025 10:00:00 +0000\n", 0),
        ("From: kim@x.org\n\n", 0),
        ("From: kim@x.org\n\nno line end", 0),
    ] {
        for text in
            [format!("{}{ENVELOPE}{last}", plain(1)), format!("{}{ENVELOPE}{last}", plain(1)).replace('\n', "\r")]
        {
            let found = one("Inbox", &text);
            assert_eq!(found.records.len() as u64, 2 - n, "{text}");
            assert_eq!(left_out(&found), [("cut off", n)][..n as usize], "{text}");
            assert_eq!(found.account.faults(), n);
        }
        let first = format!("{ENVELOPE}{}\n{}", last.trim_end(), plain(1));
        assert_eq!(one("Inbox", &first).records.len(), 2, "before another one: {last}");
    }
    assert_eq!(left_out(&one("1.eml", "Subject: 1\nFrom: ki")), [("cut off", 1)]);
}

#[test]
fn dates_of_arrival_are_counted_in_a_note() {
    let dated = plain(1);
    let undated = [message("Subject: 1"), message("Date: soon"), message("Date: Thu, 1 Jan 1970 00:00:00 +0000")];
    let notes = |text: &str| one("Inbox", text).account.notes;
    assert_eq!(notes(&dated), [""; 0]);
    let one_only = "1 message has no date that can be read: the day on which it arrived was taken";
    assert_eq!(notes(&(dated.clone() + &undated[1])), [one_only]);
    let three = "3 messages have no date that can be read: the day on which they arrived was taken";
    assert_eq!(notes(&(undated.concat() + &dated)), [three]);
}

#[test]
fn a_head_too_large_to_find_the_sender_in_is_a_fault_but_no_sender_is_none() {
    let fields = "Date: Mon, 3 Mar 2025 10:00:00 +0000\nSubject: a";
    let junk = "y".repeat(fields::MOST_HEAD);
    let found = one("x", &(message(&format!("{fields}\nX: {junk}\nFrom: ada@x.org")) + &plain(2)));
    assert_eq!((found.records.len(), left_out(&found)), (1, vec![("a head that is too large", 1)]));
    assert_eq!(found.account.faults(), 1);
    let long = format!("{fields}\nFrom: {} <ada@x.org>", "y".repeat(300 << 10));
    assert_eq!(left_out(&one("x", &message(&long))), [("a head that is too large", 1)]);
    let seen = one("x", &message(&format!("{fields}\nFrom: ada@x.org\nX: {junk}")));
    assert_eq!(seen.records[0].details.numbers["words"], 0, "what was cut is no text");
    // Who wrote it is not said: what becomes of that is not for the reader to say.
    let nobody = one("x", &message(fields));
    let Who::Message(envelope) = &nobody.records[0].who else { panic!("a message") };
    assert!(envelope.from.is_unknown() && nobody.account.rows.is_empty());
}

#[test]
fn what_was_not_sent_or_thrown_away_is_left_out_by_rule() {
    for (fields, rule) in [
        ("X-Gmail-Labels: =?UTF-8?Q?Entw=C3=BCrfe?=", "a draft"),
        ("X-Unsent: 1", "a draft"),
        ("X-Status: AT", "a draft"),
        ("X-Gmail-Labels: Papierkorb,Wichtig", "in the trash"),
        ("X-Gmail-Labels: Spam", "spam"),
        ("X-Mozilla-Status: 0009", "deleted"),
        ("Content-Type: text/calendar; charset=utf-8;\n method=REQUEST", "a calendar invitation"),
    ] {
        let found = one("All mail Including Spam and Trash.mbox", &message(&format!("From: a@x.org\n{fields}")));
        assert_eq!((left_out(&found), found.account.faults()), (vec![(rule, 1)], 0), "{fields}");
    }
    for fields in ["X-Mozilla-Status: 0001", "Content-Type: text/calendar; method=PUBLISH", "X-Gmail-Labels: Inbox"] {
        assert_eq!(one("All mail Including Spam and Trash.mbox", &message(fields)).records.len(), 1, "{fields}");
    }
    assert_eq!(left_out(&one("x/Drafts.mbox/mbox", &plain(1))), [("a draft", 1)]);
    let chat = one("x", &message("X-Gmail-Labels: Chat"));
    assert_eq!(chat.records[0].channel, Channel::Text);
}

#[test]
fn an_invitation_beside_its_text_is_one_but_an_attached_event_is_none() {
    let parts = |disposition: &str, method: &str| {
        let body = format!(
            "--b\nContent-Type: text/plain\n\nHi text/calendar\n--b\n{disposition}Content-Type: text/calendar;\n method=\"{method}\"\n\nBEGIN\n--b--\n"
        );
        one("x", &format!("{ENVELOPE}Subject: a\nContent-Type: multipart/alternative; boundary=b\n\n{body}"))
            .records
            .len()
    };
    assert_eq!(parts("", "REQUEST"), 0);
    assert_eq!(parts("Content-Transfer-Encoding: 7bit\n", "Reply"), 0);
    assert_eq!(parts("", "PUBLISH"), 1);
    assert_eq!(parts("Content-Disposition: attachment; filename=a.ics\n", "REQUEST"), 1);
}

#[test]
fn a_delivery_notice_is_a_record_for_everyone_who_was_not_reached() {
    let found = one("x", &message("From: mailer-daemon@x.org\nX-Failed-Recipients: b@y.org, a@y.org, b@y.org"));
    let who: Vec<&Who> = found.records.iter().map(|r| &r.who).collect();
    let contact = |mail| Who::Contact(record::Party::new("", mail, ""), crate::outreach::words::Direction::In);
    assert_eq!(who, [&contact("a@y.org"), &contact("b@y.org")]);
    assert!(found.records.iter().all(|r| r.kind == Kind::Bounce && r.row == 1));
    assert_eq!(found.account.read, 1);
}

#[test]
fn the_owner_is_who_wrote_what_was_sent_and_to_whom_mail_is_delivered() {
    let from = |mail: &str, more: &str| message(&format!("From: {mail}\nTo: b@x.org\nSubject: 1{more}"));
    let mine = |name: &str, text: &str| {
        let told = one(name, text).mine.into_iter();
        told.map(|mine| (mine.party.address.unwrap_or_default(), mine.how.into_owned())).collect::<Vec<_>>()
    };
    let told = |mail: &str, how: &str| (mail.to_owned(), how.to_owned());
    let sent = from("me@x.org", "").repeat(3) + &from("other@x.org", "").repeat(2);
    assert_eq!(mine("Sent", &sent), [told("me@x.org", "the sent folder")]);
    assert_eq!(mine("Inbox", &sent), []);
    // A second address that mail comes to is mine as well.
    let two = sent + &from("ada@x.org", "\nDelivered-To: other@x.org");
    assert_eq!(
        mine("Gesendet.mbox", &two),
        [told("me@x.org", "the sent folder"), told("other@x.org", "the sent folder")]
    );
    assert_eq!(mine("Sent", &from("me@x.org", "")), [told("me@x.org", "the sent folder")]);
    assert_eq!(mine("Sent", &(from("me@x.org", "") + &from("you@x.org", ""))), []);
    let got = from("ada@x.org", "\nDelivered-To: Me@x.org\nX-Original-To: me@x.org").repeat(3);
    assert_eq!(
        mine("Inbox", &(got.clone() + &from("b@x.org", "\nDelivered-To: list@x.org"))),
        [told("me@x.org", "delivered to")]
    );
    assert_eq!(mine("Inbox", &from("ada@x.org", "\nDelivered-To: me@x.org").repeat(2)), []);
}

#[test]
fn a_maildir_is_one_account_and_saved_messages_another() {
    let text = "From: a@x.org\nTo: b@x.org\nSubject: 1\nDate: Mon, 3 Mar 2025 10:00:00 +0000\n\nHi\n";
    let item = |name: &str| Item::bytes(text.as_bytes().to_vec(), name);
    let found = all(&[
        item("mail/Maildir/.INBOX.Sent/cur/3.x:2,S"),
        item("mail/Maildir/.Trash/cur/5.x:2,S"),
        item("mail/Maildir/cur/1.x:2,S"),
        item("mail/Maildir/cur/2.x:2,DS"),
        item("mail/Maildir/cur/6.x:2,ST"),
        item("mail/Maildir/new/4.x"),
        item("mail/Maildir/tmp/7.x"),
        item("mail/saved/tmp/8.eml"),
        item("mail/saved/a/9.eml"),
    ]);
    let names: Vec<&str> = found.iter().map(|f| f.account.source.as_str()).collect();
    assert_eq!(names, ["mail/saved", "mail/Maildir"]);
    let labels = |found: &Found| found.records.iter().map(|r| (r.row, r.labels.join("+"))).collect::<Vec<_>>();
    let label = |row, label: &str| (row, label.to_owned());
    assert_eq!(labels(&found[0]), [label(1, "a"), label(2, "tmp")]);
    assert_eq!(labels(&found[1]), [label(1, "INBOX.Sent"), label(3, "Maildir"), label(6, "Maildir")]);
    assert_eq!(left_out(&found[1]), [("a draft", 1), ("in the trash", 2)]);
    assert_eq!(all(&[item("Sent/1.eml"), item("Sent/2.eml")])[0].records[0].labels, ["Sent"]);
    assert_eq!(all(&[item("x/1.eml")])[0].account.source, "x/1.eml");
}

#[test]
fn many_files_are_read_in_turns_and_stay_in_order() {
    let items: Vec<Item> = (0..200)
        .map(|n| {
            Item::bytes(
                format!("Subject: {n}\nDate: Mon, 3 Mar 2025 10:00:00 +0000\n\n").into(),
                &format!("m/{n:03}.eml"),
            )
        })
        .collect();
    let found = all(&items);
    let rows = found[0].records.iter().map(|r| (r.row, r.topic));
    assert!(rows.eq((0..200).map(|n| (n + 1, record::topic(&n.to_string())))));
}

#[test]
fn mail_is_known_by_its_beginning() {
    let knows = |name: &str, start: &str| super::knows(&Item::bytes(Vec::new(), name), start.as_bytes());
    let head = "Received: by x\nOdd line\nFrom: a@x.org\n\nHi\n";
    assert!(
        knows("x", ENVELOPE) && knows("x", &format!("\u{feff}{ENVELOPE}")) && knows("x", &ENVELOPE.replace('\n', "\r"))
    );
    assert!(knows("x", head) && knows("x", &head.replace('\n', "\r\n")) && knows("x", &head.replace('\n', "\r")));
    assert!(knows("1.emlx", &format!("43   \n{head}")) && knows("Inbox.mbox", ""));
    assert!(knows("x", "X-Apparently-To: a\nX-Odd: b\nDate: now\nSubject: c\n\n"));
    for (name, start) in [
        ("Inbox", ""),
        ("log.csv", "From,To,Date,Subject\na,b,c,d\n"),
        ("log.csv", "date,contact\n2025-03-03,Ada\n"),
        ("a.ics", "BEGIN:VCALENDAR\nVERSION:2.0\n"),
        ("a.txt", "From what I hear\nwe should talk\n"),
        ("a.txt", "Notes\nFrom: a\nTo: b\n"),
        ("page.mht", "From: <Saved by Blink>\nSubject: a\n\n"),
        ("Inbox.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n< <(a=c)> // (f=iso-8859-1)\n"),
        ("x", "From: a\n\nSubject: in the body\n"),
    ] {
        assert!(!knows(name, start), "{name}: {start}");
    }
}

#[test]
fn an_empty_mbox_has_no_message_and_apples_notes_are_no_part_of_one() {
    let found = one("Inbox.mbox", "");
    assert_eq!((found.account.read, found.records.len()), (0, 0));
    let text = "Subject: 1\nDate: Mon, 3 Mar 2025 10:00:00 +0000\n\nHi there\n";
    let apple = format!("{}      \n{text}<?xml version=\"1.0\"?>\n<plist>\n", text.len());
    assert_eq!(one("1.emlx", &apple).records[0].details.numbers["words"], 2);
}

/// What steers readers.
const HOSTILE: &[&[u8]] =
    &[b"\n\n", b"\r", b"=?", b"?=", b"=?utf-8?q?", b"\nFrom ", b"(", b"\"", b"<", b":", b"\xff\xfe\0", b"99999999999"];

/// 3,000 damaged files, or as many as DAMAGED asks for: each is read, its account is whole, and no message panics.
#[test]
fn damaged_mail_never_panics() {
    let times: usize = damage::times(3_000);
    let rich = "From: \"L, Ada\" <ada@x.org> (A), =?utf-8?Q?Ad=C3=A0?= <b@x.org>\nTo: friends: c@x.org, d@x.org;\nDate: Mon, 3 Mar \
                2025 10:00:00 +0100 (CET)\nReceived: by x; 3 Mar 2025 9:00 GMT\nMessage-ID: <1@x.org>\nReferences: <2@x.org>\n <3@x.org>\n\
                X-Gmail-Labels: =?UTF-8?B?R2VzZW5kZXQ=?=,\"a,b\"\nX-Mozilla-Status: 0001\nContent-Type: multipart/alternative; boundary=b";
    let calendar = "--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN\n--b--\n";
    let (hard, _) = mbox::tests::hard();
    let seeds =
        [message(rich), format!("{}{calendar}{}", message(rich), plain(2)), hard.clone(), hard.replace('\n', "\r")];
    let (mut dice, mut records, mut out) = (Dice::default(), 0, 0);
    for i in 0..times {
        let bytes = dice.damaged(seeds[i % seeds.len()].as_bytes(), HOSTILE);
        let name = ["Sent", "m/1.eml", "m/cur/1.x:2,S"][dice.below(3)];
        let _ = knows(&Item::bytes(Vec::new(), name), &bytes);
        for found in all(&[Item::bytes(bytes, name)]) {
            let rows = found.records.iter().map(|r| r.row).collect::<std::collections::BTreeSet<_>>();
            assert_eq!(rows.len() as u64, found.account.used());
            assert!(!left_out(&found).iter().any(|(reason, _)| *reason == "cannot be read"));
            records += found.records.len();
            out += found.account.left_out();
        }
    }
    assert!(records > times / 2 && out > 100, "{records} records, {out} left out");
}

#[test]
fn what_i_may_have_written_is_kept_as_a_sketch_and_what_was_delivered_is_not() {
    let fields = "From: Ada <ada@x.org>\nTo: Bob Berg <bob@y.org>\nDate: Mon, 3 Mar 2025 10:00:00 +0100\nSubject: Re: A short \
                  question about pumps";
    let body = |further: &str, text: &str| format!("{ENVELOPE}{fields}{further}\n\n{text}\n");
    let text = "Hi Bob,\n\nhow did you come to build pumps at Y?\n\n> an older message\n-- \nAda of Example Road";
    let details = |name: &str, text: &str| one(name, text).records.remove(0).details;
    let mine = details("Archive.mbox", &body("", text));
    let written = mine.written.as_ref().unwrap();
    assert_eq!(&*written.excerpt, "how did you come to build pumps at Y?");
    assert_eq!(mine.numbers["subject_words"], 5, "without Re:");
    let other = body("", &text.replace("Hi Bob", "Dear Mr. Berg"));
    assert_eq!(
        details("Archive.mbox", &other).written,
        mine.written,
        "the greeting and what is signed are no part of it"
    );
    let delivered = body("\nDelivered-To: me@z.org", text);
    assert_eq!(details("Archive.mbox", &delivered).written, None, "others wrote it");
    assert_eq!(details("Sent.mbox", &delivered).written, mine.written);
    // A tool that sends for me.
    let tool = body("\nList-Unsubscribe: <https://z.org/u>\nPrecedence: bulk", text);
    let (sent, received) = (one("Sent.mbox", &tool).records.remove(0), one("Inbox.mbox", &tool).records.remove(0));
    assert_eq!((sent.kind, received.kind), (Kind::Bulk, Kind::Bulk));
    assert_eq!((sent.details.numbers.get("words"), sent.details.written), (Some(&11), mine.written));
    assert_eq!(received.details, crate::outreach::record::Details::default());
}
