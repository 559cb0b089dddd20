//! Rows of a sheet of people that are none: blank ones, and totals.

use super::rows::{Left, Log};
use crate::error::Fault;
use crate::input::labels;

/// Words in the first cell of a total: English, German, French, Spanish.
const TOTALS: [&str; 20] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "average",
    "averages",
    "avg",
    "mean",
    "median",
    "summe",
    "gesamt",
    "insgesamt",
    "gesamtsumme",
    "durchschnitt",
    "mittelwert",
    "somme",
    "moyenne",
    "suma",
    "promedio",
];

impl Log<'_> {
    /// Rows without anybody: they are not told as people who were not written to yet.
    pub(super) fn no_row(&self, i: usize) -> Result<(), Left> {
        let mut cells = self.all.iter().map(|column| column.get(i)).peekable();
        let Some(first) = cells.peek().copied() else { return Ok(()) };
        if cells.all(|cell| cell.is_none_or(labels::is_blank)) {
            return Err(Left::rule(Fault::new("blank line")));
        }
        let is_total = first.is_some_and(|c| TOTALS.contains(&labels::normal(c).trim_end_matches(':')));
        if is_total && self.names_nobody(i, first) {
            let fault = Fault::new("a total, no row of its own").found(first.unwrap_or_default());
            return Err(Left::rule(fault));
        }
        Ok(())
    }

    /// No address and no date, and nobody beside the first cell: `Total` is a company too.
    fn names_nobody(&self, i: usize, first: Option<&str>) -> bool {
        let person = self.person(i);
        let is_first = |name: &String| first.is_some_and(|first| first.trim() == name);
        let is_number = |c: &str| c.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ' '));
        person.address.is_none()
            && person.profile.is_none()
            && person.name.as_ref().is_none_or(|name| is_first(name) || is_number(name))
            && self.said("date", i).is_none_or(|c| is_number(c) && self.days.date("date", c).is_none())
            && self.said("status", i).is_none_or(is_number)
    }
}
