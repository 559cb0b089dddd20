//! `hearback crosstab` on questions of numbers, and people of a population: against R, at the ends, and for others.

use super::fixture::{Fixture, Transcript};
use super::output::{Figure, Output};
use super::samples::{CODEBOOK, SURVEY};
use super::stats::oracle::{self, Case};
use hearback::api::Survey;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use hearback::view;
use std::path::Path;

const BOOK: [&str; 2] = ["--codebook", "codebook.toml"];

fn files() -> Fixture {
    Fixture::new().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK)
}

/// `crosstab` of the survey's only number question, as JSON.
#[track_caller]
fn contacts(fixture: &Fixture, further: &[&str]) -> Output {
    let args = ["crosstab", "survey.csv", "--question", "contacts", "--format", "json"];
    fixture.hearback(&[&args, &BOOK[..], further].concat()).done().json()
}

#[test]
fn numbers_alone_and_by_another_question() {
    let fixture = files();
    let mut all = Transcript::default();
    for args in [
        &["crosstab", "survey.csv", "--question", "contacts"] as &[&str],
        &["crosstab", "survey.csv", "--question", "contacts", "--by", "college"],
        &["crosstab", "survey.csv", "--question", "contacts", "--by", "college", "--audience", "others"],
        &[
            "crosstab",
            "survey.csv",
            "--question",
            "contacts",
            "--by",
            "college",
            "--format",
            "csv",
            "--table",
            "contacts_by_college",
        ],
    ] {
        all.add(&args.join(" "), &fixture.hearback(&[args, &BOOK].concat()).done());
    }
    insta::assert_snapshot!("numbers", all.to_string());
}

#[test]
fn the_wrong_kind_is_told() {
    let fixture = files();
    let mut all = Transcript::default();
    for args in [
        &["crosstab", "survey.csv", "--question", "comment"] as &[&str],
        &["crosstab", "survey.csv", "--question", "contacts", "--by", "contacts"],
        &["crosstab", "survey.csv", "--question", "contacts", "--chart", "c.svg"],
    ] {
        all.add(&args.join(" "), &fixture.hearback(&[args, &BOOK].concat()).refused());
    }
    insta::assert_snapshot!("wrong_kind", all.to_string());
    let survey = Survey::open(fixture.path("survey.csv")).codebook(fixture.path("codebook.toml")).expect("a survey");
    insta::assert_snapshot!(
        "no_numbers",
        survey
            .numbers("college")
            .expect_err("one choice")
            .to_string()
            .replace(&fixture.path("").display().to_string(), "[DIR]/")
    );
}

/// By hand: 3, 12, 0, 7, 40, 1 are Arts; 2, 5, 8, 30, 4, 6 are Law.
#[test]
fn means_medians_and_spread_by_hand() {
    let output = contacts(&files(), &["--by", "college"]);
    let table = output.table("contacts_by_college");
    let number = |group, column| table.cell(group, column).as_f64().expect("a number");
    assert_close(table.figure("Arts", "mean").number("value").unwrap(), 63.0 / 6.0, RELATIVE, "mean");
    assert_eq!(table.figure("Arts", "median").number("value"), Some(3.0), "the third of six reaches one half");
    assert_eq!((number("Arts", "smallest"), number("Arts", "largest")), (0.0, 40.0));
    assert_eq!((number("Law", "lower_quartile"), number("Law", "upper_quartile")), (4.0, 8.0));
    let squares: f64 = [3.0, 12.0, 0.0, 7.0, 40.0, 1.0].iter().map(|x: &f64| (x - 10.5).powi(2)).sum();
    assert_close(number("Arts", "sd"), (squares / 5.0).sqrt(), RELATIVE, "standard deviation");
    assert_eq!(output.table("contacts_by_college_base").count("Law", "answered"), 6);
}

