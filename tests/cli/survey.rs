//! How survey files and codebooks are read: every shape of a file gives the same counts, and a blank is never a no.

use super::fixture::Fixture;
use super::output::Output;
use super::samples::{CODEBOOK, SURVEY};
use hearback::input::Sheet;
use polars::prelude::ParquetWriter;

#[track_caller]
fn read(file: &str, survey: impl AsRef<[u8]>, codebook: &str) -> Output {
    let fixture = Fixture::new().file(file, survey).file("codebook.toml", codebook);
    fixture
        .hearback(&["barriers", file, "--codebook", "codebook.toml", "--format", "json", "--audience", "self"])
        .done()
        .json()
}

/// `count` of `n` for each option, in the order of the labels.
fn counts(output: &Output, table: &str, labels: &[&str]) -> Vec<(u64, u64)> {
    labels.iter().map(|label| output.table(table).figure(label, "share").counts()).collect()
}

const LABELS: [&str; 4] =
    ["Bothering someone", "Fear of rejection", "Not knowing what to say, or how to begin", "None of these"];
const BY_HAND: [(u64, u64); 4] = [(5, 11), (5, 11), (4, 11), (2, 11)];

/// The sample with another delimiter: quotes stay where they are.
fn delimited(delimiter: char) -> String {
    let mut quoted = false;
    SURVEY
        .chars()
        .map(|c| {
            quoted ^= c == '"';
            if c == ',' && !quoted { delimiter } else { c }
        })
        .collect()
}

#[test]
fn any_delimiter_line_end_and_byte_order_mark_read_the_same() {
    let shapes = [
        SURVEY.to_owned(),
        format!("\u{feff}{SURVEY}"),
        SURVEY.replace('\n', "\r\n"),
        format!("\u{feff}{}", SURVEY.replace('\n', "\r\n")),
        SURVEY.trim_end().to_owned(),
        delimited(';'),
        delimited('\t'),
        delimited('|'),
    ];
    for shape in shapes {
        let output = read("survey.csv", &shape, CODEBOOK);
        assert_eq!(counts(&output, "barriers", &LABELS), BY_HAND, "{:?}", &shape[..60]);
        assert_eq!(output.account(0), (12, 12, vec![]), "quoted newlines belong to their cell");
    }
}

#[test]
fn parquet_gives_the_same_as_csv() {
    let sheet = Sheet::from_text(SURVEY.as_bytes(), "survey.csv").expect("the sample");
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut sheet.frame.clone()).expect("Parquet");
    let (parquet, csv) = (read("survey.parquet", bytes, CODEBOOK), read("survey.csv", SURVEY, CODEBOOK));
    assert_eq!(parquet.at("/tables"), csv.at("/tables"));
    assert_eq!(parquet.account(0), csv.account(0));
}

#[test]
fn case_spaces_and_curly_quotes_do_not_tell_labels_apart() {
    let survey = SURVEY.replace("Bothering someone", "bothering\u{a0} SOMEONE ").replace("Law", " law");
    assert_eq!(counts(&read("survey.csv", survey, CODEBOOK), "barriers", &LABELS), BY_HAND);
}

#[test]
fn other_separators_take_joined_cells_apart() {
    for (separator, in_toml) in [(";", ";"), (" | ", " | "), ("\n", "\\n"), ("\t", "\\t")] {
        let survey = SURVEY
            .replace("someone, ", &format!("someone{separator}"))
            .replace("rejection, ", &format!("rejection{separator}"))
            .replace("begin, ", &format!("begin{separator}"));
        let codebook = CODEBOOK.replace("separator = \", \"", &format!("separator = \"{in_toml}\""));
        let output = read("survey.csv", survey, &codebook);
        assert_eq!(counts(&output, "barriers", &LABELS), BY_HAND, "separator {separator:?}");
        assert_eq!(output.account(0), (12, 12, vec![]), "separator {separator:?}");
    }
}

