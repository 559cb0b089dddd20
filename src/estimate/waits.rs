//! Waits for a step as figures: the share that has reached it by a day, and how long it took.

use super::figures::{blank, replied_by, unknown};
use super::{Member, Named, Partition};
use crate::error::Result;
use crate::outreach::relations::Wait;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::stats::{Level, waits};
use crate::view::{self, Bar, Cell, Column, Columns, Figure, Flag, Form, Method, Point, Unit};

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The scale on which a curve's interval is made.
    pub transform: Transform,
    /// Their confidence level.
    pub level: Level,
}

impl Default for Scale {
    fn default() -> Self {
        Scale { transform: Transform::LogLog, level: Level::NINETY_FIVE }
    }
}

/// Some people's waits for one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Waits {
    /// Days, how many reached it on that day, how many were last seen without it.
    counts: Vec<(u32, u64, u64)>,
    /// Everyone who may reach it.
    pub n: u64,
    /// Of these, reached it.
    pub reached: u64,
    /// Of these, on a day that is not known, or of a step before whose day is not known: no share by day can be told.
    pub undated: u64,
}

impl Waits {
    /// Counts waits.
    pub(super) fn of(waits: impl IntoIterator<Item = (Wait, u64)>) -> Waits {
        let mut all = Waits::default();
        for (wait, n) in waits {
            all.n += n;
            all.reached += if wait.is_reached() { n } else { 0 };
            match wait {
                Wait::Reached(day) => all.counts.push((day, n, 0)),
                Wait::Waiting(day) => all.counts.push((day, 0, n)),
                Wait::Sometime | Wait::Untimed => all.undated += n,
            }
        }
        all
    }

    /// Those who have not reached it, and of whom less than `days` are known.
    pub(super) fn waiting(&self, days: u32) -> u64 {
        self.counts.iter().filter(|(day, _, _)| *day < days).map(|(_, _, waiting)| waiting).sum()
    }

    /// The share that has reached it by a day, of all people (Kaplan–Meier).
    ///
    /// # Errors
    /// Never for waits of days.
    pub(super) fn share_by(&self, day: u32, words: &str, scale: Scale) -> Result<Figure> {
        match self.curve()? {
            Some(curve) => Ok(replied_by(&curve, f64::from(day), scale.transform, words, scale.level)),
            None => Ok(unknown(self.n, words, scale.level, &[])),
        }
    }

    /// The day by which half of them have reached it; unknown where fewer have.
    ///
    /// # Errors
    /// Never for waits of days.
    pub(super) fn median(&self, words: &str, scale: Scale) -> Result<Figure> {
        let mut shown = blank(self.n, self.n as f64, words, scale.level);
        shown.method = Method::KaplanMeierLogLog;
        if let Some(curve) = self.curve()? {
            let median = curve.quantile(0.5, scale.transform, scale.level).map_err(crate::error::internal)?;
            shown.value = median.value;
            (shown.low, shown.high) = (median.low, median.high);
            shown.method = super::figures::method(scale.transform);
            shown.count = Some(self.reached);
            shown.flags.extend((self.reached < self.n).then_some(Flag::Censored));
        }
        Ok(Figure::Shown(shown))
    }

    /// The curve; `None` of nobody, and where some reached it on a day that is not known.
    fn curve(&self) -> Result<Option<KaplanMeier>> {
        if self.counts.is_empty() || self.undated > 0 {
            return Ok(None);
        }
        let waits = self.counts.iter().map(|(day, reached, waiting)| (f64::from(*day), *reached, *waiting));
        KaplanMeier::fit(waits).map(Some).map_err(crate::error::internal)
    }
}

/// A row of a table of waits: how many reached a step, by when, and how many may still.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// Whose row it is.
    pub name: Named,
    /// People (or meetings) who may reach it.
    pub n: Option<u64>,
    /// Of these, reached it.
    pub reached: Option<u64>,
    /// Of these, not yet, and still within their time.
    pub waiting: Option<u64>,
    /// The share that reached it by each of the table's days.
    pub by_day: Vec<Figure>,
    /// The day by which half of them had reached it.
    pub median: Figure,
    /// How many people stand behind it.
    people: u64,
}

