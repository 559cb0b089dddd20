//! `replies` and `cadence` of a large log, as a ratio against plain polars in the same run: `cargo bench --bench outreach`.
//! `TOUCHES=1000000 CONTACTS=100000` makes it smaller (5,000,000 touches with 500,000 people without it); it is written once, into
//! cargo's own folder for such files.
//!
//! | ours | floor |
//! |---|---|
//! | Parquet: opened, read, episodes found, and both questions asked and estimated | polars reads the columns that it needs, sorts by contact and time, and counts by attempt how many were made and how many were answered first |
//!
//! Either is a process of its own, with the program's start and its end: see `taken`.

#[path = "../examples/make_touches/touches.rs"]
mod make_touches;
mod taken;

use hearback::api::Outreach;
use hearback::estimate::Estimate;
use polars::prelude::*;
use std::fs::{File, rename};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs of ours and of the floor, by turns; the middle one counts.
const RUNS: usize = 5;
const SEED: u64 = 1;

type Anything<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Anything<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [word, path] if word == "ours" => return ours(Path::new(path)),
        [word, path] if word == "floor" => return Ok(floor(Path::new(path))?),
        _ => {}
    }
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let path = written(number("TOUCHES", 5_000_000), number("CONTACTS", 500_000))?;
    let this = |word: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap_or_default());
        command.arg(word).arg(&path);
        command
    };
    taken::compare("replies and cadence", &mut this("ours"), &mut this("floor"), RUNS)
}

/// The log, written if it is not there yet.
fn written(touches: u64, contacts: u64) -> Anything<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("touches-{touches}-{contacts}-{SEED}.parquet"));
    if !path.is_file() {
        // Under another name until it is whole.
        let unfinished = path.with_extension("unfinished");
        make_touches::parquet(&unfinished, touches as usize, contacts, SEED)?;
        rename(unfinished, &path)?;
    }
    Ok(path)
}

fn ours(path: &Path) -> Anything<()> {
    let outreach = Outreach::open([path])?;
    println!("{:?}", outreach.sources().first().map(|account| account.line()));
    println!("{:?}", outreach.replies().estimate()?.headline());
    println!("{:?}", outreach.cadence().all()?.effect.headline());
    Ok(())
}

/// By attempt, as far as nobody had written back: how many there were, and how many were followed by an answer. Without polars'
/// lazy half, which hearback does not build.
#[allow(deprecated)]
fn floor(path: &Path) -> PolarsResult<()> {
    let columns = ["date", "time", "contact", "direction", "kind"].map(str::to_owned).to_vec();
    let frame = ParquetReader::new(File::open(path)?).with_columns(Some(columns)).finish()?;
    let frame = frame.sort(["contact", "date", "time"], SortMultipleOptions::default())?;
    let text = |name: &str| Ok::<_, PolarsError>(frame.column(name)?.str()?.clone());
    let (contacts, directions, kinds) = (text("contact")?, text("direction")?, text("kind")?);
    let (mut attempts, mut replied): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let (mut before, mut attempt, mut has_replied) = (None, 0, false);
    for ((contact, direction), kind) in contacts.iter().zip(directions.iter()).zip(kinds.iter()) {
        if contact != before {
            (before, attempt, has_replied) = (contact, 0, false);
        }
        if has_replied || !matches!(kind, Some("message" | "call")) {
            continue;
        }
        if direction == Some("out") {
            attempt += 1;
            attempts.push(attempt);
            replied.push(0);
        } else if attempt > 0 {
            has_replied = true;
            replied.last_mut().into_iter().for_each(|replied| *replied = 1);
        }
    }
    let height = attempts.len();
    let columns = [("attempt", attempts), ("n", vec![1; height]), ("replied", replied)];
    let columns = columns.map(|(name, numbers)| Column::new(name.into(), numbers)).to_vec();
    let counts = DataFrame::new(height, columns)?.group_by(["attempt"])?.select(["n", "replied"]).sum()?;
    println!("{:?}", counts.sort(["attempt"], SortMultipleOptions::default())?);
    Ok(())
}
