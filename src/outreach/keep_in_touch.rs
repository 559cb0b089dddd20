//! Keeping in touch: how often the user means to, and how often it was.
//!
//! With each contact, intervals of so many days follow each other from the first touch on, as long as they are over by
//! `as_of`. One is *kept* when something passed in it in either direction: a message, a call or a meeting; what came of itself
//! (bounces, automatic answers, bulk) is nothing. A contact is *overdue* when the last of these is longer ago than the interval.

use super::history::{Event, Histories};
use super::people::{Key, People};
use super::record::Card;
use super::touch::{Touches, epoch_day};
use crate::error::Result;
use crate::input::labels;
use std::collections::BTreeMap;

/// How often to keep in touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Every {
    /// Every 7 days.
    Weekly,
    /// Every 30 days.
    Monthly,
    /// Every 91 days.
    Quarterly,
    /// Every so many days, at least 1.
    Days(u32),
}

impl Every {
    /// As a card says it (see [`Card::keep_in_touch`]); `None` of anything else.
    pub fn parse(text: &str) -> Option<Every> {
        match text {
            "weekly" => Some(Every::Weekly),
            "monthly" => Some(Every::Monthly),
            "quarterly" => Some(Every::Quarterly),
            days => days.parse().ok().filter(|days| *days > 0).map(Every::Days),
        }
    }

    /// The word of it: `weekly`, `monthly`, `quarterly`, or the days.
    pub fn word(self) -> String {
        match self {
            Every::Weekly => "weekly".into(),
            Every::Monthly => "monthly".into(),
            Every::Quarterly => "quarterly".into(),
            Every::Days(days) => days.to_string(),
        }
    }

    /// Its length in days.
    pub fn days(self) -> u32 {
        match self {
            Every::Weekly => 7,
            Every::Monthly => 30,
            Every::Quarterly => 91,
            Every::Days(days) => days,
        }
    }
}

/// What became of keeping in touch with one contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How the contact is called; the user's own eyes only.
    pub contact: String,
    /// How often to keep in touch.
    pub every: Every,
    /// Intervals that were over by `as_of`.
    pub over: u32,
    /// Of these, kept.
    pub kept: u32,
    /// Days by which the contact is overdue, at least 1; `None` when not.
    pub overdue: Option<u32>,
    /// Nothing has passed yet, so no interval has begun.
    pub never: bool,
}

/// Who is to be kept in touch with, by how contacts are called, from cards with their feeds. Of several cards of one person the
/// user's own says it, else the first.
pub fn wanted(cards: &[(usize, Card)], people: &People) -> BTreeMap<String, Every> {
    if cards.is_empty() {
        return BTreeMap::new();
    }
    let everyone = people.everyone();
    let called: BTreeMap<&Key, &str> =
        everyone.iter().flat_map(|person| person.keys.iter().map(|key| (*key, person.contact))).collect();
    let mut wanted: BTreeMap<String, (bool, Every)> = BTreeMap::new();
    for (feed, card) in cards {
        let every = card.keep_in_touch.as_deref().and_then(Every::parse);
        let contact = keys(*feed, card).find_map(|key| called.get(&key).copied());
        let Some((every, contact)) = every.zip(contact) else { continue };
        let before = wanted.get(contact).map(|(is_own, _)| *is_own);
        if before.is_none() || before == Some(false) && card.is_own {
            wanted.insert(contact.to_owned(), (card.is_own, every));
        }
    }
    wanted.into_iter().map(|(contact, (_, every))| (contact, every)).collect()
}

/// By what a card's person may be known; a name only in the user's own list.
fn keys(feed: usize, card: &Card) -> impl Iterator<Item = Key> + '_ {
    let addresses = card.addresses.iter().cloned().map(Key::Address);
    let profiles = card.profiles.iter().cloned().map(Key::Profile);
    let names = card.names.iter().map(move |name| {
        let name = labels::normal(name);
        if card.is_own { Key::OwnName(name) } else { Key::Name(feed, name) }
    });
    addresses.chain(profiles).chain(names)
}

/// What became of keeping in touch, by contact.
///
/// # Errors
/// When the table of touches was changed from outside.
pub fn kept(touches: &Touches, wanted: &BTreeMap<String, Every>) -> Result<Vec<Kept>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    // Where nothing ever passed, nobody was ever reached, whatever the day.
    let as_of = touches.as_of().map_or(0, epoch_day);
    let histories = Histories::of(touches)?;
    let names: BTreeMap<String, &String> = wanted.keys().map(|contact| (labels::normal(contact), contact)).collect();
    let mut days: BTreeMap<&String, Vec<i32>> = wanted.keys().map(|contact| (contact, Vec::new())).collect();
    for (name, history) in histories.iter() {
        let Some(days) = names.get(&labels::normal(name)).and_then(|contact| days.get_mut(contact)) else { continue };
        days.extend(history.iter().filter(|e| is_touch(e) && e.day <= as_of).map(|e| e.day));
    }
    Ok(wanted
        .iter()
        .map(|(contact, every)| of(contact, *every, days.get(contact).map_or(&[], Vec::as_slice), as_of))
        .collect())
}

/// Whether something passed between two people, on a day that is known.
fn is_touch(event: &Event) -> bool {
    !event.undated && (event.passes() || event.is_conversation())
}

/// Intervals kept with one contact, whose touches stand in order of time.
fn of(contact: &str, every: Every, days: &[i32], as_of: i32) -> Kept {
    let mut kept = Kept { contact: contact.to_owned(), every, over: 0, kept: 0, overdue: None, never: days.is_empty() };
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return kept };
    let length = every.days().min(i32::MAX as u32) as i32;
    kept.over = ((as_of - first) / length) as u32;
    // Interval i begins on the day after the first touch and i lengths.
    let mut of_days: Vec<u32> = days.iter().filter(|d| *d > first).map(|d| ((d - first - 1) / length) as u32).collect();
    of_days.dedup();
    kept.kept = of_days.into_iter().filter(|i| *i < kept.over).count() as u32;
    kept.overdue = u32::try_from(as_of - last - length).ok().filter(|days| *days > 0);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Touches on days 0, 3 and 20, weekly, as of day 30: intervals 1–7 (kept on day 3), 8–14 (not), 15–21 (day 20), 22–28 (not);
    /// 29–30 is not over. The last touch was 10 days ago: overdue by 3.
    #[test]
    fn intervals_follow_each_other_from_the_first_touch() {
        let kept = of("Ada", Every::Weekly, &[0, 3, 20], 30);
        assert_eq!((kept.over, kept.kept, kept.overdue, kept.never), (4, 2, Some(3), false));
    }

    #[test]
    fn the_last_day_of_an_interval_belongs_to_it_and_the_first_touch_to_none() {
        assert_eq!(of("Ada", Every::Days(7), &[0, 7], 7).kept, 1);
        assert_eq!((of("Ada", Every::Days(7), &[0, 8], 13).over, of("Ada", Every::Days(7), &[0, 8], 13).kept), (1, 0));
        let today = of("Ada", Every::Days(7), &[10, 10], 17);
        assert_eq!((today.over, today.kept, today.overdue), (1, 0, None), "due today is not overdue");
    }

    #[test]
    fn nobody_is_overdue_with_whom_nothing_ever_passed() {
        let kept = of("Ada", Every::Monthly, &[], 100);
        assert_eq!((kept.over, kept.overdue, kept.never), (0, None, true));
    }
}
