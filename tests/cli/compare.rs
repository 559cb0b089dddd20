//! `hearback compare`: published figures alone, a survey against them, two surveys, the same people twice, all side by side.
//! Golden values are R 4.2.2's; the call stands beside each.

use super::fixture::{Fixture, Transcript, demo};
use super::output::{Grid, Output};
use super::samples::{CODEBOOK, SURVEY};
use super::stats::oracle;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use std::collections::BTreeMap;

/// A survey of counted answers to the benchmark's questions: 310 of 500 say network; 210 no plan, 60 considered.
fn counted() -> Fixture {
    let row = |i: usize| {
        let first = if i < 310 { "network" } else { "resume" };
        let second = if i < 210 { "no_plan" } else { ["considered", "yes"][usize::from(i >= 270)] };
        format!("{first},{second}\n")
    };
    let survey: String = (0..500).map(row).collect();
    Fixture::new().file("s.csv", format!("network_vs_resume,cold_message\n{survey}")).file(
        "c.toml",
        "[[question]]\nid = \"network_vs_resume\"\nkind = \"single\"\noptions = [{ id = \"network\" }, { id = \"resume\" }]\n\
         [[question]]\nid = \"cold_message\"\nkind = \"single\"\n\
         options = [{ id = \"no_plan\" }, { id = \"considered\" }, { id = \"yes\" }]\n",
    )
}

/// A wave of a survey: so many of `n` are bothered, so many are afraid.
fn wave(n: usize, bother: usize, fear: usize) -> String {
    let row = |i: usize| match (i < bother, i + fear >= n) {
        (true, true) => "Bothering someone; Fear of rejection\n",
        (true, false) => "Bothering someone\n",
        (false, true) => "Fear of rejection\n",
        (false, false) => "None of these\n",
    };
    (0..n).map(row).collect()
}

const WAVES: &str = "[[question]]\nid = \"barriers\"\ntext = \"What stops you?\"\nkind = \"multi\"\nrole = \"barriers\"\n\
                     separator = \"; \"\noptions = [{ id = \"bother\", label = \"Bothering someone\" }, \
                     { id = \"fear\", label = \"Fear of rejection\" }, { id = \"none\", label = \"None of these\" }]\n";

/// Waves without "none of these", so that two options are tested.
fn waves() -> Fixture {
    let codebook = WAVES.replace(", { id = \"none\", label = \"None of these\" }", "");
    let blank = |text: String| text.replace("None of these", "");
    let codebook = codebook.replace("separator", "blank_means = \"none\"\nseparator");
    Fixture::new()
        .file("spring.csv", format!("id,barriers\n{}", numbered(&blank(wave(200, 90, 60)))))
        .file("autumn.csv", format!("id,barriers\n{}", numbered(&blank(wave(250, 80, 90)))))
        .file("c.toml", codebook)
}

fn numbered(rows: &str) -> String {
    rows.lines().enumerate().map(|(i, row)| format!("{i},{row}\n")).collect()
}

#[track_caller]
fn json(fixture: &Fixture, args: &[&str]) -> Output {
    fixture.hearback(&[&["compare"], args, &["--format", "json"]].concat()).done().json()
}

/// Its parts, and the corrected p, of one line.
#[track_caller]
fn assert_line(table: Grid, label: &str, expected: [f64; 4]) {
    let figure = table.figure(label, "difference");
    let found = ["value", "low", "high"].map(|key| figure.number(key).expect("a number"));
    for (found, expected) in found.iter().zip(&expected) {
        assert_close(*found, *expected, RELATIVE, label);
    }
    assert_close(table.cell(label, "p").as_f64().expect("a p-value"), expected[3], RELATIVE, label);
}

#[test]
fn published_shares_alone() {
    let fixture = Fixture::new();
    let mut all = Transcript::default();
    for benchmark in ["resume-now-2025", "networking-nation-2025", "express-harris-2026"] {
        all.add(benchmark, &fixture.hearback(&["compare", "--published", benchmark]).done());
    }
    insta::assert_snapshot!("published", all.to_string());
}

