//! The people that a row names: senders, and recipients in one cell.

use crate::input::labels;
use crate::outreach::record::Party;
use std::collections::BTreeSet;

/// What LinkedIn calls those who closed their account, in the languages of its exports.
const MEMBERS: [&str; 13] = [
    "linkedin member",
    "linkedin user",
    "linkedin-mitglied",
    "linkedin-nutzer",
    "membre linkedin",
    "membre de linkedin",
    "miembro de linkedin",
    "usuario de linkedin",
    "utente linkedin",
    "membro linkedin",
    "membro do linkedin",
    "linkedin-lid",
    "linkedin-medlem",
];

/// A name with a comma has at most so many parts: `Ada Lovelace, PhD, FRS`.
const MOST_PARTS: usize = 4;

/// Somebody by name and profile. The address of nobody's profile, `linkedin.com/in/`, is none.
pub(super) fn person(name: &str, url: &str) -> Party {
    let mut party = Party::new(name, "", url);
    party.profile = party.profile.filter(|p| p != "linkedin.com/in");
    party
}

/// Whether it is somebody who closed their account: a word in place of the name, and no profile.
pub(super) fn is_member(party: &Party) -> bool {
    party.profile.is_none() && party.name.as_deref().is_some_and(is_member_name)
}

fn is_member_name(name: &str) -> bool {
    MEMBERS.contains(&labels::normal(name).as_str())
}

/// Whether nothing tells who they are.
pub(super) fn is_nobody(party: &Party) -> bool {
    party.is_unknown() || is_member(party)
}

/// The recipients in the cells of names and of profiles. Profiles stand between commas, semicolons or spaces. Names stand
/// between commas, which may also be part of a name, so that `known` names decide: those that the export has elsewhere.
pub(super) fn recipients(to: &str, urls: &str, known: &BTreeSet<String>) -> Vec<Party> {
    let mut seen = BTreeSet::new();
    let urls = urls.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let urls: Vec<&str> = urls.filter(|url| person("", url).profile.is_some_and(|p| seen.insert(p))).collect();
    if let [url] = urls.as_slice() {
        // One profile is one person, whatever commas their name has; beside them only those without any.
        let (gone, name): (Vec<&str>, Vec<&str>) = to.split([',', ';']).map(str::trim).partition(|n| is_member_name(n));
        let name = if gone.is_empty() { to.to_owned() } else { name.join(", ") };
        return std::iter::once(person(&name, url)).chain(gone.first().map(|n| person(n, ""))).collect();
    }
    let names = names(to, known);
    if urls.is_empty() {
        return names.iter().map(|name| person(name, "")).collect();
    }
    // Which name goes with which profile is not said: the profiles are enough.
    let gone = names.iter().find(|name| is_member_name(name));
    urls.iter().map(|url| person("", url)).chain(gone.map(|name| person(name, ""))).collect()
}

/// The names in one cell.
fn names(cell: &str, known: &BTreeSet<String>) -> Vec<String> {
    let is_known = |name: &str| known.contains(&labels::normal(name));
    if is_known(cell) {
        return vec![cell.trim().to_owned()];
    }
    let mut names = Vec::new();
    for part in cell.split(';') {
        let pieces: Vec<&str> = part.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
        let (mut rest, mut is_first) = (pieces.as_slice(), true);
        while let Some((piece, others)) = rest.split_first() {
            let joined = (2..=MOST_PARTS).rev().filter_map(|n| rest.split_at_checked(n));
            let joined = joined.map(|(name, rest)| (name.join(", "), rest)).find(|(name, _)| is_known(name));
            match (joined, names.last_mut()) {
                (Some((name, behind)), _) => {
                    names.push(name);
                    rest = behind;
                }
                (None, Some(last)) if !is_first && !is_known(piece) && is_suffix(piece) => {
                    last.push_str(", ");
                    last.push_str(piece);
                    rest = others;
                }
                _ => {
                    names.push((*piece).to_owned());
                    rest = others;
                }
            }
            is_first = false;
        }
    }
    names
}

/// What stands behind a name rather than being one: a single word, or titles such as `Ph.D.` and `MBA CFA`.
fn is_suffix(piece: &str) -> bool {
    let is_title = |word: &str| word.contains('.') || word.chars().filter(|c| c.is_uppercase()).count() > 1;
    !piece.contains(char::is_whitespace) || piece.split_whitespace().all(is_title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(to: &str, urls: &str, known: &[&str]) -> Vec<String> {
        let known = known.iter().map(|n| labels::normal(n)).collect();
        let show = |p: Party| [p.name, p.profile].into_iter().flatten().collect::<Vec<_>>().join(" | ");
        recipients(to, urls, &known).into_iter().map(show).collect()
    }

    #[test]
    fn one_profile_is_one_person_whatever_commas_their_name_has() {
        let ada = "https://www.linkedin.com/in/ada";
        assert_eq!(shown("Ada Lovelace, PhD", ada, &[]), ["Ada Lovelace, PhD | linkedin.com/in/ada"]);
        assert_eq!(shown("Lovelace, Ada, MA, PhD", ada, &[]), ["Lovelace, Ada, MA, PhD | linkedin.com/in/ada"]);
        assert_eq!(shown("", "https://www.linkedin.com/in/", &[]), [] as [&str; 0]);
        assert_eq!(shown("Ada, LinkedIn Member", ada, &[]), ["Ada | linkedin.com/in/ada", "LinkedIn Member"]);
    }

    #[test]
    fn profiles_stand_between_commas_semicolons_or_spaces() {
        for between in [",", ", ", ";", " ", "\n"] {
            let urls = ["https://www.linkedin.com/in/a", "http://linkedin.com/in/b/"].join(between);
            assert_eq!(shown("A A, B B", &urls, &[]).len(), 2, "{between:?}");
        }
        assert_eq!(shown("A", "https://www.linkedin.com/in/a,https://de.linkedin.com/in/a/", &[]).len(), 1);
    }

    #[test]
    fn names_without_profiles_are_told_apart_by_the_names_of_the_export() {
        let known = ["Ravi Menon", "Jane Doe, Ph.D.", "Cher"];
        assert_eq!(shown("Ravi Menon, Jane Doe, Ph.D.", "", &known), ["Ravi Menon", "Jane Doe, Ph.D."]);
        assert_eq!(shown("Ada Lovelace, PhD, MBA CFA", "", &[]), ["Ada Lovelace, PhD, MBA CFA"]);
        assert_eq!(shown("Ada Lovelace, Cher, Bo Berg; Eve", "", &known), ["Ada Lovelace", "Cher", "Bo Berg", "Eve"]);
        assert_eq!(shown("", "", &[]), [] as [&str; 0]);
    }
}
