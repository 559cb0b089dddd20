//! Numbers only: no tables, no files, no data frames.
//!
//! Everything that estimates something comes here with plain counts and times and leaves with plain
//! numbers. Arguments are checked once, where they enter ([`Level::new`], [`Beta::new`](beta::Beta::new),
//! [`KaplanMeier::fit`](kaplan_meier::KaplanMeier::fit)), so the formulas behind them cannot fail.
//!
//! | module | question | reference |
//! |---|---|---|
//! | [`proportion`] | what share, and how sure? | Brown, Cai & DasGupta 2001; Newcombe 1998 |
//! | [`kaplan_meier`] | what share by day *t*, when some still wait? | Kaplan & Meier 1958; R `survival` |
//! | [`waits`] | the same waits by time and group, sorted once | R `survival` `aeqSurv` |
//! | [`log_rank`] | do groups wait equally long? | Mantel 1966; Harrington & Fleming 1982; R `survdiff` |
//! | [`cox`] | how much sooner do events come, other things being equal? | Cox 1972; Efron 1977; R `coxph` |
//! | [`aalen_johansen`] | what share by day *t* of each of several outcomes? | Aalen & Johansen 1978; R `survfit` |
//! | [`jackknife`] | how sure, when people come in groups that are alike? | Quenouille 1956; Tukey 1958; Wolter 2007 |
//! | [`design`] | how much would a statistic vary under the design? | R `survey` `svyrecvar` |
//! | [`designed`] | a share's interval under a design | R `survey` `svyciprop`; Korn & Graubard 1998 |
//! | [`beta`] | beta tails and quantiles, for the exact intervals | Loader 2000; DLMF 8.17 |
//! | [`matrix`] | small matrices, for covariances and the tests on them | LINPACK `dqrdc2` for the rank |
//! | [`gamma`] | gamma tails and quantiles, for chi-squared | Loader 2000; DLMF 8.9, 8.11 |
//! | [`distribution`] | normal, t, chi-squared, F and binomial tails: p-values | R `pnorm`, `pt`, `pchisq`, `pf`, `pbinom` |
//! | [`rao_scott`] | do answers depend on the group, under a design? | Rao & Scott 1984; Bilder & Loughin 2004; R `svychisq` |
//! | [`replicates`] | how sure, when replicate weights are all that is known of the design? | Wolter 2007; R `survey` |
//! | [`paired`] | did the same people change? do options differ? | McNemar 1947; Newcombe 1998; Cochran 1950 |
//! | [`multiple`] | many tests at once: which hold? | Holm 1979; Hommel 1988; Benjamini & Hochberg 1995 |
//! | [`letters`] | which items of a ranking are not told apart? | Piepho 2004 |
//! | [`overlap`] | can two published options be told apart, not knowing how many chose both? | McNemar 1947 |
//! | [`contingency`] | do two questions hang together, and how closely? | R `chisq.test`, `fisher.test`; Bergsma 2013 |
//! | [`trend`] | does a share rise along ordered groups? | Cochran 1954; Armitage 1955 |
//! | [`rank`] | do two ordered answers rise together? | R `cor.test`; Goodman & Kruskal 1954; Somers 1962 |
//! | [`power`] | how many people does it take? | R `power.prop.test`; Cochran 1977 |
//! | [`rake`], [`calibrate`] | which weights meet known margins, and what errors then are? | Deming & Stephan 1940; Deville & Särndal 1992 |
//!
//! Shares run from 0 to 1, never 0 to 100. What cannot be known is `None`; it is never 0 and never NaN.
//!
//! ```
//! use hearback::stats::{Level, proportion::wilson};
//!
//! let replied = wilson(12.0, 47.0, Level::new(0.95)?)?;
//! assert!(replied.low > 0.15 && replied.high < 0.40);
//! # Ok::<(), hearback::stats::StatsError>(())
//! ```

pub mod aalen_johansen;
pub mod beta;
pub mod calibrate;
pub mod contingency;
pub mod cox;
pub mod design;
pub mod designed;
pub mod distribution;
pub mod gamma;
pub mod jackknife;
pub mod kaplan_meier;
pub mod letters;
pub mod log_rank;
pub mod matrix;
pub mod multiple;
pub mod overlap;
pub mod paired;
pub mod power;
pub mod proportion;
pub mod rake;
pub mod rank;
pub mod rao_scott;
pub mod replicates;
#[doc(hidden)]
pub mod tolerance;
pub mod trend;
pub mod waits;

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

