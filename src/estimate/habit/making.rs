//! From days to how steady they are.

use super::{Habit, Keeping, Measures, Overdue, Period, Person, described, described_share};
use crate::error::{Result, internal};
use crate::estimate::figures::blank;
use crate::outreach::Search;
use crate::outreach::touch::epoch_day;
use crate::stats::Level;
use crate::stats::burstiness::Burstiness;
use crate::stats::distribution::binomial_cdf;
use crate::stats::quantile::{Kind, Sample};
use crate::tally::{Activity, Intervals, Reached};
use crate::view::{Figure, Flag, Method};
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The quartiles, in order.
const QUARTILES: [f64; 3] = [0.25, 0.5, 0.75];

/// One owner's active days.
struct Days {
    owner: String,
    /// Of each active day, what was done, in order of time; at least one.
    days: BTreeMap<i32, Reached>,
    first: i32,
    /// The last day that is known.
    until: i32,
}

/// A period in days counted from 1970, both ends in it.
#[derive(Clone, Copy)]
struct Span1970 {
    first: i32,
    last: i32,
}

impl Habit {
    /// Describes how steadily owners reach out. `overdue` names contacts, and is for the owner's own eyes.
    ///
    /// # Errors
    /// Never for tallies of logs.
    pub fn estimate(
        activity: &Activity,
        intervals: &Intervals,
        overdue: Vec<Overdue>,
        searches: &[Search],
        level: Level,
    ) -> Result<Habit> {
        let all = owners(activity);
        let spans: Vec<Span1970> = searches.iter().map(span).collect();
        let owners = all.iter().map(|days| days.person(&spans, level)).collect::<Result<Vec<_>>>()?;
        let spread = if owners.len() > 1 { Some(spread(&owners, level)?) } else { None };
        Ok(Habit {
            spread,
            n: Some(owners.len() as u64),
            searches: periods(&all, searches, &spans, level),
            keeping: Keeping::of(intervals, level)?,
            overdue: Overdue::sorted(overdue),
            as_of: activity.header().as_of.clone(),
            owners,
        })
    }
}

fn owners(activity: &Activity) -> Vec<Days> {
    let mut all: Vec<Days> = Vec::new();
    for (key, reached) in activity.cells() {
        match all.last_mut().filter(|days| *days.owner == *key.owner) {
            Some(days) => {
                days.first = days.first.min(key.day);
                days.until = days.until.max(key.until);
                let day = days.days.entry(key.day).or_default();
                day.touches += reached.touches;
                day.new_people += reached.new_people;
            }
            None => all.push(Days {
                owner: key.owner.to_string(),
                days: BTreeMap::from([(key.day, *reached)]),
                first: key.day,
                until: key.until,
            }),
        }
    }
    all
}

fn span(search: &Search) -> Span1970 {
    Span1970 { first: epoch_day(search.start), last: search.end.map_or(i32::MAX, epoch_day) }
}

impl Span1970 {
    fn holds(self, day: i32) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// The ISO week of a day, counted from that of 1970-01-01, a Thursday.
fn week(day: i32) -> i32 {
    (day + 3).div_euclid(7)
}

fn date(day: i32) -> String {
    Date::constant(1970, 1, 1).checked_add(Span::new().days(day)).map_or(String::new(), |date| date.to_string())
}

impl Days {
    fn person(&self, spans: &[Span1970], level: Level) -> Result<Person> {
        let mut weeks: BTreeMap<i32, u64> = BTreeMap::new();
        for (day, reached) in &self.days {
            *weeks.entry(week(*day)).or_default() += reached.touches;
        }
        let (touches, people) = self.sums(|_| true);
        let per_week: Vec<f64> = weeks.values().map(|n| *n as f64).collect();
        let gaps = self.gaps();
        let silence = self.silence();
        let bursts = Burstiness::of(&gaps).map_err(internal)?;
        let (days, all) = (self.days.len() as u64, (week(self.until) - week(self.first) + 1) as u64);
        let outside = || self.sums(|day| !spans.iter().any(|span| span.holds(day))).0;
        let measures = Measures {
            active_weeks: described_share(weeks.len() as u64, all, "weeks from the first message on", level),
            longest_silence: described(silence.map(|(n, ..)| n), days, "active days", level),
            median_gap: described(quantile(&gaps, 0.5)?, gaps.len() as u64, "gaps between active days", level),
            burstiness: described(bursts.map(|b| b.finite_size), gaps.len() as u64, "gaps between active days", level),
            per_week: quartiles(&per_week, "active weeks", level)?,
            outside: (!spans.is_empty())
                .then(|| described_share(outside(), touches, "messages, calls and invitations", level)),
        };
        let silence = silence.filter(|(n, ..)| *n > 0.0).map(|(_, first, last)| (date(first), date(last)));
        Ok(Person { owner: self.owner.clone(), measures, silence, people })
    }

