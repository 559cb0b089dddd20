//! People of one name in several companies: in a sheet of one row a person they are different people.

use super::rows::Log;
use crate::input::labels;
use crate::outreach::record::Party;
use std::collections::{BTreeMap, BTreeSet};

/// A name → the companies that it stands with → the addresses and profiles of whoever it is there.
#[derive(Clone, Debug, Default)]
pub(super) struct Namesakes(BTreeMap<String, BTreeMap<String, BTreeSet<Known>>>);

/// An address and a profile, of which one at least is known.
type Known = (Option<String>, Option<String>);

impl Namesakes {
    /// Those of a sheet; in a log of one row a message people change companies, and keep their names.
    pub fn of(log: &Log) -> Namesakes {
        let mut all: BTreeMap<String, BTreeMap<String, BTreeSet<Known>>> = BTreeMap::new();
        if log.columns.has("direction") || !log.columns.has("organisation") {
            return Namesakes::default();
        }
        for i in 0..log.sheet.height() {
            let party = log.person(i);
            let (Some(name), Some(company)) = (&party.name, log.said("organisation", i).and_then(company)) else {
                continue;
            };
            let known = all.entry(labels::normal(name)).or_default().entry(company).or_default();
            known
                .extend((party.address.is_some() || party.profile.is_some()).then_some((party.address, party.profile)));
        }
        all.retain(|_, companies| companies.len() > 1);
        Namesakes(all)
    }

    /// The person, told from those of the same name elsewhere: by the address that the name has in this company, else by the
    /// company itself. `None` where nothing is to be told apart.
    pub fn tell(&self, party: &Party, organisation: Option<&str>) -> Option<Party> {
        let (name, organisation) = (party.name.as_deref()?, organisation?);
        if party.address.is_some() || party.profile.is_some() {
            return None;
        }
        let known = self.0.get(&labels::normal(name))?.get(&company(organisation)?)?;
        let mut known = known.iter();
        Some(match (known.next(), known.next()) {
            (Some((address, profile)), None) => {
                Party { address: address.clone(), profile: profile.clone(), ..party.clone() }
            }
            _ => Party { name: Some(format!("{name} ({})", organisation.trim())), ..party.clone() },
        })
    }
}

/// Legal forms, which people write or leave out.
const FORMS: [&str; 18] = [
    "inc", "ltd", "llc", "llp", "plc", "corp", "co", "company", "gmbh", "ag", "se", "kg", "sa", "sas", "sarl", "sl",
    "bv", "limited",
];

/// A company as it is compared: its words without marks and legal forms.
fn company(organisation: &str) -> Option<String> {
    let normal = labels::normal(organisation);
    let mut words: Vec<&str> = normal.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|w| FORMS.contains(w)) {
        words.pop();
    }
    (!words.is_empty()).then(|| words.join(" "))
}
