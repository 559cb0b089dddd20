//! The variables: types, names, formats, labels, and where their bytes lie in a row.

use super::layout::Layout;
use super::values::{Kind, Shown};
use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::{Bytes, until_zero};

/// What a variable costs in memory besides its record, its column included.
const VARIABLE: usize = 512;

/// One variable.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// What it asks.
    pub label: &'a [u8],
    /// The name of its value labels.
    pub labels: &'a [u8],
    /// How its values are stored.
    pub kind: Kind,
    /// How they are shown.
    pub shown: Shown,
    /// Where they begin in a row, in bytes.
    pub start: usize,
}

/// All variables.
#[derive(Debug, Default)]
pub struct Schema<'a> {
    /// The file's label.
    pub title: &'a [u8],
    /// The variables.
    pub fields: Vec<Field<'a>>,
    /// Bytes in a row.
    pub width: usize,
}

impl<'a> Schema<'a> {
    /// Reads everything between the header's numbers and the data.
    ///
    /// # Errors
    /// When it ends too early, or holds a type that is not known.
    pub fn read(bytes: &mut Bytes<'a>, layout: &Layout, budget: &Budget) -> Result<Self, String> {
        let title = title(bytes, layout)?;
        let mut table = |tag: &str, count: usize, size: usize| {
            layout.tag(bytes, format!("<{tag}>").as_bytes())?;
            let table = bytes.table(count, size)?;
            layout.tag(bytes, format!("</{tag}>").as_bytes())?;
            Ok::<_, String>(table)
        };
        let count = layout.variables;
        let kinds = table("variable_types", count, layout.kind)?;
        let names = table("varnames", count, layout.name)?;
        table("sortlist", count.saturating_add(1), layout.sorted)?;
        let formats = table("formats", count, layout.format)?;
        let sets = table("value_label_names", count, layout.name)?;
        let labels = table("variable_labels", count, layout.label)?;
        characteristics(bytes, layout)?;
        let mut schema = Schema { title, ..Schema::default() };
        let entry = |table: &'a [u8], size: usize| table.chunks_exact(size).map(until_zero);
        let rows = entry(names, layout.name).zip(entry(labels, layout.label)).zip(entry(sets, layout.name));
        let rows = rows.zip(entry(formats, layout.format)).zip(kinds.chunks_exact(layout.kind));
        for ((((name, label), labels), format), kind) in rows {
            budget.memory(VARIABLE)?;
            let kind = Kind::of(kind, bytes.big).ok_or("has a variable of unknown type")?;
            schema.fields.push(Field { name, label, labels, kind, shown: Shown::of(format), start: schema.width });
            schema.width += kind.size();
        }
        Ok(schema)
    }
}

/// The file's label, and all of the header that follows it.
fn title<'a>(bytes: &mut Bytes<'a>, layout: &Layout) -> Result<&'a [u8], String> {
    if !layout.is_tagged() {
        let title = until_zero(bytes.take(81)?);
        bytes.take(18)?;
        return Ok(title);
    }
    bytes.expect(b"<label>")?;
    let length = if layout.release == 117 { usize::from(bytes.u8()?) } else { usize::from(bytes.u16()?) };
    let title = bytes.take(length)?;
    bytes.expect(b"</label><timestamp>")?;
    let length = usize::from(bytes.u8()?);
    bytes.take(length)?;
    bytes.expect(b"</timestamp></header><map>")?;
    bytes.take(14 * 8)?;
    bytes.expect(b"</map>")?;
    Ok(title)
}

/// Notes and settings, which are stepped over.
fn characteristics(bytes: &mut Bytes, layout: &Layout) -> Result<(), String> {
    if layout.is_tagged() {
        bytes.expect(b"<characteristics>")?;
        while bytes.accept(b"<ch>") {
            let length = bytes.u32()?;
            bytes.table(1, length as usize)?;
            bytes.expect(b"</ch>")?;
        }
        return bytes.expect(b"</characteristics>");
    }
    loop {
        let (kind, length) = (bytes.u8()?, bytes.u32()?);
        if (kind, length) == (0, 0) {
            return Ok(());
        }
        bytes.table(1, length as usize)?;
    }
}
