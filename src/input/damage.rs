//! For tests: good files, damaged at random. What hurts a format where it stands, its tests say.

/// Numbers that look random and are the same each time (xorshift).
pub struct Dice(pub u64);

impl Default for Dice {
    fn default() -> Self {
        Dice(0x9e37_79b9_7f4a_7c15)
    }
}

/// Bytes that mean something in most formats.
const FILL: &[u8] = b"\0\xff\x7f 9,\n\"-<>=:;";

impl Dice {
    /// One of the numbers from 0 below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end.max(1)
    }

    /// A good file, damaged in one to four places: bytes changed, cut, doubled, moved, or hostile words put in or over what stands there.
    pub fn damaged(&mut self, good: &[u8], hostile: &[&[u8]]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..=self.below(4) {
            let (at, length) = (self.below(bytes.len()), 1 + self.below(64));
            let end = (at + length).min(bytes.len());
            match self.below(9) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let part = bytes[at..end].to_vec();
                    let to = [at, self.below(bytes.len())][self.below(2)];
                    bytes.splice(to..to, part);
                }
                3 => bytes[at..end].fill(FILL[self.below(FILL.len())]),
                4 | 5 => {
                    let word = hostile[self.below(hostile.len())];
                    let over = word.len() * self.below(2);
                    bytes.splice(at..(at + over).min(bytes.len()), word.iter().copied());
                }
                6 => bytes[at] ^= 1 << self.below(8),
                _ => bytes[at] = self.below(256) as u8,
            }
            if bytes.is_empty() {
                break;
            }
        }
        bytes
    }
}

/// How many damaged files of each good one are tried: so many, or as many as DAMAGED asks for.
pub fn times(usually: usize) -> usize {
    std::env::var("DAMAGED").ok().and_then(|n| n.parse().ok()).unwrap_or(usually)
}
