//! The paths tally: what became of episodes. Every outreach estimate follows from it.
//!
//! It holds day offsets and the by-variables' values (a template's or a campaign's name is the user's own word; for the name
//! of a person, an event or an organisation stands a hash), no contact's name, no date and no message. A path that one person alone has is confidential
//! all the same.

use super::{Count, Header, Key, SCHEMA, Tally, fixed};
use crate::error::Result;
use crate::input::threads;
use crate::outreach::attributes::Values;
use crate::outreach::{End, Episode, Settings};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
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

#[cfg(test)]
impl PathKey {
    /// A path of one owner that is not broken down, for tests.
    pub(crate) fn of(attempts: &[u32], end: End, known: u32) -> PathKey {
        PathKey {
            owner: "me".into(),
            bucket: 0,
            attempts: attempts.to_vec(),
            end,
            truncated: false,
            fresh: false,
            known,
            by: Vec::new(),
        }
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
        let order = Order::of(episodes, settings, by);
        let mut places: Vec<Place> = (0..).zip(episodes).map(|(place, e)| Place::of(e, place, settings)).collect();
        threads::sort(&mut places, |a, b| order.compare(a, b));
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |i: usize, episode: &Episode| PathKey {
            owner: owner.clone(),
            bucket: episode.bucket,
            attempts: episode.attempts.clone(),
            end: episode.end,
            truncated: episode.truncated,
            fresh: episode.fresh,
            known: known(episode, settings),
            by: by.iter().map(|(_, values)| values.id(i)).collect(),
        };
        let same = places.chunk_by(|a, b| order.compare(a, b).is_eq());
        let cells = same.filter_map(|same| {
            let i = same.first()?.place as usize;
            Some((key(i, episodes.get(i)?), Count { n: same.len() as u64 }))
        });
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

/// How long an episode could have been watched, as far as it matters.
fn known(episode: &Episode, settings: &Settings) -> u32 {
    episode.known.min(episode.attempts.last().unwrap_or(&0) + settings.horizon)
}

/// An episode's place with its key as numbers in the order of keys, so that most are put in order without a second look.
struct Place {
    /// Bucket and attempts; where they do not fit, as far as they do.
    beginning: u128,
    /// The end, the flags and how long it was known; the greatest number where the attempts did not fit.
    rest: u128,
    place: u32,
}

impl Place {
    fn of(episode: &Episode, place: u32, settings: &Settings) -> Place {
        const MOST: u32 = u16::MAX as u32;
        const DAYS: usize = 7;
        let mut beginning = u128::from(episode.bucket);
        let mut fits = true;
        for i in 0..DAYS {
            let day = episode.attempts.get(i).filter(|_| fits).map_or(0, |day| day.saturating_add(1).min(MOST));
            fits &= day < MOST;
            beginning = beginning << 16 | u128::from(day);
        }
        fits &= episode.attempts.len() <= DAYS;
        let (how, day) = match episode.end {
            End::Replied(day) => (0, day),
            End::RepliedSometime(day) => (1, day),
            End::GivenUp(day) => (2, day),
            End::Waiting(day) => (3, day),
            End::Bounced => (4, 0),
        };
        let rest = (how << 32 | u128::from(day)) << 2 | u128::from(episode.truncated) << 1 | u128::from(episode.fresh);
        let rest = rest << 32 | u128::from(known(episode, settings));
        Place { beginning, rest: if fits { rest } else { u128::MAX }, place }
    }
}

/// The order of the keys of episodes.
struct Order<'a> {
    episodes: &'a [Episode],
    settings: &'a Settings,
    /// By by-variable, the rank of each episode's value.
    ranks: Vec<Vec<u32>>,
}

impl<'a> Order<'a> {
    fn of(episodes: &'a [Episode], settings: &'a Settings, by: &[(&str, &Values)]) -> Order<'a> {
        Order { episodes, settings, ranks: by.iter().map(|(_, values)| ranks(values, episodes.len())).collect() }
    }

    fn compare(&self, a: &Place, b: &Place) -> Ordering {
        (a.beginning, a.rest).cmp(&(b.beginning, b.rest)).then_with(|| match a.rest {
            u128::MAX => self.of_places(a.place, b.place),
            _ => self.ranks_of(a.place, b.place),
        })
    }

    fn ranks_of(&self, a: u32, b: u32) -> Ordering {
        let rank = |place: u32| self.ranks.iter().map(move |ranks| ranks.get(place as usize));
        rank(a).cmp(rank(b))
    }

    fn of_places(&self, a: u32, b: u32) -> Ordering {
        let key = |place: u32| {
            let episode = self.episodes.get(place as usize)?;
            let Episode { bucket, attempts, end, truncated, fresh, .. } = episode;
            Some((*bucket, attempts, *end, *truncated, *fresh, known(episode, self.settings)))
        };
        key(a).cmp(&key(b)).then_with(|| self.ranks_of(a, b))
    }
}

/// Of some episodes, the places of their values among all values in the order of their names.
fn ranks(values: &Values, episodes: usize) -> Vec<u32> {
    let ids: Vec<Arc<str>> = (0..episodes).map(|i| values.id(i)).collect();
    let ordered: BTreeSet<&Arc<str>> = ids.iter().collect();
    let ranks: BTreeMap<&Arc<str>, u32> = ordered.into_iter().zip(0..).collect();
    ids.iter().map(|id| ranks.get(id).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn episode(bucket: u8, attempts: &[u32], end: End, known: u32) -> Episode {
        let (truncated, fresh) = (known.is_multiple_of(2), known.is_multiple_of(3));
        let attempts = attempts.to_vec();
        Episode { contact: 0, bucket, opened: 0, attempts, end, truncated, fresh, known, first: 0, minutes: None }
    }

    #[test]
    fn episodes_are_counted_as_if_their_keys_were_made_first() {
        let lists: [&[u32]; 9] = [
            &[],
            &[0],
            &[0, 5],
            &[0, 5, 9],
            &[0, 6],
            &[0, 65_533, 9],
            &[0, 65_534, 9],
            &[0, 70_000, 3],
            &[0, 1, 2, 3, 4, 5, 6, 9],
        ];
        let ends = [End::Bounced, End::Waiting(9), End::Replied(9), End::Replied(10), End::GivenUp(3)];
        let settings = Settings::default();
        let mut episodes = Vec::new();
        for (i, attempts) in lists.iter().chain(&lists).enumerate() {
            for (j, end) in ends.into_iter().enumerate() {
                episodes.push(episode((i * 7 % 3) as u8, attempts, end, (i * j % 5) as u32));
            }
        }
        let codes: Vec<u32> = (0..episodes.len() as u32).map(|i| i % 4).collect();
        let values = Values {
            codes: [codes.clone(), codes].concat(),
            ids: ["b", "a", "b"].map(Arc::from).to_vec(),
            labels: Vec::new(),
        };
        episodes.extend(episodes.clone());
        let counted = Paths::count(&episodes, &settings, "", &[("template", &values)]).unwrap();
        let mut plain = Paths::empty(counted.header().clone());
        for (i, e) in episodes.iter().enumerate() {
            let key = PathKey {
                owner: "me".into(),
                bucket: e.bucket,
                attempts: e.attempts.clone(),
                end: e.end,
                truncated: e.truncated,
                fresh: e.fresh,
                known: e.known.min(e.attempts.last().unwrap_or(&0) + settings.horizon),
                by: vec![values.id(i)],
            };
            plain.add(key, &Count { n: 1 }).unwrap();
        }
        assert_eq!(counted, plain);
        assert!(counted.cells().count() * 2 <= episodes.len(), "some are the same");
    }
}
