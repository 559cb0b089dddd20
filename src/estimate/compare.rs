//! One survey's shares against a benchmark's, or against another survey's: differences with intervals and corrected p.
//!
//! The table is one family of tests (Holm). Of a published share whose base is unknown, the figure is shown and nothing is tested.

mod gap;

pub use super::two_shares::Arm;
pub use gap::Gap;

use super::corrected::holm_levels;
use super::{Estimate, Named, Partition};
use crate::error::Result;
use crate::stats::Level;
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Flag, Form, Mark, Point, Row, Shown, Table, Unit};

/// What a share is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// The share of another sample.
    Sample(Figure),
    /// A published share.
    Published {
        /// The share as printed, 0–1.
        share: f64,
        /// Of how many; `None` where that was not published, and nothing is tested.
        n: Option<u64>,
        /// How much it may be off by rounding, 0–1.
        rounding: f64,
    },
}

/// Two shares that mean the same: one's own, and what it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairing {
    /// The question, in a few words.
    pub question: Named,
    /// The option.
    pub option: Named,
    /// What it is compared with.
    pub reference: Reference,
    /// The share that is compared.
    pub share: Figure,
}

/// What is compared with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sides {
    /// Short name of the comparison, unique among those that are shown together.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// What the shares are compared with: `Resume Now 2025`, or the first of two surveys.
    pub reference: String,
    /// Whose shares are compared: a survey, the second of two.
    pub share: String,
    /// What a reader must know of the two.
    pub notes: Vec<String>,
}

/// Shares side by side, with their differences.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is compared with what.
    pub sides: Sides,
    /// The options, in the order in which they are shown.
    pub lines: Vec<Line>,
    level: Level,
    tested: usize,
}

/// An option with its difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The two shares.
    pub pairing: Pairing,
    /// The share less its reference, with the interval that goes with the corrected p; `None` where nothing could be tested.
    pub difference: Option<Figure>,
    /// The p-value, corrected for all tests of the table.
    pub p: Option<f64>,
}

impl Comparison {
    /// Compares every pairing, and corrects for their number.
    ///
    /// # Errors
    /// When a level is so near 1 that it cannot be corrected.
    pub fn estimate(sides: Sides, pairings: Vec<Pairing>, level: Level) -> Result<Self> {
        let gaps: Vec<Option<Gap>> = pairings.iter().map(gap_of).collect();
        let tests: Vec<Option<f64>> = gaps.iter().map(|gap| gap.as_ref().map(Gap::p)).collect();
        let corrected = holm_levels(&tests, level)?;
        let lines = pairings.into_iter().zip(gaps).zip(corrected).map(|((pairing, gap), (p, own))| {
            let difference = gap.map(|gap| difference(&sides, &pairing, gap, own));
            Line { pairing, difference, p }
        });
        Ok(Comparison { lines: lines.collect(), tested: tests.iter().flatten().count(), sides, level })
    }

    /// Whether the options of several questions stand in it.
    fn has_questions(&self) -> bool {
        self.lines.windows(2).any(|two| two[0].pairing.question != two[1].pairing.question)
    }

    fn is_published(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.pairing.reference, Reference::Published { .. }))
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![Column::text("option", "Option")];
        if self.is_published() {
            columns.push(Column::number("published", &self.sides.reference, Unit::Share));
            columns.push(Column::integer("published_n", "of", Unit::People));
        } else {
            columns.push(Column::figure("first", &self.sides.reference, Unit::Share));
        }
        let share = if self.is_published() { "share" } else { "second" };
        columns.push(Column::figure(share, &self.sides.share, Unit::Share));
        columns.push(Column::figure("difference", "Difference (points)", Unit::Difference));
        columns.push(Column::number("p", "p, corrected", Unit::Probability));
        columns.push(Column::text("verdict", "Verdict"));
        if self.has_questions() {
            columns.push(Column::text("question", "Question"));
        }
        columns
    }

    fn row(&self, line: &Line) -> Row {
        let mut row: Row = vec![line.pairing.option.label.as_str().into()];
        match &line.pairing.reference {
            Reference::Sample(figure) => row.push(figure.into()),
            Reference::Published { share, n, .. } => row.extend([Cell::Number(*share), (*n).into()]),
        }
        row.push((&line.pairing.share).into());
        row.push(line.difference.as_ref().map_or(Cell::Null, Cell::from));
        row.push(line.p.map_or(Cell::Null, Cell::Number));
        row.push(self.verdict(line).into());
        if self.has_questions() {
            row.push(line.pairing.question.label.as_str().into());
        }
        row
    }

    fn verdict(&self, line: &Line) -> &'static str {
        let value = line.difference.as_ref().and_then(|d| d.shown()?.value);
        match (line.p, value) {
            (Some(p), Some(value)) if p <= self.level.alpha() && value > 0.0 => "higher",
            (Some(p), Some(_)) if p <= self.level.alpha() => "lower",
            (Some(_), _) => "may be the same",
            _ => "not tested",
        }
    }

    fn notes(&self) -> Vec<String> {
        let Sides { reference, share, .. } = &self.sides;
        let mut notes = vec![format!("Difference: {share} less {reference}, in percentage points.")];
        let alpha = view::percent(self.level.alpha());
        match self.tested {
            0 => notes.push("Nothing could be tested.".into()),
            1 => notes.push("One difference was tested, so nothing had to be corrected.".into()),
            n => notes.push(format!(
                "{n} differences were tested. p and the ranges of the differences are corrected for that (Holm 1979): the \
                 chance that even one of them is a false alarm is at most {alpha}. Ranges of shares are {} intervals.",
                view::percent(self.level.value())
            )),
        }
        notes.extend(self.rounding_note());
        let unknown = |line: &&Line| matches!(line.pairing.reference, Reference::Published { n: None, .. });
        if self.lines.iter().any(|line| unknown(&line)) {
            notes.push("Not tested: of how many people that published share is was not published.".into());
        }
        notes.extend(self.sides.notes.iter().cloned());
        notes
    }

    fn rounding_note(&self) -> Option<String> {
        let rounding = self.lines.iter().find_map(|line| match line.pairing.reference {
            Reference::Published { n: Some(_), rounding, .. } => Some(rounding),
            _ => None,
        })?;
        Some(format!(
            "A published share is taken for one of people drawn at random. By rounding it may be off by {} points: the range \
             holds for every true share within, and p is the largest.",
            rounding * 100.0
        ))
    }

    fn bars(&self) -> Bars {
        let bar = |line: &Line| {
            let share = Point::of(&line.pairing.share);
            let (points, mark) = match &line.pairing.reference {
                Reference::Sample(figure) => (vec![Point::of(figure), share], None),
                Reference::Published { share: value, .. } => (vec![share], Some(Mark { value: *value })),
            };
            Bar { label: line.pairing.option.label.clone(), points, mark }
        };
        let Sides { id, title, reference, share, .. } = &self.sides;
        let published = self.is_published();
        Bars {
            id: id.clone(),
            title: title.clone(),
            subtitle: format!(
                "Shares of people who answered; whiskers: {} interval",
                view::percent(self.level.value())
            ),
            series: if published { vec![String::new()] } else { vec![reference.clone(), share.clone()] },
            bars: self.lines.iter().map(bar).collect(),
            mark_label: published.then(|| reference.clone()),
            notes: self.sides.notes.clone(),
        }
    }
}

