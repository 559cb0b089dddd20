//! What drafting once got wrong, and must not again: each test is named after it.

use super::fixture::Fixture;
use std::fmt::Write;

/// The codebook that is drafted from a file of this content.
fn drafted(name: &str, content: impl AsRef<[u8]>) -> String {
    Fixture::new().file(name, content).hearback(&["codebook", name]).done().stdout
}

/// `times` repetitions of rows, each with a number in front.
fn rows(header: &str, rows: &[&str], times: usize) -> String {
    let mut out = format!("{header}\n");
    for (n, row) in rows.iter().cycle().take(rows.len() * times).enumerate() {
        let _ = writeln!(out, "{}{row}", if header.starts_with("id") { format!("{n},") } else { String::new() });
    }
    out
}

#[track_caller]
fn has(draft: &str, wanted: &[&str]) {
    for line in wanted {
        assert!(draft.contains(line), "no {line:?} in\n{draft}");
    }
}

#[test]
fn rows_of_answers_are_not_taken_for_two_header_rows() {
    let answers = [
        "I like it,Fear of rejection,,",
        ",,Lack of time,Shyness",
        "ok,,Lack of time,",
        "well,Fear of rejection,,Shyness",
    ];
    let draft = drafted("s.csv", rows("Comment,Fear of rejection,Lack of time,Shyness", &answers, 10));
    has(
        &draft,
        &[
            "drafted from 40 responses",
            "label = \"Fear of rejection\", column",
            "} , # 20".trim_start_matches("} ,").trim(),
        ],
    );
}

#[test]
fn options_that_always_occur_together_stay_two() {
    let cells = ["Shy;Busy;", "Busy;", "Fear;Time;", "Shy;"];
    let draft = drafted("s.csv", rows("id,What stops you?", &cells, 6));
    has(&draft, &["separator = \";\"", "label = \"Fear\" }, # 6", "label = \"Time\" }, # 6"]);
}

#[test]
fn joined_codes_are_no_decimal_numbers() {
    let draft =
        drafted("s.csv", rows("id,What stops you? Choose up to two", &["3", "\"1,4\"", "\"2,3\"", "\"1,2\""], 8));
    has(&draft, &["kind = \"multi\"", "separator = \",\"", "id = \"4\" }, # 8"]);
    let draft = drafted("s.csv", rows("id,Hours", &["\"1,5\"", "\"2,5\"", "4", "\"10,5\"", "12"], 4));
    has(&draft, &["kind = \"number\""]);
}

#[test]
fn a_question_is_not_taken_for_the_number_of_a_response() {
    let cells: Vec<String> = (0..12).map(|n| format!("{}", 7 * n + 20)).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let draft = drafted("s.csv", rows("Number of messages sent", &cells, 1));
    has(&draft, &["kind = \"number\""]);
    assert!(!draft.contains("respondent ="), "{draft}");
}

#[test]
fn two_columns_that_people_write_into_are_two_options() {
    let header = "Response ID,Status,Time Started,Date Submitted,Fear:What stops you?,Other fear - Write In:What stops you?,Other - Write In:What stops you?";
    let answers = ["Complete,a,b,Fear,,", "Complete,a,b,,dogs,", "Complete,a,b,Fear,,my boss", "Complete,a,b,,cats,"];
    let text: String = answers.iter().cycle().take(20).enumerate().map(|(n, row)| format!("{n},{row}\n")).collect();
    let files = Fixture::new().file("s.csv", format!("{header}\n{text}"));
    let shares = files.hearback(&["barriers", "s.csv", "--format", "csv"]).done();
    has(&shares.stdout, &["Fear", "Other fear - Write In", "Other - Write In"]);
    has(&files.hearback(&["check", "s.csv"]).done().stdout, &["20 rows read, 20 used", "no faults"]);
}

