//! The head of a message: its fields, and what their values say.

use crate::outreach::record::Party;
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Address, HeaderValue};
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// Bytes that a head may have; what is longer is cut.
pub const MOST_HEAD: usize = 1 << 20;
/// Fields that a head may have; the rest is skipped.
const MOST_FIELDS: usize = 10_000;
/// Bytes that a field may have; longer ones are skipped.
const MOST_FIELD: usize = 256 << 10;
/// People that a field may name; the rest is skipped.
const MOST_PEOPLE: usize = 1_000;
/// Bytes that an id may have, which is a line's length.
pub const MOST_ID: usize = 998;

/// The head of a message: its fields, as they stand in the file.
#[derive(Clone, Debug, Default)]
pub struct Head<'a> {
    fields: Vec<(&'a [u8], &'a [u8])>,
    end: End,
}

/// How a head ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// With a blank line.
    #[default]
    Blank,
    /// With the message, which has no body.
    Message,
    /// It is too large: what follows was not looked at.
    Cut,
}

impl<'a> Head<'a> {
    /// Parses the head of a message; also gives where its body begins. Lines that are no field are skipped: mail programs of
    /// all ages left theirs there.
    pub fn parse(bytes: &'a [u8]) -> (Head<'a>, usize) {
        let head = &bytes[..bytes.len().min(MOST_HEAD)];
        let (mut fields, mut at) = (Vec::with_capacity(32), 0);
        let mut end = if head.len() < bytes.len() { End::Cut } else { End::Message };
        let mut is_skipped = false;
        while at < head.len() {
            let line = at + line_length(&head[at..]);
            if is_blank(&head[at..line]) {
                end = End::Blank;
                at = line;
                break;
            }
            let next = line + folded_length(&head[line..]);
            if let Some((name, value)) = field(&head[at..next]) {
                if fields.len() < MOST_FIELDS && value.len() <= MOST_FIELD {
                    fields.push((name, value));
                } else {
                    is_skipped |= name.eq_ignore_ascii_case(b"From");
                }
            }
            at = next;
        }
        (Head { fields, end: if is_skipped { End::Cut } else { end } }, at)
    }

    /// How it ends.
    pub(super) fn end(&self) -> End {
        self.end
    }

    /// The first field of this name (ASCII case-insensitive), folded as it stands, without its name.
    pub fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// All fields of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let wanted = name.as_bytes();
        let is_it = move |name: &[u8]| name.len() == wanted.len() && name.eq_ignore_ascii_case(wanted);
        self.fields.iter().filter(move |(name, _)| is_it(name)).map(|(_, value)| *value)
    }

    /// The first field of this name, unfolded and with encoded words (RFC 2047) decoded; raw 8-bit bytes as UTF-8, else
    /// Windows-1252.
    pub fn text(&self, name: &str) -> Option<String> {
        self.first(name).map(decoded)
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// Names of the fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().map(|(name, _)| *name)
    }

    /// The one whom a field names that names one, such as `From`: a name with commas that nobody quoted is one name all the same.
    pub(super) fn person(&self, name: &str) -> Option<Party> {
        let mut people = self.people(name).into_iter();
        let mut first = people.next()?;
        while first.address.is_none() {
            let Some(next) = people.next() else { break };
            first = one_name(first, next);
        }
        Some(first)
    }

    /// Everyone whom the fields of this name list.
    pub(super) fn people(&self, name: &str) -> Vec<Party> {
        let mut people = Vec::new();
        for value in self.all(name) {
            people.extend(parties(value));
        }
        people.truncate(MOST_PEOPLE);
        people
    }

    /// The ids in the first field of this name.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        self.first(name).map(ids).unwrap_or_default()
    }
}

/// The length of the first line with its end.
fn line_length(bytes: &[u8]) -> usize {
    memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1)
}

/// The length of the lines that continue a field.
fn folded_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += line_length(&bytes[at..]);
    }
    at
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|b| matches!(b, b'\r' | b'\n'))
}

/// The name and the value of a field, unless it is none.
pub(super) fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr(b':', line)?;
    let name = line[..colon].trim_ascii_end();
    let is_name = !name.is_empty() && name.len() <= 200 && name.iter().all(|b| (33..127).contains(b));
    is_name.then(|| (name, line[colon + 1..].trim_ascii()))
}

/// A value as text on one line.
fn unfolded(value: &[u8]) -> Cow<'_, str> {
    let text = match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(value).0,
    };
    if !text.contains('\n') {
        return text;
    }
    text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ").into()
}

