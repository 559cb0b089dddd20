//! Who is who: one contact is one person, whatever source names them.
//!
//! The same address or profile is the same person, and so is whatever one card of a list of people, or one row of a log, names
//! together. A name alone tells nobody apart from a namesake: it is a person of its own in each feed, unless that feed knows
//! exactly one person of that name, or the user's own `contacts.csv` has it. Equal names elsewhere are only proposed.

use super::record::{Card, Party};
use super::sets::Sets;
use crate::input::labels;
use polars::prelude::PlHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Names that are kept of an address: a service writes under thousands.
const MOST_NAMES: usize = 16;

/// By what a person is known. Addresses come first: they name a contact best.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// An address, as addresses are compared.
    Address(String),
    /// A profile, as profiles are compared.
    Profile(String),
    /// A name in the user's own list, in its normal form.
    OwnName(String),
    /// A name in one feed, in its normal form.
    Name(usize, String),
}

/// Everyone that the sources name.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Keys of the same person.
    keys: Sets<Key>,
    /// The people that a feed knows under a name.
    named: BTreeMap<(usize, String), BTreeSet<usize>>,
    /// By a key's place, how its person is written.
    names: Vec<Vec<String>>,
    /// By the root of each person, how contacts are called.
    labels: Vec<Option<String>>,
    /// Where people work and as what, as cards have it, the user's own first.
    about: Vec<(bool, usize, [Option<String>; 2])>,
}

impl People {
    /// Enters all lists of people, each with its feed. An address or profile that has cards of different names in one feed (an office, a
    /// family), and a name of several entries of the user's own, is nobody's alone and links none of them; how many such there
    /// are is returned.
    pub fn list(&mut self, lists: &[(usize, &[Card])]) -> usize {
        let cards = || lists.iter().flat_map(|(feed, cards)| cards.iter().map(move |card| (*feed, card)));
        // The user's own entries are one list, wherever they lie.
        let list = |feed: usize, card: &Card| if card.is_own { usize::MAX } else { feed };
        let mut owners: BTreeMap<(usize, Key), BTreeSet<String>> = BTreeMap::new();
        for (i, (feed, card)) in cards().enumerate() {
            let name = card.names.first().map_or(String::new(), |n| labels::normal(n));
            for key in strong(card) {
                owners.entry((list(feed, card), key)).or_default().insert(name.clone());
            }
            for key in own_names(card) {
                owners.entry((list(feed, card), key)).or_default().insert(i.to_string());
            }
        }
        owners.retain(|_, names| names.len() > 1);
        for (feed, card) in cards() {
            let is_shared = |key: &Key| owners.contains_key(&(list(feed, card), key.clone()));
            let keys: Vec<Key> = strong(card).chain(own_names(card)).filter(|key| !is_shared(key)).collect();
            let known = [card.organisation.clone(), card.title.clone()];
            if let (Some(key), true) = (keys.first(), known.iter().any(Option::is_some)) {
                self.about.push((card.is_own, self.keys.enter(key.clone()), known));
            }
            self.one(keys, &card.names, feed);
        }
        self.about.sort_by_key(|(is_own, ..)| !is_own);
        owners.len()
    }

    /// Enters somebody whom a record names.
    pub fn meet(&mut self, party: &Party, feed: usize) {
        let strong = [party.address.clone().map(Key::Address), party.profile.clone().map(Key::Profile)];
        let mut keys: Vec<Key> = strong.into_iter().flatten().collect();
        if let (true, Some(name)) = (keys.is_empty(), &party.name) {
            keys.push(Key::Name(feed, labels::normal(name)));
        }
        self.one(keys, party.name.as_slice(), feed);
    }

    /// These keys are one person.
    fn one(&mut self, keys: Vec<Key>, names: &[String], feed: usize) {
        let mut places = Vec::with_capacity(keys.len());
        for key in keys {
            let is_strong = !matches!(key, Key::Name(..));
            let place = self.keys.enter(key);
            places.push(place);
            self.names.resize_with(self.names.len().max(place + 1), Vec::new);
            for name in names {
                let known = &mut self.names[place];
                if known.len() < MOST_NAMES && !known.contains(name) {
                    known.push(name.clone());
                }
                if is_strong {
                    self.named.entry((feed, labels::normal(name))).or_default().insert(place);
                }
            }
        }
        for pair in places.windows(2) {
            self.keys.join(pair[0], pair[1]);
        }
    }

