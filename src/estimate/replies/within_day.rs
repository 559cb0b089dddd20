//! How soon replies come by the clock, where message and reply have one.

use super::super::figures::plain_share;
use crate::stats::Level;
use crate::tally::clock::{BANDS, Clock, Took};
use crate::view::{self, Cell, Column, Figure, Flag, Table, Unit};

/// Replies by the minutes that they took.
#[derive(Clone, Debug, PartialEq)]
pub struct WithinDay {
    /// Each band: its words, the share of replies in it, and the share that had come by its end (none for the last).
    pub bands: Vec<(String, Figure, Option<Figure>)>,
    /// Replies that are not told of, and why.
    pub aside: Option<Aside>,
    horizon: u32,
}

/// Replies by the horizon that have no place among the bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The message or the reply has no clock time.
    pub unclocked: u64,
    /// The message is younger than the horizon.
    pub young: u64,
}

impl WithinDay {
    /// Counts replies by bands; `None` where no reply has a clock time.
    pub(super) fn of(tally: &Clock, horizon: u32, level: Level) -> Option<WithinDay> {
        let count = |f: &dyn Fn(bool, Took) -> bool| -> u64 {
            tally.cells().filter(|(key, _)| f(key.matured, key.took)).map(|(_, count)| count.n).sum()
        };
        let n = count(&|matured, took| matured && took != Took::Unclocked);
        if n == 0 {
            return None;
        }
        let words = "replies of which message and answer have a clock time";
        let share = |count: u64| plain_share(count, n, words, level, &[Flag::Descriptive]);
        let mut so_far = 0;
        let mut bands: Vec<(String, Figure, Option<Figure>)> = Vec::new();
        for last in BANDS {
            let here = count(&|matured, took| matured && took == Took::Within(last));
            so_far += here;
            bands.push((within(last), share(here), Some(share(so_far))));
        }
        bands.push(("Later".into(), share(n - so_far), None));
        let aside = Aside {
            unclocked: count(&|_, took| took == Took::Unclocked),
            young: count(&|matured, took| !matured && took != Took::Unclocked),
        };
        Some(WithinDay { bands, aside: Some(aside), horizon })
    }

    pub(super) fn hide(&mut self) {
        if self.bands.iter().any(|(_, share, _)| share.is_suppressed()) {
            self.aside = None;
        }
    }

    pub(super) fn figures(&mut self) -> impl Iterator<Item = &mut Figure> {
        self.bands.iter_mut().flat_map(|(_, share, by_then)| [Some(share), by_then.as_mut()]).flatten()
    }

    pub(super) fn table(&self) -> Table {
        let row = |(words, share, by_then): &(String, Figure, Option<Figure>)| {
            vec![words.as_str().into(), share.into(), by_then.as_ref().map_or(Cell::Null, Cell::from)]
        };
        let mut notes = vec![format!(
            "From the first message to the reply. Only people who could be watched for {} days: of the others, quick replies \
             alone can have come.",
            self.horizon
        )];
        if let Some(Aside { unclocked, young }) = self.aside {
            notes.push(format!(
                "Not in it: replies without a clock time on both sides, {}; replies to messages younger than {} days, {}.",
                view::whole(unclocked),
                self.horizon,
                view::whole(young)
            ));
        }
        Table {
            id: "within_day".into(),
            title: "How soon replies come, by the clock".into(),
            base: format!("replies by day {} of which message and answer have a clock time", self.horizon),
            columns: vec![
                Column::text("within", "Within"),
                Column::figure("share", "Share", Unit::Share),
                Column::figure("share_by_then", "By then", Unit::Share),
            ],
            rows: self.bands.iter().map(row).collect(),
            notes,
        }
    }
}

fn within(minutes: u32) -> String {
    match minutes {
        60 => "1 hour".into(),
        m if m < 60 => format!("{m} minutes"),
        m => format!("{} hours", m / 60),
    }
}
