//! What an estimate can tell, in sentences, and what it cannot: the material of findings.
//!
//! Each estimate corrects over its own table; [`Findings`] corrects over the tables that a report declares.

use crate::stats::Level;
use crate::stats::distribution::t_quantile_upper;
use crate::stats::power::{Alternative, ShareTest};
use crate::view::{self, Shown};

/// The difference that is worth telling: 5 points, whatever was found.
pub const WORTH: f64 = 0.05;

/// The chance to find such a difference that "would tell" stands for.
const POWER: f64 = 0.8;

/// What one table tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The id of the table.
    pub table: String,
    /// What was asked: "whether replies differ by warmth".
    pub question: String,
    /// What is told apart within the table.
    pub told: Vec<Told>,
    /// What would tell, where nothing is.
    pub would_tell: Option<String>,
}

/// A sentence with its size and its certainty.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The sentence.
    pub sentence: String,
    /// The difference of shares, 0–1.
    pub size: f64,
    /// Its p-value, corrected over the tests of its table.
    pub p: f64,
}

/// A finding: a sentence that holds over all tables of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The sentence.
    pub sentence: String,
    /// The id of its table.
    pub table: String,
    /// The difference of shares, 0–1.
    pub size: f64,
    /// Its p-value, corrected over its table and over the tables.
    pub p: f64,
}

/// A question that is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The question, and what would tell.
    pub sentence: String,
    /// The id of its table.
    pub table: String,
}

/// All that a report can tell, and what it cannot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// The findings, by size × certainty (1 − p), the foremost first.
    pub found: Vec<Finding>,
    /// Questions that are not decided, with what would decide them, in the order of the report.
    pub open: Vec<Open>,
    /// How many tables are corrected for.
    pub tables: usize,
}

impl Findings {
    /// Corrects over tables (Bonferroni, on top of Holm's correction within each): a sentence is made where its corrected p is at most
    /// 1 − `level`.
    pub fn of(evidence: &[Evidence], level: Level) -> Findings {
        let tables = evidence.len();
        let (mut found, mut open) = (Vec::new(), Vec::new());
        for table in evidence {
            let before = found.len();
            for told in &table.told {
                let p = (told.p * tables as f64).min(1.0);
                if p <= level.alpha() {
                    let (sentence, table) = (told.sentence.clone(), table.table.clone());
                    found.push(Finding { sentence, table, size: told.size, p });
                }
            }
            if found.len() == before {
                let would = table.would_tell.as_ref().map_or(String::new(), |would| format!(": {would}"));
                open.push(Open {
                    sentence: format!("{}{would}", capital(&table.question)),
                    table: table.table.clone(),
                });
            }
        }
        found.sort_by(|a, b| (b.size * (1.0 - b.p)).total_cmp(&(a.size * (1.0 - a.p))));
        Findings { found, open, tables }
    }
}

/// A sentence begins with a capital.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How many people in each of two groups would tell [`WORTH`] from this share, corrected over so many tests, in words.
pub(super) fn people_needed(share: f64, smallest: u64, tests: usize, level: Level) -> Option<String> {
    let test = ShareTest::new(level.alpha() / tests.max(1) as f64, Alternative::TwoSided).ok()?;
    let other = if share <= 0.5 { share + WORTH } else { share - WORTH };
    let needed = test.people_per_group(share, other, POWER).ok()?.ceil();
    Some(if smallest as f64 >= needed {
        format!("a difference of {} points would most likely have been seen", 100.0 * WORTH)
    } else {
        format!(
            "about {} people in each group would tell, for a difference of {} points; the smallest has {}",
            view::whole(two_digits(needed as u64)),
            100.0 * WORTH,
            view::whole(smallest)
        )
    })
}

/// Whether a difference is told to be above nothing, or below; `None` where its interval does not leave out nothing, or is not
/// known.
pub(super) fn told_above(difference: &Shown) -> Option<bool> {
    let (low, high) = difference.low.zip(difference.high)?;
    if low > 0.0 { Some(true) } else { (high < 0.0).then_some(false) }
}

/// What would tell, in words: so many more of them.
pub(super) fn more_would_tell(more: u64, of_whom: &str) -> String {
    let points = 100.0 * WORTH;
    format!("about {} more {of_whom} would tell, for a difference of {points} points", view::whole(more))
}

/// How many more people, or messages, would tell [`WORTH`] with a power of 80 %, the error of a difference shrinking with
/// the root of their number.
pub(super) fn more_needed(difference: &Shown) -> Option<u64> {
    let level = Level::new(difference.level).ok()?;
    let reach = level.z() + t_quantile_upper(1.0 - POWER, f64::INFINITY).ok()?;
    let times = (difference.se? * reach / WORTH).powi(2);
    let n = difference.n as f64;
    Some(two_digits((n * times - n).max(0.0).ceil() as u64))
}

/// A number of people no more precise than it can be: two digits, rounded up.
pub(super) fn two_digits(n: u64) -> u64 {
    let unit = 10_u64.pow(n.max(1).ilog10().saturating_sub(1));
    n.div_ceil(unit) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(told: &[(f64, f64)]) -> Evidence {
        let told = told.iter().map(|(size, p)| Told { sentence: format!("{size}"), size: *size, p: *p }).collect();
        Evidence { table: "t".into(), question: "whether".into(), told, would_tell: Some("more".into()) }
    }

    #[test]
    fn what_one_table_tells_is_corrected_over_all() {
        let found = Findings::of(&[evidence(&[(0.3, 0.02), (0.1, 0.001)]), evidence(&[])], Level::NINETY_FIVE);
        // 0.02 and 0.001, twice
        assert_eq!(found.found.iter().map(|f| (f.size, f.p)).collect::<Vec<_>>(), [(0.3, 0.04), (0.1, 0.002)]);
        assert_eq!(found.open, [Open { sentence: "Whether: more".into(), table: "t".into() }]);
        let found = Findings::of(&[evidence(&[(0.3, 0.02)]), evidence(&[]), evidence(&[])], Level::NINETY_FIVE);
        assert!(found.found.is_empty());
        assert_eq!(found.open.len(), 3);
    }

    #[test]
    fn size_times_certainty_orders() {
        let found = Findings::of(&[evidence(&[(0.10, 0.0), (0.11, 0.04), (0.2, 0.04)])], Level::NINETY_FIVE);
        assert_eq!(found.found.iter().map(|f| f.size).collect::<Vec<_>>(), [0.2, 0.11, 0.10]);
    }

    #[test]
    fn people_have_two_digits() {
        assert_eq!([0, 9, 10, 99, 101, 1234, 99_999].map(two_digits), [0, 9, 10, 99, 110, 1300, 100_000]);
        // R: power.prop.test(p1 = .25, p2 = .3, power = .8)$n is 1250.7
        let words = people_needed(0.25, 100, 1, Level::NINETY_FIVE).expect("shares");
        assert!(
            words.starts_with("about 1,300 people in each group") && words.ends_with("the smallest has 100"),
            "{words}"
        );
    }
}
