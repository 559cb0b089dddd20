//! What became of acquaintances, each answer worked by hand: a sentence of the definitions a test, then what `replies` and
//! `cadence` say of a small project, and what others may see of it.
//!
//! Touches are written as in `episodes`, days counted from 2025-01-01. Unless a test says otherwise, all is known to day 200.

mod tables;

use super::episodes::{person, read};
use hearback::outreach::people::People;
use hearback::outreach::relations::{Meeting, Origin, Relation, Relations, Wait};
use hearback::outreach::{Settings, Touch};

fn found(touches: Vec<Touch>) -> Relations {
    Relations::of(&read(&[touches], Some(200), true), &People::default(), &Settings::default()).unwrap()
}

fn of(lines: &str) -> Relation {
    found(person("Ana", lines)).people.into_iter().next().expect("a contact")
}

/// How it began, and the waits for its steps.
fn told(lines: &str) -> String {
    let relation = of(lines);
    let steps: Vec<String> = relation.steps.iter().map(|step| step.text()).collect();
    format!("{} {}", relation.origin.word(), steps.join(" ")).trim_end().to_owned()
}

const MET: &str = "0 mutual in_person meeting\n";

fn met(lines: &str) -> String {
    told(&format!("{MET}{lines}"))
}

/// Met on day 0, message on 2, reply on 5, conversation on 12; then 13 → 14 is one exchange, 14 → 15 the second.
#[test]
fn each_step_counts_from_the_one_before() {
    let lines =
        "2 out email message\n5 in email message\n12 mutual video meeting\n13 out email message\n14 in email message\n";
    assert_eq!(met(lines), "met reached:2 reached:3 reached:7 waiting:188");
    assert_eq!(met(&format!("{lines}15 out email message")), "met reached:2 reached:3 reached:7 reached:3");
    // 2 → 5, the conversation, 13 → 14, 14 → 15.
    assert_eq!(of(&format!("{MET}{lines}15 out email message")).exchanges, 1 + 4);
}

#[test]
fn who_was_never_written_to_waits_until_the_last_day() {
    assert_eq!(met(""), "met waiting:200");
    assert_eq!(told("3 in email introduction"), "introduced waiting:197");
    assert_eq!(told("200 mutual in_person meeting"), "met waiting:0");
}

#[test]
fn of_a_meeting_and_a_message_on_one_day_only_clocks_say_that_the_message_was_first() {
    assert_eq!(told("4 out email message\n4 mutual in_person meeting"), "met reached:0 waiting:196");
    assert_eq!(told("4 09:00 out email message\n4 mutual in_person meeting"), "met reached:0 waiting:196");
    let clocks = "4 09:00 out email message\n4 10:00 mutual in_person meeting";
    assert_eq!(told(clocks), "written reached:0 reached:0 reached:0 waiting:196");
    assert_eq!(told("4 in email message\n4 mutual in_person meeting"), "met waiting:196");
}

#[test]
fn who_wrote_between_the_meeting_and_my_message_had_replied() {
    assert_eq!(met("1 in email message\n2 out email message"), "met reached:2 reached:0 waiting:198");
    assert_eq!(met("1 in email message"), "met waiting:200", "and whom I never answered was never written to");
}

#[test]
fn one_touch_may_be_several_steps() {
    assert_eq!(met("3 out phone call answered"), "met reached:3 reached:0 reached:0 waiting:197");
    assert_eq!(met("3 out phone call no_answer"), "met reached:3 waiting:197");
    assert_eq!(met("3 out email message\n9 mutual video meeting"), "met reached:3 reached:6 reached:0 waiting:191");
}

#[test]
fn to_meet_again_before_the_first_message_is_no_reply() {
    assert_eq!(met("5 mutual in_person meeting\n6 out email message"), "met reached:6 waiting:194");
}

#[test]
fn what_bounced_is_no_message() {
    let bounced = "2 out email message\n2 in email bounce\n";
    assert_eq!(met(bounced), "met waiting:200");
    assert_eq!(met(&format!("{bounced}9 out linkedin message")), "met reached:9 waiting:191");
    assert!(found(person("Ana", bounced)).people.is_empty());
    // Two messages on one day and one notice: both are copies of what did not arrive. The one before arrived.
    assert_eq!(met("1 out email message\n2 out email message\n2 in email bounce"), "met reached:1 waiting:199");
    // They had written since: the notice takes nothing back.
    assert_eq!(
        met("1 out email message\n2 in email message\n3 in email bounce"),
        "met reached:1 reached:1 waiting:198"
    );
}

