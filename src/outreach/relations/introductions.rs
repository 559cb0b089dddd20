//! Who introduced whom: chains of introducers, and the events where people were met.
//!
//! The first touch that names who introduced us, or an event, decides for its contact. An introducer who is a contact too
//! may have been introduced by somebody: so a chain goes up as far as it is known. A name that two contacts have is neither's; who
//! would introduce themselves, or would be introduced by somebody further up twice, ends a chain.

use super::Relations;
use super::columns::Columns;
use crate::error::Result;
use crate::input::labels;
use crate::outreach::attributes::{self, UNKNOWN, Values};
use crate::outreach::history::Event;
use crate::outreach::people::People;
use crate::outreach::touch::Touches;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Longer chains are cut: nobody is introduced so often in a row.
const LONGEST: usize = 16;

/// Who introduced somebody, and where we met: hashes, [`UNKNOWN`] where nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Who introduced us.
    pub via: Arc<str>,
    /// The event.
    pub event: Arc<str>,
}

impl Link {
    /// Whether somebody introduced us.
    pub fn is_introduced(&self) -> bool {
        &*self.via != UNKNOWN
    }
}

/// How one contact was met, from their own introducer upwards; at least one link.
pub type Introduction = Vec<Link>;

/// A value as a tally has it, and as it is written.
type Value = (Arc<str>, String);

/// A contact, and the rows that first say who introduced us and at which event we met.
pub(super) struct Named<'a> {
    contact: &'a str,
    via: Option<u32>,
    event: Option<u32>,
}

impl Columns {
    /// Where a contact's touches first say who introduced us, and where we met.
    pub(super) fn named<'a>(&self, contact: &'a str, history: &[Event]) -> Named<'a> {
        let is_self = |via: &str| labels::normal(via) == labels::normal(contact);
        let via = history.iter().find(|e| self.via(e).is_some_and(|via| !is_self(via)));
        let event = history.iter().find(|e| self.event(e).is_some());
        Named { contact, via: via.map(|e| e.index), event: event.map(|e| e.index) }
    }
}

/// Enters the chains, and how introducers and events are called.
///
/// # Errors
/// When the table of touches was changed from outside.
pub(super) fn trace(found: &mut Relations, named: &[Named], touches: &Touches, people: &People) -> Result<()> {
    let vias = known("via", named, |n| n.via, touches)?;
    let events = known("event", named, |n| n.event, touches)?;
    let is_introduced = vias.iter().any(Option::is_some);
    let contacts = if is_introduced { contacts(named, people) } else { BTreeMap::new() };
    // Of each contact, the place of who introduced them.
    let up: Vec<Option<usize>> =
        vias.iter().map(|via| contacts.get(&labels::normal(&via.as_ref()?.1)).copied()?).collect();
    let id = |value: &Option<Value>| value.as_ref().map_or_else(|| UNKNOWN.into(), |(id, _)| id.clone());
    let link = |i: usize| Link { via: id(&vias[i]), event: id(&events[i]) };
    found.introductions = (0..named.len()).map(|i| chain(i, &up).into_iter().map(link).collect()).collect();
    found.introducers = vias.into_iter().flatten().map(|(id, label)| (id.to_string(), label)).collect();
    found.events = events.into_iter().flatten().map(|(id, label)| (id.to_string(), label)).collect();
    Ok(())
}

/// A contact and those through whom they were met, upwards.
fn chain(of: usize, up: &[Option<usize>]) -> Vec<usize> {
    let mut chain = vec![of];
    while let Some(above) = chain.last().and_then(|last| up.get(*last).copied().flatten()) {
        if chain.contains(&above) || chain.len() == LONGEST {
            break;
        }
        chain.push(above);
    }
    chain
}

/// Of each contact, the value of an attribute as a tally has it, and as it is written.
fn known(name: &str, named: &[Named], row: fn(&Named) -> Option<u32>, touches: &Touches) -> Result<Vec<Option<Value>>> {
    let rows: Vec<u32> = named.iter().filter_map(row).collect();
    let values: Values = attributes::find(name)?.values(touches, &rows, &TimeZone::UTC)?;
    let labels = values.legend();
    let mut places = 0..rows.len();
    let value = |named: &Named| {
        let id = values.id(row(named).and_then(|_| places.next())?);
        let label = labels.get(&*id).cloned().unwrap_or_default();
        Some((id, label))
    };
    Ok(named.iter().map(value).collect())
}

/// The place of each contact by every name that is theirs alone; `None` of a name that several have.
fn contacts(named: &[Named], people: &People) -> BTreeMap<String, Option<usize>> {
    let names = people.names();
    let mut contacts: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (place, contact) in named.iter().map(|n| n.contact).enumerate() {
        let further = names.get(contact).into_iter().flatten().copied();
        let all: BTreeSet<String> = further.chain([contact]).map(labels::normal).collect();
        for name in all {
            contacts.entry(name).and_modify(|known| *known = None).or_insert(Some(place));
        }
    }
    contacts
}
