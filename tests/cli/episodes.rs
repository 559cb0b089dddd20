//! The design's definitions of episode, attempt, reply and time: a sentence a test, each answer worked by hand.
//!
//! Touches are written one a line, `day [clock] direction channel kind [outcome]`, days counted from 2025-01-01, a
//! Wednesday; `5+` is day 5 or later. Episodes are told as `opened: days of the attempts, end`. Unless a test says otherwise, all is known from
//! the first message ever to day 200, and every touch is with one person.

mod reference;
mod sources;

use hearback::input::Accounting;
use hearback::outreach::episode::Contacts;
use hearback::outreach::record::Details;
use hearback::outreach::touch::{Feed, Made, Until, epoch_day};
use hearback::outreach::words::{Channel, Direction, Kind, Outcome};
use hearback::outreach::{Episode, Settings, Touch, Touches, episodes};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

const FIRST: Date = date(2025, 1, 1);

fn day(n: i32) -> Date {
    FIRST.checked_add(Span::new().days(n)).unwrap()
}

/// The touches of one person.
pub(super) fn person(name: &str, lines: &str) -> Vec<Touch> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.zip(2..).map(|(line, row)| touch(name, line, row)).collect()
}

fn touch(name: &str, line: &str, row: u64) -> Touch {
    let (n, rest) = line.split_once(' ').expect("a day");
    let undated = n.ends_with('+');
    let day = day(n.trim_end_matches('+').parse().expect("a day"));
    let (clock, rest) = match rest.split_once(' ') {
        Some((clock, rest)) if clock.contains(':') => (Some(clock), rest),
        _ => (None, rest),
    };
    let at = clock.map(|c| format!("{day}T{c}:00Z").parse::<Timestamp>().expect("a clock time").as_millisecond());
    let words: Vec<&str> = rest.split(' ').collect();
    Touch {
        id: None,
        contact: name.into(),
        day,
        at,
        undated,
        direction: Direction::parse(words[0]).expect("a direction"),
        channel: Channel::parse(words[1]).expect("a channel"),
        kind: Kind::parse(words[2]).expect("a kind"),
        details: Details {
            outcome: words.get(3).map(|w| Outcome::parse(w).expect("an outcome")),
            ..Details::default()
        },
        row,
    }
}

/// Sources as one project reads them, each a feed of its own.
pub(super) fn read(sources: &[Vec<Touch>], as_of: Option<i32>, complete: bool) -> Touches {
    let feeds: Vec<usize> = (0..sources.len()).collect();
    read_as(sources, &feeds, as_of, complete)
}

/// Sources as one project reads them, with the feed of each.
fn read_as(sources: &[Vec<Touch>], feeds: &[usize], as_of: Option<i32>, complete: bool) -> Touches {
    let until = Until { as_of: as_of.map(day), today: None };
    let mut touches = Touches::default();
    for (i, source) in sources.iter().enumerate() {
        let mut account = Accounting::new(format!("source {i}"));
        account.read = source.len() as u64;
        let rows = source.iter().cloned().zip(2..).map(|(touch, row)| Touch { row, ..touch });
        let feed = Feed { index: feeds[i], complete };
        touches.add(Made { touches: rows.collect(), account, feed, ..Made::default() }, until).unwrap();
    }
    touches
}

fn tell(episode: &Episode) -> String {
    let opened = episode.opened - epoch_day(FIRST);
    let attempts: Vec<String> = episode.attempts.iter().map(u32::to_string).collect();
    let mut told = format!("{opened}: {} {}", attempts.join(" "), episode.end.text()).replace("  ", " ");
    for (flag, word) in [(episode.truncated, " truncated"), (episode.fresh, " fresh")] {
        told.push_str(if flag { word } else { "" });
    }
    told
}

fn told(touches: &Touches, settings: &Settings) -> Vec<String> {
    episodes(touches, settings).unwrap().0.iter().map(tell).collect()
}

fn of(lines: &str) -> Vec<String> {
    told(&read(&[person("Ana", lines)], Some(200), true), &Settings::default())
}

