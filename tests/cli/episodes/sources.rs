//! Time and sources: calendar days in the user's timezone, one person in several sources, what each source knows.

use super::{person, read, read_as, tell, told};
use hearback::api::Outreach;
use hearback::outreach::Settings;
use hearback::project::{InputFile, OutreachPart};
use jiff::civil::date;

/// The episodes of a log as its file is read.
fn of_log(csv: &str, timezone: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    std::fs::write(&path, csv).unwrap();
    let part = OutreachPart { files: vec![InputFile::given(&path)], complete: true, ..OutreachPart::default() };
    let settings = Settings { timezone: timezone.into(), as_of: Some(date(2025, 12, 31)), ..Settings::default() };
    Outreach::of_parts(&[part], &settings, None).unwrap().owners()[0].episodes().iter().map(tell).collect()
}

const HEADER: &str = "date,contact,direction,channel,kind\n";

#[test]
fn waits_are_differences_of_local_days() {
    // 23:50 and 00:10 in New York, twenty minutes apart, are two days; in UTC they would be one.
    let log =
        format!("{HEADER}2025-01-11T04:50:00Z,Ana,out,email,message\n2025-01-11T05:10:00Z,Ana,in,email,message\n");
    assert_eq!(of_log(&log, "America/New_York"), ["9: 0 replied:1"]);
    assert_eq!(of_log(&log, "UTC"), ["10: 0 replied:0"]);
}

#[test]
fn sources_with_and_without_clock_times_agree() {
    let clock = "date,time,contact,direction,channel,kind\n2025-01-11,23:50,Ana,out,email,message\n2025-01-12,00:10,Ana,in,email,message\n";
    let days =
        "date,contact,direction,channel,kind\n2025-01-11,Ana,out,email,message\n2025-01-12,Ana,in,email,message\n";
    assert_eq!(of_log(clock, "Asia/Tokyo"), ["10: 0 replied:1"]);
    assert_eq!(of_log(days, "Asia/Tokyo"), ["10: 0 replied:1"]);
}

/// The clocks of New York go forward on 2025-03-09 (day 67) and back on 2025-11-02 (day 305).
#[test]
fn hours_are_elapsed_hours_and_days_are_calendar_days_when_the_clocks_change() {
    let log = |day: &str, later: &str, reply: &str| {
        format!(
            "date,time,contact,direction,channel,kind\n{day},00:30,Ana,out,email,message\n\
             {day},{later},Ana,out,email,message\n{reply},00:30,Ana,in,email,message\n"
        )
    };
    // 00:30 to 13:00 is 11.5 hours on that day, and the day to the next is a day of 23 hours.
    assert_eq!(of_log(&log("2025-03-09", "13:00", "2025-03-10"), "America/New_York"), ["67: 0 replied:1"]);
    // 00:30 to 12:00 is 12.5 hours on that day.
    assert_eq!(of_log(&log("2025-11-02", "12:00", "2025-11-03"), "America/New_York"), ["305: 0 0 replied:1"]);
    assert_eq!(of_log(&log("2025-11-02", "12:00", "2025-11-03"), "UTC"), ["305: 0 replied:1"]);
}

#[test]
fn a_touch_without_a_clock_stands_where_its_source_has_it() {
    let after = "2 09:00 out email message\n2 in email message";
    assert_eq!(told(&read(&[person("Ana", after)], Some(9), true), &Settings::default()), ["2: 0 replied:0"]);
    // The day's first touch without a clock is at local midnight.
    let before = "2 in email message\n2 09:00 out email message";
    assert!(told(&read(&[person("Ana", before)], Some(9), true), &Settings::default()).is_empty());
    // The clock times of one day stand in their order, whatever has none.
    let clocks = "2 15:00 in email message\n2 09:00 out email message\n2 out phone call";
    assert_eq!(told(&read(&[person("Ana", clocks)], Some(9), true), &Settings::default()), ["2: 0 0 replied:0"]);
}

#[test]
fn a_log_kept_newest_first_says_the_same() {
    let log = "2025-01-20,Ana,in,email,message\n2025-01-15,Ana,in,email,message\n2025-01-15,Ana,out,email,message\n";
    assert_eq!(of_log(&format!("{HEADER}{log}"), "UTC"), ["14: 0 replied:0"]);
}

