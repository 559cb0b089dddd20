//! A mailbox of any size: conversations, newsletters, notifications, delivery notices and absences, with the attachments that make
//! up most of what mailboxes weigh. Shared by the example that writes one and the bench that reads one.

mod bodies;
mod people;
mod pieces;
mod random;

use jiff::Timestamp;
use people::{ME, PEOPLE, address, party, subject};
use pieces::Pieces;
use random::Random;
use std::io::{Result, Write};

/// The first message: 2019-01-01.
const FIRST: i64 = 1_546_300_800;
/// Threads that still go on.
const OPEN: usize = 300;

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
    /// Messages.
    pub messages: u64,
    /// Bytes in all.
    pub bytes: u64,
    /// Bytes of attachments, as they are encoded.
    pub attached: u64,
    /// Attachments.
    pub attachments: u64,
    /// Newsletters and notifications.
    pub bulk: u64,
    /// Delivery notices.
    pub bounces: u64,
}

/// Writes messages until there are so many bytes.
///
/// # Errors
/// When it cannot be written.
pub fn write(out: &mut impl Write, bytes: u64, seed: u64) -> Result<Made> {
    let mut random = Random::new(seed);
    let pieces = Pieces::new(&mut random);
    let mut maker = Maker { random, pieces, text: Vec::new(), threads: Vec::new(), at: FIRST, made: Made::default() };
    while maker.made.bytes < bytes {
        maker.text.clear();
        maker.message()?;
        out.write_all(&maker.text)?;
        maker.made.bytes += maker.text.len() as u64;
        maker.made.messages += 1;
    }
    Ok(maker.made)
}

/// A conversation: with whom, its number, its messages, and whether the last one is mine.
#[derive(Clone, Default)]
struct Thread {
    person: usize,
    number: usize,
    messages: Vec<u64>,
    mine: bool,
}

/// Puts one message after the other together.
struct Maker {
    random: Random,
    pieces: Pieces,
    /// The message that is being written.
    text: Vec<u8>,
    threads: Vec<Thread>,
    /// Seconds since 1970.
    at: i64,
    made: Made,
}

#[derive(Clone, Copy)]
enum What {
    Newsletter,
    Notification,
    First,
    Reply,
    Bounce,
    Away,
}

impl Maker {
    fn message(&mut self) -> Result<()> {
        use What::{Away, Bounce, First, Newsletter, Notification, Reply};
        self.at += self.random.between(20, 30_000) as i64;
        let kinds = [(Newsletter, 25), (Notification, 21), (First, 18), (Reply, 32), (Bounce, 2), (Away, 2)];
        match self.random.weighted(&kinds) {
            Newsletter => self.newsletter(),
            Notification => self.notification(),
            First => self.first(),
            Reply => self.reply(),
            Bounce => self.bounce(),
            Away => self.away(),
        }
    }

    /// What stands between the messages of a Gmail takeout, and the headers that every message has.
    fn head(&mut self, from: &str, to: &str, title: &str, thread: u64, labels: &str) -> Result<()> {
        let at = Timestamp::from_second(self.at).unwrap_or_default();
        let envelope = at.strftime("%a %b %d %H:%M:%S +0000 %Y");
        let thread = 1_600_000_000_000_000_000 + thread;
        let id = self.made.messages;
        writeln!(self.text, "From {thread}@xxx {envelope}\nX-GM-THRID: {thread}\nX-Gmail-Labels: {labels}")?;
        if from != ME {
            self.trace(&at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())?;
        }
        let date = at.strftime("%a, %d %b %Y %H:%M:%S +0000");
        writeln!(
            self.text,
            "MIME-Version: 1.0\nDate: {date}\nFrom: {from}\nTo: {to}\nMessage-ID: <{id}.made@mail.example>"
        )?;
        writeln!(self.text, "Subject: {title}")
    }

    /// The way that it took and the seals that it got: most of what stands in the headers of received mail.
    fn trace(&mut self, date: &str) -> Result<()> {
        writeln!(self.text, "Delivered-To: robin.vega@mail.example")?;
        for (hop, id) in ["2002:a05:6a10:9a12::1", "mail-sor-f41.example", "relay7.out.example"].iter().zip(31_u64..) {
            let id = self.made.messages * 41 + id;
            writeln!(
                self.text,
                "Received: from {hop} ({hop} [192.0.2.{}])\n        by mx.mail.example with ESMTPS id {id:016x}\n        for <robin.vega@mail.example>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {date}",
                id % 250
            )?;
        }
        for seal in [
            "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=mail.example; s=arc-20240605;\n        b=\n",
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;\n        h=to:subject:message-id:date:from:mime-version;\n        b=\n",
        ] {
            self.text.extend_from_slice(seal.as_bytes());
            self.lines(5, b"        ");
        }
        writeln!(
            self.text,
            "Authentication-Results: mx.mail.example;\n       dkim=pass header.i=@example.org;\n       spf=pass smtp.mailfrom=bounce@example.org;\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.org"
        )
    }

    /// What a message answers: the last one, and all before it.
    fn answers(&mut self, thread: &Thread) -> Result<()> {
        let Some(last) = thread.messages.last() else { return Ok(()) };
        write!(
            self.text,
            "In-Reply-To: <{last}.made@mail.example>\nReferences: <{}.begun@mail.example>",
            thread.number
        )?;
        for id in thread.messages.iter().rev().take(20).rev() {
            write!(self.text, "\n <{id}.made@mail.example>")?;
        }
        writeln!(self.text)
    }

