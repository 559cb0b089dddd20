//! The definitions of episode, attempt and reply, each on a log worked by hand. An episode is written as the days of its
//! attempts and its end: `0 7 replied:9`.

use hearback::input::Accounting;
use hearback::outreach::read::{Context, read};
use hearback::outreach::touch::{Touches, Until};
use hearback::outreach::{Episode, Settings, episodes};
use jiff::tz::TimeZone;

const HEADER: &str = "date,time,contact,direction,channel,kind,outcome";

/// Reads a log as of a day and writes its episodes down.
#[track_caller]
fn told(rows: &str, as_of: &str) -> Vec<String> {
    found(&format!("{HEADER}\n{rows}"), as_of).iter().map(written).collect()
}

fn written(episode: &Episode) -> String {
    let mut words: Vec<String> = episode.attempts.iter().map(u32::to_string).collect();
    words.push(episode.end.text());
    words.extend(episode.fresh.then(|| "fresh".to_owned()));
    words.join(" ")
}

#[track_caller]
fn found(log: &str, as_of: &str) -> Vec<Episode> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.csv");
    std::fs::write(&path, log).expect("the log");
    let context = Context { name: "log.csv", timezone: &TimeZone::UTC, map: &Default::default() };
    let (touches, account): (_, Accounting) = read(&path, &context).expect("a log");
    assert_eq!(account.faults(), 0, "{}", account.line());
    let mut all = Touches::default();
    all.add(touches, account, Until { as_of: as_of.parse().ok(), today: None }, true).expect("touches");
    episodes(&all, &Settings::default()).expect("episodes").0
}

#[test]
fn a_reply_on_the_same_day_is_a_wait_of_nothing() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-10,,A,in,email,,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 replied:0"]);
}

#[test]
fn a_reply_counts_on_any_channel() {
    let rows = "2025-01-10,,A,out,linkedin,,\n2025-01-13,,A,in,phone,call,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 replied:3"]);
}

#[test]
fn a_reply_after_the_second_attempt_counts_from_the_first() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-17,,A,out,email,,\n2025-01-19,,A,in,email,,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 7 replied:9"]);
}

#[test]
fn what_is_written_after_the_reply_is_no_attempt() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-12,,A,in,email,,\n2025-01-13,,A,out,email,,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 replied:2"]);
}

#[test]
fn a_meeting_does_not_count_as_passing_so_the_message_after_it_opens() {
    let rows = "2025-01-08,,A,mutual,in_person,meeting,\n2025-01-10,,A,out,email,,\n";
    assert_eq!(told(rows, "2025-02-01"), ["0 waiting:22"]);
}

#[test]
fn a_meeting_after_the_message_is_a_reply_and_one_before_it_on_that_day_is_not() {
    let later = "2025-01-10,,A,out,email,,\n2025-01-14,,A,mutual,video,meeting,\n";
    assert_eq!(told(later, "2025-06-30"), ["0 replied:4"]);
    // One day, no clock: people meet, then write.
    let same_day = "2025-01-10,,A,out,email,,\n2025-01-10,,A,mutual,in_person,meeting,\n";
    assert_eq!(told(same_day, "2025-01-20"), ["0 waiting:10"]);
    let by_the_clock = "2025-01-10,09:00,A,out,email,,\n2025-01-10,15:00,A,mutual,in_person,meeting,\n";
    assert_eq!(told(by_the_clock, "2025-01-20"), ["0 replied:0"]);
}

#[test]
fn an_answered_call_is_a_reply_at_once_and_an_unanswered_one_an_attempt() {
    assert_eq!(told("2025-01-10,,A,out,phone,call,answered\n", "2025-06-30"), ["0 replied:0"]);
    let later = "2025-01-10,,A,out,phone,call,no answer\n2025-01-12,,A,out,phone,call,answered\n";
    assert_eq!(told(later, "2025-06-30"), ["0 2 replied:2"]);
    assert_eq!(told("2025-01-10,,A,out,phone,call,voicemail\n", "2025-01-15"), ["0 waiting:5"]);
}

#[test]
fn when_the_only_attempt_bounced_nobody_was_reached() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-10,,A,in,email,bounce,\n";
    assert_eq!(told(rows, "2025-06-30"), ["bounced"]);
    assert!(found(&format!("{HEADER}\n{rows}"), "2025-06-30").iter().all(|e| !e.is_analysed()));
}

#[test]
fn an_attempt_that_bounced_is_dropped_and_the_wait_begins_with_the_one_that_arrived() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-10,,A,in,email,bounce,\n2025-01-15,,A,out,linkedin,,\n\
                2025-01-18,,A,in,linkedin,,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 replied:3"]);
    // The second bounced: the first stands.
    let rows = "2025-01-10,,A,out,linkedin,,\n2025-01-15,,A,out,email,,\n2025-01-15,,A,in,email,bounce,\n";
    assert_eq!(told(rows, "2025-01-20"), ["0 waiting:10"]);
}

