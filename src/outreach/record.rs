//! What a source says, before it is known who is me and who is who: readers return records, and [`super::gather`] makes
//! touches of them.

use super::typed::Typed;
use super::words::{Ask, Channel, Direction, Kind, Outcome, Warmth};
use super::written::Written;
use crate::error::Result;
use crate::input::{Accounting, labels};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A person, as one record names them. What is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    /// The name as it is written.
    pub name: Option<String>,
    /// The mail address, in the form in which addresses are compared: see [`address`].
    pub address: Option<String>,
    /// The profile's URL, in the form in which profiles are compared: see [`profile`].
    pub profile: Option<String>,
}

impl Party {
    /// A person of whom a name, an address or a profile may be known; blanks and what is no address count as unknown.
    pub fn new(name: &str, mail: &str, url: &str) -> Party {
        let name = name.trim();
        let name = (!labels::is_blank(name)).then(|| name.to_owned());
        Party { name, address: address(mail), profile: profile(url) }
    }

    /// Whether nothing is known of them.
    pub fn is_unknown(&self) -> bool {
        self.name.is_none() && self.address.is_none() && self.profile.is_none()
    }
}

/// An address in the form in which addresses are compared: case-folded, without `mailto:`, angle brackets and plus-tag. `None` of
/// what is no address.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
    let text = text.get(..7).filter(|s| s.eq_ignore_ascii_case("mailto:")).map_or(text, |_| &text[7..]);
    let (local, domain) = text.rsplit_once('@')?;
    let bad = |c: char| c.is_control() || c == '<' || c == '>';
    // Only what stands in quotes may have blanks.
    let is_quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let plain =
        |part: &str, blanks: bool| !part.is_empty() && !part.chars().any(|c| bad(c) || !blanks && c.is_whitespace());
    if !plain(local, is_quoted) || !plain(domain, false) {
        return None;
    }
    // A tag needs something before it.
    let local = match local.split_once('+') {
        Some((before, _)) if !before.is_empty() => before,
        _ => local,
    };
    Some(format!("{}@{}", local.to_lowercase(), domain.trim_end_matches('.').to_lowercase()))
}

/// A profile's URL in the form in which profiles are compared: case-folded, without scheme, `www.` or country, query and closing
/// slash, its percent signs decoded. `None` of what is no URL.
pub fn profile(text: &str) -> Option<String> {
    let text = decoded(text.trim()).to_lowercase();
    let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    let (host, path) = rest.split_once('/')?;
    if !host.contains('.') || path.is_empty() || rest.chars().any(char::is_whitespace) {
        return None;
    }
    // linkedin.com answers under de.linkedin.com too.
    let host = if host.ends_with(".linkedin.com") { "linkedin.com" } else { host.strip_prefix("www.").unwrap_or(host) };
    Some(format!("{host}/{path}"))
}

/// A URL with its `%C3%BC` decoded; as it stands where that is no text.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Only the local calendar day is known.
    Day(Date),
    /// A moment, in milliseconds since 1970 UTC; its day is that of the project's timezone.
    At(i64),
    /// On this day or later, no later than the source's last day: a row that says *replied* and not when.
    After(Date),
}

/// Who took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The source itself says who is the contact and who reached out, as logs do; also a delivery notice, whose contact is
    /// the person whom the message did not reach.
    Contact(Party, Direction),
    /// A message or an invitation; I am among them, and the source need not know which one.
    Message(Box<Envelope>),
    /// A meeting; I am among them, or nobody says so.
    Meeting(Vec<Party>),
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

/// From whom, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Who wrote.
    pub from: Party,
    /// To whom.
    pub to: Vec<Party>,
    /// Who was sent a copy.
    pub cc: Vec<Party>,
    /// Who was sent a blind copy.
    pub bcc: Vec<Party>,
}

