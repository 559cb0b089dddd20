//! Exchanges: a touch of one that the other answers.

use super::is_talk;
use crate::outreach::history::Event;
use crate::outreach::words::{Kind, Outcome};

/// Whose turn it was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Mine,
    Theirs,
}

/// The days on which exchanges were completed, in order.
pub(super) fn days(events: &[Event]) -> Vec<i32> {
    let mut days = Vec::new();
    let (mut turn, mut talked) = (None, None);
    for event in events {
        if is_talk(event) {
            if talked != Some(event.day) {
                days.push(event.day);
            }
            (turn, talked) = (None, Some(event.day));
        } else if let Some(side) = side(event) {
            if turn.is_some_and(|turn| turn != side) {
                days.push(event.day);
            }
            turn = Some(side);
        }
    }
    days
}

/// How many there have been. An answer without a day counts as one where no other came.
pub(super) fn count(events: &[Event], undated: Option<Event>) -> u32 {
    let answered = undated.is_some_and(|reply| events.iter().any(|e| e.is_attempt() && e.day <= reply.day));
    (days(events).len() as u32).max(u32::from(answered))
}

fn side(event: &Event) -> Option<Side> {
    let missed = event.kind == Kind::Call && event.outcome == Some(Outcome::NoAnswer);
    match event {
        _ if missed => None,
        event if event.is_attempt() => Some(Side::Mine),
        event if event.is_inbound() => Some(Side::Theirs),
        _ => None,
    }
}
