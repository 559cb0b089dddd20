//! One's own reply share in the brackets that people report: replies ÷ matured messages, since people report per message.
//!
//! What people say of themselves is no measurement, and those who answer a survey are not those who write as one does: where one
//! stands among them is told, and nothing is tested.

use super::figures::{Base, Designed, counted_share, designed_share};
use super::perception::FEWEST_MESSAGES;
use super::sample::{Degrees, Sample};
use super::{Estimate, Member, Named, Partition};
use crate::error::Result;
use crate::estimate::figures::{Scale, blank, plain_share, unknown};
use crate::estimate::published::rounded;
use crate::published::Benchmark;
use crate::stats::Level;
use crate::survey::codebook::{Bracket, Codebook, place};
use crate::survey::{Kind, Question};
use crate::tally::{Answers, Matured};
use crate::view::{self, Bar, Bars, Column, Figure, Flag, Form, Point, Row, Shown, Table, Unit};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Own reply shares, placed in the brackets of one question or publication.
#[derive(Clone, Debug, PartialEq)]
pub struct Brackets {
    /// The question, or the publication.
    pub source: Named,
    /// Whom it is of.
    pub of: String,
    /// The brackets, from low to high.
    pub rows: Vec<Reported>,
    /// Each owner; of several, for one's own eyes only.
    pub own: Vec<Own>,
    /// Owners with enough matured messages.
    pub owners: Option<u64>,
    /// Owners with too few.
    pub too_few: Option<u64>,
    /// Days that a message has for its reply.
    pub horizon: u32,
    /// What a reader must know of the source.
    pub note: Option<String>,
}

/// One bracket.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Its name for programs, and its wording.
    pub name: Named,
    /// The share of people who say that they are in it.
    pub said: Figure,
    /// In a lower one.
    pub less: Figure,
    /// In a higher one.
    pub more: Figure,
    /// The share of owners whose measured reply share lies in it, where there are several.
    pub measured: Option<Figure>,
}

/// One owner's measured reply share.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// Whose it is; a word, not a name.
    pub owner: String,
    /// Replies ÷ matured messages. Its interval takes messages for independent, which those to one person are not.
    pub share: Figure,
    /// The bracket, by its place; `None` where it lies in none.
    pub place: Option<usize>,
}

/// What a survey's brackets are estimated from.
pub struct Asking<'a> {
    /// What the columns mean.
    pub codebook: &'a Codebook,
    /// The question, of the role `reply_share`.
    pub question: &'a Question,
    /// Whether people have weights.
    pub weighted: bool,
    /// Degrees of freedom of replicate weights.
    pub degrees: &'a Degrees,
    /// Confidence level.
    pub level: Level,
}

/// The owners' matured messages.
pub struct Measured<'a> {
    /// By owner.
    pub owners: &'a BTreeMap<Arc<str>, Matured>,
    /// Days that a message has for its reply.
    pub horizon: u32,
}

impl Brackets {
    /// Places owners in the brackets of a survey's question.
    ///
    /// # Errors
    /// When the design does not let errors be computed: see [`Sample::new`].
    pub fn of_survey(tally: &Answers, asking: &Asking, measured: &Measured) -> Result<Brackets> {
        let Asking { codebook, question, weighted, degrees, level } = *asking;
        let mut options: Vec<(usize, Bracket)> =
            question.options.iter().enumerate().filter_map(|(i, o)| Some((i, o.share?))).collect();
        options.sort_by_key(|(_, bracket)| *bracket);
        let sample = Sample::new(tally, &question.id, codebook, weighted, degrees)?;
        let of = |i: usize| options.iter().position(|(o, _)| question.options[*o].id == *sample.cells[i].key.answer);
        let words = format!("people who answered \"{}\" with a bracket", question.text);
        let said = Said { sample: &sample, words: &words, level };
        let rows = options.iter().enumerate().map(|(at, (option, _))| {
            let option = &question.options[*option];
            Ok(Reported {
                name: Named::new(&option.id, &option.label),
                said: said.share(&of, &|i| i == at)?,
                less: said.share(&of, &|i| i < at)?,
                more: said.share(&of, &|i| i > at)?,
                measured: None,
            })
        });
        let mut brackets = Brackets {
            source: Named::new(&question.id, &question.text),
            of: words.clone(),
            rows: rows.collect::<Result<_>>()?,
            own: Vec::new(),
            owners: None,
            too_few: None,
            horizon: measured.horizon,
            note: None,
        };
        let bounds: Vec<Bracket> = options.iter().map(|(_, bracket)| *bracket).collect();
        brackets.measure(measured, &bounds, level);
        Ok(brackets)
    }

