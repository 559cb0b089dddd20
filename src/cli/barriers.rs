//! `hearback barriers`

use super::args::BarriersArgs;
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::Survey;
use crate::error::Result;

pub(super) fn run(args: &BarriersArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Survey)?;
    let mut out = Output { command: "barriers", tables: Vec::new(), main: 0, form: None, sources: Vec::new() };
    let (mut further, mut forms) = (Vec::new(), Vec::new());
    for part in input::surveys(&project)? {
        let survey = Survey::of_part(part, project.rule())?;
        let questions: Vec<String> = match &args.question {
            Some(question) => vec![question.clone()],
            None => survey.barrier_questions()?.into_iter().map(|q| q.id.clone()).collect(),
        };
        for question in questions {
            let mut query = survey.barriers(&question)?.level(level);
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
