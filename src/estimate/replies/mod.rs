//! What share of people reply, when some are still waiting; when replies come; and what they depend on.
//!
//! Beside the naive share stands the Kaplan–Meier share by day: someone written to yesterday counts for one day of
//! waiting, not as a no. Of everyone it is told what may still come (`waiting`), how long replies take (`timing`,
//! `within_day`), and what came of messages (`messages`); of groups whether they differ (`ranking`, `shares`).

mod curve;
mod group;
mod messages;
mod ranking;
mod shares;
mod tables;
mod timing;
mod waiting;
mod within_day;

pub use group::{Group, Standing};
pub use messages::{Counts, Messages};
pub use ranking::{Overall, Pair, Ranking};
pub use timing::Timing;
pub use waiting::Expected;
pub use within_day::{Aside, WithinDay};

use super::evidence::{Evidence, Told, people_needed, told_above};
use super::undated::{curve, wait};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::outreach::attributes::{Attribute, UNKNOWN, Values, Words};
use crate::stats::Level;
use crate::stats::kaplan_meier::Transform;
use crate::tally::{Clock, PathKey, Paths};
use crate::view::{self, Figure, Form, Table};
use curve::ticks;
use std::collections::BTreeMap;

/// Groups of fewer episodes are shown, and neither ranked nor tested.
pub const LEAST_RANKED: u64 = 10;

/// Paths, each with how many episodes took it.
type Counted<'a> = Vec<(&'a PathKey, u64)>;

/// Reply shares of people, overall and by an attribute of their first message.
#[derive(Clone, Debug, PartialEq)]
pub struct Replies {
    /// The attribute by which they are broken down.
    pub by: Option<Breakdown>,
    /// The days by which shares are given, the horizon last.
    pub days: Vec<u32>,
    /// H: "ever" means by this day.
    pub horizon: u32,
    /// Everyone.
    pub total: Group,
    /// The groups: in their own order where they have one, else the largest first; unknown last.
    pub groups: Vec<Group>,
    /// What became of every episode, in the order in which it is told: words, count.
    pub became: Vec<(Named, Option<u64>)>,
    /// What is told of everyone; `None` when it is broken down.
    pub everyone: Option<Everyone>,
    /// Whether the groups differ; `None` when it is not broken down.
    pub ranking: Option<Ranking>,
    /// Days of silence after which a message opens a new episode.
    pub quiet_days: String,
    /// The last day of which anything is known.
    pub as_of: String,
}

/// What is told of everyone, and not of groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Everyone {
    /// What may still come from those who wait.
    pub expected: Expected,
    /// Replies to messages.
    pub messages: Messages,
    /// How long replies take, and what a silence still promises.
    pub timing: Timing,
    /// How soon replies come by the clock; `None` where no source has clock times.
    pub within_day: Option<WithinDay>,
}

/// The attribute by which shares are broken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// The attribute.
    pub name: Named,
    /// Whether its values have an order of their own.
    pub is_ordered: bool,
    /// Whether its values are words of this program, which others may read.
    pub is_common: bool,
    /// Its values in order: as a tally has them, and as they are called on the user's own screen.
    pub values: Vec<Named>,
}

/// How shares are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// H.
    pub horizon: u32,
    /// The scale on which the curve's intervals are made.
    pub transform: Transform,
    /// The confidence level.
    pub level: Level,
    /// The attribute by which the tally was counted.
    pub by: Option<&'a Breakdown>,
}

impl Breakdown {
    /// An attribute with its values in some log.
    pub fn new(attribute: &Attribute, values: &Values) -> Breakdown {
        let values = values.ids.iter().zip(&values.labels).map(|(id, label)| Named::new(&**id, label));
        Breakdown {
            name: Named::new(attribute.name, attribute.label),
            is_ordered: attribute.is_ordered,
            is_common: attribute.words == Words::Common,
            values: values.collect(),
        }
    }
}

impl Replies {
    /// Whether the sources know the attribute by which it is broken down, of anybody at all.
    pub fn is_broken_down(&self) -> bool {
        self.groups.iter().any(|group| group.name.id != UNKNOWN)
    }

