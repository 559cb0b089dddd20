//! Raking, post-stratification and trimming against R `survey`, and the standard errors of figures afterwards.

use super::oracle::{self, Case, cases};
use hearback::stats::calibrate::{CellSums, Regression, variance_of_total};
use hearback::stats::rake::{Bounds, Cells, Margin, RakeError, Raking, Spread, Stop, rake, trim, trim_once};
use hearback::stats::tolerance::{RELATIVE, assert_close};
use std::collections::BTreeMap;

const FILE: &str = "raking.json";

/// How near R's errors after raking come to ours with an unweighted regression: R takes category means out in turn, ten times,
/// which is the regression up to this.
const IN_TURN: f64 = 1e-9;

/// A CSV file of the oracle as columns.
fn columns(file: &str) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(oracle::path(file)).unwrap_or_else(|error| panic!("fixture {file}: {error}"));
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
    let header = lines.next().expect("a header");
    let rows: Vec<Vec<String>> = lines.collect();
    assert_eq!(rows.len(), 600, "{file}");
    header.into_iter().enumerate().map(|(i, name)| (name, rows.iter().map(|row| row[i].clone()).collect())).collect()
}

fn numbers(file: &str, column: &str) -> Vec<f64> {
    columns(file)[column].iter().map(|cell| cell.parse().expect("a number")).collect()
}

fn start(case: &Case) -> Vec<f64> {
    match case.input["start_weights"].as_str().expect("the starting weights") {
        "1" => vec![1.0; 600],
        column => numbers("raking.csv", column),
    }
}

/// One margin: its categories by name, and their totals.
struct Wanted {
    name: String,
    categories: Vec<String>,
    codes: Vec<u32>,
    totals: Vec<f64>,
}

impl Wanted {
    fn new(name: &str, values: &[String], totals: &[(String, f64)]) -> Wanted {
        let categories: Vec<String> = totals.iter().map(|(category, _)| category.clone()).collect();
        let code = |value: &String| categories.iter().position(|c| c == value).expect("a category") as u32;
        let codes = values.iter().map(code).collect();
        Wanted { name: name.into(), codes, totals: totals.iter().map(|(_, total)| *total).collect(), categories }
    }

    fn margin(&self) -> Margin<'_> {
        Margin { codes: &self.codes, totals: &self.totals }
    }
}

/// The margins of a case, in its order; crossed where its targets are a table of combinations.
fn wanted(case: &Case) -> Vec<Wanted> {
    let data = columns("raking.csv");
    let targets = case.input["targets"].as_object().expect("targets");
    if let Some(totals) = targets.get("Freq") {
        let list = |key: &str| targets[key].as_array().expect(key).iter().map(|v| v.as_str().expect("text").to_owned());
        let pair = |(age, sex): (String, String)| format!("{age} {sex}");
        let totals = totals.as_array().expect("counts").iter().map(|v| v.as_f64().expect("a count"));
        let totals: Vec<(String, f64)> = list("age").zip(list("sex")).map(pair).zip(totals).collect();
        let values: Vec<String> = data["age"].iter().cloned().zip(data["sex"].iter().cloned()).map(pair).collect();
        return vec![Wanted::new("age sex", &values, &totals)];
    }
    let order: Vec<&str> = match case.input["margin_order"].as_array() {
        Some(order) => order.iter().map(|v| v.as_str().expect("a name")).collect(),
        None => targets.keys().map(String::as_str).collect(),
    };
    let of = |name: &&str| {
        let totals = targets[*name].as_object().expect("totals").iter();
        let totals: Vec<(String, f64)> = totals.map(|(k, v)| (k.clone(), v.as_f64().expect("a total"))).collect();
        Wanted::new(name, &data[*name], &totals)
    };
    order.iter().map(of).collect()
}

/// Compares weights with the column that R wrote, and what R computed from them.
fn compare(case: &Case, weights: &[f64]) {
    let golden = numbers(case.text("/weights_csv"), case.text("/weights_column"));
    for (i, (w, r)) in weights.iter().zip(golden).enumerate() {
        assert_close(*w, r, RELATIVE, &format!("{}, weight of row {}", case.name, i + 1));
    }
    let spread = Spread::of(weights).expect("weights");
    let n = weights.len() as f64;
    // R's sd divides by n − 1.
    let cv = ((spread.deff - 1.0) * n / (n - 1.0)).sqrt();
    let pairs = [
        ("/sum", spread.sum),
        ("/min", spread.min),
        ("/max", spread.max),
        ("/kish_deff", spread.deff),
        ("/kish_n_eff", spread.effective_n),
        ("/cv", cv),
    ];
    for (field, ours) in pairs.into_iter().filter(|(field, _)| case.has(field)) {
        assert_close(ours, case.number(field).expect("a number"), RELATIVE, &format!("{}{field}", case.name));
    }
}

/// What R's errors are compared with: residuals from a regression with these weights, by cell.
enum Regressed {
    /// By the final weights: ours, and R's after post-stratification.
    Weighted,
    /// Every row alike: R's after raking.
    Unweighted,
}

