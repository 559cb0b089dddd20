//! What a message is: one of a person, a delivery failure, an automatic answer or a mailing. A bounce is judged first, for a notice
//! is often marked as automatic too; then automatic answers, then mailings. What has no mark is a person's.

mod auto;
mod bounce;
mod bulk;
mod failed;
mod phrases;
mod report;
mod sender;
mod words;

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;

use super::body;
use super::fields::Head;
use super::parts::{Part, parts};
use crate::outreach::words::Kind;
use sender::Sender;
use std::cell::OnceCell;

/// How much of a text is looked at for its words: a notice says what it is at its start.
const SAID: usize = 16 << 10;

/// What a message is, and what a delivery failure says of the message that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Message, automatic answer, bounce or bulk.
    pub kind: Kind,
    /// Of a bounce, the addresses that were not reached, in lower case.
    pub failed: Vec<String>,
    /// Of a bounce, the Message-ID of the message that came back, without its angle brackets.
    pub original: Option<String>,
}

impl Judged {
    fn plain(kind: Kind) -> Judged {
        Judged { kind, failed: Vec::new(), original: None }
    }
}

/// What a message is. The body may be cut.
pub fn kind(head: &Head, body: &[u8]) -> Judged {
    let mail = Mail::new(head, body);
    bounce::judge(&mail).unwrap_or_else(|| {
        let kind = match () {
            () if auto::is_marked(&mail) => Kind::AutoReply,
            () if bulk::is_marked(&mail) => Kind::Bulk,
            () if mail.sender.takes_no_reply() => Kind::AutoReply,
            () => Kind::Message,
        };
        Judged::plain(kind)
    })
}

/// A message, with what the rules ask of it.
struct Mail<'h, 'a> {
    head: &'h Head<'a>,
    parts: Vec<Part<'a>>,
    /// The subject in lower case, with single spaces.
    subject: String,
    sender: Sender,
    text: OnceCell<String>,
    notice: OnceCell<String>,
}

impl<'h, 'a> Mail<'h, 'a> {
    fn new(head: &'h Head<'a>, body: &'a [u8]) -> Self {
        Mail {
            head,
            parts: parts(head, body),
            subject: single_spaced(&head.text("Subject").unwrap_or_default().to_lowercase()),
            sender: Sender::of(head),
            text: OnceCell::new(),
            notice: OnceCell::new(),
        }
    }

    /// Its text.
    fn text(&self) -> &str {
        self.text.get_or_init(|| body::text(&self.parts))
    }

    /// What it says above a message that it returns: in lower case, with single spaces, as phrases are looked for.
    fn notice(&self) -> &str {
        self.notice.get_or_init(|| {
            let above = failed::above_original(self.text());
            single_spaced(&start(above, SAID).to_lowercase())
        })
    }

    /// A field in lower case, without its line breaks.
    fn field(&self, name: &str) -> String {
        super::parts::field(self.head, name).to_ascii_lowercase()
    }

    /// Whether it has one of these fields.
    fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.head.has(name))
    }

    fn has_part(&self, media: &[&str]) -> bool {
        self.parts.iter().any(|p| media.contains(&p.media.as_str()))
    }

    /// Whether it was written in a mail program, as machines' notices are not.
    fn is_typed(&self) -> bool {
        self.has_any(&["User-Agent", "X-Mailer"]) || self.field("Mime-Version").contains("mail")
    }

    /// Whether the subject is that of an answer or of what is passed on.
    fn is_answer(&self) -> bool {
        // `bare` takes a bracketed tag for what it is: no prefix.
        crate::outreach::record::bare(&self.subject) != single_spaced(&self.subject)
    }
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first bytes of a text, whole letters.
fn start(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
