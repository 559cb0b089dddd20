//! Rank correlations against R 4.2.2 `cor.test`, gamma and Somers' d against all pairs; the calls stand in the cases of
//! `paired_and_multiple.json`.

use super::oracle::{self, Case};
use hearback::stats::rank::{Ordered, Pairs, pearson};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close};
use hearback::stats::{Level, StatsError};
use proptest::prelude::*;
use std::cmp::Ordering;

/// The columns of `ordinals.csv` that a case names.
fn ordinals(case: &Case) -> [Vec<f64>; 2] {
    let text = std::fs::read_to_string(oracle::path(case.given_text("csv"))).expect("the data of the case");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let rows: Vec<Vec<&str>> = lines.collect();
    assert_eq!(rows.len(), 120);
    ["a", "b"].map(|field| {
        let column = header.iter().position(|name| *name == case.given_text(field)).expect("a column");
        rows.iter().map(|row| row[column].parse().expect("a number")).collect()
    })
}

/// Counts by answers 1 to 7.
fn table([x, y]: &[Vec<f64>; 2]) -> Vec<Vec<u64>> {
    let mut rows = vec![vec![0; 8]; 8];
    x.iter().zip(y).for_each(|(x, y)| rows[*x as usize][*y as usize] += 1);
    rows
}

fn expect(case: &Case, field: &str, actual: f64) {
    assert_close(actual, case.number(field).unwrap(), RELATIVE, &format!("{} {field}", case.name));
}

#[test]
fn ordinals_match_r_one_by_one_and_as_a_table() {
    for prefix in ["rankcor_x", "rankcor_yz"] {
        for case in oracle::cases("paired_and_multiple.json", prefix, if prefix == "rankcor_x" { 2 } else { 1 }) {
            let values = ordinals(&case);
            for people in [Ordered::from_values(&values[0], &values[1]), Ordered::from_table(&table(&values))] {
                assert_ranks(&case, &people.unwrap());
            }
            assert_pearson(&case, &values);
            case.assert_all_compared();
        }
    }
}

fn assert_ranks(case: &Case, people: &Ordered) {
    let kendall = people.kendall().unwrap();
    expect(case, "/kendall_tau_b", kendall.tau_b);
    expect(case, "/kendall_z", kendall.z);
    expect(case, "/kendall_p", kendall.p);
    expect(case, "/kendall_z_continuity", kendall.z_continuity);
    expect(case, "/kendall_p_continuity", kendall.p_continuity);
    let (spearman, n) = (people.spearman().unwrap(), people.n() as f64);
    expect(case, "/spearman_rho", spearman.r);
    expect(case, "/spearman_p", spearman.p);
    // R's S is rho on another scale
    expect(case, "/spearman_S", (n.powi(3) - n) * (1.0 - spearman.r) / 6.0);
    let pairs = people.pairs();
    for (field, count) in [
        ("/concordant", pairs.concordant),
        ("/discordant", pairs.discordant),
        ("/ties_x_only", pairs.ties_x_only),
        ("/ties_y_only", pairs.ties_y_only),
        ("/ties_both", pairs.ties_both),
    ] {
        assert_eq!(case.number(field), Some(count as f64), "{} {field}", case.name);
    }
    expect(case, "/gamma", pairs.gamma().unwrap());
    expect(case, "/somers_d_y_given_x", pairs.somers_d_y_given_x().unwrap());
}

fn assert_pearson(case: &Case, [x, y]: &[Vec<f64>; 2]) {
    let correlation = pearson(x, y).unwrap();
    expect(case, "/pearson_r", correlation.r);
    expect(case, "/pearson_p", correlation.p);
    let (interval, expected) = (correlation.interval(Level::NINETY_FIVE).unwrap(), case.interval("/pearson_ci"));
    assert_close(interval.low, expected.0, RELATIVE, &case.name);
    assert_close(interval.high, expected.1, RELATIVE, &case.name);
}

#[test]
fn exact_p_values_match_r() {
    for case in oracle::cases("paired_and_multiple.json", "rankcor_noties_exact", 1) {
        let people = Ordered::from_values(&case.given_list("a"), &case.given_list("b")).unwrap();
        expect(&case, "/kendall_tau", people.kendall().unwrap().tau_b);
        // R's T is the number of concordant pairs
        expect(&case, "/kendall_T", people.pairs().concordant as f64);
        expect(&case, "/kendall_p_exact", people.kendall_exact_p().unwrap());
        expect(&case, "/spearman_rho", people.spearman().unwrap().r);
        expect(&case, "/spearman_p_exact", people.spearman_exact_p().unwrap());
        case.assert_all_compared();
    }
}

#[test]
fn a_perfect_order_is_as_rare_as_it_is() {
    let x: Vec<f64> = (0..9).map(f64::from).collect();
    let turned: Vec<f64> = x.iter().map(|x| -x).collect();
    for y in [&x, &turned] {
        let people = Ordered::from_values(&x, y).unwrap();
        // 2 of 9! orders
        assert_close(people.kendall_exact_p().unwrap(), 2.0 / 362880.0, REORDERED, "Kendall");
        assert_close(people.spearman_exact_p().unwrap(), 2.0 / 362880.0, REORDERED, "Spearman");
        assert!(people.spearman().unwrap().p < 1e-50);
        assert_close(people.kendall().unwrap().tau_b.abs(), 1.0, REORDERED, "tau");
    }
}

