//! The log's promises: the size, the words, the order in time, and that nobody answers before being written to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Unit;
use jiff::civil::Date;

use super::{Checked, Row, count, must, only, rows, same};
use crate::log::SYNTHETIC;
use crate::touch::COLUMNS;

/// How many people wrote first.
const FIRST_WRITERS: usize = 6;
/// How many were met and never written to.
const MET_ONLY: usize = 12;

/// Checks the log.
pub fn check(path: &Path) -> Checked {
    let rows = rows(path, &COLUMNS)?;
    must((380..=420).contains(&rows.len()), format!("touches: {}", rows.len()))?;
    let people = by_contact(&rows);
    same("contacts", people.len(), 150)?;
    same("first row's note", count(&rows[..1], "note", SYNTHETIC), 1)?;
    same("first day", count(&rows[..1], "date", "2025-01-06"), 1)?;
    must(rows.last().is_some_and(|row| row["date"] == "2025-10-03"), "the last row is of another day")?;
    words(&rows)?;
    counts(&rows)?;
    order(&rows)?;
    cells(&rows)?;
    for touches in people.values() {
        clocks(touches)?;
        episodes(touches)?;
    }
    beginnings(&people)
}

/// The rows of each contact, in order.
fn by_contact(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut people = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        people.entry(row["contact"].as_str()).or_default().push(row);
    }
    people
}

/// Every word is one of the tracker's.
fn words(rows: &[Row]) -> Checked {
    only(rows, "direction", &["out", "in", "mutual"])?;
    only(rows, "channel", &["email", "linkedin", "phone", "text", "video", "in_person", "mail", "other"])?;
    let kinds = ["message", "invitation", "call", "meeting", "introduction", "auto_reply", "bounce", "bulk"];
    only(rows, "kind", &kinds)?;
    only(rows, "outcome", &["answered", "voicemail", "no_answer", ""])?;
    only(rows, "ask", &["none", "conversation", "advice", "introduction", "referral", "job", "other", ""])?;
    only(rows, "warmth", &["cold", "warm_intro", "alumni", "event", "existing", ""])?;
    only(rows, "template", &["T1", "T2", "T3", "T4", ""])?;
    only(rows, "campaign", &["spring", "summer", "autumn", ""])?;
    for tick in ["offer", "thanks", "ai_assisted"] {
        only(rows, tick, &["yes", ""])?;
    }
    Ok(())
}

/// So many of the rarer kinds.
fn counts(rows: &[Row]) -> Checked {
    same("bounces", count(rows, "kind", "bounce"), 4)?;
    same("automatic replies", count(rows, "kind", "auto_reply"), 6)?;
    same("bulk", count(rows, "kind", "bulk"), 2)?;
    same("introductions", count(rows, "kind", "introduction"), 22)?;
    let meetings = count(rows, "kind", "meeting");
    must((44..=48).contains(&meetings), format!("meetings: {meetings}, 34 of them at events"))
}

/// Sorted by date, time and contact.
fn order(rows: &[Row]) -> Checked {
    let key = |row: &Row| ["date", "time", "contact"].map(|column| row[column].clone());
    must(rows.is_sorted_by_key(key), "the rows are not in order")
}

/// What belongs to which row.
fn cells(rows: &[Row]) -> Checked {
    for row in rows {
        let out = row["direction"] == "out";
        let written = out && matches!(row["kind"].as_str(), "message" | "invitation");
        must(out != row["warmth"].is_empty(), format!("warmth is for outbound rows: {row:?}"))?;
        must((row["kind"] == "call") != row["outcome"].is_empty(), format!("outcome is for calls: {row:?}"))?;
        must(written != row["words"].is_empty(), format!("words are for messages: {row:?}"))?;
        must(written != row["questions"].is_empty(), format!("questions are for messages: {row:?}"))?;
        must(row["kind"] != "introduction" || !row["via"].is_empty(), format!("introduced by nobody: {row:?}"))?;
        row["date"].parse::<Date>()?;
    }
    Ok(())
}

/// Several rows of one contact on one day all have their time, each a different one.
fn clocks(touches: &[&Row]) -> Checked {
    for pair in touches.windows(2).filter(|pair| pair[0]["date"] == pair[1]["date"]) {
        let [first, second] = [&pair[0]["time"], &pair[1]["time"]];
        must(!first.is_empty() && first < second, format!("cannot tell which came first: {pair:?}"))?;
    }
    Ok(())
}

/// Whether the row opens or continues an exchange: what the silence between episodes is counted from.
fn passes(row: &Row) -> bool {
    matches!(row["kind"].as_str(), "message" | "call" | "invitation") && row["direction"] != "mutual"
}

/// Between one message or call and the next there are either at most 45 days, or more than 90 and then an outbound one.
fn episodes(touches: &[&Row]) -> Checked {
    let passing: Vec<&&Row> = touches.iter().filter(|row| passes(row)).collect();
    for pair in passing.windows(2) {
        let [from, to]: [Date; 2] = [pair[0]["date"].parse()?, pair[1]["date"].parse()?];
        let days = from.until((Unit::Day, to))?.get_days();
        let again = days > 90 && pair[1]["direction"] == "out";
        must(days <= 45 || again, format!("{days} days of silence: {pair:?}"))?;
    }
    Ok(())
}

/// Six wrote first, twelve were met and never written to, and nobody else was heard from before being written to.
fn beginnings(people: &BTreeMap<&str, Vec<&Row>>) -> Checked {
    let (mut inbound, mut met) = (BTreeSet::new(), 0);
    for (contact, touches) in people {
        match touches.iter().find(|row| passes(row)) {
            Some(row) if row["direction"] == "in" => drop(inbound.insert(contact)),
            Some(_) => (),
            None => met += touches.iter().filter(|row| row["kind"] == "meeting").count(),
        }
    }
    same("people who wrote first", inbound.len(), FIRST_WRITERS)?;
    same("people met and never written to", met, MET_ONLY)
}