/// An argument for which no statistic exists: what stood there and what would be accepted.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatsError {
    /// A confidence level that is not strictly between 0 and 1.
    #[error("confidence level {level} is not strictly between 0 and 1: write 0.95 for 95 %")]
    Level {
        /// The level as given.
        level: f64,
    },
    /// A base of nobody: there is no share of nothing (which is not a share of 0).
    #[error("the base is 0: nobody was asked, so no share can be given")]
    EmptyBase,
    /// A base that is negative, infinite or not a number.
    #[error("base {n} is not a positive finite number")]
    Base {
        /// The base as given.
        n: f64,
    },
    /// A count below 0, above its base, or not a number.
    #[error("count {count} is not between 0 and its base {n}")]
    Count {
        /// The count as given.
        count: f64,
        /// The base it belongs to.
        n: f64,
    },
    /// A share at an end or outside 0–1, or one whose variance is nothing.
    #[error("share {share} with variance {variance} and {df} degrees of freedom has no interval")]
    Designed {
        /// The share as given.
        share: f64,
        /// Its variance as given.
        variance: f64,
        /// The degrees of freedom as given.
        df: f64,
    },
    /// A wait that is negative, infinite or not a number.
    #[error("wait {time} is not a finite number of 0 or more")]
    Wait {
        /// The wait as given.
        time: f64,
    },
    /// A curve asked for without a single person.
    #[error("no one is observed: a survival curve needs at least one person")]
    NoObservations,
    /// More people than a 64-bit count can hold.
    #[error("the counts add up to more than {}", u64::MAX)]
    TooManyPeople,
    /// A ρ of the Fleming–Harrington family that is negative, infinite or not a number.
    #[error("rho {rho} is not a finite number of 0 or more: write 0 for the log-rank test")]
    FlemingHarrington {
        /// The ρ as given.
        rho: f64,
    },
    /// An outcome that is not among those there are.
    #[error("outcome {outcome} is not among the {outcomes} there are, numbered from 0")]
    Outcome {
        /// The outcome as given.
        outcome: usize,
        /// How many there are.
        outcomes: usize,
    },
    /// Too few groups to leave one out at a time.
    #[error("{found} group{} people with an estimate: leaving one out at a time needs at least 2", if *.found == 1 { " has" } else { "s have" })]
    JackknifeGroups {
        /// How many there are.
        found: usize,
    },
    /// Coefficients that have no finite estimate.
    #[error(
        "the coefficients have no finite estimate: a covariate does not vary among those at risk, follows from the \
         others, or all events come on one side of it"
    )]
    NoCoefficients,
    /// A probability that is not strictly between 0 and 1.
    #[error("probability {probability} is not strictly between 0 and 1: write 0.5 for the median")]
    Probability {
        /// The probability as given.
        probability: f64,
    },
    /// A p-value that is not between 0 and 1.
    #[error("p-value {p} is not between 0 and 1")]
    PValue {
        /// The p-value as given.
        p: f64,
    },
    /// A share that is not between 0 and 1.
    #[error("share {share} is not between 0 and 1: write 0.42 for 42 %")]
    Share {
        /// The share as given.
        share: f64,
    },
    /// Two options of which nobody can choose both, chosen by more than everybody.
    #[error("the shares of two options that exclude each other add up to {sum}, more than 1")]
    NotExclusive {
        /// The sum of the two shares.
        sum: f64,
    },
    /// A mean that is not finite, or a standard deviation that is negative or not finite.
    #[error("mean {mean} and standard deviation {sd} are not finite numbers, the second 0 or more")]
    Moments {
        /// The mean as given.
        mean: f64,
        /// The standard deviation as given.
        sd: f64,
    },
    /// Totals by option and by person that do not belong to one table.
    #[error("{columns} answers by option and {rows} by person do not belong to one table of 0 to k choices each")]
    Totals {
        /// The answers by option.
        columns: f64,
        /// The answers by person.
        rows: f64,
    },
    /// Parameters of a beta distribution that are not both positive and finite.
    #[error("beta parameters {a} and {b} are not both positive and finite")]
    BetaShape {
        /// The first parameter as given.
        a: f64,
        /// The second parameter as given.
        b: f64,
    },
    /// A shape of a gamma distribution that is not positive and finite.
    #[error("gamma shape {shape} is not positive and finite")]
    GammaShape {
        /// The shape as given.
        shape: f64,
    },
    /// Degrees of freedom that are 0, negative or not a number.
    #[error("{df} degrees of freedom are not positive")]
    DegreesOfFreedom {
        /// The degrees of freedom as given.
        df: f64,
    },
    /// Too few replicate weights for a variance.
    #[error("{found} replicate weight{} no scheme: a variance needs at least 2", if *.found == 1 { " is" } else { "s are" })]
    Replicates {
        /// How many there are.
        found: usize,
    },
    /// A share ρ of Fay's half samples that is not from 0 to below 1.
    #[error("rho {rho} is not in 0 <= rho < 1: write the share of its weight that the half left out keeps")]
    Rho {
        /// The share as given.
        rho: f64,
    },
    /// A scale of replicates, or the sum of their rscales, that is not positive and finite, or a negative rscale.
    #[error(
        "replicate scale {scale} does not do: the scale and the sum of the rscales are positive and finite, \
         and no rscale is negative"
    )]
    ReplicateScale {
        /// The scale as given.
        scale: f64,
    },
    /// Replicates in another number than their scheme or their estimates have.
    #[error("{found} replicated values where the scheme and the estimates have {expected}")]
    ReplicateShape {
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A replicate weight that is infinite or not a number, or so large that its square is.
    #[error("a replicate weight is not a finite number")]
    ReplicateWeight,
    /// An estimate that exists in no replicate, or not even in the full sample.
    #[error("the estimate exists in no replicate: nobody of its base has weight there")]
    NoReplicate,
    /// Two lists that should go together, one entry for one.
    #[error("{left} values on one side and {right} on the other: they go together one by one")]
    Lengths {
        /// How many stood on the first side.
        left: usize,
        /// How many stood on the second side.
        right: usize,
    },
    /// Fewer values than a statistic can be made of.
    #[error("{n} values are too few: at least {least} are needed")]
    TooFew {
        /// How many there are.
        n: u64,
        /// How many are needed.
        least: u64,
    },
    /// A value that is infinite or not a number.
    #[error("{value} is not a finite number")]
    NotFinite {
        /// The value as given.
        value: f64,
    },
    /// Values that are all alike, so that nothing can go with them.
    #[error("all values are the same: at least two different ones are needed")]
    NoVariation,
    /// A table with rows of different lengths.
    #[error("row {row} of the table has {cells} cells: {expected} are expected, as in row 1")]
    Ragged {
        /// The row, from 1.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many the first row has.
        expected: usize,
    },
    /// A table without two rows and two columns.
    #[error("a table of {rows} x {columns} has nothing to compare: at least 2 x 2 is needed")]
    TableSize {
        /// How many rows there are.
        rows: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A cell that is negative, infinite or not a number.
    #[error("cell {value} is not a finite number of 0 or more")]
    Cell {
        /// The cell as given.
        value: f64,
    },
    /// A row or column without anybody, where nothing can be expected.
    #[error("a row or column of the table is empty: leave it out")]
    EmptyMargin,
    /// More tables with the same totals than can be gone through.
    #[error("more than {limit} tables have these totals: use the chi-squared test, which is good for large ones")]
    TooManyTables {
        /// How many would be gone through.
        limit: u64,
    },
    /// Shares that do not add up to 1.
    #[error("the expected shares add up to {total}, not to 1")]
    Shares {
        /// Their sum.
        total: f64,
    },
    /// Equal values where an exact p-value needs all of them different.
    #[error("there are ties: an exact p-value needs values that all differ, use the approximate one")]
    Ties,
    /// More values than an exact p-value is made for.
    #[error("{n} values are more than the {most} an exact p-value is made for: use the approximate one")]
    TooManyForExact {
        /// How many there are.
        n: u64,
        /// How many there may be.
        most: u64,
    },
    /// Two shares to tell apart that are the same.
    #[error("both shares are {share}: no number of people tells them apart")]
    NoDifference {
        /// The share as given, twice.
        share: f64,
    },
    /// A level of significance that is not strictly between 0 and 1.
    #[error("level of significance {significance} is not strictly between 0 and 1: write 0.05 for 5 %")]
    Significance {
        /// The level as given.
        significance: f64,
    },
    /// A power that is not above the level of significance and below 1.
    #[error("power {power} is not between the level of significance {significance} and 1: write 0.8 for 80 %")]
    Power {
        /// The power as given.
        power: f64,
        /// The level of significance that goes with it.
        significance: f64,
    },
    /// A difference that so few people cannot show at all.
    #[error("{n} people a group reach power {power} for no share on that side of {share}: more people are needed")]
    Undetectable {
        /// People in each group.
        n: f64,
        /// The power wanted.
        power: f64,
        /// The share to start from.
        share: f64,
    },
    /// A margin of error that is not strictly between 0 and 1.
    #[error("margin of error {margin} is not strictly between 0 and 1: write 0.05 for 5 points")]
    Margin {
        /// The margin as given.
        margin: f64,
    },
    /// A design effect that is not positive and finite.
    #[error("design effect {effect} is not a positive finite number: write 1 for a simple random sample")]
    DesignEffect {
        /// The design effect as given.
        effect: f64,
    },
    /// A population of less than one, or smaller than the sample from it.
    #[error("population {population} is not a finite number of {least} or more")]
    Population {
        /// The population as given.
        population: f64,
        /// The least it can be.
        least: f64,
    },
    /// A share of people who answer that is not above 0 and at most 1.
    #[error("response rate {rate} is not above 0 and at most 1: write 0.25 for 25 %")]
    ResponseRate {
        /// The rate as given.
        rate: f64,
    },
}

/// A two-sided confidence level, checked to be strictly between 0 and 1.
///
/// # Example
///
/// ```
/// use hearback::stats::Level;
///
/// let level = Level::new(0.95)?;
/// assert!((level.z() - 1.959963984540054).abs() < 1e-14);
/// assert!(Level::new(95.0).is_err());
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

impl Level {
    /// The level 0.95.
    pub const NINETY_FIVE: Level = Level(0.95);

    /// Checks a confidence level, 0 < `level` < 1.
    ///
    /// # Errors
    ///
    /// [`StatsError::Level`] for anything else, NaN included, and for levels so near 0 or 1 that `1 - level`
    /// is 1 or 0 in double precision.
    pub fn new(level: f64) -> Result<Self, StatsError> {
        let alpha = 1.0 - level;
        if level > 0.0 && alpha > 0.0 && alpha < 1.0 { Ok(Self(level)) } else { Err(StatsError::Level { level }) }
    }

    /// The level itself, between 0 and 1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The probability left outside the interval, `1 - level`.
    pub fn alpha(self) -> f64 {
        1.0 - self.0
    }

    /// The standard normal quantile with `alpha / 2` above it: R `qnorm(1 - (1 - level)/2)`.
    pub fn z(self) -> f64 {
        upper_normal_quantile(self.alpha() / 2.0)
    }
}

impl TryFrom<f64> for Level {
    type Error = StatsError;

    fn try_from(level: f64) -> Result<Self, StatsError> {
        Self::new(level)
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> f64 {
        level.0
    }
}

/// An interval of plain numbers, `low <= high`, in the units of what it is an interval for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Interval {
    /// The length of the interval.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether `value` lies inside, limits included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The same interval for 1 minus the quantity: limits of a share that replied from those of a share silent.
    #[must_use]
    pub fn complement(self) -> Self {
        Self { low: 1.0 - self.high, high: 1.0 - self.low }
    }

    /// The interval cut off at 0 and 1.
    #[must_use]
    pub fn clipped(self) -> Self {
        Self { low: self.low.clamp(0.0, 1.0), high: self.high.clamp(0.0, 1.0) }
    }
}

/// The normal quantile with `tail` above it, for `0 < tail < 1`.
///
/// statrs's inverse is good to 1e-14; a Newton step on its survival function would spoil it, since its `erfc`
/// (statrs 0.19) is good to 1e-10 only.
fn upper_normal_quantile(tail: f64) -> f64 {
    -Normal::standard().inverse_cdf(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 30 digits: `sqrt(2) * erfinv(level)`.
    #[test]
    fn z_is_the_normal_quantile() {
        let expected = [
            (0.5, 0.6744897501960817),
            (0.9, 1.6448536269514728),
            (0.95, 1.959963984540054),
            (0.99, 2.5758293035489004),
            (0.999, 3.290526731491895),
        ];
        for (level, z) in expected {
            tolerance::assert_close(Level(level).z(), z, 2e-14, "z");
        }
    }

    #[test]
    fn levels_outside_0_to_1_are_refused() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY, 1e-20, 1.0 - 1e-18] {
            assert!(matches!(Level::new(level), Err(StatsError::Level { .. })), "{level}");
        }
    }

    #[test]
    fn an_error_says_what_would_be_accepted() {
        let error = Level::new(95.0).unwrap_err().to_string();
        assert_eq!(error, "confidence level 95 is not strictly between 0 and 1: write 0.95 for 95 %");
    }

    #[test]
    fn a_level_read_from_json_is_checked_too() {
        assert_eq!(serde_json::from_str::<Level>("0.9").unwrap(), Level(0.9));
        assert!(serde_json::from_str::<Level>("90").is_err());
    }

    #[test]
    fn complement_swaps_the_limits() {
        let interval = Interval { low: 0.25, high: 0.5 }.complement();
        assert_eq!(interval, Interval { low: 0.5, high: 0.75 });
        assert!(interval.contains(0.5) && interval.width() == 0.25);
    }
}
