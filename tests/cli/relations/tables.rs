//! The tables, by hand, as they are printed, and as others see them.

use crate::fixture::{Fixture, Transcript, demo};
use crate::output::Output;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const OF_REPLIES: [&str; 10] = [
    "funnel",
    "funnel_written",
    "funnel_by_start",
    "thanks",
    "tiers",
    "introducers",
    "events",
    "reciprocity",
    "balance",
    "depth",
];

const OF_CADENCE: [&str; 2] = ["speed", "speed_replies"];

const HEADER: &str = "date,contact,direction,channel,kind,ask,via,event,offer,thanks\n";

/// As of June 30. Ada was met on June 1, written to on June 2, thanked on June 3, and replied on June 10. Bo was met on June 1 and
/// never written to. Cy was introduced by Ada on June 20, written to on June 21, and waits. Di was met on June 26, and
/// not written to yet. Ed wrote first on June 5, and had an answer on June 8; Flo wrote first on June 25 and has none. Gil was
/// introduced by Cy and written to on June 24; Hal was written to out of the blue on May 1, and asked on May 9.
const EIGHT: &str = "\
2025-05-01,Hal,out,email,message,none,,,yes,
2025-05-09,Hal,out,email,message,job,,,,
2025-06-01,Ada,mutual,in_person,meeting,,,Fair,,
2025-06-01,Bo,mutual,in_person,meeting,,,Fair,,
2025-06-02,Ada,out,email,message,advice,,,,
2025-06-03,Ada,out,email,message,,,,,yes
2025-06-05,Ed,in,email,message,,,,,
2025-06-08,Ed,out,email,message,none,,,,
2025-06-10,Ada,in,email,message,,,,,
2025-06-20,Cy,in,email,introduction,,Ada,,,
2025-06-21,Cy,out,email,message,job,Ada,,,
2025-06-24,Gil,out,email,message,advice,Cy,,,
2025-06-25,Flo,in,email,message,,,,,
2025-06-26,Di,mutual,in_person,meeting,,,,,
";

fn project() -> Fixture {
    let toml = "[project]\nas_of = \"2025-06-30\"\n[[outreach]]\nfiles = [\"log.csv\"]\ncomplete = true\n";
    Fixture::new().file("log.csv", format!("{HEADER}{EIGHT}")).file("hearback.toml", toml)
}

#[track_caller]
fn run(command: &str, further: &[&str]) -> Output {
    project().hearback(&[&[command, "--format", "json"], further].concat()).done().json()
}

/// A snapshot of some tables.
fn printed(fixture: &Fixture, command: &str, folder: &str, tables: &[&str], audience: &str) -> String {
    let mut transcript = Transcript::default();
    for table in tables {
        let args = [command, folder, "--table", table, "--audience", audience];
        transcript.add(table, &fixture.hearback(&args).done());
    }
    transcript.to_string()
}

/// Ada waited 1 day, Bo 29 so far, Cy 1, Di 4 so far. On day 1, four are at risk and two are written to: 1/2; then Di leaves on
/// day 4, and nobody else is written to.
#[test]
fn the_first_message_after_a_meeting() {
    let output = run("replies", &[]);
    let funnel = output.table("funnel");
    let message = funnel.figure("First message", "by_day_14");
    assert_close(message.number("value").unwrap(), 0.5, RELATIVE, "by day 14");
    assert_eq!(message.counts(), (2, 4));
    assert_eq!(["n", "reached", "waiting"].map(|c| funnel.count("First message", c)), [4, 2, 2]);
    assert_eq!(funnel.figure("First message", "by_day_60").number("value"), None, "nobody was watched for 60 days");
    // Half have been written to on day 1, and the curve stays there to day 29: halfway between.
    assert_eq!(funnel.figure("First message", "median_days").number("value"), Some(15.0));
    let speed = run("cadence", &[]);
    let speed = speed.table("speed");
    for (day, share) in [(1, 0.5), (2, 0.5), (7, 0.5), (14, 0.5)] {
        assert_eq!(speed.figure("Everyone", &format!("by_day_{day}")).number("value"), Some(share), "by day {day}");
    }
    assert_eq!(speed.figure("Introduced", "by_day_1").counts(), (1, 1));
    assert_eq!(speed.labels(), ["Everyone", "Introduced", "Met at an event", "Met otherwise"]);
}

