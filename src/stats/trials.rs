//! What one more message does: trials emulated in what people did.
//!
//! On each day *u* after a message, some of those who are still silent are written to again and some are not. Each
//! such day is taken for a trial: the *treated* are those written to on day *u*, the *controls* those of the same
//! stratum (number of the message, and what is known of it) who were as silent and were not written to that day. Both
//! are followed for *h* days, censored when they are written to again (so controls stand for *no* further message)
//! and when nothing more is known. The share who reply is a Kaplan–Meier share: of the treated of a stratum together,
//! counted from their message; of its controls from each day *u* to *u* + *h*, the days weighted by how many were
//! treated on them. The strata are weighted by the number treated: the effect on those who were treated.
//!
//! Days are whole, a message falls somewhere within its day, and so does a reply. Whoever is written to on a day was
//! at risk of replying unasked for half of it (the life table's half interval), so that day's chance to reply is the
//! replies over those silent until then less half of those written to on it; whoever is lost sight of on a day was at
//! risk for all of it. Of the treated, replies later on day *u* itself count; of the controls, half of what that day
//! brings: √(1 − chance) stay silent. [`Day::LeftOut`] leaves that day out of both arms; the weights remain those of
//! all who were treated. A message on the very day of the one before it is no trial.
//!
//! A trial is looked at only where people of two groups at least are known up to day *u* + *h*; a stratum only where
//! its treated are of two groups at least and their share by day *h* exists, also without each of these: none of the
//! shares hangs on one group, and all have errors. Where all have replied nobody has to be watched on. Strata in
//! which that leaves fewer than [`LEAST`] treated, or none, are put together with each other: first over the finer of
//! what is known (channels), then those still too small over the coarser too (warmth), where any number will do; never over the number of the message. Who can be compared with nobody then is left out, and counted. Strata are
//! made once; the jackknife leaves its groups out of the same strata.
//!
//! Sources: Hernán & Robins 2016 (target trials); van Houwelingen 2007 (landmarks); the jackknife over groups of
//! people, since one person is in many trials.

use super::distribution::{t_quantile_upper, t_two_sided};
use super::jackknife::{Jackknife, share_limits};
use super::{Interval, Level, StatsError};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A stratum of fewer treated than this is put together with others.
pub const LEAST: u64 = 10;

/// Fewer silences that a message ended are not worth threads.
const WORTH_THREADS: usize = 1 << 14;

/// What ended a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// They replied.
    Replied,
    /// They were written to again.
    WrittenAgain,
    /// No more is known.
    Censored,
}

/// The silence after one message, and what ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Silence {
    /// The group of people that is left out together, from 0.
    pub group: u32,
    /// The number of the message, from 1.
    pub attempt: u32,
    /// What else is known of it, the coarser first: strata are put together over the second, then over both. The same for all
    /// messages of one person in a row, for a message is compared among those who share it.
    pub known: [u32; 2],
    /// Days since the message before it; `None` of the first.
    pub gap: Option<u32>,
    /// Days until it ended.
    pub days: u32,
    /// What ended it.
    pub end: Ended,
    /// How many silences like this there are; sums are exact up to 2⁵³.
    pub n: u64,
}

/// What becomes of replies on the day of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// They count: of the treated those after the message, of the controls half.
    Counted,
    /// Who replies on that day leaves both arms.
    LeftOut,
}

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Whether messages after one of this number count.
    pub after: fn(u32) -> bool,
    /// Days of watching.
    pub days: u32,
    /// What becomes of replies on the day of the message.
    pub day: Day,
}

/// The silences of one log or many, ready for trials.
#[derive(Clone, Debug)]
pub struct Trials {
    groups: usize,
    cells: Vec<Cell>,
}

/// The silences after messages of one number of which the same is known.
#[derive(Clone, Debug)]
struct Cell {
    key: [u32; 3],
    silent: Arm,
    /// Those that another message ended, by the day of that and by what came of it.
    followed: Followed,
}

/// The days of messages, and what came of each.
type Followed = Vec<(u32, Ending)>;

/// Silences of one group that ended on one day in one way.
#[derive(Clone, Copy, Debug)]
struct Ending {
    group: usize,
    day: u32,
    end: Ended,
    n: f64,
}

