//! Phrases of subjects and texts, looked for in lower case and single spaces.

use super::phrases as p;

/// Whether a text begins with a phrase that a word boundary ends.
pub fn begins(text: &str, phrases: &[&str]) -> bool {
    alike(text, phrases).any(|phrase| text.strip_prefix(phrase).is_some_and(|rest| is_boundary(phrase, rest)))
}

/// Those of many phrases that begin with the same byte: comparing them all with each message would take long.
fn alike<'p>(text: &str, phrases: &'p [&'p str]) -> impl Iterator<Item = &'p str> {
    let first = text.as_bytes().first().copied();
    phrases.iter().copied().filter(move |phrase| phrase.as_bytes().first().copied() == first)
}

/// Chinese and Japanese words have no boundary that could be seen.
fn is_boundary(phrase: &str, rest: &str) -> bool {
    let is_wide = phrase.chars().next_back().is_some_and(|c| c >= '\u{2e80}');
    is_wide || rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '\'')
}

/// Whether a text is a label, or begins with it and a colon or a dash: `Undeliverable: Coffee`, not `Undeliverable promises`.
pub fn is_labelled(text: &str, labels: &[&str]) -> bool {
    alike(text, labels).any(|label| text.strip_prefix(label).is_some_and(ends_label))
}

fn ends_label(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{a0}', '"', '”', '!', '.', '*', ']', ')']);
    rest.is_empty()
        || rest.starts_with([':', '：', '（', '('])
        || (rest.starts_with(['-', '–', '—', '|', '/']) && !rest.contains('?'))
}

/// Whether one of these stands in a text.
pub fn says(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// A subject without what gateways put before it: `[External] `, `***SPAM*** `, quotes.
pub fn untagged(subject: &str) -> &str {
    let mut rest = subject.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '*' | '“' | '„'));
    while let Some((tag, tail)) =
        rest.strip_prefix('[').and_then(|r| r.split_once(']')).filter(|(tag, _)| tag.len() < 40)
    {
        if is_labelled(tag, p::AUTOMATIC) || is_labelled(tag, p::OUT_OF_OFFICE) {
            return tag;
        }
        rest = tail.trim_start();
    }
    rest.strip_prefix("spam").map_or(rest, |tail| tail.trim_start_matches([' ', '*', ':']))
}

/// Whether a subject is that of a delivery failure.
pub fn is_failure_subject(subject: &str) -> bool {
    let subject = untagged(subject);
    is_labelled(subject, p::FAILED) || begins(subject, p::FAILURES) || says(subject, p::FAILURES_ANYWHERE)
}

/// Whether a subject is that of a message that is still on its way.
pub fn is_delay_subject(subject: &str) -> bool {
    let subject = untagged(subject);
    // `Undeliverable: Your flight is delayed` speaks of the flight.
    if is_labelled(subject, p::FAILED) || subject.starts_with("returned mail") {
        return false;
    }
    says(subject, p::DELAY_SUBJECTS)
        || (subject.starts_with("warning")
            && says(subject, &["could not send message for past", "could not send mail for past"]))
}

/// Whether a subject is that of an automatic answer.
pub fn is_automatic_subject(subject: &str) -> bool {
    let subject = untagged(subject);
    // `Automatic reply systems: a survey` is no answer.
    let is_of_notes = subject.starts_with("auto:") && says(subject, p::ABSENT);
    is_of_notes || is_labelled(subject, p::AUTOMATIC) || is_absence(subject, p::OUT_OF_OFFICE)
}

/// Whether a subject is perhaps that of an automatic answer: people write such ones too.
pub fn is_perhaps_automatic(subject: &str) -> bool {
    is_absence(untagged(subject), p::PERHAPS_ABSENT)
}

/// Whether a subject is a word of absence, a colon, and the subject that it answers: `Abwesend: Coffee next week?`.
pub fn is_absence_answering(subject: &str, phrases: &[&str]) -> bool {
    let Some((label, answered)) = untagged(subject).split_once([':', '：']) else { return false };
    let is_one = |phrase: &str| {
        let rest = label.strip_prefix(phrase).filter(|rest| is_boundary(phrase, rest)).map(str::trim);
        rest.is_some_and(|rest| rest.is_empty() || p::FOR_NOW.contains(&rest) || p::MACHINE_WORDS.contains(&rest))
    };
    !answered.trim().is_empty() && alike(label, phrases).any(is_one)
}

fn is_absence(subject: &str, phrases: &[&str]) -> bool {
    alike(subject, phrases).any(|phrase| {
        subject.strip_prefix(phrase).is_some_and(|rest| {
            let rest = rest.trim_start();
            ends_label(rest) || (begins(rest, p::MACHINE_WORDS) && !rest.ends_with('?'))
        })
    })
}

/// Whether a text has a reply code of SMTP for a failure that lasts: `550 `, `5.1.1`.
pub fn has_code(text: &str) -> bool {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '#' | '[' | ']' | ';' | ',' | ':' | '"' | '\'')
    })
    .any(is_code)
}

fn is_code(word: &str) -> bool {
    let start = word.split('-').next().unwrap_or("");
    let is_reply = start.len() == 3 && start.starts_with("55") && start.bytes().all(|b| b.is_ascii_digit());
    let mut parts = start.trim_end_matches('.').split('.');
    let is_number = |n: &str| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
    let is_status = parts.next() == Some("5")
        && parts.next().is_some_and(is_number)
        && parts.next().is_some_and(is_number)
        && parts.next().is_none();
    is_reply || is_status
}
