//! The codebook: which columns are which question, and what their cells mean. Raw (serde) → checked.

use crate::error::{Fault, Result, nearest};
use crate::input::{labels, toml_file};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a question's answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One of several options.
    Single,
    /// Any number of several options.
    Multi,
    /// One of several options that have an order.
    Ordinal,
    /// A number.
    Number,
    /// Free text; never shown and never in a tally.
    Text,
}

/// What a question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It asks what stops people from reaching out.
    Barriers,
}

/// What a multi-select means that someone left blank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankMeans {
    /// They skipped the question: no answer.
    #[default]
    Skipped,
    /// They answered, and none applies.
    None,
}

/// One option of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its name for programs.
    pub id: String,
    /// Its text in the survey.
    pub label: String,
    /// The column that holds it, in a multi-select of one column an option.
    pub column: Option<String>,
}

/// Where a question's answers stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Place {
    /// In one column.
    Column(String),
    /// Several answers in one column, with this between them.
    Joined(String, String),
    /// One column an option, each named by its [`Choice`].
    Split,
}

/// A checked question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Its name for programs and for `--question`.
    pub id: String,
    /// Its wording; the id where the codebook gives none.
    pub text: String,
    /// A few words for headings (`by college year`); the wording, or the id, where the codebook gives none.
    pub label: String,
    /// What its answers are.
    pub kind: Kind,
    /// What it is for.
    pub role: Option<Role>,
    /// Where its answers stand.
    pub place: Place,
    /// Its options, in the codebook's order; none for numbers and text.
    pub options: Vec<Choice>,
    /// The option that says "none of these".
    pub none_option: Option<usize>,
    /// The option that stands for free text in joined cells.
    pub write_in: Option<usize>,
    /// What a blank multi-select means.
    pub blank_means: BlankMeans,
    /// It was asked only of those who chose one of these options: question → options, by index.
    pub asked_if: Vec<(usize, Vec<usize>)>,
}

impl Question {
    /// The option that a cell's text or id means.
    pub fn option(&self, text: &str) -> Option<usize> {
        let exact = self.options.iter().position(|o| o.label == text || o.id == text);
        exact.or_else(|| {
            let normal = labels::normal(text);
            self.options.iter().position(|o| labels::normal(&o.label) == normal || labels::normal(&o.id) == normal)
        })
    }

    /// Labels of its options, as an error lists them.
    pub fn labels(&self) -> Vec<String> {
        self.options.iter().map(|o| o.label.clone()).collect()
    }

    /// Whether it has options that can be counted.
    pub fn is_categorical(&self) -> bool {
        matches!(self.kind, Kind::Single | Kind::Multi | Kind::Ordinal)
    }
}

/// A checked codebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Codebook {
    /// The file, as the user named it.
    #[serde(skip)]
    pub name: String,
    /// The survey's title.
    pub title: Option<String>,
    /// The column that tells respondents apart.
    pub respondent: Option<String>,
    /// The column of weights.
    pub weight: Option<String>,
    /// Columns that are known and not wanted.
    pub ignore: Vec<String>,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

impl Codebook {
    /// Reads and checks a codebook. `name` is how messages call it.
    ///
    /// # Errors
    /// When it cannot be read, or contradicts itself.
    pub fn read(path: &Path, name: &str) -> Result<Codebook> {
        toml_file::read::<RawCodebook>(path, name)?.check(name)
    }

    /// Checks a codebook's TOML text.
    ///
    /// # Errors
    /// As [`Codebook::read`].
    pub fn parse(text: &str, name: &str) -> Result<Codebook> {
        toml_file::parse::<RawCodebook>(text, name)?.check(name)
    }