/// The worst and the best p of every pair over the box of roundings and over all overlaps, R `p.adjust(p, "holm")` of 16:
/// `2*pnorm(-sqrt(1000)*d/sqrt(s))` at d = .415 − .335, s = .415 + .335, and at d = s = .425 − .325.
#[test]
fn forty_two_and_thirty_three_of_a_thousand_are_always_told_apart() {
    let output = json(&Fixture::new(), &["--published", "resume-now-2025"]);
    assert_eq!(
        output.ids(),
        ["resume-now-2025", "resume-now-2025_neighbours", "resume-now-2025_pairs"],
        "shares, neighbours, all pairs"
    );
    let rows = output.at("/tables/1/rows").as_array().expect("rows");
    let told: Vec<(&str, &str)> = rows.iter().map(|r| (r[1].as_str().unwrap(), r[4].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("Have never sent a cold message and have no plans to (42%)", "always"),
            ("Feel like they are bothering someone (42%)", "always"),
            ("Fear rejection (33%)", "depends"),
            ("Don't know who to contact (33%)", "depends"),
            ("Don't know what to say (29%)", "depends"),
            ("Don't think outreach will help (27%)", "always"),
        ]
    );
    for (row, low, high) in
        [(0, 5.16285348565948e-16, 7.07312606070675e-13), (1, 1.37157354434889e-22, 0.0278960391371312)]
    {
        assert_close(rows[row][5].as_f64().unwrap(), low, RELATIVE, "p at best");
        assert_close(rows[row][6].as_f64().unwrap(), high, RELATIVE, "p at worst");
    }
    assert_eq!((&rows[0][8], &rows[1][8]), (&"published".into(), &"if of all".into()));
    assert_eq!(output.at("/tables/2/rows").as_array().map(Vec::len), Some(16));
}

/// R: `prop.test(c(60, 225), c(500, 1000), correct = FALSE)$p.value` at the end of the box that is nearest, `p.adjust("holm")`
/// of three; Newcombe's limits at the box's ends, at 1 − .05/3, 1 − .05/2 and 1 − .05.
#[test]
fn a_survey_against_published_shares_of_known_size() {
    let fixture = counted();
    let output = json(&fixture, &["s.csv", "--codebook", "c.toml", "--published", "resume-now-2025"]);
    let table = output.table("compare_resume-now-2025");
    assert_line(table, "considered", [-0.1, -0.1500672004279943, -0.0460082344917401, 2.21325773808891e-05]);
    assert_line(table, "network", [-0.08, -0.1436325666740715, -0.0170694998595115, 0.00718015665211037]);
    assert_line(table, "no_plan", [0.0, -0.0575198862713248, 0.0581039970977386, 1.0]);
    let verdicts = ["considered", "network", "no_plan"].map(|o| table.cell(o, "verdict").as_str().unwrap().to_owned());
    assert_eq!(verdicts, ["lower", "lower", "may be the same"]);
}

#[test]
fn what_has_no_published_base_is_shown_and_not_tested() {
    let output = json(&Fixture::new(), &[&demo(""), "--published", "resume-now-2025", "--question", "barriers"]);
    let table = output.table("barriers_resume-now-2025");
    assert_eq!(table.labels().len(), 6, "none of these has no published figure");
    for label in table.labels() {
        assert!(table.cell(label, "difference").is_null() && table.cell(label, "p").is_null(), "{label}");
        assert!(table.cell(label, "published_n").is_null() && table.cell(label, "published").is_number());
        assert_eq!(table.cell(label, "verdict"), "not tested");
    }
    let run = Fixture::new().hearback(&["compare", &demo(""), "--published", "resume-now-2025"]).done();
    insta::assert_snapshot!("against", run.to_string());
}

/// R: `prop.test(c(80, 90), c(250, 200), correct = FALSE)$p.value`, `p.adjust("holm")` of two; Newcombe's limits at 1 − .05/2
/// and, the second being kept, at 1 − .05.
#[test]
fn two_waves_of_other_people() {
    let fixture = waves();
    let args = ["spring.csv", "autumn.csv", "--codebook", "c.toml"];
    let output = json(&fixture, &args);
    let table = output.table("barriers_compared");
    assert_eq!(table.columns(), ["option", "first", "second", "difference", "p", "verdict"]);
    assert_line(table, "Bothering someone", [-0.13, -0.2305254288110387, -0.0267833966332981, 0.00941536420233601]);
    assert_line(table, "Fear of rejection", [0.06, -0.0277856306175814, 0.145187574614568, 0.179712494879]);
    assert_eq!(table.figure("Bothering someone", "first").counts(), (90, 200));
    let levels =
        ["Bothering someone", "Fear of rejection"].map(|o| table.figure(o, "difference").number("level").unwrap());
    assert_close(levels[0], 0.975, RELATIVE, "the first step");
    assert_close(levels[1], 0.95, RELATIVE, "the step that failed");
    insta::assert_snapshot!("waves", fixture.hearback(&[&["compare"], &args[..]].concat()).done().to_string());
}

