//! `hearback init`, and what the other commands do in a folder without a project file: told by content, written so that a
//! person can read it, and never over what somebody wrote.

use super::fixture::{Fixture, Transcript, demo};
use super::samples::{CODEBOOK, LOG, SURVEY};

const NETWORKING: &str = include_str!("../fixtures/own/networking.csv");

/// A folder as people have it: two years of a form, a log, archives, and what else lies about.
fn lived_in() -> Fixture {
    let (header, rows) = NETWORKING.split_once('\n').expect("a header");
    let (first, second): (Vec<&str>, Vec<&str>) = rows.lines().partition(|l| l.starts_with("2025/10/0"));
    let year = |lines: Vec<&str>| format!("{header}\n{}\n", lines.join("\n"));
    let second = year(second);
    Fixture::new()
        .file("2024/Umfrage für Müller.csv", year(first))
        .file("2025/Umfrage für Müller.csv", &second)
        .file("2025/Umfrage für Müller (1).csv", &second)
        .file("my log.csv", LOG)
        .file("mail.mbox", "From ada@example.org Mon Mar  3 09:00:00 2025\nSubject: Hello\n\nHello\n")
        .file(
            "linkedin/Connections.csv",
            "First Name,Last Name,URL,Connected On\nAda,Ames,https://example.org,03 Mar 2025\n",
        )
        .file(
            "export.zip",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00aaaabbbbccccddddeeee\x0c\x00\x00\x00messages.csv".as_slice(),
        )
        .file("dictionary.csv", "\"Variable / Field Name\",\"Form Name\"\nage,base\n")
        .file("broken.csv", "a,b\n1,\"2\n")
        .file("notes.txt", "remember the milk\n")
        .file("photo.png", "")
        .file(".hidden/survey.csv", SURVEY)
        .file("reports/index.html", "")
        .file("old report/index.html", "")
        .file("old report/report.json", "{}")
        .file("old report/tables.csv", SURVEY)
        .file("other project/hearback.toml", "[[outreach]]\nfiles = [\"log.csv\"]\n")
        .file("other project/log.csv", LOG)
}

#[test]
fn a_folder_is_told_by_content_and_written_down() {
    let fixture = lived_in();
    let run = fixture.hearback(&["init"]).done();
    insta::assert_snapshot!("lived_in", run.to_string());
    insta::assert_snapshot!("lived_in_toml", fixture.read("hearback.toml"));
    fixture.hearback(&["check"]);
    fixture.hearback(&["barriers"]).done();
    fixture.hearback(&["replies"]).done();
    assert!(fixture.hearback(&["report"]).done().stdout.contains("reports/index.html"));
}

#[test]
fn init_again_changes_nothing_and_the_order_is_that_of_names() {
    let fixture = lived_in();
    fixture.hearback(&["init"]).done();
    let before = fixture.tree(".");
    let again = fixture.hearback(&["init"]).done();
    assert_eq!(before, fixture.tree("."));
    insta::assert_snapshot!("again", again.to_string());
    let other = lived_in();
    other.hearback(&["init"]).done();
    assert_eq!(before, other.tree("."));
}

#[test]
fn a_dry_run_writes_nothing() {
    let fixture = Fixture::new().file("networking.csv", NETWORKING).file("log.csv", LOG);
    let before = fixture.tree(".");
    let run = fixture.hearback(&["init", "--dry-run"]).done();
    assert_eq!(before, fixture.tree("."));
    insta::assert_snapshot!("dry_run", run.to_string());
}

