//! What weighting did: the spread of the weights, and every margin before and after.

use super::calibration::{Calibration, question};
use crate::error::{Result, internal};
use crate::stats::rake::Spread;
use crate::survey::{Question, Responses};

/// What weighting did.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The recipe, or the file of weights, as the user named it.
    pub source: String,
    /// The starting weights; `None` where weights were read from a file.
    pub start: Option<Spread>,
    /// The weights.
    pub weights: Spread,
    /// Sweeps of raking, those after trimming included; `None` where weights were read from a file.
    pub sweeps: Option<u32>,
    /// How weights were trimmed.
    pub trimmed: Option<Trimmed>,
    /// Whether the weights meet the margins.
    pub exact: bool,
    /// Respondents left out because a margin's question has no answer.
    pub dropped: u64,
    /// The margins.
    pub margins: Vec<MarginSummary>,
    /// What else a reader should know of the recipe.
    pub notes: Vec<String>,
}

/// How weights were trimmed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trimmed {
    /// No weight is below it; 0 where there is no such bound.
    pub lower: f64,
    /// No weight is above it; infinite where there is no such bound.
    pub upper: f64,
    /// Weights that were below, after raking.
    pub below: u64,
    /// Weights that were above, after raking.
    pub above: u64,
    /// Whether they were raked again.
    pub rake_again: bool,
}

/// A margin before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct MarginSummary {
    /// Ids of its questions, for programs.
    pub id: String,
    /// Its questions, for people.
    pub label: String,
    /// Its categories.
    pub categories: Vec<CategorySummary>,
}

/// A category before and after; sums of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct CategorySummary {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// Respondents in it.
    pub n: u64,
    /// Σw of the starting weights; of ones where weights were read from a file.
    pub before: f64,
    /// Σw² of the same.
    pub before_squares: f64,
    /// What it was to sum to.
    pub target: f64,
    /// Σw.
    pub after: f64,
}

/// The margins before and after, from the starting weights and the weights.
pub(super) fn margins(
    calibration: &Calibration,
    codes: &[Vec<u32>],
    responses: &Responses,
    start: &[f64],
    weights: &[f64],
) -> Result<Vec<MarginSummary>> {
    let book = &responses.codebook;
    let of = |(margin, codes): (&super::Margin, &Vec<u32>)| {
        let questions: Vec<&Question> = margin.questions.iter().map(|id| question(book, id)).collect::<Result<_>>()?;
        let mut categories: Vec<CategorySummary> = margin
            .categories
            .iter()
            .map(|c| CategorySummary {
                id: c.id(),
                label: c.label(&questions),
                n: 0,
                before: 0.0,
                before_squares: 0.0,
                target: c.total,
                after: 0.0,
            })
            .collect();
        for ((code, before), after) in codes.iter().zip(start).zip(weights) {
            let category = &mut categories[*code as usize];
            category.n += 1;
            category.before += before;
            category.before_squares += before * before;
            category.after += after;
        }
        let label = questions.iter().map(|q| q.label.as_str()).collect::<Vec<_>>().join(" × ");
        Ok(MarginSummary { id: margin.questions.join("+"), label, categories })
    };
    calibration.margins.iter().zip(codes).map(of).collect()
}

/// The spread of weights that are known to be some.
pub(super) fn spread(weights: &[f64]) -> Result<Spread> {
    Spread::of(weights).map_err(internal)
}