/// One row, message or event of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its place in the source: row, or number of the message; of one account's records no two share it, save a message
    /// and the reply or the follow-ups that the same row states.
    pub row: u64,
    /// The source's own id of it, the same in every export: Message-ID, UID and start.
    pub id: Option<String>,
    /// When.
    pub when: When,
    /// Who.
    pub who: Who,
    /// On what way.
    pub channel: Channel,
    /// What kind of event.
    pub kind: Kind,
    /// Ids of the messages that it answers, the nearest first: In-Reply-To, then References from the last one; of a delivery
    /// notice, the message that was not delivered.
    pub answers: Vec<String>,
    /// The conversation that the source puts it in.
    pub thread: Option<String>,
    /// A hash of the normalised subject: [`topic`]. `None` where there is no subject.
    pub topic: Option<u64>,
    /// Folders and labels that it lies in, as written.
    pub labels: Vec<String>,
    /// What else is known of it.
    pub details: Details,
}

impl Record {
    /// A message of a row and a day of which nothing else is known yet: what a reader knows, it sets.
    pub fn of_row(row: u64, day: Date) -> Record {
        Record {
            row,
            id: None,
            when: When::Day(day),
            who: Who::Meeting(Vec::new()),
            channel: Channel::Other,
            kind: Kind::Message,
            answers: Vec::new(),
            thread: None,
            topic: None,
            labels: Vec::new(),
            details: Details::default(),
        }
    }
}

/// What else is known of a touch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    /// How a call went.
    pub outcome: Option<Outcome>,
    /// What was asked for.
    pub ask: Option<Ask>,
    /// How near the contact stood.
    pub warmth: Option<Warmth>,
    /// Texts by column: see [`super::touch::TEXTS`].
    pub texts: BTreeMap<&'static str, String>,
    /// Yes or no by column: see [`super::touch::FLAGS`].
    pub flags: BTreeMap<&'static str, bool>,
    /// Counts by column: see [`super::touch::NUMBERS`].
    pub numbers: BTreeMap<&'static str, u32>,
    /// What it says, where I may have written it.
    pub written: Option<Box<Written>>,
}

/// What a list of people says of one of them: these names, addresses and profiles are one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its row in its source.
    pub row: u64,
    /// Names.
    pub names: Vec<String>,
    /// Addresses, as [`address`] gives them.
    pub addresses: Vec<String>,
    /// Profiles, as [`profile`] gives them.
    pub profiles: Vec<String>,
    /// Where they work.
    pub organisation: Option<String>,
    /// As what they work.
    pub title: Option<String>,
    /// When we met or connected.
    pub met: Option<Date>,
    /// How we met.
    pub how: Option<String>,
    /// How often to keep in touch: `weekly`, `monthly`, `quarterly`, or days.
    pub keep_in_touch: Option<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// The user wrote it themselves (`contacts.csv`): its names, too, are this person's wherever they occur.
    pub is_own: bool,
}

/// What a source says of its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mine {
    /// Me, as the source names me.
    pub party: Party,
    /// How that is known, in a few words: "outgoing invitations", "the sent folder".
    pub how: Cow<'static, str>,
}

/// What a reader found in one file, and the account of its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Its records, in the order of the source.
    pub records: Vec<Record>,
    /// The same of a log that was read by its columns: its rows are not spelled out as records.
    pub typed: Option<Typed>,
    /// Its list of people.
    pub cards: Vec<Card>,
    /// What it says of its owner.
    pub mine: Vec<Mine>,
    /// What was read and left out.
    pub account: Accounting,
    /// It is a calendar: it may reach into the future, and does not say up to which day all is known.
    pub is_calendar: bool,
}

impl Found {
    /// What is found in a file of this name, so far nothing.
    pub fn new(name: &str) -> Found {
        Found { account: Accounting::new(name), ..Found::default() }
    }

    /// How many touches it may have, at least one a record.
    pub fn len(&self) -> usize {
        self.records.len() + self.typed.as_ref().map_or(0, Typed::len)
    }

