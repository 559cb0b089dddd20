//! Gini's coefficient and others against R 4.2.2; the formulas stand in the cases of `rank_and_times.json`.

use super::oracle;
use hearback::stats::StatsError;
use hearback::stats::concentration::Concentration;
use hearback::stats::tolerance::{RELATIVE, assert_close, assert_close_or_missing};
use proptest::prelude::*;

#[test]
fn concentrations_match_r() {
    for case in oracle::cases("rank_and_times.json", "gini_", 6) {
        let fields = ["/gini", "/gini_unbiased", "/top10_share", "/hhi"];
        let Some(found) = Concentration::of(&case.given_list("x")).unwrap() else {
            // R's 0/0 is our None
            assert!(fields.iter().all(|field| case.number(field).is_some_and(f64::is_nan)), "{}", case.name);
            continue;
        };
        let values = [Some(found.gini), found.gini_unbiased, Some(found.top_tenth), Some(found.hhi)];
        for (field, value) in fields.into_iter().zip(values) {
            assert_close_or_missing(value, case.number(field), RELATIVE, &format!("{} {field}", case.name));
        }
        case.assert_all_compared();
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    assert_eq!(Concentration::of(&[]), Err(StatsError::TooFew { n: 0, least: 1 }));
    assert_eq!(Concentration::of(&[1.0, -2.0]), Err(StatsError::Amount { amount: -2.0 }));
    assert!(matches!(Concentration::of(&[f64::NAN]), Err(StatsError::Amount { .. })));
    let huge = Concentration::of(&[1e308, 1e308, 1e308]).unwrap().unwrap();
    assert_close(huge.hhi, 1.0 / 3.0, RELATIVE, "no overflow");
}

/// The mean difference of any two, over twice the mean: what Gini's coefficient means.
fn by_definition(each: &[f64]) -> f64 {
    let n = each.len() as f64;
    let apart: f64 = each.iter().flat_map(|one| each.iter().map(move |other| (one - other).abs())).sum();
    apart / (2.0 * n * each.iter().sum::<f64>())
}

proptest! {
    #[test]
    fn gini_is_what_it_means_and_the_unit_does_not_matter(
        each in proptest::collection::vec(0.0..1e3_f64, 1..40),
        unit in 0.01..100.0_f64,
    ) {
        prop_assume!(each.iter().sum::<f64>() > 1.0);
        let found = Concentration::of(&each).unwrap().unwrap();
        prop_assert!((found.gini - by_definition(&each)).abs() < 1e-10);
        let changed: Vec<f64> = each.iter().rev().map(|amount| amount * unit).collect();
        let changed = Concentration::of(&changed).unwrap().unwrap();
        prop_assert!((found.gini - changed.gini).abs() < 1e-10 && (found.hhi - changed.hhi).abs() < 1e-10);
        prop_assert!((found.top_tenth - changed.top_tenth).abs() < 1e-10);
        let n = each.len() as f64;
        prop_assert!(found.hhi >= 1.0 / n - 1e-12 && found.hhi <= 1.0 + 1e-12);
        prop_assert!(found.gini_unbiased.is_none_or(|gini| (0.0..=1.0 + 1e-12).contains(&gini)));
    }

    /// Each one twice over: the coefficient is the same, the index half.
    #[test]
    fn doubling_everybody_halves_the_index(each in proptest::collection::vec(0.1..1e3_f64, 1..40)) {
        let (once, twice) = (Concentration::of(&each).unwrap().unwrap(), Concentration::of(&each.repeat(2)).unwrap().unwrap());
        prop_assert!((once.gini - twice.gini).abs() < 1e-10 && (once.hhi - 2.0 * twice.hhi).abs() < 1e-10);
    }
}
