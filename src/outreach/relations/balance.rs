//! What I asked and gave.

use super::columns::Columns;
use crate::outreach::history::Event;
use crate::outreach::words::Direction;

/// Of one contact to whom I turned, what I asked and gave: counts of my touches and of what we did together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Balance {
    /// The contact's bucket, 0–63.
    pub bucket: u8,
    /// Touches.
    pub touches: u32,
    /// Of these, it is known whether they asked for something.
    pub asks_known: u32,
    /// Of these, they did.
    pub asks: u32,
    /// Of the asks, something had been given, or thanked for, on an earlier touch.
    pub asks_after_giving: u32,
    /// Touches of which it is known whether something was given.
    pub offers_known: u32,
    /// Of these, something was.
    pub offers: u32,
}

impl Columns {
    /// What I asked and gave; `None` of somebody to whom I never turned.
    pub(super) fn balance(&self, events: &[Event], bucket: u8) -> Option<Balance> {
        let mut balance = Balance { bucket, ..Balance::default() };
        let mut has_given = false;
        for event in events.iter().filter(|e| e.direction != Direction::In) {
            let (asks, offers) = (self.asks(event), self.offers(event));
            balance.touches += 1;
            balance.asks_known += u32::from(asks.is_some());
            balance.offers_known += u32::from(offers.is_some());
            if asks == Some(true) {
                balance.asks += 1;
                balance.asks_after_giving += u32::from(has_given);
            }
            balance.offers += u32::from(offers == Some(true));
            has_given |= offers == Some(true) || self.thanks(event);
        }
        let mine = events.iter().any(Event::is_attempt);
        mine.then_some(balance)
    }
}
