//! The thanks tally: what followed meetings. It holds waits in days, no name, no date and no text.

use super::relations::{counted, waits, waits_text};
use super::{Count, Header, Key, Tally};
use crate::error::Result;
use crate::outreach::Settings;
use crate::outreach::relations::{Meeting, Wait};
use std::sync::Arc;

/// The thanks tally: meetings, counted.
pub type ThanksTally = Tally<MeetingKey, Count>;

/// What the thanks tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeetingKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
    /// The contact's bucket of 64.
    pub bucket: u8,
    /// Whether it is the first with its contact: so many people there are.
    pub is_first: bool,
    /// Whether the sources say which messages thank.
    pub tells_thanks: bool,
    /// The wait for thanks.
    pub thanked: Wait,
    /// The wait for any message.
    pub written: Wait,
}

impl Key for MeetingKey {
    const KIND: &'static str = "thanks";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "bucket", "first", "tells_thanks", "waits"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        let waits = waits_text(&[self.thanked, self.written]);
        let flags = [self.is_first, self.tells_thanks].map(|flag| flag.to_string());
        [self.owner.to_string(), self.bucket.to_string()].into_iter().chain(flags).chain([waits]).collect()
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, is_first, tells_thanks, both] = values else { return None };
        let [thanked, written] = waits(both)?.try_into().ok()?;
        Some(MeetingKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
            is_first: is_first.parse().ok()?,
            tells_thanks: tells_thanks.parse().ok()?,
            thanked,
            written,
        })
    }
}

impl ThanksTally {
    /// Counts meetings by what followed them.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(meetings: &[Meeting], settings: &Settings, as_of: &str) -> Result<ThanksTally> {
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |meeting: &Meeting| MeetingKey {
            owner: owner.clone(),
            bucket: meeting.bucket,
            is_first: meeting.is_first,
            tells_thanks: meeting.tells_thanks,
            thanked: meeting.thanked,
            written: meeting.written,
        };
        counted(meetings.iter().map(key).collect(), settings, as_of)
    }
}
