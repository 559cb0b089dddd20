//! Writes a large survey with weights, strata and clusters, to measure estimation on:
//! `cargo run --release --example make_survey -- FOLDER [ROWS OF THE PARQUET [ROWS OF THE CSV [SEED]]]`.
//!
//! Into the folder go `survey.parquet` (10,000,000 rows unless told otherwise), `survey.csv` (1,000,000) `codebook.toml`,
//! which serves both, and `strata.toml`, which knows no clusters. The same seed and rows give the same answers. Nobody in it exists.

mod survey;

use std::path::Path;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = args.first().map(Path::new) else {
        eprintln!("usage: make_survey FOLDER [PARQUET_ROWS [CSV_ROWS [SEED]]]");
        return Ok(ExitCode::from(2));
    };
    let number = |i: usize, usual: usize| args.get(i).map_or(Ok(usual), |a| a.parse());
    let (many, fewer, seed) = (number(1, 10_000_000)?, number(2, 1_000_000)?, number(3, 1)? as u64);
    std::fs::create_dir_all(folder)?;
    survey::parquet(&folder.join("survey.parquet"), many, seed)?;
    survey::csv(&folder.join("survey.csv"), fewer, seed)?;
    std::fs::write(folder.join("codebook.toml"), survey::codebook(true))?;
    std::fs::write(folder.join("strata.toml"), survey::codebook(false))?;
    eprintln!("{}: {many} rows as Parquet, {fewer} as CSV", folder.display());
    Ok(ExitCode::SUCCESS)
}
