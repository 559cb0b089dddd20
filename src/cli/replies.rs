//! `hearback replies`

use super::args::{RepliesArgs, Scale};
use super::input::{self, Wing};
use super::output::{self, Printed};
use super::{Ended, Stop, relations};
use crate::api::Outreach;
use crate::error::Result;
use crate::stats::kaplan_meier::Transform;

/// Tables of everyone that are printed: who hears back, what became of them, what may still come, messages.
const MAIN: usize = 4;

pub(super) fn run(args: &RepliesArgs) -> Result<Ended, Stop> {
    let level = output::level(args.output.level)?;
    let project = input::project(&args.input, Wing::Outreach)?;
    let outreach = Outreach::of_parts(input::outreach(&project)?, &project.settings, project.rule())?;
    let transform = match args.interval {
        Scale::LogLog => Transform::LogLog,
        Scale::Log => Transform::Log,
        Scale::Plain => Transform::Plain,
    };
    let mut query = outreach.replies().level(level).transform(transform);
    if let Some(by) = &args.by {
        query = query.by(by);
    }
    if args.stratified {
        query = query.stratified();
    }
    let replies = query.estimate()?;
    let mut out = Printed::default();
    let alone = args.by.is_some();
    out.add("", replies.tables(), if alone { 1 } else { MAIN }, replies.forms());
    if !alone && output::wants_all(&args.output) {
        relations::add_to_replies(&mut out, &outreach, level, transform)?;
    }
    let out = out.output("replies", outreach.sources().to_vec());
    let ended = output::print(&out, &args.output, &project, args.input.strict)?;
    output::say_more(&out, &args.output, if alone { &[] } else { &relations::OF_REPLIES });
    Ok(ended)
}