    /// Places owners in the brackets of a publication; `None` where it has none.
    pub fn of_benchmark(benchmark: &Benchmark, measured: &Measured, level: Level) -> Option<Brackets> {
        let mut figures: Vec<_> = benchmark.figures.iter().filter_map(|f| Some((f.bracket?, f))).collect();
        figures.retain(|(_, figure)| figure.known_n().or(benchmark.n).is_some());
        figures.sort_by_key(|(bracket, _)| *bracket);
        let first = figures.first()?.1;
        let rows = figures.iter().filter_map(|(_, figure)| {
            let n = figure.known_n();
            // As everywhere: where the base was not published, the range is that of a share of everyone who was asked.
            let base =
                n.map_or_else(|| format!("if of everyone who was asked; {}", figure.base), |_| figure.base.clone());
            let n = n.or(benchmark.n)?;
            Some(Reported {
                name: Named::new(&figure.id, &figure.wording),
                said: rounded(figure.share, n, benchmark.rounding(), &base, level)?,
                less: unknown(n, &base, level, &[]),
                more: unknown(n, &base, level, &[]),
                measured: None,
            })
        });
        let unpublished = first.known_n().is_none();
        let mut brackets = Brackets {
            source: Named::new(benchmark.id.replace('-', "_"), format!("{} ({})", benchmark.title, benchmark.name())),
            of: format!("{}: {}", benchmark.people(), first.base),
            rows: rows.collect(),
            own: Vec::new(),
            owners: None,
            too_few: None,
            horizon: measured.horizon,
            note: unpublished
                .then(|| "How many were asked this was not published: nothing is tested against it.".into()),
        };
        let bounds: Vec<Bracket> = figures.iter().map(|(bracket, _)| *bracket).collect();
        brackets.measure(measured, &bounds, level);
        Some(brackets)
    }

    fn measure(&mut self, measured: &Measured, bounds: &[Bracket], level: Level) {
        let enough = |m: &Matured| m.messages >= FEWEST_MESSAGES;
        let own = measured.owners.iter().filter(|(_, m)| enough(m)).map(|(owner, m)| Own {
            owner: owner.to_string(),
            share: messages(*m, level),
            place: place(bounds, m.replies, m.messages),
        });
        self.own = own.collect();
        let n = self.own.len() as u64;
        (self.owners, self.too_few) = (Some(n), Some(measured.owners.len() as u64 - n));
        if measured.owners.len() > 1 {
            for (at, row) in self.rows.iter_mut().enumerate() {
                let count = self.own.iter().filter(|own| own.place == Some(at)).count() as u64;
                row.measured = Some(plain_share(count, n, "people whose outreach it is", level, &[Flag::Descriptive]));
            }
        }
    }

    fn id(&self) -> String {
        format!("reply_brackets_{}", self.source.id)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "One's own share: replies within {} days ÷ messages that have had so long. What people say is not measured.",
            self.horizon
        )];
        notes.extend(self.note.clone());
        if let Some(n @ 1..) = self.too_few {
            let words = if self.own.is_empty() && n == 1 { "Not placed" } else { "Left out" };
            notes.push(format!(
                "{words}: {} with fewer than {FEWEST_MESSAGES} such messages.",
                if n == 1 { "1 person's outreach".into() } else { format!("{} people", view::whole(n)) }
            ));
        }
        notes
    }

    fn main_table(&self) -> Table {
        let several = self.rows.iter().any(|row| row.measured.is_some());
        let mut columns = vec![
            Column::text("bracket", "Bracket"),
            Column::figure("said", "Say so", Unit::Share),
            Column::figure("less", "say less", Unit::Share),
            Column::figure("more", "say more", Unit::Share),
        ];
        columns.extend(several.then(|| Column::figure("measured", "Measured", Unit::Share)));
        let rows = self.rows.iter().map(|row| -> Row {
            let mut cells = vec![row.name.label.as_str().into()];
            cells.extend([&row.said, &row.less, &row.more].map(view::Cell::from));
            cells.extend(row.measured.iter().map(view::Cell::from));
            cells
        });
        Table {
            id: self.id(),
            title: format!("Reply shares that people report: {}", self.source.label),
            base: self.of.clone(),
            columns,
            rows: rows.collect(),
            notes: self.notes(),
        }
    }

    fn own_table(&self) -> Option<Table> {
        let unknown = Figure::Shown(Shown { flags: Vec::new(), ..blank(0, 0.0, &self.of, Level::NINETY_FIVE) });
        let rows = self.own.iter().map(|own| -> Row {
            let row = own.place.and_then(|place| self.rows.get(place));
            let label = row.map_or("in none of them", |row| row.name.label.as_str());
            let [said, less, more] = row.map_or([&unknown; 3], |row| [&row.said, &row.less, &row.more]);
            vec![own.owner.as_str().into(), (&own.share).into(), label.into(), said.into(), less.into(), more.into()]
        });
        (!self.own.is_empty()).then(|| Table {
            id: format!("{}_own", self.id()),
            title: format!("One's own reply share among those that people report: {}", self.source.label),
            base: format!("messages that have had {} days; {}", self.horizon, self.of),
            columns: vec![
                Column::text("whose", "Whose"),
                Column::figure("share", "Own share", Unit::Share),
                Column::text("bracket", "Bracket"),
                Column::figure("said", "Say so", Unit::Share),
                Column::figure("less", "say less", Unit::Share),
                Column::figure("more", "say more", Unit::Share),
            ],
            rows: rows.collect(),
            notes: self.notes(),
        })
    }
}

