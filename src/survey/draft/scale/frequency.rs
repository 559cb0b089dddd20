//! How often: "never … always", and rates such as "several times a week".

use super::{Fit, Rank, Tokens};

/// Words without a rate, on an axis below all rates but for the last.
#[rustfmt::skip]
const WORDS: &[(&str, f64)] = &[
    ("never", -100.0), ("not ever", -100.0), ("none of the time", -100.0), ("almost never", -90.0),
    ("hardly ever", -88.0), ("practically never", -90.0), ("very rarely", -86.0), ("very seldom", -86.0),
    ("rarely", -80.0), ("seldom", -80.0), ("rarely or never", -90.0), ("never or rarely", -90.0),
    ("a little of the time", -75.0), ("infrequently", -75.0), ("not often", -75.0), ("not very often", -75.0),
    ("only rarely", -82.0), ("once in a while", -72.0), ("every once in a while", -72.0),
    ("from time to time", -68.0), ("now and then", -68.0), ("occasionally", -70.0), ("less often", -85.0),
    ("less frequently", -85.0), ("sometimes", -60.0), ("some of the time", -60.0), ("about half the time", -55.0),
    ("half the time", -55.0), ("half of the time", -55.0), ("regularly", -48.0), ("fairly often", -45.0),
    ("quite often", -42.0), ("often", -40.0), ("frequently", -40.0), ("a lot of the time", -40.0),
    ("a good bit of the time", -45.0), ("very often", -30.0), ("very frequently", -30.0), ("usually", -25.0),
    ("mostly", -25.0), ("most of the time", -25.0), ("generally", -25.0), ("extremely often", -22.0),
    ("almost always", 90.0), ("nearly always", 90.0), ("nearly every time", 90.0), ("always", 100.0),
    ("all of the time", 100.0), ("all the time", 100.0), ("every time", 99.0), ("constantly", 98.0),
];

/// Times a year.
#[rustfmt::skip]
const RATES: &[(&str, f64)] = &[
    ("constantly", 20000.0), ("hourly", 8766.0), ("daily", 365.0), ("nightly", 365.0), ("almost daily", 300.0),
    ("nearly daily", 300.0), ("weekdays", 260.0), ("biweekly", 26.0), ("bi weekly", 26.0), ("bi - weekly", 26.0),
    ("fortnightly", 26.0), ("weekly", 52.0), ("bimonthly", 6.0), ("bi - monthly", 6.0), ("monthly", 12.0),
    ("quarterly", 4.0), ("yearly", 1.0), ("annually", 1.0), ("every day", 365.0), ("each day", 365.0),
    ("almost every day", 300.0), ("nearly every day", 300.0), ("most days", 250.0), ("every weekday", 260.0),
    ("some days", 100.0), ("every other day", 183.0), ("every other week", 26.0), ("every two weeks", 26.0),
    ("every 2 weeks", 26.0), ("every other month", 6.0), ("every few days", 120.0), ("every few weeks", 17.0),
    ("every few months", 4.0), ("every few years", 0.3), ("weekends", 104.0), ("on weekends", 104.0),
];

#[rustfmt::skip]
const PERIODS: &[(&str, f64)] = &[
    ("hour", 8766.0), ("day", 365.0), ("week", 52.0), ("month", 12.0), ("quarter", 4.0), ("semester", 2.0),
    ("term", 3.0), ("year", 1.0), ("hours", 8766.0), ("days", 365.0), ("weeks", 52.0), ("months", 12.0),
    ("years", 1.0), ("decade", 0.1), ("night", 365.0), ("weekend", 52.0), ("fortnight", 26.0), ("lifetime", 0.01),
];

#[rustfmt::skip]
const COUNTS: &[(&str, f64)] = &[
    ("once or twice", 1.5), ("one or two times", 1.5), ("two or three times", 2.5), ("once", 1.0), ("twice", 2.0),
    ("thrice", 3.0), ("one time", 1.0), ("two times", 2.0), ("three times", 3.0), ("four times", 4.0),
    ("five times", 5.0), ("several times", 4.0), ("a few times", 3.0), ("few times", 3.0), ("many times", 8.0),
    ("multiple times", 4.0), ("a couple of times", 2.2), ("a couple times", 2.2), ("some times", 3.0),
    ("couple of times", 2.2),
];

