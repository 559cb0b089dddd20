//! When to write again.

use super::silences::Judged;
use super::{NO_ERROR, days};
use crate::error::{Result, internal};
use crate::estimate::corrected::holm_levels;
use crate::estimate::evidence::{Evidence, Told, more_needed, more_would_tell, told_above};
use crate::estimate::figures::blank;
use crate::estimate::{Estimate, Member, Partition};
use crate::stats::Level;
use crate::stats::distribution::{t_quantile_upper, t_two_sided};
use crate::stats::strategies::{LEAST_EFFECTIVE, Outcome, Strategies, Strategy, compare};
use crate::view::{self, Bar, Cell, Column, Columns, Figure, Flag, Form, Method, Point, Row, Table, Unit};

/// Shares who reply when one writes again within some days, after messages 1 and 2.
#[derive(Clone, Debug, PartialEq)]
pub struct Gaps {
    /// After message 1 and message 2, as far as anybody got them.
    pub after: Vec<AfterMessage>,
    /// H: a reply counts when it came within so many days of the message.
    pub horizon: u32,
    /// Confidence level of the intervals.
    pub level: Level,
}

/// Strategies after one message.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterMessage {
    /// The number of the message.
    pub number: usize,
    /// People who got it and were not written to again on the same day.
    pub n: Option<u64>,
    /// One a strategy.
    pub strategies: Vec<Followed>,
    /// Pairs of strategies with a share each, corrected together (Holm).
    pub pairs: Vec<Pair>,
}

/// One strategy.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// When.
    pub strategy: Strategy,
    /// People who followed it to the letter.
    pub followed: Option<u64>,
    /// What their weights leave of them.
    pub effective: Option<f64>,
    /// The lowest and the highest weight, the mean being 1.
    pub weights: Option<(f64, f64)>,
    /// The share who reply; unknown where support is thin.
    pub share: Figure,
    /// The share minus that of *never*.
    pub difference: Option<Figure>,
    /// p-value of it, corrected over all pairs after this message.
    pub p: Option<f64>,
}

/// Two strategies.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Places of the two among the strategies.
    pub of: [usize; 2],
    /// The share of the first minus that of the second, at the level of its step.
    pub difference: Figure,
    /// p-value, corrected over all pairs after this message.
    pub p: Option<f64>,
}

impl Gaps {
    /// Compares "write again within these days" and "never".
    ///
    /// # Errors
    /// Never for tallies of logs.
    pub fn estimate(judged: &Judged, windows: &[(u32, u32)], horizon: u32, level: Level) -> Result<Gaps> {
        let mut strategies: Vec<Strategy> =
            windows.iter().filter(|w| w.1 <= horizon).map(|w| Strategy::Within(w.0, w.1)).collect();
        strategies.push(Strategy::Never);
        let design = judged.design().map_err(internal)?;
        let mut after = Vec::new();
        for number in [1, 2] {
            let courses = judged.courses(number);
            if courses.iter().any(|c| c.written != Some(0)) {
                let found = compare(&courses, &design, &strategies, horizon).map_err(internal)?;
                after.push(AfterMessage::new(number, &found, level)?);
            }
        }
        Ok(Gaps { after, horizon, level })
    }

    fn title(&self, after: &AfterMessage) -> String {
        format!("When to write again after message {}: who replies by day {}", after.number, self.horizon)
    }

    /// Two strategies that are told apart.
    fn told_of(&self, after: &AfterMessage, pair: &Pair) -> Option<Told> {
        let shown = pair.difference.shown()?;
        let value = shown.value?;
        told_above(shown)?;
        let [more, less] = if value > 0.0 { pair.of } else { [pair.of[1], pair.of[0]] };
        let says = |place: usize| {
            after.strategies.get(place).map(|f| (words(f.strategy), f.share.shown().and_then(|s| s.value)))
        };
        let ((more, high_share), (less, low_share)) = (says(more)?, says(less)?);
        let sentence = format!(
            "Written to again {more}, {} have replied to message {} by day {}; {less}, {}.",
            view::percent(high_share?),
            after.number,
            self.horizon,
            view::percent(low_share?)
        );
        Some(Told { sentence, size: value.abs(), p: pair.p? })
    }

