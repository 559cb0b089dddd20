//! What followed a meeting: thanks, or any message of mine.

use super::columns::Columns;
use super::{Feeds, Wait, is_before};
use crate::outreach::history::Event;
use crate::outreach::words::Kind;

/// One meeting or conversation by appointment; those of one day with one contact are one. What follows the next is the next one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The contact's bucket, 0–63.
    pub bucket: u8,
    /// Whether it is the first with this contact.
    pub is_first: bool,
    /// Whether the sources say which messages thank.
    pub tells_thanks: bool,
    /// The wait for my thanks.
    pub thanked: Wait,
    /// The wait for any message of mine.
    pub written: Wait,
}

impl Columns {
    /// The meetings of one contact.
    pub(super) fn meetings(&self, events: &[Event], bucket: u8, feeds: &Feeds) -> Vec<Meeting> {
        let mut talks: Vec<&Event> = events.iter().filter(|e| e.is_conversation()).collect();
        talks.dedup_by_key(|e| e.day);
        let meeting = |(i, talk): (usize, &&Event)| {
            let next = talks.get(i + 1);
            let ends = feeds.known(talk.day).min(next.map_or(i32::MAX, |next| next.day));
            let is_after = |e: &&Event| e.day >= talk.day && !is_before(e, talk);
            let mine = events.iter().filter(is_after).filter(|e| e.is_attempt() && e.kind == Kind::Message);
            let mine = || mine.clone().filter(|e| next.is_none_or(|next| is_before(e, next)));
            let wait = |came: Option<&Event>| Wait::of(talk.day, came.map(|e| e.day), ends);
            Meeting {
                bucket,
                is_first: i == 0,
                tells_thanks: self.tells_thanks(events, talk),
                thanked: wait(mine().find(|e| self.thanks(e))),
                written: wait(mine().next()),
            }
        };
        talks.iter().enumerate().map(meeting).collect()
    }
}
