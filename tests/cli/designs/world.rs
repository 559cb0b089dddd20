//! The simulated survey of the golden values under each design, read through the program's own front door.

use crate::stats::oracle::{self, Case};
use hearback::api::Survey;
use hearback::estimate::sample::{Cell, Degrees, Ratios, Sample};
use hearback::stats::tolerance::{RELATIVE, assert_close};
use hearback::tally::Answers;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

/// The designs, as the cases' names begin.
pub const DESIGNS: [&str; 5] = ["srs", "weights", "strata", "cluster", "cluster_fpc"];

/// The options of the multi-select, the last of which says "none of these".
pub const OPTIONS: [&str; 7] = ["ms_a", "ms_b", "ms_c", "ms_d", "ms_e", "ms_f", "ms_none"];

/// The groups.
pub const GROUPS: [&str; 4] = ["A", "B", "C", "D"];

/// The options of the single choice.
pub const SINGLE: [&str; 4] = ["never", "monthly", "weekly", "daily"];

/// By what [`World::with_everyone`] counts, in this order.
pub const EVERYTHING: [&str; 6] = ["group", "single", "likert", "young_cd", "age", "change"];

/// A table as a CSV file has it.
pub struct Csv {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Csv {
    /// Reads a file of the golden values.
    pub fn of(file: &str) -> Csv {
        let text =
            std::fs::read_to_string(oracle::path(file)).unwrap_or_else(|error| panic!("fixture {file}: {error}"));
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
        let header = lines.next().expect("a header");
        Csv { header, rows: lines.collect() }
    }

