//! `hearback barriers`: the published counts, bases, breakdowns, formats.

use super::fixture::{Fixture, demo};
use super::output::{Figure, Output};
use super::samples::{CODEBOOK, SURVEY};
use super::stats::oracle;
use hearback::stats::tolerance::{RELATIVE, assert_close};

/// What the published survey says, in per mille of its 1,000 people; the demo has exactly these counts.
const PUBLISHED: [(&str, u64); 6] = [
    ("Feeling like I'm bothering someone", 420),
    ("Fear of rejection", 330),
    ("Not knowing whom to contact", 330),
    ("Not knowing what to say, or how to begin", 290),
    ("Believing it won't help", 270),
    ("Feeling unworthy of their time", 120),
];

fn small() -> Fixture {
    Fixture::new().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK)
}

/// `barriers` on the small survey, with further arguments, as JSON.
#[track_caller]
fn barriers(fixture: &Fixture, further: &[&str]) -> Output {
    let args = ["barriers", "survey.csv", "--codebook", "codebook.toml", "--format", "json"];
    fixture.hearback(&[&args, further].concat()).done().json()
}

#[test]
fn the_demo_prints_the_published_shares() {
    let run = Fixture::new().hearback(&["barriers", &demo("")]).done();
    insta::assert_snapshot!("demo", run.to_string());
    for (label, per_mille) in PUBLISHED {
        let line = run.stdout.lines().find(|line| line.contains(label)).expect("a line an option");
        assert!(line.contains(&format!(" {}% (", per_mille / 10)), "{line}");
    }
    assert!(run.stdout.contains("(n = 1,000)"), "{run}");
}

#[test]
fn the_demo_has_the_published_counts_and_the_intervals_of_r() {
    let output = Fixture::new().hearback(&["barriers", &demo(""), "--format", "json"]).done().json();
    assert_eq!(output.at("/command"), "barriers");
    let table = output.table("barriers");
    let labels: Vec<&str> = PUBLISHED.iter().map(|(label, _)| *label).collect();
    assert_eq!(table.labels(), [labels.as_slice(), &["None of these"]].concat(), "the largest first, none last");
    for (label, count) in PUBLISHED {
        let figure = table.figure(label, "share");
        assert_eq!(figure.counts(), (count, 1000));
        assert_eq!((figure.text("method"), figure.flags()), ("wilson", vec![]));
        assert_eq!((figure.number("level"), figure.number("n_weighted")), (Some(0.95), Some(1000.0)));
        assert!(figure.text("base").starts_with("people who answered"), "{figure:?}");
        let p = count as f64 / 1000.0;
        assert_close(figure.number("se").unwrap(), (p * (1.0 - p) / 1000.0).sqrt(), RELATIVE, label);
        assert_wilson(figure, count, "0.95");
    }
    assert_eq!(output.account(0), (1000, 1000, vec![]));
}

/// R's limits of the same counts.
#[track_caller]
fn assert_wilson(figure: Figure, count: u64, level: &str) {
    let cases = oracle::cases("proportion_intervals.json", &format!("single_x{count}_n1000_"), 3);
    let case = cases.iter().find(|case| case.name.ends_with(&format!("_level{level}"))).expect("a case of that level");
    let (low, high) = case.interval("/wilson");
    assert_close(figure.number("value").unwrap(), case.number("/estimate").unwrap(), RELATIVE, "share");
    assert_close(figure.number("low").unwrap(), low, RELATIVE, "low");
    assert_close(figure.number("high").unwrap(), high, RELATIVE, "high");
}

#[test]
fn a_level_gives_the_intervals_of_r_at_that_level() {
    for level in ["0.9", "0.99"] {
        let args = ["barriers", &demo(""), "--format", "json", "--level", level];
        let output = Fixture::new().hearback(&args).done().json();
        let figure = output.table("barriers").figure("Feeling unworthy of their time", "share");
        assert_eq!(figure.number("level"), level.parse().ok());
        assert_wilson(figure, 120, level);
    }
}

