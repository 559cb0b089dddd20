//! What counts a hidden group, or the same few people, is hidden with it: gaps, tests, pairs, margins, response.

use super::fixture::Fixture;
use super::output::Output;

const CODEBOOK: &str = r#"
[[question]]
id = "college"
text = "College?"
kind = "single"
options = [{ id = "Arts" }, { id = "Law" }, { id = "Music" }]

[[question]]
id = "fears"
text = "Fears?"
kind = "multi"
separator = "; "
options = [{ id = "a" }, { id = "b" }, { id = "z" }]

[[question]]
id = "sent"
text = "Sent?"
kind = "number"

[[question]]
id = "choir"
text = "Choir?"
kind = "multi"
separator = "; "
blank_means = "none"
asked_if = { college = ["Music"] }
options = [{ id = "alto" }, { id = "bass" }]
"#;

const RECIPE: &str = "[[margin]]\nquestion = \"college\"\nshares = { Arts = 0.5, Law = 0.3, Music = 0.2 }\n";

/// 40 of Arts, 30 of Law, and so many of Music; nobody else chose `z`, and they chose `b` with it.
fn survey(music: u32) -> Fixture {
    let mut rows = "college,fears,sent,choir\n".to_owned();
    for i in 0..70 {
        let college = if i < 40 { "Arts" } else { "Law" };
        let fears = ["a", "b", "a; b"][i % 3];
        rows.push_str(&format!("{college},{fears},{},\n", i % 7));
    }
    rows.push_str(&"Music,b; z,30,\n".repeat(music as usize));
    Fixture::new().file("s.csv", rows).file("c.toml", CODEBOOK).file("recipe.toml", RECIPE)
}

#[track_caller]
fn for_others(fixture: &Fixture, command: &str, further: &[&str]) -> Output {
    let args = [command, "s.csv", "--codebook", "c.toml", "--audience", "others", "--format", "json"];
    fixture.hearback(&[&args[..], further].concat()).done().json()
}

/// Everything of a table of gaps that is a number.
fn told(output: &Output, table: &str) -> Vec<String> {
    let grid = output.at("/tables").as_array().expect("tables").iter().find(|t| t["id"] == table).expect("the table");
    let cells = grid["rows"].as_array().expect("rows").iter().flat_map(|row| row.as_array().expect("cells"));
    let told = cells.filter(|cell| cell.is_number() || cell["value"].is_number() || cell["n"].is_number());
    told.map(ToString::to_string).collect()
}

#[test]
fn gaps_and_tests_count_a_hidden_group_and_go_with_it() {
    let output = for_others(&survey(3), "crosstab", &["--question", "fears", "--by", "college"]);
    assert_eq!(told(&output, "fears_by_college_gaps"), Vec::<String>::new());
    assert!(!output.ids().contains(&"fears_by_college_tests"), "{:?}", output.ids());
    let notes = output.table("fears_by_college").notes();
    assert!(notes.contains("is not told: a group is hidden") && !notes.contains("F("), "{notes}");

    let output = for_others(&survey(60), "crosstab", &["--question", "fears", "--by", "college"]);
    assert!(!told(&output, "fears_by_college_gaps").is_empty());
    assert!(output.ids().contains(&"fears_by_college_tests"));
    assert!(output.table("fears_by_college").notes().contains("F("));
}

#[test]
fn differences_of_means_go_with_a_hidden_group() {
    let gaps = |music| {
        let output = for_others(&survey(music), "crosstab", &["--question", "sent", "--by", "college"]);
        told(&output, "sent_by_college_gaps").len()
    };
    assert_eq!(gaps(3), 0);
    assert!(gaps(9) > 0);
}

/// Of three who chose `z`, what else they chose; and `b` with `z` counts the same three.
#[test]
fn what_few_people_chose_together_is_hidden_both_ways() {
    let hidden = |music| {
        let output = for_others(&survey(music), "crosstab", &["--question", "fears"]);
        let tables = output.at("/tables").as_array().expect("tables");
        let together = tables.iter().find(|t| t["id"] == "fears_together").expect("the table");
        let rows = together["rows"].as_array().expect("rows").iter();
        let hidden = rows
            .filter(|row| row[2]["n"].is_null())
            .map(|row| format!("{} {}", row[0].as_str().expect("an option"), row[1].as_str().expect("an option")));
        let mut hidden: Vec<String> = hidden.collect();
        hidden.sort();
        hidden
    };
    assert_eq!(hidden(3), ["a z", "b z", "z a", "z b"]);
    assert_eq!(hidden(9), Vec::<String>::new());
}

#[test]
fn a_margin_hides_its_small_category_and_the_next() {
    let output = for_others(&survey(3), "weight", &["--weighting", "recipe.toml"]);
    let table = output.table("margin-college");
    for (college, is_hidden) in [("Arts", false), ("Law", true), ("Music", true)] {
        assert_eq!(table.figure(college, "before").is_hidden(), is_hidden, "{college}");
        assert_eq!(table.cell(college, "n").is_null(), is_hidden, "{college}");
        assert_eq!(table.cell(college, "after").is_null(), is_hidden, "{college}");
        assert!(table.cell(college, "target").is_number(), "{college}: targets are published");
    }
    let output = for_others(&survey(9), "weight", &["--weighting", "recipe.toml"]);
    assert_eq!(output.table("margin-college").count("Music", "n"), 9);
}