    /// The index of a question.
    ///
    /// # Errors
    /// When there is none of that id; the nearest is named.
    pub fn position(&self, id: &str) -> Result<usize> {
        if let Some(i) = self.questions.iter().position(|q| q.id == id) {
            return Ok(i);
        }
        let ids: Vec<&str> = self.questions.iter().map(|q| q.id.as_str()).collect();
        let remedy = match nearest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "use one of these ids".into(),
        };
        Err(Fault::new("there is no such question")
            .file(&self.name)
            .found(id)
            .accepted(ids.join(", "))
            .remedy(remedy)
            .into())
    }

    /// Every column that the codebook names, questions and all.
    pub fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = self.respondent.iter().chain(&self.weight).cloned().collect();
        for question in &self.questions {
            match &question.place {
                Place::Column(c) | Place::Joined(c, _) => columns.push(c.clone()),
                Place::Split => columns.extend(question.options.iter().filter_map(|o| o.column.clone())),
            }
        }
        columns
    }

    /// SHA-256 over all that decides what a tally counts, in hexadecimal. Tallies of different codebooks do not merge.
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(text).iter().map(|b| format!("{b:02x}")).collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodebook {
    title: Option<String>,
    respondent: Option<String>,
    weight: Option<String>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default, rename = "question")]
    questions: Vec<RawQuestion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: String,
    text: Option<String>,
    label: Option<String>,
    kind: Kind,
    role: Option<Role>,
    column: Option<String>,
    separator: Option<String>,
    #[serde(default)]
    options: Vec<RawChoice>,
    none_option: Option<String>,
    write_in: Option<String>,
    blank_means: Option<BlankMeans>,
    #[serde(default)]
    asked_if: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    id: String,
    label: Option<String>,
    column: Option<String>,
}

impl RawCodebook {
    fn check(self, name: &str) -> Result<Codebook> {
        if self.questions.is_empty() {
            return Err(Fault::new("declares no question")
                .file(name)
                .accepted("at least one [[question]] with id, kind and options")
                .remedy("add the questions that you want to see")
                .into());
        }
        let mut questions: Vec<Question> = Vec::new();
        for raw in self.questions {
            let question = raw.check(&questions).map_err(|fault| fault.file(name))?;
            questions.push(question);
        }
        let book = Codebook {
            name: name.into(),
            title: self.title,
            respondent: self.respondent,
            weight: self.weight,
            ignore: self.ignore,
            questions,
        };
        book.check_columns()?;
        Ok(book)
    }
}

impl Codebook {
    fn check_columns(&self) -> Result<()> {
        let mut seen = BTreeSet::new();
        for column in self.columns() {
            if !seen.insert(labels::normal(&column)) {
                return Err(Fault::new("two questions name the same column")
                    .file(&self.name)
                    .column(column)
                    .accepted("a column belongs to one question")
                    .remedy("take it out of one of them")
                    .into());
            }
        }
        Ok(())
    }
}

impl RawQuestion {
    fn check(self, before: &[Question]) -> Result<Question, Fault> {
        let wrong = |what: String| Fault::new(format!("question \"{}\": {what}", self.id));
        if !labels::is_id(&self.id) {
            return Err(wrong("this is no id".into())
                .found(&self.id)
                .accepted("letters, digits, _ and -")
                .remedy("give it a short id; the wording belongs in text"));
        }
        if before.iter().any(|q| q.id == self.id) {
            return Err(wrong("the id is used twice".into()).remedy("give every question an id of its own"));
        }
        let options = self.options()?;
        let place = self.place(&options)?;
        let index = |key: &str, id: &Option<String>| match id {
            None => Ok(None),
            Some(id) => options.iter().position(|o| &o.id == id).map(Some).ok_or_else(|| {
                wrong(format!("{key} names no option"))
                    .found(id)
                    .accepted(options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>().join(", "))
                    .remedy("name the option's id")
            }),
        };
        let (none_option, write_in) = (index("none_option", &self.none_option)?, index("write_in", &self.write_in)?);
        if write_in.is_some() && !matches!(place, Place::Joined(..)) {
            return Err(wrong("write_in is for several answers joined in one column".into())
                .remedy("remove it, or declare column and separator"));
        }
        if self.kind != Kind::Multi && (none_option.is_some() || self.blank_means.is_some()) {
            return Err(wrong("none_option and blank_means are for multi-selects".into())
                .remedy("remove them, or set kind = \"multi\""));
        }
        Ok(Question {
            text: self.text.clone().unwrap_or_else(|| self.id.clone()),
            label: self.label.clone().or(self.text.clone()).unwrap_or_else(|| self.id.replace('_', " ")),
            kind: self.kind,
            role: self.role,
            asked_if: self.asked_if(before)?,
            none_option,
            write_in,
            blank_means: self.blank_means.unwrap_or_default(),
            options,
            place,
            id: self.id,
        })
    }

