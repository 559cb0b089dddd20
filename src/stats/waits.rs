//! Waits as they come in: checked, sorted, and those of one group at one time put together.
//!
//! Curves ([`kaplan_meier`](super::kaplan_meier)) and tests ([`log_rank`](super::log_rank)) go through the same
//! [`Waits`], which are sorted once. Waits of whole days are counted day by day and not sorted at all.

use super::StatsError;

/// Times nearer than this are one time; relative to the mean of the distinct times where that is above 1. R's
/// `aeqSurv`, which `survfit`, `survdiff` and `coxph` apply (`timefix = TRUE`): `sqrt(.Machine$double.eps)`.
const SAME_TIME: f64 = 1.490_116_119_384_765_6e-8;

/// Whole times from here on are sorted like all others: counting takes a cell a day, and near times matter up there.
const LONGEST_COUNTED: f64 = 16_777_216.0;

/// How many of one group had their event, and how many were last seen without one, at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The time, 0 or more and finite, in the unit of the waits.
    pub time: f64,
    /// The group, from 0.
    pub group: u32,
    /// People whose event came at this time.
    pub events: u64,
    /// People last seen without an event at this time.
    pub censored: u64,
}

/// The waits of some people: one [`Entry`] for each time and group that has anybody, by time and then by group.
///
/// Times that differ by rounding only are one time. Groups are numbered from 0; large gaps in the numbers cost memory.
///
/// # Example
///
/// ```
/// use hearback::stats::waits::Waits;
///
/// let waits = Waits::from_people(&[3.0, 1.0, 3.0], &[true, false, true], &[0, 1, 0])?;
/// let counts: Vec<_> = waits.entries().iter().map(|entry| (entry.time, entry.group, entry.events)).collect();
/// assert_eq!(counts, [(1.0, 1, 0), (3.0, 0, 2)]);
/// assert_eq!(waits, Waits::from_counts([(3.0, 0, 2, 0), (1.0, 1, 0, 1)])?);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Waits {
    entries: Vec<Entry>,
}

/// What happens at one time, over all groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wait {
    pub time: f64,
    pub events: u64,
    pub censored: u64,
}

impl Waits {
    /// The waits of people one by one, in any order: how long, whether the event came (else last seen without it), and
    /// the group.
    ///
    /// # Errors
    ///
    /// [`StatsError::Lengths`] unless there is one of each a person; [`StatsError::Wait`] for a time that is negative,
    /// infinite or NaN.
    pub fn from_people(times: &[f64], events: &[bool], groups: &[u32]) -> Result<Self, StatsError> {
        for right in [events.len(), groups.len()] {
            same_length(times.len(), right)?;
        }
        times.iter().try_for_each(|time| check(*time))?;
        if let Some(entries) = counted(times, events, groups) {
            return Ok(Self { entries });
        }
        let people = times.iter().zip(events).zip(groups);
        // plus 0: a negative zero is a zero. The bits of numbers of 0 or more are in the order of the numbers.
        let key = |((time, event), group): ((&f64, &bool), &u32)| ((time + 0.0).to_bits(), *group, *event);
        let mut rows: Vec<(u64, u32, bool)> = people.map(key).collect();
        rows.sort_unstable();
        Ok(Self::joined(rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter_map(run).collect()))
    }

    /// The same for people of several strata, one [`Waits`] for each stratum, numbered from 0.
    ///
    /// # Errors
    ///
    /// As for [`Waits::from_people`].
    pub fn by_stratum(times: &[f64], events: &[bool], groups: &[u32], strata: &[u32]) -> Result<Vec<Self>, StatsError> {
        for right in [events.len(), groups.len(), strata.len()] {
            same_length(times.len(), right)?;
        }
        let count = strata.iter().max().map_or(0, |last| *last as usize + 1);
        let mut parts: Vec<(Vec<f64>, Vec<bool>, Vec<u32>)> = vec![Default::default(); count];
        for (((time, event), group), stratum) in times.iter().zip(events).zip(groups).zip(strata) {
            if let Some(part) = parts.get_mut(*stratum as usize) {
                part.0.push(*time);
                part.1.push(*event);
                part.2.push(*group);
            }
        }
        parts.iter().map(|(times, events, groups)| Self::from_people(times, events, groups)).collect()
    }

