//! The few ways in which a figure is made.

use super::sample::Cell;
use crate::stats::distribution::t_quantile_upper;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::stats::{self, Interval, Level, proportion};
use crate::view::{Figure, Flag, Method, Precision, Shown};

/// Fewer who said yes, or no, than this: the interval of a designed share is Korn & Graubard's, since the logit scale is no longer
/// nearly normal there (`examples/coverage`).
const FEW: u64 = 10;

/// Which interval a share gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Wilson's; under weights or a design the logit one, and where few said yes or no Korn & Graubard's.
    #[default]
    Usual,
    /// Wilson's; under a design on the effective n.
    Wilson,
    /// Clopper–Pearson's; under a design Korn & Graubard's.
    Exact,
    /// Jeffreys', without a design only.
    Jeffreys,
    /// Agresti–Coull's, without a design only.
    AgrestiCoull,
    /// The logit one, under a design only.
    Logit,
}

/// A share of people who were drawn one by one from all, without weights.
pub fn counted_share(count: u64, n: u64, words: &str, scale: Scale, level: Level) -> Figure {
    let mut shown = blank(n, n as f64, words, level);
    shown.count = Some(count);
    let (x, people) = (count as f64, n as f64);
    if n > 0 {
        shown.value = Some(x / people);
        shown.se = proportion::standard_error(x, people).ok();
        let (method, interval) = match scale {
            Scale::Exact => (Method::ClopperPearson, proportion::clopper_pearson(x, people, level)),
            Scale::Jeffreys => (Method::Jeffreys, proportion::jeffreys(x, people, level)),
            Scale::AgrestiCoull => (Method::AgrestiCoull, proportion::agresti_coull(x, people, level)),
            Scale::Usual | Scale::Wilson | Scale::Logit => (Method::Wilson, proportion::wilson(x, people, level)),
        };
        shown.method = method;
        limits(&mut shown, interval.ok());
        shown.precision =
            Some(Precision { deff: Some(1.0), effective_n: Some(people), weighted_n: people, df: f64::INFINITY });
    }
    Figure::Shown(shown)
}

/// A share under weights or a design.
pub struct Designed<'a> {
    /// The share; `None` of nobody.
    pub share: Option<f64>,
    /// Its variance under the design; `None` where one person says nothing of it.
    pub variance: Option<f64>,
    /// Degrees of freedom of the design.
    pub df: f64,
    /// How many have the property.
    pub count: u64,
    /// Of how many.
    pub base: &'a Base,
    /// Everyone who was drawn for it, whether they answered or not.
    pub rows: u64,
    /// Of whom, in words.
    pub words: &'a str,
}

/// The people that a figure is about.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Base {
    /// How many.
    pub n: u64,
    /// Σw.
    pub w: f64,
    /// Σw².
    pub w2: f64,
}

impl Base {
    /// These people and those.
    pub fn and(self, other: &Base) -> Base {
        Base { n: self.n + other.n, w: self.w + other.w, w2: self.w2 + other.w2 }
    }

    /// These people and a cell's.
    pub fn with(self, cell: &Cell) -> Base {
        Base { n: self.n + cell.sums.n, w: self.w + cell.weight(), w2: self.w2 + cell.squared_weight() }
    }

    /// Kish's effective n, (Σw)²/Σw²: what unequal weights alone leave of them.
    pub fn effective_n(&self) -> f64 {
        if self.w2 > 0.0 { self.w * self.w / self.w2 } else { 0.0 }
    }
}

/// The figure of a designed share. The effective n is p(1 − p)/V, the design effect V over that of as many people drawn at
/// random with replacement. At 0 and 100 %, where a linearised variance says nothing, Korn & Graubard's limits on Kish's effective n.
pub fn designed_share(designed: &Designed, scale: Scale, level: Level) -> Figure {
    let base = designed.base;
    let mut shown = blank(base.n, base.w, designed.words, level);
    shown.count = Some(designed.count);
    let Some(p) = designed.share else { return Figure::Shown(shown) };
    let (n, df) = (base.n as f64, designed.df.max(1.0));
    shown.value = Some(p);
    let variance = designed.variance.filter(|_| base.n > 1);
    shown.se = variance.map(f64::sqrt);
    let sound = variance.and_then(|v| stats::designed::Designed::new(p, v, df).ok());
    // What rounding leaves of nothing is nothing: 0 or 100 % by count has no variance.
    let sound = sound.filter(|_| designed.count > 0 && designed.count < base.n);
    let effective = sound.map(stats::designed::Designed::effective_n);
    let few = designed.count.min(base.n - designed.count) < FEW;
    let exact = |people: f64| stats::designed::korn_graubard(p, people, df, designed.rows.max(2) as f64, level);
    let (method, interval) = match (sound, scale) {
        (Some(share), Scale::Wilson) => (Method::WilsonEffective, share.wilson(level)),
        (Some(share), Scale::Usual) if !few => (Method::Logit, share.logit(level)),
        (Some(share), Scale::Logit) => (Method::Logit, share.logit(level)),
        (Some(share), Scale::Exact) => (Method::KornGraubard, share.korn_graubard(designed.rows as f64, level)),
        // Never more than the people there are: of few, chance alone makes a variance small.
        _ => (Method::KornGraubard, exact(effective.unwrap_or(base.effective_n()).min(n))),
    };
    shown.method = method;
    limits(&mut shown, interval.ok());
    shown.precision = Some(Precision {
        deff: sound.and(variance).map(|v| v * (n - 1.0) / (p * (1.0 - p))),
        effective_n: effective,
        weighted_n: base.effective_n(),
        df: designed.df,
    });
    if effective.is_some_and(|e| e < Figure::SMALL_BASE as f64) && !shown.flags.contains(&Flag::SmallBase) {
        shown.flags.push(Flag::SmallBase);
    }
    Figure::Shown(shown)
}