/// A person's replies ÷ matured messages.
fn messages(matured: Matured, level: Level) -> Figure {
    let mut figure = plain_share(
        matured.replies,
        matured.messages,
        "messages that have had their time",
        level,
        &[Flag::Descriptive],
    );
    // The flag is of few people; these are messages.
    if let Figure::Shown(shown) = &mut figure {
        shown.flags.retain(|flag| *flag != Flag::SmallBase);
    }
    figure
}

/// What the people of a survey say.
struct Said<'a> {
    sample: &'a Sample<'a>,
    words: &'a str,
    level: Level,
}

impl Said<'_> {
    /// The share of those in some brackets, of all who named one.
    fn share(&self, of: &dyn Fn(usize) -> Option<usize>, is_meant: &dyn Fn(usize) -> bool) -> Result<Figure> {
        let base: Base = self.sample.base(|i| of(i).is_some());
        let count = self.sample.base(|i| of(i).is_some_and(is_meant)).n;
        if !self.sample.designed {
            return Ok(counted_share(count, base.n, self.words, Scale::Usual, self.level));
        }
        let one = |yes: bool| f64::from(u8::from(yes));
        let ratios = self.sample.ratios(1, |i, _, row| row.extend(of(i).map(|at| (0, one(is_meant(at)), 1.0))))?;
        let (share, variance) = (ratios.value(0), ratios.variance(0));
        let (df, rows) = (self.sample.df(), self.sample.people());
        let made = Designed { share, variance, df, count, base: &base, rows, words: self.words };
        let mut figure = designed_share(&made, Scale::Usual, self.level);
        if let (Figure::Shown(shown), true) = (&mut figure, self.sample.uncalibrated) {
            shown.flags.push(Flag::Uncalibrated);
        }
        Ok(figure)
    }
}

impl Estimate for Brackets {
    fn tables(&self) -> Vec<Table> {
        std::iter::once(self.main_table()).chain(self.own_table()).collect()
    }

    fn forms(&self) -> Vec<Form> {
        let several = self.rows.iter().any(|row| row.measured.is_some());
        let bar = |row: &Reported| {
            let measured = row.measured.as_ref().map(Point::of);
            let points = std::iter::once(Point::of(&row.said)).chain(measured).collect();
            Bar { label: row.name.label.clone(), points, mark: None }
        };
        let series = if several { vec!["Say so".into(), "Measured".into()] } else { vec![String::new()] };
        vec![Form::Bars(Bars {
            id: self.id(),
            title: format!("Reply shares that people report: {}", self.source.label),
            subtitle: self.of.clone(),
            series,
            bars: self.rows.iter().map(bar).collect(),
            mark_label: None,
            notes: self.notes(),
        })]
    }

    fn headline(&self) -> Option<String> {
        let [own] = self.own.as_slice() else { return None };
        let row = self.rows.get(own.place?)?;
        let said = view::share_with_interval(row.said.shown()?)?;
        let share = view::percent(own.share.shown()?.value?);
        Some(format!(
            "{share} of one's own messages got a reply: \"{}\", as {said} of those asked say.",
            row.name.label
        ))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let (mut said, mut measured, mut alone) = (Vec::new(), Vec::new(), Vec::new());
        let count = |figure: &Figure| figure.shown().map_or(0, |shown| shown.n);
        for row in &mut self.rows {
            said.push(Member::of(&mut row.said));
            alone.extend([&mut row.less, &mut row.more].map(Partition::alone));
            measured.extend(row.measured.as_mut().map(Member::of));
        }
        // A person's messages are the person's own; of several people no single one is shown to others.
        let own = self.own.iter_mut().map(|own| Member { people: count(&own.share), figure: &mut own.share });
        let sets = [said, measured, own.collect()].map(Partition::disjoint);
        sets.into_iter().chain(alone).collect()
    }

    fn conceal(&mut self) {
        if self.rows.iter().any(|row| row.measured.is_some()) {
            self.own.clear();
        }
    }

    fn settle(&mut self) {
        for row in &mut self.rows {
            if row.said.is_suppressed() {
                [&mut row.less, &mut row.more].into_iter().for_each(Figure::suppress);
            }
        }
        if self.rows.iter().any(|row| row.measured.as_ref().is_some_and(Figure::is_suppressed)) {
            self.rows.iter_mut().filter_map(|row| row.measured.as_mut()).for_each(Figure::suppress);
            (self.owners, self.too_few) = (None, None);
        }
        // A bracket tells the share as well.
        self.own.retain(|own| !own.share.is_suppressed());
    }
}

/// Whether a question has brackets of reply shares.
pub fn is_bracketed(question: &Question) -> bool {
    question.role == Some(crate::survey::Role::ReplyShare) && matches!(question.kind, Kind::Single | Kind::Ordinal)
}
