//! The steps of one contact, in order.

use super::{Wait, exchanges, is_before, is_talk};
use crate::outreach::history::Event;

/// Waits for first message, reply, conversation and ongoing, as far as they were reached and the first that was not.
pub(super) fn steps(events: &[Event], start: usize, undated: Option<Event>, known: i32) -> Vec<Wait> {
    let Some(began) = events.get(start) else { return Vec::new() };
    let is_later = |event: &&Event| !is_before(event, began);
    let message = events.iter().position(|e| e.is_attempt() && is_later(&e));
    let mut walk = Walk { steps: Vec::new(), day: began.day, known };
    let Some(message) = message.filter(|i| walk.reach(Some(events[*i].day))) else {
        walk.miss();
        return walk.steps;
    };
    let had_written = events[..message].iter().any(|e| e.is_inbound() && is_later(&e));
    let after = &events[message..];
    let answers = |e: &&Event| e.is_answered_call() || e.is_reply_to(&events[message]);
    let reply = if had_written { Some(events[message].day) } else { after.iter().find(answers).map(|e| e.day) };
    let undated = undated.filter(|reply| reply.day >= walk.day);
    if reply.is_none_or(|day| day > known) && undated.is_some() {
        walk.steps.extend([Wait::Sometime, Wait::Untimed]);
        return walk.steps;
    }
    if walk.reach(reply) {
        let talk = after.iter().position(|e| is_talk(e) && answers(&e));
        if walk.reach(talk.map(|i| after[i].day)) {
            let further = talk.map_or(&[] as &[Event], |i| &after[i + 1..]);
            walk.reach(second_after(further, walk.day));
        }
    }
    walk.steps
}

/// The day of the second exchange after a conversation; what else was talked on its day belongs to it.
fn second_after(events: &[Event], talked: i32) -> Option<i32> {
    let later: Vec<Event> = events.iter().filter(|e| e.day > talked || !is_talk(e)).copied().collect();
    exchanges::days(&later).get(1).copied()
}

/// The wait for my answer to who wrote first: a message, a call, or a conversation.
pub(super) fn answer(events: &[Event], start: usize, known: i32) -> Wait {
    let Some(wrote) = events.get(start) else { return Wait::Untimed };
    if is_talk(wrote) {
        return Wait::of(wrote.day, Some(wrote.day), known);
    }
    let answers = |e: &&Event| e.is_attempt() || is_talk(e);
    let came = events[start + 1..].iter().find(answers).map(|e| e.day);
    Wait::of(wrote.day, came, known)
}

/// From step to step.
struct Walk {
    steps: Vec<Wait>,
    day: i32,
    known: i32,
}

impl Walk {
    /// Enters the next step, and tells whether it was reached.
    fn reach(&mut self, came: Option<i32>) -> bool {
        let wait = Wait::of(self.day, came, self.known);
        self.steps.push(wait);
        if let Wait::Reached(days) = wait {
            self.day += days as i32;
        }
        wait.is_reached()
    }

    /// Enters that the first step was not reached, unless that was entered.
    fn miss(&mut self) {
        if self.steps.is_empty() {
            self.reach(None);
        }
    }
}
