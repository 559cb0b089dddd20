//! The strings of an `.xls` workbook: in records of at most 8 KiB, which may break off anywhere, even within a string.

use super::ole::{u16_at, u32_at};

/// Text of one byte a character (Latin-1) or two (UTF-16, little-endian).
pub fn decode(bytes: &[u8], wide: bool) -> String {
    if wide {
        let units = bytes.chunks_exact(2).filter_map(|two| u16_at(two, 0));
        return char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    }
    bytes.iter().map(|b| char::from(*b)).collect()
}

/// A string within one record: the bytes of its length (1 or 2), a flag, its characters.
pub fn short(bytes: &[u8], length_bytes: usize) -> Option<String> {
    let length = match length_bytes {
        1 => usize::from(*bytes.first()?),
        _ => usize::from(u16_at(bytes, 0)?),
    };
    let wide = bytes.get(length_bytes)? & 1 != 0;
    let text = bytes.get(length_bytes + 1..)?;
    Some(decode(text.get(..length << u8::from(wide))?, wide))
}

/// A place in the records of a string table.
struct Place<'a> {
    pieces: &'a [&'a [u8]],
    at: &'a [u8],
}

impl<'a> Place<'a> {
    /// Goes on to the next record.
    fn turn(&mut self) -> Option<()> {
        let (first, rest) = self.pieces.split_first()?;
        (self.at, self.pieces) = (first, rest);
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.at.split_at_checked(count)?;
        self.at = rest;
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.at.is_empty() {
                self.turn()?;
            }
            let taken = count.min(self.at.len());
            self.take(taken)?;
            count -= taken;
        }
        Some(())
    }

    /// Characters, with the flag that stands before those in a further record.
    fn characters(&mut self, mut left: usize, mut wide: bool) -> Option<String> {
        let mut text = String::new();
        loop {
            let width = 1 << u8::from(wide);
            let here = left.min(self.at.len() / width);
            text.push_str(&decode(self.take(here * width)?, wide));
            left -= here;
            if left == 0 {
                return Some(text);
            }
            self.turn()?;
            wide = self.take(1)?.first()? & 1 != 0;
        }
    }

    fn string(&mut self) -> Option<String> {
        while self.at.is_empty() {
            self.turn()?;
        }
        let head = self.take(3)?;
        let (length, flags) = (u16_at(head, 0)?, *head.get(2)?);
        let runs = if flags & 8 != 0 { usize::from(u16_at(self.take(2)?, 0)?) } else { 0 };
        let phonetic = if flags & 4 != 0 { u32_at(self.take(4)?, 0)? as usize } else { 0 };
        let text = self.characters(usize::from(length), flags & 1 != 0)?;
        self.skip(runs * 4)?;
        self.skip(phonetic)?;
        Some(text)
    }
}

/// The strings of a table, from its record and those that continue it; those before the damage where there is some.
pub fn table(pieces: &[&[u8]]) -> Vec<String> {
    let Some((first, rest)) = pieces.split_first() else { return Vec::new() };
    let mut place = Place { pieces: rest, at: first.get(8..).unwrap_or(&[]) };
    std::iter::from_fn(|| place.string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_goes_on_in_the_next_record_with_other_characters() {
        let first: &[u8] = b"\0\0\0\0\0\0\0\0\x01\0\0a\x04\0\x08\x01\0bc";
        let strings = table(&[first, b"\x01\xe9\0\x3a\x26", b"RUNS\x02\0\0de\x09\0\0z"]);
        assert_eq!(strings, ["a", "bcé☺", "de"]);
    }
}
