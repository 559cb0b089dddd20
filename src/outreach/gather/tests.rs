use super::*;
use crate::outreach::record::topic;
use crate::outreach::words::Channel;
use jiff::civil::date;

const ME: &str = "me@own.org";

fn party(address: &str) -> Party {
    Party::new("", address, "")
}

fn parties(addresses: &str) -> Vec<Party> {
    addresses.split(' ').filter(|a| !a.is_empty()).map(party).collect()
}

/// A mail on a day of March 2025; of each list the addresses.
fn mail(row: u64, from: &str, to: &str, cc: &str, bcc: &str) -> Record {
    let envelope = Envelope { from: party(from), to: parties(to), cc: parties(cc), bcc: parties(bcc) };
    Record {
        id: Some(format!("{row}@id")),
        who: Who::Message(Box::new(envelope)),
        channel: Channel::Email,
        ..Record::of_row(row, date(2025, 3, row as i8))
    }
}

fn answering(record: Record, row: u64) -> Record {
    Record { answers: vec![format!("{row}@id")], ..record }
}

#[derive(Default)]
struct Case {
    only: Only,
    people: Vec<String>,
    until: Until,
}

impl Case {
    fn gather(&self, sources: Vec<Found>) -> Gathered {
        let given = sources.into_iter().enumerate().map(|(index, mut found)| {
            found.account.read = found.records.iter().map(|r| r.row).max().unwrap_or(0);
            Given { feed: Feed { index, complete: true }, only: &self.only, people: &self.people, found }
        });
        let me = Me { addresses: vec![ME.into()], ..Me::default() };
        gather(given.collect(), &me, &TimeZone::UTC, self.until).unwrap()
    }
}

fn of(records: Vec<Record>) -> Found {
    Found { records, ..Found::new("mail") }
}

/// Day, direction, kind and contact of every touch.
fn told(gathered: &Gathered) -> Vec<String> {
    let frame = &gathered.touches.frame;
    let text = |name: &str, i: usize| frame.column(name).unwrap().get(i).unwrap().str_value().into_owned();
    let line = |i| ["day", "direction", "kind", "contact"].map(|name| text(name, i)).join(" ");
    (0..gathered.touches.len()).map(line).collect()
}

fn reasons(gathered: &Gathered) -> Vec<String> {
    let accounts = gathered.touches.accounts.iter();
    accounts.flat_map(|a| a.rows.iter().map(|(r, l)| format!("{} {}", l.n, r.words))).collect()
}

#[test]
fn a_message_is_to_whom_it_is_addressed() {
    let records = vec![
        mail(1, ME, "ada@x.org", "bo@x.org", ""),
        mail(2, "Ada+jobs@X.org", ME, "", ""),
        mail(3, ME, "ada@x.org bo@x.org", "", ""),
        mail(4, ME, ME, "", "cy@x.org di@x.org"),
        mail(5, ME, "", "", ""),
        mail(6, "", ME, "", ""),
    ];
    let gathered = Case::default().gather(vec![of(records)]);
    let expected = [
        "2025-03-01 out message ada@x.org",
        "2025-03-02 in message ada@x.org",
        "2025-03-04 out message cy@x.org",
        "2025-03-04 out message di@x.org",
    ];
    assert_eq!(told(&gathered), expected);
    assert_eq!(reasons(&gathered), ["1 no sender", "1 to or from yourself", "1 to several people at once"]);
    let account = &gathered.touches.accounts[0];
    assert_eq!((account.read, account.used()), (6, 3));
}

#[test]
fn who_answers_from_another_address_answers_for_whom_was_written_to() {
    let records = vec![
        mail(1, ME, "ada@x.org", "", ""),
        answering(mail(2, "ada@private.org", ME, "", ""), 1),
        answering(mail(3, ME, "ada@private.org", "", ""), 2),
        mail(4, "ada@private.org", ME, "", ""),
        // Somebody whom I wrote to as well answers for themselves.
        mail(5, ME, "bo@x.org", "", ""),
        mail(6, ME, "cy@x.org", "", ""),
        answering(mail(7, "cy@x.org", ME, "", ""), 5),
    ];
    let expected = [
        "2025-03-01 out message ada@x.org",
        "2025-03-02 in message ada@x.org",
        "2025-03-03 out message ada@x.org",
        "2025-03-04 in message ada@private.org",
        "2025-03-05 out message bo@x.org",
        "2025-03-06 out message cy@x.org",
        "2025-03-07 in message cy@x.org",
    ];
    assert_eq!(told(&Case::default().gather(vec![of(records)])), expected);
}