    /// Ends the entering: joins names alone to the one person of that name, and names everyone.
    pub fn settle(&mut self) {
        let mut alone: Vec<(usize, String, usize)> = self
            .keys
            .unordered()
            .filter_map(|(key, place)| match key {
                Key::Name(feed, name) => Some((*feed, name.clone(), place)),
                _ => None,
            })
            .collect();
        alone.sort_unstable_by_key(|(_, _, place)| *place);
        for (feed, name, place) in alone {
            let own = self.keys.place(&Key::OwnName(name.clone())).map(|p| self.keys.root(p));
            let known = self.named.get(&(feed, name)).into_iter().flatten();
            let known: BTreeSet<usize> = known.map(|p| self.keys.root(*p)).collect();
            let only = if known.len() == 1 { known.first().copied() } else { None };
            if let Some(other) = own.or(only) {
                self.keys.join(place, other);
            }
        }
        // The first of their keys names them.
        let mut firsts: Vec<Option<(&Key, usize)>> = vec![None; self.names.len()];
        for (key, place) in self.keys.unordered() {
            let first = &mut firsts[self.keys.root(place)];
            *first = Some(first.map_or((key, place), |first| first.min((key, place))));
        }
        let call = |(key, place): (&Key, usize)| match key {
            Key::Address(text) | Key::Profile(text) => text.clone(),
            Key::OwnName(name) | Key::Name(_, name) => {
                self.names.get(place).and_then(|n| n.first()).unwrap_or(name).clone()
            }
        };
        let mut called: Vec<Option<String>> = firsts.into_iter().map(|first| first.map(call)).collect();
        // Two people may have one name: they are told apart by a number.
        let mut taken: PlHashMap<String, usize> = PlHashMap::default();
        for label in called.iter_mut().flatten() {
            let n = taken.entry(labels::normal(label)).or_insert(0);
            *n += 1;
            if *n > 1 {
                *label = format!("{label} ({n})");
            }
        }
        self.labels = called;
    }

    /// How the contact is called that a party is: the same for every party that is the same person. `None` of nobody.
    pub fn contact(&self, party: &Party, feed: usize) -> Option<&str> {
        let key = match party {
            Party { address: Some(address), .. } => Key::Address(address.clone()),
            Party { profile: Some(profile), .. } => Key::Profile(profile.clone()),
            Party { name: Some(name), .. } => Key::Name(feed, labels::normal(name)),
            _ => return None,
        };
        let place = self.keys.place(&key)?;
        self.labels.get(self.keys.root(place))?.as_deref()
    }

    /// Organisation and title of those of whom a list of people has one, by how they are called.
    pub fn about(&self) -> BTreeMap<&str, [Option<&str>; 2]> {
        let mut all: BTreeMap<&str, [Option<&str>; 2]> = BTreeMap::new();
        for (_, place, known) in &self.about {
            if let Some(label) = self.labels.get(self.keys.root(*place)).and_then(Option::as_deref) {
                let about = all.entry(label).or_default();
                about.iter_mut().zip(known).for_each(|(about, known)| *about = about.or(known.as_deref()));
            }
        }
        all
    }

    /// The names of everyone, by how they are called.
    pub fn names(&self) -> BTreeMap<&str, Vec<&str>> {
        self.everyone().into_iter().map(|p| (p.contact, p.names)).collect()
    }

    /// Everyone: how they are called, and by what they are known.
    pub fn everyone<'a>(&'a self) -> Vec<Person<'a>> {
        let mut keys: Vec<Vec<(&Key, usize)>> = vec![Vec::new(); self.names.len()];
        for (key, place) in self.keys.unordered() {
            keys[self.keys.root(place)].push((key, place));
        }
        let of_root = |(mut keys, contact): (Vec<(&'a Key, usize)>, &'a Option<String>)| {
            keys.sort_unstable();
            let mut names: Vec<&str> = Vec::new();
            for name in keys.iter().filter_map(|(_, place)| self.names.get(*place)).flatten() {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            let contact = contact.as_deref().unwrap_or("");
            Person { contact, keys: keys.into_iter().map(|(key, _)| key).collect(), names }
        };
        keys.into_iter().zip(&self.labels).filter(|(keys, _)| !keys.is_empty()).map(of_root).collect()
    }
}

/// One person, as all sources together know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person<'a> {
    /// How the contact is called.
    pub contact: &'a str,
    /// By what they are known.
    pub keys: Vec<&'a Key>,
    /// Names, as they are written.
    pub names: Vec<&'a str>,
}

fn own_names(card: &Card) -> impl Iterator<Item = Key> + '_ {
    card.names.iter().filter(|_| card.is_own).map(|n| Key::OwnName(labels::normal(n)))
}

