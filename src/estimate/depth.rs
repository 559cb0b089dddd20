//! How deep relationships are: how many exchanges they have had.

use super::figures::plain_share;
use super::waits::Scale;
use super::{Estimate, Member, Named, Partition};
use crate::tally::{RelationKey, RelationsTally};
use crate::view::{self, Bar, Cell, Column, Columns, Figure, Flag, Form, Point, Table, Unit};

/// The classes of exchanges: their names, and the fewest of each.
const CLASSES: [(&str, &str, u32); 5] =
    [("0", "None", 0), ("1", "1", 1), ("2", "2", 2), ("3_5", "3–5", 3), ("6", "6 and more", 6)];

/// How many exchanges relationships have had so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Depth {
    /// Classes of exchanges, from none.
    pub classes: Vec<(Named, Figure)>,
    /// The share that are a single touch.
    pub single: Figure,
    /// People.
    pub n: Option<u64>,
    /// Of these, the first touch is shorter ago than the horizon.
    pub young: Option<u64>,
    /// H: a relationship younger than this has not had its time.
    pub horizon: u32,
    /// The last day of which anything is known.
    pub as_of: String,
}

impl Depth {
    /// Counts exchanges.
    pub fn estimate(tally: &RelationsTally, horizon: u32, scale: Scale) -> Depth {
        let count = |is: &dyn Fn(&RelationKey) -> bool| -> u64 {
            tally.cells().filter(|(key, _)| is(key)).map(|(_, count)| count.n).sum()
        };
        let (n, young) = (count(&|_| true), count(&|key| !key.settled));
        let mut flags = vec![Flag::Descriptive];
        flags.extend((young > 0).then_some(Flag::Censored));
        let share = |count: u64| plain_share(count, n, "people in the log", scale.level, &flags);
        let class = |place: usize| {
            let (id, label, _) = CLASSES[place];
            (Named::new(id, label), share(count(&|key| class_of(key.exchanges) == place)))
        };
        Depth {
            classes: (0..CLASSES.len()).map(class).collect(),
            single: share(count(&|key| key.single)),
            n: Some(n),
            young: Some(young),
            horizon,
            as_of: tally.header().as_of.clone(),
        }
    }
}

fn class_of(exchanges: u32) -> usize {
    CLASSES.iter().rposition(|(_, _, fewest)| exchanges >= *fewest).unwrap_or(0)
}

impl Estimate for Depth {
    fn tables(&self) -> Vec<Table> {
        let row = |name: &str, figure: &Figure| -> Vec<Cell> {
            let people = figure.shown().and_then(|shown| shown.count);
            vec![name.into(), figure.into(), people.into()]
        };
        let mut rows: Vec<Vec<Cell>> = self.classes.iter().map(|(name, figure)| row(&name.label, figure)).collect();
        rows.push(row("A single touch", &self.single));
        let mut notes = vec![
            "An exchange: a touch of one that the other answers; a conversation is one by itself. A single touch: one message, \
             meeting or introduction, and nothing else."
                .to_owned(),
        ];
        if let Some(young @ 1..) = self.young {
            notes.push(format!(
                "As of {}: {} of them began less than {} days before, and may still come further.",
                self.as_of,
                view::whole(young),
                self.horizon
            ));
        }
        vec![Table {
            id: "depth".into(),
            title: "How many exchanges there have been".into(),
            base: format!(
                "everyone with a message, call, meeting, invitation or introduction (n = {})",
                self.n.map_or("—".into(), view::whole)
            ),
            columns: vec![
                Column::text("exchanges", "Exchanges"),
                Column::figure("share", "Share", Unit::Share),
                Column::integer("people", "People", Unit::People),
            ],
            rows,
            notes,
        }]
    }

    fn forms(&self) -> Vec<Form> {
        let level = self.single.shown().map_or(0.95, |shown| shown.level);
        let bar = |(name, figure): &(Named, Figure)| Bar {
            label: name.label.clone(),
            points: vec![Point::of(figure)],
            mark: None,
        };
        vec![Form::Columns(Columns {
            id: "depth".into(),
            title: "How many exchanges there have been".into(),
            subtitle: format!("Share of people; whiskers: {} interval", view::percent(level)),
            x_label: "Exchanges".into(),
            series: vec![String::new()],
            bars: self.classes.iter().map(bar).collect(),
            notes: vec![format!("As of {}.", self.as_of)],
        })]
    }

    fn headline(&self) -> Option<String> {
        let single = view::share_with_interval(self.single.shown()?)?;
        Some(format!("{single} of relationships are a single touch so far."))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        // All have everyone for a base: each tells of those whom it counts.
        let figures = self.classes.iter_mut().map(|(_, figure)| counted(figure)).collect();
        vec![Partition { figures, total_is_shown: true, outside: 0 }, Partition::one(counted(&mut self.single))]
    }

    fn settle(&mut self) {
        let hidden = self.classes.iter().filter(|(_, figure)| figure.is_suppressed()).count();
        let shown = self.classes.iter().filter_map(|(_, figure)| figure.shown()?.count).sum::<u64>();
        if hidden > 0 && shown == 0 {
            // Only classes of nobody are left: they would tell how many there are.
            self.classes.iter_mut().for_each(|(_, figure)| figure.suppress());
            self.single.suppress();
            (self.n, self.young) = (None, None);
        }
    }
}

fn counted(figure: &mut Figure) -> Member<'_> {
    Member { people: figure.shown().and_then(|shown| shown.count).unwrap_or(0), figure }
}
