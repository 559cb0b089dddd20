//! Files that carry their own labels: SPSS (`.sav`, `.zsav`) and Stata (`.dta`), in one structure.
//!
//! Our own readers: of the crates that are kept, one reads big-endian files wrong and panics on damaged ones, one asks for
//! as much memory as a header claims, one needs a newer compiler and one another licence. See CONTRIBUTING.md.

mod budget;
mod bytes;
mod cells;
mod charset;
#[cfg(test)]
mod mutations;
pub mod spss;
pub mod stata;
mod written;

pub use cells::Cells;

/// One labelled file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The variables, in the file's order.
    pub variables: Vec<Variable>,
    /// How many rows (cases, observations) there are.
    pub rows: usize,
    /// Multiple-response sets; Stata has none.
    pub sets: Vec<MrSet>,
    /// The name of the variable that weights the rows; Stata files name none.
    pub weight: Option<String>,
    /// The file's own label.
    pub title: Option<String>,
    /// What the user should know about the reading, one sentence each.
    pub notes: Vec<String>,
}

/// One variable (column, question) with its answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variable {
    /// The full name.
    pub name: String,
    /// What it asks or holds.
    pub label: Option<String>,
    /// Code and label, in the file's order; a code is written as the cells write it.
    pub labels: Vec<(String, String)>,
    /// What the cells hold.
    pub kind: Measure,
    /// One cell a row: the code as text; `None` for system-missing, user-missing and empty text.
    pub cells: Cells,
}

/// What the cells of a variable hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Numbers: "1", "2.5", "1e20".
    #[default]
    Number,
    /// Text, trimmed at the right.
    Text,
    /// Dates and times of day: "2025-03-01" or "2025-03-01T12:30:00".
    Date,
}

/// A multiple-response set: several variables that are one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MrSet {
    /// Its name, with the `$` that the file writes.
    pub name: String,
    /// What it asks.
    pub label: Option<String>,
    /// How its variables hold the answers.
    pub kind: MrKind,
    /// The full names of its variables.
    pub variables: Vec<String>,
    /// Whether its label is that of its first variable (`LABELSOURCE=VARLABEL`).
    pub label_from_variable: bool,
    /// Whether its answers are named by the label of the counted value (`CATEGORYLABELS=COUNTEDVALUES`), not by the
    /// variables' labels.
    pub category_labels_counted: bool,
}

/// How the variables of a multiple-response set hold the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MrKind {
    /// Each variable holds the code of one answer.
    Categories,
    /// Each variable stands for one answer, chosen where it holds this code.
    Counted(String),
}
