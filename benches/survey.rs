//! `hearback barriers --by` on a large survey, as ratios against plain polars in the same run: `cargo bench --bench survey`.
//! `ROWS=1000000` makes the Parquet smaller (10,000,000 rows without it), `CSV_ROWS=100000` the CSV (1,000,000); both are written
//! once, into cargo's own folder for such files. What other programs take for the same: `benches/peers`.
//!
//! | ours | floor |
//! |---|---|
//! | Parquet, six boxes, four groups, weights, 20 strata, 1,000 clusters: the whole command | polars reads it and sums the weights by option, group, stratum and cluster |
//! | CSV, weights and strata: the whole command | polars reads the same columns and sums the weights by option, group and stratum |
//!
//! Either is a process of its own, with the program's start and its end: what is told is wall time, processor time of all threads,
//! and the largest memory it ever held. Processor time and memory are read where there is `/proc`, and told as 0 elsewhere.

#[path = "../examples/make_survey/survey.rs"]
mod make_survey;
mod taken;

use polars::prelude::*;
use std::fs::{File, rename};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs of ours and of the floor, by turns; the middle one counts.
const RUNS: usize = 5;
const SEED: u64 = 1;
const OPTIONS: [&str; 6] = ["o1", "o2", "o3", "o4", "o5", "o6"];

type Anything<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Anything<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, path] = args.as_slice()
        && word == "floor"
    {
        return Ok(floor(Path::new(path))?);
    }
    let rows = |name: &str, usual: usize| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let parquet = written(rows("ROWS", 10_000_000), "parquet", make_survey::parquet)?;
    let csv = written(rows("CSV_ROWS", 1_000_000), "csv", |path, rows, seed| Ok(make_survey::csv(path, rows, seed)?))?;
    compare("Parquet, clusters", &parquet, true)?;
    compare("CSV, strata", &csv, false)
}

/// The survey, written if it is not there yet.
fn written(rows: usize, kind: &str, write: fn(&Path, usize, u64) -> PolarsResult<()>) -> Anything<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("survey-{rows}-{SEED}.{kind}"));
    if !path.is_file() {
        // Under another name until it is whole.
        let unfinished = path.with_extension("unfinished");
        write(&unfinished, rows, SEED)?;
        rename(unfinished, &path)?;
    }
    Ok(path)
}

fn compare(name: &str, path: &Path, clusters: bool) -> Anything<()> {
    let codebook = path.with_extension("toml");
    std::fs::write(&codebook, make_survey::codebook(clusters))?;
    let mut ours = Command::new(env!("CARGO_BIN_EXE_hearback"));
    ours.arg("barriers").arg(path).args(["--by", "group", "--format", "json", "--codebook"]).arg(&codebook);
    let mut floor = Command::new(std::env::current_exe()?);
    floor.arg("floor").arg(path);
    taken::compare(name, &mut ours, &mut floor, RUNS)
}

/// The sums of weights by option, group, stratum and, of Parquet, cluster. Without polars' lazy half, which hearback does not build.
#[allow(deprecated)]
fn floor(path: &Path) -> PolarsResult<()> {
    let clusters = path.extension().is_some_and(|e| e == "parquet");
    let by = if clusters { vec!["group", "stratum", "cluster"] } else { vec!["group", "stratum"] };
    let mut frame = if clusters {
        ParquetReader::new(File::open(path)?).finish()?
    } else {
        let columns = OPTIONS.iter().chain(&by).chain(&["weight"]).map(|c| PlSmallStr::from(*c)).collect();
        let options = CsvReadOptions::default().with_has_header(true).with_columns(Some(columns));
        options.try_into_reader_with_file_path(Some(path.to_owned()))?.finish()?
    };
    let weight = frame.column("weight")?.clone();
    for option in OPTIONS {
        let ticks = frame.column(option)?.cast(&DataType::Float64)?;
        frame.with_column((&ticks * &weight)?)?;
    }
    let sums = frame.group_by(by)?.select(OPTIONS.into_iter().chain(["weight"])).sum()?;
    println!("{sums:?}");
    Ok(())
}
