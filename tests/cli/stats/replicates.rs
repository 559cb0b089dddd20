//! Replicate weights against R 4.2.2, survey 4.1-1 (`svrepdesign`, `svymean`, `svyby`, `degf`); the exact call stands in
//! each case of `replicate_weights.json`. The shares are summed here with plain loops; only covariances and degrees of
//! freedom are ours.

use super::oracle::{self, Case};
use hearback::stats::matrix::Matrix;
use hearback::stats::replicates::{Kind, Scheme, covariance, degrees_of_freedom};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, is_close};
use proptest::prelude::*;
use std::collections::BTreeMap;

const FILE: &str = "replicate_weights.json";
const OPTIONS: [&str; 4] = ["ms_a", "ms_b", "ms_c", "ms_d"];
const GROUPS: [&str; 3] = ["A", "B", "C"];

/// A share or mean: whose (the base), and of what column.
type Estimate<'a> = (&'a dyn Fn(&Person) -> bool, &'a str);

/// One row of the CSV, by column; an empty cell is no answer.
struct Person(BTreeMap<String, String>);

impl Person {
    fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    fn number(&self, column: &str) -> Option<f64> {
        let text = self.text(column);
        (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{column}: {text}")))
    }

    fn answered(&self) -> bool {
        self.number("ms_a").is_some()
    }

    fn is_young(&self) -> bool {
        self.number("age").unwrap() < 40.0 && ["A", "B"].contains(&self.text("group"))
    }

    fn is_in_two_clusters(&self) -> bool {
        ["5", "6"].contains(&self.text("psu"))
    }

    fn weights(&self, columns: &[String]) -> Vec<f64> {
        columns.iter().map(|column| self.number(column).unwrap()).collect()
    }
}

fn people() -> Vec<Person> {
    let text = std::fs::read_to_string(oracle::path("replicate_weights.csv")).expect("fixture replicate_weights.csv");
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let header: Vec<String> = lines.next().expect("a header").collect();
    let people: Vec<Person> = lines.map(|cells| Person(header.iter().cloned().zip(cells).collect())).collect();
    assert_eq!(people.len(), 240);
    people
}

/// A weighted share or mean among those who answered; NaN when none of them has weight.
fn mean(people: &[Person], (base, column): Estimate, weight: &str) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for person in people.iter().filter(|person| base(person)) {
        if let Some(value) = person.number(column) {
            let weight = person.number(weight).unwrap();
            sum += weight * value;
            total += weight;
        }
    }
    sum / total
}

fn columns(case: &Case) -> Vec<String> {
    let prefix = case.input["prefix"].as_str().unwrap();
    (1..=case.given("replicates") as usize).map(|replicate| format!("{prefix}{replicate}")).collect()
}

/// The scheme by our constructor of the same name.
fn scheme(case: &Case) -> Scheme {
    let (replicates, rscales) = (case.given("replicates") as usize, case.given_list("rscales"));
    let scheme = match case.input["kind"].as_str().unwrap() {
        "brr" => Scheme::brr(replicates),
        "fay" => Scheme::fay(replicates, case.given("rho")),
        "jk1" => Scheme::jk1(replicates),
        "jkn" => Scheme::jkn(rscales.clone()),
        "bootstrap" => Scheme::bootstrap(replicates),
        "sdr" => Scheme::successive_difference(replicates),
        "explicit" => Scheme::explicit(case.given("scale"), rscales.clone()),
        other => panic!("{other}"),
    };
    let scheme = scheme.unwrap().with_mse(case.input["mse"].as_bool().unwrap());
    assert_close(scheme.scale(), case.given("scale"), REORDERED, &case.name);
    assert_eq!(scheme.rscales(), rscales, "{}", case.name);
    scheme
}

