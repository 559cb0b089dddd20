//! The tables of tests, gaps, pairs and precision.

use super::{Associations, Group, OptionShares};
use crate::survey::Kind;
use crate::view::{self, Cell, Column, Figure, Flag, Row, Table, Unit};

impl OptionShares {
    /// The by-question in the middle of a sentence.
    fn by_words(&self) -> String {
        let label = self.by.as_ref().map_or("", |by| by.label.as_str());
        if label.ends_with(['?', '.', ':']) { format!("\"{label}\"") } else { label.to_owned() }
    }

    /// Whether a group is hidden: then nothing is told of all groups together, for that counts it too.
    fn hides_a_group(&self) -> bool {
        self.groups.iter().any(|group| group.cases.iter().any(Figure::is_suppressed))
    }

    /// Whether the tests of single options say anything.
    pub(crate) fn tells_of_groups(&self) -> bool {
        let tested = |found: &Associations| found.options.iter().any(|test| test.association.is_some());
        !self.hides_a_group() && self.associations.as_ref().is_some_and(tested)
    }

    /// The overall test in a sentence.
    pub(super) fn verdict(&self) -> Option<String> {
        let (by, found) = (self.by_words(), self.associations.as_ref()?);
        if self.hides_a_group() {
            return Some(format!(
                "Whether answers depend on {by} is not told: a group is hidden, and the tests count it."
            ));
        }
        let Some(test) = found.overall else {
            return Some(format!(
                "Whether answers depend on {by} cannot be tested as a whole: too few people for so many groups and answers."
            ));
        };
        let (a, b) = test.df;
        let told = if found.is_told() { "Answers differ by" } else { "Answers cannot be told to differ by" };
        let v = test.v.map_or(String::new(), |v| format!(", Cramér's V = {}", view::scalar(v, None)));
        Some(format!(
            "{told} {by}: F({}, {}) = {}, {}{v}.",
            view::scalar(a, Some(Unit::Score)),
            view::scalar(b, Some(Unit::Score)),
            view::scalar(test.f, Some(Unit::Score)),
            p_words(test.p)
        ))
    }

    pub(super) fn test_table(&self) -> Option<Table> {
        let found = self.associations.as_ref().filter(|_| self.tells_of_groups())?;
        let by = self.by_words();
        let mut columns = vec![
            Column::text("option", "Option"),
            Column::number("f", "F", Unit::Score),
            Column::number("v", "Cramér's V", Unit::Score),
            Column::number("p", "p", Unit::Probability),
            Column::number("p_holm", "p, corrected", Unit::Probability),
        ];
        if found.ordered {
            columns.push(Column::figure("slope", "Step", Unit::Difference));
            columns.push(Column::number("slope_p_holm", "p of steps, corrected", Unit::Probability));
        }
        let rows = self.options.iter().zip(&found.options).map(|(option, test)| {
            let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
            let of = test.association;
            let mut row: Row = vec![option.label.as_str().into()];
            row.extend([of.map(|a| a.f), of.and_then(|a| a.v), of.map(|a| a.p), test.p].map(number));
            if found.ordered {
                row.extend([test.slope.as_ref().map_or(Cell::Null, Cell::from), number(test.slope_p)]);
            }
            row
        });
        let mut notes =
            vec!["F: Rao & Scott's, of each option by the groups; corrected: over the options (Holm).".to_owned()];
        if found.options.iter().any(|test| test.association.is_none()) {
            notes.push("—: too few chose it, or did not, for this test; its gaps are tested by counting.".into());
        }
        if !found.is_told() {
            notes.push(
                "Since the whole question does not tell groups apart, a single option among these does not either."
                    .into(),
            );
        }
        if found.ordered {
            notes.push(format!("Step: change of the share, in points, from one group of {by} to the next."));
        }
        Some(Table {
            id: format!("{}_tests", self.id()),
            title: format!("Does it depend on {}? {}", by.trim_matches('"').trim_end_matches('?'), self.question.label),
            base: format!("people who answered and are in a group of {by}"),
            columns,
            rows: rows.collect(),
            notes,
        })
    }

