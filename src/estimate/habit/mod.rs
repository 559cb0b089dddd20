//! Habit: how steadily one reaches out, in and outside a job search, and whether one keeps in touch as one means to.
//!
//! These describe all that is in the log, and are flagged `descriptive`. A share has Wilson's interval, as if weeks, messages or
//! intervals were independent of each other; a number has none. Over several owners, quartiles have limits that end at two of the
//! owners' values. A week is an ISO week, from Monday; a day is *active* when a message, call or invitation went out on it.

mod keeping;
mod making;
mod tables;

pub use keeping::{Keeping, Overdue};

use super::figures::{blank, plain_share};
use super::numbers::FEW_FOR_QUANTILES;
use super::{Estimate, Member, Partition};
use crate::stats::Level;
use crate::view::{Bar, Bars, Figure, Flag, Form, Point, Shown, Table};

/// How steadily people reach out.
#[derive(Clone, Debug, PartialEq)]
pub struct Habit {
    /// Each owner, in the order of their words; of several people they are for one's own eyes only.
    pub owners: Vec<Person>,
    /// The first quartile, the median and the third quartile over the owners, where there are several.
    pub spread: Option<[Measures; 3]>,
    /// How many owners there are.
    pub n: Option<u64>,
    /// Periods of job search, all of them where there are several, and the time outside them; empty where none is known.
    pub searches: Vec<Period>,
    /// Keeping in touch, by interval, all of them last where there are several.
    pub keeping: Vec<Keeping>,
    /// Who is overdue, the longest first: for one's own eyes only.
    pub overdue: Vec<Overdue>,
    /// The days up to which all is known, in words.
    pub as_of: String,
}

/// One owner.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Whose outreach it is; a word, not a name.
    pub owner: String,
    /// What is known of it.
    pub measures: Measures,
    /// The first and the last day of the longest silence.
    pub silence: Option<(String, String)>,
    /// People written to, called or invited: those whom the figures tell of where there is one owner.
    pub people: u64,
}

/// What is measured of an owner, or a quantile of it over owners.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// Active weeks ÷ weeks from the first active one to the last that is known.
    pub active_weeks: Figure,
    /// Whole days without anything going out: between two active days, or after the last.
    pub longest_silence: Figure,
    /// The median of the days from one active day to the next.
    pub median_gap: Figure,
    /// Burstiness of these: −1 even, 0 by chance, 1 in bursts (Kim & Jo 2016).
    pub burstiness: Figure,
    /// Quartiles of what went out in an active week.
    pub per_week: [Figure; 3],
    /// What went out outside periods of search ÷ all; `None` where no period is known.
    pub outside: Option<Figure>,
}

/// Time within a period of search, within any, or outside all.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its name for programs: `search_1`, `searches`, `outside`.
    pub id: String,
    /// How it is called.
    pub label: String,
    /// Days of it that lie within what is known, all owners' together.
    pub days: Option<u64>,
    /// Messages, calls and invitations on these days.
    pub touches: Option<u64>,
    /// People reached for the first time on these days.
    pub new_people: Option<u64>,
    /// Its touches ÷ all.
    pub share: Figure,
    /// Its touches in seven days.
    pub per_week: Figure,
    /// The people whom it tells of.
    people: u64,
}

impl Measures {
    fn figures(&mut self) -> impl Iterator<Item = &mut Figure> {
        let own = [&mut self.active_weeks, &mut self.longest_silence, &mut self.median_gap, &mut self.burstiness];
        own.into_iter().chain(&mut self.per_week).chain(&mut self.outside)
    }
}

/// What a reader must know of the ranges of shares.
const RANGES: &str =
    "Ranges take weeks, messages and intervals for independent of each other, which they hardly are: a rough guide.";

/// A number made of all that is in the log: a base, and no interval.
fn described(value: Option<f64>, n: u64, words: &str, level: Level) -> Figure {
    Figure::Shown(Shown { value, flags: vec![Flag::Descriptive], ..blank(n, n as f64, words, level) })
}

