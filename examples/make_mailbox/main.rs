//! Writes a large mailbox as Gmail hands it out, to measure reading on:
//! `cargo run --release --example make_mailbox -- 500 out.mbox` (megabytes, file, and a seed if another one is wanted).
//!
//! The same seed and size give the same bytes. Nobody in it exists.

mod mailbox;

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (Some(megabytes), Some(path)) = (args.first().and_then(|a| a.parse::<u64>().ok()), args.get(1)) else {
        eprintln!("usage: make_mailbox MEGABYTES FILE [SEED]");
        return Ok(ExitCode::from(2));
    };
    let seed = args.get(2).and_then(|a| a.parse().ok()).unwrap_or(1);
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let made = mailbox::write(&mut file, megabytes * 1_000_000, seed)?;
    file.flush()?;
    eprintln!(
        "{path}: {} messages, {} MB, {} % of it in {} attachments; {} KB a message apart from those; {} bulk, {} bounces",
        made.messages,
        made.bytes / 1_000_000,
        made.attached * 100 / made.bytes.max(1),
        made.attachments,
        (made.bytes - made.attached) / made.messages.max(1) / 1_000,
        made.bulk,
        made.bounces
    );
    Ok(ExitCode::SUCCESS)
}
