//! The codebook: which columns are which question, and what their cells mean. Raw (serde, `raw`) → checked.

mod bracket;
mod design;
mod raw;

pub use bracket::{Bracket, place};
pub use design::{Design, Lonely, ReplicateColumns, ReplicateKind, Replicates};

use crate::error::{Fault, Result, nearest};
use crate::input::{hex, labels, toml_file};
use raw::RawCodebook;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
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
    /// A day.
    Date,
    /// Free text; never shown and never in a tally.
    Text,
}

impl Kind {
    /// The word that a codebook uses.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Single => "single",
            Kind::Multi => "multi",
            Kind::Ordinal => "ordinal",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Text => "text",
        }
    }
}

/// What a question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It asks what stops people from reaching out.
    Barriers,
    /// It asks what share of one's messages get a reply, in brackets.
    ReplyShare,
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

/// A kind of response that is left out unless the codebook's `keep` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// Not finished.
    Partial,
    /// Made by the survey's author, to look at it.
    Preview,
    /// Made by a machine, to test the survey.
    Test,
    /// Marked by the platform as not made by a person.
    Spam,
    /// Screened out.
    Disqualified,
}

impl Aside {
    /// The word that `keep` and the row accounting use.
    pub fn word(self) -> &'static str {
        match self {
            Aside::Partial => "partial",
            Aside::Preview => "preview",
            Aside::Test => "test",
            Aside::Spam => "spam",
            Aside::Disqualified => "disqualified",
        }
    }
}

/// One option of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its name for programs.
    pub id: String,
    /// Its text in the survey.
    pub label: String,
    /// What stands in a cell that means it, where that is not its text: a number of a coded export.
    pub code: Option<String>,
    /// The column that holds it, in a multi-select of one column an option.
    pub column: Option<String>,
    /// Whether people tick it by writing into its column.
    pub written: bool,
    /// The barrier of the common list that it words.
    pub barrier: Option<String>,
    /// The reply shares that it stands for, in a question of the role `reply_share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Bracket>,
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
    /// One column a mention: the first that was chosen, the second, ….
    Mentions(Vec<String>),
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
    /// Options that exclude all others.
    pub exclusive: Vec<usize>,
    /// How many options could be chosen, where there is a limit.
    pub choose_at_most: Option<usize>,
    /// The option that stands for free text in cells.
    pub write_in: Option<usize>,
    /// Cells that mean a ticked box, where the usual words do not say it.
    pub ticked: Vec<String>,
    /// Cells that mean a box left empty, where the usual words do not say it.
    pub unticked: Vec<String>,
    /// Cells that say no more than an empty one.
    pub blank: Vec<String>,
    /// What a blank multi-select means.
    pub blank_means: BlankMeans,
    /// It was asked only of those who chose one of these options: question → options, by index.
    pub asked_if: Vec<(usize, Vec<usize>)>,
}

impl Question {
    /// The option that a cell means: by its code where options have codes, else by its text, else by its id. Exactly, then
    /// but for white space and case.
    pub fn option(&self, text: &str) -> Option<usize> {
        let normal = labels::normal(text);
        let by = |means: &dyn Fn(&Choice) -> bool| self.options.iter().position(means);
        by(&|o| o.code.as_deref() == Some(text))
            .or_else(|| by(&|o| o.label == text))
            .or_else(|| by(&|o| o.id == text))
            .or_else(|| by(&|o| o.code.as_deref().is_some_and(|code| labels::normal(code) == normal)))
            .or_else(|| by(&|o| labels::normal(&o.label) == normal))
            .or_else(|| by(&|o| labels::normal(&o.id) == normal))
    }

    /// Labels of its options, as an error lists them.
    pub fn labels(&self) -> Vec<String> {
        self.options.iter().map(|o| o.label.clone()).collect()
    }

    /// The columns that hold its answers.
    pub fn columns(&self) -> Vec<String> {
        match &self.place {
            Place::Column(c) | Place::Joined(c, _) => vec![c.clone()],
            Place::Mentions(several) => several.clone(),
            Place::Split => self.options.iter().filter_map(|o| o.column.clone()).collect(),
        }
    }

    /// Whether it has options that can be counted.
    pub fn is_categorical(&self) -> bool {
        matches!(self.kind, Kind::Single | Kind::Multi | Kind::Ordinal)
    }
}

/// A checked codebook.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Who names that column, where it is not the codebook: a recipe for weights.
    #[serde(skip)]
    pub weight_by: Option<String>,
    /// Columns that are known and not wanted.
    pub ignore: Vec<String>,
    /// Columns of personal data: taken out as soon as the file is read.
    pub drop: Vec<String>,
    /// Kinds of responses that are counted though they are left out by default.
    pub keep: Vec<Aside>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// How the respondents were drawn.
    pub design: Design,
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

    /// Every column that tells what respondents are and say. A column of the design may be one of them too.
    pub fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = self.respondent.iter().chain(&self.weight).cloned().collect();
        for question in &self.questions {
            columns.extend(question.columns());
        }
        columns
    }

    /// Takes another column for the weights, as `by` says; the one that it named before is then none of a question's.
    pub fn weigh_by(&mut self, column: &str, by: &str) {
        self.weight_by = Some(by.to_owned());
        let before = self.weight.replace(column.to_owned());
        self.ignore.extend(before.filter(|before| before != column));
    }

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

    /// SHA-256 over all that decides what a tally counts, in hexadecimal. Tallies of different codebooks do not merge.
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        hex(&Sha256::digest(text))
    }
}