/// What one more message does, by some day after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The treated who are compared.
    pub treated: u64,
    /// Of these, replied within the days, before they were written to again.
    pub treated_replied: u64,
    /// The treated of whom nobody to compare with is known for long enough: left out.
    pub unmatched: u64,
    /// The treated by how closely they are compared: within all that is known, without the finer, without both. Nobody is compared
    /// across numbers of the message.
    pub matched: [u64; 3],
    /// Share of the treated who reply.
    pub with: Estimated,
    /// Share who reply among controls.
    pub without: Estimated,
    /// The first minus the second.
    pub difference: Estimated,
    /// The first over the second; its error is that of its logarithm.
    pub ratio: Estimated,
    /// Two-sided p-value of the difference; `None` without an error, or with one of 0.
    pub p: Option<f64>,
    /// Degrees of freedom.
    pub df: f64,
}

/// A number with the error that the jackknife gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimated {
    /// The estimate; `None` where it does not exist.
    pub value: Option<f64>,
    /// Its standard error.
    pub std_err: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
}

impl Trials {
    /// Puts silences in order. Days beyond `longest` are cut there, as if no more were known.
    ///
    /// # Errors
    /// [`StatsError::NoObservations`] without any silence.
    pub fn new(silences: &[Silence], longest: u32) -> Result<Trials, StatsError> {
        let silences = || silences.iter().filter(|s| s.n > 0);
        let groups: BTreeSet<u32> = silences().map(|s| s.group).collect();
        let groups: BTreeMap<u32, usize> = groups.into_iter().zip(0..).collect();
        let mut cells: BTreeMap<[u32; 3], (Vec<Ending>, Followed)> =
            silences().map(key).map(|key| (key, Default::default())).collect();
        for silence in silences() {
            let end = if silence.days > longest { Ended::Censored } else { silence.end };
            let group = groups.get(&silence.group).copied().unwrap_or_default();
            let ending = Ending { group, day: silence.days.min(longest), end, n: silence.n as f64 };
            if let Some((silent, _)) = cells.get_mut(&key(silence)) {
                silent.push(ending);
            }
            let before = silence.attempt.checked_sub(1).map(|k| [k, silence.known[0], silence.known[1]]);
            if let (Some(on @ 1..), Some((_, followed))) = (silence.gap, before.and_then(|key| cells.get_mut(&key))) {
                followed.push((on, ending));
            }
        }
        if groups.is_empty() {
            return Err(StatsError::NoObservations);
        }
        let groups = groups.len();
        let cell = |(key, (silent, followed))| Cell { key, silent: Arm::of(groups, silent), followed };
        Ok(Trials { groups, cells: cells.into_iter().map(cell).collect() })
    }

    /// What a message after those that `counts` (by number) does within `h` days, on those who got it. `None` where nobody who
    /// did can be compared, and for `h` 0 when that day is left out.
    ///
    /// # Errors
    /// None of its own; those of [`Jackknife::new`].
    pub fn effect(
        &self,
        counts: impl Fn(u32) -> bool,
        h: u32,
        day: Day,
        level: Level,
    ) -> Result<Option<Effect>, StatsError> {
        let cells: Vec<&Cell> = self.cells.iter().filter(|cell| counts(cell.key[0])).collect();
        let followed: f64 = cells.iter().flat_map(|cell| &cell.followed).map(|(_, then)| then.n).sum();
        let strata = self.strata(cells, h, day);
        let present: Vec<usize> = (0..self.groups).filter(|g| strata.iter().any(|s| s.has(*g))).collect();
        if present.len() < 2 || (h == 0 && day == Day::LeftOut) {
            return Ok(None);
        }
        let whole: Vec<Shares> = strata.iter().map(|stratum| stratum.shares(None)).collect();
        let without = |group: &usize| {
            let left = strata.iter().zip(&whole);
            statistics(left.map(|(s, whole)| if s.has(*group) { s.shares(Some(*group)) } else { *whole }))
        };
        let full = statistics(whole.iter().copied());
        let jackknife = Jackknife::new(&full, &present.iter().map(without).collect::<Vec<_>>())?;
        Ok(Some(Effect::of(&strata, followed, &jackknife, level)))
    }

