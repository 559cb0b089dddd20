//! Work over many rows on all processors. What comes out never depends on how many there are.

use std::cmp::Ordering;
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

/// What all of `0..n` come to, stretch by stretch in threads of their own, in order.
pub fn in_stretches<T: Send>(n: usize, work: impl Fn(Range<usize>) -> Vec<T> + Sync) -> Vec<T> {
    let stretches = stretches(n);
    in_threads(stretches.len(), |k| work(stretches[k].clone())).into_iter().flatten().collect()
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

/// Puts items in order as `sort_unstable_by` does, halves in threads of their own where there are many. Items that are equal may
/// come in any order.
pub fn sort<T: Send>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    sort_with(items, &compare, workers());
}

fn sort_with<T: Send>(items: &mut [T], compare: &(impl Fn(&T, &T) -> Ordering + Sync), workers: usize) {
    if workers < 2 || items.len() < 2 * WORTH_SPLITTING {
        return items.sort_unstable_by(compare);
    }
    let half = items.len() / 2;
    items.select_nth_unstable_by(half, compare);
    let (low, high) = items.split_at_mut(half);
    both(|| sort_with(low, compare, workers / 2), || sort_with(high, compare, workers - workers / 2));
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
    fn many_items_are_put_in_order_by_any_number_of_threads() {
        let items: Vec<u32> = (0..300_000).map(|i: u32| i.wrapping_mul(2_654_435_761) >> 12).collect();
        let mut expected = items.clone();
        expected.sort_unstable();
        for workers in [1, 2, 3, 8] {
            let mut items = items.clone();
            sort_with(&mut items, &u32::cmp, workers);
            assert!(items == expected, "{workers} threads");
        }
    }

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
