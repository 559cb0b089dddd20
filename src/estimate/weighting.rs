//! What weighting did: how the weights spread, and every margin before and after.

use super::figures::{Base, Designed, Scale, counted_share, designed_share};
use super::{Estimate, Member, Partition};
use crate::stats::Level;
use crate::stats::rake::Spread;
use crate::survey::weighting::{CategorySummary, MarginSummary, Summary, Trimmed};
use crate::view::{self, Cell, Column, Figure, Form, Kind, Row, Table, Unit};

/// How far a margin may be off before it is said, as a share.
const OFF: f64 = 1e-9;

/// Weighting as figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighting {
    /// What was done.
    pub summary: Summary,
    /// The margins.
    pub margins: Vec<MarginShares>,
    level: Level,
}

/// A margin's shares.
#[derive(Clone, Debug, PartialEq)]
pub struct MarginShares {
    /// Its questions, for programs.
    pub id: String,
    /// Its questions, for people.
    pub label: String,
    /// Its categories.
    pub categories: Vec<CategoryShares>,
}

/// A category's shares; `None` is hidden.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryShares {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// Respondents in it.
    pub n: Option<u64>,
    /// Its share by the starting weights, with its interval.
    pub before: Figure,
    /// What its share was to be, 0–1.
    pub target: f64,
    /// Its share by the weights, 0–1.
    pub after: Option<f64>,
}

impl Weighting {
    /// The figures of what was done.
    pub fn estimate(summary: &Summary, level: Level) -> Weighting {
        let weighted = summary.start.is_some_and(|s| s.min < s.max);
        let margins = summary.margins.iter().map(|m| MarginShares::of(m, weighted, level)).collect();
        Weighting { summary: summary.clone(), margins, level }
    }

    /// By how much the weights miss a margin at most, as a share; 0 where they meet all.
    pub fn furthest(&self) -> f64 {
        let categories = self.margins.iter().flat_map(|m| &m.categories);
        categories.filter_map(|c| Some((c.after? - c.target).abs())).fold(0.0, f64::max)
    }

