//! How logs are read: headers, dates, order, repeats, and rows left out.

use super::fixture::{Fixture, Run};
use super::output::Output;

fn log(text: &str) -> Fixture {
    Fixture::new().file("log.csv", text)
}

#[track_caller]
fn replies(fixture: &Fixture, files: &[&str]) -> Output {
    fixture.hearback(&[&["replies", "--as-of", "2025-06-30", "--format", "json"], files].concat()).done().json()
}

/// Everyone: people, replied, still waiting; and the share by day 7, to nine digits.
#[track_caller]
fn everyone(output: &Output) -> ([u64; 3], Option<f64>) {
    let table = output.table("replies");
    let share = table.figure("Everyone", "replied_by_day_7").number("value").map(|x| (x * 1e9).round() / 1e9);
    (["n", "replied", "waiting"].map(|column| table.count("Everyone", column)), share)
}

const TWO_THIRDS: Option<f64> = Some(0.666_666_667);

/// A: written to and answered on one day. B: written to in the morning of the day after, answered four days later.
/// C: silent for weeks.
const OLDEST_FIRST: &str = "\
date,contact,direction,channel
2025-05-01,A,out,email
2025-05-01,A,in,email
2025-05-02,B,out,email
2025-05-06,B,in,email
2025-05-20,C,out,email
";

#[test]
fn newest_first_gives_the_same_as_oldest_first() {
    let mut lines: Vec<&str> = OLDEST_FIRST.lines().collect();
    lines[1..].reverse();
    let (old, new) = (log(OLDEST_FIRST), log(&(lines.join("\n") + "\n")));
    let (old, new) = (replies(&old, &["log.csv"]), replies(&new, &["log.csv"]));
    assert_eq!(everyone(&old), ([3, 2, 1], TWO_THIRDS));
    assert_eq!(old.at("/tables"), new.at("/tables"));
}

/// One row a message, with the day of the reply beside it.
const REPLY_COLUMN: &str = "\
Date sent,Name,Medium,Reply date
2025-05-01,A,E-mail,2025-05-01
2025-05-02,B,LinkedIn,2025-05-06
2025-05-20,C,E-mail,no
";

#[test]
fn a_column_of_replies_is_read_in_either_order() {
    let mut lines: Vec<&str> = REPLY_COLUMN.lines().collect();
    assert_eq!(everyone(&replies(&log(REPLY_COLUMN), &["log.csv"])), ([3, 2, 1], TWO_THIRDS));
    lines[1..].reverse();
    let turned = log(&(lines.join("\n") + "\n"));
    assert_eq!(everyone(&replies(&turned, &["log.csv"])), ([3, 2, 1], TWO_THIRDS));
}

#[test]
fn a_log_with_its_own_words_is_recognised_and_said() {
    let run = log(REPLY_COLUMN).hearback(&["check", "log.csv"]).done();
    insta::assert_snapshot!("own_words", run.to_string());
}

#[test]
fn a_map_names_columns_that_nobody_would_guess() {
    let text = "quando,chi,verso,note\n2025-05-01,A,out,x\n2025-05-03,A,in,y\n";
    let refused = log(text).hearback(&["replies", "log.csv"]).refused();
    insta::assert_snapshot!("no_columns", refused.to_string());
    let toml = "[project]\nas_of = \"2025-06-30\"\n[[outreach]]\nfiles = [\"log.csv\"]\n\
                map = { date = \"quando\", contact = \"chi\", direction = \"verso\" }\n";
    let fixture = log(text).file("hearback.toml", toml);
    let output = fixture.hearback(&["replies", "--format", "json"]).done().json();
    assert_eq!(everyone(&output), ([1, 1, 0], Some(1.0)));
}

#[test]
fn the_order_of_day_and_month_is_told_from_the_column() {
    // 25/04 can only be a day first, so 03/04 is the third of April: 22 days before.
    let text = "date,contact,direction\n03/04/2025,A,out\n25/04/2025,A,in\n";
    let output = replies(&log(text), &["log.csv"]);
    let table = output.table("replies");
    assert_eq!(table.figure("Everyone", "replied_by_day_14").number("value"), Some(0.0));
    assert_eq!(table.figure("Everyone", "replied_by_day_30").number("value"), Some(1.0));
    assert!(output.at("/sources/0/notes").to_string().contains("day first"));
    let run = log("date,contact,direction\n03/04/2025,A,out\n04/05/2025,A,in\n").hearback(&["replies", "log.csv"]);
    insta::assert_snapshot!("ambiguous_dates", run.refused().to_string());
    let run = log("date,contact,direction\n25/04/2025,A,out\n04/25/2025,A,in\n").hearback(&["replies", "log.csv"]);
    insta::assert_snapshot!("mixed_dates", run.refused().to_string());
}

