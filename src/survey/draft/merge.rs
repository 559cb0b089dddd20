//! Drafting again over a codebook that was edited by hand: what stands there stays, what is new in the data is added.

use super::write::{comment, question, value};
use super::{Draft, Drafted, Told};
use crate::error::{Fault, Result};
use crate::input::labels;
use crate::survey::codebook::{Codebook, Question};
use std::collections::BTreeSet;
use toml_edit::{Array, DocumentMut, Item};

/// A codebook with what was new added to it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Its text.
    pub toml: String,
    /// What was added, and what the data hold that it does not know, in sentences.
    pub said: Vec<String>,
}

impl Draft {
    /// Adds to an edited codebook the columns that it does not name yet. Nothing in it is changed. `name` is how messages
    /// call it.
    ///
    /// # Errors
    /// When the codebook is no good codebook.
    pub fn merge_into(&self, edited: &str, name: &str) -> Result<Merged> {
        let book = Codebook::parse(edited, name)?;
        let mut document: DocumentMut = edited.parse().map_err(|e: toml_edit::TomlError| {
            Fault::new("is not valid TOML").file(name).found(e.message()).remedy("correct it")
        })?;
        let named = book.columns();
        let known: BTreeSet<String> =
            named.iter().chain(&book.ignore).chain(&book.drop).map(|c| labels::normal(c)).collect();
        let is_new = |column: &String| !known.contains(&labels::normal(column));
        let mut said = Vec::new();
        for (key, told) in [("drop", &self.drop), ("ignore", &self.ignore)] {
            let new: Vec<&Told> = told.iter().filter(|t| is_new(&t.column)).collect();
            if !new.is_empty() {
                add(&mut document, key, &new);
                said.push(format!("{} columns added to {key}", new.len()));
            }
        }
        let mut toml = document.to_string();
        let mut ids: BTreeSet<String> = book.questions.iter().map(|q| q.id.clone()).collect();
        for drafted in &self.questions {
            if drafted.question.columns().iter().all(is_new) {
                // Whom it was asked of is told by ids of this draft, which the edited codebook need not have.
                let mut drafted = with_free_id(drafted, &ids);
                drafted.question.asked_if.clear();
                toml.push('\n');
                toml.push_str(&question(&drafted, &[]));
                said.push(format!("question \"{}\" added", drafted.question.id));
                ids.insert(drafted.question.id.clone());
            } else if let Some((theirs, new)) = grown(&book, &drafted.question, &is_new) {
                said.push(format!(
                    "question \"{}\": columns that are new: {}; add them to its options",
                    theirs.id,
                    new.join(", ")
                ));
            } else if let Some(theirs) = same_columns(&book, &drafted.question) {
                said.extend(unknown_options(drafted, theirs));
            }
        }
        // What was added must be as good as what was there.
        Codebook::parse(&toml, name)?;
        Ok(Merged { toml, said })
    }
}

fn add(document: &mut DocumentMut, key: &str, new: &[&Told]) {
    if !document.get(key).is_some_and(Item::is_array) {
        document.insert(key, Item::Value(Array::new().into()));
        // A key behind the last table would belong to that table.
        document.sort_values_by(|a, _, b, _| (a == "question").cmp(&(b == "question")));
    }
    let Some(list) = document.get_mut(key).and_then(Item::as_array_mut) else { return };
    for told in new {
        // A comment behind the last column belongs to it, not to the one that is added.
        let behind = list.trailing().as_str().unwrap_or("").trim_end().to_owned();
        let mut column = value(&told.column);
        column.decor_mut().set_prefix(format!("{behind}\n  "));
        list.push_formatted(column);
        list.set_trailing(format!(" # {}\n", comment(&told.evidence)));
        list.set_trailing_comma(true);
    }
}

fn with_free_id(drafted: &Drafted, taken: &BTreeSet<String>) -> Drafted {
    let mut drafted = drafted.clone();
    let id = drafted.question.id.clone();
    let mut n = 2;
    while taken.contains(&drafted.question.id) {
        drafted.question.id = format!("{id}_{n}");
        n += 1;
    }
    drafted
}

/// A question of the edited codebook that has some of the drafted one's columns and not all, with those that are new.
fn grown<'a>(
    book: &'a Codebook,
    drafted: &Question,
    is_new: &dyn Fn(&String) -> bool,
) -> Option<(&'a Question, Vec<String>)> {
    let columns_of = drafted.columns();
    let new: Vec<String> = columns_of.iter().filter(|c| is_new(c)).map(|c| format!("\"{c}\"")).collect();
    let old: BTreeSet<String> = columns_of.iter().filter(|c| !is_new(c)).map(|c| labels::normal(c)).collect();
    let theirs = book.questions.iter().find(|q| q.columns().iter().any(|c| old.contains(&labels::normal(c))))?;
    (!new.is_empty()).then_some((theirs, new))
}

fn same_columns<'a>(book: &'a Codebook, question: &Question) -> Option<&'a Question> {
    let normal = |q: &Question| q.columns().iter().map(|c| labels::normal(c)).collect::<BTreeSet<_>>();
    book.questions.iter().find(|q| q.is_categorical() && normal(q) == normal(question))
}

/// Options that the data hold and the edited question does not know: only said, since they may have been taken out.
fn unknown_options(drafted: &Drafted, theirs: &Question) -> Vec<String> {
    let options = drafted.question.options.iter().zip(&drafted.counts);
    let unknown = options.filter(|(o, n)| **n > 0 && theirs.option(&o.label).is_none() && theirs.write_in.is_none());
    unknown
        .map(|(o, n)| {
            format!("question \"{}\": {n} cells say \"{}\", which is none of its options", theirs.id, o.label)
        })
        .collect()
}
