//! Relations that hold for any data.

use hearback::stats::kaplan_meier::{KaplanMeier, Transform};
use hearback::stats::proportion::{agresti_coull, clopper_pearson, jeffreys, newcombe, wilson};
use hearback::stats::tolerance::{REORDERED, is_close};
use hearback::stats::{Interval, Level};
use proptest::prelude::*;

const LEVEL: Level = Level::NINETY_FIVE;

/// A real-valued count and its base.
fn share() -> impl Strategy<Value = (f64, f64)> {
    (0.0..=1.0, 0.5..1e6).prop_map(|(p, n)| (p * n, n))
}

/// A whole count and its base, small enough for the boundaries to come up often.
fn people() -> impl Strategy<Value = (f64, f64)> {
    (1_u32..60).prop_flat_map(|n| (0..=n).prop_map(move |x| (f64::from(x), f64::from(n))))
}

fn level() -> impl Strategy<Value = Level> {
    (0.5..0.9999).prop_map(|level| Level::new(level).unwrap())
}

/// Grouped waits on whole days, with somebody among them.
fn waits() -> impl Strategy<Value = Vec<(f64, u64, u64)>> {
    let wait = (0_u32..60, 0_u64..5, 0_u64..5).prop_map(|(day, events, censored)| (f64::from(day), events, censored));
    prop::collection::vec(wait, 1..40).prop_filter("somebody", |waits| waits.iter().any(|w| w.1 + w.2 > 0))
}

/// The same people one by one.
fn repeated(waits: &[(f64, u64, u64)]) -> Vec<(f64, u64, u64)> {
    let person = |(time, events, censored): &(f64, u64, u64)| {
        let replied = std::iter::repeat_n((*time, 1, 0), *events as usize);
        replied.chain(std::iter::repeat_n((*time, 0, 1), *censored as usize)).collect::<Vec<_>>()
    };
    waits.iter().flat_map(person).collect()
}

fn replied(curve: &KaplanMeier, t: f64) -> Option<f64> {
    curve.share_by(t, Transform::LogLog, LEVEL).map(|estimate| estimate.value)
}

/// P(X <= x) for X binomial, term by term: slow, and independent of the beta distribution.
fn at_most(x: f64, n: f64, p: f64) -> f64 {
    if x < 0.0 {
        return 0.0;
    }
    if p > 0.5 {
        return 1.0 - at_most(n - x - 1.0, n, 1.0 - p);
    }
    let mut term = (1.0 - p).powf(n);
    let mut sum = term;
    for k in 0..x as u32 {
        term *= (n - f64::from(k)) / f64::from(k + 1) * p / (1.0 - p);
        sum += term;
    }
    sum
}

