//! Sheets as people keep them, each with exactly what is read from it.

use super::{ColumnMap, Preset, read_one};
use crate::error::{Fault, Result};
use crate::input::Item;
use crate::input::dates::Order;
use crate::outreach::read::Context;
use crate::outreach::record::{Found, Record, When, Who};
use jiff::civil::{Date, date};

const LAST: Date = date(2025, 6, 30);

pub(super) struct Ask {
    pub map: ColumnMap,
    pub preset: Option<Preset>,
    pub order: Option<Order>,
}

impl Ask {
    fn nothing() -> Ask {
        Ask { map: ColumnMap::new(), preset: None, order: None }
    }
}

pub(super) fn read(bytes: &[u8], ask: &Ask) -> Result<Found> {
    let timezone = jiff::tz::TimeZone::UTC;
    let context =
        Context { timezone: &timezone, map: &ask.map, preset: ask.preset, order: ask.order, last: Some(LAST) };
    read_one(&Item::bytes(bytes.to_vec(), "sheet.csv"), &context)
}

/// `2 2025-03-01 out email message Ada <ada@example.org>`; a reply without a day is on `2025-03-01+`.
fn tell(record: &Record) -> String {
    let when = match record.when {
        When::Day(day) => day.to_string(),
        When::After(day) => format!("{day}+"),
        When::At(at) => jiff::Timestamp::from_millisecond(at).unwrap().to_string(),
    };
    let Who::Contact(party, direction) = &record.who else { unreachable!("logs say who is the contact") };
    let words = [direction.word(), record.channel.word(), record.kind.word()].join(" ");
    let mut who = party.name.clone().unwrap_or_default();
    for part in [&party.address, &party.profile].into_iter().flatten() {
        who.push_str(&format!(" <{part}>"));
    }
    format!("{} {when} {words} {}", record.row, who.trim())
}

fn left_out(found: &Found) -> Vec<String> {
    let rows = found.account.rows.iter().map(|(r, l)| format!("{} rows: {}", l.n, r.words));
    let answers = found.account.answers.iter().map(|(r, l)| format!("{} answers: {}", l.n, r.words));
    rows.chain(answers).collect()
}

#[track_caller]
fn found(text: &str) -> Found {
    read(text.as_bytes(), &Ask::nothing()).unwrap()
}

/// Reads a sheet and holds its records, and what was left out, against what is expected.
#[track_caller]
fn sheet(text: &str, records: &[&str], left: &[&str]) -> Found {
    let found = found(text);
    assert_eq!(found.records.iter().map(tell).collect::<Vec<_>>(), records);
    assert_eq!(left_out(&found), left);
    found
}

#[track_caller]
fn refused(text: &str) -> Fault {
    read(text.as_bytes(), &Ask::nothing()).unwrap_err().fault().clone()
}

#[track_caller]
fn says(found: &Found, words: &str) {
    assert!(found.account.notes.iter().any(|n| n.contains(words)), "{words}: {:?}", found.account.notes);
}

#[test]
fn a_job_trackers_header() {
    let found = sheet(
        "Company,Contact,E-mail,Date Applied,Follow-Up,Status\n\
         Acme,Ada Lovelace,Ada@acme.example,2025-03-01,2025-03-08,Rejected\n\
         Borg,Bo,bo@borg.example,2025-03-02,,Pending\n\
         Corp,,,2025-03-03,null,Ghosted\n\
         Dunn,Di,di@dunn.example,null,-,To apply\n",
        &[
            "2 2025-03-01 out other message Ada Lovelace <ada@acme.example>",
            "2 2025-03-08 out other message Ada Lovelace <ada@acme.example>",
            "2 2025-03-01+ in other message Ada Lovelace <ada@acme.example>",
            "3 2025-03-02 out other message Bo <bo@borg.example>",
            "4 2025-03-03 out other message Corp",
        ],
        &["1 rows: not sent yet"],
    );
    says(&found, "1 row names no person: there the company is the contact");
    says(&found, "1 row says that they replied, and not when: write the day into");
    assert_eq!(found.records[0].details.texts.get("organisation").map(String::as_str), Some("Acme"));
}

#[test]
fn a_tracker_of_outreach_with_the_day_of_the_response() {
    sheet(
        "Name,Company,Title,LinkedIn URL,Email,Phone,Source,Outreach Date,Status,Response Date,Notes\n\
         John Smith,ACME,Manager,linkedin.com/in/johnsmith,john@acme.example,555,LinkedIn,2024-01-15,Responded,2024-01-16,hot\n\
         Jane Roe,ACME,Cook,,jane@acme.example,,LinkedIn,2024-01-17,No Response,,\n",
        &[
            "2 2024-01-15 out linkedin message John Smith <john@acme.example> <linkedin.com/in/johnsmith>",
            "2 2024-01-16 in linkedin message John Smith <john@acme.example> <linkedin.com/in/johnsmith>",
            "3 2024-01-17 out linkedin message Jane Roe <jane@acme.example>",
        ],
        &[],
    );
}

