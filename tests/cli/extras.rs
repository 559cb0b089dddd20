//! Help, completions, the manual page, and readers that close the pipe.

use super::fixture::{Fixture, Transcript, demo};
use std::process::{Command, Stdio};

const COMMANDS: [&str; 13] = [
    "init",
    "codebook",
    "report",
    "barriers",
    "crosstab",
    "compare",
    "power",
    "weight",
    "replies",
    "cadence",
    "check",
    "completions",
    "man",
];

#[test]
fn every_help_text() {
    let fixture = Fixture::new();
    let mut all = Transcript::default();
    all.add("hearback", &fixture.hearback(&["--help"]).done());
    for command in COMMANDS {
        let run = fixture.hearback(&[command, "--help"]).done();
        assert!(run.stdout.contains("Example"), "help without an example: {run}");
        all.add(command, &run);
    }
    insta::assert_snapshot!("help", all.to_string());
}

#[test]
fn what_clap_refuses() {
    let fixture = Fixture::new();
    let mut all = Transcript::default();
    for args in [
        &[] as &[&str],
        &["bariers"],
        &["barriers", "--formt", "json"],
        &["barriers", "--format", "xlsx"],
        &["replies", "--level", "high"],
        &["init", "a", "b"],
        &["codebook"],
        &["check", "--audience", "dean"],
    ] {
        let run = fixture.hearback(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
        all.add(&args.join(" "), &run);
    }
    insta::assert_snapshot!("refused", all.to_string());
}

#[test]
fn the_version() {
    let run = Fixture::new().hearback(&["--version"]).done();
    assert_eq!(run.stdout, format!("hearback {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Fixture::new().hearback(&["completions", shell]).done();
        assert!(COMMANDS.iter().all(|command| run.stdout.contains(command)), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_a_command() {
    let fixture = Fixture::new();
    assert!(fixture.hearback(&["man"]).done().stdout.contains(".TH hearback 1"));
    fixture.hearback(&["man", "--out", "man1"]).done();
    for command in COMMANDS {
        let page = fixture.read(&format!("man1/hearback-{command}.1"));
        assert!(page.contains(command) && page.contains("Example"), "{command}");
    }
}

/// A reader that is gone before the first byte: `hearback … | true`.
#[test]
fn a_closed_pipe_ends_quietly() {
    let demo = demo("");
    let commands: [&[&str]; 9] = [
        &["init", &demo, "--dry-run"],
        &["crosstab", &demo, "--format", "json"],
        &["barriers", &demo, "--format", "json"],
        &["replies", &demo],
        &["cadence", &demo, "--format", "csv"],
        &["check", &demo],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ];
    for args in commands {
        let (code, stderr) = with_closed_stdout(Fixture::new().command(args));
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

/// Starts a program whose standard output nobody reads any more.
fn with_closed_stdout(mut command: Command) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().expect("the program");
    let output = child.wait_with_output().expect("an end");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn data_goes_to_standard_output_and_talk_to_standard_error() {
    let log = "date,contact,direction\n2025-03-01,A,out\nsoon,B,out\n";
    let run = Fixture::new().file("log.csv", log).hearback(&["replies", "log.csv", "--format", "json"]).done();
    assert!(run.stderr.contains("log.csv: 2 rows read, 1 used; left out: 1 not a date"), "{run}");
    assert_eq!(run.json().account(0), (2, 1, vec![("not a date".to_owned(), 1)]));
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "no colour without a terminal");
}
