//! Brackets of shares, such as `25-50`.

use serde::{Deserialize, Serialize};

/// A bracket of shares in whole percents: from `low` up to, and without, `high`; with it where it is 100. A bracket of one
/// percentage is exactly that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bracket {
    low: u32,
    high: u32,
}

impl Bracket {
    /// Reads `25-50` or `0`; `None` of what is no bracket.
    pub fn parse(text: &str) -> Option<Bracket> {
        let (low, high) = text.split_once(['-', '–']).unwrap_or((text, text));
        let percent = |text: &str| text.trim().trim_end_matches('%').trim_end().parse().ok();
        let (low, high): (u32, u32) = (percent(low)?, percent(high)?);
        (low <= high && high <= 100).then_some(Bracket { low, high })
    }

    /// Whether it is exactly one percentage.
    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// Whether a share lies in it: `count` of `n`, of at least 1.
    pub fn holds(self, count: u64, n: u64) -> bool {
        let share = u128::from(count) * 100;
        let [low, high] = [self.low, self.high].map(|end| u128::from(end) * u128::from(n));
        if self.is_point() { share == low } else { low <= share && (share < high || self.high == 100 && share == high) }
    }

    /// Whether a share may lie in both of two brackets: a single percentage may stand at the end of another bracket.
    pub fn overlaps(self, other: Bracket) -> bool {
        let (first, second) = if self <= other { (self, other) } else { (other, self) };
        self == other
            || second.low < first.high && !second.is_point()
            || first.low < second.low && second.high < first.high
    }
}

impl TryFrom<String> for Bracket {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Bracket::parse(&text).ok_or_else(|| format!("\"{text}\" is no bracket of percents such as \"25-50\""))
    }
}

impl From<Bracket> for String {
    fn from(bracket: Bracket) -> String {
        if bracket.is_point() { bracket.low.to_string() } else { format!("{}-{}", bracket.low, bracket.high) }
    }
}

/// The bracket, by its place, in which a share lies: a single percentage goes before a bracket that ends there.
pub fn place(brackets: &[Bracket], count: u64, n: u64) -> Option<usize> {
    let holds = |b: &&Bracket| b.holds(count, n);
    let found = brackets.iter().find(|b| b.is_point() && holds(b)).or_else(|| brackets.iter().find(holds))?;
    brackets.iter().position(|b| b == found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brackets(words: &[&str]) -> Vec<Bracket> {
        words.iter().map(|w| Bracket::parse(w).unwrap()).collect()
    }

    #[test]
    fn a_bracket_has_its_lower_end_and_not_its_upper() {
        let all = brackets(&["0-25", "25-50", "50 – 90 %", "90-100"]);
        let at = |count, n| place(&all, count, n);
        assert_eq!(
            [at(0, 9), at(1, 4), at(249, 1000), at(1, 2), at(9, 10), at(7, 7)].map(Option::unwrap),
            [0, 1, 0, 2, 3, 3]
        );
        let points = brackets(&["0", "0-50", "50-100", "100"]);
        assert_eq!([(0, 4), (1, 4), (4, 4)].map(|(x, n)| place(&points, x, n)), [Some(0), Some(1), Some(3)]);
        assert_eq!(place(&brackets(&["0-25"]), 1, 2), None);
    }

    #[test]
    fn what_is_no_bracket_and_what_overlaps_is_told() {
        for wrong in ["", "50-25", "0-101", "a-b", "-5", "1/4"] {
            assert_eq!(Bracket::parse(wrong), None, "{wrong}");
        }
        let pair = |a: &str, b: &str| Bracket::parse(a).unwrap().overlaps(Bracket::parse(b).unwrap());
        assert!(pair("0-25", "20-50") && pair("20-50", "0-25") && pair("5", "0-25") && pair("0-25", "0-25"));
        assert!(pair("0-25", "0-50") && !pair("0", "0-25") && !pair("0-25", "25-50") && !pair("50-100", "100"));
    }
}
