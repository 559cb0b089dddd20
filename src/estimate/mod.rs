//! Estimates: from tallies to figures. One file per question asked.
//!
//! An estimate is a plain struct of figures. It names its tables and the chart forms that suit it, and which of its
//! figures describe disjoint people whose total is shown ([`Estimate::partitions`]), so that [`crate::disclosure`] can
//! hide what would give somebody away. It knows no renderer, and no renderer knows it.

pub mod across;
pub mod brackets;
pub mod cadence;
pub mod change;
pub mod compare;
mod corrected;
pub mod depth;
pub mod evidence;
pub mod figures;
pub mod follow_up;
pub mod funnel;
mod groups;
pub mod habit;
pub mod nonresponse;
pub mod numbers;
pub mod options;
pub mod perception;
pub mod power;
pub mod published;
mod quantiles;
pub mod reciprocity;
pub mod referrals;
pub mod replies;
pub mod sample;
pub mod speed;
pub mod thanks;
mod two_shares;
pub mod undated;
pub mod waits;
pub mod weighting;

pub use across::Across;
pub use brackets::Brackets;
pub use cadence::Cadence;
pub use change::Change;
pub use compare::Comparison;
pub use depth::Depth;
pub use evidence::{Evidence, Finding, Findings, Told};
pub use funnel::Funnel;
pub use habit::Habit;
pub use nonresponse::Nonresponse;
pub use numbers::Numbers;
pub use options::OptionShares;
pub use perception::Perception;
pub use power::{Needed, Tellable};
pub use published::PublishedShares;
pub use reciprocity::Reciprocity;
pub use referrals::Referrals;
pub use replies::Replies;
pub use speed::Speed;
pub use thanks::Thanks;
pub use weighting::Weighting;

use crate::view::{Figure, Form, Table};

/// What every estimate can tell of itself.
pub trait Estimate {
    /// Its tables, the main one first.
    fn tables(&self) -> Vec<Table>;

    /// Of these, those that a report shows; commands have the rest.
    fn reported(&self) -> Vec<Table> {
        self.tables()
    }

    /// Its charts, the main one first.
    fn forms(&self) -> Vec<Form>;

    /// Its result in one sentence, for the head of a report; `None` where it has none.
    fn headline(&self) -> Option<String>;

    /// What its tables tell of differences, and what would tell more; one a table that tests something.
    fn evidence(&self) -> Vec<Evidence> {
        Vec::new()
    }

    /// Figures in sets; figures of one set describe disjoint people.
    fn partitions(&mut self) -> Vec<Partition<'_>>;

    /// Takes out words that are not for others, where there are any.
    fn conceal(&mut self) {}

    /// Blanks what follows from figures that were hidden.
    fn settle(&mut self);
}

/// A figure with the people who would be told of.
pub struct Member<'a> {
    /// How many there are: its base, or where that is everyone, those whom it counts.
    pub people: u64,
    /// The figure.
    pub figure: &'a mut Figure,
}

impl<'a> Member<'a> {
    /// A figure that tells of its base.
    pub fn of(figure: &'a mut Figure) -> Self {
        Member { people: figure.shown().map_or(0, |shown| shown.n), figure }
    }
}

/// Figures of disjoint people.
pub struct Partition<'a> {
    /// The figures.
    pub figures: Vec<Member<'a>>,
    /// Whether the figure of all of them together is shown too, so that a single hidden one could be worked out.
    pub total_is_shown: bool,
    /// People who are in that total and in none of the figures: what is left over when all figures are taken from it.
    pub outside: u64,
}

impl<'a> Partition<'a> {
    /// Figures that stand alone: hiding one needs no other to be hidden.
    pub fn alone(figure: &'a mut Figure) -> Self {
        Partition::one(Member::of(figure))
    }

    /// The same, of a figure that tells of other people than its base.
    pub fn one(member: Member<'a>) -> Self {
        Partition::disjoint(vec![member])
    }

    /// Figures of disjoint people whose total is not shown.
    pub fn disjoint(figures: Vec<Member<'a>>) -> Self {
        Partition { figures, total_is_shown: false, outside: 0 }
    }
}

/// How a variable, and a group of it, are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// For programs.
    pub id: String,
    /// For people.
    pub label: String,
}

impl Named {
    /// A name for programs and one for people.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Named { id: id.into(), label: label.into() }
    }
}
