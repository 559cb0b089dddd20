//! Tallies: the smallest tables from which the estimates follow.
//!
//! Laws, held by one property test over every tally: the tally of two disjoint files is the merge of their tallies;
//! merging is associative and commutative, exactly; the empty tally is its identity. Sums are therefore whole numbers
//! ([`fixed`] for weights), never floating point. polars stops here: what follows knows only [`Tally`].

pub mod activity;
pub mod answers;
pub mod balance;
pub mod clock;
mod coded;
pub mod completeness;
mod file;
pub mod fixed;
pub mod intervals;
pub mod introductions;
pub mod linked;
pub mod paths;
pub mod relations;
pub mod thanks;

pub use activity::{Activity, ActivityKey, Reached};
pub use answers::{AnswerKey, Answers, Unit};
pub use balance::{BalanceKey, BalanceTally};
pub use clock::{Clock, ClockKey};
pub use completeness::{Completeness, CompletenessKey};
pub use intervals::{IntervalKey, Intervals};
pub use introductions::{IntroductionKey, IntroductionsTally};
pub use linked::{Linked, LinkedKey};
pub use paths::{Matured, PathKey, Paths};
pub use relations::{RelationKey, RelationsTally};
pub use thanks::{MeetingKey, ThanksTally};

use crate::error::{Error, Fault, Result, internal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of what a tally's columns mean. Tallies of different versions do not merge.
pub const SCHEMA: u32 = 3;

/// What must agree before two tallies may be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`SCHEMA`] when it was made.
    pub schema: u32,
    /// Which tally it is: `answers`, `completeness`, `paths`, `activity`, ….
    pub tally: String,
    /// Digest of the codebook; empty where none is used.
    pub codebook: String,
    /// Bits behind the binary point of weights.
    pub weight_bits: u32,
    /// The day up to which the data are known; empty where time plays no part.
    pub as_of: String,
    /// The by-variables, in the order of the key.
    pub by: Vec<String>,
    /// Everything else that decides what is counted, by name.
    pub settings: BTreeMap<String, String>,
}

impl Header {
    /// The first thing in which two headers differ: its name, and what each says.
    fn difference(&self, other: &Header) -> Option<(String, String, String)> {
        let word = |name: &str, here: &dyn ToString, there: &dyn ToString, differs: bool| {
            differs.then(|| (name.to_owned(), here.to_string(), there.to_string()))
        };
        let setting = |key: &String| {
            let (here, there) = (self.settings.get(key), other.settings.get(key));
            let say = |value: Option<&String>| value.map_or("(not set)".into(), String::clone);
            word(key, &say(here), &say(there), here != there)
        };
        word("schema version", &self.schema, &other.schema, self.schema != other.schema)
            .or_else(|| word("kind", &self.tally, &other.tally, self.tally != other.tally))
            .or_else(|| word("codebook", &self.codebook, &other.codebook, self.codebook != other.codebook))
            .or_else(|| {
                word("weight scale", &self.weight_bits, &other.weight_bits, self.weight_bits != other.weight_bits)
            })
            .or_else(|| word("as_of", &self.as_of, &other.as_of, self.as_of != other.as_of))
            .or_else(|| word("list of by-variables", &self.by.join(", "), &other.by.join(", "), self.by != other.by))
            .or_else(|| self.settings.keys().chain(other.settings.keys()).find_map(setting))
    }
}

/// What a tally counts by. Keys are text, so that tallies made on different machines merge.
pub trait Key: Ord + Clone {
    /// What the tally is called in [`Header::tally`].
    const KIND: &'static str;
    /// Names of the key's columns in a file.
    fn columns(header: &Header) -> Vec<String>;
    /// One value a column.
    fn values(&self) -> Vec<String>;
    /// The key of such values.
    fn from_values(values: &[&str]) -> Option<Self>;
}

/// What a tally adds up: whole numbers only.
pub trait Sums: Default + Clone + PartialEq {
    /// Names of the sums' columns in a file.
    fn columns(header: &Header) -> Vec<String>;
    /// One value a column.
    fn values(&self) -> Vec<i128>;
    /// The sums of such values.
    fn from_values(values: &[i128]) -> Option<Self>;

    /// Adds other sums; `None` when a sum no longer fits.
    fn add(&mut self, other: &Self) -> Option<()> {
        let sums: Option<Vec<i128>> =
            self.values().into_iter().zip(other.values()).map(|(a, b)| a.checked_add(b)).collect();
        *self = Self::from_values(&sums?)?;
        Some(())
    }
}

/// A count, nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub n: u64,
}

impl Sums for Count {
    fn columns(_: &Header) -> Vec<String> {
        vec!["n".to_owned()]
    }

    fn values(&self) -> Vec<i128> {
        vec![i128::from(self.n)]
    }

    fn from_values(values: &[i128]) -> Option<Self> {
        let [n] = values else { return None };
        Some(Count { n: u64::try_from(*n).ok()? })
    }
}

/// Sums by key under a header.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally<K, S> {
    header: Header,
    cells: BTreeMap<K, S>,
}

impl<K: Key, S: Sums> Tally<K, S> {
    /// The tally of nobody: the identity of [`Tally::merge`].
    pub fn empty(header: Header) -> Self {
        Tally { header, cells: BTreeMap::new() }
    }

    /// What must agree before merging.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Sums by key, in the order of the keys.
    pub fn cells(&self) -> impl Iterator<Item = (&K, &S)> {
        self.cells.iter()
    }

    /// Adds sums under a key.
    ///
    /// # Errors
    /// When a sum no longer fits into 127 bits, which no real survey reaches.
    pub fn add(&mut self, key: K, sums: &S) -> Result<()> {
        self.cells.entry(key).or_default().add(sums).ok_or_else(overflow)
    }

    /// Adds many sums at once: quickly where this tally is empty and their keys come in order.
    ///
    /// # Errors
    /// When a sum no longer fits.
    pub fn extend(&mut self, mut cells: Vec<(K, S)>) -> Result<()> {
        let in_order = |pair: &[(K, S)]| pair[0].0 < pair[1].0;
        if self.cells.is_empty() && cells.windows(2).all(in_order) {
            self.cells = cells.into_iter().collect();
            return Ok(());
        }
        cells.drain(..).try_for_each(|(key, sums)| self.add(key, &sums))
    }

    /// Adds all of another tally, of other people under the same header.
    ///
    /// # Errors
    /// When the headers differ; the difference is named.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if let Some((what, here, there)) = self.header.difference(&other.header) {
            return Err(Fault::new(format!("these tallies cannot be merged: their {what} differs"))
                .found(format!("{here} and {there}"))
                .accepted("tallies of one codebook, one as_of and the same settings")
                .remedy("make both again from their data with the same project file")
                .into());
        }
        for (key, sums) in &other.cells {
            self.add(key.clone(), sums)?;
        }
        Ok(())
    }

    /// The sum of at least one tally, as [`Tally::merge`] adds them.
    ///
    /// # Errors
    /// The first tally's that could not be made; when headers differ; when there is none.
    pub fn of_all(tallies: impl IntoIterator<Item = Result<Self>>) -> Result<Self> {
        let mut tallies = tallies.into_iter();
        let mut all = tallies.next().ok_or_else(|| internal("a sum of no tallies"))??;
        tallies.try_for_each(|tally| all.merge(&tally?))?;
        Ok(all)
    }
}

fn overflow() -> Error {
    Fault::new("a sum of weights is too large to be kept exactly")
        .remedy("scale the weights down, to a mean of 1")
        .into()
}
