//! What decides how touches become episodes.

use super::mine::Me;
use jiff::civil::Date;
use std::path::PathBuf;

/// Whose outreach it is where nobody says.
pub const ME: &str = "me";

/// A period of job search, in local days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Its first day.
    pub start: Date,
    /// Its last day; `None` while it lasts.
    pub end: Option<Date>,
    /// How the user calls it.
    pub name: Option<String>,
}

/// The `[cadence]` and `[[search]]` of a project, its timezone and its `as_of`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Whose outreach it is; a word, not a name: where a survey knows the person too, their respondent key.
    pub owner: String,
    /// Who is me, in the sources.
    pub me: Me,
    /// IANA name of the timezone in which days are counted.
    pub timezone: String,
    /// The last day of which everything is known; `None` means each source's last touch.
    pub as_of: Option<Date>,
    /// Touches after this day cannot have happened yet; only used where `as_of` is not given.
    pub today: Option<Date>,
    /// Days of silence in both directions after which a message opens a new episode.
    pub quiet_days: u32,
    /// Messages on one channel within so many hours are one attempt.
    pub same_attempt_hours: u32,
    /// H: "ever" means by this day.
    pub horizon: u32,
    /// Bands of days between one message and the next, first and last day each: ascending and disjoint, at least one.
    pub gaps: Vec<(u32, u32)>,
    /// Messages after which one stops, at least 1.
    pub strikes: u32,
    /// Periods of job search, in order of time and disjoint; only the last may be open.
    pub searches: Vec<Search>,
    /// The folder in which what was read of large sources is kept; `None` keeps nothing.
    pub cache: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            owner: ME.into(),
            me: Me::default(),
            timezone: "UTC".into(),
            as_of: None,
            today: None,
            quiet_days: 90,
            same_attempt_hours: 12,
            horizon: 60,
            gaps: vec![(2, 4), (5, 8), (9, 15), (16, 30)],
            strikes: 3,
            searches: Vec::new(),
            cache: None,
        }
    }
}
