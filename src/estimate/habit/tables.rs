//! Tables of habit.

use super::keeping::label;
use super::{Habit, Measures};
use crate::estimate::numbers::FEW_FOR_QUANTILES;
use crate::view::{self, Cell, Column, Row, Table, Unit};

/// What the quartiles over owners are called.
const SPREAD: [&str; 3] = ["First quartile", "Median", "Third quartile"];

impl Habit {
    pub(super) fn main_table(&self) -> Table {
        let dated = self.owners.iter().any(|person| person.silence.is_some());
        let searched = !self.searches.is_empty();
        let mut columns = vec![
            Column::text("whose", "Whose"),
            Column::figure("active_weeks", "Active weeks", Unit::Share),
            Column::integer("weeks", "Weeks", Unit::Weeks),
            Column::figure("longest_silence", "Longest silence (days)", Unit::Days),
        ];
        columns.extend(dated.then(|| Column::text("silent", "from and to")));
        columns.push(Column::figure("median_gap", "Median gap (days)", Unit::Days));
        columns.push(Column::figure("burstiness", "Burstiness", Unit::Score));
        let quartiles =
            [("per_week_q1", "A week: quarter"), ("per_week_median", "half"), ("per_week_q3", "three quarters")];
        columns.extend(quartiles.map(|(name, label)| Column::figure(name, label, Unit::Touches)));
        columns.extend(searched.then(|| Column::figure("outside_search", "Outside search", Unit::Share)));
        let row = |whose: &str, measures: &Measures, weeks: Cell, silent: Cell| -> Row {
            let mut row =
                vec![whose.into(), (&measures.active_weeks).into(), weeks, (&measures.longest_silence).into()];
            row.extend(dated.then_some(silent));
            row.extend([&measures.median_gap, &measures.burstiness].map(Cell::from));
            row.extend(measures.per_week.iter().map(Cell::from));
            row.extend(searched.then(|| measures.outside.as_ref().map_or(Cell::Null, Cell::from)));
            row
        };
        let spread = self.spread.iter().flatten().zip(SPREAD).map(|(m, word)| row(word, m, Cell::Null, "".into()));
        let owners = self.owners.iter().map(|person| {
            let weeks = person.measures.active_weeks.shown().map(|shown| shown.n);
            let silent = person.silence.as_ref().map_or("".into(), |(a, b)| format!("{a} to {b}").into());
            row(&person.owner, &person.measures, weeks.into(), silent)
        });
        Table {
            id: "habit".into(),
            title: "How steadily messages go out".into(),
            base: self.base_words(),
            rows: spread.chain(owners).collect(),
            columns,
            notes: self.notes(),
        }
    }

    fn base_words(&self) -> String {
        if self.spread.is_some() {
            return format!("people whose outreach it is (n = {})", self.n.map_or("—".into(), view::whole));
        }
        "messages, calls and invitations that went out".into()
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            format!(
                "Active weeks: weeks from Monday with at least one message, call or invitation that went out, of all from the \
                 first such week to {}. Longest silence: whole days without any. A week: how many went out in an active week.",
                self.as_of
            ),
            "Burstiness, of the days from one active day to the next: −1 even, 0 as by chance, 1 in bursts with long pauses \
             (Kim & Jo 2016)."
                .into(),
        ];
        if self.spread.iter().flatten().any(|m| m.active_weeks.is_suppressed()) {
            notes.push(format!("Quartiles of fewer than {FEW_FOR_QUANTILES} people are not for others."));
        }
        if self.searches.is_empty() {
            notes.push("No period of job search is known: name them under [[search]] in hearback.toml.".into());
        }
        notes.push(super::RANGES.into());
        notes
    }

    pub(super) fn search_table(&self) -> Option<Table> {
        let row = |p: &super::Period| -> Row {
            vec![
                p.label.as_str().into(),
                (&p.share).into(),
                (&p.per_week).into(),
                p.touches.into(),
                p.new_people.into(),
                p.days.into(),
            ]
        };
        (!self.searches.is_empty()).then(|| Table {
            id: "search".into(),
            title: "Outreach in and outside a job search".into(),
            base: "messages, calls and invitations that went out".into(),
            columns: vec![
                Column::text("period", "Period"),
                Column::figure("share", "Share of all", Unit::Share),
                Column::figure("per_week", "A week", Unit::Touches),
                Column::integer("touches", "Went out", Unit::Touches),
                Column::integer("new_people", "New people", Unit::People),
                Column::integer("days", "Days", Unit::Days),
            ],
            rows: self.searches.iter().map(row).collect(),
            notes: vec![
                format!(
                    "Days: those from the first message to {} that lie in the period. A week: went out ÷ days × 7.",
                    self.as_of
                ),
                super::RANGES.into(),
            ],
        })
    }

    pub(super) fn keeping_table(&self) -> Option<Table> {
        let row = |k: &super::Keeping| -> Row {
            vec![
                k.label.as_str().into(),
                (&k.kept).into(),
                (&k.overdue).into(),
                (&k.overdue_median).into(),
                (&k.overdue_most).into(),
                k.contacts.into(),
                k.never.into(),
            ]
        };
        (!self.keeping.is_empty()).then(|| Table {
            id: "keep_in_touch".into(),
            title: "Keeping in touch".into(),
            base: "contacts to be kept in touch with".into(),
            columns: vec![
                Column::text("every", "Every"),
                Column::figure("kept", "Kept", Unit::Share),
                Column::figure("overdue", "Overdue now", Unit::Share),
                Column::figure("overdue_median", "by days (median)", Unit::Days),
                Column::figure("overdue_most", "by days (most)", Unit::Days),
                Column::integer("contacts", "Contacts", Unit::People),
                Column::integer("never", "Never in touch", Unit::People),
            ],
            rows: self.keeping.iter().map(row).collect(),
            notes: vec![
                super::RANGES.into(),
                format!(
                "Kept: intervals in which something passed in either direction, of all that were over by {}; they follow each \
                 other from the first touch on. Overdue: the last touch is longer ago than the interval.",
                self.as_of
            )],
        })
    }

    /// Names: for one's own eyes.
    pub(super) fn overdue_table(&self) -> Option<Table> {
        let several = self.owners.len() > 1;
        let mut columns = vec![Column::text("contact", "Contact"), Column::text("every", "Every")];
        columns.push(Column::integer("days", "Overdue by days", Unit::Days));
        columns.extend(several.then(|| Column::text("whose", "Whose")));
        let rows = self.overdue.iter().map(|late| -> Row {
            let mut row = vec![late.contact.as_str().into(), label(late.every).into(), u64::from(late.days).into()];
            row.extend(several.then(|| late.owner.as_str().into()));
            row
        });
        (!self.overdue.is_empty()).then(|| Table {
            id: "overdue".into(),
            title: "Whom to get in touch with".into(),
            base: format!("contacts overdue on {}", self.as_of),
            columns,
            rows: rows.collect(),
            notes: vec!["Names of your contacts: for your own eyes.".into()],
        })
    }
}
