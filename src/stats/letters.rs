//! Which items of a ranking cannot be told apart, as letters: two items differ unless they share one.
//!
//! Source: Piepho 2004, *An algorithm for a letter-based representation of all-pairwise comparisons*, Journal of
//! Computational and Graphical Statistics 13:456–466. All items start with one letter. Each pair that differs splits
//! every letter that both carry into two, one without either (insert); a letter whose items all carry another one goes
//! (absorb). One thing is added: a letter goes, too, when each pair that it joins is joined by others. Without
//! that, there may be 3^(n/3) letters; with it, never more than pairs.

/// The items that carry one letter, as bits.
type Group = Vec<u64>;

/// Groups for each item from which redundant ones are looked for before the last pair.
const CROWD: usize = 4;

/// The letters of each of `items` items in ranking order: `a` begins with the first, then `b`, and so on.
///
/// `differ(i, j)`, with `i < j < items`, says whether two items were found to differ. Two items share a letter
/// exactly when they were not, and every item has one. After `z` come `aa`, `ab`, …; then an item's letters are
/// separated by spaces.
///
/// # Example
///
/// ```
/// use hearback::stats::letters::letters;
///
/// // the first and the last of three differ, and nothing else is known
/// assert_eq!(letters(3, |i, j| (i, j) == (0, 2)), ["a", "ab", "b"]);
/// ```
pub fn letters(items: usize, differ: impl Fn(usize, usize) -> bool) -> Vec<String> {
    let groups = alike(items, differ);
    let between = if groups.len() > 26 { " " } else { "" };
    let mut names = vec![Vec::new(); items];
    for (number, group) in groups.iter().enumerate() {
        for item in group {
            if let Some(names) = names.get_mut(*item) {
                names.push(letter(number));
            }
        }
    }
    names.into_iter().map(|names| names.join(between)).collect()
}

/// The items behind each letter of [`letters`]: every group a set of items of which no two differ, in ranking order.
///
/// No group lies within another, and each joins two items (or holds one) that no other does.
pub fn alike(items: usize, differ: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    if items == 0 {
        return Vec::new();
    }
    let mut groups = vec![(0..items).fold(vec![0; items.div_ceil(64)], with)];
    for j in 1..items {
        for i in (0..j).filter(|i| differ(*i, j)) {
            insert(&mut groups, i, j);
            if groups.len() > CROWD * items {
                drop_redundant(&mut groups);
            }
        }
    }
    drop_redundant(&mut groups);
    let mut groups: Vec<Vec<usize>> = groups.iter().map(members).collect();
    groups.sort();
    groups
}

/// The name of a letter by its number: 0 is `a`, 25 `z`, 26 `aa`.
fn letter(mut number: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return name.iter().rev().collect();
        }
        number -= 1;
    }
}

/// Splits each group that holds both items, and keeps of the parts those that lie in no other group.
fn insert(groups: &mut Vec<Group>, i: usize, j: usize) {
    let (split, mut kept): (Vec<Group>, Vec<Group>) =
        groups.drain(..).partition(|group| holds(group, i) && holds(group, j));
    let parts: Vec<Group> = split.iter().flat_map(|group| [without(group, i), without(group, j)]).collect();
    // Parts cannot hold a kept group: it would have been within the group that was split.
    for (place, part) in parts.iter().enumerate() {
        let absorbs = |(other, group): (usize, &Group)| within(part, group) && (part != group || other < place);
        let absorbed = kept.iter().any(|group| within(part, group)) || parts.iter().enumerate().any(absorbs);
        if !absorbed {
            groups.push(part.clone());
        }
    }
    groups.append(&mut kept);
}

/// Removes, one after the other, the groups whose every pair of items is in another group, small groups first.
fn drop_redundant(groups: &mut Vec<Group>) {
    groups.sort_by_cached_key(|group| (group.iter().map(|word| word.count_ones()).sum::<u32>(), members(group)));
    let mut place = 0;
    while place < groups.len() {
        if is_redundant(groups, place) {
            groups.remove(place);
        } else {
            place += 1;
        }
    }
}

fn is_redundant(groups: &[Group], place: usize) -> bool {
    let Some(group) = groups.get(place) else { return false };
    let others = |item| groups.iter().enumerate().filter(move |(i, group)| *i != place && holds(group, item));
    members(group).into_iter().all(|item| {
        let joined = others(item).fold(vec![0; group.len()], |all, (_, other)| union(all, other));
        within(group, &joined)
    })
}

fn with(mut group: Group, item: usize) -> Group {
    if let Some(word) = group.get_mut(item / 64) {
        *word |= 1 << (item % 64);
    }
    group
}

fn without(group: &Group, item: usize) -> Group {
    let mut group = group.clone();
    if let Some(word) = group.get_mut(item / 64) {
        *word &= !(1 << (item % 64));
    }
    group
}