/// Estimates, their covariance and the number of replicates without one.
fn replicated(people: &[Person], estimates: &[Estimate], case: &Case) -> (Vec<f64>, Matrix, usize) {
    let full: Vec<f64> = estimates.iter().map(|estimate| mean(people, *estimate, "weight")).collect();
    let columns = columns(case);
    let all = columns.iter().flat_map(|weight| estimates.iter().map(|estimate| mean(people, *estimate, weight)));
    let replicates = Matrix::new(columns.len(), estimates.len(), all.collect()).unwrap();
    let found = covariance(&full, &replicates, &scheme(case)).unwrap();
    (full, found.matrix, found.without_estimate)
}

fn assert_all(actual: impl IntoIterator<Item = f64>, expected: &[f64], what: &str) {
    let actual: Vec<f64> = actual.into_iter().collect();
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        assert_close(*actual, *expected, RELATIVE, &format!("{what} [{index}]"));
    }
}

/// The rows of an expected matrix, one after the other.
fn rows(case: &Case, field: &str, count: usize) -> Vec<f64> {
    (0..count).flat_map(|row| case.full_list(&format!("{field}/{row}"))).collect()
}

fn roots(matrix: &Matrix) -> Vec<f64> {
    matrix.diagonal().map(f64::sqrt).collect()
}

/// Compares the four options among a base with R's `estimate`, `se` and `vcov`; returns the replicates left out.
fn assert_options(people: &[Person], base: &dyn Fn(&Person) -> bool, case: &Case) -> usize {
    let estimates = OPTIONS.map(|option| (base, option));
    let (full, matrix, left_out) = replicated(people, &estimates, case);
    assert_all(full, &case.full_list("/estimate"), &format!("{} estimate", case.name));
    assert_all(roots(&matrix), &case.full_list("/se"), &format!("{} se", case.name));
    assert_all(matrix.values().to_vec(), &rows(case, "/vcov", 4), &format!("{} vcov", case.name));
    left_out
}

fn degf(people: &[Person], base: &dyn Fn(&Person) -> bool, case: &Case) -> f64 {
    let columns = columns(case);
    let rows: Vec<Vec<f64>> = people.iter().filter(|p| base(p)).map(|p| p.weights(&columns)).collect();
    degrees_of_freedom(columns.len(), rows.iter().map(Vec::as_slice)).unwrap() as f64
}

/// The cases of one question: seven schemes, around the full-sample estimate and around the replicates' mean.
fn of_each_scheme(question: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for scheme in ["brr", "fay", "jk1", "jkn", "bootstrap", "sdr", "explicit"] {
        for centre in ["mse", "mean"] {
            cases.extend(oracle::cases(FILE, &format!("{scheme}_{centre}_{question}"), 1));
        }
    }
    cases
}

#[test]
fn the_covariance_of_options_is_that_of_r() {
    let people = people();
    for case in of_each_scheme("options") {
        assert_eq!(assert_options(&people, &|_| true, &case), 0);
    }
    for case in of_each_scheme("domain") {
        assert_eq!(assert_options(&people, &Person::is_young, &case), 0);
    }
}

#[test]
fn replicates_without_anyone_of_the_domain_are_left_out_as_in_r() {
    let people = people();
    let mut all = 0;
    for case in of_each_scheme("sparse") {
        let left_out = assert_options(&people, &Person::is_in_two_clusters, &case);
        assert_close(left_out as f64, case.number("/discarded").unwrap(), 0.0, &case.name);
        assert_close(degf(&people, &Person::is_in_two_clusters, &case), case.number("/degf").unwrap(), 0.0, &case.name);
        all += left_out;
    }
    assert!(all > 0, "no replicate was without an estimate: the cases test nothing");
}

