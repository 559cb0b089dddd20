//! Outreach in spreadsheets: one row a message, as `log.csv` has it, or one row a person, as people keep it themselves: a
//! first message, follow-ups, and what became of it. `log.csv`, which the tracker writes, has exactly [`COLUMNS`]; others are
//! recognised by the usual words, by a preset, or by the project's `map`.

#[cfg(test)]
mod both_ways;
mod cells;
mod columns;
mod days;
mod follow_ups;
mod further;
mod meetings;
#[cfg(test)]
mod mutations;
mod names;
mod namesakes;
mod people;
mod presets;
mod rows;
mod status;
#[cfg(test)]
mod tests;
mod totals;
mod typed;

pub use columns::ColumnMap;
pub(super) use days::{bare, told_order};
pub(super) use follow_ups::is_header as is_follow_up;
pub use names::COLUMNS;
pub(super) use names::{ANY_DATE, DESCRIBED, OF_DAYS, OF_PEOPLE, REPLIED, SOME_DATE, WHO, key, names_of};
pub use presets::Preset;
pub(super) use presets::Sketch;
pub(super) use status::{is_clear, is_nothing, parse as status, says_no};

use super::Context;
use crate::error::{Fault, Result};
use crate::input::{Item, Sheet, labels};
use crate::outreach::record::Found;
use columns::Columns;
use rows::{Counted, Log};

/// Everything that is text with a header may be a log; this reader stands last.
pub fn knows(_: &Item, _: &[u8]) -> bool {
    true
}

/// Reads logs, each on its own.
///
/// # Errors
/// As [`read_one`].
pub fn read(items: &[Item], context: &Context) -> Result<Vec<Found>> {
    items.iter().map(|item| read_one(item, context)).collect()
}

/// A text of fewer rows is read as fast row by row.
const WORTH_TYPING: usize = 1 << 14;

/// Reads a log.
///
/// # Errors
/// When it cannot be read, lacks a column that is needed, or its dates cannot be told apart.
fn read_one(item: &Item, context: &Context) -> Result<Found> {
    let opened = item.opened()?;
    let is_parquet = opened.is_parquet();
    let sheet = opened.table()?;
    if sheet.account.read == 0 {
        return Err(Fault::new("has a header but no row").file(&sheet.name).remedy("add a row a message").into());
    }
    let columns = Columns::find(&sheet, context.map, context.preset)?;
    if (is_parquet || sheet.height() >= WORTH_TYPING)
        && let Some(found) = typed::read(&sheet, &columns, context)?
    {
        return Ok(found);
    }
    by_rows(&sheet, &columns, context)
}

/// Reads a log row by row.
fn by_rows(sheet: &Sheet, columns: &Columns, context: &Context) -> Result<Found> {
    let log = Log::new(sheet, columns, context)?;
    let mut account = sheet.account.clone();
    log.notes(&mut account);
    let (mut records, mut counted) = (Vec::with_capacity(sheet.height()), Counted::default());
    for i in 0..sheet.height() {
        let mut unread = Vec::new();
        match log.records(i, &mut unread, &mut counted) {
            Ok(found) => {
                records.extend(found);
                for left in unread {
                    account.leave_out_answer(left.reason, left.fault.row(sheet.row(i)));
                }
            }
            Err(left) => account.leave_out_row(left.reason, left.fault.row(sheet.row(i))),
        }
    }
    counted.notes().into_iter().for_each(|note| account.note(note));
    Ok(Found { records, account, ..Found::default() })
}

/// Words for rows that people keep for themselves: no touch.
const NOTES: [&str; 6] = ["note", "notes", "task", "to do", "todo", "reminder"];

/// Whether a row's kind says that it is a note.
fn is_note(kind: &str) -> bool {
    NOTES.contains(&labels::normal(kind).as_str())
}
