//! Weights and design: how each respondent was drawn, and for how many they stand. Rows that do not say so are left out.

use super::typing::Typing;
use super::{LARGEST_WEIGHT, Responses, SMALLEST_WEIGHT, find};
use crate::error::{Fault, Result};
use crate::input::enums;
use crate::input::numbers::{self, number};
use crate::survey::codebook::ReplicateColumns;
use polars::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The column of strata.
pub(super) const STRATUM: &str = "design/stratum";
/// The column of clusters.
pub(super) const CLUSTER: &str = "design/cluster";
/// The column of what each stratum was drawn from.
pub(super) const FPC: &str = "design/fpc";

/// The column of a replicate weight, counted from 1.
pub(super) fn replicate(r: usize) -> String {
    format!("replicate/{r}")
}

impl Typing<'_> {
    pub(super) fn weights(&mut self) -> Result<Column> {
        let Some(name) = &self.codebook.weight else {
            return Ok(Column::new("weight".into(), vec![1.0; self.sheet.height()]));
        };
        self.weights_of(name, "weight", "take the weight out of the codebook")
    }

    /// The columns of the design, in the order of the codebook's keys.
    pub(super) fn design(&mut self) -> Result<Vec<Column>> {
        let design = &self.codebook.design;
        let mut columns = Vec::new();
        if let Some(name) = &design.stratum {
            columns.push(self.words_of(name, STRATUM, "no stratum")?);
        }
        if let Some(name) = &design.cluster {
            columns.push(self.words_of(name, CLUSTER, "no cluster")?);
        }
        if let Some(name) = &design.fpc {
            columns.push(self.drawn_from(name)?);
        }
        for (r, name) in (1..).zip(self.replicate_columns()?) {
            columns.push(self.weights_of(&name, &replicate(r), "take the replicate weights out of the codebook")?);
        }
        Ok(columns)
    }

    fn replicate_columns(&self) -> Result<Vec<String>> {
        let Some(replicates) = &self.codebook.design.replicates else { return Ok(Vec::new()) };
        let prefix = match &replicates.columns {
            ReplicateColumns::Listed(columns) => return Ok(columns.clone()),
            ReplicateColumns::Prefix(prefix) => prefix,
        };
        let weight = self.codebook.weight.as_deref();
        let headers = self.sheet.headers().into_iter();
        let found: Vec<String> = headers.filter(|h| h.starts_with(prefix) && Some(h.as_str()) != weight).collect();
        if found.len() > 1 {
            return Ok(found);
        }
        Err(Fault::new("fewer than two columns begin with the prefix of the replicate weights")
            .file(&self.sheet.name)
            .found(prefix)
            .accepted("a header that several columns begin with")
            .remedy(format!("correct design.replicates.prefix in {}", self.codebook.name))
            .into())
    }

    /// Weights: 0, or so large that fixed point keeps them to six digits.
    fn weights_of(&mut self, name: &str, column: &str, otherwise: &str) -> Result<Column> {
        let cells = self.strings(name)?;
        let decimal = numbers::decimal(cells.iter().flatten());
        let mut weights = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let weight = cell
                .and_then(|c| number(c, decimal))
                .filter(|w| *w == 0.0 || (SMALLEST_WEIGHT..=LARGEST_WEIGHT).contains(w));
            if weight.is_none() {
                let words = match cell.map(|c| number(c, decimal)) {
                    None => "no weight",
                    Some(Some(w)) if w < 0.0 => "negative weight",
                    Some(Some(w)) if w > 0.0 => "weight out of range",
                    _ => "not a weight",
                };
                let fault = Fault::new(words)
                    .column(name)
                    .found(cell.unwrap_or("(blank)"))
                    .accepted("0, or a number from 0.0001 to 16777216")
                    .remedy(if words == "weight out of range" {
                        "scale the weights to a mean of 1".to_owned()
                    } else {
                        format!("correct the cell, or {otherwise}")
                    });
                self.leave_out_row(i, words, fault);
            }
            weights.push(weight.unwrap_or(0.0));
        }
        Ok(Column::new(column.into(), weights))
    }

    /// A column of names as small codes; rows without one are left out.
    fn words_of(&mut self, name: &str, column: &str, missing: &str) -> Result<Column> {
        let cells = self.strings(name)?;
        let mut places: HashMap<&str, u32> = HashMap::new();
        let mut words: Vec<&str> = Vec::new();
        let mut codes = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let Some(cell) = cell else {
                let fault = Fault::new(missing)
                    .column(name)
                    .found("(blank)")
                    .accepted("a name or number")
                    .remedy("complete the cell, or take the column out of the codebook's [design]");
                self.leave_out_row(i, missing, fault);
                codes.push(None);
                continue;
            };
            codes.push(Some(*places.entry(cell).or_insert_with(|| {
                words.push(cell);
                words.len() as u32 - 1
            })));
        }
        enums::column(column, &words, codes.into_iter())
    }

    fn drawn_from(&mut self, name: &str) -> Result<Column> {
        let cells = self.strings(name)?;
        let decimal = numbers::decimal(cells.iter().flatten());
        let mut sizes = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            let size = cell.and_then(|c| number(c, decimal)).filter(|n| *n > 0.0);
            if size.is_none() {
                let fault = Fault::new("no population size")
                    .column(name)
                    .found(cell.unwrap_or("(blank)"))
                    .accepted("of how many the stratum's clusters were drawn, or what share of them was")
                    .remedy("complete the cell, or take fpc out of the codebook's [design]");
                self.leave_out_row(i, "no population size", fault);
            }
            sizes.push(size.unwrap_or(1.0));
        }
        Ok(Column::new(FPC.into(), sizes))
    }
}

