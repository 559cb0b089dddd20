//! `hearback crosstab`: the shares of any question with options, by any other.

use super::fixture::{Fixture, Transcript};
use super::samples::{self, CODEBOOK, SURVEY};

const BOOK: [&str; 2] = ["--codebook", "codebook.toml"];

fn files() -> Fixture {
    Fixture::new().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK)
}

#[test]
fn one_question_alone_and_by_another() {
    let fixture = files();
    let mut all = Transcript::default();
    for args in [
        &["crosstab", "survey.csv"] as &[&str],
        &["crosstab", "survey.csv", "--question", "college"],
        &["crosstab", "survey.csv", "--question", "barriers", "--by", "college"],
        &["crosstab", "survey.csv", "--by", "college", "--format", "csv", "--table", "barriers_by_college"],
    ] {
        all.add(&args.join(" "), &fixture.hearback(&[args, &BOOK].concat()).done());
    }
    insta::assert_snapshot!("questions", all.to_string());
}

/// Counted by hand in `samples`: 12 answered, 6 of them Arts.
#[test]
fn a_single_choice_counts_everyone_once() {
    let run = files()
        .hearback(&[&["crosstab", "survey.csv", "--question", "college", "--format", "csv"][..], &BOOK].concat());
    let rows = run.done().csv();
    assert!(rows[1].contains(&"6".to_owned()) && rows[1].contains(&"12".to_owned()), "{rows:?}");
    assert_eq!(rows.len(), 3);
}

#[test]
fn barriers_and_crosstab_agree_on_a_question() {
    let fixture = files();
    let of = |command| {
        fixture.hearback(&[&[command, "survey.csv", "--question", "barriers"][..], &BOOK].concat()).done().stdout
    };
    assert_eq!(of("barriers"), of("crosstab"));
}

/// Of a project's surveys, those that have the question are shown.
#[test]
fn a_survey_without_the_question_is_passed_over() {
    let two = "[[survey]]\nfiles = [\"other.csv\"]\n\n[[survey]]\nid = \"small\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n";
    let other: String = (0..40).map(|i| format!("{i},{}\n", if i % 3 == 0 { "Tea" } else { "Coffee" })).collect();
    let fixture = samples::project().file("hearback.toml", two).file("other.csv", format!("id,drink\n{other}"));
    let run = fixture.hearback(&["crosstab", "--question", "college", "--audience", "self"]).done();
    assert!(run.stdout.contains("Which college?") && !run.stdout.contains("Coffee"), "{run}");
}