    /// Whether it has neither records nor rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everyone whom it names beside its list of people, in the order of the source; of a log by its columns, each once.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        let typed = self.typed.iter().flat_map(|typed| &typed.parties);
        self.records.iter().flat_map(|r| r.who.parties()).chain(typed)
    }

    /// Makes records of the rows of a log that was read by its columns.
    ///
    /// # Errors
    /// When its columns were changed from outside.
    pub fn spell_out(&mut self) -> Result<()> {
        if let Some(typed) = self.typed.take() {
            self.records.extend(typed.records()?);
        }
        Ok(())
    }
}

/// A hash of a subject without its `Re:`, `AW:`, `Fwd:`, `RE[2]:` and the like, so that a reply has that of what it answers. `None`
/// of a blank one.
pub fn topic(subject: &str) -> Option<u64> {
    let subject = bare(subject);
    if subject.is_empty() {
        return None;
    }
    // FNV-1a: the same on every machine and in every version.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in subject.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    Some(hash)
}

/// What mail programs put before the subject of an answer or of what is passed on.
const PREFIXES: [&str; 33] = [
    "re",
    "aw",
    "antw",
    "sv",
    "vs",
    "ref",
    "res",
    "rif",
    "r",
    "odp",
    "ynt",
    "vá",
    "ats",
    "atb",
    "bls",
    "rv",
    "enc",
    "fw",
    "fwd",
    "wg",
    "tr",
    "vb",
    "vl",
    "doorst",
    "i",
    "pd",
    "továbbítás",
    "回复",
    "答复",
    "回覆",
    "转发",
    "轉寄",
    "返信",
];

/// A subject in lower case, without prefixes, with single spaces.
pub fn bare(subject: &str) -> String {
    let text = subject.to_lowercase();
    let mut rest = text.trim();
    while let Some((head, tail)) = rest.split_once([':', '：']) {
        let word = head.trim();
        // RE[2], Re(3), Re^2, Re 2.
        let word =
            word.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | '^' | ' '));
        if !PREFIXES.contains(&word) {
            break;
        }
        rest = tail.trim_start();
    }
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_case_and_tag() {
        assert_eq!(address(" <Ada.L+jobs@Example.ORG> ").as_deref(), Some("ada.l@example.org"));
        assert_eq!(address("MAILTO:ada@example.org").as_deref(), Some("ada@example.org"));
        assert_eq!(address("\"Ada L\"@Example.org").as_deref(), Some("\"ada l\"@example.org"));
        assert_eq!(address("+tag@example.org").as_deref(), Some("+tag@example.org"));
        assert_eq!([address("Ada"), address("@x"), address("a b@x.org"), address("")], [None, None, None, None]);
    }

    #[test]
    fn profiles_are_compared_without_scheme_country_and_query() {
        let plain = Some("linkedin.com/in/ada".to_owned());
        for url in ["https://www.linkedin.com/in/Ada/", "http://de.linkedin.com/in/ada?trk=x", "linkedin.com/in/ada"] {
            assert_eq!(profile(url), plain, "{url}");
        }
        assert_eq!(profile("https://linkedin.com/in/J%C3%BCrgen%"), Some("linkedin.com/in/jürgen%".into()));
        assert_eq!([profile("ada"), profile("https://www.linkedin.com/"), profile("")], [None, None, None]);
    }

    #[test]
    fn a_reply_has_the_topic_of_what_it_answers() {
        for subject in [
            "Re: Coffee  next week?",
            "AW: RE[2]: coffee next week?",
            "SV: Antw: Re(3): Coffee next week?",
            "Fwd: WG: coffee next week?",
        ] {
            assert_eq!(topic(subject), topic("Coffee next week?"), "{subject}");
        }
        assert_ne!(topic("Research: coffee"), topic("coffee"));
        assert_eq!((topic("Re:"), topic("  ")), (None, None));
    }
}
