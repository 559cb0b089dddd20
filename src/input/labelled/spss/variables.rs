//! From records to variables: full names, labels, what a stored value means.

use super::dictionary::{Dictionary, Missing, Raw, UNIT};
use super::extensions::{self, LongValues, folded};
use super::{column, meaning};
use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::trimmed;
use crate::input::labelled::cells::{Column, Meaning};
use crate::input::labelled::charset::Charset;
use crate::input::labelled::{Measure, Variable, written};
use std::collections::{BTreeMap, HashMap};

/// Bytes of a very long text that one of its pieces holds, and those that it counts for in their number.
const PIECE: (usize, usize) = (255, 252);

/// What a number's format makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Number,
    Day,
    Time,
    Text,
}

/// The names of all variables, by place; pieces of very long texts have none.
pub struct Names {
    names: Vec<Option<(String, bool)>>,
    short: HashMap<Vec<u8>, usize>,
    long: HashMap<Vec<u8>, usize>,
}

impl Names {
    /// The full name of the variable at this place.
    pub fn name(&self, place: usize) -> Option<&str> {
        Some(self.names.get(place)?.as_ref()?.0.as_str())
    }

    /// Whether the variable at this place holds numbers.
    pub fn is_number(&self, place: usize) -> bool {
        self.names.get(place).is_some_and(|name| name.as_ref().is_some_and(|(_, number)| *number))
    }

    /// The variable of a short name or, where there is none, of a long one.
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        let name = folded(name);
        self.short.get(&name).or_else(|| self.long.get(&name)).copied()
    }

    /// The variable of a long name or, where there is none, of a short one.
    fn find_long(&self, name: &[u8]) -> Option<usize> {
        let name = folded(name);
        self.long.get(&name).or_else(|| self.short.get(&name)).copied()
    }
}

/// A variable, where its bytes lie in a row, and what is read of it.
pub struct Plan<'a> {
    variable: Variable,
    form: Form,
    big: bool,
    /// Whether it is a length of time, which SPSS shows as hours or days.
    duration: bool,
    missing: Missing<'a>,
    /// Starts and lengths in a row, in bytes.
    pieces: Vec<(usize, usize)>,
    column: Column,
    scratch: Vec<u8>,
}

/// All variables, in order.
///
/// # Errors
/// When their labels cost more than the budget.
pub fn plan<'a>(
    dictionary: &Dictionary<'a>,
    charset: &Charset,
    budget: &Budget,
) -> Result<(Names, Vec<Plan<'a>>), String> {
    let record = |subtype: i32| dictionary.extensions.get(&subtype).copied().unwrap_or_default();
    let (long, widths) = (extensions::long_names(record(13)), extensions::very_long(record(14)));
    let mut names = Names { names: Vec::new(), short: HashMap::new(), long: HashMap::new() };
    let (mut plans, mut places) = (Vec::new(), BTreeMap::new());
    while let Some(raw) = dictionary.variables.get(names.names.len()) {
        let place = names.names.len();
        let pieces = pieces(dictionary, place, widths.get(&folded(raw.short)).copied());
        let stored = long.get(&folded(raw.short)).copied().unwrap_or(raw.short);
        let plan = one(raw, charset.text(stored), &pieces, dictionary.header.big, charset);
        names.short.insert(folded(raw.short), place);
        names.long.insert(folded(stored), place);
        names.names.push(Some((plan.variable.name.clone(), raw.width == 0)));
        names.names.extend((1..pieces.len()).map(|_| None));
        places.insert(place, plans.len());
        plans.push(plan);
    }
    label(dictionary, &mut plans, &places, charset, budget)?;
    let of = |name: &[u8]| places.get(&names.find_long(name)?).copied();
    for found in extensions::long_labels(record(21), dictionary.header.big) {
        if let Some(plan) = of(found.variable).and_then(|at| plans.get_mut(at)) {
            plan.label(found.pairs.iter().copied(), charset, budget)?;
        }
    }
    for found in extensions::long_missing(record(22), dictionary.header.big) {
        if let Some(plan) = of(found.variable).and_then(|at| plans.get_mut(at)) {
            plan.lacks(&found);
        }
    }
    Ok((names, plans))
}

fn one<'a>(raw: &Raw<'a>, name: String, pieces: &[(usize, usize)], big: bool, charset: &Charset) -> Plan<'a> {
    let form = match (raw.width, raw.format) {
        (0, 20 | 23 | 24 | 28 | 29 | 30 | 38 | 39) => Form::Day,
        (0, 22 | 41) => Form::Time,
        (0, _) => Form::Number,
        _ => Form::Text,
    };
    let kind = match form {
        Form::Number => Measure::Number,
        Form::Text => Measure::Text,
        Form::Day | Form::Time => Measure::Date,
    };
    let label = raw.label.and_then(|label| charset.label(label));
    let variable = Variable { name, label, kind, ..Variable::default() };
    let (duration, missing) = (form == Form::Number && matches!(raw.format, 21 | 25 | 40), raw.missing.clone());
    Plan { variable, form, big, duration, missing, pieces: pieces.to_vec(), column: column(), scratch: Vec::new() }
}