    /// Touches and new people of some days.
    fn sums(&self, is_meant: impl Fn(i32) -> bool) -> (u64, u64) {
        let days = self.days.iter().filter(|(day, _)| is_meant(**day));
        days.fold((0, 0), |sums, (_, reached)| (sums.0 + reached.touches, sums.1 + reached.new_people))
    }

    /// Days from each active day to the next.
    fn gaps(&self) -> Vec<f64> {
        self.days.keys().zip(self.days.keys().skip(1)).map(|(one, next)| f64::from(next - one)).collect()
    }

    /// The longest silence: its days, its first and its last day; of several as long, the first.
    fn silence(&self) -> Option<(f64, i32, i32)> {
        let ends = self.days.keys().skip(1).map(|next| next - 1).chain([self.until]);
        let silences = self.days.keys().zip(ends).map(|(active, end)| (end - active, active + 1, end));
        let longest = silences.reduce(|longest, next| if next.0 > longest.0 { next } else { longest });
        longest.map(|(n, first, last)| (f64::from(n), first, last))
    }

    /// Days of a period that lie within what is known.
    fn days_in(&self, span: Span1970) -> u64 {
        let (first, last) = (span.first.max(self.first), span.last.min(self.until));
        u64::try_from(last - first + 1).unwrap_or(0)
    }
}

pub(super) fn quantile(values: &[f64], at: f64) -> Result<Option<f64>> {
    if values.is_empty() {
        return Ok(None);
    }
    let sample = Sample::new(values).map_err(internal)?;
    sample.quantile(at, Kind::Linear).map(Some).map_err(internal)
}

fn quartiles(values: &[f64], words: &str, level: Level) -> Result<[Figure; 3]> {
    let mut figures = QUARTILES.map(|_| described(None, values.len() as u64, words, level));
    for (figure, at) in figures.iter_mut().zip(QUARTILES) {
        *figure = described(quantile(values, at)?, values.len() as u64, words, level);
    }
    Ok(figures)
}

/// Quartiles over people with limits that end at two of their values; where there are too few, `bounds`, of whatever can be.
fn ranged(values: &[f64], bounds: Option<(f64, f64)>, words: &str, level: Level) -> Result<[Figure; 3]> {
    let mut figures = quartiles(values, words, level)?;
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    for (figure, at) in figures.iter_mut().zip(QUARTILES) {
        if let Figure::Shown(shown) = figure {
            let limits = limits(&sorted, at, level).or(bounds.filter(|_| shown.value.is_some()));
            (shown.low, shown.high) = (limits.map(|l| l.0), limits.map(|l| l.1));
            shown.method = Method::OrderStatistics;
            shown.flags = blank(shown.n, 0.0, "", level).flags.into_iter().chain([Flag::Descriptive]).collect();
        }
    }
    Ok(figures)
}

/// The values at ranks R `qbinom(alpha/2, n, at)` and `qbinom(1 - alpha/2, n, at) + 1`; `None` where there is none of that rank.
fn limits(sorted: &[f64], at: f64, level: Level) -> Option<(f64, f64)> {
    let (n, tail) = (sorted.len() as u64, level.alpha() / 2.0);
    let rank = |p: f64| (0..=n).find(|k| binomial_cdf(*k, n, at) >= p);
    let (low, high) = (rank(tail)?.checked_sub(1)?, rank(1.0 - tail)?);
    Some((*sorted.get(low as usize)?, *sorted.get(high as usize)?))
}

/// The quartiles of each measure over those of whom it is known.
fn spread(owners: &[Person], level: Level) -> Result<[Measures; 3]> {
    type Get = fn(&Measures) -> Option<&Figure>;
    let words = "people whose outreach it is";
    let values = |get: Get| -> Vec<f64> { owners.iter().filter_map(|p| get(&p.measures)?.shown()?.value).collect() };
    let of = |get: Get| ranged(&values(get), None, words, level);
    let share_of = |get: Get| ranged(&values(get), Some((0.0, 1.0)), words, level);
    let weeks = share_of(|m| Some(&m.active_weeks))?;
    let silence = of(|m| Some(&m.longest_silence))?;
    let gap = of(|m| Some(&m.median_gap))?;
    let bursts = of(|m| Some(&m.burstiness))?;
    let per_week = [of(|m| m.per_week.first())?, of(|m| m.per_week.get(1))?, of(|m| m.per_week.get(2))?];
    let outside = share_of(|m| m.outside.as_ref())?;
    let has_outside = owners.iter().any(|p| p.measures.outside.is_some());
    let measures = |i: usize| Measures {
        active_weeks: weeks[i].clone(),
        longest_silence: silence[i].clone(),
        median_gap: gap[i].clone(),
        burstiness: bursts[i].clone(),
        per_week: per_week.each_ref().map(|quartile| quartile[i].clone()),
        outside: has_outside.then(|| outside[i].clone()),
    };
    Ok([measures(0), measures(1), measures(2)])
}

/// Each period, all of them, and the time outside.
fn periods(owners: &[Days], searches: &[Search], spans: &[Span1970], level: Level) -> Vec<Period> {
    if spans.is_empty() || owners.is_empty() {
        return Vec::new();
    }
    let all = Span1970 { first: i32::MIN, last: i32::MAX };
    let whole = Part::of(owners, &[all], |_| true);
    let inside = Part::of(owners, spans, |day| spans.iter().any(|span| span.holds(day)));
    let mut periods: Vec<Period> = Vec::new();
    for (i, (search, span)) in searches.iter().zip(spans).enumerate() {
        let part = Part::of(owners, &[*span], |day| span.holds(day));
        periods.push(part.period(format!("search_{}", i + 1), label(search), &whole, level));
    }
    if spans.len() > 1 {
        periods.push(inside.period("searches".into(), "All searches".into(), &whole, level));
    }
    let mut outside = Part::of(owners, &[], |day| !spans.iter().any(|span| span.holds(day)));
    outside.days = whole.days - inside.days;
    periods.push(outside.period("outside".into(), "Outside".into(), &whole, level));
    periods
}

fn label(search: &Search) -> String {
    let days = match search.end {
        Some(end) => format!("{} to {end}", search.start),
        None => format!("from {}", search.start),
    };
    search.name.as_ref().map_or_else(|| days.clone(), |name| format!("{name} ({days})"))
}

/// What all owners did in a part of their time.
#[derive(Clone, Copy)]
struct Part {
    days: u64,
    touches: u64,
    new_people: u64,
    /// Of one owner the people reached at all; of several the owners with anything in it.
    people: u64,
}

impl Part {
    fn of(owners: &[Days], spans: &[Span1970], is_meant: impl Fn(i32) -> bool) -> Part {
        let mut part = Part { days: 0, touches: 0, new_people: 0, people: 0 };
        for days in owners {
            let (touches, new_people) = days.sums(&is_meant);
            part.days += spans.iter().map(|span| days.days_in(*span)).sum::<u64>();
            part.touches += touches;
            part.new_people += new_people;
            part.people += if owners.len() == 1 { days.sums(|_| true).1 } else { u64::from(touches > 0) };
        }
        part
    }

