//! Bands of numbers: ages, pay, durations, shares, and number words.

use super::{Fit, Rank, Tokens};

/// What a label's numbers are of.
#[derive(Clone, Debug, Default, PartialEq)]
struct Band {
    low: f64,
    high: f64,
    money: bool,
    /// Days in its unit, where it is a duration.
    days: Option<f64>,
    in_words: bool,
    bare: bool,
    /// The words beside the numbers that no rule knows.
    noun: Vec<String>,
}

#[rustfmt::skip]
const NUMBERS: &[(&str, f64)] = &[
    ("zero", 0.0), ("none", 0.0), ("no", 0.0), ("never", 0.0), ("one", 1.0), ("two", 2.0), ("three", 3.0),
    ("four", 4.0), ("five", 5.0), ("six", 6.0), ("seven", 7.0), ("eight", 8.0), ("nine", 9.0), ("ten", 10.0),
    ("eleven", 11.0), ("twelve", 12.0), ("twenty", 20.0), ("fifty", 50.0), ("hundred", 100.0), ("once", 1.0),
    ("twice", 2.0), ("first", 1.0), ("second", 2.0), ("third", 3.0), ("fourth", 4.0), ("fifth", 5.0),
    ("sixth", 6.0), ("seventh", 7.0), ("eighth", 8.0),
];
#[rustfmt::skip]
const UNITS: &[(&str, f64)] = &[
    ("minute", 1.0 / 1440.0), ("minutes", 1.0 / 1440.0), ("min", 1.0 / 1440.0), ("mins", 1.0 / 1440.0),
    ("hour", 1.0 / 24.0), ("hours", 1.0 / 24.0), ("hrs", 1.0 / 24.0), ("day", 1.0), ("days", 1.0), ("week", 7.0),
    ("weeks", 7.0), ("month", 30.4), ("months", 30.4), ("year", 365.2), ("years", 365.2), ("yrs", 365.2),
    ("yr", 365.2), ("decade", 3652.0), ("decades", 3652.0),
];
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "about", "approximately", "around", "between", "from", "age", "aged", "ages", "old", "%", "$", "usd", "eur",
    "gbp", "euro", "euros", "dollars", "per", "annum", "level", "grade", "class", "stage", "within", "last", "the",
    "past", "ago", "of", "in", "only", "exactly", "s", "st", "nd", "rd", "th", "percent", "and", "but", "to"
];
#[rustfmt::skip]
const UNDER: &[&str] = &[
    "under", "less than", "fewer than", "below", "up to", "<", "at most", "younger than", "within", "no more than",
    "lower than", "not more than", "less", "fewer"
];
const OVER: &[&str] = &["over", "more than", "above", ">", "older than", "greater than", "higher than", "more"];
#[rustfmt::skip]
const OR_OVER: &[&str] = &[
    "+", "or older", "or more", "or over", "or above", "and older", "and over", "and above", "and up", "or higher",
    "or up", "at least", "plus", "or greater", "and more", "or longer", "and higher", "or better"
];
#[rustfmt::skip]
const OR_UNDER: &[&str] = &[
    "or younger", "or less", "or under", "or fewer", "or below", "and under", "and younger", "and below"
];
const TO: &[&str] = &["-", "to", "and", "through", "or", "until", "but less than", "to less than", "to under"];

/// The order of bands, where all values are bands of the same thing.
pub fn fit(values: &[Tokens]) -> Option<Fit> {
    let mut bands: Vec<Band> = values.iter().map(|v| band(v)).collect::<Option<_>>()?;
    if !same_noun(&bands) {
        return None;
    }
    let unit = bands.iter().find_map(|b| b.days);
    let units: Vec<f64> = bands.iter().filter_map(|b| b.days).collect();
    for band in &mut bands {
        let days = band.days.or(unit).unwrap_or(1.0);
        (band.low, band.high) = (band.low * days, band.high * days);
    }
    let ranks = bands.iter().map(rank).collect();
    let old = values.iter().flatten().any(|word| matches!(word.as_str(), "old" | "older" | "younger" | "aged"));
    let name = if old { "age or number bands" } else { name(&bands, &units) };
    Some(Fit::new(name, ranks).unsure_if(bands.iter().all(|b| b.bare)))
}

fn name(bands: &[Band], units: &[f64]) -> &'static str {
    let money = bands.iter().any(|b| b.money) || bands.iter().any(|b| b.low.max(-1.0) >= 20_000.0 && units.is_empty());
    let words = bands.iter().filter(|b| b.in_words).count() * 2 >= bands.len();
    match (money, words) {
        (true, _) => "pay bands",
        (_, true) => "number words",
        _ if units.len() * 2 >= bands.len() && !units.is_empty() && !ages(bands, units) => "duration",
        _ if bands.iter().all(|b| b.bare) => "numbers",
        _ => "age or number bands",
    }
}

/// Whether years reach so far that they are ages.
fn ages(bands: &[Band], units: &[f64]) -> bool {
    let most = bands.iter().map(|b| b.low).fold(0.0, f64::max);
    units.iter().all(|days| *days > 365.0) && most >= 45.0 * 365.0
}

/// Where a band stands: by its low end, then by its high end; one that is open below stands just under its high end.
fn rank(band: &Band) -> Rank {
    if band.low == f64::NEG_INFINITY {
        return Rank(band.high - band.high.abs() * 1e-6 - 1e-9, band.high);
    }
    Rank(band.low, band.high)
}

/// Whether the words beside the numbers are the same everywhere, up to a plural.
fn same_noun(bands: &[Band]) -> bool {
    let mut nouns: Vec<String> = bands.iter().filter(|b| !b.noun.is_empty()).map(|b| b.noun.join(" ")).collect();
    for noun in &mut nouns {
        *noun = noun.trim_end_matches("ren").trim_end_matches('s').to_owned();
    }
    nouns.sort();
    nouns.dedup();
    nouns.len() <= 1 && nouns.iter().all(|noun| !matches!(noun.as_str(), "am" | "pm" | "a" | "p" | "g"))
}