#[test]
fn edits_stay_and_only_new_files_are_added() {
    let fixture = Fixture::new().file("data/networking.csv", NETWORKING);
    fixture.hearback(&["init", "data"]).done();
    let toml = fixture.read("data/hearback.toml").replace("id = \"networking\"", "id = \"mine\" # my name for it");
    let book =
        fixture.read("data/networking.codebook.toml").replace("role = \"barriers\"", "role = \"barriers\" # mine");
    let later = NETWORKING.replace("student", "graduate");
    let fixture = fixture
        .file("data/hearback.toml", &toml)
        .file("data/networking.codebook.toml", &book)
        .file("data/networking 2026.csv", later)
        .file("data/log.csv", LOG);
    let run = fixture.hearback(&["init", "data"]).done();
    assert_eq!(fixture.read("data/networking.codebook.toml"), book);
    let after = fixture.read("data/hearback.toml");
    assert!(after.contains("id = \"mine\" # my name for it"), "{after}");
    assert!(after.contains("files = [\"networking.csv\", \"networking 2026.csv\"]"), "{after}");
    assert!(after.contains("[[outreach]]\nfiles = [\"log.csv\"]"), "{after}");
    insta::assert_snapshot!("added", run.to_string());
    fixture.hearback(&["check", "data"]);
    fixture.hearback(&["barriers", "data"]).done();
}

#[test]
fn a_copy_of_a_file_that_is_named_already_adds_nothing() {
    let fixture = Fixture::new().file("networking.csv", NETWORKING);
    fixture.hearback(&["init"]).done();
    let toml = fixture.read("hearback.toml");
    let fixture = fixture.file("a copy.csv", NETWORKING);
    let run = fixture.hearback(&["init"]).done();
    assert_eq!(fixture.read("hearback.toml"), toml, "{run}");
    assert!(run.stdout.contains("the same bytes as networking.csv"), "{run}");
}

#[test]
fn codebooks_that_are_there_are_used() {
    let by_hand = Fixture::new().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK);
    let run = by_hand.hearback(&["init"]).done();
    assert!(by_hand.read("hearback.toml").contains("codebook = \"codebook.toml\""), "{run}");
    assert_eq!(by_hand.read("codebook.toml"), CODEBOOK);
    assert_eq!(by_hand.hearback(&["init"]).done().stdout.matches("kept").count(), 1, "{run}");
    by_hand.hearback(&["barriers", "--by", "college"]).done();
}

#[test]
fn a_project_that_cannot_be_added_to_is_left_as_it_is() {
    let mut all = Transcript::default();
    for (heading, toml) in [
        ("no TOML", "[project\n"),
        ("an unknown key", "[projct]\n"),
        ("written inline", "survey = [{ id = \"a\", files = [\"a.csv\"] }]\n"),
    ] {
        let fixture = Fixture::new().file("hearback.toml", toml).file("a.csv", NETWORKING);
        let fixture = fixture.file("b.csv", NETWORKING.replace("student", "graduate"));
        all.add(heading, &fixture.hearback(&["init"]).refused());
        assert_eq!(fixture.read("hearback.toml"), toml);
        assert_eq!(fixture.tree(".").len(), 3, "nothing was written");
    }
    insta::assert_snapshot!("left_as_it_is", all.to_string());
}

#[test]
fn folders_of_nothing() {
    let mut all = Transcript::default();
    let junk = Fixture::new().file("a/notes.txt", "nothing\n").file("a/b/photo.png", "").file("a/bad.csv", "");
    all.add("only junk", &junk.hearback(&["init", "a"]).refused());
    let other = Fixture::new().file("photo.png", "").file("page.html", "");
    all.add("other kinds", &other.hearback(&["init"]).refused());
    all.add("empty", &Fixture::new().hearback(&["init"]).refused());
    let hidden = Fixture::new().file(".git/survey.csv", SURVEY).file("node_modules/survey.csv", SURVEY);
    all.add("only what is not walked", &hidden.hearback(&["init"]).refused());
    insta::assert_snapshot!("nothing", all.to_string());
}

