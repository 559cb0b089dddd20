//! What became of acquaintances, as further tables of `replies` and `cadence`.

use super::output::Printed;
use crate::api::Outreach;
use crate::error::Result;
use crate::stats::Level;
use crate::stats::kaplan_meier::Transform;

/// The tables that [`add_to_replies`] adds.
pub(super) const OF_REPLIES: [&str; 10] = [
    "funnel",
    "funnel_written",
    "funnel_by_start",
    "thanks",
    "tiers",
    "introducers",
    "events",
    "reciprocity",
    "balance",
    "depth",
];

/// Follow-through, thanks, referrals, reciprocity and depth.
pub(super) fn add_to_replies(out: &mut Printed, outreach: &Outreach, level: Level, transform: Transform) -> Result<()> {
    let relations = outreach.relations()?.level(level).transform(transform);
    let (funnel, thanks, referrals) = (relations.funnel()?, relations.thanks()?, relations.referrals()?);
    let (reciprocity, depth) = (relations.reciprocity()?, relations.depth()?);
    out.add("", funnel.tables(), 0, funnel.forms());
    out.add("", thanks.tables(), 0, thanks.forms());
    out.add("", referrals.tables(), 0, referrals.forms());
    out.add("", reciprocity.tables(), 0, reciprocity.forms());
    out.add("", depth.tables(), 0, depth.forms());
    Ok(())
}

/// Speed from a meeting or an introduction to the first message.
pub(super) fn add_to_cadence(out: &mut Printed, outreach: &Outreach, level: Level) -> Result<()> {
    let speed = outreach.relations()?.level(level).speed()?;
    out.add("", speed.tables(), 0, speed.forms());
    Ok(())
}
