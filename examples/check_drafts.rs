//! Drafts codebooks of real exports and counts by them, unedited, against what is known of the exports exactly:
//! `cargo run --example check_drafts -- ../shared/real`.
//!
//! The data are not part of the project, so this is no test but a step of its own. It fails where the folder is absent.

use hearback::api::Survey;
use hearback::error::Result as Checked;
use hearback::input::labels::normal;
use hearback::survey::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

/// Each export beside its truth.
const EXPORTS: [(&str, &str); 2] =
    [("spack2021_gforms", "spack-user-survey-2021-responses.csv"), ("starwars_538", "StarWars.csv")];

#[derive(Deserialize)]
struct Truth {
    counts: Counts,
}

#[derive(Deserialize)]
struct Counts {
    n_rows: u64,
    multi_select: BTreeMap<String, Multi>,
}

#[derive(Deserialize)]
struct Multi {
    base_n: u64,
    options: Vec<Known>,
}

#[derive(Deserialize)]
struct Known {
    option: String,
    n: u64,
}

/// A drafted multi-select: its base, and the count of each option.
struct Drafted {
    base: Option<u64>,
    counts: BTreeMap<String, Option<u64>>,
}

#[derive(Default)]
struct Score {
    questions: (usize, usize),
    options: (usize, usize),
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "../shared/real".into());
    match check(Path::new(&folder)) {
        Ok(Score { questions, options }) => {
            println!(
                "questions found {} of {}, options exact {} of {}",
                questions.0, questions.1, options.0, options.1
            );
            if questions.0 == questions.1 && options.0 == options.1 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("check_drafts: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check(folder: &Path) -> Result<Score, Box<dyn Error>> {
    let mut score = Score::default();
    for (name, file) in EXPORTS {
        let path = folder.join(name).join("truth.json");
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let truth: Truth = serde_json::from_str(&text)?;
        let survey = Survey::open(folder.join(name).join(file)).drafted()?;
        let (rows, faults) = (survey.responses().len() as u64, survey.sources()[0].faults());
        println!("{name}: {rows} of {} responses used, {faults} faults", truth.counts.n_rows);
        let drafted = multi_selects(&survey)?;
        for (id, known) in &truth.counts.multi_select {
            compare(&mut score, id, known, &drafted);
        }
    }
    Ok(score)
}

fn multi_selects(survey: &Survey) -> Checked<Vec<Drafted>> {
    let multi = survey.questions().filter(|q| q.kind == Kind::Multi);
    let drafted = multi.map(|question| {
        let shares = survey.shares(&question.id)?.estimate()?;
        let counts = shares.options.iter().zip(&shares.total.cases);
        let counts = counts.map(|(o, c)| (normal(&o.label), c.shown().and_then(|s| s.count))).collect();
        Ok(Drafted { base: shares.total.answered, counts })
    });
    drafted.collect()
}

/// Compares with the drafted question that has most of its options.
fn compare(score: &mut Score, id: &str, known: &Multi, drafted: &[Drafted]) {
    let shared = |d: &Drafted| known.options.iter().filter(|o| d.counts.contains_key(&normal(&o.option))).count();
    let Some(best) = drafted.iter().max_by_key(|d| shared(d)) else { return };
    let exact = known.options.iter().filter(|o| best.counts.get(&normal(&o.option)) == Some(&Some(o.n))).count();
    let found = best.base == Some(known.base_n) && exact == known.options.len();
    println!("  {id}: base {:?} of {}, {exact} of {} options exact", best.base, known.base_n, known.options.len());
    score.questions.0 += usize::from(found);
    score.questions.1 += 1;
    score.options.0 += exact;
    score.options.1 += known.options.len();
}
