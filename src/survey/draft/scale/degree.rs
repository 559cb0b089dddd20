//! Graded words: agreement, likelihood, importance and their like; a pole's direction times its intensity.

use super::{Fit, Rank, Tokens};

/// Words that name the poles of a scale; the words that may stand beside them are [`FILLERS`].
struct Family {
    name: &'static str,
    poles: &'static [(&'static str, f64)],
}

#[rustfmt::skip]
const FAMILIES: &[Family] = &[
    Family {
        name: "approval",
        poles: &[("support", 1.0), ("oppose", -1.0), ("approve", 1.0), ("disapprove", -1.0), ("accept", 1.0),
            ("reject", -1.0)],
    },
    Family { name: "politics", poles: &[("liberal", -1.0), ("moderate", 0.0), ("conservative", 1.0)] },
    Family {
        name: "sufficiency",
        poles: &[("too little", -1.0), ("too few", -1.0), ("right", 0.0), ("just right", 0.0), ("about right", 0.0),
            ("too much", 1.0), ("too many", 1.0)],
    },
    Family { name: "agreement", poles: &[("agree", 1.0), ("disagree", -1.0), ("agreement", 1.0), ("disagreement",
        -1.0), ("applies", 1.0), ("apply", 1.0)] },
    Family { name: "likelihood", poles: &[("likely", 1.0), ("unlikely", -1.0), ("probable", 1.0), ("improbable",
        -1.0)] },
    Family { name: "importance", poles: &[("important", 1.0), ("unimportant", -1.0), ("critical", 3.5),
        ("essential", 3.5), ("crucial", 3.5), ("nice to have", 0.4), ("importance", 1.0)] },
    Family { name: "satisfaction", poles: &[("satisfied", 1.0), ("dissatisfied", -1.0), ("unsatisfied", -1.0),
        ("happy", 1.0), ("unhappy", -1.0), ("delighted", 3.2), ("pleased", 1.0), ("displeased", -1.0)] },
    Family { name: "favourability", poles: &[("favorably", 1.0), ("unfavorably", -1.0), ("favourably", 1.0),
        ("unfavourably", -1.0), ("favorable", 1.0), ("unfavorable", -1.0), ("favourable", 1.0), ("unfavourable",
        -1.0), ("positive", 1.0), ("negative", -1.0), ("positively", 1.0), ("negatively", -1.0)] },
    Family { name: "difficulty", poles: &[("easy", -1.0), ("difficult", 1.0), ("hard", 1.0), ("challenging", 1.0),
        ("impossible", 4.0)] },
    Family { name: "confidence", poles: &[("confident", 1.0), ("unconfident", -1.0), ("certain", 1.0), ("uncertain",
        -1.0), ("confidence", 1.0)] },
    Family { name: "comfort", poles: &[("comfortable", 1.0), ("uncomfortable", -1.0)] },
    Family { name: "interest", poles: &[("interested", 1.0), ("uninterested", -1.0), ("disinterested", -1.0)] },
    Family { name: "usefulness", poles: &[("useful", 1.0), ("useless", -2.0), ("helpful", 1.0), ("unhelpful", -1.0),
        ("effective", 1.0), ("ineffective", -1.0), ("valuable", 1.0)] },
    Family { name: "comparison", poles: &[("better", 1.0), ("worse", -1.0), ("more", 1.0), ("less", -1.0),
        ("higher", 1.0), ("lower", -1.0), ("increased", 1.0), ("decreased", -1.0), ("improved", 1.0), ("worsened",
        -1.0), ("same", 0.0), ("unchanged", 0.0)] },
    Family { name: "quality", poles: &[("terrible", -3.0), ("awful", -3.0), ("horrible", -3.0), ("bad", -1.4),
        ("poor", -1.2), ("below average", -0.7), ("fair", -0.3), ("ok", 0.0), ("okay", 0.0), ("average", 0.0),
        ("acceptable", 0.0), ("adequate", 0.0), ("satisfactory", 0.2), ("sufficient", 0.1), ("above average", 0.8),
        ("good", 1.0), ("great", 2.3), ("excellent", 3.0), ("outstanding", 3.3), ("exceptional", 3.2),
        ("unsatisfactory", -1.0)] },
    Family { name: "level", poles: &[("low", -1.0), ("medium", 0.0), ("moderate", 0.0), ("mid", 0.0), ("high", 1.0),
        ("lowest", -3.5), ("highest", 3.5)] },
    Family { name: "size", poles: &[("tiny", -2.5), ("small", -1.0), ("medium", 0.0), ("mid", 0.0), ("large", 1.0),
        ("big", 1.0), ("huge", 2.5), ("xs", -2.0), ("s", -1.0), ("m", 0.0), ("l", 1.0), ("xl", 2.0), ("xxl",
        3.0)] },
];

