//! Tables of people that Google Contacts and Outlook export.

use super::{add, personal};
use crate::error::{Fault, Result};
use crate::input::accounting::Reason;
use crate::input::{Item, Sheet};
use crate::outreach::record::{self, Card, Found};
use polars::prelude::StringChunked;

/// Which columns of an export say what.
pub struct Columns {
    /// The whole name.
    name: &'static [&'static str],
    /// Its parts, in their order, each under any of its headers.
    parts: [&'static [&'static str]; 3],
    addresses: &'static [&'static str],
    links: &'static [&'static str],
    organisation: &'static [&'static str],
    title: &'static [&'static str],
    groups: &'static [&'static str],
    /// What stands between several values of a cell.
    between: &'static str,
}

/// Google Contacts, of before 2024 and since.
pub const GOOGLE: Columns = Columns {
    name: &["name"],
    parts: [&["given name", "first name"], &["additional name", "middle name"], &["family name", "last name"]],
    addresses: &["e-mail 1 - value", "e-mail 2 - value", "e-mail 3 - value", "e-mail 4 - value", "e-mail 5 - value"],
    links: &["website 1 - value", "website 2 - value", "website 3 - value"],
    organisation: &["organization 1 - name", "organization name"],
    title: &["organization 1 - title", "organization title"],
    groups: &["group membership", "labels"],
    between: ":::",
};

/// Outlook, on the desktop and on the web.
pub const OUTLOOK: Columns = Columns {
    name: &[],
    parts: [&["first name"], &["middle name"], &["last name"]],
    addresses: &["e-mail address", "e-mail 2 address", "e-mail 3 address"],
    links: &["web page", "personal web page", "business homepage"],
    organisation: &["company"],
    title: &["job title"],
    groups: &["categories"],
    between: ";",
};

/// The cells of some columns.
struct Table<'a> {
    sheet: &'a Sheet,
    columns: Vec<(&'static str, StringChunked)>,
}

impl<'a> Table<'a> {
    fn of(sheet: &'a Sheet, of: &Columns) -> Result<Table<'a>> {
        let [given, additional, family] = of.parts;
        let names = [of.name, given, additional, family];
        let lists = names.into_iter().chain([of.addresses, of.links, of.organisation, of.title, of.groups]);
        let mut columns = Vec::new();
        for header in lists.flatten() {
            if let Some(found) = sheet.find(header) {
                columns.push((*header, sheet.strings(&found)?));
            }
        }
        Ok(Table { sheet, columns })
    }

    /// The cells of row `i` in these columns that are not blank.
    fn cells(&self, of: &'static [&'static str], i: usize) -> impl Iterator<Item = (&'static str, &str)> {
        let column = move |name: &&'static str| self.columns.iter().find(|(header, _)| header == name);
        of.iter().filter_map(column).filter_map(move |(header, cells)| Some((*header, cells.get(i)?.trim())))
    }

    fn first(&self, of: &'static [&'static str], i: usize) -> Option<String> {
        self.cells(of, i).next().map(|(_, cell)| cell.to_owned())
    }
}

/// Reads such a table.
///
/// # Errors
/// When it is no table.
pub fn read(item: &Item, columns: &Columns) -> Result<Found> {
    let sheet = item.opened()?.table()?;
    let table = Table::of(&sheet, columns)?;
    let mut found = Found { account: sheet.account.clone(), ..Found::new(&item.name) };
    for i in 0..sheet.height() {
        let row = table.sheet.row(i);
        let (card, unread) = card(&table, columns, i);
        for (header, cell) in unread {
            let fault = Fault::new(NO_ADDRESS).row(row).column(header).found(cell);
            found.account.leave_out_answer(Reason::rule(NO_ADDRESS), fault);
        }
        if card.names.is_empty() && card.addresses.is_empty() && card.profiles.is_empty() {
            found.account.leave_out_row(Reason::rule(super::NOBODY), Fault::new(super::NOBODY).row(row));
        } else {
            found.cards.push(Card { row, ..card });
        }
    }
    Ok(found)
}

/// Exchange writes addresses of its own for colleagues.
const NO_ADDRESS: &str = "no mail address";

/// The contact of a row, and the addresses of it that are none.
fn card(table: &Table, columns: &Columns, i: usize) -> (Card, Vec<(&'static str, String)>) {
    let mut card = Card::default();
    let parts: Vec<String> = columns.parts.iter().filter_map(|part| table.first(part, i)).collect();
    add(&mut card.names, table.first(columns.name, i).unwrap_or_else(|| parts.join(" ")));
    let mut unread = Vec::new();
    for (header, cell) in table.cells(columns.addresses, i) {
        for written in cell.split(columns.between).map(str::trim).filter(|w| !w.is_empty()) {
            match record::address(written) {
                Some(address) => add(&mut card.addresses, address),
                None => unread.push((header, written.to_owned())),
            }
        }
    }
    for (_, cell) in table.cells(columns.links, i) {
        cell.split(columns.between).filter_map(personal).for_each(|profile| add(&mut card.profiles, profile));
    }
    card.organisation = table.first(columns.organisation, i);
    card.title = table.first(columns.title, i);
    for (_, cell) in table.cells(columns.groups, i) {
        // Google's own groups, in which everyone is, begin with a star.
        let groups = cell.split(columns.between).map(str::trim).filter(|g| !g.starts_with("* "));
        groups.for_each(|group| add(&mut card.groups, group));
    }
    (card, unread)
}