#[test]
fn automatic_answers_and_mailings_are_nothing() {
    assert_eq!(met("1 out email message\n2 in email auto_reply\n3 in email bulk"), "met reached:1 waiting:199");
    assert!(found(person("Ana", "3 in email bulk")).people.is_empty());
    assert_eq!(told("3 in linkedin invitation"), "nothing");
}

#[test]
fn a_reply_without_a_day_is_reached_and_not_timed() {
    assert_eq!(told("3 out email message\n3+ in email message"), "written reached:0 sometime untimed");
    // A reply with a day counts instead.
    let dated = "3 out email message\n3+ in email message\n9 in email message";
    assert_eq!(told(dated), "written reached:0 reached:6 waiting:191");
    assert_eq!(of("3 out email message\n3+ in email message").exchanges, 1);
}

/// The second feed is known to day 20 only, and a message may come on any channel. A feed that had ended claims nothing.
#[test]
fn everything_is_known_up_to_the_earliest_feed_that_had_not_ended() {
    let [ana, bo, cy] = [
        person("Ana", "10 mutual in_person meeting\n30 out email message"),
        person("Bo", "20 out email message"),
        person("Cy", "25 mutual in_person meeting\n30 out email message"),
    ];
    let touches = read(&[[ana, cy].concat(), bo], None, true);
    let found = Relations::of(&touches, &People::default(), &Settings::default()).unwrap();
    let steps: Vec<&[Wait]> = found.people.iter().map(|p| p.steps.as_slice()).collect();
    assert_eq!(steps[0], [Wait::Waiting(10)], "the message on day 30 is not known to be the first");
    assert_eq!(steps[1], [Wait::Reached(5), Wait::Waiting(0)], "the other feed had ended on day 20");
}

#[test]
fn who_wrote_first_waits_for_my_answer() {
    assert_eq!(told("3 in email message\n5 out linkedin message"), "wrote_first reached:2");
    assert_eq!(told("3 in email message\n3 mutual phone call"), "met waiting:197", "of one day, the talk was first");
    assert_eq!(told("3 in email message\n9 mutual phone call"), "wrote_first reached:6");
    assert_eq!(told("3 in email message\n9 in email message"), "wrote_first waiting:197");
    assert_eq!(told("3 in phone call answered"), "wrote_first reached:0");
    // Whom I wrote to after a long silence still wrote first.
    assert_eq!(told("3 in email message\n103 out email message"), "wrote_first reached:100");
}

#[test]
fn exchanges_are_changes_of_sides_and_conversations() {
    let exchanges = |lines: &str| of(lines).exchanges;
    assert_eq!(exchanges("1 out email message\n2 out email message"), 0);
    assert_eq!(exchanges("1 out email message\n2 out email message\n3 in email message"), 1);
    let four = "1 out email message\n2 in email message\n3 out email message\n4 in email message";
    assert_eq!(exchanges(four), 3);
    assert_eq!(exchanges(MET), 1);
    assert_eq!(exchanges("1 mutual video meeting\n1 mutual in_person meeting\n2 mutual phone call"), 2, "one a day");
    assert_eq!(exchanges("1 in email message\n2 out phone call no_answer"), 0, "a call that nobody took is no answer");
    assert_eq!(exchanges("1 in email message\n2 out phone call voicemail"), 1);
    // The meeting answers, and after it nobody's turn is open.
    assert_eq!(exchanges("1 out email message\n2 mutual video meeting\n3 in email message"), 1);
}

#[test]
fn a_single_touch_is_one_message_in_however_many_sources() {
    assert!(of("1 out email message").single && of("1 out email message\n1 out email message").single);
    assert!(!of("1 out email message\n2 out email message").single);
    assert!(!of("1 out email message\n1+ in email message").single);
    assert_eq!(of("150 out email message").watched, 50);
}

/// A history whose touches, by their place, thank.
fn meetings(lines: &str, thanks: &[usize]) -> Vec<Meeting> {
    let mut touches = person("Ana", lines);
    for i in thanks {
        touches[*i].details.flags.insert("thanks", true);
    }
    found(touches).meetings
}

