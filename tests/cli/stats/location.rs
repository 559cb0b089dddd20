//! Tests of two and more groups against R 4.2.2; the calls stand in the cases of `rank_and_times.json`.

use super::oracle::{self, Case};
use hearback::stats::location::{kolmogorov_smirnov, kruskal_wallis, rank_sum, welch};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close};
use hearback::stats::{Level, StatsError};
use proptest::prelude::*;

fn expect(case: &Case, field: &str, actual: f64) {
    assert_close(actual, case.number(field).unwrap(), RELATIVE, &format!("{} {field}", case.name));
}

#[test]
fn two_groups_match_r() {
    for case in oracle::cases("rank_and_times.json", "two_sample_", 3) {
        let (x, y) = (case.given_list("x"), case.given_list("y"));
        let ranks = rank_sum(&x, &y).unwrap();
        expect(&case, "/W", ranks.w);
        expect(&case, "/p_uncorrected", ranks.p.unwrap());
        expect(&case, "/p_corrected", ranks.p_continuity.unwrap());
        expect(&case, "/a12", ranks.a12);
        expect(&case, "/cliffs_delta", ranks.cliffs_delta);
        let smirnov = kolmogorov_smirnov(&x, &y).unwrap();
        expect(&case, "/ks_d", smirnov.d);
        // for a p-value this large R keeps one term of the series, as its tolerance of 1e-6 has it, and we keep all
        let tolerance = if smirnov.p > 0.5 { 1e-8 } else { RELATIVE };
        assert_close(smirnov.p, case.number("/ks_p").unwrap(), tolerance, &case.name);
        let means = welch(&x, &y).unwrap();
        expect(&case, "/welch_t", means.t);
        expect(&case, "/welch_df", means.df);
        expect(&case, "/welch_p", means.p);
        let (interval, expected) = (means.interval(Level::NINETY_FIVE).unwrap(), case.interval("/welch_ci95"));
        assert_close(interval.low, expected.0, RELATIVE, &case.name);
        assert_close(interval.high, expected.1, RELATIVE, &case.name);
        case.assert_all_compared();
    }
}

#[test]
fn three_groups_match_r() {
    for case in oracle::cases("rank_and_times.json", "kruskal_", 1) {
        let [a, b, c] = ["a", "b", "c"].map(|field| case.given_list(field));
        let test = kruskal_wallis(&[&a, &b, &c]).unwrap();
        expect(&case, "/H", test.h);
        expect(&case, "/df", test.df);
        expect(&case, "/p", test.p);
        case.assert_all_compared();
    }
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let empty = StatsError::TooFew { n: 0, least: 1 };
    assert_eq!(rank_sum(&[], &[1.0]), Err(empty));
    assert_eq!(kolmogorov_smirnov(&[1.0], &[]), Err(empty));
    assert_eq!(kruskal_wallis(&[&[1.0], &[]]), Err(empty));
    assert_eq!(kruskal_wallis(&[&[1.0]]), Err(StatsError::TooFew { n: 1, least: 2 }));
    assert_eq!(welch(&[1.0], &[1.0, 2.0]), Err(StatsError::TooFew { n: 1, least: 2 }));
    assert_eq!(welch(&[0.1, 0.1, 0.1], &[0.3, 0.3]), Err(StatsError::NoVariation));
    assert_eq!(kruskal_wallis(&[&[1.0, 1.0], &[1.0]]), Err(StatsError::NoVariation));
    for refused in [rank_sum(&[f64::NAN], &[1.0]).err(), welch(&[f64::NAN, 1.0], &[1.0, 2.0]).err()] {
        assert!(matches!(refused, Some(StatsError::NotFinite { .. })));
    }
    assert!(matches!(kolmogorov_smirnov(&[f64::INFINITY], &[1.0]), Err(StatsError::NotFinite { .. })));
    // nobody is above anybody: an effect, but no test of it
    let same = rank_sum(&[2.0, 2.0], &[2.0]).unwrap();
    assert_eq!((same.a12, same.cliffs_delta, same.p, same.p_continuity), (0.5, 0.0, None, None));
}

#[test]
fn one_distribution_is_no_distance() {
    let test = kolmogorov_smirnov(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]).unwrap();
    assert_eq!((test.d, test.p), (0.0, 1.0));
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec((-6..6_i8).prop_map(f64::from), 2..25)
}

/// Pairs of one of each with the first above, ties as half.
fn above(x: &[f64], y: &[f64]) -> f64 {
    let pair = |one: &f64, other: &f64| {
        if one > other {
            1.0
        } else if one == other {
            0.5
        } else {
            0.0
        }
    };
    x.iter().flat_map(|one| y.iter().map(move |other| pair(one, other))).sum()
}

proptest! {
    #[test]
    fn ranks_count_pairs_and_only_the_order_counts(x in values(), y in values()) {
        let test = rank_sum(&x, &y).unwrap();
        prop_assert_eq!(test.w, above(&x, &y));
        let stretch = |values: &[f64]| values.iter().map(|value| value.exp()).collect::<Vec<f64>>();
        prop_assert_eq!(test, rank_sum(&stretch(&x), &stretch(&y)).unwrap());
        prop_assert_eq!(
            kolmogorov_smirnov(&x, &y).unwrap(),
            kolmogorov_smirnov(&stretch(&x), &stretch(&y)).unwrap()
        );
        let turned = rank_sum(&y, &x).unwrap();
        prop_assert!((test.a12 + turned.a12 - 1.0).abs() < REORDERED);
        prop_assert!((test.cliffs_delta + turned.cliffs_delta).abs() < REORDERED);
        prop_assert_eq!((test.p, test.p_continuity), (turned.p, turned.p_continuity));
        prop_assert!(test.p <= test.p_continuity);
    }

    /// For two groups H is the square of the rank sum's z.
    #[test]
    fn two_groups_are_a_case_of_many(x in values(), y in values()) {
        match (rank_sum(&x, &y).unwrap().p, kruskal_wallis(&[&x, &y])) {
            (Some(p), Ok(test)) => assert_close(test.p, p, RELATIVE, "p"),
            (None, refused) => prop_assert_eq!(refused, Err(StatsError::NoVariation)),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn welch_moves_and_turns_with_the_values(x in values(), y in values(), shift in -50.0..50.0_f64, scale in 0.1..9.0_f64) {
        let Ok(test) = welch(&x, &y) else { return Ok(()) };
        let moved = |values: &[f64]| values.iter().map(|value| shift + scale * value).collect::<Vec<f64>>();
        let (moved, turned) = (welch(&moved(&x), &moved(&y)).unwrap(), welch(&y, &x).unwrap());
        prop_assert!((test.t - moved.t).abs() < 1e-9 && (test.t + turned.t).abs() < 1e-9);
        prop_assert!((test.df - moved.df).abs() < 1e-9 * test.df && (test.p - turned.p).abs() < 1e-12);
        // the interval holds 0 exactly when the p-value is above its alpha
        let interval = test.interval(Level::NINETY_FIVE).unwrap();
        prop_assert!(interval.contains(0.0) == (test.p > 0.05) || (test.p - 0.05).abs() < 1e-9);
    }
}