#[test]
fn the_same_file_named_twice_adds_nothing() {
    for text in [OLDEST_FIRST, REPLY_COLUMN] {
        let fixture = log(text).file("again.csv", text);
        let (once, twice) = (replies(&fixture, &["log.csv"]), replies(&fixture, &["log.csv", "again.csv"]));
        assert_eq!(once.at("/tables"), twice.at("/tables"));
        let (read, used, reasons) = twice.account(1);
        assert_eq!((used, reasons), (0, vec![("read already".to_owned(), read)]));
    }
}

#[test]
fn a_longer_export_adds_only_what_is_new() {
    let longer = format!("{OLDEST_FIRST}2025-05-22,C,in,email\n");
    let fixture = log(OLDEST_FIRST).file("later.csv", longer);
    let output = replies(&fixture, &["log.csv", "later.csv"]);
    assert_eq!(everyone(&output).0, [3, 3, 0]);
    assert_eq!(output.account(1), (6, 1, vec![("read already".to_owned(), 5)]));
}

#[test]
fn the_same_row_twice_in_one_file_is_two_events() {
    let text = "date,contact,direction\n2025-05-01,A,in\n2025-05-01,A,in\n2025-05-02,B,out\n";
    assert_eq!(replies(&log(text), &["log.csv"]).account(0), (3, 3, vec![]));
}

/// A reply that is not known yet leaves its row used: the message was sent.
#[test]
fn a_reply_after_as_of_does_not_take_its_message_along() {
    let text = "date,contact,replied_on\n2025-06-20,A,2025-07-02\n2025-07-01,B,2025-07-03\n";
    let output = replies(&log(text), &["log.csv"]);
    assert_eq!(everyone(&output).0, [1, 0, 1]);
    let (read, used, _) = output.account(0);
    assert_eq!((read, used), (2, 1));
}

/// Every row that cannot be used, with what the program says of it.
const FAULTY: &str = "\
date,time,contact,direction,channel,kind,replied_on,words
2025-05-01,,Ada,out,email,message,,
2025-05-02,,Bo,out,email,message,2025-04-30,
0202-05-01,,Cy,out,email,message,,
2999-01-01,,Di,out,email,message,,
2025-02-30,,Ed,out,email,message,,
soon,,Flo,out,email,message,,
,,Gus,out,email,message,,
2025-05-03,,,out,email,message,,
2025-05-03,25:00,Hal,out,email,message,,
2025-05-03,,Ida,sideways,email,message,,
2025-05-03,,Jo,,email,message,,
2025-05-03,,Kay,out,pigeon,message,,
2025-05-03,,Lu,out,email,mesage,,
2025-05-03,,Mo,out,email,message,maybe,
2025-05-03,,Ned,out,email,message,,many

2025-05-03,,Oz,out,email
2025-05-03,,Pam,out,email,message,,12,surplus
";

#[test]
fn every_faulty_row_is_left_out_counted_and_explained() {
    let fixture = log(FAULTY);
    let run = fixture.hearback(&["check", "log.csv"]);
    insta::assert_snapshot!("faulty_rows", run.to_string());
    assert_eq!(run.code, 1);
    let output = fixture.hearback(&["check", "log.csv", "--format", "json"]).json();
    let (read, used, _) = output.account(0);
    assert_eq!((read, used), (18, 6), "Ada, and five of whom only an attribute cannot be read");
    let replies = fixture.hearback(&["replies", "log.csv"]).done();
    insta::assert_snapshot!("faulty_rows_elsewhere", replies.stderr);
}

#[test]
fn a_day_that_has_not_come_is_a_fault_only_without_as_of() {
    let text = "date,contact,direction\n2025-05-01,A,out\n2099-01-01,B,out\n";
    let reasons = |args: &[&str]| {
        let run: Run = log(text).hearback(&[&["check", "log.csv", "--format", "json"], args].concat());
        (run.code, run.json().account(0).2)
    };
    assert_eq!(reasons(&[]), (1, vec![("date in the future".to_owned(), 1)]));
    assert_eq!(reasons(&["--as-of", "2025-06-30"]), (0, vec![("after as_of".to_owned(), 1)]));
}

#[test]
fn moments_count_in_the_timezone_of_the_project() {
    // 02:30 UTC on the 3rd is the evening of the 2nd in New York: the reply came the day after.
    let text = "date,contact,direction\n2025-05-03T02:30:00Z,A,out\n2025-05-03T15:00:00Z,A,in\n";
    let day = |zone: &str| {
        let toml =
            format!("[project]\ntimezone = \"{zone}\"\nas_of = \"2025-05-03\"\n[[outreach]]\nfiles = [\"log.csv\"]\n");
        log(text).file("hearback.toml", toml).hearback(&["replies", "--format", "json"]).done().json()
    };
    // As of the 3rd it was sent on the last day in UTC, while in New York that was the day before.
    let utc = day("UTC");
    assert_eq!(utc.table("became").count("Opened on the last day: no time yet to hear back", "n"), 1);
    let new_york = day("America/New_York");
    assert_eq!(new_york.table("became").count("Replied by day 60", "n"), 1);
}