fn has(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(&format!(" {phrase} ")))
}

/// Reads one label.
fn band(value: &[String]) -> Option<Band> {
    if value.len() > 14 {
        return None;
    }
    let text =
        format!(" {} ", value.join(" ")).replace(" half a ", " 0.5 ").replace(" a year and a half ", " 1.5 years ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut numbers = numbers(&words);
    if let [(one, at, end), (_, next, _)] = numbers[..]
        && words.get(end..next) == Some(&["in"])
    {
        let of = words.get(next).and_then(|w| w.parse::<f64>().ok()).filter(|of| *of > 0.0)?;
        numbers = vec![(one / of, at, next + 1)];
    }
    let mut band = Band { money: words.contains(&"$"), ..Band::default() };
    band.in_words = words.iter().any(|w| NUMBERS.iter().any(|(n, _)| n == w));
    ends(&text, &words, &numbers, &mut band)?;
    band.noun = nouns(&words, &numbers, &text);
    band.bare = words.len() == 1;
    let opens_with_noun = words.first() == band.noun.first().map(String::as_str).as_ref();
    (!opens_with_noun && band.noun.len() <= 4).then_some(band)
}

/// The low and the high end, and the unit.
fn ends(text: &str, words: &[&str], numbers: &[(f64, usize, usize)], band: &mut Band) -> Option<()> {
    let units: Vec<f64> = words.iter().filter_map(|w| unit(w)).collect();
    let (under, over) = (has(text, UNDER) || has(text, OR_UNDER), has(text, OVER) || has(text, OR_OVER));
    match *numbers {
        [(low, _, end), (high, start, _)] => {
            let between = words.get(end..start)?;
            let middle: Vec<&str> = between
                .iter()
                .copied()
                .filter(|w| unit(w).is_none() && !matches!(*w, "$" | "%" | "old" | "st" | "nd" | "rd" | "th"))
                .collect();
            if !TO.contains(&middle.join(" ").as_str()) {
                return None;
            }
            let own = between.iter().find_map(|w| unit(w));
            let last = words[start..].iter().find_map(|w| unit(w)).or(own);
            band.days = last;
            (band.low, band.high) = (low * own.zip(last).map_or(1.0, |(a, b)| a / b), high);
            // "25 - 50 k": the multiple stands for both.
            if high >= 1000.0
                && low < high / 500.0
                && low > 0.0
                && words.iter().any(|w| matches!(*w, "k" | "thousand" | "million"))
            {
                band.low *= 1000.0;
            }
        }
        [(number, ..)] => {
            band.days = units.first().copied();
            (band.low, band.high) = match (under, over) {
                (true, _) if !has(text, &["no less than"]) => (f64::NEG_INFINITY, number),
                (_, true) if has(text, OR_OVER) => (number, f64::INFINITY),
                (_, true) => (number + number.abs() * 1e-6 + 1e-9, f64::INFINITY),
                _ => (number, number),
            };
        }
        [] => {
            let days = *units.first().filter(|_| has(text, &["a", "an", "the"]))?;
            band.days = Some(days);
            (band.low, band.high) = match (under, over) {
                (true, _) => (f64::NEG_INFINITY, 1.0),
                (_, true) => (1.0 + 1e-6, f64::INFINITY),
                _ => (1.0, 1.0),
            };
        }
        _ => return None,
    }
    Some(())
}

/// The numbers of a label, each with the places where it begins and ends.
fn numbers(words: &[&str]) -> Vec<(f64, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let from = at;
        at += 1;
        let Some(mut number) = number(words, from) else { continue };
        if let Some(multiple) = words.get(at).and_then(|w| multiple(w)) {
            number *= multiple;
            at += 1;
        }
        found.push((number, from, at));
    }
    found
}

fn number(words: &[&str], at: usize) -> Option<f64> {
    let word = words[at];
    let word_number = || {
        // "No" is a number only before a noun: "no children".
        let known = NUMBERS.iter().find(|(n, _)| *n == word)?;
        let alone = word != "no" || (words.get(at + 1).is_some_and(|w| !matches!(*w, "more" | "less")) && at == 0);
        alone.then_some(known.1)
    };
    word.parse().ok().filter(|_| word.starts_with(|c: char| c.is_ascii_digit())).or_else(word_number)
}

fn multiple(word: &str) -> Option<f64> {
    match word {
        "k" | "thousand" => Some(1e3),
        "million" | "mio" => Some(1e6),
        _ => None,
    }
}

fn unit(word: &str) -> Option<f64> {
    UNITS.iter().find(|(name, _)| *name == word).map(|(_, days)| *days)
}

/// The words that are neither numbers nor known.
fn nouns(words: &[&str], numbers: &[(f64, usize, usize)], text: &str) -> Vec<String> {
    let known = |phrases: &[&str], word: &str| {
        phrases.iter().any(|p| text.contains(&format!(" {p} ")) && p.split(' ').any(|part| part == word))
    };
    let is_noun = |i: usize, w: &str| {
        let counted = numbers.iter().any(|(_, from, end)| (*from..*end).contains(&i));
        let meant = FILLERS.contains(&w) || [UNDER, OVER, OR_OVER, OR_UNDER, TO].iter().any(|list| known(list, w));
        let article = matches!(w, "a" | "an") && numbers.is_empty();
        !(counted || meant || article || unit(w).is_some())
    };
    words.iter().enumerate().filter(|(i, w)| is_noun(*i, w)).map(|(_, w)| (*w).to_owned()).collect()
}
