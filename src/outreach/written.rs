//! What a message of one's own says, in a form in which near-duplicates are told and from which no text can be read: the smallest
//! hashes of its pairs of words (a bottom-k sketch: Broder 1997, "On the resemblance and containment of documents"), and beside it the
//! first words for the own screen.
//!
//! What is personal in a mail merge must not tell its messages apart, and what stands under every message must not make them alike. So
//! the greeting and all from the closing on go, and the words of the recipient's name,
//! address and organisation; digits count as one digit, links and addresses as one word. Where a script has no blanks between words,
//! its letters are the words.

mod greetings;
#[cfg(test)]
mod tests;

use crate::input::labels;
use greetings::{CLOSINGS, GREETINGS, SMALL};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Hashes that are kept: all of a text of up to so many different pairs of words, and then the resemblance is exact; of longer
/// ones its standard error is at most 1/(2√k), 0.04.
const MOST_HASHES: usize = 128;
/// Bytes of a text that are looked at.
const MOST_BYTES: usize = 64 << 10;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 2_000;
/// Letters of an excerpt.
const EXCERPT: usize = 80;
/// Bytes of what stands behind a closing: names, addresses, notices. More of it is text.
const CLOSING: usize = 1_500;
/// Bytes within which a greeting ends.
const GREETING: usize = 80;
/// In texts of fewer words and bytes, digits tell them apart: `Template 1` is no `Template 2`.
const FEW_WORDS: usize = 6;
const SHORT: usize = 60;
/// Bytes of what stands between blanks that are looked at.
const MOST_LETTERS: usize = 8 << 10;
/// Where FNV-1a begins: the hash of no word.
const FNV: u64 = 0xcbf2_9ce4_8422_2325;
/// The word for a link.
const LINK: u64 = 1;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its sketch: hashes of pairs of words, in order, each once.
    pub sketch: Box<[u32]>,
    /// Its first words, behind the greeting.
    pub excerpt: Box<str>,
}

impl Written {
    /// What a text says, which was written to somebody of these names, addresses and organisations. `None` of one without words.
    pub fn of<'a>(text: &str, to: impl IntoIterator<Item = &'a str>) -> Option<Written> {
        let text = head(text, MOST_BYTES);
        let to = personal(to);
        let said = without_closing(without_greeting(text.trim_start()));
        let words = words(said, &to);
        if words.is_empty() {
            return None;
        }
        Some(Written { sketch: sketch(&words), excerpt: excerpt(said) })
    }

    /// A sketch as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.sketch.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    /// What [`Written::bytes`] gave, with its excerpt.
    pub fn of_bytes(bytes: &[u8], excerpt: &str) -> Option<Written> {
        let hashes = bytes.chunks(4).map(|four| four.try_into().ok().map(u32::from_le_bytes));
        let sketch: Box<[u32]> = hashes.collect::<Option<_>>()?;
        let is_sketch = !sketch.is_empty() && sketch.len() <= MOST_HASHES && sketch.is_sorted_by(|a, b| a < b);
        is_sketch.then(|| Written { sketch, excerpt: excerpt.into() })
    }
}

/// The share of pairs of words that two texts have in common, of all that either has (Jaccard), 0–1: exact where both sketches hold
/// all of their text's, else estimated from the smallest of both.
pub fn resemblance(one: &[u32], other: &[u32]) -> f64 {
    let is_cut = one.len() == MOST_HASHES || other.len() == MOST_HASHES;
    let most = if is_cut { MOST_HASHES } else { usize::MAX };
    let (mut a, mut b) = (one.iter().peekable(), other.iter().peekable());
    let (mut common, mut all) = (0_u32, 0_usize);
    while all < most {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => x.cmp(y),
            // Behind the end of a sketch that was cut, nothing is known.
            (Some(_), None) if other.len() < MOST_HASHES => std::cmp::Ordering::Less,
            (None, Some(_)) if one.len() < MOST_HASHES => std::cmp::Ordering::Greater,
            _ => break,
        };
        common += u32::from(order.is_eq());
        all += 1;
        if order.is_le() {
            a.next();
        }
        if order.is_ge() {
            b.next();
        }
    }
    if all == 0 { 0.0 } else { f64::from(common) / all as f64 }
}

/// The first bytes of a text, up to a whole letter.
fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or(text)
}

/// The words by which somebody is known, hashed.
fn personal<'a>(to: impl IntoIterator<Item = &'a str>) -> BTreeSet<u64> {
    let mut known = Vec::new();
    for text in to {
        // Of an address, what stands before the last dot: `ada.lovelace@acme.com` is of Acme.
        let (local, domain) = text.split_once('@').unwrap_or((text, ""));
        let domain = domain.rsplit_once('.').map_or(domain, |(name, _)| name);
        for part in [local, domain] {
            let normal = labels::normal(head(part, 200));
            let words = normal.split(|c: char| !c.is_alphanumeric() && c != '\'');
            let names = words.filter(|word| !SMALL.contains(word) && word.contains(char::is_alphabetic));
            names.for_each(|name| token_words(name, true, &mut known));
        }
    }
    known.into_iter().collect()
}

