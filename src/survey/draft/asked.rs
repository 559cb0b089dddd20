//! Questions that were asked only of those who gave a certain answer before: everyone else left them blank, without one
//! exception.

use super::Drafted;
use crate::error::Result;
use crate::input::{Sheet, labels};
use crate::survey::codebook::{Kind, Place, Question};
use std::collections::BTreeMap;

/// Rows that are looked at first.
const ROWS: usize = 5_000;

/// People on either side of a condition, at least: fewer may leave a question blank by chance.
const LEAST: usize = 10;

/// Of those who were asked, at least this share answered.
const ANSWERED: f64 = 0.5;

/// Writes down which questions depend on an earlier one.
pub(super) fn conditions(sheet: &Sheet, questions: &mut [Drafted]) -> Result<()> {
    let mut earlier: Vec<(usize, Vec<Option<usize>>)> = Vec::new();
    for k in 0..questions.len() {
        let answered = answered(sheet, &questions[k].question, ROWS)?;
        let n = answered.iter().filter(|a| **a).count();
        if n >= LEAST && answered.len() - n >= LEAST {
            // The nearest question that explains it: a filter stands close to what it filters.
            let fits = earlier.iter().rev().find_map(|(p, codes)| Some((*p, wanted(codes, &answered)?)));
            if let Some((p, options)) = fits
                && holds_everywhere(sheet, &questions[p].question, &questions[k].question, &options)?
            {
                depends(questions, k, p, options);
            }
        }
        if is_filter(&questions[k].question) {
            earlier.push((k, codes(sheet, &questions[k].question, ROWS)?));
        }
    }
    Ok(())
}

fn is_filter(question: &Question) -> bool {
    matches!(question.kind, Kind::Single | Kind::Ordinal) && question.options.len() <= 12
}

fn depends(questions: &mut [Drafted], k: usize, p: usize, options: Vec<usize>) {
    let filter = &questions[p].question;
    let chosen: Vec<String> = options.iter().map(|o| format!("\"{}\"", filter.options[*o].label)).collect();
    let evidence = format!("everyone who did not answer {} to \"{}\" left it blank", chosen.join(" or "), filter.text);
    questions[k].evidence.push(evidence);
    questions[k].check.retain(|c| !c.contains("blank here"));
    questions[k].question.asked_if = vec![(p, options)];
}

/// The answers whose givers answered the question, where nobody else did; `None` where others did too.
fn wanted(codes: &[Option<usize>], answered: &[bool]) -> Option<Vec<usize>> {
    let mut by: BTreeMap<Option<usize>, (usize, usize)> = BTreeMap::new();
    for (code, answered) in codes.iter().zip(answered) {
        let seen = by.entry(*code).or_default();
        seen.0 += 1;
        seen.1 += usize::from(*answered);
    }
    let asked: Vec<usize> = by.iter().filter(|(_, (_, a))| *a > 0).filter_map(|(code, _)| *code).collect();
    let count =
        |of: &dyn Fn(&Option<usize>) -> bool| by.iter().filter(|(c, _)| of(c)).map(|(_, (n, _))| n).sum::<usize>();
    let among = |c: &Option<usize>| c.is_some_and(|c| asked.contains(&c));
    let (inside, said_no) = (count(&among), count(&|c| c.is_some() && !among(c)));
    let blank_answered = by.get(&None).is_some_and(|(_, a)| *a > 0);
    let each = by.iter().filter(|(c, _)| among(c)).all(|(_, (n, a))| *a as f64 >= ANSWERED * *n as f64);
    (!blank_answered && !asked.is_empty() && each && inside >= LEAST && said_no >= LEAST).then_some(asked)
}

fn holds_everywhere(sheet: &Sheet, filter: &Question, question: &Question, options: &[usize]) -> Result<bool> {
    let (codes, answered) = (codes(sheet, filter, usize::MAX)?, answered(sheet, question, usize::MAX)?);
    Ok(codes.iter().zip(&answered).all(|(code, answered)| !answered || code.is_some_and(|c| options.contains(&c))))
}

/// The place of each row's answer among the options.
fn codes(sheet: &Sheet, question: &Question, most: usize) -> Result<Vec<Option<usize>>> {
    let Place::Column(column) = &question.place else { return Ok(Vec::new()) };
    let mut known: BTreeMap<String, Option<usize>> = BTreeMap::new();
    let cells = sheet.cells(column)?;
    let code = |cell: Option<&str>| {
        let cell = cell?;
        if let Some(code) = known.get(cell) {
            return *code;
        }
        let code = question.option(cell);
        known.insert(cell.to_owned(), code);
        code
    };
    Ok(cells.sample(most).map(code).collect())
}

/// Whether each row answers the question.
fn answered(sheet: &Sheet, question: &Question, most: usize) -> Result<Vec<bool>> {
    let blank: Vec<String> = question.blank.iter().map(|b| labels::normal(b)).collect();
    let mut any = vec![false; sheet.height().div_ceil(sheet.height().div_ceil(most).max(1))];
    for column in question.columns() {
        let cells = sheet.cells(&column)?;
        for (any, cell) in any.iter_mut().zip(cells.sample(most)) {
            *any |= cell.is_some_and(|c| blank.is_empty() || !blank.contains(&labels::normal(c)));
        }
    }
    Ok(any)
}
