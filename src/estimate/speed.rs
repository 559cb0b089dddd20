//! How soon the first message follows a meeting or an introduction, and whether the quick are answered more.

use super::waits::{self, Scale, Timed, Waits, log_rank};
use super::{Estimate, Named, Partition};
use crate::error::Result;
use crate::outreach::relations::{Origin, Wait};
use crate::tally::{RelationKey, RelationsTally};
use crate::view::{self, Cell, Column, Figure, Flag, Form, Table, Unit};

/// The days by which shares are given.
const DAYS: [u32; 5] = [1, 2, 7, 14, 30];

/// Classes of quickness: the last day of each, and what it is called.
const CLASSES: [(u32, &str); 5] =
    [(1, "0–1 days"), (3, "2–3 days"), (7, "4–7 days"), (14, "8–14 days"), (u32::MAX, "15 days and more")];

/// How soon people were written to, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Speed {
    /// Everyone met or introduced.
    pub total: Timed,
    /// The same by how it began.
    pub starts: Vec<Timed>,
    /// By how soon they were written to, the replies to the first message.
    pub classes: Vec<Timed>,
    /// People not written to so far.
    pub never: Option<u64>,
    /// The p-value of the log-rank test that all classes are answered alike; `None` where it cannot be told.
    pub p: Option<f64>,
    /// The days by which replies are given, the horizon last.
    pub days: Vec<u32>,
    /// How intervals are made.
    pub scale: Scale,
    /// The last day of which anything is known.
    pub as_of: String,
}

impl Speed {
    /// Estimates speed and its share of replies.
    ///
    /// # Errors
    /// Never for waits of days.
    pub fn estimate(tally: &RelationsTally, horizon: u32, scale: Scale) -> Result<Speed> {
        let people: Vec<(&RelationKey, u64)> =
            tally.cells().map(|(key, count)| (key, count.n)).filter(|(key, _)| key.origin.is_met()).collect();
        let days: Vec<u32> = [14].into_iter().filter(|day| *day < horizon).chain([horizon]).collect();
        let written = |name: Named, is_of: &dyn Fn(Origin) -> bool| {
            let of = people.iter().filter(|(key, _)| is_of(key.origin));
            let waits = Waits::of(of.filter_map(|(key, n)| Some((*key.steps.first()?, *n))));
            Timed::new(name, &waits, &DAYS, horizon, "people met or introduced", scale)
        };
        let replies: Vec<Waits> = (0..CLASSES.len()).map(|class| replies(&people, class)).collect();
        let class = |(waits, (last, label)): (&Waits, (u32, &str))| {
            let id = if last == u32::MAX { "later".to_owned() } else { format!("by_{last}") };
            Timed::new(Named::new(id, label), waits, &days, horizon, "people written to so soon", scale)
        };
        let mut classes = replies.iter().zip(CLASSES).map(class).collect::<Result<Vec<Timed>>>()?;
        classes.iter_mut().for_each(|row| row.by_day.iter_mut().for_each(describes));
        let starts = [
            (Origin::Introduced, "Introduced"),
            (Origin::Interviewed, "Interviewed"),
            (Origin::AtEvent, "Met at an event"),
            (Origin::Met, "Met otherwise"),
        ];
        let start = |(origin, label): (Origin, &str)| written(Named::new(origin.word(), label), &|of| of == origin);
        let mut starts = starts.into_iter().map(start).collect::<Result<Vec<Timed>>>()?;
        starts.retain(|row| row.n != Some(0));
        let never = people.iter().filter(|(key, _)| matches!(key.steps.first(), Some(Wait::Waiting(_))));
        Ok(Speed {
            total: written(Named::new("total", "Everyone"), &|_| true)?,
            starts,
            never: Some(never.map(|(_, n)| n).sum()),
            p: log_rank(&replies)?,
            classes,
            days,
            scale,
            as_of: tally.header().as_of.clone(),
        })
    }

