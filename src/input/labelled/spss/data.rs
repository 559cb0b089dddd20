//! The rows, unpacked unit by unit: one row is in memory at a time.

use super::dictionary::{Header, Packing, UNIT};
use crate::input::labelled::budget::Budget;
use crate::input::labelled::bytes::Bytes;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Bytes that are unpacked at once.
const STEP: usize = 1 << 16;

/// Eight bytes of a row: a number, or a piece of text.
pub type Unit = [u8; UNIT];

/// Where the units come from.
enum Source<'a> {
    Plain(Bytes<'a>),
    Zlib(Box<Blocks<'a>>),
}

/// The rows of a file.
pub struct Rows<'a> {
    source: Source<'a>,
    /// Bytecode: eight commands, and the next of them.
    commands: Option<(Unit, usize)>,
    bias: f64,
    big: bool,
    budget: &'a Budget,
}

impl<'a> Rows<'a> {
    /// The rows that begin here.
    ///
    /// # Errors
    /// When the table of zlib blocks is damaged.
    pub fn new(file: &'a [u8], mut bytes: Bytes<'a>, header: &Header, budget: &'a Budget) -> Result<Self, String> {
        let source = match header.packing {
            Packing::Zlib => Source::Zlib(Box::new(Blocks::read(file, &mut bytes, budget)?)),
            _ => Source::Plain(bytes),
        };
        let commands = (header.packing != Packing::Plain).then_some(([0; UNIT], UNIT));
        Ok(Rows { source, commands, bias: header.bias, big: header.big, budget })
    }

    /// Reads the next row; says how many of its units there were: none after the last row.
    ///
    /// # Errors
    /// When a zlib block is damaged, or the budget is used up.
    pub fn next(&mut self, row: &mut [Unit]) -> Result<usize, String> {
        self.budget.work(row.len())?;
        for (at, unit) in row.iter_mut().enumerate() {
            let Some(next) = self.unit()? else { return Ok(at) };
            *unit = next;
        }
        Ok(row.len())
    }

    fn unit(&mut self) -> Result<Option<Unit>, String> {
        loop {
            let Some((commands, at)) = self.commands else { return self.source.next() };
            let Some(command) = commands.get(at) else {
                let Some(commands) = self.source.next()? else { return Ok(None) };
                self.budget.work(1)?;
                self.commands = Some((commands, 0));
                continue;
            };
            self.commands = Some((commands, at + 1));
            return match command {
                0 => continue,
                252 => {
                    self.commands = Some(([252; UNIT], 0));
                    Ok(None)
                }
                253 => self.source.next(),
                254 => Ok(Some([b' '; UNIT])),
                255 => Ok(Some(self.number(-f64::MAX))),
                small => Ok(Some(self.number(f64::from(*small) - self.bias))),
            };
        }
    }

    fn number(&self, value: f64) -> Unit {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

impl Source<'_> {
    fn next(&mut self) -> Result<Option<Unit>, String> {
        match self {
            Source::Plain(bytes) => Ok(bytes.array().ok()),
            Source::Zlib(blocks) => blocks.next(),
        }
    }
}

/// The zlib blocks, unpacked one after the other as one stream.
struct Blocks<'a> {
    blocks: std::vec::IntoIter<&'a [u8]>,
    open: Option<ZlibDecoder<&'a [u8]>>,
    buffer: Vec<u8>,
    at: usize,
}

impl<'a> Blocks<'a> {
    /// Finds the blocks by the table at the end of the file.
    fn read(file: &'a [u8], bytes: &mut Bytes<'a>, budget: &Budget) -> Result<Self, String> {
        bytes.u64()?;
        let mut table = Bytes::new(file, bytes.big);
        table.take(usize::try_from(bytes.u64()?).map_err(|_| "has its table of blocks beyond its end")?)?;
        table.take(20)?;
        let (count, mut end, mut blocks) = (table.count()?, bytes.at(), Vec::new());
        for _ in 0..count {
            budget.memory(32)?;
            table.u64()?;
            let start = usize::try_from(table.u64()?).unwrap_or(usize::MAX);
            table.i32()?;
            let length = table.count()?;
            // Blocks that overlap would unpack the same bytes again and again.
            let block = start.checked_add(length).and_then(|stop| file.get(start..stop)).filter(|_| start >= end);
            blocks.push(block.ok_or("has a packed block where none can be")?);
            end = start + length;
        }
        Ok(Blocks { blocks: blocks.into_iter(), open: None, buffer: Vec::new(), at: 0 })
    }

    fn next(&mut self) -> Result<Option<Unit>, String> {
        loop {
            let unit = self.buffer.get(self.at..self.at + UNIT).and_then(|unit| Unit::try_from(unit).ok());
            if unit.is_some() {
                self.at += UNIT;
                return Ok(unit);
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Unpacks some more; `false` when there is no more.
    fn fill(&mut self) -> Result<bool, String> {
        self.buffer.drain(..self.at.min(self.buffer.len()));
        self.at = 0;
        loop {
            if self.open.is_none() {
                let Some(block) = self.blocks.next() else { return Ok(false) };
                self.open = Some(ZlibDecoder::new(block));
            }
            let Some(open) = &mut self.open else { return Ok(false) };
            let more = open.by_ref().take(STEP as u64).read_to_end(&mut self.buffer);
            match more.map_err(|e| format!("has a damaged block: {e}"))? {
                0 => self.open = None,
                _ => return Ok(true),
            }
        }
    }
}
