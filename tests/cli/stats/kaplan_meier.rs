//! Survival curves against R 4.2.2, survival 3.5-3; the exact calls stand in each case of `survival.json`.
//!
//! R marks a limit that does not exist as NA (log, log-log) or NaN (plain, at S = 0); both are `None` here.

use super::oracle::{self, Case};
use hearback::stats::kaplan_meier::{KaplanMeier, MeanEstimate, QuantileEstimate, Step, Transform};
use hearback::stats::tolerance::{RELATIVE, assert_close, assert_close_or_missing, is_close};
use hearback::stats::{Interval, Level};

#[derive(serde::Deserialize)]
struct Row {
    time: f64,
    event: u64,
    group: String,
}

/// The rows of `survival.csv` of one group, or of all.
fn rows(subset: &str) -> Vec<Row> {
    let path = oracle::path("survival.csv");
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("fixture survival.csv: {error}"));
    let rows: Vec<Row> = reader.deserialize().map(|row| row.expect("a row of survival.csv")).collect();
    assert_eq!(rows.len(), 300, "rows of survival.csv");
    rows.into_iter().filter(|row| subset == "all" || row.group == subset).collect()
}

/// One person a wait: `(time, 1, 0)` or `(time, 0, 1)`.
fn person(time: f64, event: u64) -> (f64, u64, u64) {
    (time, event, 1 - event)
}

fn people(case: &Case) -> Vec<(f64, u64, u64)> {
    if let Some(subset) = case.input["subset"].as_str() {
        return rows(subset).iter().map(|row| person(row.time, row.event)).collect();
    }
    let times = if case.name.contains("float_ties") {
        // as R had them; the JSON has them rounded
        vec![0.1 + 0.2, 0.3, 0.7, 1.0 - 0.3]
    } else {
        case.given_list("time")
    };
    times.iter().zip(case.given_list("event")).map(|(time, event)| person(*time, event as u64)).collect()
}

/// A case with its curve and how its limits are asked for.
struct Fit {
    case: Case,
    curve: KaplanMeier,
    transform: Transform,
    level: Level,
}

fn fits() -> Vec<Fit> {
    oracle::cases("survival.json", "km_", 45).into_iter().map(fit).collect()
}

fn fit(case: Case) -> Fit {
    let curve = KaplanMeier::fit(people(&case)).unwrap();
    let transform = serde_json::from_value(case.input["conf_type"].clone()).unwrap();
    let level = Level::new(case.given("level")).unwrap();
    Fit { case, curve, transform, level }
}

impl Fit {
    fn compare(&self, field: &str, actual: &[Option<f64>]) {
        let expected = self.case.list(field);
        assert_eq!(actual.len(), expected.len(), "{} {field}", self.case.name);
        for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
            let what = format!("{} {field}[{index}]", self.case.name);
            assert_close_or_missing(*actual, existing(expected), RELATIVE, &what);
        }
    }

    fn compare_one(&self, field: &str, actual: Option<f64>) {
        let what = format!("{} {field}", self.case.name);
        assert_close_or_missing(actual, existing(self.case.number(field)), RELATIVE, &what);
    }

    fn compare_steps(&self, field: &str, actual: impl Fn(&Step) -> Option<f64>) {
        self.compare(field, &self.curve.steps().iter().map(actual).collect::<Vec<_>>());
    }

    fn compare_at(&self, field: &str, actual: impl Fn(f64) -> Option<f64>) {
        let times = self.case.full_list("/at/times");
        self.compare(field, &times.into_iter().map(actual).collect::<Vec<_>>());
    }

    fn curve_matches(&self) {
        self.compare_steps("/time", |step| Some(step.time));
        self.compare_steps("/n_risk", |step| Some(step.n_risk as f64));
        self.compare_steps("/n_event", |step| Some(step.n_event as f64));
        self.compare_steps("/n_censor", |step| Some(step.n_censor as f64));
        self.compare_steps("/surv", |step| Some(step.survival));
        self.compare_steps("/std_err_log", |step| Some(step.std_err()));
        self.compare_steps("/std_err_surv", Step::std_err_survival);
        self.compare_steps("/cumhaz", |step| Some(step.cumulative_hazard));
        self.compare_steps("/std_chaz", |step| Some(step.variance_cumulative_hazard.sqrt()));
        self.compare_steps("/lower", |step| low(step.interval(self.transform, self.level)));
        self.compare_steps("/upper", |step| high(step.interval(self.transform, self.level)));
        if self.case.has("/records") {
            self.compare_one("/records", Some(self.curve.people() as f64));
        }
    }

    fn times_match(&self) {
        let at = |t: f64| self.curve.extended().survival_at(t, self.transform, self.level);
        self.compare_at("/at/n_risk", |t| Some(self.curve.n_risk_at(t) as f64));
        self.compare_at("/at/surv", |t| Some(at(t).value));
        self.compare_at("/at/std_err_surv", |t| at(t).std_err);
        self.compare_at("/at/lower", |t| low(at(t).interval));
        self.compare_at("/at/upper", |t| high(at(t).interval));
        self.compare("/at/event_between", &self.between(|t| self.curve.events_by(t)));
        self.compare("/at/censor_between", &self.between(|t| self.curve.censored_by(t)));
    }

    /// What was counted since the time before, as R's summary has it.
    fn between(&self, by: impl Fn(f64) -> u64) -> Vec<Option<f64>> {
        let mut before = 0;
        let mut since = |t| {
            let now = by(t);
            let count = now - before;
            before = now;
            Some(count as f64)
        };
        self.case.full_list("/at/times").into_iter().map(&mut since).collect()
    }

    fn quantiles_match(&self) {
        let probs = self.case.full_list("/quantiles/probs");
        let quantile = |p: &f64| self.curve.quantile(*p, self.transform, self.level).unwrap();
        let estimates: Vec<QuantileEstimate> = probs.iter().map(quantile).collect();
        self.compare("/quantiles/quantile", &estimates.iter().map(|q| q.value).collect::<Vec<_>>());
        self.compare("/quantiles/lower", &estimates.iter().map(|q| q.low).collect::<Vec<_>>());
        self.compare("/quantiles/upper", &estimates.iter().map(|q| q.high).collect::<Vec<_>>());
        let printed = self.curve.median_as_printed(self.transform, self.level);
        self.compare_one("/median_table/median", printed.value);
        self.compare_one("/median_table/lower", printed.low);
        self.compare_one("/median_table/upper", printed.high);
    }

    fn means_match(&self) {
        for field in ["/rmean4", "/rmean10", "/rmean14", "/rmean30"] {
            if self.case.has(field) {
                let horizon = self.case.number(&format!("{field}/tau")).unwrap();
                let MeanEstimate { value, std_err } = self.curve.extended().restricted_mean(horizon);
                self.compare_one(&format!("{field}/rmean"), Some(value));
                self.compare_one(&format!("{field}/se"), Some(std_err));
            }
        }
    }
}

