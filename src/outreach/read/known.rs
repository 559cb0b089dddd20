//! What a log looks like before it is read: its headers and first cells.

use super::log::{
    ANY_DATE, COLUMNS, DESCRIBED, OF_DAYS, OF_PEOPLE, REPLIED, SOME_DATE, Sketch, WHO, bare, is_clear, is_follow_up,
    is_nothing, key, names_of, says_no, status,
};
use crate::input::{Opened, Sheet, dates, labels};
use crate::outreach::words::{Direction, flag};

/// Rows in which a log's header may stand.
const HEADER_WITHIN: usize = 10;

/// The header of a log: a contact, a date, and a direction or the day of a reply, with cells below that say so; or a person or
/// a company, the day on which something was sent, and what came of it; or an export that a preset knows. `None` for anything
/// else.
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
    let header = Header { keys: row.iter().map(|h| key(h)).collect(), below };
    header.is_preset() || header.is_of_messages() || header.is_of_people()
}

/// A row that may be a header, with the rows below it.
struct Header<'a> {
    keys: Vec<String>,
    below: &'a [Vec<String>],
}

impl Header<'_> {
    fn is_preset(&self) -> bool {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        Sketch::known_by(&keys).is_some()
    }

    /// One row a message.
    fn is_of_messages(&self) -> bool {
        if self.place("date").is_none() || self.place("contact").is_none() {
            return false;
        }
        let column = |our| self.place(our).map(|i| self.cells(i));
        let directions = column("direction").is_some_and(|cells| mostly(&cells, |c| Direction::parse(c).is_some()));
        directions || self.has_days_of_replies()
    }

    /// A column with the days of replies; one whose name means other things too must have a day.
    fn has_days_of_replies(&self) -> bool {
        self.places(REPLIED).into_iter().any(|i| {
            let cells = self.cells(i);
            let days = cells.iter().any(|c| is_day(c));
            mostly(&cells, |c| says_no(c) || is_day(c))
                && (days || cells.iter().all(|c| says_no(c)) && !self.is(i, &OF_DAYS))
        })
    }

    /// One row a person. Surveys have names and times too, so the date must be that of something sent, and what came of it
    /// must stand below.
    fn is_of_people(&self) -> bool {
        let days = |i: &usize| mostly(&self.cells(*i), |c| is_day(c) || is_nothing(c));
        let sent: Vec<usize> =
            self.places("date").into_iter().filter(|i| !self.is(*i, &ANY_DATE)).filter(days).collect();
        if sent.is_empty() || WHO.iter().all(|our| self.place(our).is_none()) {
            return false;
        }
        let certain = sent.iter().any(|i| !self.is(*i, &SOME_DATE));
        let known = |c: &str| if certain { status(c).is_some() } else { is_clear(c) };
        self.below("status", &known)
            || self.has_days_of_replies()
            || certain && self.below(REPLIED, &|c| says_no(c) || is_day(c) || status(c).is_some())
            || self.has_follow_ups()
            || self.is_bare()
    }

    /// `Name, Date, Answer` with yes and no: a sheet of people, unless anything beside them could be a survey's.
    fn is_bare(&self) -> bool {
        let mut named = names_of("contact").into_iter().filter(|name| !MAILS.contains(name)).map(key);
        let has_name = named.any(|name| self.keys.contains(&name)) || self.place("first_name").is_some();
        let submitted = |k: &String| SUBMITTED.iter().any(|word| k.contains(word));
        let questions = self.keys.iter().filter(|k| !k.is_empty() && !is_known(k)).count();
        has_name
            && questions < 2
            && !self.keys.iter().any(submitted)
            && self.below(REPLIED, &|c| says_no(c) || is_day(c) || status(c).is_some() || flag(c).is_some())
    }

    fn has_follow_ups(&self) -> bool {
        let mut columns = self.keys.iter().enumerate().filter(|(_, key)| is_follow_up(key));
        columns.any(|(i, _)| mostly(&self.cells(i), |c| is_day(c) || status(c).is_some()))
    }

    /// Whether most cells below a column of ours are something; of none, they are not.
    fn below(&self, our: &'static str, is: &dyn Fn(&str) -> bool) -> bool {
        self.places(our).into_iter().any(|i| {
            let cells = self.cells(i);
            !cells.is_empty() && mostly(&cells, is)
        })
    }

    /// Whether a column has one of these names.
    fn is(&self, i: usize, names: &[&str]) -> bool {
        self.keys.get(i).is_some_and(|k| names.iter().any(|name| key(name) == *k))
    }

    /// Where a column of ours stands, under any of its names.
    fn place(&self, our: &'static str) -> Option<usize> {
        self.places(our).first().copied()
    }

    /// All columns under its names, the best name first.
    fn places(&self, our: &'static str) -> Vec<usize> {
        let find = |name: &str| self.keys.iter().position(|k| *k == key(name));
        names_of(our).into_iter().filter_map(find).collect()
    }

    fn cells(&self, i: usize) -> Vec<&str> {
        let cells = self.below.iter().filter_map(|row| row.get(i)).map(String::as_str);
        cells.filter(|c| !labels::is_blank(c)).collect()
    }
}

