//! Mail, read from whole files.

use super::*;
use crate::outreach::record::{Record, When, Who};
use crate::outreach::words::{Channel, Kind};
use jiff::tz::TimeZone;

const ENVELOPE: &str = "From ada@x.org Mon Mar  3 10:00:00 2025\n";

fn all(items: &[Item]) -> Vec<Found> {
    let (timezone, map) = (TimeZone::UTC, Default::default());
    let context = Context { timezone: &timezone, map: &map, order: None, last: None };
    read(items, &context).expect("bytes can be read")
}

fn one(name: &str, text: &str) -> Found {
    all(&[Item::bytes(text.as_bytes().to_vec(), name)]).remove(0)
}

/// A message with some fields and a body of three words.
fn message(fields: &str) -> String {
    format!("{ENVELOPE}{fields}\n\nShall we talk?\n\n")
}

fn plain(n: usize) -> String {
    message(&format!(
        "From: Ada <ada@x.org>\nTo: bob@x.org\nDate: Mon, {n} Mar 2025 10:00:00 +0000\nSubject: Coffee {n}\nMessage-ID: <{n}@x.org>"
    ))
}

fn left_out(found: &Found) -> Vec<(&str, u64)> {
    found.account.rows.iter().map(|(reason, left)| (reason.words.as_str(), left.n)).collect()
}

#[test]
#[ignore]
fn real() {
    let path = std::env::var("REAL").expect("a path");
    let items = crate::input::archive::items(Path::new(&path), &path).expect("readable").items;
    let known: Vec<Item> = items.iter().filter(|i| knows(i, &i.start().expect("readable"))).cloned().collect();
    println!("{} items, {} known", items.len(), known.len());
    for item in &items {
        if !known.iter().any(|k| k.name == item.name) {
            println!("unknown {}", item.name);
        }
    }
    let start = std::time::Instant::now();
    let found = all(&known);
    println!("{:?}", start.elapsed());
    for found in found {
        let senders =
            found.records.iter().filter(|r| matches!(&r.who, Who::Message(e) if !e.from.is_unknown())).count();
        println!("{}: {} records, {senders} senders, mine {:?}", found.account.line(), found.records.len(), found.mine);
        for left in found.account.rows.values() {
            for fault in &left.examples {
                println!("  {}", fault.line());
            }
        }
    }
}
