//! Damaged files: thousands of them, from good ones. They are refused, or read in part; they never panic.

use super::spss::{self, read_spss};
use super::stata::{self, read_stata};
use crate::input::damage::{self, Dice};

/// What counts overflow at.
const HOSTILE: &[&[u8]] = &[b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\0\0\0\x01"];

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
    let (mut dice, mut read, mut refused) = (Dice::default(), 0, 0);
    for (name, good) in seeds() {
        for _ in 0..times {
            let bytes = dice.damaged(&good, HOSTILE);
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
    let (read, refused) = try_all(damage::times(200));
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