#[test]
fn turned_round_the_sign_turns_and_against_itself_nothing_differs() {
    let fixture = waves();
    let table = |first: &str, second: &str| json(&fixture, &[first, second, "--codebook", "c.toml"]);
    let (there, back) = (table("spring.csv", "autumn.csv"), table("autumn.csv", "spring.csv"));
    for label in there.table("barriers_compared").labels() {
        let [a, b] = [&there, &back].map(|o| o.table("barriers_compared").figure(label, "difference"));
        for (one, other) in [("value", "value"), ("low", "high"), ("high", "low")] {
            assert_close(a.number(one).unwrap(), -b.number(other).unwrap(), RELATIVE, label);
        }
        let p = |o: &Output| o.table("barriers_compared").cell(label, "p").as_f64().unwrap();
        assert_close(p(&there), p(&back), RELATIVE, label);
    }
    let itself = table("spring.csv", "spring.csv");
    let table = itself.table("barriers_compared");
    for label in table.labels() {
        assert_eq!(table.figure(label, "difference").number("value"), Some(0.0));
        assert_eq!(
            (table.cell(label, "p").as_f64(), table.cell(label, "verdict").as_str().unwrap()),
            (Some(1.0), "may be the same")
        );
    }
}

#[test]
fn respondents_in_both_waves_are_told() {
    let fixture = waves().file("c.toml", format!("respondent = \"id\"\n{}", waves().read("c.toml")));
    let run = fixture.hearback(&["compare", "spring.csv", "autumn.csv", "--codebook", "c.toml"]).done();
    assert!(run.stdout.contains("200 respondents bear the same name in both"), "{run}");
}

#[test]
fn options_meet_by_their_barrier_and_wordings_that_differ_are_told() {
    let other = WAVES.replace(
        "id = \"bother\", label = \"Bothering someone\"",
        "id = \"pest\", label = \"Bothering them\", barrier = \"bothering\"",
    );
    let one = WAVES.replace("label = \"Bothering someone\"", "label = \"Bothering someone\", barrier = \"bothering\"");
    let fixture = Fixture::new()
        .file("a.csv", format!("barriers\n{}", wave(60, 20, 10)))
        .file("b.csv", format!("barriers\n{}", wave(60, 30, 10).replace("Bothering someone", "Bothering them")))
        .file("a.toml", one)
        .file("b.toml", other)
        .file(
            "hearback.toml",
            "[[survey]]\nid = \"a\"\nfiles = [\"a.csv\"]\ncodebook = \"a.toml\"\n[[survey]]\nid = \"b\"\nfiles = [\"b.csv\"]\n\
             codebook = \"b.toml\"\n",
        );
    let output = json(&fixture, &[]);
    let table = output.table("barriers_compared");
    assert_eq!(table.figure("Bothering them", "first").counts(), (20, 60));
    assert_eq!(table.figure("Bothering them", "second").counts(), (30, 60));
    assert!(
        table.notes().contains("\"Bothering them\" was worded \"Bothering someone\" in the first."),
        "{}",
        table.notes()
    );
}

/// R: `svyttest` has no part in it: `2*pt(-d/se, df)` by hand from what `barriers` prints of the weighted shares is what the
/// table holds, so that weights reach the comparison.
#[test]
fn weighted_surveys_are_compared_by_their_designed_errors() {
    let weighted = |text: &str| -> String {
        let rows = text.lines().enumerate().map(|(i, row)| match i {
            0 => format!("{row},w\n"),
            i => format!("{row},{}\n", 1.0 + (i % 5) as f64 / 2.0),
        });
        rows.collect()
    };
    let plain = waves();
    let fixture = Fixture::new()
        .file("a.csv", weighted(&plain.read("spring.csv")))
        .file("b.csv", weighted(&plain.read("autumn.csv")))
        .file("c.toml", format!("weight = \"w\"\n{}", plain.read("c.toml")));
    let output = json(&fixture, &["a.csv", "b.csv", "--codebook", "c.toml"]);
    let table = output.table("barriers_compared");
    for label in table.labels() {
        let [first, second, gap] = ["first", "second", "difference"].map(|c| table.figure(label, c));
        assert_eq!(gap.text("method"), "linearised");
        let se = |f: super::output::Figure| f.number("se").unwrap();
        assert_close(se(gap), se(first).hypot(se(second)), RELATIVE, label);
        let half = |f: super::output::Figure| f.number("high").unwrap() - f.number("value").unwrap();
        let z = half(gap) / se(gap);
        assert!(z > 1.96 && z < 2.3, "t of some hundred degrees of freedom, at 95 % or more: {z}");
    }
}

