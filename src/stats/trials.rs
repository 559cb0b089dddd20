//! What one more message does: trials emulated in what people did.
//!
//! On each day *u* after a message, some of those who are still silent are written to again and some are not. Each such
//! day is taken for a trial: the *treated* are those written to on day *u*, the *controls* those of the same stratum
//! (number of the message, and what is known of it) who were as silent and were not written to that day. Both are followed
//! for *h* days, censored when they are written to again (so controls stand for *no* further message) and when nothing more
//! is known. The share who reply is a Kaplan–Meier share in each arm of each stratum, the controls' taken at the days on which the
//! treated were written to, and the strata are weighted by the number treated: the effect on those who were treated.
//!
//! Days are whole, a message falls somewhere within its day, and so does a reply. Whoever is written to on a day was at risk of
//! replying unasked for half of it (the life table's half interval); of the treated, replies later on that very day count;
//! of the controls, half of what that day brings. [`Day::LeftOut`] leaves that day out of both arms.
//!
//! Strata of fewer than [`LEAST`] treated, or whose arms are not known up to day *h*, are put together with others like them:
//! first over channels, then over warmth. Who can be compared with nobody then is left out, and counted.
//!
//! Sources: Hernán & Robins 2016 (target trials); van Houwelingen 2007 (landmarks); the jackknife over groups of people,
//! since one person is in many trials.

use super::distribution::t_two_sided;
use super::jackknife::Jackknife;
use super::{Interval, Level, StatsError};
use std::collections::{BTreeMap, BTreeSet};

/// A stratum of fewer treated than this is put together with others.
pub const LEAST: u64 = 10;

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
    /// What else is known of it, the coarser first: strata are put together over the second, then over both.
    pub known: [u32; 2],
    /// Days since the message before it; `None` of the first.
    pub gap: Option<u32>,
    /// Days until it ended.
    pub days: u32,
    /// What ended it.
    pub end: Ended,
    /// How many silences like this there are.
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

/// The silences of one log or many, ready for trials.
#[derive(Clone, Debug)]
pub struct Trials {
    groups: usize,
    cells: Vec<[u32; 3]>,
    days: usize,
    /// By group, cell and day: silences that ended then by a reply, by another message, or unseen.
    ended: Vec<[f64; 3]>,
    followed: Vec<Followed>,
}

