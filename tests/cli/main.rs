//! Everything that is tested from outside, in one binary: each test binary links all of polars.
//!
//! | module | purpose |
//! |---|---|
//! | `episodes` | the definitions of episode, attempt, reply and time |
//! | `stats` | intervals and curves against R |

mod episodes;
mod stats;
