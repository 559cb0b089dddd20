//! What a process takes, from its start to its end: wall time, processor time of all threads, and the largest memory it ever held.
//! Processor time and memory are read where there is `/proc`, and told as 0 elsewhere.

use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Anything<T> = Result<T, Box<dyn std::error::Error>>;

/// What a process took.
#[derive(Clone, Copy)]
struct Taken {
    seconds: f64,
    processor: f64,
    megabytes: f64,
}

/// Runs ours and the floor by turns and tells the middle of each, and how many times the floor ours is.
pub fn compare(name: &str, ours: &mut Command, floor: &mut Command, runs: usize) -> Anything<()> {
    let runs: Vec<(Taken, Taken)> = (0..runs).map(|_| Ok((run(ours)?, run(floor)?))).collect::<Anything<_>>()?;
    let middle = |which: &dyn Fn(&(Taken, Taken)) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(which).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let (mine, least) = (middle(&|r| r.0.seconds), middle(&|r| r.1.seconds));
    println!("{name}: {:.2} times plain polars ({mine:.2} s against {least:.2} s)", mine / least);
    let (mine, least) = (middle(&|r| r.0.processor), middle(&|r| r.1.processor));
    println!("{name}: processor time {mine:.2} s against {least:.2} s");
    let (mine, least) = (middle(&|r| r.0.megabytes), middle(&|r| r.1.megabytes));
    println!("{name}: memory {mine:.0} MB against {least:.0} MB");
    Ok(())
}

fn run(command: &mut Command) -> Anything<Taken> {
    let (before, start) = (processor_of_children(), Instant::now());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut megabytes = 0.0;
    let ended = loop {
        // The largest so far; what comes in the last two milliseconds is missed.
        megabytes = highest_memory(&status).unwrap_or(megabytes);
        match child.try_wait()? {
            Some(ended) => break ended,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    if !ended.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(Taken { seconds, processor: processor_of_children() - before, megabytes })
}

/// Seconds of all children that have ended, by the kernel's count of hundredths.
fn processor_of_children() -> f64 {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the program's name, which may hold anything, the 14th and 15th field are theirs.
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    fields.skip(13).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn highest_memory(status: &Path) -> Option<f64> {
    let status = read_to_string(status).ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? * 1024.0 / 1e6)
}