    fn written_table(&self) -> Table {
        let rows: Vec<&Timed> = [&self.total].into_iter().chain(&self.starts).collect();
        let mut notes = waits::note(&self.as_of, &rows);
        notes.push("Whoever was never written to is in it.".into());
        Table {
            id: "speed".into(),
            title: "How soon I write to those I met".into(),
            base: "people met, introduced or interviewed before anybody wrote".into(),
            columns: waits::columns(&DAYS, self.horizon(), ["", "Met", "Written to"], Unit::People),
            rows: rows.iter().map(|row| row.cells()).collect(),
            notes,
        }
    }

    fn horizon(&self) -> u32 {
        self.days.last().copied().unwrap_or(0)
    }

    fn replies_table(&self) -> Table {
        let mut columns = vec![Column::text("class", "Written to after")];
        let by_day =
            |day: &u32| Column::figure(&format!("replied_by_day_{day}"), &format!("Replied by day {day}"), Unit::Share);
        columns.extend(self.days.iter().map(by_day));
        columns.push(Column::integer("n", "Written to", Unit::People));
        columns.push(Column::integer("replied", "Replied", Unit::People));
        columns.push(Column::integer("waiting", "Waiting", Unit::People));
        let row = |class: &Timed| {
            let mut row: Vec<Cell> = vec![class.name.label.as_str().into()];
            row.extend(class.by_day.iter().map(Cell::from));
            row.extend([class.n, class.reached, class.waiting].map(Cell::from));
            row
        };
        let mut notes = vec![
            "Descriptive: whom I wrote to at once may be whom I got on with best. Days are counted from the first message; whoever \
             still waits counts for the days waited."
                .to_owned(),
        ];
        if let Some(never) = self.never {
            notes.push(format!("{} more were not written to so far.", view::whole(never)));
        }
        if let Some(p) = self.p {
            let p = view::scalar(p, Some(Unit::Probability));
            notes.push(format!("That all of them are answered alike: p = {p} (log-rank)."));
        }
        Table {
            id: "speed_replies".into(),
            title: "Who hears back, by how soon I wrote".into(),
            base: "people met, introduced or interviewed, and then written to".into(),
            columns,
            rows: self.classes.iter().map(row).collect(),
            notes,
        }
    }
}

/// Replies to the first message, of those written to within the days of a class.
fn replies(people: &[(&RelationKey, u64)], class: usize) -> Waits {
    let is_of = |wait: Wait| match wait {
        Wait::Reached(days) => CLASSES.iter().position(|(last, _)| days <= *last) == Some(class),
        _ => false,
    };
    let of = people.iter().filter(|(key, _)| key.steps.first().copied().is_some_and(is_of));
    Waits::of(of.filter_map(|(key, n)| Some((*key.steps.get(1)?, *n))))
}

fn describes(figure: &mut Figure) {
    if let Figure::Shown(shown) = figure {
        shown.flags.push(Flag::Descriptive);
        shown.flags.sort();
    }
}

impl Estimate for Speed {
    fn tables(&self) -> Vec<Table> {
        vec![self.written_table(), self.replies_table()]
    }

    fn reported(&self) -> Vec<Table> {
        // The second table tests something that no finding is corrected for.
        self.tables().into_iter().take(1).collect()
    }

    fn forms(&self) -> Vec<Form> {
        let starts: Vec<&Timed> = [&self.total].into_iter().chain(&self.starts).collect();
        let classes: Vec<&Timed> = self.classes.iter().collect();
        vec![
            waits::chart("speed", "How soon I write to those I met", &DAYS, &starts, self.scale),
            waits::chart("speed_replies", "Who hears back, by how soon I wrote", &self.days, &classes, self.scale),
        ]
    }

    fn headline(&self) -> Option<String> {
        let share = view::share_with_interval(self.total.by_day.get(1)?.shown()?)?;
        Some(format!("{share} of those I met or was introduced to had a message of mine within 2 days."))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let total = self.total.alone();
        total.chain(waits::partitions(&mut self.starts)).chain(waits::partitions(&mut self.classes)).collect()
    }

    fn settle(&mut self) {
        self.starts.iter_mut().chain(&mut self.classes).chain([&mut self.total]).for_each(Timed::settle);
        let is_hidden = self.classes.iter().any(|row| row.n.is_none());
        if is_hidden || self.total.is_hidden() {
            (self.p, self.never) = (None, None);
        }
    }
}