#[rustfmt::skip]
const INTENSITIES: &[(&str, f64)] = &[
    ("a little bit", 0.35), ("a little", 0.35), ("a bit", 0.35), ("little", 0.3), ("slightly", 0.3),
    ("barely", 0.1), ("hardly", 0.1), ("only slightly", 0.25), ("only somewhat", 0.4), ("mildly", 0.35),
    ("somewhat", 0.5), ("partly", 0.5), ("partially", 0.5), ("tend to", 0.55), ("rather", 0.6),
    ("to some extent", 0.5), ("moderately", 0.7), ("neutrally", 0.0), ("reasonably", 0.8), ("fairly", 0.85),
    ("pretty", 1.2), ("quite", 1.3), ("mostly", 1.5), ("largely", 1.5), ("generally", 1.4), ("much", 1.6),
    ("very", 2.0), ("very much", 2.1), ("highly", 2.1), ("really", 2.0), ("strongly", 2.2), ("very strongly", 2.6),
    ("extra", 2.0), ("a lot", 1.9), ("far", 2.0), ("way", 2.0), ("extremely", 3.0), ("completely", 3.0), ("totally",
        3.0), ("entirely", 3.0),
    ("fully", 3.0), ("absolutely", 3.0), ("definitely", 2.8), ("overwhelmingly", 3.0), ("exceptionally", 3.0),
    ("mainly", 1.5), ("not at all", -3.0), ("at all not", -3.0), ("not very", -1.0), ("not too", -1.0),
    ("not so", -1.0), ("not particularly", -1.0), ("not really", -1.2), ("not that", -1.0), ("not", -2.0),
    ("not completely", -0.3), ("not strongly", -0.8), ("about the", 0.0), ("no", -2.5),
];

#[rustfmt::skip]
const NEUTRAL: &[&str] = &[
    "neutral", "undecided", "indifferent", "neither", "unsure either way", "mixed", "in between", "partly partly",
    "so so", "middle", "no opinion either way"
];

#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "i", "am", "m", "it", "is", "to", "me", "with", "the", "this", "that", "a", "an", "of", "for", "feel", "would",
    "be", "was", "at", "or", "about", "statement", "them", "him", "her", "you", "as", "my", "than", "before", "in",
    "favor", "-", "/", "do", "d", "et",
];

