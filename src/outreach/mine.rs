//! Who is me: every address and profile of mine, as the project says, else as the sources tell.

use super::only::is_of;
use super::record::{Found, Party, Who, address, profile};
use super::words::Kind;
use crate::input::labels;
use std::collections::{BTreeMap, BTreeSet};

/// `[me]` of a project: names, addresses and profiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    /// Names; they count where a source has nothing better.
    pub names: Vec<String>,
    /// Addresses; `@domain` is every address of a domain of one's own.
    pub addresses: Vec<String>,
    /// Profiles.
    pub profiles: Vec<String>,
}

/// Messages that tell enough of who their owner is.
const ENOUGH: u64 = 5;

/// Everything that is known to be me.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// `@domain`s of my own.
    domains: Vec<String>,
    names: BTreeSet<String>,
    addresses: BTreeSet<String>,
    profiles: BTreeSet<String>,
    /// Feeds in which several may be me, and nothing tells which.
    undecided: BTreeSet<usize>,
}

impl Mine {
    /// Tells who is me: as the project says; as each source that knows its owner says; who bears my name in messages in which nobody
    /// else is known to be me; and in a feed where none of these occurs, whoever takes part in most messages. Each account says
    /// who was taken for me, and why.
    pub fn settle<'a>(said: &Me, sources: impl Iterator<Item = (usize, &'a mut Found)>) -> Mine {
        let mut mine = Mine::said(said);
        let mut sources: Vec<(usize, &mut Found)> = sources.collect();
        for (_, found) in &mut sources {
            for evidence in found.mine.clone() {
                mine.take(&evidence.party, &evidence.how, found);
            }
        }
        mine.namesakes(&mut sources);
        mine.guesses(&mut sources);
        mine.namesakes(&mut sources);
        miss(said, &mut sources);
        mine
    }

    /// What the project says, in the form in which people are compared.
    fn said(said: &Me) -> Mine {
        Mine {
            domains: said.addresses.iter().filter(|a| a.trim().starts_with('@')).cloned().collect(),
            names: said.names.iter().map(|n| labels::normal(n)).collect(),
            addresses: said.addresses.iter().filter_map(|a| address(a)).collect(),
            profiles: said.profiles.iter().filter_map(|p| profile(p)).collect(),
            ..Mine::default()
        }
    }

    /// Whether nothing tells who of a feed's people is me.
    pub fn is_undecided(&self, feed: usize) -> bool {
        self.undecided.contains(&feed)
    }

    /// Takes somebody for me, and says so.
    fn take(&mut self, party: &Party, why: &str, found: &mut Found) {
        if !self.is(party) {
            self.add(party);
            found.account.tell(format!("taken for you: {} ({why})", shown(party)));
        }
    }

    /// Whoever bears my name in a message of which nobody is known to be me: mail that came to me, or that I wrote, under another
    /// address.
    fn namesakes(&mut self, sources: &mut [(usize, &mut Found)]) {
        let mut names = self.names.clone();
        for record in sources.iter().flat_map(|(_, found)| &found.records) {
            if let Who::Message(envelope) = &record.who
                && self.is(&envelope.from)
            {
                names.extend(envelope.from.name.as_deref().map(labels::normal));
            }
        }
        // A first name alone says too little.
        names.retain(|name| name.split(' ').count() > 1 && !name.contains('@'));
        let bears_it = |p: &&Party| p.name.as_deref().is_some_and(|name| names.contains(&labels::normal(name)));
        for (_, found) in sources {
            let mut bearers: BTreeSet<Party> = BTreeSet::new();
            for record in found.records.iter().filter(|r| matches!(r.who, Who::Message(_))) {
                if record.who.parties().any(|p| self.is(p)) {
                    continue;
                }
                let bearing: BTreeSet<Party> = record.who.parties().filter(bears_it).filter_map(plain).collect();
                if bearing.len() == 1 {
                    bearers.extend(bearing);
                }
            }
            for party in bearers {
                self.take(&party, "bears your name", found);
            }
        }
    }

    /// In each feed in which nobody is known to be me, whoever takes part in most messages of its largest source. In another source of a
    /// feed only who takes part in nearly all of many: a folder of one thread says nothing. Where nobody is found, it is said.
    fn guesses(&mut self, sources: &mut [(usize, &mut Found)]) {
        let has_me = |mine: &Mine, found: &Found| found.parties().any(|p| mine.is(p));
        let mut known: BTreeSet<usize> = BTreeSet::new();
        known.extend(sources.iter().filter(|(_, found)| has_me(self, found)).map(|(feed, _)| *feed));
        sources.sort_by_key(|(_, found)| std::cmp::Reverse(found.len()));
        for (feed, found) in sources.iter_mut() {
            let messages = found.records.iter().filter(|r| matches!(r.who, Who::Message(_))).count();
            if messages == 0 || has_me(self, found) {
                continue;
            }
            let (most, of) = most_present(found);
            let is_clear = of.0 >= ENOUGH && of.0 * 10 >= of.1 * 9;
            let why = "takes part in most messages; if that is wrong, say who you are under [me] in hearback.toml";
            match most.as_slice() {
                [party] if is_clear || !known.contains(feed) => self.take(party, why, found),
                [a, b, ..] if !known.contains(feed) => {
                    self.undecided.insert(*feed);
                    found.account.tell(format!(
                        "it cannot be told which of these is you: {} or {}; say who you are under [me] in hearback.toml",
                        shown(a),
                        shown(b)
                    ));
                }
                _ => found.account.note(format!(
                    "nobody in its {messages} messages is known to be you: if you are among them, say so under [me] in hearback.toml"
                )),
            }
            known.insert(*feed);
        }
    }

    fn add(&mut self, party: &Party) {
        self.addresses.extend(party.address.clone());
        self.profiles.extend(party.profile.clone());
        self.names.extend(party.name.as_deref().map(labels::normal));
    }

    /// Whether somebody is me. A name counts only where nothing else is known of them.
    pub fn is(&self, party: &Party) -> bool {
        if self.domains.iter().any(|domain| is_of(party, domain)) {
            return true;
        }
        match party {
            Party { address: None, profile: None, name: Some(name) } => self.names.contains(&labels::normal(name)),
            _ => {
                party.address.as_ref().is_some_and(|a| self.addresses.contains(a))
                    || party.profile.as_ref().is_some_and(|p| self.profiles.contains(p))
            }
        }
    }
}

