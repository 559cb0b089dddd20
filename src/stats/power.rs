//! How many people it takes: to tell two shares apart, and to know one share well enough.
//!
//! Numbers of people come out as real numbers, as in R; [`whole_people`] rounds them up. Powers and levels of
//! significance run from 0 to 1.

use super::distribution::normal_sf;
use super::{Level, StatsError, upper_normal_quantile};

/// What counts as having told two shares apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alternative {
    /// A difference in the direction expected.
    OneSided,
    /// A difference in either direction, of which only the right one counts as power: R's default.
    TwoSided,
    /// A difference in either direction, both counted as power: R `strict = TRUE`.
    TwoSidedStrict,
}

/// A test of the difference of two shares from groups of equal size: its level of significance and its alternative.
///
/// # Example
///
/// ```
/// use hearback::stats::power::{Alternative, ShareTest, whole_people};
///
/// // 30 against 40 %, 80 % power
/// let test = ShareTest::new(0.05, Alternative::TwoSided)?;
/// assert_eq!(whole_people(test.people_per_group(0.3, 0.4, 0.8)?), 356.0);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareTest {
    significance: f64,
    alternative: Alternative,
}

/// Two shares to be told apart, as the normal approximation sees them.
#[derive(Debug, Clone, Copy)]
struct Gap {
    difference: f64,
    /// The standard deviation of a difference between two people, if the shares were the same.
    pooled: f64,
    /// The same, the shares being what they are.
    separate: f64,
}

impl Gap {
    fn new(p1: f64, p2: f64) -> Result<Self, StatsError> {
        let (p1, p2) = (checked_share(p1)?, checked_share(p2)?);
        if p1 == p2 {
            return Err(StatsError::NoDifference { share: p1 });
        }
        Ok(Self::between(p1, p2))
    }

    fn between(p1: f64, p2: f64) -> Self {
        Self {
            difference: (p1 - p2).abs(),
            pooled: ((p1 + p2) * (1.0 - (p1 + p2) / 2.0)).sqrt(),
            separate: (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt(),
        }
    }

    /// The power with `n` people a group; with shares of 0 and 1 the difference is certain, and so is the power.
    fn power(self, n: f64, test: ShareTest) -> f64 {
        let (signal, noise) = (n.sqrt() * self.difference, test.z() * self.pooled);
        let right = normal_sf((noise - signal) / self.separate);
        match test.alternative {
            Alternative::OneSided | Alternative::TwoSided => right,
            Alternative::TwoSidedStrict => right + normal_sf((noise + signal) / self.separate),
        }
    }

    /// People a group for a power that counts the right direction only, by closed form.
    fn people(self, power: f64, test: ShareTest) -> f64 {
        let reach = test.z() * self.pooled + upper_normal_quantile(1.0 - power) * self.separate;
        (reach / self.difference).powi(2)
    }
}

impl ShareTest {
    /// Checks the level of significance, 0 < `significance` < 1, say 0.05.
    ///
    /// # Errors
    ///
    /// [`StatsError::Significance`] for anything else.
    pub fn new(significance: f64, alternative: Alternative) -> Result<Self, StatsError> {
        if significance > 0.0 && significance < 1.0 {
            Ok(Self { significance, alternative })
        } else {
            Err(StatsError::Significance { significance })
        }
    }

    /// The chance to tell `p1` from `p2` with `n` people in each group: R `power.prop.test(n, p1, p2)$power`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Base`], [`StatsError::Share`], [`StatsError::NoDifference`].
    pub fn power(self, p1: f64, p2: f64, n: f64) -> Result<f64, StatsError> {
        Ok(Gap::new(p1, p2)?.power(checked_people(n)?, self))
    }

