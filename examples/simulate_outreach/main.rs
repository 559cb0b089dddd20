//! What the outreach statistics say of logs whose truth is known:
//! `cargo run --release --example simulate_outreach -- [PART…] [TIMES]`, PART being `replies`, `effect`, `gaps`, `null`, `planted`; all
//! of them where none is named. TIMES is the number of logs drawn of every setting, 2,000 unless given.
//!
//! Every log goes the whole way: touches, episodes, paths, estimates, findings. It prints Markdown;
//! `reports/simulations/outreach.md` keeps it. Logs are drawn from fixed seeds, so the same numbers come again, on any number of cores.

mod draw;
mod effect;
mod findings;
mod gaps;
mod log;
mod replies;
mod summary;
mod tables;
mod world;

use std::error::Error;

const PARTS: [&str; 5] = ["replies", "effect", "gaps", "null", "planted"];

fn main() -> Result<(), Box<dyn Error>> {
    let (mut parts, mut times) = (Vec::new(), 2_000);
    for word in std::env::args().skip(1) {
        match word.parse::<u64>() {
            Ok(number) => times = number,
            Err(_) if PARTS.contains(&word.as_str()) => parts.push(word),
            Err(_) => return Err(format!("{word}: not one of {}, nor a number of logs", PARTS.join(", ")).into()),
        }
    }
    for part in PARTS.into_iter().filter(|part| parts.is_empty() || parts.iter().any(|p| p == part)) {
        match part {
            "replies" => replies::run(times)?,
            "effect" => effect::run(times)?,
            "gaps" => gaps::run(times)?,
            "null" => findings::null(times)?,
            _ => findings::planted(times)?,
        }
    }
    Ok(())
}
