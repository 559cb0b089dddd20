//! `hearback weight`: recipes, weights written and read back, projects, and what is refused.

use super::fixture::{Fixture, Run, Transcript, demo};
use hearback::stats::tolerance::{RELATIVE, assert_close};
use std::path::Path;

const CODEBOOK: &str = r#"respondent = "id"
weight = "start"

[[question]]
id = "college"
label = "college"
kind = "single"
options = [{ id = "arts", label = "Arts" }, { id = "law", label = "Law" }, { id = "music", label = "Music" }]

[[question]]
id = "year"
label = "year"
kind = "ordinal"
options = [{ id = "first", label = "First year" }, { id = "second", label = "Second year" }, { id = "third", label = "Third year" }]

[[question]]
id = "writes"
kind = "single"
options = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]
"#;

/// Ten respondents: Arts 6, Law 4; first year 5, second 3, third 1, no answer 1.
const SURVEY: &str = "id,college,year,writes,start,other
a1,Arts,First year,Yes,1,2
a2,Arts,First year,No,1,1
a3,Arts,Second year,Yes,1,1
a4,Arts,Second year,Yes,1,1
a5,Arts,Third year,No,2,1
a6,Arts,First year,No,1,1
l1,Law,First year,Yes,1,1
l2,Law,First year,No,1,1
l3,Law,Second year,No,2,1
=l4,Law,,Yes,1,1
";

const COLLEGE: &str = "[[margin]]\nquestion = \"college\"\nshares = { arts = 0.5, law = 0.5 }\n";

const RECIPE: &str = r#"[[margin]]
question = "college"
shares = { Arts = 0.5, law = 0.5 }

[[margin]]
question = "year"
missing = "own"
shares = { first = 0.4, second = 0.4, third = 0.2 }
"#;

fn files(recipe: &str) -> Fixture {
    Fixture::new().file("survey.csv", SURVEY).file("codebook.toml", CODEBOOK).file("recipe.toml", recipe)
}

fn weight(fixture: &Fixture, more: &[&str]) -> Run {
    let args = ["weight", "survey.csv", "--codebook", "codebook.toml", "--weighting"];
    fixture.hearback(&[&args[..], if more.is_empty() { &["recipe.toml"] } else { more }].concat())
}

