//! How often intervals hold the truth. Exactly, against R; and a few null surveys of `examples/coverage`, the whole of which is
//! kept in `reports/simulations/coverage.md`.

use super::oracle;
use hearback::stats::Level;
use hearback::stats::tolerance::{RELATIVE, assert_close};

#[path = "../../../examples/coverage/draw.rs"]
#[expect(dead_code, reason = "the example uses the rest")]
mod draw;
#[path = "../../../examples/coverage/exact.rs"]
mod exact;
#[path = "../../../examples/coverage/survey.rs"]
#[expect(dead_code, reason = "the example uses the rest")]
mod survey;

use survey::{Drawn, Survey};

#[test]
fn exact_coverage_is_that_of_r() {
    let mut settings = Vec::new();
    for case in oracle::cases("coverage.json", "coverage_", exact::SHARES.len() * exact::SIZES.len()) {
        let (p, n) = (case.given("p"), case.given("n") as u64);
        settings.push((p.to_bits(), n));
        for (name, method) in exact::METHODS {
            let expected = case.number(&format!("/{name}")).unwrap();
            assert_close(exact::coverage(method, p, n), expected, RELATIVE, &format!("{} {name}", case.name));
        }
        case.assert_all_compared();
    }
    for (p, n) in exact::SHARES.iter().flat_map(|p| exact::SIZES.map(|n| (p, n))) {
        assert!(settings.contains(&(p.to_bits(), n)), "R has no p = {p}, n = {n}");
    }
}

#[test]
fn clopper_and_pearson_cover_at_least_as_often_as_they_say() {
    let method = exact::METHODS[1].1;
    for (p, n) in exact::SHARES.iter().flat_map(|p| exact::SIZES.map(|n| (*p, n))) {
        let covered = exact::coverage(method, p, n);
        assert!(covered >= Level::NINETY_FIVE.value(), "p = {p}, n = {n}: {covered}");
    }
}

/// 40 surveys of at most one false gap in twenty: more than 8 has a chance below 1 in 10,000, and the seed is fixed.
#[test]
fn few_surveys_without_a_difference_are_said_to_have_one() {
    for drawn in [Drawn::Plain, Drawn::Weighted, Drawn::Clustered] {
        let options = vec![0.42, 0.2, 0.1, 0.015];
        let survey = Survey { kind: "multi", options, groups: vec![0.35, 0.65], people: 120, drawn, gap: 0.0 };
        let found = survey.run(40);
        assert!(found.differs <= 8, "{drawn:?}: {found:?}");
    }
}

/// 0.8 of 40 surveys is 32; fewer than 22 has a chance below 1 in 1,000 there.
#[test]
fn a_large_gap_is_found_in_most_surveys() {
    let survey = Survey {
        kind: "multi",
        options: vec![0.125, 0.33, 0.2],
        groups: vec![0.5, 0.5],
        people: 400,
        drawn: Drawn::Plain,
        gap: 0.15,
    };
    let found = survey.run(40);
    assert!(found.planted >= 22, "{found:?}");
}
