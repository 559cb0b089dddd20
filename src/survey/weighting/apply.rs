//! Weighting responses: by a recipe, or from a file.

use super::calibration::{self, list, option, question};
use super::summary::{self, Summary, Trimmed};
use super::{Amounts, Calibration, Category, Margin, Missing, Recipe, RecipeMargin, Trim, file};
use crate::error::{Error, Fault, Result, internal};
use crate::input::accounting::Reason;
use crate::stats::rake::{self, Bounds, RakeError, Raked};
use crate::survey::responses::{LARGEST_WEIGHT, SMALLEST_WEIGHT};
use crate::survey::{Codebook, Responses};
use std::collections::BTreeMap;

/// How far counts of two margins may differ and still be of the same people, relative to them.
const SAME_COUNT: f64 = 1e-9;

/// How far the weights of a file may be from the margins in its header, relative to them.
const MET: f64 = 1e-6;

/// Why a respondent is left out.
const UNANSWERED: &str = "no answer to a question of the weighting";

/// Rakes the responses to a recipe's margins.
pub(super) fn recipe(recipe: &Recipe, responses: &mut Responses) -> Result<Summary> {
    raked(recipe, responses).map_err(|e| e.in_file(&recipe.name))
}

fn raked(recipe: &Recipe, responses: &mut Responses) -> Result<Summary> {
    let margins = recipe.margins.iter().map(|m| m.resolve(&responses.codebook)).collect::<Result<Vec<_>>>()?;
    let mut calibration = Calibration { exact: true, margins };
    let dropped = drop_unanswered(&calibration, responses)?;
    let start = start_weights(responses)?;
    let mut notes = Vec::new();
    let total = recipe.sum(responses.len(), &mut notes);
    for margin in &mut calibration.margins {
        margin.scale(total, responses, &start)?;
    }
    let codes = calibration.codes(responses)?;
    refuse_empty(&calibration, &codes, responses)?;
    notes.extend(weightless(&calibration, &codes));
    let wanted: Vec<Vec<f64>> =
        calibration.margins.iter().map(|m| m.categories.iter().map(|c| c.total).collect()).collect();
    let margins: Vec<rake::Margin> =
        codes.iter().zip(&wanted).map(|(codes, totals)| rake::Margin { codes, totals }).collect();
    let raked = rake::rake(&start, &margins).map_err(|e| said(e, &calibration))?;
    let (raked, trimmed) = match recipe.trim {
        Some(trim) => trim.apply(raked, &margins).map_err(|e| said(e, &calibration))?,
        None => (raked, None),
    };
    calibration.exact = trimmed.is_none_or(|t| t.rake_again || t.below + t.above == 0);
    check_range(&raked.weights)?;
    let summary = Summary {
        source: recipe.name.clone(),
        start: Some(summary::spread(&start)?),
        weights: summary::spread(&raked.weights)?,
        sweeps: Some(raked.sweeps),
        trimmed,
        exact: calibration.exact,
        dropped,
        margins: summary::margins(&calibration, &codes, responses, &start, &raked.weights)?,
        notes,
    };
    responses.weigh(raked.weights, calibration)?;
    Ok(summary)
}

/// Takes the weights that a file has for the responses.
pub(super) fn file(weights: &file::Weights, responses: &mut Responses) -> Result<Summary> {
    written(weights, responses).map_err(|e| e.in_file(&weights.name))
}

fn written(file: &file::Weights, responses: &mut Responses) -> Result<Summary> {
    let calibration = file.calibration.clone();
    let dropped = drop_unanswered(&calibration, responses)?;
    let weights = matched(file, responses)?;
    let codes = calibration.codes(responses)?;
    let ones = vec![1.0; weights.len()];
    let summary = Summary {
        source: file.name.clone(),
        start: None,
        weights: summary::spread(&weights)?,
        sweeps: None,
        trimmed: None,
        exact: calibration.exact,
        dropped,
        margins: summary::margins(&calibration, &codes, responses, &ones, &weights)?,
        notes: Vec::new(),
    };
    refuse_changed(&summary)?;
    responses.weigh(weights, calibration)?;
    Ok(summary)
}

