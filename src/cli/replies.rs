//! `hearback replies`

use super::args::{RepliesArgs, Scale};
use super::input::{self, Wing};
use super::output::{self, Printed};
use super::{Ended, Stop, relations};
use crate::api::Outreach;
use crate::error::Result;
use crate::stats::kaplan_meier::Transform;

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
    let replies = query.estimate()?;
    let mut out = Printed::default();
    let alone = args.by.is_some();
    out.add("", replies.tables(), if alone { 1 } else { 2 }, replies.forms());
    relations::add_to_replies(&mut out, &outreach, level, transform)?;
    output::print(&out.output("replies", outreach.sources().to_vec()), &args.output, &project, args.input.strict)
}
