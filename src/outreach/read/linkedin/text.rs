//! What is counted and kept of a message's text.

use crate::outreach::read::mail::in_text;
use crate::outreach::record::{Details, Party, bare};
use crate::outreach::written::Written;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is known of a text, which was written to some people: what it says is kept where I may have written it.
pub(super) fn details<'a>(
    subject: &str,
    text: &str,
    to: impl IntoIterator<Item = &'a Party>,
    may_be_mine: bool,
) -> Details {
    let text = without_markup(text);
    let mut numbers = numbers(&text);
    // Most messages have none, and cannot have one.
    numbers.extend((!subject.is_empty()).then(|| ("subject_words", in_text(&bare(subject)).words)));
    let names = to.into_iter().filter_map(|party| party.name.as_deref());
    let written = if may_be_mine { Written::of(&text, names) } else { None };
    Details { numbers, written: written.map(Box::new), ..Details::default() }
}

/// How many words and questions a text has, by column of a touch.
fn numbers(text: &str) -> BTreeMap<&'static str, u32> {
    let counts = in_text(text);
    BTreeMap::from([("words", counts.words), ("questions", counts.questions)])
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
        let numbers = details("", text, [], false).numbers;
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