#[test]
fn whether_and_when_they_replied_in_two_columns() {
    sheet(
        "Company | Contact Name | Email | Sent Date | Email Template | Replied? | Reply Date\n\
         Acme | Sarah | s@acme.example | 2026-01-08 | A | Yes | 2026-01-09\n\
         Borg | Michael | m@borg.example | 2026-01-08 | A | No | -\n\
         Corp | Lisa | l@corp.example | 2026-01-08 | A | Yes | -\n",
        &[
            "2 2026-01-08 out other message Sarah <s@acme.example>",
            "2 2026-01-09 in other message Sarah <s@acme.example>",
            "3 2026-01-08 out other message Michael <m@borg.example>",
            "4 2026-01-08 out other message Lisa <l@corp.example>",
            "4 2026-01-08+ in other message Lisa <l@corp.example>",
        ],
        &[],
    );
}

#[test]
fn a_response_of_yes_and_no() {
    sheet(
        "Date Sent,Prospect Name,Channel,Response?\n1/15/26,John Smith,Email,No\n1/18/26,Jane Roe,Email,Yes\n",
        &[
            "2 2026-01-15 out email message John Smith",
            "3 2026-01-18 out email message Jane Roe",
            "3 2026-01-18+ in email message Jane Roe",
        ],
        &[],
    );
}

#[test]
fn several_follow_ups_in_columns_and_in_one_cell() {
    sheet(
        "Contact,First message,Follow up 1,Follow-Up #2,Last follow up,Replied on\n\
         Ada,2025-03-01,2025-03-08,2025-03-15,2025-03-15,2025-03-20\n\
         Bo,2025-03-01,\"2025-03-08, 2025-03-22\",,,\n",
        &[
            "2 2025-03-01 out other message Ada",
            "2 2025-03-08 out other message Ada",
            "2 2025-03-15 out other message Ada",
            "2 2025-03-20 in other message Ada",
            "3 2025-03-01 out other message Bo",
            "3 2025-03-08 out other message Bo",
            "3 2025-03-22 out other message Bo",
        ],
        &[],
    );
}

#[test]
fn follow_ups_that_are_words_plans_or_wrong() {
    sheet(
        "Name,Date contacted,Follow-up date,Status\n\
         Ada,2025-03-01,yes,No reply\n\
         Bo,2025-03-01,TBD,No reply\n\
         Cy,2025-03-01,2025-08-01,Waiting\n\
         Di,2025-03-01,3/14,Waiting\n\
         Ed,2025-03-01,2025-02-20,Waiting\n\
         Flo,2025-03-01,2025-02-30,Waiting\n",
        &[
            "2 2025-03-01 out other message Ada",
            "3 2025-03-01 out other message Bo",
            "4 2025-03-01 out other message Cy",
            "5 2025-03-01 out other message Di",
            "6 2025-03-01 out other message Ed",
            "7 2025-03-01 out other message Flo",
        ],
        &[
            "1 answers: a follow-up without a day",
            "1 answers: date without a year",
            "1 answers: follow-up before the message",
            "1 answers: impossible date",
            "1 answers: still to come",
        ],
    );
}

#[test]
fn next_follow_ups_and_their_numbers_are_no_messages() {
    let found = sheet(
        "Name,Date contacted,Next follow-up,Number of follow ups,Follow-up notes,Status\n\
         Ada,2025-03-01,2025-03-08,2,called,Waiting\n",
        &["2 2025-03-01 out other message Ada"],
        &[],
    );
    says(&found, "\"Next follow-up\", \"Number of follow ups\", \"Follow-up notes\"");
}

#[test]
fn dates_that_are_missing() {
    sheet(
        "Company,Applied on,Status\n\
         Acme,null,Wishlist\n\
         Borg,N/A,\n\
         Corp,,\n\
         Dunn,--,Rejected\n\
         Echo,?,Applied\n\
         Fox,to apply,\n\
         Gap,soon,Applied\n\
         Hut,14 Mar,Applied\n\
         Ibo,2025-03-01,Not contacted\n",
        &[],
        &["1 rows: date without a year", "2 rows: no date", "1 rows: not a date", "5 rows: not sent yet"],
    );
}

