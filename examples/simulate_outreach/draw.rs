//! Random numbers, the same for a seed, and logs drawn on all cores, in order.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// 2⁻⁵³: the distance between the numbers that [`Dice::unit`] gives.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A stream of reproducible choices.
pub struct Dice(Pcg64);

impl Dice {
    /// The stream of one log of a setting.
    pub fn new(setting: &str, log: u64) -> Self {
        // FNV-1a: a setting's numbers stay when others come or go.
        let hash = |seed, bytes: &[u8]| {
            bytes.iter().fold(seed, |h: u64, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
        };
        let name = hash(0xcbf2_9ce4_8422_2325, setting.as_bytes());
        let place = hash(name, &log.to_le_bytes());
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

    /// A whole number from `first` to `last`.
    pub fn between(&mut self, (first, last): (u32, u32)) -> u32 {
        first + (self.unit() * f64::from(last - first + 1)) as u32
    }

    /// Standard normal (Box & Muller).
    pub fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }
}

/// Makes 0, 1, … on all cores: the same list, whatever their number.
pub fn many<T: Send>(times: u64, one: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let part = |thread: u64| (thread..times).step_by(threads as usize).map(|i| (i, one(i))).collect::<Vec<_>>();
    let part = &part;
    let mut all: Vec<(u64, T)> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("no log panics")).collect()
    });
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, one)| one).collect()
}
