//! Figures about few people cannot be read, or worked out from the others, in any output for others.

use super::contract;
use super::fixture::Fixture;
use super::output::Output;

/// A survey of colleges: so many people in each, who said yes and who said no. `""` did not say their college.
const PEOPLE: [(&str, u32, u32); 4] = [("Arts", 12, 18), ("Law", 7, 5), ("Music", 2, 1), ("Trades", 20, 20)];

const CODEBOOK: &str = r#"
[[question]]
id = "college"
kind = "single"
options = [{ id = "Arts" }, { id = "Law" }, { id = "Music" }, { id = "Trades" }]

[[question]]
id = "asks"
text = "Do you ask?"
kind = "single"
role = "barriers"
options = [{ id = "yes" }, { id = "no" }]
"#;

const PROJECT: &str =
    "[[survey]]\nfiles = [\"s.csv\"]\ncodebook = \"c.toml\"\nby = [\"college\"]\n[report]\naudience = \"others\"\n";

fn project(people: &[(&str, u32, u32)]) -> Fixture {
    let mut survey = "college,asks\n".to_owned();
    for (college, yes, no) in people {
        survey.push_str(&format!("{college},yes\n").repeat(*yes as usize));
        survey.push_str(&format!("{college},no\n").repeat(*no as usize));
    }
    Fixture::new().file("s.csv", survey).file("c.toml", CODEBOOK).file("hearback.toml", PROJECT)
}

#[track_caller]
fn by_college(fixture: &Fixture, further: &[&str]) -> Output {
    fixture.hearback(&[&["barriers", "--by", "college", "--format", "json"], further].concat()).done().json()
}

/// The columns of groups whose figures are hidden.
fn hidden(output: &Output) -> Vec<&str> {
    let table = output.table("asks_by_college");
    let is_hidden = |column: &&str| column.starts_with("by_") && table.figure("yes", column).is_hidden();
    table.columns().into_iter().filter(is_hidden).collect()
}

/// Takes everything that is shown from the total: how many people are left over, who a reader can work out.
fn left_over(output: &Output) -> u64 {
    let table = output.table("asks_by_college");
    let groups = table.columns().into_iter().filter(|c| c.starts_with("by_"));
    let shown = groups.map(|c| table.figure("yes", c)).filter(|f| !f.is_hidden());
    table.figure("yes", "share").counts().1 - shown.map(|f| f.counts().1).sum::<u64>()
}

#[test]
fn a_group_of_three_is_hidden_and_takes_the_next_smallest_along() {
    let output = by_college(&project(&PEOPLE), &[]);
    assert_eq!(hidden(&output), ["by_Law", "by_Music"]);
    assert_eq!(left_over(&output), 15, "Law and Music together");
    let base = output.table("asks_by_college_base");
    for college in ["Law", "Music"] {
        assert!(base.cell(college, "answered").is_null() && base.cell(college, "no_answer").is_null());
    }
    assert_eq!(base.count("Everyone", "answered"), 85);
    assert!(output.table("asks_by_college").notes().contains("fewer than 5 people"));
}

#[test]
fn for_oneself_everything_is_shown() {
    let output = by_college(&project(&PEOPLE), &["--audience", "self"]);
    assert_eq!(hidden(&output), Vec::<&str>::new());
    assert_eq!(output.table("asks_by_college").figure("yes", "by_Music").counts(), (2, 3));
    assert_eq!(hidden(&by_college(&project(&PEOPLE), &["--suppress-below", "3"])), Vec::<&str>::new());
}

/// Two people did not say their college: they are in the total and in no group, and the rest would give them away.
#[test]
fn people_in_the_total_and_in_no_group_are_covered_too() {
    let people = [("Arts", 12, 18), ("Law", 7, 5), ("Trades", 20, 20), ("", 0, 2)];
    let output = by_college(&project(&people), &[]);
    assert_eq!(hidden(&output), ["by_Law"], "the smallest group covers the two");
    assert_eq!(left_over(&output), 14);
    let enough = [("Arts", 12, 18), ("Law", 7, 5), ("Trades", 20, 20), ("", 3, 4)];
    let output = by_college(&project(&enough), &[]);
    assert_eq!(hidden(&output), Vec::<&str>::new(), "seven people give nobody away");
}

#[test]
fn whatever_the_sizes_nobody_is_left_over_in_a_small_number() {
    for sizes in
        [[1, 30, 30, 30], [1, 1, 30, 30], [4, 5, 5, 5], [3, 1, 2, 40], [1, 2, 0, 0], [5, 5, 5, 5], [2, 2, 2, 2]]
    {
        for outside in [0, 1, 4, 5] {
            let colleges = ["Arts", "Law", "Music", "Trades"];
            let mut people: Vec<(&str, u32, u32)> =
                colleges.into_iter().zip(sizes).map(|(college, n)| (college, n / 2, n - n / 2)).collect();
            people.push(("", 0, outside));
            let output = by_college(&project(&people), &[]);
            if !output.table("asks_by_college").figure("yes", "share").is_hidden() {
                let left = left_over(&output);
                assert!(left == 0 || left >= 5, "{sizes:?} and {outside}: {left} people are left over");
            }
        }
    }
}

