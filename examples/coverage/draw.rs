//! Random people, the same for a seed however many threads draw them.

use hearback::stats::distribution::t_quantile_upper;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;
use std::ops::AddAssign;

/// 2⁻⁵³: the distance between the numbers that [`Dice::unit`] gives.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A stream of reproducible choices.
pub struct Dice(Pcg64);

impl Dice {
    /// The stream of one survey of a setting.
    pub fn new(setting: &str, survey: u64) -> Self {
        // FNV-1a: a setting's numbers stay when others come or go.
        let hash = |seed, bytes: &[u8]| {
            bytes.iter().fold(seed, |h: u64, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
        };
        let name = hash(0xcbf2_9ce4_8422_2325, setting.as_bytes());
        let place = hash(name, &survey.to_le_bytes());
        Dice(Pcg64::new(u128::from(name) << 64 | u128::from(place), u128::from(place)))
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * UNIT
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Standard normal (Box & Muller).
    pub fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// A place among these shares, which add up to 1.
    pub fn one_of(&mut self, shares: &[f64]) -> usize {
        let mut left = self.unit();
        for (place, share) in shares.iter().enumerate() {
            if left < *share {
                return place;
            }
            left -= share;
        }
        shares.len() - 1
    }

    /// Gamma of scale 1 (Marsaglia & Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let more = self.gamma(shape + 1.0);
            return more * (1.0 - self.unit()).powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// A cluster's share, where the mean is `p` and two people of one cluster correlate by `icc`: beta distributed.
    pub fn cluster_share(&mut self, p: f64, icc: f64) -> f64 {
        if icc == 0.0 {
            return p;
        }
        let size = (1.0 - icc) / icc;
        let (yes, no) = (self.gamma(p * size), self.gamma((1.0 - p) * size));
        if yes + no > 0.0 { yes / (yes + no) } else { p }
    }
}

/// The value that a standard normal number is above with this probability.
pub fn threshold(share: f64) -> f64 {
    t_quantile_upper(share, f64::INFINITY).expect("a share between 0 and 1")
}

/// Draws surveys 0, 1, … on all cores, and adds up what is counted of each: the same sums in any order.
pub fn surveys<const N: usize>(times: u64, one: impl Fn(u64) -> [u64; N] + Sync) -> [u64; N] {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let part = |thread: u64| {
        let mut sums = [0; N];
        (thread..times).step_by(threads as usize).for_each(|survey| add(&mut sums, one(survey)));
        sums
    };
    let (part, mut sums) = (&part, [0; N]);
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        parts.into_iter().for_each(|part| add(&mut sums, part.join().expect("no survey panics")));
    });
    sums
}

fn add<const N: usize>(sums: &mut [u64; N], more: [u64; N]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| sum.add_assign(more));
}
