//! `stats` against R, against known wrong answers, and against laws that hold for any data.
//!
//! | module | purpose |
//! |---|---|
//! | `oracle` | reads golden values, and notices those nobody compared |
//! | `proportion` | intervals of one and two shares against R |
//! | `paired` | comparisons within people against R |
//! | `multiple` | adjusted p-values against R |
//! | `kaplan_meier` | survival curves against R |
//! | `replicates` | covariances and degrees of freedom from replicate weights against R, and their laws |
//! | `matrix` | Wald statistics from R's covariances, and what solving means |
//! | `distribution` | tails and quantiles against R and mpmath |
//! | `contingency` | chi-squared, Cramér's V and Fisher's test against R |
//! | `trend` | trends of a share against R |
//! | `rank` | rank correlations against R |
//! | `power` | sample sizes, power and margins of error against R |
//! | `raking` | raking, post-stratification, trimming and errors after them against R |
//! | `discrete` | discrete-time hazards, logistic models, separation, Mantel–Haenszel against R |
//! | `discrete_laws` | relations between discrete-time models for any data |
//! | `coverage` | how often intervals hold the truth: exactly, against R; and a few null surveys |
//! | `laws` | relations that are true for every input |

mod contingency;
mod coverage;
mod discrete;
mod discrete_laws;
mod distribution;
mod kaplan_meier;
mod laws;
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
