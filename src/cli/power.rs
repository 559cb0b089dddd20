//! `hearback power`

use super::args::PowerArgs;
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::{self, Plan, Survey};
use crate::error::{Fault, Result};
use crate::project::{Project, SurveyPart};
use crate::view;

pub(super) fn run(args: &PowerArgs) -> Result<Ended, Stop> {
    let plan = plan(args)?;
    let mut out = Output {
        command: "power",
        tables: Vec::new(),
        main: 0,
        beside: Vec::new(),
        forms: Vec::new(),
        sources: Vec::new(),
    };
    let asks_data = !args.input.inputs.is_empty() || args.question.is_some() || args.by.is_some();
    let project = if asks_data { input::project(&args.input, Wing::Survey)? } else { Project::of_files() };
    if asks_data {
        for part in input::surveys(&project)? {
            of_survey(&mut out, args, &plan, part, &project)?;
        }
        out.main = out.tables.len();
    }
    let needed = api::needed(plan)?.tables();
    out.beside.extend(needed.iter().skip(1).map(|table| table.id.clone()));
    out.tables.extend(needed);
    if !asks_data {
        out.main = out.tables.len();
    }
    output::print(&out, &args.output, &project, args.input.strict)
}

fn of_survey(out: &mut Output, args: &PowerArgs, plan: &Plan, part: &SurveyPart, project: &Project) -> Result<()> {
    let survey = Survey::of_part(part, project.rule())?;
    let questions = match &args.question {
        Some(question) => vec![question.clone()],
        None => survey.barrier_questions()?.iter().map(|q| q.id.clone()).collect(),
    };
    for question in &questions {
        let told = survey.tellable(question, args.by.as_deref(), plan)?;
        let mut tables = told.tables();
        if project.surveys.len() > 1 {
            tables.iter_mut().for_each(|table| table.id = format!("{}-{}", part.id, table.id));
        }
        out.beside.extend(tables.iter().skip(1).map(|table| table.id.clone()));
        out.tables.extend(tables);
    }
    out.sources.extend_from_slice(survey.sources());
    Ok(())
}

fn plan(args: &PowerArgs) -> Result<Plan> {
    let level = output::level(args.output.level)?;
    if args.share > 0.0 && args.share < 1.0 {
        return Err(Fault::new("--share is in percent")
            .found(args.share.to_string())
            .accepted("a share of 1 to 99, such as 42")
            .remedy(format!("did you mean {}?", view::scalar(args.share * 100.0, None)))
            .into());
    }
    Ok(Plan {
        share: args.share,
        differences: args.difference.clone(),
        power: args.power,
        level,
        design_effect: args.deff,
        population: args.population,
        response_rate: args.response_rate,
        messages: args.messages,
    })
}