/// A value with its variance, and limits on its own scale: t of `df` standard errors to either side.
pub fn linearised(
    value: Option<f64>,
    variance: Option<f64>,
    df: f64,
    base: &Base,
    words: &str,
    level: Level,
) -> Figure {
    student(value, variance, df, base, words, Method::Linearised, level)
}

/// The same by any method whose limits are t of `df` standard errors to either side.
pub fn student(
    value: Option<f64>,
    variance: Option<f64>,
    df: f64,
    base: &Base,
    words: &str,
    method: Method,
    level: Level,
) -> Figure {
    let mut shown = blank(base.n, base.w, words, level);
    shown.method = method;
    shown.value = value;
    shown.se = value.and(variance.filter(|_| base.n > 1)).map(f64::sqrt);
    if let (Some(value), Some(se), Ok(t)) = (value, shown.se, t_quantile_upper(level.alpha() / 2.0, df.max(1.0))) {
        limits(&mut shown, Some(Interval { low: value - t * se, high: value + t * se }));
    }
    Figure::Shown(shown)
}

/// How many people of a population have a property: t of `df` standard errors to either side, and never below 0. Where nobody
/// was found to have it, the upper limit is that of their `share`, of all the people that the base stands for.
pub fn counted_total(
    value: Option<f64>,
    variance: Option<f64>,
    df: f64,
    share: &Figure,
    base: &Base,
    words: &str,
    level: Level,
) -> Figure {
    let mut figure = linearised(value, variance, df, base, words, level);
    let of = share.shown();
    if let Figure::Shown(shown) = &mut figure {
        shown.count = of.and_then(|s| s.count);
        shown.low = shown.low.map(|low| low.max(0.0));
        if shown.count == Some(0) {
            (shown.low, shown.high) = (Some(0.0), of.and_then(|s| s.high).map(|high| high * base.w));
        }
    }
    figure
}

/// A ratio of two shares with limits on the scale of logarithms; `log_variance` is that of its logarithm.
pub fn logarithmic(
    value: Option<f64>,
    log_variance: Option<f64>,
    df: f64,
    base: &Base,
    words: &str,
    level: Level,
) -> Figure {
    let mut shown = blank(base.n, base.w, words, level);
    shown.method = Method::Logarithmic;
    shown.value = value;
    let half = log_variance.and_then(|v| Some(v.sqrt() * t_quantile_upper(level.alpha() / 2.0, df.max(1.0)).ok()?));
    if let (Some(value), Some(half)) = (value.filter(|v| *v > 0.0), half) {
        shown.se = log_variance.map(|v| v.sqrt() * value);
        limits(&mut shown, Some(Interval { low: value * (-half).exp(), high: value * half.exp() }));
    }
    Figure::Shown(shown)
}

/// A figure of so many people, of which nothing else is known yet.
pub fn blank(n: u64, n_weighted: f64, words: &str, level: Level) -> Shown {
    Shown {
        value: None,
        se: None,
        low: None,
        high: None,
        level: level.value(),
        method: Method::Wilson,
        n,
        n_weighted,
        count: None,
        base: words.to_owned(),
        precision: None,
        flags: small_base(n),
    }
}

fn limits(shown: &mut Shown, interval: Option<Interval>) {
    shown.low = interval.map(|i| i.low);
    shown.high = interval.map(|i| i.high);
}

fn small_base(n: u64) -> Vec<Flag> {
    if n < Figure::SMALL_BASE { vec![Flag::SmallBase] } else { Vec::new() }
}

/// A plain share of counts, unweighted, with flags of its own.
pub fn plain_share(count: u64, n: u64, words: &str, level: Level, flags: &[Flag]) -> Figure {
    let mut figure = counted_share(count, n, words, Scale::Usual, level);
    if let Figure::Shown(shown) = &mut figure {
        shown.precision = None;
        shown.flags.extend_from_slice(flags);
        shown.flags.sort();
    }
    figure
}

/// A share that the data do not determine: a number of people, and nothing of them.
pub fn unknown(n: u64, words: &str, level: Level, flags: &[Flag]) -> Figure {
    let mut figure = plain_share(0, n, words, level, flags);
    if let Figure::Shown(shown) = &mut figure {
        (shown.value, shown.se, shown.low, shown.high, shown.count) = (None, None, None, None, None);
    }
    figure
}

