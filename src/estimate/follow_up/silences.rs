//! From paths to silences and courses: what one more message, and when, is judged by.

use crate::outreach::End;
use crate::stats::StatsError;
use crate::stats::matrix::Matrix;
use crate::stats::strategies::Course;
use crate::stats::trials::{Ended, Silence};
use crate::tally::{PathKey, Paths};
use std::collections::{BTreeMap, BTreeSet};

/// By what people written to are compared; a tally for them is counted by these, the coarser first.
pub const COMPARED_BY: [&str; 2] = ["warmth", "channel"];

/// Of fewer owners than this an error between owners says too little: groups are then buckets of each owner's contacts.
const LEAST_OWNERS: usize = 10;

/// The paths that can be judged, with the numbers by which groups and attributes are called.
pub struct Judged<'a> {
    paths: Vec<(&'a PathKey, u64)>,
    groups: BTreeMap<(&'a str, u8), u32>,
    values: [BTreeMap<&'a str, u32>; 2],
    /// Whether people are left out by owner, else by bucket of contacts.
    pub by_owner: bool,
    /// Left out: it is not known on which day they replied.
    pub undated: u64,
    /// Left out: the first message may not be in the log.
    pub truncated: u64,
}

/// One message that has had its time.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// Whose it is: the same number for all messages of one path, in order.
    pub person: usize,
    /// Its number, from 1.
    pub attempt: u32,
    /// What is known of the first message.
    pub known: [u32; 2],
    /// Days since the message before it.
    pub gap: Option<u32>,
    /// Whether it was replied to, before the next one.
    pub replied: bool,
    /// How many there are like it, of as many people.
    pub n: u64,
}

impl<'a> Judged<'a> {
    /// Of a tally counted by [`COMPARED_BY`].
    pub fn of(tally: &'a Paths) -> Judged<'a> {
        let is_undated = |key: &PathKey| matches!(key.end, End::RepliedSometime(_));
        let count = |f: &dyn Fn(&PathKey) -> bool| tally.cells().filter(|(key, _)| f(key)).map(|(_, c)| c.n).sum();
        let undated = count(&|key| key.is_numbered() && is_undated(key));
        let truncated = count(&|key| key.is_analysed() && key.truncated);
        let kept = tally.cells().filter(|(key, _)| key.is_numbered() && !is_undated(key));
        let paths: Vec<(&PathKey, u64)> = kept.map(|(key, count)| (key, count.n)).collect();
        let owners: BTreeSet<&str> = paths.iter().map(|(key, _)| &*key.owner).collect();
        let by_owner = owners.len() >= LEAST_OWNERS;
        let group = |key: &&'a PathKey| (&*key.owner, if by_owner { 0 } else { key.bucket });
        let groups: BTreeSet<(&str, u8)> = paths.iter().map(|(key, _)| group(key)).collect();
        let value = |place: usize| {
            let values: BTreeSet<&str> = paths.iter().filter_map(|(key, _)| key.by.get(place)).map(|v| &**v).collect();
            values.into_iter().zip(0..).collect()
        };
        let values = [value(0), value(1)];
        Judged { groups: groups.into_iter().zip(0..).collect(), paths, values, by_owner, undated, truncated }
    }

    fn group(&self, key: &PathKey) -> u32 {
        let bucket = if self.by_owner { 0 } else { key.bucket };
        self.groups.get(&(&*key.owner, bucket)).copied().unwrap_or(0)
    }

    fn known(&self, key: &PathKey) -> [u32; 2] {
        [0, 1].map(|i| key.by.get(i).and_then(|v| self.values[i].get(&**v)).copied().unwrap_or(0))
    }

    /// The silence after each message.
    pub fn silences(&self) -> Vec<Silence> {
        let mut silences = Vec::new();
        for (key, n) in &self.paths {
            let (group, known) = (self.group(key), self.known(key));
            let mut before = None;
            for (i, day) in key.attempts.iter().enumerate() {
                let (end, days) = match key.attempts.get(i + 1) {
                    Some(next) => (Ended::WrittenAgain, next.saturating_sub(*day)),
                    None => last(key, *day),
                };
                let gap = before.replace(*day).map(|before| day.saturating_sub(before));
                silences.push(Silence { group, attempt: i as u32 + 1, known, gap, days, end, n: *n });
            }
        }
        together(silences)
    }

    /// Every message that has had `horizon` days, whatever came of it: of younger ones, quick replies alone could have come.
    pub fn matured(&self, horizon: u32) -> Vec<Message> {
        let mut messages = Vec::new();
        for (person, (key, n)) in self.paths.iter().enumerate() {
            let mut before = None;
            for (i, day) in key.attempts.iter().enumerate() {
                let gap = before.replace(*day).map(|before| day.saturating_sub(before));
                if key.known.saturating_sub(*day) < horizon {
                    continue;
                }
                let is_last = i + 1 == key.attempts.len();
                let (end, days) = last(key, *day);
                let replied = is_last && end == Ended::Replied && days <= horizon;
                messages.push(Message { person, attempt: i as u32 + 1, known: self.known(key), gap, replied, n: *n });
            }
        }
        messages
    }

    /// People who got a message after one of those that `counts`.
    pub fn people_after(&self, counts: &dyn Fn(u32) -> bool) -> u64 {
        let got = |key: &PathKey| (1..key.attempts.len()).any(|k| counts(k as u32));
        self.paths.iter().filter(|(key, _)| got(key)).map(|(_, n)| n).sum()
    }

    /// What became of everyone after message number `attempt`.
    pub fn courses(&self, attempt: usize) -> Vec<Course> {
        let course = |(key, n): &(&PathKey, u64)| {
            let start = *key.attempts.get(attempt.checked_sub(1)?)?;
            let written = key.attempts.get(attempt).map(|next| next.saturating_sub(start));
            let (end, days) = last(key, start);
            let stratum = self.stratum(self.known(key));
            Some(Course { group: self.group(key), stratum, written, days, replied: end == Ended::Replied, n: *n })
        };
        let mut courses: Vec<Course> = self.paths.iter().filter_map(course).collect();
        courses.sort_unstable();
        courses.chunk_by(|a, b| Course { n: 0, ..*a } == Course { n: 0, ..*b }).map(sum_of_courses).collect()
    }

    /// Strata are pairs of values.
    fn stratum(&self, known: [u32; 2]) -> u32 {
        known[0] * self.values[1].len() as u32 + known[1]
    }

    /// One row a stratum: whether it has each value, but for the first of each attribute.
    ///
    /// # Errors
    /// Never: the rows are as long as the columns say.
    pub fn design(&self) -> Result<Matrix, StatsError> {
        let [first, second] = [self.values[0].len(), self.values[1].len()];
        let columns = first.saturating_sub(1) + second.saturating_sub(1);
        Ok(Matrix::from_fn(first * second, columns, |row, column| {
            let (a, b) = (row / second, row % second);
            let is = if column + 1 < first { a == column + 1 } else { b + first == column + 2 };
            f64::from(u8::from(is))
        }))
    }

    /// How a value of an attribute is called.
    pub fn value(&self, place: usize, code: u32) -> &str {
        self.values[place].iter().find(|(_, c)| **c == code).map_or("", |(value, _)| *value)
    }

    /// How many values an attribute has.
    pub fn values(&self, place: usize) -> u32 {
        self.values[place].len() as u32
    }
}

/// How the silence after a message ended that is followed by no other, and after how many days.
fn last(key: &PathKey, day: u32) -> (Ended, u32) {
    match key.end {
        End::Replied(end) => (Ended::Replied, end.saturating_sub(day)),
        End::RepliedSometime(end) | End::GivenUp(end) | End::Waiting(end) => (Ended::Censored, end.saturating_sub(day)),
        End::Bounced => (Ended::Censored, 0),
    }
}

fn together(mut silences: Vec<Silence>) -> Vec<Silence> {
    silences.sort_unstable();
    let same = |a: &Silence, b: &Silence| Silence { n: 0, ..*a } == Silence { n: 0, ..*b };
    silences.chunk_by(same).map(|chunk| Silence { n: chunk.iter().map(|s| s.n).sum(), ..chunk[0] }).collect()
}

fn sum_of_courses(same: &[Course]) -> Course {
    Course { n: same.iter().map(|c| c.n).sum(), ..same[0] }
}
