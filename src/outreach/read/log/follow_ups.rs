//! Follow-ups: what their columns are called, and the days that stand in one of their cells.

use super::names::key;
use crate::input::dates;
use crate::outreach::words::Channel;

/// Words that may stand beside `follow up` in a header. What is planned (`next follow-up`, `follow up by`) is none that was
/// sent, and a count says no day.
const BESIDE: [&str; 32] = [
    "date", "sent", "on", "last", "first", "second", "third", "fourth", "fifth", "final", "1st", "2nd", "3rd", "4th",
    "5th", "email", "e", "mail", "message", "msg", "am", "the", "le", "date(s)", "dates", "done", "linkedin", "inmail",
    "whatsapp", "sms", "text", "via",
];

/// Whether a column of this header, as [`super::names::key`] gives it, has the days of follow-ups.
pub(in crate::outreach::read) fn is_header(key: &str) -> bool {
    let words: Vec<&str> = key.split(' ').collect();
    let at = |i: usize| words.get(i).copied().unwrap_or("");
    let mut rest = Vec::new();
    let (mut i, mut is) = (0, false);
    while i < words.len() {
        let two = matches!((at(i), at(i + 1)), ("follow" | "followed", "up" | "ups"));
        let one = ["followup", "followups", "fu", "f/u", "nachgefasst", "nachfassen", "relance", "seguimiento"];
        if two || one.contains(&at(i)) {
            is = true;
        } else {
            rest.push(at(i));
        }
        i += if two { 2 } else { 1 };
    }
    if is_later_contact(key) {
        return true;
    }
    is |= is_later_message(&words);
    let number = |w: &str| w.parse::<u8>().is_ok_and(|n| n < 20);
    is && rest.iter().all(|w| BESIDE.contains(w) || number(w))
}

/// The channel that a header names beside the one of its row: `2nd follow-up LinkedIn`.
pub(super) fn channel(header: &str) -> Option<Channel> {
    let key = key(header);
    let named = key.split(' ').filter(|w| matches!(*w, "linkedin" | "inmail" | "whatsapp" | "sms" | "text"));
    named.filter_map(Channel::parse).next()
}

/// `2nd message`, `email 2`, `second email`.
fn is_later_message(words: &[&str]) -> bool {
    let what = |w: &&str| matches!(*w, "message" | "email" | "msg");
    words.len() <= 3 && words.iter().any(what) && words.iter().any(|w| LATER.contains(w))
}

/// `2nd contact`, `Date of 3rd contact`, `Contact 2`; it may be the name of another person, so days must stand below.
pub(super) fn is_later_contact(key: &str) -> bool {
    let words: Vec<&str> = key.split(' ').filter(|w| !matches!(*w, "date" | "of" | "on")).collect();
    matches!(words[..], [a, b] if a == "contact" && LATER.contains(&b) || b == "contact" && LATER.contains(&a))
}

/// Words for what comes after the first.
const LATER: [&str; 13] = ["2nd", "3rd", "4th", "5th", "second", "third", "fourth", "fifth", "2", "3", "4", "5", "6"];

/// The dates that stand in a cell, each as it is written; of a cell without any, the cell.
pub(super) fn pieces(cell: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for part in cell.replace(" and ", ";").replace(" then ", ";").split([';', '\n', '|', '&', '+']) {
        for piece in commas(part) {
            pieces.extend(spaces(&piece));
        }
    }
    pieces.retain(|p| !p.is_empty());
    pieces
}

/// `Mar 5, 2025, Mar 12, 2025` has two dates, and three commas.
fn commas(part: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for piece in part.split(',').map(str::trim) {
        let is_year = piece.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()))
            && piece.as_bytes().get(4).is_none_or(|b| *b == b' ');
        match pieces.last_mut() {
            // A weekday stands before its date: `Mon, 3 March 2025`.
            Some(last) if is_year || !last.bytes().any(|b| b.is_ascii_digit()) => {
                last.push_str(", ");
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    pieces
}

/// `3/4/2025 3/11/2025`.
fn spaces(piece: &str) -> Vec<String> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let dates = words.iter().filter(|w| is_numeric_date(w)).count();
    if dates > 1 && dates == words.len() {
        return words.into_iter().map(str::to_owned).collect();
    }
    vec![piece.trim().to_owned()]
}

fn is_numeric_date(word: &str) -> bool {
    word.bytes().next().is_some_and(|b| b.is_ascii_digit()) && dates::looks_like_a_date(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::dates::Order;

    #[test]
    fn headers_of_follow_ups_are_known() {
        for header in [
            "Follow-Up",
            "Follow up 1",
            "Follow-up date",
            "2nd follow-up",
            "Follow Up #2",
            "Followed up on",
            "FU1",
            "Last follow up",
            "Follow-ups",
            "Followup_3 sent",
            "Nachgefasst am",
            "Relance 2",
            "2nd message",
            "Date of 2nd contact",
            "Third contact",
            "2nd contact date",
            "Contact 2",
            "Email 3",
            "2nd follow-up LinkedIn",
            "Follow up via text",
        ] {
            assert!(is_header(&key(header)), "{header}");
        }
        for header in [
            "Next follow-up",
            "Follow up by",
            "Follow-up needed",
            "Follow-up notes",
            "Number of follow ups",
            "Message 1",
            "First email",
            "2nd email address",
            "1st contact",
            "2nd contact person",
            "Contact",
            "Message",
            "Fun",
            "",
        ] {
            assert!(!is_header(&key(header)), "{header}");
        }
    }

    #[test]
    fn a_header_may_name_the_channel() {
        assert_eq!(channel("2nd follow-up LinkedIn"), Some(Channel::Linkedin));
        assert_eq!(channel("Follow up via SMS"), Some(Channel::Text));
        assert_eq!(channel("Follow up 2"), None);
    }

    #[test]
    fn a_cell_may_hold_several_dates() {
        let of = |cell: &str| {
            pieces(cell)
                .iter()
                .filter_map(|p| dates::date(p, Order::MonthFirst))
                .map(|d| d.to_string())
                .collect::<Vec<_>>()
        };
        for cell in [
            "3/4/2025, 3/11/2025",
            "3/4/2025\n3/11/2025",
            "3/4/2025 3/11/2025",
            "2025-03-04; 2025-03-11",
            "Mar 4, 2025, Mar 11, 2025",
            "4 March 2025 and 11 March 2025",
            "Tue, 4 Mar 2025; Tue, 11 Mar 2025",
        ] {
            assert_eq!(of(cell), ["2025-03-04", "2025-03-11"], "{cell}");
        }
        assert_eq!(of("March 4, 2025"), ["2025-03-04"]);
        assert_eq!(pieces("3/4, 3/11"), ["3/4", "3/11"]);
        assert_eq!(pieces("yes"), ["yes"]);
    }
}
