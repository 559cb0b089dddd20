//! Every platform's export, drafted and counted without a hand's work: the truth beside the fixtures was counted by the
//! scripts that made them (`make.py` in each folder). `platforms` are the exports that drafting was built on, `held_out`
//! others, made by someone who had not seen it, to score it by.

use hearback::api::Survey;
use hearback::input::labels::normal;
use hearback::survey::{Draft, Question};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Truth {
    files: Vec<FileTruth>,
}

#[derive(Deserialize)]
struct FileTruth {
    file: String,
    left_out: BTreeMap<String, u64>,
    used: u64,
    weight: Option<String>,
    personal: Vec<String>,
    #[serde(default)]
    personal_maybe: Vec<String>,
    /// Columns that are no questions.
    #[serde(default)]
    rest: serde_json::Value,
    questions: Vec<QuestionTruth>,
}

#[derive(Deserialize)]
struct QuestionTruth {
    text: String,
    kind: String,
    role: Option<String>,
    order: Vec<String>,
    base: u64,
    options: BTreeMap<String, u64>,
    #[serde(default)]
    unseen: Vec<String>,
    none: Option<String>,
    other: Option<String>,
    #[serde(default)]
    options_maybe: BTreeMap<String, u64>,
    columns: Vec<usize>,
}

/// A folder of exports with their truth.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn truth(folder: &Path) -> Truth {
    let path = folder.join("truth.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("truth.json")
}

/// What was found of what is there.
#[derive(Default)]
struct Score {
    questions: usize,
    found: usize,
    options: usize,
    exact: usize,
    merged: usize,
    said: String,
}

fn score(folder: &Path, file: &FileTruth) -> Score {
    let mut score = Score::default();
    let path = folder.join(&file.file);
    let draft = match Draft::read(&path, &file.file, None) {
        Ok(draft) => draft,
        Err(error) => {
            score.questions = file.questions.len();
            score.options = file.questions.iter().map(|q| q.options.len()).sum();
            let _ = writeln!(score.said, "  not read: {error}");
            return score;
        }
    };
    let survey = match Survey::open(&path).drafted() {
        Ok(survey) => survey,
        Err(error) => panic!("{}: {error}\n{}", file.file, draft.toml()),
    };
    let mut wrong = |what: String| {
        let _ = writeln!(score.said, "  {what}");
    };
    if draft.responses as u64 != file.used {
        wrong(format!("{} responses, {} expected", draft.responses, file.used));
    }
    let aside: BTreeMap<String, u64> = draft.aside.iter().map(|(a, n)| (a.word().to_owned(), *n as u64)).collect();
    let left_out: BTreeMap<String, u64> =
        file.left_out.iter().filter(|(_, n)| **n > 0).map(|(k, n)| (k.clone(), *n)).collect();
    if aside.values().sum::<u64>() != left_out.values().sum::<u64>() {
        wrong(format!("set aside {aside:?}, {left_out:?} expected"));
    }
    let weight = draft.weight.as_ref().map(|w| normal(&w.column));
    if weight != file.weight.as_deref().map(normal) {
        wrong(format!("weight {weight:?}, {:?} expected", file.weight));
    }
    let of_block = |column: &str| {
        column.strip_suffix(']').and_then(|c| c.rsplit_once('[')).map_or(normal(column), |c| normal(c.1))
    };
    let dropped: BTreeSet<String> = draft.drop.iter().map(|t| of_block(&t.column)).collect();
    let personal: BTreeSet<String> = file.personal.iter().map(|p| normal(p)).collect();
    let maybe: BTreeSet<String> = file.personal_maybe.iter().map(|p| normal(p)).collect();
    // A column that nobody filled may be called what its header says.
    let rest: Vec<usize> = match &file.rest {
        serde_json::Value::Object(kinds) => {
            kinds.values().filter_map(|v| v.as_array()).flatten().filter_map(|c| Some(c.as_u64()? as usize)).collect()
        }
        list => list.as_array().into_iter().flatten().filter_map(|c| Some(c.as_u64()? as usize)).collect(),
    };
    let rest: BTreeSet<&str> = rest.iter().map(|c| draft.columns[*c].as_str()).collect();
    let allowed = |d: &String| maybe.contains(d) || rest.iter().any(|r| normal(r) == *d);
    if personal.difference(&dropped).next().is_some() || dropped.difference(&personal).any(|d| !allowed(d)) {
        wrong(format!("dropped {dropped:?}, {personal:?} expected"));
    }
    let faults: u64 = survey.sources().iter().map(hearback::input::Accounting::faults).sum();
    if faults > 0 {
        wrong(format!("{faults} faults: {}", survey.sources()[0].line()));
    }
    let book = &survey.responses().codebook;
    for known in &file.questions {
        let headers: BTreeSet<&String> = known.columns.iter().map(|c| &draft.columns[*c]).collect();
        let found = book.questions.iter().find(|q| q.columns().iter().collect::<BTreeSet<_>>() == headers);
        score.questions += 1;
        score.options += known.options.len();
        // Whoever drops a column that may be personal does not find its question.
        let dropped = headers.iter().all(|h| maybe.contains(&normal(h)) && dropped.contains(&normal(h)));
        if found.is_none() && (known.kind == "any" || dropped) {
            (score.found, score.exact) = (score.found + 1, score.exact + known.options.len());
            continue;
        }
        let Some(found) = found else {
            let near = book.questions.iter().find(|q| q.columns().iter().any(|c| headers.contains(c)));
            let near_kind = near.map(|q| (q.id.clone(), q.kind.word(), q.columns().len()));
            score.merged += usize::from(near.is_some_and(|q| q.columns().iter().any(|c| !headers.contains(c))));
            let _ = writeln!(score.said, "  not found: {} {:?}; instead {near_kind:?}", known.kind, known.text);
            continue;
        };
        let mut problems = String::new();
        let is_free = known.kind == "any";
        if !is_free && !known.kind.split('|').any(|k| k == found.kind.word()) {
            let _ = write!(problems, " kind {} not {};", found.kind.word(), known.kind);
        }
        if known.role.as_deref() != Some("any") && known.role.is_some() != found.role.is_some() {
            let _ = write!(problems, " role {:?} not {:?};", found.role, known.role);
        }
        let (exact, problem) =
            if is_free { (known.options.len(), String::new()) } else { options(&survey, found, known) };
        score.exact += exact;
        problems.push_str(&problem);
        if problems.is_empty() {
            score.found += 1;
        } else {
            let _ = writeln!(score.said, "  {} {:?}:{problems}", found.id, known.text);
        }
    }
    score
}

