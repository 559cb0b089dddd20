//! `hearback response`

use super::args::ResponseArgs;
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::Survey;
use crate::error::Result;

pub(super) fn run(args: &ResponseArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Survey)?;
    let parts = input::surveys(&project)?;
    let mut out = Output {
        command: "response",
        tables: Vec::new(),
        main: 0,
        beside: Vec::new(),
        forms: Vec::new(),
        sources: Vec::new(),
    };
    let mut forms = Vec::new();
    for part in parts {
        let survey = Survey::of_part(part, project.rule())?;
        let response = survey.nonresponse(level)?;
        out.tables.extend(response.tables().into_iter().map(|mut table| {
            if parts.len() > 1 {
                table.id = format!("{}-{}", part.id, table.id);
                table.title = format!("{}: {}", part.id, table.title);
            }
            table
        }));
        forms.extend(response.forms());
        out.sources.extend_from_slice(survey.sources());
    }
    out.main = out.tables.len();
    out.forms = forms.pop().filter(|_| forms.is_empty()).into_iter().collect();
    output::print(&out, &args.output, &project, args.input.strict)
}
