//! The only composer of the stages: files → tables → tallies → estimates → disclosure. Notebooks and the command line use
//! nothing else.
//!
//! ```
//! use hearback::api::{Audience, Survey};
//! use hearback::chart::Theme;
//!
//! let survey = Survey::open("data/demo/survey.csv").codebook("data/demo/codebook.toml")?;
//! let barriers = survey.shares("barriers")?.by("first_generation").estimate()?;
//! println!("{}", barriers.table());
//! let drawing = barriers.chart(Theme::light())?.draw()?;
//! assert!(drawing.svg.starts_with("<svg"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cadence;
mod compare;
mod outreach;
mod perception;
mod power;
mod relations;
mod replies;
mod survey;

pub use crate::estimate::options::Scale;
pub use crate::outreach::proposals::Proposal;
pub use crate::project::Audience;
pub use cadence::{CadenceQuery, Cadences};
pub use compare::{Asked, across, benchmark_ids, published_shares};
pub use outreach::{HabitQuery, Outreach, Owner};
pub use perception::{Beside, PerceptionQuery};
pub use power::{Plan, needed};
pub use relations::RelationsQuery;
pub use replies::RepliesQuery;
pub use survey::{NumbersQuery, SharesQuery, Survey, SurveyFile};

use crate::chart::{Chart, Theme};
use crate::disclosure::{self, Audit, Rule};
use crate::error::{Fault, Result};
use crate::estimate::Estimate;
use crate::input::Accounting;
use crate::view::{Cell, Form, Kind, Table};
use std::ops::Deref;

/// Everything was left out: the accounts say for what, and `check` row by row.
fn nothing_usable(what: &str, accounts: &[Accounting]) -> Fault {
    let lines: Vec<String> = accounts.iter().map(Accounting::line).collect();
    Fault::new(format!("{what} can be used")).found(lines.join("; ")).remedy("`hearback check` lists why, row by row")
}

/// An estimate after disclosure: what may be shown.
#[derive(Clone, Debug)]
pub struct Disclosed<E> {
    estimate: E,
    /// What was hidden.
    pub audit: Audit,
    rule: Option<Rule>,
}

impl<E: Estimate> Disclosed<E> {
    fn new(mut estimate: E, rule: Option<Rule>) -> Self {
        let audit = rule.map_or(Audit::default(), |rule| disclosure::apply(&mut estimate, rule));
        Disclosed { estimate, audit, rule }
    }

    /// Its main table.
    pub fn table(&self) -> Table {
        self.tables().into_iter().next().unwrap_or_else(Table::empty)
    }

    /// All its tables, the main one first. What was hidden is said in a note.
    pub fn tables(&self) -> Vec<Table> {
        self.noted(self.estimate.tables())
    }

    /// The tables that a report shows.
    pub fn reported(&self) -> Vec<Table> {
        self.noted(self.estimate.reported())
    }

    fn noted(&self, mut tables: Vec<Table>) -> Vec<Table> {
        if let (Some(rule), 1..) = (self.rule, self.audit.hidden()) {
            // A table of counts has no figures to be hidden; other cells are empty for reasons of their own.
            let hides = |t: &&mut Table| {
                let kinds = || t.columns.iter().map(|column| column.kind);
                let mut cells = t.rows.iter().flat_map(|row| row.iter().zip(kinds()));
                cells.any(|(cell, kind)| is_hidden(cell) || *cell == Cell::Null && kind == Kind::Integer)
            };
            for table in tables.iter_mut().filter(hides) {
                table.notes.push(format!(
                    "hidden, or —: fewer than {} people, or a group from which such a number could be worked out. \
                     `--audience self` shows them on your own screen.",
                    rule.below
                ));
            }
        }
        tables
    }

    /// Its charts as data.
    pub fn forms(&self) -> Vec<Form> {
        self.estimate.forms()
    }

    /// Its main chart, drawn with the bundled fonts.
    ///
    /// # Errors
    /// When this estimate has no chart.
    pub fn chart(&self, theme: Theme) -> Result<Chart> {
        let form = self.forms().into_iter().next();
        let form = form.ok_or_else(|| Fault::new("this estimate has no chart").remedy("print its table instead"))?;
        Ok(Chart::new(form, theme))
    }
}

fn is_hidden(cell: &Cell) -> bool {
    matches!(cell, Cell::Figure(figure) if figure.is_suppressed())
}

impl<E> Deref for Disclosed<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.estimate
    }
}
