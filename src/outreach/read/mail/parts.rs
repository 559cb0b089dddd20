//! The parts of a MIME message: where each begins and ends. A body may be cut anywhere; what is attached as a message of its own
//! is one part and not looked into, for what it says is not said by this one.

use super::fields::Head;
use memchr::memmem;

/// How deep parts may lie in each other.
const DEPTH: usize = 10;
/// How many parts a message may have.
const PARTS: usize = 1_000;

/// A part that has no parts.
pub struct Part<'a> {
    /// Type and subtype, in lower case.
    pub media: String,
    /// The whole content type, unfolded, for its parameters.
    pub content_type: String,
    /// The transfer encoding, in lower case.
    pub encoding: String,
    /// Whether it is a file that goes along.
    pub is_attachment: bool,
    /// Its bytes, as they are encoded.
    pub body: &'a [u8],
}

impl<'a> Part<'a> {
    fn new(head: &Head, body: &'a [u8], usual: &str) -> Part<'a> {
        let content_type = field(head, "Content-Type");
        let media = content_type.split([';', ' ', '\t']).next().unwrap_or("").trim().to_ascii_lowercase();
        // Old mail says "text" for text/plain; what has no type is text.
        let media = match media.as_str() {
            "" => usual.to_owned(),
            "text" => "text/plain".to_owned(),
            _ => media,
        };
        let encoding = field(head, "Content-Transfer-Encoding").trim().to_ascii_lowercase();
        let is_attachment = field(head, "Content-Disposition").trim().to_ascii_lowercase().starts_with("attachment");
        Part { media, content_type, encoding, is_attachment, body }
    }

    /// A parameter of the content type.
    pub fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.content_type, name)
    }
}

/// A field without its line breaks; what is no UTF-8 in it is replaced.
pub fn field(head: &Head, name: &str) -> String {
    let raw = head.first(name).unwrap_or_default();
    String::from_utf8_lossy(raw).replace(['\r', '\n'], "").trim().to_owned()
}

/// A parameter of a field such as `text/plain; charset="utf-8"`.
pub fn parameter(field: &str, name: &str) -> Option<String> {
    // A semicolon inside quotes does not end a parameter: a boundary may hold one.
    let mut quoted = false;
    let ends = |c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    };
    field.split(ends).skip(1).find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let key = key.trim().trim_end_matches('*');
        let value = value.trim().trim_matches('"').trim();
        (key.eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The parts of a message, in their order; a message without parts is its own only one.
pub fn parts<'a>(head: &Head, body: &'a [u8]) -> Vec<Part<'a>> {
    let mut found = Vec::new();
    collect(Part::new(head, body, "text/plain"), 0, &mut found);
    found
}

fn collect<'a>(part: Part<'a>, depth: usize, found: &mut Vec<Part<'a>>) {
    if found.len() >= PARTS {
        return;
    }
    if !part.media.starts_with("multipart/") || depth >= DEPTH {
        found.push(part);
        return;
    }
    let usual = if part.media == "multipart/digest" { "message/rfc822" } else { "text/plain" };
    let declared = part.parameter("boundary").map(|boundary| split(part.body, &boundary));
    // A boundary that is not told, or not as it is.
    let pieces =
        declared.filter(|pieces| !pieces.is_empty()).or_else(|| Some(split(part.body, &seen_boundary(part.body)?)));
    let pieces = pieces.unwrap_or_default();
    // What has none was written all the same.
    if pieces.is_empty() {
        found.push(Part { media: "text/plain".to_owned(), ..part });
        return;
    }
    for bytes in pieces {
        if found.len() >= PARTS {
            return;
        }
        // A part without a head begins with its blank line.
        let is_bare = bytes.starts_with(b"\n") || bytes.starts_with(b"\r\n");
        let (head, start) = Head::parse(if is_bare { b"" } else { bytes });
        collect(Part::new(&head, bytes.get(start..).unwrap_or_default(), usual), depth + 1, found);
    }
}

/// The first line that looks like a boundary.
fn seen_boundary(body: &[u8]) -> Option<String> {
    let line = body.split(|b| *b == b'\n').take(100).find(|line| line.starts_with(b"--") && line.len() > 10)?;
    std::str::from_utf8(line.get(2..)?.trim_ascii_end()).ok().filter(|b| !b.contains(' ')).map(str::to_owned)
}

/// The pieces between the lines of a boundary; the last one need not be ended.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let line = format!("--{boundary}");
    let (mut pieces, mut start) = (Vec::new(), None);
    for at in memmem::find_iter(body, line.as_bytes()) {
        let after = body.get(at + line.len()..).unwrap_or_default();
        let end = memchr::memchr(b'\n', after).unwrap_or(after.len());
        let rest = after.get(..end).unwrap_or_default().trim_ascii();
        let begins_line = at == 0 || body.get(at - 1) == Some(&b'\n');
        // A longer boundary may begin like this one.
        if !begins_line || !(rest.is_empty() || rest.starts_with(b"--")) {
            continue;
        }
        if let Some(start) = start.replace(at + line.len() + (end + 1).min(after.len())) {
            pieces.push(without_last_break(body.get(start..at).unwrap_or_default()));
        }
        if pieces.len() > PARTS || rest.starts_with(b"--") {
            start = None;
            break;
        }
    }
    pieces.extend(start.and_then(|start| body.get(start..)));
    pieces
}

/// The break before a boundary belongs to the boundary.
fn without_last_break(piece: &[u8]) -> &[u8] {
    let piece = piece.strip_suffix(b"\n").unwrap_or(piece);
    piece.strip_suffix(b"\r").unwrap_or(piece)
}
