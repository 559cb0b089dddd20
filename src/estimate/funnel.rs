//! How far acquaintances come: met, referred or interviewed → first message → reply → conversation → ongoing.
//!
//! Each step is timed from the one before, of those who reached that one. With one way out of a step, the Aalen–Johansen estimator
//! is the Kaplan–Meier curve. What the steps are: [`crate::outreach::relations`].

use super::waits::{self, Scale, Timed, Waits, undated_note};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::outreach::relations::Origin;
use crate::tally::{RelationKey, RelationsTally};
use crate::view::{self, Cell, Column, Figure, Form, Table, Unit};

/// The day, beside the horizon, by which each step's share is given.
const SOON: u32 = 14;

/// The steps, and of whom each is.
const STEPS: [(&str, &str, &str); 4] = [
    ("message", "First message", "people met or introduced"),
    ("reply", "Reply", "people written to"),
    ("conversation", "Conversation", "people who replied"),
    ("ongoing", "Ongoing", "people talked to"),
];

/// How far those come who were met first, and those who were written to first.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// Met, referred or interviewed: four steps.
    pub met: Vec<Timed>,
    /// Written to first: from the reply on.
    pub written: Vec<Timed>,
    /// Of those met, each way of meeting.
    pub starts: Vec<Start>,
    /// Of those met, people with whom it began so early in the log that it may have begun before.
    pub early: Option<u64>,
    /// The days by which shares are given, the horizon last.
    pub days: Vec<u32>,
    /// People whose reply has no day, of those met and of those written to.
    pub undated: [u64; 2],
    /// How intervals are made.
    pub scale: Scale,
    /// The last day of which anything is known.
    pub as_of: String,
}

/// One way of meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// What it is called.
    pub name: Named,
    /// People met so.
    pub n: Option<u64>,
    /// Of those who reached the step before, the share who reached each step by the horizon.
    pub steps: Vec<Figure>,
}

impl Funnel {
    /// Estimates the funnel.
    ///
    /// # Errors
    /// Never for waits of days.
    pub fn estimate(tally: &RelationsTally, horizon: u32, scale: Scale) -> Result<Funnel> {
        let people: Vec<(&RelationKey, u64)> = tally.cells().map(|(key, count)| (key, count.n)).collect();
        let days: Vec<u32> = [SOON].into_iter().filter(|day| *day < horizon).chain([horizon]).collect();
        let row = |step: usize, is_of: &dyn Fn(&RelationKey) -> bool| {
            let (id, label, words) = STEPS[step];
            Timed::new(Named::new(id, label), &step_waits(&people, step, is_of), &days, horizon, words, scale)
        };
        let met = |key: &RelationKey| key.origin.is_met();
        let written = |key: &RelationKey| key.origin == Origin::Written;
        let undated = |is_of: &dyn Fn(&RelationKey) -> bool| step_waits(&people, 1, is_of).undated;
        let early = people.iter().filter(|(key, _)| met(key) && key.early).map(|(_, n)| n).sum();
        Ok(Funnel {
            met: (0..STEPS.len()).map(|step| row(step, &met)).collect::<Result<_>>()?,
            written: (1..STEPS.len()).map(|step| row(step, &written)).collect::<Result<_>>()?,
            starts: starts(&people, horizon, scale)?,
            early: Some(early),
            undated: [undated(&met), undated(&written)],
            days,
            scale,
            as_of: tally.header().as_of.clone(),
        })
    }

    fn horizon(&self) -> u32 {
        self.days.last().copied().unwrap_or(0)
    }

    fn table(&self, id: &str, title: &str, base: &str, rows: &[Timed], undated: u64, early: u64) -> Table {
        let refs: Vec<&Timed> = rows.iter().collect();
        let mut notes = vec![
            "Each step counts from the one before, of those who reached that. Conversation: a meeting, or a call that was \
             answered; ongoing: a second exchange after it."
                .to_owned(),
        ];
        notes.extend(waits::note(&self.as_of, &refs));
        notes.extend(undated_note(undated).filter(|_| refs.iter().all(|row| !row.is_hidden())));
        if early > 0 {
            notes.push(format!(
                "With {} of them it began so early in the log that there may have been something before.",
                view::whole(early)
            ));
        }
        Table {
            id: id.into(),
            title: title.into(),
            base: base.into(),
            columns: waits::columns(&self.days, self.horizon(), ["Step", "Out of", "Reached it"], Unit::People),
            rows: rows.iter().map(Timed::cells).collect(),
            notes,
        }
    }