fn contacts(people: &[&str]) -> Contacts {
    let touches = people.iter().zip('A'..).flat_map(|(lines, name)| person(&name.to_string(), lines)).collect();
    episodes(&read(&[touches], Some(200), true), &Settings::default()).unwrap().1
}

// An episode opens with an outbound message, call or invitation …

#[test]
fn a_message_a_call_and_an_invitation_open_an_episode() {
    for what in ["email message", "linkedin invitation", "phone call", "phone call voicemail", "mail message"] {
        assert_eq!(of(&format!("3 out {what}")), ["3: 0 waiting:197"], "{what}");
    }
}

#[test]
fn nothing_else_opens_an_episode() {
    for kind in ["meeting", "introduction", "auto_reply", "bounce", "bulk"] {
        assert!(of(&format!("3 out email {kind}")).is_empty(), "{kind}");
    }
    for what in ["in email message", "in phone call", "in linkedin invitation", "mutual phone call"] {
        assert!(of(&format!("3 {what}")).is_empty(), "{what}");
    }
}

// … when no message or call passed in either direction for quiet_days (90).

#[test]
fn ninety_quiet_days_open_another_episode_and_eighty_nine_do_not() {
    assert_eq!(of("0 out email message\n90 out email message"), ["0: 0 given_up:90", "90: 0 waiting:110"]);
    assert_eq!(of("0 out email message\n89 out email message"), ["0: 0 89 waiting:200"]);
    let settings = Settings { quiet_days: 10, ..Settings::default() };
    let touches = read(&[person("Ana", "0 out email message\n10 out email message")], Some(30), true);
    assert_eq!(told(&touches, &settings), ["0: 0 given_up:10", "10: 0 waiting:20"]);
}

#[test]
fn quiet_is_counted_from_the_last_message_of_either_side() {
    assert_eq!(of("0 out email message\n5 in email message\n94 out email message"), ["0: 0 replied:5"]);
    assert_eq!(
        of("0 out email message\n5 in email message\n95 out email message"),
        ["0: 0 replied:5", "95: 0 waiting:105"]
    );
    assert_eq!(of("0 mutual phone call\n89 out email message"), Vec::<String>::new());
    assert_eq!(of("0 in phone call\n89 out email message"), Vec::<String>::new());
    assert_eq!(of("0 mutual phone call\n90 out email message"), ["90: 0 waiting:110"]);
}

#[test]
fn a_message_two_days_after_a_meeting_opens_one() {
    let no_passing = [
        "mutual in_person meeting",
        "mutual email introduction",
        "in email introduction",
        "out email introduction",
        "in linkedin invitation",
        "mutual linkedin invitation",
        "in email bounce",
        "in email auto_reply",
        "in email bulk",
        "out email bulk",
    ];
    for what in no_passing {
        assert_eq!(of(&format!("0 {what}\n2 out email message")), ["2: 0 waiting:198"], "{what}");
    }
}

#[test]
fn what_does_not_pass_does_not_keep_an_episode_open_either() {
    for what in ["in linkedin invitation", "mutual email introduction", "in email auto_reply", "in email bulk"] {
        let lines = format!("0 out linkedin message\n80 {what}\n90 out email message");
        assert_eq!(of(&lines), ["0: 0 given_up:90", "90: 0 waiting:110"], "{what}");
    }
    let met = "0 out linkedin message\n89 mutual in_person meeting\n91 out email message";
    assert_eq!(of(met), ["0: 0 replied:89", "91: 0 waiting:109"]);
}

#[test]
fn an_invitation_that_was_sent_passes_so_the_message_after_it_is_attempt_two() {
    assert_eq!(
        of("0 out linkedin invitation\n2 in linkedin invitation\n3 out linkedin message"),
        ["0: 0 3 waiting:200"]
    );
}

// Outbound touches of an episode before the first reply are attempts 1, 2, …

#[test]
fn attempts_end_with_the_first_reply() {
    let lines =
        "0 out email message\n4 out linkedin message\n9 out phone call\n10 in email message\n11 out email message";
    assert_eq!(of(lines), ["0: 0 4 9 replied:10"]);
    assert_eq!(of("0 out email message\n4 out email bulk\n5 out email introduction"), ["0: 0 waiting:200"]);
}

