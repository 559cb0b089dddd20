//! One group of episodes, or all.

use super::super::figures::{is_known, plain_share, replied_by, unknown};
use super::super::undated::{Undated, curve, is_undated, wait};
use super::curve::line;
use super::{Asking, LEAST_RANKED, Named};
use crate::error::Result;
use crate::outreach::End;
use crate::outreach::attributes::UNKNOWN;
use crate::tally::PathKey;
use crate::view::{CurveLine, Figure, Flag};

/// One group of episodes, or all.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name; of everyone, `total`.
    pub name: Named,
    /// Episodes in the base.
    pub n: Option<u64>,
    /// Of these, replied by the horizon.
    pub replied: Option<u64>,
    /// Of these, no reply yet and the horizon not reached: not a no.
    pub waiting: Option<u64>,
    /// Of those who replied, those of whom the day is not known; `None` when there are none.
    pub undated: Option<Undated>,
    /// Replies by the horizon ÷ base, which counts everyone who still waits as a no; unknown where nobody has been watched for as
    /// long as the first of the days by which shares are given.
    pub naive: Figure,
    /// The share who have replied by each day.
    pub by_day: Vec<Figure>,
    /// Of those alone who could be watched until the horizon: replied by it.
    pub raw: Figure,
    /// Its place among the groups; `None` of everyone, of those of whom the attribute is not known, and where that is hidden.
    pub standing: Option<Standing>,
    /// The whole curve.
    pub line: Option<CurveLine>,
}

/// A group among the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// [`Group::raw`] drawn towards what the groups have in common; `None` where no model of them can be made.
    pub shrunk: Option<Figure>,
    /// The probability that its share is the highest; `None` of small groups, or where groups are not told apart.
    pub best: Option<f64>,
    /// Groups that share a letter cannot be told apart; empty of small groups.
    pub letters: String,
}

impl Group {
    pub(super) fn new(name: Named, paths: &[(&PathKey, u64)], days: &[u32], asking: &Asking) -> Result<Group> {
        let Asking { horizon, transform, level, .. } = *asking;
        let words = "people written to";
        let count = |f: &dyn Fn(&PathKey) -> bool| -> u64 { paths.iter().filter(|(k, _)| f(k)).map(|(_, n)| n).sum() };
        let n = count(&|k| wait(k.end).is_some());
        let undated = Undated::of(paths, horizon)?;
        let replied = count(&|k| has_replied(k, horizon) || is_undated(k.end));
        let waiting = count(&|k| matches!(k.end, End::Waiting(d) if d < horizon));
        let is_named = !["total", UNKNOWN].contains(&name.id.as_str());
        let mut flags = if waiting > 0 { vec![Flag::Censored] } else { vec![] };
        let few = (is_named && n < LEAST_RANKED).then_some(Flag::Unranked);
        flags.extend(few);
        let matured = count(&|k| is_matured(k, horizon));
        let raw_words = format!("people written to {horizon} days ago or more");
        // Given up before the horizon, nobody knows what would have come: to leave them out would leave the replies.
        let given_up = count(&|k| matches!(k.end, End::GivenUp(day) if day < horizon)) > 0;
        let raw = match undated {
            None if !given_up => {
                let yes = count(&|k| is_matured(k, horizon) && has_replied(k, horizon));
                plain_share(yes, matured, &raw_words, level, few.as_slice())
            }
            _ => unknown(matured, &raw_words, level, few.as_slice()),
        };
        let mut group = Group {
            n: Some(n),
            replied: Some(replied),
            waiting: Some(waiting),
            undated,
            // Without their days nobody can say who still waited on which day: a curve would make a silence of them.
            by_day: days.iter().map(|_| unknown(n, words, level, &flags)).collect(),
            naive: plain_share(replied, n, words, level, &flags),
            raw,
            standing: is_named.then(Standing::default),
            line: None,
            name,
        };
        if undated.is_none() && n > 0 {
            let curve = curve(paths, wait)?;
            group.by_day = days.iter().map(|d| replied_by(&curve, f64::from(*d), transform, words, level)).collect();
            group.by_day.iter_mut().for_each(|figure| few.into_iter().for_each(|flag| add(figure, flag)));
            if days.iter().any(|day| is_known(&curve, f64::from(*day))) {
                group.line = Some(line(&group.name.label, &curve, horizon, transform, level));
            } else {
                // Nobody's time has run: a naive share would be a no for everyone.
                group.naive = unknown(n, words, level, &flags);
            }
        }
        Ok(group)
    }

