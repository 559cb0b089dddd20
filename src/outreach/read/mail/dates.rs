//! Dates of messages, and the lines that begin a message in an mbox.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::{Offset, TimeZone};

const STANDARD: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Names of zones, and their hours east of Greenwich; of a name of several zones, the one that mail means.
const ZONES: [(&str, f32); 34] = [
    ("gmt", 0.0),
    ("ut", 0.0),
    ("utc", 0.0),
    ("z", 0.0),
    ("wet", 0.0),
    ("west", 1.0),
    ("bst", 1.0),
    ("met", 1.0),
    ("mez", 1.0),
    ("cet", 1.0),
    ("mest", 2.0),
    ("mesz", 2.0),
    ("cest", 2.0),
    ("eet", 2.0),
    ("sast", 2.0),
    ("eest", 3.0),
    ("msk", 3.0),
    ("ist", 5.5),
    ("hkt", 8.0),
    ("sgt", 8.0),
    ("jst", 9.0),
    ("kst", 9.0),
    ("aest", 10.0),
    ("aedt", 11.0),
    ("nzst", 12.0),
    ("nzdt", 13.0),
    ("est", -5.0),
    ("edt", -4.0),
    ("cst", -6.0),
    ("cdt", -5.0),
    ("mst", -7.0),
    ("mdt", -6.0),
    ("pst", -8.0),
    ("pdt", -7.0),
];

/// Characters of a date that are read.
const MOST_CHARS: usize = 200;

/// A date as mail programs write it, or once wrote it, in milliseconds since 1970 UTC; without a zone it is taken for UTC.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.char_indices().nth(MOST_CHARS).map_or(text, |(end, _)| &text[..end]).trim();
    if let Ok(stamp) = STANDARD.parse_timestamp(text) {
        return Some(stamp.as_millisecond());
    }
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    let mut parts = Parts::default();
    for word in words(&without_comments(text)) {
        // Weekdays of other languages, and whatever else stands there.
        parts.take(word);
    }
    parts.at()
}

/// A text without what stands in parentheses.
fn without_comments(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(outside).collect()
}

/// The line with which a message begins in an mbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Postmark {
    /// Its moment, where that is possible.
    pub at: Option<i64>,
}

/// Words that a sender may have in front of the date, such as names in quotes.
const MOST_SENDER_WORDS: usize = 12;

impl Postmark {
    /// Reads `From ada@x.org Mon Mar  3 10:00:00 2025` in all its forms: after the sender, nothing but a date with day, month,
    /// year and time, in whatever order, and `remote from` with a host. `None` of what is none.
    pub fn read(line: &[u8]) -> Option<Postmark> {
        let rest = line.strip_prefix(b"From ")?;
        let rest = String::from_utf8_lossy(rest.get(..1_000).unwrap_or(rest));
        let rest = rest.split(" remote from ").next().unwrap_or("");
        let all: Vec<&str> = words(rest).take(MOST_SENDER_WORDS + 12).collect();
        let senders = (0..=all.len().min(MOST_SENDER_WORDS)).filter(|n| is_sender(&all[..*n]));
        senders.filter_map(|n| dated(&all[n..])).next().map(|parts| Postmark { at: parts.at() })
    }
}

/// Whether words can be a sender: one word or none; of several, a name with its address.
fn is_sender(words: &[&str]) -> bool {
    match words {
        [] | [_] => true,
        [first, ..] => first.starts_with('"') || words.iter().any(|word| word.contains('@')),
    }
}

/// The date that words are, if they are nothing else.
fn dated(words: &[&str]) -> Option<Parts> {
    let mut parts = Parts::default();
    let all = words.iter().all(|word| parts.take(word));
    let whole = parts.day.is_some() && parts.month.is_some() && parts.year.is_some() && parts.time.is_some();
    (all && whole).then_some(parts)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty())
}

/// What of a date was read so far.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8)>,
    /// Seconds east of Greenwich.
    offset: Option<i32>,
    /// Twelve hours after noon, or none before it.
    half: Option<i8>,
}

impl Parts {
    /// Takes a word, and says whether it was understood.
    fn take(&mut self, word: &str) -> bool {
        let word = word.trim_end_matches('.');
        self.number(word)
            || self.month(word)
            || is_name_of(word, &WEEKDAYS)
            || self.clock(word)
            || self.zone(word)
            || self.date(word)
            || self.noon(word)
    }