/// One column an option: the header says which; cells hold the label, a tick or nothing.
#[test]
fn split_columns_read_as_ticks() {
    let codebook = r#"
[[question]]
id = "tools"
kind = "multi"
options = [
  { id = "mail", label = "Mail", column = "Q1_1" },
  { id = "phone", label = "Phone", column = "Q1_2" },
]
"#;
    let survey = "Q1_1,Q1_2\nMail,\n1,Phone\nTRUE,0\nno,yes\n,\n0,0\nx,✓\n";
    // Row 5 is blank in both: no answer. Row 6 says no twice: an answer that chose nothing.
    let output = read("survey.csv", survey, codebook);
    assert_eq!(counts(&output, "tools", &["Mail", "Phone"]), [(4, 6), (3, 6)]);
    assert_eq!(output.table("tools_base").count("Everyone", "no_answer"), 1);
}

#[test]
fn a_blank_multi_select_means_what_the_codebook_says() {
    let none = CODEBOOK.replace("none_option", "blank_means = \"none\"\nnone_option");
    let output = read("survey.csv", SURVEY, &none);
    assert_eq!(counts(&output, "barriers", &LABELS[..1]), [(5, 12)], "respondent 6 answered: nothing applies");
    let skipped = CODEBOOK.replace("none_option", "blank_means = \"skipped\"\nnone_option");
    assert_eq!(counts(&read("survey.csv", SURVEY, &skipped), "barriers", &LABELS), BY_HAND);
}

const ASKED: &str = r#"
[[question]]
id = "wrote"
kind = "single"
options = [{ id = "yes" }, { id = "no" }]

[[question]]
id = "reasons"
kind = "multi"
separator = ";"
asked_if = { wrote = ["yes"] }
options = [{ id = "work" }, { id = "fun" }]
"#;

#[test]
fn who_was_not_asked_is_in_no_base() {
    let survey = "wrote,reasons\nyes,work;fun\nyes,\nno,\nno,work\n,\nyes,fun\n";
    let output = read("survey.csv", survey, ASKED);
    assert_eq!(counts(&output, "reasons", &["work", "fun"]), [(1, 2), (2, 2)]);
    let base = output.table("reasons_base");
    assert_eq!(["not_asked", "no_answer", "answered"].map(|c| base.count("Everyone", c)), [3, 1, 2]);
    assert_eq!(output.account(0).2, [("answered though not asked".to_owned(), 1)]);
}

#[test]
fn free_text_in_a_joined_cell_is_the_write_in() {
    let written = CODEBOOK.replace("none_option = \"none\"", "none_option = \"none\"\nwrite_in = \"words\"");
    let survey = SURVEY.replace("4,Arts,Fear of rejection", "4,Arts,\"Fear of rejection, my dog\"");
    let output = read("survey.csv", &survey, &written);
    assert_eq!(counts(&output, "barriers", &LABELS), [(5, 11), (5, 11), (5, 11), (2, 11)]);
    // Without a write-in the answer is left out and said; the row stays.
    let output = read("survey.csv", &survey, CODEBOOK);
    assert_eq!(counts(&output, "barriers", &LABELS), [(5, 10), (4, 10), (4, 10), (2, 10)]);
    assert_eq!(output.account(0), (12, 12, vec![("unknown option".to_owned(), 1)]));
}

#[test]
fn none_and_something_is_kept_and_noted() {
    let survey = SURVEY.replace("5,Arts,None of these", "5,Arts,\"None of these, Fear of rejection\"");
    let output = read("survey.csv", survey, CODEBOOK);
    assert_eq!(counts(&output, "barriers", &LABELS), [(5, 11), (6, 11), (4, 11), (2, 11)]);
    assert!(output.at("/sources/0/notes").to_string().contains("kept as answered"));
}

/// Two exports of one survey are added; a respondent who is in both counts once.
#[test]
fn several_files_are_one_survey_and_nobody_counts_twice() {
    let lines: Vec<&str> = SURVEY.lines().collect();
    let part = |rows: &[&str]| format!("{}\n{}\n", lines[0], rows.join("\n"));
    let (first, second) = (part(&lines[1..9]), part(&lines[8..]));
    let fixture = Fixture::new()
        .file("codebook.toml", CODEBOOK)
        .file("a.csv", first)
        .file("b.csv", second)
        .file("hearback.toml", "[[survey]]\nfiles = [\"a.csv\", \"b.csv\"]\ncodebook = \"codebook.toml\"\n");
    let output = fixture.hearback(&["barriers", "--format", "json"]).done().json();
    assert_eq!(counts(&output, "barriers", &LABELS), BY_HAND);
    assert_eq!(output.account(1).2, [("respondent twice".to_owned(), 1)]);
}
