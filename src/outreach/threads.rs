//! Which messages belong together, and whose answer an answer is.
//!
//! A message belongs to the thread of what it answers (`In-Reply-To`, `References`) and to the conversation that its source puts it
//! in (Gmail's threads, LinkedIn's conversations). Where a source says neither, messages with one contact under one subject are
//! one thread.

use super::gather::{Given, recipients};
use super::mine::Mine;
use super::people::People;
use super::record::{Party, Record, Who};
use std::collections::{BTreeMap, BTreeSet};

/// The threads of all messages.
#[derive(Debug, Default)]
pub struct Threads {
    /// By message id or conversation: a place.
    places: BTreeMap<String, usize>,
    parents: Vec<usize>,
    /// Of each place that is a root: whether more than one message belongs to it.
    joined: BTreeSet<usize>,
    /// Of each message of mine to one person: that contact.
    written_to: BTreeMap<String, String>,
    /// Everyone to whom I wrote.
    reached: BTreeSet<String>,
    /// In a thread, somebody who answered for the one who was written to.
    stand_ins: BTreeMap<(usize, String), String>,
}

impl Threads {
    /// Finds the threads.
    pub fn of(given: &[Given], mine: &Mine, people: &People) -> Threads {
        let mut threads = Threads::default();
        let mut addressed: BTreeSet<String> = BTreeSet::new();
        for source in given {
            for record in &source.found.records {
                threads.join(record);
                let Who::Message(envelope) = &record.who else { continue };
                if !mine.is(&envelope.from) {
                    continue;
                }
                let to = recipients(envelope, mine).people;
                let to: BTreeSet<&str> = to.iter().filter_map(|p| people.contact(p, source.feed.index)).collect();
                if let (Some(id), [one]) = (&record.id, to.iter().collect::<Vec<_>>().as_slice()) {
                    threads.written_to.insert(id.clone(), (**one).to_owned());
                }
                threads.reached.extend(to.iter().map(|contact| (*contact).to_owned()));
                // An answer to somebody is no first message to them.
                if record.answers.is_empty() {
                    addressed.extend(to.into_iter().map(str::to_owned));
                }
            }
        }
        threads.joined =
            (0..threads.parents.len()).filter(|p| threads.parents[*p] != *p).map(|p| threads.root(p)).collect();
        threads.stand_ins(given, mine, people, &addressed);
        threads
    }

    fn place(&mut self, key: String) -> usize {
        let next = self.parents.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.parents.push(next);
        }
        place
    }

    fn root(&self, mut place: usize) -> usize {
        while self.parents[place] != place {
            place = self.parents[place];
        }
        place
    }

    /// Puts a message into one thread with what it answers.
    fn join(&mut self, record: &Record) {
        let ids = record.id.iter().chain(&record.answers).map(|id| format!("m{id}"));
        let keys: Vec<String> = ids.chain(record.thread.iter().map(|t| format!("t{t}"))).collect();
        let places: Vec<usize> = keys.into_iter().map(|key| self.place(key)).collect();
        for pair in places.windows(2) {
            let (a, b) = (self.root(pair[0]), self.root(pair[1]));
            self.parents[a.max(b)] = a.min(b);
            // Short ways: threads of thousands of messages occur.
            for place in pair {
                self.parents[*place] = a.min(b);
            }
        }
    }

    fn root_of(&self, record: &Record) -> Option<usize> {
        let id = record.id.as_ref().map(|id| format!("m{id}"));
        let key = id.or_else(|| record.thread.as_ref().map(|t| format!("t{t}")))?;
        self.places.get(&key).map(|place| self.root(*place))
    }

    /// Who answers a message that was written to one other person alone, and is no contact of their own, answers for that
    /// person: from another address, or in their stead.
    fn stand_ins(&mut self, given: &[Given], mine: &Mine, people: &People, addressed: &BTreeSet<String>) {
        for source in given {
            for record in &source.found.records {
                let Who::Message(envelope) = &record.who else { continue };
                let Some(sender) = people.contact(&envelope.from, source.feed.index) else { continue };
                if mine.is(&envelope.from) || addressed.contains(sender) {
                    continue;
                }
                let (Some(contact), Some(root)) = (self.written_to(record), self.root_of(record)) else { continue };
                if contact != sender {
                    self.stand_ins.entry((root, sender.to_owned())).or_insert(contact);
                }
            }
        }
    }

    /// The contact to whom I wrote what a message answers, the nearest first.
    pub fn written_to(&self, record: &Record) -> Option<String> {
        record.answers.iter().find_map(|id| self.written_to.get(id)).cloned()
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
