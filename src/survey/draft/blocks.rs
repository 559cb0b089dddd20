//! Which columns are one question: as the platform says, else by their headers, else because they stand side by side and
//! each repeats its own header in its cells.

use super::boxes::{self, Boxed, boxed};
use super::profile::Profile;
use super::{alike, mentions, stems};
use crate::error::Result;
use crate::input::Sheet;
use crate::survey::read::Holds;
use std::collections::BTreeSet;

/// Columns that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// One column, a question of its own.
    One(usize),
    /// One column an option.
    Split { columns: Vec<usize>, text: Option<String>, parts: Vec<String>, how: How },
    /// One column a mention.
    Mentions { columns: Vec<usize>, text: Option<String> },
}

/// How columns were found to be one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The platform says so.
    Said,
    /// Their headers begin alike.
    Headers,
    /// They stand side by side, and nothing else tells.
    Adjacent,
}

/// Puts columns together, in their order.
pub(super) fn blocks(sheet: &Sheet, profiles: &[Profile]) -> Result<Vec<Block>> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < profiles.len() {
        let end = same_question(profiles, i);
        if end > i + 1 || profiles[i].about.question.is_some() {
            out.extend(said(profiles, i, end));
            i = end;
            continue;
        }
        if let Some(block) = mentions::block(sheet, profiles, i)? {
            i += block.width();
            out.push(block);
            continue;
        }
        let end = run_of_boxes(profiles, i);
        if end > i + 1 {
            out.extend(alike::blocks(sheet, profiles, i, end)?);
            i = end;
        } else {
            out.push(Block::One(i));
            i += 1;
        }
    }
    Ok(out)
}

impl Block {
    fn width(&self) -> usize {
        match self {
            Block::One(_) => 1,
            Block::Split { columns, .. } | Block::Mentions { columns, .. } => columns.len(),
        }
    }
}

/// One past the last column of the question that the platform says column `i` belongs to.
fn same_question(profiles: &[Profile], i: usize) -> usize {
    let Some(question) = &profiles[i].about.question else { return i + 1 };
    let more = profiles[i + 1..].iter().take_while(|p| p.about.question.as_ref() == Some(question)).count();
    i + 1 + more
}

/// The columns of one question of the platform: a multi-select when its columns are boxes, else one question each.
fn said(profiles: &[Profile], start: usize, end: usize) -> Vec<Block> {
    let answers: Vec<usize> = (start..end).filter(|i| profiles[*i].about.holds != Some(Holds::WriteInText)).collect();
    let texts = (start..end).filter(|i| !answers.contains(i)).map(Block::One);
    let text = profiles[start].about.text.clone();
    let all = |holds: &[Holds]| answers.iter().all(|i| profiles[*i].about.holds.is_some_and(|h| holds.contains(&h)));
    let block = if answers.len() > 1 && all(&[Holds::Mention]) {
        Some(Block::Mentions { columns: answers.clone(), text })
    } else if !answers.is_empty() && (all(&[Holds::Box, Holds::WriteInBox]) || are_boxes(profiles, &answers)) {
        let parts = answers.iter().map(|i| part_of(&profiles[*i])).collect();
        Some(Block::Split { columns: answers.clone(), text, parts, how: How::Said })
    } else {
        None
    };
    match block {
        Some(block) => std::iter::once(block).chain(texts).collect(),
        None => boxes_among_others(profiles, start, end),
    }
}

/// Boxes and a grid may share a wording: each run of boxes is a question, every other column one of its own.
fn boxes_among_others(profiles: &[Profile], start: usize, end: usize) -> Vec<Block> {
    let is_box = |i: &usize| {
        let p = &profiles[*i];
        is_written(p) || boxed(p, p.about.part.as_deref()).is_some()
    };
    let mut out = Vec::new();
    let mut i = start;
    while i < end {
        let run: Vec<usize> = (i..end).take_while(is_box).collect();
        if run.len() < end - start && are_boxes(profiles, &run) {
            let parts = run.iter().map(|i| part_of(&profiles[*i])).collect();
            i += run.len();
            out.push(Block::Split { columns: run, text: profiles[start].about.text.clone(), parts, how: How::Said });
        } else {
            out.push(Block::One(i));
            i += 1;
        }
    }
    out
}

/// The wording of a column's option: as the platform says, else its header.
fn part_of(profile: &Profile) -> String {
    profile.about.part.clone().unwrap_or_else(|| profile.header.clone())
}

/// Whether columns of one question, where the platform does not say what they hold, are boxes: at least two, ticked in one
/// style, one of them ticked at all.
fn are_boxes(profiles: &[Profile], columns: &[usize]) -> bool {
    let fits = |h: Holds| h == Holds::Box || h == Holds::WriteInBox;
    if columns.len() < 2 || columns.iter().any(|i| profiles[*i].about.holds.is_some_and(|h| !fits(h))) {
        return false;
    }
    let plain: Vec<usize> = columns.iter().copied().filter(|i| !is_written(&profiles[*i])).collect();
    let part = |i: usize| profiles[i].about.part.as_deref();
    let boxed: Option<Vec<Boxed>> = plain.iter().map(|i| boxed(&profiles[*i], part(*i))).collect();
    if let Some(boxed) = boxed {
        return boxed.iter().any(|b| b.ticked.is_some()) && one_style(&boxed);
    }
    // Coded: every column holds its own number and nothing else.
    let codes: Vec<&str> = plain.iter().filter_map(|i| boxes::constant(&profiles[*i])).collect();
    let empty = plain.iter().filter(|i| profiles[**i].answered == 0).count();
    codes.len() >= 2
        && codes.len() + empty == plain.len()
        && codes.iter().all(|c| c.len() <= 4 && c.bytes().all(|b| b.is_ascii_digit()))
        && codes.iter().collect::<BTreeSet<_>>().len() == codes.len()
}

/// Whether people write into a column of a platform's question to tick it.
fn is_written(profile: &Profile) -> bool {
    profile.about.holds == Some(Holds::WriteInBox) || boxes::is_write_in(profile, profile.about.part.as_deref())
}

/// Whether boxes are ticked in one style: all with a word such as `1`, or all with their own wording.
fn one_style(boxes: &[Boxed]) -> bool {
    // An option worded "Yes" fits either style.
    let ticked = || boxes.iter().filter(|b| b.ticked.as_deref().is_some_and(|t| !(b.own && boxes::is_usual_tick(t))));
    ticked().all(|b| b.own) || ticked().all(|b| !b.own) || ticked().filter(|b| b.own).count() * 2 > ticked().count()
}

/// One past the last of the boxes that stand side by side from column `i` on; write-ins and boxes that nobody ticked are
/// among them.
fn run_of_boxes(profiles: &[Profile], i: usize) -> usize {
    let is_box = |p: &Profile| {
        let part = stems::last_part(&p.header);
        let asked = p.about.holds.is_none_or(|h| h == Holds::Box) && p.about.question.is_none();
        asked && (boxed(p, part.as_deref()).is_some() || boxes::is_write_in(p, part.as_deref()))
    };
    let run = profiles[i..].iter().take_while(|p| is_box(p)).count();
    let ticked = profiles[i..i + run].iter().filter(|p| p.answered > 0).count();
    if ticked == 0 { i } else { i + run }
}
