//! Who is me: every address and profile of mine, as the project says, else as the sources tell.

use super::only::is_of;
use super::record::{Found, Party, Who};
use crate::input::labels;
use std::collections::{BTreeMap, BTreeSet};

/// `[me]` of a project: names, addresses and profiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    /// Names; they count where a source has nothing better.
    pub names: Vec<String>,
    /// Addresses; `@domain` is every address of a domain of one's own.
    pub addresses: Vec<String>,
    /// Profiles.
    pub profiles: Vec<String>,
}

/// Everything that is known to be me.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    said: Me,
    names: BTreeSet<String>,
    addresses: BTreeSet<String>,
    profiles: BTreeSet<String>,
}

impl Mine {
    /// Tells who is me: as the project says; and as each source that knows its owner says; of a source where neither occurs,
    /// whoever takes part in most of its messages. Each account says who was taken for me, and why.
    pub fn settle<'a>(said: &Me, sources: impl Iterator<Item = &'a mut Found>) -> Mine {
        let mut mine = Mine { said: said.clone(), ..Mine::default() };
        mine.names.extend(said.names.iter().map(|n| labels::normal(n)));
        let mut sources: Vec<&mut Found> = sources.collect();
        for found in &mut sources {
            for evidence in found.mine.clone() {
                if mine.is(&evidence.party) {
                    continue;
                }
                mine.add(&evidence.party);
                found.account.note(format!("taken for you: {} ({})", shown(&evidence.party), evidence.how));
            }
        }
        // The largest archive tells best; what it tells helps the others.
        sources.sort_by_key(|f| std::cmp::Reverse(f.records.len()));
        for found in sources {
            let Some(party) = mine.guess(found) else { continue };
            mine.add(&party);
            found.account.note(format!(
                "taken for you: {} (takes part in most of its messages); if that is wrong, say who you are under [me] in hearback.toml",
                shown(&party)
            ));
        }
        mine
    }

    /// Whoever takes part in most messages of a source in which nobody is known to be me; of several, who wrote more.
    fn guess(&self, found: &Found) -> Option<Party> {
        let mut seen: BTreeMap<Party, (u64, u64)> = BTreeMap::new();
        for record in &found.records {
            let Who::Message(envelope) = &record.who else { continue };
            if record.who.parties().any(|p| self.is(p)) {
                return None;
            }
            let everyone: BTreeSet<Party> = record.who.parties().filter_map(plain).collect();
            let from = plain(&envelope.from);
            for party in everyone {
                let wrote = u64::from(Some(&party) == from.as_ref());
                let counts = seen.entry(party).or_default();
                *counts = (counts.0 + 1, counts.1 + wrote);
            }
        }
        seen.into_iter()
            .max_by_key(|(party, counts)| (*counts, std::cmp::Reverse(party.clone())))
            .map(|(party, _)| party)
    }

    fn add(&mut self, party: &Party) {
        self.addresses.extend(party.address.clone());
        self.profiles.extend(party.profile.clone());
        self.names.extend(party.name.as_deref().map(labels::normal));
    }

    /// Whether somebody is me. A name counts only where nothing else is known of them.
    pub fn is(&self, party: &Party) -> bool {
        if self.said.addresses.iter().chain(&self.said.profiles).any(|wanted| is_of(party, wanted)) {
            return true;
        }
        match party {
            Party { address: None, profile: None, name: Some(name) } => self.names.contains(&labels::normal(name)),
            _ => {
                party.address.as_ref().is_some_and(|a| self.addresses.contains(a))
                    || party.profile.as_ref().is_some_and(|p| self.profiles.contains(p))
            }
        }
    }
}

/// A party by the best that is known of them.
fn plain(party: &Party) -> Option<Party> {
    match party {
        Party { address: Some(_), .. } => Some(Party { name: None, profile: None, ..party.clone() }),
        Party { profile: Some(_), .. } => Some(Party { name: None, address: None, ..party.clone() }),
        Party { name: Some(_), .. } => Some(party.clone()),
        _ => None,
    }
}

fn shown(party: &Party) -> String {
    let known = [&party.name, &party.address, &party.profile];
    known.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outreach::record::{self, Envelope, Record};
    use jiff::civil::date;

    fn message(row: u64, from: &str, to: &[&str]) -> Record {
        let party = |a: &&str| Party::new("", a, "");
        let envelope = Envelope { from: party(&from), to: to.iter().map(party).collect(), ..Envelope::default() };
        Record { who: Who::Message(Box::new(envelope)), ..Record::of_row(row, date(2025, 1, 1)) }
    }

    fn found(records: Vec<Record>) -> Found {
        Found { records, ..Found::new("mail") }
    }

    #[test]
    fn whoever_takes_part_in_most_messages_is_taken_for_me_and_said() {
        let me = "me@x.org";
        let mut mail =
            found(vec![message(1, me, &["a@y.org"]), message(2, "b@y.org", &[me]), message(3, me, &["c@y.org"])]);
        let mine = Mine::settle(&Me::default(), [&mut mail].into_iter());
        assert!(mine.is(&Party::new("", me, "")));
        assert!(!mine.is(&Party::new("", "b@y.org", "")));
        assert!(mail.account.notes[0].contains(me));
    }

    #[test]
    fn what_the_project_says_goes_first_and_a_source_that_knows_its_owner_second() {
        let mut mail =
            found(vec![message(1, "a@y.org", &["me@own.org"]), message(2, "a@y.org", &["b@y.org", "me@own.org"])]);
        let said = Me { addresses: vec!["@own.org".into()], ..Me::default() };
        let mine = Mine::settle(&said, [&mut mail].into_iter());
        assert!(mine.is(&Party::new("", "any+tag@own.org", "")) && !mine.is(&Party::new("", "a@y.org", "")));
        assert!(mail.account.notes.is_empty());
        mail.mine = vec![record::Mine { party: Party::new("", "me@own.org", ""), how: "the sent folder".into() }];
        let mine = Mine::settle(&Me::default(), [&mut mail].into_iter());
        assert!(mine.is(&Party::new("", "me@own.org", "")) && !mine.is(&Party::new("", "a@y.org", "")));
    }
}
