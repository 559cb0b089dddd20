//! An mbox as its messages. Of each, the head and the beginning of the body are held, so that a file of any size, with
//! attachments of any size, takes a few megabytes.

use super::dates::Postmark;
use super::fields;
use memchr::{memchr, memmem};
use std::io::Read;
use std::ops::Range;

/// Bytes that are read at once.
pub const BLOCK: usize = 1 << 20;
/// Bytes of a message that are handed over: its head, and the beginning of its body.
pub const KEPT: usize = fields::MOST_HEAD + (256 << 10);
/// Bytes from the beginning of a line on by which it is told whether a message begins there.
const AHEAD: usize = 2 << 10;
/// Bytes before it by which that is told.
pub const BEHIND: u64 = 4;

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// With a line feed, or carriage return and line feed.
    Lf,
    /// With a carriage return alone, as on old Macs.
    Cr,
}

impl Breaks {
    /// Told by the first line.
    pub fn of(start: &[u8]) -> Breaks {
        let Some(end) = memchr::memchr2(b'\r', b'\n', start) else { return Breaks::Lf };
        let returns = start[end..].iter().take_while(|b| **b == b'\r').count();
        if returns > 0 && start.get(end + returns).is_some_and(|b| *b != b'\n') { Breaks::Cr } else { Breaks::Lf }
    }

    fn byte(self) -> u8 {
        if self == Breaks::Cr { b'\r' } else { b'\n' }
    }

    fn separator(self) -> &'static [u8] {
        if self == Breaks::Cr { b"\rFrom " } else { b"\nFrom " }
    }
}

/// Splits an mbox, or a part of one.
pub struct Splitter {
    /// How its lines end.
    pub breaks: Breaks,
    /// Bytes that are read at once.
    pub block: usize,
    /// Bytes of a message that are handed over.
    pub kept: usize,
    /// Where the stream begins in the file.
    pub at: u64,
    /// Messages that begin here in the file are handed over.
    pub span: Range<u64>,
}

impl Splitter {
    /// A splitter of a whole file.
    pub fn whole(breaks: Breaks) -> Splitter {
        Splitter { breaks, block: BLOCK, kept: KEPT, at: 0, span: 0..u64::MAX }
    }

    /// Hands over each message from its `From ` line on, at most [`Splitter::kept`] bytes of it, and whether the file ends
    /// with it.
    ///
    /// # Errors
    /// When the stream gives one.
    pub fn split(&self, stream: &mut dyn Read, each: &mut dyn FnMut(&[u8], bool)) -> std::io::Result<()> {
        let mut window = Window { splitter: self, bytes: Vec::new(), at: self.at, told: 0, open: None, each };
        // What stands before the first line that begins a message is one too, unless it is blank.
        window.open = (self.at == 0 && self.span.start == 0).then_some(0);
        let finder = memmem::Finder::new(self.breaks.separator());
        loop {
            let before = window.bytes.len();
            window.bytes.reserve(self.block);
            stream.take(self.block as u64).read_to_end(&mut window.bytes)?;
            let is_last = window.bytes.len() - before < self.block;
            let is_done = window.tell(&finder, is_last);
            if is_done || is_last {
                window.close(window.bytes.len(), !is_done);
                return Ok(());
            }
            if window.is_past() {
                return Ok(());
            }
            window.advance();
        }
    }
}

/// The bytes at hand.
struct Window<'a> {
    splitter: &'a Splitter,
    bytes: Vec<u8>,
    /// Where they begin in the file.
    at: u64,
    /// Up to here it is told where messages begin.
    told: usize,
    /// Where the message begins that was not handed over yet.
    open: Option<usize>,
    each: &'a mut dyn FnMut(&[u8], bool),
}

