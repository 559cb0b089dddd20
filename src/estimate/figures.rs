//! The few ways in which a figure is made.

use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::stats::{Interval, Level, proportion};
use crate::tally::answers::Weighted;
use crate::view::{Figure, Flag, Method, Shown};

/// A share that is known by its counts.
pub struct Share<'a> {
    /// Those with the property.
    pub yes: Weighted,
    /// All in the base.
    pub base: Weighted,
    /// Everyone in the sample, in the base or not: a domain's variance keeps the whole design.
    pub sample: u64,
    /// Whether weights are used.
    pub weighted: bool,
    /// Of whom, in words.
    pub words: &'a str,
}

/// The figure of a share: Wilson's interval; with weights, Wilson's on the effective n of the linearised variance
/// (R `svymean` of a design with weights only: V = n/(n−1)·Σw²(y−p)²/W², n being the whole sample). The effective n is never
/// taken to be more than the people there are.
pub fn share(share: &Share, level: Level) -> Figure {
    let (yes, base) = (&share.yes, &share.base);
    let mut shown = Shown {
        value: None,
        se: None,
        low: None,
        high: None,
        level: level.value(),
        method: if share.weighted { Method::WilsonEffective } else { Method::Wilson },
        n: base.n,
        n_weighted: base.weight(),
        count: Some(yes.n),
        base: share.words.to_owned(),
        precision: None,
        flags: small_base(base.n),
    };
    if share.weighted {
        weighted(&mut shown, yes, base, share.sample, level);
    } else if base.n > 0 {
        let (x, n) = (yes.n as f64, base.n as f64);
        shown.value = Some(x / n);
        shown.se = proportion::standard_error(x, n).ok();
        limits(&mut shown, proportion::wilson(x, n, level).ok());
    }
    Figure::Shown(shown)
}

