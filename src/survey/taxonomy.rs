//! The common list of barriers to reaching out, to which each survey's own wording maps: `taxonomy.toml`.
//!
//! The pattern language is told at the head of that file.

use super::words;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A word of a pattern.
#[derive(Debug, PartialEq)]
enum Word {
    Whole(String),
    Stem(String),
}

impl Word {
    fn fits(&self, word: &str) -> bool {
        match self {
            Word::Whole(whole) => word == whole,
            Word::Stem(stem) => word.starts_with(stem.as_str()),
        }
    }
}

/// One of several runs of words.
#[derive(Debug)]
struct Term(Vec<Vec<Word>>);

impl Term {
    /// Reads `a|b_c|$list`.
    fn parse(text: &str, lists: &BTreeMap<String, String>) -> Term {
        let mut runs = Vec::new();
        for alternative in text.split('|') {
            match alternative.strip_prefix('$').and_then(|name| lists.get(name)) {
                Some(list) => runs.extend(list.split('|').map(run)),
                None => runs.push(run(alternative)),
            }
        }
        Term(runs)
    }

    /// The most words that one of its runs matches; 0 when none does.
    fn words(&self, text: &[String]) -> usize {
        self.0.iter().filter(|run| occurs(run, text)).map(Vec::len).max().unwrap_or(0)
    }
}

fn run(text: &str) -> Vec<Word> {
    text.split('_')
        .map(|word| match word.strip_suffix('*') {
            Some(stem) => Word::Stem(stem.to_owned()),
            None => Word::Whole(word.to_owned()),
        })
        .collect()
}

fn occurs(run: &[Word], text: &[String]) -> bool {
    !run.is_empty() && text.windows(run.len()).any(|part| run.iter().zip(part).all(|(word, t)| word.fits(t)))
}

/// Terms that must all occur.
#[derive(Debug)]
struct Pattern(Vec<Term>);

impl Pattern {
    fn parse(text: &str, lists: &BTreeMap<String, String>) -> Pattern {
        Pattern(text.split_whitespace().map(|term| Term::parse(term, lists)).collect())
    }

    /// How many words it matches; 0 when a term is missing.
    fn words(&self, text: &[String]) -> usize {
        let mut sum = 0;
        for term in &self.0 {
            match term.words(text) {
                0 => return 0,
                words => sum += words,
            }
        }
        sum
    }
}

/// A barrier of the common list.
#[derive(Debug)]
pub struct Barrier {
    /// Its name for programs.
    pub id: String,
    /// A few neutral words for headings.
    pub label: String,
    /// What kind of barrier it is: fear, not knowing, belief, skill, habit, circumstances.
    pub theme: String,
    is: Vec<Pattern>,
    not: Vec<Pattern>,
}

impl Barrier {
    /// How many words of a text name this barrier; 0 when it does not.
    fn words(&self, text: &[String]) -> usize {
        if self.not.iter().any(|pattern| pattern.words(text) > 0) {
            return 0;
        }
        self.is.iter().map(|pattern| pattern.words(text)).max().unwrap_or(0)
    }
}

/// A longer text is somebody's remark and no option; by chance it would hold the words of some pattern.
const MOST_WORDS: usize = 25;

