//! Who a row is about.

use crate::input::labels;
use crate::outreach::record::{Party, address, profile};

/// What the cells of a row say of a person; blanks are none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cells<'a> {
    pub contact: Option<&'a str>,
    pub first: Option<&'a str>,
    pub last: Option<&'a str>,
    pub mail: Option<&'a str>,
    pub url: Option<&'a str>,
}

/// The person; of whom nothing is known when nothing is said.
pub(super) fn party(cells: Cells) -> Party {
    let contact = cells.contact.unwrap_or("");
    let (name, mail, url) = split(contact);
    let first_last: Vec<&str> = [cells.first, cells.last].into_iter().flatten().collect();
    let first_last = first_last.join(" ");
    let name = if labels::is_blank(name) { first_last.as_str() } else { name };
    let mail = address(cells.mail.unwrap_or("")).or_else(|| address(mail));
    let url = profile(cells.url.unwrap_or("")).or_else(|| profile(url));
    Party { address: mail, profile: url, ..Party::new(name, "", "") }
}

/// A contact's cell as name, address and profile: `Ada`, `ada@example.org`, `Ada <ada@example.org>`, `Ada (ada@example.org)`,
/// or a profile's URL.
fn split(contact: &str) -> (&str, &str, &str) {
    if address(contact).is_some() {
        return ("", contact, "");
    }
    if is_url(contact) {
        return ("", "", contact);
    }
    let open = contact.find(['<', '(']);
    if let Some((name, rest)) = open.and_then(|at| contact.split_at_checked(at)) {
        let mail = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')'));
        if address(mail).is_some() {
            return (name.trim().trim_matches('"'), mail, "");
        }
    }
    (contact, "", "")
}

/// A name such as `Dr./Prof. Lovelace` is no URL.
fn is_url(contact: &str) -> bool {
    let start = labels::normal(contact);
    let begins = ["http://", "https://", "www.", "linkedin.com/"].iter().any(|s| start.starts_with(s));
    begins && profile(contact).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_name_and_address() {
        let of = |contact| {
            let p = party(Cells { contact: Some(contact), ..Cells::default() });
            [p.name, p.address, p.profile].map(|x| x.unwrap_or_default())
        };
        assert_eq!(of("Ada"), ["Ada", "", ""]);
        assert_eq!(of("Ada@example.org"), ["", "ada@example.org", ""]);
        assert_eq!(of("Ada L <ada@example.org>"), ["Ada L", "ada@example.org", ""]);
        assert_eq!(of("Ada L (ada@example.org)"), ["Ada L", "ada@example.org", ""]);
        assert_eq!(of("Ada (met in Bonn)"), ["Ada (met in Bonn)", "", ""]);
        assert_eq!(of("https://www.linkedin.com/in/ada/"), ["", "", "linkedin.com/in/ada"]);
        assert_eq!(of("Dr./Prof. Ada"), ["Dr./Prof. Ada", "", ""]);
    }

    #[test]
    fn first_and_last_name_are_one() {
        let cells =
            Cells { first: Some("Ada"), last: Some("Lovelace"), contact: Some("ada@example.org"), ..Cells::default() };
        let party = party(cells);
        assert_eq!((party.name.as_deref(), party.address.as_deref()), (Some("Ada Lovelace"), Some("ada@example.org")));
    }
}
