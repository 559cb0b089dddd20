//! Shrunken shares against R 4.2.2; the calls stand in the cases of `shrinkage.json` and `shrinkage_more.json`.

use super::oracle::{self, Case};
use hearback::stats::beta::Beta;
use hearback::stats::shrinkage::{Fit, Groups, Prior, Spread, best, probability_greater};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, assert_close_or_missing};
use hearback::stats::{Level, StatsError};
use proptest::prelude::*;

/// What the notes allow: parameters of a flat likelihood, what follows from them, and comparisons.
const PARAMETER: f64 = 1e-6;
const POSTERIOR: f64 = 1e-8;
const COMPARISON: f64 = 1e-8;

fn counts(case: &Case) -> [Vec<u64>; 2] {
    ["x", "n"].map(|field| case.given_list(field).into_iter().map(|count| count as u64).collect())
}

fn groups(case: &Case) -> Groups {
    let [hits, people] = counts(case);
    Groups::new(&hits, &people).unwrap()
}

fn expect(case: &Case, field: &str, actual: f64, tolerance: f64) {
    assert_close(actual, case.number(field).unwrap(), tolerance, &format!("{} {field}", case.name));
}

/// Everything about the groups that follows from a prior, in the order of the groups.
fn assert_posteriors(case: &Case, prior: Prior, tolerance: f64, parameters: f64) {
    let [hits, people] = counts(case);
    let level = Level::new(case.given("level")).unwrap();
    let posteriors: Vec<Beta> = hits.iter().zip(&people).map(|(x, n)| prior.posterior(*x, *n).unwrap()).collect();
    let each = |field: &str, tolerance: f64, value: &dyn Fn(&Beta) -> f64| {
        let expected = case.full_list(field);
        assert_eq!(expected.len(), posteriors.len(), "{} {field}", case.name);
        for (posterior, expected) in posteriors.iter().zip(expected) {
            assert_close(value(posterior), expected, tolerance, &format!("{} {field}", case.name));
        }
    };
    each("/posterior_mean", tolerance, &Beta::mean);
    each("/posterior_sd", parameters, &Beta::sd);
    each("/lower", parameters, &|beta| beta.interval(level).low);
    each("/upper", parameters, &|beta| beta.interval(level).high);
    each("/posterior_alpha", parameters, &Beta::a);
    each("/posterior_beta", parameters, &Beta::b);
    for ((x, n), raw) in hits.iter().zip(&people).zip(case.list("/raw_rate")) {
        let share = (*n > 0).then(|| *x as f64 / *n as f64);
        assert_close_or_missing(share, raw, RELATIVE, "raw rate");
    }
}

fn varied(spread: Spread) -> Fit {
    match spread {
        Spread::Varied(fit) => fit,
        other => panic!("{other:?} is no fit"),
    }
}

#[test]
fn fits_match_r() {
    for case in oracle::cases("shrinkage.json", "eb_", 8) {
        match case.name.as_str() {
            "eb_underdispersed_diverges" => assert_underdispersed(&case),
            "eb_all_zero_diverges" => assert_all_zero(&case),
            "eb_near_pooled" => assert_near_pooled(&case),
            _ => assert_fit(&case),
        }
        case.assert_all_compared();
    }
}

fn assert_fit(case: &Case) {
    let fit = varied(groups(case).fit());
    expect(case, "/alpha", fit.prior.alpha, PARAMETER);
    expect(case, "/beta", fit.prior.beta, PARAMETER);
    expect(case, "/prior_mean", fit.prior.mean(), POSTERIOR);
    expect(case, "/prior_strength", fit.prior.strength(), PARAMETER);
    expect(case, "/log_lik", fit.log_likelihood, RELATIVE);
    for (row, expected) in fit.hessian.iter().zip(case.table("/hessian")) {
        row.iter().zip(expected).for_each(|(value, expected)| assert_close(*value, expected, PARAMETER, &case.name));
    }
    assert_posteriors(case, fit.prior, POSTERIOR, PARAMETER);
}