// … several within same_attempt_hours (12) on one channel are one.

#[test]
fn messages_within_twelve_hours_on_one_channel_are_one_attempt() {
    assert_eq!(of("0 09:00 out email message\n0 21:00 out email message"), ["0: 0 waiting:200"]);
    assert_eq!(of("0 09:00 out email message\n0 21:01 out email message"), ["0: 0 0 waiting:200"]);
    assert_eq!(of("0 23:50 out email message\n1 00:10 out email message"), ["0: 0 waiting:200"]);
    assert_eq!(of("0 09:00 out email message\n0 09:05 out linkedin message"), ["0: 0 0 waiting:200"]);
}

#[test]
fn the_hours_are_counted_from_the_first_message_of_the_attempt() {
    let lines = "0 08:00 out text message\n0 18:00 out text message\n1 04:00 out text message";
    assert_eq!(of(lines), ["0: 0 1 waiting:200"]);
}

#[test]
fn another_channel_in_between_does_not_part_one_attempt() {
    let lines = "0 09:00 out email message\n0 10:00 out linkedin invitation\n0 11:00 out email message";
    assert_eq!(of(lines), ["0: 0 0 waiting:200"]);
}

#[test]
fn without_clock_times_messages_of_one_day_are_one_attempt() {
    assert_eq!(of("0 out email message\n0 out email message\n1 out email message"), ["0: 0 1 waiting:200"]);
    assert_eq!(of("0 out email message\n0 23:00 out email message\n1 00:10 out email message"), ["0: 0 1 waiting:200"]);
    let day = Settings { same_attempt_hours: 24, ..Settings::default() };
    let touches =
        read(&[person("Ana", "0 out email message\n1 out email message\n2 out email message")], Some(9), true);
    assert_eq!(told(&touches, &day), ["0: 0 2 waiting:9"]);
}

// A reply is an inbound human message, a mutual meeting after the attempt, or an answered outbound call (wait 0), from
// that contact on any channel.

#[test]
fn a_message_or_call_from_them_on_any_channel_is_a_reply() {
    for what in
        ["in email message", "in linkedin message", "in text message", "in phone call", "in phone call voicemail"]
    {
        assert_eq!(of(&format!("2 out email message\n6 {what}")), ["2: 0 replied:4"], "{what}");
    }
}

#[test]
fn a_reply_on_the_same_day_is_wait_0_in_the_order_of_the_log_or_of_the_clock() {
    assert_eq!(of("2 out email message\n2 in email message"), ["2: 0 replied:0"]);
    assert_eq!(of("2 15:00 in email message\n2 09:00 out email message"), ["2: 0 replied:0"]);
    assert!(of("2 in email message\n2 out email message").is_empty());
}

#[test]
fn a_meeting_is_a_reply_only_after_the_attempt() {
    assert_eq!(of("2 out email message\n3 mutual in_person meeting"), ["2: 0 replied:1"]);
    assert_eq!(of("1 mutual in_person meeting\n2 out email message"), ["2: 0 waiting:198"]);
    assert_eq!(of("2 out email message\n2 mutual in_person meeting"), ["2: 0 waiting:198"]);
    assert_eq!(of("2 09:00 out email message\n2 18:00 mutual in_person meeting"), ["2: 0 replied:0"]);
    assert_eq!(of("2 20:00 out email message\n2 18:00 mutual in_person meeting"), ["2: 0 waiting:198"]);
    assert_eq!(of("2 09:00 out email message\n2 mutual in_person meeting"), ["2: 0 waiting:198"]);
}

#[test]
fn an_answered_call_is_its_own_reply_and_the_others_are_attempts() {
    assert_eq!(of("2 out phone call answered"), ["2: 0 replied:0"]);
    assert_eq!(
        of("2 out phone call voicemail\n4 out phone call no_answer\n7 out phone call answered\n8 out phone call"),
        ["2: 0 2 5 replied:5"]
    );
    assert_eq!(of("2 09:00 out phone call no_answer\n2 14:00 out phone call answered"), ["2: 0 replied:0"]);
}

