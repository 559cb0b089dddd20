//! What became of acquaintances: follow-through, thanks, referrals, reciprocity, depth, speed.

use super::{Disclosed, Outreach};
use crate::error::Result;
use crate::estimate::waits::Scale;
use crate::estimate::{Depth, Funnel, Reciprocity, Referrals, Speed, Thanks};
use crate::outreach::relations::Relations;
use crate::stats::Level;
use crate::stats::kaplan_meier::Transform;
use crate::tally::{BalanceTally, IntroductionsTally, RelationsTally, ThanksTally};

impl Outreach {
    /// Follows what became of all contacts, for the questions about them. It goes through all touches once.
    ///
    /// # Errors
    /// When the table of touches was changed from outside.
    pub fn relations(&self) -> Result<RelationsQuery<'_>> {
        let relations = Relations::of(&self.touches, &self.people, &self.settings)?;
        Ok(RelationsQuery { outreach: self, relations, scale: Scale::default() })
    }
}

/// Questions about what became of acquaintances, not yet answered.
#[derive(Clone, Debug)]
pub struct RelationsQuery<'a> {
    outreach: &'a Outreach,
    relations: Relations,
    scale: Scale,
}

impl RelationsQuery<'_> {
    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.scale.level = level;
        self
    }

    /// The scale on which curves' intervals are made.
    pub fn transform(mut self, transform: Transform) -> Self {
        self.scale.transform = transform;
        self
    }

    /// What was found of every contact.
    pub fn found(&self) -> &Relations {
        &self.relations
    }

    /// How far acquaintances come, step by step.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn funnel(&self) -> Result<Disclosed<Funnel>> {
        Ok(self.disclosed(Funnel::estimate(&self.tally()?, self.outreach.settings.horizon, self.scale)?))
    }

    /// Whether thanks follow a meeting.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn thanks(&self) -> Result<Disclosed<Thanks>> {
        let tally = ThanksTally::count(&self.relations.meetings, &self.outreach.settings, &self.as_of())?;
        Ok(self.disclosed(Thanks::estimate(&tally, self.scale)?))
    }

    /// How far introductions and events led.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn referrals(&self) -> Result<Disclosed<Referrals>> {
        let Relations { people, introductions, introducers, events, .. } = &self.relations;
        let settings = &self.outreach.settings;
        let tally = IntroductionsTally::count(people, introductions, settings, &self.as_of())?;
        Ok(self.disclosed(Referrals::estimate(&tally, introducers, events, settings.horizon, self.scale)?))
    }

    /// Whether I answer those who write first, and give as well as ask.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn reciprocity(&self) -> Result<Disclosed<Reciprocity>> {
        let balance = BalanceTally::count(&self.relations.balances, &self.outreach.settings, &self.as_of())?;
        Ok(self.disclosed(Reciprocity::estimate(&self.tally()?, &balance, self.scale)?))
    }

    /// How many exchanges relationships have had.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn depth(&self) -> Result<Disclosed<Depth>> {
        Ok(self.disclosed(Depth::estimate(&self.tally()?, self.outreach.settings.horizon, self.scale)))
    }

    /// How soon the first message follows a meeting, and its share of replies.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn speed(&self) -> Result<Disclosed<Speed>> {
        Ok(self.disclosed(Speed::estimate(&self.tally()?, self.outreach.settings.horizon, self.scale)?))
    }

    fn tally(&self) -> Result<RelationsTally> {
        RelationsTally::count(&self.relations.people, &self.outreach.settings, &self.as_of())
    }

    fn as_of(&self) -> String {
        self.outreach.touches.known_until()
    }

    fn disclosed<E: crate::estimate::Estimate>(&self, estimate: E) -> Disclosed<E> {
        Disclosed::new(estimate, self.outreach.rule)
    }
}
