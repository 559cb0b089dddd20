//! The tables of a question of numbers.

use super::{Group, Numbers};
use crate::estimate::options::p_words;
use crate::view::{self, Cell, Column, Row, Table, Unit};

fn number(x: Option<f64>) -> Cell {
    x.map_or(Cell::Null, Cell::Number)
}

impl Numbers {
    fn base_words(&self) -> String {
        let n = self.total.answered.map_or("—".into(), view::whole);
        let weights = if self.weighted { ", weighted" } else { "" };
        format!("people who answered this question{weights} (n = {n})")
    }

    fn group_column(&self) -> Column {
        Column::text("group", self.by.as_ref().map_or("Group", |by| by.label.as_str()))
    }

    pub(super) fn main_table(&self) -> Table {
        let score = |name: &str, label: &str| Column::number(name, label, Unit::Score);
        let mut columns = vec![
            self.group_column(),
            Column::integer("answered", "Answered (base)", Unit::People),
            Column::figure("mean", "Mean", Unit::Score),
            Column::figure("median", "Median", Unit::Score),
            score("lower_quartile", "Lower quartile"),
            score("upper_quartile", "Upper quartile"),
            score("sd", "Standard deviation"),
            score("smallest", "Smallest"),
            score("largest", "Largest"),
        ];
        if self.total.total.is_some() {
            columns.push(Column::figure("total", "Total, estimated", Unit::Score));
        }
        let row = |g: &Group| {
            let mut row: Row =
                vec![g.name.label.as_str().into(), g.answered.into(), (&g.mean).into(), (&g.median).into()];
            row.extend([g.quartiles.map(|q| q.0), g.quartiles.map(|q| q.1), g.deviation].map(number));
            row.extend([g.extremes.map(|e| e.0), g.extremes.map(|e| e.1)].map(number));
            row.extend(g.total.as_ref().map(Cell::from));
            row
        };
        Table {
            id: self.id(),
            title: self.title(),
            base: self.base_words(),
            columns,
            rows: self.everybody().map(row).collect(),
            notes: self.notes(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let (Some(by), Some(outside @ 1..)) = (&self.by, self.outside) {
            let people = if outside == 1 { "person" } else { "people" };
            notes.push(format!(
                "{} {people} gave no answer to \"{}\": in the total, in no group.",
                view::whole(outside),
                by.label
            ));
        }
        if self.total.total.is_some() {
            notes.push("Total: the sum over the population, as far as it is stood for by people who answered.".into());
        }
        if self.everybody().any(|g| g.answered.is_none_or(|n| n > 0) && g.extremes.is_none()) {
            notes.push(
                "The smallest and the largest number are single people's, and not for others; nor are medians and quartiles of fewer than 20 people.".into(),
            );
        }
        notes
    }

    pub(super) fn gap_table(&self) -> Option<Table> {
        let by = self.by.as_ref().filter(|_| !self.gaps.is_empty())?;
        let columns = vec![
            Column::text("group", &by.label),
            Column::text("against", "against"),
            Column::figure("difference", "Difference of means", Unit::Score),
            Column::number("p", "p", Unit::Probability),
            Column::number("p_holm", "p, corrected", Unit::Probability),
            Column::text("differs", "Differs"),
        ];
        let rows = self.gaps.iter().map(|gap| {
            vec![
                self.groups[gap.group].name.label.as_str().into(),
                gap.against.label.as_str().into(),
                (&gap.difference).into(),
                number(gap.p),
                number(gap.holm),
                if gap.differs { "yes" } else { "" }.into(),
            ]
        });
        let corrected = match self.gaps.as_slice() {
            [one] => one.p.map(|p| format!("Difference of the two means: {}.", p_words(p))),
            _ => Some(format!(
                "Differs: told at {} for the whole table (Holm). Ranges are as wide as that asks for.",
                view::percent(self.level.value())
            )),
        };
        Some(Table {
            id: format!("{}_gaps", self.id()),
            title: format!("Gaps by {}: {}", by.label, self.question.label),
            base: "people who answered and are in a group".into(),
            columns,
            rows: rows.collect(),
            notes: corrected.into_iter().collect(),
        })
    }

    pub(super) fn base_table(&self) -> Table {
        let columns = vec![
            self.group_column(),
            Column::integer("not_asked", "Not asked", Unit::People),
            Column::integer("no_answer", "No usable answer", Unit::People),
            Column::integer("answered", "Answered (base)", Unit::People),
        ];
        let row =
            |g: &Group| vec![g.name.label.as_str().into(), g.not_asked.into(), g.no_answer.into(), g.answered.into()];
        Table {
            id: format!("{}_base", self.id()),
            title: format!("Who answered: {}", self.title()),
            base: "everyone whose row was used".into(),
            columns,
            rows: self.everybody().map(row).collect(),
            notes: Vec::new(),
        }
    }
}