    /// Estimates reply shares from a paths tally that was counted by anything or, where there is one, by [`Asking::by`]; then a
    /// second attribute by which it was counted makes the strata within which groups are tested. The clock tally, of the same
    /// episodes, tells of everyone only; without it, or with [`Asking::by`], nothing is said by the clock.
    ///
    /// # Errors
    /// When the waits are no waits, which no log yields.
    pub fn estimate(tally: &Paths, clock: Option<&Clock>, asking: &Asking) -> Result<Replies> {
        let horizon = asking.horizon;
        let mut days: Vec<u32> = [7, 14, 30].into_iter().filter(|d| *d < horizon).collect();
        days.push(horizon);
        let paths: Counted = tally.cells().map(|(k, c)| (k, c.n)).collect();
        let analysed: Counted = paths.iter().copied().filter(|(k, _)| k.is_analysed()).collect();
        let total = Group::new(Named::new("total", "Everyone"), &analysed, &days, asking)?;
        let parts = asking.by.map(|by| parts(by, &analysed)).unwrap_or_default();
        let groups = parts.iter().map(|(name, paths)| Group::new(name.clone(), paths, &days, asking));
        let mut groups = groups.collect::<Result<Vec<_>>>()?;
        let ranking = match asking.by {
            Some(_) => Some(Ranking::of(&mut groups, &parts, tally.header().by.get(1), asking)?),
            None => None,
        };
        shares::shrink(&mut groups, asking.level)?;
        let everyone = match asking.by {
            Some(_) => None,
            None => Some(Everyone::of(&paths, &analysed, clock, asking)?),
        };
        Ok(Replies {
            by: asking.by.cloned(),
            became: group::became(&paths, horizon),
            days,
            horizon,
            total,
            groups,
            everyone,
            ranking,
            quiet_days: tally.header().settings.get("quiet_days").cloned().unwrap_or_default(),
            as_of: tally.header().as_of.clone(),
        })
    }

    /// Calls the groups 1, 2, … instead of by the user's own words.
    fn number_groups(&mut self) {
        let by = self.by.as_ref().map_or(String::new(), |by| by.name.label.clone());
        for (group, number) in self.groups.iter_mut().filter(|g| g.name.id != UNKNOWN).zip(1..) {
            group.name = Named::new(format!("{by}_{number}"), format!("{by} {number}"));
            if let Some(line) = &mut group.line {
                line.name.clone_from(&group.name.label);
            }
        }
    }

    /// Whether a group is hidden: then nothing is told of all groups together, for that counts it too.
    fn hides_a_group(&self) -> bool {
        self.groups.iter().any(|group| group.naive.is_suppressed() || group.raw.is_suppressed())
    }
}

/// The paths of each group, in the order in which groups are shown.
fn parts<'a>(by: &Breakdown, analysed: &Counted<'a>) -> Vec<(Named, Counted<'a>)> {
    let mut parts: BTreeMap<&str, Counted> = BTreeMap::new();
    for (key, n) in analysed {
        if let Some(value) = key.by.first() {
            parts.entry(value).or_default().push((key, *n));
        }
    }
    let places: BTreeMap<&str, usize> = by.values.iter().map(|value| value.id.as_str()).zip(0..).collect();
    let place = |id: &str| places.get(id).copied().unwrap_or(by.values.len());
    let called = |id: &str| by.values.get(place(id)).map_or(id.to_owned(), |value| value.label.clone());
    let mut parts: Vec<(Named, Counted)> =
        parts.into_iter().map(|(id, paths)| (Named::new(id, called(id)), paths)).collect();
    parts.sort_by_key(|(name, paths)| {
        let own = if by.is_ordered { place(&name.id) } else { 0 };
        (name.id == UNKNOWN, own, std::cmp::Reverse(paths.iter().map(|(_, n)| n).sum::<u64>()))
    });
    parts
}

impl Everyone {
    fn of(paths: &Counted, analysed: &Counted, clock: Option<&Clock>, asking: &Asking) -> Result<Everyone> {
        let Asking { horizon, transform, level, .. } = *asking;
        let is_dated = !analysed.iter().any(|(k, _)| super::undated::is_undated(k.end));
        let curve = if is_dated && !analysed.is_empty() { Some(curve(analysed, wait)?) } else { None };
        Ok(Everyone {
            expected: Expected::of(analysed, curve.as_ref(), horizon, (transform, level)),
            messages: Messages::of(paths, horizon, level),
            timing: Timing::of(curve.as_ref(), horizon, (transform, level))?,
            within_day: clock.and_then(|clock| WithinDay::of(clock, horizon, level)),
        })
    }

    fn tables(&self) -> impl Iterator<Item = Table> {
        let Everyone { expected, messages, timing, within_day } = self;
        let tables = [expected.table(), messages.table(), timing.day_table(), timing.silence_table()];
        tables.into_iter().chain(within_day.as_ref().map(WithinDay::table))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let Everyone { expected, messages, timing, within_day } = self;
        let Expected { more, share, .. } = expected;
        let mut partitions: Vec<Partition> = [more, share].into_iter().map(Partition::alone).collect();
        // Several messages may have gone to one person.
        partitions.push(Partition::one(Member { people: messages.people, figure: &mut messages.share }));
        partitions.extend(timing.figures().map(Partition::alone));
        partitions.extend(within_day.iter_mut().flat_map(WithinDay::figures).map(Partition::alone));
        partitions
    }

    fn settle(&mut self, all_is_hidden: bool) {
        if all_is_hidden {
            let Everyone { expected, messages, timing, within_day } = self;
            let figures = [&mut expected.more, &mut expected.share, &mut messages.share].into_iter();
            let clocked = within_day.iter_mut().flat_map(WithinDay::figures);
            figures.chain(timing.figures()).chain(clocked).for_each(Figure::suppress);
        }
        self.expected.hide();
        self.messages.hide();
        self.timing.hide();
        self.within_day.iter_mut().for_each(WithinDay::hide);
    }
}

