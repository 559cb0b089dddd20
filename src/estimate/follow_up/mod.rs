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

/// A number whose error is that of the jackknife.
fn jackknifed(estimate: Estimated, n: u64, words: &str, level: Level, flags: &[Flag]) -> Figure {
    let mut shown = blank(n, n as f64, words, level);
    shown.method = Method::Jackknife;
    shown.value = estimate.value;
    shown.se = estimate.std_err;
    (shown.low, shown.high) = (estimate.interval.map(|i| i.low), estimate.interval.map(|i| i.high));
    shown.flags.extend(flags);
    Figure::Shown(shown)
}

/// A group of days in words.
fn days(first: u32, last: u32) -> String {
    if first == last { format!("{first}") } else { format!("{first}–{last}") }
}
