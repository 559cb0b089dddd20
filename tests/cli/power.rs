//! `hearback power`: people that a preset difference takes, against R; what data at hand could have told.

use super::fixture::{Fixture, Transcript, demo};
use super::output::Output;

#[track_caller]
fn json(args: &[&str]) -> Output {
    Fixture::new().hearback(&[&["power"], args, &["--format", "json"]].concat()).done().json()
}

fn row(output: &Output, pointer: &str) -> Vec<u64> {
    let cells = output.at(pointer).as_array().expect("a row");
    cells.iter().filter_map(serde_json::Value::as_u64).collect()
}

/// R 4.2.2: `power.prop.test(p1 = .42, p2 = .47, power = .8)$n` = 1549.60, and 1499.37 for .37; times 1.4 = 2169.44, of 600
/// people a group n/(1 + (n − 1)/600) = 470.18; `qnorm(.975)^2*.42*.58/.05^2*1.4` = 524.04, of 1200 364.96.
#[test]
fn respondents_needed_are_those_of_r() {
    let output = json(&["--share", "42"]);
    assert_eq!(row(&output, "/tables/0/rows/0"), [1550, 1550, 3100, 3100]);
    assert_eq!(row(&output, "/tables/1/rows/0"), [375, 375]);
    assert_eq!(output.at("/tables/0/rows/0/1"), "42% and 47%", "the direction that takes more");
    let output = json(&["--share", "42", "--deff", "1.4", "--population", "1200", "--response-rate", "25"]);
    assert_eq!(row(&output, "/tables/0/rows/0"), [1550, 471, 942, 3768]);
    assert_eq!(row(&output, "/tables/1/rows/0"), [365, 1460]);
}

/// R 4.2.2: `power.prop.test(p1 = .5, p2 = .55, power = .8)$n` = 1564.67.
#[test]
fn the_preset_is_five_points() {
    let output = json(&[]);
    assert_eq!(row(&output, "/tables/0/rows/0"), [1565, 1565, 3130, 3130]);
    assert_eq!(output.at("/tables/0/rows/0/0"), 0.05);
}

#[test]
fn plans_as_people_read_them() {
    let mut all = Transcript::default();
    for args in [
        &[] as &[&str],
        &["--share", "42", "--difference", "3,5,10", "--deff", "1.4", "--population", "1200", "--response-rate", "25"],
        &["--messages", "--share", "20", "--difference", "10"],
    ] {
        all.add(&args.join(" "), &Fixture::new().hearback(&[&["power"], args].concat()).done());
    }
    insta::assert_snapshot!("plans", all.to_string());
}

#[test]
fn what_the_data_could_have_told() {
    let mut all = Transcript::default();
    let demo = demo("");
    for args in [&["power", &demo, "--question", "barriers", "--by", "first_generation"] as &[&str], &["power", &demo]]
    {
        all.add("demo", &Fixture::new().hearback(args).done());
    }
    insta::assert_snapshot!("data", all.to_string());
}

/// What is told of two halves is what the plan asks for: with n people each, the difference that takes n.
#[test]
fn what_data_tell_is_what_a_plan_needs() {
    let output = json(&[&demo(""), "--question", "network_vs_resume"]);
    let told = output.at("/tables/0/rows/0/4").as_f64().expect("a difference");
    let points = format!("{}", told * 100.0);
    let needed = row(&json(&["--difference", &points]), "/tables/0/rows/0");
    assert_eq!(needed[0], 500, "half of the thousand");
}

/// Weights that tell nothing make the data worth fewer people, and more people are needed.
#[test]
fn weights_widen_what_can_be_told() {
    let rows: String = (0..400).map(|i| format!("{},{}\n", ["yes", "no"][i % 2], [1, 1, 4, 9][i / 100])).collect();
    let book = "[[question]]\nid = \"q\"\nkind = \"single\"\noptions = [{ id = \"yes\" }, { id = \"no\" }]\n";
    let fixture = Fixture::new()
        .file("s.csv", format!("q,w\n{rows}"))
        .file("plain.toml", format!("ignore = [\"w\"]\n{book}"))
        .file("weighted.toml", format!("weight = \"w\"\n{book}"));
    let told = |codebook: &str| {
        let args = ["power", "s.csv", "--codebook", codebook, "--question", "q", "--format", "json"];
        fixture.hearback(&args).done().json().at("/tables/0/rows/0/4").as_f64().expect("a difference")
    };
    assert!(told("weighted.toml") > 1.2 * told("plain.toml"));
}

#[test]
fn what_cannot_be_planned() {
    let mut all = Transcript::default();
    for args in [
        &["--difference", "0"] as &[&str],
        &["--difference", "60"],
        &["--share", "0.42", "--difference", "-5"],
        &["--share", "120"],
        &["--power", "3"],
        &["--power", "100"],
        &["--deff", "0"],
        &["--population", "1"],
        &["--response-rate", "0"],
    ] {
        all.add(&args.join(" "), &Fixture::new().hearback(&[&["power"], args].concat()).refused());
    }
    insta::assert_snapshot!("refused", all.to_string());
}
