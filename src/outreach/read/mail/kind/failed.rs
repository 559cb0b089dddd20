//! Whom a message did not reach, and which message it was, where no report says so: from what notices say in words, and from the
//! message that they return.

use super::super::decode;
use super::super::fields::Head;
use super::phrases::FAILURE_TEXTS;
use super::{Mail, words};

/// The types of a returned message, or of its head alone.
const RETURNED: &[&str] = &[
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/rfc822-headers",
    "text/rfc822",
];
/// How many addresses are kept.
pub const ADDRESSES: usize = 100;
/// How many lines are looked at.
const LINES: usize = 2_000;

/// Whether the message that came back has a field.
pub fn original_has(mail: &Mail, name: &str) -> bool {
    let mut embedded = mail.parts.iter().filter(|p| RETURNED.contains(&p.media.as_str()));
    embedded.any(|p| Head::parse(p.body.trim_ascii_start()).0.has(name))
}

/// Whether a message returns another one.
pub fn returns_one(mail: &Mail) -> bool {
    mail.has_part(RETURNED) || original_at(mail.text()).is_some()
}

/// The Message-ID of the message that came back: its own, else what the notice answers.
pub fn original(mail: &Mail) -> Option<String> {
    let embedded = mail.parts.iter().filter(|p| RETURNED.contains(&p.media.as_str())).find_map(|part| {
        let bytes = decode::bytes(part);
        let bytes = bytes.trim_ascii_start();
        Head::parse(bytes).0.first("Message-ID").and_then(message_id)
    });
    let answered = || mail.head.first("In-Reply-To").and_then(message_id);
    let referred = || mail.head.first("References").and_then(last_id);
    // Some attach the head as a file of text.
    let texts = mail.parts.iter().skip(1).filter(|p| p.media.starts_with("text/plain"));
    let attached = || texts.take(5).find_map(|part| inline_id(&decode::text(part)));
    embedded.or_else(|| inline_id(mail.text())).or_else(attached).or_else(answered).or_else(referred)
}

fn message_id(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let id = text.split_once('<').map_or(text.as_ref(), |(_, rest)| rest.split('>').next().unwrap_or(""));
    let id: String = id.split_whitespace().collect();
    (!id.is_empty()).then_some(id)
}

fn last_id(raw: &[u8]) -> Option<String> {
    let start = memchr::memrchr(b'<', raw)?;
    message_id(raw.get(start..)?)
}

/// The Message-ID of a message that stands in the text.
fn inline_id(text: &str) -> Option<String> {
    let rest = text.get(original_at(text)?..)?;
    let mut lines = rest.lines().take(LINES);
    let value = lines.find_map(|line| after_label(line, "message-id:").map(str::to_owned))?;
    let value = if value.trim().is_empty() { lines.next().unwrap_or_default().to_owned() } else { value };
    message_id(value.as_bytes()).filter(|id| id.len() > 2)
}

fn after_label<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let line = line.trim_start_matches([' ', '\t', '>', '|']);
    line.get(..label.len()).filter(|start| start.eq_ignore_ascii_case(label)).and_then(|_| line.get(label.len()..))
}

