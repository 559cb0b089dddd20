//! `hearback check`: what is left out, row by row; and the exit codes of every command.

use super::fixture::{Fixture, Transcript, demo};
use super::samples::{self, CODEBOOK, LOG, PROJECT, SURVEY};

/// The sample with one fault of every kind that a survey's row or answer can have.
const FAULTY: &str = "\
id,college,barriers,contacts,comment,w
1,Arts,Bothering someone,3,,1
2,Medicine,Fear of rejection,12,,1
3,Law,\"Bothering someone, my dog\",0,,1
4,Law,Fear of rejection,many,,1
5,Arts,Fear of rejection,1,,-2
6,Arts,Fear of rejection,1,,heavy
7,Arts,Fear of rejection,1,,
8,Arts,Fear of rejection,1,,1e300
1,Law,Fear of rejection,1,,1

9,Law,Fear of rejection
10,Law,Bothering someone, Fear of rejection,4,,1
11,Law,Fear of rejection,inf,,0
";

fn faulty() -> Fixture {
    let codebook = CODEBOOK.replace("respondent = \"id\"", "respondent = \"id\"\nweight = \"w\"");
    Fixture::new().file("survey.csv", FAULTY).file("codebook.toml", codebook)
}

const CHECK: [&str; 4] = ["check", "survey.csv", "--codebook", "codebook.toml"];

#[test]
fn the_demo_has_no_fault() {
    insta::assert_snapshot!("demo", Fixture::new().hearback(&["check", &demo("")]).done().to_string());
}

#[test]
fn every_faulty_row_and_answer_is_told_with_its_place() {
    let run = faulty().hearback(&CHECK);
    insta::assert_snapshot!("faulty_survey", run.to_string());
    assert_eq!(run.code, 1);
}

#[test]
fn the_account_is_told_to_programs_too() {
    let fixture = faulty();
    let json = fixture.hearback(&[&CHECK[..], &["--format", "json"]].concat());
    let (read, used, reasons) = json.json().account(0);
    // Left out: 5–8 for their weights, the second 1, a blank line, 9 (short), 10 (long).
    assert_eq!((read, used), (13, 5), "{reasons:?}");
    let csv = fixture.hearback(&[&CHECK[..], &["--format", "csv"]].concat());
    assert_eq!(csv.csv()[0][..4], ["source", "row", "column", "what"]);
    let md = fixture.hearback(&[&CHECK[..], &["--format", "md"]].concat());
    assert_eq!([json.code, csv.code, md.code], [1, 1, 1]);
}

#[test]
fn only_check_and_strict_end_with_one() {
    let fixture = faulty();
    let barriers = ["barriers", "survey.csv", "--codebook", "codebook.toml"];
    let plain = fixture.hearback(&barriers).done();
    insta::assert_snapshot!("left_out_elsewhere", plain.stderr);
    let strict = fixture.hearback(&[&barriers[..], &["--strict"]].concat());
    assert_eq!((strict.code, &strict.stdout), (1, &plain.stdout), "strict prints all the same");
    let whole = Fixture::new().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK);
    whole.hearback(&[&barriers[..], &["--strict"]].concat()).done();
}

#[test]
fn what_is_left_out_by_rule_is_no_fault() {
    let blank = format!("{LOG}\n\n2025-06-01,Di Dorn,out,email,message,\n");
    let fixture = samples::project().file("log.csv", blank);
    let run = fixture.hearback(&["check"]);
    insta::assert_snapshot!("by_rule", run.to_string());
    assert_eq!(run.code, 0);
    fixture.hearback(&["replies", "--strict"]).done();
    fixture.hearback(&["cadence", "--strict"]).done();
    fixture.hearback(&["report", "--strict"]).done();
}

#[test]
fn a_report_is_strict_when_asked() {
    let log = LOG.replace("2025-03-12", "2025-13-12");
    let fixture = samples::project().file("log.csv", log);
    fixture.hearback(&["report"]).done();
    assert_eq!(fixture.hearback(&["report", "--strict"]).code, 1);
}

#[test]
fn columns_that_nobody_declared_are_listed() {
    let survey = SURVEY.replacen("id,college", "id,Timestamp,college", 1).replace("\n1,Arts", "\n1,now,Arts");
    let fixture = samples::project().file("survey.csv", survey);
    let run = fixture.hearback(&["check"]);
    assert!(run.stdout.contains("columns that no question declares: \"Timestamp\""), "{run}");
}

#[test]
fn a_header_that_occurs_twice_is_renamed_and_noted() {
    let header = "id,college,barriers,contacts,comment,extra,extra,extra";
    let survey = SURVEY.replacen("id,college,barriers,contacts,comment", header, 1);
    let survey = survey.replace(",\n", ",,,,\n").replace("\"\n12", "\",,,\n12").replace("lines\"\n", "lines\",,,\n");
    let fixture = samples::project().file("survey.csv", survey).file("codebook.toml", CODEBOOK);
    let run = fixture.hearback(&["check"]);
    insta::assert_snapshot!("twice_the_same_header", run.to_string());
    assert_eq!(run.code, 0);
}

#[test]
fn twenty_examples_are_listed_and_the_rest_is_counted() {
    let rows: String = (0..30).map(|i| format!("2025-03-0x,Person {i},out,email,message,\n")).collect();
    let run = Fixture::new().file("log.csv", format!("{LOG}{rows}")).hearback(&["check", "log.csv"]);
    assert!(run.stdout.contains("… and 10 more"), "{run}");
    assert_eq!(run.stdout.matches("not a date: \"2025-03-0x\"").count(), 20, "{run}");
}

#[test]
fn a_project_is_checked_whole() {
    let run = samples::project().file("hearback.toml", PROJECT).hearback(&["check", "."]).done();
    insta::assert_snapshot!("project", run.to_string());
}

/// Where every command refuses, check still tells why.
#[test]
fn what_leaves_nothing_is_told_row_by_row_as_well() {
    let log = "date,contact,direction\nsoon,A,out\n";
    let survey = "id,college,barriers,contacts,comment\n1,Arts\n2,Law\n";
    let fixture = Fixture::new().file("log.csv", log).file("survey.csv", survey).file("codebook.toml", CODEBOOK);
    let mut all = Transcript::default();
    for (refused, told) in [
        (&["replies", "log.csv"] as &[&str], &["check", "log.csv"] as &[&str]),
        (&["barriers", "survey.csv", "--codebook", "codebook.toml"], &CHECK),
    ] {
        all.add(refused[0], &fixture.hearback(refused).refused());
        let run = fixture.hearback(told);
        assert_eq!(run.code, 1, "{run}");
        all.add("check", &run);
    }
    insta::assert_snapshot!("nothing_left", all.to_string());
}
