//! `contacts.csv`, the user's own list of people: it says who is who on every way, and is written by this program too.

use super::{Context, add};
use crate::error::{Fault, Result};
use crate::input::accounting::Reason;
use crate::input::dates::{self, Order, Told};
use crate::input::{Item, Sheet, labels};
use crate::outreach::record::{self, Card, Found};
use jiff::civil::Date;
use polars::prelude::StringChunked;
use std::collections::BTreeMap;

/// The columns of `contacts.csv`, in their order. Cells with several values have `; ` between them.
pub const CONTACT_COLUMNS: [&str; 10] =
    ["contact", "names", "addresses", "profiles", "organisation", "title", "met", "how", "keep_in_touch", "groups"];

/// How often to keep in touch, besides days.
const OFTEN: [&str; 3] = ["weekly", "monthly", "quarterly"];
/// Days after which to keep in touch, at most.
const MOST_DAYS: u32 = 3_660;

/// Its cells.
struct Table<'a> {
    sheet: &'a Sheet,
    cells: BTreeMap<&'static str, StringChunked>,
    /// `None` where the column does not tell day from month.
    order: Option<Order>,
}

/// Reads the list.
///
/// # Errors
/// When it is no table.
pub fn read(item: &Item, context: &Context) -> Result<Found> {
    let sheet = item.opened()?.table()?;
    let mut cells = BTreeMap::new();
    for our in CONTACT_COLUMNS {
        let others: &[&str] = if our == "title" { &["job title", "position", "role"] } else { &[] };
        let mut others = others.iter().filter_map(|name| sheet.find(name));
        if let Some(header) = sheet.find(our).or_else(|| sheet.find(&our.replace('_', " "))).or_else(|| others.next()) {
            cells.insert(our, sheet.strings(&header)?);
        }
    }
    let told = cells.get("met").map(|met: &StringChunked| dates::order(met.iter().flatten()));
    let order = match told {
        Some(Told::Order(order)) => Some(order),
        _ => None,
    };
    let table = Table { sheet: &sheet, cells, order: context.order.or(order) };
    let mut found = Found { account: sheet.account.clone(), ..Found::new(&item.name) };
    for i in 0..sheet.height() {
        let (card, unread) = table.card(i);
        let row = sheet.row(i);
        for fault in unread {
            found.account.leave_out_answer(Reason::fault(fault.what.clone()), fault.row(row));
        }
        if card.names.is_empty() && card.addresses.is_empty() && card.profiles.is_empty() {
            let fault = Fault::new("no contact").accepted("a name, an address or a profile").remedy("say who it is");
            found.account.leave_out_row(Reason::fault("no contact"), fault.row(row));
        } else {
            found.cards.push(Card { row, ..card });
        }
    }
    Ok(found)
}

impl Table<'_> {
    fn cell(&self, our: &'static str, i: usize) -> Option<String> {
        let cell = self.cells.get(our)?.get(i)?.trim();
        Some(bare(cell).trim().to_owned()).filter(|c| !labels::is_blank(c))
    }

    fn list(&self, our: &'static str, i: usize) -> Vec<String> {
        self.cell(our, i).map_or(Vec::new(), |cell| split(&cell))
    }

    /// The contact of a row, and what of it cannot be read.
    fn card(&self, i: usize) -> (Card, Vec<Fault>) {
        let mut unread = Vec::new();
        let mut card = Card { row: self.sheet.row(i), is_own: true, ..Card::default() };
        let contact = self.cell("contact", i).unwrap_or_default();
        // Who has no name is called by the address or the profile.
        let profiles = self.list("profiles", i);
        let listed = profiles.iter().any(|p| record::profile(p).is_some_and(|p| p == contact));
        match (record::address(&contact), linked(&contact)) {
            (Some(address), _) => add(&mut card.addresses, address),
            (None, Some(profile)) => add(&mut card.profiles, profile),
            (None, None) if listed => {}
            (None, None) => add(&mut card.names, contact),
        }
        self.list("names", i).into_iter().for_each(|name| add(&mut card.names, name));
        for written in self.list("addresses", i) {
            match record::address(&written) {
                Some(address) => add(&mut card.addresses, address),
                None => unread.push(wrong("addresses", &written, "no address", "ada@example.org; ada@example.com")),
            }
        }
        for written in profiles {
            match record::profile(&written) {
                Some(profile) => add(&mut card.profiles, profile),
                None => unread.push(wrong("profiles", &written, "no profile", "https://www.linkedin.com/in/ada")),
            }
        }
        card.organisation = self.cell("organisation", i);
        card.title = self.cell("title", i);
        card.how = self.cell("how", i);
        self.list("groups", i).into_iter().for_each(|group| add(&mut card.groups, group));
        card.met = self.cell("met", i).and_then(|cell| {
            self.day(&cell).or_else(|| {
                unread.push(wrong("met", &cell, "not a date", "year-month-day: 2025-04-03"));
                None
            })
        });
        card.keep_in_touch = self.cell("keep_in_touch", i).and_then(|cell| {
            often(&cell).or_else(|| {
                unread.push(wrong(
                    "keep_in_touch",
                    &cell,
                    "not how often",
                    "weekly, monthly, quarterly, or a number of days",
                ));
                None
            })
        });
        (card, unread)
    }

    /// A day; of a column that does not tell day from month, only those that are the same either way.
    fn day(&self, cell: &str) -> Option<Date> {
        let day = match self.order {
            Some(order) => dates::date(cell, order),
            None => dates::date(cell, Order::DayFirst).filter(|d| dates::date(cell, Order::MonthFirst) == Some(*d)),
        };
        day.filter(|day| dates::YEARS.contains(&day.year()))
    }
}

