//! Published shares alone: what their n lets one say, and which options of a ranking can be told apart although nobody
//! published how many people chose both.
//!
//! All pairs of a benchmark's rankings are one family (Holm): corrected over the worst p-values that the published numbers
//! allow, and over the best, so that what is called *always* holds for every overlap and every rounding, and what is called
//! *never* for none.

use super::{Estimate, Partition, corrected};
use crate::error::{Result, internal};
use crate::published::{Asked, Benchmark, Pick, Published};
use crate::stats::overlap::{self, Choice, Told, always_told};
use crate::stats::{Interval, Level, proportion};
use crate::view::{self, Bar, Bars, Cell, Column, Figure, Form, Method, Point, Row, Shown, Table, Unit};

/// What a benchmark's figures say by themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedShares {
    /// The benchmark.
    pub benchmark: Benchmark,
    /// Every pair of options of one question, the larger first; by question, then by rank.
    pub pairs: Vec<Pair>,
    level: Level,
}

/// Two options of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The question, in a few words.
    pub question: String,
    /// The larger one's place among the benchmark's figures.
    pub larger: usize,
    /// The smaller one's place.
    pub smaller: usize,
    /// Whether no other option of the question stands between them.
    pub neighbours: bool,
    /// Of how many; `None` where nothing is known.
    pub n: Option<u64>,
    /// Whether that n is an assumption: the base was not published, and is taken to be everyone.
    pub assumed: bool,
    /// Whether they can be told apart; `None` without an n.
    pub told: Option<Told>,
    /// The smallest and the largest corrected p-value that the published numbers allow.
    pub p: Option<Interval>,
}

impl PublishedShares {
    /// Compares the options of every ranking of a benchmark.
    ///
    /// # Errors
    /// When the benchmark contradicts itself, which a test excludes for those built in.
    pub fn estimate(benchmark: Benchmark, level: Level) -> Result<Self> {
        let mut pairs = Vec::new();
        for question in &benchmark.questions {
            let ranks = ranking(&benchmark, question);
            for (rank, larger) in ranks.iter().enumerate() {
                for (smaller, below) in ranks[rank + 1..].iter().zip(1..) {
                    pairs.push(pair(&benchmark, question, (*larger, *smaller), below == 1, level)?);
                }
            }
        }
        correct(&mut pairs, level)?;
        Ok(PublishedShares { benchmark, pairs, level })
    }

    fn figure(&self, place: usize) -> Option<&Published> {
        self.benchmark.figures.get(place)
    }

    fn interval(&self, figure: &Published, n: Option<u64>, base: &str) -> Option<Figure> {
        rounded(figure.share, n?, self.benchmark.rounding(), base, self.level)
    }

    /// The share with its range: of its own n, else as if it were of everyone who was asked, and its base says so.
    fn ranged(&self, figure: &Published) -> Option<Figure> {
        match figure.known_n() {
            Some(n) => self.interval(figure, Some(n), &figure.base),
            None => self.interval(figure, self.benchmark.n, &format!("if of everyone who was asked; {}", figure.base)),
        }
    }

    fn shares_table(&self) -> Table {
        let mut columns = vec![Column::text("figure", "Published")];
        // Without a range, a share stands alone, and nothing is made of it.
        columns.push(match self.benchmark.n {
            Some(_) => Column::figure("share", "Share", Unit::Share),
            None => Column::number("share", "Share", Unit::Share),
        });
        columns.extend([Column::text("of", "Of how many"), Column::text("base", "Of whom")]);
        let row = |figure: &Published| {
            let share = match self.benchmark.n {
                Some(_) => self.ranged(figure).map_or(Cell::Null, Cell::Figure),
                None => Cell::Number(figure.share),
            };
            vec![figure.wording.as_str().into(), share, self.of(figure).into(), figure.base.as_str().into()]
        };
        Table {
            id: self.benchmark.id.clone(),
            title: format!("{}: {}", self.benchmark.name(), self.benchmark.title),
            base: format!("{}, {}", self.benchmark.people(), self.benchmark.field_date),
            columns,
            rows: self.benchmark.figures.iter().map(row).collect(),
            notes: self.share_notes(),
        }
    }

    fn of(&self, figure: &Published) -> String {
        match (figure.known_n(), self.benchmark.n) {
            (Some(n), _) => view::whole(n),
            (None, Some(n)) => format!("not published; if {}", view::whole(n)),
            (None, None) => "not published".into(),
        }
    }

    fn share_notes(&self) -> Vec<String> {
        let Benchmark { n, rounding, note, source, .. } = &self.benchmark;
        let mut notes = Vec::new();
        match n {
            Some(n) => notes.push(format!(
                "Ranges are wide enough for rounding (±{rounding} points), and take people for drawn at random, which was not \
                 published. \"not published; if {0}\": the range would hold if everyone had been asked; of fewer people it \
                 is wider. Nothing is tested against such a figure.",
                view::whole(*n)
            )),
            None => notes.push(
                "How many were asked was not published, so nothing can be said of how sure these shares are.".into(),
            ),
        }
        notes.extend([note.clone(), format!("Source: {source}.")]);
        notes
    }

