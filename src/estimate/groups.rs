//! The groups by which an estimate is broken down.

use super::Named;
use super::sample::{Cell, Sample};
use crate::survey::Question;
use crate::survey::codebook::Choice;

/// A group of people, before anything is known of it.
pub(super) struct Place {
    pub(super) name: Named,
    /// Its by-values.
    pub(super) values: Vec<String>,
}

impl Place {
    /// Whether the people of a cell are in it.
    pub(super) fn holds(&self, cell: &Cell) -> bool {
        self.values.iter().map(String::as_str).eq(cell.key.by.iter().map(|b| &**b))
    }
}

/// The groups that people are in: every combination of the by-questions' options that somebody has, in their order.
pub(super) fn places(by: &[&Question], sample: &Sample) -> Vec<Place> {
    if by.is_empty() {
        return Vec::new();
    }
    let mut all = vec![Place { name: Named::new("", ""), values: Vec::new() }];
    for question in by {
        let further = |place: &Place| {
            let with = |o: &Choice| {
                let (dot, comma) = if place.values.is_empty() { ("", "") } else { (".", ", ") };
                let name = Named::new(
                    format!("{}{dot}{}", place.name.id, o.id),
                    format!("{}{comma}{}", place.name.label, o.label),
                );
                Place { name, values: place.values.iter().chain([&o.id]).cloned().collect() }
            };
            question.options.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(further).collect();
    }
    all.retain(|place| sample.cells.iter().any(|cell| place.holds(cell)));
    all
}

/// The by-questions as one.
pub(super) fn together(by: &[&Question]) -> Option<Named> {
    let join = |part: &dyn Fn(&Question) -> String, between: &str| {
        by.iter().map(|q| part(q)).collect::<Vec<_>>().join(between)
    };
    (!by.is_empty()).then(|| Named::new(join(&|q| q.id.clone(), "_"), join(&|q| q.label.clone(), " and ")))
}