fn holds(group: &Group, item: usize) -> bool {
    group.get(item / 64).is_some_and(|word| word >> (item % 64) & 1 == 1)
}

fn within(small: &Group, large: &Group) -> bool {
    small.iter().zip(large).all(|(small, large)| small & !large == 0)
}

fn union(mut all: Group, other: &Group) -> Group {
    for (word, other) in all.iter_mut().zip(other) {
        *word |= other;
    }
    all
}

fn members(group: &Group) -> Vec<usize> {
    (0..64 * group.len()).filter(|item| holds(group, *item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whether two items differ, drawn for each pair, at any density.
    fn pairs() -> impl Strategy<Value = (usize, Vec<bool>)> {
        (1_usize..14, 0.0..=1.0_f64).prop_flat_map(|(items, density)| {
            (Just(items), prop::collection::vec(prop::bool::weighted(density), items * items))
        })
    }

    fn shared(groups: &[Vec<usize>], i: usize, j: usize) -> bool {
        groups.iter().any(|group| group.contains(&i) && group.contains(&j))
    }

    fn says(groups: &[Vec<usize>], items: usize) -> Vec<bool> {
        (0..items).flat_map(|i| (0..items).map(move |j| (i, j))).map(|(i, j)| shared(groups, i, j)).collect()
    }

    /// A generator of bits, so that large examples are the same everywhere.
    fn drawn(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        }
    }

    proptest! {
        #[test]
        fn items_share_a_letter_exactly_when_they_do_not_differ((items, differ) in pairs()) {
            let groups = alike(items, |i, j| differ[i * items + j]);
            for j in 0..items {
                prop_assert!(shared(&groups, j, j), "{} has no letter", j);
                for i in 0..j {
                    prop_assert_eq!(shared(&groups, i, j), !differ[i * items + j], "{} and {}", i, j);
                }
            }
        }

        #[test]
        fn no_letter_can_be_left_out((items, differ) in pairs()) {
            let groups = alike(items, |i, j| differ[i * items + j]);
            let whole = says(&groups, items);
            for left_out in 0..groups.len() {
                let mut fewer = groups.clone();
                fewer.remove(left_out);
                prop_assert!(says(&fewer, items) != whole, "{:?}", groups[left_out]);
            }
        }
    }

    #[test]
    fn alike_and_different_items() {
        assert_eq!(letters(4, |_, _| false), ["a", "a", "a", "a"]);
        assert_eq!(letters(4, |_, _| true), ["a", "b", "c", "d"]);
        assert_eq!(letters(1, |_, _| true), ["a"]);
        assert!(letters(0, |_, _| true).is_empty());
    }

    /// Shares that are told apart from 3 places on: the usual staircase.
    #[test]
    fn neighbours_overlap() {
        assert_eq!(letters(6, |i, j| j - i > 2), ["a", "ab", "abc", "bcd", "cd", "d"]);
    }

    /// Piepho's example has items that differ from some in the middle but not from those at the ends.
    #[test]
    fn gaps_in_the_ranking_have_letters_too() {
        assert_eq!(letters(3, |i, j| (i, j) == (0, 1)), ["a", "b", "ab"]);
    }

    #[test]
    fn letters_go_on_after_z() {
        let names = [0, 25, 26, 27, 51, 52, 701, 702].map(letter);
        assert_eq!(names, ["a", "z", "aa", "ab", "az", "ba", "zz", "aaa"]);
        let all = letters(28, |_, _| true);
        assert_eq!((all[25].as_str(), all[26].as_str(), all[27].as_str()), ("z", "aa", "ab"));
        let alike = |i, j| i == 0 && (j == 27 || j == 28);
        assert_eq!(letters(29, |i, j| !alike(i, j))[0], "a b", "letters of two signs would run together");
    }

    /// 20 trios: within one, all differ. The maximal sets of alike items are 3^20, the pairs 1,710.
    #[test]
    fn sixty_items_in_trios_do_not_explode() {
        let groups = alike(60, |i, j| i / 3 == j / 3);
        assert!(groups.len() < 200, "{}", groups.len());
        for (i, j) in (0..60).flat_map(|j| (0..j).map(move |i| (i, j))) {
            assert_eq!(shared(&groups, i, j), i / 3 != j / 3);
        }
    }

    #[test]
    fn seventy_items_at_random_are_right() {
        let mut next = drawn(7);
        let differ: Vec<bool> = (0..70 * 70).map(|_| next().is_multiple_of(2)).collect();
        let groups = alike(70, |i, j| differ[i * 70 + j]);
        for (i, j) in (0..70).flat_map(|j| (0..j).map(move |i| (i, j))) {
            assert_eq!(shared(&groups, i, j), !differ[i * 70 + j]);
        }
    }
}