    /// A day, or a year.
    fn number(&mut self, word: &str) -> bool {
        if word.is_empty() || word.len() > 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        let Ok(number) = word.parse::<i16>() else { return false };
        match (word.len(), self.day, self.year) {
            (1 | 2, None, _) => self.day = Some(number as i8),
            (4, _, None) => self.year = Some(number),
            // As RFC 5322 reads them.
            (2, Some(_), None) => self.year = Some(if number < 50 { 2000 + number } else { 1900 + number }),
            (3, Some(_), None) => self.year = Some(1900 + number),
            _ => return false,
        }
        true
    }

    fn month(&mut self, word: &str) -> bool {
        let month = MONTHS.iter().position(|name| is_name_of(word, &[name]));
        if let (Some(month), None) = (month, self.month) {
            self.month = Some(month as i8 + 1);
            return true;
        }
        false
    }

    fn set_month(&mut self, month: i8) -> bool {
        self.month = Some(month);
        true
    }

    /// `10:00`, `10:00:00`, `10.00.00`, also with its zone.
    fn clock(&mut self, word: &str) -> bool {
        let end = word.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(word.len());
        let (clock, zone) = word.split_at(end);
        let mut numbers = [0_i8; 3];
        let mut n = 0;
        for part in clock.split([':', '.']) {
            // What follows are parts of a second.
            let Some(number) = numbers.get_mut(n) else { break };
            let Ok(read) = part.parse() else { return false };
            (*number, n) = (read, n + 1);
        }
        let is_clock = n == 3 || n == 2 && clock.contains(':');
        if self.time.is_some() || !is_clock || numbers[0] > 24 || numbers[1] > 59 || numbers[2] > 61 {
            return false;
        }
        self.time = Some((numbers[0], numbers[1], numbers[2].min(59)));
        zone.is_empty() || self.zone(zone) || self.noon(zone)
    }

    /// `+0100`, `-5:00`, `GMT`, `GMT+1`; a second one only repeats the first.
    fn zone(&mut self, word: &str) -> bool {
        let sign = word.find(['+', '-']).unwrap_or(word.len());
        let (name, shift) = word.split_at(sign);
        let named = ZONES.iter().find(|(zone, _)| zone.eq_ignore_ascii_case(name)).map(|(_, hours)| *hours);
        let shifted = shift_of(shift);
        let offset = match (name.is_empty(), named, shift.is_empty(), shifted) {
            (false, Some(hours), true, _) => (hours * 3600.0) as i32,
            (true, _, false, Some(shift)) => shift,
            (false, Some(hours), false, Some(shift)) => (hours * 3600.0) as i32 + shift,
            _ => return false,
        };
        self.offset.get_or_insert(offset);
        true
    }

    /// `2025-03-03`, `2025/03/03`, `3-Mar-2025`, `3/Mar/25`, also with the time behind a `T`.
    fn date(&mut self, word: &str) -> bool {
        let (date, time) = match word.split_once('T') {
            Some((date, time)) if date.len() == 10 && date.is_ascii() => (date, Some(time)),
            _ => (word, None),
        };
        let parts: Vec<&str> = date.split(['-', '/']).collect();
        let [one, two, three] = parts[..] else { return false };
        if self.day.is_some() || self.month.is_some() || self.year.is_some() {
            return false;
        }
        let number = |text: &str| text.parse::<i8>().ok();
        let read = match (one.len(), number(one), number(two)) {
            (4, _, Some(month)) => self.number(one) && self.set_month(month) && self.number(three),
            // Which is the day is told only where the other cannot be.
            (_, Some(13..), Some(month @ 1..=12)) => self.number(one) && self.set_month(month) && self.number(three),
            (_, Some(month @ 1..=12), Some(13..)) => self.number(two) && self.set_month(month) && self.number(three),
            _ => self.number(one) && self.month(two) && self.number(three),
        };
        read && time.is_none_or(|time| self.clock(time))
    }

    fn noon(&mut self, word: &str) -> bool {
        let half = match word {
            "am" | "AM" => 0,
            "pm" | "PM" => 12,
            _ => return false,
        };
        self.half = Some(half);
        true
    }

    fn at(&self) -> Option<i64> {
        let (mut hour, minute, second) = self.time.unwrap_or_default();
        if let Some(half) = self.half.filter(|_| hour <= 12) {
            hour = hour % 12 + half;
        }
        let civil = DateTime::new(self.year?, self.month?, self.day?, hour, minute, second, 0).ok()?;
        let offset = Offset::from_seconds(self.offset.unwrap_or(0)).unwrap_or(Offset::UTC);
        TimeZone::fixed(offset).to_timestamp(civil).ok().map(Timestamp::as_millisecond)
    }
}