#[test]
fn bounces_are_known() {
    sheet(
        "Name,Email,Date sent,Follow up,Outcome\n\
         Ada,ada@x.example,2025-03-01,,Bounced\n\
         Bo,bo@x.example,2025-03-01,2025-03-05,❌ Wrong address\n\
         Cy,cy@x.example,2025-03-02,,No answer\n\
         Di,di@x.example,2025-03-02,,📅 Meeting booked\n",
        &[
            "2 2025-03-01 out other message Ada <ada@x.example>",
            "2 2025-03-01 in other bounce Ada <ada@x.example>",
            "3 2025-03-01 out other message Bo <bo@x.example>",
            "3 2025-03-01 in other bounce Bo <bo@x.example>",
            "3 2025-03-05 out other message Bo <bo@x.example>",
            "4 2025-03-02 out other message Cy <cy@x.example>",
            "5 2025-03-02 out other message Di <di@x.example>",
            "5 2025-03-02+ in other message Di <di@x.example>",
        ],
        &[],
    );
}

#[test]
fn unknown_words_are_told_and_the_row_kept() {
    let found = sheet(
        "Name,Date sent,Status\nAda,2025-03-01,Sent\nBo,2025-03-01,Limbo\nCy,2025-03-01,In progress\n",
        &[
            "2 2025-03-01 out other message Ada",
            "3 2025-03-01 out other message Bo",
            "4 2025-03-01 out other message Cy",
        ],
        &["2 answers: unknown status"],
    );
    let example = &found.account.answers.values().next().unwrap().examples[0];
    assert_eq!(example.found.as_deref(), Some("Limbo"));
    assert!(example.accepted.as_deref().is_some_and(|a| a.contains("ghosted")));
}

#[test]
fn a_status_may_hold_the_day() {
    sheet(
        "Name,Date sent,Status\n\
         Ada,2025-03-01,Replied 2025-03-09\n\
         Bo,2025-03-01,Rejected on 14 March 2025 by mail\n\
         Cy,2025-03-01,Interview (03/04/2025)\n\
         Di,2025-03-01,Applied → Offer\n",
        &[
            "2 2025-03-01 out other message Ada",
            "2 2025-03-09 in other message Ada",
            "3 2025-03-01 out other message Bo",
            "3 2025-03-14 in other message Bo",
            "4 2025-03-01 out other message Cy",
            "4 2025-03-01+ in other message Cy",
            "5 2025-03-01 out other message Di",
            "5 2025-03-01+ in other message Di",
        ],
        &[],
    );
}

#[test]
fn one_column_of_dates_tells_the_order_of_another() {
    let found = sheet(
        "Contact,Date Applied,Follow-Up,Status\nAda,03/04/2025,25/04/2025,Waiting\nBo,05/04/2025,,Waiting\n",
        &[
            "2 2025-04-03 out other message Ada",
            "2 2025-04-25 out other message Ada",
            "3 2025-04-05 out other message Bo",
        ],
        &[],
    );
    says(&found, "the order of day and month in \"Date Applied\" is that of \"Follow-Up\"");
}

#[test]
fn dates_that_cannot_be_told_apart_are_refused_with_both_readings() {
    let fault = refused("Contact,Date Applied,Status\nAda,03/04/2025,Waiting\n");
    assert_eq!(fault.found.as_deref(), Some("03/04/2025: 2025-04-03 or 2025-03-04"));
    assert_eq!(fault.place.column.as_deref(), Some("Date Applied"));
    let fault = refused("Contact,Date Applied,Follow-Up,Status\nAda,2025-03-01,\"03/04/2025, 03/05/2025\",Waiting\n");
    assert_eq!(fault.found.as_deref(), Some("03/04/2025: 2025-04-03 or 2025-03-04"));
    assert_eq!(fault.place.column.as_deref(), Some("Follow-Up"));
    let fault = refused("Contact,Date Applied,Follow-Up,Status\nAda,25/03/2025,04/25/2025,Waiting\n");
    assert!(fault.what.contains("the day stands first in this column and the month in \"Follow-Up\""), "{fault:?}");
    let fault = refused("Contact,Date Applied,Status\nAda,25/03/2025,Waiting\nBo,03/25/2025,Waiting\n");
    assert_eq!(fault.found.as_deref(), Some("25/03/2025 and 03/25/2025"));
    let told = Ask { order: Some(Order::MonthFirst), ..Ask::nothing() };
    let found = read(b"Contact,Date Applied,Status\nAda,03/04/2025,Waiting\n", &told).unwrap();
    assert_eq!(tell(&found.records[0]), "2 2025-03-04 out other message Ada");
}

#[test]
fn serial_numbers_among_dates() {
    let found = sheet(
        "Contact,Sent,Status\nAda,2025-03-04,Waiting\nBo,45721,Waiting\n",
        &["2 2025-03-04 out other message Ada", "3 2025-03-05 out other message Bo"],
        &[],
    );
    says(&found, "1 date is a serial number of a spreadsheet (45721 is 2025-03-05); it was read");
    sheet("Contact,Date,Sent on,Status\nAda,45721,2025-03-04,Waiting\n", &["2 2025-03-04 out other message Ada"], &[]);
}

