//! Which columns are one question: as the platform says, else by their headers, else because they stand side by side and
//! each repeats its own header in its cells.

use super::boxes::{self, Boxed, boxed, without_number};
use super::profile::Profile;
use super::wording;
use crate::error::Result;
use crate::input::{Sheet, labels};
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

/// Separators between a question and its option in a header, the surest first.
const STRONG: [&str; 9] = [" - ", " – ", " — ", ": ", " | ", " > ", " / ", "___", "::"];
/// A question mark ends the question; what stands behind it is the option.
const ASKED: &str = "? ";
const WEAK: [char; 6] = ['_', '/', '.', '-', '|', ':'];

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
        if let Some(block) = mentions(sheet, profiles, i)? {
            i += block.width();
            out.push(block);
            continue;
        }
        let end = run_of_boxes(profiles, i);
        if end > i + 1 {
            out.extend(by_headers(sheet, profiles, i, end)?);
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
    let ticked = || boxes.iter().filter(|b| b.ticked.is_some());
    ticked().all(|b| b.own) || ticked().all(|b| !b.own) || ticked().filter(|b| b.own).count() * 2 > ticked().count()
}

/// One past the last of the boxes that stand side by side from column `i` on; write-ins and boxes that nobody ticked are
/// among them.
fn run_of_boxes(profiles: &[Profile], i: usize) -> usize {
    let is_box = |p: &Profile| {
        let part = segments(&p.header).pop();
        let asked = p.about.holds.is_none_or(|h| h == Holds::Box) && p.about.question.is_none();
        asked && (boxed(p, part.as_deref()).is_some() || boxes::is_write_in(p, part.as_deref()))
    };
    let run = profiles[i..].iter().take_while(|p| is_box(p)).count();
    let ticked = profiles[i..i + run].iter().filter(|p| p.answered > 0).count();
    if ticked == 0 { i } else { i + run }
}

/// A run of boxes by headers that begin alike, else by standing side by side.
fn by_headers(sheet: &Sheet, profiles: &[Profile], start: usize, end: usize) -> Result<Vec<Block>> {
    let parts: Vec<Vec<String>> = (start..end).map(|i| segments(&profiles[i].header)).collect();
    let mut out = Vec::new();
    let mut i = start;
    while i < end {
        let alike = |j: usize| parts[j - start].len() > 1 && parts[j - start][0] == parts[i - start][0];
        let len = if alike(i) { (i..end).take_while(|j| alike(*j)).count() } else { 0 };
        if len >= 2 && !is_a_count(profiles, &parts[i - start][0], i, i + len) {
            let columns: Vec<usize> = (i..i + len).collect();
            for group in deeper(sheet, profiles, &parts, start, columns, 1)? {
                out.push(headed(profiles, &parts, start, group));
            }
            i += len;
            continue;
        }
        let rest = (i..end).take_while(|j| *j == i || !(*j + 1 < end && same_stem(&parts, *j - start))).count();
        out.extend(adjacent(sheet, profiles, i, i + rest)?);
        i += rest;
    }
    Ok(out)
}

/// Whether a stem only counts a survey's questions: `q1`, `q2`, `q3` with a yes or no each are three questions, unless
/// their wordings begin alike.
fn is_a_count(profiles: &[Profile], stem: &str, start: usize, end: usize) -> bool {
    const COUNTS: [&str; 16] =
        ["q", "v", "var", "f", "x", "question", "col", "column", "field", "item", "frage", "s", "qn", "pregunta", "p", "quest"];
    let denied = (start..end).all(|i| boxed(&profiles[i], None).is_some_and(|b| b.unticked.is_some()));
    let alike = worded(profiles, &(start..end).collect::<Vec<_>>()).is_some_and(|(text, _)| text.len() > stem.len());
    COUNTS.contains(&stem.to_lowercase().as_str()) && denied && !alike
}

fn same_stem(parts: &[Vec<String>], j: usize) -> bool {
    parts[j].len() > 1 && parts.get(j + 1).is_some_and(|next| next.len() > 1 && next[0] == parts[j][0])
}

