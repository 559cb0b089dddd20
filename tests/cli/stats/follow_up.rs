//! What one more message does, and when to write again, against R 4.2.2: the estimators written out from their
//! definitions with one row a silence and day, and survival 3.5-3 where half a day plays no part (`follow_up.R`).

use super::oracle::{self, Case};
use hearback::stats::kaplan_meier::{KaplanMeier, Transform};
use hearback::stats::matrix::Matrix;
use hearback::stats::strategies::{self, Course, Strategy};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, assert_close_or_missing};
use hearback::stats::trials::{Day, Effect, Ended, Estimated, Silence, Trials};
use hearback::stats::{Interval, Level};
use proptest::prelude::{
    Just, ProptestConfig, any, prop, prop_assert, prop_assert_eq, prop_assume, prop_oneof, proptest,
};
use proptest::strategy::Strategy as _;
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
    assert_eq!(shares, 19, "strategies with a share");
}

#[test]
fn every_case_has_its_test() {
    let tested: usize = [("effect_", 56), ("survfit_", 1), ("strategies_", 6)]
        .iter()
        .map(|(prefix, count)| oracle::cases(FILE, prefix, *count).len())
        .sum();
    assert_eq!(oracle::cases(FILE, "", tested).len(), tested);
}

const ENDS: [Ended; 3] = [Ended::Replied, Ended::WrittenAgain, Ended::Censored];

fn silences(n: std::ops::Range<u64>) -> impl proptest::strategy::Strategy<Value = Vec<Silence>> {
    let one = (0_u32..4, 1_u32..4, [0_u32..2, 0_u32..3], 0_u32..8, (0_u32..30, 0_usize..3), n);
    let silence = |(group, attempt, known, gap, (days, end), n)| {
        let gap = Some(gap).filter(|_| attempt > 1);
        Silence { group, attempt, known, gap, days, end: ENDS[end], n }
    };
    prop::collection::vec(one.prop_map(silence), 30..150)
}

fn effect(silences: &[Silence], h: u32, day: Day) -> Option<Effect> {
    Trials::new(silences, 25).unwrap().effect(|_| true, h, day, Level::NINETY_FIVE).unwrap()
}

/// Two effects agree but for rounding; errors are compared to the size of shares.
fn same_effect(one: Option<Effect>, other: Option<Effect>) {
    assert_eq!(one.is_some(), other.is_some());
    let (Some(one), Some(other)) = (one, other) else { return };
    for (a, b) in [(one.with, other.with), (one.without, other.without), (one.difference, other.difference)] {
        assert!((a.value.unwrap() - b.value.unwrap()).abs() < REORDERED, "{a:?} {b:?}");
        assert!((a.std_err.unwrap() - b.std_err.unwrap()).abs() < REORDERED, "{a:?} {b:?}");
    }
    assert_close_or_missing(one.ratio.value, other.ratio.value, RELATIVE, "ratio");
    assert_eq!(one.df, other.df);
}