    /// The waits from counts `(time, group, events, censored)`, in any order (in time order they cost no sorting); rows
    /// may repeat a time, and rows of nobody are skipped.
    ///
    /// # Errors
    ///
    /// [`StatsError::Wait`] for a time that is negative, infinite or NaN, [`StatsError::TooManyPeople`] when the counts
    /// exceed 64 bits.
    pub fn from_counts(rows: impl IntoIterator<Item = (f64, u32, u64, u64)>) -> Result<Self, StatsError> {
        let rows = rows.into_iter();
        let mut entries = Vec::with_capacity(rows.size_hint().0);
        let mut people = 0_u64;
        for (time, group, events, censored) in rows {
            check(time)?;
            let total = people.checked_add(events).and_then(|sum| sum.checked_add(censored));
            people = total.ok_or(StatsError::TooManyPeople)?;
            if events > 0 || censored > 0 {
                entries.push(Entry { time: time + 0.0, group, events, censored });
            }
        }
        put_together(&mut entries);
        Ok(Self::joined(entries))
    }

    /// The entries, by time and then by group.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many groups there are: one more than the largest number of a group.
    pub fn groups(&self) -> usize {
        self.entries.iter().map(|entry| entry.group as usize + 1).max().unwrap_or(0)
    }

    /// How many people there are.
    pub fn people(&self) -> u64 {
        self.entries.iter().map(Entry::people).sum()
    }

    /// How many people each of the first `groups` groups has.
    pub fn people_by_group(&self, groups: usize) -> Vec<u64> {
        let mut people = vec![0; groups];
        for entry in &self.entries {
            if let Some(count) = people.get_mut(entry.group as usize) {
                *count += entry.people();
            }
        }
        people
    }

    /// The entries of one time after those of the other.
    pub(super) fn by_time(&self) -> impl Iterator<Item = &[Entry]> {
        self.entries.chunk_by(|a, b| a.time == b.time)
    }

    /// What happens at each time, over all groups, or in one of them.
    pub(super) fn totals(&self, group: Option<u32>) -> impl Iterator<Item = Wait> {
        let here = move |entry: &&Entry| group.is_none_or(|group| entry.group == group);
        self.by_time().filter_map(move |moment| {
            let mut among = moment.iter().filter(here);
            let Entry { time, events, censored, .. } = *among.next()?;
            let first = Wait { time, events, censored };
            Some(among.fold(first, |sum, entry| Wait {
                events: sum.events + entry.events,
                censored: sum.censored + entry.censored,
                ..sum
            }))
        })
    }

    /// Sorted entries of which those at near times, too, are put together.
    fn joined(mut entries: Vec<Entry>) -> Self {
        let mut distinct = entries.chunk_by(|a, b| a.time == b.time).filter_map(|moment| Some(moment.first()?.time));
        let nearest = nearest(&mut distinct);
        let (mut start, mut previous, mut changed) = (0.0, f64::NEG_INFINITY, false);
        for entry in &mut entries {
            let time = entry.time;
            if time - previous > nearest {
                start = time;
            }
            changed |= time != start;
            (entry.time, previous) = (start, time);
        }
        if changed {
            put_together(&mut entries);
        }
        Self { entries }
    }
}

impl Entry {
    /// How many people there are.
    pub fn people(&self) -> u64 {
        self.events + self.censored
    }
}