    fn weights_table(&self) -> Table {
        let number =
            |name: &str, label: &str| Column { name: name.into(), kind: Kind::Number, unit: None, label: label.into() };
        let columns = vec![
            Column::text("weights", "Weights"),
            Column::integer("n", "Respondents", Unit::People),
            number("sum", "Sum"),
            number("min", "Lowest"),
            number("median", "Median"),
            number("max", "Highest"),
            number("kish_deff", "Design effect"),
            number("effective_n", "Effective n"),
            Column { kind: Kind::Integer, ..number("sweeps", "Sweeps") },
        ];
        let Summary { start, weights, sweeps, .. } = &self.summary;
        let start = start.as_ref().map(|start| row("before", start, None));
        let rows = start.into_iter().chain([row("after", weights, *sweeps)]).collect();
        Table {
            id: "weights".into(),
            title: format!("Weights from {}", self.summary.source),
            base: format!("respondents (n = {})", view::whole(weights.n)),
            columns,
            rows,
            notes: self.notes(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let Summary { weights, trimmed, dropped, notes, exact, .. } = &self.summary;
        let mut said = vec![format!(
            "Design effect and effective n are Kish's, n·Σw²/(Σw)² and (Σw)²/Σw²: {} respondents tell as much as {:.0} of equal \
             weight would.",
            view::whole(weights.n),
            weights.effective_n
        )];
        said.extend(trimmed.map(trimming));
        if !exact {
            said.push(format!(
                "Trimmed and not raked again, so the margins are not met: by up to {:.2} percentage points.",
                self.furthest() * 100.0
            ));
        }
        if *dropped > 0 {
            said.push(format!("Left out for want of an answer to a margin's question: {}.", view::whole(*dropped)));
        }
        said.extend(notes.iter().map(|note| format!("{}.", sentence(note))));
        said
    }

    fn margin_table(&self, margin: &MarginShares) -> Table {
        let columns = vec![
            Column::text("category", &capital(&margin.label)),
            Column::figure("before", if self.summary.start.is_some() { "Before" } else { "Unweighted" }, Unit::Share),
            Column::number("target", "Target", Unit::Share),
            Column::number("after", "After", Unit::Share),
            Column::integer("n", "Respondents", Unit::People),
        ];
        let cells = |c: &CategoryShares| -> Row {
            let after = c.after.map_or(Cell::Null, Cell::Number);
            vec![c.label.as_str().into(), (&c.before).into(), Cell::Number(c.target), after, c.n.into()]
        };
        Table {
            id: format!("margin-{}", margin.id),
            title: format!("Margin: {}", margin.label),
            base: format!("respondents (n = {})", view::whole(self.summary.weights.n)),
            columns,
            rows: margin.categories.iter().map(cells).collect(),
            notes: Vec::new(),
        }
    }
}

fn row(name: &str, spread: &Spread, sweeps: Option<u32>) -> Row {
    let number = |x: f64| Cell::Number(round(x));
    vec![
        name.into(),
        spread.n.into(),
        number(spread.sum),
        number(spread.min),
        number(spread.median),
        number(spread.max),
        number(spread.deff),
        number(spread.effective_n),
        sweeps.map(u64::from).into(),
    ]
}

/// A number without the noise of its last digits: margins are met to 1e-10.
fn round(x: f64) -> f64 {
    format!("{x:.8e}").parse().unwrap_or(x)
}

fn trimming(trimmed: Trimmed) -> String {
    let Trimmed { lower, upper, below, above, rake_again } = trimmed;
    let bounds = match (lower > 0.0, upper.is_finite()) {
        (true, true) => format!("{lower:.3} to {upper:.3}"),
        (true, false) => format!("at least {lower:.3}"),
        _ => format!("at most {upper:.3}"),
    };
    let again = match (below + above, rake_again) {
        (0, _) => "none needed it",
        (_, true) => "what was taken was spread over the others, and the margins were met again, in turn",
        (_, false) => "what was taken was spread over the others",
    };
    format!("Trimmed to {bounds}: {} weights were below and {} above; {again}.", view::whole(below), view::whole(above))
}

/// A note as a sentence.
fn sentence(note: &str) -> String {
    let note = note.trim_end_matches('.');
    capital(note)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

impl MarginShares {
    fn of(margin: &MarginSummary, weighted: bool, level: Level) -> MarginShares {
        let sum = |of: &dyn Fn(&CategorySummary) -> f64| margin.categories.iter().map(of).sum::<f64>();
        let (target, after) = (sum(&|c| c.target), sum(&|c| c.after));
        let base = margin.categories.iter().map(people).fold(Base::default(), |all, one| all.and(&one));
        let category = |c: &CategorySummary| CategoryShares {
            id: c.id.clone(),
            label: c.label.clone(),
            n: Some(c.n),
            before: before(&people(c), &base, weighted, level),
            target: round(c.target / target),
            after: Some(round(c.after / after)),
        };
        let categories = margin.categories.iter().map(category).collect();
        MarginShares { id: margin.id.clone(), label: margin.label.clone(), categories }
    }
}

/// People and their starting weights.
fn people(category: &CategorySummary) -> Base {
    Base { n: category.n, w: category.before, w2: category.before_squares }
}

/// A category's share under the starting weights, as if people had been drawn one by one.
fn before(yes: &Base, base: &Base, weighted: bool, level: Level) -> Figure {
    let words = "respondents";
    if !weighted {
        return counted_share(yes.n, base.n, words, Scale::Usual, level);
    }
    let (n, share) = (base.n as f64, (base.w > 0.0).then(|| yes.w / base.w));
    let variance = share.map(|p| {
        let spread = yes.w2 * (1.0 - p).powi(2) + (base.w2 - yes.w2).max(0.0) * p * p;
        n / (n - 1.0).max(1.0) * spread / (base.w * base.w)
    });
    let designed = Designed { share, variance, df: n - 1.0, count: yes.n, base, rows: base.n, words };
    designed_share(&designed, Scale::Usual, level)
}

impl Estimate for Weighting {
    fn tables(&self) -> Vec<Table> {
        [self.weights_table()].into_iter().chain(self.margins.iter().map(|m| self.margin_table(m))).collect()
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        let weights = &self.summary.weights;
        let met = if self.furthest() <= OFF { "meet" } else { "come near to" };
        Some(format!(
            "The weights {met} {} margin{}; {} respondents tell as much as {:.0} of equal weight would.",
            self.margins.len(),
            if self.margins.len() == 1 { "" } else { "s" },
            view::whole(weights.n),
            weights.effective_n
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        // The base of a category's share is everyone; whom it tells of are those in the category.
        let margins = self.margins.iter_mut().map(|margin| {
            let members = margin.categories.iter_mut();
            let figures = members.map(|c| Member { people: c.n.unwrap_or(0), figure: &mut c.before }).collect();
            Partition { figures, total_is_shown: true, outside: 0 }
        });
        margins.collect()
    }

    fn settle(&mut self) {
        for category in self.margins.iter_mut().flat_map(|m| &mut m.categories) {
            if category.before.is_suppressed() {
                (category.n, category.after) = (None, None);
                // It has the same counts.
                self.summary.margins.clear();
            }
        }
    }
}
