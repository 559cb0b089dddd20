//! Checks real exports against what is known of them exactly: `cargo run --example check_real -- ../shared/real`.
//!
//! The data are not part of the project, so this is no test but a step of its own. It fails where the folder is absent:
//! a check that is skipped in silence looks like one that passed.

use hearback::api::{Audience, Outreach, Survey};
use hearback::estimate::OptionShares;
use hearback::estimate::options::Group;
use hearback::outreach::Settings;
use hearback::outreach::read::mail;
use hearback::outreach::words::Kind;
use hearback::project::InputFile;
use hearback::stats::tolerance::{RELATIVE, is_close};
use hearback::view::Shown;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const EXPORT: &str = "spack2021_gforms/spack-user-survey-2021-responses.csv";
const TRUTH: &str = "spack2021_gforms/truth.json";
const CODEBOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/spack2021_codebook.toml");
/// Delivery notices and automatic answers of 100-odd mail systems; and mail that looks like them and is a person's.
const NOTICES: &str = "bounces/bounce";
const HUMAN: &str = "bounces/other";
/// The share of notices that must not be taken for a person's mail.
const SHARE: f64 = 0.99;
/// A LinkedIn export, and what is known of its messages: rows, drafts, conversations of more than two.
const LINKEDIN: &str = "linkedin-sample";
const MESSAGES: (u64, u64, u64) = (20_000, 41, 2_831);
/// The question that the truth's groups are the answers to.
const GROUPS: &str = "ecp";

#[derive(Deserialize)]
struct Truth {
    counts: Counts,
    #[serde(rename = "oracle_R")]
    r: Oracle,
}

#[derive(Deserialize)]
struct Counts {
    multi_select: BTreeMap<String, Multi>,
    single: BTreeMap<String, Single>,
}

#[derive(Deserialize)]
struct Multi {
    base_n: u64,
    responses_total: u64,
    options: Vec<Known>,
}

#[derive(Deserialize)]
struct Single {
    base_n: u64,
    missing: u64,
    categories: Vec<Known>,
}

/// An option as the truth has it. Percentages are of the cases that answered.
#[derive(Deserialize)]
struct Known {
    #[serde(alias = "value")]
    option: String,
    n: u64,
    #[serde(alias = "pct")]
    pct_of_cases: f64,
    wilson95: [f64; 2],
}

#[derive(Deserialize)]
struct Oracle {
    options: Vec<ByGroup>,
}

#[derive(Deserialize)]
struct ByGroup {
    question: String,
    option: String,
    by_group: Vec<KnownGroup>,
}

#[derive(Deserialize)]
struct KnownGroup {
    group: String,
    n: u64,
    n_yes: u64,
}

/// What was compared, and what did not agree.
#[derive(Default)]
struct Checked {
    passed: usize,
    failed: Vec<String>,
}

impl Checked {
    fn that(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if holds { self.passed += 1 } else { self.failed.push(what()) }
    }

    fn count(&mut self, what: &str, got: Option<u64>, expected: u64) {
        self.that(got == Some(expected), || format!("{what}: got {got:?}, expected {expected}"));
    }

