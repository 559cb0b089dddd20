//! Texts as they are compared, while they are shown as they came.

use unicode_normalization::UnicodeNormalization;

/// The form in which headers, option labels, names and words are compared: trimmed, every run of white space
/// (non-breaking ones too) as one space, curly quotes straight, letters with their accents composed, in lower case.
pub fn normal(text: &str) -> String {
    if text.is_ascii() {
        return normal_ascii(text);
    }
    let text: String = text.nfc().collect();
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}') {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                '\u{2018}' | '\u{2019}' | '\u{02bc}' => out.push('\''),
                '\u{201c}' | '\u{201d}' => out.push('"'),
                _ => out.extend(c.to_lowercase()),
            }
        }
    }
    out
}

/// The same of a text without any letter that needs a second look.
fn normal_ascii(text: &str) -> String {
    let is_space = |c: char| matches!(c, '\t'..='\r' | ' ');
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.make_ascii_lowercase();
    out
}

/// Whether a cell holds nothing but white space.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}')
}

/// Whether a text can be an id: a name for programs, for tallies and for the files that charts are saved in.
pub fn is_id(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_quotes_and_case_do_not_tell_labels_apart() {
        assert_eq!(normal("  I\u{2019}m\u{a0} Bothering\n someone "), "i'm bothering someone");
        assert_eq!(normal("Jose\u{301}"), normal("Jos\u{e9}"));
        assert!((0..128_u8).all(|c| char::from(c).is_whitespace() == normal(&char::from(c).to_string()).is_empty()));
        assert!(is_blank(" \u{a0}\t"));
        assert!(!is_blank("0"));
    }
}