    fn pairs_table(&self, only_neighbours: bool) -> Table {
        let columns = vec![
            Column::text("question", "Question"),
            Column::text("larger", "More"),
            Column::text("smaller", "Less"),
            Column::number("difference", "Difference (points)", Unit::Difference),
            Column::text("told", "Told apart"),
            Column::number("p_low", "p, at best", Unit::Probability),
            Column::number("p_high", "p, at worst", Unit::Probability),
            Column::integer("n", "n", Unit::People),
            Column::text("base", "Base"),
        ];
        let shown = self.pairs.iter().filter(|p| p.neighbours || !only_neighbours);
        let (id, title) = match only_neighbours {
            true => ("neighbours", "Neighbours in a ranking: can they be told apart?"),
            false => ("pairs", "All pairs of a ranking: can they be told apart?"),
        };
        Table {
            id: format!("{}_{id}", self.benchmark.id),
            title: title.into(),
            base: "options of one question; how many people chose both was not published".into(),
            columns,
            rows: shown.map(|pair| self.pair_row(pair)).collect(),
            notes: self.pair_notes(),
        }
    }

    fn pair_row(&self, pair: &Pair) -> Row {
        let share = |place: usize| self.figure(place).map_or(0.0, |f| f.share);
        let worded = |place: usize| {
            Cell::Text(
                self.figure(place).map_or(String::new(), |f| format!("{} ({})", f.wording, view::percent(f.share))),
            )
        };
        let base = match (pair.n, pair.assumed) {
            (None, _) => "not published",
            (_, true) => "if of all",
            (_, false) => "published",
        };
        let p = |limit: fn(Interval) -> f64| pair.p.map_or(Cell::Null, |p| Cell::Number(limit(p)));
        vec![
            pair.question.as_str().into(),
            worded(pair.larger),
            worded(pair.smaller),
            Cell::Number(share(pair.larger) - share(pair.smaller)),
            pair.told.map_or("not known", word).into(),
            p(|p| p.low),
            p(|p| p.high),
            pair.n.into(),
            base.into(),
        ]
    }

    fn pair_notes(&self) -> Vec<String> {
        let tested = self.pairs.iter().filter(|p| p.p.is_some()).count();
        if tested == 0 {
            return vec![
                "Of how many people these shares are was not published, so no two of them can be told apart.".into(),
            ];
        }
        let mut notes = vec![
            format!(
                "always: however many people chose both, and whatever was rounded away (±{} points); depends: on how many \
                 chose both, or on the rounding; never: however many did.",
                self.benchmark.rounding
            ),
            format!(
                "p is the smallest and the largest that the published numbers allow (McNemar 1947), corrected for the {tested} \
                 pairs of all rankings (Holm 1979); told apart means that it is at most {}.",
                view::percent(self.level.alpha())
            ),
        ];
        notes.extend(self.benchmark.n.and_then(|n| self.always_note(n)));
        if self.pairs.iter().any(|p| p.assumed) {
            notes.push(
                "if of all: the base was not published; this is what would hold if it were everyone who was asked."
                    .into(),
            );
        }
        notes
    }

    fn always_note(&self, n: u64) -> Option<String> {
        let points = 100.0 * always_told(n as f64, self.benchmark.rounding(), self.level).ok()?;
        Some(format!(
            "Of {} people, two shares of one question that are {points:.1} points apart or more are always told apart, when \
             that one pair is looked at.",
            view::whole(n)
        ))
    }

    /// The chart of a ranking; whiskers where an n is known or assumed.
    fn bars(&self, question: &Asked) -> Bars {
        let ranked = ranking(&self.benchmark, question);
        let figures = ranked.iter().filter_map(|place| self.figure(*place));
        let bar = |figure: &Published| {
            let interval = self.ranged(figure);
            let alone = Point { value: figure.share, low: figure.share, high: figure.share, n: 0 };
            let point = interval.as_ref().and_then(Point::of).unwrap_or(alone);
            Bar { label: figure.wording.clone(), points: vec![Some(point)], mark: None }
        };
        let unknown = self.pairs.iter().any(|p| p.question == question.label && (p.assumed || p.n.is_none()));
        Bars {
            id: format!("{}_{}", self.benchmark.id, question.id),
            title: format!("{}: {}", self.benchmark.name(), question.label),
            subtitle: match self.benchmark.n {
                Some(_) => format!(
                    "{}; whiskers: {} interval, with room for rounding",
                    self.benchmark.people(),
                    view::percent(self.level.value())
                ),
                None => self.benchmark.people(),
            },
            series: vec![String::new()],
            bars: figures.map(bar).collect(),
            mark_label: None,
            notes: match (unknown, self.benchmark.n) {
                (true, Some(_)) => vec!["The base was not published: whiskers as if everyone had been asked.".into()],
                (true, None) => vec!["Of how many was not published, so there are no whiskers.".into()],
                _ => Vec::new(),
            },
        }
    }
}