fn start_weights(responses: &Responses) -> Result<Vec<f64>> {
    let start: Vec<f64> = responses.weights()?.iter().map(|w| w.unwrap_or(0.0)).collect();
    if start.iter().all(|w| *w <= 0.0) {
        return Err(Fault::new("nobody has a starting weight above 0")
            .accepted("at least one respondent in every category of every margin")
            .remedy("look at `hearback check`: were all left out?")
            .into());
    }
    Ok(start)
}

/// Leaves out whoever lacks an answer to a margin that says so; returns how many.
fn drop_unanswered(calibration: &Calibration, responses: &mut Responses) -> Result<u64> {
    let mut out = vec![false; responses.len()];
    for margin in calibration.margins.iter().filter(|m| m.missing == Missing::Drop) {
        out.iter_mut().zip(margin.unanswered(responses)?).for_each(|(out, unanswered)| *out |= unanswered);
    }
    let example = || Fault::new(UNANSWERED).remedy("nothing: the recipe says missing = \"drop\"");
    responses.leave_out(&out, &Reason::rule(UNANSWERED), example)?;
    Ok(out.iter().filter(|out| **out).count() as u64)
}

impl Recipe {
    /// What the weights are to sum to; notes what was decided.
    fn sum(&self, respondents: usize, notes: &mut Vec<String>) -> f64 {
        let counts: Vec<&RecipeMargin> = self.margins.iter().filter(|m| m.amounts == Amounts::Counts).collect();
        for margin in self.margins.iter().filter(|m| m.amounts == Amounts::Shares && (m.sum() - 1.0).abs() > SAME_COUNT)
        {
            notes.push(format!(
                "the shares of \"{}\" sum to {:.4}: each was divided by that",
                margin.title(),
                margin.sum()
            ));
        }
        let Some(first) = counts.first() else { return self.total.unwrap_or(respondents as f64) };
        if let Some(other) = counts.iter().find(|m| (m.sum() / first.sum() - 1.0).abs() > SAME_COUNT) {
            notes.push(format!(
                "the counts of \"{}\" sum to {}, those of \"{}\" to {}: they were used as shares",
                first.title(),
                first.sum(),
                other.title(),
                other.sum()
            ));
        }
        self.total.unwrap_or_else(|| first.sum())
    }
}

impl RecipeMargin {
    /// The margin by the ids of the codebook, its categories in the codebook's order; totals as the recipe has them.
    fn resolve(&self, book: &Codebook) -> Result<Margin> {
        let questions = self.questions.iter().map(|id| question(book, id)).collect::<Result<Vec<_>>>()?;
        let mut categories = Vec::new();
        for cell in &self.cells {
            let mut places = Vec::new();
            for (question, options) in questions.iter().zip(&cell.answers) {
                places.push(options.iter().map(|o| option(question, o)).collect::<Result<Vec<_>, _>>()?);
            }
            let ids = places.iter().zip(&questions);
            let ids = ids.map(|(places, q)| places.iter().map(|i| q.options[*i].id.clone()).collect()).collect();
            categories.push((places, Category { answers: ids, total: cell.amount }));
        }
        categories.sort_by(|a, b| a.0.cmp(&b.0));
        let categories = categories.into_iter().map(|(_, category)| category).collect();
        Ok(Margin { questions: self.questions.clone(), missing: self.missing, categories })
    }
}

impl Margin {
    /// Makes its totals sum to this. Those without an answer, where they are a category, keep the share that they have by the
    /// starting weights.
    fn scale(&mut self, total: f64, responses: &Responses, start: &[f64]) -> Result<()> {
        let mut rest = total;
        if self.missing == Missing::Own {
            let unanswered = self.unanswered(responses)?;
            let theirs: f64 = start.iter().zip(&unanswered).filter(|(_, u)| **u).map(|(w, _)| w).sum();
            let own = total * theirs / start.iter().sum::<f64>();
            rest -= own;
            if unanswered.contains(&true) {
                self.categories.push(Category::unanswered(own));
            }
        }
        let sum: f64 = self.categories.iter().filter(|c| !c.is_unanswered()).map(|c| c.total).sum();
        let known = self.categories.iter_mut().filter(|c| !c.is_unanswered());
        known.for_each(|c| c.total *= rest / sum);
        Ok(())
    }
}

