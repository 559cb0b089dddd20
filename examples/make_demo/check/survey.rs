//! The survey's promises: totals as published, exact bases, planted differences that can be seen.

use std::path::Path;

use super::{Checked, Row, count, must, only, rows, same};
use crate::comments::{AWKWARD, SYNTHETIC};
use crate::survey::{BARRIERS, COLUMNS, NO_BARRIER};

const FIXED: [(&str, &str, usize); 6] = [
    ("network_vs_resume", "My network", 700),
    ("network_vs_resume", "", 0),
    ("cold_message", "Yes", 360),
    ("cold_message", "No, but I have considered it", 220),
    ("cold_message", "No, and I don't plan to", 420),
    ("cold_reply", "Fewer than 1 in 4", 120),
];

const AI: [&str; 4] = ["ai_draft", "ai_research", "ai_practice", "ai_none"];

/// Checks the survey.
pub fn check(path: &Path) -> Checked {
    let rows = rows(path, &COLUMNS)?;
    same("respondents", rows.len(), 1000)?;
    for (column, value, expected) in FIXED {
        same(&format!("{column} {value:?}"), count(&rows, column, value), expected)?;
    }
    words(&rows)?;
    asked(&rows)?;
    barriers(&rows)?;
    ai(&rows)?;
    planted(&rows)?;
    numbers(&rows)?;
    comments(&rows)
}

/// Every choice is an option of the codebook.
fn words(rows: &[Row]) -> Checked {
    only(rows, "year", &["First year", "Second year", "Third year", "Fourth year", "Graduate"])?;
    only(rows, "first_generation", &["Yes", "No"])?;
    only(rows, "field", &["Business", "Engineering", "Health", "Humanities", "Sciences", "Social sciences"])?;
    only(rows, "remote_start", &["Yes, my first job or internship was remote", "Partly", "No", ""])?;
    only(rows, "network_vs_resume", &["My network", "My resume", "Not sure"])?;
    only(rows, "cold_reply", &["Fewer than 1 in 4", "1 in 4 to half", "More than half", "Nearly always", ""])?;
    only(rows, "ai_reply", &["Helped a lot", "Helped a little", "No difference", "Hurt", ""])?;
    let agreement = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree", ""];
    only(rows, "fair_access", &agreement)
}

/// `cold_reply` has an answer from those who have written, and from nobody else.
fn asked(rows: &[Row]) -> Checked {
    let strange = rows.iter().find(|row| (row["cold_message"] == "Yes") == row["cold_reply"].is_empty());
    must(strange.is_none(), format!("cold_reply: wrongly asked or not answered: {strange:?}"))
}

/// The barrier counts, found as a reader of the cell must find them: longest label first, then the separator.
fn barriers(rows: &[Row]) -> Checked {
    let mut counts = [0; BARRIERS.len()];
    for row in rows {
        let mut rest = row["barriers"].as_str();
        if rest == NO_BARRIER {
            continue;
        }
        for (barrier, count) in BARRIERS.iter().zip(&mut counts) {
            if let Some(after) = rest.strip_prefix(barrier.label) {
                rest = after.strip_prefix(", ").unwrap_or(after);
                *count += 1;
            }
        }
        must(rest.is_empty() && !row["barriers"].is_empty(), format!("barriers: cannot read {:?}", row["barriers"]))?;
    }
    for (barrier, count) in BARRIERS.iter().zip(counts) {
        same(barrier.label, count, barrier.count)?;
    }
    Ok(())
}

/// Fifty skipped the question; "none" is alone; `ai_reply` is of users only.
fn ai(rows: &[Row]) -> Checked {
    for column in AI {
        only(rows, column, &["Yes", ""])?;
    }
    let uses = |row: &Row| AI[..3].iter().any(|&column| row[column] == "Yes");
    let skipped = rows.iter().filter(|row| AI.iter().all(|&column| row[column].is_empty())).count();
    same("ai skipped", skipped, 50)?;
    must(!rows.iter().any(|row| uses(row) && row["ai_none"] == "Yes"), "ai_none beside another")?;
    must(!rows.iter().any(|row| !uses(row) && !row["ai_reply"].is_empty()), "ai_reply of someone who used nothing")
}

/// The share of a group that chose a barrier, in percentage points.
fn share(rows: &[Row], column: &str, group: &str, barrier: &str) -> f64 {
    let members: Vec<&Row> = rows.iter().filter(|row| row[column] == group).collect();
    let chose = members.iter().filter(|row| row["barriers"].contains(barrier)).count();
    100.0 * chose as f64 / members.len() as f64
}

/// The planted differences can be seen.
fn planted(rows: &[Row]) -> Checked {
    let gap = |column, group, other, barrier| share(rows, column, group, barrier) - share(rows, column, other, barrier);
    let whom = gap("first_generation", "Yes", "No", "whom to contact");
    must((12.0..15.0).contains(&whom), format!("first generation, whom to contact: {whom:.1} points"))?;
    let unworthy = gap("first_generation", "Yes", "No", "unworthy");
    must(unworthy > 5.0, format!("first generation, unworthy: {unworthy:.1} points"))?;
    let say = gap("year", "First year", "Third year", "what to say");
    must(say > 10.0, format!("first years, what to say: {say:.1} points"))?;
    let bother = gap("remote_start", "Yes, my first job or internship was remote", "No", "bothering");
    must(bother > 8.0, format!("remote start, bothering: {bother:.1} points"))
}

/// `contacts` is 0 to 60 or blank, `weight` 0.400 to 2.600 with a mean of 1.
fn numbers(rows: &[Row]) -> Checked {
    for contacts in rows.iter().map(|row| &row["contacts"]).filter(|cell| !cell.is_empty()) {
        must(contacts.parse::<u32>()? <= 60, format!("contacts: {contacts}"))?;
    }
    let mut sum = 0.0;
    for row in rows {
        let weight: f64 = row["weight"].parse()?;
        must((0.4..=2.6).contains(&weight), format!("weight: {weight}"))?;
        sum += weight;
    }
    must((sum / 1000.0 - 1.0_f64).abs() < 0.01, format!("weight: mean {}", sum / 1000.0))
}

/// The awkward comments are all there, and most people wrote nothing.
fn comments(rows: &[Row]) -> Checked {
    for text in AWKWARD.iter().chain([&SYNTHETIC]) {
        same(text, count(rows, "comment", text), 1)?;
    }
    must(count(rows, "comment", "") > 900, "comment: too many")
}
