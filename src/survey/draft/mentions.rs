//! A multi-select of one column a mention.

use super::blocks::Block;
use super::profile::Profile;
use super::stems::numbered;
use crate::error::Result;
use crate::input::Sheet;
use std::collections::BTreeSet;

/// Numbered columns that hold the first, second, … choice of one list: the same words, none twice in a row, and later ones
/// answered by fewer people.
pub(super) fn block(sheet: &Sheet, profiles: &[Profile], i: usize) -> Result<Option<Block>> {
    let stem = |p: &Profile| {
        numbered(&p.header.replace(['_', ' '], ""))
            .filter(|n| n[1].parse::<u32>().is_ok())
            .map(|mut n| n.swap_remove(0))
    };
    let Some(first) = stem(&profiles[i]) else { return Ok(None) };
    let free = |p: &&Profile| p.about.holds.is_none() && p.about.question.is_none();
    let run: Vec<&Profile> =
        profiles[i..].iter().take_while(|p| free(p) && stem(p).as_deref() == Some(&first)).collect();
    let choices = |p: &&Profile| p.values.len() <= 60 && !p.overflow;
    let falling = run.windows(2).all(|w| w[1].answered <= w[0].answered);
    let fewer = run.last().is_some_and(|last| last.answered * 10 < run[0].answered * 9);
    if run.len() < 2 || !run.iter().all(choices) || !falling || !fewer || run[0].values.len() < 3 {
        return Ok(None);
    }
    let words: BTreeSet<&str> = run[0].values.iter().map(|v| v.normal.as_str()).collect();
    let shared = |p: &Profile| p.share(|v| words.contains(v.normal.as_str())) >= 0.8;
    if !run.iter().all(|p| p.answered == 0 || shared(p)) || twice_in_a_row(sheet, &run)? {
        return Ok(None);
    }
    Ok(Some(Block::Mentions { columns: (i..i + run.len()).collect(), text: None }))
}

fn twice_in_a_row(sheet: &Sheet, run: &[&Profile]) -> Result<bool> {
    let cells = run.iter().map(|p| sheet.cells(&p.header)).collect::<Result<Vec<_>>>()?;
    let step = sheet.height().div_ceil(2_000).max(1);
    Ok((0..sheet.height()).step_by(step).any(|row| {
        let said: Vec<&str> = cells.iter().filter_map(|c| c.get(row)).collect();
        said.iter().collect::<BTreeSet<_>>().len() < said.len()
    }))
}
