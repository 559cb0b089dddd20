//! What decides how touches become episodes.

use super::mine::Me;
use jiff::civil::Date;
use std::path::PathBuf;

/// The `[cadence]` of a project, its timezone and its `as_of`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Whose outreach it is; a word, not a name.
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
    /// The folder in which what was read of large sources is kept; `None` keeps nothing.
    pub cache: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            owner: "me".into(),
            me: Me::default(),
            timezone: "UTC".into(),
            as_of: None,
            today: None,
            quiet_days: 90,
            same_attempt_hours: 12,
            horizon: 60,
            cache: None,
        }
    }
}