proptest! {
    #[test]
    fn wilson_stays_within_0_and_1_and_contains_the_share((count, n) in share(), level in level()) {
        let interval = wilson(count, n, level).unwrap();
        prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
        prop_assert!(interval.contains(count / n));
        prop_assert!(interval.low < interval.high);
    }

    #[test]
    fn wilson_of_the_others_is_the_mirror((count, n) in people(), level in level()) {
        let mirror = wilson(n - count, n, level).unwrap().complement();
        let interval = wilson(count, n, level).unwrap();
        prop_assert!((interval.low - mirror.low).abs() < 1e-14 && (interval.high - mirror.high).abs() < 1e-14);
    }

    #[test]
    fn every_interval_is_legal_and_shrinks_as_people_are_added((count, n) in people(), more in 2_u32..50) {
        for method in [wilson, clopper_pearson, jeffreys, agresti_coull] {
            let few = method(count, n, LEVEL).unwrap();
            let many = method(count * f64::from(more), n * f64::from(more), LEVEL).unwrap();
            prop_assert!(0.0 <= few.low && few.low <= few.high && few.high <= 1.0);
            prop_assert!(few.contains(count / n));
            prop_assert!(many.width() < few.width());
        }
    }

    #[test]
    fn more_confidence_is_a_wider_interval((count, n) in people(), level in level()) {
        let surer = Level::new(level.value() + 0.9 * (1.0 - level.value())).unwrap();
        for method in [wilson, clopper_pearson, jeffreys] {
            prop_assert!(method(count, n, level).unwrap().width() < method(count, n, surer).unwrap().width());
        }
    }

    #[test]
    fn clopper_pearson_leaves_half_of_alpha_on_each_side((count, n) in people(), level in level()) {
        let Interval { low, high } = clopper_pearson(count, n, level).unwrap();
        let tail = level.alpha() / 2.0;
        if count > 0.0 {
            prop_assert!((1.0 - at_most(count - 1.0, n, low) - tail).abs() < 1e-10);
        }
        if count < n {
            prop_assert!((at_most(count, n, high) - tail).abs() < 1e-10);
        }
    }

    #[test]
    fn the_gap_contains_the_difference_and_turns_round((x1, n1) in people(), (x2, n2) in people()) {
        let gap = newcombe(x1, n1, x2, n2, LEVEL).unwrap();
        let back = newcombe(x2, n2, x1, n1, LEVEL).unwrap();
        prop_assert!(-1.0 <= gap.low && gap.high <= 1.0);
        prop_assert!(gap.contains(x1 / n1 - x2 / n2));
        prop_assert!((gap.low + back.high).abs() < 1e-15 && (gap.high + back.low).abs() < 1e-15);
    }

    #[test]
    fn without_censoring_the_curve_is_the_share_of_people(days in prop::collection::vec(0_u32..40, 1..80)) {
        let curve = KaplanMeier::fit(days.iter().map(|day| (f64::from(*day), 1, 0))).unwrap();
        for t in 0..45 {
            let share = days.iter().filter(|day| **day <= t).count() as f64 / days.len() as f64;
            let estimate = replied(&curve, f64::from(t)).unwrap();
            prop_assert!((estimate - share).abs() < 1e-12, "day {}: {} and {}", t, estimate, share);
        }
    }

    #[test]
    fn without_censoring_the_error_is_the_binomial_one(days in prop::collection::vec(0_u32..20, 2..80)) {
        let curve = KaplanMeier::fit(days.iter().map(|day| (f64::from(*day), 1, 0))).unwrap();
        let steps = curve.steps();
        for step in &steps[..steps.len() - 1] {
            let binomial = (step.survival * (1.0 - step.survival) / days.len() as f64).sqrt();
            prop_assert!(is_close(step.std_err_survival().unwrap(), binomial, REORDERED));
        }
    }

    #[test]
    fn grouped_counts_are_repeated_rows_in_any_order(waits in waits()) {
        let mut rows = repeated(&waits);
        let grouped = KaplanMeier::fit(waits).unwrap();
        prop_assert_eq!(&grouped, &KaplanMeier::fit(rows.clone()).unwrap());
        rows.reverse();
        prop_assert_eq!(&grouped, &KaplanMeier::fit(rows).unwrap());
    }

    #[test]
    fn the_share_replied_only_grows_and_stays_within_0_and_1(waits in waits()) {
        let curve = KaplanMeier::fit(waits).unwrap();
        let shares: Vec<f64> = (0..70).map_while(|t| replied(&curve, f64::from(t))).collect();
        prop_assert!(shares.is_sorted());
        prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
    }

    #[test]
    fn the_curve_lies_between_counting_waiting_as_no_and_as_gone(waits in waits(), t in 0_u32..60) {
        let curve = KaplanMeier::fit(waits).unwrap();
        let t = f64::from(t);
        let events = curve.events_by(t) as f64;
        let as_no = events / curve.people() as f64;
        let Some(share) = replied(&curve, t) else { return Ok(()) };
        prop_assert!(as_no <= share + 1e-12);
        let gone = curve.people() - curve.censored_by(t);
        if gone > 0 {
            prop_assert!(share <= events / gone as f64 + 1e-12);
        }
    }

    #[test]
    fn twice_the_people_is_the_same_curve_with_less_error(waits in waits()) {
        let doubled = waits.iter().map(|(time, events, censored)| (*time, 2 * events, 2 * censored));
        let twice = KaplanMeier::fit(doubled).unwrap();
        let once = KaplanMeier::fit(waits).unwrap();
        for (one, two) in once.steps().iter().zip(twice.steps()) {
            prop_assert!(is_close(two.survival, one.survival, REORDERED));
            prop_assert!(is_close(two.std_err(), one.std_err() / 2.0_f64.sqrt(), REORDERED));
        }
    }
}
