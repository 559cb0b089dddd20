//! The tables of reply shares.

use super::{Group, Replies};
use crate::estimate::options::p_words;
use crate::view::{self, Cell, Column, Figure, Table, Unit};

/// At most so many names stand in a note.
const MOST_NAMED: usize = 12;

/// Names in a note; of many, the first ones and how many more.
fn listed(names: &[&str]) -> String {
    match names.len().checked_sub(MOST_NAMED) {
        Some(more @ 1..) => format!("{} and {more} more", names[..MOST_NAMED].join(", ")),
        _ => names.join(", "),
    }
}

impl Replies {
    pub(super) fn id(&self) -> String {
        self.by.as_ref().map_or("replies".into(), |by| format!("replies_by_{}", by.name.id))
    }

    pub(super) fn title(&self) -> String {
        match &self.by {
            Some(by) => format!("Who hears back, by {} of the first message", by.name.label),
            None => "Who hears back".into(),
        }
    }

    pub(super) fn base_words(&self) -> String {
        let n = self.total.n.map_or("—".into(), view::whole);
        format!(
            "people written to; someone written to again after {} quiet days counts again (n = {n})",
            self.quiet_days
        )
    }

    pub(super) fn main_table(&self) -> Table {
        let letters = self.letters();
        let mut columns = vec![Column::text("group", self.by.as_ref().map_or("", |b| b.name.label.as_str()))];
        columns.extend(
            self.days
                .iter()
                .map(|d| Column::figure(&format!("replied_by_day_{d}"), &format!("By day {d}"), Unit::Share)),
        );
        if letters {
            columns.push(Column::text("alike", "Alike"));
        }
        columns.push(Column::figure("naive_share", "Naive share", Unit::Share));
        columns.push(Column::integer("n", "Written to", Unit::Episodes));
        columns.push(Column::integer("replied", "Replied", Unit::Episodes));
        columns.push(Column::integer("waiting", "Waiting", Unit::Episodes));
        let row = |g: &Group| {
            let mut row: Vec<Cell> = vec![g.name.label.as_str().into()];
            row.extend(g.by_day.iter().map(Cell::from));
            if letters {
                row.push(g.standing.as_ref().map_or("", |standing| standing.letters.as_str()).into());
            }
            row.push((&g.naive).into());
            row.extend([g.n.into(), g.replied.into(), g.waiting.into()]);
            row
        };
        Table {
            id: self.id(),
            title: self.title(),
            base: self.base_words(),
            columns,
            rows: [&self.total].into_iter().chain(&self.groups).map(row).collect(),
            notes: self.notes(),
        }
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "By day: the share who have replied by then (Kaplan–Meier); whoever still waits on {} counts for the days \
             waited, not as a no. The naive share, replied by day {} ÷ written to, counts them as a no.",
            self.as_of, self.horizon
        )];
        let truncated = self.became.iter().find(|(name, _)| name.id == "truncated").and_then(|(_, n)| *n);
        if let (None, Some(n @ 1..)) = (&self.by, truncated) {
            notes.push(format!(
                "{} of them were written to so early in the log that it may not have been the first time; they are counted \
                 from the first message that is known.",
                view::whole(n)
            ));
        }
        notes.extend(self.undated_note());
        notes.extend(self.ranking_notes());
        let groups = [&self.total].into_iter().chain(&self.groups).filter(|g| g.undated.is_none());
        if self.total.undated.is_none() && self.total.line.is_none() && self.total.n.is_some() {
            let first = self.days.first().copied().unwrap_or(self.horizon);
            notes.push(format!(
                "Nobody has been watched for {first} days yet, so nothing is claimed, not even a naive share."
            ));
        } else if groups.flat_map(|g| &g.by_day).filter_map(Figure::shown).any(|s| s.value.is_none()) {
            notes.push("— : nobody in this group has been watched for that long, so nothing can be said.".into());
        }
        notes
    }

    /// What replies without a day leave untold, and what they do not.
    pub(super) fn undated_note(&self) -> Option<String> {
        let undated = self.total.undated?;
        Some(format!(
            "{} of the replies {} no day, so shares by day cannot be told, of everyone or of a group with such a reply: \
             write the days into a column \"Replied on\". In the naive share they count as replied.{}",
            view::whole(undated.n),
            if undated.n == 1 { "has" } else { "have" },
            undated.extremes(self.horizon)
        ))
    }

    pub(super) fn became_table(&self) -> Table {
        let rows = self.became.iter().map(|(name, n)| vec![name.label.as_str().into(), (*n).into()]);
        Table {
            id: "became".into(),
            title: "What became of those written to".into(),
            base: "every episode in the log".into(),
            columns: vec![Column::text("what", "What"), Column::integer("n", "Episodes", Unit::Episodes)],
            rows: rows.collect(),
            notes: vec![format!("As of {}.", self.as_of)],
        }
    }

    /// Whether letters tell groups apart.
    fn letters(&self) -> bool {
        let mut letters = self.groups.iter().filter_map(|g| g.standing.as_ref()).map(|s| s.letters.as_str());
        letters.any(|letters| !["", "a"].contains(&letters))
    }

    /// Whether groups differ, in sentences.
    fn ranking_notes(&self) -> Vec<String> {
        let (Some(by), Some(ranking)) = (&self.by, &self.ranking) else { return Vec::new() };
        let by = &by.name.label;
        if ranking.is_hidden {
            return vec![format!(
                "Whether replies depend on {by} is not told: a group is hidden, and the tests count it."
            )];
        }
        let mut notes = Vec::new();
        let few: Vec<&str> = self.groups.iter().filter(|g| g.is_few()).map(|g| g.name.label.as_str()).collect();
        if !few.is_empty() {
            notes.push(format!(
                "Fewer than {} people, so neither ranked nor tested: {}.",
                super::LEAST_RANKED,
                listed(&few)
            ));
        }
        let ranked = self.groups.iter().filter(|g| g.is_ranked()).count();
        if ranked > super::ranking::MOST_RANKED {
            notes.push(format!("{ranked} groups are too many to test each with each; all together are tested."));
        }
        let within =
            ranking.strata.as_ref().map_or(String::new(), |strata| format!(", within {}", strata.replace('_', " ")));
        notes.push(match ranking.overall {
            Some(test) => {
                let differ = if test.p <= ranking.level.alpha() { "Replies differ by" } else { "Replies cannot be told to differ by" };
                format!(
                    "{differ} {by}: log-rank{within}, χ²({}) = {}, {}.",
                    test.df,
                    view::scalar(test.chi_squared, Some(Unit::Score)),
                    p_words(test.p)
                )
            }
            None => format!("Whether replies depend on {by} cannot be tested{within}: too few groups of {} people or more, or too few replies.", super::LEAST_RANKED),
        });
        if self.letters() {
            notes.push(format!(
                "Groups that share a letter cannot be told apart (all pairs together at {}, Holm).",
                view::percent(ranking.level.value())
            ));
        } else if ranking.pairs.len() > 1 {
            notes.push("No two of the groups can be told apart.".into());
        }
        notes
    }

    /// The tables of groups beside each other, the main one left out.
    pub(super) fn group_tables(&self) -> Vec<Table> {
        let tables = [Some(self.share_table()), self.test_table(), self.pair_table()];
        tables.into_iter().flatten().collect()
    }

    fn by_label(&self) -> &str {
        self.by.as_ref().map_or("group", |by| by.name.label.as_str())
    }

    fn share_table(&self) -> Table {
        let count = |g: &Group| g.raw.shown().and_then(|s| s.count);
        let row = |g: &Group| -> Vec<Cell> {
            let standing = g.standing.as_ref();
            let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
            vec![
                g.name.label.as_str().into(),
                (&g.raw).into(),
                standing.and_then(|s| s.shrunk.as_ref()).map_or(Cell::Null, Cell::from),
                number(standing.and_then(|s| s.best)),
                g.raw.shown().map(|s| s.n).into(),
                count(g).into(),
            ]
        };
        let mut notes = vec![format!(
            "Raw: of those alone who were written to {0} days ago or more, and could be watched so long. Shrunk: drawn towards what \
             the groups have in common, the more the fewer people a group has (beta-binomial, empirical Bayes); its range does \
             not know how uncertain that common part is. Best: the probability that a group's share is the highest of those \
             with {1} people or more.",
            self.horizon,
            super::LEAST_RANKED
        )];
        let standing = || self.groups.iter().filter_map(|g| g.standing.as_ref());
        if standing().count() > 1 && standing().all(|s| s.best.is_none()) && standing().any(|s| s.shrunk.is_some()) {
            notes.push("The groups differ no more than chance lets them: every one is drawn to the share of all, and none is best.".into());
        }
        Table {
            id: format!("{}_shares", self.id()),
            title: format!("Small groups drawn together: replies by {}", self.by_label()),
            base: format!("people written to {} days ago or more", self.horizon),
            columns: vec![
                Column::text("group", self.by_label()),
                Column::figure("raw_share", "Raw", Unit::Share),
                Column::figure("shrunk_share", "Shrunk", Unit::Share),
                Column::number("best", "Best", Unit::Probability),
                Column::integer("matured", "Their time has run", Unit::Episodes),
                Column::integer("replied", "Replied", Unit::Episodes),
            ],
            rows: [&self.total].into_iter().chain(&self.groups).map(row).collect(),
            notes,
        }
    }

    fn test_table(&self) -> Option<Table> {
        let ranking = self.ranking.as_ref().filter(|r| !r.is_hidden)?;
        let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
        let test = ranking.overall;
        Some(Table {
            id: format!("{}_test", self.id()),
            title: format!("Do replies depend on {}?", self.by_label()),
            base: format!("people in a group of {} or more", super::LEAST_RANKED),
            columns: vec![
                Column::text("test", "Test"),
                Column::number("chi_squared", "χ²", Unit::Score),
                Column::number("df", "Degrees of freedom", Unit::Score),
                Column::number("p", "p", Unit::Probability),
            ],
            rows: vec![vec![
                ranking.test_words().into(),
                number(test.map(|t| t.chi_squared)),
                number(test.map(|t| t.df as f64)),
                number(test.map(|t| t.p)),
            ]],
            notes: vec![format!("All waits up to day {} are compared, day by day.", self.horizon)],
        })
    }

    fn pair_table(&self) -> Option<Table> {
        let ranking = self.ranking.as_ref().filter(|r| !r.pairs.is_empty())?;
        let label = |group: usize| self.groups.get(group).map_or("", |g| g.name.label.as_str());
        let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
        let rows = ranking.pairs.iter().map(|pair| {
            vec![
                label(pair.first).into(),
                label(pair.second).into(),
                (&pair.difference).into(),
                number(pair.p),
                number(pair.holm),
                if pair.differs { "yes" } else { "" }.into(),
            ]
        });
        Some(Table {
            id: format!("{}_pairs", self.id()),
            title: format!("Groups against each other: replies by {}", self.by_label()),
            base: format!("people in a group of {} or more", super::LEAST_RANKED),
            columns: vec![
                Column::text("group", self.by_label()),
                Column::text("against", "against"),
                Column::figure("difference", "Points", Unit::Difference),
                Column::number("p", "p", Unit::Probability),
                Column::number("p_holm", "p, corrected", Unit::Probability),
                Column::text("differs", "Differs"),
            ],
            rows: rows.collect(),
            notes: vec![format!(
                "Points: of the shares by day {}; the ranges are as wide as the correction asks for (Holm, over this table). p: {}, \
                 of all days until then: it may tell apart what the last day does not.",
                self.horizon,
                ranking.test_words()
            )],
        })
    }
}
