//! Whether groups differ in how soon and how often they reply: log-rank tests, and which of them cannot be told apart.

use super::super::corrected::holm_levels;
use super::super::figures::{blank, replied_by, unknown};
use super::super::undated::{curve, is_undated, wait};
use super::{Asking, Counted, Group, Named};
use crate::error::{Result, internal};
use crate::stats::Level;
use crate::stats::letters::letters;
use crate::stats::log_rank::{Test, log_rank};
use crate::stats::waits::Waits;
use crate::view::{Figure, Flag, Method, Shown};
use std::collections::{BTreeMap, BTreeSet};

/// Of more groups than this not each is tested with each: hundreds of employers make more pairs than anybody reads.
pub(super) const MOST_RANKED: usize = 40;

/// Groups of enough episodes beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The test of all of them; `None` for fewer than two, where a reply has no day, or where that is hidden.
    pub overall: Option<Overall>,
    /// Each with each, in the order of the groups.
    pub pairs: Vec<Pair>,
    /// The attribute within whose values they are tested.
    pub strata: Option<String>,
    /// Whether a group is hidden, and so nothing is told.
    pub is_hidden: bool,
    /// The confidence level.
    pub level: Level,
}

/// The log-rank test of all groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overall {
    /// The statistic.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// The probability of one as large where groups make no difference.
    pub p: f64,
}

/// Two groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The place of the first among the groups.
    pub first: usize,
    /// The place of the second.
    pub second: usize,
    /// The first one's share by the horizon less the second one's, with the interval that agrees with Holm's step.
    pub difference: Figure,
    /// The log-rank test of the two.
    pub p: Option<f64>,
    /// The same, corrected over all pairs.
    pub holm: Option<f64>,
    /// Whether they are told apart.
    pub differs: bool,
}

/// The groups that are ranked, with what all their figures share.
struct Ranked<'a> {
    places: Vec<usize>,
    parts: &'a [(Named, Counted<'a>)],
    asking: &'a Asking<'a>,
}

impl Ranking {
    /// Tests groups of enough episodes, and gives them letters.
    pub(super) fn of(
        groups: &mut [Group],
        parts: &[(Named, Counted)],
        strata: Option<&String>,
        asking: &Asking,
    ) -> Result<Ranking> {
        let places = (0..groups.len()).filter(|i| groups.get(*i).is_some_and(Group::is_ranked)).collect();
        let ranked = Ranked { places, parts, asking };
        let overall =
            ranked.test(&ranked.places)?.map(|test| Overall { chi_squared: test.chi_squared, df: test.df, p: test.p });
        // One test of all groups first: only where it tells, pairs are told apart, so that the table errs as a whole as often as said.
        let differ = overall.is_some_and(|test| test.p <= asking.level.alpha());
        let pairs = if ranked.places.len() > MOST_RANKED { Vec::new() } else { ranked.pairs(differ)? };
        ranked.letter(groups, &pairs);
        Ok(Ranking { overall, pairs, strata: strata.cloned(), is_hidden: false, level: asking.level })
    }

    pub(super) fn hide(&mut self) {
        self.is_hidden = true;
        self.overall = None;
        self.pairs.clear();
    }

    pub(super) fn test_words(&self) -> String {
        match &self.strata {
            Some(strata) => format!("log-rank, within {}", strata.replace('_', " ")),
            None => "log-rank".into(),
        }
    }
}

