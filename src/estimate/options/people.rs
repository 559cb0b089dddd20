//! How many people of the population each option stands for, where the weights sum to one.

use super::making::Making;
use super::{Group, OptionShares};
use crate::error::Result;
use crate::estimate::figures::{Base, counted_total};
use crate::estimate::sample::Ratios;
use crate::view::{Cell, Column, Table, Unit};

impl Making<'_> {
    /// Fills in how many people each option stands for, in all and by groups. Source: R `svytotal`.
    pub(super) fn people(&self, total: &mut Group, groups: &mut [Group]) -> Result<()> {
        let options = self.options();
        let everyone = self.sample.totals(options, |i, _, row| {
            let said = &self.said[i];
            row.extend((0..options).filter(|j| said.answered && said.chosen[*j]).map(|j| (j, 1.0, 0.0)));
        })?;
        let by_group = self.sample.totals(options * groups.len(), |i, _, row| {
            let said = &self.said[i];
            let Some(group) = said.group else { return };
            row.extend(
                (0..options).filter(|j| said.answered && said.chosen[*j]).map(|j| (group * options + j, 1.0, 0.0)),
            );
        })?;
        self.fill(total, &everyone, 0, &[], &|_| true);
        for (g, group) in groups.iter_mut().enumerate() {
            self.fill(group, &by_group, g * options, &self.places[g].values, &|i| self.said[i].group == Some(g));
        }
        Ok(())
    }

    fn fill(
        &self,
        group: &mut Group,
        totals: &Ratios,
        start: usize,
        values: &[String],
        inside: &dyn Fn(usize) -> bool,
    ) {
        let df = self.sample.degrees_of_freedom(values, inside);
        let base: Base = self.base(&|i| inside(i) && self.said[i].answered);
        let words = "people of the population, as the weights say, of those who answered";
        let figure = |(j, share)| {
            let (value, variance) = (totals.value(start + j), totals.variance(start + j));
            counted_total(value, variance, df, share, &base, words, self.level)
        };
        group.people = group.cases.iter().enumerate().map(figure).collect();
    }
}

impl OptionShares {
    /// People, estimated: an option a row, a group a column.
    pub(super) fn people_table(&self) -> Option<Table> {
        if self.total.people.is_empty() {
            return None;
        }
        let mut columns = vec![Column::text("option", "Option"), Column::figure("people", "Everyone", Unit::People)];
        columns.extend(
            self.groups.iter().map(|g| Column::figure(&format!("by_{}", g.name.id), &g.name.label, Unit::People)),
        );
        let rows = self.options.iter().enumerate().map(|(i, option)| {
            let figures = [&self.total].into_iter().chain(&self.groups).map(|g| &g.people[i]);
            [option.label.as_str().into()].into_iter().chain(figures.map(Cell::from)).collect()
        });
        Some(Table {
            id: format!("{}_people", self.id()),
            title: format!("People, estimated: {}", self.title()),
            base: "the population that the weights sum to, as far as it is stood for by people who answered".into(),
            columns,
            rows: rows.collect(),
            notes: vec!["Whoever did not answer stands for nobody here, so these numbers fall short of the population by as many.".into()],
        })
    }
}