    /// People needed in each group to tell `p1` from `p2` with this power: R `power.prop.test(p1, p2, power)$n`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Power`] unless `significance < power < 1`, [`StatsError::Share`], [`StatsError::NoDifference`].
    pub fn people_per_group(self, p1: f64, p2: f64, power: f64) -> Result<f64, StatsError> {
        let (gap, power) = (Gap::new(p1, p2)?, self.checked_power(power)?);
        let most = gap.people(power, self);
        match self.alternative {
            Alternative::OneSided | Alternative::TwoSided => Ok(most),
            // the wrong direction only adds power, so no more are needed
            Alternative::TwoSidedStrict => Ok(bisect(0.0, most, |n| gap.power(n, self) >= power)),
        }
    }

    /// The nearest share above `p1` that `n` people in each group tell from it with this power: R
    /// `power.prop.test(n, p1, power)$p2`.
    ///
    /// # Errors
    ///
    /// [`StatsError::Undetectable`] when even a share of 1 would not do, [`StatsError::Power`] unless
    /// `significance < power < 1`, [`StatsError::Base`], [`StatsError::Share`].
    pub fn detectable_above(self, p1: f64, n: f64, power: f64) -> Result<f64, StatsError> {
        let (p1, n, power) = (checked_share(p1)?, checked_people(n)?, self.checked_power(power)?);
        let enough = |p2: f64| Gap::between(p1, p2).power(n, self) >= power;
        if p1 == 1.0 || !enough(1.0) {
            return Err(StatsError::Undetectable { n, power, share: p1 });
        }
        Ok(bisect(p1, 1.0, enough))
    }

    /// The nearest share below `p1` that `n` people in each group tell from it with this power.
    ///
    /// # Errors
    ///
    /// As [`ShareTest::detectable_above`], where even a share of 0 would not do.
    pub fn detectable_below(self, p1: f64, n: f64, power: f64) -> Result<f64, StatsError> {
        let p1 = checked_share(p1)?;
        match self.detectable_above(1.0 - p1, n, power) {
            Err(StatsError::Undetectable { .. }) => Err(StatsError::Undetectable { n, power, share: p1 }),
            found => Ok(1.0 - found?),
        }
    }

    /// The normal quantile beyond which a difference is significant.
    fn z(self) -> f64 {
        match self.alternative {
            Alternative::OneSided => upper_normal_quantile(self.significance),
            Alternative::TwoSided | Alternative::TwoSidedStrict => upper_normal_quantile(self.significance / 2.0),
        }
    }

    fn checked_power(self, power: f64) -> Result<f64, StatsError> {
        let significance = self.significance;
        if power > significance && power < 1.0 { Ok(power) } else { Err(StatsError::Power { power, significance }) }
    }
}

/// A share to be known to within a margin of error.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, power::MarginPlan};
///
/// let plan = MarginPlan { response_rate: 0.25, ..MarginPlan::new(0.5, 0.05, Level::NINETY_FIVE) };
/// let people = plan.people()?;
/// assert_eq!((people.required, people.invited), (385.0, 1540.0));
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarginPlan {
    /// The share expected, 0 to 1; 0.5 is the safe guess.
    pub share: f64,
    /// Half the width of the interval wanted, 0.05 for 5 points.
    pub margin: f64,
    /// The level of the interval.
    pub level: Level,
    /// How many times the variance of a simple random sample is to be expected; 1 for none.
    pub design_effect: f64,
    /// How many people there are at all; `None` for far more than are asked.
    pub population: Option<f64>,
    /// The share of the invited who answer, above 0 and at most 1.
    pub response_rate: f64,
}

/// How many people a margin of error takes, step by step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeopleForMargin {
    /// In a simple random sample from an endless population.
    pub simple: f64,
    /// With the design effect.
    pub with_design: f64,
    /// With the design effect and the finite population.
    pub finite: f64,
    /// The same in whole people: who must answer.
    pub required: f64,
    /// Who must be invited for that.
    pub invited: f64,
}

