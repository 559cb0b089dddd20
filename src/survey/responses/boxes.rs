//! What the cells of a column an option say: ticked, not ticked, nothing.

use crate::input::distinct::Distinct;
use crate::input::labels;
use crate::survey::codebook::Question;
use std::collections::BTreeSet;

/// Words that mean a ticked box.
const TICKED: [&str; 9] = ["1", "true", "yes", "y", "x", "checked", "selected", "ticked", "✓"];
/// Words that mean a box left empty.
const UNTICKED: [&str; 9] = ["0", "false", "no", "n", "not selected", "unchecked", "not checked", "unticked", "none"];

/// Whether a ticked cell is understood without the codebook's telling.
pub(in crate::survey) fn is_usual_tick(cell: &str) -> bool {
    TICKED.contains(&labels::normal(cell).as_str())
}

/// Whether an unticked cell is understood without the codebook's telling.
pub(in crate::survey) fn is_usual_no(cell: &str) -> bool {
    UNTICKED.contains(&labels::normal(cell).as_str())
}

/// What a cell of a column an option says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tick {
    Blank,
    No,
    Yes,
    Unknown,
}

/// What the texts of one option's column say, by their codes.
pub(super) fn ticks(question: &Question, option: usize, cells: &Distinct) -> Vec<Tick> {
    let said = |text: &Option<String>| text.as_deref().map_or(Tick::Blank, |text| ticked(question, option, text));
    let mut out: Vec<Tick> = cells.texts().iter().map(said).collect();
    // A column of its own that says one thing only, and never yes, says it for its option, whatever that is called.
    let unknown = cells.texts().iter().zip(&out).filter(|(_, tick)| **tick == Tick::Unknown);
    let unknown: BTreeSet<String> = unknown.filter_map(|(text, _)| text.as_deref()).map(labels::normal).collect();
    if unknown.len() == 1 && !out.contains(&Tick::Yes) {
        out.iter_mut().filter(|t| **t == Tick::Unknown).for_each(|t| *t = Tick::Yes);
    }
    out
}

fn ticked(question: &Question, option: usize, cell: &str) -> Tick {
    let cell = labels::normal(cell);
    let choice = &question.options[option];
    let among = |words: &[String]| words.iter().any(|w| labels::normal(w) == cell);
    // The codebook's own words first, then the label: an option may be worded "No". The id last: it may be a number.
    if among(&question.ticked) || choice.code.as_deref().is_some_and(|code| labels::normal(code) == cell) {
        return Tick::Yes;
    }
    if among(&question.unticked) {
        return Tick::No;
    }
    match cell.as_str() {
        text if text == labels::normal(&choice.label) && choice.label != choice.id => Tick::Yes,
        // Where people write, whatever they wrote is a tick.
        _ if (choice.written || question.write_in == Some(option))
            && !["0", "not selected"].contains(&cell.as_str()) =>
        {
            Tick::Yes
        }
        text if TICKED.contains(&text) => Tick::Yes,
        text if UNTICKED.contains(&text) => Tick::No,
        text if text == labels::normal(&choice.id) => Tick::Yes,
        _ => Tick::Unknown,
    }
}
