//! The time by which a given share of the events *that come by a horizon* has come: quantiles of F(t)/F(H).

use super::{KaplanMeier, QuantileEstimate, Step, Transform};
use crate::stats::{Level, StatsError};

/// How near a share must be to count as reached, as in [`KaplanMeier::quantile`].
const HIT: f64 = 1.490_116_119_384_765_6e-8;

/// Of the events that come by the horizon, the share that has come by one time.
struct Reached {
    time: f64,
    share: f64,
    /// Its limits; `None` where the transform has none.
    limits: Option<(f64, f64)>,
}

impl KaplanMeier {
    /// The first time by which a share `p`, `0 < p < 1`, of the events that come by `horizon` has come, with limits.
    ///
    /// The curve asked is R(t) = F(t)/F(H), whose error is not that of F(t) alone: F(H) is estimated by the same
    /// people. With c = S(H)/S(t), whose logarithm varies independently of that of S(t) (Greenwood's sums over days
    /// that do not overlap), the delta method gives
    /// `var R = [(F(H) − F(t))² V(t) + F(t)² S(H)² (V(H) − V(t))] / F(H)⁴`, V being Greenwood's variance of log S; without
    /// censoring that is R(1 − R)/m of the m events. The limits of 1 − R are made on the scale of `transform`, as those
    /// of a curve, and the limits of the time are where they cross (Brookmeyer & Crowley 1982). Where the lower one
    /// never does, the limit is the horizon itself: by it all these events have come. Times are times of events, never
    /// between two as in [`KaplanMeier::quantile`].
    ///
    /// All three are `None` where the curve is not known at the horizon, or nothing came by it.
    ///
    /// # Errors
    ///
    /// [`StatsError::Probability`] unless `0 < p < 1`.
    pub fn quantile_within(
        &self,
        p: f64,
        horizon: f64,
        transform: Transform,
        level: Level,
    ) -> Result<QuantileEstimate, StatsError> {
        if !(p > 0.0 && p < 1.0) {
            return Err(StatsError::Probability { probability: p });
        }
        let end = self.step_at(horizon);
        if !self.is_known_at(horizon) || end.survival >= 1.0 {
            return Ok(QuantileEstimate { value: None, low: None, high: None });
        }
        let events = self.until(horizon).iter().filter(|step| step.n_event > 0);
        let reached: Vec<Reached> = events.map(|step| Reached::of(step, &end, transform, level)).collect();
        let first = |share: &dyn Fn(&Reached) -> Option<f64>| {
            reached.iter().find(|point| share(point).is_some_and(|share| share + HIT >= p)).map(|point| point.time)
        };
        Ok(QuantileEstimate {
            value: first(&|point| Some(point.share)),
            low: first(&|point| Some(point.limits.map_or(point.share, |(_, high)| high))),
            high: first(&|point| point.limits.map(|(low, _)| low)).or(Some(horizon)),
        })
    }
}

