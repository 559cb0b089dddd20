//! What a row of a person states beside the first message: the days of follow-ups, of meetings and of thanks.

use super::cells::plausible;
use super::names::{FOLLOW_UPS, MEETINGS, THANKED};
use super::rows::{Left, Log};
use super::{follow_ups, status};
use crate::input::dates;
use crate::outreach::record::{Details, Record, When, Who};
use crate::outreach::words::{Channel, Direction, Kind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A kind of such days, in the words of its faults.
struct Told {
    without_a_day: &'static str,
    accepted: &'static str,
}

const FOLLOW_UP: Told =
    Told { without_a_day: "a follow-up without a day", accepted: "the days on which you followed up" };
const MEETING: Told = Told { without_a_day: "a meeting without a day", accepted: "the days on which you met" };
const THANK_YOU: Told =
    Told { without_a_day: "a thank-you without a day", accepted: "the days on which you thanked them" };

impl Log<'_> {
    /// The days of the follow-ups that a row states, in order, each once, with the channel that its header names.
    pub(super) fn follow_ups(
        &self,
        i: usize,
        sent_on: Date,
        unread: &mut Vec<Left>,
    ) -> BTreeMap<Date, Option<Channel>> {
        let mut days = BTreeMap::new();
        for our in FOLLOW_UPS {
            let channel = self.columns.of.get(our).and_then(|header| follow_ups::channel(header));
            for (day, piece) in self.days_of(our, i, &FOLLOW_UP, unread) {
                if day < sent_on {
                    let fault = self.wrong(our, i, "follow-up before the message").found(piece);
                    let fault = fault.accepted(format!("a day from {sent_on} on"));
                    unread.push(fault.remedy("correct one of the two dates").into());
                    continue;
                }
                let known = days.entry(day).or_insert(channel);
                *known = known.or(channel);
            }
        }
        days
    }

    /// The days on which we met, in order, each once. They may lie before the first message.
    pub(super) fn meetings(&self, i: usize, unread: &mut Vec<Left>) -> Vec<Date> {
        let all = MEETINGS.into_iter().flat_map(|our| self.days_of(our, i, &MEETING, unread));
        in_order(all.map(|(day, _)| day).collect())
    }

    /// The days on which I thanked them.
    pub(super) fn thanks(&self, i: usize, unread: &mut Vec<Left>) -> Vec<Date> {
        in_order(self.days_of(THANKED, i, &THANK_YOU, unread).into_iter().map(|(day, _)| day).collect())
    }

    /// The days in a cell, as far as they are past, each as it is written. Words are counted.
    fn days_of(&self, our: &'static str, i: usize, told: &Told, unread: &mut Vec<Left>) -> Vec<(Date, String)> {
        let mut days = Vec::new();
        for piece in self.said(our, i).map(follow_ups::pieces).unwrap_or_default() {
            if status::is_nothing(&piece) {
                continue;
            }
            match self.one_day(our, i, &piece, told) {
                Ok(day) => days.push((day, piece)),
                Err(left) => unread.push(left),
            }
        }
        days
    }

    fn one_day(&self, our: &'static str, i: usize, piece: &str, told: &Told) -> Result<Date, Left> {
        let wrong = |what: &str| self.wrong(our, i, what).accepted(told.accepted);
        let Some(day) = self.days.date(our, piece).and_then(plausible) else {
            return Err(match () {
                _ if dates::looks_like_a_date(piece) => wrong("impossible date").remedy("correct the date").into(),
                _ if dates::lacks_year(piece) => wrong("date without a year").remedy("write the year too").into(),
                _ => Left::rule(wrong(told.without_a_day)),
            });
        };
        if self.context.last.is_some_and(|last| day > last) {
            return Err(Left::rule(self.wrong(our, i, "still to come")));
        }
        Ok(day)
    }
}

fn in_order(mut days: Vec<Date>) -> Vec<Date> {
    days.sort_unstable();
    days.dedup();
    days
}

/// Another message of mine to the same person.
pub(super) fn again(sent: &Record, day: Date, channel: Option<Channel>) -> Record {
    let Details { warmth, ask, texts, .. } = sent.details.clone();
    Record {
        when: When::Day(day),
        channel: channel.unwrap_or(sent.channel),
        kind: if sent.kind == Kind::Call && channel.is_none() { Kind::Call } else { Kind::Message },
        details: Details { warmth, ask, texts, ..Details::default() },
        ..sent.clone()
    }
}

/// A message of theirs.
pub(super) fn answer(sent: &Record, when: When) -> Record {
    of_row(sent, when, Direction::In, Kind::Message)
}

/// A meeting with them.
pub(super) fn met(sent: &Record, day: Date) -> Record {
    of_row(sent, When::Day(day), Direction::Mutual, Kind::Meeting)
}

/// My thanks.
pub(super) fn thanked(sent: &Record, day: Date) -> Record {
    let mut record = of_row(sent, When::Day(day), Direction::Out, Kind::Message);
    record.details.flags.insert("thanks", true);
    record
}

fn of_row(sent: &Record, when: When, direction: Direction, kind: Kind) -> Record {
    let Details { warmth, texts, .. } = sent.details.clone();
    let party = sent.who.parties().next().cloned().unwrap_or_default();
    Record {
        when,
        who: Who::Contact(party, direction),
        kind,
        details: Details { warmth, texts, ..Details::default() },
        ..sent.clone()
    }
}