impl Timed {
    /// A row of some waits; within their time are those of whom less than `time` days are known.
    ///
    /// # Errors
    /// Never for waits of days.
    pub(super) fn new(name: Named, waits: &Waits, days: &[u32], time: u32, words: &str, scale: Scale) -> Result<Timed> {
        Ok(Timed {
            name,
            n: Some(waits.n),
            reached: Some(waits.reached),
            waiting: (waits.undated == 0).then(|| waits.waiting(time)),
            by_day: days.iter().map(|day| waits.share_by(*day, words, scale)).collect::<Result<_>>()?,
            median: waits.median(words, scale)?,
            people: waits.n,
        })
    }

    /// The same, where fewer people than waits stand behind it.
    pub(super) fn of_people(self, people: u64) -> Timed {
        Timed { people, ..self }
    }

    /// Its figures, each with the people behind it.
    pub(super) fn members(&mut self) -> impl Iterator<Item = Member<'_>> {
        let people = self.people;
        self.by_day.iter_mut().chain([&mut self.median]).map(move |figure| Member { people, figure })
    }

    /// Each of its figures, for itself.
    pub(super) fn alone(&mut self) -> impl Iterator<Item = Partition<'_>> {
        self.members().map(Partition::one)
    }

    /// Whether it was hidden.
    pub(super) fn is_hidden(&self) -> bool {
        self.median.is_suppressed()
    }

    /// Blanks its counts when its figures were hidden.
    pub(super) fn settle(&mut self) {
        if self.is_hidden() || self.by_day.iter().any(Figure::is_suppressed) {
            self.hide();
        }
    }

    /// Hides all of it.
    pub(super) fn hide(&mut self) {
        (self.n, self.reached, self.waiting) = (None, None, None);
        self.members().for_each(|member| member.figure.suppress());
    }

    /// Its cells: name, shares by day, median, counts.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = vec![self.name.label.as_str().into()];
        cells.extend(self.by_day.iter().chain([&self.median]).map(Cell::from));
        cells.extend([self.n, self.reached, self.waiting].map(Cell::from));
        cells
    }

    /// Its share by each day as points of a chart.
    pub(super) fn points(&self) -> Vec<Option<Point>> {
        self.by_day.iter().map(point).collect()
    }
}

/// The point of a figure; of one that the data do not tell, a point without a value, which is not taken for a hidden one.
pub(super) fn point(figure: &Figure) -> Option<Point> {
    let unknown = |n: u64| Point { value: f64::NAN, low: f64::NAN, high: f64::NAN, n };
    Point::of(figure).or_else(|| figure.shown().map(|shown| unknown(shown.n)))
}

/// The columns of rows of waits; `heads` are the headings of the first column, of the base and of those who reached it.
pub(super) fn columns(days: &[u32], time: u32, heads: [&str; 3], unit: Unit) -> Vec<Column> {
    let [first, base, reached] = heads;
    let mut columns = vec![Column::text("what", first)];
    let by_day = |day: &u32| Column::figure(&format!("by_day_{day}"), &format!("By day {day}"), Unit::Share);
    columns.extend(days.iter().map(by_day));
    columns.push(Column::figure("median_days", "Median days", Unit::Days));
    columns.push(Column::integer("n", base, unit));
    columns.push(Column::integer("reached", reached, unit));
    columns.push(Column::integer("waiting", &format!("Still within {time} days"), unit));
    columns
}

/// The rows of a partition of people, figure by figure, whose total is shown.
pub(super) fn partitions(rows: &mut [Timed]) -> Vec<Partition<'_>> {
    let mut sets: Vec<Vec<Member>> = Vec::new();
    for row in rows {
        for (i, member) in row.members().enumerate() {
            match sets.get_mut(i) {
                Some(set) => set.push(member),
                None => sets.push(vec![member]),
            }
        }
    }
    sets.into_iter().map(|figures| Partition { figures, total_is_shown: true, outside: 0 }).collect()
}

/// What a reader must know of every table of waits.
pub(super) fn note(as_of: &str, rows: &[&Timed]) -> Vec<String> {
    let mut notes = vec![format!(
        "By day: the share who have come that far by then (Kaplan–Meier). Whoever has not on {as_of} counts for the days \
         watched, not as a no; the median is of all of them."
    )];
    let is_unknown = |figure: &Figure| figure.shown().is_some_and(|s| s.n > 0 && s.value.is_none());
    if rows.iter().flat_map(|row| row.by_day.iter().chain([&row.median])).any(is_unknown) {
        notes.push("— : nobody has been watched for that long, or fewer than half have come that far.".into());
    }
    notes
}