/// Mean, its error, total, its error.
fn estimates(wanted: &[Wanted], weights: &[f64], by: &Regressed) -> [f64; 4] {
    let y = numbers("raking.csv", "y");
    let cells = Cells::of(600, wanted.iter().map(|w| (w.codes.as_slice(), w.totals.len())));
    let sum: f64 = weights.iter().sum();
    let total: f64 = weights.iter().zip(&y).map(|(w, y)| w * y).sum();
    let error = |z: &dyn Fn(f64) -> f64| {
        let (mut sums, mut plain) = (vec![CellSums::default(); cells.len()], vec![CellSums::default(); cells.len()]);
        for ((cell, w), y) in cells.of_row.iter().zip(weights).zip(&y) {
            sums[*cell as usize].add(*w, z(*y));
            plain[*cell as usize].add(1.0, z(*y));
        }
        let variance = match by {
            Regressed::Weighted => {
                let regression = Regression::new(&cells.codes, &sums.iter().map(|c| c.w).collect::<Vec<_>>());
                variance_of_total(&regression.expect("a regression"), &sums).expect("a variance")
            }
            Regressed::Unweighted => {
                let regression = Regression::new(&cells.codes, &plain.iter().map(|c| c.n).collect::<Vec<_>>());
                let fitted = regression.expect("a regression").fitted(&plain.iter().map(|c| c.wz).collect::<Vec<_>>());
                let fitted = fitted.expect("fitted values");
                let residual = |((cell, w), y): ((&u32, &f64), &f64)| w * (z(*y) - fitted[*cell as usize]);
                let e: Vec<f64> = cells.of_row.iter().zip(weights).zip(&y).map(residual).collect();
                let mean = e.iter().sum::<f64>() / 600.0;
                600.0 / 599.0 * e.iter().map(|e| (e - mean).powi(2)).sum::<f64>()
            }
        };
        variance.sqrt()
    };
    let mean = total / sum;
    [mean, error(&|y| (y - mean) / sum), total, error(&|y| y)]
}

const ESTIMATES: [&str; 4] = ["/y_mean", "/y_mean_se", "/y_total", "/y_total_se"];

#[test]
fn raking_under_the_stopping_rule_of_r_gives_the_weights_of_r() {
    for case in cases(FILE, "rake", 10).into_iter().filter(|case| case.has("/sweeps")) {
        let (wanted, start) = (wanted(&case), start(&case));
        let margins: Vec<Margin> = wanted.iter().map(Wanted::margin).collect();
        let mut raking = Raking::new(&start, &margins).expect("margins");
        // Below 1, R takes epsilon as a share of the sum of the starting weights.
        let epsilon = case.given("epsilon");
        let change = if epsilon < 1.0 { epsilon * start.iter().sum::<f64>() } else { epsilon };
        let ended = raking.run(Stop::CellChange(change), case.given("maxit") as u32);
        assert_eq!(ended.converged, case.yes("/converged"), "{}", case.name);
        let tight = epsilon <= 1e-14;
        // With so small an epsilon the last changes are rounding errors, and so is the sweep in which they fall below it.
        let sweeps = case.number("/sweeps").expect("sweeps") as u32;
        assert!(ended.sweeps == sweeps || tight && ended.sweeps.abs_diff(sweeps) <= 2, "{}: {ended:?}", case.name);
        let delta = case.number("/final_delta").expect("a change");
        if tight {
            assert!(ended.change < change && delta < change, "{}: {ended:?}", case.name);
        } else {
            assert_close(ended.change, delta, 1e-8, &format!("{}, last change", case.name));
        }
        for (i, margin) in wanted.iter().enumerate() {
            for (category, sum) in margin.categories.iter().zip(raking.sums(i)) {
                let field = format!("/achieved/{}/{category}", margin.name);
                assert_close(sum, case.number(&field).expect("a sum"), RELATIVE, &format!("{}{field}", case.name));
            }
        }
        let weights = raking.weights();
        compare(&case, &weights);
        for (field, r) in ESTIMATES.iter().zip(estimates(&wanted, &weights, &Regressed::Unweighted)) {
            // R's weights behind the errors are those of the margins' last steps, which agree once converged.
            let tolerance = if tight { IN_TURN } else { 1e-3 };
            assert_close(r, case.number(field).expect("a number"), tolerance, &format!("{}{field}", case.name));
        }
        case.assert_all_compared();
    }
}

#[test]
fn raking_to_the_margins_gives_the_converged_weights_of_r() {
    for case in cases(FILE, "rake", 10).into_iter().filter(|case| case.name.ends_with("_tight")) {
        let (wanted, start) = (wanted(&case), start(&case));
        let margins: Vec<Margin> = wanted.iter().map(Wanted::margin).collect();
        compare(&case, &rake(&start, &margins).expect("weights").weights);
    }
}