#[test]
fn who_had_a_copy_or_was_known_before_answers_for_themselves() {
    let records = vec![
        // The professor had a copy, the friend wrote before: both answer, and Ada does not.
        mail(1, "friend@z.org", ME, "", ""),
        mail(2, ME, "ada@x.org", "prof@x.org", ""),
        answering(mail(3, "prof@x.org", ME, "", ""), 2),
        answering(mail(4, "friend@z.org", ME, "", ""), 2),
    ];
    let gathered = Case::default().gather(vec![of(records)]);
    assert_eq!(told(&gathered)[2..], ["2025-03-03 in message prof@x.org", "2025-03-04 in message friend@z.org"]);
}

#[test]
fn what_is_written_later_takes_no_answer_back() {
    let records = vec![
        mail(1, ME, "ada@x.org", "", ""),
        answering(mail(2, "ada@home.org", ME, "", ""), 1),
        mail(20, ME, "ada@home.org", "", ""),
    ];
    let gathered = Case::default().gather(vec![of(records)]);
    assert_eq!(told(&gathered)[1], "2025-03-02 in message ada@x.org");
}

#[test]
fn a_thread_of_the_source_tells_whose_answer_it_is() {
    let threaded = |record: Record| Record { thread: Some("77".into()), ..record };
    let records = vec![threaded(mail(1, ME, "ada@x.org", "", "")), threaded(mail(2, "ada@home.org", ME, "", ""))];
    assert_eq!(told(&Case::default().gather(vec![of(records)]))[1], "2025-03-02 in message ada@x.org");
}

#[test]
fn what_i_sent_through_a_mailing_tool_and_what_answers_it_is_no_bulk() {
    let bulk = |record: Record| Record { kind: Kind::Bulk, ..record };
    let records = vec![bulk(mail(1, ME, "ada@x.org", "", "")), bulk(answering(mail(2, "ada@x.org", ME, "", ""), 1))];
    let expected = ["2025-03-01 out message ada@x.org", "2025-03-02 in message ada@x.org"];
    assert_eq!(told(&Case::default().gather(vec![of(records)])), expected);
}

#[test]
fn a_copy_without_an_id_of_its_own_is_the_same_message() {
    let at = |record: Record| Record { when: When::At(1_741_000_000_000), ..record };
    let sent = at(mail(1, ME, "ada@x.org", "", ""));
    let copy = Record { id: Some("none:abc".into()), ..sent.clone() };
    let gathered = Case::default().gather(vec![of(vec![sent]), of(vec![copy])]);
    assert_eq!((gathered.touches.len(), reasons(&gathered)), (1, vec!["1 read already".to_owned()]));
}

#[test]
fn only_narrows_what_counts_and_not_what_is_known() {
    let records = vec![mail(1, ME, "ada@x.org", "", ""), mail(20, "bo@y.org", ME, "", "")];
    let case = Case { only: Only { addresses: vec!["@x.org".into()], ..Only::default() }, ..Case::default() };
    assert_eq!(case.gather(vec![of(records)]).touches.as_of(), Some(date(2025, 3, 20)));
}

#[test]
fn a_delivery_notice_is_about_whom_the_message_did_not_reach() {
    let bounce = |record: Record| Record { kind: Kind::Bounce, ..record };
    let records = vec![
        mail(1, ME, "ada@x.org", "", ""),
        bounce(answering(mail(2, "mailer-daemon@x.org", ME, "", ""), 1)),
        Record { who: Who::Contact(party("bo@x.org"), Direction::In), ..bounce(mail(3, "", "", "", "")) },
        bounce(answering(mail(4, "mailer-daemon@x.org", ME, "", ""), 99)),
        // A second notice of the first message.
        bounce(answering(mail(5, "mailer-daemon@x.org", ME, "", ""), 1)),
    ];
    let gathered = Case::default().gather(vec![of(records)]);
    let expected =
        ["2025-03-01 out message ada@x.org", "2025-03-01 in bounce ada@x.org", "2025-03-03 in bounce bo@x.org"];
    assert_eq!(told(&gathered), expected);
    assert_eq!(reasons(&gathered), ["1 a delivery notice of a message that is not here", "1 read already"]);
}

#[test]
fn the_same_message_in_two_files_is_one() {
    let (sent, other) = (mail(1, ME, "ada@x.org", "", ""), mail(2, "ada@x.org", ME, "", ""));
    let gathered = Case::default().gather(vec![of(vec![sent.clone(), other]), of(vec![sent])]);
    assert_eq!(gathered.touches.len(), 2);
    assert_eq!(reasons(&gathered), ["1 read already"]);
}