/// The Kaplan–Meier share of people who have replied by `day`.
///
/// The value is unknown beyond the last day that anyone was watched, unless everybody has replied. Where the log-log interval
/// does not exist (nobody has replied, or the curve has reached 1) Wilson's stands in, on those watched all that time.
pub fn replied_by(curve: &KaplanMeier, day: f64, transform: Transform, words: &str, level: Level) -> Figure {
    let estimate = curve.share_by(day, transform, level).filter(|_| is_known(curve, day));
    let censored = curve.censored_by(day) > 0;
    let mut flags = small_base(curve.people());
    if censored {
        flags.push(Flag::Censored);
    }
    let mut shown = Shown {
        value: estimate.map(|e| e.value),
        se: estimate.and_then(|e| e.std_err),
        method: method(transform),
        count: Some(curve.events_by(day)),
        flags,
        ..blank(curve.people(), curve.people() as f64, words, level)
    };
    let Some(estimate) = estimate else { return Figure::Shown(shown) };
    match estimate.interval {
        Some(interval) => limits(&mut shown, Some(interval.clipped())),
        None => {
            // Whoever is censored on the day itself was watched for all of it.
            let left = curve.steps().iter().filter(|s| s.time < day).map(|s| s.n_censor).sum::<u64>();
            let seen = (curve.people() - left).max(1) as f64;
            shown.method = Method::Wilson;
            limits(&mut shown, proportion::wilson(estimate.value * seen, seen, level).ok());
        }
    }
    Figure::Shown(shown)
}

/// Whether a curve tells anything of a day: up to the last on which anyone was watched, and beyond it if everybody has
/// replied. A curve that reaches 1 when the last one under watch replies does not tell what those who left it would have done.
pub fn is_known(curve: &KaplanMeier, day: f64) -> bool {
    day <= curve.last_time() || curve.events_by(day) == curve.people()
}

pub(super) fn method(transform: Transform) -> Method {
    match transform {
        Transform::Plain => Method::KaplanMeierPlain,
        Transform::Log => Method::KaplanMeierLog,
        Transform::LogLog => Method::KaplanMeierLogLog,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(figure: &Figure) -> &Shown {
        figure.shown().expect("a figure that is not suppressed")
    }

    fn designed(share: f64, variance: f64, count: u64, base: &Base) -> Figure {
        let made = Designed {
            share: Some(share),
            variance: Some(variance),
            df: 20.0,
            count,
            base,
            rows: base.n,
            words: "all",
        };
        designed_share(&made, Scale::Usual, Level::NINETY_FIVE)
    }

    #[test]
    fn nobody_everybody_and_one_person_have_sane_limits() {
        let sane = |figure: &Figure, what: &str| {
            let (low, high) = (shown(figure).low.unwrap_or(f64::NAN), shown(figure).high.unwrap_or(f64::NAN));
            assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high) && low < high, "{what}: {low} {high}");
        };
        for (x, n) in [(0, 5), (5, 5), (0, 1), (1, 1)] {
            sane(&counted_share(x, n, "all", Scale::Usual, Level::NINETY_FIVE), "counted");
            let base = Base { n, w: n as f64 * 1.5, w2: n as f64 * 2.25 };
            sane(&designed(x as f64 / n as f64, 0.0, x, &base), "designed");
        }
        assert_eq!(shown(&counted_share(0, 0, "", Scale::Usual, Level::NINETY_FIVE)).value, None);
    }

    #[test]
    fn where_few_said_yes_the_people_there_are_bound_what_is_claimed() {
        // Nine say no with weight 1, one says yes with weight 0.01: the linearised variance alone would claim n = 720.
        let base = Base { n: 10, w: 9.01, w2: 9.0001 };
        let share: f64 = 0.01 / 9.01;
        let variance = 10.0 / 9.0 * (1e-4 * (1.0 - share).powi(2) + 9.0 * share * share) / (9.01 * 9.01);
        let figure = designed(share, variance, 1, &base);
        assert!(shown(&figure).high.unwrap_or(0.0) > 0.27, "{figure:?}");
    }

    #[test]
    fn whoever_is_censored_on_the_day_was_watched_for_all_of_it() {
        let curve = KaplanMeier::fit([(60.0, 0, 50)]).expect("a curve");
        let figure = replied_by(&curve, 60.0, Transform::LogLog, "", Level::NINETY_FIVE);
        assert_eq!((shown(&figure).value, shown(&figure).high.map(|h| (h * 1000.0).round())), (Some(0.0), Some(71.0)));
    }

    #[test]
    fn a_curve_that_ends_with_a_reply_says_nothing_beyond_while_others_left_it() {
        let level = Level::NINETY_FIVE;
        let curve = KaplanMeier::fit([(1.0, 0, 2), (4.0, 1, 0)]).expect("a curve");
        assert_eq!(shown(&replied_by(&curve, 60.0, Transform::LogLog, "", level)).value, None);
        let everyone = KaplanMeier::fit([(1.0, 2, 0), (4.0, 1, 0)]).expect("a curve");
        assert_eq!(shown(&replied_by(&everyone, 60.0, Transform::LogLog, "", level)).value, Some(1.0));
    }
}
