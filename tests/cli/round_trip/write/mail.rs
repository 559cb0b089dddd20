//! A history as mail: headers and bodies, before a mailbox's format is put around them.

use super::bodies::{coat, encoded, multipart, part, text};
use crate::round_trip::history::{Event, History};
use crate::round_trip::random::Random;
use hearback::outreach::words::{Direction, Kind};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// My address, as the headers have it.
pub const ME: &str = "robin.vega@mail.example";

/// A message with its headers, in lines that end with `\n`.
pub struct Mail {
    pub at: Timestamp,
    pub direction: Direction,
    pub kind: Kind,
    /// The place of the first event of its thread.
    pub thread: usize,
    pub text: String,
}

/// Every event as a message, in order of time.
pub fn compose(history: &History) -> Vec<Mail> {
    let mut composer = Composer { history, random: Random::new(history.seed + 1), said: Vec::new(), with: Vec::new() };
    (0..history.events.len()).map(|i| composer.mail(i)).collect()
}

/// What is no part of the history and must not become one: a message to a stranger that was never sent.
pub fn draft() -> String {
    format!(
        "From: Robin Vega <{ME}>\nTo: stranger@nowhere.example\nDate: Tue, 04 Mar 2025 10:00:00 -0500\nSubject: Never sent\nMessage-ID: <draft@mail.example>\nX-Mozilla-Draft-Info: internal/draft; vcard=0\n\nNot yet\n"
    )
}

struct Composer<'a> {
    history: &'a History,
    random: Random,
    /// What each message says, to be quoted.
    said: Vec<String>,
    /// The contact's address in each message.
    with: Vec<String>,
}

impl Composer<'_> {
    fn mail(&mut self, i: usize) -> Mail {
        let event = self.history.events[i];
        let with = self.address(&event);
        self.with.push(with);
        let quoted = event.answers.map(|j| self.said[j].clone());
        let said = text(&mut self.random, quoted.as_deref());
        let body = match event.kind {
            Kind::Bounce => self.notice(&event, i),
            Kind::AutoReply => part("text/plain; charset=utf-8", "8bit", "I am away until Monday.\n"),
            _ => coat(&mut self.random, &said, &format!("=_boundary_{i}")),
        };
        self.said.push(said);
        let text = format!("{}MIME-Version: 1.0\n{body}", self.headers(&event, i));
        Mail { at: event.at, direction: event.direction, kind: event.kind, thread: self.thread(i), text }
    }

    /// They answer from the address that they like, and I answer to the one they wrote from; whoever begins a thread has the first.
    fn address(&self, event: &Event) -> String {
        let contact = &self.history.contacts[event.contact];
        match (event.direction, event.answers) {
            (Direction::In, Some(_)) if event.kind == Kind::Message => contact.writes_from().to_owned(),
            (Direction::Out, Some(j)) => self.with[j].clone(),
            _ => contact.address.clone(),
        }
    }

    fn headers(&mut self, event: &Event, i: usize) -> String {
        let name = self.history.contacts[event.contact].name();
        // Who writes an address writes it in any case.
        let with = if i % 13 == 3 { self.with[i].to_uppercase() } else { self.with[i].clone() };
        let them = format!("{} <{with}>", phrase(&name));
        let me = if i.is_multiple_of(5) { ME.to_owned() } else { format!("Robin Vega <{ME}>") };
        let (from, to) = match (event.kind, event.direction) {
            (Kind::Bounce, _) => ("Mail Delivery Subsystem <mailer-daemon@mail.example>".to_owned(), me),
            (_, Direction::Out) => (me, them),
            _ => (them, me),
        };
        let mut headers = format!("From: {from}\nTo: {to}\nDate: {}\nMessage-ID: {}\n", self.date(event), self.id(i));
        headers += &format!("Subject: {}\n", encoded(&self.subject(event, i)));
        if let Some(j) = event.answers {
            headers += &format!("In-Reply-To: {}\nReferences: {}\n", self.id(j), self.ancestors(j).join("\n "));
        }
        match event.kind {
            Kind::AutoReply => headers + "Auto-Submitted: auto-replied\nX-Autoreply: yes\n",
            Kind::Bounce => format!("{headers}Auto-Submitted: auto-replied\nX-Failed-Recipients: {}\n", self.with[i]),
            _ => headers,
        }
    }

    fn subject(&self, event: &Event, i: usize) -> String {
        let first =
            ["Coffee next week?", "Une question sur l'enquête, à votre aise", "Your talk: one question", "安排时间"];
        let subject = first[self.thread(i) % first.len()];
        match (event.kind, event.answers) {
            (Kind::Bounce, _) => "Delivery Status Notification (Failure)".into(),
            (Kind::AutoReply, _) => format!("Automatic reply: {subject}"),
            (_, Some(_)) => format!("Re: {subject}"),
            _ => subject.into(),
        }
    }

    /// The Date header: mine in my timezone, theirs in theirs.
    fn date(&self, event: &Event) -> String {
        let offsets = [60, 330, -480, 0, 765].map(|minutes| Offset::from_seconds(minutes * 60).expect("an offset"));
        let theirs = TimeZone::fixed(offsets[event.contact % offsets.len()]);
        let zone = if event.direction == Direction::Out { self.history.timezone.clone() } else { theirs };
        event.at.to_zoned(zone).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    fn id(&self, i: usize) -> String {
        format!("<{:x}.{i}@mail.example>", self.history.seed)
    }

    /// Ids of a message and of all that it answers, the first of the thread first.
    fn ancestors(&self, i: usize) -> Vec<String> {
        let mut ids = vec![self.id(i)];
        let mut at = i;
        while let Some(j) = self.history.events[at].answers {
            ids.insert(0, self.id(j));
            at = j;
        }
        ids
    }

    fn thread(&self, i: usize) -> usize {
        self.history.events[i].answers.map_or(i, |j| self.thread(j))
    }

    /// A delivery status notification: RFC 3464.
    fn notice(&self, event: &Event, i: usize) -> String {
        let (address, sent) = (&self.history.contacts[event.contact].address, event.answers.expect("a message"));
        let words = format!("Your message wasn't delivered to {address} because the address couldn't be found.\n");
        let status = format!(
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\nArrival-Date: {}\n\nFinal-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n",
            self.date(event)
        );
        let original = format!(
            "Content-Type: message/rfc822\n\nFrom: Robin Vega <{ME}>\nTo: {address}\nDate: {}\nMessage-ID: {}\nSubject: {}\n\n{}",
            self.date(&self.history.events[sent]),
            self.id(sent),
            encoded(&self.subject(&self.history.events[sent], sent)),
            self.said[sent]
        );
        let parts = [part("text/plain; charset=\"UTF-8\"", "8bit", &words), status, original];
        multipart("multipart/report; report-type=delivery-status", &format!("=_report_{i}"), &parts)
    }
}

/// A name before an address: bare, quoted, or encoded.
fn phrase(name: &str) -> String {
    if !name.is_ascii() {
        encoded(name)
    } else if name.contains([',', '"', '.', '\'']) {
        format!("\"{}\"", name.replace('"', "\\\""))
    } else {
        name.to_owned()
    }
}
