//! The text of a new `hearback.toml`: what a person reads first, so it says what every key is for.

use super::InputFile;
use super::discover::{FoundOutreach, FoundSurvey};
use super::keep::about;
use crate::survey::codebook::{Kind, Question};
use toml_edit::{Array, Value};

/// How it begins.
pub(super) const HEAD: &str = r#"# What hearback reads here, and how it reports it. Written by `hearback init`, and yours to edit: run again, `init` adds
# what is new in the folder and leaves the rest as it is. Paths are relative to this file. Next: `hearback report`

[project]
# The timezone in which days are counted, where a log has clock times. Any name such as:
# timezone = "Europe/Berlin"
# The last day of which everything is in the files; without it, the day of the last entry.
# as_of = "2025-12-31"

[me]
# Your own addresses and profiles, where they are not found out from the files (`hearback check` says whom it took for you):
# addresses = ["you@example.org", "@your-domain.example"]
# profiles = ["https://www.linkedin.com/in/you"]
"#;

/// How it ends.
pub(super) const REPORT: &str = r#"
# When you were looking for work, to tell how much of your outreach lies outside that; without end while it lasts:
# [[search]]
# start = "2025-01-06"
# end = "2025-05-30"
[report]
title = "Do they hear back?"
# Where the report is written:
# out = "reports"
# "others" hides figures about fewer people than suppress_below, "self" shows everything. A project with a survey is for
# others unless it says so here.
# audience = "others"
# suppress_below = 5
"#;

/// Options of a question by which others are well broken down.
const GROUPS: std::ops::RangeInclusive<usize> = 2..=8;

/// A survey's section.
pub(super) fn survey(survey: &FoundSurvey, id: &str, codebook: &str) -> String {
    let mut out = format!(
        "\n# {}\n[[survey]]\nid = {}\nfiles = {}\n# What its columns mean:\ncodebook = {}\n",
        about(&survey.draft),
        quoted(id),
        files(&survey.files),
        quoted(codebook)
    );
    let by: Vec<&str> =
        survey.draft.questions.iter().map(|q| &q.question).filter(|q| is_group(q)).map(|q| q.id.as_str()).collect();
    if let (false, None) = (by.is_empty(), &survey.codebook) {
        let by: Array = by.into_iter().take(3).collect();
        out.push_str(&format!("# The report breaks the barriers down by these questions, for example:\n# by = {by}\n"));
    }
    out
}

fn is_group(question: &Question) -> bool {
    matches!(question.kind, Kind::Single | Kind::Ordinal) && GROUPS.contains(&question.options.len())
}

/// The section of outreach.
pub(super) fn outreach(found: &FoundOutreach) -> String {
    let is_of = |what: &[&str]| what.iter().any(|word| found.what.contains(word));
    let complete = if is_of(&["mail", "LinkedIn", "log"]) { COMPLETE } else { "" };
    let mail = if is_of(&["mail"]) { ONLY } else { "" };
    format!("\n# {}\n[[outreach]]\nfiles = {}\n{complete}{mail}", found.what, files(&found.files))
}

const COMPLETE: &str =
    "# They hold everything since the first message, so the earliest messages are numbered too:\n# complete = true\n";

const ONLY: &str = r#"# What of the mailbox counts; without it, everyone you ever wrote to does. Any of:
# only = { labels = ["Networking"], after = "2025-01-01", addresses = ["@example.org", "ada@example.com"] }
# Senders and lists that are people although their mail looks like bulk:
# people = ["alumni@lists.example.org"]
"#;

fn files(files: &[InputFile]) -> String {
    files.iter().map(|f| f.name.as_str()).collect::<Array>().to_string()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