#[test]
fn a_question_that_few_were_asked_is_hidden_without_a_rate_too() {
    let output = for_others(&survey(3), "response", &[]);
    let table = output.table("response");
    for column in ["asked", "answered", "no_answer", "not_asked"] {
        assert!(table.cell("Choir?", column).is_null(), "{column}");
    }
    assert!(table.figure("Choir?", "stopped").is_hidden());
    assert!(!table.notes().contains("who ticked nothing"), "{}", table.notes());
    assert_eq!(table.count("Sent?", "asked"), 73);
    let output = for_others(&survey(9), "response", &[]);
    assert_eq!(output.table("response").count("Choir?", "asked"), 9);
    assert!(output.table("response").notes().contains("9 who ticked nothing"));
}

/// So many were written to on each channel four months ago; every second of them replied, on the third day.
fn log(people: &[(&str, u32)]) -> Fixture {
    let mut rows = "date,contact,direction,channel\n".to_owned();
    for (channel, n) in people {
        for i in 0..*n {
            rows.push_str(&format!("2025-03-01,{channel} {i},out,{channel}\n"));
            if i % 2 == 0 {
                rows.push_str(&format!("2025-03-04,{channel} {i},in,{channel}\n"));
            }
        }
    }
    Fixture::new().file("log.csv", rows)
}

#[track_caller]
fn replies(people: &[(&str, u32)], further: &[&str]) -> Output {
    let args =
        ["replies", "log.csv", "--complete", "--as-of", "2025-06-30", "--audience", "others", "--format", "json"];
    log(people).hearback(&[&args[..], further].concat()).done().json()
}

/// Three got a text. With them the next smallest group is hidden, and every test, letter, drawn share and place, for they
/// count the three; nothing that is left changes when the three do.
#[test]
fn tests_of_replies_do_not_count_a_hidden_group() {
    let by = ["--by", "channel"];
    let output = replies(&[("email", 30), ("phone", 20), ("text", 3)], &by);
    assert_eq!(output.ids(), ["replies_by_channel", "replies_by_channel_shares"]);
    assert!(output.table("replies_by_channel").notes().contains("is not told: a group is hidden"));
    let shares = output.table("replies_by_channel_shares");
    for group in ["email", "phone", "text"] {
        assert!(shares.figure(group, "raw_share").is_hidden(), "{group}");
        assert!(
            ["shrunk_share", "best", "matured", "replied"].iter().all(|c| shares.cell(group, c).is_null()),
            "{group}"
        );
    }
    assert_eq!(told(&output, "replies_by_channel_shares").len(), 3, "of everyone alone: a share, and two counts");
    let shown = replies(&[("email", 30), ("phone", 20), ("text", 12)], &by);
    assert_eq!(shown.ids().len(), 4);
    assert!(shown.table("replies_by_channel_shares").cell("text", "shrunk_share").is_object());
}

/// Of 20 people 17 were written to last week: 3 have run their course, whom the raw share would tell of.
#[test]
fn few_who_ran_their_course_are_hidden_though_their_group_is_not() {
    let mut rows = "date,contact,direction,channel\n".to_owned();
    for (channel, day, n) in [("email", "2025-03-01", 30), ("phone", "2025-03-01", 3), ("phone", "2025-06-20", 17)] {
        (0..n).for_each(|i| rows.push_str(&format!("{day},{channel} {day} {i},out,{channel}\n")));
    }
    let args =
        ["replies", "log.csv", "--complete", "--as-of", "2025-06-30", "--audience", "others", "--format", "json"];
    let output =
        Fixture::new().file("log.csv", rows).hearback(&[&args[..], &["--by", "channel"]].concat()).done().json();
    assert!(!output.table("replies_by_channel").figure("phone", "naive_share").is_hidden());
    let shares = output.table("replies_by_channel_shares");
    assert!(["email", "phone"].iter().all(|group| shares.figure(group, "raw_share").is_hidden()));
}

/// Of four people nothing is told in any table; of six with four replies, not how long these took.
#[test]
fn few_people_and_few_replies_are_hidden_in_every_table() {
    let output = replies(&[("email", 4)], &[]);
    for id in ["replies", "became", "waiting", "messages", "time_to_reply", "after_silence"] {
        assert_eq!(told(&output, id), Vec::<String>::new(), "{id}");
    }
    let output = replies(&[("email", 8)], &[]);
    assert_eq!(told(&output, "time_to_reply"), Vec::<String>::new());
    assert!(!told(&output, "after_silence").is_empty() && !told(&output, "messages").is_empty());
}

/// Six messages to three people are three people.
#[test]
fn messages_are_counted_by_people_before_they_are_told() {
    let mut rows = "date,contact,direction,channel\n".to_owned();
    for i in 0..3 {
        rows.push_str(&format!("2025-03-01,old {i},out,email\n2025-03-11,old {i},out,email\n"));
    }
    (0..20).for_each(|i| rows.push_str(&format!("2025-06-20,new {i},out,email\n")));
    let args =
        ["replies", "log.csv", "--complete", "--as-of", "2025-06-30", "--audience", "others", "--format", "json"];
    let output = Fixture::new().file("log.csv", rows).hearback(&args).done().json();
    assert_eq!(told(&output, "messages"), Vec::<String>::new());
    assert!(!told(&output, "replies").is_empty());
}
