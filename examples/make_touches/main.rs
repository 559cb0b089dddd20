//! Writes a large log of outreach, to measure reading and estimation on:
//! `cargo run --release --example make_touches -- FILE.parquet [TOUCHES [CONTACTS [SEED]]]`.
//!
//! 5,000,000 touches with 500,000 people unless told otherwise. The same seed and numbers give the same log. Nobody in it exists.

mod touches;

use std::path::Path;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = args.first().map(Path::new) else {
        eprintln!("usage: make_touches FILE.parquet [TOUCHES [CONTACTS [SEED]]]");
        return Ok(ExitCode::from(2));
    };
    let number = |i: usize, usual: u64| args.get(i).map_or(Ok(usual), |a| a.parse());
    let (height, contacts, seed) = (number(1, 5_000_000)?, number(2, 500_000)?, number(3, 1)?);
    touches::parquet(path, height as usize, contacts, seed)?;
    eprintln!("{}: {height} touches", path.display());
    Ok(ExitCode::SUCCESS)
}
