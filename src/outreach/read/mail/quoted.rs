//! What of a text is its writer's own. Quotes begin with `>`; what is quoted without that mark begins with a line that says whose it
//! is, and goes on to the end. Answers between quotes are the writer's own.

mod marks;
#[cfg(test)]
mod tests;

use marks::{ATTRIBUTIONS, DATES, FOOTERS, FROM, NOTICES, OPENERS, PROGRAMS, SENT, SEPARATORS, SUBJECTS, TO};

/// How many lines an attribution may be wrapped over.
const WRAPPED: usize = 4;
/// The longest line that may be one of those that begin what is not the writer's own.
const LONG: usize = 300;
/// The longest line that separates without a rule before it.
const SEPARATOR: usize = 80;

/// A text without its quotes, what it passes on, its signature and its legal notices.
pub fn own(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let next = next_lines(&lines);
    let mut own = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        match judge(&lines, at, &next) {
            Line::Own => {
                own.push_str(line);
                own.push('\n');
                at += 1;
            }
            Line::Skip(count) => at += count,
            Line::Paragraph => {
                at += lines.iter().skip(at).position(|l| l.trim().is_empty()).unwrap_or(lines.len()).max(1)
            }
            Line::Rest => break,
        }
    }
    own
}

/// What becomes of a line.
enum Line {
    Own,
    /// It and what follows it, so many lines in all.
    Skip(usize),
    /// It and the rest of its paragraph.
    Paragraph,
    /// It and everything that follows.
    Rest,
}

fn judge(lines: &[&str], at: usize, next: &[usize]) -> Line {
    let line = lines.get(at).copied().unwrap_or_default();
    if is_quoted(line) {
        return Line::Skip(1);
    }
    let text = line.trim();
    if text.is_empty() || text.len() > LONG {
        return Line::Own;
    }
    let small = text.to_lowercase();
    if is_signature(line) || is_list_footer(&small, lines, at) {
        return Line::Rest;
    }
    if let Some(line) = introduction(&small, lines, at, next) {
        return line;
    }
    if is_encoded_file(&small) {
        let end = lines.iter().skip(at).position(|l| l.trim() == "end");
        return end.map_or(Line::Rest, |end| Line::Skip(end + 1));
    }
    if starts(&small, NOTICES) {
        return Line::Paragraph;
    }
    let is_of_program = small.len() <= 90 && starts(&small, PROGRAMS);
    if is_of_program || small.starts_with("-----begin pgp signed") { Line::Skip(1) } else { Line::Own }
}

/// What becomes of a line that introduces a quote. Where the quote has marks, it goes line by line, and answers may follow.
fn introduction(small: &str, lines: &[&str], at: usize, next: &[usize]) -> Option<Line> {
    let is_marked =
        |count: usize| next.get(at + count).and_then(|n| lines.get(*n)).is_some_and(|after| is_quoted(after));
    if is_separator(small) || is_header_block(lines, at) {
        return Some(if is_marked(1) { Line::Skip(1) } else { Line::Rest });
    }
    let (count, is_certain) = attribution(lines, at)?;
    match is_marked(count) {
        true => Some(Line::Skip(count)),
        false => is_certain.then_some(Line::Rest),
    }
}

fn is_signature(line: &str) -> bool {
    let text = line.trim();
    line == "--\u{a0}"
        || text == "--"
        || text.starts_with("-----BEGIN PGP SIGNATURE")
        || text.starts_with("-----BEGIN PGP MESSAGE")
}

/// `begin 644 photo.jpg`: how files went along before MIME.
fn is_encoded_file(small: &str) -> bool {
    let mode = small.strip_prefix("begin ").and_then(|rest| rest.split_once(' ')).map(|(mode, _)| mode);
    mode.is_some_and(|mode| matches!(mode.len(), 3 | 4) && mode.bytes().all(|b| b.is_ascii_digit()))
}

/// For each line, the first one from it on that is not blank.
fn next_lines(lines: &[&str]) -> Vec<usize> {
    let mut next = vec![lines.len(); lines.len() + 1];
    for (at, line) in lines.iter().enumerate().rev() {
        next[at] = if line.trim().is_empty() { next[at + 1] } else { at };
    }
    next
}

/// `> text`, and `AL> text` of older programs; `>From` is what mailboxes make of the writer's own `From`.
fn is_quoted(line: &str) -> bool {
    let text = line.trim_start();
    if text.starts_with(">From ") {
        return false;
    }
    let initials = text.bytes().take(4).take_while(u8::is_ascii_uppercase).count();
    text.as_bytes().get(initials) == Some(&b'>')
}

