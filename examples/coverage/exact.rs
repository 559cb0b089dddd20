//! Coverage of the intervals of simple random samples, without any chance: the sum of P(x) over all x whose interval holds p.

use hearback::stats::distribution::binomial_pmf;
use hearback::stats::proportion::{agresti_coull, clopper_pearson, jeffreys, wilson};
use hearback::stats::{Interval, Level, StatsError};

/// An interval of a count and its base.
pub type Method = fn(f64, f64, Level) -> Result<Interval, StatsError>;

/// The methods that a person can ask for.
pub const METHODS: [(&str, Method); 4] = [
    ("wilson", wilson),
    ("clopper_pearson", clopper_pearson),
    ("jeffreys", jeffreys),
    ("agresti_coull", agresti_coull),
];

/// The shares in the population.
pub const SHARES: [f64; 5] = [0.02, 0.1, 0.33, 0.5, 0.9];

/// The sizes of the samples.
pub const SIZES: [u64; 3] = [30, 100, 1000];

/// How often the method's 95 % interval of `n` people holds `p`.
pub fn coverage(method: Method, p: f64, n: u64) -> f64 {
    let holds = |x: &u64| method(*x as f64, n as f64, Level::NINETY_FIVE).is_ok_and(|i| i.low <= p && p <= i.high);
    (0..=n).filter(holds).map(|x| binomial_pmf(x, n, p)).sum()
}
