//! Sample sizes, power and margins of error against R 4.2.2 `power.prop.test` and the formulas of `power.R`; the call
//! stands in each case of `power.json`.

use super::oracle::{self, Case};
use hearback::stats::power::{Alternative, MarginPlan, ShareTest, margin_of_error, whole_people};
use hearback::stats::tolerance::{RELATIVE, assert_close};
use hearback::stats::{Level, StatsError};
use proptest::prelude::*;

/// R's root search, as the note of the cases says; the closed form is held to [`RELATIVE`].
const SEARCHED: f64 = 1e-8;

fn test(case: &Case, alternative: Alternative) -> ShareTest {
    ShareTest::new(case.given("sig_level"), alternative).unwrap()
}

fn expect(case: &Case, field: &str, actual: f64, tolerance: f64) {
    assert_close(actual, case.number(field).unwrap(), tolerance, &format!("{} {field}", case.name));
}

#[test]
fn people_per_group_match_r() {
    for case in oracle::cases("power.json", "n_", 24) {
        let [p1, p2, power] = ["p1", "p2", "power"].map(|field| case.given(field));
        let people = |alternative| test(&case, alternative).people_per_group(p1, p2, power).unwrap();
        expect(&case, "/n_closed_form", people(Alternative::TwoSided), RELATIVE);
        expect(&case, "/n_per_group", people(Alternative::TwoSided), SEARCHED);
        expect(&case, "/n_ceiling", whole_people(people(Alternative::TwoSided)), 0.0);
        expect(&case, "/n_strict", people(Alternative::TwoSidedStrict), SEARCHED);
        expect(&case, "/n_one_sided", people(Alternative::OneSided), SEARCHED);
        case.assert_all_compared();
    }
}

