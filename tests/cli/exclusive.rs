//! Options that exclude all others, and at most so many of them: kept as answered, and counted.

use super::fixture::{Fixture, Transcript};

const BOOK: &str = r#"
respondent = "id"
[[question]]
id = "why"
text = "What stops you? Choose up to two."
kind = "multi"
separator = ", "
none_option = "none"
exclusive = ["unsure"]
choose_at_most = 2
options = [{ id = "time" }, { id = "fear" }, { id = "words" }, { id = "unsure" }, { id = "none" }]
"#;

/// Two chose more than two; one of them, and another, are unsure of what they chose; one chose none and something.
const ANSWERS: &str = "\
id,why
1,time
2,\"time, fear\"
3,\"time, fear, words\"
4,\"time, fear, unsure\"
5,\"unsure, words\"
6,\"none, fear\"
7,none
8,unsure
";

fn fixture() -> Fixture {
    Fixture::new().file("s.csv", ANSWERS).file("c.toml", BOOK)
}

#[test]
fn contradictions_are_kept_and_counted() {
    let fixture = fixture();
    let mut all = Transcript::default();
    for args in [&["check", "s.csv", "--codebook", "c.toml"], &["barriers", "s.csv", "--codebook", "c.toml"]] {
        all.add(&args.join(" "), &fixture.hearback(args).done());
    }
    insta::assert_snapshot!("contradictions", all.to_string());
}

#[test]
fn every_answer_counts_as_it_was_given() {
    let args = ["barriers", "s.csv", "--codebook", "c.toml", "--format", "json"];
    let output = fixture().hearback(&args).done().json();
    let table = output.table("why");
    assert_eq!(table.figure("time", "share").counts(), (4, 8));
    assert_eq!(table.figure("unsure", "share").counts(), (3, 8));
    assert!(table.notes().contains("At most 2 could be chosen."));
    let notes = output.at("/sources/0/notes").to_string();
    assert!(notes.contains("2 chose \\\"unsure\\\" and other options too"), "{notes}");
    assert!(notes.contains("1 chose \\\"none\\\" and other options too"), "{notes}");
    assert!(notes.contains("2 chose more than 2 options"), "{notes}");
}

#[test]
fn what_cannot_be_is_refused() {
    let mut all = Transcript::default();
    for (heading, from, to) in [
        ("no option", "exclusive = [\"unsure\"]", "exclusive = [\"sure\"]"),
        ("none at all", "choose_at_most = 2", "choose_at_most = 0"),
        ("more than there are", "choose_at_most = 2", "choose_at_most = 6"),
        ("of one choice", "kind = \"multi\"\nseparator = \", \"\nnone_option = \"none\"", "kind = \"single\""),
    ] {
        let fixture = fixture().file("c.toml", BOOK.replace(from, to));
        all.add(heading, &fixture.hearback(&["barriers", "s.csv", "--codebook", "c.toml"]).refused());
    }
    insta::assert_snapshot!("refused", all.to_string());
}

/// The limit is drafted from the wording, and the draft reads as a codebook.
#[test]
fn a_limit_is_drafted_from_the_wording() {
    let answers = ["Time", "Fear", "Words", "Money", "Time, Fear", "Fear, Words", "Money, Time"];
    let rows: String = (0..42).map(|i| format!("{i},\"{}\"\n", answers[i % answers.len()])).collect();
    let fixture = Fixture::new().file("s.csv", format!("id,What stops you? Choose up to two.\n{rows}"));
    fixture.hearback(&["codebook", "s.csv", "--out", "c.toml"]).done();
    assert!(fixture.read("c.toml").contains("choose_at_most = 2 # as the question says"), "{}", fixture.read("c.toml"));
    let run = fixture.hearback(&["crosstab", "s.csv", "--codebook", "c.toml"]).done();
    assert!(run.stdout.contains("At most 2 could be chosen."), "{run}");
}