/// Silences after another message.
#[derive(Clone, Copy, Debug)]
struct Followed {
    group: usize,
    /// The cell of the message before.
    cell: usize,
    /// The day on which it was written, since the message before.
    on: usize,
    days: usize,
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
    /// The treated by how closely they are compared: within all that is known, without the finer, without both.
    pub matched: [u64; 3],
    /// Share of the treated who reply.
    pub with: Estimated,
    /// Share who reply among controls.
    pub without: Estimated,
    /// The first minus the second.
    pub difference: Estimated,
    /// The first over the second; its error is that of its logarithm.
    pub ratio: Estimated,
    /// Two-sided p-value of the difference.
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
        let groups = silences.iter().map(|s| s.group as usize + 1).max().ok_or(StatsError::NoObservations)?;
        let cells: BTreeSet<[u32; 3]> = silences.iter().map(cell).collect();
        let places: BTreeMap<[u32; 3], usize> = cells.iter().copied().zip(0..).collect();
        let days = longest as usize + 1;
        let mut trials =
            Trials { groups, cells: cells.into_iter().collect(), days, ended: Vec::new(), followed: Vec::new() };
        trials.ended.resize(groups * trials.cells.len() * days, [0.0; 3]);
        for silence in silences {
            let cut = silence.days > longest;
            let end = if cut { Ended::Censored } else { silence.end };
            let day = silence.days.min(longest) as usize;
            let (group, n) = (silence.group as usize, silence.n as f64);
            let before = [silence.attempt.wrapping_sub(1), silence.known[0], silence.known[1]];
            if let Some(here) = places.get(&cell(silence)) {
                let place = (group * trials.cells.len() + here) * days + day;
                if let Some(ended) = trials.ended.get_mut(place) {
                    ended[end as usize] += n;
                }
            }
            if let (Some(on @ 1..), Some(before)) = (silence.gap, places.get(&before)) {
                trials.followed.push(Followed { group, cell: *before, on: on as usize, days: day, end, n });
            }
        }
        Ok(trials)
    }

    /// What a message after those that `counts` does within `h` days, on those who got it.
    ///
    /// # Errors
    /// Only for a level that has no quantile, which [`Level`] excludes.
    pub fn effect(
        &self,
        counts: impl Fn(u32) -> bool,
        h: u32,
        day: Day,
        level: Level,
    ) -> Result<Option<Effect>, StatsError> {
        let h = h as usize;
        let cells: Vec<usize> = (0..self.cells.len()).filter(|c| counts(self.cells[*c][0])).collect();
        let strata = self.strata(&cells, h);
        let arms = Arms::new(self, &strata, h, day);
        let treated: f64 = arms.all.treated_n();
        let followed = |f: &&Followed| cells.contains(&f.cell);
        let all: f64 = self.followed.iter().filter(followed).map(|f| f.n).sum();
        if treated == 0.0 {
            return Ok(None);
        }
        let full = arms.statistics(None);
        let present: Vec<usize> = (0..self.groups).filter(|g| arms.groups[*g].any()).collect();
        let left_out: Vec<Vec<Option<f64>>> = present.iter().map(|g| arms.statistics(Some(*g))).collect();
        if left_out.len() < 2 {
            return Ok(None);
        }
        let jackknife = Jackknife::new(&full, &left_out)?;
        let estimated = |index: usize| Estimated {
            value: full[index],
            std_err: jackknife.std_err(index),
            interval: jackknife.interval(index, level),
        };
        let ratio = {
            let log = estimated(3);
            let back = |i: Interval| Interval { low: i.low.exp(), high: i.high.exp() };
            Estimated { value: log.value.map(f64::exp), std_err: log.std_err, interval: log.interval.map(back) }
        };
        let difference = estimated(2);
        let p = difference.value.zip(difference.std_err).filter(|(_, se)| *se > 0.0);
        let mut matched = [0; 3];
        for stratum in &strata {
            matched[stratum.coarse] += arms.treated_of(stratum) as u64;
        }
        Ok(Some(Effect {
            treated: treated as u64,
            treated_replied: arms.all.treated_replied() as u64,
            unmatched: (all - treated) as u64,
            matched,
            with: bounded(estimated(0)),
            without: bounded(estimated(1)),
            difference,
            ratio,
            p: p.map(|(value, se)| t_two_sided(value / se, jackknife.df())),
            df: jackknife.df(),
        }))
    }

    /// Strata: cells with enough treated whose arms are known for long enough; the rest put together.
    fn strata(&self, cells: &[usize], h: usize) -> Vec<Stratum> {
        let mut strata = Vec::new();
        let mut rest: Vec<usize> = cells.to_vec();
        for coarse in 0..3 {
            let key = |c: usize| {
                let [attempt, first, second] = self.cells[c];
                match coarse {
                    0 => [attempt, first, second],
                    1 => [attempt, first, 0],
                    _ => [attempt, 0, 0],
                }
            };
            let mut together: BTreeMap<[u32; 3], Vec<usize>> = BTreeMap::new();
            for c in rest.drain(..) {
                together.entry(key(c)).or_default().push(c);
            }
            for cells in together.into_values() {
                match Stratum::new(self, &cells, h, coarse) {
                    Some(stratum) if coarse == 2 || stratum.treated >= LEAST as f64 => strata.push(stratum),
                    _ => rest.extend(cells),
                }
            }
        }
        strata
    }

    fn ended(&self, group: usize, cell: usize) -> &[[f64; 3]] {
        let start = (group * self.cells.len() + cell) * self.days;
        self.ended.get(start..start + self.days).unwrap_or(&[])
    }
}

fn cell(silence: &Silence) -> [u32; 3] {
    [silence.attempt, silence.known[0], silence.known[1]]
}

/// A share's interval does not leave 0 to 1.
fn bounded(share: Estimated) -> Estimated {
    let within = |i: Interval| Interval { low: i.low.max(0.0), high: i.high.min(1.0) };
    Estimated { interval: share.interval.map(within), ..share }
}