/// What a notice says above the message that it returns.
pub fn above_original(text: &str) -> &str {
    original_at(text).and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Where a returned message begins in a text: at the line that says so, or at its head.
fn original_at(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(LINES) {
        let bare = line
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '=' | '*' | '>' | '|' | '_'))
            .to_lowercase();
        let is_head =
            ["received: ", "return-path:", "message-id:", "x-envelope-to:", "delivered-to:", "dkim-signature:"].iter();
        if is_head.clone().any(|label| bare.starts_with(label)) || words::begins(&bare, COPIES) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// What stands above a returned message.
const COPIES: &[&str] = &[
    "original message",
    "below this line is a copy",
    "this is a copy of",
    "unsent message below",
    "message header follows",
    "message headers follow",
    "returned message",
    "undelivered message follows",
    "a copy of the original",
    "a copy of your message",
    "start of returned message",
    "original mail as follows",
    "header of the original message",
    "headers of the original message",
    "the header of the original",
    "original message headers",
    "included is a copy",
    "the original message headers",
    "content of original message",
    "your original message",
    "message text follows",
    "below is a copy of",
    "your message reads",
    "the following is a copy",
    "here is a copy",
    "----- original message",
    "included message",
    "original message header",
    "ursprüngliche nachricht",
    "kopie der nachricht",
    "message d'origine",
    "mensaje original",
    "mensagem original",
];

/// Whom a notice without a report names: a field, else its words, else the only receiver of the message that came back.
pub fn recipients(mail: &Mail) -> Vec<String> {
    let fields = mail.head.all("X-Failed-Recipients").take(ADDRESSES);
    let named: Vec<String> = fields.flat_map(|raw| addresses(&String::from_utf8_lossy(raw))).take(ADDRESSES).collect();
    if !named.is_empty() {
        return unique(named);
    }
    let own = own_addresses(mail);
    let text = above_original(mail.text());
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    for way in [alone, in_sentences, in_codes] as [Way; 3] {
        let found: Vec<String> = unique(way(&lines)).into_iter().filter(|a| !own.contains(a)).collect();
        if !found.is_empty() {
            return found;
        }
    }
    // Someone who wrote to themselves.
    only_receiver(mail).map_or_else(|| unique(alone(&lines)), |only| vec![only])
}

/// A way to find the addresses that lines name.
type Way = fn(&[&str]) -> Vec<String>;

/// Lines that are an address, or begin with one in brackets or before a colon.
fn alone(lines: &[&str]) -> Vec<String> {
    let of = |line: &&str| {
        let line = line.trim().trim_start_matches(['*', '-', '•', '\t', ' ', '"', '\'']);
        let first = line.split_whitespace().next().unwrap_or("");
        let is_all = first.len() >= line.trim_end_matches([':', '.', ',', ';', '"', '\'']).len();
        let begins = (first.starts_with('<')
            && (first.ends_with('>') || first.ends_with(">:") || first.ends_with(">...")))
            || first.ends_with(':');
        let address = addresses(first.trim_start_matches("mailto:")).into_iter().next();
        address.filter(|_| is_all || begins)
    };
    lines.iter().filter_map(of).collect()
}

/// Lines that say of an address that it was not reached, and the line after one that ends in a colon.
fn in_sentences(lines: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_announced = false;
    for line in lines.iter().filter(|l| !l.trim().is_empty() && l.len() < 1_000) {
        let small = line.trim().to_lowercase();
        let label = RECIPIENT_LABELS.iter().any(|label| small.starts_with(label));
        let says = words::says(&small, FAILURE_TEXTS)
            || words::says(&small, &["delivered to", "mail to", "message to", "recipient", "sent to"]);
        if label || says || is_announced {
            found.extend(addresses(&small));
        }
        is_announced = (label || says) && small.ends_with([':', '：']);
    }
    found
}

const RECIPIENT_LABELS: &[&str] = &[
    "recipient",
    "to:",
    "to ",
    "failed recipient",
    "rcpt to",
    "address:",
    "user:",
    "empfänger",
    "destinataire",
    "destinatario",
    "宛先",
    "收件人",
];

/// Lines with a reply code of SMTP.
fn in_codes(lines: &[&str]) -> Vec<String> {
    lines.iter().filter(|l| l.len() < 1_000 && words::has_code(l)).flat_map(|l| addresses(l)).collect()
}

/// The receiver of the message that came back, if it is only one: of several it cannot be told whom it did not reach.
fn only_receiver(mail: &Mail) -> Option<String> {
    let embedded = mail.parts.iter().find(|p| RETURNED.contains(&p.media.as_str())).map(decode::bytes);
    let inline = || original_at(mail.text()).and_then(|at| mail.text().get(at..)).map(|t| t.as_bytes().to_vec());
    let bytes = embedded.or_else(inline)?;
    let rest = bytes.trim_ascii_start();
    let (head, _) = Head::parse(rest);
    let of = |name| head.all(name).flat_map(|raw| addresses(&String::from_utf8_lossy(raw))).take(3).collect::<Vec<_>>();
    let receivers: Vec<String> = if head.has("To") {
        unique(["To", "Cc"].into_iter().flat_map(of).collect())
    } else {
        let to = std::str::from_utf8(rest).ok()?.lines().take(LINES).find_map(|l| after_label(l, "to:"))?;
        addresses(to)
    };
    match receivers.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// Those to whom the notice itself was sent, and who sent it.
fn own_addresses(mail: &Mail) -> Vec<String> {
    let of = |name| mail.head.all(name).take(ADDRESSES).flat_map(|raw| addresses(&String::from_utf8_lossy(raw)));
    let fields = ["To", "From", "Reply-To", "Return-Path", "Delivered-To", "X-Original-To", "Sender"];
    fields.into_iter().flat_map(of).collect()
}

fn unique(found: Vec<String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for address in found {
        if unique.len() < ADDRESSES && !unique.contains(&address) {
            unique.push(address);
        }
    }
    unique
}

/// The addresses of a text, in lower case.
pub fn addresses(text: &str) -> Vec<String> {
    let parts =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '|');
    text.split(parts).filter(|word| word.contains('@')).filter_map(address).take(ADDRESSES).collect()
}

fn address(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| matches!(c, '.' | '\'' | '*' | '`' | '!' | '“' | '”' | '’' | '‘' | '/'));
    let (local, domain) = word.rsplit_once('@')?;
    let is_domain = !domain.is_empty() && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let is_local =
        !local.is_empty() && local.len() <= 256 && !local.contains(['@', '\\']) && !local.chars().any(char::is_control);
    (is_domain && is_local && domain.len() <= 255).then(|| word.to_lowercase())
}
