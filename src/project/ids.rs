//! Ids of surveys, from the names of their files.

use super::InputFile;
use std::collections::BTreeSet;

/// Ids that are taken.
#[derive(Debug, Default)]
pub(super) struct Ids(pub BTreeSet<String>);

impl Ids {
    /// An id that no other survey has, from the name of its first file.
    pub fn of(&mut self, files: &[InputFile]) -> String {
        let name = files.first().map_or("", |f| f.name.as_str());
        let name = name.rsplit('/').next().unwrap_or(name);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let words = stem.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let id = words.collect::<Vec<_>>().join("_").to_lowercase();
        let id = if id.is_empty() { "survey".to_owned() } else { id };
        let mut free = id.clone();
        let mut n = 2;
        while !self.0.insert(free.clone()) {
            free = format!("{id}_{n}");
            n += 1;
        }
        free
    }
}
