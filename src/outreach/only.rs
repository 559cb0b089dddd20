//! What of a source counts: `only` narrows a mailbox to the correspondents that matter.

use super::record::{Party, Record};
use crate::input::labels;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// `only = { labels = [...], after = ..., before = ..., addresses = [...] }` under `[[outreach]]`. All that is given must hold.
///
/// Labels and addresses choose correspondents, not messages: whoever takes part in one message under the label, or has one of the
/// addresses, counts with everything that passed. Were it by message, a label that only what I sent bears, or a reply from another
/// address, would make a silence of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Only {
    /// Labels or folders, one of which a message with the contact must have.
    pub labels: Vec<String>,
    /// The first day that counts.
    pub after: Option<Date>,
    /// The last day that counts.
    pub before: Option<Date>,
    /// Addresses, `@domains` or profiles, one of which the contact must have written from or been written to.
    pub addresses: Vec<String>,
}

impl Only {
    /// Whether a day counts.
    pub fn has_day(&self, day: Date) -> bool {
        self.after.is_none_or(|after| day >= after) && self.before.is_none_or(|before| day <= before)
    }

    /// Whether correspondents are chosen at all.
    pub fn chooses(&self) -> bool {
        !self.labels.is_empty() || !self.addresses.is_empty()
    }

    /// Whether a message lies under one of the labels.
    pub fn labels_it(&self, record: &Record) -> bool {
        record.labels.iter().any(|l| self.labels.iter().any(|wanted| is_label(l, wanted)))
    }

    /// Whether somebody with one of the addresses takes part in a message.
    pub fn addresses_it(&self, record: &Record) -> bool {
        record.who.parties().any(|p| self.names(p))
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

/// The correspondents that `only` chooses; `None` where it does not choose by that.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    labelled: Option<BTreeSet<String>>,
    addressed: Option<BTreeSet<String>>,
}

impl Chosen {
    /// Enters a message with its contacts.
    pub fn enter(&mut self, only: &Only, record: &Record, contacts: impl Fn() -> Vec<String>) {
        let lists = [
            (&mut self.labelled, !only.labels.is_empty(), only.labels_it(record)),
            (&mut self.addressed, !only.addresses.is_empty(), only.addresses_it(record)),
        ];
        for (list, is_asked, holds) in lists {
            if is_asked {
                let list = list.get_or_insert_default();
                if holds {
                    list.extend(contacts());
                }
            }
        }
    }

    /// Why a contact does not count, in a few words; `None` when they do.
    pub fn refuses(&self, contact: &str) -> Option<&'static str> {
        let lacks = |list: &Option<BTreeSet<String>>| list.as_ref().is_some_and(|list| !list.contains(contact));
        if lacks(&self.labelled) {
            return Some("with nobody under the labels of only");
        }
        lacks(&self.addressed).then_some("with nobody of the addresses of only")
    }
}
