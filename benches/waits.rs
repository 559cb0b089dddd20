//! A million waits of two groups: from rows in any order to a Kaplan–Meier curve a group and the log-rank test, against a
//! sort of the same times: `cargo bench --bench waits`. See `benches/tally.rs` for why ratios.
//!
//! | ours | floor |
//! |---|---|
//! | fractions of days, nearly all of them different | copies and sorts the times |
//! | whole days | the same |
//!
//! `benches/peers/waits.py` makes the same waits for Python's lifelines, and prints the same statistic.

use criterion::Criterion;
use hearback::stats::kaplan_meier::KaplanMeier;
use hearback::stats::log_rank::{Test, log_rank};
use hearback::stats::waits::Waits;
use std::hint::black_box;
use std::time::{Duration, Instant};

const PEOPLE: usize = 1_000_000;
/// Runs of ours and of the floor, by turns; the middle one counts.
const RUNS: usize = 7;

/// What is known of each person.
struct People {
    times: Vec<f64>,
    events: Vec<bool>,
    groups: Vec<u32>,
}

/// The same people in every run, and in `peers/waits.py`: of one number each, the group is its lowest bit, the event its second
/// one, and the rest the wait, of up to 50 days in group 0 and a fifth longer in group 1.
fn people() -> People {
    let mut state = 1_u64;
    let mut people = People { times: Vec::new(), events: Vec::new(), groups: Vec::new() };
    for _ in 0..PEOPLE {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = state >> 33;
        let group = (number & 1) as u32;
        people.times.push((number >> 2) as f64 / 536_870_912.0 * 50.0 * (1.0 + 0.2 * f64::from(group)));
        people.events.push(number & 2 == 2);
        people.groups.push(group);
    }
    people
}

/// Both curves and the test.
fn analyse(people: &People) -> (KaplanMeier, KaplanMeier, Option<Test>) {
    let waits = [Waits::from_people(&people.times, &people.events, &people.groups).expect("waits")];
    let [first, second] = [0, 1].map(|group| KaplanMeier::of_group(&waits[0], group).expect("a group"));
    (first, second, log_rank(&waits, 0.0).expect("waits").test)
}

fn sorted(times: &[f64]) -> Vec<f64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
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
fn compare(criterion: &mut Criterion, name: &str, people: &People) {
    let mut ours = || drop(black_box(analyse(people)));
    let mut floor = || drop(black_box(sorted(&people.times)));
    let both: Vec<(Duration, Duration)> = (0..RUNS).map(|_| (time(&mut ours), time(&mut floor))).collect();
    let (mine, least) = (middle(both.iter().map(|b| b.0).collect()), middle(both.iter().map(|b| b.1).collect()));
    let ratio = mine.as_secs_f64() / least.as_secs_f64();
    println!("{name}: {ratio:.2} times the floor ({mine:.1?} against {least:.1?})");
    let (first, second, test) = analyse(people);
    println!("{name}: {} and {} times, {test:?}", first.steps().len(), second.steps().len());
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("ours", |b| b.iter(&mut ours));
    group.bench_function("floor", |b| b.iter(&mut floor));
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut people = people();
    compare(&mut criterion, "fractions", &people);
    people.times.iter_mut().for_each(|time| *time = time.ceil());
    compare(&mut criterion, "days", &people);
    criterion.final_summary();
}
