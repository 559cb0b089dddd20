//! The share that has had each of several outcomes by day *t*, when some are still waiting: the Aalen–Johansen estimate.
//!
//! Outcomes compete: who has declined will not accept. One curve an outcome, with the others taken for censored, says
//! what would be if the others did not exist, and its shares add up to more than there is. Source: Aalen & Johansen 1978;
//! R `survival` 3.5-3, `survfit(Surv(time, factor(status)) ~ 1)`, whose standard errors are the infinitesimal jackknife's.

use super::StatsError;
use super::waits::{Entry, Waits};

/// The shares of those still waiting and of each outcome, at each distinct time.
///
/// # Example
///
/// ```
/// use hearback::stats::aalen_johansen::AalenJohansen;
///
/// // of ten, two replied on day 1 (outcome 0), one declined on day 2 (outcome 1), seven were last seen on day 3
/// let curves = AalenJohansen::fit(2, [(1.0, Some(0), 2), (2.0, Some(1), 1), (3.0, None, 7)])?;
/// let end = &curves.steps()[2];
/// assert!((end.waiting.value - 0.7).abs() < 1e-15 && (end.outcomes[0].value - 0.2).abs() < 1e-15);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AalenJohansen {
    steps: Vec<Step>,
}

/// Where the shares stand after one distinct time; together they are 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The time, 0 or more.
    pub time: f64,
    /// People at risk just before.
    pub n_risk: u64,
    /// The share without any outcome.
    pub waiting: StateShare,
    /// The share of each outcome, by number.
    pub outcomes: Vec<StateShare>,
}

/// A share between 0 and 1 with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StateShare {
    /// The share.
    pub value: f64,
    /// Its standard error.
    pub std_err: f64,
}

/// One outcome's share, and sums over all who are no longer at risk of how they moved it.
///
/// A person's influence is the derivative of a share with respect to their weight. All who are still at risk have the same.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    share: f64,
    /// The influence of each person at risk.
    staying: f64,
    /// The sum of squares of the influences of those who left.
    squares: f64,
    /// The sum of their products with the influences on the share that waits.
    products: f64,
}

/// The same of the share that waits.
struct Curves {
    waiting: f64,
    staying: f64,
    squares: f64,
    outcomes: Vec<Outcome>,
    n: u64,
}

impl AalenJohansen {
    /// Fits the shares to rows `(time, outcome, people)`: how many had their outcome at `time`, or, for `None`, were last
    /// seen without one. Outcomes are numbered from 0 to below `outcomes`; rows may come in any order.
    ///
    /// # Errors
    ///
    /// [`StatsError::Outcome`] for an outcome that is not there; else as [`KaplanMeier::fit`](super::kaplan_meier::KaplanMeier::fit).
    pub fn fit(outcomes: usize, rows: impl IntoIterator<Item = (f64, Option<usize>, u64)>) -> Result<Self, StatsError> {
        let entry = |(time, outcome, people): (f64, Option<usize>, u64)| match outcome {
            Some(outcome) if outcome >= outcomes => Err(StatsError::Outcome { outcome, outcomes }),
            // who is censored is of no outcome: any group does
            _ => Ok((time, outcome.unwrap_or(0) as u32, people, outcome.is_some())),
        };
        let rows = rows.into_iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        let counts = |(time, group, people, had): (f64, u32, u64, bool)| {
            if had { (time, group, people, 0) } else { (time, group, 0, people) }
        };
        let waits = Waits::from_counts(rows.into_iter().map(counts))?;
        if waits.people() == 0 {
            return Err(StatsError::NoObservations);
        }
        let mut curves = Curves::start(waits.people(), outcomes);
        Ok(Self { steps: waits.by_time().filter_map(|moment| curves.pass(moment)).collect() })
    }

    /// The steps, one for each distinct time, in time order, at least one.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Where the shares stand at `t`: after the last step up to `t`, or `None` before the first step (all wait), beyond
    /// the last one unless nobody is left waiting by then, and for NaN.
    pub fn at(&self, t: f64) -> Option<&Step> {
        let passed = self.steps.partition_point(|step| step.time <= t);
        let step = self.steps.get(passed.checked_sub(1)?)?;
        (passed < self.steps.len() || step.time == t || step.waiting.value == 0.0).then_some(step)
    }
}

impl Curves {
    fn start(n: u64, outcomes: usize) -> Self {
        Self { waiting: 1.0, staying: 0.0, squares: 0.0, outcomes: vec![Outcome::default(); outcomes], n }
    }

    /// Goes past one time.
    fn pass(&mut self, moment: &[Entry]) -> Option<Step> {
        let (time, n_risk) = (moment.first()?.time, self.n);
        // what having the event moves from the share that waits
        let weight = self.waiting / n_risk as f64;
        self.carry(moment, weight);
        for entry in moment {
            self.leave(entry.events, Some(entry.group as usize), weight);
            self.leave(entry.censored, None, weight);
        }
        let left = self.n as f64;
        let share = |value, staying: f64, squares: f64| StateShare {
            value,
            std_err: (squares + left * staying * staying).max(0.0).sqrt(),
        };
        let waiting = share(self.waiting, self.staying, self.squares);
        let outcomes = self.outcomes.iter().map(|outcome| share(outcome.share, outcome.staying, outcome.squares));
        Some(Step { time, n_risk, waiting, outcomes: outcomes.collect() })
    }

