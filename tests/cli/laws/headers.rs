//! What must agree before two tallies are merged: each difference is named.

use hearback::tally::{Answers, Header, SCHEMA, fixed};
use std::collections::BTreeMap;

fn header() -> Header {
    Header {
        schema: SCHEMA,
        tally: "paths".into(),
        codebook: "0a1b".into(),
        weight_bits: fixed::WEIGHT_BITS,
        as_of: "2025-03-31".into(),
        by: vec!["channel".into(), "warmth".into()],
        settings: BTreeMap::from([("quiet_days".into(), "90".into())]),
    }
}

fn refused(change: impl Fn(&mut Header)) -> String {
    let mut other = header();
    change(&mut other);
    let (mut a, mut b) = (Answers::empty(header()), Answers::empty(other));
    let there = b.merge(&a).expect_err("refused from the other side too").fault().what.clone();
    let here = a.merge(&b).expect_err("headers that differ do not merge");
    assert_eq!(here.fault().what, there);
    here.to_string()
}

#[test]
fn every_difference_is_refused_and_named() {
    let refusals = [
        refused(|h| h.schema = 1),
        refused(|h| h.tally = "answers".into()),
        refused(|h| h.codebook = "ffff".into()),
        refused(|h| h.weight_bits = 16),
        refused(|h| h.as_of = "2025-04-30".into()),
        refused(|h| h.by.reverse()),
        refused(|h| h.settings = BTreeMap::from([("quiet_days".into(), "60".into())])),
        refused(|h| h.settings.clear()),
        refused(|h| drop(h.settings.insert("horizon".into(), "60".into()))),
    ];
    let texts: Vec<String> = refusals.iter().map(|r| r.split("\n  accepted").next().unwrap().to_owned()).collect();
    insta::assert_snapshot!(texts.join("\n"), @r#"
    these tallies cannot be merged: their schema version differs: "3 and 1"
    these tallies cannot be merged: their kind differs: "paths and answers"
    these tallies cannot be merged: their codebook differs: "0a1b and ffff"
    these tallies cannot be merged: their weight scale differs: "36 and 16"
    these tallies cannot be merged: their as_of differs: "2025-03-31 and 2025-04-30"
    these tallies cannot be merged: their list of by-variables differs: "channel, warmth and warmth, channel"
    these tallies cannot be merged: their quiet_days differs: "90 and 60"
    these tallies cannot be merged: their quiet_days differs: "90 and (not set)"
    these tallies cannot be merged: their horizon differs: "(not set) and 60"
    "#);
    insta::assert_snapshot!(refusals[0], @r#"
    these tallies cannot be merged: their schema version differs: "3 and 1"
      accepted: tallies of one codebook, one as_of and the same settings
      to do: make both again from their data with the same project file
    "#);
}

/// By-variables whose names hold a comma are not taken for others that are joined by one.
#[test]
fn by_variables_are_compared_one_by_one() {
    refused(|h| h.by = vec!["channel, warmth".into()]);
}

#[test]
fn a_refused_merge_changes_nothing() {
    let (mut a, mut other) = (Answers::empty(header()), header());
    other.as_of.clear();
    a.merge(&Answers::empty(other)).expect_err("another as_of");
    assert_eq!(a, Answers::empty(header()));
}
