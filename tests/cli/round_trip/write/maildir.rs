//! A history as Maildir++: `cur`, `new` and `tmp`, flags in the names, folders that begin with a dot.

use super::mail::{compose, draft};
use super::save;
use crate::round_trip::history::History;
use hearback::outreach::words::Direction;
use std::path::{Path, PathBuf};

/// What stands between a message's name and its flags; Windows allows no colon.
const MARK: char = if cfg!(windows) { ';' } else { ':' };

/// A file a message.
pub fn maildir(history: &History, folder: &Path) -> PathBuf {
    let root = folder.join("Maildir");
    for (mail, i) in compose(history).iter().zip(1..) {
        let name = format!("{}.M{i}P4242.host,S={}", mail.at.as_second(), mail.text.len());
        let path = match (mail.direction, i % 10) {
            (Direction::Out, _) => format!(".Sent/cur/{name}{MARK}2,S"),
            (_, 0) => format!("new/{name}"),
            (_, 1) => format!("cur/{name}{MARK}2,RS"),
            _ => format!("cur/{name}{MARK}2,S"),
        };
        save(&root, &path, &mail.text);
    }
    // What is still being delivered, what was never sent, and what the server keeps for itself.
    save(
        &root,
        "tmp/1741000000.M1P1.host",
        "From: half@nowhere.example\nTo: robin.vega@mail.example\nDate: Tue, 04 Mar",
    );
    save(&root, &format!(".Drafts/cur/1741000000.M2P1.host{MARK}2,DS"), draft());
    save(&root, ".Sent/maildirfolder", "");
    save(&root, "dovecot-uidlist", "3 V1741000000 N99 G0123456789abcdef\n1 :1741000000.M1P4242.host\n");
    root
}
