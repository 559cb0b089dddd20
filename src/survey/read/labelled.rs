//! What SPSS and Stata files have in common once they are read: variables with labels, and multiple-response sets.

use super::{About, Export, Holds};
use crate::error::Result;
use crate::input::Sheet;
use crate::input::labelled::{Labelled, Measure, MrKind, MrSet, Variable};
use std::collections::BTreeMap;

/// A labelled file as an export: columns are called by their variables, and those of one set stand together.
pub(super) fn export(platform: &'static str, file: Labelled, name: &str) -> Result<Export> {
    let order = sets_together(&file);
    let members = members(&file);
    let abouts = order.iter().map(|i| about(&file, *i, &members)).collect();
    let columns = order.iter().map(|i| (file.variables[*i].name.clone(), file.variables[*i].cells.to_vec()));
    let mut sheet = Sheet::from_columns(columns.collect(), name)?;
    file.notes.iter().for_each(|note| sheet.account.note(note));
    for (set, variable) in file.sets.iter().enumerate().flat_map(|(s, set)| set.variables.iter().map(move |v| (s, v))) {
        if members.get(variable.as_str()).is_some_and(|first| *first != set) {
            let (name, first) = (&file.sets[set].name, &file.sets[members[variable.as_str()]].name);
            sheet.account.note(format!("{variable} is in the sets {first} and {name}; it counts in {first} only"));
        }
    }
    let mut export = Export::new(platform, sheet);
    export.columns = abouts;
    export.title = file.title.filter(|t| !t.trim().is_empty());
    Ok(export)
}

/// Each variable's set: the first that names it.
fn members(file: &Labelled) -> BTreeMap<&str, usize> {
    let mut members = BTreeMap::new();
    for (s, set) in file.sets.iter().enumerate().filter(|(_, set)| set.variables.len() > 1) {
        for variable in &set.variables {
            members.entry(variable.as_str()).or_insert(s);
        }
    }
    members
}

/// The variables' order, those of a set moved to where its first one stands.
fn sets_together(file: &Labelled) -> Vec<usize> {
    let members = members(file);
    let set_of = |i: usize| members.get(file.variables[i].name.as_str()).copied();
    let mut order = Vec::with_capacity(file.variables.len());
    let mut placed = vec![false; file.variables.len()];
    for i in 0..file.variables.len() {
        if placed[i] {
            continue;
        }
        let set = set_of(i);
        let together = (i..file.variables.len()).filter(|j| *j == i || set.is_some() && set_of(*j) == set);
        for j in together.collect::<Vec<_>>() {
            placed[j] = true;
            order.push(j);
        }
    }
    order
}

fn about(file: &Labelled, i: usize, members: &BTreeMap<&str, usize>) -> About {
    let variable = &file.variables[i];
    if file.weight.as_deref() == Some(variable.name.as_str()) {
        return About::of(Holds::Weight);
    }
    if let Some(set) = members.get(variable.name.as_str()) {
        return in_set(file, variable, &file.sets[*set]);
    }
    About {
        holds: (variable.kind == Measure::Date).then_some(Holds::Date),
        text: variable.label.clone(),
        labels: variable.labels.clone(),
        ..About::default()
    }
}

fn in_set(file: &Labelled, variable: &Variable, set: &MrSet) -> About {
    let first = || {
        let first = set.variables.first().and_then(|name| file.variables.iter().find(|v| &v.name == name));
        first.and_then(|v| v.label.clone())
    };
    let label = if set.label_from_variable { first() } else { set.label.clone() };
    let text = label.filter(|l| !l.trim().is_empty()).unwrap_or_else(|| set.name.trim_start_matches('$').to_owned());
    let about = About { question: Some(set.name.clone()), text: Some(text), ..About::default() };
    match &set.kind {
        MrKind::Categories => About { holds: Some(Holds::Mention), labels: variable.labels.clone(), ..about },
        MrKind::Counted(counted) => {
            let of_value = variable.labels.iter().find(|(code, _)| code == counted).map(|(_, label)| label.clone());
            let own = variable.label.clone().or_else(|| Some(variable.name.clone()));
            let part = if set.category_labels_counted { of_value.or(own) } else { own };
            About { holds: Some(Holds::Box), part, ticked: Some(counted.clone()), ..about }
        }
    }
}
