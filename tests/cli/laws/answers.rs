//! The laws for the answers tally, over random surveys.

use super::{keeps_the_laws, merged};
use hearback::input::Sheet;
use hearback::survey::{Codebook, Responses};
use hearback::tally::Answers;
use proptest::prelude::*;

/// More options than fit into one machine word.
const TOOLS: usize = 70;
/// Weights whose binary fractions never end, large ones, tiny ones, and none at all.
const WEIGHTS: [&str; 7] = ["0.1", "0.333333333", "1", "1.0000001", "7.77", "12345.678901", "0"];
const REASONS: [&str; 3] = ["Fear", "What to say", "What to say, or how"];

/// Every kind of question that is counted, one of them not asked of everyone.
pub fn codebook() -> Codebook {
    let options = |ids: &[&str]| {
        let options: Vec<String> = ids.iter().map(|id| format!("{{ id = \"{id}\" }}")).collect();
        options.join(", ")
    };
    let tools: Vec<String> = (0..TOOLS).map(|i| format!("{{ id = \"t{i}\", column = \"tool {i}\" }}")).collect();
    let text = format!(
        "weight = \"w\"\n\
         [[question]]\nid = \"role\"\nkind = \"single\"\noptions = [{}]\n\
         [[question]]\nid = \"year\"\nkind = \"ordinal\"\noptions = [{}]\n\
         [[question]]\nid = \"reasons\"\nkind = \"multi\"\ncolumn = \"reasons\"\nseparator = \", \"\n\
         options = [{{ id = \"fear\", label = \"{}\" }}, {{ id = \"what\", label = \"{}\" }}, {{ id = \"how\", label = \"{}\" }}]\n\
         asked_if = {{ role = [\"student\", \"other\"] }}\n\
         [[question]]\nid = \"tools\"\nkind = \"multi\"\nblank_means = \"none\"\noptions = [{}]\n",
        options(&["student", "staff", "other"]),
        options(&["first", "second"]),
        REASONS[0],
        REASONS[1],
        REASONS[2],
        tools.join(", "),
    );
    Codebook::parse(&text, "codebook.toml").unwrap()
}

/// One respondent; `None` and an empty set are no answer.
#[derive(Clone, Debug)]
pub struct Person {
    weight: &'static str,
    role: Option<&'static str>,
    year: Option<&'static str>,
    reasons: Vec<&'static str>,
    tools: u128,
}

impl Person {
    fn row(&self) -> String {
        let tools = (0..TOOLS).map(|i| if self.tools >> i & 1 == 1 { ",x" } else { "," }).collect::<String>();
        let cell = |answer: Option<&'static str>| answer.unwrap_or("");
        format!("{},{},{},\"{}\"{tools}\n", self.weight, cell(self.role), cell(self.year), self.reasons.join(", "))
    }
}

pub fn typed(people: &[Person]) -> Responses {
    let tools: String = (0..TOOLS).map(|i| format!(",tool {i}")).collect();
    let rows: String = people.iter().map(Person::row).collect();
    let sheet = Sheet::from_text(format!("w,role,year,reasons{tools}\n{rows}").as_bytes(), "s.csv").unwrap();
    Responses::from_sheet(sheet, &codebook()).unwrap()
}

/// The files of one survey.
pub fn together(files: &[Responses]) -> Responses {
    let somebody = Person { weight: "1", role: None, year: None, reasons: Vec::new(), tools: 0 };
    let mut all = typed(&[somebody]);
    all.frame = all.frame.slice(0, 0);
    files.iter().for_each(|file| all.append(file.clone()).unwrap());
    all
}

pub fn tally(files: &[Responses], by: &[&str]) -> Answers {
    Answers::count(&together(files), &["role", "year", "reasons", "tools"], by).unwrap()
}

pub fn person() -> impl Strategy<Value = Person> {
    let one_of = |options: &[&'static str]| prop::option::of(prop::sample::select(options.to_vec()));
    // Few tools mostly, so that people share patterns; the last one lies beyond the first 64.
    let tools = prop::sample::select(vec![0, 1, 1 << 63, 1 << 64, 1 << 69, (1 << 70) - 1, 5]);
    (
        prop::sample::select(WEIGHTS.to_vec()),
        one_of(&["student", "staff", "other"]),
        one_of(&["first", "second"]),
        prop::sample::subsequence(REASONS.to_vec(), 0..=3),
        tools,
    )
        .prop_map(|(weight, role, year, reasons, tools)| Person { weight, role, year, reasons, tools })
}

fn by() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(vec!["role", "year", "reasons", "tools"], 0..=3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn answers_keep_the_laws(files in prop::collection::vec(prop::collection::vec(person(), 1..8), 0..4), by in by()) {
        let files: Vec<Responses> = files.iter().map(|people| typed(people)).collect();
        keeps_the_laws(&files, |files| tally(files, &by))?;
    }

    #[test]
    fn two_files_are_one_file_with_the_rows_of_both(
        a in prop::collection::vec(person(), 1..20),
        b in prop::collection::vec(person(), 1..20),
        by in by(),
    ) {
        let of = |people: &[Person]| tally(&[typed(people)], &by);
        prop_assert_eq!(of(&[a.clone(), b.clone()].concat()), merged(&of(&a), &of(&b)));
    }

    #[test]
    fn the_order_of_respondents_plays_no_part(people in prop::collection::vec(person(), 1..30).prop_shuffle()) {
        let turned: Vec<Person> = people.iter().rev().cloned().collect();
        prop_assert_eq!(tally(&[typed(&people)], &["year"]), tally(&[typed(&turned)], &["year"]));
    }
}

/// Everyone is in the tally of every question, whether they answered or not.
#[test]
fn rows_without_an_answer_are_kept() {
    let silent = Person { weight: "1", role: Some("staff"), year: None, reasons: Vec::new(), tools: 0 };
    let asked = Person { role: Some("student"), ..silent.clone() };
    let all = tally(&[typed(&[silent, asked])], &[]);
    let n = |question: &str, answer: &str| {
        let mut cells = all.cells().filter(|(k, _)| *k.question == *question && *k.answer == *answer);
        cells.next().map_or(0, |(_, sums)| sums.n)
    };
    assert_eq!((n("year", "?"), n("reasons", "?"), n("reasons", "-")), (2, 1, 1));
    assert_eq!(n("tools", &"0".repeat(TOOLS)), 2, "blank_means = \"none\"");
}
