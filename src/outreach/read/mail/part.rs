//! What is gathered from the messages of a mailbox, or of a part of one: parts in their order make the whole.

use super::mbox::Breaks;
use super::message::{self, Place, Unnamed};
use crate::error::{Fault, Result};
use crate::input::Reason;
use crate::input::accounting::{Accounting, EXAMPLES};
use crate::input::guard::guarded;
use crate::outreach::record::{Found, Mine, Party, Record, Who};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Records, their account, and what tells whose mailbox it is.
#[derive(Debug, Default)]
pub struct Part {
    records: Vec<Record>,
    account: Accounting,
    owner: Owner,
    /// Messages whose date is that of their arrival.
    arrived: u64,
    /// By row, messages without an id of their own.
    unnamed: BTreeMap<u64, Unnamed>,
}

impl Part {
    /// A part of a source of this name, so far empty.
    pub fn new(name: &str) -> Part {
        Part { account: Accounting::new(name), ..Part::default() }
    }

    /// Takes the next message; `ends_file` says that nothing stands behind it in its file.
    pub fn take(&mut self, bytes: &[u8], place: &Place, ends_file: bool) {
        self.account.read += 1;
        let row = self.account.read;
        let bytes = with_line_feeds(bytes);
        match guarded(|| message::read(&bytes, row, place, ends_file)) {
            Some(Ok(message)) => {
                self.owner.see(&message);
                self.arrived += u64::from(message.is_dated_by_arrival);
                self.unnamed.extend(message.unnamed.map(|unnamed| (row, unnamed)));
                self.records.extend(message.records);
            }
            Some(Err((reason, fault))) => self.account.leave_out_row(reason, fault),
            None => self.damaged(Fault::new("a damaged message").row(row)),
        }
    }

    /// Takes the next message, which cannot be read.
    pub fn take_unread(&mut self, fault: Fault) {
        self.account.read += 1;
        self.damaged(fault.row(self.account.read));
    }

    fn damaged(&mut self, fault: Fault) {
        self.account.leave_out_row(Reason::fault("cannot be read"), fault);
    }

    /// Puts the part behind this one that follows it.
    fn append(&mut self, mut next: Part) {
        let before = self.account.read;
        next.records.iter_mut().for_each(|record| record.row += before);
        self.records.append(&mut next.records);
        self.account.read += next.account.read;
        for (reason, left) in next.account.rows {
            let sum = self.account.rows.entry(reason).or_default();
            sum.n += left.n;
            let room = EXAMPLES.saturating_sub(sum.examples.len());
            sum.examples.extend(left.examples.into_iter().take(room).map(|mut fault| {
                fault.place.row = fault.place.row.map(|row| row + before);
                fault
            }));
        }
        self.owner.add(next.owner);
        self.arrived += next.arrived;
        self.unnamed.extend(next.unnamed.into_iter().map(|(row, unnamed)| (row + before, unnamed)));
    }

    /// Numbers the messages of a folder whose made ids are equal though they differ: the second of a copy is the second here.
    fn number(&mut self) {
        let mut all: BTreeMap<(Option<String>, String), Alike> = BTreeMap::new();
        for record in &mut self.records {
            let (Some(unnamed), Some(id)) = (self.unnamed.get(&record.row), &mut record.id) else { continue };
            let n = all.entry((record.labels.first().cloned(), id.clone())).or_default().n(record.row, *unnamed);
            if n > 1 {
                id.push_str(&format!(":{n}"));
            }
        }
    }

    /// Says what was taken in place of dates.
    fn note(&mut self) {
        match self.arrived {
            0 => {}
            1 => self.account.note("1 message has no date that can be read: the day on which it arrived was taken"),
            n => self
                .account
                .note(format!("{n} messages have no date that can be read: the day on which they arrived was taken")),
        }
    }

    /// Parts in their order, as what was found in a source of this name.
    pub fn join(name: &str, parts: Vec<Part>) -> Found {
        let mut whole = Part::new(name);
        for part in parts {
            whole.append(part);
        }
        whole.number();
        whole.note();
        Found { mine: whole.owner.told(), records: whole.records, account: whole.account, ..Found::default() }
    }
}

