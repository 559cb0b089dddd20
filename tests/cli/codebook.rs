//! `hearback codebook`: the draft as it is printed and written, and edits that stay.

use super::fixture::{Fixture, Transcript};
use super::samples::SURVEY;

/// The sample with an address, which nobody's table needs.
fn survey() -> String {
    let row = |(i, line): (usize, &str)| match i {
        0 => format!("{line},Email\n"),
        _ if line.starts_with("over two") => format!("{line},p2@example.org\n"),
        2 => format!("{line}\n"),
        _ => format!("{line},p{i}@example.org\n"),
    };
    SURVEY.lines().enumerate().map(row).collect()
}

fn fixture() -> Fixture {
    Fixture::new().file("survey.csv", survey())
}

#[test]
fn the_draft_is_printed_and_what_was_found_is_said() {
    insta::assert_snapshot!("printed", fixture().hearback(&["codebook", "survey.csv"]).done().to_string());
}

#[test]
fn written_again_edits_stay_and_what_is_new_is_added() {
    let write = ["codebook", "survey.csv", "--out", "book.toml"];
    let fixture = fixture();
    let mut all = Transcript::default();
    all.add("first", &fixture.hearback(&write).done());
    let edited =
        format!("# my own comment\n{}", fixture.read("book.toml").replace("id = \"college\"", "id = \"school\""));
    let fixture = fixture.file("book.toml", &edited);
    all.add("edited, the same data", &fixture.hearback(&write).done());
    assert_eq!(fixture.read("book.toml"), edited, "nothing new, so nothing is written");
    let wider: String = survey().replacen(",Email\n", ",Email,Paid\n", 1).replace("example.org\n", "example.org,Yes\n");
    let wider = wider.replacen("example.org,Yes", "example.org,No", 4);
    let fixture = fixture.file("survey.csv", wider);
    all.add("a new column", &fixture.hearback(&write).done());
    let merged = fixture.read("book.toml");
    assert!(
        merged.starts_with(&edited[..200])
            && merged.contains("id = \"school\"")
            && merged.contains("column = \"Paid\""),
        "{merged}"
    );
    fixture.hearback(&["barriers", "survey.csv", "--codebook", "book.toml", "--by", "school"]).done();
    insta::assert_snapshot!("again", all.to_string());
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let once = fixture().hearback(&["codebook", "survey.csv"]).done().stdout;
    assert_eq!(once, fixture().hearback(&["codebook", "survey.csv"]).done().stdout);
}

/// The draft that is printed reads like the one in memory.
#[test]
fn the_printed_draft_gives_the_tables_of_the_one_in_memory() {
    let fixture = fixture();
    fixture.hearback(&["codebook", "survey.csv", "--out", "book.toml"]).done();
    for command in ["barriers", "crosstab"] {
        let memory = fixture.hearback(&[command, "survey.csv"]).done();
        let written = fixture.hearback(&[command, "survey.csv", "--codebook", "book.toml"]).done();
        assert_eq!(memory.stdout, written.stdout);
    }
}