fn gap_of(pairing: &Pairing) -> Option<Gap> {
    let share = Arm::of(pairing.share.shown()?)?;
    match &pairing.reference {
        Reference::Sample(figure) => Some(Gap::of_samples(share, Arm::of(figure.shown()?)?)),
        Reference::Published { share: published, n, rounding } => {
            let n = n.filter(|n| *n > 0)? as f64;
            Some(Gap::from_published(share, *published, n, *rounding))
        }
    }
}

fn difference(sides: &Sides, pairing: &Pairing, gap: Gap, level: Level) -> Figure {
    let interval = gap.interval(level);
    let n = pairing.share.shown().map_or(0, |s| s.n);
    let n = match &pairing.reference {
        Reference::Sample(figure) => figure.shown().map_or(n, |s| s.n.min(n)),
        Reference::Published { .. } => n,
    };
    Figure::Shown(Shown {
        value: interval.map(|_| gap.value()),
        se: Some(gap.standard_error()),
        low: interval.map(|i| i.low),
        high: interval.map(|i| i.high),
        level: level.value(),
        method: gap.method(),
        n,
        n_weighted: pairing.share.shown().map_or(0.0, |s| s.n_weighted),
        count: None,
        base: format!("{} less {} (n is the smaller of the two samples)", sides.share, sides.reference),
        precision: None,
        flags: if n < Figure::SMALL_BASE { vec![Flag::SmallBase] } else { Vec::new() },
    })
}

impl Estimate for Comparison {
    fn tables(&self) -> Vec<Table> {
        let tested = self.lines.iter().filter(|l| l.difference.is_some()).count();
        vec![Table {
            id: self.sides.id.clone(),
            title: self.sides.title.clone(),
            base: format!("options that both have ({}, {tested} of them tested)", self.lines.len()),
            columns: self.columns(),
            rows: self.lines.iter().map(|line| self.row(line)).collect(),
            notes: self.notes(),
        }]
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form::Bars(self.bars())]
    }

    fn headline(&self) -> Option<String> {
        let told = |line: &&Line| ["higher", "lower"].contains(&self.verdict(line));
        let most = self.lines.iter().filter(told).min_by(|a, b| {
            let p = |line: &Line| line.p.unwrap_or(1.0);
            p(a).total_cmp(&p(b))
        })?;
        let said = view::figure(most.difference.as_ref()?.shown()?, Some(Unit::Difference))?;
        let option = &most.pairing.option.label;
        Some(format!("{} less {}: \"{option}\" {} points.", self.sides.share, self.sides.reference, said.0))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let mut all = Vec::new();
        for line in &mut self.lines {
            all.push(Partition::alone(&mut line.pairing.share));
            if let Reference::Sample(figure) = &mut line.pairing.reference {
                all.push(Partition::alone(figure));
            }
            all.extend(line.difference.as_mut().map(Partition::alone));
        }
        all
    }

    fn settle(&mut self) {
        for line in &mut self.lines {
            let reference = matches!(&line.pairing.reference, Reference::Sample(figure) if figure.is_suppressed());
            if reference || line.pairing.share.is_suppressed() {
                line.difference.iter_mut().for_each(Figure::suppress);
            }
            // A p-value and the reference would tell the share again.
            if line.difference.as_ref().is_some_and(Figure::is_suppressed) {
                line.p = None;
            }
        }
    }
}