impl MarginPlan {
    /// A simple random sample from an endless population in which everybody answers.
    pub fn new(share: f64, margin: f64, level: Level) -> Self {
        Self { share, margin, level, design_effect: 1.0, population: None, response_rate: 1.0 }
    }

    /// People needed: `n₀ = z² p(1-p)/e²` times the design effect, `n/(1 + (n-1)/N)` of that in a population of `N`,
    /// over the response rate. Source: Cochran 1977, *Sampling Techniques*, section 4.4.
    ///
    /// # Errors
    ///
    /// [`StatsError::Share`], [`StatsError::Margin`], [`StatsError::DesignEffect`], [`StatsError::Population`] below
    /// 1, [`StatsError::ResponseRate`].
    pub fn people(&self) -> Result<PeopleForMargin, StatsError> {
        let (p, margin, rate) = (checked_share(self.share)?, self.margin, self.response_rate);
        if !(margin > 0.0 && margin < 1.0) {
            return Err(StatsError::Margin { margin });
        }
        if !(rate > 0.0 && rate <= 1.0) {
            return Err(StatsError::ResponseRate { rate });
        }
        let simple = (self.level.z() / margin).powi(2) * p * (1.0 - p);
        let with_design = simple * checked_effect(self.design_effect)?;
        let finite = match checked_population(self.population, 1.0)? {
            Some(population) => with_design / (1.0 + (with_design - 1.0) / population),
            None => with_design,
        };
        let required = whole_people(finite);
        Ok(PeopleForMargin { simple, with_design, finite, required, invited: whole_people(required / rate) })
    }
}

/// The standard error of a share and the margin of error that goes with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarginOfError {
    /// The standard error, `√(design effect · p(1-p)/n) · √((N-n)/(N-1))`.
    pub standard_error: f64,
    /// `z` times that.
    pub margin: f64,
}

/// How well `n` people tell a share expected at `share`, with a design effect (1 for none), of a `population` (`None`
/// for far more than were asked).
///
/// # Errors
///
/// [`StatsError::Share`], [`StatsError::Base`], [`StatsError::DesignEffect`], [`StatsError::Population`] when there
/// are fewer people than asked.
pub fn margin_of_error(
    share: f64,
    n: f64,
    level: Level,
    design_effect: f64,
    population: Option<f64>,
) -> Result<MarginOfError, StatsError> {
    let (p, n) = (checked_share(share)?, checked_people(n)?);
    let unseen = match checked_population(population, n)? {
        // everybody was asked
        Some(population) if population == n => 0.0,
        Some(population) => (population - n) / (population - 1.0),
        None => 1.0,
    };
    let standard_error = (checked_effect(design_effect)? * p * (1.0 - p) / n * unseen).sqrt();
    Ok(MarginOfError { standard_error, margin: level.z() * standard_error })
}

/// The whole number of people that is enough: `n` rounded up, unless it is above a whole number by rounding only.
pub fn whole_people(n: f64) -> f64 {
    (n - n.abs() * 1e-12).ceil()
}

/// The point between `low` and `high` from which on a condition holds that is false below and true at `high`.
fn bisect(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return high;
        }
        if holds(middle) { high = middle } else { low = middle }
    }
}

fn checked_share(share: f64) -> Result<f64, StatsError> {
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err(StatsError::Share { share }) }
}

fn checked_people(n: f64) -> Result<f64, StatsError> {
    if n > 0.0 && n.is_finite() { Ok(n) } else { Err(StatsError::Base { n }) }
}

fn checked_effect(effect: f64) -> Result<f64, StatsError> {
    if effect > 0.0 && effect.is_finite() { Ok(effect) } else { Err(StatsError::DesignEffect { effect }) }
}

fn checked_population(population: Option<f64>, least: f64) -> Result<Option<f64>, StatsError> {
    match population {
        Some(population) if !(population >= least && population.is_finite()) => {
            Err(StatsError::Population { population, least })
        }
        fine => Ok(fine),
    }
}