/// One person, equal numbers, nobody, and numbers whose squares are none.
#[test]
fn at_the_ends_figures_are_sane() {
    for (numbers, mean, median) in [
        (vec!["7"], Some(7.0), Some(7.0)),
        (vec!["7"; 9], Some(7.0), Some(7.0)),
        (vec!["", ""], None, None),
        (vec!["-3", "3"], Some(0.0), Some(-3.0)),
        (vec!["1e300", "1e300", "-1e300"], None, None),
    ] {
        let rows: String = numbers.iter().enumerate().map(|(i, x)| format!("{i},Arts,None of these,{x},\n")).collect();
        let fixture = Fixture::new()
            .file("survey.csv", format!("id,college,barriers,contacts,comment\n{rows}"))
            .file("codebook.toml", CODEBOOK);
        let run = fixture
            .hearback(&[&["crosstab", "survey.csv", "--question", "contacts", "--by", "college"][..], &BOOK].concat());
        assert!(!run.stdout.contains("NaN") && !run.stdout.contains("inf"), "{run}");
        let output = contacts(&fixture, &[]);
        let table = output.table("contacts");
        if let (Some(mean), Some(median)) = (mean, median) {
            assert_eq!(table.figure("Everyone", "mean").number("value"), Some(mean));
            assert_eq!(table.figure("Everyone", "median").number("value"), Some(median));
        }
        let limits =
            |column| (table.figure("Everyone", column).number("low"), table.figure("Everyone", column).number("high"));
        match numbers.len() {
            1 => assert_eq!((limits("mean"), limits("median")), ((None, None), (None, None)), "one person"),
            9 => assert_eq!(limits("median"), (Some(7.0), Some(7.0))),
            _ => {}
        }
    }
}

/// Where most give the same number, R's interval of the share up to it lies wholly above one half; ours holds what half may be.
#[test]
fn a_median_that_many_share_has_limits_around_one_half() {
    let rows = |n: usize, x: u32| format!("0,Arts,None of these,{x},\n").repeat(n);
    let text =
        format!("id,college,barriers,contacts,comment\n{}{}{}{}", rows(96, 1), rows(100, 2), rows(120, 3), rows(84, 4));
    let rows: String = text
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{}{}\n", if i > 0 { i.to_string() } else { "i".into() }, &line[1..]))
        .collect();
    let output = contacts(&Fixture::new().file("survey.csv", rows).file("codebook.toml", CODEBOOK), &[]);
    let figure = output.table("contacts").figure("Everyone", "median");
    assert_eq!(["value", "low", "high"].map(|key| figure.number(key)), [Some(3.0), Some(2.0), Some(3.0)]);
}

// Against R.

/// The designs of the golden values, as a codebook says them.
const DESIGNS: [(&str, &str); 5] = [
    ("none", ""),
    ("weights", "weight = \"weight\"\n[design]\npopulation = true\n"),
    ("strata", "weight = \"weight\"\n[design]\nstratum = \"stratum\"\npopulation = true\n"),
    ("cluster", "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\npopulation = true\n"),
    (
        "cluster_fpc",
        "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\nfpc = \"fpc_psu\"\npopulation = true\n",
    ),
];

const OPTIONS: [&str; 7] = ["ms_a", "ms_b", "ms_c", "ms_d", "ms_e", "ms_f", "ms_none"];

fn survey(folder: &Path, design: &str) -> Survey {
    let head = DESIGNS.iter().find(|(name, _)| *name == design).expect("a design").1;
    let options: Vec<String> = OPTIONS.iter().map(|o| format!("{{ id = \"{o}\", column = \"{o}\" }}")).collect();
    let groups: Vec<String> = ["A", "B", "C", "D"].iter().map(|g| format!("{{ id = \"{g}\" }}")).collect();
    let codebook = format!(
        "{head}[[question]]\nid = \"group\"\nkind = \"single\"\noptions = [{}]\n[[question]]\nid = \"age\"\nkind = \"number\"\n\
         [[question]]\nid = \"likert\"\nkind = \"number\"\n\
         [[question]]\nid = \"ms\"\nkind = \"multi\"\nnone_option = \"ms_none\"\noptions = [{}]\n",
        groups.join(", "),
        options.join(", ")
    );
    let path = folder.join(format!("{design}.toml"));
    std::fs::write(&path, codebook).expect("the codebook");
    Survey::open(oracle::path("survey.csv")).codebook(path).expect("the survey")
}

