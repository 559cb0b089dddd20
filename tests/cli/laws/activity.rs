//! The laws for the tallies of days and of intervals kept, over random logs, and what must never be in them.

use super::paths::{logs, touches};
use super::{keeps_the_laws, merged};
use hearback::outreach::history::Histories;
use hearback::outreach::keep_in_touch::{Every, kept};
use hearback::outreach::{Settings, Touch};
use hearback::tally::{Activity, Intervals, Key};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn activity(logs: &[Vec<Touch>], owner: &str) -> Activity {
    let settings = Settings { owner: owner.into(), ..Settings::default() };
    let touches = touches(logs);
    Activity::count(&Histories::of(&touches).unwrap(), touches.as_of(), &settings, "2025-01-31").unwrap()
}

/// Everyone in the logs is to be kept in touch with, each as often as their name says.
fn intervals(logs: &[Vec<Touch>]) -> Intervals {
    let often = [Every::Weekly, Every::Monthly, Every::Quarterly, Every::Days(3)];
    let every = |contact: &String| often[contact.len() % 2 + usize::from(contact.ends_with('1')) * 2];
    let wanted: BTreeMap<String, Every> =
        logs.iter().flatten().map(|t| (t.contact.clone(), every(&t.contact))).collect();
    Intervals::count(&kept(&touches(logs), &wanted).unwrap(), &Settings::default(), "2025-01-31").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn activity_keeps_the_laws(logs in logs(5)) {
        keeps_the_laws(&logs, |logs| activity(logs, "me"))?;
    }

    #[test]
    fn intervals_keep_the_laws(logs in logs(5)) {
        keeps_the_laws(&logs, intervals)?;
    }

    /// Nobody is new twice, and nobody is new without having been reached.
    #[test]
    fn everyone_is_new_once(logs in logs(5)) {
        let tally = activity(&logs, "me");
        let reached: std::collections::BTreeSet<&str> = logs.iter().flatten().map(|t| t.contact.as_str()).collect();
        let (new, touches) = tally.cells().fold((0, 0), |sum, (_, day)| (sum.0 + day.new_people, sum.1 + day.touches));
        prop_assert!(new <= reached.len() as u64 && new <= touches);
        prop_assert!(tally.cells().all(|(_, day)| day.new_people <= day.touches && day.touches > 0));
    }

    #[test]
    fn days_of_several_owners_stay_apart(logs in logs(4)) {
        let both = merged(&activity(&logs, "me"), &activity(&logs, "you"));
        let of = |owner: &str| both.cells().filter(|(k, _)| &*k.owner == owner).map(|(_, day)| *day).collect::<Vec<_>>();
        prop_assert_eq!(of("me"), of("you"));
    }

    #[test]
    fn kept_intervals_are_over_and_no_name_is_told(logs in logs(4)) {
        let tally = intervals(&logs);
        for (key, _) in tally.cells() {
            prop_assert!(key.kept <= key.over && (!key.never || key.over == 0 && key.overdue.is_none()));
            prop_assert!(Key::values(key).iter().all(|value| !value.contains("Zebediah")));
        }
    }
}
