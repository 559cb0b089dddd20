//! Columns of one option each: what their cells say when the box is ticked, and when it is not.

use super::personal::is_private;
use super::profile::{Profile, Value};
use super::wording;
use crate::input::labels;
pub(super) use crate::survey::responses::boxes::{is_usual_no, is_usual_tick};

/// Words for a ticked box, in the languages of the platforms.
#[rustfmt::skip]
const YES: &[&str] = &[
    "1", "true", "yes", "y", "x", "✓", "✔", "checked", "selected", "ticked", "quoted", "ja", "oui", "si", "sí",
    "sim", "wahr", "vrai", "verdadero", "vero", "o", "on", "tak", "ano", "kyllä", "evet", "igen",
];

/// Words for a box that was left empty.
#[rustfmt::skip]
const NO: &[&str] = &[
    "0", "false", "no", "n", "not selected", "unchecked", "not checked", "unticked", "not quoted", "nein", "non",
    "não", "nee", "falsch", "faux", "falso", "not ticked", "off", "ikke valgt", "not mentioned", "nicht gewählt",
    "nie", "ne", "nej", "nei", "ei", "hayır", "nem",
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
    let column = Wordings { profile, part };
    let said: Vec<&Value> = profile.values.iter().filter(|v| column.own(v) || !is_not_shown(&v.normal)).collect();
    let ticked = |v: &Value, own| Boxed { ticked: Some(v.text.clone()), unticked: None, own };
    match said.as_slice() {
        [] => Some(Boxed { ticked: None, unticked: None, own: false }),
        [one] if column.own(one) => Some(ticked(one, true)),
        [one] if column.among(one, NO) => Some(Boxed { ticked: None, unticked: Some(one.text.clone()), own: false }),
        [one] if column.among(one, YES) => Some(ticked(one, false)),
        // The header is a number; the cells say what it stands for.
        [one] if part.is_some_and(is_code) && !is_code(&one.normal) && one.n > 1 && !is_private(&one.text) => {
            Some(ticked(one, true))
        }
        [a, b] => {
            let denied = |yes: &Value, no: &Value, own| Boxed { unticked: Some(no.text.clone()), ..ticked(yes, own) };
            // A yes and a no are a box whatever its option is called; else an option may be worded "No" itself.
            let plain = [(a, b), (b, a)].into_iter().find(|(y, n)| column.among(y, YES) && column.among(n, NO));
            let own =
                || [(a, b), (b, a)].into_iter().find(|(y, n)| column.own(y) && column.among(n, NO) && !column.own(n));
            let (plain, own) = (plain.map(|(y, n)| denied(y, n, false)), own().map(|(y, n)| denied(y, n, true)));
            // Where boxes are called "not selected", a tick repeats its option, be it worded "x".
            if column.denies() { own.or(plain) } else { plain.or(own) }
        }
        _ => None,
    }
}

/// What a column's cells are compared with.
struct Wordings<'a> {
    profile: &'a Profile,
    part: Option<&'a str>,
}

impl Wordings<'_> {
    /// Whether a cell repeats its option's own wording.
    fn own(&self, value: &Value) -> bool {
        let is = |text: &str| labels::normal(text) == value.normal;
        let header = &self.profile.header;
        self.meaning(value).is_none()
            && (is(header)
                || self.part.is_some_and(is)
                || without_number(header).is_some_and(is)
                || (!is_code(&value.normal) || self.denies()) && ends_with(header, &value.normal))
    }

    /// What a coded file says that a code means: 1 "No" and 2 "Yes".
    fn meaning(&self, value: &Value) -> Option<String> {
        let labels = &self.profile.about.labels;
        labels.iter().find(|(code, _)| labels::normal(code) == value.normal).map(|(_, label)| labels::normal(label))
    }

    /// Whether the column says of boxes that were left empty that they were: then even a code is an option's wording.
    fn denies(&self) -> bool {
        self.profile.values.iter().any(|v| v.normal == "not selected")
    }

    fn among(&self, value: &Value, words: &[&str]) -> bool {
        words.contains(&self.meaning(value).as_deref().unwrap_or(&value.normal))
    }
}

/// Whether a header ends with what a cell says, as its option: `Question Option`.
fn ends_with(header: &str, cell: &str) -> bool {
    let header = labels::normal(header);
    let inner = || header.strip_suffix([']', ')']).and_then(|h| h.strip_suffix(cell));
    let stem = header.strip_suffix(cell).or_else(inner);
    stem.is_some_and(|s| s.len() > 1 && s.ends_with(|c: char| " [(:-–_/|>.".contains(c)))
}

/// Cells of a box that say that it was never shown, unless they are its option's own wording.
pub(super) fn not_shown(profile: &Profile, part: Option<&str>) -> Vec<String> {
    let column = Wordings { profile, part };
    let cells = profile.values.iter().filter(|v| is_not_shown(&v.normal) && !column.own(v));
    cells.map(|v| v.text.clone()).collect()
}

/// The one thing that a column's cells say, where it is always the same: the option's number, as coded exports have it.
pub(super) fn constant(profile: &Profile) -> Option<&str> {
    match profile.values.as_slice() {
        [one] if !profile.overflow => Some(&one.text),
        _ => None,
    }
}

/// Whether a cell says that the box was never shown to this person.
fn is_not_shown(normal: &str) -> bool {
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
