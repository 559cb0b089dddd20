//! `hearback replies`: the demo, Kaplan–Meier by hand, and what may not be claimed.

use super::fixture::{Fixture, demo};
use super::output::Output;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const HEADER: &str = "date,contact,direction,channel\n";

/// Five people as of 2025-06-30: A replied on day 2, B on day 10; C waits for 5 days, D for 20, E for 100.
const FIVE: &str = "\
2025-03-22,E,out,email
2025-05-01,A,out,email
2025-05-03,A,in,email
2025-05-01,B,out,email
2025-05-11,B,in,email
2025-06-10,D,out,email
2025-06-25,C,out,email
";

#[track_caller]
fn replies(rows: &str, further: &[&str]) -> Output {
    let fixture = Fixture::new().file("log.csv", format!("{HEADER}{rows}"));
    fixture.hearback(&[&["replies", "log.csv", "--format", "json"], further].concat()).done().json()
}

#[test]
fn the_demo() {
    let fixture = Fixture::new();
    insta::assert_snapshot!("demo", fixture.hearback(&["replies", &demo("")]).done().to_string());
    let by = fixture.hearback(&["replies", &demo(""), "--by", "warmth"]).done();
    insta::assert_snapshot!("demo_by_warmth", by.to_string());
}

/// At risk: 5 on day 2, then C leaves (day 5), 3 on day 10. S(2) = 4/5, S(10) = 4/5 · 2/3 = 8/15. Nobody replied later,
/// and E is watched beyond day 60: by day 14, 30 and 60 the share is 7/15; the naive share is 2 of 5.
#[test]
fn waiting_is_not_a_no() {
    let output = replies(FIVE, &["--as-of", "2025-06-30"]);
    let table = output.table("replies");
    for (day, share) in [(7, 1.0 / 5.0), (14, 7.0 / 15.0), (30, 7.0 / 15.0), (60, 7.0 / 15.0)] {
        let figure = table.figure("Everyone", &format!("replied_by_day_{day}"));
        assert_close(figure.number("value").unwrap(), share, RELATIVE, &format!("by day {day}"));
        assert_eq!(figure.text("method"), "kaplan-meier-log-log");
        assert!(figure.flags().contains(&"censored".to_owned()), "{figure:?}");
    }
    let naive = table.figure("Everyone", "naive_share");
    assert_eq!((naive.number("value"), naive.counts()), (Some(0.4), (2, 5)));
    assert_eq!(["n", "replied", "waiting"].map(|c| table.count("Everyone", c)), [5, 2, 2], "E is silent, not waiting");
}

/// Greenwood by hand: V/S² = 1/(5·4) + 1/(3·2) = 13/60; log-log limits F = 1 − S^exp(±z·√(13/60)/ln S).
#[test]
fn the_interval_is_greenwoods_on_the_scale_that_was_asked_for() {
    let (s, v) = (8.0_f64 / 15.0, (13.0_f64 / 60.0).sqrt());
    let z = 1.959_963_984_540_054;
    let limits = |scale: &str| {
        let output = replies(FIVE, &["--as-of", "2025-06-30", "--interval", scale]);
        let figure = output.table("replies").figure("Everyone", "replied_by_day_14");
        assert_close(figure.number("se").unwrap(), s * v, RELATIVE, "Greenwood");
        assert_eq!(figure.text("method"), format!("kaplan-meier-{scale}"));
        ["low", "high"].map(|key| figure.number(key).unwrap())
    };
    let expected = [
        ("log-log", [1.0 - s.powf((z * v / s.ln()).exp()), 1.0 - s.powf((-z * v / s.ln()).exp())]),
        ("log", [(1.0 - s * (z * v).exp()).max(0.0), 1.0 - s * (-z * v).exp()]),
        ("plain", [(1.0 - s - z * s * v).max(0.0), 1.0 - s + z * s * v]),
    ];
    for (scale, by_hand) in expected {
        for (limit, by_hand) in limits(scale).into_iter().zip(by_hand) {
            assert_close(limit, by_hand, RELATIVE, scale);
        }
    }
}