#[test]
fn every_source_side_by_side() {
    let run = Fixture::new().hearback(&["compare", &demo(""), "--across"]).done();
    insta::assert_snapshot!("across", run.to_string());
    let output = json(&Fixture::new(), &[&demo(""), "--across"]);
    let table = output.table("across");
    assert_eq!(
        table.columns(),
        ["barrier", "survey_1", "resume_now_2025", "networking_nation_2025", "express_harris_2026"]
    );
    assert_eq!(table.figure("Bothering someone", "survey_1").counts(), (420, 1000));
    assert_eq!(table.cell("Lack of confidence", "networking_nation_2025"), 0.34);
    assert!(table.cell("Lack of confidence", "survey_1").is_null());
    assert_eq!(output.at("/tables/1/rows").as_array().map(Vec::len), Some(6 + 6 + 1 + 1), "a row a share");
}

#[test]
fn a_survey_that_words_no_barrier_is_told() {
    let fixture = counted();
    let run = fixture.hearback(&["compare", "s.csv", "--codebook", "c.toml", "--across"]).done();
    assert!(run.stdout.contains("s: no question is known to ask what stops people"), "{run}");
    assert!(run.stdout.contains("Express–Harris 2026"), "the benchmarks are shown all the same");
}

fn training() -> [String; 4] {
    let path = |file: &str| format!("{}/tests/fixtures/own/{file}", env!("CARGO_MANIFEST_DIR"));
    [path("training.csv"), "--codebook".into(), path("training.toml"), "--paired".into()]
}

#[track_caller]
fn change(before: &str, after: &str, further: &[&str]) -> Output {
    let training = training();
    let args: Vec<&str> =
        training.iter().map(String::as_str).chain([before, after]).chain(further.iter().copied()).collect();
    json(&Fixture::new(), &args)
}

/// R: `t.test(after, before, paired = TRUE)` on tests/fixtures/own/training.csv, answers as places 1 to 5; `t.test(before)`.
#[test]
fn a_change_of_confidence_is_the_paired_t_test() {
    let output = change("confidence_before", "confidence_after", &[]);
    let table = output.table("confidence_before_confidence_after");
    let label = "confidence after it";
    let figure = table.figure(label, "change");
    for (key, expected) in [
        ("value", 0.377777777777778),
        ("se", 0.115858189567189),
        ("low", 0.144280939290306),
        ("high", 0.61127461626525),
    ] {
        assert_close(figure.number(key).unwrap(), expected, RELATIVE, key);
    }
    assert_close(table.cell(label, "p").as_f64().unwrap(), 0.0021493971362414, RELATIVE, "p");
    let before = table.figure(label, "before");
    for (key, expected) in [("value", 2.64444444444444), ("low", 2.29270559674879), ("high", 2.9961832921401)] {
        assert_close(before.number(key).unwrap(), expected, RELATIVE, key);
    }
    let moved = output.table("confidence_before_confidence_after_moved");
    let counts = ["Went up", "Stayed the same", "Went down"].map(|m| moved.figure(m, "share").counts());
    assert_eq!(counts, [(15, 45), (27, 45), (3, 45)]);
    let base = output.table("confidence_before_confidence_after_base");
    assert_eq!(["both", "only_before", "only_after"].map(|c| base.count("Everyone", c)), [45, 2, 1]);
}

/// R: `t.test(after, before, paired = TRUE, conf.level = .9)`.
#[test]
fn a_change_of_numbers_at_another_level() {
    let output = change("messages_before", "messages_after", &["--level", "0.9"]);
    let table = output.table("messages_before_messages_after");
    let figure = table.figure("messages a week, after it", "change");
    for (key, expected) in [("value", 1.21739130434783), ("low", 0.962116187061867), ("high", 1.47266642163378)] {
        assert_close(figure.number(key).unwrap(), expected, RELATIVE, key);
    }
    assert_close(table.cell("messages a week, after it", "p").as_f64().unwrap(), 3.34371307429109e-10, RELATIVE, "p");
}

