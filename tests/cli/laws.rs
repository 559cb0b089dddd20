//! The laws of tallies: one generic property over every tally, and what is promised of a saved one.
//!
//! The tally of some sources together is the merge of their tallies, however they are split; merging is associative and
//! commutative, and the tally of no source its identity: *exactly*, since every sum is a whole number. A new tally is
//! held to it by one more call of [`keeps_the_laws`].
//!
//! What "together" means: responses are files of one survey, so the files' rows follow each other. Logs are sources of
//! one project at one `as_of`, with disjoint people; each keeps its own first day, since an episode may have begun
//! before *its source* did. So logs are read side by side and never as rows of one file.

mod activity;
mod answers;
mod clock;
mod completeness;
mod files;
mod headers;
mod linked;
mod paths;
mod relations;

use hearback::tally::{Key, Sums, Tally};
use proptest::prelude::*;
use std::fmt::Debug;

fn merged<K: Key, S: Sums>(a: &Tally<K, S>, b: &Tally<K, S>) -> Tally<K, S> {
    let mut all = a.clone();
    all.merge(b).expect("tallies under one header");
    all
}

/// Holds every law for these sources, whatever they are, split at every point.
fn keeps_the_laws<K, S, D>(sources: &[D], tally: impl Fn(&[D]) -> Tally<K, S>) -> Result<(), TestCaseError>
where
    K: Key + Debug,
    S: Sums + Debug,
{
    let all = tally(sources);
    let nobody = tally(&[]);
    prop_assert_eq!(&merged(&nobody, &nobody), &nobody, "nobody and nobody are nobody");
    prop_assert_eq!(&merged(&all, &nobody), &all, "identity on the right");
    prop_assert_eq!(&merged(&nobody, &all), &all, "identity on the left");
    for first in 0..=sources.len() {
        let (a, rest) = (tally(&sources[..first]), tally(&sources[first..]));
        prop_assert_eq!(&merged(&a, &rest), &all, "merged is pooled, split at {}", first);
        prop_assert_eq!(&merged(&rest, &a), &all, "commutative, split at {}", first);
        for second in first..=sources.len() {
            let (b, c) = (tally(&sources[first..second]), tally(&sources[second..]));
            let (left, right) = (merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
            prop_assert_eq!(&left, &right, "associative, split at {} and {}", first, second);
            prop_assert_eq!(&left, &all);
        }
    }
    comes_back(&all)?;
    comes_back(&nobody)
}

/// Saved and loaded it is the same tally.
fn comes_back<K: Key + Debug, S: Sums + Debug>(tally: &Tally<K, S>) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tally.parquet");
    tally.save(&path).unwrap();
    prop_assert_eq!(&Tally::load(&path).unwrap(), tally);
    Ok(())
}
