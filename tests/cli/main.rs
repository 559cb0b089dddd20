//! Everything that is tested from outside, in one binary: each test binary links all of polars.
//!
//! | module | purpose |
//! |---|---|
//! | `readme` | the README and the notebook tell the truth |
//! | `stats` | intervals and curves against R |

mod readme;
mod stats;