/// Messages of one made id.
#[derive(Default)]
struct Alike {
    numbers: BTreeMap<Unnamed, u64>,
    /// The row that was numbered last, and the highest number.
    last: (u64, u64),
}

impl Alike {
    /// The number of the message of a row: all records of a row have one, and so have messages of the same text.
    fn n(&mut self, row: u64, unnamed: Unnamed) -> u64 {
        let next = self.last.1 + 1;
        let n = match unnamed {
            Unnamed::Undated if self.last.0 == row => self.last.1,
            Unnamed::Undated => next,
            Unnamed::Text(_) => *self.numbers.entry(unnamed).or_insert(next),
        };
        self.last = (row, self.last.1.max(n));
        n
    }
}

/// Old Macs ended lines with carriage returns; all that reads messages knows line feeds.
pub fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    match Breaks::of(bytes) {
        Breaks::Lf => Cow::Borrowed(bytes),
        Breaks::Cr => bytes.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect(),
    }
}

/// The parts that a job makes of 0 to `n`, made on all processors, in their order.
///
/// # Errors
/// The first that the job gives.
pub fn made<T: Send>(n: usize, job: &(dyn Fn(usize) -> Result<T> + Sync)) -> Result<Vec<T>> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(n);
    if workers < 2 {
        return (0..n).map(job).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let turns = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed)).take_while(|i| *i < n);
        turns.map(|i| (i, job(i))).collect::<Vec<_>>()
    };
    let mut parts: Vec<(usize, Result<T>)> = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut parts = work();
        for other in others {
            match other.join() {
                Ok(more) => parts.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    parts.sort_by_key(|(i, _)| *i);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// What tells whose mailbox it is.
#[derive(Debug, Default)]
struct Owner {
    /// Who wrote what was sent.
    wrote: BTreeMap<String, u64>,
    /// To whom messages were delivered.
    delivered: BTreeMap<String, u64>,
    /// Messages that say to whom they were delivered.
    deliveries: u64,
}

impl Owner {
    fn see(&mut self, message: &message::Message) {
        if message.is_sent
            && let Some(Who::Message(envelope)) = message.records.first().map(|record| &record.who)
            && let Some(address) = &envelope.from.address
        {
            *self.wrote.entry(address.clone()).or_default() += 1;
        }
        let delivered: BTreeSet<&String> = message.delivered.iter().collect();
        self.deliveries += u64::from(!delivered.is_empty());
        for address in delivered {
            *self.delivered.entry(address.clone()).or_default() += 1;
        }
    }

    fn add(&mut self, other: Owner) {
        for (address, n) in other.wrote {
            *self.wrote.entry(address).or_default() += n;
        }
        for (address, n) in other.delivered {
            *self.delivered.entry(address).or_default() += n;
        }
        self.deliveries += other.deliveries;
    }

    /// Who the owner is: whoever wrote some of what was sent and has mail delivered here, and who wrote most of the rest; and
    /// to whom most of the mail was delivered. What was filed wrongly tells nothing.
    fn told(&self) -> Vec<Mine> {
        let gets_mail = |address: &String| self.delivered.contains_key(address);
        let rest: u64 = self.wrote.iter().filter(|(address, _)| !gets_mail(address)).map(|(_, n)| n).sum();
        let wrote = |address: &String, n: u64| {
            let is_enough = n >= 2 || self.wrote.len() == 1;
            is_enough && (gets_mail(address) || n * 10 >= rest * 6)
        };
        let delivered = |n: u64| n >= 3 && n * 2 >= self.deliveries;
        let mine = |address: &String, how: &'static str| Mine { party: Party::new("", address, ""), how: how.into() };
        let writers = self.wrote.iter().filter(|(address, n)| wrote(address, **n));
        let owners = self.delivered.iter().filter(|(_, n)| delivered(**n));
        let writers: Vec<Mine> = writers.map(|(address, _)| mine(address, "the sent folder")).collect();
        let owners = owners.map(|(address, _)| mine(address, "delivered to"));
        let owners: Vec<Mine> = owners.filter(|o| writers.iter().all(|w| w.party != o.party)).collect();
        writers.into_iter().chain(owners).collect()
    }
}
