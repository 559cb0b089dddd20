//! Where a header falls into a question and an option.

use super::profile::tidy;
use crate::input::labels;

/// Separators between a question and its option.
const STRONG: [&str; 9] = [" - ", " – ", " — ", ": ", " | ", " > ", " / ", "___", "::"];

/// Separators in headers without spaces, which are codes.
const WEAK: [char; 6] = ['_', '/', '.', '-', '|', ':'];

/// A question mark ends the question; what stands behind it is the option.
const ASKED: &str = "? ";

/// What is trimmed from the end of a question and from the beginning of an option.
const BETWEEN: &str = " -–—:|>/[(_.";

/// A longer header is a text; where it falls in two cannot be told.
const LONGEST: usize = 2_000;

/// A header with more places than this is looked at from its beginning only.
const MOST_CUTS: usize = 24;

/// A header fallen in two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// The question.
    pub stem: String,
    /// The option.
    pub part: String,
}

impl Cut {
    fn of(stem: &str, part: &str) -> Option<Cut> {
        let stem = stem.trim_end_matches(|c| BETWEEN.contains(c)).to_owned();
        let part = part.trim_start_matches(|c| BETWEEN.contains(c)).trim_end().to_owned();
        (!stem.is_empty() && !part.is_empty()).then_some(Cut { stem, part })
    }

    /// The question in the form in which texts are compared.
    pub fn key(&self) -> String {
        labels::normal(&self.stem)
    }
}

/// All places where a header may fall in two, the shortest question first. Where ticked cells repeat the end of the header,
/// that end is the option.
pub(super) fn cuts(header: &str, ticked: Option<&str>) -> Vec<Cut> {
    let header = tidy(header);
    if header.len() > LONGEST {
        return Vec::new();
    }
    if let Some(cut) = ticked.and_then(|cell| repeated(&header, &tidy(cell))) {
        return vec![cut];
    }
    let mut cuts: Vec<Cut> = bracketed(&header).and_then(|(stem, part)| Cut::of(stem, part)).into_iter().collect();
    let inner = header.strip_suffix(')').and_then(|h| h.rfind(" (").map(|at| (&h[..at], &h[at + 2..])));
    cuts.extend(inner.and_then(|(stem, part)| Cut::of(stem, part)));
    for separator in STRONG {
        cuts.extend(
            header.match_indices(separator).filter_map(|(at, s)| Cut::of(&header[..at], &header[at + s.len()..])),
        );
    }
    cuts.extend(header.match_indices(ASKED).filter_map(|(at, _)| Cut::of(&header[..=at], &header[at + 2..])));
    if !header.contains(' ') {
        cuts.extend(header.match_indices(WEAK).filter_map(|(at, s)| Cut::of(&header[..at], &header[at + s.len()..])));
    }
    if cuts.is_empty() {
        cuts.extend(numbered(&header).and_then(|n| Cut::of(&n[0], &n[1])));
    }
    cuts.sort_by_key(|c| c.stem.len());
    cuts.dedup_by_key(|c| c.stem.clone());
    cuts.truncate(MOST_CUTS);
    cuts
}

/// `Question Option` where a ticked cell says `Option`.
fn repeated(header: &str, cell: &str) -> Option<Cut> {
    let inner = || header.strip_suffix([']', ')']).and_then(|h| h.strip_suffix(cell));
    let stem = header.strip_suffix(cell).or_else(inner).filter(|_| !cell.is_empty())?;
    stem.ends_with(|c: char| BETWEEN.contains(c)).then(|| Cut::of(stem, cell)).flatten()
}

/// The option that a header ends with, by its first sign of one.
pub(super) fn last_part(header: &str) -> Option<String> {
    segments(header).pop()
}

/// A header in pieces: the question first, what it is about last.
pub(super) fn segments(header: &str) -> Vec<String> {
    let header = header.trim();
    if let Some((stem, part)) = bracketed(header) {
        return vec![stem.to_owned(), part.to_owned()];
    }
    if let Some(at) = header.rfind(ASKED).filter(|_| !STRONG.iter().any(|s| header.contains(s))) {
        return vec![header[..=at].to_owned(), header[at + ASKED.len()..].trim().to_owned()];
    }
    if let Some(separator) = STRONG.iter().find(|s| header.contains(**s)) {
        return header.split(separator).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    }
    let words: Vec<String> = header.split(WEAK).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    if words.len() > 1 && !header.contains(' ') {
        return words;
    }
    numbered(header).unwrap_or_else(|| vec![header.to_owned()])
}

/// `Question [Option]`, `Q1[SQ001]`, `Question (choice=Option)`.
pub(in crate::survey) fn bracketed(header: &str) -> Option<(&str, &str)> {
    if let Some(at) = header.find("(choice=") {
        let part = header[at + "(choice=".len()..].strip_suffix(')')?;
        return Some((header[..at].trim(), part.trim()));
    }
    let inner = header.strip_suffix(']')?;
    let mut depth = 1;
    let at = inner.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == ']') - i32::from(c == '[');
        (depth == 0).then_some(at)
    })?;
    let (stem, part) = (inner[..at].trim(), inner[at + 1..].trim());
    (!stem.is_empty() && !part.is_empty()).then_some((stem, part))
}

/// `barrier12` → `barrier`, `12`; `Q3b` → `Q3`, `b`.
pub(super) fn numbered(header: &str) -> Option<Vec<String>> {
    if header.contains(' ') && !header.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let stem = header.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < header.len() && !stem.is_empty() {
        return Some(vec![stem.to_owned(), header[stem.len()..].to_owned()]);
    }
    let letter = header.chars().last().filter(|c| c.is_ascii_lowercase())?;
    let stem = &header[..header.len() - letter.len_utf8()];
    stem.ends_with(|c: char| c.is_ascii_digit()).then(|| vec![stem.to_owned(), letter.to_string()])
}
