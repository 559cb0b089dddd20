//! The data dictionary: one row a field, with its wording, kind and choices.

use super::{About, Holds};
use crate::input::{Sheet, labels};
use std::collections::BTreeMap;
use std::path::Path;

/// The header by which a dictionary is known.
const FIRST: &str = "Variable / Field Name";

/// A field of the survey.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// Its wording, without HTML.
    pub label: String,
    kind: String,
    choices: Vec<(String, String)>,
    is_identifier: bool,
    validation: String,
}

/// The fields of a dictionary; none when there is no file.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    /// The file, when there is one.
    pub name: Option<String>,
    fields: BTreeMap<String, Field>,
}

impl Dictionary {
    /// The dictionary in the same folder that knows most of these columns, and at least half of the fields behind them.
    pub fn beside(path: &Path, columns: &[String]) -> Dictionary {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let Ok(entries) = std::fs::read_dir(folder) else { return Dictionary::default() };
        let mut files: Vec<_> = entries.flatten().map(|e| e.path()).filter(|p| p != path && is_dictionary(p)).collect();
        files.sort();
        let fields: Vec<&str> = columns.iter().map(|c| c.split(super::CODE).next().unwrap_or(c)).collect();
        let knows = |d: &Dictionary| fields.iter().filter(|f| d.fields.contains_key(**f)).count();
        let read = files.iter().filter_map(|p| Dictionary::read(p));
        let best = read.map(|d| (knows(&d), d)).reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.filter(|(n, _)| n * 2 >= fields.len()).map(|(_, d)| d).unwrap_or_default()
    }

    fn read(path: &Path) -> Option<Dictionary> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let sheet = Sheet::read(path, &name).ok()?;
        let column = |header: &str| {
            let found = sheet.headers().into_iter().find(|h| labels::normal(h).starts_with(&labels::normal(header)))?;
            let cells = sheet.strings(&found).ok()?;
            Some(cells.iter().map(|c| c.unwrap_or("").to_owned()).collect::<Vec<_>>())
        };
        let fields = column(FIRST)?;
        let empty = vec![String::new(); fields.len()];
        let or_empty = |header: &str| column(header).unwrap_or_else(|| empty.clone());
        let (kinds, wordings, choices) =
            (or_empty("Field Type"), or_empty("Field Label"), or_empty("Choices, Calculations"));
        let (identifiers, validations) = (or_empty("Identifier?"), or_empty("Text Validation Type"));
        let field = |i: usize| Field {
            label: without_tags(&wordings[i]),
            kind: labels::normal(&kinds[i]),
            choices: choices_of(&choices[i]),
            is_identifier: labels::normal(&identifiers[i]) == "y",
            validation: labels::normal(&validations[i]),
        };
        let fields = fields.iter().enumerate().map(|(i, name)| (name.clone(), field(i))).collect();
        Some(Dictionary { name: Some(name), fields })
    }

    /// The field of a column.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }
}

impl Field {
    /// The wording of a choice, by the code that its column ends with: `-99` is written `_99` there.
    pub fn choice(&self, code: &str) -> Option<&str> {
        let same = |c: &str| c.eq_ignore_ascii_case(code) || c.replace('-', "_").eq_ignore_ascii_case(code);
        self.choices.iter().find(|(c, _)| same(c)).map(|(_, label)| label.as_str())
    }

    /// What the dictionary says of a column that holds this field.
    pub fn about(&self) -> About {
        let holds = match (self.kind.as_str(), self.validation.as_str()) {
            _ if self.is_identifier => Some(Holds::Personal),
            (_, "email" | "phone") => Some(Holds::Personal),
            ("notes", _) => Some(Holds::Text),
            ("text" | "calc", "integer" | "number") | ("slider", _) => Some(Holds::Number),
            ("text", v) if v.starts_with("date") => Some(Holds::Date),
            ("radio" | "dropdown" | "yesno" | "truefalse", _) => Some(Holds::Row),
            _ => None,
        };
        let labels = match self.kind.as_str() {
            "yesno" => vec![("1".into(), "Yes".into()), ("0".into(), "No".into())],
            "truefalse" => vec![("1".into(), "True".into()), ("0".into(), "False".into())],
            "radio" | "dropdown" => self.choices.clone(),
            _ => Vec::new(),
        };
        About { holds, text: Some(self.label.clone()).filter(|l| !l.is_empty()), labels, ..About::default() }
    }
}

fn is_dictionary(path: &Path) -> bool {
    let mut head = [0; 256];
    let read = std::fs::File::open(path).and_then(|mut f| std::io::Read::read(&mut f, &mut head)).unwrap_or(0);
    let text = String::from_utf8_lossy(&head[..read]).into_owned();
    text.trim_start_matches('\u{feff}').trim_start_matches('"').starts_with(FIRST)
}

/// `1, Yes | 2, No, never` → codes and wordings.
fn choices_of(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('|').filter_map(|choice| choice.split_once(','));
    pairs.map(|(code, label)| (code.trim().to_owned(), without_tags(label))).collect()
}

/// A wording without its HTML.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for (i, c) in text.char_indices() {
        match c {
            '<' if text[i..].contains('>')
                && text[i + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') =>
            {
                inside = true
            }
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}
