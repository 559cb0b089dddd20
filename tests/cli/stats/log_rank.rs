//! The log-rank family against R 4.2.2, survival 3.5-3 `survdiff`, and its laws; the calls stand in each case of
//! `survival.json` and `survival_more.json`.

use super::oracle::{self, Case};
use super::waits::{number, people, strata, texts};
use hearback::stats::log_rank::{LogRank, log_rank};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, is_close};
use hearback::stats::waits::Waits;
use proptest::prelude::*;

/// The waits of a case, by stratum.
fn strata_of(case: &Case) -> Vec<Waits> {
    if !case.input["g"].is_null() {
        let groups: Vec<String> = texts(case, "g");
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        let numbers: Vec<u32> = groups.iter().map(|group| number(group, &names)).collect();
        let events: Vec<bool> = case.given_list("event").iter().map(|event| *event == 1.0).collect();
        return vec![Waits::from_people(&case.given_list("time"), &events, &numbers).unwrap()];
    }
    let groups = texts(case, "groups");
    let people: Vec<_> = people().into_iter().filter(|person| groups.contains(&person.group)).collect();
    let wait = case.input["time"].as_str().unwrap_or("time");
    let times: Vec<f64> = people.iter().map(|person| person.wait(wait)).collect();
    let events: Vec<bool> = people.iter().map(|person| person.replied()).collect();
    let numbers: Vec<u32> = people.iter().map(|person| number(&person.group, &groups)).collect();
    let columns = texts(case, "strata");
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    Waits::by_stratum(&times, &events, &numbers, &strata(&people, &columns)).unwrap()
}

fn compare(case: &Case, field: &str, actual: &[f64]) {
    let expected = case.full_list(field);
    assert_eq!(actual.len(), expected.len(), "{} {field}", case.name);
    for (actual, expected) in actual.iter().zip(expected) {
        assert_close(*actual, expected, RELATIVE, &format!("{} {field}", case.name));
    }
}

fn matches_r(case: &Case) -> usize {
    let (strata, rho) = (strata_of(case), case.given("rho"));
    let result = log_rank(&strata, rho).unwrap();
    compare(case, "/n", &result.groups.iter().map(|group| group.people as f64).collect::<Vec<_>>());
    compare(case, "/obs", &result.groups.iter().map(|group| group.observed).collect::<Vec<_>>());
    compare(case, "/exp", &result.groups.iter().map(|group| group.expected).collect::<Vec<_>>());
    for (row, line) in case.table("/var").iter().enumerate() {
        for (column, expected) in line.iter().enumerate() {
            let what = format!("{} var[{row}, {column}]", case.name);
            assert_close(result.covariance.get(row, column).unwrap(), *expected, RELATIVE, &what);
        }
    }
    let test = result.test.unwrap();
    assert_close(test.chi_squared, case.number("/chisq").unwrap(), RELATIVE, &case.name);
    assert_eq!(Some(test.df as f64), case.number("/df"), "{}", case.name);
    assert_close(test.p, case.number("/p").unwrap(), RELATIVE, &case.name);
    if case.has("/z") {
        assert_close(test.z.unwrap(), case.number("/z").unwrap(), RELATIVE, &case.name);
    }
    if case.has("/obs_by_stratum") {
        by_stratum_matches(case, &strata, rho);
    }
    case.assert_all_compared()
}

/// Each stratum by itself has the observed and expected events of its column.
fn by_stratum_matches(case: &Case, strata: &[Waits], rho: f64) {
    let alone: Vec<LogRank> =
        strata.iter().map(|stratum| log_rank(std::slice::from_ref(stratum), rho).unwrap()).collect();
    let [observed, expected] = ["/obs_by_stratum", "/exp_by_stratum"].map(|field| case.table(field));
    for (group, (observed, expected)) in observed.iter().zip(expected).enumerate() {
        assert_eq!(observed.len(), strata.len(), "{}", case.name);
        for (stratum, (observed, expected)) in alone.iter().zip(observed.iter().zip(expected)) {
            // a group that is not in the stratum may be beyond those there are
            let there = stratum.groups.get(group).map_or((0.0, 0.0), |group| (group.observed, group.expected));
            assert_close(there.0, *observed, RELATIVE, &case.name);
            assert_close(there.1, expected, RELATIVE, &case.name);
        }
    }
}

#[test]
fn every_value_of_every_test_matches_r() {
    let first: usize = oracle::cases("survival.json", "survdiff_", 20).iter().map(matches_r).sum();
    let more: usize = oracle::cases("survival_more.json", "more_survdiff_", 29).iter().map(matches_r).sum();
    assert_eq!((first, more), (VALUES, VALUES_MORE));
}

/// Values under `expected` in the cases of the two files.
const VALUES: usize = 361;
const VALUES_MORE: usize = 1_333;

/// Without its strata the same data give another answer.
#[test]
fn strata_matter() {
    for case in oracle::cases("survival.json", "survdiff_", 20).iter().filter(|case| case.name.ends_with("_stratified"))
    {
        let plain = case.name.trim_end_matches("_stratified");
        let plain = oracle::cases("survival.json", plain, 2).remove(0);
        assert!(!is_close(plain.number("/chisq").unwrap(), case.number("/chisq").unwrap(), 1e-3), "{}", case.name);
    }
}

type Rows = Vec<(u32, u32, u64, u64)>;

/// Counts by day and by one of `groups` groups.
fn rows(groups: u32) -> impl Strategy<Value = Rows> {
    prop::collection::vec((0_u32..20, 0..groups, 0_u64..4, 0_u64..4), 4..60)
}