/// Turned as a whole, each reply would have come before its message; and a late reply in the last row does not make the
/// log look as if it were kept in order.
#[test]
fn a_log_kept_newest_first_whose_rows_state_their_replies_says_the_same() {
    for (reply, wait) in [("2025-01-03", 1), ("2025-03-01", 58)] {
        let rows = [format!("2025-01-02,Ana,{reply}"), "2025-01-05,Bo,2025-01-05".into(), "2025-01-09,Cy,".into()];
        let [ana, bo, cy] = [format!("1: 0 replied:{wait}"), "4: 0 replied:0".into(), "8: 0 waiting:356".into()];
        let log = |rows: Vec<&str>| format!("date,contact,replied_on\n{}\n", rows.join("\n"));
        let ordered: Vec<&str> = rows.iter().map(String::as_str).collect();
        let turned: Vec<&str> = ordered.iter().rev().copied().collect();
        assert_eq!(of_log(&log(ordered), "UTC"), [ana.as_str(), &bo, &cy]);
        assert_eq!(
            of_log(&log(turned), "UTC"),
            [ana.as_str(), &bo, &cy],
            "the oldest first, whatever the file's order"
        );
    }
}

/// One person's rows together, each group in order of time: such a log is not newest first, although it ends earlier.
#[test]
fn a_log_in_the_order_of_people_is_not_turned() {
    let ana = "2025-06-01,Ana,out,email,message\n2025-06-01,Ana,in,email,message\n2025-06-02,Ana,out,email,message\n";
    let bo = "2025-02-01,Bo,out,email,message\n2025-02-03,Bo,in,email,message\n";
    assert_eq!(of_log(&format!("{HEADER}{ana}{bo}"), "UTC"), ["151: 0 replied:0", "31: 0 replied:2"]);
}

#[test]
fn one_person_in_two_sources_has_one_history() {
    let mail = person("Ana", "0 09:00 out email message\n6 10:00 out email message");
    let linkedin = person("  ana ", "3 12:00 out linkedin invitation\n8 12:00 in linkedin message");
    let found = told(&read(&[mail, linkedin], Some(200), true), &Settings::default());
    assert_eq!(found, ["0: 0 3 6 replied:8"]);
}

// as_of is the project's, or per source its last touch. An episode is censored at the earliest as_of among its attempts'
// channels' sources that had not ended before it opened.

#[test]
fn each_source_is_known_to_its_own_last_touch() {
    let mail = [person("Ana", "0 out email message"), person("Bo", "40 out email message")].concat();
    let linkedin = [person("Cy", "0 out linkedin message"), person("Di", "70 out linkedin message")].concat();
    let found = told(&read(&[mail, linkedin], None, true), &Settings::default());
    assert_eq!(found, ["0: 0 waiting:40", "40: 0 waiting:0 fresh", "0: 0 waiting:70", "70: 0 waiting:0 fresh"]);
}

#[test]
fn an_episode_on_two_channels_is_censored_where_the_first_of_them_ends() {
    let mail =
        [person("Ana", "0 out email message\n50 in email message"), person("Bo", "60 out email message")].concat();
    let linkedin = [person("Ana", "5 out linkedin message"), person("Cy", "30 out linkedin message")].concat();
    let found = told(&read(&[mail.clone(), linkedin], None, true), &Settings::default());
    assert_eq!(found[0], "0: 0 5 waiting:30", "the reply on day 50 lies beyond what is known of LinkedIn");
    let elsewhere = person("Cy", "30 out linkedin message");
    let found = told(&read(&[mail, elsewhere], None, true), &Settings::default());
    assert_eq!(found[0], "0: 0 replied:50", "LinkedIn plays no part in an episode by e-mail");
}

#[test]
fn an_attempt_or_a_next_episode_beyond_as_of_is_not_known_yet() {
    let mail = person("Ana", "0 out email message\n100 out email message\n130 in email message");
    let old = person("Bo", "0 out email message\n20 out email message");
    let found = told(&read(&[mail, old], None, true), &Settings::default());
    assert_eq!(found[0], "0: 0 waiting:20");
    assert_eq!(found[1], "100: 0 replied:30", "a log that had ended before knows nothing of it");
}

#[test]
fn an_earlier_bounce_brings_no_channel_into_the_episode() {
    let mail = person("Ana", "0 out email message\n0 in email bounce");
    let linkedin = person("Ana", "5 out linkedin message\n90 in linkedin message");
    assert_eq!(told(&read(&[mail, linkedin], None, true), &Settings::default()), ["5: 0 replied:85"]);
}

