//! A small writer, for tests alone.

use std::io::Write;

/// A variable to be written.
#[derive(Clone, Default)]
pub struct Var {
    pub name: &'static str,
    pub width: i32,
    pub format: u8,
    pub label: &'static str,
    pub missing: (i32, Vec<[u8; 8]>),
}

/// A file to be written.
#[derive(Clone, Default)]
pub struct Sav {
    pub big: bool,
    pub packing: i32,
    pub weight: i32,
    pub title: &'static str,
    pub vars: Vec<Var>,
    /// Values and labels, and the units they belong to, counted from 1.
    #[allow(clippy::type_complexity)]
    pub labels: Vec<(Vec<([u8; 8], &'static str)>, Vec<i32>)>,
    pub extensions: Vec<(i32, Vec<u8>)>,
    /// Rows of units.
    pub rows: Vec<Vec<[u8; 8]>>,
    pub promised: Option<i32>,
    /// Bytecode instead of what the rows would make.
    pub stream: Option<Vec<u8>>,
}

/// A text as units of a row.
pub fn text(text: &str, width: usize) -> Vec<[u8; 8]> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(width.div_ceil(8) * 8, b' ');
    bytes.chunks_exact(8).map(|unit| unit.try_into().unwrap()).collect()
}

/// A short value, filled up with spaces.
pub fn short(value: &str) -> [u8; 8] {
    text(value, 8)[0]
}

impl Sav {
    pub fn int(&self, value: i32) -> [u8; 4] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub fn long(&self, value: i64) -> [u8; 8] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub fn num(&self, value: f64) -> [u8; 8] {
        if self.big { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub fn counted(&self, value: &str) -> Vec<u8> {
        [&self.int(value.len() as i32)[..], value.as_bytes()].concat()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.header();
        let ints = |values: &[i32]| values.iter().flat_map(|v| self.int(*v)).collect::<Vec<u8>>();
        for var in &self.vars {
            let format = (i32::from(var.format) << 16) | 0x800;
            out.extend(ints(&[2, var.width, i32::from(!var.label.is_empty()), var.missing.0, format, format]));
            out.extend(short(var.name));
            if !var.label.is_empty() {
                out.extend(self.counted(var.label));
                out.resize(out.len() + var.label.len().next_multiple_of(4) - var.label.len(), b' ');
            }
            out.extend(var.missing.1.concat());
            for _ in 1..(var.width as usize).div_ceil(8).max(1) {
                out.extend(ints(&[2, -1, 0, 0, 0, 0]));
                out.extend([b' '; 8]);
            }
        }
        for (pairs, units) in &self.labels {
            out.extend(ints(&[3, pairs.len() as i32]));
            for (value, label) in pairs {
                out.extend(value);
                out.push(label.len() as u8);
                out.extend(label.as_bytes());
                out.resize(out.len() + (label.len() + 1).next_multiple_of(8) - label.len() - 1, b' ');
            }
            out.extend(ints(&[4, units.len() as i32]));
            out.extend(ints(units));
        }
        for (subtype, record) in &self.extensions {
            out.extend(ints(&[7, *subtype, 1, record.len() as i32]));
            out.extend(record);
        }
        out.extend(ints(&[999, 0]));
        self.data(&mut out);
        out
    }

    fn header(&self) -> Vec<u8> {
        let mut out = if self.packing == 2 { b"$FL3".to_vec() } else { b"$FL2".to_vec() };
        out.extend([b' '; 60]);
        let rows = self.promised.unwrap_or(self.rows.len() as i32);
        for value in [2, 1, self.packing, self.weight, rows] {
            out.extend(self.int(value));
        }
        out.extend(self.num(100.0));
        out.extend([b' '; 17]);
        out.extend(text(self.title, 64).concat());
        out.extend([0; 3]);
        out
    }

    fn data(&self, out: &mut Vec<u8>) {
        match self.packing {
            0 => out.extend(self.rows.concat().concat()),
            1 => out.extend(self.packed()),
            _ => self.zlib(out),
        }
    }

    fn packed(&self) -> Vec<u8> {
        if let Some(stream) = &self.stream {
            return stream.clone();
        }
        let mut out = Vec::new();
        let units = self.rows.concat();
        let mut commands: Vec<(u8, Option<[u8; 8]>)> = units.iter().map(|unit| self.command(unit)).collect();
        commands.push((252, None));
        for block in commands.chunks(8) {
            let mut bytes: Vec<u8> = block.iter().map(|(command, _)| *command).collect();
            bytes.resize(8, 0);
            out.extend(bytes);
            out.extend(block.iter().filter_map(|(_, raw)| *raw).flatten());
        }
        out
    }

    fn command(&self, unit: &[u8; 8]) -> (u8, Option<[u8; 8]>) {
        let value = if self.big { f64::from_be_bytes(*unit) } else { f64::from_le_bytes(*unit) };
        match value {
            _ if unit == b"        " => (254, None),
            value if value == -f64::MAX => (255, None),
            value if value.fract() == 0.0 && (-99.0..=151.0).contains(&value) => ((value + 100.0) as u8, None),
            _ => (253, Some(*unit)),
        }
    }

    /// In two blocks, cut where no unit ends.
    fn zlib(&self, out: &mut Vec<u8>) {
        let (start, packed) = (out.len() as i64, self.packed());
        let (first, second) = packed.split_at(packed.len() / 2 + 3);
        let blocks = [first, second].map(|block| {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(block).unwrap();
            encoder.finish().unwrap()
        });
        let trailer = start + 24 + blocks.concat().len() as i64;
        [start, trailer, 24 + 48].iter().for_each(|v| out.extend(self.long(*v)));
        let (mut at, mut unpacked) = (start + 24, start);
        out.extend(blocks.concat());
        [-100, 0].iter().for_each(|v| out.extend(self.long(*v)));
        [0x3f_f000, 2].iter().for_each(|v| out.extend(self.int(*v)));
        for (block, raw) in blocks.iter().zip([first, second]) {
            [unpacked, at].iter().for_each(|v| out.extend(self.long(*v)));
            [raw.len() as i32, block.len() as i32].iter().for_each(|v| out.extend(self.int(*v)));
            at += block.len() as i64;
            unpacked += raw.len() as i64;
        }
    }
}
