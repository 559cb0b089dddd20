//! The laws for the tallies of relations, over random logs, and what must never be in them.

use super::paths::{AS_OF, SECRETS, logs, settings, touches};
use super::{keeps_the_laws, merged};
use hearback::outreach::Touch;
use hearback::outreach::people::People;
use hearback::outreach::relations::Relations;
use hearback::tally::{BalanceTally, IntroductionsTally, Key, RelationsTally, Sums, Tally, ThanksTally};
use proptest::prelude::*;

fn found(logs: &[Vec<Touch>], owner: &str) -> Relations {
    Relations::of(&touches(logs), &People::default(), &settings(owner)).unwrap()
}

fn relations(logs: &[Vec<Touch>], owner: &str) -> RelationsTally {
    RelationsTally::count(&found(logs, owner).people, &settings(owner), &AS_OF.to_string()).unwrap()
}

fn thanks(logs: &[Vec<Touch>], owner: &str) -> ThanksTally {
    ThanksTally::count(&found(logs, owner).meetings, &settings(owner), &AS_OF.to_string()).unwrap()
}

fn balance(logs: &[Vec<Touch>], owner: &str) -> BalanceTally {
    BalanceTally::count(&found(logs, owner).balances, &settings(owner), &AS_OF.to_string()).unwrap()
}

fn introductions(logs: &[Vec<Touch>], owner: &str) -> IntroductionsTally {
    let found = found(logs, owner);
    IntroductionsTally::count(&found.people, &found.introductions, &settings(owner), &AS_OF.to_string()).unwrap()
}

/// Logs in which some touches thank, give something, or name one of their own people as who introduced us.
fn told() -> impl Strategy<Value = Vec<Vec<Touch>>> {
    let told = prop::collection::vec((prop::option::of(any::<bool>()), any::<Option<bool>>(), 0..9_usize), 100);
    (logs(5), told).prop_map(|(mut logs, told)| {
        for log in &mut logs {
            let people: Vec<String> = log.iter().map(|touch| touch.contact.clone()).collect();
            for (touch, (thanks, offer, via)) in log.iter_mut().zip(&told) {
                let flags = [("thanks", thanks), ("offer", offer)];
                touch.details.flags.extend(flags.into_iter().filter_map(|(name, flag)| flag.map(|flag| (name, flag))));
                match people.get(*via) {
                    Some(name) => touch.details.texts.insert("via", name.clone()),
                    None => touch.details.texts.remove("via"),
                };
            }
        }
        logs
    })
}

/// No value and no byte of a saved tally has a secret.
fn tells_nobody<K: Key, S: Sums>(tally: &Tally<K, S>, secrets: &[String]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tally.parquet");
    tally.save(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let values: Vec<String> = tally.cells().flat_map(|(key, _)| key.values()).collect();
    for secret in secrets {
        prop_assert!(!values.iter().any(|v| v.contains(secret)), "{} is in a value", secret);
        prop_assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{} is in the file", secret);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn tallies_of_relations_keep_the_laws(logs in told()) {
        keeps_the_laws(&logs, |logs| relations(logs, "me"))?;
        keeps_the_laws(&logs, |logs| thanks(logs, "me"))?;
        keeps_the_laws(&logs, |logs| balance(logs, "me"))?;
        keeps_the_laws(&logs, |logs| introductions(logs, "me"))?;
    }

    #[test]
    fn owners_stay_apart(logs in told()) {
        let both = merged(&introductions(&logs, "me"), &introductions(&logs, "you"));
        let mut mine = IntroductionsTally::empty(both.header().clone());
        both.cells().filter(|(k, _)| &*k.owner == "me").for_each(|(k, n)| mine.add(k.clone(), n).unwrap());
        prop_assert_eq!(mine, introductions(&logs, "me"));
    }

    #[test]
    fn no_name_date_or_text_is_in_them(logs in told()) {
        let days = logs.iter().flatten().map(|t| t.day).filter(|d| *d != AS_OF).map(|d| d.to_string());
        let names = logs.iter().flatten().map(|t| t.contact.clone());
        let secrets: Vec<String> = SECRETS.iter().map(|s| (*s).to_owned()).chain(days).chain(names).collect();
        tells_nobody(&relations(&logs, "me"), &secrets)?;
        tells_nobody(&thanks(&logs, "me"), &secrets)?;
        tells_nobody(&balance(&logs, "me"), &secrets)?;
        tells_nobody(&introductions(&logs, "me"), &secrets)?;
    }

    /// Every contact is counted once in each tally of people, and no step comes before the one before it.
    #[test]
    fn everyone_is_counted_once_and_steps_come_in_order(logs in told()) {
        let found = found(&logs, "me");
        let n = found.people.len() as u64;
        let total = |counts: Vec<u64>| counts.into_iter().sum::<u64>();
        prop_assert_eq!(total(relations(&logs, "me").cells().map(|(_, c)| c.n).collect()), n);
        prop_assert_eq!(total(introductions(&logs, "me").cells().map(|(_, c)| c.n).collect()), n);
        for person in &found.people {
            let reached = person.steps.iter().rposition(|step| step.is_reached()).map_or(0, |last| last + 1);
            prop_assert!(person.steps[..reached].iter().all(|step| step.is_reached()), "{:?}", person.steps);
            prop_assert!(person.steps.len() <= 4 && person.steps.len() <= reached + 1, "{:?}", person.steps);
        }
    }
}