fn strong(card: &Card) -> impl Iterator<Item = Key> + '_ {
    let addresses = card.addresses.iter().cloned().map(Key::Address);
    addresses.chain(card.profiles.iter().cloned().map(Key::Profile))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, addresses: &[&str], profiles: &[&str]) -> Card {
        Card {
            names: vec![name.into()],
            addresses: addresses.iter().map(|a| (*a).into()).collect(),
            profiles: profiles.iter().map(|p| (*p).into()).collect(),
            ..Card::default()
        }
    }

    fn same(people: &People, a: (&Party, usize), b: (&Party, usize)) -> bool {
        let (a, b) = (people.contact(a.0, a.1), people.contact(b.0, b.1));
        assert!(a.is_some() && b.is_some());
        a == b
    }

    #[test]
    fn a_card_joins_an_address_and_a_profile_and_a_name_only_within_its_feed() {
        let mut people = People::default();
        let (mail, profile) = (Party::new("Ada", "ada@x.org", ""), Party::new("", "", "linkedin.com/in/ada"));
        let name = Party::new("ADA", "", "");
        people.meet(&mail, 0);
        people.meet(&profile, 1);
        people.meet(&name, 1);
        people.meet(&name, 2);
        people.list(&[(1, &[card("Ada", &["ada@x.org"], &["linkedin.com/in/ada"])])]);
        people.settle();
        assert!(same(&people, (&mail, 0), (&profile, 1)));
        assert!(same(&people, (&name, 1), (&profile, 1)), "the feed knows one Ada");
        assert!(!same(&people, (&name, 2), (&mail, 0)), "elsewhere a name is only proposed");
    }

    #[test]
    fn namesakes_and_shared_addresses_are_not_merged() {
        let mut people = People::default();
        let (a, b, name) =
            (Party::new("Ada", "a@x.org", ""), Party::new("Ada", "b@x.org", ""), Party::new("Ada", "", ""));
        [&a, &b, &name].into_iter().for_each(|p| people.meet(p, 0));
        let (bo, cy) = (card("Bo", &["bo@x.org", "office@x.org"], &[]), card("Cy", &["cy@x.org", "office@x.org"], &[]));
        assert_eq!(people.list(&[(1, &[bo]), (1, &[cy])]), 1, "also as files of their own");
        people.settle();
        assert!(!same(&people, (&a, 0), (&b, 0)));
        assert!(!same(&people, (&name, 0), (&a, 0)), "two people have the name");
        let (bo, cy) = (Party::new("", "bo@x.org", ""), Party::new("", "cy@x.org", ""));
        assert!(!same(&people, (&bo, 1), (&cy, 1)));
    }

    #[test]
    fn lists_say_where_people_work_and_the_users_own_goes_first() {
        let about = |organisation: &str, title: &str| {
            let text = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
            (text(organisation), text(title))
        };
        let of = |name: &str, addresses: &[&str], (organisation, title)| Card {
            organisation,
            title,
            ..card(name, addresses, &[])
        };
        let mut people = People::default();
        let lists = [
            of("Ada", &["ada@x.org"], about("Old", "Analyst")),
            of("Bo", &["bo@x.org", "office@x.org"], about("X", "")),
            of("Cy", &["office@x.org"], about("X", "Clerk")),
        ];
        let own = Card { is_own: true, ..of("Ada", &["ada@x.org"], about("New", "")) };
        people.list(&[(0, &lists), (1, &[own])]);
        people.settle();
        let about = people.about();
        assert_eq!(about["ada@x.org"], [Some("New"), Some("Analyst")]);
        assert_eq!(about["bo@x.org"], [Some("X"), None]);
        assert_eq!(about.len(), 2, "an office is nobody: {about:?}");
    }

    #[test]
    fn the_users_own_list_joins_names() {
        let mut people = People::default();
        let (mail, name) = (Party::new("A. Lovelace", "ada@x.org", ""), Party::new("Ada L", "", ""));
        people.meet(&mail, 0);
        people.meet(&name, 3);
        people.list(&[(9, &[Card { is_own: true, ..card("Ada L", &["ada@x.org"], &[]) }])]);
        people.settle();
        assert!(same(&people, (&mail, 0), (&name, 3)));
    }

    #[test]
    fn a_name_of_two_own_entries_and_of_two_feeds_is_nobodys_alone() {
        let mut people = People::default();
        let (a, b) = (Party::new("John Smith", "a@x.org", ""), Party::new("John Smith", "b@x.org", ""));
        let own = |address: &str| Card { is_own: true, ..card("John Smith", &[address], &[]) };
        let name = Party::new("Jane Smith", "", "");
        [(&a, 0), (&b, 0), (&name, 1), (&name, 2)].into_iter().for_each(|(p, feed)| people.meet(p, feed));
        people.list(&[(3, &[own("a@x.org"), own("b@x.org")])]);
        people.settle();
        assert!(!same(&people, (&a, 0), (&b, 0)));
        assert!(!same(&people, (&name, 1), (&name, 2)));
    }
}