#[test]
fn months_in_other_languages() {
    sheet(
        "Firma;Ansprechpartner;Beworben am;Nachgefasst am;Status\n\
         Acme;Ada;3. März 2025;10. Mai 2025;Absage\n\
         Borg;Bo;4. Dez. 2024;;Keine Antwort\n",
        &[
            "2 2025-03-03 out other message Ada",
            "2 2025-05-10 out other message Ada",
            "2 2025-03-03+ in other message Ada",
            "3 2024-12-04 out other message Bo",
        ],
        &[],
    );
    sheet(
        "Entreprise,Nom,Date de candidature,Relance,Réponse,Statut\n\
         Acme,Ada,3 févr. 2025,10 février 2025,14 août 2025,Refusé\nBorg,Bo,3 mars 2025,,,En attente\n",
        &[
            "2 2025-02-03 out other message Ada",
            "2 2025-02-10 out other message Ada",
            "2 2025-08-14 in other message Ada",
            "3 2025-03-03 out other message Bo",
        ],
        &[],
    );
    sheet(
        "Empresa,Nombre,Fecha de contacto,Seguimiento,Estado\nAcme,Ada,3 de marzo de 2025,10 de abril de 2025,Sin respuesta\n",
        &["2 2025-03-03 out other message Ada", "2 2025-04-10 out other message Ada"],
        &[],
    );
}

#[test]
fn first_and_last_names_with_addresses() {
    sheet(
        "Status,First Name,Last Name,Company,Title,Email,LinkedIn URL,1st message,2nd message\n\
         Replied (Positive),John,Smith,Acme,Boss,john@x.example,https://www.linkedin.com/in/John/,2025-03-01,2025-03-09\n\
         Prospect (Uncontacted),Jane,Roe,Acme,Boss,jane@x.example,,,\n",
        &[
            "2 2025-03-01 out other message John Smith <john@x.example> <linkedin.com/in/john>",
            "2 2025-03-09 out other message John Smith <john@x.example> <linkedin.com/in/john>",
            "2 2025-03-01+ in other message John Smith <john@x.example> <linkedin.com/in/john>",
        ],
        &["1 rows: not sent yet"],
    );
}

#[test]
fn a_sheet_that_says_whether_it_was_sent() {
    sheet(
        "Name,Sent?,Date,Response\nAda,yes,2025-03-01,no response\nBo,no,,\nCy,yes,,rejected\nDi,yes,2025-03-02,interview\n",
        &[
            "2 2025-03-01 out other message Ada",
            "5 2025-03-02 out other message Di",
            "5 2025-03-02+ in other message Di",
        ],
        &["1 rows: no date", "1 rows: not sent yet"],
    );
}

#[test]
fn words_that_mean_something_else_in_a_sheet_of_people_are_left_alone() {
    let found = sheet(
        "Company,Position,Type,Source,Date Applied,Result\n\
         Acme,Nurse,Full-time,Indeed,2025-03-01,Rejected\nBorg,Cook,Part-time,Referral,2025-03-02,Pending\n",
        &[
            "2 2025-03-01 out other message Acme",
            "2 2025-03-01+ in other message Acme",
            "3 2025-03-02 out other message Borg",
        ],
        &[],
    );
    says(&found, "columns that were not used: \"Position\", \"Type\", \"Source\"");
}

#[test]
fn where_they_met_is_no_meeting() {
    sheet(
        "Name,Channel,First contact,Stage\nAda,Event,2025-03-01,Waiting\nBo,Phone,2025-03-01,Spoke with him\n",
        &[
            "2 2025-03-01 out in_person message Ada",
            "3 2025-03-01 out phone call Bo",
            "3 2025-03-01+ in phone message Bo",
        ],
        &[],
    );
}

#[test]
fn nobody_at_all_is_a_fault() {
    sheet("Company,Contact,Date sent,Status\n,-,2025-03-01,Waiting\n", &[], &["1 rows: no contact"]);
}

#[test]
fn a_title_above_the_header_and_follow_ups_of_one_name() {
    sheet(
        "My outreach,,,,\nName,Date sent,Follow up,Follow up,Status\nAda,2025-03-01,2025-03-08,2025-03-15,Waiting\n\
         Bo,2025-03-02,,,Waiting\nCy,2025-03-02,,,Waiting\n",
        &[
            "3 2025-03-01 out other message Ada",
            "3 2025-03-08 out other message Ada",
            "3 2025-03-15 out other message Ada",
            "4 2025-03-02 out other message Bo",
            "5 2025-03-02 out other message Cy",
        ],
        &[],
    );
}

