//! Work over many rows on all processors. What comes out never depends on how many there are.

use std::ops::Range;
use std::thread;

/// Fewer rows are not worth a thread.
const WORTH_SPLITTING: usize = 1 << 16;

/// How many threads there may be.
pub fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Runs `work` once for each of `0..n`, each in a thread of its own; results in that order.
pub fn in_threads<T: Send>(n: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    each((0..n).collect(), work)
}

/// `0..n` as stretches of about equal length, one a thread; at least one.
pub fn stretches(n: usize) -> Vec<Range<usize>> {
    let parts = workers().min(n / WORTH_SPLITTING).max(1);
    let length = n.div_ceil(parts);
    (0..parts).map(|k| (k * length).min(n)..((k + 1) * length).min(n)).collect()
}

/// Runs `work` on each of some stretches of `out`, each in a thread of its own, with the stretch's number.
pub fn over<O: Send, T: Send>(
    out: &mut [O],
    stretches: &[Range<usize>],
    work: impl Fn(usize, &mut [O]) -> T + Sync,
) -> Vec<T> {
    let mut rest = out;
    let mut parts = Vec::with_capacity(stretches.len());
    for (k, stretch) in stretches.iter().enumerate() {
        let (part, behind) = rest.split_at_mut(stretch.len());
        parts.push((k, part));
        rest = behind;
    }
    each(parts, |(k, part)| work(k, part))
}

/// Runs two pieces of work side by side.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn each<I: Send, T: Send>(items: Vec<I>, work: impl Fn(I) -> T + Sync) -> Vec<T> {
    let work = &work;
    thread::scope(|scope| {
        let mut items = items.into_iter();
        let Some(first) = items.next() else { return Vec::new() };
        let started: Vec<_> = items.map(|item| scope.spawn(move || work(item))).collect();
        let mut done = vec![work(first)];
        for thread in started {
            match thread.join() {
                Ok(result) => done.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_every_row_once_and_come_back_in_order() {
        for n in [0, 1, WORTH_SPLITTING, 3 * WORTH_SPLITTING + 1] {
            let (stretches, mut out) = (stretches(n), vec![0; n]);
            assert_eq!(stretches.iter().map(|s| s.len()).sum::<usize>(), n);
            let lengths = over(&mut out, &stretches, |_, part| {
                part.iter_mut().for_each(|o| *o += 1);
                part.len()
            });
            assert_eq!(lengths, stretches.iter().map(|s| s.len()).collect::<Vec<_>>());
            assert!(out.iter().all(|o| *o == 1));
        }
        assert_eq!(in_threads(5, |k| k * k), [0, 1, 4, 9, 16]);
    }
}