    fn number(&mut self, what: &str, got: Option<f64>, expected: f64) {
        let close = got.is_some_and(|got| is_close(got, expected, RELATIVE));
        self.that(close, || format!("{what}: got {got:?}, expected {expected}"));
    }
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "../shared/real".into());
    match check(Path::new(&folder)) {
        Ok(checked) => {
            checked.failed.iter().for_each(|line| println!("  FAILED {line}"));
            println!("{} passed, {} failed", checked.passed, checked.failed.len());
            if checked.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("check_real: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check(folder: &Path) -> Result<Checked, Box<dyn Error>> {
    let truth = std::fs::read_to_string(folder.join(TRUTH)).map_err(|e| {
        format!(
            "{}: {e}. Name the folder of real exports: cargo run --example check_real -- FOLDER",
            folder.join(TRUTH).display()
        )
    })?;
    let truth: Truth = serde_json::from_str(&truth)?;
    let survey = Survey::open(folder.join(EXPORT)).codebook(CODEBOOK)?.audience(Audience::Own);
    let mut checked = Checked::default();
    for (id, multi) in &truth.counts.multi_select {
        let of = |by: &&ByGroup| &by.question == id;
        let by_group: Vec<&ByGroup> = truth.r.options.iter().filter(of).collect();
        question(&mut checked, &survey, id, (multi.base_n, 0), &multi.options, &by_group)?;
        let shares = survey.shares(id)?.estimate()?;
        let counts = multi.options.iter().map(|o| shown(&shares, &shares.total, &o.option).and_then(|s| s.count));
        checked.count(&format!("{id}: mentions, write-ins left out"), counts.sum(), multi.responses_total);
    }
    for (id, single) in &truth.counts.single {
        question(&mut checked, &survey, id, (single.base_n, single.missing), &single.categories, &[])?;
    }
    let faults: u64 = survey.sources().iter().map(hearback::input::Accounting::faults).sum();
    checked.count("rows and answers left out for a fault", Some(faults), 0);
    mails(&mut checked, folder)?;
    linkedin(&mut checked, folder)?;
    Ok(checked)
}

/// Judges each mail of the two folders.
fn mails(checked: &mut Checked, folder: &Path) -> Result<(), Box<dyn Error>> {
    let notices = judged(&folder.join(NOTICES))?;
    let of = |kind: Kind| notices.iter().filter(move |(_, j)| j.kind == kind);
    let (all, missed) = (notices.len(), of(Kind::Message).count());
    let missed_names: Vec<&str> = of(Kind::Message).map(|(name, _)| name.as_str()).collect();
    checked.that(all > 0 && (all - missed) as f64 >= SHARE * all as f64, || {
        format!("{NOTICES}: {missed} of {all} taken for a person's: {}", missed_names.join(", "))
    });
    let bounces = of(Kind::Bounce).count();
    let whom = of(Kind::Bounce).filter(|(_, j)| !j.failed.is_empty()).count();
    let which = of(Kind::Bounce).filter(|(_, j)| j.original.is_some()).count();
    println!(
        "{NOTICES}: {all} mails: {bounces} bounces ({whom} say whom, {which} say which message), {} automatic, {} bulk, {missed} a \
         person's",
        of(Kind::AutoReply).count(),
        of(Kind::Bulk).count()
    );
    for (name, judged) in judged(&folder.join(HUMAN))? {
        checked.that(judged.kind == Kind::Message, || format!("{HUMAN}/{name}: taken for {}", judged.kind.word()));
    }
    Ok(())
}

/// The messages of a LinkedIn export: what was read, and what was left out.
fn linkedin(checked: &mut Checked, folder: &Path) -> Result<(), Box<dyn Error>> {
    let parts = hearback::project::parts_of(&[InputFile { path: folder.join(LINKEDIN), name: LINKEDIN.into() }])?;
    let outreach = Outreach::of_parts(&parts, &Settings::default(), None)?;
    let messages = outreach.sources().iter().find(|a| a.source.ends_with("messages.csv") && a.read > 0);
    let messages = messages.ok_or("no account of messages.csv")?;
    let left = |words: &str| messages.rows.iter().find(|(r, _)| r.words == words).map_or(0, |(_, l)| l.n);
    let found = (messages.read, left("a draft"), left("a group conversation"));
    checked.that(found == MESSAGES, || format!("{LINKEDIN}: {found:?}, not {MESSAGES:?}"));
    checked.that(messages.faults() == 0, || messages.line());
    println!(
        "{}; {} touches, {} people",
        messages.line(),
        outreach.owners()[0].touches().len(),
        outreach.owners().first().map_or(0, |owner| owner.contacts().all)
    );
    Ok(())
}

/// The mails of a folder, by their names.
fn judged(folder: &Path) -> Result<BTreeMap<String, mail::Judged>, Box<dyn Error>> {
    let mut judged = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let entry = entry?;
        judged.insert(entry.file_name().to_string_lossy().into_owned(), mail::judge(&std::fs::read(entry.path())?));
    }
    Ok(judged)
}

/// Compares one question, over everyone and by group, and prints a line for it.
fn question(
    checked: &mut Checked,
    survey: &Survey,
    id: &str,
    (base, missing): (u64, u64),
    options: &[Known],
    by_group: &[&ByGroup],
) -> Result<(), Box<dyn Error>> {
    let before = (checked.passed, checked.failed.len());
    let shares = survey.shares(id)?.estimate()?;
    checked.count(&format!("{id}: base"), shares.total.answered, base);
    checked.count(&format!("{id}: no answer"), shares.total.no_answer, missing);
    for known in options {
        let what = format!("{id}: {}", known.option);
        let shown = shown(&shares, &shares.total, &known.option);
        checked.count(&format!("{what}: n"), shown.and_then(|s| s.count), known.n);
        checked.count(&format!("{what}: base"), shown.map(|s| s.n), base);
        checked.number(
            &format!("{what}: % of cases"),
            shown.and_then(|s| s.value).map(|v| 100.0 * v),
            known.pct_of_cases,
        );
        checked.number(&format!("{what}: Wilson, low"), shown.and_then(|s| s.low), known.wilson95[0]);
        checked.number(&format!("{what}: Wilson, high"), shown.and_then(|s| s.high), known.wilson95[1]);
    }
    if !by_group.is_empty() {
        let shares = survey.shares(id)?.by(GROUPS).estimate()?;
        by_group.iter().for_each(|known| groups(checked, &shares, known));
    }
    let (passed, failed) = (checked.passed - before.0, checked.failed.len() - before.1);
    println!("{id}: {} options of {base} people, {passed} numbers agree, {failed} do not", options.len());
    Ok(())
}

fn groups(checked: &mut Checked, shares: &OptionShares, known: &ByGroup) {
    for truth in &known.by_group {
        let what = format!("{}: {} among \"{}\"", known.question, known.option, truth.group);
        let group = shares.groups.iter().find(|g| g.name.label == truth.group);
        let shown = group.and_then(|group| shown(shares, group, &known.option));
        checked.count(&format!("{what}: n"), shown.and_then(|s| s.count), truth.n_yes);
        checked.count(&format!("{what}: base"), shown.map(|s| s.n), truth.n);
    }
}

/// The figure of an option, by its text in the survey.
fn shown<'a>(shares: &OptionShares, group: &'a Group, option: &str) -> Option<&'a Shown> {
    let place = shares.options.iter().position(|o| o.label == option)?;
    group.cases.get(place)?.shown()
}