/// R: 13 came, 1 left, 10 both, 22 neither: `min(1, 2*pbinom(1, 14, .5) - dbinom(1, 14, .5))`; Newcombe's method 10 by hand.
#[test]
fn a_change_of_yes_and_no_is_one_test() {
    let output = change("has_list_before", "has_list_after", &[]);
    let table = output.table("has_list_before_has_list_after");
    assert_eq!(table.labels(), ["Yes"], "no is what yes leaves");
    let figure = table.figure("Yes", "change");
    for (key, expected) in [("value", 0.260869565217391), ("low", 0.10901917848463), ("high", 0.394847290171030)] {
        assert_close(figure.number(key).unwrap(), expected, RELATIVE, key);
    }
    assert_close(table.cell("Yes", "p").as_f64().unwrap(), 0.000976562500000001, RELATIVE, "mid-p");
    assert_eq!(table.figure("Yes", "before").counts(), (11, 46));
}

/// R: mid-p of each option, `p.adjust("holm")`; Newcombe's method 10 at 1 − .05/4.
#[test]
fn changes_of_a_multi_select_are_corrected() {
    let output = change("barriers_before", "barriers_after", &[]);
    let table = output.table("barriers_before_barriers_after");
    let label = "Not knowing what to say";
    let p: Vec<f64> = table.labels().iter().map(|o| table.cell(o, "p").as_f64().unwrap()).collect();
    for (found, expected) in p.iter().zip([1.0, 1.0, 0.0103073120117188, 0.789527893066406]) {
        assert_close(*found, expected, RELATIVE, "corrected mid-p");
    }
    let figure = table.figure(label, "change");
    for (key, expected) in [("value", -0.282608695652174), ("low", -0.474927757819138), ("high", -0.0530126057399383)] {
        assert_close(figure.number(key).unwrap(), expected, RELATIVE, key);
    }
}

#[test]
fn changes_as_people_read_them() {
    let mut all = Transcript::default();
    for (before, after) in [
        ("confidence_before", "confidence_after"),
        ("has_list_before", "has_list_after"),
        ("barriers_before", "barriers_after"),
    ] {
        let training = training();
        let args: Vec<&str> =
            ["compare"].into_iter().chain(training.iter().map(String::as_str)).chain([before, after]).collect();
        all.add(after, &Fixture::new().hearback(&args).done());
    }
    insta::assert_snapshot!("paired", all.to_string());
}

#[test]
fn few_people_are_hidden_from_others() {
    let few = WAVES.replace("separator", "asked_if = { here = [\"yes\"] }\nseparator");
    let codebook = format!(
        "[[question]]\nid = \"here\"\nkind = \"single\"\noptions = [{{ id = \"yes\" }}, {{ id = \"no\" }}]\n{few}"
    );
    let rows = |asked: usize| -> String {
        (0..40).map(|i| if i < asked { "yes,Bothering someone\n" } else { "no,\n" }).collect()
    };
    let fixture = Fixture::new()
        .file("a.csv", format!("here,barriers\n{}", rows(3)))
        .file("b.csv", format!("here,barriers\n{}", rows(30)))
        .file("c.toml", codebook);
    let args = ["a.csv", "b.csv", "--codebook", "c.toml", "--question", "barriers"];
    let output = json(&fixture, &[&args[..], &["--audience", "others"]].concat());
    let table = output.table("barriers_compared");
    for label in table.labels() {
        assert!(table.figure(label, "first").is_hidden() && !table.figure(label, "second").is_hidden(), "{label}");
        assert!(table.cell(label, "difference").is_null() || table.figure(label, "difference").is_hidden());
        assert!(table.cell(label, "p").is_null(), "p and the other share would tell it");
    }
    assert!(table.notes().contains("fewer than 5 people"), "{}", table.notes());
    assert!(json(&fixture, &args).table("barriers_compared").cell("Bothering someone", "p").is_number());
}

