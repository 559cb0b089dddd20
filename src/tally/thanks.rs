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
    /// Whether any source of this owner's says which messages thank.
    pub tells_thanks: bool,
    /// The wait for thanks.
    pub thanked: Wait,
    /// The wait for any message.
    pub written: Wait,
}

impl Key for MeetingKey {
    const KIND: &'static str = "thanks";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "bucket", "tells_thanks", "waits"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        let waits = waits_text(&[self.thanked, self.written]);
        vec![self.owner.to_string(), self.bucket.to_string(), self.tells_thanks.to_string(), waits]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, tells_thanks, both] = values else { return None };
        let [thanked, written] = waits(both)?.try_into().ok()?;
        Some(MeetingKey {
            owner: (*owner).into(),
            bucket: bucket.parse().ok()?,
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
            tells_thanks: meeting.tells_thanks,
            thanked: meeting.thanked,
            written: meeting.written,
        };
        counted(meetings.iter().map(key).collect(), settings, as_of)
    }
}
