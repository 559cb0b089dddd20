//! What a single column is, by what the platform says, by its header and by its cells.

use super::blocks::Block;
use super::joined::{self, Joined, recurring};
use super::personal;
use super::profile::{Profile, Value};
use super::scale;
use super::wording;
use crate::input::dates::{self, Told as Order};
use crate::input::labels;
use crate::input::numbers::{self, Decimal, number};
use crate::survey::read::Holds;
use std::collections::BTreeSet;

/// What a column, or a block of columns, is taken for.
#[derive(Clone, Debug)]
pub(super) enum Guess {
    /// Several columns of one question.
    Several,
    /// One answer of several.
    Choice,
    /// Several answers joined.
    Joined(Box<Joined>),
    /// Numbers.
    Number,
    /// Days.
    Date,
    /// Free text; a reason to look at it, where the cells leave a doubt.
    Text(Option<String>),
    /// What tells responses apart.
    Respondent(String),
    /// Weights.
    Weight(String),
    /// Personal data.
    Drop(String),
    /// Of no use to an analysis.
    Ignore(String),
    /// Nobody answered.
    Empty,
}

impl Guess {
    /// The columns of a block whose cells are counted over all rows.
    pub fn columns_to_count(&self, block: &Block) -> Vec<usize> {
        match (self, block) {
            (Guess::Choice | Guess::Joined(_), Block::One(i)) => vec![*i],
            (Guess::Several, Block::Split { columns, .. } | Block::Mentions { columns, .. }) => columns.clone(),
            _ => Vec::new(),
        }
    }
}

/// A list with more options than this is free text, unless nearly all answers repeat.
const MOST_OPTIONS: usize = 15;

/// Longer answers, on average, are free text.
const LONG: usize = 90;

/// Says what a column is.
pub(super) fn guess(profile: &Profile) -> Guess {
    if let Some(guess) = profile.about.holds.and_then(|holds| said(profile, holds)) {
        return guess;
    }
    if profile.answered == 0 {
        return Guess::Empty;
    }
    if let Some((_, evidence)) = personal::personal(&profile.header, &sample(profile)) {
        return Guess::Drop(evidence);
    }
    if is_labelled(profile) {
        return Guess::Choice;
    }
    if wording::is_weight_header(&profile.header) && weights(profile) > 0.98 {
        return Guess::Weight("its header and its numbers say so".into());
    }
    if let Some(evidence) = identifier(profile) {
        return Guess::Respondent(evidence);
    }
    dates_or_numbers(profile).unwrap_or_else(|| words(profile))
}

/// Whether the file names what most cells mean; of a number, labels name a missing code or the ends of a scale only.
fn is_labelled(profile: &Profile) -> bool {
    let codes: Vec<String> =
        profile.about.labels.iter().flat_map(|(c, l)| [labels::normal(c), labels::normal(l)]).collect();
    !codes.is_empty() && profile.share(|v| codes.contains(&v.normal)) >= 0.5
}

/// What the platform says of the column.
fn said(profile: &Profile, holds: Holds) -> Option<Guess> {
    Some(match holds {
        Holds::Platform => match personal::personal(&profile.header, &sample(profile)) {
            Some((_, evidence)) => Guess::Drop(evidence),
            None => Guess::Ignore("the platform's own".into()),
        },
        Holds::Respondent => Guess::Respondent("the platform's number of the response".into()),
        Holds::Personal => Guess::Drop("personal data, the platform says".into()),
        _ if profile.answered == 0 && profile.about.labels.is_empty() => Guess::Empty,
        Holds::Weight => Guess::Weight("the file says so".into()),
        Holds::WriteInText => Guess::Text(None),
        Holds::Text => match personal::personal(&profile.header, &sample(profile)) {
            Some((_, evidence)) => Guess::Drop(evidence),
            None => dates_or_numbers(profile).filter(|g| !matches!(g, Guess::Choice)).unwrap_or(Guess::Text(None)),
        },
        Holds::Number => Guess::Number,
        Holds::Date => dates_or_numbers(profile).unwrap_or(Guess::Text(None)),
        Holds::Box | Holds::WriteInBox | Holds::Mention | Holds::Row => return None,
    })
}

