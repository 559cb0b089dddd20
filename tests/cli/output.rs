//! A command's JSON, read the way a program would: tables by id, rows by their first cell, cells by column name.

use serde_json::Value;

/// A document that keeps the contract.
#[derive(Debug)]
pub struct Output(Value);

impl Output {
    /// Takes a document whose contract was checked.
    pub fn new(document: Value) -> Self {
        Output(document)
    }

    /// Any part of it, by JSON pointer. Fails when it is not there.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {:#}", self.0))
    }

    /// Ids of its tables, in order.
    pub fn ids(&self) -> Vec<&str> {
        self.tables().iter().map(|t| t["id"].as_str().expect("an id")).collect()
    }

    /// A table. Fails when it is not there.
    #[track_caller]
    pub fn table(&self, id: &str) -> Grid<'_> {
        let found = self.tables().iter().find(|t| t["id"] == id);
        Grid(found.unwrap_or_else(|| panic!("no table {id} among {:?}", self.ids())))
    }

    fn tables(&self) -> &[Value] {
        self.0["tables"].as_array().expect("tables")
    }

    /// Rows read and used of a source, and what was left out for each reason, rows before answers.
    #[track_caller]
    pub fn account(&self, source: usize) -> (u64, u64, Vec<(String, u64)>) {
        let source = self.at(&format!("/sources/{source}"));
        let count = |key: &str| source[key].as_u64().expect("a count");
        let lists = ["rows_left_out", "answers_left_out"].map(|key| source[key].as_array().expect("a list"));
        let reason = |r: &Value| (r["reason"].as_str().expect("words").to_owned(), r["n"].as_u64().expect("a count"));
        (count("rows_read"), count("rows_used"), lists.into_iter().flatten().map(reason).collect())
    }
}

/// A table of a document.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a>(&'a Value);

impl<'a> Grid<'a> {
    /// The first cells of its rows.
    pub fn labels(self) -> Vec<&'a str> {
        self.rows().iter().map(|row| row[0].as_str().expect("a label")).collect()
    }

    /// Names of its columns.
    pub fn columns(self) -> Vec<&'a str> {
        self.0["columns"].as_array().expect("columns").iter().map(|c| c["name"].as_str().expect("a name")).collect()
    }

    /// The cell in the row whose first cell is `label`.
    #[track_caller]
    pub fn cell(self, label: &str, column: &str) -> &'a Value {
        let row = self.rows().iter().find(|row| row[0] == label);
        let row = row.unwrap_or_else(|| panic!("no row {label:?} among {:?}", self.labels()));
        let place = self.columns().iter().position(|c| *c == column);
        &row[place.unwrap_or_else(|| panic!("no column {column} among {:?}", self.columns()))]
    }

    /// A figure of a row.
    #[track_caller]
    pub fn figure(self, label: &str, column: &str) -> Figure<'a> {
        let cell = self.cell(label, column);
        assert!(cell.is_object(), "{label}, {column} is no figure: {cell}");
        Figure(cell)
    }

    /// A whole number of a row.
    #[track_caller]
    pub fn count(self, label: &str, column: &str) -> u64 {
        self.cell(label, column).as_u64().unwrap_or_else(|| panic!("{label}, {column} is no count"))
    }

    /// A text of the table: `title`, `base`.
    pub fn text(self, key: &str) -> &'a str {
        self.0[key].as_str().expect("a text")
    }

    /// Its notes, one a line.
    pub fn notes(self) -> String {
        let notes = self.0["notes"].as_array().expect("notes").iter().map(|n| n.as_str().expect("a note"));
        notes.collect::<Vec<_>>().join("\n")
    }

    fn rows(self) -> &'a [Value] {
        self.0["rows"].as_array().expect("rows")
    }
}

/// A figure of a table.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'a>(&'a Value);

impl<'a> Figure<'a> {
    /// A number of it; `None` where it is unknown or hidden.
    pub fn number(self, key: &str) -> Option<f64> {
        self.0[key].as_f64()
    }

    /// `count` of `n`.
    #[track_caller]
    pub fn counts(self) -> (u64, u64) {
        let count = |key: &str| self.0[key].as_u64().unwrap_or_else(|| panic!("no {key} in {}", self.0));
        (count("count"), count("n"))
    }

    /// Its method or its base.
    pub fn text(self, key: &str) -> &'a str {
        self.0[key].as_str().unwrap_or("")
    }

    /// Its flags, in order.
    pub fn flags(self) -> Vec<String> {
        let flags = self.0["flags"].as_array().expect("flags");
        flags.iter().map(|f| f.as_str().expect("a flag").to_owned()).collect()
    }

    /// Whether it is hidden.
    pub fn is_hidden(self) -> bool {
        self.flags().iter().any(|f| f == "suppressed")
    }
}
