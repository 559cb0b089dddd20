//! The records before the data: header, variables, value labels, extensions. Text stays as bytes until its encoding is known.

use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::{Bytes, trimmed};
use std::collections::BTreeMap;

/// A variable's bytes of one row come in steps of this.
pub const UNIT: usize = 8;

/// What a variable record costs in memory, its column included.
const VARIABLE: usize = 512;

/// How the rows are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    #[default]
    Plain,
    /// One byte a value where that does.
    Bytecode,
    /// The same, in zlib blocks.
    Zlib,
}

/// What the file says about itself.
#[derive(Debug, Default)]
pub struct Header<'a> {
    /// Whether numbers have their highest byte first.
    pub big: bool,
    /// How the rows are packed.
    pub packing: Packing,
    /// The weight's place among the units, counted from 1; 0 for none.
    pub weight: usize,
    /// How many rows it promises, where it does.
    pub rows: Option<usize>,
    /// What a byte of bytecode is above the number it stands for.
    pub bias: f64,
    /// The file's label.
    pub label: &'a [u8],
}

/// The values that are no answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Missing<'a> {
    /// Single values, as stored.
    pub values: Vec<&'a [u8]>,
    /// A range of numbers, its ends included.
    pub range: Option<(f64, f64)>,
}

/// A variable, as its record has it.
#[derive(Clone, Debug, Default)]
pub struct Raw<'a> {
    /// The short name.
    pub short: &'a [u8],
    /// Bytes of text; 0 for a number.
    pub width: usize,
    /// What it asks.
    pub label: Option<&'a [u8]>,
    /// Its missing values.
    pub missing: Missing<'a>,
    /// The type of its print format: 5 for F, 20 for DATE, …
    pub format: u8,
    /// Its first unit in a row, and how many it has.
    pub unit: usize,
    /// How many units it has.
    pub units: usize,
}

/// Value labels, and the units they belong to.
#[derive(Debug, Default)]
pub struct LabelSet<'a> {
    /// Values as stored, with their labels.
    pub pairs: Vec<(&'a [u8], &'a [u8])>,
    /// Places among the units, counted from 1.
    pub units: Vec<usize>,
}

/// Everything before the data.
#[derive(Debug, Default)]
pub struct Dictionary<'a> {
    /// The header.
    pub header: Header<'a>,
    /// The variables, pieces of very long texts apart.
    pub variables: Vec<Raw<'a>>,
    /// For each unit of a row, the variable that begins there.
    pub starts: Vec<Option<usize>>,
    /// Value labels of numbers and short texts.
    pub labels: Vec<LabelSet<'a>>,
    /// Extension records by subtype; a repeated one counts once, the last.
    pub extensions: BTreeMap<i32, &'a [u8]>,
}

impl<'a> Dictionary<'a> {
    /// Reads all records up to the data.
    ///
    /// # Errors
    /// When they end too early, contradict themselves or cost too much.
    pub fn read(bytes: &mut Bytes<'a>, budget: &Budget) -> Result<Self, String> {
        let mut dictionary = Dictionary { header: header(bytes)?, ..Dictionary::default() };
        loop {
            match bytes.i32()? {
                2 => dictionary.variable(bytes, budget)?,
                3 => dictionary.labels.push(label_set(bytes, budget)?),
                6 => {
                    let lines = bytes.count()?;
                    bytes.table(lines, 80)?;
                }
                7 => dictionary.extension(bytes)?,
                999 => break,
                other => return Err(format!("has a record of unknown type {other} at byte {}", bytes.at())),
            }
        }
        bytes.i32()?;
        dictionary.check()?;
        Ok(dictionary)
    }

    fn variable(&mut self, bytes: &mut Bytes<'a>, budget: &Budget) -> Result<(), String> {
        budget.memory(VARIABLE / 4)?;
        let (width, mut raw) = variable_record(bytes)?;
        if width == -1 {
            self.starts.push(None);
            if let Some(last) = self.variables.last_mut() {
                last.units += 1;
            }
            return Ok(());
        }
        budget.memory(VARIABLE)?;
        raw.width = usize::try_from(width).map_err(|_| format!("has a variable of width {width}"))?;
        (raw.unit, raw.units) = (self.starts.len(), 1);
        self.starts.push(Some(self.variables.len()));
        self.variables.push(raw);
        Ok(())
    }

