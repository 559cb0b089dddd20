//! `hearback compare`

use super::args::CompareArgs;
use super::input::{self, Wing};
use super::output::{self, Printed};
use super::{Ended, Stop};
use crate::api::{self, Survey};
use crate::error::{Fault, Result};
use crate::input::Accounting;
use crate::project::{InputFile, Origin, Project, SurveyPart};
use crate::stats::Level;
use crate::view::Table;
use std::path::Path;

pub(super) fn run(args: &CompareArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    if let (Some(benchmark), true) = (&args.published, args.input.inputs.is_empty()) {
        return published(args, benchmark, level);
    }
    let project = input::project(&args.input, Wing::Survey)?;
    let parts = if args.across { project.surveys.as_slice() } else { input::surveys(&project)? };
    let surveys = parts.iter().flat_map(|part| apart(part, project.origin)).map(|part| {
        let survey = Survey::of_part(&part, project.rule())?;
        Ok((part.id, survey))
    });
    let surveys = named_apart(surveys.collect::<Result<Vec<_>>>()?);
    let mut out = Printed::default();
    match (&args.published, &args.paired, surveys.as_slice()) {
        _ if args.across => across(&mut out, &surveys, level)?,
        (Some(benchmark), _, all) => against(&mut out, all, benchmark, args.question.as_deref(), level)?,
        (_, Some(pair), all) => paired(&mut out, all, pair, level)?,
        _ if args.group.is_some() => group(&mut out, &surveys, args, level)?,
        (_, _, [first, second]) => waves(&mut out, (first, second), args.question.as_deref(), level)?,
        (_, _, all) => return Err(nothing_to_compare(all)?.into()),
    }
    let sources: Vec<Accounting> = surveys.iter().flat_map(|(_, s)| s.sources().to_vec()).collect();
    print(out, sources, args, &project)
}

fn print(out: Printed, sources: Vec<Accounting>, args: &CompareArgs, project: &Project) -> Result<Ended, Stop> {
    output::print(&out.output("compare", sources), &args.output, project, args.input.strict)
}

/// The published shares alone.
fn published(args: &CompareArgs, benchmark: &str, level: Level) -> Result<Ended, Stop> {
    if let Some(question) = &args.question {
        return Err(Fault::new("--question is for a survey's question")
            .found(question)
            .remedy("name the survey's file too, or leave out --question")
            .into());
    }
    let shares = api::published_shares(benchmark, level)?;
    let mut out = Printed::default();
    out.add("", shares.tables(), 2, shares.forms());
    print(out, Vec::new(), args, &Project::of_files())
}

fn across(out: &mut Printed, surveys: &[(String, Survey)], level: Level) -> Result<()> {
    let across = api::across(surveys, level)?;
    out.add("", across.tables(), 1, across.forms());
    Ok(())
}

fn against(
    out: &mut Printed,
    surveys: &[(String, Survey)],
    benchmark: &str,
    question: Option<&str>,
    level: Level,
) -> Result<()> {
    for (name, survey) in surveys {
        let compared = survey.against(name, benchmark, question, level)?;
        let prefix = if surveys.len() > 1 { format!("{name}-") } else { String::new() };
        out.add(&prefix, compared.tables(), 1, compared.forms());
    }
    Ok(())
}

fn paired(out: &mut Printed, surveys: &[(String, Survey)], pair: &[String], level: Level) -> Result<()> {
    let [before, after] = pair else { return Ok(()) };
    let has = |(_, survey): &&(String, Survey)| survey.has(before) && survey.has(after);
    // Where no survey has both, the first one says which it has.
    let chosen: Vec<&(String, Survey)> = match surveys.iter().filter(has).collect::<Vec<_>>() {
        none if none.is_empty() => surveys.iter().take(1).collect(),
        some => some,
    };
    for (name, survey) in &chosen {
        let change = survey.change(before, after, level)?;
        let prefix = if chosen.len() > 1 { format!("{name}-") } else { String::new() };
        let tables = change.tables();
        let main = tables.len() - 1;
        out.add(&prefix, tables, main, change.forms());
    }
    Ok(())
}

/// One group and the rest: the gaps, then the shares behind them.
fn group(out: &mut Printed, surveys: &[(String, Survey)], args: &CompareArgs, level: Level) -> Result<()> {
    let said = args.group.as_deref().unwrap_or("");
    let Some((by, option)) = said.split_once('=') else {
        return Err(Fault::new("--group names no answer")
            .found(said)
            .accepted("a question's id and an option's, such as year=first")
            .remedy("write ID=OPTION")
            .into());
    };
    for (name, survey) in surveys {
        let option = survey.option(by, option)?;
        let questions = match &args.question {
            Some(id) => vec![id.clone()],
            None => survey.barrier_questions()?.into_iter().map(|q| q.id.clone()).collect(),
        };
        let prefix = if surveys.len() > 1 { format!("{name}-") } else { String::new() };
        for question in &questions {
            let shares = survey.shares(question)?.by(by).group(&option).level(level).estimate()?;
            let (gaps, others): (Vec<Table>, Vec<Table>) =
                shares.tables().into_iter().partition(|t| t.id.ends_with("_gaps"));
            let mut others = others.into_iter();
            let shares_first = others.next().into_iter().chain(gaps);
            out.add(&prefix, shares_first.chain(others).collect(), 2, shares.forms());
        }
    }
    Ok(())
}

fn waves(
    out: &mut Printed,
    (first, second): (&(String, Survey), &(String, Survey)),
    question: Option<&str>,
    level: Level,
) -> Result<()> {
    let questions = match question {
        Some(id) => vec![api::Asked::Named(id.to_owned())],
        None => second.1.common(&first.1)?,
    };
    for asked in &questions {
        let compared = second.1.since((&first.0, &second.0), &first.1, asked, level)?;
        out.add("", compared.tables(), 1, compared.forms());
    }
    Ok(())
}

/// Files that are named directly are surveys of their own, each called by its name.
fn apart(part: &SurveyPart, origin: Origin) -> Vec<SurveyPart> {
    let named = |file: &InputFile| {
        let stem =
            Path::new(&file.name).file_stem().map_or(part.id.clone(), |stem| stem.to_string_lossy().into_owned());
        SurveyPart { id: stem, files: vec![file.clone()], ..part.clone() }
    };
    if origin == Origin::Files { part.files.iter().map(named).collect() } else { vec![part.clone()] }
}

/// Two files of one name in two folders are told apart by a number.
fn named_apart(mut surveys: Vec<(String, Survey)>) -> Vec<(String, Survey)> {
    for i in 1..surveys.len() {
        let (before, rest) = surveys.split_at_mut(i);
        let same = before.iter().filter(|(name, _)| rest.first().is_some_and(|(n, _)| n == name)).count();
        if let (Some((name, _)), 1..) = (rest.first_mut(), same) {
            name.push_str(&format!(" ({})", i + 1));
        }
    }
    surveys
}

/// One survey, or more than two, and nothing that says with what.
fn nothing_to_compare(surveys: &[(String, Survey)]) -> Result<Fault> {
    let names: Vec<&str> = surveys.iter().map(|(name, _)| name.as_str()).collect();
    let what = match surveys.len() {
        1 => "one survey was named, and nothing to compare it with",
        _ => "more than two surveys were named",
    };
    Ok(Fault::new(what)
        .found(names.join(", "))
        .accepted(format!(
            "two surveys; or one with --published ({}), with --group ID=OPTION, or with --paired BEFORE AFTER; or any number with --across",
            api::benchmark_ids()?.join(", ")
        ))
        .remedy("say what is to be compared: `hearback compare --help` has examples"))
}
