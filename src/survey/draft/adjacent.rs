//! Boxes whose headers have nothing in common: told by where they stand and by who ticked them.

use super::alike::any_tick;
use super::blocks::{Block, How};
use super::boxes::{self, Boxed, boxed, without_number};
use super::profile::Profile;
use super::wording;
use crate::error::Result;
use crate::input::{Sheet, labels};
use std::collections::BTreeSet;

/// One question as far as they repeat their own header in their cells, or are empty in the same rows.
pub(super) fn blocks(sheet: &Sheet, profiles: &[Profile], start: usize, end: usize) -> Result<Vec<Block>> {
    let reads = |i: usize, is: &dyn Fn(&Boxed) -> bool| {
        profiles[i].answered == 0 || boxed(&profiles[i], None).is_some_and(|b| is(&b))
    };
    let own = |i: usize| reads(i, &|b| b.own) || boxes::is_write_in(&profiles[i], None);
    let marked = |i: usize| reads(i, &|b| b.unticked.is_none() && b.ticked.as_deref().is_some_and(is_mark));
    let mut out = Vec::new();
    let mut i = start;
    while i < end {
        let together = missing_together(sheet, profiles, i, end)?;
        if together > 2 {
            out.push(side_by_side(profiles, (i..i + together).collect()));
            i += together;
            continue;
        }
        // One style in a list: its own wording, or a mark.
        let words = (i..end).take_while(|j| own(*j)).count();
        let marks = (i..end).take_while(|j| marked(*j)).count();
        let len = words.max(marks);
        if len < 2 {
            out.push(Block::One(i));
            i += 1;
            continue;
        }
        for columns in parted(sheet, profiles, (i..i + len).collect())? {
            out.push(side_by_side(profiles, columns));
        }
        i += len;
    }
    Ok(out)
}

/// Whether a cell is a mark that stands for a tick and for nothing else: people leave the other boxes empty.
fn is_mark(cell: &str) -> bool {
    ["x", "✓", "✔", "1", "•"].contains(&labels::normal(cell).as_str())
}

/// How many boxes from this one on hold a tick and a denial and are empty in the very same rows, of which there are some:
/// who skipped the question left them all.
fn missing_together(sheet: &Sheet, profiles: &[Profile], start: usize, end: usize) -> Result<usize> {
    let denies = |p: &Profile| boxed(p, None).is_some_and(|b| b.ticked.is_some() && b.unticked.is_some());
    let blank = |i: usize| -> Result<Vec<bool>> {
        let cells = sheet.cells(&profiles[i].header)?;
        Ok(cells.sample(5_000).map(|c| c.is_none()).collect())
    };
    if !denies(&profiles[start]) {
        return Ok(0);
    }
    let first = blank(start)?;
    let missing = first.iter().filter(|b| **b).count();
    if missing < 2 || missing == first.len() {
        return Ok(0);
    }
    let mut n = 1;
    while start + n < end && denies(&profiles[start + n]) && blank(start + n)? == first {
        n += 1;
    }
    Ok(n)
}

fn side_by_side(profiles: &[Profile], columns: Vec<usize>) -> Block {
    if let [one] = columns[..] {
        return Block::One(one);
    }
    let name = |i: &usize| without_number(&profiles[*i].header).unwrap_or(&profiles[*i].header).to_owned();
    let parts = columns
        .iter()
        .map(|i| {
            if boxed(&profiles[*i], None).is_some_and(|b| b.own) || boxes::is_write_in(&profiles[*i], None) {
                name(i)
            } else {
                profiles[*i].header.clone()
            }
        })
        .collect();
    Block::Split { columns, text: None, parts, how: How::Adjacent }
}

/// More boxes side by side than this are no question that is cut by counting.
const MOST_BOXES: usize = 200;

/// Cuts boxes that stand side by side into questions: behind "Other" and "None of these", which close a list; where a
/// header comes back; and where people who ticked something on one side nearly always did on the other.
fn parted(sheet: &Sheet, profiles: &[Profile], columns: Vec<usize>) -> Result<Vec<Vec<usize>>> {
    if columns.len() > MOST_BOXES {
        return Ok(vec![columns]);
    }
    let ticks = columns.iter().map(|i| any_tick(sheet, profiles, &[*i])).collect::<Result<Vec<_>>>()?;
    let mut out = Vec::new();
    cut(profiles, &columns, &ticks, &mut out);
    Ok(out)
}

fn cut(profiles: &[Profile], columns: &[usize], ticks: &[Vec<bool>], out: &mut Vec<Vec<usize>>) {
    let together = together(ticks);
    let closing = (1..columns.len()).find(|at| {
        let (left, right) = columns.split_at(*at);
        closes(profiles, left, right) && together[*at] >= 0.5
    });
    let best = || {
        let inner =
            (2..columns.len().saturating_sub(1)).max_by(|a, b| together[*a].total_cmp(&together[*b]).then(b.cmp(a)))?;
        let least = if repeats(profiles, columns) { 0.5 } else { 0.97 };
        (together[inner] >= least).then_some(inner)
    };
    match closing.or_else(best) {
        Some(at) => {
            cut(profiles, &columns[..at], &ticks[..at], out);
            cut(profiles, &columns[at..], &ticks[at..], out);
        }
        None => out.push(columns.to_vec()),
    }
}

/// For each place, of those who ticked anything the share who ticked something before it and behind it.
fn together(ticks: &[Vec<bool>]) -> Vec<f64> {
    let rows = ticks.first().map_or(0, Vec::len);
    let first = |row: usize| ticks.iter().position(|t| t[row]);
    let last = |row: usize| ticks.iter().rposition(|t| t[row]);
    // Someone ticked on both sides of every place between their first tick and their last.
    let (mut begins, mut ends, mut any) = (vec![0_usize; ticks.len() + 1], vec![0_usize; ticks.len() + 1], 0_usize);
    for row in 0..rows {
        if let (Some(first), Some(last)) = (first(row), last(row)) {
            any += 1;
            begins[first + 1] += 1;
            ends[last + 1] += 1;
        }
    }
    let mut both = 0_usize;
    let share = |both: usize| if any < 10 { 0.0 } else { both as f64 / any as f64 };
    (0..=ticks.len())
        .map(|at| {
            both = both + begins[at] - ends[at].min(both + begins[at]);
            share(both)
        })
        .collect()
}

fn label(profiles: &[Profile], i: usize) -> &str {
    without_number(&profiles[i].header).unwrap_or(&profiles[i].header)
}

/// Whether a list ends between these two: its last is "Other" or "None of these", and the next is neither.
fn closes(profiles: &[Profile], left: &[usize], right: &[usize]) -> bool {
    let last = |i: usize| wording::is_other(label(profiles, i)) || wording::is_none(label(profiles, i));
    left.len() >= 2
        && right.len() >= 2
        && left.last().is_some_and(|i| last(*i))
        && right.first().is_some_and(|i| !last(*i))
}

fn repeats(profiles: &[Profile], columns: &[usize]) -> bool {
    let names: BTreeSet<String> = columns.iter().map(|i| labels::normal(label(profiles, *i))).collect();
    names.len() < columns.len()
}
