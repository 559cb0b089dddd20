//! Boxes whose headers begin alike: which columns are one question, and what it and its options are called.

use super::adjacent;
use super::blocks::{Block, How};
use super::boxes::{boxed, without_number};
use super::profile::Profile;
use super::stems::{self, Cut, cuts, segments};
use crate::error::Result;
use crate::input::{Sheet, labels};

/// A run of boxes by headers that begin alike, else by standing side by side.
pub(super) fn blocks(sheet: &Sheet, profiles: &[Profile], start: usize, end: usize) -> Result<Vec<Block>> {
    let alike = Alike { sheet, profiles, start, cuts: (start..end).map(|i| cuts_of(&profiles[i])).collect() };
    let mut out = Vec::new();
    let mut i = start;
    while i < end {
        if let Some((stem, columns)) = alike.best(i, end).filter(|(stem, columns)| !is_a_count(profiles, stem, columns))
        {
            i += columns.len();
            for (stem, columns) in alike.deeper(stem, columns)? {
                out.push(alike.headed(&stem, columns));
            }
            continue;
        }
        let rest = (i + 1..end).take_while(|j| alike.best(*j, end).is_none()).count() + 1;
        out.extend(adjacent::blocks(sheet, profiles, i, i + rest)?);
        i += rest;
    }
    Ok(out)
}

/// The places at which a column's header may fall in two.
fn cuts_of(profile: &Profile) -> Vec<Cut> {
    let boxed = boxed(profile, stems::last_part(&profile.header).as_deref());
    let ticked = boxed.filter(|b| b.own).and_then(|b| b.ticked);
    // A header that its own cells repeat is an option and nothing else.
    let own = |header: &str| ticked.as_deref().is_some_and(|t| labels::normal(t) == labels::normal(header));
    if own(&profile.header) || without_number(&profile.header).is_some_and(own) {
        return Vec::new();
    }
    cuts(&profile.header, ticked.as_deref())
}

/// Boxes that stand side by side, with the places where their headers may fall in two.
struct Alike<'a> {
    sheet: &'a Sheet,
    profiles: &'a [Profile],
    start: usize,
    cuts: Vec<Vec<Cut>>,
}

impl Alike<'_> {
    fn cut(&self, i: usize, key: &str) -> Option<&Cut> {
        self.cuts[i - self.start].iter().find(|c| c.key() == key)
    }

    /// The question that most columns from this one on share, as its header begins; of equals the longest. None when the
    /// next column shares none.
    fn best(&self, i: usize, end: usize) -> Option<(String, Vec<usize>)> {
        let shared = |cut: &Cut| (i..end).take_while(|j| self.cut(*j, &cut.key()).is_some()).count();
        let runs = self.cuts[i - self.start].iter().map(|cut| (shared(cut), cut));
        let best = runs.filter(|(run, _)| *run > 1).max_by_key(|(run, cut)| (*run, cut.stem.len()))?;
        Some((best.1.key(), (i..i + best.0).collect()))
    }

    /// Splits a question by longer beginnings, where that makes questions of their own: `survey_q1_1, survey_q1_2,
    /// survey_q2_1, survey_q2_2` are two, `fear_of_no, fear_of_pest, fear_time` is one.
    fn deeper(&self, stem: String, columns: Vec<usize>) -> Result<Vec<(String, Vec<usize>)>> {
        let end = columns.last().map_or(0, |last| last + 1);
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        let mut i = columns[0];
        while i < end {
            let longer = self.cuts[i - self.start].iter().filter(|c| c.key().len() > stem.len());
            let run = |cut: &Cut| (i..end).take_while(|j| self.cut(*j, &cut.key()).is_some()).count();
            let Some((n, cut)) =
                longer.map(|c| (run(c), c)).filter(|(n, _)| *n > 1).max_by_key(|(n, c)| (*n, c.stem.len()))
            else {
                return Ok(vec![(stem, columns)]);
            };
            groups.push((cut.key(), (i..i + n).collect()));
            i += n;
        }
        let numbered =
            groups.iter().all(|(key, g)| g.iter().all(|i| self.cut(*i, key).is_some_and(|c| c.part.len() <= 2)));
        let lists: Vec<Vec<usize>> = groups.iter().map(|(_, g)| g.clone()).collect();
        if groups.len() < 2 || !numbered && !answered_alike(self.sheet, self.profiles, &lists)? {
            return Ok(vec![(stem, columns)]);
        }
        let split = groups.into_iter().map(|(key, group)| self.deeper(key, group));
        Ok(split.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn headed(&self, stem: &str, columns: Vec<usize>) -> Block {
        let (text, parts) = worded(self.profiles, &columns).unwrap_or_else(|| {
            let text = self.cut(columns[0], stem).map_or(String::new(), |c| c.stem.clone());
            let part = |i: &usize| self.cut(*i, stem).map_or(self.profiles[*i].header.clone(), |c| c.part.clone());
            (text, columns.iter().map(part).collect())
        });
        Block::Split { columns, text: Some(text), parts, how: How::Headers }
    }
}

/// Whether a stem only counts a survey's questions: `q1`, `q2`, `q3` with a yes or no each are three questions, unless
/// their wordings begin alike.
fn is_a_count(profiles: &[Profile], stem: &str, columns: &[usize]) -> bool {
    const COUNTS: [&str; 16] = [
        "q", "v", "var", "f", "x", "question", "col", "column", "field", "item", "frage", "s", "qn", "pregunta", "p",
        "quest",
    ];
    let denied = columns.iter().all(|i| boxed(&profiles[*i], None).is_some_and(|b| b.unticked.is_some()));
    let alike = worded(profiles, columns).is_some_and(|(text, _)| text.len() > stem.len());
    COUNTS.contains(&stem.to_lowercase().as_str()) && denied && !alike
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
pub(super) fn any_tick(sheet: &Sheet, profiles: &[Profile], columns: &[usize]) -> Result<Vec<bool>> {
    const ROWS: usize = 5_000;
    let step = sheet.height().div_ceil(ROWS).max(1);
    let mut any = vec![false; sheet.height().div_ceil(step)];
    for &i in columns {
        let part = stems::last_part(&profiles[i].header);
        let no = boxed(&profiles[i], part.as_deref()).and_then(|b| b.unticked);
        let no = no.map(|n| labels::normal(&n));
        let cells = sheet.cells(&profiles[i].header)?;
        for (row, cell) in cells.sample(ROWS).enumerate() {
            any[row] |= cell.is_some_and(|c| no.as_ref().is_none_or(|no| labels::normal(c) != *no));
        }
    }
    Ok(any)
}

/// The wordings that a file gives beside its headers: what they share is the question, the rest is the option; where they
/// share nothing, the whole wording is the option and the header's stem the question.
fn worded(profiles: &[Profile], columns: &[usize]) -> Option<(String, Vec<String>)> {
    let texts: Option<Vec<&str>> = columns.iter().map(|i| profiles[*i].about.text.as_deref()).collect();
    let texts = texts?;
    let cut: Vec<Vec<Cut>> = texts.iter().map(|t| cuts(t, None)).collect();
    let all = |key: &str| cut.iter().map(|cuts| cuts.iter().find(|c| c.key() == key)).collect::<Option<Vec<_>>>();
    if let Some(shared) = cut[0].iter().rev().find_map(|c| all(&c.key())) {
        return Some((shared[0].stem.clone(), shared.iter().map(|c| c.part.clone()).collect()));
    }
    let stem = segments(&profiles[columns[0]].header).first()?.clone();
    Some((stem, texts.into_iter().map(str::to_owned).collect()))
}