/// Ada replied 8 days after the message, Cy waits for 9: at risk on day 8 are both, so 1/2. Hal waits for 60 days, Gil for 6.
#[test]
fn replies_follow_the_first_message() {
    let output = run("replies", &[]);
    let funnel = output.table("funnel");
    assert_eq!(funnel.figure("Reply", "by_day_14").number("value"), None, "nobody waits for 14 days");
    assert_eq!(["n", "reached", "waiting"].map(|c| funnel.count("Reply", c)), [2, 1, 1]);
    assert_eq!(["n", "reached", "waiting"].map(|c| funnel.count("Conversation", c)), [1, 0, 1]);
    assert_eq!(["n", "reached", "waiting"].map(|c| funnel.count("Ongoing", c)), [0, 0, 0]);
    let written = output.table("funnel_written");
    assert_eq!(written.labels(), ["Reply", "Conversation", "Ongoing"]);
    assert_eq!(["n", "reached", "waiting"].map(|c| written.count("Reply", c)), [2, 0, 1], "Hal's time is over");
    assert_eq!(written.figure("Reply", "by_day_60").counts(), (0, 2));
    let speed = run("cadence", &[]);
    let classes = speed.table("speed_replies");
    assert_eq!((classes.count("0–1 days", "n"), classes.count("0–1 days", "replied")), (2, 1));
    assert!(classes.figure("0–1 days", "replied_by_day_14").flags().contains(&"descriptive".to_owned()));
    assert!(classes.notes().contains("2 more were not written to so far"), "{}", classes.notes());
}

/// Three meetings: Ada's was followed by a message on day 1 and by thanks on day 2, Bo's and Di's by neither.
#[test]
fn thanks_follow_a_meeting() {
    let output = run("replies", &[]);
    let table = output.table("thanks");
    assert_eq!(table.labels(), ["Thanks", "Any message of mine"]);
    assert_eq!(["n", "reached", "waiting"].map(|c| table.count("Thanks", c)), [3, 1, 1]);
    assert_eq!(table.figure("Thanks", "by_day_1").number("value"), Some(0.0));
    assert_close(table.figure("Thanks", "by_day_2").number("value").unwrap(), 1.0 / 3.0, RELATIVE, "by day 2");
    assert_close(table.figure("Any message of mine", "by_day_1").number("value").unwrap(), 1.0 / 3.0, RELATIVE, "any");
    // A log that never says: thanks cannot be told.
    let log = EIGHT.replace(",yes\n", ",\n");
    let silent = project().file("log.csv", format!("{HEADER}{log}"));
    let output = silent.hearback(&["replies", "--format", "json"]).done().json();
    assert_eq!(output.table("thanks").labels(), ["Any message of mine"]);
    assert!(output.table("thanks").notes().contains("thanks cannot be told"));
}

/// Ada was met at a fair and introduced Cy, who introduced Gil.
#[test]
fn introductions_lead_on() {
    let output = run("replies", &[]);
    let tiers = output.table("tiers");
    assert_eq!(tiers.labels().len(), 4);
    let people: Vec<u64> = tiers.labels().into_iter().map(|tier| tiers.count(tier, "people")).collect();
    assert_eq!(people, [6, 1, 1, 0]);
    let introducers = output.table("introducers");
    assert_eq!(introducers.labels(), ["Ada", "Cy"]);
    let led = |who: &str| ["people", "replies", "second", "further"].map(|c| introducers.count(who, c));
    assert_eq!((led("Ada"), led("Cy")), ([1, 0, 1, 0], [1, 0, 0, 0]));
    let events = output.table("events");
    assert_eq!(["people", "replies", "second", "further"].map(|c| events.count("Fair", c)), [2, 1, 1, 1]);
    assert_eq!(events.figure("Fair", "written").counts(), (1, 2));
}

/// Ed was answered after 3 days; Flo has waited for 5.
#[test]
fn those_who_wrote_first_are_answered_or_wait() {
    let output = run("replies", &[]);
    let table = output.table("reciprocity");
    assert_eq!(["n", "reached", "waiting"].map(|c| table.count("Answered", c)), [2, 1, 1]);
    assert_eq!(table.figure("Answered", "by_day_1").number("value"), Some(0.0));
    assert_close(table.figure("Answered", "by_day_3").number("value").unwrap(), 0.5, RELATIVE, "by day 3");
    assert_eq!(table.figure("Answered", "by_day_7").number("value"), None, "Flo has waited for 5 days only");
}

/// Asks: Ada advice, Cy and Hal a job, Gil advice. Hal had been given something before. Of Ada's meeting and thanks it is not said
/// whether they asked; to Bo and Di I never turned. Offers are known of all: the log has the column.
#[test]
fn asking_and_giving() {
    let output = run("replies", &[]);
    let table = output.table("balance");
    assert_eq!(table.figure("People asked for something", "share").counts(), (4, 5), "Ed was asked for nothing");
    assert_eq!(["touches", "unknown"].map(|c| table.count("People asked for something", c)), [4, 2]);
    assert_eq!(table.figure("People given something", "share").counts(), (1, 5));
    assert_eq!(table.figure("Given at least as often as asked", "share").counts(), (1, 4));
    assert_eq!(table.figure("Asks after giving or thanks", "share").counts(), (1, 4));
}

