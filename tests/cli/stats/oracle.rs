//! Golden values from R, as `tests/oracle/README.md` describes them. Every failure here fails the test: a fixture
//! that is missing, a field that is not there, a field that no one compared.

use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// One case: what was put into R and what came out.
pub struct Case {
    pub name: String,
    pub input: Value,
    expected: Value,
    seen: RefCell<BTreeSet<String>>,
    values: Cell<usize>,
}

/// The path of a file in `tests/oracle`.
pub fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(file)
}

/// The cases of a file whose names start with a prefix, which must be as many as stated.
pub fn cases(file: &str, prefix: &str, count: usize) -> Vec<Case> {
    let text = std::fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("fixture {file}: {error}"));
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("fixture {file}: {error}"));
    let all = json["cases"].as_array().unwrap_or_else(|| panic!("fixture {file} has no cases"));
    let cases: Vec<Case> = all.iter().map(case).filter(|case| case.name.starts_with(prefix)).collect();
    assert_eq!(cases.len(), count, "cases {prefix}* in {file}");
    cases
}

fn case(json: &Value) -> Case {
    Case {
        name: json["name"].as_str().expect("a case has a name").to_owned(),
        input: json["input"].clone(),
        expected: json["expected"].clone(),
        seen: RefCell::default(),
        values: Cell::default(),
    }
}

impl Case {
    /// A number of the input, which may be infinite.
    pub fn given(&self, field: &str) -> f64 {
        self.given_or_missing(field).unwrap_or_else(|| panic!("{}: input {field} is not a number", self.name))
    }

    /// A number of the input, or its NA.
    pub fn given_or_missing(&self, field: &str) -> Option<f64> {
        let value = self.input.get(field).unwrap_or_else(|| panic!("{}: no input {field}", self.name));
        number(value, field)
    }

    /// A text of the input.
    pub fn given_text(&self, field: &str) -> &str {
        self.input[field].as_str().unwrap_or_else(|| panic!("{}: input {field} is not a text", self.name))
    }

    /// A table of numbers of the input, row by row.
    pub fn given_table(&self, field: &str) -> Vec<Vec<f64>> {
        serde_json::from_value(self.input[field].clone())
            .unwrap_or_else(|_| panic!("{}: input {field} is no table", self.name))
    }

    /// A list of numbers of the input.
    pub fn given_list(&self, field: &str) -> Vec<f64> {
        let list = self.input[field].as_array().unwrap_or_else(|| panic!("{}: input {field} is no list", self.name));
        list.iter().map(|value| value.as_f64().expect("a number")).collect()
    }

    /// Whether R gave a field.
    pub fn has(&self, field: &str) -> bool {
        self.expected.pointer(field).is_some()
    }

    /// An expected number, by JSON pointer: NA is `None`, NaN and the infinities are themselves.
    pub fn number(&self, field: &str) -> Option<f64> {
        self.note(field, 1);
        number(self.at(field), field)
    }

    /// An expected list of numbers, by JSON pointer.
    pub fn list(&self, field: &str) -> Vec<Option<f64>> {
        let values = self.at(field).as_array().unwrap_or_else(|| panic!("{}: {field} is not a list", self.name));
        self.note(field, values.len());
        values.iter().map(|value| number(value, field)).collect()
    }

    /// An expected list of numbers without NA.
    pub fn full_list(&self, field: &str) -> Vec<f64> {
        let values = self.list(field);
        values.iter().map(|value| value.unwrap_or_else(|| panic!("{}: {field} has an NA", self.name))).collect()
    }

    /// An expected table of numbers, row by row.
    pub fn table(&self, field: &str) -> Vec<Vec<f64>> {
        let table: Vec<Vec<f64>> = serde_json::from_value(self.at(field).clone())
            .unwrap_or_else(|_| panic!("{}: {field} is no table", self.name));
        self.note(field, table.iter().map(Vec::len).sum());
        table
    }

    /// An expected interval.
    pub fn interval(&self, field: &str) -> (f64, f64) {
        let limits = self.full_list(field);
        assert_eq!(limits.len(), 2, "{}: {field} is an interval", self.name);
        (limits[0], limits[1])
    }

    /// An expected text, by JSON pointer.
    pub fn text(&self, field: &str) -> &str {
        self.note(field, 1);
        self.at(field).as_str().unwrap_or_else(|| panic!("{}: {field} is no text", self.name))
    }

    /// An expected yes or no, by JSON pointer.
    pub fn yes(&self, field: &str) -> bool {
        self.note(field, 1);
        self.at(field).as_bool().unwrap_or_else(|| panic!("{}: {field} is neither true nor false", self.name))
    }

    /// Fails unless every expected field has been asked for; returns how many values they hold.
    pub fn assert_all_compared(&self) -> usize {
        let seen = self.seen.borrow();
        let missed: Vec<String> = fields(&self.expected, "").into_iter().filter(|f| !seen.contains(f)).collect();
        assert!(missed.is_empty(), "{}: nobody compared {missed:?}", self.name);
        self.values.get()
    }

    fn at(&self, field: &str) -> &Value {
        self.expected.pointer(field).unwrap_or_else(|| panic!("{}: no expected {field}", self.name))
    }

    fn note(&self, field: &str, values: usize) {
        if self.seen.borrow_mut().insert(field.to_owned()) {
            self.values.set(self.values.get() + values);
        }
    }
}

fn number(value: &Value, field: &str) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::Number(number) => number.as_f64(),
        Value::String(text) => Some(text.parse().unwrap_or_else(|_| panic!("{field}: {text} is not a number"))),
        other => panic!("{field}: {other} is not a number"),
    }
}

/// The JSON pointers of all fields that hold a number or a list.
fn fields(value: &Value, pointer: &str) -> Vec<String> {
    match value {
        Value::Object(map) => map.iter().flat_map(|(key, value)| fields(value, &format!("{pointer}/{key}"))).collect(),
        _ => vec![pointer.to_owned()],
    }
}