/// A share of all that is in the log.
fn described_share(count: u64, n: u64, words: &str, level: Level) -> Figure {
    let mut figure = plain_share(count, n, words, level, &[Flag::Descriptive]);
    // That flag is of few people.
    if let Figure::Shown(shown) = &mut figure {
        shown.flags.retain(|flag| *flag != Flag::SmallBase);
    }
    figure
}

impl Estimate for Habit {
    fn tables(&self) -> Vec<Table> {
        let tables = [Some(self.main_table()), self.search_table(), self.keeping_table(), self.overdue_table()];
        tables.into_iter().flatten().collect()
    }

    fn forms(&self) -> Vec<Form> {
        let bar = |k: &Keeping| Bar { label: k.label.clone(), points: vec![Point::of(&k.kept)], mark: None };
        let bars: Vec<Bar> = self.keeping.iter().map(bar).collect();
        let form = Bars {
            id: "keep_in_touch".into(),
            title: "Keeping in touch".into(),
            subtitle: "Share of the intervals that were over in which something passed".into(),
            series: vec![String::new()],
            bars,
            mark_label: None,
            notes: vec![format!("As of {}.", self.as_of)],
        };
        if self.keeping.is_empty() { Vec::new() } else { vec![Form::Bars(form)] }
    }

    fn headline(&self) -> Option<String> {
        let [person] = self.owners.as_slice() else { return None };
        let weeks = person.measures.active_weeks.shown()?;
        let silence = person.measures.longest_silence.shown()?.value?;
        Some(format!(
            "Something went out in {} of {} weeks; the longest silence had {silence} days.",
            weeks.count?, weeks.n
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let one = self.owners.len() == 1;
        let mut alone: Vec<Member> = Vec::new();
        // The rows of several owners are taken out as a whole.
        for person in self.owners.iter_mut().filter(|_| one) {
            let people = person.people;
            alone.extend(person.measures.figures().map(|figure| Member { people, figure }));
        }
        let n = self.n.unwrap_or(0);
        let spread = self.spread.iter_mut().flatten().flat_map(Measures::figures);
        alone.extend(spread.map(|figure| Member { people: n, figure }));
        for period in &mut self.searches {
            let people = period.people;
            alone.extend([&mut period.share, &mut period.per_week].map(|figure| Member { people, figure }));
        }
        alone.into_iter().map(Partition::one).chain(keeping::partitions(&mut self.keeping)).collect()
    }

    fn conceal(&mut self) {
        if self.owners.len() > 1 {
            self.owners.clear();
        }
        // Quartiles of few people are single people's.
        if self.n.is_none_or(|n| n < FEW_FOR_QUANTILES) {
            self.spread.iter_mut().flatten().flat_map(Measures::figures).for_each(Figure::suppress);
        }
        self.keeping.iter_mut().for_each(Keeping::conceal);
        self.owners.iter_mut().for_each(|person| person.silence = None);
        let named = self.searches.iter_mut().filter(|period| period.id.starts_with("search_"));
        named.zip(1..).for_each(|(period, n)| period.label = format!("Search {n}"));
        self.overdue.clear();
    }

    fn settle(&mut self) {
        if self.spread.iter().flatten().any(|m| m.active_weeks.is_suppressed()) {
            self.n = None;
        }
        for period in self.searches.iter_mut().filter(|period| period.share.is_suppressed()) {
            (period.days, period.touches, period.new_people) = (None, None, None);
        }
        // Of a whole and its parts, what is missing would be the difference.
        if self.searches.iter().any(|period| period.share.is_suppressed()) {
            for period in &mut self.searches {
                (period.days, period.touches, period.new_people) = (None, None, None);
                period.share.suppress();
                period.per_week.suppress();
            }
        }
        self.keeping.iter_mut().for_each(Keeping::settle);
    }
}