/// Says which of the project's addresses and profiles occur nowhere: they may be misspelt.
fn miss(said: &Me, sources: &mut [(usize, &mut Found)]) {
    let missing = |wanted: &&String| {
        let mut parties = sources.iter().flat_map(|(_, found)| found.parties());
        !parties.any(|p| is_of(p, wanted))
    };
    let missing: Vec<String> = said.addresses.iter().chain(&said.profiles).filter(missing).cloned().collect();
    if let (false, Some((_, first))) = (missing.is_empty(), sources.first_mut()) {
        first.account.tell(format!("[me] names what occurs in no source: {}", missing.join(", ")));
    }
}

/// Whoever takes part in most of what people wrote in a source; of several, who wrote more; several, where that is the same too. With
/// them, in how many messages they take part, and of how many.
fn most_present(found: &Found) -> (Vec<Party>, (u64, u64)) {
    let mut seen: BTreeMap<Party, (u64, u64)> = BTreeMap::new();
    let mut all = 0;
    for record in found.records.iter().filter(|r| matches!(r.kind, Kind::Message | Kind::Invitation)) {
        let Who::Message(envelope) = &record.who else { continue };
        all += 1;
        let everyone: BTreeSet<Party> = record.who.parties().filter_map(plain).collect();
        let from = plain(&envelope.from);
        for party in everyone {
            let wrote = u64::from(Some(&party) == from.as_ref());
            let counts = seen.entry(party).or_default();
            *counts = (counts.0 + 1, counts.1 + wrote);
        }
    }
    let most = seen.values().max().copied().unwrap_or_default();
    (seen.into_iter().filter(|(_, counts)| *counts == most).map(|(party, _)| party).collect(), (most.0, all))
}

/// A party by the best that is known of them.
fn plain(party: &Party) -> Option<Party> {
    match party {
        Party { address: Some(_), .. } => Some(Party { name: None, profile: None, ..party.clone() }),
        Party { profile: Some(_), .. } => Some(Party { name: None, address: None, ..party.clone() }),
        Party { name: Some(_), .. } => Some(party.clone()),
        _ => None,
    }
}