#[test]
fn truncation_looks_at_the_source_of_the_first_attempt() {
    let old = person("Ana", "0 out email message");
    let young = [person("Bo", "150 out linkedin message"), person("Cy", "170 out linkedin message")].concat();
    let late = person("Di", "171 out email message");
    let found = told(&read(&[[old, late].concat(), young], Some(200), false), &Settings::default());
    let truncated: Vec<bool> = found.iter().map(|e| e.ends_with("truncated")).collect();
    assert_eq!(truncated, [true, false, true, true]);
}

/// A row that states its reply is one row of the file, though it is two touches.
#[test]
fn rows_read_are_rows_used_and_rows_left_out_also_where_a_row_is_two_touches() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    std::fs::write(
        &path,
        "date,contact,replied_on\n2025-01-02,Ana,2025-01-04\n2025-01-03,Bo,2025-02-20\n2025-02-11,Cy,2025-02-12\n",
    )
    .unwrap();
    let file = InputFile { path, name: "log.csv".into() };
    let part = OutreachPart { files: vec![file.clone(), file], complete: true, ..OutreachPart::default() };
    let settings = Settings { as_of: Some(date(2025, 1, 31)), ..Settings::default() };
    let outreach = Outreach::of_parts(&[part], &settings, None).unwrap();
    let lines: Vec<String> = outreach.sources().iter().map(hearback::input::Accounting::line).collect();
    assert_eq!(lines[0], "log.csv: 3 rows read, 2 used; left out: 1 after as_of; answers left out: 1 after as_of");
    assert_eq!(lines[1], "log.csv: 3 rows read, 0 used; left out: 2 after as_of, 1 read already");
    assert_eq!(
        outreach.owners()[0].episodes().iter().map(tell).collect::<Vec<_>>(),
        ["1: 0 replied:2", "2: 0 waiting:28"]
    );
}

#[test]
fn the_same_export_read_twice_adds_nothing() {
    let log = [
        person("Ana", "0 out email message\n0 out email message\n3 in email message"),
        person("Bo", "9 out email message"),
    ];
    let log = log.concat();
    let once = read(std::slice::from_ref(&log), None, false);
    let twice = read(&[log.clone(), log], None, false);
    assert_eq!(told(&twice, &Settings::default()), told(&once, &Settings::default()));
    assert_eq!((twice.len(), twice.sources.len()), (4, 2));
    assert_eq!(twice.accounts[1].line(), "source 1: 4 rows read, 0 used; left out: 4 read already");
}

/// The old export must not end what the new one goes on with, nor the new one begin on the first day that is new in it.
#[test]
fn an_older_export_beside_the_newer_one_changes_nothing_in_any_order() {
    let old = [person("Ana", "0 out email message"), person("Bo", "10 out email message")].concat();
    let new = [old.clone(), person("Bo", "60 in email message"), person("Cy", "120 out email message")].concat();
    let alone = told(&read(std::slice::from_ref(&new), None, false), &Settings::default());
    assert_eq!(alone, ["0: 0 waiting:120 truncated", "10: 0 replied:50 truncated", "120: 0 waiting:0 fresh"]);
    let one_feed = |files: &[Vec<_>]| told(&read_as(files, &[0, 0], None, false), &Settings::default());
    assert_eq!(one_feed(&[old.clone(), new.clone()]), alone);
    assert_eq!(one_feed(&[new, old]), alone);
}

/// A log in files by year is one log: splitting it at any row, in any order, changes no episode.
#[test]
fn the_files_of_one_feed_are_one_source() {
    let log = [
        person("Ana", "0 out email message"),
        person("Bo", "10 out email message\n60 in email message"),
        person("Cy", "120 out email message\n127 out email message"),
        person("Di", "150 out linkedin message\n151 in linkedin message"),
        person("Ed", "200 out email message"),
    ]
    .concat();
    let mut whole = told(&read(std::slice::from_ref(&log), None, false), &Settings::default());
    whole.sort();
    for at in 0..=log.len() {
        let (a, b) = (log[..at].to_vec(), log[at..].to_vec());
        for files in [[a.clone(), b.clone()], [b, a]] {
            let mut split = told(&read_as(&files, &[0, 0], None, false), &Settings::default());
            split.sort();
            // LinkedIn ends with the file that has it last: whole, the log is known of it up to its last row.
            let email = |told: &[String]| told.iter().filter(|t| !t.starts_with("150")).cloned().collect::<Vec<_>>();
            assert_eq!(email(&split), email(&whole), "split at row {at}");
        }
    }
}
