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
    assert!(table.notes().contains("nothing is claimed"), "{}", table.notes());
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

/// Forty were written to on March 1, twenty by e-mail and twenty by phone; 12 and 3 of them replied, on days 1 to 4 in turn. Nine
/// got a text, and five replied; of one nobody knows how.
fn groups() -> Fixture {
    let mut rows = String::new();
    for (channel, n, replied) in [("email", 20, 12), ("phone", 20, 3), ("text", 9, 5), ("", 1, 0)] {
        for i in 0..n {
            rows.push_str(&format!("2025-03-01,{channel}{i},out,{channel},\n"));
            if i < replied {
                rows.push_str(&format!("2025-03-0{},{channel}{i},in,{channel},\n", 2 + i % 4));
            }
        }
    }
    let rows = rows.lines().map(|row| {
        let template = if row.contains("out,email") {
            "My note"
        } else if row.contains("out,phone") {
            "A call"
        } else {
            ""
        };
        format!("{row}{template}\n")
    });
    Fixture::new().file("log.csv", format!("date,contact,direction,channel,template\n{}", rows.collect::<String>()))
}

const GROUPS: [&str; 6] = ["replies", "log.csv", "--as-of", "2025-06-30", "--complete", "--by"];

#[track_caller]
fn by(attribute: &str, further: &[&str]) -> Output {
    groups().hearback(&[&GROUPS[..], &[attribute, "--format", "json"], further].concat()).done().json()
}

/// R 4.2.2, survival 3.5-3, rows in the order of the fixture:
/// `survdiff(Surv(t, e) ~ g)` of e-mail against phone, with t = c(rep(1:4, 3), rep(60, 8), 1, 2, 3, rep(60, 17)).
#[test]
fn groups_are_tested_against_each_other() {
    let output = by("channel", &[]);
    let test = output.table("replies_by_channel_test");
    let number = |column: &str| test.cell("log-rank", column).as_f64().unwrap();
    assert_close(number("chi_squared"), 7.93179238799275, RELATIVE, "chi-squared");
    assert_eq!(number("df"), 1.0);
    assert_close(number("p"), 0.00485736566952743, RELATIVE, "p");
    let pairs = output.table("replies_by_channel_pairs");
    assert_eq!(pairs.labels(), ["email"], "one pair: texts are too few");
    assert_close(pairs.cell("email", "p").as_f64().unwrap(), 0.00485736566952743, RELATIVE, "the pair is all there is");
    assert_eq!(pairs.cell("email", "differs"), "yes");
    let figure = pairs.figure("email", "difference");
    assert_close(figure.number("value").unwrap(), 0.6 - 0.15, RELATIVE, "points");
    // Without censoring before day 60 Greenwood's variances are binomial.
    let se = (0.6 * 0.4 / 20.0 + 0.15 * 0.85 / 20.0_f64).sqrt();
    assert_close(figure.number("se").unwrap(), se, RELATIVE, "its error");
    // Square and add, from the log-log limits of the main table.
    let main = output.table("replies_by_channel");
    let share = |group: &str| {
        let figure = main.figure(group, "replied_by_day_60");
        ["value", "low", "high"].map(|key| figure.number(key).unwrap())
    };
    let ([p, l, u], [q, m, v]) = (share("email"), share("phone"));
    assert_close(figure.number("low").unwrap(), p - q - (p - l).hypot(v - q), RELATIVE, "low");
    assert_close(figure.number("high").unwrap(), p - q + (u - p).hypot(q - m), RELATIVE, "high");
    assert_eq!(["email", "phone", "text"].map(|g| main.cell(g, "alike").as_str().unwrap()), ["a", "b", ""]);
}

#[test]
fn fewer_than_ten_are_shown_and_never_ranked_and_unknown_is_no_group() {
    let output = by("template", &[]);
    let (main, shares) = (output.table("replies_by_template"), output.table("replies_by_template_shares"));
    assert_eq!(main.labels(), ["Everyone", "A call", "My note", "unknown"], "unknown last");
    assert!(shares.cell("unknown", "shrunk_share").is_null() && shares.cell("unknown", "best").is_null());
    let output = by("channel", &[]);
    let (main, shares) = (output.table("replies_by_channel"), output.table("replies_by_channel_shares"));
    for table in [
        main.figure("text", "naive_share"),
        main.figure("text", "replied_by_day_7"),
        shares.figure("text", "raw_share"),
    ] {
        assert!(table.flags().contains(&"unranked".to_owned()), "{table:?}");
    }
    assert!(!main.figure("email", "naive_share").flags().contains(&"unranked".to_owned()));
    assert!(shares.cell("text", "best").is_null() && !shares.cell("email", "best").is_null());
    assert!(main.notes().contains("neither ranked nor tested: text"), "{}", main.notes());
}

