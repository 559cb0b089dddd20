//! Tails and quantiles against R 4.2.2 (`distributions.json`), and against mpmath where R itself approximates.

use super::oracle::{self, Case};
use hearback::stats::distribution::{
    binomial_cdf, binomial_pmf, binomial_sf, chi_squared_quantile_upper, chi_squared_sf, f_sf, normal_sf,
    normal_two_sided, t_quantile_upper, t_sf, t_two_sided,
};
use hearback::stats::{beta::Beta, gamma::Gamma};
use proptest::prelude::*;

/// R prints 15 digits; what differs beyond is ours. Purely relative, since a tail of 1e-200 is to be right too.
const DIGITS: f64 = 2e-12;

fn assert_relative(actual: f64, expected: f64, what: &str) {
    assert!((actual - expected).abs() <= DIGITS * expected.abs(), "{what}: got {actual:e}, expected {expected:e}");
}

fn assert_row(case: &Case, arguments: &str, field: &str, actual: impl Fn(f64) -> f64) {
    let (arguments, expected) = (case.given_list(arguments), case.full_list(field));
    assert_eq!(arguments.len(), expected.len(), "{}", case.name);
    for (argument, value) in arguments.iter().zip(expected) {
        assert_relative(actual(*argument), value, &format!("{} at {argument}", case.name));
    }
    case.assert_all_compared();
}

fn cases(prefix: &str, count: usize) -> Vec<Case> {
    oracle::cases("distributions.json", prefix, count)
}

#[test]
fn tails_match_r() {
    for case in cases("normal", 1) {
        assert_row(&case, "z", "/upper", normal_sf);
        assert_row(&case, "z", "/upper", |z| t_sf(z, f64::INFINITY));
    }
    for case in cases("t_", 9) {
        assert_row(&case, "t", "/upper", |t| t_sf(t, case.given("df")));
    }
    for case in cases("chi_squared_", 12) {
        assert_row(&case, "x", "/upper", |x| chi_squared_sf(x, case.given("df")));
    }
    for case in cases("f_", 10) {
        assert_row(&case, "f", "/upper", |f| f_sf(f, case.given("df1"), case.given("df2")));
    }
}

#[test]
fn quantiles_match_r() {
    for case in cases("quantile_t_", 8) {
        assert_row(&case, "tail", "/t", |tail| t_quantile_upper(tail, case.given("df")).unwrap());
    }
    for case in cases("quantile_chi_squared_", 8) {
        assert_row(&case, "tail", "/x", |tail| chi_squared_quantile_upper(tail, case.given("df")).unwrap());
    }
}

#[test]
fn binomial_tails_match_r() {
    for case in cases("binomial_", 10) {
        let (k, n, p) = (case.given("k") as u64, case.given("n") as u64, case.given("p"));
        assert_relative(binomial_pmf(k, n, p), case.number("/pmf").unwrap(), &case.name);
        assert_relative(binomial_cdf(k, n, p), case.number("/cdf").unwrap(), &case.name);
        assert_relative(binomial_sf(k, n, p), case.number("/sf").unwrap(), &case.name);
        case.assert_all_compared();
    }
}

/// mpmath 1.3.0: the density integrated piece by piece with 40 digits. R 4.2.2 `pt` takes another formula from 400,000
/// degrees of freedom on, and `pbeta` in its place is off by 2e-8 at 1e8.
#[test]
fn t_tails_of_many_degrees_of_freedom_match_mpmath() {
    let t = [0.7, 1.5, 2.0, 5.0, 20.0];
    let upper = [
        (1e6, [0.241963733643271, 0.0668073591183964, 0.0227502669256596, 2.86699893544537e-7, 2.86654352369323e-89]),
        (1e8, [0.241963653037275, 0.0668072028473538, 0.0227501332979534, 2.86652055063364e-7, 2.75473128832702e-89]),
        (1e10, [0.241963652231215, 0.066807201284643, 0.0227501319616769, 2.86651576711032e-7, 2.75363518812777e-89]),
    ];
    for (df, values) in upper {
        for (t, value) in t.into_iter().zip(values) {
            assert_relative(t_sf(t, df), value, &format!("t {t} on {df}"));
        }
    }
}

proptest! {
    #[test]
    fn the_distributions_are_special_cases_of_each_other(x in 1e-3..400.0_f64, df in 0.2..1e6_f64) {
        let z = x.sqrt();
        assert_relative(chi_squared_sf(x, 1.0), normal_two_sided(z), "chi-squared on 1");
        assert_relative(chi_squared_sf(x, 2.0), (-x / 2.0).exp(), "chi-squared on 2");
        assert_relative(f_sf(x, 1.0, df), t_two_sided(z, df), "F on 1");
        // F on 2 and df is a power
        assert_relative(f_sf(x, 2.0, df), (-(2.0 * x / df).ln_1p() * df / 2.0).exp(), "F on 2");
        let turned = 1.0 - f_sf(1.0 / x, df, 3.5);
        prop_assert!((f_sf(x, 3.5, df) - turned).abs() < 1e-12, "F turned over");
    }

    #[test]
    fn tails_fall_and_both_make_one(shape in 0.05..1e5_f64, x in 1e-3..3.0_f64, step in 1.001..1.5_f64) {
        let gamma = Gamma::new(shape).unwrap();
        let (here, there) = (x * shape, x * step * shape);
        prop_assert!(gamma.upper_tail(there) <= gamma.upper_tail(here) * (1.0 + DIGITS));
        prop_assert!((gamma.upper_tail(here) + gamma.lower_tail(here) - 1.0).abs() < 1e-12);
        let beta = Beta::new(shape, 2.5).unwrap();
        let cut = (x / 3.0).powf(1.0 / shape);
        prop_assert!((beta.upper_tail(cut) + beta.lower_tail(cut) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_binomial_distribution_adds_up(n in 1..60_u64, p in 0.01..0.99_f64) {
        let mut below = 0.0;
        for k in 0..=n {
            below += binomial_pmf(k, n, p);
            prop_assert!((binomial_cdf(k, n, p) - below).abs() < 1e-12 && (binomial_sf(k, n, p) + below - 1.0).abs() < 1e-12);
        }
    }
}