/// The common list.
#[derive(Debug, Default)]
pub struct Taxonomy {
    barriers: Vec<Barrier>,
    denial: Option<Term>,
    deniable: Option<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTaxonomy {
    words: BTreeMap<String, String>,
    barrier: Vec<RawBarrier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBarrier {
    id: String,
    label: String,
    theme: String,
    is: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

impl Taxonomy {
    /// The list that is built in.
    pub fn get() -> &'static Taxonomy {
        static BUILT_IN: OnceLock<Taxonomy> = OnceLock::new();
        // A test reads the file, so that the empty list cannot come to pass.
        BUILT_IN.get_or_init(|| Taxonomy::parse(include_str!("../../data/taxonomy.toml")).unwrap_or_default())
    }

    fn parse(text: &str) -> Result<Taxonomy, toml::de::Error> {
        let raw: RawTaxonomy = toml::from_str(text)?;
        let lists = &raw.words;
        let list = |name: &str| lists.get(name).map(|words| Term::parse(words, lists));
        let patterns = |texts: Vec<String>| texts.iter().map(|text| Pattern::parse(text, lists)).collect();
        let barriers = raw.barrier.into_iter().map(|b| Barrier {
            id: b.id,
            label: b.label,
            theme: b.theme,
            is: patterns(b.is),
            not: patterns(b.not),
        });
        Ok(Taxonomy { barriers: barriers.collect(), denial: list("denial"), deniable: list("deniable") })
    }

    /// All barriers, in the list's order.
    pub fn barriers(&self) -> &[Barrier] {
        &self.barriers
    }

    /// The names of all barriers, in the list's order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.barriers.iter().map(|b| b.id.as_str())
    }

    /// The heading of a barrier.
    pub fn label(&self, id: &str) -> Option<&str> {
        self.barriers.iter().find(|b| b.id == id).map(|b| b.label.as_str())
    }

    /// The barrier that a survey's wording names: the one with most words matched, the first of equals.
    pub fn barrier(&self, label: &str) -> Option<&Barrier> {
        let text = words::words(label);
        if text.len() > MOST_WORDS || self.denies(&text) {
            return None;
        }
        let mut best: Option<(usize, &Barrier)> = None;
        for barrier in &self.barriers {
            let words = barrier.words(&text);
            if words > best.map_or(0, |(most, _)| most) {
                best = Some((words, barrier));
            }
        }
        best.map(|(_, barrier)| barrier)
    }

    /// Whether a text says that something is *not* a barrier: "I am not afraid of rejection".
    fn denies(&self, text: &[String]) -> bool {
        let (Some(denial), Some(deniable)) = (&self.denial, &self.deniable) else { return false };
        let is = |term: &Term, i: usize| text.get(i..=i).is_some_and(|word| term.words(word) > 0);
        (0..text.len()).any(|i| is(denial, i) && (i + 1..i + 4).any(|j| is(deniable, j)))
    }
}

/// The name of the barrier that a survey's wording means, if it clearly means one.
pub fn barrier(label: &str) -> Option<&'static str> {
    Taxonomy::get().barrier(label).map(|barrier| barrier.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misses(list: &str) -> (usize, Vec<String>) {
        let rows: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once('\t')).collect();
        let missed = rows.iter().filter(|(id, text)| barrier(text) != Some(*id));
        (rows.len(), missed.map(|(id, text)| format!("{id}: {text} -> {:?}", barrier(text))).collect())
    }

    #[test]
    fn the_file_is_sound() {
        let taxonomy = Taxonomy::parse(include_str!("../../data/taxonomy.toml")).unwrap();
        let ids: std::collections::BTreeSet<&str> = taxonomy.ids().collect();
        assert_eq!((ids.len(), taxonomy.barriers.len()), (22, 22));
        for line in include_str!("../../data/taxonomy.toml").lines().filter(|line| !line.starts_with('#')) {
            for word in line.split(|c: char| !c.is_alphanumeric() && c != '$').filter_map(|w| w.strip_prefix('$')) {
                assert!(
                    line.contains('$') && include_str!("../../data/taxonomy.toml").contains(&format!("\n{word} = ")),
                    "{word}"
                );
            }
        }
        for b in &taxonomy.barriers {
            assert_eq!(barrier(&b.label), Some(b.id.as_str()), "{}", b.label);
        }
    }

    #[test]
    fn paraphrases_map() {
        let (all, missed) = misses(include_str!("../../tests/fixtures/taxonomy/paraphrases.tsv"));
        assert!(missed.is_empty(), "{} of {all} missed\n{}", missed.len(), missed.join("\n"));
    }

    #[test]
    fn held_out_paraphrases_mostly_map() {
        for (list, most) in [
            (include_str!("../../tests/fixtures/taxonomy/held_out.tsv"), 5),
            (include_str!("../../tests/fixtures/taxonomy/held_out_2.tsv"), 5),
        ] {
            let (all, missed) = misses(list);
            assert!(missed.len() * 100 <= all * most, "{} of {all} missed\n{}", missed.len(), missed.join("\n"));
        }
    }

    #[test]
    fn options_of_other_questions_do_not_map() {
        let lists = [
            include_str!("../../tests/fixtures/taxonomy/negatives.txt"),
            include_str!("../../tests/fixtures/taxonomy/negatives_held_out.txt"),
        ];
        let all: Vec<&str> = lists.iter().flat_map(|list| list.lines()).collect();
        let wrong: Vec<_> = all.iter().filter_map(|text| barrier(text).map(|id| (id, text))).collect();
        assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), all.len());
    }

    #[test]
    fn denied_barriers_are_none() {
        for text in ["I am not afraid of rejection", "Ich habe keine Angst vor Ablehnung", "I never feel shy"] {
            assert_eq!(barrier(text), None, "{text}");
        }
    }
}