impl Replies {
    /// What the tests of groups tell; nothing where they were not made.
    fn told_by(&self, ranking: &Ranking) -> Option<Evidence> {
        let by = self.by.as_ref()?;
        let tested = || ranking.pairs.iter().filter(|pair| pair.holm.is_some());
        let told = tested().filter(|pair| pair.differs).filter_map(|pair| self.told_of(pair, &by.name.label));
        let smallest = tested().flat_map(|pair| [pair.first, pair.second]);
        let smallest = smallest.filter_map(|place| self.groups.get(place)?.n).min()?;
        let share = self.total.by_day.last().and_then(|figure| figure.shown()?.value);
        Some(Evidence {
            table: self.id(),
            question: format!("whether replies differ by {}", by.name.label),
            told: told.collect(),
            would_tell: share.and_then(|share| people_needed(share, smallest, tested().count(), ranking.level)),
        })
    }

    /// Two groups that are told apart, both by the test and by the interval of the difference.
    fn told_of(&self, pair: &Pair, by: &str) -> Option<Told> {
        let (first, second) = (self.groups.get(pair.first)?, self.groups.get(pair.second)?);
        let difference = pair.difference.shown()?;
        let value = difference.value?;
        told_above(difference)?;
        let (more, less) = if value > 0.0 { (first, second) } else { (second, first) };
        let share = |group: &Group| group.by_day.last().and_then(|f| f.shown()?.value).map(view::percent);
        let sentence = format!(
            "Who hears back, by {by}: {} {} by day {}, {} {}.",
            more.name.label,
            share(more)?,
            self.horizon,
            less.name.label,
            share(less)?
        );
        Some(Told { sentence, size: value.abs(), p: pair.holm? })
    }
}

impl Estimate for Replies {
    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.main_table()];
        match &self.everyone {
            Some(everyone) => {
                tables.push(self.became_table());
                tables.extend(everyone.tables());
            }
            None => tables.extend(self.group_tables()),
        }
        tables
    }

    fn reported(&self) -> Vec<Table> {
        let mut tables = self.tables();
        if self.by.is_some() {
            // Of groups the main table says whether they differ, and the next how far small ones are to be trusted.
            tables.truncate(2);
        }
        tables
    }

    fn forms(&self) -> Vec<Form> {
        let silence = self.everyone.iter().map(|everyone| Form::Curve(everyone.timing.curve()));
        [Form::Curve(self.curve())].into_iter().chain(silence).collect()
    }

    fn evidence(&self) -> Vec<Evidence> {
        self.ranking.iter().filter_map(|ranking| self.told_by(ranking)).collect()
    }

    fn headline(&self) -> Option<String> {
        if self.by.is_some() {
            return None;
        }
        let shown = self.total.by_day.last()?.shown()?;
        let n = view::whole(shown.n);
        let waiting = self.total.waiting.unwrap_or(0);
        if let Some(undated) = self.total.undated {
            let said = view::share_with_interval(self.total.naive.shown()?)?;
            return Some(format!(
                "{said} of those written to have replied (n = {n}); {} of the replies have no day, so how soon cannot be \
                 told, and {} still wait.",
                view::whole(undated.n),
                view::whole(waiting)
            ));
        }
        Some(match view::share_with_interval(shown) {
            Some(said) => format!(
                "{said} of those written to reply within {} days (n = {n}; {} still wait and are not counted as a no).",
                self.horizon,
                view::whole(waiting)
            ),
            None => format!(
                "Of {n} written to, nobody has been watched for {} days yet, so the final share is unknown.",
                self.horizon
            ),
        })
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut sets: Vec<Vec<Member>> = (0..=self.days.len() + 1).map(|_| Vec::new()).collect();
        for group in &mut self.groups {
            group.figures().zip(&mut sets).for_each(|(figure, set)| set.push(Member::of(figure)));
        }
        let mut partitions: Vec<Partition> =
            sets.into_iter().map(|figures| Partition { figures, total_is_shown: true, outside: 0 }).collect();
        partitions.extend(self.total.figures().map(Partition::alone));
        partitions.extend(self.everyone.iter_mut().flat_map(Everyone::partitions));
        partitions
    }

    fn conceal(&mut self) {
        if self.by.as_ref().is_some_and(|by| !by.is_common) {
            self.number_groups();
        }
    }

    fn settle(&mut self) {
        let hides_a_group = self.hides_a_group();
        self.groups.iter_mut().chain([&mut self.total]).for_each(Group::settle);
        if self.total.naive.is_suppressed() {
            self.became.iter_mut().for_each(|(_, n)| *n = None);
        }
        if let Some(everyone) = &mut self.everyone {
            everyone.settle(self.total.naive.is_suppressed());
        }
        if hides_a_group {
            self.groups.iter_mut().for_each(Group::stand_alone);
            self.ranking.iter_mut().for_each(Ranking::hide);
        }
    }
}
