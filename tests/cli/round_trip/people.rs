//! The people of a history: no two alike, some with names that formats write with care.

use std::collections::BTreeMap;

const FIRST: [&str; 15] = [
    "Ada", "Björn", "Carmen", "Dmitri", "Emeka", "Fatima", "Gustavo", "Hannah", "Ines", "Jürgen", "Keiko", "Liam",
    "Mary Ann", "Zoë", "芳",
];
const LAST: [&str; 11] = [
    "Lovelace",
    "O'Neil",
    "García Márquez",
    "Smith, PhD",
    "van der Berg",
    "Nguyễn",
    "Okafor",
    "Müller-Łukasz",
    "王",
    "Poe \"Ed\"",
    "St. James",
];
const DOMAINS: [&str; 5] = ["example.org", "mail.example.com", "acme.example", "uni.example.edu", "studio.example.net"];

/// Somebody, by all that the formats call them.
#[derive(Clone, Debug)]
pub struct Contact {
    /// First names, and the rest.
    pub names: [&'static str; 2],
    /// The mail address to which is written.
    pub address: String,
    /// Another address, from which they answer.
    pub other: Option<String>,
    /// The profile's path behind `linkedin.com/in/`.
    pub slug: String,
}

impl Contact {
    /// The whole name.
    pub fn name(&self) -> String {
        self.names.join(" ")
    }

    /// The address that they write from.
    pub fn writes_from(&self) -> &str {
        self.other.as_deref().unwrap_or(&self.address)
    }

    /// The profile's URL.
    pub fn url(&self) -> String {
        format!("https://www.linkedin.com/in/{}", self.slug)
    }
}

/// So many people, at most 165.
pub fn people(n: usize) -> Vec<Contact> {
    let person = |i: usize| {
        let domain = DOMAINS[i % DOMAINS.len()];
        Contact {
            // 15 and 11 have no common divisor: no pair comes twice.
            names: [FIRST[i % FIRST.len()], LAST[i % LAST.len()]],
            address: format!("person.{i}@{domain}"),
            other: (i % 9 == 4).then(|| format!("p{i}.private@home.example")),
            slug: format!("person-{i}-{:x}", (i + 7) * 7919),
        }
    };
    (0..n).map(person).collect()
}

/// Whatever readers may call a contact, and its place. The address that somebody only answers from is not among it: in a thread
/// with them it stands for the other.
pub fn by_label(contacts: &[Contact]) -> BTreeMap<String, usize> {
    let labels = |c: &Contact| [c.name(), c.address.clone(), format!("linkedin.com/in/{}", c.slug)];
    contacts.iter().enumerate().flat_map(|(i, c)| labels(c).map(|label| (label, i))).collect()
}
