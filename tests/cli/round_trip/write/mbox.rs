//! A history as mbox: Gmail's takeout, and Thunderbird's folders.

use super::bodies::encoded;
use super::mail::{Mail, compose, draft};
use super::save;
use crate::round_trip::history::History;
use crate::round_trip::random::Random;
use hearback::outreach::words::{Direction, Kind};
use std::path::{Path, PathBuf};

/// One file with labels and threads, in no order, and a draft among them.
pub fn gmail(history: &History, folder: &Path) -> PathBuf {
    let mails = compose(history);
    let mut texts: Vec<String> = mails.iter().map(|mail| takeout(history, mail)).collect();
    texts.push(envelope("7@xxx Tue Mar 04 15:00:00 +0000 2025", &format!("X-Gmail-Labels: Drafts\n{}", draft())));
    Random::new(history.seed + 2).shuffle(&mut texts);
    let name = "Takeout/Mail/All mail Including Spam and Trash.mbox";
    save(folder, name, texts.concat());
    folder.join(name)
}

fn takeout(history: &History, mail: &Mail) -> String {
    let id = 1_790_000_000_000_000_000 + history.seed * 1_000_000 + mail.thread as u64;
    let own = if mail.thread.is_multiple_of(3) { ",Réseau/Emplois – à suivre,Recherche d'été" } else { "" };
    let labels = match mail.direction {
        Direction::Out => format!("Sent,Opened{own}"),
        _ => format!("Inbox,Category Personal,Opened{own}"),
    };
    let at = mail.at.strftime("%a %b %d %H:%M:%S +0000 %Y");
    let headers = format!("X-GM-THRID: {id}\nX-Gmail-Labels: {}\n", encoded(&labels));
    envelope(&format!("{id}@xxx {at}"), &format!("{headers}{}", mail.text))
}

/// Two files, sent and received, with the line ends of Windows and the files that lie beside them. A few sent messages are in the
/// inbox too.
pub fn thunderbird(history: &History, folder: &Path) -> PathBuf {
    let (mut inbox, mut sent) = (String::new(), String::new());
    for (mail, i) in compose(history).iter().zip(1..) {
        let at = mail.at.to_zoned(history.timezone.clone()).strftime("- %a %b %d %H:%M:%S %Y").to_string();
        let status =
            format!("X-Account-Key: account1\nX-UIDL: {i}\nX-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\n");
        let text = envelope(&at, &format!("{status}{}", mail.text)).replace('\n', "\r\n");
        if mail.direction == Direction::Out && mail.kind == Kind::Message {
            sent += &text;
        }
        if mail.direction == Direction::In || i % 15 == 0 {
            inbox += &text;
        }
    }
    let root = folder.join("Mail/Local Folders");
    save(&root, "Inbox", inbox);
    save(&root, "Sent", sent);
    // Thunderbird's own indexes, in its Mork format, and its settings.
    for name in ["Inbox.msf", "Sent.msf"] {
        save(
            &root,
            name,
            "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n< <(a=c)> // (f=iso-8859-1)\n  (B8=customFlags)(80=ns:msg:db)>\n",
        );
    }
    save(&root, "msgFilterRules.dat", "version=\"9\"\nlogging=\"no\"\n");
    root
}

/// A message behind its envelope. What looks like one inside is escaped; what only begins with the word is, often, not.
fn envelope(of: &str, text: &str) -> String {
    let mut all = format!("From {of}\n");
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('>');
        if bare.starts_with("From ") && bare.contains('@') {
            all.push('>');
        }
        all += line;
    }
    all + "\n"
}