/// Cells that are compared as one, and the days on which there is somebody to compare with.
struct Stratum {
    cells: Vec<usize>,
    on: Vec<usize>,
    treated: f64,
    coarse: usize,
}

impl Stratum {
    /// `None` where no day has both arms known for `h` days: by people of at least two groups, so that leaving out one of them
    /// leaves something to be known.
    fn new(trials: &Trials, cells: &[usize], h: usize, coarse: usize) -> Option<Stratum> {
        let silent = (0..trials.groups).map(|g| {
            let ends =
                cells.iter().flat_map(|c| trials.ended(g, *c).iter().rposition(|ended| ended.iter().any(|n| *n > 0.0)));
            ends.max()
        });
        let mut lasting: Vec<usize> = silent.flatten().collect();
        lasting.sort_unstable_by(|a, b| b.cmp(a));
        let known = *lasting.get(1)?;
        let followed = || trials.followed.iter().filter(|f| cells.contains(&f.cell) && f.on + h <= known);
        let on: BTreeSet<usize> = followed().map(|f| f.on).collect();
        let watched: BTreeSet<usize> = followed().filter(|f| f.days >= h).map(|f| f.group).collect();
        let treated = followed().map(|f| f.n).sum();
        (watched.len() > 1).then(|| Stratum { cells: cells.to_vec(), on: on.into_iter().collect(), treated, coarse })
    }
}

/// By day: how many silences ended, and how.
#[derive(Clone, Debug)]
struct Curve {
    ended: Vec<[f64; 3]>,
}

impl Curve {
    fn zeros(days: usize) -> Curve {
        Curve { ended: vec![[0.0; 3]; days] }
    }

    fn add(&mut self, other: &[[f64; 3]], factor: f64) {
        for (here, there) in self.ended.iter_mut().zip(other) {
            (0..3).for_each(|i| here[i] += factor * there[i]);
        }
    }

    /// Enters silences; those that outlast the days are censored on the last.
    fn enter(&mut self, days: usize, end: Ended, n: f64) {
        let last = self.ended.len() - 1;
        let (days, end) = if days > last { (last, Ended::Censored) } else { (days, end) };
        self.ended[days][end as usize] += n;
    }

    /// By day, the chance to reply on it: replies over those at risk, who are at risk for half a day if they are written to
    /// on it. `None` where nobody is at risk.
    fn hazards(&self) -> Vec<Option<f64>> {
        let mut hazards = vec![None; self.ended.len()];
        let mut silent = 0.0;
        for (hazard, [replied, again, gone]) in hazards.iter_mut().zip(&self.ended).rev() {
            silent += replied + again + gone;
            let risk = silent - again / 2.0;
            // what subtraction leaves of nobody is nobody
            *hazard = (risk > 1e-9).then(|| (replied / risk).clamp(0.0, 1.0));
        }
        hazards
    }

    /// The share of the treated who reply, from their message on.
    fn treated_share(&self, to: usize, day: Day) -> Option<f64> {
        let mut curve = self.clone();
        if day == Day::LeftOut {
            curve.ended[0] = [0.0; 3];
        }
        shares(&curve.hazards(), 0, to, day, false)
    }
}

/// The share who reply from day `from` to day `to`; of the first day, half if `half`, all otherwise, nothing if it is left out.
fn shares(hazards: &[Option<f64>], from: usize, to: usize, day: Day, half: bool) -> Option<f64> {
    let mut silent = 1.0;
    for t in from..=to {
        let hazard = match hazards.get(t).copied().flatten() {
            Some(hazard) => hazard,
            // everybody has replied: nobody is left whose silence would have to be known
            None if silent == 0.0 => 0.0,
            None => return None,
        };
        silent *= match day {
            _ if t > from => 1.0 - hazard,
            Day::LeftOut => 1.0,
            Day::Counted if half => (1.0 - hazard).sqrt(),
            Day::Counted => 1.0 - hazard,
        };
    }
    Some(1.0 - silent)
}

/// Both arms of every stratum, by group and over all.
struct Arms {
    h: usize,
    day: Day,
    on: Vec<Vec<usize>>,
    groups: Vec<Both>,
    all: Both,
}

