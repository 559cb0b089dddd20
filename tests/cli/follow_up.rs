//! What `hearback cadence` says following up does, and when: logs whose answers are worked by hand.

use super::fixture::{Fixture, demo};
use super::output::Output;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const HEADER: &str = "date,contact,direction,channel,warmth\n";

fn project(rows: &str, report: &str) -> Fixture {
    let toml = format!(
        "[project]\nas_of = \"2025-06-30\"\n[[outreach]]\nfiles = [\"log.csv\"]\ncomplete = true\n[report]\n{report}\n"
    );
    Fixture::new().file("log.csv", format!("{HEADER}{rows}")).file("hearback.toml", toml)
}

fn cadence(rows: &str) -> Output {
    project(rows, "").hearback(&["cadence", "--format", "json"]).done().json()
}

/// `treated` of 40 people get a second message on day 7, and 5 of these reply three days after it; of the others 2 reply on day 9.
fn forty(treated: usize) -> String {
    let mut rows = String::new();
    for i in 0..40 {
        rows.push_str(&format!("2025-03-01,P{i},out,email,cold\n"));
        let reply = match i {
            _ if i < 5 => Some("2025-03-11"),
            _ if i >= 38 => Some("2025-03-10"),
            _ => None,
        };
        if i < treated {
            rows.push_str(&format!("2025-03-08,P{i},out,email,cold\n"));
        }
        if let Some(day) = reply {
            rows.push_str(&format!("{day},P{i},in,email,\n"));
        }
    }
    rows
}

/// 20 are treated on day 7, and 20 were as silent and not written to. Of the treated 5 of 20 reply within 14 days, of the others 2
/// of 20: 15 points, or 15 extra replies per 100 messages, two and a half times as many.
#[test]
fn the_treated_are_compared_with_those_as_silent() {
    let output = cadence(&forty(20));
    let table = output.table("follow_up");
    let value = |column: &str| table.figure("any message", column).number("value").expect("known");
    for (column, expected) in
        [("with", 0.25), ("without", 0.1), ("difference", 0.15), ("ratio", 2.5), ("extra_per_100", 15.0)]
    {
        assert_close(value(column), expected, RELATIVE, column);
    }
    assert_eq!((table.count("any message", "treated"), table.count("any message", "unmatched")), (20, 0));
    assert_eq!(table.figure("any message", "difference").text("method"), "jackknife");
    let naive = output.table("follow_up_naive");
    assert_eq!(naive.figure("written to again: replied to that message", "share").counts(), (5, 20));
    assert_eq!(naive.figure("not written to again: replied", "share").counts(), (2 + 5, 20 + 20));
    let strikes = output.table("strikes");
    assert_eq!(strikes.figure("on messages 1 to 3", "share").counts(), (7, 7));
    let gaps = output.table("gaps");
    assert_eq!((gaps.labels(), gaps.figure("5–8", "share").counts()), (vec!["5–8"], (5, 20)));
}

/// The same log asked when to write: of those still silent on day 7 half were written to, so each who was stands for two, and so does each
/// who was not from then on. Written to after 5–8 days, 5 × 2 of 40 reply by day 60; never, 2 × 2 of 40.
#[test]
fn strategies_stand_for_everybody() {
    let output = cadence(&forty(20));
    let table = output.table("gaps_after_1");
    let share = |row: &str| table.figure(row, "share").number("value");
    assert_close(share("after 5–8 days").expect("known"), 0.25, RELATIVE, "5-8");
    assert_close(share("never").expect("known"), 0.1, RELATIVE, "never");
    assert_close(
        table.figure("after 5–8 days", "difference").number("value").expect("known"),
        0.15,
        RELATIVE,
        "against",
    );
    for thin in ["after 2–4 days", "after 9–15 days", "after 16–30 days"] {
        assert_eq!((share(thin), table.count(thin, "followed")), (None, 0), "{thin}");
    }
    assert_eq!((table.count("after 5–8 days", "followed"), table.count("never", "followed")), (20, 20));
    assert!(table.notes().contains("nothing can be said"), "{}", table.notes());
}

#[test]
fn fewer_than_ten_tell_nothing() {
    let output = cadence(&forty(9));
    let table = output.table("follow_up");
    assert!(table.labels().is_empty());
    assert!(table.notes().contains("fewer than 10 people were written to again"), "{}", table.notes());
    let advice = output.table("advice");
    assert!(advice.cell("Write again at all?", "answer").as_str().expect("words").contains("too few"));
    for table in ["odds", "odds_of_follow_ups"] {
        assert!(output.table(table).notes().contains("Nothing can be said"), "{table}");
    }
}

