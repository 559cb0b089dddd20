//! The recipe as TOML has it, and what is checked before it is believed.

use super::{Amounts, Missing, Recipe, RecipeCell, RecipeMargin, Trim};
use crate::error::Fault;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How far shares may sum from 1: half a percentage point each, for shares printed as whole percents, and at most this.
const MOST_ROUNDING: f64 = 0.02;

/// By how much each share may be rounded.
const ROUNDING: f64 = 0.005;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRecipe {
    start: Option<String>,
    total: Option<f64>,
    trim: Option<RawTrim>,
    #[serde(default, rename = "margin")]
    margins: Vec<RawMargin>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTrim {
    upper: Option<f64>,
    lower: Option<f64>,
    rake_again: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMargin {
    question: Option<String>,
    questions: Option<Vec<String>>,
    shares: Option<BTreeMap<String, f64>>,
    counts: Option<BTreeMap<String, f64>>,
    cells: Option<Vec<BTreeMap<String, toml::Value>>>,
    #[serde(default)]
    missing: Missing,
}

impl RawRecipe {
    pub(super) fn check(self, name: &str) -> Result<Recipe, Fault> {
        let wrong = |what: &str| Fault::new(what).file(name);
        if self.margins.is_empty() {
            return Err(wrong("names no margin")
                .accepted("at least one [[margin]] with question and shares, or counts")
                .remedy("add what is known of the population"));
        }
        if let Some(total) = self.total.filter(|t| !t.is_finite() || *t <= 0.0) {
            return Err(wrong("total is not what weights can sum to")
                .found(total.to_string())
                .accepted("a number above 0")
                .remedy("correct it, or leave it out: the number of respondents is taken"));
        }
        let trim = self.trim.map(RawTrim::check).transpose().map_err(|fault| fault.file(name))?;
        let margins = self.margins.into_iter().map(RawMargin::check);
        let margins = margins.collect::<Result<Vec<_>, _>>().map_err(|fault| fault.file(name))?;
        if let Some((_, twice)) = margins.iter().enumerate().find(|(i, m)| margins[..*i].iter().any(|o| o.same(m))) {
            return Err(wrong("two margins are of the same questions")
                .found(twice.title())
                .accepted("each question, or combination of questions, once")
                .remedy("take one of them out"));
        }
        Ok(Recipe { name: name.into(), start: self.start, total: self.total, trim, margins })
    }
}

impl RawTrim {
    fn check(self) -> Result<Trim, Fault> {
        let RawTrim { upper, lower, rake_again } = self;
        if upper.is_none() && lower.is_none() {
            return Err(Fault::new("trim has no bound")
                .accepted("upper = 5.0, lower = 0.2: times the mean weight")
                .remedy("add one of them, or take trim out"));
        }
        if let Some(upper) = upper.filter(|u| !u.is_finite() || *u < 1.0) {
            return Err(Fault::new("trim.upper is no upper bound")
                .found(upper.to_string())
                .accepted("a number of 1 or more: times the mean weight")
                .remedy("correct it; 5 is common"));
        }
        if let Some(lower) = lower.filter(|l| !(0.0..=1.0).contains(l)) {
            return Err(Fault::new("trim.lower is no lower bound")
                .found(lower.to_string())
                .accepted("a number from 0 to 1: times the mean weight")
                .remedy("correct it; 0.2 is common"));
        }
        Ok(Trim { upper, lower, rake_again: rake_again.unwrap_or(true) })
    }
}

impl RawMargin {
    fn check(self) -> Result<RecipeMargin, Fault> {
        let questions = match (self.question, self.questions) {
            (Some(question), None) => vec![question],
            (None, Some(questions)) if !questions.is_empty() => questions,
            _ => {
                return Err(Fault::new("a margin does not say of what it is")
                    .accepted("question = \"year\", or questions = [\"year\", \"gender\"] for their combinations")
                    .remedy("write one of the two"));
            }
        };
        let about = |what: &str| Fault::new(format!("margin \"{}\": {what}", questions.join(" × ")));
        if let Some(twice) = questions.iter().enumerate().find(|(i, q)| questions[..*i].contains(q)) {
            return Err(about("a question is named twice").found(twice.1).remedy("name it once"));
        }
        let (amounts, cells) = match (self.shares, self.counts, self.cells) {
            (Some(shares), None, None) if questions.len() == 1 => (Amounts::Shares, single(shares)),
            (None, Some(counts), None) if questions.len() == 1 => (Amounts::Counts, single(counts)),
            (None, None, Some(cells)) => crossed(&questions, cells).map_err(|fault| at(fault, &about))?,
            _ => {
                return Err(about("what its categories are to sum to is not said, or said twice")
                    .accepted(if questions.len() == 1 {
                        "shares = { … }, counts = { … }, or cells = [ … ]".to_owned()
                    } else {
                        format!("cells = [ {{ {} = \"…\", share = 0.15 }}, … ]", questions.join(" = \"…\", "))
                    })
                    .remedy("write one of these"));
            }
        };
        let margin = RecipeMargin { amounts, cells, missing: self.missing, questions };
        margin
            .check_amounts()
            .map_err(|fault| at(fault, &|what| Fault::new(format!("margin \"{}\": {what}", margin.title()))))?;
        Ok(margin)
    }
}

/// A fault with the margin before its words.
fn at(fault: Fault, about: &dyn Fn(&str) -> Fault) -> Fault {
    Fault { what: about(&fault.what).what, ..fault }
}

fn single(amounts: BTreeMap<String, f64>) -> Vec<RecipeCell> {
    amounts.into_iter().map(|(option, amount)| RecipeCell { answers: vec![vec![option]], amount }).collect()
}

/// Cells of crossed questions: an option, or several, by question, and a share or a count.
fn crossed(
    questions: &[String],
    cells: Vec<BTreeMap<String, toml::Value>>,
) -> Result<(Amounts, Vec<RecipeCell>), Fault> {
    let shares = cells.iter().filter(|cell| cell.contains_key("share")).count();
    let amounts = match shares {
        0 => Amounts::Counts,
        n if n == cells.len() => Amounts::Shares,
        _ => {
            return Err(
                Fault::new("some cells have a share and others none").remedy("give each a share, or each a count")
            );
        }
    };
    let word = if amounts == Amounts::Shares { "share" } else { "count" };
    let cells = cells.into_iter().map(|cell| one_cell(questions, word, cell)).collect::<Result<Vec<_>, _>>()?;
    Ok((amounts, cells))
}

fn one_cell(questions: &[String], word: &str, mut cell: BTreeMap<String, toml::Value>) -> Result<RecipeCell, Fault> {
    let accepted = format!("{{ {} = \"…\", {word} = … }}", questions.join(" = \"…\", "));
    let shown = cell.iter().map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", ");
    let wrong = |what: String| Fault::new(what).found(shown.clone()).accepted(accepted.clone());
    let number = |value: toml::Value| value.as_float().or_else(|| value.as_integer().map(|i| i as f64));
    let amount = cell.remove(word).and_then(number);
    let amount = amount.ok_or_else(|| wrong(format!("a cell has no {word}")).remedy("add it, as a number"))?;
    let mut answers = Vec::new();
    for question in questions {
        let options = match cell.remove(question) {
            Some(toml::Value::String(option)) => vec![option],
            Some(toml::Value::Array(list)) => {
                list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };
        if options.is_empty() {
            return Err(wrong(format!("a cell does not say which \"{question}\""))
                .remedy("name an option, or a list of options that count together"));
        }
        answers.push(options);
    }
    match cell.keys().next() {
        Some(key) => Err(wrong(format!("a cell has an unknown key, \"{key}\"")).remedy("remove it, or correct it")),
        None => Ok(RecipeCell { answers, amount }),
    }
}

impl RecipeMargin {
    /// Its questions, as messages name it.
    pub(super) fn title(&self) -> String {
        self.questions.join(" × ")
    }

    /// Whether it is of the same questions as another, in whatever order.
    fn same(&self, other: &RecipeMargin) -> bool {
        let sorted = |margin: &RecipeMargin| {
            let mut questions = margin.questions.clone();
            questions.sort();
            questions
        };
        sorted(self) == sorted(other)
    }

    /// What its amounts sum to.
    pub(super) fn sum(&self) -> f64 {
        self.cells.iter().map(|c| c.amount).sum()
    }

    fn check_amounts(&self) -> Result<(), Fault> {
        if let Some(cell) = self.cells.iter().find(|c| !c.amount.is_finite() || c.amount < 0.0) {
            return Err(Fault::new("an amount is negative, or no number")
                .found(format!("{}: {}", cell.words(), cell.amount))
                .accepted("numbers of 0 or more")
                .remedy("correct it"));
        }
        let sum = self.sum();
        if sum <= 0.0 {
            return Err(Fault::new("it sums to 0").remedy("say what its categories' shares are"));
        }
        let slack = (ROUNDING * self.cells.len() as f64).min(MOST_ROUNDING) + 1e-9;
        if self.amounts == Amounts::Counts || (sum - 1.0).abs() <= slack {
            return Ok(());
        }
        let percents = (sum / 100.0 - 1.0).abs() <= slack;
        Err(Fault::new("shares do not sum to 1")
            .found(format!("{sum:.4}"))
            .accepted(format!("1, or up to {slack:.3} off for shares that were rounded"))
            .remedy(if percents {
                "write 0.28 for 28 %"
            } else {
                "correct them, or write counts = { … }, which may sum to anything"
            }))
    }
}

impl RecipeCell {
    /// Its options as the recipe names them.
    pub(super) fn words(&self) -> String {
        self.answers.iter().map(|options| options.join(" or ")).collect::<Vec<_>>().join(" × ")
    }
}