/// Both arms of every stratum.
#[derive(Clone)]
struct Both {
    silent: Vec<Curve>,
    treated: Vec<Curve>,
    /// By stratum and its days: how many were treated on it.
    n: Vec<Vec<f64>>,
}

impl Both {
    fn zeros(strata: &[Stratum], days: usize, h: usize) -> Both {
        Both {
            silent: strata.iter().map(|_| Curve::zeros(days)).collect(),
            treated: strata.iter().map(|_| Curve::zeros(h + 1)).collect(),
            n: strata.iter().map(|s| vec![0.0; s.on.len()]).collect(),
        }
    }

    fn add(&mut self, other: &Both, factor: f64) {
        for (here, there) in self.silent.iter_mut().zip(&other.silent) {
            here.add(&there.ended, factor);
        }
        for (here, there) in self.treated.iter_mut().zip(&other.treated) {
            here.add(&there.ended, factor);
        }
        for (here, there) in self.n.iter_mut().flatten().zip(other.n.iter().flatten()) {
            *here += factor * there;
        }
    }

    fn any(&self) -> bool {
        self.silent.iter().flat_map(|c| &c.ended).flatten().any(|n| *n > 0.0) || self.treated_n() > 0.0
    }

    fn treated_n(&self) -> f64 {
        self.n.iter().flatten().sum()
    }

    fn treated_replied(&self) -> f64 {
        self.treated.iter().flat_map(|c| &c.ended).map(|ended| ended[Ended::Replied as usize]).sum()
    }
}

impl Arms {
    fn new(trials: &Trials, strata: &[Stratum], h: usize, day: Day) -> Arms {
        let mut groups = vec![Both::zeros(strata, trials.days, h); trials.groups];
        let mut of_cell: BTreeMap<usize, usize> = BTreeMap::new();
        for (s, stratum) in strata.iter().enumerate() {
            for c in &stratum.cells {
                of_cell.insert(*c, s);
                for (g, both) in groups.iter_mut().enumerate() {
                    both.silent[s].add(trials.ended(g, *c), 1.0);
                }
            }
        }
        for f in &trials.followed {
            let Some(s) = of_cell.get(&f.cell).copied() else { continue };
            let Ok(place) = strata[s].on.binary_search(&f.on) else { continue };
            let both = &mut groups[f.group];
            both.treated[s].enter(f.days, f.end, f.n);
            both.n[s][place] += f.n;
        }
        let mut all = Both::zeros(strata, trials.days, h);
        groups.iter().for_each(|both| all.add(both, 1.0));
        Arms { h, day, on: strata.iter().map(|s| s.on.clone()).collect(), groups, all }
    }

    /// Shares with and without, their difference and the logarithm of their ratio; without a group if one is named.
    fn statistics(&self, without: Option<usize>) -> Vec<Option<f64>> {
        let mut both = self.all.clone();
        if let Some(group) = without {
            both.add(&self.groups[group], -1.0);
        }
        let Some([with, control]) = self.shares(&both) else { return vec![None; 4] };
        let ratio = (with > 0.0 && control > 0.0).then(|| (with / control).ln());
        vec![Some(with), Some(control), Some(with - control), ratio]
    }

    /// Shares of the treated and of controls, the strata weighted by the number treated.
    fn shares(&self, both: &Both) -> Option<[f64; 2]> {
        let (mut sums, mut all) = ([0.0; 2], 0.0);
        for (s, on) in self.on.iter().enumerate() {
            let n: f64 = both.n[s].iter().sum();
            // a jackknifed stratum without its only treated is no more
            if n < 0.5 {
                continue;
            }
            let hazards = both.silent[s].hazards();
            let mut control = 0.0;
            for (on, treated) in on.iter().zip(&both.n[s]).filter(|(_, n)| **n > 0.5) {
                control += treated * shares(&hazards, *on, on + self.h, self.day, true)?;
            }
            sums[0] += n * both.treated[s].treated_share(self.h, self.day)?;
            sums[1] += control;
            all += n;
        }
        (all > 0.0).then(|| sums.map(|sum| sum / all))
    }

    fn treated_of(&self, stratum: &Stratum) -> f64 {
        stratum.treated
    }
}