#[test]
fn the_covariance_between_groups_is_that_of_r() {
    let people = people();
    let in_group = GROUPS.map(|group| move |person: &Person| person.text("group") == group);
    for case in of_each_scheme("by_group") {
        let estimates: Vec<Estimate> =
            OPTIONS.iter().flat_map(|option| in_group.iter().map(move |base| (base as _, *option))).collect();
        let (full, matrix, _) = replicated(&people, &estimates, &case);
        // R's table has a row a group, its covariance is ordered by option first
        let by_group =
            |values: Vec<f64>| (0..3).flat_map(|g| (0..4).map(move |o| 3 * o + g)).map(|i| values[i]).collect();
        let [full, errors]: [Vec<f64>; 2] = [full, roots(&matrix)].map(by_group);
        assert_all(full, &rows(&case, "/estimate", 3), &format!("{} estimate", case.name));
        assert_all(errors, &rows(&case, "/se", 3), &format!("{} se", case.name));
        assert_all(matrix.values().to_vec(), &rows(&case, "/vcov", 12), &format!("{} vcov", case.name));
    }
}

#[test]
fn the_standard_errors_of_means_are_those_of_r() {
    let people = people();
    for case in of_each_scheme("means") {
        let everyone: &dyn Fn(&Person) -> bool = &|_| true;
        for column in ["ordinal", "age"] {
            let (full, matrix, _) = replicated(&people, &[(everyone, column)], &case);
            assert_all(full, &[case.number(&format!("/{column}")).unwrap()], &case.name);
            assert_all(roots(&matrix), &[case.number(&format!("/{column}_se")).unwrap()], &case.name);
        }
        case.assert_all_compared();
    }
}

/// A gap is a contrast of estimates from the same replicates, so what they share cancels.
#[test]
fn the_standard_error_of_a_gap_is_that_of_r() {
    let people = people();
    let gap = Matrix::new(1, 2, vec![1.0, -1.0]).unwrap();
    for [first, second] in [["ms_a", "ms_b"], ["ms_c", "ms_d"]] {
        for case in of_each_scheme(&format!("{first}_minus_{second}")) {
            let everyone: &dyn Fn(&Person) -> bool = &|_| true;
            let (full, matrix, _) = replicated(&people, &[(everyone, first), (everyone, second)], &case);
            let error = gap.sandwich(&matrix).and_then(|variance| variance.trace()).unwrap().sqrt();
            assert_all(gap.apply(&full).unwrap(), &[case.number("/estimate").unwrap()], &case.name);
            assert_all([error], &[case.number("/se").unwrap()], &case.name);
            let unpaired = matrix.trace().unwrap().sqrt();
            assert!(!is_close(error, unpaired, 1e-6), "{}: options taken as independent", case.name);
        }
    }
}

#[test]
fn the_degrees_of_freedom_are_those_of_r() {
    let people = people();
    for case in of_each_scheme("degf") {
        let degf = |base: &dyn Fn(&Person) -> bool| degf(&people, base, &case);
        assert_eq!(Some(degf(&|_| true)), case.number("/degf"), "{}", case.name);
        assert_eq!(Some(degf(&Person::answered)), case.number("/degf_answered"), "{}", case.name);
        assert_eq!(Some(degf(&Person::is_young)), case.number("/degf_young"), "{}", case.name);
        let groups = GROUPS.map(|group| degf(&|person: &Person| person.text("group") == group));
        assert_eq!(groups.to_vec(), case.full_list("/degf_group"), "{}", case.name);
        case.assert_all_compared();
    }
}

/// Half samples of H strata of two leave H degrees of freedom, however many half samples there are; a stratified
/// jackknife as many as clusters minus strata. Counting the replicates is the known wrong answer.
#[test]
fn the_number_of_replicates_is_not_their_degrees_of_freedom() {
    let people = people();
    for (name, expected, replicates) in [("brr_mse_degf", 12.0, 16), ("jkn_mse_degf", 19.0, 24)] {
        let case = &oracle::cases(FILE, name, 1)[0];
        assert_eq!((degf(&people, &|_| true, case), columns(case).len()), (expected, replicates));
        assert_eq!(serde_json::to_value(scheme(case).kind()).unwrap(), case.input["kind"]);
    }
    assert_eq!(Scheme::brr(16).unwrap().kind(), Kind::Brr);
}