/// Categories that are to weigh nothing though people are in them.
fn weightless(calibration: &Calibration, codes: &[Vec<u32>]) -> Vec<String> {
    let mut notes = Vec::new();
    for (margin, codes) in calibration.margins.iter().zip(codes) {
        for (code, category) in (0..).zip(&margin.categories).filter(|(_, c)| c.total <= 0.0) {
            let n = codes.iter().filter(|c| **c == code).count();
            if n > 0 {
                notes.push(format!(
                    "by the recipe, \"{}\" of \"{}\" weighs nothing: {n} respondent{}",
                    category.id(),
                    margin.title(),
                    if n == 1 { "" } else { "s" }
                ));
            }
        }
    }
    notes
}

fn refuse_empty(calibration: &Calibration, codes: &[Vec<u32>], responses: &Responses) -> Result<()> {
    for (margin, codes) in calibration.margins.iter().zip(codes) {
        let mut n = vec![0u64; margin.categories.len()];
        codes.iter().for_each(|code| n[*code as usize] += 1);
        let empty = margin.categories.iter().zip(n).find(|(category, n)| *n == 0 && category.total > 0.0);
        let Some((category, _)) = empty else { continue };
        let questions: Vec<_> =
            margin.questions.iter().map(|id| question(&responses.codebook, id)).collect::<Result<_>>()?;
        let last = margin.questions.last().map_or("", String::as_str);
        return Err(Fault::new(format!("margin \"{}\": nobody is in one of its categories", margin.title()))
            .found(category.label(&questions))
            .accepted("categories that at least one respondent is in")
            .remedy(format!(
                "count \"{}\" together with another: cells = [ {{ {last} = [\"…\", \"…\"], share = … }} ]",
                category.id()
            ))
            .into());
    }
    Ok(())
}

impl Trim {
    fn apply(self, raked: Raked, margins: &[rake::Margin]) -> Result<(Raked, Option<Trimmed>), RakeError> {
        let mean = raked.weights.iter().sum::<f64>() / raked.weights.len() as f64;
        let bounds = Bounds {
            lower: self.lower.map_or(0.0, |times| times * mean),
            upper: self.upper.map_or(f64::INFINITY, |times| times * mean),
        };
        let (below, above) = bounds.outside(&raked.weights);
        let Bounds { lower, upper } = bounds;
        let trimmed = Some(Trimmed { lower, upper, below, above, rake_again: self.rake_again });
        if below + above == 0 {
            return Ok((raked, trimmed));
        }
        if self.rake_again {
            let again = rake::rake_within(&raked.weights, margins, bounds)?;
            return Ok((Raked { sweeps: raked.sweeps + again.sweeps, ..again }, trimmed));
        }
        let mut raked = raked;
        rake::trim(&mut raked.weights, bounds)?;
        Ok((raked, trimmed))
    }
}

/// What the numbers refused, in the recipe's words.
fn said(error: RakeError, calibration: &Calibration) -> Error {
    let named = |margin: usize, category: usize| {
        let margin = calibration.margins.get(margin);
        let category = margin.and_then(|m| m.categories.get(category));
        (margin.map_or(String::new(), Margin::title), category.map_or(String::new(), Category::id))
    };
    match error {
        RakeError::Empty { margin, category } => {
            let (margin, category) = named(margin, category);
            Fault::new(format!("margin \"{margin}\": everyone in one of its categories has a starting weight of 0"))
                .found(category)
                .remedy("correct the starting weights, or count it together with another category")
                .into()
        }
        RakeError::Apart { sweeps, apart } => {
            let (margin, category) = named(apart.margin, apart.category);
            Fault::new(format!(
                "the margins cannot be met together: after {sweeps} sweeps, \"{category}\" of margin \"{margin}\" weighs {:.6} \
                 and not {:.6} ({:.2}% off)",
                apart.sum,
                apart.total,
                apart.relative() * 100.0
            ))
            .accepted("margins that some weights of these respondents can meet, to 1e-10")
            .remedy("look for combinations that nobody is in, and count small categories together")
            .into()
        }
        RakeError::Outside { rounds, excess } => Fault::new(format!(
            "the bounds of trim and the margins cannot be met together: after {rounds} rounds of trimming and raking, a weight is \
             still {:.2}% outside its bound",
            excess * 100.0
        ))
        .remedy("widen the bounds, count small categories together, or write rake_again = false and see how far the margins are off")
        .into(),
        RakeError::Bounds { lower, upper, .. } => Fault::new("no weights lie within the bounds of trim and keep their sum")
            .found(format!("{lower:.4} to {upper:.4}"))
            .accepted("a lower bound of 0 to 1 and an upper one above 1, times the mean weight")
            .remedy("widen the bounds")
            .into(),
        other => internal(other),
    }
}

