//! Comparing: published figures alone, a survey with them or with another survey, before and after, all side by side.

use super::{Disclosed, Survey};
use crate::disclosure::{Audit, Rule};
use crate::error::{Fault, Result};
use crate::estimate::across::{Share, Source};
use crate::estimate::change::is_yes_no;
use crate::estimate::compare::{Pairing, Reference, Sides};
use crate::estimate::sample::Sample;
use crate::estimate::{Across, Change, Comparison, Estimate, Named, OptionShares, PublishedShares};
use crate::published::{self, Benchmark};
use crate::stats::Level;
use crate::survey::{Choice, Kind, Question, Role, taxonomy};
use crate::tally::Answers;
use crate::view::{self, Figure, Shown};
use std::collections::{BTreeMap, BTreeSet};

/// The names of the benchmarks that are built in.
///
/// # Errors
/// When a file that is built in is wrong, which a test excludes.
pub fn benchmark_ids() -> Result<Vec<String>> {
    Ok(published::benchmarks()?.into_iter().map(|benchmark| benchmark.id).collect())
}

/// What a benchmark's figures say by themselves: their ranges, and which neighbours of a ranking can be told apart.
///
/// # Errors
/// When there is no such benchmark.
pub fn published_shares(benchmark: &str, level: Level) -> Result<Disclosed<PublishedShares>> {
    Ok(Disclosed::new(PublishedShares::estimate(published::benchmark(benchmark)?, level)?, None))
}

/// Surveys and all benchmarks side by side, over the common list of barriers. Surveys have names.
///
/// # Errors
/// When a survey's tables were changed from outside.
pub fn across(surveys: &[(String, Survey)], level: Level) -> Result<Disclosed<Across>> {
    let (mut sources, mut hidden) = (Vec::new(), Audit::default());
    for (i, (name, survey)) in surveys.iter().enumerate() {
        sources.push(source(i, name, survey, level, &mut hidden)?);
    }
    sources.extend(published::benchmarks()?.iter().map(|benchmark| Source::of_benchmark(benchmark, level)));
    Ok(disclosed(Across::estimate(sources, level), strictest(surveys.iter().map(|(_, s)| s)), hidden))
}

/// An estimate of shares of which some were hidden already.
fn disclosed<E: Estimate>(estimate: E, rule: Option<Rule>, hidden: Audit) -> Disclosed<E> {
    let mut disclosed = Disclosed::new(estimate, rule);
    disclosed.audit += hidden;
    disclosed
}

/// What a survey says of the barriers.
fn source(index: usize, name: &str, survey: &Survey, level: Level, hidden: &mut Audit) -> Result<Source> {
    let mut source = Source {
        name: Named::new(format!("survey_{}", index + 1), name),
        about: "no question is known to ask what stops people (role = \"barriers\" in the codebook marks one)".into(),
        shares: BTreeMap::new(),
        doubled: Vec::new(),
    };
    let Some(question) = survey.questions().find(|q| q.role == Some(Role::Barriers)) else { return Ok(source) };
    let shares = survey.shares(&question.id)?.level(level).estimate()?;
    *hidden += shares.audit;
    let people = shares.total.answered.map_or("—".into(), view::whole);
    source.about = format!("\"{}\", {people} people answered", question.text);
    if !question.options.iter().any(|option| barrier(option).is_some()) {
        source.about = format!("no option of \"{}\" is known to word a barrier of the common list", question.text);
    }
    for (option, figure) in shares.options.iter().zip(&shares.total.cases) {
        let Some(barrier) = question.options.iter().find(|o| o.id == option.id).and_then(barrier) else { continue };
        // The options come by size, so the first that words a barrier is the one chosen most often.
        if source.shares.contains_key(barrier) {
            source.doubled.push(barrier.to_owned());
        } else {
            source.shares.insert(barrier.to_owned(), Share::Own(figure.clone()));
        }
    }
    Ok(source)
}

/// The barrier that an option words: as the codebook says, else as its text does.
fn barrier(option: &Choice) -> Option<&str> {
    option.barrier.as_deref().or_else(|| taxonomy::barrier(&option.label))
}