    /// Whether it is ranked among the others.
    pub(super) fn is_ranked(&self) -> bool {
        self.standing.is_some() && self.n.is_some_and(|n| n >= LEAST_RANKED)
    }

    /// Whether it has so few episodes that it is shown and no more.
    pub(super) fn is_few(&self) -> bool {
        self.standing.is_some() && self.n.is_some_and(|n| n < LEAST_RANKED)
    }

    /// Its shares: the naive one, those by day, the raw one.
    pub(super) fn figures(&mut self) -> impl Iterator<Item = &mut Figure> {
        [&mut self.naive].into_iter().chain(&mut self.by_day).chain([&mut self.raw])
    }

    /// Blanks what follows from figures that were hidden.
    pub(super) fn settle(&mut self) {
        if self.naive.is_suppressed() {
            (self.n, self.replied, self.waiting, self.line) = (None, None, None, None);
            self.undated = None;
            self.figures().for_each(Figure::suppress);
        }
    }

    /// Takes out what counts other groups too, and what those could be worked out from.
    pub(super) fn stand_alone(&mut self) {
        self.standing = None;
        self.raw.suppress();
    }
}

/// Adds a flag where there is none like it.
fn add(figure: &mut Figure, flag: Flag) {
    if let Figure::Shown(shown) = figure
        && !shown.flags.contains(&flag)
    {
        shown.flags.push(flag);
        shown.flags.sort();
    }
}

fn has_replied(key: &PathKey, horizon: u32) -> bool {
    matches!(key.end, End::Replied(day) if day <= horizon)
}

/// Whether it could be watched until the horizon, whatever came: not where a new episode began before.
fn is_matured(key: &PathKey, horizon: u32) -> bool {
    key.known >= horizon && !matches!(key.end, End::GivenUp(day) if day < horizon)
}

/// What became of every episode; the counts add up to the first.
pub(super) fn became(paths: &[(&PathKey, u64)], horizon: u32) -> Vec<(Named, Option<u64>)> {
    let count = |f: &dyn Fn(&PathKey) -> bool| -> u64 { paths.iter().filter(|(k, _)| f(k)).map(|(_, n)| n).sum() };
    let ended = |f: fn(End, u32) -> bool| count(&|k| k.is_analysed() && f(k.end, horizon));
    let undated = ended(|e, _| is_undated(e));
    let rows = [
        ("opened", "Opened".to_owned(), count(&|_| true)),
        ("replied", format!("Replied by day {horizon}"), ended(|e, h| matches!(e, End::Replied(d) if d <= h))),
        ("replied_later", format!("Replied after day {horizon}"), ended(|e, h| matches!(e, End::Replied(d) if d > h))),
        (
            "waiting",
            format!("Still waiting, for less than {horizon} days"),
            ended(|e, h| matches!(e, End::Waiting(d) if d < h)),
        ),
        ("silent", format!("Silent for {horizon} days or more"), ended(|e, h| matches!(e, End::Waiting(d) if d >= h))),
        ("given_up", "Given up, and written to again later".to_owned(), ended(|e, _| matches!(e, End::GivenUp(_)))),
        ("bounced", "Bounced: never arrived".to_owned(), count(&|k| k.end == End::Bounced)),
        (
            "fresh",
            "Opened on the last day: no time yet to hear back".to_owned(),
            count(&|k| k.fresh && k.end != End::Bounced),
        ),
        (
            "truncated",
            "Of all: opened so early that they may have begun before the log".to_owned(),
            count(&|k| k.truncated),
        ),
    ];
    let mut rows: Vec<_> = rows.into_iter().map(|(id, label, n)| (Named::new(id, label), Some(n))).collect();
    if undated > 0 {
        rows.insert(3, (Named::new("undated", "Replied, on a day that is not known"), Some(undated)));
    }
    rows
}