fn day() -> impl proptest::strategy::Strategy<Value = Day> {
    prop_oneof![Just(Day::Counted), Just(Day::LeftOut)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What the two-group rule is for: where there is an effect, it exists without each group.
    #[test]
    fn an_effect_has_an_error(silences in silences(0..4), h in 1_u32..12, day in day()) {
        if let Some(found) = effect(&silences, h, day) {
            for share in [found.with, found.without] {
                prop_assert!(share.value.is_some_and(|share| (0.0..=1.0).contains(&share)) && share.std_err.is_some());
                prop_assert!(share.interval.is_some_and(|i| 0.0 <= i.low && i.low <= i.high && i.high <= 1.0));
            }
            prop_assert!(found.difference.std_err.is_some() && found.df >= 1.0);
            prop_assert_eq!(found.matched.iter().sum::<u64>(), found.treated);
            prop_assert!(found.treated_replied <= found.treated && found.treated > 0);
        }
    }

    #[test]
    fn order_and_splitting_mean_nothing(silences in silences(0..4), seed in any::<u64>(), h in 0_u32..12, day in day()) {
        let mut ones: Vec<Silence> =
            silences.iter().flat_map(|s| (0..s.n).map(|_| Silence { n: 1, ..*s })).collect();
        prop_assume!(!ones.is_empty());
        let places = ones.len() as u64;
        (0..ones.len()).for_each(|i| ones.swap(i, ((seed ^ (i as u64).wrapping_mul(0x9e37_79b9)) % places) as usize));
        same_effect(effect(&silences, h, day), effect(&ones, h, day));
    }

    /// With tens of people a row, [`trials::LEAST`](hearback::stats::trials::LEAST) is reached before as after.
    #[test]
    fn doubling_everybody_within_groups_changes_nothing(silences in silences(10..30), h in 0_u32..12, day in day()) {
        let double: Vec<Silence> = silences.iter().map(|s| Silence { n: 2 * s.n, ..*s }).collect();
        same_effect(effect(&silences, h, day), effect(&double, h, day));
    }

    #[test]
    fn labels_mean_nothing(silences in silences(0..4), h in 0_u32..12, day in day()) {
        let other = |s: &Silence| Silence { group: 9 - s.group, known: [5 - s.known[0], (s.known[1] + 1) % 3], ..*s };
        let relabelled: Vec<Silence> = silences.iter().map(other).collect();
        prop_assume!(silences.iter().any(|s| s.n > 0));
        same_effect(effect(&silences, h, day), effect(&relabelled, h, day));
    }

    #[test]
    fn nobody_treated_is_no_effect(mut silences in silences(1..4), h in 0_u32..12, day in day(), same_day in any::<bool>()) {
        silences.iter_mut().for_each(|s| s.gap = s.gap.and(same_day.then_some(0)));
        prop_assert_eq!(effect(&silences, h, day), None);
    }

    #[test]
    fn nothing_is_too_large_or_too_small(
        rows in prop::collection::vec((edge(), edge(), [edge(), edge()], (edge(), edge(), 0_usize..3), any::<bool>(), count()), 1..20),
        (longest, h, day) in (edge(), edge(), day()),
    ) {
        let silence = |&(group, attempt, known, (gap, days, end), first, n): &_| {
            Silence { group, attempt, known, gap: if first { None } else { Some(gap) }, days, end: ENDS[end], n }
        };
        let silences: Vec<Silence> = rows.iter().map(silence).collect();
        if let Ok(trials) = Trials::new(&silences, longest) {
            trials.effect(|_| true, h, day, Level::NINETY_FIVE).unwrap();
            trials.effect(|_| false, h, day, Level::NINETY_FIVE).unwrap();
        }
        let course = |&(group, stratum, _, (written, days, end), first, n): &_| {
            Course { group, stratum: stratum % 3, written: if first { None } else { Some(written) }, days, replied: end == 0, n }
        };
        let courses: Vec<Course> = rows.iter().map(course).collect();
        let when = [Strategy::Never, Strategy::Within(longest.min(h), longest.max(h)), Strategy::Within(1, h)];
        for design in [Matrix::zeros(3, 0), Matrix::identity(3)] {
            if let Ok(found) = strategies::compare(&courses, &design, &when, h) {
                prop_assert!(found.outcomes.iter().all(|o| o.share.is_none_or(|share| (0.0..=1.0).contains(&share))));
                prop_assert!((0..3).all(|i| found.std_err(i).is_none_or(|error| error >= 0.0)));
                prop_assert!((0..3).all(|i| found.interval(i, Level::NINETY_FIVE).is_none_or(|i| i.low <= i.high)));
            }
        }
    }

    /// Nobody is written to again: *never* is what happened to all, and every other strategy is refused.
    #[test]
    fn never_is_the_plain_curve_where_nobody_is_written_to(
        people in prop::collection::vec((0_u32..4, 0_u32..2, 0_u32..40, any::<bool>(), 1_u64..6), 40..120), horizon in 0_u32..30,
    ) {
        let course = |&(group, stratum, days, replied, n): &_| Course { group, stratum, written: None, days, replied, n };
        let courses: Vec<Course> = people.iter().map(course).collect();
        let waits = people.iter().map(|(_, _, days, replied, n)| {
            (f64::from(*days), if *replied { *n } else { 0 }, if *replied { 0 } else { *n })
        });
        let curve = KaplanMeier::fit(waits).unwrap();
        let plain = curve.share_by(f64::from(horizon), Transform::LogLog, Level::NINETY_FIVE).map(|share| share.value);
        let when = [Strategy::Never, Strategy::Within(1, 9)];
        let found = strategies::compare(&courses, &Matrix::identity(2), &when, horizon).unwrap();
        if let Some(share) = found.outcomes[0].share {
            prop_assert!((share - plain.unwrap()).abs() < REORDERED, "{share} {plain:?}");
        } else {
            prop_assert!(people.iter().filter(|p| p.2 >= horizon).map(|p| p.4).sum::<u64>() < 10);
        }
        prop_assert_eq!((found.outcomes[1].share, found.outcomes[1].followed), (None, 0));
    }

    /// Neither order nor splitting nor doubling changes a strategy's share or error where its support is not in doubt.
    #[test]
    fn courses_in_any_order_and_number(
        people in prop::collection::vec((0_u32..4, 0_u32..3, 1_u32..20, 0_u32..40, any::<bool>(), any::<bool>(), 5_u64..20), 60..120),
    ) {
        let course = |&(group, stratum, on, days, again, replied, n): &_| {
            let written = if again { Some(on) } else { None };
            Course { group, stratum, written, days: written.unwrap_or(0) + days, replied, n }
        };
        let courses: Vec<Course> = people.iter().map(course).collect();
        let split = courses.iter().rev().flat_map(|c| [Course { n: c.n - 2, ..*c }, Course { n: 2, ..*c }]);
        let labelled = courses.iter().map(|c| Course { group: 7 - c.group, stratum: 2 - c.stratum, ..*c });
        let design = Matrix::new(3, 1, vec![0.0, 1.0, 3.0]).unwrap();
        let mirrored = Matrix::new(3, 1, vec![3.0, 1.0, 0.0]).unwrap();
        let when = [Strategy::Within(3, 9), Strategy::Never];
        let found = strategies::compare(&courses, &design, &when, 20).unwrap();
        let others = [(split.collect::<Vec<_>>(), &design), (labelled.collect(), &mirrored)];
        for (other, design) in others {
            let other = strategies::compare(&other, design, &when, 20).unwrap();
            for i in 0..2 {
                assert_close_or_missing(other.outcomes[i].share, found.outcomes[i].share, FITTED, "share");
                let errors = [&other, &found].map(|s| s.std_err(i));
                prop_assert_eq!(errors[0].is_some(), errors[1].is_some());
                prop_assert!((errors[0].unwrap_or(0.0) - errors[1].unwrap_or(0.0)).abs() < FITTED);
            }
        }
    }
}

/// A number at the edge of what there is, or small.
fn edge() -> impl proptest::strategy::Strategy<Value = u32> {
    prop_oneof![4 => 0_u32..6, 1 => Just(u32::MAX), 1 => Just(u32::MAX - 1), 1 => Just(3650), 1 => Just(3651)]
}

fn count() -> impl proptest::strategy::Strategy<Value = u64> {
    prop_oneof![4 => 0_u64..20, 1 => Just(u64::MAX)]
}
