//! Cells with several answers: known options are matched longest first, because an option's own text may contain the
//! separator ("Not knowing what to say, or how to begin").

use super::codebook::{Choice, Question};
use crate::input::labels;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What a joined cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Whether each option was chosen, in the codebook's order.
    pub options: Vec<bool>,
    /// Pieces that are no option's text.
    pub unknown: Vec<String>,
}

/// Stands for a separator of white space: no survey has it, and it is no white space.
const MARK: &str = "\u{1f}";

/// Longer cells are read once only: what is that long was not ticked.
const LONGEST_REREAD: usize = 10_000;

/// Takes joined cells of one question apart.
pub struct Splitter {
    separator: String,
    /// A separator of white space, such as a line end: [`MARK`] stands for it while texts are compared.
    blank: Option<String>,
    /// Option texts in the form in which they are compared, the longest first, with their option.
    keys: Vec<(String, usize)>,
    options: usize,
}

impl Splitter {
    /// Prepares the options of `question`, whose answers are joined by `separator`.
    pub fn new(question: &Question, separator: &str) -> Self {
        // A text that means two options means the one whose code it is, else the one whose wording.
        let mut means: BTreeMap<String, usize> = BTreeMap::new();
        let texts: [fn(&Choice) -> Option<&String>; 3] = [|o| o.code.as_ref(), |o| Some(&o.label), |o| Some(&o.id)];
        for text in texts {
            for (i, option) in question.options.iter().enumerate() {
                let key = text(option).map(|t| labels::normal(t)).filter(|key| !key.is_empty());
                key.map(|key| means.entry(key).or_insert(i));
            }
        }
        Splitter::of_keys(means, question.options.len(), separator)
    }

    /// Prepares options that are texts only.
    pub fn of_texts(texts: &[String], separator: &str) -> Self {
        let mut means = BTreeMap::new();
        for (i, text) in texts.iter().enumerate() {
            means.entry(labels::normal(text)).or_insert(i);
        }
        Splitter::of_keys(means, texts.len(), separator)
    }

    fn of_keys(means: BTreeMap<String, usize>, options: usize, separator: &str) -> Self {
        let mut keys: Vec<(String, usize)> = means.into_iter().collect();
        keys.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        let trimmed = labels::normal(separator);
        let blank = trimmed.is_empty().then(|| separator.to_owned());
        let separator = if blank.is_some() { MARK.to_owned() } else { trimmed };
        Splitter { separator, blank, keys, options }
    }

    /// Takes a cell apart. White space around pieces and case do not matter.
    pub fn split(&self, cell: &str) -> Chosen {
        let lower = cell.to_lowercase();
        let text = match &self.blank {
            Some(blank) => labels::normal(&cell.replace(blank, MARK)),
            None => labels::normal(cell),
        };
        let mut chosen = Chosen { options: vec![false; self.options], unknown: Vec::new() };
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (piece, option) = self.next(rest);
            match option {
                Some(i) => chosen.options[i] = true,
                None if piece.trim().is_empty() => {}
                None => chosen.unknown.push(as_written(cell, &lower, piece.trim())),
            }
            rest = self.behind(&rest[piece.len()..]).trim_end();
        }
        if !chosen.unknown.is_empty()
            && let Some(known) = self.all_known(text.trim())
        {
            chosen.unknown.clear();
            chosen.options = (0..self.options).map(|i| known.contains(&i)).collect();
        }
        chosen
    }

    /// The text behind a piece: without the separator and the white space around it.
    fn behind<'a>(&self, rest: &'a str) -> &'a str {
        let rest = rest.trim_start();
        rest.strip_prefix(&self.separator).unwrap_or(rest).trim_start()
    }

    /// A way to read the whole text as options, where the longest first led to a piece that is none: of "A, B", "A" and
    /// "B, C", the cell "A, B, C" holds the last two.
    fn all_known(&self, text: &str) -> Option<Vec<usize>> {
        if text.len() > LONGEST_REREAD {
            return None;
        }
        // Each place that options lead to, with the place and the option that lead there.
        let mut reached: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut open = BTreeSet::from([0]);
        while let Some(at) = open.pop_first().filter(|at| *at < text.len()) {
            for (key, option) in &self.keys {
                let Some(after) = text[at..].strip_prefix(key.as_str()).filter(|after| self.ends(after)) else {
                    continue;
                };
                let next = text.len() - self.behind(after).len();
                if let Entry::Vacant(place) = reached.entry(next) {
                    place.insert((at, *option));
                    open.insert(next);
                }
            }
        }
        let mut known = Vec::new();
        let mut at = text.len();
        while at > 0 {
            let (before, option) = *reached.get(&at)?;
            known.push(option);
            at = before;
        }
        Some(known)
    }

    /// The next piece of the text: the longest option that ends at a separator, else all up to the next separator.
    fn next<'a>(&self, text: &'a str) -> (&'a str, Option<usize>) {
        for (key, option) in &self.keys {
            if let Some(after) = text.strip_prefix(key.as_str())
                && self.ends(after)
            {
                return (&text[..key.len()], Some(*option));
            }
        }
        // At least one byte goes on, so that a cell of separators ends.
        let end = text.find(&self.separator).unwrap_or(text.len());
        (&text[..end], None)
    }

    fn ends(&self, after: &str) -> bool {
        let after = after.trim_start();
        after.is_empty() || after.starts_with(&self.separator)
    }
}

