//! Intervals of shares against R 4.2.2: `prop.test`, `binom.test`, `qbeta` and Newcombe's formula; the exact call
//! stands in each case of `proportion_intervals.json`.

use super::oracle::{self, Case};
use hearback::stats::proportion::{
    agresti_coull, agresti_coull_raw, clopper_pearson, jeffreys, jeffreys_raw, newcombe, score_test,
    score_test_against, standard_error, wilson,
};
use hearback::stats::tolerance::{RELATIVE, assert_close, is_close};
use hearback::stats::{Interval, Level, StatsError};

type Method = fn(f64, f64, Level) -> Result<Interval, StatsError>;

/// The intervals that R has under the same name, in every case with one share.
const METHODS: [(&str, Method); 4] = [
    ("/wilson", wilson),
    ("/clopper_pearson", clopper_pearson),
    ("/jeffreys_raw", jeffreys_raw),
    ("/agresti_coull", agresti_coull_raw),
];

fn level(case: &Case) -> Level {
    Level::new(case.given("level")).unwrap()
}

fn assert_interval(actual: Interval, expected: (f64, f64), what: &str) {
    assert_close(actual.low, expected.0, RELATIVE, &format!("{what} low"));
    assert_close(actual.high, expected.1, RELATIVE, &format!("{what} high"));
}

fn assert_differs(actual: Interval, wrong: (f64, f64), what: &str) {
    let same = is_close(actual.low, wrong.0, RELATIVE) && is_close(actual.high, wrong.1, RELATIVE);
    assert!(!same, "{what}: {actual:?} is the known wrong answer");
}

fn assert_methods(case: &Case, count: f64, n: f64) {
    for (field, method) in METHODS {
        let interval = method(count, n, level(case)).unwrap();
        assert_interval(interval, case.interval(field), &format!("{} {field}", case.name));
    }
}

#[test]
fn one_share_matches_r() {
    for case in oracle::cases("proportion_intervals.json", "single_", 90) {
        let (x, n, level) = (case.given("x"), case.given("n"), level(&case));
        assert_methods(&case, x, n);
        assert_interval(jeffreys(x, n, level).unwrap(), case.interval("/jeffreys_bcd"), &case.name);
        let estimate = case.number("/estimate").unwrap();
        assert_close(x / n, estimate, RELATIVE, &case.name);
        assert_wald_is_centred_on_it(&case, estimate, n);
        case.assert_all_compared();
    }
}

/// R's Wald interval is `p ± z·se`: it tests the standard error and z, which have no field of their own.
fn assert_wald_is_centred_on_it(case: &Case, estimate: f64, n: f64) {
    let half = level(case).z() * standard_error(case.given("x"), n).unwrap();
    let wald = Interval { low: estimate - half, high: estimate + half };
    assert_interval(wald, case.interval("/wald"), &format!("{} standard error", case.name));
}

#[test]
fn an_effective_sample_size_matches_the_same_formulas_in_r() {
    for case in oracle::cases("proportion_intervals.json", "effective_", 15) {
        let (p, n) = (case.given("p"), case.given("n_eff"));
        assert_methods(&case, p * n, n);
        assert_jeffreys_at_the_boundary(&case, p, n);
        case.assert_all_compared();
    }
}

/// Away from 0 and 100 % the Jeffreys interval is R's; there, one limit is the boundary itself.
fn assert_jeffreys_at_the_boundary(case: &Case, p: f64, n: f64) {
    let raw = case.interval("/jeffreys_raw");
    let expected = (if p == 0.0 { 0.0 } else { raw.0 }, if p == 1.0 { 1.0 } else { raw.1 });
    assert_interval(jeffreys(p * n, n, level(case)).unwrap(), expected, &format!("{} jeffreys", case.name));
}

#[test]
fn the_gap_between_two_shares_matches_newcombe_method_10() {
    for case in oracle::cases("proportion_intervals.json", "two_", 45) {
        let (interval, difference) = gap(&case);
        assert_interval(interval, case.interval("/newcombe10"), &case.name);
        assert_close(difference, case.number("/difference").unwrap(), RELATIVE, &case.name);
        assert!(interval.contains(difference), "{}: {interval:?} without {difference}", case.name);
    }
}

