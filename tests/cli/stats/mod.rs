//! `stats` against R, against known wrong answers, and against laws that hold for any data.
//!
//! | module | purpose |
//! |---|---|
//! | `oracle` | reads golden values, and notices those nobody compared |
//! | `proportion` | intervals of one and two shares against R |
//! | `kaplan_meier` | survival curves against R |
//! | `raking` | raking, post-stratification, trimming and errors after them against R |
//! | `laws` | relations that are true for every input |

mod kaplan_meier;
mod laws;
pub mod oracle;
mod proportion;
mod raking;