/// Times with those that are near each other made one: the first of their chain.
///
/// # Errors
///
/// [`StatsError::Wait`] for a time that is negative, infinite or NaN.
pub(super) fn joined_times(times: &[f64]) -> Result<Vec<f64>, StatsError> {
    times.iter().try_for_each(|time| check(*time))?;
    let mut sorted: Vec<f64> = times.iter().map(|time| time + 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.dedup();
    let nearest = nearest(&mut sorted.iter().copied());
    let mut previous = f64::NEG_INFINITY;
    sorted.retain(|time| time - std::mem::replace(&mut previous, *time) > nearest);
    let start = |time: &f64| sorted.partition_point(|start| start <= time).checked_sub(1).and_then(|at| sorted.get(at));
    Ok(times.iter().map(|time| start(time).copied().unwrap_or(*time)).collect())
}

/// How far apart distinct times may be and still be one.
fn nearest(distinct: &mut dyn Iterator<Item = f64>) -> f64 {
    let (sum, count) = distinct.fold((0.0, 0.0), |(sum, count), time| (sum + time, count + 1.0));
    SAME_TIME * (sum / f64::max(count, 1.0)).max(1.0)
}

fn check(time: f64) -> Result<(), StatsError> {
    if time >= 0.0 && time.is_finite() { Ok(()) } else { Err(StatsError::Wait { time }) }
}

fn same_length(left: usize, right: usize) -> Result<(), StatsError> {
    if left == right { Ok(()) } else { Err(StatsError::Lengths { left, right }) }
}

/// Checked times that are whole days, and not too many for the people: counted, without sorting. Else `None`.
fn counted(times: &[f64], events: &[bool], groups: &[u32]) -> Option<Vec<Entry>> {
    let whole = |time: &f64| *time < LONGEST_COUNTED && f64::from(*time as u32) == *time;
    if !times.iter().all(whole) {
        return None;
    }
    let days = times.iter().fold(0, |last, time| last.max(*time as usize)) + 1;
    let width = groups.iter().max().map_or(0, |last| *last as usize + 1);
    let cells = days.checked_mul(width)?;
    if cells > times.len() {
        return None;
    }
    let mut counts = vec![[0_u64; 2]; cells];
    for ((time, event), group) in times.iter().zip(events).zip(groups) {
        let count = counts.get_mut(*time as usize * width + *group as usize)?;
        count[usize::from(*event)] += 1;
    }
    let rows = (0_u32..).zip(counts.chunks_exact(width.max(1)));
    let entries = rows.flat_map(|(day, row)| {
        let entry = move |(group, [censored, events]): (u32, &[u64; 2])| {
            (events + censored > 0).then_some(Entry {
                time: f64::from(day),
                group,
                events: *events,
                censored: *censored,
            })
        };
        (0_u32..).zip(row).filter_map(entry)
    });
    Some(entries.collect())
}

/// Rows of one time and group, those without an event first, as an entry.
fn run(rows: &[(u64, u32, bool)]) -> Option<Entry> {
    let (bits, group, _) = *rows.first()?;
    let censored = rows.partition_point(|row| !row.2);
    let (events, censored) = ((rows.len() - censored) as u64, censored as u64);
    Some(Entry { time: f64::from_bits(bits), group, events, censored })
}

/// Sorts entries, if they are not sorted yet, and adds up those of one time and group.
fn put_together(entries: &mut Vec<Entry>) {
    let order = |a: &Entry, b: &Entry| a.time.total_cmp(&b.time).then(a.group.cmp(&b.group));
    if !entries.is_sorted_by(|a, b| order(a, b).is_le()) {
        entries.sort_unstable_by(order);
    }
    entries.dedup_by(|next, kept| {
        let same = next.time == kept.time && next.group == kept.group;
        if same {
            kept.events += next.events;
            kept.censored += next.censored;
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(rows: &[(f64, u64, u64)]) -> Vec<f64> {
        let waits = Waits::from_counts(rows.iter().map(|row| (row.0, 0, row.1, row.2))).unwrap();
        waits.entries().iter().map(|entry| entry.time).collect()
    }

    #[test]
    fn rows_may_come_in_any_order_and_repeat() {
        let rows = [(3.0, 1, 1, 0), (1.0, 0, 0, 2), (3.0, 0, 1, 0), (3.0, 1, 2, 5), (2.0, 0, 0, 0)];
        let waits = Waits::from_counts(rows).unwrap();
        let counts: Vec<_> = waits.entries().iter().map(|e| (e.time, e.group, e.events, e.censored)).collect();
        assert_eq!(counts, [(1.0, 0, 0, 2), (3.0, 0, 1, 0), (3.0, 1, 3, 5)]);
        assert_eq!((waits.people(), waits.groups(), waits.people_by_group(3)), (11, 2, vec![3, 8, 0]));
        let totals: Vec<Wait> = waits.totals(None).collect();
        let expected = [Wait { time: 1.0, events: 0, censored: 2 }, Wait { time: 3.0, events: 4, censored: 5 }];
        assert_eq!(totals, expected);
        assert_eq!(waits.totals(Some(1)).collect::<Vec<_>>(), [Wait { time: 3.0, events: 3, censored: 5 }]);
    }

    #[test]
    fn times_within_rounding_are_one_time_and_take_the_first() {
        assert_eq!(times(&[(0.1 + 0.2, 1, 0), (0.3, 1, 0), (0.7, 1, 0), (1.0 - 0.3, 0, 1)]), [0.3, 0.7]);
        // relative to the mean time when that is large
        assert_eq!(times(&[(1e6, 1, 0), (1e6 + 1e-3, 1, 0)]), [1e6]);
        assert_eq!(times(&[(1.0, 1, 0), (1.0 + 1e-7, 1, 0)]).len(), 2);
        assert_eq!(times(&[(0.0, 1, 0), (-0.0, 1, 0)]), [0.0]);
    }

    /// The near times of two groups cross: group 1 stands before group 0 in time, and after it once they are one.
    #[test]
    fn near_times_of_several_groups_are_one() {
        let near = Waits::from_people(&[0.1 + 0.2, 0.3, 0.3], &[true, true, false], &[0, 1, 1]).unwrap();
        let entry = |group, events, censored| Entry { time: 0.3, group, events, censored };
        assert_eq!(near.entries(), [entry(0, 1, 0), entry(1, 1, 1)]);
        let joined = joined_times(&[0.1 + 0.2, 5.0, 0.3, -0.0]).unwrap();
        assert_eq!(joined, [0.3, 5.0, 0.3, 0.0]);
    }

    #[test]
    fn whole_days_are_counted_to_what_sorting_gives() {
        let days: Vec<f64> = (0..500).map(|i| f64::from(i * i % 97)).collect();
        let events: Vec<bool> = (0..500).map(|i| i % 3 == 0).collect();
        let groups: Vec<u32> = (0..500).map(|i| i / 7 % 4).collect();
        let counted = Waits::from_people(&days, &events, &groups).unwrap();
        let halves: Vec<f64> = days.iter().map(|day| day / 2.0 + 0.25).collect();
        let mut sorted = Waits::from_people(&halves, &events, &groups).unwrap();
        assert!(
            super::counted(&days, &events, &groups).is_some() && super::counted(&halves, &events, &groups).is_none()
        );
        sorted.entries.iter_mut().for_each(|entry| entry.time = (entry.time - 0.25) * 2.0);
        assert_eq!(counted, sorted);
        let rows = days.iter().zip(&events).zip(&groups);
        let rows = rows.map(|((day, event), group)| (*day, *group, u64::from(*event), u64::from(!event)));
        assert_eq!(counted, Waits::from_counts(rows).unwrap());
    }

    #[test]
    fn strata_are_parted() {
        let waits = Waits::by_stratum(&[1.0, 2.0, 2.5], &[true; 3], &[0, 1, 0], &[2, 0, 2]).unwrap();
        let sizes: Vec<u64> = waits.iter().map(Waits::people).collect();
        assert_eq!(sizes, [1, 0, 2]);
        let lengths = Waits::by_stratum(&[1.0], &[true], &[0], &[]).unwrap_err();
        assert_eq!(lengths, StatsError::Lengths { left: 1, right: 0 });
    }

    #[test]
    fn illegal_waits_are_refused_even_without_people() {
        for time in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Waits::from_counts([(time, 0, 0, 0)]), Err(StatsError::Wait { .. })), "{time}");
            assert!(matches!(Waits::from_people(&[time], &[true], &[0]), Err(StatsError::Wait { .. })), "{time}");
            assert!(matches!(joined_times(&[time]), Err(StatsError::Wait { .. })), "{time}");
        }
        assert_eq!(Waits::from_people(&[1.0], &[], &[0]), Err(StatsError::Lengths { left: 1, right: 0 }));
        assert_eq!(Waits::from_people(&[], &[], &[]), Ok(Waits::default()));
    }

    #[test]
    fn too_many_people_are_refused() {
        for time in [1.0, 2.0] {
            let rows = [(1.0, 0, u64::MAX, 0), (time, 0, 0, 1)];
            assert_eq!(Waits::from_counts(rows), Err(StatsError::TooManyPeople));
        }
    }
}
