//! The introductions tally: by whom and where contacts were met, and how far that led. Hashes stand for names of people and events;
//! beside them there are waits in days, no date and no text.

use super::relations::{counted, waits, waits_text};
use super::{Count, Header, Key, Tally};
use crate::error::Result;
use crate::outreach::Settings;
use crate::outreach::relations::{Introduction, Link, Relation, Wait};
use std::sync::Arc;

/// The introductions tally.
pub type IntroductionsTally = Tally<IntroductionKey, Count>;

/// What the introductions tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IntroductionKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
    /// The contact's bucket of 64.
    pub bucket: u8,
    /// Who introduced them and at which event they were met, then the same of who introduced them, and so on upwards.
    pub chain: Vec<Link>,
    /// Waits for the steps, of those met or written to first: see [`Relation::steps`].
    pub steps: Vec<Wait>,
}

impl IntroductionKey {
    /// How many introductions it took: 0 of somebody whom nobody introduced.
    pub fn tier(&self) -> usize {
        self.chain.iter().filter(|link| link.is_introduced()).count()
    }
}

impl Key for IntroductionKey {
    const KIND: &'static str = "introductions";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "bucket", "chain", "steps"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        let chain: Vec<String> = self.chain.iter().map(|link| format!("{},{}", link.via, link.event)).collect();
        vec![self.owner.to_string(), self.bucket.to_string(), chain.join(" "), waits_text(&self.steps)]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, chain, steps] = values else { return None };
        let link = |text: &str| {
            let (via, event) = text.split_once(',')?;
            Some(Link { via: via.into(), event: event.into() })
        };
        Some(IntroductionKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
            chain: chain.split_whitespace().map(link).collect::<Option<_>>()?,
            steps: waits(steps)?,
        })
    }
}

impl IntroductionsTally {
    /// Counts contacts by who introduced them, each with its chain in the order of the people.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(
        people: &[Relation],
        chains: &[Introduction],
        settings: &Settings,
        as_of: &str,
    ) -> Result<IntroductionsTally> {
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |(relation, chain): (&Relation, &Introduction)| IntroductionKey {
            owner: owner.clone(),
            bucket: relation.bucket,
            chain: chain.clone(),
            steps: if relation.is_followed() { relation.steps.clone() } else { Vec::new() },
        };
        counted(people.iter().zip(chains).map(key).collect(), settings, as_of)
    }
}
