//! How long a message is: the words and the questions of what its writer wrote, without quotes and signatures.

use super::fields::Head;
use super::parts::{Part, parts};
use super::{decode, html, quoted};

/// How much a message says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words: what stands between blanks and has a letter or a digit; of Chinese and Japanese, every two letters of a run.
    pub words: u32,
    /// Sentences that end in a question mark.
    pub questions: u32,
}

/// How much the writer of a message says in it; nothing of what is quoted, passed on or signed.
pub fn counts(head: &Head, body: &[u8]) -> Counts {
    in_text(&own(head, body))
}

/// What the writer of a message says in it: nothing of what is quoted, passed on or signed.
pub fn own(head: &Head, body: &[u8]) -> String {
    quoted::own(&text(&parts(head, body)))
}

/// The text of a message: its first plain text; where that is blank or absent, its first page, as text.
pub fn text(parts: &[Part]) -> String {
    let of = |media: &str| {
        let shown = parts.iter().filter(|p| p.media == media && !p.is_attachment);
        shown.map(decode::text).find(|text| !text.trim().is_empty())
    };
    of("text/plain").or_else(|| of("text/html").map(|page| html::text(&page))).unwrap_or_default()
}

/// Counts words and questions. A word is what stands between blanks and has a letter or a digit. Chinese and Japanese have no
/// blanks: there, two letters of a run count as one word, an odd one as one more. Korean has blanks, and is counted by them.
/// A question is a run of marks that ends a word, `?!?` as well as `?`; one inside a link is none.
pub fn in_text(text: &str) -> Counts {
    let mut counts = Counts::default();
    // Whether something was said since the last question: of `Why ? ?` only the first is one.
    let mut is_said = false;
    let mut count = |token: &str| {
        counts.words = counts.words.saturating_add(words(token));
        counts.questions = counts.questions.saturating_add(questions(token, &mut is_said));
    };
    // Most text is ASCII, which goes faster byte by byte.
    if text.is_ascii() {
        text.split_ascii_whitespace().for_each(&mut count);
    } else {
        text.split_whitespace().for_each(&mut count);
    }
    counts
}

fn words(token: &str) -> u32 {
    if token.is_ascii() {
        return u32::from(token.bytes().any(|b| b.is_ascii_alphanumeric()));
    }
    let (mut words, mut run, mut is_word) = (0_u32, 0_u32, false);
    for letter in token.chars() {
        if is_unspaced(letter) {
            run += 1;
            words += u32::from(is_word);
            is_word = false;
        } else {
            words += run.div_ceil(2);
            run = 0;
            is_word |= letter.is_alphanumeric();
        }
    }
    words + run.div_ceil(2) + u32::from(is_word)
}

/// Han, Hiragana and Katakana.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
        && letter != '・'
}

fn questions(token: &str, is_said: &mut bool) -> u32 {
    if token.is_ascii() && memchr::memchr(b'?', token.as_bytes()).is_none() {
        *is_said |= token.bytes().any(|b| b.is_ascii_alphanumeric());
        return 0;
    }
    let is_link = token.contains("://") || token.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    let mut questions = 0;
    let mut letters = token.chars().peekable();
    while let Some(letter) = letters.next() {
        if !is_question(letter) {
            *is_said |= letter.is_alphanumeric();
            continue;
        }
        // `caf?s` is a letter that was lost, `page?id=1` a link; Chinese and Japanese go on without a blank.
        let next = letters.clone().find(|c| !is_question(*c) && !matches!(c, '!' | '！'));
        let is_inside = letter == '?' && next.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        let goes_on = is_link && letters.clone().any(char::is_alphanumeric);
        if *is_said && !is_inside && !goes_on {
            questions += 1;
            *is_said = false;
        }
        while letters.next_if(|c| is_question(*c)).is_some() {}
    }
    questions
}

fn is_question(letter: char) -> bool {
    matches!(letter, '?' | '？' | '؟' | '⁇' | '⁈' | '⁉')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> (u32, u32) {
        let counts = in_text(text);
        (counts.words, counts.questions)
    }

    fn of(fields: &str, body: &[u8]) -> (u32, u32) {
        let head = format!("{fields}\r\n\r\n");
        let counts = counts(&Head::parse(head.as_bytes()).0, body);
        (counts.words, counts.questions)
    }

    #[test]
    fn the_plain_text_comes_before_the_page_unless_it_is_blank() {
        let both = "--b\n\nOne two three?\n--b\nContent-Type: text/html\n\n<p>One</p>\n--b--";
        assert_eq!(of("Content-Type: multipart/alternative; boundary=b", both.as_bytes()), (3, 1));
        let blank = both.replace("One two three?", " ");
        assert_eq!(of("Content-Type: multipart/alternative; boundary=b", blank.as_bytes()), (1, 0));
        let attached = "--b\nContent-Disposition: attachment\n\nnot this\n--b\n\nthis\n--b--";
        assert_eq!(of("Content-Type: multipart/mixed; boundary=b", attached.as_bytes()), (1, 0));
        let passed_on = "--b\n\nthis\n--b\nContent-Type: message/rfc822\n\nFrom: x\n\nnot this\n--b--";
        assert_eq!(of("Content-Type: multipart/mixed; boundary=b", passed_on.as_bytes()), (1, 0));
    }

    #[test]
    fn text_is_decoded() {
        let quoted = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable";
        assert_eq!(of(quoted, b"Gr=C3=BC=\r\n=C3=9Fe = 1=3F broken =zz =C"), (5, 1));
        let base64 = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64";
        // `Café ou thé?`, cut within a group of four, and what a list added.
        assert_eq!(of(base64, b"Q2Fm6SBvdSB0aOk/\r\n"), (3, 1));
        assert_eq!(of(base64, b"Q2Fm6SBvdSB0a"), (3, 0));
        assert_eq!(of(base64, b"Q2Fm6SBvdSB0aOk/\r\n____\r\nList footer\r\n"), (3, 1));
        assert_eq!(of("Content-Type: text/plain; charset=iso-2022-jp", b"\x1b$B$3$s$K$A$O\x1b(B"), (3, 0));
        assert_eq!(of("", "Grüße, noch ohne Zeichensatz?".as_bytes()), (4, 1));
    }

    #[test]
    fn words_stand_between_blanks() {
        assert_eq!(count("Hello - I'm Ada, 42 & happy\u{a0}today … "), (6, 0));
        assert_eq!(count("Привет, как дела?"), (3, 1));
        assert_eq!(count("안녕하세요 반갑습니다"), (2, 0));
    }

    #[test]
    fn two_letters_of_chinese_and_japanese_are_a_word() {
        assert_eq!(count("你好吗？我很好。"), (2 + 2, 1));
        assert_eq!(count("来週、コーヒーはいかがですか？はい！"), (1 + 6 + 1, 1));
        assert_eq!(count("AIを学ぶ"), (1 + 2, 0));
    }

    #[test]
    fn runs_of_marks_are_one_question_and_links_are_none() {
        assert_eq!(count("Really??? You too?!? Why ? ?"), (4, 3));
        assert_eq!(count("see https://x.org/a?b=c&d=e?f and www.x.org/?q=1"), (4, 0));
        assert_eq!(count("Have you seen https://x.org/a?b=c?"), (4, 1));
        assert_eq!(count("(free on Friday?) \"Or Monday?\" كيف حالك؟"), (7, 3));
        assert_eq!(count("? a caf?s b"), (3, 0));
    }
}
