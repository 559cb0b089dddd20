//! Tables of two questions against R 4.2.2: `chisq.test`, `fisher.test` and Bergsma's formula; the exact call stands in
//! each case of `paired_and_multiple.json`.

use super::oracle::{self, Case};
use hearback::stats::StatsError;
use hearback::stats::contingency::{ChiSquared, Table, fisher_exact, goodness_of_fit};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, is_close};
use proptest::prelude::*;

fn counts(rows: &[Vec<f64>]) -> Vec<Vec<u64>> {
    rows.iter().map(|row| row.iter().map(|cell| *cell as u64).collect()).collect()
}

fn transposed<T: Copy>(rows: &[Vec<T>]) -> Vec<Vec<T>> {
    (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
}

fn assert_cells(actual: &[Vec<f64>], expected: &[Vec<f64>], what: &str) {
    assert_eq!((actual.len(), actual[0].len()), (expected.len(), expected[0].len()), "{what}");
    for (value, wanted) in actual.iter().flatten().zip(expected.iter().flatten()) {
        assert_close(*value, *wanted, RELATIVE, what);
    }
}

fn assert_test(case: &Case, actual: ChiSquared, statistic: &str, p: &str) {
    // 1e-12 of the smallest statistic there is: R's 0 is a rounding error for us
    let statistic = case.number(statistic).unwrap();
    assert!((actual.statistic - statistic).abs() <= RELATIVE * statistic.max(1e-12), "{}: {actual:?}", case.name);
    assert_close(actual.df, case.number("/df").unwrap(), 0.0, &case.name);
    let p = case.number(p).unwrap();
    assert!((actual.p / p - 1.0).abs() <= RELATIVE, "{}: p {:e}, expected {p:e}", case.name, actual.p);
}

#[test]
fn tables_match_r() {
    for case in oracle::cases("paired_and_multiple.json", "chisq_t", 6) {
        let rows = case.given_table("matrix");
        let table = Table::new(&rows).unwrap();
        assert_test(&case, table.chi_squared(), "/chisq_uncorrected", "/p_uncorrected");
        assert_test(&case, table.chi_squared_yates(), "/chisq_default", "/p_default");
        assert_cells(&table.expected(), &case.table("/expected"), &case.name);
        assert_cells(&table.pearson_residuals(), &case.table("/pearson_residuals"), &case.name);
        assert_cells(&table.standardized_residuals(), &case.table("/standardized_residuals"), &case.name);
        assert_close(table.cramers_v(), case.number("/cramers_v").unwrap(), RELATIVE, &case.name);
        let corrected = table.cramers_v_corrected(table.total()).unwrap();
        assert_close(corrected, case.number("/cramers_v_bias_corrected").unwrap(), RELATIVE, &case.name);
        assert_fisher(&case, &counts(&rows));
        case.assert_all_compared();
    }
}

/// R was not asked for the 5 x 5 table of 365 people (NA), which is too large for us too.
fn assert_fisher(case: &Case, rows: &[Vec<u64>]) {
    match case.number("/fisher_p") {
        Some(p) => {
            assert_close(fisher_exact(rows).unwrap(), p, RELATIVE, &case.name);
        }
        None => assert!(matches!(fisher_exact(rows), Err(StatsError::TooManyTables { .. })), "{}", case.name),
    }
}

#[test]
fn shares_of_a_count_match_r() {
    for (name, count) in [("chisq_gof", 2)] {
        for case in oracle::cases("paired_and_multiple.json", name, count) {
            let observed = case.given_list("observed");
            let even = vec![1.0 / observed.len() as f64; observed.len()];
            let shares = if case.input.get("p").is_some() { case.given_list("p") } else { even };
            assert_test(&case, goodness_of_fit(&observed, &shares).unwrap(), "/chisq", "/p");
            case.assert_all_compared();
        }
    }
}

/// The known wrong answers: a p-value of 1 - cdf is 0 for the 5 x 5 table, and V from the corrected chi-squared is less.
#[test]
fn known_wrong_answers_are_not_returned() {
    for case in oracle::cases("paired_and_multiple.json", "chisq_t", 6) {
        let table = Table::new(&case.given_table("matrix")).unwrap();
        let (plain, yates) = (table.chi_squared(), table.chi_squared_yates());
        assert!(plain.p > 0.0, "{}", case.name);
        if table.expected().len() == 2 && table.expected()[0].len() == 2 {
            let wrong = (yates.statistic / table.total()).sqrt();
            assert!(!is_close(table.cramers_v(), wrong, RELATIVE), "{}", case.name);
        }
    }
}

#[test]
fn what_is_no_table_is_refused() {
    let refused = |rows: &[Vec<f64>]| Table::new(rows).unwrap_err();
    assert_eq!(refused(&[vec![1.0, 2.0], vec![3.0]]), StatsError::Ragged { row: 2, cells: 1, expected: 2 });
    assert_eq!(refused(&[vec![1.0, 2.0]]), StatsError::TableSize { rows: 1, columns: 2 });
    assert_eq!(refused(&[]), StatsError::TableSize { rows: 0, columns: 0 });
    assert_eq!(refused(&[vec![1.0, -2.0], vec![3.0, 1.0]]), StatsError::Cell { value: -2.0 });
    assert!(matches!(refused(&[vec![1.0, f64::NAN], vec![3.0, 1.0]]), StatsError::Cell { .. }));
    assert_eq!(refused(&[vec![1.0, 0.0], vec![3.0, 0.0]]), StatsError::EmptyMargin);
    assert_eq!(fisher_exact(&[vec![1, 0], vec![3, 0]]), Err(StatsError::TableSize { rows: 2, columns: 1 }));
    assert_eq!(fisher_exact(&[vec![u64::MAX, 1], vec![1, 1]]), Err(StatsError::TooManyPeople));
    assert_eq!(goodness_of_fit(&[1.0, 2.0], &[0.5, 0.4]), Err(StatsError::Shares { total: 0.9 }));
    assert_eq!(goodness_of_fit(&[1.0, 2.0], &[1.0]), Err(StatsError::Lengths { left: 2, right: 1 }));
    assert_eq!(goodness_of_fit(&[0.0, 0.0], &[0.5, 0.5]), Err(StatsError::EmptyBase));
}

#[test]
fn answers_of_nobody_are_left_out() {
    let rows = [vec![3.0, 0.0, 1.0], vec![0.0; 3], vec![2.0, 0.0, 7.0]];
    let table = Table::without_empty(&rows).unwrap();
    assert_eq!(table, Table::new(&[vec![3.0, 1.0], vec![2.0, 7.0]]).unwrap());
    assert_eq!(fisher_exact(&counts(&rows)), fisher_exact(&[vec![3, 1], vec![2, 7]]));
}

#[test]
fn strength_needs_more_people_than_answers() {
    let table = Table::new(&[vec![0.5, 0.1], vec![0.2, 0.7]]).unwrap();
    assert_eq!(table.cramers_v_corrected(table.total()), None);
    assert!(table.cramers_v_corrected(60.0).is_some_and(|v| v < table.cramers_v()));
}

/// All tables with the totals of the one seen, one by one: what Fisher's test means.
fn fisher_by_definition(rows: &[Vec<u64>]) -> f64 {
    let row_totals: Vec<u64> = rows.iter().map(|row| row.iter().sum()).collect();
    let mut columns: Vec<u64> = transposed(rows).iter().map(|column| column.iter().sum()).collect();
    let factorial = |k: u64| (1..=k).map(|i| i as f64).product::<f64>();
    let weight = |cells: &[u64]| 1.0 / cells.iter().map(|cell| factorial(*cell)).product::<f64>();
    let mut weights = Vec::new();
    fill(&row_totals, &mut columns, 0, &mut Vec::new(), &mut |cells| weights.push(weight(cells)));
    let seen = weight(&rows.concat());
    weights.iter().filter(|weight| **weight <= seen * (1.0 + 1e-7)).sum::<f64>() / weights.iter().sum::<f64>()
}

fn fill(rows: &[u64], room: &mut Vec<u64>, column: usize, cells: &mut Vec<u64>, done: &mut dyn FnMut(&[u64])) {
    let Some((&left, others)) = rows.split_first() else { return done(cells) };
    if column == room.len() {
        return if left == 0 {
            fill(others, room, 0, cells, done)
        };
    }
    // the last row takes what is left of each column
    let least = if others.is_empty() { room[column] } else { 0 };
    for here in least..=left.min(room[column]) {
        room[column] -= here;
        cells.push(here);
        fill(&[&[left - here], others].concat(), room, column + 1, cells, done);
        cells.pop();
        room[column] += here;
    }
}

fn small_table(rows: usize, columns: usize) -> impl Strategy<Value = Vec<Vec<u64>>> {
    proptest::collection::vec(proptest::collection::vec(0..6_u64, columns), rows).prop_filter(
        "two rows and columns with people",
        |rows| {
            rows.iter().all(|row| row.iter().any(|cell| *cell > 0))
                && transposed(rows).iter().all(|column| column.iter().any(|cell| *cell > 0))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn fisher_matches_its_definition(
        rows in prop_oneof![small_table(2, 2), small_table(2, 4), small_table(3, 3), small_table(4, 2)]
    ) {
        let p = fisher_exact(&rows).unwrap();
        assert_close(p, fisher_by_definition(&rows), REORDERED * 10.0, "Fisher");
        assert_close(fisher_exact(&transposed(&rows)).unwrap(), p, REORDERED * 10.0, "Fisher transposed");
    }

    #[test]
    fn strength_does_not_depend_on_the_scale_or_the_order(
        rows in proptest::collection::vec(proptest::collection::vec(0.5..40.0_f64, 4), 3), scale in 1e-3..1e3_f64
    ) {
        let table = Table::new(&rows).unwrap();
        let scaled: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|cell| cell * scale).collect()).collect();
        let turned: Vec<Vec<f64>> = transposed(&rows).into_iter().rev().collect();
        for other in [scaled, turned] {
            let other = Table::new(&other).unwrap();
            prop_assert!((other.cramers_v() - table.cramers_v()).abs() < 1e-9);
            let [one, two] = [&table, &other].map(|table| table.cramers_v_corrected(500.0).unwrap());
            prop_assert!((one - two).abs() < 1e-6);
        }
        prop_assert!((0.0..=1.0).contains(&table.cramers_v()));
    }
}
