//! `contacts.csv` beside the project: the user's own list of people.

use super::keep::write_whole;
use super::{InputFile, Origin, OutreachPart, Project};
use crate::error::{Fault, Result};
use crate::outreach::ME;
use crate::outreach::cards;
use crate::outreach::people::People;
use crate::outreach::proposals::Proposal;
use crate::outreach::read::{self, Context};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Its name.
const FILE: &str = "contacts.csv";

/// The list beside a project file, as a part of its outreach: of its one owner, among several of whoever has no `owner` key.
/// `None` where there is none, it is nobody's, or the project names it already.
pub(super) fn part(folder: &Path, outreach: &[OutreachPart]) -> Option<OutreachPart> {
    let file = InputFile::within(folder, FILE);
    let named = outreach.iter().flat_map(|o| &o.files).any(|f| f.path == file.path);
    let is_list = || read::archive_of(&file.path, &file.name).ok().flatten().is_some_and(|what| what == read::CONTACTS);
    let owners: BTreeSet<&str> = outreach.iter().map(OutreachPart::owner).collect();
    let owner = if owners.len() == 1 { owners.first().copied()? } else { owners.get(ME).copied()? };
    (!named && file.path.is_file() && is_list()).then(|| OutreachPart {
        owner: Some(owner.to_owned()),
        files: vec![file],
        ..OutreachPart::default()
    })
}

impl Project {
    /// Writes pairs that were accepted into the list, keeping what is in it, and says where it is.
    ///
    /// # Errors
    /// When there is neither a project nor a folder, or the list that is there cannot be read.
    pub fn accept_contacts(&self, pairs: &[Proposal], people: &People) -> Result<PathBuf> {
        let folder = match self.origin {
            Origin::File => Path::new(&self.name).parent().unwrap_or(Path::new("")),
            Origin::Folder => Path::new(&self.name),
            Origin::Files => {
                return Err(Fault::new("contacts.csv belongs to a project, and only files were named")
                    .accepted("a folder or a hearback.toml")
                    .remedy("put the files into a folder and name that, or write a hearback.toml: `hearback init`")
                    .into());
            }
        };
        let path = folder.join(FILE);
        let mut own = Vec::new();
        if path.exists() {
            let found =
                read::read(&path, &path.display().to_string(), &Context::new(&TimeZone::UTC, &BTreeMap::new()))?;
            own.extend(found.found.into_iter().flat_map(|f| f.cards));
        }
        write_whole(&path, &read::contacts_csv(&cards::accept(own, pairs, people)))?;
        Ok(path)
    }
}
