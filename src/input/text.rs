//! Bytes to text. UTF-8 as it is; UTF-16, Windows and Mac code pages are found by their bytes, decoded, and said.

use crate::error::{Error, Fault, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::path::Path;

/// Bytes of a file that the detector looks at.
const LOOKED_AT: usize = 1 << 20;

/// Fewer bytes outside ASCII than this do not tell one code page from another; the commonest one is taken.
const FEW: usize = 8;

/// UTF-8 text, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Valid UTF-8 without a byte-order mark.
    pub text: Vec<u8>,
    /// What the reader should know; `None` when the file was UTF-8.
    pub note: Option<String>,
}

/// Reads a file that must be UTF-8 text, such as one written by hand; a byte-order mark is taken off.
///
/// # Errors
/// When the file cannot be read, is empty, or is not UTF-8 (the row of the first wrong byte is named).
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = without_mark(read_bytes(path)?);
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
    refuse_pipe(path)?;
    let bytes = read_whole(path).map_err(|e| Error::reading(path, e))?;
    if bytes.is_empty() {
        return Err(Fault::new("is empty (0 bytes)").path(path).remedy("export it again").into());
    }
    Ok(bytes)
}

/// Refuses what can be read once only.
///
/// # Errors
/// When there is something of that name, and it is no file.
pub fn refuse_pipe(path: &Path) -> Result<(), Fault> {
    if !path.exists() || path.is_file() {
        return Ok(());
    }
    Err(Fault::new("is no file: what comes through a pipe can be read only once")
        .path(path)
        .remedy("save it to a file first"))
}

/// Tables are read whole: more bytes than this are none.
pub const MOST_BYTES: u64 = 16 << 30;

/// Larger files are read by two at once.
#[cfg(unix)]
const WORTH_SPLITTING: u64 = 32 << 20;

/// The bytes of a file; of a large one both halves at once, because most of the time goes into taking memory for them.
fn read_whole(path: &Path) -> std::io::Result<Vec<u8>> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileExt;
        let file = std::fs::File::open(path)?;
        let about = file.metadata()?;
        if about.is_file() && about.len() >= WORTH_SPLITTING {
            let mut bytes = vec![0; about.len() as usize];
            let (first, second) = bytes.split_at_mut(about.len() as usize / 2);
            let at = first.len() as u64;
            let (one, two) = std::thread::scope(|scope| {
                let one = scope.spawn(|| file.read_exact_at(first, 0));
                let two = file.read_exact_at(second, at);
                (one.join().unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into())), two)
            });
            one.and(two)?;
            return Ok(bytes);
        }
    }
    std::fs::read(path)
}

/// Text of any common encoding as UTF-8.
///
/// # Errors
/// When the bytes are no text.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Fault> {
    if let Some(wide) = utf16(&bytes) {
        let (text, _, _) = wide.decode(&bytes);
        return Ok(Decoded { text: text.into_owned().into_bytes(), note: Some(format!("read as {}", name(wide))) });
    }
    let bytes = without_mark(bytes);
    let Err(error) = std::str::from_utf8(&bytes) else {
        return Ok(match hidden_utf16(&bytes) {
            Some(wide) => {
                let (text, _, _) = wide.decode(&bytes);
                Decoded { text: text.into_owned().into_bytes(), note: Some(format!("read as {}", name(wide))) }
            }
            None => Decoded { text: bytes, note: None },
        });
    };
    refuse_binary(&bytes, error.valid_up_to())?;
    let (text, note) = match stray(&bytes) {
        Some(mended) => mended,
        None => legacy(&bytes),
    };
    Ok(Decoded { text: text.into_bytes(), note: Some(note) })
}

fn without_mark(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    bytes
}

/// UTF-16, by its mark or because every other byte of the beginning is 0.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(512)];
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    let most = |many: usize, few: usize| half >= 4 && many * 10 > half * 7 && few * 10 < half;
    if most(odd, even) {
        Some(UTF_16LE)
    } else if most(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-16 of a script whose bytes happen to be valid UTF-8, such as Cyrillic: its spaces and line ends have a 0 each, all on
/// the same side.
fn hidden_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = |n: usize| n >= 4 && n * 100 >= head.len();
    match bytes.len() % 2 {
        0 if many(odd) && even == 0 => Some(UTF_16LE),
        0 if many(even) && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Bytes of a picture or a program decode to something in any code page; control characters give them away.
fn refuse_binary(bytes: &[u8], first_wrong: usize) -> Result<(), Fault> {
    let head = &bytes[..bytes.len().min(1 << 16)];
    let control = head.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x1f | 0x0c)).count();
    if control * 50 < head.len() {
        return Ok(());
    }
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..first_wrong]).count();
    Err(Fault::new("is no text")
        .found(format!("byte 0x{:02X} in line {line}", bytes[first_wrong]))
        .accepted("delimited text, Parquet, a workbook, SPSS or Stata")
        .remedy("export it again as CSV (UTF-8)"))
}