impl Window<'_> {
    /// Finds the messages that begin here and hands those over that end. Says whether the part ends here, too.
    fn tell(&mut self, finder: &memmem::Finder, is_last: bool) -> bool {
        let end = if is_last { self.bytes.len() } else { self.bytes.len().saturating_sub(AHEAD) };
        let mut from = self.told.saturating_sub(1);
        while let Some(found) = finder.find(&self.bytes[from..]) {
            let start = from + found + 1;
            if start >= end {
                break;
            }
            from = start;
            let ahead = &self.bytes[start..self.bytes.len().min(start + AHEAD)];
            let behind = &self.bytes[start.saturating_sub(BEHIND as usize)..start];
            let place = self.at + start as u64;
            if place < self.splitter.span.start || !begins_message(behind, ahead, self.splitter.breaks) {
                continue;
            }
            self.close(start, false);
            if place >= self.splitter.span.end {
                return true;
            }
            self.open = Some(start);
        }
        self.told = self.told.max(end);
        false
    }

    /// Hands the open message over.
    fn close(&mut self, end: usize, ends_file: bool) {
        let Some(start) = self.open.take() else { return };
        let mut message = &self.bytes[start..end.min(start.saturating_add(self.splitter.kept))];
        if self.at == 0 && start == 0 {
            message = message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message).trim_ascii_start();
        }
        if !message.is_empty() {
            (self.each)(message, ends_file);
        }
    }

    /// Whether nothing that comes can belong to this part.
    fn is_past(&self) -> bool {
        self.open.is_none() && self.at + self.told as u64 >= self.splitter.span.end
    }

    /// Makes room: what was told is given up, save the open message; that, too, once there is enough of it.
    fn advance(&mut self) {
        if self.open.is_some_and(|start| self.told - start >= self.splitter.kept) {
            self.close(self.told, false);
        }
        let needed = self.told.saturating_sub(BEHIND as usize);
        let keep = self.open.unwrap_or(needed).min(needed);
        self.bytes.drain(..keep);
        self.at += keep as u64;
        self.told -= keep;
        self.open = self.open.map(|start| start - keep);
    }
}

/// Whether a message begins where `From ` stands at the beginning of a line: where the line is an envelope, and what follows is
/// a head. `behind` and `ahead` are as many bytes as there are of [`BEHIND`] and [`AHEAD`], so that blocks change nothing.
fn begins_message(behind: &[u8], ahead: &[u8], breaks: Breaks) -> bool {
    let mut lines = Lines { rest: ahead, breaks };
    if lines.next().and_then(Postmark::read).is_none() {
        return false;
    }
    let blank_before = is_blank_line(behind, breaks);
    match lines.next() {
        None => blank_before,
        Some([]) => blank_before || lines.next().is_some_and(is_field),
        // Of text that quotes an envelope, hardly any goes on with two fields.
        Some(line) if is_field(line) => {
            let goes_on = |l: &[u8]| matches!(l.first(), None | Some(b' ' | b'\t')) || is_field(l);
            blank_before || lines.next().is_none_or(goes_on)
        }
        Some(line) => line.starts_with(b">From ") && lines.next().is_none_or(is_field),
    }
}

fn is_field(line: &[u8]) -> bool {
    fields::field(line).is_some()
}

/// Whether the line that ends here is blank.
fn is_blank_line(behind: &[u8], breaks: Breaks) -> bool {
    let Some(rest) = behind.strip_suffix(&[breaks.byte()]) else { return true };
    let rest = rest.strip_suffix(b"\r").filter(|_| breaks == Breaks::Lf).unwrap_or(rest);
    rest.last().is_none_or(|last| *last == breaks.byte())
}

