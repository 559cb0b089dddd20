//! SPSS system files: `.sav` and `.zsav`.
//!
//! Source: the PSPP developer guide, "System File Format".

mod data;
mod dictionary;
mod extensions;
mod sets;
#[cfg(test)]
pub(crate) mod tests;
mod variables;
#[cfg(test)]
pub(crate) mod write;

use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::Bytes;
use crate::input::labelled::cells::{Column, Meaning};
use crate::input::labelled::charset::Charset;
use crate::input::labelled::{Labelled, MrSet};
use data::{Rows, Unit};
use dictionary::Dictionary;
use variables::{Names, Plan};

/// Whether a file that begins like this is an SPSS system file.
pub fn is_spss(head: &[u8]) -> bool {
    head.starts_with(b"$FL2") || head.starts_with(b"$FL3") || is_encrypted(head)
}

fn is_encrypted(head: &[u8]) -> bool {
    head.get(8..).is_some_and(|rest| rest.starts_with(b"ENCRYPTEDSAV"))
}

/// Reads an SPSS system file.
///
/// # Errors
/// When it is encrypted, damaged before its rows, or unpacks to far more than 20 times its size and 64 MiB.
pub fn read_spss(bytes: &[u8]) -> Result<Labelled, String> {
    if is_encrypted(bytes) {
        return Err("is encrypted with a password".into());
    }
    if !is_spss(bytes) {
        return Err("is no SPSS system file".into());
    }
    let budget = Budget::of(bytes.len());
    let mut place = Bytes::new(bytes, false);
    let dictionary = Dictionary::read(&mut place, &budget)?;
    let charset = extensions::charset(&dictionary.extensions, dictionary.header.big);
    let (names, mut plans) = variables::plan(&dictionary, &charset, &budget)?;
    let mut notes = Vec::new();
    let mut rows = Rows::new(bytes, place, &dictionary.header, &budget)?;
    let count = read_rows(&mut rows, &dictionary, &charset, &mut plans, &budget, &mut notes)?;
    let sets = find_sets(&dictionary, &charset, &names, &budget, &mut notes)?;
    let weight =
        dictionary.header.weight.checked_sub(1).and_then(|unit| dictionary.starts.get(unit).copied().flatten());
    let weight = weight.and_then(|place| names.name(place)).map(str::to_owned);
    let title = charset.label(dictionary.header.label);
    let variables = plans.into_iter().map(|plan| plan.finish(&mut notes)).collect();
    notes.extend(charset.notes());
    Ok(Labelled { variables, rows: count, sets, weight, title, notes })
}

fn read_rows<'a>(
    rows: &mut Rows<'a>,
    dictionary: &Dictionary<'a>,
    charset: &Charset,
    plans: &mut [Plan<'a>],
    budget: &Budget,
    notes: &mut Vec<String>,
) -> Result<usize, String> {
    let (units, promised) = (dictionary.starts.len(), dictionary.header.rows);
    let mut row: Vec<Unit> = vec![Unit::default(); units];
    let mut count = 0;
    while units > 0 && promised.is_none_or(|promised| count < promised) {
        let found = rows.next(&mut row)?;
        if found < units {
            ended(count, found, promised, notes);
            break;
        }
        for plan in plans.iter_mut() {
            plan.push(row.as_flattened(), charset, budget)?;
        }
        count += 1;
    }
    Ok(count)
}

/// Says what a file that ends before its last row lost.
fn ended(count: usize, found: usize, promised: Option<usize>, notes: &mut Vec<String>) {
    match promised {
        Some(promised) => notes.push(format!("ends early: {count} of {promised} rows are there")),
        None if found > 0 => notes.push(format!("ends within row {}, which is left out", count + 1)),
        None => {}
    }
}

fn find_sets(
    dictionary: &Dictionary,
    charset: &Charset,
    names: &Names,
    budget: &Budget,
    notes: &mut Vec<String>,
) -> Result<Vec<MrSet>, String> {
    let (mut found, mut unread): (Vec<MrSet>, usize) = (Vec::new(), 0);
    for record in [7, 19].iter().filter_map(|subtype| dictionary.extensions.get(subtype)) {
        let (sets, bad) = sets::read(record);
        unread += bad;
        for set in sets {
            budget.memory(set.members.len().saturating_add(2).saturating_mul(96))?;
            let set = named(&set, charset, names, notes);
            budget.work(found.len())?;
            // Record 19 repeats those of record 7, with more about them.
            found.retain(|old| old.name != set.name);
            found.push(set);
        }
    }
    if unread > 0 {
        notes.push(format!("multiple-response sets that could not be read: {unread}"));
    }
    Ok(found)
}

/// A set with the full names of its variables.
fn named(set: &sets::RawSet, charset: &Charset, names: &Names, notes: &mut Vec<String>) -> MrSet {
    let name = charset.text(set.name);
    let places: Vec<usize> = set.members.iter().filter_map(|member| names.find(member)).collect();
    let lost = set.members.len() - places.len();
    if lost > 0 {
        notes.push(format!("multiple-response set {name} names {lost} variables that are not in the file"));
    }
    let numeric = places.first().is_some_and(|place| names.is_number(*place));
    MrSet {
        label: charset.label(set.label),
        kind: sets::kind(set.counted.map(|code| variables::code(&charset.text(code), numeric))),
        variables: places.iter().filter_map(|place| names.name(*place)).map(str::to_owned).collect(),
        label_from_variable: set.label_from_variable,
        category_labels_counted: set.category_labels_counted,
        name,
    }
}

/// A cell of no answer, or of one.
fn meaning(text: Option<String>) -> Meaning {
    text.filter(|text| !text.is_empty()).map_or(Meaning::Nothing, Meaning::Value)
}

/// A column without rows.
fn column() -> Column {
    Column::new()
}
