//! What calamine believes in an Excel workbook's parts before it has read them: counts for which it reserves memory, lengths
//! that it repeats. Each is compared with what the part can hold.

use super::{damaged, excessive};
use crate::error::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, Read};

/// Bytes of text that a part may make calamine repeat.
const MOST_REPEATED: u64 = 256 << 20;
/// Elements of a table of styles; Excel itself allows 65,490 formats.
const MOST_STYLE_ELEMENTS: u64 = 1_000_000;
/// Shared strings that are worth reserving memory for.
const MOST_RESERVED: u64 = 5_000_000;

/// Looks at a part, by its name in lower case.
///
/// # Errors
/// When what it promises is absurd.
pub fn check(name: &str, part: impl BufRead) -> Result<()> {
    match name.rsplit(['/', '\\']).next().unwrap_or(name) {
        "sharedstrings.xml" => strings(part),
        "styles.xml" => styles(part),
        "workbook.bin" => names(&records(part)?),
        "sharedstrings.bin" => texts(part, 0x13, 1),
        "styles.bin" => texts(part, 0x2C, 2),
        _ => Ok(()),
    }
}

fn told(error: quick_xml::Error) -> Error {
    damaged(Some(error.to_string())).into()
}

/// calamine reserves room for as many strings as the part says it has.
fn strings(part: impl BufRead) -> Result<()> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(told)? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sst" => return reserved(&e),
            Event::Eof => return Ok(()),
            _ => (),
        }
    }
}

fn reserved(element: &BytesStart) -> Result<()> {
    // As calamine scans attributes: any text up to the next quotation mark.
    for piece in element.attributes_raw().split("uniqueCount").skip(1) {
        let digits: String =
            piece.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > MOST_RESERVED) {
            return Err(excessive("shared strings", MOST_RESERVED).found(digits.to_string()).into());
        }
    }
    Ok(())
}

/// calamine copies font, fill and border into every format.
fn styles(part: impl BufRead) -> Result<()> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut elements, mut formats, mut longest) = (Vec::new(), 0u64, 0u64, 0u64);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(told)? {
            Event::Start(e) | Event::Empty(e) => {
                elements += 1;
                formats += u64::from(e.local_name().as_ref() == "xf");
                longest = longest.max(e.len() as u64);
            }
            Event::Eof => return Ok(()),
            _ => (),
        }
        if elements > MOST_STYLE_ELEMENTS || formats.saturating_mul(longest) > MOST_REPEATED {
            return Err(excessive("styles", MOST_STYLE_ELEMENTS).found(elements.to_string()).into());
        }
    }
}

/// A record of a binary part: its type, and its bytes.
type Record = (u16, Vec<u8>);

/// The records up to where the part ends, or breaks off.
fn records(mut part: impl Read) -> Result<Vec<Record>> {
    let mut all = Vec::new();
    while let Some(record) = next_record(&mut part)? {
        all.push(record);
    }
    Ok(all)
}

fn byte(part: &mut impl Read) -> Result<Option<u8>> {
    let mut one = [0];
    match part.read(&mut one).map_err(|e| damaged(Some(e.to_string())))? {
        0 => Ok(None),
        _ => Ok(Some(one[0])),
    }
}

fn next_record(part: &mut impl Read) -> Result<Option<Record>> {
    let Some(low) = byte(part)? else { return Ok(None) };
    let high = if low & 0x80 == 0 { Some(0) } else { byte(part)? };
    let Some(high) = high else { return Ok(None) };
    let kind = u16::from(low & 0x7F) + (u16::from(high & 0x7F) << 7);
    let mut length = 0u64;
    for place in 0..4 {
        let Some(b) = byte(part)? else { return Ok(None) };
        length += u64::from(b & 0x7F) << (7 * place);
        if b & 0x80 == 0 {
            break;
        }
    }
    let mut bytes = Vec::new();
    part.take(length).read_to_end(&mut bytes).map_err(|e| damaged(Some(e.to_string())))?;
    if (bytes.len() as u64) < length {
        return Err(damaged(Some("a record that is longer than its part".to_owned())).into());
    }
    Ok(Some((kind, bytes)))
}

/// calamine writes the names of sheets and ranges into every formula that has them.
fn names(records: &[Record]) -> Result<()> {
    let long = |kinds: &'static [u16]| records.iter().filter(|r| kinds.contains(&r.0)).map(|r| r.1.len() as u64);
    let name = long(&[0x27, 0x9C]).max().unwrap_or(0);
    let uses = long(&[0x27, 0x16A]).sum::<u64>();
    // A list of outer sheets is read to the end of a buffer that the longest record made.
    let lists = long(&[0x16A]).count() as u64 * records.iter().map(|r| r.1.len() as u64).max().unwrap_or(0);
    match uses.saturating_add(lists).saturating_mul(name) {
        cost if cost > MOST_REPEATED => Err(excessive("defined names", "256 MiB of names in formulas").into()),
        _ => Ok(()),
    }
}

/// calamine reads a string of the stated length even past its record, into what the one before left behind.
fn texts(mut part: impl BufRead, kind: u16, start: usize) -> Result<()> {
    while let Some((found, bytes)) = next_record(&mut part)? {
        let length = bytes.get(start..start + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
        if found == kind && (length as u64 * 2).saturating_add(start as u64 + 4) > bytes.len() as u64 {
            return Err(damaged(Some("a string that is longer than its record".to_owned())).into());
        }
    }
    Ok(())
}