#[track_caller]
fn compare(figure: &view::Figure, case: &Case, value: &str, se: &str, limits: Option<&str>) {
    let shown = figure.shown().expect("a figure");
    let close = |ours: Option<f64>, theirs: f64, what: &str| {
        assert_close(ours.expect(what), theirs, RELATIVE, &format!("{}, {what}", case.name));
    };
    close(shown.value, case.number(value).expect(value), value);
    close(shown.se, case.number(se).expect(se), se);
    if let Some((low, high)) = limits.map(|limits| case.interval(limits)) {
        close(shown.low, low, "low");
        close(shown.high, high, "high");
    }
}

#[test]
fn means_medians_totals_and_gaps_are_those_of_r_survey() {
    let folder = tempfile::tempdir().expect("a folder");
    for (design, _) in DESIGNS.iter().filter(|(name, _)| *name != "none") {
        let survey = survey(folder.path(), design);
        for question in ["age", "likert"] {
            let numbers = survey.numbers(question).expect("numbers").by("group").estimate().expect("figures");
            let prefix = format!("{design}_{question}_");
            for case in oracle::cases("numbers.json", &prefix, 5) {
                let name = &case.name[prefix.len()..];
                let group = [&numbers.total].into_iter().chain(&numbers.groups);
                let group = group.into_iter().find(|g| g.name.id == name.replace("everyone", "total")).expect(name);
                assert_eq!(group.answered.map(|n| n as f64), case.number("/n"));
                assert!(case.number("/df").is_some_and(|df| df > 0.0), "the limits below hold it");
                compare(&group.mean, &case, "/mean", "/se", Some("/ci95"));
                compare(group.total.as_ref().expect("a total"), &case, "/total", "/total_se", Some("/total_ci95"));
                assert_close(group.deviation.expect("sd"), case.number("/sd").expect("sd"), RELATIVE, &case.name);
                let quartiles = group.quartiles.expect("quartiles");
                assert_eq!(vec![quartiles.0, quartiles.1], case.full_list("/quartiles"), "{}", case.name);
                if question == "age" {
                    compare(&group.median, &case, "/median", "/median_se", Some("/median_ci95"));
                }
                case.assert_all_compared();
            }
            for (gap, case) in
                numbers.gaps.iter().zip(oracle::cases("numbers.json", &format!("{design}_gap_{question}_"), 4))
            {
                assert!(case.name.ends_with(&numbers.groups[gap.group].name.id));
                compare(&gap.difference, &case, "/difference", "/se", None);
                assert_close(gap.p.expect("p"), case.number("/p").expect("p"), 1e-8, &case.name);
                case.assert_all_compared();
            }
        }
    }
}

#[test]
fn without_a_design_means_are_students_and_gaps_welchs() {
    let folder = tempfile::tempdir().expect("a folder");
    let survey = survey(folder.path(), "none");
    for question in ["age", "likert"] {
        let numbers = survey.numbers(question).expect("numbers").by("group").estimate().expect("figures");
        let cases = oracle::cases("numbers.json", &format!("srs_{question}_"), 4);
        for ((group, gap), case) in numbers.groups.iter().zip(&numbers.gaps).zip(cases) {
            assert_eq!(group.answered.map(|n| n as f64), case.number("/n"));
            compare(&group.mean, &case, "/mean", "/se", Some("/ci95"));
            compare(&gap.difference, &case, "/difference", "/gap_se", None);
            assert_close(gap.p.expect("p"), case.number("/p").expect("p"), 1e-8, &case.name);
            assert_close(group.deviation.expect("sd"), case.number("/sd").expect("sd"), RELATIVE, &case.name);
            case.assert_all_compared();
        }
        assert_eq!(numbers.total.total, None, "nothing says that there is a population");
    }
}