/// Weights must fit into the fixed point of tallies.
fn check_range(weights: &[f64]) -> Result<()> {
    let fits = |w: &f64| *w == 0.0 || (SMALLEST_WEIGHT..=LARGEST_WEIGHT).contains(w);
    match weights.iter().find(|w| !fits(w)) {
        None => Ok(()),
        Some(weight) => Err(Fault::new("a weight is out of range")
            .found(weight.to_string())
            .accepted("0, or a number from 0.0001 to 16777216")
            .remedy("write total = …: the number of respondents gives weights with a mean of 1")
            .into()),
    }
}

/// The weights of a file in the order of the respondents; everyone must be in both.
fn matched(file: &file::Weights, responses: &Responses) -> Result<Vec<f64>> {
    let names = responses.names()?;
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, name) in names.iter().enumerate() {
        if places.insert(name, i).is_some() {
            return Err(Fault::new("two respondents have the same name, so weights cannot be told apart")
                .found(name)
                .remedy("name a respondent column in the codebook")
                .into());
        }
    }
    let mut weights: Vec<Option<f64>> = vec![None; names.len()];
    for (row, name, weight) in &file.weights {
        let place = places.get(name.as_str()).and_then(|i| weights.get_mut(*i));
        let wrong = |what: &str| Fault::new(what).row(*row).column("respondent").found(name);
        match place {
            None => {
                return Err(wrong("this respondent is not in the survey")
                    .accepted("the respondents that the survey counts, each once")
                    .remedy("make the weights again: the survey changed since they were written")
                    .into());
            }
            Some(Some(_)) => return Err(wrong("this respondent has two weights").remedy("keep one of the two").into()),
            Some(place) => *place = Some(*weight),
        }
    }
    let without: Vec<String> =
        names.iter().zip(&weights).filter(|(_, w)| w.is_none()).map(|(name, _)| name.clone()).collect();
    if !without.is_empty() {
        let n = without.len();
        return Err(Fault::new(format!("{n} respondent{} no weight in it", if n == 1 { " has" } else { "s have" }))
            .found(list(&without, n))
            .accepted("a weight for every respondent that the survey counts")
            .remedy("make the weights again: the survey changed since they were written")
            .into());
    }
    Ok(weights.into_iter().flatten().collect())
}

/// Weights that were said to meet their margins and do not are of other answers than these.
fn refuse_changed(summary: &Summary) -> Result<(), Fault> {
    for margin in summary.margins.iter().filter(|_| summary.exact) {
        let off = margin.categories.iter().find(|c| (c.after - c.target).abs() > MET * c.target.max(f64::MIN_POSITIVE));
        if let Some(category) = off {
            return Err(Fault::new(format!(
                "the weights do not meet the margin \"{}\" of the file's header: \"{}\" weighs {:.6} and not {:.6}",
                margin.label, category.id, category.after, category.target
            ))
            .remedy("make the weights again: the answers or the codebook changed since they were written"));
        }
    }
    Ok(())
}

/// The respondents and their weights, as a file has them.
pub(super) fn rows(responses: &Responses) -> Result<Vec<(String, f64)>> {
    let weights = responses.weights()?;
    Ok(responses.names()?.into_iter().zip(weights.iter().map(|w| w.unwrap_or(0.0))).collect())
}

/// The calibration of weighted responses.
pub(super) fn calibration(responses: &Responses) -> Result<&calibration::Calibration> {
    responses.calibration.as_ref().ok_or_else(|| internal("the responses are not weighted to margins"))
}