/// UTF-8 with a few bytes of another code page in it, as editors leave behind: those alone are read as Windows-1252.
fn stray(bytes: &[u8]) -> Option<(String, String)> {
    let (mut text, mut wrong, mut whole) = (String::with_capacity(bytes.len()), 0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        text.push_str(chunk.valid());
        wrong += chunk.invalid().len();
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (whole > 0 && whole >= wrong).then(|| (text, format!("UTF-8 with {wrong} stray bytes, read as Windows-1252")))
}

/// Text of an older code page.
fn legacy(bytes: &[u8]) -> (String, String) {
    let foreign = bytes.iter().filter(|b| !b.is_ascii()).count();
    let encoding = if foreign < FEW { WINDOWS_1252 } else { detected(bytes) };
    let (text, _, _) = encoding.decode(bytes);
    let few =
        if foreign < FEW { format!("; only {foreign} bytes tell, so look at its accents") } else { String::new() };
    (text.into_owned(), format!("not UTF-8: read as {}{few}", name(encoding)))
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(LOOKED_AT)], bytes.len() <= LOOKED_AT);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // The detector does not know the Mac's code page; its texts pass for one of the Windows family.
    if letters_in(bytes, MACINTOSH) > letters_in(bytes, guess) { MACINTOSH } else { guess }
}

/// How well an encoding turns the bytes outside ASCII into letters and quotation marks where a text would have them.
fn letters_in(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    let text = encoding.decode_without_bom_handling(&bytes[..bytes.len().min(LOOKED_AT)]).0;
    let mut score = 0;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        if !c.is_ascii() {
            score += fits(before, c, after);
        }
        before = c;
    }
    score
}

fn fits(before: char, c: char, after: char) -> i64 {
    let inside = before.is_ascii_lowercase() && after.is_ascii_lowercase();
    match c {
        '’' | '‘' => 2,
        // Marks stand at the edge of a word, never inside it.
        '“' | '”' | '–' | '—' | '…' | '€' | '«' | '»' | '\u{a0}' | '•' => {
            if inside {
                -2
            } else {
                1
            }
        }
        _ if c.is_lowercase() => {
            if before.is_alphabetic() || after.is_alphabetic() {
                2
            } else {
                0
            }
        }
        _ if c.is_uppercase() => {
            if before.is_lowercase() {
                -2
            } else {
                1
            }
        }
        _ => -2,
    }
}

/// The encoding's usual name.
fn name(encoding: &'static Encoding) -> String {
    match encoding.name() {
        "macintosh" => "Mac Roman".into(),
        name => name.replace("windows", "Windows"),
    }
}

fn check_utf8(bytes: &[u8]) -> Result<(), Fault> {
    let Err(error) = std::str::from_utf8(bytes) else { return Ok(()) };
    let at = error.valid_up_to();
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count();
    let wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let what = if wide { "is UTF-16 text, not UTF-8" } else { "is not UTF-8 text" };
    Err(Fault::new(what)
        .found(format!("byte 0x{:02X} in line {line}", bytes[at]))
        .accepted("UTF-8, with or without a byte-order mark")
        .remedy("save it again as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Option<String>) {
        let decoded = decode(bytes.to_vec()).unwrap();
        (String::from_utf8(decoded.text).unwrap(), decoded.note)
    }

    #[test]
    fn the_first_wrong_byte_is_named_with_its_line() {
        let fault = check_utf8(b"a,b\n1,\x8c\n").err();
        assert_eq!(fault.and_then(|f| f.found).as_deref(), Some("byte 0x8C in line 2"));
    }

    #[test]
    fn utf_8_is_left_alone_and_its_mark_taken_off() {
        assert_eq!(decoded("\u{feff}a,é\n".as_bytes()), ("a,é\n".into(), None));
    }

    #[test]
    fn utf_16_is_told_with_and_without_its_mark() {
        let little: Vec<u8> = "name\tGröße\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&little).0, "name\tGröße\n");
        let big: Vec<u8> = "\u{feff}name\tGröße\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&big), ("name\tGröße\n".into(), Some("read as UTF-16BE".into())));
    }

    #[test]
    fn windows_and_mac_are_told_apart() {
        let text = "Réponse,Déjà contacté\nJ’ai peur d’être refusé,Élève à l’école\nça gêne,naïf – où\n";
        for encoding in [WINDOWS_1252, MACINTOSH] {
            let bytes = encode(text, encoding);
            let (read, note) = decoded(&bytes);
            assert_eq!(read, text, "{note:?}");
            assert!(note.unwrap().ends_with(&name(encoding)));
        }
    }

    #[test]
    fn one_stray_byte_is_windows_and_said() {
        let (text, note) = decoded(b"a,b\nExpanded Universe?\x8c\xe6,1\n");
        assert_eq!(text, "a,b\nExpanded Universe?Œæ,1\n");
        assert!(note.unwrap().contains("only 2 bytes tell"));
        let (text, note) = decoded(b"\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xa9\xc3\xa8,caf\xe9\n");
        assert_eq!(
            (text.as_str(), note.as_deref()),
            ("éèàéè,café\n", Some("UTF-8 with 1 stray bytes, read as Windows-1252"))
        );
    }

    #[test]
    fn a_picture_is_no_text() {
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02".to_vec()).is_err());
    }

    /// Mac Roman has no encoder in the library; single bytes are looked up.
    fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let table: Vec<(char, u8)> = (128..=255u8)
            .filter_map(|b| encoding.decode_without_bom_handling(&[b]).0.chars().next().map(|c| (c, b)))
            .collect();
        let byte = |c: char| table.iter().find(|(d, _)| *d == c).map_or(c as u8, |(_, b)| *b);
        text.chars().map(byte).collect()
    }
}
