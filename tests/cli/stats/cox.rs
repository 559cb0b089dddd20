//! Cox regression against R 4.2.2, survival 3.5-3 `coxph`; the calls stand in each case.

use super::oracle::{self, Case};
use super::waits::{people, strata};
use hearback::stats::cox::{Cox, People, Ties};
use hearback::stats::log_rank::log_rank;
use hearback::stats::matrix::Matrix;
use hearback::stats::tolerance::{RELATIVE, assert_close, is_close};
use hearback::stats::waits::Waits;
use hearback::stats::{Level, StatsError};

/// The tests R prints with two digits.
const ROUNDED: f64 = 0.005;

/// `group + warm`, with email as the group to compare with.
fn fit(case: &Case) -> Cox {
    let all = people();
    let rows = all.iter().flat_map(|person| {
        let is = |yes: bool| f64::from(u8::from(yes));
        [is(person.group == "forum"), is(person.group == "talk"), is(person.warm == "1")]
    });
    let covariates = Matrix::new(300, 3, rows.collect()).unwrap();
    let wait = case.input["time"].as_str().unwrap_or("time");
    let times: Vec<f64> = all.iter().map(|person| person.wait(wait)).collect();
    let events: Vec<bool> = all.iter().map(|person| person.replied()).collect();
    let waves = strata(&all, &["wave"]);
    let clusters: Vec<u32> = all.iter().map(|person| person.more.cluster).collect();
    let given = |field: &str| case.input[field].is_string();
    let people = People {
        times: &times,
        events: &events,
        covariates: &covariates,
        strata: given("strata").then_some(&waves),
        clusters: given("cluster").then_some(&clusters),
    };
    let ties = if case.given_text("ties") == "efron" { Ties::Efron } else { Ties::Breslow };
    Cox::fit(people, ties).unwrap()
}

fn compare(case: &Case, field: &str, actual: &[f64]) {
    let expected = case.full_list(field);
    assert_eq!(actual.len(), expected.len(), "{} {field}", case.name);
    for (actual, expected) in actual.iter().zip(expected) {
        assert_close(*actual, expected, RELATIVE, &format!("{} {field}", case.name));
    }
}

fn compare_matrix(case: &Case, field: &str, actual: &Matrix) {
    let expected = case.table(field).concat();
    assert_eq!(actual.values().len(), expected.len(), "{} {field}", case.name);
    for (actual, expected) in actual.values().iter().zip(expected) {
        assert_close(*actual, expected, RELATIVE, &format!("{} {field}", case.name));
    }
}

fn core_matches(case: &Case, model: &Cox) {
    assert_eq!(case.texts("/names"), ["groupforum", "grouptalk", "warm"]);
    compare(case, "/coef", &model.coefficients);
    compare_matrix(case, "/vcov", &model.covariance);
    compare(case, "/loglik", &[model.null_log_likelihood, model.log_likelihood]);
    assert_close(model.score_test, case.number("/score_test").unwrap(), RELATIVE, &case.name);
    assert_close(model.likelihood_ratio_test(), case.number("/lr_test").unwrap(), RELATIVE, &case.name);
}

#[test]
fn models_match_r() {
    for case in oracle::cases("survival.json", "coxph_", 2) {
        let model = fit(&case);
        core_matches(&case, &model);
        compare(&case, "/se", &model.std_errs());
        assert!((model.wald_test().unwrap() - case.number("/wald_test").unwrap()).abs() <= ROUNDED, "{}", case.name);
        let z = Level::NINETY_FIVE.z();
        let ratios = |side: f64| -> Vec<f64> {
            model.coefficients.iter().zip(model.std_errs()).map(|(b, se)| (b + side * z * se).exp()).collect()
        };
        compare(&case, "/hr_lower", &ratios(-1.0));
        compare(&case, "/hr_upper", &ratios(1.0));
        case.assert_all_compared();
    }
}

#[test]
fn strata_clusters_and_heavy_ties_match_r() {
    for case in oracle::cases("survival_more.json", "more_coxph_", 8) {
        let model = fit(&case);
        core_matches(&case, &model);
        match &model.robust {
            Some(robust) => {
                compare_matrix(&case, "/robust_vcov", robust);
                assert_close(model.wald_test().unwrap(), case.number("/robust_wald").unwrap(), RELATIVE, &case.name);
                assert!(
                    !is_close(robust.get(0, 0).unwrap(), model.covariance.get(0, 0).unwrap(), 0.05),
                    "{}",
                    case.name
                );
            }
            None => assert_close(model.wald_test().unwrap(), case.number("/wald_test").unwrap(), RELATIVE, &case.name),
        }
        case.assert_all_compared();
    }
}