fn wrong(column: &str, found: &str, what: &str, accepted: &str) -> Fault {
    Fault::new(what).column(column).found(found).accepted(accepted).remedy("correct the cell or leave it blank")
}

/// A profile that is written as a link: a name with a slash is none.
fn linked(text: &str) -> Option<String> {
    let is_link = text.contains("://") || text.to_lowercase().contains("linkedin.com/");
    record::profile(text).filter(|_| is_link)
}

/// How often to keep in touch, as cards say it.
fn often(cell: &str) -> Option<String> {
    let cell = labels::normal(cell);
    if OFTEN.contains(&cell.as_str()) {
        return Some(cell);
    }
    let days = cell.strip_suffix("days").or_else(|| cell.strip_suffix("day")).unwrap_or(&cell).trim();
    let days: u32 = days.parse().ok()?;
    (1..=MOST_DAYS).contains(&days).then(|| days.to_string())
}

/// The values of a cell; a value's own semicolon stands behind a backslash.
fn split(cell: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied();
        match (c, next, values.last_mut()) {
            (';', ..) => values.push(String::new()),
            ('\\', Some(escaped @ (';' | '\\')), Some(value)) => {
                value.push(escaped);
                letters.next();
            }
            (_, _, Some(value)) => value.push(c),
            (_, _, None) => {}
        }
    }
    values.into_iter().map(|v| v.trim().to_owned()).filter(|v| !labels::is_blank(v)).collect()
}

fn joined(values: &[String]) -> String {
    let escaped = |value: &String| value.replace('\\', "\\\\").replace(';', "\\;");
    values.iter().map(escaped).collect::<Vec<_>>().join("; ")
}

/// Whether a spreadsheet takes a cell for a formula; also one that is guarded against that already.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell that no spreadsheet takes for a formula, and that [`bare`] gives back.
fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before it was guarded.
fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|cell| is_formula(cell)).unwrap_or(cell)
}

/// Contacts as `contacts.csv`, in the order of what they are called. What is read of it are the same contacts.
pub fn write(cards: &[Card]) -> String {
    let mut rows: Vec<[String; 10]> = cards.iter().map(row).collect();
    rows.sort_by_cached_key(|row| (labels::normal(&row[0]), row.clone()));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(CONTACT_COLUMNS);
    for row in &rows {
        let _ = writer.write_record(row.iter().map(|cell| guarded(cell)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(card: &Card) -> [String; 10] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let names = card.names.get(1..).unwrap_or_default();
    let called = card.names.first().or(card.addresses.first()).or(card.profiles.first());
    [
        called.cloned().unwrap_or_default(),
        joined(names),
        joined(&card.addresses),
        joined(&card.profiles),
        text(&card.organisation),
        text(&card.title),
        card.met.map_or(String::new(), |day| day.to_string()),
        text(&card.how),
        text(&card.keep_in_touch),
        joined(&card.groups),
    ]
}
