//! `hearback report`: the same bytes every time, nothing external, no names.

use super::contract;
use super::fixture::{Fixture, demo};
use super::samples::{self, LOG};
use std::process::Command;

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let fixture = Fixture::new();
    let demo = demo("");
    fixture.hearback(&["report", &demo, "--out", "first"]).done();
    let one_thread = [("POLARS_MAX_THREADS", "1"), ("RAYON_NUM_THREADS", "1")];
    fixture.hearback_with(&["report", &demo, "--out", "second"], &one_thread).done();
    on_one_core(&fixture, &["report", &demo, "--out", "third"]);
    let first = fixture.tree("first");
    for other in ["second", "third"] {
        let other = fixture.tree(other);
        let names = |tree: &[(String, Vec<u8>)]| tree.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&first), names(&other));
        for ((name, a), (_, b)) in first.iter().zip(&other) {
            assert!(a == b, "{name} differs");
        }
    }
    assert_demo_is_whole(&fixture);
}

/// Runs the program on one core where the system can, else just again.
fn on_one_core(fixture: &Fixture, args: &[&str]) {
    let plain = fixture.command(args);
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(plain.get_program()).args(args).current_dir(fixture.path("."));
    let has_taskset = Command::new("taskset").arg("--version").output().is_ok_and(|o| o.status.success());
    fixture.run(if has_taskset { command } else { plain }, args).done();
}

fn assert_demo_is_whole(fixture: &Fixture) {
    let files: Vec<String> = fixture.tree("first").into_iter().map(|(name, _)| name).collect();
    for name in ["index.html", "report.md", "report.json", "charts/barriers.svg", "charts/replies.png"] {
        assert!(files.iter().any(|f| f == name), "{name} is missing among {files:?}");
    }
    let report = contract::report(&fixture.read("first/report.json"));
    assert_eq!(report.table("barriers").figure("Fear of rejection", "share").counts(), (330, 1000));
    assert_eq!((report.account(0).0, report.account(1).0), (1000, 416));
    let page = fixture.read("first/index.html");
    assert_self_contained(&page);
    assert!(page.contains("42%") && page.contains("n = 1,000"), "the headline is on the page");
    assert_no_names(fixture, "first", &demo("log.csv"));
}

/// Nothing in the page loads anything, runs anything or points outside its folder.
#[track_caller]
fn assert_self_contained(page: &str) {
    for tag in ["<script", "<link", "<img", "<iframe", "<object", "<embed", "@import", "<base", "http-equiv"] {
        assert!(!page.contains(tag), "{tag} in the page");
    }
    for attribute in ["href=\"", "src=\"", "url("] {
        for (at, _) in page.match_indices(attribute) {
            let target = &page[at + attribute.len()..];
            assert!(target.starts_with('#') || target.starts_with("charts/"), "{}", &target[..40]);
        }
    }
    for (at, _) in page.match_indices("http") {
        assert!(page[at..].starts_with("http://www.w3.org/2000/svg"), "{}", &page[at..at + 40]);
    }
}

/// Every name of the log, whole and by its last word, is looked for in everything that was written.
#[track_caller]
fn assert_no_names(fixture: &Fixture, folder: &str, log: &str) {
    let mut reader = csv::Reader::from_path(log).expect("the log");
    let column = reader.headers().expect("headers").iter().position(|h| h == "contact").expect("contacts");
    let names: std::collections::BTreeSet<String> =
        reader.records().map(|row| row.expect("a row")[column].to_owned()).collect();
    assert!(names.len() > 2, "{log} has names");
    for (file, bytes) in fixture.tree(folder) {
        let text = String::from_utf8_lossy(&bytes);
        for name in &names {
            assert!(!text.contains(name.as_str()), "{name} in {file}");
        }
    }
}

#[test]
fn a_small_report() {
    let fixture = samples::project();
    let run = fixture.hearback(&["report"]).done();
    assert_eq!(run.stdout, "reports/index.html\n", "it says what to open");
    insta::assert_snapshot!("small", fixture.read("reports/report.md"));
    assert_self_contained(&fixture.read("reports/index.html"));
    contract::report(&fixture.read("reports/report.json"));
}

#[test]
fn no_name_of_the_log_is_in_a_report_for_others_or_for_oneself() {
    let fixture = samples::project();
    for audience in ["others", "self"] {
        fixture.hearback(&["report", "--audience", audience, "--out", audience]).done();
        assert_no_names(&fixture, audience, &fixture.path("log.csv").display().to_string());
    }
}

#[test]
fn two_surveys_of_the_same_questions_do_not_collide() {
    let toml = "[[survey]]\nid = \"spring\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n\
                [[survey]]\nid = \"autumn\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n";
    let fixture = samples::project().file("hearback.toml", toml);
    fixture.hearback(&["report"]).done();
    let report = contract::report(&fixture.read("reports/report.json"));
    assert!(report.ids().contains(&"spring-barriers") && report.ids().contains(&"autumn-barriers"));
    fixture.bytes("reports/charts/autumn-barriers.svg");
}

#[test]
fn a_project_of_one_wing_has_a_report_of_one_wing() {
    let fixture = samples::project().file("hearback.toml", "[[outreach]]\nfiles = [\"log.csv\"]\n");
    fixture.hearback(&["report"]).done();
    let report = contract::report(&fixture.read("reports/report.json"));
    assert_eq!(
        report.ids(),
        [
            "replies",
            "became",
            "waiting",
            "messages",
            "time_to_reply",
            "after_silence",
            "replies_by_channel",
            "replies_by_channel_shares",
            "attempts",
            "habit",
        ]
    );
}

#[test]
fn a_log_of_today_makes_a_report_that_claims_nothing() {
    let today = LOG.lines().next().unwrap().to_owned() + "\n2025-03-31,Ada,out,email,message,\n";
    let fixture = samples::project().file("log.csv", today);
    fixture.hearback(&["report"]).done();
    let report = contract::report(&fixture.read("reports/report.json"));
    assert!(report.table("replies").figure("Everyone", "naive_share").number("value").is_none());
}

#[test]
fn a_day_may_stand_without_quotes() {
    let plain = samples::project();
    let unquoted = samples::project().file("hearback.toml", samples::PROJECT.replace("\"2025-03-31\"", "2025-03-31"));
    let replies = |fixture: &Fixture| fixture.hearback(&["replies", "--audience", "self"]).done().stdout;
    assert_eq!(replies(&plain), replies(&unquoted));
}

#[test]
fn out_of_the_command_line_wins() {
    let fixture = samples::project();
    fixture.hearback(&["report", "hearback.toml", "--out", "elsewhere/deep"]).done();
    assert!(fixture.read("elsewhere/deep/index.html").contains("A small report"));
    assert!(!fixture.path("reports").exists());
}
