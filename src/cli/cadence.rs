//! `hearback cadence`

use super::args::CadenceArgs;
use super::input::{self, Wing};
use super::output::{self, Printed};
use super::{Ended, Stop, relations};
use crate::api::Outreach;
use crate::error::Result;

pub(super) fn run(args: &CadenceArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Outreach)?;
    let outreach = Outreach::of_parts(input::outreach(&project)?, &project.settings, project.rule())?;
    let mut out = Printed::default();
    let cadence = outreach.cadence().level(level).estimate()?;
    out.add("", cadence.tables(), 1, cadence.forms());
    relations::add_to_cadence(&mut out, &outreach, level)?;
    output::print(&out.output("cadence", outreach.sources().to_vec()), &args.output, &project, args.input.strict)
}
