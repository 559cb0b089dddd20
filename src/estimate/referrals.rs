//! How far introductions and events led: who was met through whom, and what came of it.

use super::figures::plain_share;
use super::waits::{Scale, Waits, point};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::outreach::attributes::UNKNOWN;
use crate::outreach::relations::Link;
use crate::tally::{IntroductionKey, IntroductionsTally};
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Flag, Form, Table, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many introducers are drawn in one chart; the table has them all.
const MOST_BARS: usize = 12;

/// Tiers from here on are one.
const LAST_TIER: usize = 3;

/// What came of introductions and events.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrals {
    /// People by how many introductions it took to meet them: 0, 1, 2, 3 and more.
    pub tiers: Vec<Led>,
    /// By who introduced them, the most people first.
    pub introducers: Vec<Led>,
    /// By the event where they were met, the most people first.
    pub events: Vec<Led>,
    /// H: "replied" means by this day.
    pub horizon: u32,
    /// How intervals are made.
    pub scale: Scale,
    /// The last day of which anything is known.
    pub as_of: String,
}

/// How far one introducer, event or tier led.
#[derive(Clone, Debug, PartialEq)]
pub struct Led {
    /// What it is called.
    pub name: Named,
    /// People met so.
    pub people: Option<u64>,
    /// The share of them written to so far.
    pub written: Figure,
    /// Of those written to, the share who replied by the horizon.
    pub replied: Figure,
    /// People who have replied so far.
    pub replies: Option<u64>,
    /// People with whom there was a conversation after the first message.
    pub conversations: Option<u64>,
    /// People introduced by these.
    pub second: Option<u64>,
    /// People introduced by those in turn, and further down.
    pub further: Option<u64>,
}

impl Referrals {
    /// Estimates how far introductions and events led; the legends tell how introducers and events are called.
    ///
    /// # Errors
    /// Never for waits of days.
    pub fn estimate(
        tally: &IntroductionsTally,
        introducers: &BTreeMap<String, String>,
        events: &BTreeMap<String, String>,
        horizon: u32,
        scale: Scale,
    ) -> Result<Referrals> {
        let people: Vec<(&IntroductionKey, u64)> = tally.cells().map(|(key, count)| (key, count.n)).collect();
        let tier = |tier: usize| {
            let of = people.iter().filter(|(key, _)| key.tier().min(LAST_TIER) == tier).copied().collect();
            Group { name: tier_name(tier), direct: of, ..Group::default() }.led(horizon, scale)
        };
        // The same name is another person in another's log; an event is the same for all.
        let via = |key: &IntroductionKey, link: &Link| (key.owner.to_string(), link.via.to_string());
        let event = |_: &IntroductionKey, link: &Link| (String::new(), link.event.to_string());
        Ok(Referrals {
            tiers: (0..=LAST_TIER).map(tier).collect::<Result<_>>()?,
            introducers: groups(&people, via, introducers, horizon, scale)?,
            events: groups(&people, event, events, horizon, scale)?,
            horizon,
            scale,
            as_of: tally.header().as_of.clone(),
        })
    }

    fn table(&self, id: &str, title: &str, base: &str, rows: &[Led], leads_on: bool) -> Table {
        let mut columns = vec![
            Column::text(id, ""),
            Column::figure("replied", &format!("Replied by day {}", self.horizon), Unit::Share),
            Column::figure("written", "Written to", Unit::Share),
            Column::integer("people", "People", Unit::People),
            Column::integer("replies", "Replies", Unit::People),
            Column::integer("conversations", "Conversations", Unit::People),
        ];
        if leads_on {
            columns.push(Column::integer("second", "Introduced on", Unit::People));
            columns.push(Column::integer("further", "And further", Unit::People));
        }
        let row = |led: &Led| {
            let mut row: Vec<Cell> = vec![led.name.label.as_str().into(), (&led.replied).into(), (&led.written).into()];
            row.extend([led.people, led.replies, led.conversations].map(Cell::from));
            row.extend([led.second, led.further].map(Cell::from).into_iter().filter(|_| leads_on));
            row
        };
        let mut notes = vec![format!(
            "Replied: of those written to, the share who replied within {} days of the first message (Kaplan–Meier; as of {}, \
             whoever still waits is not a no). Written to: so far.",
            self.horizon, self.as_of
        )];
        if leads_on {
            notes.push("Introduced on: people whom these introduced in turn; and further: those after them.".into());
        }
        Table {
            id: id.into(),
            title: title.into(),
            base: base.into(),
            columns,
            rows: rows.iter().map(row).collect(),
            notes,
        }
    }
}

fn tier_name(tier: usize) -> Named {
    let label = match tier {
        0 => "Nobody introduced us".into(),
        1 => "1: introduced".into(),
        LAST_TIER => format!("{LAST_TIER} and more"),
        _ => format!("{tier}: introduced by somebody introduced"),
    };
    Named::new(format!("tier_{tier}"), label)
}

/// The people of one introducer, event or tier.
#[derive(Default)]
struct Group<'a> {
    name: Named,
    direct: Vec<(&'a IntroductionKey, u64)>,
    second: u64,
    further: u64,
}