#[test]
fn apollos_contacts() {
    let text = "First Name,Last Name,Title,Company,Email,Email Status,Stage,Lists,Last Contacted,Person Linkedin Url,\
                Email Sent,Email Open,Email Bounced,Replied,Demoed,Apollo Contact Id\n\
                Ada,Lovelace,CEO,Acme,ada@acme.example,Verified,Cold,x,2025-03-01,http://www.linkedin.com/in/ada,true,true,false,true,false,1\n\
                Bo,Bell,CTO,Borg,bo@borg.example,Verified,Cold,x,2025-03-02T10:00:00.000Z,,true,false,true,false,false,2\n\
                Cy,Cole,CFO,Corp,cy@corp.example,Verified,Cold,x,,,false,false,false,false,false,3\n\
                Di,Dunn,COO,Dunn,di@dunn.example,Verified,Cold,x,,,true,false,false,false,false,4\n";
    let found = sheet(
        text,
        &[
            "2 2025-03-01 out email message Ada Lovelace <ada@acme.example> <linkedin.com/in/ada>",
            "2 2025-03-01+ in email message Ada Lovelace <ada@acme.example> <linkedin.com/in/ada>",
            "3 2025-03-02T10:00:00Z out email message Bo Bell <bo@borg.example>",
            "3 2025-03-02T10:00:00Z in email bounce Bo Bell <bo@borg.example>",
        ],
        &["1 rows: no date", "1 rows: not sent yet"],
    );
    says(&found, "read as Apollo's contacts; it has one day of contact");
}

#[test]
fn hubspots_contacts() {
    let found = sheet(
        "Record ID,First Name,Last Name,Email,Lead Status,Last Contacted,Number of times contacted,Last Activity Date,Recent Sales Email Replied Date\n\
         1,Ada,Lovelace,ada@x.example,Connected,2025-03-01 10:30,3,2025-03-05,2025-03-04 09:00\n\
         2,Bo,Bell,bo@x.example,Connected,2025-03-01 10:30,1,,\n\
         3,Cy,Cole,cy@x.example,ATTEMPTED_TO_CONTACT,2025-03-02 11:00,1,,\n\
         4,Di,Dunn,di@x.example,,,0,,\n",
        &[
            "2 2025-03-01T10:30:00Z out other message Ada Lovelace <ada@x.example>",
            "2 2025-03-04 in other message Ada Lovelace <ada@x.example>",
            "3 2025-03-01T10:30:00Z out other message Bo Bell <bo@x.example>",
            "3 2025-03-01+ in other message Bo Bell <bo@x.example>",
            "4 2025-03-02T11:00:00Z out other message Cy Cole <cy@x.example>",
        ],
        &["1 rows: not sent yet"],
    );
    says(&found, "only Connected is taken for a reply");
}

#[test]
fn hubspots_activities() {
    sheet(
        "Activity type,Activity date,Email direction,Email send status,Associated contact,Email subject\n\
         Email,2025-03-01 10:30,EMAIL,SENT,Ada Lovelace (ada@x.example),Hello\n\
         Email,2025-03-03 08:00,INCOMING_EMAIL,,Ada Lovelace (ada@x.example),Re: Hello\n\
         Email,2025-03-04 08:00,FORWARDED_EMAIL,,Ada Lovelace (ada@x.example),Fwd: Hello\n\
         Email,2025-03-05 08:00,EMAIL,BOUNCED,Bo (bo@x.example),Hello\n\
         Email,2025-03-06 08:00,EMAIL,SCHEDULED,Cy (cy@x.example),Hello\n\
         Note,2025-03-06 08:00,,,Cy (cy@x.example),\n",
        &[
            "2 2025-03-01T10:30:00Z out email message Ada Lovelace <ada@x.example>",
            "3 2025-03-03T08:00:00Z in email message Ada Lovelace <ada@x.example>",
            "5 2025-03-05T08:00:00Z out email message Bo <bo@x.example>",
            "5 2025-03-05T08:00:00Z in email bounce Bo <bo@x.example>",
        ],
        &["1 rows: a note, no touch", "1 rows: forwarded to the CRM: it does not say by whom", "1 rows: not sent"],
    );
}

#[test]
fn a_preset_is_named_and_the_map_goes_before_it() {
    let text = b"First Name,Last Contacted,My date,Lead Status\nAda,2025-03-01,2025-02-01,New\n";
    let hubspot = Ask { preset: Some(Preset::Hubspot), ..Ask::nothing() };
    assert_eq!(tell(&read(text, &hubspot).unwrap().records[0]), "2 2025-03-01 out other message Ada");
    let map = ColumnMap::from([("date".to_owned(), "My date".to_owned())]);
    let mapped = Ask { map, ..hubspot };
    assert_eq!(tell(&read(text, &mapped).unwrap().records[0]), "2 2025-02-01 out other message Ada");
    let wrong = Ask { preset: Some(Preset::Apollo), ..Ask::nothing() };
    let refused = read(b"Name,Date,Status\nAda,2025-03-01,Sent\n", &wrong).unwrap_err();
    assert!(refused.fault().what.contains("preset apollo"), "{refused}");
}