fn weighted(shown: &mut Shown, yes: &Weighted, base: &Weighted, sample: u64, level: Level) {
    let (sum, squares, n) = (base.weight(), base.squared_weight(), sample.max(base.n) as f64);
    if sum <= 0.0 {
        return;
    }
    let p = yes.weight() / sum;
    let no_squares = (squares - yes.squared_weight()).max(0.0);
    let spread = yes.squared_weight() * (1.0 - p).powi(2) + no_squares * p.powi(2);
    let variance = if base.n > 1 { n / (n - 1.0) * spread / (sum * sum) } else { 0.0 };
    shown.value = Some(p);
    shown.se = (base.n > 1).then(|| variance.sqrt());
    // At 0 % and 100 %, and for one person, the linearised variance says nothing: Kish's effective n stands in.
    let effective = if variance > 0.0 { p * (1.0 - p) / variance } else { sum * sum / squares };
    let effective = effective.min(base.n as f64);
    if effective < Figure::SMALL_BASE as f64 && !shown.flags.contains(&Flag::SmallBase) {
        shown.flags.push(Flag::SmallBase);
    }
    limits(shown, proportion::wilson(p * effective, effective, level).ok());
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
    let whole = |n| Weighted { n, ..Weighted::default() };
    let mut figure = share(&Share { yes: whole(count), base: whole(n), sample: n, weighted: false, words }, level);
    if let Figure::Shown(shown) = &mut figure {
        shown.n_weighted = n as f64;
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

/// A ratio of two sums over people, such as one option's share of all mentions.
pub struct Ratio<'a> {
    /// The upper sum.
    pub numerator: f64,
    /// The lower sum.
    pub denominator: f64,
    /// Σw²(y − R·x)² over people, R being the ratio.
    pub residual_squares: f64,
    /// People.
    pub base: Weighted,
    /// Everyone in the sample, in the base or not.
    pub sample: u64,
    /// Of the base, people whom the lower sum counts at all.
    pub counted: u64,
    /// How many of the base the upper sum counts.
    pub count: u64,
    /// Of what, in words.
    pub words: &'a str,
}

/// The figure of a ratio: linearised variance, interval on the logit scale; at 0 and 1, and where nothing varies,
/// Wilson's interval on the number of people whom the lower sum counts.
pub fn ratio(ratio: &Ratio, level: Level) -> Figure {
    let n = ratio.sample.max(ratio.base.n) as f64;
    let value = (ratio.denominator > 0.0).then(|| ratio.numerator / ratio.denominator);
    let mut shown = Shown {
        value,
        se: None,
        low: None,
        high: None,
        level: level.value(),
        method: Method::Logit,
        n: ratio.base.n,
        n_weighted: ratio.base.weight(),
        count: Some(ratio.count),
        base: ratio.words.to_owned(),
        precision: None,
        flags: small_base(ratio.base.n),
    };
    let Some(r) = value else { return Figure::Shown(shown) };
    let se = if ratio.base.n > 1 { (n / (n - 1.0) * ratio.residual_squares).sqrt() / ratio.denominator } else { 0.0 };
    shown.se = (ratio.base.n > 1).then_some(se);
    if se > 0.0 && r > 0.0 && r < 1.0 {
        let (middle, half) = ((r / (1.0 - r)).ln(), level.z() * se / (r * (1.0 - r)));
        let back = |x: f64| 1.0 / (1.0 + (-x).exp());
        limits(&mut shown, Some(Interval { low: back(middle - half), high: back(middle + half) }));
    } else {
        let counted = ratio.counted as f64;
        shown.method = Method::Wilson;
        limits(&mut shown, proportion::wilson(r * counted, counted, level).ok());
    }
    Figure::Shown(shown)
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
        low: None,
        high: None,
        level: level.value(),
        method: method(transform),
        n: curve.people(),
        n_weighted: curve.people() as f64,
        count: Some(curve.events_by(day)),
        base: words.to_owned(),
        precision: None,
        flags,
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

fn method(transform: Transform) -> Method {
    match transform {
        Transform::Plain => Method::KaplanMeierPlain,
        Transform::Log => Method::KaplanMeierLog,
        Transform::LogLog => Method::KaplanMeierLogLog,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{RELATIVE, assert_close};

    fn group(n: u64, weight: f64) -> Weighted {
        let one = Weighted::one(weight);
        Weighted { n, w: one.w * i128::from(n), w2: one.w2 * i128::from(n), ..Weighted::default() }
    }

    fn both(x: &Weighted, y: &Weighted) -> Weighted {
        Weighted { n: x.n + y.n, w: x.w + y.w, w2: x.w2 + y.w2, ..Weighted::default() }
    }

    fn shown(figure: &Figure) -> &Shown {
        figure.shown().expect("a figure that is not suppressed")
    }

    /// R 4.2.2, survey 4.1-1: `d <- data.frame(y=rep(c(1,0,1),c(4,6,2)), w=rep(c(1,1,2.5),c(4,6,2)));
    /// svymean(~y, svydesign(~1, weights=~w, data=d))` gives mean 0.6 and, by hand,
    /// sqrt(12/11 * (0.16*4 + 0.36*6 + 0.16*12.5) / 225) = 0.152555…
    #[test]
    fn a_weighted_share_has_the_linearised_error_of_r_survey() {
        let (a, b, c) = (group(4, 1.0), group(6, 1.0), group(2, 2.5));
        let yes = both(&a, &c);
        let figure =
            share(&Share { base: both(&yes, &b), yes, sample: 12, weighted: true, words: "all" }, Level::NINETY_FIVE);
        assert_close(shown(&figure).value.unwrap_or(0.0), 0.6, RELATIVE, "share");
        let by_hand = (12.0 / 11.0 * (0.16 * 4.0 + 0.36 * 6.0 + 0.16 * 12.5) / 225.0_f64).sqrt();
        assert_close(shown(&figure).se.unwrap_or(0.0), by_hand, RELATIVE, "standard error");
    }

    #[test]
    fn weights_of_one_give_the_unweighted_share() {
        let make = |weighted| Share { yes: group(42, 1.0), base: group(100, 1.0), sample: 100, weighted, words: "all" };
        let level = Level::NINETY_FIVE;
        let (plain, weighted) = (share(&make(false), level), share(&make(true), level));
        assert_eq!(shown(&plain).value, shown(&weighted).value);
        // n/(n−1) is all that differs.
        let (a, b) = (shown(&plain).se.unwrap_or(0.0), shown(&weighted).se.unwrap_or(0.0));
        assert_close(b / a, (100.0_f64 / 99.0).sqrt(), RELATIVE, "ratio of errors");
    }

    #[test]
    fn nobody_everybody_and_one_person_have_sane_limits() {
        for weighted in [false, true] {
            for (x, n) in [(0, 5), (5, 5), (0, 1), (1, 1)] {
                let s = Share { yes: group(x, 1.5), base: group(n, 1.5), sample: n, weighted, words: "all" };
                let figure = share(&s, Level::NINETY_FIVE);
                let (low, high) = (shown(&figure).low.unwrap_or(f64::NAN), shown(&figure).high.unwrap_or(f64::NAN));
                assert!(
                    (0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high) && low < high,
                    "{x} of {n}: {low} {high}"
                );
            }
        }
        let empty = share(
            &Share { yes: group(0, 1.0), base: group(0, 1.0), sample: 0, weighted: true, words: "" },
            Level::NINETY_FIVE,
        );
        assert_eq!(shown(&empty).value, None);
    }

    #[test]
    fn an_effective_n_is_never_more_than_the_people_there_are() {
        // Nine say no with weight 1, one says yes with weight 0.01: the linearised variance alone would claim n = 720.
        let yes = group(1, 0.01);
        let figure = share(
            &Share { base: both(&group(9, 1.0), &yes), yes, sample: 10, weighted: true, words: "" },
            Level::NINETY_FIVE,
        );
        let high = shown(&figure).high.unwrap_or(0.0);
        assert!(high > 0.27, "{high}");
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
