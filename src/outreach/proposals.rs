//! Who may be the same person: pairs of contacts with the evidence for it. Only proposed; `contacts.csv` decides.

use super::people::{Key, People, Person};
use crate::input::threads;
use polars::prelude::{PlHashMap, PlHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Of more namesakes than this, a name says nothing.
const MOST_NAMESAKES: usize = 6;

/// Before or behind a name, and no part of it.
const TITLES: [&str; 16] =
    ["dr", "prof", "mr", "mrs", "ms", "mx", "herr", "frau", "mme", "phd", "mba", "msc", "jr", "sr", "ii", "iii"];

/// Two contacts that may be one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proposal {
    /// How the one is called.
    pub one: String,
    /// How the other is called.
    pub other: String,
    /// What speaks for it.
    pub evidence: String,
}

/// Pairs of those contacts for whom `counts` holds: the same name of at least two words, or an address that spells the other's
/// name. In the order of their names.
pub fn proposals(people: &People, counts: impl Fn(&str) -> bool) -> Vec<Proposal> {
    let everyone: Vec<Person> = people.everyone().into_iter().filter(|p| counts(p.contact)).collect();
    let named = |stretch: Range<usize>| everyone[stretch].iter().map(Named::of).collect();
    let everyone: Vec<Named> = threads::in_stretches(everyone.len(), named);
    let mut found: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for same in by_name(&everyone).chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= MOST_NAMESAKES) {
        for ((name, a), (_, b)) in pairs(same) {
            found.entry((*a, *b)).or_insert_with(|| format!("the same name: {}", everyone[*a].written(name)));
        }
    }
    let nameless: Vec<(usize, &str, String)> =
        everyone.iter().enumerate().flat_map(|(i, p)| p.nameless().map(move |(a, l)| (i, a, l))).collect();
    let spelled = by_spelling(&everyone, &nameless.iter().map(|(_, _, local)| local.as_str()).collect());
    for (i, address, local) in &nameless {
        let Some(named) = spelled.get(local).filter(|named| named.len() == 1) else { continue };
        if let Some(other) = named.first().filter(|other| *other != i) {
            let pair = (*i.min(other), *i.max(other));
            found.entry(pair).or_insert_with(|| format!("{address} spells the name"));
        }
    }
    let proposal = |((a, b), evidence): ((usize, usize), String)| {
        let mut pair = [everyone[a].person.contact.to_owned(), everyone[b].person.contact.to_owned()];
        pair.sort();
        let [one, other] = pair;
        Proposal { one, other, evidence }
    };
    let mut all: Vec<Proposal> = found.into_iter().map(proposal).collect();
    all.sort();
    all
}

/// A person with the names of several words.
struct Named<'a> {
    person: &'a Person<'a>,
    /// Each with its place among the person's names.
    names: Vec<(usize, Parts)>,
}

impl<'a> Named<'a> {
    fn of(person: &'a Person<'a>) -> Named<'a> {
        let names = person.names.iter().enumerate().filter_map(|(i, name)| Some((i, parts(name)?))).collect();
        Named { person, names }
    }

    /// A name as it is written.
    fn written<'b>(&'b self, sorted: &'b str) -> &'b str {
        let found = self.names.iter().find(|(_, parts)| parts.sorted() == sorted);
        found.and_then(|(place, _)| self.person.names.get(*place).copied()).unwrap_or(sorted)
    }

    /// The addresses of somebody of whom no name of several words is known, each with the letters before the `@`.
    fn nameless(&self) -> impl Iterator<Item = (&str, String)> {
        self.person.keys.iter().filter(|_| self.names.is_empty()).filter_map(|key| match key {
            Key::Address(address) => {
                let local = address.split('@').next()?;
                let letters: String = folded(local).chars().filter(|c| c.is_alphabetic()).collect();
                (letters.chars().count() > 4).then_some((address.as_str(), letters))
            }
            _ => None,
        })
    }
}