#[test]
fn the_base_is_who_answered_not_who_ticked() {
    let output = barriers(&small(), &[]);
    let table = output.table("barriers");
    assert_eq!(table.labels()[..2], ["Bothering someone", "Fear of rejection"], "ties in the codebook's order");
    assert_eq!(table.figure("Bothering someone", "share").counts(), (5, 11));
    assert_eq!(table.figure("Not knowing what to say, or how to begin", "share").counts(), (4, 11));
    assert_eq!(table.figure("None of these", "share").counts(), (2, 11));
    let mentions = table.figure("Bothering someone", "share_of_mentions");
    assert_close(mentions.number("value").unwrap(), 5.0 / 14.0, RELATIVE, "5 of 14 mentions");
    assert!(table.cell("None of these", "share_of_mentions").is_null(), "\"none\" is no mention");
    assert!(table.figure("None of these", "share").flags().contains(&"small_base".to_owned()));
    let base = output.table("barriers_base");
    assert_eq!(["not_asked", "no_answer", "answered", "mentions"].map(|c| base.count("Everyone", c)), [0, 1, 11, 14]);
}

#[test]
fn groups_have_bases_of_their_own() {
    let output = barriers(&small(), &["--by", "college"]);
    assert_eq!(
        output.ids(),
        ["barriers_by_college", "barriers_by_college_gaps", "barriers_by_college_base", "barriers_by_college_scores"]
    );
    let table = output.table("barriers_by_college");
    assert_eq!(table.columns(), ["option", "share", "by_arts", "by_law"]);
    assert_eq!(table.figure("Bothering someone", "by_arts").counts(), (3, 5));
    assert_eq!(table.figure("Bothering someone", "by_law").counts(), (2, 6));
    assert_eq!(table.figure("Fear of rejection", "by_law").counts(), (3, 6));
    assert_eq!(table.figure("Fear of rejection", "share").counts(), (5, 11));
    let base = output.table("barriers_by_college_base");
    assert_eq!((base.count("Arts", "answered"), base.count("Arts", "no_answer")), (5, 1));
}

#[test]
fn any_question_with_options_can_be_named() {
    let output = barriers(&small(), &["--question", "college"]);
    assert_eq!(output.table("college").figure("Arts", "share").counts(), (6, 12));
    assert_eq!(output.table("college").columns(), ["option", "share"], "one choice has no mentions");
}

#[test]
fn without_a_role_every_multi_select_is_shown() {
    let plain = CODEBOOK.replace("role = \"barriers\"\n", "");
    let second = "[[question]]\nid = \"tools\"\nkind = \"multi\"\noptions = [{ id = \"ai\", label = \"AI\", column = \"contacts\" }]\n";
    let plain = plain.replace("[[question]]\nid = \"contacts\"\nkind = \"number\"\n", second);
    let fixture = small().file("codebook.toml", plain).file("survey.csv", SURVEY.replace(",3,\n", ",AI,\n"));
    let output = barriers(&fixture, &[]);
    let further =
        ["barriers_base", "barriers_scores", "barriers_pairs", "barriers_together", "tools_base", "tools_scores"];
    assert_eq!(output.ids(), [["barriers", "tools"].as_slice(), &further].concat());
}

/// The small survey with a column of weights.
fn weighted(weight: fn(&str) -> &'static str) -> Fixture {
    let survey = SURVEY.replace("a comment,\nover two lines", "a comment");
    let row = |line: &str| {
        let weight = if line.starts_with("id,") { "w" } else { weight(line.split(',').nth(1).unwrap()) };
        format!("{line},{weight}\n")
    };
    let codebook = CODEBOOK.replace("respondent = \"id\"", "respondent = \"id\"\nweight = \"w\"");
    Fixture::new().file("survey.csv", survey.lines().map(row).collect::<String>()).file("codebook.toml", codebook)
}