/// A piece of the compared text as the cell has it, where it can be found there.
fn as_written(cell: &str, lower: &str, piece: &str) -> String {
    // Lower case may change a text's length; then places in one are not places in the other.
    let found = lower.find(piece).filter(|_| lower.len() == cell.len());
    found.and_then(|at| cell.get(at..at + piece.len())).unwrap_or(piece).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Codebook;
    use crate::survey::codebook::Place;

    fn splitter(separator: &str) -> Splitter {
        let text = format!(
            "[[question]]\nid = \"q\"\nkind = \"multi\"\nseparator = \"{separator}\"\noptions = [\
             {{ id = \"say\", label = \"What to say\" }}, {{ id = \"how\", label = \"What to say, or how\" }}, \
             {{ id = \"fear\", label = \"Fear\" }}]"
        );
        let book = Codebook::parse(&text, "c.toml").unwrap();
        let Place::Joined(_, separator) = &book.questions[0].place else { panic!("a joined question") };
        Splitter::new(&book.questions[0], separator)
    }

    fn split(cell: &str) -> (Vec<bool>, Vec<String>) {
        let chosen = splitter(", ").split(cell);
        (chosen.options, chosen.unknown)
    }

    #[test]
    fn the_longest_option_wins() {
        assert_eq!(split("What to say, or how, Fear"), (vec![false, true, true], vec![]));
        assert_eq!(split("What to say, Fear"), (vec![true, false, true], vec![]));
        assert_eq!(split("  fear ,what to SAY"), (vec![true, false, true], vec![]));
    }

    #[test]
    fn options_that_overlap_are_read_as_options_where_any_reading_allows() {
        let text = "[[question]]\nid = \"q\"\nkind = \"multi\"\nseparator = \", \"\noptions = [\
             { id = \"x\", label = \"A, B\" }, { id = \"y\", label = \"A\" }, { id = \"z\", label = \"B, C\" }]";
        let book = Codebook::parse(text, "c.toml").unwrap();
        let split = |cell: &str| {
            let chosen = Splitter::new(&book.questions[0], ", ").split(cell);
            (chosen.options, chosen.unknown)
        };
        assert_eq!(split("A, B, C"), (vec![false, true, true], vec![]));
        assert_eq!(split("A, B"), (vec![true, false, false], vec![]));
        assert_eq!(split("A, B, C, D"), (vec![true, false, false], vec!["C".into(), "D".into()]));
    }

    #[test]
    fn an_option_ends_at_a_separator() {
        assert_eq!(split("Fear of dogs, Fear"), (vec![false, false, true], vec!["Fear of dogs".into()]));
    }

    #[test]
    fn separators_alone_say_nothing_and_end() {
        assert_eq!(split(", , ,"), (vec![false; 3], vec![]));
        assert_eq!(splitter(";").split("Fear;").options, [false, false, true]);
        assert_eq!(splitter(";").split(";;Fear;;").options, [false, false, true]);
    }

    #[test]
    fn line_ends_may_stand_between_answers() {
        let chosen = splitter("\\n").split("What to say, or how\r\n  Fear\n\nmy dog");
        assert_eq!((chosen.options, chosen.unknown), (vec![false, true, true], vec!["my dog".into()]));
    }
}
