//! The activity tally: on which days one reached out, and to how many people for the first time.
//!
//! It holds days and no contact's name. Whoever knows a person's days may know the person: it is as confidential as a log.

use super::{Header, Key, SCHEMA, Sums, Tally, fixed};
use crate::error::Result;
use crate::outreach::Settings;
use crate::outreach::history::{Event, Histories};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The activity tally.
pub type Activity = Tally<ActivityKey, Reached>;

/// What the activity tally counts by. Days are counted from 1970.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActivityKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
    /// The last day of which everything of it is known.
    pub until: i32,
    /// The local day.
    pub day: i32,
}

/// What was done on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Messages, calls and invitations that went out.
    pub touches: u64,
    /// People who were written to, called or invited for the first time.
    pub new_people: u64,
}

impl Key for ActivityKey {
    const KIND: &'static str = "activity";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "until", "day"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<String> {
        vec![self.owner.to_string(), self.until.to_string(), self.day.to_string()]
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, until, day] = values else { return None };
        Some(ActivityKey { owner: (*owner).into(), until: until.parse().ok()?, day: day.parse().ok()? })
    }
}

impl Sums for Reached {
    fn columns(_: &Header) -> Vec<String> {
        ["touches", "new_people"].map(str::to_owned).to_vec()
    }

    fn values(&self) -> Vec<i128> {
        vec![self.touches.into(), self.new_people.into()]
    }

    fn from_values(values: &[i128]) -> Option<Self> {
        let [touches, new_people] = values else { return None };
        Some(Reached { touches: u64::try_from(*touches).ok()?, new_people: u64::try_from(*new_people).ok()? })
    }
}

impl Activity {
    /// Counts one owner's outbound touches by day, up to the last day of which everything is known. A touch whose day is not
    /// known is on none.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(histories: &Histories, until: Option<Date>, settings: &Settings, as_of: &str) -> Result<Activity> {
        let mut tally = Activity::empty(header(settings, as_of));
        let Some(until) = until.map(crate::outreach::touch::epoch_day) else { return Ok(tally) };
        let mut days: BTreeMap<i32, Reached> = BTreeMap::new();
        for (_, history) in histories.iter() {
            let mut is_new = true;
            for event in history.iter().filter(|e| is_outbound(e) && e.day <= until) {
                let reached = days.entry(event.day).or_default();
                reached.touches += 1;
                reached.new_people += u64::from(std::mem::take(&mut is_new));
            }
        }
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |day| ActivityKey { owner: owner.clone(), until, day };
        tally.extend(days.into_iter().map(|(day, reached)| (key(day), reached)).collect())?;
        Ok(tally)
    }
}

fn is_outbound(event: &Event) -> bool {
    event.is_attempt() && !event.undated
}

fn header(settings: &Settings, as_of: &str) -> Header {
    Header {
        schema: SCHEMA,
        tally: ActivityKey::KIND.into(),
        codebook: String::new(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: as_of.into(),
        by: Vec::new(),
        settings: BTreeMap::from([("timezone".to_owned(), settings.timezone.clone())]),
    }
}