/// Where a variable's bytes lie: in one place, or, when it is a very long text, in those of the variables after it too.
fn pieces(dictionary: &Dictionary, place: usize, width: Option<usize>) -> Vec<(usize, usize)> {
    let Some(raw) = dictionary.variables.get(place) else { return Vec::new() };
    let whole = vec![(raw.unit * UNIT, if raw.width == 0 { UNIT } else { raw.width })];
    let Some(width) = width else { return whole };
    let Some(parts) = dictionary.variables.get(place..place.saturating_add(width.div_ceil(PIECE.1))) else {
        return whole;
    };
    if parts.iter().any(|part| part.width == 0) {
        return whole;
    }
    let mut left = width;
    let piece = |part: &Raw| {
        let length = part.width.min(PIECE.0).min(left);
        left -= length;
        (part.unit * UNIT, length)
    };
    parts.iter().map(piece).collect()
}

/// Gives the variables their value labels.
fn label(
    dictionary: &Dictionary,
    plans: &mut [Plan],
    places: &BTreeMap<usize, usize>,
    charset: &Charset,
    budget: &Budget,
) -> Result<(), String> {
    for set in &dictionary.labels {
        for unit in &set.units {
            let place = unit.checked_sub(1).and_then(|unit| dictionary.starts.get(unit).copied().flatten());
            let at = place.and_then(|place| places.get(&place).copied());
            if let Some(plan) = at.and_then(|at| plans.get_mut(at)) {
                plan.label(set.pairs.iter().copied(), charset, budget)?;
            }
        }
    }
    Ok(())
}

impl<'a> Plan<'a> {
    /// Adds the cell of a row.
    ///
    /// # Errors
    /// When the budget is used up.
    pub fn push(&mut self, row: &[u8], charset: &Charset, budget: &Budget) -> Result<(), String> {
        self.scratch.clear();
        for (start, length) in &self.pieces {
            self.scratch.extend_from_slice(row.get(*start..start + length).unwrap_or_default());
        }
        let stored = if self.form == Form::Text { trimmed(&self.scratch) } else { &self.scratch };
        let (form, big, missing) = (self.form, self.big, &self.missing);
        self.column.push(stored, budget, || match is_missing(stored, form, big, missing) {
            true => Meaning::Declared,
            false => meaning(write(stored, form, big, charset)),
        })
    }

    /// The variable, and what should be known about it.
    pub fn finish(self, notes: &mut Vec<String>) -> Variable {
        let (cells, declared) = self.column.finish();
        let name = &self.variable.name;
        if self.duration {
            notes.push(format!("{name} is a length of time, in seconds"));
        }
        if declared > 0 {
            notes.push(format!("values of {name} that the file declares missing, taken as no answer: {declared}"));
        }
        Variable { cells, ..self.variable }
    }

    fn label<'b>(
        &mut self,
        pairs: impl Iterator<Item = (&'b [u8], &'b [u8])>,
        charset: &Charset,
        budget: &Budget,
    ) -> Result<(), String> {
        for (stored, label) in pairs {
            let width = self.pieces.iter().map(|(_, length)| *length).sum();
            let stored = if self.form == Form::Text { trimmed(stored.get(..width).unwrap_or(stored)) } else { stored };
            budget.memory(128 + stored.len() + 2 * label.len())?;
            // What a missing code is called is no answer's name.
            if is_missing(stored, self.form, self.big, &self.missing) {
                continue;
            }
            if let Some(code) = write(stored, self.form, self.big, charset) {
                self.variable.labels.push((code, charset.label(label).unwrap_or_default()));
            }
        }
        Ok(())
    }

    fn lacks(&mut self, found: &LongValues<'a>) {
        self.missing.values.extend(found.pairs.iter().map(|(value, _)| *value));
        self.missing.values.truncate(3);
    }
}

fn float(stored: &[u8], big: bool) -> Option<f64> {
    let bytes = stored.try_into().ok()?;
    Some(if big { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) })
}

/// A stored value as the cells write it; `None` where there is none.
fn write(stored: &[u8], form: Form, big: bool, charset: &Charset) -> Option<String> {
    if form == Form::Text {
        return Some(charset.text(stored));
    }
    let value = float(stored, big).filter(|value| value.is_finite() && *value != -f64::MAX)?;
    let epoch = jiff::civil::date(1582, 10, 14);
    match form {
        Form::Day => written::day(epoch, value),
        Form::Time => written::time(epoch, value),
        _ => Some(written::number(value)),
    }
}

fn is_missing(stored: &[u8], form: Form, big: bool, missing: &Missing) -> bool {
    if form == Form::Text {
        return !stored.is_empty() && missing.values.iter().any(|value| trimmed(value) == stored);
    }
    let Some(value) = float(stored, big).filter(|value| *value != -f64::MAX) else { return false };
    let within = missing.range.is_some_and(|(low, high)| (low..=high).contains(&value));
    within || missing.values.iter().any(|other| float(other, big) == Some(value))
}

/// A code that stands in a record as text, as the cells write it.
pub fn code(text: &str, numeric: bool) -> String {
    match text.trim().parse::<f64>() {
        Ok(value) if numeric && value.is_finite() => written::number(value),
        _ => text.trim_end().to_owned(),
    }
}