/// Each name of several words that several people bear, with everyone who does, in the order of names and then of people.
fn by_name(everyone: &[Named]) -> Vec<(String, usize)> {
    let names = everyone.iter().enumerate().flat_map(|(i, p)| p.names.iter().map(move |(_, parts)| (i, parts)));
    let mut firsts: PlHashMap<String, usize> = PlHashMap::default();
    let mut all = Vec::new();
    for (i, name) in names.map(|(i, parts)| (i, parts.sorted())) {
        match firsts.get(&name) {
            Some(first) => all.extend([(name.clone(), *first), (name, i)]),
            None => drop(firsts.insert(name, i)),
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn pairs<T>(of: &[T]) -> impl Iterator<Item = (&T, &T)> {
    of.iter().enumerate().flat_map(move |(i, a)| of[i + 1..].iter().map(move |b| (a, b)))
}

/// A name of several words.
struct Parts(Vec<String>);

impl Parts {
    /// Its words in the order of the alphabet: "Lovelace, Ada" is "Ada Lovelace".
    fn sorted(&self) -> String {
        let mut words: Vec<&str> = self.0.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.join(" ")
    }

    /// How addresses spell it: `adalovelace`, `alovelace`, `adal`, `lovelaceada`, `lovelacea`.
    fn spellings(&self) -> Vec<String> {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return Vec::new() };
        let initial = |word: &str| word.chars().take(1).collect::<String>();
        vec![
            format!("{first}{last}"),
            format!("{last}{first}"),
            format!("{}{last}", initial(first)),
            format!("{last}{}", initial(first)),
            format!("{first}{}", initial(last)),
        ]
    }
}

/// A text without case and marks. Müller, Muller and Mueller are one spelling here.
fn folded(text: &str) -> String {
    let mut plain = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase().replace('ß', "ss")
    };
    for (two, one) in [("ae", "a"), ("oe", "o"), ("ue", "u")] {
        if plain.contains(two) {
            plain = plain.replace(two, one);
        }
    }
    plain
}

/// The words of a name, folded, without titles and initials; `None` of fewer than two.
fn parts(name: &str) -> Option<Parts> {
    if name.contains('@') {
        return None;
    }
    let swapped = name.split_once(',').map(|(last, first)| format!("{first} {last}"));
    let folded = folded(swapped.as_deref().unwrap_or(name));
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1 && !TITLES.contains(w));
    let words: Vec<String> = words.map(str::to_owned).collect();
    (words.len() > 1).then_some(Parts(words))
}

/// Who is named so that an address would spell it like this, of the spellings that are asked for.
fn by_spelling(everyone: &[Named], asked: &PlHashSet<&str>) -> BTreeMap<String, BTreeSet<usize>> {
    let mut spelled: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (i, person) in everyone.iter().enumerate().filter(|_| !asked.is_empty()) {
        let spellings = person.names.iter().flat_map(|(_, parts)| parts.spellings());
        for spelling in spellings.filter(|spelling| asked.contains(spelling.as_str())) {
            spelled.entry(spelling).or_default().insert(i);
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outreach::record::Party;

    fn proposed(parties: &[Party]) -> Vec<(String, String)> {
        let mut people = People::default();
        parties.iter().enumerate().for_each(|(feed, p)| people.meet(p, feed));
        people.settle();
        proposals(&people, |_| true).into_iter().map(|p| (p.one, p.other)).collect()
    }

    #[test]
    fn namesakes_and_spelled_names_are_proposed() {
        let ada = Party::new("Ada Lovelace", "ada@x.org", "");
        let pair = |other: Party, called: &str| {
            assert_eq!(proposed(&[ada.clone(), other]), [("ada@x.org".into(), called.into())])
        };
        pair(Party::new("Lovelace, Ada", "", "linkedin.com/in/ada"), "linkedin.com/in/ada");
        pair(Party::new("Dr. Adá M. Lovelace, PhD", "", "linkedin.com/in/z"), "linkedin.com/in/z");
        pair(Party::new("", "alovelace@y.org", ""), "alovelace@y.org");
        let jurgen = [Party::new("Jürgen Groß", "j@x.org", ""), Party::new("Juergen Gross", "g@y.org", "")];
        assert_eq!(proposed(&jurgen), [("g@y.org".into(), "j@x.org".into())]);
        pair(Party::new("", "lovelace.ada7@y.org", ""), "lovelace.ada7@y.org");
    }

    #[test]
    fn a_first_name_another_name_and_a_common_name_propose_nobody() {
        let ada = Party::new("Ada Lovelace", "ada@x.org", "");
        for other in [
            Party::new("Ada", "ada@y.org", ""),
            Party::new("Ada Byron", "al@y.org", ""),
            Party::new("", "info@y.org", ""),
        ] {
            assert_eq!(proposed(&[ada.clone(), other.clone()]), [], "{other:?}");
        }
        let common: Vec<Party> = (0..7).map(|i| Party::new("Jo Smith", &format!("jo{i}@x.org"), "")).collect();
        assert_eq!(proposed(&common), []);
    }
}
