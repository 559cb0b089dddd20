//! The natural order of a question's answers: agreement, frequency, bands of age or pay, and so on.
//!
//! A value is read by one *family* at a time, and wholly: a word that the family does not know makes it fail.
//! Where all values
//! (but those outside any order) fit one family and two or more ranks differ, there is an order. Answers in
//! German, French,
//! Spanish, Portuguese, Italian and Dutch are put into English words first (`translate`).

mod bands;
mod degree;
mod frequency;
mod stages;
mod tokens;
mod translate;

use super::wording;
use std::cmp::Ordering;

/// A natural order of answers, from low to high.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// What the order is of: "agreement", "age or number bands".
    pub name: &'static str,
    /// Indices of the values, low to high; those outside the order come last, as they were given.
    pub order: Vec<usize>,
    /// The values outside the order: "Don't know", "N/A".
    pub outside: Vec<usize>,
    /// Whether the evidence is enough; not so with two points, ties, or numbers that may be codes.
    pub sure: bool,
}

/// Where a value stands in a family: by the first number, then by the second.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rank(f64, f64);

impl Rank {
    fn of(rank: f64) -> Rank {
        Rank(rank, 0.0)
    }

    fn compare(&self, other: &Rank) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.total_cmp(&other.1))
    }
}

/// All values of a question in one family.
#[derive(Debug)]
struct Fit {
    name: &'static str,
    ranks: Vec<Rank>,
    sure: bool,
}

impl Fit {
    fn new(name: &'static str, ranks: Vec<Rank>) -> Fit {
        Fit { name, ranks, sure: true }
    }

    fn unsure_if(mut self, weak: bool) -> Fit {
        self.sure &= !weak;
        self
    }

    /// How many ranks differ.
    fn distinct(&self) -> usize {
        let mut ranks = self.ranks.clone();
        ranks.sort_by(Rank::compare);
        ranks.dedup_by(|a, b| a.compare(b).is_eq());
        ranks.len()
    }
}

/// Values as lists of tokens.
type Tokens = Vec<String>;

/// The natural order of the distinct answers to a question, if they have one.
///
/// `values` may lack points of the scale and may come in any order; what comes back depends on neither their order nor
/// repetition of spaces or case.
pub fn natural_order(values: &[&str]) -> Option<Scale> {
    let is_outside = |i: &usize| wording::is_dont_know(values[*i]) || wording::is_other(values[*i]);
    let (outside, inside): (Vec<usize>, Vec<usize>) = (0..values.len()).partition(is_outside);
    if inside.len() < 2 || inside.len() > 200 {
        return None;
    }
    let texts: Vec<&str> = inside.iter().map(|&i| values[i]).collect();
    let fit = numbered(&texts).or_else(|| in_words(&texts))?;
    let distinct = fit.distinct();
    if distinct < 2 || distinct * 3 < fit.ranks.len() * 2 {
        return None;
    }
    let sure = fit.sure && distinct == fit.ranks.len() && distinct > 2 && outside.len() <= inside.len();
    let mut order: Vec<usize> = (0..inside.len()).collect();
    order.sort_by(|&a, &b| fit.ranks[a].compare(&fit.ranks[b]).then_with(|| texts[a].cmp(texts[b])));
    let order = order.into_iter().map(|i| inside[i]).chain(outside.iter().copied()).collect();
    Some(Scale { name: fit.name, order, outside, sure })
}

/// Labels with a number before them, or at both ends: "1 - Strongly disagree", "2", "3". The number decides.
fn numbered(texts: &[&str]) -> Option<Fit> {
    let parts: Vec<(f64, &str)> = texts.iter().map(|text| tokens::numbered(text)).collect::<Option<_>>()?;
    let ranks: Vec<Rank> = parts.iter().map(|(number, _)| Rank::of(*number)).collect();
    let rests: Vec<&str> = parts.iter().map(|(_, rest)| *rest).filter(|rest| !rest.is_empty()).collect();
    if rests.is_empty() {
        let codes = !tokens::counts_up(&ranks.iter().map(|r| r.0).collect::<Vec<_>>());
        return Some(Fit::new("numbers", ranks).unsure_if(codes));
    }
    let named = if rests.len() > 1 { in_words(&rests) } else { None };
    match named {
        Some(fit) => Some(Fit::new(fit.name, ranks)),
        None if rests.len() < texts.len() => Some(Fit::new("numbers", ranks).unsure_if(rests.len() > 3)),
        None => None,
    }
}

/// Labels that words or bands of numbers order.
fn in_words(texts: &[&str]) -> Option<Fit> {
    let whole: Vec<Tokens> = texts.iter().map(|text| tokens::tokens(text)).collect();
    let bare: Vec<Tokens> = texts.iter().map(|text| tokens::tokens(tokens::without_brackets(text))).collect();
    english(&whole)
        .or_else(|| english(&bare))
        .or_else(|| translate::versions(&whole).iter().find_map(|v| english(v)))
        .or_else(|| translate::versions(&bare).iter().find_map(|v| english(v)))
        .or_else(|| english(&tokens::without_common_end(&bare)?).filter(|fit| fit.distinct() > 2))
}

/// The first family that all values fit.
fn english(values: &[Tokens]) -> Option<Fit> {
    if values.iter().any(Vec::is_empty) {
        return None;
    }
    let fit = bands::fit(values)
        .or_else(|| frequency::fit(values))
        .or_else(|| degree::fit(values))
        .or_else(|| stages::fit(values))?;
    Some(fit).filter(|fit| fit.distinct() > 1)
}

#[cfg(test)]
mod tests;
