//! `hearback cadence`

use super::args::CadenceArgs;
use super::input::{self, Wing};
use super::output::{self, Printed};
use super::{Ended, Stop};
use crate::api::{Outreach, Survey};
use crate::error::Result;

pub(super) fn run(args: &CadenceArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Outreach)?;
    let outreach = Outreach::of_parts(input::outreach(&project)?, &project.settings, project.rule())?;
    let mut out = Printed::default();
    let cadence = outreach.cadence().level(level).estimate()?;
    out.add("", cadence.tables(), 1, cadence.forms());
    let habit = outreach.habit().level(level).estimate()?;
    out.add("", habit.tables(), 0, habit.forms());
    let surveys =
        project.surveys.iter().map(|part| Survey::of_part(part, project.rule())).collect::<Result<Vec<_>>>()?;
    let beside = outreach.beside(&surveys).level(level).estimate()?;
    beside.perception.iter().for_each(|found| out.add("", found.tables(), 0, found.forms()));
    beside.brackets.iter().for_each(|found| out.add("", found.tables(), 0, found.forms()));
    // A survey that is in no table is not accounted for.
    let used = |survey: &&Survey| !beside.perception.is_empty() || survey.asks_for_reply_shares();
    let of_surveys = surveys.iter().filter(used).flat_map(|survey| survey.sources().iter().cloned());
    let sources = outreach.sources().iter().cloned().chain(of_surveys).collect();
    output::print(&out.output("cadence", sources), &args.output, &project, args.input.strict)
}
