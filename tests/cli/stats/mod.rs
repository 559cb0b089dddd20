//! `stats` against R, against known wrong answers, and against laws that hold for any data.
//!
//! | module | purpose |
//! |---|---|
//! | `oracle` | reads golden values, and notices those nobody compared |
//! | `proportion` | intervals of one and two shares against R |
//! | `paired` | comparisons within people against R |
//! | `multiple` | adjusted p-values against R |
//! | `kaplan_meier` | survival curves against R |
//! | `log_rank` | the log-rank family against R, and its laws |
//! | `cox` | Cox regression against R, and against the log-rank test |
//! | `aalen_johansen` | shares of competing outcomes against R |
//! | `clusters` | curves by stratum, clustered errors and the grouped jackknife against R |
//! | `waits` | the people of `log_rank`, `cox` and `clusters` |
//! | `replicates` | covariances and degrees of freedom from replicate weights against R, and their laws |
//! | `matrix` | Wald statistics from R's covariances, and what solving means |
//! | `distribution` | tails and quantiles against R and mpmath |
//! | `contingency` | chi-squared, Cramér's V and Fisher's test against R |
//! | `trend` | trends of a share against R |
//! | `rank` | rank correlations against R |
//! | `power` | sample sizes, power and margins of error against R |
//! | `raking` | raking, post-stratification, trimming and errors after them against R |
//! | `coverage` | how often intervals hold the truth: exactly, against R; and a few null surveys |
//! | `laws` | relations that are true for every input |

mod aalen_johansen;
mod clusters;
mod contingency;
mod coverage;
mod cox;
mod distribution;
mod kaplan_meier;
mod laws;
mod log_rank;
mod matrix;
mod multiple;
pub mod oracle;
mod paired;
mod power;
mod proportion;
mod raking;
mod rank;
mod replicates;
mod trend;
mod waits;
