//! A stratum with a single cluster: R `options(survey.lonely.psu = )`, with `survey.adjust.domain.lonely` FALSE.

use super::world::{Csv, World, among, assert_all, choice, designs, errors, means, totals, values};
use hearback::estimate::sample::Cell;
use hearback::stats::Level;
use hearback::stats::designed::Designed;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use std::collections::BTreeSet;

const OFFERED: [&str; 2] = ["adjust", "certainty"];

/// The cases that this module compares.
pub fn names() -> Vec<String> {
    OFFERED.iter().map(|rule| format!("lonely_{rule}_domainlonely_FALSE")).chain(["lonely_fail".to_owned()]).collect()
}

/// The values of y, in thousandths: an option's id has no point.
fn thousandths(y: &str) -> String {
    (y.parse::<f64>().expect("a number") * 1000.0).round().to_string()
}

fn world(rule: &str) -> World {
    let csv = Csv::of("survey_lonely.csv").with("y_1000", |cell| thousandths(&cell("y")));
    let amounts: BTreeSet<String> = csv.rows.iter().map(|row| row[6].clone()).collect();
    let amounts: Vec<&str> = amounts.iter().map(String::as_str).collect();
    let codebook = format!(
        "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\n{rule}{}{}{}",
        choice("x", "single", &["0", "1"]),
        choice("dom", "single", &["0", "1"]),
        choice("y_1000", "single", &amounts),
    );
    World::new(&csv.text(), &codebook)
}

fn x(cell: &Cell) -> Option<f64> {
    cell.key.answer.parse().ok()
}

fn y(cell: &Cell) -> Option<f64> {
    cell.key.by[0].parse::<f64>().ok().map(|y| y / 1000.0)
}

fn in_domain(cell: &Cell) -> bool {
    &*cell.key.by[1] == "1"
}

#[test]
fn adjust_and_certainty_count_what_r_counts() {
    let golden = designs();
    for rule in OFFERED {
        let case = golden.case(&format!("lonely_{rule}_domainlonely_FALSE"));
        let world = world(&format!("lonely_psu = \"{rule}\"\n"));
        world.with("x", &["y_1000", "dom"], |sample| {
            type Reads = fn(&Cell) -> Option<f64>;
            let reads: [(&str, Reads); 2] = [("x", x), ("y", y)];
            for (name, read) in reads {
                let both = || [Box::new(read) as super::world::Read, among(in_domain, Box::new(read))];
                let (means, totals) = (means(sample, &both()), totals(sample, &both()));
                let expected =
                    |fields: [&str; 2]| fields.map(|f| case.number(&format!("/{name}/{f}")).expect("a number"));
                let what = |w: &str| format!("{} {name} {w}", case.name);
                assert_all(&values(&means), &expected(["mean", "domain_mean"]), RELATIVE, &what("mean"));
                assert_all(&errors(&means), &expected(["mean_se", "domain_mean_se"]), RELATIVE, &what("mean se"));
                assert_all(&values(&totals), &expected(["total", "domain_total"]), RELATIVE, &what("total"));
                assert_all(&errors(&totals), &expected(["total_se", "domain_total_se"]), RELATIVE, &what("total se"));
            }
            let df = sample.degrees_of_freedom(&[], |_| true);
            assert_eq!(df, case.number("/degf").expect("a number"));
            let domain = sample.degrees_of_freedom(&[], |i| in_domain(&sample.cells[i]));
            assert_eq!(domain, case.number("/degf_domain").expect("a number"));
            let found = means(sample, &[Box::new(x)]);
            let share = Designed::new(values(&found)[0], errors(&found)[0].powi(2), df).expect("a share");
            let limits = share.logit(Level::NINETY_FIVE).expect("limits");
            assert_all(&[limits.low, limits.high], &case.full_list("/ciprop_x_xlogit"), RELATIVE, &case.name);
            assert_all(&[limits.low, limits.high], &case.full_list("/ciprop_x_logit"), 1e-7, &case.name);
        });
        case.assert_all_compared();
        let shares = world.survey.shares("x").expect("a question").estimate().expect("shares");
        let place = shares.options.iter().position(|o| o.id == "1").expect("the option");
        let shown = shares.total.cases[place].shown().expect("a figure").clone();
        assert_close(shown.se.expect("an error"), case.number("/x/mean_se").expect("a number"), RELATIVE, &case.name);
        let limits = case.full_list("/ciprop_x_xlogit");
        assert_all(&[shown.low.expect("a limit"), shown.high.expect("a limit")], &limits, RELATIVE, &case.name);
    }
}

/// R: "Stratum (6) has only one PSU at stage 1".
#[test]
fn without_a_rule_it_is_an_error_that_names_the_stratum() {
    let golden = designs();
    let said = golden.case("lonely_fail").text("/error").to_owned();
    assert!(said.contains("(6)"));
    for rule in ["", "lonely_psu = \"fail\"\n"] {
        let error = world(rule).survey.shares("x").expect("a question").estimate().expect_err("an error").to_string();
        assert!(error.contains("stratum \"6\"") && error.contains("lonely_psu"), "{error}");
    }
}