    pub(super) fn gap_table(&self) -> Option<Table> {
        let (by, found) = (self.by.as_ref()?, self.associations.as_ref()?);
        let columns = vec![
            Column::text("option", "Option"),
            Column::text("group", &by.label),
            Column::text("against", "against"),
            Column::figure("difference", "Points", Unit::Difference),
            Column::figure("ratio", "Times", Unit::Ratio),
            Column::number("p", "p", Unit::Probability),
            Column::number("p_holm", "p, corrected", Unit::Probability),
            Column::text("differs", "Differs"),
        ];
        let rows = found.gaps.iter().map(|gap| {
            let number =
                |x: Option<f64>| x.filter(|_| !gap.difference.is_suppressed()).map_or(Cell::Null, Cell::Number);
            let differs = if gap.differs && !gap.difference.is_suppressed() { "yes" } else { "" };
            vec![
                self.options[gap.option].label.as_str().into(),
                self.groups[gap.group].name.label.as_str().into(),
                gap.against.label.as_str().into(),
                (&gap.difference).into(),
                (&gap.ratio).into(),
                number(gap.p),
                number(gap.holm),
                differs.into(),
            ]
        });
        let few = found.gaps.iter().any(|gap| gap.few).then(|| {
            "Where few would be expected to say yes, or no, in the smaller group (fewer than 5; under weights or a design 10), p is never \
             below that of Fisher's exact test; the range may then disagree with it at the edge."
                .to_owned()
        });
        Some(Table {
            id: format!("{}_gaps", self.id()),
            title: format!("Gaps by {}: {}", by.label, self.question.label),
            base: "people who answered and are in a group".into(),
            columns,
            rows: rows.collect(),
            notes: self.verdict().into_iter().chain([corrected(found)]).chain(few).collect(),
        })
    }

    pub(super) fn score_table(&self) -> Option<Table> {
        let mut columns = vec![
            Column::text("group", self.by.as_ref().map_or("Group", |b| b.label.as_str())),
            Column::integer("answered", "Answered (base)", Unit::People),
        ];
        match self.kind {
            Kind::Multi => columns.push(Column::figure("mean", "Mean number chosen", Unit::Score)),
            Kind::Ordinal => columns.extend([
                Column::figure("mean", "Mean place", Unit::Score),
                Column::figure("top_two", "Last two", Unit::Share),
                Column::figure("bottom_two", "First two", Unit::Share),
                Column::figure("net", "Net", Unit::Difference),
                Column::text("median", "Median"),
                Column::text("median_low", "from"),
                Column::text("median_high", "to"),
            ]),
            _ => return None,
        }
        let rows = [&self.total].into_iter().chain(&self.groups).map(|g| {
            let head = [g.name.label.as_str().into(), g.answered.into()];
            let median = (self.kind == Kind::Ordinal).then(|| medians(g));
            head.into_iter().chain(g.scores.iter().map(Cell::from)).chain(median.into_iter().flatten()).collect()
        });
        let note = match (self.kind, self.options.as_slice()) {
            (Kind::Ordinal, [first, .., last]) => format!(
                "Places run from 1 (\"{}\") to {} (\"{}\"). Net: the share of the last two less that of the first two, in points. Median: what the person in the middle chose, and between which options that lies.",
                first.label,
                self.options.len(),
                last.label
            ),
            (Kind::Ordinal, _) => return None,
            _ => "\"None of these\" is no option chosen.".into(),
        };
        Some(Table {
            id: format!("{}_scores", self.id()),
            title: format!("In one number: {}", self.title()),
            base: "people who answered this question".into(),
            columns,
            rows: rows.collect(),
            notes: vec![note],
        })
    }

    pub(super) fn pair_table(&self) -> Option<Table> {
        let pairs = self.pairs.as_ref().filter(|_| self.by.is_none())?;
        let columns = vec![
            Column::text("first", "Option"),
            Column::text("second", "against"),
            Column::figure("difference", "Points", Unit::Difference),
            Column::number("p", "p", Unit::Probability),
            Column::number("p_holm", "p, corrected", Unit::Probability),
        ];
        let rows = pairs.pairs.iter().map(|pair| {
            let number =
                |x: Option<f64>| x.filter(|_| !pair.difference.is_suppressed()).map_or(Cell::Null, Cell::Number);
            vec![
                self.options[pair.first].label.as_str().into(),
                self.options[pair.second].label.as_str().into(),
                (&pair.difference).into(),
                number(pair.p),
                number(pair.holm),
            ]
        });
        let overall = pairs.overall.map(|test| {
            let second = test.df.1.map_or(String::new(), |df| format!(", {}", view::scalar(df, Some(Unit::Score))));
            format!(
                "All options alike? {}({}{second}) = {}, {}.",
                test.name,
                view::scalar(test.df.0, Some(Unit::Score)),
                view::scalar(test.statistic, Some(Unit::Score)),
                p_words(test.p)
            )
        });
        Some(Table {
            id: format!("{}_pairs", self.id()),
            title: format!("Options against each other: {}", self.question.label),
            base: "people who answered this question; each says something to both options".into(),
            columns,
            rows: rows.collect(),
            notes: overall
                .into_iter()
                .chain([format!(
                "Corrected over all pairs, at {} for all of them together (Holm); the ranges are as wide as that asks for.",
                view::percent(self.level.value())
            )])
                .collect(),
        })
    }

