//! The clock tally: how many minutes a reply took, in bands, where message and reply both have a clock time.
//!
//! Waits are counted in days everywhere else. No time of day is in it, and no band is shorter than a quarter of an hour.

use super::{Count, Header, Key, Paths, Tally};
use crate::error::Result;
use crate::outreach::{End, Episode, Settings};
use std::sync::Arc;

/// The clock tally.
pub type Clock = Tally<ClockKey, Count>;

/// How long a reply took, by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Took {
    /// At most so many minutes, and more than the band before: one of [`BANDS`].
    Within(u32),
    /// More than the last band.
    Longer,
    /// The message or the reply has no clock time, or the clocks disagree about which came first.
    Unclocked,
}

/// The last minute of each band: a quarter of an hour, 1, 4, 12, 24 and 48 hours.
pub const BANDS: [u32; 6] = [15, 60, 240, 720, 1440, 2880];

/// What the clock tally counts by; only episodes with a reply by the horizon are in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
    /// The contact's bucket of 64, by a salted hash.
    pub bucket: u8,
    /// Whether the horizon had passed since attempt 1: of the others only quick replies can have come.
    pub matured: bool,
    /// From attempt 1 to the reply.
    pub took: Took,
}

impl Took {
    fn of(minutes: Option<u32>) -> Took {
        let Some(minutes) = minutes else { return Took::Unclocked };
        BANDS.into_iter().find(|last| minutes <= *last).map_or(Took::Longer, Took::Within)
    }

    fn text(self) -> String {
        match self {
            Took::Within(minutes) => format!("within:{minutes}"),
            Took::Longer => "longer".into(),
            Took::Unclocked => "unclocked".into(),
        }
    }

    fn parse(text: &str) -> Option<Took> {
        match text {
            "longer" => Some(Took::Longer),
            "unclocked" => Some(Took::Unclocked),
            _ => {
                let minutes = text.strip_prefix("within:")?.parse().ok()?;
                BANDS.contains(&minutes).then_some(Took::Within(minutes))
            }
        }
    }
}

impl Key for ClockKey {
    const KIND: &'static str = "clock";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "bucket", "matured", "took"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        vec![self.owner.to_string(), self.bucket.to_string(), self.matured.to_string(), self.took.text()]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, matured, took] = values else { return None };
        Some(ClockKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
            matured: matured.parse().ok()?,
            took: Took::parse(took)?,
        })
    }
}

impl Clock {
    /// Counts replies by the time that they took.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(episodes: &[Episode], settings: &Settings, as_of: &str) -> Result<Clock> {
        let owner: Arc<str> = settings.owner.as_str().into();
        let came = |e: &&Episode| e.is_analysed() && matches!(e.end, End::Replied(day) if day <= settings.horizon);
        let key = |e: &Episode| ClockKey {
            owner: owner.clone(),
            bucket: e.bucket,
            matured: e.known >= settings.horizon,
            took: Took::of(e.minutes),
        };
        let mut keys: Vec<ClockKey> = episodes.iter().filter(came).map(key).collect();
        keys.sort_unstable();
        let cells = keys.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), Count { n: same.len() as u64 }));
        let mut tally = Clock::empty(header(settings, as_of));
        tally.extend(cells.collect())?;
        Ok(tally)
    }
}

fn header(settings: &Settings, as_of: &str) -> Header {
    Header { tally: ClockKey::KIND.into(), ..Paths::header_of(settings, as_of, &[]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_of_a_band_is_in_it() {
        let took = |minutes| Took::of(Some(minutes));
        assert_eq!([0, 15, 16, 60].map(took), [15, 15, 60, 60].map(Took::Within));
        assert_eq!((took(2880), took(2881), Took::of(None)), (Took::Within(2880), Took::Longer, Took::Unclocked));
    }

    #[test]
    fn every_text_comes_back_and_no_other_is_read() {
        for took in BANDS.map(Took::Within).into_iter().chain([Took::Longer, Took::Unclocked]) {
            assert_eq!(Took::parse(&took.text()), Some(took));
        }
        assert_eq!(Took::parse("within:16"), None);
    }
}
