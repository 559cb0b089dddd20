//! From a part's bytes to its text: transfer encoding and charset.

use super::LOOKED_AT;
use super::parts::Part;
use crate::input::guard::guarded;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

/// A part as text; at most the first 256 KiB of it.
pub fn text(part: &Part) -> String {
    let declared = part.parameter("charset");
    let bytes = bytes(part);
    charset(bytes.get(..LOOKED_AT).unwrap_or(&bytes), declared.as_deref())
}

/// A part's bytes, without their transfer encoding.
pub fn bytes(part: &Part) -> Vec<u8> {
    let body = part.body.get(..LOOKED_AT).unwrap_or(part.body);
    match part.encoding.as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body).unwrap_or_default(),
        _ => body.to_vec(),
    }
}

/// Lenient, unlike the library's: what is no escape stays as it stands.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        text.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let skipped = match rest {
            [b'=', b'\n', ..] => 2,
            [b'=', b'\r', b'\n', ..] => 3,
            [b'=', a, b, ..] => hex(*a).zip(hex(*b)).map_or(0, |(a, b)| {
                text.push(16 * a + b);
                3
            }),
            _ => 0,
        };
        if skipped == 0 {
            text.push(b'=');
        }
        rest = &rest[skipped.max(1)..];
    }
    text.extend_from_slice(rest);
    text
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

/// Lists add lines of plain text behind base64: it ends where it is no longer that.
fn base64(body: &[u8]) -> Option<Vec<u8>> {
    let is_digit = |b: &u8| b.is_ascii_alphanumeric() || b"+/=\r \t".contains(b);
    let lines = body.split(|b| *b == b'\n').take_while(|line| line.iter().all(is_digit));
    let mut digits: Vec<u8> =
        lines.flatten().copied().filter(|b| !b.is_ascii_whitespace()).take_while(|b| *b != b'=').collect();
    // A cut body ends within a group of four.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    digits.resize(digits.len().next_multiple_of(4), b'=');
    guarded(|| base64_decode(&digits)).flatten()
}

/// Bytes of a charset as text. Without a charset, or with one that cannot be true, it is told from the bytes.
pub fn charset(bytes: &[u8], declared: Option<&str>) -> String {
    let declared = declared.map(str::trim).filter(|name| !is_ascii_name(name));
    if let Some(encoding) = declared.and_then(|name| Encoding::for_label(name.as_bytes())) {
        return encoding.decode(bytes).0.into_owned();
    }
    let rare = declared.and_then(|name| charset_decoder(name.as_bytes()));
    if let Some(text) = rare.and_then(|decoder| guarded(|| decoder(bytes))) {
        return text;
    }
    told(bytes).decode(bytes).0.into_owned()
}

fn is_ascii_name(name: &str) -> bool {
    ["us-ascii", "ascii", "unknown-8bit", "unknown", "default", "x-unknown"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

fn told(bytes: &[u8]) -> &'static Encoding {
    // A cut at the end may go through a letter.
    if bytes.is_ascii() && !bytes.contains(&0x1b) {
        return UTF_8;
    }
    let is_utf8 = std::str::from_utf8(bytes).map_or_else(|e| e.error_len().is_none(), |_| !bytes.contains(&0x1b));
    if is_utf8 {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}