#[test]
fn where_nothing_can_be_written_nothing_is_half_written() {
    let fixture = Fixture::new().file("survey.csv", SURVEY).file("survey.codebook.toml/there", "");
    let run = fixture.hearback(&["init"]).refused();
    assert!(run.stderr.contains("survey.codebook.toml: cannot be written"), "{run}");
    assert_eq!(fixture.tree(".").len(), 2, "nothing is left beside it");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new().file("data/survey.csv", SURVEY);
    let folder = fixture.path("data");
    let set = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).expect("permissions");
    set(0o555);
    let is_root = std::fs::write(folder.join("try"), "").is_ok();
    if !is_root {
        fixture.hearback(&["init", "data"]).refused();
        fixture.hearback(&["init", "data", "--dry-run"]).done();
    }
    set(0o755);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_in_circles() {
    let fixture = Fixture::new().file("a/survey.csv", SURVEY);
    std::os::unix::fs::symlink("..", fixture.path("a/up")).expect("a link");
    std::os::unix::fs::symlink("nowhere.csv", fixture.path("gone.csv")).expect("a link");
    let run = fixture.hearback(&["init"]).done();
    assert_eq!(run.stdout.matches("a/survey.csv").count(), 1, "{run}");
}

#[test]
fn deep_folders_are_passed_over_and_said() {
    let run = Fixture::new().file("a/b/c/d/e/survey.csv", SURVEY).file("log.csv", LOG).hearback(&["init"]).done();
    assert!(run.stdout.contains("a/b/c/d/e") && run.stdout.contains("deeper"), "{run}");
}

/// Every command reads a folder as found; only the report is written.
#[test]
fn a_folder_without_a_project_is_read_in_memory() {
    let fixture = Fixture::new().file("my data/networking.csv", NETWORKING).file("my data/log.csv", LOG);
    let mut all = Transcript::default();
    for command in ["barriers", "crosstab", "replies", "cadence", "check"] {
        let run = fixture.hearback(&[command, "my data"]).done();
        assert!(run.stderr.contains("hearback init 'my data'"), "{run}");
        all.add(command, &run);
    }
    assert_eq!(fixture.tree(".").len(), 2, "nothing was written");
    all.add("report", &fixture.hearback(&["report", "my data"]).done());
    assert!(!fixture.path("my data/hearback.toml").exists());
    assert!(
        fixture.read("my data/reports/report.md").contains("fewer than 5")
            || !fixture.read("my data/reports/report.json").is_empty()
    );
    insta::assert_snapshot!("in_memory", all.to_string());
    let one_wing = Fixture::new().file("log.csv", LOG);
    let mut wings = Transcript::default();
    wings.add("barriers of a log alone", &one_wing.hearback(&["barriers", "."]).refused());
    let other_wing = Fixture::new().file("networking.csv", NETWORKING);
    wings.add("replies of a survey alone", &other_wing.hearback(&["replies", "."]).refused());
    insta::assert_snapshot!("one_wing", wings.to_string());
}

/// A survey in a folder is about others, so small groups are hidden as in a project.
#[test]
fn what_is_found_is_for_others() {
    let fixture = Fixture::new().file("d/survey.csv", SURVEY).file("d/codebook.toml", CODEBOOK);
    let hidden = fixture
        .hearback(&["crosstab", "d", "--question", "barriers", "--by", "college", "--suppress-below", "6"])
        .done();
    assert!(hidden.stdout.contains("hidden"), "{hidden}");
    let shown =
        ["crosstab", "d", "--question", "barriers", "--by", "college", "--suppress-below", "6", "--audience", "self"];
    assert!(!fixture.hearback(&shown).done().stdout.contains("hidden"));
}

#[test]
fn files_are_reported_and_checked_by_what_they_hold() {
    let fixture = Fixture::new().file("networking.csv", NETWORKING).file("log.csv", LOG);
    let report = fixture.hearback(&["report", "networking.csv", "log.csv", "--out", "out"]).done();
    assert_eq!(report.stdout, "out/index.html\n");
    let check = fixture.hearback(&["check", "networking.csv", "log.csv"]).done();
    insta::assert_snapshot!("check_files", check.to_string());
}

#[test]
fn the_demo_without_its_project_file_finds_its_codebook() {
    let read = |file: &str| std::fs::read(demo(file)).expect("the demo");
    let fixture = Fixture::new();
    let fixture = ["survey.csv", "codebook.toml", "log.csv"].iter().fold(fixture, |f, name| f.file(name, read(name)));
    let found = fixture.hearback(&["barriers"]).done();
    assert_eq!(found.stdout, fixture.hearback(&["barriers", &demo("")]).done().stdout);
}