#[test]
fn the_demo_says_what_it_cannot_tell() {
    let fixture = Fixture::new();
    let mut told = String::new();
    for table in
        ["follow_up", "follow_up_by_days", "follow_up_naive", "advice", "gaps_after_1", "odds", "gaps", "strikes"]
    {
        let run =
            fixture.hearback(&["cadence", &demo(""), "--complete", "--audience", "self", "--table", table]).done();
        told.push_str(&run.stdout);
        told.push('\n');
    }
    insta::assert_snapshot!("follow_up_of_the_demo", told);
}

/// Of others, what few did is hidden: nine tables of it, and none of them has the number.
#[test]
fn few_are_hidden_from_others() {
    let rows = forty(20);
    let fixture = project(&rows, "audience = \"others\"\nsuppress_below = 30");
    let output = fixture.hearback(&["cadence", "--format", "json"]).done().json();
    let table = output.table("follow_up");
    assert!(table.figure("any message", "difference").is_hidden() && table.cell("any message", "treated").is_null());
    for row in output.table("gaps_after_1").labels() {
        assert!(output.table("gaps_after_1").cell(row, "followed").is_null(), "{row}");
    }
    assert!(!output.ids().contains(&"strikes"), "{:?}", output.ids());
}

/// 60 cold messages with 3 replies, 60 warm ones with 30: a difference of 45 points that no chance makes.
fn warm_and_cold(warm_replies: usize) -> String {
    let mut rows = String::new();
    for i in 0..120 {
        let (warmth, replies) = if i < 60 { ("cold", 3) } else { ("warm_intro", warm_replies) };
        rows.push_str(&format!("2025-03-01,P{i},out,email,{warmth}\n"));
        if i % 60 < replies {
            rows.push_str(&format!("2025-03-04,P{i},in,email,\n"));
        }
    }
    rows
}

fn findings(rows: &str, report: &str) -> Vec<(bool, String, String)> {
    let fixture = project(rows, &format!("out = \"out\"\n{report}"));
    fixture.hearback(&["report"]).done();
    let json: serde_json::Value = serde_json::from_str(&fixture.read("out/report.json")).expect("JSON");
    let page = fixture.read("out/index.html");
    let found = json["findings"].as_array().expect("findings").iter().map(|finding| {
        let (sentence, table) =
            (finding["sentence"].as_str().expect("a sentence"), finding["table"].as_str().expect("a table"));
        assert!(json["tables"].as_array().expect("tables").iter().any(|t| t["id"] == table), "{table} is a table");
        assert!(page.contains(&format!("id=\"table-{table}\"")) && page.contains(&format!("href=\"#table-{table}\"")));
        let certain = finding["is_certain"].as_bool().expect("yes or no");
        assert_eq!(certain, finding["p"].as_f64().is_some_and(|p| p <= 0.05), "{finding}");
        (certain, sentence.to_owned(), table.to_owned())
    });
    found.collect()
}

#[test]
fn a_report_says_what_is_certain_and_links_to_its_table() {
    let found = findings(&warm_and_cold(30), "audience = \"self\"");
    assert!(found[0].0);
    assert_eq!(found[0].1, "Who hears back, by warmth: warm intro 50% by day 60, cold 5%.");
    assert_eq!(found[0].2, "replies_by_warmth");
}

#[test]
fn a_report_says_when_nothing_is_certain_and_what_would_tell() {
    let found = findings(&warm_and_cold(4), "audience = \"self\"");
    assert!(!found.is_empty() && found.iter().all(|(certain, ..)| !certain), "{found:?}");
    assert!(found[0].1.starts_with("Whether replies differ by warmth: about "), "{found:?}");
}

/// With a hidden group nothing is told of groups, and so there is no finding of them.
#[test]
fn no_finding_counts_a_hidden_group() {
    let mut rows = warm_and_cold(30);
    for i in 0..3 {
        rows.push_str(&format!("2025-03-01,Q{i},out,email,alumni\n"));
    }
    let found = findings(&rows, "audience = \"others\"\nsuppress_below = 5");
    assert!(found.iter().all(|(_, _, table)| table != "replies_by_warmth"), "{found:?}");
}