#[test]
fn a_map_names_follow_ups_and_a_status() {
    let pairs = [("date", "a"), ("contact", "b"), ("follow_up", "c"), ("follow_up_2", "d"), ("status", "e")];
    let map = pairs.map(|(our, theirs)| (our.to_owned(), theirs.to_owned()));
    let ask = Ask { map: ColumnMap::from(map), ..Ask::nothing() };
    let found = read(b"a,b,c,d,e\n2025-03-01,Ada,2025-03-02,2025-03-09,rejected\n", &ask).unwrap();
    let told: Vec<String> = found.records.iter().map(tell).collect();
    assert_eq!(
        told,
        [
            "2 2025-03-01 out other message Ada",
            "2 2025-03-02 out other message Ada",
            "2 2025-03-09 out other message Ada",
            "2 2025-03-01+ in other message Ada",
        ]
    );
}

#[test]
fn a_column_of_replies_whose_words_are_not_known_is_refused() {
    let fault = refused("Date sent,Name,Replied\n2025-03-01,Ada,Often\n2025-03-01,Bo,Seldom\n");
    assert_eq!((fault.found.as_deref(), fault.place.column.as_deref()), (Some("Often"), Some("Replied")));
}

#[test]
fn a_log_of_messages_keeps_its_replies_in_rows() {
    sheet(
        "date,contact,direction,channel,status\n2025-03-01,Ada,out,email,Replied\n2025-03-04,Ada,in,email,Replied\n",
        &["2 2025-03-01 out email message Ada", "3 2025-03-04 in email message Ada"],
        &[],
    );
}

#[test]
fn coffee_chats_are_meetings_and_thanks_are_messages() {
    let found = sheet(
        "Name,First message,Replied?,Reply date,Coffee chat,Thank-you sent\n\
         Ada,2025-02-01,Y,2025-02-03,2025-02-10,2025-02-11\n\
         Bo,2025-02-02,Y,,next week,\n\
         Cy,2025-02-03,N,,TBD,yes\n\
         Di,2025-02-04,not yet,,2025-08-01,\n\
         Ed,,,,2025-02-20,\n\
         Flo,2025-02-05,,,2025-01-20,\n\
         Gus,soon,,,2025-02-21,\n",
        &[
            "2 2025-02-01 out other message Ada",
            "2 2025-02-03 in other message Ada",
            "2 2025-02-10 mutual other meeting Ada",
            "2 2025-02-11 out other message Ada",
            "3 2025-02-02 out other message Bo",
            "3 2025-02-02+ in other message Bo",
            "4 2025-02-03 out other message Cy",
            "5 2025-02-04 out other message Di",
            "6 2025-02-20 mutual other meeting Ed",
            "7 2025-02-05 out other message Flo",
            "7 2025-01-20 mutual other meeting Flo",
            "8 2025-02-21 mutual other meeting Gus",
        ],
        &[
            "1 answers: a meeting without a day",
            "1 answers: a thank-you without a day",
            "1 answers: not a date",
            "1 answers: still to come",
        ],
    );
    says(&found, "column \"Coffee chat\" was read as meeting");
    let thanks: Vec<bool> = found.records.iter().map(|r| r.details.flags.get("thanks") == Some(&true)).collect();
    assert_eq!(thanks.iter().position(|t| *t), Some(3));
    assert_eq!(thanks.iter().filter(|t| **t).count(), 1);
}

#[test]
fn columns_of_meetings_without_days_are_left_alone() {
    let found = sheet(
        "Name,Date sent,Status,Interview,Met,Next meeting\nAda,2025-03-01,Waiting,yes,at the fair,2025-03-04\n",
        &["2 2025-03-01 out other message Ada"],
        &[],
    );
    says(&found, "columns that were not used: \"Interview\", \"Met\", \"Next meeting\"");
    sheet(
        "Name,Date sent,Interview date,2nd interview,Thanks\nAda,01/03/2025,25/03/2025,02/04/2025,03/04/2025\n",
        &[
            "2 2025-03-01 out other message Ada",
            "2 2025-03-25 mutual other meeting Ada",
            "2 2025-04-02 mutual other meeting Ada",
            "2 2025-04-03 out other message Ada",
        ],
        &[],
    );
}

