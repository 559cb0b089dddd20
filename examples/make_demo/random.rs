//! Random numbers that stay the same for ever.
//!
//! PCG64 is value-stable by its crate's promise, so only the way from its 64 bits to a choice has to be fixed, and that
//! is done here, in whole numbers and in the four exact operations of IEEE floating point. Nothing calls `ln`, `exp` or
//! `powf`: their last bit differs between platforms.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// The one seed; every part of the demo draws from a stream of its own, so that a change in one leaves the others.
const SEED: u128 = 0x6865_6172_6261_636b_2064_656d_6f20_3031;

/// 2⁻⁵³: the distance between the numbers that [`Random::unit`] gives.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A stream of reproducible choices.
pub struct Random(Pcg64);

impl Random {
    /// The stream with this number.
    pub fn stream(number: u128) -> Self {
        Self(Pcg64::new(SEED, number))
    }

    /// A whole number in `0..n`: the high 64 bits of `u64 × n`. Its bias, below n/2⁶⁴, is of no matter here.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// A whole number in `low..=high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    /// A number in `0.0..1.0`: the upper 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * UNIT
    }

    /// Nearly normal, mean 0 and standard deviation 1: twelve uniforms less six (Irwin–Hall).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of the items, all equally likely. The items must not be empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of the items, in proportion to the whole number beside it. Some number must not be 0.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, usize)]) -> T {
        let mut ticket = self.below(items.iter().map(|&(_, weight)| weight).sum());
        for &(item, weight) in items {
            if ticket < weight {
                return item;
            }
            ticket -= weight;
        }
        items[0].0
    }

    /// Puts the items in random order: Fisher–Yates from the end.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// A shuffled deck that holds each item exactly as often as the number beside it says.
    pub fn deck<T: Copy>(&mut self, items: &[(T, usize)]) -> Vec<T> {
        let mut deck: Vec<T> = items.iter().flat_map(|&(item, count)| std::iter::repeat_n(item, count)).collect();
        self.shuffle(&mut deck);
        deck
    }

    /// `n` numbers in `0.0..1.0`, one from each of `n` equal slices, in random order: as good as `n` uniforms, but a
    /// small group gets its share of luck.
    pub fn spread(&mut self, n: usize) -> Vec<f64> {
        let mut numbers: Vec<f64> = (0..n).map(|slice| (slice as f64 + self.unit()) / n as f64).collect();
        self.shuffle(&mut numbers);
        numbers
    }
}