#[test]
fn r_stops_where_the_margins_are_not_met() {
    let case = cases(FILE, "rake3_unequal_default", 1).remove(0);
    let (wanted, start) = (wanted(&case), start(&case));
    let margins: Vec<Margin> = wanted.iter().map(Wanted::margin).collect();
    let mut raking = Raking::new(&start, &margins).expect("margins");
    assert!(raking.run(Stop::CellChange(1.0), 10).converged);
    assert!(raking.furthest().expect("margins").relative() > 1e-7);
    assert!(raking.run(Stop::Margins(1e-10), 100).converged);
    assert!(raking.furthest().expect("margins").relative() <= 1e-10);
}

/// Errors after raking differ from R's a little, because ours weight the regression; errors that do not know of the raking
/// are further off, and both differ on every case.
#[test]
fn errors_after_raking_are_near_those_of_r_and_not_the_plain_ones() {
    for case in cases(FILE, "rake", 10).into_iter().filter(|case| case.name.ends_with("_tight")) {
        let (wanted, weights) = (wanted(&case), numbers("raking_weights.csv", &case.name));
        let ours = estimates(&wanted, &weights, &Regressed::Weighted);
        let everyone = Wanted::new("all", &vec![String::new(); 600], &[(String::new(), 1.0)]);
        let plain = estimates(&[everyone], &weights, &Regressed::Weighted);
        let r = case.number("/y_mean_se").expect("an error");
        let off = |se: f64| (se / r - 1.0).abs();
        assert!(off(ours[1]) < 0.01, "{}: {} and {r}", case.name, ours[1]);
        assert!(off(plain[1]) > 2.0 * off(ours[1]), "{}: plain {}, ours {}, R {r}", case.name, plain[1], ours[1]);
    }
}

#[test]
fn post_stratification_is_that_of_r_with_its_errors() {
    for case in cases(FILE, "post_", 4) {
        let (wanted, start) = (wanted(&case), start(&case));
        let margins: Vec<Margin> = wanted.iter().map(Wanted::margin).collect();
        let raked = rake(&start, &margins).expect("weights");
        assert_eq!(raked.sweeps, 1);
        compare(&case, &raked.weights);
        for (field, ours) in ESTIMATES.iter().zip(estimates(&wanted, &raked.weights, &Regressed::Weighted)) {
            assert_close(ours, case.number(field).expect("a number"), RELATIVE, &format!("{}{field}", case.name));
        }
        case.assert_all_compared();
    }
}

/// The margins of a crossed margin follow from it: adding them changes no error.
#[test]
fn margins_that_follow_from_others_change_nothing() {
    let case = cases(FILE, "post_age_sex_unequal", 1).remove(0);
    let mut wanted = wanted(&case);
    let weights = numbers("raking_weights.csv", &case.name);
    let one = estimates(&wanted, &weights, &Regressed::Weighted);
    let data = columns("raking.csv");
    for (name, categories) in [("sex", vec!["f", "m"]), ("age", vec!["18-34", "35-54", "55+"])] {
        let totals: Vec<(String, f64)> = categories.into_iter().map(|c| (c.to_owned(), 1.0)).collect();
        wanted.push(Wanted::new(name, &data[name], &totals));
    }
    for (a, b) in one.iter().zip(estimates(&wanted, &weights, &Regressed::Weighted)) {
        assert_close(b, *a, RELATIVE, "with margins that follow");
    }
}

#[test]
fn trimming_is_that_of_r() {
    for case in cases(FILE, "trim_", 4) {
        let column = case.input["weights_column"].as_str().expect("a column");
        let mut weights = numbers("raking_weights.csv", column);
        let lower = case.input["lower"].as_f64().unwrap_or(f64::NEG_INFINITY);
        let bounds = Bounds { lower, upper: case.given("upper") };
        match case.input["strict"].as_bool().expect("strict or not") {
            true => trim(&mut weights, bounds).expect("weights within the bounds"),
            false => assert!(trim_once(&mut weights, bounds).expect("some within the bounds")),
        }
        compare(&case, &weights);
        let at_upper = weights.iter().filter(|w| (**w - bounds.upper).abs() < 1e-9).count();
        assert_eq!(at_upper as f64, case.number("/n_at_upper").expect("a count"), "{}", case.name);
        let (below, above) = bounds.outside(&weights);
        assert_eq!((below + above) as f64, case.number("/n_outside_after").expect("a count"), "{}", case.name);
        case.assert_all_compared();
    }
}

#[test]
fn a_category_that_nobody_is_in_is_refused_as_r_refuses_it() {
    let case = cases(FILE, "rake_empty_cell", 1).remove(0);
    assert!(case.text("/error").starts_with("Some strata absent from sample"));
    let data = columns("raking.csv");
    let totals = [("18-34", 2800.0), ("35-54", 3500.0), ("55+", 3700.0), ("empty", 100.0)];
    let age = Wanted::new("age", &data["age"], &totals.map(|(c, t)| (c.to_owned(), t)));
    let refused = rake(&numbers("raking.csv", "w0"), &[age.margin()]).expect_err("nobody is in it");
    assert_eq!(refused, RakeError::Empty { margin: 0, category: 3 });
}
