//! What many logs say of one number whose truth is known.

use hearback::view::Figure;

/// A coverage of 95 % intervals, and the share of logs that tell what is not there, or miss what is: the limits of the project.
pub const COVERAGE: (f64, f64) = (0.935, 0.965);
/// See [`COVERAGE`].
pub const MOST_FALSE: f64 = 0.062;
/// See [`COVERAGE`].
pub const LEAST_FOUND: f64 = 0.8;

/// An estimate with its error and its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: Option<f64>,
    /// Its interval; `None` where there is none.
    pub limits: Option<(f64, f64)>,
}

impl Seen {
    /// What a figure says; `None` where the data do not determine it.
    pub fn of(figure: &Figure) -> Option<Seen> {
        let shown = figure.shown()?;
        Some(Seen { value: shown.value?, se: shown.se, limits: shown.low.zip(shown.high) })
    }

    /// The first less the second, with neither error nor limits.
    pub fn less(a: Option<Seen>, b: Option<Seen>) -> Option<Seen> {
        Some(Seen { value: a?.value - b?.value, se: None, limits: None })
    }
}

/// Many estimates of one truth.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// The truth.
    pub truth: f64,
    /// Estimates there were.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// The mean of their standard errors.
    pub se: Option<f64>,
    /// The share of intervals that hold the truth, among estimates that have one.
    pub coverage: Option<f64>,
}

impl Summary {
    /// Sums up, in the order of the logs.
    pub fn of(truth: f64, seen: impl Iterator<Item = Option<Seen>>) -> Summary {
        let seen: Vec<Seen> = seen.flatten().collect();
        let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
        let values: Vec<f64> = seen.iter().map(|s| s.value).collect();
        let errors: Vec<f64> = seen.iter().filter_map(|s| s.se).collect();
        let limits: Vec<(f64, f64)> = seen.iter().filter_map(|s| s.limits).collect();
        let holds = limits.iter().filter(|(low, high)| *low <= truth && truth <= *high).count();
        let middle = mean(&values);
        let squares: Vec<f64> = values.iter().map(|value| (value - middle).powi(2)).collect();
        Summary {
            truth,
            n: values.len() as u64,
            mean: middle,
            sd: mean(&squares).sqrt(),
            se: (!errors.is_empty()).then(|| mean(&errors)),
            coverage: (!limits.is_empty()).then(|| holds as f64 / limits.len() as f64),
        }
    }

    /// The mean estimate less the truth.
    pub fn bias(&self) -> f64 {
        self.mean - self.truth
    }
}
