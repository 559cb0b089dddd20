//! Curves of strata, and errors of people in clusters, against R 4.2.2, survival 3.5-3, by `survival_more.json`.

use super::oracle::{self, Case};
use super::waits::{Person, number, people, waits_by};
use hearback::stats::Level;
use hearback::stats::jackknife::Jackknife;
use hearback::stats::kaplan_meier::{KaplanMeier, Transform};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close, assert_close_or_missing};
use hearback::stats::waits::Waits;

fn compare(case: &Case, field: &str, actual: impl IntoIterator<Item = f64>) {
    let (expected, actual) = (case.full_list(field), actual.into_iter().collect::<Vec<_>>());
    assert_eq!(actual.len(), expected.len(), "{} {field}", case.name);
    for (actual, expected) in actual.iter().zip(expected) {
        assert_close(*actual, expected, RELATIVE, &format!("{} {field}", case.name));
    }
}

/// The people of one group, or of all.
fn subset(name: &str) -> Vec<Person> {
    people().into_iter().filter(|person| name == "all" || person.group == name).collect()
}

#[test]
fn curves_by_stratum_match_r() {
    let all = people();
    let names: Vec<String> = ["a0", "a1", "b0", "b1", "c0", "c1"].map(str::to_owned).to_vec();
    let waits = waits_by(&all, |person| number(&format!("{}{}", person.more.wave, person.warm), &names));
    for case in oracle::cases("survival_more.json", "more_survfit_", 6) {
        let stratum = format!("{}{}", case.given_text("wave"), case.given("warm"));
        let curve = KaplanMeier::of_group(&waits, number(&stratum, &names)).unwrap();
        let steps = curve.steps();
        compare(&case, "/time", steps.iter().map(|step| step.time));
        compare(&case, "/n_risk", steps.iter().map(|step| step.n_risk as f64));
        compare(&case, "/n_event", steps.iter().map(|step| step.n_event as f64));
        compare(&case, "/surv", steps.iter().map(|step| step.survival));
        let existing = |field: &str| case.list(field).into_iter().map(|value| value.filter(|value| !value.is_nan()));
        for (step, expected) in steps.iter().zip(existing("/std_err_surv")) {
            assert_close_or_missing(step.std_err_survival(), expected, RELATIVE, &case.name);
        }
        let limits = |step| hearback::stats::kaplan_meier::Step::interval(step, Transform::Log, Level::NINETY_FIVE);
        for ((step, low), high) in steps.iter().zip(existing("/lower")).zip(existing("/upper")) {
            assert_close_or_missing(limits(step).map(|limits| limits.low), low, RELATIVE, &case.name);
            assert_close_or_missing(limits(step).map(|limits| limits.high), high, RELATIVE, &case.name);
        }
        case.assert_all_compared();
    }
}

#[test]
fn clustered_errors_of_curves_match_r() {
    for case in oracle::cases("survival_more.json", "more_cluster_robust_", 4) {
        let waits = waits_by(&subset(case.given_text("subset")), |person| person.more.cluster);
        let (curve, errors) = (KaplanMeier::of(&waits).unwrap(), KaplanMeier::clustered_std_err(&waits));
        let steps = curve.steps();
        assert_eq!(steps.len(), errors.len(), "{}", case.name);
        compare(&case, "/time", steps.iter().map(|step| step.time));
        compare(&case, "/surv", steps.iter().map(|step| step.survival));
        compare(&case, "/std_err_surv", errors.iter().copied());
        let last = |t: &f64| steps.partition_point(|step| step.time <= *t) - 1;
        let days = case.full_list("/at/times");
        compare(&case, "/at/surv", days.iter().map(|t| steps[last(t)].survival));
        compare(&case, "/at/std_err_surv", days.iter().map(|t| errors[last(t)]));
        case.assert_all_compared();
    }
}

const DAYS: [f64; 3] = [7.0, 14.0, 30.0];

