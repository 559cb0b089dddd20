use super::*;
use crate::outreach::words::Channel;
use jiff::civil::date;
use jiff::tz::TimeZone;

const GOOGLE: &str = include_str!("../../../../tests/fixtures/sources/google.ics");
const OUTLOOK: &str = include_str!("../../../../tests/fixtures/sources/outlook.ics");
const APPLE: &str = include_str!("../../../../tests/fixtures/sources/apple.ics");

pub fn found(text: &str, last: Option<Date>) -> Found {
    let (zone, map) = (TimeZone::get("Europe/Berlin").unwrap(), BTreeMap::new());
    let context = Context { last, ..Context::new(&zone, &map) };
    let item = Item::bytes(text.as_bytes().to_vec(), "archive/Work.ics");
    assert!(knows(&item, text.as_bytes()));
    read(&[item], &context).unwrap().remove(0)
}

/// A calendar of events, each given by its lines beside `BEGIN` and `END`.
fn of_events(events: &[&str]) -> String {
    let events = events.iter().map(|e| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", e.replace('\n', "\r\n")));
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.collect::<String>())
}

/// Starts in UTC, or days.
fn starts(found: &Found) -> Vec<String> {
    let shown = |r: &Record| match r.when {
        When::Day(day) | When::After(day) => day.to_string(),
        When::At(at) => jiff::Timestamp::from_millisecond(at).unwrap().to_string(),
    };
    found.records.iter().map(shown).collect()
}

fn people(record: &Record) -> Vec<String> {
    let mut people: Vec<String> = record.who.parties().filter_map(|p| p.address.clone().or(p.name.clone())).collect();
    people.sort();
    people
}

fn left_out(found: &Found) -> Vec<(&str, bool, u64)> {
    found.account.rows.iter().map(|(r, l)| (r.words.as_str(), r.fault, l.n)).collect()
}

/// The rows read are those that have records and those that were left out.
fn balanced(found: &Found) {
    let rows: BTreeSet<u64> = found.records.iter().map(|r| r.row).collect();
    assert_eq!(found.account.read, rows.len() as u64 + found.account.left_out());
}

#[test]
fn google_calendar() {
    let found = found(GOOGLE, Some(date(2025, 4, 30)));
    balanced(&found);
    assert!(found.is_calendar);
    assert_eq!(
        found.mine,
        [record::Mine { party: Party::new("", "me@gmail.com", ""), how: "the calendar's owner".into() }]
    );
    // A weekly series from 10 March: 17 called off, 24 moved to the 25th, and the clocks change on the 30th. Then the future.
    assert_eq!(
        starts(&found),
        [
            "2025-03-10T09:00:00Z",
            "2025-03-31T08:00:00Z",
            "2025-04-07T08:00:00Z",
            "2025-03-25T15:00:00Z",
            "2025-03-05T13:30:00Z",
            "2027-01-11T09:00:00Z",
        ]
    );
    assert_eq!(people(&found.records[0]), ["ada@example.org", "me@gmail.com"]);
    assert_eq!(found.records[0].channel, Channel::Video);
    assert_eq!(found.records[4].channel, Channel::InPerson);
    assert_eq!(found.records[0].labels, ["me@gmail.com"]);
    assert_eq!(found.records[0].kind, Kind::Meeting);
    assert_eq!(found.records[0].topic, record::topic("Weekly with Ada"));
    assert_eq!(found.records[0].id.as_deref(), Some("series1@google.com\u{1f}1741597200000"));
    let moved = &found.records[3];
    assert_eq!(moved.id.as_deref(), Some("series1@google.com\u{1f}1742806800000"), "by when it was planned");
    assert_eq!(
        left_out(&found),
        [
            ("a meeting of many", false, 1),
            ("a meeting that names nobody else", false, 1),
            ("cancelled", false, 1),
            ("no meeting", false, 2),
            ("you declined", false, 1),
            ("you never answered", false, 1),
        ]
    );
    assert_eq!(found.account.notes, ["2 recurring events stand for 4 meetings"]);
}

