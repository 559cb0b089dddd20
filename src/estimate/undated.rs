//! Replies of which it is known that they came, and not when.
//!
//! To leave them out of a curve would make silences of them, and to give them a day would invent one: shares by day are
//! unknown where there are any, and what the two extremes would give is told instead.

use super::figures::is_known;
use crate::error::Result;
use crate::outreach::End;
use crate::stats::Level;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::tally::PathKey;
use crate::view;

/// Replies of which nothing says on which day they came, and what that leaves open of the share by the horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undated {
    /// How many.
    pub n: u64,
    /// The share by the horizon if all of them came on the first day that is possible.
    pub first: Option<f64>,
    /// The same if all of them came on the last.
    pub last: Option<f64>,
}

/// How long an episode was silent, and whether a reply ended that; of a reply without a day, the longest that it can be.
pub(super) fn wait(end: End) -> Option<(u32, bool)> {
    match end {
        End::Replied(day) | End::RepliedSometime(day) => Some((day, true)),
        End::GivenUp(day) | End::Waiting(day) => Some((day, false)),
        End::Bounced => None,
    }
}

/// A reply whose day is not known.
pub(super) fn is_undated(end: End) -> bool {
    matches!(end, End::RepliedSometime(_))
}

impl Undated {
    /// Counts replies without a day; `None` when there are none.
    pub(super) fn of(paths: &[(&PathKey, u64)], horizon: u32) -> Result<Option<Undated>> {
        let n: u64 = paths.iter().filter(|(k, _)| is_undated(k.end)).map(|(_, n)| n).sum();
        if n == 0 {
            return Ok(None);
        }
        let share = |first: bool| -> Result<Option<f64>> {
            let curve = curve(paths, |end| wait(if first && is_undated(end) { End::Replied(0) } else { end }))?;
            let day = f64::from(horizon);
            let share = curve.share_by(day, Transform::Plain, Level::NINETY_FIVE).map(|e| e.value);
            Ok(share.filter(|_| is_known(&curve, day)))
        };
        Ok(Some(Undated { n, first: share(true)?, last: share(false)? }))
    }

    /// The share by the horizon if all of them came on the first day, and on the last, in words.
    pub(super) fn extremes(&self, horizon: u32) -> String {
        if self.first.is_none() && self.last.is_none() {
            return String::new();
        }
        let share = |share: Option<f64>| share.map_or("unknown".into(), view::percent);
        format!(
            " The share by day {horizon} would be {} if all of them had come on the first day that is possible, {} if on the last.",
            share(self.first),
            share(self.last)
        )
    }
}

/// The curve of waits.
pub(super) fn curve(paths: &[(&PathKey, u64)], wait: impl Fn(End) -> Option<(u32, bool)>) -> Result<KaplanMeier> {
    let waits = paths.iter().filter_map(|(k, n)| wait(k.end).map(|w| (w, *n)));
    let waits =
        waits.map(|((day, replied), n)| (f64::from(day), if replied { n } else { 0 }, if replied { 0 } else { n }));
    KaplanMeier::fit(waits).map_err(crate::error::internal)
}
