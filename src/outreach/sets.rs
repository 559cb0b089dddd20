//! Which of many things belong together, as pairs of them are joined.

use polars::prelude::PlHashMap;
use std::hash::Hash;

/// Sets of keys. A key's place, and the root of a set, are numbers in the order in which keys were entered.
#[derive(Clone, Debug)]
pub struct Sets<K> {
    places: PlHashMap<K, usize>,
    /// Of each place another one of its set, or itself.
    parents: Vec<usize>,
}

impl<K> Default for Sets<K> {
    fn default() -> Self {
        Sets { places: PlHashMap::default(), parents: Vec::new() }
    }
}

impl<K: Ord + Hash> Sets<K> {
    /// The place of a key, which is entered if it is new.
    pub fn enter(&mut self, key: K) -> usize {
        let next = self.parents.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.parents.push(next);
        }
        place
    }

    /// The place of a key that was entered.
    pub fn place(&self, key: &K) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The root of the set that a place belongs to: the lowest place of it.
    pub fn root(&self, mut place: usize) -> usize {
        while self.parents[place] != place {
            place = self.parents[place];
        }
        place
    }

    /// Makes one set of the sets of two places.
    pub fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.root(one), self.root(other));
        let root = a.min(b);
        // Every place on the way is hung to the root: ways stay short, however long the thread.
        for mut place in [one, other] {
            while place != root {
                place = std::mem::replace(&mut self.parents[place], root);
            }
        }
        self.parents[a.max(b)] = root;
    }

    /// All keys with their places, in no order.
    pub fn unordered(&self) -> impl Iterator<Item = (&K, usize)> {
        self.places.iter().map(|(key, place)| (key, *place))
    }

    /// Places that belong to the set of another one.
    pub fn joined(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.parents.len()).filter(|place| self.parents[*place] != *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_keys_have_one_root_in_any_order() {
        let mut sets = Sets::default();
        let places: Vec<usize> = (0..6).map(|key| sets.enter(key)).collect();
        assert_eq!(sets.enter(3), places[3]);
        for (a, b) in [(4, 5), (0, 4), (2, 1), (5, 2), (1, 1)] {
            sets.join(places[a], places[b]);
        }
        let roots: Vec<usize> = places.iter().map(|p| sets.root(*p)).collect();
        assert_eq!(roots, [0, 0, 0, 3, 0, 0]);
        assert_eq!(sets.joined().collect::<Vec<_>>(), [1, 2, 4, 5]);
    }
}
