//! What became of acquaintances: follow-through, thanks, referrals, reciprocity, depth, speed.

use super::{Disclosed, Outreach, Owner};
use crate::error::Result;
use crate::estimate::waits::Scale;
use crate::estimate::{Depth, Funnel, Reciprocity, Referrals, Speed, Thanks};
use crate::outreach::Settings;
use crate::outreach::relations::Relations;
use crate::stats::Level;
use crate::stats::kaplan_meier::Transform;
use crate::tally::{BalanceTally, IntroductionsTally, Key, RelationsTally, Sums, Tally, ThanksTally};
use std::collections::BTreeMap;

impl Outreach {
    /// Follows what became of all contacts, for the questions about them. It goes through all touches once.
    ///
    /// # Errors
    /// When the table of touches was changed from outside.
    pub fn relations(&self) -> Result<RelationsQuery<'_>> {
        let of = |owner: &Owner| Relations::of(owner.touches(), owner.people(), owner.settings());
        let relations = self.owners().iter().map(|owner| Ok((of(owner)?, owner.settings())));
        let relations = relations.collect::<Result<Vec<_>>>()?;
        Ok(RelationsQuery { outreach: self, relations, scale: Scale::default() })
    }
}

/// Questions about what became of acquaintances, not yet answered.
#[derive(Clone, Debug)]
pub struct RelationsQuery<'a> {
    outreach: &'a Outreach,
    /// One an owner, with the owner's settings.
    relations: Vec<(Relations, &'a Settings)>,
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

    /// What was found of every contact, one an owner.
    pub fn found(&self) -> impl Iterator<Item = &Relations> {
        self.relations.iter().map(|(relations, _)| relations)
    }

    /// How far acquaintances come, step by step.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn funnel(&self) -> Result<Disclosed<Funnel>> {
        Ok(self.disclosed(Funnel::estimate(&self.tally()?, self.outreach.settings().horizon, self.scale)?))
    }

    /// Whether thanks follow a meeting.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn thanks(&self) -> Result<Disclosed<Thanks>> {
        let tally: ThanksTally = self.merged(|r, settings, as_of| ThanksTally::count(&r.meetings, settings, as_of))?;
        Ok(self.disclosed(Thanks::estimate(&tally, self.scale)?))
    }

    /// How far introductions and events led.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn referrals(&self) -> Result<Disclosed<Referrals>> {
        let count = |r: &Relations, settings: &Settings, as_of: &str| {
            IntroductionsTally::count(&r.people, &r.introductions, settings, as_of)
        };
        let legend = |of: fn(&Relations) -> &BTreeMap<String, String>| {
            self.found().flat_map(|r| of(r).clone()).collect::<BTreeMap<_, _>>()
        };
        let (introducers, events) = (legend(|r| &r.introducers), legend(|r| &r.events));
        let tally = self.merged(count)?;
        let horizon = self.outreach.settings().horizon;
        Ok(self.disclosed(Referrals::estimate(&tally, &introducers, &events, horizon, self.scale)?))
    }

    /// Whether I answer those who write first, and give as well as ask.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn reciprocity(&self) -> Result<Disclosed<Reciprocity>> {
        let balance: BalanceTally =
            self.merged(|r, settings, as_of| BalanceTally::count(&r.balances, settings, as_of))?;
        Ok(self.disclosed(Reciprocity::estimate(&self.tally()?, &balance, self.scale)?))
    }

    /// How many exchanges relationships have had.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn depth(&self) -> Result<Disclosed<Depth>> {
        Ok(self.disclosed(Depth::estimate(&self.tally()?, self.outreach.settings().horizon, self.scale)))
    }

    /// How soon the first message follows a meeting, and its share of replies.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn speed(&self) -> Result<Disclosed<Speed>> {
        Ok(self.disclosed(Speed::estimate(&self.tally()?, self.outreach.settings().horizon, self.scale)?))
    }

    fn tally(&self) -> Result<RelationsTally> {
        self.merged(|r, settings, as_of| RelationsTally::count(&r.people, settings, as_of))
    }

    /// The tallies of all owners as one.
    fn merged<K: Key, S: Sums>(
        &self,
        tally: impl Fn(&Relations, &Settings, &str) -> Result<Tally<K, S>>,
    ) -> Result<Tally<K, S>> {
        let as_of = self.outreach.known_until();
        Tally::of_all(self.relations.iter().map(|(relations, settings)| tally(relations, settings, &as_of)))
    }

    fn disclosed<E: crate::estimate::Estimate>(&self, estimate: E) -> Disclosed<E> {
        Disclosed::new(estimate, self.outreach.rule())
    }
}