/// A published share of `n` people with Wilson's interval, wide enough for every true share that is rounded to it. `share` and
/// `rounding` are 0–1.
pub(super) fn rounded(share: f64, n: u64, rounding: f64, base: &str, level: Level) -> Option<Figure> {
    let people = n as f64;
    let at = |share: f64| proportion::wilson(share.clamp(0.0, 1.0) * people, people, level).ok();
    let (low, high) = (at(share - rounding)?.low, at(share + rounding)?.high);
    Some(Figure::Shown(Shown {
        value: Some(share),
        se: proportion::standard_error(share * people, people).ok(),
        low: Some(low),
        high: Some(high),
        level: level.value(),
        method: Method::Wilson,
        n,
        n_weighted: people,
        count: None,
        base: base.to_owned(),
        precision: None,
        flags: Vec::new(),
    }))
}

/// The figures of a question, the largest first; equals in their own order.
fn ranking(benchmark: &Benchmark, question: &Asked) -> Vec<usize> {
    let of_question =
        |(place, figure): (usize, &Published)| (figure.question.as_ref() == Some(&question.id)).then_some(place);
    let mut places: Vec<usize> = benchmark.figures.iter().enumerate().filter_map(of_question).collect();
    let share = |place: &usize| benchmark.figures.get(*place).map_or(0.0, |f| f.share);
    places.sort_by(|a, b| share(b).total_cmp(&share(a)));
    places
}

fn pair(
    benchmark: &Benchmark,
    question: &Asked,
    (larger, smaller): (usize, usize),
    neighbours: bool,
    level: Level,
) -> Result<Pair> {
    let (one, two) = (&benchmark.figures[larger], &benchmark.figures[smaller]);
    let (n, assumed) = match (one.known_n(), two.known_n()) {
        (Some(n), Some(m)) if n == m => (Some(n), false),
        (None, None) => (benchmark.n, true),
        // Shares of different people are not the answers of the same ones.
        _ => (None, false),
    };
    // Where nothing tells whether several could be chosen, both are possible; one choice is the smallest overlap of several.
    let choice = if question.choice == Some(Pick::One) { Choice::Single } else { Choice::Multiple };
    let compare = |n: u64| {
        let shares = overlap::Published::new(one.share, two.share, n as f64, benchmark.rounding());
        shares.and_then(|shares| shares.compare(choice, level)).map_err(internal)
    };
    let p = n.map(compare).transpose()?.map(|c| c.p);
    Ok(Pair { question: question.label.clone(), larger, smaller, neighbours, n, assumed, told: None, p })
}

/// Corrects the smallest and the largest p-values for the number of pairs, and says what follows.
fn correct(pairs: &mut [Pair], level: Level) -> Result<()> {
    let holm = |limit: fn(Interval) -> f64| -> Result<Vec<Option<f64>>> {
        let p: Vec<Option<f64>> = pairs.iter().map(|pair| pair.p.map(limit)).collect();
        corrected::holm(&p)
    };
    let (low, high) = (holm(|p| p.low)?, holm(|p| p.high)?);
    for (pair, (low, high)) in pairs.iter_mut().zip(low.into_iter().zip(high)) {
        pair.p = low.zip(high).map(|(low, high)| Interval { low, high });
        pair.told = pair.p.map(|p| match level.alpha() {
            alpha if p.high <= alpha => Told::Always,
            alpha if p.low <= alpha => Told::Depends,
            _ => Told::Never,
        });
    }
    Ok(())
}

fn word(told: Told) -> &'static str {
    match told {
        Told::Always => "always",
        Told::Depends => "depends",
        Told::Never => "never",
    }
}

impl Estimate for PublishedShares {
    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.shares_table()];
        if !self.pairs.is_empty() {
            tables.extend([self.pairs_table(true), self.pairs_table(false)]);
        }
        tables
    }

    fn forms(&self) -> Vec<Form> {
        // The longest ranking first: it is the one to look at.
        let mut questions: Vec<&Asked> = self.benchmark.questions.iter().collect();
        questions.sort_by_key(|q| std::cmp::Reverse(ranking(&self.benchmark, q).len()));
        questions.into_iter().map(|q| Form::Bars(self.bars(q))).collect()
    }

    fn headline(&self) -> Option<String> {
        let always = self.pairs.iter().filter(|p| p.neighbours && p.told == Some(Told::Always)).count();
        let all = self.pairs.iter().filter(|p| p.neighbours && p.told.is_some()).count();
        (all > 0).then(|| {
            format!("{}: {always} of {all} neighbours in its rankings are told apart for sure.", self.benchmark.name())
        })
    }

    /// Published figures are public.
    fn partitions(&mut self) -> Vec<Partition<'_>> {
        Vec::new()
    }

    fn settle(&mut self) {}
}
