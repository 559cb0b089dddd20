//! What a log looks like before it is read: its headers and first cells.

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
}
