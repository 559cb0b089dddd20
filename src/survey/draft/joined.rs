//! Whether cells hold several answers joined by a separator, and which pieces are options.
//!
//! A separator is believed when the pieces recur: in different company, and often enough to explain nearly all cells.
//! Pieces that only ever stand side by side are one option whose own text holds the separator.

use super::profile::{Profile, tidy};
use crate::input::labels;
use std::collections::{BTreeMap, BTreeSet};

/// The separators that are tried, the surest first.
const SEPARATORS: [&str; 8] = [";", "; ", "|", "\n", ", ", ",", " / ", "/"];

/// Distinct cells that are taken apart; the rest of the sample says the same.
const MOST_CELLS: usize = 4_000;

/// Pieces in one cell beyond this are text.
const MOST_PIECES: usize = 60;

/// Among more pieces than this, none are put together again.
const MOST_MERGED: usize = 2_000;

/// So many options with the separator in them are looked for.
const MOST_MERGES: usize = 100;

/// The share of all pieces that the recurring ones must make up.
const EXPLAINED: f64 = 0.7;

/// What joined cells were found to hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Joined {
    /// What stands between answers.
    pub separator: &'static str,
    /// Pieces that recur, with the cells that hold them; the most frequent first.
    pub options: Vec<(String, usize)>,
    /// Pieces that do not, with the cells that hold them.
    pub rare: Vec<(String, usize)>,
    /// Cells that hold nothing but options, as a share of all cells.
    pub explained: f64,
    /// Cells with more than one option, as a share.
    pub several: f64,
}

/// Tells whether the cells of a column are joined; `sure` says that the platform told so.
pub(super) fn joined(profile: &Profile, sure: bool) -> Option<Joined> {
    if profile.answered == 0 || profile.overflow && !sure {
        return None;
    }
    // Some forms put the separator behind every answer, the last one too.
    let ended = |separator: &str| separator == ";" && profile.share(|v| v.text.ends_with(';')) > 0.95;
    let tried = SEPARATORS.iter().filter_map(|separator| by(profile, separator, sure || ended(separator)));
    // Of equals, the surer separator: it stands first.
    tried.reduce(|best, next| {
        // Answers that are still stuck together look like more options than there are.
        let simpler = next.explained >= best.explained - 0.05 && next.options.len() < best.options.len();
        if next.explained > best.explained + 0.05 || simpler { next } else { best }
    })
}

/// A cell as the places of its pieces in the list of all pieces.
type Cell = (Vec<usize>, usize);

struct Pieces {
    separator: &'static str,
    /// In the form in which texts are compared, with the spelling that came first.
    texts: Vec<(String, String)>,
    cells: Vec<Cell>,
}

fn by(profile: &Profile, separator: &'static str, sure: bool) -> Option<Joined> {
    let with: usize = profile.values.iter().filter(|v| holds(&v.text, separator)).map(|v| v.n).sum();
    if (with as f64) < 0.02 * profile.answered as f64 || with < 2 {
        return None;
    }
    let mut pieces = Pieces::of(profile, separator)?;
    // Only a comma or a slash stands inside options too.
    let inside = [", ", ",", " / ", "/"].contains(&separator) && pieces.texts.len() <= MOST_MERGED;
    let mut merges = 0;
    while inside && merges < MOST_MERGES && pieces.merge() {
        merges += 1;
    }
    pieces.judge(profile.answered, sure)
}

fn holds(cell: &str, separator: &str) -> bool {
    split(cell, separator).len() > 1
}

/// The pieces of a cell. A bare comma or semicolon is none where a space follows: that belongs to an option's own text.
fn split<'a>(cell: &'a str, separator: &str) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(at) = cell[from..].find(separator).map(|at| at + from) {
        let end = at + separator.len();
        let inside = (separator == "," || separator == ";") && cell[end..].starts_with(char::is_whitespace);
        if !inside {
            pieces.push(&cell[start..at]);
            start = end;
        }
        from = end;
    }
    pieces.push(&cell[start..]);
    pieces.retain(|p| !labels::is_blank(p));
    pieces
}

