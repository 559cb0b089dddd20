//! Habit, by hand: active weeks, silences, bursts, periods of search, keeping in touch; and outreach of several people.

use super::fixture::Fixture;
use super::output::Output;

const HEADER: &str = "date,contact,direction,channel\n";

/// Active days: March 3, 4, 6 and 24, April 14; gaps of 1, 2, 18 and 21 days. As of Wednesday, April 30.
const LOG: &str = "\
2025-03-03,Ada,out,email
2025-03-04,Bo,out,email
2025-03-04,Ada,in,email
2025-03-06,Ada,out,email
2025-03-24,Cy,out,email
2025-04-14,Di,out,email
";

const SEARCH: &str = "[[search]]\nname = \"after the layoff\"\nstart = \"2025-03-01\"\nend = 2025-03-31\n";

const CONTACTS: &str = "\
contact,names,addresses,profiles,organisation,met,how,keep_in_touch,groups
Ada,,,,,,,weekly,
Bo,,,,,,,monthly,
Eve,,,,,,,weekly,
";

fn project(further: &str) -> Fixture {
    let toml =
        format!("[project]\nas_of = \"2025-04-30\"\n[[outreach]]\nfiles = [\"log.csv\"]\ncomplete = true\n{further}");
    Fixture::new().file("log.csv", format!("{HEADER}{LOG}")).file("hearback.toml", toml)
}

#[track_caller]
fn cadence(fixture: &Fixture, further: &[&str]) -> Output {
    fixture.hearback(&[&["cadence", "--format", "json"], further].concat()).done().json()
}

#[test]
fn one_log_by_hand() {
    let output = cadence(&project(SEARCH), &[]);
    let table = output.table("habit");
    // Weeks from Monday: March 3, 24 and April 14, of the nine from that of March 3 to that of April 28.
    assert_eq!((table.figure("me", "active_weeks").counts(), table.count("me", "weeks")), ((3, 9), 9));
    assert_eq!(table.figure("me", "active_weeks").flags(), ["descriptive"]);
    // Silent between active days for 0, 1, 17 and 20 days, and 16 after the last.
    assert_eq!(table.figure("me", "longest_silence").number("value"), Some(20.0));
    assert_eq!(table.cell("me", "silent"), "2025-03-25 to 2025-04-13");
    assert_eq!(table.figure("me", "median_gap").number("value"), Some(10.0));
    // R 4.2.2: g <- c(1, 2, 18, 21); r <- sqrt(mean((g - mean(g))^2))/mean(g); n <- 4;
    // (sqrt(n + 1)*r - sqrt(n - 1))/((sqrt(n + 1) - 2)*r + sqrt(n - 1))
    let burstiness = table.figure("me", "burstiness").number("value").unwrap();
    assert!((burstiness - 0.102952589812141).abs() < 1e-12, "{burstiness}");
    // Three, one and one in the active weeks.
    let week = ["per_week_q1", "per_week_median", "per_week_q3"].map(|c| table.figure("me", c).number("value"));
    assert_eq!(week, [Some(1.0), Some(1.0), Some(2.0)]);
    assert_eq!(table.figure("me", "outside_search").counts(), (1, 5));
}

#[test]
fn in_and_outside_a_search() {
    let output = cadence(&project(SEARCH), &[]);
    let table = output.table("search");
    let search = "after the layoff (2025-03-01 to 2025-03-31)";
    assert_eq!(table.labels(), [search, "Outside"]);
    // The log begins on March 3: 29 days of March, and April's 30.
    let row = |label: &str| ["touches", "new_people", "days"].map(|column| table.count(label, column));
    assert_eq!((row(search), row("Outside")), ([4, 3, 29], [1, 1, 30]));
    assert_eq!((table.figure(search, "share").counts(), table.figure("Outside", "share").counts()), ((4, 5), (1, 5)));
    let rate = |label: &str| table.figure(label, "per_week").number("value").unwrap();
    assert!((rate(search) - 28.0 / 29.0).abs() < 1e-12 && (rate("Outside") - 7.0 / 30.0).abs() < 1e-12);
}

#[test]
fn several_searches_and_one_that_lasts() {
    let further = "[[search]]\nstart = \"2025-04-10\"\n[[search]]\nstart = \"2025-03-01\"\nend = \"2025-03-05\"\n";
    let output = cadence(&project(further), &[]);
    let table = output.table("search");
    let labels = ["2025-03-01 to 2025-03-05", "from 2025-04-10", "All searches", "Outside"];
    assert_eq!(table.labels(), labels);
    // March 3 to 5; April 10 to 30; the rest of 59 days.
    assert_eq!(labels.map(|l| table.count(l, "days")), [3, 21, 24, 35]);
    assert_eq!(labels.map(|l| table.count(l, "touches")), [2, 1, 3, 2]);
}

#[test]
fn a_log_of_one_day_has_no_gaps() {
    let fixture = project("").file("log.csv", format!("{HEADER}2025-04-30,Ada,out,email\n"));
    let output = cadence(&fixture, &[]);
    let table = output.table("habit");
    assert_eq!(
        (table.figure("me", "active_weeks").counts(), table.figure("me", "longest_silence").number("value")),
        ((1, 1), Some(0.0))
    );
    assert_eq!(["median_gap", "burstiness"].map(|c| table.figure("me", c).number("value")), [None, None]);
    assert!(!table.columns().contains(&"silent") && !output.ids().contains(&"search"));
}