/// A scheme, full-sample estimates of three things and their replicates.
fn drawn() -> impl Strategy<Value = (f64, Vec<f64>, Vec<f64>, Vec<f64>)> {
    (2_usize..30).prop_flat_map(|replicates| {
        let rscales = prop::collection::vec(0.1..2.0, replicates);
        let estimates = prop::collection::vec(-1.0..1.0, 3 * replicates);
        (0.01..4.0, rscales, prop::collection::vec(-1.0..1.0, 3), estimates)
    })
}

proptest! {
    /// A mean squared error is the variance plus the square of the bias, when every replicate counts alike.
    #[test]
    fn around_the_estimate_is_around_the_mean_and_its_distance((scale, rscales, full, estimates) in drawn()) {
        let count = rscales.len();
        let scheme = Scheme::explicit(scale, vec![1.0; count]).unwrap();
        let replicates = Matrix::new(count, 3, estimates).unwrap();
        let error = covariance(&full, &replicates, &scheme).unwrap().matrix;
        let variance = covariance(&full, &replicates, &scheme.with_mse(false)).unwrap().matrix;
        let mean = |j: usize| replicates.iter_rows().map(|row| row[j]).sum::<f64>() / count as f64;
        for (i, j) in [(0, 0), (0, 1), (1, 1), (2, 0), (2, 2)] {
            let bias = scale * count as f64 * (mean(i) - full[i]) * (mean(j) - full[j]);
            let difference = error.get(i, j).unwrap() - variance.get(i, j).unwrap() - bias;
            prop_assert!(difference.abs() < 1e-11, "{i} {j}: {difference}");
        }
    }

    /// A covariance is symmetric, has no negative variance of any contrast, and does not depend on the replicates' order.
    #[test]
    fn a_covariance_is_one((scale, rscales, full, estimates) in drawn(), mse in any::<bool>()) {
        let count = rscales.len();
        let replicates = Matrix::new(count, 3, estimates).unwrap();
        let scheme = Scheme::explicit(scale, rscales.clone()).unwrap().with_mse(mse);
        let there = covariance(&full, &replicates, &scheme).unwrap().matrix;
        prop_assert_eq!(&there, &there.transposed());
        let contrast = Matrix::new(1, 3, vec![1.0, -2.0, 1.0]).unwrap();
        prop_assert!(contrast.sandwich(&there).unwrap().trace().unwrap() > -1e-12);
        let reversed = Matrix::from_fn(count, 3, |r, j| replicates.get(count - 1 - r, j).unwrap());
        let scheme = Scheme::explicit(scale, rscales.into_iter().rev().collect()).unwrap().with_mse(mse);
        let back = covariance(&full, &reversed, &scheme).unwrap().matrix;
        for (there, back) in there.values().iter().zip(back.values()) {
            prop_assert!((there - back).abs() < 1e-11);
        }
    }

    /// A replicate that is a mixture of others adds nothing; people with copies, and weights in other units, neither.
    #[test]
    fn degrees_of_freedom_count_what_is_new(
        rows in prop::collection::vec(prop::collection::vec(1_u32..50, 4), 6..40),
        unit in prop::sample::select(vec![1e-6, 1.0, 1e6]),
    ) {
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|&w| f64::from(w) * unit).collect()).collect();
        let plain = degrees_of_freedom(4, rows.iter().map(Vec::as_slice)).unwrap();
        prop_assert!(plain <= 3);
        let mixed = |row: &Vec<f64>| vec![row[0], row[1], (row[0] + row[1]) / 2.0, row[2], row[3], 3.0 * row[3]];
        let wide: Vec<Vec<f64>> = rows.iter().chain(&rows).map(mixed).collect();
        prop_assert_eq!(degrees_of_freedom(6, wide.iter().map(Vec::as_slice)).unwrap(), plain);
    }
}
