//! Damaged calendars and address books: thousands of them, from good ones. They are read in part or refused; nothing panics.

use super::super::contacts;
use super::super::{Context, calendar};
use crate::input::Item;
use crate::input::damage::{self, Dice};
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What hurts where it stands.
const HOSTILE: &[&[u8]] = &[
    b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n",
    b"RRULE:FREQ=YEARLY;BYDAY=5SU\r\n",
    b"RRULE:FREQ=HOURLY\r\n",
    b"\r\n ",
    b"99999999999",
    b"-1",
    b";",
    b":",
    b"\"",
    b"\\",
    b"BYSETPOS=-366;",
    b"T240000Z",
    b"UNTIL=99991231T235959Z;",
    b"FREQ=SECONDLY;",
    b"=\r\n",
];

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
    let (zone, map) = (TimeZone::get("Europe/Berlin").unwrap(), BTreeMap::new());
    let context = Context { last: Some(date(2026, 1, 1)), ..Context::new(&zone, &map) };
    let (mut dice, mut read, mut meetings) = (Dice::default(), 0, 0);
    for (name, good) in SEEDS {
        for _ in 0..damage::times(300) {
            let item = Item::bytes(dice.damaged(good.as_bytes(), HOSTILE), name);
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