    fn starts_table(&self) -> Table {
        let mut columns = vec![Column::text("start", "How it began")];
        let share = |(id, label, _): (&str, &str, &str)| Column::figure(id, label, Unit::Share);
        columns.extend(STEPS.map(share));
        columns.push(Column::integer("n", "People", Unit::People));
        let row = |start: &Start| {
            let mut row: Vec<Cell> = vec![start.name.label.as_str().into()];
            row.extend(start.steps.iter().map(Cell::from));
            row.push(start.n.into());
            row
        };
        Table {
            id: "funnel_by_start".into(),
            title: "How far acquaintances come, by how they began".into(),
            base: "people met or introduced before anybody wrote".into(),
            columns,
            rows: self.starts.iter().map(row).collect(),
            notes: vec![format!(
                "Of those who reached the step before, the share who reached each step within {} days (Kaplan–Meier). A \
                 meeting is an interview where its event's name says so.",
                self.horizon()
            )],
        }
    }
}

/// The waits for a step, of some people.
fn step_waits(people: &[(&RelationKey, u64)], step: usize, is_of: &dyn Fn(&RelationKey) -> bool) -> Waits {
    let of = people.iter().filter(|(key, _)| is_of(key));
    Waits::of(of.filter_map(|(key, n)| Some((*key.steps.get(step)?, *n))))
}

fn starts(people: &[(&RelationKey, u64)], horizon: u32, scale: Scale) -> Result<Vec<Start>> {
    let all = [
        (Origin::Introduced, "Introduced"),
        (Origin::Interviewed, "Interviewed"),
        (Origin::AtEvent, "Met at an event"),
        (Origin::Met, "Met otherwise"),
    ];
    let start = |(origin, label): (Origin, &str)| {
        let is_of = |key: &RelationKey| key.origin == origin;
        let share = |step: usize| step_waits(people, step, &is_of).share_by(horizon, STEPS[step].2, scale);
        let steps = (0..STEPS.len()).map(share).collect::<Result<_>>()?;
        Ok(Start { name: Named::new(origin.word(), label), n: Some(step_waits(people, 0, &is_of).n), steps })
    };
    let starts = all.into_iter().map(start).collect::<Result<Vec<_>>>()?;
    Ok(starts.into_iter().filter(|start| start.n != Some(0)).collect())
}

/// Blanks the counts of steps that were hidden, and all steps after them: that nobody came to one would tell of those before.
fn settle_steps(steps: &mut [Timed]) {
    let mut is_hidden = false;
    for step in steps {
        if is_hidden {
            step.hide();
        }
        step.settle();
        is_hidden |= step.is_hidden();
    }
}

impl Estimate for Funnel {
    fn tables(&self) -> Vec<Table> {
        let people = |rows: &[Timed]| rows.first().and_then(|row| row.n).map_or("—".into(), view::whole);
        vec![
            self.table(
                "funnel",
                "How far acquaintances come",
                &format!("people met, introduced or interviewed before anybody wrote (n = {})", people(&self.met)),
                &self.met,
                self.undated[0],
                self.early.unwrap_or(0),
            ),
            self.table(
                "funnel_written",
                "How far those come who were written to first",
                &format!("people written to whom I had not met (n = {})", people(&self.written)),
                &self.written,
                self.undated[1],
                0,
            ),
            self.starts_table(),
        ]
    }

    fn forms(&self) -> Vec<Form> {
        let rows: Vec<&Timed> = self.met.iter().collect();
        vec![waits::chart("funnel", "How far acquaintances come", &self.days, &rows, self.scale)]
    }

    fn headline(&self) -> Option<String> {
        let [message, reply, ..] = self.met.as_slice() else { return None };
        let share = |row: &Timed| view::share_with_interval(row.by_day.last()?.shown()?);
        Some(format!(
            "Of those met or introduced, {} were written to within {} days; of those, {} replied within as many.",
            share(message)?,
            self.horizon(),
            share(reply)?
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut sets: Vec<Vec<Member>> = STEPS.iter().map(|_| Vec::new()).collect();
        for start in &mut self.starts {
            start.steps.iter_mut().zip(&mut sets).for_each(|(figure, set)| set.push(Member::of(figure)));
        }
        let starts = sets.into_iter().map(|figures| Partition { figures, total_is_shown: true, outside: 0 });
        let rows = self.met.iter_mut().chain(&mut self.written).flat_map(Timed::alone);
        rows.chain(starts).collect()
    }

    fn settle(&mut self) {
        settle_steps(&mut self.met);
        settle_steps(&mut self.written);
        // Those met and those who were not are everybody written to, which other tables tell: where a step of the one is hidden, the
        // other's would give it away.
        if self.met.iter().any(Timed::is_hidden) {
            self.written.iter_mut().for_each(Timed::hide);
        }
        if self.met.first().is_some_and(Timed::is_hidden) {
            self.early = None;
        }
        for start in &mut self.starts {
            if start.steps.iter().any(Figure::is_suppressed) {
                // What nobody reached after a hidden step would tell of it.
                let from = start.steps.iter().position(Figure::is_suppressed).unwrap_or(0);
                start.steps.iter_mut().skip(from).for_each(Figure::suppress);
                start.n = start.n.filter(|_| from > 0);
            }
        }
    }
}