#[test]
fn power_matches_r() {
    for case in oracle::cases("power.json", "power_", 18) {
        let [p1, p2, n] = ["p1", "p2", "n"].map(|field| case.given(field));
        let power = |alternative| test(&case, alternative).power(p1, p2, n).unwrap();
        expect(&case, "/power", power(Alternative::TwoSided), RELATIVE);
        expect(&case, "/power_strict", power(Alternative::TwoSidedStrict), RELATIVE);
        expect(&case, "/power_one_sided", power(Alternative::OneSided), RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn detectable_differences_match_r() {
    for case in oracle::cases("power.json", "detect_", 18) {
        let [p1, n, power] = ["p1", "n", "power"].map(|field| case.given(field));
        let test = test(&case, Alternative::TwoSided);
        let above = test.detectable_above(p1, n, power).unwrap();
        expect(&case, "/p2", above, RELATIVE);
        expect(&case, "/detectable_difference", above - p1, RELATIVE);
        let mirrored = test.detectable_below(1.0 - p1, n, power).unwrap();
        expect(&case, "/p2", 1.0 - mirrored, RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn people_for_a_margin_match_the_formulas_in_r() {
    for case in oracle::cases("power.json", "moe_", 72) {
        let plan = MarginPlan {
            design_effect: case.given("deff"),
            population: case.given_or_missing("N"),
            response_rate: case.given("response_rate"),
            ..MarginPlan::new(case.given("p"), case.given("margin"), Level::new(case.given("level")).unwrap())
        };
        let people = plan.people().unwrap();
        expect(&case, "/z", plan.level.z(), RELATIVE);
        expect(&case, "/n0", people.simple, RELATIVE);
        expect(&case, "/n_deff", people.with_design, RELATIVE);
        expect(&case, "/n_fpc", people.finite, RELATIVE);
        expect(&case, "/n_required", people.required, 0.0);
        expect(&case, "/n_invite", people.invited, 0.0);
        case.assert_all_compared();
    }
}

#[test]
fn margins_match_the_formula_in_r() {
    for case in oracle::cases("power.json", "margin_", 24) {
        let (level, population) = (Level::new(case.given("level")).unwrap(), case.given_or_missing("N"));
        let margin = margin_of_error(case.given("p"), case.given("n"), level, case.given("deff"), population).unwrap();
        expect(&case, "/margin", margin.margin, RELATIVE);
        expect(&case, "/se", margin.standard_error, RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn what_no_number_of_people_answers_is_refused() {
    let test = ShareTest::new(0.05, Alternative::TwoSided).unwrap();
    assert_eq!(ShareTest::new(5.0, Alternative::OneSided), Err(StatsError::Significance { significance: 5.0 }));
    assert_eq!(test.people_per_group(0.3, 0.3, 0.8), Err(StatsError::NoDifference { share: 0.3 }));
    assert_eq!(test.people_per_group(30.0, 0.4, 0.8), Err(StatsError::Share { share: 30.0 }));
    for power in [0.05, 0.01, 1.0, 80.0] {
        let refused = StatsError::Power { power, significance: 0.05 };
        assert_eq!(test.people_per_group(0.3, 0.4, power), Err(refused));
    }
    assert_eq!(test.power(0.3, 0.4, 0.0), Err(StatsError::Base { n: 0.0 }));
    let too_few = StatsError::Undetectable { n: 3.0, power: 0.8, share: 0.9 };
    assert_eq!(test.detectable_above(0.9, 3.0, 0.8), Err(too_few));
    let too_few = StatsError::Undetectable { n: 3.0, power: 0.8, share: 0.1 };
    assert_eq!(test.detectable_below(0.1, 3.0, 0.8), Err(too_few));
}

#[test]
fn what_no_margin_answers_is_refused() {
    let plan = MarginPlan::new(0.5, 0.05, Level::NINETY_FIVE);
    let refused = |plan: MarginPlan| plan.people().unwrap_err();
    assert_eq!(refused(MarginPlan { share: 50.0, ..plan }), StatsError::Share { share: 50.0 });
    assert_eq!(refused(MarginPlan { margin: 5.0, ..plan }), StatsError::Margin { margin: 5.0 });
    assert_eq!(refused(MarginPlan { design_effect: 0.0, ..plan }), StatsError::DesignEffect { effect: 0.0 });
    assert_eq!(refused(MarginPlan { response_rate: 0.0, ..plan }), StatsError::ResponseRate { rate: 0.0 });
    let population = StatsError::Population { population: 0.0, least: 1.0 };
    assert_eq!(refused(MarginPlan { population: Some(0.0), ..plan }), population);
    let smaller = margin_of_error(0.5, 100.0, Level::NINETY_FIVE, 1.0, Some(99.0));
    assert_eq!(smaller, Err(StatsError::Population { population: 99.0, least: 100.0 }));
    let everybody = margin_of_error(0.5, 1.0, Level::NINETY_FIVE, 1.0, Some(1.0)).unwrap();
    assert_eq!((everybody.margin, everybody.standard_error), (0.0, 0.0));
}

/// 33 / 0.3 is 110.00000000000001 in double precision: 110 are enough, and 111 is the known wrong answer.
#[test]
fn rounding_up_does_not_round_up_rounding() {
    assert_eq!((whole_people(33.0 / 0.3), whole_people(110.1), whole_people(0.2)), (110.0, 111.0, 1.0));
}

proptest! {
    #[test]
    fn people_found_have_the_power_asked_for(
        p1 in 0.01..0.99_f64, p2 in 0.01..0.99_f64, power in 0.11..0.99_f64, significance in 0.001..0.1_f64
    ) {
        prop_assume!((p1 - p2).abs() > 1e-3);
        for alternative in [Alternative::OneSided, Alternative::TwoSided, Alternative::TwoSidedStrict] {
            let test = ShareTest::new(significance, alternative).unwrap();
            let n = test.people_per_group(p1, p2, power).unwrap();
            assert_close(test.power(p1, p2, n).unwrap(), power, RELATIVE, "power of the people found");
            let turned = test.people_per_group(1.0 - p1, 1.0 - p2, power).unwrap();
            prop_assert!((turned / n - 1.0).abs() < 1e-9, "of those who do not");
        }
    }

    #[test]
    fn a_difference_found_has_the_power_asked_for(p1 in 0.0..1.0_f64, n in 5.0..5000.0_f64, power in 0.11..0.99_f64) {
        let test = ShareTest::new(0.05, Alternative::TwoSided).unwrap();
        for found in [test.detectable_above(p1, n, power), test.detectable_below(p1, n, power)] {
            match found {
                Ok(p2) => assert_close(test.power(p1, p2, n).unwrap(), power, 1e-7, "power of the share found"),
                Err(error) => prop_assert!(matches!(error, StatsError::Undetectable { .. }), "{error}"),
            }
        }
    }
}