    /// Adds a column that is worked out from the others of its row.
    pub fn with(mut self, name: &str, value: impl Fn(&dyn Fn(&str) -> String) -> String) -> Csv {
        for row in &mut self.rows {
            let cell = |column: &str| row[place(&self.header, column)].clone();
            let new = value(&cell);
            row.push(new);
        }
        self.header.push(name.to_owned());
        self
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let lines = std::iter::once(self.header.join(",")).chain(self.rows.iter().map(|row| row.join(",")));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }
}

fn place(header: &[String], column: &str) -> usize {
    header.iter().position(|h| h == column).unwrap_or_else(|| panic!("no column {column}"))
}

/// A question of the codebook whose cells are its options' ids.
pub fn choice(id: &str, kind: &str, options: &[&str]) -> String {
    let options: Vec<String> = options.iter().map(|o| format!("{{ id = \"{o}\" }}")).collect();
    format!("[[question]]\nid = \"{id}\"\nkind = \"{kind}\"\noptions = [{}]\n", options.join(", "))
}

/// A question of the codebook whose options are whole numbers.
pub fn numbers(id: &str, kind: &str, from: i32, to: i32) -> String {
    let all: Vec<String> = (from..=to).map(|n| n.to_string()).collect();
    choice(id, kind, &all.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A multi-select of the codebook: a column of 0 and 1 an option.
pub fn multi(id: &str, none: Option<&str>, columns: &[&str]) -> String {
    let options: Vec<String> =
        columns.iter().map(|c| format!("{{ id = \"{}\", column = \"{c}\" }}", c.trim_start_matches("six_"))).collect();
    let none = none.map_or(String::new(), |none| format!("none_option = \"{none}\"\n"));
    format!("[[question]]\nid = \"{id}\"\nkind = \"multi\"\n{none}options = [{}]\n", options.join(", "))
}

/// The codebook's keys for one of [`DESIGNS`].
pub fn design(name: &str) -> &'static str {
    match name {
        "srs" => "",
        "weights" => "weight = \"weight\"\n",
        "strata" => "weight = \"weight\"\n[design]\nstratum = \"stratum\"\n",
        "cluster" => "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\n",
        "cluster_fpc" => "weight = \"weight\"\n[design]\nstratum = \"stratum\"\ncluster = \"psu\"\nfpc = \"fpc_psu\"\n",
        other => panic!("no design {other}"),
    }
}

/// A survey in a folder of its own.
pub struct World {
    pub survey: Survey,
    _folder: TempDir,
}

impl World {
    /// Reads a CSV by a codebook.
    pub fn new(csv: &str, codebook: &str) -> World {
        World::weighted(csv, codebook, None)
    }

    /// Reads a CSV by a codebook and weights it by a recipe.
    pub fn weighted(csv: &str, codebook: &str, recipe: Option<&str>) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| -> PathBuf {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        let codebook = file("codebook.toml", codebook);
        let opened = Survey::open(file("survey.csv", csv));
        let opened = match recipe {
            Some(recipe) => opened.weighting(file("recipe.toml", recipe)),
            None => opened,
        };
        let survey = opened.codebook(codebook).unwrap_or_else(|error| panic!("{error}"));
        World { survey, _folder: folder }
    }

    /// The survey of the golden values under one of [`DESIGNS`].
    pub fn of(name: &str) -> World {
        World::drawn(design(name))
    }

    /// The survey of the golden values under these keys of the codebook.
    pub fn drawn(design: &str) -> World {
        World::new(&everyone().text(), &format!("{design}{}", questions()))
    }

    /// The tally's sample of a question, by other questions.
    pub fn with<R>(&self, question: &str, by: &[&str], look: impl FnOnce(&Sample) -> R) -> R {
        let responses = self.survey.responses();
        let tally = Answers::count(responses, &[question], by).expect("a tally");
        let sample = Sample::new(&tally, question, &responses.codebook, responses.is_weighted(), &Degrees::new());
        look(&sample.unwrap_or_else(|error| panic!("{error}")))
    }

    /// The sample of the multi-select of the golden values, by [`EVERYTHING`].
    pub fn with_everyone<R>(&self, look: impl FnOnce(&Sample) -> R) -> R {
        self.with("ms", &EVERYTHING, look)
    }
}

/// `survey.csv` with the columns that single cases work with.
pub fn everyone() -> Csv {
    let after: BTreeMap<String, String> =
        Csv::of("survey_after.csv").rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let whole = |text: &str| text.parse::<i32>().expect("a whole number");
    let csv = Csv::of("survey.csv")
        .with("young_cd", |cell| {
            let inside = whole(&cell("age")) < 30 && ["C", "D"].contains(&cell("group").as_str());
            if inside { "yes" } else { "no" }.to_owned()
        })
        .with("change", |cell| {
            let (before, after) = (cell("likert"), after.get(&cell("id")).expect("everyone is in the file").clone());
            if before.is_empty() || after.is_empty() {
                String::new()
            } else {
                (whole(&after) - whole(&before)).to_string()
            }
        });
    let csv = [("ab", "AB"), ("dc", "DC")].into_iter().fold(csv, |csv, (name, groups)| {
        csv.with(name, |cell| Some(cell("group")).filter(|g| groups.contains(g.as_str())).unwrap_or_default())
    });
    OPTIONS[..6].iter().fold(csv, |csv, option| csv.with(&format!("six_{option}"), |cell| cell(option)))
}

/// The codebook's questions for [`everyone`].
pub fn questions() -> String {
    let six: Vec<String> = OPTIONS[..6].iter().map(|o| format!("six_{o}")).collect();
    [
        choice("group", "single", &GROUPS),
        choice("single", "single", &SINGLE),
        numbers("likert", "ordinal", 1, 5),
        choice("young_cd", "single", &["yes", "no"]),
        numbers("age", "single", 18, 85),
        numbers("change", "single", -4, 4),
        choice("ab", "single", &["A", "B"]),
        choice("dc", "single", &["D", "C"]),
        multi("ms", Some("ms_none"), &OPTIONS),
        multi("six", None, &six.iter().map(String::as_str).collect::<Vec<_>>()),
    ]
    .concat()
}

/// What a person has to a mean; `None` of whoever is not in it.
pub type Read<'a> = Box<dyn Fn(&Cell) -> Option<f64> + 'a>;

/// Whether the option of the multi-select at this place was chosen.
pub fn option(place: usize) -> Read<'static> {
    Box::new(move |cell| cell.key.is_answered().then(|| f64::from(cell.key.answer.as_bytes()[place] - b'0')))
}

/// The answer to one of [`EVERYTHING`].
pub fn said<'a>(cell: &'a Cell, question: &str) -> Option<&'a str> {
    let place = EVERYTHING.iter().position(|q| *q == question).expect("a question");
    Some(&*cell.key.by[place]).filter(|answer| !["?", "-"].contains(answer))
}

/// Whether the answer to one of [`EVERYTHING`] is this one.
pub fn is(question: &'static str, answer: &'static str) -> Read<'static> {
    Box::new(move |cell| said(cell, question).map(|a| f64::from(u8::from(a == answer))))
}

