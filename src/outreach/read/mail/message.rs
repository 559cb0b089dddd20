//! A message as a record.

use super::dates::{self, Postmark};
use super::fields::{self, End, Head};
use super::folders::{self, Purpose};
use super::{body, kind};
use crate::error::Fault;
use crate::input::{Reason, hex};
use crate::outreach::record::{self, Details, Envelope, Party, Record, When, Who};
use crate::outreach::words::{Channel, Direction, Kind};
use crate::outreach::written::Written;
use memchr::{memchr, memmem};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Range;

/// Bytes of a body that are looked at.
const MOST_BODY: usize = 256 << 10;
/// Ids of earlier messages that are kept.
const MOST_ANSWERS: usize = 12;
/// Fields that a message gets on its way to somebody's mailbox.
const DELIVERED: [&str; 4] = ["Delivered-To", "X-Original-To", "Return-Path", "X-Received"];
/// Recipients of one delivery notice that are kept.
const MOST_FAILED: usize = 100;
/// From 1990 to 2099, in milliseconds.
const PLAUSIBLE: Range<i64> = 631_152_000_000..4_102_444_800_000;
/// Bytes of the head of a part of a message.
const PART_HEAD: usize = 4 << 10;

/// Where a message lies, and what its file's name says of it.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The folder's name.
    pub folder: String,
    /// What the folder is for.
    pub purpose: Option<Purpose>,
    /// It is a draft.
    pub is_draft: bool,
    /// It was thrown away.
    pub is_trashed: bool,
}

impl Place {
    /// A folder of this name.
    pub fn folder(name: &str) -> Place {
        Place { folder: name.to_owned(), purpose: folders::purpose(name), ..Place::default() }
    }
}

/// Why a message is left out.
pub type Left = (Reason, Fault);

/// A message that was read.
#[derive(Debug)]
pub struct Message {
    /// Its record; of a delivery notice, one for each person whom a message did not reach.
    pub records: Vec<Record>,
    /// Whether it lies among what was sent.
    pub is_sent: bool,
    /// To which addresses it was delivered.
    pub delivered: Vec<String>,
    /// Its date is that of its arrival.
    pub is_dated_by_arrival: bool,
    /// It has no id of its own.
    pub unnamed: Option<Unnamed>,
}

/// What tells messages apart whose made ids are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unnamed {
    /// A hash of its text: the same text of the same moment is the same message.
    Text(u64),
    /// Nothing: without a date, the same words may have been written twice.
    Undated,
}

/// Reads a message; `ends_file` says that nothing stands behind it in its file.
///
/// # Errors
/// When it does not count, is not whole, or has no date.
pub fn read(bytes: &[u8], row: u64, place: &Place, ends_file: bool) -> Result<Message, Left> {
    let (postmark, bytes) = postmark(bytes);
    let (head, at) = Head::parse(bytes);
    let text = match head.end() {
        End::Blank => &bytes[at..bytes.len().min(at.saturating_add(MOST_BODY))],
        End::Message | End::Cut => &[],
    };
    let listed = head.text("X-Gmail-Labels").map(|text| folders::listed(&text)).unwrap_or_default();
    let purposes = listed.iter().filter_map(|label| folders::purpose_of_label(label)).chain(place.purpose);
    let purposes: Vec<Purpose> = purposes.collect();
    if let Some(rule) = rule(&head, text, place, &purposes) {
        return Err((Reason::rule(rule), Fault::new(rule).row(row)));
    }
    let of_row = |(reason, fault): Left| (reason, fault.row(row));
    whole(&head, ends_file.then_some(bytes)).map_err(of_row)?;
    let dated = when(&head, postmark).map_err(of_row)?;
    let labels = labels(place, listed);
    let unnamed = id(&head).is_none().then(|| unnamed(&dated, text));
    let records = records(&head, text, &dated, row, labels, &purposes);
    let fields = ["Delivered-To", "X-Original-To"];
    let delivered = fields.iter().flat_map(|name| head.all(name));
    let delivered = delivered.filter_map(|value| record::address(&String::from_utf8_lossy(value))).collect();
    let is_sent = purposes.contains(&Purpose::Sent);
    Ok(Message { records, is_sent, delivered, is_dated_by_arrival: !dated.is_written, unnamed })
}