#[test]
fn what_has_no_order_is_refused() {
    let people = |x: &[f64], y: &[f64]| Ordered::from_values(x, y);
    assert_eq!(people(&[1.0], &[1.0, 2.0]).unwrap_err(), StatsError::Lengths { left: 1, right: 2 });
    assert_eq!(people(&[1.0, 2.0], &[1.0, 2.0]).unwrap_err(), StatsError::TooFew { n: 2, least: 3 });
    assert!(matches!(people(&[1.0, 2.0, f64::NAN], &[1.0; 3]), Err(StatsError::NotFinite { .. })));
    let flat = people(&[1.0, 2.0, 3.0], &[0.1; 3]).unwrap();
    assert_eq!(flat.kendall(), Err(StatsError::NoVariation));
    assert_eq!(flat.spearman(), Err(StatsError::NoVariation));
    assert_eq!(pearson(&[1.0, 2.0, 3.0], &[0.1; 3]), Err(StatsError::NoVariation));
    assert_eq!((flat.pairs().gamma(), flat.pairs().somers_d_x_given_y()), (None, None));
    assert_eq!(flat.pairs().somers_d_y_given_x(), Some(0.0));
    let tied = people(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
    assert_eq!((tied.kendall_exact_p(), tied.spearman_exact_p()), (Err(StatsError::Ties), Err(StatsError::Ties)));
    let many: Vec<f64> = (0..201).map(f64::from).collect();
    let many = people(&many, &many).unwrap();
    assert_eq!(many.kendall_exact_p(), Err(StatsError::TooManyForExact { n: 201, most: 200 }));
    assert_eq!(many.spearman_exact_p(), Err(StatsError::TooManyForExact { n: 201, most: 12 }));
    assert_eq!(Ordered::from_table(&[vec![u64::MAX, 3]]), Err(StatsError::TooManyPeople));
    assert_eq!(pearson(&[1.0, 2.0, 3.0], &[3.0, 1.0, 2.0]).unwrap().interval(Level::NINETY_FIVE), None);
}

/// Every two people compared: what the counts mean.
fn pairs_by_definition(x: &[f64], y: &[f64]) -> Pairs {
    let mut pairs = Pairs { concordant: 0, discordant: 0, ties_x_only: 0, ties_y_only: 0, ties_both: 0 };
    for one in 0..x.len() {
        for other in 0..one {
            match (x[one].total_cmp(&x[other]), y[one].total_cmp(&y[other])) {
                (Ordering::Equal, Ordering::Equal) => pairs.ties_both += 1,
                (Ordering::Equal, _) => pairs.ties_x_only += 1,
                (_, Ordering::Equal) => pairs.ties_y_only += 1,
                (a, b) if a == b => pairs.concordant += 1,
                _ => pairs.discordant += 1,
            }
        }
    }
    pairs
}

/// All orders of `n` with their number of inversions and their sum of squared differences.
fn orders(n: usize) -> Vec<Vec<f64>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let place = |order: Vec<f64>| (0..n).map(move |at| [&order[..at], &[n as f64], &order[at..]].concat());
    orders(n - 1).into_iter().flat_map(place).collect()
}

/// The share of all orders of 6 at least as far from the middle on the same side, doubled: what exact means.
#[test]
fn exact_p_values_count_orders() {
    let x: Vec<f64> = (1..=6).map(f64::from).collect();
    let everybody: Vec<Ordered> = orders(6).iter().map(|y| Ordered::from_values(&x, y).unwrap()).collect();
    assert_eq!(everybody.len(), 720);
    let twice = |as_far: &dyn Fn(&Ordered) -> bool| {
        (2.0 * everybody.iter().filter(|other| as_far(other)).count() as f64 / 720.0).min(1.0)
    };
    for people in everybody.iter().step_by(37) {
        let (tau, rho) = (people.kendall().unwrap().tau_b, people.spearman().unwrap().r);
        let by_tau = twice(&|other| other.kendall().unwrap().tau_b * tau.signum() >= tau.abs() - 1e-9);
        let by_rho = twice(&|other| other.spearman().unwrap().r * rho.signum() >= rho.abs() - 1e-9);
        assert_close(people.kendall_exact_p().unwrap(), by_tau, REORDERED, "Kendall");
        assert_close(people.spearman_exact_p().unwrap(), by_rho, REORDERED, "Spearman");
    }
}

proptest! {
    #[test]
    fn pairs_are_counted_as_they_are(points in proptest::collection::vec((-3..4_i8, -4..3_i8), 3..40)) {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).unzip();
        let people = Ordered::from_values(&x, &y).unwrap();
        prop_assert_eq!(people.pairs(), pairs_by_definition(&x, &y));
    }

    #[test]
    fn only_the_order_counts_and_turning_it_turns_the_sign(points in proptest::collection::vec((-3..4_i8, -4..3_i8), 3..40)) {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).unzip();
        let people = Ordered::from_values(&x, &y).unwrap();
        let stretched: Vec<f64> = x.iter().map(|x| x.exp()).collect();
        prop_assert_eq!(&people, &Ordered::from_values(&stretched, &y).unwrap());
        let turned: Vec<f64> = y.iter().map(|y| -y).collect();
        let turned = Ordered::from_values(&x, &turned).unwrap();
        if let (Ok(one), Ok(other)) = (people.kendall(), turned.kendall()) {
            assert_close(other.tau_b, -one.tau_b, REORDERED, "tau");
            assert_close(other.p_continuity, one.p_continuity, RELATIVE, "p");
            let (one, other) = (people.spearman().unwrap(), turned.spearman().unwrap());
            prop_assert!((one.r + other.r).abs() < 1e-12);
        }
    }
}