/// Names of a contact's column that surveys have too.
const MAILS: [&str; 2] = ["email", "e-mail"];

/// Words in the headers of a survey's export.
const SUBMITTED: [&str; 8] =
    ["timestamp", "submitted", "submission", "zeitstempel", "horodateur", "marca temporal", "start date", "end date"];

/// What people keep beside the columns of a log.
const BESIDE: [&str; 16] = [
    "notes",
    "comments",
    "role",
    "position",
    "title",
    "job title",
    "job",
    "link",
    "url",
    "location",
    "city",
    "country",
    "notizen",
    "bemerkung",
    "stelle",
    "poste",
];

/// Whether a header is one of a log, and no question of a survey's.
fn is_known(header: &str) -> bool {
    let mut names = COLUMNS.into_iter().chain(OF_PEOPLE).chain(DESCRIBED).flat_map(names_of);
    BESIDE.contains(&header) || is_follow_up(header) || names.any(|name| key(name) == header)
}

fn is_day(cell: &str) -> bool {
    let cell = bare(cell);
    dates::looks_like_a_date(cell) || dates::lacks_year(cell) || dates::serial(cell).is_some()
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

    #[test]
    fn a_sheet_of_people_has_a_day_of_sending_and_what_came_of_it() {
        let rows = "Acme,Ada,a@example.org,2025-03-01,,Applied";
        assert!(is_log(&format!("Company,Contact,E-mail,Date Applied,Follow-Up,Status\n{rows}")));
        assert!(is_log("Company,Position,Applied on,Status\nAcme,Nurse,3/14/2025,Rejected\nB,Cook,-,To apply"));
        assert!(is_log("Name,Date contacted,Follow up 1,Follow up 2\nAda,3/1/2025,3/8/2025,\nBo,3/2/2025,,"));
        assert!(is_log("First Name,Last Name,Sent,Response\nAda,L,1 Mar 2025,No response\nBo,M,2 Mar 2025,Interview"));
        assert!(is_log("Date Sent,Prospect Name,Channel,Response?\n1/15/26,Ada,Email,No\n1/18/26,Bo,Email,Yes"));
        assert!(is_log("First Name,Email,Last Contacted,Lead Status\nAda,a@example.org,2025-03-01,NEW"));
    }

    #[test]
    fn a_bare_date_beside_a_name_and_a_reply_of_yes_and_no() {
        let rows = "Jörg,2025-02-03,ja\nUwe,2025-02-04,nein\nKarl,2025-02-05,am 20.02.2025\nOtto,2025-02-06,noch keine";
        assert!(is_log(&format!("Name,Datum,Antwort\n{rows}")));
        assert!(is_log(&format!("Kontakt,Datum,Rückmeldung\n{rows}")));
        assert!(is_log("Nom,Date,Réponse\nAda,2025-02-03,oui\nBo,2025-02-04,non"));
        assert!(is_log("Nombre,Fecha,Respuesta\nAda,2025-02-03,sí\nBo,2025-02-04,no"));
        assert!(is_log("Name,Date,Heard back\nAda,2025-02-03,yes\nBo,2025-02-04,no"));
        assert!(is_log(
            "Person,Date of 1st contact,Date of 2nd contact,Heard back?,When\nAda,1/5/25,1/20/25,yes,1/25/25"
        ));
    }

    #[test]
    fn surveys_are_no_sheets_of_people() {
        for text in [
            "Timestamp,Name,Status\n2025-03-01,Ada,Rejected",
            "Timestamp,Email Address,Response\n2025-03-01,a@example.org,Yes\n2025-03-01,b@example.org,No",
            "Timestamp,Email,Response\n2025-03-01,a@example.org,Yes\n2025-03-01,b@example.org,No",
            "Date submitted,Email,Response\n2025-03-01,a@example.org,Yes\n2025-03-01,b@example.org,No",
            "Timestamp,Email,Replied\n2025-03-01,a@example.org,Yes\n2025-03-01,b@example.org,No",
            "Date submitted,Email,Response\n2025-03-01,a@example.org,Often\n2025-03-02,b@example.org,Never",
            "Date,Name,Status\n2025-03-01,Ada,Student\n2025-03-01,Bo,Employed",
            "Start Date,End Date,Status,RecipientFirstName,RecipientEmail\n2025-03-01,2025-03-01,IP Address,Ada,a@example.org",
            "Submitted at,Name,Have you applied?,Status\n2025-03-01,Ada,Yes,Applied",
            "Date sent,Status\n2025-03-01,Sent",
            "Zeitstempel,Name,Antwort\n2025-03-01,Ada,ja\n2025-03-01,Bo,nein",
            "Date,Email,Response\n2025-03-01,a@example.org,Yes\n2025-03-01,b@example.org,No",
            "Date,Name,Do you smoke?,Do you drink?,Response\n2025-03-01,Ada,Yes,No,Yes",
            "Datum,Name,Antwort\n2025-03-01,Ada,oft\n2025-03-01,Bo,selten",
            "Date,Name,Answer\n2025-03-01,Ada,Yes\n2025-03-01,Bo,No",
        ] {
            assert!(!is_log(text), "{text}");
        }
    }
}
