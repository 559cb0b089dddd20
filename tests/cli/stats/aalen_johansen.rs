//! Shares of competing outcomes against R 4.2.2, survival 3.5-3 `survfit` of several states.

use super::oracle;
use hearback::stats::aalen_johansen::AalenJohansen;
use hearback::stats::kaplan_meier::KaplanMeier;
use hearback::stats::tolerance::{RELATIVE, assert_close};

#[derive(serde::Deserialize)]
struct Row {
    time: f64,
    status: usize,
}

fn rows() -> Vec<(f64, Option<usize>, u64)> {
    let mut reader = csv::Reader::from_path(oracle::path("survival_competing.csv")).expect("survival_competing.csv");
    let rows: Vec<Row> = reader.deserialize().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 300);
    rows.iter().map(|row| (row.time, row.status.checked_sub(1), 1)).collect()
}

#[test]
fn replies_and_declines_match_r() {
    let case = oracle::cases("survival.json", "aalen_johansen_", 1).remove(0);
    let curves = AalenJohansen::fit(2, rows()).unwrap();
    assert_eq!(case.texts("/states"), ["(s0)", "reply", "decline"]);
    let [times, at_risk] = ["/time", "/n_risk"].map(|field| case.full_list(field));
    let [shares, errors] = ["/pstate", "/std_err"].map(|field| case.table(field));
    assert_eq!([times.len(), at_risk.len(), shares.len(), errors.len()], [curves.steps().len(); 4]);
    for (index, step) in curves.steps().iter().enumerate() {
        assert_close(step.time, times[index], RELATIVE, "time");
        assert_eq!(step.n_risk as f64, at_risk[index], "at risk at {}", step.time);
        let states = std::iter::once(&step.waiting).chain(&step.outcomes);
        for (state, share) in states.clone().zip(&shares[index]) {
            assert_close(state.value, *share, RELATIVE, &format!("share at {}", step.time));
        }
        for (state, error) in states.zip(&errors[index]) {
            assert_close(state.std_err, *error, RELATIVE, &format!("standard error at {}", step.time));
        }
    }
    case.assert_all_compared();
}

/// Taking declines for censored waits says that more will reply than can: the mistake this module is there for.
#[test]
fn competing_outcomes_are_no_censored_waits() {
    let rows = rows();
    let curves = AalenJohansen::fit(2, rows.iter().copied()).unwrap();
    let replied = curves.at(30.0).unwrap().outcomes[0].value;
    let censored = rows.iter().map(|(time, outcome, _)| match outcome {
        Some(0) => (*time, 1, 0),
        _ => (*time, 0, 1),
    });
    let alone = 1.0
        - KaplanMeier::fit(censored)
            .unwrap()
            .extended()
            .survival_at(30.0, Default::default(), hearback::stats::Level::NINETY_FIVE)
            .value;
    assert!(alone > replied + 0.02, "{alone} against {replied}");
}
