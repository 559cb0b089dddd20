//! The paths tally: what became of episodes. Every outreach estimate follows from it.
//!
//! It holds day offsets and the by-variables' values (a template's or a campaign's name is the user's own word), no
//! contact's name, no date and no message. A path that one person alone has is confidential
//! all the same.

use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::outreach::{End, Episode, Settings};
use std::collections::BTreeMap;

/// The paths tally.
pub type Paths = Tally<PathKey, Count>;

/// What the paths tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathKey {
    /// Whose outreach it is.
    pub owner: String,
    /// The contact's bucket of 64, by a salted hash: for errors by groups of contacts.
    pub bucket: u8,
    /// Days of the attempts, counted from the first; empty when every attempt bounced.
    pub attempts: Vec<u32>,
    /// How it ended.
    pub end: End,
    /// It opened so early in its source that it may have begun before.
    pub truncated: bool,
    /// It opened on the last day that is known: shown, not analysed.
    pub fresh: bool,
    /// One value a by-variable, of attempt 1.
    pub by: Vec<String>,
}

impl Key for PathKey {
    const KIND: &'static str = "paths";

    fn columns(header: &Header) -> Vec<String> {
        let by = header.by.iter().map(|b| format!("by:{b}"));
        let own = ["owner", "bucket", "attempts", "end", "truncated", "fresh"];
        own.into_iter().map(str::to_owned).chain(by).collect()
    }

    fn values(&self) -> Vec<String> {
        let attempts = self.attempts.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let own = [
            self.owner.clone(),
            self.bucket.to_string(),
            attempts,
            self.end.text(),
            self.truncated.to_string(),
            self.fresh.to_string(),
        ];
        own.into_iter().chain(self.by.iter().cloned()).collect()
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, attempts, end, truncated, fresh, by @ ..] = values else { return None };
        Some(PathKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
            attempts: attempts.split_whitespace().map(|a| a.parse().ok()).collect::<Option<_>>()?,
            end: End::parse(end)?,
            truncated: truncated.parse().ok()?,
            fresh: fresh.parse().ok()?,
            by: by.iter().map(|b| (*b).to_owned()).collect(),
        })
    }
}

impl Paths {
    /// Counts episodes by what became of them and by attributes of their first attempt (see [`Episode::attribute`]).
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(episodes: &[Episode], settings: &Settings, as_of: &str, by: &[&str]) -> Result<Paths> {
        let mut tally = Paths::empty(header(settings, as_of, by));
        for episode in episodes {
            let by = by.iter().map(|b| episode.attribute(b).to_owned()).collect();
            let key = PathKey {
                owner: settings.owner.clone(),
                bucket: episode.bucket,
                attempts: episode.attempts.clone(),
                end: episode.end,
                truncated: episode.truncated,
                fresh: episode.fresh,
                by,
            };
            tally.add(key, &Count { n: 1 })?;
        }
        Ok(tally)
    }
}

fn header(settings: &Settings, as_of: &str, by: &[&str]) -> Header {
    let pairs = [
        ("quiet_days", settings.quiet_days.to_string()),
        ("same_attempt_hours", settings.same_attempt_hours.to_string()),
        ("horizon", settings.horizon.to_string()),
        ("timezone", settings.timezone.clone()),
    ];
    Header {
        schema: SCHEMA,
        tally: PathKey::KIND.into(),
        codebook: String::new(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: as_of.into(),
        by: by.iter().map(|b| (*b).to_owned()).collect(),
        settings: pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<BTreeMap<_, _>>(),
    }
}
