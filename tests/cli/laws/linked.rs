//! The laws for the linked tally, over random surveys and owners.

use super::keeps_the_laws;
use hearback::input::Sheet;
use hearback::survey::{Codebook, Responses};
use hearback::tally::{Linked, Matured};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A respondent's key, what they ticked, and their matured messages and replies, where there is a log of theirs.
type Person = (String, &'static str, Option<(u64, u64)>);

/// A file's number, and its people with what is known of them.
type Named = (usize, Vec<(&'static str, Option<(u64, u64)>)>);

fn people() -> impl Strategy<Value = Vec<Vec<Person>>> {
    let ticked = prop::sample::select(vec!["", "A", "B", "A; B"]);
    let own = prop::option::of((0..4_u64, 0..3_u64));
    let files = prop::collection::vec(prop::collection::vec((ticked, own), 0..12), 0..5);
    let named = |(file, people): Named| -> Vec<Person> {
        people.into_iter().enumerate().map(|(i, (ticked, own))| (format!("r{file}_{i}"), ticked, own)).collect()
    };
    files.prop_map(move |files| files.into_iter().enumerate().map(named).collect())
}

fn tally(files: &[Vec<Person>]) -> Linked {
    let book = Codebook::parse(
        "respondent = \"id\"\n[[question]]\nid = \"q\"\nkind = \"multi\"\nseparator = \"; \"\noptions = [{ id = \"A\" }, { id = \"B\" }]\n",
        "codebook.toml",
    )
    .unwrap();
    // Somebody of whom there is no log keeps the sheet from being empty.
    let rows = files.iter().flatten().map(|(id, ticked, _)| format!("{id},{ticked}\n"));
    let text = format!("id,q\nnobody,A\n{}", rows.collect::<String>());
    let responses = Responses::from_sheet(Sheet::from_text(text.as_bytes(), "s.csv").unwrap(), &book).unwrap();
    let own = files.iter().flatten().filter_map(|(id, _, own)| {
        own.map(|(messages, replies)| (Arc::from(id.as_str()), Matured { messages, replies }))
    });
    let own: BTreeMap<Arc<str>, Matured> = own.collect();
    Linked::count(&responses, &book.questions[0], &own, "2025-06-30", 60).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn linked_keeps_the_laws(files in people()) {
        keeps_the_laws(&files, tally)?;
    }

    #[test]
    fn whoever_has_a_log_is_counted_once_and_not_named(files in people()) {
        let tally = tally(&files);
        let linked = files.iter().flatten().filter(|(_, _, own)| own.is_some()).count() as u64;
        prop_assert_eq!(tally.cells().map(|(_, count)| count.n).sum::<u64>(), linked);
        let values = tally.cells().flat_map(|(key, _)| hearback::tally::Key::values(key));
        prop_assert!(values.into_iter().all(|value| !value.contains("r0_") && value != "nobody"));
    }
}
