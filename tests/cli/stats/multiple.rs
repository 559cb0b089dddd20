//! Adjusted p-values against R 4.2.2's `p.adjust`, and the laws that tie Holm's levels to them.

use super::oracle::{self, Case};
use hearback::stats::Level;
use hearback::stats::multiple::Family;
use hearback::stats::tolerance::{RELATIVE, assert_close_or_missing};
use proptest::prelude::*;

const FILE: &str = "paired_and_multiple.json";

type Method = fn(&Family) -> Vec<Option<f64>>;

const METHODS: [(&str, Method); 6] = [
    ("/holm", Family::holm),
    ("/hochberg", Family::hochberg),
    ("/hommel", Family::hommel),
    ("/bonferroni", Family::bonferroni),
    ("/BH", Family::benjamini_hochberg),
    ("/BY", Family::benjamini_yekutieli),
];

fn family(case: &Case) -> Family {
    let p: Vec<Option<f64>> = case.input["p"].as_array().unwrap().iter().map(|p| p.as_f64()).collect();
    Family::among(&p, case.input["n"].as_u64().unwrap_or(0) as usize).unwrap()
}

#[test]
fn adjusted_p_values_match_r() {
    for case in oracle::cases(FILE, "p_adjust_", 8) {
        let family = family(&case);
        for (field, method) in METHODS.iter().filter(|(field, _)| case.has(field)) {
            let (actual, expected) = (method(&family), case.list(field));
            assert_eq!(actual.len(), expected.len(), "{} {field}", case.name);
            for (actual, expected) in actual.into_iter().zip(expected) {
                assert_close_or_missing(actual, expected, RELATIVE, &format!("{} {field}", case.name));
            }
        }
        case.assert_all_compared();
    }
}

/// R 4.2.2: `p.adjust(c(.01, NA, .04, .03), "hommel")`, `"bonferroni"` and `"BY"`, and `p.adjust(c(.01, .02, .03),
/// "hommel", n = 10)`, which the file does not have.
#[test]
fn missing_and_left_out_tests_match_r_for_the_other_methods_too() {
    let family = Family::new(&[Some(0.01), None, Some(0.04), Some(0.03)]).unwrap();
    let golden = [
        (family.hommel(), [Some(0.03), None, Some(0.04), Some(0.04)]),
        (family.bonferroni(), [Some(0.03), None, Some(0.12), Some(0.09)]),
        (family.benjamini_yekutieli(), [Some(0.055), None, Some(0.0733333333333333), Some(0.0733333333333333)]),
        (Family::among(&[Some(0.01), None, Some(0.02), Some(0.03)], 10).unwrap().hommel(), HOMMEL_OF_TEN),
    ];
    for (actual, expected) in golden {
        assert_eq!(actual.len(), expected.len());
        for (actual, expected) in actual.into_iter().zip(expected) {
            assert_close_or_missing(actual, expected, RELATIVE, "p");
        }
    }
}

const HOMMEL_OF_TEN: [Option<f64>; 4] = [Some(0.1), None, Some(0.16), Some(0.24)];

fn p_values() -> impl Strategy<Value = Vec<Option<f64>>> {
    let p = prop_oneof![Just(None), (0.0..=1.0_f64).prop_map(Some), (0.0..0.05_f64).prop_map(Some), Just(Some(0.004))];
    prop::collection::vec(p, 0..25)
}

fn pairs(one: &[Option<f64>], two: &[Option<f64>]) -> Vec<(f64, f64)> {
    one.iter().zip(two).filter_map(|(one, two)| one.zip(*two)).collect()
}

proptest! {
    #[test]
    fn stronger_methods_never_adjust_more(p in p_values()) {
        let family = Family::new(&p).unwrap();
        let steps = [p, family.hommel(), family.hochberg(), family.holm(), family.bonferroni()];
        for step in steps.windows(2) {
            prop_assert!(pairs(&step[0], &step[1]).iter().all(|(less, more)| *less <= more * (1.0 + 1e-12)));
        }
    }

    #[test]
    fn an_interval_at_holms_level_leaves_out_0_exactly_when_holm_rejects(p in p_values(), level in 0.5..0.999_f64) {
        let level = Level::new(level).unwrap();
        let family = Family::new(&p).unwrap();
        let levels = family.holm_levels(level).unwrap();
        for ((p, adjusted), own) in p.iter().zip(family.holm()).zip(levels) {
            let (Some(p), Some(adjusted), Some(own)) = (*p, adjusted, own) else { continue };
            prop_assert!((adjusted <= level.alpha()) == (p <= own.alpha()) || (p / own.alpha() - 1.0).abs() < 1e-9);
            prop_assert!(own.value() >= level.value() - 1e-15);
        }
    }

    #[test]
    fn the_order_of_the_list_never_matters(p in p_values()) {
        let reversed: Vec<Option<f64>> = p.iter().rev().copied().collect();
        let (there, back) = (Family::new(&p).unwrap(), Family::new(&reversed).unwrap());
        for (field, method) in METHODS {
            let mut turned = method(&back);
            turned.reverse();
            prop_assert_eq!(method(&there), turned, "{}", field);
        }
        let mut turned = back.holm_levels(Level::NINETY_FIVE).unwrap();
        turned.reverse();
        prop_assert_eq!(there.holm_levels(Level::NINETY_FIVE).unwrap(), turned);
    }
}
