//! The OLE2 container around old Office files: sectors in chains, every chain followed no further than the file is long.

/// The first bytes of a container.
pub const MAGIC: [u8; 8] = *b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
/// Streams shorter than this lie in the small sectors.
const SMALL_STREAM: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// A little-endian number of two bytes, where there are as many.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// A little-endian number of four bytes, where there are as many.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

/// An opened container.
pub struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    small: Vec<u8>,
    next_small: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'a> Ole<'a> {
    /// Opens a container, `None` when its header or its directory is damaged.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut ole = Ole { bytes, sector, next: vec![], small: vec![], next_small: vec![], entries: vec![] };
        ole.next = ole.allocation()?;
        let directory = ole.chain(u32_at(bytes, 48)?, bytes.len());
        ole.entries = directory.chunks_exact(128).filter_map(entry).collect();
        let root = ole.entries.first()?;
        ole.small = ole.chain(root.start, root.length.min(bytes.len()));
        ole.next_small = numbers(&ole.chain(u32_at(bytes, 60)?, bytes.len())).collect();
        Some(ole)
    }

    /// For each sector, the one that follows it in its chain.
    fn allocation(&self) -> Option<Vec<u32>> {
        let mut lists: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        let sectors = self.bytes.len() / self.sector + 1;
        for _ in 0..sectors {
            if more >= FIRST_MARK {
                break;
            }
            lists.extend(numbers(self.sector_at(more)));
            more = lists.pop()?;
        }
        let lists = lists.into_iter().filter(|id| *id < FIRST_MARK).take(sectors);
        Some(lists.flat_map(|id| numbers(self.sector_at(id))).take(sectors).collect())
    }

    /// A sector's bytes; fewer where the file ends.
    fn sector_at(&self, id: u32) -> &'a [u8] {
        let start = (id as usize).saturating_add(1).saturating_mul(self.sector);
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or(&[])
    }

    fn chain(&self, start: u32, most: usize) -> Vec<u8> {
        follow(start, most, &self.next, |id| self.sector_at(id))
    }

    /// Whether something in the container has this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// A stream's bytes, no more than the file has.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let length = entry.length.min(self.bytes.len());
        if length >= SMALL_STREAM {
            return Some(self.chain(entry.start, length));
        }
        let piece = |id: u32| {
            let start = (id as usize).saturating_mul(SMALL_SECTOR);
            let end = start.saturating_add(SMALL_SECTOR).min(self.small.len());
            self.small.get(start..end).unwrap_or(&[])
        };
        Some(follow(entry.start, length, &self.next_small, piece))
    }
}

/// Joins the pieces of a chain. One piece is never wanted twice, so a chain that bites its tail ends at `most` bytes.
fn follow<'b>(start: u32, most: usize, next: &[u32], piece: impl Fn(u32) -> &'b [u8]) -> Vec<u8> {
    let (mut bytes, mut id) = (Vec::new(), start);
    while id < FIRST_MARK && bytes.len() < most {
        let found = piece(id);
        if found.is_empty() {
            break;
        }
        bytes.extend_from_slice(found.get(..most - bytes.len()).unwrap_or(found));
        id = next.get(id as usize).copied().unwrap_or(FIRST_MARK);
    }
    bytes
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units = bytes.get(..64)?.chunks_exact(2).filter_map(|two| u16_at(two, 0)).take_while(|unit| *unit != 0);
    let name = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    Some(Entry { name, start: u32_at(bytes, 116)?, length: u32_at(bytes, 120)? as usize })
}