/// Splits columns whose headers begin alike by the next piece of their headers, where that makes questions of its own:
/// `survey_q1_1, survey_q1_2, survey_q2_1, survey_q2_2` are two, `fear_of_no, fear_of_pest, fear_time` is one.
fn deeper(
    sheet: &Sheet,
    profiles: &[Profile],
    parts: &[Vec<String>],
    start: usize,
    columns: Vec<usize>,
    depth: usize,
) -> Result<Vec<Vec<usize>>> {
    let of = |i: usize| &parts[i - start];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &i in &columns {
        let key = |j: usize| (of(j).len() > depth + 1).then(|| &of(j)[..=depth]);
        match groups.last_mut() {
            Some(group) if key(i).is_some() && key(group[0]) == key(i) => group.push(i),
            _ => groups.push(vec![i]),
        }
    }
    if groups.len() == 1 && columns.len() > 1 && of(columns[0]).len() > depth + 1 {
        return deeper(sheet, profiles, parts, start, columns, depth + 1);
    }
    let numbered = columns.iter().all(|i| of(*i).last().is_some_and(|p| p.len() <= 2));
    if groups.iter().any(|g| g.len() < 2) || !numbered && !answered_alike(sheet, profiles, &groups)? {
        return Ok(vec![columns]);
    }
    Ok(groups)
}

/// Whether most people who ticked anything ticked something in every group, as they do where each is a question.
fn answered_alike(sheet: &Sheet, profiles: &[Profile], groups: &[Vec<usize>]) -> Result<bool> {
    let ticks = groups.iter().map(|g| any_tick(sheet, profiles, g)).collect::<Result<Vec<_>>>()?;
    let (mut any, mut all) = (0_usize, 0_usize);
    for i in 0..ticks.first().map_or(0, Vec::len) {
        any += usize::from(ticks.iter().any(|t| t[i]));
        all += usize::from(ticks.iter().all(|t| t[i]));
    }
    Ok(all * 10 >= any * 7)
}

/// For a sample of the rows, whether any of these boxes is ticked.
fn any_tick(sheet: &Sheet, profiles: &[Profile], columns: &[usize]) -> Result<Vec<bool>> {
    const ROWS: usize = 5_000;
    let step = sheet.height().div_ceil(ROWS).max(1);
    let mut any = vec![false; sheet.height().div_ceil(step)];
    for &i in columns {
        let part = segments(&profiles[i].header).pop();
        let no = boxed(&profiles[i], part.as_deref()).and_then(|b| b.unticked);
        let no = no.map(|n| labels::normal(&n));
        let cells = sheet.strings(&profiles[i].header)?;
        for (row, cell) in cells.iter().step_by(step).enumerate() {
            any[row] |= cell.is_some_and(|c| no.as_ref().is_none_or(|no| labels::normal(c) != *no));
        }
    }
    Ok(any)
}

fn headed(profiles: &[Profile], parts: &[Vec<String>], start: usize, columns: Vec<usize>) -> Block {
    let (text, options) =
        worded(profiles, &columns).unwrap_or_else(|| stem_and_parts(profiles, parts, start, &columns));
    Block::Split { columns, text: Some(text), parts: options, how: How::Headers }
}

/// The wordings that a file gives beside its headers: what they share is the question, the rest is the option; where they
/// share nothing, the whole wording is the option and the header's stem the question.
fn worded(profiles: &[Profile], columns: &[usize]) -> Option<(String, Vec<String>)> {
    let texts: Option<Vec<&str>> = columns.iter().map(|i| profiles[*i].about.text.as_deref()).collect();
    let texts = texts?;
    let pieces: Vec<Vec<String>> = texts.iter().map(|t| segments(t)).collect();
    let shared = pieces.iter().all(|p| p.len() > 1 && p[0] == pieces[0][0]);
    if shared {
        let own = |(text, pieces): (&&str, &Vec<String>)| {
            let at = rest_of(text, pieces, 1);
            text[at..].trim_matches(|c: char| "[]()|:-– ".contains(c)).to_owned()
        };
        return Some((pieces[0][0].clone(), texts.iter().zip(&pieces).map(own).collect()));
    }
    let stem = segments(&profiles[columns[0]].header).first()?.clone();
    Some((stem, texts.into_iter().map(str::to_owned).collect()))
}