fn shown(party: &Party) -> String {
    let known = [&party.name, &party.address, &party.profile];
    known.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outreach::record::{self, Envelope, Record};
    use jiff::civil::date;

    fn message(row: u64, from: &str, to: &[&str]) -> Record {
        let party = |a: &&str| Party::new("", a, "");
        let envelope = Envelope { from: party(&from), to: to.iter().map(party).collect(), ..Envelope::default() };
        Record { who: Who::Message(Box::new(envelope)), ..Record::of_row(row, date(2025, 1, 1)) }
    }

    fn found(records: Vec<Record>) -> Found {
        Found { records, ..Found::new("mail") }
    }

    #[test]
    fn whoever_takes_part_in_most_messages_is_taken_for_me_and_said() {
        let me = "me@x.org";
        let mut mail =
            found(vec![message(1, me, &["a@y.org"]), message(2, "b@y.org", &[me]), message(3, me, &["c@y.org"])]);
        let mine = Mine::settle(&Me::default(), [(0, &mut mail)].into_iter());
        assert!(mine.is(&Party::new("", me, "")));
        assert!(!mine.is(&Party::new("", "b@y.org", "")));
        assert!(mail.account.own[0].contains(me));
    }

    #[test]
    fn what_the_project_says_goes_first_and_a_source_that_knows_its_owner_second() {
        let mut mail =
            found(vec![message(1, "a@y.org", &["me@own.org"]), message(2, "a@y.org", &["b@y.org", "me@own.org"])]);
        let said = Me { addresses: vec!["@own.org".into()], ..Me::default() };
        let mine = Mine::settle(&said, [(0, &mut mail)].into_iter());
        assert!(mine.is(&Party::new("", "any+tag@own.org", "")) && !mine.is(&Party::new("", "a@y.org", "")));
        assert!(mail.account.own.is_empty());
        mail.mine = vec![record::Mine { party: Party::new("", "me@own.org", ""), how: "the sent folder".into() }];
        let mine = Mine::settle(&Me::default(), [(0, &mut mail)].into_iter());
        assert!(mine.is(&Party::new("", "me@own.org", "")) && !mine.is(&Party::new("", "a@y.org", "")));
    }

    #[test]
    fn another_address_under_my_name_is_mine_where_nobody_else_is() {
        let named = |name: &str, address: &str| Party::new(name, address, "");
        let of = |row: u64, from: Party, to: Party| {
            let envelope = Envelope { from, to: vec![to], ..Envelope::default() };
            Record { who: Who::Message(Box::new(envelope)), ..Record::of_row(row, date(2025, 1, 1)) }
        };
        let (me, ada) = (named("Mo Moor", "me@x.org"), named("Ada Ames", "ada@y.org"));
        let (alias, namesake) = (named("Mo Moor", "mo@old.org"), named("Mo Moor", "mo@another.org"));
        let records = vec![
            of(1, me.clone(), ada.clone()),
            of(2, ada, alias.clone()),
            // I wrote to a namesake: that is no address of mine.
            of(3, me.clone(), namesake.clone()),
        ];
        let mut mail =
            Found { mine: vec![record::Mine { party: me, how: "the sent folder".into() }], ..found(records) };
        let mine = Mine::settle(&Me::default(), [(0, &mut mail)].into_iter());
        assert!(mine.is(&alias) && !mine.is(&namesake), "{:?}", mail.account.own);
    }

    #[test]
    fn a_folder_of_a_feed_that_is_known_is_not_guessed_about() {
        let (mut inbox, mut archive) = (
            found(vec![message(1, "me@x.org", &["ada@y.org"])]),
            found(vec![message(1, "pia@z.org", &["list@w.org"])]),
        );
        let said = Me { addresses: vec!["me@x.org".into()], ..Me::default() };
        let mine = Mine::settle(&said, [(0, &mut inbox), (0, &mut archive)].into_iter());
        assert!(!mine.is(&Party::new("", "pia@z.org", "")));
    }

    #[test]
    fn of_two_who_take_part_alike_nobody_is_taken_for_me() {
        let mut mail = found(vec![message(1, "me@x.org", &["ada@y.org"]), message(2, "ada@y.org", &["me@x.org"])]);
        let mine = Mine::settle(&Me::default(), [(3, &mut mail)].into_iter());
        assert!(mine.is_undecided(3) && !mine.is(&Party::new("", "ada@y.org", "")));
        assert!(mail.account.own[0].contains("ada@y.org or me@x.org"), "{:?}", mail.account.own);
    }

    #[test]
    fn what_the_project_says_and_no_source_has_is_told() {
        let mut mail = found(vec![message(1, "me@x.org", &["ada@y.org"])]);
        let said = Me { addresses: vec!["me@x.org".into(), "mee@x.org".into()], ..Me::default() };
        Mine::settle(&said, [(0, &mut mail)].into_iter());
        assert_eq!(mail.account.own, ["[me] names what occurs in no source: mee@x.org"]);
    }
}
