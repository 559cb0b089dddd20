//! `hearback power`

use super::args::{Format, PowerArgs};
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::{self, Plan, Survey};
use crate::error::Result;
use crate::project::{Project, SurveyPart};

pub(super) fn run(args: &PowerArgs) -> Result<Ended, Stop> {
    let plan = plan(args)?;
    let mut out = Output { command: "power", tables: Vec::new(), main: 0, form: None, sources: Vec::new() };
    let asks_data = !args.input.inputs.is_empty() || args.question.is_some() || args.by.is_some();
    let project = if asks_data { input::project(&args.input, Wing::Survey)? } else { Project::of_files() };
    if asks_data {
        for part in input::surveys(&project)? {
            of_survey(&mut out, args, &plan, part, &project)?;
        }
        out.main = if args.output.format == Format::Csv { 1 } else { out.tables.len() };
    }
    let needed = api::needed(plan)?;
    out.tables.extend(needed.tables());
    if !asks_data {
        out.main = if args.output.format == Format::Csv { 1 } else { out.tables.len() };
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
        let named = told.tables().into_iter().map(|mut table| {
            if project.surveys.len() > 1 {
                table.id = format!("{}-{}", part.id, table.id);
            }
            table
        });
        out.tables.extend(named);
    }
    out.sources.extend_from_slice(survey.sources());
    Ok(())
}

fn plan(args: &PowerArgs) -> Result<Plan> {
    let level = output::level(args.output.level)?;
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
