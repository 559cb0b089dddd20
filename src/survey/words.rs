//! Texts as words: how the rules of drafting read labels, questions and headers.

use crate::input::labels;
use unicode_normalization::UnicodeNormalization;

/// A text in lower case without accents: `Très fréquemment` → `tres frequemment`, `weiß` → `weiss`.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in labels::normal(text).nfd() {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '`' | '´' => out.push('\''),
            _ => out.push(c),
        }
    }
    out
}

/// The words of a text, folded, with "n't", "cannot" and "unable to" as "not".
pub fn words(text: &str) -> Vec<String> {
    let text = folded(text);
    let mut out = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()) {
        match negated(word) {
            Some(stem) => out.extend([stem, "not"].iter().filter(|w| !w.is_empty()).map(|&w| w.to_owned())),
            None => out.extend(word.split('\'').filter(|w| !w.is_empty()).map(str::to_owned)),
        }
    }
    out
}

/// What stands before the "not" of a contracted word.
fn negated(word: &str) -> Option<&str> {
    const BARE: [&str; 12] = [
        "dont", "doesnt", "didnt", "cant", "wont", "isnt", "arent", "wasnt", "havent", "wouldnt", "couldnt", "shouldnt",
    ];
    match word {
        "cannot" => Some("can"),
        "unable" => Some(""),
        _ if BARE.contains(&word) => word.strip_suffix("nt"),
        _ => word.strip_suffix("n't"),
    }
}

/// Whether words stand in a text one after the other: `has(&words, "prefer not")`.
pub fn has(text: &[String], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    text.windows(phrase.len()).any(|part| part.iter().zip(&phrase).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_contractions_fall_away() {
        assert_eq!(words("Je n\u{2019}ai pas été LÀ"), ["je", "n", "ai", "pas", "ete", "la"]);
        assert_eq!(words("I can't; I dont, won't"), ["i", "ca", "not", "i", "do", "not", "wo", "not"]);
        assert_eq!(words("Weiß"), ["weiss"]);
        assert!(has(&words("Prefer not to say"), "prefer not"));
        assert!(!has(&words("Prefer to not say"), "prefer not"));
    }
}
