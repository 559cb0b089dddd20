//! The days of a sheet: the order of day and month as all its columns tell it together, and serial numbers.

use super::columns::Columns;
use super::follow_ups;
use super::names::{FOLLOW_UPS, MEETINGS, REPLIED, THANKED};
use crate::error::{Fault, Result};
use crate::input::dates::{self, Order, Told};
use jiff::civil::Date;
use polars::prelude::StringChunked;
use std::collections::{BTreeMap, BTreeSet};

/// The cells of the columns that were found.
pub(super) type Cells = BTreeMap<&'static str, StringChunked>;

/// How the days of each column are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    order: BTreeMap<&'static str, Order>,
    /// Columns of dates in which some cells are serial numbers of a spreadsheet.
    serials: BTreeSet<&'static str>,
    /// A column whose order another one told: its header, and the other's.
    pub told_by: Vec<(String, String)>,
}

/// The columns of dates.
fn of_dates() -> impl Iterator<Item = &'static str> {
    ["date", REPLIED].into_iter().chain(FOLLOW_UPS).chain(MEETINGS).chain([THANKED])
}

impl Days {
    /// Tells the order of each column, one from the other where one alone does not tell it.
    ///
    /// # Errors
    /// When it cannot be told, or two columns contradict each other.
    pub fn of(cells: &Cells, columns: &Columns, order: Option<Order>, file: &str) -> Result<Days> {
        let mut days = Days::default();
        let ours: Vec<&'static str> = of_dates().filter(|our| cells.contains_key(our)).collect();
        days.serials = ours.iter().copied().filter(|our| has_serials(cells.get(our))).collect();
        if let Some(order) = order {
            days.order = ours.into_iter().map(|our| (our, order)).collect();
            return Ok(days);
        }
        let told: Vec<(&'static str, Told)> = ours.into_iter().map(|our| (our, told(cells.get(our)))).collect();
        let header = |our: &'static str| columns.of.get(our).map_or(our.to_owned(), Clone::clone);
        let mut decisive: Vec<(&'static str, Order)> = Vec::new();
        for (our, told) in &told {
            match told {
                Told::Order(Order::YearFirst) | Told::Ambiguous(_) => {}
                Told::Order(order) => decisive.push((our, *order)),
                Told::Mixed(a, b) => {
                    return Err(mixed(a, b, file, header(our)).into());
                }
            }
        }
        if let Some((one, other)) = contradiction(&decisive) {
            let what = format!("the day stands first in this column and the month in \"{}\"", header(other));
            return Err(refusal(&what, "both".into(), file, header(one)).into());
        }
        for (our, told) in told {
            let order = match (told, decisive.first()) {
                (Told::Order(order), _) => order,
                (Told::Ambiguous(_), Some((by, order))) => {
                    days.told_by.push((header(our), header(by)));
                    *order
                }
                (Told::Ambiguous(cell), None) => {
                    return Err(ambiguous(&cell, file, header(our)).into());
                }
                (Told::Mixed(..), _) => Order::YearFirst,
            };
            days.order.insert(our, order);
        }
        Ok(days)
    }

    /// The order of a column.
    pub fn order(&self, our: &str) -> Order {
        self.order.get(our).copied().unwrap_or(Order::YearFirst)
    }

    /// The order of any column that is not the year first.
    pub fn told(&self) -> Option<Order> {
        self.order.values().copied().find(|o| *o != Order::YearFirst)
    }

    /// One date of a column.
    pub fn date(&self, our: &'static str, cell: &str) -> Option<Date> {
        let serial = || dates::serial(cell).filter(|_| self.serials.contains(our));
        dates::date(bare(cell), self.order(our)).or_else(serial)
    }

    /// Whether a cell is a serial number that is read as a date.
    pub fn is_serial(&self, our: &'static str, cell: &str) -> bool {
        self.serials.contains(our) && dates::serial(cell).is_some()
    }
}

/// A date without the word before it: `am 20.02.2025`.
pub(in crate::outreach::read) fn bare(cell: &str) -> &str {
    let (word, rest) = cell.trim().split_once(' ').unwrap_or(("", cell));
    if ["am", "on", "le", "el", "vom"].iter().any(|w| word.eq_ignore_ascii_case(w)) { rest.trim() } else { cell }
}

fn told(column: Option<&StringChunked>) -> Told {
    let pieces: Vec<String> =
        column.into_iter().flat_map(|c| c.iter().flatten()).flat_map(follow_ups::pieces).collect();
    dates::order(pieces.iter().map(|p| bare(p)))
}

/// Whether serial numbers stand among dates, which are not fewer.
fn has_serials(column: Option<&StringChunked>) -> bool {
    let (mut serials, mut dates) = (0_usize, 0_usize);
    for cell in column.into_iter().flat_map(|c| c.iter().flatten()) {
        serials += usize::from(dates::serial(cell).is_some());
        dates += usize::from(dates::looks_like_a_date(cell));
    }
    serials > 0 && dates >= serials
}

/// Two columns, one with the day first and one with the month.
fn contradiction(decisive: &[(&'static str, Order)]) -> Option<(&'static str, &'static str)> {
    let of = |wanted: Order| decisive.iter().find(|(_, order)| *order == wanted).map(|(our, _)| *our);
    Some((of(Order::DayFirst)?, of(Order::MonthFirst)?))
}

/// The order of day and month, told from one whole column.
///
/// # Errors
/// When the column does not tell it, or some dates have one order and some the other.
pub fn told_order<'a>(cells: impl Iterator<Item = &'a str>, header: &str, file: &str) -> Result<Order> {
    match dates::order(cells) {
        Told::Order(order) => Ok(order),
        Told::Ambiguous(cell) => Err(ambiguous(&cell, file, header.to_owned()).into()),
        Told::Mixed(a, b) => Err(mixed(&a, &b, file, header.to_owned()).into()),
    }
}

fn mixed(a: &str, b: &str, file: &str, header: String) -> Fault {
    refusal("some dates have the day first and some the month", format!("{a} and {b}"), file, header)
}

fn ambiguous(cell: &str, file: &str, header: String) -> Fault {
    refusal("it cannot be told which is the day and which the month", readings(cell), file, header)
}

/// A cell with both of its readings.
fn readings(cell: &str) -> String {
    let both = [Order::DayFirst, Order::MonthFirst].map(|o| dates::date(cell, o));
    let both = both.into_iter().flatten().map(|d| d.to_string()).collect::<Vec<_>>().join(" or ");
    format!("{cell}: {both}")
}

fn refusal(what: &str, found: String, file: &str, header: String) -> Fault {
    Fault::new(what)
        .file(file)
        .column(header)
        .found(found)
        .accepted("2025-04-03, 3 Apr 2025, or days and months that the column as a whole tells apart")
        .remedy("write the dates as year-month-day, or say date_order = \"day-first\" (or \"month-first\") under [[outreach]]; --date-order for one call")
}