/// R's NaN stands where a value does not exist, like its NA.
fn existing(value: Option<f64>) -> Option<f64> {
    value.filter(|number| !number.is_nan())
}

fn low(interval: Option<Interval>) -> Option<f64> {
    interval.map(|limits| limits.low)
}

fn high(interval: Option<Interval>) -> Option<f64> {
    interval.map(|limits| limits.high)
}

#[test]
fn every_value_of_every_curve_matches_r() {
    let mut values = 0;
    for fit in fits() {
        fit.curve_matches();
        fit.times_match();
        fit.quantiles_match();
        fit.means_match();
        values += fit.case.assert_all_compared();
    }
    assert_eq!(values, VALUES, "expected values in the 45 cases");
}

/// Numbers under `expected` in the 45 cases, `times` and `probs` included.
const VALUES: usize = 17_091;

/// Where the curve is known, our own answers are R's; where it is not, there are none.
#[test]
fn known_times_agree_with_r_and_unknown_ones_are_none() {
    let mut unknown = 0;
    for fit in fits() {
        for (t, surv) in fit.case.full_list("/at/times").into_iter().zip(fit.case.full_list("/at/surv")) {
            let estimate = fit.curve.survival_at(t, fit.transform, fit.level);
            assert_eq!(estimate.is_some(), t <= fit.curve.last_time() || surv == 0.0, "{} at {t}", fit.case.name);
            unknown += usize::from(estimate.is_none());
            if let Some(estimate) = estimate {
                assert_close(estimate.value, surv, RELATIVE, &fit.case.name);
            }
        }
    }
    assert!(unknown > 0, "no case goes beyond its last time");
}

/// 300 people, 30 days: 1 − 0.4246 have replied. Dropping those still waiting says nearly everybody does; counting
/// them as a no says too few.
#[test]
fn the_censored_are_neither_dropped_nor_counted_as_no() {
    let curve = KaplanMeier::fit(rows("all").iter().map(|row| person(row.time, row.event))).unwrap();
    let share = curve.share_by(30.0, Transform::LogLog, Level::NINETY_FIVE).unwrap().value;
    assert_close(share, 1.0 - 0.424594978647638, RELATIVE, "share replied by day 30");
    let replied = curve.events_by(30.0) as f64;
    let counted_as_no = replied / curve.people() as f64;
    let dropped = replied / (curve.people() - curve.censored_by(curve.last_time())) as f64;
    assert!(counted_as_no < share - 0.02, "waiting counted as no: {counted_as_no}");
    assert!(dropped > share + 0.3, "waiting dropped: {dropped}");
}

/// At time 2 two have the event and one is censored: all 7 are at risk (R), not the 6 left after the censoring.
#[test]
fn events_come_before_censorings_at_the_same_time() {
    let fit = fits().into_iter().find(|fit| fit.case.name == "km_small_tie_event_censor_log").unwrap();
    let survival = fit.curve.steps()[1].survival;
    assert_close(survival, 0.875 * 5.0 / 7.0, RELATIVE, "events first");
    assert!(!is_close(survival, 0.875 * 4.0 / 6.0, RELATIVE), "censorings first");
}

/// With censoring, Greenwood's error is not the binomial one of all people.
#[test]
fn the_standard_error_is_greenwoods_not_the_binomial() {
    for fit in fits().iter().filter(|fit| fit.case.name.starts_with("km_all")) {
        let estimate = fit.curve.survival_at(30.0, fit.transform, fit.level).unwrap();
        let binomial = (estimate.value * (1.0 - estimate.value) / 300.0).sqrt();
        assert!(estimate.std_err.unwrap() > 1.05 * binomial, "{}", fit.case.name);
    }
}

/// `0.1 + 0.2` and `0.3` are one time, `0.7` and `1 - 0.3` another; taken apart they would make four.
#[test]
fn times_that_differ_by_rounding_are_one() {
    for fit in fits().iter().filter(|fit| fit.case.name.contains("float_ties")) {
        let mut distinct: Vec<f64> = people(&fit.case).iter().map(|wait| wait.0).collect();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        assert!(distinct.len() > 2, "the test's own times differ: {distinct:?}");
        assert_eq!(fit.curve.steps().len(), 2, "{}", fit.case.name);
    }
}
