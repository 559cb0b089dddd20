//! What is counted of a message's text.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// How many words and questions a text has, by column of a touch.
pub(super) fn numbers(text: &str) -> BTreeMap<&'static str, u32> {
    let text = without_markup(text);
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    BTreeMap::from([("words", count(words)), ("questions", count(questions(&text)))])
}

/// Sentences that end in a question mark; one inside a web address ends none.
fn questions(text: &str) -> usize {
    const MARKS: [char; 3] = ['?', '？', '؟'];
    let ends = |word: &&str| {
        let word = word.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»', '*', '_']);
        let sentence = word.trim_end_matches(|c| MARKS.contains(&c) || c == '!' || c == '.');
        word[sentence.len()..].contains(MARKS)
    };
    text.split_whitespace().filter(ends).count()
}

/// The text of what LinkedIn's editor of campaigns writes; other texts as they are.
fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with('<') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('<');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        out.push(' ');
        out.push_str(part.split_once('>').map_or("", |(_, behind)| behind));
    }
    Cow::Owned(out.replace("&nbsp;", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> (u32, u32) {
        let numbers = numbers(text);
        (numbers["words"], numbers["questions"])
    }

    #[test]
    fn words_and_questions_are_counted() {
        assert_eq!(counts("Hi Ada, are you free?\n\n— C. (or later?!)"), (8, 2));
        assert_eq!(counts("see https://example.org/?a=b ?? ... yes"), (3, 1));
        assert_eq!(counts(""), (0, 0));
        assert_eq!(counts("<p class=\"x y\">Hi <b>you</b>?</p>"), (2, 1));
        assert_eq!(counts("<3"), (0, 0));
    }
}