    fn notes(&self, after: &AfterMessage) -> Vec<String> {
        let mut notes = vec![format!(
            "Everyone who got message {} stands for every row as long as what happened agrees with it, weighted so that those who \
             stay stand for all (by day, warmth and channel). Within its days, a row is timed as your messages were. What follows \
             the next message is as it was.",
            after.number
        )];
        let is_thin = |f: &&Followed| f.share.shown().is_some_and(|s| s.value.is_none());
        if after.strategies.iter().any(|f| is_thin(&f)) {
            notes.push(format!(
                "— : too few did so (fewer than {LEAST_EFFECTIVE}, or worth no more than that once they are weighted), so nothing \
                 can be said."
            ));
        }
        notes.push(
            "An association: reasons to write again that no column tells, such as a hunch who would answer, are in it."
                .into(),
        );
        notes
    }

    fn table(&self, after: &AfterMessage) -> Table {
        let columns = vec![
            Column::text("when", "Written to again"),
            Column::figure("share", &format!("Replied by day {}", self.horizon), Unit::Share),
            Column::figure("difference", "Against never", Unit::Difference),
            Column::number("p", "p", Unit::Probability),
            Column::integer("followed", "Did so", Unit::People),
            Column::number("effective", "Worth, once weighted", Unit::People),
            Column::number("lowest_weight", "Lowest weight", Unit::Ratio),
            Column::number("highest_weight", "Highest", Unit::Ratio),
        ];
        let row = |f: &Followed| -> Row {
            vec![
                words(f.strategy).into(),
                (&f.share).into(),
                f.difference.as_ref().map_or(Cell::Null, Cell::from),
                f.p.into(),
                f.followed.into(),
                f.effective.map(|e| (10.0 * e).round() / 10.0).into(),
                f.weights.map(|w| w.0).into(),
                f.weights.map(|w| w.1).into(),
            ]
        };
        let n = after.n.map_or("—".into(), view::whole);
        Table {
            id: format!("gaps_after_{}", after.number),
            title: self.title(after),
            base: format!("people who got message {}, and no other on the same day (n = {n})", after.number),
            columns,
            rows: after.strategies.iter().map(row).collect(),
            notes: self.notes(after),
        }
    }
}

/// When, in words.
pub fn words(strategy: Strategy) -> String {
    match strategy {
        Strategy::Within(first, last) => format!("after {} days", days(first, last)),
        Strategy::Never => "never".into(),
    }
}

impl AfterMessage {
    fn new(number: usize, found: &Strategies, level: Level) -> Result<AfterMessage> {
        let base = format!("people who got message {number}");
        let share = |(i, outcome): (usize, &Outcome)| {
            let mut shown = blank(found.n, outcome.effective, &base, level);
            shown.method = Method::Jackknife;
            shown.flags.push(Flag::Censored);
            shown.value = outcome.share;
            shown.se = found.std_err(i).filter(|se| outcome.share.is_some() && *se > NO_ERROR);
            let interval = found.interval(i, level).filter(|_| shown.se.is_some());
            (shown.low, shown.high) = (interval.map(|i| i.low), interval.map(|i| i.high));
            if outcome.effective < Figure::SMALL_BASE as f64 && !shown.flags.contains(&Flag::SmallBase) {
                shown.flags.push(Flag::SmallBase);
            }
            Followed {
                strategy: outcome.strategy,
                followed: Some(outcome.followed),
                effective: Some(outcome.effective),
                weights: outcome.weights,
                share: Figure::Shown(shown),
                difference: None,
                p: None,
            }
        };
        let mut strategies: Vec<Followed> = found.outcomes.iter().enumerate().map(share).collect();
        let pairs = pairs(found, &base, level)?;
        let never = strategies.len() - 1;
        for pair in &pairs {
            if pair.of[1] == never {
                let followed = &mut strategies[pair.of[0]];
                (followed.difference, followed.p) = (Some(pair.difference.clone()), pair.p);
            }
        }
        Ok(AfterMessage { number, n: Some(found.n), strategies, pairs })
    }

    /// Whether any of it was hidden.
    pub(super) fn is_hidden(&self) -> bool {
        self.strategies.iter().any(|f| f.share.is_suppressed())
    }

    fn hide(&mut self) {
        self.n = None;
        self.pairs.clear();
        for followed in &mut self.strategies {
            (followed.followed, followed.effective, followed.weights) = (None, None, None);
            (followed.difference, followed.p) = (None, None);
            followed.share.suppress();
        }
    }
}

