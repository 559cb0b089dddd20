//! Bodies and attachments.

use super::Maker;
use super::pieces::LINE;
use std::io::{Result, Write};

/// Sizes of attachments before they are encoded, in KB, and how often they occur: many signatures and scans, few films.
const SIZES: [(usize, usize); 14] = [
    (10, 24),
    (15, 26),
    (25, 26),
    (40, 24),
    (60, 22),
    (100, 20),
    (150, 18),
    (250, 14),
    (400, 10),
    (700, 7),
    (1_200, 4),
    (2_500, 3),
    (5_000, 1),
    (8_000, 1),
];
/// Attachments make up so many percent of a mailbox.
const ATTACHED: u64 = 60;

impl Maker {
    /// Plain text and HTML: as large as wanted, and so many paragraphs of the first.
    pub(super) fn alternative(&mut self, size: usize, paragraphs: usize) -> Result<()> {
        let mark = format!("000000000000{:012x}", self.made.messages * 7919);
        writeln!(
            self.text,
            "Content-Type: multipart/alternative; boundary=\"{mark}\"\n\n--{mark}\nContent-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n"
        )?;
        for _ in 0..paragraphs {
            let piece = self.random.below(self.pieces.plain.len());
            self.text.extend_from_slice(&self.pieces.plain[piece]);
        }
        writeln!(
            self.text,
            "--{mark}\nContent-Type: text/html; charset=\"UTF-8\"\nContent-Transfer-Encoding: quoted-printable\n\n<html><body>"
        )?;
        let end = self.text.len() + size;
        while self.text.len() < end {
            let piece = self.random.below(self.pieces.html.len());
            self.text.extend_from_slice(&self.pieces.html[piece]);
        }
        writeln!(self.text, "</body></html>\n\n--{mark}--\n")
    }

    /// What people write: text in one of four coats, longer the longer the conversation, for who answers quotes; and attachments.
    pub(super) fn letter(&mut self, depth: usize) -> Result<()> {
        let paragraphs = self.random.between(2, 9);
        let due = self.made.attached * 100 < self.made.bytes * ATTACHED;
        if !due || !self.random.chance(30) {
            return self.words(paragraphs, depth);
        }
        let mark = format!("=_mixed_{:x}", self.made.messages);
        writeln!(
            self.text,
            "Content-Type: multipart/mixed;\n boundary=\"{mark}\"\n\nThis is a multi-part message in MIME format.\n--{mark}"
        )?;
        self.words(paragraphs, depth)?;
        for n in 0..self.random.pick(&[1, 1, 1, 2]) {
            writeln!(self.text, "--{mark}")?;
            self.attachment(n)?;
        }
        writeln!(self.text, "--{mark}--\n")
    }

    fn words(&mut self, paragraphs: usize, depth: usize) -> Result<()> {
        let coat = self.random.below(5);
        if coat == 0 {
            let size = self.random.between(1_500, 9_000) + depth.min(6) * 1_500;
            return self.alternative(size, paragraphs);
        }
        let (charset, encoding) = match coat {
            1 => ("utf-8", "8bit"),
            2 => ("iso-8859-1", "8bit"),
            _ => ("us-ascii", "7bit"),
        };
        writeln!(
            self.text,
            "Content-Type: text/plain; charset={charset}; format=flowed\nContent-Transfer-Encoding: {encoding}\n"
        )?;
        for _ in 0..paragraphs {
            let from = [&self.pieces.plain, &self.pieces.utf8, &self.pieces.latin][if coat > 2 { 0 } else { coat }];
            self.text.extend_from_slice(&from[self.random.below(from.len())]);
        }
        self.text.extend_from_slice(b"-- \nRobin Vega\n+1 555 0100\n");
        if depth > 0 {
            writeln!(self.text, "\nOn Mon, Mar 3, 2025 at 10:00 AM Somebody <somebody@example.org> wrote:\n")?;
        }
        for level in 0..depth.min(6) {
            let quoted = self.random.below(self.pieces.plain.len());
            for line in self.pieces.plain[quoted].split_inclusive(|b| *b == b'\n').chain([b"\n".as_slice()]) {
                self.text.extend(std::iter::repeat_n(b'>', level + 1));
                self.text.push(b' ');
                self.text.extend_from_slice(line);
            }
        }
        writeln!(self.text)
    }

    fn attachment(&mut self, n: usize) -> Result<()> {
        let (kilobytes, start) = (self.random.weighted(&SIZES), self.text.len());
        let (kind, name) = match self.random.below(4) {
            0 => ("application/pdf", "filename*=UTF-8''R%C3%A9sum%C3%A9.pdf"),
            1 => ("image/jpeg", "filename=\"IMG_2041.jpeg\""),
            2 => ("application/zip", "filename=\"data set.zip\""),
            _ => ("application/octet-stream", "filename=\"=?UTF-8?Q?Entwurf_=C3=9Cbersicht.docx?=\""),
        };
        writeln!(
            self.text,
            "Content-Type: {kind}; name=\"attachment{n}\"\nContent-Disposition: attachment;\n {name}\nContent-Transfer-Encoding: base64\nX-Attachment-Id: f_{:x}{n}\n",
            self.made.messages
        )?;
        let lines = kilobytes * 1_000 / 57 + self.random.below(100);
        self.lines(lines, b"");
        self.made.attached += (self.text.len() - start) as u64;
        self.made.attachments += 1;
        Ok(())
    }

    /// So many lines of base64, from somewhere among those at hand.
    pub(super) fn lines(&mut self, lines: usize, indent: &[u8]) {
        let all = self.pieces.base64.len() / LINE;
        let mut at = self.random.below(all);
        let mut left = lines;
        while left > 0 {
            // With an indent, line by line; else as many at once as stand together.
            let n = if indent.is_empty() { left.min(all - at) } else { 1 };
            self.text.extend_from_slice(indent);
            self.text.extend_from_slice(&self.pieces.base64[at * LINE..(at + n) * LINE]);
            at = (at + n) % all;
            left -= n;
        }
    }
}
