//! `Connections.csv`: one row a connection. That somebody accepted an invitation shows here, and is no reply.

use super::dates::Dates;
use super::table::{Column, Table, by_rule, leave_out};
use crate::error::{Fault, Result};
use crate::input::dates::Order;
use crate::input::{Accounting, Reason, labels};
use crate::outreach::record::{Card, Found, address};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The names of connections.
///
/// # Errors
/// When a column cannot be read.
pub(super) fn names(table: &Table, into: &mut BTreeSet<String>) -> Result<()> {
    let (first, last) = (table.column("First Name")?, table.column("Last Name")?);
    into.extend((0..table.sheet.height()).map(|i| labels::normal(&full(first.get(i), last.get(i)))));
    into.remove("");
    Ok(())
}

/// First and last name as one.
pub(super) fn full(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

/// The list of people.
///
/// # Errors
/// When a column cannot be read.
pub(super) fn found(table: &Table, order: Option<Order>) -> Result<Found> {
    let column = |name| table.column(name);
    let (first, last, url) = (column("First Name")?, column("Last Name")?, column("URL")?);
    let (mail, company, on) = (column("Email Address")?, column("Company")?, column("Connected On")?);
    let position = column("Position")?;
    let mut found = table.found();
    let dates = dates(table, &on, order, &mut found.account);
    for i in 0..table.sheet.height() {
        let row = table.sheet.row(i);
        let name = full(first.get(i), last.get(i));
        let person = super::people::person(&name, url.get(i));
        let addresses: Vec<String> = mail.get(i).split([',', ';', ' ']).filter_map(address).collect();
        if person.is_unknown() && addresses.is_empty() {
            leave_out(&mut found.account, by_rule("a member who hid or closed their profile"), row);
            continue;
        }
        found.cards.push(Card {
            row,
            names: person.name.into_iter().collect(),
            addresses,
            profiles: person.profile.into_iter().collect(),
            organisation: Some(company.get(i)).filter(|c| !c.is_empty()).map(str::to_owned),
            title: Some(position.get(i)).filter(|p| !p.is_empty()).map(str::to_owned),
            met: dates.as_ref().and_then(|dates| met(dates, on.get(i), row, &mut found.account)),
            how: Some("connected on LinkedIn".to_owned()),
            ..Card::default()
        });
    }
    Ok(found)
}

/// The day of a connection is only one thing that is known of it: when it cannot be told, the people are read all the same.
fn dates(table: &Table, on: &Column, order: Option<Order>, account: &mut Accounting) -> Option<Dates> {
    let header = table.header("Connected On").unwrap_or("Connected On");
    match Dates::told(on, header, &table.sheet.name, order) {
        Ok(dates) => {
            account.notes.extend(dates.note());
            Some(dates)
        }
        Err(error) => {
            account.note(format!("\"{header}\" was not read: {}", error.fault().what));
            None
        }
    }
}

fn met(dates: &Dates, cell: &str, row: u64, account: &mut Accounting) -> Option<Date> {
    if cell.is_empty() {
        return None;
    }
    match dates.read(cell) {
        Ok(moment) => Some(moment.day),
        Err(what) => {
            let fault = Fault::new(what).column("Connected On").found(cell).row(row);
            account.leave_out_answer(Reason::fault(what), fault);
            None
        }
    }
}
