//! Templates found by themselves: one's own messages that say nearly the same.
//!
//! Two messages are alike when they have at least half of their pairs of words in common ([`written`](super::written)), and what is
//! alike is one group, also by way of a third: a template that is changed little by little stays one. Not every pair is looked at: by
//! locality-sensitive hashing (Leskovec, Rajaraman & Ullman, *Mining of Massive Datasets*, 3.4), those that have the same smallest
//! hashes, which pairs that are half alike have with a chance of 0.96, and of those in one bucket the nearest ones. Groups follow from
//! what was written, in whatever order it stands.

use super::sets::Sets;
use super::written::{Written, mixed, resemblance};
use std::cmp::Reverse;

/// The share of pairs of words that messages of one template have in common, at least.
pub const ALIKE: f64 = 0.5;
/// Messages of a template, at least.
pub const FEWEST: usize = 3;

/// Bands of smallest hashes: a pair is looked at that has all of one.
const BANDS: u64 = 24;
/// Smallest hashes of a band.
const ROWS: u64 = 3;
/// Earlier messages of a bucket to which one is held.
const NEIGHBOURS: usize = 12;

/// One message of one's own.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// When it was sent: day, milliseconds, and what else tells it from others.
    pub when: (i32, Option<i64>, &'a str),
    /// What it says.
    pub written: &'a Written,
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its number: templates with more messages come first, then those that were used first.
    pub number: usize,
    /// Tells it from others wherever it is counted; no text can be read from it.
    pub key: u64,
    /// Its messages.
    pub n: usize,
    /// The first words of the message in which it was used first.
    pub excerpt: Box<str>,
}

/// The templates of some messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    /// The templates, in the order of their numbers.
    pub templates: Vec<Template>,
    /// Of each message the place of its template; none of a message that was written for one person, or two.
    pub of: Vec<Option<usize>>,
}

impl Templates {
    /// Finds the templates of messages. Time grows with their number, not with that of their pairs.
    pub fn find(uses: &[Use]) -> Templates {
        let mut order: Vec<usize> = (0..uses.len()).collect();
        let sketch = |i: &usize| uses.get(*i).map_or(&[][..], |u| &u.written.sketch);
        order.sort_by(|a, b| sketch(a).cmp(sketch(b)));
        // Messages that say the same are one text, so that mail merges of thousands are no work.
        let same: Vec<&[usize]> = order.chunk_by(|a, b| sketch(a) == sketch(b)).collect();
        let texts: Vec<&[u32]> = same.iter().filter_map(|uses| uses.first()).map(sketch).collect();
        let roots = joined(&texts);
        let mut groups: Vec<Group> = (0..texts.len()).map(|_| Group::default()).collect();
        for (text, (root, members)) in roots.iter().zip(&same).enumerate() {
            if let Some(group) = groups.get_mut(*root) {
                // Texts stand in order: the first of a group is the lowest.
                group.text.get_or_insert(text);
                group.uses.extend_from_slice(members);
            }
        }
        groups.retain(|group| group.uses.len() >= FEWEST);
        groups.sort_by_cached_key(|group| (Reverse(group.uses.len()), group.first(uses).map(|u| u.when)));
        let mut found = Templates { templates: Vec::new(), of: vec![None; uses.len()] };
        for (place, group) in groups.iter().enumerate() {
            let lowest = group.text.and_then(|text| texts.get(text)).copied().unwrap_or_default();
            let excerpt = group.first(uses).map(|u| u.written.excerpt.clone()).unwrap_or_default();
            found.templates.push(Template { number: place + 1, key: key(lowest), n: group.uses.len(), excerpt });
            group.uses.iter().filter_map(|i| found.of.get_mut(*i).map(|of| *of = Some(place))).for_each(drop);
        }
        found
    }
}

/// Messages of one group.
#[derive(Clone, Debug, Default)]
struct Group {
    text: Option<usize>,
    uses: Vec<usize>,
}

impl Group {
    fn first<'a, 'b>(&self, uses: &'b [Use<'a>]) -> Option<&'b Use<'a>> {
        self.uses.iter().filter_map(|i| uses.get(*i)).min_by_key(|u| u.when)
    }
}

/// Of each of some texts, which stand in order, the lowest of those that are alike.
fn joined(texts: &[&[u32]]) -> Vec<usize> {
    let mut sets = Sets::default();
    (0..texts.len()).for_each(|text| {
        sets.enter(text);
    });
    for band in 0..BANDS {
        let mut buckets: Vec<(u64, usize)> =
            texts.iter().enumerate().map(|(i, text)| (smallest(text, band), i)).collect();
        buckets.sort_unstable();
        for bucket in buckets.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, text)) in bucket.iter().enumerate() {
                for (_, before) in bucket.iter().take(at).rev().take(NEIGHBOURS) {
                    let is_new = sets.root(*before) != sets.root(*text);
                    if is_new
                        && texts.get(*before).zip(texts.get(*text)).is_some_and(|(a, b)| resemblance(a, b) >= ALIKE)
                    {
                        sets.join(*before, *text);
                    }
                }
            }
        }
    }
    (0..texts.len()).map(|text| sets.root(text)).collect()
}

/// The smallest hashes of a text under the permutations of a band, as one.
fn smallest(text: &[u32], band: u64) -> u64 {
    (0..ROWS).fold(0, |key: u64, row| {
        let seed = mixed(band * ROWS + row + 1);
        let (times, plus) = (seed as u32 | 1, (seed >> 32) as u32);
        let least = text.iter().map(|hash| hash.wrapping_mul(times).wrapping_add(plus)).min().unwrap_or(0);
        mixed(key ^ u64::from(least)).wrapping_add(row)
    })
}

/// What tells a template from others.
fn key(text: &[u32]) -> u64 {
    text.iter().fold(0, |key, hash| mixed(key ^ u64::from(*hash)).rotate_left(7))
}

#[cfg(test)]
mod tests;