    pub(super) fn together_table(&self) -> Option<Table> {
        let pairs = self.pairs.as_ref().filter(|p| self.by.is_none() && !p.together.is_empty())?;
        let columns = vec![
            Column::text("first", "Of those who chose"),
            Column::text("second", "chose too"),
            Column::figure("share", "Share", Unit::Share),
        ];
        let row = |t: &super::Together| {
            vec![
                self.options[t.first].label.as_str().into(),
                self.options[t.second].label.as_str().into(),
                (&t.share).into(),
            ]
        };
        Some(Table {
            id: format!("{}_together", self.id()),
            title: format!("Chosen together: {}", self.question.label),
            base: "people who chose the first option".into(),
            columns,
            rows: pairs.together.iter().map(row).collect(),
            notes: Vec::new(),
        })
    }

    pub(super) fn precision_table(&self) -> Option<Table> {
        if !self.designed {
            return None;
        }
        let columns = vec![
            Column::text("option", "Option"),
            Column::text("group", "Group"),
            Column::number("se", "Standard error", Unit::StandardError),
            Column::number("deff", "Design effect", Unit::Score),
            Column::number("effective_n", "Effective n", Unit::Score),
            Column::number("df", "Degrees of freedom", Unit::Score),
        ];
        let groups = || [&self.total].into_iter().chain(&self.groups);
        let rows = self.options.iter().enumerate().flat_map(|(i, option)| {
            groups().map(move |group| {
                let shown = group.cases[i].shown();
                let precision = shown.and_then(|s| s.precision);
                let number = |x: Option<f64>| x.map_or(Cell::Null, Cell::Number);
                let mut row: Row = vec![option.label.as_str().into(), group.name.label.as_str().into()];
                row.push(number(shown.and_then(|s| s.se)));
                row.extend([precision.and_then(|p| p.deff), precision.and_then(|p| p.effective_n)].map(number));
                row.push(number(precision.map(|p| p.df)));
                row
            })
        });
        let flags = self.total.cases.iter().flat_map(Figure::flags);
        let uncalibrated = flags.into_iter().any(|f| *f == Flag::Uncalibrated).then_some(
            "Which margins the weights were made by is not known, so errors are not calibrated: they are mostly a little too large. \
             Weights made by a recipe (`--weighting`) have errors that are.",
        );
        Some(Table {
            id: format!("{}_precision", self.id()),
            title: format!("How sure: {}", self.title()),
            base: self.base_words(),
            columns,
            rows: rows.collect(),
            notes: ["Design effect: the variance over that of as many people drawn at random; effective n: people drawn at random who would tell as much. Standard errors are in points."]
                .into_iter()
                .chain(uncalibrated)
                .map(str::to_owned)
                .collect(),
        })
    }

    /// Hides what follows from figures that are hidden.
    pub(super) fn settle_comparisons(&mut self) {
        let hides_a_group = self.hides_a_group();
        if let Some(found) = self.associations.as_mut().filter(|_| hides_a_group) {
            found.hide();
        }
        let Some(pairs) = &mut self.pairs else { return };
        pairs.hide_both_ways();
        let hidden = |option: usize| self.total.cases.get(option).is_none_or(Figure::is_suppressed);
        for pair in pairs.pairs.iter_mut().filter(|pair| hidden(pair.first) || hidden(pair.second)) {
            pair.difference.suppress();
            (pair.p, pair.holm) = (None, None);
        }
    }
}

/// The median option and its limits.
fn medians(group: &Group) -> [Cell; 3] {
    let median = group.median.as_ref();
    let limits = median.map(|m| [Some(&m.value), m.low.as_ref(), m.high.as_ref()]).unwrap_or_default();
    limits.map(|label| label.map_or("", String::as_str).into())
}

pub(in crate::estimate) fn p_words(p: f64) -> String {
    let said = view::scalar(p, Some(Unit::Probability));
    if said.starts_with('<') { format!("p {said}") } else { format!("p = {said}") }
}

fn corrected(found: &Associations) -> String {
    format!(
        "Differs: told at {} for the whole table (Holm){}. Ranges are as wide as that asks for.",
        view::percent(found.level.value()),
        if found.overall.is_some() { ", after the test of the whole question" } else { "" }
    )
}