/// Whether a word is one of some names, or its first letters (three at least).
fn is_name_of(word: &str, names: &[&str]) -> bool {
    word.len() >= 3
        && names.iter().any(|name| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

/// Seconds of `+0100`, `+01:00`, `-5`, `-530`.
fn shift_of(text: &str) -> Option<i32> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    Some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(at: Option<i64>) -> String {
        at.and_then(|at| Timestamp::from_millisecond(at).ok()).map_or("none".into(), |stamp| stamp.to_string())
    }

    #[test]
    fn dates_are_read_as_mail_programs_write_them() {
        for text in [
            "Mon, 3 Mar 2025 10:00:00 +0100",
            "Mon,  3 Mar 2025 10:00:00 +0100 (CET)",
            "3 Mar 2025 10:00:00 +0100",
            "Sun, 3 Mar 2025 10:00:00 +0100",
            "Mon, 3 Mar 25 09:00:00 GMT",
            "Mon, 3 Mar 125 09:00 UT",
            "Mon, 3 March 2025 4:00:00 EST",
            "Mon, (comment) 3 Mar 2025 10:00:00 +0100",
            "Mo, 3 Mar 2025 10:00:00 +0100",
            "Monday, March 3, 2025 10:00 AM CET",
            "Mon Mar  3 09:00:00 2025",
            "Mon Mar  3 10:00:00 CET 2025",
            "Mon, 03 Mar 2025 10.00.00 +0100",
            "Mon, 3-Mar-2025 10:00:00 GMT+0100",
            "3-Mar-25 10:00:00+01:00",
            "2025-03-03 10:00:00 +0100",
            "2025-03-03T09:00:00Z",
            "2025/03/03 09:00",
            "Mon, 3 Mar 2025 09:00:00",
            "Mon, 3 Mar 2025 09:00:00 -0000",
            "Mon, 3 Mar 2025 09:00:00 Z",
        ] {
            assert_eq!(shown(moment(text)), "2025-03-03T09:00:00Z", "{text}");
        }
        assert_eq!(shown(moment("Thu, 1 Jan 1970 00:00:00 +0000")), "1970-01-01T00:00:00Z");
        assert_eq!(shown(moment("31 Dec 98 23:59:60 PST")), "1999-01-01T07:59:59Z");
        for text in ["29-04-2017 23:34", "04/29/2017 23:34"] {
            assert_eq!(shown(moment(text)), "2017-04-29T23:34:00Z");
        }
        for text in ["", "yesterday", "31 Feb 2025 10:00:00 +0000", "3 Mar", "03/03/2025", "3 Mar 99999 10:00", "("] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn envelopes_are_told_in_all_their_forms() {
        for line in [
            "From ada@x.org Mon Mar  3 10:00:00 2025",
            "From - Mon Mar 3 10:00:00 2025",
            "From 1790000000000000000@xxx Mon Mar 03 10:00:00 +0000 2025",
            "From MAILER-DAEMON Mon Mar 03 10:00:00 2025",
            "From \"Ada Lovelace\"@x.org Mon Mar 03 10:00:00 2025",
            "From Ada Lovelace <ada@x.org> Mon Mar 03 10:00:00 2025",
            "From  Mon Mar  3 10:00:00 2025",
            "From ???@??? Mon Mar 03 10:00:00 2025",
            "From ada@x.org  Mon Mar  3 10:00 2025",
            "From ada@x.org Mon Mar  3 10:00:00 UTC 2025",
            "From ada@x.org Mon Mar  3 05:00:00 2025 -0500",
            "From ada@x.org Mon Mar  3 10:00:00 2025 remote from host",
            "From ada@x.org Mon, 3 Mar 2025 10:00:00 +0000",
            "From ada@x.org Mon, 03 Mar 2025 10:00:00 GMT",
            "From ada@x.org 2025-03-03T10:00:00Z",
            "From ada@x.org 2025-03-03 10:00:00",
        ] {
            let postmark = Postmark::read(line.as_bytes());
            assert_eq!(postmark.map(|p| shown(p.at)), Some("2025-03-03T10:00:00Z".to_owned()), "{line}");
        }
        assert_eq!(Postmark::read(b"From x Mon Feb 31 10:00:00 2025"), Some(Postmark { at: None }));
        for line in [
            "From what I hear, we should talk",
            "From Monday to Friday: closed",
            "From 3 March 2025 on: new hours",
            "From Monday 3 March 2025 we open at 10:00",
            "From what I hear Mon Mar  3 10:00:00 2025",
            "From ada@x.org Mon Mar  3 10:00:00 2025 she wrote",
            "From: ada@x.org",
            "From ",
            ">From ada@x.org Mon Mar  3 10:00:00 2025",
        ] {
            assert_eq!(Postmark::read(line.as_bytes()), None, "{line}");
        }
    }
}