#[test]
fn medians_of_other_golden_values() {
    let folder = tempfile::tempdir().expect("a folder");
    for (design, _) in DESIGNS.iter().filter(|(name, _)| *name != "none") {
        let numbers =
            survey(folder.path(), design).numbers("age").expect("numbers").by("group").estimate().expect("figures");
        for case in oracle::cases("design_more.json", &format!("{design}_median_age_"), 2) {
            let group = if case.name.ends_with("_D") { &numbers.groups[3] } else { &numbers.total };
            compare(&group.median, &case, "/median", "/xlogit/se", Some("/xlogit/ci95"));
        }
    }
}

#[test]
fn people_of_the_population_are_those_of_r_survey() {
    let folder = tempfile::tempdir().expect("a folder");
    for (design, _) in DESIGNS.iter().filter(|(name, _)| *name != "none") {
        let shares =
            survey(folder.path(), design).shares("ms").expect("shares").by("group").estimate().expect("figures");
        let case = oracle::cases("numbers.json", &format!("{design}_people"), 1).remove(0);
        let (totals, errors) = (case.table("/total"), case.table("/se"));
        for (group, (totals, errors)) in shares.groups.iter().zip(totals.iter().zip(&errors)) {
            for (option, (total, error)) in OPTIONS.iter().zip(totals.iter().zip(errors)) {
                let at = shares.options.iter().position(|o| o.id == *option).expect("the option");
                let shown = group.people[at].shown().expect("a figure");
                let what = format!("{design}, {} of {}", option, group.name.id);
                assert_close(shown.value.expect("a total"), *total, RELATIVE, &what);
                assert_close(shown.se.expect("an error"), *error, RELATIVE, &what);
            }
        }
        assert!(shares.tables().iter().any(|t| t.id == "ms_by_group_people"));
    }
    let plain = survey(folder.path(), "none").shares("ms").expect("shares").estimate().expect("figures");
    assert!(plain.total.people.is_empty() && plain.tables().iter().all(|t| t.id != "ms_people"));
}

// For others.

/// So many people of each college, who gave so high numbers.
fn colleges(people: &[(&str, usize)]) -> Fixture {
    let mut id = 0;
    let mut rows = String::new();
    for (college, n) in people {
        for i in 0..*n {
            id += 1;
            rows.push_str(&format!("{id},{college},None of these,{},\n", 100 * n + i));
        }
    }
    let book =
        CODEBOOK.replace("respondent = \"id\"", "respondent = \"id\"\nweight = \"w\"\n[design]\npopulation = true\n");
    let book = book.replace("{ id = \"law\", label = \"Law\" }", "{ id = \"law\", label = \"Law\" }, { id = \"music\", label = \"Music\" }, { id = \"trades\", label = \"Trades\" }");
    let rows: String = rows.lines().map(|line| format!("{line},2\n")).collect();
    Fixture::new()
        .file("survey.csv", format!("id,college,barriers,contacts,comment,w\n{rows}"))
        .file("codebook.toml", book)
}

#[track_caller]
fn is_blank(output: &Output, table: &str, group: &str) {
    let grid = output.table(table);
    for column in grid.columns().into_iter().skip(1) {
        let cell = grid.cell(group, column);
        assert!(cell.is_null() || grid.figure(group, column).is_hidden(), "{group}, {column}: {cell}");
    }
}

#[test]
fn a_small_group_has_no_mean_median_total_or_count_for_others() {
    let fixture = colleges(&[("Arts", 30), ("Law", 12), ("Music", 3), ("Trades", 40)]);
    let output = contacts(&fixture, &["--by", "college", "--audience", "others"]);
    for college in ["Law", "Music"] {
        is_blank(&output, "contacts_by_college", college);
        is_blank(&output, "contacts_by_college_base", college);
        assert!(output.table("contacts_by_college_gaps").figure(college, "difference").is_hidden());
    }
    let table = output.table("contacts_by_college");
    for group in ["Everyone", "Arts", "Trades"] {
        assert!(table.cell(group, "smallest").is_null() && table.cell(group, "largest").is_null(), "{group}");
        assert!(
            table.figure(group, "mean").number("value").is_some() && table.cell(group, "lower_quartile").is_number()
        );
    }
    let own = contacts(&fixture, &["--by", "college"]);
    assert_eq!(own.table("contacts_by_college").cell("Music", "largest").as_f64(), Some(302.0));
}

