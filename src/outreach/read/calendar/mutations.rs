//! Damaged calendars and address books: thousands of them, from good ones. They are read in part or refused; nothing panics.

use super::super::contacts;
use super::super::{Context, calendar};
use crate::input::Item;
use crate::input::dice::Dice;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What hurts where it stands.
const WORDS: [&str; 16] = [
    "BEGIN:VEVENT\r\n",
    "END:VEVENT\r\n",
    "RRULE:FREQ=YEARLY;BYDAY=5SU\r\n",
    "RRULE:FREQ=HOURLY\r\n",
    "\r\n ",
    "99999999999",
    "-1",
    ";",
    ":",
    "\"",
    "\\",
    "BYSETPOS=-366;",
    "T240000Z",
    "UNTIL=99991231T235959Z;",
    "FREQ=SECONDLY;",
    "=\r\n",
];

/// A good file, damaged in one to four places: bytes changed, cut, doubled, or hostile words put in.
fn damaged(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(4) {
        let (at, length) = (dice.below(bytes.len()), 1 + dice.below(64));
        let end = (at + length).min(bytes.len());
        match dice.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => bytes[at..end].fill([0, 0xff, 0x7f, b'9'][dice.below(4)]),
            4 | 5 => drop(bytes.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
            6 => bytes[at] ^= 1 << dice.below(8),
            _ => bytes[at] = dice.below(256) as u8,
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

const SEEDS: [(&str, &str); 6] = [
    ("google.ics", include_str!("../../../../tests/fixtures/sources/google.ics")),
    ("outlook.ics", include_str!("../../../../tests/fixtures/sources/outlook.ics")),
    ("apple.ics", include_str!("../../../../tests/fixtures/sources/apple.ics")),
    ("people.vcf", include_str!("../../../../tests/fixtures/sources/people.vcf")),
    ("contacts.csv", include_str!("../../../../tests/fixtures/sources/contacts.csv")),
    ("google.csv", include_str!("../../../../tests/fixtures/sources/google_contacts.csv")),
];

/// 300 damaged files of each good one, or as many as DAMAGED asks for.
#[test]
fn damaged_calendars_and_lists_never_panic() {
    let asked = std::env::var("DAMAGED").ok().and_then(|n| n.parse().ok());
    let (zone, map) = (TimeZone::get("Europe/Berlin").unwrap(), BTreeMap::new());
    let context = Context { last: Some(date(2026, 1, 1)), ..Context::new(&zone, &map) };
    let (mut dice, mut read, mut meetings) = (Dice(0x9e37_79b9_7f4a_7c15), 0, 0);
    for (name, good) in SEEDS {
        for _ in 0..asked.unwrap_or(300) {
            let item = Item::bytes(damaged(good.as_bytes(), &mut dice), name);
            let read_by = if name.ends_with(".ics") { calendar::read } else { contacts::read };
            let Ok(found) = read_by(&[item], &context) else { continue };
            read += 1;
            for found in found {
                assert!(found.account.left_out() <= found.account.read, "{name}");
                meetings += found.records.len();
            }
        }
    }
    assert!(read > 1000 && meetings > 1000, "{read} read, {meetings} meetings");
}