    /// Several comparisons at once, each as [`Trials::effect`] makes it, in threads of their own where there is much to do.
    ///
    /// # Errors
    /// Those of [`Trials::effect`].
    pub fn effects(&self, asked: &[Asked], level: Level) -> Result<Vec<Option<Effect>>, StatsError> {
        let one = |asked: &Asked| self.effect(asked.after, asked.days, asked.day, level);
        if self.cells.iter().map(|cell| cell.followed.len()).sum::<usize>() < WORTH_THREADS {
            return asked.iter().map(one).collect();
        }
        std::thread::scope(|scope| {
            let started: Vec<_> = asked.iter().map(|asked| scope.spawn(move || one(asked))).collect();
            let joined = started.into_iter().map(|thread| thread.join());
            joined.map(|effect| effect.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }

    /// Strata: cells with enough treated whose arms are known for long enough; the rest put together.
    fn strata<'a>(&self, cells: Vec<&'a Cell>, h: u32, day: Day) -> Vec<Stratum<'a>> {
        let (mut strata, mut rest) = (Vec::new(), cells);
        for coarse in 0..3 {
            let mut together: BTreeMap<[u32; 3], Vec<&Cell>> = BTreeMap::new();
            for cell in rest.drain(..) {
                let [attempt, first, second] = cell.key;
                let key = [attempt, if coarse < 2 { first } else { 0 }, if coarse < 1 { second } else { 0 }];
                together.entry(key).or_default().push(cell);
            }
            for cells in together.into_values() {
                match Stratum::new(self.groups, &cells, h, day, coarse) {
                    Some(stratum) if coarse == 2 || stratum.treated >= LEAST as f64 => strata.push(stratum),
                    _ => rest.extend(cells),
                }
            }
        }
        strata
    }
}

impl Effect {
    fn of(strata: &[Stratum], followed: f64, jackknife: &Jackknife, level: Level) -> Effect {
        let estimated = |index: usize| Estimated {
            value: jackknife.estimate(index),
            std_err: jackknife.std_err(index),
            interval: None,
        };
        let (difference, log) = (estimated(2), estimated(3));
        // groups that are all alike leave an error of rounding, which tests nothing
        let p = difference.value.zip(difference.std_err).filter(|(_, se)| *se > 1e-12);
        let mut matched = [0.0; 3];
        strata.iter().for_each(|stratum| matched[stratum.coarse] += stratum.treated);
        let treated: f64 = matched.iter().sum();
        Effect {
            treated: treated as u64,
            treated_replied: strata.iter().map(|stratum| stratum.replied).sum::<f64>() as u64,
            unmatched: (followed - treated) as u64,
            matched: matched.map(|n| n as u64),
            with: estimated(0),
            without: estimated(1),
            difference,
            ratio: Estimated { value: log.value.map(f64::exp), ..log },
            p: p.map(|(value, se)| t_two_sided(value / se, jackknife.df())),
            df: jackknife.df(),
        }
        .at(level)
    }

    /// The same with intervals of another level: of shares those of [`share_limits`], of the ratio on the scale of logarithms.
    pub fn at(&self, level: Level) -> Effect {
        let reach = |of: &Estimated| Some(t_quantile_upper(level.alpha() / 2.0, self.df).ok()? * of.std_err?);
        let around = |of: &Estimated, middle: Option<f64>| {
            middle.zip(reach(of)).map(|(middle, reach)| Interval { low: middle - reach, high: middle + reach })
        };
        let share = |of: &Estimated| of.value.zip(reach(of)).map(|(share, reach)| share_limits(share, reach));
        let ratio = around(&self.ratio, self.ratio.value.map(f64::ln));
        let with = |of: &Estimated, interval: Option<Interval>| Estimated { interval, ..*of };
        Effect {
            with: with(&self.with, share(&self.with)),
            without: with(&self.without, share(&self.without)),
            difference: with(&self.difference, around(&self.difference, self.difference.value)),
            ratio: with(&self.ratio, ratio.map(|i| Interval { low: i.low.exp(), high: i.high.exp() })),
            ..self.clone()
        }
    }
}

fn key(silence: &Silence) -> [u32; 3] {
    [silence.attempt, silence.known[0], silence.known[1]]
}

/// The shares of the treated and of controls in one stratum, and the number treated.
#[derive(Clone, Copy, Debug)]
struct Shares {
    treated: f64,
    arms: Option<[f64; 2]>,
}

/// Shares with and without, their difference and the logarithm of their ratio, the strata weighted by the number treated.
fn statistics(strata: impl Iterator<Item = Shares>) -> Vec<Option<f64>> {
    let (mut all, mut sums) = (0.0, Some([0.0; 2]));
    // a stratum without its only treated is no more
    for Shares { treated, arms } in strata.filter(|s| s.treated > 0.0) {
        all += treated;
        sums = sums.zip(arms).map(|(sums, arms)| [sums[0] + treated * arms[0], sums[1] + treated * arms[1]]);
    }
    let Some([with, without]) = sums.filter(|_| all > 0.0).map(|sums| sums.map(|sum| sum / all)) else {
        return vec![None; 4];
    };
    let ratio = (with > 0.0 && without > 0.0).then(|| (with / without).ln());
    vec![Some(with), Some(without), Some(with - without), ratio]
}

/// Cells that are compared as one: both arms, and the days on which somebody was treated.
struct Stratum<'a> {
    coarse: usize,
    treated: f64,
    /// Of the treated, those who replied within the days, also on the day of the message.
    replied: f64,
    h: u32,
    day: Day,
    silent: Cow<'a, Arm>,
    then: Arm,
    /// The treated as an arm of its own, by the day of their message.
    on: Arm,
}

