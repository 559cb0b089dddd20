//! Published figures, built in: what a benchmark is *of*, and which of one's own options it speaks about.

use crate::error::Result;
use crate::input::toml_file;
use crate::survey::{Choice, Question};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The benchmarks built in: file name and text.
const BUILT_IN: [(&str, &str); 1] =
    [("resume-now-2025.toml", include_str!("../../data/benchmarks/resume-now-2025.toml"))];

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
    /// How many were asked.
    pub n: u64,
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
    /// Its figures.
    #[serde(rename = "figure")]
    pub figures: Vec<Published>,
}

/// One published share.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Its name.
    pub id: String,
    /// The wording that was published.
    pub wording: String,
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

impl Benchmark {
    /// Its figures for the options of a question that bears the same id, or the role `barriers`; empty when it has none.
    pub fn marks(&self, question: &Question) -> BTreeMap<String, Mark> {
        let is_barriers = question.role == Some(crate::survey::Role::Barriers);
        let speaks_of = |m: &MapsTo| m.question == question.id || is_barriers && m.question == "barriers";
        let source = format!("{} {}, {} {}", self.publisher, &self.year(), crate::view::whole(self.n), self.population);
        let mark = |figure: &Published| {
            let maps_to = figure.maps_to.as_ref().filter(|m| speaks_of(m))?;
            // An option that names its barrier is found by it alone; an id may be the same by chance.
            let means = |o: &&Choice| match &o.barrier {
                Some(barrier) => maps_to.barrier.as_ref() == Some(barrier),
                None => o.id == maps_to.option,
            };
            let option = question.options.iter().find(means)?;
            let unknown = if figure.base_published { "" } else { " (base not published)" };
            Some((option.id.clone(), Mark { share: figure.share, source: format!("{source}{unknown}") }))
        };
        self.figures.iter().filter_map(mark).collect()
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
        }
        assert_eq!(all[0].n, 1000);
    }
}
