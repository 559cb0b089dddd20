//! Surveys and benchmarks side by side, over the common list of barriers.

use super::published::rounded;
use super::{Estimate, Named, Partition};
use crate::published::Benchmark;
use crate::stats::Level;
use crate::survey::taxonomy::Taxonomy;
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Form, Point, Row, Table, Unit};
use std::collections::BTreeMap;

/// More sources than this cannot be told apart by colour; the table has them all.
const MOST_SERIES: usize = 7;

/// The point of a source that does not word a barrier: no value, which is not the same as a hidden one.
const ABSENT: Point = Point { value: f64::NAN, low: f64::NAN, high: f64::NAN, n: 0 };

/// What surveys and benchmarks say of each barrier.
#[derive(Clone, Debug, PartialEq)]
pub struct Across {
    /// The surveys, then the benchmarks.
    pub sources: Vec<Source>,
    /// The barriers that at least one of them words, in the common list's order.
    pub barriers: Vec<Named>,
    /// What is told of surveys that word no barrier.
    aside: Vec<String>,
    level: Level,
}

/// A survey or a benchmark.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// What it is called.
    pub name: Named,
    /// Who was asked, and what.
    pub about: String,
    /// Its shares, by the barrier's id.
    pub shares: BTreeMap<String, Share>,
    /// Barriers that two of its options word; the one chosen more often is shown.
    pub doubled: Vec<String>,
}

/// What one source says of one barrier.
#[derive(Clone, Debug, PartialEq)]
pub enum Share {
    /// A survey's share.
    Own(Figure),
    /// A published share.
    Published {
        /// The share as printed, 0–1.
        share: f64,
        /// With its interval, where its n was published.
        figure: Option<Figure>,
        /// Of whom.
        base: String,
    },
}

impl Source {
    /// What a benchmark says of the barriers.
    pub fn of_benchmark(benchmark: &Benchmark, level: Level) -> Source {
        let shares = benchmark.figures.iter().filter_map(|f| {
            let barrier = f.maps_to.as_ref()?.barrier.clone()?;
            let figure = f.known_n().and_then(|n| rounded(f.share, n, benchmark.rounding(), &f.base, level));
            Some((barrier, Share::Published { share: f.share, figure, base: f.base.clone() }))
        });
        Source {
            name: Named::new(benchmark.id.replace('-', "_"), benchmark.name()),
            about: format!("published; {}", benchmark.people()),
            shares: shares.collect(),
            doubled: Vec::new(),
        }
    }

    /// Whether its shares are shown with intervals.
    fn has_figures(&self) -> bool {
        self.shares.values().any(|s| matches!(s, Share::Own(_) | Share::Published { figure: Some(_), .. }))
    }
}

impl Share {
    fn figure(&self) -> Option<&Figure> {
        match self {
            Share::Own(figure) => Some(figure),
            Share::Published { figure, .. } => figure.as_ref(),
        }
    }

    fn value(&self) -> Option<f64> {
        match self {
            Share::Own(figure) => figure.shown()?.value,
            Share::Published { share, .. } => Some(*share),
        }
    }

    fn point(&self) -> Option<Point> {
        match (self.figure(), self) {
            (Some(figure), _) => Point::of(figure),
            (None, Share::Published { share, .. }) => Some(Point { value: *share, low: *share, high: *share, n: 0 }),
            _ => None,
        }
    }
}