/// The strictest of several surveys' rules.
fn strictest<'a>(surveys: impl Iterator<Item = &'a Survey>) -> Option<Rule> {
    surveys.filter_map(Survey::rule).max_by_key(|rule| rule.below)
}

impl Survey {
    /// Compares this survey's shares with a benchmark's, in every question that the benchmark speaks about, or in one. `name`
    /// is how the survey is called.
    ///
    /// # Errors
    /// When there is no such benchmark or question, or the benchmark says nothing of it.
    pub fn against(
        &self,
        name: &str,
        benchmark: &str,
        question: Option<&str>,
        level: Level,
    ) -> Result<Disclosed<Comparison>> {
        let benchmark = published::benchmark(benchmark)?;
        let (mut pairings, mut hidden) = (Vec::new(), Audit::default());
        for asked in self.asked(question)? {
            let figures = benchmark.figures_of(asked);
            if !figures.is_empty() {
                let shares = self.shares(&asked.id)?.level(level).estimate()?;
                hidden += shares.audit;
                pairings.extend(with_published(&benchmark, asked, &figures, &shares));
            }
        }
        if pairings.is_empty() {
            return Err(self.unpublished(&benchmark, question).into());
        }
        let sides = Sides {
            id: format!("{}_{}", question.unwrap_or("compare"), benchmark.id),
            title: format!("{name} and {}: {}", benchmark.name(), benchmark.title),
            reference: benchmark.name(),
            share: name.to_owned(),
            notes: vec![format!("{}: {}. {}", benchmark.name(), benchmark.people(), benchmark.note)],
        };
        Ok(disclosed(Comparison::estimate(sides, pairings, level)?, self.rule(), hidden))
    }

    /// The question that is named, else all with options.
    fn asked(&self, question: Option<&str>) -> Result<Vec<&Question>> {
        let Some(id) = question else { return Ok(self.questions().collect()) };
        self.shares(id)?;
        Ok(self.questions().filter(|q| q.id == id).collect())
    }

    fn unpublished(&self, benchmark: &Benchmark, question: Option<&str>) -> Fault {
        let what = match question {
            Some(id) => format!("{} has no figure for an option of question \"{id}\"", benchmark.id),
            None => format!("{} has no figure for any question of this survey", benchmark.id),
        };
        let speaks: Vec<String> = benchmark
            .figures
            .iter()
            .filter_map(|f| f.maps_to.as_ref())
            .map(|m| format!("{}/{}", m.question, m.barrier.as_ref().unwrap_or(&m.option)))
            .collect();
        Fault::new(what).file(&self.responses().codebook.name).accepted(speaks.join(", ")).remedy(
            "give the question and its options those ids in the codebook, or the role \"barriers\" and each option its barrier",
        )
    }

    /// Compares this survey's shares with an earlier survey's of other people, option by option. Options are the same if they
    /// word the same barrier, or bear the same id. The names are how the two are called.
    ///
    /// # Errors
    /// When the two have no such question, or it is of two kinds.
    pub fn since(
        &self,
        names: (&str, &str),
        earlier: &Survey,
        question: &Asked,
        level: Level,
    ) -> Result<Disclosed<Comparison>> {
        let (before, after) = (question.of(earlier)?, question.of(self)?);
        same_kind(names, before, after)?;
        let first = earlier.shares(&before.id)?.level(level).estimate()?;
        let second = self.shares(&after.id)?.level(level).estimate()?;
        let (pairings, mut notes) = with_sample((before, &first), (after, &second));
        if pairings.is_empty() {
            return Err(Fault::new(format!(
                "the two questions \"{}\" and \"{}\" have no option in common",
                before.id, after.id
            ))
            .found(before.labels().join(", "))
            .accepted(after.labels().join(", "))
            .remedy("give options that mean the same the same id in both codebooks, or the same barrier")
            .into());
        }
        notes.extend(self.twice(earlier)?);
        let sides = Sides {
            id: format!("{}_compared", after.id),
            title: after.label.clone(),
            reference: names.0.to_owned(),
            share: names.1.to_owned(),
            notes,
        };
        let (rule, mut hidden) = (strictest([earlier, self].into_iter()), first.audit);
        hidden += second.audit;
        Ok(disclosed(Comparison::estimate(sides, pairings, level)?, rule, hidden))
    }

