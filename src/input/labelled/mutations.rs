//! Damaged files: thousands of them, from good ones. They are refused, or read in part; they never panic.

use super::spss::{self, read_spss};
use super::stata::{self, read_stata};
use crate::input::dice::Dice;

/// A good file, damaged in one to four places: bytes changed, cut, doubled, moved, or set to what counts overflow at.
fn damaged(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(4) {
        let (at, length) = (dice.below(bytes.len()), 1 + dice.below(64));
        let end = (at + length).min(bytes.len());
        match dice.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            3 => bytes[at..end].fill([0, 0xff, 0x7f, b' '][dice.below(4)]),
            4 => {
                let four = [[0xff, 0xff, 0xff, 0x7f], [0xff; 4], [0, 0, 0, 0x80], [0, 0, 0, 1]][dice.below(4)];
                bytes.splice(at..(at + 4).min(bytes.len()), four);
            }
            5 => bytes[at] ^= 1 << dice.below(8),
            _ => bytes[at] = dice.below(256) as u8,
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Good files of every kind.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for big in [false, true] {
        for packing in 0..=2 {
            seeds.push((format!("{packing}-{big}.sav"), spss::tests::sample(big, packing).bytes()));
        }
        for release in [113, 115, 117, 118, 119] {
            seeds.push((format!("{release}-{big}.dta"), stata::tests::sample(release, big).bytes()));
        }
    }
    seeds
}

fn try_all(times: usize) -> (usize, usize) {
    let (mut dice, mut read, mut refused) = (Dice(0x9e37_79b9_7f4a_7c15), 0, 0);
    for (name, good) in seeds() {
        for _ in 0..times {
            let bytes = damaged(&good, &mut dice);
            let result = if name.ends_with("sav") { read_spss(&bytes) } else { read_stata(&bytes) };
            match result {
                Ok(file) => {
                    assert!(file.variables.iter().all(|v| v.cells.len() == file.rows), "{name}");
                    read += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    (read, refused)
}

/// 200 damaged files of each good one, or as many as DAMAGED asks for.
#[test]
fn damaged_files_never_panic() {
    let asked = std::env::var("DAMAGED").ok().and_then(|n| n.parse().ok());
    let (read, refused) = try_all(asked.unwrap_or(200));
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
