//! What stands after the rows: long texts, and value labels.

use super::layout::Layout;
use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::{Bytes, until_zero};
use crate::input::labelled::charset::Charset;
use std::collections::HashMap;

/// The largest number that is not a missing-value code.
const LARGEST: i32 = 2_147_483_620;

/// Code and label, in the file's order, by the name of their set.
pub type LabelSets<'a> = HashMap<&'a [u8], Vec<(String, String)>>;

/// Texts that stand outside the rows, by variable and row, both counted from 1.
#[derive(Debug, Default)]
pub struct LongTexts<'a> {
    texts: HashMap<(u32, u64), &'a [u8]>,
    /// Whether numbers have their highest byte first.
    pub big: bool,
}

impl<'a> LongTexts<'a> {
    /// The text that the eight bytes in a row point to.
    pub fn get(&self, stored: &[u8], layout: &Layout) -> Option<&'a [u8]> {
        let halves = match layout.release {
            117 => 4,
            118 => 2,
            _ => 3,
        };
        let (variable, row) = stored.split_at_checked(halves)?;
        let key = (u32::try_from(self.number(variable)).ok()?, self.number(row));
        self.texts.get(&key).copied()
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let add = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        if self.big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
    }
}

/// Reads the long texts.
///
/// # Errors
/// When they end too early.
pub fn long_texts<'a>(bytes: &mut Bytes<'a>, layout: &Layout, budget: &Budget) -> Result<LongTexts<'a>, String> {
    let mut found = LongTexts { texts: HashMap::new(), big: bytes.big };
    layout.tag(bytes, b"<strls>")?;
    while layout.is_tagged() && bytes.accept(b"GSO") {
        budget.memory(96)?;
        let variable = bytes.u32()?;
        let row = if layout.release == 117 { u64::from(bytes.u32()?) } else { bytes.u64()? };
        bytes.u8()?;
        let length = bytes.u32()?;
        found.texts.insert((variable, row), until_zero(bytes.table(1, length as usize)?));
    }
    layout.tag(bytes, b"</strls>")?;
    Ok(found)
}

/// Reads the value labels.
///
/// # Errors
/// When they end too early, or unpack to more than the budget.
pub fn sets<'a>(
    bytes: &mut Bytes<'a>,
    layout: &Layout,
    charset: &Charset,
    budget: &Budget,
) -> Result<LabelSets<'a>, String> {
    let mut found = LabelSets::new();
    layout.tag(bytes, b"<value_labels>")?;
    while if layout.is_tagged() { bytes.accept(b"<lbl>") } else { !bytes.rest().is_empty() } {
        budget.memory(128)?;
        let length = bytes.u32()?;
        let name = until_zero(bytes.take(layout.name)?);
        bytes.take(3)?;
        let table = Bytes::new(bytes.table(1, length as usize)?, bytes.big);
        found.insert(name, set(table, charset, budget)?);
        layout.tag(bytes, b"</lbl>")?;
    }
    layout.tag(bytes, b"</value_labels>")?;
    Ok(found)
}

/// One table: the places of the labels in a heap of text, the codes, the heap.
fn set(mut table: Bytes, charset: &Charset, budget: &Budget) -> Result<Vec<(String, String)>, String> {
    let (count, length) = (table.count()?, table.count()?);
    let mut places = Bytes::new(table.table(count, 4)?, table.big);
    let mut codes = Bytes::new(table.table(count, 4)?, table.big);
    let texts = table.take(length)?;
    let mut pairs = Vec::new();
    for _ in 0..count {
        let (place, code) = (places.count()?, codes.i32()?);
        let label = until_zero(texts.get(place..).unwrap_or_default());
        // The same text may be pointed to again and again.
        budget.memory(128 + 2 * label.len())?;
        if code <= LARGEST {
            pairs.push((code.to_string(), charset.label(label).unwrap_or_default()));
        }
    }
    Ok(pairs)
}
