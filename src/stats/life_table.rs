//! What share has replied by the *k*-th attempt: the hazard of each attempt and what the hazards add up to.
//!
//! Who is not asked again without having replied is censored, as in a Kaplan–Meier curve, whose estimates these are
//! with attempts for days. The share of all people who replied by an attempt, by contrast, counts those who were never
//! asked again as if they had been asked and stayed silent.

use super::kaplan_meier::Transform;
use super::{Interval, Level, StatsError};

/// One attempt, with what all attempts up to it add up to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attempt {
    /// People at risk: asked for this time.
    pub at_risk: u64,
    /// How many of these had the event (a reply).
    pub events: u64,
    /// h = events / at_risk, the share of those asked; `None` when nobody was.
    pub hazard: Option<f64>,
    /// √(h(1−h)/at_risk).
    pub hazard_se: Option<f64>,
    /// F = 1 − Π(1−h), the share that has the event by this attempt if all are asked; `None` from the first attempt on
    /// that nobody made.
    pub cumulative: Option<f64>,
    /// The standard error of F by Greenwood's formula; `None` once F is 1 and none is left to estimate it from.
    pub cumulative_se: Option<f64>,
    /// The limits of F, symmetric for log(−log(1−F)); `None` while F is 0 and once it is 1.
    pub cumulative_interval: Option<Interval>,
}

/// The life table of attempts 1, 2, …, from the people asked and those who replied at each.
///
/// # Errors
///
/// [`StatsError::Lengths`], and [`StatsError::Count`] for more events than people at risk.
///
/// # Example
///
/// ```
/// use hearback::stats::{Level, life_table::discrete_hazard};
///
/// // 100 were asked and 30 replied; only 40 of the 70 others were asked again, of whom 10 replied
/// let table = discrete_hazard(&[100, 40], &[30, 10], Level::NINETY_FIVE)?;
/// let second = table[1].cumulative.expect("somebody was asked again");
/// assert!((second - (1.0 - 0.7 * 0.75)).abs() < 1e-15, "not 40 of 100");
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
pub fn discrete_hazard(at_risk: &[u64], events: &[u64], level: Level) -> Result<Vec<Attempt>, StatsError> {
    if at_risk.len() != events.len() {
        return Err(StatsError::Lengths { left: at_risk.len(), right: events.len() });
    }
    let mut before = Some(Survival { share: 1.0, variance_log: 0.0 });
    let mut table = Vec::with_capacity(events.len());
    for (&people, &replied) in at_risk.iter().zip(events) {
        if replied > people {
            return Err(StatsError::Count { count: replied as f64, n: people as f64 });
        }
        let now = before.and_then(|before| before.after(people, replied));
        table.push(attempt(people, replied, now, level));
        before = now;
    }
    Ok(table)
}

/// The share without the event so far, and Greenwood's variance of its logarithm.
#[derive(Clone, Copy)]
struct Survival {
    share: f64,
    variance_log: f64,
}

impl Survival {
    fn after(self, people: u64, events: u64) -> Option<Self> {
        let (n, left) = (people as f64, (people - events) as f64);
        // nobody left of those asked: infinite, but when nobody was asked unknown
        let part = if events == 0 { 0.0 } else { events as f64 / (n * left) };
        (people > 0).then(|| Self { share: self.share * (left / n), variance_log: self.variance_log + part })
    }
}

fn attempt(at_risk: u64, events: u64, survival: Option<Survival>, level: Level) -> Attempt {
    let hazard = (at_risk > 0).then(|| events as f64 / at_risk as f64);
    let limits = |now: Survival| Transform::LogLog.limits(now.share, now.variance_log.sqrt(), level);
    Attempt {
        at_risk,
        events,
        hazard,
        hazard_se: hazard.map(|hazard| (hazard * (1.0 - hazard) / at_risk as f64).sqrt()),
        cumulative: survival.map(|now| 1.0 - now.share),
        cumulative_se: survival.filter(|now| now.share > 0.0).map(|now| now.share * now.variance_log.sqrt()),
        cumulative_interval: survival.and_then(limits).map(Interval::complement),
    }
}
