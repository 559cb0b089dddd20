//! The relations tally: what became of contacts. Follow-through, speed, reciprocity and depth follow from it.
//!
//! It holds how contacts began and waits in days, no name, no date and no text. A row that counts one person is confidential all
//! the same.

use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::outreach::Settings;
use crate::outreach::relations::{Origin, Relation, Wait};
use std::sync::Arc;

/// The relations tally.
pub type RelationsTally = Tally<RelationKey, Count>;

/// So many exchanges, and more, are one.
pub const MOST_EXCHANGES: u32 = 6;

/// What the relations tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelationKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
    /// The contact's bucket of 64.
    pub bucket: u8,
    /// How it began.
    pub origin: Origin,
    /// It began so early in its source that it may have begun before.
    pub early: bool,
    /// Waits for the steps: see [`Relation::steps`].
    pub steps: Vec<Wait>,
    /// Exchanges, at most [`MOST_EXCHANGES`].
    pub exchanges: u32,
    /// There has been a single touch.
    pub single: bool,
    /// It has been watched for the horizon.
    pub settled: bool,
}

impl Key for RelationKey {
    const KIND: &'static str = "relations";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "bucket", "origin", "early", "steps", "exchanges", "single", "settled"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.owner.to_string(),
            self.bucket.to_string(),
            self.origin.word().to_owned(),
            self.early.to_string(),
            waits_text(&self.steps),
            self.exchanges.to_string(),
            self.single.to_string(),
            self.settled.to_string(),
        ]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, origin, early, steps, exchanges, single, settled] = values else { return None };
        Some(RelationKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
            origin: Origin::parse(origin)?,
            early: early.parse().ok()?,
            steps: waits(steps)?,
            exchanges: exchanges.parse().ok()?,
            single: single.parse().ok()?,
            settled: settled.parse().ok()?,
        })
    }
}

impl RelationsTally {
    /// Counts contacts by what became of them.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(people: &[Relation], settings: &Settings, as_of: &str) -> Result<RelationsTally> {
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |relation: &Relation| RelationKey {
            owner: owner.clone(),
            bucket: relation.bucket,
            origin: relation.origin,
            early: relation.early,
            steps: relation.steps.clone(),
            exchanges: relation.exchanges.min(MOST_EXCHANGES),
            single: relation.single,
            settled: relation.watched >= settings.horizon,
        };
        counted(people.iter().map(key).collect(), settings, as_of)
    }
}

/// Counts equal keys.
pub(super) fn counted<K: Key>(mut keys: Vec<K>, settings: &Settings, as_of: &str) -> Result<Tally<K, Count>> {
    keys.sort_unstable();
    let cells = keys.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), Count { n: same.len() as u64 }));
    let cells = cells.collect();
    let mut tally = Tally::empty(header(K::KIND, settings, as_of));
    tally.extend(cells)?;
    Ok(tally)
}

fn header(kind: &str, settings: &Settings, as_of: &str) -> Header {
    let pairs = [
        ("quiet_days", settings.quiet_days.to_string()),
        ("horizon", settings.horizon.to_string()),
        ("timezone", settings.timezone.clone()),
    ];
    Header {
        schema: SCHEMA,
        tally: kind.into(),
        codebook: String::new(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: as_of.into(),
        by: Vec::new(),
        settings: pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
    }
}

/// Waits as a file writes them.
pub(super) fn waits_text(waits: &[Wait]) -> String {
    waits.iter().map(|wait| wait.text()).collect::<Vec<_>>().join(" ")
}

/// Reads what [`waits_text`] wrote.
pub(super) fn waits(text: &str) -> Option<Vec<Wait>> {
    text.split_whitespace().map(Wait::parse).collect()
}
