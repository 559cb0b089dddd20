//! What a file of outreach looks like before it is read: a log by its headers and first cells, and archives that no reader
//! takes yet.

use super::log::{REPLIED, names_of, says_no};
use crate::input::{Opened, Sheet, dates, labels};
use crate::outreach::words::Direction;

/// Rows in which a log's header may stand.
const HEADER_WITHIN: usize = 10;

/// The header of a log: a contact, a date, and a direction or the day of a reply, with cells below that say so. `None` for
/// anything else.
pub fn log_header(opened: &Opened) -> Option<Vec<String>> {
    if opened.is_parquet() {
        let headers = Sheet::read(&opened.path, &opened.name).ok()?.headers();
        return is_header(&headers, &[]).then_some(headers);
    }
    let rows = opened.head.iter().enumerate().take(HEADER_WITHIN);
    let mut headers = rows.filter(|(i, row)| is_header(row, &opened.head[i + 1..]));
    headers.next().map(|(_, row)| row.clone())
}

fn is_header(row: &[String], below: &[Vec<String>]) -> bool {
    if ["date", "contact"].iter().any(|needed| place(row, needed).is_none()) {
        return false;
    }
    let column = |our| place(row, our).map(|i| cells(below, i));
    let directions = column("direction").is_some_and(|cells| mostly(&cells, |c| Direction::parse(c).is_some()));
    let replies = || column(REPLIED).is_some_and(|cells| mostly(&cells, |c| says_no(c) || dates::looks_like_a_date(c)));
    directions || replies()
}

/// Where a column of ours stands in a header, under any of its names.
fn place(row: &[String], our: &'static str) -> Option<usize> {
    let headers: Vec<String> = row.iter().map(|h| labels::normal(h)).collect();
    names_of(our).into_iter().find_map(|name| headers.iter().position(|h| *h == name))
}

fn cells(rows: &[Vec<String>], i: usize) -> Vec<&str> {
    rows.iter().filter_map(|row| row.get(i)).map(String::as_str).filter(|c| !labels::is_blank(c)).collect()
}

/// At least half of the cells; of none, it is left open and the header decides.
fn mostly(cells: &[&str], is: impl Fn(&str) -> bool) -> bool {
    2 * cells.iter().filter(|c| is(c)).count() >= cells.len()
}

/// Endings of archives; what they are is told by content.
pub const ARCHIVES: [&str; 6] = ["zip", "mbox", "eml", "pst", "ics", "vcf"];

/// Archives by their first bytes.
const FIRST_BYTES: [(&str, &str); 6] = [
    ("From ", "a mailbox (mbox)"),
    ("BEGIN:VCALENDAR", "a calendar (iCalendar)"),
    ("BEGIN:VCARD", "an address book (vCard)"),
    ("Return-Path:", "an e-mail"),
    ("Received:", "an e-mail"),
    ("!BDN", "an Outlook archive"),
];

/// Tables of a LinkedIn archive, by columns that only they have.
const TABLES: [(&str, &[&str]); 3] = [
    ("LinkedIn's list of connections", &["first name", "last name", "connected on"]),
    ("LinkedIn's messages", &["conversation id", "from", "to", "content"]),
    ("LinkedIn's invitations", &["from", "to", "sent at", "inviterprofileurl"]),
];

/// What a file is that may become outreach one day, by its first bytes, in a few words.
pub fn archive(start: &[u8]) -> Option<&'static str> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    FIRST_BYTES.iter().find(|(magic, _)| start.starts_with(magic.as_bytes())).map(|(_, words)| *words)
}

/// The same for a table of an unpacked archive, by its header.
pub fn archived_table(opened: &Opened) -> Option<&'static str> {
    let rows = opened.head.iter().take(HEADER_WITHIN);
    let mut rows = rows.map(|row| row.iter().map(|h| labels::normal(h)).collect::<Vec<_>>());
    rows.find_map(|row| {
        let all = |(_, columns): &&(_, &[&str])| columns.iter().all(|c| row.iter().any(|h| h == c));
        TABLES.iter().find(all).map(|(words, _)| *words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|l| l.split(',').map(str::to_owned).collect()).collect()
    }

    fn is_log(text: &str) -> bool {
        let rows = rows(text);
        is_header(&rows[0], &rows[1..])
    }

    #[test]
    fn a_log_has_a_contact_a_date_and_a_direction_or_the_day_of_a_reply() {
        assert!(is_log("date,contact,direction\n2025-03-01,Ada,out"));
        assert!(is_log("Name,Date sent,Reply date\nAda,2025-03-01,2025-03-04\nBo,2025-03-01,no"));
        assert!(is_log("date,contact,direction"), "nothing below speaks against it");
        assert!(!is_log("date,contact\n2025-03-01,Ada"));
        assert!(!is_log("Timestamp,Name,Way\n2025-03-01,Ada,by bus\n2025-03-01,Bo,on foot"));
        assert!(!is_log("Timestamp,Email,Replied\n2025-03-01,a@example.org,Often"));
    }

    #[test]
    fn archives_are_told_by_their_first_bytes() {
        assert_eq!(archive(b"From ada@example.org Mon Mar  3\n"), Some("a mailbox (mbox)"));
        assert_eq!(archive(b"From,To\n"), None);
    }
}
