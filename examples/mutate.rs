//! Damages the fixtures of the survey platforms at random and puts each through reading, drafting and counting, and those of
//! outreach and puts each through reading and gathering:
//! `cargo run --release --example mutate -- TIMES [SEED] [FILE…]`. Bytes are flipped, cut, doubled, and lines doubled.
//!
//! A panic, or a file that takes longer than ten seconds, ends it with the file and the number of the case, from which the
//! case can be made again. The most memory that was ever used is printed at the end; `ulimit -v` bounds it.

use hearback::error::Result as Told;
use hearback::input::{Item, Opened, guard};
use hearback::outreach::gather::{Given, gather};
use hearback::outreach::read::{self as sources, Context};
use hearback::outreach::touch::{Feed, Until};
use hearback::outreach::{ColumnMap, Me, Only, Settings, episodes};
use hearback::survey::{Kind, Responses, read};
use hearback::tally::Answers;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const SURVEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/platforms");
const SOURCES: [&str; 5] =
    ["archive", "archive/linkedin", "sources", "sources/linkedin/export_2019", "sources/linkedin/export_2025"];
/// A case may take this long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Numbers that look random and are the same for a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// One to four damages; what stands near the beginning, where headers are, is hit more often.
fn damaged(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(4) {
        let reach = if dice.below(2) == 0 { bytes.len() } else { bytes.len().min(2_000) };
        let at = dice.below(reach);
        let end = (at + 1 + dice.below(60)).min(bytes.len());
        match dice.below(7) {
            0 => bytes.truncate(at.max(1)),
            1 => drop(bytes.drain(at..end)),
            2 => double_line(&mut bytes, at),
            3 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => bytes[at] ^= 1 << dice.below(8),
            5 => bytes[at] = b"\",;\n\r\t\0\xff[]{}:=0 "[dice.below(16)],
            _ => bytes[at] = dice.below(256) as u8,
        }
        if bytes.is_empty() {
            return vec![b'x'];
        }
    }
    bytes
}

fn double_line(bytes: &mut Vec<u8>, at: usize) {
    let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n + 1);
    let line = bytes[start..end].to_vec();
    bytes.splice(start..start, line);
}

/// Everything that the program does with a file, short of printing.
fn use_all(bytes: Vec<u8>, path: &Path) -> Told<()> {
    if path.components().any(|part| part.as_os_str() == "sources" || part.as_os_str() == "archive") {
        use_source(bytes, path)
    } else {
        use_survey(bytes, path)
    }
}

fn use_source(bytes: Vec<u8>, path: &Path) -> Told<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (utc, map, only) = (TimeZone::UTC, ColumnMap::new(), Only::default());
    let context = Context { last: Some(date(2025, 12, 31)), ..Context::new(&utc, &map) };
    let found = sources::read_items(vec![Item::bytes(bytes, &name)], false, &context)?.found;
    let feed = Feed { index: 0, complete: true };
    let given = found.into_iter().map(|found| Given { feed, only: &only, people: &[], found }).collect();
    let gathered = gather(given, &Me::default(), &utc, Until { today: context.last, ..Until::default() })?;
    episodes(&gathered.touches, &Settings::default())?;
    for account in &gathered.touches.accounts {
        assert_eq!(account.read, account.used() + account.left_out(), "{}", account.line());
    }
    Ok(())
}

fn use_survey(bytes: Vec<u8>, path: &Path) -> Told<()> {
    let export = read::export(&Opened::of_bytes(bytes, path, "damaged", None)?)?;
    let responses = Responses::of_draft(export)?;
    let multi = responses.codebook.questions.iter().find(|q| q.kind == Kind::Multi);
    if let Some(question) = multi {
        Answers::count(&responses, &[&question.id], &[])?;
    }
    for account in &responses.accounts {
        assert_eq!(account.read, account.used() + account.left_out(), "{}", account.line());
    }
    Ok(())
}

fn fixtures(named: &[String]) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if !named.is_empty() {
        return Ok(named.iter().map(PathBuf::from).collect());
    }
    let fixtures = Path::new(SURVEYS).parent().unwrap_or(Path::new(""));
    let folders = std::iter::once(PathBuf::from(SURVEYS)).chain(SOURCES.map(|name| fixtures.join(name)));
    let folders = folders.map(std::fs::read_dir).collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = folders.into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.retain(|f| !f.extension().is_some_and(|e| e == "py" || e == "json") && f.is_file());
    files.sort();
    Ok(files)
}

/// The most memory that this process ever used, as Linux tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or("unknown".into(), |l| l.trim().to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, otherwise: u64| args.get(i).map_or(Ok(otherwise), |n| n.parse::<u64>());
    let (times, seed) = (number(0, 1_000)?, number(1, 1)?);
    guard::quiet();
    // What is at work: its number, and when it began.
    static CASE: AtomicU64 = AtomicU64::new(0);
    let begun = Instant::now();
    std::thread::spawn(move || {
        let mut last = (u64::MAX, Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(200));
            let case = CASE.load(Ordering::Relaxed);
            if case != last.0 {
                last = (case, Instant::now());
            } else if last.1.elapsed() > PATIENCE {
                eprintln!("HANG: case {case} takes longer than {PATIENCE:?}");
                std::process::abort();
            }
        }
    });
    for file in fixtures(args.get(2..).unwrap_or_default())? {
        let good = std::fs::read(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (mut read, mut refused, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
        for case in 0..times {
            CASE.fetch_add(1, Ordering::Relaxed);
            let mut dice = Dice(seed.wrapping_mul(0x1000_0000_01b3).wrapping_add(case));
            let bytes = damaged(&good, &mut dice);
            let start = Instant::now();
            let result = std::panic::catch_unwind(|| use_all(bytes, &file));
            slowest = slowest.max(start.elapsed());
            match result {
                Ok(Ok(())) => read += 1,
                Ok(Err(error)) if !error.to_string().trim().is_empty() => refused += 1,
                _ => {
                    return Err(
                        format!("{name}: case {case} of seed {seed} panicked, or was refused without a word").into()
                    );
                }
            }
        }
        println!("{name}: {times} damaged, {read} read, {refused} refused, slowest {slowest:.0?}");
    }
    println!("in {:.0?}, at most {} of memory", begun.elapsed(), peak());
    Ok(())
}
