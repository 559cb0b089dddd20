//! Short names for programs, made from wordings.

use crate::input::labels;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Words that say nothing in a name.
const EMPTY_WORDS: [&str; 58] = [
    "a",
    "an",
    "the",
    "of",
    "to",
    "in",
    "on",
    "at",
    "for",
    "and",
    "or",
    "is",
    "are",
    "do",
    "does",
    "did",
    "you",
    "your",
    "i",
    "my",
    "me",
    "it",
    "its",
    "be",
    "have",
    "has",
    "that",
    "which",
    "what",
    "with",
    "please",
    "this",
    "these",
    "they",
    "their",
    "we",
    "our",
    "following",
    "select",
    "all",
    "apply",
    "was",
    "were",
    "from",
    "by",
    "der",
    "die",
    "das",
    "und",
    "le",
    "la",
    "les",
    "de",
    "du",
    "el",
    "los",
    "y",
    "s",
];

/// Characters in a name, at most.
const LONGEST: usize = 32;

/// Names that are taken.
#[derive(Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes a name as it stands, so that no other gets it.
    pub fn reserve(&mut self, text: &str) {
        self.0.insert(labels::normal(text));
    }

    /// A name made from a wording, another than all before; `otherwise` names what has no words.
    pub fn id(&mut self, wording: &str, otherwise: &str) -> String {
        let slug = slug(wording);
        let slug = if labels::is_id(&slug) { slug } else { otherwise.to_owned() };
        let mut id = slug.clone();
        let mut n = 2;
        while !self.0.insert(labels::normal(&id)) {
            id = format!("{slug}_{n}");
            n += 1;
        }
        id
    }
}

/// The first words that say something, in lower case, with `_` between them.
fn slug(wording: &str) -> String {
    let plain: String = wording.nfc().map(without_accent).flat_map(char::to_lowercase).collect();
    let plain = plain.replace('ß', "ss").replace(['\'', '’'], "");
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let telling: Vec<&str> = words.iter().copied().filter(|w| !EMPTY_WORDS.contains(w)).collect();
    let words = if telling.is_empty() { words } else { telling };
    let mut out = String::new();
    for word in words {
        if !out.is_empty() && out.len() + word.len() + 1 > LONGEST {
            break;
        }
        if !out.is_empty() {
            out.push('_');
        }
        out.extend(word.chars().take(LONGEST));
    }
    out
}

/// A Latin letter without its accent; letters of other scripts keep their marks.
fn without_accent(c: char) -> char {
    let latin = ('\u{c0}'..'\u{250}').contains(&c);
    if latin { std::iter::once(c).nfd().next().unwrap_or(c) } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_telling_words_and_is_nobody_elses() {
        let mut taken = Taken::default();
        assert_eq!(taken.id("What stops you from reaching out to people?", "q1"), "stops_reaching_out_people");
        assert_eq!(taken.id("Größe", "q2"), "grosse");
        assert_eq!(taken.id("Größe!", "q2"), "grosse_2");
        assert_eq!(taken.id("???", "q4"), "q4");
        assert_eq!(taken.id("Q12", "q5"), "q12");
        assert_eq!(taken.id("なぜ連絡しないのですか", "q6"), "なぜ連絡しないのですか");
    }
}
