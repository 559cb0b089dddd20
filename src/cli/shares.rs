//! Shares of questions' options as a command prints them: what `barriers` and `crosstab` have in common.

use super::args::SharesArgs;
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::Survey;
use crate::error::Result;

/// Which questions are shown when none is named.
pub(super) type Chosen = fn(&Survey) -> Result<Vec<String>>;

/// Prints the shares of the question that is named, else of those chosen, in every survey that has it.
pub(super) fn run(command: &'static str, args: &SharesArgs, chosen: Chosen) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Survey)?;
    let surveys: Result<Vec<Survey>> =
        input::surveys(&project)?.iter().map(|part| Survey::of_part(part, project.rule())).collect();
    let surveys = asked(surveys?, args.question.as_deref());
    let mut out = Output { command, tables: Vec::new(), main: 0, form: None, sources: Vec::new() };
    let (mut further, mut forms) = (Vec::new(), Vec::new());
    for survey in &surveys {
        let questions = match &args.question {
            Some(question) => vec![question.clone()],
            None => chosen(survey)?,
        };
        // Of all questions, the one that the others are broken down by is no table.
        let is_shown = |question: &&String| questions.len() == 1 || args.by.as_ref() != Some(*question);
        for question in questions.iter().filter(is_shown) {
            let mut query = survey.shares(question)?.level(level);
            if let Some(by) = &args.by {
                query = query.by(by);
            }
            let shares = query.estimate()?;
            let mut tables = shares.tables().into_iter();
            out.tables.extend(tables.next());
            further.extend(tables);
            forms.extend(shares.forms());
        }
        out.sources.extend_from_slice(survey.sources());
    }
    out.main = out.tables.len();
    out.tables.extend(further);
    out.form = forms.pop().filter(|_| forms.is_empty());
    output::print(&out, &args.output, &project, args.input.strict)
}

/// The surveys that have the question that is named. Where none has it, all: the first one tells which it has.
fn asked(surveys: Vec<Survey>, question: Option<&str>) -> Vec<Survey> {
    let has = |survey: &Survey| question.is_none_or(|id| survey.has(id));
    if surveys.iter().any(has) { surveys.into_iter().filter(has).collect() } else { surveys }
}
