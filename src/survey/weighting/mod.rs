//! Weighting: a recipe's margins → weights that meet them, used in place or written into a file.
//!
//! A [`Recipe`] (TOML) says what the shares of some questions' answers are in the population. [`Weighting::apply`] rakes the
//! respondents to it, or takes the weights from a file that [`file::text`] wrote before; either way the responses then know
//! their [`Calibration`], from which errors follow. Nobody is weighted in silence: a respondent whom a margin does not place, and
//! a category that nobody is in, are refused by name.

mod apply;
mod calibration;
pub mod file;
mod raw;
mod summary;

pub use calibration::{Calibration, Category, Margin, Missing};
pub use summary::{CategorySummary, MarginSummary, Summary, Trimmed};

use crate::error::{Fault, Result};
use crate::input::{text, toml_file};
use crate::survey::Responses;
use raw::RawRecipe;
use std::path::Path;

/// What margins' numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Amounts {
    /// Shares of 0–1, which sum to about 1.
    Shares,
    /// People.
    Counts,
}

/// A checked recipe. What it says of questions and options is checked against the codebook when it is applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The file, as the user named it.
    pub name: String,
    /// The column of the export that holds the starting weights, where it is not the codebook's.
    pub start: Option<String>,
    /// What the weights are to sum to.
    pub total: Option<f64>,
    /// How weights are trimmed.
    pub trim: Option<Trim>,
    margins: Vec<RecipeMargin>,
}

/// How weights are trimmed; bounds are in times of the mean weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trim {
    /// No weight is above this many times the mean; 1 or more.
    pub upper: Option<f64>,
    /// No weight is below this many times the mean; 0 to 1.
    pub lower: Option<f64>,
    /// Whether weights are raked again after trimming, in turn until both bounds and margins are met.
    pub rake_again: bool,
}

/// A margin as the recipe has it.
#[derive(Clone, Debug, PartialEq)]
struct RecipeMargin {
    questions: Vec<String>,
    amounts: Amounts,
    cells: Vec<RecipeCell>,
    missing: Missing,
}

/// One category of a margin as the recipe has it.
#[derive(Clone, Debug, PartialEq)]
struct RecipeCell {
    /// By question, options by their id or label; several count together.
    answers: Vec<Vec<String>>,
    amount: f64,
}

impl Recipe {
    /// Checks a recipe's TOML text. `name` is how messages call it.
    ///
    /// # Errors
    /// When it is no TOML, has unknown keys, or contradicts itself.
    pub fn parse(text: &str, name: &str) -> Result<Recipe> {
        Ok(toml_file::parse::<RawRecipe>(text, name)?.check(name)?)
    }
}

/// Where weights come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Weighting {
    /// They are raked to margins.
    Recipe(Recipe),
    /// They were written before.
    File(file::Weights),
}

impl Weighting {
    /// Reads a recipe, or a file of weights that was written before; told by content. `name` is how messages call it.
    ///
    /// # Errors
    /// When the file cannot be read, is neither, or contradicts itself.
    pub fn read(path: &Path, name: &str) -> Result<Weighting> {
        let bytes = text::read(path).map_err(|mut e| {
            e.set_file(name);
            e
        })?;
        let text = String::from_utf8_lossy(&bytes);
        if file::knows(&text) {
            return Ok(Weighting::File(file::Weights::parse(&text, name)?));
        }
        if !text.contains('=') {
            return Err(Fault::new("is neither a recipe for weights nor weights that hearback wrote")
                .file(name)
                .found(text.lines().next().unwrap_or(""))
                .accepted("TOML with [[margin]], or a file that `hearback weight --out` wrote")
                .remedy("weights of your own are a column of the survey: name it in the codebook, weight = \"…\"")
                .into());
        }
        Ok(Weighting::Recipe(Recipe::parse(&text, name)?))
    }

    /// The file, as the user named it.
    pub fn name(&self) -> &str {
        match self {
            Weighting::Recipe(recipe) => &recipe.name,
            Weighting::File(weights) => &weights.name,
        }
    }

    /// The column of the export that holds the starting weights, where the recipe names one.
    pub fn start(&self) -> Option<&str> {
        match self {
            Weighting::Recipe(recipe) => recipe.start.as_deref(),
            Weighting::File(_) => None,
        }
    }

    /// Weights the responses, and says how.
    ///
    /// # Errors
    /// When a respondent has no place in a margin or no weight in the file, a category is empty, or the margins cannot be met.
    pub fn apply(&self, responses: &mut Responses) -> Result<Summary> {
        match self {
            Weighting::Recipe(recipe) => apply::recipe(recipe, responses),
            Weighting::File(weights) => apply::file(weights, responses),
        }
    }
}
