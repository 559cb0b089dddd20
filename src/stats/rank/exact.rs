//! How often chance gives so strong an order, counted over all orders of a few people.

/// People up to whom Kendall's distribution is counted: 200 take 2 million steps.
pub(super) const MOST_FOR_KENDALL: u64 = 200;
/// People up to whom Spearman's distribution is counted: 12 take some million steps.
pub(super) const MOST_FOR_SPEARMAN: u64 = 12;

/// Twice the probability that a random order of `n` has at most `fewer` pairs of one kind, 1 at most.
///
/// The last of `k` people is in order with each number of the others, 0 to `k - 1`, equally often.
pub(super) fn kendall_p(n: u64, fewer: u64) -> f64 {
    let mut chances = vec![1.0];
    for people in 2..=n as usize {
        let mut next = vec![0.0; chances.len() + people - 1];
        for (pairs, chance) in chances.iter().enumerate() {
            for more in next.iter_mut().skip(pairs).take(people) {
                *more += chance / people as f64;
            }
        }
        chances = next;
    }
    let tail: f64 = chances.iter().take(fewer as usize + 1).sum();
    (2.0 * tail).min(1.0)
}

/// Twice the probability of a sum of squared rank differences as far out as `squares`, 1 at most.
pub(super) fn spearman_p(n: usize, squares: usize) -> f64 {
    let largest = n * (n * n - 1) / 3;
    // by symmetry around half the largest
    let near = squares.min(largest - squares);
    let orders = orders_by_squares(n, near);
    let all: f64 = (1..=n).map(|k| k as f64).product();
    (2.0 * orders.iter().sum::<f64>() / all).min(1.0)
}

/// How many orders of `n` have each sum of squared rank differences, up to `most`.
///
/// People take places one after another; what matters of those before is only which places are gone.
fn orders_by_squares(n: usize, most: usize) -> Vec<f64> {
    let mut by_places = vec![vec![0.0; most + 1]; 1 << n];
    if let Some(none) = by_places.first_mut().and_then(|sums| sums.first_mut()) {
        *none = 1.0;
    }
    for gone in 0..(1_usize << n) - 1 {
        let person = gone.count_ones() as usize;
        let Some(counts) = by_places.get(gone).cloned() else { continue };
        for place in (0..n).filter(|place| gone & (1 << place) == 0) {
            let square = place.abs_diff(person).pow(2);
            let Some(next) = by_places.get_mut(gone | (1 << place)) else { continue };
            next.iter_mut().skip(square).zip(&counts).for_each(|(more, count)| *more += count);
        }
    }
    by_places.pop().unwrap_or_default()
}
