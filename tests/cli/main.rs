//! Everything that is tested from outside, in one binary: each test binary links all of polars.
//!
//! | module | purpose |
//! |---|---|
//! | `stats` | intervals and curves against R |

mod stats;
