//! Weighted shares against R `survey`: the standard error of a domain with missing answers keeps the whole sample.

use hearback::api::Survey;
use hearback::estimate::options::Group;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use serde_json::Value;
use std::path::{Path, PathBuf};

const OPTIONS: [&str; 7] = ["ms_a", "ms_b", "ms_c", "ms_d", "ms_e", "ms_f", "ms_none"];

fn oracle(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(file)
}

fn survey(folder: &Path) -> Survey {
    let options: Vec<String> = OPTIONS.iter().map(|o| format!("{{ id = \"{o}\", column = \"{o}\" }}")).collect();
    let groups: Vec<String> = ["A", "B", "C", "D"].iter().map(|g| format!("{{ id = \"{g}\" }}")).collect();
    let codebook = format!(
        "weight = \"weight\"\n[[question]]\nid = \"group\"\nkind = \"single\"\noptions = [{}]\n\
         [[question]]\nid = \"ms\"\nkind = \"multi\"\nnone_option = \"ms_none\"\noptions = [{}]\n",
        groups.join(", "),
        options.join(", ")
    );
    let path = folder.join("codebook.toml");
    std::fs::write(&path, codebook).expect("the codebook");
    Survey::open(oracle("survey.csv")).codebook(path).expect("the survey")
}

/// The case of this name, and its estimates and errors by option.
fn case(name: &str) -> Vec<(String, f64, f64)> {
    let text = std::fs::read_to_string(oracle("survey_designs.json")).expect("golden values");
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let cases = json["cases"].as_array().expect("cases").clone();
    let case = cases.into_iter().find(|c| c["name"] == name).unwrap_or_else(|| panic!("no case {name}"));
    let list = |key: &str| case["expected"][key].as_array().expect(key).clone();
    let (names, shares, errors) = (list("names"), list("estimate"), list("se"));
    let number = |v: &Value| v.as_f64().expect("a number");
    let text = |v: &Value| v.as_str().expect("a name").to_owned();
    names.iter().zip(&shares).zip(&errors).map(|((n, p), se)| (text(n), number(p), number(se))).collect()
}

fn compare(group: &Group, options: &[String], name: &str) {
    let golden = case(name);
    assert_eq!(golden.len(), OPTIONS.len());
    for (option, share, error) in golden {
        let i = options.iter().position(|o| *o == option).expect("the option");
        let shown = group.cases[i].shown().expect("a figure");
        assert_close(shown.value.expect("a share"), share, RELATIVE, &format!("{name}, share of {option}"));
        assert_close(shown.se.expect("an error"), error, RELATIVE, &format!("{name}, error of {option}"));
    }
}

#[test]
fn shares_and_errors_are_those_of_r_survey() {
    let folder = tempfile::tempdir().expect("a folder");
    let survey = survey(folder.path());
    let shares = survey.shares("ms").expect("a question").by("group").estimate().expect("shares");
    let options: Vec<String> = shares.options.iter().map(|o| o.id.clone()).collect();
    compare(&shares.total, &options, "weights_mean_multi");
    compare(shares.groups.iter().find(|g| g.name.id == "B").expect("group B"), &options, "weights_domain_B");
}