/// What the headers of a question share, and what is each one's own.
fn stem_and_parts(profiles: &[Profile], parts: &[Vec<String>], start: usize, columns: &[usize]) -> (String, Vec<String>) {
    let shortest = columns.iter().map(|i| parts[*i - start].len()).min().unwrap_or(1);
    let first = &parts[columns[0] - start];
    let shared = (0..shortest - 1).take_while(|d| columns.iter().all(|i| parts[*i - start][*d] == first[*d])).count();
    let begin = shared.max(1);
    let own = |i: &usize| {
        let header = &profiles[*i].header;
        let at = rest_of(header, &parts[*i - start], begin);
        let rest = header[at..].trim_start_matches(|c: char| "[(|:>_-–—/. ".contains(c));
        if header[..at].contains('[') || !rest.contains('[') { rest.trim_end_matches(']').trim().to_owned() } else { rest.trim().to_owned() }
    };
    let at = rest_of(&profiles[columns[0]].header, first, begin);
    let stem = profiles[columns[0]].header[..at].trim_end_matches(|c: char| "[(_-/.|:> –—".contains(c)).to_owned();
    (stem, columns.iter().map(own).collect())
}

/// Where in the header its first `n` pieces end.
fn rest_of(header: &str, parts: &[String], n: usize) -> usize {
    let mut at = 0;
    for part in parts.iter().take(n) {
        at = header[at..].find(part.as_str()).map_or(at, |found| at + found + part.len());
    }
    at
}

/// A header in pieces: the question first, what it is about last.
pub(super) fn segments(header: &str) -> Vec<String> {
    let header = header.trim();
    if let Some((stem, part)) = bracketed(header) {
        return vec![stem.to_owned(), part.to_owned()];
    }
    if let Some(at) = header.rfind(ASKED).filter(|_| !STRONG.iter().any(|s| header.contains(s))) {
        return vec![header[..=at].to_owned(), header[at + ASKED.len()..].trim().to_owned()];
    }
    if let Some(separator) = STRONG.iter().find(|s| header.contains(**s)) {
        return header.split(separator).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    }
    let words: Vec<String> = header.split(WEAK).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    if words.len() > 1 && !header.contains(' ') {
        return words;
    }
    numbered(header).unwrap_or_else(|| vec![header.to_owned()])
}

/// `Question [Option]`, `Q1[SQ001]`, `Question (choice=Option)`.
pub(in crate::survey) fn bracketed(header: &str) -> Option<(&str, &str)> {
    if let Some(at) = header.find("(choice=") {
        let part = header[at + "(choice=".len()..].strip_suffix(')')?;
        return Some((header[..at].trim(), part.trim()));
    }
    let inner = header.strip_suffix(']')?;
    let mut depth = 1;
    let at = inner.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == ']') - i32::from(c == '[');
        (depth == 0).then_some(at)
    })?;
    let (stem, part) = (inner[..at].trim(), inner[at + 1..].trim());
    (!stem.is_empty() && !part.is_empty()).then_some((stem, part))
}

/// `barrier12` → `barrier`, `12`; `Q3b` → `Q3`, `b`.
fn numbered(header: &str) -> Option<Vec<String>> {
    if header.contains(' ') && !header.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let stem = header.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < header.len() && !stem.is_empty() {
        return Some(vec![stem.to_owned(), header[stem.len()..].to_owned()]);
    }
    let letter = header.chars().last().filter(|c| c.is_ascii_lowercase())?;
    let stem = &header[..header.len() - letter.len_utf8()];
    stem.ends_with(|c: char| c.is_ascii_digit()).then(|| vec![stem.to_owned(), letter.to_string()])
}

