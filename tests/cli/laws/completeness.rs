//! The laws for the completeness tally, over random surveys.

use super::answers::{codebook, person, together, typed};
use super::keeps_the_laws;
use hearback::survey::Responses;
use hearback::tally::Completeness;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn completeness_keeps_the_laws(files in prop::collection::vec(prop::collection::vec(person(), 1..8), 0..4)) {
        let files: Vec<Responses> = files.iter().map(|people| typed(people)).collect();
        keeps_the_laws(&files, |files| Completeness::count(&together(files)).unwrap())?;
    }

    /// Of every question everyone is counted once, and nobody stops twice.
    #[test]
    fn everyone_is_counted_once(people in prop::collection::vec(person(), 1..30)) {
        let tally = Completeness::count(&typed(&people)).unwrap();
        for question in &codebook().questions {
            let n: u64 = tally.cells().filter(|(key, _)| key.question == question.id).map(|(_, sum)| sum.n).sum();
            prop_assert_eq!(n, people.len() as u64);
        }
        let stopped: u64 = tally.cells().filter(|(key, _)| key.stopped).map(|(_, sum)| sum.n).sum();
        prop_assert!(stopped <= people.len() as u64);
    }
}
