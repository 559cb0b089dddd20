//! Which file of an export a table is: told by its columns, wherever its header stands.

use crate::input::Opened;
use crate::input::archive::Item;
use std::path::Path;

/// Rows in which the header may stand: the list of connections has a notice above it.
const HEADER_WITHIN: usize = 20;

/// The files of an export that say something of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// `messages.csv`, and chats with a machine, which look alike.
    Messages,
    /// `Connections.csv`.
    Connections,
    /// `Invitations.csv`.
    Invitations,
    /// `Job Applications.csv`.
    Applications,
    /// `Profile.csv`.
    Profile,
}

impl Shape {
    /// The shape of an opened file, and how many records stand above its header.
    pub fn of(opened: &Opened) -> Option<(Shape, usize)> {
        let rows = opened.head.iter().enumerate().take(HEADER_WITHIN);
        rows.filter_map(|(i, row)| Shape::of_header(row).map(|shape| (shape, i))).next()
    }

    /// The same by a file's first bytes.
    pub fn of_start(item: &Item, start: &[u8]) -> Option<Shape> {
        if !may_be(start) {
            return None;
        }
        let opened = Opened::of_bytes(start.to_vec(), Path::new(&item.name), &item.name, None).ok()?;
        Shape::of(&opened).map(|(shape, _)| shape)
    }

    fn of_header(row: &[String]) -> Option<Shape> {
        let headers: Vec<String> = row.iter().map(|h| squashed(h)).collect();
        let has = |wanted: &[&str]| wanted.iter().all(|w| headers.iter().any(|h| h == w));
        let has_one = |wanted: &[&str]| wanted.iter().any(|w| headers.iter().any(|h| h == w));
        let marks = ["folder", "conversationtitle", "senderprofileurl"];
        if has(&["conversationid"]) && has_one(&["from", "to", "content"])
            || has(&["from", "to", "date", "content"]) && has_one(&marks)
        {
            return Some(Shape::Messages);
        }
        if has(&["firstname", "lastname", "connectedon"]) {
            return Some(Shape::Connections);
        }
        if has(&["sentat"])
            && (has_one(&["inviterprofileurl", "inviteeprofileurl"]) || has(&["from", "to", "direction"]))
        {
            return Some(Shape::Invitations);
        }
        if has(&["applicationdate", "companyname"]) {
            return Some(Shape::Applications);
        }
        let marks = ["maidenname", "summary", "industry", "geolocation"];
        (has(&["firstname", "lastname", "headline"]) && has_one(&marks)).then_some(Shape::Profile)
    }
}

/// A header in lower case and without all that is neither letter nor digit: `inviterProfileUrl`, `Inviter Profile URL`.
pub(super) fn squashed(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words of which every shape has one: a folder of mail has a million files that need no closer look.
const WORDS: [&[u8]; 6] = [b"conversation", b"content", b"connected", b"sent", b"application", b"headline"];

fn may_be(start: &[u8]) -> bool {
    // UTF-16 has a zero beside each letter.
    let lower: Vec<u8> = start.iter().filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    !lower.starts_with(b"pk\x03\x04") && WORDS.iter().any(|word| memchr::memmem::find(&lower, word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Option<Shape> {
        let item = Item::bytes(text.as_bytes().to_vec(), "x.csv");
        Shape::of_start(&item, text.as_bytes())
    }

    #[test]
    fn a_table_is_told_by_its_columns() {
        assert_eq!(shape("CONVERSATION ID,FROM,TO,DATE\n"), Some(Shape::Messages));
        assert_eq!(shape("\u{feff}\"CONVERSATION ID\",\"CONTENT\"\r\n"), Some(Shape::Messages));
        assert_eq!(shape("From,To,Date,Subject,Content,Direction,Folder\n"), Some(Shape::Messages));
        assert_eq!(
            shape("Notes:\n\"a, b\"\n\nFirst Name,Last Name,Connected On\nA,B,05 Jun 2023\n"),
            Some(Shape::Connections)
        );
        assert_eq!(shape("From,To,Sent At,Message,Direction\n"), Some(Shape::Invitations));
        assert_eq!(shape("Application Date,Company Name,Job Title\n"), Some(Shape::Applications));
        assert_eq!(shape("First Name,Last Name,Headline,Summary\n"), Some(Shape::Profile));
    }

    #[test]
    fn other_tables_and_mail_are_left_alone() {
        for text in [
            "date,contact,direction,content\n2025-01-01,Ada,out,hi\n",
            "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n",
            "Date,ShareLink,ShareCommentary\n",
            "No conversations found\n",
            "From: ada@example.org\nSubject: content\n\nsent\n",
            "",
        ] {
            assert_eq!(shape(text), None, "{text}");
        }
    }
}
