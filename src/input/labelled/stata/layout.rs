//! What differs between releases: widths of fields, tags, the header.

use crate::input::labelled::bytes::Bytes;

/// The release of a file and what follows from it. Widths are in bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The release's number.
    pub release: u16,
    /// How many variables there are.
    pub variables: usize,
    /// How many rows it promises.
    pub rows: u64,
    /// A name, of a variable or of labels.
    pub name: usize,
    /// A display format.
    pub format: usize,
    /// A variable's label.
    pub label: usize,
    /// A variable's type.
    pub kind: usize,
    /// A place in the order of sorting.
    pub sorted: usize,
}

impl Layout {
    /// Reads the header up to the numbers of variables and rows.
    ///
    /// # Errors
    /// When the release is not known, or the header ends too early.
    pub fn read(bytes: &mut Bytes) -> Result<Self, String> {
        if bytes.accept(b"<stata_dta>") { tagged(bytes) } else { plain(bytes) }
    }

    /// Whether the sections stand between tags.
    pub fn is_tagged(&self) -> bool {
        self.release >= 117
    }

    /// Steps over a tag, in releases that have any.
    ///
    /// # Errors
    /// When something else stands there.
    pub fn tag(&self, bytes: &mut Bytes, tag: &[u8]) -> Result<(), String> {
        if self.is_tagged() && !bytes.rest().is_empty() { bytes.expect(tag) } else { Ok(()) }
    }
}

fn of_release(release: u16) -> Result<Layout, String> {
    let (name, format, label) = match release {
        113 => (33, 12, 81),
        114 | 115 => (33, 49, 81),
        117 => (33, 49, 81),
        118 | 119 => (129, 57, 321),
        _ => return Err(format!("is of Stata release {release}; those read are 113 to 115 and 117 to 119")),
    };
    let (kind, sorted) = match release {
        ..117 => (1, 2),
        119 => (2, 4),
        _ => (2, 2),
    };
    Ok(Layout { release, name, format, label, kind, sorted, ..Layout::default() })
}

fn plain(bytes: &mut Bytes) -> Result<Layout, String> {
    let layout = of_release(u16::from(bytes.u8()?))?;
    bytes.big = bytes.u8()? == 1;
    bytes.u16()?;
    Ok(Layout { variables: usize::from(bytes.u16()?), rows: u64::from(bytes.u32()?), ..layout })
}

fn tagged(bytes: &mut Bytes) -> Result<Layout, String> {
    bytes.expect(b"<header><release>")?;
    let digits: [u8; 3] = bytes.array()?;
    let number = std::str::from_utf8(&digits).ok().and_then(|digits| digits.parse().ok());
    let layout = of_release(number.ok_or("has no release")?)?;
    bytes.expect(b"</release><byteorder>")?;
    bytes.big = match &bytes.array()? {
        b"MSF" => true,
        b"LSF" => false,
        _ => return Err("has no order of bytes".into()),
    };
    bytes.expect(b"</byteorder><K>")?;
    let variables = if layout.release == 119 { bytes.u32()? } else { u32::from(bytes.u16()?) };
    bytes.expect(b"</K><N>")?;
    let rows = if layout.release == 117 { u64::from(bytes.u32()?) } else { bytes.u64()? };
    bytes.expect(b"</N>")?;
    Ok(Layout { variables: usize::try_from(variables).unwrap_or(usize::MAX), rows, ..layout })
}