#[test]
fn weights_move_the_shares_and_are_named() {
    // Arts weigh 3, Law 1: 5·3 + 6·1 = 21 in the base; bothering 3·3 + 2·1 = 11.
    let output = barriers(&weighted(|college| if college == "Arts" { "3" } else { "1" }), &[]);
    let figure = output.table("barriers").figure("Bothering someone", "share");
    assert_eq!(figure.counts(), (5, 11), "counts stay unweighted");
    assert_close(figure.number("value").unwrap(), 11.0 / 21.0, RELATIVE, "weighted share");
    assert_eq!(
        (figure.number("n_weighted"), figure.text("method")),
        (Some(21.0), "korn-graubard"),
        "fewer than ten say so"
    );
    // V = 12/11 · [Σw² of who chose it·(1−p)² + Σw² of who did not·p²] / 21², with 3·9 + 2·1 = 29 and 2·9 + 4·1 = 22; 12
    // are in the sample, 11 of them answered.
    let p = 11.0_f64 / 21.0;
    let variance = 12.0 / 11.0 * (29.0 * (1.0 - p).powi(2) + 22.0 * p * p) / 441.0;
    assert_close(figure.number("se").unwrap(), variance.sqrt(), RELATIVE, "linearised error");
    assert!(output.table("barriers").text("base").contains("weighted"));
}

#[test]
fn weights_of_one_give_the_unweighted_shares() {
    let (weighted, plain) = (barriers(&weighted(|_| "1"), &[]), barriers(&small(), &[]));
    for label in plain.table("barriers").labels() {
        let [a, b] = [&plain, &weighted].map(|o| o.table("barriers").figure(label, "share"));
        assert_eq!((a.counts(), a.number("value")), (b.counts(), b.number("value")), "{label}");
    }
}

#[test]
fn every_format_shows_the_same_table() {
    let fixture = small();
    for format in ["table", "md", "csv"] {
        let run =
            fixture.hearback(&["barriers", "survey.csv", "--codebook", "codebook.toml", "--format", format]).done();
        insta::assert_snapshot!(format!("format_{format}"), run.stdout);
    }
    let rows = fixture.hearback(&["barriers", "survey.csv", "--codebook", "codebook.toml", "--format", "csv"]).csv();
    let parts = ["share_se", "share_low", "share_high", "share_level", "share_n", "share_n_weighted", "share_count"];
    assert_eq!(
        (rows[0][1].as_str(), &rows[0][2..9], rows[0][9].as_str()),
        ("share", &parts.map(String::from)[..], "share_flags")
    );
    assert_eq!((rows[1][5].as_str(), rows[1][6].as_str(), rows[1][8].as_str()), ("0.95", "11", "5"));
}

#[test]
fn another_table_can_be_named() {
    let args = ["barriers", "survey.csv", "--codebook", "codebook.toml", "--table", "barriers_base", "--format", "csv"];
    let rows = small().hearback(&args).done().csv();
    assert_eq!(
        rows,
        [vec!["group", "not_asked", "no_answer", "answered", "mentions"], vec!["Everyone", "0", "1", "11", "14"]]
    );
}

#[test]
fn a_chart_is_saved_as_its_name_ends() {
    let fixture = small();
    let chart =
        |name: &str| fixture.hearback(&["barriers", "survey.csv", "--codebook", "codebook.toml", "--chart", name]);
    chart("c.svg").done();
    chart("c.png").done();
    assert!(fixture.read("c.svg").starts_with("<svg"));
    assert!(fixture.bytes("c.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    chart("c.foo").refused();
    assert!(!fixture.path("c.foo").exists());
}

#[test]
fn a_project_and_its_files_give_the_same() {
    let fixture = small().file(
        "hearback.toml",
        "[[survey]]\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n[report]\naudience = \"others\"\n",
    );
    let args = ["barriers", "survey.csv", "--codebook", "codebook.toml", "--audience", "others", "--format", "json"];
    let direct = fixture.hearback(&args);
    for project in [&["barriers", "--format", "json"] as &[&str], &["barriers", "hearback.toml", "--format", "json"]] {
        assert_eq!(fixture.hearback(project).done().stdout, direct.stdout);
    }
}