#[test]
fn charts_and_formats() {
    let fixture = waves();
    let chart = |args: &[&str]| fixture.hearback(&[&["compare"], args].concat()).done();
    chart(&["--published", "resume-now-2025", "--chart", "p.svg"]);
    chart(&["spring.csv", "autumn.csv", "--codebook", "c.toml", "--chart", "w.svg"]);
    chart(&["spring.csv", "--codebook", "c.toml", "--across", "--chart", "a.svg"]);
    for file in ["p.svg", "w.svg", "a.svg"] {
        assert!(fixture.read(file).starts_with("<svg"), "{file}");
    }
    let csv =
        fixture.hearback(&["compare", "spring.csv", "autumn.csv", "--codebook", "c.toml", "--format", "csv"]).csv();
    assert_eq!(csv.len(), 3, "a header and two options");
    let csv = fixture.hearback(&["compare", "--published", "resume-now-2025", "--format", "csv"]).csv();
    assert_eq!(csv.len(), 11);
    let table = ["--table", "resume-now-2025_pairs", "--format", "csv"];
    assert_eq!(
        fixture.hearback(&[&["compare", "--published", "resume-now-2025"], &table[..]].concat()).csv().len(),
        17
    );
    let md =
        fixture.hearback(&["compare", "spring.csv", "autumn.csv", "--codebook", "c.toml", "--format", "md"]).done();
    assert!(md.stdout.contains("| Bothering someone |"), "{md}");
}

#[test]
fn what_cannot_be_compared() {
    let single = "[[question]]\nid = \"barriers\"\nkind = \"single\"\nrole = \"barriers\"\noptions = [{ id = \"a\" }, { id = \"b\" }]\n";
    let fixture = Fixture::new()
        .file("survey.csv", SURVEY)
        .file("codebook.toml", CODEBOOK)
        .file("other.csv", "barriers\na\nb\na\n")
        .file("other.toml", single)
        .file("third.csv", "x\na\nb\na\n")
        .file("third.toml", "[[question]]\nid = \"x\"\nkind = \"single\"\noptions = [{ id = \"a\" }, { id = \"b\" }]\n")
        .file("p.toml", "[[survey]]\nid = \"one\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n[[survey]]\nid = \"two\"\nfiles = [\"other.csv\"]\ncodebook = \"other.toml\"\n")
        .file("q.toml", "[[survey]]\nid = \"one\"\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\n[[survey]]\nid = \"three\"\nfiles = [\"third.csv\"]\ncodebook = \"third.toml\"\n");
    let survey = ["survey.csv", "--codebook", "codebook.toml"];
    let mut all = Transcript::default();
    for args in [
        &["--published", "resume-now"] as &[&str],
        &["--published", "resume-now-2025", "--question", "barriers"],
        &survey,
        &["survey.csv", "survey.csv", "survey.csv", "--codebook", "codebook.toml"],
        &["survey.csv", "--codebook", "codebook.toml", "--published", "express-harris-2026", "--question", "college"],
        &["survey.csv", "--codebook", "codebook.toml", "--published", "resume-now-2025", "--question", "colege"],
        &["p.toml"],
        &["q.toml"],
        &["q.toml", "--question", "x"],
        &["survey.csv", "--codebook", "codebook.toml", "--paired", "college", "contacts"],
        &["survey.csv", "--codebook", "codebook.toml", "--paired", "college", "college"],
        &["survey.csv", "--codebook", "codebook.toml", "--paired", "comment", "college"],
        &["survey.csv", "--codebook", "codebook.toml", "--paired", "befor", "college"],
        &["survey.csv", "--codebook", "codebook.toml", "--group", "college"],
        &["survey.csv", "--codebook", "codebook.toml", "--group", "college=Atrs"],
        &["survey.csv", "--codebook", "codebook.toml", "--group", "colege=Arts"],
    ] {
        all.add(&args.join(" "), &fixture.hearback(&[&["compare"], args].concat()).refused());
    }
    insta::assert_snapshot!("refused", all.to_string());
}