#[test]
fn keeping_in_touch_by_hand() {
    let output = cadence(&project("").file("contacts.csv", CONTACTS), &[]);
    let table = output.table("keep_in_touch");
    assert_eq!(table.labels(), ["weekly", "monthly (30 days)", "All"]);
    // Ada: 58 days since March 3 are eight weeks, and something passed in the first alone. Bo: one month of 57 days, without
    // anything. With Eve nothing ever passed.
    let kept = ["weekly", "monthly (30 days)", "All"].map(|l| table.figure(l, "kept").counts());
    assert_eq!(kept, [(1, 8), (0, 1), (1, 9)]);
    let counts = ["weekly", "monthly (30 days)", "All"].map(|l| (table.count(l, "contacts"), table.count(l, "never")));
    assert_eq!(counts, [(2, 1), (1, 0), (3, 1)]);
    assert_eq!(table.figure("All", "overdue").counts(), (2, 2));
    // The last touch with Ada was 55 days ago, 48 more than a week; with Bo 57, 27 more than a month.
    let overdue = output.table("overdue");
    assert_eq!(overdue.labels(), ["Ada", "Bo"]);
    assert_eq!(["Ada", "Bo"].map(|name| overdue.count(name, "days")), [48, 27]);
    assert_eq!(table.figure("All", "overdue_most").number("value"), Some(48.0));
}

/// Whoever is not the owner sees neither dates nor names, and nothing of few contacts.
#[test]
fn others_see_neither_dates_nor_names() {
    let fixture = project(SEARCH).file("contacts.csv", CONTACTS);
    let run =
        fixture.hearback(&["cadence", "--audience", "others", "--suppress-below", "2", "--format", "json"]).done();
    for secret in ["2025-03-25", "layoff", "Ada"] {
        assert!(!run.stdout.contains(secret), "{secret} in {}", run.stdout);
    }
    let output = run.json();
    assert!(!output.ids().contains(&"overdue"));
    assert_eq!(output.table("search").labels(), ["Search 1", "Outside"]);
    assert_eq!(output.table("habit").figure("me", "longest_silence").number("value"), Some(20.0));
    let table = output.table("keep_in_touch");
    assert!(table.figure("monthly (30 days)", "kept").is_hidden(), "one contact");
    assert!(table.figure("weekly", "kept").is_hidden(), "from which and the whole it could be worked out");
    assert!(table.figure("All", "overdue_most").is_hidden(), "a single contact's");
    assert!(table.cell("weekly", "contacts").is_null() && table.cell("monthly (30 days)", "contacts").is_null());
    let strict = cadence(&fixture, &["--audience", "others"]);
    assert!(strict.table("habit").figure("me", "active_weeks").is_hidden(), "four people");
}

/// Two people's logs with a contact of one name, and one to whom only the second wrote.
fn two() -> Fixture {
    let toml = "[project]\nas_of = \"2025-04-30\"\n[[outreach]]\nowner = \"r2\"\nfiles = [\"two.csv\"]\n\
                [[outreach]]\nowner = \"r1\"\nfiles = [\"log.csv\"]\n[[outreach]]\nowner = \"r2\"\nfiles = [\"three.csv\"]\n";
    let two = "2025-03-01,Ada,out,email\n2025-03-02,Ada,in,email\n";
    Fixture::new()
        .file("log.csv", format!("{HEADER}2025-03-01,Ada,out,email\n2025-03-11,Ada,out,email\n"))
        .file("two.csv", format!("{HEADER}{two}"))
        .file("three.csv", format!("{HEADER}2025-03-05,Bo,out,email\n"))
        .file("hearback.toml", toml)
}

#[test]
fn contacts_of_two_owners_are_never_one_person() {
    let replies = two().hearback(&["replies", "--audience", "self", "--format", "json"]).done().json();
    // Two Adas and Bo; only the second owner's Ada has answered.
    assert_eq!(replies.table("replies").count("Everyone", "n"), 3);
    assert_eq!(replies.table("replies").count("Everyone", "replied"), 1);
    assert_eq!((replies.account(0).0, replies.account(1).0, replies.account(2).0), (2, 1, 2), "by owner");
    let refused = two().hearback(&["contacts"]).refused();
    assert!(refused.stderr.contains("r2, r1"), "{refused}");
}

#[test]
fn several_owners_are_for_others_unless_one_says_otherwise() {
    let fixture = two();
    let mine = cadence(&fixture, &["--audience", "self"]);
    let table = mine.table("habit");
    assert_eq!(table.labels(), ["First quartile", "Median", "Third quartile", "r1", "r2"]);
    // Ten weeks, from that of Monday, February 24, to that of April 28: each was active in two.
    assert_eq!(
        (table.figure("r1", "active_weeks").counts(), table.figure("r2", "active_weeks").counts()),
        ((2, 10), (2, 10))
    );
    assert_eq!(table.figure("Median", "active_weeks").number("value"), Some(0.2));
    assert_eq!(table.figure("Median", "longest_silence").number("value"), Some(53.0), "50 and 56 days at the end");
    let others = cadence(&fixture, &[]);
    let table = others.table("habit");
    assert_eq!(table.labels(), ["First quartile", "Median", "Third quartile"]);
    assert!(table.figure("Median", "active_weeks").is_hidden(), "two owners");
    assert!(table.text("base").contains("n = —"));
}