#[test]
fn medians_of_few_people_are_somebodys_number() {
    let output =
        contacts(&colleges(&[("Arts", 9), ("Law", 12), ("Trades", 25)]), &["--by", "college", "--audience", "others"]);
    let table = output.table("contacts_by_college");
    let shown = |group| {
        [
            table.figure(group, "mean").is_hidden(),
            table.figure(group, "median").is_hidden(),
            table.cell(group, "lower_quartile").is_null(),
        ]
    };
    assert_eq!(["Arts", "Law", "Trades"].map(shown), [[false, true, true], [false, true, true], [false, false, false]]);
}

#[test]
fn of_two_groups_the_gap_would_give_the_other_away() {
    let output = contacts(&colleges(&[("Arts", 30), ("Music", 3)]), &["--by", "college", "--audience", "others"]);
    let gaps = output.table("contacts_by_college_gaps");
    assert!(gaps.figure("Arts", "difference").is_hidden() && gaps.cell("Arts", "p").is_null());
}

#[test]
fn people_of_hidden_groups_are_hidden() {
    let fixture = colleges(&[("Arts", 30), ("Law", 12), ("Music", 3), ("Trades", 40)]);
    let args = [
        "crosstab",
        "survey.csv",
        "--question",
        "barriers",
        "--by",
        "college",
        "--format",
        "json",
        "--audience",
        "others",
    ];
    let output = fixture.hearback(&[&args[..], &BOOK].concat()).done().json();
    let people = output.table("barriers_by_college_people");
    let hidden = |column| Figure::is_hidden(people.figure("None of these", column));
    assert_eq!(["by_arts", "by_law", "by_music", "by_trades"].map(hidden), [false, true, true, false]);
    assert_eq!(people.figure("None of these", "by_arts").number("value"), Some(60.0), "30 people of weight 2");
    assert_eq!(people.figure("Fear of rejection", "people").number("low"), Some(0.0));
}

/// R 4.2.2, survey: `svyby(~x, ~g, svydesign(~cl, weights = ~1), svymean, covmat = TRUE)`, `svycontrast(c(a = 1, b = -1))`; t on
/// `sum(v)^2/(v[1]^2/2 + v[2]^2/36)` degrees of freedom, since three of forty clusters are in the first group.
#[test]
fn three_clusters_of_forty_say_little_of_a_mean() {
    let row = |i: usize| {
        let cluster = i / 5;
        let (x, group) = ((i * 37) % 11 + (cluster * 7) % 5 + if cluster < 3 { 3 } else { 0 }, cluster < 3);
        format!("{cluster},{x},{}\n", if group { "a" } else { "b" })
    };
    let rows: String = (0..200).map(row).collect();
    let book = "[design]\ncluster = \"cl\"\n[[question]]\nid = \"x\"\nkind = \"number\"\n[[question]]\nid = \"g\"\n\
                kind = \"single\"\noptions = [{ id = \"a\" }, { id = \"b\" }]\n";
    let fixture = Fixture::new().file("s.csv", format!("cl,x,g\n{rows}")).file("c.toml", book);
    let run = |further: &[&str]| {
        let args = ["crosstab", "s.csv", "--codebook", "c.toml", "--question", "x", "--by", "g"];
        fixture.hearback(&[&args[..], further].concat()).done()
    };
    let output = run(&["--format", "json"]).json();
    let table = output.table("x_by_g_gaps");
    let gap = table.figure("a", "difference");
    assert_close(gap.number("value").expect("a difference"), 2.52792792792793, RELATIVE, "difference");
    assert_close(gap.number("se").expect("an error"), 1.24100745853812, RELATIVE, "se");
    assert_close(table.cell("a", "p").as_f64().expect("p"), 0.167249922309458, RELATIVE, "p");
    let text = run(&[]).stdout;
    assert!(text.contains("people who answered this question (n = 200)"), "nobody has a weight: {text}");
}