/// A value as text on one line, its encoded words decoded.
fn decoded(value: &[u8]) -> String {
    let text = unfolded(value);
    if memmem::find(text.as_bytes(), b"=?").is_none() || is_costly(text.as_bytes()) {
        return text.into_owned();
    }
    let decode = |line: String| match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::new(),
    };
    let plain = decode(format!("{text}\n"));
    // Some programs break letters of several bytes apart.
    if plain.contains('\u{fffd}') { decode(format!("{}\n", rejoined(&text))) } else { plain }.trim().to_owned()
}

/// Whether decoding takes time out of all proportion: each `=?` is tried up to the next `?=`.
fn is_costly(text: &[u8]) -> bool {
    let (mut open, mut last, mut cost) = (0_u64, 0, 0_u64);
    for at in memchr::memchr_iter(b'?', text) {
        cost += open * (at - last) as u64;
        last = at;
        if text.get(at + 1) == Some(&b'=') {
            open = 0;
        }
        if at > 0 && text[at - 1] == b'=' {
            open += 1;
        }
    }
    cost += open * (text.len() - last) as u64;
    cost > 64 * (text.len() as u64 + 1024)
}

/// Joins neighbouring encoded words of the same kind, so that letters that were broken apart are whole again.
fn rejoined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last: Option<&str> = None;
    for word in text.split_whitespace() {
        let kind = word.strip_prefix("=?").filter(|w| w.ends_with("?=")).and_then(|w| {
            let end = w.find('?').and_then(|charset| Some(charset + 1 + w.get(charset + 1..)?.find('?')? + 1))?;
            w.get(..end).map(|kind| (kind, end + 2))
        });
        match kind {
            Some((kind, start)) if last.is_some_and(|l| l.eq_ignore_ascii_case(kind)) => {
                out.truncate(out.len() - 2);
                // What fills up the last letters of base64 stands at the end only.
                if kind.to_ascii_lowercase().ends_with("?b?") && out.ends_with('=') {
                    out.push_str("?= ");
                    out.push_str(word);
                } else {
                    out.push_str(word.get(start..).unwrap_or("?="));
                }
            }
            _ => {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(word);
            }
        }
        last = kind.map(|(kind, _)| kind);
    }
    out
}

/// The people of an address list: groups as their members, comments as names.
fn parties(value: &[u8]) -> Vec<Party> {
    let mut text = unfolded(value).into_owned();
    if memmem::find(text.as_bytes(), b"=?").is_some() {
        if is_costly(text.as_bytes()) {
            text = text.replace("=?", "= ?");
        } else if text.contains("?= =?") && !text.contains('"') {
            text = rejoined(&text);
        }
    }
    text.push('\n');
    let party = |addr: &Addr| party(addr, &text);
    let people: Vec<Party> = match MessageStream::new(text.as_bytes()).parse_address() {
        HeaderValue::Address(Address::List(list)) => list.iter().map(party).collect(),
        HeaderValue::Address(Address::Group(groups)) => {
            groups.iter().flat_map(|group| group.addresses.iter().map(party)).collect()
        }
        _ => Vec::new(),
    };
    whole_names(people.into_iter().filter(|party| !party.is_unknown()).take(MOST_PEOPLE))
}

/// `Lovelace, Ada <ada@x.org>` without its quotes looks like two people: a name without an address is the beginning of the next one.
fn whole_names(people: impl Iterator<Item = Party>) -> Vec<Party> {
    let mut whole: Vec<Party> = Vec::new();
    // Names without an address that stand before the one at hand.
    let mut waiting = 0;
    for mut party in people {
        // An address without a name of its own need not be that of the name before it.
        if party.address.is_some() && party.name.is_some() {
            let names = whole.split_off(whole.len() - waiting);
            party = names.into_iter().rev().fold(party, |party, name| one_name(name, party));
        }
        waiting = if party.address.is_none() { waiting + 1 } else { 0 };
        whole.push(party);
    }
    whole
}

/// A name, and what follows its comma.
fn one_name(name: Party, rest: Party) -> Party {
    let names = [name.name, rest.name].into_iter().flatten().collect::<Vec<_>>();
    Party { name: (!names.is_empty()).then(|| names.join(", ")), ..rest }
}