#[test]
fn missing_days_in_the_words_of_databases_and_languages() {
    let found = sheet(
        "Name,First email,Follow up 1,Follow up 2,2nd follow-up LinkedIn,Next follow up,Replied on\n\
         Al,2025-03-03,2025-03-17,2025-03-10,2025-03-12,2025-07-01,null\n\
         Bea,2025-03-04,-,n/a,0000-00-00,TBD,2025-03-06\n\
         Di,2025-03-06,none,\"-; 2025-03-09\",00/00/0000,2025-03-20,0000-00-00\n\
         Eva,2025-03-07,,,,,s.o.\n\
         Flo,2025-03-08,,,,,noch nicht\n\
         Gus,0000-00-00,,,,,\n",
        &[
            "2 2025-03-03 out other message Al",
            "2 2025-03-10 out other message Al",
            "2 2025-03-12 out linkedin message Al",
            "2 2025-03-17 out other message Al",
            "3 2025-03-04 out other message Bea",
            "3 2025-03-06 in other message Bea",
            "4 2025-03-06 out other message Di",
            "4 2025-03-09 out other message Di",
            "5 2025-03-07 out other message Eva",
            "6 2025-03-08 out other message Flo",
        ],
        &["1 rows: not sent yet"],
    );
    says(&found, "\"2nd follow-up LinkedIn\" was read as follow_up_3");
    says(&found, "column that was not used: \"Next follow up\"");
}

#[test]
fn one_name_in_several_companies_is_several_people() {
    let found = sheet(
        "Name,Company,Email,Contacted,Status,Replied on\n\
         John Smith,Acme,,2025-01-05,Replied,2025-01-06\n\
         john smith,Beta,,2025-01-08,No reply,\n\
         John Smith,Gamma,john@gamma.example,2025-01-09,No reply,\n\
         John Smith,Gamma GmbH,,2025-02-09,No reply,\n\
         John Smith,,,2025-02-10,No reply,\n\
         Ann Lee,Delta,,2025-01-10,No reply,\n\
         Ann Lee,Delta Inc.,,2025-01-15,No reply,\n\
         Ann Lee,,,2025-01-16,No reply,\n",
        &[
            "2 2025-01-05 out other message John Smith (Acme)",
            "2 2025-01-06 in other message John Smith (Acme)",
            "3 2025-01-08 out other message john smith (Beta)",
            "4 2025-01-09 out other message John Smith <john@gamma.example>",
            "5 2025-02-09 out other message John Smith <john@gamma.example>",
            "6 2025-02-10 out other message John Smith",
            "7 2025-01-10 out other message Ann Lee",
            "8 2025-01-15 out other message Ann Lee",
            "9 2025-01-16 out other message Ann Lee",
        ],
        &[],
    );
    says(&found, "1 name stands with several companies: taken for different people");
}

#[test]
fn in_a_log_of_one_row_a_message_a_name_keeps_its_companies() {
    let found = sheet(
        "date,contact,direction,organisation\n2025-01-05,Ada,out,Acme\n2025-03-05,Ada,out,Beta\n",
        &["2 2025-01-05 out other message Ada", "3 2025-03-05 out other message Ada"],
        &[],
    );
    assert!(!found.account.notes.iter().any(|n| n.contains("several companies")));
}

#[test]
fn replies_of_yes_and_no_in_other_languages() {
    let records = [
        "2 2025-02-03 out other message Ada",
        "2 2025-02-12 in other message Ada",
        "3 2025-02-04 out other message Bo",
        "4 2025-02-06 out other message Cy",
        "4 2025-02-06+ in other message Cy",
    ];
    for (header, yes, no) in [
        ("Name;Kontaktiert am;Antwort erhalten;Antwort am", "ja", "nein"),
        ("Name;Kontaktiert am;Antwort;Antwort am", "ja", "keine"),
        ("Name;Datum;Rückmeldung;Rückmeldung am", "ja", "nein"),
        ("Nom;Contacté le;Réponse reçue;Réponse le", "oui", "non"),
        ("Nombre;Enviado el;Respuesta;Fecha de respuesta", "sí", "no"),
    ] {
        let rows = format!("Ada;03.02.2025;{yes};12.02.2025\nBo;04.02.2025;{no};\nCy;06.02.2025;{yes};\n");
        sheet(&format!("{header}\n{rows}"), &records, &[]);
    }
}

#[test]
fn a_reply_of_yes_no_and_days_in_one_column() {
    let rows = "Ada;03.02.2025;ja\nBo;04.02.2025;nein\nCy;05.02.2025;am 20.02.2025\nDi;01.03.2025;noch keine\n";
    sheet(
        &format!("Name;Datum;Antwort\n{rows}"),
        &[
            "2 2025-02-03 out other message Ada",
            "2 2025-02-03+ in other message Ada",
            "3 2025-02-04 out other message Bo",
            "4 2025-02-05 out other message Cy",
            "4 2025-02-20 in other message Cy",
            "5 2025-03-01 out other message Di",
        ],
        &[],
    );
}

