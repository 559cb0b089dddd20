//! Reading and drafting a Qualtrics export of a million responses: `cargo bench --bench reading` (release; or
//! `--profile dev`, whose ratios are larger). `ROWS=100000` makes it smaller, `EXPORT=file.csv` keeps the file.
//!
//! | ours | floor |
//! |---|---|
//! | the export: scanned, checked, read, told by platform | polars reads the same file |
//! | the draft of its codebook, reading included | the same |

use hearback::survey::{Draft, read};
use polars::prelude::{CsvReadOptions, DataFrame, SerReader};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Runs of ours and of the floor, by turns; the middle one counts.
const RUNS: usize = 5;

const META: [(&str, &str); 17] = [
    ("StartDate", "startDate"),
    ("EndDate", "endDate"),
    ("Status", "status"),
    ("IPAddress", "ipAddress"),
    ("Progress", "progress"),
    ("Duration (in seconds)", "duration"),
    ("Finished", "finished"),
    ("RecordedDate", "recordedDate"),
    ("ResponseId", "_recordId"),
    ("RecipientLastName", "recipientLastName"),
    ("RecipientFirstName", "recipientFirstName"),
    ("RecipientEmail", "recipientEmail"),
    ("ExternalReference", "externalDataReference"),
    ("LocationLatitude", "locationLatitude"),
    ("LocationLongitude", "locationLongitude"),
    ("DistributionChannel", "distributionChannel"),
    ("UserLanguage", "userLanguage"),
];

const BARRIERS: [&str; 7] = [
    "Feeling like I'm bothering someone",
    "Fear of rejection",
    "Not knowing whom to contact",
    "Not knowing what to say, or how to begin",
    "Believing it won't help",
    "Feeling unworthy of their time",
    "None of these",
];
const CHANNELS: [&str; 5] = ["Email", "LinkedIn", "Phone", "In person", "Events"];
const AGREE: [&str; 5] =
    ["Strongly disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Strongly agree"];
const AGES: [&str; 5] = ["18-24", "25-34", "35-44", "45-54", "55 or older"];

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u64) as usize]
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The three header rows.
fn headers() -> String {
    let mut columns: Vec<(String, String, String)> =
        META.iter().map(|(name, id)| ((*name).into(), (*name).into(), (*id).into())).collect();
    let mut multi = |name: &str, question: &str, options: &[&str]| {
        for (i, option) in options.iter().enumerate() {
            let n = i + 1;
            columns.push((
                format!("{name}_{n}"),
                format!("{question} - Selected Choice - {option}"),
                format!("QID{name}_{n}"),
            ));
        }
    };
    multi("1", "What stops you from reaching out?", &BARRIERS);
    multi("2", "Which channels do you use?", &CHANNELS);
    for i in 1..=4 {
        columns.push((format!("3_{i}"), format!("How much do you agree? - Statement {i}"), format!("QID3_{i}")));
    }
    columns.push(("Q4".into(), "How old are you?".into(), "QID4".into()));
    columns.push(("Q5".into(), "How many messages did you send?".into(), "QID5_TEXT".into()));
    columns.push(("Q6".into(), "Anything else?".into(), "QID6_TEXT".into()));
    let row = |cells: Vec<String>| cells.iter().map(|c| quoted(c)).collect::<Vec<_>>().join(",");
    let names = row(columns.iter().map(|c| c.0.clone()).collect());
    let wordings = row(columns.iter().map(|c| c.1.clone()).collect());
    let ids = row(columns.iter().map(|c| format!("{{\"ImportId\":\"{}\"}}", c.2)).collect());
    format!("{names}\n{wordings}\n{ids}\n")
}

fn ticks(numbers: &mut Numbers, options: &[&str], line: &mut String) {
    for option in options {
        line.push(',');
        if numbers.below(3) == 0 {
            if option.contains(',') { line.push_str(&quoted(option)) } else { line.push_str(option) }
        }
    }
}

fn row(i: u64, numbers: &mut Numbers) -> String {
    let preview = if i.is_multiple_of(500) { "Survey Preview" } else { "IP Address" };
    let (progress, finished) = if i.is_multiple_of(20) { (40, "False") } else { (100, "True") };
    let (second, tail) = (i % 60, numbers.below(1_000_000_000));
    let mut line = format!(
        "2024-03-04 10:00:{second:02},2024-03-04 10:07:{second:02},{preview},192.0.2.{},{progress},{},{finished},2024-03-04 10:07:{second:02},R_{i:07}{tail},,,,,51.5{tail},-0.12{tail},anonymous,EN",
        i % 250,
        60 + numbers.below(900)
    );
    ticks(numbers, &BARRIERS, &mut line);
    ticks(numbers, &CHANNELS, &mut line);
    for _ in 0..4 {
        line.push(',');
        line.push_str(numbers.one_of(&AGREE));
    }
    let remark = if numbers.below(10) == 0 { format!("\"Remark {tail}, and so on\"") } else { String::new() };
    line.push_str(&format!(",{},{},{remark}\n", numbers.one_of(&AGES), numbers.below(80)));
    line
}

fn write(path: &Path, rows: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(headers().as_bytes())?;
    let mut numbers = Numbers(1);
    (0..rows).try_for_each(|i| file.write_all(row(i, &mut numbers).as_bytes()))
}

fn with_polars(path: &Path) -> DataFrame {
    let options = CsvReadOptions::default().with_has_header(true);
    options.try_into_reader_with_file_path(Some(path.to_owned())).expect("a file").finish().expect("a CSV")
}

fn time(run: &dyn Fn()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn main() -> Result<()> {
    let rows = std::env::var("ROWS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let kept = std::env::var_os("EXPORT").map(PathBuf::from);
    let path =
        kept.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("hearback-{}.csv", std::process::id())));
    write(&path, rows)?;
    let read = || drop(black_box(read::read(&path, "export.csv", None).expect("an export")));
    let draft = || drop(black_box(Draft::read(&path, "export.csv", None).expect("a draft")));
    let floor = || drop(black_box(with_polars(&path)));
    let all: Vec<[Duration; 3]> = (0..RUNS).map(|_| [time(&read), time(&draft), time(&floor)]).collect();
    let [read, draft, floor] = [0, 1, 2].map(|i| middle(all.iter().map(|t| t[i]).collect()));
    let size = std::fs::metadata(&path)?.len() as f64 / 1e6;
    println!("{rows} rows, {size:.0} MB; polars alone {floor:.2} s");
    println!("reading: {read:.2} s, {:.2} times the floor", read / floor);
    println!("drafting, reading included: {draft:.2} s, {:.2} times the floor", draft / floor);
    if kept.is_none() {
        std::fs::remove_file(&path)?;
    }
    Ok(())
}
