//! Saved tallies: what comes back, and what is no tally.

use super::comes_back;
use super::paths::LABELS;
use hearback::survey::{BlankMeans, Kind};
use hearback::tally::answers::Weighted;
use hearback::tally::{AnswerKey, Answers, Header, Paths, SCHEMA, Unit, fixed};
use std::collections::BTreeMap;
use std::path::Path;

fn header(by: &[&str]) -> Header {
    Header {
        schema: SCHEMA,
        tally: "answers".into(),
        codebook: "0a1b".into(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: String::new(),
        by: by.iter().map(|b| (*b).to_owned()).collect(),
        settings: BTreeMap::from([("quote\"\n".into(), "\u{0}\u{202e}".into())]),
    }
}

#[test]
fn hostile_text_and_large_sums_come_back() {
    let mut tally = Answers::empty(header(&["by:by", "question", "a\"b\n"]));
    for (i, label) in LABELS.iter().enumerate() {
        let by = [(*label).to_owned(), "?".into(), label.repeat(400)].map(Into::into).into();
        let unit = Unit { stratum: (*label).into(), cluster: "3".into(), fpc: "40.5".into(), cell: String::new() };
        let key = AnswerKey { question: (*label).into(), answer: "-".into(), by, unit: unit.into() };
        let w2 = i128::from(i64::MIN);
        let sums = Weighted { n: 1 + i as u64, w: i128::MAX - i as i128, w2, replicates: Vec::new() };
        tally.add(key, &sums).unwrap();
    }
    comes_back(&tally).unwrap();
}

#[test]
fn the_tally_of_nobody_comes_back() {
    comes_back(&Answers::empty(header(&[]))).unwrap();
    comes_back(&Answers::empty(header(&["year"]))).unwrap();
}

fn refusal(write: impl Fn(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    write(&path);
    let error = Paths::load(&path).expect_err("no tally of paths").to_string();
    error.replace(&path.display().to_string(), "t.parquet")
}

#[test]
fn what_is_no_tally_is_refused() {
    let text = |bytes: &'static [u8]| refusal(move |path| std::fs::write(path, bytes).unwrap());
    let no_tally = text(b"contact,date\nAna,2025-01-01\n");
    insta::assert_snapshot!(no_tally, @r"
    t.parquet: is no tally of hearback, or a damaged one
      to do: name a file that hearback saved
    ");
    assert_eq!(text(b""), no_tally);
    assert_eq!(text(b"PAR1"), no_tally);
    assert_eq!(text(b"PAR1 and then nothing PAR1"), no_tally);
    let foreign = |path: &Path| {
        let mut frame = polars::df!("n" => [1_i64]).unwrap();
        polars::prelude::ParquetWriter::new(std::fs::File::create(path).unwrap()).finish(&mut frame).unwrap();
    };
    assert_eq!(refusal(foreign), no_tally);
}

#[test]
fn a_tally_of_another_kind_is_refused_and_a_missing_file_named() {
    insta::assert_snapshot!(refusal(|path| Answers::empty(header(&[])).save(path).unwrap()), @r#"
    t.parquet: is a tally of another kind: "answers"
      accepted: paths
      to do: name a file of that kind
    "#);
    insta::assert_snapshot!(refusal(|_| ()), @r"
    t.parquet: cannot be read: no such file or directory
      to do: check the spelling; paths in hearback.toml are relative to that file
    ");
}

/// The header promises columns that the file does not have, or the file holds what no tally holds.
#[test]
fn a_tally_that_was_tampered_with_is_refused() {
    let mut lying = header(&[]);
    lying.tally = "paths".into();
    let mut tally = Answers::empty(lying);
    let key = AnswerKey { question: "q".into(), answer: "a".into(), by: [].into(), unit: Unit::default().into() };
    tally.add(key, &Weighted::one(1.0)).unwrap();
    assert!(refusal(|path| tally.save(path).unwrap()).contains("or a damaged one"));
}

/// Codebooks that count differently must not merge, whatever differs.
#[test]
fn the_digest_of_a_codebook_tells_what_is_counted() {
    let book = super::answers::codebook();
    let digest = book.digest();
    let mut other = book.clone();
    other.questions[2].blank_means = BlankMeans::None;
    assert_ne!(other.digest(), digest);
    let mut other = book.clone();
    other.questions[0].options.swap(0, 1);
    assert_ne!(other.digest(), digest);
    let mut other = book.clone();
    other.questions[1].kind = Kind::Single;
    assert_ne!(other.digest(), digest);
    let mut other = book;
    other.name = "elsewhere/codebook.toml".into();
    assert_eq!(other.digest(), digest, "where the codebook lies plays no part");
}
