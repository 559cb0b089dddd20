//! `hearback cadence`: the demo, and attempts by hand.

use super::fixture::{Fixture, demo};
use super::output::Output;

const HEADER: &str = "date,contact,direction,channel\n";

/// A project whose log holds everything, so that every attempt has its number.
fn project(rows: &str, complete: bool) -> Fixture {
    let toml =
        format!("[project]\nas_of = \"2025-06-30\"\n[[outreach]]\nfiles = [\"log.csv\"]\ncomplete = {complete}\n");
    Fixture::new().file("log.csv", format!("{HEADER}{rows}")).file("hearback.toml", toml)
}

#[track_caller]
fn cadence(rows: &str, complete: bool) -> Output {
    project(rows, complete).hearback(&["cadence", "--format", "json"]).done().json()
}

/// P replied to message 1. Q got message 2 on day 7 and replied on day 9. R got two and is silent for months. S got one
/// ten days before the end and waits.
const FOUR: &str = "\
2025-03-01,P,out,email
2025-03-04,P,in,email
2025-03-01,Q,out,email
2025-03-08,Q,out,email
2025-03-10,Q,in,email
2025-03-01,R,out,email
2025-03-08,R,out,email
2025-06-20,S,out,email
";

#[test]
fn the_demo() {
    insta::assert_snapshot!("demo", Fixture::new().hearback(&["cadence", &demo("")]).done().to_string());
}

#[test]
fn replies_are_credited_to_the_latest_message() {
    let output = cadence(FOUR, true);
    let table = output.table("attempts");
    assert_eq!(table.labels(), ["1", "2"]);
    // Message 1: four got it, P replied, S waits. Message 2: Q and R got it, Q replied; R's wait is over.
    assert_eq!(["made", "replied", "waiting"].map(|c| table.count("1", c)), [4, 1, 1]);
    assert_eq!(["made", "replied", "waiting"].map(|c| table.count("2", c)), [2, 1, 0]);
    assert_eq!((table.figure("1", "share").counts(), table.figure("2", "share").counts()), ((1, 4), (1, 2)));
    assert_eq!(table.figure("1", "cumulative_share").counts(), (1, 4));
    assert_eq!(table.figure("2", "cumulative_share").counts(), (2, 4));
    assert_eq!(table.figure("1", "share_of_replies").counts(), (1, 2));
    assert_eq!(table.figure("2", "share_of_replies").counts(), (2, 2));
}

#[test]
fn every_figure_says_that_it_only_describes() {
    let output = cadence(FOUR, true);
    let table = output.table("attempts");
    for (row, column) in table.labels().into_iter().flat_map(|r| [(r, "share"), (r, "cumulative_share")]) {
        assert!(table.figure(row, column).flags().contains(&"descriptive".to_owned()), "{row} {column}");
    }
    assert!(table.figure("1", "share").flags().contains(&"censored".to_owned()), "S waits");
    assert!(!table.figure("2", "share").flags().contains(&"censored".to_owned()), "R's wait is over");
    assert!(table.notes().contains("does not say what a further message does"));
}

/// A late answer to message 1 that comes after message 2 counts for message 2.
#[test]
fn a_late_reply_to_the_first_message_counts_for_the_second() {
    let output = cadence("2025-03-01,A,out,email\n2025-03-08,A,out,linkedin\n2025-03-09,A,in,email\n", true);
    let table = output.table("attempts");
    assert_eq!((table.count("1", "replied"), table.count("2", "replied")), (0, 1));
}

/// In a log that may have begun in the middle, messages of the first 90 days have no number; `replies` has them.
#[test]
fn early_episodes_are_shown_and_not_numbered() {
    let rows = "2025-01-01,A,out,email\n2025-01-03,A,in,email\n2025-03-31,B,out,email\n2025-04-01,C,out,email\n";
    // The log begins on January 1: March 31 is day 89 of it, April 1 is day 90.
    let output = cadence(rows, false);
    let table = output.table("attempts");
    assert_eq!((table.count("1", "made"), table.count("1", "replied")), (1, 0), "only C's is numbered");
    assert!(table.notes().contains("2 are left out"), "{}", table.notes());
    let replies = project(rows, false).hearback(&["replies", "--format", "json"]).done().json();
    assert_eq!(replies.table("replies").count("Everyone", "n"), 3);
    let label = "Of all: opened so early that they may have begun before the log";
    assert_eq!(replies.table("became").count(label, "n"), 2);
}

#[test]
fn every_format_shows_the_same_table() {
    let fixture = project(FOUR, true);
    for format in ["table", "md", "csv"] {
        let run = fixture.hearback(&["cadence", "--format", format]).done();
        insta::assert_snapshot!(format!("format_{format}"), run.stdout);
    }
    assert_eq!(fixture.hearback(&["cadence", "--format", "csv"]).csv().len(), 3);
    fixture.hearback(&["cadence", "--chart", "columns.svg", "--level", "0.8"]).done();
    assert!(fixture.read("columns.svg").starts_with("<svg"));
}