/// A person; a name that only repeats the address is none, and Outlook's quotes are not part of it.
fn party(addr: &Addr, text: &str) -> Party {
    let mail = addr.address.as_deref().unwrap_or("");
    let name = addr.name.as_deref().unwrap_or("").trim();
    // What stands in quotes right before the `@` is part of the address: `"ada l"@x.org`.
    let quoted = mail.starts_with('@').then(|| format!("\"{name}\"{mail}")).filter(|quoted| text.contains(quoted));
    if let Some(quoted) = quoted {
        return Party::new("", &quoted, "");
    }
    let bare = name.strip_prefix('\'').and_then(|n| n.strip_suffix('\'')).unwrap_or(name).trim();
    match (mail, bare) {
        ("", name) if name.contains('@') && !name.contains(' ') => Party::new("", name, ""),
        (mail, name) if name.eq_ignore_ascii_case(mail) => Party::new("", mail, ""),
        (mail, name) => Party::new(name, mail, ""),
    }
}

/// The ids of a list such as `<1@x.org> <2@x.org>`, without angle brackets; where none has brackets, every word with an `@`.
pub(super) fn ids(value: &[u8]) -> Vec<String> {
    let text = unfolded(value);
    let mut ids = Vec::new();
    for part in text.split('<').skip(1) {
        // An id that was folded has a space now.
        let id = part.split('>').next().unwrap_or("");
        ids.push(id.split_whitespace().collect::<String>());
    }
    if ids.iter().all(String::is_empty) {
        let words = text.split([' ', '\t', ',', ';', '>']).filter(|word| word.contains('@'));
        ids = words.map(str::to_owned).collect();
    }
    ids.retain(|id| !id.is_empty() && id.len() <= MOST_ID);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head<'_> {
        Head::parse(text.as_bytes()).0
    }

    fn people(value: &str) -> Vec<(String, String)> {
        let text = |part: Option<String>| part.unwrap_or_default();
        parties(value.as_bytes()).into_iter().map(|p| (text(p.name), text(p.address))).collect()
    }

    #[test]
    fn a_head_ends_at_the_blank_line_and_skips_what_is_no_field() {
        let text = ">From x\nFrom: ada@x.org\r\nSubject : a\n b\n\tc\nodd line\nX: 1\nx: 2\r\n\r\nBody: no\n";
        let (head, body) = Head::parse(text.as_bytes());
        assert_eq!(&text[body..], "Body: no\n");
        assert_eq!(head.first("from"), Some(b"ada@x.org".as_slice()));
        assert_eq!(head.text("SUBJECT").as_deref(), Some("a b c"));
        assert_eq!(head.all("X").collect::<Vec<_>>(), [b"1".as_slice(), b"2"]);
        assert!(!head.has("Body") && head.has("x"));
        assert_eq!(Head::parse(b"").1, 0);
        assert_eq!(Head::parse(b"A: b").0.first("a"), Some(b"b".as_slice()));
    }

    #[test]
    fn absurd_heads_are_cut() {
        let long = format!("A: {}\nB: c\n\n", "x".repeat(MOST_FIELD));
        assert_eq!(head(&long).text("a"), Some("x".repeat(MOST_FIELD)));
        let longer = format!("A: {}\nB: c\n\n", "x".repeat(MOST_FIELD + 1));
        assert_eq!((head(&longer).text("a"), head(&longer).text("b").as_deref()), (None, Some("c")));
        let many = "A: b\n".repeat(MOST_FIELDS + 5);
        assert_eq!(head(&many).all("a").count(), MOST_FIELDS);
        let endless = "X".repeat(MOST_HEAD + 50);
        assert_eq!(Head::parse(endless.as_bytes()).1, MOST_HEAD);
    }

    #[test]
    fn encoded_words_and_raw_bytes_are_decoded() {
        for (value, wanted) in [
            (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus =?iso-8859-1?B?S/Zsbg==?=".as_slice(), "Grüße aus Köln"),
            (b"=?UTF-8?B?R3LD?=\r\n =?UTF-8?B?vMOfZQ==?=", "Grüße"),
            (b"=?utf-8?q?a_=C3?= =?utf-8?q?=A9_b?= c", "a é b c"),
            (b"=?utf-8?q?one?=\n =?utf-8?q?two?=", "onetwo"),
            (b"=?iso-2022-jp?b?GyRCRnxLXDhsGyhC?=", "日本語"),
            ("Grüße".as_bytes(), "Grüße"),
            (b"Gr\xfc\xdfe \x80", "Grüße €"),
            (b"=?x?= =?no-such?Q?a?= =?utf-8?Q?open", "=?x?= a =?utf-8?Q?open"),
        ] {
            assert_eq!(decoded(value), wanted);
        }
    }

    #[test]
    fn words_that_never_end_cost_little() {
        let hostile = "=?aa?q?xx".repeat(20_000);
        assert!(is_costly(hostile.as_bytes()));
        assert_eq!(decoded(hostile.as_bytes()), hostile);
        let closed = format!("{hostile}=zz{}", "?=".repeat(20_000));
        assert!(is_costly(closed.as_bytes()));
        assert!(!is_costly("=?utf-8?Q?a=20b?= ".repeat(5_000).as_bytes()));
        assert!(parties(closed.as_bytes()).len() < 2);
    }

    #[test]
    fn address_lists_are_read_as_people_wrote_them() {
        let one = |name: &str, mail: &str| vec![(name.to_owned(), mail.to_owned())];
        for (value, name, mail) in [
            ("Ada Lovelace <Ada@X.org>", "Ada Lovelace", "ada@x.org"),
            ("\"Lovelace, Ada\" <ada@x.org>", "Lovelace, Ada", "ada@x.org"),
            ("ada@x.org (Ada Lovelace)", "Ada Lovelace", "ada@x.org"),
            ("=?utf-8?Q?Ad=C3=A0?= =?utf-8?Q?_L?= <ada@x.org>", "Adà L", "ada@x.org"),
            ("=?utf-8?B?R3LD?=\n =?utf-8?B?vMOf?= <g@x.org>", "Grüß", "g@x.org"),
            ("\"=?utf-8?Q?L=2C_Ad=C3=A0?=\" <ada@x.org>", "L, Adà", "ada@x.org"),
            ("'ada@x.org' <ada@x.org>", "", "ada@x.org"),
            ("<ada@x.org>", "", "ada@x.org"),
            ("ada@x.org", "", "ada@x.org"),
            ("Ada Lovelace", "Ada Lovelace", ""),
            ("'Ada L' <ada@x.org>", "Ada L", "ada@x.org"),
        ] {
            assert_eq!(people(value), one(name, mail), "{value}");
        }
        assert_eq!(people("\"ada..l\"@x.org"), one("", "\"ada..l\"@x.org"));
        assert_eq!(people("Ada <\"ada..l\"@x.org>"), one("Ada", "\"ada..l\"@x.org"));
        assert_eq!(people("friends: ada@x.org, Bob <bob@x.org>;, c@x.org").len(), 3);
        assert_eq!(people("undisclosed-recipients:;"), []);
        assert_eq!(people("a@x.org, b@x.org,\n c@x.org, , <>").len(), 3);
        assert_eq!(people(&"a@x.org,".repeat(3_000)).len(), MOST_PEOPLE);
        assert_eq!(people("G\u{fc}nther <g@x.org>")[0].0, "Günther");
    }

    #[test]
    fn a_name_with_commas_that_nobody_quoted_is_one_name() {
        let one = |value: &str| {
            let text = format!("From: {value}\n\n");
            let party = head(&text).person("From").expect("someone");
            (party.name.unwrap_or_default(), party.address.unwrap_or_default())
        };
        for (value, name, mail) in [
            ("Lovelace, Ada <ada@x.org>", "Lovelace, Ada", "ada@x.org"),
            ("Lovelace, Ada, PhD <ada@x.org>", "Lovelace, Ada, PhD", "ada@x.org"),
            ("Analytical Engines, <ada@x.org>", "Analytical Engines", "ada@x.org"),
            ("Lovelace, Ada", "Lovelace, Ada", ""),
            ("ada@x.org, Ada", "", "ada@x.org"),
        ] {
            assert_eq!(one(value), (name.to_owned(), mail.to_owned()), "{value}");
        }
        let listed =
            |value: &str| people(value).into_iter().map(|(name, mail)| format!("{name}|{mail}")).collect::<Vec<_>>();
        assert_eq!(
            listed("Fox, Bob <b@x.org>, Lovelace, Ada <a@x.org>"),
            ["Fox, Bob|b@x.org", "Lovelace, Ada|a@x.org"]
        );
        assert_eq!(listed("Ada, b@x.org, Eve"), ["Ada|", "|b@x.org", "Eve|"]);
    }

    #[test]
    fn ids_are_read_with_and_without_brackets() {
        assert_eq!(ids(b"<1@x.org>\r\n\t<2@\n x.org>,<3@x.org>"), ["1@x.org", "2@x.org", "3@x.org"]);
        assert_eq!(ids(b"Your message of \"Mon\" <1@x.org>"), ["1@x.org"]);
        assert_eq!(ids(b"1@x.org 2@x.org>"), ["1@x.org", "2@x.org"]);
        assert_eq!(ids(b"<1@x.org"), ["1@x.org"]);
        assert!(ids(b"<>").is_empty() && ids(b"none").is_empty());
        assert!(ids(format!("<{}>", "x".repeat(2_000)).as_bytes()).is_empty());
    }
}
