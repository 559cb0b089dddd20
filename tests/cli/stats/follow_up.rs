//! What one more message does, and when to write again, against R 4.2.2: the estimators written out from their
//! definitions with one row a silence and day, and survival 3.5-3 where half a day plays no part (`follow_up.R`).

use super::oracle::{self, Case};
use hearback::stats::matrix::Matrix;
use hearback::stats::strategies::{self, Course, Strategy};
use hearback::stats::tolerance::{RELATIVE, assert_close, assert_close_or_missing};
use hearback::stats::trials::{Day, Ended, Estimated, Silence, Trials};
use hearback::stats::{Interval, Level};
use std::collections::BTreeMap;

const FILE: &str = "follow_up.json";

/// Shares whose weights come from a fitted hazard: two ways to its maximum, each good to about 1e-11 there.
const FITTED: f64 = 1e-8;

/// One message and the silence after it.
#[derive(Clone, Debug, serde::Deserialize)]
struct Row {
    set: String,
    person: u32,
    group: u32,
    attempt: u32,
    warmth: u32,
    channel: u32,
    gap: Option<u32>,
    days: u32,
    end: String,
}

fn rows(set: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(oracle::path("follow_up.csv")).expect("follow_up.csv");
    let rows: Vec<Row> = reader.deserialize().map(|row| row.expect("a row")).collect();
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.set == set).collect();
    assert!(rows.len() > 500, "{set}");
    rows
}

fn silence(row: &Row) -> Silence {
    let end = match row.end.as_str() {
        "replied" => Ended::Replied,
        "again" => Ended::WrittenAgain,
        "censored" => Ended::Censored,
        other => panic!("{other}"),
    };
    let known = [row.warmth, row.channel];
    Silence { group: row.group, attempt: row.attempt, known, gap: row.gap, days: row.days, end, n: 1 }
}

fn trials(case: &Case) -> Trials {
    let silences: Vec<Silence> = rows(case.given_text("set")).iter().map(silence).collect();
    Trials::new(&silences, case.given("longest") as u32).unwrap()
}

fn close(actual: Option<f64>, expected: Option<f64>, case: &Case, field: &str, tolerance: f64) {
    assert_close_or_missing(actual, expected, tolerance, &format!("{} {field}", case.name));
}

fn interval(actual: Option<Interval>, case: &Case, field: &str, tolerance: f64) {
    let limits = case.list(field);
    close(actual.map(|i| i.low), limits[0], case, field, tolerance);
    close(actual.map(|i| i.high), limits[1], case, field, tolerance);
}

fn estimated(actual: Estimated, case: &Case, field: &str) {
    close(actual.value, case.number(&format!("{field}/value")), case, field, RELATIVE);
    close(actual.std_err, case.number(&format!("{field}/se")), case, field, RELATIVE);
    interval(actual.interval, case, &format!("{field}/ci"), RELATIVE);
}

#[test]
fn the_effect_of_one_more_message_matches_r() {
    for case in oracle::cases(FILE, "effect_", 56) {
        let attempts = case.given_list("attempts");
        let day = if case.given_text("day") == "counted" { Day::Counted } else { Day::LeftOut };
        let counts = |attempt: u32| attempts.contains(&f64::from(attempt));
        let found = trials(&case).effect(counts, case.given("h") as u32, day, Level::NINETY_FIVE).unwrap().unwrap();
        assert_eq!(found.treated as f64, case.number("/treated").unwrap(), "{}", case.name);
        assert_eq!(found.treated_replied as f64, case.number("/replied").unwrap(), "{}", case.name);
        assert_eq!(found.unmatched as f64, case.number("/unmatched").unwrap(), "{}", case.name);
        assert_eq!(found.matched.map(|n| n as f64).to_vec(), case.full_list("/matched"), "{}", case.name);
        assert_eq!(found.df, case.number("/df").unwrap(), "{}", case.name);
        estimated(found.with, &case, "/with");
        estimated(found.without, &case, "/without");
        estimated(found.difference, &case, "/difference");
        estimated(found.ratio, &case, "/ratio");
        close(found.p, case.number("/p"), &case, "/p", RELATIVE);
        case.assert_all_compared();
    }
}