    /// The questions that two surveys have in common: those about barriers, else all of the same id that can be compared.
    ///
    /// # Errors
    /// When there is none.
    pub fn common(&self, earlier: &Survey) -> Result<Vec<Asked>> {
        if self.asks_for_barriers() && earlier.asks_for_barriers() {
            return Ok(vec![Asked::Barriers]);
        }
        let same = |q: &&Question| earlier.questions().any(|e| e.id == q.id && e.kind == q.kind);
        let common: Vec<Asked> = self.questions().filter(same).map(|q| Asked::Named(q.id.clone())).collect();
        if common.is_empty() {
            let ids = |survey: &Survey| survey.questions().map(|q| q.id.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Fault::new("the two surveys have no question in common")
                .found(ids(earlier))
                .accepted(ids(self))
                .remedy("give questions that mean the same the same id in both codebooks, or the role \"barriers\"")
                .into());
        }
        Ok(common)
    }

    /// Whoever is in both surveys, told by the column that names respondents.
    fn twice(&self, earlier: &Survey) -> Result<Option<String>> {
        let (here, there) = (self.responses(), earlier.responses());
        if here.codebook.respondent.is_none() || there.codebook.respondent.is_none() {
            return Ok(None);
        }
        let known: BTreeSet<&str> = there.respondents()?.into_iter().collect();
        let both = here.respondents()?.into_iter().filter(|id| known.contains(id)).count();
        Ok((both > 0).then(|| {
            format!(
                "{} respondents bear the same name in both, and are counted as if they were different people: of the same \
                 ones, changes can be told more sharply (`--paired`, with both answers in one row).",
                view::whole(both as u64)
            )
        }))
    }

    /// The change of the same people's answers from one question to another.
    ///
    /// # Errors
    /// When there are no such questions, they cannot be compared.
    pub fn change(&self, before: &str, after: &str, level: Level) -> Result<Disclosed<Change>> {
        let responses = self.responses();
        let book = &responses.codebook;
        let (one, two) = (&book.questions[book.position(before)?], &book.questions[book.position(after)?]);
        comparable(&book.name, one, two)?;
        let tally = Answers::count(responses, &[&two.id], &[&one.id])?;
        let degrees = self.degrees(&[])?;
        let sample = Sample::new(&tally, &two.id, book, responses.is_weighted(), &degrees)?;
        Ok(Disclosed::new(Change::estimate(&tally, &sample, one, two, level)?, self.rule()))
    }
}

/// Which question of two surveys is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The one that asks what stops people, whatever its id.
    Barriers,
    /// The one of this id.
    Named(String),
}

impl Asked {
    fn of<'a>(&self, survey: &'a Survey) -> Result<&'a Question> {
        let found = match self {
            Asked::Barriers => survey.questions().find(|q| q.role == Some(Role::Barriers)),
            Asked::Named(id) => {
                survey.shares(id)?;
                survey.questions().find(|q| &q.id == id)
            }
        };
        found.ok_or_else(|| Fault::new("no question asks what stops people").remedy("name one with --question").into())
    }
}

fn with_published(
    benchmark: &Benchmark,
    question: &Question,
    figures: &[(usize, &published::Published)],
    shares: &OptionShares,
) -> Vec<Pairing> {
    let pairing = |(option, share): (&Named, &Figure)| {
        let (_, figure) = figures.iter().find(|(place, _)| question.options[*place].id == option.id)?;
        Some(Pairing {
            question: Named::new(&question.id, &question.label),
            option: option.clone(),
            reference: Reference::Published {
                share: figure.share,
                n: figure.known_n(),
                rounding: benchmark.rounding(),
            },
            share: careful(share, shares),
        })
    };
    shares.options.iter().zip(&shares.total.cases).filter_map(pairing).collect()
}