/// Raw 12/20, 3/20 and 5/9 are drawn towards each other, and the small group most.
#[test]
fn small_groups_are_drawn_towards_the_others() {
    let output = by("channel", &[]);
    let table = output.table("replies_by_channel_shares");
    let value = |group: &str, column: &str| table.figure(group, column).number("value").unwrap();
    let drawn = |group: &str| (value(group, "shrunk_share") - value(group, "raw_share")).abs();
    assert_eq!(table.figure("text", "raw_share").counts(), (5, 9));
    assert!(value("email", "shrunk_share") < 0.6 && value("phone", "shrunk_share") > 0.15);
    assert!(drawn("text") > 0.0 && drawn("phone") > 0.0);
    assert_eq!(table.figure("text", "shrunk_share").text("method"), "beta-binomial");
    let best = |group: &str| table.cell(group, "best").as_f64().unwrap();
    assert_close(best("email") + best("phone"), 1.0, RELATIVE, "one of the two is best");
    assert!(best("email") > 0.99);
}

/// Templates and channels are the same groups here, so within channels there is nobody to compare with.
#[test]
fn strata_compare_within_channels_only() {
    let plain = by("template", &[]);
    assert!(plain.table("replies_by_template_test").cell("log-rank", "p").is_number());
    let within = by("template", &["--stratified"]);
    assert!(within.table("replies_by_template_test").cell("log-rank, within channel", "p").is_null());
    assert!(within.table("replies_by_template").notes().contains("cannot be tested, within channel"));
    let refused = groups().hearback(&[&GROUPS[..], &["channel", "--stratified"]].concat()).refused();
    insta::assert_snapshot!("stratified", refused.to_string());
}

#[test]
fn bands_keep_their_order() {
    let mut rows = "date,contact,direction,channel,words\n".to_owned();
    for (words, n) in [(250, 3), (120, 2), (60, 4), (20, 1)] {
        (0..n).for_each(|i| rows.push_str(&format!("2025-03-01,{words}-{i},out,email,{words}\n")));
    }
    let fixture = Fixture::new().file("log.csv", rows);
    let output = fixture.hearback(&[&GROUPS[..], &["words", "--format", "json"]].concat()).done().json();
    assert_eq!(output.table("replies_by_words").labels(), ["Everyone", "0–49", "50–99", "100–149", "200+"]);
}

/// Names of people are called by their names on one's own screen, and by numbers for others.
#[test]
fn names_are_for_oneself() {
    let mut rows = "date,contact,direction,channel,via\n".to_owned();
    (0..20).for_each(|i| rows.push_str(&format!("2025-03-01,P{i},out,email,{}\n", ["Ada Lovelace", "Bo Bell"][i % 2])));
    let fixture = Fixture::new().file("log.csv", rows);
    let labels = |who: &str| {
        let args = [&GROUPS[..], &["via", "--format", "json", "--audience", who]].concat();
        fixture.hearback(&args).done().stdout
    };
    assert!(labels("self").contains("Ada Lovelace"));
    assert!(labels("others").contains("who introduced us 1") && !labels("others").contains("Lovelace"));
}

/// All tables of the demo, as they are printed.
#[test]
fn further_tables_of_the_demo() {
    let fixture = Fixture::new();
    let mut all = super::fixture::Transcript::default();
    for table in ["time_to_reply", "after_silence", "within_day"] {
        all.add(table, &fixture.hearback(&["replies", &demo(""), "--table", table]).done());
    }
    for table in ["shares", "test", "pairs"] {
        let id = format!("replies_by_warmth_{table}");
        let args = ["replies", &demo(""), "--by", "warmth", "--audience", "self", "--stratified", "--table", &id];
        all.add(table, &fixture.hearback(&args).done());
    }
    insta::assert_snapshot!("further", all.to_string());
}

#[test]
fn the_chart_of_a_table_is_that_of_its_name() {
    let fixture = Fixture::new().file("log.csv", format!("{HEADER}{FIVE}"));
    let svg = |further: &[&str]| {
        fixture
            .hearback(&[&["replies", "log.csv", "--as-of", "2025-06-30", "--chart", "c.svg"], further].concat())
            .done();
        fixture.read("c.svg")
    };
    assert_ne!(svg(&[]), svg(&["--table", "after_silence"]));
    let none = ["replies", "log.csv", "--as-of", "2025-06-30", "--chart", "none.svg", "--table", "messages"];
    let told = fixture.hearback(&none).refused().stderr;
    assert!(told.contains("this table has no chart") && told.contains("after_silence"), "{told}");
    assert!(!fixture.path("none.svg").exists());
}
