//! Shares of questions' options as a command prints them: what `barriers` and `crosstab` have in common.

use super::args::{ShareInterval, SharesArgs};
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::{Scale, Survey};
use crate::error::{Fault, Result};
use crate::stats::Level;
use crate::view::{Form, Table};

/// What is said where no question is marked.
const UNMARKED: &str = "note: no question is known to ask what stops people, so every multi-select is shown; role = \"barriers\" in \
                        the codebook marks the one that does";

/// Which questions are shown when none is named.
pub(super) type Chosen = fn(&Survey) -> Result<Vec<String>>;

/// Prints the shares of the question that is named, else of those chosen, in every survey that has it.
pub(super) fn run(command: &'static str, args: &SharesArgs, chosen: Chosen) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Survey)?;
    let parts = input::surveys(&project)?;
    let surveys: Result<Vec<(String, Survey)>> =
        parts.iter().map(|part| Ok((part.id.clone(), Survey::of_part(part, project.rule())?))).collect();
    let mut surveys = asked(surveys?, args.question.as_deref());
    for by in &args.by {
        surveys = asked(surveys, Some(by));
    }
    let mut out =
        Output { command, tables: Vec::new(), main: 0, beside: Vec::new(), forms: Vec::new(), sources: Vec::new() };
    let (mut further, mut forms, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for (id, survey) in &surveys {
        let questions = match &args.question {
            Some(question) => vec![question.clone()],
            None => match chosen(survey) {
                // Of several surveys, one may have nothing to show.
                Err(error) if surveys.len() > 1 => {
                    output::talk(&format!("note: {id}: {}", error.fault().what));
                    continue;
                }
                questions => questions?,
            },
        };
        // Of all questions, the one that the others are broken down by is no table.
        let is_shown = |question: &&String| questions.len() == 1 || !args.by.contains(*question);
        for question in questions.iter().filter(is_shown) {
            let Printed { tables, main, form } = printed(survey, question, args, level)?;
            let named = |mut table: Table| {
                if surveys.len() > 1 {
                    table.id = format!("{id}-{}", table.id);
                }
                table
            };
            let (shown, rest) = split(tables.into_iter().map(named).collect(), main);
            out.beside.extend(shown.iter().skip(1).map(|t| t.id.clone()));
            out.tables.extend(shown);
            further.extend(rest);
            forms.extend(form);
        }
        out.sources.extend_from_slice(survey.sources());
    }
    if out.tables.is_empty()
        && let [(_, survey), ..] = surveys.as_slice()
    {
        // None of them has anything to show: the first one says why.
        chosen(survey)?;
    }
    if command == "barriers" && args.question.is_none() && !surveys.iter().any(|(_, s)| s.asks_for_barriers()) {
        notes.push(UNMARKED);
    }
    out.main = out.tables.len();
    out.tables.extend(further);
    out.forms = forms.pop().filter(|_| forms.is_empty()).into_iter().collect();
    let ended = output::print(&out, &args.output, &project, args.input.strict)?;
    notes.into_iter().for_each(output::talk);
    Ok(ended)
}

/// What is printed of one question.
struct Printed {
    tables: Vec<Table>,
    /// How many of the tables are shown without being named: with groups, whether they differ is the second half of the answer.
    main: usize,
    form: Option<Form>,
}

fn printed(survey: &Survey, question: &str, args: &SharesArgs, level: Level) -> Result<Printed> {
    if survey.number_questions().any(|q| q.id == question) {
        if args.question.is_some() && args.output.chart.is_some() {
            return Err(Fault::new("numbers have no chart")
                .found(question)
                .accepted("a question with options")
                .remedy("leave --chart out, or name another question")
                .into());
        }
        let query = args.by.iter().fold(survey.numbers(question)?.level(level), |query, by| query.by(by));
        let numbers = query.estimate()?;
        let main = if numbers.gaps.is_empty() { 1 } else { 2 };
        return Ok(Printed { tables: numbers.tables(), main, form: None });
    }
    let query = survey.shares(question)?.level(level).interval(scale(args.interval, survey)?);
    let shares = args.by.iter().fold(query, |query, by| query.by(by)).estimate()?;
    let main = if shares.tells_of_groups() { 2 } else { 1 };
    Ok(Printed { tables: shares.tables(), main, form: shares.forms().into_iter().next() })
}

fn split(mut tables: Vec<Table>, at: usize) -> (Vec<Table>, Vec<Table>) {
    let rest = tables.split_off(at.min(tables.len()));
    (tables, rest)
}

/// The interval that was asked for, where it suits the survey.
fn scale(asked: Option<ShareInterval>, survey: &Survey) -> Result<Scale> {
    let (scale, suits) = match asked {
        None => return Ok(Scale::Usual),
        Some(ShareInterval::Wilson) => return Ok(Scale::Wilson),
        Some(ShareInterval::ClopperPearson) => (Scale::Exact, !survey.is_designed()),
        Some(ShareInterval::Jeffreys) => (Scale::Jeffreys, !survey.is_designed()),
        Some(ShareInterval::AgrestiCoull) => (Scale::AgrestiCoull, !survey.is_designed()),
        Some(ShareInterval::Logit) => (Scale::Logit, survey.is_designed()),
        Some(ShareInterval::Beta) => (Scale::Exact, survey.is_designed()),
    };
    if suits {
        return Ok(scale);
    }
    let (kind, accepted) = match survey.is_designed() {
        true => ("without weights", "logit, beta, wilson"),
        false => ("with weights or a design", "wilson, clopper-pearson, jeffreys, agresti-coull"),
    };
    Err(Fault::new(format!("--interval names one for surveys {kind}"))
        .accepted(accepted)
        .remedy("name one of those, or leave it out")
        .into())
}

/// The surveys that have the question that is named. Where none has it, all: the first one tells which it has.
fn asked(surveys: Vec<(String, Survey)>, question: Option<&str>) -> Vec<(String, Survey)> {
    let has = |survey: &(String, Survey)| question.is_none_or(|id| survey.1.has(id));
    if surveys.iter().any(has) { surveys.into_iter().filter(has).collect() } else { surveys }
}
