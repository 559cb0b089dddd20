//! The intervals tally: contacts to be kept in touch with, by how often that was. No name is in it.

use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::outreach::Settings;
use crate::outreach::keep_in_touch::{Every, Kept};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The intervals tally.
pub type Intervals = Tally<IntervalKey, Count>;

/// What the intervals tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IntervalKey {
    /// Whose contacts they are.
    pub owner: Arc<str>,
    /// How often to keep in touch.
    pub every: Every,
    /// Intervals that were over.
    pub over: u32,
    /// Of these, kept.
    pub kept: u32,
    /// Days by which the contact is overdue, at least 1; `None` when not.
    pub overdue: Option<u32>,
    /// Nothing has passed yet.
    pub never: bool,
}

impl Key for IntervalKey {
    const KIND: &'static str = "intervals";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "every", "over", "kept", "overdue", "never"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.owner.to_string(),
            self.every.word(),
            self.over.to_string(),
            self.kept.to_string(),
            self.overdue.map_or(String::new(), |days| days.to_string()),
            self.never.to_string(),
        ]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, every, over, kept, overdue, never] = values else { return None };
        Some(IntervalKey {
            owner: (*owner).into(),
            every: Every::parse(every)?,
            over: over.parse().ok()?,
            kept: kept.parse().ok()?,
            overdue: if overdue.is_empty() { None } else { Some(overdue.parse().ok()?) },
            never: never.parse().ok()?,
        })
    }
}

impl Intervals {
    /// Counts one owner's contacts by what became of keeping in touch with them.
    ///
    /// # Errors
    /// When a count no longer fits, which no list reaches.
    pub fn count(kept: &[Kept], settings: &Settings, as_of: &str) -> Result<Intervals> {
        let mut tally = Intervals::empty(header(settings, as_of));
        let owner: Arc<str> = settings.owner.as_str().into();
        for Kept { every, over, kept, overdue, never, .. } in kept {
            let (every, over, kept, overdue, never) = (*every, *over, *kept, *overdue, *never);
            tally.add(IntervalKey { owner: owner.clone(), every, over, kept, overdue, never }, &Count { n: 1 })?;
        }
        Ok(tally)
    }
}

fn header(settings: &Settings, as_of: &str) -> Header {
    Header {
        schema: SCHEMA,
        tally: IntervalKey::KIND.into(),
        codebook: String::new(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: as_of.into(),
        by: Vec::new(),
        settings: BTreeMap::from([("timezone".to_owned(), settings.timezone.clone())]),
    }
}
