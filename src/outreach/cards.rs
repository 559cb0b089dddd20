//! The user's own list of people: pairs that were accepted become its entries.

use super::people::{Key, People};
use super::proposals::Proposal;
use super::record::Card;
use std::collections::BTreeSet;

/// The list with accepted pairs in it: each pair is one entry, with all names, addresses and profiles of both; an entry that knows one of
/// them already takes the other in, and entries that a pair joins become one.
pub fn accept(own: Vec<Card>, pairs: &[Proposal], people: &People) -> Vec<Card> {
    let mut cards = own;
    let everyone = people.everyone();
    for pair in pairs {
        let mut entry = Card { is_own: true, ..Card::default() };
        for person in everyone.iter().filter(|p| p.contact == pair.one || p.contact == pair.other) {
            add(&mut entry.names, person.names.iter().map(|n| (*n).to_owned()));
            for key in &person.keys {
                match key {
                    Key::Address(address) => add(&mut entry.addresses, [address.clone()]),
                    Key::Profile(profile) => add(&mut entry.profiles, [profile.clone()]),
                    Key::OwnName(_) | Key::Name(..) => {}
                }
            }
        }
        let (same, others): (Vec<Card>, Vec<Card>) = cards.into_iter().partition(|c| c.is_own && shares(c, &entry));
        cards = others;
        cards.push(same.into_iter().rev().fold(entry, |entry, card| joined(card, entry)));
    }
    cards
}

/// Whether two entries have an address or a profile in common; of those that have neither, a name.
fn shares(a: &Card, b: &Card) -> bool {
    let strong = |c: &Card| c.addresses.iter().chain(&c.profiles).cloned().collect::<BTreeSet<_>>();
    let names = |c: &Card| c.names.iter().map(|n| crate::input::labels::normal(n)).collect::<BTreeSet<_>>();
    !strong(a).is_disjoint(&strong(b)) || strong(a).is_empty() && !names(a).is_disjoint(&names(b))
}

/// Two entries as one; what only one can say, the first says.
fn joined(mut first: Card, second: Card) -> Card {
    add(&mut first.names, second.names);
    add(&mut first.addresses, second.addresses);
    add(&mut first.profiles, second.profiles);
    add(&mut first.groups, second.groups);
    first.organisation = first.organisation.or(second.organisation);
    first.title = first.title.or(second.title);
    first.met = first.met.or(second.met);
    first.how = first.how.or(second.how);
    first.keep_in_touch = first.keep_in_touch.or(second.keep_in_touch);
    first
}

fn add(to: &mut Vec<String>, texts: impl IntoIterator<Item = String>) {
    for text in texts {
        if !to.contains(&text) {
            to.push(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outreach::record::Party;

    fn people() -> People {
        let mut people = People::default();
        people.meet(&Party::new("Ada Lovelace", "ada@x.org", ""), 0);
        people.meet(&Party::new("Ada Lovelace", "", "linkedin.com/in/ada"), 1);
        people.meet(&Party::new("Ada Lovelace", "", ""), 2);
        people.settle();
        people
    }

    fn pair(one: &str, other: &str) -> Proposal {
        Proposal { one: one.into(), other: other.into(), evidence: String::new() }
    }

    #[test]
    fn accepted_pairs_are_one_person_from_then_on() {
        let pairs = [pair("Ada Lovelace", "ada@x.org"), pair("ada@x.org", "linkedin.com/in/ada")];
        let kept = Card { names: vec!["Bo".into()], is_own: true, met: None, ..Card::default() };
        let cards = accept(vec![kept.clone()], &pairs, &people());
        assert_eq!(cards.len(), 2, "the two pairs are one entry: {cards:?}");
        assert_eq!(cards[0], kept);
        assert_eq!(
            (&cards[1].addresses[..], &cards[1].profiles[..]),
            (&["ada@x.org".to_owned()][..], &["linkedin.com/in/ada".to_owned()][..])
        );
        let mut again = people();
        again.list(&[(9, &cards)]);
        again.settle();
        let contacts: BTreeSet<&str> = again.everyone().iter().map(|p| p.contact).collect();
        assert_eq!(contacts, BTreeSet::from(["Bo", "ada@x.org"]));
    }
}