#[test]
fn without_half_days_controls_are_a_left_truncated_curve_of_survival() {
    let case = oracle::cases(FILE, "survfit_", 1).remove(0);
    for day in [Day::Counted, Day::LeftOut] {
        let found = trials(&case).effect(|_| true, case.given("h") as u32, day, Level::NINETY_FIVE).unwrap().unwrap();
        assert_eq!(found.treated as f64, case.number("/treated").unwrap());
        close(found.with.value, case.number("/with"), &case, "/with", RELATIVE);
        close(found.without.value, case.number("/without"), &case, "/without", RELATIVE);
    }
    case.assert_all_compared();
}

/// What became of each person after their first message.
fn courses(set: &str, cells: &[Vec<f64>]) -> Vec<Course> {
    let mut people: BTreeMap<u32, Vec<Row>> = BTreeMap::new();
    rows(set).into_iter().for_each(|row| people.entry(row.person).or_default().push(row));
    let course = |messages: &Vec<Row>| {
        let (first, second) = (&messages[0], messages.get(1));
        let cell = vec![f64::from(first.warmth), f64::from(first.channel)];
        let stratum = cells.iter().position(|other| *other == cell).unwrap() as u32;
        let last = second.unwrap_or(first);
        let days = first.days + second.map_or(0, |row| row.days);
        let written = second.map(|_| first.days);
        Course { group: first.group, stratum, written, days, replied: last.end == "replied", n: 1 }
    };
    people.values().map(course).collect()
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap()
}

#[test]
fn strategies_match_r() {
    let mut shares = 0;
    for case in oracle::cases(FILE, "strategies_", 6) {
        let strategies: Vec<Strategy> = case
            .given_table("strategies")
            .iter()
            .map(|days| days.first().map_or(Strategy::Never, |a| Strategy::Within(*a as u32, days[1] as u32)))
            .collect();
        let courses = courses(case.given_text("set"), &case.given_table("cells"));
        let design = matrix(&case.given_table("design"));
        let found = strategies::compare(&courses, &design, &strategies, case.given("horizon") as u32).unwrap();
        assert_eq!(found.n as f64, case.number("/n").unwrap(), "{}", case.name);
        for (index, outcome) in found.outcomes.iter().enumerate() {
            let field = |name: &str| format!("/outcomes/{index}/{name}");
            let number = |name: &str| case.number(&field(name));
            assert_eq!(outcome.strategy, strategies[index]);
            assert_eq!(outcome.followed as f64, number("followed").unwrap(), "{} {index}", case.name);
            close(Some(outcome.effective), number("effective"), &case, &field("effective"), FITTED);
            close(Some(outcome.effective_to_the_end), number("to_the_end"), &case, &field("to_the_end"), FITTED);
            close(outcome.share, number("share"), &case, &field("share"), FITTED);
            close(found.std_err(index), number("se"), &case, &field("se"), FITTED);
            interval(found.interval(index, Level::NINETY_FIVE), &case, &field("ci"), FITTED);
            assert_close(found.df(&[index]), number("df").unwrap(), FITTED, &field("df"));
            let weights = outcome.weights.unwrap();
            interval(Some(Interval { low: weights.0, high: weights.1 }), &case, &field("weights"), FITTED);
            let gap = case.list(&format!("/beyond_never/{index}"));
            let known = found.difference(index, 4);
            close(known.map(|(gap, _)| gap), gap[0], &case, "gap", FITTED);
            if index != 4 {
                close(known.map(|(_, se)| se), gap[1], &case, "error of a gap", FITTED);
            }
            shares += usize::from(outcome.share.is_some());
        }
        case.assert_all_compared();
    }
    assert_eq!(shares, 17, "strategies with a share");
}

#[test]
fn every_case_has_its_test() {
    let tested: usize = [("effect_", 56), ("survfit_", 1), ("strategies_", 6)]
        .iter()
        .map(|(prefix, count)| oracle::cases(FILE, prefix, *count).len())
        .sum();
    assert_eq!(oracle::cases(FILE, "", tested).len(), tested);
}
