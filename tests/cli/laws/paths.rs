//! The laws for the paths tally, over random logs, and what must never be in it.

use super::{keeps_the_laws, merged};
use hearback::input::Accounting;
use hearback::outreach::attributes::{self, Values};
use hearback::outreach::record::Details;
use hearback::outreach::touch::{Feed, Made, Until};
use hearback::outreach::words::{Ask, Channel, Direction, Kind, Outcome, Warmth};
use hearback::outreach::{Episode, Settings, Touch, Touches, episodes};
use hearback::tally::{Count, Paths, Sums};
use jiff::Span;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

const FIRST: Date = date(2024, 3, 5);
pub const AS_OF: Date = date(2025, 1, 31);
/// What nobody may find in a tally.
pub const SECRETS: [&str; 5] = ["Zebediah", "Quux & Sons", "secret thread", "Aunt Ottilie", "Harvest Fair"];
/// The user's own labels, which by-values are made of.
pub const LABELS: [&str; 6] = ["short", "=1+1", "a,b\n\"c\"", "", "\u{202e}\u{5e9}\u{5dc}", "by:x \u{0} ?"];

/// The touches of some logs, each a feed of its own.
pub fn touches(logs: &[Vec<Touch>]) -> Touches {
    let until = Until { as_of: Some(AS_OF), today: None };
    let mut touches = Touches::default();
    for (index, log) in logs.iter().enumerate() {
        let feed = Feed { index, complete: false };
        let account = Accounting::new("log.csv");
        touches.add(Made { touches: log.clone(), account, feed, ..Made::default() }, until).unwrap();
    }
    touches
}

pub fn settings(owner: &str) -> Settings {
    Settings { as_of: Some(AS_OF), owner: owner.into(), ..Settings::default() }
}

/// The episodes of these logs, how they were made, and the last day that is known.
pub fn found(logs: &[Vec<Touch>], owner: &str) -> (Vec<Episode>, Settings, String) {
    let settings = settings(owner);
    (episodes(&touches(logs), &settings).unwrap().0, settings, AS_OF.to_string())
}

pub fn tally(logs: &[Vec<Touch>], by: &[&str], owner: &str) -> Paths {
    let (touches, settings) = (touches(logs), settings(owner));
    let found = episodes(&touches, &settings).unwrap().0;
    let first: Vec<u32> = found.iter().map(|episode| episode.first).collect();
    let values = |name: &&str| attributes::find(name).unwrap().values(&touches, &first, &TimeZone::UTC).unwrap();
    let values: Vec<Values> = by.iter().map(values).collect();
    let by: Vec<(&str, &Values)> = by.iter().copied().zip(&values).collect();
    Paths::count(&found, &settings, &AS_OF.to_string(), &by).unwrap()
}

fn touch() -> impl Strategy<Value = Touch> {
    let kinds = [Kind::ALL, &[Kind::Message; 8]].concat();
    let words = (
        prop::sample::select(vec![Direction::Out, Direction::Out, Direction::In, Direction::Mutual]),
        prop::sample::select(Channel::ALL),
        prop::sample::select(kinds),
        prop::option::of(prop::sample::select(Outcome::ALL)),
        prop::option::of(prop::sample::select(Ask::ALL)),
        prop::option::of(prop::sample::select(Warmth::ALL)),
    );
    let label = || prop::option::of(prop::sample::select(LABELS.to_vec()));
    // Some touches lie after as_of.
    (0..400_i32, prop::option::of(0..1440_i64), words, label(), label(), any::<Option<bool>>()).prop_map(
        |(day, clock, (direction, channel, kind, outcome, ask, warmth), template, campaign, ai)| {
            let date = FIRST.checked_add(Span::new().days(day)).unwrap();
            let labels = [("template", template), ("campaign", campaign)];
            let labels = labels.into_iter().filter_map(|(k, v)| v.map(|v| (k, v.to_owned())));
            let secrets = ["organisation", "thread", "via", "event"].into_iter().zip(&SECRETS[1..]);
            let secrets = secrets.map(|(k, v)| (k, (*v).to_owned()));
            let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_millisecond();
            Touch {
                id: None,
                contact: String::new(),
                day: date,
                at: clock.map(|c| midnight + c * 60_000),
                undated: clock == Some(0),
                direction,
                channel,
                kind,
                details: Details {
                    outcome,
                    ask,
                    warmth,
                    texts: labels.chain(secrets).collect(),
                    flags: ai.map(|ai| ("ai_assisted", ai)).into_iter().collect(),
                    numbers: BTreeMap::new(),
                    written: None,
                },
                row: 0,
            }
        },
    )
}