    fn period(self, id: String, label: String, whole: &Part, level: Level) -> Period {
        let rate = (self.days > 0).then(|| self.touches as f64 * 7.0 / self.days as f64);
        Period {
            id,
            label,
            days: Some(self.days),
            touches: Some(self.touches),
            new_people: Some(self.new_people),
            share: described_share(self.touches, whole.touches, "messages, calls and invitations", level),
            per_week: described(rate, self.days, "days", level),
            people: self.people,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2: n <- 30; sapply(c(0.25, 0.5), function(p) c(qbinom(0.025, n, p), qbinom(0.975, n, p) + 1)) gives 3 and 13, 10
    /// and 21.
    #[test]
    fn limits_end_at_two_of_the_values() {
        let values: Vec<f64> = (1..=30).map(f64::from).collect();
        let at = |at| limits(&values, at, Level::NINETY_FIVE);
        assert_eq!((at(0.25), at(0.5)), (Some((3.0, 13.0)), Some((10.0, 21.0))));
        assert_eq!(limits(&values[..5], 0.5, Level::NINETY_FIVE), None, "five say nothing at this level");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let week_of = |text: &str| week(epoch_day(text.parse().unwrap()));
        assert_eq!(week_of("2025-03-02") + 1, week_of("2025-03-03"), "Sunday, Monday");
        assert_eq!(week_of("2025-03-03"), week_of("2025-03-09"));
        assert_eq!((week_of("1969-12-28"), week_of("1969-12-29"), week_of("1970-01-04")), (-1, 0, 0));
    }
}