fn options(survey: &Survey, found: &Question, known: &QuestionTruth) -> (usize, String) {
    let mut problems = String::new();
    if known.options.is_empty() || !found.is_categorical() {
        return (known.options.len(), problems);
    }
    let shares = survey.shares(&found.id).and_then(|s| s.estimate()).expect("a question that can be counted");
    let maybe: u64 = known.options_maybe.values().sum();
    if ![Some(known.base), Some(known.base + maybe)].contains(&shares.total.answered) {
        let _ = write!(problems, " base {:?} not {};", shares.total.answered, known.base);
    }
    let counts: BTreeMap<String, u64> = shares
        .options
        .iter()
        .zip(&shares.total.cases)
        .map(|(o, c)| (normal(&o.label), c.shown().and_then(|s| s.count).unwrap_or(u64::MAX)))
        .collect();
    let mut exact = 0;
    for (label, n) in &known.options {
        let other = known.other.as_ref() == Some(label);
        let as_other = || found.write_in.and_then(|i| counts.get(&normal(&found.options[i].label)));
        let got = counts.get(&normal(label)).or_else(|| if other { as_other() } else { None });
        if got == Some(n)
            || known.options_maybe.contains_key(label)
            || got.is_none() && *n == 0
            || known.unseen.contains(label)
        {
            exact += 1;
        } else {
            let _ = write!(problems, " {label:?} {got:?} not {n};");
        }
    }
    if known.kind == "ordinal" {
        let order: Vec<String> = found.options.iter().map(|o| normal(&o.label)).collect();
        let expected: Vec<String> = known.order.iter().map(|o| normal(o)).filter(|o| order.contains(o)).collect();
        let order: Vec<String> = order.into_iter().filter(|o| expected.contains(o)).collect();
        if order != expected {
            let _ = write!(problems, " order {order:?};");
        }
    }
    if let Some(none) = &known.none {
        let got = found.none_option.map(|i| normal(&found.options[i].label));
        if got != Some(normal(none)) {
            let _ = write!(problems, " none-option {got:?};");
        }
    }
    (exact, problems)
}

/// The score of a folder, a line a file, and under it whatever was not found.
fn scored(folder: &Path) -> (Score, String) {
    let mut table = String::new();
    let mut total = Score::default();
    for file in &truth(folder).files {
        let score = score(folder, file);
        let Score { questions, found, options, exact, merged, said } = score;
        let _ = writeln!(
            table,
            "{}: questions {found}/{questions}, options {exact}/{options}, wrong merges {merged}",
            file.file
        );
        table.push_str(&said);
        total.questions += questions;
        total.found += found;
        total.options += options;
        total.exact += exact;
        total.merged += merged;
    }
    let Score { questions, found, options, exact, merged, .. } = &total;
    let _ = writeln!(table, "all: questions {found}/{questions}, options {exact}/{options}, wrong merges {merged}");
    (total, table)
}

#[test]
fn every_export_is_drafted_and_counted_truly() {
    let (total, table) = scored(&folder("platforms"));
    assert_eq!((total.found, total.exact, total.merged), (total.questions, total.options, 0), "{table}");
}

/// What is not found stands in the snapshot: it may grow shorter.
#[test]
fn exports_that_drafting_was_not_built_on_are_found_nearly_whole() {
    let (total, table) = scored(&folder("held_out"));
    assert!(total.found * 100 >= total.questions * 95 && total.exact * 100 >= total.options * 95, "{table}");
    assert_eq!(total.merged, 0, "{table}");
    insta::assert_snapshot!(table);
}
