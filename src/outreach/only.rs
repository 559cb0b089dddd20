//! What of a source counts: `only` narrows a mailbox to what is outreach.

use super::record::{Party, Record, Who};
use crate::input::labels;
use jiff::civil::Date;

/// `only = { labels = [...], after = ..., before = ..., addresses = [...] }` under `[[outreach]]`. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Only {
    /// Labels or folders, one of which a message must have.
    pub labels: Vec<String>,
    /// The first day that counts.
    pub after: Option<Date>,
    /// The last day that counts.
    pub before: Option<Date>,
    /// Addresses, `@domains` or profiles, one of which must take part.
    pub addresses: Vec<String>,
}

impl Only {
    /// Why a record does not count, in a few words; `None` when it does.
    pub fn refuses(&self, record: &Record, day: Date) -> Option<&'static str> {
        let labels = || record.labels.iter().any(|l| self.labels.iter().any(|wanted| is_label(l, wanted)));
        if !self.labels.is_empty() && !labels() {
            return Some("not under the labels of only");
        }
        if self.after.is_some_and(|after| day < after) || self.before.is_some_and(|before| day > before) {
            return Some("outside the days of only");
        }
        if !self.addresses.is_empty() && !record.who.parties().any(|p| self.names(p)) {
            return Some("with nobody of the addresses of only");
        }
        None
    }

    fn names(&self, party: &Party) -> bool {
        self.addresses.iter().any(|wanted| is_of(party, wanted))
    }
}

/// Whether an address or profile is meant: itself, or its `@domain`.
pub fn is_of(party: &Party, wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let address = party.address.as_deref().is_some_and(|address| match wanted.strip_prefix('@') {
        Some(domain) => {
            address.rsplit_once('@').is_some_and(|(_, d)| d == domain || d.ends_with(&format!(".{domain}")))
        }
        None => super::record::address(&wanted).as_deref() == Some(address),
    });
    address || party.profile.is_some() && super::record::profile(&wanted) == party.profile
}

/// A label is meant by its name, or by that of a label above it: `Jobs` means `Jobs/Networking` too.
fn is_label(label: &str, wanted: &str) -> bool {
    let (label, wanted) = (labels::normal(label), labels::normal(wanted));
    label == wanted || label.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('/'))
}

impl Who {
    /// Everyone who takes part.
    pub fn parties(&self) -> Box<dyn Iterator<Item = &Party> + '_> {
        match self {
            Who::Contact(party, _) => Box::new(std::iter::once(party)),
            Who::Message(e) => Box::new(std::iter::once(&e.from).chain(&e.to).chain(&e.cc).chain(&e.bcc)),
            Who::Meeting(people) => Box::new(people.iter()),
        }
    }
}