/// Refuses a message of which so little was read that it would pass for another: its sender lies beyond what is looked at, or
/// the file, `last` of whose messages it is, ends in its head.
fn whole(head: &Head, last: Option<&[u8]>) -> Result<(), Left> {
    if head.end() == End::Cut && !head.has("From") {
        let what = "a head that is too large";
        let fault = Fault::new(what).found("no sender in the first 1 MiB").accepted("at most 1 MiB");
        return Err((Reason::fault(what), fault));
    }
    let is_open = |bytes: &[u8]| !head.has("Date") || !bytes.ends_with(b"\n");
    if head.end() == End::Message && last.is_some_and(is_open) {
        let remedy = "the file ends in the middle of this message: copy or download it again";
        return Err((Reason::fault("cut off"), Fault::new("cut off").remedy(remedy)));
    }
    Ok(())
}

/// The postmark, and the message behind it.
fn postmark(bytes: &[u8]) -> (Option<Postmark>, &[u8]) {
    let end = memchr(b'\n', bytes).unwrap_or(bytes.len());
    match Postmark::read(bytes[..end].trim_ascii_end()) {
        Some(postmark) => (Some(postmark), bytes.get(end + 1..).unwrap_or_default()),
        None => (None, bytes),
    }
}

/// The folder, and Gmail's labels.
fn labels(place: &Place, listed: Vec<String>) -> Vec<String> {
    let mut labels: Vec<String> = Vec::with_capacity(listed.len() + 1);
    for label in [place.folder.clone()].into_iter().chain(listed) {
        if !label.is_empty() && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// The rule by which a message does not count.
fn rule(head: &Head, text: &[u8], place: &Place, purposes: &[Purpose]) -> Option<&'static str> {
    // Programs of the UW family note flags as letters, Thunderbird as bits.
    let flags = head.first("X-Status").filter(|flags| flags.iter().all(|flag| b"ADFNORT ".contains(flag)));
    let noted = |letter| flags.is_some_and(|flags| flags.contains(&letter));
    let unsent = || head.first("X-Unsent").is_some_and(|value| value == b"1");
    let is_draft = place.is_draft || purposes.contains(&Purpose::Drafts) || noted(b'T') || unsent();
    let is_expunged = || {
        let status = head.text("X-Mozilla-Status").and_then(|text| u16::from_str_radix(text.trim(), 16).ok());
        status.is_some_and(|status| status & 0x0008 != 0)
    };
    let is_answer = head.has("In-Reply-To");
    let rules: [(bool, &'static str); 3] = [
        (is_draft, "a draft"),
        // People throw a "no" away, and filters are wrong: what answers something counts, wherever it lies.
        (!is_answer && (place.is_trashed || purposes.contains(&Purpose::Trash)), "in the trash"),
        (!is_answer && purposes.contains(&Purpose::Spam), "spam"),
    ];
    let rule = rules.iter().find(|(holds, _)| *holds).map(|(_, rule)| *rule);
    if is_note_of_program(head) {
        return Some("no message");
    }
    let rule = rule.or_else(|| (noted(b'D') || is_expunged()).then_some("deleted"));
    rule.or_else(|| is_invitation(head, text).then_some("a calendar invitation"))
}

/// Whether it is what programs of the UW family keep for themselves at the beginning of a mailbox.
fn is_note_of_program(head: &Head) -> bool {
    let says = |name: &str, words: &str| head.text(name).is_some_and(|text| text.to_ascii_lowercase().contains(words));
    let is_marked = || ["X-IMAP", "X-IMAPbase"].iter().any(|name| head.has(name));
    says("Subject", "folder internal data") && (is_marked() || says("From", "mail system internal data"))
}

/// Whether a message is an invitation to a meeting, or the answer to one: its text is an event, or stands beside one.
fn is_invitation(head: &Head, text: &[u8]) -> bool {
    let Some(content) = head.text("Content-Type").map(|content| content.to_ascii_lowercase()) else { return false };
    if content.starts_with("text/calendar") {
        return is_request(&content);
    }
    content.starts_with("multipart/")
        && memmem::find_iter(text, b"text/calendar").take(8).any(|at| {
            let near = at.saturating_sub(PART_HEAD);
            let Some(border) = memmem::rfind(&text[near..at], b"\n--") else { return false };
            let start = near + border + 1;
            let (part, _) = Head::parse(&text[start..text.len().min(start + 2 * PART_HEAD)]);
            let attached =
                part.first("Content-Disposition").is_some_and(|d| d.to_ascii_lowercase().starts_with(b"attachment"));
            let content = part.text("Content-Type").unwrap_or_default().to_ascii_lowercase();
            !attached && content.starts_with("text/calendar") && is_request(&content)
        })
}

/// Whether a calendar part, its content type says, asks for a meeting or answers: others only tell of one.
fn is_request(content: &str) -> bool {
    let method = content.split(';').filter_map(|part| part.trim().strip_prefix("method=")).next().unwrap_or("");
    ["request", "reply", "cancel", "counter"].contains(&method.trim_matches('"'))
}

/// The date of a message.
struct Dated {
    at: i64,
    /// The message itself says when it was written.
    is_written: bool,
    /// What its head says, which is the same in every copy; the envelope is that of one copy.
    of_head: Option<i64>,
}

/// When it was written: as it says; else as the envelope, or the last program that passed it on, says.
fn when(head: &Head, postmark: Option<Postmark>) -> Result<Dated, Left> {
    let said = head.text("Date").filter(|date| !date.trim().is_empty());
    let written = said.as_deref().and_then(dates::moment);
    let received = || {
        let passed = head.all("Received").take(20);
        let dates = passed.filter_map(|value| value.rsplit(|b| *b == b';').next());
        dates.filter_map(|date| dates::moment(&String::from_utf8_lossy(date).replace('\n', " ")))
    };
    let marked = postmark.and_then(|postmark| postmark.at);
    let is_plausible = |at: &i64| PLAUSIBLE.contains(at);
    let of_text = written.filter(is_plausible);
    let of_head = of_text.or_else(|| received().find(is_plausible));
    let at = of_text.or(marked.filter(is_plausible)).or(of_head);
    at.map(|at| Dated { at, is_written: of_text.is_some(), of_head }).ok_or_else(|| {
        let what = match (&said, written) {
            (_, Some(_)) => "impossible date",
            (Some(_), None) => "not a date",
            (None, None) => "no date",
        };
        let fault = Fault::new(what).column("Date").found(said.unwrap_or_else(|| "(none)".to_owned()));
        (Reason::fault(what), fault.accepted("a date such as Mon, 3 Mar 2025 10:00:00 +0100, from 1990 to 2099"))
    })
}

fn records(
    head: &Head,
    text: &[u8],
    dated: &Dated,
    row: u64,
    labels: Vec<String>,
    purposes: &[Purpose],
) -> Vec<Record> {
    let judged = kind::kind(head, text);
    let envelope = envelope(head);
    let subject = head.text("Subject").unwrap_or_default();
    // What tools send for me has the marks of a mailing.
    let is_sent = purposes.contains(&Purpose::Sent);
    let is_counted = judged.kind == Kind::Message || is_sent && judged.kind == Kind::Bulk;
    let details = if is_counted { details(head, text, &envelope, &subject, is_sent) } else { Details::default() };
    let failed: Vec<Party> = judged.failed.iter().map(|address| Party::new("", address, "")).collect();
    let record = Record {
        row,
        id: Some(id(head).unwrap_or_else(|| made_id(dated.of_head, &envelope, &subject))),
        when: When::At(dated.at),
        who: Who::Message(Box::new(envelope)),
        channel: if purposes.contains(&Purpose::Chat) { Channel::Text } else { Channel::Email },
        kind: judged.kind,
        answers: judged.original.map_or_else(|| answers(head), |original| vec![original]),
        thread: head.text("X-GM-THRID").filter(|thread| !thread.is_empty()),
        topic: record::topic(&subject),
        labels,
        details,
    };
    let mut reached: Vec<Party> = failed.into_iter().filter(|party| !party.is_unknown()).take(MOST_FAILED).collect();
    reached.sort();
    reached.dedup();
    if judged.kind != Kind::Bounce || reached.is_empty() {
        return vec![record];
    }
    let notice = |party| Record { who: Who::Contact(party, Direction::In), ..record.clone() };
    reached.into_iter().map(notice).collect()
}

/// What a message says.
fn details(head: &Head, text: &[u8], envelope: &Envelope, subject: &str, is_sent: bool) -> Details {
    let own = body::own(head, text);
    let counts = body::in_text(&own);
    let subject_words = body::in_text(&record::bare(subject)).words;
    // What was delivered here, others wrote.
    let is_delivered = DELIVERED.iter().any(|name| head.has(name));
    let to = envelope.to.iter().chain(&envelope.bcc);
    let to = to.flat_map(|party| [party.name.as_deref(), party.address.as_deref()]).flatten();
    let written = if is_sent || !is_delivered { Written::of(&own, to) } else { None };
    Details {
        numbers: BTreeMap::from([
            ("words", counts.words),
            ("questions", counts.questions),
            ("subject_words", subject_words),
        ]),
        written: written.map(Box::new),
        ..Details::default()
    }
}

fn envelope(head: &Head) -> Envelope {
    Envelope {
        from: head.person("From").or_else(|| head.person("Sender")).unwrap_or_default(),
        to: head.people("To"),
        cc: head.people("Cc"),
        bcc: head.people("Bcc"),
    }
}

/// The message's own id; some programs write it without brackets, or without an `@`.
fn id(head: &Head) -> Option<String> {
    let id = head.ids("Message-ID").into_iter().next();
    id.or_else(|| {
        let text = head.text("Message-ID")?;
        text.split_whitespace().next().filter(|id| id.len() <= fields::MOST_ID).map(str::to_owned)
    })
}

/// An id that is the same in every copy, for a message without one: of what is compared, not of how it is written.
fn made_id(at: Option<i64>, envelope: &Envelope, subject: &str) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update([0x1f]);
    };
    add(&at.map(|at| at.to_string()).unwrap_or_default());
    add(&compared(&envelope.from));
    let mut to: Vec<String> = envelope.to.iter().map(compared).collect();
    to.sort();
    to.iter().for_each(|party| add(party));
    add(&record::bare(subject));
    let hex = hex(&hash.finalize()[..16]);
    format!("none:{hex}")
}

/// A person in the form in which people are compared.
fn compared(party: &Party) -> String {
    let name = || party.name.as_deref().unwrap_or("").to_lowercase();
    party.address.clone().unwrap_or_else(|| name().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What tells a message without an id from others.
fn unnamed(dated: &Dated, text: &[u8]) -> Unnamed {
    if dated.of_head.is_none() {
        return Unnamed::Undated;
    }
    let mut hash = DefaultHasher::new();
    for word in text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
        hash.write(word);
        hash.write_u8(b' ');
    }
    Unnamed::Text(hash.finish())
}

/// What it answers, the nearest first.
fn answers(head: &Head) -> Vec<String> {
    let mut answers: Vec<String> = Vec::new();
    let earlier = head.ids("References").into_iter().rev();
    for id in head.ids("In-Reply-To").into_iter().chain(earlier) {
        if answers.len() == MOST_ANSWERS {
            break;
        }
        if !answers.contains(&id) {
            answers.push(id);
        }
    }
    answers
}