/// The share with an effective number of people: where all or none chose an option, a design says nothing of it, and the least
/// of the question's other options stands in.
fn careful(figure: &Figure, shares: &OptionShares) -> Figure {
    let known = |figure: &Figure| figure.shown()?.precision?.effective_n;
    let least = shares.total.cases.iter().filter_map(known).min_by(f64::total_cmp);
    let mut figure = figure.clone();
    if let Figure::Shown(Shown { precision: Some(precision), .. }) = &mut figure {
        precision.effective_n = precision.effective_n.or(least);
    }
    figure
}

/// The options that both have, with what a reader must know of those that they word differently, or that only one has.
fn with_sample(first: (&Question, &OptionShares), second: (&Question, &OptionShares)) -> (Vec<Pairing>, Vec<String>) {
    let (mut pairings, mut notes, mut left) = (Vec::new(), Vec::new(), 0_usize);
    // Of yes and no, one says it all.
    let yes_no = is_yes_no(first.0) && is_yes_no(second.0);
    let only = |id: &str| !yes_no || second.0.options.first().is_some_and(|first| first.id == id);
    for (option, share) in second.1.options.iter().zip(&second.1.total.cases).filter(|(o, _)| only(&o.id)) {
        let choice = second.0.options.iter().find(|o| o.id == option.id);
        let Some(same) = choice.and_then(|choice| first.0.options.iter().find(|o| is_same(o, choice))) else {
            left += 1;
            continue;
        };
        let Some(place) = first.1.options.iter().position(|o| o.id == same.id) else { continue };
        if same.label != option.label {
            notes.push(format!("\"{}\" was worded \"{}\" in the first.", option.label, same.label));
        }
        pairings.push(Pairing {
            question: Named::new(&second.0.id, &second.0.label),
            option: option.clone(),
            reference: Reference::Sample(careful(&first.1.total.cases[place], first.1)),
            share: careful(share, second.1),
        });
    }
    let gone = first.1.options.len().saturating_sub(pairings.len());
    if left + gone > 0 && !yes_no {
        notes.push(format!(
            "Options that only one of the two has are left out: {gone} of the first, {left} of the second."
        ));
    }
    (pairings, notes)
}

/// An option that names its barrier is found by it alone; an id may be the same by chance.
fn is_same(one: &Choice, two: &Choice) -> bool {
    match (&one.barrier, &two.barrier) {
        (Some(a), Some(b)) => a == b,
        _ => one.id == two.id,
    }
}

fn same_kind(names: (&str, &str), first: &Question, second: &Question) -> Result<(), Fault> {
    if first.kind == second.kind {
        return Ok(());
    }
    Err(Fault::new(format!("question \"{}\" is of two kinds, so its shares do not mean the same", second.id))
        .found(format!("{} in {}, {} in {}", first.kind.word(), names.0, second.kind.word(), names.1))
        .accepted("the same kind in both")
        .remedy("correct the codebook that is wrong, or name another question"))
}

/// Whether two questions can be compared within people.
fn comparable(book: &str, before: &Question, after: &Question) -> Result<(), Fault> {
    if before.id == after.id {
        return Err(Fault::new("a question cannot be compared with itself")
            .file(book)
            .found(&before.id)
            .remedy("name the question that was asked before, then the one that was asked after"));
    }
    let fits = before.kind == after.kind && !matches!(after.kind, Kind::Text | Kind::Date);
    if !fits {
        return Err(Fault::new("these two questions cannot be compared within people")
            .file(book)
            .found(format!("{} ({}), {} ({})", before.id, before.kind.word(), after.id, after.kind.word()))
            .accepted("two questions of the same kind: single, multi, ordinal or number")
            .remedy("name others, or correct their kind in the codebook"));
    }
    let ids = |q: &Question| q.options.iter().map(|o| o.id.clone()).collect::<Vec<_>>();
    let (one, two) = (ids(before), ids(after));
    let same = match after.kind {
        Kind::Ordinal => one == two,
        Kind::Number => true,
        _ => one.iter().any(|id| two.contains(id)),
    };
    if same {
        return Ok(());
    }
    Err(Fault::new(format!("\"{}\" and \"{}\" do not have the same options", before.id, after.id))
        .file(book)
        .found(one.join(", "))
        .accepted(two.join(", "))
        .remedy("give options that mean the same the same id, in the same order"))
}