#[test]
fn outlook_with_the_zones_of_windows() {
    let found = found(OUTLOOK, Some(date(2025, 4, 30)));
    balanced(&found);
    assert_eq!(starts(&found), ["2025-03-20T13:00:00Z", "2025-03-26T20:30:00Z", "2025-04-02T20:30:00Z", "2025-04-15"]);
    // Outlook says nothing of answers.
    assert_eq!(people(&found.records[0]), ["bo@example.com"]);
    let channels: Vec<Channel> = found.records.iter().map(|r| r.channel).collect();
    assert_eq!(channels, [Channel::Video, Channel::Phone, Channel::Phone, Channel::InPerson]);
    assert_eq!(found.records[0].labels, ["Work"], "the file's name");
    assert!(found.mine.is_empty());
}

#[test]
fn apple_calendar() {
    let found = found(APPLE, Some(date(2025, 12, 31)));
    balanced(&found);
    assert_eq!(starts(&found), ["2025-05-06T07:00:00Z", "2025-05-07T16:00:00Z", "2025-05-08T07:00:00Z"]);
    assert_eq!(people(&found.records[0]), ["dee@example.org", "me@icloud.com"]);
    assert_eq!(found.mine.len(), 1);
    assert_eq!(found.mine[0].party.address.as_deref(), Some("me@icloud.com"));
}

/// Lines of a series in Berlin with one other person.
const SERIES: &str = "UID:s\nORGANIZER:mailto:me@x.org\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@x.org\n";

fn series(lines: &str) -> Found {
    let found = found(&of_events(&[&format!("{SERIES}{lines}")]), Some(date(2025, 4, 10)));
    balanced(&found);
    found
}

#[test]
fn a_weekly_meeting_keeps_its_local_time() {
    let found = series("DTSTART;TZID=Europe/Berlin:20250324T100000\nRRULE:FREQ=WEEKLY");
    assert_eq!(starts(&found), ["2025-03-24T09:00:00Z", "2025-03-31T08:00:00Z", "2025-04-07T08:00:00Z"]);
    assert!(found.records.iter().all(|r| r.row == 1));
}

#[test]
fn an_end_in_utc_is_the_last_meeting_and_a_day_counts_to_its_end() {
    let start = "DTSTART;TZID=Europe/Berlin:20250303T100000\nRRULE:FREQ=WEEKLY;UNTIL=";
    for until in ["20250310T090000Z", "20250310", "20250310T100000", "20250316T235959Z"] {
        assert_eq!(starts(&series(&format!("{start}{until}"))).len(), 2, "{until}");
    }
    assert_eq!(starts(&series(&format!("{start}20250310T085959Z"))).len(), 1);
    let found = series(&format!("{start}20240101T000000Z"));
    assert_eq!(left_out(&found), [("a series of which every meeting was moved or called off", false, 1)]);
}

#[test]
fn exceptions_are_left_out_in_any_timezone_and_by_day() {
    let start = "DTSTART;TZID=Europe/Berlin:20250303T100000\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE";
    for except in [
        ";TZID=Europe/Berlin:20250304T100000,20250306T100000",
        ";TZID=America/New_York:20250304T040000,20250306T040000",
        ":20250304T090000Z,20250306T090000Z",
        ";VALUE=DATE:20250304,20250306",
        ":20250304T100000,20250306T100000",
    ] {
        let found = series(&format!("{start}{except}"));
        assert_eq!(
            starts(&found),
            ["2025-03-03T09:00:00Z", "2025-03-05T09:00:00Z", "2025-03-07T09:00:00Z"],
            "{except}"
        );
    }
}

#[test]
fn rules_with_places_and_further_days() {
    // The last working day of each month.
    let last = "DTSTART;TZID=Europe/Berlin:20250131T100000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1";
    assert_eq!(starts(&series(last)), ["2025-01-31T09:00:00Z", "2025-02-28T09:00:00Z", "2025-03-31T08:00:00Z"]);
    let more = "DTSTART;TZID=Europe/Berlin:20250303T100000\nRDATE;TZID=Europe/Berlin:20250305T120000,20250307T120000\nEXDATE:20250307T110000Z";
    assert_eq!(starts(&series(more)), ["2025-03-03T09:00:00Z", "2025-03-05T11:00:00Z"]);
    let days = "DTSTART;VALUE=DATE:20250303\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20250310";
    assert_eq!(starts(&series(days)), ["2025-03-03", "2025-03-17"]);
}