#[test]
fn what_became_of_them_adds_up() {
    let output = replies(FIVE, &["--as-of", "2025-06-30"]);
    let became = output.table("became");
    let n = |label: &str| became.count(label, "n");
    assert_eq!(n("Opened"), 5);
    assert_eq!(n("Replied by day 60"), 2);
    assert_eq!(n("Still waiting, for less than 60 days"), 2);
    assert_eq!(n("Silent for 60 days or more"), 1);
    let parts = became.labels().into_iter().filter(|l| *l != "Opened" && !l.starts_with("Of all")).map(n);
    assert_eq!(parts.sum::<u64>(), 5);
}

#[test]
fn what_was_sent_on_the_last_day_claims_nothing() {
    let rows = "2025-06-30,A,out,email\n2025-06-30,B,out,email\n";
    for further in [&[] as &[&str], &["--as-of", "2025-06-30"]] {
        let output = replies(rows, further);
        let table = output.table("replies");
        for column in table.columns().into_iter().filter(|c| c.contains("share") || c.starts_with("replied_by")) {
            let figure = table.figure("Everyone", column);
            assert_eq!((figure.number("value"), figure.number("low")), (None, None), "{column}");
        }
        assert_eq!(output.table("became").count("Opened on the last day: no time yet to hear back", "n"), 2);
    }
    let fixture = Fixture::new().file("log.csv", format!("{HEADER}{rows}"));
    let run = fixture.hearback(&["replies", "log.csv", "--chart", "c.svg"]).done();
    insta::assert_snapshot!("nothing_to_claim", run.to_string());
    fixture.hearback(&["cadence", "log.csv", "--chart", "c.png"]).done();
    fixture.hearback(&["replies", "log.csv", "--by", "channel", "--chart", "c.svg"]).done();
}

#[test]
fn what_was_sent_yesterday_is_watched_for_one_day() {
    let output = replies("2025-06-29,A,out,email\n2025-06-29,B,out,email\n", &["--as-of", "2025-06-30"]);
    let table = output.table("replies");
    assert_eq!(table.figure("Everyone", "replied_by_day_7").number("value"), None, "nobody was watched for 7 days");
    assert_eq!((table.count("Everyone", "n"), table.count("Everyone", "waiting")), (2, 2));
    assert!(table.notes().contains("nothing can be said"), "{}", table.notes());
}

#[test]
fn people_who_wrote_first_are_no_outreach() {
    let output = replies("2025-01-02,A,in,email\n2025-01-03,A,out,email\n", &["--as-of", "2025-06-30"]);
    assert_eq!(output.table("became").count("Opened", "n"), 0);
    assert_eq!(output.table("replies").figure("Everyone", "naive_share").number("value"), None);
}

#[test]
fn groups_are_of_the_first_message() {
    // A: first by e-mail, answered; B: first by phone, silent. B's later e-mail does not move B.
    let rows = "2025-01-02,A,out,email\n2025-01-04,A,in,phone\n2025-01-02,B,out,phone\n2025-01-05,B,out,email\n";
    let output = replies(rows, &["--as-of", "2025-06-30", "--by", "channel"]);
    let table = output.table("replies_by_channel");
    assert_eq!(table.labels(), ["Everyone", "email", "phone"]);
    assert_eq!(table.figure("email", "naive_share").counts(), (1, 1));
    assert_eq!(table.figure("phone", "naive_share").counts(), (0, 1));
}

#[test]
fn every_format_shows_the_same_table() {
    let fixture = Fixture::new().file("log.csv", format!("{HEADER}{FIVE}"));
    for format in ["table", "md", "csv"] {
        let run = fixture.hearback(&["replies", "log.csv", "--as-of", "2025-06-30", "--format", format]).done();
        insta::assert_snapshot!(format!("format_{format}"), run.stdout);
    }
    let rows = fixture.hearback(&["replies", "log.csv", "--format", "csv", "--table", "became"]).done().csv();
    assert_eq!(rows[..2], [vec!["what", "n"], vec!["Opened", "5"]]);
}

#[test]
fn the_curve_is_saved() {
    let fixture = Fixture::new().file("log.csv", format!("{HEADER}{FIVE}"));
    fixture.hearback(&["replies", "log.csv", "--chart", "curve.svg"]).done();
    assert!(fixture.read("curve.svg").starts_with("<svg"));
}