/// Without ties the score test of groups is the log-rank test (R's `survdiff` help page).
#[test]
fn without_ties_the_score_test_is_the_log_rank_test() {
    let times: Vec<f64> = (0..60).map(|i| f64::from(i * 37 % 61) + 0.5).collect();
    let events: Vec<bool> = (0..60).map(|i| i % 3 != 1).collect();
    let groups: Vec<u32> = (0..60).map(|i| i / 2 % 3).collect();
    let strata: Vec<u32> = (0..60).map(|i| i % 2).collect();
    let covariates = Matrix::from_fn(60, 2, |row, column| f64::from(u8::from(groups[row] as usize == column + 1)));
    let people = People { times: &times, events: &events, covariates: &covariates, strata: None, clusters: None };
    let plain = log_rank(&[Waits::from_people(&times, &events, &groups).unwrap()], 0.0).unwrap();
    let stratified = log_rank(&Waits::by_stratum(&times, &events, &groups, &strata).unwrap(), 0.0).unwrap();
    for ties in [Ties::Efron, Ties::Breslow] {
        for (strata, test) in [(None, plain.test), (Some(strata.as_slice()), stratified.test)] {
            let model = Cox::fit(People { strata, ..people }, ties).unwrap();
            assert_close(model.score_test, test.unwrap().chi_squared, RELATIVE, "score test");
        }
    }
}

/// Moving or stretching a covariate changes its coefficient as it should, and nothing of the fit.
#[test]
fn units_of_a_covariate_do_not_matter() {
    let all = people();
    let times: Vec<f64> = all.iter().map(|person| person.time).collect();
    let events: Vec<bool> = all.iter().map(|person| person.replied()).collect();
    let column = |stretch: f64, move_by: f64| {
        Matrix::from_fn(300, 1, |row, _| move_by + stretch * f64::from(u8::from(all[row].group == "talk")))
    };
    let model = |covariates: &Matrix| {
        let people = People { times: &times, events: &events, covariates, strata: None, clusters: None };
        Cox::fit(people, Ties::Efron).unwrap()
    };
    let (one, other) = (model(&column(1.0, 0.0)), model(&column(-1000.0, 2e6)));
    assert_close(one.coefficients[0], -1000.0 * other.coefficients[0], RELATIVE, "coefficient");
    assert_close(one.log_likelihood, other.log_likelihood, RELATIVE, "likelihood");
    assert_close(one.wald_test().unwrap(), other.wald_test().unwrap(), 1e-8, "Wald test");
}

#[test]
fn what_has_no_estimate_is_refused() {
    let refused = |times: &[f64], events: &[bool], columns: usize, values: &[f64]| {
        let covariates = Matrix::new(values.len() / columns, columns, values.to_vec()).unwrap();
        let people = People { times, events, covariates: &covariates, strata: None, clusters: None };
        Cox::fit(people, Ties::Efron).unwrap_err()
    };
    let (times, all) = ([1.0, 2.0, 3.0, 4.0], [true; 4]);
    assert_eq!(refused(&times, &all, 1, &[5.0; 4]), StatsError::NoCoefficients, "does not vary");
    assert_eq!(refused(&times, &[false; 4], 1, &[1.0, 0.0, 1.0, 0.0]), StatsError::NoCoefficients, "no events");
    assert_eq!(refused(&times, &all, 1, &[1.0, 1.0, 0.0, 0.0]), StatsError::NoCoefficients, "separated");
    let twice = [1.0, 2.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0];
    assert_eq!(refused(&times, &all, 2, &twice), StatsError::NoCoefficients, "follows from the other");
    assert_eq!(refused(&times, &all, 1, &[1.0, 0.0, 1.0]), StatsError::Lengths { left: 4, right: 3 });
    assert!(matches!(refused(&times, &all, 1, &[1.0, 0.0, f64::NAN, 0.0]), StatsError::NotFinite { .. }));
    assert_eq!(refused(&[1.0, -2.0, 3.0, 4.0], &all, 1, &[1.0, 0.0, 1.0, 0.0]), StatsError::Wait { time: -2.0 });
}
