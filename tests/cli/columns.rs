//! Columns that a file stores as Booleans, whole numbers and decimals mean what their texts mean: the same answers, the same tally,
//! and the same told of what is left out.

use hearback::error::Fault;
use hearback::input::accounting::{Accounting, LeftOut, Reason};
use hearback::survey::{Codebook, Responses};
use hearback::tally::Answers;
use polars::prelude::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::{Display, Write};
use std::fs::File;

const CODEBOOK: &str = r#"
weight = "weight"
[design]
stratum = "stratum"
cluster = "cluster"

[[question]]
id = "year"
kind = "single"
options = [{ id = "first", code = "1" }, { id = "second", code = "2" }, { id = "third", code = "-3" }]

[[question]]
id = "half"
kind = "ordinal"
column = "half"
blank = ["9"]
options = [{ id = "one", code = "1" }, { id = "onehalf", code = "1.5" }]

[[question]]
id = "boxes"
kind = "multi"
none_option = "c"
options = [{ id = "a", column = "a" }, { id = "b", column = "b" }, { id = "c", column = "c" }]

[[question]]
id = "later"
kind = "multi"
blank_means = "none"
asked_if = { year = ["first", "second"] }
options = [{ id = "d", column = "d" }, { id = "e", column = "e" }]

[[question]]
id = "sent"
kind = "number"
blank = ["99"]
asked_if = { boxes = ["a", "b"] }
"#;

