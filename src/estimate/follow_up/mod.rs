//! What following up does: judged by comparing people who were written to again with others who were as silent.
//!
//! [`Effect`](effect::FollowUp) asks whether one more message brings replies, [`Gaps`](gaps::Gaps) when to write it,
//! [`Odds`](odds::Odds) describes what goes with a reply, and [`Advice`](advice::Advice) says what of it can be acted on.

pub mod advice;
pub mod effect;
pub mod gaps;
pub mod odds;
pub mod silences;

use super::figures::blank;
use crate::stats::Level;
use crate::stats::trials::Estimated;
use crate::view::{Figure, Flag, Method};

/// An error as small as this is what rounding leaves of none.
const NO_ERROR: f64 = 1e-12;

/// A number whose error is that of the jackknife.
fn jackknifed(estimate: Estimated, n: u64, words: &str, level: Level, flags: &[Flag]) -> Figure {
    let mut shown = blank(n, n as f64, words, level);
    shown.method = Method::Jackknife;
    shown.value = estimate.value;
    // Where leaving out groups changes nothing, as where nobody replied at all, the error is not nothing: it is not known.
    let known = estimate.std_err.filter(|se| *se > NO_ERROR);
    shown.se = known;
    let interval = estimate.interval.filter(|_| known.is_some());
    (shown.low, shown.high) = (interval.map(|i| i.low), interval.map(|i| i.high));
    shown.flags.extend(flags);
    Figure::Shown(shown)
}

/// A group of days in words.
fn days(first: u32, last: u32) -> String {
    if first == last { format!("{first}") } else { format!("{first}–{last}") }
}