/// The likelihood is flat: alpha, beta, their sum, and the Hessian are no targets, only their order of magnitude.
fn assert_near_pooled(case: &Case) {
    let fit = varied(groups(case).fit());
    for (field, value) in
        [("/alpha", fit.prior.alpha), ("/beta", fit.prior.beta), ("/prior_strength", fit.prior.strength())]
    {
        expect(case, field, value, 0.05);
    }
    expect(case, "/prior_mean", fit.prior.mean(), 1e-5);
    expect(case, "/log_lik", fit.log_likelihood, 1e-8);
    assert_posteriors(case, fit.prior, 1e-4, 0.05);
    for (row, expected) in fit.hessian.iter().zip(case.table("/hessian")) {
        row.iter().zip(expected).for_each(|(value, expected)| assert_close(*value, expected, 0.2, &case.name));
    }
}

fn assert_underdispersed(case: &Case) {
    assert!(case.yes("/diverges"));
    let groups = groups(case);
    let Spread::Pooled { share, log_likelihood } = groups.fit() else { panic!("{:?}", groups.fit()) };
    expect(case, "/pooled_rate", share, RELATIVE);
    expect(case, "/log_lik_supremum", log_likelihood, RELATIVE);
    let strengths = case.full_list("/strengths");
    for (strength, expected) in strengths.into_iter().zip(case.full_list("/log_lik_at_strengths")) {
        let prior = Prior::new(strength * share, strength * (1.0 - share)).unwrap();
        // R's own digits are lost to cancellation there
        assert_close(prior.log_likelihood(&groups), expected, 1e-6, "log-likelihood");
        assert!(prior.log_likelihood(&groups) < log_likelihood);
    }
    assert_eq!(groups.fit().posterior(10, 40).unwrap(), None);
}

fn assert_all_zero(case: &Case) {
    assert!(case.yes("/diverges"));
    let groups = groups(case);
    let supremum = case.number("/log_lik_supremum").unwrap();
    assert_eq!(groups.fit(), Spread::Pooled { share: 0.0, log_likelihood: supremum });
    let b = case.number("/b").unwrap();
    for (a, expected) in case.full_list("/a").into_iter().zip(case.full_list("/log_lik")) {
        assert_close(Prior::new(a, b).unwrap().log_likelihood(&groups), expected, RELATIVE, "log-likelihood");
    }
}

