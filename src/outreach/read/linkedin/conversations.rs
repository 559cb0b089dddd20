//! Who takes part in a conversation, over all of its messages: a single row does not say it.

use super::owner::{Owner, is_same_name};
use super::people::{is_member, is_nobody};
use crate::input::labels;
use crate::outreach::record::Party;
use std::collections::{BTreeMap, BTreeSet};

/// A conversation.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    /// Its id, where the export has ids.
    pub id: Option<String>,
    /// Everyone who is named.
    people: BTreeSet<Party>,
    /// How many messages each of the senders wrote.
    senders: BTreeMap<Party, u64>,
    /// More than two take part.
    pub is_group: bool,
    /// The owner wrote in it.
    pub owner_wrote: bool,
    /// The one who takes part beside the owner, where they are known.
    pub other: Option<Party>,
}

impl Conversation {
    /// A conversation without a message.
    pub fn new(id: Option<&str>) -> Conversation {
        Conversation { id: id.map(str::to_owned), ..Conversation::default() }
    }

    /// Enters a message.
    pub fn enter(&mut self, from: &Party, to: &[Party]) {
        for party in std::iter::once(from).chain(to) {
            if !self.people.contains(party) {
                self.people.insert(party.clone());
            }
        }
        *self.senders.entry(from.clone()).or_default() += 1;
    }

    /// Everyone who is known, once: those without a profile only where no one of their name has one.
    pub fn known(&self) -> impl Iterator<Item = &Party> {
        let with_profile = self.people.iter().filter(|p| p.profile.is_some());
        let names: BTreeSet<String> = with_profile.filter_map(|p| p.name.as_deref().map(labels::normal)).collect();
        let mut seen = BTreeSet::new();
        self.people.iter().rev().filter(move |party| match (&party.profile, &party.name) {
            (Some(profile), _) => seen.insert(profile.clone()),
            (None, Some(name)) => {
                let name = labels::normal(name);
                !is_member(party) && !names.contains(&name) && seen.insert(name)
            }
            (None, None) => false,
        })
    }

    /// Everyone who is known, each with the number of messages that they wrote.
    pub fn counts(&self) -> Vec<(Party, u64)> {
        let mut written: BTreeMap<String, u64> = BTreeMap::new();
        for (party, n) in &self.senders {
            *written.entry(key(party)).or_default() += n;
        }
        self.known().map(|party| (party.clone(), written.get(&key(party)).copied().unwrap_or(0))).collect()
    }

    /// Whether it has messages of senders without a profile only.
    pub fn is_from_nowhere(&self) -> bool {
        self.senders.keys().all(|p| p.profile.is_none())
    }

    /// Ends the entering: how many take part, and who beside the owner.
    pub fn settle(&mut self, owner: Option<&Owner>) {
        let known: Vec<Party> = self.known().cloned().collect();
        // Those who closed their account count as one, however many they were.
        let gone = usize::from(self.people.iter().any(is_member));
        self.is_group = known.len() + gone > 2;
        let is_owner = |party: &Party| owner.is_some_and(|owner| owner.is(party));
        self.owner_wrote = self.senders.keys().any(is_owner);
        let mut others = known.into_iter().filter(|p| !is_owner(p));
        self.other = others.next().filter(|_| others.next().is_none() && owner.is_some() && gone == 0);
    }

    /// Somebody of a row, by the best that the conversation knows of them: those who closed their account go by its id. `None`
    /// when nothing tells who they are.
    pub fn resolved(&self, party: &Party) -> Option<Party> {
        let other = self.other.as_ref().filter(|other| is_nobody(party) || is_same_name(party, other));
        match (party.profile.is_some() || !is_nobody(party), other) {
            (true, Some(other)) if party.profile.is_none() => Some(other.clone()),
            (true, _) => Some(party.clone()),
            (false, Some(other)) => Some(other.clone()),
            (false, None) => {
                let name = self.id.as_ref().map(|id| format!("LinkedIn conversation {id}"));
                name.map(|name| Party { name: Some(name), ..Party::default() })
            }
        }
    }
}

/// By what somebody is told apart in messages: the profile, else the name.
pub(super) fn key(party: &Party) -> String {
    let name = || labels::normal(party.name.as_deref().unwrap_or(""));
    party.profile.as_ref().map_or_else(|| format!("name {}", name()), |profile| format!("profile {profile}"))
}