    fn newsletter(&mut self) -> Result<()> {
        let list = self.random.below(40);
        let from = format!("=?UTF-8?Q?Le_Journal_n=C2=B0_{list}?= <news@list{list}.example>");
        self.head(
            &from,
            "robin.vega@mail.example",
            "This week: twelve things to read",
            self.made.messages,
            "Inbox,Category Promotions,Unread",
        )?;
        writeln!(
            self.text,
            "List-Id: Journal {list} <journal.list{list}.example>\nList-Unsubscribe: <https://list{list}.example/u/8f2c>,\n <mailto:leave@list{list}.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nPrecedence: bulk\nFeedback-ID: {list}:campaign:example"
        )?;
        let size = self.random.between(14_000, 64_000);
        self.made.bulk += 1;
        self.alternative(size, 6)
    }

    fn notification(&mut self) -> Result<()> {
        let site = self.random.below(25);
        let from = format!("\"Site {site} Notifications\" <no-reply@site{site}.example>");
        self.head(&from, ME, "You have 3 new notifications", self.made.messages, "Inbox,Category Updates")?;
        writeln!(self.text, "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All")?;
        let size = self.random.between(8_000, 32_000);
        self.made.bulk += 1;
        self.alternative(size, 2)
    }

    /// A conversation begins: twice in three times it is I who write.
    fn first(&mut self) -> Result<()> {
        let number = self.made.messages as usize;
        let mut thread = Thread { person: self.random.below(PEOPLE), number, ..Thread::default() };
        self.conversation(&mut thread, !self.made.messages.is_multiple_of(3), false)?;
        if self.threads.len() < OPEN {
            self.threads.push(thread);
        } else {
            let place = self.random.below(OPEN);
            self.threads[place] = thread;
        }
        Ok(())
    }

    /// A conversation goes on: mostly whoever did not write last does.
    fn reply(&mut self) -> Result<()> {
        if self.threads.is_empty() {
            return self.first();
        }
        let place = self.random.below(self.threads.len());
        let mut thread = std::mem::take(&mut self.threads[place]);
        let mine = if self.random.chance(80) { !thread.mine } else { thread.mine };
        self.conversation(&mut thread, mine, true)?;
        self.threads[place] = thread;
        Ok(())
    }

    fn conversation(&mut self, thread: &mut Thread, mine: bool, answers: bool) -> Result<()> {
        let them = party(thread.person);
        let (from, to) = if mine { (ME, them.as_str()) } else { (them.as_str(), ME) };
        let title = format!("{}{}", if answers { "Re: " } else { "" }, subject(thread.number));
        let labels = match (mine, thread.number % 4) {
            (true, _) => "Sent,Opened",
            (false, 0) => {
                "=?UTF-8?Q?Inbox,R=C3=A9seau/Emplois_=E2=80=93_=C3=A0_suivre,Opened?=\n =?UTF-8?Q?,Category_Personal?="
            }
            (false, _) => "Inbox,Important,Opened,Category Personal",
        };
        self.head(from, to, &title, thread.number as u64, labels)?;
        if self.random.chance(12) {
            let copied: Vec<String> = (1..4).map(|i| party((thread.person + i * 7) % PEOPLE)).collect();
            writeln!(self.text, "Cc: {}", copied.join(",\n "))?;
        }
        self.answers(thread)?;
        self.letter(thread.messages.len())?;
        thread.messages.push(self.made.messages);
        thread.mine = mine;
        Ok(())
    }

    /// The last message of mine in some conversation did not arrive: RFC 3464.
    fn bounce(&mut self) -> Result<()> {
        let Some(thread) = self.threads.iter().rev().find(|t| t.mine).cloned() else { return self.first() };
        let (to, id) = (address(thread.person), thread.messages.last().copied().unwrap_or(0));
        let from = "Mail Delivery Subsystem <mailer-daemon@mail.example>";
        self.head(
            from,
            "robin.vega@mail.example",
            "Delivery Status Notification (Failure)",
            thread.number as u64,
            "Inbox,Unread",
        )?;
        self.answers(&thread)?;
        self.made.bounces += 1;
        let mark = format!("=_report_{}", self.made.messages);
        writeln!(
            self.text,
            "Auto-Submitted: auto-replied\nX-Failed-Recipients: {to}\nContent-Type: multipart/report; report-type=delivery-status;\n boundary=\"{mark}\"\n\n--{mark}\nContent-Type: text/plain; charset=\"UTF-8\"\n\nAddress not found: your message wasn't delivered to {to}.\n"
        )?;
        writeln!(
            self.text,
            "--{mark}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550-5.1.1 The address does not exist\n"
        )?;
        writeln!(
            self.text,
            "--{mark}\nContent-Type: text/rfc822-headers\n\nFrom: {ME}\nTo: {to}\nMessage-ID: <{id}.made@mail.example>\nSubject: {}\n\n--{mark}--\n",
            subject(thread.number)
        )
    }

    /// Somebody to whom I wrote is away.
    fn away(&mut self) -> Result<()> {
        let Some(thread) = self.threads.iter().rev().find(|t| t.mine).cloned() else { return self.first() };
        let title = format!("Automatic reply: {}", subject(thread.number));
        self.head(&party(thread.person), ME, &title, thread.number as u64, "Inbox,Opened")?;
        self.answers(&thread)?;
        writeln!(
            self.text,
            "Auto-Submitted: auto-replied\nX-Autoreply: yes\nPrecedence: auto_reply\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nI am away until Monday — for anything urgent, please write to the office.\n\n"
        )
    }
}
