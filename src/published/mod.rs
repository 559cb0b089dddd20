//! Published figures, built in: what a benchmark is *of*, and which of one's own options it speaks about.

use crate::error::{Fault, Result, nearest};
use crate::input::toml_file;
use crate::survey::Question;
use crate::survey::codebook::Bracket;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The benchmarks built in: file name and text.
const BUILT_IN: [(&str, &str); 3] = [
    ("resume-now-2025.toml", include_str!("../../data/benchmarks/resume-now-2025.toml")),
    ("networking-nation-2025.toml", include_str!("../../data/benchmarks/networking-nation-2025.toml")),
    ("express-harris-2026.toml", include_str!("../../data/benchmarks/express-harris-2026.toml")),
];

/// A published survey.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    /// Its name in commands.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// What it is of: who was asked.
    pub population: String,
    /// How many were asked; `None` where that was not published.
    pub n: Option<u64>,
    /// When, as far as it was published.
    pub field_date: String,
    /// Where it can be read.
    pub source: String,
    /// How it was asked.
    pub mode: String,
    /// Half-width of the rounding of its figures, in percentage points.
    pub rounding: f64,
    /// What a reader must know of it.
    pub note: String,
    /// Its questions of which several options have a figure.
    #[serde(default, rename = "question")]
    pub questions: Vec<Asked>,
    /// Its figures.
    #[serde(rename = "figure")]
    pub figures: Vec<Published>,
}

/// A question of a benchmark: its figures are a ranking.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Its name, by which figures refer to it.
    pub id: String,
    /// What it asks, in a few words.
    pub label: String,
    /// How many options one could choose; `None` where nothing tells.
    pub choice: Option<Pick>,
}

/// How many options of a question one could choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// One.
    One,
    /// Several.
    Several,
}

/// One published share.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Its name.
    pub id: String,
    /// The wording that was published.
    pub wording: String,
    /// The question of the benchmark to which it is an answer, where several answers to it have a figure.
    pub question: Option<String>,
    /// The share, 0–1, as rounded as it was printed.
    pub share: f64,
    /// Of whom, in words.
    pub base: String,
    /// Of how many; `None` where that was not published.
    pub n: Option<u64>,
    /// Whether the base was published; where it was not, nothing is tested against the figure.
    #[serde(default = "yes")]
    pub base_published: bool,
    /// The question and option it speaks about.
    pub maps_to: Option<MapsTo>,
    /// The share of their messages that those people say get a reply.
    pub bracket: Option<Bracket>,
}

fn yes() -> bool {
    true
}

/// The question and option that a published figure speaks about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapsTo {
    /// The question's id, or its role.
    pub question: String,
    /// The option's id.
    pub option: String,
    /// The barrier of the common list, by which options of other surveys are found.
    pub barrier: Option<String>,
}

/// A published share to set beside one's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The share, 0–1.
    pub share: f64,
    /// Whose figure it is, with its size.
    pub source: String,
}

/// The benchmarks built in.
///
/// # Errors
/// When a file that is built in is wrong, which a test excludes.
pub fn benchmarks() -> Result<Vec<Benchmark>> {
    BUILT_IN.iter().map(|(name, text)| toml_file::parse(text, name)).collect()
}

/// The benchmark of this id.
///
/// # Errors
/// When there is none; the nearest is named.
pub fn benchmark(id: &str) -> Result<Benchmark> {
    let all = benchmarks()?;
    if let Some(found) = all.iter().find(|b| b.id == id) {
        return Ok(found.clone());
    }
    let ids: Vec<&str> = all.iter().map(|b| b.id.as_str()).collect();
    let near = nearest(id, ids.iter().copied());
    Err(Fault::new("there is no such benchmark")
        .found(id)
        .accepted(ids.join(", "))
        .remedy(near.map_or("name one of those after --published".into(), |near| format!("did you mean \"{near}\"?")))
        .into())
}

impl Published {
    /// Of how many it is, where that was published: only then can anything be tested against it.
    pub fn known_n(&self) -> Option<u64> {
        self.n.filter(|_| self.base_published)
    }
}

impl Benchmark {
    /// Its publisher and year: `Resume Now 2025`.
    pub fn name(&self) -> String {
        format!("{} {}", self.publisher, self.year())
    }

    /// Its size and whom it is of: `1,000 U.S. workers`.
    pub fn people(&self) -> String {
        match self.n {
            Some(n) => format!("{} {}", crate::view::whole(n), self.population),
            None => format!("{} (how many was not published)", self.population),
        }
    }

    /// Half-width of the rounding of its shares, 0–1.
    pub fn rounding(&self) -> f64 {
        self.rounding / 100.0
    }

    /// Its figures that speak about a question of the same id, or of the role `barriers`: each with the option's place.
    pub fn figures_of(&self, question: &Question) -> Vec<(usize, &Published)> {
        let is_barriers = question.role == Some(crate::survey::Role::Barriers);
        let speaks_of = |m: &&MapsTo| m.question == question.id || is_barriers && m.question == "barriers";
        let place = |figure: &'_ Published| {
            let maps_to = figure.maps_to.as_ref().filter(speaks_of)?;
            // An option that names its barrier is found by it alone; an id may be the same by chance.
            question.options.iter().position(|o| match &o.barrier {
                Some(barrier) => maps_to.barrier.as_ref() == Some(barrier),
                None => o.id == maps_to.option,
            })
        };
        self.figures.iter().filter_map(|figure| Some((place(figure)?, figure))).collect()
    }

    /// Its figures for the options of a question that bears the same id, or the role `barriers`; empty when it has none.
    pub fn marks(&self, question: &Question) -> BTreeMap<String, Mark> {
        let source = format!("{}, {}", self.name(), self.people());
        let mark = |(place, figure): (usize, &Published)| {
            let unknown = if figure.base_published { "" } else { " (base not published)" };
            (question.options[place].id.clone(), Mark { share: figure.share, source: format!("{source}{unknown}") })
        };
        self.figures_of(question).into_iter().map(mark).collect()
    }

    fn year(&self) -> &str {
        self.field_date.get(..4).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_benchmark_that_is_built_in_is_sound() {
        let all = benchmarks().expect("built-in benchmarks");
        for benchmark in &all {
            assert!(benchmark.figures.iter().all(|f| (0.0..=1.0).contains(&f.share)), "{}", benchmark.id);
            // A base that was not published has no n.
            assert!(benchmark.figures.iter().all(|f| f.base_published == f.n.is_some()), "{}", benchmark.id);
            assert!(benchmark.figures.iter().all(|f| f.n <= benchmark.n), "{}", benchmark.id);
            let asked: Vec<&str> = benchmark.questions.iter().map(|q| q.id.as_str()).collect();
            assert!(benchmark.figures.iter().flat_map(|f| &f.question).all(|q| asked.contains(&q.as_str())));
            let barriers = benchmark.figures.iter().filter_map(|f| f.maps_to.as_ref()?.barrier.as_deref());
            barriers.for_each(|b| assert!(crate::survey::taxonomy::Taxonomy::get().label(b).is_some(), "{b}"));
        }
        assert_eq!((all[0].n, all[1].n, all[2].n), (Some(1000), Some(1000), None));
    }
}