    /// Moves the shares, and the influences on them, by the hazards of one time; those at risk change the hazards.
    fn carry(&mut self, moment: &[Entry], weight: f64) {
        let n = self.n as f64;
        for entry in moment {
            if let Some(outcome) = self.outcomes.get_mut(entry.group as usize) {
                let hazard = entry.events as f64 / n;
                outcome.squares += hazard * (2.0 * outcome.products + hazard * self.squares);
                outcome.products += hazard * self.squares;
                outcome.staying += hazard * (self.staying - weight);
                outcome.share += hazard * self.waiting;
            }
        }
        let events = moment.iter().map(|entry| entry.events).sum::<u64>();
        let stay = (self.n - events) as f64 / n;
        self.outcomes.iter_mut().for_each(|outcome| outcome.products *= stay);
        self.squares *= stay * stay;
        self.staying = stay * self.staying + (1.0 - stay) * weight;
        self.waiting *= stay;
    }

    /// `people` leave those at risk, with an outcome, which moves them by `weight`, or censored; their influences stay.
    fn leave(&mut self, people: u64, had: Option<usize>, weight: f64) {
        let count = people as f64;
        let on_waiting = self.staying - if had.is_some() { weight } else { 0.0 };
        self.squares += count * on_waiting * on_waiting;
        for (index, outcome) in self.outcomes.iter_mut().enumerate() {
            let influence = outcome.staying + if had == Some(index) { weight } else { 0.0 };
            outcome.squares += count * influence * influence;
            outcome.products += count * influence * on_waiting;
        }
        self.n -= people;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::kaplan_meier::KaplanMeier;
    use crate::stats::tolerance::{REORDERED, assert_close};

    #[test]
    fn without_censoring_shares_are_shares_of_people() {
        let curves = AalenJohansen::fit(2, [(1.0, Some(0), 3), (2.0, Some(1), 2), (4.0, Some(0), 5)]).unwrap();
        for (step, shares) in curves.steps().iter().zip([[0.7, 0.3, 0.0], [0.5, 0.3, 0.2], [0.0, 0.8, 0.2]]) {
            let states = [step.waiting, step.outcomes[0], step.outcomes[1]];
            for (state, share) in states.iter().zip(shares) {
                assert!((state.value - share).abs() < 1e-15, "{state:?} {share}");
                assert!((state.std_err - (share * (1.0 - share) / 10.0).sqrt()).abs() < 1e-9, "{state:?} {share}");
            }
        }
    }

    #[test]
    fn one_outcome_is_the_kaplan_meier_curve() {
        let rows = [(1.0, Some(0), 2), (1.0, None, 1), (3.0, None, 2), (4.0, Some(0), 3), (6.0, None, 4)];
        let curves = AalenJohansen::fit(1, rows).unwrap();
        let waits = [(1.0, 2, 1), (3.0, 0, 2), (4.0, 3, 0), (6.0, 0, 4)];
        let curve = KaplanMeier::fit(waits).unwrap();
        for (step, one) in curves.steps().iter().zip(curve.steps()) {
            assert_eq!((step.time, step.n_risk), (one.time, one.n_risk));
            assert_close(step.waiting.value, one.survival, REORDERED, "waiting");
            assert_close(step.waiting.value + step.outcomes[0].value, 1.0, REORDERED, "sum");
            assert_close(step.waiting.std_err, step.outcomes[0].std_err, REORDERED, "errors of a share and the rest");
        }
    }

    #[test]
    fn shares_are_known_from_the_first_time_to_the_last() {
        let curves = AalenJohansen::fit(2, [(1.0, Some(0), 1), (3.0, None, 1)]).unwrap();
        let at = |t| curves.at(t).map(|step| step.outcomes[0].value);
        assert_eq!(
            [at(0.5), at(1.0), at(2.0), at(3.0), at(3.5), at(f64::NAN)],
            [None, Some(0.5), Some(0.5), Some(0.5), None, None]
        );
        let all = AalenJohansen::fit(2, [(1.0, Some(0), 1), (3.0, Some(1), 1)]).unwrap();
        assert_eq!(all.at(9.0).map(|step| step.outcomes[1].value), Some(0.5));
    }

    #[test]
    fn outcomes_that_are_not_there_are_refused() {
        let refused = AalenJohansen::fit(2, [(1.0, Some(2), 1)]).unwrap_err();
        assert_eq!(refused, StatsError::Outcome { outcome: 2, outcomes: 2 });
        assert_eq!(AalenJohansen::fit(2, [(1.0, None, 0)]), Err(StatsError::NoObservations));
    }
}
