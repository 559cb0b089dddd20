//! Tallies as Parquet: key columns as text, `n` as a 64-bit number, sums of weights as decimal text (they have up to
//! 127 bits), and the header as JSON in the file's metadata.

use super::{Header, Key, Sums, Tally};
use crate::error::{Error, Fault, Result};
use crate::input::parquet;
use polars::prelude::*;
use std::path::Path;

const METADATA: &str = "hearback";

impl<K: Key, S: Sums> Tally<K, S> {
    /// Saves the tally as Parquet. A row that counts one person is confidential, although no name is in it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut frame = self.frame()?;
        let header = serde_json::to_string(self.header()).map_err(|e| Fault::new(e.to_string()))?;
        let metadata = KeyValueMetadata::from_static(vec![(METADATA.into(), header)]);
        let file = std::fs::File::create(path).map_err(|e| Error::writing(path, e))?;
        ParquetWriter::new(file).with_key_value_metadata(Some(metadata)).finish(&mut frame)?;
        Ok(())
    }

    /// Loads a tally that [`Tally::save`] wrote.
    ///
    /// # Errors
    /// When the file cannot be read or is no tally of this kind.
    pub fn load(path: &Path) -> Result<Self> {
        let foreign = || Error::from(not_a_tally(path));
        // A file that is not there is told as such; one that is no Parquet is no tally.
        std::fs::metadata(path).map_err(|e| Error::reading(path, e))?;
        let (frame, texts) = parquet::read(path).map_err(|_| foreign())?;
        let header = texts.get(METADATA).map_or("", String::as_str);
        let header: Header = serde_json::from_str(header).map_err(|_| foreign())?;
        if header.tally != K::KIND {
            return Err(another_kind(path, &header.tally, K::KIND).into());
        }
        Tally::from_frame(header, &frame).ok().flatten().ok_or_else(foreign)
    }

    fn frame(&self) -> Result<DataFrame> {
        let keys: Vec<Vec<String>> = self.cells().map(|(k, _)| k.values()).collect();
        let sums: Vec<Vec<i128>> = self.cells().map(|(_, s)| s.values()).collect();
        let mut columns = Vec::new();
        for (i, name) in K::columns(self.header()).iter().enumerate() {
            let values: Vec<&str> = keys.iter().map(|k| k[i].as_str()).collect();
            columns.push(Column::new(name.as_str().into(), values));
        }
        for (i, name) in S::columns(self.header()).iter().enumerate() {
            let values = sums.iter().map(|s| s[i]);
            columns.push(if name == "n" {
                Column::new(name.as_str().into(), values.map(|v| v as i64).collect::<Vec<_>>())
            } else {
                Column::new(name.as_str().into(), values.map(|v| v.to_string()).collect::<Vec<_>>())
            });
        }
        Ok(DataFrame::new(keys.len(), columns)?)
    }

    fn from_frame(header: Header, frame: &DataFrame) -> Result<Option<Self>> {
        let text =
            |name: &str| -> Result<StringChunked> { Ok(frame.column(name)?.cast(&DataType::String)?.str()?.clone()) };
        let keys = K::columns(&header).iter().map(|n| text(n)).collect::<Result<Vec<_>>>()?;
        let sums = S::columns(&header).iter().map(|n| text(n)).collect::<Result<Vec<_>>>()?;
        let mut tally = Tally::empty(header);
        for i in 0..frame.height() {
            let key: Vec<&str> = keys.iter().filter_map(|c| c.get(i)).collect();
            let values: Vec<i128> = sums.iter().filter_map(|c| c.get(i).and_then(|v| v.parse().ok())).collect();
            let (Some(key), Some(sums)) = (K::from_values(&key), S::from_values(&values)) else { return Ok(None) };
            tally.add(key, &sums)?;
        }
        Ok(Some(tally))
    }
}

fn not_a_tally(path: &Path) -> Fault {
    Fault::new("is no tally of hearback, or a damaged one").path(path).remedy("name a file that hearback saved")
}

fn another_kind(path: &Path, found: &str, wanted: &str) -> Fault {
    Fault::new("is a tally of another kind").path(path).found(found).accepted(wanted).remedy("name a file of that kind")
}
