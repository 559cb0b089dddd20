//! The zip archive around a workbook: counted, unpacked once within a limit, and its dangerous parts looked at.

use super::{ACCEPTED, damaged, encrypted, excessive, parts};
use crate::error::{Fault, Result};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// More parts than this are no workbook of ours: pictures and sheets are parts.
const MOST_PARTS: usize = 10_000;
/// Unpacked bytes that the smallest file may have.
const FEW_BYTES: u64 = 32 << 20;
/// How much a byte may unpack to; real sheets are at 10 to 40.
const MOST_RATIO: u64 = 64;
/// Unpacked bytes of any file.
const MOST_BYTES: u64 = 8 << 30;

/// Which program's parts an archive holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Excel, as XML.
    Xlsx,
    /// Excel, as binary records.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// An opened archive.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
    most: u64,
}

impl<'a> Package<'a> {
    /// Opens the archive and reads its directory.
    ///
    /// # Errors
    /// When it is damaged or has too many parts.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(told)?;
        if archive.len() > MOST_PARTS {
            return Err(excessive("parts of the archive", MOST_PARTS).found(archive.len().to_string()).into());
        }
        let most = (bytes.len() as u64).saturating_mul(MOST_RATIO).saturating_add(FEW_BYTES).min(MOST_BYTES);
        Ok(Package { archive, left: most, most })
    }

    /// Unpacks every part, to nowhere, and says whose they are.
    ///
    /// # Errors
    /// When they are no workbook's, are protected, damaged, or unpack to too much.
    pub fn check(&mut self) -> Result<Kind> {
        let kind = self.kind()?;
        for index in 0..self.archive.len() {
            self.measure(index)?;
        }
        match kind {
            Kind::Ods => self.protected()?,
            Kind::Xlsx | Kind::Xlsb => self.each_part()?,
        }
        Ok(kind)
    }

    fn kind(&self) -> Result<Kind> {
        let mut names: Vec<String> = Vec::new();
        for name in self.archive.file_names() {
            names.push(name.map_err(told)?.replace('\\', "/").to_ascii_lowercase());
        }
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        if has("encrypted-package") {
            return Err(encrypted().into());
        }
        match () {
            () if has("xl/workbook.bin") => Ok(Kind::Xlsb),
            () if has("content.xml") => Ok(Kind::Ods),
            () if has("[content_types].xml") || has("_rels/.rels") => Ok(Kind::Xlsx),
            () => Err(Fault::new("is an archive without a workbook").accepted(ACCEPTED).into()),
        }
    }

    /// Takes one part's true unpacked length from what is left.
    fn measure(&mut self, index: usize) -> Result<()> {
        let limit = self.left.saturating_add(1);
        let part = self.archive.by_index(index).map_err(told)?;
        let length =
            std::io::copy(&mut part.take(limit), &mut std::io::sink()).map_err(|e| damaged(Some(e.to_string())))?;
        match self.left.checked_sub(length) {
            Some(left) => self.left = left,
            None => return Err(excessive("unpacked bytes", self.most).into()),
        }
        Ok(())
    }

    /// Refuses OpenDocument parts that are encrypted.
    fn protected(&mut self) -> Result<()> {
        let mut manifest = Vec::new();
        if let Ok(mut part) = self.archive.by_name("META-INF/manifest.xml") {
            part.read_to_end(&mut manifest).map_err(|e| damaged(Some(e.to_string())))?;
        }
        match memchr::memmem::find(&manifest, b"encryption-data") {
            Some(_) => Err(encrypted().into()),
            None => Ok(()),
        }
    }

    /// Looks at those Excel parts that calamine believes.
    fn each_part(&mut self) -> Result<()> {
        for index in 0..self.archive.len() {
            let part = self.archive.by_index(index).map_err(told)?;
            let name = part.name().map_err(told)?.to_ascii_lowercase();
            parts::check(&name, std::io::BufReader::new(part))?;
        }
        Ok(())
    }

    /// One part, by its name.
    ///
    /// # Errors
    /// When there is none.
    pub fn part(&mut self, name: &str) -> Result<impl Read + '_> {
        Ok(self.archive.by_name(name).map_err(told)?)
    }
}

/// The archive's fault in our words.
fn told(error: ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => encrypted(),
        error => damaged(Some(error.to_string())),
    }
}