/// Cells for a look at what they are, as often as they occur, the most frequent first.
fn sample(profile: &Profile) -> Vec<&str> {
    let repeated = profile.values.iter().flat_map(|v| std::iter::repeat_n(v.text.as_str(), v.n.min(50)));
    repeated.take(400).collect()
}

/// The share of the answers that are weights.
fn weights(profile: &Profile) -> f64 {
    let decimal = numbers::decimal(profile.values.iter().map(|v| v.text.as_str()));
    profile.share(|v| number(&v.text, decimal).is_some_and(|w| w >= 0.0))
}

/// Why a column tells responses apart: all cells differ, and its header or their look says that they are numbers of
/// responses.
fn identifier(profile: &Profile) -> Option<String> {
    let distinct =
        profile.values.len() == profile.answered || profile.overflow && profile.values.iter().all(|v| v.n == 1);
    if !distinct || profile.answered < profile.rows || profile.rows < 2 {
        return None;
    }
    let called = [Some(profile.header.as_str()), profile.about.text.as_deref()];
    let names = [
        "id",
        "respondent",
        "respondentid",
        "responseid",
        "respid",
        "record",
        "recordid",
        "token",
        "uuid",
        "guid",
        "key",
        "caseid",
        "matrikelnummer",
        "matrikel",
        "student",
        "nummer",
        "numero",
        "número",
        "numéro",
        "nr",
        "number",
        "index",
        "no",
    ];
    // The whole header has to be a name of such a number: "Number of messages sent" is a question.
    let beside = [
        "response",
        "participant",
        "case",
        "survey",
        "user",
        "row",
        "submission",
        "student",
        "the",
        "of",
        "your",
        "unique",
    ];
    let says = |text: &str| {
        let words: Vec<String> = labels::normal(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
        words.iter().any(|w| names.contains(&w.as_str()) && w != "student")
            && words.iter().all(|w| names.contains(&w.as_str()) || beside.contains(&w.as_str()))
    };
    let token = |t: &&str| t.len() <= 64 && !t.contains([' ', ',', ';', '|']);
    if !profile.texts().iter().all(token) {
        return None;
    }
    let named = called.iter().flatten().any(|text| says(text)) || profile.header.trim() == "#";
    if named {
        return Some("its header, and no two responses share a value".into());
    }
    let code = |t: &&str| {
        t.len() >= 6
            && t.len() <= 64
            && !t.contains(' ')
            && t.chars().any(|c| c.is_ascii_digit())
            && t.chars().any(|c| c.is_ascii_alphabetic())
    };
    let all_codes = profile.rows >= 10 && profile.texts().iter().all(code);
    all_codes.then(|| "every response has a code of its own".into())
}

fn dates_or_numbers(profile: &Profile) -> Option<Guess> {
    if profile.share(|v| dates::looks_like_a_date(&v.text)) > 0.95 {
        if profile.share(|v| dates::time_part(&v.text).is_some()) > 0.9 {
            return Some(Guess::Ignore("when it was answered".into()));
        }
        return Some(match dates::order(profile.values.iter().map(|v| v.text.as_str())) {
            Order::Order(_) => Guess::Date,
            _ => Guess::Text(Some("dates whose day and month cannot be told apart".into())),
        });
    }
    let missing = missing_codes(profile);
    let said: Vec<&Value> = profile.values.iter().filter(|v| !missing.contains(&v.text)).collect();
    let decimal = numbers::decimal(said.iter().map(|v| v.text.as_str()));
    if decimal == Decimal::Comma && is_code_list(&said) {
        return None;
    }
    let answers: usize = said.iter().map(|v| v.n).sum();
    let numeric: usize = said.iter().filter(|v| number(&v.text, decimal).is_some()).map(|v| v.n).sum();
    if answers == 0 || (numeric as f64) < 0.98 * answers as f64 {
        return None;
    }
    // Codes of a list and points of a scale are answers of a list; further numbers are numbers.
    let small = |v: &&Value| v.text.parse::<i32>().is_ok_and(|n| (-3..=7).contains(&n));
    let scale = said.iter().all(small) && said.len() < answers;
    Some(if scale { Guess::Choice } else { Guess::Number })
}

/// Whether cells such as `1,4` are several codes and no decimal numbers: there are three in one, or what stands behind a
/// comma stands before one elsewhere.
fn is_code_list(values: &[&Value]) -> bool {
    let lists: Vec<Vec<&str>> =
        values.iter().map(|v| v.text.trim_matches(',').split(',').map(str::trim).collect()).collect();
    let code = |p: &&str| p.parse::<u32>().is_ok_and(|n| n < 100) && (p.len() == 1 || !p.starts_with('0'));
    if !lists.iter().flatten().all(code) {
        return false;
    }
    let first: BTreeSet<&str> = lists.iter().map(|l| l[0]).collect();
    let later: BTreeSet<&str> = lists.iter().flat_map(|l| l.iter().skip(1).copied()).collect();
    lists.iter().any(|l| l.len() > 2) || later.iter().filter(|p| first.contains(*p)).count() * 2 >= later.len().max(1)
}

/// Cells that programs write for a question that was not answered, where nothing else in the column is like them.
pub(super) fn missing_codes(profile: &Profile) -> Vec<String> {
    const CODES: [&str; 5] = ["-99", "-88", "-77", "-999", "-9999"];
    let is_code = |v: &&Value| CODES.contains(&v.text.as_str());
    let negative = |v: &Value| v.text.parse::<f64>().is_ok_and(|n| n < -10.0);
    let others = profile.values.iter().filter(|v| !is_code(v)).count();
    if others == 0 || profile.values.iter().any(|v| !is_code(&v) && negative(v)) {
        return Vec::new();
    }
    profile.values.iter().filter(is_code).map(|v| v.text.clone()).collect()
}

/// Words: several answers, one answer of a list, or free text.
fn words(profile: &Profile) -> Guess {
    let wording = profile.about.text.as_deref().unwrap_or(&profile.header);
    if let Some(found) = joined::joined(profile, wording::is_all_that_apply(wording)) {
        return Guess::Joined(Box::new(found));
    }
    let n: usize = profile.answered;
    let length = profile.values.iter().map(|v| v.text.chars().count() * v.n).sum::<usize>() / n.max(1);
    let repeated = profile.share(|v| v.n >= recurring(n));
    let distinct = profile.values.len();
    if profile.overflow
        || length > LONG
        || is_remark(profile)
        || distinct == n && scale::natural_order(&profile.texts()).is_none()
    {
        return Guess::Text(None);
    }
    if distinct > MOST_OPTIONS && repeated < 0.8 || distinct > 60 && repeated < 0.95 || repeated < 0.5 && n >= 10 {
        let doubt = repeated >= 0.5;
        return Guess::Text(
            doubt.then(|| format!("{:.0} % of its answers repeat: it might be a list", 100.0 * repeated)),
        );
    }
    Guess::Choice
}

/// Whether most answers are remarks: sentences of their own, answers to a question that asks for any, or long ones that few
/// people give and fewer share.
fn is_remark(profile: &Profile) -> bool {
    let words = |v: &Value| v.text.split(' ').count();
    let sentence = |v: &Value| v.text.ends_with(['.', '!', '?', '…']) && words(v) >= 5;
    if profile.share(sentence) >= 0.5 {
        return true;
    }
    let wording = profile.about.text.as_deref().unwrap_or(&profile.header);
    let asks = profile.about.part.is_none() && profile.values.len() > 3 && wording::is_remark_header(wording);
    let length = profile.values.iter().map(|v| words(v) * v.n).sum::<usize>() as f64 / profile.answered.max(1) as f64;
    let shared = profile.answered as f64 / profile.values.len().max(1) as f64;
    let long = length >= 4.0 && profile.answer_rate() < 0.6 && shared < 6.0;
    (asks || long) && scale::natural_order(&profile.texts()).is_none()
}
