//! Whose export it is: the files say so in different ways, and none of them always.

use super::conversations::key;
use super::people::is_nobody;
use crate::input::labels;
use crate::outreach::record::{Mine, Party};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Whose export it is.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    party: Party,
    how: &'static str,
}

impl Owner {
    /// Whether somebody is the owner. A name counts only where no profile is known.
    pub fn is(&self, party: &Party) -> bool {
        match (&party.profile, &self.party.profile) {
            (Some(theirs), Some(own)) => theirs == own,
            _ => is_same_name(party, &self.party),
        }
    }

    /// As the account tells it.
    pub fn mine(&self) -> Mine {
        Mine { party: self.party.clone(), how: self.how.into() }
    }
}

/// Whether two are written alike.
pub(super) fn is_same_name(a: &Party, b: &Party) -> bool {
    let name = |party: &Party| party.name.as_deref().map(labels::normal);
    a.name.is_some() && name(a) == name(b)
}

/// What the files of an export say of its owner.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Who sent the outgoing invitations.
    pub inviters: BTreeMap<Party, u64>,
    /// To whom the incoming ones are.
    pub invitees: BTreeMap<Party, u64>,
    /// Who wrote the messages that are marked as outgoing.
    pub writers: BTreeMap<Party, u64>,
    /// The name in the profile.
    pub name: Option<String>,
    /// Everyone in messages.
    seen: BTreeMap<String, Seen>,
}

/// Somebody in messages.
#[derive(Debug, Default)]
struct Seen {
    party: Party,
    /// In how many conversations they take part, and how many messages they wrote.
    counts: (u64, u64),
}

impl Evidence {
    /// Counts somebody, unless nothing tells who they are.
    pub fn count(among: &mut BTreeMap<Party, u64>, party: &Party) {
        if !is_nobody(party) {
            *among.entry(party.clone()).or_default() += 1;
        }
    }

    /// Enters somebody who takes part in a conversation.
    pub fn see(&mut self, party: &Party, written: u64) {
        let seen = self.seen.entry(key(party)).or_default();
        seen.counts = (seen.counts.0 + 1, seen.counts.1 + written);
        if seen.party.name.is_none() {
            seen.party = party.clone();
        }
    }

    /// The owner, by the best that the files say.
    pub fn owner(&self) -> Option<Owner> {
        let said = |among: &BTreeMap<Party, u64>, how| {
            let party = among.iter().max_by_key(|(party, n)| (**n, Reverse(*party)))?.0;
            Some(Owner { party: self.with_profile(party), how })
        };
        said(&self.inviters, "outgoing invitations")
            .or_else(|| said(&self.invitees, "incoming invitations"))
            .or_else(|| said(&self.writers, "outgoing messages"))
            .or_else(|| self.of_profile())
            .or_else(|| self.of_conversations())
    }

    /// Whoever has the profile's name; the name alone when there are no messages.
    fn of_profile(&self) -> Option<Owner> {
        let named = Party { name: self.name.clone(), ..Party::default() };
        let party = self.with_profile(&named);
        let is_known = self.seen.is_empty() || self.seen.values().any(|s| is_same_name(&s.party, &named));
        (self.name.is_some() && is_known).then_some(Owner { party, how: "the profile in the export" })
    }

    /// I take part in every conversation of mine, others only in some; of two that do, whoever wrote more.
    fn of_conversations(&self) -> Option<Owner> {
        let seen = self.seen.values().max_by_key(|s| (s.counts, Reverse(&s.party)))?;
        Some(Owner { party: self.with_profile(&seen.party), how: "takes part in most conversations" })
    }

    /// Somebody known by name alone, with the profile that goes with the name in most messages.
    fn with_profile(&self, party: &Party) -> Party {
        if party.profile.is_some() {
            return party.clone();
        }
        let same = self.seen.values().filter(|s| s.party.profile.is_some() && is_same_name(&s.party, party));
        same.max_by_key(|s| (s.counts, Reverse(&s.party))).map_or(party, |s| &s.party).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::person;
    use super::*;

    const ADA: &str = "https://www.linkedin.com/in/ada";

    #[test]
    fn invitations_go_before_the_profile_and_that_before_messages() {
        let mut evidence = Evidence::default();
        assert!(evidence.owner().is_none());
        for _ in 0..3 {
            evidence.see(&person("Bo Berg", "https://www.linkedin.com/in/bo"), 2);
        }
        evidence.see(&person("", ADA), 3);
        evidence.see(&person("Ada Lovelace", ADA), 4);
        let how = |e: &Evidence| e.owner().map(|o| (o.party.name.unwrap(), o.how)).unwrap();
        assert_eq!(how(&evidence), ("Bo Berg".into(), "takes part in most conversations"));
        evidence.name = Some("Someone Else".into());
        assert_eq!(how(&evidence), ("Bo Berg".into(), "takes part in most conversations"));
        evidence.name = Some("ada lovelace".into());
        assert_eq!(how(&evidence), ("Ada Lovelace".into(), "the profile in the export"));
        Evidence::count(&mut evidence.inviters, &person("LinkedIn Member", ""));
        Evidence::count(&mut evidence.inviters, &person("Ada Lovelace", ""));
        let owner = evidence.owner().unwrap();
        assert_eq!(owner.mine(), Mine { party: person("Ada Lovelace", ADA), how: "outgoing invitations".into() });
        assert!(owner.is(&person("ADA lovelace", "")) && owner.is(&person("A. L.", ADA)));
        assert!(!owner.is(&person("Ada Lovelace", "https://www.linkedin.com/in/ada-2")));
    }
}