/// A text behind its greeting.
fn without_greeting(text: &str) -> &str {
    let start = head(text, GREETING);
    let line = start.lines().next().unwrap_or("");
    let is_greeting = begins(&labels::normal(line), GREETINGS);
    let is_name = line.len() < text.len() && line.split_whitespace().count() <= 4;
    let end = line.find([',', '!', ':', ';', '，', '！', '：', '、', '。', '،', '—', '–']).or_else(|| line.find(" - "));
    let behind = match end {
        // `Hi Ada,` and `Ada,` alone on their line, and `Hi Ada, I hope`.
        Some(at) if is_greeting => Some(at),
        Some(at) if is_name && line.get(at..).is_some_and(|rest| rest.trim_end().chars().count() == 1) => Some(at),
        None if is_greeting && line.len() < start.len() && line.split_whitespace().count() <= 6 => Some(line.len()),
        _ => None,
    };
    let rest = behind.and_then(|at| text.get(at..)).unwrap_or(text);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    // A text that is nothing but a greeting says that.
    if rest.is_empty() { text } else { rest }
}

/// A text up to its closing, `Best regards,` on a line of its own: what follows stands under every message.
fn without_closing(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_short = line.len() <= GREETING && line.split_whitespace().count() <= 5;
        if is_short && at > 0 && text.len() - at <= CLOSING && begins(&labels::normal(line), CLOSINGS) {
            return text.get(..at).unwrap_or(text);
        }
        at += line.len();
    }
    text
}

/// Whether a line begins with one of these phrases.
fn begins(line: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|words| {
        let rest = line.strip_prefix(words);
        // Chinese and Japanese do not part words.
        rest.is_some_and(|rest| !words.is_ascii() || !rest.starts_with(char::is_alphanumeric))
    })
}

/// The words of a text, hashed, without those by which the recipient is known.
fn words(text: &str, without: &BTreeSet<u64>) -> Vec<u64> {
    let normal: Cow<str> = if text.is_ascii() { text.into() } else { labels::normal(text).into() };
    let is_short = normal.len() < SHORT && normal.split_ascii_whitespace().count() < FEW_WORDS;
    let mut words = Vec::new();
    for token in normal.split_ascii_whitespace() {
        if words.len() >= MOST_WORDS {
            break;
        }
        if is_link(token) { words.push(LINK) } else { token_words(head(token, MOST_LETTERS), is_short, &mut words) }
    }
    words.truncate(MOST_WORDS);
    if words.iter().all(|word| without.contains(word)) {
        return words;
    }
    words.retain(|word| !without.contains(word));
    words
}

/// A link, or a mail address.
fn is_link(token: &str) -> bool {
    let is_site = || token.contains("://");
    let is_address = || token.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'));
    let is_named = || token.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    // Most words have none of these marks.
    token.bytes().any(|b| matches!(b, b':' | b'@' | b'.')) && (is_site() || is_address() || is_named())
}

/// The hashes of the words of what stands between blanks: `don't` is one, `follow-up` two; of scripts without blanks each letter is a
/// word. All digits of a run are one, unless they are kept: `10am` is `11am`.
fn token_words(token: &str, keeps_digits: bool, words: &mut Vec<u64>) {
    let (mut hash, mut before) = (FNV, ' ');
    let mut end = |hash: &mut u64| {
        words.extend((*hash != FNV).then_some(*hash));
        *hash = FNV;
    };
    for letter in token.chars() {
        let letter = letter.to_ascii_lowercase();
        if letter.is_ascii_lowercase() {
            hash = fnv(hash, letter);
        } else if is_unspaced(letter) {
            end(&mut hash);
            hash = fnv(hash, letter);
            end(&mut hash);
        } else if letter.is_numeric() && !keeps_digits {
            hash = if before.is_numeric() { hash } else { fnv(hash, '0') };
        } else if letter.is_alphanumeric() {
            hash = fnv(hash, letter);
        } else if letter != '\'' {
            end(&mut hash);
        }
        before = letter;
    }
    end(&mut hash);
}

/// Scripts that have no blanks between words: Han, Kana, Thai, Lao, Khmer, Burmese, Tibetan.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{0e00}'..='\u{0fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && letter.is_alphanumeric()
}

/// The smallest hashes of pairs of words; of a single word, its own.
fn sketch(words: &[u64]) -> Box<[u32]> {
    let pair = |pair: &[u64]| pair.iter().fold(0, |sum: u64, hash| mixed(sum.rotate_left(23) ^ hash));
    let mut all: Vec<u32> = words.windows(words.len().clamp(1, 2)).map(|two| (pair(two) >> 32) as u32).collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(MOST_HASHES);
    all.into()
}

/// FNV-1a, letter by letter: the same on every machine and in every version.
fn fnv(hash: u64, letter: char) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The last step of SplitMix64 (Steele, Lea & Flood 2014), by which every bit depends on every other.
pub(super) fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The first letters, in one line and without what cannot be seen.
fn excerpt(text: &str) -> Box<str> {
    // Marks that turn the direction of a line would turn what stands beside it too.
    let turns = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let start: String = head(text, EXCERPT * 16).chars().filter(|c| !turns(c)).collect();
    let line = start
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or(&line).trim_end()).into(),
        None => line.into(),
    }
}
