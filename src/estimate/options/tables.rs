//! The tables and the chart of option shares.

use super::{Group, OptionShares};
use crate::estimate::Named;
use crate::survey::Kind;
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Point, Table, Unit};

/// More groups than this cannot be told apart by colour; the table has them all.
const MOST_SERIES: usize = 7;

impl OptionShares {
    pub(super) fn all_tables(&self) -> Vec<Table> {
        let mut tables = vec![self.main_table()];
        tables.extend(self.test_table());
        tables.extend(self.gap_table());
        tables.push(self.base_table());
        tables.extend(self.people_table());
        tables.extend(self.score_table());
        tables.extend(self.pair_table());
        tables.extend(self.together_table());
        tables.extend(self.precision_table());
        tables
    }

    pub(super) fn report_tables(&self) -> Vec<Table> {
        let scores = self.score_table().filter(|_| self.kind == Kind::Ordinal);
        [self.main_table()].into_iter().chain(self.test_table()).chain([self.base_table()]).chain(scores).collect()
    }

    pub(super) fn base_words(&self) -> String {
        let n = |g: &Group| g.answered.map_or("—".into(), view::whole);
        let weights = if self.weighted { ", weighted" } else { "" };
        format!("people who answered this question{weights} (n = {})", n(&self.total))
    }

    fn main_table(&self) -> Table {
        let mut columns = vec![Column::text("option", "Option")];
        let total = if self.is_multi() { "% of cases" } else { "Share" };
        columns.push(Column::figure("share", if self.by.is_some() { "Everyone" } else { total }, Unit::Share));
        if self.by.is_none() && self.is_multi() {
            columns.push(Column::figure("share_of_mentions", "% of mentions", Unit::Share));
        }
        if self.by.is_none() && !self.marks.is_empty() {
            columns.push(Column::number("published", "Published", Unit::Share));
        }
        let letters = self.letters();
        if letters.is_some() {
            columns.push(Column::text("alike", "Alike"));
        }
        columns.extend(
            self.groups.iter().map(|g| Column::figure(&format!("by_{}", g.name.id), &g.heading(), Unit::Share)),
        );
        let rows = self.options.iter().enumerate().map(|(i, option)| {
            let mut row: Vec<Cell> = vec![option.label.as_str().into(), (&self.total.cases[i]).into()];
            if self.by.is_none() && self.is_multi() {
                row.push(self.total.of_mentions.get(i).and_then(Option::as_ref).map_or(Cell::Null, Cell::from));
            }
            if self.by.is_none() && !self.marks.is_empty() {
                row.push(self.marks.get(&option.id).map_or(Cell::Null, |m| Cell::Number(m.share)));
            }
            row.extend(letters.and_then(|l| l.get(i)).map(|l| Cell::from(l.as_str())));
            row.extend(self.groups.iter().map(|g| Cell::from(&g.cases[i])));
            row
        });
        Table {
            id: self.id(),
            title: self.title(),
            base: self.base_words(),
            columns,
            rows: rows.collect(),
            notes: self.notes(),
        }
    }

    pub(super) fn id(&self) -> String {
        self.by.as_ref().map_or(self.question.id.clone(), |by| format!("{}_by_{}", self.question.id, by.id))
    }