#[test]
fn given_priors_match_r() {
    for case in oracle::cases("shrinkage.json", "fixed_prior_", 4) {
        let prior = Prior::new(case.given("alpha"), case.given("beta")).unwrap();
        expect(&case, "/alpha", prior.alpha, RELATIVE);
        expect(&case, "/beta", prior.beta, RELATIVE);
        expect(&case, "/prior_mean", prior.mean(), RELATIVE);
        expect(&case, "/prior_strength", prior.strength(), RELATIVE);
        expect(&case, "/log_lik", prior.log_likelihood(&groups(&case)), RELATIVE);
        assert_posteriors(&case, prior, RELATIVE, RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn one_above_the_other_matches_r() {
    for case in oracle::cases("shrinkage.json", "p_a_gt_b_", 11) {
        let beta = |a: &str, b: &str| Beta::new(case.given(a), case.given(b)).unwrap();
        let (a, b) = (beta("a1", "b1"), beta("a2", "b2"));
        let p = probability_greater(a, b);
        expect(&case, "/p", p, COMPARISON);
        expect(&case, "/p_integrate", p, COMPARISON);
        if let Some(sum) = case.number("/p_sum_formula") {
            assert_close(p, sum, COMPARISON, &case.name);
        }
        // by integration, whatever the parameters
        expect(&case, "/p", best(&[a, b]).unwrap()[0], COMPARISON);
        case.assert_all_compared();
    }
    assert_eq!(oracle::cases("shrinkage.json", "", 23).len(), 8 + 4 + 11, "every case is in one of these tests");
}

#[test]
fn the_highest_matches_r() {
    for case in oracle::cases("shrinkage_more.json", "best_", 8) {
        let prior = Prior::new(case.given("alpha"), case.given("beta")).unwrap();
        let [hits, people] = counts(&case);
        let shares: Vec<Beta> = hits.iter().zip(people).map(|(x, n)| prior.posterior(*x, n).unwrap()).collect();
        let highest = best(&shares).unwrap();
        for (p, expected) in highest.iter().zip(case.full_list("/best")) {
            assert!((p - expected).abs() < COMPARISON, "{}: {p} for {expected}", case.name);
        }
        assert!((highest.iter().sum::<f64>() - 1.0).abs() < 1e-10, "{}", case.name);
        case.assert_all_compared();
    }
}

#[test]
fn groups_of_one_voice_are_recognised() {
    for case in oracle::cases("shrinkage_more.json", "all_or_nothing_", 1) {
        let groups = groups(&case);
        let Spread::AllOrNothing { share, log_likelihood } = groups.fit() else { panic!("{:?}", groups.fit()) };
        expect(&case, "/share", share, RELATIVE);
        expect(&case, "/log_lik_supremum", log_likelihood, RELATIVE);
        let strengths = case.full_list("/strengths");
        for (strength, expected) in strengths.into_iter().zip(case.full_list("/log_lik_at_strengths")) {
            let prior = Prior::new(strength * share, strength * (1.0 - share)).unwrap();
            assert_close(prior.log_likelihood(&groups), expected, RELATIVE, "log-likelihood");
            assert!(prior.log_likelihood(&groups) < log_likelihood);
        }
        case.assert_all_compared();
    }
    // people one by one cannot show whether groups differ
    assert!(matches!(Groups::new(&[1, 0, 1], &[1, 1, 1]).unwrap().fit(), Spread::Pooled { .. }));
    assert_eq!(oracle::cases("shrinkage_more.json", "", 9).len(), 8 + 1, "every case is in one of these tests");
}

#[test]
fn a_parameter_so_small_that_the_share_itself_underflows() {
    // one of two shares is 0 or 1 to all digits, and the other is in between
    let (edge, middle) = (Beta::new(1e-5, 3e-5).unwrap(), Beta::new(40.5, 60.5).unwrap());
    let highest = best(&[edge, middle]).unwrap();
    assert!((highest[0] - 0.25).abs() < 1e-3 && (highest[0] + highest[1] - 1.0).abs() < 1e-10, "{highest:?}");
}

/// R 4.2.2: `n <- c(1e6, 1e6, 5e5, 20); x <- c(333333, 250000, 200000, 7)`,
/// `sum(lchoose(n, x) + lbeta(x + 20, n - x + 40) - lbeta(20, 40))`, good to 1e-9 itself.
#[test]
fn a_million_people_in_a_group_are_no_more_work() {
    let groups = Groups::new(&[333_333, 250_000, 200_000, 7], &[1_000_000, 1_000_000, 500_000, 20]).unwrap();
    let log = Prior::new(20.0, 40.0).unwrap().log_likelihood(&groups);
    assert_close(log, -38.4925943061123, POSTERIOR, "log-likelihood");
    // next to no prior: each group has its own share
    let third = groups.fit().posterior(333_333, 1_000_000).unwrap().unwrap();
    assert_close(third.mean(), 0.333333, 1e-4, "its own share");
}

#[test]
fn what_is_no_group_is_refused() {
    assert_eq!(Groups::new(&[1], &[1, 2]), Err(StatsError::Lengths { left: 1, right: 2 }));
    assert_eq!(Groups::new(&[3], &[2]), Err(StatsError::Count { count: 3.0, n: 2.0 }));
    assert_eq!(Groups::new(&[0, 0], &[0, 0]), Err(StatsError::EmptyBase));
    assert!(matches!(Prior::new(0.0, 1.0), Err(StatsError::BetaShape { .. })));
    assert!(matches!(Prior { alpha: 1.0, beta: 1.0 }.posterior(3, 2), Err(StatsError::Count { .. })));
    let pooled = Groups::new(&[1, 1], &[2, 2]).unwrap().fit();
    assert!(matches!(pooled.posterior(3, 2), Err(StatsError::Count { .. })));
    assert_eq!(best(&[]), Err(StatsError::TooFew { n: 0, least: 1 }));
    assert_eq!(best(&[Beta::new(2.0, 3.0).unwrap()]), Ok(vec![1.0]));
}

fn shares() -> impl Strategy<Value = Vec<Beta>> {
    let share = (0.05..300.0_f64, 0.05..300.0_f64).prop_map(|(a, b)| Beta::new(a, b).unwrap());
    proptest::collection::vec(share, 2..7)
}

fn tables() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    let group = (0..60_u64).prop_flat_map(|n| (0..=n, Just(n)));
    proptest::collection::vec(group, 1..9).prop_map(|groups| groups.into_iter().unzip())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn one_of_two_is_the_higher(a in 0.1..500.0_f64, b in 1..900_u32, c in 0.1..500.0_f64, d in 0.1..500.0_f64) {
        let (one, other) = (Beta::new(a, f64::from(b)).unwrap(), Beta::new(c, d).unwrap());
        let p = probability_greater(one, other);
        prop_assert!((p + probability_greater(other, one) - 1.0).abs() < REORDERED);
        prop_assert!((p - probability_greater(other.mirrored(), one.mirrored())).abs() < 1e-10, "turned round");
        prop_assert!((p - best(&[one, other]).unwrap()[0]).abs() < 1e-10, "sum and integral");
    }

    #[test]
    fn the_highest_does_not_depend_on_the_order(shares in shares(), turn in 0..7_usize) {
        let highest = best(&shares).unwrap();
        prop_assert!((highest.iter().sum::<f64>() - 1.0).abs() < 1e-10);
        let turn = turn % shares.len();
        let (mut turned, mut expected) = (shares.clone(), highest);
        turned.rotate_left(turn);
        expected.rotate_left(turn);
        turned.reverse();
        expected.reverse();
        for (one, other) in best(&turned).unwrap().iter().zip(expected) {
            prop_assert!((one - other).abs() < REORDERED);
        }
    }

    #[test]
    fn equals_are_equally_often_the_highest(a in 0.02..400.0_f64, b in 0.02..400.0_f64, k in 2..50_usize) {
        for p in best(&vec![Beta::new(a, b).unwrap(); k]).unwrap() {
            prop_assert!((p - 1.0 / k as f64).abs() < 1e-10, "{p} of {k}");
        }
    }

    #[test]
    fn no_prior_nearby_is_likelier((hits, people) in tables()) {
        prop_assume!(people.iter().any(|n| *n > 0));
        let groups = Groups::new(&hits, &people).unwrap();
        match groups.fit() {
            Spread::Varied(fit) => {
                prop_assert!((fit.log_likelihood - fit.prior.log_likelihood(&groups)).abs() < 1e-12);
                let [[aa, ab], [_, bb]] = fit.hessian;
                prop_assert!(aa < 0.0 && aa * bb - ab * ab > 0.0, "a maximum");
                for (up, down) in [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99), (1.3, 1.3), (0.7, 0.7)] {
                    let near = Prior::new(fit.prior.alpha * up, fit.prior.beta * down).unwrap();
                    prop_assert!(near.log_likelihood(&groups) <= fit.log_likelihood + 1e-12);
                }
            }
            Spread::Pooled { share, log_likelihood } | Spread::AllOrNothing { share, log_likelihood } => {
                for strength in [1e-4, 0.1, 1.0, 7.0, 60.0, 1e3, 1e6] {
                    let share = share.clamp(0.01, 0.99);
                    let prior = Prior::new(strength * share, strength * (1.0 - share)).unwrap();
                    prop_assert!(prior.log_likelihood(&groups) <= log_likelihood + 1e-9, "{strength}");
                }
            }
        }
    }

    #[test]
    fn misses_are_hits_turned_round((hits, people) in tables()) {
        prop_assume!(people.iter().any(|n| *n > 0));
        let misses: Vec<u64> = hits.iter().zip(&people).map(|(x, n)| n - x).collect();
        let turned = Groups::new(&misses, &people).unwrap().fit();
        match (Groups::new(&hits, &people).unwrap().fit(), turned) {
            (Spread::Varied(one), Spread::Varied(other)) => {
                assert_close(one.prior.mean(), 1.0 - other.prior.mean(), 1e-7, "mean");
                assert_close(one.log_likelihood, other.log_likelihood, RELATIVE, "likelihood");
            }
            (Spread::Pooled { share, .. }, Spread::Pooled { share: other, .. })
            | (Spread::AllOrNothing { share, .. }, Spread::AllOrNothing { share: other, .. }) => {
                prop_assert!((share + other - 1.0).abs() < REORDERED);
            }
            (one, other) => prop_assert!(false, "{one:?} {other:?}"),
        }
    }
}