impl Reached {
    fn of(step: &Step, end: &Step, transform: Transform, level: Level) -> Self {
        let (all, part) = (1.0 - end.survival, 1.0 - step.survival);
        let share = if step.survival == end.survival { 1.0 } else { part / all };
        let to_come = (all - part).powi(2) * step.variance_log_survival;
        // where nobody is left, the infinite variance meets S(H) = 0 and goes to 0 with it
        let rest = if end.survival > 0.0 {
            (part * end.survival).powi(2) * (end.variance_log_survival - step.variance_log_survival)
        } else {
            0.0
        };
        let std_err = (to_come + rest).max(0.0).sqrt() / (all * all);
        let left = 1.0 - share;
        let limits = transform.limits(left, std_err / left, level).map(|limits| (1.0 - limits.high, 1.0 - limits.low));
        Reached { time: step.time, share, limits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{RELATIVE, assert_close};

    const LEVEL: Level = Level::NINETY_FIVE;

    /// Of eight people four reply, on days 1, 2, 5 and 9; the rest are silent for 60 days. Among those who reply, a quarter
    /// has by day 1, half by day 2, 80 % by day 9.
    #[test]
    fn without_censoring_it_is_the_quantile_of_the_replies() {
        let curve = KaplanMeier::fit([(1.0, 1, 0), (2.0, 1, 0), (5.0, 1, 0), (9.0, 1, 0), (60.0, 0, 4)]).unwrap();
        let by = |p| curve.quantile_within(p, 60.0, Transform::LogLog, LEVEL).unwrap().value;
        assert_eq!([0.25, 0.5, 0.75, 0.8, 0.95].map(by), [1.0, 2.0, 5.0, 9.0, 9.0].map(Some));
    }

    /// Without censoring the error is that of a share of the replies, R(1 − R)/m; F(H) cancels.
    #[test]
    fn without_censoring_the_error_is_that_of_a_share_of_the_events() {
        let curve = KaplanMeier::fit([(1.0, 6, 0), (2.0, 4, 0), (7.0, 10, 0), (60.0, 0, 37)]).unwrap();
        for (step, share) in curve.steps().iter().zip([0.3, 0.5]) {
            let point = Reached::of(step, &curve.step_at(60.0), Transform::Plain, LEVEL);
            let (low, high) = point.limits.unwrap();
            assert_close(point.share, share, RELATIVE, "R");
            assert_close((high - low) / 2.0 / LEVEL.z(), (share * (1.0 - share) / 20.0_f64).sqrt(), RELATIVE, "se");
        }
    }

    #[test]
    fn nothing_is_said_where_the_horizon_is_not_known_or_nothing_came() {
        let none = QuantileEstimate { value: None, low: None, high: None };
        let short = KaplanMeier::fit([(1.0, 2, 0), (30.0, 0, 4)]).unwrap();
        assert_eq!(short.quantile_within(0.5, 60.0, Transform::LogLog, LEVEL).unwrap(), none);
        let silent = KaplanMeier::fit([(60.0, 0, 4)]).unwrap();
        assert_eq!(silent.quantile_within(0.5, 60.0, Transform::LogLog, LEVEL).unwrap(), none);
        assert!(silent.quantile_within(1.0, 60.0, Transform::LogLog, LEVEL).is_err());
    }

    #[test]
    fn limits_lie_about_the_value_and_within_the_horizon() {
        for transform in [Transform::Plain, Transform::Log, Transform::LogLog] {
            for (replies, horizon) in [([1, 0, 2], 60.0), ([1, 1, 1], 8.0), ([0, 0, 1], 60.0)] {
                let rows = replies.iter().zip([2.0, 5.0, 8.0]).map(|(n, day)| (day, *n, 1));
                let curve = KaplanMeier::fit(rows.chain([(60.0, 0, 3)])).unwrap();
                for p in [0.25, 0.5, 0.95] {
                    let found = curve.quantile_within(p, horizon, transform, LEVEL).unwrap();
                    let (value, low, high) = (found.value.unwrap(), found.low.unwrap(), found.high.unwrap());
                    assert!(low <= value && value <= high && high <= horizon, "{transform:?} {p}: {found:?}");
                }
            }
        }
    }

    /// Random numbers, 0 to 1 (Steele, Lea & Flood 2014, SplitMix64).
    fn uniform(state: &mut u64) -> f64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 1,500 logs of 200 people, of whom half never reply and half after an exponential wait of 10 days; watched for
    /// 0 to 180 days. The limits hold the true quantile of those who reply by day 60 about as often as they say.
    #[test]
    fn the_limits_cover_as_often_as_they_say() {
        let (mut state, logs, horizon) = (20_250_101_u64, 1500, 60.0_f64);
        let quantiles = [0.25, 0.5, 0.75, 0.8];
        let truth = quantiles.map(|p: f64| -10.0 * (1.0 - p * (1.0 - (-horizon / 10.0).exp())).ln());
        let mut held = [0; 4];
        for _ in 0..logs {
            let person = |_| {
                let watched = 180.0 * uniform(&mut state);
                let never = uniform(&mut state) < 0.5;
                let wait = if never { f64::INFINITY } else { -10.0 * (1.0 - uniform(&mut state)).ln() };
                if wait <= watched { (wait, 1, 0) } else { (watched, 0, 1) }
            };
            let people: Vec<(f64, u64, u64)> = (0..200).map(person).collect();
            let curve = KaplanMeier::fit(people).unwrap();
            for ((p, truth), held) in quantiles.iter().zip(truth).zip(&mut held) {
                let found = curve.quantile_within(*p, horizon, Transform::LogLog, LEVEL).unwrap();
                *held += i32::from(found.low.unwrap() <= truth && truth <= found.high.unwrap());
            }
        }
        let shares = held.map(|held| f64::from(held) / f64::from(logs));
        assert!(shares.iter().all(|share| (0.935..=0.965).contains(share)), "{shares:?}");
    }
}