/// R has NaN where nobody is counted in both groups; here there is no test then.
#[test]
fn the_score_test_of_two_shares_matches_r() {
    for case in oracle::cases("proportion_intervals.json", "two_", 45) {
        let [x1, n1, x2, n2] = ["x1", "n1", "x2", "n2"].map(|field| case.given(field));
        let expected = ["/z_pooled", "/chisq_uncorrected", "/p_uncorrected"].map(|field| case.number(field).unwrap());
        let Some(test) = score_test(x1, n1, x2, n2).unwrap() else {
            assert!(expected.iter().all(|value| value.is_nan()), "{}", case.name);
            continue;
        };
        for (actual, expected) in [test.z, test.z * test.z, test.p].into_iter().zip(expected) {
            assert_close(actual, expected, RELATIVE, &case.name);
        }
    }
    assert_eq!(score_test(5.0, 5.0, 7.0, 7.0), Ok(None), "everybody in both groups");
}

/// R 4.2.2: `t <- prop.test(x, n, p = fixed, correct = FALSE)`, its `t$statistic` and `t$p.value`.
#[test]
fn the_score_test_of_one_share_matches_r() {
    let golden = [
        (12.0, 47.0, 0.5, 11.2553191489362, 0.000793951700783024),
        (0.0, 10.0, 0.2, 2.5, 0.113846298006658),
        (420.0, 1000.0, 0.4, 1.66666666666667, 0.196705602458947),
        (9.0, 10.0, 0.99, 8.18181818181817, 0.00423123289975817),
    ];
    for (count, n, fixed, chi_squared, p) in golden {
        let test = score_test_against(count, n, fixed).unwrap();
        assert_close(test.z * test.z, chi_squared, RELATIVE, "chi-squared");
        assert_close(test.p, p, RELATIVE, "p");
        assert_eq!(test.z > 0.0, count / n > fixed);
    }
    assert_eq!(score_test_against(1.0, 2.0, 1.0), Err(StatsError::Probability { probability: 1.0 }));
}

fn gap(case: &Case) -> (Interval, f64) {
    let [x1, n1, x2, n2] = ["x1", "n1", "x2", "n2"].map(|field| case.given(field));
    (newcombe(x1, n1, x2, n2, level(case)).unwrap(), x1 / n1 - x2 / n2)
}

/// Newcombe 1998, table II, method 10, as printed to 4 decimals (the first eight pairs of the script).
#[test]
fn the_gap_matches_the_published_examples() {
    let published = [
        ([56.0, 70.0, 48.0, 80.0], 0.0524, 0.3339),
        ([9.0, 10.0, 3.0, 10.0], 0.1705, 0.8090),
        ([6.0, 7.0, 2.0, 7.0], 0.0582, 0.8062),
        ([5.0, 56.0, 0.0, 29.0], -0.0381, 0.1926),
        ([0.0, 10.0, 0.0, 20.0], -0.1611, 0.2775),
        ([0.0, 10.0, 0.0, 10.0], -0.2775, 0.2775),
        ([10.0, 10.0, 0.0, 20.0], 0.6791, 1.0),
        ([10.0, 10.0, 0.0, 10.0], 0.6075, 1.0),
    ];
    for ([x1, n1, x2, n2], low, high) in published {
        let interval = newcombe(x1, n1, x2, n2, Level::NINETY_FIVE).unwrap();
        assert!((interval.low - low).abs() < 6e-5 && (interval.high - high).abs() < 6e-5, "{x1}/{n1}: {interval:?}");
    }
}

#[test]
fn no_interval_is_the_wald_interval() {
    for case in oracle::cases("proportion_intervals.json", "single_", 90) {
        for (field, method) in METHODS {
            let interval = method(case.given("x"), case.given("n"), level(&case)).unwrap();
            assert_differs(interval, case.interval("/wald"), &format!("{} {field}", case.name));
        }
    }
}

#[test]
fn no_gap_is_the_wald_gap_with_or_without_correction() {
    for case in oracle::cases("proportion_intervals.json", "two_", 45) {
        assert_differs(gap(&case).0, case.interval("/wald_ci_uncorrected"), &case.name);
        assert_differs(gap(&case).0, case.interval("/wald_ci_yates"), &case.name);
    }
}

/// Nobody of 10 replied: the wrong answers are "0 to 0" (Wald), a limit below 0 (Agresti–Coull as its formula has
/// it) and a lower limit above 0 (Jeffreys without its boundary rule).
#[test]
fn nobody_of_ten_is_neither_certain_nor_negative() {
    let level = Level::NINETY_FIVE;
    for method in [wilson, clopper_pearson, jeffreys, agresti_coull] {
        let interval = method(0.0, 10.0, level).unwrap();
        assert!(interval.low == 0.0 && interval.high > 0.2, "{interval:?}");
    }
    assert!(agresti_coull_raw(0.0, 10.0, level).unwrap().low < 0.0);
    assert!(jeffreys_raw(0.0, 10.0, level).unwrap().low > 0.0);
}
