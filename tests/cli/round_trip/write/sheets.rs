//! A history as people keep it themselves: a row a message, or a row a person.

use super::{row, save};
use crate::round_trip::history::{Event, History};
use hearback::outreach::words::Direction;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// One row a message, in local time; the newest first and with American dates in every other history.
pub fn rows(history: &History, folder: &Path) -> PathBuf {
    let american = history.seed % 2 == 1;
    let channel = if history.shape.invitations { "LinkedIn" } else { "E-mail" };
    let mut rows: Vec<String> = Vec::new();
    for event in &history.events {
        let contact = &history.contacts[event.contact];
        let who = if event.contact % 2 == 0 { contact.name() } else { contact.address.clone() };
        let local = event.at.to_zoned(history.timezone.clone());
        let (date, time) = if american { ("%m/%d/%Y", "%-I:%M:%S %p") } else { ("%Y-%m-%d", "%H:%M:%S") };
        let [date, time] = [date, time].map(|format| local.strftime(format).to_string());
        let way = if event.direction == Direction::Out { "sent" } else { "received" };
        rows.push(row(&[&date, &time, &who, way, channel, event.kind.word(), "a note, and more"]));
    }
    if american {
        rows.reverse();
    }
    let header = row(&["Date", "Time", "Contact", "In/Out", "Channel", "Type", "Notes"]);
    save(folder, "outreach.csv", header + &rows.concat());
    folder.join("outreach.csv")
}

/// One row a person: the first message, the follow-ups, the reply; days only.
pub fn people(history: &History, folder: &Path) -> PathBuf {
    let of = |contact: usize| -> Vec<&Event> { history.events.iter().filter(|e| e.contact == contact).collect() };
    let mut people: Vec<Vec<&Event>> = (0..history.contacts.len()).map(of).collect();
    people.sort_by_key(|events| events[0].at);
    let sent = |events: &[&Event]| events.iter().filter(|e| e.direction == Direction::Out).count();
    let most = people.iter().map(|events| sent(events)).max().unwrap_or(1);
    let mut header = ["Contact", "E-mail", "First message"].map(str::to_owned).to_vec();
    header.extend((1..most).map(|n| format!("Follow-up {n}")));
    header.push("Replied on".into());
    let mut text = row(&header);
    for events in people {
        let contact = &history.contacts[events[0].contact];
        let (out, replies): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|e| e.direction == Direction::Out);
        let mut cells = vec![contact.name(), contact.address.clone()];
        cells.extend((0..most).map(|i| out.get(i).map_or(String::new(), |e| written(history.day(e), history.seed))));
        cells.push(replies.first().map_or(String::new(), |e| written(history.day(e), history.seed)));
        text += &row(&cells);
    }
    save(folder, "people.csv", text);
    folder.join("people.csv")
}

fn written(day: Date, seed: u64) -> String {
    day.strftime(if seed % 2 == 1 { "%b %-d, %Y" } else { "%Y-%m-%d" }).to_string()
}