impl<'a> Stratum<'a> {
    /// `None` where no trial has both arms known for `h` days.
    fn new(groups: usize, cells: &[&'a Cell], h: u32, day: Day, coarse: usize) -> Option<Stratum<'a>> {
        let all = match cells {
            [cell] => Cow::Borrowed(&cell.silent),
            _ => Cow::Owned(Arm::of(groups, cells.iter().flat_map(|cell| cell.silent.endings()).collect())),
        };
        let mut last: Vec<Option<u32>> = (0..groups).map(|group| all.last(group)).collect();
        last.sort_unstable_by(|a, b| b.cmp(a));
        // without any one group, somebody is known up to here
        let known = last.get(1).copied().flatten()?;
        let first = if day == Day::Counted { First::Half } else { First::Nothing };
        let mut curves: Vec<Curve> = Vec::new();
        let mut compared: BTreeMap<u32, bool> = BTreeMap::new();
        for on in cells.iter().flat_map(|cell| &cell.followed).map(|(on, _)| *on) {
            compared.entry(on).or_insert_with(|| {
                let end = on.saturating_add(h);
                if end <= known && on.checked_add(h).is_some() {
                    return true;
                }
                // Where all have replied before, nobody has to be watched on; also without any one group.
                if curves.is_empty() {
                    let present = (0..groups).filter(|g| all.by_group.get(*g).is_some_and(|e| !e.is_empty()));
                    curves.extend(present.map(Some).chain([None]).map(|group| Curve::of(all.without(group))));
                }
                curves.len() > 2 && curves.iter().all(|curve| curve.share(on, end, first).is_some())
            });
        }
        let compared = |on: u32| compared.get(&on) == Some(&true);
        let followed = || cells.iter().flat_map(|cell| &cell.followed).filter(|(on, _)| compared(*on));
        let cut = |e: &Ending| Ending { day: e.day.min(h), end: if e.day > h { Ended::Censored } else { e.end }, ..*e };
        let then = || followed().map(|(_, e)| e).filter(|e| day == Day::Counted || e.day > 0).map(cut);
        let replied = followed().filter(|(_, e)| e.day <= h && e.end == Ended::Replied);
        let stratum = Stratum {
            coarse,
            treated: followed().map(|(_, e)| e.n).sum(),
            replied: replied.map(|(_, e)| e.n).sum(),
            h,
            day,
            silent: all,
            then: Arm::of(groups, then().collect()),
            on: Arm::of(groups, followed().map(|(on, e)| Ending { day: *on, ..*e }).collect()),
        };
        stratum.is_known().then_some(stratum)
    }

    /// Whether there are treated of two groups at least, and their share exists, also without each of these.
    fn is_known(&self) -> bool {
        let groups = self.on.by_group.iter().enumerate().filter(|(_, endings)| !endings.is_empty());
        let each: Vec<Option<usize>> = groups.map(|(group, _)| Some(group)).collect();
        each.len() > 1 && each.into_iter().chain([None]).all(|group| self.treated_share(group).is_some())
    }

    fn has(&self, group: usize) -> bool {
        [&self.silent, &self.on].iter().any(|arm| arm.by_group.get(group).is_some_and(|endings| !endings.is_empty()))
    }

    /// The shares of both arms, without a group if one is named.
    fn shares(&self, without: Option<usize>) -> Shares {
        let on: Vec<(u32, f64)> = self.on.without(without).map(|(day, ended)| (day, ended.iter().sum())).collect();
        let treated = on.iter().map(|(_, n)| n).sum();
        let first = if self.day == Day::Counted { First::Half } else { First::Nothing };
        let silent = Curve::of(self.silent.without(without));
        let controls: Option<f64> = on
            .iter()
            .filter(|(_, n)| *n > 0.0)
            .map(|(on, n)| silent.share(*on, on.saturating_add(self.h), first).map(|share| n * share))
            .sum();
        let with = self.treated_share(without);
        Shares { treated, arms: with.zip(controls).map(|(with, controls)| [with, controls / treated]) }
    }

    /// The share of the treated who reply.
    fn treated_share(&self, without: Option<usize>) -> Option<f64> {
        Curve::of(self.then.without(without)).share(0, self.h, First::Whole)
    }
}

/// By day: how many silences ended, and how; and which of them are of a group.
#[derive(Clone, Debug)]
struct Arm {
    ended: Vec<(u32, [f64; 3])>,
    /// By group: place, how it ended, how many.
    by_group: Vec<Vec<(usize, Ended, f64)>>,
}

impl Arm {
    fn of(groups: usize, endings: Vec<Ending>) -> Arm {
        let days = distinct_days(&endings);
        let mut arm =
            Arm { ended: days.into_iter().map(|day| (day, [0.0; 3])).collect(), by_group: vec![Vec::new(); groups] };
        for Ending { group, day, end, n } in endings {
            let place = arm.ended.partition_point(|(other, _)| *other < day);
            if let (Some((_, ended)), Some(group)) = (arm.ended.get_mut(place), arm.by_group.get_mut(group)) {
                ended[end as usize] += n;
                match group.last_mut() {
                    Some((last, how, sum)) if (*last, *how) == (place, end) => *sum += n,
                    _ => group.push((place, end, n)),
                }
            }
        }
        arm
    }

    /// What it was made of, as far as it matters.
    fn endings(&self) -> impl Iterator<Item = Ending> {
        let of = |(group, endings): (usize, &Vec<(usize, Ended, f64)>)| {
            let day = |place: usize| self.ended.get(place).map_or(0, |(day, _)| *day);
            endings
                .iter()
                .map(|(place, end, n)| Ending { group, day: day(*place), end: *end, n: *n })
                .collect::<Vec<_>>()
        };
        self.by_group.iter().enumerate().flat_map(of)
    }

    /// The last day on which a silence of a group ended.
    fn last(&self, group: usize) -> Option<u32> {
        let place = self.by_group.get(group)?.iter().map(|(place, _, _)| *place).max()?;
        self.ended.get(place).map(|(day, _)| *day)
    }

    /// How many ended day by day, without a group if one is named.
    fn without(&self, group: Option<usize>) -> impl DoubleEndedIterator<Item = (u32, [f64; 3])> {
        let mut ended = self.ended.clone();
        for (place, how, n) in group.and_then(|group| self.by_group.get(group)).into_iter().flatten() {
            if let Some((_, ended)) = ended.get_mut(*place) {
                ended[*how as usize] -= n;
            }
        }
        ended.into_iter()
    }
}

/// The days on which silences ended, ascending.
fn distinct_days(endings: &[Ending]) -> Vec<u32> {
    let most = endings.iter().map(|ending| ending.day as usize).max().unwrap_or(0);
    if most > endings.len() {
        let days: BTreeSet<u32> = endings.iter().map(|ending| ending.day).collect();
        return days.into_iter().collect();
    }
    let mut is_there = vec![false; most + 1];
    endings.iter().for_each(|ending| is_there[ending.day as usize] = true);
    (0..).zip(is_there).filter(|(_, is)| *is).map(|(day, _)| day).collect()
}

/// How much of its first day belongs to a share.
#[derive(Clone, Copy, Debug)]
enum First {
    Whole,
    Half,
    Nothing,
}

/// By day on which silences ended, in order: the chance to reply on it.
struct Curve {
    hazards: Vec<(u32, f64)>,
    /// The last day of which anything is known.
    last: Option<u32>,
}

impl Curve {
    /// Chances are replies over those at risk, who are at risk for half a day if they are written to on it.
    fn of(ended: impl DoubleEndedIterator<Item = (u32, [f64; 3])>) -> Curve {
        let (mut silent, mut last, mut hazards) = (0.0, None, Vec::new());
        for (day, [replied, again, gone]) in ended.rev() {
            silent += replied + again + gone;
            // people are counted in whole: less than half of one is what rounding leaves of nobody
            if silent > 0.5 {
                last = last.or(Some(day));
                hazards.push((day, (replied / (silent - again / 2.0)).clamp(0.0, 1.0)));
            }
        }
        hazards.reverse();
        Curve { hazards, last }
    }

    /// The share who reply from day `from` to day `to`; `None` where somebody is silent beyond what is known.
    fn share(&self, from: u32, to: u32, first: First) -> Option<f64> {
        let start = self.hazards.partition_point(|(day, _)| *day < from);
        let mut silent = 1.0;
        for (day, hazard) in self.hazards.iter().skip(start).take_while(|(day, _)| *day <= to) {
            silent *= match first {
                First::Nothing if *day == from => 1.0,
                First::Half if *day == from => (1.0 - hazard).sqrt(),
                _ => 1.0 - hazard,
            };
        }
        (silent == 0.0 || self.last.is_some_and(|last| last >= to)).then_some(1.0 - silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    fn first(group: u32, days: u32, end: Ended, n: u64) -> Silence {
        Silence { group, attempt: 1, known: [0, 0], gap: None, days, end, n }
    }

    fn second(group: u32, gap: u32, days: u32, end: Ended, n: u64) -> Silence {
        Silence { attempt: 2, gap: Some(gap), ..first(group, days, end, n) }
    }

    /// Seven people after message 1: two are written to on day 2, one replies that day, one on day 3, three are watched on.
    fn seven() -> Vec<Silence> {
        vec![
            first(0, 2, Ended::WrittenAgain, 1),
            first(1, 2, Ended::WrittenAgain, 1),
            first(0, 2, Ended::Replied, 1),
            first(1, 3, Ended::Replied, 1),
            first(2, 5, Ended::Censored, 1),
            first(2, 6, Ended::Censored, 1),
            first(0, 6, Ended::Censored, 1),
            second(0, 2, 3, Ended::Replied, 1),
            second(1, 2, 4, Ended::Censored, 1),
        ]
    }

    fn effect(silences: &[Silence], h: u32, day: Day) -> Option<Effect> {
        Trials::new(silences, 140).unwrap().effect(|_| true, h, day, Level::NINETY_FIVE).unwrap()
    }

    fn close(actual: Estimated, expected: f64) {
        assert_close(actual.value.unwrap(), expected, REORDERED, "an estimate");
    }

    /// Of the two treated one replies on the third day: 1/2. Controls: on day 2 seven are silent, two of them for half of it, and
    /// one replies: 1 of 6, of which half a day counts, √(5/6); on day 3 one of four: 3/4; nobody on days 4 and 5.
    #[test]
    fn seven_people() {
        let found = effect(&seven(), 3, Day::Counted).unwrap();
        assert_eq!((found.treated, found.treated_replied, found.unmatched, found.matched), (2, 1, 0, [0, 0, 2]));
        close(found.with, 0.5);
        close(found.without, 1.0 - (5.0_f64 / 6.0).sqrt() * 0.75);
    }

    /// With day 2 left out, controls have 1/4. Without group 0: nobody of one treated, one of three controls, so −1/3;
    /// without 1: the one treated, none of the controls, so 1; without 2: one of two in both arms, so 0. Their mean is 2/9, the
    /// deviations −5/9, 7/9, −2/9, the variance 2/3 · 78/81 = 52/81.
    #[test]
    fn seven_people_without_each_group() {
        let found = effect(&seven(), 3, Day::LeftOut).unwrap();
        close(found.with, 0.5);
        close(found.without, 0.25);
        close(found.difference, 0.25);
        close(found.ratio, 2.0);
        assert_close(found.difference.std_err.unwrap(), 52.0_f64.sqrt() / 9.0, REORDERED, "error");
        assert_close(found.with.std_err.unwrap(), (1.0_f64 / 3.0).sqrt(), REORDERED, "error of 0, 1 and 1/2");
        assert_eq!((found.df, found.ratio.std_err), (2.0, None), "without some groups one share is 0");
    }

    /// An eighth is written to on day 2 and replies that day. Counted: 1 of 3 at once, then 1 of 2, so 1 − 2/3 · 1/2; controls
    /// on day 2: 1 of 8 − 3/2. Left out: as before, but three were treated and two replied.
    #[test]
    fn a_reply_on_the_day_of_the_message() {
        let eighth = [first(1, 2, Ended::WrittenAgain, 1), second(1, 2, 0, Ended::Replied, 1)];
        let eight = [seven(), eighth.to_vec()].concat();
        let found = effect(&eight, 3, Day::Counted).unwrap();
        close(found.with, 2.0 / 3.0);
        close(found.without, 1.0 - (11.0_f64 / 13.0).sqrt() * 0.75);
        let found = effect(&eight, 3, Day::LeftOut).unwrap();
        close(found.with, 0.5);
        close(found.without, 0.25);
        assert_eq!((found.treated, found.treated_replied), (3, 2));
    }

    /// A quarter of those still silent replies on each odd day, half are written to on each even one, and that changes
    /// nothing: by the third day 7/16 in both arms, and no error.
    #[test]
    fn no_effect_where_there_is_none() {
        use Ended::{Censored, Replied, WrittenAgain};
        let course = [
            (1, Replied, 512),
            (2, WrittenAgain, 768),
            (3, Replied, 192),
            (4, WrittenAgain, 288),
            (5, Replied, 72),
            (7, Replied, 54),
            (40, Censored, 162),
        ];
        let after = [(2, 1, Replied, 192), (2, 3, Replied, 144), (2, 30, Censored, 432)];
        let later = [(4, 1, Replied, 72), (4, 3, Replied, 54), (4, 30, Censored, 162)];
        let silences: Vec<Silence> = (0..2)
            .flat_map(|g| {
                let before = course.iter().map(move |(days, end, n)| first(g, *days, *end, *n));
                before
                    .chain(after.iter().chain(&later).map(move |(gap, days, end, n)| second(g, *gap, *days, *end, *n)))
            })
            .collect();
        let found = effect(&silences, 3, Day::Counted).unwrap();
        assert_eq!(found.treated, 2 * (768 + 288));
        close(found.with, 7.0 / 16.0);
        close(found.without, 7.0 / 16.0);
        assert!(found.difference.value.unwrap().abs() < 1e-15 && found.difference.std_err.unwrap() < 1e-15);
        assert_eq!(found.p, None);
    }

    /// Up to day 2 + 4 of the first message two groups are known, up to day 2 + 5 none. Of the two treated one is watched for
    /// four days and the other replied: either alone has a share. Were the other watched for three days, it would have none.
    #[test]
    fn what_is_not_known_for_long_enough_is_not_compared() {
        let mut silences = seven();
        assert!(effect(&silences, 4, Day::Counted).is_some_and(|found| found.difference.std_err.is_some()));
        assert_eq!(effect(&silences, 5, Day::Counted), None);
        silences[7].end = Ended::Censored;
        assert!(effect(&silences, 3, Day::Counted).is_some());
        assert_eq!(effect(&silences, 4, Day::Counted), None);
    }

    /// Treated of one group alone would have no error.
    #[test]
    fn treated_of_one_group_are_not_compared() {
        let mut silences = seven();
        silences[8].group = 0;
        assert_eq!(effect(&silences, 3, Day::Counted), None);
    }

    #[test]
    fn everybody_who_replied_needs_no_watching() {
        let curve = Curve::of([(1, [2.0, 0.0, 0.0]), (3, [2.0, 0.0, 0.0])].into_iter());
        assert_eq!(curve.share(0, 9, First::Whole), Some(1.0));
        assert_eq!((curve.share(0, 2, First::Whole), curve.share(4, 9, First::Whole)), (Some(0.5), None));
    }
}