/// A chart of shares by day, one bar a row.
pub(super) fn chart(id: &str, title: &str, days: &[u32], rows: &[&Timed], scale: Scale) -> Form {
    let bar = |row: &&Timed| Bar { label: row.name.label.clone(), points: row.points(), mark: None };
    Form::Columns(Columns {
        id: id.into(),
        title: title.into(),
        subtitle: format!("Share by day; whiskers: {} interval", view::percent(scale.level.value())),
        x_label: String::new(),
        series: days.iter().map(|day| format!("by day {day}")).collect(),
        bars: rows.iter().map(bar).collect(),
        notes: vec!["Whoever has not come that far counts for the days watched, not as a no.".into()],
    })
}

/// The p-value of the log-rank test that groups wait alike; `None` where fewer than two can be compared, or days are not known.
///
/// # Errors
/// Never for waits of days.
pub(super) fn log_rank(groups: &[Waits]) -> Result<Option<f64>> {
    if groups.iter().any(|group| group.undated > 0) {
        return Ok(None);
    }
    let rows = groups.iter().zip(0_u32..).flat_map(|(group, number)| {
        group.counts.iter().map(move |(day, reached, waiting)| (f64::from(*day), number, *reached, *waiting))
    });
    let waits = waits::Waits::from_counts(rows).map_err(crate::error::internal)?;
    if waits.people() == 0 {
        return Ok(None);
    }
    let result = crate::stats::log_rank::log_rank(&[waits], 0.0).map_err(crate::error::internal)?;
    Ok(result.test.map(|test| test.p))
}

/// What is said of a step that some reached on a day that is not known.
pub(super) fn undated_note(undated: u64) -> Option<String> {
    (undated > 0).then(|| {
        format!(
            "{} people replied on a day that is not known, so shares by day that rest on it cannot be told: write the days \
             into a column \"Replied on\".",
            crate::view::whole(undated)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days 1, 3 and 5: two reached it, one is known for 4 days without it.
    fn waits() -> Waits {
        Waits::of([(Wait::Reached(1), 1), (Wait::Waiting(4), 1), (Wait::Reached(3), 1)])
    }

    fn value(figure: &Figure) -> Option<f64> {
        figure.shown().and_then(|shown| shown.value)
    }

    #[test]
    fn whoever_waits_counts_for_the_days_watched() {
        let scale = Scale::default();
        let share = |day| value(&waits().share_by(day, "people", scale).expect("a share"));
        // 1/3 on day 1; of the two left one more on day 3: 1 - 2/3 · 1/2.
        assert!(share(1).is_some_and(|s| (s - 1.0 / 3.0).abs() < 1e-12));
        assert!(share(4).is_some_and(|s| (s - 2.0 / 3.0).abs() < 1e-12));
        assert_eq!(share(5), None, "nobody was watched for 5 days");
        assert_eq!((waits().n, waits().reached, waits().waiting(5), waits().waiting(4)), (3, 2, 1, 0));
        assert_eq!(value(&waits().median("people", scale).expect("a median")), Some(3.0));
    }

    #[test]
    fn a_day_that_is_not_known_makes_shares_by_day_unknown() {
        for wait in [Wait::Sometime, Wait::Untimed] {
            let waits = Waits::of([(Wait::Reached(1), 4), (wait, 1)]);
            let share = waits.share_by(14, "people", Scale::default()).expect("a share");
            assert_eq!((value(&share), share.shown().map(|s| s.n)), (None, Some(5)));
            assert_eq!(log_rank(&[waits.clone(), waits]).expect("no test"), None);
        }
    }

    #[test]
    fn what_is_not_known_is_drawn_as_no_value_and_what_is_hidden_as_hidden() {
        let mut unknown = waits().share_by(5, "people", Scale::default()).expect("a share");
        assert!(point(&unknown).is_some_and(|point| point.value.is_nan()));
        unknown.suppress();
        assert_eq!(point(&unknown), None);
    }

    /// R 4.2.2, survival 3.5-3: `survdiff(Surv(c(1,3,4,2,6,6), c(1,1,0,1,1,0)) ~ c(1,1,1,2,2,2))`, its chi-squared's upper tail.
    #[test]
    fn the_test_between_groups_is_the_log_rank_test() {
        let other = Waits::of([(Wait::Reached(2), 1), (Wait::Reached(6), 1), (Wait::Waiting(6), 1)]);
        let p = log_rank(&[waits(), other]).expect("a test").expect("two groups");
        assert!((p - 0.485498802644282).abs() < 1e-9 * p, "{p}");
    }
}