#[test]
fn a_moved_meeting_counts_once_whatever_its_version_and_a_called_off_one_not_at_all() {
    let master = format!("{SERIES}SEQUENCE:1\nDTSTART;TZID=Europe/Berlin:20250303T100000\nRRULE:FREQ=WEEKLY;COUNT=4");
    let moved = format!(
        "{SERIES}SEQUENCE:7\nRECURRENCE-ID;TZID=Europe/Berlin:20250310T100000\nDTSTART;TZID=Europe/Berlin:20250311T150000"
    );
    let off = format!("{SERIES}SEQUENCE:2\nSTATUS:CANCELLED\nRECURRENCE-ID:20250317T090000Z\nDTSTART:20250317T090000Z");
    // Of another series, at the time of a meeting of this one.
    let other = off.replace("UID:s", "UID:t").replace("20250317T09", "20250324T09");
    let found = found(&of_events(&[&master, &moved, &off, &other]), Some(date(2025, 4, 10)));
    balanced(&found);
    assert_eq!(starts(&found), ["2025-03-03T09:00:00Z", "2025-03-24T09:00:00Z", "2025-03-11T14:00:00Z"]);
    assert_eq!(left_out(&found), [("cancelled", false, 2)]);
}

#[test]
fn a_change_of_all_later_meetings_moves_them() {
    let master = format!("{SERIES}DTSTART;TZID=Europe/Berlin:20250303T100000\nRRULE:FREQ=WEEKLY;COUNT=4");
    let later = "UID:s\nATTENDEE:mailto:bo@x.org\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20250317T100000\nDTSTART;TZID=Europe/Berlin:20250318T110000";
    let found = found(&of_events(&[&master, later]), Some(date(2025, 4, 10)));
    let expected = ["2025-03-03T09:00:00Z", "2025-03-10T09:00:00Z", "2025-03-25T10:00:00Z", "2025-03-18T10:00:00Z"];
    assert_eq!(starts(&found), expected);
    assert_eq!((people(&found.records[2]), found.records[2].row), (vec!["bo@x.org".to_owned()], 2));
}

#[test]
fn the_latest_version_counts_and_other_events_of_one_id_stay() {
    let old = format!("{SERIES}DTSTART:20250303T090000Z");
    let new = format!("{SERIES}SEQUENCE:1\nDTSTART:20250304T090000Z");
    let mut file = found(&of_events(&[&old, &new, &new]), None);
    balanced(&file);
    assert_eq!(starts(&file), ["2025-03-04T09:00:00Z"]);
    assert_eq!(left_out(&file), [("an older version of an event", false, 1), ("the same event again", false, 1)]);
    file = found(&of_events(&[&old, &new.replace("SEQUENCE:1", "SEQUENCE:0")]), None);
    assert_eq!(file.records.len(), 2);
}

#[test]
fn whoever_declined_or_never_answered_is_not_there() {
    let event = "UID:a\nDTSTART:20250303T090000Z\nORGANIZER:mailto:ada@x.org\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ada@x.org\n\
                 ATTENDEE;PARTSTAT=DECLINED:mailto:bo@x.org\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:cy@x.org\nATTENDEE;PARTSTAT=TENTATIVE:mailto:dee@x.org";
    assert_eq!(people(&found(&of_events(&[event]), None).records[0]), ["ada@x.org", "dee@x.org"]);
}