#[test]
fn a_call_by_appointment_is_a_reply_unless_nobody_took_it() {
    assert_eq!(of("2 out email message\n5 mutual phone call"), ["2: 0 replied:3"]);
    assert_eq!(of("2 out email message\n5 mutual phone call no_answer"), ["2: 0 waiting:198"]);
}

#[test]
fn machines_introductions_and_accepted_invitations_are_no_reply() {
    for what in ["email auto_reply", "email bulk", "email introduction", "linkedin invitation"] {
        assert_eq!(of(&format!("2 out linkedin message\n3 in {what}")), ["2: 0 waiting:198"], "{what}");
    }
}

// An attempt that bounced is dropped; a person leaves the base, and is shown, only if every attempt bounced.

#[test]
fn a_bounced_attempt_is_dropped_and_the_next_one_is_the_first() {
    assert_eq!(
        of("0 out email message\n0 in email bounce\n5 out email message\n8 in email message"),
        ["5: 0 replied:3"]
    );
    assert_eq!(of("0 out email message\n5 out email message\n6 in email bounce"), ["0: 0 waiting:200"]);
    assert_eq!(of("0 out email message\n2 out linkedin message\n3 in email bounce"), ["2: 0 waiting:198"]);
}

#[test]
fn who_was_never_reached_leaves_the_base_and_is_shown() {
    let touches = read(&[person("Ana", "3 out email message\n3 in email bounce")], Some(200), true);
    let (found, contacts) = episodes(&touches, &Settings::default()).unwrap();
    assert_eq!(found.iter().map(tell).collect::<Vec<_>>(), ["3: bounced"]);
    assert!(!found[0].is_analysed());
    assert_eq!(contacts.written_to, 1);
}

#[test]
fn a_message_sent_again_within_twelve_hours_of_its_bounce_is_an_attempt() {
    let lines = "0 09:00 out email message\n0 09:01 in email bounce\n0 09:30 out email message\n3 in email message";
    assert_eq!(of(lines), ["0: 0 replied:3"]);
    assert_eq!(of("0 out email message\n0 in email bounce\n0 out email message"), ["0: 0 waiting:200"]);
    let twice =
        "0 09:00 out email message\n0 09:01 in email bounce\n0 09:30 out email message\n0 09:31 in email bounce";
    assert_eq!(of(twice), ["0: bounced"]);
}

#[test]
fn an_attempt_of_several_messages_bounced_when_all_of_them_did() {
    let two = "0 09:00 out email message\n0 09:05 out email message\n0 09:06 in email bounce";
    assert_eq!(of(two), ["0: 0 waiting:200"]);
    assert_eq!(of(&format!("{two}\n0 09:07 in email bounce")), ["0: bounced"]);
}

#[test]
fn a_bounce_belongs_to_its_channel() {
    assert_eq!(of("0 out linkedin message\n1 in email bounce"), ["0: 0 waiting:200"]);
    assert_eq!(of("0 out email message\n1 out linkedin message\n2 in email bounce"), ["1: 0 waiting:199"]);
}

/// Else people would be in the base because they wrote.
#[test]
fn nobody_replies_to_what_never_arrived() {
    assert_eq!(of("0 out email message\n0 in email bounce\n9 in email message\n10 out email message"), ["0: bounced"]);
    assert_eq!(of("0 out email message\n0 in email bounce\n9 mutual in_person meeting"), ["0: bounced"]);
    let met = "0 out email message\n0 in email bounce\n9 mutual in_person meeting\n10 out email message";
    assert_eq!(of(met), ["10: 0 waiting:190"]);
}

#[test]
fn a_notice_that_comes_after_the_reply_takes_nothing_back() {
    assert_eq!(of("0 out email message\n2 in email message\n3 in email bounce"), ["0: 0 replied:2"]);
}

// An episode ends replied, given_up (censored when the next opens) or waiting (censored at as_of: not a no).

#[test]
fn given_up_is_censored_when_the_next_opens() {
    let lines = "0 out email message\n7 out email message\n100 out linkedin invitation\n103 in linkedin message";
    assert_eq!(of(lines), ["0: 0 7 given_up:100", "100: 0 replied:3"]);
}

