//! Whether I answer those who write first, and whether I give as well as ask.

use super::figures::{plain_share, unknown};
use super::waits::{self, Scale, Timed, Waits};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::outreach::relations::{Balance, Origin};
use crate::tally::{BalanceTally, RelationsTally};
use crate::view::{self, Cell, Column, Figure, Flag, Form, Table, Unit};

/// The days by which shares are given.
const DAYS: [u32; 4] = [1, 3, 7, 30];

/// Answers to those who wrote first, and the balance of asking and giving.
#[derive(Clone, Debug, PartialEq)]
pub struct Reciprocity {
    /// Answers to those who wrote first.
    pub answers: Timed,
    /// Of these, people who wrote so early in the log that they may not have been first.
    pub early: Option<u64>,
    /// What was asked and given.
    pub balance: Vec<Given>,
    /// How intervals are made.
    pub scale: Scale,
    /// The last day of which anything is known.
    pub as_of: String,
}

/// One line of the balance.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What it counts.
    pub name: Named,
    /// The share.
    pub share: Figure,
    /// How many touches did it.
    pub touches: Option<u64>,
    /// Of how many touches it is not known.
    pub unknown: Option<u64>,
    /// How many people stand behind it.
    people: u64,
}

impl Reciprocity {
    /// Estimates answers and the balance.
    ///
    /// # Errors
    /// Never for waits of days.
    pub fn estimate(relations: &RelationsTally, balance: &BalanceTally, scale: Scale) -> Result<Reciprocity> {
        let first = || relations.cells().filter(|(key, _)| key.origin == Origin::WroteFirst);
        let waits = Waits::of(first().filter_map(|(key, count)| Some((*key.steps.first()?, count.n))));
        let time = DAYS.into_iter().max().unwrap_or(0);
        let name = Named::new("answered", "Answered");
        let early = first().filter(|(key, _)| key.early).map(|(_, count)| count.n).sum();
        Ok(Reciprocity {
            answers: Timed::new(name, &waits, &DAYS, time, "people who wrote first", scale)?,
            early: Some(early),
            balance: lines(balance, scale),
            scale,
            as_of: relations.header().as_of.clone(),
        })
    }

    fn answers_table(&self) -> Table {
        let mut notes = vec!["Answered: by a message, a call or a conversation of mine, on any channel.".to_owned()];
        notes.extend(waits::note(&self.as_of, &[&self.answers]));
        if let Some(early @ 1..) = self.early {
            notes.push(format!(
                "{} of them wrote so early in the log that I may have written before.",
                view::whole(early)
            ));
        }
        let time = DAYS.into_iter().max().unwrap_or(0);
        Table {
            id: "reciprocity".into(),
            title: "Do I answer those who write first?".into(),
            base: format!("people who wrote first (n = {})", self.answers.n.map_or("—".into(), view::whole)),
            columns: waits::columns(&DAYS, time, ["", "Wrote first", "Answered"], Unit::People),
            rows: vec![self.answers.cells()],
            notes,
        }
    }

    fn balance_table(&self) -> Table {
        let columns = vec![
            Column::text("what", ""),
            Column::figure("share", "Share", Unit::Share),
            Column::integer("touches", "Touches", Unit::Touches),
            Column::integer("unknown", "Not known of", Unit::Touches),
        ];
        let row = |given: &Given| -> Vec<Cell> {
            vec![given.name.label.as_str().into(), (&given.share).into(), given.touches.into(), given.unknown.into()]
        };
        Table {
            id: "balance".into(),
            title: "Asking and giving".into(),
            base: "people to whom I turned, as far as it is known of any touch with them; touches are mine, and what we did \
                   together"
                .into(),
            columns,
            rows: self.balance.iter().map(row).collect(),
            notes: vec![
                "Whether something was given is known where a log has a column \"offer\": there a blank is a no. An ask that is \
                 left blank is not known."
                    .into(),
                "Asks after giving: something was given, or thanked for, on an earlier touch with the same person. Their interval \
                 takes asks for independent."
                    .into(),
            ],
        }
    }
}

/// The lines of the balance.
fn lines(tally: &BalanceTally, scale: Scale) -> Vec<Given> {
    let all: Vec<(&Balance, u64)> = tally.cells().map(|(key, count)| (&key.balance, count.n)).collect();
    let people = |is: fn(&Balance) -> bool| all.iter().filter(|(b, _)| is(b)).map(|(_, n)| n).sum::<u64>();
    let touches = |of: fn(&Balance) -> u32| all.iter().map(|(b, n)| u64::from(of(b)) * n).sum::<u64>();
    let share = |count: u64, n: u64, words: &str| match n {
        0 => unknown(0, words, scale.level, &[Flag::Descriptive]),
        n => plain_share(count, n, words, scale.level, &[Flag::Descriptive]),
    };
    let line = |id: &str, label: &str, share: Figure, counts: (u64, u64), people: u64| Given {
        name: Named::new(id, label),
        share,
        touches: Some(counts.0),
        unknown: Some(counts.1),
        people,
    };
    let (asked_known, asked) = (people(|b| b.asks_known > 0), people(|b| b.asks > 0));
    let (offers_known, offered) = (people(|b| b.offers_known > 0), people(|b| b.offers > 0));
    let either = people(|b| b.offers_known > 0 && b.asks + b.offers > 0);
    let even = people(|b| b.offers_known > 0 && b.asks + b.offers > 0 && b.offers >= b.asks);
    let asks = touches(|b| b.asks);
    let no_ask = touches(|b| b.touches - b.asks_known);
    let no_offer = touches(|b| b.touches - b.offers_known);
    vec![
        line(
            "asked",
            "People asked for something",
            share(asked, asked_known, "people of whom it is known"),
            (asks, no_ask),
            asked_known,
        ),
        line(
            "given",
            "People given something",
            share(offered, offers_known, "people of whom it is known"),
            (touches(|b| b.offers), no_offer),
            offers_known,
        ),
        line(
            "even",
            "Given at least as often as asked",
            share(even, either, "people asked or given something"),
            (touches(|b| b.asks + b.offers), no_offer),
            either,
        ),
        line(
            "asks_after_giving",
            "Asks after giving or thanks",
            share(touches(|b| b.asks_after_giving), asks, "asks"),
            (touches(|b| b.asks_after_giving), no_offer),
            asked,
        ),
    ]
}

impl Estimate for Reciprocity {
    fn tables(&self) -> Vec<Table> {
        vec![self.answers_table(), self.balance_table()]
    }

    fn forms(&self) -> Vec<Form> {
        vec![waits::chart("reciprocity", "Do I answer those who write first?", &DAYS, &[&self.answers], self.scale)]
    }

    fn headline(&self) -> Option<String> {
        let share = view::share_with_interval(self.answers.by_day.get(2)?.shown()?)?;
        Some(format!("{share} of those who wrote first had an answer within 7 days."))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let lines = self.balance.iter_mut().map(|given| Member { people: given.people, figure: &mut given.share });
        self.answers.alone().chain(lines.map(Partition::one)).collect()
    }

    fn settle(&mut self) {
        self.answers.settle();
        if self.answers.is_hidden() {
            self.early = None;
        }
        for given in self.balance.iter_mut().filter(|given| given.share.is_suppressed()) {
            (given.touches, given.unknown) = (None, None);
        }
    }
}
