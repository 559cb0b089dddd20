//! Which bytes are which letters: as the file says, or by the usual guess, and said.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::cell::Cell;

/// How a file's text is decoded.
#[derive(Debug)]
pub struct Charset {
    encoding: &'static Encoding,
    /// Whether the file does not say, or says what is not known.
    assumed: bool,
    /// What the file says, where that is not known.
    unknown: Option<String>,
    foreign: Cell<usize>,
    wrong: Cell<usize>,
}

impl Charset {
    /// The encoding of this name or code page, such as "UTF-8", "windows-1252", "CP1250" or "28591".
    pub fn named(name: &str) -> Self {
        match by_name(name.trim()) {
            Some(encoding) => Charset { encoding, ..Charset::assumed() },
            None => Charset { unknown: Some(name.trim().to_owned()), ..Charset::assumed() },
        }
        .stated()
    }

    /// No encoding is named: UTF-8 where a text is that, else Windows-1252.
    pub fn assumed() -> Self {
        let zero = || Cell::new(0);
        Charset { encoding: WINDOWS_1252, assumed: true, unknown: None, foreign: zero(), wrong: zero() }
    }

    fn stated(mut self) -> Self {
        self.assumed = self.unknown.is_some();
        self
    }

    /// Decodes a text.
    pub fn text(&self, bytes: &[u8]) -> String {
        if bytes.is_ascii() && self.encoding.is_ascii_compatible() {
            return bytes.iter().map(|b| char::from(*b)).collect();
        }
        if self.assumed
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            return text.to_owned();
        }
        let (text, wrong) = self.encoding.decode_without_bom_handling(bytes);
        self.foreign.set(self.foreign.get() + 1);
        self.wrong.set(self.wrong.get() + usize::from(wrong));
        text.into_owned()
    }

    /// Decodes a label or a title: `None` when it is empty.
    pub fn label(&self, bytes: &[u8]) -> Option<String> {
        let text = self.text(super::bytes::trimmed(bytes));
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// What the user should know.
    pub fn notes(&self) -> Vec<String> {
        let (name, mut notes) = (self.encoding.name(), Vec::new());
        if let Some(unknown) = &self.unknown {
            notes.push(format!("the file says its text is {unknown}, which is not known"));
        }
        if self.foreign.get() > 0 && self.encoding != UTF_8 {
            notes.push(format!("read as {}", name.to_ascii_lowercase()));
        }
        if self.wrong.get() > 0 {
            notes.push(format!("different texts with bytes that are no {name}: {}", self.wrong.get()));
        }
        notes
    }
}

fn by_name(name: &str) -> Option<&'static Encoding> {
    let known = |name: &str| Encoding::for_label(name.as_bytes());
    known(name).or_else(|| {
        let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
        known(&page(digits.parse().ok()?)?)
    })
}

/// The name of a Windows code page.
fn page(number: u32) -> Option<String> {
    Some(match number {
        2 | 20127 => "us-ascii".into(),
        874 | 1250..=1258 => format!("windows-{number}"),
        65001 => "utf-8".into(),
        866 => "ibm866".into(),
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 | 51949 => "euc-kr".into(),
        950 => "big5".into(),
        10000 => "macintosh".into(),
        20866 => "koi8-r".into(),
        21866 => "koi8-u".into(),
        28591..=28606 => format!("iso-8859-{}", number - 28590),
        51932 => "euc-jp".into(),
        54936 => "gb18030".into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_pages() {
        for (name, encoding) in
            [("UTF-8", "UTF-8"), ("CP1250", "windows-1250"), ("1252", "windows-1252"), ("28605", "ISO-8859-15")]
        {
            assert_eq!(Charset::named(name).encoding.name(), encoding);
        }
    }

    #[test]
    fn what_is_not_said_is_guessed_and_told() {
        let charset = Charset::assumed();
        assert_eq!((charset.text("é".as_bytes()), charset.notes()), ("é".into(), vec![]));
        assert_eq!((charset.text(b"\xe9"), charset.notes()), ("é".into(), vec!["read as windows-1252".into()]));
        let charset = Charset::named("EBCDIC-XY");
        assert_eq!(charset.text(b"\xe9"), "é");
        assert_eq!(charset.notes().len(), 2);
    }

    #[test]
    fn wrong_bytes_are_counted() {
        let charset = Charset::named("utf-8");
        assert_eq!(charset.text(b"a\xff"), "a\u{fffd}");
        assert_eq!(charset.notes(), ["different texts with bytes that are no UTF-8: 1"]);
        assert_eq!(charset.label(b" \0 "), None);
    }
}
