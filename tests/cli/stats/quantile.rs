//! Quantiles, spread and ranks against R 4.2.2; the calls stand in the cases of `rank_and_times.json`.

use super::oracle;
use hearback::stats::quantile::{Kind, MAD_CONSTANT, Sample, TiedRank, ranks};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, assert_close_or_missing};
use hearback::stats::{Level, StatsError};
use proptest::prelude::*;

const KINDS: [(&str, Kind); 4] =
    [("/type1", Kind::Inverse), ("/type2", Kind::Averaged), ("/type6", Kind::Weibull), ("/type7", Kind::Linear)];

fn assert_list(actual: &[f64], expected: &[f64], what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    actual.iter().zip(expected).for_each(|(actual, expected)| assert_close(*actual, *expected, RELATIVE, what));
}

#[test]
fn quantiles_match_r() {
    for case in oracle::cases("rank_and_times.json", "quantiles_", 7) {
        let values = case.given_list("x");
        let sample = Sample::new(&values).unwrap();
        for (field, kind) in KINDS {
            let at: Vec<f64> = case.given_list("p").iter().map(|p| sample.quantile(*p, kind).unwrap()).collect();
            assert_list(&at, &case.full_list(field), &format!("{} {field}", case.name));
        }
        let up_to: Vec<f64> = case.given_list("at").iter().map(|at| sample.share_up_to(*at)).collect();
        assert_list(&up_to, &case.full_list("/ecdf_at"), "ecdf");
        assert_list(&sample.five_numbers(), &case.full_list("/fivenum"), "five numbers");
        for (field, value) in [
            ("/median", sample.median()),
            ("/iqr", sample.iqr()),
            ("/mad", MAD_CONSTANT * sample.mad()),
            ("/mad_raw", sample.mad()),
            ("/mean", sample.mean()),
        ] {
            assert_close(value, case.number(field).unwrap(), RELATIVE, &format!("{} {field}", case.name));
        }
        assert_close_or_missing(sample.sd(), case.number("/sd"), RELATIVE, &case.name);
        for (field, ties) in
            [("/rank_average", TiedRank::Average), ("/rank_min", TiedRank::Min), ("/rank_max", TiedRank::Max)]
        {
            assert_eq!(ranks(&values, ties).unwrap(), case.full_list(field), "{} {field}", case.name);
        }
        case.assert_all_compared();
    }
}

#[test]
fn intervals_of_a_median_match_r() {
    for case in oracle::cases("rank_and_times.json", "median_ci_", 8) {
        let level = Level::new(case.given("level")).unwrap();
        let found = Sample::new(&case.given_list("x")).unwrap().median_interval(level);
        assert_eq!(found.map(|found| found.interval.low), case.number("/lower"), "{}", case.name);
        assert_eq!(found.map(|found| found.interval.high), case.number("/upper"), "{}", case.name);
        assert_close_or_missing(found.map(|found| found.coverage), case.number("/coverage"), RELATIVE, &case.name);
        case.assert_all_compared();
    }
    // five values hold the median between them with probability 15/16 only
    let five = Sample::new(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
    assert_eq!(five.median_interval(Level::NINETY_FIVE), None);
    assert!(five.median_interval(Level::new(0.9).unwrap()).is_some());
}

#[test]
fn every_case_of_the_file_is_compared_somewhere() {
    let tested = [
        ("quantiles_", 7),
        ("median_ci_", 8),
        ("circular_", 9),
        ("burstiness_", 7),
        ("gini_", 6),
        ("two_sample_", 3),
        ("kruskal_", 1),
    ];
    let counted: usize =
        tested.iter().map(|(prefix, count)| oracle::cases("rank_and_times.json", prefix, *count).len()).sum();
    assert_eq!(oracle::cases("rank_and_times.json", "", 41).len(), counted);
}

#[test]
fn what_has_no_order_is_refused() {
    assert_eq!(Sample::new(&[]), Err(StatsError::TooFew { n: 0, least: 1 }));
    assert!(matches!(Sample::new(&[1.0, f64::NAN]), Err(StatsError::NotFinite { .. })));
    assert!(matches!(ranks(&[f64::INFINITY], TiedRank::Min), Err(StatsError::NotFinite { .. })));
    assert_eq!(ranks(&[], TiedRank::Min), Ok(Vec::new()));
    for p in [-0.1, 1.1, 50.0] {
        let refused = Sample::new(&[1.0]).unwrap().quantile(p, Kind::Linear);
        assert_eq!(refused, Err(StatsError::QuantileAt { p }));
    }
}

proptest! {
    #[test]
    fn quantiles_rise_and_move_with_the_values(
        values in proptest::collection::vec(-1e3..1e3_f64, 1..40),
        (p, q) in (0.0..=1.0_f64, 0.0..=1.0_f64),
        (shift, scale) in (-50.0..50.0_f64, 0.1..9.0_f64),
    ) {
        let sample = Sample::new(&values).unwrap();
        let moved: Vec<f64> = values.iter().map(|value| shift + scale * value).collect();
        let moved = Sample::new(&moved).unwrap();
        let near = |one: f64, other: f64| (one - other).abs() < 1e-8;
        for (name, kind) in KINDS {
            let (low, high) = (sample.quantile(p.min(q), kind).unwrap(), sample.quantile(p.max(q), kind).unwrap());
            prop_assert!(low <= high + 1e-9, "{name}");
            prop_assert!(near(moved.quantile(p, kind).unwrap(), shift + scale * sample.quantile(p, kind).unwrap()));
        }
        prop_assert!(near(moved.mad(), scale * sample.mad()) && near(moved.iqr(), scale * sample.iqr()));
        prop_assert!(near(moved.mean(), shift + scale * sample.mean()));
    }

    #[test]
    fn ranks_are_places(values in proptest::collection::vec(-5..5_i8, 0..40)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let n = values.len() as f64;
        let all = [TiedRank::Min, TiedRank::Average, TiedRank::Max].map(|ties| ranks(&values, ties).unwrap());
        prop_assert!((all[1].iter().sum::<f64>() - n * (n + 1.0) / 2.0).abs() <= REORDERED * n * n);
        for (index, value) in values.iter().enumerate() {
            let below = values.iter().filter(|other| *other < value).count() as f64;
            let up_to = values.iter().filter(|other| *other <= value).count() as f64;
            prop_assert_eq!((all[0][index], all[2][index]), (below + 1.0, up_to));
            prop_assert_eq!(all[1][index], (below + 1.0 + up_to) / 2.0);
        }
    }

    #[test]
    fn a_median_lies_in_its_interval(values in proptest::collection::vec(-1e3..1e3_f64, 1..80), level in 0.5..0.999_f64) {
        let sample = Sample::new(&values).unwrap();
        if let Some(found) = sample.median_interval(Level::new(level).unwrap()) {
            prop_assert!(found.interval.contains(sample.median()) && found.coverage >= level - REORDERED);
        } else {
            // even from the least to the greatest is not sure enough
            prop_assert!(1.0 - 0.5_f64.powi(values.len() as i32 - 1) < level + REORDERED);
        }
    }
}
