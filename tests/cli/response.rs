//! `hearback response`: who answered which question, and where people stopped.

use super::fixture::{Fixture, Transcript};
use super::output::Output;
use super::samples::{CODEBOOK, SURVEY};
use hearback::stats::tolerance::{RELATIVE, assert_close};

const BOOK: &str = r#"
[[question]]
id = "writes"
text = "Do you write to people?"
kind = "single"
options = [{ id = "yes" }, { id = "no" }]

[[question]]
id = "often"
text = "How many did you write to?"
kind = "number"
asked_if = { writes = ["yes"] }

[[question]]
id = "tools"
text = "Which of these do you use?"
kind = "multi"
separator = ", "
blank_means = "none"
options = [{ id = "phone" }, { id = "mail" }]

[[question]]
id = "since"
text = "Since when?"
kind = "date"

[[question]]
id = "remark"
text = "Anything else?"
kind = "text"
"#;

/// Ten people. `writes`: 9 of 10. `often`: asked of the 7 who said yes, 5 answered. `tools`: 5 ticked something. `since`: 5 of 10.
/// `remark`: 1 of 10. Stopped: at `writes` 6 and 7 (no number, no day, no box), at `often` 8, at `tools` 3 (no day). 9 said nothing
/// but the day, and came through; 10 answered nothing.
const ANSWERS: &str = "\
writes,often,tools,since,remark
yes,3,phone,2020-01-02,
yes,4,mail,2020-01-02,a remark
yes,1,\"phone, mail\",,
no,,phone,2020-01-02,
yes,0,mail,2020-01-02,
yes,,,,
yes,,,,
yes,12,,,
,,,2020-01-02,
,,,,
";

fn ten() -> Fixture {
    // A row of nothing but commas is one of a respondent who said nothing, where a column tells who they are.
    let rows: String = ANSWERS
        .lines()
        .enumerate()
        .map(|(i, l)| if i == 0 { format!("id,{l}\n") } else { format!("{i},{l}\n") })
        .collect();
    Fixture::new().file("s.csv", rows).file("c.toml", format!("respondent = \"id\"\n{BOOK}"))
}

#[track_caller]
fn response(fixture: &Fixture, further: &[&str]) -> Output {
    let args = ["response", "s.csv", "--codebook", "c.toml", "--format", "json"];
    fixture.hearback(&[&args, further].concat()).done().json()
}

#[test]
fn what_people_read() {
    let mut all = Transcript::default();
    let fixture = ten().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK);
    for args in [
        &["response", "s.csv", "--codebook", "c.toml"] as &[&str],
        &["response", "survey.csv", "--codebook", "codebook.toml"],
        &["response", "s.csv", "--codebook", "c.toml", "--format", "csv"],
        &["response", "s.csv", "--codebook", "c.toml", "--audience", "others", "--suppress-below", "8"],
    ] {
        all.add(&args.join(" "), &fixture.hearback(args).done());
    }
    insta::assert_snapshot!("response", all.to_string());
}

#[test]
fn counts_are_those_by_hand() {
    let output = response(&ten(), &[]);
    let table = output.table("response");
    let rate = |question| table.figure(question, "rate").counts();
    assert_eq!(rate("Do you write to people?"), (8, 10));
    assert_eq!(rate("How many did you write to?"), (5, 7));
    assert_eq!(rate("Since when?"), (5, 10));
    assert_eq!(rate("Anything else?"), (1, 10));
    assert_eq!(table.count("How many did you write to?", "not_asked"), 3);
    let stopped = |question| table.figure(question, "stopped").counts();
    let all = ["Do you write to people?", "How many did you write to?", "Which of these do you use?", "Since when?"];
    assert_eq!(all.map(stopped), [(2, 9), (1, 9), (1, 9), (0, 9)], "of the nine who answered anything");
    assert_close(table.figure(all[0], "stopped").number("value").unwrap(), 2.0 / 9.0, RELATIVE, "share");
    assert!(table.notes().contains("4 of 9 who answered anything stopped before the end"));
    assert!(table.notes().contains("1 answered no question at all"));
}

#[test]
fn boxes_whose_blank_is_an_answer_have_no_rate() {
    let output = response(&ten(), &[]);
    let table = output.table("response");
    let tools = "Which of these do you use?";
    assert!(table.cell(tools, "rate").is_null() && table.cell(tools, "no_answer").is_null());
    assert_eq!((table.count(tools, "asked"), table.count(tools, "answered")), (10, 5));
    assert!(table.notes().contains("5 who ticked nothing cannot be told from people who skipped it"));
}

/// A remark at the end that was left empty is no stopping; that of a survey of remarks only neither.
#[test]
fn an_empty_last_remark_is_no_stopping() {
    let book = "[[question]]\nid = \"a\"\nkind = \"text\"\n[[question]]\nid = \"b\"\nkind = \"text\"\n";
    let fixture = Fixture::new().file("s.csv", "a,b\nx,\ny,z\n").file("c.toml", book);
    let table = response(&fixture, &[]);
    assert_eq!(table.table("response").figure("a", "stopped").counts(), (0, 2));
}

#[test]
fn what_people_wrote_is_not_shown() {
    let run = ten().hearback(&["response", "s.csv", "--codebook", "c.toml", "--format", "json"]).done();
    assert!(!run.stdout.contains("a remark"), "{run}");
}

#[test]
fn few_who_were_asked_are_hidden_from_others() {
    let output = response(&ten(), &["--audience", "others", "--suppress-below", "8"]);
    let table = output.table("response");
    let often = "How many did you write to?";
    assert!(table.figure(often, "rate").is_hidden() && table.figure(often, "stopped").is_hidden());
    for column in ["asked", "answered", "no_answer", "not_asked"] {
        assert!(table.cell(often, column).is_null(), "{column}");
    }
    assert_eq!(table.figure("Do you write to people?", "rate").counts(), (8, 10));
}

#[test]
fn it_has_a_chart() {
    let fixture = ten();
    fixture.hearback(&["response", "s.csv", "--codebook", "c.toml", "--chart", "r.svg"]).done();
    assert!(fixture.read("r.svg").starts_with("<svg"));
}
