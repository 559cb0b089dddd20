//! Random choices that are the same in every run: PCG64 promises its values.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// A stream of choices.
pub struct Random(Pcg64);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Random {
        Random(Pcg64::new(u128::from(seed), 0x006d_6169_6c62_6f78))
    }

    /// A whole number in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// A whole number in `low..high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low)
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items, all equally likely.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of the items, in proportion to the whole number beside it.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, usize)]) -> T {
        let mut ticket = self.below(items.iter().map(|i| i.1).sum());
        for &(item, weight) in items {
            if ticket < weight {
                return item;
            }
            ticket -= weight;
        }
        items[0].0
    }
}
