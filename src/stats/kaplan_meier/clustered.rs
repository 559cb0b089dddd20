//! How sure a curve is when people come in clusters that are alike.

use super::KaplanMeier;
use crate::stats::waits::{Entry, Waits};

impl KaplanMeier {
    /// The standard error of S after each step of the curve [of](Self::of) these waits, whose groups are clusters: the
    /// infinitesimal jackknife, which sums a cluster's influences before it squares them.
    ///
    /// Clusters without anybody count for nothing. With one person a cluster it is the robust error of single people. It
    /// takes as many additions as there are clusters at each time of an event. Source: R
    /// `survfit(Surv(time, event) ~ 1, cluster = cluster)`.
    pub fn clustered_std_err(waits: &Waits) -> Vec<f64> {
        let at_risk = waits.people_by_group(waits.groups()).iter().map(|count| *count as f64).collect();
        let clusters = Clusters { influence: vec![0.0; waits.groups()], at_risk, n: waits.people() as f64 };
        let follow = |state: &mut (Clusters, f64), moment: &[Entry]| {
            state.1 = state.0.pass(moment, state.1);
            Some(state.0.influence.iter().map(|u| u * u).sum::<f64>().sqrt())
        };
        waits.by_time().scan((clusters, 1.0), follow).collect()
    }
}

/// What each cluster has added to S so far: the derivative of S with respect to the weight of its people.
struct Clusters {
    influence: Vec<f64>,
    at_risk: Vec<f64>,
    n: f64,
}

impl Clusters {
    /// Goes past one time; returns S after it, from S before it.
    fn pass(&mut self, moment: &[Entry], survival: f64) -> f64 {
        let events = moment.iter().map(|entry| entry.events).sum::<u64>() as f64;
        let (hazard, factor) = (events / self.n, survival / self.n);
        if events > 0.0 {
            for (influence, risk) in self.influence.iter_mut().zip(&self.at_risk) {
                *influence = *influence * (1.0 - hazard) + factor * hazard * risk;
            }
        }
        for entry in moment {
            let cluster = entry.group as usize;
            if let (Some(influence), Some(risk)) = (self.influence.get_mut(cluster), self.at_risk.get_mut(cluster)) {
                *influence -= factor * entry.events as f64;
                *risk -= entry.people() as f64;
            }
            self.n -= entry.people() as f64;
        }
        survival * (1.0 - hazard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    /// Without censoring S is a share, and everybody's influence is their own deviation over n.
    #[test]
    fn without_censoring_it_is_that_of_a_share_of_clusters() {
        let waits = Waits::from_people(&[1.0, 2.0, 3.0, 4.0], &[true; 4], &[0, 0, 1, 1]).unwrap();
        let errors = KaplanMeier::clustered_std_err(&waits);
        let expected =
            [(0.25_f64, -0.25), (0.5, -0.5), (0.25, -0.25), (0.0, 0.0)].map(|(a, b): (f64, f64)| a.hypot(b) / 2.0);
        for (actual, expected) in errors.iter().zip(expected) {
            assert_close(*actual, expected, REORDERED, "standard error");
        }
    }
}