#[derive(Clone, Debug)]
struct Row {
    year: Option<i64>,
    half: Option<f64>,
    boxes: [Option<bool>; 3],
    /// Whole numbers in place of Booleans; 7 is no tick.
    later: [Option<i32>; 2],
    sent: Option<f64>,
    weight: Option<f64>,
    stratum: Option<i64>,
    cluster: Option<f64>,
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = Option<T>> + use<T> {
    prop::option::weighted(0.85, prop::sample::select(values.to_vec()))
}

fn row() -> impl Strategy<Value = Row> {
    let boxes = prop::array::uniform3(one_of(&[true, false]));
    let later = prop::array::uniform2(one_of(&[0, 1, 1, 0, 7]));
    let weight = one_of(&[0.0, 0.5, 1.0, 1.25, 2.0, 1e-5, -1.0, 20_000_000.5, f64::NAN, f64::INFINITY]);
    let numbers = (one_of(&[0.0, 3.0, 2.5, 99.0, f64::NAN]), weight, one_of(&[1, 2]), one_of(&[1.0, 2.0, 2.5]));
    let answers = (one_of(&[1, 2, -3, 4]), one_of(&[1.0, 1.5, 9.0, 2.0, -0.0]));
    (answers, boxes, later, numbers).prop_map(|((year, half), boxes, later, (sent, weight, stratum, cluster))| Row {
        year,
        half,
        boxes,
        later,
        sent,
        weight,
        stratum,
        cluster,
    })
}

fn cell(value: Option<impl Display>) -> String {
    value.map_or(String::new(), |v| v.to_string())
}

fn csv(rows: &[Row]) -> String {
    let mut text = "year,half,a,b,c,d,e,sent,weight,stratum,cluster\n".to_owned();
    for row in rows {
        let [a, b, c] = row.boxes.map(cell);
        let [d, e] = row.later.map(cell);
        let (year, half, sent, weight) = (cell(row.year), cell(row.half), cell(row.sent), cell(row.weight));
        let (stratum, cluster) = (cell(row.stratum), cell(row.cluster));
        writeln!(text, "{year},{half},{a},{b},{c},{d},{e},{sent},{weight},{stratum},{cluster}").expect("a string");
    }
    text
}

fn stored(rows: &[Row]) -> DataFrame {
    let each = rows.iter();
    let columns = vec![
        Column::new("year".into(), each.clone().map(|r| r.year).collect::<Vec<_>>()),
        Column::new("half".into(), each.clone().map(|r| r.half).collect::<Vec<_>>()),
        Column::new("a".into(), each.clone().map(|r| r.boxes[0]).collect::<Vec<_>>()),
        Column::new("b".into(), each.clone().map(|r| r.boxes[1]).collect::<Vec<_>>()),
        Column::new("c".into(), each.clone().map(|r| r.boxes[2]).collect::<Vec<_>>()),
        Column::new("d".into(), each.clone().map(|r| r.later[0]).collect::<Vec<_>>()),
        Column::new("e".into(), each.clone().map(|r| r.later[1]).collect::<Vec<_>>()),
        Column::new("sent".into(), each.clone().map(|r| r.sent).collect::<Vec<_>>()),
        Column::new("weight".into(), each.clone().map(|r| r.weight).collect::<Vec<_>>()),
        Column::new("stratum".into(), each.clone().map(|r| r.stratum).collect::<Vec<_>>()),
        Column::new("cluster".into(), each.clone().map(|r| r.cluster).collect::<Vec<_>>()),
    ];
    DataFrame::new(rows.len(), columns).expect("columns of one length")
}

/// What is told, rows counted from the first behind the header.
fn told(account: &Accounting, header: u64) -> Vec<(Reason, u64, Vec<String>)> {
    let list = |map: &BTreeMap<Reason, LeftOut>| {
        let each = map.iter().map(|(reason, out)| {
            let examples = out.examples.iter().map(|fault| {
                let row = fault.place.row.map(|row| row - header);
                let (column, Fault { what, found, remedy, .. }) = (&fault.place.column, fault);
                format!("{row:?} {column:?} {what} {found:?} {remedy:?}")
            });
            (reason.clone(), out.n, examples.collect())
        });
        each.collect::<Vec<_>>()
    };
    [list(&account.rows), list(&account.answers)].concat()
}

fn count(responses: &Responses) -> Answers {
    Answers::count(responses, &["boxes", "later", "half", "sent"], &["year"]).expect("a tally")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn stored_columns_mean_what_their_texts_mean(rows in prop::collection::vec(row(), 1..60)) {
        let folder = tempfile::tempdir().expect("a folder");
        let book = Codebook::parse(CODEBOOK, "codebook.toml").expect("a codebook");
        let (text, parquet) = (folder.path().join("s.csv"), folder.path().join("s.parquet"));
        std::fs::write(&text, csv(&rows)).expect("a file");
        ParquetWriter::new(File::create(&parquet).expect("a file")).finish(&mut stored(&rows)).expect("Parquet");
        let text = Responses::read(&text, "s", &book).expect("a survey");
        let parquet = Responses::read(&parquet, "s", &book).expect("a survey");
        prop_assert!(text.frame.equals_missing(&parquet.frame), "{:?}\n{:?}", text.frame, parquet.frame);
        prop_assert_eq!(told(&text.accounts[0], 1), told(&parquet.accounts[0], 0));
        prop_assert_eq!(&text.accounts[0].notes, &parquet.accounts[0].notes);
        prop_assert_eq!(count(&text), count(&parquet));
    }
}

#[test]
fn what_is_left_out_is_told_in_the_words_of_the_text() {
    let row = |weight, year| Row {
        year,
        half: Some(1.0),
        boxes: [Some(true), None, Some(true)],
        later: [Some(if weight == Some(1.0) { 7 } else { 1 }), Some(1)],
        sent: Some(f64::NAN),
        weight,
        stratum: Some(1),
        cluster: Some(1.0),
    };
    let rows = [row(Some(1.0), Some(1)), row(None, Some(1)), row(Some(-2.0), Some(2)), row(Some(1.5), Some(4))];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s.parquet");
    ParquetWriter::new(File::create(&path).expect("a file")).finish(&mut stored(&rows)).expect("Parquet");
    let book = Codebook::parse(CODEBOOK, "codebook.toml").expect("a codebook");
    let responses = Responses::read(&path, "s", &book).expect("a survey");
    let account = &responses.accounts[0];
    let said: Vec<String> =
        account.rows.values().chain(account.answers.values()).flat_map(|o| &o.examples).map(|f| f.line()).collect();
    assert_eq!((account.used(), responses.len()), (2, 2));
    assert_eq!(responses.weights().expect("weights").to_vec(), [Some(1.0), Some(1.5)]);
    assert_eq!(account.notes, ["boxes: 2 chose \"c\" and other options too; kept as answered"]);
    let begins = [
        "s, row 3, column \"weight\": negative weight",
        "s, row 2, column \"weight\": no weight",
        "s, row 4, column \"d\": answered, though",
        "s, row 1, column \"sent\": not a number",
        "s, row 4, column \"sent\": not a number",
        "s, row 4, column \"year\": no option",
        "s, row 1, column \"d\": neither ticked nor empty",
    ];
    assert_eq!(said.len(), begins.len(), "{said:#?}");
    for begin in begins {
        assert!(said.iter().any(|line| line.starts_with(begin)), "{begin} in {said:#?}");
    }
}

#[test]
fn many_rows_are_counted_by_several_threads_as_few_are_by_one() {
    let part = |k: usize| -> Vec<Row> {
        let row = |i: usize| Row {
            year: [Some(1), Some(2), Some(-3), None][i * i % 4],
            half: Some(1.5),
            boxes: [1, 2, 3].map(|b| (!i.is_multiple_of(11)).then_some(i * b % 5 < 2)),
            later: [1, 2].map(|b| (!i.is_multiple_of(7)).then_some((i / b % 2) as i32)),
            sent: Some((i % 40) as f64 / 4.0),
            weight: Some(0.5 + (i % 1_000) as f64 / 700.0),
            stratum: Some(i as i64 % 3),
            cluster: Some((i % 90) as f64),
        };
        (k * 50_000..(k + 1) * 50_000).map(row).collect()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let book = Codebook::parse(CODEBOOK, "codebook.toml").expect("a codebook");
    let count_of = |rows: &[Row]| {
        let path = folder.path().join("s.parquet");
        ParquetWriter::new(File::create(&path).expect("a file")).finish(&mut stored(rows)).expect("Parquet");
        count(&Responses::read(&path, "s", &book).expect("a survey"))
    };
    let parts = [0, 1, 2].map(part);
    let mut merged = count_of(&parts[0]);
    parts[1..].iter().for_each(|rows| merged.merge(&count_of(rows)).expect("one codebook"));
    assert_eq!(count_of(&parts.concat()), merged);
}