/// The share replied by each of [`DAYS`], of those not in the cluster left out.
fn shares(people: &[Person], without: Option<u32>) -> Vec<f64> {
    let left: Vec<Person> = people.iter().filter(|person| Some(person.more.cluster) != without).cloned().collect();
    let curve = KaplanMeier::of(&waits_by(&left, |_| 0)).unwrap();
    let share = |day| 1.0 - curve.extended().survival_at(day, Transform::Plain, Level::NINETY_FIVE).value;
    DAYS.map(share).to_vec()
}

/// The jackknife of shares, or of the gap between forum and email, and its estimates without each cluster.
fn jackknife(name: &str) -> (Jackknife, Vec<Vec<f64>>) {
    let estimate = |without: Option<u32>| match name {
        "gap" => {
            let [forum, email] = ["forum", "email"].map(|group| shares(&subset(group), without));
            forum.iter().zip(email).map(|(a, b)| a - b).collect()
        }
        _ => shares(&subset(name), without),
    };
    let clusters: std::collections::BTreeSet<u32> =
        subset(if name == "gap" { "all" } else { name }).iter().map(|person| person.more.cluster).collect();
    let left_out: Vec<Vec<f64>> = clusters.iter().map(|cluster| estimate(Some(*cluster))).collect();
    let some = |values: &Vec<f64>| values.iter().map(|value| Some(*value)).collect::<Vec<_>>();
    let all = left_out.iter().map(some).collect::<Vec<_>>();
    (Jackknife::new(&some(&estimate(None)), &all).unwrap(), left_out)
}

#[test]
fn the_grouped_jackknife_matches_r() {
    for case in oracle::cases("survival_more.json", "more_jackknife_", 5) {
        let (jackknife, left_out) = jackknife(case.given_text("subset"));
        assert_eq!(case.given_list("days"), DAYS);
        assert_eq!(Some(jackknife.groups() as f64), case.number("/groups"), "{}", case.name);
        assert_eq!(Some(jackknife.df()), case.number("/df"), "{}", case.name);
        for (ours, expected) in left_out.concat().iter().zip(case.table("/left_out").concat()) {
            assert_close(*ours, expected, RELATIVE, &case.name);
        }
        let covariance = jackknife.covariance_matrix().unwrap();
        for (ours, expected) in covariance.values().iter().zip(case.table("/vcov").concat()) {
            assert_close(*ours, expected, RELATIVE, &case.name);
        }
        compare(&case, "/full", (0..3).map(|day| jackknife.estimate(day).unwrap()));
        compare(&case, "/se", (0..3).map(|day| jackknife.std_err(day).unwrap()));
        let limits = |day| jackknife.interval(day, Level::NINETY_FIVE).unwrap();
        compare(&case, "/lower", (0..3).map(|day| limits(day).low));
        compare(&case, "/upper", (0..3).map(|day| limits(day).high));
        case.assert_all_compared();
    }
}

/// One person a cluster and nobody censored: the jackknife of a share is its textbook error, s/√n; so is the infinitesimal
/// one, but for √((n − 1)/n).
#[test]
fn of_single_people_both_jackknives_are_the_textbook_error() {
    let replied = |person: u32| person < 12;
    let times: Vec<f64> = (0..40).map(|person| if replied(person) { 3.0 } else { 20.0 }).collect();
    let share = |left: usize| {
        let kept: Vec<f64> = times.iter().enumerate().filter(|(person, _)| *person != left).map(|(_, t)| *t).collect();
        Some(kept.iter().filter(|time| **time == 3.0).count() as f64 / kept.len() as f64)
    };
    let left_out: Vec<Vec<Option<f64>>> = (0..40).map(|person| vec![share(person)]).collect();
    let error = Jackknife::new(&[share(99)], &left_out).unwrap().std_err(0).unwrap();
    assert_close(error, (0.3 * 0.7 / 39.0_f64).sqrt(), REORDERED, "jackknife");
    let waits = Waits::from_people(&times, &[true; 40], &(0..40).collect::<Vec<u32>>()).unwrap();
    let infinitesimal = KaplanMeier::clustered_std_err(&waits)[0];
    assert_close(infinitesimal, (0.3 * 0.7 / 40.0_f64).sqrt(), REORDERED, "infinitesimal jackknife");
}
