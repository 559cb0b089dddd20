//! `Job Applications.csv`: one row an application, which is something sent to a company.

use super::dates::{Dates, Moment};
use super::shape::squashed;
use super::table::{Column, Ids, No, Table, leave_out, wrong};
use crate::error::Result;
use crate::input::dates::Order;
use crate::input::labels;
use crate::outreach::record::{Details, Found, Party, Record, When, Who};
use crate::outreach::words::{Ask, Channel, Direction};
use std::collections::BTreeMap;

/// Shorter words of a company's name tell nothing: `of`, `the`.
const SHORTEST_WORD: usize = 4;

/// The applications as records.
///
/// # Errors
/// When their dates cannot be told apart.
pub(super) fn found(table: &Table, order: Option<Order>) -> Result<Found> {
    let applications = Applications {
        date: table.column("Application Date")?,
        mail: table.column("Contact Email")?,
        company: table.column("Company Name")?,
        title: table.column("Job Title")?,
    };
    let header = table.header("Application Date").unwrap_or("Application Date");
    let dates = Dates::told(&applications.date, header, &table.sheet.name, order)?;
    let (mut found, mut ids, mut own) = (table.found(), Ids::default(), 0_u64);
    found.account.notes.extend(dates.note());
    for i in 0..table.sheet.height() {
        match applications.moment(i, &dates) {
            Ok(moment) => {
                let (party, is_own) = applications.party(i);
                own += u64::from(is_own);
                let id = ids.next(&applications.named(i, moment).each_ref().map(String::as_str));
                found.records.push(record(party, id, moment, table.sheet.row(i)));
            }
            Err(no) => leave_out(&mut found.account, no, table.sheet.row(i)),
        }
    }
    if own > 0 {
        found.account.note(format!(
            "in {own} rows the address is the applicant's, or nothing says that it is the company's: not used"
        ));
    }
    Ok(found)
}

struct Applications<'a> {
    date: Column<'a>,
    mail: Column<'a>,
    company: Column<'a>,
    title: Column<'a>,
}

impl Applications<'_> {
    fn moment(&self, i: usize, dates: &Dates) -> Result<Moment, No> {
        if self.company.get(i).is_empty() {
            return Err(wrong("no company", "Company Name", ""));
        }
        dates.read(self.date.get(i)).map_err(|what| wrong(what, "Application Date", self.date.get(i)))
    }

    /// The company; its address only where it bears the company's name: LinkedIn writes the applicant's own there, which would
    /// make one contact of all companies. Also whether an address was left aside.
    fn party(&self, i: usize) -> (Party, bool) {
        let party = Party::new(self.company.get(i), self.mail.get(i), "");
        match &party.address {
            Some(address) if !is_of(address, self.company.get(i)) => (Party { address: None, ..party }, true),
            _ => (party, false),
        }
    }

    fn named(&self, i: usize, moment: Moment) -> [String; 4] {
        let normal = |column: &Column| labels::normal(column.get(i));
        ["application".to_owned(), moment.minute(), normal(&self.company), normal(&self.title)]
    }
}

/// Whether an address bears a word of the company's name behind its `@`.
fn is_of(address: &str, company: &str) -> bool {
    let domain = squashed(address.rsplit_once('@').map_or("", |(_, domain)| domain));
    let words = company.split(|c: char| !c.is_alphanumeric()).map(squashed);
    let is_short = |name: &str| name.chars().count() < SHORTEST_WORD;
    words.filter(|word| !is_short(word)).any(|word| domain.contains(&word))
        || is_short(&squashed(company)) && domain.starts_with(&squashed(company))
}

fn record(party: Party, id: String, moment: Moment, row: u64) -> Record {
    let company = party.name.clone().unwrap_or_default();
    Record {
        id: Some(id),
        when: When::Day(moment.day),
        who: Who::Contact(party, Direction::Out),
        channel: Channel::Other,
        details: Details {
            ask: Some(Ask::Job),
            texts: BTreeMap::from([("organisation", company)]),
            ..Details::default()
        },
        ..Record::of_row(row, moment.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_companys_when_it_bears_its_name() {
        assert!(is_of("recruiting@king-s-college-london.example", "King's College London"));
        assert!(is_of("jobs@3m.com", "3M"));
        assert!(!is_of("ada@example.org", "Bank of Org") && !is_of("ada@gmail.com", "3M"));
    }
}