fn waits(rows: &Rows, group: impl Fn(u32) -> u32) -> Waits {
    Waits::from_counts(rows.iter().map(|(day, g, events, censored)| (f64::from(*day), group(*g), *events, *censored)))
        .unwrap()
}

/// A test's statistic, degrees of freedom and p, or none.
fn test_of(strata: &[Waits], rho: f64) -> Option<(f64, usize, f64)> {
    log_rank(strata, rho).ok()?.test.map(|test| (test.chi_squared, test.df, test.p))
}

fn same(a: Option<(f64, usize, f64)>, b: Option<(f64, usize, f64)>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => is_close_or_tiny(a.0, b.0) && a.1 == b.1,
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Statistics near 0 are differences of sums: what is left of them are rounding errors.
fn is_close_or_tiny(a: f64, b: f64) -> bool {
    is_close(a, b, RELATIVE) || (a - b).abs() < REORDERED
}

fn rho() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![0.0, 0.5, 1.0])
}

proptest! {
    #[test]
    fn swapped_groups_turn_z_and_keep_chi_squared(rows in rows(2), rho in rho()) {
        let [one, two] = [|g| g, |g| 1 - g].map(|group: fn(u32) -> u32| log_rank(&[waits(&rows, group)], rho));
        if let (Ok(one), Ok(two)) = (one, two) {
            prop_assert_eq!(one.test.is_some(), two.test.is_some());
            if let (Some(one), Some(two)) = (one.test, two.test) {
                prop_assert!(is_close_or_tiny(one.z.unwrap(), -two.z.unwrap()));
                prop_assert!(is_close_or_tiny(one.chi_squared, two.chi_squared));
            }
        }
    }

    #[test]
    fn the_order_of_groups_does_not_matter(rows in rows(4), rho in rho()) {
        let turned = |g| (g + 3) % 4;
        prop_assert!(same(test_of(&[waits(&rows, |g| g)], rho), test_of(&[waits(&rows, turned)], rho)));
    }

    /// Observed, expected and covariance of merged groups are the sums of theirs; nothing else changes.
    #[test]
    fn merged_groups_add_up(rows in rows(3), rho in rho()) {
        let (Ok(three), Ok(two)) = (log_rank(&[waits(&rows, |g| g)], rho), log_rank(&[waits(&rows, |g| g.min(1))], rho))
        else { return Ok(()) };
        prop_assume!(two.groups.len() == 2 && three.groups.len() == 3);
        let sum = |value: fn(&hearback::stats::log_rank::GroupEvents) -> f64| value(&three.groups[1]) + value(&three.groups[2]);
        prop_assert!(is_close_or_tiny(two.groups[1].observed, sum(|group| group.observed)));
        prop_assert!(is_close_or_tiny(two.groups[1].expected, sum(|group| group.expected)));
        prop_assert_eq!(two.groups[1].people, three.groups[1].people + three.groups[2].people);
        let variance: f64 = [(1, 1), (1, 2), (2, 1), (2, 2)].iter().map(|(i, j)| three.covariance.get(*i, *j).unwrap()).sum();
        prop_assert!((two.covariance.get(1, 1).unwrap() - variance).abs() < 1e-10);
    }

    #[test]
    fn sums_hold(rows in rows(3), rho in rho()) {
        let Ok(result) = log_rank(&[waits(&rows, |g| g)], rho) else { return Ok(()) };
        let total = |value: fn(&hearback::stats::log_rank::GroupEvents) -> f64| result.groups.iter().map(value).sum::<f64>();
        prop_assert!(is_close_or_tiny(total(|group| group.observed), total(|group| group.expected)));
        for row in result.covariance.iter_rows() {
            prop_assert!(row.iter().sum::<f64>().abs() < 1e-10);
        }
    }

    /// A stratum counted twice has twice the differences and twice their variance, so twice the chi-squared.
    #[test]
    fn a_stratum_beside_its_copy_doubles_chi_squared(rows in rows(3), rho in rho()) {
        let stratum = waits(&rows, |g| g);
        let once = test_of(std::slice::from_ref(&stratum), rho);
        let twice = test_of(&[stratum.clone(), stratum], rho);
        prop_assert!(same(once.map(|(chi, df, p)| (2.0 * chi, df, p)), twice));
    }

    #[test]
    fn strata_without_people_or_events_or_of_one_group_do_not_matter(rows in rows(2), rho in rho()) {
        let stratum = waits(&rows, |g| g);
        let plain = test_of(std::slice::from_ref(&stratum), rho);
        prop_assume!(plain.is_some());
        let quiet = Waits::from_counts([(1.0, 0, 0, 3), (2.0, 1, 0, 5)]).unwrap();
        let alone = Waits::from_counts([(1.0, 1, 2, 3), (2.0, 1, 1, 5)]).unwrap();
        prop_assert!(same(test_of(&[Waits::default(), stratum, quiet, alone], rho), plain));
    }

    #[test]
    fn people_and_counts_give_the_same(rows in rows(3), rho in rho()) {
        let mut people = (Vec::new(), Vec::new(), Vec::new());
        for (day, group, events, censored) in &rows {
            for event in std::iter::repeat_n(true, *events as usize).chain(std::iter::repeat_n(false, *censored as usize)) {
                // a quarter keeps the days from being counted
                people.0.push(f64::from(*day) + 0.25);
                people.1.push(event);
                people.2.push(*group);
            }
        }
        let one_by_one = Waits::from_people(&people.0, &people.1, &people.2).unwrap();
        prop_assert_eq!(log_rank(&[one_by_one], rho), log_rank(&[waits(&rows, |g| g)], rho));
    }
}