/// Amounts, and intensities that stand alone.
#[rustfmt::skip]
const AMOUNTS: &[(&str, f64)] = &[
    ("none", 0.0), ("none at all", -0.1), ("nothing", 0.0), ("no", 0.0), ("not at all", 0.0),
    ("nothing at all", -0.1), ("zero", 0.0), ("not", 0.1), ("hardly any", 0.2), ("hardly at all", 0.2),
    ("almost none", 0.2), ("almost nothing", 0.2), ("very little", 0.25), ("very few", 0.25), ("not much", 0.3),
    ("not very much", 0.28), ("not a lot", 0.35), ("only a little", 0.45), ("not really", 0.2), ("not very", 0.3),
    ("not so", 0.3), ("not too", 0.3), ("few", 0.5), ("a few", 0.6), ("a little", 0.6), ("a little bit", 0.6),
    ("little", 0.5), ("a bit", 0.6), ("slightly", 0.6), ("to a small extent", 0.6), ("a small amount", 0.6),
    ("minimal", 0.4), ("some", 1.0), ("somewhat", 1.0), ("several", 1.1), ("partly", 1.0), ("partially", 1.0),
    ("to some extent", 1.0), ("moderately", 1.2), ("a moderate amount", 1.2), ("moderate", 1.2),
    ("to a moderate extent", 1.2), ("rather", 1.3), ("fairly", 1.35), ("half", 1.4), ("about half", 1.4),
    ("quite", 1.9), ("quite a bit", 2.0), ("quite a lot", 2.1), ("quite a few", 2.0), ("considerably", 2.1),
    ("substantial", 2.2), ("many", 2.4), ("much", 2.3), ("a lot", 2.4), ("lots", 2.4), ("to a large extent", 2.4),
    ("very", 2.4), ("very much", 2.5), ("mostly", 2.6), ("most", 2.6), ("mainly", 2.5), ("the majority", 2.6),
    ("strongly", 2.6), ("a great deal", 3.0), ("to a great extent", 3.0), ("extremely", 3.2),
    ("a very great deal", 3.3), ("almost all", 3.3), ("nearly all", 3.3), ("all", 4.0), ("all of them", 4.0),
    ("completely", 4.0), ("totally", 4.0), ("entirely", 4.0), ("fully", 4.0), ("absolutely", 4.0),
    ("everything", 4.0), ("everyone", 4.0), ("some of them", 1.0), ("most of them", 2.6), ("none of them", 0.0),
    ("a few of them", 0.6), ("half of them", 1.4), ("an extreme amount", 3.3),
];

/// Degrees of certainty: "Yes, definitely", "Probably not".
#[rustfmt::skip]
const CERTAINTY: &[(&str, f64)] = &[
    ("definitely", 3.0), ("certainly", 3.0), ("absolutely", 3.0), ("surely", 3.0), ("very probably", 2.0),
    ("most likely", 2.0), ("probably", 1.0), ("likely", 1.0), ("possibly", 0.3), ("perhaps", 0.0), ("maybe", 0.0),
    ("might", 0.0), ("might or might not", 0.0), ("may or may not", 0.0), ("undecided", 0.0), ("somewhat", 0.5),
];

/// The family of graded words that all values fit.
pub fn fit(values: &[Tokens]) -> Option<Fit> {
    FAMILIES.iter().find_map(|family| polar(values, family)).or_else(|| certainty(values)).or_else(|| amounts(values))
}

fn polar(values: &[Tokens], family: &Family) -> Option<Fit> {
    let read: Vec<(f64, bool)> = values.iter().map(|v| graded(v, family)).collect::<Option<_>>()?;
    let poles = read.iter().filter(|(_, pole)| *pole).count();
    let alone = read.iter().filter(|(rank, pole)| !pole && *rank != 0.0).count();
    let ranks = read.iter().map(|(rank, _)| Rank::of(*rank)).collect();
    (poles > 0).then(|| Fit::new(family.name, ranks).unsure_if(alone > 1))
}

/// The rank of a label in a family, and whether it names a pole of it.
fn graded(value: &Tokens, family: &Family) -> Option<(f64, bool)> {
    let rest = content(value);
    let text = rest.join(" ");
    if NEUTRAL.contains(&text.as_str()) || is_balance(&rest, family) {
        return Some((0.0, false));
    }
    if let Some(pole) = look_up(family.poles, &text) {
        return Some((pole, true));
    }
    if let Some(intensity) = look_up(INTENSITIES, &text).filter(|i| *i != 0.0) {
        return Some((intensity, false));
    }
    let whole: Vec<&str> = value.iter().map(String::as_str).collect();
    [rest, whole].iter().find_map(|words| pole_times_intensity(words, family)).map(|rank| (rank, true))
}