/// Two strategies by their places, and the difference of their shares with its standard error.
type Difference = ([usize; 2], (f64, f64));

/// All pairs of strategies that have a share, corrected together.
fn pairs(found: &Strategies, base: &str, level: Level) -> Result<Vec<Pair>> {
    let known: Vec<usize> = (0..found.outcomes.len()).filter(|i| found.place(*i).is_some()).collect();
    let all = known.iter().enumerate().flat_map(|(i, a)| known[i + 1..].iter().map(move |b| [*a, *b]));
    let differences: Vec<Difference> =
        all.filter_map(|of| found.difference(of[0], of[1]).filter(|(_, se)| *se > NO_ERROR).map(|d| (of, d))).collect();
    let p: Vec<Option<f64>> = differences.iter().map(|(of, (d, se))| Some(t_two_sided(d / se, found.df(of)))).collect();
    let pair = |(difference, corrected): (&Difference, (Option<f64>, Level))| {
        let ((of, (value, se)), (p, own)) = (difference, corrected);
        let effective = of.iter().map(|i| found.outcomes[*i].effective).fold(f64::INFINITY, f64::min);
        let mut shown = blank(found.n, effective, base, own);
        shown.method = Method::Jackknife;
        (shown.value, shown.se) = (Some(*value), Some(*se));
        if let Ok(t) = t_quantile_upper(own.alpha() / 2.0, found.df(of)) {
            (shown.low, shown.high) = (Some((value - t * se).max(-1.0)), Some((value + t * se).min(1.0)));
        }
        Pair { of: *of, difference: Figure::Shown(shown), p }
    };
    Ok(differences.iter().zip(holm_levels(&p, level)?).map(pair).collect())
}

impl Estimate for Gaps {
    fn tables(&self) -> Vec<Table> {
        self.after.iter().map(|after| self.table(after)).collect()
    }

    fn forms(&self) -> Vec<Form> {
        let known =
            |after: &&AfterMessage| after.strategies.iter().any(|f| f.share.shown().is_some_and(|s| s.value.is_some()));
        let form = |after: &AfterMessage| {
            let bar = |f: &Followed| Bar {
                label: match f.strategy {
                    Strategy::Within(first, last) => days(first, last),
                    Strategy::Never => "never".into(),
                },
                points: vec![Point::of(&f.share)],
                mark: None,
            };
            Form::Columns(Columns {
                id: format!("gaps_after_{}", after.number),
                title: self.title(after),
                subtitle: format!("Whiskers: {} interval", view::percent(self.level.value())),
                x_label: "Days until the next message".into(),
                series: vec![String::new()],
                bars: after
                    .strategies
                    .iter()
                    .filter(|f| f.share.shown().is_none_or(|s| s.value.is_some()))
                    .map(bar)
                    .collect(),
                notes: self.notes(after),
            })
        };
        self.after.iter().filter(known).map(form).collect()
    }

    fn headline(&self) -> Option<String> {
        None
    }

    /// One question, whatever the message: what is corrected within the pairs after one of them is corrected over both too.
    fn evidence(&self) -> Vec<Evidence> {
        let tested: Vec<&AfterMessage> = self.after.iter().filter(|after| !after.pairs.is_empty()).collect();
        let Some(first) = tested.first() else { return Vec::new() };
        let told = tested.iter().flat_map(|after| after.pairs.iter().filter_map(|pair| self.told_of(after, pair)));
        let told = told.map(|told| Told { p: (told.p * tested.len() as f64).min(1.0), ..told });
        let widest = first.pairs.iter().filter_map(|pair| more_needed(pair.difference.shown()?)).max();
        vec![Evidence {
            table: format!("gaps_after_{}", first.number),
            question: "how long to wait before the next message".into(),
            told: told.collect(),
            would_tell: widest.map(|widest| more_would_tell(widest, "people")),
        }]
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let followed = self.after.iter_mut().flat_map(|after| &mut after.strategies);
        let members = followed.map(|f| Member { people: f.followed.unwrap_or(0), figure: &mut f.share });
        members.map(Partition::one).collect()
    }

    fn settle(&mut self) {
        // People who followed no strategy are the rest: one hidden number could be worked out from the others.
        self.after.iter_mut().filter(|after| after.is_hidden()).for_each(AfterMessage::hide);
    }
}