/// What a report says of Music, in any of its files.
#[test]
fn no_file_of_a_report_tells() {
    let fixture = project(&PEOPLE);
    fixture.hearback(&["report"]).done();
    let report = contract::report(&fixture.read("reports/report.json"));
    assert_eq!(hidden(&report), ["by_Law", "by_Music"]);
    let row = |text: &str, start: &str| {
        text.lines().find(|l| l.starts_with(start)).unwrap_or_else(|| panic!("no {start} in {text}")).to_owned()
    };
    let markdown = fixture.read("reports/report.md");
    let by = &markdown[markdown.find("by college").expect("the table by college")..];
    assert_eq!(row(by, "| yes").matches("hidden").count(), 2, "{by}");
    assert_eq!(row(by, "| Music"), "| Music | — | — | — |");
    let page = fixture.read("reports/index.html");
    let by = &page[page.find("id=\"asks_by_college\"").expect("the part by college")..];
    assert!(by.contains("<td>Music</td><td class=\"num faint\">—</td>"), "{}", &by[..200]);
    let rows = fixture.hearback(&["barriers", "--by", "college", "--format", "csv"]).csv();
    let at = rows[0].iter().position(|h| h == "by_Music").expect("a column");
    assert_eq!(rows[1][at..at + 9], ["", "", "", "", "", "", "", "", "suppressed"]);
}

/// The picture is drawn from what is left: the same picture comes out whatever the hidden group said.
#[test]
fn a_chart_does_not_know_what_is_hidden() {
    let chart = |people: &[(&str, u32, u32)]| {
        let fixture = project(people);
        fixture.hearback(&["barriers", "--by", "college", "--chart", "c.svg"]).done();
        fixture.read("c.svg")
    };
    // Music 2 : 1 or 1 : 2, Law the other way round, so that the total is the same.
    let other = [("Arts", 12, 18), ("Law", 8, 4), ("Music", 1, 2), ("Trades", 20, 20)];
    assert!(chart(&PEOPLE) == chart(&other), "the chart differs");
    let shown = [("Arts", 13, 17), ("Law", 6, 6), ("Music", 2, 1), ("Trades", 20, 20)];
    assert!(chart(&PEOPLE) != chart(&shown), "a group that is shown does change it");
}

#[test]
fn an_outreach_group_of_three_is_hidden_as_well() {
    let rows = |channel: &str, n: u32| {
        let row = |i| format!("2025-03-01,{channel} {i},out,{channel}\n");
        (0..n).map(row).collect::<String>()
    };
    let log = format!("date,contact,direction,channel\n{}{}{}", rows("email", 30), rows("phone", 9), rows("text", 3));
    let fixture = Fixture::new().file("log.csv", log);
    let args = ["replies", "log.csv", "--as-of", "2025-06-30", "--by", "channel", "--format", "json"];
    let output = fixture.hearback(&[&args[..], &["--audience", "others"]].concat()).done().json();
    let table = output.table("replies_by_channel");
    for (channel, is_hidden) in [("email", false), ("phone", true), ("text", true)] {
        assert_eq!(table.figure(channel, "naive_share").is_hidden(), is_hidden, "{channel}");
        assert_eq!(table.figure(channel, "replied_by_day_30").is_hidden(), is_hidden, "{channel}");
        assert_eq!(table.cell(channel, "n").is_null(), is_hidden, "{channel}");
    }
}

/// Seven were written to, one after the other; two of them four times. Three replied to the first message.
fn seven() -> Fixture {
    let mut log = "date,contact,direction,channel,template\n".to_owned();
    for (i, name) in ["A", "B", "C", "D", "E", "F", "G"].iter().enumerate() {
        log.push_str(&format!("2025-03-01,{name},out,email,Dear Dr Curie\n"));
        if i < 3 {
            log.push_str(&format!("2025-03-04,{name},in,email,\n"));
        } else if i < 5 {
            for day in ["08", "15", "22"] {
                log.push_str(&format!("2025-03-{day},{name},out,email,\n"));
            }
        }
    }
    Fixture::new().file("log.csv", log)
}

const FOR_OTHERS: [&str; 7] = ["log.csv", "--complete", "--as-of", "2025-06-30", "--audience", "others", "--format"];

/// Messages that few people got are counted with the one before, and a base of three replies stays hidden there too.
#[test]
fn messages_put_together_are_held_to_the_same_rule() {
    let output = seven().hearback(&[&["cadence"], &FOR_OTHERS[..], &["json"]].concat()).done().json();
    let table = output.table("attempts");
    assert_eq!(table.labels(), ["1 and later"]);
    assert_eq!(table.count("1 and later", "made"), 7);
    assert!(!table.figure("1 and later", "share").is_hidden());
    assert!(table.figure("1 and later", "share_of_replies").is_hidden());
}

/// A template's name is the user's own text: others get a number.
#[test]
fn the_users_own_words_are_not_for_others() {
    let args =
        |who: &'static str| ["replies", "log.csv", "--as-of", "2025-06-30", "--by", "template", "--audience", who];
    let (own, others) = (seven().hearback(&args("self")).done(), seven().hearback(&args("others")).done());
    assert!(own.stdout.contains("Dear Dr Curie"), "{}", own.stdout);
    assert!(others.stdout.contains("template 1") && !others.stdout.contains("Curie"), "{}", others.stdout);
}
