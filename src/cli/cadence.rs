//! `hearback cadence`

use super::args::CadenceArgs;
use super::input::{self, Wing};
use super::output::{self, Printed};
use super::{Ended, Stop, relations};
use crate::api::{Outreach, Survey};
use crate::error::Result;
use crate::input::Accounting;
use crate::project::Project;
use crate::stats::Level;

pub(super) fn run(args: &CadenceArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Outreach)?;
    let outreach = Outreach::of_parts(input::outreach(&project)?, &project.settings, project.rule())?;
    let mut out = Printed::default();
    let cadence = outreach.cadence().level(level).all()?;
    out.add("", cadence.described.tables(), 1, cadence.described.forms());
    out.add_beside(cadence.effect.tables(), 1, cadence.effect.forms());
    out.add_beside(cadence.advice.tables(), 1, cadence.advice.forms());
    out.add("", cadence.gaps.tables(), 0, cadence.gaps.forms());
    let mut sources = outreach.sources().to_vec();
    if output::wants_all(&args.output) {
        sources.extend(further(&mut out, &outreach, &project, level)?);
    }
    let out = out.output("cadence", sources);
    let ended = output::print(&out, &args.output, &project, args.input.strict)?;
    output::say_more(&out, &args.output, &FURTHER);
    Ok(ended)
}

/// The tables that [`further`] adds to every log; others need a search, a list of contacts, or a survey.
const FURTHER: [&str; 5] = ["odds", "odds_of_follow_ups", "speed", "speed_replies", "habit"];

/// Speed, habit, and perception beside reality; the accounts of the surveys that are in it.
fn further(out: &mut Printed, outreach: &Outreach, project: &Project, level: Level) -> Result<Vec<Accounting>> {
    let odds = outreach.cadence().level(level).odds()?;
    out.add("", odds.tables(), 0, odds.forms());
    relations::add_to_cadence(out, outreach, level)?;
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
    Ok(of_surveys.collect())
}
