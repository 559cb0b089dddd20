//! Reading a large mailbox, as a ratio against a floor that is measured in the same run: `cargo bench --bench mailbox`.
//! `MEGABYTES=500` makes it larger; it is written once, into cargo's own folder for such files. What other programs take for the same
//! file: `benches/peers`.
//!
//! | ours | floor |
//! |---|---|
//! | a mailbox: its messages found, told apart, their headers and structure read | the same bytes read, and searched for `\nFrom ` |

#[path = "../examples/make_mailbox/mailbox/mod.rs"]
mod make_mailbox;

use criterion::{Criterion, Throughput};
use hearback::outreach::read::{self, ColumnMap, Context};
use memchr::memmem;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Runs of ours and of the floor, by turns; the middle one counts.
const RUNS: usize = 5;
const SEED: u64 = 1;

/// The mailbox, written if it is not there yet.
fn mailbox(megabytes: u64) -> Result<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{megabytes}-{SEED}.mbox"));
    if !path.is_file() {
        // Under another name until it is whole.
        let unfinished = path.with_extension("unfinished");
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&unfinished)?);
        let made = make_mailbox::write(&mut file, megabytes * 1_000_000, SEED)?;
        file.flush()?;
        println!("written: {made:?}");
        std::fs::rename(unfinished, &path)?;
    }
    Ok(path)
}

/// Records that are read.
fn ours(path: &Path) -> usize {
    let timezone = jiff::tz::TimeZone::UTC;
    let map = ColumnMap::new();
    let context = Context::new(&timezone, &map);
    let found = read::read(path, "mailbox.mbox", &context).expect("a mailbox");
    found.found.iter().map(|f| f.records.len()).sum()
}

/// Lines that look as if a message began there.
fn floor(path: &Path) -> usize {
    let bytes = std::fs::read(path).expect("a file");
    memmem::find_iter(&bytes, b"\nFrom ").count()
}

fn time(run: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    black_box(run());
    start.elapsed()
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn main() -> Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let path = mailbox(std::env::var("MEGABYTES").ok().and_then(|n| n.parse().ok()).unwrap_or(60))?;
    let bytes = std::fs::metadata(&path)?.len();
    let (records, both) = (ours(&path), (0..RUNS).map(|_| (time(|| ours(&path)), time(|| floor(&path)))));
    let (mine, least): (Vec<Duration>, Vec<Duration>) = both.unzip();
    let (mine, least) = (middle(mine), middle(least));
    let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
    println!("{:.0} MB, {records} records; reading and searching alone {:.0} MB/s", bytes as f64 / 1e6, speed(least));
    println!("mailbox: {:.0} MB/s, {:.2} times the floor", speed(mine), mine / least);

    let mut group = criterion.benchmark_group("mailbox");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("ours", |b| b.iter(|| ours(&path)));
    group.bench_function("floor", |b| b.iter(|| floor(&path)));
    group.finish();
    criterion.final_summary();
    Ok(())
}
