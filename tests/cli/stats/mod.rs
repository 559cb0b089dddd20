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
//! | `shrinkage` | beta-binomial fits, comparisons of two and of all shares against R, and their laws |
//! | `quantile` | quantiles, spread, ranks and the interval of a median against R, and their laws |
//! | `circular` | times of day against R, and their laws |
//! | `burstiness` | gaps between events against R, and their laws |
//! | `concentration` | Gini's coefficient and others against R, and their laws |
//! | `location` | tests of two and more groups against R, and their laws |
//! | `power` | sample sizes, power and margins of error against R |
//! | `raking` | raking, post-stratification, trimming and errors after them against R |
//! | `discrete` | discrete-time hazards, logistic models, separation, Mantel–Haenszel against R |
//! | `follow_up` | emulated trials of one more message and strategies of when to write again against R, and their laws |
//! | `discrete_laws` | relations between discrete-time models for any data |
//! | `coverage` | how often intervals hold the truth: exactly, against R; and a few null surveys |
//! | `laws` | relations that are true for every input |

mod aalen_johansen;
mod burstiness;
mod circular;
mod clusters;
mod concentration;
mod contingency;
mod coverage;
mod cox;
mod discrete;
mod discrete_laws;
mod distribution;
mod follow_up;
mod kaplan_meier;
mod laws;
mod location;
mod log_rank;
mod matrix;
mod multiple;
pub mod oracle;
mod paired;
mod power;
mod proportion;
mod quantile;
mod raking;
mod rank;
mod replicates;
mod shrinkage;
mod trend;
mod waits;
