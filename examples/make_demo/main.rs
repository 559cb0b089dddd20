//! Writes the demo: a survey of 1,000 and an outreach log, both synthetic, the same bytes on every run.
//!
//! ```text
//! cargo run --example make_demo             # into data/demo
//! cargo run --example make_demo -- FOLDER
//! ```
//!
//! The survey's totals are the published ones, exactly; the log is one invented person's nine months. What was written
//! is read back and checked; a demo that is not as described fails the run.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

mod check;
mod comments;
mod latent;
mod log;
mod names;
mod random;
mod story;
mod survey;
mod touch;
mod warmth;

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let folder = env::args_os().nth(1).map_or(here, PathBuf::from);
    fs::create_dir_all(&folder)?;
    survey::write(&folder.join("survey.csv"))?;
    touch::write(&folder.join("log.csv"), &log::touches())?;
    fs::write(folder.join("codebook.toml"), include_str!("codebook.toml"))?;
    fs::write(folder.join("hearback.toml"), include_str!("hearback.toml"))?;
    check(&folder)
}

/// Reads everything back and compares it with what was promised.
fn check(folder: &Path) -> Result<(), Box<dyn Error>> {
    check::generator()?;
    for name in ["survey.csv", "log.csv", "codebook.toml", "hearback.toml"] {
        check::file(&folder.join(name))?;
    }
    check::survey::check(&folder.join("survey.csv"))?;
    check::log::check(&folder.join("log.csv"))
}
