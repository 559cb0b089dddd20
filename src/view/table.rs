//! The table that every renderer knows, and the JSON contract of its cells.

use super::figure::Figure;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// What a column's cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Figures: a value with interval, base and flags.
    Figure,
}

/// The unit of a column's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share, 0–1.
    Share,
    /// People.
    People,
    /// Episodes.
    Episodes,
    /// Rows of a file.
    Rows,
    /// Options that were chosen.
    Mentions,
    /// Messages, calls and meetings.
    Touches,
    /// A difference of two shares, −1 to 1; people read it in percentage points.
    Difference,
    /// A standard error of a share, 0–1; people read it in percentage points.
    StandardError,
    /// Half the width of a share's interval, 0–1; people read it in percentage points.
    Margin,
    /// How many times as large.
    Ratio,
    /// The probability of so large a difference where there is none, 0–1.
    Probability,
    /// A point on the question's own scale.
    Score,
    /// Days.
    Days,
    /// Weeks.
    Weeks,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// The name that programs use, in snake_case.
    pub name: String,
    /// What its cells are.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The unit of its numbers.
    pub unit: Option<Unit>,
    /// The heading that people read.
    pub label: String,
}

impl Column {
    /// A column of words.
    pub fn text(name: &str, label: &str) -> Self {
        Column { name: name.into(), kind: Kind::Text, unit: None, label: label.into() }
    }

    /// A column of whole numbers.
    pub fn integer(name: &str, label: &str, unit: Unit) -> Self {
        Column { name: name.into(), kind: Kind::Integer, unit: Some(unit), label: label.into() }
    }

    /// A column of numbers.
    pub fn number(name: &str, label: &str, unit: Unit) -> Self {
        Column { name: name.into(), kind: Kind::Number, unit: Some(unit), label: label.into() }
    }

    /// A column of figures.
    pub fn figure(name: &str, label: &str, unit: Unit) -> Self {
        Column { name: name.into(), kind: Kind::Figure, unit: Some(unit), label: label.into() }
    }
}

/// A cell of a [`Table`]: a scalar, a figure, or nothing known.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Unknown, or hidden with the figure that it belongs to.
    Null,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A figure.
    Figure(Figure),
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Integer(i) => serializer.serialize_i64(*i),
            Cell::Number(x) => serializer.serialize_f64(*x),
            Cell::Figure(figure) => figure.serialize(serializer),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Self {
        i64::try_from(n).map_or(Cell::Number(n as f64), Cell::Integer)
    }
}

impl From<Option<u64>> for Cell {
    fn from(n: Option<u64>) -> Self {
        n.map_or(Cell::Null, Cell::from)
    }
}

impl From<&Figure> for Cell {
    fn from(figure: &Figure) -> Self {
        Cell::Figure(figure.clone())
    }
}

/// A row of a [`Table`], one cell a column.
pub type Row = Vec<Cell>;

/// A result as rows and columns, the one shape that every renderer knows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// The name that `--table` and links use.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Of whom.
    pub base: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What a reader must know to read it rightly.
    pub notes: Vec<String>,
}

impl Table {
    /// A table of nothing.
    pub fn empty() -> Table {
        Table {
            id: String::new(),
            title: String::new(),
            base: String::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }
}
