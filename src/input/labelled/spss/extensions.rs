//! The extension records: long names, very long texts, the encoding, labels and missing values of long texts.

use crate::input::labelled::bytes::{Bytes, trimmed};
use crate::input::labelled::charset::Charset;
use std::collections::{BTreeMap, HashMap};

/// Long names by short ones; both as bytes, the short ones in capitals.
pub type LongNames<'a> = HashMap<Vec<u8>, &'a [u8]>;

/// A name as it is looked up: without regard to case.
pub fn folded(name: &[u8]) -> Vec<u8> {
    trimmed(name).to_ascii_uppercase()
}

/// Pairs `NAME=value`, separated by tabs.
fn pairs(record: &[u8]) -> impl Iterator<Item = (Vec<u8>, &[u8])> {
    record.split(|b| *b == b'\t').filter_map(|pair| {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let (name, value) = (halves.next()?, halves.next()?);
        Some((folded(name.trim_ascii_start()), trimmed(value)))
    })
}

/// Record 13: long names.
pub fn long_names(record: &[u8]) -> LongNames<'_> {
    pairs(record).filter(|(_, long)| !long.is_empty()).collect()
}

/// Record 14: the widths of texts of more than 255 bytes, by short name.
pub fn very_long(record: &[u8]) -> BTreeMap<Vec<u8>, usize> {
    let width = |text: &[u8]| std::str::from_utf8(text).ok()?.trim().parse().ok();
    pairs(record).filter_map(|(name, text)| Some((name, width(text)?))).filter(|(_, width)| *width > 255).collect()
}

/// Records 20 and 3: the encoding by name, else by its code page.
pub fn charset(extensions: &BTreeMap<i32, &[u8]>, big: bool) -> Charset {
    if let Some(name) = extensions.get(&20) {
        return Charset::named(&String::from_utf8_lossy(trimmed(name)));
    }
    let page = extensions.get(&3).and_then(|record| Bytes::new(record.get(28..)?, big).i32().ok());
    match page {
        // "8-bit ASCII" says nothing about the other half of the bytes.
        None | Some(0 | 2 | 3) => Charset::assumed(),
        Some(page) => Charset::named(&page.to_string()),
    }
}

/// Values of one long text, with their labels or (for missing values) without.
#[derive(Debug, PartialEq)]
pub struct LongValues<'a> {
    /// The variable's name.
    pub variable: &'a [u8],
    /// The values, each with its label.
    pub pairs: Vec<(&'a [u8], &'a [u8])>,
}

/// Record 21: value labels of long texts; what is cut off at its end is left out.
pub fn long_labels(record: &[u8], big: bool) -> Vec<LongValues<'_>> {
    let mut bytes = Bytes::new(record, big);
    std::iter::from_fn(|| long_labels_of_one(&mut bytes).ok()).collect()
}

fn long_labels_of_one<'a>(bytes: &mut Bytes<'a>) -> Result<LongValues<'a>, String> {
    let variable = counted(bytes)?;
    bytes.i32()?;
    let mut pairs = Vec::new();
    for _ in 0..bytes.count()? {
        pairs.push((counted(bytes)?, counted(bytes)?));
    }
    Ok(LongValues { variable, pairs })
}

/// Record 22: missing values of long texts.
pub fn long_missing(record: &[u8], big: bool) -> Vec<LongValues<'_>> {
    let mut bytes = Bytes::new(record, big);
    std::iter::from_fn(|| long_missing_of_one(&mut bytes).ok()).collect()
}

fn long_missing_of_one<'a>(bytes: &mut Bytes<'a>) -> Result<LongValues<'a>, String> {
    let variable = counted(bytes)?;
    let (count, length) = (bytes.u8()?, bytes.count()?);
    if count > 3 {
        return Err(format!("has a text with {count} missing values"));
    }
    let mut pairs = Vec::new();
    for _ in 0..count {
        pairs.push((bytes.take(length)?, [].as_slice()));
    }
    Ok(LongValues { variable, pairs })
}

/// Bytes after their number.
fn counted<'a>(bytes: &mut Bytes<'a>) -> Result<&'a [u8], String> {
    let length = bytes.count()?;
    bytes.take(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_pairs() {
        let names = long_names(b"Q1=FirstQuestion\tQ2=Zweite Frage\t\tQ3");
        assert_eq!(names.get(b"Q1".as_slice()), Some(&b"FirstQuestion".as_slice()));
        assert_eq!(names.len(), 2);
        assert_eq!(very_long(b"A=00300\0\tB=255\0\tC=x\0\t"), BTreeMap::from([(b"A".to_vec(), 300)]));
    }

    #[test]
    fn a_cut_record_loses_its_end() {
        let mut record = Vec::new();
        for part in [&1i32.to_le_bytes()[..], b"A", &[2], &3i32.to_le_bytes(), b"abcdef", &9i32.to_le_bytes(), b"B"] {
            record.extend_from_slice(part);
        }
        let found = long_missing(&record, false);
        assert_eq!(found, [LongValues { variable: b"A", pairs: vec![(b"abc", b""), (b"def", b"")] }]);
    }
}