impl Across {
    /// Lays sources side by side; one without a barrier is left out.
    pub fn estimate(sources: Vec<Source>, level: Level) -> Self {
        let (sources, without): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|s| !s.shares.is_empty());
        let aside = without.iter().map(|s| format!("{}: {}; it is not in the table.", s.name.label, s.about)).collect();
        let worded = |id: &str| sources.iter().any(|s| s.shares.contains_key(id));
        let all = Taxonomy::get().barriers().iter();
        let barriers = all.filter(|b| worded(&b.id)).map(|b| Named::new(&b.id, &b.label)).collect();
        Across { sources, barriers, aside, level }
    }

    fn main_table(&self) -> Table {
        let mut columns = vec![Column::text("barrier", "Barrier")];
        columns.extend(self.sources.iter().map(|s| match s.has_figures() {
            true => Column::figure(&s.name.id, &s.name.label, Unit::Share),
            false => Column::number(&s.name.id, &s.name.label, Unit::Share),
        }));
        let row = |barrier: &Named| {
            let cells = self.sources.iter().map(|s| self.cell(s, &barrier.id));
            [Cell::Text(barrier.label.clone())].into_iter().chain(cells).collect()
        };
        Table {
            id: "across".into(),
            title: "What stops people, survey beside survey".into(),
            base: "of each source, those whom its own table names; questions were worded differently".into(),
            columns,
            rows: self.barriers.iter().map(row).collect(),
            notes: self.notes(),
        }
    }

    fn cell(&self, source: &Source, barrier: &str) -> Cell {
        let Some(share) = source.shares.get(barrier) else { return Cell::Null };
        match (source.has_figures(), share.figure()) {
            (true, figure) => figure.map_or(Cell::Null, Cell::from),
            (false, _) => share.value().map_or(Cell::Null, Cell::Number),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.sources.iter().map(|s| format!("{}: {}.", s.name.label, s.about)).collect();
        let bare: Vec<&str> = self.sources.iter().filter(|s| !s.has_figures()).map(|s| s.name.label.as_str()).collect();
        if !bare.is_empty() {
            notes.push(format!(
                "Without a range: {}. Of how many people those shares are was not published.",
                bare.join(", ")
            ));
        }
        for source in self.sources.iter().filter(|s| !s.doubled.is_empty()) {
            let labels: Vec<&str> = source.doubled.iter().filter_map(|id| Taxonomy::get().label(id)).collect();
            notes.push(format!(
                "{}: several options word the same barrier ({}); the one chosen most often is shown.",
                source.name.label,
                labels.join(", ")
            ));
        }
        notes.extend(self.aside.iter().cloned());
        notes.push("Side by side, not tested: other people were asked in other words.".into());
        notes
    }

    fn long_table(&self) -> Table {
        let columns = vec![
            Column::text("barrier", "Barrier"),
            Column::text("source", "Source"),
            Column::figure("share", "With its range", Unit::Share),
            Column::number("published", "Published", Unit::Share),
            Column::text("base", "Of whom"),
        ];
        let rows = self.barriers.iter().flat_map(|barrier| {
            let of = |source: &Source| Some(long_row(barrier, source, source.shares.get(&barrier.id)?));
            self.sources.iter().filter_map(of).collect::<Vec<Row>>()
        });
        Table {
            id: "across_bases".into(),
            title: "What stops people: every share with its base".into(),
            base: "as the last column says".into(),
            columns,
            rows: rows.collect(),
            notes: Vec::new(),
        }
    }

    fn bars(&self) -> Bars {
        let drawn: Vec<&Source> = self.sources.iter().take(MOST_SERIES).collect();
        let bar = |barrier: &Named| Bar {
            label: barrier.label.clone(),
            points: drawn.iter().map(|s| s.shares.get(&barrier.id).map_or(Some(ABSENT), Share::point)).collect(),
            mark: None,
        };
        Bars {
            id: "across".into(),
            title: "What stops people, survey beside survey".into(),
            subtitle: format!(
                "Shares; whiskers: {} interval, where the base is known",
                view::percent(self.level.value())
            ),
            series: drawn.iter().map(|s| s.name.label.clone()).collect(),
            bars: self.barriers.iter().map(bar).collect(),
            mark_label: None,
            notes: self.notes(),
        }
    }
}

fn long_row(barrier: &Named, source: &Source, share: &Share) -> Row {
    let (published, base) = match share {
        Share::Own(Figure::Shown(shown)) => (Cell::Null, shown.base.as_str()),
        Share::Own(Figure::Suppressed { base }) => (Cell::Null, base.as_str()),
        Share::Published { share, base, .. } => (Cell::Number(*share), base.as_str()),
    };
    vec![
        barrier.label.as_str().into(),
        source.name.label.as_str().into(),
        share.figure().map_or(Cell::Null, Cell::from),
        published,
        base.into(),
    ]
}

impl Estimate for Across {
    fn tables(&self) -> Vec<Table> {
        vec![self.main_table(), self.long_table()]
    }

    fn forms(&self) -> Vec<Form> {
        vec![Form::Bars(self.bars())]
    }

    fn headline(&self) -> Option<String> {
        None
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let shares = self.sources.iter_mut().flat_map(|s| s.shares.values_mut());
        let own = shares.filter_map(|share| match share {
            Share::Own(figure) => Some(Partition::alone(figure)),
            Share::Published { .. } => None,
        });
        own.collect()
    }

    fn settle(&mut self) {}
}