fn pole_times_intensity(words: &[&str], family: &Family) -> Option<f64> {
    (1..words.len()).find_map(|cut| {
        let (left, right) = (words[..cut].join(" "), content_of(&words[cut..]).join(" "));
        let (intensity, pole) = match look_up(INTENSITIES, &left) {
            Some(intensity) => (intensity, look_up(family.poles, &right)?),
            None => (look_up(INTENSITIES, &right)?, look_up(family.poles, &content_of(&words[..cut]).join(" "))?),
        };
        // "Not dissatisfied" is no rank of its own: the minus of both would make it the highest.
        (intensity > 0.0 || pole > 0.0).then_some(intensity * pole)
    })
}

/// Whether a label lies between the poles: "Neither agree nor disagree", "Both easy and difficult".
fn is_balance(words: &[&str], family: &Family) -> bool {
    let known = |w: &&str| {
        matches!(*w, "neither" | "nor" | "not" | "neutral" | "both" | "and") || look_up(family.poles, w).is_some()
    };
    let opens = matches!(words.first(), Some(&"neither" | &"both" | &"neutral" | &"nor"));
    opens && words.len() > 1 && words.iter().all(known)
}

fn certainty(values: &[Tokens]) -> Option<Fit> {
    let read: Vec<(f64, bool)> = values.iter().map(certain).collect::<Option<_>>()?;
    let grades = read.iter().filter(|(_, graded)| *graded).count();
    let ranks = read.iter().map(|(rank, _)| Rank::of(*rank)).collect();
    (grades > 1 || (grades == 1 && values.len() > 2)).then(|| Fit::new("likelihood", ranks).unsure_if(grades < 2))
}

/// The rank of "Yes, definitely", and whether more than yes, no or maybe is said.
fn certain(value: &Tokens) -> Option<(f64, bool)> {
    const YES: [&str; 7] = ["yes", "will", "would", "true", "should", "so", "i"];
    const NO: [&str; 8] = ["no", "not", "wont", "wouldnt", "false", "shouldnt", "nt", "never"];
    let text = value.join(" ");
    if let Some(rank) = look_up(CERTAINTY, &text) {
        return Some((rank, rank != 0.0));
    }
    if text.starts_with("might") || text.starts_with("may or") {
        return value.iter().all(|w| ["might", "may", "or", "not"].contains(&w.as_str())).then_some((0.0, false));
    }
    let no = value.iter().any(|w| NO.contains(&w.as_str()));
    let rest: Vec<&str> = value.iter().map(String::as_str).filter(|w| !NO.contains(w) && !YES.contains(w)).collect();
    let sign = if no { -1.0 } else { 1.0 };
    if rest.is_empty() {
        return Some((sign * 2.5, false));
    }
    look_up(CERTAINTY, &rest.join(" ")).filter(|rank| *rank != 0.0).map(|rank| (sign * rank, true))
}

fn amounts(values: &[Tokens]) -> Option<Fit> {
    let ranks: Vec<Rank> = values.iter().map(amount).collect::<Option<_>>()?;
    Some(Fit::new("amount", ranks)).filter(|fit| values.len() > 2 || fit.distinct() > 1)
}

fn amount(value: &Tokens) -> Option<Rank> {
    let text = value.join(" ");
    let text = text.strip_prefix("yes ").unwrap_or(&text);
    look_up(AMOUNTS, text.strip_suffix(" of").unwrap_or(text)).map(Rank::of)
}

fn look_up(list: &[(&str, f64)], text: &str) -> Option<f64> {
    list.iter().find(|(phrase, _)| *phrase == text).map(|(_, rank)| *rank)
}

fn content(value: &Tokens) -> Vec<&str> {
    let words: Vec<&str> = value.iter().map(String::as_str).collect();
    let at_all = words.windows(2).any(|w| w == ["at", "all"]) || words.first() == Some(&"a") || words.contains(&"bit");
    if at_all { words } else { content_of(&words) }
}

fn content_of<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().filter(|w| !FILLERS.contains(w)).collect()
}