/// Lines without their ends; of the last one, what is at hand.
struct Lines<'a> {
    rest: &'a [u8],
    breaks: Breaks,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(self.breaks.byte(), self.rest);
        let (line, rest) = end.map_or((self.rest, &[][..]), |end| (&self.rest[..end], &self.rest[end + 1..]));
        self.rest = rest;
        let returns = line.iter().rev().take_while(|b| **b == b'\r').count();
        Some(&line[..line.len() - returns])
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The messages of an mbox that is read in blocks of a size.
    fn split(text: &[u8], block: usize, kept: usize) -> Vec<String> {
        let splitter = Splitter { block, kept, ..Splitter::whole(Breaks::of(text)) };
        let mut messages = Vec::new();
        let each = &mut |message: &[u8], _| messages.push(String::from_utf8_lossy(message).into_owned());
        splitter.split(&mut &text[..], each).expect("bytes can be read");
        messages
    }

    const ENVELOPE: &str = "From ada@x.org Mon Mar  3 10:00:00 2025\n";

    /// A file with everything that makes splitting hard, and how many messages it has.
    pub fn hard() -> (String, usize) {
        let text = [
            ENVELOPE,
            "From: ada@x.org\nSubject: 1\n\nFrom what I hear, we should talk\nFrom Monday to Friday: closed\n",
            "From 3 March 2025 on: new hours\n>From ada@x.org Mon Mar  3 10:00:00 2025\n",
            ENVELOPE,
            "she wrote\n\n",
            ENVELOPE,
            "no field either\n\n",
            "From - Mon Mar 3 10:00:00 2025\nX-Mozilla-Status: 0001\nSubject: 2\n\nno blank line follows\n",
            "From 1790000000000000000@xxx Mon Mar 03 10:00:00 +0000 2025\nX-GM-THRID: 1\nSubject: 3\n\n\n",
            ENVELOPE,
            ">From bob@x.org Mon Mar  3 10:00:00 2025\nSubject: 4\n\nFrom \n\n",
            ENVELOPE,
            "\n\n",
            ENVELOPE,
            "Subject: 6\n\nFrom the end\n",
            ENVELOPE.trim_end(),
        ];
        (text.concat(), 6)
    }

    #[test]
    fn lines_of_bodies_that_begin_with_from_do_not_split() {
        let (text, n) = hard();
        let messages = split(text.as_bytes(), BLOCK, KEPT);
        assert_eq!(messages.len(), n, "{messages:#?}");
        assert_eq!(messages.concat(), text);
        assert!(messages[0].contains("no field either") && messages[3].contains("Subject: 4"));
    }

    #[test]
    fn the_size_of_blocks_changes_nothing() {
        let (text, n) = hard();
        let long = text.repeat(3);
        for text in [long.clone(), long.replace('\n', "\r\n"), long.replace('\n', "\r"), format!("\u{feff}\n\n{long}")]
        {
            let whole = split(text.as_bytes(), BLOCK, KEPT);
            assert_eq!(whole.len(), 3 * n);
            for block in (1..40).chain([100, 1000, 2047, 2048, 2049, 4096]) {
                assert_eq!(split(text.as_bytes(), block, KEPT), whole, "blocks of {block}");
            }
        }
    }

    #[test]
    fn parts_of_a_file_give_what_the_whole_gives() {
        let text = hard().0.repeat(2);
        let whole = split(text.as_bytes(), BLOCK, KEPT);
        let size = text.len() as u64;
        for middle in 1..size {
            let mut messages = Vec::new();
            for span in [0..middle, middle..u64::MAX] {
                let at = span.start.saturating_sub(BEHIND);
                let splitter = Splitter { at, span, block: 512, ..Splitter::whole(Breaks::Lf) };
                let each = &mut |message: &[u8], _| messages.push(String::from_utf8_lossy(message).into_owned());
                splitter.split(&mut &text.as_bytes()[at as usize..], each).expect("bytes can be read");
            }
            assert_eq!(messages, whole, "apart at {middle}");
        }
    }

    #[test]
    fn of_a_large_message_the_beginning_is_kept() {
        let large = format!("{ENVELOPE}Subject: 1\n\n{}\n{ENVELOPE}Subject: 2\n\nend\n", "x".repeat(50_000));
        for block in [64, 1_000, BLOCK] {
            let messages = split(large.as_bytes(), block, 100);
            assert_eq!(messages.iter().map(String::len).collect::<Vec<_>>(), [100, 56], "blocks of {block}");
        }
    }

    #[test]
    fn what_is_no_mbox_is_one_piece_and_blank_files_none() {
        assert_eq!(split(b"Subject: 1\n\nFrom here on\n", 8, KEPT).len(), 1);
        assert!(split(b"", 8, KEPT).is_empty() && split(b"\n \r\n", 8, KEPT).is_empty());
        assert_eq!(Breaks::of(b"a\r\r\nb\n"), Breaks::Lf);
        assert_eq!([Breaks::of(b"a\rb\r"), Breaks::of(b"a\r"), Breaks::of(b"a")], [Breaks::Cr, Breaks::Lf, Breaks::Lf]);
    }
}