/// R 4.2.2, survey 4.1-1: the cases `_paired_change` of `design_more.json`; people, strata, clusters and weights are those of
/// `survey.csv`, their later answers of `survey_after.csv`.
#[test]
fn a_change_under_a_design_is_that_of_r() {
    let read = |file: &str| std::fs::read_to_string(oracle::path(file)).expect("golden data");
    let later: BTreeMap<String, String> = read("survey_after.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(',').map(|(id, answer)| (id.to_owned(), answer.to_owned())))
        .collect();
    let survey = read("survey.csv");
    let rows = survey.lines().enumerate().map(|(i, line)| {
        let id = line.split(',').next().unwrap_or("");
        let answer = if i == 0 { "after" } else { later.get(id).map_or("", String::as_str) };
        format!("{line},{answer}\n")
    });
    let scale = "options = [{ id = \"1\" }, { id = \"2\" }, { id = \"3\" }, { id = \"4\" }, { id = \"5\" }]";
    let questions = ["likert", "after"].map(|id| format!("[[question]]\nid = \"{id}\"\nkind = \"ordinal\"\n{scale}\n"));
    let rows: String = rows.collect();
    for (name, design) in
        [("weights", ""), ("strata", "stratum = \"stratum\""), ("cluster", "stratum = \"stratum\"\ncluster = \"psu\"")]
    {
        let book = format!("weight = \"weight\"\n[design]\n{design}\n{}", questions.concat());
        let fixture = Fixture::new().file("s.csv", &rows).file("c.toml", book);
        let output = json(&fixture, &["s.csv", "--codebook", "c.toml", "--paired", "likert", "after"]);
        let change = output.table("likert_after").figure("after", "change");
        let case = &oracle::cases("design_more.json", &format!("{name}_paired_change"), 1)[0];
        for (field, found) in [("/estimate", "value"), ("/se", "se")] {
            let expected = case.number(field).expect("a number");
            assert_close(change.number(found).expect("a number"), expected, RELATIVE, &format!("{name}{field}"));
        }
        assert_eq!(change.number("n"), case.number("/n"), "{name}");
    }
}

#[test]
fn one_group_is_compared_with_the_rest() {
    let run = Fixture::new().hearback(&["compare", &demo(""), "--group", "year=first"]).done();
    insta::assert_snapshot!("group", run.stdout);
    let gaps = |group: &str| {
        let args = ["compare", &demo(""), "--group", group, "--format", "json"];
        Fixture::new().hearback(&args).done().json()
    };
    // Of two groups, one against the rest is the other one the other way round.
    let (yes, no) = (gaps("first_generation=yes"), gaps("first_generation=No"));
    let [yes, no] = [&yes, &no].map(|o| o.table("barriers_by_first_generation_gaps"));
    for label in yes.labels() {
        let [a, b] = [&yes, &no].map(|t| t.figure(label, "difference").number("value").expect("a gap"));
        assert_close(a, -b, RELATIVE, label);
    }
}

/// One of 80 weighted people says yes, with weight 0.01, against 37 of 920: two files say what one file with two groups says.
#[test]
fn a_yes_of_little_weight_says_the_same_in_two_waves_as_in_two_groups() {
    let row = |yes: bool, w: &str, group: &str| format!("{},{w},{group}\n", if yes { "yes" } else { "no" });
    let one: String = (0..920).map(|i| row(i < 37, "1", "one")).collect();
    let two: String =
        (0..80).map(|i| row(i == 0, ["1", "0.01", "1.01"][usize::from(i == 0) + 2 * (i % 2)], "two")).collect();
    let question = |id: &str, options: [&str; 2]| {
        let [a, b] = options;
        format!("[[question]]\nid = \"{id}\"\nkind = \"single\"\noptions = [{{ id = \"{a}\" }}, {{ id = \"{b}\" }}]\n")
    };
    let fixture = Fixture::new()
        .file("one.csv", format!("q,w,g\n{one}"))
        .file("two.csv", format!("q,w,g\n{two}"))
        .file("both.csv", format!("q,w,g\n{one}{two}"))
        .file("c.toml", format!("weight = \"w\"\n{}{}", question("q", ["yes", "no"]), question("g", ["two", "one"])));
    let waves = json(&fixture, &["one.csv", "two.csv", "--codebook", "c.toml", "--question", "q"]);
    let line = waves.table("q_compared");
    let groups = ["crosstab", "both.csv", "--codebook", "c.toml", "--question", "q", "--by", "g", "--format", "json"];
    let gaps = fixture.hearback(&groups).done().json();
    let within = gaps.table("q_by_g_gaps").cell("yes", "p").as_f64().expect("p");
    assert!(within > 0.05, "{within}");
    assert_close(line.cell("yes", "p").as_f64().expect("p"), within, RELATIVE, "p of both ways");
    assert_eq!(line.cell("yes", "verdict"), "may be the same");
}