/// Whether a line begins with one of these. Most begin with another letter than all of them.
fn starts(small: &str, with: &[&str]) -> bool {
    let first = small.as_bytes().first();
    with.iter().any(|start| start.as_bytes().first() == first && small.starts_with(start))
}

fn has_colon(line: &str) -> bool {
    memchr::memchr(b':', line.as_bytes()).is_some() || line.contains('：')
}

/// `-----Original Message-----`, `---------- Forwarded message ---------`, `Begin forwarded message:`.
fn is_separator(small: &str) -> bool {
    let is_ruled = small.starts_with("--") || small.starts_with("__") || small.starts_with("==");
    if !is_ruled && small.len() > SEPARATOR {
        return false;
    }
    let bare = small.trim_matches(|c: char| c == '-' || c == '_' || c == '=' || c == '*' || c.is_whitespace());
    let bare = bare.trim_end_matches([':', '：']).trim_end();
    let first = bare.as_bytes().first();
    SEPARATORS.iter().filter(|(text, _)| text.as_bytes().first() == first).any(|(text, needs_rule)| {
        let rest = bare.strip_prefix(text);
        rest.is_some_and(|rest| (rest.is_empty() && !needs_rule) || (is_ruled && rest.len() < 60))
    })
}

/// Two or three of From, Sent, To and Subject, in lines that follow each other: what Outlook writes above a quote.
fn is_header_block(lines: &[&str], at: usize) -> bool {
    let label_of = |line: &str| line.trim().trim_start_matches('*').to_lowercase();
    let has = |line: &str, names: &[&str]| {
        names.iter().any(|name| {
            let rest = line.strip_prefix(name).map(|rest| rest.trim_start_matches(['*', ' ', '\u{a0}', '\t']));
            rest.is_some_and(|rest| rest.starts_with([':', '：']))
        })
    };
    let line = lines.get(at).copied().unwrap_or_default();
    if !has_colon(line) {
        return false;
    }
    let first = label_of(line);
    // Lotus Notes writes no From.
    let is_of_notes = first.starts_with("to:");
    if !is_of_notes && !has(&first, FROM) {
        return false;
    }
    let after: Vec<String> = lines
        .iter()
        .skip(at + 1)
        .filter(|l| !l.trim().is_empty() && l.len() <= LONG)
        .take(6)
        .map(|l| label_of(l))
        .collect();
    if is_of_notes {
        return ["cc", "subject"].iter().all(|name| after.iter().take(4).any(|line| has(line, &[name])));
    }
    let found = [SENT, TO, SUBJECTS].iter().filter(|names| after.iter().any(|line| has(line, names))).count();
    found >= 2
}

/// The number of lines of an attribution that begins here, and whether it is one whatever follows.
fn attribution(lines: &[&str], at: usize) -> Option<(usize, bool)> {
    // It ends in a colon, at the end of one of its lines.
    if !lines.iter().skip(at).take(WRAPPED).any(|line| line.trim_end().ends_with([':', '：'])) {
        return None;
    }
    let first = lines.get(at)?.trim().to_lowercase();
    let is_opened = starts(&first, OPENERS) || first.starts_with(|c: char| c.is_ascii_digit());
    let mut joined = String::new();
    for count in 1..=if is_opened { WRAPPED } else { 2 } {
        let line = lines.get(at + count - 1)?.trim();
        if line.is_empty() || is_quoted(line) || joined.len() + line.len() > LONG {
            return None;
        }
        joined.push(' ');
        joined.push_str(&line.to_lowercase());
        if line.ends_with([':', '：']) {
            let says = ATTRIBUTIONS.iter().any(|verb| contains_word(&joined, verb));
            let is_dated = DATES.iter().any(|mark| joined.contains(mark)) || has_year_or_time(&joined);
            let is_one = says || (joined.contains('@') && is_dated) || (is_opened && is_dated);
            return is_one.then_some((count, is_opened && says && is_dated));
        }
    }
    None
}

fn contains_word(text: &str, word: &str) -> bool {
    // Chinese and Japanese do not part words.
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        !word.is_ascii() || (before && after)
    })
}

/// `2025`, `10:00` or an address.
fn has_year_or_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_year =
        text.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")));
    let has_time = bytes.windows(3).any(|w| matches!(w, [b'0'..=b'9', b':' | b'.', b'0'..=b'9']));
    has_year || has_time || text.contains('@')
}

/// What list programs add: a rule, and below it the name of the list.
fn is_list_footer(small: &str, lines: &[&str], at: usize) -> bool {
    let is_rule = small.len() >= 8 && small.chars().all(|c| matches!(c, '_' | '-' | '=' | '~'));
    is_rule
        && lines.get(at + 1).is_some_and(|after| {
            let after = after.to_lowercase();
            after.len() <= LONG && FOOTERS.iter().any(|words| after.contains(words))
        })
}