#[test]
fn options_that_the_sample_lacks_are_counted_all_the_same() {
    let mut text = String::from("id,What stops you? (all that apply)\n");
    for n in 0..60_000 {
        let rare = if n % 3 == 1 && n % 5 == 0 { ";Telephone" } else { "" };
        let _ = writeln!(text, "{n},{}{rare}", ["Fear", "Time", "Fear;Time"][n % 3]);
    }
    has(&drafted("s.csv", text), &["label = \"Telephone\"", "}, # 4000", "label = \"Fear\", barrier"][..2]);
}

#[test]
fn what_one_person_wrote_is_no_option() {
    let draft = drafted("s.csv", rows("Q9_1,Q9_2,Q1", &["Jane Doe,jane@x.org,a", ",,b", ",,a", ",,b", ",,a"], 1));
    assert!(!draft.contains("Jane") && !draft.contains("jane"), "{draft}");
    let mut cells = vec!["Friend"; 20];
    cells.extend(["Web"; 20]);
    cells.push("jane.doe@uni.org");
    let draft = drafted("s.csv", rows("id,How did you hear about us?", &cells, 1));
    has(&draft, &["write_in = \"other\"", "label = \"Other\" }, # 1"]);
    assert!(!draft.contains("jane"), "{draft}");
}

#[test]
fn first_names_that_repeat_are_personal() {
    let draft = drafted("s.csv", rows("Vorname,Q1", &["Ada,a", "Ben,b", "Cem,a", "Ada,b"], 15));
    has(&draft, &["drop = [\n  \"Vorname\""]);
}

#[test]
fn wide_and_long_headers_do_not_hang() {
    let long = format!("id,{}x\n1,2\n", "a_".repeat(20_000));
    drafted("s.csv", long);
    let header: Vec<String> = (0..300).map(|n| format!("Option {n}")).collect();
    let row =
        |k: usize| header.iter().enumerate().map(|(n, h)| if n % 7 == k { h.as_str() } else { "" }).collect::<Vec<_>>();
    let body: String = (0..200).map(|n| row(n % 7).join(",") + "\n").collect();
    drafted("s.csv", format!("{}\n{body}", header.join(",")));
}

#[test]
fn a_label_may_be_changed_where_the_column_tells() {
    let text = rows("id,Q [Fear],Q [Time]", &["Fear,", "Fear,Time", ",Time"], 5);
    let book = drafted("s.csv", &text).replace("label = \"Fear\"", "label = \"Being afraid\"");
    let files = Fixture::new().file("s.csv", text).file("c.toml", book);
    let shares = files.hearback(&["barriers", "s.csv", "--codebook", "c.toml"]).done();
    has(&shares.stdout, &["(n = 15)", "Being afraid", "67%"]);
}

#[test]
fn what_many_wrote_in_is_said() {
    let mut cells = vec!["A;B", "A", "B", "A;B", "A;C", "C"];
    cells.extend(["A;mine", "B;yours"]);
    let text = rows("id,Which? (all that apply)", &cells, 6);
    let book = drafted("s.csv", &text);
    let book = book.replace("label = \"C\"", "label = \"See\"").replace("id = \"c\"", "id = \"see\"") + "";
    let book = book.replace("blank_means", "write_in = \"see\"\nblank_means");
    let files = Fixture::new().file("s.csv", text).file("c.toml", book);
    let run = files.hearback(&["barriers", "s.csv", "--codebook", "c.toml"]).done();
    has(&run.stderr, &["12 people gave \"c\", which is none of the options"]);
}

#[test]
fn an_older_export_beside_a_newer_one_counts_once() {
    let line = |n: usize| format!("2024-03-{:02} 10:00:{:02},{}\n", n / 4 + 1, n, ["Fear", "Time", "Fear;Time"][n % 3]);
    let file = |n: usize| format!("Timestamp,What stops you?\n{}", (0..n).map(line).collect::<String>());
    let files = Fixture::new().file("old.csv", file(12)).file("new.csv", file(40));
    let run = files.hearback(&["barriers", "."]).done();
    has(&run.stdout, &["(n = 40)"]);
    has(&run.stderr, &["12 same row as in an earlier file"]);
}
