//! Shares of groups of which some are small: each is drawn towards what the groups have in common.
//!
//! The model is fitted to the groups whose attribute is known, small ones too, for they are drawn most; but only groups of enough
//! episodes can be best.

use super::super::figures::{blank, plain_share};
use super::Group;
use super::ranking::MOST_RANKED;
use crate::error::{Result, internal};
use crate::stats::Level;
use crate::stats::beta::Beta;
use crate::stats::shrinkage::{Groups, Spread, best};
use crate::view::{Figure, Flag, Method};

/// What the model knows of one group.
enum Known {
    /// Its own share.
    Own(Beta),
    /// No more than the share of all: hits and people.
    OfAll(u64, u64),
}

/// One group's place in the list, and its hits and people whose time has run.
type Counted = (usize, u64, u64);

/// Gives each group its shrunk share, and the probability that its share is the highest.
///
/// # Errors
/// Never for counts of people.
pub(super) fn shrink(groups: &mut [Group], level: Level) -> Result<()> {
    let counted: Vec<Counted> = groups.iter().enumerate().filter_map(counts).collect();
    let (hits, people): (Vec<u64>, Vec<u64>) = counted.iter().map(|(_, hits, people)| (*hits, *people)).unzip();
    // One group has nothing in common with others, and one of a million needs no help.
    let Ok(model) = Groups::new(&hits, &people) else { return Ok(()) };
    let spread = model.fit();
    if counted.len() < 2 || matches!(spread, Spread::AllOrNothing { .. }) {
        return Ok(());
    }
    let all = (hits.iter().sum(), people.iter().sum());
    let mut ranked: Vec<(usize, Beta)> = Vec::new();
    for (place, hits, people) in counted {
        let Some(group) = groups.get_mut(place) else { continue };
        let posterior = spread.posterior(hits, people).map_err(internal)?;
        ranked.extend(posterior.filter(|_| group.is_ranked()).map(|beta| (place, beta)));
        let known = posterior.map_or(Known::OfAll(all.0, all.1), Known::Own);
        let is_few = group.is_few();
        if let Some(standing) = &mut group.standing {
            standing.shrunk = Some(known.figure(hits, people, is_few, level));
        }
    }
    if ranked.len() < 2 || ranked.len() > MOST_RANKED {
        return Ok(());
    }
    let shares: Vec<Beta> = ranked.iter().map(|(_, beta)| *beta).collect();
    for ((place, _), best) in ranked.iter().zip(best(&shares).map_err(internal)?) {
        if let Some(standing) = groups.get_mut(*place).and_then(|group| group.standing.as_mut()) {
            standing.best = Some(best);
        }
    }
    Ok(())
}

fn counts((place, group): (usize, &Group)) -> Option<Counted> {
    group.standing.as_ref()?;
    let raw = group.raw.shown()?;
    Some((place, raw.count?, raw.n)).filter(|(_, _, n)| *n > 0)
}

impl Known {
    fn figure(&self, hits: u64, people: u64, is_few: bool, level: Level) -> Figure {
        let mut shown = blank(people, people as f64, "people whose time has run, beside the other groups", level);
        shown.method = Method::BetaBinomial;
        shown.count = Some(hits);
        match self {
            Known::Own(beta) => {
                let limits = beta.interval(level);
                (shown.value, shown.se) = (Some(beta.mean()), Some(beta.sd()));
                (shown.low, shown.high) = (Some(limits.low), Some(limits.high));
            }
            Known::OfAll(hits, people) => {
                let all = plain_share(*hits, *people, "", level, &[]);
                let of = all.shown();
                (shown.value, shown.se) = (of.and_then(|s| s.value), of.and_then(|s| s.se));
                (shown.low, shown.high) = (of.and_then(|s| s.low), of.and_then(|s| s.high));
            }
        }
        shown.flags.extend(is_few.then_some(Flag::Unranked));
        shown.flags.sort();
        Figure::Shown(shown)
    }
}