impl Pieces {
    fn of(profile: &Profile, separator: &'static str) -> Option<Pieces> {
        let mut place: BTreeMap<String, usize> = BTreeMap::new();
        let mut found = Pieces { separator, texts: Vec::new(), cells: Vec::new() };
        for value in profile.values.iter().take(MOST_CELLS) {
            let texts = whole_brackets(split(&value.text, separator), separator);
            if texts.len() > MOST_PIECES {
                return None;
            }
            let mut cell = Vec::with_capacity(texts.len());
            for text in texts {
                let normal = labels::normal(&text);
                let next = found.texts.len();
                let at = *place.entry(normal.clone()).or_insert(next);
                if at == next {
                    found.texts.push((normal, tidy(&text)));
                }
                cell.push(at);
            }
            found.cells.push((cell, value.n));
        }
        Some(found)
    }

    /// Cells that hold each piece.
    fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.texts.len()];
        for (cell, n) in &self.cells {
            for piece in cell.iter().collect::<BTreeSet<_>>() {
                counts[*piece] += n;
            }
        }
        counts
    }

    /// Makes one piece of two that only ever stand side by side. Whether any were found.
    fn merge(&mut self) -> bool {
        let counts = self.counts();
        let mut side_by_side: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (cell, n) in &self.cells {
            for pair in cell.windows(2).map(|w| (w[0], w[1])).collect::<BTreeSet<_>>() {
                *side_by_side.entry(pair).or_default() += n;
            }
        }
        let belongs = |&((a, b), n): &((usize, usize), usize)| {
            let goes_on = self.texts[b].1.chars().next().is_some_and(|c| !c.is_uppercase() && !c.is_ascii_digit());
            let always = counts[a] == n && counts[b] == n;
            let follows = counts[b] == n;
            a != b && (always && (n >= 4 || goes_on) || follows && goes_on && (n >= 4 || n >= 2 && counts[a] < 3 * n))
        };
        let Some(((a, b), _)) = side_by_side.into_iter().find(belongs) else { return false };
        let text = format!("{}{}{}", self.texts[a].1, self.separator, self.texts[b].1);
        let new = self.texts.len();
        self.texts.push((labels::normal(&text), text));
        for (cell, _) in &mut self.cells {
            while let Some(at) = cell.windows(2).position(|w| w == [a, b]) {
                cell.splice(at..at + 2, [new]);
            }
        }
        true
    }

    fn judge(self, answered: usize, sure: bool) -> Option<Joined> {
        let counts = self.counts();
        let least = recurring(answered);
        let is_option: Vec<bool> = counts.iter().map(|n| *n >= least).collect();
        let total: usize = counts.iter().sum();
        let of_options: usize = counts.iter().zip(&is_option).filter(|(_, o)| **o).map(|(n, _)| n).sum();
        let (mut whole, mut several) = (0, 0);
        let mut company: BTreeMap<usize, BTreeSet<Vec<usize>>> = BTreeMap::new();
        let mut sizes = BTreeSet::new();
        for (cell, n) in &self.cells {
            let options: BTreeSet<usize> = cell.iter().copied().filter(|p| is_option[*p]).collect();
            whole += if cell.iter().all(|p| is_option[*p]) { *n } else { 0 };
            several += if options.len() > 1 { *n } else { 0 };
            sizes.insert(options.len());
            for option in &options {
                let others = options.iter().copied().filter(|o| o != option).collect();
                company.entry(*option).or_default().insert(others);
            }
        }
        let options = is_option.iter().filter(|o| **o).count();
        let mixing = company.values().filter(|c| c.len() >= 2).count();
        let believed = options >= 2
            && total > 0
            && of_options as f64 >= EXPLAINED * total as f64
            && mixing * 10 >= options * 6
            && sizes.iter().filter(|s| **s > 0).count() >= 2
            && several >= 2;
        let told = sure && options >= 2 && several >= 1 && (mixing >= 1 || self.separator == ";");
        if !(believed || told) {
            return None;
        }
        let listed = |wanted: bool| {
            let all = self.texts.iter().zip(&counts).zip(&is_option).enumerate();
            let mut list: Vec<(usize, String, usize)> = all
                .filter(|(_, ((_, n), option))| **option == wanted && **n > 0)
                .map(|(i, (((_, text), n), _))| (i, text.clone(), *n))
                .collect();
            list.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
            list.into_iter().map(|(_, text, n)| (text, n)).collect::<Vec<_>>()
        };
        let share = |n: usize| n as f64 / answered.max(1) as f64;
        Some(Joined {
            separator: self.separator,
            options: listed(true),
            rare: listed(false),
            explained: share(whole),
            several: share(several),
        })
    }
}