#[test]
fn thanks_and_messages_follow_a_meeting_until_the_next() {
    let lines = "0 mutual in_person meeting\n1 out email message\n3 out email message\n";
    let [one] = meetings(lines, &[2]).try_into().expect("a meeting");
    assert_eq!((one.written, one.thanked, one.tells_thanks), (Wait::Reached(1), Wait::Reached(3), true));
    // The next meeting is on day 2: the thanks of day 3 are for that one.
    let [one, two] = meetings(&format!("{lines}2 mutual video meeting"), &[2]).try_into().expect("two meetings");
    assert_eq!((one.written, one.thanked, one.is_first), (Wait::Reached(1), Wait::Waiting(2), true));
    assert_eq!((two.written, two.thanked, two.is_first), (Wait::Reached(1), Wait::Reached(1), false));
    // Where no source tells thanks, nothing is told of them.
    assert!(!meetings(lines, &[])[0].tells_thanks);
    // Thanks before the meeting, by the clock, are not for it; without clocks the meeting was first.
    let clocks = "4 09:00 out email message\n4 10:00 mutual in_person meeting";
    assert_eq!(meetings(clocks, &[0])[0].thanked, Wait::Waiting(196));
    assert_eq!(meetings("4 out email message\n4 mutual in_person meeting", &[0])[0].thanked, Wait::Reached(0));
}

#[test]
fn asking_and_giving_are_counted_and_a_blank_is_no_only_where_the_log_tells() {
    use hearback::outreach::words::Ask;
    let mut touches =
        person("Ana", "1 out email message\n2 out email message\n3 out email message\n4 in email message");
    touches[0].details.ask = Some(Ask::None);
    touches[1].details.ask = Some(Ask::Job);
    touches[2].details.ask = Some(Ask::Advice);
    let balance = found(touches.clone()).balances[0];
    assert_eq!((balance.touches, balance.asks_known, balance.asks), (3, 3, 2));
    assert_eq!((balance.offers_known, balance.asks_after_giving), (0, 0));
    touches[1].details.flags.insert("offer", true);
    let balance = found(touches).balances[0];
    // The offer came with the first ask: only the second ask comes after it.
    assert_eq!((balance.offers_known, balance.offers, balance.asks_after_giving), (3, 1, 1));
}

/// People, each met on day 0, with who introduced us and the event.
fn chains(people: &[(&str, &str, &str)]) -> Vec<usize> {
    let touches = people.iter().flat_map(|(name, via, event)| {
        let mut touches = person(name, MET);
        let texts = [("via", via), ("event", event)].into_iter().filter(|(_, text)| !text.is_empty());
        touches[0].details.texts.extend(texts.map(|(column, text)| (column, (*text).to_owned())));
        touches
    });
    let found = found(touches.collect());
    assert_eq!(found.introductions.len(), people.len());
    found.introductions.iter().map(|chain| chain.iter().filter(|link| link.is_introduced()).count()).collect()
}

#[test]
fn introductions_are_followed_upwards() {
    // Bo was met at a fair; Bo introduced Cy, Cy introduced Di, and somebody who is no contact introduced Ed.
    let people = [("Bo", "", "Fair"), ("Cy", " bo ", ""), ("Di", "Cy", ""), ("Ed", "Zoe", "")];
    assert_eq!(chains(&people), [0, 1, 2, 1]);
    // Round in a circle: each was introduced by the two others, and no further.
    assert_eq!(chains(&[("Bo", "Di", ""), ("Cy", "Bo", ""), ("Di", "Cy", "")]), [3, 3, 3]);
    assert_eq!(chains(&[("Bo", "Bo", "")]), [0], "nobody introduces themselves");
}

#[test]
fn an_interview_is_a_meeting_whose_event_says_so() {
    let origin = |event: &str| {
        let mut touches = person("Ana", MET);
        touches[0].details.texts.insert("event", event.to_owned());
        found(touches).people[0].origin
    };
    assert_eq!(origin("Second Interview at Acme"), Origin::Interviewed);
    assert_eq!(origin("Career fair"), Origin::AtEvent);
    assert_eq!(of(MET).origin, Origin::Met);
}