/// None: Hal, Cy, Gil and Flo. One: Bo and Di met, Ed was answered. Two: Ada met, and replied.
#[test]
fn exchanges_and_single_touches() {
    let output = run("replies", &[]);
    let table = output.table("depth");
    let people: Vec<u64> = table.labels().into_iter().map(|row| table.count(row, "people")).collect();
    // Single: Bo, Di, Gil and Flo.
    assert_eq!(people, [4, 3, 1, 0, 0, 4]);
    assert!(table.notes().contains("7 of them began less than 60 days before"), "{}", table.notes());
}

#[test]
fn every_table_as_it_is_printed() {
    let fixture = project();
    insta::assert_snapshot!("replies", printed(&fixture, "replies", ".", &OF_REPLIES, "self"));
    insta::assert_snapshot!("cadence", printed(&fixture, "cadence", ".", &OF_CADENCE, "self"));
}

#[test]
fn the_demo() {
    let fixture = Fixture::new();
    insta::assert_snapshot!("demo_replies", printed(&fixture, "replies", &demo(""), &OF_REPLIES, "self"));
    insta::assert_snapshot!("demo_cadence", printed(&fixture, "cadence", &demo(""), &OF_CADENCE, "self"));
}

#[test]
fn every_table_with_a_chart_draws_it() {
    let fixture = project();
    let charts = ["funnel", "thanks", "tiers", "introducers", "events", "reciprocity", "depth"];
    for table in charts {
        fixture.hearback(&["replies", "--table", table, "--chart", "c.svg"]).done();
        assert!(fixture.read("c.svg").starts_with("<svg"), "{table}");
    }
    for table in OF_CADENCE {
        fixture.hearback(&["cadence", "--table", table, "--chart", "c.svg"]).done();
    }
}

/// For others: of eight people hardly anything may be told, and no name at all.
#[test]
fn few_people_are_hidden_from_others() {
    let fixture = project();
    let replies = printed(&fixture, "replies", ".", &OF_REPLIES, "others");
    let cadence = printed(&fixture, "cadence", ".", &OF_CADENCE, "others");
    for secret in ["Ada", "Cy", "Fair"] {
        assert!(!replies.contains(secret) && !cadence.contains(secret), "{secret} is told: {replies}{cadence}");
    }
    let output = run("replies", &["--audience", "others"]);
    let funnel = output.table("funnel");
    assert!(funnel.figure("First message", "by_day_14").is_hidden() && funnel.cell("First message", "n").is_null());
    assert!(output.table("funnel").text("base").contains("n = —"));
    // Nobody came to the last step: shown, it would tell of the one before.
    assert!(funnel.figure("Ongoing", "by_day_14").is_hidden() && funnel.cell("Ongoing", "n").is_null());
    assert!(output.table("thanks").figure("Thanks", "by_day_2").is_hidden(), "three people were met");
    assert_eq!(output.table("introducers").labels(), ["introducer 1", "introducer 2"]);
    assert!(output.table("introducers").cell("introducer 1", "second").is_null());
    assert!(output.table("balance").cell("Asks after giving or thanks", "touches").is_null(), "four people were asked");
    let speed = run("cadence", &["--audience", "others"]);
    assert!(!speed.table("speed_replies").notes().contains("not written to"));
    insta::assert_snapshot!("others_replies", replies);
    insta::assert_snapshot!("others_cadence", cadence);
}

/// One person met six times is one person.
#[test]
fn meetings_are_not_people() {
    let rows: String = (1..=6).map(|day| format!("2025-03-0{day},Ana,mutual,video,meeting,,,,,\n")).collect();
    let fixture = project().file("log.csv", format!("{HEADER}{rows}"));
    let output = fixture.hearback(&["replies", "--format", "json", "--audience", "others"]).done().json();
    assert!(output.table("thanks").figure("Any message of mine", "by_day_1").is_hidden());
    let own = fixture.hearback(&["replies", "--format", "json"]).done().json();
    assert_eq!(own.table("thanks").count("Any message of mine", "n"), 6);
}

/// What is hidden is hidden in every column, and what is shown is of five people or of nobody.
#[test]
fn the_demo_for_others_leaves_nobody_alone() {
    let output = Fixture::new().hearback(&["replies", &demo(""), "--format", "json"]).done().json();
    for id in ["tiers", "introducers", "events"] {
        let table = output.table(id);
        let hidden = table.labels().into_iter().filter(|row| table.figure(row, "written").is_hidden());
        for row in hidden {
            for column in ["people", "replies", "conversations"] {
                assert!(table.cell(row, column).is_null(), "{id}, {row}, {column}");
            }
            assert!(table.figure(row, "replied").is_hidden(), "{id}, {row}");
        }
        let shown = table.labels().into_iter().filter(|row| !table.figure(row, "written").is_hidden());
        for (row, n) in shown.map(|row| (row, table.count(row, "people"))) {
            assert!(n == 0 || n >= 5, "{id}, {row}: {n} people");
        }
    }
}