    fn options(&self) -> Result<Vec<Choice>, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let counted = matches!(self.kind, Kind::Single | Kind::Multi | Kind::Ordinal);
        if counted && self.options.is_empty() {
            return Err(wrong("has no options")
                .accepted("options = [{ id = \"…\", label = \"…\" }, …]")
                .remedy("list the options as the survey words them"));
        }
        if !counted && !self.options.is_empty() {
            return Err(wrong("numbers and text have no options").remedy("remove them, or set another kind"));
        }
        let mut seen = BTreeSet::new();
        let mut options = Vec::new();
        for raw in &self.options {
            if !labels::is_id(&raw.id) {
                return Err(wrong("an option's id is no id")
                    .found(&raw.id)
                    .accepted("letters, digits, _ and -")
                    .remedy("give it a short id; the wording belongs in label"));
            }
            let label = raw.label.clone().unwrap_or_else(|| raw.id.clone());
            let keys = BTreeSet::from([labels::normal(&raw.id), labels::normal(&label)]);
            if keys.iter().any(|k| seen.contains(k)) {
                return Err(wrong("two options have the same id or label")
                    .found(&label)
                    .accepted("ids and labels that differ by more than case and spaces")
                    .remedy("remove one, or reword it"));
            }
            seen.extend(keys);
            options.push(Choice { id: raw.id.clone(), label, column: raw.column.clone() });
        }
        Ok(options)
    }

    fn place(&self, options: &[Choice]) -> Result<Place, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let with_column = options.iter().filter(|o| o.column.is_some()).count();
        let column = || self.column.clone().unwrap_or_else(|| self.id.clone());
        match (self.kind, with_column, &self.separator) {
            (Kind::Multi, 0, Some(separator))
                if separator.trim().is_empty() && separator != "\n" && separator != "\t" =>
            {
                Err(wrong("the separator is blank").accepted("for example \", \" or \";\"").remedy("correct it"))
            }
            (Kind::Multi, 0, Some(separator)) => Ok(Place::Joined(column(), separator.clone())),
            (Kind::Multi, 0, None) => Err(wrong("where its answers stand is not said")
                .accepted("column and separator for answers joined in one column, or a column for every option")
                .remedy("add separator = \", \" (or \";\"), or a column to each option")),
            (Kind::Multi, n, None) if n == options.len() && self.column.is_none() => Ok(Place::Split),
            (Kind::Multi, _, None) if self.column.is_none() => {
                let missing = options.iter().find(|o| o.column.is_none()).map_or("", |o| o.id.as_str());
                Err(wrong("an option has no column").found(missing).remedy("give every option its column"))
            }
            (Kind::Multi, ..) => Err(wrong("it is both joined in one column and split over several")
                .accepted("either column and separator, or a column for every option")
                .remedy("remove one of the two")),
            (_, 0, None) => Ok(Place::Column(column())),
            _ => Err(wrong("separator and a column for every option are for multi-selects")
                .remedy("remove them, or set kind = \"multi\"")),
        }
    }

    fn asked_if(&self, before: &[Question]) -> Result<Vec<(usize, Vec<usize>)>, Fault> {
        let wrong = |what: &str| Fault::new(format!("question \"{}\": {what}", self.id));
        let mut conditions = Vec::new();
        for (id, wanted) in &self.asked_if {
            let at = before.iter().position(|q| &q.id == id && q.is_categorical()).ok_or_else(|| {
                let known: Vec<&str> = before.iter().filter(|q| q.is_categorical()).map(|q| q.id.as_str()).collect();
                let known =
                    if known.is_empty() { "none: no such question stands before it".into() } else { known.join(", ") };
                wrong("asked_if names no question with options that stands before it")
                    .found(id)
                    .accepted(known)
                    .remedy("correct the id, or move that question up")
            })?;
            let option = |w: &String| {
                before[at].options.iter().position(|o| &o.id == w).ok_or_else(|| {
                    wrong("asked_if names no option of that question")
                        .found(w)
                        .accepted(before[at].options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>().join(", "))
                        .remedy("name the option's id")
                })
            };
            conditions.push((at, wanted.iter().map(option).collect::<Result<_, _>>()?));
        }
        Ok(conditions)
    }
}
