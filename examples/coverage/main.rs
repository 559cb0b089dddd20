//! How often intervals hold the truth, and tests find differences that are, or are not, there:
//! `cargo run --release --example coverage -- [PART…] [TIMES]`, PART being `exact`, `designs`, `null`, `planted`; all of them where
//! none is named. TIMES is the number of surveys drawn of every setting: 4,000 for `designs`, 2,000 for the other two, unless given.
//!
//! It prints Markdown; `reports/simulations/coverage.md` keeps it. Surveys are drawn from fixed seeds, so the same numbers
//! come again, on any number of cores.

mod designs;
mod draw;
mod exact;
mod planted;
mod survey;
mod tables;

use std::error::Error;

const PARTS: [&str; 4] = ["exact", "designs", "null", "planted"];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut parts, mut times) = (Vec::new(), None);
    for word in std::env::args().skip(1) {
        match word.parse::<u64>() {
            Ok(number) => times = Some(number),
            Err(_) if PARTS.contains(&word.as_str()) => parts.push(word),
            Err(_) => return Err(format!("{word}: not one of {}, nor a number of surveys", PARTS.join(", ")).into()),
        }
    }
    for part in PARTS.into_iter().filter(|part| parts.is_empty() || parts.iter().any(|p| p == part)) {
        match part {
            "exact" => tables::exact(),
            "designs" => tables::designs(times.unwrap_or(4_000)),
            "null" => tables::null(times.unwrap_or(2_000)),
            _ => tables::planted(times.unwrap_or(2_000)),
        }
    }
    Ok(())
}