impl Ranked<'_> {
    /// The log-rank test of some groups until the horizon; `None` where there is none, or a reply has no day.
    fn test(&self, places: &[usize]) -> Result<Option<Test>> {
        let horizon = self.asking.horizon;
        let mut strata: BTreeMap<&str, Vec<(f64, u32, u64, u64)>> = BTreeMap::new();
        for (number, place) in (0..).zip(places) {
            let paths = self.parts.get(*place).map(|(_, paths)| paths.as_slice()).unwrap_or_default();
            for (key, n) in paths {
                if is_undated(key.end) {
                    return Ok(None);
                }
                let Some((day, replied)) = wait(key.end) else { continue };
                let (events, censored) = if replied && day <= horizon { (*n, 0) } else { (0, *n) };
                let stratum = key.by.get(1).map_or("", |value| value);
                strata.entry(stratum).or_default().push((f64::from(day.min(horizon)), number, events, censored));
            }
        }
        if places.len() < 2 {
            return Ok(None);
        }
        let waits = strata.into_values().map(Waits::from_counts).collect::<std::result::Result<Vec<_>, _>>();
        Ok(log_rank(&waits.map_err(internal)?, 0.0).map_err(internal)?.test)
    }

    fn pairs(&self, differ: bool) -> Result<Vec<Pair>> {
        let each = self.places.iter().enumerate();
        let pairs = each.flat_map(|(i, first)| self.places.iter().skip(i + 1).map(|second| (*first, *second)));
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let p = pairs.iter().map(|(a, b)| Ok(self.test(&[*a, *b])?.map(|test| test.p)));
        let p = p.collect::<Result<Vec<_>>>()?;
        let corrected = holm_levels(&p, self.asking.level)?;
        let made = pairs.into_iter().zip(p).zip(corrected);
        made.map(|(((first, second), p), (holm, level))| {
            let difference = self.difference(first, second, level)?;
            let differs = differ && holm.is_some_and(|p| p <= self.asking.level.alpha());
            Ok(Pair { first, second, difference, p, holm, differs })
        })
        .collect()
    }

    /// The difference of two shares by the horizon. Its standard error is from Greenwood's two; its limits from those of the
    /// shares, squared and added, so that they exist at 0 and 100 % too.
    fn difference(&self, first: usize, second: usize, level: Level) -> Result<Figure> {
        let (a, b) = (self.share(first, level)?, self.share(second, level)?);
        let sides = a.shown().zip(b.shown());
        let n = sides.map_or(0, |(a, b)| a.n + b.n);
        let words = "people in the two groups";
        let Some((a, b, limits)) = sides.and_then(|(a, b)| Some((a, b, apart(a, b)?))) else {
            return Ok(unknown(n, words, level, &[]));
        };
        let mut shown = blank(n, n as f64, words, level);
        shown.method = Method::SquareAndAdd;
        shown.value = Some(limits.1);
        shown.se = a.se.zip(b.se).map(|(a, b)| a.hypot(b));
        (shown.low, shown.high) = (Some(limits.0), Some(limits.2));
        if a.flags.contains(&Flag::Censored) || b.flags.contains(&Flag::Censored) {
            shown.flags.push(Flag::Censored);
            shown.flags.sort();
        }
        Ok(Figure::Shown(shown))
    }

    fn share(&self, place: usize, level: Level) -> Result<Figure> {
        let paths = self.parts.get(place).map(|(_, paths)| paths.as_slice()).unwrap_or_default();
        let n = paths.iter().map(|(_, n)| n).sum();
        if n == 0 || paths.iter().any(|(key, _)| is_undated(key.end)) {
            return Ok(unknown(n, "", level, &[]));
        }
        let day = f64::from(self.asking.horizon);
        Ok(replied_by(&curve(paths, wait)?, day, self.asking.transform, "", level))
    }

    /// Letters of the ranked groups, the highest share by the horizon first.
    fn letter(&self, groups: &mut [Group], pairs: &[Pair]) {
        let share = |place: &usize| groups.get(*place)?.by_day.last()?.shown()?.value;
        let mut order = self.places.clone();
        order.sort_by(|a, b| share(b).unwrap_or(-1.0).total_cmp(&share(a).unwrap_or(-1.0)));
        if pairs.iter().all(|pair| pair.p.is_none()) {
            return;
        }
        let apart: BTreeSet<(usize, usize)> =
            pairs.iter().filter(|pair| pair.differs).map(|pair| (pair.first, pair.second)).collect();
        let told = |a: usize, b: usize| {
            let (Some(a), Some(b)) = (order.get(a), order.get(b)) else { return false };
            apart.contains(&(*a.min(b), *a.max(b)))
        };
        for (place, letters) in order.iter().zip(letters(order.len(), told)) {
            if let Some(standing) = groups.get_mut(*place).and_then(|group| group.standing.as_mut()) {
                standing.letters = letters;
            }
        }
    }
}

/// The limits of a difference and its value between them.
fn apart(a: &Shown, b: &Shown) -> Option<(f64, f64, f64)> {
    let (p, q) = (a.value?, b.value?);
    let reach = |one: f64, other: f64| one.hypot(other);
    let low = p - q - reach(p - a.low?, b.high? - q);
    let high = p - q + reach(a.high? - p, q - b.low?);
    Some((low.max(-1.0), p - q, high.min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outreach::End;
    use crate::stats::kaplan_meier::Transform;
    use crate::tally::PathKey;

    fn path(end: End, group: &str, stratum: &str) -> PathKey {
        PathKey { by: vec![group.into(), stratum.into()], ..PathKey::of(&[0], end, 100) }
    }

    #[test]
    fn limits_of_a_difference_stay_within_what_a_difference_can_be() {
        let share = |value: f64, low: f64, high: f64| Shown {
            value: Some(value),
            low: Some(low),
            high: Some(high),
            ..blank(10, 10.0, "", Level::NINETY_FIVE)
        };
        let (low, value, high) = apart(&share(1.0, 0.7, 1.0), &share(0.0, 0.0, 0.3)).unwrap();
        assert!((low - (1.0 - 0.3_f64.hypot(0.3))).abs() < 1e-12 && value == 1.0 && high == 1.0);
    }

    /// Replies after the horizon are no replies by it, and a stratum of one group alone tells nothing of the other.
    #[test]
    fn the_test_ends_at_the_horizon_and_stays_within_strata() {
        let asking = Asking { horizon: 60, transform: Transform::LogLog, level: Level::NINETY_FIVE, by: None };
        let p = |paths: &[(PathKey, u64)], strata: bool| {
            let parts: Vec<(Named, Counted)> = ["a", "b"]
                .into_iter()
                .map(|g| {
                    let own = paths.iter().filter(|(key, _)| &*key.by[0] == g);
                    (Named::new(g, g), own.map(|(key, n)| (key, *n)).collect())
                })
                .collect();
            assert!(strata || paths.iter().all(|(key, _)| key.by[1].is_empty()));
            let ranked = Ranked { places: vec![0, 1], parts: &parts, asking: &asking };
            ranked.test(&[0, 1]).unwrap().map(|test| test.p)
        };
        let late = |day| [(path(End::Replied(day), "a", ""), 12), (path(End::Waiting(90), "b", ""), 12)];
        assert_eq!(p(&late(61), false), None, "nobody replied by day 60");
        assert!(p(&late(59), false).unwrap() < 0.001);
        let apart = [(path(End::Replied(5), "a", "email"), 12), (path(End::Waiting(90), "b", "phone"), 12)];
        assert_eq!(p(&apart, true), None);
    }
}