impl Group<'_> {
    fn led(self, horizon: u32, scale: Scale) -> Result<Led> {
        let people = self.direct.iter().map(|(_, n)| n).sum();
        let waits = |step: usize| {
            let of = self.direct.iter().filter_map(|(key, n)| Some((*key.steps.get(step)?, *n)));
            Waits::of(of)
        };
        let (reply, talk) = (waits(1), waits(2));
        let flags = if reply.n < people { vec![Flag::Censored] } else { vec![] };
        Ok(Led {
            people: Some(people),
            written: plain_share(reply.n, people, "people met so", scale.level, &flags),
            replied: reply.share_by(horizon, "people met so and written to", scale)?,
            replies: Some(reply.reached),
            conversations: Some(talk.reached),
            second: Some(self.second),
            further: Some(self.further),
            name: self.name,
        })
    }
}

/// Groups people by something in the links of their chains.
fn groups(
    people: &[(&IntroductionKey, u64)],
    of: impl Fn(&IntroductionKey, &Link) -> (String, String),
    legend: &BTreeMap<String, String>,
    horizon: u32,
    scale: Scale,
) -> Result<Vec<Led>> {
    let mut groups: BTreeMap<(String, String), Group> = BTreeMap::new();
    for (key, n) in people {
        // Who introduced somebody at two places of a chain counts at the nearest.
        let mut counted = BTreeSet::new();
        for (place, link) in key.chain.iter().enumerate() {
            let id = of(key, link);
            if id.1 == UNKNOWN || !counted.insert(id.clone()) {
                continue;
            }
            let group = groups.entry(id).or_default();
            match place {
                0 => group.direct.push((key, *n)),
                1 => group.second += n,
                _ => group.further += n,
            }
        }
    }
    let named = groups.into_iter().map(|((_, id), group)| {
        let label = legend.get(&id).cloned().unwrap_or_else(|| id.clone());
        Group { name: Named::new(id, label), ..group }.led(horizon, scale)
    });
    let mut all = named.collect::<Result<Vec<Led>>>()?;
    all.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.label.cmp(&b.name.label)));
    Ok(all)
}

/// The two figures of every row, as partitions of people.
fn sets_of(rows: &mut [Led]) -> [Partition<'_>; 2] {
    let (mut written, mut replied) = (Vec::new(), Vec::new());
    for led in rows {
        written.push(Member::of(&mut led.written));
        replied.push(Member::of(&mut led.replied));
    }
    let of = |figures| Partition { figures, total_is_shown: true, outside: 0 };
    [of(written), of(replied)]
}

impl Led {
    fn hide(&mut self) {
        (self.people, self.replies, self.conversations, self.second, self.further) = (None, None, None, None, None);
        self.written.suppress();
        self.replied.suppress();
    }
}

impl Estimate for Referrals {
    fn tables(&self) -> Vec<Table> {
        vec![
            self.table("tiers", "By how many introductions it took", "everyone in the log", &self.tiers, false),
            self.table(
                "introducers",
                "How far each introducer led",
                "people whom somebody introduced",
                &self.introducers,
                true,
            ),
            self.table(
                "events",
                "How far each event led",
                "people met at an event that has a name",
                &self.events,
                true,
            ),
        ]
    }

    fn forms(&self) -> Vec<Form> {
        let bars = |id: &str, title: &str, rows: &[Led]| {
            let bar = |led: &Led| Bar { label: led.name.label.clone(), points: vec![point(&led.replied)], mark: None };
            Form::Bars(Bars {
                id: id.into(),
                title: title.into(),
                subtitle: format!(
                    "Share of those written to who replied within {} days; whiskers: {} interval",
                    self.horizon,
                    view::percent(self.scale.level.value())
                ),
                series: vec![String::new()],
                bars: rows.iter().take(MOST_BARS).map(bar).collect(),
                mark_label: None,
                notes: vec!["Whoever still waits counts for the days waited, not as a no.".into()],
            })
        };
        vec![
            bars("tiers", "Replies by how many introductions it took", &self.tiers),
            bars("introducers", "Replies by who introduced us", &self.introducers),
            bars("events", "Replies by the event where we met", &self.events),
        ]
    }

    fn headline(&self) -> Option<String> {
        let [none, first, ..] = self.tiers.as_slice() else { return None };
        let share = |led: &Led| view::share_with_interval(led.replied.shown()?);
        Some(format!(
            "{} of those to whom somebody introduced me replied, {} of the others.",
            share(first)?,
            share(none)?
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let sets = [&mut self.tiers, &mut self.introducers, &mut self.events];
        sets.into_iter().flat_map(|rows| sets_of(rows)).collect()
    }

    fn conceal(&mut self) {
        for (what, rows) in [("introducer", &mut self.introducers), ("event", &mut self.events)] {
            // By size, and not by name: their order would tell of it.
            rows.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.id.cmp(&b.name.id)));
            for (led, number) in rows.iter_mut().zip(1..) {
                led.name = Named::new(format!("{what}_{number}"), format!("{what} {number}"));
            }
        }
    }

    fn settle(&mut self) {
        let all = self.tiers.iter_mut().chain(&mut self.introducers).chain(&mut self.events);
        for led in all {
            if led.written.is_suppressed() {
                led.hide();
            } else if led.replied.is_suppressed() {
                // Of those written to there are too few to be told of: how many they are would be in the share.
                (led.replies, led.conversations) = (None, None);
            }
        }
    }
}