/// Rows of replicate weights by the by-values of their group.
type Rows = BTreeMap<Vec<String>, Vec<Vec<f64>>>;

impl Responses {
    /// The rows of replicate weights: of everyone under no by-value, and of each group of people under its own. Empty without
    /// replicate weights.
    ///
    /// # Errors
    /// When a by-question is not in the codebook.
    pub fn replicate_rows(&self, by: &[&str]) -> Result<Rows> {
        let weights = self.replicates()?;
        let mut rows = Rows::new();
        if weights.is_empty() {
            return Ok(rows);
        }
        let book = &self.codebook;
        let questions = by.iter().map(|id| Ok(&book.questions[book.position(id)?])).collect::<Result<Vec<_>>>()?;
        let codes = questions.iter().map(|q| self.codes(q)).collect::<Result<Vec<_>>>()?;
        for i in 0..self.len() {
            let row: Vec<f64> = weights.iter().map(|w| w.get(i).unwrap_or(0.0)).collect();
            let options =
                questions.iter().zip(&codes).map(|(q, codes)| Some(q.options.get(codes[i]? as usize)?.id.clone()));
            if let (false, Some(group)) = (by.is_empty(), options.collect::<Option<Vec<String>>>()) {
                rows.entry(group).or_default().push(row.clone());
            }
            rows.entry(Vec::new()).or_default().push(row);
        }
        Ok(rows)
    }

    /// Makes the two files' strata and clusters words of one list. Clusters of another file are others, unless the codebook
    /// says that their names are shared.
    pub(super) fn stack_design(&mut self, other: &mut Responses) -> Result<()> {
        let file = other.accounts.first().map_or("", |a| a.source.as_str()).to_owned();
        for name in [STRATUM, CLUSTER] {
            let (Some(mine), Some(theirs)) = (find(self.frame.columns(), name), find(other.frame.columns(), name))
            else {
                continue;
            };
            let mut words = enums::words(theirs)?;
            if name == CLUSTER && !self.codebook.design.shared {
                words.iter_mut().for_each(|word| *word = format!("{word} ({file})"));
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let theirs = enums::column(name, &words, enums::codes(theirs)?.into_iter())?;
            let all = enums::stacked(mine, &theirs)?;
            let (here, there) = (self.frame.height(), other.frame.height());
            self.frame.with_column(all.slice(0, here))?;
            other.frame.with_column(all.slice(here as i64, there))?;
        }
        Ok(())
    }
}
