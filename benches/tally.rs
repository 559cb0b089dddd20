//! Speed as ratios against a floor that is measured in the same run, because milliseconds of one machine say nothing on
//! another: `cargo bench --bench tally`, or, without building every dependency for release,
//! `cargo bench --bench tally --profile dev`, whose ratios are larger.
//!
//! | ours | floor |
//! |---|---|
//! | a survey of 200,000 rows: scanned, read and typed | polars reads the same file as text |
//! | the answers tally of a question by another | a plain loop over the same columns |
//! | Kaplan–Meier of 200,000 waits | a sort of the same waits |

use criterion::Criterion;
use hearback::stats::kaplan_meier::KaplanMeier;
use hearback::survey::{Codebook, Responses};
use hearback::tally::Answers;
use polars::prelude::{CsvReadOptions, DataFrame, SerReader};
use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

const ROWS: u64 = 200_000;
/// Runs of ours and of the floor, by turns; the middle one counts.
const RUNS: usize = 7;

const CODEBOOK: &str = r#"
respondent = "id"
weight = "weight"

[[question]]
id = "college"
kind = "single"
options = [{ id = "arts" }, { id = "science" }, { id = "law" }, { id = "other" }]

[[question]]
id = "barriers"
kind = "multi"
separator = ", "
options = [
  { id = "bother", label = "I would bother them" },
  { id = "say", label = "Not knowing what to say, or how to begin" },
  { id = "time", label = "No time" },
  { id = "fear", label = "Fear of rejection" },
  { id = "none", label = "Nothing" },
]
"#;

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

fn survey() -> String {
    let colleges = ["arts", "science", "law", "other", ""];
    let barriers = ["I would bother them", "Not knowing what to say, or how to begin", "No time", "Fear of rejection"];
    let (mut text, mut numbers) = ("id,college,barriers,weight\n".to_owned(), Numbers(1));
    for id in 0..ROWS {
        let mask = numbers.below(16);
        let chosen: Vec<&str> = barriers.iter().zip(0..).filter(|(_, i)| mask >> i & 1 == 1).map(|(b, _)| *b).collect();
        let college = colleges[numbers.below(5) as usize];
        let weight = 0.5 + numbers.below(1000) as f64 / 700.0;
        let _ = writeln!(text, "p{id},{college},\"{}\",{weight}", chosen.join(", "));
    }
    text
}

/// What the tally counts, by a loop that knows the columns: people and weight by college and pattern.
fn plain_loop(responses: &Responses, codebook: &Codebook) -> Vec<(u64, f64)> {
    let (college, barriers) = (&codebook.questions[0], &codebook.questions[1]);
    let codes = responses.codes(college).expect("a typed question");
    let flags = responses.flags(barriers).expect("a typed question");
    let weights = responses.weights().expect("weights");
    let mut masks = vec![0_usize; responses.len()];
    for (bit, flag) in flags.iter().enumerate() {
        masks.iter_mut().zip(flag.iter()).for_each(|(mask, tick)| *mask |= usize::from(tick == Some(true)) << bit);
    }
    let mut cells = vec![(0, 0.0); 5 << flags.len()];
    for ((code, mask), weight) in codes.iter().zip(masks).zip(weights.iter()) {
        let cell: &mut (u64, f64) = &mut cells[code.unwrap_or(4) as usize * (1 << flags.len()) + mask];
        *cell = (cell.0 + 1, cell.1 + weight.unwrap_or(0.0));
    }
    cells
}

fn read_with_polars(path: &Path) -> DataFrame {
    let options = CsvReadOptions::default().with_has_header(true).with_infer_schema_length(Some(0));
    let reader = options.try_into_reader_with_file_path(Some(path.to_owned())).expect("a file");
    reader.finish().expect("a CSV")
}

fn time(run: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Prints how many times as long as the floor ours takes, and hands both to criterion for their history.
fn compare(criterion: &mut Criterion, name: &str, ours: &mut dyn FnMut(), floor: &mut dyn FnMut()) {
    let both: Vec<(Duration, Duration)> = (0..RUNS).map(|_| (time(ours), time(floor))).collect();
    let (mine, least) = (middle(both.iter().map(|b| b.0).collect()), middle(both.iter().map(|b| b.1).collect()));
    let ratio = mine.as_secs_f64() / least.as_secs_f64();
    println!("{name}: {ratio:.2} times the floor ({mine:.1?} against {least:.1?})");
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("ours", |b| b.iter(&mut *ours));
    group.bench_function("floor", |b| b.iter(&mut *floor));
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("survey.csv");
    std::fs::write(&path, survey()).expect("a file");
    let codebook = Codebook::parse(CODEBOOK, "codebook.toml").expect("a codebook");
    let read = || Responses::read(&path, "survey.csv", &codebook).expect("a survey");

    compare(&mut criterion, "read", &mut || drop(black_box(read())), &mut || drop(black_box(read_with_polars(&path))));

    let responses = read();
    let tally = || Answers::count(&responses, &["barriers"], &["college"]).expect("a tally");
    let floor = || plain_loop(&responses, &codebook);
    compare(&mut criterion, "answers", &mut || drop(black_box(tally())), &mut || drop(black_box(floor())));

    let mut numbers = Numbers(2);
    let waits: Vec<(f64, u64, u64)> =
        (0..ROWS).map(|_| (numbers.below(400) as f64, numbers.below(2))).map(|(d, e)| (d, e, 1 - e)).collect();
    let fit = || KaplanMeier::fit(waits.iter().copied()).expect("waits");
    let sort = || {
        let mut sorted = waits.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        sorted
    };
    compare(&mut criterion, "kaplan_meier", &mut || drop(black_box(fit())), &mut || drop(black_box(sort())));
    criterion.final_summary();
}