/// The rank by how often of all values.
pub fn fit(values: &[Tokens]) -> Option<Fit> {
    let read: Vec<(f64, bool)> = values.iter().map(|v| how_often(v)).collect::<Option<_>>()?;
    let rates = read.iter().any(|(_, rate)| *rate);
    let vague = read.iter().any(|(rank, rate)| !rate && *rank > -80.0 && *rank < 90.0);
    Some(Fit::new("frequency", read.iter().map(|(rank, _)| Rank::of(*rank)).collect()).unsure_if(rates && vague))
}

/// A place on the axis, and whether it is a rate.
fn how_often(value: &[String]) -> Option<(f64, bool)> {
    let text = value.join(" ");
    let text = ["i ", "about ", "approximately ", "only ", "on average ", "around "]
        .iter()
        .fold(text.as_str(), |t, filler| t.strip_prefix(filler).unwrap_or(t));
    if let Some(rank) = find(WORDS, text) {
        return Some((rank, false));
    }
    if text.starts_with("have never ") || (text.starts_with("never ") && value.len() > 2) {
        return Some((-100.0, false));
    }
    rate(text).map(|times| (times.ln(), true))
}

/// Times a year.
fn rate(text: &str) -> Option<f64> {
    if let Some((bound, rest)) = bounded(text) {
        return rate(rest).map(|times| times * bound);
    }
    if let Some(times) = find(RATES, text).or_else(|| counted(text)) {
        return Some(times);
    }
    for (end, factor) in
        [(" or more", 1.05), (" or more often", 1.05), (" or less", 0.9), (" or less often", 0.9), (" +", 1.05)]
    {
        if let Some(times) = text.strip_suffix(end).and_then(rate) {
            return Some(times * factor);
        }
    }
    let (left, right) = text.split_once(" or ").or_else(|| text.split_once(" / "))?;
    Some((rate(left)? * rate(right)?).sqrt())
}

/// What "more than" or "less than" before a rate does to it.
fn bounded(text: &str) -> Option<(f64, &str)> {
    [
        ("more than ", 1.2),
        ("more often than ", 1.2),
        ("over ", 1.2),
        ("> ", 1.2),
        ("at least ", 1.0),
        ("at most ", 0.95),
        ("less than ", 0.8),
        ("less often than ", 0.8),
        ("fewer than ", 0.8),
        ("< ", 0.8),
        ("up to ", 0.9),
    ]
    .iter()
    .find_map(|(start, factor)| text.strip_prefix(start).map(|rest| (*factor, rest)))
}

/// "Twice a month", "3-5 times per week", "once every 2 years".
fn counted(text: &str) -> Option<f64> {
    let (count, period) = [
        " times a ",
        " times per ",
        " times each ",
        " times every ",
        " time a ",
        " time per ",
        " x a ",
        " a ",
        " per ",
        " each ",
        " every ",
        " / ",
    ]
    .iter()
    .find_map(|middle| {
        let (count, period) = text.rsplit_once(middle)?;
        Some((times(count)?, period))
    })?;
    if let Some(a_year) = find(PERIODS, period) {
        return Some(count * a_year);
    }
    let (number, unit) = period.split_once(' ')?;
    let number = match number {
        "few" => 3.0,
        "couple" | "two" | "other" => 2.0,
        "three" => 3.0,
        _ => number.parse().ok().filter(|n: &f64| *n > 0.0)?,
    };
    find(PERIODS, unit).map(|a_year| count * a_year / number)
}

fn times(text: &str) -> Option<f64> {
    if let Some(count) = find(COUNTS, text).or_else(|| find(COUNTS, &format!("{text} times"))) {
        return Some(count);
    }
    let text = text.strip_suffix(" times").unwrap_or(text);
    if let Some((low, high)) = text.split_once(" - ").or_else(|| text.split_once(" to ")) {
        return Some((low.parse::<f64>().ok()? + high.parse::<f64>().ok()?) / 2.0);
    }
    let text = text.strip_suffix(" +").or_else(|| text.strip_suffix(" or more")).unwrap_or(text);
    text.parse().ok().filter(|count: &f64| *count > 0.0 && count.is_finite())
}

fn find(list: &[(&str, f64)], text: &str) -> Option<f64> {
    list.iter().find(|(phrase, _)| *phrase == text).map(|(_, rank)| *rank)
}