/// How often a text must occur among so many answers to be an option and no write-in.
pub(super) fn recurring(answered: usize) -> usize {
    (answered * 4).div_ceil(1_000).max(2)
}

/// Pieces put together again that a bracket holds together: `Modules (TCL, Lua)`.
fn whole_brackets(pieces: Vec<&str>, separator: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    let depth = |text: &str| text.matches('(').count() as i64 - text.matches(')').count() as i64;
    for (i, piece) in pieces.iter().enumerate() {
        if let (true, Some(last)) = (open, out.last_mut()) {
            last.push_str(separator);
            last.push_str(piece);
            open = depth(last) > 0;
            continue;
        }
        // A bracket that never closes holds nothing together.
        open = depth(piece) > 0 && pieces[i + 1..].iter().any(|p| depth(p) < 0);
        out.push((*piece).to_owned());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Sheet;
    use crate::survey::read::About;

    fn of(cells: &[&str]) -> Option<Joined> {
        let quoted: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        let sheet = Sheet::from_text(format!("q\n{}\n", quoted.join("\n")).as_bytes(), "s.csv").unwrap();
        joined(&Profile::sample(&sheet, "q", About::default()).unwrap(), false)
    }

    fn options(joined: &Joined) -> Vec<(&str, usize)> {
        joined.options.iter().map(|(t, n)| (t.as_str(), *n)).collect()
    }

    #[test]
    fn an_option_may_hold_the_separator() {
        let cells = [
            "Fear, Time",
            "What to say, or how",
            "Fear, What to say, or how",
            "Time",
            "Fear",
            "What to say, or how, Time",
        ];
        let found = of(&cells).unwrap();
        assert_eq!(options(&found), [("Fear", 3), ("Time", 3), ("What to say, or how", 3)]);
        assert_eq!((found.separator, found.explained), (", ", 1.0));
    }

    #[test]
    fn a_comma_with_a_space_behind_it_belongs_to_the_option() {
        let found = of(&[
            "Fear,Time",
            "What to say, or how,Fear",
            "What to say, or how",
            "Time",
            "Fear",
            "Time,What to say, or how",
        ]);
        assert_eq!(options(&found.unwrap()), [("Fear", 3), ("Time", 3), ("What to say, or how", 3)]);
    }

    #[test]
    fn write_ins_are_rare_pieces() {
        let found = of(&["A;B;", "A;", "B;", "A;my dog;", "A;B;", "B;"]).unwrap();
        assert_eq!((found.separator, options(&found)), (";", vec![("A", 4), ("B", 4)]));
        assert_eq!(found.rare, [("my dog".into(), 1)]);
    }

    #[test]
    fn places_sentences_and_single_answers_are_not_joined() {
        assert_eq!(of(&["Boston, MA", "Austin, TX", "Dallas, TX", "Boston, MA", "Houston, TX", "Austin, TX"]), None);
        assert_eq!(of(&["Yes, definitely!", "No", "Yes, definitely!", "Probably", "No"]), None);
        assert_eq!(
            of(&["Yes, I'd attend", "Yes, I'd present", "Maybe", "Yes, I'd attend", "No", "Yes, I'd present"]),
            None
        );
        assert_eq!(
            of(&["I was ill, so I stayed", "It rained, mostly", "No time, no money", "Well, what can I say"]),
            None
        );
    }

    #[test]
    fn codes_are_options_too() {
        assert_eq!(of(&["1;2;5;", "1;", "2;5;", "5;", "1;2;"]).unwrap().options.len(), 3);
    }
}