fn recipe_of_the_demo() -> String {
    format!("{}/tests/fixtures/own/weighting.toml", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn what_was_done_is_told_in_every_format() {
    let fixture = files(RECIPE);
    let mut all = Transcript::default();
    all.add("table", &weight(&fixture, &[]).done());
    all.add("csv", &weight(&fixture, &["recipe.toml", "--table", "weights", "--format", "csv"]).done());
    let json = weight(&fixture, &["recipe.toml", "--format", "json"]).done();
    all.add("written", &weight(&fixture, &["recipe.toml", "--out", "weights.csv", "--table", "weights"]).done());
    all.add("from the file", &weight(&fixture, &["weights.csv"]).done());
    insta::assert_snapshot!("told", all.to_string());
    insta::assert_snapshot!("weights_file", fixture.read("weights.csv"));
    assert_eq!(json.json().at("/tables").as_array().expect("tables").len(), 3);
}

/// Arts 7 and Law 5 by the starting weights; those without a year are 1 of 12.
#[test]
fn margins_are_met_and_those_without_an_answer_keep_their_share() {
    let json = weight(&files(RECIPE), &["recipe.toml", "--format", "json"]).done().json();
    let after = |table: usize, row: usize| json.at(&format!("/tables/{table}/rows/{row}/3")).as_f64().expect("a share");
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-8, "{a} and {b}");
    close(after(1, 0), 0.5);
    close(after(2, 1), 0.4 * 11.0 / 12.0);
    close(after(2, 3), 1.0 / 12.0);
    close(json.at("/tables/0/rows/1/2").as_f64().expect("the sum"), 10.0);
}

#[test]
fn weights_come_back_exactly_and_every_command_uses_them() {
    let fixture = files(RECIPE);
    weight(&fixture, &["recipe.toml", "--out", "weights.csv"]).done();
    let of = |file: &str, command: &str| {
        let args = [
            command,
            "survey.csv",
            "--codebook",
            "codebook.toml",
            "--question",
            "writes",
            "--format",
            "csv",
            "--weighting",
            file,
        ];
        fixture.hearback(&args).done().stdout
    };
    for command in ["crosstab", "barriers"] {
        assert_eq!(of("weights.csv", command), of("recipe.toml", command));
    }
    let unweighted = fixture.hearback(&[
        "crosstab",
        "survey.csv",
        "--codebook",
        "codebook.toml",
        "--question",
        "writes",
        "--format",
        "csv",
    ]);
    assert_ne!(of("recipe.toml", "crosstab"), unweighted.done().stdout);
}

#[test]
fn a_project_names_its_weighting() {
    let project = |weighting: &str| {
        format!("[[survey]]\nfiles = [\"survey.csv\"]\ncodebook = \"codebook.toml\"\nweighting = \"{weighting}\"\n")
    };
    let fixture = files(RECIPE).file("hearback.toml", project("recipe.toml"));
    let recipe = fixture.hearback(&["weight", "--audience", "self", "--out", "weights.csv"]).done();
    assert!(recipe.stdout.contains("Weights from recipe.toml"), "{recipe}");
    let shares =
        |fixture: &Fixture| fixture.hearback(&["crosstab", "--audience", "self", "--format", "json"]).done().stdout;
    let from_recipe = shares(&fixture);
    let fixture = fixture.file("hearback.toml", project("weights.csv"));
    assert_eq!(shares(&fixture), from_recipe);
    let report = fixture.hearback(&["report", "--out", "out"]).done();
    assert!(fixture.read("out/report.json").contains("margin-college"), "{report}");
}

/// `start` names another column than the codebook's weight, `total` what they sum to.
#[test]
fn starting_weights_and_total_are_the_recipes() {
    let recipe = format!("start = \"other\"\ntotal = 200\n{COLLEGE}");
    let json = weight(&files(&recipe), &["recipe.toml", "--format", "json"]).done().json();
    let number = |at: &str| json.at(&format!("/tables/0/rows/{at}")).as_f64().expect("a number");
    assert_eq!([number("0/2"), number("0/5"), number("1/2")], [11.0, 2.0, 200.0]);
}

#[test]
fn respondents_without_an_answer_are_left_out_where_the_recipe_says_so() {
    let recipe = format!(
        "[[margin]]\nquestion = \"year\"\nmissing = \"drop\"\nshares = {{ first = 0.5, second = 0.3, third = 0.2 }}\n{COLLEGE}"
    );
    let fixture = files(&recipe);
    let run = weight(&fixture, &["recipe.toml", "--out", "weights.csv"]).done();
    assert!(run.stderr.contains("10 rows read, 9 used; left out: 1 no answer to a question of the weighting"), "{run}");
    let again = weight(&fixture, &["weights.csv"]).done();
    assert!(again.stdout.contains("Left out for want of an answer to a margin's question: 1."), "{again}");
}

/// Cells of two questions, several options in one: the same as post-stratifying by hand.
#[test]
fn crossed_cells_are_post_stratification() {
    let recipe = r#"[[margin]]
questions = ["college", "writes"]
cells = [
  { college = "arts", writes = ["yes", "no"], count = 60 },
  { college = "law", writes = "yes", count = 10 },
  { college = "law", writes = "no", count = 30 },
]
"#;
    let fixture = files(recipe);
    weight(&fixture, &["recipe.toml", "--out", "weights.csv"]).done();
    let weights = fixture.read("weights.csv");
    // Arts weigh 7 at the start, Law who write 2, Law who do not 3.
    for line in ["a5,17.14285714285714", "l1,5\n", "l3,20\n", "l2,10\n"] {
        assert!(weights.contains(line), "{line} in {weights}");
    }
}

#[test]
fn trimming_says_how_far_the_margins_are_off() {
    let trimmed = |again: &str| format!("trim = {{ upper = 1.5, lower = 0.5{again} }}\n{COLLEGE}");
    let mut all = Transcript::default();
    all.add("once", &weight(&files(&trimmed(", rake_again = false")), &[]).done());
    all.add("in turn", &weight(&files(&trimmed("")), &[]).done());
    insta::assert_snapshot!("trimmed", all.to_string());
}

#[test]
fn rounded_shares_and_counts_that_differ_are_noted() {
    let recipe = "[[margin]]\nquestion = \"college\"\nshares = { arts = 0.33, law = 0.66 }\n\
                  [[margin]]\nquestion = \"writes\"\ncounts = { yes = 100, no = 100 }\n\
                  [[margin]]\nquestion = \"year\"\nmissing = \"own\"\ncounts = { first = 150, second = 60, third = 0 }\n";
    let run = weight(&files(recipe), &["recipe.toml", "--table", "weights"]).done();
    insta::assert_snapshot!("noted", run.stdout);
}

#[test]
fn recipes_that_are_refused() {
    let year = |rest: &str| format!("[[margin]]\nquestion = \"year\"\n{rest}\n");
    let known = "shares = { first = 0.4, second = 0.4, third = 0.2 }";
    let cases: Vec<(&str, String)> = vec![
        ("no margin", "total = 100\n".into()),
        ("an unknown key", format!("trimm = 5\n{COLLEGE}")),
        ("an unknown question", COLLEGE.replace("college", "colege")),
        ("a column that is no question", COLLEGE.replace("\"college\"", "\"id\"")),
        ("an unknown option", COLLEGE.replace("law", "laws")),
        ("an option twice", COLLEGE.replace("law = 0.5", "law = 0.3, Law = 0.2")),
        ("shares that do not sum to 1", COLLEGE.replace("0.5 }", "0.4 }")),
        ("percents", COLLEGE.replace("0.5", "50")),
        ("a negative share", COLLEGE.replace("arts = 0.5", "arts = -0.5")),
        ("a margin twice", format!("{COLLEGE}{COLLEGE}")),
        ("shares and counts", format!("{COLLEGE}counts = {{ arts = 1 }}\n")),
        ("no question", COLLEGE.replace("question = \"college\"\n", "")),
        ("a category that nobody is in", COLLEGE.replace("law = 0.5", "law = 0.4, music = 0.1")),
        ("an answer without a category", year("missing = \"own\"\nshares = { first = 0.6, second = 0.4 }")),
        ("respondents in no category", year(known)),
        ("an unknown word for missing", year(&format!("missing = \"ignore\"\n{known}"))),
        ("crossed without cells", "[[margin]]\nquestions = [\"college\", \"writes\"]\nshares = { arts = 1 }\n".into()),
        (
            "a cell without one of its questions",
            "[[margin]]\nquestions = [\"college\", \"writes\"]\ncells = [{ college = \"arts\", share = 1 }]\n".into(),
        ),
        ("no total", format!("total = 0\n{COLLEGE}")),
        ("a bound below the mean", format!("trim = {{ upper = 0.5 }}\n{COLLEGE}")),
        (
            "bounds that no weights meet",
            format!("trim = {{ upper = 1.0 }}\n{}", COLLEGE.replace("arts = 0.5, law = 0.5", "arts = 0.2, law = 0.8")),
        ),
        ("no such column to start from", format!("start = \"othr\"\n{COLLEGE}")),
        (
            "margins that contradict each other",
            format!(
                "{COLLEGE}[[margin]]\nquestions = [\"college\", \"writes\"]\ncells = [{{ college = \"arts\", writes = [\"yes\", \"no\"], share = 0.6 }}, {{ college = \"law\", writes = [\"yes\", \"no\"], share = 0.4 }}]\n"
            ),
        ),
        ("neither a recipe nor weights", "respondent,weight\na1,1\n".into()),
    ];
    let mut all = Transcript::default();
    for (heading, recipe) in cases {
        all.add(heading, &weight(&files(&recipe), &[]).refused());
    }
    insta::assert_snapshot!("recipes_refused", all.to_string());
}

#[test]
fn weights_that_are_refused() {
    let fixture = files(RECIPE);
    weight(&fixture, &["recipe.toml", "--out", "weights.csv"]).done();
    let good = fixture.read("weights.csv");
    let row = |name: &str| good.lines().find(|l| l.starts_with(&format!("{name},"))).expect("a row").to_owned();
    let without = |name: &str| good.replace(&format!("{}\n", row(name)), "");
    let cases = [
        ("another version", good.replacen("weights 1", "weights 2", 1)),
        ("a damaged header", good.replacen("questions", "question", 1)),
        ("an unknown option in the header", good.replacen("[\"law\"]", "[\"laws\"]", 1)),
        ("other columns", good.replace("respondent,weight", "id,weight")),
        ("a respondent without a weight", without("a3")),
        ("a foreign respondent", good.replace("a3,", "a33,")),
        ("a respondent twice", format!("{good}{}\n", row("a3"))),
        ("no number", good.replace(&row("a3"), "a3,heavy")),
        ("a cell too many", good.replace(&row("a3"), "a3,1,2")),
        ("weights of other answers", good.replace(&row("a3"), "a3,9")),
    ];
    let mut all = Transcript::default();
    for (heading, text) in cases {
        assert_ne!(text, good, "{heading}");
        let fixture = files(RECIPE).file("w.csv", text);
        all.add(heading, &weight(&fixture, &["w.csv"]).refused());
    }
    insta::assert_snapshot!("weights_refused", all.to_string());
}

#[test]
fn calls_that_are_refused() {
    let fixture =
        files(RECIPE).file("two.toml", "[[survey]]\nfiles = [\"survey.csv\"]\n[[survey]]\nfiles = [\"survey.csv\"]\n");
    let mut all = Transcript::default();
    all.add("no recipe", &fixture.hearback(&["weight", "survey.csv"]).refused());
    all.add("several surveys", &fixture.hearback(&["weight", "two.toml", "--weighting", "recipe.toml"]).refused());
    let over = ["recipe.toml", "--out", "survey.csv"];
    all.add("over the survey", &weight(&fixture, &over).refused());
    assert_eq!(fixture.read("survey.csv"), SURVEY);
    all.add("a recipe that is not there", &weight(&fixture, &["none.toml"]).refused());
    insta::assert_snapshot!("calls_refused", all.to_string());
}

/// Rows of several files without a respondent column are told apart by file and row.
#[test]
fn without_a_respondent_column_rows_are_matched_by_their_number() {
    let book = CODEBOOK.replace("respondent = \"id\"\n", "ignore = [\"id\"]\n");
    let second = SURVEY.replace("Law,First", "Law,Third");
    let fixture = files(RECIPE).file("codebook.toml", book).file("more/second.csv", second);
    let args = ["weight", "survey.csv", "more/second.csv", "--codebook", "codebook.toml", "--weighting"];
    let written =
        fixture.hearback(&[&args[..], &["recipe.toml", "--out", "weights.csv", "--format", "json"]].concat()).done();
    let file = fixture.read("weights.csv");
    assert!(file.contains("\nsurvey.csv row 2,") && file.contains("\nsecond.csv row 8,"), "{file}");
    let read = fixture.hearback(&[&args[..], &["weights.csv", "--format", "json"]].concat()).done();
    assert_eq!(read.json().at("/tables/0/rows/0/3"), written.json().at("/tables/0/rows/1/3"));
}

/// A folder's weights and recipes are no survey of their own.
#[test]
fn a_folder_with_weights_in_it_is_read_as_before() {
    let fixture = files(RECIPE);
    weight(&fixture, &["recipe.toml", "--out", "weights.csv"]).done();
    let run = fixture.hearback(&["init", "--dry-run"]).done();
    for file in ["weights.csv", "recipe.toml"] {
        let line = run.stdout.lines().find(|l| l.contains(file)).unwrap_or("");
        assert!(line.contains("not read") && line.contains("weights, or a recipe for them"), "{run}");
    }
}

/// From the files to the file: the converged weights of R `survey::rake` (4.1-1), see `tests/oracle/raking.json`.
#[test]
fn the_weights_are_those_of_r() {
    let oracle = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    let question = |id: &str, options: &[&str]| {
        let option = |label: &&str| format!("{{ id = \"{}\", label = \"{label}\" }}", label.replace('+', "_"));
        let options: Vec<String> = options.iter().map(option).collect();
        format!("[[question]]\nid = \"{id}\"\nkind = \"single\"\noptions = [{}]\n", options.join(", "))
    };
    let codebook = format!(
        "respondent = \"id\"\nignore = [\"y\", \"w0\"]\n{}{}{}",
        question("age", &["18-34", "35-54", "55+"]),
        question("sex", &["f", "m"]),
        question("region", &["n", "e", "s", "w"])
    );
    let recipe = "start = \"w0\"\n\
        [[margin]]\nquestion = \"age\"\ncounts = { 18-34 = 2800, 35-54 = 3500, \"55+\" = 3700 }\n\
        [[margin]]\nquestion = \"sex\"\ncounts = { f = 5100, m = 4900 }\n\
        [[margin]]\nquestion = \"region\"\ncounts = { n = 2600, e = 2700, s = 2300, w = 2400 }\n";
    let fixture = Fixture::new()
        .file("survey.csv", oracle("raking.csv"))
        .file("codebook.toml", codebook)
        .file("recipe.toml", recipe);
    weight(&fixture, &["recipe.toml", "--out", "weights.csv"]).done();
    let golden = oracle("raking_weights.csv");
    let place = golden.lines().next().expect("a header").split(',').position(|c| c == "rake3_unequal_tight");
    let golden =
        golden.lines().skip(1).map(|l| l.split(',').nth(place.expect("the column")).expect("a cell").to_owned());
    let ours = fixture.read("weights.csv");
    let ours: Vec<&str> = ours.lines().skip_while(|l| !l.starts_with("respondent,")).skip(1).collect();
    assert_eq!(ours.len(), 600);
    for (ours, golden) in ours.into_iter().zip(golden) {
        let weight: f64 = ours.split(',').nth(1).expect("a weight").parse().expect("a number");
        assert_close(weight, golden.parse().expect("a number"), RELATIVE, ours);
    }
}

#[test]
fn the_demo_is_weighted_by_the_recipe_that_the_readme_shows() {
    let fixture = Fixture::new();
    let recipe = recipe_of_the_demo();
    assert!(Path::new(&recipe).exists(), "{recipe}");
    let run = fixture.hearback(&["weight", &demo(""), "--weighting", &recipe, "--out", "weights.csv"]).done();
    insta::assert_snapshot!("demo", run.stdout);
    let codebook = demo("codebook.toml");
    let args =
        ["weight", &demo("survey.csv"), "--codebook", &codebook, "--weighting", "weights.csv", "--format", "json"];
    let read = fixture.hearback(&args).done().json();
    assert!((read.at("/tables/0/rows/0/2").as_f64().expect("the sum") - 10_000.0).abs() < 1e-6);
}
