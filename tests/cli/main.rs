//! Everything that is tested from outside, in one binary: each test binary links all of polars.
//!
//! | module | purpose |
//! |---|---|
//! | `readme` | the README and the notebook tell the truth |
//! | `episodes` | the definitions of episode, attempt, reply and time |
//! | `laws` | the laws of tallies, and their files |
//! | `stats` | intervals and curves against R |
//! | `walls` | which room may know which |

mod episodes;
mod laws;
mod readme;
mod stats;
mod walls;
