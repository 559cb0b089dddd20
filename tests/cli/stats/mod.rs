//! `stats` against R, against known wrong answers, and against laws that hold for any data.
//!
//! | module | purpose |
//! |---|---|
//! | `oracle` | reads golden values, and notices those nobody compared |
//! | `proportion` | intervals of one and two shares against R |
//! | `paired` | comparisons within people against R |
//! | `multiple` | adjusted p-values against R |
//! | `kaplan_meier` | survival curves against R |
//! | `laws` | relations that are true for every input |

mod kaplan_meier;
mod laws;
mod multiple;
pub mod oracle;
mod paired;
mod proportion;
