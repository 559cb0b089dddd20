//! Stata data files: `.dta` of releases 113 to 115 and 117 to 119 (Stata 8 to 18).
//!
//! Source: Stata's `help dta`, one page for each release.

mod labels;
mod layout;
mod schema;
#[cfg(test)]
pub(crate) mod tests;
mod values;
#[cfg(test)]
pub(crate) mod write;

use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::Bytes;
use crate::input::labelled::cells::Column;
use crate::input::labelled::charset::Charset;
use crate::input::labelled::{Labelled, Variable};
use labels::{LabelSets, LongTexts};
use layout::Layout;
use schema::{Field, Schema};
use values::Kind;

/// Whether a file that begins like this is a Stata data file, of any release.
pub fn is_stata(head: &[u8]) -> bool {
    head.starts_with(b"<stata_dta>") || matches!(head, [102..=116, 1 | 2, 1, 0, ..])
}

/// Reads a Stata data file.
///
/// # Errors
/// When it is of another release, damaged, or would need more memory than 20 times its size and 64 MiB.
pub fn read_stata(bytes: &[u8]) -> Result<Labelled, String> {
    if !is_stata(bytes) {
        return Err("is no Stata data file".into());
    }
    let budget = Budget::of(bytes.len());
    let mut place = Bytes::new(bytes, false);
    let layout = Layout::read(&mut place)?;
    let schema = Schema::read(&mut place, &layout, &budget)?;
    let charset = if layout.release < 118 { Charset::assumed() } else { Charset::named("UTF-8") };
    let data = Data::read(&mut place, &layout, &schema)?;
    let texts = labels::long_texts(&mut place, &layout, &budget)?;
    let labels = labels::sets(&mut place, &layout, &charset, &budget)?;
    let mut notes = data.notes.clone();
    let mut variables = Vec::new();
    for field in &schema.fields {
        let (cells, coded) = data.column(field, &layout, &texts, &charset, &budget)?.finish();
        let variable = variable(field, &labels, &charset, &budget)?;
        if coded > 0 {
            notes.push(format!(
                "values of {} with a missing-value code (.a to .z), taken as no answer: {coded}",
                variable.name
            ));
        }
        variables.push(Variable { cells, ..variable });
    }
    let title = charset.label(schema.title);
    notes.extend(charset.notes());
    Ok(Labelled { variables, rows: data.rows, title, notes, ..Labelled::default() })
}

fn variable(field: &Field, labels: &LabelSets, charset: &Charset, budget: &Budget) -> Result<Variable, String> {
    let labels = match (field.kind, labels.get(field.labels)) {
        (Kind::Number(_), Some(labels)) => labels.as_slice(),
        _ => &[],
    };
    for (code, label) in labels {
        budget.memory(128 + code.len() + label.len())?;
    }
    let (name, label) = (charset.text(field.name), charset.label(field.label));
    Ok(Variable { name, label, labels: labels.to_vec(), kind: field.shown.measure(field.kind), ..Variable::default() })
}

/// The rows.
struct Data<'a> {
    bytes: &'a [u8],
    rows: usize,
    width: usize,
    notes: Vec<String>,
}

impl<'a> Data<'a> {
    /// Finds the rows. Where the file ends before the last of them, those that are whole remain.
    fn read(place: &mut Bytes<'a>, layout: &Layout, schema: &Schema) -> Result<Self, String> {
        layout.tag(place, b"<data>")?;
        let (width, promised) = (schema.width, layout.rows);
        let there = place.rest().len().checked_div(width).unwrap_or(0);
        let promised = if width == 0 { 0 } else { usize::try_from(promised).unwrap_or(usize::MAX) };
        let rows = promised.min(there);
        let bytes = place.table(rows, width)?;
        if rows < promised {
            // What would follow is not there.
            place.take(place.rest().len())?;
            let note = format!("ends early: {rows} of {promised} rows are there, and no value labels");
            return Ok(Data { bytes, rows, width, notes: vec![note] });
        }
        layout.tag(place, b"</data>")?;
        Ok(Data { bytes, rows, width, notes: Vec::new() })
    }

    fn column(
        &self,
        field: &Field,
        layout: &Layout,
        texts: &LongTexts,
        charset: &Charset,
        budget: &Budget,
    ) -> Result<Column, String> {
        let mut column = Column::new();
        for row in self.bytes.chunks_exact(self.width.max(1)) {
            let stored = row.get(field.start..field.start + field.kind.size()).unwrap_or_default();
            let stored = field.kind.significant(stored);
            column.push(stored, budget, || values::meaning(stored, field, layout, texts, charset))?;
        }
        Ok(column)
    }
}
