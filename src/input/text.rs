//! Bytes to text: UTF-8, with or without a byte-order mark.

use crate::error::{Error, Fault, Result};
use std::path::Path;

/// Reads a file that must be UTF-8 text; a byte-order mark is taken off.
///
/// # Errors
/// When the file cannot be read, is empty, or is not UTF-8 (the row of the first wrong byte is named).
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = read_bytes(path)?;
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    check_utf8(&bytes).map_err(|fault| fault.path(path))?;
    Ok(bytes)
}

/// Reads a file as it is.
///
/// # Errors
/// When the file cannot be read or is empty.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    if path.is_dir() {
        return Err(Fault::new("is a folder, not a file").path(path).remedy("name the file inside it").into());
    }
    let bytes = std::fs::read(path).map_err(|e| Error::reading(path, e))?;
    if bytes.is_empty() {
        return Err(Fault::new("is empty (0 bytes)").path(path).remedy("export it again").into());
    }
    Ok(bytes)
}

fn check_utf8(bytes: &[u8]) -> Result<(), Fault> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Fault::new("is a workbook or an archive, not delimited text")
            .accepted("CSV or TSV in UTF-8, or Parquet")
            .remedy("save the sheet as \"CSV UTF-8\""));
    }
    let Err(error) = std::str::from_utf8(bytes) else { return Ok(()) };
    let at = error.valid_up_to();
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
    let wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let what = if wide { "is UTF-16 text, not UTF-8" } else { "is not UTF-8 text" };
    Err(Fault::new(what)
        .found(format!("byte 0x{:02X} in line {line}", bytes[at]))
        .accepted("UTF-8, with or without a byte-order mark")
        .remedy("save it again as \"CSV UTF-8\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_byte_is_named_with_its_line() {
        let fault = check_utf8(b"a,b\n1,\x8c\n").err();
        assert_eq!(fault.and_then(|f| f.found).as_deref(), Some("byte 0x8C in line 2"));
    }
}