    pub(super) fn title(&self) -> String {
        match &self.by {
            Some(by) => format!("{} — by {}", self.question.label, by.label),
            None => self.question.label.clone(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.is_multi() {
            notes.push("Several answers were possible, so the shares of cases add up to more than 100%.".into());
        }
        notes.extend(self.at_most.map(|k| format!("At most {k} could be chosen.")));
        let no_df = |f: &Figure| f.shown().and_then(|s| s.precision).is_some_and(|p| p.df < 1.0);
        let unknown = self.designed && self.total.cases.iter().any(no_df);
        if unknown {
            notes.push(
                "The design has no more clusters than strata, so how much these shares vary cannot be told; ranges are as wide as they can be."
                    .into(),
            );
        }
        if self.are_all_alike() && !unknown {
            notes.push(
                "No two of these options can be told apart: so few people could have answered the other way round."
                    .into(),
            );
        }
        if self.letters().is_some() {
            let level = self.total.cases.iter().find_map(|f| f.shown().map(|s| s.level)).unwrap_or(0.95);
            notes.push(format!(
                "Options that share a letter cannot be told apart (all pairs together at {}, Holm).",
                view::percent(level)
            ));
        }
        if let (Some(by), Some(outside @ 1..)) = (&self.by, self.outside) {
            let people = if outside == 1 { "person" } else { "people" };
            notes.push(format!(
                "{} {people} gave no answer to \"{}\": in the total, in no group.",
                view::whole(outside),
                by.label
            ));
        }
        notes.extend(self.verdict());
        if self.by.is_none()
            && let Some(mark) = self.marks.values().next()
        {
            notes.push(format!("Published: {}. Shown beside, not tested.", mark.source));
        }
        notes
    }

    /// Letters of options that cannot be told apart, where nothing is broken down and nothing is hidden.
    fn letters(&self) -> Option<&Vec<String>> {
        self.alike().filter(|_| !self.are_all_alike())
    }

    fn alike(&self) -> Option<&Vec<String>> {
        let hidden = self.total.cases.iter().any(Figure::is_suppressed);
        self.pairs.as_ref().filter(|_| self.by.is_none() && !hidden).map(|p| &p.letters)
    }

    fn are_all_alike(&self) -> bool {
        self.alike().is_some_and(|letters| letters.iter().all(|l| l.is_empty() || l == "a"))
    }

    fn base_table(&self) -> Table {
        let mut columns = vec![
            Column::text("group", self.by.as_ref().map_or("Group", |b| b.label.as_str())),
            Column::integer("not_asked", "Not asked", Unit::People),
            Column::integer("no_answer", "No usable answer", Unit::People),
            Column::integer("answered", "Answered (base)", Unit::People),
        ];
        if self.is_multi() {
            columns.push(Column::integer("mentions", "Options chosen", Unit::Mentions));
        }
        let rows = [&self.total].into_iter().chain(&self.groups).map(|g| {
            let mut row: Vec<Cell> =
                vec![g.name.label.as_str().into(), g.not_asked.into(), g.no_answer.into(), g.answered.into()];
            if self.is_multi() {
                row.push(g.mentions.into());
            }
            row
        });
        Table {
            id: format!("{}_base", self.id()),
            title: format!("Who answered: {}", self.title()),
            base: "everyone whose row was used".into(),
            columns,
            rows: rows.collect(),
            notes: Vec::new(),
        }
    }

    pub(super) fn bars(&self) -> Bars {
        let answered: Vec<&Group> = self.groups.iter().filter(|g| g.answered != Some(0)).collect();
        let drawn: Vec<&Group> = answered.iter().copied().take(MOST_SERIES).collect();
        let shown = if self.groups.is_empty() { vec![&self.total] } else { drawn.clone() };
        let bar = |(i, option): (usize, &Named)| Bar {
            label: option.label.clone(),
            points: shown.iter().map(|g| Point::of(&g.cases[i])).collect(),
            mark: self.marks.get(&option.id).filter(|_| self.groups.is_empty()).map(|m| view::Mark { value: m.share }),
        };
        let level = self.total.cases.iter().find_map(|f| f.shown().map(|s| s.level)).unwrap_or(0.95);
        let mut notes = self.notes();
        // Of letters and published values the picture says nothing.
        let of_the_table = ["Published", "Options that share", "No two of these"];
        notes.retain(|n| !of_the_table.iter().any(|start| n.starts_with(start)));
        if drawn.len() < answered.len() {
            notes.push(format!(
                "The first {} of {} groups are drawn; the table has them all.",
                drawn.len(),
                answered.len()
            ));
        }
        if shown.iter().flat_map(|g| &g.cases).any(Figure::is_suppressed) {
            notes.push("hidden: too few people to be shown.".into());
        }
        Bars {
            id: self.id(),
            title: self.title(),
            subtitle: format!("Share of {}; whiskers: {} interval", self.base_words(), view::percent(level)),
            series: if self.groups.is_empty() {
                vec![String::new()]
            } else {
                drawn.iter().map(|g| g.heading()).collect()
            },
            bars: self.options.iter().enumerate().map(bar).collect(),
            mark_label: self.marks.values().next().map(|m| m.source.clone()),
            notes,
        }
    }
}