/// The answer to one of [`EVERYTHING`] as a number.
pub fn number(question: &'static str) -> Read<'static> {
    Box::new(move |cell| said(cell, question).map(|a| a.parse().expect("a number")))
}

/// The same of some people only.
pub fn among<'a>(inside: impl Fn(&Cell) -> bool + 'a, read: Read<'a>) -> Read<'a> {
    Box::new(move |cell| read(cell).filter(|_| inside(cell)))
}

/// Whether somebody is in a group.
pub fn in_group(group: &'static str) -> impl Fn(&Cell) -> bool {
    move |cell| said(cell, "group") == Some(group)
}

/// Means and their covariance.
pub fn means(sample: &Sample, reads: &[Read]) -> Ratios {
    let parts = |_: usize, cell: &Cell, row: &mut Vec<(usize, f64, f64)>| {
        row.extend(reads.iter().enumerate().filter_map(|(i, read)| Some((i, read(cell)?, 1.0))));
    };
    sample.ratios(reads.len(), parts).unwrap_or_else(|error| panic!("{error}"))
}

/// Sums and their covariance.
pub fn totals(sample: &Sample, reads: &[Read]) -> Ratios {
    let parts = |_: usize, cell: &Cell, row: &mut Vec<(usize, f64, f64)>| {
        row.extend(reads.iter().enumerate().filter_map(|(i, read)| Some((i, read(cell)?, 0.0))));
    };
    sample.totals(reads.len(), parts).unwrap_or_else(|error| panic!("{error}"))
}

/// How many people have an answer.
pub fn people(sample: &Sample, inside: impl Fn(&Cell) -> bool) -> u64 {
    sample.cells.iter().filter(|cell| inside(cell)).map(|cell| cell.sums.n).sum()
}

/// Standard errors.
pub fn errors(ratios: &Ratios) -> Vec<f64> {
    (0..ratios.values.len()).map(|i| ratios.variance(i).expect("a variance").sqrt()).collect()
}

/// Values.
pub fn values(ratios: &Ratios) -> Vec<f64> {
    ratios.values.iter().map(|value| value.expect("a value")).collect()
}

/// Golden cases by their names, each of which is asked for once.
pub struct Golden(BTreeMap<String, Case>);

impl Golden {
    /// All cases of a file, which must be as many as stated.
    pub fn of(file: &str, count: usize) -> Golden {
        Golden(oracle::cases(file, "", count).into_iter().map(|case| (case.name.clone(), case)).collect())
    }

    /// A case.
    pub fn case(&self, name: &str) -> &Case {
        self.0.get(name).unwrap_or_else(|| panic!("no case {name}"))
    }

    /// The names of all cases.
    pub fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// The linearised cases: `survey_designs.json`.
pub fn designs() -> Golden {
    Golden::of("survey_designs.json", 231)
}

/// Fails unless all numbers agree.
#[track_caller]
pub fn assert_all(actual: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (i, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        assert_close(*actual, *expected, tolerance, &format!("{what} [{i}]"));
    }
}

/// Fails unless a covariance is R's, entry by entry. One that is small beside the errors' product is held to a
/// thousandth of that.
#[track_caller]
pub fn assert_covariance(ratios: &Ratios, expected: &[Vec<f64>], what: &str) {
    let covariance = ratios.covariance.as_ref().expect("a covariance");
    assert_eq!((covariance.rows(), covariance.columns()), (expected.len(), expected.len()), "{what}");
    for (i, row) in expected.iter().enumerate() {
        for (j, expected_here) in row.iter().enumerate() {
            let actual = covariance.get(i, j).expect("an entry");
            // A covariance near 0 is a difference of sums as large as the variances: no digits of its own are left of it.
            let scale = (expected[i][i] * expected[j][j]).sqrt();
            let most = RELATIVE * expected_here.abs().max(1e-3 * scale);
            assert!(
                (actual - expected_here).abs() <= most,
                "{what} [{i}, {j}]: got {actual:e}, expected {expected_here:e}"
            );
        }
    }
}

/// Figures' values and errors.
pub fn shown(figures: &[hearback::view::Figure]) -> Vec<(f64, f64)> {
    let both = |figure: &hearback::view::Figure| {
        let shown = figure.shown().expect("a figure that is shown");
        (shown.value.expect("a value"), shown.se.expect("an error"))
    };
    figures.iter().map(both).collect()
}
