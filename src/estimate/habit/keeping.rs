//! Keeping in touch, by interval.

use super::making::quantile;
use super::{described, described_share};
use crate::error::Result;
use crate::estimate::numbers::FEW_FOR_QUANTILES;
use crate::estimate::{Member, Partition};
use crate::outreach::keep_in_touch::Every;
use crate::stats::Level;
use crate::tally::{IntervalKey, Intervals};
use crate::view::Figure;
use std::collections::BTreeMap;

/// Contacts of one interval, or all.
#[derive(Clone, Debug, PartialEq)]
pub struct Keeping {
    /// Its name for programs: `weekly`, `monthly`, `quarterly`, the days, or `all`.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// Contacts.
    pub contacts: Option<u64>,
    /// Of these, nothing has passed with them yet, so no interval has begun.
    pub never: Option<u64>,
    /// Intervals kept ÷ intervals that were over.
    pub kept: Figure,
    /// Contacts overdue ÷ contacts with whom something has passed.
    pub overdue: Figure,
    /// The median of the days by which those are overdue.
    pub overdue_median: Figure,
    /// The most of these days.
    pub overdue_most: Figure,
    /// The contacts that it tells of.
    people: u64,
}

/// A contact with whom one meant to have been in touch by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Whose contact it is.
    pub owner: String,
    /// How the contact is called.
    pub contact: String,
    /// How often to keep in touch.
    pub every: Every,
    /// Days by which it is overdue, at least 1.
    pub days: u32,
}

impl Overdue {
    /// The longest overdue first; then by contact.
    pub(super) fn sorted(mut all: Vec<Overdue>) -> Vec<Overdue> {
        all.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| (&a.contact, &a.owner).cmp(&(&b.contact, &b.owner))));
        all
    }
}

/// How an interval is called.
pub(super) fn label(every: Every) -> String {
    match every {
        Every::Weekly => "weekly".into(),
        Every::Monthly => "monthly (30 days)".into(),
        Every::Quarterly => "quarterly (91 days)".into(),
        Every::Days(1) => "every day".into(),
        Every::Days(days) => format!("every {days} days"),
    }
}

impl Keeping {
    /// Each interval, and all of them where there are several.
    pub(super) fn of(intervals: &Intervals, level: Level) -> Result<Vec<Keeping>> {
        let mut by_every: BTreeMap<Every, Vec<(&IntervalKey, u64)>> = BTreeMap::new();
        for (key, count) in intervals.cells() {
            by_every.entry(key.every).or_default().push((key, count.n));
        }
        let made = by_every.iter().map(|(every, cells)| Keeping::new(every.word(), label(*every), cells, level));
        let mut made = made.collect::<Result<Vec<_>>>()?;
        if made.len() > 1 {
            let all: Vec<(&IntervalKey, u64)> = by_every.into_values().flatten().collect();
            made.push(Keeping::new("all".into(), "All".into(), &all, level)?);
        }
        Ok(made)
    }

    fn new(id: String, label: String, cells: &[(&IntervalKey, u64)], level: Level) -> Result<Keeping> {
        let sum = |f: &dyn Fn(&IntervalKey) -> u64| -> u64 { cells.iter().map(|(key, n)| f(key) * n).sum() };
        let (contacts, never) = (sum(&|_| 1), sum(&|k| u64::from(k.never)));
        let days = cells.iter().flat_map(|(k, n)| k.overdue.map(|days| (f64::from(days), *n)));
        let days: Vec<f64> = days.flat_map(|(days, n)| std::iter::repeat_n(days, n as usize)).collect();
        let late = days.len() as u64;
        let most = days.iter().copied().fold(None, |most: Option<f64>, d| Some(most.map_or(d, |m| m.max(d))));
        let words = "contacts overdue";
        Ok(Keeping {
            id,
            label,
            contacts: Some(contacts),
            never: Some(never),
            kept: described_share(sum(&|k| k.kept.into()), sum(&|k| k.over.into()), "intervals that were over", level),
            overdue: described_share(late, contacts - never, "contacts with whom something has passed", level),
            overdue_median: described(quantile(&days, 0.5)?, late, words, level),
            overdue_most: described(most, late, words, level),
            people: contacts,
        })
    }

    /// How long the longest overdue is so is a single contact's, and the median of few is too.
    pub(super) fn conceal(&mut self) {
        self.overdue_most.suppress();
        if self.overdue_median.shown().is_none_or(|shown| shown.n < FEW_FOR_QUANTILES) {
            self.overdue_median.suppress();
        }
    }

    pub(super) fn settle(&mut self) {
        if self.kept.is_suppressed() || self.overdue.is_suppressed() {
            (self.contacts, self.never) = (None, None);
            self.kept.suppress();
            self.overdue.suppress();
        }
        if self.overdue.is_suppressed() {
            self.overdue_median.suppress();
            self.overdue_most.suppress();
        }
    }
}

/// Contacts have one interval each, and all of them together are shown where there are several. How long single contacts are
/// overdue tells of those alone.
pub(super) fn partitions(keeping: &mut [Keeping]) -> Vec<Partition<'_>> {
    let (mut kept, mut overdue, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    let total_is_shown = keeping.len() > 1;
    for row in keeping {
        let people = row.people;
        alone.push(Partition::alone(&mut row.overdue_median));
        alone.push(Partition::alone(&mut row.overdue_most));
        let sets = if row.id == "all" { None } else { Some((&mut kept, &mut overdue)) };
        match sets {
            Some((kept, overdue)) => {
                kept.push(Member { people, figure: &mut row.kept });
                overdue.push(Member { people, figure: &mut row.overdue });
            }
            None => {
                let figures = [&mut row.kept, &mut row.overdue];
                alone.extend(figures.map(|figure| Partition::one(Member { people, figure })));
            }
        }
    }
    let sets = [kept, overdue].map(|figures| Partition { figures, total_is_shown, outside: 0 });
    sets.into_iter().chain(alone).collect()
}