#[test]
fn what_has_no_date_that_can_be_is_a_fault_of_meetings_only() {
    let start = |start: &str| format!("UID:a\nATTENDEE:mailto:ada@x.org\n{start}");
    let events = [
        "SUMMARY:none",
        "DTSTART:19700101T000000Z",
        "DTSTART:16010101T000000",
        "DTSTART:2025-03-01",
        "DTSTART:20250231T100000",
        "RRULE:FREQ=DAILY",
    ];
    let events = events.map(start);
    let birthday = found(&of_events(&["DTSTART;VALUE=DATE:16040309\nRRULE:FREQ=YEARLY"]), None);
    assert_eq!(left_out(&birthday), [(NO_MEETING, false, 1)]);
    let found = found(&of_events(&events.each_ref().map(String::as_str)), None);
    balanced(&found);
    assert_eq!(
        left_out(&found),
        [("an event without a date that can be", true, 4), ("an event without a start", true, 2)]
    );
}

#[test]
fn endless_rules_end() {
    let start = "DTSTART;TZID=Europe/Berlin:20250303T100000\nRRULE:";
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=MINUTELY;BYHOUR=25",
        "FREQ=NEVER",
        "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7;BYMINUTE=0,1,2,3,4,5,6",
    ] {
        let found = series(&format!("{start}{rule}"));
        assert_eq!(starts(&found), ["2025-03-03T09:00:00Z"], "{rule}");
        assert_eq!(found.account.answers.values().map(|l| l.n).sum::<u64>(), 1, "{rule}");
    }
    let found =
        found(&of_events(&[&format!("{SERIES}DTSTART:19750303T100000\nRRULE:FREQ=DAILY")]), Some(date(2025, 4, 10)));
    assert_eq!(found.records.len(), repeats::MOST_OF_ONE);
    assert!(found.account.notes.iter().any(|n| n.starts_with("1 recurring event was cut")));
    let february = series("DTSTART:20250101T100000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30");
    assert_eq!(starts(&february), [""; 0]);
}

#[test]
fn without_a_last_day_series_are_followed_to_the_last_single_event() {
    let weekly = format!("{SERIES}DTSTART:20250303T090000Z\nRRULE:FREQ=WEEKLY");
    let single = "UID:t\nDTSTART:20250318T090000Z\nATTENDEE:mailto:bo@x.org";
    assert_eq!(found(&of_events(&[&weekly, single]), None).records.len(), 4);
    assert_eq!(found(&of_events(&[&weekly]), None).records.len(), 1);
}

#[test]
fn any_encoding_and_damage_in_one_event_only() {
    let text = of_events(&[&format!("{SERIES}DTSTART:20250303T090000Z"), "DTSTART"]);
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(format!("\r\n\r\n{text}").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let item = Item::bytes(wide.clone(), "x.ics");
    assert!(knows(&item, &wide) && !knows(&item, b"From,To\n"));
    let (zone, map) = (TimeZone::UTC, BTreeMap::new());
    let found = read(&[item], &Context::new(&zone, &map)).unwrap().remove(0);
    assert_eq!((found.records.len(), found.account.read), (1, 2));
}

#[test]
fn rules_that_lead_nowhere_are_not_followed_for_ever() {
    let event = |rule: &str| format!("ATTENDEE:mailto:ada@x.org\nDTSTART:20250311T100000\nRRULE:{rule}");
    let (nowhere, usual) = (event("FREQ=WEEKLY;INTERVAL=4;BYMONTH=2;BYDAY=5MO"), event("FREQ=MONTHLY;BYDAY=2TU"));
    let text = of_events(&[&usual, &usual, &nowhere, &usual, &nowhere, &nowhere]);
    let (zone, map) = (TimeZone::UTC, BTreeMap::new());
    let context = Context { last: Some(date(2025, 3, 31)), ..Context::new(&zone, &map) };
    let item = Item::bytes(Vec::new(), "x.ics");
    let file = File::of(&text, &item, &context, &mut Accounting::new("x.ics"));
    let mut repeats = Repeats::new(&zone, date(2025, 3, 31));
    repeats.steps = 500_000;
    let meetings = file.events.iter().map(|e| repeats.meetings(e, &Except::default()).map(|m| m.len()));
    assert_eq!(meetings.collect::<Vec<_>>(), [Some(1), Some(1), Some(0), Some(1), Some(0), None]);
}