#[test]
fn a_calendar_never_says_up_to_which_day_all_is_known() {
    let met = |row: u64, people: &str| Record {
        who: Who::Meeting(parties(people)),
        kind: Kind::Meeting,
        ..Record::of_row(row, date(2025, 3, row as i8))
    };
    let many = "a@x.org b@x.org c@x.org d@x.org e@x.org";
    let calendar = vec![met(3, "me@own.org ada@x.org"), met(4, many), met(6, ME), met(20, "ada@x.org")];
    let calendar = Found { is_calendar: true, ..of(calendar) };
    let gathered = Case::default()
        .gather(vec![calendar, of(vec![mail(1, ME, "ada@x.org", "", ""), mail(10, ME, "bo@x.org", "", "")])]);
    assert_eq!(told(&gathered)[0], "2025-03-03 mutual meeting ada@x.org");
    assert_eq!(gathered.touches.len(), 3);
    assert_eq!(gathered.touches.as_of(), Some(date(2025, 3, 10)));
    let left = ["1 a meeting of many", "1 a meeting that names nobody else", "1 still to come"];
    assert_eq!(reasons(&gathered), left);
}

#[test]
fn only_chooses_correspondents_with_all_that_passed() {
    let labelled = |record: Record| Record { labels: vec!["Jobs/Networking".into()], ..record };
    let records = vec![
        labelled(mail(1, ME, "ada@x.org", "", "")),
        mail(2, ME, "bo@y.org", "", ""),
        // The answer bears no label, and comes from another address.
        answering(mail(3, "ada@home.org", ME, "", ""), 1),
    ];
    let by_label = Case { only: Only { labels: vec!["jobs".into()], ..Only::default() }, ..Case::default() };
    let by_address = Case { only: Only { addresses: vec!["@x.org".into()], ..Only::default() }, ..Case::default() };
    let expected = ["2025-03-01 out message ada@x.org", "2025-03-03 in message ada@x.org"];
    let gathered = by_label.gather(vec![of(records.clone())]);
    assert_eq!(told(&gathered), expected);
    assert_eq!(reasons(&gathered), ["1 with nobody under the labels of only"]);
    let gathered = by_address.gather(vec![of(records.clone())]);
    assert_eq!(told(&gathered), expected);
    assert_eq!(reasons(&gathered), ["1 with nobody of the addresses of only"]);
    let days = Only { after: Some(date(2025, 3, 2)), before: Some(date(2025, 3, 2)), ..Only::default() };
    let gathered = Case { only: days, ..Case::default() }.gather(vec![of(records)]);
    assert_eq!(told(&gathered), ["2025-03-02 out message bo@y.org"]);
    assert_eq!(reasons(&gathered), ["2 outside the days of only"]);
}

#[test]
fn senders_who_are_people_are_no_bulk() {
    let bulk = |record: Record| Record { kind: Kind::Bulk, ..record };
    let records = vec![bulk(mail(1, "ada@lists.org", ME, "", "")), bulk(mail(2, "shop@y.org", ME, "", ""))];
    let case = Case { people: vec!["@lists.org".into()], ..Case::default() };
    assert_eq!(
        told(&case.gather(vec![of(records)])),
        ["2025-03-01 in message ada@lists.org", "2025-03-02 in bulk shop@y.org"]
    );
}

#[test]
fn messages_of_one_conversation_have_one_thread() {
    let topical = |record: Record, subject: &str| Record { topic: topic(subject), ..record };
    let records = vec![
        topical(mail(1, ME, "ada@x.org", "", ""), "Coffee?"),
        topical(answering(mail(2, "ada@x.org", ME, "", ""), 1), "Re: Coffee?"),
        topical(mail(3, ME, "bo@x.org", "", ""), "Tea?"),
        topical(mail(4, "bo@x.org", ME, "", ""), "AW: Tea?"),
        mail(5, ME, "cy@x.org", "", ""),
    ];
    let gathered = Case::default().gather(vec![of(records)]);
    let threads: Vec<Option<String>> =
        gathered.touches.frame.column("thread").unwrap().str().unwrap().iter().map(|t| t.map(str::to_owned)).collect();
    assert!(threads[0].is_some() && threads[0] == threads[1], "{threads:?}");
    assert!(threads[2].is_some() && threads[2] == threads[3], "{threads:?}");
    assert_ne!(threads[0], threads[2]);
    assert_eq!(threads[4], None);
}