#[test]
fn automatic_answers_and_newsletters_are_no_replies() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-11,,A,in,email,auto_reply,\n2025-01-12,,A,in,email,bulk,\n\
                2025-01-13,,A,mutual,email,introduction,\n2025-01-14,,A,in,linkedin,invitation,\n";
    assert_eq!(told(rows, "2025-01-20"), ["0 waiting:10"]);
}

#[test]
fn ninety_quiet_days_open_a_second_episode_and_end_the_first() {
    // 2025-01-01 + 89 days is March 31, + 90 is April 1.
    let within = "2025-01-01,,A,out,email,,\n2025-03-31,,A,out,email,,\n";
    assert_eq!(told(within, "2025-04-10"), ["0 89 waiting:99"]);
    let apart = "2025-01-01,,A,out,email,,\n2025-04-01,,A,out,email,,\n2025-04-03,,A,in,email,,\n";
    assert_eq!(told(apart, "2025-04-10"), ["0 given_up:90", "0 replied:2"]);
}

#[test]
fn the_quiet_days_count_from_the_last_message_either_way() {
    let rows = "2025-01-01,,A,out,email,,\n2025-02-01,,A,in,email,,\n2025-04-15,,A,out,email,,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 replied:31"], "73 days after their answer we are still in touch");
    // A meeting in between does not count as passing.
    let rows = "2025-01-01,,A,out,email,,\n2025-01-03,,A,in,email,,\n2025-03-01,,A,mutual,video,meeting,\n\
                2025-04-10,,A,out,email,,\n";
    assert_eq!(told(rows, "2025-04-20"), ["0 replied:2", "0 waiting:10"]);
}

#[test]
fn someone_who_wrote_first_is_no_outreach_until_it_was_quiet() {
    let rows = "2025-01-01,,A,in,email,,\n2025-01-02,,A,out,email,,\n";
    assert_eq!(told(rows, "2025-06-30"), Vec::<String>::new());
    let rows = "2025-01-01,,A,in,email,,\n2025-05-01,,A,out,email,,\n";
    assert_eq!(told(rows, "2025-05-11"), ["0 waiting:10"]);
}

#[test]
fn several_messages_within_hours_on_one_channel_are_one_attempt() {
    let rows = "2025-01-10,08:00,A,out,email,,\n2025-01-10,19:59,A,out,email,,\n2025-01-10,20:00,A,out,email,,\n";
    assert_eq!(told(rows, "2025-01-20"), ["0 0 waiting:10"], "twelve hours from the first");
    let channels = "2025-01-10,08:00,A,out,email,,\n2025-01-10,09:00,A,out,linkedin,,\n";
    assert_eq!(told(channels, "2025-01-20"), ["0 0 waiting:10"]);
    let no_clock = "2025-01-10,,A,out,email,,\n2025-01-10,,A,out,email,,\n2025-01-11,,A,out,email,,\n";
    assert_eq!(told(no_clock, "2025-01-20"), ["0 1 waiting:10"]);
}

#[test]
fn an_invitation_to_connect_opens_and_a_message_after_it_is_the_second_attempt() {
    let rows = "2025-01-10,,A,out,linkedin,invitation,\n2025-01-14,,A,out,linkedin,message,\n";
    assert_eq!(told(rows, "2025-01-20"), ["0 4 waiting:10"]);
}

#[test]
fn what_was_opened_on_the_last_day_is_shown_and_not_analysed() {
    assert_eq!(told("2025-01-20,,A,out,email,,\n", "2025-01-20"), ["0 waiting:0 fresh"]);
    assert_eq!(told("2025-01-19,,A,out,email,,\n", "2025-01-20"), ["0 waiting:1"]);
}

#[test]
fn what_happens_after_as_of_is_not_known_yet() {
    let rows = "2025-01-10,,A,out,email,,\n2025-01-25,,A,in,email,,\n";
    assert_eq!(told(rows, "2025-01-20"), ["0 waiting:10"]);
    assert_eq!(told(rows, "2025-01-25"), ["0 replied:15"]);
}

#[test]
fn names_that_differ_by_case_and_spaces_are_one_person() {
    let rows = "2025-01-10,,Ada  Ames,out,email,,\n2025-01-12,,ada ames,in,email,,\n";
    assert_eq!(told(rows, "2025-06-30"), ["0 replied:2"]);
}

#[test]
fn meetings_alone_and_people_never_written_to_open_nothing() {
    let rows = "2025-01-10,,A,mutual,in_person,meeting,\n2025-01-12,,B,mutual,email,introduction,\n";
    assert_eq!(told(rows, "2025-06-30"), Vec::<String>::new());
}
