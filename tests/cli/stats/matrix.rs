//! Small matrices against R 4.2.2: the Wald statistics of `design_more.json`, `crossprod(d, solve(V, d))` with V from
//! `svyby(..., covmat = TRUE)`; and what solving means, for any covariance.

use super::oracle;
use hearback::stats::matrix::Matrix;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use proptest::prelude::*;

#[test]
fn wald_statistics_are_those_of_r() {
    let mut compared = 0;
    for design in ["weights", "strata", "cluster", "cluster_fpc"] {
        for case in oracle::cases("design_more.json", &format!("{design}_joint_"), 8) {
            // of the seven options at once, one case in four has its covariance in the file
            if !case.has("/vcov_d") {
                continue;
            }
            let gaps = case.full_list("/d");
            let rows = (0..gaps.len()).flat_map(|row| case.full_list(&format!("/vcov_d/{row}")));
            let covariance = Matrix::new(gaps.len(), gaps.len(), rows.collect()).unwrap();
            // the covariance has 15 digits in the file, and solving loses what its condition costs
            let tolerance = if gaps.len() > 3 { 1e-8 } else { RELATIVE };
            assert_close(covariance.inverse_form(&gaps).unwrap(), case.number("/W").unwrap(), tolerance, &case.name);
            compared += 1;
        }
    }
    assert_eq!(compared, 4 * 7 + 1);
}

/// Observations of some variables, more than variables, with unit noise so that none follows from the others.
fn observations() -> impl Strategy<Value = Matrix> {
    (1_usize..8).prop_flat_map(|columns| {
        let rows = columns + 6;
        let noise = move |values: Vec<f64>| {
            let unit = |row: usize, column: usize| if row == column { 1.0 } else { 0.0 };
            Matrix::from_fn(rows, columns, |row, column| values[row * columns + column] + unit(row, column))
        };
        prop::collection::vec(-0.1..0.1, rows * columns).prop_map(noise)
    })
}

proptest! {
    #[test]
    fn a_solution_solves(x in observations(), right in prop::collection::vec(-5.0..5.0, 8)) {
        let covariance = Matrix::gram(x.columns(), x.iter_rows()).unwrap();
        let right = &right[..x.columns()];
        let back = covariance.apply(&covariance.solve(right).unwrap()).unwrap();
        for (back, right) in back.iter().zip(right) {
            prop_assert!((back - right).abs() < 1e-11, "{back} {right}");
        }
        prop_assert!(covariance.inverse_form(right).unwrap() >= 0.0);
        prop_assert_eq!(covariance.rank_of_gram(1e-5), Some(x.columns()));
    }

    /// A variable that is the sum of the others leaves no solution, wherever it stands.
    #[test]
    fn a_sum_of_the_others_is_singular(x in observations(), first in any::<bool>()) {
        let sum = |row: usize| x.row(row).unwrap().iter().sum::<f64>();
        let wide = Matrix::from_fn(x.rows(), x.columns() + 1, |row, column| match (first, column) {
            (true, 0) => sum(row),
            (true, column) => x.get(row, column - 1).unwrap(),
            (false, column) => x.get(row, column).unwrap_or_else(|| sum(row)),
        });
        let covariance = Matrix::gram(wide.columns(), wide.iter_rows()).unwrap();
        prop_assert_eq!(covariance.solve(&vec![1.0; wide.columns()]), None);
        prop_assert_eq!(covariance.rank_of_gram(1e-5), Some(x.columns()));
    }
}
