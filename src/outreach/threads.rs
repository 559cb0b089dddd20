//! Which messages belong together, and whose answer an answer is.
//!
//! A message belongs to the thread of what it answers (`In-Reply-To`, `References`) and to the conversation that its source puts it
//! in (Gmail's threads, LinkedIn's conversations). Where a source says neither, messages with one contact under one subject are
//! one thread.

use super::gather::{Given, recipients};
use super::mine::Mine;
use super::people::People;
use super::record::{Party, Record, When, Who};
use super::sets::Sets;
use super::touch::epoch_day;
use std::collections::{BTreeMap, BTreeSet};

/// All messages, with their sources.
fn messages<'a, 'b>(given: &'a [Given<'b>]) -> impl Iterator<Item = (&'a Given<'b>, &'a Record)> {
    given.iter().flat_map(|source| source.found.records.iter().map(move |record| (source, record)))
}

/// A moment to compare by; of a day, its beginning in UTC.
fn moment(when: When) -> i64 {
    match when {
        When::At(at) => at,
        When::Day(day) | When::After(day) => i64::from(epoch_day(day)) * 86_400_000,
    }
}

/// The threads of all messages.
#[derive(Debug, Default)]
pub struct Threads {
    /// Message ids and conversations that belong together.
    sets: Sets<String>,
    /// Of each place that is a root: whether more than one message belongs to it.
    joined: BTreeSet<usize>,
    /// Of each message of mine to one person: that contact, and when it was.
    written_to: BTreeMap<String, (String, When)>,
    /// The contacts to whom I wrote, alone, in each thread that a source makes.
    in_thread: BTreeMap<usize, BTreeSet<String>>,
    /// Everyone to whom I wrote.
    reached: BTreeSet<String>,
    /// In a thread, somebody who answered for the one who was written to.
    stand_ins: BTreeMap<(usize, String), String>,
}

impl Threads {
    /// Finds the threads.
    pub fn of(given: &[Given], mine: &Mine, people: &People) -> Threads {
        let mut threads = Threads::default();
        // When each contact took part in a message for the first time, in whatever part.
        let mut since: BTreeMap<String, i64> = BTreeMap::new();
        for (source, record) in messages(given) {
            threads.join(record);
            for contact in record.who.parties().filter_map(|p| people.contact(p, source.feed.index)) {
                let first = since.entry(contact.to_owned()).or_insert(i64::MAX);
                *first = (*first).min(moment(record.when));
            }
        }
        threads.joined = threads.sets.joined().map(|place| threads.sets.root(place)).collect();
        for (source, record) in messages(given) {
            threads.reach(record, mine, people, source.feed.index);
        }
        threads.stand_ins(given, mine, people, &since);
        threads
    }

    /// Enters to whom a message of mine is.
    fn reach(&mut self, record: &Record, mine: &Mine, people: &People, feed: usize) {
        let Who::Message(envelope) = &record.who else { return };
        if !mine.is(&envelope.from) {
            return;
        }
        let to = recipients(envelope, mine).people;
        let to: BTreeSet<String> = to.iter().filter_map(|p| people.contact(p, feed)).map(str::to_owned).collect();
        if let (1, Some(one)) = (to.len(), to.first()) {
            if let Some(id) = &record.id {
                self.written_to.insert(id.clone(), (one.clone(), record.when));
            }
            if let (Some(root), true) = (self.root_of(record), record.thread.is_some()) {
                self.in_thread.entry(root).or_default().insert(one.clone());
            }
        }
        self.reached.extend(to);
    }

    /// Puts a message into one thread with what it answers.
    fn join(&mut self, record: &Record) {
        let ids = record.id.iter().chain(&record.answers).map(|id| format!("m{id}"));
        let keys: Vec<String> = ids.chain(record.thread.iter().map(|t| format!("t{t}"))).collect();
        let places: Vec<usize> = keys.into_iter().map(|key| self.sets.enter(key)).collect();
        for pair in places.windows(2) {
            self.sets.join(pair[0], pair[1]);
        }
    }

    fn root_of(&self, record: &Record) -> Option<usize> {
        let id = record.id.as_ref().map(|id| format!("m{id}"));
        let key = id.or_else(|| record.thread.as_ref().map(|t| format!("t{t}")))?;
        self.sets.place(&key).map(|place| self.sets.root(place))
    }

    /// Who answers a message that was written to one other person alone, and never took part in anything before, answers for that
    /// person: from another address, or in their stead. Someone who had a copy of it, or was known before, answers for themselves.
    fn stand_ins(&mut self, given: &[Given], mine: &Mine, people: &People, since: &BTreeMap<String, i64>) {
        for (source, record) in messages(given) {
            let Who::Message(envelope) = &record.who else { continue };
            let Some(sender) = people.contact(&envelope.from, source.feed.index) else { continue };
            if mine.is(&envelope.from) || since.get(sender).is_some_and(|first| *first < moment(record.when)) {
                continue;
            }
            let (Some(contact), Some(root)) = (self.asked(record), self.root_of(record)) else { continue };
            if contact != sender {
                self.stand_ins.entry((root, sender.to_owned())).or_insert(contact);
            }
        }
    }

    /// The contact whom a message answers: by its own word, else as the one to whom I wrote in its thread.
    fn asked(&self, record: &Record) -> Option<String> {
        let in_thread = || {
            let root = record.thread.as_ref().and_then(|_| self.root_of(record))?;
            self.in_thread.get(&root).filter(|contacts| contacts.len() == 1)?.first().cloned()
        };
        self.written_to(record).or_else(in_thread)
    }

    /// The contact to whom I wrote what a message answers, the nearest first.
    pub fn written_to(&self, record: &Record) -> Option<String> {
        self.answered(record).map(|(_, contact, _)| contact.to_owned())
    }

    /// What a message answers: its id, to whom I wrote it, and when; the nearest first.
    pub fn answered<'a>(&'a self, record: &'a Record) -> Option<(&'a str, &'a str, When)> {
        record
            .answers
            .iter()
            .find_map(|id| self.written_to.get(id).map(|(contact, when)| (id.as_str(), contact.as_str(), *when)))
    }

    /// Whether I ever wrote to a contact.
    pub fn is_written_to(&self, contact: &str) -> bool {
        self.reached.contains(contact)
    }

    /// For whom somebody stands in the thread of a message.
    pub fn stands_for(&self, record: &Record, party: &Party, feed: usize, people: &People) -> Option<String> {
        let contact = people.contact(party, feed)?;
        let root = self.root_of(record)?;
        self.stand_ins.get(&(root, contact.to_owned())).cloned()
    }

    /// What a message's thread is called: the same in all its messages; `None` where nothing is known of it.
    pub fn name(&self, record: &Record) -> Option<String> {
        match (self.root_of(record), record.topic) {
            (Some(root), _) if record.thread.is_some() || self.joined.contains(&root) => Some(format!("t{root}")),
            (_, Some(topic)) => Some(format!("s{topic:016x}")),
            _ => None,
        }
    }
}