#[test]
fn touches_after_as_of_are_counted_out() {
    let touches = read(&[person("Ana", "0 out email message\n9 in email message")], Some(8), true);
    assert_eq!(told(&touches, &Settings::default()), ["0: 0 waiting:8"]);
    assert_eq!(touches.accounts[0].line(), "source 0: 2 rows read, 1 used; left out: 1 after as_of");
}

#[test]
fn an_episode_that_opened_on_the_as_of_day_is_shown_and_not_analysed() {
    let touches = read(&[person("Ana", "8 out email message")], Some(8), true);
    let (found, _) = episodes(&touches, &Settings::default()).unwrap();
    assert_eq!(tell(&found[0]), "8: 0 waiting:0 fresh");
    assert!(!found[0].is_analysed());
}

// Episodes that open within quiet_days of their source's first day are left-truncated: shown, not numbered.

#[test]
fn episodes_within_ninety_days_of_the_first_day_may_have_begun_before() {
    let both = [person("Ana", "0 out email message"), person("Bo", "89 out email message")].concat();
    let all = [both, person("Cy", "90 out email message")].concat();
    let found = told(&read(std::slice::from_ref(&all), Some(200), false), &Settings::default());
    assert_eq!(found, ["0: 0 waiting:200 truncated", "89: 0 waiting:111 truncated", "90: 0 waiting:110"]);
    assert!(told(&read(&[all], Some(200), true), &Settings::default()).iter().all(|e| !e.contains("truncated")));
}

// Someone who wrote first is reciprocity, not outreach. Someone met or referred and never written to is not an error.

#[test]
fn who_wrote_first_is_reciprocity() {
    assert!(of("0 in email message\n1 out email message\n80 out email message").is_empty());
    assert_eq!(of("0 in email message\n1 out email message\n91 out email message"), ["91: 0 waiting:109"]);
}

#[test]
fn contacts_are_written_to_or_wrote_first_or_are_the_follow_through_funnel() {
    let found = contacts(&[
        "0 out email message",
        "0 in email message\n1 out email message",
        "0 mutual in_person meeting",
        "0 in email introduction",
        "0 mutual phone call",
        "0 in email bulk",
        "0 mutual in_person meeting\n2 out email message",
        "0 mutual in_person meeting\n2 in email message",
        "0 in email message\n95 out email message",
    ]);
    assert_eq!(found, Contacts { all: 9, written_to: 3, wrote_first: 2, never_written_to: 3 });
}

// A reply may be known without its day: `5+` is day 5 or later.

#[test]
fn a_reply_without_a_day_ends_an_episode_by_as_of() {
    assert_eq!(of("0 out email message\n0+ in email message"), ["0: 0 replied_by:200"]);
    // What was written in the meantime stays an attempt: the reply does not end them.
    assert_eq!(of("0 out email message\n7 out email message\n0+ in email message"), ["0: 0 7 replied_by:200"]);
}

#[test]
fn a_reply_with_a_day_goes_before_one_without() {
    assert_eq!(of("0 out email message\n0+ in email message\n9 in email message"), ["0: 0 replied:9"]);
}

#[test]
fn a_reply_without_a_day_answers_the_episode_of_its_first_possible_day() {
    let first = "0 out email message\n0+ in email message\n100 out email message";
    assert_eq!(of(first), ["0: 0 replied_by:200", "100: 0 waiting:100"]);
    let second = "0 out email message\n100 out email message\n100+ in email message";
    assert_eq!(of(second), ["0: 0 given_up:100", "100: 0 replied_by:100"]);
    // Nobody was written to yet: they wrote first.
    assert_eq!(of("0+ in email message\n3 out email message"), ["3: 0 waiting:197"]);
    assert_eq!(of("0 out email message\n0 in email bounce\n0+ in email message"), ["0: bounced"]);
}

#[test]
fn ends_are_written_and_read() {
    use hearback::outreach::End;
    for text in ["replied:3", "replied_by:200", "given_up:90", "waiting:0", "bounced"] {
        assert_eq!(End::parse(text).map(End::text).as_deref(), Some(text));
    }
    assert_eq!(End::parse("replied_by"), None);
}
