//! Columns of one option each: what their cells say when the box is ticked, and when it is not.

use super::profile::{Profile, Value};
use super::wording;
use crate::input::labels;

/// Words for a ticked box, in the languages of the platforms.
const YES: [&str; 22] = [
    "1", "true", "yes", "y", "x", "✓", "✔", "checked", "selected", "ticked", "quoted", "ja", "oui", "si", "sí", "sim", "wahr",
    "vrai", "verdadero", "vero", "o", "on",
];

/// Words for a box that was left empty.
const NO: [&str; 21] = [
    "0", "false", "no", "n", "not selected", "unchecked", "not checked", "unticked", "not quoted", "nein", "non", "não", "nee",
    "falsch", "faux", "falso", "not ticked", "off", "ikke valgt", "not mentioned", "nicht gewählt",
];

/// Words for a box that was never shown.
const NOT_SHOWN: [&str; 4] = ["n/a", "-77", "-99", "-88"];

/// How the cells of a column read as a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Boxed {
    /// What stands in a ticked cell; `None` when nobody ticked it.
    pub ticked: Option<String>,
    /// What stands in a cell that says no.
    pub unticked: Option<String>,
    /// Whether a tick repeats the option's own wording.
    pub own: bool,
}

/// Reads a column as a box. `part` is the wording of its option, where it is known.
pub(super) fn boxed(profile: &Profile, part: Option<&str>) -> Option<Boxed> {
    if profile.values.len() > 3 || profile.overflow {
        return None;
    }
    let own = |v: &&Value| {
        let is = |text: &str| labels::normal(text) == v.normal;
        let worded = |part: &str| !is_code(part) && is(part);
        is(&profile.header) || part.is_some_and(worded) || without_number(&profile.header).is_some_and(worded)
    };
    let said: Vec<&Value> = profile.values.iter().filter(|v| !NOT_SHOWN.contains(&v.normal.as_str())).collect();
    // A coded file says what its codes mean: 1 "No" and 2 "Yes".
    let means = |v: &Value| profile.about.labels.iter().find(|(code, _)| labels::normal(code) == v.normal).map(|(_, l)| labels::normal(l));
    let among = |v: &Value, words: &[&str]| match means(v) {
        Some(label) => words.contains(&label.as_str()),
        None => words.contains(&v.normal.as_str()),
    };
    // "No" may be an option's own wording; then it is no denial.
    let no = said.iter().find(|v| among(v, &NO) && !own(v));
    let rest: Vec<&Value> = said.iter().copied().filter(|v| Some(&v.normal) != no.map(|n| &n.normal)).collect();
    let (ticked, own) = match rest.as_slice() {
        [] => (None, false),
        [one] if own(one) => (Some(one.text.clone()), true),
        [one] if among(one, &YES) => (Some(one.text.clone()), false),
        // The header is a number; the cells say what it stands for.
        [one] if no.is_none() && part.is_some_and(is_code) && !is_code(&one.normal) => (Some(one.text.clone()), true),
        _ => return None,
    };
    Some(Boxed { ticked, unticked: no.map(|v| v.text.clone()), own })
}

/// The one thing that a column's cells say, where it is always the same: the option's number, as coded exports have it.
pub(super) fn constant(profile: &Profile) -> Option<&str> {
    match profile.values.as_slice() {
        [one] if !profile.overflow => Some(&one.text),
        _ => None,
    }
}

/// Whether a cell says that the box was never shown to this person.
pub(super) fn is_not_shown(normal: &str) -> bool {
    NOT_SHOWN.contains(&normal)
}

/// Whether a text is a code and no wording: `3`, `SQ001`, `b`.
pub(super) fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.len() <= 1 || text.len() <= 6 && digits > 0 && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether people write into this column to tick it.
pub(super) fn is_write_in(profile: &Profile, part: Option<&str>) -> bool {
    let header = without_number(&profile.header).unwrap_or(&profile.header);
    let named = part.is_some_and(wording::is_other) || wording::is_other(header);
    named && boxed(profile, part).is_none()
}

/// A repeated header without the number that tells it apart: `Other_2` → `Other`.
pub(super) fn without_number(header: &str) -> Option<&str> {
    let (name, number) = header.rsplit_once('_')?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(name)
}

/// Whether `responses` understands a ticked cell without being told.
pub(super) fn is_usual_tick(text: &str) -> bool {
    ["1", "true", "yes", "y", "x", "checked", "selected", "ticked", "✓"].contains(&labels::normal(text).as_str())
}

/// Whether `responses` understands an unticked cell without being told.
pub(super) fn is_usual_no(text: &str) -> bool {
    let usual = ["0", "false", "no", "n", "not selected", "unchecked", "not checked", "unticked", "none"];
    usual.contains(&labels::normal(text).as_str())
}
