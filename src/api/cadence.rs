//! What cadence does: messages as they were, and what following up does.

use super::{Disclosed, Outreach};
use crate::error::Result;
use crate::estimate::follow_up::advice::Advice;
use crate::estimate::follow_up::effect::FollowUp;
use crate::estimate::follow_up::gaps::Gaps;
use crate::estimate::follow_up::odds::Odds;
use crate::estimate::follow_up::silences::Judged;
use crate::estimate::{Cadence, Estimate};
use crate::input::threads;
use crate::stats::Level;
use crate::tally::Paths;

/// A question about replies by attempt, and about what following up does, not yet answered.
#[derive(Clone, Debug)]
pub struct CadenceQuery<'a> {
    outreach: &'a Outreach,
    level: Level,
}

/// Everything that paths tell of cadence, from one tally.
#[derive(Clone, Debug)]
pub struct Cadences {
    /// Messages as they were: by number, by gap.
    pub described: Disclosed<Cadence>,
    /// What one more message does.
    pub effect: Disclosed<FollowUp>,
    /// When to write it.
    pub gaps: Disclosed<Gaps>,
    /// What of it can be acted on.
    pub advice: Disclosed<Advice>,
}

impl<'a> CadenceQuery<'a> {
    pub(super) fn new(outreach: &'a Outreach) -> Self {
        CadenceQuery { outreach, level: Level::NINETY_FIVE }
    }

    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Describes messages as they were, and hides what may not be shown.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn estimate(&self) -> Result<Disclosed<Cadence>> {
        Ok(self.described(self.outreach.compared()?))
    }

    /// Describes messages, and judges what following up does and when to, and hides what may not be shown.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn all(&self) -> Result<Cadences> {
        let tally = self.outreach.compared()?;
        let judged = Judged::of(tally);
        let settings = self.outreach.settings();
        let (windows, horizon) = (&settings.gaps, settings.horizon);
        let (effect, gaps) = threads::both(
            || FollowUp::estimate(&judged, horizon, self.level),
            || Gaps::estimate(&judged, windows, horizon, self.level),
        );
        let (effect, gaps) = (self.disclosed(effect?), self.disclosed(gaps?));
        let advice = self.disclosed(Advice::of(&effect, &gaps));
        Ok(Cadences { described: self.described(tally), effect, gaps, advice })
    }

    /// Describes what goes with a reply, and hides what may not be shown.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn odds(&self) -> Result<Disclosed<Odds>> {
        let settings = self.outreach.settings();
        let judged = Judged::of(self.outreach.compared()?);
        let odds = Odds::estimate(&judged, &settings.gaps, settings.horizon, self.level)?;
        Ok(self.disclosed(odds))
    }

    fn described(&self, tally: &Paths) -> Disclosed<Cadence> {
        let settings = self.outreach.settings();
        let (windows, strikes, horizon) = (&settings.gaps, settings.strikes, settings.horizon);
        self.disclosed(Cadence::estimate(tally, windows, strikes, horizon, self.level))
    }

    fn disclosed<E: Estimate>(&self, estimate: E) -> Disclosed<E> {
        Disclosed::new(estimate, self.outreach.rule())
    }
}