/// Logs of disjoint people, each in the order of time.
pub fn logs(most: usize) -> impl Strategy<Value = Vec<Vec<Touch>>> {
    let log = prop::collection::vec((0..4, touch()), 0..25);
    prop::collection::vec(log, 0..most)
        .prop_map(|logs| logs.into_iter().enumerate().map(|(i, log)| named(i, log)).collect())
}

fn named(log: usize, touches: Vec<(i32, Touch)>) -> Vec<Touch> {
    let name = |(person, touch): (i32, Touch)| Touch { contact: format!("{} {log}-{person}", SECRETS[0]), ..touch };
    let mut touches: Vec<Touch> = touches.into_iter().map(name).collect();
    touches.sort_by_key(|t| (t.day, t.at));
    touches.iter_mut().zip(2..).for_each(|(t, row)| t.row = row);
    touches
}

fn by() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(attributes::ATTRIBUTES.map(|attribute| attribute.name).to_vec(), 0..=3)
}

fn people(tally: &Paths) -> u64 {
    tally.cells().map(|(_, count)| count.n).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn paths_keep_the_laws(logs in logs(5), by in by()) {
        keeps_the_laws(&logs, |logs| tally(logs, &by, "me"))?;
    }

    #[test]
    fn tallies_of_several_owners_merge_and_stay_apart(logs in logs(4), by in by()) {
        let (mine, yours) = (tally(&logs, &by, "me"), tally(&logs, &by, "you"));
        let both = merged(&mine, &yours);
        prop_assert_eq!(people(&both), people(&mine) + people(&yours));
        let mut of_me = Paths::empty(both.header().clone());
        both.cells().filter(|(k, _)| &*k.owner == "me").for_each(|(k, n)| of_me.add(k.clone(), n).unwrap());
        prop_assert_eq!(of_me, mine);
    }

    #[test]
    fn no_name_date_or_text_of_a_contact_is_in_a_saved_tally(logs in logs(4)) {
        // Templates and campaigns are the user's own labels; everything else that can be a by-variable is a word of ours.
        let by = ["channel", "warmth", "ask", "ai_assisted", "weekday"];
        let tally = tally(&logs, &by, "me");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paths.parquet");
        tally.save(&path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let days: Vec<String> = logs.iter().flatten().map(|t| t.day).filter(|d| *d != AS_OF).map(|d| d.to_string()).collect();
        let secrets = SECRETS.iter().map(|s| (*s).to_owned()).chain(days).chain(logs.iter().flatten().map(|t| t.contact.clone()));
        // Pages may be compressed, so the values are searched too.
        let values: Vec<String> = tally.cells().flat_map(|(k, n)| {
            let numbers = Sums::values(n).into_iter().map(|n| n.to_string());
            hearback::tally::Key::values(k).into_iter().chain(numbers).collect::<Vec<_>>()
        }).collect();
        for secret in secrets {
            prop_assert!(!values.iter().any(|v| v.contains(&secret)), "{} is in a value", secret);
            prop_assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{} is in the file", secret);
        }
    }
}

/// The day that an episode opened is in no key: the same history half a year later is the same path.
#[test]
fn a_path_does_not_tell_when_it_was() {
    let message = |day: Date| Touch {
        id: None,
        contact: "Ana".into(),
        day,
        at: None,
        undated: false,
        direction: Direction::Out,
        channel: Channel::Email,
        kind: Kind::Message,
        details: Details::default(),
        row: 2,
    };
    let reply = |sent: Date| Touch {
        direction: Direction::In,
        day: sent.checked_add(Span::new().days(5)).unwrap(),
        row: 3,
        ..message(sent)
    };
    let of = |day: Date| tally(&[vec![message(day), reply(day)]], &["channel"], "me");
    let spring = of(date(2024, 3, 5));
    assert_eq!(spring, of(date(2024, 9, 17)));
    assert_eq!(spring.cells().map(|(_, n)| *n).collect::<Vec<_>>(), [Count { n: 1 }]);
}