#[test]
fn contacts_that_are_counted_and_when_they_replied() {
    let found = sheet(
        "Person,Date of 1st contact,Date of 2nd contact,Date of 3rd contact,Heard back?,When\n\
         Ann,1/5/25,1/20/25,,yes,1/25/25\n\
         Bob,1/6/25,1/20/25,2/3/25,no,\n\
         Cat,1/7/25,,,x,\n",
        &[
            "2 2025-01-05 out other message Ann",
            "2 2025-01-20 out other message Ann",
            "2 2025-01-25 in other message Ann",
            "3 2025-01-06 out other message Bob",
            "3 2025-01-20 out other message Bob",
            "3 2025-02-03 out other message Bob",
            "4 2025-01-07 out other message Cat",
            "4 2025-01-07+ in other message Cat",
        ],
        &[],
    );
    says(&found, "column \"When\" was read as replied_on");
    sheet(
        "Company,Contact 1,Contact 2,Date sent,Status\nAcme,Ada,Bo,2025-03-01,Waiting\n",
        &["2 2025-03-01 out other message Acme"],
        &[],
    );
}

#[test]
fn a_status_of_mine_and_a_response_of_theirs() {
    sheet(
        "Name,Date sent,Status,Response\nAda,2025-03-01,Sent,Yes\nBo,2025-03-02,Sent,No\n",
        &[
            "2 2025-03-01 out other message Ada",
            "2 2025-03-01+ in other message Ada",
            "3 2025-03-02 out other message Bo",
        ],
        &[],
    );
}

#[test]
fn a_reply_before_the_message_is_a_reply_without_a_day() {
    let found = sheet(
        "Name,First message,Follow up 1,Follow up 2,Replied\n\
         Dan,2025-01-08,2025-01-03,2025-01-12,2025-01-02\n",
        &[
            "2 2025-01-08 out other message Dan",
            "2 2025-01-12 out other message Dan",
            "2 2025-01-08+ in other message Dan",
        ],
        &["1 answers: follow-up before the message", "1 answers: reply before the message"],
    );
    assert!(!found.account.notes.iter().any(|n| n.contains("and not when")), "the fault says it");
}

#[test]
fn blank_rows_and_totals_are_nobody() {
    sheet(
        "#,Company,Person,Reached out,Outcome\n\
         1,Acme,Ann,2025-01-05,No response\n\
         2,Total,,2025-01-06,No response\n\
         3,Beta,Bo,,To do\n\
         ,,,,\n\
         Total,10,,,\n\
         Average:,,,7,\n",
        &["2 2025-01-05 out other message Ann", "3 2025-01-06 out other message Total"],
        &["2 rows: a total, no row of its own", "1 rows: blank line", "1 rows: not sent yet"],
    );
    sheet(
        "Company,Contact,Applied on,Status\nTotal,Ann,,To do\nTotal,,2025-01-06,Applied\nSum,,,\n",
        &["3 2025-01-06 out other message Total"],
        &["1 rows: a total, no row of its own", "1 rows: not sent yet"],
    );
}

#[test]
fn titles_are_those_of_people_and_not_of_jobs() {
    let title = |text: &str| {
        let details = found(text).records.into_iter().map(|r| r.details);
        details.map(|d| d.texts.get("title").cloned().unwrap_or_default()).next().unwrap()
    };
    assert_eq!(title("date,contact,direction,role\n2025-03-01,Ada,out,VP Sales\n"), "VP Sales");
    assert_eq!(title("Name,Date sent,Reply date,Job Title\nAda,2025-03-01,2025-03-04,CFO\n"), "CFO");
    let jobs = "Company,Position,Applied on,Status\nAcme,Nurse,2025-03-14,Rejected\n";
    assert_eq!(title(jobs), "", "the job that one applies for");
    let recruiters = "Company,Recruiter,Position,Date applied,Status\nAcme,Ada,Nurse,2025-03-14,Rejected\n";
    assert_eq!(title(recruiters), "");
    assert_eq!(title(&recruiters.replace("Position", "Contact title")), "Nurse", "said outright");
    let unnamed = "Name,Company,Date sent,Reply date,Title\n,Acme,2025-03-01,2025-03-04,CFO\n";
    assert_eq!(title(unnamed), "", "nobody is named");
}

#[test]
fn messages_and_subjects_are_counted_where_the_log_has_their_text() {
    let log = "date,contact,direction,subject,message,words\n\
               2025-03-01,Ada,out,Re: Two short questions,\"Hi Ada, how do you hire? And whom?\",\n\
               2025-03-02,Bo,out,,\"Hi Bo, how do you hire? And whom?\",9\n\
               2025-03-03,Cy,out,-,-,\n";
    let details: Vec<_> = found(log).records.into_iter().map(|r| r.details).collect();
    let numbers = |i: usize| ["words", "questions", "subject_words"].map(|n| details[i].numbers.get(n).copied());
    assert_eq!(numbers(0), [Some(8), Some(2), Some(3)]);
    assert_eq!(numbers(1), [Some(9), Some(2), None], "what the log states goes first");
    assert_eq!(numbers(2), [None; 3]);
    assert!(details[0].written.is_some() && details[0].written == details[1].written);
    assert_eq!(details[2].written, None);
}
