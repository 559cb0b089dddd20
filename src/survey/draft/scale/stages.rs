//! Stages of a life: schooling, class years, seniority, experience.

use super::{Fit, Rank, Tokens};

type Points = &'static [(&'static str, f64)];

#[rustfmt::skip]
const CLASS_YEARS: Points = &[
    ("freshman", 1.0), ("freshmen", 1.0), ("first", 1.0), ("sophomore", 2.0), ("second", 2.0), ("junior", 3.0),
    ("third", 3.0), ("senior", 4.0), ("fourth", 4.0), ("fifth", 5.0), ("fifth or more", 5.0),
    ("fifth or higher", 5.0), ("super senior", 5.0), ("super - senior", 5.0), ("undergraduate", 4.5),
    ("graduate", 6.0), ("grad", 6.0), ("masters", 6.0), ("master", 6.0), ("postgraduate", 6.0), ("doctoral", 7.0),
    ("phd", 7.0), ("recent graduate", 7.5), ("alumni", 8.0), ("alumnus", 8.0), ("alum", 8.0), ("alumna", 8.0),
    ("1 st", 1.0), ("2 nd", 2.0), ("3 rd", 3.0), ("4 th", 4.0), ("5 th", 5.0), ("5 +", 5.0), ("5 th +", 5.0),
    ("graduate or professional", 6.0), ("high school", 0.0),
];
#[rustfmt::skip]
const SENIORITY: Points = &[
    ("intern", 0.0), ("trainee", 0.3), ("apprentice", 0.3), ("entry", 1.0), ("junior", 1.5), ("associate", 2.0),
    ("mid", 3.0), ("middle", 3.0), ("intermediate", 3.0), ("mid - senior", 3.5), ("senior", 4.0), ("staff", 4.3),
    ("lead", 4.5), ("team lead", 4.6), ("principal", 4.8), ("supervisor", 4.9), ("manager", 5.0),
    ("middle manager", 5.1), ("senior manager", 5.5), ("director", 6.0), ("senior director", 6.3),
    ("executive director", 6.5), ("vp", 7.0), ("vice president", 7.0), ("svp", 7.4),
    ("senior vice president", 7.4), ("evp", 7.6), ("c", 8.0), ("c - suite", 8.0), ("c suite", 8.0),
    ("executive", 7.9), ("ceo", 8.2), ("president", 8.1), ("owner", 9.0), ("founder", 9.0), ("vp / director", 6.5),
    ("director / vp", 6.5), ("individual contributor", 2.5),
];
#[rustfmt::skip]
const SKILL: Points = &[
    ("none", 0.0), ("no experience", 0.0), ("novice", 1.0), ("beginner", 1.0), ("basic", 1.5), ("elementary", 1.4),
    ("advanced beginner", 2.0), ("competent", 3.0), ("intermediate", 3.0), ("upper intermediate", 3.5),
    ("proficient", 4.0), ("advanced", 4.0), ("fluent", 4.6), ("expert", 5.0), ("native", 6.0),
];
#[rustfmt::skip]
const STAGE_FILLERS: &[&str] = &[
    "year", "years", "student", "students", "level", "in", "college", "the", "of", "university", "my", "i", "am",
    "a", "career", "employee", "class", "position", "role", "speaker", "user", "school", "degree"
];

/// The stages that all values fit.
pub fn fit(values: &[Tokens]) -> Option<Fit> {
    listed(values, "class years", CLASS_YEARS)
        .or_else(|| listed(values, "seniority", SENIORITY))
        .or_else(|| listed(values, "skill", SKILL))
        .or_else(|| schooling(values))
}

fn listed(values: &[Tokens], name: &'static str, points: Points) -> Option<Fit> {
    let ranks: Vec<Rank> = values.iter().map(|value| point(value, points)).collect::<Option<_>>()?;
    Some(Fit::new(name, ranks))
}

fn point(value: &Tokens, points: Points) -> Option<Rank> {
    let find = |text: &str| points.iter().find(|(phrase, _)| *phrase == text).map(|(_, rank)| Rank::of(*rank));
    let bare: Vec<&str> =
        value.iter().map(String::as_str).filter(|w| !STAGE_FILLERS.contains(w) && *w != "-").collect();
    let joined: Vec<&str> = value.iter().map(String::as_str).filter(|w| !STAGE_FILLERS.contains(w)).collect();
    find(&value.join(" ")).or_else(|| find(&joined.join(" "))).or_else(|| find(&bare.join(" ")))
}

/// Rules for schooling, the first that fits: all words of one of the alternatives must begin a word of the label.
#[rustfmt::skip]
const SCHOOLING: Points = &[
    ("some college|some university", 4.0), ("some high|less high", 2.0), ("high school grad|high school diploma", 3.0),
    ("no formal|no school|never attend|no education|keine schul|sans diplome|aucun diplome|sin estudios|no degree|\
        none", 0.0),
    ("less high|some high|some secondary|not complete high|no high school|no diploma|not finish high|ohne abschluss|\
        did not graduate high", 2.0),
    ("preschool|kindergarten", 0.5), ("primary|elementary|grade school|grundschule|primaire|primaria", 1.0),
    ("middle school|lower secondary|hauptschul|college brevet", 2.2), ("realschul|mittlere reife", 2.6),
    ("some graduate|some postgrad|some post grad|some master", 7.0),
    ("some college|some university|some post secondary|college no|college without|university without", 4.0),
    ("associate|vocational|technical|trade|apprentice|two year|2 year|2 - year|certificate|certification|\
        berufsausbildung|ausbildung|lehre|bac +2|formation professionnelle|foundation", 4.6),
    ("doctor|phd|ph d|doctorat|promotion|dphil", 9.0), ("professional", 8.5),
    ("master|mba|graduate degree|post graduate|postgraduate|advanced degree|graduate school|maestria|magister|m a",
        8.0),
    ("bachelor|undergraduate|college degree|college grad|four year|4 year|4 - year|university degree|licence|grado|\
        licenciatura|b a|college graduate|hochschulabschluss", 6.0),
    ("high school|secondary|ged|abitur|baccalaureat|bachillerato|matura|highschool|secundaria", 3.0),
    ("graduate", 8.0), ("college|university|universidad", 6.0),
];

fn schooling(values: &[Tokens]) -> Option<Fit> {
    #[rustfmt::skip]
    const SIGNS: [&str; 12] = [
        "school", "degree", "bachelor", "master", "phd", "doctor", "diploma", "college", "university", "abitur",
        "licence", "education"
    ];
    let signs = values.iter().filter(|v| v.iter().any(|w| SIGNS.iter().any(|s| w.starts_with(s)))).count();
    if signs * 2 < values.len() || values.iter().any(|v| v.len() > 25) {
        return None;
    }
    let ranks: Vec<Rank> = values.iter().map(school).collect::<Option<_>>()?;
    Some(Fit::new("education", ranks)).filter(|fit| fit.distinct() > 2)
}

fn school(value: &Tokens) -> Option<Rank> {
    let fits = |all: &str| {
        all.split(' ').all(|stem| value.iter().any(|w| if stem.len() < 4 { w == stem } else { w.starts_with(stem) }))
    };
    SCHOOLING.iter().find(|(any, _)| any.split('|').any(fits)).map(|(_, rank)| Rank::of(*rank))
}
