//! `hearback cadence`

use super::args::CadenceArgs;
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::Outreach;
use crate::error::Result;

pub(super) fn run(args: &CadenceArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Outreach)?;
    let outreach = Outreach::of_parts(input::outreach(&project)?, &project.settings, project.rule())?;
    let cadence = outreach.cadence().level(level).estimate()?;
    let out = Output {
        command: "cadence",
        tables: cadence.tables(),
        main: 1,
        beside: Vec::new(),
        form: cadence.forms().into_iter().next(),
        sources: outreach.sources().to_vec(),
    };
    output::print(&out, &args.output, &project, args.input.strict)
}