    fn extension(&mut self, bytes: &mut Bytes<'a>) -> Result<(), String> {
        let (subtype, size, count) = (bytes.i32()?, bytes.count()?, bytes.count()?);
        self.extensions.insert(subtype, bytes.table(count, size)?);
        Ok(())
    }

    /// Whether every text has the units it needs.
    fn check(&self) -> Result<(), String> {
        match self.variables.iter().find(|raw| raw.width > 255 || raw.units < raw.width.div_ceil(UNIT)) {
            Some(raw) => Err(format!("has too little room for variable {}", String::from_utf8_lossy(raw.short))),
            None => Ok(()),
        }
    }
}

/// The fixed 176 bytes at the beginning.
fn header<'a>(bytes: &mut Bytes<'a>) -> Result<Header<'a>, String> {
    let magic: [u8; 4] = bytes.array()?;
    bytes.take(60)?;
    let layout: [u8; 4] = bytes.array()?;
    bytes.big = match layout {
        [2 | 3, 0, 0, 0] => false,
        [0, 0, 0, 2 | 3] => true,
        _ => return Err("has a header of no known layout".into()),
    };
    bytes.i32()?;
    let packing = match (bytes.i32()?, &magic) {
        (2, _) | (_, b"$FL3") => Packing::Zlib,
        (0, _) => Packing::Plain,
        (1, _) => Packing::Bytecode,
        (other, _) => return Err(format!("is packed in an unknown way ({other})")),
    };
    let (weight, rows, bias) = (bytes.count()?, bytes.i32()?, bytes.f64()?);
    bytes.take(17)?;
    let label = trimmed(bytes.take(64)?);
    bytes.take(3)?;
    Ok(Header { big: bytes.big, packing, weight, rows: usize::try_from(rows).ok(), bias, label })
}

/// A variable record and its width, which is −1 for a continued text.
fn variable_record<'a>(bytes: &mut Bytes<'a>) -> Result<(i32, Raw<'a>), String> {
    let (width, labelled, missing) = (bytes.i32()?, bytes.i32()?, bytes.i32()?);
    let format = bytes.u32()?.to_be_bytes()[1];
    bytes.i32()?;
    let short = trimmed(bytes.take(8)?);
    let label = if labelled == 0 { None } else { Some(padded(bytes)?) };
    let missing = missing_values(bytes, missing)?;
    Ok((width, Raw { short, label, missing, format, ..Raw::default() }))
}

/// A text after its length, filled up to a multiple of four.
fn padded<'a>(bytes: &mut Bytes<'a>) -> Result<&'a [u8], String> {
    let length = bytes.count()?;
    let text = bytes.take(length)?;
    bytes.take(length.next_multiple_of(4) - length)?;
    Ok(text)
}

fn missing_values<'a>(bytes: &mut Bytes<'a>, count: i32) -> Result<Missing<'a>, String> {
    let singles = match count {
        0..=3 => count,
        -2 => 0,
        -3 => 1,
        _ => return Err(format!("has a variable with {count} missing values")),
    };
    let range = if count < 0 { Some((bytes.f64()?, bytes.f64()?)) } else { None };
    let values = (0..singles).map(|_| bytes.take(UNIT)).collect::<Result<_, _>>()?;
    Ok(Missing { values, range })
}

/// A record of labels, and the one after it, which says whose they are.
fn label_set<'a>(bytes: &mut Bytes<'a>, budget: &Budget) -> Result<LabelSet<'a>, String> {
    let mut set = LabelSet::default();
    for _ in 0..bytes.count()? {
        budget.memory(64)?;
        let value = bytes.take(UNIT)?;
        let length = usize::from(bytes.u8()?);
        let label = bytes.take(length)?;
        bytes.take((length + 1).next_multiple_of(8) - length - 1)?;
        set.pairs.push((value, label));
    }
    if bytes.i32()? != 4 {
        return Err("has value labels of no variable".into());
    }
    for _ in 0..bytes.count()? {
        budget.memory(16)?;
        set.units.push(bytes.count()?);
    }
    Ok(set)
}
