//! The paths tally: what became of episodes. Every outreach estimate follows from it.
//!
//! It holds day offsets and the by-variables' values (a template's or a campaign's name is the user's own word; for the name
//! of a person, an event or an organisation stands a hash), no contact's name, no date and no message. A path that one person alone has is confidential
//! all the same.

use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::outreach::attributes::Values;
use crate::outreach::{End, Episode, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The paths tally.
pub type Paths = Tally<PathKey, Count>;

/// What the paths tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
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
    /// The last day of which everything is known, counted from attempt 1, at most the horizon after the last attempt: an
    /// attempt is *matured* when the horizon lies within it.
    pub known: u32,
    /// One value a by-variable, of attempt 1.
    pub by: Vec<Arc<str>>,
}

/// Messages that had their time, and how many were replied to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matured {
    /// Messages.
    pub messages: u64,
    /// Of these, replied to.
    pub replies: u64,
}

impl PathKey {
    /// Whether it belongs to the base of reply shares: it did not bounce, and there was time to hear back.
    pub fn is_analysed(&self) -> bool {
        self.end != End::Bounced && !self.fresh
    }

    /// Its matured messages, and how many of these were replied to: a message is *matured* when it could be watched for `horizon`
    /// days, and a reply is credited to the latest message before it, when it came within the horizon. `None` where a reply has no
    /// day.
    pub fn matured(&self, horizon: u32) -> Option<Matured> {
        let is_matured = |attempt: &u32| self.known.saturating_sub(*attempt) >= horizon;
        let messages = self.attempts.iter().filter(|a| is_matured(a)).count() as u64;
        let latest = self.attempts.last().filter(|a| is_matured(a));
        match self.end {
            End::RepliedSometime(_) => None,
            End::Replied(day) => {
                let replies = latest.is_some_and(|latest| day.saturating_sub(*latest) <= horizon);
                Some(Matured { messages, replies: u64::from(replies) })
            }
            _ => Some(Matured { messages, replies: 0 }),
        }
    }

    /// Whether its attempts can be numbered too.
    pub fn is_numbered(&self) -> bool {
        self.is_analysed() && !self.truncated
    }
}

impl Key for PathKey {
    const KIND: &'static str = "paths";

    fn columns(header: &Header) -> Vec<String> {
        let by = header.by.iter().map(|b| format!("by:{b}"));
        let own = ["owner", "bucket", "attempts", "end", "truncated", "fresh", "known"];
        own.into_iter().map(str::to_owned).chain(by).collect()
    }

    fn values(&self) -> Vec<String> {
        let attempts = self.attempts.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let own = [
            self.owner.to_string(),
            self.bucket.to_string(),
            attempts,
            self.end.text(),
            self.truncated.to_string(),
            self.fresh.to_string(),
            self.known.to_string(),
        ];
        own.into_iter().chain(self.by.iter().map(|value| value.to_string())).collect()
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, attempts, end, truncated, fresh, known, by @ ..] = values else { return None };
        Some(PathKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
            attempts: attempts.split_whitespace().map(|a| a.parse().ok()).collect::<Option<_>>()?,
            end: End::parse(end)?,
            truncated: truncated.parse().ok()?,
            fresh: fresh.parse().ok()?,
            known: known.parse().ok()?,
            by: by.iter().map(|b| Arc::from(*b)).collect(),
        })
    }
}

impl Paths {
    /// Each owner's matured messages (see [`PathKey::matured`]), also of owners who have none; and how many episodes are left out
    /// because their reply has no day.
    pub fn matured(&self, horizon: u32) -> (BTreeMap<Arc<str>, Matured>, u64) {
        let (mut owners, mut undated) = (BTreeMap::<Arc<str>, Matured>::new(), 0);
        for (key, count) in self.cells() {
            let owner = owners.entry(key.owner.clone()).or_default();
            match key.matured(horizon) {
                Some(matured) => {
                    owner.messages += matured.messages * count.n;
                    owner.replies += matured.replies * count.n;
                }
                None => undated += count.n,
            }
        }
        (owners, undated)
    }

    /// Counts episodes by what became of them and by attributes of their first attempt, each with its values in the order of the
    /// episodes.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(episodes: &[Episode], settings: &Settings, as_of: &str, by: &[(&str, &Values)]) -> Result<Paths> {
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |(i, episode): (usize, &Episode)| PathKey {
            owner: owner.clone(),
            bucket: episode.bucket,
            attempts: episode.attempts.clone(),
            end: episode.end,
            truncated: episode.truncated,
            fresh: episode.fresh,
            known: episode.known.min(episode.attempts.last().unwrap_or(&0) + settings.horizon),
            by: by.iter().map(|(_, values)| values.id(i)).collect(),
        };
        let mut keys: Vec<PathKey> = episodes.iter().enumerate().map(key).collect();
        keys.sort_unstable();
        let cells = keys.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), Count { n: same.len() as u64 }));
        let names: Vec<&str> = by.iter().map(|(name, _)| *name).collect();
        let mut tally = Paths::empty(Paths::header_of(settings, as_of, &names));
        tally.extend(cells.collect())?;
        Ok(tally)
    }

    /// What must agree before tallies of outreach may be merged.
    pub(super) fn header_of(settings: &Settings, as_of: &str, by: &[&str]) -> Header {
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
}