/// Boxes whose headers have nothing in common: one question as far as they repeat their own header in their cells.
fn adjacent(sheet: &Sheet, profiles: &[Profile], start: usize, end: usize) -> Result<Vec<Block>> {
    let own = |i: usize| {
        let p = &profiles[i];
        p.answered == 0 || boxed(p, None).is_some_and(|b| b.own) || boxes::is_write_in(p, None)
    };
    let mut out = Vec::new();
    let mut i = start;
    while i < end {
        let len = (i..end).take_while(|j| own(*j)).count();
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

fn side_by_side(profiles: &[Profile], columns: Vec<usize>) -> Block {
    if let [one] = columns[..] {
        return Block::One(one);
    }
    let name = |i: &usize| without_number(&profiles[*i].header).unwrap_or(&profiles[*i].header).to_owned();
    let parts = columns.iter().map(|i| if boxed(&profiles[*i], None).is_some_and(|b| b.own) || boxes::is_write_in(&profiles[*i], None) { name(i) } else { profiles[*i].header.clone() }).collect();
    Block::Split { columns, text: None, parts, how: How::Adjacent }
}

/// Cuts boxes that stand side by side into questions: behind "Other" and "None of these", which close a list; where a
/// header comes back; and where people who ticked something on one side nearly always did on the other.
fn parted(sheet: &Sheet, profiles: &[Profile], columns: Vec<usize>) -> Result<Vec<Vec<usize>>> {
    for at in 1..columns.len() {
        let (left, right) = columns.split_at(at);
        if closes(profiles, left, right) && together(sheet, profiles, left, right)? >= 0.5 {
            let mut out = vec![left.to_vec()];
            out.extend(parted(sheet, profiles, right.to_vec())?);
            return Ok(out);
        }
    }
    let mut best = (0.0, 0);
    for at in 2..columns.len().saturating_sub(1) {
        let (left, right) = columns.split_at(at);
        let share = together(sheet, profiles, left, right)?;
        if share > best.0 {
            best = (share, at);
        }
    }
    let repeated = repeats(profiles, &columns);
    if best.0 >= if repeated { 0.5 } else { 0.97 } {
        let (left, right) = columns.split_at(best.1);
        let mut out = parted(sheet, profiles, left.to_vec())?;
        out.extend(parted(sheet, profiles, right.to_vec())?);
        return Ok(out);
    }
    Ok(vec![columns])
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

/// Of those who ticked anything, the share who ticked something on both sides.
fn together(sheet: &Sheet, profiles: &[Profile], left: &[usize], right: &[usize]) -> Result<f64> {
    let (left, right) = (any_tick(sheet, profiles, left)?, any_tick(sheet, profiles, right)?);
    let (mut any, mut both) = (0_usize, 0_usize);
    for (l, r) in left.iter().zip(&right) {
        any += usize::from(*l || *r);
        both += usize::from(*l && *r);
    }
    Ok(if any < 10 { 0.0 } else { both as f64 / any as f64 })
}

/// Numbered columns that hold the first, second, … choice of one list: the same words, none twice in a row, and later ones
/// answered by fewer people.
fn mentions(sheet: &Sheet, profiles: &[Profile], i: usize) -> Result<Option<Block>> {
    let stem = |p: &Profile| numbered(&p.header.replace(['_', ' '], "")).filter(|n| n[1].parse::<u32>().is_ok()).map(|mut n| n.swap_remove(0));
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
    let cells = run.iter().map(|p| sheet.strings(&p.header)).collect::<Result<Vec<_>>>()?;
    let step = sheet.height().div_ceil(2_000).max(1);
    Ok((0..sheet.height()).step_by(step).any(|row| {
        let said: Vec<&str> = cells.iter().filter_map(|c| c.get(row)).collect();
        said.iter().collect::<BTreeSet<_>>().len() < said.len()
    }))
}
